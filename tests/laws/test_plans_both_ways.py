"""Plans of every kind of step, carried out by `delivery` and by the verifier's replay: the same doses, exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from random import Random
from typing import Literal

import pytest

from cisterna.delivery import Setting, course_of, simulate
from cisterna.inspection import replay
from cisterna.quantities import Duration, Mass, Volume
from cisterna.safety import Point
from cisterna.therapy import (
    AspiratePort,
    Case,
    Clock,
    Mixture,
    PatientBolus,
    Plan,
    Prime,
    Program,
    Refill,
    Reprogram,
    Rinse,
    Slug,
    Step,
    Stop,
    UsedBoluses,
)
from safety.plans import OLD, h, mix, ml, plan, random_plan

HALF = mix(baclofen="1000 mcg/mL", hydromorphone="100 mcg/mL")


def varied(seed: int) -> tuple[Case, Plan]:
    """A random plan with what those do not hold: a line, boluses in use, primes, rinses, aspirations, other starts."""
    rng = Random(seed)
    given, made = random_plan(seed)
    running = replace(given.running, reservoir_volume=ml(Fraction(rng.randint(2, 60), 10)))
    if rng.random() < 0.5:
        running = replace(running, line=tuple(_slug(rng) for _ in range(rng.randint(1, 3))))
    if rng.random() < 0.5:
        running = replace(running, boluses=UsedBoluses(Mass(rng.randint(5, 30)), Fraction(rng.randint(1, 9), 2)))
    clock = Clock("America/Denver", datetime(2026, 11, 23, rng.randrange(24)), ((Duration(0), -420),))
    steps = [_varied(step, rng) for step in made.steps]
    if rng.random() < 0.5:
        steps.append(AspiratePort(h(rng.randint(0, 60)), ml(Fraction(rng.randint(1, 40), 100))))
    if rng.random() < 0.2:
        steps.append(Stop(h(rng.randint(100, 130))))
    return replace(given, running=running, clock=clock), plan(*steps)


def _slug(rng: Random) -> Slug:
    return Slug(ml(Fraction(rng.randint(1, 30), 100)), rng.choice((HALF, Mixture({}), OLD)))


def _varied(step: Step, rng: Random) -> Step:
    if isinstance(step, Refill):
        rinse = Rinse(rng.randint(1, 2), ml("5"), Mixture({})) if rng.random() < 0.4 else None
        choices: tuple[Literal["residual"] | Volume | None, ...] = ("residual", ml("0.5"), ml("1") if rinse else None)
        to = rng.choice(choices)
        return replace(step, withdraw_to=to, rinse=rinse)
    if isinstance(step, Reprogram):
        prime = Prime(ml("0.1"), h(1)) if rng.random() < 0.3 else None
        allowed = PatientBolus(Mass(10), 4) if rng.random() < 0.3 else None
        return replace(step, program=replace(step.program, prime=prime, patient_bolus=allowed))
    return step


@pytest.mark.parametrize("first", range(0, 120, 40))
def test_both_give_the_same_doses(first: int) -> None:
    """At every moment at which either changes; so are volume, reservoir, what is in it, and when it runs dry."""
    for seed in range(first, first + 40):
        given, made = varied(seed)
        rng = Random(-seed)
        dead, accuracy = ml(Fraction(rng.randint(0, 60), 100)), Fraction(rng.randint(85, 115), 100)
        refills = [step for step in made.steps if isinstance(step, Refill)]
        kept = tuple(ml(Fraction(rng.randint(0, 14), 10)) for _ in refills)
        end = refills[-1].at + Duration(Fraction(rng.randint(1, 60), 8))
        tip = simulate(course_of(given, made, Setting(dead, kept, accuracy), horizon=end))
        run = replay(given, made, Point(dead, accuracy, kept), horizon=end)
        moments = sorted({*(knot.time for knot in tip.knots), *(time for time in run.times if time <= end.value)})
        for drug in ("baclofen", "hydromorphone"):
            for moment in moments:
                assert tip.mass(drug, Duration(moment)) == run.mass(drug, Duration(moment)), (seed, drug, moment)
            assert tip.arrival(drug) == run.arrival(drug), (seed, drug)
        assert tip.volume == run.delivered(end), seed
        assert tip.reservoir_final == run.reservoir(end), seed
        left = {drug: tip.reservoir_mixture[drug].value for drug in run.last_mixture}
        assert left == run.last_mixture, seed
        assert (None if tip.empty_from is None else tip.empty_from.value) == run.empty_from, seed


def test_a_course_needs_to_know_what_is_in_the_reservoir_and_what_stays_behind() -> None:
    given, made = varied(1)
    with pytest.raises(ValueError, match="0 residual volumes for 1 refills"):
        course_of(given, made, Setting(ml("0.3")), horizon=Duration(2))
    unknown = replace(given, running=replace(given.running, reservoir_volume=None))
    with pytest.raises(ValueError, match="how much the reservoir holds"):
        course_of(unknown, made, Setting(ml("0.3"), (ml("0"),)), horizon=Duration(2))


def test_the_corpus_holds_every_kind_of_step() -> None:
    """A comparison of plans without a prime would say nothing of primes."""
    made = [step for seed in range(120) for step in varied(seed)[1].steps]
    refills = [step for step in made if isinstance(step, Refill)]
    programs = [step.program for step in made if isinstance(step, Reprogram)]
    held = [p for p in programs if len(p.steps) > 1]
    for kind in (AspiratePort, Stop):
        assert sum(isinstance(step, kind) for step in made) >= 15
    assert min(sum(bool(part) for part in parts) for parts in _parts(programs)) >= 15
    assert min(sum(p.bolus is not None for p in held), sum(step.rinse is not None for step in refills)) >= 15
    assert {type(step.withdraw_to) for step in refills} == {str, type(None), Volume}


def _parts(programs: list[Program]) -> list[list[object]]:
    return [[p.prime for p in programs], [p.bridge for p in programs], [p.bolus for p in programs]]
