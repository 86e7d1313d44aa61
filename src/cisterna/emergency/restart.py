"""
The gap, the restart after it, and the clocks that run: of withdrawal from when delivery ended, of the opioid while on.

A gap that is not known counts as long. After a long gap the previous dose is never proposed, for either drug.
"""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.emergency.bench import HELD, Bench, finding, unknown
from cisterna.emergency.items import Item, span
from cisterna.knowledge import Side, Word
from cisterna.quantities import DoseRate, Duration, Mass, Range, Ratio
from cisterna.reasons import Finding, Force

__all__ = [
    "both_phases",
    "clock_item",
    "dilemma_item",
    "gap_item",
    "is_short",
    "onset",
    "opioid_restart_item",
    "restart_item",
    "surplus_item",
    "withdrawal_clock",
]

NOW = Duration(0)


def is_short(bench: Bench) -> bool:
    """True only where the whole range of the gap lies within what the house policy calls short."""
    gap = bench.facts.since_delivery
    return gap is not None and gap.high <= bench.knowledge.policy.short_gap


def gap_item(bench: Bench) -> Item:
    """How long nothing has left the tip, with its uncertainty, and on which side of the house policy's boundary."""
    boundary = bench.note(
        "short gap", f"house policy: {bench.knowledge.policy.standing['short_gap']}", bench.knowledge.policy.short_gap
    )
    gap: Range[Duration] | None = bench.told("since_delivery")
    shown = span(boundary)
    if gap is None:
        found = unknown("gap-not-known", ("since_delivery",), boundary=shown)
    elif gap.high <= boundary:
        found = finding("gap-short", gap=span(gap), boundary=shown)
    elif gap.low > boundary:
        found = finding("gap-long", gap=span(gap), boundary=shown)
    else:
        found = finding("gap-may-be-long", gap=span(gap), boundary=shown)
    return Item("gap", (found, finding("gap-boundary-is-judgement", boundary=shown)))


def restart_item(bench: Bench) -> Item:
    """What each source says to a restart of the held drug, what is refused, and between what a restart may lie."""
    sides = bench.ask("restart after an interruption", drug=HELD)
    says = [
        finding(
            "restart-source-says",
            side.ids,
            text=bench.text(side.ids),
            says=side.answer.value,
            direction=side.cautious or "not stated",
        )
        for side in sides
        if isinstance(side.answer, Word)
    ]
    because = tuple(id for side in sides for id in side.ids)
    dose = bench.dose(HELD)
    if is_short(bench):
        says += _short(dose, _cautious(sides), bench)
    else:
        says += _long(dose, because, bench)
    return Item("restart", tuple(says), disagree=len(sides) > 1)


def _cautious(sides: tuple[Side, ...]) -> tuple[str, ...]:
    """The statements of the sides that are careful about overdose: they alone stand behind going on unchanged."""
    return tuple(id for side in sides if side.cautious == "smaller" for id in side.ids)


def _short(dose: Range[DoseRate] | None, because: tuple[str, ...], bench: Bench) -> Iterator[Finding]:
    if dose is None:
        yield unknown("restart-short-dose-not-known", ("doses",), because, drug=HELD)
    else:
        yield finding("restart-previous-schedule", because, drug=HELD, dose=bench.rate(HELD, dose))
    yield finding("restart-not-higher", because, drug=HELD)


def _long(dose: Range[DoseRate] | None, because: tuple[str, ...], bench: Bench) -> Iterator[Finding]:
    yield finding("restart-previous-refused", because, force=Force.HARD, drug=HELD)
    for figures, ids in bench.figures("overdose after a restart", drug=HELD):
        low, high = figures["rate_low"], figures["rate_high"]
        assert isinstance(low, DoseRate)
        assert isinstance(high, DoseRate)
        daily = bench.note("overdose after a drug holiday", "mcg an hour, over a day", Range(low, high), cites=ids)
        yield finding(
            "restart-overdoses-reported",
            ids,
            drug=HELD,
            low=span(Range(low, high), "mcg/h"),
            daily=bench.rate(HELD, daily),
            after=span(figures["after"]),
        )
        if dose is not None and dose.high >= low:
            yield finding("restart-previous-is-as-high", ids, force=Force.HARD, drug=HELD, dose=bench.rate(HELD, dose))
    yield from _new_start(dose, bench)


def _new_start(dose: Range[DoseRate] | None, bench: Bench) -> Iterator[Finding]:
    """A start as in a new patient, where all of it lies below the dose before; never at or above that dose."""
    if dose is None:
        yield unknown("restart-below-previous-not-known", ("doses",), drug=HELD)
        return
    start = _screened_start(bench)
    below = bench.rate(HELD, dose.low)
    if start is None or start[0].low >= dose.low:
        yield finding("restart-below-previous", drug=HELD, dose=below)
        return
    span_of, ids = start
    if span_of.high >= dose.low:
        low = bench.rate(HELD, span_of.low)
        yield finding("restart-low-end-of-new-start", ids, drug=HELD, low=low, dose=below)
    else:
        yield finding("restart-as-new", ids, drug=HELD, start=bench.rate(HELD, span_of), dose=below)
    yield finding("restart-small-may-not-hold", ids, drug=HELD)


def _screened_start(bench: Bench) -> tuple[Range[DoseRate], tuple[str, ...]] | None:
    """From the smallest screening bolus over a day to twice the largest one, as for a new patient."""
    boluses = bench.spans("single dose maximum", drug=HELD)
    factors = bench.figures("first daily dose after screening", drug=HELD)
    if not boluses or not factors:
        return None
    bolus, ids = boluses[0]
    figures, more = factors[0]
    times, once = figures["times"], figures["shortened_to"]
    if not isinstance(bolus.low, Mass) or not isinstance(bolus.high, Mass):
        return None
    low, high = bolus.low * once.value / Duration(1), bolus.high * times.value / Duration(1)
    cites = (*ids, *more)
    found = bench.note(
        "start as for a new patient", "screening bolus over a day, once to twice", Range(low, high), cites=cites
    )
    return found, cites


def opioid_restart_item(bench: Bench) -> Item:
    """The opioid that the pump restarts too: its dose, the naive starts, and what would hold it within them."""
    sides = bench.ask("opioid after an interruption")
    because = tuple(id for side in sides for id in side.ids)
    findings: list[Finding] = []
    for drug in bench.opioids:
        findings += _one_opioid(drug, because, bench)
    if not bench.opioids:
        findings.append(_no_opioid(bench, because))
    return Item("opioid restart", tuple(findings))


def _no_opioid(bench: Bench, because: tuple[str, ...]) -> Finding:
    if bench.facts.contents is None and bench.facts.opioid_on_board != "no":
        return unknown("opioid-in-pump-not-known", ("contents",), because)
    return finding("opioid-none-in-pump", because)


def _one_opioid(drug: str, because: tuple[str, ...], bench: Bench) -> Iterator[Finding]:
    dose = bench.dose(drug)
    if dose is None:
        yield unknown("opioid-restart-dose-not-known", ("doses",), because, drug=drug)
    else:
        yield finding("opioid-restarts-too", because, drug=drug, dose=bench.rate(drug, dose))
    if not is_short(bench):
        yield finding("opioid-previous-refused", because, force=Force.HARD, drug=drug)
        if bench.facts.opioid_exposure == "tolerant":
            yield finding("opioid-tolerance-may-be-lost", because, drug=drug)
    elif bench.facts.opioid_exposure is None:
        yield unknown("opioid-tolerance-not-told", ("opioid_exposure",), because, drug=drug)
    starts = bench.spans("daily dose start range", drug=drug, opioid_exposure="naive")
    for answer, ids in starts:
        if isinstance(answer.low, DoseRate) and isinstance(answer.high, DoseRate):
            start = bench.rate(drug, Range(answer.low, answer.high))
            if dose is None or not answer.high:
                yield finding("opioid-naive-start", ids, drug=drug, start=start)
                continue
            name = f"{drug}, previous dose against a naive start ({ids[0]})"
            part = bench.note(name, "previous dose divided by the highest naive start", Ratio(dose.high / answer.high))
            yield finding("opioid-naive-start-beside", ids, drug=drug, start=start, part=part)
    highs = [answer.high for answer, _ in starts if isinstance(answer.high, DoseRate)]
    if highs and dose is not None:
        yield from _coupled(
            drug, dose, min(highs, key=lambda high: high.value), tuple(i for _, ids in starts for i in ids), bench
        )


def _coupled(drug: str, dose: Range[DoseRate], most: DoseRate, ids: tuple[str, ...], bench: Bench) -> Iterator[Finding]:
    """One reservoir, one flow: what part of the old flow holds the opioid at a naive start, and what baclofen gets."""
    held = bench.dose(HELD)
    if dose.high <= most or not dose.low:
        return
    part = Ratio(most / dose.high)
    bench.note(
        f"part of the old flow for a naive start of {drug}",
        "highest naive start, lowest source, divided by the old dose",
        part,
        cites=ids,
    )
    yield finding("opioid-above-naive-start", ids, force=Force.HARD, drug=drug, most=bench.rate(drug, most))
    if held is not None and held.low:
        kept = bench.note(
            f"{HELD} left at a naive start of {drug}",
            "old dose times that part",
            Range(held.low * part.value, held.high * part.value),
        )
        yield finding(
            "opioid-coupled", ids, drug=drug, held=HELD, most=bench.rate(drug, most), kept=bench.rate(HELD, kept)
        )
    if bench.without_held:
        return
    yield finding("opioid-parted-by-refill", ids, drug=drug, held=HELD)


def onset(bench: Bench) -> tuple[Range[Duration] | None, tuple[str, ...]]:
    """From the earliest to the latest published beginning of withdrawal after delivery ended."""
    ends: list[Duration] = []
    cites: list[str] = []
    for answer, ids in bench.spans("withdrawal onset", drug=HELD):
        ends += [end for end in (answer.low, answer.high) if isinstance(end, Duration)]
        cites += ids
    if not ends:
        return None, ()
    low, high = min(ends, key=lambda end: end.value), max(ends, key=lambda end: end.value)
    return bench.note("withdrawal onset", "earliest to latest published", Range(low, high), cites=tuple(cites)), tuple(
        cites
    )


def withdrawal_clock(bench: Bench, *, ends_now: bool = False) -> Iterator[Finding]:
    """When withdrawal from the held drug may begin: counted from the end of delivery, which a stop makes now."""
    window, because = onset(bench)
    if window is None:
        yield finding("withdrawal-no-source-says")
        return
    yield finding("withdrawal-onset", because, drug=HELD, hours=span(window))
    for side in bench.ask("withdrawal onset", drug=HELD):
        yield finding("withdrawal-onset-source", side.ids, text=bench.text(side.ids))
    gap: Range[Duration] | None = bench.told("since_delivery")
    if gap is None and ends_now:
        yield from _stopped_now(window, because, bench)
        return
    if gap is None:
        yield unknown("withdrawal-clock-not-known", ("since_delivery",), because, drug=HELD)
        return
    name = "withdrawal begins"
    start, end = window.low - gap.high, window.high - gap.low
    bench.note(
        name, "onset less the time since delivery ended, counted from now", Range(start, end), of=("withdrawal onset",)
    )
    if start <= NOW:
        yield finding("withdrawal-may-have-begun", because, drug=HELD, gap=span(gap))
    elif bench.facts.clock is not None:
        start = bench.minute_before(name, start)
        yield finding("withdrawal-begins-at", because, drug=HELD, start=start, end=end, hours=span(Range(start, end)))
    else:
        yield finding("withdrawal-begins-in", because, drug=HELD, hours=span(Range(start, end)))


def _stopped_now(window: Range[Duration], because: tuple[str, ...], bench: Bench) -> Iterator[Finding]:
    """The clock that a stop starts, where nobody says that delivery had ended before."""
    name = "withdrawal begins, stopped now"
    bench.note(name, "onset, counted from a stop now", window, of=("withdrawal onset",))
    if bench.facts.clock is None:
        yield finding("withdrawal-if-stopped-now", because, drug=HELD, hours=span(window))
    else:
        start, end = window.low, window.high
        yield finding("withdrawal-if-stopped-now-at", because, drug=HELD, start=start, end=end, hours=span(window))


def clock_item(bench: Bench) -> Item:
    """The withdrawal clock, counted from the last delivery, and that a small dose excludes nothing."""
    findings = list(withdrawal_clock(bench))
    for answer, ids in bench.spans("withdrawal advance", drug=HELD):
        if answer.low is not None and answer.high is not None:
            findings.append(finding("withdrawal-advances", ids, hours=span(Range(answer.low, answer.high))))
    for answer, ids in bench.spans("lowest dose before withdrawal", drug=HELD):
        if answer.low is not None:
            findings.append(finding("withdrawal-small-dose", ids, drug=HELD, dose=bench.rate(HELD, answer.low)))
    return Item("withdrawal clock", tuple(findings), disagree=True)


def dilemma_item(bench: Bench) -> Item:
    """Stopping starts one clock, running on keeps the other going: both, and what is begun at the same moment."""
    findings = [finding("dilemma-stop", drug=HELD), *withdrawal_clock(bench, ends_now=True)]
    findings += _opioid_keeps_coming(bench)
    findings.append(finding("dilemma-replace-at-once", drug=HELD))
    findings.append(finding("dilemma-single-drug-refill", drug=HELD))
    return Item("both clocks", tuple(findings), disagree=True)


def _opioid_keeps_coming(bench: Bench) -> Iterator[Finding]:
    """How much opioid leaves the tip in the hours until withdrawal could begin, if the pump is left on."""
    window, because = onset(bench)
    if not bench.opioids:
        missing = ("contents",) if bench.facts.contents is None else ()
        if missing:
            yield unknown("dilemma-opioid-not-known", missing)
        return
    for drug in bench.opioids:
        dose = bench.arriving(drug) if bench.fresh else bench.dose(drug)
        if dose is None or window is None:
            yield unknown("dilemma-opioid-dose-not-known", ("doses",), drug=drug)
            continue
        day = Duration(1)
        says = "daily dose over that time, the pump left on"
        until = bench.note(
            f"{drug} until withdrawal may begin",
            says,
            Range(dose.low * window.low, dose.high * window.low),
            cites=because,
        )
        whole = bench.note(f"{drug} in a day", says, Range(dose.low * day, dose.high * day))
        yield finding(
            "dilemma-opioid-once-arrived" if bench.fresh else "dilemma-opioid-keeps-coming",
            because,
            drug=drug,
            amount=bench.amount(drug, until),
            hours=span(window.low),
            day=bench.amount(drug, whole),
        )


def both_phases(bench: Bench) -> Iterator[Finding]:
    """That withdrawal may follow an overdose, and that the signs of both may stand in one patient."""
    for side in bench.ask("overdose followed by withdrawal", drug=HELD):
        yield finding("both-may-stand", side.ids, drug=HELD)


def surplus_item(bench: Bench) -> Item | None:
    """More left in the reservoir than should be is drug that was not delivered; less is the other way about."""
    there, expected = bench.facts.reservoir_volume, bench.facts.reservoir_expected
    if there is None or expected is None or there == expected:
        return None
    for name in ("reservoir_volume", "reservoir_expected"):
        bench.told(name)
    more = there > expected
    difference = there - expected if more else expected - there
    bench.note(
        "reservoir misfit",
        "found and expected, the difference",
        difference,
        of=("told: reservoir_volume", "told: reservoir_expected"),
    )
    shown = span(difference, "mL")
    if not more:
        return Item("surplus", (finding("reservoir-deficit", volume=shown),))
    sides = bench.ask("surplus in the reservoir", drug=HELD)
    because = tuple(id for side in sides for id in side.ids)
    findings = [finding("reservoir-surplus", because, force=Force.HARD, volume=shown)]
    contents = bench.facts.contents
    for drug, strength in () if contents is None else contents.items():
        amount = bench.note(
            f"{drug} not delivered",
            "surplus times concentration",
            strength * difference,
            of=("reservoir misfit",),
        )
        findings.append(finding("reservoir-surplus-drug", because, drug=drug, amount=bench.amount(drug, amount)))
    return Item("surplus", tuple(findings))
