"""The documents hold together: links lead somewhere, records have their parts, commands are those that CI runs."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_OURS = {".git", ".venv", "dist", "build", "mutants", "__pycache__"}


def project_files() -> list[Path]:
    """Every file of the project: what git tracks or would, else what lies in the folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout:
        found = [ROOT / os.fsdecode(name) for name in listed.stdout.split(b"\0") if name]
    else:
        found = [
            file
            for file in ROOT.rglob("*")
            if not any(part in NOT_OURS or part.endswith(("_cache", ".egg-info")) for part in file.parts)
        ]
    return sorted(file for file in found if file.is_file())


FILES = project_files()
PAGES = [file for file in FILES if file.suffix == ".md"]


def name_of(file: Path) -> str:
    """A file's path in the project, as a test id."""
    return file.relative_to(ROOT).as_posix()


def commands(page: Path) -> list[str]:
    """The lines of a page's blocks of shell commands."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of the project finds it."""
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    local = [target for target in targets if not target.startswith(("http:", "https:", "mailto:"))]
    assert [] == [target for target in local if not (page.parent / target).exists()]


# Put together from halves, so that this file does not hold what it forbids.
MACHINE_PATHS = [
    re.compile(r"(?<![\w./-])/" + place + r"\b") for place in ("work", "root", "home", "opt", "Users", "private")
] + [re.compile(re.escape("../" + "shared")), re.compile(r"[A-Z]:" + r"\\Users")]


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_no_file_names_a_place_on_somebodys_machine(file: Path) -> None:
    """No absolute path of a developer's machine in anything that is kept."""
    text = file.read_bytes().decode("utf-8", "replace")
    assert [] == [found.group() for pattern in MACHINE_PATHS for found in pattern.finditer(text)]


RECORDS = [page for page in PAGES if page.parent.name == "adr" and page.name != "README.md"]


@pytest.mark.parametrize("record", RECORDS, ids=name_of)
def test_a_decision_record_has_its_parts(record: Path) -> None:
    """Decision, semantics, options each with why it was rejected, consequences; and a line in the index."""
    text = record.read_text("utf-8")
    number = record.name[:4]
    assert text.startswith(f"# {number} ")
    parts = re.split(r"^## ", text, flags=re.MULTILINE)
    assert [part.splitlines()[0] for part in parts[1:]] == [
        "Decision",
        "Semantics",
        "Options considered",
        "Consequences",
    ]
    options = [line for line in parts[3].splitlines() if line.startswith("* ")]
    assert options
    assert [] == [option for option in options if "Rejected: because" not in option]
    assert f"[{number}]({record.name})" in (record.parent / "README.md").read_text("utf-8")


def test_decision_records_are_numbered_without_gap() -> None:
    """0001, 0002 and so on."""
    assert [f"{number:04}" for number in range(1, len(RECORDS) + 1)] == [record.name[:4] for record in RECORDS]


def test_ci_runs_the_commands_of_the_readme() -> None:
    """CI reads the README's commands, of which the last runs all the tests; it holds no install command of its own."""
    script = ROOT / ".ci" / "run"
    text = script.read_text("utf-8")
    assert os.access(script, os.X_OK)
    assert "README.md" in text
    assert "pip install" not in text
    test_command = commands(ROOT / "README.md")[-1]
    assert test_command.endswith(".venv/bin/python -m pytest -n auto")
    assert "--require-hashes -r requirements/dev.txt" in test_command


def test_the_readme_has_two_commands() -> None:
    """One installs and does the main job, one installs and passes the tests; before `plan` exists, only the second."""
    found = commands(ROOT / "README.md")
    if (ROOT / "src" / "cisterna" / "cli" / "plan.py").is_file():
        install = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/cisterna plan examples/"
        assert found[0].startswith(install), f"README.md's first command block begins with: {install}"
        found = found[1:]
    assert len(found) == 1


def test_contributors_install_as_the_readme_does() -> None:
    """CONTRIBUTING.md has the same steps on lines of their own."""
    steps = commands(ROOT / "README.md")[-1].split(" && ")
    assert commands(ROOT / "CONTRIBUTING.md") == steps[:-1]


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_the_locks_hold_what_the_project_asks_for(lock: str) -> None:
    """Every direct dependency is there by exact version with hashes, and no index is named."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = project["project"]["dependencies"] + (project["dependency-groups"]["dev"] if lock == "dev" else [])
    text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
    entries = re.split(r"\n(?=[a-z])", text)[1:]
    names = {re.split(r"[=\s]", entry)[0] for entry in entries}
    assert {re.split(r"[<>=\s]", requirement)[0] for requirement in wanted} <= names
    assert all(re.match(r"[a-z0-9-]+==\S+", entry) and "--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "--index" not in text


def test_every_promise_is_accounted_for() -> None:
    """SAFETY.md has a row for P1 to P10; what it names exists."""
    text = (ROOT / "SAFETY.md").read_text("utf-8")
    assert [f"P{number}" for number in range(1, 11)] == re.findall(r"^\| (P[0-9]+) \|", text, re.MULTILINE)
    named = re.findall(r"`((?:src|tests)/[^`]+)`", text)
    assert named
    assert [] == [name for name in named if not (ROOT / name).exists()]
