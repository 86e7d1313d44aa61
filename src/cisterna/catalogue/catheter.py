"""A catheter model. How much of it lies in the patient is a fact of the case, not of the catalogue."""

from __future__ import annotations

from cisterna.catalogue.sourced import read_sourced
from cisterna.quantities import Length, Range, VolumePerLength
from cisterna.quantities.value import dataclass
from cisterna.reasons import Sourced
from cisterna.reasons.document import Reader

__all__ = ["Catheter", "read_catheter"]


@dataclass(frozen=True, slots=True)
class Catheter:
    """
    A catheter model. `volume_per_length` holds every figure found, because sources (and memories) disagree.

    Whoever computes with it uses the whole range, and says so where a figure is not checked.
    """

    id: str
    name: str
    maker: str
    volume_per_length: tuple[Sourced[VolumePerLength], ...] = ()
    supplied_length: Sourced[Length] | None = None
    inner_diameter: Sourced[Length] | None = None
    notes: tuple[str, ...] = ()

    @property
    def volume_per_length_range(self) -> Range[VolumePerLength] | None:
        """From the smallest to the largest figure; None where there is none."""
        if not self.volume_per_length:
            return None
        values = sorted((sourced.value for sourced in self.volume_per_length), key=lambda value: value.value)
        return Range(values[0], values[-1])

    @property
    def checked(self) -> bool:
        """True where there is a figure and every figure was read in its source."""
        return bool(self.volume_per_length) and all(sourced.checked for sourced in self.volume_per_length)


def read_catheter(id: str, entry: Reader) -> Catheter | None:
    """A catheter from its table in the pack."""
    found = (read_sourced(each, VolumePerLength) for each in entry.each("volume_per_length"))
    return entry.finish(
        Catheter,
        id=id,
        name=entry.text("name"),
        maker=entry.text("maker"),
        volume_per_length=tuple(sourced for sourced in found if sourced is not None),
        supplied_length=read_sourced(entry.maybe_inner("supplied_length"), Length),
        inner_diameter=read_sourced(entry.maybe_inner("inner_diameter"), Length),
        notes=entry.texts("notes"),
    )
