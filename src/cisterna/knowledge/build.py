"""
Parsed documents in, `Knowledge` and everything that is wrong with them out. No files are read here.

A document is known by its path in the pack: `questions.toml`, `facts.toml`, `policy/*.toml`, tables by id under
`sources/ drugs/ pumps/ catheters/ formulations/`, and one statement a file under `statements/`.
What it finds is collected; whoever opens a pack for use refuses it if anything was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TypeVar

from cisterna.catalogue import Catalogue, read_catheter, read_drug, read_formulation, read_pump
from cisterna.knowledge.base import Digests, Knowledge
from cisterna.knowledge.check import cross_check
from cisterna.knowledge.policy import read_policy
from cisterna.knowledge.questions import read_fact, read_question
from cisterna.knowledge.review import Review
from cisterna.knowledge.sources import read_source
from cisterna.knowledge.statement import Statement, read_statement
from cisterna.reasons.canonical import digest
from cisterna.reasons.document import Problem, Reader

__all__ = ["SHIPPED_POLICY", "Built", "Documents", "build", "statement_digest"]

T = TypeVar("T")
Documents = Mapping[str, object]
"""The documents of a pack by their path in it, as a TOML reader gives them."""

SHIPPED_POLICY = "policy/shipped.toml"
"""Where the shipped house policy lies in the pack."""

TABLES = ("sources", "drugs", "pumps", "catheters", "formulations")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*")


@dataclass(frozen=True, slots=True)
class Built:
    """`knowledge` is None where the policy, or a file that all else rests on, could not be read."""

    knowledge: Knowledge | None
    problems: tuple[Problem, ...]


def build(
    documents: Documents,
    *,
    policy: Documents | None = None,
    policy_name: str = SHIPPED_POLICY,
    reviews: Mapping[str, Review] | None = None,
    pack_digest: str = "",
    version: str = "",
) -> Built:
    """
    Knowledge from the documents of a pack, with the shipped policy or with `policy` in its place.

    `reviews` are states recorded outside the pack, by statement id: an approval whose `of` is not the digest of the
    statement as it now stands has lapsed, and the statement counts as submitted.
    """
    problems: list[Problem] = []
    places = _sort(documents, problems)
    facts = _by_id("facts.toml", documents, read_fact, problems)
    questions = _by_id("questions.toml", documents, read_question, problems)
    found = {kind: places.get(kind, []) for kind in TABLES}
    sources = _entries(found["sources"], documents, read_source, problems)
    catalogue = Catalogue(
        drugs=_entries(found["drugs"], documents, read_drug, problems).values(),
        pumps=_entries(found["pumps"], documents, read_pump, problems).values(),
        catheters=_entries(found["catheters"], documents, read_catheter, problems).values(),
        formulations=_entries(found["formulations"], documents, read_formulation, problems).values(),
    )
    statements: dict[str, Statement] = {}
    digests: dict[str, str] = {}
    for name in places.get("statements", []):
        document = _table(documents, name, problems)
        one = None
        if document is not None:
            one = read_statement(Reader(name, document, problems), questions=questions, facts=facts)
        if one is not None and document is not None:
            _check_place(one.id, name, problems)
            statements[one.id] = one
            digests[one.id] = statement_digest(document)
    text = policy if policy is not None else _table(documents, SHIPPED_POLICY, problems)
    house = None if text is None else read_policy(Reader(policy_name, text, problems), questions=tuple(questions))
    reviewed, lapsed = _overlay(statements, digests, reviews or {})
    cross_check(documents, reviewed, facts, sources, catalogue, house, policy_name, problems)
    if house is None or text is None:
        return Built(None, tuple(problems))
    knowledge = Knowledge(
        statements=reviewed.values(),
        sources=sources,
        catalogue=catalogue,
        policy=house,
        questions=questions,
        facts=facts,
        digests=Digests(pack_digest or digest(_plain(documents)), digest(_plain(text)), _review_digest(reviewed)),
        statement_digests=digests,
        lapsed=lapsed,
        version=version,
    )
    return Built(knowledge, tuple(problems))


def statement_digest(document: Mapping[str, object]) -> str:
    """
    The digest of a statement as written, leaving its review section out: an approval survives being recorded.

    >>> one = {"id": "a.b", "review": {"state": "submitted"}}
    >>> statement_digest(one) == statement_digest({**one, "review": {"state": "approved"}})
    True
    """
    return digest(_plain({key: value for key, value in document.items() if key != "review"}))


def _plain(value: object) -> object:
    """The document with its dates as text, so that it has canonical bytes."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else value


def _review_digest(statements: Mapping[str, Statement]) -> str:
    return digest(
        {
            id: [one.review.state, one.review.by, one.review.on.isoformat() if one.review.on else ""]
            for id, one in sorted(statements.items())
        }
    )


def _sort(documents: Documents, problems: list[Problem]) -> dict[str, list[str]]:
    """Names of documents by the folder they lie in; a document in no place we know is a problem."""
    places: dict[str, list[str]] = {}
    for name in sorted(documents):
        folder = name.partition("/")[0]
        if folder in (*TABLES, "statements"):
            places.setdefault(folder, []).append(name)
        elif folder != "policy" and name not in ("questions.toml", "facts.toml"):
            known = "facts.toml, questions.toml, policy/, statements/, " + ", ".join(f"{kind}/" for kind in TABLES)
            problems.append(Problem(name, (), f"nothing reads a file in this place. Move it to one of: {known}."))
    return places


def _table(documents: Documents, name: str, problems: list[Problem]) -> dict[str, object] | None:
    document = documents.get(name)
    if isinstance(document, dict):
        return document
    problems.append(Problem(name, (), "this file is missing. The pack cannot be read without it."))
    return None


def _by_id(
    name: str, documents: Documents, read: Callable[[str, Reader], T | None], problems: list[Problem]
) -> dict[str, T]:
    document = _table(documents, name, problems)
    if document is None:
        return {}
    entries = Reader(name, document, problems)
    found = {id: read(id, entries.inner(id)) for id in entries.names()}
    return {id: entry for id, entry in found.items() if entry is not None}


def _entries(
    names: list[str], documents: Documents, read: Callable[[str, Reader], T | None], problems: list[Problem]
) -> dict[str, T]:
    found: dict[str, T] = {}
    place: dict[str, str] = {}
    for name in names:
        document = _table(documents, name, problems)
        entries = Reader(name, document or {}, problems)
        for id in entries.names():
            if id in place:
                entries.problem(id, f"the id '{id}' stands in {place[id]} already. An id is used once: rename one.")
                continue
            if not _ID.fullmatch(id):
                entries.problem(id, f"'{id}' is not an id. Use small letters, digits and single hyphens.")
                continue
            place[id] = name
            entry = read(id, entries.inner(id))
            if entry is not None:
                found[id] = entry
    return found


def _check_place(id: str, name: str, problems: list[Problem]) -> None:
    first, _, rest = id.partition(".")
    if not _ID.fullmatch(id) or not rest:
        message = f"'{id}' is not the id of a statement. Write parts of small letters joined by dots: 'baclofen.x.y'."
        problems.append(Problem(name, ("id",), message))
    elif name != (place := f"statements/{first}/{rest}.toml"):
        problems.append(Problem(name, ("id",), f"the statement '{id}' belongs in {place}. Rename the file or the id."))


def _overlay(
    statements: Mapping[str, Statement], digests: Mapping[str, str], reviews: Mapping[str, Review]
) -> tuple[dict[str, Statement], tuple[str, ...]]:
    """The statements under the review states recorded outside; and the ids whose approval has lapsed."""
    result, lapsed = {}, []
    for id, one in statements.items():
        review = reviews.get(id, one.review)
        if review.approved and review.of != digests[id]:
            lapsed.append(id)
            review = Review(note=one.review.note)
        result[id] = one if review is one.review else replace(one, review=replace(review, note=one.review.note))
    return result, tuple(sorted(lapsed))
