"""The implanted system: pump, catheter, and the volume between reservoir and tip, known exactly or as a range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cisterna.quantities import Length, Range, Volume

if TYPE_CHECKING:
    from cisterna.catalogue import Catheter

__all__ = ["CatheterImplant", "PathVolume", "System", "path_volume"]


@dataclass(frozen=True, slots=True)
class CatheterImplant:
    """The catheter as implanted: model id, length after trimming, and volume as the programmer shows it."""

    model: str | None = None
    implanted_length: Range[Length] | None = None
    volume: Range[Volume] | None = None


@dataclass(frozen=True, slots=True)
class System:
    """Pump and catheter. None means that the case does not say; nothing is filled in."""

    pump: str | None = None
    tubing_volume: Range[Volume] | None = None
    catheter: CatheterImplant = CatheterImplant()
    low_reservoir_alarm: Volume | None = None
    patient_controller: str | None = None
    software_card: str | None = None


class PathVolume(NamedTuple):
    """
    Tubing and catheter together, from reservoir to tip.

    `range` is None where nothing can be said; `missing` names the facts that would settle it.
    A range that rests on a value from memory keeps `missing`: it may be shown, it never clears a plan.
    """

    range: Range[Volume] | None
    missing: tuple[str, ...]
    how: str


def path_volume(system: System, catheter: Catheter | None) -> PathVolume:
    """
    The dead volume of `system`, from what the programmer shows or from length and volume per length.

    A volume per length that is only recalled (mark R) gives a range over all recalled values and stays a missing fact.
    """
    missing: list[str] = []
    if system.tubing_volume is None:
        missing.append("system.tubing_volume")
    implant = system.catheter
    volume = implant.volume
    how = "tubing and catheter volume as the case gives them"
    if volume is None and catheter is not None and catheter.volume_per_length and implant.implanted_length is not None:
        each = [sourced.value for sourced in catheter.volume_per_length]
        lengths = implant.implanted_length
        low = min(each, key=lambda v: v.value) * lengths.low
        high = max(each, key=lambda v: v.value) * lengths.high
        volume = Range(low, high)
        how = f"implanted length times volume per cm of {catheter.name}"
        if not all(sourced.checked for sourced in catheter.volume_per_length):
            missing.append("system.catheter.volume")
            how += ", which is from memory and not checked"
    elif volume is None:
        missing.append("system.catheter.volume")
    if volume is None or system.tubing_volume is None:
        return PathVolume(None, tuple(missing), "not known")
    tubing = system.tubing_volume
    return PathVolume(Range(tubing.low + volume.low, tubing.high + volume.high), tuple(missing), how)
