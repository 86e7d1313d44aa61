"""What ran before the case begins: a schedule has its steps on the day before as well."""

from __future__ import annotations

from fractions import Fraction

from cisterna.quantities import DoseRate, Duration
from cisterna.safety.replay import commanded
from cisterna.therapy import Flex, FlexStep, Plan, Program
from safety.plans import OLD, case, h

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
