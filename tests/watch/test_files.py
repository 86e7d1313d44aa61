"""Files that are no charts: each is refused with a message that teaches, and nothing is judged."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cisterna.desk.watching import MomentError
from cisterna.files.toml import FileProblems
from watch.charts import chart, quiet, raised, watch_text

MISTAKES = tomllib.loads(Path(__file__).with_name("bad_files.toml").read_text("utf-8"))
REFUSED = [
    *((each["text"], each["says"]) for each in MISTAKES["file"]),
    ("[" * 100_000, "chart.csv  this JSON is nested too deeply to be a chart. Give a list of objects."),
    (
        "at,item,value\n" + "x" * 4_000_000,
        "chart.csv  this file has more than 4,000,000 characters. Give the part that is in question.",
    ),
]


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[text[:30] for text, _ in REFUSED])
def test_a_file_that_is_no_chart_is_refused(text: str, message: str) -> None:
    """With where, what, and what to write instead."""
    with pytest.raises(FileProblems) as caught:
        watch_text(text)
    assert message == str(caught.value)


def test_a_header_alone_is_a_chart_in_which_nothing_is_charted() -> None:
    """Everything that is asked for is missing, and that is what it says."""
    found = watch_text("at,item,value\n")
    assert 30 == found.exit_code
    assert {"watch-not-charted"} == {each.code for each in found.not_judged}


def test_json_and_csv_say_the_same() -> None:
    """A number in JSON is read to the digit, in quotes or not."""
    rows = chart("2026-11-23 22:00,temperature,38.50,C,RN")
    for value in ("38.50", '"38.50"'):
        entry = f'[{{"at": "2026-11-23 22:00", "item": "temperature", "value": {value}, "unit": "C", "by": "RN"}}]'
        assert raised(watch_text(rows)) == raised(watch_text(entry))


JSON_ROWS = [
    ('{"at": "2026-11-23 22:00", "item": "temperature", "value": [38, 39], "unit": "C"}', "watch-value-nested"),
    ('{"at": "2026-11-23 22:00", "item": "temperature", "value": 38, "value": 39, "unit": "C"}', "watch-key-twice"),
    ('{"at": "2026-11-23 22:00", "item": "temperature", "value": null, "unit": "C"}', "watch-value-missing"),
    ('{"at": "2026-11-23 22:00", "item": "temperature", "value": NaN, "unit": "C"}', "watch-not-a-number"),
    ('{"item": "temperature", "value": 38, "unit": "C"}', "watch-time-missing"),
]


@pytest.mark.parametrize(("entry", "code"), JSON_ROWS, ids=[code for _, code in JSON_ROWS])
def test_an_entry_that_cannot_be_judged_is_told(entry: str, code: str) -> None:
    """In JSON as in CSV."""
    assert code in {each.code for each in watch_text(f"[{entry}]").findings}


MOMENTS = [({key: each[key] for key in each if key != "says"}, each["says"]) for each in MISTAKES["moment"]]


@pytest.mark.parametrize(("times", "message"), MOMENTS, ids=[str(times) for times, _ in MOMENTS])
def test_a_time_on_the_command_line_is_read_strictly(times: dict[str, str], message: str) -> None:
    """The time since delivery is no place for a guess."""
    with pytest.raises(MomentError) as caught:
        watch_text(chart(*quiet()), **times)
    assert message == str(caught.value)
