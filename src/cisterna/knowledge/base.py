"""
Knowledge: the pack's statements, sources and catalogue, the house policy and the review states, as one value.

It is made by `build` and never changed; three digests name what it was made of.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeVar

from cisterna.catalogue import Catalogue
from cisterna.knowledge.policy import Policy
from cisterna.knowledge.questions import Fact, Question
from cisterna.knowledge.review import Review, statement_digest
from cisterna.knowledge.statement import Statement
from cisterna.reasons import Source

__all__ = ["Digests", "Knowledge", "Known", "Lazy", "Shelf", "UnknownStatement"]

T = TypeVar("T")


class UnknownStatement(ValueError):
    """An id, question or source that the knowledge pack does not hold."""


class Digests(NamedTuple):
    """What a consultation rests on: the whole pack, the policy in force, and the review states laid over the pack."""

    pack: str
    policy: str
    reviews: str


class Lazy(Mapping[str, T]):
    """Entries of a pack that was proved sound when it was bundled: each is read when it is wanted."""

    __slots__ = ("_ids", "_read", "_taken")

    def __init__(self, ids: Iterable[str], read: Callable[[str], T]) -> None:
        self._ids = dict.fromkeys(ids)
        self._read = read
        self._taken: dict[str, T] = {}

    def __getitem__(self, id: str) -> T:
        if id not in self._taken:
            if id not in self._ids:
                raise KeyError(id)
            self._taken[id] = self._read(id)
        return self._taken[id]

    @property
    def read(self) -> tuple[str, ...]:
        """The ids of the entries that were wanted so far, in order."""
        return tuple(sorted(self._taken))

    def __contains__(self, id: object) -> bool:
        return id in self._ids

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


class Shelf(Lazy[Statement]):
    """
    Statements that are read when they are wanted.

    `asks` says which question each answers, in order of their ids, so that nobody has to read one to know it.
    """

    __slots__ = ("asks",)

    def __init__(self, asks: Mapping[str, str], read: Callable[[str], Statement]) -> None:
        super().__init__(asks, read)
        self.asks = asks


class Known(NamedTuple):
    """
    Knowledge that was found sound before, and what another pack holds word for word as it does: ids by kind.

    Kinds are questions, facts, statements, and the tables of a pack. What stands in `same` is not read again.
    """

    knowledge: Knowledge
    same: Mapping[str, Collection[str]]

    def entries(self, kind: str) -> dict[str, Any]:
        """What was read of that kind, of those that are the same."""
        found = self.knowledge
        catalogue = found.catalogue
        every: Mapping[str, Any]
        match kind:
            case "questions":
                every = found.questions
            case "facts":
                every = found.facts
            case "sources":
                every = found.sources
            case "drugs" | "pumps" | "catheters" | "formulations":
                every = {entry.id: entry for entry in getattr(catalogue, kind)}
            case _:
                raise ValueError(f"'{kind}' is not a kind of entry.")
        return {id: every[id] for id in self.same.get(kind, ())}


class Knowledge:
    """
    Everything that is said, and what says it. Iterating gives the statements in order of their ids.

    `house` is the document of the policy; `as_written` says that no review states from outside lie over the pack.
    """

    __slots__ = ("_asked", "_asking", "_browsed", "_digests", "_known", "_said", "_statements", "_texts", "as_written",
                 "catalogue", "digests", "facts", "house", "lapsed", "policy", "questions", "sources",
                 "version")  # fmt: skip

    def __init__(
        self,
        *,
        statements: Iterable[Statement] | Shelf,
        sources: Mapping[str, Source],
        catalogue: Catalogue,
        policy: Policy,
        questions: Mapping[str, Question],
        facts: Mapping[str, Fact],
        digests: Digests,
        texts: Mapping[str, Mapping[str, object]],
        lapsed: tuple[str, ...] = (),
        version: str = "",
        house: Mapping[str, object] | None = None,
        as_written: bool = True,
        known: Known | None = None,
    ) -> None:
        self._statements: Mapping[str, Statement]
        if isinstance(statements, Shelf):
            self._statements, asks = statements, statements.asks
        else:
            self._statements = {each.id: each for each in sorted(statements, key=lambda each: each.id)}
            asks = {id: each.asks for id, each in self._statements.items()}
        self._texts = texts
        self._digests: dict[str, str] = {}
        self._said: dict[str, str] = {}
        self._asked: set[str] = set()
        self._browsed = False
        self._known = known
        self._asking: dict[str, list[str]] = {question: [] for question in questions}
        for id, question in asks.items():
            self._asking[question].append(id)
        self.sources = sources
        self.catalogue = catalogue
        self.policy = policy
        self.questions = questions
        self.facts = dict(facts)
        self.digests = digests
        self.lapsed = lapsed
        self.version = version
        self.house = {} if house is None else house
        self.as_written = as_written

    def watched(self) -> Knowledge:
        """The same knowledge, which remembers from now on what was read of it."""
        asks = {id: question for question, ids in self._asking.items() for id in ids}
        return Knowledge(
            statements=Shelf({id: asks[id] for id in self._statements}, self.statement),
            sources=self.sources,
            catalogue=self.catalogue,
            policy=self.policy,
            questions=self.questions,
            facts=self.facts,
            digests=self.digests,
            texts=self._texts,
            lapsed=self.lapsed,
            version=self.version,
            house=self.house,
            as_written=self.as_written,
        )

    @property
    def read(self) -> tuple[str, ...]:
        """The ids of the statements that anybody wanted so far; of a pack that is not on a `Shelf`, all."""
        return self._statements.read if isinstance(self._statements, Shelf) else tuple(self._statements)

    def answered_alike(self, other: Knowledge) -> bool:
        """
        Whether all that was asked of this knowledge so far has the very same answers in `other`.

        Then whoever did nothing but ask comes to the same there. False where somebody looked through all statements, or
        for one that is not here: what such a one comes to cannot be told from the questions.
        """
        if self._browsed or self.policy is not other.policy or self.facts != other.facts:
            return False
        return all(
            question in other.questions
            and self.questions[question] is other.questions[question]
            and self._asking[question] == other._asking[question]
            and all(self._statements[id] is other._statements[id] for id in self._asking[question])
            for question in self._asked
        )

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, in order of their ids."""
        self._browsed = True
        return tuple(self._statements.values())

    def has(self, id: str) -> bool:
        """Whether there is a statement called `id`."""
        self._browsed |= id not in self._statements
        return id in self._statements

    def statement(self, id: str) -> Statement:
        """The statement called `id`, or `UnknownStatement`, which names the nearest."""
        if id not in self._statements:
            self._browsed = True
            raise UnknownStatement(f"'{id}' is not a statement of this pack. {_nearest(id, tuple(self._statements))}")
        return self._statements[id]

    def question(self, id: str) -> Question:
        """The question called `id`, or `UnknownStatement`."""
        found = self.questions.get(id)
        if found is None:
            raise UnknownStatement(
                f"'{id}' is not a question of this pack. Known: {', '.join(sorted(self.questions))}."
            )
        return found

    def source(self, id: str) -> Source:
        """The source called `id`, or `UnknownStatement`."""
        found = self.sources.get(id)
        if found is None:
            raise UnknownStatement(f"'{id}' is not a source of this pack.")
        return found

    def asking(self, question: str) -> tuple[Statement, ...]:
        """All statements that answer `question`, whether or not they apply to anybody."""
        self._asked.add(question)
        return tuple(self._statements[id] for id in self._asking[self.question(question).id])

    def unit_of(self, question: str, drug: object = None) -> str | None:
        """The unit in which answers to `question` are shown: its own, or that in which `drug` is dosed."""
        asked = self.question(question)
        known = next((each for each in self.catalogue.drugs if each.id == drug), None)
        if asked.unit is not None or known is None:
            return asked.unit
        units = {"dose rate": known.dose_unit, "concentration": known.concentration_unit, "mass": known.bolus_unit}
        return units.get(asked.dimension or "")

    def on(self, day: date) -> tuple[Statement, ...]:
        """The statements in force on `day`: not withdrawn, begun, not ended."""
        self._browsed = True
        return tuple(
            each
            for each in self._statements.values()
            if each.review.state != "withdrawn" and not each.validity.why_not(day)
        )

    def recheck_passed(self, ids: Iterable[str], *, on: date) -> tuple[Statement, ...]:
        """Those of the statements `ids` that should have been read again before `on`."""
        return tuple(each for each in map(self.statement, sorted(set(ids))) if each.validity.recheck_by < on)

    def not_approved(self, ids: Iterable[str]) -> tuple[Statement, ...]:
        """Those of the statements `ids` that nobody has approved."""
        return tuple(each for each in map(self.statement, sorted(set(ids))) if not each.review.approved)

    def digest_of(self, id: str) -> str:
        """The digest of a statement without its review section: what an approval is bound to."""
        if id not in self._digests:
            self._digests[id] = self._digest(self.statement(id).id)
        return self._digests[id]

    def _digest(self, id: str) -> str:
        """Worked out once for one text, in whichever knowledge it stands."""
        if self._known is not None and id in self._known.same.get("statements", ()):
            return self._known.knowledge.digest_of(id)
        return statement_digest(self._texts[id])

    def said(self, id: str) -> str:
        """What a statement says, in the unit of its question."""
        if id not in self._said:
            self._said[id] = self._in_words(self.statement(id))
        return self._said[id]

    def _in_words(self, one: Statement) -> str:
        """Worked out once for one statement, in whichever knowledge it stands."""
        before = None if self._known is None else self._known.knowledge
        if before is not None and before.has(one.id) and before.statement(one.id) is one:
            return before.said(one.id)
        return one.says.format(self.unit_of(one.asks))

    def text_of(self, id: str) -> Mapping[str, object]:
        """The document of a statement, as it was read."""
        return self._texts[self.statement(id).id]

    def review(self, id: str) -> Review:
        """The review state of a statement."""
        return self.statement(id).review


def _nearest(id: str, known: tuple[str, ...]) -> str:
    """Up to eight ids that share a word with the one that was asked for, those that share most first."""
    words = [word for word in id.lower().replace(".", " ").replace("-", " ").split() if len(word) > 2]
    shared = {each: sum(word in each for word in words) for each in known}
    near = sorted((each for each in known if shared[each]), key=lambda each: -shared[each])
    if not near:
        return "`cisterna kb show` lists all."
    return f"Near it: {', '.join(near[:8])}. `cisterna kb show` lists all."
