"""The errand of `cisterna sensitivity`: the plan that is meant, and how far each input may be off."""

from __future__ import annotations

from typing import NamedTuple

from cisterna.consult.sensitivity import Sensitivity, sensitivity
from cisterna.desk import open_plan, run
from cisterna.knowledge import Knowledge
from cisterna.therapy import Case, Plan

__all__ = ["NoPlan", "Varied", "vary"]


class NoPlan(ValueError):
    """No plan to vary: none can be made, or none is called so."""


class Varied(NamedTuple):
    """A plan by its name, and what was found."""

    name: str
    plan: Plan
    found: Sensitivity


def vary(
    case: Case, knowledge: Knowledge, *, plan_text: str | None = None, plan_name: str = "", chosen: str | None = None
) -> Varied:
    """
    The plan in `plan_text`; else the one called `chosen`, else the one shown first for the case.

    Raises `NoPlan` where there is none, `FileProblems` where the plan cannot be read.
    """
    if plan_text is not None:
        plan = open_plan(plan_text, plan_name, case, knowledge)
        return Varied(plan_name, plan, sensitivity(case, plan, knowledge))
    offers = run(case, knowledge).offers
    if not offers:
        raise NoPlan("No plan can be made for this case, so there is nothing to vary. Run `cisterna plan` to see why.")
    named = {offer.id: offer for offer in offers}
    if chosen is not None and chosen not in named:
        raise NoPlan(f"no plan is called '{chosen}'; there are {', '.join(named)}")
    offer = offers[0] if chosen is None else named[chosen]
    return Varied(offer.id, offer.plan, sensitivity(case, offer.plan, knowledge))
