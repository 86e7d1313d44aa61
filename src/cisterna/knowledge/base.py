"""
Knowledge: the pack's statements, sources and catalogue, the house policy and the review states, as one value.

It is made by `build` and never changed; three digests name what it was made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from cisterna.catalogue import Catalogue
from cisterna.knowledge.policy import Policy
from cisterna.knowledge.questions import Fact, Question
from cisterna.knowledge.review import Review, statement_digest
from cisterna.knowledge.statement import Statement
from cisterna.reasons import Source

__all__ = ["Digests", "Knowledge", "Lazy", "Shelf", "UnknownStatement"]

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


class Knowledge:
    """Everything that is said, and what says it. Iterating gives the statements in order of their ids."""

    __slots__ = ("_asking", "_digests", "_statements", "_texts", "catalogue", "digests", "facts", "lapsed", "policy",
                 "questions", "sources", "version")  # fmt: skip

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
    ) -> None:
        self._statements: Mapping[str, Statement]
        if isinstance(statements, Shelf):
            self._statements, asks = statements, statements.asks
        else:
            self._statements = {each.id: each for each in sorted(statements, key=lambda each: each.id)}
            asks = {id: each.asks for id, each in self._statements.items()}
        self._texts = texts
        self._digests: dict[str, str] = {}
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

    @property
    def read(self) -> tuple[str, ...]:
        """The ids of the statements that anybody wanted so far; of a pack that is not on a `Shelf`, all."""
        return self._statements.read if isinstance(self._statements, Shelf) else tuple(self._statements)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, in order of their ids."""
        return tuple(self._statements.values())

    def has(self, id: str) -> bool:
        """Whether there is a statement called `id`."""
        return id in self._statements

    def statement(self, id: str) -> Statement:
        """The statement called `id`, or `UnknownStatement`, which names the nearest."""
        if id not in self._statements:
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
            self._digests[id] = statement_digest(self._texts[self.statement(id).id])
        return self._digests[id]

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
