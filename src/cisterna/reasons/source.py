"""Where a fact was read: sources, places in them, and values that carry both."""

from __future__ import annotations

from typing import Generic, Literal, NamedTuple, TypeVar

from cisterna.quantities.value import dataclass

__all__ = ["Citation", "Mark", "Source", "Sourced"]

T = TypeVar("T")

Mark = Literal["V", "R", "D"]
"""How a device constant was obtained: V read in the named source, R recalled and unchecked, D derived here."""


class Source(NamedTuple):
    """A paper, label, notice or page. `read` says how much of it whoever entered it had seen."""

    id: str
    title: str
    kind: str
    where: str
    read: str
    year: int | None = None


class Citation(NamedTuple):
    """A place in a source; `quote` is at most 25 of its own words, or empty."""

    source: str
    at: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T]):
    """A value with its citation and its mark. A value marked R never decides a verdict upward."""

    value: T
    cites: Citation
    mark: Mark

    @property
    def checked(self) -> bool:
        """True where the value was read in the text of its source."""
        return self.mark == "V"
