"""The one door: `consult(case, request, knowledge, on=...)`."""

from cisterna.consult.assess import Assessment, check_plan, simulate_plan
from cisterna.consult.climb import Climb, Rise
from cisterna.consult.consult import OverrideError, consult
from cisterna.consult.data import as_data
from cisterna.consult.doses import Doses, SourceRange
from cisterna.consult.escalation import Escalation, Expected, Ladder, LadderStep, Limit, Raise
from cisterna.consult.result import Consultation, Coupling, Offer
from cisterna.consult.systemic import Hour, OnTheClock, Share, SystemicPlan, SystemicStep

__all__ = [
    "Assessment",
    "Climb",
    "Consultation",
    "Coupling",
    "Doses",
    "Escalation",
    "Expected",
    "Hour",
    "Ladder",
    "LadderStep",
    "Limit",
    "Offer",
    "OnTheClock",
    "OverrideError",
    "Raise",
    "Rise",
    "Share",
    "SourceRange",
    "SystemicPlan",
    "SystemicStep",
    "as_data",
    "check_plan",
    "consult",
    "simulate_plan",
]
