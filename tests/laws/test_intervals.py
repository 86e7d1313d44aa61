"""Extremes over a box: never beaten by a grid of exact runs, and really reached; the corners alone are not enough."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cisterna.delivery.column import Course, Fill, Flow, simulate
from cisterna.delivery.interval import Box, NotLinear, arrival_extremes, dose_extremes
from cisterna.quantities import Concentration, Duration, FlowRate, Range, Ratio, Volume
from cisterna.therapy import Mixture, Slug

DRUG = "baclofen"


def mix(strength: int) -> Mixture:
    """Baclofen at so many mcg/mL."""
    return Mixture({DRUG: Concentration(strength)})


def course(flows: list[int], strengths: list[int], dead: Volume, accuracy: Fraction) -> Course:
    """A day of each flow (tenths of mL/day), a refill every two days."""
    pieces = [Flow(Duration(at), Duration(at + 1), FlowRate(Fraction(flow, 10))) for at, flow in enumerate(flows)]
    fills = [Fill(Duration(2 * at), Volume(20), mix(each), Volume(1)) for at, each in enumerate(strengths[1:])]
    first = mix(strengths[0])
    return Course(dead, Volume(20), first, (Slug(dead, first),), tuple(pieces), Duration(len(flows)), tuple(fills),
                  accuracy=accuracy)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    flows=st.lists(st.integers(0, 6), min_size=4, max_size=7),
    strengths=st.lists(st.sampled_from([0, 500, 1000, 2000]), min_size=2, max_size=3),
    dead=st.tuples(st.integers(5, 60), st.integers(0, 40)),
    span=st.tuples(st.integers(0, 5), st.integers(1, 3)),
)
def test_no_point_of_a_grid_lies_outside(
    flows: list[int], strengths: list[int], dead: tuple[int, int], span: tuple[int, int]
) -> None:
    """Seven by seven exact runs; and the extremes are what the simulation gives at the points named."""
    low, high = Fraction(dead[0], 100), Fraction(dead[0] + dead[1], 100)
    box = Box(Range(Volume(low), Volume(high)), Range(Ratio(Fraction(855, 1000)), Ratio(Fraction(1145, 1000))))
    start, end = Duration(min(span[0], len(flows) - 1)), Duration(min(span[0] + span[1], len(flows)))

    def at(volume: Volume, accuracy: Fraction) -> Course:
        return course(flows, strengths, volume, accuracy)

    found = dose_extremes(at, box, DRUG, start, end)
    assert found.low == simulate(at(*found.low_at)).dose(DRUG, start, end)
    assert found.high == simulate(at(*found.high_at)).dose(DRUG, start, end)
    for part in range(7):
        for share in range(7):
            volume = Volume(low + (high - low) * Fraction(part, 6))
            accuracy = Fraction(855, 1000) + Fraction(290, 1000) * Fraction(share, 6)
            assert found.low <= simulate(at(volume, accuracy)).dose(DRUG, start, end) <= found.high


def test_arrivals_in_the_box() -> None:
    """0.3 to 0.5 mL at 0.4 mL/day, 80 to 125 %: from 0.3 / 0.4 / 1.25 to 0.5 / 0.4 / 0.8 days."""
    box = Box(
        Range(Volume(Fraction(3, 10)), Volume(Fraction(1, 2))), Range(Ratio(Fraction(4, 5)), Ratio(Fraction(5, 4)))
    )

    def at(volume: Volume, accuracy: Fraction) -> Course:
        return course([4, 4, 4, 4], [0, 500], volume, accuracy)

    assert (Duration(Fraction(3, 5)), Duration(Fraction(25, 16))) == arrival_extremes(at, box, DRUG)


def test_where_doses_are_not_linear_nothing_is_said() -> None:
    """A reservoir that runs empty, a refill on top of what is there, fluid drawn from the catheter."""
    box = Box(Range(Volume(Fraction(1, 2)), Volume(1)), Range(Ratio(1), Ratio(2)))

    def at(volume: Volume, accuracy: Fraction) -> Course:
        return replace(course([6, 6, 6, 6], [500, 1000], volume, accuracy), reservoir_volume=Volume(3))

    with pytest.raises(NotLinear, match="the reservoir runs empty"):
        dose_extremes(lambda v, a: replace(at(v, a), refills=()), box, DRUG, Duration(0), Duration(1))

    def on_top(volume: Volume, accuracy: Fraction) -> Course:
        plain = at(volume, accuracy)
        return replace(plain, refills=tuple(replace(fill, keep=None) for fill in plain.refills))

    with pytest.raises(NotLinear, match="a refill is not preceded by emptying"):
        dose_extremes(on_top, box, DRUG, Duration(0), Duration(1))
