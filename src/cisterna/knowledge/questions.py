"""
The questions that statements answer, and the facts on which answers may turn. Both are data of the pack.

A question fixes the shape and the dimension of its answers, so that reading a statement proves what it says.
"""

from __future__ import annotations

from typing import NamedTuple

from cisterna.knowledge.answers import Answer, Evidence, Figures, Items, Ladder, Rung, Span, Word
from cisterna.quantities import (
    Age,
    BodyWeight,
    Concentration,
    DoseRate,
    Duration,
    FlowRate,
    Length,
    Mass,
    PerMinute,
    Pressure,
    Quantity,
    Range,
    Ratio,
    Temperature,
    Volume,
    VolumePerLength,
)
from cisterna.quantities.value import dataclass
from cisterna.reasons.document import FieldError, Reader

__all__ = ["DIMENSIONS", "Fact", "Question", "read_answer", "read_fact", "read_question"]

DIMENSIONS: dict[str, type[Quantity]] = {
    kind.dimension: kind
    for kind in (
        Age, BodyWeight, Concentration, DoseRate, Duration, FlowRate, Length, Mass, PerMinute, Pressure, Ratio,
        Temperature, Volume, VolumePerLength,
    )
}  # fmt: skip
"""The types of quantity that a question or a fact may ask for, by the name of their dimension."""

SHAPES = ("word", "span", "ladder", "items", "figures", "evidence")
ENDS = ("both", "low", "high", "any")
FINDINGS = ("stable", "changed", "unclear", "none found")
NO_LIMIT = "without a break"


class Fact(NamedTuple):
    """
    Something an answer may turn on. `field` is where a case file says it.

    A fact has a dimension, or a closed list of values, or it is the id of a drug or a pump (`of`), or any text.
    `charted` are the names under which a chart holds it; a name that ends in `[1]` or `[2]` is that part of a value
    written as two, such as a blood pressure of 120/80.
    """

    name: str
    text: str
    field: str
    values: tuple[str, ...] = ()
    dimension: str | None = None
    of: str = ""
    charted: tuple[str, ...] = ()

    @property
    def kind(self) -> type[Quantity] | None:
        """The type of its values where it has a dimension."""
        return None if self.dimension is None else DIMENSIONS[self.dimension]


@dataclass(frozen=True, slots=True)
class Question:
    """
    A question: its sentence, and the shape of what may be said to it.

    `adds_up`: several answers stand beside each other and never conflict (evidence, notices, lists).
    `facts` are what the question is about: every statement that answers it names them, and may name others.
    `unit` is the unit in which answers are shown where it is not that of the drug.
    """

    id: str
    text: str
    shape: str
    dimension: str | None = None
    ends: str = "both"
    words: tuple[str, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    facts: tuple[str, ...] = ()
    adds_up: bool = False
    unit: str | None = None

    def __post_init__(self) -> None:
        if (self.shape == "span") != (self.dimension is not None):
            raise FieldError("shape", "'dimension' is given for questions of shape span and for no other. Correct one.")
        if (self.shape == "word") != bool(self.words):
            raise FieldError("shape", "'words' are given for questions of shape word and for no other. Correct one.")
        if (self.shape == "figures") != bool(self.figures):
            raise FieldError(
                "shape", "'figures' are given for questions of shape figures and for no other. Correct one."
            )


def read_fact(id: str, entry: Reader) -> Fact | None:
    """A fact from its table in the pack."""
    return entry.finish(
        Fact,
        name=id,
        text=entry.text("text"),
        field=entry.text("field"),
        values=entry.texts("values"),
        dimension=entry.maybe_text("dimension", one_of=tuple(DIMENSIONS)),
        of=entry.maybe_text("of", one_of=("drug", "pump")) or "",
        charted=entry.texts("charted"),
    )


def read_question(id: str, entry: Reader) -> Question | None:
    """A question from its table in the pack."""
    named = entry.maybe_inner("figures")
    figures = tuple((key, named.text(key, one_of=tuple(DIMENSIONS))) for key in named.names()) if named else ()
    return entry.finish(
        Question,
        id=id,
        text=entry.text("text"),
        shape=entry.text("shape", one_of=SHAPES),
        dimension=entry.maybe_text("dimension", one_of=tuple(DIMENSIONS)),
        ends=entry.maybe_text("ends", one_of=ENDS) or "both",
        words=entry.texts("words"),
        figures=figures,
        facts=entry.texts("facts"),
        adds_up=entry.flag("adds_up") if entry.has("adds_up") else False,
        unit=entry.maybe_text("unit"),
    )


def read_answer(question: Question, says: Reader) -> Answer | None:
    """The `says` table of a statement, which must have the shape its question asks for."""
    match question.shape:
        case "word":
            return says.finish(Word, value=says.text("word", one_of=question.words))
        case "items":
            return says.finish(Items, items=says.texts("items"))
        case "ladder":
            rungs = [_read_rung(entry) for entry in says.each("rungs")]
            return says.finish(Ladder, rungs=tuple(rung for rung in rungs if rung is not None))
        case "evidence":
            return _read_evidence(says)
        case "figures":
            kinds = {name: DIMENSIONS[dimension] for name, dimension in question.figures}
            given = tuple((name, says.quantity(name, kind)) for name, kind in kinds.items() if says.has(name))
            if not given:
                says.problem(None, f"no figure is given. Give at least one of: {', '.join(kinds)}.")
            return says.finish(Figures, values=given)
    return _read_span(question, says)


def _read_span(question: Question, says: Reader) -> Answer | None:
    kind = DIMENSIONS[question.dimension or ""]
    wanted = {"both": ("low", "high"), "low": ("low",), "high": ("high",)}.get(question.ends, ())
    for end in wanted:
        if not says.has(end):
            says.problem(None, f"'{end}' is missing: '{question.id}' is answered with {' and '.join(wanted)}.")
    return says.finish(
        Span,
        low=says.maybe_quantity("low", kind),
        high=says.maybe_quantity("high", kind),
        typical=says.maybe_quantity("typical", kind),
    )


def _read_rung(entry: Reader) -> Rung | None:
    every: Range[Duration] | None = None
    if entry.table.get("every") == NO_LIMIT:
        entry.has("every")
    else:
        every = entry.span("every", Duration)
    return entry.finish(
        Rung,
        every=every,
        until=entry.maybe_quantity("until", Duration),
        until_when=entry.maybe_text("until_when") or "",
    )


def _read_evidence(says: Reader) -> Answer | None:
    tested = []
    for entry in says.each("tested"):
        tested.append(tuple((drug, entry.quantity(drug, Concentration)) for drug in entry.names()))
    return says.finish(
        Evidence,
        finding=says.text("finding", one_of=FINDINGS),
        lasts=says.maybe_quantity("lasts", Duration),
        conditions=says.maybe_text("conditions") or "",
        samples=says.whole("samples") if says.has("samples") else None,
        tested=tuple(tested),
    )
