"""Cases and files that were written to make other changes, papers and imports say harm is fine. Each did, once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cisterna.cli import cli
from cisterna.consult import check_plan
from cisterna.consult.assess import simulate_plan
from cisterna.consult.certificate import Certified, certificate, claims
from cisterna.consult.change import Changed, consult_change
from cisterna.consult.charted import watch_chart
from cisterna.desk import certificates, open_case, open_desk, open_knowledge, run
from cisterna.desk.certificates import certify, check_certificate
from cisterna.desk.sensitivity import vary
from cisterna.emergency.facts import EmergencyFacts
from cisterna.files.importing import import_program
from cisterna.files.plan import write_plan
from cisterna.inspection import verify
from cisterna.papers.certificate import render_certified
from cisterna.papers.layout import Style
from cisterna.quantities import DoseRate, Mass, Range, Volume
from cisterna.reasons import Finding, Force
from cisterna.reasons.canonical import canonical_bytes
from cisterna.therapy import (
    Call,
    Case,
    Flex,
    FlexStep,
    NewMode,
    NewSystem,
    Plan,
    Program,
    Refill,
    Reprogram,
    Request,
    Rescue,
    Restart,
    Step,
    Stop,
    UsedBoluses,
    as_it_stands,
)
from cisterna.therapy.imported import Imported
from consult.cases import knowledge
from safety.plans import OLD, case, h, mix, ml, plan, program, watch

EXAMPLES = Path(__file__).parents[2] / "examples"
RESTART = Request(change=Restart(h(-2)))
"""The pump has stood still for two hours; six are short."""


def found(given: Case, steps: Plan) -> list[Finding]:
    """What the verifier finds."""
    return list(verify(given, steps, knowledge()).judgement.findings)


def hard(given: Case, steps: Plan) -> set[str]:
    """Codes of the hard findings."""
    return {finding.code for finding in found(given, steps) if finding.force is Force.HARD}


def rescue(now: int, *done: Step) -> Case:
    """A case in which these steps were done, found `now` hours after its moment."""
    return case(request=Request(change=Rescue(done, h(now))))


def start(hours: int, dose: str = "300 mcg/day") -> Reprogram:
    """A program after so many hours."""
    return Reprogram(h(hours), program(dose))


class TestAPumpThatStandsStill:
    def test_it_is_not_taken_to_run_until_it_is_programmed(self) -> None:
        """Programmed a day later, it has given nothing for 26 h: this was clear, at 100 % of the dose."""
        codes = {"restart-gap-too-long", "held-dose-24h-low", "held-dose-4h-low"}
        assert codes == hard(case(request=RESTART), plan(start(24)))

    def test_a_plan_that_never_starts_it_leaves_it_stopped(self) -> None:
        """A refill alone, or nothing at all: both were clear."""
        for steps in (plan(), plan(Refill(h(0), ml("38.6"), OLD), watch(0, 8))):
            assert "pump-left-stopped" in hard(case(request=RESTART), steps)

    @pytest.mark.parametrize(("hours", "codes"), [(0, set()), (4, {"held-dose-24h-low", "held-dose-4h-low"})])
    def test_the_gap_ends_with_the_program(self, hours: int, codes: set[str]) -> None:
        """Two hours and four more are six, still short; what is given meanwhile is nothing all the same."""
        assert codes == hard(case(request=RESTART), plan(start(hours)))

    def test_the_gap_counts_until_the_program(self) -> None:
        """Two hours and five more are seven."""
        gaps = [each.values["gap"] for each in found(case(request=RESTART), plan(start(5)))
                if each.code == "restart-gap-too-long"]  # fmt: skip
        assert [h(7)] == gaps

    def test_the_picture_shows_the_same(self) -> None:
        """What is drawn at the tip is nothing until the program."""
        tip = simulate_plan(case(request=RESTART), plan(start(24)), knowledge())
        assert tip is not None
        assert h(24) == tip.arrival("baclofen")

    def test_a_plan_that_starts_at_once_is_left_as_it_is(self) -> None:
        """And so is every plan of a case without a stop."""
        assert plan(start(0)) == as_it_stands(case(request=RESTART), plan(start(0)))
        assert plan(start(3)) == as_it_stands(case(), plan(start(3)))
        twice = as_it_stands(case(request=RESTART), as_it_stands(case(request=RESTART), plan(start(3))))
        assert plan(Stop(h(0)), start(3)) == twice


class TestAStopAmongTheStepsThatWereDone:
    def test_after_three_days_the_dose_before_is_refused(self) -> None:
        """900 mcg were missing, and 300 mcg/day at once was clear."""
        assert {"restart-gap-too-long"} == hard(rescue(72, Stop(h(0))), plan(Stop(h(0)), start(72)))

    @pytest.mark.parametrize(("hours", "codes"), [(6, set()), (7, {"restart-gap-too-long"})])
    def test_a_short_stop_is_put_right(self, hours: int, codes: set[str]) -> None:
        """Six hours are what the house calls short."""
        assert codes == hard(rescue(hours, Stop(h(0))), plan(Stop(h(0)), start(hours)))

    def test_the_gap_goes_on_after_it_was_found(self) -> None:
        """Found after five hours and started two hours later."""
        assert "restart-gap-too-long" in hard(rescue(5, Stop(h(0))), plan(Stop(h(0)), start(7)))

    def test_the_slowest_flow_is_a_stop_too(self) -> None:
        """12 mcg/day at the slowest flow of the pump for three days, and then 300 at once."""
        slow = Reprogram(h(0), program("12 mcg/day"))
        assert "restart-gap-too-long" in hard(rescue(72, slow), plan(slow, start(72)))

    def test_a_low_dose_is_none(self) -> None:
        """100 mcg/day are a third, at more than eight times the slowest flow."""
        assert set() == hard(rescue(72, start(0, "100 mcg/day")), plan(start(0, "100 mcg/day"), start(72)))

    @pytest.mark.parametrize(("hours", "codes"), [(72, {"restart-gap-too-long"}), (71 + 24, set())])
    def test_a_gap_that_somebody_ended_is_answered_for(self, hours: int, codes: set[str]) -> None:
        """Started again at 300 mcg/day an hour before it was found: it is signed for; a day later no more."""
        done = Stop(h(0)), start(71)
        given = found(rescue(hours, *done), plan(*done))
        assert codes == {each.code for each in given if each.force in (Force.SOFT, Force.HARD)}
        assert not hard(rescue(hours, *done), plan(*done))

    def test_an_empty_reservoir_is_a_stop_too(self) -> None:
        """12.4 mL at 0.15 mL/day last 82.7 days; found on day 120, and programmed as if nothing had been."""
        given = rescue(24 * 120, start(0))
        assert {"restart-gap-too-long", "runs-dry"} <= hard(given, plan(start(0), start(24 * 120)))

    def test_no_program_is_proposed(self) -> None:
        """What is shown is why not, and what each source says to a restart."""
        given = rescue(72, Stop(h(0)))
        assert given.request is not None
        made = consult_change(given, given.request, knowledge(), on=date(2026, 11, 23))
        assert [("rescue-as-it-is", "Refused")] == [(way.id, way.verdict.name) for way in made.ways]
        assert [("rescue-program", "restart-gap-too-long")] == [(each.id, each.why.code) for each in made.not_possible]
        assert "source-on-restart" in {finding.code for finding in made.findings}


class TestNothingDone:
    def test_it_is_not_the_best_of_two_that_are_refused(self) -> None:
        """Alike in what they give, the one with fewer steps came first: that is to leave it."""
        strong = mix(baclofen="2000 mcg/mL", hydromorphone="5 mg/mL")
        done = Refill(h(2), ml(38), strong), Reprogram(h(2), program("300 mcg/day", strong))
        given = rescue(8, *done)
        assert given.request is not None
        made = consult_change(given, given.request, knowledge(), on=date(2026, 11, 23))
        assert ["rescue-program", "rescue-as-it-is"] == [way.id for way in made.ways]


class TestBolusesThatEnd:
    def test_the_page_does_not_count_them(self) -> None:
        """A schedule without patient boluses gives 300 mcg/day, and beside its refusal stood 360, as before."""
        flex = Flex((FlexStep(h(0), DoseRate.parse("14 mcg/h")), FlexStep(h(6), DoseRate.parse("12 mcg/h"))))
        used = UsedBoluses(Mass(20), Fraction(3))
        given = case(request=Request(change=NewMode(flex)), boluses=used, controller="present")
        assert given.request is not None
        (way,) = consult_change(given, given.request, knowledge(), on=date(2026, 11, 23)).ways
        (drug,) = way.drugs
        assert (DoseRate(360), DoseRate(300)) == (drug.before, drug.after)


class TestFoundLongAfter:
    def test_a_daily_pause_is_seen(self) -> None:
        """
        Six hours of nothing, six of twice, twelve as before: 300 mcg/day, found a month later.

        The verdict looked at three days from the first step and at no window after it was found: it was clear.
        """
        flex = Flex((FlexStep(h(0), DoseRate(0)), FlexStep(h(6), DoseRate(600)), FlexStep(h(12), DoseRate(300))))
        done = Reprogram(h(5), Program("baclofen", OLD, flex))
        assert {"held-dose-4h-low", "held-dose-4h-high"} == hard(rescue(24 * 30, done), plan(done))

    def test_a_pump_that_ran_dry_meanwhile_is_seen(self) -> None:
        """Found after four months, the reservoir empty for six weeks: it was clear at 100 % of the dose."""
        codes = hard(rescue(24 * 120, start(0)), plan(start(0)))
        assert {"runs-dry", "held-dose-24h-low", "held-dose-cleared-low"} <= codes

    def test_what_is_as_before_stays_clear(self) -> None:
        """The same program, found a month later, is no harm."""
        assert set() == hard(rescue(24 * 30, start(0)), plan(start(0)))


class TestWhatIsOverWithAProgram:
    WRONG = Reprogram(h(2), program("300 mcg/day", mix(baclofen="500 mcg/mL")))

    def test_a_fill_is_not(self) -> None:
        """45 mL in a reservoir of 40, and hydromorphone at 100 mg/mL, are there still: both had become notes."""
        strong = mix(baclofen="2000 mcg/mL", hydromorphone="100 mg/mL")
        done = Refill(h(2), ml(45), strong), Reprogram(h(2), program("300 mcg/day", strong))
        again = Reprogram(h(8), program("300 mcg/day", strong))
        assert {"overfilled", "concentration-above-maximum"} <= hard(rescue(8, *done), plan(*done, again))

    def test_a_program_is_when_another_has_taken_its_place(self) -> None:
        """A wrong entry is told as a note once the right one stands."""
        forces = {each.force for each in found(rescue(3, self.WRONG), plan(self.WRONG, start(3)))
                  if each.code == "entered-differs-from-fill"}  # fmt: skip
        assert {Force.NOTE} == forces

    def test_a_program_is_not_while_it_runs_on(self) -> None:
        """Replaced a month later it runs for a month: what was found of it had become a note."""
        assert "entered-differs-from-fill" in hard(rescue(3, self.WRONG), plan(self.WRONG, start(24 * 30)))


class TestAPumpThatIsNotProgrammed:
    CONSTANT = (
        (EXAMPLES / "constant-flow.toml")
        .read_text("utf-8")
        .replace(
            'tubing_volume = "unknown"',
            'tubing_volume = "0.140 mL"\naccuracy = "95 to 105 %"\nresidual_volume = "1 mL"',
        )
    )
    """An IsoMed whose constants are told."""

    def test_a_program_for_it_is_refused(self) -> None:
        """It runs at 0.5 mL/day whatever is typed; 305 mcg/day for it was clear."""
        given = open_case(self.CONSTANT, "case.toml", knowledge())
        steps = plan(Reprogram(h(1), program("305 mcg/day", mix(baclofen="600 mcg/mL"))))
        assert {"pump-cannot-change-flow"} == hard(given, steps)

    def test_a_refill_of_it_is_not(self) -> None:
        """The same mixture again asks for no program."""
        given = open_case(self.CONSTANT, "case.toml", knowledge())
        steps = plan(Refill(h(1), ml("34"), mix(baclofen="600 mcg/mL")), watch(1, 9))
        assert set() == hard(given, steps)

    def test_it_gets_no_program_after_surgery(self) -> None:
        """A replacement by one was planned with the flow of the pump before."""
        text = (EXAMPLES / "changes" / "pump-replacement.toml").read_text("utf-8")
        text = text.replace(
            'replace_pump = { pump = "medtronic-synchromed-ii-40"', 'replace_pump = { pump = "medtronic-isomed-35"'
        )
        given = open_case(text, "case.toml", knowledge())
        assert given.request is not None
        made = consult_change(given, given.request, knowledge(), on=date(2026, 11, 23))
        assert ((), [("new-pump", "pump-cannot-change-flow")]) == (
            made.ways,
            [(each.id, each.why.code) for each in made.not_possible],
        )


class TestALineThatHoldsAnOpioid:
    def test_it_is_a_start_like_any_other(self) -> None:
        """10 mg/mL in a new line at 0.15 mL/day are 1.5 mg/day for a naive patient: it had only to be signed for."""
        text = (EXAMPLES / "changes" / "catheter-revision.toml").read_text("utf-8")
        text = text.replace('line = "drug-free"', 'line = { baclofen = "2000 mcg/mL", hydromorphone = "10 mg/mL" }')
        given = open_case(text, "case.toml", knowledge())
        judged = check_plan(given, plan(start(0), watch(0, 24 * 9)), knowledge(), on=given.on).judgement
        gives = [each.values["gives"] for each in judged.findings if each.code == "opioid-above-every-start"]
        assert [DoseRate(1500)] == gives


class TestWhatWasDone:
    TEXT = """
[request]
rescue = "2026-11-23 11:00"

[[request.done]]
do = "refill"
at = "2026-11-23 10:00"
withdraw_to = "residual"
fill = { volume = "38 mL", baclofen = "2000 mcg/mL" }

[[request.done]]
do = "program"
at = "2026-11-23 10:00"
primary = "baclofen"
entered = { baclofen = "2000 mcg/mL" }
mode = "simple continuous"
dose = "200 mcg/day"
"""
    """A right fill and a dose that was typed in wrongly, found an hour later."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        """Where the case lies."""
        seed = (EXAMPLES / "seed.toml").read_text("utf-8").partition("[request]")[0]
        file = tmp_path / "case.toml"
        file.write_text(seed + self.TEXT, "utf-8")
        return file

    def test_it_is_not_shown_as_still_to_be_done(self, file: Path) -> None:
        """The page named the refill and the wrong program among the steps, like the one that is to be typed in."""
        said = screen("plan", str(file))
        assert "Mon 2026-11-23 10:00 (was done): refill 38 mL" in said
        assert "Mon 2026-11-23 10:00 (was done): program primary drug baclofen" in said
        assert "Mon 2026-11-23 11:00: program primary drug baclofen" in said
        assert "cisterna order" not in said

    def test_it_is_not_ordered_again(self, file: Path) -> None:
        """The order was for the fill that is in the pump."""
        said = screen("order", str(file))
        assert "Fill 1" not in said

    def test_it_is_not_typed_again(self, file: Path) -> None:
        """The card is of the program that puts it right, and of no other."""
        made = json.loads(CliRunner().invoke(cli, ["card", str(file), "--json"]).output)
        assert 1 == len(made["sheets"])
        (dose,) = [line["typed"]["shown"] for line in made["sheets"][0]["lines"] if line["item"] == "dose"]
        assert "300 mcg/day" == dose

    def test_it_is_no_visit_to_come(self, file: Path, tmp_path: Path) -> None:
        """The calendar had 'refill and program' at ten, an hour before it was found."""
        dates = tmp_path / "dates.ics"
        screen("plan", str(file), "--calendar", str(dates))
        assert ["Pump visit: program"] == re.findall(r"SUMMARY:(Pump visit: .*?)\s*$", dates.read_text(), re.MULTILINE)

    def test_check_says_so_too(self, file: Path, tmp_path: Path) -> None:
        """A plan that is typed in has to begin with it."""
        saved = tmp_path / "plan.toml"
        screen("plan", str(file), "--save-plan", str(saved))
        said = screen("check", str(file), "--plan", str(saved))
        assert "10:00 was done: refill 38 mL" in said
        assert "was done: program 300" not in said


def screen(*words: str) -> str:
    """What a command prints, its lines joined."""
    return re.sub(r"\s+", " ", CliRunner().invoke(cli, [*words, "--no-color"]).output)


class TestASecondPump:
    @staticmethod
    def made(old: str, new: str) -> Changed:
        """Hydromorphone from a second pump, one piece of the case exchanged."""
        text = (EXAMPLES / "changes" / "second-pump.toml").read_text("utf-8")
        assert old in text
        given = open_case(text.replace(old, new), "case.toml", knowledge())
        assert given.request is not None
        return consult_change(given, given.request, knowledge(), on=given.on)

    def test_an_opioid_in_this_pump_is_told(self) -> None:
        """Morphine ran here, hydromorphone was to come from there, and nothing was said of both."""
        fill = 'fill = { baclofen = "2000 mcg/mL" }'
        made = self.made(fill, 'fill = { baclofen = "2000 mcg/mL", morphine = "10 mg/mL" }')
        said = [each.values["drugs"] for each in made.ways[0].assessed.judgement.findings if each.code == "two-opioids"]
        assert ["morphine and hydromorphone"] == said

    @pytest.mark.parametrize(("age", "verdict"), [("10 y", "Refused"), ("unknown", "CannotSay"), ("54 y", "Clear")])
    def test_a_child_is_a_child(self, age: str, verdict: str) -> None:
        """For a child of ten the doses to start at were shown, and the way was clear."""
        assert verdict == self.made('age = "54 y"', f'age = "{age}"').verdict.name


class TestEmergencyAfterAStop:
    @pytest.mark.parametrize(("example", "hours"), [("restart-long", 60), ("catheter-revision", 2)])
    def test_the_case_says_since_when(self, example: str, hours: int) -> None:
        """It stands in the case, and the screen said that it is not known."""
        given = open_case((EXAMPLES / "changes" / f"{example}.toml").read_text("utf-8"), "case.toml", knowledge())
        facts = EmergencyFacts.from_case(given, knowledge().catalogue)
        assert Range(h(hours), h(hours)) == facts.since_delivery


class TestCardAfterSurgery:
    def test_a_typed_plan_has_the_new_catheter_on_its_card(self, tmp_path: Path) -> None:
        """The card said to check 0.172 mL of the catheter that was taken out; the new one holds 0.2 mL."""
        text = (EXAMPLES / "changes" / "catheter-revision.toml").read_text("utf-8")
        text = text.replace('"0.150 to 0.160 mL"', '"0.2 mL"').replace('"drug-free"', '{ baclofen = "2000 mcg/mL" }')
        file, typed = tmp_path / "case.toml", tmp_path / "plan.toml"
        file.write_text(text, "utf-8")
        given = open_case(text, "case.toml", knowledge())
        typed.write_text(write_plan(plan(start(0), watch(0, 48)), given), "utf-8")
        made = json.loads(CliRunner().invoke(cli, ["card", str(file), "--plan", str(typed), "--json"]).output)
        lines = {line["item"]: line["typed"] for line in made["sheets"][0]["lines"]}
        assert "0.2 mL" == lines["catheter volume"]["shown"]


class TestSensitivityAfterSurgery:
    def test_a_typed_plan_is_varied_in_the_new_line(self) -> None:
        """The line is drug-free for two days: check refused the plan, and this called its physics clear."""
        text = (EXAMPLES / "changes" / "catheter-revision.toml").read_text("utf-8")
        given = open_case(text, "case.toml", knowledge())
        typed = write_plan(plan(start(0), watch(0, 48)), given)
        found = vary(given, knowledge(), plan_text=typed, plan_name="plan.toml").found
        assert ("Refused", ()) == (found.physics.name, found.thresholds)

    def test_two_pumps_that_err_each_in_its_own_way(self) -> None:
        """The plan page could not say, and this said that its physics needs an override."""
        text = (EXAMPLES / "changes" / "pump-replacement.toml").read_text("utf-8")
        found = vary(open_case(text, "case.toml", knowledge()), knowledge()).found
        assert "CannotSay" == found.physics.name


class TestWatchedAfterAStop:
    @pytest.mark.parametrize(("example", "hours"), [("restart-long", 0), ("restart-long", 4), ("catheter-revision", 0),
                                                    ("catheter-revision", 6)])  # fmt: skip
    def test_a_pump_that_stands_still_is_not_watched_as_if_it_ran(self, example: str, hours: int) -> None:
        """Sixty hours after the last baclofen it was 'running', and nobody looked for withdrawal."""
        given = open_case((EXAMPLES / "changes" / f"{example}.toml").read_text("utf-8"), "case.toml", knowledge())
        seen = watch_chart(given, (), knowledge(), on=given.on, now=h(hours), now_shown="then")
        assert given.request is not None
        assert isinstance(given.request.change, Restart | NewSystem)
        (delivery,) = seen.deliveries
        assert ("ended", given.request.change.stopped) == (delivery.state, delivery.last)

    def test_after_surgery_what_the_line_holds_counts(self) -> None:
        """Programmed at once, a drug-free line gives no baclofen for 47 h; in the old one it had never ended."""
        given = open_case(
            (EXAMPLES / "changes" / "catheter-revision.toml").read_text("utf-8"), "case.toml", knowledge()
        )
        seen = watch_chart(given, (), knowledge(), on=given.on, now=h(24), now_shown="then", plan=plan(start(0)))
        assert ["ended"] == [delivery.state for delivery in seen.deliveries]


def imported(*lines: str) -> Imported:
    """What comes of these lines of an interrogation."""
    return import_program("\n".join(lines), "i.txt", knowledge().catalogue, form="text")


def wrong(*lines: str) -> list[tuple[int | None, str]]:
    """What is wrong with them, with its line; nothing is written then."""
    read = imported(*lines)
    assert (read.toml is None) == bool(read.wrong)
    return [(each.line, each.message) for each in read.wrong]


class TestWhatIsImported:
    def test_a_point_between_thousands_is_not_taken_for_a_decimal_point(self) -> None:
        """2.000 mcg/mL was two, a thousandth of what half of the world writes so."""
        assert [(1, "baclofen concentration: '2.000 mcg/mL' can be read as 2 or as 2,000. Write '2 mcg/mL' or '2,000 "
                    "mcg/mL': no zero at the end of a decimal, a comma between thousands.")
                ] == wrong("baclofen concentration: 2.000 mcg/mL")  # fmt: skip

    @pytest.mark.parametrize(("text", "value"), [("0.140 mL", "0.14"), ("12.4 mL", "12.4"), ("1.125 mL", "1.125")])
    def test_a_decimal_is_still_one(self, text: str, value: str) -> None:
        """A thousand begins with no zero, and what ends with none is written as a decimal."""
        assert ml(value) == Volume.parse(text)

    def test_two_daily_doses_of_one_drug_are_not_one(self) -> None:
        """The old program and the new one in one text: 250 was dropped without a word."""
        assert [(4, "line 3 says 300 mcg/day, this line 250 mcg/day. They cannot both be so.")] == wrong(
            "Drug 1: baclofen 2000 mcg/mL",
            "Mode: simple continuous",
            "Baclofen daily dose: 300 mcg/day",
            "Drug 1 dose: 250 mcg/day",
        )

    LABELED = ("Drug 1: baclofen {} mcg/mL", "Drug 2: hydromorphone", "Label baclofen: 1000 mcg/mL",
               "Label hydromorphone: 1 mg/mL", "Mode: simple continuous", "Daily dose: 300 mcg/day")  # fmt: skip

    def test_what_the_pump_was_told_is_not_forgotten(self) -> None:
        """Told 2,000 and filled with 1,000: it came out as told 1,000, twice the flow that runs."""
        assert [(1, "the pump was told 2000 mcg/mL of baclofen, but the label (line 3) says 1000 mcg/mL, and no line "
                    "says what it was told of hydromorphone. Write that too.")
                ] == wrong(self.LABELED[0].format(2000), *self.LABELED[1:])  # fmt: skip

    def test_what_agrees_with_the_label_is_taken_from_it(self) -> None:
        """Told 1,000 and filled with 1,000."""
        assert [] == wrong(self.LABELED[0].format(1000), *self.LABELED[1:])

    def test_the_unit_in_a_key_is_the_unit_of_the_value(self) -> None:
        """L and mL end alike."""
        assert [(1, "Catheter volume (L): the key says L, but the value is '0.172 mL'. Correct one of the two.")
                ] == wrong("Catheter volume (L): 0.172 mL")  # fmt: skip


STRONG = (
    (EXAMPLES / "seed.toml")
    .read_text("utf-8")
    .replace('fill = { baclofen = "2000 mcg/mL" }', 'fill = { baclofen = "5000 mcg/mL" }')
    .replace('flow_shown = "0.15 mL/day"', 'flow_shown = "0.06 mL/day"')
    .replace('start = "hydromorphone"', 'refill = "same"')
)
"""A refill with more baclofen in a milliliter than any product holds."""


class TestACertificateThatWasEdited:
    @staticmethod
    def edited(change: Callable[[dict[str, Any]], None]) -> Certified:
        """A certificate whose pack was changed, with claims and digest made anew, checked by the installed pack."""
        house, opened = open_desk(None).policy_text, open_case(STRONG, "case.toml", knowledge())
        fill = mix(baclofen="5000 mcg/mL")
        steps = plan(Refill(h(0), ml("38.6"), fill), watch(0, 8), Call(h(24 * 30), "refill appointment"))
        text = certify(STRONG, "case.toml", steps, opened, house, knowledge()).decode()
        data = json.loads(text)
        change(data["pack"])
        pack = certificates._dated(data["pack"])
        inputs = certificates._Inputs.of(data["case"], data["plan"], data["policy"], pack, "edited", None)
        claimed = claims(inputs.case, inputs.plan, inputs.found, inputs.knowledge)
        parts = data["case"], data["plan"], data["policy"], canonical_bytes(data["pack"]), claimed
        made = certificate(*parts, program=data["program"])
        return check_certificate(made.decode(), "edited", knowledge())

    def test_a_limit_that_was_taken_out_is_found_missing(self) -> None:
        """Without the highest concentration of baclofen the plan was clear, and nothing here was said to differ."""

        def without(pack: dict[str, Any]) -> None:
            for name in [name for name in pack if name.startswith("statements/baclofen/concentration")]:
                del pack[name]

        found = self.edited(without)
        assert ("Clear", "NeedsOverride") == (
            found.found.judgement.verdict.name,
            None if found.here is None else found.here.judgement.verdict.name,
        )
        said = re.sub(r"\s+", " ", render_certified(found, Style()))
        assert "the installed pack holds statements that this file does not, or a pump or catheter otherwise" in said

    def test_a_pump_that_was_made_more_exact_is_found(self) -> None:
        """Devices are no statements, so no limit differed."""

        def exact(pack: dict[str, Any]) -> None:
            for name in [name for name in pack if name.startswith("pumps/")]:
                for pump in pack[name].values():
                    if "accuracy_high" in pump:
                        pump["accuracy_high"]["value"] = "101 %"

        found = self.edited(exact)
        assert found.here is not None
        assert found.here.verification.box != found.found.verification.box

    def test_what_was_not_edited_holds_here(self) -> None:
        """The same pack and policy: nothing to tell."""
        assert self.edited(lambda pack: None).here is None


def test_a_case_dated_before_the_pack_is_not_judged_without_its_limits() -> None:
    """A slip of the year took every limit that begins later away: a child of eight could start an opioid."""
    text = (Path(__file__).parents[2] / "examples" / "seed.toml").read_text("utf-8")
    slip = text.replace('"2026-11-23"', '"2025-11-24"').replace('"54 y"', '"8 y"')
    pack = open_knowledge()
    found = run(open_case(slip, "case.toml", pack), pack)
    for offer in found.offers:
        assert "date-before-the-pack" in {one.code for one in offer.judgement.findings}
        assert offer.judgement.physics.name in ("CannotSay", "Refused")
