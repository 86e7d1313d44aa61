"""The register of everything that exists: drugs, pumps, catheters and formulations, found by their ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from cisterna.catalogue.catheter import Catheter
from cisterna.catalogue.drug import Drug
from cisterna.catalogue.formulation import Formulation
from cisterna.catalogue.pump import Pump

__all__ = ["Catalogue", "UnknownEntry"]

T = TypeVar("T")


class UnknownEntry(ValueError):
    """An id that the catalogue does not hold. The message lists those it holds and says what to do."""

    def __init__(self, kind: str, id: str, known: Iterable[str], otherwise: str) -> None:
        self.kind = kind
        self.id = id
        self.known = tuple(sorted(known))
        held = ", ".join(self.known) or "none"
        super().__init__(f"'{id}' is not a {kind} in the catalogue. Known: {held}. Write one of these, or {otherwise}.")


class Catalogue:
    """
    Drugs, pumps, catheters and formulations by id, each in order of its id.

    >>> Catalogue().drug("aspirin")
    Traceback (most recent call last):
    ...
    cisterna.catalogue.register.UnknownEntry: 'aspirin' is not a drug in the catalogue. Known: none. \
Write one of these, or add the drug to the knowledge pack with its source.
    """

    __slots__ = ("_catheters", "_drugs", "_formulations", "_pumps")

    def __init__(
        self,
        *,
        drugs: Iterable[Drug] = (),
        pumps: Iterable[Pump] = (),
        catheters: Iterable[Catheter] = (),
        formulations: Iterable[Formulation] = (),
    ) -> None:
        self._drugs = {entry.id: entry for entry in sorted(drugs, key=lambda entry: entry.id)}
        self._pumps = {entry.id: entry for entry in sorted(pumps, key=lambda entry: entry.id)}
        self._catheters = {entry.id: entry for entry in sorted(catheters, key=lambda entry: entry.id)}
        self._formulations = {entry.id: entry for entry in sorted(formulations, key=lambda entry: entry.id)}

    @property
    def drugs(self) -> tuple[Drug, ...]:
        """All drugs."""
        return tuple(self._drugs.values())

    @property
    def pumps(self) -> tuple[Pump, ...]:
        """All pumps."""
        return tuple(self._pumps.values())

    @property
    def catheters(self) -> tuple[Catheter, ...]:
        """All catheters."""
        return tuple(self._catheters.values())

    @property
    def formulations(self) -> tuple[Formulation, ...]:
        """All formulations."""
        return tuple(self._formulations.values())

    def drug(self, id: str) -> Drug:
        """The drug called `id`, or `UnknownEntry`."""
        return _look_up(self._drugs, "drug", id, "add the drug to the knowledge pack with its source")

    def pump(self, id: str) -> Pump:
        """The pump called `id`, or `UnknownEntry`."""
        return _look_up(
            self._pumps, "pump", id, "refer to a specialist in implanted pumps: nothing is guessed about another model"
        )

    def catheter(self, id: str) -> Catheter:
        """The catheter called `id`, or `UnknownEntry`."""
        return _look_up(self._catheters, "catheter", id, "leave the model out and give the volume the programmer shows")

    def formulation(self, id: str) -> Formulation:
        """The formulation called `id`, or `UnknownEntry`."""
        return _look_up(self._formulations, "formulation", id, "leave it out and give drug and strength")

    def formulations_of(self, drug: str) -> tuple[Formulation, ...]:
        """Every formulation of `drug`."""
        return tuple(entry for entry in self.formulations if entry.drug == drug)


def _look_up(entries: dict[str, T], kind: str, id: str, otherwise: str) -> T:
    found = entries.get(id)
    if found is None:
        raise UnknownEntry(kind, id, entries, otherwise)
    return found
