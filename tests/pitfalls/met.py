"""A case, changed by a few lines, and the pitfalls it meets in `plan` and in `check`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from cisterna.consult import check_plan
from cisterna.desk import open_case, open_plan, run
from cisterna.knowledge import Knowledge
from cisterna.papers.words import Words
from cisterna.reasons import Finding
from cisterna.therapy import Case
from cisterna.wording import say
from consult.cases import knowledge

ROOT = Path(__file__).parents[2]
SEED = (ROOT / "examples/seed.toml").read_text("utf-8")
TOLERANT = (ROOT / "examples/tolerant-oxycodone-40.toml").read_text("utf-8")
BRIDGE = (ROOT / "examples/plans/bridge.toml").read_text("utf-8")
NOTHING_LEFT_OPEN = """
[patient.conditions]
anticoagulant = "no"
infection = "no"
pregnancy = "no"
autonomic_dysreflexia = "no"
end_of_life = "no"
mri_planned = "no"

[prepared]
trial = "yes"
psychological_assessment = "yes"
consent = "yes"
second_check = "yes"
naloxone_at_home = "yes"
carer_taught = "yes"
device_card = "yes"
"""


def changed(text: str, *changes: tuple[str, str]) -> str:
    """`text` with each first string replaced by the second; each must be there exactly once."""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the case"
        text = text.replace(old, new)
    return text


@cache
def read(text: str) -> Case:
    """The case in a text."""
    return open_case(text, "case.toml", knowledge())


@cache
def planned(text: str) -> tuple[Finding, ...]:
    """The pitfalls of the best plan, or of the case where no plan can be made."""
    found = run(read(text), knowledge())
    return found.offers[0].pitfalls if found.offers else found.pitfalls


@cache
def checked(text: str, plan: str = BRIDGE) -> tuple[Finding, ...]:
    """The pitfalls of a plan that somebody typed in."""
    case, known = read(text), knowledge()
    return check_plan(case, open_plan(plan, "plan.toml", case, known), known, on=case.on).pitfalls


def of(found: tuple[Finding, ...], code: str) -> list[Finding]:
    """Those of one code."""
    return [each for each in found if each.code == f"pitfall-{code}"]


def sentence(finding: Finding, text: str, known: Knowledge | None = None) -> str:
    """As the screen says it."""
    words = Words((known or knowledge()).catalogue, read(text).clock)
    return say(finding, words.name, words.when)


def entries(name: str) -> list[dict[str, Any]]:
    """The entries of a table of expectations beside this module."""
    found: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))["pitfall"]
    return found
