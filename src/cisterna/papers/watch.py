"""What a chart says, as text for a terminal; and the thresholds of a plan's watch. Words and layout only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cisterna.consult.charted import Surveillance
from cisterna.knowledge import Knowledge
from cisterna.papers.cited import Cited as _Cited
from cisterna.papers.layout import Style, field, heading, paragraph
from cisterna.papers.terminal import render_findings
from cisterna.papers.words import Words
from cisterna.reasons import Force
from cisterna.surveillance.observation import item_name
from cisterna.surveillance.signals import Delivery, Instead, Raised, Spoken
from cisterna.wording.watching import STATES

__all__ = ["render_surveillance"]

Cite = Callable[[Iterable[str]], str]

_VERDICT = {10: ("FOUND", "red"), 30: ("CANNOT SAY", "cyan"), 0: ("NOTHING FOUND", "green")}
_SCOPE = (
    "Charted values only. No score and no probability: a state is found where any value speaks for it, and is not "
    "taken back by what speaks against it."
)
_LOST = {"ended": "no longer reaches the tip", "reduced": "reaches the tip far less than before"}
_NOT_THERE = "Not found does not mean not there: it means that no charted value speaks for it."


def render_surveillance(found: Surveillance, knowledge: Knowledge, style: Style) -> str:
    """The states that are found, gravest first, what could not be judged, what was said of the rows, the sources."""
    words, cited = Words(knowledge.catalogue, found.case.clock), _Cited(knowledge)
    verdict, color = _VERDICT[found.exit_code]
    zone = found.case.clock.zone
    lines = [heading(f"Chart at {words.when(found.now)}, {zone}", style, right=verdict, paint=("bold", color))]
    lines += paragraph(_SCOPE, style, indent=3)
    for each in found.deliveries:
        lines += field(words.name(each.drug), [_delivery(each, words)], style)
    for raised in found.raised:
        lines += ["", *_raised(raised, found, words, cited, knowledge, style)]
    lines += ["", *_not_found(found, knowledge, style)]
    if found.not_judged:
        lines += ["", heading(f"Could not be judged ({len(found.not_judged)})", style)]
        lines += render_findings(found.not_judged, words, cited, style)
    notes = [each for each in found.findings if each.force is Force.NOTE]
    if notes:
        lines += ["", heading("About the rows", style), *render_findings(notes, words, cited, style)]
    lines += ["", heading("Sources", style), *cited.listing(style, full=style.sources)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _delivery(each: Delivery, words: Words) -> str:
    match each.state:
        case "ended":
            ago = "" if each.since is None else f", {each.since.hours_and_minutes()} ago"
            last = "" if each.last is None else f" {words.when(each.last)}"
            known = f"LAST REACHED THE TIP{last}{ago}" if each.last is not None else "NO LONGER REACHES THE TIP"
            return f"{known} ({each.how})"
        case "reduced":
            return f"ONLY {_part(each)} ({each.how})"
        case "raised":
            return f"MORE THAN BEFORE: {_part(each)} ({each.how})"
        case "running":
            part = f", {_part(each)}" if each.part is not None else ""
            return f"reaches the tip{part} ({each.how}): that is the program, not proof that the pump delivers"
        case "not yet":
            return f"has not reached the tip yet ({each.how})"
    return f"whether it reaches the tip is not known: {each.how}"


def _part(each: Delivery) -> str:
    return f"{each.part} of what the running program gives came in the last day"


def _raised(
    raised: Raised, found: Surveillance, words: Words, cited: Cite, knowledge: Knowledge, style: Style
) -> Iterator[str]:
    state = STATES[raised.state]
    yield heading(state.title, style, right=raised.stage.upper(), paint=("bold", "red"))
    yield from field("First", [state.first], style)
    if raised.ended:
        lost = " and ".join(f"{words.name(each.drug)} {_LOST[each.state]}" for each in raised.ended)
        yield from field("Expected", [f"{lost}{cited(raised.because)}"], style)
    if raised.course:
        yield from field("Begins after", [f"{each.says}{cited(each.because)}" for each in raised.course], style)
    for label, spoken in (
        ("Speaks for it", raised.speaks),
        ("Speaks against", raised.against),
        ("Decides nothing", raised.neither),
    ):
        yield from field(label, [_spoken(each, cited, knowledge) for each in spoken], style)
    yield from field("Can also be", [_instead(each, cited, knowledge) for each in raised.instead], style)


def _spoken(each: Spoken, cited: Cite, knowledge: Knowledge) -> str:
    one = each.observation
    if one is None:
        return f"{each.fact} (case){cited(each.because)}"
    said = f"{item_name(knowledge.facts[one.item])} {one.text}"
    only = f", if it is in {each.only_as}" if each.only_as else ""
    stage = f"{each.word}: " if each.word in ("grave sign", "late sign", "early sign") else ""
    place = f"{one.shown or 'no time'}, row {one.row}" + ("" if one.sure else ", in doubt")
    later = f"; later {each.later.text} ({each.later.shown})" if each.later is not None else ""
    return f"{stage}{said}{only} ({place}){later}{cited(each.because)}"


def _instead(each: Instead, cited: Cite, knowledge: Knowledge) -> str:
    text = f"{each.state}. Tell apart by: {'; '.join(each.apart)}{cited(each.because)}."
    for label, spoken in (("For it", each.speaks), ("Against it", each.against)):
        if spoken:
            items = dict.fromkeys(
                one.fact
                if one.observation is None
                else f"{item_name(knowledge.facts[one.observation.item])} {one.observation.text}"
                for one in spoken
            )
            text += f" {label}: {', '.join(items)}{cited(id for one in spoken for id in one.because)}."
    return text


def _not_found(found: Surveillance, knowledge: Knowledge, style: Style) -> list[str]:
    """Which states were looked for and not found, in words that do not say that they are not there."""
    raised = {each.state for each in found.raised}
    rest = [STATES[state].title for state in found.looked_for if state not in raised]
    others = [words.title for state, words in STATES.items() if state not in found.looked_for]
    lines = paragraph(f"Looked for and not found: {'; '.join(rest)}. {_NOT_THERE}", style) if rest else []
    if others:
        text = f"Not looked for, because the case and the plan name no drug that brings it: {'; '.join(others)}."
        lines += paragraph(text, style)
    return lines
