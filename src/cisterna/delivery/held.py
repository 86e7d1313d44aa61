"""
How far a held drug strays from what the same pump would have gone on giving, in any window, over a range of lags.

With commanded volume as the clock, the part of the old dose that a window gives turns on dead volume and accuracy
through the lag alone (dead volume over accuracy). While one front passes, the dose of every window grows with the lag
or falls with it, and likewise with the new concentration; so the least and the most stand at two points of the box.
Not for a line that holds other than the running fill, nor for more than one refill.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

__all__ = ["Held", "Pieces", "Strays", "strays"]

Pieces = Sequence[tuple[Fraction, Fraction]]
"""From when on (days) which flow (mL/day) is commanded, in order of time; the last one runs on."""
Ticks = list[tuple[int, int]]
ONE = Fraction(1)


class Strays(NamedTuple):
    """The least and the most that any window of one length gives, as parts of what the old program gives in it."""

    low: Fraction
    high: Fraction


class Held(NamedTuple):
    """
    What stays the same while flows are tried: old flow, lags, concentrations, windows. Times are days, volumes mL.

    `old` begins at least one window before zero; the front enters the line at zero. `parts` are the least and the
    most that the new concentration can be of the old one, `scale` the old dose as a part of the dose that is held.
    """

    old: Pieces
    lags: tuple[Fraction, Fraction]
    parts: tuple[Fraction, Fraction]
    windows: tuple[Fraction, ...]
    until: Fraction
    scale: Fraction = ONE


def strays(held: Held, flows: Pieces) -> tuple[Strays, ...]:
    """
    The extremes of every window over all lags and concentrations, exactly, where `flows` run from zero on.

    >>> day = Fraction(1)
    >>> lags, half = (Fraction("0.3"), Fraction("0.4")), Fraction(1, 2)
    >>> held = Held([(-day, Fraction("0.2"))], lags, (half, half), (day,), 6 * day)
    >>> [(str(low), str(high)) for low, high in strays(held, [(0 * day, Fraction("0.2")), (2 * day, Fraction("0.4"))])]
    [('3/4', '1')]
    """
    (soonest, latest), (lower, higher) = held.lags, held.parts
    least = soonest if lower <= 1 else latest, lower
    most = latest if higher <= 1 else soonest, higher
    before = [piece for piece in held.old if piece[0] < 0]
    ends = (*held.windows, held.until)
    ticks = lcm(*(end.denominator for end in ends), *(time.denominator for time, _ in (*held.old, *flows)))
    unit = lcm(*(lag.denominator for lag in held.lags), *(rate.denominator for _, rate in (*held.old, *flows)))
    old, gone, new = (
        [(_whole(time, ticks), _whole(rate, unit)) for time, rate in each] for each in (held.old, before, flows)
    )
    windows, until = [_whole(window, ticks) for window in held.windows], _whole(held.until, ticks)
    found = []
    for (lag, part), sign in ((least, -1), (most, 1)):
        finer, given = _tip(gone, new, _whole(lag, unit) * ticks, part)
        wanted = [(finer * time, rate * part.denominator) for time, rate in old]
        found.append([held.scale * _slide(given, wanted, finer * each, finer * until, sign) for each in windows])
    return tuple(Strays(low, high) for low, high in zip(*found, strict=True))


def _tip(gone: Ticks, new: Ticks, lag: int, part: Fraction) -> tuple[int, Ticks]:
    """
    How much finer the ticks have to be for the front to stand on one, and the dose rate at the tip on those.

    Unit is the old concentration over the denominator of `part`: as before zero, then by `new`.
    """
    left, finer, front = lag, 1, None
    ends = [*(start for start, _ in new[1:]), None]
    for (start, rate), end in zip(new, ends, strict=True):
        if rate and (end is None or rate * (end - start) >= left):
            finer, front = rate, start * rate + left
            break
        left -= rate * (end - start) if end is not None else 0
    whole, less = part.denominator, part.numerator
    pieces = [(finer * start, rate * whole) for start, rate in gone]
    for (start, rate), end in zip(new, ends, strict=True):
        begin = finer * start
        if front is not None and begin >= front:
            pieces.append((begin, rate * less))
            continue
        pieces.append((begin, rate * whole))
        if front is not None and (end is None or front < finer * end):
            pieces.append((front, rate * less))
    return finer, pieces


def _slide(given: Ticks, wanted: Ticks, window: int, until: int, sign: int) -> Fraction:
    """The least (`sign` -1) or the most (1) of what is given over what is wanted, in any window of that length."""
    first, last = max(given[0][0], wanted[0][0]), until - window
    knots = {time - shift for time, _ in (*given, *wanted) for shift in (0, window)}
    starts = sorted({first, last, *(knot for knot in knots if first < knot < last)})
    ends = [start + window for start in starts]
    amounts = [_amounts(given, starts), _amounts(given, ends)]
    if len(wanted) == 1:
        parts = [gives - gave for gave, gives in zip(*amounts, strict=True)]
        return Fraction(min(parts) if sign < 0 else max(parts), wanted[0][1] * window)
    amounts += [_amounts(wanted, starts), _amounts(wanted, ends)]
    best, of = 0, 0
    for gave, gives, wanted_before, wants in zip(*amounts, strict=True):
        part, whole = gives - gave, wants - wanted_before
        if (part or whole) and (not of or sign * (part * of - best * (whole or 1)) > 0):
            best, of = part, whole or 1
    return Fraction(best, of) if of else ONE


def _amounts(pieces: Ticks, points: list[int]) -> list[int]:
    """What has come up to each of `points`, which rise, since the first piece."""
    found, i, total, last = [], 0, 0, len(pieces) - 1
    for point in points:
        while i < last and pieces[i + 1][0] <= point:
            total += pieces[i][1] * (pieces[i + 1][0] - pieces[i][0])
            i += 1
        found.append(total + pieces[i][1] * (point - pieces[i][0]))
    return found


def _whole(value: Fraction, scale: int) -> int:
    return value.numerator * (scale // value.denominator)
