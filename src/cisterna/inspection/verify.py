"""
The verdict on a plan: case, plan and knowledge in, findings and the figures they rest on out.

It never asks how the plan was made, and shares no code with what made it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from cisterna.inspection.evidence import Evidence
from cisterna.inspection.invariants import CHECKS, entries
from cisterna.inspection.past import settled_by_now
from cisterna.knowledge import Knowledge
from cisterna.quantities import Concentration, Range
from cisterna.quantities.value import dataclass
from cisterna.reasons import Finding, Force, Judgement
from cisterna.safety import Box
from cisterna.therapy import Case, Plan, Refill
from cisterna.therapy.assay import assayed

__all__ = ["Verification", "verify"]


@dataclass(frozen=True, slots=True)
class Verification:
    """
    What the verifier found. `figures` are its worst cases and settings by name, such as "baclofen 24 h low".

    `box` is what they were looked for in; None without a dead volume. `day` names the window of a day. `assay` is the
    side of the box that an assay of the fill gives, by drug.
    """

    judgement: Judgement
    box: Box | None
    figures: Mapping[str, Any]
    held: tuple[str, ...]
    day: str
    assay: Mapping[str, Range[Concentration]] = MappingProxyType({})

    @property
    def held_extremes(self) -> tuple[Fraction, Fraction]:
        """The least and the most of any held drug in a window of a day, as parts of what the old program gives."""
        names = [f"{drug} {self.day} {end}" for drug in self.held for end in ("low", "high")]
        parts = [self.figures[name].value.value for name in names if name in self.figures]
        return min(parts, default=Fraction(1)), max(parts, default=Fraction(1))


FORCES = (Force.HARD, Force.UNKNOWN, Force.SOFT, Force.NOTE)
"""From what weighs most to what weighs least."""


def verify(case: Case, plan: Plan, knowledge: Knowledge) -> Verification:
    """Judge `plan` on the date of `case`. The overrides of a request are not looked at: whoever holds them does."""
    ends = assayed(plan, case.fill.assay)
    if ends:
        return _as_assayed(case, plan, ends, knowledge)
    return _verified(Evidence(case, plan, knowledge))


def _verified(evidence: Evidence) -> Verification:
    figures = MappingProxyType(dict(_figures(evidence)))
    box = evidence.box if evidence.path.range else None
    findings = list(_findings(evidence))
    return Verification(Judgement.of(findings), box, figures, tuple(evidence.held), f"{evidence.policy.day_window:h}")


def _findings(evidence: Evidence) -> Iterator[Finding]:
    checks = CHECKS if evidence.judgeable else CHECKS[-1:]
    yield from settled_by_now(evidence, (finding for check in checks for finding in check(evidence)))


def _as_assayed(case: Case, plan: Plan, ends: Iterable[Plan], knowledge: Knowledge) -> Verification:
    """
    The worst of both ends of the assay.

    What is typed is compared with what was ordered; with what was found only where they are a slip of the pen apart.
    """
    low, high = (Evidence(case, end, knowledge) for end in ends)
    ordered = Evidence(case, plan, knowledge)
    findings = list(entries(ordered)) if ordered.judgeable else []
    for evidence in (low, high):
        typed = set(map(str, entries(evidence))) if evidence.judgeable else set()
        findings += [one for one in _findings(evidence) if str(one) not in typed or one.force is Force.HARD]
    one, other = _verified(low), _verified(high)
    filled = next(step.fill for step in plan.of(Refill) if any(drug in step.fill for drug in case.fill.assay))
    assay = {drug: found for drug, found in sorted(case.fill.assay.items()) if drug in filled}
    for drug, found in assay.items():
        values = {"drug": drug, "low": found.low, "high": found.high, "ordered": filled[drug]}
        findings.append(Finding("fill-assayed", Force.NOTE, values=values))
    figures = {name: _worse(name, one.figures.get(name), other.figures.get(name)) for name in
               dict.fromkeys((*one.figures, *other.figures))}  # fmt: skip
    judgement = Judgement.of(_distinct(findings))
    return Verification(judgement, one.box, MappingProxyType(figures), one.held, one.day, MappingProxyType(assay))


def _distinct(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Of what was found at both ends the weightier; of two alike the later, and of what is too low the first."""
    kept: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        key = finding.code, str(finding.values.get("drug")), str(finding.values.get("at"))
        before = kept.get(key)
        weight = 0 if before is None else FORCES.index(before.force) - FORCES.index(finding.force)
        if before is None or weight > 0 or (not weight and not finding.code.endswith("-low")):
            kept[key] = finding
    yield from kept.values()


def _worse(name: str, low: Any, high: Any) -> Any:
    """Of a figure at both ends the one that is worse: the smaller of a least, the larger of anything else."""
    if low is None or high is None:
        return high if low is None else low
    if hasattr(low, "point"):
        return low if (low.value < high.value) == name.endswith(" low") else high
    return high


def _figures(evidence: Evidence) -> Iterator[tuple[str, Any]]:
    for (drug, name), worst in evidence.worst.items():
        yield f"{drug} {name}", worst
    for drug in evidence.judged:
        yield f"{drug} cleared", evidence.cleared[drug][-1]
        for refill, early, late in evidence.trial.arrivals(drug):
            if refill is not None:
                yield f"{drug} arrival", early if late is None else Range(early, late)
    yield "runs dry", evidence.dry
