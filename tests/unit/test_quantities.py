"""Quantities: each contract once, over every type; every way to write one wrongly, with its message."""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cisterna.quantities import (
    Age,
    BodyWeight,
    Concentration,
    DoseRate,
    Duration,
    FlowRate,
    Length,
    Mass,
    PerMinute,
    Pressure,
    Quantity,
    QuantityError,
    Range,
    Ratio,
    Temperature,
    Volume,
    VolumePerLength,
    ceil_to_step,
    floor_to_step,
    gap_in_tiling,
    nearest_to_step,
    shown_text,
)
from cisterna.quantities.text import UNITS, ZEROS

EVERY = (
    Mass,
    Volume,
    Duration,
    Concentration,
    FlowRate,
    DoseRate,
    Length,
    VolumePerLength,
    BodyWeight,
    Age,
    Ratio,
    Temperature,
    PerMinute,
    Pressure,
)
NAMESPACE = {kind.__name__: kind for kind in EVERY}
fractions = st.fractions(min_value=0, max_value=10**6, max_denominator=10**4)


@pytest.mark.parametrize("kind", EVERY)
class TestContracts:
    def test_equal_only_within_a_type(self, kind: type[Quantity]) -> None:
        assert kind(3) == kind(3)
        assert hash(kind(3)) == hash(kind(3))
        assert all(kind(3) != other(3) for other in EVERY if other is not kind)
        assert kind(3) != 3

    def test_cannot_be_changed(self, kind: type[Quantity]) -> None:
        value = kind(3)
        with pytest.raises(AttributeError, match="cannot be changed"):
            value.value = Fraction(4)  # type: ignore[misc]
        assert not hasattr(value, "__dict__")

    def test_refuses_floats(self, kind: type[Quantity]) -> None:
        with pytest.raises(TypeError, match="not an exact number"):
            kind(0.1)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            kind(3) * 0.5  # type: ignore[operator]

    def test_orders_only_within_a_type(self, kind: type[Quantity]) -> None:
        assert kind(2) < kind(3) <= kind(3) < kind(4)
        other = Mass if kind is not Mass else Volume
        with pytest.raises(TypeError, match="cannot compare"):
            _ = kind(2) < other(3)

    def test_adds_only_its_own_kind(self, kind: type[Quantity]) -> None:
        assert kind(2) + kind(3) == kind(5)
        assert kind(5) - kind(3) == kind(2)
        other = Mass if kind is not Mass else Volume
        with pytest.raises(TypeError, match="cannot add"):
            _ = kind(2) + other(3)

    @given(value=fractions)
    def test_repr_rebuilds(self, kind: type[Quantity], value: Fraction) -> None:
        assert eval(repr(kind(value)), NAMESPACE) == kind(value)

    @given(value=fractions)
    def test_every_unit_reads_back(self, kind: type[Quantity], value: Fraction) -> None:
        for unit, factor in UNITS[kind.dimension].items():
            assert kind.parse(f"{value} {unit}") == kind((value - ZEROS.get(unit, 0)) * factor)

    @given(value=fractions)
    def test_is_shown_as_ismp_asks(self, kind: type[Quantity], value: Fraction) -> None:
        text = kind(value).format()
        assert not re.search(r"(^|[^0-9])\.[0-9]", text), "a leading zero is missing"
        assert not re.search(r"\.[0-9]*0(?![0-9])", text), "a trailing zero stands"
        assert "µ" not in text
        assert "ug" not in text
        assert not re.search(r"[0-9]{4}(?![0-9]*$)", text.split(" ")[0].split(".")[0]), "a comma is missing from 1,000"


def test_lawful_products() -> None:
    """2,000 mcg/mL at 0.15 mL/day is 300 mcg/day; 0.312 mL at 0.15 mL/day takes 0.312 / 0.15 days."""
    strength, flow = Concentration.parse("2000 mcg/mL"), FlowRate.parse("0.15 mL/day")
    assert strength * flow == flow * strength == DoseRate.parse("300 mcg/day")
    assert DoseRate.parse("300 mcg/day") / strength == flow
    assert DoseRate.parse("300 mcg/day") / flow == strength
    assert Volume.parse("0.312 mL") / flow == Duration(Fraction("0.312") / Fraction("0.15"))
    assert flow * Duration.parse("48 h") == Volume.parse("0.3 mL")
    assert strength * Volume.parse("0.5 mL") == Mass.parse("1 mg")
    assert Mass.parse("1 mg") / Volume.parse("0.5 mL") == strength
    assert VolumePerLength.parse("0.0022 mL/cm") * Length.parse("78 cm") == Volume.parse("0.1716 mL")
    assert DoseRate.parse("0.6 mg/day") / DoseRate.parse("0.15 mg/day") == 4


@pytest.mark.parametrize(
    ("left", "right"),
    [(Mass(1), Volume(1)), (Concentration(1), Concentration(1)), (DoseRate(1), FlowRate(1)), (Age(1), Mass(1))],
)
def test_unlawful_products(left: Quantity, right: Quantity) -> None:
    with pytest.raises(TypeError, match="means nothing here"):
        left._times(right)


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (DoseRate, "0.1 mg", "'0.1 mg' is not a dose rate: it has no time. Write a rate, for example '0.1 mg/day'."),
        (FlowRate, "0.15 mL", "'0.15 mL' is not a flow rate: it has no time. Write a rate, for example '0.15 mL/day'."),
        (Mass, "20 mcg/day", "'20 mcg/day' is a dose rate, not a single dose."),
        (FlowRate, "300 mcg/day", "is a dose rate (drug per time), not a flow rate (volume per time)"),
        (Concentration, "2000 mcg", "does not say in what volume. Write, for example, '2000 mcg/mL'."),
        (Concentration, "2000 mcg/mg", "has a mass on both sides of the '/'"),
        (Concentration, "0.2 %", "is a percentage. Say the mass in a millilitre"),
        (DoseRate, "0,1 mg/day", "has a decimal comma. Write a decimal point"),
        (Volume, "1,00 mL", "has a decimal comma"),
        (Volume, ".4 mL", "has no digit before the decimal point. Write the leading zero, for example '0.4 mL'."),
        (Volume, "12.4", "'12.4' has no unit. A volume is written with one, for example '12.4 mL'."),
        (DoseRate, "-3 mcg/day", "is negative"),
        (Volume, "<2 mL", "is not one value"),
        (Volume, "", "An empty text is not a volume"),
        (Volume, "two mL", "'two mL' is not a volume. Write a number and its unit"),
        (DoseRate, "3 units/day", "'units/day' is not a unit of dose rate that is known here (known: mcg/day"),
        (DoseRate, 300, "300 is a bare number where a dose rate belongs. Write text with its unit"),
        (DoseRate, 0.1, "0.1 is a bare number where a dose rate belongs"),
        (DoseRate, True, "True is not a dose rate"),
        (DoseRate, None, "None is not a dose rate"),
        (Length, "78 mL", "'78 mL' is a volume, not a length. Write, for example, '78 cm'."),
        (Age, "54", "An age is written with one, for example '54 y'"),
        (Volume, "1/0 mL", "divides by zero"),
        (Volume, "1" * 70 + " mL", "is too long for a volume"),
        (Duration, "18 h 5", "'18 h 5' is not a duration"),
    ],
)
def test_what_is_refused_and_said(kind: type[Quantity], text: object, message: str) -> None:
    with pytest.raises(QuantityError) as caught:
        kind.parse(text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "text", "same"),
    [
        (Mass, "50 µg", "50 mcg"),
        (Mass, "50 ug", "50 mcg"),
        (Mass, "50 μg", "0.05 mg"),
        (Concentration, "2,000 mcg/ml", "2 mg/mL"),
        (DoseRate, "12.5 mcg/h", "300 mcg/day"),
        (DoseRate, "0.3 mg/d", "300 mcg/day"),
        (FlowRate, "150 uL/day", "0.15 mL/day"),
        (Duration, "49 h 55 min", "2995 min"),
        (Ratio, "100:1", "10000 %"),
    ],
)
def test_spellings_that_mean_the_same(kind: type[Quantity], text: str, same: str) -> None:
    assert kind.parse(text) == kind.parse(same)


@given(text=st.text(max_size=80))
def test_parsing_never_breaks(text: str) -> None:
    for kind in EVERY:
        with suppress(QuantityError):
            assert isinstance(kind.parse(text), kind)


@given(value=fractions, step=st.fractions(min_value=Fraction(1, 1000), max_value=100, max_denominator=1000))
def test_rounding_says_what_was_lost(value: Fraction, step: Fraction) -> None:
    dose, grid = DoseRate(value), DoseRate(step)
    for rounding in (floor_to_step, ceil_to_step, nearest_to_step):
        rounded, lost = rounding(dose, grid)
        assert rounded + lost == dose
        assert (rounded / grid).denominator == 1
    assert floor_to_step(dose, grid)[0] <= dose <= ceil_to_step(dose, grid)[0]
    assert abs(nearest_to_step(dose, grid)[1].value) * 2 <= step


def test_rounding_wants_a_step_of_its_kind() -> None:
    with pytest.raises(TypeError, match="steps of a volume"):
        floor_to_step(Mass(1), Volume(1))  # type: ignore[type-var]
    with pytest.raises(ValueError, match="more than zero"):
        floor_to_step(Mass(1), Mass(0))


def test_a_tie_goes_down() -> None:
    assert nearest_to_step(Mass(5), Mass(2)) == (Mass(4), Mass(1))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "0"),
        ("1188.8", "1,188.8"),
        ("60000/31", "1,935"),
        ("0.000125", "0.000125"),
        ("1/3", "0.3333"),
        ("1234567", "1,234,567"),
    ],
)
def test_numbers_as_shown(value: str, shown: str) -> None:
    assert shown_text(Fraction(value)) == shown


def test_ranges() -> None:
    assert Range.parse(Length, "70 to 85 cm") == Range(Length(70), Length(85))
    assert Range.parse(Length, "700 mm to 85 cm").format() == "70 to 85 cm"
    assert Range.parse(Volume, "0.14 mL").is_exact
    assert Length(78) in Range.parse(Length, "70 to 85 cm")
    with pytest.raises(QuantityError, match="A range runs upward"):
        Range.parse(Length, "85 to 70 cm")
    with pytest.raises(TypeError, match="cannot run from"):
        Range(Length(1), Volume(2))  # type: ignore[type-var]


def test_tiling() -> None:
    whole = [(DoseRate(0), DoseRate(20)), (DoseRate(20), None)]
    assert gap_in_tiling(whole) is None
    assert "leave a gap: nothing is said from 20 mcg/day to 21 mcg/day" in str(
        gap_in_tiling([(DoseRate(0), DoseRate(20)), (DoseRate(21), None)])
    )
    assert "overlap at 20 mcg/day" in str(gap_in_tiling([(DoseRate(0), DoseRate(30)), (DoseRate(20), None)]))
