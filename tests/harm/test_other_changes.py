"""
A request for another dose or another mode opens no hole: harm stays harm, and each right plan beside it is not refused.

The verifier is told nothing but the case, with what is asked for in it, and the plan.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from cisterna.inspection import verify
from cisterna.quantities import DoseRate, Mass
from cisterna.reasons import Finding, Force
from cisterna.therapy import (
    Case,
    Flex,
    FlexStep,
    Mixture,
    NewConcentration,
    NewDose,
    NewMode,
    PlainRefill,
    Plan,
    Program,
    Remove,
    Reprogram,
    Request,
    SimpleContinuous,
    Step,
    Stop,
    UsedBoluses,
)
from consult.cases import knowledge
from safety.plans import OLD, case, h, mix, plan, program, refill, watch

DOSE = DoseRate.parse
DOWN = Request(change=NewDose("baclofen", DOSE("270 mcg/day"), "weakness"))
"""A tenth less of 300 mcg/day, as far as the published step of 10 to 20 % goes."""
UP = Request(change=NewDose("baclofen", DOSE("330 mcg/day"), "spasticity"))
BOTH = mix(baclofen="2000 mcg/mL", hydromorphone="333 mcg/mL")


def found(given: Case, steps: Plan) -> list[Finding]:
    """What the verifier finds."""
    return list(verify(given, steps, knowledge()).judgement.findings)


def hard(given: Case, steps: Plan) -> set[str]:
    """Codes of the hard findings."""
    return {finding.code for finding in found(given, steps) if finding.force is Force.HARD}


def soft(given: Case, steps: Plan) -> set[str]:
    """Codes of the soft ones."""
    return {finding.code for finding in found(given, steps) if finding.force is Force.SOFT}


def by_rate(dose: str, entered: Mixture = OLD, *more: Step) -> Plan:
    """A program alone."""
    return plan(Reprogram(h(0), program(dose, entered)), *more)


class TestLessIsAskedFor:
    def test_as_asked_it_is_signed_for(self) -> None:
        """270 of 300 mcg/day: 90 %, never clear and not refused."""
        assert (set(), {"held-dose-lowered-as-asked"}) == (hard(case(request=DOWN), by_rate("270 mcg/day")),
                                                          soft(case(request=DOWN), by_rate("270 mcg/day")))  # fmt: skip

    @pytest.mark.parametrize("request_", [
        Request("hydromorphone"),
        Request(change=PlainRefill()),
        Request(change=Remove("hydromorphone")),
        Request(change=NewMode(SimpleContinuous(DOSE("270 mcg/day")))),
        Request(change=NewDose("hydromorphone", DOSE("0.02 mg/day"), "sedation")),
        Request(change=NewDose("baclofen", None, "weakness")),
    ])  # fmt: skip
    def test_no_other_request_leads_there(self, request_: Request) -> None:
        """The same program under a request that does not ask for that dose of that drug is refused."""
        given = case(request=request_, fill=BOTH, program=program("300 mcg/day", BOTH))
        assert "held-dose-cleared-low" in hard(given, by_rate("270 mcg/day", BOTH))

    def test_a_start_with_less_baclofen_stays_refused(self) -> None:
        """Making room: the fill brings hydromorphone and the program gives 270 mcg/day."""
        steps = plan(refill(BOTH), Reprogram(h(0), program("270 mcg/day", BOTH)), watch(0, 100))
        assert "held-dose-cleared-low" in hard(case(), steps)

    def test_not_by_way_of_a_start(self) -> None:
        """The reason is written down, and the plan starts hydromorphone beside it: that is making room."""
        steps = plan(refill(BOTH), Reprogram(h(0), program("270 mcg/day", BOTH)), watch(0, 100))
        assert "held-dose-cleared-low" in hard(case(request=DOWN), steps)

    def test_not_with_more_of_the_other(self) -> None:
        """Hydromorphone runs already, and its part of the mixture doubles while the baclofen falls."""
        given = case(request=DOWN, fill=BOTH, program=program("300 mcg/day", BOTH))
        more = mix(baclofen="2000 mcg/mL", hydromorphone="666 mcg/mL")
        steps = plan(refill(more), Reprogram(h(0), program("270 mcg/day", more)), watch(0, 100))
        assert "held-dose-cleared-low" in hard(given, steps)
        assert set() == hard(given, by_rate("270 mcg/day", BOTH))

    def test_further_than_asked(self) -> None:
        """240 where 270 was asked for: 80 % of 300, below 90 % less 2 % of it, and less 10 % of it (81 %)."""
        assert {"held-dose-cleared-low", "held-dose-24h-low"} == hard(case(request=DOWN), by_rate("240 mcg/day"))

    def test_a_gap_on_the_way(self) -> None:
        """Stopped for 12 h: no reduction asked for allows that."""
        steps = plan(Stop(h(0)), Reprogram(h(12), program("270 mcg/day")))
        assert {"held-dose-24h-low", "held-dose-4h-low"} == hard(case(request=DOWN), steps)

    def test_left_out_of_the_fill(self) -> None:
        """A fill without baclofen is a stop, whatever is asked for."""
        steps = plan(refill(mix(hydromorphone="333 mcg/mL")), watch(0, 100))
        assert "held-drug-left-out" in hard(case(request=DOWN), steps)

    def test_left_stopped(self) -> None:
        """The lowest dose is not none."""
        assert "pump-left-stopped" in hard(case(request=DOWN), plan(Stop(h(0))))

    @pytest.mark.parametrize(("dose", "codes"), [
        ("240 mcg/day", set()),
        ("239 mcg/day", {"dose-falls-beyond-step"}),
        ("100 mcg/day", {"dose-falls-beyond-step"}),
    ])  # fmt: skip
    def test_the_published_step_is_the_end(self, dose: str, codes: set[str]) -> None:
        """20 % is the most that a source lowers by: 240 of 300 mcg/day."""
        asked = Request(change=NewDose("baclofen", DOSE(dose), "sedation"))
        assert codes == hard(case(request=asked), by_rate(dose))

    def test_spasticity_is_no_reason(self) -> None:
        """Less because of spasticity is a slip of the pen."""
        asked = Request(change=NewDose("baclofen", DOSE("270 mcg/day"), "spasticity"))
        assert {"dose-down-against-its-reason"} == hard(case(request=asked), by_rate("270 mcg/day"))

    def test_nothing_done(self) -> None:
        """300 mcg/day goes on where 270 was asked for: said, and to be signed for."""
        assert "asked-dose-not-reached" in soft(case(request=DOWN), by_rate("300 mcg/day"))

    def test_more_than_before(self) -> None:
        """330 where less was asked for."""
        assert {"held-dose-cleared-high", "held-dose-lowered-as-asked", "asked-dose-not-reached"} == soft(
            case(request=DOWN), by_rate("330 mcg/day")
        )

    def test_against_what_was_intended(self) -> None:
        """Intended are 300 and 270 run: 240 is 80 % of what is held, as far as a step goes; 239 is not."""
        given = {"intended": {"baclofen": DOSE("300 mcg/day")}, "program": program("270 mcg/day")}
        for dose, wanted in (("240 mcg/day", set()), ("239 mcg/day", {"dose-falls-beyond-step"})):
            asked = Request(change=NewDose("baclofen", DOSE(dose), "toxicity"))
            assert wanted == hard(case(request=asked, **given), by_rate(dose))

    def test_boluses_in_use_count(self) -> None:
        """
        240 by program and 3 x 20 by boluses are 300; 270 by program without them is the 270 that was asked for.

        The same program under a start is refused: boluses are switched off and replaced by half.
        """
        used = {
            "program": program("240 mcg/day"),
            "boluses": UsedBoluses(Mass(20), Fraction(3)),
            "controller": "present",
        }
        assert set() == hard(case(request=DOWN, **used), by_rate("270 mcg/day"))
        assert {"held-dose-cleared-low", "boluses-switched-off"} == hard(case(**used), by_rate("270 mcg/day"))


class TestMoreIsAskedFor:
    def test_within_the_step_it_is_clear(self) -> None:
        """330 of 300 mcg/day is 110 %; steps in spinal spasticity go to 30 %."""
        assert (set(), set()) == (hard(case(request=UP), by_rate("330 mcg/day")),
                                  soft(case(request=UP), by_rate("330 mcg/day")))  # fmt: skip

    @pytest.mark.parametrize(("spasticity", "dose", "codes"), [
        ("spinal", "390 mcg/day", set()),
        ("spinal", "391 mcg/day", {"dose-rises-beyond-step"}),
        ("cerebral", "345 mcg/day", set()),
        ("cerebral", "346 mcg/day", {"dose-rises-beyond-step"}),
        (None, "391 mcg/day", {"dose-rises-beyond-step"}),
    ])  # fmt: skip
    def test_the_published_step_is_the_end(self, spasticity: str | None, dose: str, codes: set[str]) -> None:
        """30 % of 300 in spinal origin, 15 % in cerebral."""
        asked = Request(change=NewDose("baclofen", DOSE(dose), "spasticity"))
        assert codes == hard(case(request=asked, spasticity=spasticity), by_rate(dose))

    def test_without_the_origin_nobody_can_say(self) -> None:
        """346 is beyond one step and within the other."""
        asked = Request(change=NewDose("baclofen", DOSE("346 mcg/day"), "spasticity"))
        unknown = [each for each in found(case(request=asked, spasticity=None), by_rate("346 mcg/day")) if each.missing]
        assert [("dose-rises-beyond-step", ("patient.spasticity",))] == [(e.code, e.missing) for e in unknown]

    def test_further_than_asked(self) -> None:
        """360 where 330 was asked for: beyond 110 % by more than 2 %, though within the step."""
        assert {"held-dose-cleared-high"} == hard(case(request=UP), by_rate("360 mcg/day"))

    def test_lowered_instead(self) -> None:
        """A raise that is asked for lets nothing fall."""
        assert "held-dose-cleared-low" in hard(case(request=UP), by_rate("270 mcg/day"))

    @pytest.mark.parametrize("why", ["weakness", "sedation", "toxicity"])
    def test_a_reason_to_lower_is_none_to_raise(self, why: str) -> None:
        """More because of weakness is a slip of the pen."""
        asked = Request(change=NewDose("baclofen", DOSE("330 mcg/day"), why))
        assert {"dose-up-against-its-reason"} == hard(case(request=asked), by_rate("330 mcg/day"))

    def test_the_opioid_that_goes_along_is_watched(self) -> None:
        """By rate 10 % more hydromorphone come at once: without a watch that is refused."""
        given = case(request=UP, fill=BOTH, program=program("300 mcg/day", BOTH))
        assert {"arrival-not-watched", "raise-not-watched"} == hard(given, by_rate("330 mcg/day", BOTH))
        assert set() == hard(given, by_rate("330 mcg/day", BOTH, watch(0, 24)))


NIGHT = Flex((FlexStep(h(0), DOSE("17 mcg/h")), FlexStep(h(6), DOSE("11 mcg/h"))))
"""6 x 17 + 18 x 11 = 300 mcg/day; the night at 17 / 12.5 = 136 %."""
ASKED = Request(change=NewMode(NIGHT))


def mode(flex: Flex, *more: Step) -> Plan:
    """The schedule typed in, and nothing else unless `more`."""
    return plan(Reprogram(h(0), Program("baclofen", OLD, flex)), *more)


class TestAnotherModeIsAskedFor:
    def test_as_asked_it_is_signed_for(self) -> None:
        """136 % for 6 h at night: its own finding, not the one of a drug that rises."""
        assert (set(), {"schedule-shifts-hours"}) == (hard(case(request=ASKED), mode(NIGHT)),
                                                      soft(case(request=ASKED), mode(NIGHT)))  # fmt: skip

    def test_hours_that_fall(self) -> None:
        """4 h at 8 mcg/h are 64 %: refused where nobody asked for it, signed for where somebody did."""
        dip = Flex((FlexStep(h(0), DOSE("8 mcg/h")), FlexStep(h(4), DOSE("13.4 mcg/h"))))
        assert {"held-dose-4h-low"} == hard(case(), mode(dip))
        assert set() == hard(case(request=Request(change=NewMode(dip))), mode(dip))

    def test_too_little_for_hours(self) -> None:
        """4 h at 6 mcg/h are 48 %, below half: refused even as asked."""
        dip = Flex((FlexStep(h(0), DOSE("6 mcg/h")), FlexStep(h(4), DOSE("13.8 mcg/h"))))
        assert {"held-dose-4h-low"} == hard(case(request=Request(change=NewMode(dip))), mode(dip))

    def test_too_much_for_hours(self) -> None:
        """4 h at 19 mcg/h are 152 %."""
        peak = Flex((FlexStep(h(0), DOSE("19 mcg/h")), FlexStep(h(4), DOSE("11.2 mcg/h"))))
        assert {"held-dose-4h-high"} == hard(case(request=Request(change=NewMode(peak))), mode(peak))

    def test_another_schedule_than_asked(self) -> None:
        """What was asked for covers that schedule and no other."""
        other = Flex((FlexStep(h(0), DOSE("8 mcg/h")), FlexStep(h(4), DOSE("13.4 mcg/h"))))
        assert {"held-dose-4h-low"} == hard(case(request=ASKED), mode(other))

    def test_a_stop_beside_it(self) -> None:
        """Stopped for 90 minutes before: 62.5 % of 4 h, and not because of the schedule."""
        steps = plan(Stop(h(0)), Reprogram(h(Fraction(3, 2)), Program("baclofen", OLD, NIGHT)))
        assert "held-dose-4h-low" in hard(case(request=ASKED), steps)

    def test_another_mixture_beside_it(self) -> None:
        """A fill of 1,400 mcg/mL under the same flows: 70 %."""
        thin = mix(baclofen="1400 mcg/mL")
        steps = plan(refill(thin), Reprogram(h(0), Program("baclofen", OLD, NIGHT)), watch(0, 100))
        assert {"held-dose-cleared-low", "held-dose-24h-low", "held-dose-4h-low"} <= hard(case(request=ASKED), steps)

    def test_another_daily_dose(self) -> None:
        """The hours may shift, the day may not: 6 x 14 + 18 x 11 = 282 mcg/day are 94 %."""
        less = Flex((FlexStep(h(0), DOSE("14 mcg/h")), FlexStep(h(6), DOSE("11 mcg/h"))))
        assert "held-dose-cleared-low" in hard(case(request=Request(change=NewMode(less))), mode(less))


class TestMoreOfTwo:
    def test_not_with_a_start(self) -> None:
        """More baclofen is asked for, and hydromorphone is started beside it: two requests, and the rise is judged."""
        steps = plan(refill(BOTH), Reprogram(h(0), program("330 mcg/day", BOTH)), watch(0, 100))
        assert "held-dose-cleared-high" in soft(case(request=UP), steps)


class TestAnotherConcentrationIsAskedFor:
    def test_without_a_bridge(self) -> None:
        """Asking for it makes no gap acceptable: 2,000 to 500 mcg/mL gives four times the dose at once."""
        thin = mix(baclofen="500 mcg/mL")
        asked = Request(change=NewConcentration("baclofen", thin["baclofen"]))
        steps = plan(refill(thin), Reprogram(h(0), program("300 mcg/day", thin)), watch(0, 100))
        assert {"held-dose-24h-high", "held-dose-4h-high"} <= hard(case(request=asked), steps)

    def test_the_pump_is_not_told(self) -> None:
        """500 mcg/mL under the old flow: a quarter."""
        thin = mix(baclofen="500 mcg/mL")
        asked = Request(change=NewConcentration("baclofen", thin["baclofen"]))
        assert "held-dose-cleared-low" in hard(case(request=asked), plan(refill(thin), watch(0, 100)))


class TestAnOpioidLeaves:
    def test_the_baclofen_does_not(self) -> None:
        """The fill without hydromorphone keeps the baclofen; one without both is refused."""
        given = case(request=Request(change=Remove("hydromorphone")), fill=BOTH, program=program("300 mcg/day", BOTH))
        right = plan(refill(OLD), Reprogram(h(0), program("300 mcg/day")), watch(0, 8))
        assert (set(), {"running-opioid-left-out"}) == (hard(given, right), soft(given, right))
        by_rate_down = plan(Reprogram(h(0), program("150 mcg/day", BOTH)))
        assert "held-dose-cleared-low" in hard(given, by_rate_down)
