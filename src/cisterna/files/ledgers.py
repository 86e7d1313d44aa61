"""
The ledgers of a pack from where they lie, and what is wrong with them, with file and line.

They stand aside from the pack's own documents: no consultation opens them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from cisterna.files.pack import open_aside
from cisterna.files.toml import FileProblem, FileProblems, TomlFile, read_toml
from cisterna.knowledge.declared import Declared
from cisterna.knowledge.ledger import Ledger, cross_check_ledgers, read_ledger
from cisterna.reasons.document import Problem, Reader

__all__ = ["UnknownLedger", "find_ledger", "lint_ledgers", "open_ledgers"]

FOLDER = "ledgers"


class UnknownLedger(ValueError):
    """A source for which the pack has no ledger."""


def open_ledgers() -> dict[str, Ledger]:
    """The installed pack's ledgers by the id of their source. Raises `FileProblems` if one cannot be read."""
    documents, _ = open_aside(FOLDER)
    found: dict[str, Ledger] = {}
    problems: list[Problem] = []
    for name, document in documents.items():
        ledger = read_ledger(Reader(name, document if isinstance(document, dict) else {}, problems))
        if ledger is not None:
            found[ledger.source] = ledger
    if problems:
        raise FileProblems(FileProblem(wrong.document, None, wrong.path, wrong.message) for wrong in problems)
    return found


def find_ledger(name: str, ledgers: Mapping[str, Ledger]) -> Ledger:
    """The ledger of the source `name`, which may be its alias, or `UnknownLedger`."""
    for ledger in ledgers.values():
        if name in (ledger.source, ledger.alias):
            return ledger
    raise UnknownLedger(f"there is no ledger of a source '{name}'. `cisterna kb ledger` lists all.")


def lint_ledgers(
    root: Path, documents: Mapping[str, object], unreadable: Iterable[str] = ()
) -> tuple[FileProblem, ...]:
    """
    Everything that is wrong with the ledgers under `root`, beside the pack's own `documents`.

    `unreadable` names documents that are there but could not be parsed: what they declare counts as known.
    """
    files: dict[str, TomlFile] = {}
    ledgers: dict[str, Ledger] = {}
    found: list[FileProblem] = []
    for path in sorted((root / FOLDER).glob("*.toml")):
        name = f"{FOLDER}/{path.name}"
        try:
            files[name] = read_toml(path, name=name)
        except FileProblems as error:
            found += error.problems
            continue
        ledger = read_ledger(files[name].reader())
        if ledger is not None:
            ledgers[name] = ledger
    for wrong in cross_check_ledgers(ledgers, documents, Declared(documents, unreadable)):
        files[wrong.document].problems.append(wrong)
    return (*found, *(each for file in files.values() for each in file.located(file.problems)))
