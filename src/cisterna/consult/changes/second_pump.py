"""The second drug from a pump of its own: this one stays as it is, the other one is a case of its own."""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.consult.changes.making import Draft, Made, Maker, Making
from cisterna.consult.doses import dose_choices, sides_of
from cisterna.reasons import Finding, Force
from cisterna.therapy import Change, Plan, SecondPump

__all__ = ["MAKER"]


def asked(change: Change) -> Finding:
    """The request in a sentence."""
    assert isinstance(change, SecondPump)
    return Finding("asked-second-pump", Force.NOTE, values={"drug": change.drug})


def make(making: Making) -> Made:
    """This pump with nothing done to it, and what sources say to the start in the other."""
    change, case = making.change, making.case
    assert isinstance(change, SecondPump)
    apart = Finding("second-pump-own-case", Force.NOTE, values={"drug": change.drug})
    draft = Draft(
        id="second-pump-this-one-unchanged",
        called="way-second-pump",
        values={"drug": change.drug, "held": making.held},
        plan=Plan(()),
        form=case.fill.form,
        flow=case.running.flow,
        notes=(*_starts(making, change.drug), apart),
        also=tuple(_beside(making, change.drug)),
    )
    return Made((draft,))


def _beside(making: Making, drug: str) -> Iterator[Finding]:
    """What stands against an opioid, whichever pump it comes from: another one in this pump, and a child."""
    catalogue, age = making.knowledge.catalogue, making.case.patient.age
    if catalogue.drug(drug).kind != "opioid":
        return
    here = [each for each in making.case.running.fill if catalogue.drug(each).kind == "opioid"]
    if here:
        yield Finding("two-opioids", Force.SOFT, values={"drugs": " and ".join([*here, drug])})
    if age is None:
        yield Finding("age-not-stated", Force.UNKNOWN, values={"drugs": drug}, missing=("patient.age",))
        return
    ids = tuple(id for side in sides_of(making.ask("intrathecal opioid in a child", age=age)) for id in side.ids)
    if ids:
        yield Finding("opioid-in-a-child", Force.HARD, values={"drugs": drug, "age": age}, because=ids)


def _starts(making: Making, drug: str) -> Iterator[Finding]:
    """The published doses to start at, each with where it comes from."""
    found = dose_choices(making.case, drug, making.ask)
    for choice in found.choices:
        values = {"drug": drug, "dose": choice.rate, "basis": choice.basis}
        yield Finding("second-pump-start", Force.NOTE, values=values, because=choice.because)
    yield from found.findings


MAKER = Maker(asked, make, programs=False)
"""A second pump."""
