"""From a case and a plan to a `Course`: which flow is commanded when, and what is put into the reservoir."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cisterna.delivery.column import AS_COMMANDED, Aspiration, Course, Fill, Flow
from cisterna.quantities import Duration, Volume
from cisterna.therapy import AspiratePort, Case, Clock, Plan, Program, Refill, Reprogram, Slug, Stop

__all__ = ["Setting", "commanded_flows", "course_of"]

DAY = Duration(1)


class Setting(NamedTuple):
    """One point at which a plan is simulated: dead volume, accuracy, and the residual of each refill in turn."""

    dead_volume: Volume
    residuals: tuple[Volume, ...] = ()
    accuracy: Fraction = AS_COMMANDED


def course_of(case: Case, plan: Plan, setting: Setting, *, horizon: Duration) -> Course:
    """
    What `simulate` needs to carry out `plan` in `case` at one `setting`.

    Raises `ValueError` where the case does not say how much the reservoir holds, or a residual is missing.
    """
    running = case.running
    if running.reservoir_volume is None:
        raise ValueError("the case does not say how much the reservoir holds (running.reservoir_volume)")
    refills = [step for step in plan.steps if isinstance(step, Refill)]
    if len(setting.residuals) != len(refills):
        raise ValueError(f"the setting has {len(setting.residuals)} residual volumes for {len(refills)} refills")
    return Course(
        dead_volume=setting.dead_volume,
        reservoir_volume=running.reservoir_volume,
        reservoir=running.fill,
        line=_line(case, setting.dead_volume),
        flows=commanded_flows(case, plan, horizon=horizon),
        horizon=horizon,
        refills=tuple(_fills(refills, setting.residuals)),
        aspirations=tuple(Aspiration(s.at, s.volume) for s in plan.steps if isinstance(s, AspiratePort)),
        accuracy=setting.accuracy,
    )


def commanded_flows(case: Case, plan: Plan, *, horizon: Duration) -> tuple[Flow, ...]:
    """The flow that the running program and the programs of `plan` command up to `horizon`, patient boluses in it."""
    return tuple(_flows(case, plan, horizon))


def _line(case: Case, dead_volume: Volume) -> tuple[Slug, ...]:
    left, slugs = dead_volume, []
    for slug in case.running.line or ():
        part = min(slug.volume, left, key=lambda volume: volume.value)
        if part.value > 0:
            slugs.append(Slug(part, slug.mixture))
            left = left - part
    return (*slugs, Slug(left, case.running.fill)) if left.value > 0 else tuple(slugs)


def _fills(refills: Sequence[Refill], residuals: Sequence[Volume]) -> Iterator[Fill]:
    for step, residual in zip(refills, residuals, strict=True):
        keep = residual if step.withdraw_to == "residual" else step.withdraw_to
        yield Fill(step.at, step.volume, step.fill, keep if isinstance(keep, Volume) else None, step.rinse)


def _flows(case: Case, plan: Plan, horizon: Duration) -> Iterator[Flow]:
    controls = [step for step in plan.steps if isinstance(step, Reprogram | Stop)]
    ends = (*(step.at for step in controls), horizon)
    even = case.running.flow - case.running.volume_per_day_without_boluses
    for flow in _mode(case.running.program, case.clock, Duration(0), min(ends[0], horizon, key=_days)):
        yield Flow(flow.start, flow.end, flow.rate + even)
    for step, end in zip(controls, ends[1:], strict=True):
        if isinstance(step, Reprogram):
            yield from _program(step.program, case.clock, step.at, min(end, horizon, key=_days))


def _days(duration: Duration) -> Fraction:
    return duration.value


def _program(program: Program, clock: Clock, start: Duration, end: Duration) -> Iterator[Flow]:
    """Prime, bridge, mode with its single bolus, cut off at `end`."""
    for first in (program.prime, program.bridge):
        if first is not None and start < end:
            until = min(start + first.over, end, key=_days)
            yield Flow(start, until, first.volume / first.over)
            start = until
    if start >= end:
        return
    bolus = program.bolus
    if bolus is None:
        yield from _mode(program, clock, start, end)
        return
    until = min(start + bolus.over, end, key=_days)
    extra = program.bolus_volume(bolus.dose) / bolus.over
    for flow in _mode(program, clock, start, until):
        yield Flow(flow.start, flow.end, flow.rate + extra)
    if until < end:
        yield from _mode(program, clock, until, end)


def _mode(program: Program, clock: Clock, start: Duration, end: Duration) -> Iterator[Flow]:
    steps = program.steps
    if len(steps) == 1:
        if start < end:
            yield Flow(start, end, steps[0][1])
        return
    midnight = start - clock.midnight_before(start)
    while midnight < end:
        following = (*(offset for offset, _ in steps[1:]), DAY)
        for (offset, rate), until in zip(steps, following, strict=True):
            first = max(midnight + offset, start, key=_days)
            last = min(midnight + until, end, key=_days)
            if first < last:
                yield Flow(first, last, rate)
        midnight = midnight + DAY
