"""
What no single document can show: ids that lead nowhere, exceptions in a circle, brackets with a gap, reviews without a
reviewer.

Every check appends to the problems; none decides anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cisterna.catalogue import Catalogue
from cisterna.knowledge.policy import Policy
from cisterna.knowledge.questions import Fact
from cisterna.knowledge.statement import Bracket, Condition, OneOf, Statement
from cisterna.quantities import Quantity, gap_in_tiling
from cisterna.reasons import Citation, Source, Sourced
from cisterna.reasons.document import Path, Problem

__all__ = ["cross_check", "document_of"]


def document_of(id: str) -> str:
    """
    Where the statement `id` lies in the pack.

    >>> document_of("baclofen.interruption.seed")
    'statements/baclofen/interruption.seed.toml'
    """
    first, _, rest = id.partition(".")
    return f"statements/{first}/{rest}.toml"


def cross_check(
    documents: Mapping[str, object],
    statements: Mapping[str, Statement],
    facts: Mapping[str, Fact],
    sources: Mapping[str, Source],
    catalogue: Catalogue,
    policy: Policy | None,
    policy_name: str,
    problems: list[Problem],
) -> None:
    """Append every problem between documents."""
    for id, one in statements.items():
        problems += [Problem(document_of(id), path, text) for path, text in _dangling(one, statements, sources)]
        problems += [Problem(document_of(id), path, text) for path, text in _named(one, facts, catalogue)]
    problems += _circles(statements)
    problems += _tilings(statements.values())
    problems += _catalogue(documents, catalogue, statements, sources)
    if policy is not None:
        problems += [Problem(policy_name, path, text) for path, text in _policy(policy, statements, catalogue)]


def _dangling(
    one: Statement, statements: Mapping[str, Statement], sources: Mapping[str, Source]
) -> Iterator[tuple[Path, str]]:
    for at, cite in enumerate(one.cites):
        if cite.source not in sources:
            yield ("cites", at, "source"), f"'{cite.source}' is not a source of this pack. Add it under sources/."
    for at, base in enumerate(one.exception_to):
        where: Path = ("exception_to", at)
        if base not in statements:
            yield where, f"'{base}' is not a statement of this pack: an exception needs what it is an exception to."
        elif statements[base].asks != one.asks:
            yield (
                where,
                f"'{base}' answers another question ('{statements[base].asks}'). An exception answers the same.",
            )


def _named(one: Statement, facts: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[tuple[Path, str]]:
    """Conditions on a drug or a pump name one that is in the catalogue; a single drug is joined by 'none'."""
    known = {
        "drug": {drug.id for drug in catalogue.drugs} | {"none"},
        "pump": {pump.id for pump in catalogue.pumps},
    }
    for condition in one.when:
        kind = facts[condition.fact].of
        if kind and isinstance(condition, OneOf):
            for value in condition.values:
                if value not in known[kind]:
                    held = ", ".join(sorted(known[kind]))
                    yield ("when", condition.fact), f"'{value}' is not a {kind} of this pack. Known: {held}."


def _circles(statements: Mapping[str, Statement]) -> Iterator[Problem]:
    for id in statements:
        seen, ahead = {id}, list(statements[id].exception_to)
        while ahead:
            base = ahead.pop()
            if base == id:
                text = f"'{id}' is, through others, an exception to itself. Decide which is the base."
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


def _catalogue(
    documents: Mapping[str, object],
    catalogue: Catalogue,
    statements: Mapping[str, Statement],
    sources: Mapping[str, Source],
) -> Iterator[Problem]:
    drugs = {drug.id for drug in catalogue.drugs}
    for kind, entries in (("pumps", catalogue.pumps), ("catheters", catalogue.catheters)):
        for entry in entries:
            name = _holding(documents, kind, entry.id)
            for field, cite in _cites_of(entry):
                if cite.source not in sources:
                    yield Problem(name, (entry.id, field), f"'{cite.source}' is not a source of this pack.")
    for pump in catalogue.pumps:
        for drug in pump.labelled_drugs:
            if drug not in drugs:
                name = _holding(documents, "pumps", pump.id)
                yield Problem(name, (pump.id, "labelled_drugs"), f"'{drug}' is not a drug of this pack.")
    for product in catalogue.formulations:
        name = _holding(documents, "formulations", product.id)
        if product.drug not in drugs:
            yield Problem(name, (product.id, "drug"), f"'{product.drug}' is not a drug of this pack.")
        if product.cites.source not in sources:
            yield Problem(name, (product.id, "source"), f"'{product.cites.source}' is not a source of this pack.")
        for at, warning in enumerate(product.warnings):
            if warning not in statements:
                yield Problem(name, (product.id, "warnings", at), f"'{warning}' is not a statement of this pack.")


def _cites_of(entry: object) -> Iterator[tuple[str, Citation]]:
    """Field and citation of every sourced value of a catalogue entry."""
    for field in getattr(entry, "__slots__", ()):
        value = getattr(entry, field)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Sourced):
                yield field.removeprefix("known_"), part.cites


def _holding(documents: Mapping[str, object], kind: str, id: str) -> str:
    for name in sorted(documents):
        document = documents[name]
        if name.startswith(f"{kind}/") and isinstance(document, dict) and id in document:
            return name
    return f"{kind}/"


def _policy(policy: Policy, statements: Mapping[str, Statement], catalogue: Catalogue) -> Iterator[tuple[Path, str]]:
    for question, ids in policy.first.items():
        for at, id in enumerate(ids):
            where: Path = ("first", "value", question, at)
            if id not in statements:
                yield where, f"'{id}' is not a statement of this pack. Correct it or remove it."
            elif statements[id].asks != question:
                yield where, f"'{id}' answers '{statements[id].asks}', not '{question}'."
    drugs = {drug.id for drug in catalogue.drugs}
    for name in ("largest_single_bolus", "concentration_step"):
        for drug in getattr(policy, name):
            if drug not in drugs:
                yield (name, "value", drug), f"'{drug}' is not a drug of this pack."
