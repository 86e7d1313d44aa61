"""Visit files: what is wrong with one is said with its line; what is left out is asked for and never filled in."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cisterna.files.toml import FileProblems
from visit.visits import HEAD, check, found, not_told

MISTAKES = tomllib.loads(Path(__file__).with_name("bad_files.toml").read_text("utf-8"))["file"]


@pytest.mark.parametrize("each", MISTAKES, ids=[each["text"].strip()[-40:] for each in MISTAKES])
def test_a_file_that_is_wrong_is_refused(each: dict[str, str]) -> None:
    """With where, what was given, what was expected, and what to do."""
    with pytest.raises(FileProblems) as caught:
        check(each["text"])
    assert each["says"] == str(caught.value)


def test_an_empty_visit_is_read_and_everything_is_asked_for() -> None:
    """Every section may be left out; then nothing is found and nothing is clear."""
    result = check(HEAD)
    assert ([], 30) == (found(result), result.verdict.exit_code)
    assert {
        "before.status",
        "before.doses",
        "before.software_card",
        "before.tubing_volume",
        "before.reservoir_volume",
        "aspirated.volume",
        "fill.volume",
        "fill.label",
        "programmed.entered",
        "programmed.primary",
        "programmed.reservoir_volume",
        "programmed.low_reservoir_alarm",
        "after.status",
        "after.doses",
        "after.reservoir_volume",
    } == not_told(result)


def test_unknown_is_as_good_as_left_out() -> None:
    """In a visit "unknown" is an answer, and it is not zero."""
    assert not_told(check(HEAD)) == not_told(
        check(f'{HEAD}[after]\nstatus = "unknown"\n[aspirated]\nvolume = "unknown"\n')
    )


def test_a_value_that_cannot_be_so_is_read() -> None:
    """A label of 1,000 mg/mL is what the checks are for; refused as a file it would not be looked at."""
    assert [] == found(check(f'{HEAD}[fill]\nlabel = {{ hydromorphone = "999 mg/mL" }}\n'))
