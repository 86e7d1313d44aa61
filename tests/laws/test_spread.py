"""The spread of the front: two ways to each number, the same digits everywhere, and nothing that a verdict reads."""

from __future__ import annotations

import ast
import subprocess
import sys
from decimal import Context, Decimal, Inexact, getcontext, localcontext
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from cisterna.delivery import spread
from cisterna.delivery.spread import erfc, erfcx, fraction_new, front_margin, taylor_aris, volume_new
from cisterna.quantities import FlowRate, Length, Volume

SOURCE = Path(__file__).parents[2] / "src"
DEAD = Volume.parse("0.5 mL")
BORE = Length(Fraction(53, 1000))
SMALL_MOLECULE = Fraction("7.5e-4")


@pytest.mark.parametrize(
    ("x", "value"),
    [
        ("0", "1"),
        ("0.5", "0.479500122186953462317253346108035471263548424"),
        ("1", "0.157299207050285130658779364917390740703933002"),
        ("2", "0.00467773498104726583793074363274707138910886"),
        ("10", "2.08848758376254475700078629495778861156081812E-45"),
        ("-1", "1.842700792949714869341220635082609259296066998"),
    ],
)
def test_erfc_has_its_known_values(x: str, value: str) -> None:
    """Values from published tables, to the 40 digits that are kept."""
    assert abs(erfc(Decimal(x)) - Decimal(value)) <= Decimal(value) * Decimal("1e-38")


@pytest.mark.parametrize("x", ["3", "4", "4.999", "5", "5.5", "6", "7"])
def test_series_and_continued_fraction_agree(x: str) -> None:
    """Around the point where one takes over from the other, both give 40 digits."""
    with localcontext(Context(prec=80)):
        number, root = Decimal(x), spread._PI.sqrt()
        series = (number * number).exp() - 2 * spread._rising_series(number) / root
        fraction = spread._continued_fraction(number) / root
        # Below the change-over the continued fraction converges more slowly: it is not used there.
        digits = 40 if number >= spread._SERIES_UP_TO else 25
        assert abs(series - fraction) < fraction * Decimal(10) ** -digits


@pytest.mark.parametrize("x", ["0.01", "1.7", "3", "4.99"])
def test_every_digit_that_is_kept_is_right(x: str) -> None:
    """With forty more digits to work with, the forty that are kept come out the same."""
    with localcontext(Context(prec=100)):
        number = Decimal(x)
        scaled = (number * number).exp() - 2 * spread._rising_series(number) / spread._PI.sqrt()
        value = scaled * (-number * number).exp()
    assert erfc(number) == Context(prec=spread.DIGITS).plus(value)


@pytest.mark.parametrize("x", ["0", "0.3", "2", "4.9", "6", "20"])
def test_the_two_tails_make_two(x: str) -> None:
    """erfc(x) + erfc(-x) = 2, and erfcx is erfc without its exponential."""
    number = Decimal(x)
    assert abs(erfc(number) + erfc(-number) - 2) < Decimal("1e-38")
    with localcontext(Context(prec=60)):
        assert abs(erfcx(number) / (number * number).exp() / erfc(number) - 1) < Decimal("1e-38")


def test_erfcx_is_for_zero_and_above() -> None:
    """Below zero it has no use and no bound."""
    with pytest.raises(ValueError, match="zero and above"):
        erfcx(Decimal(-1))


def test_the_volume_is_the_integral_of_the_fraction() -> None:
    """Simpson's rule over the front gives what the closed form gives."""
    sigma, low, high, steps = Volume.parse("0.02 mL"), Fraction(2, 5), Fraction(13, 20), 200
    width = (high - low) / steps
    total = Decimal(0)
    for index in range(steps + 1):
        weight = 1 if index in (0, steps) else 4 if index % 2 else 2
        total += weight * fraction_new(Volume(low + index * width), dead_volume=DEAD, sigma=sigma)
    integral = total * Decimal(width.numerator) / Decimal(width.denominator) / 3
    before, after = (volume_new(Volume(v), dead_volume=DEAD, sigma=sigma) for v in (low, high))
    assert abs(after - before - integral) < Decimal("1e-9")
    assert Decimal("0.1") < integral < Decimal("0.2")


@pytest.mark.parametrize("sigma", ["0.1 mL", "0.005 mL", "0.0001 mL", "0.0000001 mL"])
def test_the_front_is_a_distribution_however_sharp(sigma: str) -> None:
    """It rises from 0 to 1 without overflow, loses no drug, and is half way within its own width of the dead volume."""
    width = Volume.parse(sigma)
    points = [DEAD + k * width for k in range(-4, 12)]
    shares = [fraction_new(v, dead_volume=DEAD, sigma=width) for v in points]
    assert all(0 <= low <= high <= 1 for low, high in pairwise(shares))
    assert shares[0] < Decimal("0.01")
    assert shares[3] < Decimal("0.5") < shares[5]
    far = volume_new(Volume(50), dead_volume=DEAD, sigma=width)
    assert abs(far - (50 - Decimal("0.5"))) < Decimal("1e-30")


def test_nothing_has_arrived_before_anything_has_moved() -> None:
    """At zero volume the share and the volume are zero; a width of zero is not a spread front."""
    assert fraction_new(Volume(0), dead_volume=DEAD, sigma=Volume.parse("0.01 mL")) == 0
    assert volume_new(Volume(0), dead_volume=DEAD, sigma=Volume.parse("0.01 mL")) == 0
    with pytest.raises(ValueError, match="above zero"):
        fraction_new(DEAD, dead_volume=DEAD, sigma=Volume(0))


@pytest.mark.parametrize("rate", ["0.024 mL/day", "0.048 mL/day", "0.35 mL/day", "1 mL/day", "24 mL/day"])
@pytest.mark.parametrize("volume", ["0.02 mL", "0.2 mL", "1 mL"])
def test_the_margin_is_an_upper_bound_and_a_close_one(rate: str, volume: str) -> None:
    """Exact, above three standard deviations, and less than a nanoliter and a millionth part above."""
    about = {"inner_diameter": BORE, "diffusion_mm2_per_s": SMALL_MOLECULE, "catheter": Volume.parse(volume)}
    margin = front_margin(FlowRate.parse(rate), **about)  # type: ignore[arg-type]
    assert isinstance(margin.value, Fraction)
    three = 3 * Fraction(taylor_aris(FlowRate.parse(rate), **about).sigma_volume_ml)  # type: ignore[arg-type]
    assert three < margin.value <= three * (1 + Fraction(1, 10**6)) + Fraction(1, 10**6)


@pytest.mark.parametrize("rate", [0, -1])
def test_a_front_that_stands_still_has_no_margin(rate: int) -> None:
    """Without flow it spreads for ever: no bound is given rather than a wrong one."""
    with pytest.raises(ValueError, match="above zero"):
        front_margin(FlowRate(rate), inner_diameter=BORE, diffusion_mm2_per_s=SMALL_MOLECULE, catheter=DEAD)


DIGITS = """
from decimal import Decimal
from fractions import Fraction
from cisterna.delivery.spread import *
from cisterna.quantities import *
half, thin = Volume(Fraction(1, 2)), Volume(Fraction(1, 100))
print(erfc(Decimal("0.7")), erfc(Decimal("-3.3")), erfc(Decimal("9.1")), erfcx(Decimal("4.7")))
print(fraction_new(Volume(Fraction(12, 25)), dead_volume=half, sigma=thin))
print(volume_new(Volume(Fraction(13, 25)), dead_volume=half, sigma=thin))
print(taylor_aris(FlowRate(Fraction(1, 7)), inner_diameter=Length(Fraction(53, 1000)),
                  diffusion_mm2_per_s=Fraction("7.5e-4"), catheter=half))
"""


def digits(before: str) -> str:
    """What the lines above print after `before` has run, in a process of their own."""
    code = f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n{before}\n{DIGITS}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_the_digits_do_not_depend_on_the_machine() -> None:
    """The C library and the pure Python twin of `decimal` print the same; so does a process with another precision."""
    usual = digits("")
    assert len(usual.splitlines()) == 4
    assert usual == digits("import _pydecimal; sys.modules['decimal'] = _pydecimal")
    assert usual == digits("import decimal; decimal.getcontext().prec = 5; decimal.getcontext().rounding = 'ROUND_UP'")


def test_the_context_of_the_caller_is_left_alone() -> None:
    """A caller who traps every rounding is neither stopped nor changed."""
    with localcontext(Context(prec=7, traps=[Inexact])):
        before = repr(getcontext())
        share = fraction_new(DEAD, dead_volume=DEAD, sigma=Volume.parse("0.01 mL"))
        taylor_aris(
            FlowRate.parse("0.2 mL/day"), inner_diameter=BORE, diffusion_mm2_per_s=SMALL_MOLECULE, catheter=DEAD
        )
        assert repr(getcontext()) == before
    assert len(share.as_tuple().digits) == spread.DIGITS


PICTURES = {"cli", "delivery", "papers", "vectors", "wording"}
"""Who may draw a spread front. Everybody else may take the exact margin and nothing more."""


def borrowed(source: str) -> set[str]:
    """What a module takes from `delivery.spread`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module="cisterna.delivery.spread", names=taken):
                names |= {name.name for name in taken}
            case ast.ImportFrom(module="cisterna.delivery", names=taken):
                names |= {"everything" for name in taken if name.name == "spread"}
            case ast.Import(names=taken):
                names |= {"everything" for name in taken if name.name == "cisterna.delivery.spread"}
    return names


def test_no_verdict_reads_a_picture() -> None:
    """Outside the packages that draw, nobody takes more than `front_margin`, and that is a Fraction."""
    package = SOURCE / "cisterna"
    takers = {
        file.relative_to(package).as_posix(): taken
        for file in sorted(package.rglob("*.py"))
        if file.relative_to(package).parts[0] not in PICTURES
        if (taken := borrowed(file.read_text("utf-8")) - {"front_margin"})
    }
    assert {} == takers
    assert borrowed("from cisterna.delivery.spread import fraction_new") == {"fraction_new"}
    assert borrowed("from cisterna.delivery import spread") == {"everything"}
