"""A plan file says what the plan is, and the other way round, exactly."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from cisterna.files.case import read_case
from cisterna.files.plan import STEPS, read_plan, write_plan
from cisterna.files.toml import FileProblems
from cisterna.files.zones import DAYS, clock
from cisterna.quantities import Concentration, DoseRate, Duration, Mass, Volume
from cisterna.therapy import (
    AspiratePort,
    Bolus,
    Bridge,
    Call,
    Case,
    Flex,
    FlexStep,
    Mixture,
    Observe,
    PatientBolus,
    Plan,
    Prime,
    Program,
    Refill,
    Reprogram,
    Rinse,
    SimpleContinuous,
    Step,
    Stop,
)
from files import sample

CASE = read_case(sample.CASE)
MIX = Mixture({"baclofen": Concentration(1935), "hydromorphone": Concentration(322)})


def at(text: str) -> Duration:
    """A time on the case's clock."""
    return CASE.clock.elapsed(datetime.fromisoformat(text))


def plan_of(steps: str, case: Case = CASE) -> Plan:
    """A plan file with these steps, read."""
    return read_plan('schema = "cisterna.plan/1"\n' + steps, "plan.toml", case)


def problems_of(steps: str, case: Case = CASE) -> list[str]:
    """What is wrong with it."""
    with pytest.raises(FileProblems) as caught:
        plan_of(steps, case)
    return [str(problem) for problem in caught.value.problems]


class TestReading:
    def test_the_sample(self) -> None:
        """Every step, with its time and content."""
        refill, program, observe, call = read_plan(sample.PLAN, "plan.toml", CASE).steps
        assert refill == Refill(Duration(0), Volume.parse("38.6 mL"), MIX, "residual")
        bridge = Bridge(Volume.parse("0.312 mL"), Duration.parse("49 h 55 min"))
        assert program == Reprogram(
            Duration.parse("10 min"), Program("baclofen", MIX, SimpleContinuous(DoseRate(300)), bridge=bridge)
        )
        assert observe == Observe(at("2026-11-25 03:30"), at("2026-11-26 19:30"))
        assert call == Call(Duration.parse("2000 h"), "refill appointment")

    @pytest.mark.parametrize("line", ["", 'withdraw_to = "2 mL"', 'withdraw_to = "residual"'])
    def test_what_stays_behind(self, line: str) -> None:
        """Left out: nothing is withdrawn."""
        step = f'[[step]]\ndo = "refill"\nat = "2026-11-23 08:00"\n{line}\nfill = {{ volume = "20 mL" }}\n'
        expected = {"": None, 'withdraw_to = "2 mL"': Volume(2)}.get(line, "residual")
        assert plan_of(step).steps == (Refill(Duration(0), Volume(20), Mixture({}), expected),)  # type: ignore[arg-type]

    def test_after_counts_from_the_first_step(self) -> None:
        """And in the first step itself, from the moment of the case."""
        steps = '[[step]]\ndo = "stop"\nat = "2026-11-23 10:00"\n[[step]]\ndo = "stop"\nafter = "24 h"\n'
        assert [step.at for step in plan_of(steps).steps] == [Duration.parse("2 h"), Duration.parse("26 h")]
        assert [step.at for step in plan_of('[[step]]\ndo = "stop"\nafter = "2 h"\n').steps] == [Duration.parse("2 h")]

    def test_a_watch_may_say_how_long(self) -> None:
        """`from` or `after`, `until` or `for`."""
        steps = '[[step]]\ndo = "observe"\nafter = "2 h"\nfor = "24 h"\nplace = "ward"\n'
        assert plan_of(steps).steps == (Observe(Duration.parse("2 h"), Duration.parse("26 h"), "ward"),)

    def test_dates_as_toml_has_them(self) -> None:
        """Without quotes, with a T, without."""
        for text in ("2026-11-23 08:00:00", "2026-11-23T08:00:00", '"2026-11-23T08:00"'):
            assert plan_of(f'[[step]]\ndo = "stop"\nat = {text}\n').steps == (Stop(Duration(0)),)

    @pytest.mark.parametrize("word", sorted(STEPS))
    def test_every_step_needs_its_time(self, word: str) -> None:
        """Whatever it does."""
        assert "says when this step is" in problems_of(f'[[step]]\ndo = "{word}"\n')[0]

    def test_a_first_step_without_a_time_does_not_put_the_blame_on_the_next(self) -> None:
        """One mistake, one problem."""
        steps = '[[step]]\ndo = "stop"\nat = "8 am"\n[[step]]\ndo = "stop"\nafter = "24 h"\n'
        assert problems_of(steps) == [
            "plan.toml:4  step[0].at: '8 am' is not a date and a time to the minute. "
            'Write, for example, "2026-11-23 08:00".'
        ]

    def test_a_plan_without_steps(self) -> None:
        """Is not one."""
        assert problems_of("") == [
            "plan.toml:1  there is no step. Write a [[step]] section for each thing that is done."
        ]

    def test_a_controller_has_to_be_spoken_of(self) -> None:
        """Where the patient can give boluses, leaving the line out would switch them off in silence."""
        held = replace(CASE, system=replace(CASE.system, patient_controller="present"))
        silent = sample.PLAN.replace('patient_bolus = "none"\n', "")
        assert read_plan(silent, "plan.toml", CASE) == read_plan(sample.PLAN, "plan.toml", CASE)
        with pytest.raises(FileProblems, match="does not say whether it may give boluses"):
            read_plan(silent, "plan.toml", held)


class TestClocksThatChange:
    """Denver: 2026-03-08 has no 02:30, 2026-11-01 has 01:30 twice."""

    SPRING = replace(CASE, clock=clock(date(2026, 3, 7), "08:00", "America/Denver"))
    AUTUMN = replace(CASE, clock=clock(date(2026, 10, 31), "08:00", "America/Denver"))

    def test_a_time_that_is_not_there(self) -> None:
        """It is not moved."""
        assert problems_of('[[step]]\ndo = "stop"\nat = "2026-03-08 02:30"\n', self.SPRING) == [
            "plan.toml:4  step[0].at: 2026-03-08 02:30 does not exist in America/Denver: "
            "the clocks go forward over it. Write a time before or after the gap."
        ]

    def test_a_time_that_is_there_twice(self) -> None:
        """'after' says which."""
        assert problems_of('[[step]]\ndo = "stop"\nat = "2026-11-01 01:30"\n', self.AUTUMN) == [
            "plan.toml:4  step[0].at: 2026-11-01 01:30 comes twice in America/Denver: the clocks go back over it. "
            "Write 'after' with elapsed hours instead."
        ]

    @pytest.mark.parametrize(
        ("after", "shown"), [("17 h 30 min", "01:30"), ("18 h 30 min", "01:30"), ("20 h", "03:00")]
    )
    def test_an_ambiguous_time_is_written_as_elapsed(self, after: str, shown: str) -> None:
        """What the clock shows twice is written so that it is read as the one that was meant."""
        plan = Plan((Stop(Duration.parse(after)),))
        text = write_plan(plan, self.AUTUMN)
        assert (f'after = "{after}"  # about 2026-11-01 {shown}' in text) == (shown == "01:30")
        assert read_plan(text, "plan.toml", self.AUTUMN) == plan

    def test_a_day_of_23_hours(self) -> None:
        """From 08:00 to 08:00 over the spring change the pump runs 23 hours."""
        steps = '[[step]]\ndo = "observe"\nfrom = "2026-03-07 08:00"\nuntil = "2026-03-08 08:00"\n'
        assert plan_of(steps, self.SPRING).steps == (Observe(Duration(0), Duration.parse("23 h")),)


class TestWriting:
    def test_as_people_type_it(self) -> None:
        """No commas, no fractions where decimals end, the wall clock where it is exact."""
        assert write_plan(read_plan(sample.PLAN, "plan.toml", CASE), CASE) == (
            'schema = "cisterna.plan/1"\n'
            "# Times are those of America/Denver; the case describes 2026-11-23 08:00.\n\n"
            '[[step]]\ndo = "refill"\nat = "2026-11-23 08:00"\nwithdraw_to = "residual"\n'
            'fill = { volume = "38.6 mL", baclofen = "1935 mcg/mL", hydromorphone = "322 mcg/mL" }\n\n'
            '[[step]]\ndo = "program"\nat = "2026-11-23 08:10"\nprimary = "baclofen"\n'
            'entered = { baclofen = "1935 mcg/mL", hydromorphone = "322 mcg/mL" }\n'
            'mode = "simple continuous"\ndose = "300 mcg/day"\n'
            'bridge = { volume = "0.312 mL", over = "49 h 55 min" }\npatient_bolus = "none"\n\n'
            '[[step]]\ndo = "observe"\nfrom = "2026-11-25 03:30"\nuntil = "2026-11-26 19:30"\n\n'
            '[[step]]\ndo = "call"\nat = "2027-02-14 16:00"\nwhy = "refill appointment"\n'
        )

    def test_an_exact_fraction(self) -> None:
        """2.08 days are 49 h 55 min 12 s; a third of a microgram has no decimals that end."""
        program = Program("baclofen", MIX, SimpleContinuous(DoseRate(Fraction(1000, 3))))
        text = write_plan(Plan((Reprogram(Duration(Fraction("2.08")), program),)), CASE)
        assert 'after = "2995.2 min"  # about 2026-11-25 09:55' in text
        assert 'dose = "1000/3 mcg/day"' in text

    @pytest.mark.parametrize(
        ("step", "says"),
        [
            (Stop(Duration(DAYS + 1)), "more than 400 days"),
            (Stop(Duration(Fraction(1, 10**60 + 7))), "too long to type"),
            (
                Reprogram(
                    Duration(0),
                    Program(
                        "baclofen",
                        MIX,
                        Flex((FlexStep(Duration(0), DoseRate(1)), FlexStep(Duration(Fraction(1, 7)), DoseRate(2)))),
                    ),
                ),
                "changes on the minute",
            ),
        ],
    )
    def test_what_no_file_can_hold_is_refused(self, step: Step, says: str) -> None:
        """Rather than rounded."""
        with pytest.raises(ValueError, match=says):
            write_plan(Plan((step,)), CASE)


QUICK = settings(phases=[Phase.generate], database=None, max_examples=2000)

# Plans of every kind, for reading back.

positive = st.fractions(min_value=Fraction(1, 1000), max_value=5000, max_denominator=2000)
drugs = st.sampled_from(["baclofen", "hydromorphone", "morphine", "clonidine"])
mixtures = st.dictionaries(drugs, positive.map(Concentration), max_size=3).map(Mixture)
spans = st.one_of(
    st.integers(1, 10_000).map(lambda minutes: Duration(Fraction(minutes, 1440))),
    st.fractions(min_value=Fraction(1, 400), max_value=20, max_denominator=500).map(Duration),
)
times = st.one_of(
    st.integers(0, DAYS * 1440 // 2).map(lambda minutes: Duration(Fraction(minutes, 1440))),
    st.fractions(min_value=0, max_value=DAYS // 2, max_denominator=999).map(Duration),
)
words = st.text(min_size=1, max_size=30).map(lambda text: unicodedata.normalize("NFC", text)).filter(str.strip)
volumes = positive.map(Volume)
masses = positive.map(Mass)
doses = st.fractions(min_value=0, max_value=5000, max_denominator=2000).map(DoseRate)


@st.composite
def modes(draw: st.DrawFn) -> SimpleContinuous | Flex:
    """One dose, or up to 13 a day that change on the minute."""
    if draw(st.booleans()):
        return SimpleContinuous(draw(doses))
    starts = sorted({0, *draw(st.sets(st.integers(1, 1439), max_size=12))})
    return Flex(tuple(FlexStep(Duration(Fraction(start, 1440)), draw(doses)) for start in starts))


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """A primary drug that is entered, and every part a program may have."""
    primary = draw(drugs)
    entered = Mixture({**dict(draw(mixtures).items()), primary: Concentration(draw(positive))})
    optional = lambda part: draw(st.none() | part)  # noqa: E731
    return Program(
        primary,
        entered,
        draw(modes()),
        bridge=optional(st.builds(Bridge, volumes, spans)),
        prime=optional(st.builds(Prime, volumes, spans)),
        bolus=optional(st.builds(Bolus, masses, spans)),
        patient_bolus=optional(
            st.builds(PatientBolus, masses, st.integers(1, 48), st.none() | spans, st.none() | spans)
        ),
    )


refills = st.builds(
    Refill,
    times,
    volumes,
    mixtures,
    st.sampled_from(["residual", None]) | volumes,
    st.none() | st.builds(Rinse, st.integers(1, 5), volumes, mixtures),
)
steps = st.one_of(
    refills,
    st.builds(Reprogram, times, programs()),
    st.builds(AspiratePort, times, volumes),
    st.builds(Stop, times),
    st.builds(lambda start, length, place: Observe(start, start + length, place), times, spans, st.just("") | words),
    st.builds(Call, times, words),
)
plans = st.lists(steps, min_size=1, max_size=8).map(lambda found: Plan(tuple(sorted(found, key=lambda s: s.at.value))))


@settings(max_examples=150)
@given(plans, st.sampled_from([CASE, TestClocksThatChange.SPRING, TestClocksThatChange.AUTUMN]))
def test_what_is_written_is_read(plan: Plan, case: Case) -> None:
    """Equal to the last digit, on any clock; and writing it again gives the same text."""
    text = write_plan(plan, case)
    assert read_plan(text, "plan.toml", case) == plan
    assert write_plan(read_plan(text, "plan.toml", case), case) == text
    assert len(tomllib.loads(text)["step"]) == len(plan.steps)


@pytest.mark.parametrize("kind", [Refill, Reprogram, AspiratePort, Stop, Observe, Call])
def test_every_kind_of_step_is_tried(kind: type) -> None:
    """The strategy above leaves none out."""
    assert len(STEPS) == 6
    assert isinstance(find(steps, lambda step: isinstance(step, kind), settings=QUICK), kind)


@pytest.mark.parametrize("part", ["bridge", "prime", "bolus", "patient_bolus"])
def test_every_part_of_a_program_is_tried(part: str) -> None:
    """With and without."""
    for wanted in (True, False):
        program = find(programs(), lambda found: (getattr(found, part) is not None) == wanted, settings=QUICK)  # noqa: B023
        assert (getattr(program, part) is not None) == wanted
