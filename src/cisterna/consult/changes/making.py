"""
What the maker of a kind of change is given, and what it hands back.

A maker resolves statements, calls builders in `cisterna.transition`, and says in findings what it worked out.
It judges nothing: what is made of a draft (watch, verification, figures at the tip) is `consult.change`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from cisterna.admixture import Recipe
from cisterna.catalogue import Pump
from cisterna.consult.ask import Ask
from cisterna.knowledge import Knowledge
from cisterna.quantities import FlowRate, Volume
from cisterna.reasons import Finding
from cisterna.surveillance import Window
from cisterna.therapy import Call, Case, Change, Plan
from cisterna.transition import Means
from cisterna.transition.minimax import Ways

__all__ = ["Draft", "Made", "Maker", "Making", "NoWay"]


class Making(NamedTuple):
    """
    The case (with its request), what is asked for, and what a plan may use.

    `held` must not be interrupted. `means` are resolved for the pump of the case.
    """

    case: Case
    change: Change
    held: str
    pump: Pump
    means: Means
    ask: Ask

    @property
    def knowledge(self) -> Knowledge:
        """The pack and the house policy."""
        return self.ask.knowledge


class Draft(NamedTuple):
    """
    One way to do what is asked for: acting steps, and what is to be known of it.

    `called` is a code of `wording`, `values` fill its sentence. `case` is the case in which the way is judged; None:
    the one that is given. `flow` is the mean flow in the end, `typed` the reservoir volume that is typed in after the
    last fill, `compared` the bridge beside those it was chosen from. `notes` are what was worked out, a finding a
    sentence; `also` stands against the way and counts in its verdict.
    `windows` and `calls` are added to the watch at refills and arrivals, which every way gets.
    """

    id: str
    called: str
    values: Mapping[str, Any]
    plan: Plan
    form: str | None
    flow: FlowRate
    recipe: Recipe | None = None
    typed: Volume | None = None
    compared: Ways | None = None
    case: Case | None = None
    windows: tuple[Window, ...] = ()
    calls: tuple[Call, ...] = ()
    notes: tuple[Finding, ...] = ()
    also: tuple[Finding, ...] = ()
    because: tuple[str, ...] = ()


class NoWay(NamedTuple):
    """A way that was considered and cannot be gone, and why."""

    id: str
    why: Finding


class Made(NamedTuple):
    """What a maker hands back: drafts, ways that cannot be gone, and findings on the request as a whole."""

    drafts: tuple[Draft, ...] = ()
    not_possible: tuple[NoWay, ...] = ()
    findings: tuple[Finding, ...] = ()


class Maker(NamedTuple):
    """
    One kind of change: a finding that says what is asked for, and the function that makes drafts.

    `programs` is False where a pump whose flow cannot be changed can do it too; `keeps` where the held drug goes on
    as it is, which the page then says first. `closing` says what is to be said of all the ways once they are judged.
    """

    asked: Callable[[Change], Finding]
    make: Callable[[Making], Made]
    programs: bool = True
    keeps: bool = True
    closing: Callable[[tuple[Any, ...]], tuple[Finding, ...]] | None = None
