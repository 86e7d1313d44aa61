"""
What must hold of every case whatever chance made it: one seed in, everything that does not hold out.

The plans come from `consult`, go through their file, and are carried out by the slug queue at random points of the box
that the case leaves open. Nothing here knows how a plan was made or judged.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil
from random import Random
from typing import Any, NamedTuple

from cisterna.consult import Consultation, Offer, check_plan
from cisterna.desk import open_case, open_plan
from cisterna.desk import run as consulted
from cisterna.files.plan import write_plan
from cisterna.files.toml import FileProblems
from cisterna.knowledge import Knowledge
from cisterna.quantities import Range
from cisterna.reasons import Force
from cisterna.reasons.verdict import Judgement
from cisterna.therapy import Case, Override
from laws.random_cases import FEASIBLE, Made, make
from laws.told_plan import (
    DAY,
    HOUR,
    Given,
    Point,
    Told,
    Watch,
    before,
    carry_out,
    extremes,
    gridded,
    joined,
    most,
    read,
    running,
)

DAY_BAND, HOURS_BAND = (Fraction(9, 10), Fraction(11, 10)), (Fraction(3, 4), Fraction(5, 4))
CLEARED_BAND = (Fraction(98, 100), Fraction(102, 100))
LARGEST_BOLUS = Fraction(50)
AT_REFILL, AFTER_ARRIVAL = 8 * HOUR, DAY
"""The house policy that is shipped, written down a second time."""


class Verdict(NamedTuple):
    """What became of one case: the verdict on each axis of the plan shown first, and everything that does not hold."""

    seed: int
    kind: str
    complete: bool
    physics: str
    acknowledgements: str
    any_clear: bool
    open: tuple[str, ...]
    offers: int
    points: int
    cannot_say: int
    bridged: tuple[str, ...]
    faults: tuple[str, ...]


def tried(seed: int, knowledge: Knowledge, *, points: int) -> Verdict:
    """Make the case of `seed`, consult, and hold everything against it; whatever is raised is a fault as well."""
    made = make(seed)
    try:
        case = open_case(made.text, "case.toml", knowledge)
        found = consulted(case, knowledge)
    except FileProblems as error:
        return failed(made, "not read: " + " | ".join(str(problem) for problem in error.problems))
    except Exception:  # whatever it is, the case of this seed brings it back
        return failed(made, "raised: " + " | ".join(traceback.format_exc().splitlines()[-3:]))
    faults, replays = list(told_wrong(made, found)), 0
    for offer in found.offers:
        for fault in of_one(made, case, offer, knowledge, points):
            if isinstance(fault, int):
                replays += fault
            else:
                faults.append(f"{offer.id}: {fault}")
    first = found.offers[0].judgement if found.offers else None
    reasons = said_of(first) if first else sorted({each.code for each in (*found.not_possible, *found.referral)})
    return Verdict(
        seed,
        made.kind,
        made.complete,
        first.physics.name if first else "no plan",
        first.acknowledgements.name if first else "no plan",
        any(offer.judgement.physics.name == "Clear" for offer in found.offers),
        tuple(reasons) if not first or first.physics.name != "Clear" else (),
        len(found.offers),
        replays,
        sum(offer.judgement.physics.name == "CannotSay" for offer in found.offers),
        tuple(offer.judgement.physics.name for offer in found.offers if offer.candidate.program.bridge),
        tuple(faults),
    )


def failed(made: Made, fault: str) -> Verdict:
    """Nothing came of it."""
    return Verdict(made.seed, made.kind, made.complete, "raised", "raised", False, (), 0, 0, 0, (), (fault,))


def said_of(judgement: Judgement) -> list[str]:
    """The findings that keep the physics from being clear."""
    return sorted({f.code for f in judgement.findings if f.axis.value == "physics" and f.force is not Force.NOTE})


def told_wrong(made: Made, found: Consultation) -> Iterator[str]:
    """What does not fit how the case was made: nothing may be clear that cannot be."""
    for offer in found.offers:
        if made.never_clear and offer.candidate.dose.drug == (found.case.request or offer).start and (  # type: ignore[union-attr]
            offer.judgement.physics.name == "Clear"
        ):  # fmt: skip
            yield f"{offer.id}: Clear although made with '{made.kind}'"


def of_one(made: Made, case: Case, offer: Offer, knowledge: Knowledge, points: int) -> Iterator[str | int]:
    """What does not hold of one plan: its file, its check, its replays; and how many replays there were."""
    text = write_plan(offer.plan, case)
    plan = open_plan(text, "plan.toml", case, knowledge)
    if plan != offer.plan:
        yield "its file is read as another plan"
    again = check_plan(case, plan, knowledge, on=case.on).judgement
    clear = offer.judgement.physics.name == "Clear"
    if clear and again.physics.name != "Clear":
        yield f"called Clear and checked as {again.physics.name}: {', '.join(said_of(again))}"
    if not clear and again.physics.name == "Clear" and not held_up(offer, knowledge):
        yield f"called {offer.judgement.physics.name} and checked as Clear: {', '.join(said_of(offer.judgement))}"
    yield from hard_stays_hard(made, case, offer, knowledge)
    if not made.complete and clear:
        yield from whole_case_agrees(made, text, knowledge)
    facts = made.facts
    if None in (facts.dead, facts.accuracy, facts.residual, facts.reservoir) or offer.verification is None:
        return
    yield from box_is_whole(made, offer)
    told = read(text, facts)
    rng = Random(made.seed)
    for _ in range(points):
        yield from at_a_point(made, offer, told, random_point(made, told, rng), clear)
    yield points


def held_up(offer: Offer, knowledge: Knowledge) -> bool:
    """Whether something that only whoever made the plan knows keeps it from being clear: facts on the dose."""
    verified = {finding.code for finding in offer.verification.judgement.findings} if offer.verification else set()
    return any(code not in verified for code in said_of(offer.judgement))


def hard_stays_hard(made: Made, case: Case, offer: Offer, knowledge: Knowledge) -> Iterator[str]:
    """P4: an override of everything that is said changes nothing where something hard is said."""
    if offer.judgement.physics.name != "Refused" or case.request is None or made.seed % 4:
        return
    signed = tuple(Override(code, "nobody", "to see", case.on) for code in said_of(offer.judgement))
    lifted = replace(case, request=replace(case.request, overrides=signed))
    if (name := check_plan(lifted, offer.plan, knowledge, on=case.on).judgement.physics.name) != "Refused":
        yield f"Refused, and {name} once overrides are given"


def whole_case_agrees(made: Made, text: str, knowledge: Knowledge) -> Iterator[str]:
    """P3: what is clear without a fact is not refused once the fact is told."""
    whole = open_case(made.whole, "whole.toml", knowledge)
    judged = check_plan(whole, open_plan(text, "plan.toml", whole, knowledge), knowledge, on=whole.on).judgement
    if judged.physics.name != "Clear":
        yield f"Clear with '{made.kind}', and {judged.physics.name} with the fact: {', '.join(said_of(judged))}"


def box_is_whole(made: Made, offer: Offer) -> Iterator[str]:
    """The verifier looked in the box that the case leaves open, neither less nor more."""
    box = offer.verification.box if offer.verification else None
    facts = made.facts
    assert facts.dead is not None
    assert facts.accuracy is not None
    assert facts.residual is not None
    if box is None:
        yield "judged in no box"
        return
    looked = [(side.low.value, side.high.value) for side in (box.dead_volume, box.accuracy)]
    if looked != [facts.dead, facts.accuracy] or box.residual.high.value != facts.residual or box.residual.low.value:
        yield f"judged in another box: {box}"


def random_point(made: Made, told: Told, rng: Random) -> Point:
    """Each coordinate at an end or between."""
    facts = made.facts
    assert facts.dead is not None
    assert facts.accuracy is not None
    assert facts.residual is not None

    def between(low: Fraction, high: Fraction) -> Fraction:
        return low + (high - low) * rng.choice((Fraction(0), Fraction(1), Fraction(rng.randint(0, 1000), 1000)))

    residuals = tuple(between(Fraction(0), facts.residual) for _ in told.refills)
    found = {drug: between(*span) for drug, span in facts.assay.items()}
    return Point(between(*facts.dead), between(*facts.accuracy), residuals, found)


def at_a_point(made: Made, offer: Offer, told: Told, point: Point, clear: bool) -> Iterator[str]:
    """P1, P2 and P5 of a plan at one point, and every figure that was stated for the whole box."""
    facts, where = (
        made.facts,
        f"at {tuple(map(str, (point.dead, point.accuracy, *point.residuals, *(point.found or {}).values())))}",
    )
    last = told.base[-1][2]
    daily = last if isinstance(last, Fraction) else scheduled_daily(last)
    if not daily:
        return
    lag = (facts.dead or (0, Fraction(0)))[1] / (facts.accuracy or (Fraction(1), 0))[0]
    until = told.settled + ceil(lag / min(daily, slowest(told))) + 3
    given = carry_out(told, facts, point, until)
    stated = offer.verification.figures if offer.verification else {}
    drug = offer.candidate.dose.drug
    for fault in (
        *held_dose(made, stated, given, point, clear),
        *opioid(drug, stated, given),
        *arrival(drug, stated, given, told),
        *reservoir(made, stated, told, point, clear, daily),
    ):
        yield f"{fault} {where}"


def scheduled_daily(steps: list[tuple[Fraction, Fraction]]) -> Fraction:
    """Volume a day of a schedule."""
    ends = [*(start for start, _ in steps[1:]), steps[0][0] + 1]
    return sum(((end - start) * rate for (start, rate), end in zip(steps, ends, strict=True)), start=Fraction(0))


def slowest(told: Told) -> Fraction:
    """The least that any program of the plan moves in a day."""
    rates = [rate if isinstance(rate, Fraction) else scheduled_daily(rate) for _, _, rate in told.base]
    return min(rate for rate in rates if rate)


def held_dose(made: Made, stated: Any, given: Given, point: Point, clear: bool) -> Iterator[str]:
    """P1: every window within what was stated, and where the plan is clear within the band of the house."""
    facts = made.facts
    new, old = joined(before(facts, given.until), given.curves["baclofen"], point.accuracy)
    grid = gridded([new, old], [DAY, DAY / 6, HOUR], given.until)
    for window, name, band in ((DAY, "24 h", DAY_BAND), (DAY / 6, "4 h", HOURS_BAND)):
        low, high, _ = extremes(grid, window, given.until)
        if clear and not band[0] <= low <= high <= band[1]:
            yield f"P1 broken although Clear: baclofen {name} from {float(low):.4%} to {float(high):.4%}"
        for end, value, beyond in (("low", low, -1), ("high", high, 1)):
            key = f"baclofen {name} {end}"
            if key in stated and (value - stated[key].value.value) * beyond > 0:
                yield f"{key}: stated {float(stated[key].value.value):.6%}, replayed {float(value):.6%}"
    _, _, excess = extremes(grid, HOUR, given.until)
    if clear and excess > LARGEST_BOLUS:
        yield f"P1 broken although Clear: {float(excess):.3f} mcg of baclofen above the old dose in an hour"
    if "baclofen 1 h excess" in stated and excess > stated["baclofen 1 h excess"].value.value:
        yield f"baclofen 1 h excess: {float(excess):.6f} mcg replayed, more than stated"
    cleared = stated.get("baclofen cleared")
    if clear and (cleared is None or not CLEARED_BAND[0] <= cleared.value / facts.held <= CLEARED_BAND[1]):
        yield f"P1 broken although Clear: the cleared dose is {cleared}"


def opioid(drug: str, stated: Any, given: Given) -> Iterator[str]:
    """P2: never more in a window than was stated."""
    for window, name in ((DAY, "24 h"), (HOUR, "1 h")):
        reached = most(given.curves[drug], window, given.until)
        worst = stated.get(f"{drug} {name} most")
        if worst is None or reached > worst.value.value:
            yield f"P2: {drug} {name} {float(reached):.6f} mcg replayed, stated {worst and worst.value}"


def arrival(drug: str, stated: Any, given: Given, told: Told) -> Iterator[str]:
    """P5: the arrival lies in the stated range, and somebody watches at the refill and for a day from the arrival."""
    refill = told.refills[0].at
    if hole := unwatched(told.watches, refill, refill + AT_REFILL):
        yield f"P5: nobody watches at {float(hole):.3f} days, in the hours after the refill"
    came, said = given.arrivals.get(drug), stated.get(f"{drug} arrival")
    if came is None or not isinstance(said, Range):
        yield f"P5: {drug} arrives at {came}, stated {said}"
        return
    if not said.low.value <= came <= said.high.value:
        yield f"P5: {drug} arrives at {float(came):.4f} days, stated {said}"
    if hole := unwatched(told.watches, came, came + AFTER_ARRIVAL):
        yield f"P5: nobody watches at {float(hole):.3f} days, {drug} arrives at {float(came):.3f}"


def unwatched(watches: list[Watch], start: Fraction, end: Fraction) -> Fraction | None:
    """The first moment from `start` to `end` at which nobody watches."""
    covered = start
    for watch in watches:
        if watch.start <= covered < watch.end:
            covered = watch.end
    return None if covered >= end else covered


def reservoir(made: Made, stated: Any, told: Told, point: Point, clear: bool, daily: Fraction) -> Iterator[str]:
    """P1: what is put in fits, and the pump does not run into its residual before the next refill is booked."""
    facts, refill = made.facts, told.refills[0]
    kept = min(point.residuals[0], facts.reservoir or Fraction(0))
    if clear and kept + refill.volume > facts.size:
        yield f"P1: {float(kept + refill.volume):.2f} mL in a reservoir of {facts.size} mL"
    if told.booked is not None and clear:
        asked = (told.booked - told.settled) * daily * point.accuracy
        asked += (told.settled - refill.at) * max(daily, *flows(told, made)) * point.accuracy
        if kept + refill.volume - asked < 0:
            yield f"P1: empty before the refill is booked, at {float(told.booked):.1f} days"


def flows(told: Told, made: Made) -> Iterator[Fraction]:
    """The fastest of the running program and of the bridges."""
    now = running(made.facts)
    yield now if isinstance(now, Fraction) else max(rate for _, rate in now)
    for _, volume, over, _ in told.bridges:
        yield volume / over


__all__ = ["FEASIBLE", "Verdict", "tried"]
