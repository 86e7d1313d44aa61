"""
A ladder as fills: which steps share one by rate, when each step may be taken, what the held drug becomes on the way.

With the held drug kept exactly every step is a fill of its own. Inside its published step some can share one: the flow
rises, and the held drug with it. It is never let fall below its dose to make room, so a group of steps starts at that
dose and ends inside the band.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cisterna.admixture import fewest_fills
from cisterna.quantities import DoseRate, Duration, FlowRate, Range, Ratio, Volume
from cisterna.transition import clearing_time

__all__ = ["Climb", "Line", "Pace", "Rise", "climb"]

BY_REFILL, BY_RATE = "refill", "rate"


class Line(NamedTuple):
    """What lies between reservoir and tip, and when the opioid of the first fill is at the tip at the latest."""

    path: Volume
    slowest: Fraction
    arrives: Duration

    def delay(self, flow: FlowRate) -> Duration:
        """The longest time from a refill to the tip at a commanded flow."""
        return clearing_time(self.path, FlowRate(flow.value * self.slowest))


class Pace(NamedTuple):
    """How long after the last change at the tip the next step waits: the shortest and the longest published."""

    least: Duration
    most: Duration


class Rise(NamedTuple):
    """
    One step of a ladder: by refill or by rate, in which fill, and when it may be taken at the earliest.

    `not_before` counts from the first refill and holds one time for each published pace, as a range; `delay` is how
    long the step then takes to the tip at the latest, nothing for a step by rate. `held` is what the held drug becomes,
    and `held_change` that against its dose before the transition.
    """

    number: int
    how: str
    fill: int
    added: DoseRate
    flow: FlowRate
    held: DoseRate
    held_change: Ratio
    not_before: Range[Duration] | None
    delay: Duration | None


class Climb(NamedTuple):
    """A ladder with the held drug inside `band`: how many fills it takes, the first one counted, and every step."""

    band: Ratio
    fills: int
    rises: tuple[Rise, ...]


def climb(
    levels: Sequence[DoseRate],
    band: Ratio,
    *,
    flow: FlowRate,
    held: DoseRate,
    before: DoseRate,
    line: Line | None,
    pace: Pace | None,
) -> Climb:
    """
    The fewest fills from the first of `levels` to the last, and what each step means.

    `flow` and `held` are those of the first fill; `before` is the held dose before the transition. At 0.15 mL/day with
    0.3 mL to the tip a change takes 0.3 / 0.15 = 2 days. 50, 55 and 60 mcg/day inside 10 %: 55 is 1.1 times 50 and goes
    by rate, 60 is 1.2 times 50 and needs a fill:

    >>> line, pace = Line(Volume.parse("0.3 mL"), Fraction(1), Duration(2)), Pace(Duration(1), Duration(7))
    >>> levels = [DoseRate(50), DoseRate(55), DoseRate(60)]
    >>> found = climb(levels, Ratio.parse("10 %"), flow=FlowRate.parse("0.15 mL/day"), held=DoseRate(300),
    ...               before=DoseRate(300), line=line, pace=pace)
    >>> [(rise.how, rise.held.format(), rise.not_before.low.format("day")) for rise in found.rises]
    [('rate', '330 mcg/day', '3 days'), ('refill', '300 mcg/day', '4 days')]
    """
    groups = fewest_fills(levels, band, below=Ratio(0))
    rises = tuple(_rises(groups, flow, held, before, line, pace))
    return Climb(band, len(groups), rises)


def _rises(
    groups: Sequence[Sequence[DoseRate]],
    flow: FlowRate,
    held: DoseRate,
    before: DoseRate,
    line: Line | None,
    pace: Pace | None,
) -> Iterator[Rise]:
    known = line is not None and pace is not None
    ready = [line.arrives + wait for wait in pace] if line is not None and pace is not None else []
    number, running = 0, flow
    for fill, group in enumerate(groups, start=1):
        for place, level in enumerate(group):
            if fill == 1 and not place:
                continue
            number += 1
            how, part = (BY_RATE, level / group[0]) if place else (BY_REFILL, Fraction(1))
            delay = None if line is None else Duration(0) if place else line.delay(running)
            running = flow * part
            gives = held * part
            yield Rise(number, how, fill, level, running, gives, Ratio(gives / before - 1),
                       Range(*ready) if known else None, delay)  # fmt: skip
            if delay is not None and pace is not None:
                ready = [at + delay + wait for at, wait in zip(ready, pace, strict=True)]
