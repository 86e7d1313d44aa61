"""`cisterna order`: what the pharmacy is asked for."""

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
    sources_option,
    style_here,
    teaching,
)
from cisterna.consult import as_data
from cisterna.desk import open_case, open_desk, open_plan
from cisterna.desk.ordering import NothingToOrder
from cisterna.desk.ordering import order as run_order
from cisterna.papers.order import render_order

__all__ = ["order"]


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), default=None,
              help="Order for the plan in this file.")  # fmt: skip
@click.option("--show", "chosen", metavar="PLAN", default=None, help="Order for this plan instead of the best one.")
@policy_option
@json_option
@color_option
@sources_option
def order(
    case: Path,
    plan_file: Path | None,
    chosen: str | None,
    policy: Path | None,
    as_data_wanted: bool,
    no_color: bool,
    sources: bool,
) -> None:
    """
    What the pharmacy is asked for: prescription, recipe, label, dates, and what a second person reads back.

    CASE is a case file. Without --plan or --show it is the order for the best plan that `plan` finds.

    Exit status: that of the plan or of its order, whichever is worse. For a plan that is refused there is no order.
    """
    if plan_file is not None and chosen is not None:
        raise click.UsageError("--plan and --show name two plans. Give one of them.")
    with teaching():
        knowledge = open_desk(policy).knowledge
        opened = open_case(read_text(case), str(case), knowledge)
        plan = None if plan_file is None else open_plan(read_text(plan_file), str(plan_file), opened, knowledge)
        try:
            found = run_order(opened, knowledge, plan=plan, name=str(plan_file or ""), show=chosen)
        except NothingToOrder as error:
            raise BadInput(str(error)) from None
    if as_data_wanted:
        put(as_json({"schema": "cisterna.order/1", "exit_status": found.verdict.exit_code,
                     "verdict": found.verdict.name, **as_data(found)}))  # fmt: skip
    else:
        style = style_here(no_color=no_color, sources=sources)
        put(render_order(found.name, found.judgement, found.order, found.case, knowledge, style))
    leave(found.verdict)
