"""The refill is booked on an open day before whatever ends the fill first, on the calendar of the clinic."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cisterna.consult import Offer, consult
from cisterna.consult.booking import Booking, booking
from cisterna.consult.change import consult_change
from cisterna.desk import open_knowledge
from cisterna.files.zones import clock
from cisterna.knowledge import Policy
from cisterna.papers.dates import date_lines, end_lines
from cisterna.papers.words import Words
from cisterna.quantities import Duration, Mass, Volume
from cisterna.reasons import Force
from cisterna.surveillance import is_open, staffed_starts
from cisterna.surveillance.schedule import StaffedHours
from cisterna.therapy import Bridge, Call, Case, Clock, PatientBolus, Plan, Refill, Reprogram
from cisterna.transition import Candidate
from consult.cases import case as case_of
from consult.cases import consulted

F = Fraction
DAY = Duration(1)
KNOWLEDGE = open_knowledge()
POLICY = KNOWLEDGE.policy
SEED = "A-powder-hydromorphone-0.05"
FAST = F("1.145")
WEEKDAYS = (0, 1, 2, 3, 4)


def booked(case: Case, *, holidays: tuple[date, ...] = (), **changed: object) -> tuple[Offer, Booking]:
    """The seed's first plan under a house policy with these holidays."""
    policy = replace(POLICY, holidays=holidays, **changed)  # type: ignore[arg-type]
    assert case.request is not None
    knowledge = copy(KNOWLEDGE)
    knowledge.policy = policy
    found = consult(case, case.request, knowledge, on=case.on).offer(SEED)
    assert found.booking is not None
    return found, found.booking


def seed_on(day: date, at: str = "08:00", zone: str = "America/Denver") -> Case:
    """The seed's case on another day."""
    return replace(case_of("seed.toml"), clock=clock(day, at, zone))


def again(offer: Offer, case: Case, **programmed: object) -> Booking:
    """The dates of the same fill with another program."""
    steps = []
    for step in offer.candidate.plan.steps:
        if isinstance(step, Reprogram):
            step = replace(step, program=replace(step.program, **programmed))  # type: ignore[arg-type]
        steps.append(step)
    candidate = offer.candidate._replace(plan=Plan(tuple(steps)))
    return of(candidate, case.clock)


def of(candidate: Candidate, time: Clock, *, policy: Policy = POLICY, alarm: str = "2 mL") -> Booking:
    """The dates of a candidate's fill in the seed's pump."""
    assert candidate.dates is not None
    return booking(
        candidate.dates, time, policy, name=candidate.id, typed=candidate.refill.volume, flow=candidate.flow,
        program=candidate.program, alarm=Volume.parse(alarm), unusable=Volume.parse("1.4 mL"), fastest=FAST,
    )  # fmt: skip


def test_what_ends_the_fill_of_the_seed() -> None:
    """38.6 mL at 0.15 mL/day: 36.6 / 0.15 = 244 days to the alarm, 37.2 / 0.15 = 248 to the residual bound."""
    found = consulted("seed.toml").offer(SEED).booking
    assert found is not None
    flow = F("0.15")
    assert [(end.what, end.at, end.when) for end in found.ends] == [
        ("mixture", 30 * DAY, "as far as evidence or the house limit goes"),
        ("published refill interval of hydromorphone", 90 * DAY, "each drug alone, as a source has it"),
        ("low-reservoir alarm", F("36.6") / (flow * FAST) // 1 * DAY, "with the pump at its fastest"),
        ("reservoir empty", F("37.2") / (flow * FAST) // 1 * DAY, "with the pump at its fastest"),
        ("low-reservoir alarm", 244 * DAY, "as commanded"),
        ("reservoir empty", 248 * DAY, "as commanded"),
    ]
    assert (found.left, found.left_fast) == (F("0.6") / flow // 1 * DAY, F("0.6") / (flow * FAST) // 1 * DAY)
    assert (found.typed, found.due, found.day) == (Volume.parse("38.6 mL"), (30 - 7) * DAY, date(2026, 12, 16))


def test_the_lines_word_for_word() -> None:
    """By when and why, what ends the fill, what the alarm rests on, and in which zone."""
    found = consulted("seed.toml")
    offer, words = found.offer(SEED), Words(KNOWLEDGE.catalogue, found.case.clock)
    assert date_lines(offer.booking, words) == [
        "book the refill by Wed 2026-12-16; what ends first is the mixture, on Wed 2026-12-23 (as far as evidence or "
        "the house limit goes)",
        "low-reservoir alarm Sun 2027-07-25 (calculated by the pump, not measured); with the pump at its fastest Thu "
        "2027-06-24",
    ]
    assert end_lines(offer.booking, words) == [
        "earliest first: mixture Wed 2026-12-23 (as far as evidence or the house limit goes); published refill "
        "interval of HYDROmorphone Sun 2027-02-21 (each drug alone, as a source has it); low-reservoir alarm Thu "
        "2027-06-24 (with the pump at its fastest); reservoir empty Sun 2027-06-27 (with the pump at its fastest); "
        "low-reservoir alarm Sun 2027-07-25 (as commanded); reservoir empty Thu 2027-07-29 (as commanded); no patient "
        "bolus is programmed that could make it earlier",
        "7 days are kept before the first of them",
        "the pump calculates the alarm from the reservoir volume that will be typed, 38.6 mL, and measures nothing",
        "between alarm and residual bound 4 days are left as commanded, 3 days at the worst",
        "all dates and times are those on the wall in America/Denver",
    ]


@pytest.mark.parametrize(
    ("refill", "holidays", "expected", "passed"),
    [
        (date(2026, 11, 23), (), date(2026, 12, 16), ()),
        (date(2026, 11, 23), (date(2026, 12, 16),), date(2026, 12, 15), ((date(2026, 12, 16), "a holiday"),)),
        (
            date(2026, 11, 27),
            (date(2026, 12, 18),),
            date(2026, 12, 17),
            (
                (date(2026, 12, 20), "not a staffed day"),
                (date(2026, 12, 19), "not a staffed day"),
                (date(2026, 12, 18), "a holiday"),
            ),
        ),
    ],
)
def test_a_closed_day_gives_way_to_an_earlier_one(
    refill: date, holidays: tuple[date, ...], expected: date, passed: tuple[tuple[date, str], ...]
) -> None:
    """23 days after the refill, or the open day before; each day passed over is named, and so the plan's own step."""
    offer, found = booked(seed_on(refill), holidays=holidays)
    assert (found.day, found.closed) == (expected, passed)
    [call] = [step for step in offer.plan.steps if isinstance(step, Call)]
    assert call.at == found.at
    assert seed_on(refill).clock.wall(call.at).date() == expected


def test_a_moved_appointment_is_said() -> None:
    """The screen names the days that were passed over and why."""
    case = seed_on(date(2026, 11, 27))
    offer, _ = booked(case, holidays=(date(2026, 12, 18),))
    assert date_lines(offer.booking, Words(KNOWLEDGE.catalogue, case.clock))[1] == (
        "moved to an earlier open day: Sun 2026-12-20 (not a staffed day), Sat 2026-12-19 (not a staffed day), Fri "
        "2026-12-18 (a holiday)"
    )


def test_without_an_open_day_there_is_no_appointment_and_that_is_said() -> None:
    """A clinic that is closed until then cannot book it: no step pretends that it could, and the plan is not clear."""
    case = seed_on(date(2026, 11, 23))
    closed = tuple(date(2026, 11, 23) + timedelta(days=n) for n in range(60))
    offer, found = booked(case, holidays=closed)
    assert (found.day, found.at) == (None, None)
    assert [step for step in offer.plan.steps if isinstance(step, Call)] == []
    lines = date_lines(offer.booking, Words(KNOWLEDGE.catalogue, case.clock))
    assert lines[0].startswith(
        "NO OPEN DAY to book the refill on: it is due by Wed 2026-12-16, and no open day lies between the fill and "
        "then; what ends first is the mixture, on Wed 2026-12-23"
    )
    assert lines[1] == "the day of this fill is itself no open day in the house policy"
    [finding] = [each for each in offer.judgement.findings if each.code == "no-open-day-for-refill"]
    assert (finding.force, finding.values["due"]) == (Force.SOFT, Duration(23))
    assert offer.verdict.name == "NeedsOverride"


@pytest.mark.parametrize(
    ("refill", "at", "zone", "due", "ends"),
    [
        # Denver: clocks go back on 2026-11-01 and forward on 2027-03-14; Sydney the other way round.
        (date(2026, 10, 26), "08:00", "America/Denver", date(2026, 11, 18), "Wed 2026-11-25 07:00"),
        (date(2027, 3, 1), "08:00", "America/Denver", date(2027, 3, 24), "Wed 2027-03-31 09:00"),
        (date(2026, 9, 21), "08:00", "Australia/Sydney", date(2026, 10, 14), "Wed 2026-10-21 09:00"),
        (date(2026, 10, 26), "16:30", "Europe/Berlin", date(2026, 11, 18), "Wed 2026-11-25 16:30"),
    ],
)
def test_a_change_of_the_clocks_moves_no_day(refill: date, at: str, zone: str, due: date, ends: str) -> None:
    """30 days are 720 h in the pump: the date is the same, the hour on the wall another; the visit keeps its own."""
    case = seed_on(refill, at, zone)
    _, found = booked(case)
    words = Words(KNOWLEDGE.catalogue, case.clock)
    assert (found.due_day, found.day) == (due, due)
    assert words.when(found.first.at) == ends
    assert found.at is not None
    assert words.when(found.at) == f"{due:%a %Y-%m-%d} {at}"


def test_a_time_that_comes_twice_is_named() -> None:
    """On the day on which clocks go back, the hour that is shown twice says which of the two is meant."""
    words = Words(KNOWLEDGE.catalogue, clock(date(2026, 10, 31), "08:00", "America/Denver"))
    hour = DAY / 24
    assert [words.when(hour * n) for n in (16, 17, 18, 19)] == [
        "Sun 2026-11-01 00:00",
        "Sun 2026-11-01 01:00 (the first of two: clocks go back)",
        "Sun 2026-11-01 01:00 (the second of two: clocks go back)",
        "Sun 2026-11-01 02:00",
    ]


def test_an_appointment_is_at_a_time_that_there_is() -> None:
    """Opening at an hour that the clocks jump over is no time: the refill's own is taken."""
    from datetime import time

    case = seed_on(date(2027, 2, 19), "02:30")
    offer, found = booked(
        case, staffed_days=tuple(range(7)), staffed_from=time(1, 15), staffed_until=time(17), booking_margin=Duration(7)
    )
    assert found.due_day == date(2027, 3, 14)
    assert found.at is not None
    assert case.clock.wall(found.at).isoformat(" ") == "2027-03-14 01:15:00"
    assert offer.plan.steps


def test_all_patient_boluses_used_and_the_pump_at_its_fastest() -> None:
    """Four boluses of 20 mcg at 2,000 mcg/mL are 4 * 0.01 = 0.04 mL/day more: 36.6 / ((0.15 + 0.04) * 1.145)."""
    case = case_of("seed.toml")
    found = again(consulted("seed.toml").offer(SEED), case, patient_bolus=PatientBolus(Mass(20), 4))
    when = {(end.what, end.when): end.at for end in found.ends}
    flow, more = F("0.15"), F("0.04")
    alarm = "low-reservoir alarm"
    assert when[alarm, "as commanded"] == 244 * DAY
    assert when[alarm, "with all patient boluses used"] == F("36.6") / (flow + more) // 1 * DAY
    worst = "with all patient boluses used and the pump at its fastest"
    assert when[alarm, worst] == F("36.6") / ((flow + more) * FAST) // 1 * DAY
    assert found.left_fast == F("0.6") / ((flow + more) * FAST) // 1 * DAY


def test_a_bridge_that_runs_faster_than_the_program_counts() -> None:
    """3 mL in a day where the program moves 0.15: 2.85 mL more are gone, (36.6 - 2.85) / 0.15 = 225 days."""
    case = case_of("seed.toml")
    found = again(consulted("seed.toml").offer(SEED), case, bridge=Bridge(Volume(3), DAY))
    when = {(end.what, end.when): end.at for end in found.ends}
    assert when["low-reservoir alarm", "as commanded"] == (F("36.6") - F("2.85")) / F("0.15") // 1 * DAY


def test_where_the_alarm_leaves_no_day() -> None:
    """An alarm at the residual bound: nobody is told to wait for it."""
    case = case_of("seed.toml")
    offer = consulted("seed.toml").offer(SEED)
    found = of(offer.candidate, case.clock, alarm="1.5 mL")
    assert found.left_fast == Duration(0)
    assert end_lines(found, Words(KNOWLEDGE.catalogue, case.clock))[-2] == (
        "less than a day is left between alarm and residual bound at the worst: do not wait for the alarm"
    )


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@settings(max_examples=200, deadline=None)
@given(
    refill=days,
    hour=st.sampled_from(["00:15", "07:30", "08:00", "12:00", "23:45"]),
    zone=st.sampled_from(["America/Denver", "Australia/Sydney", "Europe/Berlin", "Asia/Kolkata"]),
    holidays=st.lists(days, max_size=40),
    staffed=st.sets(st.integers(0, 6), min_size=1),
    margin=st.integers(0, 40),
)
def test_an_appointment_never_lands_on_a_closed_day(
    refill: date, hour: str, zone: str, holidays: list[date], staffed: set[int], margin: int
) -> None:
    """Open, after the refill, no later than due, before the fill ends: or there is none."""
    policy = replace(POLICY, holidays=tuple(holidays), staffed_days=tuple(staffed), booking_margin=Duration(margin))
    time = clock(refill, hour, zone)
    found = of(consulted("seed.toml").offer(SEED).candidate, time, policy=policy)
    assert (found.day is None) == (found.at is None)
    if found.day is None or found.at is None:
        passed = {day for day, _ in found.closed}
        later = [refill + timedelta(days=n) for n in range(1, (found.due_day - refill).days + 1)]
        assert all(not is_open(day, holidays, staffed) or day in passed for day in later)
        return
    assert time.wall(found.at).date() == found.day
    assert is_open(found.day, holidays, staffed)
    assert refill < found.day <= found.due_day
    assert found.at <= found.first.at


def test_no_arrival_is_put_on_a_holiday() -> None:
    """A refill whose arrival range would lie in staffed hours, were it no holiday, is not offered."""
    from datetime import time

    start = clock(date(2026, 11, 23), "08:00", "America/Denver")
    early, late = Duration(2), Duration(2) + DAY / 24
    open_all = StaffedHours(WEEKDAYS, time(7), time(19))
    closed = open_all._replace(closed=(date(2026, 11, 25), date(2026, 11, 26)))
    assert staffed_starts(early, late, open_all, start)[0] == Duration(0)
    for delay in staffed_starts(early, late, closed, start):
        for at in (delay, delay + early, delay + late):
            assert is_open(start.wall(at).date(), closed.closed, WEEKDAYS)


def test_the_refill_of_a_plan_is_still_its_first_step() -> None:
    """Booking adds a step and changes none."""
    offer = consulted("seed.toml").offer(SEED)
    assert isinstance(offer.plan.steps[0], Refill)
    assert offer.candidate.dates is not None
    assert offer.booking is not None
    assert offer.candidate.dates.book_by == offer.booking.due


def test_a_plain_refill_is_booked_on_an_open_day_as_well() -> None:
    """206 days after 2026-11-23 is Thursday 2027-06-17; where that is a holiday it is the Wednesday before."""
    case = case_of("changes/refill.toml")
    assert case.request is not None
    knowledge = copy(KNOWLEDGE)
    knowledge.policy = replace(POLICY, holidays=(date(2027, 6, 17),))
    [way, *_] = consult_change(case, case.request, knowledge, on=case.on).ways
    assert way.booking is not None
    assert (way.booking.due, way.booking.due_day, way.booking.day) == (206 * DAY, date(2027, 6, 17), date(2027, 6, 16))
    [call] = [step for step in way.plan.steps if isinstance(step, Call)]
    assert case.clock.wall(call.at).date() == date(2027, 6, 16)
