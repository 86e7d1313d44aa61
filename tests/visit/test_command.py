"""`cisterna visit`: every example with its status and its findings; text, data and statuses as promised."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cisterna.cli import cli
from cisterna.papers.layout import Style
from cisterna.papers.visit import render_visit
from cisterna.wording.visit import VISIT
from visit.visits import FOLDER, HEAD, ROOT, check, knowledge

CASES, PLAN = FOLDER / "cases", ROOT / "examples" / "plans" / "bridge.toml"
VIALS = ROOT / "examples" / "seed-vials.toml"

EXAMPLES: dict[str, tuple[Path, int, list[str]]] = {
    "as-it-should-be": (CASES / "two-drugs.toml", 0, []),
    "as-planned": (VIALS, 0, []),
    "bridge-forgotten": (VIALS, 20, ["after-dose-differs", "looks-like-mcg-and-mg", "part-not-planned"]),
    "hour-for-day": (CASES / "low-dose.toml", 20, ["looks-like-hour-and-day", "raise-beyond-step"]),
    "left-stopped": (CASES / "two-drugs.toml", 20, ["left-not-running"]),
    "old-card": (CASES / "two-drugs.toml", 10, ["software-card-differs", "tubing-volume-differs"]),
    "still-full": (CASES / "child.toml", 20, ["drawn-more", "no-delivery"]),
    "thirteen-left": (CASES / "small-pump.toml", 20, ["drawn-less"]),
    "too-fast": (CASES / "two-drugs.toml", 10, ["over-infusion"]),
    "wrong-syringe": (CASES / "two-drugs.toml", 20, ["label-not-entered", "looks-like-a-wrong-syringe"]),
}


def run(*arguments: str | Path, given: str | None = None) -> tuple[int, str, str]:
    """Status, output and errors of the command in this process."""
    result = CliRunner().invoke(cli, ["visit", *map(str, arguments)], input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def arguments(name: str) -> list[str | Path]:
    """The command line of an example."""
    case = EXAMPLES[name][0]
    return [case, FOLDER / f"{name}.toml", *(["--plan", PLAN] if case == VIALS else [])]


def test_every_example_is_here() -> None:
    """None is there that no test reads."""
    assert sorted(EXAMPLES) == sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example(name: str) -> None:
    """Status and findings, in data and on the screen."""
    _, status, codes = EXAMPLES[name]
    code, text, _ = run(*arguments(name), "--json")
    data: dict[str, Any] = json.loads(text, parse_float=pytest.fail)
    assert (status, status, "cisterna.visit-check/1") == (code, data["exit_status"], data["schema"])
    told = [each["code"] for each in data["findings"] if each["force"] in ("hard", "soft")]
    assert [f"visit-{each}" for each in codes] == sorted(told)
    code, screen, _ = run(*arguments(name))
    assert status == code
    assert all(f"(visit-{each})" in screen for each in codes)


def test_nothing_told_cannot_say(tmp_path: Path) -> None:
    """30, with everything that is missing named, a line each."""
    path = tmp_path / "visit.toml"
    path.write_text(HEAD, "utf-8")
    code, text, _ = run(CASES / "two-drugs.toml", path)
    assert 30 == code
    assert "CANNOT SAY" in text.splitlines()[0]
    assert 1 == text.count("? fill.label is not told: the label against what the pump is told")


def test_bad_input_is_65() -> None:
    """A plan in the place of a visit."""
    code, text, errors = run(VIALS, PLAN)
    assert (65, "") == (code, text)
    assert 'A visit begins with schema = "cisterna.visit/1".' in errors


def test_a_visit_from_standard_input() -> None:
    """A dash reads it from there."""
    text = (FOLDER / "as-it-should-be.toml").read_text("utf-8")
    assert 0 == run(CASES / "two-drugs.toml", "-", given=text)[0]


@pytest.mark.parametrize("code", VISIT)
def test_a_finding_has_words(code: str) -> None:
    """A title, a sentence that ends in a stop, and for all but notes something to do."""
    template = VISIT[code]
    assert template.title
    assert template.sentence.endswith(".")
    notes = {"amount-not-accounted-for", "no-limit-for-this-pump", "most-at-risk", "dose-changes-as-planned"}
    assert bool(template.do) is (code.removeprefix("visit-") not in notes)


def test_every_code_that_is_made_has_a_template_and_the_other_way_round() -> None:
    """The codes in the package are those of the words."""
    source = "".join(path.read_text("utf-8") for path in (ROOT / "src" / "cisterna" / "visit").glob("*.py"))
    unused = [code for code in VISIT if f'"{code.removeprefix("visit-")}"' not in source]
    assert [] == unused


def test_a_narrow_screen_and_no_color() -> None:
    """Every line fits, and no color is used unless it may be."""
    found = check((FOLDER / "as-it-should-be.toml").read_text("utf-8"))
    narrow = render_visit(found, knowledge(), Style(width=60))
    assert max(map(len, narrow.splitlines())) <= 60 + len("baclofen.interrogate.bmc-2004")
    assert "\x1b[" not in narrow
    assert "\x1b[" in render_visit(found, knowledge(), Style(color=True))


def test_no_number_stands_without_a_unit_or_with_a_trailing_zero() -> None:
    """As ISMP writes numbers."""
    for name in EXAMPLES:
        screen = run(*arguments(name))[1].partition("\nSources")[0]
        assert [] == re.findall(r"(?<![\d.])\.\d|\d\.\d*0(?= m)", screen)


def test_the_page_lists_the_sections() -> None:
    """The reference names every section and every status word."""
    from cisterna.files.visit import SECTIONS
    from cisterna.visit import STATUSES

    page = (ROOT / "docs" / "reference" / "visit-files.md").read_text("utf-8")
    assert [] == [name for name in SECTIONS if f"## `[{name}]`" not in page]
    assert [] == [word for word in STATUSES if f"`{word}`" not in page]
