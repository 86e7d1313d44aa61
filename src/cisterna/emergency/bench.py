"""
The bench everything is worked out on: the facts, the statements asked, the trace, and what follows from facts alone.

`note` writes each value down once; `ask` puts each question once. Nothing here has an opinion.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from cisterna.emergency.facts import EmergencyFacts
from cisterna.emergency.items import Figure, span
from cisterna.knowledge import Answer, Disagree, Figures, Holds, Knowledge, NeedsFact, Side, Span, resolve
from cisterna.quantities import Duration, FlowRate, Quantity, Range, Ratio, Volume, floor_to_step
from cisterna.reasons import Finding, Force, Trace
from cisterna.therapy import Mixture, Slug

__all__ = ["HELD", "Bench", "finding", "unknown"]

HELD = "baclofen"
"""The drug whose interruption is the emergency."""

MINUTE = Duration.parse("1 min")

T = TypeVar("T")
Q = TypeVar("Q", bound=Quantity)


def finding(code: str, because: tuple[str, ...] = (), *, force: Force = Force.NOTE, **values: Any) -> Finding:
    """A finding that says something."""
    return Finding(code, force, values=values, because=because)


def unknown(code: str, missing: tuple[str, ...], because: tuple[str, ...] = (), **values: Any) -> Finding:
    """A finding that says what cannot be said, and which facts would change that."""
    return Finding(code, Force.UNKNOWN, values=values, because=because, missing=missing)


def _less(one: Volume, other: Volume) -> Volume:
    return one if one <= other else other


class Bench:
    """
    Facts, knowledge and trace of one run; every value is worked out once and written down under its name.

    `fresh`: the reservoir was filled lately, so the line does not simply hold what the reservoir holds.
    """

    __slots__ = ("facts", "fresh", "knowledge", "on", "touched", "trace", "used")

    def __init__(self, facts: EmergencyFacts, knowledge: Knowledge, on: date, *, fresh: bool = False) -> None:
        self.facts = facts
        self.fresh = fresh or facts.since_fill is not None
        self.knowledge = knowledge
        self.on = on
        self.trace = Trace()
        self.used: dict[str, None] = {}
        self.touched: list[str] = []

    def note(self, name: str, says: str, value: T, *, of: tuple[str, ...] = (), cites: tuple[str, ...] = ()) -> T:
        """`value`, written into the trace under `name` unless it stands there already."""
        if name not in self.trace:
            self.trace.add(name, says, value, of=of, cites=cites)
        self.touched.append(name)
        self.use(cites)
        return value

    def minute_before(self, name: str, time: Duration) -> Duration:
        """`time`, which stands in the trace under `name`, rounded down to a minute: it may come earlier."""
        early, _ = floor_to_step(time, MINUTE)
        return self.note(f"{name}, to the minute before", "rounded down to a minute", early, of=(name,))

    def told(self, name: str) -> Any:
        """The fact of that name, in the trace where it is told; None where it is not."""
        from cisterna.emergency.facts import FIELDS

        value = getattr(self.facts, name)
        if value in (None, {}, ()):
            return None
        return self.note(f"told: {name}", FIELDS[name], value)

    def ask(self, question: str, **facts: str | Quantity) -> tuple[Side, ...]:
        """Every side of the answer, the one shown first in front. What waits for a fact is left out."""
        name = f"{question} ({', '.join(f'{key}: {value}' for key, value in sorted(facts.items()))})"
        name = name.removesuffix(" ()")
        new = None if name in self.trace else self.trace
        found = resolve(self.knowledge, question, facts, on=self.on, trace=new, name=name)
        self.touched.append(name)
        match found:
            case Holds() | Disagree():
                sides = found.sides
            case NeedsFact(known=sides):
                pass
            case _:
                sides = ()
        self.use(tuple(id for side in sides for id in side.ids))
        return sides

    def use(self, ids: tuple[str, ...]) -> None:
        """Count statements as used."""
        self.used.update(dict.fromkeys(ids))

    def first(self, question: str, **facts: str | Quantity) -> tuple[Answer | None, tuple[str, ...]]:
        """The answer shown first and its statements; None and nothing where no source says."""
        sides = self.ask(question, **facts)
        return (sides[0].answer, sides[0].ids) if sides else (None, ())

    def figures(self, question: str, **facts: str | Quantity) -> tuple[tuple[Figures, tuple[str, ...]], ...]:
        """
        Figures of every side, with their statements.

        A side that lacks one of the figures its question asks for is left out and named in the trace: nothing can be
        worked out from half of it.
        """
        wanted = [name for name, _ in self.knowledge.question(question).figures]
        found = []
        for side in self.ask(question, **facts):
            if not isinstance(side.answer, Figures):
                continue
            lacking = [name for name in wanted if side.answer.get(name) is None]
            if lacking:
                self.note(f"left out: {side.ids[0]}", f"it does not give {', '.join(lacking)}", "left out")
            else:
                found.append((side.answer, side.ids))
        return tuple(found)

    def spans(self, question: str, **facts: str | Quantity) -> tuple[tuple[Span, tuple[str, ...]], ...]:
        """Ranges of every side, with their statements."""
        return tuple((s.answer, s.ids) for s in self.ask(question, **facts) if isinstance(s.answer, Span))

    # what follows from the facts alone

    def amount_unit(self, drug: str) -> str:
        """The unit in which single amounts of `drug` are shown."""
        entry = next((each for each in self.knowledge.catalogue.drugs if each.id == drug), None)
        return "mcg" if entry is None else entry.bolus_unit

    def rate_unit(self, drug: str) -> str:
        """The unit in which dose rates of `drug` are shown."""
        return f"{self.amount_unit(drug)}/day"

    def rate(self, drug: str, dose: Any) -> Figure:
        """A dose rate, or a range of one, as it is shown for `drug`."""
        return span(dose, self.rate_unit(drug))

    def amount(self, drug: str, amount: Any) -> Figure:
        """An amount, or a range of one, as it is shown for `drug`."""
        return span(amount, self.amount_unit(drug))

    def strength(self, drug: str, concentration: Any) -> Figure:
        """A concentration as it is shown for `drug`."""
        return span(concentration, f"{self.amount_unit(drug)}/mL")

    @property
    def opioids(self) -> tuple[str, ...]:
        """The opioids that are named in the pump."""
        return self.facts.opioids(self.knowledge.catalogue)

    @property
    def without_held(self) -> bool:
        """True where it is told what the pump holds, and the held drug is not among it, nor among the doses."""
        facts = self.facts
        told = facts.entered is not None if self.fresh else facts.contents is not None or facts.line is not None
        return told and HELD not in facts.drugs

    def text(self, ids: tuple[str, ...]) -> str:
        """What the first of these statements says, in its own sentence without the full stop."""
        return self.knowledge.statement(ids[0]).text.removesuffix(".")

    @property
    def opioid_may_be_on_board(self) -> bool | None:
        """True, False, or None where nobody said. An opioid in the pump outweighs a "no"."""
        if self.opioids or self.facts.opioid_on_board == "yes":
            return True
        return False if self.facts.opioid_on_board == "no" else None

    @property
    def flow(self) -> Range[FlowRate] | None:
        """The flow as told, or the dose of a drug divided by its concentration."""
        told = self.told("flow")
        if told is not None:
            return told  # type: ignore[no-any-return]
        mixture = self.facts.entered or (None if self.fresh else self.facts.contents)
        if mixture is None:
            return None
        flows = [self.facts.doses[drug] / mixture[drug] for drug in mixture if self.facts.doses.get(drug)]
        if not flows:
            return None
        low, high = min(flows, key=lambda each: each.value), max(flows, key=lambda each: each.value)
        return self.note("flow", "daily dose divided by concentration", Range(low, high), of=self._dose_names())

    def _dose_names(self) -> tuple[str, ...]:
        self.told("doses")
        return ("told: doses",) if "told: doses" in self.trace else ()

    @property
    def accuracy(self) -> Range[Ratio] | None:
        """Delivered as a part of commanded volume, where pump and both ends are known."""
        entry = next((each for each in self.knowledge.catalogue.pumps if each.id == self.facts.pump), None)
        if entry is None or entry.accuracy is None:
            return None
        return self.note("pump accuracy", f"catalogue, {entry.name}", entry.accuracy)

    @property
    def line(self) -> tuple[Slug, ...] | None:
        """What lies in the line as far as it is told slug by slug."""
        return self.facts.line

    @property
    def path(self) -> Range[Volume] | None:
        """Volume from reservoir to tip."""
        if self.facts.line is not None:
            volume = sum((slug.volume.value for slug in self.facts.line), start=Volume(0).value)
            return self.note(
                "line volume", "the stretches of fluid in the line, added up", Range(Volume(volume), Volume(volume))
            )
        whole = self.facts.path_volume
        if whole is None:
            return None
        parts = (self.told("tubing_volume"), self.told("catheter_volume"))
        assert all(part is not None for part in parts)
        return self.note(
            "line volume", "tubing and catheter", whole, of=("told: tubing_volume", "told: catheter_volume")
        )

    def path_missing(self) -> tuple[str, ...]:
        """Names of the volumes that are not told."""
        return tuple(name for name in ("tubing_volume", "catheter_volume") if getattr(self.facts, name) is None)

    def clears_in(self, volume: Range[Volume], flow: Range[FlowRate], name: str, says: str) -> Range[Duration]:
        """How long a volume takes to leave at a flow: fastest to slowest."""
        return self.note(name, says, Range(volume.low / flow.high, volume.high / flow.low))

    def dose(self, drug: str) -> Range[Any] | None:
        """
        The daily dose of `drug` that ran last: as told, or concentration times flow; None where neither is known.

        After a fresh fill it is what the pump was told, and never what the new fill will give (`arriving`).
        """
        told = self.facts.doses.get(drug)
        if told is not None:
            return self.note(f"last daily dose of {drug}", "as told", Range(told, told))
        return self._dose_of(drug, self.facts.entered if self.fresh else self.facts.contents, "last daily dose of")

    def arriving(self, drug: str) -> Range[Any] | None:
        """The daily dose of `drug` once what is in the reservoir is at the tip."""
        return self._dose_of(drug, self.facts.contents, "at the tip once it arrives:")

    def _dose_of(self, drug: str, mixture: Mixture | None, name: str) -> Range[Any] | None:
        flow = self.flow
        if flow is None or mixture is None or drug not in mixture:
            return None
        rate = Range(mixture[drug] * flow.low, mixture[drug] * flow.high)
        return self.note(f"{name} {drug}", "concentration times flow", rate)

    def _by_dose(self, drug: str, volume: Range[Volume], name: str) -> Range[Any] | None:
        """What lies in `volume` where dose and flow are told and no concentration: the dose over the time it takes."""
        dose, flow = self.dose(drug), self.flow
        if self.fresh or dose is None or flow is None:
            return None
        amount = Range(dose.low * (volume.low / flow.high), dose.high * (volume.high / flow.low))
        return self.note(name, "daily dose times the time the volume takes at the running flow", amount)

    def in_tubing_by_dose(self, drug: str, tubing: Range[Volume]) -> Range[Any] | None:
        """The same for the tubing alone."""
        return self._by_dose(drug, tubing, f"{drug} in the tubing")

    def advanced(self, volume: Range[Volume]) -> Range[Volume]:
        """How much of `volume`, next to the reservoir, the reservoir's present mixture may have taken up by now."""
        if not self.fresh:
            return volume
        flow, since = self.flow, self.facts.since_fill
        if flow is None or since is None:
            return Range(Volume(0), volume.high)
        low, high = flow.low * since.low, flow.high * since.high
        return Range(_less(volume.low, low), _less(volume.high, high))

    def in_line(self, drug: str) -> Range[Any] | None:
        """How much of `drug` lies between reservoir and tip."""
        path = self.path
        if path is None:
            return None
        says = "concentration times volume of the line"
        if self.facts.line is not None:
            held = [slug.mass(drug) for slug in self.facts.line]
            total = held[0]
            for each in held[1:]:
                total = total + each
            return self.note(f"{drug} in the line", says, Range(total, total), of=("line volume",))
        contents: Mixture | None = self.facts.contents
        if contents is None:
            return self._by_dose(drug, path, f"{drug} in the line")
        if drug not in contents:
            return None
        new = self.advanced(path)
        amount = Range(contents[drug] * new.low, contents[drug] * new.high)
        return self.note(f"{drug} in the line", says, amount, of=("line volume",))
