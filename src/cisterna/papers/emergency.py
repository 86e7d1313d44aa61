"""
The emergency screens: one pathway on 80 by 24 characters, the list of pathways, and what was worked out below it.

The first screen is laid out from fixed text alone. It needs no pack, no policy and no fact.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from cisterna.emergency import NAMES, Contacts, Pathway, pathway
from cisterna.emergency.screens import AUDIENCES, CHOICE, DIGEST, RING, STATEMENTS
from cisterna.papers.layout import Style, hanging, heading

__all__ = ["NOT_ENTERED", "choice", "first_screen", "short_digest", "sources", "text_line"]

BOUND = "\xa0"
FIGURE = re.compile(r"(?<=\d) (?=(?:mg|mcg|mL|%|h|min|hours?|days?|months?|times|patients)\b|%)")

NOT_ENTERED = "number not entered: see the pump's device card"
"""What stands where a telephone number would."""


def first_screen(shown: Pathway, style: Style, contacts: Contacts, *, programmer: str = "") -> list[str]:
    """
    Title, numbered steps, whom to ring, how to add facts, digest and review state: at most 23 lines of 80 characters.

    `programmer` ("yes" or "no") marks the steps that are for those who have one, or have none.
    """
    lines = [heading(f"EMERGENCY: {shown.title}", style, right=shown.audience, paint=("dim",))]
    for number, step in enumerate(shown.steps, 1):
        mark = ">" if programmer and step.programmer == programmer else " "
        lines += _step(f"{mark}{number}", step.text, style)
    for line in ringing(contacts):
        lines += hanging(line.lstrip(), style, indent=len(line) - len(line.lstrip()))
    lines += hanging(f"Add facts: {' '.join(shown.facts)}", style)
    lines += hanging(text_line(shown.review), style)
    return lines


def whole_figures(text: str) -> str:
    """
    `text` with a number and its unit bound together, so that no line ends between them; `unbound` undoes it.

    >>> whole_figures("at most 2 mL").split(" ")
    ['at', 'most', '2\\xa0mL']
    """
    return FIGURE.sub(BOUND, text)


def unbound(lines: list[str]) -> list[str]:
    """Lines as they are shown."""
    return [line.replace(BOUND, " ") for line in lines]


def _step(label: str, text: str, style: Style) -> list[str]:
    lines = textwrap.wrap(
        whole_figures(text),
        style.width,
        initial_indent=f"{label} ",
        subsequent_indent="   ",
        break_on_hyphens=False,
        break_long_words=False,
    )
    return unbound(lines)


def ringing(contacts: Contacts) -> Iterator[str]:
    """Whom to ring: the pump service and the maker's technical line, each with its number or with where to find it."""
    yield f"Ring  Pump service: {contacts.pump_service or NOT_ENTERED}"
    yield f"      Maker's technical line: {contacts.maker_line or NOT_ENTERED}"


def text_line(review: str) -> str:
    """What the text is known by, and who has looked at it."""
    state = "Nobody has approved this text." if not review.startswith("approved") else f"Text {review}."
    return f"{state} Text {short_digest()}. Who says each step: --sources"


def short_digest() -> str:
    """The first digits of the digest of all fixed text."""
    return DIGEST.removeprefix("sha256:")[:12]


def sources(shown: Pathway, style: Style, contacts: Contacts) -> list[str]:
    """The foot: the statements each step rests on, by its number, with certainty, source and review state."""
    lines = [style.paint("What each step rests on", "bold")]
    for number, step in enumerate(shown.steps, 1):
        for at, id in enumerate(step.cites):
            lines += hanging(f"{number if at == 0 else ' '} {_standing(id)}", style, indent=1)
    lines.append("Whom to ring")
    lines += [line for id in RING for line in hanging(_standing(id), style, indent=1)]
    for who, origin in (("pump service", contacts.pump_service_from), ("maker's line", contacts.maker_line_from)):
        lines += hanging(f"{who}: {origin or 'not entered'}", style, indent=1)
    lines += hanging(f"Text {DIGEST}; {shown.review}.", style)
    return lines


def _standing(id: str) -> str:
    says, certainty, cites, review = STATEMENTS[id]
    return f"{says} {cites}. ({id}; {CERTAINTIES[certainty]}; {review})"


CERTAINTIES = {
    "S": "seen in the source's own text",
    "S2": "second-hand",
    "M+": "from memory, confident",
    "M-": "from memory, unsure",
    "D": "worked out here",
}
"""How sure we are of a statement, in words; the same marks as in the pack."""


def choice(style: Style, audience: str) -> list[str]:
    """The pathways with one line each, and which to take when unsure."""
    lines = [style.paint("Emergencies: cisterna emergency NAME", "bold")]
    for name in NAMES:
        lines += textwrap.wrap(
            pathway(name).choose,
            style.width,
            initial_indent=f"  {name:18} ",
            subsequent_indent=" " * 21,
            break_on_hyphens=False,
        )
    lines.append("When unsure:")
    for texts, _ in CHOICE:
        lines += hanging(f"- {texts[AUDIENCES.index(audience)]}", style, indent=2)
    return lines
