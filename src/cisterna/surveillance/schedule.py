"""
When to watch: one window from the refill, one hung on the arrival of the new drug at the tip, never on the refill
clock.

How often, for how long and what for comes from statements; this module does the times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from fractions import Fraction
from typing import NamedTuple

from cisterna.quantities import Duration, ceil_to_step, floor_to_step
from cisterna.surveillance.opening import is_open
from cisterna.therapy import Clock, Observe

__all__ = ["Ladder", "Row", "StaffedHours", "Window", "arrival_window", "refill_window", "rows", "staffed_starts"]

HALF_HOUR = Duration(1) / 48
HOUR = Duration(1) / 24


class Window(NamedTuple):
    """
    A stretch of time in which the patient is watched. `settled` is when the intervals of the ladder start to
    count.
    """

    kind: str
    start: Duration
    settled: Duration
    until: Duration

    def observe(self, place: str) -> Observe:
        """The window as a step of a plan."""
        return Observe(self.start, self.until, place)


class Ladder(NamedTuple):
    """
    Rungs `(until, every)`: up to `until` after the window has settled, look `every`; after the last rung as on
    it.
    """

    rungs: tuple[tuple[Duration, Duration], ...]

    def every(self, since: Duration) -> Duration:
        """The interval that holds at `since` after settling (before it: that of the first rung)."""
        return next((every for until, every in self.rungs if since < until), self.rungs[-1][1])


class Row(NamedTuple):
    """One look at the patient: when, and in which window."""

    at: Duration
    window: str


class StaffedHours(NamedTuple):
    """
    Days of the week (Monday is 0) and the clock times between which the ward that watches is staffed for it.

    On the days in `closed` it is not.
    """

    weekdays: tuple[int, ...]
    opens: time
    closes: time
    closed: tuple[date, ...] = ()

    @property
    def length(self) -> Duration:
        """How long a staffed stretch is."""
        minutes = [60 * at.hour + at.minute for at in (self.opens, self.closes)]
        return Duration(1) * (minutes[1] - minutes[0]) / 1440

    def covers(self, start: datetime, end: datetime) -> bool:
        """True where both moments lie in the same staffed stretch of one day."""
        return (
            start.date() == end.date()
            and is_open(start.date(), self.closed, self.weekdays)
            and self.opens <= start.time()
            and end.time() <= self.closes
        )


def refill_window(refill: Duration, hours: Duration) -> Window:
    """From the refill on: pocket fill, wrong port and programming errors show here."""
    return Window("refill", refill, refill, ceil_to_step(refill + hours, HALF_HOUR)[0])


def arrival_window(earliest: Duration, latest: Duration, *, margin: Duration, hours: Duration) -> Window:
    """
    From the earliest arrival less the spread of the front to `hours` after the latest, in whole half hours, outward.

    >>> hours = lambda n: Duration.parse(f"{n} h")
    >>> window = arrival_window(hours(44), hours(58), margin=hours(3), hours=hours(24))
    >>> window.start.format("h"), window.until.format("h")
    ('41 h', '82 h')
    """
    start = max(earliest - margin, Duration(0), key=lambda d: d.value)
    return Window("arrival", floor_to_step(start, HALF_HOUR)[0], latest, ceil_to_step(latest + hours, HALF_HOUR)[0])


def rows(windows: Sequence[Window], ladders: Sequence[Ladder]) -> tuple[Row, ...]:
    """The looks that the strictest of `ladders` asks for in each window; where windows overlap, each look once."""
    found: dict[Fraction, Row] = {}
    for window in windows:
        for at in _looks(window, ladders):
            found.setdefault(at.value, Row(at, window.kind))
    return tuple(found[at] for at in sorted(found))


def _looks(window: Window, ladders: Sequence[Ladder]) -> Iterator[Duration]:
    at = window.start
    while at <= window.until:
        yield at
        at = at + min((ladder.every(at - window.settled) for ladder in ladders), key=lambda d: d.value)


def staffed_starts(
    earliest: Duration, latest: Duration, staffed: StaffedHours, clock: Clock, *, days: int = 14
) -> tuple[Duration, ...]:
    """
    By how long to delay a refill so that the whole arrival range falls inside staffed hours, in whole hours.

    Only delays that put the refill itself inside them too. Empty where the range is wider than a staffed day.
    """
    # Where clocks go back in it, a range looks an hour shorter on the wall.
    if latest - earliest > staffed.length + HOUR:
        return ()
    found = []
    for hours in range(24 * days):
        delay = HOUR * hours
        refill = clock.wall(delay)
        if staffed.covers(refill, refill):
            first, last = clock.wall(delay + earliest), clock.wall(delay + latest)
            if staffed.covers(first, last):
                found.append(delay)
    return tuple(found)
