"""Designs, bridges, recipes and dates, worked by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cisterna.admixture import FlowLimits, OnSteps, Wanted, coupled, hold_on_steps, recipe, shares
from cisterna.conversion import Factor, follow
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Ratio, Volume
from cisterna.therapy import Mixture
from cisterna.transition import refill_dates, size_bridge

STEPS = {"baclofen": Concentration(1), "hydromorphone": Concentration(1)}
SLOWEST = FlowLimits(FlowRate.parse("0.048 mL/day"))


def both(held: str, added: str) -> tuple[Wanted, Wanted]:
    return (
        Wanted("baclofen", DoseRate.parse(held), None, Concentration.parse("2000 mcg/mL")),
        Wanted("hydromorphone", DoseRate.parse(added), None, Concentration.parse("10 mg/mL"), down=True),
    )


def found(held: str, added: str) -> OnSteps:
    design = hold_on_steps(both(held, added), SLOWEST, STEPS)
    assert isinstance(design, OnSteps)
    return design


def test_two_stocks_fill_the_reservoir_exactly() -> None:
    """300 / 2000 + 50 / 10000 = 0.155 mL/day; 300 / 0.155 = 1935.48 -> 1935; 50 / (300 / 1935) = 322.5 -> 322."""
    design = found("300 mcg/day", "0.05 mg/day")
    assert design.mixture == Mixture({"baclofen": Concentration(1935), "hydromorphone": Concentration(322)})
    assert design.flow == FlowRate(Fraction(300, 1935))
    assert design.dose("baclofen") == DoseRate(300)
    assert design.binds == "the stocks of baclofen and hydromorphone"


def test_a_tiny_dose_runs_no_slower_than_the_lowest_flow() -> None:
    """20 / 0.048 = 416.67: 417 mcg/mL would run below the lowest flow, so 416 it is, at 20 / 416 = 0.04808 mL/day."""
    design = found("20 mcg/day", "0.005 mg/day")
    assert design.binds == "the lowest flow of the pump"
    assert design.mixture["baclofen"] == Concentration(416)
    assert design.flow == FlowRate(Fraction(20, 416))
    assert design.dose("baclofen") == DoseRate(20)


@given(st.integers(50, 1000), st.integers(5, 2000))
def test_a_design_can_be_made_holds_the_held_drug_and_never_gives_more_opioid(held_dose: int, added_dose: int) -> None:
    """The held dose is exact, the added one is not above what was asked for, and the recipe fills the syringe."""
    design = found(f"{held_dose} mcg/day", f"{added_dose} mcg/day")
    assert design.dose("baclofen") == DoseRate(held_dose)
    assert design.dose("hydromorphone") <= DoseRate(added_dose)
    stocks = {"baclofen": Concentration(2000), "hydromorphone": Concentration(10000)}
    assert shares(design.mixture, stocks) <= Ratio(1)
    made = recipe(design.mixture, stocks, Volume(40))
    assert made.diluent + made.parts[0].volume + made.parts[1].volume == Volume(40)


def test_stocks_that_do_not_fit() -> None:
    mixture = Mixture({"baclofen": Concentration(2000), "hydromorphone": Concentration(333)})
    with pytest.raises(ValueError, match="do not fit"):
        recipe(mixture, {"baclofen": Concentration(2000), "hydromorphone": Concentration(10000)}, Volume(20))


def test_every_drug_moves_with_the_flow() -> None:
    """67 % more flow: 300 * 1.67 = 501 mcg/day of baclofen."""
    assert coupled(DoseRate(300), Ratio.parse("67 %")) == DoseRate(501)


def test_a_bridge_less_what_has_run_already() -> None:
    """0.312 / 0.15 = 2.08 days = 2995.2 min; less 10 min is 2985 min, in which 0.15 mL/day moves 0.311 mL."""
    volume, flow = Volume.parse("0.312 mL"), FlowRate.parse("0.15 mL/day")
    bridge = size_bridge(volume, flow, already_run=Duration.parse("10 min"))
    assert bridge is not None
    assert bridge.over == Duration.parse("2985 min")
    assert bridge.volume == Volume.parse("0.311 mL")
    assert size_bridge(volume, flow, already_run=Duration(3)) is None


def test_dates_are_floored_and_the_earliest_governs() -> None:
    """(20 - 2) / 0.6 = 30 days; at 14.5 % more 26.2 -> 26; less a week's margin 19."""
    dates = refill_dates(
        at=Duration(0), volume=Volume(20), flow=FlowRate.parse("0.6 mL/day"), fastest=Fraction("1.145"),
        alarm=Volume(2), unusable=Volume.parse("1.4 mL"), mixture_lasts=Duration(30), margin=Duration(7),
    )  # fmt: skip
    assert dates.alarm == Duration(30)
    assert dates.alarm_earliest == dates.governing == Duration(26)
    assert dates.governed_by == "low-reservoir alarm"
    assert dates.book_by == Duration(26 - 7)


def test_the_mixture_governs_a_slow_pump() -> None:
    dates = refill_dates(
        at=Duration(0), volume=Volume(40), flow=FlowRate.parse("0.15 mL/day"), fastest=Fraction(1),
        alarm=Volume(2), unusable=Volume(1), mixture_lasts=Duration(30), margin=Duration(7),
    )  # fmt: skip
    assert (dates.governing, dates.governed_by) == (Duration(30), "mixture")


def test_a_chain_joins_end_to_start() -> None:
    first = Factor("morphine oral", "morphine intrathecal", Ratio(100), True, "one")
    wrong = Factor("fentanyl intrathecal", "hydromorphone intrathecal", Ratio(5), True, "two")
    with pytest.raises(ValueError, match="cannot go on from fentanyl intrathecal"):
        follow(DoseRate.parse("300 mg/day"), (first, wrong))
    with pytest.raises(ValueError, match="not above zero"):
        Factor("a", "b", Ratio(0), True, "three")
