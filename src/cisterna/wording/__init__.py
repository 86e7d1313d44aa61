"""From findings to sentences: one template a code, filled with the finding's own values. No medicine of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from cisterna.quantities import Duration
from cisterna.reasons import Finding
from cisterna.wording.template import Template

__all__ = ["Template", "do_about", "filled", "say", "templates", "title"]


@cache
def templates() -> dict[str, Template]:
    """Every template by its code."""
    from cisterna.wording.changes import CHANGES
    from cisterna.wording.emergency import EMERGENCY
    from cisterna.wording.findings import FINDINGS
    from cisterna.wording.ordering import ORDERING
    from cisterna.wording.pitfalls import PITFALLS
    from cisterna.wording.planning import PLANNING
    from cisterna.wording.rescues import RESCUES
    from cisterna.wording.visit import VISIT
    from cisterna.wording.watching import WATCHING

    return {**FINDINGS, **PLANNING, **PITFALLS, **CHANGES, **RESCUES, **EMERGENCY, **WATCHING, **VISIT, **ORDERING}


def title(finding: Finding) -> str:
    """The finding in a few words."""
    return templates()[finding.code].title


def say(finding: Finding, name: Callable[[str], str] = str, when: Callable[[Duration], str] | None = None) -> str:
    """
    The sentence, filled with the finding's values.

    `name` turns a drug's id into how it is written on screens (each of several, joined by "and"), `when` an elapsed
    time into a clock time; without it the hours since the moment of the case are shown.
    """
    return templates()[finding.code].sentence.format_map(_filled(finding, name, when))


def do_about(finding: Finding, name: Callable[[str], str] = str, when: Callable[[Duration], str] | None = None) -> str:
    """What to do, filled with the same values; empty where there is nothing to do."""
    return templates()[finding.code].do.format_map(_filled(finding, name, when))


def filled(
    text: str, finding: Finding, name: Callable[[str], str] = str, when: Callable[[Duration], str] | None = None
) -> str:
    """`text`, which has the places of a template, with the values of `finding`: other words for the same values."""
    return text.format_map(_filled(finding, name, when))


class _Moment(str):
    """A clock time, whatever unit a template asks for."""

    __slots__ = ()

    def __format__(self, unit: str) -> str:
        return str(self)


MOMENTS = ("at", "start", "end", "until", "open", "now", "stopped")


def _filled(finding: Finding, name: Callable[[str], str], when: Callable[[Duration], str] | None) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, value in finding.values.items():
        if isinstance(value, str):
            values[key] = name(value)
        elif isinstance(value, tuple):
            values[key] = " and ".join(name(each) for each in value)
        elif when is not None and key in MOMENTS and isinstance(value, Duration):
            values[key] = _Moment(when(value))
        else:
            values[key] = value
    return values
