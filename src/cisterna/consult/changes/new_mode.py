"""Another mode at the same daily dose: simple continuous to flex, or back. Every drug in the pump follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cisterna.consult.changes.fills import seen_again
from cisterna.consult.changes.making import Draft, Made, Maker, Making, NoWay
from cisterna.consult.watch import watch_arrival
from cisterna.quantities import Duration, Ratio
from cisterna.reasons import Finding, Force
from cisterna.surveillance import Window
from cisterna.therapy import Change, Flex, NewMode, Plan, Program, Reprogram
from cisterna.transition import Arrival

__all__ = ["MAKER"]

NAME = "mode"
NOW = Duration(0)


def asked(change: Change) -> Finding:
    """The request in a sentence."""
    assert isinstance(change, NewMode)
    return Finding("asked-flex" if isinstance(change.mode, Flex) else "asked-simple-continuous", Force.NOTE)


def make(making: Making) -> Made:
    """One way: the same concentrations and patient boluses, the asked mode. None where the daily dose would differ."""
    change, running = making.change, making.case.running
    assert isinstance(change, NewMode)
    old = running.program
    program = replace(old, mode=change.mode, bridge=None, prime=None, bolus=None)
    drug = old.primary
    values = {"drug": drug, "old": old.daily_dose, "new": program.daily_dose}
    if program.mode == old.mode:
        return Made(not_possible=(NoWay(NAME, Finding("mode-runs-already", Force.NOTE)),))
    if not old.daily_dose:
        return Made(not_possible=(NoWay(NAME, Finding("pump-delivers-nothing", Force.NOTE, values={"held": drug})),))
    if abs(program.daily_dose / old.daily_dose - 1) > making.knowledge.policy.tie_band.value:
        return Made(not_possible=(NoWay(NAME, Finding("mode-changes-daily-dose", Force.NOTE, values=values)),))
    flow = program.flow_for(program.daily_dose)
    draft = Draft(
        id=NAME,
        called="way-flex" if isinstance(change.mode, Flex) else "way-simple-continuous",
        values={"drug": drug, "dose": program.daily_dose},
        plan=Plan((Reprogram(NOW, program),)),
        form=making.case.fill.form,
        flow=flow + running.flow_of_boluses(program),
        windows=_watched(making, program),
        calls=seen_again(making, NOW),
        notes=(*_shape(making, program), *_rounded(values)),
    )
    return Made((draft,))


def _watched(making: Making, program: Program) -> tuple[Window, ...]:
    """At some hours more of an opioid comes than before: it is watched like an arrival."""
    opioids = {drug.id for drug in making.knowledge.catalogue.drugs if drug.kind == "opioid"}
    more = [drug for drug in making.case.running.fill if drug in opioids]
    before = max(flow.value for _, flow in making.case.running.program.steps)
    if not more or max(flow.value for _, flow in program.steps) <= before:
        return ()
    return (watch_arrival(NOW, Arrival(NOW, NOW, NOW), more, making.knowledge, making.ask),)


def _shape(making: Making, program: Program) -> Iterator[Finding]:
    """The least and the most that each drug then runs at, beside its even rate: one schedule moves them all."""
    flows = [flow for _, flow in program.steps]
    least, most = min(flows, key=lambda flow: flow.value), max(flows, key=lambda flow: flow.value)
    even = program.flow_for(program.daily_dose)
    for drug, strength in making.case.running.fill.items() if least != most else ():
        values = {
            "drug": drug,
            "least": strength * least,
            "most": strength * most,
            "low": Ratio(least / even),
            "high": Ratio(most / even),
        }
        yield Finding("schedule-of-a-drug", Force.NOTE, values=values)


def _rounded(values: dict[str, object]) -> Iterator[Finding]:
    if values["old"] != values["new"]:
        yield Finding("mode-rounds-daily-dose", Force.NOTE, values=values)


MAKER = Maker(asked, make)
"""A new mode."""
