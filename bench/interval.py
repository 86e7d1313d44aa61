"""
What the extremes of the box cost: both drugs, every 24 h and every 4 h of 60 days, one fill. Medians of five.

`python bench/interval.py`, with the Python of the environment in which Cisterna is installed.
The second number is the time in units of a bare loop of the same run, to compare machines.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from fractions import Fraction
from statistics import median
from time import process_time

from cisterna.quantities import Concentration, DoseRate, Duration, Range, Ratio, Volume
from cisterna.safety import Box, Trial
from cisterna.therapy import (
    Case,
    Clock,
    Flex,
    FlexStep,
    Mixture,
    Patient,
    Plan,
    Program,
    Refill,
    Reprogram,
    Running,
    SimpleContinuous,
    System,
)

RUNS, LOOPS = 5, 100_000
DAYS, BOLUSES = 60, 4
DAY, HOURS = Duration(1), Duration(Fraction(4, 24))
ASKED = {
    "baclofen": ((DAY, ("low", "high")), (HOURS, ("low", "high"))),
    "hydromorphone": ((DAY, ("most",)), (HOURS, ("most",))),
}
BOX = Box(
    Range.parse(Volume, "0.26 to 0.36 mL"), Range.parse(Ratio, "85.5 to 114.5 %"), Range.parse(Volume, "0 to 1.4 mL")
)
BARS = {"simple continuous": 10, "flex of 8 steps and 4 boluses a day": 100}

OLD = Mixture({"baclofen": Concentration(2000)})
NEW = Mixture({"baclofen": Concentration(1000), "hydromorphone": Concentration(250)})


def main() -> None:
    """Both plans; exits with 1 where one takes longer than its bar."""
    bare = took(lambda: [number * number for number in range(LOOPS)])
    steady, schedule = SimpleContinuous(DoseRate(300)), Flex(tuple(steps()))
    late = False
    for (name, bar), mode in zip(BARS.items(), (steady, schedule), strict=True):
        case, plan = case_of(mode), plan_of(mode)
        ms = took(lambda case=case, plan=plan: extremes(case, plan))  # type: ignore[misc]
        print(f"{name:36} {ms:7.1f} ms   {ms / bare:6.1f} bare loops   (bar: {bar} ms)")
        late |= ms > bar
    sys.exit(late)


def steps() -> Iterator[FlexStep]:
    """Eight doses, three hours each; every other one begins with ten minutes of ten times as much."""
    for number in range(8):
        start, dose = Duration(Fraction(number, 8)), DoseRate(240 + 60 * (number % 3))
        if number % (8 // BOLUSES) == 0:
            yield FlexStep(start, 10 * dose)
            start += Duration(Fraction(10, 1440))
        yield FlexStep(start, dose)


def case_of(mode: Flex | SimpleContinuous) -> Case:
    """Baclofen alone, so far."""
    clock = Clock("UTC", datetime(2026, 7, 27, 8), ((Duration(0), 0),))
    return Case(clock, Patient(), System(), Running(OLD, Program("baclofen", OLD, mode), Volume(12)))


def plan_of(mode: Flex | SimpleContinuous) -> Plan:
    """A fill of both drugs at zero, and the same doses of baclofen from it."""
    return Plan((Refill(Duration(0), Volume(38), NEW), Reprogram(Duration(0), Program("baclofen", NEW, mode))))


def extremes(case: Case, plan: Plan) -> Trial:
    """Every window of both drugs, at every point of the box that can matter."""
    trial = Trial(case, plan, BOX, until=Fraction(DAYS), placed=True, sampled=False)
    trial.search(ASKED)
    return trial


def took(job: Callable[[], object]) -> float:
    """The median of five runs, in milliseconds of processor time."""
    times = []
    for _ in range(RUNS):
        start = process_time()
        job()
        times.append((process_time() - start) * 1000)
    return median(times)


if __name__ == "__main__":
    main()
