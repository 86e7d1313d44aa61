"""
What a pharmacy measures to make a mixture: millilitres on the graduations of its syringes, masses on its balance.

Rounding is by name and toward safety: the drug that is held goes to the nearest graduation, every other drug down, and
diluent makes up the rest. What rounding did to each concentration is worked out from what is measured, exactly.
In which order things are mixed is the pharmacy's to decide and stands nowhere here.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from cisterna.knowledge import Syringe
from cisterna.quantities import Concentration, Mass, Ratio, Volume, ceil_to_step, floor_to_step, nearest_to_step
from cisterna.therapy import Mixture

__all__ = [
    "Draw",
    "DrawnPart",
    "DrawnRecipe",
    "Made",
    "Vials",
    "WeighedPart",
    "WeighedRecipe",
    "corrected_order",
    "draw_up",
    "draws",
    "finest",
    "vials_for",
    "weigh_out",
]


class Draw(NamedTuple):
    """So much read off one syringe."""

    syringe: str
    volume: Volume


class Vials(NamedTuple):
    """How many vials of one size hold a volume, and what stays over in the last of them."""

    each: Volume
    needed: int
    left_over: Volume


class Made(NamedTuple):
    """
    A concentration as it was ordered and as it comes out of what is measured.

    `error` is made over ordered, less one. `reading` is what half a graduation, or half a step of the balance, at every
    measurement of this drug would change: how exactly it can be measured at all.
    """

    drug: str
    ordered: Concentration
    made: Concentration
    error: Ratio
    reading: Ratio


class DrawnPart(NamedTuple):
    """One stock: the volume that arithmetic asks for, and the one on the graduations of the syringes."""

    drug: str
    strength: Concentration
    exact: Volume
    volume: Volume
    draws: tuple[Draw, ...]


class DrawnRecipe(NamedTuple):
    """A mixture made of stocks: everything in it is on the graduations of a syringe. `total` is what all of it is."""

    parts: tuple[DrawnPart, ...]
    diluent: Volume
    diluent_draws: tuple[Draw, ...]
    total: Volume
    made: tuple[Made, ...]


class WeighedPart(NamedTuple):
    """
    One powder. `exact` counts what the order counts; `mass` is on the steps of the balance.

    There is no `mass` where nobody said what the order counts (`counted` False), and none where it is less than what is
    weighed on this balance (`too_little`): the pharmacy then makes a stock solution first.
    """

    drug: str
    exact: Mass
    mass: Mass | None
    counted: bool
    too_little: bool


class WeighedRecipe(NamedTuple):
    """A mixture made of powders, made up with diluent to `total`; `made` leaves out what cannot be weighed yet."""

    parts: tuple[WeighedPart, ...]
    total: Volume
    draws: tuple[Draw, ...]
    made: tuple[Made, ...]


def finest(syringes: Sequence[Syringe]) -> Volume:
    """The smallest graduation: every volume that the syringes can measure is a whole number of it."""
    return min((each.graduation for each in syringes), key=lambda graduation: graduation.value)


def draws(volume: Volume, syringes: Sequence[Syringe]) -> tuple[Draw, ...]:
    """
    `volume` as readings of syringes: as much as can be in the smallest that holds it, the rest in a finer one.

    Raises `ValueError` for a volume that is no whole number of the finest graduation.

    >>> set = [Syringe("1 mL", Volume(1), Volume.parse("0.01 mL")), Syringe("60 mL", Volume(60), Volume(1))]
    >>> [(draw.syringe, draw.volume.format()) for draw in draws(Volume.parse("38.65 mL"), set)]
    [('60 mL', '38 mL'), ('1 mL', '0.65 mL')]
    """
    if floor_to_step(volume, finest(syringes))[1]:
        raise ValueError(f"{volume!r} is between two marks of every syringe; round it first, by name")
    by_size = sorted(syringes, key=lambda each: (each.volume.value, each.graduation.value))
    found: list[Draw] = []
    left = volume
    while left.value > 0:
        syringe = next((each for each in by_size if left <= each.volume), by_size[-1])
        read = floor_to_step(min(left, syringe.volume), syringe.graduation)[0]
        if not read:  # less than a mark of it: the finest one, however large
            syringe = min(by_size, key=lambda each: each.graduation.value)
            read = min(left, syringe.volume)
        found.append(Draw(syringe.name, read))
        left = left - read
    return tuple(found)


def vials_for(volume: Volume, each: Volume) -> Vials:
    """How many vials of the size `each` hold `volume`, as if every drop could be drawn out of a vial."""
    filled = ceil_to_step(volume, each)[0]
    return Vials(each, int(filled / each), filled - volume)


def draw_up(
    mixture: Mixture,
    stocks: Mapping[str, Concentration],
    total: Volume,
    syringes: Sequence[Syringe],
    *,
    held: Container[str] = (),
) -> DrawnRecipe:
    """
    Volumes of stock and diluent that make `total` of `mixture`, each on the graduations of `syringes`.

    `held` go to the nearest graduation, every other drug down; `total` goes up to the next graduation, so that no
    concentration but a held one is ever above what is ordered. Raises `ValueError` where the stocks do not fit.

    >>> set = [Syringe("1 mL", Volume(1), Volume.parse("0.01 mL")), Syringe("60 mL", Volume(60), Volume(1))]
    >>> mixture = Mixture({"baclofen": Concentration(1000), "hydromorphone": Concentration(66)})
    >>> made = draw_up(mixture, {"baclofen": Concentration(2000), "hydromorphone": Concentration(10_000)}, Volume(40),
    ...                set, held=("baclofen",))
    >>> [part.volume.format() for part in made.parts], made.diluent.format()
    (['20 mL', '0.26 mL'], '19.74 mL')
    >>> [f"{each.drug} {each.error.format('%')}" for each in made.made]
    ['baclofen 0 %', 'hydromorphone -1.515 %']
    """
    step = finest(syringes)
    whole = ceil_to_step(total, step)[0]
    exact = {drug: whole * (wanted / stocks[drug]) for drug, wanted in mixture.items()}
    if _sum(exact.values()) > whole:
        raise ValueError("the stocks do not fit into the fill")
    volumes = {drug: _rounded(volume, step, nearest=drug in held) for drug, volume in exact.items()}
    for drug in mixture:  # a held drug that went up may leave less than no room for the last graduation
        if drug in held and _sum(volumes.values()) > whole:
            volumes[drug] = volumes[drug] - step
    diluent = whole - _sum(volumes.values())
    parts = tuple(
        DrawnPart(drug, stocks[drug], exact[drug], volumes[drug], draws(volumes[drug], syringes)) for drug in mixture
    )
    made = tuple(
        _made(part.drug, mixture[part.drug], part.strength * part.volume, whole, _reading(part, syringes))
        for part in parts
    )
    return DrawnRecipe(parts, diluent, draws(diluent, syringes), whole, made)


def weigh_out(
    mixture: Mixture,
    total: Volume,
    syringes: Sequence[Syringe],
    *,
    step: Mass,
    least: Mass,
    counted: Container[str],
    held: Container[str] = (),
) -> WeighedRecipe:
    """
    Masses of powder that make `total` of `mixture`, on the steps of a balance; `total` goes up to a graduation.

    `counted` are the drugs whose powder is what the order counts. Of any other no mass is given: a salt weighs more
    than the drug in it, and by how much nobody here knows. Nor is one below `least`.
    """
    whole = ceil_to_step(total, finest(syringes))[0]
    parts: list[WeighedPart] = []
    made: list[Made] = []
    for drug, wanted in mixture.items():
        exact = wanted * whole
        if drug not in counted:
            parts.append(WeighedPart(drug, exact, None, False, False))
            continue
        mass = (nearest_to_step if drug in held else floor_to_step)(exact, step)[0]
        if mass < least:
            parts.append(WeighedPart(drug, exact, None, True, True))
            continue
        parts.append(WeighedPart(drug, exact, mass, True, False))
        reading = Ratio(step.value / 2 / mass.value) if mass else Ratio(1)
        made.append(_made(drug, wanted, mass, whole, reading))
    return WeighedRecipe(tuple(parts), whole, draws(whole, syringes), tuple(made))


def corrected_order(
    mixture: Mixture,
    old: Mixture,
    volume: Volume,
    left: Volume,
    steps: Mapping[str, Concentration],
    *,
    held: Container[str] = (),
) -> Mixture:
    """
    The order that gives `mixture` once `volume` of it has mixed with `left` of the `old` fill.

    On the steps that can be ordered: a held drug to the nearest, any other down, none below zero.

    >>> corrected_order(Mixture({"hydromorphone": Concentration(66)}), Mixture({}), Volume.parse("38.6 mL"),
    ...                 Volume.parse("1.4 mL"), {"hydromorphone": Concentration(1)})["hydromorphone"].format()
    '68 mcg/mL'
    """
    parts: dict[str, Concentration] = {}
    for drug, wanted in mixture.items():
        exact = (wanted * (volume + left) - old[drug] * left) / volume
        rounding = nearest_to_step if drug in held else floor_to_step
        parts[drug] = rounding(max(exact, Concentration(0), key=lambda each: each.value), steps[drug])[0]
    return Mixture(parts)


def _sum(volumes: Iterable[Volume]) -> Volume:
    return Volume(sum((each.value for each in volumes), start=Fraction(0)))


def _rounded(volume: Volume, step: Volume, *, nearest: bool) -> Volume:
    return (nearest_to_step if nearest else floor_to_step)(volume, step)[0]


def _reading(part: DrawnPart, syringes: Sequence[Syringe]) -> Ratio:
    """Half a graduation at each reading, as a part of the volume."""
    marks = {each.name: each.graduation for each in syringes}
    off = sum((marks[draw.syringe].value for draw in part.draws), start=Fraction(0)) / 2
    return Ratio(off / part.volume.value) if part.volume else Ratio(1)


def _made(drug: str, ordered: Concentration, mass: Mass, total: Volume, reading: Ratio) -> Made:
    made = mass / total
    return Made(drug, ordered, made, Ratio(made / ordered - 1), reading)
