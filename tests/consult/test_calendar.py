"""The calendar of a plan, as two independent readers have it."""

from __future__ import annotations

import re
import warnings
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from cisterna.consult import Consultation
from cisterna.desk import open_case, run
from cisterna.papers.calendar import calendar, entries
from cisterna.quantities import Duration
from consult.cases import FOLDER, consulted, knowledge

icalendar = pytest.importorskip("icalendar", reason="calendars need the extra: pip install 'cisterna[papers]'")

ZONES = ("America/Denver", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns")


@cache
def moved(zone: str, on: str) -> Consultation:
    """The example with the bridge at another place and time of the year."""
    text = (FOLDER / "seed-vials.toml").read_text("utf-8")
    text = text.replace("America/Denver", zone).replace('on = "2026-11-23"', f'on = "{on}"')
    return run(open_case(text, "moved.toml", knowledge()), knowledge())


def made(found: Consultation, **more: Any) -> str:
    """The file of the best plan."""
    return calendar(found.case.clock, found.program, found.offers[0], **more)


def by_icalendar(text: str) -> dict[str, tuple[Any, Any]]:
    """Title, start and end of every event as `icalendar` reads them, times in UTC."""
    read = icalendar.Calendar.from_ical(text)
    return {str(each["SUMMARY"]): (_utc(each.start), _utc(each.end)) for each in read.walk("VEVENT")}


def by_vobject(text: str) -> dict[str, tuple[Any, Any]]:
    """The same as `vobject` reads them: from the zone in the file itself."""
    vobject = pytest.importorskip("vobject", reason="the second reader is vobject")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, about the standard library
        zones = vars(vobject.icalendar)["__tzidMap"]  # it keeps zones by name from file to file: each file its own
        before = dict(zones)
        read = vobject.readOne(text)
        zones.clear()
        zones.update(before)
    found = {}
    for each in read.vevent_list:
        start = each.dtstart.value
        found[each.summary.value] = (_utc(start), _utc(each.dtend.value if hasattr(each, "dtend") else start))
    return found


def _utc(value: date | datetime) -> date | datetime:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def expected(found: Consultation) -> dict[str, tuple[Any, Any]]:
    """What the plan says, worked out from elapsed time alone."""
    clock = found.case.clock
    zero = (clock.start - timedelta(minutes=clock.offsets[0][1])).replace(tzinfo=UTC)

    def moment(elapsed: Duration) -> datetime:
        return zero + timedelta(minutes=round(elapsed.value * 1440))

    wanted: dict[str, tuple[Any, Any]] = {}
    for each in entries(found.offers[0], clock):
        if each.whole_day:
            day = clock.wall(each.start).date()
            wanted[each.title] = (day, day + timedelta(days=1))
        else:
            wanted[each.title] = (moment(each.start), moment(each.end or each.start))
    return wanted


@pytest.mark.parametrize("on", ["2026-11-23", "2026-10-30", "2027-03-11", "2027-03-26", "2027-04-02"])
@pytest.mark.parametrize("zone", ZONES)
def test_two_readers_see_what_the_plan_says(zone: str, on: str) -> None:
    """In any zone, over every change of the clocks: the same moments, from the library's zones and from the file's."""
    found = moved(zone, on)
    text, wanted = made(found), expected(found)
    assert len(wanted) >= 7
    assert by_icalendar(text) == wanted
    assert by_vobject(text) == wanted


def test_every_date_of_the_plan_is_in_it() -> None:
    """Visit, both watches, arrival, appointment, end of the fill, alarm twice; the order where its date is known."""
    found = consulted("seed.toml")
    days = [date(2026, 12, 3), date(2026, 11, 18)]
    kinds = [each.kind for each in entries(found.offers[0], found.case.clock, days[:1])]
    assert kinds == [
        "visit",
        "watch-refill",
        "watch-arrival",
        "arrival",
        "order-by",
        "appointment",
        "fill-ends",
        "alarm-earliest",
        "alarm",
    ]
    booking = found.offers[0].booking
    assert booking is not None
    read = by_icalendar(made(found, orders=days))
    assert read["Pump: refill appointment, last open day"][0] == booking.day
    assert read["Pump: order the fill, last day"] == (date(2026, 12, 3), date(2026, 12, 4))
    assert len(read) == len(kinds)  # a day before the case is not written


@pytest.mark.parametrize("name", ["seed.toml", "seed-vials.toml", "tolerant-morphine-300.toml"])
def test_no_drug_is_named(name: str) -> None:
    """In no title, and in nothing else either."""
    text = re.sub(r"\r\n ", "", made(consulted(name))).lower()
    names = {name for drug in knowledge().catalogue.drugs for name in (drug.id.lower(), drug.name.lower())}
    assert {"baclofen", "hydromorphone", "morphine"} <= names
    assert [name for name in names if name in text] == []


def test_the_same_plan_gives_the_same_bytes_and_ids() -> None:
    """Ids come from the plan, the time stamp from the case; another plan has other ids."""
    text, again = made(consulted("seed.toml")), made(consulted("seed.toml"))
    assert text == again
    ids = re.findall(r"UID:(\S+)", text)
    assert (len(ids), len(set(ids))) == (8, 8)
    assert not set(ids) & set(re.findall(r"UID:(\S+)", made(consulted("seed-vials.toml"))))
    assert set(re.findall(r"DTSTAMP:(\S+)", text)) == {"20261123T150000Z"}
    assert re.findall(r"SEQUENCE:(\d+)", text) == ["0"] * 8


def test_every_event_reminds_and_is_private() -> None:
    """An alarm each, before the start; no event is shown to others."""
    read = icalendar.Calendar.from_ical(made(consulted("seed.toml")))
    events = read.walk("VEVENT")
    assert {str(event["CLASS"]) for event in events} == {"PRIVATE"}
    triggers = [[alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] for event in events]
    assert all(len(found) == 1 and found[0] < timedelta(0) for found in triggers)


def test_the_file_is_of_the_form_that_the_standard_wants() -> None:
    """Line ends, lengths of lines, one zone, version."""
    text = made(consulted("seed.toml"))
    lines = text.split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert [line for line in lines if len(line.encode()) > 75 or "\n" in line] == []
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "VERSION:2.0" in lines


def test_a_plan_without_dates_still_has_its_visit() -> None:
    """Where the dates are not known, what is known stands in the calendar."""
    offer = consulted("no-tubing-volume.toml").offers[0]
    kinds = [each.kind for each in entries(offer, consulted("no-tubing-volume.toml").case.clock)]
    assert kinds[:2] == ["visit", "watch-refill"]
    assert "arrival" not in kinds


def test_a_time_that_comes_twice_is_written_in_universal_time() -> None:
    """In the hour in which the clocks go back, a time of day would be two moments."""
    found = moved("Europe/Berlin", "2026-10-23")
    from cisterna.papers import calendar as module  # the function that writes one time

    twice = found.case.clock.changes[0] + Duration(1) / 48
    event = icalendar.Event()
    entry = module.Entry("visit", "Visit", "", twice)
    module._put(event, "dtstart", twice, entry, found.case.clock)
    assert event.to_ical().decode().splitlines()[1] == "DTSTART:20261025T013000Z"
