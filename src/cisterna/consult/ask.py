"""Questions put to the knowledge of one consultation, each asked once and written into the trace."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from cisterna.knowledge import Disagree, Knowledge, Outcome, resolve
from cisterna.quantities import Quantity
from cisterna.reasons import Trace

__all__ = ["Ask", "Disagreement", "SideSays"]


class SideSays(NamedTuple):
    """One side of a disagreement: what it says, in which direction it calls a value careful, and who says it."""

    says: str
    cautious: str
    statements: tuple[str, ...]


class Disagreement(NamedTuple):
    """A question on which sources do not agree; `sides[0]` was used first, and `first_by` says why it was."""

    question: str
    facts: str
    sides: tuple[SideSays, ...]
    first_by: str


class Ask:
    """
    `ask(question, **facts)` resolves a question on the consultation's date and remembers what it used.

    The same question with the same facts is asked once; its step in the trace is named after both.
    """

    __slots__ = ("_answers", "_used", "knowledge", "on", "trace")

    def __init__(self, knowledge: Knowledge, on: date, trace: Trace) -> None:
        self.knowledge = knowledge
        self.on = on
        self.trace = trace
        self._answers: dict[str, tuple[str, Outcome]] = {}
        self._used: dict[str, None] = {}

    def __call__(self, question: str, **facts: str | Quantity) -> Outcome:
        """What the pack says to `question` for these facts."""
        name = f"{question} ({', '.join(f'{key}: {value}' for key, value in sorted(facts.items()))})"
        if name not in self._answers:
            found = resolve(self.knowledge, question, facts, on=self.on, trace=self.trace, name=name)
            self._answers[name] = (str(facts.get("drug", "")), found)
            self.use(tuple(statement.id for statement in found.statements))
        return self._answers[name][1]

    @property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """Every question that was asked and on which sources do not agree."""
        found: list[Disagreement] = []
        for name, (drug, outcome) in self._answers.items():
            if isinstance(outcome, Disagree):
                unit = self.knowledge.unit_of(outcome.question, drug)
                sides = tuple(SideSays(side.answer.format(unit), side.cautious, side.ids) for side in outcome.sides)
                facts = name.partition(" (")[2].removesuffix(")")
                found.append(Disagreement(outcome.question, facts, sides, outcome.first_by))
        return tuple(found)

    @property
    def used(self) -> tuple[str, ...]:
        """Ids of every statement that answered a question, in the order in which they did."""
        return tuple(self._used)

    def use(self, ids: tuple[str, ...]) -> None:
        """Count statements that somebody else rested on, such as the verifier."""
        self._used.update(dict.fromkeys(ids))
