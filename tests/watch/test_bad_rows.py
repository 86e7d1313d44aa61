"""Rows that cannot be judged as they stand: each with its message, none dropped, none converted in silence."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cisterna.desk.watching import watch
from cisterna.files.zones import clock
from cisterna.reasons import Force
from watch.charts import NOW, both_drugs, chart, knowledge, quiet, raised, said, seen, watch_text

STILL = "It is judged as a sign, and does not count as how the patient is now."
BAD = [
    (each["row"], each["code"], each["says"])
    for each in tomllib.loads(Path(__file__).with_name("bad_rows.toml").read_text("utf-8"))["row"]
]


@pytest.mark.parametrize(("row", "code", "text"), BAD, ids=[row for row, _, _ in BAD])
def test_a_bad_row_is_told(row: str, code: str, text: str) -> None:
    """One message, in these words."""
    assert [text] == [said(each) for each in seen(row).findings if each.code == code]


@pytest.mark.parametrize(("row", "code", "text"), BAD, ids=[row for row, _, _ in BAD])
def test_a_bad_row_keeps_the_status_from_being_nothing_found(row: str, code: str, text: str) -> None:
    """Beside a night in which all is well, a row that cannot be judged is never passed over."""
    found = watch_text(chart(row, *quiet()))
    note = next(each for each in found.findings if each.code == code).force is Force.NOTE
    assert found.exit_code != 0 or note
    assert found.not_judged or raised(found) or note


SPOKEN = [row for row, _, text in BAD if "judged both" in text or STILL in text or "was judged so" in text]


@pytest.mark.parametrize("row", [row for row in SPOKEN if "temperature,39" in row or "101.3" in row or "38.5" in row])
def test_a_fever_in_doubt_is_a_fever(row: str) -> None:
    """A wrong time or unit takes no red flag away."""
    assert "late sign" == raised(seen(row))["baclofen withdrawal"]


@pytest.mark.parametrize("row", [row for row in SPOKEN if "38.5,," not in row])
def test_a_value_in_doubt_is_not_how_the_patient_is_now(row: str) -> None:
    """It never counts as a current value of its item."""
    others = [
        each for each in quiet() if each.split(",")[1] not in ("temperature", "blood pressure", "oxygen saturation")
    ]
    codes = {each.code for each in watch_text(chart(*others, row)).not_judged}
    assert codes & {"watch-newest-in-doubt", "watch-no-time", "watch-not-charted"}


def test_a_normal_value_in_the_wrong_unit_does_not_reassure() -> None:
    """97.7 C is no fever if it is 97.7 F: it is judged in both, and the finding says in which it holds."""
    (one,) = [
        each for each in seen("2026-11-23 22:00,temperature,97.7,C,RN").raised if each.state == "baclofen withdrawal"
    ]
    assert ["C"] == [each.only_as for each in one.speaks]


def test_duplicates_count_once() -> None:
    """The same row twice is said to be twice, and changes nothing else."""
    once, twice = seen(*quiet()), seen(quiet()[0], *quiet())
    assert ["Row 3 says the same as row 2 (2); it counts once."] == [said(each) for each in twice.findings]
    assert (once.raised, once.exit_code) == (twice.raised, twice.exit_code)


def test_contradictory_values_both_count() -> None:
    """38.9 and 36.8 at one time: the fever is found, and which of them is so is said not to be known."""
    found = seen(*quiet(), "2026-11-23 22:00,temperature,38.9,C,MD")
    assert "late sign" == raised(found)["baclofen withdrawal"]
    assert [
        "Rows 11, 17 give temperature at 2026-11-23 22:00 as 98.2 F and 38.9 C. Each is judged as a sign; which of "
        "them is so is not known. Look at the patient, and correct the rows."
    ] == [said(each) for each in found.findings if each.code == "watch-contradictory"]
    assert ["watch-newest-in-doubt"] == [each.code for each in found.not_judged if each.code != "watch-contradictory"]


def test_the_same_temperature_in_two_units_is_no_contradiction() -> None:
    """98.6 F and 37 C are one value."""
    row = "2026-11-23 22:00,temperature,{},RN"
    found = seen(*(each for each in quiet() if "temperature" not in each), row.format("98.6,F"), row.format("37,C"))
    assert "watch-contradictory" not in {each.code for each in found.findings}


def test_a_stale_value_is_not_how_the_patient_is_now() -> None:
    """Older than the closest interval that any source asks for."""
    rows = [each for each in quiet() if "breathing rate" not in each]
    found = seen("2026-11-23 20:00,breathing rate,14,/min,RN", *rows)
    assert [
        "The newest value of 'breathing rate' (14 /min) is of 2026-11-23 20:00, 2.5 h ago; it is asked for every 1 h. "
        "How it is now is not known. Look again, and chart it."
    ] == [said(each) for each in found.not_judged]
    assert 30 == found.exit_code


def test_what_is_not_charted_is_named() -> None:
    """Silence about an item is a result."""
    found = seen(*(each for each in quiet() if "heart rate" not in each))
    assert ["'heart rate' is not charted, so nothing can be said from it. Look, and chart it."] == [
        said(each) for each in found.not_judged
    ]


def test_oxygen_hides_the_saturation() -> None:
    """A good saturation under oxygen does not reassure."""
    found = seen(*quiet(), "2026-11-23 22:00,supplemental oxygen,yes,,RN")
    assert [
        "'supplemental oxygen' is charted as 'yes', so a good oxygen saturation says little. "
        "Go by the items that it does not hide."
    ] == [said(each) for each in found.not_judged]


def test_tone_once_says_nothing_about_change() -> None:
    """One value on the Ashworth scale is no rise and no fall."""
    found = seen(*quiet()[1:])
    assert [
        "'tone Ashworth' is charted once (2), so whether it has changed is not known. "
        "Chart it again, or chart 'tone change' as higher, lower or same."
    ] == [said(each) for each in found.not_judged]


def test_rows_in_any_order() -> None:
    """That they are out of order is said; it changes nothing else."""
    found = seen(*reversed(quiet()))
    assert ["The rows are not in order of time; they were judged by their times."] == [
        said(each) for each in found.findings
    ]
    assert 0 == found.exit_code


def test_decimal_commas_are_read_and_said() -> None:
    """In a file with semicolons, as spreadsheets write it in much of the world."""
    text = chart("2026-11-23 22:00;temperature;38,5;C;RN", header="at;item;value;unit;by")
    found = watch_text(text)
    assert ["Row 2: temperature '38,5' has a decimal comma and was read as 38.5."] == [
        said(each) for each in found.findings if each.code == "watch-decimal-comma"
    ]
    assert "late sign" == raised(found)["baclofen withdrawal"]


def test_a_quoted_decimal_comma_is_read() -> None:
    """Also between commas."""
    found = seen('2026-11-23 22:00,temperature,"38,5",C,RN')
    assert "late sign" == raised(found)["baclofen withdrawal"]


def test_a_unit_in_the_field_of_the_value_is_read() -> None:
    """38.5 C in one field is what it says."""
    found = seen("2026-11-23 22:00,temperature,38.5 C,,RN")
    assert "late sign" == raised(found)["baclofen withdrawal"]
    assert not {"watch-unit-missing", "watch-not-a-number"} & {each.code for each in found.findings}


def test_a_unit_on_a_word_is_said_not_to_be_used() -> None:
    """POSS 2 points: the unit says nothing."""
    found = seen(*(each for each in quiet() if "POSS" not in each), "2026-11-23 22:00,POSS,2,points,RN")
    assert ["Row 16: POSS '2' is a word; its unit 'points' was not used."] == [said(each) for each in found.findings]


def test_what_steers_a_terminal_is_written_out() -> None:
    """A text in a chart cannot clear the screen that shows it; a space that does not break is a space."""
    found = seen("2026-11-23 22:00,\x1b[2J,\x07,,RN", "2026-11-23 22:00,temperature,38.5\u00a0C,,RN")
    assert any("Row 2: '\\x1b[2J' is no item" in said(each) for each in found.findings)
    assert "late sign" == raised(found)["baclofen withdrawal"]


@pytest.mark.parametrize(
    "value", ["9" * 30, "9" * 58, "1" * 59 + ".5", '"' + "9" * 70 + ',5"', "\u0663\u0668", "1e3", "0x1f"]
)
def test_what_only_looks_like_a_number_is_not_a_number(value: str) -> None:
    """Too long, of other digits, or of another kind."""
    found = seen(f"2026-11-23 22:00,breathing rate,{value},/min,RN")
    assert "watch-not-a-number" in {each.code for each in found.findings}


def test_two_muscles_at_one_time_are_no_change() -> None:
    """Only what was charted earlier is compared with: which row stands first makes no difference."""
    rows = [f"2026-11-23 22:00,tone,{value},,RN" for value in ("1", "3")]
    for both in (rows, rows[::-1]):
        assert not seen(*both).chart.of("tone_change")
        changed = seen("2026-11-23 20:00,tone,2,,RN", *both).chart.of("tone_change")
        assert ["higher", "lower"] == sorted(str(each.readings[0].value) for each in changed)


def test_a_column_that_is_not_read_is_named() -> None:
    """Nothing is passed over."""
    text = chart("2026-11-23 22:00,temperature,38.5,C,RN,4 West", header="at,item,value,unit,by,ward")
    assert "The column 'ward' is not read." in [said(each) for each in watch_text(text).findings]


def test_a_byte_order_mark_and_blank_lines_mean_nothing() -> None:
    """As spreadsheets leave them."""
    assert 0 == watch_text("\ufeff" + chart(*quiet(), "", ",,,,")).exit_code


def test_a_time_with_its_offset_is_read_on_the_clock_of_the_case() -> None:
    """05:00 UTC is 22:00 in Denver; the hour that comes twice is told apart by it."""
    rows = [each.replace("2026-11-23 22:00", "2026-11-24 05:00Z") for each in quiet()]
    assert 0 == seen(*rows).exit_code
    found = seen("2026-11-01 01:30-07:00,temperature,39,C,RN")
    assert "watch-time-twice" not in {each.code for each in found.findings}


def test_a_chart_from_before_the_knowledge_is_said_to_be() -> None:
    """A sign whose statement is not yet in force is not looked for, and that is no silence."""
    early = replace(both_drugs(), clock=clock(date(2025, 11, 23), "08:00", "America/Denver"))
    rows = [each.replace("2026-", "2025-") for each in quiet()]
    found = watch(early, chart(*rows), "chart.csv", knowledge(), now="2025-11-23 22:30")
    (one,) = [each for each in found.not_judged if each.code == "watch-statements-not-in-force"]
    assert said(one) == (
        f"{one.values['count']} of the {one.values['of']} statements on signs are not in force on 2025-11-23, so what "
        "they would find was not looked for. "
        "Ask at a date at which they hold, or judge this chart without this program."
    )
    assert 30 == found.exit_code


def test_without_an_age_the_limits_are_said_to_be_those_of_adults() -> None:
    """An age that is not told is a missing fact."""
    case = replace(both_drugs(), patient=replace(both_drugs().patient, age=None))
    found = watch(case, chart(*quiet()), "chart.csv", knowledge(), now=NOW)
    assert [
        "The case does not say how old the patient is, and the limits here are those of adults. Add patient.age."
    ] == [said(each) for each in found.not_judged]
    assert 30 == found.exit_code
