"""
A program: what is typed into the pump.

The pump knows one flow. It works that flow out from the dose of the primary drug and the concentration it was told,
so a concentration that was entered wrongly, or early, moves every drug in the reservoir.
"""

from __future__ import annotations

from fractions import Fraction

from cisterna.quantities import DoseRate, Duration, FlowRate, Mass, Volume
from cisterna.quantities.value import dataclass
from cisterna.therapy.mixture import Mixture

__all__ = ["Bolus", "Bridge", "Flex", "FlexStep", "Mode", "PatientBolus", "Prime", "Program", "SimpleContinuous"]

DAY = Duration(1)
MOST_FLEX_STEPS = 13


@dataclass(frozen=True, slots=True)
class SimpleContinuous:
    """One dose rate of the primary drug, round the clock."""

    dose: DoseRate

    def __post_init__(self) -> None:
        if self.dose.value < 0:
            raise ValueError(f"a dose rate is not below zero ({self.dose})")


@dataclass(frozen=True, slots=True)
class FlexStep:
    """From this time of day (elapsed since midnight on the pump's clock) the primary drug runs at `dose`."""

    start: Duration
    dose: DoseRate


@dataclass(frozen=True, slots=True)
class Flex:
    """A 24 h schedule of the primary drug: up to 13 steps, the first at midnight, the last until midnight."""

    steps: tuple[FlexStep, ...]

    def __post_init__(self) -> None:
        starts = [step.start for step in self.steps]
        if not starts or starts[0].value != 0:
            raise ValueError("a flex schedule starts with a step from 00:00")
        if starts != sorted(starts, key=lambda start: start.value) or len(set(starts)) != len(starts):
            raise ValueError("the steps of a flex schedule come in order of time, each time once")
        if starts[-1] >= DAY:
            raise ValueError("the steps of a flex schedule lie between 00:00 and 24:00")
        if len(starts) > MOST_FLEX_STEPS:
            raise ValueError(f"a flex schedule has at most {MOST_FLEX_STEPS} steps, not {len(starts)}")


Mode = SimpleContinuous | Flex
"""How the pump runs once prime and bridge are over."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """A bridge bolus: this volume at an even flow over this time, before the program itself starts to run."""

    volume: Volume
    over: Duration

    def __post_init__(self) -> None:
        _positive(self.volume, self.over, "bridge")

    @property
    def flow(self) -> FlowRate:
        """The flow while it runs, in mL/day."""
        return self.volume / self.over


@dataclass(frozen=True, slots=True)
class Prime:
    """A priming bolus: this volume pushed through the line at high flow, before anything else."""

    volume: Volume
    over: Duration

    def __post_init__(self) -> None:
        _positive(self.volume, self.over, "prime")


@dataclass(frozen=True, slots=True)
class Bolus:
    """A single clinician bolus of the primary drug on top of the program, in entered units."""

    dose: Mass
    over: Duration

    def __post_init__(self) -> None:
        if self.dose.value <= 0 or self.over.value <= 0:
            raise ValueError("a bolus has a dose and a duration above zero")


@dataclass(frozen=True, slots=True)
class PatientBolus:
    """A bolus the patient may take: primary drug in entered units, at most `per_day` of them, `lockout` apart."""

    dose: Mass
    per_day: int
    over: Duration | None = None
    lockout: Duration | None = None

    def __post_init__(self) -> None:
        if self.dose.value <= 0 or self.per_day < 1:
            raise ValueError("a patient bolus has a dose above zero and is allowed at least once a day")


def _positive(volume: Volume, over: Duration, what: str) -> None:
    if volume.value <= 0 or over.value <= 0:
        raise ValueError(f"a {what} has a volume and a duration above zero, not {volume} over {over}")


@dataclass(frozen=True, slots=True)
class Program:
    """
    What the pump is told. `entered` are the concentrations typed in; they may differ from what is in the reservoir.

    Order at the time of programming: prime, then bridge, then `mode`; `bolus` runs on top of `mode`.
    While a bridge runs, a flex schedule is suspended.
    """

    primary: str
    entered: Mixture
    mode: Mode
    bridge: Bridge | None = None
    prime: Prime | None = None
    bolus: Bolus | None = None
    patient_bolus: PatientBolus | None = None

    def __post_init__(self) -> None:
        if not self.entered[self.primary]:
            raise ValueError(
                f"the primary drug is {self.primary}, but no concentration of {self.primary} is entered: "
                f"the pump could not work out a flow"
            )

    def flow_for(self, dose: DoseRate) -> FlowRate:
        """The flow at which the pump runs for `dose` of the primary drug, in mL/day."""
        return dose / self.entered[self.primary]

    def bolus_volume(self, dose: Mass) -> Volume:
        """The volume the pump moves for `dose` of the primary drug, in mL."""
        return dose / self.entered[self.primary]

    def flow_of_boluses(self, per_day: Fraction | int | None = None) -> FlowRate:
        """What patient boluses add to its flow: so many a day, or all that are allowed; nothing where none is."""
        if self.patient_bolus is None:
            return FlowRate(0)
        times = self.patient_bolus.per_day if per_day is None else per_day
        return self.bolus_volume(self.patient_bolus.dose) * times / DAY

    @property
    def steps(self) -> tuple[tuple[Duration, FlowRate], ...]:
        """Time of day and flow, whatever the mode; a simple continuous program has one step."""
        if isinstance(self.mode, SimpleContinuous):
            return ((Duration(0), self.flow_for(self.mode.dose)),)
        return tuple((step.start, self.flow_for(step.dose)) for step in self.mode.steps)

    @property
    def daily_dose(self) -> DoseRate:
        """The primary drug over 24 h of `mode`, in entered units: what the pump displays."""
        if isinstance(self.mode, SimpleContinuous):
            return self.mode.dose
        steps = self.mode.steps
        ends = (*(step.start for step in steps[1:]), DAY)
        total = sum(
            (s.dose.value * (end - s.start).value for s, end in zip(steps, ends, strict=True)), start=DoseRate(0).value
        )
        return DoseRate(total)

    @property
    def daily_volume(self) -> Volume:
        """The volume moved over 24 h of `mode`, in mL."""
        return self.flow_for(self.daily_dose) * DAY
