"""
What is worked out: items made of findings, the steps behind them, and the facts that would sharpen them.

A finding holds a code and values, and no sentence: `cisterna.wording.say(finding, words.name, words.when)` makes it,
from the templates in `wording/emergency.py`. `say` takes the values as they are; a `Figure` knows its own unit.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from cisterna.quantities import Duration, Quantity, Range, ceil_to_step, floor_to_step, shown_text
from cisterna.quantities.value import dataclass
from cisterna.reasons import Finding, Trace

__all__ = ["TIMES", "Figure", "Item", "WorkedOut", "span"]

TIMES = "times"
"""The unit of a factor."""

WEEK = Duration.parse("1 week")
MINUTE = Duration.parse("1 min")


@dataclass(frozen=True, slots=True)
class Figure:
    """
    A value, or a range, with the unit in which it is shown. Durations are shown in hours and minutes.

    >>> from cisterna.quantities import Mass
    >>> str(Figure(Mass.parse("0.02 mg"), Mass.parse("0.02 mg"), "mg"))
    '0.02 mg'
    """

    low: Quantity
    high: Quantity
    unit: str | None = None

    def __str__(self) -> str:
        if self.unit == TIMES:
            return f"{shown_text(self.low.value)} times"
        if isinstance(self.low, Duration) and isinstance(self.high, Duration) and self.unit is None:
            return _clock_span(self.low, self.high)
        return Range(self.low, self.high).format(self.unit)

    def __format__(self, unit: str) -> str:
        return str(self)


def _clock_span(low: Duration, high: Duration) -> str:
    """Hours and minutes; of a range the early end is rounded down and the late end up, to whole minutes."""
    if low == high:
        return _days_and_hours(low)
    (early, _), (late, _) = floor_to_step(low, MINUTE), ceil_to_step(high, MINUTE)
    return f"{_days_and_hours(early)} to {_days_and_hours(late)}"


def _days_and_hours(time: Duration) -> str:
    """Hours and minutes, above a week the days before them."""
    if time <= WEEK:
        return time.hours_and_minutes()
    days, rest = divmod(time.value, 1)
    hours = Duration(rest).hours_and_minutes()
    return f"{days} days" if hours == "0 min" else f"{days} days {hours}"


def span(value: Any, unit: str | None = None) -> Figure:
    """A quantity or a range of one, to be shown in `unit`."""
    if isinstance(value, Range):
        return Figure(value.low, value.high, unit)
    return Figure(value, value, unit)


class Item(NamedTuple):
    """
    One thing worked out: its code, its findings in the order in which they are read, and the steps of the trace.

    `disagree`: sources that do not agree stand in it side by side.
    """

    code: str
    findings: tuple[Finding, ...]
    steps: tuple[str, ...] = ()
    disagree: bool = False

    @property
    def because(self) -> tuple[str, ...]:
        """Ids of the statements it rests on, each once."""
        return tuple(dict.fromkeys(id for finding in self.findings for id in finding.because))

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the facts that would sharpen it."""
        return tuple(dict.fromkeys(name for finding in self.findings for name in finding.missing))


class WorkedOut(NamedTuple):
    """Everything worked out for one pathway. `missing` are names of `FIELDS`, most useful first."""

    name: str
    items: tuple[Item, ...]
    missing: tuple[str, ...]
    trace: Trace
    statements: tuple[str, ...]

    def item(self, code: str) -> Item | None:
        """The item of that code, or None where this pathway has none."""
        return next((item for item in self.items if item.code == code), None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, item by item."""
        return tuple(finding for item in self.items for finding in item.findings)
