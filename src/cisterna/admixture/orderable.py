"""
The design on orderable steps: the strongest mixture a pharmacy can be asked for that holds one dose exactly.

`hold` gives the lowest flow of all; a pharmacy is asked in whole steps. The first drug is held exactly, because the
flow is its dose divided by its orderable concentration; every other drug lies as near as its own step allows. A
stronger mixture needs more of every limit, so the strongest that fits is found by halving.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from cisterna.admixture.solve import Bound, NoFlow, Wanted, bounds_of
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
from cisterna.therapy import Mixture

__all__ = ["FlowLimits", "OnSteps", "TooDilute", "fits", "hold_on_steps"]


class FlowLimits(NamedTuple):
    """
    What bounds the flow: the rates the pump runs, their step, and by when a change has to be at the tip.

    None: not known, or no such limit. `path` is the volume from reservoir to tip that the delay counts for; `within`
    is how far the first dose may lie from what is wanted where the rate has a step, as a part of it.
    """

    lowest: FlowRate
    highest: FlowRate | None = None
    step: FlowRate | None = None
    path: Volume = Volume(0)
    longest_delay: Duration | None = None
    within: Ratio = Ratio(0)


class OnSteps(NamedTuple):
    """
    Orderable concentrations and the flow: what each drug then gives, and the limits that set it.

    `bounds` are those of the exact problem, largest first: the first binds, up to what rounding to steps takes.
    """

    mixture: Mixture
    flow: FlowRate
    bounds: tuple[Bound, ...]

    @property
    def binds(self) -> str:
        """The name of the limit that sets the flow."""
        return self.bounds[0].name

    def dose(self, drug: str) -> DoseRate:
        """What the mixture gives of `drug` at the flow."""
        return self.mixture[drug] * self.flow


class TooDilute(NamedTuple):
    """Nothing that can be ordered holds the dose: even one step of `drug` asks for more than `bound` allows."""

    drug: str
    bound: Bound


def hold_on_steps(
    drugs: Sequence[Wanted], flows: FlowLimits, steps: Mapping[str, Concentration]
) -> OnSteps | NoFlow | TooDilute:
    """
    Hold the first of `drugs` at the lowest flow that orderable concentrations allow.

    A drug that is `down` is rounded down to its step, another one to the nearest. 300 mcg/day from 2,000 mcg/mL beside
    0.05 mg/day from 10 mg/mL need 0.15 + 0.005 = 0.155 mL/day; 300 / 0.155 = 1,935.48, and 1,935 is what can be
    ordered:

    >>> baclofen = Wanted("baclofen", DoseRate(300), Concentration(2000), Concentration(2000))
    >>> added = Wanted("hydromorphone", DoseRate(50), Concentration(15_000), Concentration(10_000), down=True)
    >>> one = {"baclofen": Concentration(1), "hydromorphone": Concentration(1)}
    >>> found = hold_on_steps([baclofen, added], FlowLimits(FlowRate.parse("0.048 mL/day")), one)
    >>> found.mixture["baclofen"].format(), found.mixture["hydromorphone"].format(), found.flow.format()
    ('1,935 mcg/mL', '322 mcg/mL', '0.155 mL/day')
    >>> found.binds
    'the stocks of baclofen and hydromorphone'
    """
    first, step = drugs[0], steps[drugs[0].drug]
    bounds = bounds_of(drugs, flows.lowest, flows.path, flows.longest_delay)
    if flows.highest is not None and bounds[0].flow > flows.highest:
        return NoFlow(bounds[0], flows.highest)

    def at(many: int) -> tuple[Mixture, FlowRate]:
        return _mixture(drugs, Concentration(step.value * many), flows, steps)

    most = _strongest(lambda many: fits(*at(many), drugs, flows), _most_steps(first, step, flows))
    while most and not _holds(first, *at(most), flows):
        most -= 1
    if not most:
        return TooDilute(first.drug, bounds[0])
    mixture, flow = at(most)
    if flows.highest is not None and flow > flows.highest:
        return NoFlow(bounds[0], flows.highest)
    return OnSteps(mixture, flow, bounds)


def fits(mixture: Mixture, flow: FlowRate, drugs: Sequence[Wanted], flows: FlowLimits) -> bool:
    """Whether a mixture at a flow keeps every limit but the highest rate."""
    strong = any(each.limit is not None and mixture[each.drug] > each.limit for each in drugs)
    taken = sum((mixture[each.drug] / each.stock for each in drugs if each.stock), start=Ratio(0).value)
    late = flows.longest_delay is not None and flows.path > flows.longest_delay * flow
    return bool(flow) and not strong and taken <= 1 and not late and flow >= flows.lowest


def _mixture(
    drugs: Sequence[Wanted], strength: Concentration, flows: FlowLimits, steps: Mapping[str, Concentration]
) -> tuple[Mixture, FlowRate]:
    """The whole mixture for one strength of the first drug, and the flow at which the pump then runs."""
    first, others = drugs[0], drugs[1:]
    flow = first.dose / strength
    if flows.step is not None:
        flow = nearest_to_step(flow, flows.step)[0]
    parts = {first.drug: strength}
    for each in others:
        rounding = floor_to_step if each.down else nearest_to_step
        parts[each.drug] = rounding(each.dose / flow, steps[each.drug])[0] if flow else Concentration(0)
    return Mixture(parts), flow


def _holds(first: Wanted, mixture: Mixture, flow: FlowRate, flows: FlowLimits) -> bool:
    """Whether the flow, on the pump's own step, gives the first drug's dose nearly enough; always without a step."""
    given = mixture[first.drug] * flow
    return abs(given.value - first.dose.value) <= flows.within.value * first.dose.value


def _most_steps(first: Wanted, step: Concentration, flows: FlowLimits) -> int:
    """How many steps of its concentration the first drug's own limits and the lowest flow allow."""
    most = [each for each in (first.limit, first.stock) if each is not None]
    if flows.lowest:
        most.append(first.dose / flows.lowest * (2 if flows.step else 1))
    if not most:
        raise ValueError(f"nothing limits {first.drug}: give a lowest flow, a concentration limit or a stock")
    return int(min(each.value for each in most) // step.value)


def _strongest(fit: Callable[[int], bool], most: int) -> int:
    """The most of 1, 2, ... `most` that fits, where whatever is below a number that fits does; 0: none."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fit(middle) else (low, middle - 1)
    return low
