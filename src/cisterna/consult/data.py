"""
A consultation, or any value in it, as plain data: what records, JSON output and digests are made of.

Every quantity becomes `{"exact": "60000/31", "unit": "mcg/mL", "shown": "1,935 mcg/mL"}`.
Every other exact number is text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from fractions import Fraction
from typing import Any

from cisterna.quantities import Quantity, Range, exact_text
from cisterna.reasons import Trace
from cisterna.therapy import Clock, Mixture

__all__ = ["as_data"]


def as_data(value: Any) -> Any:
    """
    `value` as mappings, lists, text, small integers, true, false and null; stable keys, nothing left out.

    >>> from cisterna.quantities import DoseRate
    >>> as_data(DoseRate.parse("0.05 mg/day"))
    {'exact': '50', 'unit': 'mcg/day', 'shown': '50 mcg/day'}
    """
    match value:
        case None | bool() | str() | int():
            return value
        case Fraction():
            return exact_text(value)
        case Quantity():
            return {"exact": exact_text(value.value), "unit": value.unit, "shown": value.format()}
        case Range():
            return {"from": as_data(value.low), "to": as_data(value.high)}
        case Enum():
            return value.value
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case Clock():
            return {"zone": value.zone, "start": as_data(value.start), "offsets": [_offset(*o) for o in value.offsets]}
        case Mixture():
            return {drug: as_data(concentration) for drug, concentration in value.items()}
        case Trace():
            return [as_data(step) for step in value]
        case Mapping():
            return {str(key): as_data(part) for key, part in sorted(value.items())}
        case list() | tuple() if not hasattr(value, "_fields"):
            return [as_data(part) for part in value]
    names = _names(type(value))
    if names is not None:
        return {"is": type(value).__name__} | {name: as_data(getattr(value, name)) for name in names}
    raise TypeError(f"{type(value).__name__} has no form as plain data")


def _offset(elapsed: Quantity, minutes: int) -> dict[str, Any]:
    return {"from": exact_text(elapsed.value), "minutes": minutes}


def _names(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass or a named tuple; None for any other type."""
    if is_dataclass(kind):
        return tuple(each.name for each in fields(kind))
    return getattr(kind, "_fields", None)
