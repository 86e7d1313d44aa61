"""A refill visit: what happened against what should have. Volumes, concentrations, programs, units."""

from cisterna.visit.check import CHECKS, VisitCheck, check_visit
from cisterna.visit.facts import STATUSES, After, Before, Filled, Programmed, Shown, Visit
from cisterna.visit.programs import Change, Flows
from cisterna.visit.volumes import Volumes

__all__ = [
    "CHECKS",
    "STATUSES",
    "After",
    "Before",
    "Change",
    "Filled",
    "Flows",
    "Programmed",
    "Shown",
    "Visit",
    "VisitCheck",
    "Volumes",
    "check_visit",
]
