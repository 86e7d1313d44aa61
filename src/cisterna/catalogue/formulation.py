"""What a pharmacy can order: one strength of one drug in one presentation, with everything else that is in it."""

from __future__ import annotations

from cisterna.catalogue.sourced import read_citation, read_mark
from cisterna.quantities import Concentration, Volume
from cisterna.quantities.value import dataclass
from cisterna.reasons import Citation, Mark
from cisterna.reasons.document import FieldError, Reader

__all__ = ["Formulation", "read_formulation"]

PRESENTATIONS = ("vial", "ampoule", "syringe", "powder")


@dataclass(frozen=True, slots=True)
class Formulation:
    """
    An orderable product. `strength` and `volume` are None for a powder, or where no source we hold says them.

    `substance` is what its strength or its mass is counted in, salt named ("morphine sulfate"); None where no source we
    hold says. `preservative` is none, present or unknown; `labelled_intrathecal` is yes, no or unknown.
    `mark` is that of the weakest fact in the entry: a product marked R is shown as unchecked as a whole.
    `warnings` are ids of statements.
    """

    id: str
    drug: str
    name: str
    presentation: str
    cites: Citation
    mark: Mark
    strength: Concentration | None = None
    volume: Volume | None = None
    substance: str | None = None
    preservative: str = "unknown"
    multidose: str = "unknown"
    high_potency: bool = False
    excipients: tuple[str, ...] = ()
    ph: str | None = None
    labelled_intrathecal: str = "unknown"
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.presentation == "powder") == (self.strength is not None):
            raise FieldError(
                "strength",
                "a powder has no strength and everything else has one. Correct 'presentation' or 'strength'.",
            )

    @property
    def checked(self) -> bool:
        """True where every fact in the entry was read in its source."""
        return self.mark == "V"


def read_formulation(id: str, entry: Reader) -> Formulation | None:
    """A formulation from its table in the pack."""
    cites = read_citation(entry)
    unknown = ("yes", "no", "unknown")
    return entry.finish(
        Formulation,
        id=id,
        drug=entry.text("drug"),
        name=entry.text("name"),
        presentation=entry.text("presentation", one_of=PRESENTATIONS),
        cites=cites,
        mark=read_mark(entry, cites.at),
        strength=entry.maybe_quantity("strength", Concentration),
        volume=entry.maybe_quantity("volume", Volume),
        substance=entry.maybe_text("substance"),
        preservative=entry.text("preservative", one_of=("none", "present", "unknown")),
        multidose=entry.text("multidose", one_of=unknown),
        high_potency=entry.flag("high_potency") if entry.has("high_potency") else False,
        excipients=entry.texts("excipients"),
        ph=entry.maybe_text("ph"),
        labelled_intrathecal=entry.text("labelled_intrathecal", one_of=unknown),
        warnings=entry.texts("warnings"),
    )
