"""
The bridge with the smallest worst case, where the front may reach the tip at any time of a range.

Three ways are compared as the verifier measures them (the house's two windows, each against its own limit): the old
flow until one switch; the old flow until a second visit, a middle flow from there on, then the new one; and, where a
single switch would break a limit, one middle flow from the start, which strays for certain but less far. What is no
better by the house's tie band than a simpler way is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from cisterna.delivery.held import Held, Pieces, Strays, strays
from cisterna.quantities import Duration, FlowRate, Range, Volume, nearest_to_step
from cisterna.therapy import Bridge
from cisterna.transition.candidate import Limits

__all__ = ["Bench", "Way", "Ways", "choose", "simplest", "typed"]

MINUTES = 1440
THOUSANDTHS = 1000
FINEST = Fraction(1, 64)
"""Into so many parts the step from the old flow to the new one is cut when a middle flow is looked for."""
_EVENLY = (16, 32, 48)
"""Steps at which the search for a middle flow begins."""
VISITS = 15
"""A second visit is looked for at each quarter of an hour."""
OFF = 30
"""Minutes by which a second visit may be off in what is shown beside it."""
ZERO, DAY = Fraction(0), Fraction(1)


class Way(NamedTuple):
    """
    A bridge and what it does at worst. `middle` is what a second visit at `at` types; None: one visit is enough.

    `worst` are the extremes in each window of the limits, in their order; `if_off` the same where the second visit is
    up to half an hour early or late.
    """

    first: Bridge
    worst: tuple[Strays, ...]
    middle: Bridge | None = None
    at: Duration = Duration(0)
    if_off: tuple[Strays, ...] = ()


class Ways(NamedTuple):
    """
    The way that was taken and those it was compared with.

    `makers` is the maker's rule (the end of the range that errs to less drug); `why` is "middle", "moved", "middle
    flow" or "second visit". `because` are the statements that give the maker's rule.
    """

    taken: Way
    why: str
    middle: Way
    makers: Way
    rises: bool
    limits: Limits
    because: tuple[str, ...] = ()


class Bench(NamedTuple):
    """Where ways are measured: the flow before, the flow after (by the pump's clock), the lags, the house's limits."""

    held: Held
    old: FlowRate
    after: Pieces
    limits: Limits
    rises: bool

    def worst(self, flows: Iterable[tuple[Fraction, Fraction]], end: Fraction) -> tuple[Strays, ...]:
        """What `flows` (from zero, in days and mL/day) do at worst, the new program running from `end` on."""
        later = [(start, rate) for start, rate in self.after if start > end]
        return strays(self.held, [*flows, (end, _running(self, end)), *later])

    def share(self, worst: Sequence[Strays]) -> Fraction:
        """The largest part of a limit that is taken up."""
        return max(part for pair in self.shares(worst) for part in pair)

    def shares(self, worst: Sequence[Strays]) -> Iterator[tuple[Fraction, Fraction]]:
        """Window by window, the parts of its limits that its fall and its rise take up."""
        for each, fall, rise in zip(worst, self.limits.falls, self.limits.rises, strict=True):
            yield (1 - each.low) / fall.value, (each.high - 1) / rise.value

    def better(self, one: Way, other: Way) -> bool:
        """True where `one` is better than `other` by more than the tie band, in the window that binds `other`."""
        windows = zip(self.shares(other.worst), self.limits.falls, self.limits.rises, strict=True)
        ends = [(part, limit) for pair, fall, rise in windows for part, limit in zip(pair, (fall, rise), strict=True)]
        binds, limit = max(ends, key=lambda end: end[0])
        return (binds - self.share(one.worst)) * limit.value > self.limits.tie_band.value

    @property
    def fronts(self) -> tuple[Fraction, Fraction]:
        """When, at the old flow, the front is at the tip at the earliest and at the latest (days)."""
        soonest, latest = self.held.lags
        return soonest / self.old.value, latest / self.old.value


def typed(flow: FlowRate, over: Duration) -> Bridge | None:
    """A bridge at about `flow` in whole minutes and thousandths of a milliliter; None where nothing is left of it."""
    minutes, _ = nearest_to_step(over, Duration(Fraction(1, MINUTES)))
    volume, _ = nearest_to_step(flow * minutes, Volume(Fraction(1, THOUSANDTHS)))
    return Bridge(volume, minutes) if minutes.value > 0 and volume.value > 0 else None


def choose(
    bench: Bench, dead_volume: Range[Volume], *, staffed: Callable[[Duration], bool] | None = None
) -> Ways | None:
    """
    The way with the smallest worst case, a simpler one where the difference lies inside the tie band.

    None where the front is at the tip before a minute has passed: there is nothing to bridge.
    """
    middle = simplest(bench, Volume((dead_volume.low.value + dead_volume.high.value) / 2))
    makers = simplest(bench, dead_volume.low if bench.rises else dead_volume.high)
    if middle is None or makers is None:
        return None
    taken, why = middle, "middle"
    best = best_switch(bench)
    if bench.better(best, taken):
        taken, why = best, "moved"
    # Nothing is to be gained beyond what already lies inside the band.
    if max(abs(1 - end) for each in taken.worst for end in each) > bench.limits.tie_band.value:
        even = best_flow(bench, best) if bench.share(taken.worst) > 1 else None
        if even is not None and bench.share(even.worst) <= 1:
            taken, why = even, "middle flow"
        twice = best_visit(bench, makers, staffed)
        worth = twice is not None and all(bench.better(twice, each) for each in (taken, best))
        if worth and twice is not None and twice.middle is not None:
            taken, why = twice._replace(if_off=_if_off(bench, twice, twice.middle)), "second visit"
    return Ways(taken, why, middle, makers, bench.rises, bench.limits)


def simplest(bench: Bench, dead_volume: Volume) -> Way | None:
    """The old flow until the front is at the tip, as if `dead_volume` were exact."""
    bridge = typed(bench.old, dead_volume / bench.old)
    return None if bridge is None else _way(bench, bridge)


def best_switch(bench: Bench) -> Way:
    """
    The best minute for a single switch from the old flow to the new.

    The later the switch, the more of one error and the less of the other, so the best is where they are alike.
    """
    early, late = (int(front * MINUTES) for front in bench.fronts)
    low, high = max(early, 1), late + 1

    def tilts(minute: int) -> bool:
        over = Fraction(minute, MINUTES)
        pairs = list(bench.shares(bench.worst([(ZERO, bench.old.value)], over)))
        fall, rise = max(pair[0] for pair in pairs), max(pair[1] for pair in pairs)
        return rise >= fall if bench.rises else fall >= rise

    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if tilts(middle) else (middle + 1, high)
    # A volume that is not a whole number of thousandths moves the front by up to half the time that one of them takes.
    near = int(Fraction(MINUTES, THOUSANDTHS) / bench.old.value / 2) + 1
    bridges = (typed(bench.old, Duration(Fraction(m, MINUTES))) for m in range(low - near, low + near + 1))
    return _best(bench, (_way(bench, bridge) for bridge in bridges if bridge is not None))


def best_flow(bench: Bench, start: Way) -> Way | None:
    """The best single bridge at a flow of its own, in one program with what follows."""
    late = int(bench.fronts[1] * MINUTES) + MINUTES

    def way(point: tuple[int, ...]) -> Way | None:
        minutes, step = point
        if not 0 < minutes <= late or not 0 <= step <= 1 / FINEST:
            return None
        bridge = typed(_between(bench, step), Duration(Fraction(minutes, MINUTES)))
        return None if bridge is None else _way(bench, bridge)

    minutes, flow = int(start.first.over.value * MINUTES), _geometric(bench)
    until = int(bench.held.lags[1] / _between(bench, flow).value * MINUTES)
    return _descend(bench, way, [(minutes, flow // 2), (min(until, late), flow)], [max(late // 8, 1), 8])


def best_visit(bench: Bench, makers: Way, staffed: Callable[[Duration], bool] | None) -> Way | None:
    """
    The best second visit and middle flow; at a staffed quarter of an hour, or not at all.

    Until then the first program runs as the maker's rule has it, and if nobody comes it goes on so.
    """
    early, late = (int(front * MINUTES) for front in bench.fronts)
    quarters = range(max(early // VISITS - 96, 1) * VISITS, late, VISITS)
    visits = [at for at in quarters if staffed is None or staffed(Duration(Fraction(at, MINUTES)))]

    def way(point: tuple[int, ...]) -> Way | None:
        visit, minutes, step = point
        if not 0 <= visit < len(visits) or not 0 < minutes <= late or not 0 <= step <= 1 / FINEST:
            return None
        at = Duration(Fraction(visits[visit], MINUTES))
        middle = typed(_between(bench, step), Duration(Fraction(minutes, MINUTES)))
        first = typed(bench.old, max(makers.first.over, at, key=lambda over: over.value))
        if middle is None or first is None:
            return None
        end = at + middle.over
        worst = bench.worst([(ZERO, first.flow.value), (at.value, middle.flow.value)], end.value)
        return Way(first, worst, middle, at)

    if not visits:
        return None
    span = max(late - early, VISITS)
    wide = [index * (len(visits) - 1) // 4 for index in range(5)]
    coarse = product(dict.fromkeys(wide), [span // 4, span // 2, span, 3 * span // 2], _EVENLY)
    # A schedule has many edges and no flow that holds its shape: one start is looked from, not two.
    starts = _best_of(bench, way, coarse, 1 if len(bench.after) > 1 else 2)
    return _descend(bench, way, starts, [max(len(visits) // 8, 1), max(span // 8, 1), 8])


def _if_off(bench: Bench, way: Way, middle: Bridge) -> tuple[Strays, ...]:
    """The worst of a second visit half an hour early, on time and half an hour late, with the same digits typed."""
    found = [way.worst]
    for minutes in (-OFF, OFF):
        at = max(way.at.value + Fraction(minutes, MINUTES), Fraction(1, MINUTES))
        flows = [(ZERO, way.first.flow.value)]
        if at > way.first.over.value:
            flows.append((way.first.over.value, _running(bench, way.first.over.value)))
        found.append(bench.worst([*flows, (at, middle.flow.value)], at + middle.over.value))
    return tuple(
        Strays(min(each.low for each in window), max(each.high for each in window))
        for window in zip(*found, strict=True)
    )


def _running(bench: Bench, at: Fraction) -> Fraction:
    return next(rate for start, rate in reversed(bench.after) if start <= at)


def _between(bench: Bench, step: int) -> FlowRate:
    """A flow so many steps from the old one to the mean of the new program."""
    return FlowRate(bench.old.value + (_after(bench) - bench.old.value) * step * FINEST)


def _after(bench: Bench) -> Fraction:
    """The mean flow of the new program over its last whole day."""
    start = bench.held.until - DAY
    ends = [*(at for at, _ in bench.after[1:]), bench.held.until]
    return sum(
        (rate * (end - max(at, start)) for (at, rate), end in zip(bench.after, ends, strict=True) if end > start), ZERO
    )


def _geometric(bench: Bench) -> int:
    """The step that lies nearest to the geometric mean of both flows: squares are compared, no root is drawn."""
    wanted = bench.old.value * _after(bench)
    return min(range(int(1 / FINEST) + 1), key=lambda step: abs(_between(bench, step).value ** 2 - wanted))


def _way(bench: Bench, bridge: Bridge) -> Way:
    return Way(bridge, bench.worst([(ZERO, bridge.flow.value)], bridge.over.value))


def _best(bench: Bench, ways: Iterable[Way]) -> Way:
    return min(ways, key=lambda way: bench.share(way.worst))


def _best_of(
    bench: Bench, way: Callable[[tuple[int, ...]], Way | None], points: Iterable[tuple[int, ...]], count: int
) -> list[tuple[int, ...]]:
    """The points with the smallest worst cases."""
    found = [(bench.share(here.worst), point) for point in points if (here := way(point)) is not None]
    return [point for _, point in sorted(found)[:count]]


def _descend(
    bench: Bench,
    way: Callable[[tuple[int, ...]], Way | None],
    starts: Iterable[tuple[int, ...]],
    steps: Sequence[int],
) -> Way | None:
    """The best way near any of `starts`: go where all neighbors are looked at and one is better, then look closer."""
    seen: dict[tuple[int, ...], tuple[Fraction, Way] | None] = {}

    def at(point: tuple[int, ...]) -> tuple[Fraction, Way] | None:
        if point not in seen:
            found = way(point)
            seen[point] = None if found is None else (bench.share(found.worst), found)
        return seen[point]

    best: tuple[Fraction, Way] | None = None
    moves = [move for move in product((0, -1, 1), repeat=len(steps)) if any(move)]
    for point in starts:
        here, size = at(point), list(steps)
        while True:
            for move in moves:
                next_ = tuple(p + m * s for p, m, s in zip(point, move, size, strict=True))
                found = at(next_)
                if found is not None and (here is None or found[0] < here[0]):
                    point, here = next_, found
                    break
            else:
                if all(step == 1 for step in size):
                    break
                size = [max(step // 2, 1) for step in size]
        if here is not None and (best is None or here[0] < best[0]):
            best = here
    return None if best is None else best[1]
