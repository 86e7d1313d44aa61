"""
What has happened already, where a change that was made is to be put right: it is told, and judged no more.

Only what was done by the moment it was found counts as past, and only where the plan says the same as the request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cisterna.inspection.evidence import Evidence
from cisterna.knowledge import resolve
from cisterna.quantities import Duration
from cisterna.reasons import Finding, Force
from cisterna.therapy import AspiratePort, Mixture, NewSystem, Refill, Reprogram, Rescue, Restart, Stop

__all__ = ["after_a_gap", "as_done", "settled_by_now"]

Act = Refill | Reprogram | AspiratePort | Stop
ACTS = (Refill, Reprogram, AspiratePort, Stop)


def as_done(evidence: Evidence) -> Iterator[Finding]:
    """P1: the plan begins with exactly what the request says was done; and from when on it is judged."""
    request, now = evidence.case.request, evidence.case.judged_from
    if request is None or now is None:
        return
    if isinstance(request.change, Rescue):
        yield from _prefix(evidence, request.change, now)
    yield Finding("judged-from-now", Force.NOTE, values={"now": now})


def after_a_gap(evidence: Evidence) -> Iterator[Finding]:
    """P1: after a gap that the house does not call short, no program starts at the dose before."""
    request, policy = evidence.case.request, evidence.policy
    change = None if request is None else request.change
    if not isinstance(change, Restart | NewSystem) or Duration(0) - change.stopped <= policy.short_gap:
        return
    gap = Duration(0) - change.stopped
    for drug in evidence.held:
        sides = resolve(evidence.knowledge, "restart after an interruption", {"drug": drug}, on=evidence.case.on)
        because = tuple(one.id for one in sides.statements)
        values = {"drug": drug, "gap": gap, "boundary": policy.short_gap}
        yield Finding("restart-gap-too-long", Force.HARD, values=values, because=because)


def _prefix(evidence: Evidence, change: Rescue, now: Duration) -> Iterator[Finding]:
    assayed = bool(evidence.case.fill.assay)
    acts = [_as_ordered(step, assayed) for step in evidence.acts]
    done = [_as_ordered(step, assayed) for step in change.done if isinstance(step, ACTS)]
    if [step for step in acts if step.at < now] != [step for step in done if step.at < now] or any(
        step not in acts for step in done
    ):
        yield Finding("plan-not-as-done", Force.HARD, values={"now": now})


def _as_ordered(step: Act, assayed: bool) -> Act:
    """A refill without what it holds where an assay says that: then the order and the fill differ on purpose."""
    return replace(step, fill=Mixture({})) if assayed and isinstance(step, Refill) else step


def settled_by_now(evidence: Evidence, findings: Iterable[Finding]) -> Iterator[Finding]:
    """What is found of a program that ended by now is a note: another one has taken its place."""
    now = evidence.case.judged_from
    replaced = now is not None and any(step.at >= now for step in evidence.programs)
    ended = {step.at for step in evidence.programs if now is not None and replaced and step.at < now}
    for finding in findings:
        at = finding.values.get("at")
        past = isinstance(at, Duration) and at in ended and finding.force in (Force.HARD, Force.SOFT)
        yield replace(finding, force=Force.NOTE) if past else finding
