"""One module for each kind of change that can be asked for, and the register of them all."""

from __future__ import annotations

from cisterna.consult.changes import (
    end,
    new_concentration,
    new_dose,
    new_mode,
    new_system,
    plain_refill,
    remove,
    rescue,
    restart,
    second_pump,
)
from cisterna.consult.changes.making import Draft, Made, Maker, Making, NoWay
from cisterna.therapy import (
    Change,
    End,
    NewConcentration,
    NewDose,
    NewMode,
    NewSystem,
    PlainRefill,
    Remove,
    Rescue,
    Restart,
    SecondPump,
)

__all__ = ["MAKERS", "Draft", "Made", "Maker", "Making", "NoWay"]

MAKERS: dict[type[Change], Maker] = {
    PlainRefill: plain_refill.MAKER,
    NewDose: new_dose.MAKER,
    NewMode: new_mode.MAKER,
    NewConcentration: new_concentration.MAKER,
    Remove: remove.MAKER,
    Rescue: rescue.MAKER,
    Restart: restart.MAKER,
    End: end.MAKER,
    NewSystem: new_system.MAKER,
    SecondPump: second_pump.MAKER,
}
"""The maker of each kind."""
