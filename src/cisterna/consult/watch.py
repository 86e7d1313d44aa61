"""
What is watched, when, how often: statements and house policy turned into windows, looks and a list of signs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cisterna.consult.ask import Ask
from cisterna.consult.doses import sides_of
from cisterna.knowledge import Items, Knowledge, Ladder, Span
from cisterna.quantities import Duration
from cisterna.reasons import Finding, Force
from cisterna.surveillance import Ladder as Looks
from cisterna.surveillance import Row, Window, arrival_window, refill_window, rows
from cisterna.therapy import Case, Flex, Plan, Reprogram
from cisterna.transition import Candidate

__all__ = ["WatchFor", "clock_changes", "looks", "watch_items", "watch_windows"]

FOR_EVER = Duration(100_000)
"""Longer than any watch: where the last interval of a ladder ends."""


class WatchFor(NamedTuple):
    """Signs to look for because of one drug, and the statements that name them."""

    drug: str
    items: tuple[str, ...]
    because: tuple[str, ...]


def watch_windows(candidate: Candidate, held: str, knowledge: Knowledge, ask: Ask) -> tuple[Window, ...]:
    """The window at the refill and the one at the arrival, each as long as the house or any source asks for."""
    policy = knowledge.policy
    drugs = (held, candidate.dose.drug)
    at_refill = _longest(policy.observation_at_refill, "observation at refill", drugs, ask)
    refill = refill_window(candidate.refill.at, at_refill)
    arrival = candidate.arrival
    if arrival is None:
        return (refill,)
    hours = _longest(policy.observation_after_arrival, "observation after arrival", drugs[1:], ask)
    margin = (arrival.earliest - candidate.refill.at) * policy.arrival_margin.value
    return (refill, arrival_window(arrival.earliest, arrival.latest, margin=margin, hours=hours))


def _longest(house: Duration, question: str, drugs: Iterable[str], ask: Ask) -> Duration:
    asked = [side.answer for drug in drugs for side in sides_of(ask(question, drug=drug))]
    lows = [answer.low for answer in asked if isinstance(answer, Span)]
    return max([house, *(low for low in lows if isinstance(low, Duration))], key=lambda hours: hours.value)


def looks(windows: tuple[Window, ...], drug: str, knowledge: Knowledge, ask: Ask) -> tuple[Row, ...]:
    """The looks that the strictest published ladder asks for at each moment; none where no source gives a ladder."""
    until_stable = knowledge.policy.observation_until_stable
    ladders: list[Looks] = []
    for side in sides_of(ask("observation interval", drug=drug)):
        if isinstance(side.answer, Ladder):
            rungs = [
                (rung.until or (until_stable if rung.until_when else FOR_EVER), rung.every.low)
                for rung in side.answer.rungs
                if rung.every is not None
            ]
            ladders.append(Looks(tuple(rungs)))
    return rows(windows, ladders) if ladders else ()


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
