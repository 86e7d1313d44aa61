"""
How much to inject: the least volume that reaches the day on which the fill ends anyway, beside a full one.

A smaller fill wastes less drug and puts less at risk if it goes beside the pump; a larger one is thinned less by what
stayed behind. What the case asks for is taken as it is, as far as it fits.
"""

from __future__ import annotations

from fractions import Fraction

from cisterna.quantities import Duration, FlowRate, Ratio, Volume, ceil_to_step
from cisterna.reasons import Trace
from cisterna.therapy import Case, Mixture
from cisterna.transition.candidate import Fill, Fills, Means
from cisterna.transition.dates import Dates, refill_dates
from cisterna.transition.limits import kept_first

__all__ = ["FILL_ENDS", "fill_dates", "full_volume", "trace_fills", "weigh_fills"]

FILL_ENDS = ("low-reservoir alarm", "reservoir empty")
"""What ends a fill because of its volume: a lower flow puts it off."""
PUBLISHED = "published refill interval"
ASKED, LEAST, FULL = "asked for", "least", "full"


def fill_dates(case: Case, mixture: Mixture, volume: Volume, flow: FlowRate, drug: str, means: Means) -> Dates | None:
    """The dates of a fill; None where alarm, residual or accuracy is not known, or the alarm sounds at once."""
    alarm, residual = case.system.low_reservoir_alarm, means.residual
    if alarm is None or residual is None or means.accuracy is None or volume <= alarm:
        return None
    also = [
        (f"{PUBLISHED} of {each}", limit.most)
        for each, limit in means.refill_limits.items()
        if each in mixture and isinstance(limit.most, Duration)
    ]
    return refill_dates(
        at=Duration(0),
        volume=volume,
        flow=flow,
        fastest=means.accuracy.high.value,
        alarm=alarm,
        unusable=residual,
        mixture_lasts=means.mixture_lasts.get(drug),
        margin=means.booking_margin,
        also=also,
    )


def full_volume(means: Means) -> Volume:
    """The reservoir less what may have stayed behind; raises `ValueError` where its size is not known."""
    size = means.pump.reservoir
    if size is None:
        raise ValueError(f"the size of the {means.pump.name} is not in the catalogue")
    return size.value - (means.residual or Volume(0))


def weigh_fills(case: Case, mixture: Mixture, flow: FlowRate, drug: str, means: Means) -> Fills:
    """
    What this plan injects, first; then the least and the full volume, where they are not the same.

    The least volume is used where the case gives none.
    """
    asked, room = case.fill.volume, full_volume(means)
    until, least, set_by = _least(case, mixture, room, flow, drug, means)
    volumes = [(LEAST, least), (FULL, room)] if least is not None else [(FULL, room)]
    if asked is not None:
        volumes.insert(0, (ASKED, min(asked, room, key=lambda volume: volume.value)))
    distinct: dict[Volume, str] = {}
    for name, volume in volumes:
        distinct.setdefault(volume, name)
    each = tuple(_fill(case, name, volume, mixture, flow, drug, means) for volume, name in distinct.items())
    return Fills(each, until, set_by)


def _least(
    case: Case, mixture: Mixture, room: Volume, flow: FlowRate, drug: str, means: Means
) -> tuple[Duration | None, Volume | None, str]:
    """
    The day to reach, the least volume that does, and what sets it; None where it cannot be told.

    The day is when a full fill would have to be drawn out whatever is left in it, and the booking margin on top. Up to
    then the low-reservoir alarm does not sound, even if the pump runs as fast as its accuracy allows.
    """
    full = fill_dates(case, mixture, room, flow, drug, means)
    alarm, keep, step = case.system.low_reservoir_alarm, means.residual, means.volume_step
    if full is None or alarm is None or keep is None or step is None or means.accuracy is None:
        return None, None, ""
    left_over = [end for name, end in full.ends if name not in FILL_ENDS]
    if not left_over or left_over[0] != full.governing:
        return None, None, "the reservoir: it runs low before anything else ends the fill"
    until = full.governing + means.booking_margin
    pumped = flow * means.accuracy.high.value * until + _while_bridging(case, flow, means)
    needs = [
        (max(alarm, keep, key=lambda volume: volume.value) + pumped, f"{full.governed_by} and margin"),
        (_not_thinned(case, mixture, keep, means), "what stays behind: a smaller fill would be thinned too far by it"),
    ]
    volume, set_by = max(needs, key=lambda need: need[0].value)
    volume, _ = ceil_to_step(volume, step)
    if volume >= room:
        return None, None, f"the reservoir: it holds no more than is needed ({set_by})"
    return until, volume, set_by


def _while_bridging(case: Case, flow: FlowRate, means: Means) -> Volume:
    """What a bridge at the old flow takes out of the reservoir beyond what the new flow would."""
    if means.dead_volume is None or case.running.flow <= flow:
        return Volume(0)
    return means.dead_volume.high * (1 - flow / case.running.flow)


def _not_thinned(case: Case, mixture: Mixture, keep: Volume, means: Means) -> Volume:
    """
    The least fill in which what stays behind moves no running drug further than it may fall.

    With k left of the old mixture, the new one is off by k |old - new| / ((k + fill) new).
    """
    allowed = means.held_within.value
    if not allowed:
        return Volume(0)
    off = [
        abs((case.running.fill[drug] - mixture[drug]).value) / mixture[drug].value
        for drug in kept_first(case, means)
        if mixture[drug]
    ]
    return Volume(max(keep.value * (max(off, default=Fraction(0)) / allowed - 1), Fraction(0)))


def _fill(case: Case, name: str, volume: Volume, mixture: Mixture, flow: FlowRate, drug: str, means: Means) -> Fill:
    dates, keep = fill_dates(case, mixture, volume, flow, drug, means), means.residual
    left = None
    if dates is not None:
        used = flow * dates.governing
        left = max(volume - used, Volume(0), key=lambda each: each.value)
    return Fill(
        name=name,
        volume=volume,
        whole=tuple((each, mixture[each] * volume) for each in mixture),
        residual=None if keep is None else Ratio(keep / (keep + volume)),
        left=left,
        wasted=() if left is None else tuple((each, mixture[each] * left) for each in mixture),
        dates=dates,
    )


def trace_fills(name: str, fills: Fills, trace: Trace) -> None:
    """Every volume that was weighed and what comes with it, into the trace."""
    if fills.until is not None:
        trace.add(f"{name}.fill.until", "what ends a full fill, and the booking margin", fills.until)
    for each in fills.each:
        part = f"{name}.fill.{each.name.replace(' ', '-')}"
        says = {ASKED: "as asked, as far as it fits", LEAST: f"rounded up to a step; set by {fills.set_by}"}
        trace.add(part, says.get(each.name, "the reservoir less what cannot be drawn out"), each.volume)
        for drug, amount in each.whole:
            trace.add(f"{part}.whole.{drug}", f"{drug} in the whole fill", amount, of=(part,))
        if each.residual is not None:
            trace.add(f"{part}.residual", "what can stay behind as a part of the full reservoir", each.residual,
                      of=(part,))  # fmt: skip
        if each.left is not None and each.dates is not None:
            trace.add(f"{part}.ends", f"what ends it first: {each.dates.governed_by}", each.dates.governing, of=(part,))
            trace.add(f"{part}.left", "the volume less flow times days", each.left, of=(part, f"{part}.ends"))
            for drug, amount in each.wasted:
                trace.add(f"{part}.wasted.{drug}", f"{drug} in what is left", amount, of=(f"{part}.left",))
