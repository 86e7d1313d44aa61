"""
An assay held against the order: a drug that was not ordered, and a strength beyond what compounding leaves.

The verifier works with what was found; whether that can still be the fill of this plan is asked here.
"""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.consult.ask import Ask
from cisterna.consult.doses import sides_of
from cisterna.knowledge import Figures
from cisterna.quantities import DoseRate, FlowRate, Range, Ratio
from cisterna.reasons import Finding, Force
from cisterna.therapy import Case, Mixture, Plan, Refill

__all__ = ["as_assayed", "not_as_ordered", "trace_assayed"]


def not_as_ordered(case: Case, plan: Plan, ask: Ask) -> Iterator[Finding]:
    """What the assay found in the first fill of its drugs that was not ordered, or not at that strength."""
    assay, refills = case.fill.assay, plan.of(Refill)
    if not assay or not refills:
        return
    fill = next((step.fill for step in refills if any(drug in step.fill for drug in assay)), refills[0].fill)
    band, because = _band(ask)
    for drug, found in sorted(assay.items()):
        values = {"drug": drug, "low": found.low, "high": found.high}
        if drug not in fill:
            yield Finding("assay-of-another-drug", Force.HARD, values=values)
        elif band is not None and not _inside(found, fill, drug, band):
            values |= {"ordered": fill[drug], "limit": band}
            yield Finding("assay-far-from-order", Force.SOFT, values=values, because=because)


def _band(ask: Ask) -> tuple[Ratio | None, tuple[str, ...]]:
    """The narrowest band around an order within which sources expect a compounded fill, and who says so."""
    found = [
        (band, side.ids)
        for side in sides_of(ask("compounding accuracy"))
        if isinstance(side.answer, Figures) and isinstance(band := side.answer.get("band"), Ratio)
    ]
    return min(found, key=lambda each: each[0].value, default=(None, ()))


def _inside(found: Range, fill: Mixture, drug: str, band: Ratio) -> bool:  # type: ignore[type-arg]
    ordered = fill[drug].value
    return bool(ordered * (1 - band.value) <= found.low.value and found.high.value <= ordered * (1 + band.value))


def as_assayed(case: Case, fill: Mixture, flow: FlowRate) -> dict[str, Range[DoseRate]]:
    """What each assayed drug of `fill` gives at `flow`, by what was found in it."""
    return {
        drug: Range(case.fill.assay[drug].low * flow, case.fill.assay[drug].high * flow)
        for drug in fill
        if drug in case.fill.assay
    }


def trace_assayed(name: str, given: dict[str, Range[DoseRate]], ask: Ask) -> None:
    """The doses that an assay comes to, into the trace."""
    for drug, dose in given.items():
        for end, rate in (("low", dose.low), ("high", dose.high)):
            ask.trace.add(f"{name}.assay.{drug}.{end}", f"the {end} end of what the assay found, times the flow", rate)
