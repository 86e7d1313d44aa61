"""
What a certificate costs once everything is imported: making the seed's, and working it out again. Medians of five.

The first check under a pack that was just opened is dearer than those after it, which find its texts written out and
its digests worked out; it is shown beside them, without a bar.

`python bench/certificate.py`, with the Python of the environment in which Cisterna is installed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from cisterna.desk import open_case, open_desk, run
from cisterna.desk.certificates import certify, check_certificate
from cisterna.files.same import installed_text

CASE = Path(__file__).parents[1] / "examples" / "seed.toml"
RUNS = 5
MOST_CERTIFIED_MS, MOST_CHECKED_MS = 100, 20


def main() -> None:
    """Consult and certify, then check, five times each."""
    desk, text = open_desk(), CASE.read_text("utf-8")
    case = open_case(text, "case", desk.knowledge)

    def certified() -> str:
        offer = run(case, desk.knowledge).offers[0]
        return certify(text, "case", offer.plan, case, desk.policy_text, desk.knowledge).decode()

    file = certified()
    made, checked = took(certified), took(lambda: check_certificate(file, "certificate", desk.knowledge))
    first = median(first_check(file) for _ in range(RUNS))
    print(f"certified plan   {made:6.1f} ms   (bar: {MOST_CERTIFIED_MS} ms)")
    print(f"check            {checked:6.1f} ms   (bar: {MOST_CHECKED_MS} ms)")
    print(f"the first check  {first:6.1f} ms")
    sys.exit(made > MOST_CERTIFIED_MS or checked > MOST_CHECKED_MS)


def first_check(file: str) -> float:
    """A check under a pack of which nothing was compared yet, in milliseconds of processor time."""
    desk = open_desk()
    installed_text.cache_clear()
    start = process_time()
    check_certificate(file, "certificate", desk.knowledge)
    return (process_time() - start) * 1000


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
