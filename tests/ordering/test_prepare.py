"""Recipes on graduations: worked by hand, and held to what they promise for any mixture and any set of syringes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cisterna.admixture.prepare import (
    Draw,
    DrawnRecipe,
    Vials,
    WeighedRecipe,
    corrected_order,
    draw_up,
    draws,
    vials_for,
    weigh_out,
)
from cisterna.knowledge import Syringe
from cisterna.quantities import Concentration, Mass, Ratio, Volume
from cisterna.therapy import Mixture

ML = Volume.parse


def syringe(volume: str, graduation: str) -> Syringe:
    """A syringe named after what it holds."""
    return Syringe(volume, ML(volume), ML(graduation))


SET = (
    syringe("1 mL", "0.01 mL"),
    syringe("3 mL", "0.1 mL"),
    syringe("10 mL", "0.2 mL"),
    syringe("60 mL", "1 mL"),
)


def read(found: tuple[Draw, ...]) -> list[tuple[str, str]]:
    """Syringe and volume as text."""
    return [(draw.syringe, draw.volume.format()) for draw in found]


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ("0 mL", []),
        ("0.26 mL", [("1 mL", "0.26 mL")]),
        ("1 mL", [("1 mL", "1 mL")]),
        ("1.05 mL", [("3 mL", "1 mL"), ("1 mL", "0.05 mL")]),
        ("6.34 mL", [("10 mL", "6.2 mL"), ("1 mL", "0.14 mL")]),
        ("40.32 mL", [("60 mL", "40 mL"), ("1 mL", "0.32 mL")]),
        ("130.5 mL", [("60 mL", "60 mL"), ("60 mL", "60 mL"), ("60 mL", "10 mL"), ("1 mL", "0.5 mL")]),
    ],
)
def test_syringes_for_a_volume(volume: str, expected: list[tuple[str, str]]) -> None:
    """The smallest that holds it takes whole marks, a finer one the rest; a volume above all is drawn in turns."""
    assert expected == read(draws(ML(volume), SET))


def test_a_volume_between_two_marks_is_not_read() -> None:
    """Rounding is for whoever knows which way: here it is an error."""
    with pytest.raises(ValueError, match="is between two marks of every syringe; round it first, by name"):
        draws(ML("0.265 mL"), SET)


def test_where_the_smallest_syringe_is_the_coarse_one() -> None:
    """0.3 mL with marks of 0.5 mL in 5 mL and of 0.1 mL in 20 mL: the larger one reads it."""
    assert [("20 mL", "0.3 mL")] == read(draws(ML("0.3 mL"), (syringe("5 mL", "0.5 mL"), syringe("20 mL", "0.1 mL"))))


def test_vials_upward() -> None:
    """40.32 mL of vials of 20 mL: 40.32 / 20 = 2.016, so 3, and 60 - 40.32 = 19.68 mL stay; 40 mL are exactly 2."""
    assert Vials(ML("20 mL"), 3, ML("19.68 mL")) == vials_for(ML("40.32 mL"), ML("20 mL"))
    assert Vials(ML("20 mL"), 2, ML("0 mL")) == vials_for(ML("40 mL"), ML("20 mL"))


def from_vials() -> DrawnRecipe:
    """40.6 mL of baclofen 1,986 and hydromorphone 66 mcg/mL from stocks of 2,000 and 10,000 mcg/mL."""
    return draw_up(
        Mixture({"baclofen": Concentration(1986), "hydromorphone": Concentration(66)}),
        {"baclofen": Concentration(2000), "hydromorphone": Concentration(10_000)},
        ML("40.6 mL"),
        SET,
        held=("baclofen",),
    )


def test_from_vials_by_hand() -> None:
    """
    On paper, for 40.6 mL.

    baclofen: 40.6 x 1986/2000 = 40.3158, to the nearest 0.01: 40.32 mL.
    hydromorphone: 40.6 x 66/10000 = 0.26796, down: 0.26 mL.
    diluent: 40.6 - 40.32 - 0.26 = 0.02 mL.
    """
    recipe = from_vials()
    assert ["40.32 mL", "0.26 mL"] == [part.volume.format() for part in recipe.parts]
    assert [Volume(Fraction(403158, 10_000)), Volume(Fraction(26796, 100_000))] == [p.exact for p in recipe.parts]
    assert (ML("0.02 mL"), ML("40.6 mL")) == (recipe.diluent, recipe.total)


def test_the_error_by_hand() -> None:
    """
    baclofen: 40.32/40.3158 - 1 = 42/403158 = 1/9599; hydromorphone: 0.26/0.26796 - 1 = -796/26796 = -199/6699.

    Read half a mark wrong each time: 0.505/40.32 of the baclofen, 0.005/0.26 of the hydromorphone.
    """
    baclofen, added = from_vials().made
    assert (Ratio(Fraction(1, 9599)), Ratio(Fraction(-199, 6699))) == (baclofen.error, added.error)
    assert (Concentration(Fraction(2000 * 4032, 4060)), Concentration(Fraction(10_000 * 26, 4060))) == (
        baclofen.made,
        added.made,
    )
    assert (Ratio(Fraction(505, 40_320)), Ratio(Fraction(5, 260))) == (baclofen.reading, added.reading)


def test_stocks_that_do_not_fit() -> None:
    """Baclofen 2,000 mcg/mL from a stock of 2,000 takes all of it: nothing else goes in."""
    wanted = Mixture({"baclofen": Concentration(2000), "hydromorphone": Concentration(66)})
    with pytest.raises(ValueError, match="the stocks do not fit into the fill"):
        draw_up(wanted, {"baclofen": Concentration(2000), "hydromorphone": Concentration(10_000)}, ML("40 mL"), SET)


def test_stocks_that_fill_it_to_the_brim() -> None:
    """3.336 + 3.336 + 3.328 = 10 mL of three held drugs: the nearest add up to 10.01, so the first steps down."""
    share = {"a": Fraction(3336, 10_000), "b": Fraction(3336, 10_000), "c": Fraction(3328, 10_000)}
    stocks = {drug: Concentration(1000) for drug in share}
    wanted = Mixture({drug: Concentration(1000 * part) for drug, part in share.items()})
    recipe = draw_up(wanted, stocks, ML("10 mL"), SET, held=("a", "b", "c"))
    assert ["3.33 mL", "3.34 mL", "3.33 mL"] == [part.volume.format() for part in recipe.parts]
    assert (ML("0 mL"), ()) == (recipe.diluent, recipe.diluent_draws)


def test_an_opioid_too_little_for_a_mark_is_none_at_all() -> None:
    """0.008 mL goes down to nothing: a whole order below, and half a mark is as good as all of it."""
    wanted = Mixture({"hydromorphone": Concentration(8)})
    (made,) = draw_up(wanted, {"hydromorphone": Concentration(10_000)}, ML("10 mL"), SET).made
    assert (Concentration(0), Ratio(-1), Ratio(1)) == (made.made, made.error, made.reading)


def test_from_powder_by_hand() -> None:
    """
    On paper, for 40.6 mL on a balance of 0.1 mg that weighs from 20 mg up.

    baclofen: 2 mg/mL x 40.6 mL = 81.2 mg. morphine: 1 mg/mL x 40.6 mL = 40.6 mg.
    hydromorphone: 0.066 mg/mL x 40.6 mL = 2.6796 mg, too little. clonidine: 0.777 mg/mL x 40.6 mL = 31.5462 mg, down
    31.5 mg: 315000/315462 - 1 = -462/315462 = -11/7511.
    """
    recipe = weigh_out(
        Mixture(
            {
                "baclofen": Concentration(2000),
                "clonidine": Concentration(777),
                "hydromorphone": Concentration(66),
                "morphine": Concentration(1000),
            }
        ),
        ML("40.6 mL"),
        SET,
        step=Mass.parse("0.1 mg"),
        least=Mass.parse("20 mg"),
        counted=("baclofen", "clonidine", "hydromorphone", "morphine"),
        held=("baclofen",),
    )
    weighed = [Mass.parse("81.2 mg"), Mass.parse("31.5 mg"), None, Mass.parse("40.6 mg")]
    assert weighed == [part.mass for part in recipe.parts]
    assert [False, False, True, False] == [part.too_little for part in recipe.parts]
    assert [("baclofen", Ratio(0)), ("clonidine", Ratio(Fraction(-11, 7511))), ("morphine", Ratio(0))] == [
        (each.drug, each.error) for each in recipe.made
    ]
    assert [("60 mL", "40 mL"), ("1 mL", "0.6 mL")] == read(recipe.draws)


def test_a_salt_that_nobody_counted_is_not_weighed() -> None:
    """What the order counts is told; what to put on the balance is not, and no result is made up."""
    recipe = weigh_out(Mixture({"hydromorphone": Concentration(66)}), ML("40.6 mL"), SET, step=Mass(100),
                       least=Mass(0), counted=())  # fmt: skip
    (part,) = recipe.parts
    assert (Mass.parse("2.6796 mg"), None, False, ()) == (part.exact, part.mass, part.counted, recipe.made)


def test_the_corrected_order_by_hand() -> None:
    """
    38.6 mL on top of 1.4 mL of baclofen 1,800 mcg/mL alone, for 2,000 and 66 mcg/mL.

    baclofen: (2000 x 40 - 1800 x 1.4)/38.6 = 2007.25..., nearest 2,007.
    hydromorphone: 66 x 40/38.6 = 68.39..., down 68.
    """
    corrected = corrected_order(
        Mixture({"baclofen": Concentration(2000), "hydromorphone": Concentration(66)}),
        Mixture({"baclofen": Concentration(1800)}),
        ML("38.6 mL"),
        ML("1.4 mL"),
        {"baclofen": Concentration(1), "hydromorphone": Concentration(1)},
        held=("baclofen",),
    )
    assert Mixture({"baclofen": Concentration(2007), "hydromorphone": Concentration(68)}) == corrected


def test_a_corrected_order_is_never_below_nothing() -> None:
    """Where what stays behind holds more than is wanted of a drug, none of it is ordered."""
    old = Mixture({"morphine": Concentration(10_000)})
    steps = {"morphine": Concentration(10)}
    assert Mixture({}) == corrected_order(
        Mixture({"morphine": Concentration(100)}), old, ML("20 mL"), ML("2 mL"), steps
    )


# For any mixture, any stocks that fit and any set of syringes

MARKS = st.sampled_from(["0.01 mL", "0.02 mL", "0.05 mL"])
SIZES = st.lists(st.sampled_from([1, 3, 5, 10, 20, 50, 60]), min_size=1, max_size=4, unique=True)


@st.composite
def sets(draw: st.DrawFn) -> tuple[Syringe, ...]:
    """Syringes whose marks are whole numbers of the finest."""
    finest = ML(draw(MARKS))
    found = []
    for size in draw(SIZES):
        holds = Volume(size)
        many = draw(st.sampled_from([n for n in (1, 2, 5, 10, 20, 100) if (holds / (n * finest)).denominator == 1]))
        found.append(Syringe(f"{size} mL", holds, many * finest))
    least = min(each.graduation.value for each in found)
    return tuple(each for each in found if (each.graduation.value / least).denominator == 1)


@st.composite
def wanted(draw: st.DrawFn) -> tuple[Mixture, dict[str, Concentration]]:
    """Up to three drugs at shares of their stocks that together fit."""
    drugs = draw(st.sampled_from([("a",), ("a", "b"), ("a", "b", "c")]))
    parts = [draw(st.integers(1, 1000)) for _ in drugs]
    spare = draw(st.integers(0, 1000))
    stocks = {drug: Concentration(draw(st.sampled_from([500, 2000, 10_000, 25_000]))) for drug in drugs}
    shares = {drug: Fraction(part, sum(parts) + spare) for drug, part in zip(drugs, parts, strict=True)}
    return Mixture({drug: Concentration(stocks[drug].value * shares[drug]) for drug in drugs}), stocks


TOTALS = st.integers(500, 60_000).map(lambda thousandths: Volume(Fraction(thousandths, 1000)))
HELD = st.sampled_from([(), ("a",), ("a", "b", "c")])


def together(found: tuple[Draw, ...]) -> Volume:
    """What several readings add up to."""
    return Volume(sum((draw.volume.value for draw in found), start=Fraction(0)))


@given(wanted(), TOTALS, sets(), HELD)
def test_the_error_is_that_of_what_is_read_off_the_syringes(
    order: tuple[Mixture, dict[str, Concentration]], total: Volume, syringes: tuple[Syringe, ...], held: tuple[str, ...]
) -> None:
    """Worked out again from the readings alone: the concentrations made, and their errors, exactly."""
    mixture, stocks = order
    recipe = draw_up(mixture, stocks, total, syringes, held=held)
    volumes = {part.drug: together(part.draws) for part in recipe.parts}
    everything = Volume(sum((v.value for v in volumes.values()), start=together(recipe.diluent_draws).value))
    for each in recipe.made:
        made = stocks[each.drug] * volumes[each.drug] / everything
        assert (made, Ratio(made / mixture[each.drug] - 1)) == (each.made, each.error)
    assert everything == recipe.total


@given(wanted(), TOTALS, sets(), HELD)
def test_only_a_held_drug_is_ever_above_its_order(
    order: tuple[Mixture, dict[str, Concentration]], total: Volume, syringes: tuple[Syringe, ...], held: tuple[str, ...]
) -> None:
    """Every other drug is rounded down, by less than a mark; a held one is at most a mark and a half away."""
    mixture, stocks = order
    recipe = draw_up(mixture, stocks, total, syringes, held=held)
    step = min(each.graduation.value for each in syringes)
    for part in recipe.parts:
        off = part.volume.value - part.exact.value
        assert (abs(off) <= step * Fraction(3, 2)) if part.drug in held else (-step < off <= 0)
    assert all(each.error.value <= 0 for each in recipe.made if each.drug not in held)
    assert recipe.diluent.value >= 0
    assert total <= recipe.total < total + Volume(step)


@given(wanted(), TOTALS, sets())
def test_every_reading_is_on_a_mark(
    order: tuple[Mixture, dict[str, Concentration]], total: Volume, syringes: tuple[Syringe, ...]
) -> None:
    """Not more than the syringe holds, and a whole number of its marks."""
    recipe = draw_up(*order, total, syringes)
    named = {each.name: each for each in syringes}
    for draw in (*(d for part in recipe.parts for d in part.draws), *recipe.diluent_draws):
        syringe = named[draw.syringe]
        assert 0 < draw.volume.value <= syringe.volume.value
        assert 1 == (draw.volume / syringe.graduation).denominator


@given(wanted(), TOTALS, st.sampled_from(["0.1 mg", "1 mg"]), HELD)
def test_powders_likewise(
    order: tuple[Mixture, dict[str, Concentration]], total: Volume, step: str, held: tuple[str, ...]
) -> None:
    """Masses on the steps of the balance, over the volume they are made up to; none but a held one above its order."""
    mixture, _ = order
    recipe: WeighedRecipe = weigh_out(
        mixture, total, SET, step=Mass.parse(step), least=Mass(0), counted=tuple(mixture), held=held
    )
    results = {each.drug: each for each in recipe.made}
    assert [part.drug for part in recipe.parts] == list(results)
    for part in recipe.parts:
        each = results[part.drug]
        assert part.mass is not None
        assert 1 == (part.mass / Mass.parse(step)).denominator
        made = part.mass / recipe.total
        assert (made, Ratio(made / mixture[part.drug] - 1)) == (each.made, each.error)
        assert part.drug in held or each.error.value <= 0
