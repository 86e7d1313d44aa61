"""
What is still in tubing and catheter, and for how long it leaves the tip after each thing that can be done.

Judged twice wherever the two judgements differ: for an overdose delivery goes on, for withdrawal it has ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cisterna.emergency.bench import HELD, Bench, finding, unknown
from cisterna.emergency.items import Item, span
from cisterna.quantities import Duration, FlowRate, Mass, Range, Volume
from cisterna.reasons import Finding, Force

__all__ = ["line_item"]


def line_item(bench: Bench) -> Item:
    """The line: what it holds, and what stopping, slowing, emptying, refilling and aspirating do to it."""
    findings = [*_holds(bench), *_stop(bench), *_slowest(bench), *_emptied(bench), *_refilled(bench)]
    findings += [*_aspirated(bench), *_accuracy(bench)]
    return Item("line", tuple(findings))


def _holds(bench: Bench) -> Iterator[Finding]:
    path = bench.path
    drugs = bench.facts.drugs
    by_dose = not bench.fresh and bool(bench.facts.doses) and bench.flow is not None
    known = bench.facts.line is not None or bench.facts.contents is not None or by_dose
    if path is None or not known:
        missing = bench.path_missing() if path is None else ()
        yield unknown("line-not-known", (*missing, *(() if known else ("contents",))))
        if path is None:
            return
    if not known:
        yield finding("line-volume", volume=span(path, "mL"))
        return
    code = "line-holds-of-new-fill" if bench.fresh else "line-holds-if-cleared"
    if bench.facts.line is not None:
        code = "line-holds"
    for drug in drugs:
        amount = bench.in_line(drug)
        if amount is not None and amount.high:
            yield finding(code, drug=drug, amount=bench.amount(drug, amount), volume=span(path, "mL"))


def _stop(bench: Bench) -> Iterator[Finding]:
    yield finding("line-stop-ends")
    yield finding("line-stop-overdose")


def _slowest(bench: Bench) -> Iterator[Finding]:
    path = bench.path
    if bench.facts.pump is None:
        yield unknown("line-slowest-not-known", ("pump",))
        return
    entry = next((each for each in bench.knowledge.catalogue.pumps if each.id == bench.facts.pump), None)
    if entry is None or entry.min_rate is None or not entry.min_rate.value:
        yield finding("line-slowest-not-in-catalogue", pump=bench.facts.pump if entry is None else entry.name)
        return
    slowest: FlowRate = bench.note("slowest flow", f"catalogue, {entry.name}", entry.min_rate.value)
    yield finding("line-slowest-counts-as-stopped", pump=entry.name, flow=span(slowest, "mL/day"))
    if path is not None:
        hours = Range(path.low / slowest, path.high / slowest)
        bench.note(
            "line at the slowest flow", "line volume divided by slowest flow", hours, of=("line volume", "slowest flow")
        )
        yield finding("line-slowest-time", hours=span(hours), flow=span(slowest, "mL/day"))
    contents = bench.facts.contents
    for drug, strength in () if contents is None else contents.items():
        rate = bench.note(
            f"{drug} at the slowest flow",
            "concentration times slowest flow",
            strength * slowest,
            of=("slowest flow",),
        )
        yield finding("line-slowest-dose", drug=drug, rate=bench.rate(drug, rate))


def _running(bench: Bench, volume: Range[Volume] | None, name: str, of: str) -> Range[Duration] | None:
    """How long `volume` takes at the flow that runs; None where either is not known."""
    flow = bench.flow
    if volume is None or flow is None:
        return None
    return bench.clears_in(volume, flow, name, f"{of} divided by running flow")


def _flow_missing(bench: Bench) -> tuple[str, ...]:
    return () if bench.flow is not None else ("flow",)


def _emptied(bench: Bench) -> Iterator[Finding]:
    sides = bench.ask("emptied pump that runs")
    because = tuple(id for side in sides for id in side.ids)
    hours = _running(bench, bench.path, "line at the running flow", "line volume")
    if hours is None:
        missing = (*(bench.path_missing() if bench.path is None else ()), *_flow_missing(bench))
        yield unknown("line-emptied-not-known", missing, because)
    else:
        yield finding("line-emptied-may-run", because, hours=span(hours))
    yield finding("line-emptied-has-ended", because)
    yield finding("line-never-empty-and-running", because, force=Force.HARD)


def _refilled(bench: Bench) -> Iterator[Finding]:
    others = [drug for drug in (bench.facts.drugs) if drug != HELD]
    if not others:
        return
    filled = "another mixture" if bench.without_held else f"{HELD} alone"
    hours = _running(bench, bench.path, "line at the running flow", "line volume")
    if hours is None:
        missing = (*(bench.path_missing() if bench.path is None else ()), *_flow_missing(bench))
        yield unknown("line-refill-not-known", missing, drug=others[0], filled=filled)
        return
    for drug in others:
        amount = bench.in_line(drug)
        if amount is None:
            yield finding("line-refill-time", drug=drug, filled=filled, hours=span(hours))
        else:
            code = "line-refill-of-new-fill" if _new_fill_alone(bench) else "line-refill"
            yield finding(code, drug=drug, filled=filled, hours=span(hours), amount=bench.amount(drug, amount))


def _aspirated(bench: Bench) -> Iterator[Finding]:
    catheter, tubing = bench.told("catheter_volume"), bench.told("tubing_volume")
    if catheter is None:
        yield unknown("line-aspirate-not-known", ("catheter_volume",))
        return
    gap = _running(bench, catheter, "drug-free gap", "catheter volume")
    if gap is None:
        yield unknown("line-aspirate-gap-not-known", ("flow",), volume=span(catheter, "mL"))
    else:
        yield finding("line-aspirate", volume=span(catheter, "mL"), hours=span(gap))
    yield finding("line-prime-catheter", volume=span(catheter, "mL"))
    follows = _running(bench, tubing, "tubing at the running flow", "tubing volume")
    if tubing is None or follows is None:
        return
    held = [(drug, _in_tubing(bench, drug, tubing)) for drug in bench.facts.drugs]
    told = [(drug, amount) for drug, amount in held if amount is not None and amount.high]
    if not told:
        yield finding("line-tubing-follows", volume=span(tubing, "mL"), hours=span(follows))
    for drug, amount in told:
        shown = bench.amount(drug, amount)
        code = "line-tubing-follows-of-new-fill" if _new_fill_alone(bench) else "line-tubing-follows-with"
        yield finding(code, drug=drug, amount=shown, volume=span(tubing, "mL"), hours=span(follows))


def _new_fill_alone(bench: Bench) -> bool:
    """Whether amounts in the line are those of the last fill alone: what lay there before is not told."""
    return bench.fresh and bench.facts.line is None


def _in_tubing(bench: Bench, drug: str, tubing: Range[Volume]) -> Range[Mass] | None:
    """How much of `drug` lies in the tubing; None where slugs are told and the tubing is a range."""
    name, facts = f"{drug} in the tubing", bench.facts
    if facts.line is None:
        if facts.contents is None:
            return bench.in_tubing_by_dose(drug, tubing)
        if drug not in facts.contents:
            return None
        strength, tubing = facts.contents[drug], bench.advanced(tubing)
        return bench.note(
            name, "concentration times volume of the tubing", Range(strength * tubing.low, strength * tubing.high)
        )
    if not tubing.is_exact:
        return None
    left, mass = tubing.low.value, Fraction(0)
    for slug in reversed(facts.line):
        part = min(left, slug.volume.value)
        mass, left = mass + part * slug.mixture[drug].value, left - part
    return bench.note(
        name, "what lies next to the reservoir, over the volume of the tubing", Range(Mass(mass), Mass(mass))
    )


def _accuracy(bench: Bench) -> Iterator[Finding]:
    """The same time over the pump's tolerance, where both are known."""
    accuracy, path, flow = bench.accuracy, bench.path, bench.flow
    if accuracy is None or path is None or flow is None:
        return
    fastest, slowest = flow.high * accuracy.high.value, flow.low * accuracy.low.value
    hours = Range(path.low / fastest, path.high / slowest)
    bench.note(
        "line within the pump's accuracy",
        "line volume divided by running flow times accuracy",
        hours,
        of=("line volume", "pump accuracy"),
    )
    yield finding("line-within-accuracy", hours=span(hours), low=accuracy.low, high=accuracy.high)
