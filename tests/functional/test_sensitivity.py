"""`cisterna sensitivity`: text and data as promised, its numbers in the data, and clear errors."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cisterna.cli import cli
from cisterna.consult.sensitivity import INPUTS
from cisterna.wording.sensitivity import INPUTS as WORDS

EXAMPLES = Path(__file__).parents[2] / "examples"
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Status, output and errors."""
    result = CliRunner().invoke(cli, ["sensitivity", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_every_input_has_words() -> None:
    """A name and what to check, no more and no fewer."""
    assert set(INPUTS) == set(WORDS)


def test_the_seed_with_vials() -> None:
    """The nearest first, what to check in that order, what changes nothing; HYDROmorphone in tall letters."""
    code, text, errors = run(EXAMPLES / "seed-vials.toml")
    assert (0, "") == (code, errors)
    titles = ["Would break the plan, nearest first", "What to check, in that order",
              "Would change nothing of what is given"]  # fmt: skip
    assert titles == [line for line in text.splitlines() if line in titles]
    assert "HYDROmorphone in the syringe" in text
    assert "hydromorphone in" not in text
    flat = " ".join(text.split())
    said = "Dose that runs now 300 mcg/day stated; holds to 294.3 mcg/day, breaks at 294 mcg/day: 6 mcg/day less (2 %)"
    assert said in flat
    assert "then REFUSED: Held drug falls (held-dose-cleared-low)" in flat


def test_every_number_on_the_screen_is_in_the_data() -> None:
    """As it is shown, or as hours and minutes of a time; the screen works out nothing."""
    _, text, _ = run(EXAMPLES / "seed-vials.toml")
    _, data, _ = run(EXAMPLES / "seed-vials.toml", "--json")
    body = text.partition("Would break the plan")[2]
    found: dict[str, Any] = json.loads(data, parse_float=pytest.fail)
    assert "cisterna.sensitivity/1" == found["schema"]
    assert "Clear" == found["physics"]["is"]
    known = set(NUMBER.findall(data)) | {"24"}
    times = [each for each in found["thresholds"] if each["input"] == "late program"]
    for each in times:
        for key in ("stated", "holds", "breaks", "off"):
            if each[key] is not None:
                above, _, below = each[key]["exact"].partition("/")
                minutes = int(above) * 1440 // int(below or 1)
                known |= {str(minutes // 60), str(minutes % 60)}
    assert [] == [number for number in NUMBER.findall(body) if number not in known]


def test_a_plan_file_and_a_plan_by_name() -> None:
    """Either says which plan is meant; both at once is wrong usage."""
    case, plan = EXAMPLES / "seed-vials.toml", EXAMPLES / "plans" / "bridge.toml"
    _, text, _ = run(case, "--plan", plan)
    assert text.startswith(f"What could be wrong: {plan}"[:60])
    _, text, _ = run(case, "--show", "B-vials-hydromorphone-0.05")
    assert text.startswith("What could be wrong: B-vials-hydromorphone-0.05")
    code, _, errors = run(case, "--plan", plan, "--show", "B-vials-hydromorphone-0.05")
    assert 2 == code
    assert "Give --plan or --show, not both: one of them says which plan is meant." in errors


def test_another_change_than_a_start() -> None:
    """A plain refill is varied in the same way: what is in the syringe may be 2 % off."""
    code, text, _ = run(EXAMPLES / "changes" / "refill.toml")
    assert 0 == code
    assert "baclofen in the syringe" in text
    assert "100 % stated; holds to 98 %, breaks at 97.9 %: 2.1 % less (2.1 %)" in " ".join(text.split())


@pytest.mark.parametrize(
    ("name", "aside"), [("concentration-up.toml", "worst-case-sampled"), ("refill-two-drugs.toml", "not-watched")]
)
def test_what_an_unseen_error_does_not_change(name: str, aside: str) -> None:
    """A rinse is of the same make as the fill, so it is off with it; and nobody means a raise that nobody sees."""
    _, text, _ = run(EXAMPLES / "changes" / name)
    _, _, syringe = text.partition("in the syringe")
    assert syringe
    assert aside not in text


def test_a_plan_that_is_not_there() -> None:
    """What there is instead, or where to see why there is none."""
    code, _, errors = run(EXAMPLES / "seed-vials.toml", "--show", "C-none")
    assert 65 == code
    assert "no plan is called 'C-none'; there are B-vials-hydromorphone-0.01, " in errors
    code, _, errors = run(EXAMPLES / "constant-flow.toml")
    assert (
        65,
        "No plan can be made for this case, so there is nothing to vary. Run `cisterna plan` to see why.\n",
    ) == (
        code,
        errors,
    )


@pytest.mark.parametrize(
    ("name", "status", "told"),
    [
        ("flex-night.toml", 20, "The plan is refused as the case stands: there is no margin to show."),
        ("no-tubing-volume.toml", 30, "Facts are missing as the case stands, so there is no margin to show."),
    ],
)
def test_a_plan_with_no_margin(name: str, status: int, told: str) -> None:
    """Status and one sentence; no table."""
    code, text, _ = run(EXAMPLES / name)
    assert status == code
    assert told in " ".join(text.split())
    assert "Would break" not in text
