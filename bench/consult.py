"""
How long a full consultation of the seed's case takes once everything is imported and the pack is open.

From the checkout: `python bench/consult.py`. The least processor time of several runs; the bar is 50 ms. At least two
plans must come out with their tips computed, or nothing is worth timing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

RUNS = 9
MOST_MS = 50


def main() -> None:
    """Open, consult, time, print."""
    from cisterna.desk import open_case, open_knowledge, run

    started = process_time()
    knowledge = open_knowledge()
    opened = (process_time() - started) * 1000
    name = "examples/seed.toml"
    case = open_case((ROOT / name).read_text("utf-8"), name, knowledge)
    found = run(case, knowledge)
    judged = [offer for offer in found.offers if offer.tip is not None and offer.verification is not None]
    if len(judged) < 2:
        sys.exit(f"{len(judged)} plans with a tip and a verification: timing means nothing")
    least = None
    for _ in range(RUNS):
        started = process_time()
        run(case, knowledge)
        took = (process_time() - started) * 1000
        least = took if least is None else min(least, took)
    assert least is not None
    print(f"opening the pack          {opened:6.1f} ms")
    print(f"a consultation            {least:6.1f} ms   ({len(judged)} plans judged; bar: {MOST_MS} ms)")
    sys.exit(least > MOST_MS)


if __name__ == "__main__":
    main()
