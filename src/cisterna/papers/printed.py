"""
What stands on the four papers of a plan, as plain texts: for clinician, pharmacy, ward and patient.

Every number comes from the functions that print the screens, or is written by the same words.
How it is laid out is for the templates beside this module; nothing is worked out there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from cisterna.consult import Consultation, Offer, as_data
from cisterna.consult.ask import Ask
from cisterna.consult.card import Card, card_of
from cisterna.consult.order import FillOrder, Order, order_of
from cisterna.knowledge import Knowledge
from cisterna.papers import order as pharmacy
from cisterna.papers import reader, terminal
from cisterna.papers.bridge import bridge_lines
from cisterna.papers.card import IF_NOT, answers, card_rows, digits_rule
from cisterna.papers.cited import Cited
from cisterna.papers.dates import date_lines
from cisterna.papers.drawing import drawing
from cisterna.papers.layout import Style
from cisterna.papers.monitoring import call_when
from cisterna.papers.overrides import set_aside
from cisterna.papers.picture import Band, Curve
from cisterna.papers.words import Words, shown_names
from cisterna.quantities import Duration
from cisterna.reasons import Finding, Force, Trace, worst
from cisterna.reasons.canonical import digest
from cisterna.wording import do_about, say, title
from cisterna.wording.patient import PAGE
from cisterna.wording.readers import Audience
from cisterna.wording.renderings import Renderings

__all__ = ["PAPERS", "USABLE", "identity", "order_for", "printed"]

PAPERS = ("clinician", "pharmacy", "ward", "patient")
"""The papers of a plan that may be carried out; any other has the first alone."""

USABLE = ("Clear", "NeedsOverride")
"""Verdicts with which a plan may be carried out, once what is to be signed is signed."""

SAYS = {
    "Clear": "Every check that is made here passed.",
    "NeedsOverride": "Not before every point that needs a signature is signed.",
    "Refused": "Not to be carried out. There is no override.",
    "CannotSay": "Not to be carried out. Facts are missing: whether it is safe is not known.",
}
SET_ASIDE = "Every check that is made here passed, but for what was set aside by name."
NOT_COVERED = (
    "the potency of the compounded fill, the concentration of what was really delivered",
    "an implant record that is wrong: pump, catheter, tubing volume",
    "a stall of the pump; a leak, a kink or a break of the line; a needle beside the port",
    "whatever the case does not say or says wrongly",
)
QUESTIONS = "No patient's name stands on this paper. Write or stick it here."

GROUPS = (
    ("breathing: rate, depth", ("breathing rate", "breathing depth")),
    ("oxygen saturation", ("oxygen saturation",)),
    ("sedation POSS, mental state", ("sedation POSS", "mental state")),
    ("pain NRS", ("pain NRS",)),
    ("heart rate, systolic pressure", ("heart rate", "systolic pressure")),
    ("temperature", ("temperature",)),
    ("tone, spasms", ("tone Ashworth", "spasms")),
    ("itch, nausea, urinary retention", ("itch", "nausea", "urinary retention")),
)
"""What is written into one cell of the ward's sheet; an item of none of these has a column of its own."""


def identity(found: Consultation, offer: Offer | None) -> str:
    """What the papers of one plan are known by: a digest of the consultation and of which plan it is."""
    return digest([as_data(found), None if offer is None else offer.id]).removeprefix("sha256:")


def order_for(found: Consultation, offer: Offer, knowledge: Knowledge) -> Order:
    """The order for the pharmacy, for the fill as the plan has it made."""
    case = replace(found.case, fill=replace(found.case.fill, form=offer.candidate.made_from))
    return order_of(case, offer.plan, knowledge, Ask(knowledge, found.on, Trace()))


def printed(
    found: Consultation, offer: Offer | None, knowledge: Knowledge, renderings: Renderings, *, level: int = 0
) -> dict[str, dict[str, Any]]:
    """
    The papers by name, each as mappings, lists and texts. A plan that may not be carried out has the first alone.

    `level` 0 says everything; each level above says less on papers that would run over their page.
    """
    usable = offer is not None and offer.verdict.name in USABLE
    papers = {"clinician": _clinician(found, offer, knowledge, level, usable=usable)}
    if offer is not None and usable:
        papers["pharmacy"] = _pharmacy(found, offer, order_for(found, offer, knowledge), knowledge, level)
        papers["ward"] = _ward(found, offer, knowledge, level)
        papers["patient"] = _patient(found, offer, knowledge, renderings, level)
    known = identity(found, offer)
    for name, paper in papers.items():
        paper |= {"paper": name, "footer": _footer(found, offer, knowledge, known), "digest": known}
    return {name: _shown(paper, knowledge) for name, paper in papers.items()}


def _shown(value: Any, knowledge: Knowledge) -> Any:
    """Every text with the names of drugs as screens have them."""
    if isinstance(value, str):
        return value if value.startswith("<svg") else shown_names(value, knowledge.catalogue)
    if isinstance(value, dict):
        return {key: _shown(part, knowledge) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(part, knowledge) for part in value]
    return value


def _footer(found: Consultation, offer: Offer | None, knowledge: Knowledge, known: str) -> str:
    plan = f"plan {offer.id}; " if offer is not None else ""
    return (
        f"{plan}consultation {known[:16]}; case of {found.on.isoformat()}; Cisterna {found.program}, "
        f"pack {knowledge.version}, policy {knowledge.policy.name}"
    )


def _head(found: Consultation, offer: Offer | None, words: Words) -> dict[str, Any]:
    """What every paper begins with: the verdict, what nobody has approved, what must not stop."""
    verdict = found.verdict if offer is None else offer.verdict
    return {
        "verdict": {"name": verdict.name, "shown": terminal._SHOWN[verdict.name], "says": _says(found, offer)},
        "banner": [f"{say(note)} {do_about(note)}".strip() for note in found.notes],
        "keep": " ".join(terminal._answer(found, words, Style(width=10_000))),
        "label": QUESTIONS,
        "zone": found.case.clock.zone,
    }


def _says(found: Consultation, offer: Offer | None) -> str:
    """The verdict in a sentence; one that rests on what was set aside says so."""
    verdict = found.verdict if offer is None else offer.verdict
    signed = offer is not None and verdict.name == "Clear" and set_aside(found.case, offer.judgement.findings)
    return SET_ASIDE if signed else SAYS[verdict.name]


def _signed(found: Consultation, offer: Offer | None, finding: Finding) -> dict[str, str]:
    """Name and day of whoever set a finding aside; blanks to sign in where nobody has."""
    lifted = set_aside(found.case, offer.judgement.findings if offer else ())
    by = [each for each in lifted if each.code == finding.code]
    reasons = "; ".join(f"{each.by}: {each.because}" for each in by)
    return {"by": reasons, "on": ", ".join(each.on.isoformat() for each in by)}


def _finding(finding: Finding, words: Words, cited: Cited) -> dict[str, str]:
    said = f"{say(finding, words.name, words.when)}"
    done = do_about(finding, words.name, words.when)
    return {"title": title(finding), "said": f"{said}{cited(finding.because)}", "do": done, "code": finding.code}


class _Unmarked(Cited):
    """Cites nothing: for papers whose readers look up nothing."""

    __slots__ = ()

    def __call__(self, ids: Iterable[str]) -> str:
        """No marks."""
        return ""


# Clinician


def _clinician(
    found: Consultation, offer: Offer | None, knowledge: Knowledge, level: int, *, usable: bool
) -> dict[str, Any]:
    words, cited = Words(knowledge.catalogue, found.case.clock), Cited(knowledge)
    paper = _head(found, offer, words) | {"title": "Plan for the clinician", "usable": usable}
    findings = [*(offer.judgement.findings if offer is not None else ()), *(() if usable else found.referral)]
    if offer is not None and usable:
        paper |= {
            "summary": _summary(found, offer, words, cited),
            "picture": _picture(found, offer, words),
            "card": _card(card_of(found.case, offer.plan, knowledge), words),
        }
    elif offer is not None:
        paper |= {"instead": [f"{each.id}: {terminal._SHOWN[each.verdict.name]}" for each in found.offers]}
    stands = [each for each in findings if each.force in (Force.HARD, Force.UNKNOWN)]
    notes = [each for each in findings if each.force is Force.NOTE and each not in found.notes]
    paper |= {
        "against": [_finding(each, words, cited) for each in stands],
        "sign": [
            _finding(each, words, cited) | _signed(found, offer, each) for each in findings if each.force is Force.SOFT
        ],
        "notes": [_finding(each, words, cited) for each in notes],
        "not_possible": [
            " ".join(terminal._not_possible(each, words, Style(width=10_000))).strip(" -")
            for each in found.not_possible
        ],
        "not_covered": list(NOT_COVERED),
        "level": level,
    }
    return paper | {"sources": list(_sources(cited, knowledge))}


def _summary(found: Consultation, offer: Offer, words: Words, cited: Cited) -> list[Any]:
    """The facts of a plan, label and lines."""
    held, added = found.held[0], offer.candidate.dose.drug
    program = offer.candidate.program
    watch = terminal._watch(offer, words)
    return [
        ["Gives", terminal._gives(found, offer, words, held, cited)],
        ["Fill", terminal._fill(offer, words)],
        ["Program", terminal._program(found, program, offer, words, held)[:2]],
        ["Bridge", bridge_lines(offer, words, held, cited)],
        ["New at the tip", terminal._arrival(offer, words)],
        ["Watch", [*watch, terminal._risks(found.case)]],
        ["Dates", date_lines(offer.booking, words)],
        ["Worst case", terminal._worst(offer, words, held, [added])],
        ["Residual", terminal._residual(offer, words, held)[:1]],
    ]


def _picture(found: Consultation, offer: Offer, words: Words) -> dict[str, str]:
    """The tip picture and what it shows, for those who do not see it; empty where the line is not known."""
    tip, arrival = offer.tip, offer.candidate.arrival
    if tip is None:
        return {"svg": "", "alt": "No tip picture: the volume of tubing and catheter or of the reservoir is not known."}
    bands = [Band(f"watch {window.kind}", window.start, window.until) for window in offer.windows]
    if arrival is not None:
        bands.append(Band("arrival range", arrival.earliest, arrival.latest))
    running = [drug for drug in tip.drugs if drug in found.case.running.fill]
    drugs = [*running, *(drug for drug in tip.drugs if drug not in running)]
    curves = [Curve(words.name(drug), words.dose_unit(drug), list(tip.rates(drug))) for drug in drugs]
    ends = [band.end + Duration(1) / 2 for band in bands]
    until = min(max(ends, key=lambda end: end.value, default=tip.horizon), tip.horizon, key=lambda end: end.value)
    says = [f"{words.name(drug)} {words.dose(drug, list(tip.rates(drug))[-1][2])} at the end" for drug in drugs]
    alt = f"Dose rates at the catheter tip over time with the watches below: {'; '.join(says)}."
    return {"svg": drawing(curves, bands, found.case.clock, until=until), "alt": alt}


def _card(card: Card, words: Words) -> dict[str, Any]:
    """The programming card: sessions with their rows."""
    return {
        "sessions": [
            {
                "when": words.when(sheet.at),
                "rows": [
                    {"number": str(row.number), "label": row.label, "do": row.do, "typed": row.typed,
                     "shows": list(row.shows)}
                    for row in card_rows(sheet, words)
                ],
                "answers": answers(sheet),
            }
            for sheet in card.sheets
        ],
        "rule": digits_rule(card),
        "if_not": IF_NOT,
    }  # fmt: skip


def _sources(cited: Cited, knowledge: Knowledge) -> Iterator[str]:
    """Every statement that was cited, by its mark: id, first place, and whether it was checked there."""
    for number, id in cited.numbered:
        one = knowledge.statement(id)
        star = "" if one.checked_against_source else "*"
        yield f"[{number}]{star} {id}"


# Pharmacy


def _pharmacy(found: Consultation, offer: Offer, order: Order, knowledge: Knowledge, level: int) -> dict[str, Any]:
    """The order, fill by fill, as `cisterna order` prints it; what stands against plan or order below it."""
    words, cited = Words(knowledge.catalogue, found.case.clock), Cited(knowledge)
    verdict = worst(offer.verdict, order.judgement.verdict)
    against = [each for each in offer.judgement.findings if each.force is not Force.NOTE]
    against += [each for each in order.judgement.findings if each not in against]
    fills = [_fill(fill, words, cited) for fill in order.fills]
    head = _head(found, offer, words)
    head["verdict"] = {
        "name": verdict.name, "shown": terminal._SHOWN[verdict.name],
        "says": pharmacy._NOT_TO_SEND.get(verdict.name, _says(found, offer)),
    }  # fmt: skip
    return head | {
        "title": "Order for the pharmacy",
        "gives": [*_daily(offer, words), f"flow {offer.candidate.flow}", *date_lines(offer.booking, words)[:1]],
        "fills": fills,
        "found": [
            {**_finding(each, words, cited), "weighs": each.force in (Force.HARD, Force.UNKNOWN)} for each in against
        ],
        "sources": list(_sources(cited, knowledge)),
        "level": level,
    }


def _fill(fill: FillOrder, words: Words, cited: Cited) -> dict[str, Any]:
    """One order: how it is made, how long it waits, label and checks; the label stands in the shorter column."""
    make = [
        ["Prescription", pharmacy.prescription_lines(fill, words, cited)],
        *([f"Recipe, {route.form}", pharmacy.recipe_lines(route, words)] for route in fill.routes),
    ]
    wait = [
        ["Dates", pharmacy.date_lines(fill, words)],
        ["May wait", pharmacy.waiting_lines(fill, words, cited)],
        ["If it moves", pharmacy.moved_lines(fill, words, cited)],
        ["Storage", pharmacy.storage_lines(fill, words, cited)],
    ]
    return {
        "when": words.when(fill.appointment.at),
        "drugs": words.mixture(fill.mixture) or ["preservative-free diluent without a drug"],
        "total": pharmacy.every_digit(fill.total),
        "volume": pharmacy.every_digit(fill.fill),
        "make": make,
        "wait": wait,
        "label_left": len(str(make)) < len(str(wait)),
        "label": pharmacy.label_lines(fill, words),
        "checks": pharmacy.check_lines(fill, words),
    }


# Ward


def _ward(found: Consultation, offer: Offer, knowledge: Knowledge, level: int) -> dict[str, Any]:
    words, quiet = Words(knowledge.catalogue, found.case.clock), _Unmarked(knowledge)
    held, added = found.held[0], offer.candidate.dose.drug
    monitoring = offer.monitoring
    items = list(dict.fromkeys(item for each in monitoring.items for item in each.items))
    limits = {
        urgency: [
            {"limit": each.limit, "do": "; ".join(each.actions) if level in (0, 2) else ""}
            for each in monitoring.thresholds
            if each.urgency == urgency
        ]
        for urgency in dict.fromkeys(each.urgency for each in monitoring.thresholds)
    }
    cut = [line for line in call_when(monitoring, words, held, added, quiet) if line.startswith(("cutting", "oxygen"))]
    return _head(found, offer, words) | {
        "title": "Watch sheet for the ward",
        "refill": words.when(offer.candidate.refill.at),
        "doses": _daily(offer, words),
        "arrival": terminal._arrival(offer, words),
        "visit": _second_visit(offer, words),
        "windows": [
            f"{window.kind}: {words.when(window.start)} to {words.when(window.until)}" for window in offer.windows
        ],
        "rhythm": [f"look {stretch}" for stretch in terminal._stretches(offer.rows, words)]
        or ["how often: no source gives a ladder for this drug"],
        "limits": limits,
        "called": {each.urgency: "; ".join(each.roles) for each in monitoring.called},
        "cut": cut,
        "sign": list(dict.fromkeys(title(each) for each in offer.judgement.findings if each.force is Force.SOFT)),
        "columns": list(_columns(items)),
        "items": items,
        "looks": list(_looks(offer, words)),
        "ticks": level > 1,
    }


def _second_visit(offer: Offer, words: Words) -> str:
    """When somebody programs the pump again during the watch; empty where nobody does."""
    second = offer.candidate.second_visit
    return "" if second is None else f"Second visit, to program only: {words.when(second.at)}. If nobody comes, call."


def _daily(offer: Offer, words: Words) -> list[str]:
    """What the pump gives of each drug in a day."""
    flow = offer.candidate.flow
    fill = offer.candidate.refill.fill
    return [f"{words.name(drug)} {words.dose(drug, strength * flow)}" for drug, strength in fill.items()]


def _columns(items: list[str]) -> Iterator[str]:
    """The columns of the sheet: groups of what is charted, and what is in no group by itself."""
    for name, group in GROUPS:
        here = [item for item in group if item in items]
        if len(here) == len(group):
            yield name
        elif here:
            yield ", ".join(here)
    yield from (item for item in items if all(item not in group for _, group in GROUPS))


def _looks(offer: Offer, words: Words) -> Iterator[dict[str, Any]]:
    """Each look: its day where one begins, its time, whether the new mixture may have come since the last."""
    last_day = last_window = ""
    before, arrival = None, offer.candidate.arrival
    for row in offer.rows:
        day, _, time = words.when(row.at).rpartition(" ")
        begins = row.window != last_window
        arrives = arrival is not None and arrival.earliest <= row.at and (before is None or before < arrival.latest)
        yield {"day": day if begins or day != last_day else "", "window": row.window if begins else "", "time": time,
               "date": day, "arrives": arrives}  # fmt: skip
        last_day, last_window, before = day, row.window, row.at


# Patient


def _patient(
    found: Consultation, offer: Offer, knowledge: Knowledge, renderings: Renderings, level: int
) -> dict[str, Any]:
    page = reader.Page(found, knowledge, renderings, Audience.PATIENT, Style(width=10_000))
    page.cited = _Unmarked(knowledge, page.cited._say)
    facts = reader.patient_facts(found, offer, page)
    held, added = page.words.name(found.held[0]), page.words.name(offer.candidate.dose.drug)
    others = " and ".join(
        page.words.name(drug) for drug in offer.candidate.refill.fill if page.words.name(drug) != added
    )
    gets = [*facts["Gives"], PAGE["fill"].format(held=others, added=added)]
    if offer.candidate.program.bridge is not None:
        gets.append(PAGE["bridge"].format(held=held))
    if offer.candidate.second_visit is not None:
        gets.append(PAGE["second-visit"].format(when=page.words.when(offer.candidate.second_visit.at)))
    signs = [PAGE["signs"].format(drug=page.words.name(each.drug), items=", ".join(each.items))
             for each in offer.watch_for]  # fmt: skip
    settle = [each for each in offer.judgement.findings if each.force is Force.SOFT and each not in offer.pitfalls]
    # In the order of the page: a word is explained where it comes first.
    banner = [page.finding(note) for note in found.notes]
    verdict = page.text(reader.verdict_said(found, offer))
    emergency = page.text(PAGE["emergency"])
    told = [
        ["What stays the same", [PAGE["keep"].format(held=held)]],
        ["What you get", gets],
        ["When the new medicine comes", facts["New at the tip"]],
        ["Who watches you", facts["Watch"]],
        ["What to look for, and when to call", [*signs, PAGE["call"]]],
        ["Alarm and next refill", [PAGE["alarm"], *facts["Dates"]]],
        ["Your other pain medicines", [*reader._besides(found, offer, page), *facts["Until arrival"]]],
    ]
    sections: list[list[Any]] = [[name, [page.text(text) for text in texts]] for name, texts in told]
    if level == 0:
        sections.append(["At home, and later", list(reader._told(offer, reader._HOME, page))])
    open_points = [page.finding(each) for each in settle]
    if level > 1:
        open_points = [text.partition(". ")[0].removesuffix(".") + "." for text in open_points]
    sections.append(["What your team still has to settle", list(dict.fromkeys(open_points))])
    return _head(found, offer, page.words) | {
        "title": "Your pump plan",
        "banner": banner,
        "verdict_plain": verdict,
        "sections": [[name, texts] for name, texts in sections if texts],
        "emergency": emergency,
        "level": level,
    }
