"""
A second way to work out what leaves the tip: a queue of slugs, pushed slug by slug. Plain on purpose.

Plain Fractions in plain tuples, nothing of `cisterna` imported, every question asked afresh at every step. It is the
yardstick: where it and `delivery` differ, one of them is wrong, and this one is short enough to read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

Conc = dict[str, Fraction]
Slug = tuple[Fraction, Conc]
Rate = Fraction | list[tuple[Fraction, Fraction]]


@dataclass
class Refill:
    """Draw down to `keep` (None: nothing is drawn), rinse `rinses` times, add `volume` of `conc`."""

    at: Fraction
    keep: Fraction | None
    volume: Fraction
    conc: Conc
    rinses: int = 0
    rinse_volume: Fraction = Fraction(0)
    rinse_conc: Conc = field(default_factory=dict)


@dataclass
class Program:
    """Everything that happens, in days, mL and mcg/mL."""

    drugs: tuple[str, ...]
    line: list[Slug]
    reservoir: Fraction
    conc: Conc
    horizon: Fraction
    base: list[tuple[Fraction, Fraction, Rate]]
    boluses: list[tuple[Fraction, Fraction, Fraction, str]] = field(default_factory=list)
    stops: list[tuple[Fraction, Fraction]] = field(default_factory=list)
    refills: list[Refill] = field(default_factory=list)
    aspirations: list[tuple[Fraction, Fraction]] = field(default_factory=list)
    accuracy: Fraction = Fraction(1)
    minimum: Fraction = Fraction(0)

    @property
    def dead(self) -> Fraction:
        """What the line holds."""
        return sum((volume for volume, _ in self.line), start=Fraction(0))


@dataclass
class Outcome:
    """Points of the delivery curves, and what is left where at the end."""

    points: list[tuple[Fraction, Fraction, Conc]]
    reservoir: Fraction
    conc: Conc
    line: list[Slug]
    withdrawn: Conc
    put_in: Conc
    ran_dry_at: Fraction | None


def commanded(program: Program, time: Fraction) -> Fraction:
    """The commanded flow just after `time`."""
    if any(start <= time < end for start, end in program.stops):
        return Fraction(0)
    rate = Fraction(0)
    for start, end, asked in program.base:
        if start <= time < end:
            rate = asked if isinstance(asked, Fraction) else scheduled(asked, time)
    for at, volume, over, mode in program.boluses:
        if at <= time < at + over and mode == "replace":
            rate = volume / over
    for at, volume, over, mode in program.boluses:
        if at <= time < at + over and mode == "add":
            rate += volume / over
    return rate


def scheduled(steps: list[tuple[Fraction, Fraction]], time: Fraction) -> Fraction:
    """The rate of the step that runs at `time`: before the first step of a day, the last of the day before."""
    rate = steps[-1][1]
    for clock, after in steps:
        if clock <= time % 1:
            rate = after
    return rate


def moments(program: Program) -> list[Fraction]:
    """Every moment at which something may change."""
    found = {Fraction(0), program.horizon}
    for start, end, asked in program.base:
        found |= {start, end}
        if not isinstance(asked, Fraction):
            found |= {day + clock for day in range(int(program.horizon) + 1) for clock, _ in asked}
    for at, _, over, _ in program.boluses:
        found |= {at, at + over}
    for start, end in program.stops:
        found |= {start, end}
    found |= {refill.at for refill in program.refills}
    found |= {at for at, _ in program.aspirations}
    return sorted(moment for moment in found if moment <= program.horizon)


def mixed(one: Conc, volume: Fraction, other: Conc, other_volume: Fraction) -> Conc:
    """What two mixtures make together."""
    total = volume + other_volume
    if total == 0:
        return one
    return {
        drug: (one.get(drug, Fraction(0)) * volume + other.get(drug, Fraction(0)) * other_volume) / total
        for drug in one | other
    }


def taken(line: list[Slug], volume: Fraction) -> list[Slug]:
    """Take `volume` from the tip end of `line`; what was taken, tip first."""
    out = []
    while volume > 0:
        size, conc = line[0]
        part = min(size, volume)
        out.append((part, conc))
        volume -= part
        if part == size:
            line.pop(0)
        else:
            line[0] = (size - part, conc)
    return out


def run(program: Program) -> Outcome:
    """Carry the program out."""
    line = list(program.line)
    reservoir, conc = program.reservoir, program.conc
    delivered = Fraction(0)
    mass = dict.fromkeys(program.drugs, Fraction(0))
    withdrawn = dict.fromkeys(program.drugs, Fraction(0))
    put_in = dict.fromkeys(program.drugs, Fraction(0))
    points = [(Fraction(0), delivered, dict(mass))]
    dry = None

    def note(book: Conc, volume: Fraction, what: Conc) -> None:
        for drug in what:
            book[drug] += volume * what[drug]

    note(put_in, reservoir, conc)
    for volume, what in line:
        note(put_in, volume, what)

    times = moments(program)
    for time, end in pairwise(times):
        for refill in program.refills:
            if refill.at == time:
                if refill.keep is not None and refill.keep < reservoir:
                    note(withdrawn, reservoir - refill.keep, conc)
                    reservoir = refill.keep
                for _ in range(refill.rinses):
                    note(put_in, refill.rinse_volume, refill.rinse_conc)
                    conc = mixed(conc, reservoir, refill.rinse_conc, refill.rinse_volume)
                    note(withdrawn, refill.rinse_volume, conc)
                note(put_in, refill.volume, refill.conc)
                conc = mixed(refill.conc, refill.volume, conc, reservoir)
                reservoir += refill.volume
        for at, wanted in program.aspirations:
            if at == time:
                drawn = min(wanted, sum((volume for volume, _ in line), start=Fraction(0)))
                for volume, what in taken(line, drawn):
                    note(withdrawn, volume, what)
                line.insert(0, (drawn, {}))

        rate = program.accuracy * commanded(program, time)
        volume = rate * (end - time)
        if volume > 0 and volume > reservoir - program.minimum:
            volume = max(reservoir - program.minimum, Fraction(0))
            if dry is None:
                dry = time + volume / rate
        reservoir -= volume
        line.append((volume, conc))
        clock = time
        for part, what in taken(line, volume):
            delivered += part
            clock += part / rate
            note(mass, part, what)
            points.append((clock, delivered, dict(mass)))
        points.append((end, delivered, dict(mass)))
    return Outcome(points, reservoir, conc, line, withdrawn, put_in, dry)


def corners(points: list[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """The same broken line with nothing but its ends and its corners, so that two of them can be compared."""
    kept: list[tuple[Fraction, Fraction]] = []
    for time, value in points:
        if kept and kept[-1][0] == time:
            assert kept[-1][1] == value, "a curve of delivery does not jump"
            continue
        if len(kept) > 1:
            (t0, v0), (t1, v1) = kept[-2:]
            if (v1 - v0) * (time - t1) == (value - v1) * (t1 - t0):
                kept.pop()
        kept.append((time, value))
    return kept


def at(curve: list[tuple[Fraction, Fraction]], time: Fraction) -> Fraction:
    """The value of a broken line at `time`."""
    for (t0, v0), (t1, v1) in pairwise(curve):
        if t0 <= time <= t1:
            return v0 + (v1 - v0) * (time - t0) / (t1 - t0)
    raise ValueError(f"{time} is not on the curve")


def window_doses(curve: list[tuple[Fraction, Fraction]], length: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Dose and start of every window with an end on a corner: the extremes of all windows are among them."""
    last = curve[-1][0] - length
    starts = {start for time, _ in curve for start in (time, time - length) if 0 <= start <= last}
    return [(at(curve, start + length) - at(curve, start), start) for start in sorted(starts)]
