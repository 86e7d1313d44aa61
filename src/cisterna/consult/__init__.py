"""The one door: `consult(case, request, knowledge, on=...)`."""

from cisterna.consult.assess import Assessment, check_plan, simulate_plan
from cisterna.consult.consult import OverrideError, consult
from cisterna.consult.data import as_data
from cisterna.consult.doses import Doses, SourceRange
from cisterna.consult.result import Consultation, Coupling, Offer

__all__ = [
    "Assessment",
    "Consultation",
    "Coupling",
    "Doses",
    "Offer",
    "OverrideError",
    "SourceRange",
    "as_data",
    "check_plan",
    "consult",
    "simulate_plan",
]
