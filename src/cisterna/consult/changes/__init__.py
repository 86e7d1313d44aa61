"""One module for each kind of change that can be asked for, and the register of them all."""

from __future__ import annotations

from cisterna.consult.changes import new_concentration, plain_refill
from cisterna.consult.changes.making import Draft, Made, Maker, Making, NoWay
from cisterna.therapy import Change, NewConcentration, PlainRefill

__all__ = ["MAKERS", "Draft", "Made", "Maker", "Making", "NoWay"]

MAKERS: dict[type[Change], Maker] = {
    PlainRefill: plain_refill.MAKER,
    NewConcentration: new_concentration.MAKER,
}
"""The maker of each kind."""
