"""
The least and the most that a drug can give in fixed stretches of time, over every dead volume and accuracy in a box.

In commanded volume the clock does not know the accuracy: a dose is accuracy times a function of the lag (dead volume
over accuracy) that is linear until a front stands at an end of the stretch. So the box is cut by rays of equal lag
into pieces on which the dose is linear, and its extremes lie at corners of pieces: finitely many, each simulated.
Not for an accuracy that drifts, nor for a reservoir that runs empty or a refill that is not preceded by emptying.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from cisterna.delivery.column import Course, Flow, simulate
from cisterna.quantities import Duration, Mass, Range, Ratio, Volume

__all__ = ["Box", "Extremes", "NotLinear", "arrival_extremes", "dose_extremes"]


class NotLinear(ValueError):
    """A course whose doses are not linear in dead volume and accuracy, piece by piece; the message says why."""


class Box(NamedTuple):
    """Every combination of dead volume and delivered over commanded flow, both constant in time."""

    dead_volume: Range[Volume]
    accuracy: Range[Ratio]


class Extremes(NamedTuple):
    """The least and the most, in mcg, and the dead volume and accuracy at which each is found."""

    low: Mass
    low_at: tuple[Volume, Fraction]
    high: Mass
    high_at: tuple[Volume, Fraction]


CourseAt = Callable[[Volume, Fraction], Course]
"""The course for a dead volume and an accuracy; everything else in it is the same for all of them."""


def dose_extremes(course_at: CourseAt, box: Box, drug: str, start: Duration, end: Duration) -> Extremes:
    """
    The exact extremes of the dose of `drug` from `start` to `end`.

    Raises `NotLinear` where the argument above does not hold.
    """
    found: list[tuple[Fraction, tuple[Volume, Fraction]]] = []
    for volume, accuracy in _vertices(course_at(*_slowest(box)), box, (start, end)):
        tip = simulate(course_at(volume, accuracy))
        if tip.empty_from is not None:
            raise NotLinear(f"the reservoir runs empty after {tip.empty_from} at an accuracy of {accuracy}")
        found.append((tip.dose(drug, start, end).value, (volume, accuracy)))
    low, high = min(found, key=lambda each: each[0]), max(found, key=lambda each: each[0])
    return Extremes(Mass(low[0]), low[1], Mass(high[0]), high[1])


def arrival_extremes(course_at: CourseAt, box: Box, drug: str) -> tuple[Duration | None, Duration | None]:
    """When `drug` first leaves the tip: at the least lag and at the greatest; None where it does not arrive."""
    volume, accuracy = box
    soonest = simulate(course_at(volume.low, accuracy.high.value))
    latest = simulate(course_at(*_slowest(box)))
    return soonest.arrival(drug), latest.arrival(drug)


def _slowest(box: Box) -> tuple[Volume, Fraction]:
    return box.dead_volume.high, box.accuracy.low.value


def _vertices(course: Course, box: Box, ends: Iterable[Duration]) -> Iterator[tuple[Volume, Fraction]]:
    if course.aspirations:
        raise NotLinear("fluid is drawn from the catheter")
    if any(fill.keep is None for fill in course.refills):
        raise NotLinear("a refill is not preceded by emptying the reservoir to a stated volume")
    volumes = box.dead_volume.low.value, box.dead_volume.high.value
    accuracies = box.accuracy.low.value, box.accuracy.high.value
    found = set(product(volumes, accuracies))
    for end, fill in product(ends, course.refills):
        lag = _commanded(course.flows, end) - _commanded(course.flows, fill.at)
        if lag > 0:
            found |= {(lag * accuracy, accuracy) for accuracy in accuracies}
            found |= {(volume, volume / lag) for volume in volumes}
    for volume, accuracy in sorted(found):
        if volumes[0] <= volume <= volumes[1] and accuracies[0] <= accuracy <= accuracies[1]:
            yield Volume(volume), accuracy


def _commanded(flows: Iterable[Flow], at: Duration) -> Fraction:
    """The volume commanded up to `at`, in mL."""
    until = [(flow, min(flow.end, at, key=lambda time: time.value)) for flow in flows if flow.start < at]
    return sum((flow.rate.value * (end - flow.start).value for flow, end in until), start=Fraction(0))
