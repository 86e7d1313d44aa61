"""Every pitfall: a case that meets it, its sentence word for word, what it cites, and a case that does not meet it."""

from __future__ import annotations

from typing import Any

import pytest

from cisterna.consult.pitfalls import CHECKS
from cisterna.papers.pitfalls import GROUPS
from cisterna.reasons import Finding, Force
from cisterna.wording import do_about, templates
from pitfalls.met import BRIDGE, SEED, TOLERANT, changed, checked, entries, of, planned, sentence

ENTRIES = entries("pitfalls.toml")
CASES = {"seed": SEED, "tolerant": TOLERANT}
LOWER = BRIDGE.replace('dose = "300 mcg/day"', 'dose = "240 mcg/day"')
CODES = sorted(code for code in templates() if code.startswith("pitfall-"))


def name_of(entry: dict[str, Any]) -> str:
    """Code and force."""
    return f"{entry['code']}-{entry['force']}"


def met_by(entry: dict[str, Any], text: str) -> list[tuple[tuple[Finding, ...], str]]:
    """The pitfalls that `plan` and `check` find, as far as the entry speaks of each, and the sentence for each."""
    says = entry.get("says", "")
    if "plan" in entry:
        return [(checked(text, LOWER), says)]
    found = [(planned(text), says)] if entry.get("plan_too", True) else []
    return [*found, (checked(text), entry.get("check_says", says))] if entry.get("check", True) else found


def test_every_pitfall_has_an_entry() -> None:
    """Every code that has words is met by some case here, and every entry has words."""
    assert {f"pitfall-{entry['code']}" for entry in ENTRIES} == set(CODES)


def test_every_pitfall_has_its_place_on_the_screen() -> None:
    """Under one heading, and only one."""
    assert sorted(f"pitfall-{code}" for codes in GROUPS.values() for code in codes) == CODES


def test_a_pitfall_is_no_more_than_two_lines_of_words() -> None:
    """The sentence itself stays under 170 characters, so that twenty of them can be read."""
    long = [code for code in CODES if len(templates()[code].sentence) > 170 and code != "pitfall-stopping-early"]
    assert [] == long


@pytest.mark.parametrize("entry", ENTRIES, ids=name_of)
def test_the_case_meets_it(entry: dict[str, Any]) -> None:
    """In `plan` and in `check` alike: force, sentence, what is missing, what it cites."""
    text = changed(CASES[entry["case"]], *map(tuple, entry.get("with", [])))
    for found, says in met_by(entry, text):
        (pitfall,) = [each for each in of(found, entry["code"]) if each.force.value == entry["force"]]
        assert sorted(entry["cites"]) == sorted(pitfall.because)
        assert entry.get("missing", []) == list(pitfall.missing)
        if pitfall.force is not Force.UNKNOWN:
            assert says == sentence(pitfall, text)
            assert do_about(pitfall) != ""


@pytest.mark.parametrize("entry", [e for e in ENTRIES if "without" in e or "without_case" in e], ids=name_of)
def test_another_case_does_not_meet_it(entry: dict[str, Any]) -> None:
    """It is told because of the case at hand, not to everybody."""
    text = changed(CASES[entry.get("without_case", entry["case"])], *map(tuple, entry.get("without", [])))
    found = planned(text) if entry.get("plan_too", True) else checked(text)
    assert [] == [each for each in of(found, entry["code"]) if each.force.value == entry["force"]]


def test_every_check_is_reached() -> None:
    """Each of the checks is a function with a sentence that says what it looks for."""
    assert [] == [check.__name__ for check in CHECKS if not (check.__doc__ or "").strip()]
    assert len(CHECKS) == len(set(CHECKS))


def test_a_plan_that_cannot_be_made_still_has_its_pitfalls() -> None:
    """Without a pump nothing can be planned; what the patient brings along is told all the same."""
    text = changed(SEED, ('pump = "medtronic-synchromed-ii-40"', 'pump = "unknown"'))
    codes = {each.code for each in planned(text)}
    assert {"pitfall-breathing", "pitfall-high-lesion", "pitfall-naloxone", "pitfall-stall"} <= codes
    assert {"pitfall-whole-fill", "pitfall-volume", "pitfall-second-check"} & codes == set()
