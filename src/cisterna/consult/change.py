"""
The other door: whatever is asked for beside the start of a drug. Case, request, knowledge and a date in; ways out.

The same straight line as `consult`: resolve, make, simulate, schedule, verify, rank. How each kind is made stands in
`consult.changes`; what every way gets, whatever it is, stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from cisterna import __version__
from cisterna.admixture import Recipe
from cisterna.consult.ask import Ask, Disagreement
from cisterna.consult.assess import Assessment, assess, held_drugs
from cisterna.consult.booking import Booking, booking, not_booked
from cisterna.consult.changes import MAKERS, Draft, Made, Maker, Making, NoWay
from cisterna.consult.consult import check_overrides, means_of, referral_of, standing
from cisterna.consult.pitfalls import written
from cisterna.consult.rank import deviation_class, ranked
from cisterna.consult.watch import WatchFor, clock_changes, looks, watch_arrival, watch_items, watch_refill
from cisterna.knowledge import Knowledge
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Ratio, Volume
from cisterna.reasons import CannotSay, Finding, Force, Trace, Verdict
from cisterna.surveillance import Row, Window
from cisterna.therapy import Call, Case, Change, Mixture, Observe, Plan, Program, Refill, Reprogram, Request
from cisterna.transition import Arrival, Dates, Means
from cisterna.transition.minimax import Ways
from cisterna.transition.refill import dates_of, fronts

__all__ = ["Changed", "DrugChange", "Way", "consult_change"]


class DrugChange(NamedTuple):
    """
    One drug before and after: daily dose, concentration, and how it turns at the tip.

    `old_until` is the earliest moment at which anything but the old dose can leave the tip, `new_from` the latest at
    which the new one does; None: nothing changes, or it cannot be said. `figures` are the verifier's worst cases for
    this drug by name, such as "24 h low".
    """

    drug: str
    before: DoseRate
    after: DoseRate
    strength_before: Concentration
    strength_after: Concentration
    old_until: Duration | None
    new_from: Duration | None
    figures: Mapping[str, Any]

    @property
    def part(self) -> Ratio | None:
        """The new dose as a part of the old one; None where there was none."""
        return Ratio(self.after / self.before) if self.before else None


class Way(NamedTuple):
    """
    One way to do what is asked for, with its watch, what it gives at the tip, and what the verifier says of it.

    `called` and `values` make its sentence; `case` is the one in which it is judged. `arrivals` say, refill by refill,
    when each is at the tip. `typed` is the reservoir volume that is typed in after the last fill; `compared` the bridge
    beside those it was chosen from.
    """

    id: str
    called: str
    values: Mapping[str, Any]
    case: Case
    plan: Plan
    form: str | None
    flow: FlowRate
    recipe: Recipe | None
    typed: Volume | None
    arrivals: tuple[Arrival | None, ...]
    windows: tuple[Window, ...]
    rows: tuple[Row, ...]
    watch_for: tuple[WatchFor, ...]
    assessed: Assessment
    drugs: tuple[DrugChange, ...]
    dates: Dates | None
    notes: tuple[Finding, ...]
    because: tuple[str, ...]
    booking: Booking | None = None
    compared: Ways | None = None

    @property
    def verdict(self) -> Verdict:
        """The worst of both axes."""
        return self.assessed.judgement.verdict


class Changed(NamedTuple):
    """
    A case, what was asked for, and every way to it: best first.

    `asked` says the request; `keeps` is True where the held drug goes on as it is. `not_possible` is what was
    considered and cannot be done; `findings` is why a specialist is needed, or what holds for the request as a whole.
    """

    case: Case
    on: date
    held: tuple[str, ...]
    asked: Finding
    keeps: bool
    ways: tuple[Way, ...]
    not_possible: tuple[NoWay, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    disagreements: tuple[Disagreement, ...]
    statements: tuple[str, ...]
    trace: Trace
    program: str
    pack: str
    policy: str
    reviews: str

    @property
    def verdict(self) -> Verdict:
        """The verdict of the best way; where there is none, what is missing."""
        if self.ways:
            return self.ways[0].verdict
        missing = tuple(name for finding in self.findings for name in finding.missing)
        return CannotSay(missing, self.findings)

    def way(self, id: str) -> Way:
        """The way with this id; raises `KeyError` that lists those there are."""
        for way in self.ways:
            if way.id == id:
                return way
        raise KeyError(f"no plan is called '{id}'; there are {', '.join(way.id for way in self.ways) or 'none'}")


def _not_planned(change: Change) -> Finding:
    return Finding("change-not-planned", Force.NOTE)


LEFT_AS_IT_IS = "way-rescue-left"
"""The way that is shown to be compared, not to be chosen."""

NOT_PLANNED = Maker(_not_planned, lambda making: Made())
"""What stands for a kind of change that nobody has written a maker for: it is said, and no way is made up."""


def consult_change(case: Case, request: Request, knowledge: Knowledge, *, on: date) -> Changed:
    """
    Ways to do what `request.change` asks for in `case`, each judged by code that did not make it.

    The same inputs give the same bytes. Raises `OverrideError` where an override does not hold, `ValueError` where the
    request starts a drug instead: that is `consult`.
    """
    change = request.change
    if change is None:
        raise ValueError("this request starts a drug: use consult")
    case = replace(case, request=request)
    trace = Trace()
    ask = Ask(knowledge, on, trace)
    maker = MAKERS.get(type(change), NOT_PLANNED)
    held = held_drugs(case, ask)
    pump = None if case.system.pump is None else knowledge.catalogue.pump(case.system.pump)
    findings = [one for one in referral_of(pump, held, case) if maker.programs or one.code != "pump-cannot-change-flow"]
    ways: tuple[Way, ...] = ()
    made = Made()
    if pump is not None and len(held) == 1 and (pump.programmable or not maker.programs):
        means = means_of(case, pump, held[0], knowledge, ask)
        made = maker.make(Making(case, change, held[0], pump, means, ask))
        ways = tuple(_way(draft, case, means, ask) for draft in made.drafts)
    findings += made.findings
    findings += maker.closing(ways) if maker.closing else ()
    if not ways:
        findings.append(Finding("no-plan-can-be-made", Force.NOTE))
    elif all(way.verdict.name == "Refused" for way in ways):
        findings.append(Finding("every-plan-refused", Force.NOTE))
    check_overrides(request.overrides, (found for way in ways for found in way.assessed.judgement.findings))
    ask.use(tuple(sorted(_rested(ways, made, findings))))
    return Changed(
        case=case,
        on=on,
        held=held,
        asked=maker.asked(change),
        keeps=maker.keeps,
        ways=_in_order(ways, knowledge),
        not_possible=made.not_possible,
        findings=tuple(findings),
        notes=tuple(standing(ask.used, knowledge, on)),
        disagreements=ask.disagreements,
        statements=ask.used,
        trace=trace,
        program=__version__,
        pack=knowledge.digests.pack,
        policy=knowledge.digests.policy,
        reviews=knowledge.digests.reviews,
    )


def _rested(ways: Iterable[Way], made: Made, findings: Iterable[Finding]) -> set[str]:
    """Every statement that anything shown rests on."""
    shown = [*findings, *(each.why for each in made.not_possible)]
    for way in ways:
        shown += [*way.notes, *way.assessed.judgement.findings, *way.assessed.pitfalls]
    return {id for finding in shown for id in finding.because} | {id for way in ways for id in way.because}


def _way(draft: Draft, given: Case, means: Means, ask: Ask) -> Way:
    """Watch, verify, and set before and after side by side."""
    case, knowledge = draft.case or given, ask.knowledge
    arrivals = fronts(case, draft.plan, means)
    windows = (*_watch(case, draft, arrivals, ask), *draft.windows)
    fill = _last_fill(case, draft.plan)
    filled = max((step.at for step in draft.plan.of(Refill)), key=_size, default=Duration(0))
    dates = None if draft.typed is None else dates_of(case, fill, draft.typed, draft.flow, means, at=filled)
    steps = [*draft.plan.steps, *(window.observe("") for window in windows), *draft.calls]
    booked = _booked(case, draft, dates, filled, means, ask)
    if booked is not None and booked.at is not None:
        steps.append(Call(booked.at, f"refill appointment, before: {booked.first.what}"))
    plan = Plan(tuple(sorted(steps, key=lambda step: step.at.value)))
    found = assess(
        case, plan, knowledge, ask, form=draft.form, also=[*draft.also, *clock_changes(case, plan), *not_booked(booked)]
    )
    written(found.pitfalls, ask.trace, draft.id)
    written(draft.notes, ask.trace, draft.id)
    opioids = [drug.id for drug in knowledge.catalogue.drugs if drug.kind == "opioid" and drug.id in fill]
    watched = dict.fromkeys((*opioids, *found.held))
    way = Way(
        id=draft.id,
        called=draft.called,
        values=draft.values,
        case=case,
        plan=plan,
        form=draft.form,
        flow=draft.flow,
        recipe=draft.recipe,
        typed=draft.typed,
        arrivals=arrivals,
        windows=windows,
        rows=looks(windows, opioids[0], knowledge, ask) if opioids else (),
        watch_for=watch_items(watched, ask),
        assessed=found._replace(statements=(), trace=Trace()),  # of the whole consultation: kept there, once
        drugs=tuple(_turned(case, draft, fill, arrivals, found, knowledge.policy.tie_band)),
        dates=dates,
        notes=draft.notes,
        because=draft.because,
        booking=booked,
        compared=draft.compared,
    )
    _trace(way, ask.trace)
    return way


def _booked(case: Case, draft: Draft, dates: Dates | None, filled: Duration, means: Means, ask: Ask) -> Booking | None:
    """The dates of the last fill and the appointment; None where there is no fill, or a fact is missing."""
    alarm, residual, accuracy = case.system.low_reservoir_alarm, means.residual, means.accuracy
    if dates is None or draft.typed is None or alarm is None or residual is None or accuracy is None:
        return None
    programs = draft.plan.of(Reprogram)
    return booking(
        dates,
        case.clock,
        ask.knowledge.policy,
        name=draft.id,
        typed=draft.typed,
        flow=draft.flow,
        program=programs[-1].program if programs else None,
        alarm=alarm,
        unusable=residual,
        fastest=accuracy.high.value,
        filled=filled,
        counted=not programs and case.running.boluses is not None,
        trace=ask.trace,
    )


def _watch(case: Case, draft: Draft, arrivals: tuple[Arrival | None, ...], ask: Ask) -> Iterator[Window]:
    """A window at each refill, and one at each arrival of a fill that holds more of an opioid than the one before."""
    opioids = [drug.id for drug in ask.knowledge.catalogue.drugs if drug.kind == "opioid"]
    before = case.running.fill
    for refill, arrival in zip(draft.plan.of(Refill), arrivals, strict=True):
        yield watch_refill(refill.at, refill.fill, ask.knowledge, ask)
        more = [drug for drug in opioids if refill.fill[drug] > before[drug]]
        if more and arrival is not None:
            yield watch_arrival(refill.at, arrival, more, ask.knowledge, ask)
        before = refill.fill


def _last_fill(case: Case, plan: Plan) -> Mixture:
    """What is in the reservoir in the end."""
    refills = plan.of(Refill)
    return refills[-1].fill if refills else case.running.fill


def _turned(
    case: Case,
    draft: Draft,
    fill: Mixture,
    arrivals: tuple[Arrival | None, ...],
    found: Assessment,
    tie_band: Ratio,
) -> Iterator[DrugChange]:
    """Each drug that runs or comes, the held one first."""
    running = case.running
    drugs = dict.fromkeys((*found.held, *running.fill, *fill))
    programs = draft.plan.of(Reprogram)
    at_once = [*(_runs_from(step) for step in programs), *(step.at for step in programs[1:])]
    at_once += [step.at for step in programs[:1] if _strays_at_once(step.program, running.flow, tie_band)]
    for drug in drugs:
        before, after = running.daily_dose(drug), fill[drug] * draft.flow
        changes = before != after or running.fill[drug] != fill[drug]
        turns = [*at_once] if draft.flow != running.flow else []
        ends = [arrival for arrival in arrivals if arrival is not None] if running.fill[drug] != fill[drug] else []
        first = [*turns, *(arrival.earliest for arrival in ends)]
        last = [*turns, *(arrival.latest for arrival in ends)]
        prefix = f"{drug} "
        figures = {
            name.removeprefix(prefix): value
            for name, value in found.verification.figures.items()
            if name.startswith(prefix)
        }
        yield DrugChange(
            drug,
            before,
            after,
            running.fill[drug],
            fill[drug],
            min(first, key=_size) if changes and first else None,
            max(last, key=_size) if changes and last else None,
            figures,
        )


def _strays_at_once(program: Program, flow: FlowRate, tie_band: Ratio) -> bool:
    """True where a bridge runs at another flow than before from its first minute on; rounding to digits is none."""
    bridge = program.bridge
    return bridge is not None and bool(flow) and abs(bridge.flow / flow - 1) > tie_band.value


def _runs_from(step: Reprogram) -> Duration:
    """When the mode of a program begins to run: after prime and bridge."""
    first = [part.over for part in (step.program.prime, step.program.bridge) if part is not None]
    return sum(first, start=step.at)


def _trace(way: Way, trace: Trace) -> None:
    """The figures of a way, each under its name."""
    trace.add(f"{way.id}.flow", "programmed dose divided by entered concentration", way.flow)
    for number, refill in enumerate(way.plan.of(Refill), start=1):
        name = f"{way.id}.refill.{number}"
        trace.add(f"{name}.volume", "as the case asks, or the reservoir less what cannot be drawn out", refill.volume)
        for drug, strength in refill.fill.items():
            trace.add(f"{name}.{drug}", f"concentration of {drug} in the syringe", strength)
    for number, step in enumerate(way.plan.of(Reprogram), start=1):
        _trace_program(f"{way.id}.program.{number}", step.program, trace)
    for number, arrival in enumerate(way.arrivals, start=1):
        if arrival is not None:
            for which in ("earliest", "nominal", "latest"):
                says = "this fill at the tip, simulated" + ("" if which == "nominal" else " at that corner of the box")
                trace.add(f"{way.id}.arrival.{number}.{which}", says, getattr(arrival, which))
    for each in way.drugs:
        name = f"{way.id}.{each.drug}"
        trace.add(f"{name}.before", "running concentration times running flow", each.before)
        trace.add(f"{name}.after", "last concentration times last flow", each.after, of=(f"{way.id}.flow",))
        if each.part is not None:
            trace.add(f"{name}.part", "after as a part of before", each.part, of=(f"{name}.before", f"{name}.after"))
    if way.dates is not None:
        for which in ("alarm", "alarm_earliest", "empty_earliest", "governing", "book_by"):
            trace.add(f"{way.id}.dates.{which}", "usable volume divided by flow, whole days", getattr(way.dates, which))
    if way.recipe is not None:
        for part in way.recipe.parts:
            says = "fill volume times concentration divided by strength"
            trace.add(f"{way.id}.recipe.{part.drug}", says, part.volume)
        trace.add(f"{way.id}.recipe.diluent", "what is left of the fill volume", way.recipe.diluent)


def _trace_program(name: str, program: Program, trace: Trace) -> None:
    """What is typed in, and what the pump then shows."""
    trace.add(f"{name}.dose", f"daily dose of {program.primary} as the pump shows it", program.daily_dose)
    trace.add(f"{name}.flow", "daily dose divided by entered concentration", program.flow_for(program.daily_dose))
    bridge = program.bridge
    if bridge is not None:
        trace.add(f"{name}.bridge.over", "dead volume divided by the old flow, whole minutes", bridge.over)
        trace.add(f"{name}.bridge.volume", "old flow over that time, in thousandths of a milliliter", bridge.volume)
        parts = (f"{name}.bridge.volume", f"{name}.bridge.over")
        trace.add(f"{name}.bridge.flow", "volume divided by time", bridge.flow, of=parts)
        shown = program.entered[program.primary] * bridge.volume
        says = "volume times entered concentration: what the pump shows"
        trace.add(f"{name}.bridge.shown", says, shown, of=parts[:1])


def _in_order(ways: tuple[Way, ...], knowledge: Knowledge) -> tuple[Way, ...]:
    """By verdict, deviation of the held drug, whether anything is done, accesses, refill interval, recipe, name."""
    tie_band = knowledge.policy.tie_band
    return ranked(
        ways,
        asked=lambda way: True,
        verdict=lambda way: way.verdict,
        strays=lambda way: deviation_class(*way.assessed.verification.held_extremes, tie_band),
        first_day=lambda way: Fraction(way.called == LEFT_AS_IT_IS),
        accesses=lambda way: sum(not isinstance(step, Observe | Call) for step in way.plan.steps),
        interval=lambda way: way.dates.governing if way.dates else Duration(0),
        parts=lambda way: len(way.recipe.parts) if way.recipe else 0,
        name=lambda way: way.id,
    )


def _size(duration: Duration) -> Fraction:
    return duration.value
