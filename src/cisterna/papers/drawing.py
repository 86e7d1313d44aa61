"""
The tip picture as SVG, for print: dose rates over time as lines, watches and arrival as bars below, black on white.

What `picture` draws with characters, drawn with lines; it decides nothing and needs no color to be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import escape

from cisterna.papers.picture import Band, Curve
from cisterna.quantities import DoseRate, Duration
from cisterna.therapy import Clock

__all__ = ["drawing"]

WIDTH, LEFT, RIGHT = 720, 88, 14
PANEL, GAP, BAND = 62, 30, 17
FONT = "Libertinus Serif"


def drawing(curves: Sequence[Curve], bands: Sequence[Band], clock: Clock, *, until: Duration) -> str:
    """An SVG document; each drug has its own scale, from zero to its highest rate."""
    parts: list[str] = []
    top = 18
    for curve in curves:
        parts += _panel(curve, until, top)
        top += PANEL + GAP
    top -= GAP
    parts += _axis(clock, until, top, bool(bands) * len(bands) * BAND)
    top += 24
    for number, band in enumerate(bands):
        parts += _band(band, until, top + number * BAND, filled=band.name.startswith("watch"))
    height = top + len(bands) * BAND + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="{FONT}" font-size="13">{"".join(parts)}</svg>'
    )


def _x(time: Fraction, until: Duration) -> str:
    part = min(max(time / until.value, Fraction(0)), Fraction(1))
    return _number(LEFT + part * (WIDTH - LEFT - RIGHT))


def _number(value: Fraction | int) -> str:
    """Two decimals, no float: the same bytes on every machine."""
    hundredths = round(Fraction(value) * 100)
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _panel(curve: Curve, until: Duration, top: int) -> Iterator[str]:
    most = max((rate for _, _, rate in curve.pieces), key=lambda rate: rate.value, default=DoseRate(0))
    full, bottom = most.value or Fraction(1), top + PANEL
    label = most.format(curve.unit).rpartition(" ")[0]
    yield _text(LEFT, top - 6, f"{curve.name} at the tip, {curve.unit}", weight="bold")
    for y in (top, bottom):
        yield f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="#999" stroke-width="0.6" stroke-dasharray="2 3"/>'
    yield _text(LEFT - 8, top + 5, label, anchor="end")
    yield _text(LEFT - 8, bottom + 4, "0", anchor="end")
    points = [f"{_x(Fraction(0), until)} {bottom}"]
    for start, end, rate in curve.pieces:
        if start.value < until.value:
            height = _number(bottom - rate.value / full * PANEL)
            points += [f"{_x(start.value, until)} {height}", f"{_x(end.value, until)} {height}"]
    last = points[-1].partition(" ")[0]
    yield f'<path d="M{"L".join([*points, f"{last} {bottom}"])}Z" fill="#e4e4e4"/>'
    yield f'<path d="M{"L".join(points[1:])}" fill="none" stroke="#000" stroke-width="2.2"/>'


def _axis(clock: Clock, until: Duration, top: int, below: int) -> Iterator[str]:
    """Midnights as ticks with the day, and noon as a small tick; lines down through the bars."""
    yield f'<path d="M{LEFT} {top}H{WIDTH - RIGHT}" stroke="#000" stroke-width="1"/>'
    yield _text(LEFT, top + 16, f"{clock.wall(Duration(0)):%a %H:%M}", anchor="middle")
    day, last = 0, Fraction(0)
    first = Fraction(1) - clock.midnight_before(Duration(0)).value
    least = until.value / 9
    while first + day < until.value:
        time = first + day
        day += 1
        x = _x(time, until)
        yield f'<path d="M{x} {top}v{below + 20}" stroke="#999" stroke-width="0.6"/>'
        if time - last > least and until.value - time > least / 3:
            yield _text(x, top + 16, f"{clock.wall(Duration(time)):%a %H:%M}", anchor="middle")
            last = time


def _band(band: Band, until: Duration, top: int, *, filled: bool) -> Iterator[str]:
    start, end = Fraction(_x(band.start.value, until)), Fraction(_x(band.end.value, until))
    wide = max(end - start, Fraction(2))
    fill = "#555" if filled else "#fff"
    yield _text(LEFT - 8, top + 11, band.name, anchor="end")
    yield (
        f'<rect x="{_number(start)}" y="{top + 2}" width="{_number(wide)}" height="{BAND - 6}" fill="{fill}" '
        f'stroke="#000" stroke-width="1"/>'
    )


def _text(x: int | str, y: int, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-weight="{weight}">{escape(text)}</text>'
