"""One module for each kind of change that can be asked for, and the register of them all."""

from __future__ import annotations

from cisterna.consult.changes import plain_refill
from cisterna.consult.changes.making import Draft, Made, Maker, Making, NoWay
from cisterna.therapy import Change, PlainRefill

__all__ = ["MAKERS", "Draft", "Made", "Maker", "Making", "NoWay"]

MAKERS: dict[type[Change], Maker] = {
    PlainRefill: plain_refill.MAKER,
}
"""The maker of each kind."""
