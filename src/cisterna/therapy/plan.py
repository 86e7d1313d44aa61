"""
A plan: dated steps, programs among them. Times are elapsed since the moment the case describes.

Steps that act at the same moment act in the order in which they stand.
"""

from __future__ import annotations

from typing import Literal, TypeVar

from cisterna.quantities import Concentration, Duration, Volume
from cisterna.quantities.value import dataclass
from cisterna.therapy.mixture import Mixture
from cisterna.therapy.program import Program

__all__ = ["AspiratePort", "Call", "Observe", "Plan", "Refill", "Reprogram", "Rinse", "Step", "Stop"]


@dataclass(frozen=True, slots=True)
class Rinse:
    """`times` rounds of filling the emptied reservoir with `volume` of `mixture` and drawing it out again."""

    times: int
    volume: Volume
    mixture: Mixture

    def __post_init__(self) -> None:
        if self.times < 1 or self.volume.value <= 0:
            raise ValueError("a rinse is done at least once, with a volume above zero")


@dataclass(frozen=True, slots=True)
class Refill:
    """
    Draw out, rinse if asked, fill.

    `withdraw_to` is what stays behind: "residual" (all that can be drawn is), a volume, or None (nothing is withdrawn).
    """

    at: Duration
    volume: Volume
    fill: Mixture
    withdraw_to: Literal["residual"] | Volume | None = "residual"
    rinse: Rinse | None = None

    def __post_init__(self) -> None:
        if self.volume.value <= 0:
            raise ValueError(f"a refill has a volume above zero, not {self.volume}")

    def strongest(self, drug: str) -> Concentration:
        """The most of a drug in anything that is put into the reservoir; some of a rinse stays behind."""
        return max(self.fill[drug], self.rinse.mixture[drug] if self.rinse else Concentration(0))


@dataclass(frozen=True, slots=True)
class Reprogram:
    """Type a program into the pump and start it."""

    at: Duration
    program: Program


@dataclass(frozen=True, slots=True)
class AspiratePort:
    """Draw this volume out through the catheter access port: the tip-side part of the line is then drug-free."""

    at: Duration
    volume: Volume

    def __post_init__(self) -> None:
        if self.volume.value <= 0:
            raise ValueError(f"an aspiration has a volume above zero, not {self.volume}")


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop the pump; it stays stopped until the next program."""

    at: Duration


@dataclass(frozen=True, slots=True)
class Observe:
    """Watch the patient from `at` until `until`."""

    at: Duration
    until: Duration
    place: str = ""

    def __post_init__(self) -> None:
        if self.until <= self.at:
            raise ValueError("an observation ends after it starts")


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody is to be called or seen, for the reason given: the refill appointment, a review."""

    at: Duration
    why: str


Step = Refill | Reprogram | AspiratePort | Stop | Observe | Call
"""One dated step of a plan."""
S = TypeVar("S", Refill, Reprogram, AspiratePort, Stop, Observe, Call)
"""Anything a plan may ask for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in order of time."""

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        times = [step.at for step in self.steps]
        if any(time.value < 0 for time in times):
            raise ValueError("a step of the plan lies before the moment the case describes")
        if times != sorted(times, key=lambda time: time.value):
            raise ValueError("the steps of a plan stand in order of time")

    def of(self, kind: type[S]) -> tuple[S, ...]:
        """The steps of one kind."""
        return tuple(step for step in self.steps if isinstance(step, kind))

    @property
    def acts(self) -> tuple[Refill | Reprogram | AspiratePort | Stop, ...]:
        """The steps that do something to the pump or what is in it."""
        return tuple(step for step in self.steps if isinstance(step, Refill | Reprogram | AspiratePort | Stop))

    def last_program(self, running: Program) -> Program | None:
        """What the pump runs when all is done, where `running` ran before; None where it is stopped."""
        switches = [step for step in self.steps if isinstance(step, Reprogram | Stop)]
        return getattr(switches[-1], "program", None) if switches else running
