"""What was understood of a program that a clinic had: line by line, what is wrong, changed, and to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cisterna.papers.layout import Style, bullet, field, hanging, heading, paragraph
from cisterna.therapy.imported import Imported, Wrong

__all__ = ["render_import"]

_SCOPE = "Compare every line with the pump: what is read here can only be as right as what was printed or typed."


def render_import(found: Imported, style: Style, *, ending: str = "") -> str:
    """Every line with its number, then what is wrong, changed, kept, noted and missing; `ending` is what was done."""
    state, color = ("NOTHING WRITTEN", "red") if found.wrong else ("READ", "green")
    lines = [heading(f"Import of {found.source}", style, right=state, paint=("bold", color))]
    lines += paragraph(_SCOPE, style, indent=3)
    for title, part in (
        (f"Wrong ({len(found.wrong)})", _wrong(found.wrong, style, "!")),
        (f"Understood ({len(found.understood)})", _understood(found, style)),
        ("Has no place in a case, and is not copied", _set_aside(found, style)),
        ("Not understood", _unknown(found, style)),
        ("Changes in the case", _changes(found, style)),
        ("Kept from the case: check that it still holds", bullet(", ".join(found.kept), style) if found.kept else []),
        ("Worth knowing", _wrong(found.notes, style, "-")),
        (f"To ask ({len(found.to_ask)})", _asks(found, style)),
    ):
        body = list(part)
        if body:
            lines += ["", heading(title, style), *body]
    if ending:
        lines += ["", ending]  # not wrapped: it holds a path
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _wrong(wrong: Iterable[Wrong], style: Style, mark: str) -> Iterator[str]:
    for each in wrong:
        where = "" if each.line is None else f"line {each.line}: "
        first, *rest = each.message.split("\n")
        yield from bullet(f"{where}{first}", style, mark=mark)
        yield from (f"     {line}" for line in rest)


def _understood(found: Imported, style: Style) -> Iterator[str]:
    for each in found.understood:
        yield from hanging(f"line {each.line}  {each.said}", style, indent=3)
        yield from hanging(f"-> {each.means}", style, indent=10)


def _set_aside(found: Imported, style: Style) -> Iterator[str]:
    for each in found.set_aside:
        yield from hanging(f"line {each.line}  {each.said}", style, indent=3)


def _unknown(found: Imported, style: Style) -> Iterator[str]:
    for each in found.unknown:
        yield from hanging(f"line {each.line}  {each.said}{each.means}", style, indent=3)


def _changes(found: Imported, style: Style) -> Iterator[str]:
    for each in found.changes:
        before = "not there" if each.before is None else _flat(each.before)
        yield from field(each.key, [f"{before} -> {_flat(each.after)}"], style, column=30)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _asks(found: Imported, style: Style) -> Iterator[str]:
    for each in found.to_ask:
        yield from bullet(f"{each.key}: {each.question}", style, mark="?")
