"""
Exact dimensioned numbers: one `Fraction` each, in mcg, mL, day, cm, kg and their quotients.

Only lawful products exist: a concentration times a volume is a mass, a mass plus a volume is a `TypeError`.
Nothing here is a float, and a float is refused wherever a number is taken.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Self, overload

from cisterna.quantities import text as _text

__all__ = [
    "Age",
    "BodyWeight",
    "Concentration",
    "DoseRate",
    "Duration",
    "FlowRate",
    "Length",
    "Mass",
    "Quantity",
    "Ratio",
    "Volume",
    "VolumePerLength",
]

Number = int | Fraction


def _exact(value: object) -> Fraction:
    if type(value) is Fraction or isinstance(value, Fraction):  # the first is much quicker, and nearly always true
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    raise TypeError(f"{value!r} is not an exact number: give an int or a Fraction, or parse text such as '0.1 mg/day'.")


class Quantity:
    """
    A number with a dimension. Do not make one of these: use `Mass`, `Volume`, `Duration` and so on.

    Equal only to a quantity of the same type and value; ordered only within its type; immutable.
    """

    __slots__ = ("value",)
    dimension: ClassVar[str]
    value: Fraction

    def __init__(self, value: Number) -> None:
        object.__setattr__(self, "value", _exact(value))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {self.dimension} cannot be changed; make a new one")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {self.dimension} cannot be changed; make a new one")

    @classmethod
    def parse(cls, text: object) -> Self:
        """
        Read text with its unit.

        Raises `QuantityError`, whose message says what was given, what was expected and what to write.

        >>> Mass.parse("0.1 mg")
        Mass.parse('100 mcg')
        """
        return cls(_text.read(cls.dimension, text))

    def format(self, unit: str | None = None, *, significant: int = 4) -> str:
        """
        The quantity as it is shown to people (ISMP style), rounded half to even at `significant` digits.

        >>> DoseRate(50).format("mg/day")
        '0.05 mg/day'
        """
        return _text.write(self.dimension, self.value, unit, significant=significant)

    @property
    def unit(self) -> str:
        """The unit in which `value` is counted."""
        return _text.canonical_unit(self.dimension)

    def __str__(self) -> str:
        return self.format()

    def __format__(self, unit: str) -> str:
        return self.format(unit or None)

    def __repr__(self) -> str:
        return f"{type(self).__name__}.parse('{_text.exact_text(self.value)} {self.unit}')"

    def __hash__(self) -> int:
        return hash((type(self), self.value))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.value == other.value

    def _same(self, other: object, doing: str) -> Fraction:
        if type(other) is not type(self):
            raise TypeError(f"cannot {doing} a {self.dimension} and {_name(other)}")
        return other.value

    def __lt__(self, other: Self) -> bool:
        return self.value < self._same(other, "compare")

    def __le__(self, other: Self) -> bool:
        return self.value <= self._same(other, "compare")

    def __gt__(self, other: Self) -> bool:
        return self.value > self._same(other, "compare")

    def __ge__(self, other: Self) -> bool:
        return self.value >= self._same(other, "compare")

    def __add__(self, other: Self) -> Self:
        return type(self)(self.value + self._same(other, "add"))

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.value - self._same(other, "subtract"))

    def __neg__(self) -> Self:
        return type(self)(-self.value)

    def __bool__(self) -> bool:
        return self.value != 0

    def __rmul__(self, other: Number) -> Self:
        return type(self)(_exact(other) * self.value)

    def _times(self, other: object) -> object:
        if isinstance(other, (int, Fraction)) and not isinstance(other, bool):
            return type(self)(self.value * other)
        result = _PRODUCTS.get((type(self), type(other)))
        if result is None:
            raise TypeError(f"a {self.dimension} times {_name(other)} means nothing here")
        return result(self.value * other.value)  # type: ignore[attr-defined]

    def _over(self, other: object) -> object:
        if isinstance(other, (int, Fraction)) and not isinstance(other, bool):
            return type(self)(self.value / Fraction(other))
        if type(other) is type(self):
            return self.value / other.value
        result = _QUOTIENTS.get((type(self), type(other)))
        if result is None:
            raise TypeError(f"a {self.dimension} divided by {_name(other)} means nothing here")
        return result(self.value / other.value)  # type: ignore[attr-defined]


def _name(other: object) -> str:
    return f"a {other.dimension}" if isinstance(other, Quantity) else f"{type(other).__name__} {other!r}"


class Mass(Quantity):
    """An amount of drug, in mcg."""

    __slots__ = ()
    dimension = "mass"

    def __mul__(self, other: Number) -> Mass:
        return self._times(other)  # type: ignore[return-value]

    @overload
    def __truediv__(self, other: Number) -> Mass: ...
    @overload
    def __truediv__(self, other: Mass) -> Fraction: ...
    @overload
    def __truediv__(self, other: Volume) -> Concentration: ...
    @overload
    def __truediv__(self, other: Concentration) -> Volume: ...
    @overload
    def __truediv__(self, other: Duration) -> DoseRate: ...
    @overload
    def __truediv__(self, other: DoseRate) -> Duration: ...
    def __truediv__(self, other: object) -> object:
        return self._over(other)


class Volume(Quantity):
    """A volume of liquid, in mL."""

    __slots__ = ()
    dimension = "volume"

    @overload
    def __mul__(self, other: Number) -> Volume: ...
    @overload
    def __mul__(self, other: Concentration) -> Mass: ...
    def __mul__(self, other: object) -> object:
        return self._times(other)

    @overload
    def __truediv__(self, other: Number) -> Volume: ...
    @overload
    def __truediv__(self, other: Volume) -> Fraction: ...
    @overload
    def __truediv__(self, other: FlowRate) -> Duration: ...
    @overload
    def __truediv__(self, other: Duration) -> FlowRate: ...
    @overload
    def __truediv__(self, other: Length) -> VolumePerLength: ...
    def __truediv__(self, other: object) -> object:
        return self._over(other)


class Duration(Quantity):
    """A length of elapsed time, in days of 24 hours."""

    __slots__ = ()
    dimension = "duration"

    @overload
    def __mul__(self, other: Number) -> Duration: ...
    @overload
    def __mul__(self, other: FlowRate) -> Volume: ...
    @overload
    def __mul__(self, other: DoseRate) -> Mass: ...
    def __mul__(self, other: object) -> object:
        return self._times(other)

    @overload
    def __truediv__(self, other: Number) -> Duration: ...
    @overload
    def __truediv__(self, other: Duration) -> Fraction: ...
    def __truediv__(self, other: object) -> object:
        return self._over(other)

    def hours_and_minutes(self) -> str:
        """
        To the nearest minute, as a clock face would say it.

        >>> Duration.parse("2.08 day").hours_and_minutes()
        '49 h 55 min'
        """
        minutes = round(abs(self.value) * 1440)
        hours, rest = divmod(minutes, 60)
        sign = "-" if self.value < 0 and minutes else ""
        if not hours:
            return f"{sign}{rest} min"
        return f"{sign}{hours:,} h" + (f" {rest} min" if rest else "")


class Concentration(Quantity):
    """Drug in a volume, in mcg/mL."""

    __slots__ = ()
    dimension = "concentration"

    @overload
    def __mul__(self, other: Number) -> Concentration: ...
    @overload
    def __mul__(self, other: Volume) -> Mass: ...
    @overload
    def __mul__(self, other: FlowRate) -> DoseRate: ...
    def __mul__(self, other: object) -> object:
        return self._times(other)

    @overload
    def __truediv__(self, other: Number) -> Concentration: ...
    @overload
    def __truediv__(self, other: Concentration) -> Fraction: ...
    def __truediv__(self, other: object) -> object:
        return self._over(other)


class FlowRate(Quantity):
    """Volume per time, in mL/day."""

    __slots__ = ()
    dimension = "flow rate"

    @overload
    def __mul__(self, other: Number) -> FlowRate: ...
    @overload
    def __mul__(self, other: Duration) -> Volume: ...
    @overload
    def __mul__(self, other: Concentration) -> DoseRate: ...
    def __mul__(self, other: object) -> object:
        return self._times(other)

    @overload
    def __truediv__(self, other: Number) -> FlowRate: ...
    @overload
    def __truediv__(self, other: FlowRate) -> Fraction: ...
    def __truediv__(self, other: object) -> object:
        return self._over(other)


class DoseRate(Quantity):
    """Drug per time, in mcg/day."""

    __slots__ = ()
    dimension = "dose rate"

    @overload
    def __mul__(self, other: Number) -> DoseRate: ...
    @overload
    def __mul__(self, other: Duration) -> Mass: ...
    def __mul__(self, other: object) -> object:
        return self._times(other)

    @overload
    def __truediv__(self, other: Number) -> DoseRate: ...
    @overload
    def __truediv__(self, other: DoseRate) -> Fraction: ...
    @overload
    def __truediv__(self, other: Concentration) -> FlowRate: ...
    @overload
    def __truediv__(self, other: FlowRate) -> Concentration: ...
    def __truediv__(self, other: object) -> object:
        return self._over(other)


class Length(Quantity):
    """A length of catheter, in cm."""

    __slots__ = ()
    dimension = "length"

    @overload
    def __mul__(self, other: Number) -> Length: ...
    @overload
    def __mul__(self, other: VolumePerLength) -> Volume: ...
    def __mul__(self, other: object) -> object:
        return self._times(other)


class VolumePerLength(Quantity):
    """What a length of catheter holds, in mL/cm."""

    __slots__ = ()
    dimension = "volume per length"

    @overload
    def __mul__(self, other: Number) -> VolumePerLength: ...
    @overload
    def __mul__(self, other: Length) -> Volume: ...
    def __mul__(self, other: object) -> object:
        return self._times(other)


class BodyWeight(Quantity):
    """A person's weight, in kg."""

    __slots__ = ()
    dimension = "body weight"


class Age(Quantity):
    """A person's age, in completed years or parts of one."""

    __slots__ = ()
    dimension = "age"


class Ratio(Quantity):
    """A pure number from a source: '100:1', '20 %'."""

    __slots__ = ()
    dimension = "ratio"


class Temperature(Quantity):
    """
    A body temperature, in degrees Celsius; `C` and `F` are its units.

    >>> Temperature.parse("101.3 F") == Temperature.parse("38.5 C"), Temperature.parse("38.5 C").format("F")
    (True, '101.3 F')
    """

    __slots__ = ()
    dimension = "temperature"


class PerMinute(Quantity):
    """Breaths or heart beats a minute."""

    __slots__ = ()
    dimension = "rate per minute"


class Pressure(Quantity):
    """A blood pressure, in mmHg."""

    __slots__ = ()
    dimension = "pressure"


_LAWS: tuple[tuple[type[Quantity], type[Quantity], type[Quantity]], ...] = (
    (Concentration, Volume, Mass),
    (Concentration, FlowRate, DoseRate),
    (FlowRate, Duration, Volume),
    (DoseRate, Duration, Mass),
    (VolumePerLength, Length, Volume),
)
_PRODUCTS: dict[tuple[type, type], type[Quantity]] = {
    pair: product for one, other, product in _LAWS for pair in ((one, other), (other, one))
}
_QUOTIENTS: dict[tuple[type, type], type[Quantity]] = {
    pair: quotient
    for one, other, product in _LAWS
    for pair, quotient in (((product, one), other), ((product, other), one))
}
