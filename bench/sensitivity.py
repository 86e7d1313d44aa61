"""
How long it takes to find every threshold of the seed's first plan, once everything is imported and the pack is open.

From the checkout: `python bench/sensitivity.py`. The median processor time of five runs; the bar is two seconds.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from time import process_time

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

RUNS, MOST_S = 5, 2


def main() -> None:
    """Open, plan, vary, time, print; for the seed and for the vials of the seed, which need a bridge."""
    from cisterna.consult.sensitivity import sensitivity
    from cisterna.desk import open_case, open_knowledge, run

    knowledge, slow = open_knowledge(), False
    for name in ("seed.toml", "seed-vials.toml"):
        case = open_case((ROOT / "examples" / name).read_text("utf-8"), name, knowledge)
        plan, times, found = run(case, knowledge).offers[0].plan, [], None
        for _ in range(RUNS):
            started = process_time()
            found = sensitivity(case, plan, knowledge)
            times.append(process_time() - started)
        assert found is not None
        if not any(each.breaks for each in found.thresholds):
            sys.exit(f"{name}: nothing breaks anywhere, so timing means nothing")
        print(f"{name:16} {median(times):5.2f} s   ({found.looked_at} verdicts; bar: {MOST_S} s)")
        slow = slow or median(times) > MOST_S
    sys.exit(slow)


if __name__ == "__main__":
    main()
