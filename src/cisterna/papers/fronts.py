"""How sharp the fronts of a plan are, and what a pump's own refills change: lines of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from cisterna.papers.words import Words
from cisterna.quantities import Range

if TYPE_CHECKING:
    from cisterna.consult.fronts import Front, Narrowed
    from cisterna.inspection import Verification

__all__ = ["front_lines", "narrowed_lines"]


def front_lines(fronts: Iterable[Front], words: Words, cited: Callable[[Iterable[str]], str]) -> Iterator[str]:
    """Two lines a front: its spread at the flows of the plan, and the limit in which nothing diffuses."""
    for front in fronts:
        if front.spread is None or front.early is None:
            yield f"how far the front spreads is not known: it needs {' and '.join(front.missing)}"
        else:
            memory = ", from memory" if front.from_memory else ""
            yield (
                f"the front is not sharp: three standard deviations are at most {front.spread} at these flows, a first "
                f"trace up to {front.early.hours_and_minutes()} sooner (tubing taken as wide as the catheter{memory})"
                f"{cited(front.because)}"
            )
        pushed = "there is one in this plan" if front.pushed else "there is none in this plan"
        yield (
            f"after a prime or a bolus through the line ({pushed}) nothing may have diffused: then not before "
            f"{words.when(front.unmixed)}, where a plug comes at {words.when(front.plug)} or later"
        )


def narrowed_lines(
    narrowed: Narrowed | None, verification: Verification, words: Words, held: str, added: Iterable[str]
) -> Iterator[str]:
    """What the band of case and catalogue would give, beside the one that this pump's own refills give."""
    if narrowed is None:
        return
    yield (
        f"{narrowed.intervals} intervals between refills of this pump give an accuracy of {narrowed.own}; by the "
        f"{narrowed.labeled} of case and catalogue it would be:"
    )
    figures = narrowed.by_label.figures
    for window in ("24 h", "4 h"):
        low, high = figures.get(f"{held} {window} low"), figures.get(f"{held} {window} high")
        if low is not None and high is not None:
            yield f"{words.name(held)} in any {window}: {low.value} to {high.value}"
    for drug in added:
        day, hour = figures.get(f"{drug} 24 h most"), figures.get(f"{drug} 1 h most")
        if day is not None and hour is not None:
            yield (
                f"{words.name(drug)}: at most {words.amount(drug, day.value)} in any 24 h and "
                f"{words.amount(drug, hour.value)} in any 1 h"
            )
        here, there = verification.figures.get(f"{drug} arrival"), figures.get(f"{drug} arrival")
        if isinstance(here, Range) and isinstance(there, Range):
            yield (
                f"{words.name(drug)} at the tip between {words.when(there.low)} and {words.when(there.high)}, "
                f"instead of between {words.when(here.low)} and {words.when(here.high)}"
            )
