"""The implanted system: pump, catheter, and the volume between reservoir and tip, known exactly or as a range."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cisterna.quantities import Length, Range, Ratio, Volume
from cisterna.quantities.value import dataclass

if TYPE_CHECKING:
    from cisterna.catalogue import Catheter

__all__ = [
    "LEAST_MEASURED",
    "CatheterImplant",
    "Measured",
    "PathVolume",
    "System",
    "accuracy_of",
    "path_volume",
    "residual_of",
]

LEAST_MEASURED = 3
"""With fewer intervals between refills a pump's own accuracy is not taken from them."""


@dataclass(frozen=True, slots=True)
class CatheterImplant:
    """The catheter as implanted: model id, length after trimming, and volume as the programmer shows it."""

    model: str | None = None
    implanted_length: Range[Length] | None = None
    volume: Range[Volume] | None = None


class Measured(NamedTuple):
    """One interval between refills: commanded, found delivered by syringe, and by how much both readings may err."""

    commanded: Volume
    delivered: Volume
    error: Volume

    @property
    def accuracy(self) -> Range[Ratio]:
        """Delivered as a part of commanded, as far as the syringes can tell."""
        low, high = self.delivered - self.error, self.delivered + self.error
        return Range(Ratio(low / self.commanded), Ratio(high / self.commanded))


@dataclass(frozen=True, slots=True)
class System:
    """
    Pump and catheter. None means that the case does not say; nothing is filled in.

    `accuracy` is delivered as a part of commanded volume and `residual_volume` the most that stays behind, both as
    this pump's labeling gives them; `measured` is what its own refills have shown.
    """

    pump: str | None = None
    tubing_volume: Range[Volume] | None = None
    catheter: CatheterImplant = CatheterImplant()
    low_reservoir_alarm: Volume | None = None
    patient_controller: str | None = None
    software_card: str | None = None
    accuracy: Range[Ratio] | None = None
    residual_volume: Volume | None = None
    measured: tuple[Measured, ...] = ()


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


def accuracy_of(system: System, catalogued: Range[Ratio] | None) -> Range[Ratio] | None:
    """
    Delivered as a part of commanded volume: as this pump's own refills show, else as its labeling and catalogue say.

    Refills count from `LEAST_MEASURED` intervals on, and all that any of them allows counts; where case and catalogue
    both name a band, all of both counts.

    >>> volume = Volume.parse
    >>> shown = (Measured(volume("16 mL"), volume("15.6 mL"), volume("0.4 mL")),) * 3
    >>> str(accuracy_of(System(measured=shown), None))
    '95 to 100 %'
    """
    if len(system.measured) >= LEAST_MEASURED:
        return _hull([each.accuracy for each in system.measured])
    return _hull([band for band in (system.accuracy, catalogued) if band is not None])


def residual_of(system: System, catalogued: Volume | None) -> Volume | None:
    """The most that stays in the reservoir when it is emptied: the larger of what case and catalogue say."""
    known = [volume for volume in (system.residual_volume, catalogued) if volume is not None]
    return max(known, key=lambda volume: volume.value, default=None)


def _hull(bands: list[Range[Ratio]]) -> Range[Ratio] | None:
    if not bands:
        return None
    return Range(
        min((band.low for band in bands), key=lambda part: part.value),
        max((band.high for band in bands), key=lambda part: part.value),
    )
