"""Replays that end early find what replays to the end find: the same worst case, at the same point and start."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cisterna.inspection.evidence import Evidence
from cisterna.quantities import Range
from cisterna.safety import Trial
from cisterna.therapy import Case, Plan
from consult.cases import knowledge
from safety.plans import case, h, mix, ml, plan, program, random_plan, refill

DUAL = mix(baclofen="2000 mcg/mL", hydromorphone="0.3 mg/mL")


def both(given: Case, steps: Plan, monkeypatch: pytest.MonkeyPatch) -> tuple[Evidence, Evidence]:
    """What is found as it is done, and with every replay going on to the end."""
    short, look = Evidence(given, steps, knowledge()), Trial._look
    with monkeypatch.context() as patch:
        patch.setattr(Trial, "_look", lambda *about: bool(look(*about) and False))
        return short, Evidence(given, steps, knowledge())


@pytest.mark.parametrize("seed", range(0, 60, 4))
def test_random_plans(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One or two refills each, in a box with sides."""
    given, steps = random_plan(seed)
    given = case(program=given.running.program, tubing=Range(ml("0.12"), ml("0.17")))
    short, whole = both(given, steps, monkeypatch)
    assert whole.worst == short.worst


def test_a_reservoir_that_runs_dry_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """3 mL on 0.15 mL/day last 20 days, at 114.5 % 17.5; the second refill is on day 19: only some points run dry."""
    steps = plan(refill(DUAL, volume="2", at=h(0)), refill(DUAL, at=h(24 * 19)))
    given = case(program=program("300 mcg/day"), reservoir=ml("1"), tubing=Range(ml("0.12"), ml("0.2")))
    short, whole = both(given, steps, monkeypatch)
    assert whole.worst == short.worst
    assert short.worst["baclofen", "24 h low"].value.value < Fraction(1)
