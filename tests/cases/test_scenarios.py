"""
Published cases and combinations of our own, each a file beside this one: what is given, and what a correct tool says.

The commands run through the command line, inside this process; texts are compared word for word.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.scenario import FILES, HERE, Scenario, Wrong, codes_in, folded, read, shown, value_at, written

SCENARIOS = [read(file) for file in FILES]
PUBLISHED = ("C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C12", "C14", "C15", "C17", "C18", "C20",
             "C21", "C22", "C25", "C26", "C27", "C28", "C29", "C32")  # fmt: skip
STATUSES = {0, 10, 20, 30, 65}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.name)
def test_a_correct_tool_says_this(scenario: Scenario, tmp_path: Path) -> None:
    """Status, sentences that must and must not appear, codes that must and must not fire, and numbers."""
    want = scenario.data
    status, output, data = shown(scenario, tmp_path)
    screen = folded(output)
    assert [] == [text for text in want["says"] if folded(text) not in screen]
    assert [] == [text for text in want.get("never_says", []) if folded(text) in screen]
    assert want["exit"] == status
    codes = codes_in(data)
    assert [] == [code for code in want.get("fires", []) if code not in codes]
    assert [] == [code for code in want.get("silent", []) if code in codes]
    assert want.get("values", {}) == {path: value_at(data, path) for path in want.get("values", {})}


def test_every_published_case_has_a_scenario() -> None:
    """All that fit; a case may have several, named C4-..."""
    there = {scenario.name.partition("-")[0] for scenario in SCENARIOS}
    assert [] == [case for case in PUBLISHED if case not in there]


def test_there_are_at_least_twenty_of_our_own() -> None:
    """They cover pumps, changes of concentration, exposure, risks, systemic opioids, missing facts, clocks, boluses."""
    own = [scenario for scenario in SCENARIOS if scenario.data["source"] == "worked out here"]
    assert len(own) >= 20
    assert len({scenario.data["about"] for scenario in SCENARIOS}) == len(SCENARIOS)
    assert {scenario.data["exit"] for scenario in SCENARIOS} >= STATUSES


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('about = "x"\n', "x.toml: 'command' is missing."),
        ('abuot = "x"\n', "x.toml: 'abuot' is not a key of a scenario. Known: about, command, exit, files, fires, "
                          "never_says, says, silent, source, values."),
        ('about = "x"\nsource = "x"\ncommand = ["plan"]\nexit = 0\nfiles = {}\nsays = []\n',
         "x.toml: 'says' is missing: name at least one sentence that has to be on the screen."),
    ],
)  # fmt: skip
def test_a_scenario_that_proves_nothing_is_refused(text: str, says: str, tmp_path: Path) -> None:
    """A misspelled key or an empty expectation would pass for ever."""
    (tmp_path / "x.toml").write_text(text, "utf-8")
    with pytest.raises(Wrong) as caught:
        read(tmp_path / "x.toml")
    assert says == str(caught.value)


def test_a_change_that_changes_nothing_is_refused(tmp_path: Path) -> None:
    """What a scenario replaces has to be there, once."""
    files = {"case.toml": {"from": "examples/seed.toml", "change": [["not there", "x"]]}}
    with pytest.raises(Wrong) as caught:
        written(Scenario("x", {"files": files}), tmp_path)
    assert "x: 'not there' stands 0 times in examples/seed.toml, not once." == str(caught.value)


def test_the_page_names_every_key() -> None:
    """Whoever adds a scenario finds every key explained."""
    page = (HERE / "README.md").read_text("utf-8")
    from cases.scenario import KEYS

    assert [] == sorted(key for key in KEYS if f"`{key}`" not in page)
