"""
The tip picture for a terminal: each drug's dose rate at the tip over time, the watch windows and the arrival below it.

Pure text from numbers; it decides nothing. A column shows the least its hours give as solid and the most as shaded, so
that neither a dip nor a spike can hide between two columns. Not for: the web page's chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from cisterna.quantities import DoseRate, Duration
from cisterna.therapy import Clock

__all__ = ["Band", "Curve", "picture"]

Pieces = Sequence[tuple[Duration, Duration, DoseRate]]

_FINE = "▁▂▃▄▅▆▇█"
ROWS = 4


class Curve(NamedTuple):
    """One drug: what to call it, its unit, and its pieces from zero on."""

    name: str
    unit: str
    pieces: Pieces


class Band(NamedTuple):
    """A stretch of time to mark under the curves, with the word for it."""

    name: str
    start: Duration
    end: Duration


def picture(
    curves: Sequence[Curve],
    bands: Sequence[Band],
    clock: Clock,
    *,
    until: Duration,
    width: int = 76,
    plain: bool = False,
) -> list[str]:
    """
    The lines of the picture, `width` characters wide at most; `plain` keeps to ASCII.

    Each drug has its own scale, from zero to its highest rate.
    """
    label = max(len(text) for curve in curves for text in _scale(curve))
    label = max(label, *(len(band.name) for band in bands)) if bands else label
    columns = max(width - label - 2, 20)
    lines: list[str] = []
    for curve in curves:
        lines.append(f"{curve.name} at the tip, {curve.unit}")
        lines += _panel(curve, until, columns, label, plain=plain)
    lines += _axis(clock, until, columns, label, plain=plain)
    lines += [_band(band, until, columns, label, plain=plain) for band in bands]
    return [line.rstrip() for line in lines]


def _top(curve: Curve) -> DoseRate:
    return max((rate for _, _, rate in curve.pieces), key=lambda rate: rate.value, default=DoseRate(0))


def _scale(curve: Curve) -> tuple[str, str]:
    number = _top(curve).format(curve.unit).rpartition(" ")[0]
    return number, "0"


def _spans(curve: Curve, until: Duration, columns: int) -> list[tuple[int, int]]:
    """The least and the most rate within each column, in eighths of a row, upward; the highest rate fills all rows."""
    top = _top(curve).value or Fraction(1)
    none, found = Fraction(0), []
    for column in range(columns):
        start, end = until.value * column / columns, until.value * (column + 1) / columns
        inside = [rate.value for first, last, rate in curve.pieces if first.value < end and last.value > start]
        found.append((_eighths(min(inside, default=none) / top), _eighths(max(inside, default=none) / top)))
    return found


def _panel(curve: Curve, until: Duration, columns: int, label: int, *, plain: bool) -> list[str]:
    spans = _spans(curve, until, columns)
    high, low = _scale(curve)
    bar = "|" if plain else "│"
    lines = []
    for row in range(ROWS - 1, -1, -1):
        text = "".join(_cell(least - 8 * row, most - 8 * row, plain=plain) for least, most in spans)
        name = high if row == ROWS - 1 else low if row == 0 else ""
        lines.append(f"{name:>{label}} {bar}{text}")
    return lines


def _eighths(part: Fraction) -> int:
    return -(-part.numerator * 8 * ROWS // part.denominator)


def _cell(least: int, most: int, *, plain: bool) -> str:
    """One character: solid up to `least`, shaded up to `most`, both in eighths above this cell's floor."""
    if most <= 0:
        return " "
    solid, shaded = min(least, 8), min(most, 8)
    if solid < shaded:
        return (":" if plain else "░") if solid <= 0 else ("+" if plain else "▒")
    return "#" if plain else _FINE[solid - 1]


def _axis(clock: Clock, until: Duration, columns: int, label: int, *, plain: bool) -> list[str]:
    """A line with a mark about every fourth of the width, and the wall-clock time at each mark."""
    line, corner, mark = ("-", "+", "+") if plain else ("─", "└", "┬")
    marks = list(range(0, columns - 8, max(14, columns // 5)))
    rule = "".join(mark if column in marks else line for column in range(columns))
    times = ""
    for column in marks:
        wall = clock.wall(Duration(until.value * column / columns))
        times = times.ljust(column) + f"{wall:%a %H:%M}"
    return [" " * label + " " + corner + rule, " " * label + "  " + times]


def _band(band: Band, until: Duration, columns: int, label: int, *, plain: bool) -> str:
    fill = "=" if plain else "▬"
    first = int(band.start.value * columns // until.value)
    last = max(int(-(-band.end.value * columns // until.value)), first + 1)
    return f"{band.name:>{label}}  " + " " * first + fill * (min(last, columns) - first)
