"""
Surveillance of what is charted: a case, a chart, when delivery ended and what time it is go in; findings come out.

It answers for discrete charted values only. It has no score and no probability, and it is never silent about what it
could not judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from cisterna import __version__
from cisterna.consult.after import case_after
from cisterna.consult.ask import Ask
from cisterna.consult.assess import path_of, simulate_plan
from cisterna.consult.watch import closest_interval
from cisterna.delivery import Tip
from cisterna.knowledge import Holds, Items, Knowledge, NeedsFact, Policy, Span, resolve
from cisterna.quantities import Duration, FlowRate, Quantity, Range, Ratio, Volume
from cisterna.reasons import Finding, Force, Trace
from cisterna.surveillance.observation import Chart, Charted, Observation, Reading, item_name, read_chart
from cisterna.surveillance.signals import (
    LOOKED_FOR,
    SIGN,
    Asked,
    Delivery,
    Raised,
    Says,
    judge_items,
    raise_states,
    signs_of,
    with_changes,
)
from cisterna.therapy import Case, NewSystem, Plan, Refill, Restart, accuracy_of

__all__ = ["Surveillance", "watch_chart"]

TONE, TONE_CHANGE, TONE_WORDS = "tone_ashworth", "tone_change", ("higher", "lower")
RESERVOIR, RESERVOIR_CHECK = "reservoir_volume", "reservoir_check"
MORE, LESS, AS_CALCULATED = "more than calculated", "less than calculated", "as calculated"


class Surveillance(NamedTuple):
    """
    What a chart says. `raised` are the states that cannot be set aside, the gravest first; `findings` is everything
    that could not be judged and everything else that is to be said of the rows.
    """

    case: Case
    on: date
    now: Duration
    now_shown: str
    drugs: tuple[str, ...]
    deliveries: tuple[Delivery, ...]
    looked_for: tuple[str, ...]
    chart: Chart
    raised: tuple[Raised, ...]
    findings: tuple[Finding, ...]
    statements: tuple[str, ...]
    program: str
    pack: str
    policy: str
    reviews: str

    @property
    def not_judged(self) -> tuple[Finding, ...]:
        """What could not be judged."""
        return tuple(each for each in self.findings if each.force is Force.UNKNOWN)

    @property
    def exit_code(self) -> int:
        """10: a state is found. 30: none is, and something could not be judged. 0: none is, and all was judged."""
        if self.raised:
            return 10
        return 30 if self.not_judged else 0


def watch_chart(
    case: Case,
    rows: Sequence[Charted],
    knowledge: Knowledge,
    *,
    on: date,
    now: Duration,
    now_shown: str,
    last_delivery: Duration | None = None,
    plan: Plan | None = None,
    also: Iterable[Finding] = (),
) -> Surveillance:
    """
    What the charted `rows` say on the date `on`, at elapsed time `now` of the case.

    `last_delivery` is when delivery last reached the tip, where somebody knows that it ended; else it is worked out
    from `plan`, and without one from the program that runs. `also` are findings on the file that held the chart.
    """
    says = Says(knowledge, on)
    in_pump = _pump_drugs(case, plan)
    drugs = tuple(dict.fromkeys((*in_pump, *(opioid.drug for opioid in case.systemic_opioids))))
    chart = read_chart(rows, knowledge.facts, _possible(says), now=now)
    # What is at the tip is that of the line as it is now; what it is held against, what ran before anything was done.
    after, ran = case_after(case, knowledge), replace(case, request=None)
    tip = _tip(after, plan or Plan(()), knowledge, now, early=True)
    before = _tip(ran, Plan(()), knowledge, now, early=True)
    late = _tip(after, plan or Plan(()), knowledge, now, early=False)
    deliveries = tuple(
        _delivery(drug, case, tip, before, now, last_delivery, plan, knowledge.policy, _slowest(case, knowledge))
        for drug in in_pump
    )
    chart = with_changes(chart, of=TONE, as_item=TONE_CHANGE, order=knowledge.facts[TONE].values, words=TONE_WORDS)
    chart = _with_reservoir(chart, after, plan, says)
    patient = {} if case.patient.cord_level is None else {"cord_level": case.patient.cord_level}
    raised = raise_states(chart, drugs, deliveries, says, patient=patient)
    asked = tuple(_asked(in_pump, late, now, says, knowledge, on))
    findings = (
        *_not_looked_for(chart, drugs, says),
        *_about_the_case(case, drugs, deliveries, says, knowledge, on),
        *judge_items(chart, asked, says, now=now),
        *_tone_once(chart, knowledge),
        *(_with_scale(each, says, knowledge) for each in chart.findings),
        *also,
    )
    return Surveillance(
        case=case,
        on=on,
        now=now,
        now_shown=now_shown,
        drugs=drugs,
        deliveries=deliveries,
        looked_for=tuple(
            state
            for state in knowledge.facts["condition"].values
            if any(says(LOOKED_FOR, condition=state, drug=drug) for drug in drugs)
        ),
        chart=chart,
        raised=raised,
        findings=findings,
        statements=tuple(dict.fromkeys((*says.used, *(id for each in findings for id in each.because)))),
        program=__version__,
        pack=knowledge.digests.pack,
        policy=knowledge.digests.policy,
        reviews=knowledge.digests.reviews,
    )


def _pump_drugs(case: Case, plan: Plan | None) -> tuple[str, ...]:
    """Every drug that is in the pump or its line, or that the plan puts there; what runs now first."""
    line = (drug for slug in case.running.line or () for drug in slug.mixture)
    filled = (drug for step in (plan.steps if plan else ()) if isinstance(step, Refill) for drug in step.fill)
    return tuple(dict.fromkeys((*case.running.fill, *line, *filled)))


def _possible(says: Says) -> Any:
    def can_be(item: str, value: Quantity) -> bool:
        limited = any(c.fact == item for one in says.knowledge.asking("possible value") for c in one.when)
        return not limited or bool(says("possible value", **{item: value}))

    return can_be


def _with_scale(finding: Finding, says: Says, knowledge: Knowledge) -> Finding:
    """A value that is no step of its scale, with what the pack says of scales it is confused with."""
    scale = finding.values.get("scale")
    if finding.code != "watch-not-on-the-scale" or scale not in knowledge.facts["scale"].values:
        return finding
    because = tuple(id for side in says("mistaken scale", scale=scale) for id in side.ids)
    return replace(finding, because=because)


# Delivery


def _tip(case: Case, plan: Plan, knowledge: Knowledge, now: Duration, *, early: bool) -> Tip | None:
    """
    What has come until now if nothing stayed behind at a refill, and everything came as early, or as late, as it can.

    Early, with nothing left behind, is the careful side where a drug may have ended or may have come.
    """
    path = path_of(case, knowledge).range
    if now <= Duration(0) or path is None or case.system.pump is None:
        return None
    accuracy = accuracy_of(case.system, knowledge.catalogue.pump(case.system.pump).accuracy)
    return simulate_plan(
        case,
        plan,
        knowledge,
        until=now,
        residual=Volume(0),
        dead_volume=path.low if early else path.high,
        accuracy=None if accuracy is None else accuracy.high if early else accuracy.low,
    )


def _delivery(
    drug: str,
    case: Case,
    tip: Tip | None,
    before: Tip | None,
    now: Duration,
    last: Duration | None,
    plan: Plan | None,
    policy: Policy,
    slowest: FlowRate | None,
) -> Delivery:
    """When `drug` last reached the tip: as somebody says, as the simulation has it, or as the program that runs."""
    if last is not None:
        return Delivery(drug, "ended", "as told", last, now - last)
    stopped = drug in case.running.fill and _stopped(case, slowest)
    if stopped and plan is None:
        return Delivery(drug, "ended", stopped)
    since, in_pump = _stopped_since(case), drug in case.running.fill
    given = () if tip is None else [end for _, end, rate in tip.rates(drug) if rate.value > 0]
    if since is not None and in_pump and not given and (tip is not None or now <= Duration(0) or plan is None):
        return Delivery(drug, "ended", "as the case has it: nothing has reached the tip since", since, now - since)
    if now <= Duration(0) and drug in case.running.fill:
        return Delivery(drug, "running", "as the case has it", now, Duration(0))
    if now <= Duration(0):
        return Delivery(drug, "not yet", "as the case has it")
    if tip is None:
        return Delivery(drug, "not known", "the line and the reservoir are not known")
    pieces = [(start, end) for start, end, rate in tip.rates(drug) if rate.value > 0]
    how = "worked out from the plan" if plan is not None else "worked out from the running program"
    how += ", at the earliest that its tolerances allow"
    if not pieces:
        return Delivery(drug, "ended", stopped) if stopped else Delivery(drug, "not yet", how)
    end = pieces[-1][1]
    if end < now:
        return Delivery(drug, "ended", how, end, now - end)
    part = _part(drug, tip, before, now, policy.day_window)
    state = "running"
    if part is not None and part.value < 1 - policy.day_fall_refused.value:
        state = "reduced"
    elif part is not None and part.value > 1 + policy.day_rise_needs_override.value:
        state = "raised"
    return Delivery(drug, state, how, now, Duration(0), part)


def _slowest(case: Case, knowledge: Knowledge) -> FlowRate | None:
    """The slowest flow of the pump, where the catalogue has it."""
    pump = next((each for each in knowledge.catalogue.pumps if each.id == case.system.pump), None)
    return None if pump is None or pump.min_rate is None or not pump.min_rate.value else pump.min_rate.value


def _stopped_since(case: Case) -> Duration | None:
    """Since when nothing has reached the tip where the case says so: before a restart, or after surgery."""
    change = None if case.request is None else case.request.change
    return change.stopped if isinstance(change, Restart | NewSystem) else None


def _stopped(case: Case, slowest: FlowRate | None) -> str:
    """Why the pump of the case counts as stopped; empty where it does not."""
    if not case.running.flow.value:
        return "the case has the pump stopped; since when is not told"
    if slowest is not None and case.running.flow <= slowest:
        return "the case has the pump at its slowest flow, which is no therapy"
    return ""


def _part(drug: str, tip: Tip, before: Tip | None, now: Duration, window: Duration) -> Ratio | None:
    """What came in the last day as a part of what the running program would have given in the same hours."""
    start = max(now - window, Duration(0), key=lambda at: at.value)
    old = None if before is None or drug not in before.drugs else before.dose(drug, start, now)
    return Ratio(tip.dose(drug, start, now) / old) if old else None


def _with_reservoir(chart: Chart, case: Case, plan: Plan | None, says: Says) -> Chart:
    """The chart with what each emptied reservoir says of delivery: more or less than any accuracy leaves."""
    knowledge = says.knowledge
    pump = None if case.system.pump is None else knowledge.catalogue.pump(case.system.pump)
    accuracy = accuracy_of(case.system, None if pump is None else pump.accuracy)
    if pump is None or accuracy is None:
        return chart
    differs = [side.answer.low for side in says("reservoir difference") if isinstance(side.answer, Span)]
    by = min((low for low in differs if isinstance(low, Volume)), key=lambda low: low.value, default=Volume(0))
    made: list[Observation] = []
    for each in chart.of(RESERVOIR):
        value = each.readings[0].value
        if each.at is not None and each.at > Duration(0) and isinstance(value, Volume):
            left = [_left(case, plan, knowledge, each.at, part) for part in (accuracy.high, accuracy.low)]
            if left[0] is not None and left[1] is not None:
                word = MORE if value >= left[1] + by else LESS if value + by <= left[0] else AS_CALCULATED
                text = f"{each.text}, where {Range(left[0], left[1])} should be left"
                made.append(each._replace(item=RESERVOIR_CHECK, text=text, readings=(Reading(word),)))
    return chart._replace(observations=(*chart.observations, *made))


def _left(case: Case, plan: Plan | None, knowledge: Knowledge, at: Duration, accuracy: Ratio) -> Volume | None:
    tip = simulate_plan(case, plan or Plan(()), knowledge, until=at, accuracy=accuracy)
    return None if tip is None else tip.reservoir_final


# What is asked for


def _asked(
    drugs: Iterable[str],
    tip: Tip | None,
    now: Duration,
    says: Says,
    knowledge: Knowledge,
    on: date,
) -> Iterator[Asked]:
    """Each item that some source wants charted for one of the drugs, and how old a value of it may be."""
    ids = {name: id for id, fact in knowledge.facts.items() for name in fact.charted}
    wanted: dict[str, dict[str, None]] = {}
    for drug in drugs:
        for side in says("items to chart", drug=drug):
            if isinstance(side.answer, Items):
                for name in side.answer.items:
                    wanted.setdefault(ids[name], {}).update(dict.fromkeys(side.ids))
    limit = _no_older_than(drugs, tip, now, says, knowledge, on)
    for item, because in wanted.items():
        yield Asked(item, tuple(because), limit)


def _no_older_than(
    drugs: Iterable[str], tip: Tip | None, now: Duration, says: Says, knowledge: Knowledge, on: date
) -> Duration | None:
    """The closest interval that any source asks for; without a ladder, the time in which to be seen again."""
    ask = Ask(knowledge, on, Trace())
    found: list[Duration] = []
    for drug in drugs:
        arrived = tip.arrival(drug) if tip is not None else None
        every = closest_interval(drug, now - arrived if arrived else Duration(0), knowledge, ask)
        if every is not None:
            found.append(every)
    if not found:
        spans = (side.answer for drug in drugs for side in says("reassessment after a dose change", drug=drug))
        found = [span.high for span in spans if isinstance(span, Span) and isinstance(span.high, Duration)]
    return min(found, key=lambda each: each.value, default=None)


# What cannot be judged because of the case


def _not_looked_for(chart: Chart, drugs: tuple[str, ...], says: Says) -> Iterator[Finding]:
    """Charted values that speak for a state of a drug that nobody named: the pump may hold another than it should."""
    catalogue, facts = says.knowledge.catalogue, says.knowledge.facts
    named: dict[tuple[int, str], tuple[Observation, dict[str, None], dict[str, None]]] = {}
    spoken_for: set[tuple[int, str]] = set()
    for state in facts["condition"].values:
        concerned = tuple(drug.id for drug in catalogue.drugs if says(LOOKED_FOR, condition=state, drug=drug.id))
        if not concerned:
            continue
        looked_for = any(drug in concerned for drug in drugs)
        for each in signs_of(chart, state, drugs if looked_for else concerned, says):
            one = each.observation
            if one is not None and looked_for:
                spoken_for.add((one.row, one.item))
            elif one is not None:
                _, states, because = named.setdefault((one.row, one.item), (one, {}, {}))
                states[state] = None
                because.update(dict.fromkeys(each.because))
    for key, (one, states, because) in named.items():
        if key not in spoken_for:
            values = {
                "row": one.row,
                "item": item_name(facts[one.item]),
                "value": one.text,
                "states": " or ".join(states),
            }
            yield Finding(
                "watch-sign-of-other-drug",
                Force.UNKNOWN,
                values=values,
                because=tuple(because),
                missing=("running.fill",),
            )


def _about_the_case(
    case: Case, drugs: Iterable[str], deliveries: Iterable[Delivery], says: Says, knowledge: Knowledge, on: date
) -> Iterator[Finding]:
    for drug in drugs:
        if not any(says(LOOKED_FOR, condition=state, drug=drug) for state in knowledge.facts["condition"].values):
            values = {"drug": drug}
            yield Finding("watch-drug-without-signs", Force.UNKNOWN, values=values, missing=("running.fill",))
    for each in deliveries:
        if each.state == "raised":
            more = {"drug": each.drug, "part": each.part}
            yield Finding("watch-delivery-raised", Force.UNKNOWN, values=more, missing=("a look at the patient",))
        if each.state == "not known":
            missing = ("system.tubing_volume", "system.catheter.volume", "running.reservoir_volume")
            yield Finding("watch-delivery-not-known", Force.UNKNOWN, values={"drug": each.drug}, missing=missing)
    yield from _not_in_force(knowledge, on)
    told = {} if case.patient.age is None else {"age": case.patient.age}
    outcome = resolve(knowledge, "thresholds for a child", told, on=on)
    if isinstance(outcome, NeedsFact):
        yield Finding("watch-age-not-stated", Force.UNKNOWN, missing=("patient.age",))
    elif isinstance(outcome, Holds):
        because = tuple(one.id for one in outcome.statements)
        yield Finding(
            "watch-child", Force.UNKNOWN, values={"age": case.patient.age}, because=because, missing=("limits by age",)
        )


def _not_in_force(knowledge: Knowledge, on: date) -> Iterator[Finding]:
    """Statements that would speak on another day: what they would find is not looked for on this one."""
    asked = [one for question in (LOOKED_FOR, SIGN) for one in knowledge.asking(question)]
    out = [one.id for one in asked if one.validity.why_not(on)]
    if out:
        values = {"count": len(out), "on": on, "of": len(asked)}
        yield Finding("watch-statements-not-in-force", Force.UNKNOWN, values=values, missing=("statements in force",))


def _tone_once(chart: Chart, knowledge: Knowledge) -> Iterator[Finding]:
    """A scale whose meaning is in its change says nothing at one look."""
    if len(chart.of(TONE)) == 1 and not chart.of(TONE_CHANGE):
        name = item_name(knowledge.facts[TONE])
        values = {"item": name, "value": chart.of(TONE)[0].text}
        yield Finding("watch-charted-once", Force.UNKNOWN, values=values, missing=(f"observations: {name}",))
