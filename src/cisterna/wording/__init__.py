"""From findings to sentences: one template a code, filled with the finding's own values. No medicine of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from cisterna.reasons import Finding
from cisterna.wording.template import Template

__all__ = ["Template", "do_about", "say", "templates", "title"]


@cache
def templates() -> dict[str, Template]:
    """Every template by its code."""
    from cisterna.wording.findings import FINDINGS
    from cisterna.wording.planning import PLANNING

    return {**FINDINGS, **PLANNING}


def title(finding: Finding) -> str:
    """The finding in a few words."""
    return templates()[finding.code].title


def say(finding: Finding, name: Callable[[str], str] = str) -> str:
    """
    The sentence, filled with the finding's values; `name` turns a drug's id into how it is written on screens.
    """
    values = {key: name(value) if isinstance(value, str) else value for key, value in finding.values.items()}
    return templates()[finding.code].sentence.format_map(values)


def do_about(finding: Finding) -> str:
    """What to do, filled with the same values; empty where there is nothing to do."""
    return templates()[finding.code].do.format_map(dict(finding.values))
