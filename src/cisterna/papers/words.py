"""How drugs, doses and times are written on every paper and screen: one place, so that no two disagree."""

from __future__ import annotations

import re

from cisterna.catalogue import Catalogue, Drug, UnknownEntry
from cisterna.quantities import Concentration, DoseRate, Duration, Mass
from cisterna.therapy import Clock, Mixture

__all__ = ["Words", "shown_names"]


def shown_names(text: str, catalogue: Catalogue) -> str:
    """
    `text` with the names of drugs as screens have them: HYDROmorphone. Ids (`hydromorphone.start.seed`) stay.

    A name that screens write small keeps the capital with which a sentence begins.
    """
    tall = {drug.name.lower(): drug.shown for drug in catalogue.drugs if not drug.shown.islower()}
    if not tall:
        return text
    names = "|".join(map(re.escape, tall))
    pattern = rf"(?<![\w./-])(?:{names})(?![\w/]|[.-]\w)"
    return re.sub(pattern, lambda match: tall[match[0].lower()], text, flags=re.IGNORECASE)


class Words:
    """Names in tall letters and units as people use them, drug by drug, and elapsed time as clock time."""

    __slots__ = ("_catalogue", "_clock")

    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self._catalogue = catalogue
        self._clock = clock

    def _drug(self, drug: str) -> Drug | None:
        try:
            return self._catalogue.drug(drug)
        except UnknownEntry:
            return None

    def name(self, drug: str) -> str:
        """The drug as it is written on screens: HYDROmorphone."""
        entry = self._drug(drug)
        return drug if entry is None else entry.shown

    def named(self, text: str) -> str:
        """A text with every name in it as it is written on screens."""
        return shown_names(text, self._catalogue)

    def dose(self, drug: str, dose: DoseRate) -> str:
        """A dose rate in the unit people use for this drug."""
        entry = self._drug(drug)
        return dose.format(None if entry is None else entry.dose_unit)

    def dose_unit(self, drug: str) -> str:
        """The unit of that dose rate."""
        entry = self._drug(drug)
        return "mcg/day" if entry is None else entry.dose_unit

    def amount(self, drug: str, amount: Mass) -> str:
        """A single amount in the unit people use for this drug."""
        entry = self._drug(drug)
        return amount.format(None if entry is None else entry.bolus_unit)

    def concentration(self, drug: str, concentration: Concentration) -> str:
        """A concentration in mcg/mL, and in mg/mL beside it."""
        return f"{concentration:mcg/mL} ({concentration:mg/mL})"

    def mixture(self, mixture: Mixture) -> list[str]:
        """One line a drug."""
        return [f"{self.name(drug)} {self.concentration(drug, strength)}" for drug, strength in mixture.items()]

    @property
    def zone(self) -> str:
        """The time zone of every time that is written."""
        return self._clock.zone

    def when(self, elapsed: Duration) -> str:
        """Weekday, date and clock time; which of two, where clocks go back and show it twice."""
        which = self._clock.showing(elapsed)
        note = f" (the {'first' if which == 1 else 'second'} of two: clocks go back)" if which else ""
        return f"{self._clock.wall(elapsed):%a %Y-%m-%d %H:%M}{note}"

    def day(self, elapsed: Duration) -> str:
        """Weekday and date."""
        return f"{self._clock.wall(elapsed):%a %Y-%m-%d}"

    def since(self, elapsed: Duration) -> str:
        """Hours and minutes."""
        return elapsed.hours_and_minutes()
