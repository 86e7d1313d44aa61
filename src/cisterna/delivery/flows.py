"""
One commanded flow out of several things that ask for one: base segments, 24 h schedules, boluses, stops.

For descriptions that overlap, such as test vectors. A case and its plan say what runs when; see `delivery.course`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from cisterna.delivery.column import Flow
from cisterna.quantities import Duration, FlowRate, Volume
from cisterna.quantities.value import dataclass

__all__ = ["Bolus", "Segment", "overlay"]

Span = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Segment:
    """
    From `start` up to `end`, one rate, or a schedule: clock times within a day and the rate from each of them on.

    The clock of a schedule stands at 00:00 at time zero; its last step runs on to the first of the next day.
    """

    start: Duration
    end: Duration
    rate: FlowRate | tuple[tuple[Duration, FlowRate], ...]

    def __post_init__(self) -> None:
        if self.start.value < 0 or self.end < self.start:
            raise ValueError("a segment starts at zero or later and does not end before it starts")
        rates = [self.rate] if isinstance(self.rate, FlowRate) else [rate for _, rate in self.rate]
        if not rates or any(rate.value < 0 for rate in rates):
            raise ValueError("a segment has a rate, or a schedule of rates, of zero or more")
        if not isinstance(self.rate, FlowRate):
            clock = [at.value for at, _ in self.rate]
            if clock[0] < 0 or clock[-1] >= 1 or any(early >= late for early, late in pairwise(clock)):
                raise ValueError("the clock times of a schedule rise and lie within one day")


@dataclass(frozen=True, slots=True)
class Bolus:
    """`volume` over `over`, on top of the base rate, or instead of it where `replaces`."""

    at: Duration
    volume: Volume
    over: Duration
    replaces: bool = False

    def __post_init__(self) -> None:
        if self.at.value < 0 or self.volume.value < 0 or self.over.value <= 0:
            raise ValueError("a bolus is at zero or later, has a volume of zero or more and takes time")


def overlay(
    base: Sequence[Segment],
    boluses: Sequence[Bolus] = (),
    stops: Sequence[tuple[Duration, Duration]] = (),
    *,
    horizon: Duration,
) -> tuple[Flow, ...]:
    """
    The flow that is commanded up to `horizon`, in order and without overlaps; where nothing flows, there is no `Flow`.

    A later base segment overrides an earlier one. A bolus adds to the base rate or replaces it (of several that
    replace it, the last given). A stop, from its start up to its end, wins over both.

    >>> half, day = FlowRate.parse("0.5 mL/day"), Duration(1)
    >>> bolus = Bolus(Duration(0), Volume.parse("0.25 mL"), Duration(Fraction(1, 2)))
    >>> [str(flow.rate) for flow in overlay([Segment(Duration(0), day, half)], [bolus], horizon=day)]
    ['1 mL/day', '0.5 mL/day']
    """
    spans = [span for segment in base for span in _spans(segment, horizon)]
    pulses = [(bolus.at.value, (bolus.at + bolus.over).value) for bolus in boluses]
    halts = [(start.value, end.value) for start, end in stops]
    every = [(start, end) for start, end, _ in spans] + pulses + halts
    edges = sorted({edge for span in every for edge in span if 0 <= edge < horizon.value} | {horizon.value})
    flows: list[Flow] = []
    at_once = zip(
        pairwise(edges),
        _covering([(start, end) for start, end, _ in spans], edges),
        _covering(pulses, edges),
        _covering(halts, edges),
        strict=True,
    )
    for (start, end), bases, pulsing, halted in at_once:
        rate = spans[bases[-1]][2] if bases else FlowRate(0)
        running = [boluses[index] for index in pulsing]
        for bolus in running:
            rate = bolus.volume / bolus.over if bolus.replaces else rate
        rate = sum((b.volume / b.over for b in running if not b.replaces), start=rate)
        if halted or not rate:
            continue
        if flows and flows[-1].end.value == start and flows[-1].rate == rate:
            flows[-1] = Flow(flows[-1].start, Duration(end), rate)
        else:
            flows.append(Flow(Duration(start), Duration(end), rate))
    return tuple(flows)


def _spans(segment: Segment, horizon: Duration) -> Iterator[tuple[Fraction, Fraction, FlowRate]]:
    first, last = segment.start.value, min(segment.end.value, horizon.value)
    if isinstance(segment.rate, FlowRate):
        if first < last:
            yield first, last, segment.rate
        return
    starts = [at.value for at, _ in segment.rate]
    rates = [rate for _, rate in segment.rate]
    # From the day before on: its last step may still run.
    day = Fraction(first.__floor__() - 1)
    while day < last:
        for start, end, rate in zip(starts, [*starts[1:], starts[0] + 1], rates, strict=True):
            start, end = max(day + start, first), min(day + end, last)
            if start < end:
                yield start, end, rate
        day += 1


def _covering(spans: Sequence[Span], edges: Sequence[Fraction]) -> Iterator[list[int]]:
    """For each stretch between two edges, which spans cover it, in the order in which they were given."""
    waiting = sorted(range(len(spans)), key=lambda index: spans[index][0], reverse=True)
    running: list[int] = []
    for edge in edges[:-1]:
        running = [index for index in running if spans[index][1] > edge]
        while waiting and spans[waiting[-1]][0] <= edge:
            index = waiting.pop()
            if spans[index][1] > edge:
                running.append(index)
        yield sorted(running)
