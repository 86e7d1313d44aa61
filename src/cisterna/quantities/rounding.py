"""
Rounding, by name and in the open: each function returns the rounded value and what was lost.

Opioids and boluses go down, baclofen to the nearest step; whoever rounds says which.
"""

from __future__ import annotations

from typing import TypeVar

from cisterna.quantities.scalars import Quantity

__all__ = ["ceil_to_step", "floor_to_step", "nearest_to_step"]

Q = TypeVar("Q", bound=Quantity)


def _steps(value: Q, step: Q) -> tuple[int, int]:
    if type(value) is not type(step):
        raise TypeError(f"cannot round a {value.dimension} to steps of a {step.dimension}")
    if step.value <= 0:
        raise ValueError(f"a step of {step} is not a step: it must be more than zero")
    ratio = value.value / step.value
    return ratio.numerator, ratio.denominator


def floor_to_step(value: Q, step: Q) -> tuple[Q, Q]:
    """
    The largest multiple of `step` that is not above `value`, and the remainder (never negative).

    >>> from cisterna.quantities import Concentration
    >>> [part.format() for part in floor_to_step(Concentration.parse("332.5 mcg/mL"), Concentration.parse("1 mcg/mL"))]
    ['332 mcg/mL', '0.5 mcg/mL']
    """
    top, bottom = _steps(value, step)
    rounded = type(value)(step.value * (top // bottom))
    return rounded, value - rounded


def ceil_to_step(value: Q, step: Q) -> tuple[Q, Q]:
    """The smallest multiple of `step` that is not below `value`, and the remainder (never positive)."""
    top, bottom = _steps(value, step)
    rounded = type(value)(step.value * -(-top // bottom))
    return rounded, value - rounded


def nearest_to_step(value: Q, step: Q) -> tuple[Q, Q]:
    """The multiple of `step` nearest to `value` (a tie goes down), and the remainder."""
    top, bottom = _steps(value, step)
    rounded = type(value)(step.value * -((bottom - 2 * top) // (2 * bottom)))
    return rounded, value - rounded
