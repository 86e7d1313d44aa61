"""Dangerous plans as files: each is refused, for the reason that is written beside it, by code that did not make it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cisterna.consult import check_plan
from cisterna.desk import open_case, open_plan
from cisterna.reasons import Force
from consult.cases import knowledge

FOLDER = Path(__file__).parents[2] / "examples" / "harm"
HARMS = sorted(path.name for path in FOLDER.iterdir())


def test_every_harm_of_the_list_is_there() -> None:
    assert len(HARMS) >= 15


@pytest.mark.parametrize("name", HARMS)
def test_it_is_refused_for_the_right_reason(name: str) -> None:
    folder = FOLDER / name
    case = open_case((folder / "case.toml").read_text("utf-8"), f"{name}/case.toml", knowledge())
    plan = open_plan((folder / "plan.toml").read_text("utf-8"), f"{name}/plan.toml", case, knowledge())
    expected = tomllib.loads((folder / "expect.toml").read_text("utf-8"))
    found = check_plan(case, plan, knowledge(), on=case.on)
    hard = {finding.code for finding in found.judgement.findings if finding.force is Force.HARD}
    assert found.judgement.physics.name == expected["verdict"] == "Refused"
    assert expected["code"] in hard
