"""
What is known in an emergency. Every fact may be missing, and nothing is filled in for one that is.

The facts come from a case, from single answers, or from both. `FIELDS` says in words what each of them is, so that a
screen can ask for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from types import MappingProxyType
from typing import Any

from cisterna.catalogue import Catalogue, UnknownEntry
from cisterna.quantities import (
    Age,
    BodyWeight,
    DoseRate,
    Duration,
    FlowRate,
    Range,
    Volume,
)
from cisterna.quantities.value import dataclass
from cisterna.therapy import Case, Clock, Mixture, NewSystem, Restart, Slug, System, path_volume

__all__ = ["ALARMS", "ANSWERS", "EXPOSURES", "FIELDS", "EmergencyFacts"]

ANSWERS = ("yes", "no", "unknown")
"""What a question of this module is answered with; "unknown" counts as not told."""

ALARMS = ("low reservoir", "empty reservoir", "stopped", "unknown")
"""Which alarm it is, where the programmer or the patient's device shows it."""

EXPOSURES = ("naive", "below tolerance", "tolerant", "interrupted")
"""What the patient's body is used to, in the words of a case file."""

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "pump": "the pump model",
        "tubing_volume": "the volume of the pump's tubing, as the programmer shows it",
        "catheter_volume": "the volume of the catheter, as the programmer shows it",
        "contents": "what is in the reservoir: each drug with its concentration",
        "entered": "the concentrations that the pump was told",
        "named": "which drugs are in the pump, where neither dose nor concentration is known",
        "flow": "the flow that runs or ran, in mL/day",
        "doses": "the last daily dose of each drug in the pump",
        "since_delivery": "how long ago drug last left the catheter tip",
        "since_fill": "how long ago the reservoir was filled",
        "reservoir_volume": "the volume in the reservoir, as drawn out or shown",
        "reservoir_expected": "the volume that should be in the reservoir",
        "low_reservoir_alarm": "the volume at which the low-reservoir alarm is set",
        "injected": "how much was injected at the refill",
        "recovered": "how much of it came back from the pocket",
        "alarm": "which alarm sounds",
        "weight": "the patient's weight",
        "age": "the patient's age",
        "opioid_on_board": "whether any opioid is on board, from the pump or otherwise",
        "opioid_exposure": "what the patient's body is used to",
        "airway_available": "whether somebody who can secure an airway, and a ventilator, are at hand",
        "apnea": "whether the patient does not breathe or is in cardiac arrest",
        "oral_baclofen": "the daily dose of baclofen by mouth that is already given",
        "clock": "the time now",
    }
)
"""Every fact by its name, in words. What a result lists as missing are these names."""


@dataclass(frozen=True, slots=True)
class EmergencyFacts:
    """
    What is known now. Elapsed times count back from now (`since_delivery`, `since_fill`) and are ranges.

    `line` is what lies between reservoir and tip, tip first; None: what the reservoir holds, from a line that has
    cleared. `flow` is what the pump was told, without its accuracy.
    Raises `ValueError` for a word that is not an answer, and for a flow or a volume that cannot be.

    >>> EmergencyFacts(flow=Range.parse(FlowRate, "0.15 mL/day")).known
    ('flow',)
    """

    pump: str | None = None
    tubing_volume: Range[Volume] | None = None
    catheter_volume: Range[Volume] | None = None
    contents: Mixture | None = None
    entered: Mixture | None = None
    line: tuple[Slug, ...] | None = None
    named: tuple[str, ...] = ()
    flow: Range[FlowRate] | None = None
    doses: Mapping[str, DoseRate] = field(default_factory=dict)
    since_delivery: Range[Duration] | None = None
    since_fill: Range[Duration] | None = None
    reservoir_volume: Volume | None = None
    reservoir_expected: Volume | None = None
    low_reservoir_alarm: Volume | None = None
    injected: Volume | None = None
    recovered: Volume | None = None
    alarm: str | None = None
    weight: BodyWeight | None = None
    age: Age | None = None
    opioid_on_board: str | None = None
    opioid_exposure: str | None = None
    airway_available: str | None = None
    apnea: str | None = None
    oral_baclofen: DoseRate | None = None
    clock: Clock | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "doses", MappingProxyType(dict(self.doses)))
        for name, known in (
            ("opioid_on_board", ANSWERS),
            ("airway_available", ANSWERS),
            ("apnea", ANSWERS),
            ("alarm", ALARMS),
            ("opioid_exposure", (*EXPOSURES, "unknown")),
        ):
            given = getattr(self, name)
            if given is not None and given not in known:
                raise ValueError(f"'{given}' is no answer to {FIELDS[name]}. Write one of: {', '.join(known)}.")
            if given == "unknown":
                object.__setattr__(self, name, None)
        for drug, dose in self.doses.items():
            if dose.value <= 0:
                raise ValueError(
                    f"a last daily dose of {dose} of {drug} is none. Give the dose that ran before, and since when "
                    "nothing is delivered; or leave it out."
                )
        if self.flow is not None and self.flow.low.value <= 0:
            raise ValueError(
                f"a flow of {self.flow} does not run. Give the flow that ran last, and since when nothing is delivered."
            )
        if self.line is not None and not self.line:
            raise ValueError("the line is told as no stretch of fluid at all. Leave it out if it is not known.")
        for name in ("tubing_volume", "catheter_volume", "since_delivery", "since_fill"):
            span = getattr(self, name)
            if span is not None and span.low.value < 0:
                raise ValueError(f"{FIELDS[name]} is not below zero ({span}). Correct it.")
        if self.injected is not None and self.recovered is not None and self.recovered > self.injected:
            raise ValueError(
                f"{self.recovered} came back of {self.injected} that was injected: that cannot be. Correct one of them."
            )

    @property
    def known(self) -> tuple[str, ...]:
        """Names of the facts that are told."""
        return tuple(name for name in FIELDS if getattr(self, name) not in (None, {}, ()))

    @property
    def path_volume(self) -> Range[Volume] | None:
        """Tubing and catheter together; None unless both are known."""
        if self.tubing_volume is None or self.catheter_volume is None:
            return None
        tubing, catheter = self.tubing_volume, self.catheter_volume
        return Range(tubing.low + catheter.low, tubing.high + catheter.high)

    @property
    def drugs(self) -> tuple[str, ...]:
        """Ids of every drug that is named: in the reservoir, in the line, as entered, as a dose, or by name alone."""
        lying = (drug for slug in self.line or () for drug in slug.mixture)
        return tuple(sorted({*(self.contents or ()), *(self.entered or ()), *self.doses, *self.named, *lying}))

    def opioids(self, catalogue: Catalogue) -> tuple[str, ...]:
        """Those of `drugs` that the catalogue calls opioids."""
        return tuple(drug for drug in self.drugs if _is_opioid(drug, catalogue))

    def with_options(self, **told: Any) -> EmergencyFacts:
        """These facts with `told` laid over them; an option that is None leaves what was known."""
        return replace(self, **{name: value for name, value in told.items() if value is not None})

    @classmethod
    def from_case(cls, case: Case, catalogue: Catalogue) -> EmergencyFacts:
        """What a case says. The moment of the case is taken to be now."""
        running, system, patient = case.running, case.system, case.patient
        runs = running.flow.value > 0
        return cls(
            pump=system.pump,
            tubing_volume=system.tubing_volume,
            catheter_volume=_catheter_volume(system, catalogue),
            contents=running.fill,
            entered=running.program.entered,
            line=running.line,
            flow=Range(running.flow, running.flow) if runs else None,
            doses={drug: running.daily_dose(drug) for drug in running.fill} if runs else {},
            reservoir_volume=running.reservoir_volume,
            low_reservoir_alarm=system.low_reservoir_alarm,
            since_delivery=_since_delivery(case),
            weight=patient.weight,
            age=patient.age,
            opioid_on_board="yes" if case.systemic_opioids else None,
            opioid_exposure=patient.opioid_exposure,
            clock=case.clock,
        )


def _since_delivery(case: Case) -> Range[Duration] | None:
    """How long nothing has reached the tip, where the case asks for what comes after a stop."""
    change = None if case.request is None else case.request.change
    if not isinstance(change, Restart | NewSystem):
        return None
    gap = Duration(0) - change.stopped
    return Range(gap, gap)


def _is_opioid(drug: str, catalogue: Catalogue) -> bool:
    try:
        return catalogue.drug(drug).kind == "opioid"
    except UnknownEntry:
        return False


def _catheter_volume(system: System, catalogue: Catalogue) -> Range[Volume] | None:
    """The volume of the catheter alone: as the programmer shows it, or from its length."""
    model = system.catheter.model
    entry = next((each for each in catalogue.catheters if each.id == model), None)
    nothing = Range(Volume(0), Volume(0))
    return path_volume(replace(system, tubing_volume=nothing), entry).range
