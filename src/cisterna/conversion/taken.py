"""An opioid as it is taken: drug, route, daily dose, form. What was not told stays untold."""

from __future__ import annotations

from typing import NamedTuple

from cisterna.quantities import DoseRate

__all__ = ["AS_NEEDED", "EPIDURAL", "INTRATHECAL", "Place", "Taken"]

AS_NEEDED = ("as needed", "as required", "if needed", "when needed", "prn")
"""Words in a form that make a dose one that may be taken and may be left out."""

INTRATHECAL, EPIDURAL = "intrathecal", "epidural"
"""Routes that are not systemic."""


class Place(NamedTuple):
    """A drug by a route: where a conversion starts, passes, or ends."""

    drug: str
    route: str

    def __str__(self) -> str:
        return f"{self.drug} {self.route}"


class Taken(NamedTuple):
    """
    One opioid. `route` is empty where it is not told, `dose` None where the time is not told.

    `dose` is what a day comes to; for one taken as needed, what it comes to if every dose is taken.

    >>> Taken("morphine", "oral", DoseRate.parse("60 mg/day"), "immediate release, as needed").as_needed
    True
    """

    drug: str
    route: str = ""
    dose: DoseRate | None = None
    form: str = ""

    @property
    def place(self) -> Place:
        """Drug and route."""
        return Place(self.drug, self.route)

    @property
    def as_needed(self) -> bool:
        """True where the patient takes it when it is wanted, so that nobody knows how much it comes to."""
        form = self.form.lower()
        return any(words in form for words in AS_NEEDED)
