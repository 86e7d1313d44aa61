"""
A question, the facts of a case and a date: what the statements say to it.

`Holds` one answer (or several that add up), `Disagree` with every side kept, `Silent` where no source says anything,
`NeedsFact` where sources say something but it turns on what we were not told.
A statement that was withdrawn, is not in force or does not apply never fires, and is kept with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from cisterna.knowledge.answers import Answer, Span
from cisterna.knowledge.base import Knowledge
from cisterna.knowledge.questions import Fact, Question
from cisterna.knowledge.statement import FactValue, Statement
from cisterna.quantities import Quantity
from cisterna.quantities.value import dataclass
from cisterna.reasons import NotFired, Trace

__all__ = ["Disagree", "Facts", "Holds", "NeedsFact", "Outcome", "Side", "Silent", "resolve"]

Facts = Mapping[str, FactValue]
"""What is told: text, or a quantity of the dimension that the fact has."""

UNKNOWN = "unknown"
"""A fact with this value counts as not told."""


class Side(NamedTuple):
    """One answer and the statements that give it. `cautious` is the direction in which they call a value careful."""

    answer: Answer
    statements: tuple[Statement, ...]

    @property
    def cautious(self) -> str:
        """The direction, where all statements of this side name the same; else empty."""
        named = {one.cautious for one in self.statements}
        return named.pop() if len(named) == 1 else ""

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of its statements."""
        return tuple(one.id for one in self.statements)


@dataclass(frozen=True, slots=True)
class Holds:
    """The statements agree. Only a question whose answers add up has more than one side."""

    question: str
    sides: tuple[Side, ...]
    not_fired: tuple[NotFired, ...] = ()

    @property
    def answer(self) -> Answer:
        """The one answer. Ask `answers` where answers add up."""
        if len(self.sides) != 1:
            raise ValueError(f"the answers to '{self.question}' add up: read .answers")
        return self.sides[0].answer

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Every answer."""
        return tuple(side.answer for side in self.sides)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement that fired."""
        return tuple(one for side in self.sides for one in side.statements)

    def format(self, unit: str | None = None) -> str:
        """One line."""
        return f"holds: {' | '.join(answer.format(unit) for answer in self.answers)}"


@dataclass(frozen=True, slots=True)
class Disagree:
    """
    The statements do not agree. `sides[0]` is proposed first, and `first_by` says why it is.

    `first_by` is policy, caution (the most cautious answer) or order (neither could tell; in order of ids).
    """

    question: str
    sides: tuple[Side, ...]
    first_by: str
    most_cautious: Side | None = None
    not_fired: tuple[NotFired, ...] = ()

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Every answer, that of the first side first."""
        return tuple(side.answer for side in self.sides)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement that fired."""
        return tuple(one for side in self.sides for one in side.statements)

    def format(self, unit: str | None = None) -> str:
        """One line."""
        return f"sources disagree: {' | '.join(answer.format(unit) for answer in self.answers)}"


@dataclass(frozen=True, slots=True)
class Silent:
    """No statement in force speaks to these facts."""

    question: str
    not_fired: tuple[NotFired, ...] = ()
    statements: tuple[Statement, ...] = ()

    def format(self, unit: str | None = None) -> str:
        """One line."""
        return "no source says"


@dataclass(frozen=True, slots=True)
class NeedsFact:
    """
    What sources say turns on facts that are not told: `missing` by name, `fields` as a case file writes them.

    `known` is what holds whatever the missing facts are; `open` are the statements that wait for them.
    """

    question: str
    missing: tuple[str, ...]
    fields: tuple[str, ...]
    known: tuple[Side, ...]
    open: tuple[Statement, ...]
    not_fired: tuple[NotFired, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that fired already."""
        return tuple(one for side in self.known for one in side.statements)

    def format(self, unit: str | None = None) -> str:
        """One line."""
        return f"not told: {', '.join(self.fields)}"


Outcome = Holds | Disagree | Silent | NeedsFact
"""What resolving gives: one of four, never nothing and never an error."""


def resolve(
    knowledge: Knowledge, question: str, facts: Facts, *, on: date, trace: Trace | None = None, name: str = ""
) -> Outcome:
    """
    What the statements in force on `on` say to `question` for these facts.

    A fact that is unknown is left out of `facts`, or has the value "unknown".
    With a trace and a name the outcome is written down under that name, citing the statements that fired.
    """
    asked = knowledge.question(question)
    told = _told(knowledge, facts)
    about = [one for one in knowledge.asking(question) if not _elsewhere(one, asked, told)]
    fired, open_, not_fired = _sift(about, told, on)
    outcome = _conclude(asked, knowledge, fired, open_, not_fired, told)
    if trace is not None and name:
        shown = outcome.format(knowledge.unit_of(asked.id, told.get("drug")))
        trace.add(name, asked.text, shown, cites=[one.id for one in outcome.statements], not_fired=not_fired)
    return outcome


def _told(knowledge: Knowledge, facts: Facts) -> dict[str, FactValue]:
    """The facts that are known, each checked: a wrong name or a wrong kind of value is a mistake of the caller."""
    told: dict[str, FactValue] = {}
    for name, value in facts.items():
        fact = knowledge.facts.get(name)
        if fact is None:
            raise ValueError(f"'{name}' is not a fact of this pack. Known: {', '.join(sorted(knowledge.facts))}.")
        if value == UNKNOWN:
            continue
        _check_value(fact, value)
        told[name] = value
    return told


def _check_value(fact: Fact, value: FactValue) -> None:
    if fact.kind is not None:
        if type(value) is not fact.kind:
            raise ValueError(f"the fact '{fact.name}' is of type {fact.kind.__name__}, not {value!r}")
    elif not isinstance(value, str):
        raise ValueError(f"the fact '{fact.name}' is text, not {value!r}")
    elif fact.values and value not in fact.values:
        raise ValueError(f"'{value}' is not a value of '{fact.name}'. Write one of: {', '.join(fact.values)}.")


def _sift(
    candidates: list[Statement], told: Facts, on: date
) -> tuple[list[Statement], list[Statement], tuple[NotFired, ...]]:
    """Statements that apply, statements that wait for a fact, and those that do not fire, with the reason."""
    applies: list[Statement] = []
    waits: list[Statement] = []
    not_fired: list[NotFired] = []
    for one in candidates:
        why = "withdrawn" if one.review.state == "withdrawn" else _mismatch(one, told)
        why = why or one.validity.why_not(on)  # last: who reads it knows that but for the date it would have counted
        if why:
            not_fired.append(NotFired(one.id, why))
        elif _missing(one, told):
            waits.append(one)
        else:
            applies.append(one)
    return _except(applies, waits, not_fired)


def _except(
    applies: list[Statement], waits: list[Statement], not_fired: list[NotFired]
) -> tuple[list[Statement], list[Statement], tuple[NotFired, ...]]:
    """An exception beats its base, and the base of that. While an exception waits for a fact, so does its base."""
    beaten = _bases(applies, applies + waits)
    held_up = _bases(waits, applies + waits)
    fired, still_open = [], []
    for one in applies + waits:
        if one.id in beaten:
            not_fired.append(NotFired(one.id, f"the exception {beaten[one.id]} applies"))
        elif one in waits or one.id in held_up:
            still_open.append(one)
        else:
            fired.append(one)
    by_id = {entry.statement: entry for entry in not_fired}
    return fired, still_open, tuple(by_id[id] for id in sorted(by_id))


def _bases(exceptions: list[Statement], known: list[Statement]) -> dict[str, str]:
    """What `exceptions` are exceptions to, through any number of steps, and by which of them."""
    by_id = {one.id: one for one in known}
    found: dict[str, str] = {}
    for one in exceptions:
        ahead = list(one.exception_to)
        while ahead:
            base = ahead.pop()
            if base not in found:
                found[base] = one.id
                ahead += by_id[base].exception_to if base in by_id else ()
    return found


def _elsewhere(one: Statement, question: Question, told: Facts) -> bool:
    """True where a statement is about another drug or pump than the one asked about: that is no reason to tell."""
    for condition in one.when:
        name = condition.fact
        if name in question.facts and name in told and not condition.holds(told[name]):
            return True
    return False


def _mismatch(one: Statement, told: Facts) -> str:
    for condition in one.when:
        value = told.get(condition.fact)
        if value is not None and not condition.holds(value):
            return f"needs that {condition.format()}; here it is {value}"
    return ""


def _missing(one: Statement, told: Facts) -> list[str]:
    return [condition.fact for condition in one.when if condition.fact not in told]


def _conclude(
    question: Question,
    knowledge: Knowledge,
    fired: list[Statement],
    open_: list[Statement],
    not_fired: tuple[NotFired, ...],
    told: Facts,
) -> Outcome:
    sides = _sides(fired)
    if open_ and not (sides and {one.says for one in open_} <= {side.answer for side in sides}):
        missing = sorted({fact for one in open_ for fact in _missing(one, told)})
        fields = tuple(knowledge.facts[fact].field for fact in missing)
        return NeedsFact(question.id, tuple(missing), fields, sides, tuple(open_), not_fired)
    if not sides:
        return Silent(question.id, not_fired)
    if question.adds_up or len(sides) == 1:
        return Holds(question.id, sides, not_fired)
    return _disagree(question.id, knowledge, sides, not_fired)


def _sides(fired: list[Statement]) -> tuple[Side, ...]:
    """Statements that say the same are one side; sides in order of their first id."""
    if len(fired) == 1:
        return (Side(fired[0].says, (fired[0],)),)
    grouped: dict[Answer, list[Statement]] = {}
    for one in fired:
        grouped.setdefault(one.says, []).append(one)
    return tuple(Side(answer, tuple(members)) for answer, members in grouped.items())


def _disagree(
    question: str, knowledge: Knowledge, sides: tuple[Side, ...], not_fired: tuple[NotFired, ...]
) -> Disagree:
    careful = _most_cautious(sides)
    preferred = knowledge.policy.first.get(question, ())
    first = next((side for id in preferred for side in sides if id in side.ids), None)
    first_by = "policy"
    if first is None:
        first, first_by = (sides[0], "order") if careful is None else (careful, "caution")
    ordered = (first, *(side for side in sides if side is not first))
    return Disagree(question, ordered, first_by, careful, not_fired)


def _most_cautious(sides: tuple[Side, ...]) -> Side | None:
    """The side furthest in the direction that all of them call cautious; None where that cannot be told."""
    directions = {side.cautious for side in sides}
    if len(directions) != 1 or directions == {""}:
        return None
    upward = directions.pop() in ("larger", "higher")
    best: tuple[Quantity, Side] | None = None
    for side in sides:
        end = _end(side.answer, upward)
        if end is None:
            return None
        if best is None or (end > best[0] if upward else end < best[0]):
            best = (end, side)
    return None if best is None else best[1]


def _end(answer: Answer, upward: bool) -> Quantity | None:
    """By which value a range is compared: its upper end where less is cautious, its lower end where more is."""
    if not isinstance(answer, Span):
        return None
    ends = (answer.low, answer.high) if upward else (answer.high, answer.low)
    return ends[0] if ends[0] is not None else ends[1]
