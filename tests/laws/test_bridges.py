"""Bridges over an uncertain lag: the measure agrees with the verifier's, and nothing on a grid beats what is taken."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cisterna.delivery.column import Course, Fill, Flow, simulate
from cisterna.delivery.held import Held, Strays, strays
from cisterna.delivery.interval import Box, dose_extremes
from cisterna.inspection import Run, verify
from cisterna.inspection.evidence import Evidence
from cisterna.quantities import Duration, FlowRate, Range, Ratio, Volume
from cisterna.safety import Box as Judged
from cisterna.safety.replay import Script
from cisterna.safety.vertices import lags, points
from cisterna.therapy import Reprogram, Slug
from cisterna.transition.candidate import Limits
from cisterna.transition.minimax import Bench, Way, Ways, best_flow, best_switch, best_visit, choose
from consult.cases import knowledge
from safety.plans import case, h, mix, ml, plan, program, refill

DAY, HOURS = Fraction(1), Fraction(1, 6)
PHASES = (Phase.explicit, Phase.generate)
"""A grid is slow, so that what fails is not made smaller."""
MINUTE = Fraction(1, 1440)
LIMITS = Limits(
    (Duration(1), Duration(HOURS)),
    (Ratio.parse("10 %"), Ratio.parse("25 %")),
    (Ratio.parse("10 %"), Ratio.parse("25 %")),
    Ratio.parse("1 %"),
)


def f(text: str) -> Fraction:
    return Fraction(text)


def bench(old: str, new: str, volume: tuple[str, str], accuracy: tuple[str, str] = ("1", "1")) -> Bench:
    """A held dose at `old` mL/day before and `new` after; the concentrations are such that it is the same."""
    slowest, fastest = f(volume[1]) / f(accuracy[0]), f(volume[0]) / f(accuracy[1])
    part = f(old) / f(new)
    until = slowest / min(f(old), f(new)) + 4
    held = Held([(-DAY, f(old))], (fastest, slowest), (part, part), (DAY, HOURS), until)
    return Bench(held, FlowRate(f(old)), [(Fraction(0), f(new))], LIMITS, part > 1)


def chosen(on: Bench, volume: tuple[str, str]) -> Ways:
    found = choose(on, Range(ml(volume[0]), ml(volume[1])))
    assert found is not None
    return found


class TestCornersAreNotEnough:
    """Two counter-examples, each through the planner's extremes and through the verifier's points."""

    def bridged(self, volume: Volume, accuracy: Fraction) -> Course:
        """2000 to 1000 mcg/mL at 400 mcg/day: 0.2 mL/day for 2.5 days, then 0.4."""
        old, new = mix(baclofen="2000 mcg/mL"), mix(baclofen="1000 mcg/mL")
        half = Duration(Fraction(5, 2))
        flows = (Flow(Duration(0), half, FlowRate(f("0.2"))), Flow(half, Duration(8), FlowRate(f("0.4"))))
        fills = (Fill(Duration(0), Volume(20), new, Volume(0)),)
        return Course(volume, Volume(4), old, (Slug(volume, old),), flows, Duration(8), fills, accuracy=accuracy)

    def test_a_bridge_gives_least_between_the_corners(self) -> None:
        """Day 3: 315 mcg at 0.42 mL and an accuracy of 105 %; the four corners give no less than 334.5."""
        box = Box(Range(ml("0.42"), ml("0.58")), Range.parse(Ratio, "85.5 to 114.5 %"))
        found = dose_extremes(self.bridged, box, "baclofen", Duration(2), Duration(3))
        assert (found.low.value, found.low_at) == (315, (ml("0.42"), Fraction(21, 20)))
        corners = [
            simulate(self.bridged(volume, accuracy.value)).dose("baclofen", Duration(2), Duration(3)).value
            for volume in (box.dead_volume.low, box.dead_volume.high)
            for accuracy in (box.accuracy.low, box.accuracy.high)
        ]
        assert min(corners) == Fraction(669, 2)

    def slugged(self, volume: Volume, accuracy: Fraction) -> Course:
        """0.5 mL/day; half a day of 2000 mcg/mL between 500 and 500: a slug of 0.25 mL."""
        low, strong = mix(baclofen="500 mcg/mL"), mix(baclofen="2000 mcg/mL")
        fills = (
            Fill(Duration(0), Volume(20), strong, Volume(0)),
            Fill(Duration(Fraction(1, 2)), Volume(20), low, Volume(0)),
        )
        flows = (Flow(Duration(0), Duration(6), FlowRate(f("0.5"))),)
        return Course(volume, Volume(4), low, (Slug(volume, low),), flows, Duration(6), fills, accuracy=accuracy)

    SLUG = Range(ml("0.8"), ml("2.5"))

    def test_a_slug_gives_most_between_the_ends_of_the_range(self) -> None:
        """
        Day 4 is the volume from 1.5 to 2 mL. A line of 0.8 or 2.5 mL has the slug at the tip before it or after it.

        500 x 0.5 = 250 mcg at both ends; in between 2000 x 0.25 + 500 x 0.25 = 625.
        """
        box = Box(self.SLUG, Range(Ratio(1), Ratio(1)))
        found = dose_extremes(self.slugged, box, "baclofen", Duration(3), Duration(4))
        ends = [
            simulate(self.slugged(end, Fraction(1))).dose("baclofen", Duration(3), Duration(4)).value
            for end in (self.SLUG.low, self.SLUG.high)
        ]
        assert (found.high.value, ends) == (625, [250, 250])

    def test_the_verifier_finds_the_slug_too(self) -> None:
        """The same 625 mcg, among the points that the verifier looks at."""
        low = mix(baclofen="500 mcg/mL")
        given = case(fill=low, program=program("250 mcg/day", low), reservoir=ml(4))
        steps = plan(refill(mix(baclofen="2000 mcg/mL"), volume="20"), refill(low, at=h(12), volume="20"))
        box = Judged(self.SLUG, Range(Ratio(1), Ratio(1)), Range(ml(0), ml(0)))
        script = Script(given, steps, Fraction(6))
        fronts = [Fraction(0), Fraction(1, 2)]
        day = Fraction(3), Fraction(4)
        most = [
            curve.amount(day[1]) - curve.amount(day[0])
            for point in points(box, lags(box, script.flow, fronts, windows=(), also=day), [(ml(0), ml(0))])
            for curve in [Run(script, point).curve("baclofen")]
        ]
        assert max(most) == 625


class TestGeometricMean:
    """0.2 mL/day until 0.42 mL has left, 0.2828 for 0.16 mL, then 0.4; the line holds between 0.42 and 0.58 mL."""

    FLOWS = ((Fraction(0), f("0.2")), (f("2.1"), f("0.2828")), (Fraction(18847, 7070), f("0.4")))

    def of(self, soonest: str, latest: str) -> tuple[Strays, ...]:
        held = Held([(-DAY, f("0.2"))], (f(soonest), f(latest)), (Fraction(1, 2), Fraction(1, 2)), (DAY,), Fraction(8))
        return strays(held, self.FLOWS)

    def test_front_as_early_as_can_be(self) -> None:
        """At 0.42 mL any 24 h give 235920/707 of 400 mcg at least: 2949/3535."""
        assert self.of("0.42", "0.42") == (Strays(Fraction(2949, 3535), Fraction(1)),)

    def test_front_in_the_middle(self) -> None:
        """At 0.5 mL: 259360/707 to 315920/707 of 400 mcg."""
        assert self.of("0.5", "0.5") == (Strays(Fraction(3242, 3535), Fraction(3949, 3535)),)

    def test_the_whole_range(self) -> None:
        """At 0.58 mL the front comes last: 0.16 mL at 0.2828 instead of 0.2 mL/day, 0.16 x 2000 x (1 - 0.2/0.2828)."""
        most = 1 + Fraction(16, 100) * 2000 * (1 - f("0.2") / f("0.2828")) / 400
        assert self.of("0.42", "0.58") == (Strays(Fraction(2949, 3535), most),)


def flows_of(way: Way) -> list[tuple[Fraction, Fraction]]:
    """What a way commands until the new program runs."""
    if way.middle is None:
        return [(Fraction(0), way.first.flow.value)]
    return [(Fraction(0), way.first.flow.value), (way.at.value, way.middle.flow.value)]


benches = st.builds(
    lambda old, ratio, volume, more, accuracy: (
        bench(str(f(str(old)) / 100), str(Fraction(old * ratio, 10_000)),
              (str(Fraction(volume, 100)), str(Fraction(volume + more, 100))),
              (str(1 - Fraction(accuracy, 100)), str(1 + Fraction(accuracy, 100)))),
        (str(Fraction(volume, 100)), str(Fraction(volume + more, 100))),
    ),
    old=st.integers(12, 60),
    ratio=st.sampled_from([50, 60, 75, 90, 95, 105, 115, 130, 160, 200]),
    volume=st.integers(20, 50),
    more=st.integers(1, 14),
    accuracy=st.integers(0, 14),
)  # fmt: skip


@settings(max_examples=25, deadline=None, derandomize=True, phases=PHASES)
@given(given_=benches)
def test_no_minute_is_a_better_switch(given_: tuple[Bench, tuple[str, str]]) -> None:
    """Every switch on a grid of minutes, at exactly the old flow, against the best one as it is typed."""
    on, _ = given_
    taken = on.share(best_switch(on).worst)
    early, late = (int(front / MINUTE) for front in on.fronts)
    step = max((late - early) // 25, 1)
    rounding = Fraction(2, 100)  # half a thousandth of a milliliter, as a part of the tightest limit
    for minute in range(max(early - 5 * step, 1), late + 5 * step, step):
        worst = on.worst([(Fraction(0), on.old.value)], minute * MINUTE)
        assert taken <= on.share(worst) + rounding


@settings(max_examples=12, deadline=None, derandomize=True, phases=PHASES)
@given(given_=benches)
def test_no_second_visit_on_a_grid_is_better(given_: tuple[Bench, tuple[str, str]]) -> None:
    """Every pair of switches and every middle flow of a grid, against the best that was found; a tie band is a tie."""
    on, volume = given_
    found = best_visit(on, chosen(on, volume).makers, None)
    assert found is not None
    early, late = (int(front / MINUTE) for front in on.fronts)
    step, new = max((late - early) // 8, 15), on.after[0][1]
    tie = LIMITS.tie_band.value / LIMITS.falls[0].value
    for part in range(0, 9):
        middle = on.old.value + (new - on.old.value) * Fraction(part, 8)
        for first in range(max(early - 2 * step, 1), late, step):
            for end in range(first + step // 2 + 1, late + 3 * step, step):
                flows = [(Fraction(0), on.old.value), (first * MINUTE, middle)]
                assert on.share(found.worst) <= on.share(on.worst(flows, end * MINUTE)) + tie


@settings(max_examples=12, deadline=None, derandomize=True, phases=PHASES)
@given(given_=benches)
def test_no_flow_on_a_grid_is_better(given_: tuple[Bench, tuple[str, str]]) -> None:
    """Every single bridge of a grid of flows and minutes, against the best that was found; a tie band is a tie."""
    on, _ = given_
    found = best_flow(on, best_switch(on))
    assert found is not None
    early, late = (int(front / MINUTE) for front in on.fronts)
    new, tie = on.after[0][1], LIMITS.tie_band.value / LIMITS.falls[0].value
    for part in range(0, 9):
        flow = on.old.value + (new - on.old.value) * Fraction(part, 8)
        for minute in range(max(early // 2, 1), late, max(late // 25, 1)):
            assert on.share(found.worst) <= on.share(on.worst([(Fraction(0), flow)], minute * MINUTE)) + tie


@settings(max_examples=25, deadline=None, derandomize=True, phases=PHASES)
@given(given_=benches)
def test_what_is_taken_beats_the_simpler_ways_by_more_than_a_tie_or_is_the_simplest(
    given_: tuple[Bench, tuple[str, str]],
) -> None:
    on, volume = given_
    found = chosen(on, volume)
    assert on.share(found.taken.worst) <= on.share(found.middle.worst)
    assert (found.taken == found.middle) == (found.why == "middle")
    if found.why == "second visit":
        assert on.better(found.taken, found.middle)
        assert on.better(found.taken, best_switch(on))
    if found.why == "middle flow":
        assert on.share(best_switch(on).worst) > 1 >= on.share(found.taken.worst)


@settings(max_examples=25, deadline=None, derandomize=True, phases=PHASES)
@given(given_=benches, thirds=st.integers(0, 3))
def test_no_lag_inside_the_range_is_worse(given_: tuple[Bench, tuple[str, str]], thirds: int) -> None:
    """One front: the ends of the lag bound every lag between them, for whatever is taken."""
    on, volume = given_
    taken = chosen(on, volume).taken
    soonest, latest = on.held.lags
    lag = soonest + (latest - soonest) * Fraction(thirds, 3)
    end = taken.at.value + taken.middle.over.value if taken.middle else taken.first.over.value
    inside = on._replace(held=on.held._replace(lags=(lag, lag))).worst(flows_of(taken), end)
    for one, whole in zip(inside, taken.worst, strict=True):
        assert whole.low <= one.low <= one.high <= whole.high


class TestWhatIsTaken:
    """The four answers, each by one example."""

    def test_the_middle_where_nothing_is_better_by_more_than_a_tie(self) -> None:
        """2000 to 1986 mcg/mL: whatever is done, the dose stays within 1 %."""
        volume = ("0.312", "0.312")
        on = bench("0.15", "0.1511", volume, ("0.855", "1.145"))
        found = chosen(on, volume)
        assert (found.why, found.taken == found.middle == found.makers) == ("middle", True)
        assert (found.taken.first.volume, found.taken.first.over) == (ml("0.312"), h(Fraction(2995, 60)))

    def test_a_flow_of_its_own_where_every_switch_breaks_a_limit(self) -> None:
        """0.05 to 0.06 mL/day and 0.2 to 0.45 mL: two to ten days, and every wrong day is 16.7 % off."""
        volume = ("0.2", "0.45")
        found = chosen(bench("0.05", "0.06", volume, ("0.9", "1.1")), volume)
        assert found.why == "middle flow"
        assert all(each.low > Fraction(9, 10) and each.high < Fraction(11, 10) for each in found.taken.worst)
        assert found.middle.worst[0].high == Fraction(6, 5)

    def test_a_second_visit_where_it_is_better_than_any_switch(self) -> None:
        """0.6 to 0.4 mL/day, 0.3 to 0.32 mL."""
        volume = ("0.3", "0.32")
        found = chosen(bench("0.6", "0.4", volume, ("0.855", "1.145")), volume)
        assert (found.why, found.rises) == ("second visit", True)
        assert found.taken.middle is not None
        assert f("0.4") < found.taken.middle.flow.value < f("0.6")
        assert found.taken.at.value % (15 * MINUTE) == 0

    def test_no_second_visit_where_nobody_is_there(self) -> None:
        volume = ("0.3", "0.32")
        on = bench("0.6", "0.4", volume, ("0.855", "1.145"))
        found = choose(on, Range(ml(volume[0]), ml(volume[1])), staffed=lambda at: False)
        assert found is not None
        assert found.taken.middle is None

    def test_the_makers_rule_errs_to_less(self) -> None:
        """As accurate as commanded, it never gives more than the old dose, whichever way the concentration moves."""
        for old, new in (("0.2", "0.4"), ("0.4", "0.2")):
            volume = ("0.42", "0.58")
            makers = chosen(bench(old, new, volume), volume).makers
            assert [each.high for each in makers.worst] == [1, 1]
            assert makers.worst[0].low < f("0.9")


@pytest.mark.parametrize(("old", "new"), [("2000", "1000"), ("1000", "1600"), ("2000", "1900")])
@pytest.mark.parametrize("spread", [0, 8])
def test_the_verifier_measures_the_same(old: str, new: str, spread: int) -> None:
    """Every way that was compared, typed as a plan: the verifier's worst case is the planner's, digit by digit."""

    before, after = mix(baclofen=f"{old} mcg/mL"), mix(baclofen=f"{new} mcg/mL")
    tubing = Range(ml("0.14"), ml("0.14") + Volume(Fraction(spread, 100)))
    given = case(fill=before, program=program("300 mcg/day", before), tubing=tubing)
    seen = Evidence(given, plan(refill(after, volume="20")), knowledge())
    volume = seen.box.dead_volume
    lag = seen.box.lag
    flows = Fraction(300, int(old)), Fraction(300, int(new))
    kept = after.blend(ml(20), before, seen.box.residual.high)
    parts = sorted(each["baclofen"] / before["baclofen"] for each in (after, kept))
    until = lag[1] / min(flows) + 4
    held = Held([(-DAY, flows[0])], lag, (parts[0], parts[1]), (DAY, HOURS), until)
    on = Bench(held, FlowRate(flows[0]), [(Fraction(0), flows[1])], LIMITS, parts[1] > 1)
    found = choose(on, volume)
    assert found is not None
    for way in (found.taken, found.middle, found.makers):
        first = Reprogram(h(0), program("300 mcg/day", after, bridge=way.first))
        visits = [first]
        if way.middle is not None:
            visits.append(Reprogram(way.at, program("300 mcg/day", after, bridge=way.middle)))
        figures = verify(given, plan(refill(after, volume="20"), *visits), knowledge()).figures
        verified = [
            Strays(*(figures[f"baclofen {window} {end}"].value.value for end in ("low", "high")))
            for window in ("24 h", "4 h")
        ]
        assert list(way.worst) == verified
