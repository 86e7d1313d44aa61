"""
After surgery: another catheter, or another pump, on what ran before.

Until the new line is full of drug the tip gets what the surgeon left in it. A prime pushes that out; a prime that is
too large pushes drug after it, so it is sized for the smallest line that the facts allow.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cisterna.consult.after import case_after, pump_bias
from cisterna.consult.assess import path_of
from cisterna.consult.changes.making import Draft, Made, Maker, Making, NoWay
from cisterna.quantities import Duration, Range, Ratio, Volume, floor_to_step
from cisterna.reasons import Finding, Force
from cisterna.surveillance import Window
from cisterna.therapy import (
    Change,
    Mixture,
    NewSystem,
    Plan,
    Prime,
    Program,
    Refill,
    Reprogram,
    accuracy_of,
)
from cisterna.transition.turn import as_it_runs

__all__ = ["MAKER"]

NOW, VOLUME_DIGIT = Duration(0), Volume(Fraction(1, 1000))


def asked(change: Change) -> Finding:
    """The request in a sentence."""
    assert isinstance(change, NewSystem)
    code = "asked-new-pump" if change.what == "pump" else "asked-new-catheter"
    return Finding(code, Force.NOTE, values={"stopped": change.stopped})


def make(making: Making) -> Made:
    """The program as it was in the new system, with a prime where the case says how long one takes, and without."""
    change, held = making.change, making.held
    assert isinstance(change, NewSystem)
    case = case_after(making.case, making.knowledge)
    pump = making.knowledge.catalogue.pump(case.system.pump) if case.system.pump else None
    path = path_of(case, making.knowledge).range
    name = f"new-{change.what}"
    if path is None or pump is None:
        missing = ("request.tubing_volume", "request.catheter.volume") if path is None else ("request.pump",)
        return Made(findings=(Finding("new-system-cannot-say", Force.UNKNOWN, missing=missing),))
    if not pump.programmable:
        values = {"pump": pump.name}
        return Made(not_possible=(NoWay(name, Finding("pump-cannot-change-flow", Force.NOTE, values=values)),))
    if change.what == "pump" and pump.reservoir is None:
        values = {"pump": pump.name}
        return Made(not_possible=(NoWay(name, Finding("pump-size-unknown", Force.NOTE, values=values)),))
    mode, fill = as_it_runs(making.case, held), case.running.fill
    refills, volume = [], None
    if change.what == "pump" and pump.reservoir is not None:
        room, wish = pump.reservoir.value, case.fill.volume
        volume = room if wish is None else min(room, wish, key=lambda each: each.value)
        refills = [Refill(NOW, volume, fill)]
    drafts, band = [], accuracy_of(case.system, pump.accuracy)
    for how, prime in _primes(change, path, band):
        program = Program(held, fill, mode, prime=prime)
        drafts.append(
            Draft(
                id=f"{name}-{how}",
                called="way-new-system-primed" if prime else "way-new-system",
                values={"drugs": tuple(fill)},
                plan=Plan((*refills, Reprogram(NOW, program))),
                form=case.fill.form,
                flow=case.running.flow,
                typed=volume,
                case=case,
                windows=(Window("change", NOW, NOW, making.knowledge.policy.observation_after_arrival),),
                notes=(*_gap(making, change, path, prime, band), *_prime(prime, fill, path)),
                also=tuple(pump_bias(making.case, making.knowledge)),
            )
        )
    return Made(tuple(drafts))


def _primes(change: NewSystem, path: Range[Volume], band: Range[Ratio] | None) -> Iterator[tuple[str, Prime | None]]:
    """Primes worth comparing: one that pushes no drug out wherever in the box, the whole line, and none."""
    over = change.prime_over
    if over is not None and not len(change.line):
        short = floor_to_step(path.low / (band.high.value if band else 1), VOLUME_DIGIT)[0]
        whole = floor_to_step(Volume((path.low.value + path.high.value) / 2), VOLUME_DIGIT)[0]
        yield "primed-short", Prime(short, over)
        yield "primed", Prime(whole, over)
    yield "not-primed", None


def _gap(
    making: Making, change: NewSystem, path: Range[Volume], prime: Prime | None, band: Range[Ratio] | None
) -> Iterator[Finding]:
    """Since when nothing has reached the tip, and for how long nothing more will."""
    flow = making.case.running.flow
    yield Finding("new-system-stopped", Force.NOTE, values={"gap": NOW - change.stopped, "drug": making.held})
    if change.line[making.held] or not flow:
        return
    slow = Fraction(1) if band is None else band.low.value
    left = max(path.high - (prime.volume * slow if prime else Volume(0)), Volume(0), key=lambda each: each.value)
    values = {"drug": making.held, "lasts": left / (flow * slow)}
    yield Finding("new-system-drug-free", Force.NOTE, values=values)


def _prime(prime: Prime | None, fill: Mixture, path: Range[Volume]) -> Iterator[Finding]:
    """What the prime is sized for, and what each further 0.01 mL of it would push out at once."""
    if prime is not None:
        values = {"volume": prime.volume, "low": path.low, "high": path.high}
        yield Finding("prime-sized", Force.NOTE, values=values)
        for drug, strength in fill.items():
            more = Volume(Fraction(1, 100))
            yield Finding("prime-too-large", Force.NOTE, values={"drug": drug, "more": more, "amount": strength * more})


MAKER = Maker(asked, make)
"""Another catheter, or another pump."""
