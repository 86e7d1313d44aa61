"""`cisterna watch`: what charted values say."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cisterna.cli import BadInput
from cisterna.cli.common import (
    as_json,
    color_option,
    json_option,
    policy_option,
    put,
    read_text,
    sources_option,
    style_here,
    teaching,
)
from cisterna.consult import as_data
from cisterna.desk import open_case, open_desk, open_plan
from cisterna.desk.watching import MomentError
from cisterna.desk.watching import watch as run_watch
from cisterna.papers.watch import render_surveillance

__all__ = ["watch"]


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.argument("observations", type=click.Path(path_type=Path))
@click.option(
    "--now", metavar="TIME", default=None, help="When the question is asked; without it, this machine's time."
)
@click.option("--last-delivery", metavar="TIME", default=None,
              help="When the pump last delivered at the tip, where it is known that it no longer does.")  # fmt: skip
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), default=None,
              help="The plan being carried out: what has reached the tip until now is worked out from it.")  # fmt: skip
@policy_option
@json_option
@color_option
@sources_option
def watch(
    case: Path,
    observations: Path,
    now: str | None,
    last_delivery: str | None,
    plan_file: Path | None,
    policy: Path | None,
    as_data_wanted: bool,
    no_color: bool,
    sources: bool,
) -> None:
    """
    What charted values say of withdrawal, overdose and over-sedation, and what could not be judged.

    OBSERVATIONS is a CSV or JSON file, one charted value a row: at, item, value, unit, by. No score, no probability.

    Exit status: 10 something is found, 30 nothing is found and something could not be judged, 0 nothing is found and
    every item asked for was judged.
    """
    with teaching():
        knowledge = open_desk(policy).knowledge
        opened = open_case(read_text(case), str(case), knowledge)
        plan = None if plan_file is None else open_plan(read_text(plan_file), str(plan_file), opened, knowledge)
        text = read_text(observations)
        try:
            found = run_watch(
                opened, text, str(observations), knowledge, now=now, last_delivery=last_delivery, plan=plan
            )
        except MomentError as error:
            raise BadInput(str(error)) from None
    if as_data_wanted:
        put(as_json({"schema": "cisterna.surveillance/1", "exit_status": found.exit_code, **as_data(found)}))
    else:
        put(render_surveillance(found, knowledge, style_here(no_color=no_color, sources=sources)))
    sys.exit(found.exit_code)
