"""Visits for tests: the shipped pack, two cases, and a visit at which everything is as it should be."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from cisterna.desk import open_case, open_knowledge, open_plan
from cisterna.desk.visiting import visit
from cisterna.knowledge import Knowledge
from cisterna.reasons import Finding
from cisterna.therapy import Case, Plan
from cisterna.visit import VisitCheck
from cisterna.wording import do_about, say

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "visits"
HEAD = 'schema = "cisterna.visit/1"\n'
SOUND = (FOLDER / "as-it-should-be.toml").read_text("utf-8")
PLANNED = (FOLDER / "as-planned.toml").read_text("utf-8")


@cache
def knowledge() -> Knowledge:
    """The shipped pack under the shipped policy."""
    return open_knowledge()


@cache
def case(name: str = "visits/cases/two-drugs") -> Case:
    """A case among the examples."""
    return open_case((ROOT / "examples" / f"{name}.toml").read_text("utf-8"), f"{name}.toml", knowledge())


@cache
def planned_case() -> tuple[Case, Plan]:
    """A case with the plan that was to be carried out."""
    opened = case("seed-vials")
    return opened, open_plan(
        (ROOT / "examples" / "plans" / "bridge.toml").read_text("utf-8"), "plan", opened, knowledge()
    )


def with_pump(pump: str | None) -> Case:
    """The case with another pump."""
    return replace(case(), system=replace(case().system, pump=pump))


def check(text: str, opened: Case | None = None, plan: Plan | None = None) -> VisitCheck:
    """The visit in a text, checked."""
    return visit(opened or case(), text, "visit.toml", knowledge(), plan=plan)


def changed(old: str, new: str, text: str = SOUND) -> str:
    """A visit with one line written otherwise; the line has to be there once."""
    assert 1 == text.count(old), old
    return text.replace(old, new)


def planned(old: str = "", new: str = "") -> VisitCheck:
    """The visit that followed its plan, with one line written otherwise."""
    opened, plan = planned_case()
    return check(changed(old, new, PLANNED) if old else PLANNED, opened, plan)


def drawn(expected: str, aspirated: str, opened: Case | None = None, *, filled_to: str = "") -> VisitCheck:
    """A visit of which only the volumes are told."""
    before = f'[before]\nreservoir_volume = "{expected}"\n'
    before += f'filled_to = "{filled_to}"\n' if filled_to else ""
    return check(f'{HEAD}{before}[aspirated]\nvolume = "{aspirated}"\n', opened)


def found(result: VisitCheck) -> list[str]:
    """Codes of everything that is to be acted on, without their first word."""
    return sorted(each.code.removeprefix("visit-") for each in result.findings if each.force.value in ("hard", "soft"))


def not_told(result: VisitCheck) -> set[str]:
    """Everything that is asked for."""
    return {name for each in result.findings for name in each.missing}


def the(result: VisitCheck, code: str) -> Finding:
    """The one finding with this code."""
    (finding,) = (each for each in result.findings if each.code == f"visit-{code}")
    return finding


def said(finding: Finding) -> str:
    """Its sentence and what to do."""
    return f"{say(finding)} {do_about(finding)}".strip()
