"""
Daily doses to start at: what each source says, and which of them become plans.

Every source's value is kept apart; what becomes of systemic opioids, chain by chain, is `cisterna.conversion`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cisterna.consult.ask import Ask
from cisterna.conversion.asking import sides_of
from cisterna.conversion.start import SourceRange, Start, published_ranges, starts, threshold
from cisterna.knowledge import Word
from cisterna.reasons import Finding, Force
from cisterna.therapy import Case
from cisterna.transition import DoseChoice

if TYPE_CHECKING:
    from cisterna.conversion.band import Band, Stand
    from cisterna.conversion.chain import Chain
    from cisterna.conversion.taken import Taken

__all__ = ["Doses", "SourceRange", "dose_choices", "risk_in_words", "sides_of"]

OPIOID = "opioid"
TOLERANT = "tolerant"
LESION = "lesion that needs extra care"
PURPOSE = "purpose of oral morphine equivalents"


class Doses(NamedTuple):
    """
    The choices for one drug, the published ranges beside them, the conversion chains, and what stands in the way.

    `band` is what the systemic opioids come to by every published ratio, None where none are listed. `stands` says of
    each choice which share of them it stands for, where anything is counted.
    """

    drug: str
    choices: tuple[DoseChoice, ...]
    ranges: tuple[SourceRange, ...]
    chains: tuple[Chain, ...]
    findings: tuple[Finding, ...]
    band: Band | None = None
    stands: tuple[Stand, ...] = ()


def dose_choices(case: Case, drug: str, ask: Ask) -> Doses:
    """The doses at which `drug` may be started in this patient, the one to show first in front."""
    if ask.knowledge.catalogue.drug(drug).kind != OPIOID:
        return _no_opioid(case, drug, ask)
    exposure = case.patient.opioid_exposure
    findings: list[Finding] = []
    if exposure is None:
        findings.append(
            Finding("opioid-exposure-not-stated", Force.NOTE, values={"drug": drug}),
        )
    findings += _naive_with_an_opioid_in_the_pump(case, ask)
    ranges = published_ranges(drug, exposure, ask)
    found = _band(case, drug, ask)
    chains: tuple[Chain, ...] = ()
    if exposure == TOLERANT:
        findings += _in_the_way(found, drug)
        if found is not None and found.complete:
            chains = tuple(each.chain for each in found.counted)
            findings += _below_threshold(found, case, ask)
            findings += _purpose(chains, ask) if case.request is None or case.request.start == drug else ()
    asked = case.request.dose if case.request is not None and case.request.start == drug else None
    if asked is not None:
        choices: tuple[Start, ...] = (Start(asked, "asked", ()),)
    else:
        choices = starts(ranges, found, exposure, risk=risk_in_words(case, ask))
    steps = [] if found is None else _traced(found, drug, ask)
    written = tuple(_written(drug, choice, steps, ask) for choice in choices)
    stood = () if found is None else _stood(found, written)
    return Doses(drug, written, ranges, chains, tuple(findings), found, stood)


def _no_opioid(case: Case, drug: str, ask: Ask) -> Doses:
    """A drug that is no opioid: what is asked for, else the lowest published start; nothing is converted to it."""
    ranges = published_ranges(drug, None, ask)
    if case.request is not None and case.request.start == drug and case.request.dose is not None:
        choices = [Start(case.request.dose, "asked", ())]
    else:
        lowest = min(ranges, key=lambda each: each.low.value, default=None)
        choices = [] if lowest is None else [Start(lowest.low, "lowest published start", lowest.statements)]
    findings = list(_naive_with_an_opioid_in_the_pump(case, ask))
    if not choices:
        findings.append(Finding("no-published-start", Force.UNKNOWN, values={"drug": drug}, missing=("request.dose",)))
    return Doses(drug, tuple(_written(drug, each, [], ask) for each in choices), ranges, (), tuple(findings))


def risk_in_words(case: Case, ask: Ask) -> str:
    """The risks for respiratory depression that are named, else that some are not known; empty where all are absent."""
    from cisterna.therapy.case import RISKS, risk_name

    answers = {risk_name(name): case.patient.risk(name) for name in RISKS}
    named = [*(name for name, answer in answers.items() if answer == "yes"), *_high_lesion(case, ask)]
    if named:
        return f"risk: {', '.join(named)}"
    unknown = [name for name, answer in answers.items() if answer != "no"]
    return f"risk not known: {', '.join(unknown)}" if unknown else ""


def _high_lesion(case: Case, ask: Ask) -> Iterator[str]:
    """A lesion of the cord so high that a label asks for extra care."""
    from cisterna.therapy.case import lies_above

    level = case.patient.cord_level
    limits = [side.answer for drug in case.running.fill for side in sides_of(ask(LESION, drug=drug))]
    if level is not None and any(isinstance(limit, Word) and lies_above(level, limit.value) for limit in limits):
        yield f"cord lesion at {level}"


def _band(case: Case, drug: str, ask: Ask) -> Band | None:
    if not case.systemic_opioids:
        return None
    from cisterna.conversion.band import band
    from cisterna.conversion.taken import Place

    return band(_taken(case), Place(drug, "intrathecal"), ask)


def _traced(found: Band, drug: str, ask: Ask) -> list[str]:
    from cisterna.conversion.convert import trace_band

    return trace_band(found, drug, ask.trace)


def _stood(found: Band, choices: tuple[DoseChoice, ...]) -> tuple[Stand, ...]:
    """Which share of the systemic opioids each choice stands for, where anything is counted."""
    from cisterna.conversion.band import stand

    return tuple(filter(None, (stand(found, choice.rate) for choice in choices)))


def _taken(case: Case) -> list[Taken]:
    from cisterna.conversion.taken import Taken

    return [Taken(each.drug, each.route, each.dose, each.form) for each in case.systemic_opioids]


def _naive_with_an_opioid_in_the_pump(case: Case, ask: Ask) -> list[Finding]:
    """Nobody is naive to opioids whose pump gives one: one of the two is wrong, and nobody here knows which."""
    if case.patient.opioid_exposure != "naive":
        return []
    opioids = {entry.id for entry in ask.knowledge.catalogue.drugs if "opioid" in entry.kind}
    running = [drug for drug in case.running.fill if drug in opioids]
    missing = ("patient.opioid_exposure",)
    return [Finding("naive-with-opioid-in-pump", Force.UNKNOWN, values={"running": drug}, missing=missing)
            for drug in running]  # fmt: skip


def _in_the_way(found: Band | None, drug: str) -> list[Finding]:
    """Nothing listed, nothing that is taken every day, or something that is not converted."""
    if found is None:
        return [Finding("systemic-opioids-not-stated", Force.UNKNOWN, missing=("systemic_opioid",),
                        values={"drug": drug})]  # fmt: skip
    if found.as_needed and not found.counted and not found.refused:
        return [Finding("opioids-only-as-needed", Force.UNKNOWN, missing=("systemic_opioid",),
                        values={"drug": drug})]  # fmt: skip
    return [
        Finding(
            "no-automatic-conversion",
            Force.UNKNOWN,
            values={"opioid": refusal.taken.drug, "route": refusal.taken.route, "drug": drug},
            because=getattr(refusal, "because", ()),
            missing=("request.dose",),
        )
        for refusal in found.refused
    ]


def _purpose(chains: tuple[Chain, ...], ask: Ask) -> list[Finding]:
    """Where a chain starts from a factor for oral morphine equivalents: what those are meant for."""
    used = any(link.factor.end == "morphine oral" for chain in chains for link in chain.links)
    said = tuple(id for side in sides_of(ask(PURPOSE)) for id in side.ids) if used else ()
    return [Finding("equivalents-not-for-switching", Force.NOTE, because=said)] if said else []


def _below_threshold(found: Band, case: Case, ask: Ask) -> list[Finding]:
    """Said to be tolerant, but what is taken adds up to less than the published threshold."""
    if not found.counted:
        return []
    from cisterna.conversion.band import band
    from cisterna.conversion.ratios import MORPHINE_ORAL

    least = threshold(band(_taken(case), MORPHINE_ORAL, ask), ask)
    if least is None or least.reached:
        return []
    values = {"taken": least.taken, "least": least.least}
    missing = ("patient.opioid_exposure",)
    return [Finding("tolerance-not-borne-out", Force.UNKNOWN, values=values, because=least.because, missing=missing)]


def _written(drug: str, choice: Start, ends: list[str], ask: Ask) -> DoseChoice:
    """The choice as a step of the trace: made of every opioid's chain, or the end of a range."""
    name = f"dose.{drug}.{choice.dose.format('mg/day').partition(' ')[0].replace(',', '')}"
    while name in ask.trace:  # two doses that are shown alike are not one
        name += "+"
    made_of = ends if choice.basis.startswith("conversion") else []
    ask.trace.add(name, choice.basis, choice.dose, of=made_of, cites=choice.because)
    return DoseChoice(drug, choice.dose, choice.basis, choice.because, name)
