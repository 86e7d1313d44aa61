"""P6: a plan is shown only if the verifier's own replay and the planner's simulation agree, exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cisterna.consult import assess, check_plan
from cisterna.delivery import Tip
from cisterna.quantities import Duration
from consult.cases import EXAMPLES, case, consulted, knowledge


@pytest.mark.parametrize("name", EXAMPLES)
def test_they_agree_on_every_shipped_plan(name: str) -> None:
    for offer in consulted(name).offers:
        assert "two-computations-disagree" not in {finding.code for finding in offer.judgement.findings}


def test_a_disagreement_is_never_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A simulation that is off by a microgram leaves nothing to say about the plan."""
    offer = consulted("seed.toml").offers[0]
    honest = Tip.mass

    def off(self: Tip, drug: str, at: Duration):  # type: ignore[no-untyped-def]
        mass = honest(self, drug, at)
        return mass if at.value == 0 else mass + type(mass)(Fraction(1, 10**9))

    monkeypatch.setattr(assess.Tip, "mass", off)
    found = check_plan(case("seed.toml"), offer.plan, knowledge(), on=case("seed.toml").on)
    assert found.judgement.verdict.name == "CannotSay"
    assert "two-computations-disagree" in {finding.code for finding in found.judgement.findings}
