"""Writing the papers and the calendar of a plan; imported only by whoever asks for them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cisterna.cli import BadInput
from cisterna.consult import Consultation, Offer
from cisterna.consult.ask import Ask
from cisterna.consult.order import order_of, staffed_day_before
from cisterna.files.renderings import load_renderings
from cisterna.files.whole import write_together, write_whole
from cisterna.knowledge import Knowledge
from cisterna.papers.calendar import calendar
from cisterna.papers.extra import NotInstalled
from cisterna.papers.pdf import pdfs
from cisterna.papers.printed import USABLE, identity
from cisterna.reasons import Trace

if TYPE_CHECKING:
    from cisterna.consult.change import Changed, Way

__all__ = ["write_papers"]

_SAID = {"Refused": "refused", "CannotSay": "one of which nothing can be said"}


def write_papers(
    found: Consultation | Changed,
    shown: Offer | Way | None,
    knowledge: Knowledge,
    *,
    pdf_to: Path | None,
    calendar_to: Path | None,
) -> None:
    """
    The papers into a folder and the calendar into a file: made first, written then.

    Names hold neither drug nor patient, but the digest of the consultation, so that no paper is taken for another's.
    """
    papers: dict[str, bytes] = {}
    known = ""
    try:
        dates = None if calendar_to is None else _calendar(found, shown, knowledge)
        if pdf_to is not None:
            if not isinstance(found, Consultation) or not (shown is None or isinstance(shown, Offer)):
                raise BadInput("Papers as PDF are made of the start of a drug alone, not of another change. "
                               "Use 'cisterna card' and --sheet.")  # fmt: skip
            papers, known = pdfs(found, shown, knowledge, load_renderings(knowledge)), identity(found, shown)[:12]
    except NotInstalled as error:
        raise click.UsageError(str(error)) from None
    if pdf_to is not None:
        if pdf_to.exists() and not pdf_to.is_dir():
            raise BadInput(f"{pdf_to}: this is a file. Give the name of a folder.")
        if len(papers) == 1:
            click.echo(f"{pdf_to}: only the paper for the clinician was written: nothing of this is to be carried out.",
                       err=True)  # fmt: skip
        write_together(pdf_to, {f"pump-plan-{known}-{name}.pdf": content for name, content in papers.items()})
    if calendar_to is not None and dates is not None:
        write_whole(calendar_to, dates)


def _calendar(found: Consultation | Changed, shown: Offer | Way | None, knowledge: Knowledge) -> str:
    if shown is None:
        raise BadInput("There is no plan, so there are no dates. Run without --calendar to see why.")
    if shown.verdict.name not in USABLE:
        raise BadInput(
            f"{shown.id}: this plan is {_SAID[shown.verdict.name]}, so no dates of it are written. "
            f"Run without --calendar to see why."
        )
    orders, following = _orders(found, shown, knowledge)
    return calendar(found.case.clock, found.program, shown, orders=orders, following=following)


def _orders(found: Consultation | Changed, shown: Offer | Way, knowledge: Knowledge) -> tuple[list[date], date | None]:
    """By when the fills of this plan are ordered, and the one after them for the appointment that is booked."""
    case = found.case if isinstance(shown, Offer) else shown.case
    order = order_of(case, shown.plan, knowledge, Ask(knowledge, found.on, Trace()))
    days = [fill.appointment.order_by for fill in order.fills]
    booked = shown.booking
    if booked is None or booked.day is None or not order.fills:
        return days, None
    return days, staffed_day_before(booked.day, order.fills[-1].appointment.lead, knowledge.policy)
