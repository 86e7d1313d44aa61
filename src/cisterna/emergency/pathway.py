"""
The fixed text of a pathway, for one reader: title, steps in order, and the statements each step rests on.

It only looks up what `screens` holds. It opens nothing, works nothing out, and waits for no fact.
"""

from __future__ import annotations

from typing import NamedTuple

from cisterna.emergency.screens import AUDIENCES, PATHWAYS

__all__ = ["AUDIENCES", "NAMES", "Contacts", "Pathway", "Step", "UnknownPathway", "UnknownReader", "pathway"]

NAMES = tuple(PATHWAYS)
"""The pathways, in the order in which they are listed."""


class UnknownPathway(ValueError):
    """A name that no pathway has. The message lists those there are."""


class UnknownReader(ValueError):
    """An audience that no text is written for."""


class Step(NamedTuple):
    """
    One thing to do or to know. `cites` are ids of statements.

    `programmer`: "yes" or "no" where the step is for those who have a programmer, or have none; else empty.
    """

    text: str
    cites: tuple[str, ...]
    programmer: str = ""


class Pathway(NamedTuple):
    """One pathway in the words of one reader. `choose` says when to take it, `facts` the options that sharpen it."""

    name: str
    audience: str
    title: str
    choose: str
    facts: tuple[str, ...]
    review: str
    steps: tuple[Step, ...]

    @property
    def cites(self) -> tuple[str, ...]:
        """Ids of every statement it rests on, each once, in the order of the steps."""
        return tuple(dict.fromkeys(id for step in self.steps for id in step.cites))


class Contacts(NamedTuple):
    """Whom to ring, as text; None where no number was entered. The sources say who entered it, and where."""

    pump_service: str | None = None
    maker_line: str | None = None
    pump_service_from: str = ""
    maker_line_from: str = ""


def pathway(name: str, audience: str = AUDIENCES[0]) -> Pathway:
    """
    The pathway called `name` in the words of `audience`; `UnknownPathway` or `UnknownReader` where there is none.

    >>> pathway("withdrawal").title
    'Baclofen withdrawal'
    """
    if name not in PATHWAYS:
        raise UnknownPathway(f"'{name}' is not a pathway. Write one of: {', '.join(NAMES)}.")
    if audience not in AUDIENCES:
        raise UnknownReader(f"'{audience}' is not a reader. Write one of: {', '.join(AUDIENCES)}.")
    choose, facts, review, titles, steps = PATHWAYS[name]
    reader = AUDIENCES.index(audience)
    return Pathway(
        name,
        audience,
        titles[reader],
        choose,
        facts,
        review,
        tuple(Step(texts[reader], cites, programmer) for texts, cites, programmer in steps),
    )
