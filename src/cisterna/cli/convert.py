"""`cisterna convert`: what systemic opioids come to by every published ratio."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

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
from cisterna.consult.ask import Ask
from cisterna.consult.doses import risk_in_words
from cisterna.conversion.convert import Conversion
from cisterna.conversion.convert import convert as work_out
from cisterna.conversion.plausible import Slip, slip_of
from cisterna.conversion.ratios import MORPHINE_ORAL
from cisterna.conversion.taken import Place, Taken
from cisterna.desk import open_case, open_knowledge
from cisterna.files.opioids import OpioidError, read_opioid, read_target
from cisterna.files.tables import TIMES_THE_MOST, plausible_limits
from cisterna.knowledge import Knowledge
from cisterna.papers.layout import Style
from cisterna.reasons import Axis, Finding, Force, Trace, worst
from cisterna.therapy import Case
from cisterna.therapy.case import EXPOSURES

__all__ = ["convert"]

REASONS = ("switch", "high-dose", "side-effects")
RISK_NOT_TOLD = "risk factors are not told"


@click.command()
@click.argument("opioids", nargs=-1, metavar="[OPIOID]...")
@click.option("--case", "case_file", type=click.Path(path_type=Path), default=None,
              help="Take the opioids, the exposure and the risks from this case file.")  # fmt: skip
@click.option("--to", "targets", metavar="DRUG ROUTE", multiple=True,
              help="What to convert to: \"hydromorphone intrathecal\" (as without this option), MME, ...")  # fmt: skip
@click.option("--exposure", type=click.Choice([each.replace(" ", "-") for each in EXPOSURES]), default=None,
              help="What the patient is used to.")  # fmt: skip
@click.option("--because", "reason", type=click.Choice(REASONS), default=None,
              help="Why the patient is switched, on which one source lets its ratio turn.")  # fmt: skip
@click.option("--on", "day", metavar="DATE", default=None, help="The date whose knowledge is asked (default: today).")
@policy_option
@json_option
@color_option
@sources_option
def convert(
    opioids: tuple[str, ...],
    case_file: Path | None,
    targets: tuple[str, ...],
    exposure: str | None,
    reason: str | None,
    day: str | None,
    policy: Path | None,
    as_data_wanted: bool,
    no_color: bool,
    sources: bool,
) -> None:
    """
    What systemic opioids come to by every published ratio, and what is not converted.

    OPIOID is one opioid with its dose, for example "oxycodone 40 mg/day oral"; give each its own.
    """
    if bool(opioids) == bool(case_file):
        raise click.UsageError('Give opioids, for example "oxycodone 40 mg/day oral", or --case FILE: one of the two.')
    if case_file is not None and exposure is not None:
        raise click.UsageError("--exposure does not go with --case: the case says it (patient.opioid_exposure).")
    with teaching():
        knowledge = open_knowledge(policy)
        case = None if case_file is None else open_case(read_text(case_file), str(case_file), knowledge)
    try:
        taken = _typed(opioids, knowledge) if case is None else _listed(case)
        places = _places(targets, case, knowledge)
    except OpioidError as error:
        raise BadInput(str(error)) from None
    on = _day(day) if case is None or day is not None else case.on
    ask = Ask(knowledge, on, Trace())
    texts = opioids or tuple(f"{one.drug} {one.dose:mg/day} {one.route}" for one in taken)
    if exposure == "naive":
        raise BadInput(f"The exposure is 'naive', but opioids are given ({taken[0].drug}). Correct one of the two.")
    _refuse_twice(texts, taken)
    _refuse_slips(texts, taken, ask)
    told = exposure.replace("-", " ") if exposure else None
    found = [
        work_out(
            taken, place, ask,
            exposure=told if case is None else case.patient.opioid_exposure,
            risk=RISK_NOT_TOLD if case is None else risk_in_words(case, ask),
            reason=reason.replace("-", " ") if reason else None,
            trace=ask.trace,
        )
        for place in places
    ]  # fmt: skip
    put(
        as_json(_data(found, ask))
        if as_data_wanted
        else _text(found, ask, style_here(no_color=no_color, sources=sources))
    )
    leave(worst(*(each.verdict for each in found)))


def _known(knowledge: Knowledge) -> tuple[str, ...]:
    return tuple(entry.id for entry in knowledge.catalogue.drugs if "opioid" in entry.kind)


def _typed(opioids: Iterable[str], knowledge: Knowledge) -> tuple[Taken, ...]:
    """Every line, or every mistake in them at once."""
    taken, wrong = [], []
    for text in opioids:
        try:
            taken.append(read_opioid(text, _known(knowledge)))
        except OpioidError as error:
            wrong.append(str(error))
    if wrong:
        raise OpioidError("\n".join(wrong))
    return tuple(taken)


def _listed(case: Case) -> tuple[Taken, ...]:
    if not case.systemic_opioids:
        raise BadInput("The case lists no systemic opioid. Add a [[systemic_opioid]] section for each.")
    return tuple(Taken(each.drug, each.route, each.dose, each.form) for each in case.systemic_opioids)


def _places(targets: tuple[str, ...], case: Case | None, knowledge: Knowledge) -> tuple[Place, ...]:
    if targets:
        known = _known(knowledge)
        places = (MORPHINE_ORAL if text.strip().lower() == "mme" else read_target(text, known) for text in targets)
        return tuple(dict.fromkeys(places))
    started = (
        case.request.start if case is not None and case.request is not None and case.request.start else "hydromorphone"
    )
    return (Place(started, "intrathecal"),)


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"--on: '{text}' is not a date. Write year, month and day: 2026-01-08.") from None


def _refuse_twice(texts: Iterable[str], taken: tuple[Taken, ...]) -> None:
    """The same opioid, alike in everything, is a line that was given twice, and its dose would count twice."""
    again = [text for number, (text, one) in enumerate(zip(texts, taken, strict=True)) if one in taken[:number]]
    if again:
        raise BadInput(
            f"'{again[0]}' stands here twice, alike in everything, and would count twice. Take one of the two out; "
            f"if both are taken, write one with what they come to in a day."
        )


def _refuse_slips(texts: Iterable[str], taken: Iterable[Taken], ask: Ask) -> None:
    """A dose that nobody means is no input: every one of them, with what was probably meant."""
    most = plausible_limits(ask.knowledge)
    wrong = []
    for text, one in zip(texts, taken, strict=True):
        slip = slip_of(one, ask)
        if slip is not None:
            wrong.append(_slip(text, slip))
        limit = most.get(one.drug) if one.route == "intrathecal" else None
        if limit is not None and one.dose is not None and one.dose > limit[1] * TIMES_THE_MOST:
            wrong.append(
                f"'{text}' is many times the most that any source gives intrathecally ({limit[1]:mg/day}). "
                f"Check the number and its unit."
            )
    if wrong:
        raise BadInput("\n".join(wrong))


def _slip(text: str, slip: Slip) -> str:
    wrong, right = ("mg", "mcg") if slip.too_much else ("mcg", "mg")
    meant = text.replace(f" {wrong}", f" {right}")
    hint = f" Did you mean '{meant}' ({right}, not {wrong})?" if meant != text else ""
    where = "above" if slip.too_much else "below"
    return (
        f"'{text}' comes to {slip.comes_to:mg/day} of oral morphine, {where} everything plausible "
        f"({slip.low:mg/day} to {slip.high:mg/day}).{hint} Check the number and its unit."
    )


def _data(found: list[Conversion], ask: Ask) -> dict[str, Any]:
    digests = ask.knowledge.digests
    return {
        "schema": "cisterna.conversion/1",
        "conversions": [as_data(each) | {"verdict": as_data(each.verdict)} for each in found],
        "disagreements": as_data(ask.disagreements),
        "statements": as_data(ask.used),
        "trace": as_data(ask.trace),
        "on": as_data(ask.on),
        "pack": digests.pack,
        "policy": digests.policy,
    }


def _text(found: list[Conversion], ask: Ask, style: Style) -> str:
    from cisterna.papers.conversion import render_conversions

    return render_conversions(found, ask.knowledge, ask.on, _notes(ask), style)


def _notes(ask: Ask) -> list[Finding]:
    """How many of the statements used nobody has approved."""
    waiting = tuple(statement.id for statement in ask.knowledge.not_approved(ask.used))
    values = {"count": len(waiting), "of": len(ask.used)}
    code = "statements-not-approved"
    return [Finding(code, Force.NOTE, Axis.ACKNOWLEDGEMENT, values, waiting)] if waiting else []
