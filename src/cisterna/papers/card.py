"""
The programming card: what is typed, line by line, and what the display should then show. Words and layout only.

The rows are made once, for the terminal and for the papers, so that no two cards differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cisterna.consult.card import Card, Line, Sheet, Shows
from cisterna.knowledge import Knowledge
from cisterna.papers.cited import Cited
from cisterna.papers.layout import Style, bullet, heading, paragraph
from cisterna.papers.terminal import render_findings, verdict_text
from cisterna.papers.words import Words
from cisterna.quantities import Concentration, DoseRate, Duration, Mass, Quantity, Range
from cisterna.reasons import Force, Judgement
from cisterna.therapy import Case

__all__ = ["IF_NOT", "Row", "answers", "card_rows", "digits_rule", "render_card"]

IF_NOT = "If the display shows something else: stop, do not commit, and call whoever made this plan."
"""What to do where a display disagrees."""

TWO_PEOPLE = "One person types, a second person reads each line back from the display."

UNCHANGED = "The program runs on as it is. Bridge or priming bolus, if it offers one: no; if it insists, stop and call."

_LABELS = {
    "pump": "Pump model",
    "tubing volume": "Pump tubing volume",
    "catheter volume": "Catheter volume",
    "primary drug": "Primary drug",
    "concentration": "Concentration of {drug}",
    "mode": "Mode",
    "dose": "Dose of {drug}",
    "schedule step": "{drug} from {start} to {until}",
    "single bolus": "Single bolus of {drug}",
    "patient bolus": "Patient bolus",
    "patient bolus time": "Patient bolus, time",
    "patient bolus lockout": "Patient bolus, lockout",
    "patient boluses a day": "Patient boluses a day",
    "bridge old concentration": "Bridge: old concentration of {drug}",
    "bridge volume": "Bridge: volume",
    "bridge time": "Bridge: time",
    "bridge flow": "Bridge: flow",
    "bridge dose": "Bridge: dose of {drug}",
    "reservoir volume": "Reservoir volume, after the fill",
    "low-reservoir alarm": "Low-reservoir alarm volume",
}

_DO = {
    "pump": "check",
    "tubing volume": "check",
    "catheter volume": "check",
    "mode": "choose",
    "primary drug": "choose",
}

_NOTES = {
    "label differs": "the label of the fill says another: type this only if the plan says why",
    "sum": "the sum of the steps above",
    "goes on": "goes on as it is",
    "not in the plan": "the plan does not say it: ask before you type",
    "old mixture": "of the old mixture, while the bridge runs",
    "line holds another": "as typed last time; the line holds another concentration: call before you type",
    "residual not counted": "what was injected; what stayed behind is not counted",
    "partly emptied": "what stayed behind and what was injected",
    "not emptied": "what the programmer showed before the fill, plus what was injected",
    "alarm at once": "the reservoir holds no more than that: the alarm would sound at once, so call before you go on",
    "no refill": "the reservoir is not filled at this session",
}


class Row(NamedTuple):
    """A line of the card as text: its number, what it is, check or type or choose, what, what should then be shown."""

    number: int
    label: str
    do: str
    typed: str
    shows: tuple[str, ...]


def card_rows(sheet: Sheet, words: Words) -> list[Row]:
    """The lines of a session, numbered in the order in which they are typed."""
    return [
        Row(
            number,
            _label(line, words),
            _done(line, unchanged=sheet.unchanged),
            _typed(line, words),
            tuple(_shown(each, words) for each in line.shows),
        )
        for number, line in enumerate(sheet.lines, start=1)
    ]


_CHOSEN = ("patient bolus", "bridge volume")


def _done(line: Line, *, unchanged: bool) -> str:
    if line.note == "sum" or (unchanged and line.item not in ("reservoir volume", "low-reservoir alarm")):
        return "check"
    if line.item == "reservoir volume" and isinstance(line.typed, str):
        return "check"
    return "choose" if isinstance(line.typed, str) and line.item in _CHOSEN else _DO.get(line.item, "type")


def _label(line: Line, words: Words) -> str:
    if line.item == "bridge volume" and isinstance(line.typed, str):
        return "Bridge"
    start, until = (_hour(each) for each in (line.start, line.until))
    return _LABELS[line.item].format(drug=words.name(line.drug), start=start, until=until)


def _hour(time: Duration | None) -> str:
    """A time of day on the pump's own clock."""
    if time is None:
        return ""
    minutes = round(time.value * 1440)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _typed(line: Line, words: Words) -> str:
    told = line.typed
    if isinstance(told, Range):
        text = f"as the installed card shows it; the case says {told}"
    elif told is None:
        text = f"not known ({', '.join(line.missing)}): read it, and call before you go on" if line.missing else ""
    elif line.item == "primary drug":
        text = words.name(str(told))
    else:
        text = str(told) if isinstance(told, (str, int)) else _value(told, line.drug, words)
    note = _NOTES.get(line.note, "")
    return f"{text}; {note}" if text and note else text or note


def _value(value: Quantity, drug: str, words: Words) -> str:
    match value:
        case Concentration():
            return words.concentration(drug, value)
        case DoseRate():
            return _dose(value, drug, words)
        case Mass():
            other = "mcg" if words.amount(drug, value).endswith("mg") else "mg"
            return f"{words.amount(drug, value)} ({value.format(other)})"
        case Duration():
            return value.hours_and_minutes()
    return str(value)


def _dose(dose: DoseRate, drug: str, words: Words) -> str:
    """In the unit of the drug, and in the others that a display may use."""
    usual = words.dose_unit(drug)
    return f"{words.dose(drug, dose)} ({'; '.join(f'{dose:{unit}}' for unit in _UNITS if unit != usual)})"


_UNITS = ("mcg/day", "mg/day", "mcg/h")


def _shown(shows: Shows, words: Words) -> str:
    name = f"{words.name(shows.drug)} {shows.what}" if shows.drug else shows.what
    if shows.what == "alarm date" and isinstance(shows.value, Duration):
        until = (
            ""
            if not isinstance(shows.most, Duration)
            else f" to {words.day(shows.most)}, by how many boluses are given"
        )
        return f"alarm date {words.day(shows.value)}{until}, a day earlier or later is the same"
    text = _value(shows.value, shows.drug, words)
    if shows.step is None:
        return f"{name} {text}"
    readings = [each.format(significant=9) for each in shows.readings(shows.step)]
    exact = "" if readings == [text] else f" ({text} before the display rounds)"
    return f"{name} {' or '.join(readings)}{exact}"


def answers(sheet: Sheet) -> list[str]:
    """What to answer where the programmer offers a bridge or a prime."""
    if sheet.unchanged:
        return [
            "The program runs on as it is. Bridge or priming bolus, if it offers one: no; if it insists, stop and call."
        ]
    bridge = (
        "Bridge bolus: only the one on this card. If it works out another one, stop and call."
        if sheet.bridge
        else "If it offers a bridge bolus: no. The plan has none; if it insists, stop and call."
    )
    if sheet.prime is None:
        return [bridge, "If it offers a priming bolus: no. There is none at a refill."]
    volume, over = sheet.prime
    return [bridge, f"Priming bolus: only {volume} over {over.hours_and_minutes()}, as this plan has it."]


def digits_rule(card: Card) -> str:
    """Which displays are known to how many digits, and what counts as the same number on the others."""
    steps = {shows.step.format(significant=9) for shows in _all(card) if shows.step is not None}
    known = f", but for the flow, which the case quotes in steps of {' and '.join(sorted(steps))}" if steps else ""
    return (
        f"How many digits a display has is not known{known}. Numbers here that do not end are rounded to four digits. "
        "A display may round or cut off: less than one unit of its last digit away is the same number."
    )


def _all(card: Card) -> Iterator[Shows]:
    return (shows for sheet in card.sheets for line in sheet.lines for shows in line.shows)


def render_card(
    card: Card, case: Case, judgement: Judgement, knowledge: Knowledge, style: Style, *, name: str = ""
) -> str:
    """The card as text, with what has to be signed before it may be used."""
    words, cited = Words(knowledge.catalogue, case.clock), Cited(knowledge)
    verdict = judgement.verdict
    verdict_shown = verdict_text(verdict, style._replace(color=False))
    lines = [heading("Programming card", style._replace(color=False), right=verdict_shown)]
    lines += paragraph(f"Plan {name}", style) if name else []
    lines += paragraph(f"Case of {case.on.isoformat()}, zone {case.clock.zone}. {TWO_PEOPLE}", style)
    lines += paragraph(_held(card, words), style)
    unsigned = [each for each in judgement.findings if each.force is Force.SOFT and verdict.name == "NeedsOverride"]
    if unsigned:
        lines += ["", heading("Not to be typed before this is signed", style)]
        lines += render_findings(unsigned, words, cited, style)
    for number, sheet in enumerate(card.sheets, start=1):
        which = f"Session {number} of {len(card.sheets)}: " if len(card.sheets) > 1 else ""
        lines += ["", heading(f"{which}{words.when(sheet.at)}", style)]
        for row in card_rows(sheet, words):
            lines += _row(row, style)
        lines += [line for answer in answers(sheet) for line in bullet(answer, style, mark=">")]
    lines += ["", *paragraph(digits_rule(card), style), ""]
    lines += [style.paint(line, "bold") for line in paragraph(IF_NOT, style)]
    if unsigned:
        lines += ["", heading("Sources", style), *cited.listing(style, full=style.sources)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _held(card: Card, words: Words) -> str:
    names = " and ".join(words.name(drug) for drug in card.held)
    return f"Keep the intrathecal {names} running: the pump is not stopped to type." if names else ""


def _row(row: Row, style: Style) -> Iterator[str]:
    """Number and label, what is typed below it, and what should then be shown after an arrow."""
    yield f"{row.number:>4}  {row.label}"
    yield from bullet(row.typed, style, mark=row.do, indent=6)
    for text in row.shows:
        yield from bullet(text, style, mark="then", indent=6)
