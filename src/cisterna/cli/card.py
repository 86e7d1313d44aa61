"""`cisterna card`: what is typed into the programmer, and what it should then show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
from cisterna.consult import Consultation, Offer, as_data, check_plan
from cisterna.consult.after import case_after
from cisterna.consult.card import NothingToType, card_of
from cisterna.desk import open_case, open_desk, open_plan, plan_case
from cisterna.papers.card import render_card

if TYPE_CHECKING:
    from cisterna.consult.change import Changed
    from cisterna.reasons import Judgement
    from cisterna.therapy import Plan

__all__ = ["card"]

_USABLE = ("Clear", "NeedsOverride")


@click.command()
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), default=None,
              help="The card of this plan, ours or typed in, instead of the best one.")  # fmt: skip
@click.option("--show", "chosen", metavar="PLAN", default=None,
              help="The card of this one of the plans for the request in the case.")  # fmt: skip
@policy_option
@json_option
@color_option
@sources_option
def card(
    case: Path,
    plan_file: Path | None,
    chosen: str | None,
    policy: Path | None,
    as_data_wanted: bool,
    no_color: bool,
    sources: bool,
) -> None:
    """
    What is typed into the programmer, in the order of typing, and what its display should then show.

    There is no card of a plan that is refused, or of which nothing can be said.
    Exit status: 0 clear, 10 needs override, 20 refused, 30 cannot say.
    """
    if plan_file is not None and chosen is not None:
        raise click.UsageError("Give one plan: --plan FILE, or --show PLAN.")
    with teaching():
        knowledge = open_desk(policy).knowledge
        opened = open_case(read_text(case), str(case), knowledge)
        if plan_file is not None:
            name = plan_file.stem
            plan = open_plan(read_text(plan_file), str(plan_file), opened, knowledge)
            judgement = check_plan(opened, plan, knowledge, on=opened.on).judgement
            opened = case_after(opened, knowledge)
        else:
            found = plan_case(opened, knowledge)
            name, plan, judgement = _chosen(found, chosen)
            opened = opened if isinstance(found, Consultation) else found.way(name).case
    if judgement.verdict.name not in _USABLE:
        codes = ", ".join(dict.fromkeys(each.code for each in getattr(judgement.verdict, "findings", ())))
        said = "refused" if judgement.verdict.name == "Refused" else "one of which nothing can be said"
        click.echo(f"{name}: this plan is {said} ({codes}). There is no card of it: nothing is to be typed.", err=True)
        leave(judgement.verdict)
    try:
        made = card_of(opened, plan, knowledge)
    except NothingToType as error:
        raise BadInput(f"{name}: {error}") from None
    if as_data_wanted:
        put(as_json({"schema": "cisterna.card/1", "plan": name, "verdict": judgement.verdict.name, **as_data(made)}))
    else:
        style = style_here(no_color=no_color, sources=sources)
        put(render_card(made, opened, judgement, knowledge, style, name=name))
    leave(judgement.verdict)


def _chosen(found: Consultation | Changed, chosen: str | None) -> tuple[str, Plan, Judgement]:
    """The plan that is asked for, else the best, with its name and what was said of it; ends where there is none."""
    plans = found.offers if isinstance(found, Consultation) else found.ways
    if not plans:
        click.echo("There is no plan, so there is no card. 'cisterna plan' says why.", err=True)
        leave(found.verdict)
    named = {each.id: each for each in plans}
    shown = plans[0] if chosen is None else named.get(chosen)
    if shown is None:
        raise BadInput(f"no plan is called '{chosen}'; there are {', '.join(named)}")
    judgement = shown.judgement if isinstance(shown, Offer) else shown.assessed.judgement
    return shown.id, shown.plan, judgement
