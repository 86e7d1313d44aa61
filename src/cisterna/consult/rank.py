"""
The order in which plans are shown.

Smallest worst-case deviation of the held drug, then most cautious first opioid day, then fewest pump accesses, then the
longest refill interval, then the simplest recipe. Differences inside the house policy's tie band are ties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TypeVar

from cisterna.quantities import Duration, Ratio
from cisterna.reasons import Verdict

__all__ = ["deviation_class", "ranked"]

T = TypeVar("T")

_ORDER = ("Clear", "NeedsOverride", "CannotSay", "Refused")


def deviation_class(low: Fraction, high: Fraction, tie_band: Ratio) -> int:
    """
    How far a worst case strays from 1, counted in whole tie bands: 0 where it stays within one band.

    >>> deviation_class(Fraction(1), Fraction("1.004"), Ratio.parse("1 %"))
    0
    """
    strayed = max(abs(1 - low), abs(high - 1))
    return int(strayed // tie_band.value)


def ranked(
    plans: Iterable[T],
    *,
    asked: Callable[[T], bool],
    verdict: Callable[[T], Verdict],
    strays: Callable[[T], int],
    first_day: Callable[[T], Fraction],
    accesses: Callable[[T], int],
    interval: Callable[[T], Duration],
    parts: Callable[[T], int],
    name: Callable[[T], str],
) -> tuple[T, ...]:
    """
    The plans in order: those for the drug that was asked for first, then those that may be used before those that may
    not. Ties end with the name.
    """
    return tuple(
        sorted(
            plans,
            key=lambda plan: (
                not asked(plan),
                _ORDER.index(verdict(plan).name),
                strays(plan),
                first_day(plan),
                accesses(plan),
                -interval(plan).value,
                parts(plan),
                name(plan),
            ),
        )
    )
