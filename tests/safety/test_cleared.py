"""How far ahead a plan is looked at, and which settings last until the line has cleared and a day more."""

from __future__ import annotations

from fractions import Fraction

from cisterna.quantities import DoseRate, Duration, Range, Ratio, Volume
from cisterna.safety import Box, Trial, horizon
from cisterna.safety.replay import Point, Run, Script
from cisterna.therapy import Plan, Reprogram, Stop
from safety.plans import case, h, ml, plan, program

BOX = Box(
    Range(ml("0.3"), ml("0.3")),
    Range(Ratio(Fraction(9, 10)), Ratio(Fraction(11, 10))),
    Range(Volume(0), Volume(0)),
)


def trial(made: Plan) -> Trial:
    """Ten days of a plan on 300 mcg/day at 2,000 mcg/mL."""
    return Trial(case(), made, BOX, placed=True, sampled=False, until=Fraction(10))


def test_every_setting_that_lasts_is_there() -> None:
    """400 mcg/day are 0.2 mL/day: 0.3 mL at nine tenths clear in 1.67 days, so after 5 days the setting has lasted."""
    made = plan(Reprogram(Duration(0), program("400 mcg/day")), Reprogram(Duration(5), program("300 mcg/day")))
    assert [DoseRate(400), DoseRate(300)] == trial(made).cleared["baclofen"]


def test_a_setting_of_half_a_day_is_not() -> None:
    """It begins where the one before it ended, and not with the plan."""
    made = plan(
        Reprogram(Duration(0), program("400 mcg/day")),
        Reprogram(Duration(5), program("500 mcg/day")),
        Reprogram(h(132), program("300 mcg/day")),
    )
    assert [DoseRate(400), DoseRate(300)] == trial(made).cleared["baclofen"]


def test_a_setting_lasts_from_the_hour_at_which_the_slowest_pump_has_cleared_and_a_day_more() -> None:
    """0.3 mL at nine tenths of 0.2 mL/day are 40 hours, and a day more is 64: at 63 it has not lasted."""
    first = Reprogram(Duration(0), program("400 mcg/day"))
    found = [trial(plan(first, Reprogram(h(at), program("300 mcg/day")))).cleared["baclofen"] for at in (63, 64)]
    assert [[DoseRate(300)], [DoseRate(400), DoseRate(300)]] == found


def test_a_reservoir_runs_dry_at_an_hour() -> None:
    """0.1 mL at 0.15 mL/day lasts two thirds of a day; a step at 7 h makes the clock count in hours."""
    short = case(reservoir=ml("0.1"))
    made = plan(Reprogram(h(7), program("300 mcg/day")))
    assert Fraction(2, 3) == Run(Script(short, made, Fraction(2)), Point(ml("0.3"))).empty_from


def test_the_last_step_is_looked_at_however_late_it_is() -> None:
    """A stop on day 20: two days more. A program: a lag of a third of a milliliter at 0.15 mL/day clears in 3 days."""
    first = Reprogram(Duration(0), program("400 mcg/day"))
    assert Fraction(22) == horizon(case(), plan(first, Stop(Duration(20))), BOX)
    again = plan(first, Reprogram(Duration(20), program("300 mcg/day")))
    assert Fraction(20 + 3 + 1 + 2) == horizon(case(), again, BOX)
