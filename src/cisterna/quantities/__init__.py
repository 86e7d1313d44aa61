"""Exact dimensioned numbers: made from text, multiplied only where that means something, rounded only by name."""

from cisterna.quantities.ranges import Range, gap_in_tiling
from cisterna.quantities.rounding import ceil_to_step, floor_to_step, nearest_to_step
from cisterna.quantities.scalars import (
    Age,
    BodyWeight,
    Concentration,
    DoseRate,
    Duration,
    FlowRate,
    Length,
    Mass,
    PerMinute,
    Pressure,
    Quantity,
    Ratio,
    Temperature,
    Volume,
    VolumePerLength,
)
from cisterna.quantities.text import QuantityError, decimal_text, exact_text, parse_number, shown_text

__all__ = [
    "Age",
    "BodyWeight",
    "Concentration",
    "DoseRate",
    "Duration",
    "FlowRate",
    "Length",
    "Mass",
    "PerMinute",
    "Pressure",
    "Quantity",
    "QuantityError",
    "Range",
    "Ratio",
    "Temperature",
    "Volume",
    "VolumePerLength",
    "ceil_to_step",
    "decimal_text",
    "exact_text",
    "floor_to_step",
    "gap_in_tiling",
    "nearest_to_step",
    "parse_number",
    "shown_text",
]
