"""
A replay of the judge that can be read at any moment: what has left the tip, what is in the reservoir, when a drug came.

No verdict needs this; what compares two computations, looks at supply or tests the replay does.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction

from cisterna.quantities import Duration, Mass, Volume
from cisterna.safety import Point
from cisterna.safety.replay import FLUID, Script, settled
from cisterna.safety.replay import Run as _Run
from cisterna.therapy import Case, Plan

__all__ = ["Run", "replay"]


class Run(_Run):
    """What one replay gave, at any moment."""

    def mass(self, drug: str, at: Duration) -> Mass:
        """What has left the tip from zero until `at`."""
        return Mass(self.curve(drug).amount(at.value))

    def delivered(self, at: Duration) -> Volume:
        """The volume that has left the tip from zero until `at`."""
        return Volume(self.curve(FLUID).amount(at.value))

    def reservoir(self, at: Duration) -> Volume:
        """What is in the reservoir at `at`, once what is done then is done."""
        i = bisect_right(self.times, at.value) - 1
        level = Volume(Fraction(self._knots[i][3], self._per_ml))
        return level + self.delivered(Duration(self.times[i])) - self.delivered(at)

    def arrival(self, drug: str) -> Duration | None:
        """When `drug` first leaves the tip; None where it does not."""
        rates = self.curve(drug).rates
        return next((Duration(time) for time, rate in zip(self.times, rates, strict=True) if rate), None)

    @property
    def times(self) -> tuple[Fraction, ...]:
        """The knots, in days: between two of them every rate at the tip is constant."""
        return tuple(Fraction(time) / self._ticks for time, *_ in self._knots)

    @property
    def last_mixture(self) -> dict[str, Fraction]:
        """What is in the reservoir at the end, in mcg/mL."""
        return dict(zip(self.drugs, list(self.mixtures)[self._mix], strict=False))


def replay(case: Case, plan: Plan, point: Point, *, horizon: Duration | None = None) -> Run:
    """
    Carry out `plan` at one point of the box, until `horizon` (left out: until two days after the plan has settled).

    Raises `ValueError` where the case does not say what is in the reservoir.
    """
    return Run(Script(case, plan, settled(plan) + 2 if horizon is None else horizon.value), point)
