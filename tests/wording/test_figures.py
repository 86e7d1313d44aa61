"""Two sentences that say one thing in different words have the same figures, bounds and denials."""

from __future__ import annotations

import pytest

from cisterna.wording.figures import bounds_above, bounds_below, figures, negated, spell_units


def said(text: str) -> list[str]:
    """The figures of a text as a person writes them."""
    return [str(figure) for figure in figures(text)]


SAME = [
    ("0.05 mg/day", "0.05 milligrams a day"),
    ("2,000 mcg/mL", "2,000 micrograms in each milliliter"),
    ("100:1", "100 to 1"),
    ("10 to 30 %", "10 to 30 percent"),
    ("24-hour", "24 hours"),
    ("three months", "3 months"),
    ("25 mcg/h", "25 micrograms an hour"),
    ("0.02 mg/kg", "0.02 milligrams for each kilogram"),
    ("1, 2 or 4 mg/mL", "1 mg/mL, 2 mg/mL and 4 mg/mL"),
]


@pytest.mark.parametrize(("short", "spelled"), SAME)
def test_other_words_same_figures(short: str, spelled: str) -> None:
    """A unit may be spelled out, a ratio may be told, a word from two to twelve is a number."""
    assert figures(short) == figures(spelled) != ()


DIFFERENT = [
    ("5 mg", "5 mcg"),
    ("5 mg", "5 mg/day"),
    ("1 day", "24 h"),
    ("0.5 mg", "5 mg"),
    ("100:1", "1:100"),
    ("1 mg and 5 mg", "5 mg and 1 mg"),
    ("2 mg", "2.0 mg"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_is_not_the_same_differs(one: str, other: str) -> None:
    """Nothing is converted or rounded, and the order counts."""
    assert figures(one) != figures(other)


READ = [
    ("Screening starts with 50 mcg; 75 and 100 mcg follow.", ["50 mcg", "75 mcg", "100 mcg"]),
    ("The consensus of 2012 takes 0.02 to 0.5 mg/day.", ["2012", "0.02 mg/day", "0.5 mg/day"]),
    ("Between 10:1 and 125:1 in eight patients.", ["10:1", "125:1", "8"]),
    ("300 parts oral, 100 intravenous, 10 epidural and 1 intrathecal.", ["300", "100", "10", "1"]),
    ("A lesion at T6, a receptor mu2 and COVID-19 are names.", []),
    ("Every 1 to 2 hours", ["1 h", "2 h"]),
    ("1,188.8 mcg/day", ["1188.8 mcg/day"]),
    ("One of them, once, at one time.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_figures_of_a_sentence(text: str, expected: list[str]) -> None:
    """Each number once, in the order of the sentence; in a list the last unit counts for all."""
    assert expected == said(text)


SPELLED = [
    ("300 mcg/day", "300 micrograms a day"),
    ("2,000 mcg/mL", "2,000 micrograms in each milliliter"),
    ("every 1 h", "every 1 hour"),
    ("49 h 55 min", "49 hours 55 minutes"),
    ("14.5 %", "14.5 percent"),
    ("1 mg", "1 milligram"),
    ("0.1 mL/h", "0.1 milliliters an hour"),
    ("Wed 2026-11-25 09:55", "Wed 2026-11-25 09:55"),
    ("the mg tablet", "the mg tablet"),
]


@pytest.mark.parametrize(("short", "expected"), SPELLED)
def test_units_are_spelled_out(short: str, expected: str) -> None:
    """Only behind a number, and the number stays as it is."""
    assert expected == spell_units(short)
    assert figures(short) == figures(expected)


@pytest.mark.parametrize(
    ("text", "denied", "above", "below"),
    [
        ("Baclofen is never stopped.", True, False, False),
        ("The label warns of it.", True, False, False),
        ("They go no higher than 15 mg/mL.", False, True, False),
        ("Watched for at least 24 hours.", False, False, True),
        ("Nothing above 100 mcg is tried.", False, True, False),
        ("At most 1.4 mL cannot be drawn.", True, True, False),
        ("For a week or longer.", False, False, True),
        ("It doesn't work.", True, False, False),
        ("A note on notes.", False, False, False),
    ],
)
def test_denials_and_bounds(text: str, denied: bool, above: bool, below: bool) -> None:
    """A bound is no denial: 'no higher than' forbids nothing by itself."""
    assert (denied, above, below) == (negated(text), bounds_above(text), bounds_below(text))
