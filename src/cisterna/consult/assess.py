"""
One plan, ours or typed in, looked at from all sides: simulated, verified, both computations compared, papers judged.

It knows nothing of how the plan was made.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from cisterna.admixture import Labeling, MixtureEvidence, judge_mixture, judge_stock, potency_note
from cisterna.consult.alarms import alarm_findings
from cisterna.consult.ask import Ask
from cisterna.consult.assayed import not_as_ordered
from cisterna.consult.doses import sides_of
from cisterna.consult.fronts import Front, Narrowed, fronts, narrowed, traced
from cisterna.consult.pitfalls import meets, scene_of, written
from cisterna.delivery import Setting, Tip, course_of, simulate
from cisterna.inspection import Verification, replay, verify
from cisterna.knowledge import Evidence, Figures, Knowledge, Word
from cisterna.quantities import Duration, Ratio, Volume
from cisterna.reasons import Axis, Finding, Force, Judgement, Trace
from cisterna.safety import Point
from cisterna.therapy import (
    LEAST_MEASURED,
    Call,
    Case,
    Mixture,
    Observe,
    PathVolume,
    Plan,
    Refill,
    accuracy_of,
    as_it_stands,
    path_volume,
    residual_of,
)

__all__ = [
    "Assessment",
    "assess",
    "check_plan",
    "evidence_for",
    "held_drugs",
    "kept_drugs",
    "mixture_lasts",
    "must_not_stop",
    "path_of",
    "simulate_plan",
    "with_all_lasts",
]

VIALS = "commercial vials"
PAIR = 2
"""Evidence is on two drugs together: beyond that it does not carry over."""
DAY = Duration(1)


class Assessment(NamedTuple):
    """
    What a plan gives at the tip (None where that cannot be worked out), and all that is to be said of it.

    `pitfalls` are what the case meets around it; those that somebody has to sign for are in the judgement as well.
    """

    tip: Tip | None
    verification: Verification
    judgement: Judgement
    held: tuple[str, ...]
    statements: tuple[str, ...]
    trace: Trace
    pitfalls: tuple[Finding, ...] = ()
    fronts: tuple[Front, ...] = ()
    narrowed: Narrowed | None = None


def check_plan(case: Case, plan: Plan, knowledge: Knowledge, *, on: date) -> Assessment:
    """Assess `plan` on the date `on`; the overrides of the case's request count."""
    from cisterna.consult.after import case_after, pump_bias  # it looks up the line here

    also = pump_bias(case, knowledge)
    judged = case_after(case, knowledge)
    found = assess(judged, plan, knowledge, Ask(knowledge, on, Trace()), form=case.fill.form, also=also)
    written(found.pitfalls, found.trace, "plan")
    traced(found.fronts, found.trace, "plan")
    return found


def assess(
    case: Case, plan: Plan, knowledge: Knowledge, ask: Ask, *, form: str | None, also: Iterable[Finding] = ()
) -> Assessment:
    """
    Verify, simulate, compare, and judge the papers; `form` says how the fills are made, `also` what else is
    known.
    """
    plan = as_it_stands(case, plan)
    verification = verify(case, plan, knowledge)
    held = held_drugs(case, ask)
    findings = [*verification.judgement.findings, *also]
    for refill in plan.steps:
        if isinstance(refill, Refill):
            findings += _on_paper(case, refill, held, form, knowledge, ask)
    findings += [*not_as_ordered(case, plan, ask), *alarm_findings(case, plan, knowledge)]
    findings += _from_memory(case, knowledge)
    tip = simulate_plan(case, plan, knowledge)
    if tip is not None and not _agree(case, plan, _nominal_setting(case, plan, knowledge), tip):
        findings.append(Finding("two-computations-disagree", Force.UNKNOWN, missing=("a sound computation",)))
    pitfalls = meets(scene_of(case, plan, held, verification.figures, findings, ask))
    findings += [pitfall for pitfall in pitfalls if pitfall.force is Force.SOFT]
    findings += _approval_required(findings, knowledge, ask)
    spread = fronts(case, plan, verification, knowledge, ask)
    lifted = [override.code for override in case.request.overrides] if case.request is not None else []
    distinct = list({(f.code, f.force, str(sorted(f.values.items(), key=str))): f for f in findings}.values())
    return Assessment(
        tip,
        verification,
        Judgement.of(distinct, overridden=lifted),
        held,
        ask.used,
        ask.trace,
        pitfalls,
        spread,
        narrowed(case, plan, knowledge),
    )


def _approval_required(findings: Iterable[Finding], knowledge: Knowledge, ask: Ask) -> list[Finding]:
    """Where the house policy asks for approved statements, nothing can be said of a plan that rests on others."""
    if not knowledge.policy.require_approved:
        return []
    rested = {*ask.used, *(id for finding in findings for id in finding.because)}
    waiting = tuple(one.id for one in knowledge.not_approved(rested))
    missing = ("an approval of every statement used",)
    values = {"count": len(waiting)}
    return [Finding("approval-required", Force.UNKNOWN, Axis.ACKNOWLEDGEMENT, values, (), missing)] if waiting else []


def _from_memory(case: Case, knowledge: Knowledge) -> Iterable[Finding]:
    """A pump's accuracy that is not read in a source: the box rests on it, and so does every verdict."""
    if case.system.pump is not None:
        pump = knowledge.catalogue.pump(case.system.pump)
        band = accuracy_of(case.system, pump.accuracy)
        if case.system.measured:
            few = len(case.system.measured) < LEAST_MEASURED
            values = {"pump": pump.name, "count": len(case.system.measured), "least": LEAST_MEASURED}
            if few or band is None:
                yield Finding("accuracy-measured-too-seldom", Force.NOTE, values=values)
            else:
                apart = max(m.accuracy.low.value for m in case.system.measured) > min(
                    m.accuracy.high.value for m in case.system.measured
                )
                shown = values | {"low": band.low, "high": band.high}
                yield Finding("accuracy-drifts" if apart else "accuracy-measured", Force.NOTE, values=shown)
                return
        elif case.system.accuracy is not None and band is not None:
            yield Finding(
                "accuracy-as-stated", Force.NOTE, values={"pump": pump.name, "low": band.low, "high": band.high}
            )
        for side in (pump.accuracy_low, pump.accuracy_high):
            if side is not None and not side.checked:
                yield Finding("accuracy-from-memory", Force.NOTE, values={"side": side.value, "pump": pump.name})


def simulate_plan(
    case: Case,
    plan: Plan,
    knowledge: Knowledge,
    *,
    until: Duration | None = None,
    accuracy: Ratio | None = None,
    residual: Volume | None = None,
    dead_volume: Volume | None = None,
) -> Tip | None:
    """
    What the plan gives at the tip at the middle of the dead volume, every residual at its bound, as commanded.

    Or at another `dead_volume`, `residual` or `accuracy` of the pump; to the end of the plan, or to `until`.
    None where the case does not say enough to work it out.
    """
    plan = as_it_stands(case, plan)
    setting = _nominal_setting(case, plan, knowledge)
    if setting is None:
        return None
    if accuracy is not None:
        setting = setting._replace(accuracy=accuracy.value)
    if residual is not None:
        setting = setting._replace(residuals=tuple(residual for _ in setting.residuals))
    if dead_volume is not None:
        setting = setting._replace(dead_volume=dead_volume)
    return simulate(course_of(case, plan, setting, horizon=until or _horizon(plan, setting, case)))


def held_drugs(case: Case, ask: Ask) -> tuple[str, ...]:
    """The running drugs that must not be interrupted, as the pack has it."""
    return tuple(drug for drug in case.running.fill if must_not_stop(drug, ask))


def must_not_stop(drug: str, ask: Ask) -> tuple[str, ...]:
    """The statements that forbid to interrupt a drug; none where nobody forbids it."""
    sides = sides_of(ask("interruption", drug=drug))
    return tuple(id for side in sides if side.answer == Word("prohibited") for id in side.ids)


def path_of(case: Case, knowledge: Knowledge) -> PathVolume:
    """The volume of tubing and catheter, from the case or over what the catalogue recalls."""
    model = case.system.catheter.model
    return path_volume(case.system, None if model is None else knowledge.catalogue.catheter(model))


def evidence_for(held: str, added: str, ask: Ask) -> tuple[Evidence, ...]:
    """What the pack holds on the mixture of two drugs, whichever of them was added to the other."""
    for one, other in ((held, added), (added, held)):
        sides = sides_of(ask("mixture evidence", drug=one, added_drug=other))
        found = tuple(side.answer for side in sides if isinstance(side.answer, Evidence))
        if found:
            return found
    return ()


def kept_drugs(case: Case, prohibited: tuple[str, ...]) -> tuple[str, ...]:
    """
    The drugs that a plan holds at their doses, the one held exactly first.

    Those that must not be interrupted; where the pack names none, every running drug, since nothing is asked of them.
    """
    primary = case.running.program.primary
    held = prohibited or tuple(case.running.fill)
    return tuple(sorted(held, key=lambda drug: drug != primary))


def mixture_lasts(held: str, added: str, knowledge: Knowledge, ask: Ask) -> Duration:
    """How long a mixture of two drugs may stay: the longest direct evidence, else the house limit."""
    days = [answer.lasts for answer in evidence_for(held, added, ask) if answer.lasts is not None]
    return max(days, key=lambda lasts: lasts.value, default=knowledge.policy.mixture_interval_without_evidence)


def with_all_lasts(case: Case, added: str, knowledge: Knowledge, ask: Ask) -> Duration:
    """
    How long a drug may stay beside all that run: the shortest of its pairs.

    Evidence on pairs is none on three drugs together, so from three on the house limit holds as well.
    """
    running = [drug for drug in case.running.fill if drug != added]
    lasts = [mixture_lasts(drug, added, knowledge, ask) for drug in running]
    if len(running) > 1:
        lasts.append(knowledge.policy.mixture_interval_without_evidence)
    return min(lasts, key=lambda each: each.value, default=knowledge.policy.mixture_interval_without_evidence)


def _on_paper(
    case: Case, refill: Refill, held: tuple[str, ...], form: str | None, knowledge: Knowledge, ask: Ask
) -> Iterable[Finding]:
    """What a prescriber and a pharmacist have to sign for, pair by pair: label, evidence, stock."""
    firsts = held or tuple(case.running.fill)
    for first in firsts:
        for added in refill.fill:
            if first in refill.fill and added not in firsts:
                yield from _pair_on_paper(case, refill, first, added, form, knowledge, ask)
    if len(refill.fill) > PAIR and any(drug not in case.running.fill for drug in refill.fill):
        known = tuple(id for side in sides_of(ask("evidence for three drugs")) for id in side.ids)
        values = {"drugs": " and ".join(refill.fill)}
        yield Finding("mixture-of-several-drugs", Force.SOFT, Axis.ACKNOWLEDGEMENT, values, known)
    if form == VIALS:
        naive = case.patient.opioid_exposure != "tolerant"
        products = knowledge.catalogue.formulations
        yield from judge_stock(case.stock, refill.fill, refill.volume, products, opioid_naive=naive)


def _pair_on_paper(
    case: Case, refill: Refill, held: str, added: str, form: str | None, knowledge: Knowledge, ask: Ask
) -> Iterable[Finding]:
    asked = sides_of(ask("mixture evidence", drug=held, added_drug=added))
    stable = [e for e in evidence_for(held, added, ask) if e.finding == "stable"]
    lasts = mixture_lasts(held, added, knowledge, ask)
    tested = tuple(Mixture(dict(pairs)) for e in stable for pairs in e.tested)
    evidence = MixtureEvidence(bool(stable), tested, lasts, tuple(id for side in asked for id in side.ids))
    facts = {"drug": held, "added_drug": added} | ({"pump": case.system.pump} if case.system.pump else {})
    labels = sides_of(ask("mixture labelled", **facts))
    labeled = True if labels and all(side.answer == Word("yes") for side in labels) else None
    for side in sides_of(ask("compounding accuracy")):
        band = side.answer.get("band") if isinstance(side.answer, Figures) else None
        if isinstance(band, Ratio) and held not in case.fill.assay:
            yield potency_note(held, case.running.held_dose(held), band, side.ids)
    labeling = Labeling(labeled, tuple(id for side in labels for id in side.ids))
    yield from judge_mixture(refill.fill, held, added, evidence, labeling, form)


def _nominal_setting(case: Case, plan: Plan, knowledge: Knowledge) -> Setting | None:
    """The middle of the dead volume, every residual at its bound, as commanded; None where any of it is not known."""
    path = path_of(case, knowledge).range
    if path is None or case.system.pump is None or case.running.reservoir_volume is None:
        return None
    catalogued = knowledge.catalogue.pump(case.system.pump).residual_bound
    bound = residual_of(case.system, None if catalogued is None else catalogued.value)
    if bound is None:
        return None
    middle = Volume((path.low.value + path.high.value) / 2)
    return Setting(middle, tuple(bound for step in plan.steps if isinstance(step, Refill)))


def _horizon(plan: Plan, setting: Setting, case: Case) -> Duration:
    """Far enough to show every acting step and watch, the line clearing after it, and a day more."""
    ends = [step.until if isinstance(step, Observe) else step.at for step in plan.steps if not isinstance(step, Call)]
    last = max([*ends, case.judged_from or Duration(0)], key=lambda end: end.value)
    flow = case.running.flow
    clearing = setting.dead_volume / flow if flow else Duration(0)
    return last + clearing + 2 * DAY


def _agree(case: Case, plan: Plan, setting: Setting | None, tip: Tip) -> bool:
    """True where the verifier's own replay gives the same mass of every drug at every knot of both, exactly."""
    if setting is None:
        return False
    run = replay(case, plan, Point(setting.dead_volume, Fraction(1), setting.residuals), horizon=tip.horizon)
    times = sorted({knot.time for knot in tip.knots} | {time for time in run.times if time <= tip.horizon.value})
    return all(tip.mass(drug, Duration(time)) == run.mass(drug, Duration(time)) for drug in tip.drugs for time in times)
