"""One mistake, one message: every word of it, with file, line and key. They are in the TOML files beside this."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cisterna.files.case import read_case
from cisterna.files.plan import read_plan
from cisterna.files.toml import FileProblems
from files import sample

HERE = Path(__file__).parent
GOOD = read_case(sample.CASE, catalogue=sample.CATALOGUE, plausible=sample.PLAUSIBLE)


def mistakes(file: str) -> list[Any]:
    """The table of a file as parameters, named after what is written."""
    table = tomllib.loads((HERE / file).read_text("utf-8"))["broken"]
    return [
        pytest.param(row["instead_of"], row["write"], row["says"], id=" ".join(row["write"].split())[:60] or "left out")
        for row in table
    ]


def test_there_are_enough_of_them() -> None:
    """At least 45 mistakes, and no two alike."""
    rows = [tuple(row.values[:2]) for file in ("broken_cases.toml", "broken_plans.toml") for row in mistakes(file)]
    assert len(rows) == len(set(rows))
    assert len(rows) >= 45


@pytest.mark.parametrize(("instead_of", "write", "says"), mistakes("broken_cases.toml"))
def test_a_broken_case(instead_of: str, write: str, says: list[str]) -> None:
    """What is wrong is said, at its line, and nothing else is."""
    assert instead_of in sample.CASE
    with pytest.raises(FileProblems) as caught:
        read_case(sample.CASE.replace(instead_of, write, 1), catalogue=sample.CATALOGUE, plausible=sample.PLAUSIBLE)
    assert [str(problem) for problem in caught.value.problems] == says


@pytest.mark.parametrize(("instead_of", "write", "says"), mistakes("broken_plans.toml"))
def test_a_broken_plan(instead_of: str, write: str, says: list[str]) -> None:
    """What is wrong is said, at its line, and nothing else is."""
    assert instead_of in sample.PLAN
    with pytest.raises(FileProblems) as caught:
        read_plan(sample.PLAN.replace(instead_of, write, 1), "plan.toml", GOOD, catalogue=sample.CATALOGUE)
    assert [str(problem) for problem in caught.value.problems] == says


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """Three mistakes in three sections: three problems, in the order of their lines."""
    text = sample.CASE.replace('"54 y"', "54").replace('"08:00"', '"8 am"').replace('"12.4 mL"', '"12.4"')
    with pytest.raises(FileProblems) as caught:
        read_case(text)
    assert [(problem.line, problem.path) for problem in caught.value.problems] == [
        (2, ("at",)),
        (6, ("patient", "age")),
        (24, ("running", "reservoir_volume")),
    ]
