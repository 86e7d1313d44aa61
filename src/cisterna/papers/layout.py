"""Lines of text in columns: labels on the left, wrapped text on the right, headings, marks. No rules, no medicine."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Style", "bullet", "field", "hanging", "heading", "paragraph"]

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


class Style(NamedTuple):
    """
    How to print: width in characters, whether colors may be used, whether only ASCII may.

    `sources`: what each source says in words, and not only where it stands.
    """

    width: int = 80
    color: bool = False
    plain: bool = False
    sources: bool = False

    def paint(self, text: str, *how: str) -> str:
        """`text` in a color or weight, where colors may be used."""
        if not self.color or not how:
            return text
        return f"\x1b[{';'.join(_CODES[each] for each in how)}m{text}\x1b[0m"


def heading(text: str, style: Style, *, right: str = "", paint: tuple[str, ...] = ("bold",)) -> str:
    """A heading with a rule under it in plain style, or in bold; `right` stands at the right margin."""
    room = max(style.width - len(text) - len(right), 1)
    return style.paint(text, "bold") + " " * room + style.paint(right, *paint)


def paragraph(text: str, style: Style, *, indent: int = 0) -> list[str]:
    """`text` wrapped to the width."""
    space = " " * indent
    return textwrap.wrap(text, max(style.width, 40), initial_indent=space, subsequent_indent=space) or [""]


def hanging(text: str, style: Style, *, indent: int = 0) -> list[str]:
    """`text` wrapped to the width, all but its first line four further in."""
    space = " " * indent
    return textwrap.wrap(
        text,
        max(style.width, indent + 40),
        initial_indent=space,
        subsequent_indent=space + "    ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def field(label: str, texts: Iterable[str], style: Style, *, indent: int = 3, column: int = 16) -> list[str]:
    """`label` on the left, each of `texts` wrapped on the right; below each other where the screen is narrow."""
    lines: list[str] = []
    wide = style.width >= 60
    left = " " * (indent + column) if wide else " " * (indent + 2)
    for number, text in enumerate(texts):
        first = left
        if number == 0:
            if wide:
                first = " " * indent + label.ljust(column)
            else:
                lines.append(" " * indent + label)
        lines += textwrap.wrap(
            text, max(style.width, 40), initial_indent=first, subsequent_indent=left, break_on_hyphens=False
        ) or [first.rstrip()]
    return lines


def bullet(text: str, style: Style, *, mark: str = "-", indent: int = 3) -> list[str]:
    """`text` after a mark, wrapped under itself."""
    first = " " * indent + mark + " "
    return textwrap.wrap(
        text, max(style.width, 40), initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False
    )
