"""
What comes of a request for another change than the start of a drug, for every reader.

Physician, pharmacist and nurse see the same facts; the patient sees the way in plain words, if it may be used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from cisterna.papers import terminal
from cisterna.papers.bridge import compared_lines
from cisterna.papers.cited import Cited
from cisterna.papers.dates import date_lines, end_lines, plain_dates
from cisterna.papers.layout import Style, bullet, field, heading, paragraph
from cisterna.papers.picture import Band
from cisterna.papers.pitfalls import render_pitfalls
from cisterna.papers.words import Words, shown_names
from cisterna.reasons import Finding, Force
from cisterna.therapy import (
    AspiratePort,
    Call,
    Flex,
    Observe,
    Program,
    Refill,
    Reprogram,
    SimpleContinuous,
    Stop,
    is_done,
)
from cisterna.wording import do_about, say

if TYPE_CHECKING:
    from cisterna.consult.change import Changed, DrugChange, Way
    from cisterna.knowledge import Knowledge
    from cisterna.papers.reader import Page
    from cisterna.wording.readers import Audience
    from cisterna.wording.renderings import Renderings

__all__ = ["render_changed", "render_changed_for"]

_USABLE = ("Clear", "NeedsOverride")

Findings = Callable[[Iterable[Finding]], Iterator[str]]
Say = Callable[[Finding], str]


class _Reader:
    """Whom the page is for: how names, sources, sentences and findings are written there."""

    __slots__ = ("cited", "findings", "say", "style", "words")

    def __init__(self, words: Words, cited: Cited, say: Say, findings: Findings, style: Style) -> None:
        self.words, self.cited, self.say, self.findings, self.style = words, cited, say, findings, style


def render_changed(
    found: Changed, knowledge: Knowledge, style: Style, *, chosen: str | None = None, sheet: bool = False
) -> str:
    """The physician's page: the way that is shown in full, the others a line each; `sheet` adds every look."""
    words, cited = Words(knowledge.catalogue, found.case.clock), Cited(knowledge)

    def sentence(finding: Finding) -> str:
        return f"{say(finding, words.name, words.when)} {do_about(finding, words.name, words.when)}".strip()

    def findings(each: Iterable[Finding]) -> Iterator[str]:
        return terminal.render_findings(each, words, cited, style)

    reader = _Reader(words, cited, sentence, findings, style)
    shown = _shown(found, chosen)
    lines = [*terminal._head(found, knowledge, style), "", *_body(found, shown, reader, sheet=sheet)]
    lines += _end(found, shown, reader)
    return _finished(lines, knowledge, cited, style, full=style.sources)


def render_changed_for(
    audience: Audience,
    found: Changed,
    knowledge: Knowledge,
    renderings: Renderings,
    style: Style,
    *,
    chosen: str | None = None,
    sheet: bool = False,
) -> str:
    """The page for a pharmacist, a nurse or a patient."""
    from cisterna.papers.reader import Page, _head

    page = Page(found, knowledge, renderings, audience, style)
    shown = _shown(found, chosen)
    lines = [*_head(found, page), ""]
    if audience.value == "patient":
        lines += _patient(found, shown, page)
    else:
        reader = _Reader(page.words, page.cited, lambda one: page.finding(one), page.findings, style)
        lines += [*_body(found, shown, reader, sheet=sheet), *_end(found, shown, reader)]
    return _finished(lines, knowledge, page.cited, style, full=style.sources or audience.value == "patient")


def _finished(lines: list[str], knowledge: Knowledge, cited: Cited, style: Style, *, full: bool) -> str:
    lines = [shown_names("\n".join(lines), knowledge.catalogue)]  # titles of sources stay as their authors wrote them
    lines += ["", heading("Sources", style), *cited.listing(style, full=full)]
    return "\n".join(line.rstrip() for line in "\n".join(lines).split("\n")) + "\n"


def _shown(found: Changed, chosen: str | None) -> Way | None:
    return found.way(chosen) if chosen else (found.ways[0] if found.ways else None)


def _body(found: Changed, shown: Way | None, reader: _Reader, *, sheet: bool) -> Iterator[str]:
    style, words = reader.style, reader.words
    yield from paragraph(reader.say(found.asked), style)
    if found.keeps:
        yield from terminal._answer(found, words, style)
    if found.ways:
        yield from ("", heading(f"Plans, best first ({len(found.ways)})", style))
        for number, way in enumerate(found.ways, start=1):
            right = terminal._SHOWN[way.verdict.name]
            yield heading(f"{number} {way.id}", style._replace(color=False), right=right)
            yield from paragraph(reader.say(_called(way)), style, indent=2)
    if shown is not None:
        yield from ("", *_way(found, shown, reader))
        if sheet:
            yield from ("", heading(f"Sheet for {shown.id}", style), *_sheet(shown, reader))


def _end(found: Changed, shown: Way | None, reader: _Reader) -> Iterator[str]:
    style = reader.style
    if shown is not None:
        yield from ("", *render_pitfalls(shown.assessed.pitfalls, reader.words, reader.cited, style))
    if found.not_possible:
        yield from ("", heading("Considered, and not possible", style))
        for each in found.not_possible:
            yield from bullet(f"{each.id}: {reader.say(each.why)}{reader.cited(each.why.because)}", style)
    if found.findings:
        yield from ("", heading("Specialist", style), *reader.findings(found.findings))
    if found.disagreements:
        yield from ("", heading("Where sources disagree", style))
        yield from terminal._disagree(found, reader.cited, style)


def _called(way: Way) -> Finding:
    return Finding(way.called, Force.NOTE, values=way.values)


def _way(found: Changed, way: Way, reader: _Reader) -> Iterator[str]:
    style, words, cited = reader.style, reader.words, reader.cited
    name, judgement = way.verdict.name, way.assessed.judgement
    yield heading(f"Plan {way.id}", style, right=terminal._SHOWN[name], paint=("bold", terminal._PAINT[name]))
    yield from paragraph(f"{reader.say(_called(way))}{cited(way.because)}", style, indent=3)
    yield from field("Physics", [terminal._axis(judgement.physics)], style)
    yield from field("To sign", [terminal._axis(judgement.acknowledgements)], style)
    yield ""
    yield from field("Steps", _steps(way, words), style)
    if way.compared is not None:
        lines = compared_lines(way.compared, words, found.held[0], cited(way.compared.because))
        yield from field("Bridge", lines, style)
    yield from field("Recipe", _recipe(way, words), style)
    if any(not is_done(way.case, step) for step in way.plan.of(Refill)):
        yield from field("Order", [f"what the pharmacy is asked for: cisterna order CASE --show {way.id}"], style)
    yield from field("Type in", _typed(way), style)
    yield from field("At the tip", [line for each in way.drugs for line in _drug(each, words)], style)
    yield from field("Worked out", [f"{reader.say(one)}{cited(one.because)}" for one in way.notes], style)
    yield from field("Watch", _watch(way, words), style)
    look_for = [f"{words.name(one.drug)}: {', '.join(one.items)}{cited(one.because)}" for one in way.watch_for]
    yield from field("Look for", look_for, style)
    opioids = [drug.drug for drug in way.drugs if "24 h most" in drug.figures]
    for held in way.assessed.held:
        yield from field("Worst case", terminal._worst(way.assessed, words, held, opioids), style)
    yield from field("Dates", _dates(way, words), style)
    yield from field("Fill ends", end_lines(way.booking, words), style)
    yield from ("", *_picture(way, words, style), "")
    beside = [one for one in judgement.findings if one not in way.assessed.pitfalls]
    yield from reader.findings(beside)


def _steps(way: Way, words: Words) -> Iterator[str]:
    """What is done, in order of time; watching stands on its own."""
    for step in way.plan.steps:
        when = f"{words.when(step.at)}{' (was done)' if is_done(way.case, step) else ''}"
        match step:
            case Refill():
                made = f"{step.volume}{f', {way.form}' if way.form else ''}, preservative-free"
                drawn = "; nothing is drawn out first" if step.withdraw_to is None else ""
                if step.rinse is not None:
                    drawn = f"; rinse first, {step.rinse.times} times with {step.rinse.volume} of the same"
                yield f"{when}: refill {made}: {'; '.join(words.mixture(step.fill))}{drawn}"
            case Reprogram():
                yield f"{when}: program {'; '.join(_program(step.program, words))}"
            case Stop():
                yield f"{when}: stop the pump"
            case AspiratePort():
                yield f"{when}: draw {step.volume} through the catheter access port"
            case Call():
                yield f"{when}: {step.why}"
            case Observe():
                pass


def _program(program: Program, words: Words) -> Iterator[str]:
    """What is typed in, in the order in which it is."""
    primary = program.primary
    yield f"primary drug {words.name(primary)}; entered: {'; '.join(words.mixture(program.entered))}"
    match program.mode:
        case SimpleContinuous(dose):
            yield f"simple continuous {words.dose(primary, dose)}"
            yield f"the pump should then show a flow of {program.flow_for(dose)}"
        case Flex(steps):
            each = [f"from {step.start.hours_and_minutes()} {step.dose:mcg/h}" for step in steps]
            yield f"flex, by the pump's clock after midnight: {', '.join(each)}"
            yield f"the pump should then show {words.dose(primary, program.daily_dose)}"
    if program.prime is not None:
        yield f"first a prime of {program.prime.volume} over {program.prime.over.hours_and_minutes()}"
    bridge = program.bridge
    if bridge is not None:
        entered = program.entered[primary] * bridge.volume
        yield (
            f"bridge {bridge.volume} over {bridge.over.hours_and_minutes()} ({bridge.flow}); the pump shows it as "
            f"{words.amount(primary, entered)} of {words.name(primary)}, counted at the new concentration"
        )
    else:
        yield "no bridge"
    yield "patient bolus: none" if program.patient_bolus is None else "patient bolus: as it is"


def _recipe(way: Way, words: Words) -> list[str]:
    if way.recipe is None:
        return []
    parts = [f"{part.volume} of {words.name(part.drug)} {part.strength}" for part in way.recipe.parts]
    return [*parts, f"{way.recipe.diluent} of preservative-free diluent"]


def _typed(way: Way) -> list[str]:
    if way.typed is None:
        return []
    return [f"reservoir volume {way.typed}: what was filled in. The pump counts down from what is typed, it measures "
            f"nothing"]  # fmt: skip


def _drug(each: DrugChange, words: Words) -> Iterator[str]:
    name = words.name(each.drug)
    strengths = f"{words.concentration(each.drug, each.strength_before)}"
    if each.strength_after != each.strength_before:
        strengths += f" to {words.concentration(each.drug, each.strength_after)}"
    if each.after == each.before:
        yield f"{name} {words.dose(each.drug, each.before)} as before; {strengths}"
    else:
        part = "" if each.part is None else f", {each.part} of it"
        yield f"{name} {words.dose(each.drug, each.before)} to {words.dose(each.drug, each.after)}{part}; {strengths}"
    if each.old_until is not None and each.old_until == each.new_from:
        yield f"at the tip: from {words.when(each.old_until)}, at once"
    elif each.old_until is not None and each.new_from is not None:
        yield (
            f"at the tip: as before until {words.when(each.old_until)} at the earliest; as planned from "
            f"{words.when(each.new_from)} at the latest"
        )


def _watch(way: Way, words: Words) -> Iterator[str]:
    for window in way.windows:
        yield f"{window.kind}: {words.when(window.start)} to {words.when(window.until)}"
    for stretch in terminal._stretches(way.rows, words):
        yield f"look {stretch}"
    if not way.rows:
        yield "how often: no source gives a ladder for this"


def _sheet(way: Way, reader: _Reader) -> Iterator[str]:
    for row in way.rows:
        yield f"   {reader.words.when(row.at)}   {row.at.hours_and_minutes():>12} after the start   {row.window}"
    for each in way.watch_for:
        text = f"Because of {reader.words.name(each.drug)}: {'; '.join(each.items)}."
        yield from paragraph(text, reader.style, indent=3)


def _dates(way: Way, words: Words) -> list[str]:
    if way.booking is None and way.typed is None:
        return ["no new fill: the dates of the fill in the pump hold, at the new flow"]
    return date_lines(way.booking, words)


def _picture(way: Way, words: Words, style: Style) -> list[str]:
    if way.assessed.tip is None:
        text = "No tip picture: the volume of tubing and catheter or of the reservoir is not known."
        return paragraph(text, style, indent=3)
    bands = [Band(f"watch {window.kind}", window.start, window.until) for window in way.windows]
    turns = [(one.old_until, one.new_from) for one in way.drugs]
    known = [(start, end) for start, end in turns if start is not None and end is not None]
    if known:
        first = min((start for start, _ in known), key=lambda at: at.value)
        last = max((end for _, end in known), key=lambda at: at.value)
        bands += [Band("turns", first, last)] if first < last else []
    return terminal._curves(way.case, way.assessed.tip, bands, words, style)


# The patient


def _patient(found: Changed, shown: Way | None, page: Page) -> Iterator[str]:
    from cisterna.wording.patient import PAGE, VERDICTS

    style, words = page.style, page.words
    yield heading("Your pump", style)
    yield from page.lines([page.finding(found.asked)])
    if shown is None:
        yield from page.lines([PAGE["no-plan"]])
    yield from page.lines([VERDICTS[(found.verdict if shown is None else shown.verdict).name]])
    usable = shown is not None and shown.verdict.name in _USABLE
    if found.held and found.keeps:
        held = " and ".join(words.name(drug) for drug in found.held)
        yield from ("", heading("What stays the same", style), *page.lines([PAGE["keep"].format(held=held)]))
    if shown is not None and usable:
        yield from ("", heading("What you get", style), *page.lines([page.finding(_called(shown))]))
        yield from page.lines(
            PAGE["held"].format(
                dose=words.dose(one.drug, one.after),
                held=words.name(one.drug),
                running=words.dose(one.drug, one.before),
            )
            for one in shown.drugs
        )
        yield from page.lines(page.finding(one) for one in shown.notes)
        yield from ("", heading("Who watches you", style), *page.lines(_watched(shown, page)))
    elif shown is not None:
        yield from page.lines([PAGE["not-shown"]])
    if shown is not None:
        yield from ("", heading("What to look for, and when to call", style))
        for each in shown.watch_for:
            line = PAGE["signs"].format(drug=words.name(each.drug), items=", ".join(each.items))
            yield from page.lines([line + page.cited(each.because)])
        yield from page.lines([PAGE["call"], PAGE["emergency"], PAGE["alarm"]])
        if usable and shown.booking is not None:
            yield from page.lines(plain_dates(shown.booking, page.words))
        open_points = [one for one in shown.assessed.judgement.findings if one not in shown.assessed.pitfalls]
        yield from ("", heading("What your team still has to settle", style), *page.findings(open_points))
    if found.findings:
        yield from ("", heading("What a pump expert can do", style), *page.findings(found.findings))


def _watched(way: Way, page: Page) -> Iterator[str]:
    from cisterna.wording.patient import PAGE

    for window in way.windows:
        key = f"watch-{window.kind}"
        start, until = page.words.when(window.start), page.words.when(window.until)
        yield PAGE[key if key in PAGE else "watch-change"].format(start=start, until=until)
    for stretch in terminal._stretches(way.rows, page.words):
        yield PAGE["look"].format(stretch=stretch)
    if not way.rows:
        yield PAGE["no-looks"]
