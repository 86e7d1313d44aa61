"""When a schedule has its steps: on the day before the case too, where a program starts on one, beside a bolus."""

from __future__ import annotations

from fractions import Fraction

from cisterna.quantities import DoseRate, Duration, Mass
from cisterna.safety.replay import commanded
from cisterna.therapy import Bolus, Flex, FlexStep, Plan, Program, Reprogram
from safety.plans import OLD, case, h, plan

NIGHT = Flex((FlexStep(h(0), DoseRate(400)), FlexStep(h(7), DoseRate(200)), FlexStep(h(22), DoseRate(400))))


def test_a_schedule_changes_on_the_day_before_as_on_any_other() -> None:
    """
    At 2,000 mcg/mL 400 and 200 mcg/day are 0.2 and 0.1 mL/day; the case begins at 08:00.

    From 08:00 the day before: 14 h of 0.1, 9 h of 0.2, 1 h of 0.1; and the same again until 08:00 the day after.
    """
    flow = commanded(case(program=Program("baclofen", OLD, NIGHT)), Plan(()), start=Fraction(-1), until=Fraction(1))
    day = Fraction(14 + 2 * 9 + 1, 10 * 24)
    assert [Fraction(0), Fraction(14, 240), Fraction(14 + 2 * 9, 240), day, 2 * day] == [
        flow.amount(at.value) for at in (Duration(-1), h(-10), h(-1), Duration(0), Duration(1))
    ]


def test_a_program_that_starts_on_a_step_starts_with_that_step() -> None:
    """At 22:00, 14 hours after the case, the step of 22:00 runs: 0.2 mL/day, and not the 0.1 before it."""
    made = plan(Reprogram(h(14), Program("baclofen", OLD, NIGHT)))
    flow = commanded(case(), made, until=Fraction(1))
    assert Fraction(9, 10 * 12) + Fraction(1, 10 * 24) == flow.amount(Fraction(1)) - flow.amount(h(14).value)


def test_a_bolus_runs_on_over_a_step_of_the_schedule() -> None:
    """40 mcg over 4 hours from 20:00 are 0.02 mL; the step of 22:00 changes what runs beside it, not the bolus."""
    made = plan(Reprogram(h(12), Program("baclofen", OLD, NIGHT, bolus=Bolus(Mass(40), h(4)))))
    flow = commanded(case(), made, until=Fraction(1))
    bolus = [Fraction(20, 1000) * hours / 4 for hours in (2, 3, 4, 4)]
    beside = [Fraction(hours, 240) for hours in (2, 2 + 2, 2 + 4, 2 + 6)]
    given = [flow.amount(h(at).value) - flow.amount(h(12).value) for at in (14, 15, 16, 17)]
    assert given == [one + other for one, other in zip(bolus, beside, strict=True)]
