"""Each check on a plan that it is about, what is said where facts are missing, and what no verdict may contain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cisterna.catalogue import Catalogue
from cisterna.inspection import Verification, verify
from cisterna.inspection.evidence import Evidence
from cisterna.inspection.invariants import CHECKS
from cisterna.knowledge import Knowledge
from cisterna.quantities import DoseRate, Duration, Length, Mass, Range, Ratio
from cisterna.reasons import Axis, Finding, Force
from cisterna.therapy import (
    AspiratePort,
    Bolus,
    Bridge,
    Case,
    CatheterImplant,
    Flex,
    FlexStep,
    Mixture,
    PatientBolus,
    Plan,
    Program,
    Refill,
    Reprogram,
    Request,
    Rinse,
    Slug,
    Step,
    Stop,
    UsedBoluses,
)
from cisterna.wording import do_about, say, templates, title
from consult.cases import knowledge
from safety.plans import OLD, case, h, mix, ml, plan, program, random_plan, refill, watch

ROOT = Path(__file__).parents[2]
DUAL = mix(baclofen="2000 mcg/mL", hydromorphone="0.4 mg/mL")
START = Reprogram(h(0), program("300 mcg/day", DUAL))
WATCHED = (watch(0, 8), watch(43, 83))
PLAN_A = plan(refill(DUAL), START, *WATCHED)


def judged(given: Case, *steps: Step, known: Knowledge | None = None) -> Verification:
    """The verification of these steps."""
    return verify(given, plan(*steps), known or knowledge())


def found(given: Case, *steps: Step) -> dict[str, Finding]:
    """The last finding of each code."""
    return {finding.code: finding for finding in judged(given, *steps).judgement.findings}


class TestClear:
    def test_nothing_stands_against_a_plan_that_changes_nothing(self) -> None:
        result = verify(case(), Plan(()), knowledge())
        assert result.judgement.findings == ()
        assert result.held_extremes == (1, 1)
        assert result.held == ("baclofen",)

    def test_the_figures_of_plan_a(self) -> None:
        """0.15 mL/day of 400 mcg/mL is 60 mcg/day; 0.312 / 0.15 = 49.92 h over 1.145 and 0.855; most 60 * 1.145."""
        result = verify(case(), PLAN_A, knowledge())
        assert result.judgement.physics.name == "Clear"
        assert result.figures["hydromorphone cleared"] == DoseRate(60)
        accuracies = Fraction("1.145"), Fraction("0.855")
        assert result.figures["hydromorphone arrival"] == Range(*(h(Fraction("49.92") / a) for a in accuracies))
        assert result.figures["hydromorphone 24 h most"].value == Mass(60 * Fraction("1.145"))
        assert result.figures["hydromorphone 1 h most"].value == Mass(Fraction(60, 24) * Fraction("1.145"))
        assert result.figures["baclofen 24 h low"].value == Ratio(1)
        assert result.box is not None
        assert (result.box.residual.high, result.box.accuracy.high) == (ml("1.4"), Ratio(Fraction("1.145")))

    def test_when_it_runs_dry(self) -> None:
        """38.6 mL with nothing left behind, down to 1.4 mL at 0.15 * 1.145 mL/day."""
        dry = verify(case(), PLAN_A, knowledge()).figures["runs dry"]
        assert dry == Duration((Fraction("38.6") - Fraction("1.4")) / (Fraction("0.15") * Fraction("1.145")))

    def test_a_steady_flex_schedule_compares_as_one(self) -> None:
        night = Program("baclofen", OLD, Flex((FlexStep(h(0), DoseRate(480)), FlexStep(h(7), DoseRate(200)))))
        kept = Reprogram(h(0), replace(night, entered=DUAL))
        result = judged(case(program=night), refill(DUAL), kept, watch(0, 96))
        assert result.held_extremes == (1, 1)
        assert result.judgement.physics.name == "Clear"

    def test_a_flex_schedule_that_is_moved_by_six_hours_is_not_the_same(self) -> None:
        def night(at: int) -> Program:
            return Program("baclofen", OLD, Flex((FlexStep(h(0), DoseRate(200)), FlexStep(h(at), DoseRate(480)))))

        codes = found(case(program=night(16)), Reprogram(h(0), night(10)))
        assert codes["held-dose-4h-high"].force is Force.HARD


class TestHeldDose:
    @pytest.mark.parametrize(
        ("dose", "force"), [("306 mcg/day", None), ("307 mcg/day", Force.SOFT), ("391 mcg/day", Force.HARD)]
    )
    def test_a_rise_is_graded_by_the_labels_step(self, dose: str, force: Force | None) -> None:
        """Spinal: 2 % is nothing, up to 30 % soft, beyond it hard."""
        codes = found(case(), Reprogram(h(0), program(dose)))
        assert (codes["held-dose-cleared-high"].force if force else codes.get("held-dose-cleared-high")) is force

    def test_cerebral_spasticity_has_a_smaller_step(self) -> None:
        rise = Reprogram(h(0), program("360 mcg/day"))
        assert found(case(spasticity="spinal"), rise)["held-dose-24h-high"].force is Force.SOFT
        assert found(case(spasticity="cerebral"), rise)["held-dose-24h-high"].force is Force.HARD

    @pytest.mark.parametrize("spasticity", [None, "unknown"])
    def test_without_the_origin_of_the_spasticity(self, spasticity: str | None) -> None:
        """Between the steps it cannot be said; beyond every step it is refused whatever the origin is."""
        finding = found(case(spasticity=spasticity), Reprogram(h(0), program("360 mcg/day")))["held-dose-24h-high"]
        assert (finding.force, finding.missing) == (Force.UNKNOWN, ("patient.spasticity",))
        finding = found(case(spasticity=spasticity), Reprogram(h(0), program("420 mcg/day")))["held-dose-24h-high"]
        assert finding.force is Force.HARD

    @pytest.mark.parametrize(("dose", "low"), [("294 mcg/day", False), ("293.9 mcg/day", True)])
    def test_two_per_cent_down_is_the_line(self, dose: str, low: bool) -> None:
        assert ("held-dose-cleared-low" in found(case(), Reprogram(h(0), program(dose)))) is low

    def test_the_intended_dose_counts_not_the_last_one(self) -> None:
        """A chain of plans: 285 runs, 300 is intended; going on is refused, going back is not."""
        chained = case(program=program("285 mcg/day"), intended={"baclofen": DoseRate(300)})
        assert found(chained, Reprogram(h(0), program("285 mcg/day")))["held-dose-cleared-low"].force is Force.HARD
        assert judged(chained, Reprogram(h(0), program("300 mcg/day"))).judgement.findings == ()

    def test_boluses_in_use_count_in_the_dose(self) -> None:
        """250 + 5 * 10 = 300: the same boluses going on hold it, without them 300 do."""
        given = case(program=program("250 mcg/day"), boluses=UsedBoluses(Mass(10), Fraction(5)), controller="myPTM")
        on = Reprogram(h(0), program("250 mcg/day", patient_bolus=PatientBolus(Mass(10), 5)))
        assert judged(given, on).judgement.findings == ()
        more = Reprogram(h(0), program("250 mcg/day", patient_bolus=PatientBolus(Mass(10), 8)))
        assert found(given, more)["held-dose-high-by-boluses"].force is Force.SOFT, "250 + 8 * 10 = 330, a tenth more"
        off = found(given, Reprogram(h(0), program("250 mcg/day")))["boluses-switched-off"]
        assert (off.force, off.values["lost"]) == (Force.HARD, DoseRate(50))
        assert found(given, Reprogram(h(0), program("300 mcg/day")))["boluses-switched-off"].force is Force.NOTE

    def test_stopped_and_left_so(self) -> None:
        assert found(case(), Stop(h(5)))["pump-left-stopped"].values["at"] == h(5)
        nothing = Program("baclofen", OLD, Flex((FlexStep(h(0), DoseRate(0)),)))
        assert "pump-left-stopped" in found(case(), Reprogram(h(0), nothing))
        assert "pump-left-stopped" not in found(case(), Stop(h(5)), Reprogram(h(6), program("300 mcg/day")))

    def test_a_short_stop_is_seen_by_the_hours(self) -> None:
        """2 of 4 hours."""
        codes = found(case(), Stop(h(5)), Reprogram(h(7), program("300 mcg/day")))
        assert codes["held-dose-4h-low"].values["part"] == Ratio(Fraction(1, 2))
        assert "held-dose-24h-low" not in codes

    def test_the_largest_single_bolus(self) -> None:
        """The house's figure is 50 mcg: at 114.5 %, 43 mcg pass and 44 do not."""
        for dose, passes in ((43, True), (44, False)):
            push = Reprogram(h(0), program("300 mcg/day", bolus=Bolus(Mass(dose), h(Fraction(1, 2)))))
            assert ("held-bolus-too-large" not in found(case(), push)) is passes


class TestSupply:
    def test_it_runs_dry_within_the_plan(self) -> None:
        """3 mL lasts (3 - 1.4) / (0.15 * 1.145) = 9.3 days at the worst; day 10 is too late, day 9 is not."""
        given = case(reservoir=ml(3))
        at = Reprogram(h(0), program("300 mcg/day"))
        assert "runs-dry" in found(given, at, Reprogram(h(240), program("300 mcg/day")))
        assert "runs-dry" not in found(given, at, refill(OLD, at=h(216)), watch(216, 240))

    def test_a_reservoir_below_its_residual_can_still_be_filled(self) -> None:
        assert "runs-dry" not in found(case(reservoir=ml(1)), refill(OLD, at=h(1)), watch(1, 12))

    def test_more_than_the_reservoir_holds(self) -> None:
        assert "overfilled" not in found(case(), refill(OLD, volume="40"), watch(0, 8))
        assert "overfilled" in found(case(), refill(OLD, volume="40.1"), watch(0, 8))
        assert "overfilled" in found(case(), Refill(h(0), ml(30), OLD, withdraw_to=None), watch(0, 8))


class TestOpioid:
    def fill(self, opioid: str, *extra: Step, exposure: str | None = "tolerant") -> dict[str, Finding]:
        """Plan A with this concentration of hydromorphone."""
        mixed = mix(baclofen="2000 mcg/mL", hydromorphone=opioid)
        return found(
            case(exposure=exposure), refill(mixed), Reprogram(h(0), program("300 mcg/day", mixed)), *WATCHED, *extra
        )

    def test_the_lowest_published_start_for_the_exposure(self) -> None:
        """0.15 mL/day: 1 mg/mL is 150 mcg/day; tolerant up to 150, naive up to 100, interrupted as naive."""
        assert "opioid-above-start-range" not in self.fill("1 mg/mL")
        finding = self.fill("1 mg/mL", exposure="naive")["opioid-above-start-range"]
        assert (finding.force, finding.values["limit"]) == (Force.SOFT, DoseRate(100))
        assert self.fill("1 mg/mL", exposure="interrupted")["opioid-above-start-range"] == finding
        assert "hydromorphone.start.naive-seed" in finding.because

    def test_exposure_not_stated(self) -> None:
        finding = self.fill("0.1 mg/mL", exposure=None)["opioid-above-start-range"]
        assert (finding.force, finding.missing) == (Force.UNKNOWN, ("patient.opioid_exposure",))

    def test_the_lowest_maximum_binds_the_worst_case(self) -> None:
        """10 mg/day / 0.15 mL/day / 1.145 = 58.2 mg/mL, were it not for the concentration."""
        low, high = self.fill("58 mg/mL"), self.fill("59 mg/mL")
        assert "opioid-24h-above-maximum" not in low
        assert high["opioid-24h-above-maximum"].values["limit"] == DoseRate(10_000)
        assert high["concentration-above-maximum"].force is Force.HARD

    def test_the_held_drug_above_the_top_strength_is_soft(self) -> None:
        strong = mix(baclofen="3000 mcg/mL")
        codes = found(case(), refill(strong), Reprogram(h(0), program("300 mcg/day", strong)), watch(0, 8))
        assert codes["concentration-above-maximum"].force is Force.SOFT

    def test_a_single_dose_in_an_hour(self) -> None:
        """A bolus of 180 mcg of baclofen over 10 min carries 0.09 mL: at 1 mg/mL 90 mcg; naive 40, largest 200."""
        for opioid, force in (("1 mg/mL", Force.SOFT), ("2.5 mg/mL", Force.HARD)):
            mixed = mix(baclofen="2000 mcg/mL", hydromorphone=opioid)
            push = program("300 mcg/day", mixed, bolus=Bolus(Mass(180), h(Fraction(1, 6))))
            steps = (refill(mixed), START, Reprogram(h(240), push), watch(0, 400))
            assert found(case(exposure="naive"), *steps)["opioid-1h-above-single-dose"].force is force

    def test_patient_boluses_allowed_by_the_plan_count(self) -> None:
        """Six boluses of 20 mcg baclofen at 1 mg/mL are 6 * 0.01 mL * 1 mg/mL = 60 mcg within the hour."""
        mixed = mix(baclofen="2000 mcg/mL", hydromorphone="1 mg/mL")
        allowed = program("300 mcg/day", mixed, patient_bolus=PatientBolus(Mass(20), 6))
        codes = found(case(exposure="naive"), refill(mixed), Reprogram(h(0), allowed), watch(0, 90))
        base = Fraction(150, 24) * Fraction("1.145")
        assert codes["opioid-1h-above-single-dose"].values["amount"] == Mass(base + 60 * Fraction("1.145"))
        assert codes["dual-patient-bolus"].values["carries"] == Mass(20)
        locked = replace(allowed, patient_bolus=PatientBolus(Mass(20), 6, lockout=h(2)))
        codes = found(case(exposure="naive"), refill(mixed), Reprogram(h(0), locked), watch(0, 90))
        assert "opioid-1h-above-single-dose" not in codes

    def test_no_maximum_published(self) -> None:
        """A pack that says nothing of a maximum cannot say that a dose is below it."""
        silent = _without("daily dose maximum")
        codes = {f.code: f for f in verify(case(), PLAN_A, silent).judgement.findings}
        assert codes["opioid-maximum-unknown"].missing == ("daily dose maximum of hydromorphone",)


class TestWatching:
    def test_the_refill_is_watched_for_as_long_as_any_source_asks(self) -> None:
        finding = found(case(), refill(DUAL), START, watch(0, 7), WATCHED[1])["refill-not-watched"]
        assert (finding.values["open"], finding.values["end"]) == (h(7), h(8))

    def test_watches_may_follow_each_other(self) -> None:
        steps = (refill(DUAL), START, watch(0, 5), watch(5, 8), watch(43, 60), watch(58, 83))
        assert judged(case(), *steps).judgement.findings == ()

    @pytest.mark.parametrize(("start", "until", "watched"), [(43, 83, True), (44, 83, False), (43, 82, False)])
    def test_the_arrival_is_watched_over_the_whole_box(self, start: int, until: int, watched: bool) -> None:
        """49.92 h / 1.145 = 43.6 h to 49.92 / 0.855 + 24 = 82.4 h."""
        codes = found(case(), refill(DUAL), START, WATCHED[0], watch(start, until))
        assert ("arrival-not-watched" not in codes) is watched

    def test_a_raise_of_an_opioid_that_is_there_is_watched(self) -> None:
        given = case(fill=DUAL, program=program("300 mcg/day", DUAL))
        raised = Reprogram(h(0), program("306 mcg/day", DUAL))
        assert "arrival-not-watched" in found(given, raised)
        assert judged(given, raised, watch(0, 24)).judgement.findings == ()

    def test_more_opioid_in_a_second_refill_before_the_first_has_arrived(self) -> None:
        more = mix(baclofen="2000 mcg/mL", hydromorphone="0.5 mg/mL")
        again = Reprogram(h(30), program("300 mcg/day", more))
        codes = found(case(), refill(DUAL), START, refill(more, at=h(30)), again, watch(0, 200))
        assert codes["raise-before-arrival"].values["at"] == h(30)


class TestEntries:
    def test_what_the_pump_is_told(self) -> None:
        other = mix(baclofen="2000 mcg/mL", hydromorphone="0.41 mg/mL")
        finding = found(case(), refill(DUAL), Reprogram(h(0), program("300 mcg/day", other)), *WATCHED)
        assert finding["entered-differs-from-fill"].values["drug"] == "hydromorphone"
        assert finding["entered-differs-from-fill"].force is Force.SOFT

    def test_a_refill_after_the_last_program(self) -> None:
        codes = found(case(), refill(DUAL), *WATCHED)
        assert codes["entered-differs-from-fill"].values["written"].value == 0

    def test_a_dose_asked_for_and_one_a_thousand_times_it(self) -> None:
        wished = case(request=Request("hydromorphone", DoseRate(Fraction(60, 1000))))
        assert found(wished, *PLAN_A.steps)["thousandfold-slip"].values["written"] == DoseRate(60)

    def test_a_concentration_a_thousandth_of_what_ran(self) -> None:
        thin = mix(baclofen="2 mcg/mL")
        codes = found(case(), refill(thin), Reprogram(h(0), program("300 mcg/day", thin)), watch(0, 8))
        assert codes["thousandfold-slip"].force is Force.HARD


class TestMissingFacts:
    """P3: named, never filled in; what does not turn on it is answered; what is refused anyway is refused."""

    def missing(self, given: Case, *steps: Step) -> tuple[str, ...]:
        verdict = judged(given, *steps).judgement.physics
        assert verdict.name == "CannotSay"
        return verdict.missing  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("given", "fields"),
        [
            (case(tubing=None), ("system.tubing_volume",)),
            (case(catheter=CatheterImplant()), ("system.catheter.volume",)),
            (case(reservoir=None), ("running.reservoir_volume",)),
            (case(pump=None), ("system.pump",)),
            (case(pump="no-such-pump"), ("system.pump",)),
            (case(pump="medtronic-synchromed-iii-40"), ("system.accuracy",)),
            (case(exposure=None), ("patient.opioid_exposure",)),
            (case(controller="myPTM"), ("running.patient_boluses",)),
            (case(controller=None), ("system.patient_controller",)),
        ],
    )
    def test_each_is_named(self, given: Case, fields: tuple[str, ...]) -> None:
        fill = refill(DUAL, volume="18")
        assert self.missing(given, fill, START, watch(0, 200)) == fields

    def test_the_residual_is_asked_for_where_it_matters(self) -> None:
        """
        Left behind, the old mixture moves what is there already; a drug that is new it can only thin. And what may be
        left behind takes up room.
        """
        given = case(pump="flowonix-prometra-ii-20")
        assert judged(given, refill(DUAL, volume="7"), START, watch(0, 200)).judgement.physics.name == "Clear"
        assert self.missing(given, refill(DUAL, volume="18"), START, watch(0, 200)) == ("system.residual_volume",)
        thinner = mix(baclofen="1960 mcg/mL")
        steps = (refill(thinner, volume="7"), Reprogram(h(0), program("300 mcg/day", thinner)), watch(0, 8))
        assert self.missing(given, *steps) == ("system.residual_volume",)

    def test_a_dead_volume_from_memory_is_judged_and_still_missing(self) -> None:
        length = Range(Length(78), Length(78))
        result = judged(case(catheter=CatheterImplant("medtronic-8780", length)), *PLAN_A.steps[:2], watch(0, 96))
        assert {f.code for f in result.judgement.findings} == {"path-volume-from-memory"}
        assert result.figures["hydromorphone arrival"].high > result.figures["hydromorphone arrival"].low

    def test_without_a_dead_volume_the_unchanged_concentration_is_proved(self) -> None:
        result = judged(case(tubing=None), *PLAN_A.steps)
        assert result.box is None
        assert result.held_extremes == (1, 1)
        assert "hydromorphone 24 h most" not in result.figures

    def test_a_length_given_as_a_range_is_a_fact(self) -> None:
        wide = case(tubing=Range(ml("0.10"), ml("0.14")))
        assert judged(wide, refill(DUAL), START, watch(0, 90)).judgement.physics.name == "Clear"

    @pytest.mark.parametrize(
        "given", [case(tubing=None), case(reservoir=None), case(pump=None), case(controller=None), case(exposure=None)]
    )
    def test_refused_wins_over_what_is_missing(self, given: Case) -> None:
        """A rate that is lowered is refused whatever is not known."""
        result = judged(given, refill(DUAL), Reprogram(h(0), program("225 mcg/day", DUAL)), watch(0, 200))
        assert result.judgement.physics.name == "Refused"

    def test_nothing_is_made_up_where_the_mixture_cannot_be_known(self) -> None:
        """Filled up on top of an unknown volume: only the fact is named."""
        top_up = Refill(h(0), ml(10), mix(baclofen="500 mcg/mL"), withdraw_to=None)
        assert self.missing(case(reservoir=None), top_up, watch(0, 8))[0] == "running.reservoir_volume"

    def test_a_sampled_worst_case_says_so(self) -> None:
        line = (Slug(ml("0.1"), mix(baclofen="1999 mcg/mL")),)
        assert found(case(line=line), Reprogram(h(0), program("300 mcg/day")))["worst-case-sampled"].force is Force.SOFT
        assert "worst-case-sampled" in found(case(), AspiratePort(h(0), ml("0.1")))

    def test_a_rinse_with_the_fill_is_proved_and_one_with_saline_is_not(self) -> None:
        """Saline pulls what stays behind below both mixtures, so the extreme can lie between the ends of a residual."""
        thin, fill = mix(baclofen="1960 mcg/mL"), program("300 mcg/day", mix(baclofen="1960 mcg/mL"))
        for rinse, sampled in ((thin, False), (Mixture({}), True)):
            rinsed = Refill(h(0), ml("38.6"), thin, rinse=Rinse(1, ml(10), rinse))
            assert ("worst-case-sampled" in found(case(), rinsed, Reprogram(h(0), fill), watch(0, 8))) is sampled

    def test_a_log_with_more_boluses_than_the_plan_allows(self) -> None:
        """Three a day in use, one allowed from now on: the earliest arrival is still not after the latest."""
        given = case(boluses=UsedBoluses(Mass(10), Fraction(3)), controller="myPTM")
        allowed = program("300 mcg/day", DUAL, patient_bolus=PatientBolus(Mass(10), 1))
        arrival = judged(given, refill(DUAL), Reprogram(h(0), allowed), watch(0, 90)).figures["hydromorphone arrival"]
        assert arrival.low <= arrival.high

    def test_months_of_a_schedule_behind_a_slow_front_are_sampled_and_end(self) -> None:
        """2 mcg/day: refused at once, and not after hours."""
        night = Program("baclofen", OLD, Flex((FlexStep(h(0), DoseRate(480)), FlexStep(h(7), DoseRate(200)))))
        slow = Reprogram(h(0), program("2 mcg/day", DUAL))
        codes = found(case(program=night), refill(DUAL), slow, watch(0, 8))
        assert codes["worst-case-sampled"].force is Force.SOFT
        assert codes["held-dose-24h-low"].force is Force.HARD


class TestWhatEveryVerdictKeeps:
    def everything(self) -> Iterator[Verification]:
        """Verdicts of many kinds: random plans, each fact missing, and a plan with every kind of step."""
        for seed in range(12):
            yield verify(*random_plan(seed), knowledge())
        for given in (case(tubing=None), case(pump=None), case(reservoir=None), case(exposure=None, controller=None)):
            yield verify(given, PLAN_A, knowledge())
        full = program(
            "330 mcg/day", DUAL, bridge=Bridge(ml("0.3"), h(40)), patient_bolus=PatientBolus(Mass(20), 3, lockout=h(3))
        )
        steps = (refill(DUAL), Reprogram(h(1), full), AspiratePort(h(50), ml("0.1")), Stop(h(60)), watch(0, 3))
        yield judged(case(spasticity=None), *steps)
        yield judged(case(), refill(mix(hydromorphone="20 mg/mL"), volume="60"))

    def test_no_float_anywhere(self) -> None:
        assert [float_ for result in self.everything() for float_ in _floats(result)] == []

    def test_every_finding_can_be_said(self) -> None:
        """Title, sentence and what to do, with every place filled; no figure of its own in a template."""
        for result in self.everything():
            for finding in result.judgement.findings:
                assert title(finding)
                assert "{" not in say(finding) + do_about(finding)

    def test_findings_are_about_physics(self) -> None:
        assert {f.axis for result in self.everything() for f in result.judgement.findings} == {Axis.PHYSICS}

    def test_twice_is_the_same(self) -> None:
        one, two = (verify(*random_plan(3), knowledge()) for _ in range(2))
        assert one.judgement == two.judgement
        assert dict(one.figures) == dict(two.figures)

    def test_every_code_of_the_checks_has_words_and_every_word_a_check(self) -> None:
        from cisterna.wording.findings import FINDINGS

        folder = ROOT / "src/cisterna/inspection"
        text = "".join((folder / name).read_text("utf-8") for name in ("invariants.py", "asked.py"))
        written = {code for code in templates() if f'"{code}"' in text} | {"held-dose-4h-low", "held-dose-24h-low"}
        assert set(FINDINGS) == written & set(FINDINGS)
        assert len(CHECKS) == len(set(CHECKS))


def test_what_is_kept_is_what_it_says() -> None:
    """The evidence names its worst cases; a check that finds none of them would pass everything."""
    evidence = Evidence(case(), PLAN_A, knowledge())
    assert {name for drug, name in evidence.worst if drug == "baclofen"} == {
        "24 h low", "24 h high", "4 h low", "4 h high", "1 h excess",
    }  # fmt: skip
    assert {name for drug, name in evidence.worst if drug == "hydromorphone"} == {"24 h most", "1 h most"}


def _floats(value: Any) -> Iterator[Any]:
    if isinstance(value, float):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from _floats(getattr(value, each.name))
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _floats(part)
    elif hasattr(value, "items") and not isinstance(value, Mixture):
        for part in value.values():
            yield from _floats(part)
    elif hasattr(value, "value"):
        yield from _floats(value.value)
    elif hasattr(value, "low"):
        yield from _floats((value.low, value.high))


def _without(question: str) -> Knowledge:
    """The shipped knowledge, less what answers one question."""
    full = knowledge()
    return Knowledge(
        statements=[one for one in full.statements if one.asks != question],
        sources=full.sources,
        catalogue=full.catalogue,
        policy=full.policy,
        questions=full.questions,
        facts=full.facts,
        digests=full.digests,
        texts={},
    )


def test_the_catalogue_is_only_looked_up() -> None:
    assert isinstance(knowledge().catalogue, Catalogue)
