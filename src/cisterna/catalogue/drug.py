"""A drug: how its name is shown and in which units people write its doses. No doses stand here."""

from __future__ import annotations

from typing import NamedTuple

from cisterna.reasons.document import Reader

__all__ = ["Drug", "read_drug"]

KINDS_OF_DRUG = (
    "opioid",
    "muscle relaxant",
    "local anesthetic",
    "alpha-2 agonist",
    "calcium channel blocker",
    "systemic opioid",
)


class Drug(NamedTuple):
    """`shown` is the name on screens (tall letters where names are mixed up); the units are those people use for it."""

    id: str
    name: str
    shown: str
    kind: str
    dose_unit: str
    concentration_unit: str
    bolus_unit: str


def read_drug(id: str, entry: Reader) -> Drug | None:
    """A drug from its table in the pack."""
    return entry.finish(
        Drug,
        id=id,
        name=entry.text("name"),
        shown=entry.text("shown"),
        kind=entry.text("kind", one_of=KINDS_OF_DRUG),
        dose_unit=entry.text("dose_unit", one_of=("mcg/day", "mg/day")),
        concentration_unit=entry.text("concentration_unit", one_of=("mcg/mL", "mg/mL")),
        bolus_unit=entry.text("bolus_unit", one_of=("mcg", "mg")),
    )
