"""Kinds of vectors about the design of a mixture: the lowest flow that holds a dose, the fewest fills up a ladder."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cisterna.admixture import Hold, Wanted, fewest_fills, hold
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Ratio, Volume
from cisterna.vectors.reading import Inputs, Measure, NotSupported, Number, VectorsError, exact_number

__all__ = ["design"]

HIGHEST = FlowRate(24_000)
"""These vectors name no highest flow."""


def design(inputs: Inputs, case: Mapping[str, object], name: str) -> Measure:
    """Levels of one ladder: at each the lowest flow that holds the other drug, or how many fills serve them all."""
    ladder = [DoseRate(level) for level in inputs.numbers("H_ladder_ug_per_day")]
    return _groups(inputs, ladder) if inputs.has("eps") else _levels(inputs, ladder)


def _groups(inputs: Inputs, ladder: list[DoseRate]) -> Measure:
    bands = inputs.numbers("eps")
    inputs.done()

    def measure(metric: str) -> Number:
        what, band = _at(metric, "eps", bands)
        if what != "fills":
            raise NotSupported(what)
        return Fraction(len(fewest_fills(ladder, Ratio(band))))

    return measure


def _levels(inputs: Inputs, ladder: list[DoseRate]) -> Measure:
    held = Wanted("held", DoseRate(inputs.number("D_ug_per_day")), Concentration(inputs.number("Cb_max")),
                  Concentration(inputs.number("stock_b")))  # fmt: skip
    limit, stock = Concentration(inputs.number("Ch_max")), Concentration(inputs.number("stock_h"))
    lowest, usable = FlowRate(inputs.number("q_min")), Volume(inputs.number("usable_reservoir_mL"))
    lasts, dead = Duration(inputs.number("stability_day")), Volume(inputs.number("dead_volume_mL"))
    inputs.done()

    def measure(metric: str) -> Number:
        what, level = _at(metric, "H", [each.value for each in ladder])
        added = Wanted("added", DoseRate(level), limit, stock)
        found = hold([held, added], lowest=lowest, highest=HIGHEST, usable=usable, dead_volume=dead, lasts=lasts)
        if not isinstance(found, Hold):
            raise VectorsError(f"no flow holds {held.dose} with {added.dose}")
        known = {
            "q": found.flow.value,
            "Cb": found.mixture["held"].value,
            "Ch": found.mixture["added"].value,
            "refill_interval": found.interval.value,
            "delay": found.delay.value,
        }
        if what not in known:
            raise NotSupported(what)
        return known[what]

    return measure


def _at(metric: str, key: str, known: list[Fraction]) -> tuple[str, Fraction]:
    """The name of a metric and the number after `key` in its brackets, which is one of the inputs."""
    what, _, at = metric.removesuffix("]").partition(f"[{key}=")
    if not at:
        raise NotSupported(metric)
    number = exact_number(at, metric)
    if number not in known:
        raise VectorsError(f"{metric}: {at} is not among the inputs")
    return what, number
