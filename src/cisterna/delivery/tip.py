"""What has left the catheter tip: exact cumulative doses, arrivals, sliding windows. A value, made by `simulate`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from cisterna.quantities import DoseRate, Duration, Mass, Volume
from cisterna.therapy import Mixture

__all__ = ["Knot", "Tip", "Window"]


class Knot(NamedTuple):
    """At `time` (days): volume delivered (mL) and mass of each drug delivered (mcg), both since zero."""

    time: Fraction
    volume: Fraction
    mass: Mapping[str, Fraction]


class Window(NamedTuple):
    """A dose and the start of the window in which it falls; of several, the earliest."""

    dose: Mass
    start: Duration


class Tip(NamedTuple):
    """
    The tip from zero to the last knot. Between knots every curve is straight.

    `empty_from` is when the reservoir first ran empty, None where it did not.
    """

    drugs: tuple[str, ...]
    knots: tuple[Knot, ...]
    reservoir_final: Volume
    reservoir_mixture: Mixture
    empty_from: Duration | None

    @property
    def horizon(self) -> Duration:
        """Where the simulation ends."""
        return Duration(self.knots[-1].time)

    @property
    def volume(self) -> Volume:
        """The volume delivered up to the horizon."""
        return Volume(self.knots[-1].volume)

    def _curve(self, drug: str) -> list[Fraction]:
        return [knot.mass.get(drug, Fraction(0)) for knot in self.knots]

    def mass(self, drug: str, at: Duration) -> Mass:
        """How much of `drug` has left the tip between zero and `at`."""
        time = at.value
        if not 0 <= time <= self.knots[-1].time:
            raise ValueError(f"{at.format('h')} lies outside the simulation, which ends at {self.horizon.format('h')}")
        index = min(bisect_right(self.knots, time, key=lambda knot: knot.time), len(self.knots) - 1)
        low, high = self.knots[max(index - 1, 0)], self.knots[index]
        first, last = low.mass.get(drug, Fraction(0)), high.mass.get(drug, Fraction(0))
        if high.time == low.time:
            return Mass(first)
        return Mass(first + (last - first) * (time - low.time) / (high.time - low.time))

    def dose(self, drug: str, start: Duration, end: Duration) -> Mass:
        """How much of `drug` leaves the tip between `start` and `end`."""
        return self.mass(drug, end) - self.mass(drug, start)

    def rates(self, drug: str) -> Iterator[tuple[Duration, Duration, DoseRate]]:
        """Start, end and dose rate at the tip, piece by piece; neighbors with one rate are one piece."""
        pieces: list[tuple[Fraction, Fraction, Fraction]] = []
        for low, high in pairwise(self.knots):
            gained = high.mass.get(drug, Fraction(0)) - low.mass.get(drug, Fraction(0))
            rate = gained / (high.time - low.time)
            if pieces and pieces[-1][2] == rate:
                pieces[-1] = (pieces[-1][0], high.time, rate)
            else:
                pieces.append((low.time, high.time, rate))
        return ((Duration(start), Duration(end), DoseRate(rate)) for start, end, rate in pieces)

    def arrival(self, drug: str) -> Duration | None:
        """When `drug` first leaves the tip; None where it does not before the horizon."""
        return next((start for start, _, rate in self.rates(drug) if rate.value > 0), None)

    def rate_extremes(self, drug: str) -> tuple[DoseRate, DoseRate]:
        """The lowest and the highest dose rate at the tip; stops and empty spells count."""
        rates = [rate for _, _, rate in self.rates(drug)] or [DoseRate(0)]
        return min(rates, key=lambda r: r.value), max(rates, key=lambda r: r.value)

    def window_extremes(self, drug: str, length: Duration) -> tuple[Window, Window]:
        """
        The least and the most of `drug` in any window of `length` inside the simulation.

        A window dose is piecewise linear in its start, so its extremes lie where an end of the window meets a knot.
        """
        if length > self.horizon:
            raise ValueError(
                f"a window of {length.format('h')} is longer than the simulation ({self.horizon.format('h')})"
            )
        # One denominator for all times and one for all masses: the sweep then runs on plain integers.
        unit = lcm(*(knot.time.denominator for knot in self.knots), length.value.denominator)
        times = [knot.time.numerator * (unit // knot.time.denominator) for knot in self.knots]
        masses = self._curve(drug)
        grain = lcm(*(mass.denominator for mass in masses))
        curve = [mass.numerator * (grain // mass.denominator) for mass in masses]
        width = length.value.numerator * (unit // length.value.denominator)
        starts = sorted({t for time in times for t in (time, time - width) if 0 <= t <= times[-1] - width})
        low, high = None, None
        ends = _along(times, curve, [start + width for start in starts])
        for start, gained in zip(starts, map(_minus, ends, _along(times, curve, starts)), strict=True):
            if low is None or gained < low[0]:
                low = (gained, start)
            if high is None or gained > high[0]:
                high = (gained, start)
        assert low is not None
        assert high is not None
        return tuple(Window(Mass(gained / grain), Duration(Fraction(start, unit))) for gained, start in (low, high))  # type: ignore[return-value]


def _minus(a: Fraction, b: Fraction) -> Fraction:
    return a - b


def _along(times: list[int], curve: list[int], asked: list[int]) -> Iterator[Fraction]:
    """The curve at each of `asked`, which rise: a single pass."""
    index = 0
    for time in asked:
        while index < len(times) - 2 and times[index + 1] <= time:
            index += 1
        span = times[index + 1] - times[index]
        yield curve[index] + Fraction((curve[index + 1] - curve[index]) * (time - times[index]), span)
