"""
What starting costs: no import that is not needed, and few dataclasses.

A frozen dataclass generates and compiles code at every start, about half a millisecond each, never cached.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "cisterna"
MOST_DATACLASSES = 150

REPORT = """
import json, sys
before = set(sys.modules)
{imports}
loaded = {{name: module for name, module in sys.modules.items() if name not in before}}
classes = {{
    f"{{thing.__module__}}.{{thing.__qualname__}}"
    for name, module in loaded.items() if name.partition(".")[0] == "cisterna"
    for thing in vars(module).values() if isinstance(thing, type) and "__dataclass_fields__" in vars(thing)
}}
print(json.dumps({{"modules": sorted(loaded), "dataclasses": sorted(classes)}}))
"""


def core_packages() -> list[str]:
    """The packages of the core that are there, from the import contract."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    found: list[str] = next(contract for contract in contracts if "machine" in contract["name"])["source_modules"]
    return found


def report(*modules: str) -> dict[str, Any]:
    """What a fresh interpreter holds after importing these."""
    result = subprocess.run(
        [sys.executable, "-c", REPORT.format(imports="\n".join(f"import {module}" for module in modules))],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_the_core_brings_in_the_standard_library_alone() -> None:
    """No array, web, FHIR or command-line library comes with the core."""
    modules = report(*core_packages())["modules"]
    tops = {name.partition(".")[0] for name in modules}
    assert {"cisterna"} == {name for name in tops if name not in sys.stdlib_module_names}
    assert not {"asyncio", "ctypes", "email", "http", "logging", "socket", "sqlite3", "ssl", "urllib", "xml"} & tops


@pytest.mark.skipif(not (SOURCE / "cli" / "__init__.py").is_file(), reason="there is no command line yet")
def test_the_command_line_brings_in_what_it_declares_and_no_more() -> None:
    """msgspec and click; nothing for servers, databases or pictures."""
    modules = report("cisterna.cli", *core_packages())["modules"]
    tops = {name.partition(".")[0] for name in modules if name.partition(".")[0] not in sys.stdlib_module_names}
    assert tops <= {"cisterna", "cisterna_kb", "click", "msgspec", "tzdata"}
    assert not {"asyncio", "http", "socket", "sqlite3", "ssl", "xml"} & {name.partition(".")[0] for name in modules}


def test_dataclasses_are_counted() -> None:
    """At most 150 by the time a plan can be made."""
    edge = [
        f"cisterna.{name}" for name in ("files", "wording", "desk", "cli") if (SOURCE / name / "__init__.py").is_file()
    ]
    classes = report(*core_packages(), *edge)["dataclasses"]
    assert classes
    assert len(classes) <= MOST_DATACLASSES, classes
