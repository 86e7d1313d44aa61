"""What is in this patient and what we would do: the nouns that all modules share."""

from cisterna.therapy.case import (
    Case,
    FillWish,
    Override,
    Patient,
    Request,
    Running,
    Stock,
    SystemicOpioid,
    UsedBoluses,
)
from cisterna.therapy.clock import Clock, ClockError
from cisterna.therapy.mixture import Mixture, Slug
from cisterna.therapy.plan import AspiratePort, Call, Observe, Plan, Refill, Reprogram, Rinse, Step, Stop
from cisterna.therapy.program import Bolus, Bridge, Flex, FlexStep, PatientBolus, Prime, Program, SimpleContinuous
from cisterna.therapy.system import (
    LEAST_MEASURED,
    CatheterImplant,
    Measured,
    PathVolume,
    System,
    accuracy_of,
    path_volume,
    residual_of,
)

__all__ = [
    "LEAST_MEASURED",
    "AspiratePort",
    "Bolus",
    "Bridge",
    "Call",
    "Case",
    "CatheterImplant",
    "Clock",
    "ClockError",
    "FillWish",
    "Flex",
    "FlexStep",
    "Measured",
    "Mixture",
    "Observe",
    "Override",
    "PathVolume",
    "Patient",
    "PatientBolus",
    "Plan",
    "Prime",
    "Program",
    "Refill",
    "Reprogram",
    "Request",
    "Rinse",
    "Running",
    "SimpleContinuous",
    "Slug",
    "Step",
    "Stock",
    "Stop",
    "System",
    "SystemicOpioid",
    "UsedBoluses",
    "accuracy_of",
    "path_volume",
    "residual_of",
]
