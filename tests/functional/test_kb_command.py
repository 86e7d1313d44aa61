"""`cisterna kb` as a user meets it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cisterna.cli.kb import kb

KB = Path(__file__).parents[1] / "kb"


def run(*arguments: str) -> tuple[int, str]:
    """Exit status and everything that was printed."""
    result = CliRunner().invoke(kb, list(arguments))
    return result.exit_code, result.output


def test_lint_of_the_installed_pack() -> None:
    """Nothing is wrong, status 0."""
    assert run("lint") == (0, "nothing is wrong\n")


def test_lint_names_file_line_and_key(tmp_path: Path) -> None:
    """Every problem on a line of its own, then the count; status 65."""
    pack = Path(shutil.copytree(KB / "good", tmp_path / "pack"))
    file = pack / "statements/beta/start.any.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('"0.02 mg/day"', "0.02").replace('"soft"', '"mild"'), "utf-8")
    status, output = run("lint", str(pack))
    assert status == 65
    assert output.splitlines() == [
        "statements/beta/start.any.toml:4  says.low: 0.02 is a bare number where a dose rate belongs. "
        "Write text with its unit, for example '0.1 mg/day'.",
        "statements/beta/start.any.toml:6  force: 'mild' is not known here. Write one of: hard, soft, note.",
        "2 problems",
    ]
    status, output = run("lint", str(pack), "--json")
    assert status == 65
    assert json.loads(output)[1] == {
        "file": "statements/beta/start.any.toml",
        "line": 6,
        "path": ["force"],
        "message": "'mild' is not known here. Write one of: hard, soft, note.",
    }


def test_lint_of_a_folder_that_is_not_there() -> None:
    """Bad input, not a fault of ours."""
    status, output = run("lint", "no/such/folder")
    assert status == 65
    assert "there is no such folder" in output


def test_show_prints_a_statement_with_what_it_rests_on() -> None:
    """What it says, its source and place, how sure it is, that nobody reviewed it, and who says otherwise."""
    status, output = run("show", "hydromorphone.start.naive-seed")
    flat = " ".join(output.split())
    assert status == 0
    for text in (
        "starts at 0.05 to 0.1 mg/day",
        "submitted; nobody has reviewed it",
        "drug is hydromorphone opioid exposure is naive",
        "At: Hydromorphone Initiation Dosing, first bullet.",
        "S: seen in the source's own text",
        "hydromorphone.start.pacc-2017: 0.01 to 0.15 mg/day",
        "a smaller value is the careful one",
    ):
        assert text in flat, text
    assert "morphine.start.pacc" not in flat.replace("hydromorphone.start.pacc", "")


def test_show_says_what_is_from_memory() -> None:
    """In the words every such statement carries."""
    _, output = run("show", "hydromorphone.start.pacc-2017")
    assert "M+: from memory, confident; transcription not yet checked against the paper" in " ".join(output.split())


def test_show_without_an_id_lists_all() -> None:
    """Every statement under its question."""
    status, output = run("show")
    assert status == 0
    assert "  hydromorphone.start.naive-seed  (submitted)" in output.splitlines()
    status, output = run("show", "--json")
    assert {"id": "baclofen.interruption.seed", "asks": "interruption", "state": "submitted"} in json.loads(output)


def test_show_of_an_unknown_id() -> None:
    """Near ones are named; status 65."""
    status, output = run("show", "hydromorphone.start")
    assert status == 65
    assert "'hydromorphone.start' is not a statement of this pack. Near it: " in output


def test_show_as_data() -> None:
    """Quantities as exact text with unit; keys that do not change."""
    pytest.importorskip("cisterna.safety")
    status, output = run("show", "hydromorphone.start.naive-seed", "--json")
    data = json.loads(output)
    assert status == 0
    assert sorted(data) == ["digest", "others", "review", "sources", "standing", "statement"]
    assert data["statement"]["says"]["low"] == {"exact": "50", "unit": "mcg/day", "shown": "50 mcg/day"}
    assert data["review"] == "submitted; nobody has reviewed it"
