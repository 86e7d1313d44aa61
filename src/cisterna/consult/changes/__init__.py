"""One module for each kind of change that can be asked for, and the register of them all."""

from __future__ import annotations

<<<<<<< HEAD
from cisterna.consult.changes import new_concentration, new_dose, new_mode, plain_refill, remove
from cisterna.consult.changes.making import Draft, Made, Maker, Making, NoWay
from cisterna.therapy import Change, NewConcentration, NewDose, NewMode, PlainRefill, Remove
=======
from cisterna.consult.changes import end, new_concentration, new_system, plain_refill, rescue, restart, second_pump
from cisterna.consult.changes.making import Draft, Made, Maker, Making, NoWay
from cisterna.therapy import (
    Change,
    End,
    NewConcentration,
    NewSystem,
    PlainRefill,
    Rescue,
    Restart,
    SecondPump,
)
>>>>>>> e4459f3 (wip)

__all__ = ["MAKERS", "Draft", "Made", "Maker", "Making", "NoWay"]

MAKERS: dict[type[Change], Maker] = {
    PlainRefill: plain_refill.MAKER,
    NewDose: new_dose.MAKER,
    NewMode: new_mode.MAKER,
    NewConcentration: new_concentration.MAKER,
<<<<<<< HEAD
    Remove: remove.MAKER,
=======
    Rescue: rescue.MAKER,
    Restart: restart.MAKER,
    End: end.MAKER,
    NewSystem: new_system.MAKER,
    SecondPump: second_pump.MAKER,
>>>>>>> e4459f3 (wip)
}
"""The maker of each kind."""
