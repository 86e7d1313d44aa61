"""Reading values that carry their citation and their mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, get_args

from cisterna.quantities import Quantity
from cisterna.reasons import Citation, Mark, Sourced
from cisterna.reasons.document import Reader

__all__ = ["FROM_MEMORY", "read_citation", "read_mark", "read_sourced", "read_sourced_list"]

MARKS: tuple[Mark, ...] = get_args(Mark)
FROM_MEMORY = "from memory, not checked"
"""The words that stand in the place of a page number wherever a value is marked R."""

Q = TypeVar("Q", bound=Quantity)
T = TypeVar("T")


def read_citation(entry: Reader) -> Citation:
    """`source`, `at` and `quote` of a table."""
    return Citation(entry.text("source"), entry.text("at"), entry.maybe_text("quote") or "")


def read_mark(entry: Reader, at: str) -> Mark:
    """The mark of a table; a value marked R says in `at` that it is from memory, and no other value does."""
    mark = entry.text("mark", one_of=MARKS)
    if entry.sound and (mark == "R") != (FROM_MEMORY in at):
        entry.problem(
            "at",
            f"a value marked R has '{FROM_MEMORY}' in its place, and only such a value has. "
            "Correct the mark or the place.",
        )
    return mark  # type: ignore[return-value]


def read_sourced(entry: Reader | None, kind: type[Q]) -> Sourced[Q] | None:
    """A table { value, mark, source, at } as a value of `kind`; None where there is no table."""
    if entry is None:
        return None
    return _finish(entry, entry.quantity("value", kind))


def read_sourced_list(entries: tuple[Reader, ...], read: Callable[[Reader], tuple[T, ...]]) -> tuple[Sourced[T], ...]:
    """Tables that each give several values under one citation and mark."""
    found: list[Sourced[T]] = []
    for entry in entries:
        for value in read(entry):
            sourced = _finish(entry, value)
            if sourced is not None:
                found.append(sourced)
    return tuple(found)


def _finish(entry: Reader, value: T) -> Sourced[T] | None:
    cites = read_citation(entry)
    mark = read_mark(entry, cites.at)
    return entry.finish(Sourced, value=value, cites=cites, mark=mark)
