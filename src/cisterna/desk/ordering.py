"""The errand of `cisterna order`: the order for a plan of ours or for one typed in, with the verdict on that plan."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from cisterna.consult import Consultation, Offer, check_plan
from cisterna.consult.after import case_after
from cisterna.consult.ask import Ask
from cisterna.consult.order import Order, order_of
from cisterna.desk import plan_case
from cisterna.knowledge import Knowledge
from cisterna.reasons import Finding, Force, Judgement, Trace, Verdict
from cisterna.reasons.verdict import worst
from cisterna.therapy import Case, Plan

__all__ = ["NothingToOrder", "Ordered", "order"]


class NothingToOrder(ValueError):
    """No plan could be made, or none is called so: there is nothing to write an order for."""


class Ordered(NamedTuple):
    """
    A plan, what the verifier says of it, and its order; no order where the plan is refused.

    `name` is the plan's id, or the name of the file it came from; `case` the one in which it is judged.
    """

    name: str
    case: Case
    plan: Plan
    judgement: Judgement
    order: Order | None

    @property
    def verdict(self) -> Verdict:
        """The worse of both: of the plan and of its order."""
        verdict = self.judgement.verdict
        return verdict if self.order is None else worst(verdict, self.order.judgement.verdict)

    @property
    def against(self) -> tuple[Finding, ...]:
        """What stands against the plan itself: everything that is more than a note."""
        return tuple(finding for finding in self.judgement.findings if finding.force is not Force.NOTE)


def order(
    case: Case, knowledge: Knowledge, *, plan: Plan | None = None, name: str = "", show: str | None = None
) -> Ordered:
    """
    The order for `plan` (in the file `name`), or for the plan called `show` of those that we make, or for the best.

    Raises `NothingToOrder`.
    """
    if plan is not None:
        judgement = check_plan(case, plan, knowledge, on=case.on).judgement
        return _ordered(case_after(case, knowledge), name, plan, judgement, knowledge)
    found = plan_case(case, knowledge)
    plans = found.offers if isinstance(found, Consultation) else found.ways
    if not plans:
        raise NothingToOrder("There is no plan to order for. `cisterna plan` with this case says why.")
    try:
        chosen = plans[0] if show is None else found.offer(show) if isinstance(found, Consultation) else found.way(show)
    except KeyError as error:
        raise NothingToOrder(error.args[0]) from None
    if isinstance(chosen, Offer):
        return _ordered(_made(case, chosen.candidate.made_from), chosen.id, chosen.plan, chosen.judgement, knowledge)
    return _ordered(_made(chosen.case, chosen.form), chosen.id, chosen.plan, chosen.assessed.judgement, knowledge)


def _made(case: Case, form: str | None) -> Case:
    """The case with the fill made as the plan has it."""
    return case if form is None else replace(case, fill=replace(case.fill, form=form))


def _ordered(case: Case, name: str, plan: Plan, judgement: Judgement, knowledge: Knowledge) -> Ordered:
    if judgement.verdict.name == "Refused":
        return Ordered(name, case, plan, judgement, None)
    return Ordered(name, case, plan, judgement, order_of(case, plan, knowledge, Ask(knowledge, case.on, Trace())))
