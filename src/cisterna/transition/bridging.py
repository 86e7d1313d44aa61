"""
The bridge of a candidate plan: from the case to the bench on which ways are compared, and to steps of the plan.

Where the verifier's measure cannot be taken beforehand (a line that holds other than the running fill, a program that
starts later than the refill, limits nobody gave), the old flow runs until the middle of the dead volume has left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from cisterna.delivery.course import commanded_flows
from cisterna.delivery.held import Held
from cisterna.quantities import Duration, Range, Ratio, Volume
from cisterna.reasons import Trace
from cisterna.therapy import Bridge, Case, Mixture, Plan, Program, Refill, Reprogram
from cisterna.transition.bridge import clearing_time, size_bridge
from cisterna.transition.candidate import Limits, Means
from cisterna.transition.minimax import Bench, Way, Ways, choose

__all__ = ["Bridging", "bench_for", "bridging"]

SPARE = 4
"""Days beyond the latest front in which windows still look: a day for each end of a window, two for a late switch."""


class Bridging(NamedTuple):
    """What the first visit types, what a second one does (None: there is none), and how it was chosen."""

    bridge: Bridge | None
    second: Reprogram | None = None
    ways: Ways | None = None


def bridging(
    case: Case, name: str, refill: Refill, program: Program, dead_volume: Range[Volume], means: Means, trace: Trace
) -> Bridging:
    """The bridge from the running program to `program` (which has none yet), with every number in the trace."""
    middle = Volume((dead_volume.low.value + dead_volume.high.value) / 2)
    flow = case.running.flow
    trace.add(f"{name}.dead-volume", "tubing and catheter; the middle of its range", middle)
    trace.add(
        f"{name}.clearing",
        "dead volume divided by the old flow",
        clearing_time(middle, flow),
        of=(f"{name}.dead-volume",),
    )
    measured = means.limits is not None and case.running.line is None and not means.until_programmed
    if measured and means.limits is not None:
        bench = bench_for(case, refill, program, dead_volume, means, means.limits)
        ways = None if bench is None else choose(bench, dead_volume, staffed=means.staffed)
        if ways is not None:
            _trace_ways(name, ways, means.limits, trace)
            ways = ways._replace(because=means.makers_rule)
            return Bridging(ways.taken.first, _second(program, ways.taken), ways)
    return Bridging(size_bridge(middle, flow, already_run=means.until_programmed))


def bench_for(
    case: Case, refill: Refill, program: Program, dead_volume: Range[Volume], means: Means, limits: Limits
) -> Bench | None:
    """
    Where ways from the running program to `program` are measured as promise P1 measures a plan.

    None where there is no dose to hold, or the fill changes nothing of the held drug.
    """
    running, held = case.running, means.held
    band = means.accuracy or Range(Ratio(1), Ratio(1))
    lags = dead_volume.low.value / band.high.value, dead_volume.high.value / band.low.value
    assay = case.fill.assay.get(held)
    fills = [Mixture({held: end}) for end in ((assay.low, assay.high) if assay else (refill.fill[held],))]
    left = Volume(0), means.residual or Volume(0)
    kept = [fill.blend(refill.volume, running.fill, each) for fill in fills for each in left]
    parts = sorted(mixture[held] / running.fill[held] for mixture in kept)
    if not running.held_dose(held) or not program.daily_volume or set(parts) == {1}:
        return None
    slowest = min(running.flow.value, program.daily_volume.value)
    until = Duration(-(-lags[1] // slowest) + SPARE)
    back = Duration(-(-max(window.value for window in limits.windows) // 1))
    before = replace(running, program=replace(running.program, prime=None, bridge=None, bolus=None))
    old = commanded_flows(replace(case, running=before), Plan(()), horizon=until + back)
    new = commanded_flows(case, Plan((Reprogram(Duration(0), program),)), horizon=until)
    return Bench(
        held=Held(
            old=_merged(((each.start - back).value, each.rate.value) for each in old),
            lags=lags,
            parts=(parts[0], parts[-1]),
            windows=tuple(window.value for window in limits.windows),
            until=until.value,
            scale=running.daily_dose(held) / running.held_dose(held),
        ),
        old=running.flow,
        after=_merged((each.start.value, each.rate.value) for each in new),
        limits=limits,
        rises=refill.fill[held] > running.fill[held],
    )


def _merged(pieces: Iterable[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    found: list[tuple[Fraction, Fraction]] = []
    for start, rate in pieces:
        if not found or found[-1][1] != rate:
            found.append((start, rate))
    return found


def _second(program: Program, way: Way) -> Reprogram | None:
    """The program that a second visit types: the same again, with the middle flow before it."""
    return None if way.middle is None else Reprogram(way.at, replace(program, bridge=way.middle))


def _trace_ways(name: str, ways: Ways, limits: Limits, trace: Trace) -> None:
    shown = {"taken": ways.taken.worst, "middle": ways.middle.worst, "makers": ways.makers.worst}
    if ways.taken.if_off:
        shown["if-off"] = ways.taken.if_off
    for which, found in shown.items():
        for window, worst in zip(limits.windows, found, strict=True):
            for end, part in (("low", worst.low), ("high", worst.high)):
                says = f"the {end} end of any {window:h} over the whole box, as a part of what the old program gives"
                trace.add(f"{name}.bridge.{which}.{window:h}.{end}".replace(" ", "-"), says, Ratio(part))
    taken = ways.taken
    if taken.middle is not None:
        trace.add(f"{name}.second-visit.at", "the best staffed quarter of an hour", taken.at)
        trace.add(f"{name}.second-visit.volume", "the middle flow over its time, in thousandths", taken.middle.volume)
        trace.add(f"{name}.second-visit.over", "whole minutes until the new program runs", taken.middle.over)
