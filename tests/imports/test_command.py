"""`cisterna import` at a terminal: what it shows, what it writes, and what it leaves alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from cisterna.files.case import read_case

ROOT = Path(__file__).parents[2]
IMPORTS = ROOT / "examples" / "imports"
TEXT = IMPORTS / "interrogation.txt"


def command(*arguments: str | Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """`python -m cisterna import` with these arguments."""
    return subprocess.run(
        [sys.executable, "-m", "cisterna", "import", *map(str, arguments)],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}, input=given,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_a_new_case_is_written_and_never_written_over(tmp_path: Path) -> None:
    """The first import writes the case; the second shows what would change and writes only with --force."""
    case = tmp_path / "case.toml"
    first = command(TEXT, "--into", case)
    assert (first.returncode, first.stdout.splitlines()[-1]) == (0, f"Written: {case}")
    written = case.read_text("utf-8")
    assert read_case(written).running.program.primary == "baclofen"
    other = "Dose: 310 mcg/day\nMode: simple continuous\nDrug: baclofen 2000 mcg/mL\nFlow: 0.155 mL/day\n"
    held = command("-", "--into", case, given=other)
    assert held.returncode == 10
    assert "there already. Look at the changes, then give --force." in " ".join(held.stdout.split())
    assert case.read_text("utf-8") == written
    forced = command("-", "--into", case, "--force", given=other)
    assert forced.returncode == 0
    assert str(read_case(case.read_text("utf-8")).running.program.daily_dose) == "310 mcg/day"


def test_where_anything_is_wrong_nothing_is_written(tmp_path: Path) -> None:
    """Also with --force: the case is as it was, byte by byte, and a new one does not appear."""
    case = tmp_path / "case.toml"
    case.write_text((ROOT / "examples" / "seed.toml").read_text("utf-8"), "utf-8")
    before = case.read_bytes()
    for name in ("not-understood.txt", "contradictions.csv"):
        done = command(IMPORTS / name, "--into", case, "--force")
        assert (done.returncode, done.stdout.splitlines()[-1]) == (65, "Nothing was written.")
        assert command(IMPORTS / name, "--into", tmp_path / "new.toml").returncode == 65
    assert case.read_bytes() == before
    assert not (tmp_path / "new.toml").exists()


def test_every_line_is_shown_with_its_number() -> None:
    """What was understood stands beside the line it comes from, and what would be written follows."""
    done = command(TEXT)
    assert done.returncode == 0
    assert "   line 18  Flow rate (mL/day): 0.15\n          -> flow: 0.15 mL/day\n" in done.stdout
    assert "\nNothing was written: name a case with --into. It would hold:\n\n# Imported from " in done.stdout


def test_as_data() -> None:
    """The same as JSON: lines, events and the TOML."""
    data = json.loads(command(IMPORTS / "history.csv", "--json").stdout)
    assert (data["schema"], data["written"], data["form"]) == ("cisterna.import/1", None, "csv")
    assert [each["line"] for each in data["events"]] == [2, 3, 4, 5, 6, 7]
    assert 'on = "2026-11-23"' in data["toml"]


def test_a_csv_by_any_name() -> None:
    """What the name does not say, --format does."""
    text = (IMPORTS / "history.csv").read_text("utf-8")
    assert command("-", "--format", "csv", given=text).returncode == 0
    assert command("-", given=text).returncode == 65


def test_a_case_that_is_no_toml_is_said_with_its_line(tmp_path: Path) -> None:
    """The case to join into has to be one; nothing is written over it."""
    case = tmp_path / "case.toml"
    case.write_text("[running\n", "utf-8")
    done = command(TEXT, "--into", case, "--force")
    assert done.returncode == 65
    assert done.stderr.startswith(f"{case}:1  this is not TOML:")
    assert case.read_text("utf-8") == "[running\n"
