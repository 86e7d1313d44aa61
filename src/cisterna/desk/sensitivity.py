"""The errand of `cisterna sensitivity`: the plan that is meant, and how far each input may be off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cisterna.consult import Consultation
from cisterna.consult.after import case_after, pump_bias
from cisterna.consult.sensitivity import Sensitivity, sensitivity
from cisterna.desk import open_plan, plan_case
from cisterna.knowledge import Knowledge
from cisterna.therapy import Case, Plan

__all__ = ["NoPlan", "Varied", "vary"]


class NoPlan(ValueError):
    """No plan to vary: none can be made, or none is called so."""


class Varied(NamedTuple):
    """A plan by its name, the case it is judged in, and what was found."""

    name: str
    case: Case
    plan: Plan
    found: Sensitivity


def vary(
    case: Case, knowledge: Knowledge, *, plan_text: str | None = None, plan_name: str = "", chosen: str | None = None
) -> Varied:
    """
    The plan in `plan_text`; else the one called `chosen`, else the one shown first for the case.

    Raises `NoPlan` where there is none, `FileProblems` where the plan cannot be read.
    """
    also = tuple(pump_bias(case, knowledge))
    if plan_text is not None:
        plan, judged = open_plan(plan_text, plan_name, case, knowledge), case_after(case, knowledge)
        return Varied(plan_name, judged, plan, sensitivity(judged, plan, knowledge, also=also))
    named = {name: (judged, plan) for name, judged, plan in _plans(case, knowledge)}
    if not named:
        raise NoPlan("No plan can be made for this case, so there is nothing to vary. Run `cisterna plan` to see why.")
    if chosen is not None and chosen not in named:
        raise NoPlan(f"no plan is called '{chosen}'; there are {', '.join(named)}")
    name = next(iter(named)) if chosen is None else chosen
    return Varied(name, *named[name], sensitivity(*named[name], knowledge, also=also))


def _plans(case: Case, knowledge: Knowledge) -> Iterator[tuple[str, Case, Plan]]:
    """Every plan for what the case asks for, best first, each with the case in which it is judged."""
    found = plan_case(case, knowledge)
    if isinstance(found, Consultation):
        yield from ((offer.id, case, offer.plan) for offer in found.offers)
    else:
        yield from ((way.id, way.case, way.plan) for way in found.ways)
