"""What lies exactly on a limit, what a check must not tell, and lags and horizons worked out by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import pytest

from cisterna.inspection import replay
from cisterna.inspection.evidence import Evidence
from cisterna.knowledge import Knowledge, Policy, Statement, Word
from cisterna.quantities import Concentration, DoseRate, Duration, Mass, Range, Ratio, Volume
from cisterna.quantities.curve import Curve, Flow
from cisterna.reasons import Force
from cisterna.safety import Box, Point
from cisterna.safety.replay import Script, commanded
from cisterna.safety.vertices import compared, lags, points
from cisterna.therapy import (
    AspiratePort,
    Bolus,
    Case,
    Flex,
    FlexStep,
    Mixture,
    PatientBolus,
    Plan,
    Program,
    Refill,
    Reprogram,
    SimpleContinuous,
    Slug,
    Step,
    Stop,
    UsedBoluses,
)
from consult.cases import knowledge
from safety.plans import OLD, case, h, mix, ml, plan, program, refill, watch
from safety.test_verify import DUAL, START, WATCHED, found, judged

HELD = program("300 mcg/day")


def parts(low: str, high: str) -> Range[Ratio]:
    """A range of accuracies."""
    return Range(Ratio(Fraction(low)), Ratio(Fraction(high)))


def box(low: str, high: str, accuracy: Range[Ratio] | None = None) -> Box:
    """A box of these dead volumes, of a pump that is exact and empties itself, unless told otherwise."""
    return Box(Range(ml(low), ml(high)), accuracy or parts("1", "1"), Range(ml("0"), ml("0")))


class TestHeldExtremes:
    def test_the_least_and_the_most_of_all_windows(self) -> None:
        """285 of 300 mcg/day for two days, then 312 of 300."""
        steps = Reprogram(h(0), program("285 mcg/day")), Reprogram(h(48), program("312 mcg/day"))
        assert judged(case(), *steps).held_extremes == (Fraction(285, 300), Fraction(312, 300))

    def test_what_was_not_looked_for_is_not_said_to_have_moved(self) -> None:
        """Without a dead volume nothing can be said of a concentration that changes."""
        thin = mix(baclofen="1999 mcg/mL")
        assert judged(case(tubing=None), refill(thin), Reprogram(h(0), HELD)).held_extremes == (
            Fraction(1),
            Fraction(1),
        )


class TestWhereNothingIsKnown:
    def test_only_what_is_missing_is_told_of_a_mixture_that_cannot_be_known(self) -> None:
        top_up = Refill(h(0), ml("10"), mix(baclofen="500 mcg/mL"), withdraw_to=None)
        result = judged(case(reservoir=None), top_up)
        assert {finding.force for finding in result.judgement.findings} == {Force.UNKNOWN, Force.SOFT}
        assert "baclofen 24 h low" not in result.figures

    def test_a_reservoir_that_nobody_measured_is_taken_to_last(self) -> None:
        """0.6 mL/day for ten days and more."""
        given = case(reservoir=None, program=program("1200 mcg/day"))
        later = Reprogram(h(240), program("1200 mcg/day"))
        assert judged(given, later).held_extremes == (Fraction(1), Fraction(1))

    def test_without_a_refill_the_mixture_is_known_though_the_volume_is_not(self) -> None:
        lowered = Reprogram(h(0), program("225 mcg/day"))
        assert judged(case(reservoir=None), lowered).judgement.physics.name == "Refused"

    def test_an_accuracy_that_nobody_knows_is_judged_as_commanded(self) -> None:
        result = judged(case(pump=None), refill(DUAL), START)
        assert result.box == box("0.312", "0.312")

    def test_a_maximum_binds_the_fastest_pump_though_the_front_cannot_be_placed(self) -> None:
        """0.15 mL/day * 1.145 of 58 mg/mL are 9.96 mg/day, of 59 mg/mL 10.13: the maximum is 10."""
        for opioid, told in (("58 mg/mL", False), ("59 mg/mL", True)):
            strong = mix(baclofen="2000 mcg/mL", hydromorphone=opioid)
            codes = found(case(tubing=None), refill(strong), Reprogram(h(0), program("300 mcg/day", strong)))
            assert ("opioid-24h-above-maximum" in codes) is told

    def test_a_pump_whose_reservoir_nobody_knows_is_not_overfilled(self) -> None:
        assert "overfilled" not in found(case(pump="codman-archimedes"), refill(OLD, volume="60"))

    def test_an_aspiration_makes_the_dead_volume_matter(self) -> None:
        verdict = judged(case(tubing=None), AspiratePort(h(0), ml("0.1"))).judgement.physics
        assert verdict.missing == ("system.tubing_volume",)  # type: ignore[union-attr]

    def test_so_does_another_mixture_in_the_line(self) -> None:
        given = case(tubing=None, line=(Slug(ml("0.1"), mix(baclofen="1999 mcg/mL")),))
        verdict = judged(given, Reprogram(h(0), HELD)).judgement.physics
        assert verdict.missing == ("system.tubing_volume",)  # type: ignore[union-attr]

    def test_a_front_that_never_reaches_the_tip(self) -> None:
        """An hour of 0.15 mL/day moves 0.00625 of 0.312 mL; the pump is then stopped for good."""
        result = judged(case(), refill(DUAL), START, Stop(h(1)), watch(0, 10))
        assert result.judgement.physics.name == "Refused"
        assert "arrival-not-watched" not in {finding.code for finding in result.judgement.findings}
        assert "hydromorphone arrival" not in result.figures


class TestHorizon:
    def test_two_days_after_the_slowest_front_has_cleared(self) -> None:
        """0.312 mL / 0.855 / 0.15 mL/day = 2.43 days: 3 whole ones, the day they end in, and two more."""
        assert Evidence(case(), plan(refill(DUAL), START), knowledge()).until == 3 + 1 + 2

    def test_two_days_after_a_stop_for_good(self) -> None:
        assert Evidence(case(), plan(Stop(h(24))), knowledge()).until == 1 + 2

    @pytest.mark.parametrize("at", [48, 72])
    def test_a_refill_at_the_horizon_or_after_it_is_not_carried_out(self, at: int) -> None:
        steps = plan(refill(mix(baclofen="500 mcg/mL"), at=h(at)))
        run = replay(case(), steps, Point(ml("0.3")), horizon=h(48))
        assert run.mass("baclofen", h(48)) == Mass(2 * 300)
        assert Script(case(), steps, Fraction(2)).flow.edges == [0, 2]

    def test_it_runs_dry_before_a_refill_that_comes_too_late(self) -> None:
        """(3 - 1.4) / (0.15 * 1.145) = 9.32 days: day 9 is in time, a minute late or day 10 is not."""
        dry = Duration((3 - Fraction("1.4")) / (Fraction("0.15") * Fraction("1.145")))
        late = dry + Duration(Fraction(1, 1440))
        for at, told in ((Duration(9), False), (dry, False), (late, True), (Duration(10), True)):
            assert ("runs-dry" in found(case(reservoir=ml("3")), refill(OLD, at=at))) is told, at


class TestExactly:
    @pytest.mark.parametrize(("dose", "told"), [("7272 mcg/day", True), ("7272.1 mcg/day", False)])
    def test_a_slip_is_told_up_to_one_per_cent_off(self, dose: str, told: bool) -> None:
        """300 mcg/h is 300 * 24 mcg/day, and 1.01 times as much is 7272."""
        assert ("per-hour-for-per-day" in found(case(), Reprogram(h(0), program(dose)))) is told

    def test_the_step_that_a_rise_is_held_against_is_told(self) -> None:
        finding = found(case(), Reprogram(h(0), program("360 mcg/day")))["held-dose-24h-high"]
        assert finding.values["step"] == Ratio(Fraction(30, 100))

    def test_a_patient_bolus_that_is_in_use_is_not_too_large_because_it_goes_on(self) -> None:
        given = case(program=program("200 mcg/day"), boluses=UsedBoluses(Mass(60), Fraction(2)), controller="myPTM")
        for dose, told in ((60, False), (61, True)):
            going_on = program("200 mcg/day", patient_bolus=PatientBolus(Mass(dose), 2))
            assert ("patient-bolus-too-large" in found(given, Reprogram(h(0), going_on))) is told

    @pytest.mark.parametrize(("intended", "told"), [("294", False), ("293.9", True)])
    def test_an_intended_dose_may_be_two_per_cent_below_the_running_one(self, intended: str, told: bool) -> None:
        """300 * 0.98 = 294."""
        given = case(intended={"baclofen": DoseRate(Fraction(intended))})
        assert ("intended-below-running" in found(given, Reprogram(h(0), HELD))) is told

    def test_a_flow_that_the_pump_cannot_run(self) -> None:
        """At 2000 mcg/mL 24 mL/day are 48 mg/day, and 0.048 mL/day are 96 mcg/day."""
        for dose, code in (("48.1 mg/day", "flow-above-highest"), ("95.9 mcg/day", "flow-below-lowest")):
            assert found(case(), Reprogram(h(0), program(dose)))[code].force is Force.HARD
        for dose in ("48 mg/day", "96 mcg/day"):
            assert not {"flow-above-highest", "flow-below-lowest"} & set(found(case(), Reprogram(h(0), program(dose))))

    def test_what_runs_until_the_program_of_the_visit_is_no_start(self) -> None:
        """1.2 mg/mL at 0.15 mL/day would be 180 mcg/day, but from the tenth minute on it is 0.12 mL/day: 144 of 150."""
        strong = mix(baclofen="2000 mcg/mL", hydromorphone="1.2 mg/mL")
        slower = Reprogram(h(Fraction(1, 6)), program("240 mcg/day", strong))
        assert "opioid-above-start-range" not in found(case(), refill(strong), slower, *WATCHED)

    def test_a_dose_is_held_against_doses_of_its_own_drug(self) -> None:
        """12.5 mcg/day of hydromorphone are no slip for 300 mcg/day of baclofen, 24 times as much."""
        start = Program("hydromorphone", DUAL, SimpleContinuous(DoseRate(Fraction("12.5"))))
        assert "per-hour-for-per-day" not in found(case(), refill(DUAL), Reprogram(h(0), start), *WATCHED)

    def test_a_drug_that_no_check_looks_at_may_not_flow_faster(self) -> None:
        both = mix(baclofen="2000 mcg/mL", bupivacaine="5 mg/mL")
        given = case(fill=both, program=program("300 mcg/day", both))
        for dose, told in (("300 mcg/day", False), ("301 mcg/day", True)):
            assert ("drug-not-judged" in found(given, Reprogram(h(0), program(dose, both)))) is told

    @pytest.mark.parametrize(("volume", "code"), [("27.8", None), ("27.9", "may-be-overfilled"), ("28", "overfilled")])
    def test_a_fill_on_top_of_what_a_slow_pump_has_left(self, volume: str, code: str | None) -> None:
        """After 2 days 12.4 - 0.3 * 0.855 = 12.1435 mL are there, or 12.4 - 0.3 * 1.145 = 12.0565; 40 are held."""
        top_up = Refill(h(48), ml(volume), OLD, withdraw_to=None)
        codes = {"may-be-overfilled": Force.SOFT, "overfilled": Force.HARD}
        told = {name: finding.force for name, finding in found(case(), top_up).items() if name in codes}
        assert told == ({code: codes[code]} if code else {})

    def test_a_second_fill_on_top_of_the_first(self) -> None:
        """12.1435 + 10 mL on day 2, 0.2565 less on day 4: 18.1 more are 39.987, 18.2 are 40.087."""
        first = Refill(h(48), ml("10"), OLD, withdraw_to=None)
        for volume, told in (("18.1", False), ("18.2", True)):
            second = Refill(h(96), ml(volume), OLD, withdraw_to=None)
            assert ("may-be-overfilled" in found(case(), first, second)) is told

    @pytest.mark.parametrize(("more", "told"), [(0, False), (1, True)])
    def test_the_largest_bolus_itself_may_be_given(self, more: int, told: bool) -> None:
        """50 mcg over 1.145, and a microgram more."""
        push = program("300 mcg/day", bolus=Bolus(Mass(50 / Fraction("1.145") + more), h(Fraction(1, 2))))
        assert ("held-bolus-too-large" in found(case(), Reprogram(h(0), push))) is told

    def test_what_a_bolus_adds_counts_not_what_runs_at_another_hour(self) -> None:
        """10 mcg at 08:00, when 200 mcg/day run; from midnight on 480 run."""
        night = Program("baclofen", OLD, Flex((FlexStep(h(0), DoseRate(480)), FlexStep(h(7), DoseRate(200)))))
        push = replace(night, bolus=Bolus(Mass(10), h(Fraction(1, 2))))
        figures = judged(case(program=night), Reprogram(h(0), push)).figures
        assert figures["baclofen 1 h excess"].value == Mass(10 * Fraction("1.145"))

    @pytest.mark.parametrize(("more", "told"), [(0, False), (1, True)])
    def test_the_maximum_itself_may_be_given(self, more: int, told: bool) -> None:
        """10 mg/day over 0.15 mL/day * 1.145."""
        conc = Concentration(10_000 / (Fraction("0.15") * Fraction("1.145")) + more)
        strong = Mixture({"baclofen": Concentration(2000), "hydromorphone": conc})
        codes = found(case(), refill(strong), Reprogram(h(0), program("300 mcg/day", strong)))
        assert ("opioid-24h-above-maximum" in codes) is told

    def test_a_start_within_the_range_though_the_front_cannot_be_placed(self) -> None:
        """1 mg/mL at 0.15 mL/day are 150 mcg/day, the most that is published for a tolerant patient."""
        for opioid, told in (("1 mg/mL", False), ("1.01 mg/mL", True)):
            strong = mix(baclofen="2000 mcg/mL", hydromorphone=opioid)
            codes = found(case(tubing=None), refill(strong), Reprogram(h(0), program("300 mcg/day", strong)))
            assert ("opioid-above-start-range" in codes) is told


class TestWhatThePackDoesNotSay:
    """A limit that nobody published binds nobody; one that only informs does not bind either."""

    RUNNING = case(fill=DUAL, program=program("300 mcg/day", DUAL))
    RAISED = Reprogram(h(0), program("405 mcg/day", DUAL))

    def codes(self, given: Case, known: Knowledge, *steps: Step) -> set[str]:
        return {finding.code for finding in judged(given, *steps, known=known).judgement.findings}

    def test_no_step_for_an_opioid(self) -> None:
        """60 to 81 mcg/day of hydromorphone, 35 % more: above the 30 % of the pack."""
        assert "opioid-raise-above-step" in self.codes(self.RUNNING, knowledge(), self.RAISED)
        assert "opioid-raise-above-step" not in self.codes(self.RUNNING, _without("opioid dose step"), self.RAISED)

    def test_the_raise_is_told_as_a_part_of_what_was_set_before(self) -> None:
        finding = found(self.RUNNING, self.RAISED)["opioid-raise-above-step"]
        assert finding.values["part"] == Ratio(Fraction(405, 300))
        assert finding.values["step"] == Ratio(Fraction(30, 100))

    def test_no_start_for_an_opioid(self) -> None:
        strong = mix(baclofen="2000 mcg/mL", hydromorphone="2 mg/mL")
        steps = refill(strong), Reprogram(h(0), program("300 mcg/day", strong))
        assert "opioid-above-start-range" in self.codes(case(), knowledge(), *steps)
        assert "opioid-above-start-range" not in self.codes(case(), _without("daily dose start range"), *steps)

    def test_a_drug_that_may_be_interrupted_is_not_held(self) -> None:
        full = knowledge()
        assert judged(case(), known=full).held == ("baclofen",)
        statements = [
            replace(one, says=Word("allowed")) if one.asks == "interruption" else one for one in full.statements
        ]
        assert judged(case(), known=_with(statements)).held == ()

    def test_a_note_is_no_limit(self) -> None:
        full = knowledge()
        statements = [
            replace(one, force=Force.NOTE) if one.asks == "daily dose maximum" else one for one in full.statements
        ]
        notes = _with(statements)
        assert "opioid-maximum-unknown" in self.codes(case(), notes, refill(DUAL), START)
        assert "opioid-maximum-unknown" not in self.codes(case(), full, refill(DUAL), START)


class TestWhatIsSet:
    def test_each_program_with_its_fill_and_the_last_fill_once(self) -> None:
        """A refill after the last program runs on that program; one with its program is one setting."""

        def times(*steps: Step) -> list[Duration]:
            return [at for at, _, _ in Evidence(case(), plan(*steps), knowledge()).settings]

        assert times(refill(OLD), Reprogram(h(0), HELD)) == [h(0)]
        assert times(Reprogram(h(0), HELD), refill(OLD, at=h(9))) == [h(0), h(9)]

    def test_a_refill_after_the_last_program_stops_nothing(self) -> None:
        assert judged(case(), Reprogram(h(0), HELD), refill(OLD, at=h(9)), watch(9, 17)).judgement.findings == ()

    def test_the_same_flow_again_is_no_raise(self) -> None:
        given = case(fill=DUAL, program=program("300 mcg/day", DUAL))
        assert judged(given, START).judgement.findings == ()


class TestHowLongSomebodyWatches:
    @pytest.mark.parametrize(("house", "hours"), [(1, 8), (30, 30)])
    def test_as_long_as_the_house_or_any_source_asks(self, house: int, hours: int) -> None:
        """The sources ask for 8 h after a refill of baclofen."""
        full = knowledge()
        known = _with(full.statements, replace(full.policy, observation_at_refill=h(house)))
        findings = {finding.code: finding for finding in judged(case(), refill(OLD), known=known).judgement.findings}
        assert findings["refill-not-watched"].values["end"] == h(hours)


class TestRaisesBeforeArrival:
    def told(self, *steps: Refill | Reprogram) -> bool:
        return "raise-before-arrival" in found(case(), refill(DUAL), *steps, *WATCHED)

    def test_the_program_of_the_visit_starts_the_drug_and_raises_nothing(self) -> None:
        assert not self.told(Reprogram(h(1), program("303 mcg/day", DUAL)))

    def test_a_faster_program_after_the_visit_is_a_raise(self) -> None:
        assert self.told(Reprogram(h(10), program("303 mcg/day", DUAL)))

    def test_the_same_mixture_filled_in_again_is_none(self) -> None:
        assert not self.told(START, refill(DUAL, at=h(30)))


class TestFlow:
    def test_nothing_at_all_is_reached_when_the_flow_begins(self) -> None:
        """Still for a day, then 0.1 mL/day."""
        flow = Flow({Fraction(0): Fraction(0), Fraction(1): Fraction("0.1")}, [], Fraction(3))
        assert [flow.reaches(Fraction(volume)) for volume in ("0", "0.1", "0.5")] == [1, 1 + 1, 1 + 5]
        assert Flow({Fraction(0): Fraction(0)}, [], Fraction(3)).reaches(Fraction("0.1")) is None

    def test_an_amount_is_reached_before_a_pause_not_after_it(self) -> None:
        flow = Flow(
            {Fraction(0): Fraction("0.1"), Fraction(1): Fraction(0), Fraction(2): Fraction("0.1")}, [], Fraction(3)
        )
        assert flow.reaches(Fraction("0.1")) == 1

    def test_a_schedule_has_run_for_ever(self) -> None:
        """From five days before zero on: 17 h of 200 and 7 h of 400 mcg/day, at 2000 mcg/mL."""
        night = Program("baclofen", OLD, Flex((FlexStep(h(0), DoseRate(400)), FlexStep(h(7), DoseRate(200)))))
        flow = commanded(case(program=night), Plan(()), until=Fraction(2), start=Fraction(-5))
        daily = Fraction(7 * 400 + 17 * 200, 24 * 2000)
        assert [flow.amount(Fraction(day)) for day in (-5, -4, -2, 0, 2)] == [0, daily, 3 * daily, 5 * daily, 7 * daily]

    def test_a_replay_goes_on_for_two_days(self) -> None:
        """0.3 mL at 0.15 mL/day last two days; a drop more lasts longer than anybody looks."""
        for held, empty in (("0.29", Fraction("0.29") / Fraction("0.15")), ("0.31", None)):
            assert replay(case(reservoir=ml(held)), Plan(()), Point(ml("0.3"))).empty_from == empty


def test_a_run_goes_on_from_what_ran_before_zero_and_from_nothing_after() -> None:
    """Ticks of half a day: 2 a tick before zero; then 5, while the old program would give 2 and from day 1 on 3."""
    given, wanted = compared(Curve(2, [0], [5], 1), Curve(2, [-2, 0, 2], [2, 2, 3], 1), Fraction(1))
    assert list(given.amounts([-2, -1, 0, 1, 4])) == [0, 2, 2 * 2, 2 * 2 + 5, 2 * 2 + 4 * 5]
    assert list(wanted.amounts([-2, -1, 0, 1, 4])) == [0, 2, 2 * 2, 3 * 2, 4 * 2 + 2 * 3]
    early = compared(Curve(2, [0], [5], 1), Curve(2, [-2, 1], [2, 3], 1), Fraction(1))[0]
    assert list(early.amounts([0, 1, 2])) == [2 * 2, 2 * 2 + 5, 2 * 2 + 2 * 5]


class TestLags:
    """Flow of 0.1 mL/day, from day 2 on 0.2 mL/day."""

    FLOW = Flow({Fraction(0): Fraction("0.1"), Fraction(2): Fraction("0.2")}, [], Fraction(4))

    def test_the_corners_are_among_them(self) -> None:
        ends = [Fraction(dead) / Fraction(part) for dead in ("0.3", "0.5") for part in ("1.1", "0.9")]
        found = lags(box("0.3", "0.5", parts("0.9", "1.1")), self.FLOW, [], windows=())
        assert found == sorted(ends)

    def test_a_front_that_meets_the_end_of_a_window(self) -> None:
        """In at 0.03 mL; the 18 h from zero on end at 0.075 mL."""
        found = lags(box("0.04", "0.05"), self.FLOW, [Fraction("0.3")], windows=[Fraction(3, 4)])
        assert found == [Fraction("0.04"), Fraction("0.075") - Fraction("0.03"), Fraction("0.05")]

    def test_a_front_that_meets_the_start_of_a_window_that_ends_as_the_flow_changes(self) -> None:
        """In at 0.03 mL; the 18 h that end on day 2 start at 0.125 mL."""
        found = lags(box("0.09", "0.1"), self.FLOW, [Fraction("0.3")], windows=[Fraction(3, 4)])
        assert found == [Fraction("0.09"), Fraction("0.125") - Fraction("0.03"), Fraction("0.1")]

    def test_a_front_is_at_the_tip_when_the_flow_changes(self) -> None:
        """In at 0.03 mL; the flow changes at 0.2 mL, and no window is looked at."""
        found = lags(box("0.05", "0.2"), self.FLOW, [Fraction("0.3")], windows=())
        assert found == [Fraction("0.05"), Fraction("0.2") - Fraction("0.03"), Fraction("0.2")]

    def test_two_fronts_that_meet_the_two_ends_of_a_window(self) -> None:
        """In at 0.03 and 0.18 mL: the day from 1.5 on gives the 0.15 mL between them; it starts at 0.15 mL."""
        found = lags(box("0.1", "0.2"), self.FLOW, [Fraction("0.3"), Fraction("1.8")], windows=[Fraction(1)])
        meets = Fraction("0.15") - Fraction("0.03")
        assert found == [Fraction("0.1"), meets, Fraction("0.2") - Fraction("0.03"), Fraction("0.2")]

    def test_two_fronts_a_whole_window_apart_meet_its_ends_everywhere(self) -> None:
        """A day and 0.1 mL apart at 0.1 mL/day: no start is special but the ends."""
        flow = Flow({Fraction(0): Fraction("0.1")}, [], Fraction(4))
        found = lags(box("0.05", "0.2"), flow, [Fraction(0), Fraction(1)], windows=[Fraction(1)])
        assert found == [Fraction("0.05"), Fraction("0.1"), Fraction("0.2")]

    def test_one_accuracy_for_each_lag_unless_spread(self) -> None:
        """0.4 mL of lag is 0.4 * 1.1 mL at the most; spread, 0.4 * 0.9 and what lies between as well."""
        wide = box("0.3", "0.5", parts("0.9", "1.1"))
        lag = Fraction("0.4")
        assert [point.accuracy for point in points(wide, [lag], [()])] == [Fraction("1.1")]
        assert [point.dead_volume for point in points(wide, [lag], [()], spread=True)] == [
            Volume(lag * Fraction(part)) for part in ("0.9", "1", "1.1")
        ]


def _with(statements: Iterable[Statement], policy: Policy | None = None) -> Knowledge:
    """The shipped knowledge with these statements, and this policy, in place of its own."""
    full = knowledge()
    return Knowledge(
        statements=statements,
        sources=full.sources,
        catalogue=full.catalogue,
        policy=policy or full.policy,
        questions=full.questions,
        facts=full.facts,
        digests=full.digests,
        texts={},
    )


def _without(question: str) -> Knowledge:
    """The shipped knowledge, less what answers one question."""
    return _with(one for one in knowledge().statements if one.asks != question)
