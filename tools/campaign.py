"""
A campaign: random cases from a seed, consulted, checked again from their files, and replayed all over their box.

    python tools/campaign.py --cases 20000 --seed 1 --points 3
    python tools/campaign.py --only 417

Nothing may fail: a plan that the planner calls Clear and the checker does not, a promise (P1 to P5) that does not hold
in an exact replay, a figure that a replay goes beyond. Each failing seed is printed and comes back alone with --only.
Exit status 1 where anything failed or a bar was missed. Interrupted (Ctrl-C), it reports what it has.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from cisterna.desk import open_knowledge  # noqa: E402
from cisterna.knowledge import Knowledge  # noqa: E402
from laws.campaign import FEASIBLE, Verdict, tried  # noqa: E402
from laws.random_cases import make  # noqa: E402

BLOCK = 50
EVERY = 500
LEAST_CLEAR = 60
"""Percent of the cases made as feasible whose first plan has its physics Clear."""


def main() -> None:
    """Run, print, and say whether anything failed."""
    parser = argparse.ArgumentParser(description="Random cases against every promise.")
    parser.add_argument("--cases", type=int, default=1000, help="how many cases (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, help="the first seed; each case has one (default: 1)")
    parser.add_argument("--points", type=int, default=3, help="random points of the box for each plan (default: 3)")
    parser.add_argument("--processes", type=int, default=1, help="how many at a time (default: 1)")
    parser.add_argument("--only", type=int, metavar="SEED", help="one case: its file, and what came of it")
    asked = parser.parse_args()
    if asked.only is not None:
        one = tried(asked.only, opened(), points=max(asked.points, 50))
        print(make(asked.only).text)
        print(f"# {one.kind}: physics {one.physics}, acknowledgements {one.acknowledgements}, {one.offers} plans")
        print("\n".join((*one.open, *one.faults)) or "# everything holds")
        sys.exit(bool(one.faults))
    started = monotonic()
    found: list[Verdict] = []
    try:
        for one in campaign(asked.cases, asked.seed, asked.points, asked.processes):
            found.append(one)
            if len(found) % EVERY == 0:
                failing = sum(bool(each.faults) for each in found)
                print(f"{len(found)} cases, {failing} failing", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print(f"interrupted after {len(found)} of {asked.cases} cases")
    sys.exit(report(found, monotonic() - started))


def campaign(cases: int, seed: int, points: int, processes: int) -> Iterator[Verdict]:
    """Every case in order, in blocks over so many processes; a failing one is told at once."""
    blocks = [(at, min(at + BLOCK, seed + cases), points) for at in range(seed, seed + cases, BLOCK)]
    if processes > 1:
        with ProcessPoolExecutor(processes) as pool:
            for found in pool.map(block, blocks):
                yield from told_at_once(found)
    else:
        for one in blocks:
            yield from told_at_once(block(one))


def told_at_once(found: list[Verdict]) -> Iterator[Verdict]:
    """As they come, those that fail printed."""
    for one in found:
        for fault in one.faults:
            print(f"seed {one.seed} ({one.kind}): {fault}", file=sys.stderr, flush=True)
        yield one


def block(asked: tuple[int, int, int]) -> list[Verdict]:
    """Some cases in a row."""
    first, end, points = asked
    return [tried(seed, opened(), points=points) for seed in range(first, end)]


@cache
def opened() -> Knowledge:
    """The pack, once in each process."""
    return open_knowledge()


def report(found: list[Verdict], took: float) -> int:
    """Everything counted, and 1 where something failed or a bar was missed."""
    feasible = [one for one in found if one.kind == FEASIBLE]
    told = [one for one in found if one.complete]
    print(f"{len(found)} cases, {sum(one.offers for one in found)} plans, {sum(one.points for one in found)} replays "
          f"in {took:.0f} s: {1000 * took / max(len(found), 1):.0f} ms a case")  # fmt: skip
    for axis in ("physics", "acknowledgements"):
        counted = Counter(getattr(one, axis) for one in feasible)
        print(f"made as feasible, {len(feasible)}, {axis} of the plan shown first: {listed(counted)}")
    clear = sum(one.physics == "Clear" for one in feasible)
    part = 100 * clear / max(len(feasible), 1)
    print(f"Clear on physics: {part:.1f} % of those made as feasible (bar: {LEAST_CLEAR} %); "
          f"with a Clear plan among those shown: {sum(one.any_clear for one in feasible)}")  # fmt: skip
    cannot = [one for one in told if one.cannot_say or one.physics == "CannotSay"]
    print(f"CannotSay where every fact was given ({len(told)} cases): {len(cannot)} (bar: 0) "
          f"{listed(Counter(one.kind for one in cannot))}")  # fmt: skip
    print(f"plans with a bridge, physics: {listed(Counter(name for one in found for name in one.bridged))}")
    print(f"what kept those made as feasible from being Clear: {listed(Counter(c for o in feasible for c in o.open))}")
    for kind in sorted({one.kind for one in found} - {FEASIBLE}):
        of_kind = [one for one in found if one.kind == kind]
        print(f"  {kind}: {listed(Counter(one.physics for one in of_kind))}")
    failing = [one for one in found if one.faults]
    print(f"failing: {len(failing)}" + "".join(f"\n  --only {one.seed}: {one.faults[0]}" for one in failing[:20]))
    return int(bool(failing or cannot or part < LEAST_CLEAR))


def listed(counted: Counter[str]) -> str:
    """Most often first."""
    return ", ".join(f"{name} {count}" for name, count in counted.most_common()) or "none"


if __name__ == "__main__":
    main()
