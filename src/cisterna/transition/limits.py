"""The limits of a design, taken from case and means; which of them binds a plan, and what the next one would allow."""

from __future__ import annotations

from collections.abc import Mapping

from cisterna.admixture import Bound, FlowLimits, Wanted
from cisterna.quantities import Concentration, FlowRate, Volume
from cisterna.reasons import Trace
from cisterna.therapy import Case
from cisterna.transition.bridge import clearing_time
from cisterna.transition.candidate import Binding, DoseChoice, Means, Reach
from cisterna.transition.dates import Dates

__all__ = ["flow_limits", "kept_first", "next_flow", "reach", "trace_binding", "wanted"]


def kept_first(case: Case, means: Means) -> tuple[str, ...]:
    """The running drugs, the one that is held exactly first."""
    return (means.held, *(drug for drug in case.running.fill if drug != means.held))


def wanted(
    case: Case, dose: DoseChoice, means: Means, stocks: Mapping[str, Concentration] | None
) -> tuple[Wanted, ...]:
    """Every drug of the mixture with its dose and limits, the held one first; stocks where it is made from vials."""
    doses = [(drug, case.running.daily_dose(drug)) for drug in kept_first(case, means)] + [(dose.drug, dose.rate)]
    found = []
    for drug, rate in doses:
        limit = means.strongest[drug].most if drug in means.strongest else None
        down = drug == dose.drug or drug in means.opioids
        found.append(
            Wanted(drug, rate, limit if isinstance(limit, Concentration) else None,
                   None if stocks is None else stocks[drug], down)
        )  # fmt: skip
    return tuple(found)


def flow_limits(case: Case, means: Means) -> FlowLimits:
    """
    What the pump runs as a mean over the day, and the house limit on the delay over the longest way to the tip.

    A schedule's slowest step may not fall below the lowest rate, nor its fastest rise above the highest.
    """
    pump, mean = means.pump, case.running.flow
    more = mean - case.running.volume_per_day_without_boluses
    rates = [rate for rate in (flow + more for _, flow in case.running.program.steps) if rate]
    slow, fast = (pick(rates, key=lambda rate: rate.value, default=mean) for pick in (min, max))
    return FlowLimits(
        lowest=pump.min_rate.value * (mean / slow) if pump.min_rate else FlowRate(0),
        highest=pump.max_rate.value * (mean / fast) if pump.max_rate else None,
        step=pump.rate_step.value if pump.rate_step else None,
        path=_longest_path(means),
        longest_delay=means.longest_delay if means.dead_volume is not None else None,
        within=means.held_within,
    )


def _longest_path(means: Means) -> Volume:
    """The commanded volume after which a front is at the tip at the latest; nothing where the line is not known."""
    if means.dead_volume is None:
        return Volume(0)
    slow = means.accuracy.low.value if means.accuracy is not None else 1
    return means.dead_volume.high / slow


def next_flow(bounds: tuple[Bound, ...]) -> FlowRate | None:
    """The flow that would do without the limit that binds; None where nothing else limits it."""
    return bounds[1].flow if len(bounds) > 1 and bounds[1].flow else None


def reach(flow: FlowRate, dates: Dates | None, means: Means) -> Reach:
    """How far a flow carries; what is not known is None."""
    delay = None if means.dead_volume is None else clearing_time(_longest_path(means), flow)
    return Reach(flow, delay, dates.governing if dates else None, dates.governed_by if dates else "")


def trace_binding(name: str, found: Binding, means: Means, trace: Trace) -> None:
    """Every bound, and what the plan and the relaxed one reach, into the trace."""
    for at, bound in enumerate(found.bounds, start=1):
        cites = [id for drug, limit in means.strongest.items() if bound.name.endswith(f"limit of {drug}")
                 for id in limit.because]  # fmt: skip
        trace.add(f"{name}.bound.{at}", f"the lowest flow that keeps {bound.name}", bound.flow, cites=cites)
    for which, each in (("here", found.here), ("without", found.without)):
        if each is None:
            continue
        of = f"{name}.flow" if which == "here" else f"{name}.bound.2"
        if each.delay is not None:
            trace.add(f"{name}.{which}.delay", "the longest way to the tip divided by that flow", each.delay, of=(of,))
        if each.interval is not None:
            says = f"whole days until what ends a fill at that flow: {each.ends_by}"
            trace.add(f"{name}.{which}.interval", says, each.interval, of=(of,))
