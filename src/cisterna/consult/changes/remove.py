"""
An opioid leaves the pump again while everything else stays: the next fill goes without it, or with less of it.

The fixed ratio of a mixture makes every step a refill. Flow and concentration of all other drugs stay, so nothing else
is touched; a reduction by rate would take them along and is not offered.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cisterna.consult.changes.fills import NotFromStock, from_stock, new_lot
from cisterna.consult.changes.making import Draft, Made, Maker, Making, NoWay
from cisterna.consult.changes.new_concentration import in_the_way
from cisterna.consult.doses import sides_of
from cisterna.knowledge import Span
from cisterna.quantities import Concentration, Duration, Range, Ratio, Volume, ceil_to_step, floor_to_step
from cisterna.reasons import Finding, Force
from cisterna.surveillance import Window
from cisterna.therapy import Change, Mixture, Remove
from cisterna.transition.candidate import Arrival
from cisterna.transition.refill import fill_volume, fronts
from cisterna.transition.turn import acting, as_it_runs, filled_anew, first_fill

__all__ = ["MAKER"]

HALF_HOUR = Duration(1) / 48
MOST_STEPS = 40
"""A ladder of more fills than this is cut off and said to go on."""


def asked(change: Change) -> Finding:
    """The request in a sentence."""
    assert isinstance(change, Remove)
    return Finding("asked-remove", Force.NOTE, values={"drug": change.drug})


def make(making: Making) -> Made:
    """The next fill without the drug; and for each published step of a taper, the first fill of it."""
    change, case = making.change, making.case
    assert isinstance(change, Remove)
    drug = change.drug
    if drug == making.held:
        return _no("held-is-not-removed", drug=drug)
    if making.knowledge.catalogue.drug(drug).kind != "opioid":
        return _no("only-opioids-are-removed", drug=drug)
    hindrance = in_the_way(making)
    if hindrance is not None:
        return Made(not_possible=(NoWay("remove", hindrance),))
    without = Mixture({name: strength for name, strength in case.running.fill.items() if name != drug})
    made = [_fill(making, drug, without, "remove-at-once", "way-remove", (), ())]
    for step, ids in _steps(making, drug):
        made.append(_first_of(making, drug, step, ids))
    drafts = tuple(each for each in made if isinstance(each, Draft))
    return Made(drafts, tuple(each for each in made if isinstance(each, NoWay)))


def _no(code: str, **values: object) -> Made:
    return Made(not_possible=(NoWay("remove", Finding(code, Force.NOTE, values=values)),))


def _steps(making: Making, drug: str) -> Iterator[tuple[tuple[Ratio, Duration], tuple[str, ...]]]:
    """By how much and how often sources lower an opioid that is to end: part of the dose it started from, interval."""
    steps = [side for side in sides_of(making.ask("opioid taper step")) if isinstance(side.answer, Span)]
    for side in steps:
        for every in sides_of(making.ask("opioid taper interval")):
            if isinstance(side.answer, Span) and isinstance(every.answer, Span):
                part, interval = side.answer.high, every.answer.low
                if isinstance(part, Ratio) and isinstance(interval, Duration):
                    yield (part, interval), (*side.ids, *every.ids)


def _first_of(making: Making, drug: str, step: tuple[Ratio, Duration], ids: tuple[str, ...]) -> Draft | NoWay:
    """The first fill of a taper, with the ladder of those after it; the last one is without the drug."""
    (part, interval), case = step, making.case
    old, orderable = case.running.fill[drug], making.means.steps[drug]
    left, ladder = old, list[Concentration]()
    while left and len(ladder) < MOST_STEPS:
        # No step is larger than published: each goes up to what can be ordered.
        nearer = ceil_to_step(max(left - old * part.value, Concentration(0), key=_size), orderable)[0]
        left = nearer if nearer < left else left - orderable
        ladder.append(left)
    if not ladder:
        return NoWay("remove-in-steps", Finding("no-orderable-step", Force.NOTE, values={"drug": drug}))
    flow = case.running.flow
    notes = [
        Finding(
            "step-of-taper",
            Force.NOTE,
            values={
                "drug": drug,
                "number": number,
                "count": len(ladder),
                "dose": strength * flow,
                "concentration": strength,
                "after": interval * (number - 1),
            },
            because=ids,
        )
        for number, strength in enumerate(ladder, start=1)
    ]
    mixture = Mixture({**dict(case.running.fill.items()), drug: ladder[0]})
    shown = part.format("%").replace(" %", "-percent")
    return _fill(making, drug, mixture, f"remove-by-{shown}", "way-remove-in-steps", tuple(notes), ids)


def _fill(
    making: Making, drug: str, mixture: Mixture, name: str, called: str, ladder: tuple[Finding, ...],
    because: tuple[str, ...],
) -> Draft | NoWay:  # fmt: skip
    """A fill with less or none of the drug, at the flow and the other concentrations that run."""
    case, means, held = making.case, making.means, making.held
    volume = fill_volume(case, means)
    assert volume is not None
    made_from = from_stock(making, mixture, volume)
    if isinstance(made_from, NotFromStock):
        return NoWay(name, made_from.why)
    plan = acting(*filled_anew(held, mixture, as_it_runs(case, held), volume))
    (arrival,) = fronts(case, plan, means)
    return Draft(
        id=name,
        called=called,
        values={"drug": drug, "runs": case.running.daily_dose(drug), "dose": mixture[drug] * case.running.flow},
        plan=plan,
        form=case.fill.form,
        flow=case.running.flow,
        recipe=made_from,
        typed=volume,
        windows=() if arrival is None else (_withdrawal_watch(making, arrival),),
        notes=(
            *_leaves(making, drug, arrival),
            *_residual(making, drug, mixture, volume),
            *_systemic(making, drug),
            *ladder,
            *new_lot(making, mixture),
        ),
        because=because,
    )


def _withdrawal_watch(making: Making, arrival: Arrival) -> Window:
    """From the earliest moment at which less opioid leaves the tip, for as long as after an arrival."""
    hours = making.knowledge.policy.observation_after_arrival
    start = floor_to_step(arrival.earliest, HALF_HOUR)[0]
    return Window("withdrawal", start, arrival.latest, ceil_to_step(arrival.latest + hours, HALF_HOUR)[0])


def _leaves(making: Making, drug: str, arrival: Arrival | None) -> Iterator[Finding]:
    """How much lies in the line, until when it comes, and what is looked for after that."""
    path, strength = making.means.dead_volume, making.case.running.fill[drug]
    ids = tuple(id for side in sides_of(making.ask("after delivery ends", condition="opioid withdrawal", drug=drug))
                for id in side.ids)  # fmt: skip
    if path is not None and arrival is not None:
        amounts = Range(strength * path.low, strength * path.high)
        values = {"drug": drug, "low": amounts.low, "high": amounts.high, "start": arrival.earliest,
                  "end": arrival.latest}  # fmt: skip
        yield Finding("opioid-in-the-line", Force.NOTE, values=values)
    yield Finding("look-for-opioid-withdrawal", Force.NOTE, values={"drug": drug}, because=ids)


def _residual(making: Making, drug: str, mixture: Mixture, volume: Volume) -> Iterator[Finding]:
    """What the first fill still gives of the drug if all that can stay behind of the old mixture did."""
    residual = making.means.residual
    if residual is not None:
        dose = first_fill(making.case, mixture, volume, residual, making.case.running.flow).get(drug)
        if dose is not None:
            values = {"drug": drug, "residual": residual, "dose": dose}
            yield Finding("opioid-still-in-the-first-fill", Force.NOTE, values=values)


def _systemic(making: Making, drug: str) -> Iterator[Finding]:
    """What takes its place by another route is not worked out here."""
    yield Finding("opioid-by-another-route", Force.NOTE, values={"drug": drug})


def _size(concentration: Concentration) -> Fraction:
    return concentration.value


MAKER = Maker(asked, make)
"""An opioid that leaves."""
