"""
The box of what the case leaves open, and the finite set of its points whose extremes bound those of the whole box.

With commanded volume as the clock, what reaches the tip depends on dead volume and accuracy through one number:
the lag, dead volume over accuracy.
The dose of a window is linear in lag and start until a front passes an end of the window or the flow changes there, so
extremes lie where two of these meet, at the ends of the lag, and at the ends of each residual.
Not for accuracy that drifts: that is a larger set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import lcm
from typing import NamedTuple

from cisterna.quantities import Range, Ratio, Volume
from cisterna.quantities.curve import Curve, Flow
from cisterna.safety.replay import Point
from cisterna.therapy import Mixture, Refill

__all__ = ["Box", "compared", "lags", "left_behind", "points", "sliding"]


class Box(NamedTuple):
    """Every combination of dead volume, delivered over commanded flow, and residual (each refill its own)."""

    dead_volume: Range[Volume]
    accuracy: Range[Ratio]
    residual: Range[Volume]

    @property
    def lag(self) -> tuple[Fraction, Fraction]:
        """The least and the most commanded volume between reservoir and tip, in mL."""
        accuracy, volume = self.accuracy, self.dead_volume
        return volume.low.value / accuracy.high.value, volume.high.value / accuracy.low.value


def lags(
    box: Box, flow: Flow, fronts: Sequence[Fraction], *, windows: Sequence[Fraction], also: Sequence[Fraction] = ()
) -> list[Fraction]:
    """
    The lags at which a dose in some sliding window can be extreme, in order.

    `fronts` are the times at which a new mixture enters the line, `also` times beside the edges of `flow` at which
    something changes (edges of what the doses are compared with, or of fixed windows).
    """
    dead, part, (least, most) = box.dead_volume, box.accuracy, box.lag
    found = {volume.value / by.value for volume in (dead.low, dead.high) for by in (part.low, part.high)}
    ticks = lcm(flow.ticks, *(time.denominator for time in (*fronts, *also, *windows)))
    grid = flow.finer(ticks, flow.unit * (ticks // flow.ticks))
    within = range(-(-least * grid.unit // 1), most * grid.unit // 1 + 1)
    entered = sorted(set(grid.amounts(sorted(int(front * ticks) for front in fronts))))
    edges = {int(edge * ticks) for edge in (*flow.edges, *also)}
    for length in sorted({0, *(int(window * ticks) for window in windows)}):
        starts = sorted({start for edge in edges for start in (edge, edge - length) if start >= 0})
        spans = list(zip(grid.amounts(starts), grid.amounts([start + length for start in starts]), strict=True))
        ahead = {at - front for span in spans for at in span for front in entered}
        found |= {Fraction(lag, grid.unit) for lag in ahead if lag in within}
        for (first, second), ((low, high), (to_low, to_high)) in product(combinations(entered, 2), pairwise(spans)):
            short, long = second - first - (high - low), second - first - (to_high - to_low)
            if short * long < 0:
                found.add((low + Fraction((to_low - low) * short, short - long) - first) / grid.unit)
    return sorted(lag for lag in found if least <= lag <= most)


def left_behind(box: Box, before: Mixture, refills: Iterable[Refill], drugs: Iterable[str]) -> list[tuple[Volume, ...]]:
    """
    The residuals, one for each refill, at which the dose of one of `drugs` can be extreme.

    A residual moves the mixture it is left under, and all later ones the same way, so for one drug they are all highest
    where each residual is at the end that makes its own mixture highest; lowest likewise.
    """
    ends, found = (box.residual.low.value, box.residual.high.value), set()
    for drug, highest in product(drugs, (True, False)):
        concentration, choice = before[drug].value, []
        for refill in refills:
            new, volume = refill.fill[drug].value, refill.volume.value
            choice.append(ends[(concentration > new) == highest])
            for rinse in [refill.rinse] * refill.rinse.times if refill.rinse else []:
                rinsed, added = rinse.mixture[drug].value, rinse.volume.value
                concentration = (concentration * choice[-1] + rinsed * added) / (choice[-1] + added)
            concentration = (concentration * choice[-1] + new * volume) / (choice[-1] + volume)
        found.add(tuple(choice))
    return [tuple(Volume(each) for each in choice) for choice in sorted(found)]


def points(
    box: Box, at: Iterable[Fraction], choices: Iterable[tuple[Volume, ...]], *, spread: bool = False
) -> Iterator[Point]:
    """
    The points of the box at these lags, each at the largest accuracy that it allows, with every choice of residuals.

    `spread`: at the smallest and a middle one too, for plans in which more than the lag turns on accuracy.
    """
    residuals = list(choices)
    if spread and residuals[0]:
        residuals.append(tuple(Volume(box.residual.high.value / 2) for _ in residuals[0]))
    for lag in at:
        low, high = box.accuracy.low.value, box.accuracy.high.value
        if lag:
            low, high = max(low, box.dead_volume.low.value / lag), min(high, box.dead_volume.high.value / lag)
        for accuracy, choice in product(sorted({low, (low + high) / 2, high}) if spread else [high], residuals):
            yield Point(Volume(lag * accuracy), accuracy, choice)


def sliding(curve: Curve, base: Curve, window: Fraction, until: Fraction, since: Fraction | None = None
            ) -> list[tuple[int, int, int]]:  # fmt: skip
    """
    For every start at which it matters, in ticks: what `curve` and `base` (on one grid) give from there on, and it.

    Windows that start before zero are among them: a gap is not hidden by the moment at which the case begins.
    With `since`, those that start from there on.
    """
    length, last = int(window * curve.ticks), int((until - window) * curve.ticks)
    first = -length if since is None else int(since * curve.ticks)
    knots = {*curve.times, *base.times}
    knots |= {knot - length for knot in knots}
    starts = sorted({first, max(first, last), *(knot for knot in knots if first < knot < last)})
    ends = [start + length for start in starts]
    amounts = (each.amounts(at) for each in (curve, base) for at in (starts, ends))
    return [(to - at, until - since, start) for at, to, since, until, start in zip(*amounts, starts, strict=True)]


def compared(curve: Curve, base: Curve, accuracy: Fraction) -> tuple[Curve, Curve]:
    """
    `curve` as it goes on from `base` before zero, and `base` at that accuracy, in the same ticks and units.

    A constant bias of the pump is in both, so it cancels when one is divided by the other.
    """
    ticks = lcm(curve.ticks, base.ticks)
    unit = lcm(curve.unit * (ticks // curve.ticks), base.unit * (ticks // base.ticks) * accuracy.denominator)
    given, wanted = curve.finer(ticks, unit), base.finer(ticks, unit, accuracy)
    before = sum(time < 0 for time in wanted.times)
    times, rates = wanted.times[:before] + given.times, wanted.rates[:before] + given.rates
    return Curve(ticks, times, rates, unit), wanted
