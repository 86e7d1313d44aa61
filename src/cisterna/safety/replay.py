"""
What a plan gives at the catheter tip, worked out with a plain queue of slugs.

This is the verifier's own computation, written from `docs/reference/pump-semantics.md` and from nothing else.
It judges nothing.
Inside, every number is an int on a common denominator: as exact as fractions, and several times faster.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any, NamedTuple

from cisterna.quantities import Duration, FlowRate, Volume
from cisterna.quantities.curve import Curve, Flow, whole
from cisterna.therapy import AspiratePort, Case, Mixture, Plan, Program, Refill, Reprogram, Step, Stop

__all__ = ["MassNotBalanced", "Point", "Run", "Script", "commanded", "ended", "settled"]

ZERO, DRUG_FREE, FLUID = Fraction(0), 0, "the fluid itself"
"""
`DRUG_FREE` is the first mixture of every run; each holds 1 under the name `FLUID`, which is accounted for like a drug.
"""

Added = Callable[[Program], FlowRate]


class MassNotBalanced(RuntimeError):
    """Drug appeared or vanished in a replay: a fault of this program, never of the plan. No verdict rests on it."""


class Point(NamedTuple):
    """One choice of what the case leaves open: dead volume, delivered over commanded flow, a residual per refill."""

    dead_volume: Volume
    accuracy: Fraction = Fraction(1)
    residuals: tuple[Volume, ...] = ()


class Script:
    """A plan as a replay reads it: the commanded flow from zero to `until`, and what is done at which edge."""

    def __init__(self, case: Case, plan: Plan, until: Fraction, *, boluses: Added | None = None) -> None:
        self.running, self.flow = case.running, commanded(case, plan, until=until, boluses=boluses)
        acts = [step for step in plan.steps if isinstance(step, Refill | AspiratePort) and step.at.value < until]
        self.refills = [step for step in acts if isinstance(step, Refill)]
        self.deeds = [[step for step in acts if step.at.value == edge] for edge in self.flow.edges]
        parts: list[Any] = [*(self.running.line or ()), *(refill.rinse for refill in self.refills if refill.rinse)]
        drawn = [refill.withdraw_to for refill in self.refills if isinstance(refill.withdraw_to, Volume)]
        self.per_ml = lcm(*(v.value.denominator for v in (*drawn, *(part.volume for part in (*acts, *parts)))))
        mixtures = [self.running.fill, *(part.mixture for part in parts), *(refill.fill for refill in self.refills)]
        self.drugs = sorted({drug for mixture in mixtures for drug in mixture})


class Run:
    """
    What one replay gave. Volumes in reservoir and line are whole units; what fluid holds is kept by mixture.

    `empty_from` is when, in days, it first ran dry. `plenty`: every refill found more in it than was to stay.
    """

    def __init__(self, script: Script, point: Point) -> None:
        held, flow = script.running.reservoir_volume, script.flow
        if held is None or len(point.residuals) != len(script.refills):
            raise ValueError("A replay needs running.reservoir_volume and one residual for each refill. Give them.")
        volumes = (point.dead_volume, held, *point.residuals)
        per_flow = flow.unit * point.accuracy.denominator
        self._per_ml = lcm(per_flow, script.per_ml, *(volume.value.denominator for volume in volumes))
        self._speed = self._per_ml // per_flow * point.accuracy.numerator
        self.drugs, self._residuals, self._ticks = script.drugs, iter(point.residuals), flow.ticks
        self.mixtures: dict[tuple[Fraction, ...], int] = {}
        self._of(Mixture({}))
        self._mix, self._level, room = self._of(script.running.fill), self._units(held), self._units(point.dead_volume)
        slugs = [(self._units(slug.volume), self._of(slug.mixture)) for slug in script.running.line or ()]
        self._line = deque([*slugs, (room, self._mix)])
        self._line = deque(self._out(room))
        self._ledger = [(self._level, self._mix), *self._line]
        self._knots: list[tuple[int | Fraction, int, int, int]] = []
        self.empty_from: Fraction | None = None
        self.plenty = True
        for rate, deeds, (start, end) in zip(flow.rates, script.deeds, pairwise(flow.ends), strict=False):
            for deed in deeds:
                self._aspirate(deed) if isinstance(deed, AspiratePort) else self._refill(deed)
            self._push(rate, start, end)
        self._ledger += [(-self._level, self._mix), *((-volume, mix) for volume, mix in self._line)]
        self._account(flow.ends[-1])

    def _units(self, volume: Volume) -> int:
        return whole(volume.value, self._per_ml)

    def _of(self, mixture: Mixture) -> int:
        return self._index((*(mixture[drug].value for drug in self.drugs), Fraction(1)))

    def _index(self, mixture: tuple[Fraction, ...]) -> int:
        """Where `mixture` stands among all, put there if it is new."""
        return self.mixtures.setdefault(mixture, len(self.mixtures))

    def _push(self, rate: int, start: int, end: int) -> None:
        """Let the pump run: what leaves the reservoir enters the line and pushes what is in it out of the tip."""
        speed = rate * self._speed
        wanted = speed * (end - start)
        todo, done = min(wanted, self._level), 0
        volume, mix = self._line.pop() if self._line and self._line[-1][1] == self._mix else (0, self._mix)
        self._line.append((volume + todo, mix))
        for volume, mix in self._out(todo):
            self._knots.append((start + Fraction(done, speed) if done else start, rate, mix, self._level - done))
            done += volume
        self._level -= todo
        if not wanted or todo < wanted:
            stop = start + Fraction(todo, speed) if todo else start
            self._knots.append((stop, 0, DRUG_FREE, self._level))
            if wanted and self.empty_from is None:
                self.empty_from = Fraction(stop) / self._ticks

    def _out(self, wanted: int) -> Iterator[tuple[int, int]]:
        """Take so much, or all there is, out of the tip end of the line."""
        while wanted and self._line:
            volume, mix = self._line.popleft()
            if volume > wanted:
                self._line.appendleft((volume - wanted, mix))
                volume = wanted
            if volume:
                yield volume, mix
            wanted -= volume

    def _aspirate(self, step: AspiratePort) -> None:
        """Draw from the tip end of the line; drug-free fluid takes the place of what was drawn."""
        drawn = list(self._out(self._units(step.volume)))
        volume = sum(part for part, _ in drawn)
        self._line.appendleft((volume, DRUG_FREE))
        self._ledger += [(volume, DRUG_FREE), *((-part, mix) for part, mix in drawn)]

    def _refill(self, step: Refill) -> None:
        residual = next(self._residuals)
        wanted = residual if step.withdraw_to == "residual" else step.withdraw_to
        kept = min(self._level, self._units(wanted)) if isinstance(wanted, Volume) else self._level
        self.plenty &= kept < self._level
        self._draw_to(kept)
        for rinse in [step.rinse] * step.rinse.times if step.rinse else []:
            self._mix_in(rinse.mixture, self._units(rinse.volume))
            self._draw_to(kept)
        self._mix_in(step.fill, self._units(step.volume))

    def _draw_to(self, kept: int) -> None:
        self._ledger.append((kept - self._level, self._mix))
        self._level = kept

    def _mix_in(self, mixture: Mixture, volume: int) -> None:
        added, total = self._of(mixture), self._level + volume
        self._ledger.append((volume, added))
        pairs = zip(*(list(self.mixtures)[mix] for mix in (self._mix, added)), strict=True)
        self._mix = self._index(tuple((old * self._level + new * volume) / total for old, new in pairs))
        self._level = total

    def _account(self, end: int) -> None:
        """Put the knots on one grid of time, and account for every drug and for the fluid itself."""
        self._more = lcm(*(time.denominator for time, *_ in self._knots))
        self._times = [whole(time, self._more) for time, *_ in self._knots]
        self._per_mcg = lcm(*(part.denominator for mixture in self.mixtures for part in mixture))
        for name in (*self.drugs, FLUID):
            given, parts = next(self.curve(name).amounts([end * self._more])), self._parts(name)
            if given != sum(volume * parts[mix] for volume, mix in self._ledger) * self._more:
                raise MassNotBalanced(f"a replay does not balance for {name}: a fault of this program, report it")

    def _parts(self, name: str) -> list[int]:
        names = (*self.drugs, FLUID)
        return [whole(mixture[names.index(name)], self._per_mcg) if name in names else 0 for mixture in self.mixtures]

    def curve(self, name: str) -> Curve:
        """What has left the tip from zero on: the mass of a drug, or the volume of the fluid itself."""
        parts = self._parts(name)
        rates = [rate * self._speed * parts[mix] for _, rate, mix, _ in self._knots]
        return Curve(self._ticks * self._more, self._times, rates, self._per_ml * self._per_mcg * self._more)


def settled(plan: Plan) -> Fraction:
    """When the last step has acted and the last prime, bridge and single bolus is over, in days."""
    return max(map(ended, plan.acts), default=ZERO)


def ended(step: Step) -> Fraction:
    """When a step has acted and the prime, bridge and single bolus that it starts are over, in days."""
    program = step.program if isinstance(step, Reprogram) else None
    extras = (program.prime, program.bridge, program.bolus) if program else ()
    return sum((extra.over.value for extra in extras if extra is not None), start=step.at.value)


def commanded(case: Case, plan: Plan, *, until: Fraction, start: Fraction = ZERO, boluses: Added | None = None) -> Flow:
    """
    The commanded flow from `start` until `until`. `start` may lie before zero: the running program has run for ever.

    `boluses` says what patient boluses add to the mode of a program of the plan; without it, nothing.
    """
    running = replace(case.running.program, prime=None, bridge=None, bolus=None)
    used = case.running.flow - case.running.volume_per_day_without_boluses
    changes: list[tuple[Fraction, Program | None, Fraction]] = [(start, running, used.value)]
    for step in plan.steps:
        if isinstance(step, Reprogram | Stop) and step.at.value < until:
            program = step.program if isinstance(step, Reprogram) else None
            changes.append((step.at.value, program, boluses(program).value if boluses and program else ZERO))
    pieces: dict[Fraction, Fraction] = {}
    into_day, ends = case.clock.midnight_before(Duration(0)).value, [*(at for at, _, _ in changes[1:]), until]
    for (since, program, added), end in zip(changes, ends, strict=True):
        pieces |= {at: rate for at, rate in _pieces(program, since, end, into_day, added) if at < end}
    cuts = [step.at.value for step in plan.acts if step.at.value < until]
    return Flow(pieces, cuts, until)


def _pieces(
    program: Program | None, since: Fraction, end: Fraction, into_day: Fraction, added: Fraction
) -> Iterator[tuple[Fraction, Fraction]]:
    """Where, up to `end` or a little after, the flow of one program changes, and to what."""
    if program is None:
        yield since, ZERO
        return
    for first in (program.prime, program.bridge):
        if first is not None:
            yield since, first.volume.value / first.over.value
            since += first.over.value
    extra, over = program.bolus, program.bolus.over.value if program.bolus else ZERO
    bolus = program.bolus_volume(extra.dose).value / over if extra else ZERO
    steps = [(start.value - into_day, flow.value + added) for start, flow in program.steps]
    today, last = (int((at + into_day) // 1) for at in (since, max(since, end)))
    days = range(today, last + 1 if len(steps) > 1 else today + 1)
    mode = [(day + time, flow) for day in days for time, flow in steps]
    times = [time for time, _ in mode]
    for cut in (since, since + over):
        yield cut, mode[bisect_right(times, cut) - 1][1] + (bolus if cut < since + over else 0)
    for time, flow in mode[bisect_right(times, since) : bisect_left(times, end)]:
        yield time, flow + bolus if time < since + over else flow
