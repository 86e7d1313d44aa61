"""
The days on which a clinic is open: its staffed days of the week, less the days on which it is closed.

Which days those are is the house policy's to say (`staffed_days`, `holidays`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

__all__ = ["is_open", "last_open_day"]

_DAY = timedelta(days=1)


def is_open(day: date, closed: Collection[date], staffed_days: Collection[int]) -> bool:
    """
    Whether the clinic is open on `day`. Days of the week count from Monday, which is 0.

    >>> is_open(date(2026, 12, 25), [date(2026, 12, 25)], range(5))
    False
    """
    return day.weekday() in staffed_days and day not in closed


def last_open_day(day: date, closed: Collection[date], staffed_days: Collection[int]) -> date:
    """
    The last open day that is not after `day`: `day` itself where the clinic is open then. Never a later one.

    Raises `ValueError` where no day of the week is staffed: then there is none.

    >>> last_open_day(date(2026, 12, 27), [date(2026, 12, 25)], range(5)).isoformat()
    '2026-12-24'
    """
    if not set(staffed_days) & set(range(7)):
        raise ValueError("no day of the week is staffed, so there is no open day: name one in staffed_days")
    while not is_open(day, closed, staffed_days):
        day -= _DAY
    return day
