"""
What a pharmacy and a prescriber have to sign for: labeling, stability evidence, the stock, how the fill is made.

It judges papers and products, not doses: what reaches the patient is `cisterna.safety`'s business. Evidence and
labels come
in as values; nothing here is looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cisterna.catalogue import Formulation
from cisterna.quantities import DoseRate, Duration, Ratio, Volume
from cisterna.reasons import Axis, Finding, Force
from cisterna.therapy import Mixture, Stock

__all__ = ["Labeling", "MixtureEvidence", "judge_mixture", "judge_stock", "potency_note"]

SIGNED = Axis.ACKNOWLEDGEMENT


class MixtureEvidence(NamedTuple):
    """What was found about a mixture: whether any study was, at which concentrations, and how long it may stay."""

    direct: bool
    tested: tuple[Mixture, ...]
    lasts: Duration
    because: tuple[str, ...]


class Labeling(NamedTuple):
    """Whether the mixture is labeled for the pump; None: no source says."""

    labeled: bool | None
    because: tuple[str, ...]


def judge_mixture(
    fill: Mixture, held: str, added: str, evidence: MixtureEvidence, labeling: Labeling, form: str | None
) -> tuple[Finding, ...]:
    """Labeling, evidence and form of one fill."""
    found: list[Finding] = []
    if labeling.labeled is not True:
        pair = {"held": held, "added": added}
        found.append(Finding("mixture-not-labelled", Force.SOFT, SIGNED, pair, labeling.because))
    if not evidence.direct:
        values = {"held": held, "added": added, "lasts": evidence.lasts}
        found.append(Finding("mixture-no-direct-evidence", Force.SOFT, SIGNED, values, evidence.because))
    found += _beyond_tested(fill, evidence)
    if form is None:
        found.append(Finding("fill-form-not-stated", Force.UNKNOWN, SIGNED, missing=("fill.form",)))
    return tuple(found)


def _beyond_tested(fill: Mixture, evidence: MixtureEvidence) -> Iterator[Finding]:
    """A drug above every concentration at which the mixture was tested."""
    for drug, planned in fill.items():
        tested = [mixture[drug] for mixture in evidence.tested if mixture[drug]]
        if tested and planned > max(tested, key=lambda each: each.value):
            most = max(tested, key=lambda each: each.value)
            values = {"drug": drug, "planned": planned, "tested": most}
            yield Finding("mixture-outside-tested-range", Force.SOFT, SIGNED, values, evidence.because)


def judge_stock(
    stock: Sequence[Stock], fill: Mixture, volume: Volume, products: Iterable[Formulation], *, opioid_naive: bool
) -> tuple[Finding, ...]:
    """
    Preservatives, products nobody named, and high-potency vials where the patient does not take opioids
    regularly.
    """
    by_id = {product.id: product for product in products}
    found: list[Finding] = []
    for each in stock:
        if each.drug not in fill:
            continue
        product = None if each.formulation is None else by_id.get(each.formulation)
        if product is None or product.preservative == "unknown":
            values = {"drug": each.drug, "strength": each.strength}
            found.append(Finding("stock-preservative-not-stated", Force.SOFT, SIGNED, values))
        elif product.preservative == "present" or product.multidose == "yes":
            found.append(
                Finding("stock-preserved", Force.HARD, values={"name": product.name}, because=product.warnings)
            )
        potent = [p for p in by_id.values() if p.drug == each.drug and p.high_potency and p.strength == each.strength]
        if potent and opioid_naive:
            found += _high_potency(each, fill, volume, by_id.values())
    return tuple(found)


def _high_potency(stock: Stock, fill: Mixture, volume: Volume, products: Iterable[Formulation]) -> Iterator[Finding]:
    """The strongest product that is not of high potency, and how much of each the fill would need."""
    weaker = [p.strength for p in products if p.drug == stock.drug and not p.high_potency and p.strength is not None
              and p.preservative != "present" and p.strength < stock.strength]  # fmt: skip
    if not weaker:
        return
    other = max(weaker, key=lambda strength: strength.value)
    needed, instead = volume * (fill[stock.drug] / other), volume * (fill[stock.drug] / stock.strength)
    values = {
        "drug": stock.drug,
        "strength": stock.strength,
        "alternative": other,
        "volume": needed,
        "instead": instead,
    }
    yield Finding("stock-high-potency", Force.NOTE, SIGNED, values)


def potency_note(held: str, dose: DoseRate, limit: Ratio, because: tuple[str, ...]) -> Finding:
    """What the usual limits of compounding mean for the held dose; outside what any verdict covers."""
    values = {"held": held, "limit": limit, "low": dose * (1 - limit.value), "high": dose * (1 + limit.value)}
    return Finding("compounded-potency", Force.NOTE, SIGNED, values, because)
