"""The nouns all modules share: what they refuse to be, and what a case finds contradictory in itself."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

import pytest

from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Mass, Range, Volume
from cisterna.therapy import (
    Bridge,
    Case,
    Clock,
    ClockError,
    Flex,
    FlexStep,
    Mixture,
    Observe,
    Patient,
    Plan,
    Program,
    Refill,
    Running,
    SimpleContinuous,
    Stop,
    System,
    UsedBoluses,
)

OLD = Mixture({"baclofen": Concentration(2000)})
PROGRAM = Program("baclofen", OLD, SimpleContinuous(DoseRate(300)))
HOUR = Duration.parse("1 h")


def clock(start: datetime, *offsets: tuple[str, int]) -> Clock:
    return Clock("test zone", start, tuple((Duration.parse(at), minutes) for at, minutes in offsets))


def case(running: Running, system: System | None = None) -> Case:
    return Case(clock(datetime(2026, 11, 23, 8), ("0 h", -420)), Patient(), system or System(), running)


class TestMixture:
    def test_a_drug_that_is_not_in_it_is_zero(self) -> None:
        assert OLD["hydromorphone"] == Concentration(0)
        assert "hydromorphone" not in OLD
        assert len(Mixture({"baclofen": Concentration(0)})) == 0

    def test_blends_by_volume(self) -> None:
        """1.4 mL of 500 under 18.6 mL of 2000 is (1.4 * 500 + 18.6 * 2000) / 20 = 1895."""
        fill, residue = OLD, Mixture({"baclofen": Concentration(500)})
        mixed = fill.blend(Volume.parse("18.6 mL"), residue, Volume.parse("1.4 mL"))
        assert mixed == Mixture({"baclofen": Concentration(1895)})

    def test_order_of_drugs_does_not_matter(self) -> None:
        a, b = Concentration(1), Concentration(2)
        assert Mixture({"x": a, "y": b}) == Mixture({"y": b, "x": a})
        assert hash(Mixture({"x": a, "y": b})) == hash(Mixture({"y": b, "x": a}))

    def test_refuses_nonsense(self) -> None:
        with pytest.raises(ValueError, match="below zero"):
            Mixture({"baclofen": Concentration(-1)})
        with pytest.raises(TypeError, match="needs a Concentration"):
            Mixture({"baclofen": DoseRate(1)})  # type: ignore[dict-item]


class TestProgram:
    def test_flow_comes_from_what_was_entered(self) -> None:
        assert PROGRAM.flow_for(PROGRAM.daily_dose) == FlowRate.parse("0.15 mL/day")

    def test_flex_doses_add_up(self) -> None:
        """8 h at 10 mcg/h and 16 h at 15 mcg/h: 8 * 10 + 16 * 15 = 320 mcg/day."""
        mode = Flex((FlexStep(Duration(0), DoseRate.parse("10 mcg/h")), FlexStep(8 * HOUR, DoseRate.parse("15 mcg/h"))))
        assert Program("baclofen", OLD, mode).daily_dose == DoseRate.parse(f"{8 * 10 + 16 * 15} mcg/day")

    @pytest.mark.parametrize(
        ("starts", "message"),
        [
            ([1], "from 00:00"),
            ([0, 5, 5], "each time once"),
            ([0, 6, 3], "in order of time"),
            ([0, 24], "between 00:00"),
        ],
    )
    def test_flex_refuses(self, starts: list[int], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            Flex(tuple(FlexStep(hour * HOUR, DoseRate(300)) for hour in starts))

    def test_at_most_thirteen_steps(self) -> None:
        with pytest.raises(ValueError, match="at most 13"):
            Flex(tuple(FlexStep(hour * HOUR, DoseRate(300)) for hour in range(14)))

    def test_needs_the_primary_drug(self) -> None:
        with pytest.raises(ValueError, match="no concentration of baclofen is entered"):
            Program("baclofen", Mixture({"hydromorphone": Concentration(1)}), SimpleContinuous(DoseRate(1)))

    def test_bridge_has_a_size(self) -> None:
        with pytest.raises(ValueError, match="above zero"):
            Bridge(Volume(0), HOUR)


class TestPlan:
    def test_steps_stand_in_order(self) -> None:
        with pytest.raises(ValueError, match="in order of time"):
            Plan((Stop(2 * HOUR), Refill(HOUR, Volume(20), OLD)))
        with pytest.raises(ValueError, match="before the moment"):
            Plan((Stop(-1 * HOUR),))
        with pytest.raises(ValueError, match="ends after it starts"):
            Observe(HOUR, HOUR)


class TestClock:
    def test_wall_time_follows_the_offsets(self) -> None:
        """The clocks go back at 02:00 on 2026-11-01 in Denver: 25 hours on the wall, 24 in the pump."""
        fall = clock(datetime(2026, 10, 31, 8), ("0 h", -360), ("18 h", -420))
        assert fall.wall(17 * HOUR) == datetime(2026, 11, 1, 1)
        assert fall.wall(18 * HOUR) == datetime(2026, 11, 1, 1)
        assert fall.wall(25 * HOUR) == datetime(2026, 11, 1, 8)
        assert fall.elapsed(datetime(2026, 11, 1, 8)) == 25 * HOUR

    def test_a_time_that_comes_twice(self) -> None:
        fall = clock(datetime(2026, 10, 31, 8), ("0 h", -360), ("18 h", -420))
        with pytest.raises(ClockError, match="comes twice"):
            fall.elapsed(datetime(2026, 11, 1, 1, 30))

    def test_a_time_that_does_not_exist(self) -> None:
        spring = clock(datetime(2026, 3, 7, 8), ("0 h", -420), ("18 h", -360))
        with pytest.raises(ClockError, match="does not exist"):
            spring.elapsed(datetime(2026, 3, 8, 2, 30))
        assert spring.wall(18 * HOUR) == datetime(2026, 3, 8, 3)

    def test_the_pump_keeps_its_own_day(self) -> None:
        fall = clock(datetime(2026, 10, 31, 8), ("0 h", -360), ("18 h", -420))
        assert fall.midnight_before(Duration(0)) == 8 * HOUR
        assert fall.midnight_before(40 * HOUR) == Duration(0)


class TestCase:
    def test_doses_that_do_not_match(self) -> None:
        """2000 mcg/mL at 0.2 mL/day is 400 mcg/day, not 300."""
        shown = Range(FlowRate.parse("0.15 mL/day"), FlowRate.parse("0.25 mL/day"))
        [message] = case(Running(OLD, PROGRAM, flow_shown=shown)).contradictions()
        assert "2,000 mcg/mL of baclofen at 0.2 mL/day is 400 mcg/day" in message
        assert "the program says 300 mcg/day" in message
        assert "Interrogate the pump again" in message

    def test_a_tie_in_the_last_of_many_digits_agrees(self) -> None:
        """812.5 / 2000 = 0.40625 mL/day may be shown as 0.4062 or as 0.4063; 0.15 is not shown as 0.2."""
        program = Program("baclofen", OLD, SimpleContinuous(DoseRate.parse("812.5 mcg/day")))
        for low, high in (("0.40615", "0.40625"), ("0.40625", "0.40635")):
            shown = Range(FlowRate.parse(f"{low} mL/day"), FlowRate.parse(f"{high} mL/day"))
            assert case(Running(OLD, program, flow_shown=shown)).contradictions() == ()

    def test_doses_that_match_within_the_printed_digits(self) -> None:
        shown = Range(FlowRate.parse("0.145 mL/day"), FlowRate.parse("0.155 mL/day"))
        assert case(Running(OLD, PROGRAM, flow_shown=shown)).contradictions() == ()

    def test_boluses_without_a_controller(self) -> None:
        running = Running(OLD, PROGRAM, boluses=UsedBoluses(Mass(20), Fraction(4)))
        [message] = case(running, System(patient_controller="none")).contradictions()
        assert "patient_controller is 'none', but running has patient boluses" in message

    def test_patient_boluses_count_in_the_running_dose(self) -> None:
        """300 + 4 * 20 = 380 mcg/day."""
        running = Running(OLD, PROGRAM, boluses=UsedBoluses(Mass(20), Fraction(4)))
        assert running.held_dose("baclofen") == DoseRate(300 + 4 * 20)

    def test_the_intended_dose_is_what_counts(self) -> None:
        running = Running(OLD, PROGRAM, intended={"baclofen": DoseRate(320)})
        assert running.held_dose("baclofen") == DoseRate(320)
