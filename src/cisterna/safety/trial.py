"""
One plan in one case, carried out at every point of the box that can matter, and held against plain limits.

P1 and P2 are limits on what is given: the daily dose once the line has cleared, and the worst of every sliding window
anywhere in the box.
P5 is that somebody watches from the earliest to the latest moment at which more of a drug can arrive, and on.
Where limits come from, and what a finding says, is not for this module to know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property, cmp_to_key
from math import lcm
from typing import Any, NamedTuple

from cisterna.quantities import DoseRate, Duration, Mass, Quantity, Ratio, Volume
from cisterna.quantities.curve import Curve, Flow
from cisterna.reasons import Finding
from cisterna.safety.replay import Point, Run, Script, commanded, ended, settled
from cisterna.safety.vertices import Box, compared, lags, left_behind, points, sliding
from cisterna.therapy import Case, Observe, Plan, Program, Refill

__all__ = ["Extreme", "Limit", "Trial", "horizon"]

YEAR, MOST_WORK = 366, 50_000
"""How many days a front is waited for; points times edges of the flow, beyond which lags are sampled."""
PART: Any = cmp_to_key(lambda one, two: one[0] * two[1] - two[0] * one[1])
"""Orders (given, wanted, start) by given over wanted, without a division."""
Row = tuple[int, int, int]
Asked = Mapping[str, Iterable[tuple[Duration, tuple[str, ...]]]]
"""By drug, which measures of which windows are wanted."""


class Extreme(NamedTuple):
    """The worst of the box: how much, in the window that starts at `start`, and at which point of the box."""

    value: Any
    start: Duration
    point: Point


class Limit(NamedTuple):
    """
    What is found where a figure of a drug lies beyond a level (below it for "low"): the first of `levels` to tell.

    With a `window`, of all such windows: "low" and "high" as parts of what the old program gives, "excess" over that,
    or "most"; `besides` comes on top. Without one, "low" and "high" of the cleared dose as parts of the held one.
    """

    drug: str
    measure: str
    window: Duration | None
    levels: Iterable[tuple[Quantity, Finding]]
    besides: Quantity | None = None


class Trial:
    """
    One plan in one case and one box. `worst` holds an `Extreme` by drug, window and measure.

    `placed`: the dead volume is known. `sampled`: more than the lag turns on what is not known exactly, so the worst
    is looked for at some points only. `cleared` holds, by drug, the daily dose of every setting that lasts so long.
    """

    def __init__(self, case: Case, plan: Plan, box: Box, *, placed: bool, sampled: bool, until: Fraction) -> None:
        self.case, self.plan, self.box, self.until = case, plan, box, until
        self.placed, self.sampled, self.refills = placed, sampled, plan.of(Refill)
        self.since = None if case.judged_from is None else case.judged_from.value
        self.script = Script(case, plan, until, boluses=case.running.flow_of_boluses)
        self.worst: dict[tuple[str, Duration, str], Extreme] = {}
        nominal, days = Run(self.script, self.at_once(Fraction(1))), list(self._cleared_days())
        given = {drug: nominal.curve(drug).amount for drug in sorted({*self.script.drugs, *case.running.intended})}
        self.cleared = {drug: [DoseRate(of(day) - of(day - 1)) for day in days] for drug, of in given.items()}

    def at_once(self, accuracy: Fraction) -> Point:
        """Without a line and without residuals: what leaves the reservoir, and how long it lasts."""
        return Point(Volume(0), accuracy, (Volume(0),) * len(self.script.refills))

    def _cleared_days(self) -> Iterator[Fraction]:
        """The end of every setting that lasts until the line has cleared and a day more; the last one last."""
        flow, start = self.script.flow, Fraction(0)
        for step in self.plan.acts:
            end, lasts = step.at.value, self.placed and start + 1 <= step.at.value < self.until
            clear = flow.reaches(flow.amount(start) + self.box.lag[1]) if lasts else None
            if clear is not None and clear + 1 <= end and end > (self.since or 0):
                yield end
            start = max(start, ended(step))
        yield self.until

    def search(self, asked: Asked) -> None:
        """Fill `worst`: replay the plan at every vertex of the box and slide every window over each run."""
        windows = sorted({window.value for each in asked.values() for window, _ in each})
        fronts, flow = [step.at.value for step in self.refills], self.script.flow
        passed = flow.reaches(flow.amount(max(fronts)) + self.box.lag[1]) if fronts else Fraction(0)
        exact = not self.sampled and self.since is None
        soon = min(self.until, passed + windows[-1]) if exact and passed is not None else self.until
        script = Script(self.case, self.plan, soon, boluses=self.case.running.flow_of_boluses)
        also = [edge for edge in self._old(script, windows).edges if edge > 0]
        at = lags(self.box, script.flow, fronts, windows=windows, also=also)
        choices = left_behind(self.box, self.case.running.fill, self.refills, asked)
        work = len(at) * len(choices) * (3 if self.sampled else 1) * (len(also) + len(script.flow.edges))
        if work > MOST_WORK:
            at, self.sampled = [*at[:: work // MOST_WORK + 1], at[-1]], True
        # What a window holds that starts when the last front has passed does not turn on the lag, only on how fast the
        # pump is, and at the least lag it may be as fast as the box allows. So the other lags need no later windows.
        plenty = self._look(asked, windows, self.script, points(self.box, at[:1], choices, spread=self.sampled))
        script = script if plenty and not self.sampled else self.script
        self._look(asked, windows, script, points(self.box, at[1:], choices, spread=self.sampled))

    def _look(self, asked: Asked, windows: list[Fraction], script: Script, at: Iterable[Point]) -> bool:
        """Keep the worst of every window at these points; true where the reservoir had plenty at all of them."""
        old, runs = self._old(script, windows), []
        bases = {drug: self._base(drug, old, windows) for drug in asked}
        for point in at:
            runs.append(Run(script, point))
            for drug, base in bases.items():
                given, wanted = compared(runs[-1].curve(drug), base, point.accuracy)
                for window, measures in asked[drug]:
                    rows = sliding(given, wanted, window.value, script.flow.edges[-1], self.since)
                    for measure in measures:
                        self._keep((drug, window, measure), rows, given, point)
        return all(run.plenty and run.empty_from is None for run in runs)

    def _old(self, script: Script, windows: list[Fraction]) -> Flow:
        """What the old program would go on running, from before the first window to the end of `script`."""
        return commanded(self.case, Plan(()), start=-windows[-1], until=script.flow.edges[-1])

    def _base(self, drug: str, old: Flow, windows: Iterable[Fraction]) -> Curve:
        """What the old program would go on giving, as commanded: the shape of its flow, at the dose that is held."""
        dose, daily = self.case.running.held_dose(drug).value, old.amount(Fraction(0)) - old.amount(Fraction(-1))
        shape = old if daily else Curve(old.ticks, old.times, [1] * len(old.times), old.ticks)
        scale, ticks = dose / (daily or 1), lcm(old.ticks, *(window.denominator for window in windows))
        return shape.finer(ticks, shape.unit * (ticks // shape.ticks) * scale.denominator, scale)

    def _keep(self, name: tuple[str, Duration, str], rows: list[Row], grid: Curve, point: Point) -> None:
        """Keep the worst of one window at one point, where it is worse than at every point before."""
        old, measure, (pick, sign) = self.worst.get(name), name[-1], (min, -1) if name[-1] == "low" else (max, 1)
        if part := measure in ("low", "high"):
            rows = [(given, wanted or 1, start) for given, wanted, start in rows if given or wanted]
        else:
            above = 1 if measure == "excess" else 0
            rows = [(given - above * wanted, grid.unit, start) for given, wanted, start in rows]
        if old is not None:
            worst, of = old.value.value.as_integer_ratio()
            rows = [row for row in rows if sign * (row[0] * of - row[1] * worst) > 0]
        if rows:
            given, wanted, start = pick(rows, key=PART)
            value = (Ratio if part else Mass)(Fraction(given, wanted))
            self.worst[name] = Extreme(value, Duration(Fraction(start, grid.ticks)), point)

    def judge(self, limit: Limit) -> Iterator[Finding]:
        """P1 and P2: what is found where the worst of the box is beyond `limit`."""
        pick, drug = min if limit.measure == "low" else max, limit.drug
        if limit.window is None:
            held, gives = self.case.running.held_dose(drug), pick(self.cleared[drug])
            value: Any = Ratio(gives / held if held else Fraction(1))
            shown: dict[str, Any] = {"gives": gives, "part": value}
        elif worst := self.worst.get((drug, limit.window, limit.measure)):
            value = worst.value + limit.besides if limit.besides else worst.value
            name = "part" if isinstance(value, Ratio) else "amount"
            shown = {name: value, "start": worst.start, "end": worst.start + limit.window, "window": limit.window}
        else:
            return
        found = next((finding for level, finding in limit.levels if pick(level, value) != level), None)
        if found is not None:
            yield replace(found, values={**found.values, **shown})

    def watch(self, finding: Finding, start: Duration, end: Duration) -> Iterator[Finding]:
        """P5: what is found where the observations of the plan leave a part of `start` to `end` open."""
        covered = max(start, Duration(self.since or 0))
        for step in self.plan.of(Observe):
            covered = step.until if step.at <= covered < step.until else covered
        if covered < end:
            yield replace(finding, values={**finding.values, "start": start, "end": end, "open": covered})

    def watch_arrivals(self, finding: Finding, drug: str, hours: Duration) -> Iterator[Finding]:
        """P5: the same for every arrival of more of `drug`, at the earliest, and for so long after the latest."""
        for _, early, late in self.arrivals(drug):
            if late is not None:
                yield from self.watch(finding, early, late + hours)

    @cached_property
    def fastest(self) -> Flow:
        """The flow that is commanded where every patient bolus that is allowed is taken."""
        return commanded(self.case, self.plan, until=self.until, boluses=Program.flow_of_boluses)

    def arrivals(self, drug: str) -> Iterator[tuple[Refill | None, Duration, Duration | None]]:
        """
        The earliest and the latest time at which each refill that brings more of `drug`, or something in the line that
        does (None), is at the tip.
        """
        running, part, fronts = self.case.running, self.box.accuracy, list[Any]()
        slow, fast = self.script.flow, self.fastest
        ahead, most = Fraction(0), running.fill[drug]
        for slug in running.line or ():
            if slug.mixture[drug] > most:
                fronts.append((None, ahead / part.high.value, ahead / part.low.value))
            ahead, most = ahead + slug.volume.value, max(most, slug.mixture[drug])
        for before, refill in zip((running.fill, *(step.fill for step in self.refills)), self.refills, strict=False):
            if refill.strongest(drug) > before[drug]:
                first, last = (flow.amount(refill.at.value) for flow in (fast, slow))
                fronts.append((refill, first + self.box.lag[0], last + self.box.lag[1]))
        for refill, first, last in fronts if self.placed else ():
            early, late = fast.reaches(first), slow.reaches(last)
            if early is not None:
                yield refill, Duration(min(early, late or early)), None if late is None else Duration(late)


def horizon(case: Case, plan: Plan, box: Box) -> Fraction:
    """
    The last step has acted, its front has cleared the line at the longest lag, and two days more.

    It lies after the moment from which the plan is judged: no window beyond it is looked at.
    A front that takes more than a year is not waited for: no fill is left in a pump for so long.
    """
    since, last = case.judged_from or Duration(0), plan.last_program(case.running.program)
    end = max(settled(plan), since.value)
    flow, daily = commanded(case, plan, until=end + 1), last.daily_volume.value if last else Fraction(0)
    ahead = flow.amount(max((step.at.value for step in plan.acts), default=end)) + box.lag[1] - flow.amount(end)
    return end + (min(max(0, -(-ahead // daily)) + 1, YEAR) if daily else 0) + 2
