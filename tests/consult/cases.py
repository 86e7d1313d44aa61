"""The shipped examples, consulted once each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cisterna.consult import Consultation
from cisterna.desk import open_case, open_knowledge, run
from cisterna.knowledge import Knowledge
from cisterna.therapy import Case

FOLDER = Path(__file__).parents[2] / "examples"
BROKEN = ("contradiction.toml",)
EXAMPLES = sorted(path.name for path in FOLDER.glob("*.toml") if path.name not in BROKEN)


@cache
def knowledge() -> Knowledge:
    """The shipped pack under the shipped policy."""
    return open_knowledge()


@cache
def case(name: str) -> Case:
    """An example, read."""
    return open_case((FOLDER / name).read_text("utf-8"), name, knowledge())


@cache
def consulted(name: str) -> Consultation:
    """An example, consulted."""
    return run(case(name), knowledge())
