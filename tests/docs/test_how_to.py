"""The how-to pages do what they say: every command runs, and prints first what the page shows below it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
SEED = (ROOT / "examples" / "seed.toml").read_text("utf-8")
EXPECTED = (0, 10, 20, 30, 65)
FENCE = re.compile(r"^```(sh|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SECTION = r"^## ([^\n]+)\n.*?^```diff\n-(.*?)\n\+(.*?)\n```\n\n```text\n(.*?)^```$"
ERRORS = (ROOT / "docs" / "how-to" / "errors.md").read_text("utf-8")
MISTAKES = re.findall(SECTION, ERRORS, re.DOTALL | re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with what the pages use, and a `cisterna` that is the one of this checkout."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(ROOT / "src" / "cisterna_kb" / "policy", tmp_path / "src" / "cisterna_kb" / "policy")
    program = tmp_path / "bin" / "cisterna"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cisterna "$@"\n', "utf-8")
    program.chmod(0o755)
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line of shell in that folder, both outputs in one."""
    env = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    env |= {"PYTHONPATH": str(ROOT / "src"), "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_do_what_the_page_shows(page: Path, folder: Path) -> None:
    """Line by line as a reader would type them; a block of text holds the beginnings of the first lines printed."""
    output, shown = "", 0
    for kind, block in FENCE.findall(page.read_text("utf-8")):
        if kind == "text" and output:
            shown += 1
            for wanted, got in zip(block.splitlines(), output.splitlines(), strict=False):
                assert got.startswith(wanted)
            assert len(output.splitlines()) >= len(block.splitlines())
        elif kind == "sh":
            for command in block.splitlines():
                done = run(command, folder)
                output = done.stdout
                assert done.returncode in EXPECTED, output
    assert shown or page.stem == "errors"


@pytest.mark.parametrize(("wrong", "right", "message"), [found[1:] for found in MISTAKES])
def test_a_mistake_gives_the_message_and_the_mended_line_none(
    wrong: str, right: str, message: str, folder: Path
) -> None:
    """The red line in the place of the green one gives exactly this; the case as shipped is read."""
    assert SEED.count(f"{right}\n") == 1
    (folder / "case.toml").write_text(SEED.replace(right, wrong), "utf-8")
    done = run("cisterna plan case.toml", folder)
    assert (done.returncode, done.stdout) == (65, message)
    (folder / "case.toml").write_text(SEED, "utf-8")
    assert run("cisterna plan case.toml", folder).returncode in (0, 10)


def test_every_heading_of_the_errors_is_tried() -> None:
    """A section that the pattern above does not find would not be run."""
    assert re.findall(r"^## (.+)$", ERRORS, re.MULTILINE) == [found[0] for found in MISTAKES]
