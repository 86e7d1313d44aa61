"""What an assay makes of a plan: its fill as it was found to be, at both ends of what the assay gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from cisterna.quantities import Concentration, Range
from cisterna.therapy.mixture import Mixture
from cisterna.therapy.plan import Plan, Refill

__all__ = ["as_found", "assayed"]

Assay = Mapping[str, Range[Concentration]]
End = Callable[[Range[Concentration]], Concentration]


def assayed(plan: Plan, assay: Assay) -> tuple[Plan, ...]:
    """
    `plan` with its first fill at the low ends of `assay` and at the high ends; empty where it holds none of its drugs.

    What a drug gives in any stretch of time grows with its own concentration in the fill and turns on no other, so the
    two bound every mixture between them. What the pump is told stays as it is.

    >>> fill, found = Mixture({"baclofen": Concentration(2000)}), Range.parse(Concentration, "1940 to 1980 mcg/mL")
    >>> from cisterna.quantities import Duration, Volume
    >>> plan = Plan((Refill(Duration(0), Volume(20), fill),))
    >>> [str(each.steps[0].fill["baclofen"]) for each in assayed(plan, {"baclofen": found})]
    ['1,940 mcg/mL', '1,980 mcg/mL']
    """
    first = next((step for step in plan.of(Refill) if any(drug in step.fill for drug in assay)), None)
    if first is None:
        return ()
    ends: tuple[End, ...] = (lambda found: found.low, lambda found: found.high)
    return tuple(
        Plan(tuple(_filled(step, assay, end) if step is first else step for step in plan.steps)) for end in ends
    )


def _filled(refill: Refill, assay: Assay, end: End) -> Refill:
    rinse = refill.rinse
    if rinse is not None and rinse.mixture == refill.fill:
        rinse = replace(rinse, mixture=as_found(rinse.mixture, assay, end))
    return replace(refill, fill=as_found(refill.fill, assay, end), rinse=rinse)


def as_found(mixture: Mixture, assay: Assay, end: End) -> Mixture:
    """`mixture` with every assayed drug at one end of what was found."""
    return Mixture({drug: end(assay[drug]) if drug in assay else strength for drug, strength in mixture.items()})
