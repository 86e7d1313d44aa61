"""
A conversion as text for a terminal: what is taken, what it comes to, every chain, and what is not converted.

Words and layout only; every number comes from the conversion or from a statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby

from cisterna import __version__
from cisterna.consult.doses import Doses
from cisterna.conversion.band import Band, ByReason, ChainOutcome, Counted
from cisterna.conversion.convert import Conversion
from cisterna.knowledge import Knowledge
from cisterna.papers.cited import Cited
from cisterna.papers.layout import Style, bullet, field, hanging, heading, paragraph
from cisterna.papers.words import Words
from cisterna.quantities import DoseRate, Duration, Ratio
from cisterna.reasons import Finding
from cisterna.therapy import Clock
from cisterna.wording import do_about, say
from cisterna.wording.conversion import say_refusal, say_taken

__all__ = ["band_lines", "render_conversions"]

MATRIX = 72
"""Characters from which the table of chains has wide columns."""


def render_conversions(
    found: Iterable[Conversion], knowledge: Knowledge, on: date, notes: Iterable[Finding], style: Style
) -> str:
    """The whole text: what is taken once, then every place it is converted to, then the sources."""
    every = tuple(found)
    words, cited = Words(knowledge.catalogue, _clock(on)), Cited(knowledge)
    lines = [*_equivalents(every[0], knowledge, words, cited, style)]
    for each in every:
        if each.to != each.equivalents.to:
            lines += ["", *_target(each, knowledge, words, cited, style)]
    lines += _refused(every, words, cited, style)
    lines += ["", heading("Sources", style), *cited.listing(style, full=style.sources)]
    return "\n".join(line.rstrip() for line in [*_head(knowledge, on, notes, style), "", *lines]) + "\n"


def _clock(on: date) -> Clock:
    """No moment of a conversion is shown; names and units are what is asked of these words."""
    return Clock("UTC", datetime(on.year, on.month, on.day), ((Duration(0), 0),))


def _head(knowledge: Knowledge, on: date, notes: Iterable[Finding], style: Style) -> list[str]:
    policy = knowledge.policy
    first = (
        f"Cisterna {__version__}, pack {knowledge.version} ({_short(knowledge.digests.pack)}), policy {policy.name} "
        f"({_short(knowledge.digests.policy)}), on {on.isoformat()}"
    )
    texts = [first, *(f"{say(note)} {do_about(note)}".strip() for note in notes)]
    return [style.paint(line, "dim") for text in texts for line in paragraph(text, style)]


def _short(digest: str) -> str:
    return digest.removeprefix("sha256:")[:12]


def _equivalents(found: Conversion, knowledge: Knowledge, words: Words, cited: Cited, style: Style) -> Iterator[str]:
    yield heading("Taken, and what it counts as in oral morphine", style)
    for each in (*found.equivalents.counted, *found.equivalents.as_needed):
        counted = _counted_as(each, found.equivalents, cited)
        note = " (this if every dose is taken)" if each.taken.as_needed else ""
        yield from bullet(f"{say_taken(each.taken, words.name)}: {counted}{note}", style)
    for risk in found.for_risk:
        yield from bullet(
            f"{say_taken(risk.refusal.taken, words.name)}: in no total here; where risk is judged it is counted as "
            f"{_ends(risk.low, risk.high)}{cited(risk.because)}", style, mark="?")  # fmt: skip
    told = {refusal.taken for refusal in (risk.refusal for risk in found.for_risk)}
    for refusal in found.equivalents.refused:
        if refusal.taken not in told:
            yield from bullet(f"{say_taken(refusal.taken, words.name)}: in no total here", style, mark="?")
    yield from field("Total", [_total(found.equivalents, words)], style)
    for id in found.purpose:
        text = (
            f"{knowledge.statement(id).text} An intrathecal dose that is worked out with them is outside their purpose."
        )
        yield from field("Purpose", [f"{text}{cited([id])}"], style)


def _counted_as(each: Counted, band: Band, cited: Cited) -> str:
    """What one opioid comes to: with every factor where it has a single road, else both ends."""
    if len(each.roads) != 1 or each.roads[0] not in band.roads:
        factors = [id for road in each.roads if road in band.roads for option in band.options[band.roads.index(road)]
                   for id in option.statements]  # fmt: skip
        return f"{_ends(each.low, each.high)}{cited(dict.fromkeys(factors))}"
    options = band.options[band.roads.index(each.roads[0])]
    texts = (
        f"times {_plain(option.ratio)} = {each.chain.dose * option.ratio.value:mg/day}{cited(option.statements)}"
        for option in options
    )
    return "; ".join(texts)


def _ends(low: DoseRate, high: DoseRate) -> str:
    return f"{low:mg/day}" if low == high else f"{low:mg/day} to {high:mg/day}"


def _total(band: Band, words: Words) -> str:
    left_out = " and ".join(say_taken(each.taken, words.name) for each in band.refused)
    if band.high is None:
        text = "nothing can be counted"
    elif band.low is None:
        text = f"what is taken as needed comes to at most {band.high:mg/day}; say what is really taken in a day"
    elif band.as_needed:
        text = f"{band.low:mg/day}, and at most {band.high:mg/day} with every dose that is taken as needed"
    else:
        text = _ends(band.low, band.high)
    if left_out and band.high is not None:
        return f"cannot say: the others come to {text}; not in it: {left_out}"
    return f"cannot say: {text}; not in it: {left_out}" if left_out else text


def _target(found: Conversion, knowledge: Knowledge, words: Words, cited: Cited, style: Style) -> Iterator[str]:
    drug, band = found.to.drug, found.band
    yield heading(f"To {words.name(drug)} {found.to.route}", style)
    if found.ranges:
        yield from field("Start", [*_starts(found, words, cited)], style)
        yield from field("Not told", [*_not_told(found)], style)
    if band.first is not None and band.low is not None and band.high is not None:
        yield from field("Chain", [*_chain(band, words, cited)], style)
        yield from field("Band", [*_band(band, words)], style)
        yield from field("By reason", [*_by_reason(band, words, cited)], style)
        yield from field("Stands for", [*_stands(found, words)], style)
        yield from field("Tolerance", [*_tolerance(found, words, cited)], style)
        yield from field("Cross-tolerance", [*_cross(found, words, cited)], style)
    elif band.refused:
        yield from field("Chain", ["none: see below what is not converted"], style)
    for each in found.ranges:
        low, high = words.dose(drug, each.low), words.dose(drug, each.high)
        yield from field("A source says", [f"start at {low} to {high}{cited(each.statements)}"], style)
    if len(band.outcomes) > 1:
        yield ""
        yield from _ratios(band, knowledge, words, cited, style)
        yield ""
        yield from _table(band, words, style)


def _starts(found: Conversion, words: Words, cited: Cited) -> Iterator[str]:
    drug = found.to.drug
    if not found.starts:
        yield (
            "cannot say: not everything that is taken is converted"
            if found.band.refused
            else ("cannot say: the patient is said to be tolerant, but nothing that is taken every day is listed")
        )
    for number, each in enumerate(found.starts):
        above = number and found.starts[0].held_by == "ceiling"
        tail = "; in 'cisterna plan' that takes a named override with a reason" if above else ""
        yield f"{words.dose(drug, each.dose)}: {each.basis}{tail}{cited(each.because)}"


def _not_told(found: Conversion) -> Iterator[str]:
    if found.exposure is None:
        yield "what the patient is used to (--exposure naive, below-tolerance, tolerant or interrupted)"
    if found.band.by_reason and found.band.reason is None:
        yield "why the patient is switched (--because switch, high-dose or side-effects): each is shown below"


def _chain(band: Band, words: Words, cited: Cited) -> Iterator[str]:
    for each in band.counted:
        dose, steps = each.chain.dose, [say_taken(each.taken, words.name)]
        for link in each.chain.links:
            sign = "divided by" if link.factor.divides else "times"
            dose = link.result
            steps.append(f"{sign} {_plain(link.factor.ratio)} = {dose:mg/day} {_place(link.factor.end, words)}")
        yield f"{' '.join(steps)}{cited(each.chain.statements)}"
    for each in band.counted:
        for way in each.others:
            by = ", ".join(_place(str(road.end), words) for road in way.roads)
            gives = _span(band.to.drug, way.low, way.high, words)
            yield f"another way for {say_taken(each.taken, words.name)}, by {by}: {gives}{cited(way.statements)}"
    if len(band.counted) > 1 and band.first is not None:
        yield f"together {words.dose(band.to.drug, band.first.result)}"


def _place(text: str, words: Words) -> str:
    drug, _, route = text.partition(" ")
    return f"{words.name(drug)} {route}"


def _plain(ratio: Ratio) -> str:
    return ratio.format(":1").removesuffix(":1")


def _band(band: Band, words: Words) -> Iterator[str]:
    drug = band.to.drug
    if band.rules:
        gives = _span(drug, band.rules[0].result, band.rules[-1].result, words)
        yield f"{gives} by ratios that are published as a rule or were used in a cohort"
    single = [each for each in band.outcomes if each.single]
    if single:
        gives = _span(drug, single[0].result, single[-1].result, words)
        yield f"{gives} by ratios found in single patients once their dose had settled, shown apart"
    if band.low is not None and any(each.others for each in band.counted):
        most = sum((each.high for each in band.counted), start=DoseRate(0))
        yield f"{_span(drug, band.low, most, words)} over every other way as well"
    if band.as_needed and band.high is not None:
        yield f"at most {words.dose(drug, band.high)} with every dose that is taken as needed; no chain counts those"
    if band.refused:
        yield "what is not converted is in none of these"


def _span(drug: str, low: DoseRate, high: DoseRate, words: Words) -> str:
    least, most = words.dose(drug, low), words.dose(drug, high)
    return least if least == most else f"{least} to {most}"


def _by_reason(band: Band, words: Words, cited: Cited) -> Iterator[str]:
    for each in band.by_reason:
        used = " (told)" if band.reason == each.reason else ""
        yield (
            f"{_said(each)}: {each.ratio:{':1'}} gives {words.dose(band.to.drug, each.result)}"
            f"{used}{cited([each.statement])}"
        )


def _said(each: ByReason) -> str:
    return {"high dose": "for high systemic doses", "side effects": "for side effects of lower doses"}.get(
        each.reason, each.reason
    )


def _stands(found: Conversion, words: Words) -> Iterator[str]:
    drug = found.to.drug
    for each in found.stands:
        part = f"{each.first:%} of what is counted by the chain above"
        ends = f"{each.least:%} to {each.most:%} by the others that are rules"
        yield f"{words.dose(drug, each.dose)} stands for {part}, {ends}"
    if found.stands:
        yield "what it does not stand for is still being treated by the present opioids: this is no reason to stop them"


def _tolerance(found: Conversion, words: Words, cited: Cited) -> Iterator[str]:
    each = found.threshold
    if each is not None:
        reached = "reaches" if each.reached else "does not reach"
        what = f"{each.taken:mg/day} of {words.name(each.of.drug)} {each.of.route} {reached} the published threshold"
        how_long = "" if each.for_at_least is None else f", taken for at least {each.for_at_least}"
        yield f"{what} of {each.least:mg/day}{how_long}{cited(each.because)}"


def _cross(found: Conversion, words: Words, cited: Cited) -> Iterator[str]:
    each = found.cross_tolerance
    if each is not None:
        drug = found.to.drug
        yield (
            f"the chain less {each.takes_off.format('%')} would be {words.dose(drug, each.low)} to "
            f"{words.dose(drug, each.high)}: shown, not applied{cited(each.because)}"
        )


def _ratios(band: Band, knowledge: Knowledge, words: Words, cited: Cited, style: Style) -> Iterator[str]:
    """Every published ratio of each road with who says it, about whom, and in which direction it is careful."""
    for road, options in zip(band.roads, band.options, strict=True):
        if len(options) < 2:
            continue
        less = "larger" if road.divides else "smaller"
        start, end = _place(str(road.start), words), _place(str(road.end), words)
        yield from hanging(f"{start} to {end}; a {less} ratio gives less drug", style, indent=3)
        said: dict[str, list[Ratio]] = {}
        for option in options:
            for id in option.statements:
                said.setdefault(id, []).append(option.ratio)
        for id, given in said.items():
            one = knowledge.statement(id)
            who = f" ({one.population})" if one.population else ""
            yield from bullet(f"{_listed(given)}{who}{cited([id])}", style, indent=5)


def _listed(ratios: Iterable[Ratio]) -> str:
    return ", ".join(f"{ratio:{':1'}}" for ratio in ratios)


def _table(band: Band, words: Words, style: Style) -> Iterator[str]:
    """What each choice of ratios gives: the last road across, the others down; single patients below."""
    open_ = [number for number in range(len(band.roads)) if len({each.ratios[number] for each in band.outcomes}) > 1]
    if not open_:
        return
    across = open_[-1]
    unit = words.dose_unit(band.to.drug)
    columns = sorted({each.ratios[across] for each in band.outcomes}, key=lambda ratio: ratio.value)
    yield heading(f"Every chain: {words.name(band.to.drug)} {band.to.route}, {unit}", style)
    yield from _row("", [f"{ratio:{':1'}}" for ratio in columns], style)

    def down(each: ChainOutcome) -> tuple[bool, tuple[Ratio, ...]]:
        return each.single, tuple(each.ratios[number] for number in open_[:-1])

    def order(each: ChainOutcome) -> tuple[object, ...]:
        single, ratios = down(each)
        return single, tuple(ratio.value for ratio in ratios), each.ratios[across].value

    shown_single = False
    for (single, ratios), cells in groupby(sorted(band.outcomes, key=order), key=down):
        if single and not shown_single:
            shown_single = True
            yield "   in single patients, once their dose had settled"
        yield from _row(_listed(ratios), [_number(words.dose(band.to.drug, each.result)) for each in cells], style)


def _number(text: str) -> str:
    return text.partition(" ")[0]


def _row(label: str, cells: Iterable[str], style: Style) -> Iterator[str]:
    first, each = (16, 10) if style.width >= MATRIX else (12, 8)
    yield f"   {label:<{first}}{''.join(f'{cell:>{each}}' for cell in cells)}"


def _refused(every: Iterable[Conversion], words: Words, cited: Cited, style: Style) -> Iterator[str]:
    """Every refusal with why and what to do; each is said once, those of the places converted to first."""
    refusals = [refusal for found in every for refusal in found.band.refused]
    taken = [refusal.taken for refusal in refusals]
    refusals += [each for found in every for each in found.equivalents.refused if each.taken not in taken]
    for number, refusal in enumerate(dict.fromkeys(refusals)):
        if number == 0:
            yield ""
            yield heading("Not converted", style)
        what, do = say_refusal(refusal, words.name)
        because = (*getattr(refusal, "because", ()), *getattr(refusal, "stated", ()))
        yield from bullet(f"{say_taken(refusal.taken, words.name)}. {what} {do}{cited(because)}", style, mark="?")


def band_lines(doses: Doses, words: Words, cited: Cited, style: Style) -> Iterator[str]:
    """The lines a plan adds to what each source says: the band, both reasons, what is as needed or refused."""
    band, name = doses.band, words.name(doses.drug)
    if band is None:
        return
    if band.rules:
        low, high = (words.dose(doses.drug, each.result) for each in (band.rules[0], band.rules[-1]))
        single = [each for each in band.outcomes if each.single]
        apart = ""
        if single:
            least, most = (words.dose(doses.drug, each.result) for each in (single[0], single[-1]))
            apart = f"; by ratios found in single patients {least} to {most}"
        because = cited(dict.fromkeys((*band.statements(band.rules[0]), *band.statements(band.rules[-1]))))
        yield from bullet(
            f"{name}: by every chain of published ratios {low} to {high}{apart}; the careful end "
            f"is the low one{because}", style)  # fmt: skip
    for each in band.by_reason:
        text = f"{_said(each)} the chain gives {words.dose(doses.drug, each.result)}"
        yield from bullet(f"{name}: {text}; why the patient is switched is not told{cited([each.statement])}", style)
    for needed in band.as_needed:
        most = words.dose(doses.drug, needed.chain.result)
        text = (
            f"{say_taken(needed.taken, words.name)}, is in no chain; if every dose is taken the chain gives {most} more"
        )
        yield from bullet(f"{name}: {text}", style)
    for refusal in band.refused:
        what, do = say_refusal(refusal, words.name)
        yield from bullet(f"{name}: {what} {do}{cited(getattr(refusal, 'because', ()))}", style, mark="?")
