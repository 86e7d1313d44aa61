"""What several kinds of change need: how a fill is made from stock, what a new lot means, when somebody looks again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cisterna.admixture import Recipe, potency_note, recipe, shares
from cisterna.consult.assess import VIALS
from cisterna.consult.changes.making import Making
from cisterna.consult.doses import sides_of
from cisterna.knowledge import Figures
from cisterna.quantities import Concentration, Duration, Ratio, Volume, floor_to_step
from cisterna.reasons import Axis, Finding, Force
from cisterna.therapy import Call, Case, Mixture

__all__ = ["NotFromStock", "from_stock", "new_lot", "seen_again", "strongest"]

HOUR = Duration(1) / 24


class NotFromStock(NamedTuple):
    """Why a mixture cannot be made from the vials of the case."""

    why: Finding


def strongest(case: Case, mixture: Mixture) -> dict[str, Concentration]:
    """The strongest stock of each drug in `mixture`; a drug of which there is none is left out."""
    found: dict[str, Concentration] = {}
    for drug in mixture:
        strengths = [stock.strength for stock in case.stock if stock.drug == drug]
        if strengths:
            found[drug] = max(strengths, key=lambda strength: strength.value)
    return found


def from_stock(making: Making, mixture: Mixture, volume: Volume) -> Recipe | NotFromStock | None:
    """
    Volumes of the stocks in a fill. None where the case lists no stock for it, or the fill is made from powder.

    `NotFromStock` where it is to be made from vials and cannot be.
    """
    stocks, vials = strongest(making.case, mixture), making.case.fill.form == VIALS
    missing = [drug for drug in mixture if drug not in stocks]
    if missing:
        values = {"drugs": " and ".join(missing)}
        return NotFromStock(Finding("no-stock", Force.NOTE, values=values)) if vials else None
    if shares(mixture, stocks) > Ratio(1):
        why = Finding("fill-stronger-than-stock", Force.NOTE, values={"taken": shares(mixture, stocks)})
        return NotFromStock(why) if vials else None
    return recipe(mixture, stocks, volume) if vials or making.case.fill.form is None else None


def seen_again(making: Making, changed: Duration) -> tuple[Call, ...]:
    """When the patient is seen again after the dose or the mixture of the held drug changed at the tip."""
    found = []
    for side in sides_of(making.ask("reassessment after a dose change", drug=making.held)):
        within = getattr(side.answer, "high", None)
        if isinstance(within, Duration):
            found.append(Call(floor_to_step(changed + within, HOUR)[0], "see the patient again by now"))
    return tuple(found)


def new_lot(making: Making, mixture: Mixture) -> Iterator[Finding]:
    """What the limits of compounding make of the dose, where a fill of one drug may be compounded."""
    if making.case.fill.form == VIALS or len(mixture) > 1:  # of a mixture everybody is told in any case
        return
    for side in sides_of(making.ask("compounding accuracy")):
        band = side.answer.get("band") if isinstance(side.answer, Figures) else None
        if isinstance(band, Ratio) and making.held in mixture and making.held not in making.case.fill.assay:
            dose = making.case.running.held_dose(making.held)
            yield potency_note(making.held, dose, band, side.ids)
    if making.case.fill.form is None:
        yield Finding("fill-form-open", Force.NOTE, Axis.ACKNOWLEDGEMENT)
