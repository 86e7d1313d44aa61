"""P4: a hard finding has no override; a soft one takes one, by a named person with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cisterna.consult import Consultation, OverrideError
from cisterna.desk import run
from cisterna.quantities import DoseRate
from cisterna.therapy import Case, Override
from consult.cases import case, consulted, knowledge


def overridden(
    *codes: str, name: str = "seed.toml", by: str = "the prescriber", because: str = "consent given"
) -> Consultation:
    one = case(name)
    return run(one, knowledge(), tuple(Override(code, by, because, one.on) for code in codes))


def test_named_acknowledgements_clear_the_plan() -> None:
    found = overridden("mixture-not-labelled", "mixture-no-direct-evidence")
    plan = found.offer("A-powder-hydromorphone-0.05")
    assert plan.judgement.acknowledgements.name == "Clear"
    assert plan.verdict.name == "Clear"
    assert {"mixture-not-labelled"} <= {finding.code for finding in plan.judgement.findings}, "it is kept on paper"


def test_one_of_two_is_not_enough() -> None:
    found = overridden("mixture-not-labelled")
    assert found.offer("A-powder-hydromorphone-0.05").verdict.name == "NeedsOverride"


def test_an_override_without_a_name_or_a_reason_is_an_error() -> None:
    with pytest.raises(OverrideError, match="needs a name and a reason"):
        overridden("mixture-not-labelled", by=" ")
    with pytest.raises(OverrideError, match="needs a name and a reason"):
        overridden("mixture-not-labelled", because="")


def test_what_did_not_fire_cannot_be_overridden() -> None:
    with pytest.raises(OverrideError, match="There is nothing to override under 'held-dose-24h-low'"):
        overridden("held-dose-24h-low")


def far_too_much() -> Case:
    one = case("seed.toml")
    assert one.request is not None
    return replace(one, request=replace(one.request, dose=DoseRate.parse("20 mg/day")))


def test_a_hard_finding_has_no_override() -> None:
    """20 mg/day lies above the highest published daily dose of 10 mg/day, however the mixture is designed."""
    one = far_too_much()
    assert run(one, knowledge()).offer("B-powder-hydromorphone-20").verdict.name == "Refused"
    with pytest.raises(OverrideError, match="has no override: it is hard"):
        run(one, knowledge(), (Override("opioid-24h-above-maximum", "the prescriber", "wanted", one.on),))


def test_above_the_consensus_ceiling_needs_a_name() -> None:
    """The article's chain gives 0.6 mg/day, above the lowest published ceiling of 0.15 mg/day."""
    plan = consulted("tolerant-morphine-300.toml").offer("A-powder-hydromorphone-0.6")
    assert plan.judgement.physics.name == "NeedsOverride"
    assert "opioid-above-start-range" in {finding.code for finding in plan.judgement.findings}
