"""
The one door: a case, a request, the knowledge and a date go in; a consultation comes out.

One straight line: resolve, propose, simulate, schedule, verify, rank. Nothing is patched in place; an answered
question or
an override makes a new request, and the whole line runs again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from cisterna import __version__
from cisterna.admixture import coupled
from cisterna.catalogue import Pump
from cisterna.consult.ask import Ask
from cisterna.consult.assayed import as_assayed, trace_assayed
from cisterna.consult.assess import assess, evidence_for, held_drugs, kept_drugs, must_not_stop, path_of, with_all_lasts
from cisterna.consult.booking import Booking, booking, not_booked
from cisterna.consult.doses import Doses, dose_choices, sides_of
from cisterna.consult.escalation import escalation
from cisterna.consult.fronts import traced
from cisterna.consult.pitfalls import meets, scene_of, written
from cisterna.consult.rank import deviation_class, ranked
from cisterna.consult.result import Consultation, Coupling, Offer
from cisterna.consult.systemic import systemic_plan
from cisterna.consult.watch import clock_changes, looks, monitoring, watch_items, watch_windows
from cisterna.knowledge import Figures, Items, Knowledge, Policy, Span
from cisterna.quantities import Concentration, Duration, Ratio, Volume
from cisterna.reasons import Axis, Finding, Force, Trace
from cisterna.surveillance import StaffedHours, staffed_starts
from cisterna.therapy import Call, Case, Override, Plan, Request, accuracy_of, residual_of
from cisterna.transition import Candidate, Limits, Means, Most, NotPossible, propose

__all__ = ["OverrideError", "alternatives", "check_overrides", "consult", "means_of", "referral_of", "standing"]

DAY = Duration(1)
OPIOID = "opioid"


class OverrideError(ValueError):
    """An override that does not hold: of a hard finding, of one that did not fire, or without a name or a reason."""


def consult(case: Case, request: Request, knowledge: Knowledge, *, on: date) -> Consultation:
    """
    Plans for `request` in `case`, each proved at the catheter tip and judged by code that did not make it.

    The same inputs give the same consultation, byte for byte. Raises `OverrideError` where an override does not hold,
    `ValueError` where the request asks for another change: that is `consult_change`.
    """
    if request.change is not None:
        raise ValueError("this request asks for another change than a start: use consult_change")
    case = replace(case, request=request)
    trace = Trace()
    ask = Ask(knowledge, on, trace)
    prohibited = held_drugs(case, ask)
    held = kept_drugs(case, prohibited)
    pump = None if case.system.pump is None else knowledge.catalogue.pump(case.system.pump)
    referral = [*referral_of(pump, held[:1], case), *_kept(case, prohibited), *_from_then_on(case, request, ask)]
    doses: list[Doses] = []
    offers: tuple[Offer, ...] = ()
    not_possible: list[NotPossible] = []
    if pump is not None and pump.programmable:
        runs_already = request.start in case.running.fill
        if runs_already:
            referral.append(Finding("already-in-the-pump", Force.NOTE, values={"drug": request.start}))
        drugs = () if runs_already else (request.start, *_beside(request.start, held[0], knowledge, ask))
        means = means_of(case, pump, held[0], knowledge, ask, adding=drugs)
        for drug in drugs:
            found = dose_choices(case, drug, ask)
            doses.append(found)
            choices = found.choices if drug == request.start else found.choices[:1]
            made, not_made = propose(case, choices, means, trace)
            offers += tuple(_offer(case, candidate, means, knowledge, ask, found) for candidate in made)
            not_possible += not_made
        referral += _why_refer(offers)
        if not offers:
            referral += [finding for each in doses for finding in each.findings]
    referral += [finding for drug in held for finding in alternatives(drug, ask)]
    check_overrides(request.overrides, (found for offer in offers for found in offer.judgement.findings))
    policy = knowledge.policy
    offers = ranked(
        offers,
        asked=lambda offer: offer.candidate.dose.drug == request.start,
        verdict=lambda offer: offer.verdict,
        strays=lambda offer: _strays(offer, policy.tie_band),
        first_day=lambda offer: _first_day(offer),
        accesses=lambda offer: len(offer.candidate.plan.steps),
        interval=lambda offer: offer.candidate.dates.governing if offer.candidate.dates else Duration(0),
        parts=lambda offer: len(offer.candidate.recipe.parts) if offer.candidate.recipe else 0,
        name=lambda offer: offer.id,
    )
    pitfalls = () if offers else meets(scene_of(case, Plan(()), prohibited, {}, referral, ask))
    rested = {id for offer in offers for finding in offer.judgement.findings for id in finding.because}
    ask.use(tuple(sorted(rested)))
    return Consultation(
        case=case,
        on=on,
        held=held,
        doses=tuple(doses),
        offers=offers,
        not_possible=tuple(not_possible),
        referral=tuple(referral),
        notes=tuple(standing(ask.used, knowledge, on)),
        disagreements=ask.disagreements,
        statements=ask.used,
        trace=trace,
        program=__version__,
        pack=knowledge.digests.pack,
        policy=knowledge.digests.policy,
        reviews=knowledge.digests.reviews,
        pitfalls=pitfalls,
    )


def _beside(drug: str, held: str, knowledge: Knowledge, ask: Ask) -> tuple[str, ...]:
    """Other opioids whose mixture with the held drug was found stable: shown beside what was asked for."""
    if knowledge.catalogue.drug(drug).kind != OPIOID:
        return ()
    others = [entry.id for entry in knowledge.catalogue.drugs if entry.kind == OPIOID and entry.id != drug]
    return tuple(other for other in others if any(e.finding == "stable" for e in evidence_for(held, other, ask)))


def referral_of(pump: Pump | None, held: tuple[str, ...], case: Case) -> Iterable[Finding]:
    """Why a specialist is needed before anything is worked out: the pump, or what runs in it."""
    if pump is None:
        yield Finding("pump-unknown", Force.UNKNOWN, missing=("system.pump",))
    elif not pump.programmable:
        yield Finding("pump-cannot-change-flow", Force.NOTE, values={"pump": pump.name})
    if not held:
        yield Finding("nothing-held", Force.NOTE, values={"drugs": ", ".join(case.running.fill)})
    if len(held) > 1:
        yield Finding("more-than-one-held", Force.NOTE, values={"drugs": ", ".join(held)})


def _kept(case: Case, prohibited: tuple[str, ...]) -> Iterable[Finding]:
    """Where nobody says of any running drug that it must not be interrupted, every one of them is held."""
    if not prohibited:
        yield Finding("every-drug-held", Force.NOTE, values={"drugs": ", ".join(case.running.fill)})


def _from_then_on(case: Case, request: Request, ask: Ask) -> Iterable[Finding]:
    """The drug to start is itself one that must not be interrupted: once it runs, there is no way back but slowly."""
    ids = must_not_stop(request.start, ask) if request.start not in case.running.fill else ()
    if ids:
        yield Finding("added-must-not-be-interrupted", Force.NOTE, values={"drug": request.start}, because=ids)


def _why_refer(offers: tuple[Offer, ...]) -> Iterable[Finding]:
    if not offers:
        yield Finding("no-plan-can-be-made", Force.NOTE)
    elif all(offer.verdict.name == "Refused" for offer in offers):
        yield Finding("every-plan-refused", Force.NOTE)


def alternatives(held: str, ask: Ask) -> Iterable[Finding]:
    """What else can be done than mixing, as the pack has it: a second pump among it."""
    for side in sides_of(ask("alternatives to mixing", drug=held)):
        if isinstance(side.answer, Items):
            yield Finding(
                "alternatives-to-mixing", Force.NOTE, values={"items": side.answer.format()}, because=side.ids
            )


def means_of(
    case: Case, pump: Pump, held: str, knowledge: Knowledge, ask: Ask, *, adding: tuple[str, ...] = ()
) -> Means:
    """
    What a plan for this pump may use; what the case and the catalogue do not say is None.

    `adding` are the drugs one of which is added while `held` is held exactly; without any, nothing is designed.
    """
    policy = knowledge.policy
    ask("residual volume", pump=pump.id)  # the catalogue holds the figure that is used; here both sides get on paper
    opioids = tuple(entry.id for entry in knowledge.catalogue.drugs if entry.kind == OPIOID)
    every = tuple(dict.fromkeys((*case.running.fill, *adding)))
    lasting = adding or tuple(drug for drug in case.running.fill if drug in opioids)
    designed = every if adding else ()
    return Means(
        held=held,
        pump=pump,
        dead_volume=path_of(case, knowledge).range,
        accuracy=accuracy_of(case.system, pump.accuracy),
        residual=residual_of(case.system, None if pump.residual_bound is None else pump.residual_bound.value),
        steps=policy.concentration_step,
        rinse=_rinse(pump, ask),
        booking_margin=policy.booking_margin,
        until_programmed=Duration(0),
        mixture_lasts={drug: with_all_lasts(case, drug, knowledge, ask) for drug in lasting},
        strongest=_most("concentration maximum", designed, ask),
        refill_limits=_most("refill interval", designed, ask),
        opioids=tuple(drug for drug in every if drug in opioids),
        held_within=policy.cleared_fall_refused,
        longest_delay=policy.longest_delay,
        volume_step=policy.fill_volume_step,
        limits=Limits(
            (policy.day_window, policy.hours_window),
            (policy.day_fall_refused, policy.hours_fall_refused),
            (policy.day_rise_needs_override, policy.hours_rise_needs_override),
            policy.tie_band,
        ),
        staffed=lambda at: _is_staffed(case, at, policy),
        makers_rule=tuple(id for side in sides_of(ask("tubing volume for a bridge")) for id in side.ids),
    )


def _is_staffed(case: Case, at: Duration, policy: Policy) -> bool:
    """Whether somebody is there to program a pump then."""
    wall = case.clock.wall(at)
    hours = StaffedHours(policy.staffed_days, policy.staffed_from, policy.staffed_until)
    return hours.covers(wall, wall) and wall.date() not in policy.holidays


def _most(question: str, drugs: tuple[str, ...], ask: Ask) -> dict[str, Most]:
    """The least of all published maxima, drug by drug, as far as any is published."""
    found: dict[str, Most] = {}
    for drug in drugs:
        limits = [
            Most(side.answer.high, side.ids)
            for side in sides_of(ask(question, drug=drug))
            if isinstance(side.answer, Span) and isinstance(side.answer.high, Concentration | Duration)
        ]
        if limits:
            found[drug] = min(limits, key=lambda limit: limit.most.value)
    return found


def _rinse(pump: Pump, ask: Ask) -> tuple[int, Volume] | None:
    """How often and with how much a reservoir is rinsed, where a source says it for this pump."""
    for side in sides_of(ask("reservoir rinse", pump=pump.id)):
        if isinstance(side.answer, Figures):
            times, volume = side.answer.get("times"), side.answer.get("volume")
            if isinstance(times, Ratio) and isinstance(volume, Volume):
                return int(times.value), volume
    return None


def _offer(case: Case, candidate: Candidate, means: Means, knowledge: Knowledge, ask: Ask, doses: Doses) -> Offer:
    """Watch, verify, compare both simulations, and say what a change of flow would do."""
    policy = knowledge.policy
    answered = ("request.dose",) if candidate.dose.basis == "asked" else None
    holding_up = [each for each in doses.findings if each.force is Force.UNKNOWN and each.missing != answered]
    faster = candidate.flow > case.running.flow
    quickened = [drug for drug in means.opioids if drug in case.running.fill] if faster else []
    windows = watch_windows(candidate, means.held, knowledge, ask, quickened=quickened)
    steps = [*candidate.plan.steps, *(window.observe("") for window in windows)]
    booked = _booked(case, candidate, means, policy, ask)
    if booked is not None and booked.at is not None:
        steps.append(Call(booked.at, f"refill appointment, before: {booked.first.what}"))
    plan = Plan(tuple(sorted(steps, key=lambda step: step.at.value)))
    assessed = assess(
        case,
        plan,
        knowledge,
        ask,
        form=candidate.made_from,
        also=[
            *_held_down(case, candidate, means),
            *clock_changes(case, plan),
            *not_booked(booked),
            *holding_up,
        ],
    )
    trace_assayed(candidate.id, as_assayed(case, candidate.refill.fill, candidate.flow), ask)
    written(assessed.pitfalls, ask.trace, candidate.id)
    traced(assessed.fronts, ask.trace, candidate.id)
    staffed = StaffedHours(policy.staffed_days, policy.staffed_from, policy.staffed_until, policy.holidays)
    arrival = candidate.arrival
    delays = () if arrival is None else staffed_starts(arrival.earliest, arrival.latest, staffed, case.clock)
    return Offer(
        candidate=candidate,
        plan=plan,
        windows=windows,
        rows=looks(windows, candidate.dose.drug, knowledge, ask),
        watch_for=watch_items((candidate.dose.drug, means.held), ask),
        monitoring=monitoring(candidate, means.held, knowledge, ask),
        tip=assessed.tip,
        verification=assessed.verification,
        judgement=assessed.judgement,
        coupling=tuple(_coupling(case, candidate, means, ask)),
        staffed_delays=delays,
        pitfalls=assessed.pitfalls,
        fronts=assessed.fronts,
        narrowed=assessed.narrowed,
        escalation=escalation(case, candidate, means, ask),
        systemic=systemic_plan(case, candidate, windows, doses, ask),
        booking=booked,
    )


def _booked(case: Case, candidate: Candidate, means: Means, policy: Policy, ask: Ask) -> Booking | None:
    """The dates of the fill and the appointment; None where alarm, residual or accuracy are not known."""
    alarm, residual, accuracy = case.system.low_reservoir_alarm, means.residual, means.accuracy
    if candidate.dates is None or alarm is None or residual is None or accuracy is None:
        return None
    return booking(
        candidate.dates,
        case.clock,
        policy,
        name=candidate.id,
        typed=candidate.refill.volume,
        flow=candidate.flow,
        program=candidate.program,
        alarm=alarm,
        unusable=residual,
        fastest=accuracy.high.value,
        trace=ask.trace,
    )


def _held_down(case: Case, candidate: Candidate, means: Means) -> Iterable[Finding]:
    """A fill that is smaller than what was asked for, because of what may have stayed behind."""
    asked, volume = case.fill.volume, candidate.refill.volume
    if asked is not None and volume < asked and means.residual is not None:
        values = {"asked": asked, "volume": volume, "residual": means.residual, "pump": means.pump.name}
        yield Finding("fill-volume-held-down", Force.NOTE, values=values)


def _coupling(case: Case, candidate: Candidate, means: Means, ask: Ask) -> Iterable[Coupling]:
    """What raising the opioid by rate does to the held drug, for the raises that sources expect or allow."""
    held = candidate.refill.fill[means.held] * candidate.flow
    for side in sides_of(ask("expected escalation", drug=candidate.dose.drug)):
        change = side.answer.get("median_raise") if isinstance(side.answer, Figures) else None
        if isinstance(change, Ratio):
            yield Coupling(change, coupled(held, change), coupled(candidate.gives, change), side.ids)


def check_overrides(overrides: tuple[Override, ...], findings: Iterable[Finding]) -> None:
    """Raises `OverrideError` where an override has no name or reason, or sets nothing aside that may be."""
    fired = {finding.code: finding for finding in findings}
    for override in overrides:
        finding = fired.get(override.code)
        if not override.by.strip() or not override.because.strip():
            raise OverrideError(f"The override of '{override.code}' needs a name and a reason. Give both.")
        if finding is None:
            raise OverrideError(
                f"There is nothing to override under '{override.code}': no plan has such a finding. "
                f"Remove the override."
            )
        if finding.force is not Force.SOFT:
            raise OverrideError(
                f"'{override.code}' has no override: it is {finding.force.value}. "
                f"Change the plan or add the missing fact."
            )


def _strays(offer: Offer, tie_band: Ratio) -> int:
    if offer.verification is None:
        return 0
    low, high = offer.verification.held_extremes
    return deviation_class(low, high, tie_band)


def _first_day(offer: Offer) -> Fraction:
    return offer.candidate.gives.value


def standing(used: Iterable[str], knowledge: Knowledge, on: date) -> Iterable[Finding]:
    """How many statements nobody has approved, and which are due to be read again."""
    ids = tuple(used)
    unapproved = tuple(statement.id for statement in knowledge.not_approved(ids))
    if unapproved:
        values = {"count": len(unapproved), "of": len(ids)}
        yield Finding("statements-not-approved", Force.NOTE, Axis.ACKNOWLEDGEMENT, values, unapproved)
    late = tuple(statement.id for statement in knowledge.recheck_passed(ids, on=on))
    if late:
        yield Finding("recheck-overdue", Force.NOTE, Axis.ACKNOWLEDGEMENT, {"count": len(late)}, late)
