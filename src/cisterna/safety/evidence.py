"""
Everything the checks look at: the facts of the case, what the pack publishes, and the worst of the whole box.

It judges nothing.
A fact that is missing is narrowed to what holds whatever it may be (accuracy as commanded, nothing left behind):
what is refused there is refused anyway, and the check that names the fact keeps the plan from being clear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cmp_to_key
from math import lcm
from typing import Any

from cisterna.knowledge import Knowledge, NeedsFact, Word, resolve
from cisterna.quantities import Concentration, DoseRate, Duration, Mass, Quantity, Range, Ratio, Volume
from cisterna.quantities.value import dataclass
from cisterna.reasons import Force
from cisterna.safety.replay import Curve, Flow, Point, Run, Script, commanded, settled
from cisterna.safety.vertices import Box, compared, lags, left_behind, points, sliding
from cisterna.therapy import (
    AspiratePort,
    Case,
    Mixture,
    Plan,
    Program,
    Refill,
    Reprogram,
    Stop,
    accuracy_of,
    path_volume,
    residual_of,
)

__all__ = ["Evidence", "Extreme", "strongest"]

DAY, HOUR, YEAR = Fraction(1), Fraction(1, 24), 366
PART: Any = cmp_to_key(lambda one, two: one[1] * two[2] - two[1] * one[2])
"""Orders (start, given, wanted) by given over wanted, without a division."""
MOST_WORK = 50_000
"""Points times edges of the flow. Beyond that, lags are sampled, and a finding says so."""
MOST = ((DAY, "most"), (HOUR, "most"))
NOTHING, AS_COMMANDED = Range(Volume(0), Volume(0)), Range(Ratio(1), Ratio(1))


@dataclass(frozen=True, slots=True)
class Extreme:
    """The worst of the box: how much, in the window that starts at `start`, and at which point of the box."""

    value: Any
    start: Duration
    point: Point


class Evidence:
    """One plan in one case. `worst` holds an `Extreme` by drug and name: what a check has to look at."""

    def __init__(self, case: Case, plan: Plan, knowledge: Knowledge) -> None:
        self.plan, self.knowledge, self.policy, self.told = (
            plan,
            knowledge,
            knowledge.policy,
            case.running.reservoir_volume,
        )
        self.acts = [s for s in plan.steps if isinstance(s, Refill | Reprogram | AspiratePort | Stop)]
        self.refills = [step for step in self.acts if isinstance(step, Refill)]
        self.programs = [step for step in self.acts if isinstance(step, Reprogram)]
        catalogue, system = knowledge.catalogue, case.system
        self.pump = next((pump for pump in catalogue.pumps if pump.id == system.pump), None)
        self.path = path_volume(system, next((c for c in catalogue.catheters if c.id == system.catheter.model), None))
        bound = self.pump.residual_bound if self.pump else None
        self.accuracy = accuracy_of(system, self.pump.accuracy if self.pump else None)
        residual = residual_of(system, bound.value if bound else None)
        self.residual = Range(Volume(0), residual) if residual else None
        self.box = Box(self.path.range or NOTHING, self.accuracy or AS_COMMANDED, self.residual or NOTHING)
        switches = [step for step in self.acts if isinstance(step, Reprogram | Stop)]
        self.last_program = getattr(switches[-1], "program", None) if switches else case.running.program
        partly = [step for step in self.refills if step.withdraw_to != "residual"]
        drawn = [step for step in self.acts if isinstance(step, AspiratePort)]
        self.sampled = bool(case.running.line or partly or drawn) or self._bent_rinse(case.running.fill)
        self.judgeable = self.told is not None or self.refills[:1] != partly[:1] or not partly
        self.until, self.case = self._until(case), case
        if self.told is None:
            # A refill that draws out all that can be drawn makes up for not knowing; until then it is taken to last.
            enough = Volume(1 + 2 * commanded(case, plan, until=self.until).amount(self.until))
            self.case = replace(case, running=replace(case.running, reservoir_volume=enough))
        self.script = Script(self.case, plan, self.until, boluses=self.going_on)
        self.nominal, self.fastest = self._at_once(Fraction(1)), self._at_once(self.box.accuracy.high.value)
        self.opioids = [d.id for d in catalogue.drugs if d.id in self.script.drugs and d.kind == "opioid"]
        running = sorted({*case.running.fill, *case.running.intended})
        self.held = {drug: ids for drug in running if (ids := self._prohibited(drug))}
        self.judged = list(dict.fromkeys([*self.held, *self.opioids]))
        self.cleared = {drug: self.cleared_of(drug) for drug in dict.fromkeys([*self.judged, *self.script.drugs])}
        self.levels, self.dry = self._supply()
        self.worst: dict[tuple[str, str], Extreme] = {}
        known = self.judgeable and self.path.range is not None
        self._search([drug for drug in self.judged if known or self.unchanged(drug)])

    def _until(self, case: Case) -> Fraction:
        """
        The last step has acted, its front has cleared the line at the longest lag, and two days more.

        A front that takes more than a year is not waited for: no fill is left in a pump for so long.
        """
        end = settled(self.plan)
        flow = commanded(case, self.plan, until=end + 1)
        daily = self.last_program.daily_volume.value if self.last_program else Fraction(0)
        ahead = (
            flow.amount(max([step.at.value for step in self.acts], default=end)) + self.box.lag[1] - flow.amount(end)
        )
        return end + (min(max(0, -(-ahead // daily)) + 1, YEAR) if daily else 0) + 2

    def _bent_rinse(self, before: Mixture) -> bool:
        """
        True where a rinse pulls one way and the fill another, so that some drug is not extreme at an end of a residual.
        """
        for refill in self.refills:
            rinsed, fill = refill.rinse.mixture if refill.rinse else refill.fill, refill.fill
            for drug in (*before, *rinsed, *fill):
                if (rinsed[drug] - fill[drug]).value * (before[drug] - rinsed[drug]).value < 0:
                    return True
            before = fill
        return False

    def _at_once(self, accuracy: Fraction) -> Run:
        """The plan without a line and without residuals: what leaves the reservoir, and how long it lasts."""
        return Run(self.script, Point(Volume(0), accuracy, (Volume(0),) * len(self.refills)))

    def going_on(self, program: Program) -> Fraction:
        """What patient boluses that are in use and go on in `program` add to its flow, in mL/day."""
        used, allowed = self.case.running.boluses, program.patient_bolus
        return program.bolus_volume(allowed.dose).value * used.used_per_day if used and allowed else Fraction(0)

    def _prohibited(self, drug: str) -> tuple[str, ...]:
        found = resolve(self.knowledge, "interruption", {"drug": drug}, on=self.case.on).statements
        return tuple(one.id for one in found if one.says == Word("prohibited"))

    def published(self, question: str, drug: str, end: str) -> tuple[list[Any], tuple[str, ...], tuple[str, ...]]:
        """Every published limit in order, the statements that give them, and the case fields they still turn on."""
        patient = self.case.patient
        exposure = "naive" if patient.opioid_exposure == "interrupted" else patient.opioid_exposure
        told = {"drug": drug, "opioid_exposure": exposure, "spasticity": patient.spasticity, "age": patient.age}
        facts = {name: value for name, value in told.items() if value is not None}
        found = resolve(self.knowledge, question, facts, on=self.case.on)
        open_, missing = (found.open, found.fields) if isinstance(found, NeedsFact) else ((), ())
        used = [one for one in (*found.statements, *open_) if one.force is not Force.NOTE]
        limits = [limit for one in used if (limit := getattr(one.says, end)) is not None]
        return sorted(limits, key=lambda limit: limit.value), tuple(one.id for one in used), missing

    def in_the_line(self, drug: str) -> Iterator[tuple[Duration, Duration]]:
        """When, at the earliest and latest, more of `drug` than runs now comes out of what lies in the line."""
        ahead, before = Fraction(0), self.case.running.fill[drug]
        for slug in self.case.running.line or ():
            if slug.mixture[drug] > before:
                early, late = (
                    self.script.flow.reaches(ahead / part.value)
                    for part in (self.box.accuracy.high, self.box.accuracy.low)
                )
                if early is not None and late is not None:
                    yield Duration(early), Duration(late)
            ahead, before = ahead + slug.volume.value, max(before, slug.mixture[drug], key=lambda part: part.value)

    def for_children(self) -> tuple[str, ...]:
        """The statements that leave an opioid to specialists at this patient's age; none where the age is not told."""
        age = self.case.patient.age
        if age is None:
            return ()
        found = resolve(self.knowledge, "intrathecal opioid in a child", {"age": age}, on=self.case.on)
        return tuple(one.id for one in found.statements)

    def cleared_of(self, drug: str) -> list[DoseRate]:
        """The nominal daily dose, once the line has cleared, of every setting that lasts so long; the last one last."""
        flow, found = self.script.flow, []
        for end in (*sorted({step.at.value for step in self.acts}), self.until):
            start = settled(Plan(tuple(step for step in self.acts if step.at.value < end)))
            clear = flow.reaches(flow.amount(start) + self.box.lag[1]) if self.path.range else None
            if end == self.until or (clear is not None and clear + 1 <= end):
                day = self.nominal.mass(drug, Duration(end)) - self.nominal.mass(drug, Duration(end - 1))
                found.append(day / Duration(1))
        return found

    def unchanged(self, drug: str) -> bool:
        """True where every mixture holds as much of `drug`, so that dead volume and residual do not matter to it."""
        mixtures = [self.case.running.fill, *(slug.mixture for slug in self.case.running.line or ())]
        mixtures += [refill.fill for refill in self.refills] + [r.rinse.mixture for r in self.refills if r.rinse]
        aspirated = any(isinstance(step, AspiratePort) for step in self.acts)
        return len({mixture[drug] for mixture in mixtures}) == 1 and not aspirated

    def _search(self, drugs: list[str]) -> None:
        """Fill `worst`: replay the plan at every vertex of the box and slide every window over each run."""
        held = ((self.policy.day_window.value, "part"), (self.policy.hours_window.value, "part"), (HOUR, "excess"))
        asked = {drug: held * (drug in self.held) + MOST * (drug in self.opioids) for drug in drugs}
        windows = {window: f"{Duration(window):h}" for questions in asked.values() for window, _ in questions}
        old = commanded(self.case, Plan(()), start=-max(windows, default=DAY), until=self.until)
        bases = {drug: self._base(drug, old, windows) for drug in drugs}
        fronts = [step.at.value for step in self.refills]
        at = lags(self.box, self.script.flow, fronts, windows=windows, also=[edge for edge in old.edges if edge > 0])
        choices = left_behind(self.box, self.case.running.fill, self.refills, drugs)
        edges = len(old.edges) + len(self.script.flow.edges)
        some = -(-len(at) * len(choices) * (3 if self.sampled else 1) * edges // MOST_WORK)
        if some > 1:
            at, self.sampled = [*at[::some], at[-1]], True
        for point in points(self.box, at, choices, spread=self.sampled) if drugs else ():
            run = Run(self.script, point)
            for drug, base in bases.items():
                given, wanted = compared(run.curve(drug), base, point.accuracy)
                for window, kind in asked[drug]:
                    rows = list(sliding(given, wanted, window, self.until))
                    self._look(drug, windows[window], kind, rows, given, point)

    def _look(
        self, drug: str, window: str, kind: str, rows: list[tuple[int, int, int]], grid: Curve, point: Point
    ) -> None:
        """Keep the worst of one window at one point: parts of the old dose, what is above it, or all there is."""
        if kind == "part":
            rows = [(start, given, wanted or 1) for start, given, wanted in rows if given or wanted]
            for end, pick in (("low", min), ("high", max)) if rows else ():
                start, given, wanted = pick(rows, key=PART)
                part = Ratio(Fraction(given, wanted))
                self._keep(drug, f"{window} {end}", part, Fraction(start, grid.ticks), point, pick)
            return
        less = 1 if kind == "excess" else 0
        start, given, wanted = max(rows, key=lambda row: row[1] - less * row[2])
        amount = Mass(Fraction(given - less * wanted, grid.unit))
        self._keep(drug, f"{window} {kind}", amount, Fraction(start, grid.ticks), point, max)

    def _keep(self, drug: str, name: str, value: Any, start: Fraction, point: Point, pick: Callable[..., Any]) -> None:
        old = self.worst.get((drug, name))
        if old is None or pick(old.value, value) != old.value:
            self.worst[drug, name] = Extreme(value, Duration(start), point)

    def _base(self, drug: str, old: Flow, windows: Iterable[Fraction]) -> Curve:
        """What the old program would go on giving, as commanded: the shape of its flow, at the dose that is held."""
        dose, daily = self.case.running.held_dose(drug).value, old.amount(Fraction(0)) - old.amount(Fraction(-1))
        shape = [rate * daily.denominator * dose.numerator for rate in old.rates]
        unit = old.unit * daily.numerator * dose.denominator
        if not daily:
            shape, unit = [dose.numerator for _ in old.rates], old.ticks * dose.denominator
        ticks = lcm(old.ticks, *(window.denominator for window in windows))
        return Curve(old.ticks, old.times, shape, unit).finer(ticks, unit * (ticks // old.ticks))

    @property
    def settings(self) -> Iterator[tuple[Duration, Program, Mixture]]:
        """Every program with the fill it runs on, and the last one with the last fill."""
        program, fill = self.case.running.program, self.case.running.fill
        for step in self.acts:
            if isinstance(step, Refill):
                fill = step.fill
            elif isinstance(step, Reprogram):
                program = step.program
                yield step.at, program, fill
        if self.refills and not any(step.at >= self.refills[-1].at for step in self.programs):
            yield self.refills[-1].at, program, fill

    @property
    def raises(self) -> list[Duration]:
        """When a program starts that runs faster than the one before it."""
        before, found = self.case.running.program, []
        for step in self.programs:
            if step.program.daily_volume > before.daily_volume:
                found.append(step.at)
            before = step.program
        return found

    def by_boluses(self, drug: str, window: Duration) -> Mass:
        """The most of `drug` that patient boluses allowed by the plan can add in a window, beside those counted."""
        most = Fraction(0)
        for _, program, fill in self.settings:
            if allowed := program.patient_bolus:
                lockout = allowed.lockout.value if allowed.lockout else Fraction(0)
                times = min(allowed.per_day, window.value // lockout + 1) if lockout else allowed.per_day
                most = max(most, times * (program.bolus_volume(allowed.dose) * fill[drug]).value)
        return Mass(most * self.box.accuracy.high.value)

    def _supply(self) -> tuple[list[Volume], Duration | None]:
        """The least in the reservoir after each refill, and when at the earliest it is down to what it may keep."""
        flow, bound, starts = (
            self.script.flow,
            self.box.residual.high,
            [Duration(0), *(step.at for step in self.refills)],
        )
        levels = [self.fastest.reservoir(at) for at in starts]
        for i, (start, level) in enumerate(zip(starts, levels, strict=True)):
            left = level - bound if level > bound else level
            empty = flow.reaches(flow.amount(start.value) + left.value / self.box.accuracy.high.value)
            in_time = starts[i + 1 :] and empty is not None and empty >= starts[i + 1].value
            if empty is not None and not in_time and (i or self.told is not None):
                return levels[1:], Duration(empty)
        return levels[1:], None

    def arrivals(self, drug: str) -> Iterator[tuple[Refill, Duration, Duration | None]]:
        """Each refill that brings more of `drug`, and the earliest and the latest time at which that is at the tip."""
        slow, before = self.script.flow, self.case.running.fill[drug]
        fast = slow
        if any(step.program.patient_bolus for step in self.programs):
            fast = commanded(self.case, self.plan, until=self.until, boluses=_every_bolus)
        for refill in self.refills:
            if strongest(refill, drug) > before:
                early = fast.reaches(fast.amount(refill.at.value) + self.box.lag[0])
                late = slow.reaches(slow.amount(refill.at.value) + self.box.lag[1])
                if early is not None:
                    first = early if late is None else min(early, late)
                    yield refill, Duration(first), None if late is None else Duration(late)
            before = refill.fill[drug]


def strongest(refill: Refill, drug: str) -> Concentration:
    """The most of a drug in anything that a refill puts into the reservoir; some of a rinse stays behind."""
    return max(refill.fill[drug], refill.rinse.mixture[drug] if refill.rinse else Concentration(0), key=_value)


def _value(quantity: Quantity) -> Fraction:
    return quantity.value


def _every_bolus(program: Program) -> Fraction:
    allowed = program.patient_bolus
    return program.bolus_volume(allowed.dose).value * allowed.per_day if allowed else Fraction(0)
