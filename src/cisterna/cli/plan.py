"""`cisterna plan`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
from cisterna.desk import make_record, open_case, open_desk, plan_case, save_plan, save_record
from cisterna.knowledge import Knowledge
from cisterna.papers.layout import Style
from cisterna.papers.terminal import render_consultation
from cisterna.therapy import Case, Override

if TYPE_CHECKING:
    from cisterna.consult.change import Changed, Way

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
@click.option("--pdf", "pdf_to", metavar="FOLDER", type=click.Path(path_type=Path), default=None,
              help="Write four papers of the plan shown here: clinician, pharmacy, ward, patient.")  # fmt: skip
@click.option("--calendar", "calendar_to", type=click.Path(path_type=Path), default=None,
              help="Write the dates of the plan shown as an .ics file.")  # fmt: skip
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
    pdf_to: Path | None,
    calendar_to: Path | None,
    audience: str,
    policy: Path | None,
    as_data_wanted: bool,
    no_color: bool,
    sources: bool,
) -> None:
    """
    Plans for what the case asks for, proved at the catheter tip: a second drug, a refill, another dose or program.

    CASE is a case file; examples/seed.toml is one.
    """
    with teaching():
        desk = open_desk(policy)
        text = read_text(case)
        opened = open_case(text, str(case), desk.knowledge)
        overrides = _overrides(opened, codes, by, because)
        found = plan_case(opened, desk.knowledge, overrides)
    shown = _shown(found, chosen)
    if as_data_wanted:
        output = as_json({"schema": _schema(found), **as_data(found)})
    else:
        style = style_here(no_color=no_color, sources=sources)
        output = _page(audience, found, desk.knowledge, style, chosen=chosen, sheet=sheet)
    # Files last: whatever fails before leaves none behind.
    with teaching():
        if pdf_to is not None or calendar_to is not None:
            from cisterna.cli.papers import write_papers

            write_papers(found, shown, desk.knowledge, pdf_to=pdf_to, calendar_to=calendar_to)
        if save_plan_to is not None:
            if shown is None:
                raise BadInput("There is no plan to save. Run without --save-plan to see why.")
            save_plan(save_plan_to, shown.plan, opened)
        if certificate_to is not None:
            from cisterna.desk.certificates import certify

            if shown is None:
                raise BadInput("There is no plan to certify. Run without --certificate to see why.")
            if not isinstance(shown, Offer) and not _of_the_case(shown, opened):
                raise BadInput(
                    "This plan is not judged in the case as it is given but in one that follows from it: with the dose "
                    "that is proposed, or after what was done to the system. Write that as a case of its own, and "
                    "certify its plan."
                )
            content = certify(text, str(case), shown.plan, opened, desk.policy_text, desk.knowledge)
            save_record(certificate_to, content)
        if record_to is not None:
            record = make_record(found, case_text=text, policy_text=desk.policy_text, overrides=overrides)
            save_record(record_to, record)
    put(output)
    leave(found.verdict if shown is None else shown.verdict)


def _schema(found: Consultation | Changed) -> str:
    return "cisterna.consultation/1" if isinstance(found, Consultation) else "cisterna.change/1"


def _of_the_case(way: Way, case: Case) -> bool:
    """Whether a way is judged in the case that was given, and not in one that follows from it."""
    return _judged_by(way.case) == _judged_by(case)


def _judged_by(case: Case) -> tuple[object, ...]:
    return (case.running, case.system, case.clock, None if case.request is None else case.request.change)


def _page(
    audience: str,
    found: Consultation | Changed,
    knowledge: Knowledge,
    style: Style,
    *,
    chosen: str | None,
    sheet: bool,
) -> str:
    """The page for one reader; words of other readers, and of other changes, are opened only here."""
    if audience == "physician":
        if isinstance(found, Consultation):
            return render_consultation(found, knowledge, style, chosen=chosen, sheet=sheet)
        from cisterna.papers.change import render_changed

        return render_changed(found, knowledge, style, chosen=chosen, sheet=sheet)
    from cisterna.files.renderings import load_renderings
    from cisterna.wording.readers import Audience

    with teaching():
        renderings = load_renderings(knowledge)
    if isinstance(found, Consultation):
        from cisterna.papers.reader import render_for

        return render_for(Audience(audience), found, knowledge, renderings, style, chosen=chosen, sheet=sheet)
    from cisterna.papers.change import render_changed_for

    return render_changed_for(Audience(audience), found, knowledge, renderings, style, chosen=chosen, sheet=sheet)


def _shown(found: Consultation | Changed, chosen: str | None) -> Offer | Way | None:
    """The plan that is asked for, else the best, else none."""
    plans = found.offers if isinstance(found, Consultation) else found.ways
    if chosen is None:
        return plans[0] if plans else None
    try:
        return found.offer(chosen) if isinstance(found, Consultation) else found.way(chosen)
    except KeyError as error:
        raise BadInput(error.args[0]) from None


def _overrides(case: Case, codes: tuple[str, ...], by: str, because: str) -> tuple[Override, ...]:
    if codes and not (by.strip() and because.strip()):
        raise click.UsageError("--override needs --by NAME and --because TEXT: an override is named and has a reason.")
    return tuple(Override(code, by.strip(), because.strip(), case.on) for code in codes)
