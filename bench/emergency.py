"""
What the first emergency screen costs from a cold start, above a bare interpreter, and how many times that is.

`python bench/emergency.py`, as bench/cold_start.py: user and system time, the least of several runs, both in turn.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from cold_start import RUNS, milliseconds

MOST_ABOVE_MS = 150


def main() -> None:
    """Measure both in turn and print them with the difference and the ratio."""
    jobs = {"python -c pass": ["-c", "pass"], "cisterna emergency": ["-m", "cisterna", "emergency", "withdrawal"]}
    least = {name: milliseconds(arguments) for name, arguments in jobs.items()}
    for _ in range(RUNS):
        for name, arguments in jobs.items():
            least[name] = min(least[name], milliseconds(arguments))
    bare, screen = least.values()
    for name, took in least.items():
        print(f"{name:18} {took:7.1f} ms")
    print(f"{'above':18} {screen - bare:7.1f} ms (bar: {MOST_ABOVE_MS} ms)")
    print(f"{'ratio':18} {screen / bare:7.1f}")
    sys.exit(screen - bare > MOST_ABOVE_MS)


if __name__ == "__main__":
    main()
