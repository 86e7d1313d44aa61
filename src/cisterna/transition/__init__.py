"""Candidate plans: start a second drug under a held one, bridges sized with delivery, dates. Judged elsewhere."""

from cisterna.transition.bridge import clearing_time, size_bridge
from cisterna.transition.candidate import (
    Arrival,
    Binding,
    Candidate,
    DoseChoice,
    Fill,
    Fills,
    Limits,
    Means,
    Most,
    NotPossible,
    Reach,
    ResidualChoice,
)
from cisterna.transition.dates import Dates, refill_dates
from cisterna.transition.propose import propose

__all__ = [
    "Arrival",
    "Binding",
    "Candidate",
    "Dates",
    "DoseChoice",
    "Fill",
    "Fills",
    "Limits",
    "Means",
    "Most",
    "NotPossible",
    "Reach",
    "ResidualChoice",
    "clearing_time",
    "propose",
    "refill_dates",
    "size_bridge",
]
