"""What a refill visit came to, as text for a terminal: volumes, old and new program side by side, what does not fit."""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.knowledge import Knowledge
from cisterna.papers.cited import Cited
from cisterna.papers.layout import Style, bullet, field, heading, paragraph
from cisterna.papers.terminal import render_findings
from cisterna.papers.words import Words
from cisterna.quantities import Ratio
from cisterna.reasons import Finding, Force
from cisterna.visit import Change, Flows, VisitCheck, Volumes

__all__ = ["render_visit"]

_VERDICT = {
    "Refused": ("STOP: DO NOT LEAVE THE PATIENT", "red"),
    "CannotSay": ("CANNOT SAY", "cyan"),
    "NeedsOverride": ("TO ACT ON", "yellow"),
    "Clear": ("NOTHING FOUND", "green"),
}
NOT_TOLD = "visit-not-told"
_NO_PLAN = "No plan was given (--plan): the visit was checked against the case and against itself."
_SCOPE = "Only what was written down was checked. Two people at the patient check more."


def render_visit(found: VisitCheck, knowledge: Knowledge, style: Style) -> str:
    """The verdict, the volumes, the doses before and after, everything found, everything not told, the sources."""
    words, cited = Words(knowledge.catalogue, found.case.clock), Cited(knowledge)
    verdict, color = _VERDICT[found.verdict.name]
    lines = [heading("Refill visit", style, right=verdict, paint=("bold", color))]
    lines += paragraph(_SCOPE if found.with_plan else f"{_NO_PLAN} {_SCOPE}", style, indent=3)
    if found.volumes is not None:
        lines += ["", heading("Volumes", style), *_volumes(found.volumes, style)]
    if found.changes:
        lines += ["", heading("Old and new program", style), *_changes(found.changes, found.flows, words, style)]
    told = [each for each in found.findings if each.force in (Force.HARD, Force.SOFT)]
    asked = [each for each in found.findings if each.force is Force.UNKNOWN]
    notes = [each for each in found.findings if each.force is Force.NOTE]
    for title, part in (
        (f"Found ({len(told)})", told),
        (f"Could not be checked ({len(asked)})", asked),
        ("Worth knowing", notes),
    ):
        if part:
            lines += ["", heading(title, style), *_not_told(part, style)]
            lines += render_findings([each for each in part if each.code != NOT_TOLD], words, cited, style)
    lines += ["", heading("Sources", style), *cited.listing(style, full=style.sources)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _not_told(findings: list[Finding], style: Style) -> Iterator[str]:
    """A line for each fact that was not told, with every check that was not made for want of it."""
    checks: dict[str, list[str]] = {}
    for each in findings:
        if each.code == NOT_TOLD:
            checks.setdefault(each.values["fact"], []).append(each.values["check"])
    for fact, wanted in checks.items():
        yield from bullet(f"{fact} is not told: {'; '.join(wanted)} ({NOT_TOLD})", style, mark="?")


def _volumes(found: Volumes, style: Style) -> Iterator[str]:
    how = "worked out from the case" if found.from_case else "as the pump calculates it"
    yield from field("Expected", [f"{found.expected}, {how}"], style)
    more = "more than expected" if found.difference.value > 0 else "less than expected"
    size = found.difference if found.difference.value >= 0 else -found.difference
    yield from field("Drawn", [f"{found.drawn}, {f'{size} {more}' if size else 'as expected'}"], style)
    if found.commanded is not None and found.delivered is not None:
        yield from field("Delivered", [f"{found.delivered} of {found.commanded} that the pump was told"], style)


def _changes(changes: tuple[Change, ...], flows: Flows | None, words: Words, style: Style) -> Iterator[str]:
    for line in changes:
        old, new = words.dose(line.drug, line.old), words.dose(line.drug, line.new)
        yield from field(words.name(line.drug), [f"{old} before, {new} after{_percent(line.change)}"], style)
    if flows is not None:
        yield from field("Flow", [f"{flows.old} before, {flows.new} after{_percent(flows.change)}"], style)


def _percent(change: Ratio | None) -> str:
    if change is None:
        return " (new)"
    if not change:
        return " (no change)"
    size = change if change.value > 0 else Ratio(-change.value)
    return f" ({size:%} {'more' if change.value > 0 else 'less'})"
