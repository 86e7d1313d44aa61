"""
What every kind of plan has in common once its mixture and flow stand: fill, program with its bridge, arrival, dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from cisterna.admixture import Recipe, Wanted, bounds_of, recipe
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
from cisterna.transition.bridge import clearing_time
from cisterna.transition.candidate import Arrival, Binding, Candidate, DoseChoice, Means, ResidualChoice
from cisterna.transition.dates import Dates
from cisterna.transition.limits import flow_limits, next_flow, reach, trace_binding, wanted
from cisterna.transition.volume import fill_dates, trace_fills, weigh_fills

__all__ = ["finish"]

DAY = Duration(1)


def finish(
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
    fills = weigh_fills(case, mixture, flow, dose.drug, means)
    volume = trace.add(f"{name}.volume", f"what this plan injects: the volume that is {fills.each[0].name}",
                       fills.each[0].volume)  # fmt: skip
    refill = Refill(Duration(0), volume, mixture)
    program = Program(means.held, mixture, _mode(case, means.held, mixture, flow))
    second, ways = None, None
    if bridged is not None:
        from cisterna.transition.bridging import bridging

        bridge, second, ways = bridging(case, name, refill, program, bridged, means, trace)
        program = replace(program, bridge=bridge)
    trace.add(f"{name}.flow", "programmed dose divided by entered concentration", flow, of=(f"{name}.kept",))
    gives = trace.add(
        f"{name}.gives", f"{dose.drug} at that flow", mixture[dose.drug] * flow, of=(f"{name}.flow", f"{name}.order")
    )
    acting = (refill, Reprogram(means.until_programmed, program), *((second,) if second else ()))
    arrival = _either_way(case, acting, dose.drug, means, second)
    dates = fills.each[0].dates
    made = None if stocks is None else recipe(mixture, {drug: stocks[drug] for drug in mixture}, volume)
    _trace_rest(name, arrival, dates, made, program, trace)
    choices = _residual_choices(case, mixture, volume, flow, dose.drug, means)
    bound = _binding(case, kind, wanted(case, dose, means, stocks), mixture, volume, flow, means)
    trace_binding(name, bound, means, trace)
    trace_fills(name, fills, trace)
    return Candidate(
        name, kind, dose, form, Plan(acting), gives, flow, made, arrival, dates, choices, ways, bound, fills
    )


def _binding(
    case: Case, kind: str, drugs: tuple[Wanted, ...], mixture: Mixture, volume: Volume, flow: FlowRate, means: Means
) -> Binding:
    """What sets the flow, and how far this fill would carry without it."""
    limits, added = flow_limits(case, means), drugs[-1].drug
    bounds = bounds_of(drugs, limits.lowest, limits.path, limits.longest_delay)
    here = reach(flow, fill_dates(case, mixture, volume, flow, added, means), means)
    lower = next_flow(bounds)
    if lower is None:
        return Binding(kind == "A", bounds, here, None)
    without = reach(lower, fill_dates(case, mixture, volume, lower, added, means), means)
    return Binding(kind == "A", bounds, here, without)


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
        over = "how long the bridge runs, in whole minutes"
        trace.add(f"{name}.bridge.over", over, bridge.over)
        trace.add(f"{name}.bridge.volume", "its flow over that time, in thousandths of a milliliter", bridge.volume)
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


def _mode(case: Case, held: str, mixture: Mixture, flow: FlowRate) -> SimpleContinuous | Flex:
    """
    The running mode, with patient boluses in use replaced by the same daily dose in the program.

    The dose is the running one, unless the flow had to go to a rate that the pump can run.

    A flex schedule is raised at every step by the same amount. Doses are of the held drug as it is in the reservoir,
    whatever the pump was told and whichever drug was primary.
    """
    running = case.running
    extra = running.flow - running.volume_per_day_without_boluses
    part = mixture[held] * flow / running.daily_dose(held)
    steps = [FlexStep(start, running.fill[held] * (rate + extra) * part) for start, rate in running.program.steps]
    return Flex(tuple(steps)) if isinstance(running.program.mode, Flex) else SimpleContinuous(steps[0].dose)


def _either_way(
    case: Case, acting: tuple[Refill | Reprogram, ...], drug: str, means: Means, second: Reprogram | None
) -> Arrival | None:
    """The arrival; with a second visit over what comes as well if nobody comes to it."""
    arrival = _arrival(case, Plan(acting), drug, means)
    missed = None if second is None else _arrival(case, Plan(acting[:-1]), drug, means)
    if arrival is None or missed is None:
        return arrival
    earliest = min(arrival.earliest, missed.earliest, key=lambda at: at.value)
    return Arrival(earliest, arrival.nominal, max(arrival.latest, missed.latest, key=lambda at: at.value))


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
    The order that gives `mixture` once it has mixed with the residual at its bound; what is added and opioids down,
    held drugs to the nearest.
    """
    parts: dict[str, Concentration] = {}
    for drug, strength in mixture.items():
        if drug not in means.steps:  # it is not ordered in steps: it runs on as it runs
            parts[drug] = strength
            continue
        exact = Concentration((strength * (volume + keep) - old[drug] * keep).value / volume.value)
        nearest = drug == means.held or (drug in old and drug not in means.opioids)
        rounding = nearest_to_step if nearest else floor_to_step
        parts[drug] = rounding(max(exact, Concentration(0), key=lambda c: c.value), means.steps[drug])[0]
    return Mixture(parts)
