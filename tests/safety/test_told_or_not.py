"""Findings that come with their full force, and neighbors of theirs that are not told at all."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from cisterna.inspection import verify
from cisterna.quantities import DoseRate, Duration, Mass
from cisterna.reasons import Force
from cisterna.therapy import PatientBolus, Program, Refill, Reprogram, SimpleContinuous, Stop
from consult.cases import knowledge
from safety.plans import OLD, case, h, mix, ml, plan, program, refill, watch
from safety.test_exact_limits import _with
from safety.test_verify import DUAL, PLAN_A, START, WATCHED, found, judged

HELD = program("300 mcg/day")
STILL = Program("baclofen", OLD, SimpleContinuous(DoseRate(0)))
BOTH = case(fill=DUAL, program=program("300 mcg/day", DUAL))


class TestForce:
    @pytest.mark.parametrize(("dose", "force"), [("450 mcg/day", Force.SOFT), ("450.1 mcg/day", Force.HARD)])
    def test_half_as_much_again_for_hours_is_the_line(self, dose: str, force: Force) -> None:
        assert found(case(), Reprogram(h(0), program(dose)))["held-dose-4h-high"].force is force

    def test_what_is_refused_without_an_override(self) -> None:
        only = mix(hydromorphone="0.4 mg/mL")
        assert found(case(), refill(only))["held-drug-left-out"].force is Force.HARD
        assert found(case(), Stop(h(5)))["pump-left-stopped"].force is Force.HARD
        assert found(case(), Stop(h(5)))["pump-left-stopped"].values["at"] == h(5)
        assert found(case(reservoir=ml("1")), Reprogram(h(0), HELD), Stop(h(960)))["runs-dry"].force is Force.HARD

    def test_more_than_the_maximum(self) -> None:
        strong = mix(baclofen="2000 mcg/mL", hydromorphone="59 mg/mL")
        finding = found(case(), refill(strong), Reprogram(h(0), program("300 mcg/day", strong)))[
            "opioid-24h-above-maximum"
        ]
        assert (finding.force, finding.values["window"]) == (Force.HARD, Duration(1))

    @pytest.mark.parametrize(("told", "force"), [("2 mcg/mL", Force.HARD), ("48 mg/mL", Force.HARD)])
    def test_a_pump_that_is_told_a_thousandth_or_a_day_for_an_hour(self, told: str, force: Force) -> None:
        wrong = Program("baclofen", mix(baclofen=told), SimpleContinuous(DoseRate(300)))
        assert found(case(), Reprogram(h(0), wrong))["thousandfold-slip"].force is force


class TestNotTold:
    def test_an_opioid_that_runs_is_not_held_against_starts(self) -> None:
        """1.2 mg/mL at 0.15 mL/day are 180 mcg/day, where 150 are the most to start with."""
        strong = mix(baclofen="2000 mcg/mL", hydromorphone="1.2 mg/mL")
        on = program("300 mcg/day", strong)
        assert "opioid-above-start-range" in found(case(), refill(strong), Reprogram(h(0), on))
        assert "opioid-above-start-range" not in found(case(fill=strong, program=on), Reprogram(h(0), on))

    def test_a_patient_bolus_of_one_drug_carries_no_other(self) -> None:
        allowed = PatientBolus(Mass(10), 2)
        assert "dual-patient-bolus" not in found(case(), Reprogram(h(0), replace(HELD, patient_bolus=allowed)))
        dual = program("300 mcg/day", DUAL, patient_bolus=allowed)
        assert "dual-patient-bolus" in found(BOTH, Reprogram(h(0), dual))

    def test_a_house_without_a_largest_bolus(self) -> None:
        full = knowledge()
        silent = _with(full.statements, replace(full.policy, largest_single_bolus={}))
        large = Reprogram(h(0), replace(HELD, patient_bolus=PatientBolus(Mass(60), 1)))
        assert "patient-bolus-too-large" in found(case(), large)
        told = {finding.code for finding in judged(case(), large, known=silent).judgement.findings}
        assert "patient-bolus-too-large" not in told

    def test_a_case_that_asks_for_nothing(self) -> None:
        assert verify(replace(case(), request=None), PLAN_A, knowledge()).judgement.physics.name == "Clear"

    @pytest.mark.parametrize(("minutes", "told"), [(0, False), (-1, True)])
    def test_more_opioid_when_the_watch_on_the_first_has_ended(self, minutes: int, told: bool) -> None:
        """49.92 h / 0.855 and a day after it."""
        end = h(Fraction("49.92") / Fraction("0.855") + 24 + Fraction(minutes, 60))
        more = refill(mix(baclofen="2000 mcg/mL", hydromorphone="0.41 mg/mL"), at=end)
        assert ("raise-before-arrival" in found(case(), refill(DUAL), START, more, *WATCHED)) is told


class TestSupply:
    def test_a_second_refill_that_comes_too_late(self) -> None:
        """3 mL on day 1 last (3 - 1.4) / (0.15 * 1.145) = 9.3 days; what comes on day 10 is in time, on day 12 not."""
        first = refill(OLD, at=h(24), volume="3")
        for day, told in ((10, False), (12, True)):
            assert ("runs-dry" in found(case(), first, refill(OLD, at=Duration(day)))) is told

    def test_a_refill_is_known_to_run_dry_though_what_was_there_before_is_not(self) -> None:
        given, small = case(reservoir=None), refill(OLD, volume="3")
        assert "runs-dry" in found(given, small, Reprogram(Duration(12), HELD))
        assert "runs-dry" not in found(given, Reprogram(Duration(12), HELD))

    def test_filled_up_on_top_of_a_refill_that_emptied_it_all_is_known(self) -> None:
        given, lowered = case(reservoir=None), Reprogram(h(0), program("225 mcg/day"))
        top_up = Refill(h(48), ml("1"), OLD, withdraw_to=None)
        assert judged(given, refill(OLD), lowered, top_up).judgement.physics.name == "Refused"
        first = replace(top_up, at=h(0))
        for second in (refill(OLD, at=h(48)), top_up):
            assert judged(given, first, lowered, second).judgement.physics.name == "CannotSay"


class TestFigures:
    def test_patient_boluses_bring_the_front_earlier(self) -> None:
        """Six of 20 mcg at 2000 mcg/mL are 0.06 mL a day beside 0.15."""
        pressed = program("300 mcg/day", DUAL, patient_bolus=PatientBolus(Mass(20), 6))
        figures = judged(case(), refill(DUAL), Reprogram(h(0), pressed), watch(0, 96)).figures
        flow = Fraction("0.15") + 6 * Fraction(20, 2000)
        assert figures["hydromorphone arrival"].low == Duration(Fraction("0.312") / Fraction("1.145") / flow)

    def test_a_pump_that_stood_still_is_held_against_what_is_intended(self) -> None:
        """300.5 mcg/day are intended, 150.25 are set: a half."""
        given = case(program=STILL, intended={"baclofen": DoseRate(Fraction(601, 2))})
        result = verify(given, plan(Reprogram(h(0), program("150.25 mcg/day"))), knowledge())
        assert result.held_extremes == (Fraction(1, 2), Fraction(1))

    def test_a_residual_matters_to_one_drug_of_two(self) -> None:
        """Baclofen stays as it is, hydromorphone is thinned on top of what nobody knows to stay behind."""
        given = case(pump="flowonix-prometra-ii-20", fill=DUAL, program=program("300 mcg/day", DUAL))
        thinner = mix(baclofen="2000 mcg/mL", hydromorphone="0.39 mg/mL")
        findings = found(given, refill(thinner, volume="18"), Reprogram(h(0), program("300 mcg/day", thinner)))
        assert findings["pump-constants-unknown"].missing == ("system.residual_volume",)
