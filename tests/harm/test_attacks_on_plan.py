"""Cases that were written to make the planner propose harm, or fall over. Each did, once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cisterna.consult import Consultation
from cisterna.desk import open_case, open_knowledge, run
from cisterna.files.pack import pack_folder
from cisterna.files.toml import FileProblems
from cisterna.knowledge import SHIPPED_POLICY
from cisterna.quantities import DoseRate
from cisterna.therapy import SimpleContinuous
from consult.cases import knowledge

EXAMPLES = Path(__file__).parents[2] / "examples"
FILL = 'fill = { baclofen = "2000 mcg/mL" }'
DOSE = 'dose = { baclofen = "300 mcg/day" }'
START = 'start = "hydromorphone"'


def planned(changes: dict[str, str], *, example: str = "seed.toml") -> Consultation:
    """What comes of an example with pieces of its text exchanged."""
    text = (EXAMPLES / example).read_text("utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return run(open_case(text, "case.toml", knowledge()), knowledge())


def reasons(found: Consultation) -> set[str]:
    """Codes of why plans could not be made, and of why a specialist is needed."""
    return {each.code for each in found.not_possible} | {finding.code for finding in found.referral}


@pytest.mark.parametrize("dose", ["", '\ndose = "100 mcg/day"'])
def test_baclofen_is_not_started_on_top_of_itself(dose: str) -> None:
    found = planned({START: f'start = "baclofen"{dose}'})
    assert not found.offers
    assert "already-in-the-pump" in reasons(found)


def test_a_running_opioid_is_not_started_at_a_thirtieth_of_its_dose() -> None:
    found = planned({FILL: 'fill = { baclofen = "2000 mcg/mL", hydromorphone = "2 mg/mL" }'})
    assert not found.offers
    assert "already-in-the-pump" in reasons(found)


def test_what_runs_beside_is_not_started_either() -> None:
    both = 'fill = { baclofen = "2000 mcg/mL", morphine = "10 mg/mL" }'
    found = planned({FILL: both})
    assert {offer.candidate.dose.drug for offer in found.offers} == {"hydromorphone"}


def test_a_primary_drug_that_is_not_the_held_one_does_not_lend_it_its_number() -> None:
    """1.5 mg/day of morphine at 10 mg/mL is 0.15 mL/day: 300 mcg/day of baclofen, and not 1,500."""
    both = 'fill = { baclofen = "2000 mcg/mL", morphine = "10 mg/mL" }'
    found = planned({FILL: both, DOSE: 'dose = { morphine = "1.5 mg/day" }'})
    assert {offer.candidate.program.mode for offer in found.offers} == {SimpleContinuous(DoseRate(300))}


def test_a_concentration_that_was_entered_wrongly_does_not_halve_the_dose() -> None:
    """Told 1,000 mcg/mL and holding 2,000: 300 mcg/day as shown are 600 at the tip, and what was meant is asked."""
    wrong = DOSE + ', entered = { baclofen = "1000 mcg/mL" }'
    found = planned({DOSE: wrong, "0.15 mL/day": "0.30 mL/day"})
    assert {offer.candidate.program.mode for offer in found.offers} == {SimpleContinuous(DoseRate(600))}
    for offer in found.offers:
        assert offer.candidate.program.daily_volume.value == offer.candidate.flow.value
        assert offer.judgement.physics.name == "CannotSay"
        assert "running-entered-differs" in {finding.code for finding in offer.judgement.findings}


@pytest.mark.parametrize("drug", ["clonidine", "fentanyl", "bupivacaine"])
def test_a_drug_without_a_step_to_order_in_is_not_planned(drug: str, tmp_path: Path) -> None:
    policy = (pack_folder() / SHIPPED_POLICY).read_text("utf-8")
    without = re.sub(rf', {drug} = "[^"]*"', "", policy, count=1)
    assert without != policy
    (tmp_path / "house.toml").write_text(without, "utf-8")
    house = open_knowledge(tmp_path / "house.toml")
    text = (EXAMPLES / "seed.toml").read_text("utf-8").replace(START, f'start = "{drug}"\ndose = "100 mcg/day"')
    found = run(open_case(text, "case.toml", house), house)
    assert drug not in {offer.candidate.dose.drug for offer in found.offers}
    assert "no-orderable-step" in reasons(found)


@pytest.mark.parametrize("example", ["seed.toml", "seed-vials.toml"])
def test_a_program_that_gives_nothing_is_said_to_be_one(example: str) -> None:
    found = planned({DOSE: DOSE.replace("300", "0"), 'flow_shown = "0.15 mL/day"': ""}, example=example)
    assert not found.offers
    assert "pump-delivers-nothing" in reasons(found)


@pytest.mark.parametrize("example", ["seed.toml", "seed-vials.toml"])
def test_a_schedule_with_a_pause_is_planned(example: str) -> None:
    steps = 'steps = [{ from = "00:00", dose = "0 mcg/h" }, { from = "12:00", dose = "25 mcg/h" }]'
    found = planned({"simple continuous": "flex", DOSE: steps}, example=example)
    assert all(offer.candidate.arrival is not None for offer in found.offers)


def test_stocks_too_dilute_to_hold_the_dose_are_said_to_be() -> None:
    found = planned({'"10 mg/mL"': '"0.000001 mcg/mL"'}, example="seed-vials.toml")
    assert "flow-beyond-the-pump" in reasons(found)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [('"10 mg/mL"', '"0 mg/mL"', "stock"), ('volume = "40 mL"', 'volume = "0 mL"', "fill.volume")],
)
def test_nothing_is_no_stock_and_no_fill(old: str, new: str, key: str) -> None:
    with pytest.raises(FileProblems, match=key):
        planned({old: new})


def test_no_bridge_is_proposed_on_a_pump_that_is_not_known_to_have_one() -> None:
    found = planned({"medtronic-synchromed-ii-40": "flowonix-prometra-ii-40"}, example="seed-vials.toml")
    assert not found.offers
    assert "no-bridge-on-this-pump" in reasons(found)


@pytest.mark.parametrize("volume", ["0.172 L", "999999 mL", "0 mL", "0.1 to 24 mL"])
def test_a_catheter_holds_tenths_of_a_milliliter(volume: str) -> None:
    with pytest.raises(FileProblems, match="is no volume of tubing or catheter"):
        planned({'volume = "0.172 mL"': f'volume = "{volume}"'})


def test_a_flow_that_would_take_centuries_to_clear_the_line_is_said_to_be_one() -> None:
    found = planned({"300 mcg/day": "0.05 mcg/day", 'flow_shown = "0.15 mL/day"': ""})
    assert not found.offers
    assert "runs-too-slowly" in reasons(found)


def test_tolerance_that_is_not_borne_out_is_not_taken() -> None:
    """10 mg/day of oxycodone count as 15 mg/day of oral morphine; the threshold is 60."""
    found = planned({'dose = "40 mg/day"': 'dose = "10 mg/day"'}, example="tolerant-oxycodone-40.toml")
    assert found.verdict.name == "CannotSay"
    assert "patient.opioid_exposure" in found.verdict.missing
    held_up = {finding.code for finding in found.offers[0].judgement.findings}
    assert "tolerance-not-borne-out" in held_up


def test_an_opioid_that_must_not_be_converted_is_named() -> None:
    found = planned({'drug = "oxycodone"': 'drug = "methadone"'}, example="tolerant-oxycodone-40.toml")
    assert not found.offers
    assert "no-automatic-conversion" in {finding.code for finding in found.referral}
    assert "request.dose" in found.verdict.missing
