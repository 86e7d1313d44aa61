"""A candidate plan, what may be used to make one, and what could not be made. Values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cisterna.admixture import Recipe
from cisterna.catalogue import Pump
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Range, Ratio, Volume
from cisterna.therapy import Mixture, Plan, Program, Refill, Reprogram
from cisterna.transition.dates import Dates

if TYPE_CHECKING:
    from cisterna.transition.minimax import Ways

__all__ = ["POWDER", "VIALS", "Arrival", "Candidate", "DoseChoice", "Limits", "Means", "NotPossible", "ResidualChoice"]

POWDER, VIALS = "compounded from powder", "commercial vials"
"""How a fill is made, in the words of a case."""


class DoseChoice(NamedTuple):
    """
    A daily dose of the added drug and the statements it comes from.

    `basis` says which side it stands for, `step` names the step of the trace that worked it out.
    """

    drug: str
    rate: DoseRate
    basis: str
    because: tuple[str, ...] = ()
    step: str = ""


class Limits(NamedTuple):
    """
    The two windows of the house policy and how far the held drug may fall and rise in each; its tie band.

    A bridge is judged by the largest part of any of these limits that its worst case takes up.
    """

    windows: tuple[Duration, Duration]
    falls: tuple[Ratio, Ratio]
    rises: tuple[Ratio, Ratio]
    tie_band: Ratio


class Means(NamedTuple):
    """
    What the planner may use, resolved beforehand. None: not known, so whatever needs it is not proposed.

    `limits` are what bridges are compared by, `staffed` says whether a second visit may be then, `makers_rule` are the
    statements that give the rule a bridge is compared with.
    """

    held: str
    pump: Pump
    dead_volume: Range[Volume] | None
    accuracy: Range[Ratio] | None
    residual: Volume | None
    steps: Mapping[str, Concentration]
    rinse: tuple[int, Volume] | None
    booking_margin: Duration
    until_programmed: Duration
    mixture_lasts: Mapping[str, Duration | None]
    limits: Limits | None = None
    staffed: Callable[[Duration], bool] | None = None
    makers_rule: tuple[str, ...] = ()


class Arrival(NamedTuple):
    """When the added drug first leaves the tip: nominal, and the range over dead volume and accuracy."""

    earliest: Duration
    nominal: Duration
    latest: Duration


class Candidate(NamedTuple):
    """
    A plan's acting steps and everything that was worked out to make them.

    `gives` is what the added drug gives after rounding. Watching is added later, from the arrival. `ways` says why the
    bridge is as it is, None where there is none or nothing could be compared.
    """

    id: str
    kind: str
    dose: DoseChoice
    made_from: str
    plan: Plan
    gives: DoseRate
    flow: FlowRate
    recipe: Recipe | None
    arrival: Arrival | None
    dates: Dates | None
    residual_choices: tuple[ResidualChoice, ...]
    ways: Ways | None = None

    @property
    def refill(self) -> Refill:
        """The refill of the plan."""
        return next(step for step in self.plan.steps if isinstance(step, Refill))

    @property
    def program(self) -> Program:
        """The program of the plan."""
        return next(step.program for step in self.plan.steps if isinstance(step, Reprogram))

    @property
    def second_visit(self) -> Reprogram | None:
        """The second programming session, which ends the bridge by another flow; None where one session is enough."""
        return next((step for step in self.plan.of(Reprogram) if step.program is not self.program), None)


class ResidualChoice(NamedTuple):
    """
    What to do about the old drug that cannot be drawn out: accept it, rinse, or order a corrected fill.

    `held` and `added` are what the first fill gives if all that can stay behind did; `held_if_none` and
    `added_if_none` if nothing did. The next fill is ordered as the mixture itself.
    """

    name: str
    order: Mixture
    held: DoseRate
    added: DoseRate
    held_if_none: DoseRate
    added_if_none: DoseRate


class NotPossible(NamedTuple):
    """A plan that was considered and cannot be made, and why: a finding's code and the values that fill it."""

    id: str
    kind: str
    dose: DoseChoice
    code: str
    values: Mapping[str, Any]
