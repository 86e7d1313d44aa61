"""What somebody set aside by name: who, when and why, wherever a verdict rests on it."""

from __future__ import annotations

from collections.abc import Iterable

from cisterna.reasons import Finding, Force
from cisterna.therapy import Case, Override

__all__ = ["override_lines", "set_aside"]


def set_aside(case: Case, findings: Iterable[Finding]) -> tuple[Override, ...]:
    """The overrides of a case that lift one of these findings, in the order of the case."""
    soft = {finding.code for finding in findings if finding.force is Force.SOFT}
    return () if case.request is None else tuple(each for each in case.request.overrides if each.code in soft)


def override_lines(case: Case, findings: Iterable[Finding]) -> list[str]:
    """One line for each: the code, whose name stands for it, the day, the reason."""
    return [
        f"{each.code}: by {each.by} on {each.on.isoformat()}, because: {each.because}"
        for each in set_aside(case, findings)
    ]
