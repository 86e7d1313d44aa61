"""Input that was written to make `convert` and `plan` print harm. Each did, once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import cisterna_kb
from cisterna.cli import cli
from cisterna.desk import open_case
from cisterna.files.opioids import OpioidError, read_opioid
from cisterna.files.toml import FileProblems
from consult.cases import knowledge

EXAMPLES = Path(__file__).parents[2] / "examples"
SEED = (EXAMPLES / "seed.toml").read_text("utf-8")
KNOWN = ("codeine", "hydrocodone", "hydromorphone", "methadone", "morphine", "oxycodone")
EXAMPLE = "'oxycodone 40 mg/day oral' or 'morphine 10 mg oral every 4 h as needed'"


def opioid(**said: str) -> str:
    """A table of a case for one systemic opioid."""
    return "[[systemic_opioid]]\n" + "".join(f'{key} = "{value}"\n' for key, value in said.items()) + "\n"


def case_with(*opioids: str, exposure: str = "tolerant", start: str = "hydromorphone", seed: str = SEED) -> str:
    """The seed's case with another exposure, these systemic opioids, and this drug asked for."""
    text = seed.replace('opioid_exposure = "naive"', f'opioid_exposure = "{exposure}"')
    text = text.replace('start = "hydromorphone"', f'start = "{start}"')
    return text.replace("[[stock]]", "".join(opioids) + "[[stock]]", 1)


def refused(text: str) -> str:
    """What is said of a line that is no opioid."""
    with pytest.raises(OpioidError) as raised:
        read_opioid(text, KNOWN)
    return str(raised.value)


def problem(text: str) -> str:
    """What is said of a case that is not read."""
    with pytest.raises(FileProblems) as raised:
        open_case(text, "case.toml", knowledge())
    (only,) = raised.value.problems
    return only.message


def plan(tmp_path: Path, text: str, *options: str) -> str:
    """The screen of a plan, its lines joined."""
    file = tmp_path / "case.toml"
    file.write_text(text, "utf-8")
    return re.sub(r"\s+", " ", CliRunner().invoke(cli, ["plan", str(file), "--no-color", *options]).output)


@pytest.mark.parametrize("text", ["oxycodone 5/325 mg every 6 h oral", "oxycodone 10/5 mg oral twice a day"])
def test_a_product_of_two_drugs_is_not_a_fraction(text: str) -> None:
    """5/325 mg was a 65th of a milligram; 10/5 mg of oxycodone with naloxone was 2 mg."""
    assert refused(text) == (
        f"'{text}' has two numbers with a slash: a product of two drugs, or a fraction. Write the amount of the opioid "
        f"alone, for example 'oxycodone 5 mg oral every 6 h' for 5/325 mg."
    )


@pytest.mark.parametrize("extra", ["half", "not", "stopped yesterday", "tds", "weekly"])
def test_words_that_change_the_dose_are_not_to_be_left_out(extra: str) -> None:
    """'Leave it out' turned a stopped opioid into a running one, and half a dose into a whole one."""
    text = f"morphine {extra} 60 mg/day oral"
    assert refused(text) == (
        f"'{text}': '{extra}' is not understood, and it may change the dose. Say it with words that are known, "
        f"for example {EXAMPLE}."
    )


@pytest.mark.parametrize("text", ["morphine 1/2 tablet oral", "morphine 6e1 mg/day oral"])
def test_a_broken_amount_is_not_mended_into_another(text: str) -> None:
    """6e1 mg/day is 60, and the advice was to write 6."""
    assert (
        refused(text)
        == f"'{text}' has no amount with a unit that is known here. Write mg or mcg, for example {EXAMPLE}."
    )


@pytest.mark.parametrize("text", ["morphine 1.000 mg/day oral", "morphine 5.0 mg oral every 4 h"])
def test_a_trailing_zero_is_refused(text: str) -> None:
    """1.000 is a thousand for half of the world."""
    assert refused(text) == (
        f"'{text}' has a zero at the end of a decimal, which is misread by ten or a thousand. Write '1 mg' for one "
        f"and '1,000 mg' for a thousand."
    )


@pytest.mark.parametrize("name", ["diamorphine", "dihydrocodeine", "pethidine", "nalbuphine"])
def test_another_opioid_is_not_a_slip_of_a_known_one(name: str) -> None:
    """The advice was to correct diamorphine to morphine; it stays what it is, and is refused as unknown later."""
    assert read_opioid(f"{name} 30 mg/day oral", KNOWN).drug == name
    case = open_case(case_with(opioid(drug=name, route="oral", dose="30 mg/day")), "case.toml", knowledge())
    assert [each.drug for each in case.systemic_opioids] == [name]


def test_a_slip_of_a_name_is_still_said() -> None:
    """One letter off is a slip."""
    assert refused("hydromorphne 8 mg/day oral") == (
        "'hydromorphne 8 mg/day oral': 'hydromorphne' is not an opioid in the catalogue. Did you mean 'hydromorphone'? "
        "Correct the name."
    )


HOURLY = "is a rate an hour, and by this route doses are taken. Write what a day comes to, for example '60 mg/day'."
DAILY = "is not the rate of a patch, which is printed on it an hour. Write, for example, '25 mcg/h'."


def test_tablets_by_the_hour_are_a_slip_of_the_unit() -> None:
    """60 mg/h by mouth was 1,440 mg/day, without a word."""
    assert refused("morphine 60 mg/h oral") == f"'morphine 60 mg/h oral' {HOURLY}"
    case = case_with(opioid(drug="morphine", route="oral", dose="60 mg/h"))
    assert problem(case) == f"'60 mg/h' {HOURLY}"
    assert read_opioid("morphine 2 mg/h intravenous", KNOWN).dose is not None


def test_a_patch_by_the_day_is_a_slip_of_the_unit() -> None:
    """25 mcg/day was taken for a patch of 1.042 mcg/h."""
    text = "fentanyl 25 mcg/day transdermal"
    assert refused(text) == f"'{text}' {DAILY}"
    case = case_with(opioid(drug="fentanyl", route="transdermal", dose="25 mcg/day", form="patch"))
    assert problem(case) == f"'25 mcg/day' {DAILY}"


def test_a_slip_of_the_unit_in_a_case_is_said_as_in_convert() -> None:
    """40 mcg/day of oxycodone made a plan of 0.12 mcg/day."""
    case = case_with(opioid(drug="oxycodone", route="oral", dose="40 mcg/day"))
    assert problem(case) == (
        "0.04 mg/day of oxycodone comes to 0.06 mg/day of oral morphine, below everything plausible (1 mg/day to "
        "10,000 mg/day). Check the number and its unit."
    )


TWICE = (
    "stands here twice, alike in everything, and would count twice. Take one of the two out; if both are taken, write "
    "one with what they come to in a day."
)


def test_the_same_line_twice_does_not_double_the_dose() -> None:
    """A line pasted twice made 120 mg/day of 60."""
    one = opioid(drug="oxycodone", route="oral", dose="40 mg/day")
    assert problem(case_with(one, one)) == f"this oxycodone {TWICE}"
    found = CliRunner().invoke(cli, ["convert", "morphine 60 mg/day oral", "oral morphine 60 mg/day"])
    assert (found.exit_code, found.output.strip()) == (65, f"'oral morphine 60 mg/day' {TWICE}")


def test_no_plan_does_not_drop_the_other_opioids(tmp_path: Path) -> None:
    """Where methadone stops every plan, oxycodone and methadone are still on every page, and still go on."""
    taken = (
        opioid(drug="oxycodone", route="oral", dose="40 mg/day"),
        opioid(drug="methadone", route="oral", dose="20.5 mg/day"),
    )
    lines = "oxyCODONE oral, form not stated, 40 mg/day methadone oral, form not stated, 20.5 mg/day Until a plan none "
    lines += "of them is reduced: there is no plan that would replace any of it"
    for audience in ("physician", "pharmacist", "nurse"):
        assert lines in plan(tmp_path, case_with(*taken), "--audience", audience)
    page = plan(tmp_path, case_with(*taken), "--audience", "patient")
    assert (
        "You also take oxyCODONE oral, form not stated, 40 milligrams a day. - You also take methadone oral, form not "
        "stated, 20.5 milligrams a day. - No plan here takes their place. Do not take less or stop them on your own. "
        "Ask your doctor."
    ) in page


def test_a_plan_that_a_patient_does_not_see_does_not_drop_the_other_opioids(tmp_path: Path) -> None:
    """A plan that cannot be judged hides its doses; the tablets of the patient are not among what is hidden."""
    low = case_with(opioid(drug="morphine", route="oral", dose="10 mg/day"))
    page = plan(tmp_path, low, "--audience", "patient")
    assert "So its doses and times are not shown here." in page
    assert (
        "You also take morphine oral, form not stated, 10 milligrams a day. - No plan here takes their place." in page
    )


def test_another_drug_than_was_asked_for_is_said_at_the_top(tmp_path: Path) -> None:
    """Sufentanil was asked for, and the only plan, of morphine, said nothing of it before page eight."""
    case = case_with(opioid(drug="oxycodone", route="oral", dose="40 mg/day"), start="sufentanil")
    said = (
        "No plan for SUFentanil, which was asked for. The plans below are for another drug. ? No automatic conversion."
    )
    for audience in ("physician", "pharmacist", "nurse"):
        page = plan(tmp_path, case, "--audience", audience)
        assert page.index(said) < page.index("Plans, best first")
    page = plan(tmp_path, case, "--audience", "patient")
    assert "Your doctor asked for SUFentanil. There is no plan for it. This plan is for morphine." in page


def test_every_drug_in_the_fill_stands_under_what_the_plan_gives(tmp_path: Path) -> None:
    """Morphine that ran already was in the fill, and in no line that says what the patient gets."""
    both = SEED.replace('fill = { baclofen = "2000 mcg/mL"', 'fill = { baclofen = "2000 mcg/mL", morphine = "1 mg/mL"')
    both = both.replace('opioid_exposure = "naive"', 'opioid_exposure = "interrupted"')
    assert "morphine 0.15 mg/day (running: 0.15 mg/day)" in plan(tmp_path, both)
    page = plan(tmp_path, both, "--audience", "patient")
    assert "You will get 0.15 milligrams a day of morphine. Now you get 0.15 milligrams a day." in page
    assert "Your pump is filled with a mix of baclofen and morphine and HYDROmorphone." in page


def test_nobody_is_naive_whose_pump_gives_an_opioid(tmp_path: Path) -> None:
    """Naive, with morphine running in the pump, was planned for as if nothing were on board."""
    both = SEED.replace('fill = { baclofen = "2000 mcg/mL"', 'fill = { baclofen = "2000 mcg/mL", morphine = "1 mg/mL"')
    page = plan(tmp_path, both)
    assert "1 A-powder-hydromorphone-0.01 CANNOT SAY" in page
    assert "The patient is said to be opioid-naive, but the pump gives morphine." in page


def test_no_screen_tells_anybody_to_reduce_at_the_arrival(tmp_path: Path) -> None:
    """'Reduce systemic opioids from the arrival on' and 'Your doctor cuts it when the new one has come' decided it."""
    case = case_with(opioid(drug="oxycodone", route="oral", dose="40 mg/day"))
    page = plan(tmp_path, case, "--audience", "nurse")
    assert "Reduce nothing before the arrival; whether, when and by how much then is for the prescriber." in page
    assert "by this chain nothing of it remains" in page
    page = plan(tmp_path, case, "--audience", "patient")
    assert "Do not take less before the new one has come. Your doctor decides if and when you take less." in page


@pytest.mark.parametrize("audience", ["physician", "pharmacist", "nurse", "patient"])
def test_hydromorphone_is_nowhere_written_small(tmp_path: Path, audience: str) -> None:
    """'morphine in place of hydromorphone' and '(drug: hydromorphone)' stood on screens; ids stay as they are."""
    page = plan(tmp_path, SEED, "--audience", audience).rpartition(" Sources ")[0]
    assert [] == re.findall(r"(?<![\w./-])[Hh]ydromorphone(?![\w/]|[.-]\w)", page)
    assert "HYDROmorphone" in page


def test_a_house_that_requires_approval_gets_no_plan_without_it(tmp_path: Path) -> None:
    """require_approved = true was read, kept, and did nothing."""
    shipped = (Path(cisterna_kb.__file__).parent / "policy" / "shipped.toml").read_text("utf-8")
    policy = tmp_path / "policy.toml"
    policy.write_text(shipped.replace("[require_approved]\nvalue = false", "[require_approved]\nvalue = true"), "utf-8")
    page = plan(tmp_path, SEED, "--policy", str(policy))
    assert "1 A-powder-hydromorphone-0.01 CANNOT SAY" in page
    assert re.search(
        r"\? Approval is required\. The house policy asks for approved statements, and this plan rests on [0-9]+ that "
        r"nobody has approved\. Have them reviewed first; cisterna kb show ID says what each rests on\.",
        page,
    )
    assert "Approval is required" not in plan(tmp_path, SEED)
    checked = CliRunner().invoke(
        cli, ["check", "examples/seed-vials.toml", "--plan", "examples/plans/bridge.toml", "--policy", str(policy)]
    )
    assert checked.exit_code == 30
    assert "Approval is required." in checked.output


def test_new_and_primed_pumps_are_inferred_and_not_read(tmp_path: Path) -> None:
    """The pitfall stated as seen in the paper what the statement beside it calls inferred."""
    case = case_with(opioid(drug="oxycodone", route="oral", dose="40 mg/day"))
    said = "the 96 % who stopped at once were one cancer cohort, with newly implanted, primed pumps as is inferred."
    assert said in plan(tmp_path, case)
    assert "They had cancer and, it seems, new pumps." in plan(tmp_path, case, "--audience", "patient")


def test_a_patch_that_is_off_is_not_planned_to_come_off(tmp_path: Path) -> None:
    """40 hours after the patch came off the advice was to plan when it comes off."""
    off = opioid(drug="fentanyl", route="transdermal", dose="50 mcg/h", form="patch", patch_off="2026-11-21 16:00")
    assert (
        "While it is on, plan with the prescriber when it comes off; until all of it is gone it adds to whatever "
        "arrives."
    ) in plan(tmp_path, case_with(off))
