"""
What no single document can show: ids that lead nowhere, exceptions in a circle, brackets with a gap.

Every check gives problems; none decides anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cisterna.catalogue import Catalogue
from cisterna.knowledge.declared import Declared, document_of
from cisterna.knowledge.policy import Policy
from cisterna.knowledge.questions import Fact
from cisterna.knowledge.statement import Bracket, Condition, OneOf, Statement
from cisterna.quantities import Quantity, gap_in_tiling
from cisterna.reasons import Citation, Sourced
from cisterna.reasons.document import Path, Problem

__all__ = ["cross_check", "policy_check"]

Statements = Mapping[str, Statement]


def cross_check(
    declared: Declared,
    statements: Statements,
    facts: Mapping[str, Fact],
    catalogue: Catalogue,
    policy: Policy | None,
    policy_name: str,
) -> Iterator[Problem]:
    """Every problem between documents."""
    for id, one in statements.items():
        for path, text in (*_dangling(one, statements, declared), *_named(one, facts, declared)):
            yield Problem(document_of(id), path, text)
    yield from _circles(statements)
    yield from _tilings(statements.values())
    yield from _catalogue(catalogue, declared)
    if policy is not None:
        yield from policy_check(policy, statements, declared, policy_name)


def policy_check(policy: Policy, statements: Statements, declared: Declared, name: str) -> Iterator[Problem]:
    """Every problem between a house policy and the pack."""
    for path, text in _policy(policy, statements, declared):
        yield Problem(name, path, text)


def _dangling(one: Statement, statements: Statements, declared: Declared) -> Iterator[tuple[Path, str]]:
    for at, cite in enumerate(one.cites):
        if not declared.has("sources", cite.source):
            yield ("cites", at, "source"), f"'{cite.source}' is not a source of this pack. Add it under sources/."
    for at, base in enumerate(one.exception_to):
        where: Path = ("exception_to", at)
        if not declared.has("statements", base):
            yield where, f"'{base}' is not a statement of this pack: an exception needs what it is an exception to."
        elif base in statements and statements[base].asks != one.asks:
            other = statements[base].asks
            yield where, f"'{base}' answers another question ('{other}'). An exception answers the same."


def _named(one: Statement, facts: Mapping[str, Fact], declared: Declared) -> Iterator[tuple[Path, str]]:
    """Conditions on a drug or a pump name one that is in the catalogue; a single drug is joined by 'none'."""
    for condition in one.when:
        kind = facts[condition.fact].of
        if kind and isinstance(condition, OneOf):
            for value in condition.values:
                if not declared.has(f"{kind}s", value) and not (kind == "drug" and value == "none"):
                    known = ", ".join(declared.names(f"{kind}s"))
                    yield ("when", condition.fact), f"'{value}' is not a {kind} of this pack. Known: {known}."


def _circles(statements: Statements) -> Iterator[Problem]:
    for id in statements:
        seen, ahead = {id}, list(statements[id].exception_to)
        while ahead:
            base = ahead.pop()
            if base == id:
                text = f"'{id}' is, directly or through others, an exception to itself. Decide which is the base."
                yield Problem(document_of(id), ("exception_to",), text)
                break
            if base in statements and base not in seen:
                seen.add(base)
                ahead += statements[base].exception_to


def _tilings(statements: Iterable[Statement]) -> Iterator[Problem]:
    """Brackets of one source on one axis, all else equal, leave no gap and do not overlap."""
    groups: dict[tuple[object, ...], list[tuple[Bracket, Statement]]] = {}
    for one in statements:
        for condition in one.when:
            if isinstance(condition, Bracket):
                rest = tuple(sorted(_key(other) for other in one.when if other is not condition))
                key = (one.asks, condition.fact, rest, one.sources, one.exception_to)
                groups.setdefault(key, []).append((condition, one))
    for members in groups.values():
        yield from _gap(members)


def _key(condition: Condition) -> tuple[str, str]:
    return condition.fact, condition.format()


def _gap(members: list[tuple[Bracket, Statement]]) -> Iterator[Problem]:
    kind = type(next(end for end in (members[0][0].at_least, members[0][0].below) if end is not None))
    ends: list[tuple[Quantity, Quantity | None]] = [
        (kind(0) if bracket.at_least is None else bracket.at_least, bracket.below) for bracket, _ in members
    ]
    wrong = gap_in_tiling(ends)
    if wrong is not None:
        bracket, one = members[-1]
        others = ", ".join(other.id for _, other in members[:-1])
        text = (
            f"{wrong} (with {others}). Brackets are half-open: end one where the next begins, "
            "or add a statement that says the source is silent there."
        )
        yield Problem(document_of(one.id), ("when", bracket.fact), text)


def _catalogue(catalogue: Catalogue, declared: Declared) -> Iterator[Problem]:
    for kind, entries in (("pumps", catalogue.pumps), ("catheters", catalogue.catheters)):
        for entry in entries:
            for field, cite in _cites_of(entry):
                if not declared.has("sources", cite.source):
                    text = f"'{cite.source}' is not a source of this pack. Add it under sources/."
                    yield Problem(declared.place(kind, entry.id), (entry.id, field), text)
    for pump in catalogue.pumps:
        for drug in pump.labelled_drugs:
            if not declared.has("drugs", drug):
                text = f"'{drug}' is not a drug of this pack."
                yield Problem(declared.place("pumps", pump.id), (pump.id, "labelled_drugs"), text)
    for product in catalogue.formulations:
        named: list[tuple[Path, str, str]] = [
            (("drug",), "drug", product.drug),
            (("source",), "source", product.cites.source),
            *((("warnings", at), "statement", warning) for at, warning in enumerate(product.warnings)),
        ]
        for path, kind, id in named:
            if not declared.has(f"{kind}s", id):
                text = f"'{id}' is not a {kind} of this pack. Correct it or add it."
                yield Problem(declared.place("formulations", product.id), (product.id, *path), text)


def _cites_of(entry: object) -> Iterator[tuple[str, Citation]]:
    """Field and citation of every sourced value of a catalogue entry."""
    fields: tuple[str, ...] = getattr(entry, "_fields", ()) or getattr(entry, "__slots__", ())
    for field in fields:
        value = getattr(entry, field)
        many = isinstance(value, tuple) and not isinstance(value, Sourced)
        for part in value if many else (value,):
            if isinstance(part, Sourced):
                yield {"known_labels": "labelled_drugs"}.get(field, field.removeprefix("known_")), part.cites


def _policy(policy: Policy, statements: Statements, declared: Declared) -> Iterator[tuple[Path, str]]:
    for question, ids in policy.first.items():
        for at, id in enumerate(ids):
            where: Path = ("first", "value", question, at)
            if not declared.has("statements", id):
                yield where, f"'{id}' is not a statement of this pack. Correct it or remove it."
            elif id in statements and statements[id].asks != question:
                yield where, f"'{id}' answers '{statements[id].asks}', not '{question}'."
    for name in ("largest_single_bolus", "concentration_step", "counted_as"):
        for drug in getattr(policy, name):
            if not declared.has("drugs", drug):
                yield (name, "value", drug), f"'{drug}' is not a drug of this pack."
