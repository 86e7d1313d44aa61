"""Orders for tests: the shipped pack, its policy with parts of it changed, and plans written in a line."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from cisterna.consult.ask import Ask
from cisterna.consult.order import FillOrder, Order, order_of
from cisterna.desk import open_case, open_knowledge
from cisterna.knowledge import Knowledge
from cisterna.papers.order import check_lines
from cisterna.papers.words import Words
from cisterna.quantities import Concentration, DoseRate, Duration, Volume
from cisterna.reasons import Finding, Trace
from cisterna.therapy import Case, Mixture, Plan, Program, Refill, Reprogram, SimpleContinuous, Stock

ROOT = Path(__file__).parents[2]
POWDER, VIALS = "compounded from powder", "commercial vials"
BOTH = {"baclofen": "2000 mcg/mL", "hydromorphone": "66 mcg/mL"}
THIN = {"baclofen": "1500 mcg/mL", "hydromorphone": "66 mcg/mL"}


@cache
def knowledge() -> Knowledge:
    """The shipped pack under the shipped policy."""
    return open_knowledge()


def house(**changed: Any) -> Knowledge:
    """The shipped pack under a policy with some values changed."""
    shipped = knowledge()
    other = open_knowledge()
    other.policy = replace(shipped.policy, **changed)
    return other


@cache
def seed() -> Case:
    """The example: Monday, 2026-11-23, 08:00; 12.4 mL of baclofen 2,000 mcg/mL at 300 mcg/day; made from powder."""
    return open_case((ROOT / "examples" / "seed.toml").read_text("utf-8"), "seed.toml", knowledge())


def made(form: str | None, *stock: Stock, exposure: str = "naive") -> Case:
    """The example with another form of the fill, and other stocks where any are named."""
    case = seed()
    patient = replace(case.patient, opioid_exposure=exposure)
    return replace(case, fill=replace(case.fill, form=form), stock=stock or case.stock, patient=patient)


def mixture(parts: dict[str, str]) -> Mixture:
    """Concentrations from text."""
    return Mixture({drug: Concentration.parse(text) for drug, text in parts.items()})


def refill(parts: dict[str, str], *, volume: str = "38.6 mL", day: int = 0, **more: Any) -> Refill:
    """A refill so many days after the moment of the case."""
    return Refill(Duration(day), Volume.parse(volume), mixture(parts), **more)


def typed(parts: dict[str, str], *, dose: str = "300 mcg/day", day: int = 0) -> Reprogram:
    """A simple continuous program for such a fill."""
    return Reprogram(Duration(day), Program("baclofen", mixture(parts), SimpleContinuous(DoseRate.parse(dose))))


def plan(parts: dict[str, str], entered: dict[str, str] | None = None, **more: Any) -> Plan:
    """One refill and the program for it; `entered` where the pump is told something else."""
    return Plan((refill(parts, **more), typed(entered or parts)))


def order(given: Plan, case: Case | None = None, known: Knowledge | None = None) -> Order:
    """The order for a plan."""
    opened, pack = case or seed(), known or knowledge()
    return order_of(opened, given, pack, Ask(pack, opened.on, Trace()))


def first(given: Plan, case: Case | None = None, known: Knowledge | None = None) -> FillOrder:
    """The order for the first refill of a plan."""
    return order(given, case, known).fills[0]


def codes(findings: tuple[Finding, ...]) -> list[str]:
    """Codes without their first word."""
    return [each.code.removeprefix("order-") for each in findings]


def words(case: Case | None = None) -> Words:
    """How names and times are written."""
    return Words(knowledge().catalogue, (case or seed()).clock)


def checks(fill: FillOrder) -> list[str]:
    """What a second person reads back."""
    return check_lines(fill, words())
