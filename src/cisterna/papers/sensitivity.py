"""The sensitivity of a plan, for a terminal: nearest threshold first, what would break there, what to check."""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.consult.sensitivity import ONE_WAY, Sensitivity, Threshold
from cisterna.knowledge import Knowledge
from cisterna.papers.layout import Style, field, heading, paragraph
from cisterna.papers.words import Words
from cisterna.quantities import Duration, Quantity
from cisterna.therapy import Case
from cisterna.wording import title
from cisterna.wording.sensitivity import BREAKS_NOWHERE, INPUTS, NOT_IN_IT, NOTHING_LEFT

__all__ = ["render_sensitivity"]

_VERDICT = {
    "Refused": ("REFUSED", "red"),
    "CannotSay": ("CANNOT SAY", "cyan"),
    "NeedsOverride": ("NEEDS OVERRIDE", "yellow"),
    "Clear": ("CLEAR", "green"),
}
_MORE = {"higher": "more", "lower": "less", "later": "later"}
_COLUMN = 31


def render_sensitivity(found: Sensitivity, name: str, case: Case, knowledge: Knowledge, style: Style) -> str:
    """Every threshold, the smallest margin first; what to check, in that order; what breaks nothing."""
    words = Words(knowledge.catalogue, case.clock)
    verdict, color = _VERDICT[found.physics.name]
    lines = [heading(f"What could be wrong: {name}", style, right=f"PHYSICS {verdict}", paint=("bold", color))]
    if not found.thresholds:
        return "\n".join([*lines, *paragraph(NOTHING_LEFT[found.physics.name], style, indent=3)]) + "\n"
    lines += paragraph(NOT_IN_IT, style, indent=3)
    broken = [each for each in found.thresholds if each.breaks is not None]
    kept = [each for each in found.thresholds if each.breaks is None]
    if broken:
        lines += ["", heading("Would break the plan, nearest first", style)]
        for each in broken:
            lines += field(_name(each, words), _broken(each), style, column=_COLUMN)
        lines += ["", heading("What to check, in that order", style)]
        for name in dict.fromkeys(_name(each, words) for each in broken):
            input = next(each.input for each in broken if _name(each, words) == name)
            lines += field(name, [INPUTS[input].check], style, column=_COLUMN)
    if kept:
        lines += ["", heading("Would change nothing of what is given", style)]
        for name in dict.fromkeys(_name(each, words) for each in kept):
            alike = [each for each in kept if _name(each, words) == name]
            lines += field(name, _nowhere(alike), style, column=_COLUMN)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _broken(each: Threshold) -> Iterator[str]:
    """Stated, the last value that holds, the first that does not, by how much that is off, and what breaks."""
    if each.breaks is None or each.off is None or each.margin is None:
        return
    of = " of the time to the tip" if each.direction == "later" else ""
    yield (
        f"{_read(each.stated)} stated; holds to {_read(each.holds)}, breaks at {_read(each.breaks)}: "
        f"{_read(each.off)} {_MORE[each.direction]} ({each.margin:%}{of})"
    )
    broken = "; ".join(f"{title(finding)} ({finding.code})" for finding in each.findings)
    yield f"then {_VERDICT[each.becomes][0]}: {broken}"
    if not _proved(each):
        yield f"({each.how})"


def _nowhere(alike: list[Threshold]) -> Iterator[str]:
    """How far was looked, in one line where both ways hold the same stated value."""
    if len(alike) > 1 and len({each.stated for each in alike}) == 1:
        low, high = sorted((each.holds for each in alike), key=lambda value: value.value)
        spans = [(alike[0], f"from {_read(low)} to {_read(high)}")]
    else:
        spans = [(each, f"up to {_read(each.holds)}" if each.direction != "lower" else f"down to {_read(each.holds)}")
                 for each in alike]  # fmt: skip
    for each, span in spans:
        told = "" if _proved(each) else f" ({each.how})"
        yield BREAKS_NOWHERE.format(stated=_read(each.stated), range=span) + told


def _proved(each: Threshold) -> bool:
    return each.how == ONE_WAY


def _name(each: Threshold, words: Words) -> str:
    return INPUTS[each.input].name.format(drug=words.name(each.drug))


def _read(value: Quantity) -> str:
    """A value as it is read: a time in hours and minutes."""
    return value.hours_and_minutes() if isinstance(value, Duration) else value.format()
