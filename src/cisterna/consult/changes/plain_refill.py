"""The same again: a new fill of the mixture that runs, the program unchanged. Nothing moves at the tip."""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.consult.changes.fills import NotFromStock, from_stock, new_lot
from cisterna.consult.changes.making import Draft, Made, Maker, Making, NoWay
from cisterna.reasons import Finding, Force
from cisterna.therapy import Change
from cisterna.transition.refill import fill_volume, same_again

__all__ = ["MAKER"]

NAME = "refill-same"


def asked(change: Change) -> Finding:
    """The request in a sentence."""
    return Finding("asked-plain-refill", Force.NOTE)


def make(making: Making) -> Made:
    """One way, by the form that the case names; none where the vials do not make the mixture."""
    case, mixture = making.case, making.case.running.fill
    volume = fill_volume(case, making.means)
    if volume is None:
        return Made(
            not_possible=(NoWay(NAME, Finding("pump-size-unknown", Force.NOTE, values={"pump": making.pump.name})),)
        )
    made_from = from_stock(making, mixture, volume)
    if isinstance(made_from, NotFromStock):
        return Made(not_possible=(NoWay(NAME, made_from.why),))
    draft = Draft(
        id=NAME,
        called="way-plain-refill",
        values={"drugs": tuple(mixture)},
        plan=same_again(case, volume),
        form=case.fill.form,
        flow=case.running.flow,
        recipe=made_from,
        typed=volume,
        notes=(*_residual(making), *new_lot(making, mixture)),
    )
    return Made((draft,))


def _residual(making: Making) -> Iterator[Finding]:
    """What stays behind is the same mixture: it changes nothing, unless the pump holds something else than was said."""
    if making.means.residual is not None:
        yield Finding("residual-is-the-same", Force.NOTE, values={"residual": making.means.residual})


MAKER = Maker(asked, make, programs=False)
"""A plain refill."""
