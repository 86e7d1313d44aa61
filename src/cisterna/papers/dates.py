"""The dates of a fill as lines: when the refill is booked and why, what ends the fill, what the alarm rests on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from cisterna.papers.words import Words
from cisterna.wording.patient import PAGE

if TYPE_CHECKING:
    from cisterna.consult.booking import Booking

__all__ = ["date_lines", "end_lines", "plain_dates", "shown_day"]

_BOLUSES = {
    "all": "",
    "none": "; no patient bolus is programmed that could make it earlier",
    "as used": "; patient boluses are counted as they are used now, and each one more makes it earlier",
}
_NOT_KNOWN = (
    "not known: they need the low-reservoir alarm, the residual volume, the pump's accuracy and a fill above the alarm"
)


def shown_day(day: date) -> str:
    """
    Weekday and date.

    >>> shown_day(date(2026, 12, 25))
    'Fri 2026-12-25'
    """
    return f"{day:%a %Y-%m-%d}"


def date_lines(found: Booking | None, words: Words) -> list[str]:
    """By when the refill is booked and what ends the fill first, and the alarm: what a patient reads as well."""
    if found is None:
        return [_NOT_KNOWN]
    return [_book(found, words), *_moved(found), _alarm(found, words)]


def end_lines(found: Booking | None, words: Words) -> list[str]:
    """What ends the fill, earliest first, what the alarm is calculated from, what is left after it, and the zone."""
    if found is None:
        return []
    return [*_ends(found, words), *_rests_on(found), f"all dates and times are those on the wall in {words.zone}"]


def _book(found: Booking, words: Words) -> str:
    first = found.first
    why = f"what ends first is the {words.named(first.what)}, on {words.day(first.at)} ({first.when})"
    if found.day is None:
        return (
            f"NO OPEN DAY to book the refill on: it is due by {shown_day(found.due_day)}, and no open day lies between "
            f"the fill and then; {why}"
        )
    return f"book the refill by {shown_day(found.day)}; {why}"


def _moved(found: Booking) -> list[str]:
    lines = []
    if found.closed and found.day is not None:
        passed = ", ".join(f"{shown_day(day)} ({why})" for day, why in found.closed)
        lines.append(f"moved to an earlier open day: {passed}")
    if found.refill_on_closed_day:
        lines.append("the day of this fill is itself no open day in the house policy")
    return lines


def _alarm(found: Booking, words: Words) -> str:
    shown, worst = found.alarms
    return (
        f"low-reservoir alarm {words.day(shown.at)} (calculated by the pump, not measured); "
        f"{worst.when} {words.day(worst.at)}"
    )


def _ends(found: Booking, words: Words) -> list[str]:
    listed = "; ".join(f"{words.named(end.what)} {words.day(end.at)} ({end.when})" for end in found.ends)
    return [
        f"earliest first: {listed}{_BOLUSES[found.boluses]}",
        f"{found.margin:day} are kept before the first of them",
    ]


def _rests_on(found: Booking) -> list[str]:
    typed = (
        f"the pump calculates the alarm from the reservoir volume that will be typed, {found.typed}, and measures "
        "nothing"
    )
    if not found.left_fast:
        rest = "less than a day is left between alarm and residual bound at the worst: do not wait for the alarm"
    else:
        rest = (
            f"between alarm and residual bound {found.left:day} are left as commanded, {found.left_fast:day} at the "
            "worst"
        )
    return [typed, rest]


def plain_dates(booked: Booking | None, words: Words) -> Iterator[str]:
    """By when the next refill is, what ends the fill first, and the alarm, in plain words."""
    if booked is None:
        yield PAGE["dates-unknown"]
        return
    if booked.day is None:
        yield PAGE["no-open-day"].format(by=shown_day(booked.due_day))
    else:
        yield PAGE["book"].format(by=shown_day(booked.day))
        if booked.closed:
            yield PAGE["book-moved"].format(on=", ".join(shown_day(day) for day, _ in booked.closed))
    yield PAGE["ends"].format(what=words.named(booked.first.what), on=words.day(booked.first.at))
    shown, worst = booked.alarms
    yield PAGE["alarm-date"].format(on=words.day(shown.at))
    yield PAGE["alarm-boluses" if booked.boluses == "all" else "alarm-fast"].format(on=words.day(worst.at))
