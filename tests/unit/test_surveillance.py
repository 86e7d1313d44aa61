"""Watch windows hang on the tip, looks follow the strictest ladder, and staffed hours decide when to refill."""

from __future__ import annotations

from datetime import datetime, time

from hypothesis import given
from hypothesis import strategies as st

from cisterna.quantities import Duration
from cisterna.surveillance import Ladder, StaffedHours, arrival_window, refill_window, rows, staffed_starts
from cisterna.therapy import Clock

WEEKDAYS = StaffedHours((0, 1, 2, 3, 4), time(7), time(19))
MONDAY = Clock("test zone", datetime(2026, 11, 23, 8), ((Duration(0), -420),))


def hours(number: int) -> Duration:
    return Duration.parse(f"{number} h")


SEED = Ladder(((hours(12), hours(2)), (hours(24), hours(4))))
STRICT = Ladder(((hours(12), hours(1)), (hours(24), hours(2)), (hours(48), hours(4))))


def test_the_arrival_window_covers_the_whole_range_and_a_day_more() -> None:
    window = arrival_window(hours(44), hours(58), margin=hours(3), hours=hours(24))
    assert (window.start, window.until) == (hours(44 - 3), hours(58 + 24))


@given(st.integers(0, 200), st.integers(0, 100), st.integers(0, 20), st.integers(1, 72))
def test_the_arrival_window_is_rounded_outward(earliest: int, more: int, margin: int, length: int) -> None:
    first, last = hours(earliest) * 7 / 5, hours(earliest + more) * 7 / 5
    window = arrival_window(first, last, margin=hours(margin), hours=hours(length))
    assert window.start <= first
    assert window.until >= last + hours(length)
    assert (window.start.value * 48).denominator == (window.until.value * 48).denominator == 1


def test_looks_follow_the_strictest_ladder_and_count_from_the_latest_arrival() -> None:
    """Hourly until 12 h after the latest arrival, then two-hourly: (22 - 10) + (12 / 2) + 1 looks."""
    window = arrival_window(hours(10), hours(10), margin=hours(0), hours=hours(24))
    looks = rows([window], [SEED, STRICT])
    assert len(looks) == (22 - 10) + (34 - 22) // 2 + 1
    assert looks[0].at == hours(10)
    assert looks[-1].at == hours(34)


def test_before_the_latest_arrival_the_first_interval_holds() -> None:
    window = arrival_window(hours(10), hours(30), margin=hours(0), hours=hours(24))
    before = [row for row in rows([window], [SEED]) if row.at < hours(30)]
    assert [row.at for row in before] == [hours(hour) for hour in range(10, 30, 2)]


def test_where_windows_overlap_each_look_comes_once() -> None:
    windows = [refill_window(hours(0), hours(8)), arrival_window(hours(4), hours(5), margin=hours(0), hours=hours(24))]
    looks = rows(windows, [STRICT])
    assert len({row.at for row in looks}) == len(looks)
    assert [row.at for row in looks] == sorted((row.at for row in looks), key=lambda at: at.value)


def test_a_refill_that_puts_the_arrival_inside_staffed_hours() -> None:
    """Arrival 44 to 50 h after the refill: from Monday 11:00, 44 h later is Wednesday 07:00 and 50 h later 13:00."""
    delays = staffed_starts(hours(44), hours(50), WEEKDAYS, MONDAY)
    assert delays[0] == hours(3)
    for delay in delays:
        assert WEEKDAYS.covers(MONDAY.wall(delay + hours(44)), MONDAY.wall(delay + hours(50)))


def test_a_range_wider_than_a_staffed_day_has_no_such_refill() -> None:
    assert staffed_starts(hours(44), hours(58), WEEKDAYS, MONDAY) == ()
