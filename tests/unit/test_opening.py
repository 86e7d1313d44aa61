"""The days on which a clinic is open: an appointment moves to an earlier one, never to a later one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cisterna.surveillance import is_open, last_open_day

WEEKDAYS = (0, 1, 2, 3, 4)
CHRISTMAS = (date(2026, 12, 24), date(2026, 12, 25))
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "closed", "expected"),
    [
        (date(2026, 12, 23), CHRISTMAS, date(2026, 12, 23)),
        (date(2026, 12, 25), CHRISTMAS, date(2026, 12, 23)),
        (date(2026, 12, 27), CHRISTMAS, date(2026, 12, 23)),
        (date(2026, 12, 27), (), date(2026, 12, 25)),
        (date(2027, 1, 3), (date(2027, 1, 1),), date(2026, 12, 31)),
    ],
)
def test_a_closed_day_gives_way_to_the_open_day_before_it(day: date, closed: tuple[date, ...], expected: date) -> None:
    """Weekends and holidays are passed over backward, across them and across the year."""
    assert last_open_day(day, closed, WEEKDAYS) == expected


@given(day=DAYS, closed=st.lists(DAYS, max_size=20), staffed=st.sets(st.integers(0, 6), min_size=1))
def test_it_is_open_and_no_open_day_lies_between(day: date, closed: list[date], staffed: set[int]) -> None:
    """What comes back is open, not after the day asked for, and every day that was passed over is closed."""
    found = last_open_day(day, closed, staffed)
    passed = [found + timedelta(days=n) for n in range(1, (day - found).days + 1)]
    assert found <= day
    assert is_open(found, closed, staffed)
    assert not any(is_open(each, closed, staffed) for each in passed)


def test_without_a_staffed_day_there_is_none() -> None:
    """A clinic that is never staffed has no open day, and that is said."""
    with pytest.raises(ValueError, match="no day of the week is staffed, so there is no open day: name one in staffed"):
        last_open_day(date(2026, 12, 23), (), ())
