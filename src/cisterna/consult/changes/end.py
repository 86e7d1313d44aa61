"""
The planned end of intrathecal baclofen: for infection, explant, or because the patient wants it.

No program for it is made here. What sources say is shown, and where the clock starts; the pathway is a specialist's.
"""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.consult.assess import path_of
from cisterna.consult.changes.making import Made, Maker, Making, NoWay
from cisterna.consult.changes.sides import said
from cisterna.quantities import Range
from cisterna.reasons import Finding, Force
from cisterna.therapy import Change, End

__all__ = ["MAKER"]

QUESTIONS = (
    "weaning for its own sake",
    "plan before explant",
    "temporary intrathecal route",
    "until the infusion runs again",
    "withdrawal onset",
)
"""What is asked of the pack."""


def asked(change: Change) -> Finding:
    """The request in a sentence."""
    assert isinstance(change, End)
    return Finding("asked-end", Force.NOTE, values={"drug": change.drug, "why": change.why})


def make(making: Making) -> Made:
    """What each source says, and when the last of the drug leaves the tip; no way is made."""
    change = making.change
    assert isinstance(change, End)
    no_way = NoWay("end", Finding("end-not-planned-here", Force.NOTE, values={"drug": change.drug, "why": change.why}))
    sources = [one for question in QUESTIONS for one in said(making, question, change.drug, "source-on-end")]
    return Made(not_possible=(no_way,), findings=(*_last(making), *sources))


def _last(making: Making) -> Iterator[Finding]:
    """How long what is in the line still gives the drug where the pump is emptied, and that a stop ends it at once."""
    yield Finding("end-stop-is-at-once", Force.NOTE, values={"drug": making.held})
    path, flow = path_of(making.case, making.knowledge).range, making.case.running.flow
    if path is not None and flow:
        values = {"drug": making.held, "lasts": Range(path.low / flow, path.high / flow), "flow": flow}
        yield Finding("end-line-lasts", Force.NOTE, values=values)


MAKER = Maker(asked, make, programs=False, keeps=False)
"""A planned end."""
