"""
Daily doses to start at: what each source says, and which of them become plans.

Every source's value is kept apart. A proposal is never made up: it is the low end of a published range, the end of a
cited conversion chain, or that chain held down to a published ceiling.
"""

from __future__ import annotations

from typing import NamedTuple

from cisterna.consult.ask import Ask
from cisterna.conversion import Chain, Factor, follow, total
from cisterna.knowledge import Disagree, Figures, Holds, NeedsFact, Outcome, Side, Span, Word
from cisterna.quantities import DoseRate, Ratio
from cisterna.reasons import Finding, Force
from cisterna.therapy import Case, SystemicOpioid
from cisterna.transition import DoseChoice

__all__ = ["Doses", "SourceRange", "dose_choices"]

START = "daily dose start range"
EQUIVALENT = "oral morphine equivalent"
RATIO = "conversion ratio"
AUTOMATIC = "automatic conversion"
ROUTES = ("oral", "transdermal", "intravenous")


class SourceRange(NamedTuple):
    """What one source, or several that agree, publish as a range to start in."""

    low: DoseRate
    high: DoseRate
    statements: tuple[str, ...]


class Doses(NamedTuple):
    """The choices for one drug, the published ranges beside them, the conversion chains, and what stands in the way."""

    drug: str
    choices: tuple[DoseChoice, ...]
    ranges: tuple[SourceRange, ...]
    chains: tuple[Chain, ...]
    findings: tuple[Finding, ...]


def dose_choices(case: Case, drug: str, ask: Ask) -> Doses:
    """The doses at which `drug` may be started in this patient, the one to show first in front."""
    exposure = case.patient.opioid_exposure
    findings: list[Finding] = []
    if exposure is None:
        findings.append(
            Finding("opioid-exposure-not-stated", Force.NOTE, values={"drug": drug}),
        )
    ranges = _ranges(ask(START, drug=drug, opioid_exposure=_judged_as(exposure)))
    chains: tuple[Chain, ...] = ()
    if exposure == "tolerant":
        chains, refused = _chains(case, drug, ask)
        findings += [*refused, *_below_threshold(chains, ask)]
    asked = case.request.dose if case.request is not None and case.request.start == drug else None
    if asked is not None:
        choices = [DoseChoice(drug, asked, "asked")]
    elif exposure == "tolerant":
        choices = _tolerant(drug, chains, ranges)
    else:
        choices = _lowest_ends(drug, ranges, cautious_first=_at_risk(case))
    written = tuple(_written(choice, chains, ask) for choice in _distinct(choices))
    return Doses(drug, written, ranges, chains, tuple(findings))


def _below_threshold(chains: tuple[Chain, ...], ask: Ask) -> list[Finding]:
    """Said to be tolerant, but what is taken adds up to less than the published threshold."""
    oral = ("morphine", "oral")
    taken = DoseRate(0)
    for chain in chains:
        steps = [chain.dose, *(link.result for link in chain.links)]
        names = [chain.links[0].factor.start, *(link.factor.end for link in chain.links)]
        taken = taken + steps[names.index(" ".join(oral))]
    found = []
    for side in sides_of(ask("opioid tolerance threshold", from_drug=oral[0], from_route=oral[1])):
        least = side.answer.get("daily_dose") if isinstance(side.answer, Figures) else None
        if chains and isinstance(least, DoseRate) and taken < least:
            values = {"taken": taken, "least": least}
            missing = ("patient.opioid_exposure",)
            found.append(
                Finding("tolerance-not-borne-out", Force.UNKNOWN, values=values, because=side.ids, missing=missing)
            )
    return found


def _judged_as(exposure: str | None) -> str:
    """Exposure that is interrupted, or not stated, is judged as the most cautious one that sources speak of."""
    return exposure if exposure in ("tolerant", "below tolerance") else "naive"


def _at_risk(case: Case) -> bool:
    """True where any risk for respiratory depression is present or not known to be absent."""
    from cisterna.therapy.case import RISKS

    return any(case.patient.risk(name) != "no" for name in RISKS)


def sides_of(found: Outcome) -> tuple[Side, ...]:
    """Every side of an answer, the one the house policy shows first in front; none where nothing is said."""
    return found.sides if isinstance(found, Holds | Disagree) else ()


def _ranges(found: Outcome) -> tuple[SourceRange, ...]:
    ranges = []
    for side in sides_of(found):
        match side.answer:
            case Span(low=DoseRate() as low, high=DoseRate() as high):
                ranges.append(SourceRange(low, high, side.ids))
    return tuple(ranges)


def _lowest_ends(drug: str, ranges: tuple[SourceRange, ...], *, cautious_first: bool) -> list[DoseChoice]:
    """The low end of the first range and of the lowest one; with a risk factor the lowest comes first."""
    if not ranges:
        return []
    first = ranges[0]
    lowest = min(ranges, key=lambda each: each.low.value)
    choices = [
        DoseChoice(drug, first.low, "low end of the range shown first", first.statements),
        DoseChoice(drug, lowest.low, "lowest published start", lowest.statements),
    ]
    return choices[::-1] if cautious_first else choices


def _tolerant(drug: str, chains: tuple[Chain, ...], ranges: tuple[SourceRange, ...]) -> list[DoseChoice]:
    """The first chain's total, and the same held down to the lowest published ceiling where it lies above it."""
    if not chains:
        return []
    converted = total(chains)
    cited = tuple(dict.fromkeys(id for chain in chains for id in chain.statements))
    choice = DoseChoice(drug, converted, "conversion chain", cited)
    ceiling = min(ranges, key=lambda each: each.high.value, default=None)
    if ceiling is None or converted <= ceiling.high:
        return [choice]
    capped = DoseChoice(drug, ceiling.high, "conversion chain, held down to the lowest published ceiling",
                        (*cited, *ceiling.statements))  # fmt: skip
    return [capped, choice]


def _distinct(choices: list[DoseChoice]) -> list[DoseChoice]:
    kept: dict[DoseRate, DoseChoice] = {}
    for choice in choices:
        kept.setdefault(choice.rate, choice)
    return list(kept.values())


def _written(choice: DoseChoice, chains: tuple[Chain, ...], ask: Ask) -> DoseChoice:
    """The choice with its steps in the trace: every link of every chain, or the end of the range it is."""
    trace, links = ask.trace, []
    for number, chain in enumerate(chains, start=1):
        before = f"dose.{choice.drug}.opioid-{number}"
        if before not in trace:
            trace.add(before, "the systemic opioid as the case gives it", chain.dose)
            for link in chain.links:
                factor = link.factor
                how = "divided" if factor.divides else "multiplied"
                after = f"dose.{choice.drug}.opioid-{number}.{factor.end.replace(' ', '-')}"
                says = f"{factor.start} to {factor.end}: {how} by {factor.ratio:{':1'}}"
                trace.add(after, says, link.result, of=(before,), cites=(factor.statement,))
                before = after
        else:
            before = f"{before}.{chain.links[-1].factor.end.replace(' ', '-')}" if chain.links else before
        links.append(before)
    name = f"dose.{choice.drug}.{choice.rate.format('mg/day').partition(' ')[0].replace(',', '')}"
    made_of = links if choice.basis.startswith("conversion") else []
    trace.add(name, choice.basis, choice.rate, of=made_of, cites=choice.because)
    return DoseChoice(choice.drug, choice.rate, choice.basis, choice.because, name)


def _chains(case: Case, drug: str, ask: Ask) -> tuple[tuple[Chain, ...], list[Finding]]:
    """One chain for each systemic opioid, by the ratios that the house policy shows first."""
    if not case.systemic_opioids:
        missing = Finding(
            "systemic-opioids-not-stated", Force.UNKNOWN, missing=("systemic_opioid",), values={"drug": drug}
        )
        return (), [missing]
    chains: list[Chain] = []
    for opioid in case.systemic_opioids:
        outcome = _chain(opioid, drug, ask)
        if isinstance(outcome, Finding):
            return (), [outcome]
        chains.append(outcome)
    return tuple(chains), []


def _chain(opioid: SystemicOpioid, drug: str, ask: Ask) -> Chain | Finding:
    if opioid.route not in ROUTES or prohibited(ask(AUTOMATIC, from_drug=opioid.drug, from_route=opioid.route)):
        return _refusal(opioid, drug)
    factors: list[Factor] = []
    if (opioid.drug, opioid.route) != ("morphine", "oral"):
        found = _ratio(ask(EQUIVALENT, from_drug=opioid.drug, from_route=opioid.route), ask)
        if found is None:
            return _refusal(opioid, drug)
        factors.append(Factor(f"{opioid.drug} {opioid.route}", "morphine oral", found[0], False, found[1]))
    steps = [(("morphine", "oral"), ("morphine", "intrathecal"))]
    if drug != "morphine":
        steps.append((("morphine", "intrathecal"), (drug, "intrathecal")))
    for start, end in steps:
        found = _ratio(ask(RATIO, from_drug=start[0], from_route=start[1], to_drug=end[0], to_route=end[1]), ask)
        if found is None:
            return _refusal(opioid, drug)
        factors.append(Factor(" ".join(start), " ".join(end), found[0], True, found[1]))
    return follow(opioid.dose, factors)


def prohibited(found: Outcome) -> bool:
    """Prohibited, or it turns on a fact that is not told: that is not the same as permitted."""
    return isinstance(found, NeedsFact) or any(side.answer == Word("prohibited") for side in sides_of(found))


def _refusal(opioid: SystemicOpioid, drug: str) -> Finding:
    values = {"opioid": opioid.drug, "route": opioid.route, "drug": drug}
    return Finding("no-automatic-conversion", Force.UNKNOWN, missing=("request.dose",), values=values)


def _ratio(found: Outcome, ask: Ask) -> tuple[Ratio, str] | None:
    """The ratio that the house policy shows first, and the statement it names for it (else the side's first)."""
    named = ask.knowledge.policy.first.get(found.question, ())
    for side in sides_of(found):
        cited = next((id for id in named if id in side.ids), side.ids[0])
        match side.answer:
            case Span(typical=Ratio() as ratio):
                return ratio, cited
            case Span(low=Ratio() as ratio, high=high) if ratio == high:
                return ratio, cited
    return None
