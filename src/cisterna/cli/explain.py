"""`cisterna explain`: why this number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cisterna.cli import BadInput
from cisterna.cli.common import (
    as_json,
    audience_option,
    json_option,
    policy_option,
    put,
    read_text,
    style_here,
    teaching,
)
from cisterna.consult import Consultation, as_data
from cisterna.desk import open_case, open_desk, plan_case
from cisterna.knowledge import Knowledge, Statement
from cisterna.papers.layout import Style, hanging
from cisterna.papers.words import Words, shown_names
from cisterna.quantities import DoseRate
from cisterna.reasons import Step, Trace

if TYPE_CHECKING:
    from cisterna.consult.change import Changed

__all__ = ["explain"]

_OF_THE_HELD = ("held-dose", "typed")
_SYSTEMIC = "mg/day"


DEEPEST = 8
"""Steps further down stand no further in, so that a narrow screen holds them."""


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.argument("name", required=False)
@audience_option
@policy_option
@json_option
def explain(case: Path, name: str | None, audience: str, policy: Path | None, as_data_wanted: bool) -> None:
    """
    How a value of a consultation was worked out, down to the statements it rests on.

    NAME is a step, or the beginning of the names of several; without NAME every step is listed.
    """
    with teaching():
        desk = open_desk(policy)
        found = plan_case(open_case(read_text(case), str(case), desk.knowledge), desk.knowledge)
    steps = [step for step in found.trace if name is None or step.name.startswith(name)]
    if not steps:
        raise BadInput(
            f"No step is called '{name}'. Run 'cisterna explain {case}' for the names of all {len(found.trace)}."
        )
    if as_data_wanted:
        put(as_json([as_data(step) for step in steps]))
        return
    style = style_here(no_color=True)
    view = _View(found, desk.knowledge, _words_of(audience, desk.knowledge), style)
    if name is None:
        put("\n".join(line for step in steps for line in view.headline(step)))
    else:
        put("\n".join(line for step in steps for line in view.tree(step)))


Say = Callable[[Statement], str]


def _words_of(audience: str, knowledge: Knowledge) -> Say:
    """What a statement says in the reader's words, with the names of drugs as screens have them."""
    if audience == "physician":
        return lambda one: shown_names(one.text, knowledge.catalogue)
    from cisterna.files.renderings import load_renderings  # only here: a physician's page needs none of it
    from cisterna.wording.glossary import Glosser
    from cisterna.wording.readers import Audience

    reader = Audience(audience)
    with teaching():
        renderings = load_renderings(knowledge)
    gloss = Glosser(reader)
    return lambda one: gloss(shown_names(renderings.say(one, reader), knowledge.catalogue))


class _View:
    """Steps as lines of text: doses in the unit of their drug, statements in the reader's words."""

    def __init__(self, found: Consultation | Changed, knowledge: Knowledge, say: Say, style: Style) -> None:
        self._trace: Trace = found.trace
        self._held = found.held
        self._words = Words(knowledge.catalogue, found.case.clock)
        self._knowledge = knowledge
        self._say = say
        self._style = style

    def headline(self, step: Step, indent: int = 0) -> list[str]:
        """The name of a step and its result."""
        return hanging(f"{step.name} = {self._result(step)}", self._style, indent=indent)

    def tree(self, step: Step, depth: int = 0) -> Iterator[str]:
        """A step, what it was made of below it, and the statements that fired and did not."""
        inward = 2 * min(depth, DEEPEST)
        yield from self.headline(step, inward)
        for text in (step.says, *self._cited(step)):
            yield from hanging(text, self._style, indent=inward + 2)
        for part in step.of:
            yield from self.tree(self._trace[part], depth + 1)

    def _result(self, step: Step) -> str:
        if not isinstance(step.result, DoseRate):
            return str(step.result)
        return step.result.format(self._unit(step.name))

    def _unit(self, name: str) -> str:
        """The unit of a dose: of the held drug, of a systemic opioid, or of the drug that the step is named after."""
        last = name.rpartition(".")[2]
        if last in _OF_THE_HELD:
            return self._words.dose_unit(self._held[0])
        if ".opioid-" in name:
            return _SYSTEMIC
        parts = name.replace(".", "-").split("-")
        drug = next((part for part in parts if part in self._known()), "")
        return self._words.dose_unit(drug)

    def _known(self) -> set[str]:
        return {drug.id for drug in self._knowledge.catalogue.drugs}

    def _cited(self, step: Step) -> Iterator[str]:
        for id in step.cites:
            statement = self._knowledge.statement(id)
            places = "; ".join(f"{self._knowledge.source(cite.source).title}, {cite.at}" for cite in statement.cites)
            yield f"cited: {self._say(statement)} {places} ({id}; {statement.review.format()})"
        for other in step.not_fired:
            yield f"did not apply: {other.statement}: {other.why}"
