"""
The dates of a plan as an iCalendar file: visit, watches, arrival, appointment, alarm.

No drug is named in it, in no title and in no text: calendars are read over shoulders and on locked telephones.
The same plan gives the same bytes; the moment of writing is nowhere in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from cisterna.consult import Offer, as_data
from cisterna.papers.extra import library
from cisterna.quantities import Duration
from cisterna.reasons.canonical import digest
from cisterna.therapy import Clock, ClockError, Refill, Reprogram, is_done

if TYPE_CHECKING:
    from cisterna.consult.booking import Booking
    from cisterna.consult.change import Way
    from cisterna.transition import Dates

__all__ = ["Entry", "calendar", "entries"]

NOT_APPROVED = "Made by a program from statements that nobody has approved: a clinician decides."
WHOLE = "What it rests on stands in the plan; when the plan changes, remove this entry and take the new one."


class Entry(NamedTuple):
    """
    One entry: `kind` names it for ever, `end` is None for a moment or a day, `whole_day` where only the date counts.

    `remind` is how long before the start to remind; `day` is the day itself where it is known as a date.
    """

    kind: str
    title: str
    text: str
    start: Duration
    end: Duration | None = None
    whole_day: bool = False
    remind: timedelta = timedelta(days=1)
    day: date | None = None


def entries(shown: Offer | Way, clock: Clock, orders: Iterable[date] = (), *, late: bool = False) -> Iterator[Entry]:
    """
    Everything that has a date in this plan; `orders` are the days by which a fill has to be ordered.

    `late`: the day to order the fill after these has passed already. Steps that were made before a rescue are no
    visits.
    """
    case = None if isinstance(shown, Offer) else shown.case
    ahead = [step for step in shown.plan.steps if case is None or not is_done(case, step)]
    visits = tuple(step.at for step in ahead if isinstance(step, Refill | Reprogram))
    for number, at in enumerate(dict.fromkeys(visits), start=1):
        done = {type(step) for step in ahead if step.at == at}
        words = [word for kind, word in ((Refill, "refill"), (Reprogram, "program")) if kind in done]
        title = f"Pump visit: {' and '.join(words)}"
        yield Entry("visit" if number == 1 else f"visit-{number}", title, "Bring the programming card.", at)
    for number, window in enumerate(shown.windows, start=1):
        yield Entry(
            f"watch-{window.kind}" if number <= 2 else f"watch-{number}",
            f"Pump watch {number} of {len(shown.windows)}: {_WATCH.get(window.kind, window.kind)}",
            "Be there when it starts. The sheet for the ward says what is looked at, and when somebody is called.",
            window.start,
            window.until,
            remind=timedelta(hours=12),
        )
    found = (shown.candidate.arrival,) if isinstance(shown, Offer) else shown.arrivals
    for number, arrival in enumerate((each for each in found if each is not None), start=1):
        yield Entry(
            "arrival" if number == 1 else f"arrival-{number}",
            "Pump: the new mixture arrives, earliest to latest",
            "Inside the watch around it.",
            arrival.earliest,
            arrival.latest if arrival.earliest < arrival.latest else None,
            remind=timedelta(hours=2),
        )
    for number, day in enumerate(orders, start=1):
        yield Entry("order-by" if number == 1 else f"order-by-{number}", "Pump: order the fill, last day",
                    "The order is with the pharmacy by the end of this day.", _since(clock, day), whole_day=True,
                    day=day)  # fmt: skip
    if late:
        text = "The last day to order it lies before this one: ask the pharmacy whether it can be there in time."
        yield Entry("order-late", "Pump: order the next fill now, its day has passed", text, Duration(0),
                    whole_day=True)  # fmt: skip
    if isinstance(shown, Offer) and shown.booking is not None:
        yield from _booked(shown.booking)
    elif isinstance(shown, Offer):
        yield from _dated(shown.candidate.dates)
    else:
        yield from _dated(shown.dates)


_WATCH = {"refill": "after the refill", "arrival": "around the arrival"}
_COUNTED = "The pump calculates it and does not measure it."
_FAST = "With the pump at its fastest, and every patient bolus that is allowed."


def _unnamed(what: str) -> str:
    """What ends a fill, without the drug that it belongs to."""
    return what.partition(" of ")[0]


def _booked(found: Booking) -> Iterator[Entry]:
    """The appointment on an open day, what ends the fill, and the alarm."""
    week, first = timedelta(days=7), found.first
    what = _unnamed(first.what)
    ends = f"What ends first is the {what}."
    if found.at is not None:
        title = "Pump: refill appointment, last open day"
        yield Entry("appointment", title, ends, found.at, whole_day=True, remind=week)
    else:
        title = "Pump: refill due, and no open day before: make one"
        yield Entry("appointment", title, ends, found.due, whole_day=True, remind=week)
    text = "The refill is done before this day."
    yield Entry("fill-ends", f"Pump: this fill ends ({what})", text, first.at, whole_day=True)
    alarms = [end for end in found.ends if end.what == "low-reservoir alarm"]
    yield Entry("alarm-earliest", "Pump: low-reservoir alarm at the earliest", _FAST, alarms[0].at, whole_day=True)
    last = alarms[-1].at
    yield Entry("alarm", "Pump: low-reservoir alarm, as the pump works it out", _COUNTED, last, whole_day=True)


def _dated(dates: Dates | None) -> Iterator[Entry]:
    """The same from the dates alone, where no open day was looked for."""
    if dates is None:
        return
    what = _unnamed(dates.governed_by)
    ends, week = f"What ends first is the {what}.", timedelta(days=7)
    yield Entry("appointment", "Pump: refill appointment, last day", ends, dates.book_by, whole_day=True, remind=week)
    text = "The refill is done before this day."
    yield Entry("fill-ends", f"Pump: this fill ends ({what})", text, dates.governing, whole_day=True)
    early = dates.alarm_earliest
    yield Entry("alarm-earliest", "Pump: low-reservoir alarm at the earliest", _FAST, early, whole_day=True)
    title = "Pump: low-reservoir alarm, as the pump works it out"
    yield Entry("alarm", title, _COUNTED, dates.alarm, whole_day=True)


def calendar(
    clock: Clock, program: str, shown: Offer | Way, *, orders: Iterable[date] = (), following: date | None = None
) -> str:
    """
    The text of the file, with the line ends that the standard wants; `clock` is the case's, `program` the version.

    `orders` are the days by which a fill has to be ordered; one before the case's own day is not written.
    `following` is that day of the fill after these: where it has passed, the calendar says so on the case's own day.

    Raises `NotInstalled` without `icalendar`.
    """
    ical = library("icalendar", "A calendar")
    plan = digest(as_data([clock, shown.plan]))
    made = ical.Calendar()
    made.add("prodid", f"-//Cisterna//cisterna {program}//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add_component(_zone(clock, ical))
    today, days = clock.start.date(), [*orders, *([following] if following is not None else [])]
    ahead, late = [day for day in days if day >= today], following is not None and following < today
    for entry in sorted(entries(shown, clock, ahead, late=late), key=lambda each: (each.start.value, each.kind)):
        made.add_component(_event(entry, clock, plan, ical))
    text: str = made.to_ical(sorted=False).decode("utf-8")
    return text


def _event(entry: Entry, clock: Clock, plan: str, ical: Any) -> Any:
    """One event; it is known by the plan it belongs to and by its kind."""
    event = ical.Event()
    event.add("uid", f"{digest([plan, entry.kind]).removeprefix('sha256:')[:32]}@cisterna.invalid")
    event.add("dtstamp", _utc(clock, Duration(0)))
    event.add("sequence", 0)
    event.add("summary", entry.title)
    event.add("description", f"{entry.text} {NOT_APPROVED} {WHOLE} Plan {_short(plan)}.")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if entry.whole_day else "OPAQUE")
    _put(event, "dtstart", entry.start, entry, clock)
    if entry.end is not None:
        _put(event, "dtend", entry.end, entry, clock)
    elif entry.whole_day:
        event.add("dtend", _day(clock, entry) + timedelta(days=1))
    alarm = ical.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", -entry.remind)
    event.add_component(alarm)
    return event


def _put(event: Any, name: str, elapsed: Duration, entry: Entry, clock: Clock) -> None:
    """A day, a time in the zone of the case, or in UTC where the clocks show that time twice."""
    if entry.whole_day:
        event.add(name, _day(clock, entry))
        return
    wall = clock.wall(elapsed)
    try:
        clock.elapsed(wall)
    except ClockError:
        event.add(name, _utc(clock, elapsed))
    else:
        event.add(name, wall, parameters={"TZID": clock.zone})


def _day(clock: Clock, entry: Entry) -> date:
    return entry.day or clock.wall(entry.start).date()


def _since(clock: Clock, day: date) -> Duration:
    """About when that day is, for the order of entries."""
    return Duration((day - clock.start.date()).days)


def _utc(clock: Clock, elapsed: Duration) -> datetime:
    from datetime import UTC

    minutes = round(elapsed.value * 1440) - clock.offsets[0][1]
    return (clock.start + timedelta(minutes=minutes)).replace(tzinfo=UTC)


def _zone(clock: Clock, ical: Any) -> Any:
    """The zone as the case has it: every change of the clocks that a plan can meet, written out."""
    zone = ical.Timezone()
    zone.add("tzid", clock.zone)
    summer = max(offset for _, offset in clock.offsets)
    changes = len({offset for _, offset in clock.offsets}) > 1
    before = clock.offsets[0][1]
    for number, (elapsed, offset) in enumerate(clock.offsets):
        kind = ical.TimezoneDaylight if changes and offset == summer else ical.TimezoneStandard
        part = kind()
        local = _utc(clock, elapsed).replace(tzinfo=None) + timedelta(minutes=before)
        part.add("dtstart", local - timedelta(days=1) if number == 0 else local)
        part.add("tzoffsetfrom", timedelta(minutes=before))
        part.add("tzoffsetto", timedelta(minutes=offset))
        zone.add_component(part)
        before = offset
    return zone


def _short(of: str) -> str:
    return of.removeprefix("sha256:")[:12]
