"""A search that is cut short still looks at both ends of the lag, and says that it was cut short."""

from __future__ import annotations

from functools import cache

import pytest

from cisterna.desk import open_knowledge
from cisterna.inspection import Verification, verify
from cisterna.knowledge import Knowledge
from cisterna.quantities import Range
from cisterna.therapy import Bridge, CatheterImplant, Reprogram
from safety.plans import case, h, mix, ml, plan, program, refill, watch


@cache
def knowledge() -> Knowledge:
    return open_knowledge()


def verified() -> Verification:
    """A bridge sized for 0.3 mL, where the line holds 0.2 to 0.4: early at one end, late at the other."""
    fill = mix(baclofen="1700 mcg/mL")
    line = CatheterImplant(None, None, Range(ml("0.06"), ml("0.26")))
    steps = refill(fill), Reprogram(h(0), program("300 mcg/day", fill, bridge=Bridge(ml("0.3"), h(48)))), watch(0, 200)
    return verify(case(catheter=line), plan(*steps), knowledge())


def test_both_ends_of_the_lag_are_always_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too low comes of the shortest line, too high of the longest: the same worst case, whole or cut short."""
    whole = verified()
    monkeypatch.setattr("cisterna.safety.trial.MOST_WORK", 1)
    short = verified()
    names = ["baclofen 24 h low", "baclofen 24 h high"]
    assert [whole.figures[name].value for name in names] == [short.figures[name].value for name in names]
    assert [False, True] == [
        "worst-case-sampled" in {finding.code for finding in found.judgement.findings} for found in (whole, short)
    ]
