"""
A consultation as text for a terminal: verdicts, plans, tip picture, program, dates, findings with their sources.

Words and layout only; every number comes from the consultation or from a statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from cisterna.consult import Assessment, Consultation, Offer
from cisterna.consult.assayed import as_assayed
from cisterna.delivery import Tip
from cisterna.inspection import Verification
from cisterna.knowledge import Knowledge
from cisterna.papers.bridge import bridge_lines
from cisterna.papers.cited import Cited as _Cited
from cisterna.papers.dates import date_lines, end_lines
from cisterna.papers.design import render_design
from cisterna.papers.escalation import render_escalation
from cisterna.papers.fronts import front_lines, narrowed_lines
from cisterna.papers.layout import Style, bullet, field, heading, paragraph
from cisterna.papers.monitoring import call_when, render_monitoring
from cisterna.papers.overrides import override_lines
from cisterna.papers.picture import Band, Curve, picture
from cisterna.papers.pitfalls import render_pitfalls
from cisterna.papers.systemic import overlap_table, render_systemic, render_without_plan, share_in_short
from cisterna.papers.words import Words, shown_names
from cisterna.quantities import Duration, Range
from cisterna.reasons import Finding, Force, Verdict
from cisterna.surveillance import Row
from cisterna.therapy import (
    Call,
    Case,
    Flex,
    Observe,
    Plan,
    Program,
    Refill,
    Reprogram,
    SimpleContinuous,
    Stop,
    is_done,
)
from cisterna.therapy.case import RISKS, risk_name
from cisterna.transition import NotPossible
from cisterna.wording import do_about, say, title

if TYPE_CHECKING:
    from cisterna.consult.change import Changed

__all__ = ["render_assessment", "render_consultation", "render_tip", "verdict_text"]

_PAINT = {"Clear": "green", "NeedsOverride": "yellow", "CannotSay": "cyan", "Refused": "red"}
_SHOWN = {"Clear": "CLEAR", "NeedsOverride": "NEEDS OVERRIDE", "CannotSay": "CANNOT SAY", "Refused": "REFUSED"}
_MARKS = {Force.HARD: "x", Force.SOFT: "!", Force.UNKNOWN: "?", Force.NOTE: "-"}
_MOST = " 24 h most"
_KINDS = {
    "A": "keep the {held} concentration and the flow; only {added} is new",
    "B": "the {held} concentration changes; a bridge holds its dose; {added} is new",
}


def verdict_text(verdict: Verdict, style: Style) -> str:
    """The verdict in capitals, painted where colors may be used."""
    return style.paint(_SHOWN[verdict.name], "bold", _PAINT[verdict.name])


def render_consultation(
    found: Consultation, knowledge: Knowledge, style: Style, *, chosen: str | None = None, sheet: bool = False
) -> str:
    """The whole text. The best plan, or the `chosen` one, in full; the others a line each; `sheet` adds every look."""
    words = Words(knowledge.catalogue, found.case.clock)
    cited = _Cited(knowledge)
    shown = found.offer(chosen) if chosen else (found.offers[0] if found.offers else None)
    lines = [*_head(found, knowledge, style), ""]
    lines += _answer(found, words, style)
    if found.offers:
        lines += ["", *_asked_without_plan(found, words, cited, style)]
        lines += [heading(f"Plans, best first ({len(found.offers)})", style), *_ranking(found, words, style)]
    if shown is not None:
        lines += ["", *_offer(found, shown, words, cited, style)]
        if sheet:
            lines += ["", heading(f"Sheet for {shown.id}", style), *render_sheet(shown, words, style)]
            lines += overlap_table(shown.systemic, shown.candidate.dose.drug, words, style)
            lines += ["", *render_monitoring(shown.monitoring, words, cited, style)]
    elif found.case.systemic_opioids:
        lines += ["", *render_without_plan(found.case, words, style)]
    lines += ["", *render_pitfalls(shown.pitfalls if shown else found.pitfalls, words, cited, style)]
    if found.not_possible:
        lines += ["", heading("Considered, and not possible", style)]
        lines += [line for each in found.not_possible for line in _not_possible(each, words, style)]
    if found.referral:
        lines += ["", heading("Specialist", style), *render_findings(found.referral, words, cited, style)]
    lines += ["", heading("What each source says", style), *_sources_say(found, words, cited, style)]
    if found.disagreements:
        lines += ["", heading("Where sources disagree", style), *_disagree(found, cited, style)]
    lines = [shown_names("\n".join(lines), knowledge.catalogue)]  # titles of sources stay as their authors wrote them
    lines += ["", heading("Sources", style), *cited.listing(style, full=style.sources)]
    return "\n".join(line.rstrip() for line in "\n".join(lines).split("\n")) + "\n"


def _disagree(found: Consultation | Changed, cited: _Cited, style: Style) -> Iterator[str]:
    """Every question on which sources differ, the side that was used first, with the direction each calls careful."""
    for each in found.disagreements:
        sides = []
        for side in each.sides:
            careful = f" ({side.cautious} is the careful direction)" if side.cautious else ""
            sides.append(f"{side.says}{careful}{cited(side.statements)}")
        facts = f" ({each.facts})" if each.facts else ""
        yield from bullet(f"{each.question}{facts}: {'; '.join(sides)}. First by {each.first_by}.", style)


def _head(found: Consultation | Changed, knowledge: Knowledge, style: Style) -> list[str]:
    policy = knowledge.policy
    first = f"Cisterna {found.program}, pack {knowledge.version} ({_short(found.pack)}), policy {policy.name} " \
            f"({_short(found.policy)}), on {found.on.isoformat()}"  # fmt: skip
    lines = paragraph(first, style)
    for note in found.notes:
        lines += paragraph(f"{say(note)} {do_about(note)}".strip(), style)
    return [style.paint(line, "dim") for line in lines]


def _short(digest: str) -> str:
    return digest.removeprefix("sha256:")[:12]


def _answer(found: Consultation | Changed, words: Words, style: Style) -> list[str]:
    held = " and ".join(words.name(drug) for drug in found.held)
    if not held:
        return []
    none = "It is not" if len(found.held) == 1 else "None of them is"
    text = f"Keep the intrathecal {held} running. {none} tapered, paused or stopped to make room for anything."
    return [style.paint(line, "bold") for line in paragraph(text, style)]


def asked_without_plan(found: Consultation) -> str:
    """The drug that was asked for, where there are plans and none of them is for it; else nothing."""
    start = found.case.request.start if found.case.request is not None else ""
    return "" if not found.offers or any(each.candidate.dose.drug == start for each in found.offers) else start


def _asked_without_plan(found: Consultation, words: Words, cited: _Cited, style: Style) -> Iterator[str]:
    asked = asked_without_plan(found)
    if asked:
        text = f"No plan for {words.name(asked)}, which was asked for. The plans below are for another drug."
        yield from (style.paint(line, "bold") for line in paragraph(text, style))
        for each in found.doses:
            if each.drug == asked:
                yield from render_findings([one for one in each.findings if one.missing], words, cited, style)
        yield ""


def _ranking(found: Consultation, words: Words, style: Style) -> Iterator[str]:
    for number, offer in enumerate(found.offers, start=1):
        dose = offer.candidate.dose
        text = f"{number} {offer.id}"
        yield heading(text, style._replace(color=False), right=_SHOWN[offer.verdict.name])
        gives = f"{words.name(dose.drug)} {words.dose(dose.drug, offer.candidate.gives)}: {dose.basis}"
        gives += share_in_short(offer.systemic)
        yield from paragraph(gives, style, indent=2)


def _offer(found: Consultation, offer: Offer, words: Words, cited: _Cited, style: Style) -> Iterator[str]:
    candidate, held = offer.candidate, found.held[0]
    added = candidate.dose.drug
    yield heading(
        f"Plan {offer.id}", style, right=_SHOWN[offer.verdict.name], paint=("bold", _PAINT[offer.verdict.name])
    )
    kind = _KINDS[candidate.kind].format(held=words.name(held), added=words.name(added))
    yield from paragraph(kind[0].upper() + kind[1:] + ".", style, indent=3)
    yield from field("Physics", [_axis(offer.judgement.physics)], style)
    yield from field("To sign", [_axis(offer.judgement.acknowledgements)], style)
    if signed := override_lines(found.case, offer.judgement.findings):
        yield from field("Set aside", signed, style)
    yield ""
    yield from field("Fill", _fill(offer, words), style)
    yield from field("Recipe", _recipe(offer, words), style)
    yield from field("Order", [f"what the pharmacy is asked for: cisterna order CASE --show {offer.id}"], style)
    yield from field("Program", _program(found, candidate.program, offer, words, held), style)
    yield from field("Bridge", bridge_lines(offer, words, held, cited), style)
    yield from field("Gives", _gives(found, offer, words, held, cited), style)
    yield from field("New at the tip", _arrival(offer, words), style)
    yield from field("Front", front_lines(offer.fronts, words, cited), style)
    yield from field("Watch", [*_watch(offer, words), _risks(found.case)], style)
    yield from field("Look for", _look_for(offer, words, cited), style)
    yield from field("Call when", call_when(offer.monitoring, words, held, added, cited), style)
    yield from field("Worst case", _worst(offer, words, held, [added]), style)
    yield from field("Residual", _residual(offer, words, held), style)
    yield from field("Dates", date_lines(offer.booking, words), style)
    yield from field("Fill ends", end_lines(offer.booking, words), style)
    yield ""
    yield from _picture(found, offer, words, style)
    yield ""
    yield from render_findings(_besides(offer.judgement.findings, offer.pitfalls), words, cited, style)
    yield from ("", *render_design(found, offer, words, style))
    yield from ("", *render_systemic(found.case, offer, words, cited, style))
    yield from ("", *render_escalation(offer, held, words, cited, style))


def _axis(verdict: Verdict) -> str:
    codes = [finding.code for finding in getattr(verdict, "findings", ())]
    return _SHOWN[verdict.name] + (f": {', '.join(dict.fromkeys(codes))}" if codes else "")


def _fill(offer: Offer, words: Words) -> list[str]:
    refill = offer.candidate.refill
    return [f"{refill.volume}, {offer.candidate.made_from}, preservative-free", *words.mixture(refill.fill)]


def _recipe(offer: Offer, words: Words) -> list[str]:
    recipe = offer.candidate.recipe
    if recipe is None:
        return []
    parts = [f"{part.volume} of {words.name(part.drug)} {part.strength}" for part in recipe.parts]
    return [*parts, f"{recipe.diluent} of preservative-free diluent"]


def _program(found: Consultation, program: Program, offer: Offer, words: Words, held: str) -> list[str]:
    lines = [f"primary drug {words.name(program.primary)}; entered: {'; '.join(words.mixture(program.entered))}"]
    if isinstance(program.mode, SimpleContinuous):
        lines.append(f"simple continuous {words.dose(held, program.mode.dose)}")
    elif isinstance(program.mode, Flex):
        steps = [f"from {step.start.hours_and_minutes()} {words.dose(held, step.dose)}" for step in program.mode.steps]
        lines.append(f"flex, by the pump's clock after midnight: {'; '.join(steps)}")
    half = f"{offer.id}.typed.half-unit"
    if half in found.trace:
        lines.append(
            f"the catalogue knows no step of this pump: half a unit in the last digit is "
            f"{found.trace[half].result} of the dose"
        )
    lines.append(f"the pump should then show a flow of {offer.candidate.flow}")
    if program.patient_bolus is None:
        lines.append("patient bolus: none")
    if offer.verdict.name in ("Clear", "NeedsOverride"):
        lines.append("line by line, with what the display should then show: cisterna card")
    return lines


def _gives(found: Consultation, offer: Offer, words: Words, held: str, cited: _Cited) -> list[str]:
    candidate = offer.candidate
    dose, running = candidate.refill.fill[held] * candidate.flow, found.case.running.daily_dose(held)
    intended = found.case.running.held_dose(held)
    aim = f"; intended: {words.dose(held, intended)}" if intended != running else ""
    added = candidate.dose.drug
    beside = [
        f"{words.name(drug)} {words.dose(drug, strength * candidate.flow)} "
        f"(running: {words.dose(drug, found.case.running.daily_dose(drug))})"
        for drug, strength in candidate.refill.fill.items()
        if drug not in (held, added)
    ]
    return [
        f"{words.name(held)} {words.dose(held, dose)} (running: {words.dose(held, running)}{aim})",
        *beside,
        f"{words.name(added)} {words.dose(added, candidate.gives)}, from {words.dose(added, candidate.dose.rate)} "
        f"({candidate.dose.basis}), rounded down{cited(candidate.dose.because)}",
        *_found(found, offer, words),
    ]


def _found(found: Consultation, offer: Offer, words: Words) -> Iterator[str]:
    """What the fill gives by its assay, where there is one."""
    candidate = offer.candidate
    for drug, dose in as_assayed(found.case, candidate.refill.fill, candidate.flow).items():
        ends = dict.fromkeys((words.dose(drug, dose.low), words.dose(drug, dose.high)))
        yield f"by the assay {words.name(drug)} {' to '.join(ends)}"


def _arrival(offer: Offer, words: Words) -> list[str]:
    arrival = offer.candidate.arrival
    if arrival is None:
        return ["not known: it needs the volume of tubing and catheter and the pump's accuracy"]
    return [
        f"{words.when(arrival.nominal)}, {arrival.nominal.hours_and_minutes()} after the refill",
        f"between {words.when(arrival.earliest)} and {words.when(arrival.latest)} {_within(offer)}",
    ]


def _within(offer: Offer) -> str:
    known = all(finding.code != "pump-constants-unknown" for finding in offer.judgement.findings)
    missed = ", also if nobody comes to the second visit" if offer.candidate.second_visit is not None else ""
    return f"within the tolerances{missed}" if known else "as commanded: how accurate this pump is, is not known"


def _watch(offer: Offer, words: Words) -> list[str]:
    lines = [f"{window.kind}: {words.when(window.start)} to {words.when(window.until)}" for window in offer.windows]
    lines += [f"look {stretch}" for stretch in _stretches(offer.rows, words)]
    if not offer.rows:
        lines.append("how often: no source gives a ladder for this drug")
    arrival = offer.candidate.arrival
    if arrival is not None:
        place = next(window.start for window in offer.windows if window.kind == "arrival")
        lines.append(
            f"where (clinic or monitored bed) is for the prescriber to decide; the patient is there by "
            f"{words.when(place)}; what happens between the windows no source in the pack says"
        )
    if offer.candidate.arrival is not None:
        delays = offer.staffed_delays
        lines.append(
            f"a refill on {words.when(delays[0])} would put the whole arrival range inside staffed hours"
            if delays
            else "no refill time puts the whole arrival range inside staffed hours"
        )
    return lines


def _risks(case: Case) -> str:
    """Risks for respiratory depression that the case names or leaves open: what the place is chosen by."""
    named = [f"{risk_name(risk)} ({case.patient.risk(risk)})" for risk in RISKS if case.patient.risk(risk) != "no"]
    return f"risks for breathing in this case: {', '.join(named)}" if named else "the case names no risk for breathing"


def _stretches(rows: tuple[Row, ...], words: Words) -> Iterator[str]:
    """Rows in stretches of one interval: 'every 1 h from ... to ...'."""
    start = 0
    while start < len(rows):
        end = start + 1
        if end < len(rows):
            gap = rows[end].at - rows[start].at
            while (
                end + 1 < len(rows)
                and rows[end + 1].at - rows[end].at == gap
                and rows[end + 1].window == rows[end].window
            ):
                end += 1
            yield f"every {gap} from {words.when(rows[start].at)} to {words.when(rows[end].at)}"
        start = end + 1


def render_sheet(offer: Offer, words: Words, style: Style) -> list[str]:
    """The hour-by-hour sheet: one line a look, with the clock time and the hours since the refill."""
    lines = []
    for row in offer.rows:
        lines.append(f"   {words.when(row.at)}   {row.at.hours_and_minutes():>12} after the refill   {row.window}")
    for each in offer.watch_for:
        lines += paragraph(f"Because of {words.name(each.drug)}: {'; '.join(each.items)}.", style, indent=3)
    return lines


def _worst(found: Offer | Assessment, words: Words, running: str, added: Iterable[str]) -> list[str]:
    """The worst of the whole box: the held drug as a part of what it was, the opioid as amounts."""
    verification, added = found.verification, list(added)
    if verification is None or verification.box is None:
        return ["not known: it needs the volume of tubing and catheter"]
    figures, box, lines = verification.figures, verification.box, []
    for window in ("24 h", "4 h"):
        low, high = figures.get(f"{running} {window} low"), figures.get(f"{running} {window} high")
        if low is not None and high is not None:
            lines.append(
                f"{words.name(running)} in any {window}: {low.value} to {high.value} of what the running program gives"
            )
    for drug in added:
        day, hour = figures.get(f"{drug} 24 h most"), figures.get(f"{drug} 1 h most")
        if day is not None and hour is not None:
            lines.append(
                f"{words.name(drug)}: at most {words.amount(drug, day.value)} in any 24 h and "
                f"{words.amount(drug, hour.value)} in any 1 h"
            )
    lines.append(
        f"looked for over {_side('tubing and catheter', box.dead_volume)}, {_side('accuracy', box.accuracy)}, "
        f"{_side('left behind at a refill', box.residual)}; {_outside(verification, [running, *added], words)}leaks "
        f"and stalls are not in this box"
    )
    for drug, side in verification.assay.items():
        lines.append(f"and over {_side(f'{words.name(drug)} in the fill', side)}, as assayed")
    return [*lines, *narrowed_lines(found.narrowed, verification, words, running, added)]


def _outside(verification: Verification, drugs: Iterable[str], words: Words) -> str:
    """Whose potency the box does not cover, for the start of a list."""
    open_ = [words.name(drug) for drug in drugs if drug not in verification.assay]
    return "" if not open_ else f"potency of {' and '.join(open_)}, " if verification.assay else "potency, "


def _side(name: str, side: Range[Any]) -> str:
    return f"{name} {side} (taken as exact)" if side.is_exact else f"{name} {side}"


def _look_for(offer: Offer, words: Words, cited: _Cited) -> list[str]:
    return [f"{words.name(each.drug)}: {', '.join(each.items)}{cited(each.because)}" for each in offer.watch_for]


def _residual(offer: Offer, words: Words, held: str) -> list[str]:
    added, lines = offer.candidate.dose.drug, []
    for choice in offer.candidate.residual_choices:
        name = f"{choice.name} (what this plan does)" if choice.name == "accept" else choice.name
        lines.append(
            f"{name}: if all that can stay behind did, the first fill gives {words.name(held)} "
            f"{words.dose(held, choice.held)} and {words.name(added)} {words.dose(added, choice.added)}"
        )
        if choice.order != offer.candidate.refill.fill:
            if_none = f"{words.dose(held, choice.held_if_none)} and {words.dose(added, choice.added_if_none)}"
            following = " and ".join(words.mixture(offer.candidate.refill.fill))
            lines.append(
                f"order then {' and '.join(words.mixture(choice.order))}: label and program differ; if nothing stayed "
                f"behind it gives {if_none}; the next fill is {following}"
            )
    return lines


def _picture(found: Consultation, offer: Offer, words: Words, style: Style) -> list[str]:
    if offer.tip is None:
        text = "No tip picture: the volume of tubing and catheter or of the reservoir is not known."
        return paragraph(text, style, indent=3)
    bands = [Band(f"watch {window.kind}", window.start, window.until) for window in offer.windows]
    arrival = offer.candidate.arrival
    if arrival is not None:
        bands.append(Band("arrival range", arrival.earliest, arrival.latest))
    return _curves(found.case, offer.tip, bands, words, style)


def _curves(case: Case, tip: Tip, bands: list[Band], words: Words, style: Style) -> list[str]:
    """One panel a drug, what has run longest first, up to half a day after the last band."""
    running = [drug for drug in tip.drugs if drug in case.running.fill]
    drugs = [*running, *(drug for drug in tip.drugs if drug not in running)]
    curves = [Curve(words.name(drug), words.dose_unit(drug), list(tip.rates(drug))) for drug in drugs]
    ends = [band.end + Duration(1) / 2 for band in bands]
    until = min(max(ends, key=lambda end: end.value, default=tip.horizon), tip.horizon, key=lambda end: end.value)
    return picture(curves, bands, case.clock, until=until, width=style.width, plain=style.plain)


def render_tip(case: Case, plan: Plan, tip: Tip, knowledge: Knowledge, style: Style) -> str:
    """The tip picture of a plan, and every piece of it as numbers."""
    words = Words(knowledge.catalogue, case.clock)
    bands = [Band("watch", step.at, step.until) for step in plan.steps if isinstance(step, Observe)]
    lines = [*_steps(case, plan, words, style), "", *_curves(case, tip, bands, words, style), ""]
    for drug in tip.drugs:
        lines.append(f"{words.name(drug)} at the tip")
        for start, end, rate in tip.rates(drug):
            lines += _side_by_side(f"   {words.when(start)} to {words.when(end)}", words.dose(drug, rate), style)
        arrival = tip.arrival(drug)
        if arrival is not None and arrival.value > 0:
            lines.append(f"   first at the tip {words.when(arrival)}, after {arrival.hours_and_minutes()}")
    lines += [
        "",
        *paragraph("This is what the plan gives, not whether it may be used: 'cisterna check' says that.", style),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _side_by_side(left: str, right: str, style: Style) -> list[str]:
    """Two texts on one line, or below each other where the screen is narrow."""
    together = f"{left}   {right}"
    return [together] if len(together) <= style.width else [left, f"      {right}"]


def render_assessment(case: Case, plan: Plan, found: Assessment, knowledge: Knowledge, style: Style) -> str:
    """The verdict on a plan, what stands against it, what it gives at the tip, and the sources."""
    words, cited = Words(knowledge.catalogue, case.clock), _Cited(knowledge)
    judgement = found.judgement
    lines = [heading("Plan", style, right=_SHOWN[judgement.verdict.name],
                     paint=("bold", _PAINT[judgement.verdict.name]))]  # fmt: skip
    lines += field("Physics", [_axis(judgement.physics)], style)
    lines += field("To sign", [_axis(judgement.acknowledgements)], style)
    if signed := override_lines(case, judgement.findings):
        lines += field("Set aside", signed, style)
    for drug in found.held:
        added = [name.removesuffix(_MOST) for name in found.verification.figures if name.endswith(_MOST)]
        lines += field("Worst case", _worst(found, words, drug, dict.fromkeys(added)), style)
    lines += field("Front", front_lines(found.fronts, words, cited), style)
    lines += ["", *_steps(case, plan, words, style), ""]
    lines += render_findings(_besides(judgement.findings, found.pitfalls), words, cited, style)
    lines += ["", *render_pitfalls(found.pitfalls, words, cited, style)]
    if found.tip is not None:
        bands = [Band("watch", step.at, step.until) for step in plan.steps if isinstance(step, Observe)]
        lines += ["", *_curves(case, found.tip, bands, words, style)]
    lines += ["", heading("Sources", style), *cited.listing(style, full=style.sources)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _steps(case: Case, plan: Plan, words: Words, style: Style) -> Iterator[str]:
    """The plan, a line a step."""
    for step in plan.steps:
        match step:
            case Refill():
                what = f"refill {step.volume}: {'; '.join(words.mixture(step.fill))}"
            case Reprogram():
                program = step.program
                dose = words.dose(program.primary, program.daily_dose)
                bridge = program.bridge
                over = f"; bridge {bridge.volume} over {bridge.over.hours_and_minutes()}" if bridge else "; no bridge"
                what = f"program {dose} of {words.name(program.primary)}{over}"
            case Stop():
                what = "stop the pump"
            case Observe():
                what = f"watch until {words.when(step.until)}"
            case Call():
                what = step.why
            case _:
                what = f"draw {step.volume} through the catheter access port"
        done = "was done: " if is_done(case, step) else ""
        yield from field(words.when(step.at), [f"{done}{what}"], style, column=22)


def render_findings(findings: Iterable[Finding], words: Words, cited: _Cited, style: Style) -> Iterator[str]:
    """Each finding: mark, title, sentence, what to do, sources, code."""
    order = list(_MARKS)
    for finding in sorted(findings, key=lambda each: order.index(each.force)):
        said, done = say(finding, words.name, words.when), do_about(finding, words.name, words.when)
        text = f"{title(finding)}. {said} {done}".strip()
        yield from bullet(f"{text}{cited(finding.because)} ({finding.code})", style, mark=_MARKS[finding.force])


def _besides(findings: Iterable[Finding], pitfalls: tuple[Finding, ...]) -> list[Finding]:
    """Findings without those that stand among the pitfalls."""
    return [finding for finding in findings if finding not in pitfalls]


def _not_possible(each: NotPossible, words: Words, style: Style) -> list[str]:
    finding = Finding(each.code, Force.NOTE, values=each.values)
    return bullet(
        f"{each.id}: {say(finding, words.name, words.when)} {do_about(finding, words.name, words.when)}".strip(), style
    )


def _sources_say(found: Consultation, words: Words, cited: _Cited, style: Style) -> Iterator[str]:
    for doses in found.doses:
        name = words.name(doses.drug)
        for each in doses.ranges:
            low, high = words.dose(doses.drug, each.low), words.dose(doses.drug, each.high)
            yield from bullet(f"{name}: start at {low} to {high}{cited(each.statements)}", style)
        for chain in doses.chains:
            links = [
                f"{_by_route(factor.start, words)} to {_by_route(factor.end, words)} gives {result:mg/day}"
                for factor, result in chain.links
            ]
            yield from bullet(f"{name}: {chain.dose:mg/day}; {'; '.join(links)}{cited(chain.statements)}", style)
        if doses.band is not None:
            from cisterna.papers.conversion import band_lines  # only who has systemic opioids pays for it

            yield from band_lines(doses, words, cited, style)
        for finding in doses.findings:
            said = f"{say(finding, words.name, words.when)} {do_about(finding, words.name, words.when)}".strip()
            yield from bullet(f"{said}{cited(finding.because)}", style)


def _by_route(place: str, words: Words) -> str:
    drug, _, route = place.partition(" ")
    return f"{words.name(drug)} {route}"
