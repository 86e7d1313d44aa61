"""
Candidate plans that start a second drug under a held one.

Plan A keeps the held drug's concentration and the flow: only the added drug is new, and the held one is not touched.
Plan B changes the held concentration because stock dilutes it: the old flow bridges until the new front is at the tip.
Nothing here judges a plan; `cisterna.safety` does, without knowing how it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from cisterna.admixture import Design, Ingredient, Recipe, TooDilute, by_dilution, recipe, shares
from cisterna.catalogue import Pump
from cisterna.delivery import Setting, course_of, simulate
from cisterna.quantities import (
    Concentration,
    DoseRate,
    Duration,
    FlowRate,
    Range,
    Ratio,
    Volume,
    floor_to_step,
    nearest_to_step,
)
from cisterna.reasons import Trace
from cisterna.therapy import Case, Flex, FlexStep, Mixture, Plan, Program, Refill, Reprogram, SimpleContinuous
from cisterna.transition.bridge import clearing_time, size_bridge
from cisterna.transition.dates import Dates, refill_dates

__all__ = ["Arrival", "Candidate", "DoseChoice", "Means", "NotPossible", "propose"]

DAY = Duration(1)
BRIDGE = "bridge bolus"
LONGEST = 365 * DAY
"""A line that takes longer to clear carries no plan: something in the case is wrong."""
POWDER, VIALS = "compounded from powder", "commercial vials"


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


class Means(NamedTuple):
    """What the planner may use, resolved beforehand. None: not known, so whatever needs it is not proposed."""

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


class Arrival(NamedTuple):
    """When the added drug first leaves the tip: nominal, and the range over dead volume and accuracy."""

    earliest: Duration
    nominal: Duration
    latest: Duration


class Candidate(NamedTuple):
    """
    A plan's acting steps and everything that was worked out to make them.

    `gives` is what the added drug gives after rounding. Watching is added later, from the arrival.
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

    @property
    def refill(self) -> Refill:
        """The refill of the plan."""
        return next(step for step in self.plan.steps if isinstance(step, Refill))

    @property
    def program(self) -> Program:
        """The program of the plan."""
        return next(step.program for step in self.plan.steps if isinstance(step, Reprogram))


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


def propose(
    case: Case, doses: Iterable[DoseChoice], means: Means, trace: Trace
) -> tuple[tuple[Candidate, ...], tuple[NotPossible, ...]]:
    """Every candidate for every dose, and what was considered and could not be made. Nothing is ranked here."""
    made: list[Candidate] = []
    not_made: list[NotPossible] = []
    if means.pump.reservoir is None:
        values = {"pump": means.pump.name}
        return (), tuple(NotPossible(f"A-{dose.drug}", "A", dose, "pump-size-unknown", values) for dose in doses)
    for dose in doses:
        obstacle = _obstacle(case, dose, means)
        if obstacle is not None:
            not_made.append(obstacle)
            continue
        for maker in (_same_concentration, _by_dilution):
            for outcome in maker(case, dose, means, trace):
                (made if isinstance(outcome, Candidate) else not_made).append(outcome)  # type: ignore[arg-type]
    return tuple(made), tuple(not_made)


def _obstacle(case: Case, dose: DoseChoice, means: Means) -> NotPossible | None:
    """What keeps every plan for this drug from being made."""
    name = f"start-{dose.drug}"
    if dose.drug in case.running.fill:
        return NotPossible(name, "A", dose, "already-in-the-pump", {"drug": dose.drug})
    if not case.running.flow:
        return NotPossible(name, "A", dose, "pump-delivers-nothing", {"held": means.held})
    slowest = means.pump.min_rate.value if means.pump.min_rate else FlowRate(0)
    line = means.dead_volume.high if means.dead_volume is not None else Volume(0)
    if case.running.flow < slowest or clearing_time(line, case.running.flow) > LONGEST:
        return NotPossible(name, "A", dose, "runs-too-slowly", {"flow": case.running.flow, "pump": means.pump.name})
    if dose.drug not in means.steps or means.held not in means.steps:
        unordered = dose.drug if dose.drug not in means.steps else means.held
        return NotPossible(name, "A", dose, "no-orderable-step", {"drug": unordered})
    return None


def _plan_id(kind: str, dose: DoseChoice, form: str) -> str:
    letter = "vials" if form == VIALS else "powder"
    amount = dose.rate.format("mg/day").partition(" ")[0].replace(",", "")
    return f"{kind}-{letter}-{dose.drug}-{amount}"


def _same_concentration(case: Case, dose: DoseChoice, means: Means, trace: Trace) -> Iterable[Candidate | NotPossible]:
    """Plan A: the added drug is dissolved into the same concentration of the held one; flow and doses stay."""
    kept = case.running.fill[means.held]
    flow = case.running.flow
    exact = dose.rate / flow
    given, lost = floor_to_step(exact, means.steps[dose.drug])
    mixture = Mixture({**dict(case.running.fill.items()), dose.drug: given})
    stocks = _stocks(case, mixture)
    forms = (case.fill.form,) if case.fill.form else (VIALS, POWDER)
    for form in forms:
        name = _plan_id("A", dose, form)
        if not given:
            yield NotPossible(
                name, "A", dose, "too-dilute-to-order", {"drug": dose.drug, "step": means.steps[dose.drug]}
            )
            continue
        if form == VIALS:
            if stocks is None:
                yield NotPossible(name, "A", dose, "no-stock", {"drugs": _without_stock(case, mixture)})
                continue
            taken = shares(mixture, stocks)
            if taken > Ratio(1):
                values = {
                    "held": means.held,
                    "kept": kept,
                    "stock": stocks[means.held],
                    "taken": taken,
                    "drug": dose.drug,
                }
                yield NotPossible(name, "A", dose, "dilution-forbids-same-concentration", values)
                continue
        trace.add(f"{name}.old-flow", "the running program's flow: dose divided by entered concentration", flow)
        trace.add(f"{name}.kept", f"the concentration of {means.held} stays as it runs", kept)
        made_of = (f"{name}.old-flow", *((dose.step,) if dose.step else ()))
        trace.add(f"{name}.exact", "dose divided by flow", exact, of=made_of, cites=dose.because)
        trace.add(f"{name}.order", "down to the orderable step", given, of=(f"{name}.exact",))
        trace.add(f"{name}.lost", "what rounding down leaves out", lost, of=(f"{name}.exact", f"{name}.order"))
        yield _finish(case, name, "A", dose, form, mixture, flow, None, stocks if form == VIALS else None, means, trace)


def _by_dilution(case: Case, dose: DoseChoice, means: Means, trace: Trace) -> Iterable[Candidate | NotPossible]:
    """Plan B: the strongest mixture the vials can make; the held concentration changes, so a bridge is needed."""
    if case.fill.form == POWDER:
        return
    name = _plan_id("B", dose, VIALS)
    running = case.running
    others = [drug for drug in running.fill if drug != means.held]
    stocks = _stocks(case, Mixture({means.held: running.fill[means.held], dose.drug: Concentration(1)}))
    if others:
        yield NotPossible(name, "B", dose, "more-than-two-drugs", {"drugs": ", ".join(others)})
        return
    if stocks is None:
        wanted = Mixture({means.held: running.fill[means.held], dose.drug: Concentration(1)})
        yield NotPossible(name, "B", dose, "no-stock", {"drugs": _without_stock(case, wanted)})
        return
    if means.pump.min_rate is None:
        yield NotPossible(name, "B", dose, "lowest-flow-unknown", {"pump": means.pump.name})
        return
    if BRIDGE not in means.pump.modes:
        yield NotPossible(name, "B", dose, "no-bridge-on-this-pump", {"held": means.held, "pump": means.pump.name})
        return
    held_dose = running.daily_dose(means.held)
    try:
        design = by_dilution(
            Ingredient(means.held, held_dose, stocks[means.held]),
            Ingredient(dose.drug, dose.rate, stocks[dose.drug]),
            lowest_flow=means.pump.min_rate.value,
            steps=dict(means.steps),
        )
    except TooDilute:
        yield NotPossible(name, "B", dose, "stock-too-dilute", {"held": means.held, "drug": dose.drug})
        return
    if design.mixture[means.held] == running.fill[means.held]:
        return  # nothing is diluted: that is plan A
    if not design.mixture[dose.drug]:
        yield NotPossible(name, "B", dose, "too-dilute-to-order", {"drug": dose.drug, "step": means.steps[dose.drug]})
        return
    if means.dead_volume is None:
        yield NotPossible(name, "B", dose, "bridge-needs-dead-volume", {"held": means.held})
        return
    _trace_design(name, design, held_dose, dose, means, stocks, trace)
    yield _finish(case, name, "B", dose, VIALS, design.mixture, design.flow, means.dead_volume, stocks, means, trace)


def _trace_design(
    name: str,
    design: Design,
    held_dose: DoseRate,
    dose: DoseChoice,
    means: Means,
    stocks: Mapping[str, Concentration],
    trace: Trace,
) -> None:
    trace.add(f"{name}.held-dose", f"{means.held} as it runs, patient boluses included", held_dose)
    for drug in (means.held, dose.drug):
        trace.add(f"{name}.stock.{drug}", f"strongest stock of {drug} in the case", stocks[drug])
    stocked = (f"{name}.stock.{means.held}", f"{name}.stock.{dose.drug}")
    parts = (f"{name}.held-dose", *stocked, *((dose.step,) if dose.step else ()))
    trace.add(
        f"{name}.kept", f"nearest orderable step; limited by {design.limited_by}", design.mixture[means.held], of=parts
    )
    trace.add(f"{name}.order", "down to the orderable step", design.mixture[dose.drug], of=parts, cites=dose.because)


def _stocks(case: Case, mixture: Mixture) -> dict[str, Concentration] | None:
    """The strongest stock of each drug in `mixture`, or None where the case has none of one of them."""
    found: dict[str, Concentration] = {}
    for drug in mixture:
        strengths = [stock.strength for stock in case.stock if stock.drug == drug]
        if not strengths:
            return None
        found[drug] = max(strengths, key=lambda strength: strength.value)
    return found


def _without_stock(case: Case, mixture: Mixture) -> str:
    return " and ".join(drug for drug in mixture if all(stock.drug != drug for stock in case.stock))


def _finish(
    case: Case,
    name: str,
    kind: str,
    dose: DoseChoice,
    form: str,
    mixture: Mixture,
    flow: FlowRate,
    bridged: Range[Volume] | None,
    stocks: Mapping[str, Concentration] | None,
    means: Means,
    trace: Trace,
) -> Candidate:
    """Fill volume, program with its bridge, arrival, windows, dates: what both kinds of plan have in common."""
    volume = trace.add(
        f"{name}.volume", "as the case asks, or the reservoir less what cannot be drawn out", _volume(case, means)
    )
    refill = Refill(Duration(0), volume, mixture)
    bridge = None
    if bridged is not None:
        middle = Volume((bridged.low.value + bridged.high.value) / 2)
        bridge = size_bridge(middle, case.running.flow, already_run=means.until_programmed)
        trace.add(f"{name}.dead-volume", "tubing and catheter; the middle of its range", middle)
        trace.add(f"{name}.clearing", "dead volume divided by the old flow", clearing_time(middle, case.running.flow),
                  of=(f"{name}.dead-volume",))  # fmt: skip
    program = Program(means.held, mixture, _mode(case, means.held), bridge)
    trace.add(f"{name}.flow", "programmed dose divided by entered concentration", flow, of=(f"{name}.kept",))
    gives = trace.add(
        f"{name}.gives", f"{dose.drug} at that flow", mixture[dose.drug] * flow, of=(f"{name}.flow", f"{name}.order")
    )
    acting = (refill, Reprogram(means.until_programmed, program))
    arrival = _arrival(case, Plan(acting), dose.drug, means)
    dates = _dates(case, volume, flow, dose.drug, means)
    made = None if stocks is None else recipe(mixture, {drug: stocks[drug] for drug in mixture}, volume)
    _trace_rest(name, arrival, dates, made, program, trace)
    choices = _residual_choices(case, mixture, volume, flow, dose.drug, means)
    return Candidate(name, kind, dose, form, Plan(acting), gives, flow, made, arrival, dates, choices)


def _half_a_unit(dose: DoseRate) -> Ratio:
    """What half a unit in the last digit that is typed is of the dose itself."""
    number = dose.format("mcg/day").partition(" ")[0]
    digits = len(number.partition(".")[2])
    return Ratio(Fraction(1, 2 * 10**digits) / dose.value)


def _trace_rest(
    name: str, arrival: Arrival | None, dates: Dates | None, made: Recipe | None, program: Program, trace: Trace
) -> None:
    typed = program.mode.dose if isinstance(program.mode, SimpleContinuous) else program.mode.steps[0].dose
    trace.add(f"{name}.typed", "the dose of the primary drug as it is typed", typed)
    if typed:
        says = "half a unit in the last digit typed, as a part of the dose"
        trace.add(f"{name}.typed.half-unit", says, _half_a_unit(typed), of=(f"{name}.typed",))
    bridge = program.bridge
    if bridge is not None:
        over = "what is left of the clearing time when the program starts, whole minutes"
        trace.add(f"{name}.bridge.over", over, bridge.over)
        trace.add(f"{name}.bridge.volume", "old flow over that time, in thousandths of a milliliter", bridge.volume)
        parts = (f"{name}.bridge.volume", f"{name}.bridge.over")
        trace.add(f"{name}.bridge.flow", "volume divided by time", bridge.flow, of=parts)
        shown = program.entered[program.primary] * bridge.volume
        trace.add(
            f"{name}.bridge.shown", "volume times entered concentration: what the pump shows", shown, of=parts[:1]
        )
    if arrival is not None:
        for which in ("earliest", "nominal", "latest"):
            says = "first drug at the tip, simulated" + ("" if which == "nominal" else " at that corner of the box")
            trace.add(f"{name}.arrival.{which}", says, getattr(arrival, which))
    if dates is not None:
        for which in ("alarm", "alarm_earliest", "empty_earliest", "governing", "book_by"):
            trace.add(f"{name}.dates.{which}", "usable volume divided by flow, whole days", getattr(dates, which))
    if made is not None:
        for part in made.parts:
            trace.add(f"{name}.recipe.{part.drug}", "fill volume times concentration divided by strength", part.volume)
        trace.add(f"{name}.recipe.diluent", "what is left of the fill volume", made.diluent)


def _volume(case: Case, means: Means) -> Volume:
    """What is injected: as asked, but never more than fits on top of what may have stayed behind."""
    size, asked = means.pump.reservoir, case.fill.volume
    if size is None:
        raise ValueError(f"the size of the {means.pump.name} is not in the catalogue")
    room = size.value - (means.residual or Volume(0))
    return room if asked is None else min(asked, room, key=lambda volume: volume.value)


def _mode(case: Case, held: str) -> SimpleContinuous | Flex:
    """
    The running mode, with patient boluses in use replaced by the same daily dose in the program.

    A flex schedule is raised at every step by the same amount. Doses are of the held drug as it is in the reservoir,
    whatever the pump was told and whichever drug was primary.
    """
    running = case.running
    extra = running.flow - running.volume_per_day_without_boluses
    steps = [FlexStep(start, running.fill[held] * (flow + extra)) for start, flow in running.program.steps]
    return Flex(tuple(steps)) if isinstance(running.program.mode, Flex) else SimpleContinuous(steps[0].dose)


def _arrival(case: Case, acting: Plan, drug: str, means: Means) -> Arrival | None:
    """Over the whole box; where the accuracy is not known, as commanded, and no plan is cleared on that."""
    if means.dead_volume is None or means.pump.reservoir is None:
        return None
    band = means.accuracy or Range(Ratio(1), Ratio(1))
    if case.running.reservoir_volume is None:
        # The refill draws out what is there, so what it was does not matter to when the new drug arrives.
        case = replace(case, running=replace(case.running, reservoir_volume=means.pump.reservoir.value))
    low, high = means.dead_volume.low, means.dead_volume.high
    corners = (
        (low, band.high.value),
        (Volume((low.value + high.value) / 2), Fraction(1)),
        (high, band.low.value),
    )
    flows = [case.running.flow.value, *(s.program.daily_volume.value for s in acting.steps if isinstance(s, Reprogram))]
    # A day more than three: a schedule gives its daily volume in a day, and may begin with a pause.
    horizon = clearing_time(high, FlowRate(min(flows) * band.low.value)) + 4 * DAY
    found = []
    for dead_volume, accuracy in corners:
        setting = Setting(dead_volume, (means.residual or Volume(0),), accuracy)
        found.append(simulate(course_of(case, acting, setting, horizon=horizon)).arrival(drug))
    earliest, nominal, latest = found
    if earliest is None or nominal is None or latest is None:
        return None
    return Arrival(earliest, nominal, latest)


def _dates(case: Case, volume: Volume, flow: FlowRate, drug: str, means: Means) -> Dates | None:
    alarm, residual = case.system.low_reservoir_alarm, means.residual
    if alarm is None or residual is None or means.accuracy is None or volume <= alarm:
        return None
    return refill_dates(
        at=Duration(0),
        volume=volume,
        flow=flow,
        fastest=means.accuracy.high.value,
        alarm=alarm,
        unusable=residual,
        mixture_lasts=means.mixture_lasts.get(drug),
        margin=means.booking_margin,
    )


def _residual_choices(
    case: Case, mixture: Mixture, volume: Volume, flow: FlowRate, drug: str, means: Means
) -> tuple[ResidualChoice, ...]:
    """What the first fill gives with the residual at its bound: accepted, rinsed, or met by a corrected order."""
    if means.residual is None:
        return ()
    old, keep, held = case.running.fill, means.residual, means.held
    orders = [("accept", mixture, old), ("corrected order", _corrected(mixture, old, volume, keep, means), old)]
    if means.rinse is not None:
        times, volume_each = means.rinse
        left = old
        for _ in range(times):
            left = left.blend(keep, mixture, volume_each)
        orders.insert(1, ("rinse", mixture, left))
    first = [(name, order, order.blend(volume, left, keep)) for name, order, left in orders]
    return tuple(
        ResidualChoice(name, order, fill[held] * flow, fill[drug] * flow, order[held] * flow, order[drug] * flow)
        for name, order, fill in first
    )


def _corrected(mixture: Mixture, old: Mixture, volume: Volume, keep: Volume, means: Means) -> Mixture:
    """
    The order that gives `mixture` once it has mixed with the residual at its bound; opioid down, held to the
    nearest.
    """
    parts: dict[str, Concentration] = {}
    for drug, wanted in mixture.items():
        exact = Concentration((wanted * (volume + keep) - old[drug] * keep).value / volume.value)
        rounding = nearest_to_step if drug == means.held else floor_to_step
        parts[drug] = rounding(max(exact, Concentration(0), key=lambda c: c.value), means.steps[drug])[0]
    return Mixture(parts)
