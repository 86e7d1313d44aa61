"""
Daily doses to start at: what published ranges and published ratios come to, the one to show first in front.

A dose is never made up: it is the low end of a published range, what a cited chain gives, or that chain held down to a
published ceiling. Adding a risk never raises the first one, and the first one never lies above the band.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from cisterna.conversion.asking import Asks, sides_of
from cisterna.knowledge import Figures, Outcome, Span
from cisterna.quantities import DoseRate, Duration, Ratio

if TYPE_CHECKING:
    from cisterna.conversion.band import Band
    from cisterna.conversion.taken import Place

__all__ = [
    "CrossTolerance",
    "SourceRange",
    "Start",
    "Threshold",
    "ceiling",
    "cross_tolerance",
    "judged_as",
    "published_ranges",
    "starts",
    "threshold",
]

START = "daily dose start range"
THRESHOLD = "opioid tolerance threshold"
REDUCTION = "dose reduction at a change of opioid"
TOLERANT, NAIVE = "tolerant", "naive"


class SourceRange(NamedTuple):
    """What one source, or several that agree, publish as a range to start in."""

    low: DoseRate
    high: DoseRate
    statements: tuple[str, ...]


class Start(NamedTuple):
    """A daily dose, what it is, what it rests on, and what holds it below something else: empty where nothing does."""

    dose: DoseRate
    basis: str
    because: tuple[str, ...]
    held_by: str = ""


class Threshold(NamedTuple):
    """From which daily dose of an opioid, taken for how long, a patient counts as tolerant; beside what is taken."""

    of: Place
    least: DoseRate
    for_at_least: Duration | None
    taken: DoseRate
    reached: bool
    because: tuple[str, ...]


class CrossTolerance(NamedTuple):
    """A dose less what sources take off when the opioid changes: shown beside it, never applied."""

    low: DoseRate
    high: DoseRate
    takes_off: Span
    because: tuple[str, ...]


def judged_as(exposure: str | None) -> str:
    """Exposure that is interrupted, or not told, is judged as the most cautious one that sources speak of."""
    return exposure if exposure in (TOLERANT, "below tolerance") else NAIVE


def published_ranges(drug: str, exposure: str | None, ask: Asks) -> tuple[SourceRange, ...]:
    """What sources publish as a range to start `drug` in, the one that the house policy shows first in front."""
    return _ranges(ask(START, drug=drug, opioid_exposure=judged_as(exposure)))


def _ranges(found: Outcome) -> tuple[SourceRange, ...]:
    ranges = []
    for side in sides_of(found):
        match side.answer:
            case Span(low=DoseRate() as low, high=DoseRate() as high):
                ranges.append(SourceRange(low, high, side.ids))
    return tuple(ranges)


def ceiling(ranges: Iterable[SourceRange]) -> SourceRange | None:
    """The range with the lowest upper end."""
    return min(ranges, key=lambda each: each.high.value, default=None)


def starts(
    ranges: tuple[SourceRange, ...], found: Band | None, exposure: str | None, *, risk: str = ""
) -> tuple[Start, ...]:
    """
    The doses to show, the first of them first; none where nothing is published or something is not converted.

    A tolerant patient's is the band's first chain, held down to the lowest published ceiling. Anybody else's is the
    low end of a range: with a `risk` (in words), or where the exposure is not told to be naive, the lowest end of all;
    and never more than the first chain gives, where there is one.
    """
    if exposure == TOLERANT:
        return _distinct(_by_chain(ranges, found))
    return _distinct(_by_range(ranges, found, exposure, risk))


def _by_chain(ranges: tuple[SourceRange, ...], found: Band | None) -> list[Start]:
    if found is None or found.first is None or not found.complete:
        return []
    chain, least = found.first, ceiling(ranges)
    choice = Start(chain.result, "conversion chain", found.first_because)
    if least is None or chain.result <= least.high:
        return [choice]
    basis = "conversion chain, held down to the lowest published ceiling"
    above = choice._replace(basis="conversion chain, above the lowest published ceiling")
    return [Start(least.high, basis, (*found.first_because, *least.statements), "ceiling"), above]


def _by_range(ranges: tuple[SourceRange, ...], found: Band | None, exposure: str | None, risk: str) -> list[Start]:
    if not ranges:
        return []
    first, lowest = ranges[0], min(ranges, key=lambda each: each.low.value)
    why = risk or ("" if exposure == NAIVE else f"opioid exposure is {exposure or 'not told'}")
    floor = "lowest published start"
    choices = [
        Start(first.low, "low end of the range shown first", first.statements),
        Start(lowest.low, f"{floor} ({why})" if why else floor, lowest.statements, why),
    ]
    choices = choices[::-1] if why else choices
    chain = None if found is None else found.first
    if chain is not None and chain.result and chain.result < choices[0].dose:
        basis = f"conversion chain, below the {floor}"
        cited = () if found is None else found.first_because
        choices = [Start(chain.result, basis, (*cited, *lowest.statements), "chain"), *choices]
    return choices


def _distinct(choices: list[Start]) -> tuple[Start, ...]:
    kept: dict[DoseRate, Start] = {}
    for choice in choices:
        kept.setdefault(choice.dose, choice)
    return tuple(kept.values())


def threshold(equivalents: Band, ask: Asks) -> Threshold | None:
    """
    Whether what is taken reaches a published threshold of tolerance: an opioid its own, or all that of oral morphine.

    None where that cannot be told: no threshold is published, or it is not reached and something is not counted.
    """
    every = (*equivalents.counted, *equivalents.refused)
    for one in (each.taken for each in every):
        told = bool(one.route) and one.dose is not None and not one.as_needed
        own = _threshold(one.place, one.dose, ask) if told and one.dose is not None else None
        if own is not None and own.reached:
            return own
    if equivalents.first is None:
        return None
    found = _threshold(equivalents.to, equivalents.first.result, ask)
    return found if found is not None and (found.reached or equivalents.complete) else None


def _threshold(place: Place, taken: DoseRate, ask: Asks) -> Threshold | None:
    for side in sides_of(ask(THRESHOLD, from_drug=place.drug, from_route=place.route)):
        if not isinstance(side.answer, Figures):
            continue
        least, long = side.answer.get("daily_dose"), side.answer.get("for_at_least")
        if isinstance(least, DoseRate):
            for_at_least = long if isinstance(long, Duration) else None
            return Threshold(place, least, for_at_least, taken, taken >= least, side.ids)
    return None


def cross_tolerance(dose: DoseRate, ask: Asks) -> CrossTolerance | None:
    """What is left of `dose` after the reduction that sources make at a change of opioid; None where none makes one."""
    for side in sides_of(ask(REDUCTION)):
        match side.answer:
            case Span(low=Ratio() as least, high=Ratio() as most):
                return CrossTolerance(dose * (1 - most.value), dose * (1 - least.value), side.answer, side.ids)
    return None
