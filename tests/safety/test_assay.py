"""An assay of the fill is a side of the box: the verdict is worked out with what was found, at both of its ends."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from cisterna.inspection import Verification, verify
from cisterna.quantities import Concentration, Range
from cisterna.reasons import Force
from cisterna.therapy import FillWish, Plan, Reprogram, Rinse
from cisterna.therapy.assay import assayed
from consult.cases import knowledge
from safety.plans import OLD, case, h, mix, ml, plan, program, refill, watch


def found(**parts: str) -> dict[str, Any]:
    """An assay, drug by drug."""
    return {drug: Range.parse(Concentration, text) for drug, text in parts.items()}


def judged(steps: Plan, **assay: str) -> Verification:
    """The verdict with this assay of the fill."""
    return verify(replace(case(), fill=FillWish(assay=found(**assay))), steps, knowledge())


SAME = plan(refill(OLD), watch(0, 8))


def codes(verification: Verification) -> dict[str, Force]:
    return {finding.code: finding.force for finding in verification.judgement.findings}


def test_a_fill_within_what_is_allowed_is_not_refused() -> None:
    """1,960 of 2,000 mcg/mL is 98 %: as little as may be once the line has cleared, and the least of any window."""
    verification = judged(SAME, baclofen="1960 mcg/mL")
    assert verification.figures["baclofen 24 h low"].value.value == Fraction(98, 100)
    assert verification.figures["baclofen 24 h high"].value.value == 1
    assert "held-dose-cleared-low" not in codes(verification)
    assert codes(verification)["fill-assayed"] is Force.NOTE


def test_a_fill_that_is_too_weak_is_refused() -> None:
    """1,940 to 1,980: at its low end it gives 97 %, less than the house allows."""
    verification = judged(SAME, baclofen="1940 to 1980 mcg/mL")
    low = next(each for each in verification.judgement.findings if each.code == "held-dose-cleared-low")
    assert (low.force, low.values["part"].value) == (Force.HARD, Fraction(97, 100))


def test_both_ends_count() -> None:
    """1,960 to 2,060: 98 % at one end, 103 % at the other, which asks for a name."""
    verification = judged(SAME, baclofen="1960 to 2060 mcg/mL")
    assert verification.figures["baclofen 24 h low"].value.value == Fraction(98, 100)
    assert verification.figures["baclofen 24 h high"].value.value == Fraction(103, 100)
    assert codes(verification)["held-dose-cleared-high"] is Force.SOFT
    assert verification.assay == found(baclofen="1960 to 2060 mcg/mL")


@pytest.mark.parametrize("strength", [1940, 1955, 1980, 2000, 2020])
def test_no_strength_between_the_ends_is_worse(strength: int) -> None:
    """A mixture of two drugs behind a bridge: every figure of a fill in between lies between the two."""
    new = mix(baclofen="2000 mcg/mL", hydromorphone="66 mcg/mL")
    steps = plan(refill(new), Reprogram(h(0), program("300 mcg/day", new)), watch(0, 100))
    whole = judged(steps, baclofen="1940 to 2020 mcg/mL", hydromorphone="60 to 70 mcg/mL").figures
    inside = judged(steps, baclofen=f"{strength} mcg/mL", hydromorphone="64 mcg/mL").figures
    for name, figure in inside.items():
        if name.endswith(" low"):
            assert whole[name].value <= figure.value, name
        elif hasattr(figure, "point"):
            assert figure.value <= whole[name].value, name


def test_the_pump_may_be_told_what_was_ordered() -> None:
    """What is typed is held against the order, so that an assay of 1,960 does not ask for other digits."""
    steps = plan(refill(OLD), Reprogram(h(0), program("300 mcg/day")), watch(0, 8))
    assert "entered-differs-from-fill" not in codes(judged(steps, baclofen="1960 to 1990 mcg/mL"))
    other = plan(refill(OLD), Reprogram(h(0), program("300 mcg/day", mix(baclofen="1960 mcg/mL"))), watch(0, 8))
    assert codes(judged(other, baclofen="1960 mcg/mL"))["entered-differs-from-fill"] is Force.SOFT


def test_an_assay_of_another_fill_is_caught() -> None:
    """500 mcg/mL found where 2,000 was ordered and is typed: refused, not averaged."""
    steps = plan(refill(OLD), Reprogram(h(0), program("300 mcg/day")), watch(0, 8))
    assert codes(judged(steps, baclofen="500 mcg/mL"))["entered-differs-from-fill"] is Force.HARD


def test_a_drug_that_is_not_in_the_fill_changes_nothing() -> None:
    """An assay of morphine says nothing of a fill of baclofen alone."""
    assert judged(SAME, morphine="950 mcg/mL") == verify(case(), SAME, knowledge())


def test_only_the_first_fill_was_assayed() -> None:
    """The next one is another lot."""
    steps = plan(refill(OLD), refill(OLD, at=h(60)))
    low, high = assayed(steps, found(baclofen="1940 to 1980 mcg/mL"))
    assert [step.fill["baclofen"].value for step in low.steps] == [1940, 2000]  # type: ignore[union-attr]
    assert [step.fill["baclofen"].value for step in high.steps] == [1980, 2000]  # type: ignore[union-attr]


def test_a_rinse_with_the_same_mixture_is_of_the_same_lot() -> None:
    steps = plan(replace(refill(OLD), rinse=Rinse(2, ml("5"), OLD)))
    low, _ = assayed(steps, found(baclofen="1940 to 1980 mcg/mL"))
    assert low.steps[0].rinse.mixture["baclofen"].value == 1940  # type: ignore[union-attr]
