"""
Everything the checks look at: the facts of the case, what the pack publishes, and the trial in the whole box.

It judges nothing.
A fact that is missing is narrowed to what holds whatever it may be (accuracy as commanded, nothing left behind):
what is refused there is refused anyway, and the check that names the fact keeps the plan from being clear.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from cisterna.inspection.reading import Run
from cisterna.knowledge import Knowledge, NeedsFact, Outcome, Word, resolve
from cisterna.knowledge.statement import TOO_YOUNG
from cisterna.quantities import Duration, Mass, Range, Ratio, Volume
from cisterna.reasons import Force
from cisterna.safety import Box, Trial, horizon
from cisterna.safety.replay import commanded
from cisterna.therapy import (
    AspiratePort,
    Case,
    Mixture,
    Plan,
    Program,
    Refill,
    Reprogram,
    accuracy_of,
    as_it_stands,
    path_volume,
    residual_of,
)

__all__ = ["HOUR", "Evidence"]

HOUR = Duration(Fraction(1, 24))
"""The window of a single dose."""
MOST = ((Duration(1), ("most",)), (HOUR, ("most",)))
"""What is looked for of every opioid, by window."""
NOTHING, AS_COMMANDED = Range(Volume(0), Volume(0)), Range(Ratio(1), Ratio(1))


class Evidence:
    """One plan in one case, and its `trial`, whose `worst` and `cleared` a check has to look at."""

    def __init__(self, case: Case, plan: Plan, knowledge: Knowledge) -> None:
        plan = as_it_stands(case, plan)
        self.too_young: set[str] = set()
        self.plan, self.knowledge, self.policy, self.told = (
            plan,
            knowledge,
            knowledge.policy,
            case.running.reservoir_volume,
        )
        self.acts, self.refills, self.programs = plan.acts, plan.of(Refill), plan.of(Reprogram)
        catalogue, system = knowledge.catalogue, case.system
        self.pump = next((pump for pump in catalogue.pumps if pump.id == system.pump), None)
        self.path = path_volume(system, next((c for c in catalogue.catheters if c.id == system.catheter.model), None))
        bound = self.pump.residual_bound if self.pump else None
        self.accuracy = accuracy_of(system, self.pump.accuracy if self.pump else None)
        residual = residual_of(system, bound.value if bound else None)
        self.residual = Range(Volume(0), residual) if residual else None
        self.box = Box(self.path.range or NOTHING, self.accuracy or AS_COMMANDED, self.residual or NOTHING)
        self.last_program = plan.last_program(case.running.program)
        partly = [step for step in self.refills if step.withdraw_to != "residual"]
        sampled = bool(case.running.line or partly or plan.of(AspiratePort)) or self._bent_rinse(case.running.fill)
        self.judgeable = self.told is not None or not partly or self.refills[0] != partly[0]
        self._published: dict[tuple[str, str, str], tuple[list[Any], tuple[str, ...], tuple[str, ...]]] = {}
        self.until, self.case = horizon(case, plan, self.box), case
        if self.told is None:
            # A refill that draws out all that can be drawn makes up for not knowing; until then it is taken to last.
            enough = Volume(1 + 2 * commanded(case, plan, until=self.until).amount(self.until))
            self.case = replace(case, running=replace(case.running, reservoir_volume=enough))
        placed = self.path.range is not None
        self.trial = Trial(self.case, plan, self.box, until=self.until, placed=placed, sampled=sampled)
        self.script, self.cleared = self.trial.script, self.trial.cleared
        self.opioids = [d.id for d in catalogue.drugs if d.id in self.script.drugs and d.kind == "opioid"]
        running = sorted({*case.running.fill, *case.running.intended})
        self.held = {drug: ids for drug in running if (ids := self._prohibited(drug))}
        self.judged = list(dict.fromkeys([*self.held, *self.opioids]))
        self.levels, self.dry = self._supply()
        sought = [drug for drug in self.judged if (self.judgeable and placed) or self.unchanged(drug)]
        day, hours = self.policy.day_window, self.policy.hours_window
        held = ((day, ("low", "high")), (hours, ("low", "high")), (HOUR, ("excess",)))
        if sought:
            self.trial.search({drug: held * (drug in self.held) + MOST * (drug in self.opioids) for drug in sought})
        found = self.trial.worst.items()
        self.worst = {(drug, f"{window:h} {measure}"): extreme for (drug, window, measure), extreme in found}

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

    def _answer(self, question: str, facts: dict[str, Any]) -> Outcome:
        """What the pack says, and which of it is too young for the date of the case: kept in `too_young`."""
        found = resolve(self.knowledge, question, facts, on=self.case.on)
        self.too_young |= {each.statement for each in found.not_fired if each.why.startswith(TOO_YOUNG)}
        return found

    def _prohibited(self, drug: str) -> tuple[str, ...]:
        found = self._answer("interruption", {"drug": drug}).statements
        return tuple(one.id for one in found if one.says == Word("prohibited"))

    def published(self, question: str, drug: str, end: str) -> tuple[list[Any], tuple[str, ...], tuple[str, ...]]:
        """Every published limit in order, the statements that give them, and the case fields they still turn on."""
        if (question, drug, end) not in self._published:
            self._published[question, drug, end] = self._limits(question, drug, end)
        return self._published[question, drug, end]

    def _limits(self, question: str, drug: str, end: str) -> tuple[list[Any], tuple[str, ...], tuple[str, ...]]:
        patient = self.case.patient
        exposure = "naive" if patient.opioid_exposure == "interrupted" else patient.opioid_exposure
        told = {"drug": drug, "opioid_exposure": exposure, "spasticity": patient.spasticity, "age": patient.age}
        facts = {name: value for name, value in told.items() if value is not None}
        found = self._answer(question, facts)
        open_, missing = (found.open, found.fields) if isinstance(found, NeedsFact) else ((), ())
        used = [one for one in (*found.statements, *open_) if one.force is not Force.NOTE]
        limits = [limit for one in used if (limit := getattr(one.says, end)) is not None]
        return sorted(limits, key=lambda limit: limit.value), tuple(one.id for one in used), missing

    def for_children(self) -> tuple[str, ...]:
        """The statements that leave an opioid to specialists at this patient's age; none where the age is not told."""
        age = self.case.patient.age
        if age is None:
            return ()
        found = self._answer("intrathecal opioid in a child", {"age": age})
        return tuple(one.id for one in found.statements)

    def unchanged(self, drug: str) -> bool:
        """True where every mixture holds as much of `drug`, so that dead volume and residual do not matter to it."""
        mixtures = [self.case.running.fill, *(slug.mixture for slug in self.case.running.line or ())]
        mixtures += [refill.fill for refill in self.refills] + [r.rinse.mixture for r in self.refills if r.rinse]
        return len({mixture[drug] for mixture in mixtures}) == 1 and not self.plan.of(AspiratePort)

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
        flow, bound = self.script.flow, self.box.residual.high
        fastest = Run(self.script, self.trial.at_once(self.box.accuracy.high.value))
        starts = [Duration(0), *(step.at for step in self.refills)]
        levels = [fastest.reservoir(at) for at in starts]
        for i, (start, level) in enumerate(zip(starts, levels, strict=True)):
            left = level - bound if level > bound else level
            empty = flow.reaches(flow.amount(start.value) + left.value / self.box.accuracy.high.value)
            in_time = starts[i + 1 :] and empty is not None and empty >= starts[i + 1].value
            if empty is not None and not in_time and (i or self.told is not None):
                return levels[1:], Duration(empty)
        return levels[1:], None
