"""The command line in a process of its own, as a person at a terminal runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SEED = "examples/seed.toml"
BRIDGE = "examples/plans/bridge.toml"

Done = subprocess.CompletedProcess[str]


def environment(**changed: str) -> dict[str, str]:
    """The environment of these tests without what would change the interpreter or the screen, plus `changed`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COVERAGE", "CISTERNA"))}
    for name in ("NO_COLOR", "COLUMNS"):
        kept.pop(name, None)
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8", **changed}


def cisterna(*arguments: str | Path, flags: tuple[str, ...] = (), given: str | None = None, **changed: str) -> Done:
    """`python -m cisterna` with these arguments; `flags` are the interpreter's, `changed` goes into its environment."""
    return subprocess.run(
        [sys.executable, *flags, "-m", "cisterna", *map(str, arguments)],
        cwd=ROOT,
        env=environment(**changed),
        input=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
