"""The finite set of points bounds the whole box: against a grid of exact runs, and on cases that corners miss."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from cisterna.inspection import Run
from cisterna.inspection.evidence import Evidence
from cisterna.quantities import Mass, Range, Ratio, Volume
from cisterna.quantities.curve import Curve
from cisterna.safety import Box, Point
from cisterna.safety.replay import Script
from cisterna.safety.vertices import lags, left_behind, points
from cisterna.therapy import Bolus, Case, Plan, Refill, Reprogram
from consult.cases import knowledge
from safety.plans import OLD, case, h, mix, ml, plan, program, random_plan, refill

WINDOWS = {"24 h": Fraction(1), "4 h": Fraction(1, 6)}
FINE, COARSE = 25, 4
"""Every sixth plan is held to the whole grid, to keep the run short."""


def step_through(range_: Range, i: int, steps: int) -> Fraction:  # type: ignore[type-arg]
    """The i-th of so many even steps through a range."""
    return range_.low.value + (range_.high.value - range_.low.value) * Fraction(i, steps)


def doses(curve: Curve, old: Curve, at: Fraction) -> Fraction:
    """Mass up to `at`, in the plainest way: before zero the old program, one day back."""
    return curve.amount(at) if at >= 0 else old.amount(at + 1) - old.amount(Fraction(1))


def windows_of(run: Run, old: Run, length: Fraction, until: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """What every window gives that starts or ends at a knot, and what the old program gives in the same hours."""
    ours, theirs = run.curve("baclofen"), old.curve("baclofen")
    knots = {*run.times, *old.times, *(time - 1 for time in old.times if time <= 1)}
    for start in sorted(
        {at - shift for at in knots for shift in (0, length) if -length <= at - shift <= until - length}
    ):
        given = doses(ours, theirs, start + length) - doses(ours, theirs, start)
        yield given, doses(theirs, theirs, start + length) - doses(theirs, theirs, start)


@pytest.mark.parametrize("seed", range(36))
def test_no_point_of_a_grid_beats_the_vertices(seed: int) -> None:
    """Six plans on the whole 25 by 25 grid, the others on a coarse one; residuals by chance between their ends."""
    given, steps = random_plan(seed)
    given = case(program=given.running.program, tubing=Range(ml("0.12"), ml("0.17")))
    evidence, rng = Evidence(given, steps, knowledge()), Random(seed)
    before = Script(evidence.case, Plan(()), evidence.until)
    side = FINE if seed % 6 == 1 else COARSE
    for i, j in product(range(side), repeat=2):
        dead, accuracy = (
            step_through(r, n, side - 1) for r, n in ((evidence.box.dead_volume, i), (evidence.box.accuracy, j))
        )
        kept = tuple(ml(Fraction(rng.choice((0, 140, rng.randint(0, 140))), 100)) for _ in evidence.refills)
        run, old = Run(evidence.script, Point(Volume(dead), accuracy, kept)), Run(before, Point(Volume(dead), accuracy))
        for name, length in WINDOWS.items():
            low, high = (evidence.worst["baclofen", f"{name} {end}"].value.value for end in ("low", "high"))
            for gives, wanted in windows_of(run, old, length, evidence.until):
                assert low * wanted <= gives <= high * wanted, (seed, name, dead, accuracy, kept)


def test_the_worst_case_is_reached_where_it_is_said_to_be() -> None:
    """The point and the start that come with a figure give that figure in a run of their own, inside the box."""
    for seed in (1, 5, 12, 13):
        given, steps = random_plan(seed)
        evidence = Evidence(given, steps, knowledge())
        for (drug, name), worst in evidence.worst.items():
            if name in ("24 h low", "24 h high"):
                run = Run(evidence.script, worst.point)
                old = Run(Script(evidence.case, Plan(()), evidence.until), Point(ml("0.3"), worst.point.accuracy))
                ours, theirs = run.curve(drug), old.curve(drug)
                gives = doses(ours, theirs, worst.start.value + 1) - doses(ours, theirs, worst.start.value)
                assert worst.value.value == gives / (theirs.amount(Fraction(2)) - theirs.amount(Fraction(1)))
                assert worst.point.dead_volume in evidence.box.dead_volume
                assert Ratio(worst.point.accuracy) in evidence.box.accuracy


class TestCornersMiss:
    """The two counter-examples: a bridge for 0.5 mL when 0.42 to 0.58 is possible, accuracy 85.5 to 114.5 %."""

    BOX = Box(Range(ml("0.42"), ml("0.58")), Range.parse(Ratio, "85.5 to 114.5 %"), Range(ml(0), ml(0)))
    NEW = mix(baclofen="1000 mcg/mL", hydromorphone="250 mcg/mL")

    def of(self, given: Case, steps: Plan, drug: str, start: int) -> tuple[Fraction, Fraction]:
        """Least and most of one fixed day over the vertices, each at the least and the most accuracy allowed."""
        script = Script(given, steps, Fraction(8))
        day = Fraction(start), Fraction(start + 1)
        at = lags(self.BOX, script.flow, [Fraction(0)], windows=(), also=day)
        found = []
        for point in points(self.BOX, at, [(ml(0),)], spread=True):
            curve = Run(script, point).curve(drug)
            found.append(curve.amount(day[1]) - curve.amount(day[0]))
        return min(found), max(found)

    def bridged(self) -> tuple[Case, Plan]:
        """0.2 mL/day for 2.5 days, then 0.4: 400 mcg/day throughout if all is as believed."""
        given = case(program=program("400 mcg/day"), reservoir=ml(4))
        slow, fast = program("200 mcg/day", self.NEW), program("400 mcg/day", self.NEW)
        return given, plan(refill(self.NEW, volume="20"), Reprogram(h(0), slow), Reprogram(h(60), fast))

    def test_day_three_of_a_bridge(self) -> None:
        """315, where the corners give 334.5; most 494.5."""
        assert self.of(*self.bridged(), "baclofen", 2) == (315, Fraction(989, 2))

    def test_the_other_days_and_the_other_drug(self) -> None:
        given, steps = self.bridged()
        assert self.of(given, steps, "baclofen", 0) == (342, 458)
        assert self.of(given, steps, "baclofen", 3) == (342, 458)
        assert self.of(given, steps, "hydromorphone", 1) == (0, Fraction(19, 2))
        assert self.of(given, steps, "hydromorphone", 2) == (Fraction(37, 8), Fraction(687, 8))

    def test_a_slug_that_meets_a_bolus_inside_the_range(self) -> None:
        """
        0.25 mL of 2000 between 500 and 500, and 0.3 mL over 6 h on top on day 2, when 1 mL has left.

        Only a line of about 1 mL has the slug at the tip then; the ends of the range give less.
        """
        low = mix(baclofen="500 mcg/mL")
        push = program("250 mcg/day", low, bolus=Bolus(Mass(150), h(6)))
        steps = plan(refill(OLD), refill(low, at=h(12)), Reprogram(h(48), push))

        def most(tubing: Range[Volume]) -> Fraction:
            given = case(fill=low, program=program("250 mcg/day", low), tubing=tubing)
            return Evidence(given, steps, knowledge()).worst["baclofen", "4 h high"].value.value  # type: ignore[no-any-return]

        ends = [most(Range(ml(end), ml(end))) for end in ("0.1", "1.5")]
        assert most(Range(ml("0.1"), ml("1.5"))) > Fraction(5, 4) * max(ends)


def test_two_choices_of_residuals_are_enough_for_one_drug() -> None:
    """All 2 ** 4 choices lie between the doses of the two at which every mixture is highest, or lowest."""
    box = Box(Range(ml("0.3"), ml("0.3")), Range(Ratio(1), Ratio(1)), Range(ml(0), ml("1.4")))
    fills = [mix(baclofen=f"{strength} mcg/mL") for strength in (500, 1500, 1000, 1800)]
    steps = plan(*(refill(fill, at=h(60 * n)) for n, fill in enumerate(fills)))
    script = Script(case(), steps, Fraction(12))
    refills = [step for step in steps.steps if isinstance(step, Refill)]

    def days(kept: tuple[Volume, ...]) -> list[Fraction]:
        curve = Run(script, Point(ml("0.3"), Fraction(1), kept)).curve("baclofen")
        return [curve.amount(Fraction(day + 1)) - curve.amount(Fraction(day)) for day in range(12)]

    chosen = [days(kept) for kept in left_behind(box, OLD, refills, ["baclofen"])]
    assert len(chosen) == 2
    for kept in product((ml(0), ml("1.4")), repeat=4):
        assert all(min(pair) <= day <= max(pair) for day, *pair in zip(days(kept), *chosen, strict=True))


def test_the_box_is_one_point_where_everything_is_known() -> None:
    box = Box(Range(ml("0.3"), ml("0.3")), Range(Ratio(1), Ratio(1)), Range(ml(0), ml(0)))
    flow = Script(case(), plan(refill(OLD)), Fraction(3)).flow
    found = points(box, lags(box, flow, [Fraction(0)], windows=()), [(ml(0),)])
    assert list(found) == [Point(ml("0.3"), Fraction(1), (ml(0),))]
