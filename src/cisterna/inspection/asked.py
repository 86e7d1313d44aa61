"""
What a request for another change lets a held drug do, and what stands against the request itself.

Only another dose of that very drug moves the band of P1, and only another mode, carried out as it was asked for, widens
it for hours. A request that starts a drug moves nothing: there a lower dose of the held drug stays refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from cisterna.inspection.evidence import Evidence
from cisterna.quantities import Quantity, Ratio
from cisterna.reasons import Finding, Force
from cisterna.therapy import DOSE_REASONS, NewDose, NewMode, Refill, Reprogram

__all__ = ["Path", "asked_change", "hours_asked", "path_asked"]

UP = DOSE_REASONS[0]
Levels = list[tuple[Quantity, Finding]]


class Path(NamedTuple):
    """From which to which part of the held dose a plan may move a drug: both 1 where no other dose is asked for."""

    low: Ratio
    high: Ratio

    @property
    def rises(self) -> bool:
        """True where more is asked for."""
        return self.high > Ratio(1)


HELD = Path(Ratio(1), Ratio(1))


def path_asked(evidence: Evidence, drug: str) -> Path:
    """
    The path from the held dose to the one that is asked for, for this drug and no other.

    There is none in a plan that brings another drug, or that lowers this one while it gives more of another: that would
    be making room.
    """
    case = evidence.case
    change, held = None if case.request is None else case.request.change, case.running.held_dose(drug)
    if not isinstance(change, NewDose) or change.drug != drug or change.dose is None or not held:
        return HELD
    part = Ratio(change.dose / held)
    if _brings_another(evidence) or (part < Ratio(1) and _gives_more_of_another(evidence, drug)):
        return HELD
    return Path(min(part, Ratio(1)), max(part, Ratio(1)))


def _brings_another(evidence: Evidence) -> bool:
    """True where anything that is filled in, or rinsed with, holds a drug that does not run."""
    mixtures = [refill.fill for refill in evidence.refills]
    mixtures += [refill.rinse.mixture for refill in evidence.refills if refill.rinse]
    return any(drug not in evidence.case.running.fill for mixture in mixtures for drug in mixture)


def _gives_more_of_another(evidence: Evidence, drug: str) -> bool:
    """True where some setting gives more of another drug than runs."""
    running = evidence.case.running
    return any(
        gives > running.daily_dose(other)
        for other in running.fill
        if other != drug
        for gives in evidence.cleared[other]
    )


def asked_change(evidence: Evidence) -> Iterator[Finding]:
    """P1: another dose is asked for within a published step, for a reason that goes with it; less is signed for."""
    request = evidence.case.request
    change = None if request is None else request.change
    if not isinstance(change, NewDose) or change.dose is None or change.drug not in evidence.held:
        return
    drug, dose, held = change.drug, change.dose, evidence.case.running.held_dose(change.drug)
    if not held:
        return
    part, because = Ratio(dose / held), evidence.held[drug]
    values: dict[str, Any] = {"drug": drug, "dose": dose, "held": held, "part": part, "why": change.why}
    if dose != held and (dose > held) != (change.why == UP):
        code = "dose-up-against-its-reason" if dose > held else "dose-down-against-its-reason"
        yield Finding(code, Force.HARD, values={**values, "runs": held}, because=because)
    question = "daily dose step" if dose > held else "maintenance dose decrease"
    steps, ids, missing = evidence.published(question, drug, "high")
    far = Ratio(abs(part.value - 1))
    told = {**values, "step": steps[0] if steps else Ratio(0)}
    if far and not steps and not missing:
        yield Finding("no-step-for-this-dose", Force.UNKNOWN, values=values, missing=(f"published step of {drug}",))
    elif far and (not steps or far > steps[0]):
        beyond = bool(steps) and (not missing or far > steps[-1])
        code = "dose-rises-beyond-step" if dose > held else "dose-falls-beyond-step"
        force = Force.HARD if beyond else Force.UNKNOWN
        yield Finding(code, force, values=told, because=(*because, *ids), missing=() if beyond else missing)
    if dose < held:
        yield Finding("held-dose-lowered-as-asked", Force.SOFT, values=values, because=(*because, *ids))
    reached = evidence.cleared[drug][-1]
    allowed = evidence.policy.cleared_fall_refused if dose < held else evidence.policy.cleared_rise_needs_override
    if abs(reached / dose - 1) > allowed.value:
        yield Finding("asked-dose-not-reached", Force.SOFT, values={**values, "gives": reached}, because=because)


def hours_asked(evidence: Evidence, low: Finding, high: Finding) -> tuple[Levels, Levels] | None:
    """
    What a window of hours may give where another mode is asked for and the plan does that and nothing else; else None.

    The schedule that is asked for may take as much away for hours as it may add; what lies between is signed for.
    """
    if not _only_the_mode(evidence):
        return None
    policy = evidence.policy
    most, fall, rise = policy.hours_rise_refused, policy.hours_fall_refused, policy.hours_rise_needs_override
    shifts = [
        Finding("schedule-shifts-hours", Force.SOFT, values=each.values, because=each.because) for each in (low, high)
    ]
    return (
        [(Ratio(1) - most, replace(low, force=Force.HARD)), (Ratio(1) - fall, shifts[0])],
        [(Ratio(1) + most, replace(high, force=Force.HARD)), (Ratio(1) + rise, shifts[1])],
    )


def _only_the_mode(evidence: Evidence) -> bool:
    """True where the asked mode is typed in, as asked, and nothing else is changed: no stop, no other mixture."""
    request, running = evidence.case.request, evidence.case.running
    change = None if request is None else request.change
    if not isinstance(change, NewMode):
        return False
    wanted = replace(running.program, mode=change.mode, bridge=None, prime=None, bolus=None)
    return all(
        step.program == wanted if isinstance(step, Reprogram) else isinstance(step, Refill) and not step.rinse
        and step.fill == running.fill
        for step in evidence.acts
    )  # fmt: skip
