"""What a pharmacy and a prescriber sign for: labels, evidence, stock."""

from __future__ import annotations

from cisterna.admixture import Labeling, MixtureEvidence, judge_mixture, judge_stock
from cisterna.files.knowledge import load_knowledge
from cisterna.quantities import Concentration, Duration, Volume
from cisterna.reasons import Finding, Force
from cisterna.therapy import Mixture, Stock

FILL = Mixture({"baclofen": Concentration(1935), "hydromorphone": Concentration(322)})
VOLUME = Volume.parse("38.6 mL")
MONTH = Duration(30)


def of_mixture(evidence: MixtureEvidence, *, labeled: bool | None = True, form: str | None = "x") -> dict[str, Finding]:
    found = judge_mixture(FILL, "baclofen", "hydromorphone", evidence, Labeling(labeled, ()), form)
    return {finding.code: finding for finding in found}


def of_stock(*stock: Stock, naive: bool = True) -> dict[str, Finding]:
    products = load_knowledge().catalogue.formulations
    return {finding.code: finding for finding in judge_stock(stock, FILL, VOLUME, products, opioid_naive=naive)}


def test_a_labeled_and_studied_mixture_needs_no_signature() -> None:
    assert of_mixture(MixtureEvidence(True, (FILL,), MONTH, ("one",))) == {}


def test_a_label_nobody_knows_is_not_a_label() -> None:
    studied = MixtureEvidence(True, (FILL,), MONTH, ())
    for labeled in (False, None):
        assert of_mixture(studied, labeled=labeled)["mixture-not-labelled"].force is Force.SOFT


def test_above_what_was_tested_is_a_finding_of_its_own() -> None:
    """Tested at 1,500 mcg/mL of baclofen; planned at 1,935."""
    tested = (Mixture({"baclofen": Concentration(1500)}), Mixture({"baclofen": Concentration(1000)}))
    finding = of_mixture(MixtureEvidence(True, tested, MONTH, ()))["mixture-outside-tested-range"]
    assert (finding.values["planned"], finding.values["tested"]) == (Concentration(1935), Concentration(1500))


def test_how_the_fill_is_made_has_to_be_said() -> None:
    finding = of_mixture(MixtureEvidence(True, (), MONTH, ()), form=None)["fill-form-not-stated"]
    assert finding.missing == ("fill.form",)


def test_a_preserved_or_multidose_product_is_a_hard_stop() -> None:
    preserved = [p for p in load_knowledge().catalogue.formulations if p.preservative == "present"]
    assert preserved, "the catalogue holds one, so that the stop can fire"
    for product in preserved:
        assert product.strength is not None
        one = Stock(product.drug, product.strength, product.id)
        if product.drug in FILL:
            assert of_stock(one)["stock-preserved"].force is Force.HARD


def test_a_product_nobody_named_is_not_known_to_be_free_of_preservatives() -> None:
    assert "stock-preservative-not-stated" in of_stock(Stock("baclofen", Concentration(2000)))
    assert of_stock(Stock("morphine", Concentration(2000))) == {}, "what is not in the fill is not judged"


def test_high_potency_in_a_patient_without_tolerance_comes_with_the_alternative() -> None:
    """38.6 mL at 322 mcg/mL is 12,429.2 mcg: 1.24292 mL of 10 mg/mL, or 3.1073 mL of 4 mg/mL."""
    potent = Stock("hydromorphone", Concentration(10_000))
    finding = of_stock(potent)["stock-high-potency"]
    assert finding.values["instead"] == VOLUME * (Concentration(322) / Concentration(10_000))
    assert finding.values["volume"] == VOLUME * (Concentration(322) / finding.values["alternative"])
    assert "stock-high-potency" not in of_stock(potent, naive=False)
