"""
The makers of candidate plans: each works out a mixture and a flow, and says what it could not make and why.

Plan A keeps the held drug's concentration and the flow: only the added drug is new, and the held one is not touched.
Plan B is the solved problem: the lowest flow at which every dose fits under every limit. Its concentrations are others,
so the old flow bridges until the new front is at the tip.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cisterna.admixture import NoFlow, OnSteps, TooDilute, hold_on_steps, shares
from cisterna.quantities import Concentration, Duration, FlowRate, Ratio, Volume, floor_to_step
from cisterna.reasons import Trace
from cisterna.therapy import Case, Mixture
from cisterna.transition.bridge import clearing_time
from cisterna.transition.candidate import POWDER, VIALS, Candidate, DoseChoice, Means, NotPossible
from cisterna.transition.finish import finish
from cisterna.transition.limits import flow_limits, kept_first, wanted
from cisterna.transition.volume import FILL_ENDS, fill_dates, full_volume

__all__ = ["obstacle", "other_concentration", "same_concentration"]

BRIDGE = "bridge bolus"
LONGEST = Duration(365)
"""A line that takes longer to clear carries no plan: something in the case is wrong."""


def obstacle(case: Case, dose: DoseChoice, means: Means) -> NotPossible | None:
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


def same_concentration(case: Case, dose: DoseChoice, means: Means, trace: Trace) -> Iterable[Candidate | NotPossible]:
    """Plan A: the added drug is dissolved into the same concentrations of all others; flow and doses stay."""
    flow, step = case.running.flow, means.steps[dose.drug]
    exact = dose.rate / flow
    given, lost = floor_to_step(exact, step)
    mixture = Mixture({**dict(case.running.fill.items()), dose.drug: given})
    for form in _forms(case):
        name = _plan_id("A", dose, form)
        stocks = _stocks(case, mixture) if form == VIALS else None
        hindrance = _not_with_the_same(case, name, dose, mixture, form, means)
        if hindrance is not None:
            yield hindrance
            continue
        trace.add(f"{name}.old-flow", "the running program's flow: dose divided by entered concentration", flow)
        for drug in kept_first(case, means):
            says = f"the concentration of {drug} stays as it runs"
            trace.add(_kept(name, drug, means), says, case.running.fill[drug])
        made_of = (f"{name}.old-flow", *((dose.step,) if dose.step else ()))
        trace.add(f"{name}.exact", "dose divided by flow", exact, of=made_of, cites=dose.because)
        trace.add(f"{name}.order", "down to the orderable step", given, of=(f"{name}.exact",))
        trace.add(f"{name}.lost", "what rounding down leaves out", lost, of=(f"{name}.exact", f"{name}.order"))
        yield finish(case, name, "A", dose, form, mixture, flow, None, stocks, means, trace)


def _forms(case: Case) -> tuple[str, ...]:
    return (case.fill.form,) if case.fill.form else (VIALS, POWDER)


def _kept(name: str, drug: str, means: Means) -> str:
    """The step of the trace that holds the concentration of a running drug."""
    return f"{name}.kept" if drug == means.held else f"{name}.kept.{drug}"


def _not_with_the_same(
    case: Case, name: str, dose: DoseChoice, mixture: Mixture, form: str, means: Means
) -> NotPossible | None:
    """The limit that keeps the running concentrations and the flow from being kept, if one does."""
    given, flow = mixture[dose.drug], case.running.flow
    if not given:
        values = {"drug": dose.drug, "step": means.steps[dose.drug]}
        return NotPossible(name, "A", dose, "too-dilute-to-order", values)
    if form == VIALS:
        stocks = _stocks(case, mixture)
        if stocks is None:
            return NotPossible(name, "A", dose, "no-stock", {"drugs": _without_stock(case, mixture)})
        taken = shares(mixture, stocks)
        if taken > Ratio(1):
            kept, stock = case.running.fill[means.held], stocks[means.held]
            values = {"held": means.held, "kept": kept, "stock": stock, "taken": taken, "drug": dose.drug}
            return NotPossible(name, "A", dose, "dilution-forbids-same-concentration", values)
    limit = means.strongest.get(dose.drug)
    if limit is not None and given.value > limit.most.value:
        values = {"drug": dose.drug, "concentration": given, "limit": limit.most, "held": means.held, "flow": flow}
        return NotPossible(name, "A", dose, "concentration-limit-forbids-same-flow", values, limit.because)
    limits = flow_limits(case, means)
    if limits.longest_delay is not None and limits.path > limits.longest_delay * flow:
        values = {"delay": limits.path / flow, "limit": limits.longest_delay, "flow": flow}
        return NotPossible(name, "A", dose, "delay-limit-forbids-same-flow", values)
    return None


def other_concentration(case: Case, dose: DoseChoice, means: Means, trace: Trace) -> Iterable[Candidate | NotPossible]:
    """
    Plan B: the strongest mixture that keeps every limit, so the longest time to the next fill; it needs a bridge.

    From vials always, because stock dilutes stock. From powder only where plan A is not possible or would have to be
    filled again sooner: a concentration is not changed for nothing.
    """
    for form in _forms(case):
        outcome = _of_form(case, dose, form, means, trace)
        if outcome is not None:
            yield outcome


def _of_form(case: Case, dose: DoseChoice, form: str, means: Means, trace: Trace) -> Candidate | NotPossible | None:
    name = _plan_id("B", dose, form)
    running = case.running
    every = Mixture({**dict(running.fill.items()), dose.drug: Concentration(1)})
    stocks = _stocks(case, every) if form == VIALS else None
    if form == VIALS and stocks is None:
        return NotPossible(name, "B", dose, "no-stock", {"drugs": _without_stock(case, every)})
    if form == POWDER and not _worth_it(case, name, dose, means):
        return None
    if means.pump.min_rate is None:
        return NotPossible(name, "B", dose, "lowest-flow-unknown", {"pump": means.pump.name})
    if BRIDGE not in means.pump.modes:
        return NotPossible(name, "B", dose, "no-bridge-on-this-pump", {"held": means.held, "pump": means.pump.name})
    unordered = [drug for drug in every if drug not in means.steps]
    if unordered:
        return NotPossible(name, "B", dose, "no-orderable-step", {"drug": unordered[0]})
    drugs = wanted(case, dose, means, stocks)
    found = hold_on_steps(drugs, flow_limits(case, means), means.steps)
    match found:
        case TooDilute():
            values = {"held": means.held, "drug": dose.drug, "bound": found.bound.name}
            return NotPossible(name, "B", dose, "stock-too-dilute" if form == VIALS else "limits-too-low", values)
        case NoFlow():
            most = {"bound": found.bound.name, "flow": found.bound.flow, "highest": found.highest}
            return NotPossible(name, "B", dose, "flow-beyond-the-pump", most)
    if found.mixture[means.held] == running.fill[means.held]:
        return None  # nothing is diluted: that is plan A
    weak = [drug for drug in every if not found.mixture[drug]]
    if weak:
        too_little = {"drug": weak[0], "step": means.steps[weak[0]]}
        return NotPossible(name, "B", dose, "too-dilute-to-order", too_little)
    if means.dead_volume is None:
        return NotPossible(name, "B", dose, "bridge-needs-dead-volume", {"held": means.held})
    _trace_design(name, case, found, dose, means, stocks, trace)
    return finish(case, name, "B", dose, form, found.mixture, found.flow, means.dead_volume, stocks, means, trace)


def _worth_it(case: Case, name: str, dose: DoseChoice, means: Means) -> bool:
    """Whether another concentration from powder is needed, or lets a fill last longer than plan A does."""
    running = case.running
    mixture = Mixture({**dict(running.fill.items()), dose.drug: floor_to_step(dose.rate / running.flow,
                                                                              means.steps[dose.drug])[0]})  # fmt: skip
    if _not_with_the_same(case, name, dose, mixture, POWDER, means) is not None:
        return True
    volume = case.fill.volume or full_volume(means)
    dates = fill_dates(case, mixture, volume, running.flow, dose.drug, means)
    return dates is not None and dates.governed_by in FILL_ENDS


def _trace_design(
    name: str,
    case: Case,
    found: OnSteps,
    dose: DoseChoice,
    means: Means,
    stocks: Mapping[str, Concentration] | None,
    trace: Trace,
) -> None:
    """The doses, stocks and limits that go into a design, and the concentrations that come out of it."""
    parts = [dose.step] if dose.step else []
    for drug in kept_first(case, means):
        step = f"{name}.held-dose" if drug == means.held else f"{name}.held-dose.{drug}"
        trace.add(step, f"{drug} as it runs, patient boluses included", case.running.daily_dose(drug))
        parts.append(step)
    for drug, strength in (stocks or {}).items():
        trace.add(f"{name}.stock.{drug}", f"strongest stock of {drug} in the case", strength)
        parts.append(f"{name}.stock.{drug}")
    cites = [id for drug in found.mixture if drug in means.strongest for id in means.strongest[drug].because]
    for drug in kept_first(case, means):
        how = "the most that can be ordered" if drug == means.held else "the orderable step for its dose"
        trace.add(_kept(name, drug, means), f"{how}; limited by {found.binds}", found.mixture[drug], of=parts,
                  cites=cites)  # fmt: skip
    trace.add(f"{name}.order", "down to the orderable step", found.mixture[dose.drug], of=parts, cites=dose.because)


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
