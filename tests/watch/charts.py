"""Charts for tests: the shipped pack, a patient with both drugs, and rows as a person would chart them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from cisterna.consult.charted import Surveillance
from cisterna.desk import open_case, open_knowledge
from cisterna.desk.watching import watch
from cisterna.knowledge import Knowledge
from cisterna.reasons import Finding
from cisterna.therapy import Case
from cisterna.wording import do_about, say

FOLDER = Path(__file__).parents[2] / "examples" / "charts"
HEADER = "at,item,value,unit,by"
NOW = "2026-11-23 22:30"


@cache
def knowledge() -> Knowledge:
    """The shipped pack under the shipped policy."""
    return open_knowledge()


@cache
def both_drugs() -> Case:
    """An adult with baclofen and hydromorphone in one pump."""
    return open_case((FOLDER / "quiet-night" / "case.toml").read_text("utf-8"), "case.toml", knowledge())


@cache
def baclofen_only() -> Case:
    """The same adult with baclofen alone."""
    return replace(both_drugs(), running=replace(both_drugs().running, fill=_without_opioid()))


def _without_opioid():  # type: ignore[no-untyped-def]
    fill = both_drugs().running.fill
    return type(fill)({"baclofen": fill["baclofen"]})


def chart(*rows: str, header: str = HEADER) -> str:
    """A chart in CSV."""
    return "\n".join((header, *rows)) + "\n"


def quiet() -> list[str]:
    """The rows of a night in which everything is charted and nothing found."""
    return (FOLDER / "quiet-night" / "observations.csv").read_text("utf-8").splitlines()[1:]


def seen(*rows: str, case: Case | None = None, now: str = NOW, last_delivery: str | None = None) -> Surveillance:
    """What the rows say."""
    return watch_text(chart(*rows), case=case, now=now, last_delivery=last_delivery)


def watch_text(
    text: str, *, case: Case | None = None, now: str = NOW, last_delivery: str | None = None
) -> Surveillance:
    """What a whole file says."""
    return watch(case or both_drugs(), text, "chart.csv", knowledge(), now=now, last_delivery=last_delivery)


def said(finding: Finding) -> str:
    """The sentence of a finding and what to do about it."""
    return f"{say(finding)} {do_about(finding)}".strip()


def raised(found: Surveillance) -> dict[str, str]:
    """Each state that is found, and how far it has come."""
    return {each.state: each.stage for each in found.raised}
