"""Watching: windows hung on events at the tip, how often to look, and the refill times that suit a staffed ward."""

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

__all__ = ["Ladder", "Row", "StaffedHours", "Window", "arrival_window", "refill_window", "rows", "staffed_starts"]
