"""Random programs, the same for the same seed, and the two ways to run one: as a `Course` and as a slug queue."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from random import Random

from cisterna.delivery import Aspiration, Course, Fill
from cisterna.delivery.flows import Bolus, Segment, overlay
from cisterna.quantities import Concentration, Duration, FlowRate, Volume
from cisterna.therapy import Mixture, Rinse, Slug
from laws.slug_queue import Conc, Outcome, Program, Rate, Refill

DRUGS = ("baclofen", "hydromorphone")


def mixture(conc: Conc) -> Mixture:
    """The same in the project's own type."""
    return Mixture({drug: Concentration(value) for drug, value in conc.items()})


def course(program: Program) -> Course:
    """The same program in the project's own types."""
    return Course(
        dead_volume=Volume(program.dead),
        reservoir_volume=Volume(program.reservoir),
        reservoir=mixture(program.conc),
        line=tuple(Slug(Volume(volume), mixture(conc)) for volume, conc in program.line),
        flows=overlay(
            [Segment(Duration(start), Duration(end), _rate(rate)) for start, end, rate in program.base],
            [
                Bolus(Duration(at), Volume(v), Duration(over), mode == "replace")
                for at, v, over, mode in program.boluses
            ],
            [(Duration(start), Duration(end)) for start, end in program.stops],
            horizon=Duration(program.horizon),
        ),
        horizon=Duration(program.horizon),
        refills=tuple(_fill(refill) for refill in program.refills),
        aspirations=tuple(Aspiration(Duration(at), Volume(volume)) for at, volume in program.aspirations),
        accuracy=program.accuracy,
        reservoir_min=Volume(program.minimum),
    )


def _bolus(at: Fraction, volume: Fraction, over: Fraction, mode: str) -> Bolus:
    return Bolus(Duration(at), Volume(volume), Duration(over), replaces=mode == "replace")


def _rate(rate: Rate) -> FlowRate | tuple[tuple[Duration, FlowRate], ...]:
    if isinstance(rate, Fraction):
        return FlowRate(rate)
    return tuple((Duration(clock), FlowRate(value)) for clock, value in rate)


def _fill(refill: Refill) -> Fill:
    keep = None if refill.keep is None else Volume(refill.keep)
    rinse = Rinse(refill.rinses, Volume(refill.rinse_volume), mixture(refill.rinse_conc)) if refill.rinses else None
    return Fill(Duration(refill.at), Volume(refill.volume), mixture(refill.conc), keep, rinse)


def random_program(seed: int) -> Program:
    """
    A program of a few days. Times and volumes are mostly coarse, so that events meet; a few are awkward fractions.
    """
    rng = Random(seed)
    horizon = Fraction(rng.randint(8, 48), 8)
    program = Program(
        drugs=DRUGS,
        line=_line(rng),
        reservoir=Fraction(rng.randint(0, 30), 10),
        conc=_conc(rng),
        horizon=horizon,
        base=[_segment(rng, horizon) for _ in range(rng.randint(1, 3))],
    )
    if rng.random() < 0.3:
        program.base.insert(0, (Fraction(0), horizon, Fraction(rng.randint(1, 12), 20)))
    for _ in range(rng.choice((0, 0, 1, 2, 3))):
        over = Fraction(rng.randint(1, 6), rng.choice((24, 8, 7)))
        program.boluses.append((_time(rng, horizon), _volume(rng), over, rng.choice(("add", "replace"))))
    for _ in range(rng.choice((0, 0, 1, 2))):
        start = _time(rng, horizon)
        program.stops.append((start, start + Fraction(rng.randint(1, 9), 8)))
    for time in sorted({_time(rng, horizon) for _ in range(rng.choice((0, 1, 1, 2, 3)))}):
        program.refills.append(_refill(rng, time))
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        program.aspirations.append((_time(rng, horizon), max(_volume(rng), Fraction(1, 20))))
    program.aspirations.sort()
    if rng.random() < 0.3:
        program.accuracy = Fraction(rng.randint(800, 1200), 1000)
    if rng.random() < 0.2:
        program.minimum = Fraction(rng.randint(1, 10), 10)
    return program


def _time(rng: Random, horizon: Fraction) -> Fraction:
    fine = rng.choice((8, 8, 8, 7, 1440))
    return Fraction(rng.randrange(int(horizon * fine)), fine)


def _volume(rng: Random) -> Fraction:
    return Fraction(rng.randint(0, 10), rng.choice((20, 20, 7)))


def _conc(rng: Random) -> Conc:
    conc = {
        "baclofen": Fraction(rng.choice((500, 1000, 2000, 1935))),
        "hydromorphone": Fraction(rng.choice((100, 322))),
    }
    return {drug: value for drug, value in conc.items() if rng.random() < 0.7}


def _line(rng: Random) -> list[tuple[Fraction, Conc]]:
    if rng.random() < 0.05:
        return []
    return [(Fraction(rng.randint(1, 10), rng.choice((20, 20, 13))), _conc(rng)) for _ in range(rng.randint(1, 3))]


def _segment(rng: Random, horizon: Fraction) -> tuple[Fraction, Fraction, Rate]:
    start = _time(rng, horizon)
    end = min(start + Fraction(rng.randint(1, 32), 8), horizon)
    if rng.random() < 0.6:
        return start, end, Fraction(rng.randint(0, 12), rng.choice((20, 7)))
    clocks = sorted(rng.sample(range(24), rng.randint(1, 4)))
    return start, end, [(Fraction(clock, 24), Fraction(rng.randint(0, 12), 10)) for clock in clocks]


def _refill(rng: Random, time: Fraction) -> Refill:
    keep = rng.choice((None, Fraction(0), Fraction(rng.randint(1, 14), 10)))
    refill = Refill(time, keep, Fraction(rng.randint(1, 40), 10), _conc(rng))
    if rng.random() < 0.3:
        refill.rinses, refill.rinse_volume = rng.randint(1, 3), Fraction(rng.randint(1, 30), 10)
        refill.rinse_conc = _conc(rng) if rng.random() < 0.5 else {}
    return refill


def kinds(program: Program, outcome: Outcome) -> set[str]:
    """What kinds of step the program holds, and what happened in it."""

    def by(moment: Fraction) -> Fraction:
        return max(volume for time, volume, _ in outcome.points if time <= moment)

    end = outcome.points[-1][1]
    found = {
        "schedule": any(not isinstance(rate, Fraction) for _, _, rate in program.base),
        "later base overrides": any(
            t1 > t2 for (_, t1, _), (t2, _, _) in pairwise(sorted(program.base, key=lambda s: s[:2]))
        ),
        "bolus adds": any(mode == "add" for *_, mode in program.boluses),
        "bolus replaces": any(mode == "replace" for *_, mode in program.boluses),
        "stop": bool(program.stops),
        "refill, nothing withdrawn": any(refill.keep is None for refill in program.refills),
        "refill, emptied": any(refill.keep == 0 for refill in program.refills),
        "refill, residual": any(refill.keep for refill in program.refills),
        "rinse": any(refill.rinses for refill in program.refills),
        "rinse of a drug": any(refill.rinses and refill.rinse_conc for refill in program.refills),
        "several refills": len(program.refills) > 1,
        "aspiration": bool(program.aspirations),
        "aspiration of the whole line": any(volume >= program.dead > 0 for _, volume in program.aspirations),
        "line of several slugs": len(program.line) > 1,
        "no dead volume": not program.line,
        "runs dry": outcome.ran_dry_at is not None,
        "runs dry and is refilled": any(
            outcome.ran_dry_at is not None and refill.at > outcome.ran_dry_at for refill in program.refills
        ),
        "unusable volume": program.minimum > 0,
        "accuracy": program.accuracy != 1,
        "refill reaches the tip": any(end > by(refill.at) + program.dead for refill in program.refills),
        "second drug arrives": outcome.points[-1][2]["hydromorphone"] > 0,
    }
    return {kind for kind, there in found.items() if there}


KINDS = {
    "accuracy", "aspiration", "aspiration of the whole line", "bolus adds", "bolus replaces", "later base overrides",
    "line of several slugs", "no dead volume", "refill reaches the tip", "refill, emptied", "refill, nothing withdrawn",
    "refill, residual", "rinse", "rinse of a drug", "runs dry", "runs dry and is refilled", "schedule",
    "second drug arrives", "several refills", "stop", "unusable volume",
}  # fmt: skip
