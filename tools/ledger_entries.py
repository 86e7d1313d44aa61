"""
Entries that the ledgers lack: one for each statement that cites a source and stands in no entry of its ledger.

`python tools/ledger_entries.py` prints them; `--write` adds them to `src/cisterna_kb/ledgers`, where a person reads
and corrects them. The claim is the text of the statement, its place that of the citation; disputed by: whoever answers
the same question otherwise for the same facts. What a source says and no statement holds, only a reader can add.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from cisterna.files.knowledge import read_knowledge_folder  # noqa: E402
from cisterna.files.ledgers import open_ledgers  # noqa: E402
from cisterna.knowledge import Bracket, Knowledge, OneOf, Statement  # noqa: E402

PACK = ROOT / "src" / "cisterna_kb"


def quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def listed(key: str, ids: Iterable[str]) -> str:
    """`key = [...]`, on several lines where one would be long."""
    texts = [quoted(id) for id in ids]
    line = f"{key} = [{', '.join(texts)}]"
    return line if len(line) <= 100 else "\n".join([f"{key} = [", *(f"  {text}," for text in texts), "]"])


def entry_text(
    at: str, says: str, state: str, statements: Iterable[str], *,
    data: Iterable[str] = (), because: str = "", disputed_by: Iterable[str] = (),
) -> str:  # fmt: skip
    """One [[entry]] section, its keys in the order in which people read them."""
    lines = ["[[entry]]", f"at = {quoted(at)}", f"says = {quoted(says)}", f"state = {quoted(state)}"]
    for key, ids in (("statements", tuple(statements)), ("data", tuple(data)), ("disputed_by", tuple(disputed_by))):
        if ids:
            lines.append(listed(key, ids))
    if because:
        lines.append(f"because = {quoted(because)}")
    return "\n".join(lines) + "\n"


def head_text(source: str, seen: str, alias: str = "") -> str:
    """The top of a ledger."""
    return f"source = {quoted(source)}\n" + (f"alias = {quoted(alias)}\n" if alias else "") + f"seen = {quoted(seen)}\n"


def against(one: Statement, knowledge: Knowledge) -> list[str]:
    """Ids of the statements that answer the same question otherwise and may hold of the same facts."""
    if knowledge.question(one.asks).adds_up:
        return []
    return [
        other.id
        for other in knowledge.asking(one.asks)
        if other.says != one.says and _may_both_hold(one, other) and other.id not in one.exception_to
    ]


def _may_both_hold(one: Statement, other: Statement) -> bool:
    for left in one.when:
        for right in other.when:
            if left.fact != right.fact:
                continue
            if isinstance(left, OneOf) and isinstance(right, OneOf) and not set(left.values) & set(right.values):
                return False
            if isinstance(left, Bracket) and isinstance(right, Bracket) and left != right:
                return False
    return True


def lacking(knowledge: Knowledge) -> dict[str, list[str]]:
    """The entries that are not there, by their source; what several statements say at one place is one entry."""
    ledgers = open_ledgers()
    found: dict[str, dict[tuple[str, str], list[Statement]]] = {}
    for one in knowledge.statements:
        for source in one.sources:
            entries = ledgers[source].entries if source in ledgers else ()
            if any(one.id in entry.statements for entry in entries):
                continue
            at = next(cite.at for cite in one.cites if cite.source == source)
            if (at, one.text) in {(entry.at, entry.says) for entry in entries}:
                print(f"{source}: add '{one.id}' to the entry at '{at}': {one.text}", file=sys.stderr)
            else:
                found.setdefault(source, {}).setdefault((at, one.text), []).append(one)
    return {source: [_drafted(at, claims[at], knowledge) for at in claims] for source, claims in found.items()}


def _drafted(claim: tuple[str, str], said_by: list[Statement], knowledge: Knowledge) -> str:
    ids = [one.id for one in said_by]
    others = dict.fromkeys(id for one in said_by for id in against(one, knowledge) if id not in ids)
    return entry_text(*claim, "encoded", ids, disputed_by=others)


def main() -> int:
    """Print the entries, or write them."""
    knowledge = read_knowledge_folder(PACK)
    known = open_ledgers()
    for source, entries in lacking(knowledge).items():
        file = PACK / "ledgers" / f"{source}.toml"
        head = "" if source in known else head_text(source, knowledge.source(source).read)
        text = "\n".join([head, *entries] if head else ["", *entries])
        if "--write" in sys.argv:
            file.parent.mkdir(exist_ok=True)
            with file.open("a", encoding="utf-8") as out:
                out.write(text)
        else:
            print(f"# {file.relative_to(ROOT)}\n{text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
