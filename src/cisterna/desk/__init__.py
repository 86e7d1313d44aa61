"""
The errands that the command line and the web share: open the pack, a policy, a case, a plan; consult; check; save.

It joins files to the core and holds no rules. What is wrong with a file comes out as it was found: file, line, what to do.
"""

from __future__ import annotations

from pathlib import Path

from cisterna.files.knowledge import load_knowledge
from cisterna.knowledge import Knowledge

__all__ = ["open_knowledge"]


def open_knowledge(policy: Path | None = None) -> Knowledge:
    """The installed pack under the shipped house policy, or under the one in the file `policy`."""
    return load_knowledge(policy=policy)
