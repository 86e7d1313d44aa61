"""The shipped catalogue: what it holds, what it does not claim to know, and how it answers for an unknown id."""

from __future__ import annotations

import pytest

from cisterna.catalogue import Catalogue, UnknownEntry
from cisterna.catalogue.sourced import FROM_MEMORY
from cisterna.files.knowledge import load_knowledge
from cisterna.knowledge import Knowledge
from cisterna.quantities import Concentration, FlowRate, Length, Range, Ratio, Volume, VolumePerLength
from cisterna.reasons import Sourced


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped pack."""
    return load_knowledge()


@pytest.fixture(scope="module")
def catalogue(knowledge: Knowledge) -> Catalogue:
    """Its catalogue."""
    return knowledge.catalogue


@pytest.mark.parametrize("size", ["20", "40"])
def test_synchromed_ii(catalogue: Catalogue, size: str) -> None:
    """Each constant with its own mark; both sides of the accuracy kept apart."""
    pump = catalogue.pump(f"medtronic-synchromed-ii-{size}")
    assert pump.programmable
    assert pump.reservoir is not None
    assert pump.reservoir.value == Volume.parse(f"{size} mL")
    assert pump.residual_bound is not None
    assert (pump.residual_bound.value, pump.residual_bound.mark) == (Volume.parse("1.4 mL"), "V")
    assert pump.min_rate is not None
    assert (pump.min_rate.value, pump.min_rate.mark) == (FlowRate.parse("0.048 mL/day"), "V")
    assert pump.max_rate is not None
    assert (pump.max_rate.value, pump.max_rate.mark) == (FlowRate.parse("24 mL/day"), "R")
    assert pump.accuracy == Range(Ratio.parse("85.5 %"), Ratio.parse("114.5 %"))
    assert pump.accuracy_low is not None
    assert pump.accuracy_high is not None
    assert (pump.accuracy_low.mark, pump.accuracy_high.mark) == ("R", "V")
    assert pump.flex_steps == 13
    assert {"simple continuous", "flex", "bridge bolus", "priming bolus"} <= set(pump.modes)
    assert pump.labelled_drugs == ("baclofen", "morphine", "ziconotide")
    assert pump.label_for("hydromorphone") == ()
    assert [cite.source for cite in pump.label_for("baclofen")] == ["medtronic-synchromed-ii-page"]


def test_no_step_of_the_rate_is_known(catalogue: Catalogue) -> None:
    """So the digits to type are printed, and nothing is rounded to a grid nobody has seen."""
    assert [pump.id for pump in catalogue.pumps if pump.rate_step is not None] == []


def test_no_tubing_volume_is_held(catalogue: Catalogue) -> None:
    """It comes from the programmer, and there is no field for a default."""
    assert [name for pump in catalogue.pumps for name in pump.__slots__ if "tubing" in name] == []


def test_what_no_source_says_is_none(catalogue: Catalogue) -> None:
    """Not zero, and not the value of another model."""
    three = catalogue.pump("medtronic-synchromed-iii-40")
    assert (three.residual_bound, three.min_rate, three.max_rate, three.accuracy) == (None, None, None, None)
    archimedes = catalogue.pump("codman-archimedes")
    assert (archimedes.kind, archimedes.reservoir, archimedes.flex_steps) == ("constant flow", None, None)
    assert catalogue.pump("flowonix-prometra-ii-20").residual_bound is None


def test_a_catheter_has_every_figure_found(catalogue: Catalogue) -> None:
    """Two recalled figures give a range, and neither is checked."""
    ascenda = catalogue.catheter("medtronic-8780")
    assert ascenda.volume_per_length_range == Range.parse(VolumePerLength, "0.00196 to 0.0022 mL/cm")
    assert not ascenda.checked
    prometra = catalogue.catheter("flowonix-11823")
    assert prometra.checked
    assert prometra.supplied_length is not None
    assert prometra.volume_per_length[0].value * Length(110) == Volume.parse("0.286 mL")
    unknown = catalogue.catheter("codman-60-2914")
    assert (unknown.volume_per_length_range, unknown.checked) == (None, False)


def test_drugs_are_shown_as_ismp_wants(catalogue: Catalogue) -> None:
    """Tall letters, and units people use."""
    assert catalogue.drug("hydromorphone").shown == "HYDROmorphone"
    assert catalogue.drug("baclofen").dose_unit == "mcg/day"
    assert {"baclofen", "hydromorphone", "morphine", "ziconotide", "bupivacaine", "clonidine", "fentanyl"} <= {
        drug.id for drug in catalogue.drugs
    }


def test_hydromorphone_products(catalogue: Catalogue) -> None:
    """High potency and preservatives are told apart; none is labeled for intrathecal use."""
    products = {product.id: product for product in catalogue.formulations_of("hydromorphone")}
    assert products["hydromorphone-injection-10"].high_potency
    assert products["hydromorphone-injection-10"].strength == Concentration.parse("10 mg/mL")
    multidose = products["hydromorphone-injection-2-multidose"]
    assert (multidose.preservative, multidose.multidose) == ("present", "yes")
    assert "products.preservative.device-label" in multidose.warnings
    assert {product.labelled_intrathecal for product in products.values()} == {"no"}
    weak = [p for p in products.values() if p.strength and not p.high_potency and p.preservative == "none"]
    assert {p.strength for p in weak} == {Concentration.parse(text) for text in ("1 mg/mL", "2 mg/mL", "4 mg/mL")}


def test_powders_have_no_strength(catalogue: Catalogue) -> None:
    """What is made from them is decided at the pharmacy."""
    powders = [product for product in catalogue.formulations if product.presentation == "powder"]
    assert {product.drug for product in powders} == {"baclofen", "hydromorphone", "morphine"}
    assert [product.id for product in powders if product.strength is not None] == []


def test_what_is_from_memory_says_so(catalogue: Catalogue) -> None:
    """Every value marked R has the words in its place, and is not called checked."""
    sourced: list[Sourced[object]] = []
    for entry in (*catalogue.pumps, *catalogue.catheters):
        for name in entry.__slots__:
            value = getattr(entry, name)
            sourced += [part for part in (value if isinstance(value, tuple) else (value,)) if isinstance(part, Sourced)]
    assert len(sourced) > 50
    assert [one for one in sourced if (one.mark == "R") != (FROM_MEMORY in one.cites.at)] == []
    assert [product.id for product in catalogue.formulations if product.checked] == []


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        ("drug", "'x' is not a drug in the catalogue. Known: baclofen, bupivacaine,", "with its source."),
        ("pump", "'x' is not a pump in the catalogue. Known: codman-archimedes,", "guessed about another model."),
        ("catheter", "'x' is not a catheter in the catalogue. Known: codman-60-2914,", "volume the programmer shows."),
        ("formulation", "'x' is not a formulation in the catalogue. Known: baclofen-", "give drug and strength."),
    ],
)
def test_an_unknown_id_is_answered(catalogue: Catalogue, kind: str, start: str, end: str) -> None:
    """With what is known and what to do."""
    with pytest.raises(UnknownEntry) as wrong:
        getattr(catalogue, kind)("x")
    assert str(wrong.value).startswith(start)
    assert str(wrong.value).endswith(end)
    assert (wrong.value.kind, wrong.value.id) == (kind, "x")
