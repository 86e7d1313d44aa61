"""The verifier's own replay, against closed forms worked out by hand. It is never compared with `delivery` here."""

from __future__ import annotations

import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest

from cisterna.inspection import Run, replay
from cisterna.quantities import DoseRate, Duration, Mass, Volume
from cisterna.safety import Point
from cisterna.safety.replay import MassNotBalanced, Script, settled
from cisterna.therapy import (
    AspiratePort,
    Bolus,
    Bridge,
    Case,
    Flex,
    FlexStep,
    Mixture,
    Plan,
    Prime,
    Program,
    Refill,
    Reprogram,
    Rinse,
    SimpleContinuous,
    Slug,
    Step,
    Stop,
    UsedBoluses,
)
from safety.plans import OLD, case, h, mix, ml, plan, program, random_plan, refill

ROOT = Path(__file__).parents[2]


def run(given: Case, *steps: Step, dead: str = "0.5", accuracy: str = "1", kept: str = "0", until: int = 10) -> Run:
    """A replay at one point, until a day."""
    refills = sum(isinstance(step, Refill) for step in steps)
    point = Point(ml(dead), Fraction(accuracy), (ml(kept),) * refills)
    return replay(given, plan(*steps), point, horizon=Duration(until))


def between(found: Run, drug: str, start: str, end: str) -> Mass:
    """What left the tip between two times, in days."""
    return found.mass(drug, Duration(Fraction(end))) - found.mass(drug, Duration(Fraction(start)))


HALF = mix(baclofen="500 mcg/mL")
ON_500 = case(fill=HALF, program=program("250 mcg/day", HALF))
ON_2000 = case(program=program("250 mcg/day"))


class TestClosedForms:
    """design of the delivery: total error of a missing bridge, the bridge, residual, arrival."""

    def test_concentration_up_without_a_bridge(self) -> None:
        """500 to 2000 at 250 mcg/day: 250 * 500 / 2000 = 62.5 mcg/day for 0.5 / 0.125 = 4 days; 0.5 * (500 - 2000)."""
        found = run(ON_500, refill(OLD), Reprogram(h(0), program("250 mcg/day", OLD)))
        assert between(found, "baclofen", "0", "1") == Mass(Fraction(250 * 500, 2000))
        assert between(found, "baclofen", "4", "5") == Mass(250)
        assert between(found, "baclofen", "0", "10") - Mass(10 * 250) == Mass(Fraction(1, 2) * (500 - 2000))

    def test_concentration_down_without_a_bridge(self) -> None:
        """2000 to 500: four times the dose for a day, 0.5 * (2000 - 500) = 750 mcg too much."""
        found = run(ON_2000, refill(HALF), Reprogram(h(0), program("250 mcg/day", HALF)))
        assert between(found, "baclofen", "0", "1") == Mass(4 * 250)
        assert between(found, "baclofen", "0", "10") - Mass(10 * 250) == Mass(Fraction(1, 2) * (2000 - 500))

    def test_an_exact_bridge_holds_the_dose(self) -> None:
        """The old rate, 0.5 mL/day, until 0.5 mL have left: every day is 250 mcg."""
        bridged = program("250 mcg/day", OLD, bridge=Bridge(ml("0.5"), h(24)))
        found = run(ON_500, refill(OLD), Reprogram(h(0), bridged))
        assert {between(found, "baclofen", str(day), str(day + 1)) for day in range(9)} == {Mass(250)}

    def test_a_bridge_for_the_wrong_dead_volume(self) -> None:
        """Bridge for 0.5, true 0.62, accuracy 0.855: error (0.62 - 0.855 * 0.5) * (2000 - 1000)."""
        new = mix(baclofen="1000 mcg/mL")
        given = case(program=program("400 mcg/day"))
        bridged = program("400 mcg/day", new, bridge=Bridge(ml("0.5"), h(60)))
        found = run(given, refill(new), Reprogram(h(0), bridged), dead="0.62", accuracy="0.855")
        baseline = Mass(10 * 400) * Fraction("0.855")
        error = (Fraction("0.62") - Fraction("0.855") * Fraction("0.5")) * (2000 - 1000)
        assert between(found, "baclofen", "0", "10") - baseline == Mass(error)

    def test_a_residual_that_was_not_allowed_for(self) -> None:
        """1.4 mL of 500 under 18.6 mL of 2000 is 1895: after the line has cleared 5.25 % too little."""
        found = run(ON_500, refill(OLD, volume="18.6"), Reprogram(h(0), program("250 mcg/day", OLD)), kept="1.4")
        assert between(found, "baclofen", "8", "9") == Mass(250 * Fraction(1895, 2000))
        assert found.reservoir(h(0)) == ml("20")
        assert found.reservoir(h(48)) == ml("20") - Volume(Fraction(2, 8))

    def test_a_rinse_leaves_its_power(self) -> None:
        """Two rinses of 1.4 mL residual with 12.6 mL: a hundredth of what was there stays, the rest is 2000."""
        rinsed = Refill(h(0), ml("18.6"), OLD, rinse=Rinse(2, ml("12.6"), OLD))
        found = run(ON_500, rinsed, kept="1.4", dead="0")
        left = Fraction(500, 100) + Fraction(99 * 2000, 100)
        mixed = (left * Fraction("1.4") + 2000 * Fraction("18.6")) / 20
        assert between(found, "baclofen", "0", "1") == Mass(mixed / 2)

    def test_arrival_is_dead_volume_over_flow(self) -> None:
        """0.5 mL at 0.25 mL/day: 2 days; at an accuracy of 0.8, 2.5 days."""
        given, new = case(program=program("500 mcg/day")), mix(baclofen="2000 mcg/mL", hydromorphone="0.1 mg/mL")
        assert run(given, refill(new)).arrival("hydromorphone") == Duration(2)
        assert run(given, refill(new), accuracy="0.8").arrival("hydromorphone") == Duration(Fraction(5, 2))
        assert run(given).arrival("hydromorphone") is None

    def test_baclofen_left_out_gives_no_sign_before_it_stops(self) -> None:
        """0.5 / 0.125 = 4 days as before, then nothing."""
        found = run(ON_2000, refill(mix(hydromorphone="1 mg/mL")))
        assert between(found, "baclofen", "3", "4") == Mass(250)
        assert not between(found, "baclofen", "4", "10")


class TestFlow:
    def test_a_bolus_runs_on_top(self) -> None:
        """2000 mcg/mL: a bolus of 200 mcg moves 0.1 mL more on that day."""
        extra = program("250 mcg/day", bolus=Bolus(Mass(200), h(2)))
        found = run(ON_2000, Reprogram(h(24), extra))
        assert between(found, "baclofen", "1", "2") == Mass(250 + 200)
        assert between(found, "baclofen", "2", "3") == Mass(250)

    def test_prime_then_bridge_then_mode_and_the_bolus_with_the_mode(self) -> None:
        """0.1 mL over 1 h, 0.2 mL over 11 h, then 250 mcg/day = 0.125 mL/day and 20 mcg = 0.01 mL over 12 h."""
        full = program(
            "250 mcg/day",
            prime=Prime(ml("0.1"), h(1)),
            bridge=Bridge(ml("0.2"), h(11)),
            bolus=Bolus(Mass(20), h(12)),
        )
        found = run(ON_2000, Reprogram(h(0), full))
        volumes = [found.delivered(h(hour)) for hour in (0, 1, 12, 24, 36)]
        assert volumes == [ml(0), ml("0.1"), ml("0.3"), ml("0.3725"), ml("0.435")]
        assert settled(plan(Reprogram(h(0), full))) == Fraction(24, 24)

    def test_flex_is_read_at_the_pumps_clock_and_a_bridge_suspends_it(self) -> None:
        """
        The case starts at 08:00; 480 mcg/day until noon (4 h), 240 from noon (12 h), 480 from midnight (8 h).

        A bridge from 08:00 to 20:00 leaves 4 h of 240 on the first day.
        """
        night = Flex((FlexStep(h(0), DoseRate(480)), FlexStep(h(12), DoseRate(240))))
        flex = Program("baclofen", OLD, night)
        day = Fraction(480 * 4 + 240 * 12 + 480 * 8, 24)
        found = run(case(program=flex), until=4)
        assert [between(found, "baclofen", str(d), str(d + 1)) for d in range(3)] == [Mass(day)] * 3
        assert between(found, "baclofen", "0", "1/6") == Mass(Fraction(480 * 4, 24))
        bridged = Program("baclofen", OLD, night, bridge=Bridge(ml("0.1"), h(12)))
        later = run(case(program=flex), Reprogram(h(0), bridged), until=4)
        assert between(later, "baclofen", "0", "1") == Mass(200 + Fraction(240 * 4 + 480 * 8, 24))

    def test_a_new_program_replaces_what_the_old_one_still_had_to_run(self) -> None:
        bridged = program("250 mcg/day", bridge=Bridge(ml("1"), h(48)))
        found = run(ON_2000, Reprogram(h(0), bridged), Reprogram(h(24), program("250 mcg/day")))
        assert found.delivered(h(24)) == ml("0.5")
        assert found.delivered(h(48)) == ml("0.625")

    def test_a_stop_lasts_until_the_next_program(self) -> None:
        found = run(ON_2000, Stop(h(24)), Reprogram(h(36), program("250 mcg/day")))
        assert between(found, "baclofen", "1", "3/2") == Mass(0)
        assert between(found, "baclofen", "0", "3") == Mass(Fraction(5, 2) * 250)

    def test_boluses_in_use_end_with_the_next_program(self) -> None:
        """Four boluses of 10 mcg a day: 250 + 40, then 250."""
        given = case(program=program("250 mcg/day"), boluses=UsedBoluses(Mass(10), Fraction(4)), controller="yes")
        found = run(given, Reprogram(h(24), program("250 mcg/day")))
        assert between(found, "baclofen", "0", "1") == Mass(250 + 4 * 10)
        assert between(found, "baclofen", "1", "2") == Mass(250)

    def test_an_empty_reservoir_gives_nothing(self) -> None:
        """3 mL at 0.6 mL/day: dry on day 5, refilled on day 7."""
        given = case(program=program("1200 mcg/day"), reservoir=ml(3))
        found = run(given, refill(OLD, at=Duration(7)))
        assert found.empty_from == 5
        assert between(found, "baclofen", "5", "7") == Mass(0)
        assert between(found, "baclofen", "7", "8") == Mass(1200)

    def test_a_refill_acts_before_the_flow_of_its_moment(self) -> None:
        found = run(ON_2000, refill(HALF, at=h(24)), dead="0")
        assert between(found, "baclofen", "1", "2") == Mass(Fraction(250, 4))


class TestLine:
    def test_aspiration_makes_a_gap_of_its_volume(self) -> None:
        """0.2 mL drawn from the tip end at day 1, 0.5 mL/day: no drug for 0.2 / 0.5 day."""
        given = case(program=program("1000 mcg/day"))
        found = run(given, AspiratePort(h(24), ml("0.2")))
        assert between(found, "baclofen", "1", "7/5") == Mass(0)
        assert between(found, "baclofen", "7/5", "2") == Mass(600)

    def test_at_most_the_whole_line(self) -> None:
        given = case(program=program("1000 mcg/day"))
        assert between(run(given, AspiratePort(h(24), ml("3"))), "baclofen", "1", "3") == Mass(1000)

    def test_what_the_case_says_lies_in_the_line(self) -> None:
        """0.1 mL without drug at the tip, the running fill behind it; what is beyond the dead volume is ignored."""
        slugs = (Slug(ml("0.1"), Mixture({})), Slug(ml("9"), HALF))
        given = case(program=program("1000 mcg/day"), line=slugs)
        found = run(given)
        assert between(found, "baclofen", "0", "1") == Mass(Fraction(2, 5) * 500)
        assert between(found, "baclofen", "1", "2") == Mass(1000)
        short = run(case(program=program("1000 mcg/day"), line=slugs[:1]))
        assert between(short, "baclofen", "0", "1") == Mass(Fraction(2, 5) * 2000)


class TestPromises:
    def test_a_replay_that_does_not_balance_is_our_own_fault(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What comes in and goes out is counted apart from what leaves the tip: one drop out of place raises."""
        monkeypatch.setattr(Run, "_mix_in", _loses_a_drop)
        with pytest.raises(MassNotBalanced, match="a fault of this program"):
            run(ON_2000, refill(HALF))

    def test_it_needs_to_know_what_is_in_the_reservoir(self) -> None:
        with pytest.raises(ValueError, match=r"running\.reservoir_volume"):
            run(case(reservoir=None))
        with pytest.raises(ValueError, match="one residual for each refill"):
            replay(ON_2000, plan(refill(HALF)), Point(ml("0.5")))

    def test_splitting_a_range_of_seeds_changes_nothing(self) -> None:
        """The same plan twice gives the same run, and a longer horizon goes on from a shorter one."""
        for seed in range(20):
            given, steps = random_plan(seed)
            point = Point(ml("0.3"), Fraction("0.9"), (ml("0.7"),) * sum(isinstance(s, Refill) for s in steps.steps))
            short, long = (replay(given, steps, point, horizon=Duration(days)) for days in (6, 9))
            assert all(short.mass("baclofen", h(at)) == long.mass("baclofen", h(at)) for at in range(0, 144, 5))

    def test_accuracy_scales_the_flow(self) -> None:
        """Half the dead volume at half the accuracy gives half of everything, while the reservoir lasts."""
        for seed in range(1, 20, 3):
            given, steps = random_plan(seed)
            kept = (ml("0"),) * sum(isinstance(step, Refill) for step in steps.steps)
            whole = replay(given, steps, Point(ml("0.4"), Fraction(1), kept))
            half = replay(given, steps, Point(ml("0.2"), Fraction(1, 2), kept))
            assert whole.empty_from is None
            assert all(whole.mass("baclofen", h(at)) == half.mass("baclofen", h(at)) * 2 for at in range(0, 90, 7))

    def test_a_seven_step_plan_of_ten_days_is_quick(self) -> None:
        """Half a millisecond each, measured as the best of many so that a busy machine does not count."""
        steps: list[Step] = [refill(mix(baclofen="1500 mcg/mL", hydromorphone="0.2 mg/mL"))]
        steps += [Reprogram(h(24 * day + 1), program(f"{300 + day} mcg/day")) for day in range(6)]
        script = Script(case(), plan(*steps), Fraction(10))
        point = Point(ml("0.312"), Fraction("0.855"), (ml("1.4"),))
        best = min(_seconds(script, point) for _ in range(200))
        assert best < 500_000

    def test_it_holds_without_asserts(self) -> None:
        """python -O: the same mass, and the balance is still looked at."""
        code = (
            "from safety.plans import *; from cisterna.inspection import replay; from cisterna.safety import Point;"
            "print(replay(case(), plan(refill(OLD)), Point(ml('0.5'), residuals=(ml('1.4'),))).mass('baclofen', h(24)))"
        )
        env = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"}
        found = subprocess.run([sys.executable, "-O", "-c", code], env=env, capture_output=True, text=True, check=True)
        assert found.stdout.strip() == "300 mcg"


def _loses_a_drop(self: Run, mixture: Mixture, volume: int) -> None:
    self._ledger.append((volume, self._of(mixture)))
    self._level += volume - 1


def _seconds(script: Script, point: Point) -> int:
    start = time.perf_counter_ns()
    Run(script, point)
    return time.perf_counter_ns() - start


def test_the_dead_volume_may_be_nothing() -> None:
    found = run(ON_2000, refill(HALF), dead="0", kept="1")
    mixed = (2000 + 500 * Fraction("38.6")) / Fraction("39.6")
    assert between(found, "baclofen", "0", "1") == Mass(mixed * Fraction(1, 8))


def test_plans_without_steps() -> None:
    assert replay(case(), Plan(()), Point(ml("0.3"))).mass("baclofen", h(24)) == Mass(300)


def test_simple_continuous_of_nothing() -> None:
    still = Program("baclofen", OLD, SimpleContinuous(DoseRate(0)))
    assert run(case(program=still)).mass("baclofen", h(48)) == Mass(0)
