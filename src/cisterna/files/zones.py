"""
Clocks for cases: the only place that looks up a time zone.

The core is handed a table of offsets instead, so that a case means the same on every machine.
Offsets come from the `tzdata` package and never from the machine, whose own table may be older, newer or missing.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

from cisterna.quantities import Duration
from cisterna.therapy import Clock, ClockError

__all__ = ["DAYS", "UnknownZone", "UnlikelyDate", "clock", "elapsed", "moments"]

DAYS = 400
"""How far a clock reaches by default: longer than any fill lasts, so that a plan's last refill lies on it."""

_YEARS = range(1990, 2200)
_MINUTE = timedelta(minutes=1)
ONCE = "Start the case at a time that comes once."


class UnlikelyDate(ClockError):
    """A date so far away that a slip of the pen is likelier than a pump."""


class UnknownZone(ValueError):
    """A name that is not a time zone. The message has the nearest names and says what to write."""


def clock(on: date, at: str, zone: str, days: int = DAYS) -> Clock:
    """
    The clock that shows `at` on the day `on` in `zone`, and follows the changes of the clocks for `days` from there.

    Raises `UnknownZone`, `UnlikelyDate`, or `ClockError` where that time does not exist or exists twice.

    >>> denver = clock(date(2026, 10, 31), "08:00", "America/Denver", days=200)
    >>> denver.wall(Duration.parse("24 h")).isoformat(" ")
    '2026-11-01 07:00:00'
    >>> [change.hours_and_minutes() for change in denver.changes]
    ['18 h', '3,211 h']
    """
    rules = _rules(zone)
    if on.year not in _YEARS:
        raise UnlikelyDate(f"{on} is not a date at which a pump of today can run. Correct the year.")
    start = datetime.combine(on, time.fromisoformat(at))
    _refuse_change(start, rules, zone)
    moment = start.replace(tzinfo=rules).astimezone(UTC)
    offsets = [(Duration(0), _offset(moment, rules))]
    for change in _changes(moment, moment + timedelta(days=days), rules):
        offsets.append((Duration.parse(f"{(change - moment) // _MINUTE} min"), _offset(change, rules)))
    return Clock(zone, start, tuple(offsets))


def elapsed(clock: Clock, wall: datetime) -> Duration:
    """
    How far `wall`, in the clock's zone, lies after the clock's start; below zero where it lies before it.

    Raises `ClockError` where that time does not exist or exists twice.

    >>> denver = clock(date(2026, 11, 1), "08:00", "America/Denver")
    >>> elapsed(denver, datetime(2026, 10, 31, 20)).format("h")
    '-13 h'
    """
    rules = _rules(clock.zone)
    _refuse_change(wall, rules, clock.zone, twice="Write the first minute after it that comes once.")
    minutes = (
        wall.replace(tzinfo=rules).astimezone(UTC) - clock.start.replace(tzinfo=rules).astimezone(UTC)
    ) // _MINUTE
    return Duration(1) * minutes / 1440


def moments(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """
    Every moment (UTC) at which `zone` shows `wall`: one, two where clocks go back, none where they go forward.

    >>> [each.hour for each in moments(datetime(2026, 11, 1, 1, 30), "America/Denver")]
    [7, 8]
    >>> moments(datetime(2026, 3, 8, 2, 30), "America/Denver")
    ()
    """
    rules = _rules(zone)
    found = {wall.replace(tzinfo=rules, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(each for each in found if each.astimezone(rules).replace(tzinfo=None) == wall))


@cache
def _rules(zone: str) -> ZoneInfo:
    """The rules of `zone`, from the package."""
    folder = _folder()
    names = (folder / "zones").read_text("utf-8").split()
    if zone not in names:
        raise UnknownZone(_which(zone, names))
    with folder.joinpath("zoneinfo", *zone.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=zone)


def _folder() -> Path:
    found = find_spec("tzdata")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("the package 'tzdata' is not installed; install Cisterna with its dependencies")
    return Path(found.submodule_search_locations[0])


def _which(zone: str, names: list[str]) -> str:
    """The sentence about a zone nobody knows: names that end alike, else names that look alike."""
    from difflib import get_close_matches

    asked = zone.strip().casefold().replace(" ", "_")
    by_name = {name.casefold(): name for name in names}
    ends = [name for name in names if name.casefold().rpartition("/")[2] == asked.rpartition("/")[2]]
    near = ends[:3] or [by_name[found] for found in get_close_matches(asked, by_name, n=2, cutoff=0.7)]
    hint = f"Did you mean {' or '.join(near)}?" if near else "Write continent and city, for example America/Denver."
    return f"'{zone[:40]}' is not a time zone. {hint}"


def _refuse_change(start: datetime, rules: ZoneInfo, zone: str, twice: str = ONCE) -> None:
    """Refuse wall times that the clocks jump over, or show twice."""
    first, second = (start.replace(tzinfo=rules, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return
    shown = f"{start:%Y-%m-%d %H:%M}"
    if first.astimezone(UTC).astimezone(rules).replace(tzinfo=None) != start:
        raise ClockError(
            f"{shown} does not exist in {zone}: the clocks go forward over it. Write a time before or after the gap."
        )
    raise ClockError(f"{shown} comes twice in {zone}: the clocks go back over it. {twice}")


def _offset(moment: datetime, rules: ZoneInfo) -> int:
    """Minutes ahead of UTC."""
    offset = moment.astimezone(rules).utcoffset() or timedelta()
    return offset // _MINUTE


def _changes(moment: datetime, until: datetime, rules: ZoneInfo) -> list[datetime]:
    """When the offset changes, to the minute: looked for day by day, then by halving the day."""
    found = []
    shown, whole_day = moment.astimezone(rules).utcoffset(), timedelta(days=1)
    while moment < until:
        day = min(moment + whole_day, until)
        later = day.astimezone(rules).utcoffset()
        if shown != later and (offset := _offset(moment, rules)) != _offset(day, rules):
            before, after = moment, day
            while after - before > _MINUTE:
                middle = before + (after - before) // _MINUTE // 2 * _MINUTE
                if _offset(middle, rules) == offset:
                    before = middle
                else:
                    after = middle
            found.append(after)
        moment, shown = day, later
    return found
