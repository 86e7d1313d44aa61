"""
What a cold start costs: processor time of `cisterna plan` on the seed's case, against a bare interpreter, side by side.

`python bench/cold_start.py`, with the Python of the environment in which Cisterna is installed: a wheel carries its
pack as one bundle, an editable checkout reads TOML files and takes longer. A shim in front of Python spoils it.
The least of several runs is printed, user and system time added; the first run compiles the bytecode and is left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CASE = ROOT / "examples" / "seed.toml"
RUNS = 7
MOST_MS, MOST_TIMES = 200, 20


def main() -> None:
    """Measure both in turn, so that both meet the same machine, and print them with the ratio."""
    jobs = {"python -c pass": ["-c", "pass"], "cisterna plan": ["-m", "cisterna", "plan", str(CASE)]}
    least = {name: milliseconds(arguments) for name, arguments in jobs.items()}
    for _ in range(RUNS):
        for name, arguments in jobs.items():
            least[name] = min(least[name], milliseconds(arguments))
    bare, plan = least.values()
    for name, took in least.items():
        print(f"{name:16} {took:7.1f} ms")
    print(f"{'ratio':16} {plan / bare:7.1f}    (bars: {MOST_MS} ms, {MOST_TIMES} times)")
    sys.exit(plan > MOST_MS or plan > MOST_TIMES * bare)


def milliseconds(arguments: list[str]) -> float:
    """User and system time of one run."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON") or key == "PYTHONPATH"}
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 10, 20, 30):
        sys.exit(f"{' '.join(arguments)} ended with {process.returncode}: timing means nothing")
    return (used.ru_utime + used.ru_stime) * 1000


if __name__ == "__main__":
    main()
