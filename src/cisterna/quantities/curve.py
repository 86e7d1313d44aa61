"""
Amounts that grow evenly from one knot to the next, in whole numbers: as exact as fractions, and several times faster.

Pure arithmetic: what flows, and which units it is counted in, is for whoever makes a curve to say.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from math import lcm

__all__ = ["Curve", "Flow", "whole"]


class Curve:
    """An amount that grows by `rates[i]` a tick from `times[i]` on, the last for ever; `unit` of it are 1 mcg or mL."""

    def __init__(self, ticks: int, times: list[int], rates: list[int], unit: int) -> None:
        self.ticks, self.times, self.rates, self.unit = ticks, times, rates, unit

    def finer(self, ticks: int, unit: int, scale: Fraction = Fraction(1)) -> Curve:
        """The same curve on a finer grid, or `scale` times it."""
        more = ticks // self.ticks
        larger = unit // (self.unit * more * scale.denominator) * scale.numerator
        return Curve(ticks, [more * time for time in self.times], [larger * rate for rate in self.rates], unit)

    def amounts(self, points: Iterable[int]) -> Iterator[int]:
        """The amount up to each of `points`, which are in order and not before the first time."""
        i, total, last = 0, 0, len(self.times) - 1
        for point in points:
            while i < last and self.times[i + 1] <= point:
                total += self.rates[i] * (self.times[i + 1] - self.times[i])
                i += 1
            yield total + self.rates[i] * (point - self.times[i])

    @cached_property
    def sums(self) -> list[int]:
        """The amount up to each of `times`."""
        return list(self.amounts(self.times))

    def amount(self, at: Fraction) -> Fraction:
        """The amount up to `at` (days)."""
        i = max(bisect_right(self.times, at * self.ticks), 1) - 1
        return (self.sums[i] + self.rates[i] * (at * self.ticks - self.times[i])) / self.unit


class Flow(Curve):
    """The volume commanded from the first of `edges` (days) on; the flow changes at edges only."""

    def __init__(self, pieces: Mapping[Fraction, Fraction], cuts: Iterable[Fraction], until: Fraction) -> None:
        ticks = lcm(until.denominator, *(time.denominator for time in (*pieces, *cuts)))
        per_ml = lcm(*(rate.denominator for rate in pieces.values()))
        rates = {whole(time, ticks): whole(rate, per_ml) for time, rate in pieces.items()}
        *times, end = sorted({*rates, *(whole(cut, ticks) for cut in cuts), whole(until, ticks)})
        running = accumulate(times, lambda rate, time: rates.get(time, rate), initial=0)
        super().__init__(ticks, times, list(running)[1:], per_ml * ticks)
        self.ends, self.edges = [*times, end], [Fraction(time, ticks) for time in (*times, end)]

    def reaches(self, volume: Fraction) -> Fraction | None:
        """When that much has first been commanded (after the last edge as on the day before it); None: never."""
        wanted, end = volume * self.unit, self.edges[-1]
        first = max(bisect_left(self.sums, wanted) - 1, 0)
        i = next((i for i in range(first, len(self.rates)) if self.rates[i]), first)
        if self.rates[i] and volume <= self.amount(end):
            return self.edges[i] + (wanted - self.sums[i]) / (self.rates[i] * self.ticks)
        daily = self.amount(end) - self.amount(end - 1)
        return end + (volume - self.amount(end)) / daily if daily else None


def whole(value: int | Fraction, scale: int) -> int:
    """`scale` times `value`, where that is a whole number."""
    return value.numerator * (scale // value.denominator)
