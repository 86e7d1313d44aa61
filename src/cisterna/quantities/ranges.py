"""
Ranges of a quantity: closed ranges for facts ("70 to 85 cm") and advice, half-open brackets that must tile their axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Generic, TypeVar

from cisterna.quantities.scalars import Quantity
from cisterna.quantities.text import QuantityError, write_range

__all__ = ["Range", "gap_in_tiling"]

Q = TypeVar("Q", bound=Quantity)


class Range(Generic[Q]):
    """
    From `low` up to and including `high`, both of one type. A single value is a range whose ends are equal.

    >>> from cisterna.quantities import Length
    >>> Range.parse(Length, "70 to 85 cm").format()
    '70 to 85 cm'
    """

    __slots__ = ("high", "low")
    low: Q
    high: Q

    def __init__(self, low: Q, high: Q) -> None:
        if type(low) is not type(high):
            raise TypeError(f"a range cannot run from a {low.dimension} to a {high.dimension}")
        if low > high:
            raise QuantityError(f"A range runs upward: {low} is more than {high}. Write the smaller value first.")
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a range cannot be changed; make a new one")

    @classmethod
    def parse(cls, kind: type[Q], text: object) -> Range[Q]:
        """Read '78 cm' or '70 to 85 cm' (the unit may stand once, at the end)."""
        if not isinstance(text, str) or " to " not in text:
            value = kind.parse(text)
            return cls(value, value)
        first, _, last = text.partition(" to ")
        high = kind.parse(last)
        try:
            low = kind.parse(first)
        except QuantityError:
            low = kind.parse(first.strip() + " " + last.strip().lstrip("0123456789.,/ "))
        return cls(low, high)

    @property
    def is_exact(self) -> bool:
        """True where both ends are the same value."""
        return self.low == self.high

    def __contains__(self, value: Q) -> bool:
        return self.low <= value <= self.high

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Range) and (self.low, self.high) == (other.low, other.high)

    def __hash__(self) -> int:
        return hash((self.low, self.high))

    def __repr__(self) -> str:
        return f"Range({self.low!r}, {self.high!r})"

    def format(self, unit: str | None = None) -> str:
        """Both ends in one unit, the unit once."""
        if self.is_exact:
            return self.low.format(unit)
        return write_range(self.high.dimension, self.low.value, self.high.value, unit)

    def __str__(self) -> str:
        return self.format()


def gap_in_tiling(brackets: Sequence[tuple[Q, Q | None]]) -> str | None:
    """
    What is wrong with half-open brackets `[from, below)` that should cover an axis without gap or overlap, or None.

    A last bracket that ends in None runs on for ever.
    """
    ordered = sorted(brackets, key=lambda bracket: bracket[0].value)
    for (low, below), (following, _) in pairwise(ordered):
        if below is None or below > following:
            return f"two brackets overlap at {following}: one starts at {low} and does not end before it"
        if below < following:
            return f"the brackets leave a gap: nothing is said from {below} to {following}"
        if low >= below:
            return f"the bracket from {low} below {below} is empty"
    return None
