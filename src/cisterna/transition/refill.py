"""
A new fill of what runs already: volume, dates, and when each fill is at the tip.

Nothing here judges; `cisterna.safety` does, without knowing how a plan was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from cisterna.delivery import Setting, Tip, course_of, simulate
from cisterna.quantities import Concentration, Duration, FlowRate, Range, Ratio, Volume
from cisterna.therapy import Case, Mixture, Plan, Refill, Reprogram
from cisterna.transition.bridge import clearing_time
from cisterna.transition.candidate import Arrival, Means
from cisterna.transition.dates import Dates, refill_dates

__all__ = ["dates_of", "fill_volume", "fronts", "same_again"]

DAY = Duration(1)
LONGEST = 365 * DAY
"""A line that takes longer to clear carries no plan: something in the case is wrong."""


def fill_volume(case: Case, means: Means) -> Volume | None:
    """What is injected: as asked, never more than fits on top of what may have stayed behind; None: size not known."""
    size = means.pump.reservoir
    if size is None:
        return None
    room = size.value - (means.residual or Volume(0))
    asked = case.fill.volume
    return room if asked is None else min(asked, room, key=lambda volume: volume.value)


def same_again(case: Case, volume: Volume) -> Plan:
    """The mixture that runs, filled anew; the program runs on."""
    return Plan((Refill(Duration(0), volume, case.running.fill),))


def dates_of(
    case: Case, mixture: Mixture, volume: Volume, flow: FlowRate, means: Means, *, at: Duration
) -> Dates | None:
    """When a fill of `mixture` made `at` ends at `flow`, of whatever comes first; None where a fact is missing."""
    alarm, residual = case.system.low_reservoir_alarm, means.residual
    if alarm is None or residual is None or means.accuracy is None or volume <= alarm or not flow:
        return None
    lasts = [limit for drug in mixture if (limit := means.mixture_lasts.get(drug)) is not None]
    return refill_dates(
        at=at,
        volume=volume,
        flow=flow,
        fastest=means.accuracy.high.value,
        alarm=alarm,
        unusable=residual,
        mixture_lasts=min(lasts, key=lambda limit: limit.value, default=None),
        margin=means.booking_margin,
    )


def fronts(case: Case, plan: Plan, means: Means) -> tuple[Arrival | None, ...]:
    """
    When each refill of `plan` comes to the tip, in its order: earliest, nominal and latest over the whole box.

    None where it does not come before the next one, or the dead volume is not known. Each fill carries a drug of its
    own through the simulation, so that what leaves the tip says from which fill it is.
    """
    refills = plan.of(Refill)
    if means.dead_volume is None or means.pump.reservoir is None or not refills:
        return tuple(None for _ in refills)
    if case.running.reservoir_volume is None:
        # A refill draws out what is there, so what it was does not matter to when the next fill arrives.
        case = replace(case, running=replace(case.running, reservoir_volume=means.pump.reservoir.value))
    if _longest(case, plan, means) is None:
        return tuple(None for _ in refills)
    numbered = iter(range(len(refills)))
    marked = Plan(tuple(_marked(step, next(numbered)) if isinstance(step, Refill) else step for step in plan.steps))
    tips = [*_corners(case, marked, means)]
    return tuple(_over([tip.arrival(_mark(number)) for tip in tips]) for number in range(len(refills)))


def _mark(number: int) -> str:
    return f"of fill {number}"


def _marked(refill: Refill, number: int) -> Refill:
    mixture = Mixture({**dict(refill.fill.items()), _mark(number): Concentration(1)})
    return replace(refill, fill=mixture)


def _longest(case: Case, plan: Plan, means: Means) -> Duration | None:
    """Until when every front is through at the slowest flow; None where it stands, or takes longer than a year."""
    assert means.dead_volume is not None
    programs = [step.program.daily_volume.value for step in plan.of(Reprogram)]
    flows = [flow for flow in (case.running.flow.value, *programs) if flow]
    if not flows:
        return None
    low = means.accuracy.low.value if means.accuracy is not None else Fraction(1)
    clearing = clearing_time(means.dead_volume.high, FlowRate(min(flows) * low))
    last = max((step.at for step in plan.steps), key=lambda at: at.value)
    # A day more than three: a schedule gives its daily volume in a day, and may begin with a pause.
    return None if clearing > LONGEST else last + clearing + 4 * DAY


def _corners(case: Case, plan: Plan, means: Means) -> Iterator[Tip]:
    """The plan at the fast and short, the middle, and the slow and long corner; accuracy as commanded if unknown."""
    assert means.dead_volume is not None
    low, high = means.dead_volume.low, means.dead_volume.high
    band = means.accuracy or Range(Ratio(1), Ratio(1))
    corners = (
        (low, band.high.value),
        (Volume((low.value + high.value) / 2), Fraction(1)),
        (high, band.low.value),
    )
    horizon = _longest(case, plan, means)
    assert horizon is not None
    residuals = tuple(means.residual or Volume(0) for _ in plan.of(Refill))
    for dead_volume, accuracy in corners:
        yield simulate(course_of(case, plan, Setting(dead_volume, residuals, accuracy), horizon=horizon))


def _over(found: list[Duration | None]) -> Arrival | None:
    earliest, nominal, latest = found
    if earliest is None or nominal is None or latest is None:
        return None
    return Arrival(earliest, nominal, latest)
