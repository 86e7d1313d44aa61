"""Volume coordinates (`delivery`) and the slug queue (slug_queue.py) give the same curves, to the last digit."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise

import pytest

from cisterna.delivery import simulate
from cisterna.quantities import Duration
from laws.programs import DRUGS, KINDS, course, kinds, random_program
from laws.slug_queue import corners, run, window_doses

PROGRAMS = 2_400
BLOCK = 300
AT_LEAST = 40
"""How many programs of the corpus must hold each kind of step."""


@pytest.mark.parametrize("first", range(0, PROGRAMS, BLOCK))
def test_both_ways_give_the_same_curves(first: int) -> None:
    """Cumulative volume and mass of each drug are the same broken lines; so is everything that is read from them."""
    for seed in range(first, first + BLOCK):
        program = random_program(seed)
        outcome, tip = run(program), simulate(course(program))
        plain = {drug: corners([(time, mass[drug]) for time, _, mass in outcome.points]) for drug in DRUGS}
        volume = corners([(time, volume) for time, volume, _ in outcome.points])
        assert volume == corners([(knot.time, knot.volume) for knot in tip.knots]), seed
        for drug in DRUGS:
            ours = [(knot.time, knot.mass.get(drug, Fraction(0))) for knot in tip.knots]
            assert plain[drug] == corners(ours), (seed, drug)
        assert outcome.reservoir == tip.reservoir_final.value, seed
        assert {d: c for d, c in outcome.conc.items() if c} == {d: c.value for d, c in tip.reservoir_mixture.items()}
        assert outcome.ran_dry_at == (None if tip.empty_from is None else tip.empty_from.value), seed


@pytest.mark.parametrize("first", range(0, PROGRAMS, BLOCK * 4))
def test_both_ways_give_the_same_answers(first: int) -> None:
    """Arrival, extremes of the rate and of every sliding window, each worked out from the plain curve as well."""
    for seed in range(first, first + BLOCK):
        program = random_program(seed)
        outcome, tip = run(program), simulate(course(program))
        for drug in DRUGS:
            curve = corners([(time, mass[drug]) for time, _, mass in outcome.points])
            rates = [(t0, t1, (m1 - m0) / (t1 - t0)) for (t0, m0), (t1, m1) in pairwise(curve)]
            assert rates == [tuple(part.value for part in piece) for piece in tip.rates(drug)], (seed, drug)
            arrival = next((time for time, _, rate in rates if rate > 0), None)
            assert arrival == (None if (found := tip.arrival(drug)) is None else found.value), (seed, drug)
            extremes = min(rate for *_, rate in rates), max(rate for *_, rate in rates)
            assert extremes == tuple(rate.value for rate in tip.rate_extremes(drug)), (seed, drug)
            for length in (Fraction(1), Fraction(5, 12)):
                doses = window_doses(curve, length)
                least, most = min(doses), max(doses, key=lambda window: (window[0], -window[1]))
                windows = tip.window_extremes(drug, Duration(length))
                assert [least, most] == [(w.dose.value, w.start.value) for w in windows], (seed, drug, length)


def test_every_kind_of_step_was_generated() -> None:
    """The corpus would prove little about a step it does not hold; it holds each kind many times."""
    seen: Counter[str] = Counter()
    for seed in range(PROGRAMS):
        program = random_program(seed)
        seen.update(kinds(program, run(program)))
    assert set(seen) == KINDS
    assert {kind: count for kind, count in seen.items() if count < AT_LEAST} == {}


def test_the_comparison_can_fail() -> None:
    """A line that is one part in a thousand million wrong gives other curves."""
    program = random_program(3)
    line = [(volume + Fraction(1, 10**9) * (index == 0), conc) for index, (volume, conc) in enumerate(program.line)]
    ours = simulate(course(program))
    program.line = line
    theirs = run(program)
    assert any(
        corners([(time, mass[drug]) for time, _, mass in theirs.points])
        != corners([(knot.time, knot.mass[drug]) for knot in ours.knots])
        for drug in ours.drugs
    )
