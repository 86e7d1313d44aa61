"""
Worked out from what was entered: the part of an emergency pathway that a computation can sharpen.

The first actions stand elsewhere and need nothing; this works with no fact at all, and then says which facts would
help. It gives no diagnosis and no single dose to give: it gives what sources say, and arithmetic on what was told.

For whoever shows it: an `Item` holds findings, a `Finding` holds a code and values; `cisterna.wording.say` and
`title` make the words, from `wording/emergency.py`. `WorkedOut.missing` are names of `facts.FIELDS`, which has words
for each. `Item.disagree` marks what is to be shown as a dispute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from cisterna.emergency import doses, fills, line, restart
from cisterna.emergency.bench import HELD, Bench, finding, unknown
from cisterna.emergency.facts import FIELDS, EmergencyFacts
from cisterna.emergency.items import Item, WorkedOut, span
from cisterna.emergency.pathway import UnknownPathway
from cisterna.knowledge import Knowledge
from cisterna.reasons import Finding, Force

__all__ = ["PATHWAYS", "UnknownPathway", "work_out"]

Maker = Callable[[Bench], Item | None]


def work_out(name: str, facts: EmergencyFacts, knowledge: Knowledge, *, on: date) -> WorkedOut:
    """
    Everything that can be worked out for the pathway `name`, item by item, with the trace behind it.

    Never raises for a fact that is missing; raises `UnknownPathway` for a name that is not one.
    """
    makers = PATHWAYS.get(name)
    if makers is None:
        raise UnknownPathway(f"'{name}' is not an emergency pathway. Write one of: {', '.join(PATHWAYS)}.")
    bench = Bench(facts, knowledge, on, fresh=name == "wrong-fill")
    items = []
    for make in makers:
        if make in _HELD_ALONE and name != "withdrawal" and bench.without_held:
            continue
        bench.touched = []
        item = make(bench)
        if item is not None and item.findings:
            items.append(item._replace(steps=tuple(dict.fromkeys(bench.touched))))
    missing = {each for item in items for each in item.missing}
    in_order = tuple(each for each in FIELDS if each in missing)
    return WorkedOut(name, tuple(items), in_order, bench.trace, tuple(bench.used))


def _doses_agree(bench: Bench) -> Item | None:
    """Where a dose that was told and what concentration and flow give do not agree: nobody can be right twice."""
    found = [*_told_both_ways(bench)]
    flow, contents = bench.facts.flow, bench.facts.contents
    for drug, dose in sorted({} if bench.fresh else bench.facts.doses.items()):
        if flow is None or contents is None or drug not in contents:
            continue
        low, high = contents[drug] * flow.low, contents[drug] * flow.high
        if not low <= dose <= high:
            bench.note(f"{drug} by concentration and flow", "concentration times flow", low)
            found.append(
                finding("told-doses-differ", drug=drug, dose=bench.rate(drug, dose), worked=bench.rate(drug, low))
            )
    return Item("what was told", tuple(found)) if found else None


def _told_both_ways(bench: Bench) -> Iterator[Finding]:
    """What was told of the drugs in the pump and cannot all be so; every drug that is named counts."""
    facts = bench.facts
    if facts.opioid_on_board == "no":
        for drug in bench.opioids:
            yield finding("told-opioid-and-none", force=Force.HARD, drug=drug)
    if facts.contents is not None and not bench.fresh:
        for drug in sorted({*facts.doses, *facts.named} - {*facts.contents}):
            yield finding("told-drug-not-in-contents", force=Force.HARD, drug=drug)


def _pump_known(bench: Bench) -> Item | None:
    """A pump that the catalogue does not know: nothing is taken from another one."""
    pump = bench.facts.pump
    if pump is None or any(each.id == pump for each in bench.knowledge.catalogue.pumps):
        return None
    return Item("pump", (unknown("pump-not-in-catalogue", ("pump",), pump=pump),))


def _no_held_drug(bench: Bench) -> Item | None:
    """Said wherever something is left out for it."""
    return Item("held drug", (finding("no-held-drug", drug=HELD),)) if bench.without_held else None


def _guideline(bench: Bench) -> Item:
    findings = []
    for side in sorted(bench.ask("withdrawal guideline", drug=HELD), key=lambda side: side.statements[0].force.value):
        items = getattr(side.answer, "items", ())
        findings += [finding("guideline-asks", side.ids, item=item) for item in items]
    for side in bench.ask("check after a stop", drug=HELD):
        findings.append(finding("check-status-first", side.ids))
    return Item("guideline", tuple(findings))


def _both_phases(bench: Bench) -> Item:
    return Item("both phases", tuple(restart.both_phases(bench)))


def _dilemma(bench: Bench) -> Item:
    if bench.without_held:
        return Item("both clocks", (finding("dilemma-no-held-drug", drug=HELD),))
    if _held_alone_in_pump(bench) and not bench.fresh:
        return _overdose_stopped(bench)
    return restart.dilemma_item(bench)


def _overdose_stopped(bench: Bench) -> Item:
    """After a baclofen overdose is stopped the withdrawal clock runs from that stop."""
    findings = [*restart.both_phases(bench), *restart.withdrawal_clock(bench, ends_now=True)]
    findings.append(finding("bridge-in-withdrawal-alone", drug=HELD))
    return Item("withdrawal clock", tuple(findings), disagree=True)


def _naloxone_beside_baclofen(bench: Bench) -> Item:
    """All of it where an opioid may be on board; else only that it does nothing here."""
    item = doses.naloxone_item(bench)
    if bench.opioid_may_be_on_board is False:
        return item._replace(findings=item.findings[-1:], disagree=False)
    return item


def _held_alone_in_pump(bench: Bench) -> bool:
    """True where the pump is told to hold the held drug and no opioid is named: an overdose from it is of that drug."""
    contents = bench.facts.contents
    return contents is not None and HELD in contents and not bench.opioids


def _overdose_of_what(bench: Bench) -> Item | None:
    if not _held_alone_in_pump(bench):
        return None
    return Item("which drug", (finding("overdose-of-held-likely", force=Force.HARD, drug=HELD),))


def _bridge_in_overdose(bench: Bench) -> Item | None:
    """When a bridge is not given; said before every one in an overdose."""
    return (
        None
        if bench.without_held
        else Item("bridge", (finding("bridge-not-in-overdose", force=Force.HARD, drug=HELD),))
    )


def _benzodiazepine_in_overdose(bench: Bench) -> Item | None:
    return None if _held_alone_in_pump(bench) else doses.benzodiazepine_item(bench)


def _oral_in_overdose(bench: Bench) -> Item | None:
    return None if _held_alone_in_pump(bench) else doses.oral_item(bench)


def _bridge_elsewhere(bench: Bench) -> Item:
    return Item("bridge", (finding("bridge-in-withdrawal-alone", drug=HELD),))


def _lowest_overdose(bench: Bench) -> Item:
    found = [
        finding("overdose-lowest", ids, drug=HELD, dose=span(answer.low, "mcg"))
        for answer, ids in bench.spans("lowest dose with an overdose", drug=HELD)
        if answer.low is not None
    ]
    return Item("overdose dose", tuple(found))


def _opioid_onset(bench: Bench) -> Item:
    from cisterna.quantities import Range

    found = [
        finding(
            "opioid-onset", ids, median=span(figures["median"]), every=span(Range(figures["least"], figures["most"]))
        )
        for figures, ids in bench.figures("onset after an intrathecal opioid error")
    ]
    for side in bench.ask("tolerance in an overdose"):
        found.append(finding("opioid-tolerant-fared-better", side.ids))
    return Item("opioid onset", tuple(found))


def _naloxone_in_pocket(bench: Bench) -> Item:
    return doses.naloxone_item(bench, pocket=True)


def _opioid_fluid(bench: Bench) -> Item:
    return doses.fluid_item(bench, "opioid")


def _baclofen_fluid(bench: Bench) -> Item:
    return doses.fluid_item(bench, "baclofen")


_BRIDGE: tuple[Maker, ...] = (doses.benzodiazepine_item, doses.oral_item)
_WITHDRAWAL: tuple[Maker, ...] = (
    restart.gap_item, restart.clock_item, restart.restart_item, restart.opioid_restart_item, *_BRIDGE,
    doses.intravenous_item, doses.adjuncts_item, restart.surplus_item, line.line_item,
)  # fmt: skip
_FIRST: tuple[Maker, ...] = (_doses_agree, _pump_known, _no_held_drug, doses.child_item)
_HELD_ALONE = (
    restart.clock_item, restart.restart_item, *_BRIDGE, _benzodiazepine_in_overdose, _oral_in_overdose,
    doses.intravenous_item, doses.adjuncts_item, doses.weaning_item,
)  # fmt: skip
"""What is about the held drug alone: left out where the pump is told to hold none of it, but never in withdrawal."""

PATHWAYS: dict[str, tuple[Maker, ...]] = {
    "withdrawal": (*_FIRST, _guideline, *_WITHDRAWAL, _both_phases),
    "opioid-overdose": (
        *_FIRST, _overdose_of_what, doses.naloxone_item, _dilemma, _opioid_fluid, _opioid_onset, line.line_item,
        _bridge_in_overdose, _benzodiazepine_in_overdose, _oral_in_overdose, restart.surplus_item,
    ),
    "baclofen-overdose": (
        *_FIRST, _baclofen_fluid, _lowest_overdose, doses.physostigmine_item, _naloxone_beside_baclofen,
        _overdose_stopped, restart.surplus_item, line.line_item,
    ),
    "alarm": (
        *_FIRST, fills.alarm_item, restart.gap_item, restart.clock_item, restart.surplus_item, line.line_item, *_BRIDGE,
    ),
    "pump-stopped": (*_FIRST, *_WITHDRAWAL),
    "wrong-fill": (
        *_FIRST, fills.wrong_fill_item, line.line_item, doses.naloxone_item, _dilemma, _opioid_fluid, _baclofen_fluid,
        restart.surplus_item, _both_phases, _bridge_elsewhere,
    ),
    "pocket-fill": (
        *_FIRST, fills.pocket_item, _naloxone_in_pocket, restart.surplus_item, restart.clock_item, line.line_item,
        _both_phases, _bridge_elsewhere,
    ),
    "infection": (
        *_FIRST, fills.explant_item, doses.weaning_item, doses.oral_item, restart.opioid_restart_item,
        doses.benzodiazepine_item, doses.adjuncts_item, line.line_item,
    ),
}  # fmt: skip
"""What is worked out for each pathway, in the order in which it is shown."""
