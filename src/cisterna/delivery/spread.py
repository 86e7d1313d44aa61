"""
How far the front between two mixtures spreads on its way to the tip: pictures, which no verdict reads.

`simulate` pushes a column that does not mix. Here diffusion and the parabolic flow profile round its edge off
(Taylor 1953, Aris 1956), in `decimal` with its correctly rounded root and exponential, so that every machine prints the
same digits. The one thing a planner may take from here is `front_margin`, an exact upper bound. Not for: ports, bends
and filters, which mix more; priming, where the spread tends to the flow profile itself.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from fractions import Fraction
from math import isqrt
from typing import NamedTuple

from cisterna.quantities import Duration, FlowRate, Length, Volume

__all__ = ["TaylorAris", "erfc", "erfcx", "fraction_new", "front_margin", "taylor_aris", "volume_new"]

DIGITS = 40
"""Significant digits of every result; the work is done with twenty more, and twelve are the most that are lost."""

_TRAPS = [InvalidOperation, DivisionByZero, Overflow]
_WORK = Context(prec=DIGITS + 20, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999, clamp=0, traps=_TRAPS)
_KEPT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999, clamp=0, traps=_TRAPS)

_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
_ABOVE_PI = Fraction(355, 113)

_SERIES_UP_TO = 5
_FRACTION_TERMS = 150

_MM3_PER_ML = 1000
_MM_PER_CM = 10
_SECONDS_PER_DAY = 86_400
_HOURS_PER_DAY = 24


def erfc(x: Decimal) -> Decimal:
    """
    The complementary error function, to 40 digits.

    >>> erfc(Decimal(1))
    Decimal('0.1572992070502851306587793649173907407039')
    """
    with localcontext(_WORK):
        value = _tail(x)
    return _KEPT.plus(value)


def erfcx(x: Decimal) -> Decimal:
    """
    exp(x * x) times `erfc(x)`, for x of zero or more: what is left of a tail whose exponential has been taken out.

    >>> erfcx(Decimal(10) ** 9)
    Decimal('5.641895835477562866659846597868944427932E-10')
    """
    with localcontext(_WORK):
        value = _scaled_tail(x)
    return _KEPT.plus(value)


def _tail(x: Decimal) -> Decimal:
    return (-x * x).exp() * _scaled_tail(x) if x >= 0 else 2 - _tail(-x)


def _scaled_tail(x: Decimal) -> Decimal:
    if x < 0:
        raise ValueError("the scaled tail is for zero and above; below it grows without bound")
    if x < _SERIES_UP_TO:
        return (x * x).exp() - 2 * _rising_series(x) / _PI.sqrt()
    return _continued_fraction(x) / _PI.sqrt()


def _rising_series(x: Decimal) -> Decimal:
    """exp(x * x) * erf(x) * sqrt(pi) / 2: every term is positive, so nothing cancels."""
    term = total = x
    odd = 1
    while term and total + term != total:
        odd += 2
        term = 2 * term * x * x / odd
        total += term
    return total


def _continued_fraction(x: Decimal) -> Decimal:
    value = x
    for term in range(_FRACTION_TERMS, 0, -1):
        value = x + term / (2 * value)
    return 1 / value


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def fraction_new(volume: Volume, *, dead_volume: Volume, sigma: Volume) -> Decimal:
    """
    The share of the new mixture in what leaves the tip once `volume` has been delivered since the change.

    A picture, which no verdict reads. The residence volume is inverse Gaussian with mean `dead_volume` and standard
    deviation `sigma`. A distribution, so that no drug is lost or made.

    >>> ml = Volume.parse
    >>> fraction_new(ml("0.5 mL"), dead_volume=ml("0.5 mL"), sigma=ml("0.01 mL")).quantize(Decimal("0.001"))
    Decimal('0.504')
    """
    with localcontext(_WORK):
        value = sum(_halves(volume, dead_volume, sigma), start=Decimal(0))
    return _KEPT.plus(value)


def volume_new(volume: Volume, *, dead_volume: Volume, sigma: Volume) -> Decimal:
    """
    How much of the new mixture, in mL, has left the tip once `volume` has been delivered since the change.

    A picture, which no verdict reads: the integral of `fraction_new`.

    >>> ml = Volume.parse
    >>> volume_new(ml("0.8 mL"), dead_volume=ml("0.5 mL"), sigma=ml("0.01 mL")).quantize(Decimal("0.0001"))
    Decimal('0.3000')
    """
    with localcontext(_WORK):
        ahead, behind = _halves(volume, dead_volume, sigma)
        past, mean = _decimal(volume.value), _decimal(dead_volume.value)
        value = (past - mean) * ahead + (past + mean) * behind
    return _KEPT.plus(value)


def _halves(volume: Volume, dead_volume: Volume, sigma: Volume) -> tuple[Decimal, Decimal]:
    """
    The two terms of the inverse Gaussian distribution, Phi(a) and exp(2 l / m) * Phi(-b).

    exp(2 l / m) alone leaves every range once the front is sharp. As b * b = a * a + 4 l / m, the second term is
    exp(-a * a / 2) * erfcx(b / sqrt(2)) / 2, and nothing in that is large.
    """
    if dead_volume.value <= 0 or sigma.value <= 0:
        raise ValueError("a spread front has a dead volume and a standard deviation above zero")
    if volume.value <= 0:
        return Decimal(0), Decimal(0)
    shape = dead_volume.value**3 / sigma.value**2
    passed = volume.value / dead_volume.value
    scale = (_decimal(shape / volume.value) / 2).sqrt()
    a, b = scale * _decimal(passed - 1), scale * _decimal(passed + 1)
    return _tail(-a) / 2, (-a * a).exp() * _scaled_tail(b) / 2


class TaylorAris(NamedTuple):
    """
    The spread of a front in a round, straight catheter at one flow. A picture, which no verdict reads.

    `peclet` is taken on the radius. Times that need neither pi nor a root are exact.
    """

    velocity_mm_per_s: Decimal
    peclet: Decimal
    dispersion_mm2_per_s: Decimal
    length_mm: Decimal
    sigma_volume_ml: Decimal
    sigma_time_h: Decimal
    radial_time: Duration
    transit_time: Duration


def taylor_aris(
    flow: FlowRate, *, inner_diameter: Length, diffusion_mm2_per_s: Fraction, catheter: Volume
) -> TaylorAris:
    """
    Velocity, Peclet number, dispersion D * (1 + Pe * Pe / 48) and the standard deviation of the front at the tip.

    Holds where the transit is long against the radial time, as it is at therapy rates and not while priming.

    >>> slow = taylor_aris(FlowRate.parse("0.048 mL/day"), inner_diameter=Length(Fraction(53, 1000)),
    ...                    diffusion_mm2_per_s=Fraction("7.5e-4"), catheter=Volume.parse("0.2 mL"))
    >>> slow.sigma_volume_ml.quantize(Decimal("0.0001"))
    Decimal('0.0052')
    """
    radius, rate, volume = _in_mm_and_s(flow, inner_diameter, diffusion_mm2_per_s, catheter)
    transit = volume / rate
    with localcontext(_WORK):
        diffusion = _decimal(diffusion_mm2_per_s)
        area = _PI * _decimal(radius**2)
        velocity = _decimal(rate) / area
        peclet = _decimal(radius) * velocity / diffusion
        dispersion = diffusion * (1 + peclet * peclet / 48)
        sigma = (2 * dispersion * _decimal(transit)).sqrt()
        length = _decimal(volume) / area
        spread = area * sigma / _MM3_PER_ML
        hours = sigma / velocity * _HOURS_PER_DAY / _SECONDS_PER_DAY
    return TaylorAris(
        velocity_mm_per_s=_KEPT.plus(velocity),
        peclet=_KEPT.plus(peclet),
        dispersion_mm2_per_s=_KEPT.plus(dispersion),
        length_mm=_KEPT.plus(length),
        sigma_volume_ml=_KEPT.plus(spread),
        sigma_time_h=_KEPT.plus(hours),
        radial_time=Duration(radius**2 / diffusion_mm2_per_s / _SECONDS_PER_DAY),
        transit_time=Duration(transit / _SECONDS_PER_DAY),
    )


def front_margin(flow: FlowRate, *, inner_diameter: Length, diffusion_mm2_per_s: Fraction, catheter: Volume) -> Volume:
    """
    An upper bound, exact and rounded up to a nanoliter, of three standard deviations of the front at the tip.

    The variance is 2 V (pi^2 r^4 D / q + r^2 q / (48 D)), convex in the flow q: over a range of flows the larger of its
    two ends bounds them all. 355/113 stands above pi. Bounds the formula, not the patient: a port mixes more.

    >>> front_margin(FlowRate.parse("0.15 mL/day"), inner_diameter=Length(Fraction(53, 1000)),
    ...              diffusion_mm2_per_s=Fraction("7.5e-4"), catheter=Volume.parse("0.2 mL")).format()
    '0.009375 mL'
    """
    radius, rate, volume = _in_mm_and_s(flow, inner_diameter, diffusion_mm2_per_s, catheter)
    along = _ABOVE_PI**2 * radius**4 * diffusion_mm2_per_s / rate
    across = radius**2 * rate / (48 * diffusion_mm2_per_s)
    variance = 2 * volume * (along + across)
    # Nine variances in square nanoliters, up to the next whole number; then the root, up to the next one.
    square = -(-9 * variance * _MM3_PER_ML**2 // 1)
    return Volume(Fraction(isqrt(square - 1) + 1, _MM3_PER_ML**2))


def _in_mm_and_s(
    flow: FlowRate, inner_diameter: Length, diffusion_mm2_per_s: Fraction, catheter: Volume
) -> tuple[Fraction, Fraction, Fraction]:
    """Radius in mm, flow in mm3/s, volume in mm3."""
    if min(flow.value, inner_diameter.value, diffusion_mm2_per_s, catheter.value) <= 0:
        raise ValueError("flow, inner diameter, diffusion coefficient and volume are all above zero")
    return (
        inner_diameter.value * _MM_PER_CM / 2,
        flow.value * _MM3_PER_ML / _SECONDS_PER_DAY,
        catheter.value * _MM3_PER_ML,
    )
