"""
What a statement can say: a closed set of answers, each with exact values in one dimension.

Which shape belongs to which question is data (`questions.toml`); reading an answer proves that it has that shape.
An answer holds no sentence about itself: that is the statement's text.
"""

from __future__ import annotations

from cisterna.quantities import Concentration, Duration, Quantity, Range
from cisterna.quantities.value import dataclass

__all__ = ["Answer", "Evidence", "Figures", "Items", "Ladder", "Rung", "Span", "Word"]


@dataclass(frozen=True, slots=True)
class Word:
    """One of the words that the question allows."""

    value: str

    def format(self, unit: str | None = None) -> str:
        """The word."""
        return self.value


@dataclass(frozen=True, slots=True)
class Span:
    """
    From `low` up to and including `high`; an end that is None is not given. `typical` is a middle value as published.

    >>> from cisterna.quantities import DoseRate
    >>> Span(DoseRate(10), DoseRate(150)).format("mg/day"), Span(None, DoseRate(10000)).format("mg/day")
    ('0.01 to 0.15 mg/day', 'at most 10 mg/day')
    """

    low: Quantity | None = None
    high: Quantity | None = None
    typical: Quantity | None = None

    def __post_init__(self) -> None:
        ends = [end for end in (self.low, self.typical, self.high) if end is not None]
        if not ends:
            raise ValueError("a range needs an end. Write low, high, or both.")
        if len({type(end) for end in ends}) > 1:
            raise ValueError("the ends of a range are of one dimension. Correct one of them.")
        if [end.value for end in ends] != sorted(end.value for end in ends):
            raise ValueError(f"a range runs upward: {', '.join(map(str, ends))}. Write the smaller value as 'low'.")

    def format(self, unit: str | None = None) -> str:
        """Both ends in one unit, or 'at least' or 'at most'."""
        if self.low is not None and self.high is not None:
            return Range(self.low, self.high).format(unit)
        if self.high is not None:
            return f"at most {self.high.format(unit)}"
        return f"at least {self.low.format(unit)}" if self.low is not None else self._typical(unit)

    def _typical(self, unit: str | None) -> str:
        return "" if self.typical is None else f"about {self.typical.format(unit)}"


@dataclass(frozen=True, slots=True)
class Rung:
    """
    Look `every` so often (None: without a break) up to `until` (None: from there on).

    `until_when` stands where a source ends a rung by a condition and not by a time ("stable").
    """

    every: Range[Duration] | None
    until: Duration | None = None
    until_when: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Intervals of observation, closest first, counted from when the drug is there."""

    rungs: tuple[Rung, ...]

    def __post_init__(self) -> None:
        if not self.rungs:
            raise ValueError('a ladder needs a rung. Write { every = "1 h", until = "12 h" }.')
        for rung in self.rungs[:-1]:
            if rung.until is None and not rung.until_when:
                raise ValueError("every rung but the last ends. Write 'until' (a time) or 'until_when' (a condition).")
        times = [rung.until.value for rung in self.rungs if rung.until is not None]
        if times != sorted(set(times)):
            raise ValueError("the rungs of a ladder come in order of time. Put the earliest first.")

    def format(self, unit: str | None = None) -> str:
        """Rung by rung, in hours."""
        return "; ".join(_rung_text(rung) for rung in self.rungs)


def _rung_text(rung: Rung) -> str:
    if rung.every is None:
        often = "without a break"
    else:
        fine = rung.every.low.value * 24 < 1
        often = f"every {rung.every.format('min' if fine else 'h')}"
    if rung.until is not None:
        return f"{often} up to {rung.until.format()}"
    return f"{often} until {rung.until_when}" if rung.until_when else f"{often} after that"


@dataclass(frozen=True, slots=True)
class Items:
    """A list of short texts, in the order of the source."""

    items: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("the list is empty. Name at least one item.")

    def format(self, unit: str | None = None) -> str:
        """The items, separated by semicolons."""
        return "; ".join(self.items)


@dataclass(frozen=True, slots=True)
class Figures:
    """
    Named values of a study or a notice.

    >>> from cisterna.quantities import Ratio
    >>> Figures((("share_raised", Ratio.parse("54 %")),))["share_raised"].format()
    '54 %'
    """

    values: tuple[tuple[str, Quantity], ...]

    def __getitem__(self, name: str) -> Quantity:
        for key, value in self.values:
            if key == name:
                return value
        raise KeyError(f"no figure is called '{name}' (there are: {', '.join(key for key, _ in self.values)})")

    def get(self, name: str) -> Quantity | None:
        """The value, or None where this statement does not give it."""
        return next((value for key, value in self.values if key == name), None)

    def format(self, unit: str | None = None) -> str:
        """Name and value, one after the other."""
        return "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in self.values)


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    One study of a mixture: what was found, for how long it was looked at, how, and at which concentrations.

    `tested` holds one mixture after the other, each as pairs of drug and concentration; empty: not stated.
    """

    finding: str
    lasts: Duration | None = None
    conditions: str = ""
    samples: int | None = None
    tested: tuple[tuple[tuple[str, Concentration], ...], ...] = ()

    def format(self, unit: str | None = None) -> str:
        """What was found, for how long, under which conditions."""
        parts = [self.finding]
        if self.lasts is not None:
            parts.append(f"for {self.lasts.format('day')}")
        if self.samples is not None:
            parts.append(f"in {self.samples} sample{'' if self.samples == 1 else 's'}")
        return ", ".join([" ".join(parts), self.conditions]) if self.conditions else " ".join(parts)


Answer = Word | Span | Ladder | Items | Figures | Evidence
"""What a statement says: one of these shapes, never anything else."""
