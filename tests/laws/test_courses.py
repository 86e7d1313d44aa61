"""What a course may hold: every number that makes no sense is an error, and zero is not one of them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from cisterna.delivery import Aspiration, Course, Fill, Flow, simulate
from cisterna.quantities import Concentration, Duration, FlowRate, Volume
from cisterna.therapy import Mixture, Slug

OLD = Mixture({"baclofen": Concentration(2000)})
COURSE = Course(
    dead_volume=Volume(1),
    reservoir_volume=Volume(5),
    reservoir=OLD,
    line=(Slug(Volume(1), OLD),),
    flows=(Flow(Duration(0), Duration(1), FlowRate(1)), Flow(Duration(1), Duration(2), FlowRate(2))),
    horizon=Duration(2),
)


def flow(start: int, end: int, rate: int) -> Flow:
    """A flow in whole days and mL/day."""
    return Flow(Duration(start), Duration(end), FlowRate(rate))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"dead_volume": Volume(-1), "line": ()}, "dead volume is zero or more"),
        ({"horizon": Duration(0)}, "horizon and the accuracy"),
        ({"accuracy": Fraction(0)}, "horizon and the accuracy"),
        ({"reservoir_volume": Volume(-1)}, "reservoir holds zero or more"),
        ({"reservoir_min": Volume(-1)}, "reservoir holds zero or more"),
        ({"refills": (Fill(Duration(-1), Volume(1), OLD),)}, "at zero or later"),
        ({"refills": (Fill(Duration(0), Volume(-1), OLD),)}, "moves zero or more"),
        ({"refills": (Fill(Duration(0), Volume(1), OLD, Volume(-1)),)}, "moves zero or more"),
        ({"aspirations": (Aspiration(Duration(-1), Volume(1)),)}, "at zero or later"),
        ({"aspirations": (Aspiration(Duration(0), Volume(-1)),)}, "moves zero or more"),
        ({"line": (Slug(Volume(2), OLD),)}, "add up to the dead volume"),
        ({"line": ()}, "add up to the dead volume"),
        ({"flows": (flow(0, 2, 1), flow(1, 2, 1))}, "do not overlap"),
        ({"flows": (flow(1, 0, 1),)}, "in order"),
        ({"flows": (flow(-1, 1, 1),)}, "in order"),
        ({"flows": (flow(0, 1, -1),)}, "not below zero"),
    ],
)
def test_what_makes_no_sense_is_an_error(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        replace(COURSE, **changes)


def test_zero_is_sense() -> None:
    """No line, nothing in the reservoir, a refill of nothing at zero, an empty flow; what runs from day 1 is 1 mL."""
    acts: dict[str, Any] = {
        "refills": (Fill(Duration(0), Volume(0), OLD),),
        "aspirations": (Aspiration(Duration(0), Volume(0)),),
    }
    flows = (flow(0, 0, 1), flow(0, 1, 0), flow(1, 2, 1))
    empty = replace(COURSE, dead_volume=Volume(0), line=(), reservoir_volume=Volume(0), flows=flows)
    assert simulate(empty).mass("baclofen", Duration(2)).value == 0
    assert simulate(replace(COURSE, flows=flows, **acts)).mass("baclofen", Duration(2)).value == 2000


def test_the_last_drop_at_the_horizon_is_not_too_little() -> None:
    """1 + 2 mL are asked for: 3 are enough, a thousandth less runs dry before the end, at 2 mL/day."""
    assert simulate(replace(COURSE, reservoir_volume=Volume(3))).empty_from is None
    short = simulate(replace(COURSE, reservoir_volume=Volume(Fraction("2.999"))))
    assert short.empty_from == Duration(1 + (Fraction("2.999") - 1) / 2)


def test_a_tip_is_asked_only_about_what_was_simulated() -> None:
    tip = simulate(COURSE)
    assert tip.mass("baclofen", Duration(2)).value == (1 + 2) * 2000
    assert tip.window_extremes("baclofen", Duration(2))[0].dose.value == (1 + 2) * 2000
    for wrong in (Duration(-1), Duration(3)):
        with pytest.raises(ValueError, match="lies outside the simulation"):
            tip.mass("baclofen", wrong)
    with pytest.raises(ValueError, match="longer than the simulation"):
        tip.window_extremes("baclofen", Duration(3))
