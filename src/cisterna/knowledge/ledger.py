"""
Ledgers: for each source, every claim of it that we know of, and whether the pack says it too.

A ledger is read beside the pack and never by a consultation: it decides nothing, it shows what is missing.
The register of our own fact base is a ledger as well; nothing cites it, so its entries may rest on any statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cisterna.knowledge.declared import Declared
from cisterna.quantities.value import dataclass
from cisterna.reasons.document import FieldError, Path, Problem, Reader

__all__ = ["STATES", "Entry", "Ledger", "cited_sources", "cross_check_ledgers", "ledger_name", "read_ledger"]

STATES = ("encoded", "partly", "not")
"""Whether the pack says what a source says: in full, in part, not at all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One claim of a source, at a place in it, in our own words.

    `statements` are the ids that say it; `data` names values of other documents that hold it ("document key.key").
    `because` is the reason where anything is left out; `disputed_by` are the statements that say otherwise.
    """

    at: str
    says: str
    state: str
    statements: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    because: str = ""
    disputed_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        held = self.statements or self.data
        if self.state == "encoded" and not held:
            raise FieldError(
                "state", "an encoded claim names what says it. Write statements = [...], or another state."
            )
        if self.state == "partly" and not held:
            raise FieldError("state", "a claim encoded in part names what says that part. Write statements, or 'not'.")
        if self.state == "not" and held:
            raise FieldError("state", "a claim that is not encoded has no statements. Write 'partly' or 'encoded'.")
        if self.state != "encoded" and not self.because:
            raise FieldError(
                "state", f"'{self.state}' needs a reason. Write because = \"...\": what is left out, and why."
            )
        if both := sorted(set(self.statements) & set(self.disputed_by)):
            raise FieldError("disputed_by", f"'{both[0]}' both says this and disputes it. Keep it in one of the lists.")


class Ledger(NamedTuple):
    """`seen` says how much of the source its maker had in front of them; `alias` is a short name for the source."""

    source: str
    seen: str
    entries: tuple[Entry, ...]
    alias: str = ""

    def count(self, state: str) -> int:
        """How many entries are in this state."""
        return sum(entry.state == state for entry in self.entries)

    @property
    def disputed(self) -> int:
        """How many entries name a statement that says otherwise."""
        return sum(bool(entry.disputed_by) for entry in self.entries)


def ledger_name(source: str) -> str:
    """
    Where the ledger of a source lies in the pack.

    >>> ledger_name("sindt-2021")
    'ledgers/sindt-2021.toml'
    """
    return f"ledgers/{source}.toml"


def read_ledger(document: Reader) -> Ledger | None:
    """A ledger from its document; None where anything is wrong with it."""
    entries = [_read_entry(entry) for entry in document.each("entry")]
    if not entries and document.table.get("entry", []) == []:
        document.problem(None, "this ledger has no entry. Add an [[entry]] section for each claim of the source.")
    return document.finish(
        Ledger,
        source=document.text("source"),
        seen=document.text("seen"),
        entries=tuple(entry for entry in entries if entry is not None),
        alias=document.maybe_text("alias") or "",
    )


def _read_entry(entry: Reader) -> Entry | None:
    return entry.finish(
        Entry,
        at=entry.text("at"),
        says=entry.text("says"),
        state=entry.text("state", one_of=STATES),
        statements=entry.texts("statements"),
        data=entry.texts("data"),
        because=entry.maybe_text("because") or "",
        disputed_by=entry.texts("disputed_by"),
    )


def cited_sources(documents: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Which sources each statement of a pack cites, by its id, as far as its document can be read."""
    found: dict[str, tuple[str, ...]] = {}
    for name, document in documents.items():
        if name.startswith("statements/") and isinstance(document, dict):
            cites = document.get("cites")
            sources = (
                [cite.get("source") for cite in cites if isinstance(cite, dict)] if isinstance(cites, list) else []
            )
            found[str(document.get("id"))] = tuple(source for source in sources if isinstance(source, str))
    return found


def cross_check_ledgers(
    ledgers: Mapping[str, Ledger], documents: Mapping[str, object], declared: Declared
) -> Iterator[Problem]:
    """Everything that no single ledger can show: names that lead nowhere, claims left out, claims entered twice."""
    cites = cited_sources(documents)
    taken: dict[str, str] = {}
    for name, ledger in ledgers.items():
        yield from _name(name, ledger, declared, taken)
        citing = [id for id, sources in cites.items() if ledger.source in sources]
        yield from _entries(name, ledger, documents, declared, citing)
        entered = {id for entry in ledger.entries for id in entry.statements}
        for id in sorted(set(citing) - entered):
            text = f"'{id}' cites this source and stands in no entry. Add an [[entry]] for the claim it encodes."
            yield Problem(name, (), text)


def _name(name: str, ledger: Ledger, declared: Declared, taken: dict[str, str]) -> Iterator[Problem]:
    if not declared.has("sources", ledger.source):
        yield Problem(name, ("source",), f"'{ledger.source}' is not a source of this pack. Add it under sources/.")
    elif name != ledger_name(ledger.source):
        text = (
            f"the ledger of '{ledger.source}' belongs in {ledger_name(ledger.source)}. Rename the file or the source."
        )
        yield Problem(name, ("source",), text)
    if ledger.alias in taken or declared.has("sources", ledger.alias):
        text = f"'{ledger.alias}' is the name of another source. A name is used once: choose another."
        yield Problem(name, ("alias",), text)
    if ledger.alias:
        taken[ledger.alias] = name


def _entries(
    name: str, ledger: Ledger, documents: Mapping[str, object], declared: Declared, citing: Iterable[str]
) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for at, entry in enumerate(ledger.entries):
        first = seen.setdefault((entry.at, entry.says), at)
        if first != at:
            text = f"entry {first + 1} says the same at the same place. Keep one of them."
            yield Problem(name, ("entry", at, "says"), text)
        for key, ids in (("statements", entry.statements), ("disputed_by", entry.disputed_by)):
            for place, id in enumerate(ids):
                if not declared.has("statements", id):
                    text = f"'{id}' is not a statement of this pack. Correct it, or write the statement."
                    yield Problem(name, ("entry", at, key, place), text)
        for place, words in enumerate(entry.data):
            if not _is_there(words, documents):
                text = f"'{words}' leads nowhere. Write the document and the keys: 'pumps/maker.toml model.key'."
                yield Problem(name, ("entry", at, "data", place), text)
        if citing and entry.statements and not set(citing) & set(entry.statements):
            path: Path = ("entry", at, "statements")
            yield Problem(name, path, "none of these statements cites this source. Let one of them cite it.")


def _is_there(words: str, documents: Mapping[str, object]) -> bool:
    """True where 'document key.key' leads to a value."""
    document, _, keys = words.partition(" ")
    found = documents.get(document)
    for key in keys.split("."):
        if not isinstance(found, dict) or key not in found:
            return False
        found = found[key]
    return True
