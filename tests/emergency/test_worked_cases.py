"""
Published cases, as far as their reports give facts: what should have been worked out from them.

Where a report is silent the fact stays untold here too.
"""

from __future__ import annotations

from cisterna.emergency.facts import EmergencyFacts
from cisterna.quantities import Age, BodyWeight, Volume
from cisterna.reasons import Force
from emergency.worked_facts import codes, flow, h, mix, one, rate, said, worked


def test_c2_a_refill_of_540_mg_into_the_pocket() -> None:
    """Hydromorphone; naloxone was infused for 12 h: no lumbar puncture, the pocket is drawn."""
    facts = EmergencyFacts(contents=mix(hydromorphone="30 mg/mL"), injected=Volume.parse("18 mL"))
    found = worked("pocket-fill", facts)
    assert said(found, "pocket-most") == "At most 540 mg of HYDROmorphone lies in the pocket (18 mL)."
    assert one(found, "naloxone-for-hours").because == ("naloxone.pocket-fill.coyne-2004",)
    assert not any(code.startswith("fluid") for code in codes(found))


def test_c4_13_ml_left_by_telemetry_and_sent_home() -> None:
    """A 20 mL pump, hydromorphone 1 mg/mL: up to 20 mg in the pocket, and nobody is sent home."""
    facts = EmergencyFacts(
        pump="medtronic-synchromed-ii-20",
        contents=mix(hydromorphone="1 mg/mL"),
        injected=Volume.parse("20 mL"),
        reservoir_volume=Volume.parse("13 mL"),
        reservoir_expected=Volume.parse("20 mL"),
    )
    found = worked("pocket-fill", facts)
    assert said(found, "pocket-most") == "At most 20 mg of HYDROmorphone lies in the pocket (20 mL)."
    assert one(found, "pocket-not-sent-home").force is Force.HARD
    assert said(found, "reservoir-deficit").startswith("7 mL less is in the reservoir than should be")


def test_c6_a_strong_opioid_in_the_wrong_place() -> None:
    """Nothing was told but the concentration: the answer asks for the rest and still says what to do."""
    found = worked("opioid-overdose", EmergencyFacts(contents=mix(morphine="25 mg/mL")))
    assert {"naloxone-titrated", "naloxone-card", "fluid-opioid", "reservoir-opioid"} <= codes(found)
    assert {"tubing_volume", "catheter_volume", "flow", "pump"} <= set(found.missing)


def test_c7_a_tolerant_patient_has_few_signs_from_a_very_high_dose() -> None:
    """The dose alone does not tell."""
    facts = EmergencyFacts(doses={"morphine": rate("600 mg/day")}, opioid_exposure="tolerant")
    assert said(worked("opioid-overdose", facts), "opioid-tolerant-fared-better") == (
        "Two tolerant patients had few signs from very high doses: the dose alone does not tell."
    )


def test_c8_twenty_times_the_concentration() -> None:
    """1 mg/mL in place of 50 mcg/mL."""
    facts = EmergencyFacts(entered=mix(morphine="0.05 mg/mL"), contents=mix(morphine="1 mg/mL"))
    found = worked("wrong-fill", facts)
    assert said(found, "fill-stronger") == (
        "morphine was filled at 1 mg/mL and entered as 0.05 mg/mL: 20 times the dose once it arrives."
    )
    assert said(found, "fill-published-factor") == (
        "20 times the concentration reached 6 patients; 4 had serious events, within 2 h to 24 h."
    )


def test_c10_a_day_typed_as_an_hour() -> None:
    """60 mcg meant for a day, set for an hour: 1,440 mcg/day."""
    found = worked("wrong-fill", EmergencyFacts(doses={"baclofen": rate("60 mcg/day")}))
    assert said(found, "fill-typed-for-an-hour") == (
        "60 mcg/day of baclofen was meant and typed for an hour: 1,440 mcg/day, 24 times the dose."
    )
    assert said(found, "fill-hour-slip-here") == (
        "If 60 mcg/day of baclofen had been typed for an hour here, it would be 1,440 mcg/day."
    )


def test_c12_19_ml_still_in_the_pump() -> None:
    """A child of 12 on 180 mcg/day: a surplus means no delivery, and no restart before a test."""
    facts = EmergencyFacts(
        age=Age.parse("12 y"),
        doses={"baclofen": rate("180 mcg/day")},
        reservoir_volume=Volume.parse("19 mL"),
        reservoir_expected=Volume.parse("2 mL"),
    )
    found = worked("pump-stopped", facts)
    assert one(found, "reservoir-surplus").force is Force.HARD
    assert one(found, "reservoir-surplus").because == ("baclofen.surplus.sgouros-2010",)
    assert {"patient-is-a-child", "restart-previous-refused"} <= codes(found)
    assert said(found, "restart-low-end-of-new-start").startswith("A restart of baclofen lies below 180 mcg/day; 50")


def test_c14_overdose_six_hours_after_a_restart() -> None:
    """27 and 55 mcg/h after a drug holiday: a previous dose as high is pointed at."""
    for text, as_high in (("648 mcg/day", True), ("1320 mcg/day", True), ("600 mcg/day", False)):
        facts = EmergencyFacts(doses={"baclofen": rate(text)}, since_delivery=h("5 day"))
        assert ("restart-previous-is-as-high" in codes(worked("pump-stopped", facts))) is as_high, text


def test_c15_first_an_overdose_then_withdrawal() -> None:
    """A child of 12 after a refill: both phases are expected."""
    found = worked("baclofen-overdose", EmergencyFacts(age=Age.parse("12 y")))
    assert one(found, "both-may-stand").because == ("baclofen.both-phases.pediatric-emergency-2006",)
    assert "withdrawal-if-stopped-now" in codes(found)


def test_c17_a_pump_stopped_by_a_programming_error() -> None:
    """The status is read first, and a benzodiazepine and a restart follow."""
    found = worked("withdrawal", EmergencyFacts(age=Age.parse("24 y"), opioid_on_board="no"))
    assert one(found, "check-status-first").because == ("baclofen.interrogate.bmc-2004",)
    assert {"benzodiazepine-intravenous", "restart-source-says"} <= codes(found)


def test_c21_a_pump_taken_out_for_infection() -> None:
    """A child of 11: the replacement stands before the pump comes out."""
    found = worked("infection", EmergencyFacts(age=Age.parse("11 y"), doses={"baclofen": rate("300 mcg/day")}))
    assert one(found, "explant-plan-first").force is Force.HARD
    assert one(found, "explant-plan-first").because == ("baclofen.replacement.hansen-2007",)
    assert {"temporary-route", "explant-withdrawal", "patient-is-a-child"} <= codes(found)


def test_c22_oral_cover_did_not_protect() -> None:
    """It is said first, before any oral dose."""
    item = worked("infection").item("oral baclofen")
    assert item is not None
    assert item.findings[0].code == "oral-does-not-protect"
    assert "baclofen.oral-substitute.green-2003" in item.findings[0].because


def test_c25_dexmedetomidine_in_a_15_year_old() -> None:
    """Up to 16 mcg/h, listed as one report."""
    found = worked("infection", EmergencyFacts(age=Age.parse("15 y"), weight=BodyWeight.parse("50 kg")))
    assert said(found, "adjunct-rate") == "dexmedetomidine up to 16 mcg/h in one report."
    assert one(found, "adjunct-rate").because == ("baclofen.dexmedetomidine.morr-2015",)


def test_c26_weaned_through_an_external_catheter() -> None:
    """20 to 50 % a day; from 400.5 mcg/day the first step leads to 200.25 to 320.4."""
    found = worked("infection", EmergencyFacts(doses={"baclofen": rate("400.5 mcg/day")}))
    assert said(found, "weaning-published") == (
        "Weaned through an external catheter by 20 to 50 % a day over 6.2 days, from 400 mcg/day of baclofen on "
        "average; none withdrew."
    )
    assert said(found, "weaning-first-day") == (
        "From 400.5 mcg/day of baclofen the first such step leads to 200.25 to 320.4 mcg/day."
    )


def test_a_dual_pump_is_stopped_for_an_opioid_overdose() -> None:
    """The dilemma of two drugs in one reservoir, all of it at once."""
    facts = EmergencyFacts(
        pump="medtronic-synchromed-ii-40",
        contents=mix(baclofen="2000 mcg/mL", hydromorphone="4 mg/mL"),
        flow=flow("0.15 mL/day"),
    )
    found = worked("opioid-overdose", facts)
    assert {
        "dilemma-stop",
        "withdrawal-if-stopped-now",
        "dilemma-opioid-keeps-coming",
        "dilemma-replace-at-once",
        "dilemma-single-drug-refill",
        "oral-repeated",
        "benzodiazepine-with-opioid",
        "line-never-empty-and-running",
    } <= codes(found)
