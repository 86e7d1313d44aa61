"""One module for each kind of change that can be asked for, and the register of them all."""

from __future__ import annotations

from cisterna.consult.changes import new_concentration, new_dose, new_mode, plain_refill, remove
from cisterna.consult.changes.making import Draft, Made, Maker, Making, NoWay
from cisterna.therapy import Change, NewConcentration, NewDose, NewMode, PlainRefill, Remove

__all__ = ["MAKERS", "Draft", "Made", "Maker", "Making", "NoWay"]

MAKERS: dict[type[Change], Maker] = {
    PlainRefill: plain_refill.MAKER,
    NewDose: new_dose.MAKER,
    NewMode: new_mode.MAKER,
    NewConcentration: new_concentration.MAKER,
    Remove: remove.MAKER,
}
"""The maker of each kind."""
