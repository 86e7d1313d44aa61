"""`cisterna check`: verify any plan."""

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
    style_here,
    teaching,
)
from cisterna.consult import as_data, check_plan
from cisterna.desk import open_case, open_desk, open_plan
from cisterna.papers.terminal import render_assessment

__all__ = ["check"]


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), required=True, help="The plan to verify.")
@policy_option
@json_option
@color_option
def check(case: Path, plan_file: Path, policy: Path | None, as_data_wanted: bool, no_color: bool) -> None:
    """
    Verify any plan, ours or typed in, without knowing how it was made.

    Exit status: 0 clear, 10 needs override, 20 refused, 30 cannot say.
    """
    with teaching():
        knowledge = open_desk(policy).knowledge
        opened = open_case(read_text(case), str(case), knowledge)
        plan = open_plan(read_text(plan_file), str(plan_file), opened, knowledge)
        found = check_plan(opened, plan, knowledge, on=opened.on)
    if as_data_wanted:
        put(as_json({"schema": "cisterna.assessment/1", **as_data(found)}))
    else:
        put(render_assessment(opened, plan, found, knowledge, style_here(no_color=no_color)))
    leave(found.judgement.verdict)
