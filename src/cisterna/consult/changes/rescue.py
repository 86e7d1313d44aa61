"""A change that was made and found wrong: what is in the line now, what the tip gets, and what puts it right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cisterna.consult.assess import path_of
from cisterna.consult.changes.making import Draft, Made, Maker, Making, NoWay
from cisterna.consult.changes.sides import said
from cisterna.consult.doses import sides_of
from cisterna.delivery import Setting
from cisterna.knowledge import Word
from cisterna.quantities import FlowRate, Mass, Ratio, Volume
from cisterna.reasons import Finding, Force
from cisterna.surveillance import Window
from cisterna.therapy import Call, Change, Mixture, Plan, Refill, Rescue
from cisterna.transition.refill import dates_of
from cisterna.transition.rescue import CannotRepair, Found, Repair, found_at, repair

if TYPE_CHECKING:
    from cisterna.consult.change import Way

__all__ = ["MAKER"]

NAME, LEFT = "rescue-program", "rescue-as-it-is"


def asked(change: Change) -> Finding:
    """The request in a sentence."""
    assert isinstance(change, Rescue)
    return Finding("asked-rescue", Force.NOTE, values={"now": change.noticed, "count": len(change.done)})


def make(making: Making) -> Made:
    """What was found, the program that holds the dose from now on, and what comes if nothing is done."""
    change, case, means = making.change, making.case, making.means
    assert isinstance(change, Rescue)
    path = path_of(case, making.knowledge).range
    missing = [
        name
        for name, value in (
            ("system.tubing_volume and system.catheter.volume", path),
            ("running.reservoir_volume", case.running.reservoir_volume),
            ("system.residual_volume", means.residual),
        )
        if value is None
    ]
    if missing or path is None or means.residual is None:
        return Made(findings=(Finding("rescue-cannot-say", Force.UNKNOWN, missing=tuple(missing)),))
    refills = [step for step in change.done if isinstance(step, Refill)]
    middle = Volume((path.low.value + path.high.value) / 2)
    found = found_at(case, change.done, change.noticed, Setting(middle, tuple(means.residual for _ in refills)))
    fill = refills[-1].fill if refills else case.running.fill
    put_right = repair(case, found, making.held, making.pump, fill)
    notes = (*_found(making, found), *_nothing_done(making, found), *_signs(making, found))
    watch = (
        Window("change", found.noticed, found.noticed, found.noticed + making.knowledge.policy.observation_at_refill),
    )
    left = Draft(
        id=LEFT,
        called="way-rescue-left",
        values={},
        plan=Plan(change.done),
        form=case.fill.form,
        flow=_flow(found),
        windows=watch,
        calls=tuple(_refill_due(making, found, _flow(found), fill, refills)),
        notes=notes,
    )
    boundary, without = making.knowledge.policy.short_gap, found.without[making.held]
    if without > boundary:
        sides = tuple(said(making, "restart after an interruption", making.held, "source-on-restart", kind=Word))
        values = {"drug": making.held, "gap": without, "boundary": boundary}
        because = tuple(id for one in sides for id in one.because)
        too_long = Finding("restart-gap-too-long", Force.NOTE, values=values, because=because)
        return Made((left,), (NoWay(NAME, too_long),), sides)
    if isinstance(put_right, CannotRepair):
        values = {**put_right.values, "now": found.noticed}
        return Made((left,), (NoWay(NAME, Finding(put_right.code, Force.NOTE, values=values)),))
    flow = case.running.held_dose(making.held) / fill[making.held]
    mended = left._replace(
        id=NAME,
        called="way-rescue-program",
        values={"now": found.noticed},
        plan=Plan((*change.done, *put_right.steps)),
        flow=flow,
        calls=tuple(_refill_due(making, found, flow, fill, refills)),
        notes=(*notes, *_stretches(making, put_right), *_no_catching_up(making, found)),
    )
    return Made((mended, left))


def _flow(found: Found) -> FlowRate:
    """What runs now, over a day; nothing where the pump is stopped."""
    return FlowRate(0) if found.program is None else found.program.flow_for(found.program.daily_dose)


def _refill_due(making: Making, found: Found, flow: FlowRate, fill: Mixture, refills: list[Refill]) -> Iterator[Call]:
    """When the next refill is due, from what is left now; a mixture counts from the day it was filled."""
    dates = dates_of(making.case, fill, found.left, flow, making.means, at=found.noticed)
    if dates is not None:
        since_fill = found.noticed - refills[-1].at if refills else found.noticed
        due = max(dates.book_by - since_fill, found.noticed, key=lambda at: at.value)
        yield Call(due, f"refill appointment, before: {dates.governed_by}")


def _found(making: Making, found: Found) -> Iterator[Finding]:
    """What the tip gets now beside what it should, what it has got since, and what lies in the line."""
    case = making.case
    for drug in found.gives:
        dose = case.running.held_dose(drug) if drug in case.running.fill else None
        values = {"drug": drug, "gives": found.gives[drug], "start": found.since, "now": found.noticed}
        if dose:
            part = Ratio(found.gives[drug] / dose)
            yield Finding("rescue-tip-now", Force.NOTE, values={**values, "dose": dose, "part": part})
        else:
            yield Finding("rescue-tip-now-new", Force.NOTE, values=values)
        gave, would = found.gave[drug], found.would[drug]
        amounts = {"drug": drug, "gave": gave, "would": would, "start": found.since}
        yield Finding("rescue-given", Force.NOTE, values=amounts)
    for number, slug in enumerate(found.line, start=1):
        for drug, strength in slug.mixture.items():
            values = {"number": number, "volume": slug.volume, "drug": drug, "strength": strength}
            yield Finding("rescue-line", Force.NOTE, values=values)
        if not len(slug.mixture):
            yield Finding("rescue-line-empty", Force.NOTE, values={"number": number, "volume": slug.volume})


def _nothing_done(making: Making, found: Found) -> Iterator[Finding]:
    """How long what is at the tip now goes on if nobody does anything."""
    flow, first = _flow(found), found.line[:1]
    if flow and first and len(found.line) > 1:
        lasts = first[0].volume / flow
        yield Finding("rescue-goes-on", Force.NOTE, values={"lasts": lasts, "until": found.noticed + lasts})


def _signs(making: Making, found: Found) -> Iterator[Finding]:
    """Which emergency to think of: too much or too little of the held drug so far."""
    held = making.held
    gave, would = found.gave[held], found.would[held]
    code = "rescue-too-much" if gave > would else "rescue-too-little" if gave < would else ""
    if code:
        apart = Mass(abs((gave - would).value))
        because = tuple(id for side in sides_of(making.ask("watch list", drug=held)) for id in side.ids)
        yield Finding(code, Force.NOTE, values={"drug": held, "apart": apart}, because=because)


def _stretches(making: Making, put_right: Repair) -> Iterator[Finding]:
    """Each stretch of the line, the flow at which it gives the dose, and for how long."""
    for number, (slug, flow, lasts) in enumerate(put_right.stretches, start=1):
        values = {"number": number, "volume": slug.volume, "flow": flow, "lasts": lasts, "drug": making.held}
        yield Finding("rescue-stretch", Force.NOTE, values={**values, "strength": slug.mixture[making.held]})


def _no_catching_up(making: Making, found: Found) -> Iterator[Finding]:
    yield Finding("rescue-no-catching-up", Force.NOTE, values={"drug": making.held})


def closing(ways: tuple[Way, ...]) -> tuple[Finding, ...]:
    """Where every way is refused, one of them still strays least, and leaving it as it is is a choice too."""
    by_id = {way.id: way for way in ways}
    mended, left = by_id.get(NAME), by_id.get(LEFT)
    if mended is None or left is None or any(way.verdict.name != "Refused" for way in ways):
        return ()
    low, high = (Ratio(part) for part in mended.assessed.verification.held_extremes)
    least, most = (Ratio(part) for part in left.assessed.verification.held_extremes)
    values = {"low": low, "high": high, "least": least, "most": most, "day": mended.assessed.verification.day}
    return (Finding("rescue-least-bad", Force.NOTE, values=values),)


MAKER = Maker(asked, make, closing=closing)
"""A change already made."""
