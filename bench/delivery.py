"""
How long the exact simulation of a 60-day plan takes, against a plain slug queue in the same run.

From the checkout, with the package installed: `python bench/delivery.py`. Two drugs, a flex schedule of eight steps,
four boluses a day, three refills, a stall. Both ways must give the same curves before anything is timed.
The least CPU time of several runs is printed: other work on the machine only adds to it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from time import process_time

sys.path[:0] = [str(Path(__file__).parents[1] / part) for part in ("src", "tests")]

DAYS = 60


def main() -> None:
    """Compare, time, print."""
    from cisterna.delivery import simulate
    from cisterna.quantities import Duration
    from laws.programs import course
    from laws.slug_queue import corners, run

    plan = sixty_days()
    made, plain = course(plan), run(plan)
    tip = simulate(made)
    for drug in plan.drugs:
        theirs = corners([(time, mass[drug]) for time, _, mass in plain.points])
        if theirs != corners([(knot.time, knot.mass[drug]) for knot in tip.knots]):
            sys.exit(f"the two ways give different curves of {drug}: timing means nothing")
    queue = least(lambda: run(plan), times=3)
    print(f"{DAYS} days, {len(made.flows)} flows, {len(tip.knots)} knots, the same curves both ways")
    show("commands into flows (course, overlay)", least(lambda: course(plan)), queue)
    show("simulate", least(lambda: simulate(made)), queue)
    show("sliding 24 h extremes of one drug", least(lambda: tip.window_extremes("baclofen", Duration(1))), queue)
    show("commands and simulate together", least(lambda: simulate(course(plan))), queue)
    show("plain slug queue", queue, queue)


def sixty_days() -> object:
    """The plan: what a busy pump does between three refills."""
    from laws.slug_queue import Program, Refill

    old, new = {"baclofen": Fraction(2000)}, {"baclofen": Fraction(1935), "hydromorphone": Fraction(322)}
    steps = [(Fraction(hour, 24), Fraction(2 + hour % 5, 20)) for hour in range(0, 24, 3)]
    return Program(
        drugs=("baclofen", "hydromorphone"),
        line=[(Fraction(312, 1000), old)],
        reservoir=Fraction(62, 5),
        conc=old,
        horizon=Fraction(DAYS),
        base=[(Fraction(0), Fraction(DAYS), steps)],
        boluses=[
            (day + Fraction(hour, 24), Fraction(1, 100), Fraction(1, 120), "add")
            for day in range(DAYS)
            for hour in (1, 7, 13, 20)
        ],
        stops=[(Fraction(31), Fraction(63, 2))],
        refills=[Refill(Fraction(day), Fraction(7, 5), Fraction(193, 5), new) for day in (0, 20, 40)],
    )


def least(what: Callable[[], object], *, times: int = 10) -> float:
    """The least CPU time in seconds of several runs."""
    taken = []
    for _ in range(times):
        start = process_time()
        what()
        taken.append(process_time() - start)
    return min(taken)


def show(what: str, seconds: float, queue: float) -> None:
    """One line: milliseconds, and how many times faster than the queue."""
    print(f"{what:42} {seconds * 1000:9.2f} ms   {queue / seconds:7.1f} x")


if __name__ == "__main__":
    main()
