"""
Opioid conversion as a chain of cited factors: every link shows its ratio, its direction and what it gives.

A ratio is used in the direction in which its source states it and in no other: turning one round is not the same claim.
Which ratios there are, and which are cautious, is the business of the knowledge pack.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cisterna.quantities import DoseRate, Ratio
from cisterna.quantities.value import dataclass

__all__ = ["Chain", "Factor", "Link", "follow", "total"]


@dataclass(frozen=True, slots=True)
class Factor:
    """
    One step of a conversion: from one drug and route to another.

    `divides`: the source says "`ratio` of the first to one of the second"; otherwise it multiplies.
    """

    start: str
    end: str
    ratio: Ratio
    divides: bool
    statement: str

    def __post_init__(self) -> None:
        if self.ratio.value <= 0:
            raise ValueError(f"the ratio of {self.statement} is not above zero")

    def apply(self, dose: DoseRate) -> DoseRate:
        """The dose after this step."""
        return dose / self.ratio.value if self.divides else dose * self.ratio.value


class Link(NamedTuple):
    """A factor and the dose it gives."""

    factor: Factor
    result: DoseRate


class Chain(NamedTuple):
    """A dose, the links it went through, and what came out."""

    dose: DoseRate
    links: tuple[Link, ...]

    @property
    def result(self) -> DoseRate:
        """The dose after the last link."""
        return self.links[-1].result if self.links else self.dose

    @property
    def statements(self) -> tuple[str, ...]:
        """The ids of the statements the links come from."""
        return tuple(link.factor.statement for link in self.links)


def follow(dose: DoseRate, factors: Sequence[Factor]) -> Chain:
    """
    Convert `dose` through `factors`, which must join end to start.

    >>> article = (Factor("morphine oral", "morphine intrathecal", Ratio(100), True, "a"),
    ...            Factor("morphine intrathecal", "hydromorphone intrathecal", Ratio(5), True, "b"))
    >>> follow(DoseRate.parse("300 mg/day"), article).result.format("mg/day")
    '0.6 mg/day'
    """
    links: list[Link] = []
    for factor in factors:
        if links and links[-1].factor.end != factor.start:
            raise ValueError(f"a chain from {links[-1].factor.end} cannot go on from {factor.start}")
        links.append(Link(factor, factor.apply(links[-1].result if links else dose)))
    return Chain(dose, tuple(links))


def total(chains: Iterable[Chain]) -> DoseRate:
    """The sum of what several chains give."""
    return DoseRate(sum((chain.result.value for chain in chains), start=DoseRate(0).value))
