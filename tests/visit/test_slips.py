"""Slips of units: found as what they look like, in both directions, and never corrected."""

from __future__ import annotations

import pytest

from visit.visits import SOUND, case, changed, check, found, said, the

AFTER = "[after]" + SOUND.split("[after]")[1]
ENTERED = 'entered = { baclofen = "2000 mcg/mL", hydromorphone = "1 mg/mL" }'

FACTORS = [
    ("1000 mg/mL", "looks-like-mcg-and-mg"),
    ("1 mcg/mL", "looks-like-mcg-and-mg"),
    ("10 mg/mL", "looks-like-decimal-point"),
    ("0.1 mg/mL", "looks-like-decimal-point"),
    ("50 mcg/mL", "looks-like-a-wrong-syringe"),
    ("20 mg/mL", "looks-like-a-wrong-syringe"),
]


@pytest.mark.parametrize(("entered", "code"), FACTORS)
def test_a_concentration_that_looks_like_a_slip(entered: str, code: str) -> None:
    """1,000, 10 and 20 times, too much and too little."""
    text = changed(ENTERED, ENTERED.replace("1 mg/mL", entered)).replace(AFTER, "")
    assert ["label-not-entered", code] == found(check(text))


def test_other_factors_look_like_nothing() -> None:
    """Three times is wrong, and that is all that is said."""
    text = changed(ENTERED, ENTERED.replace("1 mg/mL", "3 mg/mL")).replace(AFTER, "")
    assert ["label-not-entered"] == found(check(text))


@pytest.mark.parametrize(
    ("shown", "code"),
    [
        ("7200 mcg/day", "looks-like-hour-and-day"),
        ("12.5 mcg/day", "looks-like-hour-and-day"),
        ("300 mg/day", "looks-like-mcg-and-mg"),
        ("30 mcg/day", "looks-like-decimal-point"),
    ],
)
def test_a_dose_that_looks_like_a_slip(shown: str, code: str) -> None:
    """After the commit, from the pump's own account."""
    text = SOUND.replace(AFTER, changed('"300 mcg/day"', f'"{shown}"', AFTER))
    assert ["after-dose-differs", code] == found(check(text))


@pytest.mark.parametrize("shown", ["3.60 mL/day", "0.15 mL/h"])
def test_a_flow_an_hour_for_a_flow_a_day(shown: str) -> None:
    """0.15 mL/h is 3.6 mL/day, however it is written."""
    text = SOUND.replace(AFTER, changed('"0.15 mL/day"', f'"{shown}"', AFTER))
    assert ["after-flow-differs", "looks-like-hour-and-day"] == found(check(text))


def test_a_dose_typed_for_an_hour() -> None:
    """The published error: 60 mcg an hour for 60 mcg a day, 1,440 mcg a day; the report is cited."""
    text = (case_file() / "hour-for-day.toml").read_text("utf-8")
    result = check(text, case("visits/cases/low-dose"))
    assert ["looks-like-hour-and-day", "raise-beyond-step"] == found(result)
    finding = the(result, "looks-like-hour-and-day")
    assert "baclofen.hourly-slip.ismp" in finding.because
    assert (
        "baclofen: 1,440 mcg/day (new program) is 24 times more than 60 mcg/day (old program), as many as a day has "
        "hours. Nothing is corrected here: find out which of the two is right."
    ) == said(finding)


def case_file():  # type: ignore[no-untyped-def]
    """The folder with the examples."""
    from visit.visits import FOLDER

    return FOLDER


def test_a_slip_never_changes_a_number() -> None:
    """The comparison is made with what was typed, 24 times too much as it is."""
    text = (case_file() / "hour-for-day.toml").read_text("utf-8")
    (line,) = check(text, case("visits/cases/low-dose")).changes
    assert 24 * line.old == line.new
