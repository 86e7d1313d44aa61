"""How this package asks the knowledge: by whatever answers questions and remembers that it did."""

from __future__ import annotations

from typing import Protocol

from cisterna.knowledge import Disagree, Holds, Knowledge, Outcome, Side
from cisterna.quantities import Quantity

__all__ = ["Asks", "sides_of"]


class Asks(Protocol):
    """Whoever answers questions from the knowledge: `ask(question, **facts)`, as `cisterna.consult.ask.Ask` does."""

    @property
    def knowledge(self) -> Knowledge:
        """What is asked."""
        ...

    def __call__(self, question: str, **facts: str | Quantity) -> Outcome:
        """What the statements say to `question` for these facts."""
        ...


def sides_of(found: Outcome) -> tuple[Side, ...]:
    """Every side of an answer, the one the house policy shows first in front; none where nothing is said."""
    return found.sides if isinstance(found, Holds | Disagree) else ()
