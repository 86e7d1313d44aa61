"""
The makers of candidate plans: each works out a mixture and a flow, and says what it could not make and why.

Plan A keeps the held drug's concentration and the flow: only the added drug is new, and the held one is not touched.
Plan B changes the held concentration because stock dilutes it: the old flow bridges until the new front is at the tip.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cisterna.admixture import Design, Ingredient, TooDilute, by_dilution, shares
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Ratio, Volume, floor_to_step
from cisterna.reasons import Trace
from cisterna.therapy import Case, Mixture
from cisterna.transition.bridge import clearing_time
from cisterna.transition.candidate import POWDER, VIALS, Candidate, DoseChoice, Means, NotPossible
from cisterna.transition.finish import finish

__all__ = ["by_dilution_of", "obstacle", "same_concentration"]

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
        yield finish(case, name, "A", dose, form, mixture, flow, None, stocks if form == VIALS else None, means, trace)


def by_dilution_of(case: Case, dose: DoseChoice, means: Means, trace: Trace) -> Iterable[Candidate | NotPossible]:
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
    yield finish(case, name, "B", dose, VIALS, design.mixture, design.flow, means.dead_volume, stocks, means, trace)


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
