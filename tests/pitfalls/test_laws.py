"""Laws: more risk never means fewer pitfalls, what is missing is named and can be told, and nothing holds a plan up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cisterna.desk import run
from cisterna.reasons import Axis, Finding, Force
from cisterna.therapy.case import CONDITIONS, PREPARED, RISKS
from consult.cases import knowledge
from pitfalls.met import NOTHING_LEFT_OPEN, SEED, TOLERANT, changed, checked, of, planned, read

ANSWERS = ("no", "unknown", "yes")
FIRST, REST = SEED.split("[patient.risks]")
LAST = REST[REST.index("[system]") :]


def with_answers(risks: dict[str, str], conditions: dict[str, str]) -> str:
    """The seed's case with these answers."""
    told = "\n".join(f'{name} = "{answer}"' for name, answer in risks.items())
    also = "\n".join(f'{name} = "{answer}"' for name, answer in conditions.items())
    return f"{FIRST}[patient.risks]\n{told}\n\n[patient.conditions]\n{also}\n\n{LAST}"


def codes(found: tuple[Finding, ...]) -> set[str]:
    """Which pitfalls are met, or would be with a fact that is missing."""
    return {each.code for each in found}


def named(found: tuple[Finding, ...]) -> set[str]:
    """What risks are named in notes."""
    texts = [str(each.values["named"]) for each in found if "named" in each.values and each.force is Force.NOTE]
    return {name for text in texts for name in text.split(", ")}


answers = st.fixed_dictionaries({name: st.sampled_from(ANSWERS) for name in RISKS})
conditions = st.fixed_dictionaries({name: st.sampled_from(ANSWERS) for name in CONDITIONS})


@settings(max_examples=40, deadline=None)
@given(answers, conditions, st.sampled_from(RISKS + CONDITIONS))
def test_adding_a_risk_factor_never_removes_a_pitfall(risks: dict[str, str], also: dict[str, str], added: str) -> None:
    """Whatever was answered: with one more yes every code that was met is still met, and every name still named."""
    before = checked(with_answers(risks, also))
    more = {name: "yes" if name == added else answer for name, answer in risks.items()}
    even = {name: "yes" if name == added else answer for name, answer in also.items()}
    after = checked(with_answers(more, even))
    assert codes(before) <= codes(after)
    assert named(before) <= named(after)


@pytest.mark.parametrize("risk", RISKS)
@pytest.mark.parametrize("before", ["no", "unknown"])
def test_in_every_plan_too(risk: str, before: str) -> None:
    """The order of plans may change with the risk; the pitfalls of each plan only grow."""
    answers = dict.fromkeys(RISKS, "no")
    calm = run(read(with_answers(answers | {risk: before}, {})), knowledge())
    risky = run(read(with_answers(answers | {risk: "yes"}, {})), knowledge())
    assert {offer.id for offer in calm.offers} == {offer.id for offer in risky.offers}
    for offer in calm.offers:
        assert codes(offer.pitfalls) <= codes(risky.offer(offer.id).pitfalls)


@pytest.mark.parametrize("name", [*(f"patient.risks.{risk}" for risk in RISKS),
                                  *(f"patient.conditions.{each}" for each in CONDITIONS if each not in
                                    ("end_of_life", "autonomic_dysreflexia")),
                                  *(f"prepared.{each}" for each in PREPARED)])  # fmt: skip
def test_what_was_not_told_is_named(name: str) -> None:
    """Of a case that answers nothing, every fact that a pitfall turns on is named once, as a case file writes it."""
    missing = [fact for each in planned(with_answers({}, {})) for fact in each.missing]
    assert missing.count(name) == 1


def test_when_everything_is_told_nothing_is_missing() -> None:
    """The case of the article, with every question answered."""
    told = changed(SEED, ("[system]", NOTHING_LEFT_OPEN + "\n[system]"))
    assert [] == [fact for each in planned(told) for fact in each.missing]


@pytest.mark.parametrize("text", [SEED, TOLERANT, with_answers({}, {})])
def test_a_missing_fact_of_a_pitfall_holds_no_plan_up(text: str) -> None:
    """What is not told here does not change what leaves the catheter, so no verdict turns on it."""
    found = run(read(text), knowledge())
    assert any(each.force is Force.UNKNOWN for each in found.offers[0].pitfalls)
    for offer in found.offers:
        assert [] == [f.code for f in offer.judgement.findings if f.code.startswith("pitfall-")]


@pytest.mark.parametrize("condition", ["infection", "pregnancy"])
def test_a_soft_pitfall_is_signed_for(condition: str) -> None:
    """It stands among what somebody has to sign for, never on the axis of the physics, and takes a named override."""
    text = changed(SEED, ('age = "54 y"', f'age = "34 y"\nconditions = {{ {condition} = "yes" }}'))
    (best, *_) = run(read(text), knowledge()).offers
    (finding,) = [each for each in best.judgement.findings if each.code == f"pitfall-{condition}"]
    assert (Force.SOFT, Axis.ACKNOWLEDGEMENT) == (finding.force, finding.axis)
    assert best.judgement.physics.name == "Clear"
    assert finding in best.judgement.acknowledgements.findings  # type: ignore[union-attr]
    override = f"""
[[request.override]]
code = "pitfall-{condition}"
by = "prescriber on duty"
because = "weighed with the specialist"
on = "2026-11-23"
"""
    (signed, *_) = run(read(text + override), knowledge()).offers
    assert finding not in signed.judgement.acknowledgements.findings  # type: ignore[union-attr]


def test_amounts_of_pitfalls_are_in_the_trace() -> None:
    """What the whole fill holds, and for how long it was meant, can be asked for by name, with its statements."""
    found = run(read(SEED), knowledge())
    (pitfall,) = of(found.offers[0].pitfalls, "whole-fill")
    step = found.trace[f"{found.offers[0].id}.pitfall-whole-fill.hydromorphone.amount"]
    assert pitfall.values["amount"] == step.result
    assert pitfall.because == step.cites
