"""C29: no proposal stands above what the most potent published ratio gives, whatever is taken by mouth."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cisterna.desk import run
from cisterna.quantities import DoseRate
from consult.cases import knowledge
from pitfalls.met import SEED, changed, read

MOST_POTENT = {"morphine": Fraction(1, 10), "hydromorphone": Fraction(1, 10) / 2}
"""10:1 from oral to intrathecal morphine, as in one of eight patients; 2:1 from there to hydromorphone."""


@pytest.mark.parametrize("by_mouth", [30, 60, 75, 90, 150, 300, 1000])
def test_no_plan_stands_above_the_most_potent_ratio(by_mouth: int) -> None:
    """Every plan that is offered or refused, in mcg/day: by_mouth * 1000 / 10, and half of that for hydromorphone."""
    opioid = f'[[systemic_opioid]]\ndrug = "morphine"\nroute = "oral"\ndose = "{by_mouth} mg/day"\n\n[fill]'
    exposure = "tolerant" if by_mouth >= 60 else "below tolerance"
    text = changed(SEED, ('opioid_exposure = "naive"', f'opioid_exposure = "{exposure}"'), ("[fill]", opioid))
    offers = run(read(text), knowledge()).offers
    assert offers
    for offer in offers:
        drug = offer.candidate.dose.drug
        assert offer.candidate.gives <= DoseRate(by_mouth * 1000 * MOST_POTENT[drug])
