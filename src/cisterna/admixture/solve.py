"""
Design as a solved problem: the lowest flow at which every drug's daily dose fits, and the fewest fills up a ladder.

One mixture fixes the ratio of its drugs at every flow, so one number is free: the flow.
Each limit is a flow below which something would not fit; the largest binds, and the next shows what relaxing it buys.
A lower flow means fewer refills and a longer way to the tip: refill interval over delay is usable volume over dead
volume, whatever the flow is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Ratio, Volume
from cisterna.therapy import Mixture

__all__ = ["Bound", "Hold", "NoFlow", "Wanted", "bounds_of", "fewest_fills", "hold"]


class Wanted(NamedTuple):
    """
    A daily dose, the strongest concentration allowed, and the strength of the stock; None: no such limit.

    `down` says that an order is rounded down and not to the nearest step: whatever must not be overdosed.
    """

    drug: str
    dose: DoseRate
    limit: Concentration | None = None
    stock: Concentration | None = None
    down: bool = False


class Bound(NamedTuple):
    """Below `flow` this would be broken."""

    name: str
    flow: FlowRate


class Hold(NamedTuple):
    """
    The lowest flow that holds every dose, exactly: concentrations, for how long a fill lasts, the delay to the tip.

    `bounds` stand largest first: the first one binds. `ends_by` says what ends a fill first.
    """

    flow: FlowRate
    mixture: Mixture
    bounds: tuple[Bound, ...]
    interval: Duration
    ends_by: str
    delay: Duration

    @property
    def binds(self) -> str:
        """The name of the limit that sets the flow."""
        return self.bounds[0].name

    @property
    def relaxed(self) -> FlowRate:
        """The flow that would do if the limit that binds were not there."""
        return self.bounds[1].flow if len(self.bounds) > 1 else FlowRate(0)


class NoFlow(NamedTuple):
    """No flow holds all doses: what asks for more than the pump can give, and the most it can give."""

    bound: Bound
    highest: FlowRate


def hold(
    drugs: Sequence[Wanted],
    *,
    lowest: FlowRate,
    highest: FlowRate,
    usable: Volume,
    dead_volume: Volume,
    lasts: Duration | None = None,
    longest_delay: Duration | None = None,
) -> Hold | NoFlow:
    """
    Hold every dose at the lowest flow that limits, stocks, pump and delay allow.

    >>> baclofen = Wanted("baclofen", DoseRate.parse("300 mcg/day"), Concentration(2000), Concentration(2000))
    >>> added = Wanted("hydromorphone", DoseRate.parse("0.05 mg/day"), Concentration(10_000), Concentration(10_000))
    >>> found = hold([baclofen, added], lowest=FlowRate.parse("0.048 mL/day"), highest=FlowRate(24),
    ...              usable=Volume(18), dead_volume=Volume.parse("0.5 mL"))
    >>> found.flow.format(), found.binds, found.interval.format("day")
    ('0.155 mL/day', 'the stocks of baclofen and hydromorphone', '116.1 days')
    """
    bounds = bounds_of(drugs, lowest, dead_volume, longest_delay)
    flow = bounds[0].flow
    if flow > highest:
        return NoFlow(bounds[0], highest)
    mixture = Mixture({each.drug: each.dose / flow for each in drugs})
    empty = usable / flow
    stable = lasts is not None and lasts < empty
    interval = lasts if lasts is not None and stable else empty
    return Hold(flow, mixture, bounds, interval, "stability" if stable else "volume", dead_volume / flow)


def bounds_of(
    drugs: Sequence[Wanted], lowest: FlowRate, dead_volume: Volume, longest_delay: Duration | None
) -> tuple[Bound, ...]:
    """Every limit as the flow below which it would be broken, the largest first."""
    found = _bounds(drugs, lowest, dead_volume, longest_delay)
    return tuple(sorted(found, key=lambda bound: -bound.flow.value))


def _bounds(
    drugs: Sequence[Wanted], lowest: FlowRate, dead_volume: Volume, longest_delay: Duration | None
) -> Iterator[Bound]:
    yield Bound("the lowest flow of the pump", lowest)
    for each in drugs:
        if each.limit is not None:
            yield Bound(f"the concentration limit of {each.drug}", each.dose / each.limit)
    stocks = [each for each in drugs if each.stock is not None]
    if stocks:
        names = " and ".join(each.drug for each in stocks)
        flow = sum(((each.dose / each.stock).value for each in stocks if each.stock), start=FlowRate(0).value)
        yield Bound(f"the stocks of {names}", FlowRate(flow))
    if longest_delay is not None:
        yield Bound("the longest delay", dead_volume / longest_delay)


def fewest_fills(
    doses: Iterable[DoseRate], band: Ratio, *, below: Ratio | None = None
) -> tuple[tuple[DoseRate, ...], ...]:
    """
    The levels of a rising ladder, grouped so that one fill serves each group by rate alone, in the fewest fills.

    `band`: by how much the held drug may lie above its dose, and below it unless `below` says another part. Levels
    share a fill if the highest is at most (1 + band) / (1 - below) times the lowest; filling from the bottom is
    optimal. At 10 %, 60 / 50 = 1.2 is inside 1.1 / 0.9 = 1.22 and 75 / 50 = 1.5 is not; where the held drug may not
    fall, 55 / 50 = 1.1 is inside 1.1 and 60 / 50 is not:

    >>> ladder = [DoseRate(50), DoseRate(55), DoseRate(60), DoseRate(75)]
    >>> [len(group) for group in fewest_fills(ladder, Ratio.parse("10 %"))]
    [3, 1]
    >>> [len(group) for group in fewest_fills(ladder, Ratio.parse("10 %"), below=Ratio(0))]
    [2, 1, 1]
    """
    low = band if below is None else below
    if band.value < 0 or not 0 <= low.value < 1:
        wrong = low if 0 <= band.value else band
        raise ValueError(f"a band of {wrong} is not one: give at least 0 % and less than 100 %")
    levels = list(doses)
    if any(later <= sooner for sooner, later in pairwise(levels)):
        raise ValueError("the levels of a ladder rise: put them in order, each once")
    widest = (1 + band.value) / (1 - low.value)
    groups: list[list[DoseRate]] = []
    for level in levels:
        if groups and level.value <= groups[-1][0].value * widest:
            groups[-1].append(level)
        else:
            groups.append([level])
    return tuple(tuple(group) for group in groups)
