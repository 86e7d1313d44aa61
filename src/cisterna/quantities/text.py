"""
Numbers and units as people write them: the only place where unit spellings exist.

Reading is strict: a number, its unit, nothing guessed.
Writing follows ISMP: mcg, a leading zero, no trailing zero, a comma from 1,000, a space before the unit.
"""

from __future__ import annotations

import re
from fractions import Fraction

__all__ = ["QuantityError", "decimal_text", "exact_text", "parse_number", "read", "shown_text", "write", "write_range"]


class QuantityError(ValueError):
    """A text that is not the quantity it should be. The message says what was given, what was expected, what to do."""


_DAY_HOURS = Fraction(24)
_DAY_MINUTES = Fraction(1440)

# Canonical unit of each dimension: factor 1. Every other spelling says how many canonical units it is.
_MASS = {"mcg": Fraction(1), "mg": Fraction(1000), "g": Fraction(1_000_000)}
_VOLUME = {"mL": Fraction(1), "uL": Fraction(1, 1000), "L": Fraction(1000)}
_TIME = {
    "day": Fraction(1),
    "h": 1 / _DAY_HOURS,
    "min": 1 / _DAY_MINUTES,
    "s": Fraction(1, 86400),
    "week": Fraction(7),
}
_PER_TIME = {"day": Fraction(1), "h": _DAY_HOURS, "min": _DAY_MINUTES}

UNITS: dict[str, dict[str, Fraction]] = {
    "mass": _MASS,
    "volume": _VOLUME,
    "duration": _TIME,
    "concentration": {
        "mcg/mL": Fraction(1),
        "mg/mL": Fraction(1000),
    },
    "flow rate": {
        f"{v}/{t}": fv * ft for v, fv in (("mL", Fraction(1)), ("uL", Fraction(1, 1000))) for t, ft in _PER_TIME.items()
    },
    "dose rate": {
        f"{m}/{t}": fm * ft for m, fm in (("mcg", Fraction(1)), ("mg", Fraction(1000))) for t, ft in _PER_TIME.items()
    },
    "length": {"cm": Fraction(1), "mm": Fraction(1, 10)},
    "volume per length": {"mL/cm": Fraction(1), "uL/cm": Fraction(1, 1000)},
    "body weight": {"kg": Fraction(1), "g": Fraction(1, 1000)},
    "age": {"y": Fraction(1), "month": Fraction(1, 12)},
    "ratio": {"%": Fraction(1, 100), ":1": Fraction(1)},
    "temperature": {"C": Fraction(1), "F": Fraction(5, 9)},
    "rate per minute": {"/min": Fraction(1)},
    "pressure": {"mmHg": Fraction(1), "kPa": Fraction(76_000_000, 10_132_500)},
}

ZEROS = {"F": Fraction(32)}
"""Where the zero of the canonical unit lies on a scale that starts elsewhere."""

EXAMPLES: dict[str, str] = {
    "mass": "'50 mcg'",
    "volume": "'12.4 mL'",
    "duration": "'18 h' or '49 h 55 min'",
    "concentration": "'2,000 mcg/mL'",
    "flow rate": "'0.15 mL/day'",
    "dose rate": "'0.1 mg/day'",
    "length": "'78 cm'",
    "volume per length": "'0.0022 mL/cm'",
    "body weight": "'78 kg'",
    "age": "'54 y'",
    "ratio": "'100:1' or '20 %'",
    "temperature": "'37.2 C' or '99 F'",
    "rate per minute": "'14 /min'",
    "pressure": "'120 mmHg'",
}

_ARTICLE = {"age": "an age"}

# Other ways to write the same unit. Lower-case "ml" and "d" are accepted on the way in and never written.
_SPELLINGS = {
    "µg": "mcg", "μg": "mcg", "ug": "mcg", "ml": "mL", "ML": "mL", "cc": "mL", "µL": "uL", "μL": "uL", "ul": "uL",
    "mcL": "uL", "l": "L", "d": "day", "days": "day", "24h": "day", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
    "mins": "min", "minute": "min", "minutes": "min", "sec": "s", "seconds": "s", "weeks": "week", "wk": "week",
    "years": "y", "year": "y", "yr": "y", "months": "month", "kilograms": "kg", "percent": "%",
    "°C": "C", "°F": "F", "degC": "C", "degF": "F", "bpm": "/min", "beats": "", "breaths": "", "mm Hg": "mmHg",
}  # fmt: skip

# A thousand never begins with a zero: '0,140' has a decimal comma, and read as thousands it would be 140.
_NUMBER = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?(?:/[0-9]+)?"
_QUANTITY = re.compile(rf"\s*(?P<number>{_NUMBER})\s*(?P<unit>[^0-9\s.,+-][^0-9]*?|:1)\s*")
_PLAIN = re.compile(rf"\s*(?:{_NUMBER})\s*")
# Where a point separates thousands, '2.000' is two thousand; with a zero at its end it is no decimal that is written.
_THOUSANDS = re.compile(r"\s*[1-9][0-9]{0,2}\.[0-9]{2}0(?![0-9/])")
_LONGEST = 60


def _a(dimension: str) -> str:
    return _ARTICLE.get(dimension, f"a {dimension}")


def _unit(text: str) -> str:
    """Our one spelling of a unit, or the text itself where we know none."""
    parts = [part.strip() for part in text.strip().split("/")]
    return "/".join(_SPELLINGS.get(part, part) for part in parts)


def _kinds(unit: str) -> list[str]:
    return [dimension for dimension, units in UNITS.items() if unit in units]


def parse_number(text: str) -> Fraction:
    """
    Read a plain number: digits, a decimal point, commas between thousands, or a fraction 'p/q'.

    >>> parse_number("2,000"), parse_number("60000/31")
    (Fraction(2000, 1), Fraction(60000, 31))
    """
    if not re.fullmatch(_NUMBER, text.strip()) or len(text) > _LONGEST:
        raise QuantityError(
            f"'{text[:_LONGEST]}' is not a number. Write digits with a decimal point, for example '0.15'."
        )
    number = text.strip().replace(",", "")
    if "/" in number:
        top, bottom = number.split("/")
        if int(bottom) == 0:
            raise QuantityError(f"'{text}' divides by zero.")
        return Fraction(top) / int(bottom)
    return Fraction(number)


def read(dimension: str, text: object) -> Fraction:
    """
    The value of `text` in the canonical unit of `dimension`.

    >>> read("dose rate", "0.1 mg/day")
    Fraction(100, 1)
    """
    example = EXAMPLES[dimension]
    if not isinstance(text, str):
        raise QuantityError(
            f"{text!r} is a bare number where {_a(dimension)} belongs. Write text with its unit, for example {example}."
            if isinstance(text, (int, float)) and not isinstance(text, bool)
            else f"{_clip(repr(text))} is not {_a(dimension)}. Write text with its unit, for example {example}."
        )
    if len(text) > _LONGEST:
        raise QuantityError(f"'{text[:20]}...' is too long for {_a(dimension)}. Write, for example, {example}.")
    if dimension == "duration":
        parts = re.fullmatch(r"\s*([0-9.,/]+\s*[a-zA-Z]+)\s+([0-9.,/]+\s*[a-zA-Z]+)\s*", text)
        if parts:
            return _read_one(dimension, parts[1], example) + _read_one(dimension, parts[2], example)
    return _read_one(dimension, text, example)


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def _read_one(dimension: str, text: str, example: str) -> Fraction:
    if _PLAIN.fullmatch(text):
        raise QuantityError(
            f"'{text}' has no unit. {_a(dimension).capitalize()} is written with one, for example {example}."
        )
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise QuantityError(_why_unreadable(dimension, text, example))
    if _THOUSANDS.match(text):
        whole, places = match["number"].split(".")
        least = f"{whole}.{places}".rstrip("0").rstrip(".")
        raise QuantityError(
            f"'{text}' can be read as {least} or as {whole},{places}. Write '{least} {match['unit'].strip()}' or "
            f"'{whole},{places} {match['unit'].strip()}': no zero at the end of a decimal, a comma between thousands."
        )
    number, unit = parse_number(match["number"]), _unit(match["unit"])
    factor = UNITS[dimension].get(unit)
    if factor is None:
        raise QuantityError(_why_wrong_unit(dimension, text, unit, example))
    return (number - ZEROS.get(unit, 0)) * factor


def _why_unreadable(dimension: str, text: str, example: str) -> str:
    if re.match(r"\s*[0-9]+,[0-9]{1,2}(?![0-9])|\s*0,[0-9]+", text):
        return (
            f"'{text}' has a decimal comma. Write a decimal point; commas only separate thousands, "
            f"as in '2,000 mcg/mL'. For example {example}."
        )
    if re.match(r"\s*\.[0-9]", text):
        return f"'{text}' has no digit before the decimal point. Write the leading zero, for example '0{text.strip()}'."
    if re.match(r"\s*[-−–]", text):
        return f"'{text}' is negative; {_a(dimension)} here is not. Write, for example, {example}."
    if re.match(r"\s*[<>~≈]", text):
        return f"'{text}' is not one value. Write a plain value, or where a range is allowed '70 to 85 cm'."
    if not text.strip():
        return f"An empty text is not {_a(dimension)}. Write, for example, {example}; if unknown, leave the line out."
    return f"'{text}' is not {_a(dimension)}. Write a number and its unit, for example {example}."


def _why_wrong_unit(dimension: str, text: str, unit: str, example: str) -> str:
    kinds = _kinds(unit)
    if unit in ("mcg/mg", "mg/mcg"):
        return f"'{text}' has a mass on both sides of the '/'. For {_a(dimension)} write, for example, {example}."
    if dimension == "dose rate" and "mass" in kinds:
        return f"'{text}' is not a dose rate: it has no time. Write a rate, for example '{text.strip()}/day'."
    if dimension == "mass" and "dose rate" in kinds:
        return f"'{text}' is a dose rate, not a single dose. Write the amount alone, for example {example}."
    if dimension == "flow rate" and "volume" in kinds:
        return f"'{text}' is not a flow rate: it has no time. Write a rate, for example '{text.strip()}/day'."
    if dimension == "flow rate" and "dose rate" in kinds:
        return f"'{text}' is a dose rate (drug per time), not a flow rate (volume per time). Write, say, {example}."
    if dimension == "concentration" and "mass" in kinds:
        return (
            f"'{text}' is not a concentration: it does not say in what volume. Write, for example, '{text.strip()}/mL'."
        )
    if dimension == "concentration" and unit == "%":
        return f"'{text}' is a percentage. Say the mass in a millilitre, for example {example}."
    if kinds:
        return f"'{text}' is {_a(kinds[0])}, not {_a(dimension)}. Write, for example, {example}."
    spelled = ", ".join(UNITS[dimension])
    return (
        f"'{unit}' is not a unit of {_a(dimension).split(' ', 1)[1]} that is known here (known: {spelled}). "
        f"Write, for example, {example}."
    )


def exact_text(value: Fraction) -> str:
    """A fraction in lowest terms, or an integer: '60000/31', '2000'. What records and digests hold."""
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def decimal_text(value: Fraction, places: int) -> str:
    """
    `value` rounded half to even at `places` decimals, trailing zeros dropped, commas from 1,000.

    >>> decimal_text(Fraction(60000, 31), 1)
    '1,935.5'
    """
    top, bottom = value.numerator * 10**places, value.denominator
    scaled, rest = divmod(top, bottom)
    scaled += 2 * rest > bottom or (2 * rest == bottom and scaled % 2)
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    return f"{sign}{int(whole):,}" + (f".{part}" if part else "")


def shown_text(value: Fraction, *, significant: int = 4) -> str:
    """
    The number as people read it.

    Exact where its decimals end within one digit more than `significant`, else rounded half to even at `significant`.

    >>> shown_text(Fraction(2000)), shown_text(Fraction(60000, 31)), shown_text(Fraction("1188.8"))
    ('2,000', '1,935', '1,188.8')
    """
    if value == 0:
        return "0"
    size = abs(value)
    exponent = len(str(size.numerator // size.denominator)) if size >= 1 else -_leading_zeros(size)
    finer = max(0, significant + 1 - exponent)
    ends = not value.numerator * 10**finer % value.denominator
    return decimal_text(value, finer if ends else max(0, significant - exponent))


def _leading_zeros(size: Fraction) -> int:
    zeros = 0
    while size * 10 < 1:
        size, zeros = size * 10, zeros + 1
    return zeros


def write(dimension: str, value: Fraction, unit: str | None = None, *, significant: int = 4) -> str:
    """
    `value` (in canonical units) as ISMP would have it written, in `unit` or in the one people use for that size.

    >>> write("dose rate", Fraction(50), "mg/day"), write("concentration", Fraction(2000))
    ('0.05 mg/day', '2,000 mcg/mL')
    """
    chosen = _known(dimension, unit or _usual(dimension, value))
    return _with_unit(shown_text(_in(dimension, value, chosen), significant=significant), chosen)


def _in(dimension: str, value: Fraction, unit: str) -> Fraction:
    size, zero = UNITS[dimension][unit], ZEROS.get(unit)
    found = value if size == 1 else value / size
    return found if zero is None else found + zero


def write_range(dimension: str, low: Fraction, high: Fraction, unit: str | None = None) -> str:
    """
    Two values in one unit, the one people use for the higher, the unit once.

    >>> write_range("ratio", Fraction(75), Fraction(150), ":1"), write_range("length", Fraction(70), Fraction(85))
    ('75 to 150:1', '70 to 85 cm')
    """
    chosen = _known(dimension, unit or _usual(dimension, high))
    first, last = (shown_text(_in(dimension, value, chosen)) for value in (low, high))
    return f"{first} to {_with_unit(last, chosen)}"


def _known(dimension: str, unit: str) -> str:
    if unit not in UNITS[dimension]:
        raise QuantityError(
            f"'{unit}' is not a unit in which {_a(dimension)} is written ({', '.join(UNITS[dimension])})."
        )
    return unit


def _with_unit(number: str, unit: str) -> str:
    if unit == ":1":
        return f"{number}:1"
    return f"{number} {unit}s" if unit in ("day", "week") and number != "1" else f"{number} {unit}"


_CANONICAL = {
    dimension: next(unit for unit, factor in units.items() if factor == 1) for dimension, units in UNITS.items()
}


def _usual(dimension: str, value: Fraction) -> str:
    if dimension == "duration" and abs(value) < 4:
        return "h" if abs(value) * 24 >= 1 or value == 0 else "min"
    if dimension == "ratio":
        return "%"
    return _CANONICAL[dimension]


def canonical_unit(dimension: str) -> str:
    """The unit in which values of `dimension` are held: mcg, mL, day and their quotients."""
    return _CANONICAL[dimension]
