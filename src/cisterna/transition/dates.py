"""
When the fill runs low, when its mixture is no longer backed by evidence, and which comes first. Whole days,
floored.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from cisterna.quantities import Duration, FlowRate, Volume, floor_to_step

__all__ = ["Dates", "refill_dates"]

DAY = Duration(1)


class Dates(NamedTuple):
    """
    Elapsed times of what ends a fill. The alarm is calculated by the pump from its program, not measured.

    `alarm` at the commanded flow; `alarm_earliest` and `empty_earliest` with the pump running as fast as its
    accuracy allows,
    `empty_earliest` down to the volume that cannot be drawn; `mixture` is where the evidence or house limit ends,
    None: none known. `ends` is everything that ends the fill with when it does, the earliest first: it governs.
    """

    alarm: Duration
    alarm_earliest: Duration
    empty_earliest: Duration
    mixture: Duration | None
    governing: Duration
    governed_by: str
    book_by: Duration
    ends: tuple[tuple[str, Duration], ...] = ()


def refill_dates(
    *,
    at: Duration,
    volume: Volume,
    flow: FlowRate,
    fastest: Fraction,
    alarm: Volume,
    unusable: Volume,
    mixture_lasts: Duration | None,
    margin: Duration,
    also: Iterable[tuple[str, Duration]] = (),
) -> Dates:
    """
    The dates of a fill of `volume` (as if nothing was left in the reservoir before it), in whole days after `at`,
    floored. `also` names whatever else ends it, and after how long.

    >>> dates = refill_dates(at=Duration(0), volume=Volume(20), flow=FlowRate.parse("0.6 mL/day"), fastest=Fraction(1),
    ...                      alarm=Volume(2), unusable=Volume(1), mixture_lasts=None, margin=Duration(7))
    >>> dates.alarm.format("day"), dates.book_by.format("day")
    ('30 days', '23 days')
    """

    def days(left: Volume, rate: FlowRate) -> Duration:
        return at + floor_to_step(left / rate, DAY)[0]

    nominal = days(volume - alarm, flow)
    early = days(volume - alarm, flow * fastest)
    empty = days(volume - unusable, flow * fastest)
    ends = [(early, "low-reservoir alarm"), (empty, "reservoir empty")]
    lasts = None if mixture_lasts is None else at + mixture_lasts
    if lasts is not None:
        ends.insert(0, (lasts, "mixture"))
    ends += [(at + after, name) for name, after in also]
    ends.sort(key=lambda end: end[0].value)
    governing, governed_by = ends[0]
    book_by = max(governing - margin, at, key=lambda time: time.value)
    in_order = tuple((name, end) for end, name in ends)
    return Dates(nominal, early, empty, lasts, governing, governed_by, book_by, in_order)
