"""
The import contract of pyproject.toml: kept by the code, and able to catch what it is for.

A skeleton of empty packages with the project's own contract is built, one fault is planted in it, and the contract must
break. So a contract that no longer looks at anything cannot pass for one that is kept.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CONFIG: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
CONTRACTS: list[dict[str, Any]] = CONFIG["contracts"]
LAYERS: list[list[str]] = [
    [name.strip(" ()") for name in layer.split("|")]
    for layer in next(c for c in CONTRACTS if c["type"] == "layers")["layers"]
]
CORE = [name for layer in LAYERS[LAYERS.index(["consult"]) :] for name in layer]
THERE = [name for name in CORE if (ROOT / "src" / "cisterna" / name / "__init__.py").is_file()]
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contract of `folder`/pyproject.toml on `folder`/src."""
    return subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "400"},
    )


def test_the_contract_is_kept() -> None:
    """No package imports what it may not."""
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("about", ["machine", "standard library"])
def test_the_contract_covers_the_whole_core(about: str) -> None:
    """Every package from consult downward that exists is named in the contracts on the core."""
    contract = next(c for c in CONTRACTS if about in c["name"])
    assert sorted(f"cisterna.{name}" for name in THERE) == sorted(contract["source_modules"]), (
        "add the new package to source_modules of this contract in pyproject.toml"
    )


def test_the_purity_test_covers_the_whole_core() -> None:
    """The list in test_core_is_pure.py names every package of the core, whether it is there yet or not."""
    text = (Path(__file__).parent / "test_core_is_pure.py").read_text("utf-8")
    named = text.split("CORE = (")[1].split(")")[0]
    assert set(CORE) == {line.strip(' ",') for line in named.splitlines() if line.strip()}


APART = {
    "transition": {"safety", "inspection"},
    "safety": {"transition", "delivery", "consult", "surveillance"},
    "inspection": {"transition", "delivery", "consult", "surveillance"},
}


@pytest.mark.skipif(not {"safety", "transition"} <= set(THERE), reason="there is no verifier yet")
@pytest.mark.parametrize("package", APART)
def test_proposing_and_verifying_are_kept_apart(package: str) -> None:
    """P6: a contract of type forbidden says so, for whatever of them is there."""
    wanted = {f"cisterna.{name}" for name in APART[package] & set(THERE)}
    forbidden = {
        name
        for contract in CONTRACTS
        if contract["type"] == "forbidden" and contract["source_modules"] == [f"cisterna.{package}"]
        for name in contract["forbidden_modules"]
    }
    assert wanted <= forbidden, (
        f"add to pyproject.toml a contract of type forbidden with source_modules = ['cisterna.{package}'] "
        f"and forbidden_modules = {sorted(wanted)}"
    )


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """An empty package for every layer, under the project's own contract."""
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    package = tmp_path / "src" / "cisterna"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    for name in (name for layer in LAYERS for name in layer if not name.startswith("__")):
        (package / name).mkdir()
        (package / name / "__init__.py").touch()
    return tmp_path


FAULTS = {
    "upward import": {"reasons": "import cisterna.therapy"},
    "the machine in the core": {"therapy": "import os"},
    "the machine in the core, through another module": {
        "therapy": "import cisterna.quantities",
        "quantities": "import time",
    },
    "a library in the core": {"reasons": "import msgspec"},
    "beside": {"delivery": "import cisterna.safety"},
    "a folder on no line": {"helpers": ""},
}
if {"safety", "transition"} <= set(THERE):
    FAULTS["the planner asks the judge"] = {"transition": "import cisterna.safety"}
    FAULTS["the judge asks the planner"] = {"safety": "import cisterna.transition"}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_caught(skeleton: Path, fault: dict[str, str]) -> None:
    """Each contract breaks when it should."""
    for name, code in fault.items():
        folder = skeleton / "src" / "cisterna" / name
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").write_text(code + "\n", "utf-8")
    result = lint(skeleton)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout


def test_the_empty_skeleton_is_kept(skeleton: Path) -> None:
    """Without a fault the same skeleton passes, so it is the fault that is caught."""
    result = lint(skeleton)
    assert result.returncode == 0, result.stdout + result.stderr
