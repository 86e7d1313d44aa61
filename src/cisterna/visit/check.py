"""All checks of a visit, in the order in which a visit goes; what they found, and what they looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from cisterna.conversion.asking import Asks
from cisterna.quantities import Quantity, Range
from cisterna.reasons import Finding, Trace, Verdict, verdict_of
from cisterna.therapy import Case, Plan
from cisterna.visit.facts import Visit
from cisterna.visit.fill import check_concentrations, check_fill, check_typed_volume
from cisterna.visit.programs import (
    Change,
    Flows,
    check_after,
    check_before,
    check_changes,
    check_screen,
    flows_of,
    side_by_side,
)
from cisterna.visit.scene import Scene
from cisterna.visit.volumes import Volumes, check_volumes, volumes_of

__all__ = ["CHECKS", "VisitCheck", "check_visit"]

CHECKS: tuple[Callable[[Scene], Iterator[Finding]], ...] = (
    check_before,
    check_volumes,
    check_fill,
    check_concentrations,
    check_typed_volume,
    check_screen,
    check_changes,
    check_after,
)
"""Every check, in the order of the visit."""


class VisitCheck(NamedTuple):
    """
    What a visit came to. `volumes`, `flows` and `changes` are what was compared, None or empty where it could not be.

    `trace` holds every amount that a finding or a comparison names.
    """

    case: Case
    on: date
    visit: Visit
    with_plan: bool
    volumes: Volumes | None
    flows: Flows | None
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    trace: Trace

    @property
    def verdict(self) -> Verdict:
        """Refused: stop. CannotSay: something is not told. NeedsOverride: something to act on. Clear: none of these."""
        return verdict_of(self.findings)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of everything found."""
        return frozenset(finding.code for finding in self.findings)


def check_visit(case: Case, visit: Visit, ask: Asks, trace: Trace, *, on: date, plan: Plan | None = None) -> VisitCheck:
    """
    What happened at `visit` against what should have, by the knowledge that `ask` answers from.

    `plan` is the plan that was to be carried out, where there is one. Raises `UnknownEntry` for a pump that is not in
    the catalogue.
    """
    pump = None if case.system.pump is None else ask.knowledge.catalogue.pump(case.system.pump)
    scene = Scene(case, visit, plan, pump, ask)
    found = tuple(dict.fromkeys(_Once(finding) for check in CHECKS for finding in check(scene)))
    findings = tuple(each.finding for each in found)
    volumes, flows, changes = volumes_of(scene), flows_of(scene), side_by_side(scene)
    _write(trace, volumes, flows, changes, findings)
    return VisitCheck(case, on, visit, plan is not None, volumes, flows, changes, findings, trace)


class _Once:
    """A finding by what it says, so that two checks that find the same tell it once."""

    __slots__ = ("finding", "key")

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        self.key = (finding.code, tuple(sorted((name, str(value)) for name, value in finding.values.items())))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Once) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


def _write(
    trace: Trace,
    volumes: Volumes | None,
    flows: Flows | None,
    changes: tuple[Change, ...],
    findings: tuple[Finding, ...],
) -> None:
    """Put every amount that is shown into the trace."""
    for about, part in (("volume", volumes), ("flow", flows)):
        for name, value in part._asdict().items() if part is not None else ():
            if isinstance(value, Quantity):
                trace.add(f"visit.{about}.{name}", f"{name} {about}", value)
    for line in changes:
        for name, value in line._asdict().items():
            if isinstance(value, Quantity):
                trace.add(f"visit.dose.{line.drug}.{name}", f"{name} daily dose", value)
    for finding in findings:
        for key, value in finding.values.items():
            name = ".".join(part for part in (finding.code, finding.values.get("drug", ""), key) if part)
            if isinstance(value, Quantity | Range):
                while name in trace:
                    name += "+"
                trace.add(name, f"{key} in {finding.code}", value, cites=finding.because)
