"""
A refill that went wrong, an alarm, and a pump that has to come out: what volumes and concentrations give.
"""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.emergency.bench import HELD, Bench, finding, unknown
from cisterna.emergency.items import TIMES, Item, span
from cisterna.emergency.restart import onset
from cisterna.quantities import Duration, FlowRate, Range, Ratio, Volume
from cisterna.reasons import Finding, Force

__all__ = ["alarm_item", "explant_item", "pocket_item", "wrong_fill_item"]

NOTHING = Volume(0)


def wrong_fill_item(bench: Bench) -> Item:
    """What the fill gives at the flow that the entered concentration made, and when it is at the tip."""
    findings = [*_factors(bench), *_reaches(bench), *_to_aspirate(bench), *_published(bench)]
    return Item("wrong fill", tuple(findings))


def _factors(bench: Bench) -> Iterator[Finding]:
    filled, entered = bench.told("contents"), bench.told("entered")
    if filled is None or entered is None:
        missing = tuple(name for name, value in (("contents", filled), ("entered", entered)) if value is None)
        yield unknown("fill-factor-not-known", missing)
        return
    for drug in sorted({*filled, *entered}):
        given, typed = filled[drug], entered[drug]
        if not given:
            yield finding("fill-lacks-drug", force=Force.HARD, drug=drug)
            continue
        if not typed:
            yield finding("fill-holds-other-drug", force=Force.HARD, drug=drug, strength=bench.strength(drug, given))
        else:
            factor = bench.note(
                f"{drug}, filled against entered",
                "concentration filled divided by entered",
                Ratio(given / typed),
                of=("told: contents", "told: entered"),
            )
            if factor.value == 1:
                yield finding("fill-as-entered", drug=drug, strength=bench.strength(drug, given))
                continue
            code = "fill-stronger" if factor.value > 1 else "fill-weaker"
            yield finding(
                code,
                force=Force.HARD,
                drug=drug,
                filled=bench.strength(drug, given),
                entered=bench.strength(drug, typed),
                times=span(factor, TIMES),
            )
        rate = bench.arriving(drug)
        if rate is not None:
            yield finding(
                "fill-gives", drug=drug, rate=bench.rate(drug, rate), hour=span(rate, f"{bench.amount_unit(drug)}/h")
            )
        else:
            yield unknown("fill-gives-not-known", ("flow",), drug=drug)


def _reaches(bench: Bench) -> Iterator[Finding]:
    path, flow = bench.path, bench.flow
    if path is None or flow is None:
        yield unknown(
            "fill-arrival-not-known",
            (*(() if path is not None else bench.path_missing()), *(() if flow else ("flow",))),
        )
        return
    whole = bench.clears_in(path, flow, "line at the running flow", "line volume divided by running flow")
    yield finding("fill-reaches-tip", hours=span(whole))
    since = bench.told("since_fill")
    if since is None:
        yield unknown("fill-since-not-known", ("since_fill",))
        return
    start, end = _earliest(bench, path, flow) - since.high, whole.high - since.low
    if end.value <= 0:
        yield finding("fill-has-arrived", force=Force.HARD, hours=span(whole), since=span(since))
        return
    left = Range(_not_below_zero(whole.low - since.high), end)
    bench.note(
        "time left until the fill is at the tip",
        "time through the line less the time since the fill",
        left,
        of=("told: since_fill",),
    )
    bench.note("earliest arrival from now", "earliest arrival less the time since the fill", start)
    if start.value <= 0:
        yield finding("fill-may-have-arrived", force=Force.HARD, hours=span(left.high), since=span(since))
    else:
        yield finding("fill-time-left", hours=span(left), since=span(since))
        yield finding("fill-earliest", hours=span(bench.minute_before("earliest arrival from now", start)))


def _not_below_zero(time: Duration) -> Duration:
    return time if time.value > 0 else Duration(0)


def _earliest(bench: Bench, path: Range[Volume], flow: Range[FlowRate]) -> Duration:
    """The front spread out by the house policy's margin, and the pump as fast as its accuracy allows."""
    margin = bench.note("arrival margin", "house policy", bench.knowledge.policy.arrival_margin)
    accuracy = bench.accuracy
    fastest = flow.high if accuracy is None else flow.high * accuracy.high.value
    earliest = path.low * (1 - margin.value) / fastest
    return bench.note("earliest arrival after the fill", "least volume, less the margin, at the fastest flow", earliest)


def _to_aspirate(bench: Bench) -> Iterator[Finding]:
    volume, contents = bench.told("reservoir_volume"), bench.told("contents")
    if volume is None:
        yield unknown("fill-left-not-known", ("reservoir_volume",))
        return
    if contents is None:
        yield finding("fill-left-volume", volume=span(volume, "mL"))
        return
    for drug in contents:
        amount = bench.note(
            f"{drug} in the reservoir",
            "volume times concentration",
            contents[drug] * volume,
            of=("told: reservoir_volume", "told: contents"),
        )
        yield finding("fill-left", drug=drug, volume=span(volume, "mL"), amount=bench.amount(drug, amount))


def _published(bench: Bench) -> Iterator[Finding]:
    for figures, ids in bench.figures("wrong concentration given"):
        yield finding(
            "fill-published-factor",
            ids,
            times=span(figures["times"], TIMES),
            patients=figures["patients"].value,
            serious=figures["serious"].value,
            hours=span(Range(figures["from"], figures["to"])),
        )
    for figures, ids in bench.figures("dose typed for an hour", drug=HELD):
        factor = Ratio(figures["given"] / figures["meant"])  # type: ignore[operator]
        bench.note("a day's dose typed for an hour", "dose given divided by dose meant", factor, cites=ids)
        day = span(figures["given"], "mcg/day")
        yield finding(
            "fill-typed-for-an-hour",
            ids,
            drug=HELD,
            meant=span(figures["meant"], "mcg/day"),
            given=day,
            times=span(factor, TIMES),
        )
        dose = bench.dose(HELD)
        if dose is not None:
            slipped = Range(dose.low * factor.value, dose.high * factor.value)
            bench.note(
                f"{HELD} if its daily dose were typed for an hour", "last daily dose times that", slipped, cites=ids
            )
            yield finding(
                "fill-hour-slip-here", ids, drug=HELD, dose=bench.rate(HELD, dose), slipped=bench.rate(HELD, slipped)
            )


def pocket_item(bench: Bench) -> Item:
    """The most that can lie in the pocket, against a day's dose; and that the reservoir did not get it."""
    findings: list[Finding] = []
    injected, contents = bench.told("injected"), bench.told("contents")
    if injected is None or contents is None:
        missing = tuple(name for name, value in (("injected", injected), ("contents", contents)) if value is None)
        findings.append(unknown("pocket-dose-not-known", missing))
    else:
        findings += _pocket_doses(bench)
    for side in bench.ask("treatment of a pocket fill"):
        items = getattr(side.answer, "items", ())
        findings += [finding("pocket-treatment", side.ids, item=item) for item in items]
    for side in bench.ask("observation after a refill that misfits"):
        findings.append(finding("pocket-not-sent-home", side.ids, force=Force.HARD))
    for drug in bench.opioids if bench.without_held else (HELD,):
        findings.append(finding("pocket-reservoir-not-filled", drug=drug))
    return Item("pocket", tuple(findings))


def _pocket_doses(bench: Bench) -> Iterator[Finding]:
    injected, contents = bench.facts.injected, bench.facts.contents
    assert injected is not None
    assert contents is not None
    recovered = bench.told("recovered")
    volume = injected - (recovered or NOTHING)
    of = ("told: injected", *(("told: recovered",) if recovered is not None else ()))
    bench.note("most in the pocket", "injected less what came back", volume, of=of)
    for drug in contents:
        amount = bench.note(
            f"{drug} in the pocket at most",
            "volume times concentration",
            contents[drug] * volume,
            of=("most in the pocket", "told: contents"),
        )
        yield finding(
            "pocket-most", force=Force.HARD, drug=drug, amount=bench.amount(drug, amount), volume=span(volume, "mL")
        )
        dose = bench.dose(drug)
        if dose is not None and dose.low:
            days = Range(amount / dose.high, amount / dose.low)
            bench.note(f"{drug} in the pocket, in days", "that amount divided by the daily dose", days)
            yield finding("pocket-days", drug=drug, days=span(days, "day"), dose=bench.rate(drug, dose))
    if recovered is None:
        yield unknown("pocket-recovered-not-known", ("recovered",))


def alarm_item(bench: Bench) -> Item:
    """Which alarm, and how long the reservoir lasts: within the tolerance of the pump and what it cannot draw."""
    findings: list[Finding] = []
    match bench.facts.alarm:
        case "low reservoir":
            findings.append(finding("alarm-low"))
        case "empty reservoir":
            findings.append(finding("alarm-empty", force=Force.HARD, drug=HELD))
        case "stopped":
            findings.append(finding("alarm-stopped", force=Force.HARD, drug=HELD))
        case _:
            findings.append(unknown("alarm-not-known", ("alarm",), drug=HELD))
    findings += _lasts(bench)
    return Item("alarm", tuple(findings))


def _lasts(bench: Bench) -> Iterator[Finding]:
    volume, flow = bench.told("reservoir_volume"), bench.flow
    if volume is None and bench.facts.alarm == "low reservoir":
        volume = bench.told("low_reservoir_alarm")
    if volume is None or flow is None:
        missing = (*(() if volume is not None else ("reservoir_volume",)), *(() if flow is not None else ("flow",)))
        yield unknown("alarm-lasts-not-known", missing)
        return
    at_most = bench.note(
        "reservoir lasts at most",
        "volume divided by flow, drawn to the last drop",
        Range(volume / flow.high, volume / flow.low),
    )
    yield finding("alarm-lasts-at-most", volume=span(volume, "mL"), hours=span(at_most))
    entry = next((each for each in bench.knowledge.catalogue.pumps if each.id == bench.facts.pump), None)
    accuracy = bench.accuracy
    if entry is None or entry.residual_bound is None or accuracy is None:
        yield (
            unknown("alarm-earliest-not-known", ("pump",))
            if entry is None
            else finding("alarm-earliest-not-in-catalogue", pump=entry.name)
        )
        return
    rest = bench.note("cannot be drawn", f"catalogue, {entry.name}", entry.residual_bound.value)
    usable = max(volume - rest, NOTHING, key=lambda each: each.value)
    earliest = usable / (flow.high * accuracy.high.value)
    bench.note(
        "reservoir empty at the earliest",
        "volume less what cannot be drawn, at the fastest the pump may run",
        earliest,
        of=("cannot be drawn", "pump accuracy"),
    )
    if not usable:
        yield finding("alarm-may-be-empty", force=Force.HARD, volume=span(volume, "mL"), rest=span(rest, "mL"))
        return
    earliest = bench.minute_before("reservoir empty at the earliest", earliest)
    if bench.facts.clock is not None:
        yield finding("alarm-earliest-at", start=earliest, rest=span(rest, "mL"))
    else:
        yield finding("alarm-earliest-in", hours=span(earliest), rest=span(rest, "mL"))


def explant_item(bench: Bench) -> Item:
    """What has to stand before a pump comes out: last daily dose, another route, when withdrawal begins."""
    findings: list[Finding] = []
    for side in bench.ask("plan before explant", drug=HELD):
        findings.append(finding("explant-plan-first", side.ids, force=Force.HARD, drug=HELD))
    dose = bench.dose(HELD)
    if dose is None:
        findings.append(unknown("explant-dose-not-known", ("doses",), drug=HELD))
    else:
        findings.append(finding("explant-last-dose", drug=HELD, dose=bench.rate(HELD, dose)))
    for drug in bench.opioids:
        taken = bench.dose(drug)
        if taken is not None:
            findings.append(finding("explant-opioid-ends", drug=drug, dose=bench.rate(drug, taken)))
    window, because = onset(bench)
    if window is not None:
        findings.append(finding("explant-withdrawal", because, drug=HELD, hours=span(window)))
    for side in bench.ask("temporary intrathecal route", drug=HELD):
        findings.append(finding("temporary-route", side.ids, drug=HELD))
    return Item("explant", tuple(findings))
