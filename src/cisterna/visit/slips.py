"""
Slips of units and of the decimal point: two values that should be one lie a known number of times apart.

Only ever "looks like": which of the two is right, a person has to find out. Nothing is corrected here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cisterna.conversion.asking import sides_of
from cisterna.knowledge import Figures
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Mass, Quantity, Ratio
from cisterna.reasons import Finding
from cisterna.visit.facts import Shown
from cisterna.visit.scene import Scene, act, alike

__all__ = ["Pair", "slips"]

HOURS = int(Duration.parse("1 day") / Duration.parse("1 h"))
MILLI = int(Mass.parse("1 mg") / Mass.parse("1 mcg"))
PLACE = 10


class Pair(NamedTuple):
    """
    Two values that should be one: `found` against `meant`, and in words what each is.

    `found` is a value or what a screen shows; `drug` is empty where the values are of no drug (a flow).
    """

    found: Quantity | Shown[Any]
    meant: Quantity
    what: str
    against: str
    drug: str = ""


def slips(scene: Scene, pair: Pair) -> Iterator[Finding]:
    """Every slip that would explain the pair, in either direction."""
    if not pair.meant or _same(pair.found, pair.meant):
        return
    units = scene.ids("slips of units")
    if isinstance(pair.meant, DoseRate | FlowRate):
        because = units + (scene.ids("dose typed for an hour", drug=pair.drug) if pair.drug else ())
        yield from _slip("looks-like-hour-and-day", because, HOURS, pair)
    if isinstance(pair.meant, DoseRate | Concentration):
        yield from _slip("looks-like-mcg-and-mg", units, MILLI, pair)
        for side in sides_of(scene.ask("wrong concentration given")):
            times = side.answer.get("times") if isinstance(side.answer, Figures) else None
            if isinstance(times, Ratio) and times.value.denominator == 1:
                yield from _slip("looks-like-a-wrong-syringe", side.ids, times.value.numerator, pair)
    yield from _slip("looks-like-decimal-point", (), PLACE, pair)


def _slip(code: str, because: tuple[str, ...], times: int, pair: Pair) -> Iterator[Finding]:
    found = pair.found.value if isinstance(pair.found, Shown) else pair.found
    kind = type(pair.meant)
    for meant, more in ((kind(pair.meant.value * times), True), (kind(pair.meant.value / times), False)):
        if _same(pair.found, meant):
            yield act(
                code, because, times=times, what=pair.what, against=pair.against, drug=pair.drug or "Flow",
                found=found, meant=pair.meant, way="more" if more else "less",
            )  # fmt: skip


def _same(found: Quantity | Shown[Any], meant: Quantity) -> bool:
    return found.agrees(meant) if isinstance(found, Shown) else alike(found, meant)
