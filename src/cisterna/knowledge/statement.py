"""
A statement: one claim of one or more sources, when it applies, how strong it is and how sure we are of it.

It says what a source says, not what is true; where sources disagree there are several statements.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cisterna.knowledge.answers import Answer
from cisterna.knowledge.declared import Declared
from cisterna.knowledge.questions import Fact, Question, read_answer
from cisterna.knowledge.review import Review, read_review
from cisterna.quantities import Quantity
from cisterna.quantities.value import dataclass
from cisterna.reasons import Citation, Force
from cisterna.reasons.document import FieldError, Reader

__all__ = [
    "CERTAINTIES",
    "TOO_YOUNG",
    "UNCHECKED",
    "Bracket",
    "Condition",
    "OneOf",
    "Statement",
    "Validity",
    "proved_statement",
    "read_statement",
]

CERTAINTIES = {
    "S": "seen in the source's own text",
    "S2": "second-hand: seen in a source that reports somebody else's figure",
    "M+": "from memory, confident",
    "M-": "from memory, unsure",
    "D": "worked out here",
}
"""How sure we are of a statement, weakest mark of its parts."""

UNCHECKED = "transcription not yet checked against the paper"
"""The words every statement from memory carries."""

CAUTIOUS = ("larger", "smaller", "lower", "higher")
FORCES = ("hard", "soft", "note")
LONGEST_QUOTE = 25

FactValue = str | Quantity


TOO_YOUNG = "not in force before"
"""How the reason begins for which a statement that holds later does not count on an earlier date."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """The fact has one of these values."""

    fact: str
    values: tuple[str, ...]

    def holds(self, value: FactValue) -> bool:
        """True where `value` is among them."""
        return value in self.values

    def format(self) -> str:
        """As a person would say it."""
        return f"{self.fact.replace('_', ' ')} is {' or '.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Bracket:
    """The fact lies in a half-open bracket: `at_least` and above, up to but not including `below`."""

    fact: str
    at_least: Quantity | None = None
    below: Quantity | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.below is None:
            raise ValueError("a bracket needs an end. Write at_least, below, or both.")
        if self.at_least is not None and self.below is not None and self.at_least >= self.below:
            raise ValueError(
                f"the bracket from {self.at_least} below {self.below} is empty. Write the smaller value first."
            )

    def holds(self, value: FactValue) -> bool:
        """True where `value` lies in it."""
        if not isinstance(value, Quantity):
            return False
        return (self.at_least is None or value >= self.at_least) and (self.below is None or value < self.below)

    def format(self) -> str:
        """As a person would say it."""
        name = self.fact.replace("_", " ")
        if self.at_least is None:
            return f"{name} below {self.below}"
        return f"{name} at least {self.at_least}" + ("" if self.below is None else f" and below {self.below}")


Condition = OneOf | Bracket
"""One condition of a statement."""


@dataclass(frozen=True, slots=True)
class Validity:
    """From when and until when (not including that day) a statement may be used, and when it should be read again."""

    start: date
    last_checked: date
    recheck_by: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.start:
            raise FieldError(
                "until", f"it ends on {self.until}, which is not after 'from' ({self.start}). Correct one."
            )
        if self.recheck_by <= self.last_checked:
            raise FieldError(
                "recheck_by", f"{self.recheck_by} is not after 'last_checked' ({self.last_checked}). Give a later date."
            )

    def why_not(self, on: date) -> str:
        """Why a statement does not count on this date; empty where it does."""
        if on < self.start:
            return f"{TOO_YOUNG} {self.start}"
        if self.until is not None and on >= self.until:
            return f"no longer in force since {self.until}"
        return ""


@dataclass(frozen=True, slots=True)
class Statement:
    """
    One claim. `asks` is the question it answers, `when` all conditions that must hold, `text` one plain sentence.

    `cautious` says in which direction a value is the careful one ("larger" for a conversion ratio that divides).
    `population` names the patients a study looked at; it never decides whether the statement fires.
    """

    id: str
    asks: str
    says: Answer
    text: str
    force: Force
    certainty: str
    cites: tuple[Citation, ...]
    validity: Validity
    review: Review
    checked_against_source: bool = False
    when: tuple[Condition, ...] = ()
    exception_to: tuple[str, ...] = ()
    silent_on: tuple[str, ...] = ()
    cautious: str = ""
    population: str = ""

    def __post_init__(self) -> None:
        if not self.cites:
            raise FieldError("cites", "a statement cites at least one source. Add a [[cites]] section.")
        if self.checked_against_source and self.certainty != "S":
            raise FieldError(
                "review.checked_against_source",
                f"certainty {self.certainty} means '{CERTAINTIES[self.certainty]}', so nobody can have checked it "
                "against the source. Write false.",
            )
        if self.certainty in ("M+", "M-") and UNCHECKED not in self.review.note:
            raise FieldError("review.note", f'a statement from memory says so. Write note = "{UNCHECKED}".')
        for cite in self.cites:
            if (words := len(cite.quote.split())) > LONGEST_QUOTE:
                raise FieldError(
                    "cites",
                    f"the quote from '{cite.source}' has {words} words; at most {LONGEST_QUOTE} are quoted. "
                    "Shorten it, or say it in our own words in 'text'.",
                )

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources it cites, each once."""
        return tuple(dict.fromkeys(cite.source for cite in self.cites))

    @property
    def standing(self) -> str:
        """How sure, and whether anybody compared it with its source."""
        checked = "compared with it" if self.checked_against_source else "not compared with it"
        return f"{CERTAINTIES[self.certainty]}; {self.review.note or checked}"


def read_statement(
    document: Reader, *, questions: Mapping[str, Question], facts: Mapping[str, Fact], declared: Declared
) -> Statement | None:
    """A statement from its document. What it names may be declared and yet broken: that is not its mistake."""
    asks = document.text("asks", one_of=declared.names("questions"))
    says = document.inner("says")
    question = questions.get(asks)
    answer = None if question is None else read_answer(question, says)
    when = document.maybe_inner("when")
    conditions = () if when is None else _read_conditions(when, facts, declared)
    for fact in question.facts if question is not None and document.sound else ():
        if when is None or not when.has(fact):
            document.problem("when", f"'{asks}' is about {fact}: add {fact} to 'when'.")
    review = document.inner("review")
    checked = review.flag("checked_against_source")
    made = document.finish(
        Statement,
        id=document.text("id"),
        asks=asks,
        says=answer,
        text=document.text("text"),
        force=Force(document.text("force", one_of=FORCES) or "note"),
        certainty=document.text("certainty", one_of=tuple(CERTAINTIES)),
        cites=tuple(cite for cite in map(_read_cite, document.each("cites")) if cite is not None),
        validity=_read_validity(document.inner("holds")),
        review=read_review(review),
        checked_against_source=checked,
        when=conditions,
        exception_to=document.texts("exception_to"),
        silent_on=document.texts("silent_on"),
        cautious=document.maybe_text("cautious", one_of=CAUTIOUS) or "",
        population=document.maybe_text("population") or "",
    )
    return None if question is None else made


def proved_statement(
    text: Mapping[str, Any], *, questions: Mapping[str, Question], facts: Mapping[str, Fact], declared: Declared
) -> Statement:
    """
    A statement from a document that `read_statement` has found sound before: only what is worked with is read again.

    A test holds both to the same result on every statement of the pack.
    """
    document, holds, review = Reader(str(text["id"]), text, []), text["holds"], text["review"]
    answer = read_answer(questions[text["asks"]], document.inner("says"))
    if answer is None:
        raise ValueError(f"{text['id']} was proved sound and is not. Install Cisterna again.")
    return Statement(
        id=text["id"],
        asks=text["asks"],
        says=answer,
        text=text["text"],
        force=Force(text["force"]),
        certainty=text["certainty"],
        cites=tuple(Citation(cite["source"], cite["at"], cite.get("quote", "")) for cite in text["cites"]),
        validity=Validity(
            start=_day(holds["from"]),
            last_checked=_day(holds["last_checked"]),
            recheck_by=_day(holds["recheck_by"]),
            until=_day(holds.get("until")),
        ),
        review=_proved_review(review),
        checked_against_source=review.get("checked_against_source", False),
        when=_read_conditions(document.inner("when"), facts, declared) if "when" in text else (),
        exception_to=tuple(text.get("exception_to", ())),
        silent_on=tuple(text.get("silent_on", ())),
        cautious=text.get("cautious", ""),
        population=text.get("population", ""),
    )


def _proved_review(review: Mapping[str, Any]) -> Review:
    told = {key: review.get(key, "") for key in ("by", "note", "of")}
    return Review(review.get("state", ""), on=_day(review.get("on")), **told)


def _day(value: Any) -> Any:
    """A date, which a document may hold as one or as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _read_cite(entry: Reader) -> Citation | None:
    return entry.finish(
        Citation, source=entry.text("source"), at=entry.text("at"), quote=entry.maybe_text("quote") or ""
    )


def _read_validity(entry: Reader) -> Validity | None:
    return entry.finish(
        Validity,
        start=entry.day("from"),
        last_checked=entry.day("last_checked"),
        recheck_by=entry.day("recheck_by"),
        until=entry.maybe_day("until"),
    )


def _read_conditions(when: Reader, facts: Mapping[str, Fact], declared: Declared) -> tuple[Condition, ...]:
    found = []
    for name in sorted(when.names()):
        fact = facts.get(name)
        if fact is None:
            if not declared.has("facts", name):
                known = ", ".join(declared.names("facts"))
                when.problem(name, f"'{name}' is not a fact that is known here. Write one of: {known}.")
            continue
        condition = _read_condition(when, fact)
        if condition is not None:
            found.append(condition)
    return tuple(found)


def _read_condition(when: Reader, fact: Fact) -> Condition | None:
    if fact.kind is not None:
        bracket = when.inner(fact.name)
        return bracket.finish(
            Bracket,
            fact=fact.name,
            at_least=bracket.maybe_quantity("at_least", fact.kind),
            below=bracket.maybe_quantity("below", fact.kind),
        )
    if isinstance(when.table[fact.name], list):
        values = when.texts(fact.name, one_of=fact.values)
        if not values:
            when.problem(fact.name, "an empty list never holds. Name at least one value, or remove the line.")
    else:
        values = (when.text(fact.name, one_of=fact.values),)
    return OneOf(fact.name, values)
