"""
The register of our fact base: which rows of it no statement says, and which rows of a fact file it does not know.

`python tools/rows.py` lists the rows without a statement; `python tools/rows.py FACTS.md` compares the tables of a
Markdown file, row by row, with the register: by the number of the section and the first cell of the row.
What stands beside a table has more words in its place ("1.3, text below the table") and is not compared.
Status 1 where file and register differ.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from cisterna.files.ledgers import find_ledger, open_ledgers  # noqa: E402
from cisterna.knowledge.ledger import Ledger  # noqa: E402

REGISTER = "fact-base"
SECTIONS = ("1", "2", "3", "4", "5", "7")


class Row(NamedTuple):
    """The number of a section and the first cell of a row in it."""

    section: str
    name: str


def rows_of(text: str, sections: tuple[str, ...] = SECTIONS) -> Iterator[Row]:
    """
    The rows of all tables under headings numbered as `sections`; the head of a table is no row.

    >>> list(rows_of("## 1. Doses\\n\\n| Drug | Dose |\\n|---|---|\\n| **Morphine** | 1 |\\n"))
    [Row(section='1', name='Morphine')]
    """
    section, lines = "", text.splitlines()
    for at, line in enumerate(lines):
        heading = re.match(r"#+ (\d+(?:\.\d+)*)\b", line)
        if heading:
            section = heading[1]
        wanted = section.partition(".")[0] in sections
        is_head = at + 1 < len(lines) and _is_rule(lines[at + 1])
        if wanted and line.startswith("|") and not _is_rule(line) and not is_head:
            yield Row(section, plain(line.strip().strip("|").split("|")[0]))


def _is_rule(line: str) -> bool:
    return line.startswith("|") and not set(line) - set("|-: ")


def plain(cell: str) -> str:
    """A cell without emphasis and doubled spaces."""
    return " ".join(re.sub(r"[*`]", "", cell).split())


def without_statement(register: Ledger) -> list[str]:
    """The rows that no statement and no data say, each with its reason."""
    return [
        f"{entry.at}  {entry.says}: {entry.because or 'no reason is given'}"
        for entry in register.entries
        if not entry.statements and not entry.data
    ]


def differences(register: Ledger, text: str) -> list[str]:
    """Rows of a fact file that the register does not know, and rows of the register that the file does not have."""
    rows = (Row(entry.at, plain(entry.says)) for entry in register.entries if re.fullmatch(r"\d+(\.\d+)*", entry.at))
    known = {row for row in rows if row.section.partition(".")[0] in SECTIONS}
    found = set(rows_of(text))
    return [
        *(f"not in the register: {row.section}  {row.name}" for row in sorted(found - known)),
        *(f"not in the file: {row.section}  {row.name}" for row in sorted(known - found)),
    ]


def main(arguments: list[str]) -> int:
    """Print what was found; 0 where nothing was compared or nothing differs."""
    register = find_ledger(REGISTER, open_ledgers())
    bare = without_statement(register)
    print(f"{len(register.entries)} rows, {len(bare)} without a statement")
    print("\n".join(bare))
    if not arguments:
        return 0
    wrong = differences(register, Path(arguments[0]).read_text("utf-8"))
    print("\n".join(wrong) if wrong else "the file and the register have the same rows")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
