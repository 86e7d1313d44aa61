"""
Everything the checks look at: the facts of the case, what the pack publishes, and the worst of the whole box.

It judges nothing.
A fact that is missing is narrowed to what holds whatever it may be (accuracy as commanded, nothing left behind):
what is refused there is refused anyway, and the check that names the fact keeps the plan from being clear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cmp_to_key
from math import lcm
from typing import Any

from cisterna.knowledge import Knowledge, NeedsFact, Word, resolve
from cisterna.quantities import DoseRate, Duration, Mass, Range, Ratio, Volume
from cisterna.reasons import Force
from cisterna.safety.replay import Curve, Flow, Point, Run, Script, commanded, settled
from cisterna.safety.vertices import Box, compared, lags, points, sliding
from cisterna.therapy import AspiratePort, Case, Mixture, Plan, Program, Refill, Reprogram, Stop, path_volume

__all__ = ["Evidence", "Extreme"]

DAY, HOUR = Fraction(1), Fraction(1, 24)
PART: Any = cmp_to_key(lambda one, two: one[1] * two[2] - two[1] * one[2])
"""Orders (start, given, wanted) by given over wanted, without a division."""
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
        self.plan, self.knowledge, self.policy = plan, knowledge, knowledge.policy
        self.acts = [s for s in plan.steps if isinstance(s, Refill | Reprogram | AspiratePort | Stop)]
        self.refills = [step for step in self.acts if isinstance(step, Refill)]
        self.programs = [step for step in self.acts if isinstance(step, Reprogram)]
        pumps, catheters = knowledge.catalogue.pumps, knowledge.catalogue.catheters
        self.pump = next((pump for pump in pumps if pump.id == case.system.pump), None)
        self.path = path_volume(case.system, next((c for c in catheters if c.id == case.system.catheter.model), None))
        residual, accuracy = (self.pump.residual_bound, self.pump.accuracy) if self.pump else (None, None)
        self.residual_known, self.accuracy_known = residual is not None, accuracy is not None
        self.box = Box(
            self.path.range or NOTHING,
            accuracy or AS_COMMANDED,
            NOTHING if residual is None else Range(Volume(0), residual.value),
        )
        last = [step for step in self.acts if isinstance(step, Reprogram | Stop)][-1:]
        self.last_program = case.running.program if not last else getattr(last[0], "program", None)
        self.sampled = bool(case.running.line) or any(
            isinstance(step, AspiratePort) or getattr(step, "withdraw_to", "residual") != "residual"
            for step in self.acts
        )
        self.until = self._until(case)
        self.told = case.running.reservoir_volume
        self.case = self._with_enough(case)
        self.script = Script(self.case, plan, self.until, boluses=self.going_on)
        self.nominal = Run(self.script, Point(Volume(0), Fraction(1), (Volume(0),) * len(self.refills)))
        self.opioids = [d.id for d in knowledge.catalogue.drugs if d.id in self.script.drugs and d.kind == "opioid"]
        drugs = sorted({*case.running.fill, *case.running.intended})
        self.held = {drug: ids for drug in drugs if (ids := self._prohibited(drug))}
        self.worst: dict[tuple[str, str], Extreme] = {}
        judged = [*self.held, *self.opioids] if self.path.range else [d for d in self.held if self.unchanged(d)]
        self._search(dict.fromkeys(judged))

    def _until(self, case: Case) -> Fraction:
        """The last step has acted, its front has cleared the line at the longest lag, and two days more."""
        end = settled(self.plan)
        flow = commanded(case, self.plan, until=end + 1)
        fronts = [flow.amount(step.at.value) for step in self.acts] or [Fraction(0)]
        daily = self.last_program.daily_volume.value if self.last_program else Fraction(0)
        ahead = max(fronts) + self.box.lag[1] - flow.amount(end)
        return end + (max(0, -(-ahead // daily)) + 1 if daily else 0) + 2

    def _with_enough(self, case: Case) -> Case:
        """
        The case with a reservoir that lasts, where its volume is not told.

        A refill that draws out what can be drawn wipes out what was there, so the volume matters to running dry alone.
        """
        if case.running.reservoir_volume is not None:
            return case
        volume = commanded(case, self.plan, until=self.until).amount(self.until) * 2 + self.box.residual.high.value
        return replace(case, running=replace(case.running, reservoir_volume=Volume(volume)))

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
        open_ = found.open if isinstance(found, NeedsFact) else ()
        limits = [
            (getattr(one.says, end), one.id) for one in (*found.statements, *open_) if one.force is not Force.NOTE
        ]
        given = sorted((limit for limit, _ in limits if limit is not None), key=lambda limit: limit.value)
        return given, tuple(id for _, id in limits), found.fields if isinstance(found, NeedsFact) else ()

    def cleared(self, drug: str) -> DoseRate:
        """The nominal daily dose once the line has cleared: no residual, as commanded, boluses that go on included."""
        last, running = self.last_program, self.case.running
        if last is None or drug not in self.nominal.drugs:
            return DoseRate(0)
        flow = running.flow.value if last is running.program else last.daily_volume.value + self.going_on(last)
        return DoseRate(flow * self.nominal.last_mixture[drug])

    def unchanged(self, drug: str) -> bool:
        """True where every mixture holds as much of `drug`, so that dead volume and residual do not matter to it."""
        parts = {mixture[self.nominal.drugs.index(drug)] for mixture in self.nominal.mixtures[1:]}
        return len(parts) == 1 and not any(isinstance(step, AspiratePort) for step in self.acts)

    def _search(self, drugs: Iterable[str]) -> None:
        """Fill `worst`: replay the plan at every vertex of the box and slide every window over each run."""
        windows = {self.policy.day_window.value, self.policy.hours_window.value, DAY, HOUR}
        old = commanded(self.case, Plan(()), start=-max(windows), until=self.until)
        bases = {drug: self._base(drug, old, windows) for drug in drugs}
        fronts = [step.at.value for step in self.refills]
        at = lags(self.box, self.script.flow, fronts, windows=windows, also=[edge for edge in old.edges if edge > 0])
        for point in points(self.box, at, len(self.refills), spread=self.sampled) if bases else ():
            run = Run(self.script, point)
            for drug, base in bases.items():
                given, wanted = compared(run.curve(drug), base, point.accuracy)
                for window in windows:
                    rows = list(sliding(given, wanted, window, self.until))
                    self._look(drug, Duration(window).format("h"), rows, given.unit, point)

    def _look(self, drug: str, window: str, rows: list[tuple[Fraction, int, int]], unit: int, point: Point) -> None:
        """Keep the worst of one window length at one point: amounts, and parts of the held dose."""
        start, given, wanted = max(rows, key=lambda row: row[1])
        self._keep(drug, f"{window} most", Mass(Fraction(given, unit)), start, point, max)
        start, given, wanted = max(rows, key=lambda row: row[1] - row[2])
        self._keep(drug, f"{window} excess", Mass(Fraction(given - wanted, unit)), start, point, max)
        rows = [(start, given, wanted or 1) for start, given, wanted in rows if given or wanted]
        for end, pick in (("low", min), ("high", max)) if rows and drug in self.held else ():
            start, given, wanted = pick(rows, key=PART)
            self._keep(drug, f"{window} {end}", Ratio(Fraction(given, wanted)), start, point, pick)

    def _keep(self, drug: str, name: str, value: Any, start: Fraction, point: Point, pick: Callable[..., Any]) -> None:
        old = self.worst.get((drug, name))
        if old is None or pick(old.value, value) != old.value:
            self.worst[drug, name] = Extreme(value, Duration(start), point)

    def _base(self, drug: str, old: Flow, windows: set[Fraction]) -> Curve:
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

    @property
    def levels(self) -> tuple[list[tuple[Refill, Volume]], Duration | None]:
        """The least in the reservoir after each refill, and when at the earliest it is down to what it may keep."""
        flow, most, bound = self.script.flow, self.box.accuracy.high.value, self.box.residual.high.value
        level, since = self.told.value if self.told else None, Fraction(0)
        after: list[tuple[Refill, Volume]] = []
        floor = bound if level is None or level > bound else Fraction(0)
        for refill in (*self.refills, None):
            ends = flow.amount(refill.at.value) if refill else None
            if level is not None:
                empty = since + (level - floor) / most
                if ends is None or empty < ends:
                    return after, self._when(empty)
                level -= most * (ends - since)
            if refill is not None and ends is not None:
                kept = refill.withdraw_to
                left = level if kept is None and level is not None else Fraction(0)
                if isinstance(kept, Volume) and level is not None:
                    left = min(level, kept.value)
                level, floor, since = left + refill.volume.value, bound, ends
                after.append((refill, Volume(level)))
        return after, None

    def _when(self, volume: Fraction) -> Duration | None:
        """When that much has been commanded, also beyond the end of what is replayed."""
        beyond = volume - self.script.flow.amount(self.until)
        if beyond <= 0:
            at = self.script.flow.reaches(volume)
            return None if at is None else Duration(at)
        daily = self.last_program.daily_volume.value if self.last_program else Fraction(0)
        return Duration(self.until + beyond / daily) if daily else None

    def arrivals(self, drug: str) -> Iterator[tuple[Refill, Duration, Duration | None]]:
        """Each refill that brings more of `drug`, and the earliest and the latest time at which that is at the tip."""
        slow, before = self.script.flow, self.case.running.fill[drug]
        fast = commanded(self.case, self.plan, until=self.until, boluses=_every_bolus)
        for refill in self.refills:
            if refill.fill[drug] > before:
                early = fast.reaches(fast.amount(refill.at.value) + self.box.lag[0])
                late = slow.reaches(slow.amount(refill.at.value) + self.box.lag[1])
                yield refill, Duration(early or Fraction(0)), None if late is None else Duration(late)
            before = refill.fill[drug]


def _every_bolus(program: Program) -> Fraction:
    allowed = program.patient_bolus
    return program.bolus_volume(allowed.dose).value * allowed.per_day if allowed else Fraction(0)
