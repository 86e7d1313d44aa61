"""`cisterna simulate`: what a plan gives at the catheter tip."""

from __future__ import annotations

from pathlib import Path

import click

from cisterna.cli import BadInput
from cisterna.cli.common import as_json, color_option, json_option, policy_option, put, read_text, style_here, teaching
from cisterna.consult import as_data, simulate_plan
from cisterna.consult.after import case_after
from cisterna.desk import open_case, open_desk, open_plan
from cisterna.papers.terminal import render_tip

__all__ = ["simulate"]


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), required=True, help="The plan to carry out.")
@policy_option
@json_option
@color_option
def simulate(case: Path, plan_file: Path, policy: Path | None, as_data_wanted: bool, no_color: bool) -> None:
    """
    What a plan gives at the catheter tip, exactly, piece by piece. It gives no verdict: `cisterna check` does.

    At the middle of the dead volume, with all that can stay behind in the reservoir, and the pump exactly as commanded.
    """
    with teaching():
        knowledge = open_desk(policy).knowledge
        opened = open_case(read_text(case), str(case), knowledge)
        plan = open_plan(read_text(plan_file), str(plan_file), opened, knowledge)
        tip = simulate_plan(case_after(opened, knowledge), plan, knowledge)
        if tip is None:
            raise BadInput(
                f"{case}: nothing can be simulated without system.pump, system.tubing_volume, system.catheter.volume "
                f"(or implanted_length of a known catheter) and running.reservoir_volume. Add what is missing."
            )
    if as_data_wanted:
        put(as_json({"schema": "cisterna.tip/1", **as_data(tip)}))
    else:
        put(render_tip(opened, plan, tip, knowledge, style_here(no_color=no_color)))
