"""Published cases and cases made up: each folder of examples/charts says what a correct tool says."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cisterna.consult.charted import Surveillance
from cisterna.desk import open_case
from cisterna.desk.watching import watch
from cisterna.papers.layout import Style
from cisterna.papers.watch import render_surveillance
from watch.charts import FOLDER, knowledge, raised

SCENARIOS = sorted(path.parent for path in FOLDER.glob("*/expect.toml"))


def expected(folder: Path) -> dict[str, Any]:
    """What the scenario wants."""
    return tomllib.loads((folder / "expect.toml").read_text("utf-8"))


@cache
def found(folder: Path) -> Surveillance:
    """What the chart of a scenario says."""
    wants = expected(folder)
    case = open_case((folder / "case.toml").read_text("utf-8"), "case.toml", knowledge())
    (file,) = folder.glob("observations.*")
    return watch(
        case,
        file.read_text("utf-8"),
        file.name,
        knowledge(),
        now=wants["now"],
        last_delivery=wants.get("last_delivery"),
    )


def name_of(path: Path) -> str:
    """The folder's name."""
    return path.name


def test_the_published_cases_are_here() -> None:
    """Cases 12, 15, 17, 18 and 20 of the collection, by their sources."""
    assert {"SGOUROS10", "PEC06", "BMC04", "KAO03", "ALDEN02"} <= {expected(folder)["case"] for folder in SCENARIOS}


@pytest.mark.parametrize("folder", SCENARIOS, ids=name_of)
def test_the_states_are_found(folder: Path) -> None:
    """Exactly those, each as far as it has come."""
    assert expected(folder)["raised"] == raised(found(folder))
    assert expected(folder)["exit"] == found(folder).exit_code


@pytest.mark.parametrize("folder", SCENARIOS, ids=name_of)
def test_what_it_can_be_taken_for_is_named(folder: Path) -> None:
    """With what would tell it apart."""
    named = {each.state: each.apart for one in found(folder).raised for each in one.instead}
    assert set(expected(folder)["instead"]) <= named.keys()
    assert all(named.values())


@pytest.mark.parametrize("folder", SCENARIOS, ids=name_of)
def test_what_could_not_be_judged_is_said(folder: Path) -> None:
    """Exactly those reasons."""
    assert set(expected(folder)["could_not_judge"]) == {each.code for each in found(folder).not_judged}


@pytest.mark.parametrize("folder", SCENARIOS, ids=name_of)
@pytest.mark.parametrize("width", [60, 80, 100])
def test_the_screen_says_it(folder: Path, width: int) -> None:
    """Whatever its width."""
    text = render_surveillance(found(folder), knowledge(), Style(width))
    flat = " ".join(text.split())
    assert [] == [part for part in expected(folder)["says"] if part not in flat]
    assert [] == [line for line in text.splitlines() if len(line) > width and " " in line.strip()]


@pytest.mark.parametrize("folder", SCENARIOS, ids=name_of)
def test_everything_that_is_said_is_cited(folder: Path) -> None:
    """Each thing that speaks for or against, each differential, each course rests on statements of the pack."""
    one = found(folder)
    ids = [
        each.because
        for raised in one.raised
        for each in (*raised.speaks, *raised.against, *raised.neither, *raised.instead, *raised.course)
    ]
    assert all(ids)
    cited = {id for because in ids for id in because}
    assert cited <= set(one.statements)
    assert all(knowledge().statement(id).text for id in one.statements)
