"""
The verdict on a plan: case, plan and knowledge in, findings and the figures they rest on out.

It never asks how the plan was made, and shares no code with what made it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from cisterna.inspection.evidence import Evidence
from cisterna.inspection.invariants import CHECKS
from cisterna.knowledge import Knowledge
from cisterna.quantities import Range
from cisterna.quantities.value import dataclass
from cisterna.reasons import Judgement
from cisterna.safety import Box
from cisterna.therapy import Case, Plan

__all__ = ["Verification", "verify"]


@dataclass(frozen=True, slots=True)
class Verification:
    """
    What the verifier found. `figures` are its worst cases and settings by name, such as "baclofen 24 h low".

    `box` is what they were looked for in; None without a dead volume. `day` names the window of a day.
    """

    judgement: Judgement
    box: Box | None
    figures: Mapping[str, Any]
    held: tuple[str, ...]
    day: str

    @property
    def held_extremes(self) -> tuple[Fraction, Fraction]:
        """The least and the most of any held drug in a window of a day, as parts of what the old program gives."""
        names = [f"{drug} {self.day} {end}" for drug in self.held for end in ("low", "high")]
        parts = [self.figures[name].value.value for name in names if name in self.figures]
        return min(parts, default=Fraction(1)), max(parts, default=Fraction(1))


def verify(case: Case, plan: Plan, knowledge: Knowledge) -> Verification:
    """Judge `plan` on the date of `case`. The overrides of a request are not looked at: whoever holds them does."""
    evidence = Evidence(case, plan, knowledge)
    checks = CHECKS if evidence.judgeable else CHECKS[-1:]
    findings = [finding for check in checks for finding in check(evidence)]
    figures = MappingProxyType(dict(_figures(evidence)))
    box = evidence.box if evidence.path.range else None
    return Verification(Judgement.of(findings), box, figures, tuple(evidence.held), f"{evidence.policy.day_window:h}")


def _figures(evidence: Evidence) -> Iterator[tuple[str, Any]]:
    for (drug, name), worst in evidence.worst.items():
        yield f"{drug} {name}", worst
    for drug in evidence.judged:
        yield f"{drug} cleared", evidence.cleared[drug][-1]
        for refill, early, late in evidence.trial.arrivals(drug):
            if refill is not None:
                yield f"{drug} arrival", early if late is None else Range(early, late)
    yield "runs dry", evidence.dry
