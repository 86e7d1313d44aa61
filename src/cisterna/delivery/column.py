"""
What leaves the catheter tip, exactly: the method of cumulative volume.

Delivered volume V(t) is piecewise linear; concentration at the tip is piecewise constant in V, because the line is a
column that is pushed and does not mix. So delivered mass is a composition of two piecewise linear functions, and no
time step is needed. Semantics: docs/reference/pump-semantics.md. Not for: spread of the front (`delivery.spread`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from cisterna.delivery.tip import Knot, Tip
from cisterna.quantities import Duration, FlowRate, Volume
from cisterna.quantities.value import dataclass
from cisterna.therapy import Mixture, Rinse, Slug

__all__ = ["Aspiration", "Course", "Fill", "Flow", "MassBalanceError", "contents", "simulate"]

ZERO = Fraction(0)
NOTHING = Volume(0)
AS_COMMANDED = Fraction(1)


class MassBalanceError(RuntimeError):
    """Drug was lost or made in a simulation: a fault of this program, never of the case."""


class Flow(NamedTuple):
    """The commanded flow from `start` up to `end`."""

    start: Duration
    end: Duration
    rate: FlowRate


@dataclass(frozen=True, slots=True)
class Fill:
    """A refill: what is kept (None: nothing is withdrawn), a rinse or none, and what is injected."""

    at: Duration
    volume: Volume
    mixture: Mixture
    keep: Volume | None = None
    rinse: Rinse | None = None


class Aspiration(NamedTuple):
    """Volume drawn from the tip end of the line; drug-free fluid takes its place."""

    at: Duration
    volume: Volume


@dataclass(frozen=True, slots=True)
class Course:
    """
    Everything that decides what leaves the tip up to `horizon`.

    `line` is tip first and adds up to `dead_volume`; `flows` stand in order and do not overlap; between them, no flow.
    `accuracy` multiplies every commanded flow. At `reservoir_min` the pump delivers nothing more.
    """

    dead_volume: Volume
    reservoir_volume: Volume
    reservoir: Mixture
    line: tuple[Slug, ...]
    flows: tuple[Flow, ...]
    horizon: Duration
    refills: tuple[Fill, ...] = ()
    aspirations: tuple[Aspiration, ...] = ()
    accuracy: Fraction = AS_COMMANDED
    reservoir_min: Volume = NOTHING

    def __post_init__(self) -> None:
        if self.dead_volume.value < 0:
            raise ValueError(f"the dead volume is zero or more, not {self.dead_volume}")
        if self.horizon.value <= 0 or self.accuracy <= 0:
            raise ValueError("the horizon and the accuracy are above zero")
        if min(self.reservoir_volume.value, self.reservoir_min.value) < 0:
            raise ValueError("the reservoir holds zero or more, and so does what is unusable of it")
        acts: tuple[Fill | Aspiration, ...] = (*self.refills, *self.aspirations)
        kept = [fill.keep.value for fill in self.refills if fill.keep is not None]
        if any(value < 0 for value in (*kept, *(act.at.value for act in acts), *(act.volume.value for act in acts))):
            raise ValueError("a refill or an aspiration is at zero or later and moves zero or more")
        if sum((slug.volume.value for slug in self.line), start=ZERO) != self.dead_volume.value:
            raise ValueError("the slugs of the line add up to the dead volume")
        last = ZERO
        for flow in self.flows:
            if flow.start.value < last or flow.end.value < flow.start.value or flow.rate.value < 0:
                raise ValueError("flows are in order, do not overlap and are not below zero")
            last = flow.end.value


class _Column:
    """The concentration that will pass the tip, by volume delivered so far. A piece runs on to the next one."""

    __slots__ = ("dead", "pieces")

    def __init__(self, course: Course) -> None:
        self.dead = course.dead_volume.value
        self.pieces: list[tuple[Fraction, Mixture]] = []
        start = ZERO
        for slug in course.line:
            self.pieces.append((start, slug.mixture))
            start += slug.volume.value
        self.pieces.append((self.dead, course.reservoir))

    def follow(self, delivered: Fraction, mixture: Mixture) -> None:
        """From now on `mixture` leaves the reservoir; it reaches the tip one dead volume later."""
        self.pieces = [piece for piece in self.pieces if piece[0] < delivered + self.dead]
        self.pieces.append((delivered + self.dead, mixture))

    def clear(self, delivered: Fraction, volume: Fraction) -> Iterator[tuple[Fraction, Mixture]]:
        """Make the next `volume` at the tip drug-free; yields what was taken, as volumes and mixtures."""
        end = delivered + min(volume, self.dead)
        after = next(mixture for start, mixture in reversed(self.pieces) if start <= end)
        yield from self.between(delivered, end)
        kept = [piece for piece in self.pieces if piece[0] < delivered or piece[0] > end]
        self.pieces = sorted([*kept, (delivered, Mixture({})), (end, after)], key=lambda piece: piece[0])

    def between(self, low: Fraction, high: Fraction) -> Iterator[tuple[Fraction, Mixture]]:
        """What lies between two delivered volumes, as volumes and mixtures, in order."""
        ends = (*(start for start, _ in self.pieces[1:]), None)
        for (start, mixture), end in zip(self.pieces, ends, strict=True):
            first, last = max(start, low), high if end is None else min(end, high)
            if first < last:
                yield last - first, mixture


class _Pump:
    """The state of one simulation: reservoir, column, and the knots of what has left the tip."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.drugs = _drugs(course)
        self.column = _Column(course)
        self.volume = course.reservoir_volume.value
        self.mixture = course.reservoir
        self.delivered = ZERO
        self.mass = dict.fromkeys(self.drugs, ZERO)
        self.knots = [Knot(ZERO, ZERO, dict(self.mass))]
        self.empty_from: Fraction | None = None
        self.balance = dict.fromkeys(self.drugs, ZERO)
        self._book(self.volume, self.mixture, 1)
        for slug in course.line:
            self._book(slug.volume.value, slug.mixture, 1)

    def _book(self, volume: Fraction, mixture: Mixture, sign: int) -> None:
        for drug, concentration in mixture.items():
            self.balance[drug] += sign * volume * concentration.value

    def run(self, start: Fraction, end: Fraction, rate: Fraction) -> None:
        """Let the pump run at `rate` (accuracy included) from `start` to `end`, or until the reservoir is empty."""
        usable = self.volume - self.course.reservoir_min.value
        if rate and usable < rate * (end - start):
            usable = max(usable, ZERO)
            empty = start + usable / rate
            self._flow(start, usable, rate)
            self.empty_from = empty if self.empty_from is None else self.empty_from
            self._knot(end)
            return
        self._flow(start, rate * (end - start), rate)
        self._knot(end)

    def _flow(self, start: Fraction, volume: Fraction, rate: Fraction) -> None:
        for part, mixture in tuple(self.column.between(self.delivered, self.delivered + volume)):
            self.delivered += part
            start += part / rate
            for drug, concentration in mixture.items():
                self.mass[drug] += part * concentration.value
            self._knot(start)
        self.volume -= volume

    def _knot(self, time: Fraction) -> None:
        if time > self.knots[-1].time:
            self.knots.append(Knot(time, self.delivered, dict(self.mass)))

    def refill(self, fill: Fill) -> None:
        if fill.keep is not None:
            kept = min(self.volume, fill.keep.value)
            self._book(self.volume - kept, self.mixture, -1)
            self.volume = kept
        if fill.rinse is not None:
            for _ in range(fill.rinse.times):
                self._book(fill.rinse.volume.value, fill.rinse.mixture, 1)
                self.mixture = self.mixture.blend(Volume(self.volume), fill.rinse.mixture, fill.rinse.volume)
                self._book(fill.rinse.volume.value, self.mixture, -1)
        self._book(fill.volume.value, fill.mixture, 1)
        self.mixture = fill.mixture.blend(fill.volume, self.mixture, Volume(self.volume))
        self.volume += fill.volume.value
        self.column.follow(self.delivered, self.mixture)

    def aspirate(self, aspiration: Aspiration) -> None:
        for volume, mixture in self.column.clear(self.delivered, aspiration.volume.value):
            self._book(volume, mixture, -1)

    def close_the_books(self) -> None:
        """What was put in is what came out, was drawn out, or is still there: exactly, or this program is at fault."""
        self._book(self.volume, self.mixture, -1)
        for volume, mixture in self.column.between(self.delivered, self.delivered + self.course.dead_volume.value):
            self._book(volume, mixture, -1)
        for drug, left in self.balance.items():
            if left != self.mass[drug]:
                raise MassBalanceError(f"{drug}: {left - self.mass[drug]} mcg are unaccounted for")


def _drugs(course: Course) -> tuple[str, ...]:
    mixtures = [course.reservoir, *(slug.mixture for slug in course.line), *(fill.mixture for fill in course.refills)]
    mixtures += [fill.rinse.mixture for fill in course.refills if fill.rinse is not None]
    return tuple(sorted({drug for mixture in mixtures for drug in mixture}))


def _acts(course: Course) -> list[tuple[Fraction, Fill | Aspiration]]:
    acts: list[tuple[Fraction, Fill | Aspiration]] = [(fill.at.value, fill) for fill in course.refills]
    acts += [(aspiration.at.value, aspiration) for aspiration in course.aspirations]
    return sorted((act for act in acts if act[0] < course.horizon.value), key=lambda act: act[0])


def _pieces(
    flows: Sequence[Flow], times: Sequence[Fraction], horizon: Fraction
) -> Iterator[tuple[Fraction, Fraction, Fraction]]:
    """Start, end and commanded rate, from zero to the horizon without gaps, cut at `times`."""
    edges = sorted({ZERO, horizon, *times, *(f.start.value for f in flows), *(f.end.value for f in flows)})
    edges = [edge for edge in edges if ZERO <= edge <= horizon]
    index = 0
    for start, end in pairwise(edges):
        while index < len(flows) and flows[index].end.value <= start:
            index += 1
        running = index < len(flows) and flows[index].start.value <= start
        yield start, end, flows[index].rate.value if running else ZERO


def simulate(course: Course) -> Tip:
    """
    Work out what leaves the catheter tip, exactly.

    New drug pushes old drug ahead of it; nothing mixes on the way. Every run accounts for every microgram and raises
    `MassBalanceError` if it cannot.

    >>> from cisterna.quantities import Concentration
    >>> old = Mixture({"baclofen": Concentration.parse("500 mcg/mL")})
    >>> line, rate = Volume.parse("0.5 mL"), FlowRate.parse("0.5 mL/day")
    >>> flows = (Flow(Duration(0), Duration(3), rate),)
    >>> course = Course(line, Volume.parse("2 mL"), old, (Slug(line, old),), flows, Duration(3))
    >>> simulate(course).dose("baclofen", Duration(0), Duration(1)).format()
    '250 mcg'

    Does not account for: diffusion at the front, a catheter that has moved or leaks, drift of the pump.
    """
    pump = _carried_out(course)
    return Tip(
        drugs=pump.drugs,
        knots=tuple(pump.knots),
        reservoir_final=Volume(pump.volume),
        reservoir_mixture=pump.mixture,
        empty_from=None if pump.empty_from is None else Duration(pump.empty_from),
    )


def contents(course: Course) -> tuple[Slug, ...]:
    """
    What lies between reservoir and tip at the horizon, tip first; neighbors of one mixture are one slug.

    >>> from cisterna.quantities import Concentration
    >>> old, new = (Mixture({"baclofen": Concentration(mcg)}) for mcg in (2000, 500))
    >>> line, flows = Volume.parse("0.3 mL"), (Flow(Duration(0), Duration(1), FlowRate.parse("0.1 mL/day")),)
    >>> fill = Fill(Duration(0), Volume(18), new, Volume(0))
    >>> course = Course(line, Volume(10), old, (Slug(line, old),), flows, Duration(1), (fill,))
    >>> [(slug.volume.format(), slug.mixture["baclofen"].format()) for slug in contents(course)]
    [('0.2 mL', '2,000 mcg/mL'), ('0.1 mL', '500 mcg/mL')]
    """
    pump, dead = _carried_out(course), course.dead_volume.value
    slugs: list[Slug] = []
    for volume, mixture in pump.column.between(pump.delivered, pump.delivered + dead):
        if slugs and slugs[-1].mixture == mixture:
            slugs[-1] = Slug(slugs[-1].volume + Volume(volume), mixture)
        else:
            slugs.append(Slug(Volume(volume), mixture))
    return tuple(slugs)


def _carried_out(course: Course) -> _Pump:
    """The pump at the horizon, every microgram accounted for."""
    pump = _Pump(course)
    acts = _acts(course)
    for start, end, rate in _pieces(course.flows, [time for time, _ in acts], course.horizon.value):
        while acts and acts[0][0] <= start:
            act = acts.pop(0)[1]
            if isinstance(act, Fill):
                pump.refill(act)
            else:
                pump.aspirate(act)
        pump.run(start, end, course.accuracy * rate)
    pump.close_the_books()
    return pump
