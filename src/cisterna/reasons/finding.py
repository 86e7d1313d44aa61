"""
What is wrong, or worth knowing, about a plan: a code, how strong it is, and the values it rests on.

A finding holds no sentence.
`cisterna.wording` has one template for each code, so the words cannot drift from the values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from types import MappingProxyType
from typing import Any

from cisterna.quantities.value import dataclass

__all__ = ["Axis", "Finding", "Force"]


class Force(Enum):
    """How strong a finding is. A hard one has no override; an unknown one names the facts that are missing."""

    HARD = "hard"
    SOFT = "soft"
    UNKNOWN = "unknown"
    NOTE = "note"


class Axis(Enum):
    """What a finding is about: what reaches the patient, or what a person has to sign for."""

    PHYSICS = "physics"
    ACKNOWLEDGEMENT = "acknowledgement"


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One finding. `values` fill the template of `code`; `because` are ids of the statements it rests on.

    `missing` names case fields (as written in a case file) and is given exactly when `force` is UNKNOWN.
    """

    code: str
    force: Force
    axis: Axis = Axis.PHYSICS
    values: Mapping[str, Any] = field(default_factory=dict)
    because: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.missing) != (self.force is Force.UNKNOWN):
            raise ValueError(f"finding '{self.code}': missing facts are named exactly when its force is unknown")
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))
