"""A drug that runs beside the held one and is not ordered in steps: it runs on, and nothing falls over."""

from __future__ import annotations

from cisterna.desk import open_case, run
from cisterna.quantities import Concentration
from cisterna.therapy import Mixture
from consult.cases import FOLDER, knowledge


def test_a_third_drug_stands_in_the_corrected_order_as_it_is() -> None:
    """HYDROmorphone 50 / 0.15 = 333, corrected 333 x 40 / 38.6 = 345; baclofen and bupivacaine stay as they run."""
    text = (FOLDER / "seed.toml").read_text("utf-8")
    beside = text.replace(
        'fill = { baclofen = "2000 mcg/mL" }', 'fill = { baclofen = "2000 mcg/mL", bupivacaine = "5 mg/mL" }'
    )
    asked = beside.replace('start = "hydromorphone"', 'start = "hydromorphone"\ndose = "0.05 mg/day"')
    first = run(open_case(asked, "seed.toml", knowledge()), knowledge()).offers[0]
    expected = Mixture(
        {"baclofen": Concentration(2000), "bupivacaine": Concentration(5000), "hydromorphone": Concentration(345)}
    )
    assert {"corrected order": expected} == {
        choice.name: choice.order for choice in first.candidate.residual_choices if choice.name == "corrected order"
    }
