"""
What has happened already where a plan begins: a pump that stands still, steps that were done before a rescue.

A pump that stands still gives nothing until a plan programs it, whatever ran before.
"""

from __future__ import annotations

from cisterna.quantities import Duration
from cisterna.therapy.case import Case
from cisterna.therapy.change import NewSystem, Rescue, Restart
from cisterna.therapy.plan import Plan, Reprogram, Step, Stop

__all__ = ["as_it_stands", "is_done"]

NOW = Duration(0)


def as_it_stands(case: Case, plan: Plan) -> Plan:
    """
    `plan` as the pump carries it out: stopped from the moment of the case where the case says that it has stopped.

    A plan that begins with a program, and any plan in another case, is what comes back. Doing it twice changes nothing
    more.
    """
    change = None if case.request is None else case.request.change
    first = next((step for step in plan.steps if isinstance(step, Reprogram | Stop)), None)
    if not isinstance(change, Restart | NewSystem) or (first is not None and first.at == NOW):
        return plan
    return Plan((Stop(NOW), *plan.steps))


def is_done(case: Case, step: Step) -> bool:
    """True for a step that was made before the change was found wrong: it is told, and not to be made again."""
    change = None if case.request is None else case.request.change
    return isinstance(change, Rescue) and step in change.done
