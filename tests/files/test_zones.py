"""Clocks from zones: every change to the minute, and no time that is not there or is there twice."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cisterna.files.zones import UnknownZone, UnlikelyDate, clock
from cisterna.quantities import Duration
from cisterna.therapy import ClockError


def hours(number: Fraction | int) -> Duration:
    """Elapsed hours."""
    return Duration(Fraction(number, 24))


def rules_of(zone: str) -> ZoneInfo:
    """The rules of the `tzdata` package, whatever release the machine has."""
    with files("tzdata").joinpath("zoneinfo", *zone.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file)


class TestChanges:
    def test_a_day_of_23_hours(self) -> None:
        """Denver, 2026-03-08: at 02:00 the clocks go to 03:00. From 08:00 the day before that is 18 h."""
        denver = clock(date(2026, 3, 7), "08:00", "America/Denver", days=30)
        assert denver.offsets == ((hours(0), -7 * 60), (hours(18), -6 * 60))
        assert denver.wall(hours(24)) == datetime(2026, 3, 8, 9, 0)
        assert denver.elapsed(datetime(2026, 3, 9, 0, 0)) - denver.elapsed(datetime(2026, 3, 8, 0, 0)) == hours(23)

    def test_a_day_of_25_hours(self) -> None:
        """Denver, 2026-11-01: at 02:00 the clocks go back to 01:00."""
        denver = clock(date(2026, 10, 31), "08:00", "America/Denver", days=30)
        assert denver.offsets == ((hours(0), -6 * 60), (hours(18), -7 * 60))
        assert denver.wall(hours(24)) == datetime(2026, 11, 1, 7, 0)
        assert denver.elapsed(datetime(2026, 11, 2, 0, 0)) - denver.elapsed(datetime(2026, 11, 1, 0, 0)) == hours(25)

    def test_london(self) -> None:
        """2026-10-25: at 02:00 the clocks go back to 01:00; 2027-03-28: at 01:00 they go forward."""
        london = clock(date(2026, 10, 24), "22:00", "Europe/London", days=200)
        assert london.offsets[0] == (hours(0), 60)
        assert london.offsets[1] == (hours(4), 0)
        assert london.wall(london.changes[1]) == datetime(2027, 3, 28, 2, 0)

    def test_a_zone_without_changes(self) -> None:
        """Asia/Kolkata, also under its old name, is five and a half hours ahead all year."""
        for name in ("Asia/Kolkata", "Asia/Calcutta"):
            assert clock(date(2026, 11, 23), "08:00", name).offsets == ((hours(0), 330),)

    def test_half_an_hour(self) -> None:
        """Lord Howe Island changes by 30 minutes: 2026-04-05 at 02:00 back to 01:30."""
        island = clock(date(2026, 4, 4), "02:00", "Australia/Lord_Howe", days=3)
        assert island.offsets == ((hours(0), 660), (hours(24), 630))

    @given(
        st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31)),
        st.sampled_from(["America/Denver", "Europe/London", "Asia/Kolkata", "Africa/Casablanca", "Pacific/Chatham"]),
        st.integers(0, 400 * 1440),
    )
    def test_the_table_says_what_the_zone_says(self, moment: datetime, zone: str, minutes: int) -> None:
        """At any minute of 400 days the clock shows what the zone shows by the rules in the package."""
        start = moment.replace(second=0, microsecond=0)
        try:
            made = clock(start.date(), f"{start:%H:%M}", zone)
        except ClockError:
            return
        there = rules_of(zone)
        later = start.replace(tzinfo=there).astimezone(UTC) + timedelta(minutes=minutes)
        assert made.wall(Duration(Fraction(minutes, 1440))) == later.astimezone(there).replace(tzinfo=None)


class TestRefusals:
    @pytest.mark.parametrize(
        ("on", "at", "zone", "says"),
        [
            (date(2026, 3, 8), "02:30", "America/Denver", "2026-03-08 02:30 does not exist in America/Denver"),
            (date(2026, 3, 8), "02:00", "America/Denver", "2026-03-08 02:00 does not exist in America/Denver"),
            (date(2026, 11, 1), "01:00", "America/Denver", "2026-11-01 01:00 comes twice in America/Denver"),
            (date(2026, 11, 1), "01:59", "America/Denver", "2026-11-01 01:59 comes twice in America/Denver"),
            (date(2026, 3, 29), "01:30", "Europe/London", "2026-03-29 01:30 does not exist in Europe/London"),
            (date(2026, 10, 25), "01:30", "Europe/London", "2026-10-25 01:30 comes twice in Europe/London"),
        ],
    )
    def test_a_start_that_is_not_one_moment(self, on: date, at: str, zone: str, says: str) -> None:
        """It is refused, not moved."""
        with pytest.raises(ClockError, match=says):
            clock(on, at, zone)

    @pytest.mark.parametrize(
        ("on", "at", "zone"),
        [
            (date(2026, 3, 8), "01:59", "America/Denver"),
            (date(2026, 3, 8), "03:00", "America/Denver"),
            (date(2026, 11, 1), "00:59", "America/Denver"),
            (date(2026, 11, 1), "02:00", "America/Denver"),
        ],
    )
    def test_the_minutes_on_either_side_are_taken(self, on: date, at: str, zone: str) -> None:
        """The refusal ends where the gap ends."""
        assert f"{clock(on, at, zone).start:%H:%M}" == at

    @pytest.mark.parametrize(
        ("zone", "says"),
        [
            ("Denver", "'Denver' is not a time zone. Did you mean America/Denver?"),
            ("america/denver", "'america/denver' is not a time zone. Did you mean America/Denver?"),
            ("America/New York", "Did you mean America/New_York?"),
            ("Europe/Lodnon", "Did you mean Europe/London or Europe/Lisbon?"),
            ("", "'' is not a time zone. Write continent and city, for example America/Denver."),
            ("../../etc/passwd", "'../../etc/passwd' is not a time zone. Write continent and city"),
            ("America", "'America' is not a time zone."),
            ("/etc/localtime", "'/etc/localtime' is not a time zone."),
        ],
    )
    def test_a_zone_nobody_knows(self, zone: str, says: str) -> None:
        """The nearest names are shown; what looks like a path is a name nobody knows."""
        with pytest.raises(UnknownZone) as caught:
            clock(date(2026, 11, 23), "08:00", zone)
        assert says in str(caught.value)

    @pytest.mark.parametrize("on", [date(1, 1, 1), date(1989, 12, 31), date(2200, 1, 1), date(9999, 12, 31)])
    def test_a_date_out_of_this_world(self, on: date) -> None:
        """Dates at which the arithmetic of calendars ends are refused long before."""
        with pytest.raises(UnlikelyDate, match="Correct the year"):
            clock(on, "08:00", "America/Denver")


def test_the_table_of_the_machine_is_not_read() -> None:
    """A machine without time zones, or with others, gives the same clock."""
    script = (
        "from datetime import date; from cisterna.files.zones import clock; import zoneinfo; "
        "assert zoneinfo.TZPATH == (); print(clock(date(2026, 11, 23), '08:00', 'America/Denver'))"
    )
    result = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONTZPATH": "", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == str(clock(date(2026, 11, 23), "08:00", "America/Denver"))
