"""What is in a syringe, a reservoir or a stretch of tubing: drugs and their concentrations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cisterna.quantities import Concentration, Mass, Volume
from cisterna.quantities.value import dataclass

__all__ = ["Mixture", "Slug"]

_NONE = Concentration(0)


class Mixture:
    """
    Concentrations by drug. A drug that is not in it has concentration zero; drug-free fluid is `Mixture({})`.

    >>> Mixture({"baclofen": Concentration.parse("2000 mcg/mL")})["hydromorphone"].format()
    '0 mcg/mL'
    """

    __slots__ = ("_parts",)
    _parts: tuple[tuple[str, Concentration], ...]

    def __init__(self, parts: Mapping[str, Concentration]) -> None:
        for drug, concentration in parts.items():
            if not isinstance(concentration, Concentration):
                raise TypeError(f"{drug} needs a Concentration, not {concentration!r}")
            if concentration.value < 0:
                raise ValueError(f"{drug} cannot have a concentration below zero ({concentration})")
        object.__setattr__(self, "_parts", tuple(sorted((d, c) for d, c in parts.items() if c.value)))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a mixture cannot be changed; make a new one")

    def __getitem__(self, drug: str) -> Concentration:
        return next((c for d, c in self._parts if d == drug), _NONE)

    def __iter__(self) -> Iterator[str]:
        return (drug for drug, _ in self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __contains__(self, drug: object) -> bool:
        return any(d == drug for d, _ in self._parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mixture) and self._parts == other._parts

    def __hash__(self) -> int:
        return hash(self._parts)

    def __repr__(self) -> str:
        return f"Mixture({dict(self._parts)!r})"

    def items(self) -> tuple[tuple[str, Concentration], ...]:
        """Drug and concentration, in alphabetical order of the drug."""
        return self._parts

    def blend(self, volume: Volume, other: Mixture, other_volume: Volume) -> Mixture:
        """What `volume` of this and `other_volume` of `other` make when they mix completely."""
        total = volume + other_volume
        if not total:
            return self
        drugs = sorted({*self, *other})
        return Mixture({d: (self[d] * volume + other[d] * other_volume) / total for d in drugs})


@dataclass(frozen=True, slots=True)
class Slug:
    """A stretch of fluid in the line between reservoir and catheter tip."""

    volume: Volume
    mixture: Mixture

    def __post_init__(self) -> None:
        if self.volume.value <= 0:
            raise ValueError(f"a slug has a volume above zero, not {self.volume}")

    def mass(self, drug: str) -> Mass:
        """How much of `drug` it holds."""
        return self.mixture[drug] * self.volume
