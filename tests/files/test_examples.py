"""Everything under examples/ is what it says it is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from cisterna.desk import open_case, open_plan
from cisterna.files.plan import read_plan, write_plan
from cisterna.files.toml import FileProblems
from cisterna.reasons import CannotSay, Clear, NeedsOverride, Refused
from consult.cases import knowledge

FOLDER = Path(__file__).parents[2] / "examples"
CHANGES = sorted(FOLDER.glob("changes/*.toml"))
CASES = [*sorted(path for path in FOLDER.glob("*.toml") if path.name != "contradiction.toml"), *CHANGES]
HARMS = sorted(path.parent for path in FOLDER.glob("harm/*/case.toml"))
PLANS = sorted(FOLDER.glob("plans/*.toml"))
OF_THE_ISSUE = {
    "seed", "seed-vials", "tolerant-morphine-300", "tolerant-oxycodone-40", "short-refill-500", "constant-flow",
    "unknown-pump", "catheter-from-memory", "no-tubing-volume", "no-exposure", "contradiction",
}  # fmt: skip
HARMS_OF_THE_ISSUE = {
    "no-bridge-1429", "no-bridge-500", "no-bridge-up", "rate-kept-after-dilution", "raise-before-arrival",
    "boluses-switched-off", "prime-forgotten", "gap-hidden-by-catch-up", "five-small-steps-down",
    "rate-lowered-with-mix", "baclofen-left-out", "prime-into-full-line", "watch-from-refill",
    "per-hour-for-per-day", "mg-for-mcg",
}  # fmt: skip


def name_of(path: Path) -> str:
    """As a test id."""
    return path.relative_to(FOLDER).as_posix()


def test_none_is_missing() -> None:
    """Every case and every harm that Cisterna has to handle has its file."""
    assert {path.stem for path in FOLDER.glob("*.toml")} >= OF_THE_ISSUE
    assert {path.name for path in HARMS} == HARMS_OF_THE_ISSUE


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.toml")), ids=name_of)
def test_it_begins_by_saying_what_it_is_for(path: Path) -> None:
    """One to three lines of comment."""
    lines = path.read_text("utf-8").splitlines()
    comments = next(at for at, line in enumerate(lines) if not line.startswith("# "))
    assert 1 <= comments <= 3


@pytest.mark.parametrize("path", CASES, ids=name_of)
def test_a_case_is_read(path: Path) -> None:
    """With the shipped catalogue and its limits."""
    assert open_case(path.read_text("utf-8"), path.name, knowledge()).request is not None


def test_the_contradiction_is_named() -> None:
    """2000 mcg/mL at 0.2 mL/day is 2000 x 0.2 = 400 mcg/day."""
    with pytest.raises(FileProblems) as caught:
        open_case((FOLDER / "contradiction.toml").read_text("utf-8"), "contradiction.toml", knowledge())
    assert [str(problem) for problem in caught.value.problems] == [
        "contradiction.toml:38  running.flow_shown: 2,000 mcg/mL of baclofen at 0.2 mL/day is 400 mcg/day, but the "
        "program says 300 mcg/day (which would be 0.15 mL/day). Interrogate the pump again and correct the "
        "concentration, the dose or the flow."
    ]


@pytest.mark.parametrize("path", PLANS, ids=name_of)
def test_a_plan_is_read_with_the_case_it_belongs_to(path: Path) -> None:
    """Its first line names the case; writing it and reading it again gives the same plan."""
    text = path.read_text("utf-8")
    belongs = re.match(r"# Belongs to \.\./([a-z0-9-]+\.toml)", text)
    assert belongs
    case = open_case((FOLDER / belongs[1]).read_text("utf-8"), belongs[1], knowledge())
    plan = open_plan(text, path.name, case, knowledge())
    assert read_plan(write_plan(plan, case), path.name, case) == plan


@pytest.mark.parametrize("folder", HARMS, ids=name_of)
def test_a_harm_is_whole(folder: Path) -> None:
    """A case that is sound, a plan that can be read, and what has to be said of it."""
    case = open_case((folder / "case.toml").read_text("utf-8"), "case.toml", knowledge())
    plan = open_plan((folder / "plan.toml").read_text("utf-8"), "plan.toml", case, knowledge())
    assert read_plan(write_plan(plan, case), "plan.toml", case) == plan
    expected = tomllib.loads((folder / "expect.toml").read_text("utf-8"))
    assert set(expected) == {"verdict", "code"}
    assert expected["verdict"] in {kind.name for kind in (Clear, NeedsOverride, CannotSay, Refused)}


def test_the_page_lists_every_example() -> None:
    """examples/README.md names each file and folder, and none that is not there."""
    page = (FOLDER / "README.md").read_text("utf-8")
    named = set(re.findall(r"\]\(([^)#:]+)\)", page))
    there = {name_of(path) for path in FOLDER.glob("*.toml")} | {name_of(path) for path in (*PLANS, *CHANGES)}
    there |= {name_of(path) + "/plan.toml" for path in HARMS}
    there |= {path.relative_to(FOLDER).as_posix() for path in (FOLDER / "visits").rglob("*.toml")}
    there |= {path.relative_to(FOLDER).as_posix() for path in (FOLDER / "imports").iterdir()}
    assert {name for name in named if not name.startswith("..")} == there
