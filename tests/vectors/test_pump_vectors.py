"""`cisterna vectors run` on pump vectors: the published sums come out, what is left out is named with its reason."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cisterna.cli import cli
from cisterna.vectors.pump import OUT_OF_SCOPE

FILE = Path(__file__).with_name("pump_vectors.json")
WHOLE: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))


def ran(file: Path) -> Result:
    """Run the command as a user would."""
    return CliRunner().invoke(cli, ["vectors", "run", str(file)])


def changed(tmp_path: Path, number: int, change: Any) -> Result:
    """The shipped document after `change` was done to one case."""
    whole = copy.deepcopy(WHOLE)
    change(whole[number])
    (tmp_path / "vectors.json").write_text(json.dumps(whole), "utf-8")
    return ran(tmp_path / "vectors.json")


def test_every_answer_in_scope_comes_out() -> None:
    """One line an answer, all ok, status 0."""
    due = [(case["id"], key) for case in WHOLE if case["kind"] not in OUT_OF_SCOPE for key in case["expected"]]
    result = ran(FILE)
    lines = result.output.splitlines()
    assert [tuple(line.split()[:2]) for line in lines[: len(due)]] == due
    assert all(line.split()[4:] == ["ok"] for line in lines[: len(due)])
    assert f"{len(due)} passed, 0 failed" == lines[-1]
    assert 0 == result.exit_code


def test_what_is_out_of_scope_is_named_with_its_reason() -> None:
    """At most six kinds, a line each, and each of them is in the document."""
    assert len(OUT_OF_SCOPE) <= 6
    assert set(OUT_OF_SCOPE) <= {case["kind"] for case in WHOLE}
    lines = ran(FILE).output.splitlines()
    assert [f"out of scope: {kind}: {reason}" for kind, reason in sorted(OUT_OF_SCOPE.items())] == [
        line for line in lines if line.startswith("out of scope")
    ]


@pytest.mark.parametrize("number", [at for at, case in enumerate(WHOLE) if case["kind"] not in OUT_OF_SCOPE])
def test_a_wrong_answer_is_seen(tmp_path: Path, number: int) -> None:
    """One expected answer moved by more than its tolerance fails, and gives status 1."""
    key, entry = next(iter(WHOLE[number]["expected"].items()))

    def change(case: dict[str, Any]) -> None:
        case["expected"][key]["value"] = entry["value"] + 2.5 * entry["tolerance"] + 1e-3 * max(1, abs(entry["value"]))

    result = changed(tmp_path, number, change)
    assert 1 == result.exit_code
    assert 1 == result.output.count("FAIL")


def test_an_unknown_kind_is_counted_and_not_guessed(tmp_path: Path) -> None:
    """Status 3."""
    result = changed(tmp_path, 0, lambda case: case.update(kind="tides"))
    assert "not supported: tides x1" in result.output.splitlines()
    assert 3 == result.exit_code


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda case: case.pop("id"), "[0]: 'id' is missing"),
        (lambda case: case["inputs"].pop("flow"), "pub-refill-0.5.inputs: 'flow' is missing"),
        (
            lambda case: case["inputs"]["flow"].update(value=0),
            "pub-refill-0.5.inputs: an input of 0 is divided by. Correct it.",
        ),
        (lambda case: case["inputs"]["flow"].update(value="much"), "inputs.flow.value: 'much' is not an exact number"),
        (lambda case: case["inputs"]["flow"].update(unit="mile"), "inputs.flow: the unit 'mile' is not known here"),
        (lambda case: case["expected"]["interval"].pop("tolerance"), "expected.interval: 'tolerance' is missing"),
    ],
)
def test_a_bad_case_is_told_what_is_wrong(tmp_path: Path, change: Any, message: str) -> None:
    """Status 65 and the place."""
    result = changed(tmp_path, 0, change)
    assert 65 == result.exit_code
    assert message in result.stderr
