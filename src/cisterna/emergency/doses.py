"""
Doses from the statements, with their daily totals: what bridges withdrawal, and what treats an overdose.

Nothing here is a dose of its own: every amount is a source's, or a source's amount times how often it is given.
"""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.emergency.bench import HELD, Bench, finding, unknown
from cisterna.emergency.items import Item, span
from cisterna.knowledge import Figures, Items, Span, Word
from cisterna.quantities import DoseRate, Duration, Mass, Range, Ratio, Volume
from cisterna.reasons import Finding, Force

__all__ = [
    "adjuncts_item",
    "benzodiazepine_item",
    "child_item",
    "fluid_item",
    "intravenous_item",
    "is_child",
    "naloxone_item",
    "oral_item",
    "physostigmine_item",
    "weaning_item",
]

MG, MG_DAY = "mg", "mg/day"


def _repeated(bench: Bench, question: str, agent: str, code: str) -> Iterator[tuple[Finding, Range[DoseRate]]]:
    """A repeated dose of each source, with the least and the most that it adds up to in a day."""
    for figures, ids in bench.figures(question, drug=HELD):
        each, every = _ends(figures, "each"), _ends(figures, "every")
        low, high = each.low / every.high, each.high / every.low
        assert isinstance(low, DoseRate)
        assert isinstance(high, DoseRate)
        day = Range(low, high)
        bench.note(f"{agent} in a day ({ids[0]})", "single dose times how often it fits into a day", day, cites=ids)
        yield (
            finding(
                code,
                ids,
                agent=agent,
                each=span(each, MG),
                every=span(every),
                day=span(day, MG_DAY),
            ),
            day,
        )


def _ends(figures: Figures, name: str) -> Range:  # type: ignore[type-arg]
    return Range(figures[f"{name}_low"], figures[f"{name}_high"])


def benzodiazepine_item(bench: Bench) -> Item:
    """Lorazepam, midazolam and diazepam, and the warning that an opioid on board adds to all of them."""
    findings = [*_opioid_warning(bench)]
    findings += [
        found
        for found, _ in _repeated(bench, "lorazepam in baclofen withdrawal", "lorazepam", "benzodiazepine-intravenous")
    ]
    for side in bench.ask("midazolam in baclofen withdrawal", drug=HELD):
        findings.append(finding("midazolam-without-dose", side.ids))
    diazepam = [
        found for found, _ in _repeated(bench, "diazepam in baclofen withdrawal", "diazepam", "benzodiazepine-oral")
    ]
    findings += diazepam
    return Item("benzodiazepine", tuple(findings), disagree=len(diazepam) > 1)


def _opioid_warning(bench: Bench) -> Iterator[Finding]:
    """That any opioid counts where none was told; else the boxed warning, and what is at hand."""
    on_board = bench.opioid_may_be_on_board
    sides = bench.ask("benzodiazepine with an opioid on board")
    because = tuple(id for side in sides for id in side.ids)
    if on_board is False:
        yield finding("benzodiazepine-other-opioids", because)
        return
    if on_board is None:
        yield unknown("benzodiazepine-opioid-not-known", ("opioid_on_board",), because)
    else:
        yield finding("benzodiazepine-with-opioid", because, force=Force.HARD)
    match bench.facts.airway_available:
        case "yes":
            yield finding("benzodiazepine-airway-at-hand", because)
        case "no":
            yield finding("benzodiazepine-no-airway", because, force=Force.HARD)
        case _:
            yield unknown("benzodiazepine-airway-not-known", ("airway_available",), because)


def oral_item(bench: Bench) -> Item:
    """Baclofen by mouth or tube: what each source gives, the two maxima, and that it does not protect."""
    because = tuple(id for side in bench.ask("oral substitute", drug=HELD) for id in side.ids)
    findings = [finding("oral-does-not-protect", because, force=Force.HARD, drug=HELD)]
    repeated = list(_repeated(bench, "oral baclofen in withdrawal", HELD, "oral-repeated"))
    findings += [found for found, _ in repeated]
    maxima = bench.spans("oral baclofen daily maximum", drug=HELD)
    for answer, ids in maxima:
        if not isinstance(answer.high, DoseRate):
            continue
        findings.append(finding("oral-maximum", ids, text=bench.text(ids), most=span(answer.high, MG_DAY)))
        for found, day in repeated:
            if day.high > answer.high:
                findings.append(
                    finding(
                        "oral-above-maximum",
                        (*found.because, *ids),
                        day=span(day.high, MG_DAY),
                        most=span(answer.high, MG_DAY),
                    )
                )
        findings += _headroom(bench, answer.high, ids)
    return Item("oral baclofen", tuple(findings), disagree=len(maxima) > 1)


def _headroom(bench: Bench, most: DoseRate, ids: tuple[str, ...]) -> Iterator[Finding]:
    """What is left of a daily maximum beside what is already given by mouth."""
    given = bench.told("oral_baclofen")
    if given is None:
        return
    left = most - given
    if left.value < 0:
        yield finding(
            "oral-maximum-passed", ids, force=Force.HARD, drug=HELD, given=span(given, MG_DAY), most=span(most, MG_DAY)
        )
        return
    if not left.value:
        yield finding("oral-maximum-reached", ids, drug=HELD, given=span(given, MG_DAY), most=span(most, MG_DAY))
        return
    bench.note(
        f"left of {most.format(MG_DAY)}", "maximum less what is given", left, of=("told: oral_baclofen",), cites=ids
    )
    yield finding(
        "oral-left", ids, drug=HELD, given=span(given, MG_DAY), most=span(most, MG_DAY), left=span(left, MG_DAY)
    )


def intravenous_item(bench: Bench) -> Item:
    """The arithmetic from mouth to vein by each published bioavailability, and that nobody can buy it."""
    standing = bench.ask("intravenous baclofen", drug=HELD)
    because = tuple(id for side in standing for id in side.ids)
    findings = [finding("intravenous-investigational", because, force=Force.HARD, drug=HELD)]
    oral, where = _oral_daily(bench)
    sides = bench.figures("oral bioavailability", drug=HELD)
    for figures, ids in sides:
        part = figures["part"]
        assert isinstance(part, Ratio)
        cut = bench.note(
            f"cut from mouth to vein ({ids[0]})", "one less the part absorbed", Ratio(1 - part.value), cites=ids
        )
        if oral is None:
            findings.append(finding("intravenous-cut", ids, part=part, cut=cut))
            continue
        vein = Range(oral.low * part.value, oral.high * part.value)
        bench.note(f"by vein ({ids[0]})", f"{where}, times the part absorbed", vein, cites=ids)
        findings.append(
            finding(
                "intravenous-from-oral",
                ids,
                drug=HELD,
                oral=span(oral, MG_DAY),
                part=part,
                cut=cut,
                vein=span(vein, MG_DAY),
            )
        )
    for answer, ids in bench.spans("studied intravenous doses", drug=HELD):
        if answer.low is not None and answer.high is not None:
            findings.append(
                finding("intravenous-studied", ids, drug=HELD, each=span(Range(answer.low, answer.high), MG))
            )
    return Item("intravenous baclofen", tuple(findings), disagree=len(sides) > 1)


def _oral_daily(bench: Bench) -> tuple[Range[DoseRate] | None, str]:
    """The oral dose that is given, or else the lowest source's day of it."""
    given = bench.told("oral_baclofen")
    if given is not None:
        return Range(given, given), "the dose given by mouth"
    days = [day for _, day in _repeated(bench, "oral baclofen in withdrawal", HELD, "oral-repeated")]
    if not days:
        return None, ""
    return min(days, key=lambda day: day.low.value), "the lowest source's day by mouth"


def adjuncts_item(bench: Bench) -> Item:
    """Everything else that is named, each with how weak its evidence is."""
    findings = [finding("adjuncts-are-weak")]
    findings += [
        found
        for found, _ in _repeated(bench, "cyproheptadine in baclofen withdrawal", "cyproheptadine", "adjunct-repeated")
    ]
    for answer, ids in bench.spans("dexmedetomidine in baclofen withdrawal", drug=HELD):
        if answer.high is not None:
            findings.append(finding("adjunct-rate", ids, agent="dexmedetomidine", most=span(answer.high, "mcg/h")))
    for side in bench.ask("adjuncts in baclofen withdrawal", drug=HELD):
        if isinstance(side.answer, Items):
            findings += [finding("adjunct-listed", side.ids, item=item) for item in side.answer.items]
    for side in bench.ask("temporary intrathecal route", drug=HELD):
        findings.append(finding("temporary-route", side.ids, drug=HELD))
    return Item("adjuncts", tuple(findings))


def is_child(bench: Bench) -> bool | None:
    """Whether the age lies where the pack calls the patient a child; None where the age is not told."""
    age = bench.told("age")
    return None if age is None else bool(bench.ask("intrathecal opioid in a child", age=age))


def child_item(bench: Bench) -> Item | None:
    """That the doses below name no age, where the patient is a child or may be one."""
    child, age = is_child(bench), bench.facts.age
    if child is None or age is None:
        return Item("age", (unknown("age-not-told", ("age",)),))
    because = tuple(id for side in bench.ask("intrathecal opioid in a child", age=age) for id in side.ids)
    found = finding("patient-is-a-child", because, force=Force.HARD, age=age)
    return Item("age", (found,)) if child else None


def weaning_item(bench: Bench) -> Item:
    """The published weaning through an external catheter, worked out on this patient's last daily dose."""
    findings: list[Finding] = []
    dose = bench.dose(HELD)
    for figures, ids in bench.figures("external weaning", drug=HELD):
        low, high = figures["fall_low"], figures["fall_high"]
        assert isinstance(low, Ratio)
        assert isinstance(high, Ratio)
        findings.append(
            finding(
                "weaning-published",
                ids,
                drug=HELD,
                fall=span(Range(low, high)),
                over=span(figures["over"], "day"),
                start=bench.rate(HELD, figures["start"]),
            )
        )
        if dose is None:
            findings.append(unknown("weaning-dose-not-known", ("doses",), ids, drug=HELD))
            continue
        after = Range(dose.low * (1 - high.value), dose.high * (1 - low.value))
        bench.note(f"{HELD} after the first day of weaning", "last dose less the published fall", after, cites=ids)
        findings.append(
            finding("weaning-first-day", ids, drug=HELD, dose=bench.rate(HELD, dose), after=bench.rate(HELD, after))
        )
    return Item("external weaning", tuple(findings))


def naloxone_item(bench: Bench, *, pocket: bool = False) -> Item:
    """In small steps first, the card's doses beside it; the other way about where the patient does not breathe."""
    titrated, card = list(_titrated(bench)), list(_card(bench))
    at_once = bench.facts.apnea == "yes"
    if at_once:
        findings = [finding("naloxone-card-first"), *card, *titrated]
    elif bench.facts.apnea == "no":
        findings = [finding("naloxone-titrate-first"), *titrated, *card]
    else:
        findings = [unknown("naloxone-titrate-unless", ("apnea",)), *titrated, *card]
    for figures, ids in bench.figures("naloxone needed"):
        quartiles = Range(figures["quartile_low"], figures["quartile_high"])
        every = Range(figures["least"], figures["most"])
        findings.append(
            finding(
                "naloxone-observed",
                ids,
                median=span(figures["median"], "mcg"),
                half=span(quartiles, "mcg"),
                every=span(every, "mcg"),
                responded=figures["responded"],
            )
        )
    for side in bench.ask("naloxone outlasted"):
        findings.append(finding("naloxone-outlasted", side.ids))
    if pocket:
        findings += [
            finding("naloxone-for-hours", ids, opioid=span(figures["opioid"], MG), hours=span(figures["infusion"]))
            for figures, ids in bench.figures("naloxone in a pocket fill")
        ]
    for side in bench.ask("naloxone and baclofen", drug=HELD):
        findings.append(finding("naloxone-not-for-baclofen", side.ids, drug=HELD))
    return Item("naloxone", tuple(findings), disagree=True)


def _titrated(bench: Bench) -> Iterator[Finding]:
    """One step, and how many of them, and how long, it takes to reach what was needed in published errors."""
    needed = bench.figures("naloxone needed")
    for figures, ids in bench.figures("naloxone titrated"):
        amount, volume, each = figures["amount"], figures["made_up_to"], figures["each"]
        assert isinstance(amount, Mass)
        assert isinstance(volume, Volume)
        assert isinstance(each, Volume)
        step = bench.note(
            "naloxone step",
            "amount divided by its volume, times the volume of a step",
            amount / volume * each,
            cites=ids,
        )
        over = figures["over"]
        yield finding(
            "naloxone-titrated",
            ids,
            amount=span(amount, MG),
            volume=span(volume, "mL"),
            each=span(each, "mL"),
            over=span(over),
            step=span(step, MG),
        )
        for need, more in needed:
            median = need["median"]
            assert isinstance(median, Mass)
            assert isinstance(over, Duration)
            steps = -(-(median / step) // 1)
            time = bench.note(
                "naloxone steps to the median need",
                "median need divided by a step, times its time",
                over * steps,
                cites=(*ids, *more),
            )
            bench.note("number of naloxone steps", "median need divided by a step, rounded up", steps)
            yield finding("naloxone-steps", (*ids, *more), steps=steps, median=span(median, "mcg"), time=span(time))


def _card(bench: Bench) -> Iterator[Finding]:
    for figures, ids in bench.figures("naloxone by the card"):
        each, every = Range(figures["low"], figures["high"]), Range(figures["every_low"], figures["every_high"])
        yield finding(
            "naloxone-card", ids, each=span(each, MG), every=span(every), most=span(figures["question_after"], MG)
        )


def fluid_item(bench: Bench, overdose: str) -> Item:
    """Cerebrospinal fluid first, then the reservoir; `overdose` is "opioid" or "baclofen"."""
    about = {"drug": HELD} if overdose == "baclofen" else {}
    article = "a" if overdose == "baclofen" else "an"
    findings = []
    for answer, ids in bench.spans(f"fluid removal in {article} {overdose} overdose", **about):
        findings.append(finding(f"fluid-{overdose}", ids, volume=_volume(answer)))
    for side in bench.ask(f"reservoir in {article} {overdose} overdose", **about):
        findings.append(finding(f"reservoir-{overdose}", side.ids))
    return Item(f"{overdose} fluid and reservoir", tuple(findings))


def _volume(answer: Span) -> object:
    assert answer.low is not None
    assert answer.high is not None
    return span(Range(answer.low, answer.high), "mL")


def physostigmine_item(bench: Bench) -> Item:
    """A dose from an older label, for this weight where the patient is light, and what is held against it."""
    findings = []
    for side in bench.ask("standing of physostigmine", drug=HELD):
        if isinstance(side.answer, Word):
            findings.append(finding("physostigmine-standing", side.ids, says=side.answer.value))
    for figures, ids in bench.figures("physostigmine in a baclofen overdose", drug=HELD):
        findings.append(
            finding(
                "physostigmine-older-label",
                ids,
                adult=span(figures["adult"], MG),
                rate=span(figures["adult_per_minute"], MG),
            )
        )
        if is_child(bench) is False:
            continue
        each, total = figures["child_for_each_kg"], figures["child_total"]
        rate = span(figures["child_per_minute"], MG)
        findings.append(finding("physostigmine-child", ids, each=span(each, MG), rate=rate, total=span(total, MG)))
        weight = bench.told("weight")
        if weight is None:
            findings.append(unknown("physostigmine-weight-not-known", ("weight",), ids))
            continue
        assert isinstance(each, Mass)
        assert isinstance(total, Mass)
        dose = min(each * weight.value, total, key=lambda one: one.value)
        bench.note(
            "physostigmine for this weight, as for a child",
            "for each kg, up to the total",
            dose,
            of=("told: weight",),
            cites=ids,
        )
        findings.append(finding("physostigmine-by-weight", ids, weight=weight, dose=span(dose, MG)))
    return Item("physostigmine", tuple(findings), disagree=True)
