"""`cisterna visit`: what happened at a refill visit against what should have."""

from __future__ import annotations

from pathlib import Path

import click

from cisterna.cli.common import (
    as_json,
    color_option,
    json_option,
    leave,
    policy_option,
    put,
    read_text,
    sources_option,
    style_here,
    teaching,
)
from cisterna.consult import as_data
from cisterna.desk import open_case, open_desk, open_plan
from cisterna.desk.visiting import visit as run_visit
from cisterna.papers.visit import render_visit

__all__ = ["visit"]


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.argument("visit_file", metavar="VISIT", type=click.Path(path_type=Path))
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), default=None,
              help="The plan that was to be carried out at this visit.")  # fmt: skip
@policy_option
@json_option
@color_option
@sources_option
def visit(
    case: Path,
    visit_file: Path,
    plan_file: Path | None,
    policy: Path | None,
    as_data_wanted: bool,
    no_color: bool,
    sources: bool,
) -> None:
    """
    What happened at a refill visit against what should have: volumes, labels, programs, units.

    CASE is the case before the visit, VISIT a file with what was drawn, injected, typed in and read from the pump.
    Nothing is corrected: two values that look like a slip are shown as that.

    Exit status: 20 stop, do not leave the patient; 30 something was not told; 10 something to act on; 0 nothing found
    and everything checked.
    """
    with teaching():
        knowledge = open_desk(policy).knowledge
        opened = open_case(read_text(case), str(case), knowledge)
        plan = None if plan_file is None else open_plan(read_text(plan_file), str(plan_file), opened, knowledge)
        found = run_visit(opened, read_text(visit_file), str(visit_file), knowledge, plan=plan)
    if as_data_wanted:
        put(as_json({"schema": "cisterna.visit-check/1", "exit_status": found.verdict.exit_code,
                     "verdict": found.verdict.name, **as_data(found)}))  # fmt: skip
    else:
        put(render_visit(found, knowledge, style_here(no_color=no_color, sources=sources)))
    leave(found.verdict)
