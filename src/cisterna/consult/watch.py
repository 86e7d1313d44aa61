"""
What is watched, when, how often: statements and house policy turned into windows, looks and a list of signs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cisterna.admixture import coupled
from cisterna.consult.ask import Ask
from cisterna.consult.doses import sides_of
from cisterna.knowledge import Items, Knowledge, Ladder, NeedsFact, OneOf, Span, Statement
from cisterna.knowledge.statement import Bracket, Condition
from cisterna.quantities import DoseRate, Duration, Range, Ratio
from cisterna.reasons import Finding, Force
from cisterna.surveillance import Ladder as Looks
from cisterna.surveillance import Row, Window, arrival_window, refill_window, rows
from cisterna.therapy import Case, Flex, Plan, Reprogram
from cisterna.transition import Arrival, Candidate

__all__ = [
    "Called",
    "LadderSays",
    "Monitoring",
    "SedationCut",
    "Threshold",
    "WatchFor",
    "clock_changes",
    "closest_interval",
    "looks",
    "monitoring",
    "thresholds",
    "watch_arrival",
    "watch_items",
    "watch_refill",
    "watch_windows",
]

FOR_EVER = Duration(100_000)
"""Longer than any watch: where the last interval of a ladder ends."""


class SedationCut(NamedTuple):
    """What cutting the opioid by rate takes of both drugs in this pump, and what comes before it."""

    cut: Range[Ratio]
    held: Range[DoseRate]
    added: Range[DoseRate]
    instead: tuple[str, ...]
    because: tuple[str, ...]


class Called(NamedTuple):
    """Who is called, how soon, and the statements that name them."""

    urgency: str
    roles: tuple[str, ...]
    because: tuple[str, ...]


class LadderSays(NamedTuple):
    """How often one source, or several that agree, want the patient seen."""

    says: str
    because: tuple[str, ...]


class Monitoring(NamedTuple):
    """
    What is charted during the watch, at which values somebody is called, who that is, and what to know about it.

    `ladders` are the intervals as each source has them; the sheet takes the closest of all. `oxygen` are the
    statements on oxygen during the watch.
    """

    items: tuple[WatchFor, ...]
    thresholds: tuple[Threshold, ...]
    called: tuple[Called, ...]
    sedation: tuple[SedationCut, ...]
    oxygen: tuple[str, ...]
    ladders: tuple[LadderSays, ...]


class WatchFor(NamedTuple):
    """Signs to look for because of one drug, and the statements that name them."""

    drug: str
    items: tuple[str, ...]
    because: tuple[str, ...]


def watch_windows(
    candidate: Candidate, held: str, knowledge: Knowledge, ask: Ask, *, quickened: Iterable[str] = ()
) -> tuple[Window, ...]:
    """
    The window at the refill and the one at the arrival, each as long as the house or any source asks for.

    `quickened` are running opioids whose program is set to a higher flow: a higher flow is watched like an arrival.
    """
    at, added, arrival = candidate.refill.at, candidate.dose.drug, candidate.arrival
    refill = watch_refill(at, (held, added), knowledge, ask, quickened=quickened)
    if arrival is None:
        return (refill,)
    return (refill, watch_arrival(at, arrival, (added,), knowledge, ask))


def watch_refill(
    at: Duration, drugs: Iterable[str], knowledge: Knowledge, ask: Ask, *, quickened: Iterable[str] = ()
) -> Window:
    """The window at a refill with these drugs, as long as that of an arrival where an opioid that runs is quickened."""
    policy = knowledge.policy
    hours = [_longest(policy.observation_at_refill, "observation at refill", drugs, ask)]
    for drug in quickened:
        hours.append(_longest(policy.observation_after_arrival, "observation after arrival", (drug,), ask))
    return refill_window(at, max(hours, key=lambda each: each.value))


def watch_arrival(at: Duration, arrival: Arrival, drugs: Iterable[str], knowledge: Knowledge, ask: Ask) -> Window:
    """The window at the arrival of what was filled in `at`, because of these drugs."""
    policy = knowledge.policy
    hours = _longest(policy.observation_after_arrival, "observation after arrival", drugs, ask)
    margin = (arrival.earliest - at) * policy.arrival_margin.value
    return arrival_window(arrival.earliest, arrival.latest, margin=margin, hours=hours)


def _longest(house: Duration, question: str, drugs: Iterable[str], ask: Ask) -> Duration:
    asked = [side.answer for drug in drugs for side in sides_of(ask(question, drug=drug))]
    lows = [answer.low for answer in asked if isinstance(answer, Span)]
    return max([house, *(low for low in lows if isinstance(low, Duration))], key=lambda hours: hours.value)


def looks(windows: tuple[Window, ...], drug: str, knowledge: Knowledge, ask: Ask) -> tuple[Row, ...]:
    """The looks that the strictest published ladder asks for at each moment; none where no source gives a ladder."""
    ladders = [each for each, _ in _ladders(drug, knowledge, ask)]
    return rows(windows, ladders) if ladders else ()


def closest_interval(drug: str, since: Duration, knowledge: Knowledge, ask: Ask) -> Duration | None:
    """How often any source wants the patient seen at `since` after arrival; None where none gives a ladder."""
    intervals = [each.every(since) for each, _ in _ladders(drug, knowledge, ask)]
    return min(intervals, key=lambda every: every.value, default=None)


def _ladders(drug: str, knowledge: Knowledge, ask: Ask) -> list[tuple[Looks, tuple[str, ...]]]:
    """Each published ladder with the statements that give it; where one says 'once stable', the house says when."""
    until_stable = knowledge.policy.observation_until_stable
    ladders: list[tuple[Looks, tuple[str, ...]]] = []
    for side in sides_of(ask("observation interval", drug=drug)):
        if isinstance(side.answer, Ladder):
            rungs = [
                (rung.until or (until_stable if rung.until_when else FOR_EVER), rung.every.low)
                for rung in side.answer.rungs
                if rung.every is not None
            ]
            ladders.append((Looks(tuple(rungs)), side.ids))
    return ladders


class Threshold(NamedTuple):
    """
    A charted value at which somebody is called: item and limit in words, how soon, what is done.

    `because` is the statement that says so, `certainty` its mark.
    """

    drug: str
    limit: str
    urgency: str
    actions: tuple[str, ...]
    because: str
    certainty: str


def thresholds(drugs: Iterable[str], ask: Ask) -> tuple[Threshold, ...]:
    """Every charted value at which the pack has somebody called for one of the drugs, the most urgent first."""
    found: dict[str, Threshold] = {}
    for question, urgency in (("call at once when", "at once"), ("call soon when", "soon")):
        for drug in drugs:
            outcome = ask(question, drug=drug)
            for one in outcome.open if isinstance(outcome, NeedsFact) else ():
                found.setdefault(one.id, _threshold(one, drug, urgency, ask.knowledge))
    ask.use(tuple(found))
    return tuple(found.values())


def _threshold(one: Statement, drug: str, urgency: str, knowledge: Knowledge) -> Threshold:
    limits = [condition for condition in one.when if condition.fact != "drug"]
    text = " and ".join(_limit(limit, knowledge.facts[limit.fact].charted[0]) for limit in limits)
    actions = one.says.items if isinstance(one.says, Items) else ()
    return Threshold(drug, text, urgency, actions, one.id, one.certainty)


def _limit(condition: Condition, item: str) -> str:
    if isinstance(condition, OneOf):
        return item if condition.values == ("yes",) else f"{item}: {' or '.join(condition.values)}"
    return f"{item} {_bracket(condition)}"


def _bracket(condition: Bracket) -> str:
    if condition.below is None:
        return f"{condition.at_least} or more"
    if condition.at_least is not None and condition.at_least.value:
        return f"{condition.at_least} to below {condition.below}"
    return f"below {condition.below}"


def watch_items(drugs: Iterable[str], ask: Ask) -> tuple[WatchFor, ...]:
    """What sources say to look for, drug by drug."""
    found: list[WatchFor] = []
    for drug in drugs:
        for side in sides_of(ask("watch list", drug=drug)):
            if isinstance(side.answer, Items):
                found.append(WatchFor(drug, side.answer.items, side.ids))
    return tuple(found)


def clock_changes(case: Case, plan: Plan) -> Iterable[Finding]:
    """A change of the clocks within the plan: the pump does not follow it, which shifts a flex schedule on the wall."""
    last = max((step.at for step in plan.steps), key=lambda at: at.value, default=Duration(0))
    flex = isinstance(case.running.program.mode, Flex) or any(
        isinstance(step, Reprogram) and isinstance(step.program.mode, Flex) for step in plan.steps
    )
    for change in case.clock.changes:
        if change <= last:
            code = "clock-change-with-flex" if flex else "clock-change"
            yield Finding(code, Force.NOTE, values={"at": change, "zone": case.clock.zone})


def monitoring(candidate: Candidate, held: str, knowledge: Knowledge, ask: Ask) -> Monitoring:
    """Everything that is to be known at the bedside for one plan."""
    added = candidate.dose.drug
    drugs = (added, held)
    items = tuple(
        WatchFor(drug, side.answer.items, side.ids)
        for drug in drugs
        for side in sides_of(ask("items to chart", drug=drug))
        if isinstance(side.answer, Items)
    )
    called = tuple(
        Called(urgency, side.answer.items, side.ids)
        for urgency in knowledge.facts["urgency"].values
        for side in sides_of(ask("who is called", urgency=urgency))
        if isinstance(side.answer, Items)
    )
    oxygen = tuple(id for side in sides_of(ask("supplemental oxygen during the watch", drug=added)) for id in side.ids)
    ladders = tuple(
        LadderSays(side.answer.format(), side.ids) for side in sides_of(ask("observation interval", drug=added))
    )
    return Monitoring(items, thresholds(drugs, ask), called, tuple(_cuts(candidate, held, ask)), oxygen, ladders)


def _cuts(candidate: Candidate, held: str, ask: Ask) -> Iterator[SedationCut]:
    """For each cut that a source asks for: what it takes of the held drug, because one reservoir has one flow."""
    runs, given = candidate.refill.fill[held] * candidate.flow, candidate.gives
    for step in ask.knowledge.facts["sedation_poss"].values:
        instead = sides_of(ask("sedation cut in a dual pump", drug=held, sedation_poss=step))
        for side in sides_of(ask("opioid dose cut at over-sedation")) if instead else ():
            cut = side.answer
            if isinstance(cut, Span) and isinstance(cut.low, Ratio) and isinstance(cut.high, Ratio):
                most, least = Ratio(-cut.high.value), Ratio(-cut.low.value)
                yield SedationCut(
                    Range(cut.low, cut.high),
                    Range(coupled(runs, most), coupled(runs, least)),
                    Range(coupled(given, most), coupled(given, least)),
                    tuple(item for one in instead if isinstance(one.answer, Items) for item in one.answer.items),
                    (*side.ids, *(id for one in instead for id in one.ids)),
                )
