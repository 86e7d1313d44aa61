"""`cisterna sensitivity`: which input, if wrong by how much, would break a plan."""

from __future__ import annotations

from pathlib import Path

import click

from cisterna.cli import BadInput
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
from cisterna.consult import as_data
from cisterna.desk import open_case, open_desk
from cisterna.desk.sensitivity import NoPlan, vary
from cisterna.papers.sensitivity import render_sensitivity

__all__ = ["sensitivity"]


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), default=None, help="The plan to vary.")
@click.option("--show", "chosen", metavar="PLAN", default=None, help="A plan for the case other than the first one.")
@policy_option
@json_option
@color_option
def sensitivity(
    case: Path, plan_file: Path | None, chosen: str | None, policy: Path | None, as_data_wanted: bool, no_color: bool
) -> None:
    """
    Which input, if wrong by how much, would break a plan: the nearest first, with what to check.

    CASE is a case file. Without --plan it is the plan that `cisterna plan` shows first, or the one named by --show.
    One input is wrong at a time, the plan stays as it is, and the verifier is asked again.
    Exit status, for the physics of the plan as the case stands: 0 clear, 10 needs override, 20 refused, 30 cannot say.
    """
    if plan_file is not None and chosen is not None:
        raise click.UsageError("Give --plan or --show, not both: one of them says which plan is meant.")
    with teaching():
        knowledge = open_desk(policy).knowledge
        opened = open_case(read_text(case), str(case), knowledge)
        text = None if plan_file is None else read_text(plan_file)
        try:
            varied = vary(opened, knowledge, plan_text=text, plan_name=str(plan_file or ""), chosen=chosen)
        except NoPlan as none:
            raise BadInput(str(none)) from None
    if as_data_wanted:
        put(as_json({"schema": "cisterna.sensitivity/1", "plan": varied.name, **as_data(varied.found)}))
    else:
        style = style_here(no_color=no_color)
        put(render_sensitivity(varied.found, varied.name, varied.case, knowledge, style))
    leave(varied.found.physics)
