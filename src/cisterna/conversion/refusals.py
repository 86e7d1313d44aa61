"""
Why an opioid is not converted: a closed set of results, each with what it rests on.

A refused opioid is never zero and never left out in silence: whatever adds up the others says that it is not in it.
"""

from __future__ import annotations

from typing import NamedTuple

from cisterna.conversion.taken import Place, Taken
from cisterna.quantities import Duration, Range

__all__ = [
    "Refusal",
    "RefusedDirection",
    "RefusedDrug",
    "RefusedEpidural",
    "RefusedFixedRatio",
    "RefusedNoRatio",
    "RefusedPatch",
    "RefusedRoute",
    "RefusedTime",
]


class RefusedFixedRatio(NamedTuple):
    """No fixed ratio may be used for this opioid at all (methadone, buprenorphine), and the statements that say so."""

    taken: Taken
    because: tuple[str, ...]


class RefusedPatch(NamedTuple):
    """A patch counts as still running: how long drug goes on entering after it is taken off, where a source says."""

    taken: Taken
    left_for: Range[Duration] | None
    because: tuple[str, ...]


class RefusedDirection(NamedTuple):
    """
    Sources state a ratio for this pair the other way round (`because`), and a ratio is not turned round.

    `stated` are statements that do speak of this direction and are shown, not used.
    """

    taken: Taken
    to: Place
    because: tuple[str, ...]
    stated: tuple[str, ...]


class RefusedEpidural(NamedTuple):
    """An epidural opioid is not a systemic one; `because` are the ratios that are quoted, shown and not used."""

    taken: Taken
    because: tuple[str, ...]


class RefusedNoRatio(NamedTuple):
    """No source in the pack gives a ratio for this opioid by this route."""

    taken: Taken
    to: Place


class RefusedDrug(NamedTuple):
    """The pack does not know this drug as an opioid; `known` are those it knows."""

    taken: Taken
    known: tuple[str, ...]


class RefusedRoute(NamedTuple):
    """How it is taken is not told, and no route is assumed."""

    taken: Taken


class RefusedTime(NamedTuple):
    """An amount without a time is no daily dose."""

    taken: Taken


Refusal = (
    RefusedFixedRatio
    | RefusedPatch
    | RefusedDirection
    | RefusedEpidural
    | RefusedNoRatio
    | RefusedDrug
    | RefusedRoute
    | RefusedTime
)
"""Every way in which an opioid can be refused; `taken` says which opioid it is about."""
