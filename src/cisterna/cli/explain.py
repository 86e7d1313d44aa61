"""`cisterna explain`: why this number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from cisterna.cli import BadInput
from cisterna.cli.common import as_json, json_option, policy_option, put, read_text, style_here, teaching
from cisterna.consult import as_data
from cisterna.desk import open_case, open_desk, run
from cisterna.knowledge import Knowledge
from cisterna.papers.layout import Style, hanging
from cisterna.reasons import Step, Trace

__all__ = ["explain"]


DEEPEST = 8
"""Steps further down stand no further in, so that a narrow screen holds them."""


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.argument("name", required=False)
@policy_option
@json_option
def explain(case: Path, name: str | None, policy: Path | None, as_data_wanted: bool) -> None:
    """
    How a value of a consultation was worked out, down to the statements it rests on.

    NAME is a step, or the beginning of the names of several; without NAME every step is listed.
    """
    with teaching():
        desk = open_desk(policy)
        found = run(open_case(read_text(case), str(case), desk.knowledge), desk.knowledge)
    steps = [step for step in found.trace if name is None or step.name.startswith(name)]
    if not steps:
        raise BadInput(
            f"No step is called '{name}'. Run 'cisterna explain {case}' for the names of all {len(found.trace)}."
        )
    style = style_here(no_color=True)
    if as_data_wanted:
        put(as_json([as_data(step) for step in steps]))
    elif name is None:
        put("\n".join(line for step in steps for line in hanging(_headline(step), style)))
    else:
        put("\n".join(line for step in steps for line in tree(step, found.trace, desk.knowledge, style)))


def tree(step: Step, trace: Trace, knowledge: Knowledge, style: Style, *, depth: int = 0) -> Iterator[str]:
    """A step, what it was made of below it, and the statements that fired and did not."""
    inward = 2 * min(depth, DEEPEST)
    yield from hanging(_headline(step), style, indent=inward)
    for text in (step.says, *_cited(step, knowledge)):
        yield from hanging(text, style, indent=inward + 2)
    for part in step.of:
        yield from tree(trace[part], trace, knowledge, style, depth=depth + 1)


def _headline(step: Step) -> str:
    return f"{step.name} = {step.result}"


def _cited(step: Step, knowledge: Knowledge) -> Iterator[str]:
    for id in step.cites:
        statement = knowledge.statement(id)
        places = "; ".join(f"{knowledge.source(cite.source).title}, {cite.at}" for cite in statement.cites)
        yield f"cited: {statement.text} {places} ({id}; {statement.review.format()})"
    for other in step.not_fired:
        yield f"did not apply: {other.statement}: {other.why}"
