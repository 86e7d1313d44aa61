"""Old and new program, the screen against the plan, and the pump's own account before and after."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cisterna.quantities import DoseRate, Ratio
from visit.visits import SOUND, case, changed, check, found, not_told, planned, said, the

DOSE = 'dose = "300 mcg/day"'
BEFORE, AFTER = SOUND.split("[aspirated]")[0], "[after]" + SOUND.split("[after]")[1]


def dose(text: str) -> list[str]:
    """What is found where another dose stands on the screen (and the pump shows what it was told)."""
    return found(check(changed(DOSE, f'dose = "{text}"').replace(AFTER, "")))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("300 mcg/day", []),
        ("330 mcg/day", ["dose-raised", "dose-raised"]),
        ("420 mcg/day", ["dose-raised", "raise-beyond-step"]),
        ("270 mcg/day", ["dose-lowered", "dose-lowered"]),
    ],
)
def test_every_drug_moves_with_the_flow(text: str, codes: list[str]) -> None:
    """A change of the baclofen's dose changes the hydromorphone by as much; 30 % is the most for baclofen."""
    assert codes == dose(text)


def test_side_by_side_in_numbers() -> None:
    """10 % more of both: 300 to 330 mcg/day, 150 to 165 mcg/day."""
    result = check(changed(DOSE, 'dose = "330 mcg/day"'))
    tenth = Ratio.parse("10 %")
    assert [
        ("baclofen", DoseRate(300), DoseRate(330), tenth),
        ("hydromorphone", DoseRate(150), DoseRate(165), tenth),
    ] == [tuple(line) for line in result.changes]
    assert result.flows is not None
    assert tenth == result.flows.change


def test_a_raise_word_for_word() -> None:
    """From, to, how much, and that it moves everything."""
    first = check(changed(DOSE, 'dose = "330 mcg/day"')).findings
    assert (
        "baclofen: from 300 mcg/day to 330 mcg/day, 10 % more. Is that meant? One flow carries every drug: changing "
        "one by the rate changes all."
    ) == said(next(each for each in first if each.code == "visit-dose-raised"))


def test_a_drug_left_out() -> None:
    """The label holds no baclofen any more: its end can kill."""
    text = SOUND.replace('baclofen = "2000 mcg/mL", hydromorphone', "hydromorphone").replace(
        'primary = "baclofen"', 'primary = "hydromorphone"'
    )
    text = text.replace(DOSE, 'dose = "0.15 mg/day"').replace(AFTER, "")
    result = check(text)
    assert ["drug-left-out"] == found(result)
    assert "baclofen" == the(result, "drug-left-out").values["drug"]


def test_a_concentration_that_changes_without_a_bridge() -> None:
    """Told that there is none: stop. Not told: asked for."""
    thinner = SOUND.replace('baclofen = "2000 mcg/mL"', 'baclofen = "1935 mcg/mL"').replace(AFTER, "")
    assert "no-bridge" in found(check(thinner))
    result = check(thinner.replace('bridge = "none"\n', ""))
    assert "no-bridge" not in found(result)
    assert ("programmed.bridge",) == the(result, "bridge-not-told").missing
    bridged = thinner.replace('bridge = "none"', 'bridge = { volume = "0.312 mL", over = "49 h 55 min" }')
    assert "no-bridge" not in found(check(bridged))


def test_as_planned() -> None:
    """The new drug comes as the plan has it: nothing to act on."""
    result = planned()
    assert ([], 0) == (found(result), result.verdict.exit_code)


def test_the_same_without_the_plan() -> None:
    """Nobody said that a new drug was wanted."""
    from visit.visits import PLANNED

    assert ["new-drug"] == found(check(PLANNED, case("seed-vials")))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("bridge = {", 'bridge = "none" # {', "part-not-planned"),
        ('over = "49 h 55 min"', 'over = "49 h"', "part-not-planned"),
        ('patient_bolus = "none"', 'patient_bolus = { dose = "20 mcg", per_day = 4 }', "part-not-planned"),
        (
            'patient_bolus = "none"',
            'prime = { volume = "0.3 mL", over = "10 min" }\npatient_bolus = "none"',
            "part-not-planned",
        ),
        (DOSE, 'dose = "310 mcg/day"', "dose-not-planned"),
        ('primary = "baclofen"', 'primary = "hydromorphone"', "primary-not-planned"),
        (
            f'mode = "simple continuous"\n{DOSE}',
            'mode = "flex"\nsteps = [\n  { from = "00:00", dose = "200 mcg/day" },\n'
            '  { from = "12:00", dose = "400 mcg/day" },\n]',
            "schedule-not-planned",
        ),
    ],
)
def test_the_screen_against_the_plan(old: str, new: str, code: str) -> None:
    """Any line that is not the plan's stops the commit."""
    result = planned(old, new)
    assert code in found(result)
    assert 20 == result.verdict.exit_code


def test_a_bridge_that_was_not_written_down_is_asked_for() -> None:
    """Whether it was programmed is not known."""
    result = planned('bridge = { volume = "0.312 mL", over = "49 h 55 min" }\n', "")
    assert ([], {"programmed.bridge"}) == (found(result), not_told(result))


@pytest.mark.parametrize("status", ["stopped", "minimum rate", "motor stall"])
def test_a_pump_that_does_not_run_after_the_session(status: str) -> None:
    """Whatever else is right: the patient does not leave."""
    result = check(SOUND.replace(AFTER, AFTER.replace('"running"', f'"{status}"')))
    assert (["left-not-running"], 20) == (found(result), result.verdict.exit_code)
    assert (
        f"After the session the pump says: {status}. Do not let the patient leave: start it, and interrogate it again."
    ) == said(the(result, "left-not-running"))


def test_a_pump_at_its_lowest_rate_is_as_good_as_stopped() -> None:
    """It says that it runs, and shows 0.048 mL/day."""
    codes = found(check(SOUND.replace(AFTER, AFTER.replace("0.15 mL/day", "0.048 mL/day"))))
    assert ["after-flow-differs", "left-at-minimum"] == codes


def test_a_pump_that_was_stopped_when_it_was_found() -> None:
    """The restart is another question than the refill, and sources disagree on it."""
    result = check(SOUND.replace(BEFORE, BEFORE.replace('"running"', '"stopped"')))
    assert ["found-not-running"] == found(result)
    assert {"baclofen.restart.seed", "baclofen.restart.troubleshooting-2016"} <= set(
        the(result, "found-not-running").because
    )


@pytest.mark.parametrize(
    ("part", "old", "new", "codes"),
    [
        (BEFORE, '"300 mcg/day"', '"290 mcg/day"', ["before-dose-differs"]),
        (BEFORE, '"0.15 mL/day"', '"0.16 mL/day"', ["before-flow-differs"]),
        (BEFORE, "0.140 mL", "0.199 mL", ["tubing-volume-differs"]),
        (BEFORE, "of 2016", "before 2016", ["software-card-differs"]),
        (AFTER, '"300 mcg/day"', '"301 mcg/day"', ["after-dose-differs"]),
        (AFTER, '"0.15 mg/day"', '"0.17 mg/day"', ["after-dose-differs"]),
        (AFTER, '"0.15 mL/day"', '"0.14 mL/day"', ["after-flow-differs"]),
        (AFTER, '"38.6 mL"', '"8.6 mL"', ["after-volume-differs"]),
    ],
)
def test_the_pumps_own_account(part: str, old: str, new: str, codes: list[str]) -> None:
    """Each value of an interrogation that is not what it should be is found alone."""
    assert codes == found(check(SOUND.replace(part, changed(old, new, part))))


def test_the_tubing_volume_rests_on_the_notice() -> None:
    """0.199 mL before and 0.14 mL since the software of 2016."""
    result = check(SOUND.replace(BEFORE, BEFORE.replace("0.140 mL", "0.199 mL")))
    assert ("devices.tubing-volume.synchromed-ii",) == the(result, "tubing-volume-differs").because
    assert (
        "The programmer shows 0.199 mL of tubing, the case has 0.14 mL. Find out which software the programmer has, "
        "and work out bridge and arrival again."
    ) == said(the(result, "tubing-volume-differs"))


def test_a_screen_is_believed_to_half_a_digit() -> None:
    """0.15 mL/day may be 0.1549 mL/day; 0.150 mL/day may not."""
    opened = replace(case(), running=replace(case().running, flow_shown=None))
    faster = 'dose = "309 mcg/day"'  # 0.1545 mL/day
    text = changed(DOSE, faster)
    assert "after-flow-differs" not in found(check(text, opened))
    exact = text.replace(AFTER, AFTER.replace("0.15 mL/day", "0.150 mL/day"))
    assert "after-flow-differs" in found(check(exact, opened))


def test_a_drug_that_the_pump_does_not_show_is_asked_for() -> None:
    """Doses of every drug, not of the primary one alone."""
    result = check(SOUND.replace(AFTER, AFTER.replace(', hydromorphone = "0.15 mg/day"', "")))
    assert ([], {"after.doses.hydromorphone"}) == (found(result), not_told(result))
