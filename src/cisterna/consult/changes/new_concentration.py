"""Another concentration of a drug that runs, every dose unchanged: a bridge holds the doses until it is at the tip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from cisterna.consult.changes.fills import NotFromStock, from_stock, new_lot, seen_again
from cisterna.consult.changes.making import Draft, Made, Maker, Making, NoWay
from cisterna.consult.doses import sides_of
from cisterna.quantities import Concentration, Duration, FlowRate, Ratio, Volume
from cisterna.reasons import Finding, Force
from cisterna.therapy import Change, Mixture, NewConcentration
from cisterna.transition import clearing_time
from cisterna.transition.bridging import bridging
from cisterna.transition.refill import fill_volume
from cisterna.transition.turn import acting, as_it_runs, even_steps, filled_anew, first_fill, scaled, unbridged

__all__ = ["BRIDGE", "MAKER", "danger", "in_the_way"]

NAME = "concentration-bridged"
BRIDGE = "bridge bolus"
"""The mode of a pump without which no other concentration is planned."""
NOW = Duration(0)
FIRST = "concentration-first-of"
MOST_FILLS = 8
"""With more fills than this on the way nothing is offered: another pump, or a narrower box, is what helps."""


def asked(change: Change) -> Finding:
    """The request in a sentence."""
    assert isinstance(change, NewConcentration)
    values = {"drug": change.drug, "concentration": change.concentration}
    return Finding("asked-new-concentration", Force.NOTE, values=values)


def make(making: Making) -> Made:
    """
    Refill, the new concentrations typed in, and the old flow until the new mixture is at the tip; also after a rinse.

    Where no bridge keeps so large a step inside the house's limits, also the first of several steps.
    """
    change, case = making.change, making.case
    assert isinstance(change, NewConcentration)
    drug, old, new = change.drug, case.running.fill[change.drug], change.concentration
    if new == old:
        values = {"drug": drug, "concentration": old}
        return Made(not_possible=(NoWay(NAME, Finding("concentration-runs-already", Force.NOTE, values=values)),))
    hindrance = in_the_way(making)
    if hindrance is not None:
        return Made(not_possible=(NoWay(NAME, hindrance),))
    made = [*_ways(making, drug, new, NAME, ())]
    if any(isinstance(each, Draft) for each in made) and not _fits(made):
        made += _first_step(making, drug, old, new)
    drafts = tuple(each for each in made if isinstance(each, Draft))
    return Made(drafts, tuple(each for each in made if isinstance(each, NoWay)))


def _fits(made: Sequence[Draft | NoWay]) -> bool:
    """True where some bridge stays inside the house's limits, or none could be measured beforehand."""
    compared = [each.compared for each in made if isinstance(each, Draft)]
    return any(
        ways is None
        or all(
            1 - worst.low <= fall.value and worst.high - 1 <= rise.value
            for worst, fall, rise in zip(ways.taken.worst, ways.limits.falls, ways.limits.rises, strict=True)
        )
        for ways in compared
    )


def _first_step(making: Making, drug: str, old: Concentration, new: Concentration) -> list[Draft | NoWay]:
    """The first fill of the fewest even steps of which it stays inside the limits; none where too many were needed."""
    for count in range(2, MOST_FILLS + 1):
        way = even_steps(old, new, count=count, step=making.means.steps[drug])
        if len({old, *way}) <= count:
            return []  # steps so small that they cannot be ordered
        made = [*_ways(making, drug, way[0], f"{FIRST}-{count}", tuple(_stairs(drug, old, way)))]
        if _fits(made):
            return made
    return []


def _stairs(drug: str, old: Concentration, way: tuple[Concentration, ...]) -> Iterator[Finding]:
    """The concentrations of this fill and of those after it."""
    yield Finding("steps-of-concentration", Force.NOTE, values={"count": len(way)})
    for number, (before, after) in enumerate(pairwise((old, *way)), start=1):
        values = {"drug": drug, "number": number, "count": len(way), "before": before, "after": after}
        yield Finding("step-of-concentration", Force.NOTE, values=values)


def _ways(
    making: Making, drug: str, new: Concentration, name: str, notes: tuple[Finding, ...]
) -> Iterator[Draft | NoWay]:
    """The fill with a bridge, and the same after a rinse where a source says how this pump is rinsed."""
    case, means, held = making.case, making.means, making.held
    mixture = scaled(case.running.fill, drug, new, held, means.steps)
    lost = [other for other in case.running.fill if not mixture[other]]
    if lost:
        values = {"drug": lost[0], "step": means.steps[lost[0]]}
        yield NoWay(name, Finding("too-dilute-to-order", Force.NOTE, values=values))
        return
    flow = case.running.daily_dose(held) / mixture[held]
    cannot_run = _outside(making, flow)
    if cannot_run is not None:
        yield NoWay(name, cannot_run)
        return
    volume = fill_volume(case, means)
    assert volume is not None
    made_from = from_stock(making, mixture, volume)
    if isinstance(made_from, NotFromStock):
        yield NoWay(name, made_from.why)
        return
    middle, mode = _middle(making), as_it_runs(case, held)
    needs = sides_of(making.ask("concentration change needs bridge", drug=held))
    values = {"drug": drug, "old": case.running.fill[drug], "concentration": new}
    rinsed = {} if means.rinse is None else {**values, "times": means.rinse[0], "volume": means.rinse[1]}
    left = tuple(_residual(making, mixture, volume, flow))
    worked_out = (*danger(making, flow, middle), *_rounded(making, mixture, flow))
    for id, called, filled in ((name, "way-new-concentration", values), *_if_rinsed(name, rinsed)):
        refill, program = filled_anew(held, mixture, mode, volume, rinse=means.rinse if filled is rinsed else None)
        assert means.dead_volume is not None
        bridged = bridging(case, id, refill, program, means.dead_volume, means, making.ask.trace)
        yield Draft(
            id=id,
            called=called,
            values=filled,
            plan=acting(refill, program, bridged),
            form=case.fill.form,
            flow=flow,
            recipe=made_from,
            typed=volume,
            compared=bridged.ways,
            calls=seen_again(making, clearing_time(middle, case.running.flow)),
            notes=(*worked_out, *(() if filled is rinsed else left), *notes, *new_lot(making, mixture)),
            because=tuple(id for side in needs for id in side.ids),
        )


def _outside(making: Making, flow: FlowRate) -> Finding | None:
    """What is to be said of a flow that this pump does not run."""
    least, most = making.pump.min_rate, making.pump.max_rate
    if least is not None and flow < least.value:
        return Finding("flow-below-lowest", Force.NOTE, values={"at": NOW, "flow": flow, "limit": least.value})
    if most is not None and flow > most.value:
        return Finding("flow-above-highest", Force.NOTE, values={"at": NOW, "flow": flow, "limit": most.value})
    return None


def _if_rinsed(name: str, values: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The same after a rinse, where a source says how this pump is rinsed."""
    if values:
        yield f"{name}-rinsed", "way-new-concentration-rinsed", values


def _residual(making: Making, mixture: Mixture, volume: Volume, flow: FlowRate) -> Iterator[Finding]:
    """What the first fill gives if all that can stay behind of the old mixture did."""
    residual = making.means.residual
    if residual is not None:
        for drug, dose in first_fill(making.case, mixture, volume, residual, flow).items():
            values = {"drug": drug, "residual": residual, "dose": dose, "part": Ratio(dose / (mixture[drug] * flow))}
            yield Finding("first-fill-with-residual", Force.NOTE, values=values)


def in_the_way(making: Making) -> Finding | None:
    """What keeps every fill of another mixture from being planned."""
    case, means = making.case, making.means
    if not case.running.flow:
        return Finding("pump-delivers-nothing", Force.NOTE, values={"held": making.held})
    if means.pump.reservoir is None:
        return Finding("pump-size-unknown", Force.NOTE, values={"pump": means.pump.name})
    unordered = [drug for drug in case.running.fill if drug not in means.steps]
    if unordered:
        return Finding("no-orderable-step", Force.NOTE, values={"drug": unordered[0]})
    if BRIDGE not in means.pump.modes:
        values = {"held": making.held, "pump": means.pump.name}
        return Finding("no-bridge-on-this-pump", Force.NOTE, values=values)
    if means.dead_volume is None:
        return Finding("bridge-needs-dead-volume", Force.NOTE, values={"held": making.held})
    return None


def _middle(making: Making) -> Volume:
    path = making.means.dead_volume
    assert path is not None
    return Volume((path.low.value + path.high.value) / 2)


def danger(making: Making, flow: FlowRate, dead_volume: Volume) -> Iterator[Finding]:
    """What the tip would give of each drug if this flow were programmed without a bridge: never to be done."""
    for drug in making.case.running.fill:
        found = unbridged(making.case, drug, flow, dead_volume)
        values = {"drug": drug, "dose": found.dose, "part": found.part, "lasts": found.lasts}
        yield Finding("without-a-bridge", Force.NOTE, values=values)


def _rounded(making: Making, mixture: Mixture, flow: FlowRate) -> Iterator[Finding]:
    """A drug whose dose falls a little because its concentration goes down to an orderable step."""
    for drug in making.case.running.fill:
        old, new = making.case.running.daily_dose(drug), mixture[drug] * flow
        if old != new:
            yield Finding("rounded-to-order", Force.NOTE, values={"drug": drug, "old": old, "new": new})


MAKER = Maker(asked, make)
"""A new concentration."""
