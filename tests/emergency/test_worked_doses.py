"""Doses from the statements, and what they add up to."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cisterna.emergency.facts import ANSWERS, EmergencyFacts
from cisterna.emergency.items import Figure
from cisterna.emergency.worked import PATHWAYS
from cisterna.knowledge import Figures
from cisterna.quantities import Age, BodyWeight, DoseRate, Duration, Mass, Range, Ratio
from cisterna.reasons import Force
from emergency.worked_facts import DUAL, FULL, codes, knowledge, mix, one, rate, said, worked

BRIDGED = ("withdrawal", "pump-stopped", "alarm", "opioid-overdose", "infection")


def test_lorazepam_and_what_it_adds_up_to() -> None:
    """4 mg every 4 h is 24 mg/day; 2 mg every 6 h is 8."""
    found = worked("withdrawal")
    assert said(found, "benzodiazepine-intravenous") == (
        "lorazepam 2 to 4 mg intravenously every 4 h to 6 h: 8 to 24 mg/day in all."
    )
    assert one(found, "benzodiazepine-intravenous").because == ("baclofen.lorazepam.seed",)


def test_midazolam_has_no_dose() -> None:
    """Named by the article, and no dose made up for it."""
    assert said(worked("withdrawal"), "midazolam-without-dose") == (
        "A midazolam infusion is named, and no source here gives its dose."
    )


def test_both_sources_on_diazepam() -> None:
    """5 to 10 mg every 6 to 12 h, and 10 mg every 6 h."""
    says = [str(f.values["day"]) for f in worked("withdrawal").findings if f.code == "benzodiazepine-oral"]
    assert says == ["40 mg/day", "10 to 40 mg/day"]


@pytest.mark.parametrize("name", BRIDGED)
@pytest.mark.parametrize("facts", [EmergencyFacts(), DUAL, FULL], ids=["none", "dual", "full"])
@pytest.mark.parametrize("airway", [None, *ANSWERS])
def test_an_opioid_on_board_always_adds_the_warning(name: str, facts: EmergencyFacts, airway: str | None) -> None:
    """Whatever else is told."""
    found = worked(name, facts.with_options(opioid_on_board="yes", airway_available=airway))
    warning = one(found, "benzodiazepine-with-opioid")
    assert warning.force is Force.HARD
    assert warning.because == ("opioids.benzodiazepine.boxed-warning",)


def test_no_opioid_on_board_gives_no_warning_and_an_unknown_one_does() -> None:
    """Where it was said, only that any other opioid counts too."""
    none = worked("withdrawal", EmergencyFacts(opioid_on_board="no", contents=mix(baclofen="2000 mcg/mL")))
    warned = {code for code in codes(none) if code.startswith("benzodiazepine-") and "opioid" in code}
    assert warned == {"benzodiazepine-other-opioids"}
    assert "benzodiazepine-airway-not-known" not in codes(none)
    assert one(worked("withdrawal"), "benzodiazepine-opioid-not-known").missing == ("opioid_on_board",)


def test_an_opioid_in_the_pump_outweighs_a_no() -> None:
    """What is in the reservoir is on board."""
    assert "benzodiazepine-with-opioid" in codes(worked("withdrawal", DUAL.with_options(opioid_on_board="no")))


def test_without_an_airway_no_benzodiazepine_with_an_opioid() -> None:
    """It says where to get help instead."""
    found = worked("withdrawal", DUAL.with_options(airway_available="no"))
    assert said(found, "benzodiazepine-no-airway") == (
        "Nobody who can secure an airway is at hand: with an opioid on board no benzodiazepine is given here. "
        "The doses below are for when somebody is."
    )
    assert one(found, "benzodiazepine-no-airway").force is Force.HARD


def test_oral_baclofen_by_each_source() -> None:
    """40 to 80 mg/day by the experts; 120 in one report, above the label and not above the article."""
    found = worked("withdrawal")
    says = [str(f.values["day"]) for f in found.findings if f.code == "oral-repeated"]
    assert says == ["120 mg/day", "40 to 80 mg/day"]
    assert [str(f.values["most"]) for f in found.findings if f.code == "oral-maximum"] == ["80 mg/day", "120 mg/day"]
    assert said(found, "oral-above-maximum") == "120 mg/day lies above that 80 mg/day."
    item = found.item("oral baclofen")
    assert item is not None
    assert item.disagree


def test_oral_baclofen_does_not_protect() -> None:
    """The article and a published case."""
    found = one(worked("withdrawal"), "oral-does-not-protect")
    assert set(found.because) == {"baclofen.oral-substitute.seed", "baclofen.oral-substitute.green-2003"}


def test_what_is_left_of_each_maximum() -> None:
    """60 mg/day given: 20 up to 80, 60 up to 120; 90 given: above 80."""
    found = worked("withdrawal", EmergencyFacts(oral_baclofen=rate("60 mg/day")))
    assert [str(f.values["left"]) for f in found.findings if f.code == "oral-left"] == ["20 mg/day", "60 mg/day"]
    more = worked("withdrawal", EmergencyFacts(oral_baclofen=rate("90 mg/day")))
    assert said(more, "oral-maximum-passed") == (
        "90 mg/day of baclofen is given by mouth already: that is above 80 mg/day."
    )
    assert "oral-maximum-reached" in codes(worked("withdrawal", EmergencyFacts(oral_baclofen=rate("80 mg/day"))))


def test_from_mouth_to_vein_by_both_figures() -> None:
    """60 mg/day: 44.4 by 74 %, 48 by 80 %; investigational first."""
    found = worked("withdrawal", EmergencyFacts(oral_baclofen=rate("60 mg/day")))
    item = found.item("intravenous baclofen")
    assert item is not None
    assert item.disagree
    assert item.findings[0].code == "intravenous-investigational"
    assert item.findings[0].force is Force.HARD
    veins = [(str(f.values["vein"]), f.because) for f in item.findings if f.code == "intravenous-from-oral"]
    assert [str(f.values["cut"]) for f in item.findings if f.code == "intravenous-from-oral"] == ["26 %", "20 %"]
    assert veins == [
        ("44.4 mg/day", ("baclofen.oral-bioavailability.agarwal-2015",)),
        ("48 mg/day", ("baclofen.oral-bioavailability.schmitz-2017", "baclofen.oral-bioavailability.seed")),
    ]


@given(dose=st.fractions(min_value=1, max_value=200_000, max_denominator=1000))
def test_from_mouth_to_vein_is_exact(dose: Fraction) -> None:
    """Dose times 37/50 and 4/5, as fractions."""
    found = worked("withdrawal", EmergencyFacts(oral_baclofen=DoseRate(dose)))
    veins = [f.values["vein"] for f in found.findings if f.code == "intravenous-from-oral"]
    assert [(vein.low, vein.high) for vein in veins] == [
        (DoseRate(dose * Fraction(37, 50)),) * 2,
        (DoseRate(dose * Fraction(4, 5)),) * 2,
    ]


def test_every_daily_total_is_dose_times_how_often() -> None:
    """Worked out a second way from the statements themselves, as fractions."""
    day = Duration(1)
    for id, one_of in ((each.id, each) for each in knowledge().statements):
        says = one_of.says
        if not isinstance(says, Figures) or says.get("each_low") is None:
            continue
        steps = [step for step in worked("withdrawal").trace if step.name.endswith(f"in a day ({id})")]
        assert len(steps) == 1, id
        least, most = says["each_low"].value, says["each_high"].value
        often = [day.value / says[end].value for end in ("every_high", "every_low")]
        assert steps[0].result == Range(DoseRate(least * often[0]), DoseRate(most * often[1]))


def test_adjuncts_say_how_weak_they_are() -> None:
    """Cyproheptadine in four patients, one dexmedetomidine report, the rest lists."""
    found = worked("withdrawal")
    assert said(found, "adjuncts-are-weak") == "What follows rests on single reports and lists."
    assert said(found, "adjunct-repeated") == (
        "cyproheptadine 4 to 8 mg by mouth every 6 h to 8 h: 12 to 32 mg/day in all, in few patients."
    )
    assert said(found, "adjunct-rate") == "dexmedetomidine up to 16 mcg/h in one report."
    assert {str(f.values["item"]) for f in found.findings if f.code == "adjunct-listed"} >= {
        "dantrolene; listed, unproven",
        "tizanidine; listed, unproven",
        "propofol where the airway is controlled; listed, no dose given",
    }


def test_naloxone_in_small_steps_first_unless_the_patient_does_not_breathe() -> None:
    """The order turns with apnea, and the card's doses are always beside it."""

    def order(facts: EmergencyFacts) -> list[str]:
        item = worked("opioid-overdose", facts).item("naloxone")
        assert item is not None
        return [f.code for f in item.findings][:4]

    steps = ["naloxone-titrated", "naloxone-steps"]
    assert order(EmergencyFacts()) == ["naloxone-titrate-unless", *steps, "naloxone-card"]
    assert order(EmergencyFacts(apnea="no")) == ["naloxone-titrate-first", *steps, "naloxone-card"]
    assert order(EmergencyFacts(apnea="yes")) == ["naloxone-card-first", "naloxone-card", *steps]


def test_a_step_of_naloxone_and_how_long_steps_take() -> None:
    """0.4 mg in 10 mL, 0.5 mL: 0.02 mg; 15 steps of 2 min to 300 mcg."""
    found = worked("opioid-overdose")
    assert said(found, "naloxone-titrated") == ("0.4 mg made up to 10 mL, 0.5 mL over 2 min at a time: 0.02 mg a step.")
    assert said(found, "naloxone-steps") == (
        "It takes 15 such steps, 30 min, to the median need of 300 mcg: ventilate meanwhile."
    )
    assert said(found, "naloxone-card") == (
        "0.4 to 2 mg intravenously, repeated every 2 min to 3 min; after 10 mg the diagnosis is questioned."
    )
    assert said(found, "naloxone-observed") == (
        "In published errors the median need was 300 mcg (middle half 160 to 400 mcg, all 80 to 1,600 mcg); 95 % "
        "responded."
    )
    assert {"naloxone-outlasted", "naloxone-not-for-baclofen"} <= codes(found)


def test_naloxone_does_nothing_in_a_baclofen_overdose_alone() -> None:
    """Only that is said where nobody has an opioid on board."""
    found = worked("baclofen-overdose", EmergencyFacts(opioid_on_board="no", contents=mix(baclofen="500 mcg/mL")))
    item = found.item("naloxone")
    assert item is not None
    assert [f.code for f in item.findings] == ["naloxone-not-for-baclofen"]


def test_nothing_bridges_withdrawal_while_an_overdose_of_it_lasts() -> None:
    """No baclofen by mouth beside a baclofen overdose."""
    for name in ("baclofen-overdose", "wrong-fill", "pocket-fill"):
        found = worked(name, DUAL)
        assert not {"oral-repeated", "benzodiazepine-intravenous"} & codes(found), name
        assert "bridge-in-withdrawal-alone" in codes(found), name


def test_fluid_and_reservoir() -> None:
    """30 to 40 mL; in a baclofen overdose only where a lumbar puncture is safe."""
    assert said(worked("opioid-overdose"), "fluid-opioid") == (
        "Withdraw 30 to 40 mL of cerebrospinal fluid through the catheter access port or by lumbar puncture."
    )
    assert said(worked("baclofen-overdose"), "fluid-baclofen") == (
        "Where a lumbar puncture is safe, 30 to 40 mL of cerebrospinal fluid may be withdrawn."
    )


def test_physostigmine_is_not_offered_and_a_childs_dose_follows_the_weight() -> None:
    """0.02 mg for each kg, at most 2 mg; for an adult no such sentence."""
    found = worked("baclofen-overdose", EmergencyFacts(weight=BodyWeight.parse("30 kg"), age=Age.parse("11 y")))
    assert said(found, "physostigmine-by-weight") == "At 30 kg the older label's dose for a child is 0.6 mg."
    assert {str(f.values["says"]) for f in found.findings if f.code == "physostigmine-standing"} == {
        "dropped from the label",
        "failures and harm reported",
    }
    heavy = worked("baclofen-overdose", EmergencyFacts(weight=BodyWeight.parse("140 kg")))
    assert one(heavy, "physostigmine-by-weight").values["dose"] == Figure(Mass.parse("2 mg"), Mass.parse("2 mg"), "mg")
    adult = worked("baclofen-overdose", EmergencyFacts(weight=BodyWeight.parse("78 kg"), age=Age.parse("54 y")))
    assert "physostigmine-by-weight" not in codes(adult)
    assert "older label gave 2 mg, at most 1 mg a minute. It is not offered here." in said(
        adult, "physostigmine-older-label"
    )


@pytest.mark.parametrize("name", sorted(PATHWAYS))
def test_a_child_is_named_and_an_age_is_asked_for(name: str) -> None:
    """The doses name no age."""
    child = worked(name, EmergencyFacts(age=Age.parse("11 y")))
    assert (
        said(child, "patient-is-a-child")
        == "At 11 y the patient is a child, and the doses and volumes below name no age."
    )
    assert "age" in worked(name).missing
    assert not {"patient-is-a-child", "age-not-told"} & codes(worked(name, EmergencyFacts(age=Age.parse("54 y"))))


def test_weaning_through_an_external_catheter_on_this_dose() -> None:
    """20 to 50 % off 300 mcg/day."""
    assert said(worked("infection", DUAL), "weaning-first-day") == (
        "From 300 mcg/day of baclofen the first such step leads to 150 to 240 mcg/day."
    )
    assert one(worked("infection"), "weaning-dose-not-known").missing == ("doses",)


def test_a_part_of_a_step_counts_as_a_step() -> None:
    """The number of steps is rounded up: 0.02 mg into 300 mcg is 15, never 14."""
    step = worked("opioid-overdose").trace["naloxone step"].result
    assert step == Mass.parse("20 mcg")
    assert worked("opioid-overdose").trace["number of naloxone steps"].result == 15
    assert Ratio(Fraction(300, 20)) == Ratio(15)
