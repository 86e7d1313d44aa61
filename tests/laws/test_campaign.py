"""Random cases against every promise; and that a campaign finds what is wrong, where something is."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from cisterna.consult import Offer
from cisterna.desk import open_case, open_knowledge, run
from cisterna.knowledge import Knowledge
from cisterna.quantities import Range
from cisterna.reasons.verdict import Clear
from cisterna.therapy import Case, Observe, Plan, Reprogram
from laws.campaign import FEASIBLE, of_one, tried
from laws.random_cases import WRONG, Made, make
from laws.told_plan import Point, carry_out, quantity, read

SEED, CASES, BLOCK, POINTS = 20_261_126, 200, 25, 2
LEAST_CLEAR = Fraction(60, 100)
BRIDGED = 20_261_202
"""From here on a plan is looked for that bridges to a much lower concentration: this one, as things are."""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return open_knowledge()


@pytest.mark.parametrize("first", range(SEED, SEED + CASES, BLOCK))
def test_every_promise_holds_of_random_cases(first: int, knowledge: Knowledge) -> None:
    """Two hundred of them: nothing fails, most that can be planned are Clear, and none lacks a fact it was given."""
    found = [tried(seed, knowledge, points=POINTS) for seed in range(first, first + BLOCK)]
    assert [(one.seed, one.faults) for one in found if one.faults] == []
    assert [one.seed for one in found if one.complete and "CannotSay" in (one.physics, *one.bridged)] == []
    feasible = [one for one in found if one.kind == FEASIBLE]
    assert len(feasible) == BLOCK * 4 // 5
    assert sum(one.physics == "Clear" for one in feasible) >= LEAST_CLEAR * len(feasible)
    assert sum(one.points for one in found) >= POINTS * len(feasible)


def test_the_same_seed_makes_the_same_case() -> None:
    """And among a few hundred seeds every kind of wrongness comes up, no two cases alike."""
    assert make(SEED) == make(SEED)
    made = [make(seed) for seed in range(1500)]
    assert {one.kind for one in made} == {FEASIBLE, *WRONG}
    assert len({one.text for one in made}) == len(made)


def test_quantities_of_a_saved_plan_are_read_plainly() -> None:
    """In mcg, mL and days: 0.1 mg/day is 100 mcg/day, 49 h 55 min is 2995 minutes."""
    said = ["0.312 mL", "60000/31 mcg/day", "0.1 mg/day", "49 h 55 min", "12 mcg/h"]
    assert [quantity(text) for text in said] == [
        Fraction(312, 1000), Fraction(60000, 31), Fraction(100), Fraction(2995, 1440), Fraction(12 * 24)
    ]  # fmt: skip


Change = Callable[[Offer], Offer]


@pytest.fixture(scope="module")
def bridged(knowledge: Knowledge) -> tuple[Made, Case, Offer]:
    """The first case of hydromorphone whose plan is Clear and bridges to a concentration 12 % lower or more."""
    for seed in range(BRIDGED, BRIDGED + 500):
        made = make(seed)
        if made.kind != FEASIBLE or "commercial vials" not in made.text or 'start = "hydromorphone"' not in made.text:
            continue
        case = open_case(made.text, "case.toml", knowledge)
        offer = run(case, knowledge).offers[0]
        lower = offer.candidate.refill.fill["baclofen"] < case.running.fill["baclofen"] * Fraction(88, 100)
        if offer.candidate.program.bridge and lower and offer.judgement.physics == Clear():
            return made, case, offer
    raise AssertionError("no seed gives a plan with a bridge")


def without_bridge(offer: Offer) -> Offer:
    """The same plan, its bridge forgotten."""
    steps = [
        Reprogram(s.at, type(s.program)(s.program.primary, s.program.entered, s.program.mode))
        if isinstance(s, Reprogram)
        else s
        for s in offer.plan.steps
    ]
    return offer._replace(plan=Plan(tuple(steps)))


def without_watch(offer: Offer) -> Offer:
    """The same plan, and nobody watches at the arrival."""
    watches = [step for step in offer.plan.steps if isinstance(step, Observe)]
    return offer._replace(plan=Plan(tuple(step for step in offer.plan.steps if step is not watches[-1])))


def figure(name: str, part: Fraction) -> Change:
    """The same plan with one figure of the verifier nearer to what is wanted than it is."""

    def change(offer: Offer) -> Offer:
        assert offer.verification is not None
        old = offer.verification.figures[name]
        if isinstance(old, Range):
            new = Range(old.low, type(old.low)(old.low.value + (old.high - old.low).value * part))
        else:
            new = type(old)(type(old.value)(old.value.value * part), old.start, old.point)
        stated = {**offer.verification.figures, name: new}
        found = offer.verification
        return offer._replace(verification=type(found)(found.judgement, found.box, stated, found.held, found.day))

    return change


SPOILT: dict[str, tuple[Change, tuple[str, ...]]] = {
    "no bridge": (without_bridge, ("called Clear and checked as", "P1 broken although Clear: baclofen 24 h")),
    "no watch": (without_watch, ("called Clear and checked as Refused: arrival-not-watched", "P5: nobody watches")),
    "least of a day": (figure("baclofen 24 h low", Fraction(11, 10)), ("baclofen 24 h low: stated",)),
    "most of 4 hours": (figure("baclofen 4 h high", Fraction(9, 10)), ("baclofen 4 h high: stated",)),
    "most opioid in a day": (figure("hydromorphone 24 h most", Fraction(1, 2)), ("P2: hydromorphone 24 h",)),
    "most opioid in an hour": (figure("hydromorphone 1 h most", Fraction(1, 2)), ("P2: hydromorphone 1 h",)),
    "arrival": (figure("hydromorphone arrival", Fraction(1, 10)), ("P5: hydromorphone arrives at",)),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_campaign_finds_what_is_wrong(name: str, bridged: tuple[Made, Case, Offer], knowledge: Knowledge) -> None:
    """A Clear plan that is spoilt on purpose, or a figure of it, is told as a fault."""
    made, case, offer = bridged
    change, told = SPOILT[name]
    assert [fault for fault in of_one(made, case, offer, knowledge, 20) if isinstance(fault, str)] == []
    faults = [fault for fault in of_one(made, case, change(offer), knowledge, 20) if isinstance(fault, str)]
    assert [start for start in told if not any(fault.startswith(start) for fault in faults)] == []


def test_a_replay_by_hand() -> None:
    """0.312 mL at 0.15 mL/day: the front is at the tip after 2.08 days, and at 90 % of the flow after 2.31."""
    made = make(SEED)
    facts = made.facts._replace(
        schedule=[(Fraction(0), Fraction(15, 100))], boluses=Fraction(0), line=[], fill={"baclofen": Fraction(2000)},
        reservoir=Fraction(12), residual=Fraction(0), held=Fraction(300), given=Fraction(300), zone="Etc/UTC",
    )  # fmt: skip
    day = f"{facts.start:%Y-%m-%d %H:%M}"
    told = read(
        f"""
        [[step]]
        do = "refill"
        at = "{day}"
        withdraw_to = "residual"
        fill = {{ volume = "38 mL", baclofen = "2000 mcg/mL", hydromorphone = "100 mcg/mL" }}
        [[step]]
        do = "program"
        at = "{day}"
        primary = "baclofen"
        entered = {{ baclofen = "2000 mcg/mL", hydromorphone = "100 mcg/mL" }}
        mode = "simple continuous"
        dose = "300 mcg/day"
        patient_bolus = "none"
        """,
        facts,
    )
    for accuracy, day_of_arrival in ((Fraction(1), Fraction(208, 100)), (Fraction(9, 10), Fraction(208, 90))):
        given = carry_out(told, facts, Point(Fraction(312, 1000), accuracy, (Fraction(0),)), Fraction(10))
        assert given.arrivals == {"baclofen": Fraction(0), "hydromorphone": day_of_arrival}
        assert given.curves["baclofen"][1][-1] == 10 * 300 * accuracy
        assert given.curves["hydromorphone"][1][-1] == (10 - day_of_arrival) * Fraction(15, 100) * 100 * accuracy
