"""
How sharp the fronts of a plan are: the error bar of the plug picture at therapy rates, and its bracket at high flow.

No verdict reads it and no watch is made shorter by it. At therapy rates diffusion and the flow profile spread a front
(Taylor and Aris); the bound of three standard deviations is exact. Without any diffusion, as a prime or a fast bolus
comes near to, fluid on the axis of a round tube runs at twice the mean: the profile over a radius r is
2 (1 - s * s / (r * r)) times the mean, and at s = 0 that is 2. So new drug is first at the tip when half the volume of
the line has been delivered, and when the whole of it has been, a quarter of it has come out as new fluid already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from cisterna.consult.ask import Ask
from cisterna.consult.doses import sides_of
from cisterna.delivery.column import Flow
from cisterna.delivery.course import commanded_flows
from cisterna.inspection import Verification, verify
from cisterna.knowledge import Figures, Knowledge
from cisterna.quantities import Duration, FlowRate, Length, Mass, Range, Ratio, Volume
from cisterna.reasons import Trace
from cisterna.safety import Box
from cisterna.therapy import LEAST_MEASURED, Case, Plan, Refill, Reprogram, accuracy_of

__all__ = ["Front", "Narrowed", "fronts", "narrowed", "traced"]

FIRST_PART = Fraction(1, 2)
"""Of the line's volume: when so much has been delivered, drug may be at the tip where nothing diffuses."""
BEFORE_PLUG = Fraction(1, 4)
"""Of the line's volume: how much new fluid has come out by the time at which a plug would arrive, at most."""
DEVIATIONS = 3
AHEAD = Fraction(2, 5)
"""Above one over the root of two pi: how far, in standard deviations, what is delivered runs ahead of a sharp front."""
MM_PER_CM, SECONDS = 10, 86_400
HORIZON = Duration(400)


class Front(NamedTuple):
    """
    The front that one refill sends into the line.

    `drugs` are those whose concentration changes by it. `plug` is its earliest arrival as a plug, `unmixed` the
    earliest with no diffusion at all. `spread` is an upper bound of three standard deviations at any flow of the plan,
    `early` how much sooner that may be, `ahead` how much of each drug may be given too early or too late by it; None
    where the facts in `missing` are not known. `ahead_unmixed` is the same with no diffusion. `pushed`: a prime or a
    bolus comes while it is on its way.
    """

    at: Duration
    drugs: tuple[str, ...]
    plug: Duration
    unmixed: Duration
    pushed: bool
    spread: Volume | None
    early: Duration | None
    ahead: Mapping[str, Mass]
    ahead_unmixed: Mapping[str, Mass]
    from_memory: bool
    missing: tuple[str, ...]
    because: tuple[str, ...]


def fronts(case: Case, plan: Plan, verification: Verification, knowledge: Knowledge, ask: Ask) -> tuple[Front, ...]:
    """Every front that a refill of `plan` sends to the tip; none where the volume of the line is not known."""
    return () if verification.box is None else tuple(_fronts(case, plan, verification.box, knowledge, ask))


def _fronts(case: Case, plan: Plan, box: Box, knowledge: Knowledge, ask: Ask) -> Iterator[Front]:
    last = max((step.at for step in plan.steps), default=Duration(0), key=lambda at: at.value)
    flows = commanded_flows(case, plan, horizon=last + HORIZON)
    before = case.running.fill
    for refill in plan.of(Refill):
        changed = {
            drug: refill.fill[drug] - before[drug]
            for drug in sorted({*before, *refill.fill})
            if refill.fill[drug] != before[drug]
        }
        before = refill.fill
        soonest, latest = box.lag
        plug, late = _commanded(flows, refill.at, soonest), _commanded(flows, refill.at, latest)
        if not changed or plug is None or late is None:
            continue
        through = {each.rate for each in flows if each.start < late and each.end > refill.at and each.rate}
        spread, memory, missing, because = _spread(case, through, box, knowledge, ask)
        unmixed = _commanded(flows, refill.at, soonest * FIRST_PART) or plug
        if any(step.program.patient_bolus for step in plan.of(Reprogram)):
            unmixed = refill.at  # how many boluses are taken, and when, is up to the patient
        slowest = min(through, key=lambda rate: rate.value).value * box.accuracy.low.value
        line = box.dead_volume.high
        yield Front(
            at=refill.at,
            drugs=tuple(changed),
            plug=plug,
            unmixed=unmixed,
            pushed=_pushed(case, plan, refill.at, late),
            spread=spread,
            early=None if spread is None else spread / FlowRate(slowest),
            ahead={} if spread is None else {
                drug: Mass(abs((by * spread).value) / DEVIATIONS * AHEAD) for drug, by in changed.items()
            },
            ahead_unmixed={drug: Mass(abs((by * line).value) * BEFORE_PLUG) for drug, by in changed.items()},
            from_memory=memory,
            missing=missing,
            because=because,
        )  # fmt: skip


def traced(found: tuple[Front, ...], trace: Trace, name: str) -> None:
    """Every number of these fronts that a page shows, into the trace under the plan's name."""
    for number, front in enumerate(found, start=1):
        step = f"{name}.front.{number}"
        trace.add(f"{step}.plug", "when the least lag has been commanded since the refill", front.plug)
        trace.add(
            f"{step}.unmixed", "when half the least lag has: the axis of a tube runs at twice the mean", front.unmixed
        )
        if front.spread is not None and front.early is not None:
            says = "three standard deviations after Taylor and Aris at most, over the flows of the plan"
            trace.add(f"{step}.spread", says, front.spread, cites=front.because)
            trace.add(f"{step}.early", "that volume at the slowest flow", front.early, of=(f"{step}.spread",))


def _commanded(flows: tuple[Flow, ...], since: Duration, volume: Fraction) -> Duration | None:
    """When `volume` (mL) has been commanded, counted from `since`; None where it is not within the horizon."""
    left = volume
    for each in flows:
        start = max(each.start, since, key=lambda at: at.value)
        if each.end <= start or not each.rate:
            continue
        gone = each.rate.value * (each.end - start).value
        if gone >= left:
            return start + Duration(left / each.rate.value)
        left -= gone
    return None


def _pushed(case: Case, plan: Plan, since: Duration, until: Duration) -> bool:
    """Whether a prime or a bolus moves the line while this front is in it."""
    programs = [step.program for step in plan.of(Reprogram) if since <= step.at <= until]
    kept = case.running.boluses is not None and not programs
    return kept or any(program.prime or program.bolus or program.patient_bolus for program in programs)


def _spread(
    case: Case, through: set[FlowRate], box: Box, knowledge: Knowledge, ask: Ask
) -> tuple[Volume | None, bool, tuple[str, ...], tuple[str, ...]]:
    """The bound over all flows, whether it rests on memory, what is missing for it, and the statements used."""
    model = case.system.catheter.model
    catheter = None if model is None else knowledge.catalogue.catheter(model)
    bore = None if catheter is None else catheter.inner_diameter
    sides = [side for side in sides_of(ask("diffusion in water")) if isinstance(side.answer, Figures)]
    missing: list[str] = []
    if catheter is None:
        missing.append("system.catheter.model")
    elif bore is None:
        missing.append(f"the inner diameter of the {catheter.name}")
    if not sides:
        missing.append("a diffusion coefficient")
    if missing or bore is None:
        return None, False, tuple(missing), ()
    from cisterna.delivery.spread import front_margin

    ids = tuple(id for side in sides for id in side.ids)
    recalled = not bore.checked or any(not knowledge.statement(id).checked_against_source for id in ids)
    rates = sorted(rate.value for rate in through)
    ends = rates[0] * box.accuracy.low.value, rates[-1] * box.accuracy.high.value
    found = [
        front_margin(
            FlowRate(rate),
            inner_diameter=bore.value,
            diffusion_mm2_per_s=_diffusion(side.answer),
            catheter=box.dead_volume.high,
        )
        for rate in ends
        for side in sides
        if isinstance(side.answer, Figures)
    ]
    return max(found, key=lambda volume: volume.value), recalled, (), ids


def _diffusion(answer: Figures) -> Fraction:
    """The diffusion coefficient in mm2/s: a length squared over the time in which a drug diffuses across it."""
    across, within = answer["across"], answer["within"]
    if not isinstance(across, Length) or not isinstance(within, Duration):
        raise TypeError("a diffusion coefficient is given by a length and a duration")
    return (across.value * MM_PER_CM) ** 2 / (within.value * SECONDS)


class Narrowed(NamedTuple):
    """
    What a pump's own refills change: the band they give, the one of case and catalogue, and the worst case by that one.
    """

    intervals: int
    own: Range[Ratio]
    labeled: Range[Ratio]
    by_label: Verification


def narrowed(case: Case, plan: Plan, knowledge: Knowledge) -> Narrowed | None:
    """The same plan judged with the band of case and catalogue; None where no refills replace it, or there is none."""
    system = case.system
    if len(system.measured) < LEAST_MEASURED or system.pump is None:
        return None
    catalogued = knowledge.catalogue.pump(system.pump).accuracy
    plain = replace(system, measured=())
    own, labeled = accuracy_of(system, catalogued), accuracy_of(plain, catalogued)
    if own is None or labeled is None:
        return None
    return Narrowed(len(system.measured), own, labeled, verify(replace(case, system=plain), plan, knowledge))
