"""The fill: does it fit, is it the right one, do label, screen and plan agree?"""

from __future__ import annotations

import pytest

from cisterna.quantities import Mass
from visit.visits import SOUND, changed, check, found, planned, said, the, with_pump

LABEL = 'label = { baclofen = "2000 mcg/mL", hydromorphone = "1 mg/mL" }'
FILL = 'volume = "38.6 mL"\n\n[programmed]'
TYPED = 'reservoir_volume = "38.6 mL"\nlow_reservoir_alarm'
ALARM = 'low_reservoir_alarm = "2 mL"'


def label(text: str) -> str:
    """The sound visit with another label."""
    return changed(LABEL, f"label = {{ {text} }}")


def test_nothing_is_found_where_everything_fits() -> None:
    """Status 0: everything was told, and all of it agrees."""
    result = check(SOUND)
    assert ([], 0) == (found(result), result.verdict.exit_code)


@pytest.mark.parametrize(
    ("volume", "codes"),
    [
        ("38.6 mL", []),
        ("38.7 mL", ["may-be-overfilled", "typed-volume-low"]),
        ("40.1 mL", ["overfilled", "typed-volume-low"]),
    ],
)
def test_a_fill_of_the_wrong_size(volume: str, codes: list[str]) -> None:
    """40 mL less the 1.4 mL that may stay: up to 38.6 mL fit, up to 40 mL may, more does not."""
    assert codes == found(check(changed(FILL, FILL.replace("38.6 mL", volume))))


def test_overfilled_word_for_word() -> None:
    """It goes on to say what to do at once."""
    assert (
        "40.1 mL was injected into a reservoir that holds 40 mL. Draw out what is too much at once: an overfilled pump "
        "can deliver too much. Do not leave the patient."
    ) == said(the(check(changed(FILL, FILL.replace("38.6", "40.1"))), "overfilled"))


def test_the_most_that_can_go_wrong_with_a_fill() -> None:
    """Volume times concentration, drug by drug: 38.6 x 2 mg and 38.6 x 1 mg."""
    result = check(SOUND)
    amounts = [each.values["amount"] for each in result.findings if each.code == "visit-most-at-risk"]
    assert [Mass.parse("77.2 mg"), Mass.parse("38.6 mg")] == amounts


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ('baclofen = "500 mcg/mL", hydromorphone = "1 mg/mL"', "baclofen"),
        ('baclofen = "2000 mcg/mL", hydromorphone = "1.1 mg/mL"', "hydromorphone"),
        ('baclofen = "2000 mcg/mL"', "hydromorphone"),
        ('baclofen = "2000 mcg/mL", hydromorphone = "1 mg/mL", morphine = "1 mg/mL"', "morphine"),
    ],
)
def test_label_against_screen(text: str, drug: str) -> None:
    """Another concentration, a drug that is missing, a drug too many: each stops, each names its drug."""
    result = check(label(text))
    assert drug == the(result, "label-not-entered").values["drug"]
    assert 20 == result.verdict.exit_code


def test_label_and_screen_word_for_word() -> None:
    """Both values, and two people."""
    finding = the(check(label('baclofen = "500 mcg/mL", hydromorphone = "1 mg/mL"')), "label-not-entered")
    assert (
        "baclofen: the label says 500 mcg/mL, the screen 2,000 mcg/mL. Stop before the injection or the commit: two "
        "people read label and screen aloud. The dose is wrong by the same factor."
    ) == said(finding)


def test_what_is_shown_with_the_same_digits_agrees() -> None:
    """1,935 mcg/mL and 60,000/31 mcg/mL are the same label."""
    assert [] == found(planned('label = { baclofen = "1935 mcg/mL"', 'label = { baclofen = "60000/31 mcg/mL"'))


def test_label_and_screen_wrong_alike_are_found_against_the_plan() -> None:
    """Both say 193.5 mcg/mL: label and screen agree, and both differ from the plan, ten times too thin."""
    text = changed('label = { baclofen = "1935 mcg/mL"', 'label = { baclofen = "193.5 mcg/mL"', planned_text())
    text = changed('entered = { baclofen = "1935 mcg/mL"', 'entered = { baclofen = "193.5 mcg/mL"', text)
    codes = found(check(text, *planned_parts()))
    assert {"label-not-planned", "entered-not-planned", "looks-like-decimal-point"} <= set(codes)
    assert "label-not-entered" not in codes


def planned_text() -> str:
    """The visit that followed its plan."""
    from visit.visits import PLANNED

    return PLANNED


def planned_parts():  # type: ignore[no-untyped-def]
    """Its case and its plan."""
    from visit.visits import planned_case

    return planned_case()


def test_another_volume_than_planned() -> None:
    """The plan has 38.6 mL; what was typed in follows the fill and not the plan."""
    result = planned('volume = "38.6 mL"\nform', 'volume = "30 mL"\nform')
    assert ["fill-volume-not-planned", "typed-volume-high"] == found(result)


def test_another_form_than_the_case_says() -> None:
    """Vials were asked for, powder came."""
    assert ["form-not-planned"] == found(planned("commercial vials", "compounded from powder"))


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("38.5 mL", ["after-volume-differs", "typed-volume-low"]),
        ("40 mL", ["after-volume-differs"]),  # the fill and all that may have stayed under it
        ("40.1 mL", ["after-volume-differs", "typed-volume-high"]),
        ("8.6 mL", ["after-volume-differs", "typed-volume-low"]),  # the old volume left standing
    ],
)
def test_the_reservoir_volume_typed_in(typed: str, codes: list[str]) -> None:
    """The fill, or the fill with what may have stayed: nothing else."""
    assert codes == found(check(changed(TYPED, TYPED.replace("38.6 mL", typed))))


def test_another_alarm_volume() -> None:
    """1 mL where the case has 2 mL."""
    assert ["alarm-volume-differs"] == found(check(changed(ALARM, 'low_reservoir_alarm = "1 mL"')))


def test_without_a_pump_the_size_is_asked_for() -> None:
    """Nothing is said about whether the fill fits."""
    result = check(SOUND, with_pump(None))
    assert 30 == result.verdict.exit_code
    assert ("system.pump", "whether the fill fits into the reservoir") in {
        (each.values.get("fact"), each.values.get("check")) for each in result.findings
    }
