"""
One reservoir, one mixture, one flow: which concentrations hold one drug's dose while another is added.

Closed forms only. What limits a design is always named.
"""

from __future__ import annotations

from typing import NamedTuple

from cisterna.quantities import Concentration, DoseRate, FlowRate, Ratio, Volume, floor_to_step, nearest_to_step
from cisterna.therapy import Mixture

__all__ = ["Design", "Ingredient", "Part", "Recipe", "TooDilute", "by_dilution", "coupled", "recipe", "shares"]


class TooDilute(ValueError):
    """Stocks from which nothing that can be ordered holds the dose."""


class Ingredient(NamedTuple):
    """A drug, the daily dose it has to give, and the strongest stock of it; None: made from powder."""

    drug: str
    dose: DoseRate
    stock: Concentration | None = None


class Design(NamedTuple):
    """Orderable concentrations and the flow that holds the held dose exactly; `limited_by` says what set the flow."""

    mixture: Mixture
    flow: FlowRate
    limited_by: str

    def dose(self, drug: str) -> DoseRate:
        """What the mixture gives of `drug` at that flow."""
        return self.mixture[drug] * self.flow


class Part(NamedTuple):
    """So many millilitres of one stock."""

    drug: str
    strength: Concentration
    volume: Volume


class Recipe(NamedTuple):
    """Volumes that make a fill: stocks and preservative-free diluent. Exact; a syringe's graduations come later."""

    parts: tuple[Part, ...]
    diluent: Volume
    total: Volume


def shares(mixture: Mixture, stocks: dict[str, Concentration]) -> Ratio:
    """
    The part of a fill that its stocks take up. Above 1 the mixture cannot be made from them.

    >>> from cisterna.quantities import Concentration as C
    >>> mixture = Mixture({"baclofen": C.parse("2000 mcg/mL"), "hydromorphone": C.parse("333 mcg/mL")})
    >>> shares(mixture, {"baclofen": C.parse("2000 mcg/mL"), "hydromorphone": C.parse("10 mg/mL")}).format()
    '103.33 %'
    """
    return Ratio(sum((mixture[drug] / stocks[drug] for drug in mixture), start=Ratio(0).value))


def by_dilution(
    held: Ingredient, added: Ingredient, *, lowest_flow: FlowRate, steps: dict[str, Concentration]
) -> Design:
    """
    Hold `held` exactly and add `added`, both from stock solutions: the strongest mixture they can make.

    The flow is dose over strength of one plus dose over strength of the other; nothing slower fits both in a
    milliliter.
    The held concentration goes to its nearest orderable step, the added one down to its own; where rounding up
    leaves no
    room, the held one is stepped down.
    """
    if held.stock is None or added.stock is None:
        raise ValueError("a design by dilution needs a stock strength of both drugs")
    needed = held.dose / held.stock + added.dose / added.stock
    flow, limited_by = (
        (needed, f"stock strength of {held.drug}") if needed > lowest_flow else (lowest_flow, "lowest flow of the pump")
    )
    stocks = {held.drug: held.stock, added.drug: added.stock}
    kept, _ = nearest_to_step(held.dose / flow, steps[held.drug])
    if not kept:
        raise TooDilute(f"the stocks are too dilute to hold {held.dose} of {held.drug}")
    given, _ = floor_to_step(added.dose / (held.dose / kept), steps[added.drug])
    while shares(Mixture({held.drug: kept, added.drug: given}), stocks) > Ratio(1):
        kept = kept - steps[held.drug]
        if not kept:
            raise TooDilute(f"the stocks are too dilute to hold {held.dose} of {held.drug}")
        given, _ = floor_to_step(added.dose / (held.dose / kept), steps[added.drug])
    return Design(Mixture({held.drug: kept, added.drug: given}), held.dose / kept, limited_by)


def recipe(mixture: Mixture, stocks: dict[str, Concentration], total: Volume) -> Recipe:
    """The volumes of stock and diluent in `total`; raises `ValueError` where they do not fit."""
    parts = tuple(Part(drug, stocks[drug], total * (mixture[drug] / stocks[drug])) for drug in mixture)
    diluent = total - Volume(sum((part.volume.value for part in parts), start=Volume(0).value))
    if diluent.value < 0:
        raise ValueError("the stocks do not fit into the fill")
    return Recipe(parts, diluent, total)


def coupled(dose: DoseRate, change: Ratio) -> DoseRate:
    """What a dose becomes when the flow is changed by `change`: every drug in the reservoir moves alike."""
    return dose * (1 + change.value)
