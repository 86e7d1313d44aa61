"""Watching: windows hung on events at the tip, how often to look, and the refill times that suit a staffed ward."""

from cisterna.surveillance.opening import is_open, last_open_day
from cisterna.surveillance.schedule import (
    Ladder,
    Row,
    StaffedHours,
    Window,
    arrival_window,
    refill_window,
    rows,
    staffed_starts,
)

__all__ = [
    "Ladder",
    "Row",
    "StaffedHours",
    "Window",
    "arrival_window",
    "is_open",
    "last_open_day",
    "refill_window",
    "rows",
    "staffed_starts",
]
