"""
What has happened already, where a change that was made is to be put right: it is told, and judged no more.

Only what was done by the moment it was found counts as past, and only where the plan says the same as the request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from cisterna.inspection.evidence import Evidence
from cisterna.inspection.reading import Run
from cisterna.knowledge import resolve
from cisterna.quantities import Duration
from cisterna.reasons import Finding, Force
from cisterna.safety import Point
from cisterna.safety.replay import FLUID
from cisterna.therapy import AspiratePort, Mixture, NewSystem, Refill, Reprogram, Rescue, Restart, Stop

__all__ = ["after_a_gap", "as_done", "settled_by_now"]

Act = Refill | Reprogram | AspiratePort | Stop
ACTS = (Refill, Reprogram, AspiratePort, Stop)
OF_A_PROGRAM = (
    "flow-below-lowest", "flow-above-highest", "dual-patient-bolus", "held-dose-high-by-boluses",
    "patient-bolus-too-large", "opioid-raise-above-step", "raise-before-arrival", "entered-differs-from-fill",
)  # fmt: skip
"""What is over with the program it is found in."""


def as_done(evidence: Evidence) -> Iterator[Finding]:
    """P1: the plan begins with exactly what the request says was done; and from when on it is judged."""
    request, now = evidence.case.request, evidence.case.judged_from
    if request is None or now is None:
        return
    if isinstance(request.change, Rescue):
        yield from _prefix(evidence, request.change, now)
    yield Finding("judged-from-now", Force.NOTE, values={"now": now})


def after_a_gap(evidence: Evidence) -> Iterator[Finding]:
    """
    P1: after a gap that the house does not call short, no program starts at the dose before.

    Where one did within the last day before it was found, somebody answers for the dose that runs.
    """
    boundary = evidence.policy.short_gap
    for drug in evidence.held:
        for gap, force in _gaps(evidence, drug):
            if gap > boundary:
                question = "restart after an interruption"
                sides = resolve(evidence.knowledge, question, {"drug": drug}, on=evidence.case.on)
                because = tuple(one.id for one in sides.statements)
                values = {"drug": drug, "gap": gap, "boundary": boundary}
                yield Finding("restart-gap-too-long", force, values=values, because=because)


def _gaps(evidence: Evidence, drug: str) -> Iterator[tuple[Duration, Force]]:
    """For how long nothing of a held drug is given before a program gives it again, and how much that weighs."""
    change = None if evidence.case.request is None else evidence.case.request.change
    if isinstance(change, Restart | NewSystem):
        yield next((step.at for step in evidence.programs), Duration(0)) - change.stopped, Force.HARD
    elif isinstance(change, Rescue):
        now, lately = change.noticed, change.noticed - evidence.policy.day_window
        for start, end in _without(evidence, drug):
            if start < now and (end is None or end >= now):
                yield (end or now) - start, Force.HARD
            elif end is not None and lately < end < now:
                yield end - start, Force.SOFT


def _without(evidence: Evidence, drug: str) -> Iterator[tuple[Duration, Duration | None]]:
    """
    When nothing of `drug` leaves the tip, from and to; None: to the end.

    A pump at its slowest flow gives nothing that counts, unless that is the flow it ran at.
    """
    box, refills, pump = evidence.box, len(evidence.script.refills), evidence.pump
    run = Run(evidence.script, Point(box.dead_volume.high, box.accuracy.low.value, (box.residual.high,) * refills))
    fluid, slow = run.curve(FLUID), Fraction(0)
    if pump and pump.min_rate and evidence.case.running.flow > pump.min_rate.value:
        slow = pump.min_rate.value.value * box.accuracy.low.value
    since: Duration | None = None
    for time, rate, flow in zip(run.times, run.curve(drug).rates, fluid.rates, strict=True):
        given = rate and Fraction(flow * fluid.ticks, fluid.unit) > slow
        if given and since is not None:
            yield since, Duration(time)
        since = None if given else Duration(time) if since is None else since
    if since is not None:
        yield since, None


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
    """
    What is found of a program that ended by now is a note: another one has taken its place.

    What is found of a fill is not: it is in the reservoir until it is drawn out again.
    """
    now = evidence.case.judged_from
    replaced = now is not None and any(step.at == now for step in evidence.programs)
    ended = {step.at for step in evidence.programs if now is not None and replaced and step.at < now}
    for finding in findings:
        at = finding.values.get("at")
        past = isinstance(at, Duration) and at in ended and finding.force in (Force.HARD, Force.SOFT)
        yield replace(finding, force=Force.NOTE) if past and not _of_a_fill(evidence, finding) else finding


def _of_a_fill(evidence: Evidence, finding: Finding) -> bool:
    """True where what is found lies in what was filled in, not in what was typed then."""
    filled = [step.fill for step in evidence.refills if step.at == finding.values["at"]]
    if finding.code == "thousandfold-slip":
        return any(finding.values["written"] == fill[finding.values["drug"]] for fill in filled)
    return finding.code not in OF_A_PROGRAM
