"""
What comes after the start, for a terminal: how many need more, what a raise does to both drugs, the next steps.

Words and layout only; every number comes from the consultation or from a statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cisterna.consult import Escalation, Expected, Ladder, LadderStep, Limit, Offer, Raise
from cisterna.papers.cited import Cited
from cisterna.papers.design import climbs_in_lines
from cisterna.papers.layout import Style, field, heading
from cisterna.papers.words import Words
from cisterna.quantities import Ratio

__all__ = ["render_escalation"]

_INSIDE, _ABOVE = "inside the published step", "above the published step"
_BY_RATE = {
    _INSIDE: "inside its published step",
    _ABOVE: "above its published step: not by rate",
    "no published step is known": "no published step is known: not by rate",
}
_SHARES = ("share_raised", "share_adequate", "share_reduced")


def render_escalation(offer: Offer, held: str, words: Words, cited: Cited, style: Style) -> Iterator[str]:
    """The panel of expected raises, the ladder of next steps, and what has to be so before a raise."""
    found, drug = offer.escalation, offer.candidate.dose.drug
    yield heading(f"After the start: raising {words.name(drug)}", style)
    yield from field("How many", _how_many(found.expected, cited), style)
    yield from field("Seen in", list(_said(found.said, cited)), style)
    yield from field("By rate", _raises(found, drug, held, words, cited), style)
    yield from field("Cut by rate", _cuts(found, drug, held, words, cited), style)
    for ladder in found.ladders:
        yield from field(f"Steps of {ladder.step}", _ladder(ladder, offer, held, words, cited), style)
        yield from field("As fills", list(climbs_in_lines(ladder, offer, held, words)), style)
    yield from field("A later refill", _later(found, words, held, cited), style)
    yield from field("Highest", [_limit(each, words, cited) for each in found.limits], style)
    yield from field("Before a raise", list(_said(found.before_a_raise, cited)), style)


def _limit(each: Limit, words: Words, cited: Cited) -> str:
    dose = f"{words.name(each.drug)} {words.dose(each.drug, each.dose)}"
    return f"{dose}{cited.standing(each.statements)}{cited(each.statements)}"


def _how_many(expected: Iterable[Expected], cited: Cited) -> list[str]:
    """The shares of each source, and in whom they were seen."""
    lines = []
    for each in expected:
        ordered = sorted(each.shares, key=lambda part: _SHARES.index(part[0]) if part[0] in _SHARES else len(_SHARES))
        shares = ", ".join(f"{share} {name.removeprefix('share_')}" for name, share in ordered)
        middle = next((part.change for part in each.raises if part.name == "median raise"), None)
        by = "" if middle is None else f"; the raise in the middle: {middle}"
        whom = f" ({each.population})" if each.population else " (the source does not say in whom)"
        wording = " ".join(cited.words(cited.statement(id)) for id in each.statements) if not each.population else ""
        lines.append(f"{shares}{by}{whom}{cited(each.statements)}" + (f": {wording}" if wording else ""))
    return lines


def _said(topics: Iterable[tuple[str, tuple[str, ...]]], cited: Cited) -> Iterator[str]:
    """A sentence a statement, with its population where it has one."""
    for _, ids in topics:
        for id in ids:
            yield cited.sentence(id)


def _raises(found: Escalation, drug: str, held: str, words: Words, cited: Cited) -> list[str]:
    """What each reported raise would do to both drugs, and how that stands to the held drug's published step."""
    lines = []
    step = found.held_step
    if step is None:
        lines.append(f"no source of the pack gives a step of {words.name(held)} for this patient")
    else:
        size = f"{step.low} to {step.high}" if step.low is not None else f"at most {step.high}"
        turns = f"; the smallest of them, because {' and '.join(step.missing)} is not told" if step.missing else ""
        lines.append(f"published step of {words.name(held)} for this patient: {size}{cited(step.statements)}{turns}")
    done: set[Ratio] = set()
    for each in sorted((part for one in found.expected for part in one.raises), key=lambda part: part.change.value):
        if each.change not in done:
            lines.append(_raise(each, found, drug, held, words, cited))
        done.add(each.change)
    if any(part.by_rate == _INSIDE for one in found.expected for part in one.raises):
        lines.append(f"inside the step is not the same as wanted: nobody asked for more {words.name(held)}")
    return lines


def _raise(each: Raise, found: Escalation, drug: str, held: str, words: Words, cited: Cited) -> str:
    ids = [id for one in found.expected if any(part.change == each.change for part in one.raises)
           for id in one.statements]  # fmt: skip
    return (
        f"{each.name} {each.change}: {words.name(drug)} {words.dose(drug, each.added)}, {words.name(held)} "
        f"{words.dose(held, each.held)}: {_BY_RATE[each.by_rate]}{_over(each.over, words)}{cited(ids)}"
    )


def _over(drugs: Iterable[str], words: Words) -> str:
    names = " and ".join(words.name(drug) for drug in drugs)
    return f"; {names} above the highest published daily dose" if names else ""


def _cuts(found: Escalation, drug: str, held: str, words: Words, cited: Cited) -> list[str]:
    """A cut for over-sedation takes the held drug along: that is how withdrawal begins."""
    lines = [
        f"a cut by {each.change} by rate: {words.name(drug)} {words.dose(drug, each.added)}, but {words.name(held)} "
        f"falls to {words.dose(held, each.held)} as well"
        for each in found.cuts
    ]
    if lines:
        lines.append(
            f"so breathing is treated first, and {words.name(held)} is covered in another way if the rate is cut"
            f"{cited(found.cut_by)}"
        )
    return lines


def _ladder(ladder: Ladder, offer: Offer, held: str, words: Words, cited: Cited) -> list[str]:
    drug = offer.candidate.dose.drug
    whom = f" in {ladder.population}" if ladder.population else ""
    lines = [f"at most {ladder.step} a step{whom}{cited.standing(ladder.statements)}{cited(ladder.statements)}"]
    if ladder.missing:
        lines.append(f"whether that is this patient's step turns on {' and '.join(ladder.missing)}, which is not told")
    lines += [line for step in ladder.steps for line in _step(step, offer, held, words)]
    if ladder.beyond is not None:
        lines.append(f"no step more: {words.dose(drug, ladder.beyond)} would be {ladder.ends}")
    elif not ladder.steps:
        lines.append(f"no step: {ladder.ends}")
    return lines


def _step(step: LadderStep, offer: Offer, held: str, words: Words) -> Iterator[str]:
    """The dose, then the two ways to it."""
    drug, kept = offer.candidate.dose.drug, offer.candidate.refill.fill[held]
    yield f"{step.number}: {words.name(drug)} {words.dose(drug, step.dose)} (up {step.change})"
    refill = (
        f"by refill: {words.name(drug)} {words.concentration(drug, step.concentration)} beside {words.name(held)} "
        f"{kept:mcg/mL}"
    )
    if step.vials_needed is not None and step.vials_needed > Ratio(1):
        refill += f"; the vials in the case cannot make it: they would need {step.vials_needed} of the fill"
    yield refill
    stands = _BY_RATE[step.by_rate]
    if step.by_rate == _INSIDE and step.together == _ABOVE:
        stands = "inside its published step for this step alone, above it for all steps together"
    yield (
        f"by rate: {words.name(held)} {words.dose(held, step.held_by_rate)}, {step.held_change} above the plan; "
        f"{stands}{_over(step.over, words)}"
    )


def _later(found: Escalation, words: Words, held: str, cited: Cited) -> list[str]:
    """When a raise by refill arrives, and when the next one may be."""
    if found.arrival is None:
        return ["when a raise by refill is at the tip is not known: it needs the dead volume and the pump's accuracy"]
    arrival = found.arrival
    lines = [
        f"at the flow of this plan its opioid is at the tip {arrival.nominal.hours_and_minutes()} after that refill, "
        f"between {arrival.earliest.hours_and_minutes()} and {arrival.latest.hours_and_minutes()} within the "
        f"tolerances; a raise by rate is at the tip at once"
    ]
    if found.wait is not None:
        ids = [id for topic, found_ids in found.before_a_raise if topic == "raise after arrival" for id in found_ids]
        lines.append(f"so the next raise is not before {found.wait.hours_and_minutes()} after that refill{cited(ids)}")
    return lines
