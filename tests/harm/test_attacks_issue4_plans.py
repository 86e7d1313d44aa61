"""Cases that were written to make a plan with a second drug print harm, or keep quiet. Each did, once."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cisterna.cli import cli

ROOT = Path(__file__).parents[2]
SEED = (ROOT / "examples" / "seed.toml").read_text("utf-8")
VOLUME = 'volume = "40 mL"\n'
ALARM = 'low_reservoir_alarm = "2 mL"'


def changed(*changes: tuple[str, str], text: str = SEED) -> str:
    """A case with each of these texts, which stand in it once, replaced."""
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def assayed(found: str) -> str:
    """The seed's case with an assay of the fill."""
    return changed(("[fill]\n", f"[fill]\nassay = {{ {found} }}\n"))


def twice_visited() -> str:
    """A case whose bridge ends by a second visit."""
    file = ROOT / "tests" / "cases" / "line-as-a-range-second-visit.toml"
    given = tomllib.loads(file.read_text("utf-8"))["files"]["case.toml"]
    return changed(*given["change"], text=(ROOT / given["from"]).read_text("utf-8"))


def run(tmp_path: Path, text: str, *options: str) -> Result:
    """`plan` on this case."""
    file = tmp_path / "case.toml"
    file.write_text(text, "utf-8")
    return CliRunner().invoke(cli, ["plan", str(file), "--no-color", *options])


def page(tmp_path: Path, text: str, *options: str) -> str:
    """The screen of a plan, its lines joined."""
    return re.sub(r"\s+", " ", run(tmp_path, text, *options).output)


def offers(tmp_path: Path, text: str) -> list[dict[str, Any]]:
    """The plans as plain data, best first."""
    found: list[dict[str, Any]] = json.loads(run(tmp_path, text, "--json").stdout)["offers"]
    return found


def forces(offer: dict[str, Any]) -> dict[str, str]:
    """The code of each finding of a plan with its force."""
    return {each["code"]: each["force"] for each in offer["judgement"]["findings"]}


def test_an_assay_of_a_drug_that_was_not_ordered_is_no_assay_of_this_fill(tmp_path: Path) -> None:
    """1,000 mcg/mL of morphine in a fill of baclofen and hydromorphone was passed over without a word."""
    found = {each["candidate"]["id"]: forces(each) for each in offers(tmp_path, assayed('morphine = "660 mcg/mL"'))}
    foreign = {name: codes.get("assay-of-another-drug") for name, codes in found.items()}
    assert foreign == {
        "A-powder-hydromorphone-0.01": "hard",
        "A-powder-hydromorphone-0.05": "hard",
        "A-powder-morphine-0.1": None,
    }


def test_a_fill_with_twice_the_opioid_is_not_cleared(tmp_path: Path) -> None:
    """660 mcg/mL where 333 was ordered, a hair below twice as much: physics were clear, and 0.04995 mg/day stood."""
    text = assayed('hydromorphone = "660 mcg/mL"')
    plan = next(each for each in offers(tmp_path, text) if each["candidate"]["id"] == "A-powder-hydromorphone-0.05")
    assert forces(plan)["assay-far-from-order"] == "soft"
    assert plan["judgement"]["physics"]["is"] == "NeedsOverride"
    shown = page(tmp_path, text, "--show", "A-powder-hydromorphone-0.05")
    assert "by the assay HYDROmorphone 0.099 mg/day" in shown
    assert (
        "Assay far from the order. HYDROmorphone was found at 660 mcg/mL to 660 mcg/mL, and 333 mcg/mL was ordered: "
        "more than 15 % off. What the pump shows as dose of HYDROmorphone is not what it gives." in shown
    )


def test_a_patient_reads_what_the_test_of_the_fill_comes_to(tmp_path: Path) -> None:
    """The page for the patient told the dose that was ordered, not the one that the assay had found."""
    text = assayed('hydromorphone = "660 mcg/mL"')
    shown = page(tmp_path, text, "--show", "A-powder-hydromorphone-0.05", "--audience", "patient")
    assert "The fill was tested. By the test you will get 0.099 milligrams a day of HYDROmorphone." in shown


@pytest.mark.parametrize(
    ("found", "fires"),
    [("1960 to 1990 mcg/mL", False), ("1700 to 2300 mcg/mL", False), ("1699 mcg/mL", True), ("2301 mcg/mL", True)],
)
def test_an_assay_near_the_order_asks_for_no_name(tmp_path: Path, found: str, *, fires: bool) -> None:
    """15 % either way of 2,000 mcg/mL is 1,700 to 2,300, as the source has it; both ends lie inside."""
    (first, *_) = offers(tmp_path, assayed(f'baclofen = "{found}"'))
    assert ("assay-far-from-order" in forces(first)) is fires


@pytest.mark.parametrize(("volume", "fires"), [("8 mL", True), ("9 mL", True), ("9.1 mL", False)])
def test_a_fill_that_is_not_above_the_alarm_is_said(tmp_path: Path, volume: str, *, fires: bool) -> None:
    """8 mL with an alarm at 9 mL: no date was worked out, nothing said why, and facts that stand there were asked."""
    text = changed((VOLUME, f'volume = "{volume}"\n'), (ALARM, 'low_reservoir_alarm = "9 mL"'))
    (first, *_) = offers(tmp_path, text)
    assert ("fill-not-above-alarm" in forces(first)) is fires
    assert (first["booking"] is None) is fires
    assert ("residual volume, the pump's accuracy and a fill above the alarm" in page(tmp_path, text)) is fires


def test_the_watch_covers_an_arrival_without_the_second_visit(tmp_path: Path) -> None:
    """If nobody comes the old flow goes on, and the new drug came an hour after the latest time on the page."""
    (first, *_) = offers(tmp_path, twice_visited())
    acts = [each for each in first["candidate"]["plan"]["steps"] if "program" in each]
    assert len(acts) == 2
    shown = page(tmp_path, twice_visited())
    assert (
        "between Wed 2026-11-25 09:00 and Wed 2026-11-25 20:13 within the tolerances, also if nobody comes to the "
        "second visit" in shown
    )
    assert "arrival: Wed 2026-11-25 05:00 to Thu 2026-11-26 20:30" in shown


def test_ward_and_patient_know_of_the_second_visit(tmp_path: Path) -> None:
    """On paper neither was told that the pump is programmed again on the third day."""
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    run(tmp_path, twice_visited(), "--pdf", str(tmp_path / "papers"))
    said = {
        file.stem.rpartition("-")[2]: re.sub(
            r"\s+", " ", " ".join(each.extract_text() for each in pypdf.PdfReader(file).pages)
        )
        for file in (tmp_path / "papers").iterdir()
    }
    assert "Second visit, to program only: Wed 2026-11-25 09:00. If nobody comes, call." in said["ward"]
    assert "You come back on Wed 2026-11-25 09:00. Then the pump is set once more." in said["patient"]
    assert said["clinician"].count("Line (Wed 2026-11-25 09:00)") >= 1


@pytest.mark.parametrize(("alarm", "fires"), [("1 mL", True), ("1.4 mL", True), ("1.5 mL", False)])
def test_an_alarm_that_sounds_when_the_pump_is_empty_is_said(tmp_path: Path, alarm: str, *, fires: bool) -> None:
    """At 1 mL with up to 1.4 mL that cannot be drawn out the pump is empty two days before it beeps."""
    text = changed((ALARM, f'low_reservoir_alarm = "{alarm}"'))
    (first, *_) = offers(tmp_path, text)
    assert forces(first).get("alarm-only-when-empty") == ("soft" if fires else None)
    patient = page(tmp_path, text, "--audience", "patient")
    assert ("So the pump may be empty before it beeps." in patient) is fires


SIGNED = ("--override", "mixture-not-labelled", "--override", "mixture-no-direct-evidence", "--by", "the pharmacist",
          "--because", "assays of this pharmacy")  # fmt: skip
BY = "mixture-not-labelled: by the pharmacist on 2026-11-23, because: assays of this pharmacy"


def test_a_verdict_that_was_signed_for_names_who_signed(tmp_path: Path) -> None:
    """CLEAR stood there, and neither who had set two findings aside nor why was on any screen."""
    found = run(tmp_path, SEED, *SIGNED)
    shown = re.sub(r"\s+", " ", found.output)
    assert found.exit_code == 0
    assert f"To sign CLEAR Set aside {BY} mixture-no-direct-evidence: by the pharmacist" in shown
    assert "Set aside" not in page(tmp_path, SEED)


def test_a_patient_is_not_told_that_every_check_passed_where_some_were_signed_for(tmp_path: Path) -> None:
    """'This plan passed every check that is made here' stood over two findings that had been set aside."""
    shown = page(tmp_path, SEED, *SIGNED, "--audience", "patient")
    assert "passed every check" not in shown
    assert "Your team signed for some points. They stand below. This plan passed all other checks made here." in shown


def test_papers_say_what_was_set_aside_and_by_whom(tmp_path: Path) -> None:
    """All four said that every check had passed, and the lines to sign on were blank."""
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    run(tmp_path, SEED, *SIGNED, "--pdf", str(tmp_path / "papers"))
    for file in (tmp_path / "papers").iterdir():
        said = re.sub(r"\s+", " ", " ".join(each.extract_text() for each in pypdf.PdfReader(file).pages))
        assert "here passed. " not in said, file.name
        if "clinician" in file.name:
            assert "Every check that is made here passed, but for what was set aside by name." in said
            assert said.count("the pharmacist: assays of this pharmacy") == 2


def test_a_calendar_names_no_drug_whatever_ends_the_fill(tmp_path: Path) -> None:
    """Where a house has evidence for 200 days the published interval ends first, and its drug stood in the title."""
    pytest.importorskip("icalendar")
    policy = (ROOT / "src" / "cisterna_kb" / "policy" / "shipped.toml").read_text("utf-8")
    before, section, after = policy.partition("[mixture_interval_without_evidence]\n")
    house, dates = tmp_path / "house.toml", tmp_path / "dates.ics"
    house.write_text(before + section + after.replace('"30 day"', '"200 day"', 1), "utf-8")
    shown = page(tmp_path, SEED, "--policy", str(house), "--calendar", str(dates))
    assert "what ends first is the published refill interval of HYDROmorphone" in shown
    text = dates.read_text("utf-8").replace("\r\n ", "").replace("\n ", "")
    assert "Pump: this fill ends (published refill interval)" in text
    assert re.findall("(?i)morphone|baclofen", text) == []


def test_a_calendar_says_that_the_day_to_order_the_next_fill_has_passed(tmp_path: Path) -> None:
    """3.6 mL: the refill is booked for the Wednesday of the same week, to be ordered by the Friday before the plan."""
    pytest.importorskip("icalendar")
    dates = tmp_path / "dates.ics"
    for volume, fires in (("3.6 mL", True), ("40 mL", False)):
        run(tmp_path, changed((VOLUME, f'volume = "{volume}"\n')), "--calendar", str(dates))
        text = dates.read_text("utf-8").replace("\\,", ",")
        assert ("SUMMARY:Pump: order the next fill now, its day has passed" in text) is fires
        assert ("SUMMARY:Pump: order the fill, last day" in text) is not fires


def test_a_flow_below_the_limit_on_orderable_steps_says_why(tmp_path: Path) -> None:
    """'No lower flow than 0.65 mL/day; on orderable steps 0.6263 mL/day': the second number broke the first."""
    text = changed(
        ('strength = "10 mg/mL"', 'strength = "0.02 mg/mL"'),
        ('form = "compounded from powder"', 'form = "commercial vials"'),
    )
    shown = page(tmp_path, text)
    assert (
        "no lower flow than 0.65 mL/day; on orderable steps 0.6263 mL/day, with less of what is rounded down" in shown
    )
