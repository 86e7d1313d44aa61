"""
One question answered: what do these opioids come to, what would an intrathecal start be, and what is not converted.

Every number that a screen shows of it is in its parts, in the trace or in a statement.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cisterna.conversion.asking import Asks, sides_of
from cisterna.conversion.band import Band, Share, Stand, band, shares, stand
from cisterna.conversion.ratios import EQUIVALENT, MORPHINE_ORAL, Ratios, Road
from cisterna.conversion.refusals import Refusal
from cisterna.conversion.start import (
    CrossTolerance,
    SourceRange,
    Start,
    Threshold,
    cross_tolerance,
    published_ranges,
    starts,
    threshold,
)
from cisterna.conversion.taken import INTRATHECAL, Place, Taken
from cisterna.quantities import DoseRate, Ratio
from cisterna.reasons import Finding, Force, Trace, Verdict, verdict_of

__all__ = ["Conversion", "ForRisk", "convert", "trace_band"]

PURPOSE = "purpose of oral morphine equivalents"
TOLERANT, NAIVE = "tolerant", "naive"


class ForRisk(NamedTuple):
    """What a refused opioid is counted as where risk is judged: shown beside it, in no total and in no chain."""

    refusal: Refusal
    low: DoseRate
    high: DoseRate
    because: tuple[str, ...]


class Conversion(NamedTuple):
    """
    What came of one conversion.

    `equivalents` is the band to oral morphine, `band` that to `to`; `starts` the doses to show, the first in front,
    where `to` is intrathecal and ranges to start in are published; `stands` and `shares` say of the first of them
    which part of the present opioids it stands for. `purpose` are the statements on what equivalents are meant for.
    """

    taken: tuple[Taken, ...]
    to: Place
    exposure: str | None
    risk: str
    equivalents: Band
    for_risk: tuple[ForRisk, ...]
    purpose: tuple[str, ...]
    band: Band
    ranges: tuple[SourceRange, ...]
    starts: tuple[Start, ...]
    stands: tuple[Stand, ...]
    shares: tuple[Share, ...]
    threshold: Threshold | None
    cross_tolerance: CrossTolerance | None

    @property
    def verdict(self) -> Verdict:
        """CannotSay where an opioid is refused, or a start turns on an exposure that is not told; else Clear."""
        findings = [self._refused(each) for each in self.band.refused]
        if self.ranges and self.exposure is None:
            values: dict[str, object] = {"drug": self.to.drug}
            findings.append(_unknown("opioid-exposure-not-stated", "patient.opioid_exposure", values))
        if self.ranges and not self.starts and not self.band.refused:
            findings.append(_unknown("opioids-only-as-needed", "systemic_opioid", {"drug": self.to.drug}))
        if self.ranges and self.exposure == TOLERANT and self.threshold is not None and not self.threshold.reached:
            values = {"taken": self.threshold.taken, "least": self.threshold.least}
            findings.append(_unknown("tolerance-not-borne-out", "patient.opioid_exposure", values))
        return verdict_of(findings)

    def _refused(self, refusal: Refusal) -> Finding:
        one = refusal.taken
        values: dict[str, object] = {"opioid": one.drug, "route": one.route or "route not told", "drug": self.to.drug}
        return _unknown("no-automatic-conversion", f"systemic_opioid {self.taken.index(one) + 1}", values)


def _unknown(code: str, missing: str, values: dict[str, object]) -> Finding:
    return Finding(code, Force.UNKNOWN, missing=(missing,), values=values)


def convert(
    taken: Iterable[Taken],
    to: Place,
    ask: Asks,
    *,
    exposure: str | None = None,
    risk: str = "",
    reason: str | None = None,
    trace: Trace | None = None,
) -> Conversion:
    """
    Everything published on the way from what is `taken` to `to`.

    `risk` says in words what makes breathing worse, or that it is not known; empty where every risk is known to be
    absent. `reason` is a value of the fact `switch_reason`. With a `trace` every chain is written into it.
    """
    held = tuple(taken)
    equivalents = band(held, MORPHINE_ORAL, ask)
    found = equivalents if to == MORPHINE_ORAL else band(held, to, ask, reason=reason)
    ranges = published_ranges(to.drug, exposure, ask) if to.route == INTRATHECAL else ()
    shown = starts(ranges, found, exposure, risk=risk)
    first = found.first.result if found.first is not None and ranges else None
    if trace is not None:
        trace_band(found, to.drug if to.route == INTRATHECAL else f"{to.drug}-{to.route}", trace)
    return Conversion(
        taken=held,
        to=to,
        exposure=exposure,
        risk=risk,
        equivalents=equivalents,
        for_risk=tuple(_for_risk(equivalents.refused, ask)),
        purpose=tuple(id for side in sides_of(ask(PURPOSE)) for id in side.ids),
        band=found,
        ranges=ranges,
        starts=shown,
        stands=tuple(filter(None, (stand(found, choice.dose) for choice in shown))),
        shares=shares(found, shown[0].dose) if shown else (),
        threshold=threshold(equivalents, ask) if ranges else None,
        cross_tolerance=None if first is None else cross_tolerance(first, ask),
    )


def _for_risk(refused: Iterable[Refusal], ask: Asks) -> Iterable[ForRisk]:
    ratios = Ratios(ask)
    for each in refused:
        road = Road(each.taken.place, MORPHINE_ORAL, False, EQUIVALENT)
        if each.taken.dose is not None and road in ratios.roads:
            options = ratios.options(road)
            if options:
                cited = tuple(dict.fromkeys(id for option in options for id in option.statements))
                doses = [each.taken.dose * option.ratio.value for option in options]
                yield ForRisk(each, doses[0], doses[-1], cited)


def trace_band(found: Band, about: str, trace: Trace) -> list[str]:
    """
    Write every opioid's chain and both ends of the band under `dose.<about>`, a drug's id where it is for a pump.

    Hands back the names of the steps that the first total is made of.
    """
    ends = []
    for number, each in enumerate(found.counted, start=1):
        name = before = f"dose.{about}.opioid-{number}"
        trace.add(name, "the systemic opioid as the case gives it", each.chain.dose)
        for link in each.chain.links:
            factor = link.factor
            how = "divided" if factor.divides else "multiplied"
            after = f"{name}.{factor.end.replace(' ', '-')}"
            says = f"{factor.start} to {factor.end}: {how} by {factor.ratio:{':1'}}"
            trace.add(after, says, link.result, of=(before,), cites=(factor.statement,))
            before = after
        ends.append(before)
    if found.outcomes:
        for end, outcome in (("lowest", found.outcomes[0]), ("highest", found.outcomes[-1])):
            says = f"{end} of {len(found.outcomes)} chains of published ratios: {_ratios(outcome.ratios)}"
            trace.add(f"dose.{about}.band.{end}", says, outcome.result, of=ends, cites=found.statements(outcome))
    return ends


def _ratios(ratios: tuple[Ratio, ...]) -> str:
    return ", ".join(f"{ratio:{':1'}}" for ratio in ratios) or "no ratio"
