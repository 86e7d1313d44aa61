"""
Elapsed time and the clock on the wall.

The zone comes in as a table of offsets made at the edge; nothing here looks it up.

A day on which the clocks change has 23 or 25 hours on the wall and 24 in the pump.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cisterna.quantities import Duration
from cisterna.quantities.value import dataclass

__all__ = ["Clock", "ClockError"]


class ClockError(ValueError):
    """A wall-clock time that does not exist, exists twice, or lies outside the table of offsets."""


@dataclass(frozen=True, slots=True)
class Clock:
    """
    Where elapsed zero is on the wall (`start`, without a zone), and the offsets of `zone` from there on.

    `offsets` are pairs of elapsed time and minutes ahead of UTC, the first at zero, in order.
    """

    zone: str
    start: datetime
    offsets: tuple[tuple[Duration, int], ...]

    def __post_init__(self) -> None:
        if self.start.tzinfo is not None:
            raise ValueError("the start of a clock is wall time without a zone; the zone is told by its offsets")
        if not self.offsets or self.offsets[0][0].value != 0:
            raise ValueError("the first offset of a clock is at elapsed zero")

    def _offset(self, elapsed: Duration) -> int:
        current = self.offsets[0][1]
        for start, offset in self.offsets[1:]:
            if start.value > elapsed.value:
                break
            current = offset
        return current

    def wall(self, elapsed: Duration) -> datetime:
        """The wall-clock time at `elapsed`, to the nearest minute (a tie goes to the even minute)."""
        shift = self._offset(elapsed) - self.offsets[0][1]
        return self.start + timedelta(minutes=round(elapsed.value * 1440) + shift)

    def showing(self, elapsed: Duration) -> int:
        """
        0 where the wall shows the time of `elapsed` once, else 1 or 2: the first or the second time it shows it.

        >>> fall = Clock("Denver", datetime(2026, 11, 1), ((Duration(0), -360), (Duration.parse("2 h"), -420)))
        >>> [fall.showing(Duration.parse(at)) for at in ("30 min", "90 min", "150 min", "200 min")]
        [0, 1, 2, 0]
        """
        for (start, offset), (_, before) in zip(self.offsets[1:], self.offsets, strict=False):
            back = Duration(1) * (before - offset) / 1440  # by so much the clocks go back at `start`
            if start - back <= elapsed < start:
                return 1
            if start <= elapsed < start + back:
                return 2
        return 0

    def elapsed(self, wall: datetime) -> Duration:
        """The elapsed time at which the wall clock shows `wall`; raises `ClockError` where there is none, or two."""
        found = []
        ends = (*(start for start, _ in self.offsets[1:]), None)
        for (start, offset), end in zip(self.offsets, ends, strict=True):
            minutes = (wall - self.start) // timedelta(minutes=1) - (offset - self.offsets[0][1])
            candidate = Duration(1) * minutes / 1440
            if (candidate >= start or start.value == 0) and (end is None or candidate < end):
                found.append(candidate)
        shown = f"{wall:%Y-%m-%d %H:%M}"
        if not found:
            raise ClockError(
                f"{shown} does not exist in {self.zone}: the clocks go forward over it. "
                f"Write a time before or after the gap."
            )
        if len(found) > 1:
            raise ClockError(
                f"{shown} comes twice in {self.zone}: the clocks go back over it. "
                f"Write 'after' with elapsed hours instead."
            )
        return found[0]

    def midnight_before(self, elapsed: Duration) -> Duration:
        """
        How long before `elapsed` the pump's own day began.

        The pump's clock is taken to run on unchanged from `start`: it does not follow the change of the clocks.
        """
        since_midnight = Duration.parse(f"{self.start.hour * 60 + self.start.minute} min")
        into_day = (elapsed + since_midnight).value % 1
        return Duration(into_day)

    @property
    def changes(self) -> tuple[Duration, ...]:
        """When, after the start, the clocks on the wall change."""
        return tuple(start for start, _ in self.offsets[1:])
