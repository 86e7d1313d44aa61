"""What was worked out in an emergency, set apart below the first screen: sentences, their sources, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cisterna.emergency.facts import FIELDS, EmergencyFacts
from cisterna.emergency.items import WorkedOut
from cisterna.knowledge import Knowledge
from cisterna.papers.emergency import unbound, whole_figures
from cisterna.papers.layout import Style, bullet, hanging
from cisterna.quantities import Duration
from cisterna.reasons import Finding
from cisterna.wording import do_about, say

__all__ = ["render_worked_out", "worked_data"]


def render_worked_out(
    found: WorkedOut, facts: EmergencyFacts, knowledge: Knowledge, style: Style, *, sources: bool = False
) -> list[str]:
    """
    Every item with its sentences; then the facts that would sharpen it, most useful first; then the statements.

    `sources`: the statements in full, not by their ids alone.
    """
    numbers = {id: number for number, id in enumerate(_cited(found), 1)}
    lines = [style.paint("-" * style.width, "dim"), style.paint("Worked out from what you entered", "bold")]
    for item in found.items:
        lines.append(style.paint(item.code[:1].upper() + item.code[1:], "bold"))
        for finding in item.findings:
            cited = ",".join(str(numbers[id]) for id in finding.because if id in numbers)
            text = _sentence(finding, facts, knowledge) + (f" [{cited}]" if cited else "")
            lines += unbound(bullet(whole_figures(text), style, indent=1))
    if found.missing:
        lines.append(style.paint("Sharper with", "bold"))
        lines += [line for name in found.missing for line in bullet(_ask(name), style, indent=1)]
    lines.append(style.paint("Statements behind it", "bold"))
    if sources:
        for id, number in numbers.items():
            lines += hanging(f"[{number}] {_source(id, knowledge)}", style)
    else:
        lines += hanging("; ".join(f"[{number}] {id}" for id, number in numbers.items()), style)
        lines.append(f"In full, with source and review state: --sources. {_reviewed(numbers, knowledge)}")
    return lines


ASKED_BY = {
    "doses": "--baclofen, --opioid with --opioid-dose", "named": "--opioid", "since_delivery": "--pump-off-for",
    "opioid_on_board": "--opioid", "airway_available": "--airway", "opioid_exposure": "--exposure",
    "since_fill": "--filled-before", "reservoir_expected": "--expected-volume", "alarm": "--which-alarm",
    "low_reservoir_alarm": "--case", "clock": "--at", "line": "--case",
}  # fmt: skip
"""The option for a fact where it is not the fact's own name."""


def _ask(name: str) -> str:
    return f"{FIELDS[name]}: {ASKED_BY.get(name, '--' + name.replace('_', '-'))}"


def _reviewed(ids: Iterable[str], knowledge: Knowledge) -> str:
    count = len(knowledge.not_approved(ids))
    return f"Nobody has approved {count} of them." if count else "All of them are approved."


def worked_data(found: WorkedOut, facts: EmergencyFacts, knowledge: Knowledge) -> dict[str, Any]:
    """The same as plain data, with the trace."""
    from cisterna.consult import as_data

    return {
        "items": [
            {
                "code": item.code,
                "disagree": item.disagree,
                "findings": [
                    {
                        "code": finding.code,
                        "force": finding.force.value,
                        "sentence": _sentence(finding, facts, knowledge),
                        "because": list(finding.because),
                        "missing": list(finding.missing),
                    }
                    for finding in item.findings
                ],
                "steps": list(item.steps),
            }
            for item in found.items
        ],
        "missing": list(found.missing),
        "statements": list(found.statements),
        "trace": as_data(found.trace),
    }


def _cited(found: WorkedOut) -> Iterator[str]:
    """Ids of the statements cited, each once, in the order of the sentences."""
    yield from dict.fromkeys(id for item in found.items for id in item.because)


def _sentence(finding: Finding, facts: EmergencyFacts, knowledge: Knowledge) -> str:
    name, when = _names(knowledge), _times(facts)
    do = do_about(finding, name, when)
    return f"{say(finding, name, when)} {do}".strip()


def _names(knowledge: Knowledge) -> Callable[[str], str]:
    shown = {drug.id: drug.shown for drug in knowledge.catalogue.drugs}
    return lambda text: shown.get(text, text)


def _times(facts: EmergencyFacts) -> Callable[[Duration], str] | None:
    clock = facts.clock
    return None if clock is None else lambda elapsed: f"{clock.wall(elapsed):%a %Y-%m-%d %H:%M}"


def _source(id: str, knowledge: Knowledge) -> str:
    statement = knowledge.statement(id)
    places = "; ".join(f"{knowledge.source(cite.source).title}, {cite.at}" for cite in statement.cites)
    return f"{statement.text} {places}. ({id}; {statement.standing}; {statement.review.format()})"
