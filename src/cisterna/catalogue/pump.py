"""An implanted pump model: what it can do, within which limits, and what its label says, each with its source."""

from __future__ import annotations

from cisterna.catalogue.sourced import read_sourced, read_sourced_list
from cisterna.quantities import FlowRate, Range, Ratio, Volume
from cisterna.quantities.value import dataclass
from cisterna.reasons import Citation, Sourced
from cisterna.reasons.document import FieldError, Reader

__all__ = ["Pump", "read_pump"]

KINDS_OF_PUMP = ("programmable", "constant flow")


@dataclass(frozen=True, slots=True)
class Pump:
    """
    A pump model. None means that no source we hold says it: it has to be asked for.

    `accuracy_low` and `accuracy_high` are delivered volume as a part of commanded volume; their marks may differ.
    `rate_step` is the finest step of a programmed value.
    """

    id: str
    name: str
    maker: str
    kind: str
    reservoir: Sourced[Volume] | None = None
    residual_bound: Sourced[Volume] | None = None
    min_rate: Sourced[FlowRate] | None = None
    max_rate: Sourced[FlowRate] | None = None
    accuracy_low: Sourced[Ratio] | None = None
    accuracy_high: Sourced[Ratio] | None = None
    known_modes: tuple[Sourced[str], ...] = ()
    known_flex_steps: Sourced[int] | None = None
    known_labels: tuple[Sourced[str], ...] = ()
    rate_step: Sourced[FlowRate] | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        low, high = self.accuracy_low, self.accuracy_high
        if low is not None and high is not None and low.value > high.value:
            raise FieldError("accuracy_low", f"{low.value} is above accuracy_high ({high.value}). Swap them.")
        least, most = self.min_rate, self.max_rate
        if least is not None and most is not None and least.value > most.value:
            raise FieldError("min_rate", f"{least.value} is above max_rate ({most.value}). Swap them.")

    @property
    def programmable(self) -> bool:
        """True where the flow can be set from outside."""
        return self.kind == "programmable"

    @property
    def accuracy(self) -> Range[Ratio] | None:
        """Delivered as a part of commanded volume, lowest to highest; None unless both ends are known."""
        if self.accuracy_low is None or self.accuracy_high is None:
            return None
        return Range(self.accuracy_low.value, self.accuracy_high.value)

    @property
    def modes(self) -> tuple[str, ...]:
        """The names of the known modes, from whatever source."""
        return tuple(mode.value for mode in self.known_modes)

    @property
    def flex_steps(self) -> int | None:
        """How many steps a day a flex schedule may have."""
        return None if self.known_flex_steps is None else self.known_flex_steps.value

    @property
    def labelled_drugs(self) -> tuple[str, ...]:
        """Ids of drugs that the label of this pump names for use in it."""
        return tuple(dict.fromkeys(label.value for label in self.known_labels))

    def label_for(self, drug: str) -> tuple[Citation, ...]:
        """Where the label names `drug`; empty where it does not."""
        return tuple(label.cites for label in self.known_labels if label.value == drug)


def _names(entry: Reader) -> tuple[str, ...]:
    return entry.texts("names")


def _count(entry: Reader) -> tuple[int, ...]:
    return (entry.whole("value"),)


def read_pump(id: str, entry: Reader) -> Pump | None:
    """A pump from its table in the pack."""
    reservoir = read_sourced(entry.maybe_inner("reservoir"), Volume)
    flex = entry.maybe_inner("flex_steps")
    return entry.finish(
        Pump,
        id=id,
        name=entry.text("name"),
        maker=entry.text("maker"),
        kind=entry.text("kind", one_of=KINDS_OF_PUMP),
        reservoir=reservoir,
        residual_bound=read_sourced(entry.maybe_inner("residual_bound"), Volume),
        min_rate=read_sourced(entry.maybe_inner("min_rate"), FlowRate),
        max_rate=read_sourced(entry.maybe_inner("max_rate"), FlowRate),
        accuracy_low=read_sourced(entry.maybe_inner("accuracy_low"), Ratio),
        accuracy_high=read_sourced(entry.maybe_inner("accuracy_high"), Ratio),
        known_modes=read_sourced_list(entry.each("modes"), _names),
        known_flex_steps=next(iter(read_sourced_list((flex,), _count)), None) if flex else None,
        known_labels=read_sourced_list(entry.each("labelled_drugs"), _names),
        rate_step=read_sourced(entry.maybe_inner("rate_step"), FlowRate),
        notes=entry.texts("notes"),
    )
