"""
What may be done with a plan: Clear, NeedsOverride, Refused or CannotSay, each carrying its reasons.

The worst wins, in the order Refused, CannotSay, NeedsOverride, Clear: what is refused whatever the missing fact may be
is Refused.
"""

from __future__ import annotations

from collections.abc import Iterable

from cisterna.quantities.value import dataclass
from cisterna.reasons.finding import Axis, Finding, Force

__all__ = ["CannotSay", "Clear", "Judgement", "NeedsOverride", "Refused", "Verdict", "verdict_of", "worst"]


@dataclass(frozen=True, slots=True)
class Clear:
    """Nothing stands against it."""

    name = "Clear"
    exit_code = 0


@dataclass(frozen=True, slots=True)
class NeedsOverride:
    """Soft findings stand against it; each takes one named override with a reason."""

    findings: tuple[Finding, ...]
    name = "NeedsOverride"
    exit_code = 10


@dataclass(frozen=True, slots=True)
class CannotSay:
    """Facts are missing; `missing` names them as a case file would."""

    missing: tuple[str, ...]
    findings: tuple[Finding, ...]
    name = "CannotSay"
    exit_code = 30


@dataclass(frozen=True, slots=True)
class Refused:
    """Hard findings stand against it. There is no override."""

    findings: tuple[Finding, ...]
    name = "Refused"
    exit_code = 20


Verdict = Clear | NeedsOverride | CannotSay | Refused
"""One of the four."""

_ORDER = (Clear, NeedsOverride, CannotSay, Refused)


def verdict_of(findings: Iterable[Finding], *, overridden: Iterable[str] = ()) -> Verdict:
    """The verdict that `findings` add up to; a soft finding whose code is in `overridden` no longer counts."""
    kept = tuple(findings)
    lifted = frozenset(overridden)
    hard = tuple(f for f in kept if f.force is Force.HARD)
    if hard:
        return Refused(hard)
    unknown = tuple(f for f in kept if f.force is Force.UNKNOWN)
    if unknown:
        missing = tuple(dict.fromkeys(name for f in unknown for name in f.missing))
        return CannotSay(missing, unknown)
    soft = tuple(f for f in kept if f.force is Force.SOFT and f.code not in lifted)
    return NeedsOverride(soft) if soft else Clear()


def worst(*verdicts: Verdict) -> Verdict:
    """The worst of several verdicts: Refused, then CannotSay, then NeedsOverride, then Clear."""
    return max(verdicts, key=lambda verdict: _ORDER.index(type(verdict)))


@dataclass(frozen=True, slots=True)
class Judgement:
    """All findings on a plan and the verdict on each axis. Acknowledgements never touch the physics axis."""

    findings: tuple[Finding, ...]
    physics: Verdict
    acknowledgements: Verdict

    @property
    def verdict(self) -> Verdict:
        """The worst of both axes."""
        return worst(self.physics, self.acknowledgements)

    @classmethod
    def of(cls, findings: Iterable[Finding], *, overridden: Iterable[str] = ()) -> Judgement:
        """Sort findings by axis and judge each."""
        kept, lifted = tuple(findings), frozenset(overridden)
        return cls(
            kept,
            verdict_of((f for f in kept if f.axis is Axis.PHYSICS), overridden=lifted),
            verdict_of((f for f in kept if f.axis is Axis.ACKNOWLEDGEMENT), overridden=lifted),
        )
