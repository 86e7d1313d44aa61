"""
The opioids that are taken beside the pump, on the clock of the catheter tip.

Nothing is reduced before the earliest arrival of the intrathecal opioid; from there to the end of the arrival watch
the overlap is laid out hour by hour. When and by how much anything is reduced is for the prescriber: here stand only
the moments before which nothing is less, how long what was taken goes on acting, and what share of it the intrathecal
dose stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from cisterna.consult.ask import Ask
from cisterna.consult.doses import Doses, sides_of
from cisterna.knowledge import Span, Word
from cisterna.quantities import DoseRate, Duration, Range, Ratio
from cisterna.surveillance import Window
from cisterna.therapy import Case, SystemicOpioid
from cisterna.transition import Arrival, Candidate

if TYPE_CHECKING:
    from cisterna.conversion.band import Band, ChainOutcome

__all__ = ["Hour", "OnTheClock", "Share", "SystemicPlan", "SystemicStep", "systemic_plan"]

HOUR = Duration(1) / 24

GONE, LEFT, MAY, NEEDED, STILL, AS_NOW = (
    "no longer entering",
    "as the prescriber leaves it",
    "may still act",
    "as needed",
    "still acting",
    "as now",
)
"""How a systemic opioid stands in an hour, from least to most of it on board."""

FRONT, ARRIVING, FULL = "its front at most", "may be arriving", "full rate"
"""
How the intrathecal opioid stands in an hour. Before the earliest arrival there is at most the spread of its front,
for which the watch starts early; in the arrival range it is there or not, and nobody knows which.
"""

LISTED, NOTHING, NOT_STATED = "opioids listed", "nothing to reduce", "not stated"
UNCHANGED, REDUCE, COVER, LEAVING = (
    "nothing is reduced",
    "may be reduced from here on",
    "as-needed cover stays",
    "a patch that is off goes on entering",
)
PRESCRIBER = "the prescriber"
PURPOSE = "purpose of oral morphine equivalents"
TOPICS = (
    "when systemic opioids are reduced",
    "stopping systemic opioids",
    "systems in which systemic opioids were stopped",
    "before the first intrathecal opioid",
    "sedatives with intrathecal opioid",
    "naloxone at home",
    "teaching before going home",
)


class OnTheClock(NamedTuple):
    """
    One systemic opioid against the arrival at the tip.

    `overdue` is a dose or change that fell due before the case and is not in it. `last_dose` is the range in which the
    last full dose lies if the first one that is left out falls between the earliest and the latest arrival;
    `reduce_from` the first moment at which less than now is taken, never before the earliest arrival. Reduced then, it
    acts until `surely_until` at least and `at_most_until` at most (None: that cannot be said). `missing` names case
    fields that would make it sharper.
    """

    opioid: SystemicOpioid
    kind: str
    next_due: Duration | None
    overdue: Duration | None
    last_dose: Range[Duration] | None
    reduce_from: Duration | None
    surely_until: Duration | None
    at_most_until: Duration | None
    missing: tuple[str, ...]
    statements: tuple[str, ...]


class Hour(NamedTuple):
    """One hour of the overlap; `systemic` has an entry for each opioid, the most of it that there is in that hour."""

    start: Duration
    end: Duration
    intrathecal: str
    systemic: tuple[str, ...]


class Share(NamedTuple):
    """
    What one chain would give for the whole systemic dose, what part of that this plan gives, and what is left.

    `single`: the chain rests on single patients. What is taken as needed is in no share.
    """

    chain: str
    whole: DoseRate
    share: Ratio
    remainder: Ratio
    single: bool
    statements: tuple[str, ...]


class SystemicStep(NamedTuple):
    """What happens to which opioid (by its place in the list; None: all) from when to when, and who decides."""

    what: str
    opioid: int | None
    start: Duration
    until: Duration | None
    decides: str


class SystemicPlan(NamedTuple):
    """
    The systemic opioids of one plan on the tip clock.

    `applies` says whether there is anything to reduce. `shares` are in order, smallest first, and `first_share` is
    that of the chain the house policy shows first; both are empty where `no_share` names opioids that no source
    converts. `past_the_watch` is true where something may act for longer than the watch lasts.
    """

    applies: str
    arrival: Arrival | None
    watch_until: Duration | None
    opioids: tuple[OnTheClock, ...]
    steps: tuple[SystemicStep, ...]
    hours: tuple[Hour, ...]
    past_the_watch: bool
    shares: tuple[Share, ...]
    first_share: Share | None
    no_share: tuple[str, ...]
    sedatives: tuple[tuple[str, str], ...]
    said: tuple[tuple[str, tuple[str, ...]], ...]
    missing: tuple[str, ...]


def systemic_plan(
    case: Case, candidate: Candidate, windows: tuple[Window, ...], doses: Doses, ask: Ask
) -> SystemicPlan:
    """The plan for the opioids that the case lists beside the pump, its times and shares in the trace."""
    arrival = candidate.arrival
    watch = next((window for window in windows if window.kind == "arrival"), None)
    applies, missing = _applies(case)
    if arrival is None and case.systemic_opioids:
        missing = (*missing, "system.tubing_volume", "system.catheter.volume")
    opioids = tuple(_on_the_clock(opioid, arrival, ask) for opioid in case.systemic_opioids)
    hours = tuple(_hours(opioids, arrival, watch)) if arrival and watch and opioids else ()
    shares, first, no_share = _shares(candidate, doses)
    _write(candidate.id, opioids, first, shares, doses, ask)
    return SystemicPlan(
        applies=applies,
        arrival=arrival,
        watch_until=None if watch is None else watch.until,
        opioids=opioids,
        steps=tuple(_steps(opioids, arrival, watch)),
        hours=hours,
        past_the_watch=bool(hours) and _past(opioids, hours[-1].end),
        shares=shares,
        first_share=first,
        no_share=no_share,
        sedatives=tuple((name, case.patient.risk(name)) for name in SEDATIVES if case.patient.risk(name) != "no"),
        said=tuple(_said(ask, (*TOPICS, PURPOSE) if shares else TOPICS)),
        missing=missing,
    )


SEDATIVES = ("benzodiazepine", "gabapentinoid", "other_sedative_or_alcohol")


def _applies(case: Case) -> tuple[str, tuple[str, ...]]:
    """Whether there is anything to reduce; an exposure that is not told, or not borne out by a list, is missing."""
    exposure = case.patient.opioid_exposure
    if case.systemic_opioids:
        return LISTED, ()
    if exposure in ("naive", "interrupted"):
        return NOTHING, ()
    return NOT_STATED, ("systemic_opioid",) if exposure else ("patient.opioid_exposure", "systemic_opioid")


# One opioid


def _on_the_clock(opioid: SystemicOpioid, arrival: Arrival | None, ask: Ask) -> OnTheClock:
    if opioid.is_patch:
        return _patch(opioid, arrival, ask)
    if opioid.form == "as needed":
        return OnTheClock(opioid, "as needed", None, None, None, None, None, None, (), ())
    sides = sides_of(ask("how long a dose acts", from_drug=opioid.drug))
    ids = tuple(id for side in sides for id in side.ids)
    by_interval = all(side.answer == Word("one dosing interval") for side in sides) and bool(sides)
    missing = tuple(
        f"systemic_opioid.{name}"
        for name in ("form", "every", "last_taken")
        if not getattr(opioid, name) and getattr(opioid, name) != Duration(0)
    )
    if opioid.every is None or arrival is None:
        start = None if arrival is None else arrival.earliest
        return OnTheClock(opioid, "by the clock", None, None, None, start, start, None, missing, ids)
    if opioid.last_taken is None:
        due, last, reduce_from = None, Range(arrival.earliest - opioid.every, arrival.latest), arrival.earliest
        end = arrival.earliest + opioid.every
    else:
        due = _due(opioid.last_taken, opioid.every, Duration(0)) + opioid.every
        first, final = (_due(opioid.last_taken, opioid.every, at) for at in (arrival.earliest, arrival.latest))
        last, reduce_from = Range(first, final), first + opioid.every
        end = reduce_from
    overdue, most = _overdue(opioid.last_taken, opioid.every), end if by_interval else None
    return OnTheClock(opioid, "by the clock", due, overdue, last, reduce_from, reduce_from, most, missing, ids)


def _due(taken: Duration, every: Duration, at: Duration) -> Duration:
    """The last time at or before `at` at which a dose falls due, counted from one that was taken."""
    return taken + every * ((at - taken) / every // 1)


def _overdue(taken: Duration | None, every: Duration | None) -> Duration | None:
    """The dose or change that fell due after the last one that is told, and before the moment of the case."""
    if taken is None or every is None or taken + every >= Duration(0):
        return None
    return taken + every


def _patch(opioid: SystemicOpioid, arrival: Arrival | None, ask: Ask) -> OnTheClock:
    facts = {"from_drug": opioid.drug, "from_route": "transdermal"}
    sides = sides_of(ask("drug left after a patch is removed", **facts))
    for question in ("halving after a patch is removed", "stopping a systemic opioid"):
        sides = (*sides, *sides_of(ask(question, **facts)))
    ids = tuple(id for side in sides for id in side.ids)
    tail = next((answer for answer in (side.answer for side in sides) if _both_ends(answer)), None)
    missing = tuple(f"systemic_opioid.{name}" for name in ("every", "patch_on") if getattr(opioid, name) is None)
    off, removed = opioid.patch_off, opioid.patch_off is not None
    if off is None and arrival is not None:
        off = arrival.earliest
    low, high = (tail.low, tail.high) if isinstance(tail, Span) else (None, None)
    surely = off + low if off is not None and isinstance(low, Duration) else off
    most = off + high if off is not None and isinstance(high, Duration) else None
    if removed:
        return OnTheClock(opioid, "patch that is off", None, None, None, None, surely, most, (), ids)
    due = None
    if opioid.patch_on is not None and opioid.every is not None:
        due = _due(opioid.patch_on, opioid.every, Duration(0)) + opioid.every
    overdue = _overdue(opioid.patch_on, opioid.every)
    return OnTheClock(opioid, "patch", due, overdue, None, off, surely, most, missing, ids)


def _both_ends(answer: object) -> bool:
    return isinstance(answer, Span) and isinstance(answer.low, Duration) and isinstance(answer.high, Duration)


# All of them, hour by hour


def _hours(opioids: tuple[OnTheClock, ...], arrival: Arrival, watch: Window) -> Iterator[Hour]:
    """From the start of the arrival watch to its end, in whole hours."""
    start = watch.start
    while start < watch.until:
        end = start + HOUR
        there = FULL if start >= arrival.latest else ARRIVING if end > arrival.earliest else FRONT
        yield Hour(start, end, there, tuple(_state(each, start, arrival.earliest) for each in opioids))
        start = end


def _state(each: OnTheClock, start: Duration, earliest: Duration) -> str:
    """How much of one opioid there is in the hour from `start`: the most that holds at any moment of it."""
    if each.kind != "patch that is off" and start < earliest:
        return AS_NOW
    if each.kind == "as needed":
        return NEEDED
    if each.surely_until is not None and start < each.surely_until:
        return STILL
    if each.at_most_until is None or start < each.at_most_until:
        return MAY
    return GONE if each.kind == "patch that is off" else LEFT


def _past(opioids: Iterable[OnTheClock], end: Duration) -> bool:
    """True where something may act after `end` even if it is stopped at the first moment; as-needed cover aside."""
    by_time = [each for each in opioids if each.kind != "as needed"]
    return any(each.at_most_until is None or each.at_most_until > end for each in by_time)


def _steps(opioids: tuple[OnTheClock, ...], arrival: Arrival | None, watch: Window | None) -> Iterator[SystemicStep]:
    if arrival is None or not opioids:
        return
    yield SystemicStep(UNCHANGED, None, Duration(0), arrival.earliest, "")
    until = None if watch is None else watch.until
    for number, each in enumerate(opioids):
        if each.reduce_from is not None:
            yield SystemicStep(REDUCE, number, each.reduce_from, None, PRESCRIBER)
        elif each.kind == "as needed":
            yield SystemicStep(COVER, number, Duration(0), until, PRESCRIBER)
        elif each.opioid.patch_off is not None:
            yield SystemicStep(LEAVING, number, each.opioid.patch_off, each.at_most_until, "")


# What share of the systemic dose the intrathecal one stands for


def _shares(candidate: Candidate, doses: Doses) -> tuple[tuple[Share, ...], Share | None, tuple[str, ...]]:
    """A share for each chain that sources give, smallest first; that of the chain shown first; what has none."""
    band = doses.band
    if band is None:
        return (), None, ()
    if band.refused:
        return (), None, tuple(dict.fromkeys(each.taken.drug for each in band.refused))
    from cisterna.conversion.band import shares

    found = tuple(_share(band, each.outcome, candidate.gives) for each in shares(band, candidate.gives))
    first = None
    if band.first is not None and band.first.result:
        first = _share(band, band.first, candidate.gives)._replace(statements=band.first_because)
    return found, first, ()


def _share(band: Band, outcome: ChainOutcome, gives: DoseRate) -> Share:
    part = Ratio(gives / outcome.result)
    rest = Ratio(max(1 - part.value, Ratio(0).value))
    return Share(_label(band, outcome), outcome.result, part, rest, outcome.single, band.statements(outcome))


def _label(band: Band, outcome: ChainOutcome) -> str:
    """The ratios of the links that end in the pump, in their order."""
    text, before = "", None
    for road, ratio in zip(band.roads, outcome.ratios, strict=True):
        if road.end.route == band.to.route:
            text += ("" if not text else ", then " if road.start == before else " and ") + f"{ratio:{':1'}}"
            before = road.end
    return text


def _said(ask: Ask, topics: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for topic in topics:
        ids = tuple(id for side in sides_of(ask(topic)) for id in side.ids)
        if ids:
            yield topic, ids


def _write(
    plan: str,
    opioids: tuple[OnTheClock, ...],
    first: Share | None,
    shares: tuple[Share, ...],
    doses: Doses,
    ask: Ask,
) -> None:
    """Every time and share that is shown, into the trace."""
    trace, before = ask.trace, f"{plan}.arrival.earliest"
    of = (before,) if before in trace else ()
    for number, each in enumerate(opioids, start=1):
        name = f"{plan}.systemic.{number}"
        values = (
            ("next-due", "the next dose or change of patch by the clock", each.next_due, ()),
            ("overdue", "a dose or change of patch that fell due and is not in the case", each.overdue, ()),
            ("last-from", "the last full dose, if the first left out is the first after the earliest arrival",
             each.last_dose and each.last_dose.low, of),
            ("last-until", "the last full dose, if it is the last at or before the latest arrival",
             each.last_dose and each.last_dose.high, of),
            ("reduce-from", "nothing is less before this: not before the earliest arrival", each.reduce_from, of),
            ("surely-until", "what was there until then acts at least so long", each.surely_until, of),
            ("at-most-until", "and at most so long", each.at_most_until, of),
        )  # fmt: skip
        for part, says, value, made_of in values:
            if value is not None:
                trace.add(f"{name}.{part}", says, value, of=made_of, cites=each.statements)
    rules = [share for share in shares if not share.single] or list(shares)
    named = (("first", first), ("smallest", rules[0] if rules else None), ("largest", rules[-1] if rules else None))
    for part, share in named:
        if share is not None:
            whole = f"{plan}.share.{part}.whole"
            trace.add(whole, f"what {share.chain} would give for the whole systemic dose", share.whole,
                      cites=share.statements)  # fmt: skip
            trace.add(f"{plan}.share.{part}", "what the plan gives, as a part of that", share.share,
                      of=(f"{plan}.gives", whole))  # fmt: skip
