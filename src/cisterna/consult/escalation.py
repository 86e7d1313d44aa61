"""
What comes after the start: how many need more, by how much, and what each raise does to the held drug in this pump.

A raise by rate moves every drug in the reservoir alike; a raise by refill moves the opioid alone and arrives when the
line has cleared. Both are worked out here for each raise that sources expect and for the next steps that sources
allow. Nothing here is a proposal: whether, when and how far to raise is for the prescriber.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cisterna.admixture import coupled, shares
from cisterna.consult.ask import Ask
from cisterna.consult.climb import Climb, Line, Pace, climb
from cisterna.consult.doses import sides_of
from cisterna.knowledge import Figures, NeedsFact, Side, Span
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Quantity, Ratio, floor_to_step
from cisterna.therapy import Case, Mixture
from cisterna.transition import Arrival, Candidate, Means, clearing_time

__all__ = [
    "Cut",
    "Escalation",
    "Expected",
    "HeldStep",
    "Ladder",
    "LadderStep",
    "Limit",
    "Raise",
    "escalation",
]

STEPS = 3
"""How many steps of a ladder are worked out: the next few, because nobody knows yet what the first one does."""

INSIDE, ABOVE, NOT_KNOWN = "inside the published step", "above the published step", "no published step is known"
RAISES = ("smallest_raise", "lower_quartile_raise", "median_raise", "upper_quartile_raise", "largest_raise")
TOPICS = (
    "cohort behind expected escalation",
    "stay after the start",
    "who needs more",
    "why an intrathecal opioid was reduced",
    "harm recorded after the start",
    "limits of a cohort",
    "systems in which systemic opioids were stopped",
)
BEFORE_A_RAISE = ("titration interval", "raise after arrival", "signs that stop a raise", "risk at each change of dose")
VIALS = "commercial vials"


class HeldStep(NamedTuple):
    """
    By how much the held drug is raised in one step in this patient.

    `missing` names the case fields on which it turns; the smallest step that is open is then taken.
    """

    low: Ratio | None
    high: Ratio
    missing: tuple[str, ...]
    statements: tuple[str, ...]


class Limit(NamedTuple):
    """The lowest published maximum of a drug's daily dose."""

    drug: str
    dose: DoseRate
    statements: tuple[str, ...]


class Raise(NamedTuple):
    """
    A raise that sources report, done by rate in this pump: what both drugs would become.

    `by_rate` says how the rise of the held drug stands to its published step; `over` names drugs above their maximum.
    """

    name: str
    change: Ratio
    added: DoseRate
    held: DoseRate
    by_rate: str
    over: tuple[str, ...]


class Expected(NamedTuple):
    """What one source reports of the time after the start: shares of patients, and raises."""

    shares: tuple[tuple[str, Ratio], ...]
    raises: tuple[Raise, ...]
    population: str
    statements: tuple[str, ...]


class Cut(NamedTuple):
    """A cut of the opioid for over-sedation, and what it does to the held drug if it is done by rate."""

    change: Ratio
    added: DoseRate
    held: DoseRate


class LadderStep(NamedTuple):
    """
    One step: what is ordered and what it gives.

    `concentration` is rounded down to what can be ordered, `dose` is what that gives at the unchanged flow, and
    `change` is the step that this is against the one before. `held_by_rate` is what the held drug would become if the
    same dose were reached by rate, in exact proportion, and `held_change` its rise against the plan. `by_rate` says how
    the rise of this step alone stands to the published step of the held drug, `together` how all steps so far do.
    `vials_needed` is the part of the fill that the stocks in the case would take up, where the fill is made from
    vials: above 1 the step cannot be made from them.
    """

    number: int
    concentration: Concentration
    dose: DoseRate
    change: Ratio
    held_by_rate: DoseRate
    held_change: Ratio
    by_rate: str
    together: str
    over: tuple[str, ...]
    vials_needed: Ratio | None


class Ladder(NamedTuple):
    """
    The next steps of one published step size; `ends` says why there are no more of them.

    `missing` names the case fields on which it turns whether this step size is for this patient. `beyond` is the dose
    of the step that was not taken, where a limit ended the ladder. `climbs` are its steps as fills: with the held drug
    kept exactly, and inside its published step where that is known.
    """

    step: Ratio
    population: str
    steps: tuple[LadderStep, ...]
    ends: str
    beyond: DoseRate | None
    missing: tuple[str, ...]
    statements: tuple[str, ...]
    climbs: tuple[Climb, ...] = ()


class Escalation(NamedTuple):
    """
    Everything about raising the opioid of one plan.

    `arrival` is how long after a later refill its opioid is at the tip, `wait` how long after that refill the next
    raise is at the earliest; None where the line or the pump's accuracy is not known. `said` and `before_a_raise` hold
    topics with the statements that speak to them.
    """

    expected: tuple[Expected, ...]
    held_step: HeldStep | None
    limits: tuple[Limit, ...]
    cuts: tuple[Cut, ...]
    cut_by: tuple[str, ...]
    ladders: tuple[Ladder, ...]
    arrival: Arrival | None
    wait: Duration | None
    said: tuple[tuple[str, tuple[str, ...]], ...]
    before_a_raise: tuple[tuple[str, tuple[str, ...]], ...]


def escalation(case: Case, candidate: Candidate, means: Means, ask: Ask) -> Escalation:
    """The panel and the ladders of one plan, every value of them in the trace."""
    added, held = candidate.dose.drug, means.held
    step = _held_step(case, held, ask)
    limits = tuple(limit for drug in (added, held) if (limit := _limit(drug, ask)) is not None)
    pump = _Pump(candidate, held, step, {limit.drug: limit.dose for limit in limits}, ask)
    expected = tuple(_expected(pump, added, ask))
    cuts, cut_by = _cuts(pump, ask)
    arrival, wait = _arrival(candidate, means, ask)
    ladders = tuple(_ladders(case, candidate, means, pump, ask))
    return Escalation(
        expected=expected,
        held_step=step,
        limits=limits,
        cuts=cuts,
        cut_by=cut_by,
        ladders=ladders,
        arrival=arrival,
        wait=wait,
        said=_said(TOPICS, ask),
        before_a_raise=_said(BEFORE_A_RAISE, ask),
    )


class _Pump:
    """One plan's doses, and how a change of its flow moves both."""

    def __init__(
        self, candidate: Candidate, held: str, step: HeldStep | None, limits: Mapping[str, DoseRate], ask: Ask
    ) -> None:
        self.id, self.drug, self.held = candidate.id, candidate.dose.drug, held
        self.gives, self.runs = candidate.gives, candidate.refill.fill[held] * candidate.flow
        self.step, self.limits, self.trace = step, limits, ask.trace

    def write(self, name: str, says: str, value: Quantity, *, of: Iterable[str] = (), cites: Iterable[str] = ()) -> str:
        """Write a step of this plan down unless it is there already, and hand back its name."""
        full = f"{self.id}.{name}"
        if full not in self.trace:
            self.trace.add(full, says, value, of=tuple(f"{self.id}.{part}" for part in of), cites=tuple(cites))
        return name

    def stands(self, change: Ratio) -> str:
        """How a rise of the held drug stands to its published step."""
        if self.step is None:
            return NOT_KNOWN
        return INSIDE if change <= self.step.high else ABOVE

    def over(self, **doses: DoseRate) -> tuple[str, ...]:
        """The drugs whose dose lies above their lowest published maximum."""
        return tuple(drug for drug, dose in doses.items() if drug in self.limits and dose > self.limits[drug])

    def by_rate(self, change: Ratio, cites: Iterable[str]) -> tuple[DoseRate, DoseRate]:
        """Both drugs after a change of the flow, written into the trace."""
        added, held = coupled(self.gives, change), coupled(self.runs, change)
        name = f"by-rate.{change.format().partition(' ')[0].replace(',', '')}"
        self.write(name, f"a change of the flow by {change}, from a source", change, cites=cites)
        self.write(f"{name}.{self.drug}", f"{self.drug} after that change", added, of=("gives", name))
        self.write(f"{name}.{self.held}", f"{self.held} after that change, in proportion", held, of=("flow", name))
        return added, held


def _held_step(case: Case, held: str, ask: Ask) -> HeldStep | None:
    sides, missing = _open_sides("daily dose step", ask, drug=held, spasticity=case.patient.spasticity,
                                 age=case.patient.age)  # fmt: skip
    steps = [
        HeldStep(side.answer.low if isinstance(side.answer.low, Ratio) else None, side.answer.high, missing, side.ids)
        for side in sides
        if isinstance(side.answer, Span) and isinstance(side.answer.high, Ratio)
    ]
    return min(steps, key=lambda step: step.high.value, default=None)


def _open_sides(question: str, ask: Ask, **facts: str | Quantity | None) -> tuple[tuple[Side, ...], tuple[str, ...]]:
    """Every side that may be for this patient, those that wait for a fact too; and the case fields they wait for."""
    found = ask(question, **{name: value for name, value in facts.items() if value is not None})
    if not isinstance(found, NeedsFact):
        return sides_of(found), ()
    waiting = tuple(Side(one.says, (one,)) for one in found.open)
    ask.use(tuple(id for side in waiting for id in side.ids))
    return (*found.known, *waiting), found.fields


def _limit(drug: str, ask: Ask) -> Limit | None:
    limits = [
        Limit(drug, side.answer.high, side.ids)
        for side in sides_of(ask("daily dose maximum", drug=drug))
        if isinstance(side.answer, Span) and isinstance(side.answer.high, DoseRate)
    ]
    return min(limits, key=lambda limit: limit.dose.value, default=None)


def _population(side: Side) -> str:
    return next((one.population for one in side.statements if one.population), "")


def _expected(pump: _Pump, added: str, ask: Ask) -> Iterator[Expected]:
    for side in sides_of(ask("expected escalation", drug=added)):
        if not isinstance(side.answer, Figures):
            continue
        values = [(name, value) for name, value in side.answer.values if isinstance(value, Ratio)]
        of_patients = tuple((name, value) for name, value in values if name not in RAISES)
        raises = tuple(_raise(pump, name, value, side.ids) for name, value in values if name in RAISES)
        ordered = tuple(sorted(raises, key=lambda each: each.change.value))
        yield Expected(of_patients, ordered, _population(side), side.ids)


def _raise(pump: _Pump, name: str, change: Ratio, cites: tuple[str, ...]) -> Raise:
    added, held = pump.by_rate(change, cites)
    over = pump.over(**{pump.drug: added, pump.held: held})
    return Raise(name.replace("_", " "), change, added, held, pump.stands(change), over)


def _cuts(pump: _Pump, ask: Ask) -> tuple[tuple[Cut, ...], tuple[str, ...]]:
    """What the published cuts for over-sedation do to both drugs, done by rate."""
    found: list[Cut] = []
    cited: dict[str, None] = {}
    for side in sides_of(ask("opioid dose cut at over-sedation")):
        ends = (side.answer.low, side.answer.high) if isinstance(side.answer, Span) else ()
        for part in ends:
            if isinstance(part, Ratio):
                found.append(Cut(part, *pump.by_rate(-part, side.ids)))
                cited.update(dict.fromkeys(side.ids))
    return tuple(found), tuple(cited)


def _arrival(candidate: Candidate, means: Means, ask: Ask) -> tuple[Arrival | None, Duration | None]:
    """How long after a later refill its opioid is at the tip, at the mean flow, and when the next raise may be."""
    line, accuracy, flow = means.dead_volume, means.accuracy, candidate.flow
    if line is None or accuracy is None or not flow:
        return None, None
    fast, slow = (FlowRate(flow.value * side.value) for side in (accuracy.high, accuracy.low))
    middle = (line.low + line.high) / 2
    arrival = Arrival(clearing_time(line.low, fast), clearing_time(middle, flow), clearing_time(line.high, slow))
    for name, value in zip(("earliest", "nominal", "latest"), arrival, strict=True):
        says = "after a later refill: dead volume divided by flow" + ("" if name == "nominal" else ", at that corner")
        ask.trace.add(f"{candidate.id}.ladder.arrival.{name}", says, value, of=(f"{candidate.id}.flow",))
    waits = [
        (side.answer.low, side.ids)
        for side in sides_of(ask("raise after arrival"))
        if isinstance(side.answer, Span) and isinstance(side.answer.low, Duration)
    ]
    if not waits:
        return arrival, None
    longest, ids = max(waits, key=lambda each: each[0].value)
    wait = ask.trace.add(
        f"{candidate.id}.ladder.wait",
        "the latest arrival of the last change and the published wait after it",
        arrival.latest + longest,
        of=(f"{candidate.id}.ladder.arrival.latest",),
        cites=ids,
    )
    return arrival, wait


def _ladders(case: Case, candidate: Candidate, means: Means, pump: _Pump, ask: Ask) -> Iterator[Ladder]:
    """One ladder for each published step size, the smallest first."""
    highest = min(
        (
            side.answer.high
            for side in sides_of(ask("concentration maximum", drug=pump.drug))
            if isinstance(side.answer, Span) and isinstance(side.answer.high, Concentration)
        ),
        key=lambda each: each.value,
        default=None,
    )
    known, missing = _open_sides("opioid dose step", ask, pain_origin=case.patient.pain_origin)
    sides = [
        (side.answer.high, side)
        for side in known
        if isinstance(side.answer, Span) and isinstance(side.answer.high, Ratio)
    ]
    for step, side in sorted(sides, key=lambda each: each[0].value):
        ladder = _ladder(case, candidate, means, pump, step, side, highest)
        yield ladder._replace(missing=missing, climbs=tuple(_climbs(case, candidate, means, pump, ladder, ask)))


def _climbs(case: Case, candidate: Candidate, means: Means, pump: _Pump, ladder: Ladder, ask: Ask) -> Iterator[Climb]:
    """The ladder as fills: the held drug exactly, and inside its published step for this patient and its maximum."""
    if not ladder.steps:
        return
    levels = [candidate.gives, *(step.dose for step in ladder.steps)]
    bands: list[tuple[Ratio, tuple[str, ...]]] = [(Ratio(0), ())]
    if pump.step is not None and not pump.step.missing:
        most = pump.step.high
        if pump.held in pump.limits:
            most = min(most, Ratio(pump.limits[pump.held] / pump.runs - 1), key=lambda each: each.value)
        bands += [(most, pump.step.statements)] if most.value > 0 else []
    label = f"ladder.{ladder.step.format().partition(' ')[0].replace(',', '')}"
    before, line, pace = case.running.daily_dose(pump.held), _line(candidate, means), _pace(ask)
    for band, ids in bands:
        found = climb(levels, band, flow=candidate.flow, held=pump.runs, before=before, line=line, pace=pace)
        _trace_climb(f"{label}.band.{band.format().partition(' ')[0]}", found, pump, ids)
        yield found


def _line(candidate: Candidate, means: Means) -> Line | None:
    arrival = candidate.arrival
    if arrival is None or means.dead_volume is None or means.accuracy is None:
        return None
    return Line(means.dead_volume.high, means.accuracy.low.value, arrival.latest)


def _pace(ask: Ask) -> Pace | None:
    """The published waits between two steps, none shorter than the published wait after an arrival."""
    found: dict[str, list[Duration]] = {}
    for topic in ("raise after arrival", "titration interval"):
        found[topic] = [side.answer.low for side in sides_of(ask(topic))
                        if isinstance(side.answer, Span) and isinstance(side.answer.low, Duration)]  # fmt: skip
    after, between = found["raise after arrival"], found["titration interval"]
    if not after:
        return None
    least = max(after, key=lambda each: each.value)
    waits = sorted(max(least, each, key=lambda one: one.value) for each in between or [least])
    return Pace(waits[0], waits[-1])


def _trace_climb(name: str, found: Climb, pump: _Pump, cites: tuple[str, ...]) -> None:
    pump.write(name, f"how far {pump.held} may lie above its dose", found.band, cites=cites)
    for rise in found.rises:
        part = f"{name}.{rise.number}"
        pump.write(f"{part}.held", f"{pump.held} after this step, by {rise.how} in fill {rise.fill}", rise.held,
                   of=(name, "flow"))  # fmt: skip
        says = f"that against {pump.held} before the transition"
        pump.write(f"{part}.change", says, rise.held_change, of=(f"{part}.held",))
        if rise.delay is not None and rise.not_before is not None:
            pump.write(f"{part}.delay", "how long this step takes to the tip at the latest", rise.delay, of=("flow",))
            for end, at in (("earliest", rise.not_before.low), ("later", rise.not_before.high)):
                says = "the step before, at the tip at the latest, and a published wait"
                pump.write(f"{part}.not-before.{end}", says, at)


def _ladder(
    case: Case,
    candidate: Candidate,
    means: Means,
    pump: _Pump,
    step: Ratio,
    side: Side,
    highest: Concentration | None,
) -> Ladder:
    fill, flow, orderable = candidate.refill.fill, candidate.flow, means.steps[pump.drug]
    strength, dose = fill[pump.drug], candidate.gives
    label = f"ladder.{step.format().partition(' ')[0].replace(',', '')}"
    pump.write(label, "the largest step that a source allows", step, cites=side.ids)
    before, ends, beyond = "gives", "the next few only", None
    steps: list[LadderStep] = []
    while len(steps) < STEPS:
        exact = coupled(dose, step) / flow
        order, _ = floor_to_step(exact, orderable)
        following = order * flow
        if order <= strength:
            ends = "the step is smaller than what can be ordered"
            break
        if pump.over(**{pump.drug: following}):
            ends, beyond = "above the highest published daily dose", following
        elif highest is not None and order > highest:
            ends, beyond = "above the highest published concentration", following
        if beyond is not None:
            pump.write(f"{label}.beyond", "the dose of the step that is not taken", beyond, of=(before, label))
            break
        number = len(steps) + 1
        made = pump.write(f"{label}.{number}.order", "dose and step divided by flow, down to the orderable step",
                          order, of=(before, label, "flow"))  # fmt: skip
        before = pump.write(f"{label}.{number}.gives", "that concentration at the flow", following, of=(made, "flow"))
        whole, change = Ratio(following / candidate.gives), Ratio(following / dose - 1)
        held = pump.runs * whole.value
        pump.write(f"{label}.{number}.change", "this step against the one before", change, of=(before,))
        pump.write(f"{label}.{number}.by-rate", f"{pump.held} if that dose were reached by rate", held, of=(before,))
        risen = Ratio(whole.value - 1)
        pump.write(f"{label}.{number}.by-rate.rise", f"the rise of {pump.held} against the plan", risen, of=(before,))
        needed = _vials_needed(case, candidate, pump.drug, order)
        if needed is not None:
            pump.write(f"{label}.{number}.vials", "the part of the fill that its stocks take up", needed, of=(made,))
        over = pump.over(**{pump.held: held})
        alone, together = pump.stands(change), pump.stands(risen)
        steps.append(LadderStep(number, order, following, change, held, risen, alone, together, over, needed))
        strength, dose = order, following
    return Ladder(step, _population(side), tuple(steps), ends, beyond, (), side.ids)


def _vials_needed(case: Case, candidate: Candidate, drug: str, order: Concentration) -> Ratio | None:
    """The part of the fill that the stocks would take up, where the plan is made from vials."""
    if candidate.made_from != VIALS:
        return None
    mixture = Mixture({**dict(candidate.refill.fill.items()), drug: order})
    strongest = {
        each: max((stock.strength for stock in case.stock if stock.drug == each), key=lambda s: s.value)
        for each in mixture
    }
    return shares(mixture, strongest)


def _said(topics: Iterable[str], ask: Ask) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each topic with the statements that speak to it; a topic nobody speaks to is left out."""
    found = ((topic, tuple(id for side in sides_of(ask(topic)) for id in side.ids)) for topic in topics)
    return tuple((topic, ids) for topic, ids in found if ids)
