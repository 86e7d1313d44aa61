"""
A change that was made already and may have been made wrongly: what is in the line now, and what puts it right.

The held drug keeps its dose exactly where the flow is that dose over the concentration that is at the tip.
So what is still in the line says which flow is right, stretch by stretch, from now on; nothing is caught up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from cisterna.catalogue import Pump
from cisterna.delivery import Setting, Tip, contents, course_of, simulate
from cisterna.quantities import DoseRate, Duration, FlowRate, Mass, Volume, nearest_to_step
from cisterna.therapy import (
    Bridge,
    Case,
    Mixture,
    Plan,
    Program,
    Reprogram,
    SimpleContinuous,
    Slug,
    Step,
    Stop,
)

__all__ = ["CannotRepair", "Found", "Repair", "found_at", "repair"]

MINUTE = Duration(1) / 1440
VOLUME_DIGIT = Volume(1) / 1000


class Found(NamedTuple):
    """
    What is found when it is `noticed`: the line tip first, what the reservoir holds, and the program that runs.

    `gives` is what leaves the tip now and `gave` what has left it since the first step that was done, drug by drug;
    `would` is what the running program had given in that time. `program` None: the pump is stopped. `without` is for
    how long nothing of a drug has left the tip; zero where it does.
    """

    noticed: Duration
    since: Duration
    line: tuple[Slug, ...]
    reservoir: Mixture
    left: Volume
    program: Program | None
    gives: Mapping[str, DoseRate]
    gave: Mapping[str, Mass]
    would: Mapping[str, Mass]
    without: Mapping[str, Duration]


class Repair(NamedTuple):
    """The steps that put it right from `now` on, and what each stretch of the line asks for."""

    steps: tuple[Step, ...]
    stretches: tuple[tuple[Slug, FlowRate, Duration], ...]


class CannotRepair(NamedTuple):
    """Why no program puts it right: a finding's code and the values that fill it."""

    code: str
    values: Mapping[str, Any]


def found_at(case: Case, done: Sequence[Step], now: Duration, setting: Setting) -> Found:
    """
    Carry out the steps that were done at one setting, until `now`, and say what is where.

    Raises `ValueError` where the case does not say how much the reservoir held, or no step was done before `now`.
    """
    if not done or done[-1].at > now or not now.value:
        raise ValueError("a change that was made has at least one step, and none after the moment it was found")
    plan = Plan(tuple(done))
    course = course_of(case, plan, setting, horizon=now)
    tip = simulate(course)
    since = done[0].at
    drugs = sorted({*tip.drugs, *case.running.fill})
    switches = [step for step in done if isinstance(step, Reprogram | Stop)]
    program = getattr(switches[-1], "program", None) if switches else case.running.program
    # The last piece of every curve is straight and ends at `now`, so its slope is what leaves the tip now.
    last = {drug: list(tip.rates(drug))[-1][2] for drug in tip.drugs}
    return Found(
        noticed=now,
        since=since,
        line=contents(course),
        reservoir=tip.reservoir_mixture,
        left=tip.reservoir_final,
        program=program,
        gives={drug: last.get(drug, DoseRate(0)) for drug in drugs},
        gave={drug: tip.dose(drug, since, now) for drug in drugs},
        would={drug: case.running.daily_dose(drug) * (now - since) for drug in drugs},
        without={drug: _without(tip, drug, now) for drug in drugs},
    )


def _without(tip: Tip, drug: str, now: Duration) -> Duration:
    """For how long nothing of `drug` has left the tip."""
    if drug not in tip.drugs:
        return now
    given = [end for _, end, rate in tip.rates(drug) if rate]
    return now - given[-1] if given else now


def repair(case: Case, found: Found, held: str, pump: Pump, fill: Mixture) -> Repair | CannotRepair:
    """
    The programs that hold `held` at its dose from now on, over every stretch of what is still in the line.

    `fill` is what was put into the reservoir, in figures that can be typed. One program takes two stretches: its bridge
    and its mode; a longer row of stretches needs a dated program for each two.
    """
    dose = case.running.held_dose(held)
    if not fill[held]:
        return CannotRepair("rescue-reservoir-without-held", {"drug": held})
    stretches: list[tuple[Slug, FlowRate, Duration]] = []
    for slug in _by_strength(found.line, held, found.reservoir):
        if not slug.mixture[held]:
            return CannotRepair("rescue-line-without-held", {"drug": held, "volume": slug.volume})
        flow = dose / slug.mixture[held]
        stretches.append((slug, flow, slug.volume / flow))
    flows = [*(flow for _, flow, _ in stretches), dose / fill[held]]
    low, high = (None if limit is None else limit.value for limit in (pump.min_rate, pump.max_rate))
    for flow in flows:
        if (low is not None and flow < low) or (high is not None and flow > high):
            return CannotRepair("rescue-flow-out-of-range", {"drug": held, "flow": flow, "pump": pump.name})
    return Repair(tuple(_programs(found.noticed, held, fill, dose, stretches)), tuple(stretches))


def _by_strength(line: Sequence[Slug], held: str, reservoir: Mixture) -> list[Slug]:
    """The stretches ahead of what the reservoir holds now, tip first; neighbors of one strength of `held` as one."""
    ahead = line[:-1] if line and line[-1].mixture == reservoir else line
    return [
        Slug(Volume(sum(slug.volume.value for slug in (first, *rest))), first.mixture)
        for _, (first, *rest) in groupby(ahead, key=lambda slug: slug.mixture[held])
    ]


def _programs(
    now: Duration, held: str, fill: Mixture, dose: DoseRate, stretches: Sequence[tuple[Slug, FlowRate, Duration]]
) -> Iterable[Step]:
    at, left = now, list(stretches)
    if not left:
        yield Reprogram(at, Program(held, fill, SimpleContinuous(dose)))
    while left:
        (_, flow, lasts), *rest = left
        over = nearest_to_step(lasts, MINUTE)[0]
        volume = nearest_to_step(flow * over, VOLUME_DIGIT)[0]
        bridge = Bridge(volume, over) if over.value > 0 and volume.value > 0 else None
        if not rest:
            yield Reprogram(at, Program(held, fill, SimpleContinuous(dose), bridge))
            return
        (_, flow, lasts), *left = rest
        # The mode runs the second stretch: its dose is typed in units of the fill, so it is not what leaves the tip.
        typed = nearest_to_step(fill[held] * flow, DoseRate(1) / 10)[0]
        yield Reprogram(at, Program(held, fill, SimpleContinuous(typed), bridge))
        at = at + over + nearest_to_step(lasts, MINUTE)[0]
        if not left:
            yield Reprogram(at, Program(held, fill, SimpleContinuous(dose)))
