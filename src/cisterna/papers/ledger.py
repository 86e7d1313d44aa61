"""
Ledgers as text for a terminal and as plain data: each claim of a source, what encodes it, and who says otherwise.

Words and layout only: claims come from the ledger, numbers from the statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cisterna.knowledge import Knowledge, OneOf, Statement, Word
from cisterna.knowledge.ledger import STATES, Entry, Ledger
from cisterna.papers.layout import Style, field, heading, paragraph

__all__ = ["ledger_data", "ledger_lines", "ledgers_data", "ledgers_lines"]

_PAINT = {"encoded": "green", "partly": "yellow", "not": "red"}
_SHOWN = {"encoded": "ENCODED", "partly": "PARTLY", "not": "NOT ENCODED"}


def ledgers_lines(ledgers: Mapping[str, Ledger], knowledge: Knowledge, style: Style) -> Iterator[str]:
    """A table: one line a source with its counts, then the sums."""
    wide = max((len(source) for source in ledgers), default=0)
    titles = ("claims", *STATES, "disputed")
    yield " ".join(["source".ljust(wide), *(title.rjust(8) for title in titles)])
    for source in sorted(ledgers):
        yield " ".join([source.ljust(wide), *(str(count).rjust(8) for count in _counts(ledgers[source]))])
    sums = [sum(column) for column in zip(*map(_counts, ledgers.values()), strict=True)]
    yield " ".join(["all".ljust(wide), *(str(count).rjust(8) for count in sums)])
    without = sorted(set(knowledge.sources) - set(ledgers))
    if without:
        yield from paragraph(f"No ledger yet: {', '.join(without)}.", style)
    yield from paragraph("`cisterna kb ledger SOURCE` shows one, claim by claim.", style)


def _counts(ledger: Ledger) -> tuple[int, ...]:
    return (len(ledger.entries), *(ledger.count(state) for state in STATES), ledger.disputed)


def ledgers_data(ledgers: Mapping[str, Ledger]) -> list[dict[str, Any]]:
    """The same as plain data."""
    return [{"source": source, **_counts_data(ledgers[source])} for source in sorted(ledgers)]


def _counts_data(ledger: Ledger) -> dict[str, int]:
    return dict(zip(("claims", *STATES, "disputed"), _counts(ledger), strict=True))


def ledger_lines(ledger: Ledger, knowledge: Knowledge, style: Style) -> Iterator[str]:
    """One source: its counts, then every claim with what says it and what disputes it, both sides with their values."""
    source = knowledge.source(ledger.source)
    yield heading(source.title, style, right=f"{len(ledger.entries)} claims")
    yield from field("where", [source.where], style)
    yield from field("seen", [ledger.seen], style)
    counts = [f"{_SHOWN[state].lower()} {ledger.count(state)}" for state in STATES]
    yield from field("counts", ["; ".join([*counts, f"disputed {ledger.disputed}"])], style)
    for entry in ledger.entries:
        yield ""
        yield from _entry_lines(entry, knowledge, style)


def _entry_lines(entry: Entry, knowledge: Knowledge, style: Style) -> Iterator[str]:
    yield heading(entry.at, style, right=_SHOWN[entry.state], paint=(_PAINT[entry.state],))
    yield from field("claim", [_tall(entry.says, knowledge)], style)
    yield from field("encoded as", [_side(id, knowledge) for id in entry.statements], style)
    yield from field("held in", entry.data, style)
    yield from field("because", [_tall(entry.because, knowledge)] if entry.because else [], style)
    yield from field("disputed by", [_side(id, knowledge) for id in entry.disputed_by], style)


def _side(id: str, knowledge: Knowledge) -> str:
    """The answer of a statement, or its text where the answer is a bare word; then its id and its sources."""
    one = knowledge.statement(id)
    answer = one.text.removesuffix(".") if isinstance(one.says, Word) else one.says.format(_unit(one, knowledge))
    return f"{_tall(answer, knowledge)} ({id}; {', '.join(one.sources)})"


def _unit(one: Statement, knowledge: Knowledge) -> str | None:
    drugs = next((part.values for part in one.when if isinstance(part, OneOf) and part.fact == "drug"), ())
    return knowledge.unit_of(one.asks, drugs[0] if len(drugs) == 1 else None)


def _tall(text: str, knowledge: Knowledge) -> str:
    """`text` with the names of drugs in tall letters."""
    shown = {drug.name: drug.shown for drug in knowledge.catalogue.drugs if drug.name != drug.shown}
    names = "|".join(map(re.escape, sorted(shown, key=len, reverse=True)))
    found = re.compile(rf"\b(?:{names})\b", re.IGNORECASE)
    return found.sub(lambda name: shown[name[0].lower()], text) if names else text


def ledger_data(ledger: Ledger, knowledge: Knowledge) -> dict[str, Any]:
    """The same as plain data: each entry with its statements and those that dispute it, answers as they are shown."""
    return {
        "source": ledger.source,
        "title": knowledge.source(ledger.source).title,
        "seen": ledger.seen,
        **_counts_data(ledger),
        "entries": [_entry_data(entry, knowledge) for entry in ledger.entries],
    }


def _entry_data(entry: Entry, knowledge: Knowledge) -> dict[str, Any]:
    return {
        "at": entry.at,
        "says": entry.says,
        "state": entry.state,
        "because": entry.because,
        "data": list(entry.data),
        "statements": _sides_data(entry.statements, knowledge),
        "disputed_by": _sides_data(entry.disputed_by, knowledge),
    }


def _sides_data(ids: Iterable[str], knowledge: Knowledge) -> list[dict[str, Any]]:
    found = map(knowledge.statement, ids)
    return [
        {"id": one.id, "answer": one.says.format(_unit(one, knowledge)), "text": one.text, "sources": list(one.sources)}
        for one in found
    ]
