"""`cisterna plan --pdf` and `--calendar` at a terminal."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from functional.command import ROOT, SEED, cisterna

needs = pytest.mark.skipif(
    importlib.util.find_spec("typst") is None or importlib.util.find_spec("icalendar") is None,
    reason="papers need the extra: pip install 'cisterna[papers]'",
)
PAPERS = ["clinician", "patient", "pharmacy", "ward"]


def kinds(folder: Path) -> list[str]:
    """Which papers lie in a folder, by the last word of their names."""
    return sorted(file.stem.rpartition("-")[2] for file in folder.iterdir())


@needs
def test_four_papers_and_a_calendar(tmp_path: Path) -> None:
    """The screen is the same as without, and the files are there, twice the same."""
    plain = cisterna("plan", SEED)
    folder, dates = tmp_path / "out" / "papers", tmp_path / "dates.ics"
    done = cisterna("plan", SEED, "--pdf", folder, "--calendar", dates)
    assert (done.returncode, done.stdout, done.stderr) == (10, plain.stdout, "")
    assert kinds(folder) == PAPERS
    first = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert all(content.startswith(b"%PDF-") for content in first.values())
    assert dates.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert cisterna("plan", SEED, "--pdf", folder, TZ="Asia/Tokyo", HOME="/nonexistent").returncode == 10
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == first


@needs
def test_names_of_files_hold_neither_drug_nor_patient(tmp_path: Path) -> None:
    """They hold a digest, so that the papers of two plans lie side by side."""
    cisterna("plan", SEED, "--pdf", tmp_path)
    cisterna("plan", SEED, "--pdf", tmp_path, "--show", "A-powder-hydromorphone-0.05")
    names = sorted(file.name for file in tmp_path.iterdir())
    assert len(names) == 8
    assert not any(word in name for name in names for word in ("morph", "baclofen", "seed"))
    assert len({name.split("-")[2] for name in names}) == 2


@needs
def test_a_refused_plan_gives_the_clinician_alone(tmp_path: Path) -> None:
    """One paper, and a line that says so; no calendar at all."""
    done = cisterna("plan", "examples/flex-night.toml", "--pdf", tmp_path / "papers")
    assert done.returncode == 20
    assert kinds(tmp_path / "papers") == ["clinician"]
    assert done.stderr == (
        f"{tmp_path / 'papers'}: only the paper for the clinician was written: nothing of this is to be carried out.\n"
    )
    dates = tmp_path / "dates.ics"
    done = cisterna("plan", "examples/flex-night.toml", "--calendar", dates, "--pdf", tmp_path / "more")
    assert (done.returncode, done.stdout, dates.exists(), (tmp_path / "more").exists()) == (65, "", False, False)
    assert done.stderr == (
        "A-powder-hydromorphone-0.05: this plan is refused, so no dates of it are written. "
        "Run without --calendar to see why.\n"
    )


@needs
def test_no_plan_no_dates(tmp_path: Path) -> None:
    """An unknown pump: the paper says what is missing, a calendar cannot."""
    done = cisterna("plan", "examples/unknown-pump.toml", "--pdf", tmp_path)
    assert (done.returncode, kinds(tmp_path)) == (30, ["clinician"])
    done = cisterna("plan", "examples/unknown-pump.toml", "--calendar", tmp_path / "dates.ics")
    assert (done.returncode, done.stderr) == (
        65,
        "There is no plan, so there are no dates. Run without --calendar to see why.\n",
    )


@needs
def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    """It stays as it was, and the message says what to give."""
    file = tmp_path / "papers"
    file.write_text("mine", "utf-8")
    done = cisterna("plan", SEED, "--pdf", file, "--calendar", tmp_path / "dates.ics")
    assert (done.returncode, done.stdout) == (65, "")
    assert done.stderr == f"{file}: this is a file. Give the name of a folder.\n"
    assert (file.read_text("utf-8"), (tmp_path / "dates.ics").exists()) == ("mine", False)


@pytest.mark.parametrize(
    ("name", "option", "what"), [("typst", "--pdf", "A PDF"), ("icalendar", "--calendar", "A calendar")]
)
def test_without_the_extra_a_sentence_says_what_to_install(name: str, option: str, what: str, tmp_path: Path) -> None:
    """Only who asks for it needs it; nothing is written."""
    (tmp_path / f"{name}.py").write_text("raise ImportError('not here')\n", "utf-8")
    path = f"{tmp_path}:{ROOT / 'src'}"
    done = cisterna("plan", SEED, option, tmp_path / "out", PYTHONPATH=path)
    assert (done.returncode, done.stdout, (tmp_path / "out").exists()) == (2, "", False)
    assert done.stderr.endswith(
        f"Error: {what} needs the package '{name}', which is not installed. "
        f"Install it: pip install 'cisterna[papers]'\n"
    )
    assert cisterna("plan", SEED, PYTHONPATH=path).returncode == 10
