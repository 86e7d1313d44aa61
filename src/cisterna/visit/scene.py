"""What every check looks at: the case, the visit, the plan that was to be carried out, and who answers questions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

from cisterna.catalogue import Pump
from cisterna.conversion.asking import Asks, sides_of
from cisterna.quantities import Quantity, Volume
from cisterna.reasons import Finding, Force
from cisterna.therapy import Case, Mixture, Plan, Program, Refill, Reprogram
from cisterna.therapy.system import residual_of
from cisterna.visit.facts import Visit

__all__ = ["Scene", "act", "alike", "ask_for", "stop", "worth_knowing"]

Q = TypeVar("Q", bound=Quantity)


class Scene(NamedTuple):
    """
    Everything that may be used. `pump` is the entry of the catalogue, None where the model is not told.
    """

    case: Case
    visit: Visit
    plan: Plan | None
    pump: Pump | None
    ask: Asks

    def ids(self, question: str, **facts: Any) -> tuple[str, ...]:
        """The statements that answer, on every side."""
        return tuple(id for side in sides_of(self.ask(question, **facts)) for id in side.ids)

    def for_drugs(self, question: str, drugs: Iterable[str]) -> tuple[str, ...]:
        """The statements that answer for any of these drugs."""
        return tuple(dict.fromkeys(id for drug in drugs for id in self.ids(question, drug=drug)))

    @property
    def planned_refill(self) -> Refill | None:
        """The first refill of the plan."""
        return next((step for step in self.plan.steps if isinstance(step, Refill)), None) if self.plan else None

    @property
    def planned_program(self) -> Program | None:
        """The program of the plan that comes with its first refill, or the first where there is no refill."""
        if self.plan is None:
            return None
        refill = self.planned_refill
        programs = [step for step in self.plan.steps if isinstance(step, Reprogram)]
        later = [step for step in programs if refill is None or step.at >= refill.at]
        return next((step.program for step in later or programs), None)

    @property
    def committed(self) -> Program | None:
        """The program that the pump should run after the visit: as on the screen, else as planned."""
        return self.visit.programmed.program or self.planned_program

    @property
    def inside(self) -> Mixture | None:
        """
        What the reservoir should hold after the visit: as on the label, else as the pump was told.

        A concentration that label and screen show alike is the one on the screen.
        """
        label, program = self.visit.fill.label, self.visit.programmed.program
        if label is None or program is None:
            return label if program is None else program.entered
        entered = program.entered
        return Mixture({drug: entered[drug] if alike(entered[drug], label[drug]) else label[drug] for drug in label})

    @property
    def residual(self) -> Volume | None:
        """The most that stays in the reservoir when it is emptied, by case and catalogue."""
        bound = self.pump.residual_bound if self.pump else None
        return residual_of(self.case.system, bound.value if bound else None)


def alike(one: Quantity, other: Quantity) -> bool:
    """
    True where a screen or a label would show both with the same digits.

    >>> from cisterna.quantities import Concentration
    >>> alike(Concentration.parse("60000/31 mcg/mL"), Concentration.parse("1935 mcg/mL"))
    True
    """
    return one == other or one.format() == other.format()


def stop(code: str, because: Iterable[str] = (), **values: Any) -> Finding:
    """Stop: the patient is not left, and nothing goes on, before this is settled."""
    return Finding(f"visit-{code}", Force.HARD, values=values, because=tuple(dict.fromkeys(because)))


def act(code: str, because: Iterable[str] = (), **values: Any) -> Finding:
    """Somebody has to do something about it."""
    return Finding(f"visit-{code}", Force.SOFT, values=values, because=tuple(dict.fromkeys(because)))


def worth_knowing(code: str, because: Iterable[str] = (), **values: Any) -> Finding:
    """Nothing to do; somebody will want to know."""
    return Finding(f"visit-{code}", Force.NOTE, values=values, because=tuple(dict.fromkeys(because)))


def ask_for(missing: str, check: str, *, code: str = "not-told", because: Iterable[str] = (), **values: Any) -> Finding:
    """What was not told, by its name in the file, and the check that was not made for want of it."""
    return Finding(
        f"visit-{code}",
        Force.UNKNOWN,
        values={"fact": missing, "check": check, **values},
        because=tuple(dict.fromkeys(because)),
        missing=(missing,),
    )
