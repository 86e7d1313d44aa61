"""
What else than starting a drug can be asked for: a closed set, one class for each kind of change.

Each says only what is wanted. How it is done is proposed in `transition`, and judged in `safety` like any plan.
"""

from __future__ import annotations

from typing import NamedTuple

from cisterna.quantities import Concentration, DoseRate, Duration
from cisterna.therapy.mixture import Mixture
from cisterna.therapy.plan import Step
from cisterna.therapy.program import Flex, SimpleContinuous
from cisterna.therapy.system import System

__all__ = [
    "DOSE_REASONS",
    "END_REASONS",
    "Change",
    "End",
    "NewConcentration",
    "NewDose",
    "NewMode",
    "NewSystem",
    "PlainRefill",
    "Remove",
    "Rescue",
    "Restart",
    "SecondPump",
]

DOSE_REASONS = ("spasticity", "weakness", "sedation", "toxicity")
"""Why the dose of the held drug is changed: the first is a reason to raise it, the others to lower it."""

END_REASONS = ("infection", "explant", "wish")
"""Why intrathecal baclofen is to end. Making room for another drug is no reason, and cannot be written."""


class PlainRefill(NamedTuple):
    """The same mixture, the same program, a new fill."""


class NewDose(NamedTuple):
    """Another daily dose of `drug`, for its own reason; `dose` None: the steps that sources allow are shown."""

    drug: str
    dose: DoseRate | None
    why: str


class NewMode(NamedTuple):
    """Another mode at the same daily dose: simple continuous, or flex with its steps (in doses of the primary)."""

    mode: SimpleContinuous | Flex


class NewConcentration(NamedTuple):
    """Another concentration of a running drug, every dose unchanged."""

    drug: str
    concentration: Concentration


class Remove(NamedTuple):
    """`drug`, an opioid, is to leave the pump again while everything else stays; never the held drug."""

    drug: str


class Rescue(NamedTuple):
    """
    A change already made: `done` steps lie between the moment of the case and `noticed`, when it was found.

    The case describes the pump before the first of them.
    """

    done: tuple[Step, ...]
    noticed: Duration


class Restart(NamedTuple):
    """The pump has delivered nothing since `stopped` (elapsed, zero or below) and is to run again."""

    stopped: Duration


class End(NamedTuple):
    """Planned end of the held drug, for infection, explant or at the patient's wish; a specialist pathway."""

    drug: str
    why: str


class NewSystem(NamedTuple):
    """
    After surgery: another catheter (`what` is "catheter") or another pump ("pump"), described whole.

    `line` is what the new line was filled with, drug by drug; empty: drug-free fluid. `stopped` is since when nothing
    has reached the tip (elapsed, zero or below). `prime_over` is how long the pump takes for a prime; None: not told.
    """

    what: str
    system: System
    line: Mixture
    stopped: Duration
    prime_over: Duration | None = None


class SecondPump(NamedTuple):
    """`drug` is to come from a pump of its own; this one stays as it is."""

    drug: str


Change = PlainRefill | NewDose | NewMode | NewConcentration | Remove | Rescue | Restart | End | NewSystem | SecondPump
"""Everything that can be asked for beside the start of a drug."""
