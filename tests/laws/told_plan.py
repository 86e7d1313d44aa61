"""
A saved plan carried out from its text: read by TOML alone, run by the slug queue, looked at in sliding windows.

Nothing of `cisterna` is imported. What the planner, its files and its verifier say is held against this.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from laws.random_cases import Facts
from laws.slug_queue import Program, Rate, Refill, run

DAY, HOUR, MINUTE = Fraction(1), Fraction(1, 24), Fraction(1, 1440)
UNITS = {
    "mcg": Fraction(1), "mg": Fraction(1000), "mL": Fraction(1), "day": DAY, "h": HOUR, "min": MINUTE,
}  # fmt: skip
Curve = tuple[list[Fraction], list[Fraction]]
"""Times and what has been given until each: a broken line."""


def quantity(text: str) -> Fraction:
    """'0.312 mL', '60000/31 mcg/day' or '49 h 55 min', in mcg, mL and days."""
    words = text.split()
    if len(words) > 2:
        return sum((quantity(" ".join(words[at : at + 2])) for at in range(0, len(words), 2)), start=Fraction(0))
    number, unit = words
    above, _, below = unit.partition("/")
    return Fraction(number) * UNITS[above] / (UNITS[below] if below else 1)


class Watch(NamedTuple):
    """Somebody watches from `start` until `end`."""

    start: Fraction
    end: Fraction


class Told(NamedTuple):
    """What a saved plan says: flows, refills, watches, and when the next refill is booked."""

    base: list[tuple[Fraction, Fraction, Rate]]
    bridges: list[tuple[Fraction, Fraction, Fraction, str]]
    refills: list[Refill]
    watches: list[Watch]
    booked: Fraction | None
    settled: Fraction


def read(text: str, facts: Facts) -> Told:
    """The plan in `text`; only what a plan of this planner holds is understood, anything else is a KeyError."""
    first: Fraction | None = None
    changes: list[tuple[Fraction, Rate]] = [(Fraction(0), running(facts))]
    bridges, refills, watches, booked, settled = [], [], [], None, Fraction(0)
    for step in tomllib.loads(text)["step"]:
        at = moment(step, facts, first or Fraction(0), "from" if step["do"] == "observe" else "at")
        first = at if first is None else first
        match step["do"]:
            case "refill":
                fill = {drug: quantity(value) for drug, value in step["fill"].items() if drug != "volume"}
                kept = step.get("withdraw_to")
                keep = None if kept is None else facts.residual if kept == "residual" else quantity(kept)
                refills.append(Refill(at, keep, quantity(step["fill"]["volume"]), fill))
                settled = max(settled, at)
            case "program":
                changes.append((at, typed(step, facts)))
                settled = max(settled, at)
                if "bridge" in step:
                    volume, over = (quantity(step["bridge"][key]) for key in ("volume", "over"))
                    bridges.append((at, volume, over, "replace"))
                    settled = max(settled, at + over)
                if step["patient_bolus"] != "none":
                    raise KeyError("a plan of this planner allows no patient boluses")
            case "observe":
                until = on_the_wall(step["until"], facts) if "until" in step else at + quantity(step["for"])
                watches.append(Watch(at, until))
            case "call":
                booked = at if booked is None else booked
            case other:
                raise KeyError(other)
    ends = [*(at for at, _ in changes[1:]), Fraction(10**6)]
    base = [(at, end, rate) for (at, rate), end in zip(changes, ends, strict=True) if at < end]
    return Told(base, [cut_off(each, changes) for each in bridges], refills, watches, booked, settled)


def cut_off(
    bridge: tuple[Fraction, Fraction, Fraction, str], changes: list[tuple[Fraction, Rate]]
) -> tuple[Fraction, Fraction, Fraction, str]:
    """As much of a bridge as has run when the next program is typed in."""
    at, volume, over, how = bridge
    left = min([over, *(change - at for change, _ in changes if change > at)])
    return at, volume * left / over, left, how


def moment(step: dict[str, Any], facts: Facts, first: Fraction, key: str) -> Fraction:
    """When a step is, in days since the case."""
    return on_the_wall(step[key], facts) if key in step else first + quantity(step["after"])


def on_the_wall(text: str, facts: Facts) -> Fraction:
    """A time of day where the case lies, in days since the case."""
    zone = ZoneInfo(facts.zone)
    passed = (
        datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() - facts.start.replace(tzinfo=zone).timestamp()
    )
    return Fraction(round(passed / 60)) * MINUTE


def rotated(schedule: list[tuple[Fraction, Fraction]], facts: Facts) -> Rate:
    """A schedule by time of day as one by time since the case; the pump's clock knows no daylight saving."""
    if len(schedule) == 1:
        return schedule[0][1]
    into = Fraction(facts.start.hour * 60 + facts.start.minute, 1440)
    return sorted(((clock - into) % 1, rate) for clock, rate in schedule)


def running(facts: Facts) -> Rate:
    """What the pump is commanded now, boluses as an even flow beside the program."""
    return rotated([(clock, rate + facts.boluses) for clock, rate in facts.schedule], facts)


def typed(step: dict[str, Any], facts: Facts) -> Rate:
    """The flow of a program as it is typed in."""
    told = quantity(step["entered"][step["primary"]])
    if step["mode"] == "simple continuous":
        return quantity(step["dose"]) / told
    steps = []
    for each in step["steps"]:
        hours, minutes = each["from"].split(":")
        steps.append((Fraction(int(hours) * 60 + int(minutes), 1440), quantity(each["dose"]) / told))
    return rotated(steps, facts)


class Point(NamedTuple):
    """One point of the tolerance box; `found` is what an assay found in the first fill, by drug."""

    dead: Fraction
    accuracy: Fraction
    residuals: tuple[Fraction, ...]
    found: dict[str, Fraction] | None = None


class Given(NamedTuple):
    """What one replay gave: curves by drug, when the added drug is first there, when it is dry, what was in it."""

    curves: dict[str, Curve]
    arrivals: dict[str, Fraction]
    dry: Fraction | None
    until: Fraction


def carry_out(told: Told, facts: Facts, point: Point, until: Fraction) -> Given:
    """The plan at one point, by the slug queue."""
    line, room = [], point.dead
    for volume, mixture in facts.line:
        line.append((min(volume, room), mixture))
        room -= min(volume, room)
    if room:
        line.append((room, facts.fill))
    refills = [
        Refill(refill.at, None if refill.keep is None else residual, refill.volume, refill.conc)
        for refill, residual in zip(told.refills, point.residuals, strict=True)
    ]
    if point.found and refills:
        refills[0].conc = {**refills[0].conc, **point.found}
    drugs = tuple(dict.fromkeys([*facts.fill, *(drug for refill in refills for drug in refill.conc)]))
    full = {drug: facts.fill.get(drug, Fraction(0)) for drug in drugs}
    outcome = run(Program(
        drugs=drugs, line=line, reservoir=facts.reservoir or Fraction(0), conc=full, horizon=until,
        base=told.base, boluses=told.bridges, refills=refills, accuracy=point.accuracy,
    ))  # fmt: skip
    curves = {drug: broken([(time, mass[drug]) for time, _, mass in outcome.points]) for drug in drugs}
    arrivals = {}
    for drug, (times, amounts) in curves.items():
        late = next((at for at, amount in enumerate(amounts) if amount), None)
        if late:
            arrivals[drug] = times[late - 1]
    return Given(curves, arrivals, outcome.ran_dry_at, until)


def broken(points: list[tuple[Fraction, Fraction]]) -> Curve:
    """Times and amounts, each time once."""
    times: list[Fraction] = []
    amounts: list[Fraction] = []
    for time, amount in points:
        if not times or time > times[-1]:
            times.append(time)
            amounts.append(amount)
    return times, amounts


def before(facts: Facts, until: Fraction) -> Curve:
    """What the old program would go on giving of baclofen, as commanded, from a day before the case."""
    rate = running(facts)
    schedule = [(Fraction(0), rate)] if isinstance(rate, Fraction) else rate
    part = facts.held / facts.given * facts.fill["baclofen"]
    days = range(-2, int(until) + 2)
    cuts = sorted({-DAY, until, *(day + clock for day in days for clock, _ in schedule)})
    times, amounts = [-DAY], [Fraction(0)]
    for start, end in pairwise(cuts):
        if -DAY <= start < end <= until:
            runs = [each for clock, each in schedule if clock <= start % 1] or [schedule[-1][1]]
            times.append(end)
            amounts.append(amounts[-1] + runs[-1] * part * (end - start))
    return times, amounts


def at(curve: Curve, time: Fraction) -> Fraction:
    """What has been given until `time`."""
    times, amounts = curve
    i = min(max(bisect_right(times, time), 1), len(times) - 1)
    slope = (amounts[i] - amounts[i - 1]) / (times[i] - times[i - 1])
    return amounts[i - 1] + slope * (time - times[i - 1])


def joined(old: Curve, new: Curve, accuracy: Fraction) -> tuple[Curve, Curve]:
    """`new` after what the old program gave before zero, and the old program all the way, both at one accuracy."""
    wanted = (old[0], [amount * accuracy for amount in old[1]])
    zero = at(wanted, Fraction(0))
    early = [(time, amount) for time, amount in zip(*wanted, strict=True) if time < 0]
    times = [time for time, _ in early] + new[0]
    amounts = [amount for _, amount in early] + [zero + amount for amount in new[1]]
    return (times, amounts), wanted


class Grid(NamedTuple):
    """Broken lines in whole ticks and whole units, so that a thousand windows cost no thousand fractions."""

    ticks: int
    unit: int
    curves: tuple[tuple[list[int], list[int], list[int]], ...]


def gridded(curves: list[Curve], windows: list[Fraction], until: Fraction) -> Grid:
    """All of `curves` on one grid: times, amounts and, from each time on, the amount a tick."""
    ticks = lcm(
        until.denominator, *(w.denominator for w in windows), *(t.denominator for times, _ in curves for t in times)
    )
    slopes = [
        [
            (b - a) / ((end - start) * ticks)
            for a, b, start, end in zip(amounts, amounts[1:], times, times[1:], strict=False)
        ]
        for times, amounts in curves
    ]
    unit = lcm(*(slope.denominator for each in slopes for slope in each))
    found = []
    for (times, _), each in zip(curves, slopes, strict=True):
        whole, rates = [int(time * ticks) for time in times], [int(slope * unit) for slope in each]
        amounts = [0]
        for rate, start, end in zip(rates, whole, whole[1:], strict=False):
            amounts.append(amounts[-1] + rate * (end - start))
        found.append((whole, amounts, [*rates, 0]))
    return Grid(ticks, unit, tuple(found))


def amounts(curve: tuple[list[int], list[int], list[int]], times: list[int]) -> list[int]:
    """The amount at each of `times`, which are in order."""
    knots, sums, rates = curve
    found, i, last = [], 0, len(knots) - 1
    for time in times:
        while i < last and knots[i + 1] <= time:
            i += 1
        found.append(sums[i] + rates[i] * (time - knots[i]) if time >= knots[0] else 0)
    return found


def extremes(grid: Grid, window: Fraction, until: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    """
    Over every window: the least and the most of the first curve as a part of the second, and the largest excess.

    Both are straight between knots, and so are their windows, whose ratio is then extreme where a window begins or ends
    on a knot.
    """
    length, last = int(window * grid.ticks), int((until - window) * grid.ticks)
    knots = {knot - shift for times, _, _ in grid.curves for knot in times for shift in (0, length)}
    starts = sorted({-length, last, *(knot for knot in knots if -length <= knot <= last)})
    ends = [start + length for start in starts]
    got, want = (
        [b - a for a, b in zip(amounts(curve, starts), amounts(curve, ends), strict=True)] for curve in grid.curves
    )
    low_got, low_want = high_got, high_want = next(row for row in zip(got, want, strict=True) if row[1])
    for one, other in zip(got, want, strict=True):
        if other and one * low_want < low_got * other:
            low_got, low_want = one, other
        if other and one * high_want > high_got * other:
            high_got, high_want = one, other
    excess = max(one - other for one, other in zip(got, want, strict=True))
    return Fraction(low_got, low_want), Fraction(high_got, high_want), Fraction(excess, grid.unit)


def most(curve: Curve, window: Fraction, until: Fraction) -> Fraction:
    """The most that any window gives of a curve that begins at zero."""
    grid = gridded([curve], [window], until)
    length, last = int(window * grid.ticks), int((until - window) * grid.ticks)
    times = grid.curves[0][0]
    starts = sorted({min(max(knot - shift, 0), last) for knot in times for shift in (0, length)})
    ends = [start + length for start in starts]
    given = zip(amounts(grid.curves[0], starts), amounts(grid.curves[0], ends), strict=True)
    return Fraction(max(end - start for start, end in given), grid.unit)
