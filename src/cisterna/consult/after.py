"""
The case as it is after surgery, which is what a plan for it is judged in; and what two pumps do to one dose.

A plan that is typed in is judged in the same case as one that is made here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cisterna.consult.assess import path_of
from cisterna.knowledge import Knowledge
from cisterna.quantities import Range, Ratio, Volume
from cisterna.reasons import Finding, Force
from cisterna.therapy import Case, NewSystem, Slug, accuracy_of

__all__ = ["case_after", "pump_bias"]


def case_after(case: Case, knowledge: Knowledge) -> Case:
    """
    The case in its new catheter or pump, the line as the surgeon left it; any other case as it is.

    The doses last intended stay what every plan is held against. Doing it twice changes nothing more.
    """
    change = None if case.request is None else case.request.change
    if not isinstance(change, NewSystem):
        return case
    new, running = change.system, case.running
    intended = {drug: running.held_dose(drug) for drug in running.fill} | dict(running.intended)
    if change.what == "pump":
        if new.catheter.volume is None and new.catheter.model is None:
            new = replace(new, catheter=case.system.catheter)
        running = replace(running, reservoir_volume=Volume(0))
    else:
        new = replace(case.system, tubing_volume=new.tubing_volume or case.system.tubing_volume, catheter=new.catheter)
    after = replace(case, system=new, running=replace(running, intended=intended))
    path = path_of(after, knowledge).range
    if path is None or not path.high:
        return after
    # The longest line it may be; of a shorter one the part that fits counts.
    return replace(after, running=replace(after.running, line=(Slug(path.high, change.line),)))


def pump_bias(case: Case, knowledge: Knowledge) -> Iterator[Finding]:
    """
    Two pumps err each in its own way: the dose may change by both together, and which way nobody knows yet.

    The same pump's bias cancels where a plan is held against what that pump gave before; another pump's does not.
    """
    change = None if case.request is None else case.request.change
    if not isinstance(change, NewSystem) or change.what != "pump":
        return
    policy, after = knowledge.policy, case_after(case, knowledge)
    new, old = (_accuracy(each, knowledge) for each in (after, case))
    if new is None or old is None:
        missing = ("request.replace_pump.accuracy",) if new is None else ("system.accuracy",)
        yield Finding("new-pump-accuracy-unknown", Force.UNKNOWN, missing=missing)
        return
    low, high = Ratio(new.low.value / old.high.value), Ratio(new.high.value / old.low.value)
    for drug in case.running.fill:
        dose = case.running.held_dose(drug)
        values = {"drug": drug, "low": dose * low.value, "high": dose * high.value, "least": low, "most": high}
        if 1 - low.value > policy.day_fall_refused.value or high.value - 1 > policy.day_rise_needs_override.value:
            missing = ("what the new pump's own refills show",)
            yield Finding("new-pump-bias-unknown", Force.UNKNOWN, values=values, missing=missing)
        else:
            yield Finding("new-pump-bias", Force.NOTE, values=values)


def _accuracy(case: Case, knowledge: Knowledge) -> Range[Ratio] | None:
    pump = None if case.system.pump is None else knowledge.catalogue.pump(case.system.pump)
    return accuracy_of(case.system, None if pump is None else pump.accuracy)
