"""
What systemic opioids come to by every published ratio: a band, chain by chain, and beside it what is not converted.

`band` counts what it may count and refuses the rest by a typed result. `shares` says which part of the present opioids
an intrathecal dose stands for, chain by chain, so that a dose that was held down never reads as "stop the tablets".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from cisterna.conversion.asking import Asks, sides_of
from cisterna.conversion.chain import Chain, Factor, follow
from cisterna.conversion.ratios import AUTOMATIC, Option, Ratios, Road, prohibited
from cisterna.conversion.refusals import (
    Refusal,
    RefusedDirection,
    RefusedDrug,
    RefusedEpidural,
    RefusedFixedRatio,
    RefusedNoRatio,
    RefusedPatch,
    RefusedRoute,
    RefusedTime,
)
from cisterna.conversion.taken import EPIDURAL, INTRATHECAL, Place, Taken
from cisterna.knowledge import Span
from cisterna.quantities import DoseRate, Duration, Range, Ratio

__all__ = ["Band", "ByReason", "ChainOutcome", "Counted", "Share", "Stand", "Way", "band", "shares", "stand"]

PATCH = "transdermal"
PATCH_TAIL = "drug left after a patch is removed"


class Way(NamedTuple):
    """Another way than the one of the chain: the roads it goes, what it gives at least and at most, who says so."""

    roads: tuple[Road, ...]
    low: DoseRate
    high: DoseRate
    statements: tuple[str, ...]


class Counted(NamedTuple):
    """
    One opioid that is converted: `chain` by the ratios shown first, `low` and `high` over all that are published.

    `roads` are those of the chain. Of several ways the one that gives least is shown first; the rest are `others`.
    """

    taken: Taken
    chain: Chain
    roads: tuple[Road, ...]
    low: DoseRate
    high: DoseRate
    others: tuple[Way, ...] = ()


class ChainOutcome(NamedTuple):
    """
    What one choice of published ratios gives for everything that is counted.

    `ratios` stand in the order of the band's `roads`; `single`: some ratio was found in single patients only.
    """

    ratios: tuple[Ratio, ...]
    result: DoseRate
    single: bool


class ByReason(NamedTuple):
    """What the chain gives with the ratio that a source chooses for a reason for the switch."""

    reason: str
    ratio: Ratio
    result: DoseRate
    statement: str


class Band(NamedTuple):
    """
    Several opioids converted to one place.

    `options` are the published ratios of each of the `roads`. `outcomes` are every choice among them, sorted by result
    (`low` and `high` hold the other ways of each opioid as well, where there are any);
    `first` is the one by the house policy, resting on `first_because`, and by `reason` where a source chooses a ratio
    for it that gives less. All of these and `low` leave out what is taken `as_needed`; `high` holds it.
    `low`, `high` and `first` are None where nothing can be counted.
    """

    to: Place
    roads: tuple[Road, ...]
    options: tuple[tuple[Option, ...], ...]
    counted: tuple[Counted, ...]
    as_needed: tuple[Counted, ...]
    refused: tuple[Refusal, ...]
    outcomes: tuple[ChainOutcome, ...]
    first: ChainOutcome | None
    first_because: tuple[str, ...]
    low: DoseRate | None
    high: DoseRate | None
    by_reason: tuple[ByReason, ...]
    reason: str | None

    @property
    def complete(self) -> bool:
        """True where every opioid is counted or stands beside as one that is taken as needed."""
        return not self.refused

    @property
    def rules(self) -> tuple[ChainOutcome, ...]:
        """The outcomes of ratios that were published as a rule or used in a cohort, not found in single patients."""
        return tuple(each for each in self.outcomes if not each.single)

    def statements(self, outcome: ChainOutcome) -> tuple[str, ...]:
        """The ids of every statement that gives one of the outcome's ratios."""
        pairs = zip(self.options, outcome.ratios, strict=True)
        picked = (option for options, ratio in pairs for option in options if option.ratio == ratio)
        return tuple(dict.fromkeys(id for option in picked for id in option.statements))


class Share(NamedTuple):
    """Which part of the counted opioids a dose stands for by one chain: 25 % says that 75 % is not replaced."""

    outcome: ChainOutcome
    share: Ratio


class Stand(NamedTuple):
    """As `Share`, in short: by the chain shown first, and the least and most over the chains that are rules."""

    dose: DoseRate
    least: Ratio
    first: Ratio
    most: Ratio


def band(taken: Iterable[Taken], to: Place, ask: Asks, *, reason: str | None = None) -> Band:
    """
    Every published way from what is taken to `to`.

    `reason` is a value of the fact `switch_reason` of the pack. A ratio that a source chooses for it is used where it
    gives no more than the house's own; None: not told, and `by_reason` shows what each would give.
    """
    ratios = Ratios(ask)
    counted: list[Counted] = []
    as_needed: list[Counted] = []
    refused: list[Refusal] = []
    for one in taken:
        found = _counted(one, to, ask, ratios, reason)
        if not isinstance(found, Counted):
            refused.append(found)
        elif one.as_needed:
            as_needed.append(found)
        else:
            counted.append(found)
    roads = tuple(dict.fromkeys(road for one in counted for road in one.roads))
    chosen = {road: _governing(road, ratios, reason) for road in roads}
    low = _sum(one.low for one in counted) if counted else None
    high = _sum(one.high for one in (*counted, *as_needed)) if counted or as_needed else None
    return Band(
        to=to,
        roads=roads,
        options=tuple(ratios.options(road) for road in roads),
        counted=tuple(counted),
        as_needed=tuple(as_needed),
        refused=tuple(refused),
        outcomes=tuple(sorted(_outcomes(counted, roads, ratios), key=lambda each: (each.result.value, each.single))),
        first=_first_outcome(counted, roads, chosen),
        first_because=tuple(dict.fromkeys(chosen[road].statement for road in roads)),
        low=low,
        high=high,
        by_reason=tuple(_by_reason(counted, chosen, ratios)),
        reason=reason,
    )


def shares(band: Band, dose: DoseRate) -> tuple[Share, ...]:
    """
    Which share of the counted opioids an intrathecal `dose` stands for, by each chain; the smallest share first.

    Empty where nothing is counted. Above 100 % the dose is more than that chain gives.
    What is refused or taken as needed is in no share: `band.refused` and `band.as_needed` say what is left out.
    """
    return tuple(Share(each, Ratio(dose / each.result)) for each in reversed(band.outcomes) if each.result)


def stand(band: Band, dose: DoseRate) -> Stand | None:
    """The shares in short; None where nothing is counted."""
    if band.first is None or not band.first.result:
        return None
    parts = [dose / each.result for each in band.rules or band.outcomes if each.result]
    return Stand(dose, Ratio(min(parts)), Ratio(dose / band.first.result), Ratio(max(parts)))


def _counted(one: Taken, to: Place, ask: Asks, ratios: Ratios, reason: str | None) -> Counted | Refusal:
    refusal = _refused(one, ask)
    if refusal is not None:
        return refusal
    assert one.dose is not None
    if one.place == to:
        return Counted(one, Chain(one.dose, ()), (), one.dose, one.dose)
    paths = ratios.paths(one.place, to)
    if not paths:
        return _no_way(one, to, ratios, ask)
    ways = [(path, follow(one.dose, [_governing(road, ratios, reason) for road in path])) for path in paths]
    roads, chain = min(ways, key=lambda way: way[1].result.value)
    every = [_way(one.dose, path, ratios) for path in paths]
    low, high = min(way.low.value for way in every), max(way.high.value for way in every)
    others = tuple(way for way in every if way.roads != roads)
    return Counted(one, chain, roads, DoseRate(low), DoseRate(high), others)


def _refused(one: Taken, ask: Asks) -> Refusal | None:
    """What must not be converted whatever the ratios are."""
    known = tuple(entry.id for entry in ask.knowledge.catalogue.drugs if "opioid" in entry.kind)
    if one.drug not in known:
        return RefusedDrug(one, known)
    told = {"from_drug": one.drug} | ({"from_route": one.route} if one.route else {})
    because = prohibited(ask(AUTOMATIC, **told))
    if one.route == PATCH:
        tail, cited = _tail(one, ask)
        return RefusedPatch(one, tail, (*because, *cited))
    if because and one.route not in (INTRATHECAL, EPIDURAL):
        return RefusedFixedRatio(one, because)
    if not one.route:
        return RefusedRoute(one)
    if one.route == EPIDURAL:
        quoted = ask.knowledge.asking("conversion ratio")
        cited = tuple(each.id for each in quoted if _starts_at(each.when, one.place))
        return RefusedEpidural(one, cited)
    return RefusedTime(one) if one.dose is None else None


def _tail(one: Taken, ask: Asks) -> tuple[Range[Duration] | None, tuple[str, ...]]:
    for side in sides_of(ask(PATCH_TAIL, from_drug=one.drug, from_route=one.route)):
        match side.answer:
            case Span(low=Duration() as low, high=Duration() as high):
                return Range(low, high), side.ids
    return None, ()


def _starts_at(when: Iterable[object], place: Place) -> bool:
    named = {getattr(each, "fact", ""): getattr(each, "values", ()) for each in when}
    return place.drug in named.get("from_drug", ()) and place.route in named.get("from_route", ())


def _no_way(one: Taken, to: Place, ratios: Ratios, ask: Asks) -> Refusal:
    """No road leads there: because they lead the other way only, out of the pump, or because there is none at all."""
    back = next(iter(ratios.paths(to, one.place)), ())
    outward = one.route == INTRATHECAL and to.route != INTRATHECAL
    if not back and not outward:
        return RefusedNoRatio(one, to)
    because = tuple(dict.fromkeys(id for road in back for option in ratios.options(road) for id in option.statements))
    stated = [road for road in ratios.roads if road.start == one.place and road.end.route == to.route]
    cited = tuple(dict.fromkeys(id for road in stated for option in ratios.options(road) for id in option.statements))
    return RefusedDirection(one, to, because, cited)


def _governing(road: Road, ratios: Ratios, reason: str | None) -> Factor:
    """The house's own ratio, or the one that a source chooses for the reason, where that gives no more."""
    first = ratios.first(road)
    other = ratios.for_reason(road, reason) if reason is not None else None
    if other is None or (other.ratio > first.ratio) != road.divides:
        return first
    return other


def _way(dose: DoseRate, path: tuple[Road, ...], ratios: Ratios) -> Way:
    """A way with its ends: on each road the least and the most that a published ratio leaves of the dose."""
    low = high = dose
    for road in path:
        ends = [option.ratio.value for option in ratios.options(road)]
        least, most = (max(ends), min(ends)) if road.divides else (min(ends), max(ends))
        low, high = (low / least, high / most) if road.divides else (low * least, high * most)
    cited = (id for road in path for option in ratios.options(road) for id in option.statements)
    return Way(path, low, high, tuple(dict.fromkeys(cited)))


def _along(dose: DoseRate, path: Iterable[Road], picks: Mapping[Road, Option]) -> DoseRate:
    for road in path:
        ratio = picks[road].ratio.value
        dose = dose / ratio if road.divides else dose * ratio
    return dose


def _outcomes(counted: list[Counted], roads: tuple[Road, ...], ratios: Ratios) -> Iterator[ChainOutcome]:
    """Every choice of ratios, the same ratio for every opioid that goes along the same road."""
    if not counted:
        return
    for picks in product(*(ratios.options(road) for road in roads)):
        chosen = dict(zip(roads, picks, strict=True))
        yield ChainOutcome(
            ratios=tuple(pick.ratio for pick in picks),
            result=_sum(_along(one.chain.dose, one.roads, chosen) for one in counted),
            single=any(pick.single for pick in picks),
        )


def _first_outcome(
    counted: list[Counted], roads: tuple[Road, ...], chosen: Mapping[Road, Factor]
) -> ChainOutcome | None:
    if not counted:
        return None
    result = _sum(one.chain.result for one in counted)
    return ChainOutcome(tuple(chosen[road].ratio for road in roads), result, single=False)


def _by_reason(counted: list[Counted], chosen: Mapping[Road, Factor], ratios: Ratios) -> Iterator[ByReason]:
    for road in chosen:
        for reason in ratios.reasons(road):
            factor = ratios.for_reason(road, reason)
            if factor is not None:
                used = {**chosen, road: factor}
                results = (follow(one.chain.dose, [used[each] for each in one.roads]).result for one in counted)
                yield ByReason(reason, factor.ratio, _sum(results), factor.statement)


def _sum(doses: Iterable[DoseRate]) -> DoseRate:
    return DoseRate(sum((dose.value for dose in doses), start=DoseRate(0).value))
