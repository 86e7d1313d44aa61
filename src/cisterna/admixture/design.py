"""One mixture: what its stocks take up of a fill, the recipe that makes it, and how its doses move together."""

from __future__ import annotations

from typing import NamedTuple

from cisterna.quantities import Concentration, DoseRate, Ratio, Volume
from cisterna.therapy import Mixture

__all__ = ["Part", "Recipe", "coupled", "recipe", "shares"]


class Part(NamedTuple):
    """So many millilitres of one stock."""

    drug: str
    strength: Concentration
    volume: Volume


class Recipe(NamedTuple):
    """Volumes that make a fill: stocks and preservative-free diluent. Exact; a syringe's graduations come later."""

    parts: tuple[Part, ...]
    diluent: Volume
    total: Volume


def shares(mixture: Mixture, stocks: dict[str, Concentration]) -> Ratio:
    """
    The part of a fill that its stocks take up. Above 1 the mixture cannot be made from them.

    >>> from cisterna.quantities import Concentration as C
    >>> mixture = Mixture({"baclofen": C.parse("2000 mcg/mL"), "hydromorphone": C.parse("333 mcg/mL")})
    >>> shares(mixture, {"baclofen": C.parse("2000 mcg/mL"), "hydromorphone": C.parse("10 mg/mL")}).format()
    '103.33 %'
    """
    return Ratio(sum((mixture[drug] / stocks[drug] for drug in mixture), start=Ratio(0).value))


def recipe(mixture: Mixture, stocks: dict[str, Concentration], total: Volume) -> Recipe:
    """The volumes of stock and diluent in `total`; raises `ValueError` where they do not fit."""
    parts = tuple(Part(drug, stocks[drug], total * (mixture[drug] / stocks[drug])) for drug in mixture)
    diluent = total - Volume(sum((part.volume.value for part in parts), start=Volume(0).value))
    if diluent.value < 0:
        raise ValueError("the stocks do not fit into the fill")
    return Recipe(parts, diluent, total)


def coupled(dose: DoseRate, change: Ratio) -> DoseRate:
    """What a dose becomes when the flow is changed by `change`: every drug in the reservoir moves alike."""
    return dose * (1 + change.value)
