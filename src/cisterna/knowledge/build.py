"""
Parsed documents in, `Knowledge` and everything that is wrong with them out. No files are read here.

A document is known by its path in the pack: `questions.toml`, `questions/*.toml` for more of them, `facts.toml`,
`policy/*.toml`, tables by id under `sources/ drugs/ pumps/ catheters/ formulations/`, and one statement a file under
`statements/`.
What is wrong is collected; whoever opens a pack for use refuses it if anything was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from cisterna.catalogue import Catalogue, read_catheter, read_drug, read_formulation, read_pump
from cisterna.knowledge.base import Digests, Knowledge, Known, Lazy, Shelf
from cisterna.knowledge.check import cross_check, policy_check
from cisterna.knowledge.declared import TABLES, Declared, document_of
from cisterna.knowledge.policy import Policy, read_policy
from cisterna.knowledge.questions import Fact, Question, read_fact, read_question
from cisterna.knowledge.review import Review, document_digest, review_digest, statement_digest
from cisterna.knowledge.sources import read_source
from cisterna.knowledge.statement import Statement, proved_statement, read_statement
from cisterna.reasons import Source
from cisterna.reasons.document import Problem, Reader

__all__ = ["SHIPPED_POLICY", "Built", "Documents", "Proof", "build"]

T = TypeVar("T")
Documents = Mapping[str, object]
"""The documents of a pack by their path in it, as a TOML reader gives them."""

SHIPPED_POLICY = "policy/shipped.toml"
"""Where the shipped house policy lies in the pack."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*")


class Built(NamedTuple):
    """`knowledge` is None where the policy could not be read; it is for use only where `problems` is empty."""

    knowledge: Knowledge | None
    problems: tuple[Problem, ...]


class Proof(NamedTuple):
    """
    What was found when a sound pack was bundled: its own digest, and that of the review states in it.

    `asks`: the question that each statement answers, by the statement's id.
    """

    pack: str
    reviews: str
    asks: Mapping[str, str]


def build(
    documents: Documents,
    *,
    policy: Documents | None = None,
    policy_name: str = SHIPPED_POLICY,
    reviews: Mapping[str, Review] | None = None,
    pack_digest: str = "",
    version: str = "",
    unreadable: Iterable[str] = (),
    proof: Proof | None = None,
    known: Known | None = None,
) -> Built:
    """
    Knowledge from the documents of a pack, with the shipped policy or with `policy` in its place.

    `reviews` are states recorded outside the pack, by statement id: an approval whose `of` is not the digest of the
    statement as it now stands has lapsed, and the statement counts as submitted.
    `unreadable` names documents that are there but could not be parsed, so that nothing is said to be missing for it.
    With a `proof` for these very documents they are not proved again, and a statement is read when it is asked for.
    What is `known` is taken as it was read there; whoever says so has compared the texts. Everything between
    documents is checked all the same.
    """
    pack = _Pack(documents, unreadable, known)
    proved = proof is not None and not reviews and proof.pack == pack_digest
    facts = pack.by_id("facts", "facts.toml", read_fact)
    questions: Mapping[str, Question]
    sources: Mapping[str, Source]
    if proved:
        questions, sources = pack.lazily("questions", read_question), pack.lazily("sources", read_source)
    else:
        questions, sources = pack.questions(), pack.entries("sources", read_source)
    catalogue = Catalogue(
        drugs=pack.entries("drugs", read_drug).values(),
        pumps=pack.entries("pumps", read_pump).values(),
        catheters=pack.entries("catheters", read_catheter).values(),
        formulations=pack.entries("formulations", read_formulation).values(),
    )
    text = policy if policy is not None else pack.table(SHIPPED_POLICY)
    house = before = None
    if text is not None:
        house = before = pack.house(text)
        if house is None:
            house = read_policy(Reader(policy_name, text, pack.problems), questions=pack.declared.names("questions"))
    statements: Iterable[Statement] | Shelf
    lapsed: tuple[str, ...] = ()
    texts: Mapping[str, Documents]
    if proved and proof is not None:
        statements, texts = pack.shelf(proof.asks, questions, facts)
        states = proof.reviews
        if house is not None:
            pack.problems += policy_check(house, statements, pack.declared, policy_name)
    else:
        read, texts = pack.statements(questions, facts)
        pack.problems += _approved_texts(read, texts)
        reviewed, lapsed = _overlay(read, texts, reviews or {})
        pack.problems += cross_check(pack.declared, reviewed, facts, catalogue, house, policy_name)
        statements, states = reviewed.values(), review_digest({id: one.review for id, one in reviewed.items()})
    if house is None or text is None:
        return Built(None, tuple(pack.problems))
    same = known is not None and before is known.knowledge.policy
    policy_digest = known.knowledge.digests.policy if known is not None and same else document_digest(text)
    knowledge = Knowledge(
        statements=statements,
        sources=sources,
        catalogue=catalogue,
        policy=house,
        questions=questions,
        facts=facts,
        digests=Digests(pack_digest or document_digest(documents), policy_digest, states),
        texts=texts,
        lapsed=lapsed,
        version=version,
        house=text,
        as_written=not reviews,
        known=pack.known,
    )
    return Built(knowledge, tuple(pack.problems))


class _Pack:
    """The documents while they are read: what they declare, and what was found wrong so far."""

    def __init__(self, documents: Documents, unreadable: Iterable[str], known: Known | None) -> None:
        self.documents = documents
        self.known = known
        self.declared = Declared(documents, unreadable)
        self.problems: list[Problem] = []
        self._of_known: dict[str, dict[str, Any]] = {}
        self._places: dict[str, list[str]] = {}
        self.more_questions: list[str] = []
        for name in sorted(documents):
            self._place(name)

    def _place(self, name: str) -> None:
        folder = name.partition("/")[0]
        if folder in (*TABLES, "statements"):
            self._places.setdefault(folder, []).append(name)
        elif folder == "questions" and name != "questions":
            self.more_questions.append(name)
        elif folder != "policy" and name not in ("questions.toml", "facts.toml"):
            known = "facts.toml, questions.toml, policy/, statements/, " + ", ".join(f"{kind}/" for kind in TABLES)
            self.problems.append(Problem(name, (), f"nothing reads a file in this place. Move it to one of: {known}."))

    def table(self, name: str) -> dict[str, object] | None:
        """A document; None where it is missing or unreadable."""
        document = self.documents.get(name)
        if isinstance(document, dict):
            return document
        if name not in self.declared.unreadable:
            self.problems.append(Problem(name, (), "this file is missing. The pack cannot be read without it."))
        return None

    def of_known(self, kind: str) -> dict[str, Any]:
        """The entries of a kind that need not be read again."""
        if kind not in self._of_known:
            self._of_known[kind] = self.known.entries(kind) if self.known is not None else {}
        return self._of_known[kind]

    def house(self, text: Documents) -> Policy | None:
        """The policy as it was read before, where it reads the same and the questions it may name are the same."""
        before = None if self.known is None else self.known.knowledge
        if before is None or not _alike(text, before.house):
            return None
        return before.policy if set(self.declared.names("questions")) == set(before.questions) else None

    def by_id(
        self, kind: str, name: str, read: Callable[[str, Reader], T | None], taken: Iterable[str] = ()
    ) -> dict[str, T]:
        """The sound entries of one document; `taken` are those that stand in another already."""
        known = self.of_known(kind)
        entries = Reader(name, self.table(name) or {}, self.problems)
        for id in sorted(set(entries.names()) & set(taken)):
            text = f"'{id}' stands in another file already. An entry is written once: rename one."
            entries.problem(id, text)
        found = ((id, known[id] if id in known else read(id, entries.inner(id))) for id in entries.names())
        return {id: entry for id, entry in found if entry is not None}

    def entries(self, kind: str, read: Callable[[str, Reader], T | None]) -> dict[str, T]:
        """The sound entries of all documents in a folder; an id is used once."""
        found: dict[str, T] = {}
        place: dict[str, str] = {}
        known = self.of_known(kind)
        for name in self._places.get(kind, ()):
            entries = Reader(name, self.table(name) or {}, self.problems)
            for id in entries.names():
                if id in place:
                    entries.problem(id, f"the id '{id}' stands in {place[id]} already. An id is used once: rename one.")
                elif not _ID.fullmatch(id):
                    entries.problem(id, f"'{id}' is not an id. Use small letters, digits and single hyphens.")
                else:
                    place[id] = name
                    entry = known[id] if id in known else read(id, entries.inner(id))
                    if entry is not None:
                        found[id] = entry
        return found

    def statements(
        self, questions: Mapping[str, Question], facts: Mapping[str, Fact]
    ) -> tuple[dict[str, Statement], dict[str, Documents]]:
        """The sound statements, each in the place its id says, and their documents."""
        found: dict[str, Statement] = {}
        texts: dict[str, Documents] = {}
        for name in self._places.get("statements", ()):
            document: Documents = self.table(name) or {}
            before = self._before(name, document)
            if before is not None and self.known is not None:
                document = self.known.knowledge.text_of(before.id)
                if self._read_alike(before, questions, facts):
                    found[before.id], texts[before.id] = before, document
                    continue
            reader = Reader(name, document, self.problems)
            one = read_statement(reader, questions=questions, facts=facts, declared=self.declared)
            if one is not None and _in_place(one.id, name, self.problems):
                found[one.id] = one
                texts[one.id] = document
        return found, texts

    def _before(self, name: str, document: Documents) -> Statement | None:
        """The statement as it was read before, where it reads the same and lies in the same place."""
        id = document.get("id")
        if self.known is None or not isinstance(id, str) or name != document_of(id):
            return None
        return self.known.knowledge.statement(id) if id in self.known.same.get("statements", ()) else None

    def _read_alike(self, one: Statement, questions: Mapping[str, Question], facts: Mapping[str, Fact]) -> bool:
        """Whether the question and the facts that a statement was read by are the same too."""
        asked, told = self.of_known("questions").get(one.asks), self.of_known("facts")
        return (
            asked is not None
            and asked is questions.get(one.asks)
            and all(each.fact in told and told[each.fact] is facts.get(each.fact) for each in one.when)
        )

    def questions(self) -> dict[str, Question]:
        """The sound questions of every document of them."""
        found = self.by_id("questions", "questions.toml", read_question)
        for name in self.more_questions:
            found |= self.by_id("questions", name, read_question, taken=found)
        return found

    def lazily(self, kind: str, read: Callable[[str, Reader], T | None]) -> Lazy[T]:
        """The entries of a kind in a pack that is known to be sound, unread."""

        def entry(id: str) -> T:
            name = self.declared.place(kind, id)
            found = read(id, Reader(name, self.table(name) or {}, []).inner(id))
            if found is None:
                raise ValueError(f"{name} was proved sound and is not. Install Cisterna again.")
            return found

        return Lazy(self.declared.names(kind), entry)

    def shelf(
        self, asks: Mapping[str, str], questions: Mapping[str, Question], facts: Mapping[str, Fact]
    ) -> tuple[Shelf, Mapping[str, Documents]]:
        """The statements of a pack that is known to be sound, unread, and their documents."""
        texts = Lazy(asks, lambda id: self.table(document_of(id)) or {})

        def read(id: str) -> Statement:
            return proved_statement(texts[id], questions=questions, facts=facts, declared=self.declared)

        return Shelf(asks, read), texts


def _alike(one: object, other: object) -> bool:
    """Equal, where 1 is not true and a date is not its text; the order of keys says nothing."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(part, other[key]) for key, part in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return type(one) is type(other) and one == other


def _in_place(id: str, name: str, problems: list[Problem]) -> bool:
    if not _ID.fullmatch(id) or "." not in id:
        message = (
            f"'{id}' is not the id of a statement. Write parts of small letters joined by dots: 'drug.topic.source'."
        )
    elif name != document_of(id):
        message = f"the statement '{id}' belongs in {document_of(id)}. Rename the file or the id."
    else:
        return True
    problems.append(Problem(name, ("id",), message))
    return False


def _approved_texts(statements: Mapping[str, Statement], texts: Mapping[str, Documents]) -> Iterator[Problem]:
    """An approval in the pack itself names the text it was given to: the text that stands there."""
    for id, one in statements.items():
        if one.review.approved and one.review.of != (own := statement_digest(texts[id])):
            text = (
                f"the approval is not for the text as it stands. If {one.review.by} has approved this very text, "
                f'write of = "{own}"; else go back to state = "submitted".'
            )
            yield Problem(document_of(id), ("review", "state"), text)


def _overlay(
    statements: Mapping[str, Statement], texts: Mapping[str, Documents], reviews: Mapping[str, Review]
) -> tuple[dict[str, Statement], tuple[str, ...]]:
    """The statements under the review states recorded outside; and the ids whose approval has lapsed."""
    result, lapsed = {}, []
    for id, one in statements.items():
        review = reviews.get(id, one.review)
        if review.approved and review.of != statement_digest(texts[id]):
            lapsed.append(id)
            review = Review(note=one.review.note)
        result[id] = one if review is one.review else replace(one, review=replace(review, note=one.review.note))
    return result, tuple(sorted(lapsed))
