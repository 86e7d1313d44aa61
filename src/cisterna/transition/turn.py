"""
Another concentration, another mode, another dose of what runs: acting steps, exact, in digits that can be typed.

The bridge keeps the old flow until the new mixture is at the tip. Nothing here judges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from cisterna.quantities import (
    Concentration,
    DoseRate,
    Duration,
    FlowRate,
    Ratio,
    Volume,
    floor_to_step,
    nearest_to_step,
)
from cisterna.therapy import Case, Flex, FlexStep, Mixture, Plan, Program, Refill, Reprogram, Rinse, SimpleContinuous
from cisterna.transition.bridge import clearing_time
from cisterna.transition.bridging import Bridging

__all__ = [
    "Unbridged",
    "acting",
    "as_it_runs",
    "even_steps",
    "filled_anew",
    "first_fill",
    "scaled",
    "scaled_mode",
    "turned_up",
    "unbridged",
]

NOW = Duration(0)


class Unbridged(NamedTuple):
    """What the tip gives of a drug if the new flow starts while the old mixture is in the line, and for how long."""

    dose: DoseRate
    part: Ratio
    lasts: Duration


def scaled(fill: Mixture, drug: str, strength: Concentration, held: str, steps: Mapping[str, Concentration]) -> Mixture:
    """
    `fill` with `drug` at `strength` and every other drug in the same proportion, in steps that can be ordered.

    The held drug goes to its nearest step, any other down to its own, so that none is raised by rounding.

    >>> old = Mixture({"baclofen": Concentration(2000), "hydromorphone": Concentration(333)})
    >>> steps = {"baclofen": Concentration(1), "hydromorphone": Concentration(1)}
    >>> scaled(old, "baclofen", Concentration(500), "baclofen", steps)["hydromorphone"].format()
    '83 mcg/mL'
    """
    times = strength / fill[drug]
    parts = {drug: strength}
    for other, old in fill.items():
        if other != drug:
            rounding = nearest_to_step if other == held else floor_to_step
            parts[other] = rounding(old * times, steps[other])[0] if other in steps else old * times
    return Mixture(parts)


def as_it_runs(case: Case, held: str) -> SimpleContinuous | Flex:
    """
    The running mode in doses of the held drug as it is in the reservoir, patient boluses in use put into the program.

    A flex schedule is raised at every step by the same amount.
    """
    running = case.running
    extra = running.flow - running.volume_per_day_without_boluses
    steps = [FlexStep(start, running.fill[held] * (flow + extra)) for start, flow in running.program.steps]
    return Flex(tuple(steps)) if isinstance(running.program.mode, Flex) else SimpleContinuous(steps[0].dose)


def scaled_mode(mode: SimpleContinuous | Flex, part: Ratio) -> SimpleContinuous | Flex:
    """The same mode, every dose in it `part` of what it was."""
    if isinstance(mode, SimpleContinuous):
        return SimpleContinuous(mode.dose * part.value)
    return Flex(tuple(FlexStep(step.start, step.dose * part.value) for step in mode.steps))


def filled_anew(
    held: str,
    mixture: Mixture,
    mode: SimpleContinuous | Flex,
    volume: Volume,
    *,
    rinse: tuple[int, Volume] | None = None,
) -> tuple[Refill, Program]:
    """
    A refill with `mixture`, now, and a program in doses of the held drug, which has no bridge yet.

    `rinse` is how often and with how much of the same mixture the reservoir is rinsed first.
    """
    rinsed = None if rinse is None else Rinse(*rinse, mixture)
    return Refill(NOW, volume, mixture, rinse=rinsed), Program(held, mixture, mode)


def acting(refill: Refill, program: Program, bridged: Bridging | None = None) -> Plan:
    """The steps that act: refill, program with its bridge, and a second visit where the bridge asks for one."""
    if bridged is None:
        return Plan((refill, Reprogram(NOW, program)))
    second = (bridged.second,) if bridged.second else ()
    return Plan((refill, Reprogram(NOW, replace(program, bridge=bridged.bridge)), *second))


def turned_up(case: Case, held: str, mode: SimpleContinuous | Flex) -> Plan:
    """Another program on the mixture that runs: every drug in it moves at once."""
    return Plan((Reprogram(NOW, Program(held, case.running.fill, mode)),))


def even_steps(old: Concentration, new: Concentration, *, count: int, step: Concentration) -> tuple[Concentration, ...]:
    """
    `count` concentrations from `old` to `new`, each the same part of the one before as nearly as can be ordered.

    >>> steps = even_steps(Concentration(2000), Concentration(500), count=2, step=Concentration(1))
    >>> [each.format() for each in steps]
    ['1,000 mcg/mL', '500 mcg/mL']
    """
    between = [_root(old, new, part, count, step) for part in range(1, count)]
    return (*between, new)


def _root(old: Concentration, new: Concentration, part: int, count: int, step: Concentration) -> Concentration:
    """The largest orderable concentration whose `count`-th power is not above that of the exact step."""
    wanted = old.value ** (count - part) * new.value**part
    low, high = 1, int(max(old.value, new.value) / step.value) + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if (middle * step.value) ** count <= wanted else (low, middle)
    return step * low


def first_fill(case: Case, mixture: Mixture, volume: Volume, residual: Volume, flow: FlowRate) -> dict[str, DoseRate]:
    """What each drug gives at `flow` from a fill that has mixed with all that can stay behind of the old one."""
    blend = mixture.blend(volume, case.running.fill, residual)
    return {drug: blend[drug] * flow for drug in blend}


def unbridged(case: Case, drug: str, flow: FlowRate, dead_volume: Volume) -> Unbridged:
    """What `flow` makes of the old mixture, for as long as it takes to clear the line."""
    strength, running = case.running.fill[drug], case.running
    return Unbridged(strength * flow, Ratio(flow / running.flow), clearing_time(dead_volume, flow))
