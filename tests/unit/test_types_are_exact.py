"""The type checker finds floats that a syntax tree cannot see; planted ones are caught, exact code is left alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PLANTED = """
import math
from datetime import timedelta
from fractions import Fraction

def share(part: int, whole: int) -> object:
    return part / whole  # float

def ratio(part: timedelta, whole: timedelta) -> object:
    return part / whole  # float

def seconds(elapsed: timedelta) -> object:
    return elapsed.total_seconds()  # float

def average(values: list[int]) -> object:
    return sum(values) / len(values)  # float

def root(value: Fraction) -> object:
    return math.sqrt(value)  # float

def made(value: int) -> object:
    return float(value)  # float

def rounded(part: int, whole: int) -> int:
    return round(part / whole)  # float

def exact(part: int, whole: int) -> object:
    return Fraction(part, whole) / 3 + part // whole + Fraction(part) / whole

def scaled(value: Fraction, places: int) -> int:
    return round(value * 10**places)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two modules with the same content: one in the core, one at the edge."""
    root = tmp_path_factory.mktemp("project")
    for package in ("delivery", "papers"):
        folder = root / "src" / "cisterna" / package
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(PLANTED, "utf-8")
    (root / "src" / "cisterna" / "__init__.py").touch()
    (root / "tools").mkdir()
    (root / "tools" / "mypy_exact.py").write_bytes((ROOT / "tools" / "mypy_exact.py").read_bytes())
    settings = (
        '[tool.mypy]\nstrict = true\nmypy_path = "src"\npackages = ["cisterna"]\nplugins = ["tools/mypy_exact.py"]\n'
    )
    (root / "pyproject.toml").write_text(settings, "utf-8")
    return root


def test_each_planted_float_is_caught_in_the_core_and_nowhere_else(project: Path) -> None:
    """Exactly the lines that are marked."""
    result = subprocess.run(
        [sys.executable, "-m", "mypy"], cwd=project, capture_output=True, text=True, check=False, env={"PATH": ""}
    )
    caught = {line.split(":")[0] + ":" + line.split(":")[1] for line in result.stdout.splitlines() if "[exact]" in line}
    marked = [number for number, line in enumerate(PLANTED.splitlines(), 1) if line.endswith("# float")]
    assert {f"src/cisterna/delivery/__init__.py:{number}" for number in marked} == caught, result.stdout + result.stderr


def test_the_plugin_knows_the_whole_core() -> None:
    """Its list is that of the purity test."""
    lists = [
        {name.strip('" ') for name in text.split(start)[1].split(end)[0].replace("\n", " ").split(",") if name.strip()}
        for text, start, end in (
            ((ROOT / "tools" / "mypy_exact.py").read_text("utf-8"), "CORE = {", "}"),
            ((ROOT / "tests" / "unit" / "test_core_is_pure.py").read_text("utf-8"), "CORE = (", ")"),
        )
    ]
    assert lists[0] == lists[1]
