"""
A consultation for a pharmacist, a nurse or a patient: the same numbers, stance and sources, in another order and words.

The pharmacist sees first what is made, the nurse what is watched, the patient what will happen and when to call.
Numbers come from the functions that print the physician's page, or are formatted from the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from cisterna.consult import Consultation, Offer
from cisterna.consult.assayed import as_assayed
from cisterna.knowledge import Knowledge, OneOf
from cisterna.papers import systemic, terminal
from cisterna.papers.bridge import bridge_lines
from cisterna.papers.cited import Cited
from cisterna.papers.dates import date_lines, end_lines, plain_dates
from cisterna.papers.design import render_design
from cisterna.papers.escalation import render_escalation
from cisterna.papers.fronts import front_lines
from cisterna.papers.layout import Style, bullet, field, heading, paragraph
from cisterna.papers.monitoring import call_when, render_monitoring
from cisterna.papers.overrides import override_lines, set_aside
from cisterna.papers.words import Words, shown_names
from cisterna.reasons import Axis, Finding, Force
from cisterna.wording import do_about, filled, say, title
from cisterna.wording.figures import spell_units
from cisterna.wording.glossary import Glosser
from cisterna.wording.patient import BASES, FIELDS, PAGE, VERDICTS
from cisterna.wording.plain import NURSE_DOES, PLAIN
from cisterna.wording.readers import Audience
from cisterna.wording.renderings import Renderings

if TYPE_CHECKING:
    from cisterna.consult.change import Changed

__all__ = [
    "FACTS_FOR_PATIENTS",
    "ORDERS",
    "Page",
    "patient_facts",
    "professional_facts",
    "render_for",
    "verdict_said",
]

ORDERS: dict[Audience, tuple[str, ...]] = {
    Audience.PHARMACIST: (
        "Fill", "Recipe", "Dates", "Fill ends", "Residual", "Program", "Bridge", "Gives", "New at the tip", "Front",
        "Worst case", "Watch", "Look for", "Call when",
    ),
    Audience.NURSE: (
        "Watch", "Look for", "Call when", "New at the tip", "Front", "Dates", "Fill ends", "Program", "Bridge",
        "Gives", "Fill",
        "Recipe", "Residual", "Worst case",
    ),
}  # fmt: skip
"""In which order the facts of a plan stand for whom."""

FACTS_FOR_PATIENTS = ("Gives", "New at the tip", "Watch", "Dates", "Until arrival")
"""Facts that a patient reads with every number that the physician reads."""

_USABLE = ("Clear", "NeedsOverride")
_KEEP = "interruption"
_BESIDE = ("when systemic opioids are reduced", "sedatives with intrathecal opioid")
_HOME = ("naloxone at home", "teaching before going home")
_ALARM = "meaning of an alarm"


class Page:
    """What a page for one reader needs: words, the statements cited so far, and glosses that were given already."""

    __slots__ = ("audience", "cited", "gloss", "knowledge", "renderings", "style", "words")

    def __init__(
        self,
        found: Consultation | Changed,
        knowledge: Knowledge,
        renderings: Renderings,
        audience: Audience,
        style: Style,
    ) -> None:
        self.audience = audience
        self.knowledge = knowledge
        self.renderings = renderings
        self.style = style
        self.words = Words(knowledge.catalogue, found.case.clock)
        self.gloss = Glosser(audience)
        self.cited = Cited(knowledge, lambda one: self.gloss(renderings.say(one, audience)))

    def text(self, text: str) -> str:
        """`text` in this reader's form: units spelled out for a patient, a gloss behind each new term."""
        return self.gloss(spell_units(text) if self.audience is Audience.PATIENT else text)

    def finding(self, finding: Finding) -> str:
        """A finding in the reader's words: title, sentence, what to do."""
        names, when = self.words.name, self.words.when
        if self.audience is Audience.PATIENT and finding.code in PLAIN:
            plain = PLAIN[finding.code]
            said = " ".join(filled(part, finding, names, when) for part in (plain.sentence, plain.do) if part)
            heading_of = filled(plain.title, finding, names, when)
        else:
            done = do_about(finding, names, when)
            if done and self.audience is Audience.NURSE and finding.code not in NURSE_DOES:
                done = f"For prescriber or pharmacist: {done}"
            said, heading_of = f"{say(finding, names, when)} {done}".strip(), title(finding)
        mark = "" if heading_of.endswith("?") else "."
        return self.text(f"{heading_of}{mark} {said}")

    def findings(self, findings: Iterable[Finding]) -> Iterator[str]:
        """Findings with their sources and codes, the strongest first."""
        marks = {Force.HARD: "x", Force.SOFT: "!", Force.UNKNOWN: "?", Force.NOTE: "-"}
        order = list(marks)
        for finding in sorted(findings, key=lambda each: order.index(each.force)):
            text = f"{self.finding(finding)}{self.cited(finding.because)} ({finding.code})"
            yield from bullet(text, self.style, mark=marks[finding.force])

    def field(self, label: str, texts: Iterable[str]) -> list[str]:
        """A fact with its lines."""
        return field(label, [self.text(text) for text in texts], self.style)

    def lines(self, texts: Iterable[str]) -> Iterator[str]:
        """Each text as a paragraph of its own, after a dash."""
        for text in texts:
            yield from bullet(self.text(text), self.style)


def render_for(
    audience: Audience,
    found: Consultation,
    knowledge: Knowledge,
    renderings: Renderings,
    style: Style,
    *,
    chosen: str | None = None,
    sheet: bool = False,
) -> str:
    """The whole text for one reader. The physician's is `terminal.render_consultation`."""
    page = Page(found, knowledge, renderings, audience, style)
    shown = found.offer(chosen) if chosen else (found.offers[0] if found.offers else None)
    make = _patient if audience is Audience.PATIENT else _professional
    lines = [*make(found, shown, page)]
    hidden = audience is Audience.PATIENT and shown is not None and shown.verdict.name not in _USABLE
    if sheet and shown is not None and not hidden:
        lines += ["", heading(f"Sheet for {shown.id}", style), *terminal.render_sheet(shown, page.words, style)]
        if audience is not Audience.PATIENT:
            lines += systemic.overlap_table(shown.systemic, shown.candidate.dose.drug, page.words, style)
            lines += ["", *render_monitoring(shown.monitoring, page.words, page.cited, style)]
    lines = [shown_names("\n".join(lines), knowledge.catalogue)]  # titles of sources stay as their authors wrote them
    in_words = style.sources or audience is Audience.PATIENT
    lines += ["", heading("Sources", style), *page.cited.listing(style, full=in_words)]
    return "\n".join(line.rstrip() for line in "\n".join(lines).split("\n")) + "\n"


def _head(found: Consultation | Changed, page: Page) -> list[str]:
    lines = terminal._head(found._replace(notes=()), page.knowledge, page.style)
    lines += paragraph(f"For the {page.audience.value}.", page.style)
    for note in found.notes:
        lines += paragraph(page.finding(note), page.style)
    return lines


# Pharmacist and nurse


def professional_facts(found: Consultation, offer: Offer, page: Page) -> dict[str, list[str]]:
    """Every fact of a plan with its lines, as the physician's page has them, by label."""
    words, cited = page.words, page.cited
    held, added = found.held[0], offer.candidate.dose.drug
    program = offer.candidate.program
    facts: dict[str, Callable[[], list[str]]] = {
        "Fill": lambda: terminal._fill(offer, words),
        "Recipe": lambda: terminal._recipe(offer, words),
        "Program": lambda: terminal._program(found, program, offer, words, held),
        "Bridge": lambda: bridge_lines(offer, words, held, cited),
        "Gives": lambda: terminal._gives(found, offer, words, held, cited),
        "New at the tip": lambda: terminal._arrival(offer, words),
        "Front": lambda: list(front_lines(offer.fronts, words, cited)),
        "Watch": lambda: [*terminal._watch(offer, words), terminal._risks(found.case)],
        "Look for": lambda: terminal._look_for(offer, words, cited),
        "Call when": lambda: _call_when(found, offer, page),
        "Worst case": lambda: terminal._worst(offer, words, held, [added]),
        "Residual": lambda: terminal._residual(offer, words, held),
        "Dates": lambda: date_lines(offer.booking, words),
        "Fill ends": lambda: end_lines(offer.booking, words),
    }
    return {label: facts[label]() for label in ORDERS[page.audience]}


def _call_when(found: Consultation, offer: Offer, page: Page) -> list[str]:
    held, added = found.held[0], offer.candidate.dose.drug
    lines = call_when(offer.monitoring, page.words, held, added, page.cited)
    return [*lines, f"{page.words.name(held)} must not stop{page.cited(_keeps(found, page))}"]


def _keeps(found: Consultation, page: Page) -> list[str]:
    """The statements that forbid to interrupt a drug that runs; what is only to be started is not meant."""
    asked = [one for one in page.knowledge.asking(_KEEP) if one.id in found.statements]
    drugs = [
        (one.id, part.values) for one in asked for part in one.when if isinstance(part, OneOf) and part.fact == "drug"
    ]
    return [id for id, named in drugs if any(drug in named for drug in found.held)]


def _professional(found: Consultation, shown: Offer | None, page: Page) -> Iterator[str]:
    style, words = page.style, page.words
    yield from (*_head(found, page), "")
    yield from (style.paint(line, "bold") for line in terminal._answer(found, words, style._replace(color=False)))
    if found.offers:
        yield from ("", *terminal._asked_without_plan(found, words, page.cited, style))
        yield heading(f"Plans, best first ({len(found.offers)})", style)
        yield from terminal._ranking(found, words, style)
    if shown is not None:
        yield from ("", *_plan(found, shown, page))
    else:
        if found.case.systemic_opioids:
            yield from ("", *systemic.render_without_plan(found.case, words, style))
        yield from _pitfalls(found.pitfalls, page)
    if found.not_possible:
        yield from ("", heading("Considered, and not possible", style))
        for each in found.not_possible:
            finding = Finding(each.code, Force.NOTE, values=each.values)
            text = f"{each.id}: {say(finding, words.name, words.when)} {do_about(finding, words.name, words.when)}"
            yield from bullet(page.text(text.strip()), style)
    if found.referral:
        yield from ("", heading("Specialist", style), *page.findings(found.referral))
    yield from ("", heading("What each source says", style))
    yield from terminal._sources_say(found, words, page.cited, style)
    if found.disagreements:
        yield from ("", heading("Where sources disagree", style), *terminal._disagree(found, page.cited, style))


def _plan(found: Consultation, offer: Offer, page: Page) -> Iterator[str]:
    name = offer.verdict.name
    yield heading(f"Plan {offer.id}", page.style, right=terminal._SHOWN[name], paint=("bold", terminal._PAINT[name]))
    evidence = [each for each in offer.judgement.findings if each.axis is Axis.ACKNOWLEDGEMENT]
    if page.audience is Audience.PHARMACIST:
        facts = list(professional_facts(found, offer, page).items())
        for label, texts in facts[:2]:
            yield from page.field(label, texts)
        yield from ("", heading("Evidence for the fill, and what is to be signed", page.style))
        yield from (*page.findings(evidence), "")
        for label, texts in facts[2:]:
            yield from page.field(label, texts)
    else:
        for label, texts in professional_facts(found, offer, page).items():
            yield from page.field(label, texts)
    yield from page.field("Physics", [terminal._axis(offer.judgement.physics)])
    yield from page.field("To sign", [terminal._axis(offer.judgement.acknowledgements)])
    if signed := override_lines(found.case, offer.judgement.findings):
        yield from page.field("Set aside", signed)
    yield from ("", *terminal._picture(found, offer, page.words, page.style), "")
    shown_above = [*offer.pitfalls, *(evidence if page.audience is Audience.PHARMACIST else ())]
    yield from page.findings(each for each in offer.judgement.findings if each not in shown_above)
    yield from ("", *render_design(found, offer, page.words, page.style))
    yield from ("", *systemic.render_systemic(found.case, offer, page.words, page.cited, page.style))
    yield from ("", *render_escalation(offer, found.held[0], page.words, page.cited, page.style))
    yield from _pitfalls(offer.pitfalls, page)


def _pitfalls(found: Iterable[Finding], page: Page) -> Iterator[str]:
    """The pitfalls that a case meets, in the reader's words; what was not told in one line."""
    pitfalls = tuple(found)
    met = [each for each in pitfalls if each.force in (Force.SOFT, Force.NOTE)]
    missing = tuple(dict.fromkeys(name for each in pitfalls for name in each.missing))
    if not pitfalls:
        return
    title_of = "What to look out for" if page.audience is Audience.PATIENT else "Pitfalls that this case meets"
    yield from ("", heading(title_of, page.style), *page.findings(met))
    if missing:
        plain = page.audience is Audience.PATIENT
        names = [_plain_name(name) if plain else name for name in missing]
        yield from bullet(f"Not told, so not judged: {', '.join(names)}", page.style, mark="?")


# Patient


def _plain_name(field_name: str) -> str:
    """A field of a case file as a patient knows it."""
    last = field_name.rpartition(".")[2]
    return FIELDS.get(last, last.replace("_", " "))


def patient_facts(found: Consultation, offer: Offer, page: Page) -> dict[str, list[str]]:
    """The facts a patient reads, each with all the numbers of the physician's, by the physician's label."""
    return {
        "Gives": list(_gives(found, offer, page)),
        "New at the tip": list(_arrival(offer, page)),
        "Watch": list(_watch(found, offer, page)),
        "Dates": list(plain_dates(offer.booking, page.words)),
        "Until arrival": list(_until_arrival(offer, page)),
    }


def verdict_said(found: Consultation, shown: Offer | None) -> str:
    """The verdict for a patient; one that rests on what was set aside says so."""
    verdict = found.verdict if shown is None else shown.verdict
    signed = shown is not None and verdict.name == "Clear" and set_aside(found.case, shown.judgement.findings)
    return PAGE["set-aside"] if signed else VERDICTS[verdict.name]


def _patient(found: Consultation, shown: Offer | None, page: Page) -> Iterator[str]:
    style = page.style
    yield from (*_head(found, page), "")
    verdict = found.verdict if shown is None else shown.verdict
    yield heading("Your plan" if shown is not None else "Your pump", style)
    if shown is None:
        yield from page.lines([PAGE["no-plan"]])
    asked = terminal.asked_without_plan(found)
    if asked and shown is not None:
        added = page.words.name(shown.candidate.dose.drug)
        yield from page.lines([PAGE["other-drug"].format(asked=page.words.name(asked), added=added)])
    yield from page.lines([verdict_said(found, shown)])
    usable = verdict.name in _USABLE
    if shown is not None and not usable:
        yield from page.lines([PAGE["not-shown"]])
        yield from _settle(shown, page)
    elif len(found.offers) > 1 and shown is found.offers[0]:
        yield from page.lines([PAGE["more"].format(count=len(found.offers))])
    if found.held:
        held = " and ".join(page.words.name(drug) for drug in found.held)
        yield from ("", heading("What stays the same", style))
        yield from page.lines([PAGE["keep"].format(held=held) + page.cited(_keeps(found, page))])
    if shown is not None and usable:
        yield from _patient_plan(found, shown, page)
    elif shown is not None:
        yield from (*_signs(shown, page), *_alarm(page), *_pitfalls(shown.pitfalls, page))
    if (shown is None or not usable) and found.case.systemic_opioids:
        taken = [systemic.opioid_line(each, page.words) for each in found.case.systemic_opioids]
        yield from ("", heading("Your other pain medicines", style))
        yield from page.lines([*(PAGE["beside"].format(dose=each) for each in taken), PAGE["go-on"]])
    if shown is None:
        yield from _pitfalls(found.pitfalls, page)
    if found.referral:
        yield from ("", heading("What a pump expert can do", style), *page.findings(found.referral))


def _patient_plan(found: Consultation, offer: Offer, page: Page) -> Iterator[str]:
    style, words = page.style, page.words
    facts = patient_facts(found, offer, page)
    held, added = words.name(found.held[0]), words.name(offer.candidate.dose.drug)
    yield from ("", heading("What you get", style), *page.lines(facts["Gives"]))
    others = " and ".join(words.name(drug) for drug in offer.candidate.refill.fill if words.name(drug) != added)
    yield from page.lines([PAGE["fill"].format(held=others, added=added)])
    if offer.candidate.program.bridge is not None:
        yield from page.lines([PAGE["bridge"].format(held=held)])
    if offer.candidate.second_visit is not None:
        yield from page.lines([PAGE["second-visit"].format(when=words.when(offer.candidate.second_visit.at))])
    yield from ("", heading("When the new medicine comes", style), *page.lines(facts["New at the tip"]))
    yield from ("", heading("Who watches you", style), *page.lines(facts["Watch"]))
    yield from _signs(offer, page)
    yield from (*_alarm(page), *page.lines(facts["Dates"]))
    yield from ("", heading("Your other pain medicines", style), *page.lines(_besides(found, offer, page)))
    yield from page.lines(facts["Until arrival"])
    yield from page.lines(_told(offer, _BESIDE, page))
    yield from ("", heading("At home, and later", style), *page.lines(_told(offer, _HOME, page)))
    for expected in offer.escalation.expected:
        yield from page.lines(page.cited.sentence(id) for id in expected.statements)
    yield from (*_settle(offer, page), *_pitfalls(offer.pitfalls, page))


def _signs(offer: Offer, page: Page) -> Iterator[str]:
    yield from ("", heading("What to look for, and when to call", page.style))
    for each in offer.watch_for:
        line = PAGE["signs"].format(drug=page.words.name(each.drug), items=", ".join(each.items))
        yield from page.lines([line + page.cited(each.because)])
    yield from page.lines([PAGE["call"], PAGE["emergency"]])


def _alarm(page: Page) -> Iterator[str]:
    yield from ("", heading("Alarm and next refill", page.style), *page.lines([PAGE["alarm"]]))
    yield from page.lines(_about_alarms(page))


def _settle(offer: Offer, page: Page) -> Iterator[str]:
    open_points = [each for each in offer.judgement.findings if each not in offer.pitfalls]
    yield from ("", heading("What your team still has to settle", page.style), *page.findings(open_points))


def _about_alarms(page: Page) -> Iterator[str]:
    """What the pack says of alarms in general, in plain words, where it says something."""
    if _ALARM not in page.knowledge.questions:
        return
    for one in page.knowledge.asking(_ALARM):
        if not one.when and one.id in page.renderings:
            yield page.renderings.say(one, page.audience) + page.cited([one.id])


def _gives(found: Consultation, offer: Offer, page: Page) -> Iterator[str]:
    words, candidate = page.words, offer.candidate
    held, added = found.held[0], candidate.dose.drug
    running, intended = found.case.running.daily_dose(held), found.case.running.held_dose(held)
    dose = candidate.refill.fill[held] * candidate.flow
    yield PAGE["held"].format(dose=words.dose(held, dose), held=words.name(held), running=words.dose(held, running))
    if intended != running:
        yield PAGE["intended"].format(dose=words.dose(held, intended))
    for drug, strength in candidate.refill.fill.items():
        if drug not in (held, added):
            given, now = words.dose(drug, strength * candidate.flow), found.case.running.daily_dose(drug)
            yield PAGE["held"].format(dose=given, held=words.name(drug), running=words.dose(drug, now))
    yield PAGE["new"].format(added=words.name(added), dose=words.dose(added, candidate.gives))
    rate = words.dose(added, candidate.dose.rate)
    yield PAGE["from"].format(rate=rate) + page.cited(candidate.dose.because)
    known, bracket, rest = candidate.dose.basis.partition(" (")
    yield PAGE["basis"].format(basis=BASES.get(known, known) + bracket + rest)
    for drug, by_test in as_assayed(found.case, candidate.refill.fill, candidate.flow).items():
        ends = dict.fromkeys((words.dose(drug, by_test.low), words.dose(drug, by_test.high)))
        yield PAGE["assayed"].format(drug=words.name(drug), dose=" to ".join(ends))


def _arrival(offer: Offer, page: Page) -> Iterator[str]:
    arrival, words = offer.candidate.arrival, page.words
    if arrival is None:
        yield PAGE["arrival-unknown"]
        return
    yield PAGE["travels"]
    yield PAGE["arrival"].format(when=words.when(arrival.nominal), since=arrival.nominal.hours_and_minutes())
    yield PAGE["range"].format(earliest=words.when(arrival.earliest), latest=words.when(arrival.latest))


def _watch(found: Consultation, offer: Offer, page: Page) -> Iterator[str]:
    words = page.words
    for window in offer.windows:
        yield PAGE[f"watch-{window.kind}"].format(start=words.when(window.start), until=words.when(window.until))
    for stretch in terminal._stretches(offer.rows, words):
        yield PAGE["look"].format(stretch=stretch)
    if not offer.rows:
        yield PAGE["no-looks"]
    if offer.candidate.arrival is not None:
        place = next(window.start for window in offer.windows if window.kind == "arrival")
        yield PAGE["place"].format(when=words.when(place))
        yield PAGE["between"]
        delays = offer.staffed_delays
        yield PAGE["staffed"].format(when=words.when(delays[0])) if delays else PAGE["not-staffed"]
    risks = terminal._risks(found.case).partition(": ")[2]
    yield PAGE["risks"].format(risks=risks) if risks else PAGE["no-risks"]


def _besides(found: Consultation, offer: Offer, page: Page) -> Iterator[str]:
    """The opioids that are taken beside the pump, and that this plan does not mean to stop them."""
    plan, words = offer.systemic, page.words
    if plan.applies == "nothing to reduce":
        yield PAGE["none-beside"]
    elif plan.applies == "not stated":
        yield PAGE["beside-not-stated"]
    for each in plan.opioids:
        yield PAGE["beside"].format(dose=systemic.opioid_line(each.opioid, words))
    if plan.shares and plan.shares[0].remainder:
        yield PAGE["not-all"].format(rest=plan.shares[0].remainder)
    elif plan.no_share:
        yield PAGE["share-unknown"]


def _until_arrival(offer: Offer, page: Page) -> Iterator[str]:
    plan, words = offer.systemic, page.words
    if plan.applies == "nothing to reduce":
        return
    if plan.arrival is None:
        yield PAGE["reduce-unknown"]
        return
    first, last = plan.arrival.earliest, plan.arrival.latest
    yield PAGE["not-before"].format(when=words.when(first), since=first.hours_and_minutes())
    yield PAGE["latest"].format(when=words.when(last), since=last.hours_and_minutes())


def _told(offer: Offer, topics: tuple[str, ...], page: Page) -> Iterator[str]:
    """What statements say on these topics, in plain words."""
    for topic, ids in offer.systemic.said:
        for id in ids if topic in topics else ():
            yield page.cited.sentence(id)
