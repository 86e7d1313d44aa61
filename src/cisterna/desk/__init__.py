"""
The errands that the command line and the web share: open the pack, the policy, a case, a plan; consult; check; save.

It joins files to the core and holds no rules. Errors from files come out as they are, with file, line and what to do.
"""

from __future__ import annotations

from pathlib import Path

from cisterna.files.knowledge import read_knowledge

__all__ = ["open_knowledge"]


def open_knowledge(policy: Path | None = None):
    """The installed pack with the shipped house policy, or with the one in `policy`."""
