"""
A case: one patient, one pump, what runs now, what is wanted. None means that the case does not say.

Whatever the case says twice must agree; `contradictions` lists where it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from cisterna.quantities import Age, BodyWeight, Concentration, DoseRate, Duration, FlowRate, Mass, Range, Volume
from cisterna.quantities.value import dataclass
from cisterna.therapy.change import Change, NewSystem, Rescue, Restart
from cisterna.therapy.clock import Clock
from cisterna.therapy.mixture import Mixture, Slug
from cisterna.therapy.program import Program
from cisterna.therapy.system import System

__all__ = [
    "CONDITIONS",
    "EXPOSURES",
    "OPIOID_FORMS",
    "PAIN_ORIGINS",
    "PREPARED",
    "RISKS",
    "Case",
    "FillWish",
    "Override",
    "Patient",
    "Request",
    "Running",
    "Stock",
    "SystemicOpioid",
    "UsedBoluses",
    "lies_above",
    "risk_name",
]

EXPOSURES = ("naive", "below tolerance", "tolerant", "interrupted")
"""What a case may say of opioid exposure."""

OPIOID_FORMS = ("immediate release", "extended release", "patch", "as needed")
"""How an opioid that does not come from the pump is made and taken; a case may leave it open."""

TIE_PARTS = 50
"""A displayed value that lies exactly half a unit off agrees where its last digit is at most this part of it."""
SPASTICITY = ("spinal", "cerebral", "unknown")
ANSWERS = ("yes", "no", "unknown")
RISKS = (
    "sleep_apnoea",
    "lung_disease",
    "weak_breathing_muscles",
    "renal_impairment",
    "hepatic_impairment",
    "obesity",
    "benzodiazepine",
    "gabapentinoid",
    "other_sedative_or_alcohol",
    "opioid_adverse_reaction",
)
"""What a case is asked about the patient; each is answered yes, no or unknown."""

CONDITIONS = ("anticoagulant", "infection", "pregnancy", "autonomic_dysreflexia", "end_of_life", "mri_planned")
"""What else a case may say of the patient that a plan can stumble over; each is answered yes, no or unknown."""

PAIN_ORIGINS = ("cancer", "non-cancer")
"""Where the pain comes from: advice that comes from cancer cohorts does not hold elsewhere."""

PREPARED = (
    "trial",
    "psychological_assessment",
    "consent",
    "second_check",
    "naloxone_at_home",
    "carer_taught",
    "device_card",
)
"""What is prepared before a second drug is started; each is answered yes, no or unknown."""


@dataclass(frozen=True, slots=True)
class Patient:
    """
    The person. `risks` and `conditions` answer yes, no or unknown; what is not listed is unknown.
    """

    age: Age | None = None
    weight: BodyWeight | None = None
    spasticity: str | None = None
    opioid_exposure: str | None = None
    cord_level: str | None = None
    oral_baclofen: str | None = None
    risks: Mapping[str, str] = field(default_factory=dict)
    pain_origin: str | None = None
    conditions: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "risks", MappingProxyType(dict(self.risks)))
        object.__setattr__(self, "conditions", MappingProxyType(dict(self.conditions)))

    def risk(self, name: str) -> str:
        """'yes', 'no' or 'unknown'."""
        return self.risks.get(name, "unknown")

    def condition(self, name: str) -> str:
        """'yes', 'no' or 'unknown'."""
        return self.conditions.get(name, "unknown")


class UsedBoluses(NamedTuple):
    """Patient boluses in use: dose of the primary drug in entered units, and how many a day the pump's log shows."""

    dose: Mass
    used_per_day: Fraction


@dataclass(frozen=True, slots=True)
class Running:
    """
    What is in the pump and running at the moment the case describes.

    `intended` is the daily dose last intended for spasticity, where it differs from what runs now.
    `line` is what lies between reservoir and tip, tip first; None: the running fill, from a line that has cleared.
    `year_ago` is the daily dose of a drug in the pump as it was a year before.
    """

    fill: Mixture
    program: Program
    reservoir_volume: Volume | None = None
    flow_shown: Range[FlowRate] | None = None
    intended: Mapping[str, DoseRate] = field(default_factory=dict)
    boluses: UsedBoluses | None = None
    line: tuple[Slug, ...] | None = None
    year_ago: Mapping[str, DoseRate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "intended", MappingProxyType(dict(self.intended)))
        object.__setattr__(self, "year_ago", MappingProxyType(dict(self.year_ago)))

    @property
    def flow(self) -> FlowRate:
        """Mean flow over a day, patient boluses included, in mL/day."""
        return self.volume_per_day_without_boluses + self._bolus_flow

    @property
    def volume_per_day_without_boluses(self) -> FlowRate:
        """Mean flow of the program alone, in mL/day."""
        return self.program.flow_for(self.program.daily_dose)

    @property
    def _bolus_flow(self) -> FlowRate:
        if self.boluses is None:
            return FlowRate(0)
        return FlowRate(self.program.bolus_volume(self.boluses.dose).value * self.boluses.used_per_day)

    def daily_dose(self, drug: str) -> DoseRate:
        """What the reservoir's mixture gives at that flow, patient boluses included, in mcg/day."""
        return self.fill[drug] * self.flow

    def flow_of_boluses(self, program: Program) -> FlowRate:
        """What the patient boluses in use add to the flow of `program`, where it allows them and they go on."""
        return program.flow_of_boluses(self.boluses.used_per_day if self.boluses else 0)

    def held_dose(self, drug: str) -> DoseRate:
        """The dose against which a change is judged: the intended one if the case names it, else the running one."""
        return self.intended.get(drug, self.daily_dose(drug))


LEVELS = tuple(
    f"{region}{number}" for region, count in (("C", 8), ("T", 12), ("L", 5), ("S", 5)) for number in range(1, count + 1)
)
"""Levels of the cord from the head down."""


def lies_above(level: str, limit: str) -> bool:
    """
    Whether a level of the cord is `limit` or nearer the head.

    >>> lies_above("T4", "T6"), lies_above("T10", "T6"), lies_above("none", "T6")
    (True, False, False)
    """
    return level in LEVELS and LEVELS.index(level) <= LEVELS.index(limit)


def risk_name(name: str) -> str:
    """
    A risk or condition as screens have it.

    >>> risk_name("sleep_apnoea")
    'sleep apnea'
    """
    return name.replace("_", " ").replace("apnoea", "apnea")


class SystemicOpioid(NamedTuple):
    """
    An opioid that is taken by another route than intrathecal; what the case does not say is None or empty.

    `every` is the time between two doses, or between two changes of a patch. `last_taken`, `patch_on` and `patch_off`
    are elapsed time on the case's clock, so they are zero or below it.
    """

    drug: str
    route: str
    dose: DoseRate
    form: str = ""
    every: Duration | None = None
    last_taken: Duration | None = None
    patch_on: Duration | None = None
    patch_off: Duration | None = None

    @property
    def is_patch(self) -> bool:
        """True where it is a patch, by its form or by its route."""
        return self.form == "patch" or self.route == "transdermal"


class Stock(NamedTuple):
    """What the pharmacy has. `formulation` is a catalogue id where the exact product is known."""

    drug: str
    strength: Concentration
    formulation: str | None = None


@dataclass(frozen=True, slots=True)
class FillWish:
    """
    How the fill is to be made: volume to inject (None: proposed) and form (None: not said).

    `assay` is what a laboratory found in it, by drug; what is not listed was not assayed.
    """

    volume: Volume | None = None
    form: str | None = None
    assay: Mapping[str, Range[Concentration]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "assay", MappingProxyType(dict(self.assay)))


class Override(NamedTuple):
    """One soft finding set aside, or one acknowledgement given: which, by whom, why, when."""

    code: str
    by: str
    because: str
    on: date


@dataclass(frozen=True, slots=True)
class Request:
    """
    What is wanted: a drug to `start`, at a dose or at one to be proposed, or another `change`; never both.

    `start` is empty where something else is asked for.
    """

    start: str = ""
    dose: DoseRate | None = None
    overrides: tuple[Override, ...] = ()
    change: Change | None = None

    def __post_init__(self) -> None:
        if bool(self.start) == (self.change is not None):
            raise ValueError("a request asks for one thing: a drug to start, or another change")


@dataclass(frozen=True, slots=True)
class Case:
    """
    Everything the consultation may use. Elapsed time counts from the moment on `clock`.

    `prepared` answers yes, no or unknown; what is not listed is unknown.
    """

    clock: Clock
    patient: Patient
    system: System
    running: Running
    request: Request | None = None
    systemic_opioids: tuple[SystemicOpioid, ...] = ()
    stock: tuple[Stock, ...] = ()
    fill: FillWish = FillWish()
    prepared: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "prepared", MappingProxyType(dict(self.prepared)))

    @property
    def on(self) -> date:
        """The date of the case."""
        return self.clock.start.date()

    @property
    def judged_from(self) -> Duration | None:
        """
        From when on a plan can still be otherwise, where something has happened that the running program did not do.

        That is when a change that was made was found, or, after a stop, the moment of the case. None: nothing has.
        """
        change = None if self.request is None else self.request.change
        if isinstance(change, Restart | NewSystem):
            return Duration(0)
        return change.noticed if isinstance(change, Rescue) else None

    def contradictions(self) -> tuple[str, ...]:
        """Where the case says two things that cannot both be so, as sentences that say what to check."""
        found: list[str] = []
        running = self.running
        primary = running.program.primary
        shown = running.flow_shown
        if shown is not None:
            flow = running.volume_per_day_without_boluses
            # Exactly half a unit away rounds either way; with few digits that half is another dose and does not agree.
            fine = (shown.high.value - shown.low.value) * TIE_PARTS <= flow.value
            if not (shown.low < flow < shown.high or (fine and flow in shown)):
                middle = FlowRate((shown.low.value + shown.high.value) / 2)
                found.append(
                    f"running: {running.fill[primary]} of {primary} at {middle} is {running.fill[primary] * middle}, "
                    f"but the program says {running.program.daily_dose} (which would be {flow}). "
                    f"Interrogate the pump again and correct the concentration, the dose or the flow."
                )
        if primary not in running.fill:
            found.append(
                f"running: the program's primary drug is {primary}, but the fill holds no {primary}. "
                f"Correct one of the two."
            )
        if self.patient.opioid_exposure == "naive" and self.systemic_opioids:
            taken = " and ".join(opioid.drug for opioid in self.systemic_opioids)
            found.append(
                f"patient.opioid_exposure is 'naive', but systemic opioids are listed ({taken}). "
                f"Correct one of the two."
            )
        controller = self.system.patient_controller
        if controller == "none" and (running.boluses is not None or running.program.patient_bolus is not None):
            found.append(
                "system.patient_controller is 'none', but running has patient boluses. Correct one of the two."
            )
        return tuple(found)
