"""
The opioids that are taken beside the pump, for a terminal: what is not reduced before when, the overlap hour by hour,
and what share of them the intrathecal dose stands for.

Words and layout only; every number comes from the consultation or from a statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cisterna.consult import Hour, Offer, OnTheClock, Share, SystemicPlan
from cisterna.papers.cited import Cited
from cisterna.papers.layout import Style, field, heading
from cisterna.papers.words import Words
from cisterna.quantities import Ratio
from cisterna.therapy import Case, SystemicOpioid
from cisterna.therapy.case import risk_name

__all__ = ["opioid_line", "overlap_table", "render_systemic", "render_without_plan", "share_in_short"]

_MARKS = {
    "as now": "#",
    "still acting": "#",
    "as needed": "n",
    "may still act": "?",
    "as the prescriber leaves it": "p",
    "no longer entering": ".",
    "its front at most": ":",
    "may be arriving": "?",
    "full rate": "#",
}
_LEGEND = (
    "one mark an hour; # acting, or at the tip; ? may be; : its front at most; n as needed; p as the prescriber leaves "
    "it (acting if it is still taken); . nothing"
)
_LABEL = 16


def render_systemic(case: Case, offer: Offer, words: Words, cited: Cited, style: Style) -> Iterator[str]:
    """Everything about the systemic opioids of one plan; what applies without any is shown as well."""
    plan, drug = offer.systemic, offer.candidate.dose.drug
    yield heading("Opioids beside the pump", style)
    yield from field("Taken", _taken(case, plan, words), style)
    if plan.applies != "nothing to reduce":
        yield from field("Until arrival", _until_arrival(plan, drug, words), style)
    if plan.opioids:
        yield from field("Stands for", _stands_for(offer, words, cited), style)
        for each in plan.opioids:
            yield from field(f"{words.name(each.opioid.drug)}", _one(each, plan, words, cited), style)
        if plan.hours:
            yield from _strip(plan, drug, words, style)
            yield from field("Hour by hour", _stretches(plan, drug, words), style)
    if plan.applies != "nothing to reduce":
        yield from field("Stopped at once", _at_once(plan, words, cited), style)
        topics = ("when systemic opioids are reduced", "before the first intrathecal opioid")
        yield from field("Who decides", _texts(plan, topics, cited), style)
    sedatives = [*_texts(plan, ("sedatives with intrathecal opioid",), cited), *_sedatives(plan)]
    yield from field("Sedatives", sedatives, style)
    yield from field("Going home", _texts(plan, ("naloxone at home", "teaching before going home"), cited), style)


def render_without_plan(case: Case, words: Words, style: Style) -> Iterator[str]:
    """Where no plan is made, what is taken beside the pump is still there, and still goes on."""
    if not case.systemic_opioids:
        return
    yield heading("Opioids beside the pump", style)
    yield from field("Taken", [opioid_line(each, words) for each in case.systemic_opioids], style)
    yield from field("Until a plan", ["none of them is reduced: there is no plan that would replace any of it"], style)


def share_in_short(plan: SystemicPlan) -> str:
    """What one line about a plan says of its share; empty where there is nothing to reduce."""
    if plan.applies != "opioids listed":
        return ""
    if plan.first_share is not None:
        return f"; it stands for {plan.first_share.share} of the systemic dose by the chain shown first"
    return "; what share of the systemic dose it stands for is not settled"


def _taken(case: Case, plan: SystemicPlan, words: Words) -> list[str]:
    """What the case lists, or that there is nothing to reduce, or what is missing."""
    exposure = case.patient.opioid_exposure
    if plan.applies == "nothing to reduce":
        return [f"none is listed, and opioid exposure is '{exposure}': there is nothing to reduce"]
    if plan.applies == "not stated":
        return [f"not stated: nothing can be said about reducing anything (missing: {', '.join(plan.missing)})"]
    lines = [opioid_line(each.opioid, words) for each in plan.opioids]
    if exposure == "interrupted":
        lines.append("opioid exposure is 'interrupted': what is listed counts as acting, and tolerance does not")
    return lines


def opioid_line(opioid: SystemicOpioid, words: Words) -> str:
    """One opioid as it is taken: drug, route, form, dose, how often."""
    how = opioid.form or ("patch" if opioid.is_patch else "form not stated")
    dose = opioid.dose.format("mcg/h") if opioid.is_patch else words.dose(opioid.drug, opioid.dose)
    often = ""
    if opioid.every is not None:
        often = f", {'changed ' if opioid.is_patch else ''}every {opioid.every.hours_and_minutes()}"
    return f"{words.name(opioid.drug)} {opioid.route}, {how}, {dose}{often}"


def _until_arrival(plan: SystemicPlan, drug: str, words: Words) -> list[str]:
    if plan.arrival is None:
        return [
            f"when {words.name(drug)} is at the tip is not known, so no moment can be named from which anything may be "
            f"reduced (missing: {', '.join(plan.missing)})"
        ]
    arrival, name = plan.arrival, words.name(drug)
    return [
        f"nothing is reduced before {words.when(arrival.earliest)}, {arrival.earliest.hours_and_minutes()} after the "
        f"refill: that is the earliest arrival of {name} within the tolerances",
        f"its latest arrival is {words.when(arrival.latest)}, {arrival.latest.hours_and_minutes()} after the refill: "
        f"what is left out before that may be replaced by nothing",
    ]


# The share


def _stands_for(offer: Offer, words: Words, cited: Cited) -> list[str]:
    plan, drug = offer.systemic, offer.candidate.dose.drug
    dose = f"{words.name(drug)} {words.dose(drug, offer.candidate.gives)}"
    if plan.no_share:
        names = " and ".join(words.name(name) for name in plan.no_share)
        return [
            f"what share of the systemic dose {dose} stands for cannot be said: {names} is not converted by any ratio "
            f"of the pack",
            "so this dose is no reason to stop anything; all of it stays to be covered until the prescriber says else",
        ]
    if not plan.shares:
        return [f"what share of the systemic dose {dose} stands for cannot be said: nothing that is taken by the clock "
                f"is counted"]  # fmt: skip
    rules = [each for each in plan.shares if not each.single] or list(plan.shares)
    lines = []
    if plan.first_share is not None:
        lines.append(_share(dose, plan.first_share, "the chain shown first", cited))
    lines.append(_share(dose, rules[0], "the chain that makes least of it", cited))
    lines.append(_share(dose, rules[-1], "the chain that makes most of it", cited))
    lines += _by_first_link(rules)
    single = [each for each in plan.shares if each.single]
    if single:
        low, high = single[0].share, single[-1].share
        lines.append(f"by ratios found in single patients {low} to {high}")
    if any(each.kind == "as needed" for each in plan.opioids):
        lines.append("what is taken as needed is in none of these")
    lines.append(_not_stop(plan.shares[0], plan.shares[-1]))
    return [*lines, *_texts(plan, ("purpose of oral morphine equivalents",), cited)]


def _share(dose: str, share: Share, which: str, cited: Cited) -> str:
    rest = f"{share.remainder} of it remains" if share.remainder else "by this chain nothing of it remains"
    part = f"{dose} stands for {share.share} of the systemic dose by {share.chain} ({which})"
    return f"{part}: {rest}{cited(share.statements)}"


def _by_first_link(shares_of_rules: list[Share]) -> Iterator[str]:
    """Every chain: one line for each ratio of the first link, over all ratios of the second."""
    by_link: dict[str, list[Ratio]] = {}
    for each in shares_of_rules:
        by_link.setdefault(each.chain.partition(", then ")[0], []).append(each.share)
    for link, shares in by_link.items():
        low, high = min(shares, key=lambda share: share.value), max(shares, key=lambda share: share.value)
        yield f"{link}: {low}" if low == high else f"{link}: {low} to {high}"


def _not_stop(smallest: Share, largest: Share) -> str:
    if largest.remainder:
        return (
            f"by every chain this dose is less than the systemic one, so it does not mean 'stop the tablets': from "
            f"{largest.remainder} to {smallest.remainder} of it remains to be covered in another way"
        )
    if smallest.remainder:
        return (
            f"the chains disagree on whether it replaces all of it: up to {smallest.remainder} of it may remain to be "
            f"covered, so it does not mean 'stop the tablets'"
        )
    return "by every chain this dose is at least the whole of it: more than was taken, and breathing is at risk"


# One opioid, and all of them hour by hour


def _one(each: OnTheClock, plan: SystemicPlan, words: Words, cited: Cited) -> list[str]:
    marks = cited(each.statements)
    if each.kind == "as needed":
        return [
            "as-needed cover stays: it is what pain is treated with until the dose is found, and it adds to what "
            "arrives; how much of it, and until when, is for the prescriber"
        ]
    if each.kind == "patch that is off":
        return [f"off already: {_acts(each, words)}{marks}"]
    lines = []
    if each.next_due is not None:
        what = "next change of the patch" if each.kind == "patch" else "next dose"
        as_usual = plan.arrival is not None and each.next_due < plan.arrival.earliest
        lines.append(f"{what} by the clock {words.when(each.next_due)}{', as usual' if as_usual else ''}")
    if each.overdue is not None:
        what = "a change of the patch" if each.kind == "patch" else "a dose"
        lines.append(
            f"by the clock {what} was due {words.when(each.overdue)}, and the case does not say that it was: ask "
            f"whether this opioid is still taken; until that is known it counts as taken"
        )
    if each.reduce_from is not None:
        first = "taken off" if each.kind == "patch" else "left out or lowered"
        lines.append(f"the first to be {first} is not before {words.when(each.reduce_from)}; whether then is for the "
                     f"prescriber")  # fmt: skip
    if each.last_dose is not None:
        low, high = words.when(each.last_dose.low), words.when(each.last_dose.high)
        span = f"is that of {low}" if low == high else f"lies between {low} and {high}"
        lines.append(
            f"the last full dose {span} if the first one left out falls into the arrival range or right after it; "
            f"earlier in it means more time with too little, later more time with both; the prescriber chooses"
        )
    if plan.arrival is not None:
        lines.append(f"reduced at the first such moment: {_acts(each, words)}{marks}")
    if each.missing:
        lines.append(f"not stated: {', '.join(each.missing)}; with it the times would be sharper")
    return lines


def _acts(each: OnTheClock, words: Words) -> str:
    """For how long it acts once it is off or left out."""
    verb = "goes on entering" if each.opioid.is_patch else "acts"
    if each.at_most_until is None:
        return f"for how long it {verb} cannot be said, so it counts as acting to the end of the watch"
    if each.surely_until is not None and each.surely_until < each.at_most_until:
        return f"it {verb} until {words.when(each.surely_until)} to {words.when(each.at_most_until)}"
    return f"it {verb} until {words.when(each.at_most_until)}"


def _strip(plan: SystemicPlan, drug: str, words: Words, style: Style) -> Iterator[str]:
    """A mark an hour, in pieces that fit the width."""
    room = max(style.width - 3 - _LABEL, 24) // 6 * 6
    rows = [(words.name(drug), [hour.intrathecal for hour in plan.hours])]
    rows += [
        (words.name(each.opioid.drug), [hour.systemic[number] for hour in plan.hours])
        for number, each in enumerate(plan.opioids)
    ]
    yield from field("Overlap", [_LEGEND], style)
    for at in range(0, len(plan.hours), room):
        yield f"   from {words.when(plan.hours[at].start)}"
        for name, states in rows:
            yield f"   {name[: _LABEL - 1].ljust(_LABEL)}{''.join(_MARKS[state] for state in states[at : at + room])}"


def _stretches(plan: SystemicPlan, drug: str, words: Words) -> Iterator[str]:
    """The same in words: hours that are alike together, with clock times."""
    for _, group in groupby(plan.hours, key=lambda hour: (hour.intrathecal, hour.systemic)):
        hours = list(group)
        yield f"{words.when(hours[0].start)} to {words.when(hours[-1].end)}: {_in_words(hours[0], plan, drug, words)}"
    if plan.past_the_watch:
        yield "something may act for longer than this watch lasts: it is not over with the watch"


def _in_words(hour: Hour, plan: SystemicPlan, drug: str, words: Words) -> str:
    states = [f"{words.name(drug)} {hour.intrathecal}"]
    states += [
        f"{words.name(each.opioid.drug)} {state}" for each, state in zip(plan.opioids, hour.systemic, strict=True)
    ]
    return "; ".join(states)


def overlap_table(plan: SystemicPlan, drug: str, words: Words, style: Style) -> Iterator[str]:
    """One line an hour, for the sheet; nothing where nothing overlaps."""
    if plan.hours:
        yield from ("", heading("Overlap, hour by hour", style))
    for hour in plan.hours:
        yield from field(words.when(hour.start), [_in_words(hour, plan, drug, words)], style, column=22)


# What sources say


def _at_once(plan: SystemicPlan, words: Words, cited: Cited) -> list[str]:
    """The share of patients who stopped at once, with its cohort, and what is different here."""
    lines = _texts(plan, ("stopping systemic opioids", "systems in which systemic opioids were stopped"), cited)
    if plan.arrival is not None:
        lines.append(
            f"here the pump runs another drug, and nothing of the new one arrives for "
            f"{plan.arrival.earliest.hours_and_minutes()} to {plan.arrival.latest.hours_and_minutes()} after the "
            f"refill: that figure does not carry over"
        )
    return lines


def _texts(plan: SystemicPlan, topics: tuple[str, ...], cited: Cited) -> list[str]:
    """A sentence a statement, with its population where it has one."""
    lines = []
    for topic, ids in plan.said:
        for id in ids if topic in topics else ():
            lines.append(cited.sentence(id))
    return lines


def _sedatives(plan: SystemicPlan) -> list[str]:
    named = [f"{risk_name(name)} ({answer})" for name, answer in plan.sedatives]
    return [f"in this case: {', '.join(named)}"] if named else ["in this case: none is taken"]
