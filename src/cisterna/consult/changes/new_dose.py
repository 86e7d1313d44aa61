"""
Another daily dose of the held drug for its own reason: up for spasticity; down for weakness, sedation or toxicity.

By rate it comes at once and moves every drug in the pump. By refill it comes when the new fill is at the tip, and moves
nothing else. Whether a step is too large is for `safety` to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from cisterna.consult.changes.fills import NotFromStock, from_stock, new_lot, seen_again
from cisterna.consult.changes.making import Draft, Made, Maker, Making, NoWay
from cisterna.consult.changes.new_concentration import in_the_way
from cisterna.consult.doses import sides_of
from cisterna.consult.watch import watch_arrival
from cisterna.knowledge import Figures, Span
from cisterna.quantities import DoseRate, Duration, Ratio, nearest_to_step
from cisterna.reasons import Finding, Force
from cisterna.surveillance import Window
from cisterna.therapy import DOSE_REASONS, Case, Change, Mixture, NewDose
from cisterna.transition import Arrival, clearing_time
from cisterna.transition.refill import fill_volume
from cisterna.transition.turn import acting, as_it_runs, filled_anew, scaled_mode, turned_up

__all__ = ["MAKER"]

UP = DOSE_REASONS[0]
NOW = Duration(0)
DIGIT = DoseRate(1) / 10
"""The last digit of a daily dose that is proposed here; one that is asked for is taken as it stands."""


class _Wanted(NamedTuple):
    """A dose, whether it was asked for, and the statements that it comes from."""

    dose: DoseRate
    asked: bool
    because: tuple[str, ...]


def asked(change: Change) -> Finding:
    """The request in a sentence."""
    assert isinstance(change, NewDose)
    if change.dose is None:
        return Finding("asked-dose-steps", Force.NOTE, values={"drug": change.drug, "why": change.why})
    values = {"drug": change.drug, "dose": change.dose, "why": change.why}
    return Finding("asked-new-dose", Force.NOTE, values=values)


def make(making: Making) -> Made:
    """Each dose by rate, and by refill where other drugs are in the pump."""
    change, case = making.change, making.case
    assert isinstance(change, NewDose)
    drug, runs = change.drug, case.running.held_dose(change.drug)
    if drug != making.held:
        return _no("dose-of-another-drug", drug=drug, held=making.held)
    if not case.running.flow or not runs:
        return _no("pump-delivers-nothing", held=making.held)
    if change.dose == case.running.daily_dose(drug):
        return _no("dose-runs-already", drug=drug, dose=change.dose)
    if change.dose is not None and change.dose != runs and (change.dose > runs) != (change.why == UP):
        code = "dose-up-against-its-reason" if change.dose > runs else "dose-down-against-its-reason"
        return _no(code, drug=drug, dose=change.dose, runs=runs, why=change.why)
    drafts: list[Draft] = []
    not_possible: list[NoWay] = []
    for wanted in _wanted(making, change, runs):
        drafts.append(_by_rate(making, wanted))
        if len(case.running.fill) > 1:
            outcome = _by_refill(making, wanted)
            (drafts if isinstance(outcome, Draft) else not_possible).append(outcome)  # type: ignore[arg-type]
    findings = () if drafts else (Finding("no-step-published", Force.NOTE, values={"drug": drug}),)
    return Made(tuple(drafts), tuple(not_possible), findings)


def _no(code: str, **values: object) -> Made:
    return Made(not_possible=(NoWay("dose", Finding(code, Force.NOTE, values=values)),))


def _wanted(making: Making, change: NewDose, runs: DoseRate) -> Iterator[_Wanted]:
    """The dose that is asked for; else both ends of every step that a source gives in the direction of the reason."""
    if change.dose is not None:
        yield _Wanted(change.dose, True, tuple(id for _, ids in _steps(making, change) for id in ids))
        return
    sign = 1 if change.why == UP else -1
    found: dict[Fraction, _Wanted] = {}
    for step, ids in _steps(making, change):
        for end in (step.low, step.high):
            if isinstance(end, Ratio):
                dose = nearest_to_step(runs * (1 + sign * end.value), DIGIT)[0]
                found.setdefault(dose.value, _Wanted(dose, False, ids))
    yield from (found[key] for key in sorted(found, key=lambda dose: abs(dose - runs.value)))


def _steps(making: Making, change: NewDose) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """What sources give as a step up, or down, for this patient."""
    patient = making.case.patient
    told = {"drug": change.drug, "spasticity": patient.spasticity, "age": patient.age}
    facts = {name: value for name, value in told.items() if value is not None}
    if change.why != UP:
        facts = {"drug": change.drug}
    for side in sides_of(making.ask("daily dose step" if change.why == UP else "maintenance dose decrease", **facts)):
        if isinstance(side.answer, Span):
            yield side.answer, side.ids


def _asked_for(making: Making, dose: DoseRate) -> Case:
    """The case with this dose asked for: where one is proposed, it is judged as if it had been."""
    case, change = making.case, making.change
    assert isinstance(change, NewDose)
    assert case.request is not None
    return replace(case, request=replace(case.request, change=change._replace(dose=dose)))


def _by_rate(making: Making, wanted: _Wanted) -> Draft:
    """The program alone: at once, and with it every other drug in the pump."""
    case, held = making.case, making.held
    part = Ratio(wanted.dose / case.running.daily_dose(held))
    mode = scaled_mode(as_it_runs(case, held), part)
    return Draft(
        id=f"dose-by-rate-{_shown(wanted.dose)}",
        case=_asked_for(making, wanted.dose),
        called="way-dose-by-rate",
        values={"drug": held, "dose": wanted.dose, "runs": case.running.daily_dose(held), "part": part},
        plan=turned_up(case, held, mode),
        form=case.fill.form,
        flow=case.running.flow * part.value,
        windows=_watched(making, part),
        calls=seen_again(making, NOW),
        notes=(*_coupled(making, part), *_course(making)),
        because=wanted.because,
    )


def _watched(making: Making, part: Ratio) -> tuple[Window, ...]:
    """More of an opioid comes at once with a higher rate: it is watched like an arrival."""
    opioids = {drug.id for drug in making.knowledge.catalogue.drugs if drug.kind == "opioid"}
    more = [drug for drug in making.case.running.fill if drug in opioids]
    if not more or part <= Ratio(1):
        return ()
    return (watch_arrival(NOW, Arrival(NOW, NOW, NOW), more, making.knowledge, making.ask),)


def _coupled(making: Making, part: Ratio) -> Iterator[Finding]:
    """What the new flow makes of every other drug in the pump."""
    running = making.case.running
    for drug in running.fill:
        if drug != making.held:
            old = running.daily_dose(drug)
            values = {"drug": drug, "held": making.held, "old": old, "new": old * part.value, "part": part}
            yield Finding("moves-with-the-rate", Force.NOTE, values=values)


def _course(making: Making) -> Iterator[Finding]:
    """How long a new rate takes to be felt, where a source says it."""
    for side in sides_of(making.ask("course of a new infusion rate", drug=making.held)):
        if isinstance(side.answer, Figures):
            figures = {key: side.answer.get(key) for key in
                       ("first_effect_from", "first_effect_to", "full_effect_from", "full_effect_to")}  # fmt: skip
            if all(isinstance(value, Duration) for value in figures.values()):
                yield Finding("felt-later", Force.NOTE, values=figures, because=side.ids)


def _by_refill(making: Making, wanted: _Wanted) -> Draft | NoWay:
    """A fill with another concentration of the held drug at the same flow: nothing else moves, and it comes later."""
    case, held, means = making.case, making.held, making.means
    name = f"dose-by-refill-{_shown(wanted.dose)}"
    hindrance = in_the_way(making)
    if hindrance is not None:
        return NoWay(name, hindrance)
    flow = case.running.flow
    strength = nearest_to_step(wanted.dose / flow, means.steps[held])[0]
    mixture = Mixture({**dict(case.running.fill.items()), held: strength})
    volume = fill_volume(case, means)
    assert volume is not None
    assert means.dead_volume is not None
    made_from = from_stock(making, mixture, volume)
    if isinstance(made_from, NotFromStock):
        return NoWay(name, made_from.why)
    mode = scaled_mode(as_it_runs(case, held), Ratio(strength / case.running.fill[held]))
    dose = strength * flow
    return Draft(
        id=name,
        case=_asked_for(making, wanted.dose),
        called="way-dose-by-refill",
        values={"drug": held, "dose": dose, "runs": case.running.daily_dose(held),
                "part": Ratio(dose / case.running.daily_dose(held))},
        plan=acting(*filled_anew(held, mixture, mode, volume)),
        form=case.fill.form,
        flow=flow,
        recipe=made_from,
        typed=volume,
        calls=seen_again(making, clearing_time(means.dead_volume.high, flow)),
        notes=(*_course(making), *new_lot(making, mixture)),
        because=wanted.because,
    )  # fmt: skip


def _shown(dose: DoseRate) -> str:
    return dose.format("mcg/day").partition(" ")[0].replace(",", "")


MAKER = Maker(asked, make, keeps=False)
"""A new dose."""
