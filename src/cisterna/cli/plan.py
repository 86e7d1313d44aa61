"""`cisterna plan`: the main job."""

from __future__ import annotations

from pathlib import Path

import click

from cisterna.cli import BadInput
from cisterna.cli.common import (
    as_json,
    audience_option,
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
from cisterna.consult import Consultation, Offer, as_data
from cisterna.desk import make_record, open_case, open_desk, run, save_plan, save_record
from cisterna.knowledge import Knowledge
from cisterna.papers.layout import Style
from cisterna.papers.terminal import render_consultation
from cisterna.therapy import Case, Override

__all__ = ["plan"]


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--show", "chosen", metavar="PLAN", default=None, help="Show this plan in full instead of the best one.")
@click.option("--sheet", is_flag=True, help="Add the hour-by-hour sheet: one line a look.")
@click.option(
    "--override", "codes", metavar="CODE", multiple=True, help="Set aside a soft finding; needs --by and --because."
)
@click.option("--by", metavar="NAME", default="", help="Who overrides.")
@click.option("--because", metavar="TEXT", default="", help="Why.")
@click.option(
    "--save-plan",
    "save_plan_to",
    type=click.Path(path_type=Path),
    default=None,
    help="Write the plan shown to this file.",
)
@click.option("--record", "record_to", type=click.Path(path_type=Path), default=None,
              help="Write the record of this consultation to this file.")  # fmt: skip
@click.option("--certificate", "certificate_to", type=click.Path(path_type=Path), default=None,
              help="Write the certificate of the plan shown to this file, for `check`.")  # fmt: skip
@audience_option
@policy_option
@json_option
@color_option
@sources_option
def plan(
    case: Path,
    chosen: str | None,
    sheet: bool,
    codes: tuple[str, ...],
    by: str,
    because: str,
    save_plan_to: Path | None,
    record_to: Path | None,
    certificate_to: Path | None,
    audience: str,
    policy: Path | None,
    as_data_wanted: bool,
    no_color: bool,
    sources: bool,
) -> None:
    """
    Plans that start a second drug under a running one, proved at the catheter tip.

    CASE is a case file; examples/seed.toml is one.
    """
    with teaching():
        desk = open_desk(policy)
        text = read_text(case)
        opened = open_case(text, str(case), desk.knowledge)
        overrides = _overrides(opened, codes, by, because)
        found = run(opened, desk.knowledge, overrides)
    shown = _shown(found, chosen)
    if as_data_wanted:
        output = as_json({"schema": "cisterna.consultation/1", **as_data(found)})
    else:
        style = style_here(no_color=no_color, sources=sources)
        if audience == "physician":
            output = render_consultation(found, desk.knowledge, style, chosen=chosen, sheet=sheet)
        else:
            output = _for_reader(audience, found, desk.knowledge, style, chosen=chosen, sheet=sheet)
    # Files last: whatever fails before leaves none behind.
    with teaching():
        if save_plan_to is not None:
            if shown is None:
                raise BadInput("There is no plan to save. Run without --save-plan to see why.")
            save_plan(save_plan_to, shown.plan, opened)
        if certificate_to is not None:
            from cisterna.desk.certificates import certify

            if shown is None:
                raise BadInput("There is no plan to certify. Run without --certificate to see why.")
            save_record(certificate_to, certify(text, str(case), shown.plan, opened, desk.policy_text))
        if record_to is not None:
            record = make_record(found, case_text=text, policy_text=desk.policy_text, overrides=overrides)
            save_record(record_to, record)
    put(output)
    leave(found.verdict if shown is None else shown.verdict)


def _for_reader(
    audience: str, found: Consultation, knowledge: Knowledge, style: Style, *, chosen: str | None, sheet: bool
) -> str:
    """The page of another reader; its words are opened only here."""
    from cisterna.files.renderings import load_renderings
    from cisterna.papers.reader import render_for
    from cisterna.wording.readers import Audience

    with teaching():
        renderings = load_renderings(knowledge)
    return render_for(Audience(audience), found, knowledge, renderings, style, chosen=chosen, sheet=sheet)


def _shown(found: Consultation, chosen: str | None) -> Offer | None:
    """The plan that is asked for, else the best, else none."""
    if chosen is None:
        return found.offers[0] if found.offers else None
    try:
        return found.offer(chosen)
    except KeyError as error:
        raise BadInput(error.args[0]) from None


def _overrides(case: Case, codes: tuple[str, ...], by: str, because: str) -> tuple[Override, ...]:
    if codes and not (by.strip() and because.strip()):
        raise click.UsageError("--override needs --by NAME and --because TEXT: an override is named and has a reason.")
    return tuple(Override(code, by.strip(), because.strip(), case.on) for code in codes)
