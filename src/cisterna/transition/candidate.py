"""A candidate plan, what may be used to make one, and what could not be made. Values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cisterna.admixture import Bound, Recipe
from cisterna.catalogue import Pump
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Mass, Range, Ratio, Volume
from cisterna.therapy import Mixture, Plan, Program, Refill, Reprogram
from cisterna.transition.dates import Dates

if TYPE_CHECKING:
    from cisterna.transition.minimax import Ways

__all__ = [
    "POWDER",
    "VIALS",
    "Arrival",
    "Binding",
    "Candidate",
    "DoseChoice",
    "Fill",
    "Fills",
    "Limits",
    "Means",
    "Most",
    "NotPossible",
    "Reach",
    "ResidualChoice",
]

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


class Most(NamedTuple):
    """The most that any source allows of something, and the statements that say so."""

    most: Concentration | Duration
    because: tuple[str, ...]


class Means(NamedTuple):
    """
    What the planner may use, resolved beforehand. None: not known, so whatever needs it is not proposed.

    `held` is the drug whose dose is held exactly; every other running drug is held as near as it can be ordered.
    `strongest` are published concentrations by drug, `refill_limits` published times for which a fill may stay.
    `held_within` is how far a running dose may fall, `longest_delay` by when the house wants a change at the tip, and
    `volume_step` the volume in which fills are ordered.
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
    strongest: Mapping[str, Most] = {}
    refill_limits: Mapping[str, Most] = {}
    opioids: tuple[str, ...] = ()
    held_within: Ratio = Ratio(0)
    longest_delay: Duration | None = None
    volume_step: Volume | None = None
    limits: Limits | None = None
    staffed: Callable[[Duration], bool] | None = None
    makers_rule: tuple[str, ...] = ()


class Arrival(NamedTuple):
    """When the added drug first leaves the tip: nominal, and the range over dead volume and accuracy."""

    earliest: Duration
    nominal: Duration
    latest: Duration


class Reach(NamedTuple):
    """How far a flow carries: when a change is at the tip at the latest, what ends a fill and after how long."""

    flow: FlowRate
    delay: Duration | None
    interval: Duration | None
    ends_by: str


class Binding(NamedTuple):
    """
    What sets the flow of a plan, and what the plan would be without it.

    `bounds` are all limits as the lowest flow each allows, largest first: the first binds. `kept` says that the flow is
    the one that runs and was not chosen. `without` is None where nothing else limits the flow.
    """

    kept: bool
    bounds: tuple[Bound, ...]
    here: Reach
    without: Reach | None


class Fill(NamedTuple):
    """
    One volume to inject and what comes with it.

    `whole` is what of each drug is at risk if all of it goes beside the pump; `residual` the part of the reservoir that
    is old drug if all that can stay behind did; `left` and `wasted` are what is drawn out on the day that ends the
    fill. None: not known.
    """

    name: str
    volume: Volume
    whole: tuple[tuple[str, Mass], ...]
    residual: Ratio | None
    left: Volume | None
    wasted: tuple[tuple[str, Mass], ...]
    dates: Dates | None


class Fills(NamedTuple):
    """
    The volumes that were weighed: what this plan does first, then the least that reaches its date, then a full fill.

    `until` is the day that the least volume reaches, margin included; `set_by` says what the least volume is set by.
    """

    each: tuple[Fill, ...]
    until: Duration | None
    set_by: str


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
    binding: Binding | None = None
    fills: Fills | None = None

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
    """
    A plan that was considered and cannot be made, and why: a finding's code, the values that fill it, and statements.
    """

    id: str
    kind: str
    dose: DoseChoice
    code: str
    values: Mapping[str, Any]
    because: tuple[str, ...] = ()
