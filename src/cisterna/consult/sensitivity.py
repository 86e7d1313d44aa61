"""
Which input of a case, if wrong by how much, would break a plan. The plan stays as it is; one input at a time moves.

The judge is the verifier, asked again and again; thresholds are exact to the digit that somebody can read. Where more
of an input can only make things worse (a box that grows, a dose that moves one way), halving finds the first change
and proves that nothing flips before it. Where that is not so, the first change on a grid is told as that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from cisterna.inspection import Verification, verify
from cisterna.knowledge import Knowledge
from cisterna.quantities import Concentration, Duration, Quantity, Range, Ratio, Volume
from cisterna.reasons import Axis, CannotSay, Finding, Force, Judgement, Refused, Trace, Verdict
from cisterna.therapy import (
    LEAST_MEASURED,
    AspiratePort,
    Case,
    CatheterImplant,
    Flex,
    Measured,
    Mixture,
    Plan,
    Refill,
    Reprogram,
    SimpleContinuous,
    Step,
    Stop,
)

__all__ = ["INPUTS", "ONE_WAY", "Sensitivity", "Threshold", "sensitivity"]

INPUTS = (
    "dead volume",
    "accuracy",
    "residual volume",
    "reservoir volume",
    "running concentration",
    "running dose",
    "syringe",
    "late program",
)
"""What is varied, each alone."""

ML, TENTH, PART, MINUTE = Fraction(1, 1000), Fraction(1, 10), Fraction(1, 1000), Fraction(1, 1440)
"""The digits somebody can read: thousandths of a milliliter of a line, tenths of one in a syringe, 0.1 %, a minute."""
LEAST_ACCURACY = Fraction(1, 2)
"""A pump that gives less of what it is told is not inaccurate but broken."""
HALF = 500
"""So many steps of 0.1 % are looked at."""
GRID = 24
"""Where nothing is proved between two moments, so many of them are looked at."""
SAMPLED = "worst-case-sampled"
ONE_WAY = "more can only be worse: nothing flips before"
"""What `how` says of a threshold that is proved to be the first."""
WATCHING = frozenset({"refill-not-watched", "arrival-not-watched", "raise-not-watched", "raise-before-arrival"})
"""Findings on who watches when, which a plan can mend by a longer watch; everything else is on what is given."""
MEANT = WATCHING - {"refill-not-watched"}
AS_WRITTEN = {
    "running concentration": MEANT | {"running-entered-differs"},
    "syringe": MEANT
    | {
        "entered-differs-from-fill",
        "concentration-above-maximum",
        "opioid-above-start-range",
        "opioid-above-every-start",
        "opioid-raise-above-step",
    },
}
"""Findings on what is written, set and meant as a raise, not on what is given: an error nobody sees changes none."""
GROUPS = ("what is given", "the watch")


class Threshold(NamedTuple):
    """
    One input, moved one way, and one group of findings: what is given, or the watch.

    `stated` is what the case says on that side, `holds` the farthest value at which the verdict is as before, `breaks`
    the next one, None where it changes nowhere up to `holds`.

    `off` is by how much `breaks` is off, `margin` that as a part of what is stated (a late program: of the time to the
    tip). `becomes` is the verdict then, `findings` what breaks. `how` says what is known of the values before.
    """

    input: str
    drug: str
    direction: str
    group: str
    stated: Quantity
    holds: Quantity
    breaks: Quantity | None
    off: Quantity | None
    margin: Ratio | None
    becomes: str
    findings: tuple[Finding, ...]
    how: str


class Sensitivity(NamedTuple):
    """
    `physics` is the verdict as the case stands. `thresholds` stand by margin, those that nothing breaks last; empty
    where the plan is refused, or nobody can say, as things stand: then nothing is left to break.
    """

    physics: Verdict
    thresholds: tuple[Threshold, ...]
    looked_at: int
    trace: Trace


class _Moved(NamedTuple):
    """
    An input that can be moved one way in steps: `at` gives case and plan after so many, `value` what is read then.

    `whole` is what the margin is a part of; `one_way`: what is worse once stays worse.
    """

    input: str
    drug: str
    direction: str
    most: int
    at: Callable[[int], tuple[Case, Plan]]
    value: Callable[[int], Quantity]
    whole: Fraction
    one_way: bool = True


def sensitivity(case: Case, plan: Plan, knowledge: Knowledge, *, also: Iterable[Finding] = ()) -> Sensitivity:
    """
    Every input that the verdict on the physics of `plan` can turn on, each wrong alone, by how much.

    `also` is what else is known against the plan; no input that is varied here changes it.
    """
    found, trace = verify(case, plan, knowledge), Trace()
    physics = Judgement.of([*found.judgement.findings, *also]).physics
    trace.add("physics", "the verdict on the physics as the case stands", physics.name)
    if isinstance(physics, Refused | CannotSay):
        return Sensitivity(physics, (), 1, trace)
    alongs = [_Along(moved, knowledge, found) for moved in _moves(case, plan, knowledge, found)]
    thresholds = [each for at in alongs for each in _thresholds(at.moved, at)]
    nearest = sorted(thresholds, key=lambda each: (each.margin is None, each.margin.value if each.margin else 0))
    for each in nearest:
        group = "watch" if each.group == GROUPS[1] else ""
        name = ".".join(filter(None, (each.input.replace(" ", "-"), each.drug, each.direction, group)))
        trace.add(f"{name}.stated", "what the case or the plan says", each.stated)
        trace.add(f"{name}.holds", f"the farthest value looked at with the same verdict ({each.how})", each.holds)
        if each.breaks is not None:
            trace.add(f"{name}.breaks", f"the next value that can be read: {each.becomes}", each.breaks)
            trace.add(f"{name}.off", "by how much that is off", each.off, of=(f"{name}.stated", f"{name}.breaks"))
            trace.add(f"{name}.margin", "that as a part of what is stated", each.margin, of=(f"{name}.off",))
    return Sensitivity(physics, tuple(nearest), 1 + sum(at.times for at in alongs), trace)


class _Along:
    """The judge along one input: what it says after so many steps, each asked once."""

    def __init__(self, moved: _Moved, knowledge: Knowledge, found: Verification) -> None:
        self.moved, self.knowledge = moved, knowledge
        self.before = {(each.code, each.force) for each in found.judgement.findings}
        self.aside = AS_WRITTEN.get(moved.input, frozenset()) | {SAMPLED}
        self.sampled = _sampled(found.judgement.findings)
        self._seen: dict[int, tuple[str, tuple[Finding, ...]]] = {}

    def __call__(self, steps: int) -> tuple[str, tuple[Finding, ...]]:
        """The verdict after so many steps, and what counts against the plan then and did not before."""
        if steps not in self._seen:
            judged = verify(*self.moved.at(steps), self.knowledge).judgement
            self.sampled = self.sampled or _sampled(judged.findings)
            counted = [f for f in judged.findings if f.axis is Axis.PHYSICS and f.code not in self.aside]
            new = [f for f in counted if f.force is not Force.NOTE and (f.code, f.force) not in self.before]
            self._seen[steps] = Judgement.of(counted).physics.name, tuple({each.code: each for each in new}.values())
        return self._seen[steps]

    @property
    def one_way(self) -> bool:
        """Whether what is worse once stays worse: not where the worst case was sampled anywhere on the way."""
        return self.moved.one_way and not self.sampled

    @property
    def times(self) -> int:
        """How often the judge was asked."""
        return len(self._seen)


def _sampled(findings: tuple[Finding, ...]) -> bool:
    return any(each.code == SAMPLED for each in findings)


def _thresholds(moved: _Moved, at: _Along) -> Iterator[Threshold]:
    """The first step at which something new counts against the plan: in what is given, and in the watch."""
    if moved.most:
        at(moved.most)
    grid = [moved.most] if at.one_way else sorted({moved.most * part // GRID for part in range(1, GRID + 1)})
    for group in GROUPS:

        def broken(steps: int, group: str = group) -> tuple[Finding, ...]:
            return tuple(each for each in at(steps)[1] if (each.code in WATCHING) == (group == GROUPS[1]))

        holds, breaks = _first([steps for steps in grid if steps], broken)
        if breaks is None and group == GROUPS[1]:
            continue
        stated, last = moved.value(0), moved.value(holds)
        how = ONE_WAY if at.one_way else f"looked for on a grid of {len(grid)}: between its values nothing is proved"
        head = moved.input, moved.drug, moved.direction, group, stated, last
        if breaks is None:
            yield Threshold(*head, None, None, None, "", (), how)
            continue
        value = moved.value(breaks)
        off = type(value)(abs(value.value - stated.value))
        margin = Ratio(off.value / moved.whole) if moved.whole else Ratio(0)
        yield Threshold(*head, value, off, margin, at(breaks)[0], broken(breaks), how)


def _first(grid: list[int], broken: Callable[[int], Any]) -> tuple[int, int | None]:
    """The last step that holds and the first that does not: the first of the grid, then halved."""
    holds, breaks = 0, None
    for steps in grid:
        if broken(steps):
            breaks = steps
            break
        holds = steps
    while breaks is not None and breaks - holds > 1:
        middle = (holds + breaks) // 2
        if broken(middle):
            breaks = middle
        else:
            holds = middle
    return holds, breaks


def _moves(case: Case, plan: Plan, knowledge: Knowledge, found: Verification) -> Iterator[_Moved]:
    """Every input that may be wrong, both ways where both are possible."""
    yield from _box_moves(case, plan, found)
    yield from _reservoir_moves(case, plan, knowledge)
    opioids = [entry.id for entry in knowledge.catalogue.drugs if entry.kind == "opioid"]
    for drug in case.running.fill:
        if drug in found.held or drug in opioids:
            yield from _both_ways(
                "running concentration", drug, case.running.fill[drug], _running_fill(case, plan, drug)
            )
    primary = case.running.program.primary
    scaled = _running_dose(case, plan)
    yield from _both_ways(
        "running dose", primary, case.running.program.daily_dose, scaled, one_way=_at_once(case, plan)
    )
    for drug in dict.fromkeys(drug for refill in plan.of(Refill) for drug in refill.fill):
        if drug in found.held or drug in opioids:
            yield from _both_ways("syringe", drug, Ratio(1), _syringe(case, plan, drug))
    yield from _late(case, plan, found)


def _both_ways(
    input: str, drug: str, stated: Quantity, at: Callable[[Fraction], tuple[Case, Plan]], *, one_way: bool = True
) -> Iterator[_Moved]:
    """
    Up and down by parts of what is stated.

    A window's dose is a sum of parts of old and new mixture, and one of these is scaled: the dose, or what it is
    compared with, moves one way only. So what is too high once stays too high, and what is too low stays too low.
    """
    for direction, sign in (("higher", 1), ("lower", -1)):

        def scaled(steps: int, sign: int = sign) -> Fraction:
            return 1 + sign * steps * PART

        yield _Moved(
            input,
            drug,
            direction,
            HALF,
            lambda steps, scaled=scaled: at(scaled(steps)),  # type: ignore[misc]
            lambda steps, scaled=scaled: type(stated)(stated.value * scaled(steps)),  # type: ignore[misc]
            stated.value,
            one_way,
        )


def _box_moves(case: Case, plan: Plan, found: Verification) -> Iterator[_Moved]:
    """
    Sides of the box pushed outward: the true value may lie anywhere up to there. A larger box holds the smaller one, so
    its worst is never better.
    """
    box = found.box
    if box is None:
        return
    dead, accuracy, residual = box.dead_volume, box.accuracy, box.residual
    low, high = dead.low.value, dead.high.value

    def line(least: Fraction, most: Fraction) -> tuple[Case, Plan]:
        nothing = Range(Volume(0), Volume(0))
        path = Range(Volume(least), Volume(most))
        catheter = CatheterImplant(case.system.catheter.model, None, nothing)
        return replace(case, system=replace(case.system, tubing_volume=path, catheter=catheter)), plan

    yield _Moved("dead volume", "", "higher", int(high / ML), lambda n: line(low, high + n * ML),
                 lambda n: Volume(high + n * ML), high)  # fmt: skip
    yield _Moved("dead volume", "", "lower", int(low / ML), lambda n: line(low - n * ML, high),
                 lambda n: Volume(low - n * ML), low)  # fmt: skip
    slow, fast = accuracy.low.value, accuracy.high.value

    def delivers(least: Fraction, most: Fraction) -> tuple[Case, Plan]:
        one = Measured(Volume(1), Volume((least + most) / 2), Volume((most - least) / 2))
        return replace(case, system=replace(case.system, measured=(one,) * LEAST_MEASURED)), plan

    yield _Moved("accuracy", "", "higher", HALF, lambda n: delivers(slow, fast + n * PART),
                 lambda n: Ratio(fast + n * PART), fast)  # fmt: skip
    room = max(0, int((slow - LEAST_ACCURACY) / PART))
    yield _Moved("accuracy", "", "lower", room, lambda n: delivers(slow - n * PART, fast),
                 lambda n: Ratio(slow - n * PART), slow)  # fmt: skip
    kept, told = residual.high.value, case.running.reservoir_volume

    def stays(most: Fraction) -> tuple[Case, Plan]:
        return replace(case, system=replace(case.system, residual_volume=Volume(most))), plan

    room = 0 if told is None else max(0, int((told.value - kept) / TENTH))
    yield _Moved("residual volume", "", "higher", room, lambda n: stays(kept + n * TENTH),
                 lambda n: Volume(kept + n * TENTH), kept)  # fmt: skip


def _reservoir_moves(case: Case, plan: Plan, knowledge: Knowledge) -> Iterator[_Moved]:
    """What the pump says is in it; where each refill draws out what it can, less of it can only be worse."""
    told, pump = case.running.reservoir_volume, next(p for p in knowledge.catalogue.pumps if p.id == case.system.pump)
    if told is None:
        return
    held = told.value
    emptied = all(refill.withdraw_to == "residual" for refill in plan.of(Refill))

    def holds(volume: Fraction) -> tuple[Case, Plan]:
        return replace(case, running=replace(case.running, reservoir_volume=Volume(volume))), plan

    room = pump.reservoir.value.value - held if pump.reservoir else held
    yield _Moved("reservoir volume", "", "higher", max(0, int(room / TENTH)), lambda n: holds(held + n * TENTH),
                 lambda n: Volume(held + n * TENTH), held, emptied)  # fmt: skip
    yield _Moved("reservoir volume", "", "lower", int(held / TENTH), lambda n: holds(held - n * TENTH),
                 lambda n: Volume(held - n * TENTH), held, emptied)  # fmt: skip


def _running_fill(case: Case, plan: Plan, drug: str) -> Callable[[Fraction], tuple[Case, Plan]]:
    """Another concentration in reservoir and line than the record says; the pump was told what the record says."""

    def at(part: Fraction) -> tuple[Case, Plan]:
        held = dict(case.running.fill.items())
        fill = Mixture({**held, drug: held[drug] * part})
        return replace(case, running=replace(case.running, fill=fill)), plan

    return at


def _running_dose(case: Case, plan: Plan) -> Callable[[Fraction], tuple[Case, Plan]]:
    """Another dose, at every hour of the day, than the record says."""

    def at(part: Fraction) -> tuple[Case, Plan]:
        told = case.running.program
        mode = told.mode
        if isinstance(mode, SimpleContinuous):
            other: SimpleContinuous | Flex = SimpleContinuous(mode.dose * part)
        else:
            other = Flex(tuple(replace(step, dose=step.dose * part) for step in mode.steps))
        return replace(case, running=replace(case.running, program=replace(told, mode=other))), plan

    return at


def _syringe(case: Case, plan: Plan, drug: str) -> Callable[[Fraction], tuple[Case, Plan]]:
    """Another concentration in the syringe than was ordered and typed in; an assay that was given is off as much."""

    def filled(refill: Refill, part: Fraction) -> Refill:
        parts: Mapping[str, Concentration] = dict(refill.fill.items())
        if drug not in parts:
            return refill
        fill, rinse = Mixture({**parts, drug: refill.fill[drug] * part}), refill.rinse
        if rinse is not None and rinse.mixture == refill.fill:  # of the same make
            rinse = replace(rinse, mixture=fill)
        return replace(refill, fill=fill, rinse=rinse)

    def at(part: Fraction) -> tuple[Case, Plan]:
        if drug in case.fill.assay:
            found = case.fill.assay[drug]
            assay = {**case.fill.assay, drug: Range(found.low * part, found.high * part)}
            return replace(case, fill=replace(case.fill, assay=assay)), plan
        return case, Plan(tuple(filled(step, part) if isinstance(step, Refill) else step for step in plan.steps))

    return at


def _at_once(case: Case, plan: Plan) -> bool:
    """
    True where the program is started with the refill, and boluses in use, if any, are a part of an even flow.

    Then what the plan gives does not turn on the flow before it, and what it is compared with is scaled as a whole.
    """
    refills, programs = plan.of(Refill), plan.of(Reprogram)
    even = case.running.boluses is None or isinstance(case.running.program.mode, SimpleContinuous)
    return bool(even and refills and programs and programs[0].at == refills[0].at)


def _late(case: Case, plan: Plan, found: Verification) -> Iterator[_Moved]:
    """The program of the visit is started later than planned, before anything else is done to the pump."""
    refills = plan.of(Refill)
    programs = [step for step in plan.of(Reprogram) if refills and step.at >= refills[0].at]
    if not programs:
        return
    first = programs[0]
    acts = [s.at for s in plan.steps if isinstance(s, Refill | Reprogram | AspiratePort | Stop) and s.at > first.at]
    room = min([Duration(1), *(at - first.at for at in acts)], key=lambda length: length.value)
    flow = case.running.flow
    to_the_tip = (found.box.dead_volume.high / flow).value if flow and found.box else Fraction(1)

    def at(minutes: int) -> tuple[Case, Plan]:
        moved = replace(first, at=first.at + Duration(minutes * MINUTE))
        steps: list[Step] = [moved if step is first else step for step in plan.steps]
        return case, Plan(tuple(sorted(steps, key=lambda step: step.at.value)))

    yield _Moved("late program", "", "later", int(room.value / MINUTE) - 1, at,
                 lambda n: first.at - refills[0].at + Duration(n * MINUTE), to_the_tip, False)  # fmt: skip
