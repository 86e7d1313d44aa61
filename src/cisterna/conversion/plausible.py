"""Doses that nobody means: a slip of the unit is said before anything is worked out from it."""

from __future__ import annotations

from typing import NamedTuple

from cisterna.conversion.asking import Asks, sides_of
from cisterna.conversion.ratios import EQUIVALENT, MORPHINE_ORAL, Ratios, Road
from cisterna.conversion.taken import INTRATHECAL, Taken
from cisterna.knowledge import Span
from cisterna.quantities import DoseRate

__all__ = ["Slip", "slip_of"]

PLAUSIBLE = "plausible oral morphine equivalent"


class Slip(NamedTuple):
    """A dose outside everything plausible: what it comes to as oral morphine, and the limits."""

    taken: Taken
    comes_to: DoseRate
    low: DoseRate
    high: DoseRate
    because: tuple[str, ...]

    @property
    def too_much(self) -> bool:
        """True where it is above the limits, False where it is below."""
        return self.comes_to > self.high


def slip_of(one: Taken, ask: Asks) -> Slip | None:
    """
    What is implausible about the dose; None where nothing is, or nothing can be told.

    Without a published factor the dose itself is compared, and only with the upper limit. What is in a pump already is
    not judged here.
    """
    if one.dose is None or one.route == INTRATHECAL or PLAUSIBLE not in ask.knowledge.questions:
        return None
    ratios = Ratios(ask)
    road = Road(one.place, MORPHINE_ORAL, False, EQUIVALENT)
    factors = [option.ratio.value for option in ratios.options(road)] if road in ratios.roads else []
    known = bool(factors) or one.place == MORPHINE_ORAL
    most = one.dose * max(factors) if factors else one.dose
    for side in sides_of(ask(PLAUSIBLE)):
        match side.answer:
            case Span(low=DoseRate() as low, high=DoseRate() as high):
                if most > high or (known and most < low):
                    return Slip(one, most, low, high, side.ids)
    return None
