"""
Why a plan is as it is, for a terminal: what sets its flow, what relaxing it buys, how much to inject.

Words and layout only; every number comes from the consultation.
"""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.consult import Climb, Consultation, Ladder, Offer, Rise
from cisterna.papers.layout import Style, field, heading
from cisterna.papers.words import Words
from cisterna.quantities import DoseRate, Duration
from cisterna.transition import Binding, Fill, Fills, Reach

__all__ = ["climbs_in_lines", "render_design"]

_FILLS = {
    "asked for": "as asked for",
    "least": "the least that reaches the date",
    "full": "a full fill",
}


def render_design(found: Consultation, offer: Offer, words: Words, style: Style) -> Iterator[str]:
    """What binds the plan and what relaxing it would buy, how near every running dose is held, and the volumes."""
    candidate = offer.candidate
    if candidate.binding is None or candidate.fills is None:
        return
    yield heading("Why this design", style)
    yield from field("Limited by", list(_limited(candidate.binding)), style)
    yield from field("Held", list(_held(found, offer, words)), style)
    yield from field("Volume", list(_volumes(candidate.fills, words)), style)


def _limited(binding: Binding) -> Iterator[str]:
    first, here = binding.bounds[0], binding.here
    if binding.kept:
        yield f"the flow is kept as it runs, {here.flow}, so that no running drug is touched"
        if first.flow < here.flow:
            yield f"the limits would allow {first.flow}; what then binds is {first.name}"
        elif first.flow > here.flow:
            yield f"it lies below {first.flow}, which {first.name} asks for: what runs is already beyond that"
        else:
            yield f"it is the lowest that the limits allow: {first.name}"
    else:
        less = ", with less of what is rounded down" if here.flow < first.flow else ""
        yield f"{first.name}: no lower flow than {first.flow}; on orderable steps {here.flow}{less}"
    yield f"at this flow {_reach(here)}"
    if binding.without is not None:
        then = binding.bounds[1].name
        lower = f"without {first.name}, {binding.without.flow} would do (what binds then: {then})"
        yield f"{lower}: {_reach(binding.without)}"


def _reach(reach: Reach) -> str:
    parts = []
    if reach.interval is not None:
        parts.append(f"a fill of this volume ends after {reach.interval:day} ({reach.ends_by})")
    if reach.delay is not None:
        parts.append(f"a later change by refill is at the tip within {reach.delay.hours_and_minutes()}")
    return "; ".join(parts) or "how long a fill lasts and how long a change takes is not known"


def _held(found: Consultation, offer: Offer, words: Words) -> Iterator[str]:
    """Every running drug: the dose it runs at and the one the plan gives, exact or by how much not."""
    running, candidate = found.case.running, offer.candidate
    for drug, strength in candidate.refill.fill.items():
        if drug not in running.fill:
            continue
        was, gives = running.daily_dose(drug), strength * candidate.flow
        stays = "exactly" if gives == was else f"as near as orderable steps allow (runs at {words.dose(drug, was)})"
        yield f"{words.name(drug)} {words.dose(drug, gives)}, {stays}"


def _volumes(fills: Fills, words: Words) -> Iterator[str]:
    for number, each in enumerate(fills.each):
        yield f"{each.volume}, {_FILLS[each.name]}{' (what this plan does)' if not number else ''}"
        yield from _fill(each, words)
    if fills.until is not None:
        yield f"the least volume is set by {fills.set_by}; it lasts until {words.day(fills.until)}, margin included, "\
              "even with the pump running fast"  # fmt: skip
    elif fills.set_by:
        yield f"no smaller fill is proposed because of {fills.set_by}"


def _fill(each: Fill, words: Words) -> Iterator[str]:
    whole = " and ".join(f"{words.name(drug)} {words.amount(drug, amount)}" for drug, amount in each.whole)
    yield f"at risk if all of it goes beside the pump: {whole}"
    if each.residual is not None:
        yield f"old drug in the reservoir, if all that can stay behind did: {each.residual}"
    if each.left is not None and each.dates is not None and each.dates.governing > Duration(0):
        lost = " and ".join(f"{words.name(drug)} {words.amount(drug, amount)}" for drug, amount in each.wasted)
        yield f"left and wasted on {words.day(each.dates.governing)}: {each.left}, that is {lost}"


def climbs_in_lines(ladder: Ladder, offer: Offer, held: str, words: Words) -> Iterator[str]:
    """The steps of a ladder as fills, once with the held drug kept exactly and once inside its published step."""
    fewest = len(ladder.steps) + 2
    for each in ladder.climbs:
        how = (
            f"{words.name(held)} up to {each.band} above its dose" if each.band else f"{words.name(held)} held exactly"
        )
        later = each.fills - 1
        fills = "no further fill" if not later else f"{later} further fill{'s' if later > 1 else ''}"
        if each.fills >= fewest:
            yield f"{how}: no fewer fills"
            continue
        yield f"{how}: {fills} for the {len(each.rises)} steps above"
        yield from _rises(each, offer, held, words)
        fewest = each.fills


def _rises(climb: Climb, offer: Offer, held: str, words: Words) -> Iterator[str]:
    before = offer.candidate.refill.fill[held] * offer.candidate.flow
    for rise in climb.rises:
        yield f"{rise.number}: {_rise(rise, words)}; {_held_after(rise, before, held, words)}"
        before = rise.held


def _rise(rise: Rise, words: Words) -> str:
    how = f"by rate, in fill {rise.fill}" if rise.how == "rate" else f"by refill, fill {rise.fill}"
    if rise.not_before is None or rise.delay is None:
        return f"{how}; when is not known: it needs the dead volume and the pump's accuracy"
    when = f"not before {words.when(rise.not_before.low)}"
    if not rise.not_before.is_exact:
        when += f", at the longest published wait not before {words.when(rise.not_before.high)}"
    tip = "at the tip at once" if rise.how == "rate" else f"at the tip within {rise.delay.hours_and_minutes()}"
    return f"{how}, {when}; {tip}"


def _held_after(rise: Rise, before: DoseRate, held: str, words: Words) -> str:
    gives = f"{words.name(held)} {words.dose(held, rise.held)}"
    if rise.held < before:
        gives += f" (back from {words.dose(held, before)}: a cut, which the next case names as running.intended)"
    if not rise.held_change:
        return f"{gives}, as before the transition"
    if rise.held_change.value < 0:
        return f"{gives}, {rise.held_change} against its dose before the transition"
    return f"{gives}, {rise.held_change} above its dose before the transition"
