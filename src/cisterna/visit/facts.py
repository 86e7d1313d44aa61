"""
What was written down at a refill visit, section by section. None, or an empty mapping, means that nobody said.

Nothing is filled in and nothing corrected: what is wrong with these facts is for the checks to find.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from cisterna.quantities import DoseRate, Duration, FlowRate, Quantity, Volume
from cisterna.therapy import Mixture, Program

__all__ = ["STATUSES", "After", "Before", "Filled", "Programmed", "Shown", "Visit"]

Q = TypeVar("Q", bound=Quantity)

STATUSES = ("running", "stopped", "minimum rate", "motor stall")
"""What a programmer may say of the pump; every word but the first means that it does not deliver."""


@dataclass(frozen=True, slots=True)
class Shown(Generic[Q]):
    """
    A value as a screen displays it, and half a unit of its last digit: the screen cannot tell more.

    >>> flow = Shown(FlowRate.parse("0.15 mL/day"), FlowRate.parse("0.005 mL/day"))
    >>> flow.agrees(FlowRate.parse("0.1525 mL/day")), flow.agrees(FlowRate.parse("0.156 mL/day"))
    (True, False)
    """

    value: Q
    half: Q

    def agrees(self, exact: Q) -> bool:
        """True where `exact` would be displayed with these digits."""
        return self.value - self.half <= exact <= self.value + self.half


def _read_only(thing: object, name: str) -> None:
    object.__setattr__(thing, name, MappingProxyType(dict(getattr(thing, name))))


@dataclass(frozen=True, slots=True)
class Before:
    """
    The interrogation at the start. `reservoir_volume` is what the pump calculates, not what is in it.

    `filled_to` is the reservoir volume as it was typed in at the refill before this one; `at` is elapsed time.
    """

    at: Duration | None = None
    reservoir_volume: Volume | None = None
    filled_to: Volume | None = None
    status: str | None = None
    doses: Mapping[str, Shown[DoseRate]] = field(default_factory=dict)
    flow: Shown[FlowRate] | None = None
    software_card: str | None = None
    tubing_volume: Shown[Volume] | None = None

    def __post_init__(self) -> None:
        _read_only(self, "doses")


class Filled(NamedTuple):
    """What went in: the concentrations on the label of the syringe, the volume injected, how it was made."""

    label: Mixture | None = None
    volume: Volume | None = None
    form: str | None = None


class Programmed(NamedTuple):
    """
    What stands on the screen before anybody commits it.

    `told` names the lines that were written down: a bolus that is not among them may be programmed or not.
    """

    program: Program | None = None
    told: tuple[str, ...] = ()
    reservoir_volume: Volume | None = None
    low_reservoir_alarm: Volume | None = None


@dataclass(frozen=True, slots=True)
class After:
    """The interrogation after the program was committed."""

    status: str | None = None
    reservoir_volume: Shown[Volume] | None = None
    flow: Shown[FlowRate] | None = None
    doses: Mapping[str, Shown[DoseRate]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _read_only(self, "doses")


class Visit(NamedTuple):
    """One refill visit as it was written down; `aspirated` is the volume drawn out of the reservoir."""

    before: Before = Before()
    aspirated: Volume | None = None
    fill: Filled = Filled()
    programmed: Programmed = Programmed()
    after: After = After()
