"""What reaches the tip: exact delivery through reservoir, tubing and catheter."""

from cisterna.delivery.column import Aspiration, Course, Fill, Flow, MassBalanceError, contents, simulate
from cisterna.delivery.course import Setting, course_of
from cisterna.delivery.tip import Knot, Tip, Window

__all__ = [
    "Aspiration",
    "Course",
    "Fill",
    "Flow",
    "Knot",
    "MassBalanceError",
    "Setting",
    "Tip",
    "Window",
    "contents",
    "course_of",
    "simulate",
]
