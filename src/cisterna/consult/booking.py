"""
By when the next refill is booked: what ends a fill, earliest first, and the last open day before the earliest of it.

Elapsed times become days of the calendar only here, on the clock of the case, so a change of the clocks moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from cisterna.quantities import Duration, FlowRate, Volume, floor_to_step
from cisterna.reasons import Finding, Force
from cisterna.surveillance import is_open, last_open_day
from cisterna.therapy import Clock, ClockError

if TYPE_CHECKING:
    from cisterna.knowledge import Policy
    from cisterna.reasons import Trace
    from cisterna.therapy import Program
    from cisterna.transition import Dates

__all__ = ["Booking", "End", "booking", "not_booked"]

DAY, START = Duration(1), Duration(0)
ALARM, EMPTY, COMMANDED = "low-reservoir alarm", "reservoir empty", "as commanded"
PUBLISHED = "published refill interval"


class End(NamedTuple):
    """One thing that ends a fill: what, when (whole days after the refill, floored), and under which conditions."""

    what: str
    at: Duration
    when: str


class Booking(NamedTuple):
    """
    The dates of a fill and the appointment that they come to.

    `typed` is the reservoir volume that will be typed in: the pump calculates its alarm from it and measures nothing.
    `ends` stand earliest first; `left` and `left_fast` are the days between alarm and residual bound, as commanded and
    at the worst. `due` is the house margin before the first end; `day` the last open day not after it, None where none
    lies between the refill and it; `at` the time of the appointment. `closed` are the days that were passed over.
    `boluses` says which patient boluses count at the worst: "all" that are allowed, "none" where none is programmed, or
    "as used" where what is allowed is not told.
    """

    typed: Volume
    ends: tuple[End, ...]
    left: Duration
    left_fast: Duration
    boluses: str
    margin: Duration
    due: Duration
    due_day: date
    day: date | None
    at: Duration | None
    closed: tuple[tuple[date, str], ...]
    refill_on_closed_day: bool

    @property
    def first(self) -> End:
        """What ends the fill first."""
        return self.ends[0]

    @property
    def alarms(self) -> tuple[End, End]:
        """The low-reservoir alarm as the pump calculates it, and at the worst."""
        alarms = [end for end in self.ends if end.what == ALARM]
        return next(end for end in alarms if end.when == COMMANDED), alarms[0]


def booking(
    dates: Dates,
    clock: Clock,
    policy: Policy,
    *,
    name: str,
    typed: Volume,
    flow: FlowRate,
    program: Program | None,
    alarm: Volume,
    unusable: Volume,
    fastest: Fraction,
    filled: Duration = START,
    counted: bool = False,
    trace: Trace | None = None,
) -> Booking:
    """
    The dates of a fill of `typed` made at `filled`, with all patient boluses used and the pump at its fastest.

    `program` is what is typed in after it, None where the running one goes on; `flow` its mean over a day. `fastest`
    is the most the pump delivers as a part of what it is told. `counted`: boluses are in the flow, as they are used.
    """
    drawn = Volume(0) if program is None else _besides(program, flow)
    bolus_flow = FlowRate(0) if program is None else _boluses(program)
    flows = {
        COMMANDED: flow,
        "with the pump at its fastest": flow * fastest,
    }
    worst = "with the pump at its fastest"
    if bolus_flow:
        flows["with all patient boluses used"] = flow + bolus_flow
        worst = "with all patient boluses used and the pump at its fastest"
        flows[worst] = (flow + bolus_flow) * fastest
    ends = []
    for when, rate in flows.items():
        first = drawn * fastest if "fastest" in when else drawn
        for what, kept in ((ALARM, alarm), (EMPTY, unusable)):
            ends.append(End(what, filled + _days(typed - kept - first, rate), when))
    if dates.mixture is not None:
        ends.insert(0, End("mixture", dates.mixture, "as far as evidence or the house limit goes"))
    also = [end for end in dates.ends if end[0].startswith(PUBLISHED)]
    ends += [End(name, at, "each drug alone, as a source has it") for name, at in also]
    ends.sort(key=lambda end: end.at.value)
    due = max(ends[0].at - policy.booking_margin, filled, key=lambda time: time.value)
    day, at, closed = _open_day(due, ends[0].at, clock.wall(filled), clock, policy)
    found = Booking(
        typed=typed,
        ends=tuple(ends),
        left=_days(alarm - unusable, flow),
        left_fast=_days(alarm - unusable, flows[worst]),
        boluses="all" if bolus_flow else "as used" if counted else "none",
        margin=policy.booking_margin,
        due=due,
        due_day=clock.wall(due).date(),
        day=day,
        at=at,
        closed=closed,
        refill_on_closed_day=not is_open(clock.wall(filled).date(), policy.holidays, policy.staffed_days),
    )
    if trace is not None:
        _written(found, name, trace)
    return found


def not_booked(booked: Booking | None) -> Iterable[Finding]:
    """There is no open day on which the next refill could be."""
    if booked is not None and booked.day is None:
        yield Finding("no-open-day-for-refill", Force.SOFT, values={"due": booked.due})


def _days(left: Volume, flow: FlowRate) -> Duration:
    """Whole days until `left` has gone, floored; none where nothing is left."""
    return floor_to_step(max(left, Volume(0), key=lambda volume: volume.value) / flow, DAY)[0]


def _besides(program: Program, flow: FlowRate) -> Volume:
    """What a prime, a bridge or a single bolus takes out beyond the flow of the program; never less than nothing."""
    extra = Volume(0)
    if program.prime is not None:
        extra = extra + program.prime.volume
    if program.bridge is not None:
        more = program.bridge.volume - flow * program.bridge.over
        extra = extra + max(more, Volume(0), key=lambda volume: volume.value)
    if program.bolus is not None:
        extra = extra + program.bolus_volume(program.bolus.dose)
    return extra


def _boluses(program: Program) -> FlowRate:
    """The flow that all patient boluses come to if every one that is allowed is used."""
    bolus = program.patient_bolus
    return FlowRate(0) if bolus is None else FlowRate(program.bolus_volume(bolus.dose).value * bolus.per_day)


def _open_day(
    due: Duration, end: Duration, fill: datetime, clock: Clock, policy: Policy
) -> tuple[date | None, Duration | None, tuple[tuple[date, str], ...]]:
    """The last open day up to that of `due`, after the refill and before `end`, its time, and the days passed over."""
    closed: list[tuple[date, str]] = []
    day = clock.wall(due).date()
    while day > fill.date():
        open_day = last_open_day(day, policy.holidays, policy.staffed_days)
        while day > open_day and day > fill.date():
            closed.append((day, _why(day, policy)))
            day = date.fromordinal(day.toordinal() - 1)
        if day != open_day or day <= fill.date():
            break
        at = _time_on(day, end, fill, clock, policy)
        if at is not None:
            return day, at, tuple(closed)
        closed.append((day, "the fill ends before it opens"))
        day = date.fromordinal(day.toordinal() - 1)
    return None, None, tuple(closed)


def _why(day: date, policy: Policy) -> str:
    return "a holiday" if day in policy.holidays else "not a staffed day"


def _time_on(day: date, end: Duration, fill: datetime, clock: Clock, policy: Policy) -> Duration | None:
    """A time within staffed hours of that day, not after `end`: that of the refill if it is one, else the opening."""
    for time in (fill.time(), policy.staffed_from):
        if not policy.staffed_from <= time <= policy.staffed_until:
            continue
        try:
            at = clock.elapsed(datetime.combine(day, time))
        except ClockError:  # an hour that the clocks jump over or show twice
            continue
        if at <= end:
            return at
    return None


def _written(found: Booking, name: str, trace: Trace) -> None:
    """Each value that a screen shows, into the trace."""
    trace.add(f"{name}.booking.typed", "the volume injected: what is typed in as reservoir volume", found.typed)
    parts = (f"{name}.booking.typed",)
    for number, end in enumerate(found.ends):
        says = f"{end.what}, {end.when}: whole days, floored"
        trace.add(f"{name}.booking.end.{number}", says, end.at, of=parts)
    says = "alarm volume less what cannot be drawn, divided by the flow, whole days"
    trace.add(f"{name}.booking.left", f"{says}, as commanded", found.left)
    trace.add(f"{name}.booking.left-fast", f"{says}, at the worst", found.left_fast)
    trace.add(f"{name}.booking.margin", "house policy: how long before what ends first", found.margin)
    made = (f"{name}.booking.end.0", f"{name}.booking.margin")
    trace.add(f"{name}.booking.due", "what ends first, less the margin of the house policy", found.due, of=made)
    if found.at is not None:
        says = "the last open day not after it: staffed days less holidays of the house policy"
        trace.add(f"{name}.booking.at", says, found.at, of=(f"{name}.booking.due",))
