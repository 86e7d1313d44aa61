"""
`cisterna emergency`: first actions first, from fixed text; then, set apart, what follows from the facts given.

The first screen is printed before anything else is opened or read. Nothing that goes wrong later takes it back.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import click

from cisterna.cli import BAD_INPUT, OUR_FAULT
from cisterna.cli.common import as_json, color_option, json_option, policy_option, put, read_text, style_here
from cisterna.emergency import AUDIENCES, NAMES, Contacts, Pathway, UnknownReader, pathway
from cisterna.emergency.screens import CHOICE, DIGEST, STATEMENTS
from cisterna.files.settings import Settings, read_settings
from cisterna.papers.emergency import choice, first_screen, sources

__all__ = ["emergency"]

NOT_WORKED_OUT = "What would be worked out from what you entered is not available"


class _FirstScreenAlways(click.Command):
    """A command that prints the first screen even where its options cannot be understood."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError:
            name, _ = _named([word for word in given if not word.startswith("-")])
            if name is not None:
                put("\n".join(_screen(pathway(name), no_color="--no-color" in given)))
            else:
                put("\n".join(choice(style_here(no_color=True), AUDIENCES[0])))
            sys.stdout.flush()
            raise


@click.command(cls=_FirstScreenAlways)
@click.argument("words", metavar="[NAME]", nargs=-1)
@click.option("--audience", metavar="WHO", default=AUDIENCES[0], help="In whose words: " + ", ".join(AUDIENCES) + ".")
@click.option("--sources", "with_sources", is_flag=True, help="Add what each step rests on, and who says so.")
@click.option("--case", metavar="FILE", default=None, help="Take the facts from a case file.")
@click.option("--pump-off-for", metavar="TIME", default=None, help='How long nothing has been delivered: "18 h".')
@click.option("--last-dose", metavar="MOMENT", default=None, help='When the last drug came: "2026-11-26 04:00".')
@click.option("--baclofen", metavar="DOSE", default=None, help='The last daily dose: "300 mcg/day".')
@click.option("--opioid", metavar="DRUG", default=None, help="The opioid in the pump, or none.")
@click.option("--opioid-dose", metavar="DOSE", default=None, help='Its last daily dose: "0.6 mg/day".')
@click.option("--oral-baclofen", metavar="DOSE", default=None, help='Baclofen by mouth already given: "60 mg/day".')
@click.option("--contents", metavar="MIXTURE", default=None, help='In the pump: "baclofen 2000 mcg/mL + ...".')
@click.option("--entered", metavar="MIXTURE", default=None, help="What the pump was told to hold, likewise.")
@click.option("--pump", metavar="MODEL", default=None, help="The pump, as in a case file.")
@click.option("--tubing-volume", metavar="VOLUME", default=None, help="Of the pump, as the programmer shows it.")
@click.option("--catheter-volume", metavar="VOLUME", default=None, help="As the programmer shows it.")
@click.option("--reservoir-volume", metavar="VOLUME", default=None, help="What was drawn out, or is shown.")
@click.option("--expected-volume", metavar="VOLUME", default=None, help="What should be in the reservoir.")
@click.option("--filled-before", metavar="TIME", default=None, help='How long ago it was filled: "30 min".')
@click.option("--injected", metavar="VOLUME", default=None, help="At the refill.")
@click.option("--recovered", metavar="VOLUME", default=None, help="Of that, drawn back from the pocket.")
@click.option("--which-alarm", metavar="ALARM", default=None, help="low reservoir, empty reservoir, or stopped.")
@click.option("--exposure", metavar="WORD", default=None, help="naive, below tolerance, tolerant, or interrupted.")
@click.option("--age", metavar="AGE", default=None, help='The patient\'s age: "54 y".')
@click.option("--apnea", metavar="ANSWER", default=None, help="No breathing, or cardiac arrest: yes or no.")
@click.option("--weight", metavar="WEIGHT", default=None, help='The patient\'s weight: "78 kg".')
@click.option("--flow", metavar="FLOW", default=None, help='The flow that runs or ran: "0.15 mL/day".')
@click.option("--airway", metavar="ANSWER", default=None, help="Somebody who can secure an airway is here: yes or no.")
@click.option("--programmer", metavar="ANSWER", default=None, help="A programmer is here: yes or no; marks the steps.")
@click.option("--at", metavar="MOMENT", default=None, help="What time it is; without it, this machine's clock.")
@policy_option
@json_option
@color_option
def emergency(
    words: tuple[str, ...],
    audience: str,
    with_sources: bool,
    case: str | None,
    programmer: str | None,
    policy: Path | None,
    as_data_wanted: bool,
    no_color: bool,
    **options: str | None,
) -> None:
    """
    First actions of an emergency, on one screen; with facts, what follows from them below it.

    NAME is withdrawal, opioid-overdose, baclofen-overdose, alarm, pump-stopped, wrong-fill, pocket-fill or infection.
    Without NAME: which to choose. No fact is needed, and none is waited for.
    """
    wrong = _wrong_words(audience, programmer)
    reader = audience if audience in AUDIENCES else AUDIENCES[0]
    name, left_over = _named(words)
    if left_over:
        wrong.insert(0, _more_words(left_over))
    if name is None:
        put(as_json(_choices(reader)) if as_data_wanted else "\n".join(choice(style_here(no_color=no_color), reader)))
        _leave(wrong, 0)
    settings = read_settings(os.environ)
    shown = pathway(name, reader)
    mark = programmer.strip().lower() if programmer else ""
    if not as_data_wanted:
        put("\n".join(_screen(shown, no_color=no_color, settings=settings, programmer=mark)))
        sys.stdout.flush()
    given = {key.replace("_", "-"): value for key, value in options.items() if value is not None}
    job = _Job(shown.name, given, case, policy, as_data_wanted, with_sources, no_color)
    below = _below(job) if given or case is not None or policy is not None else _Below()
    if as_data_wanted:
        put(as_json(_data(shown, settings, mark, below)))
    else:
        put_all = [*below.lines, *settings.problems]
        if with_sources:
            put_all += sources(shown, style_here(no_color=no_color), Contacts(*settings[:4]))
        if put_all:
            put("\n".join(put_all))
    _leave(wrong, below.status)


class _Job(NamedTuple):
    """What is to be worked out, from what, and how it is shown."""

    name: str
    given: dict[str, str]
    case: str | None
    policy: Path | None
    as_data: bool
    sources: bool
    no_color: bool


class _Below(NamedTuple):
    """What stands below the first screen: lines, or plain data; or why it is not there, with the exit status."""

    lines: tuple[str, ...] = ()
    data: dict[str, Any] | None = None
    problem: str = ""
    status: int = 0


def _wrong_words(audience: str, programmer: str | None) -> list[str]:
    """What is wrong with the words that decide how the first screen looks; it is shown all the same."""
    wrong = []
    try:
        pathway(NAMES[0], audience)
    except UnknownReader as error:
        wrong.append(f"--audience: {error}")
    if programmer is not None and programmer.strip().lower() not in ("yes", "no"):
        wrong.append(f"--programmer: '{programmer}' is not an answer. Write yes or no.")
    return wrong


def _more_words(left_over: list[str]) -> str:
    """What is said of words beside the name: another name is a page of its own."""
    other, rest = _named(left_over)
    if other is not None and not rest:
        return f"'{other}' is a page of its own: read it too, with cisterna emergency {other}."
    return f"'{' '.join(left_over)}' was not understood. Names: {', '.join(NAMES)}."


def _leave(wrong: list[str], status: int) -> NoReturn:
    """Say what was wrong with the words, and end: 2 for them, else with the status of what stands below."""
    sys.stdout.flush()
    for line in wrong:
        click.echo(line, err=True)
    sys.exit(2 if wrong else status)


def _named(words: Sequence[str]) -> tuple[str | None, list[str]]:
    """
    The pathway that is meant, and the words that are left over.

    'pump stopped', 'Pump-Stopped' and 'pump_stopped' are one.
    """
    for size in range(len(words), 0, -1):
        for start in range(len(words) - size + 1):
            joined = "-".join(words[start : start + size]).lower().replace("_", "-").replace(" ", "-")
            if joined in NAMES:
                return joined, [*words[:start], *words[start + size :]]
    return None, list(words)


def _screen(shown: Pathway, *, no_color: bool, settings: Settings | None = None, programmer: str = "") -> list[str]:
    found = read_settings(os.environ) if settings is None else settings
    contacts = Contacts(*found[:4])
    return first_screen(shown, style_here(no_color=no_color), contacts, programmer=programmer)


def _below(job: _Job) -> _Below:
    """What is worked out, or why not. Nothing gets out of here: the first screen has been printed and stands."""
    try:
        return _worked_out(job)
    except click.ClickException as error:
        return _not_available(error.format_message(), BAD_INPUT)
    except Exception as fault:
        if os.environ.get("CISTERNA_TRACEBACK"):
            import traceback

            traceback.print_exc()
        return _not_available(f"{type(fault).__name__}: {' '.join(str(fault).split())}", OUR_FAULT)


def _not_available(why: str, status: int) -> _Below:
    told = f"{NOT_WORKED_OUT}: {why}".splitlines()
    return _Below(tuple(_printable(line) for line in told), None, why, status)


def _printable(line: str) -> str:
    """A line that leaves the first screen where it is: what steers a terminal is written out."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line)


def _worked_out(job: _Job) -> _Below:
    """Everything that could be broken is imported here and not before."""
    from datetime import UTC, datetime

    from cisterna.cli import BadInput
    from cisterna.desk.emergency import FactProblems, gather, open_knowledge, work_out_from

    clock = datetime.now(UTC).astimezone().replace(tzinfo=None, second=0, microsecond=0)
    text = None if job.case is None else read_text(Path(job.case))
    knowledge = _knowledge(job.policy, open_knowledge)
    try:
        facts, now = gather(job.given, knowledge, clock=clock, case_text=text, case_name=job.case or "")
    except FactProblems as error:
        raise BadInput(str(error)) from None
    found = work_out_from(job.name, facts, knowledge, on=now.date())
    from cisterna.papers.layout import bullet
    from cisterna.papers.worked import render_worked_out, worked_data

    if job.as_data:
        return _Below(data=worked_data(found, facts, knowledge))
    style = style_here(no_color=job.no_color)
    lines = render_worked_out(found, facts, knowledge, style, sources=job.sources)
    if facts.clock is not None:
        lines[2:2] = bullet(
            f"Now is taken to be {now:%Y-%m-%d %H:%M}, the time of the case; this machine's clock says "
            f"{clock:%Y-%m-%d %H:%M}. Correct the case if they differ.",
            style,
            indent=1,
        )
    if "last-dose" in job.given and "at" not in job.given and job.case is None:
        lines.append(f"Counted from {now:%Y-%m-%d %H:%M} by this machine's clock; --at says another time.")
    return _Below(tuple(lines))


def _knowledge(policy: Path | None, opened: Any) -> Any:
    """The pack under the policy; what is wrong with a policy that was named is bad input, the rest is a broken pack."""
    from cisterna.cli import BadInput
    from cisterna.files.toml import FileProblems

    try:
        return opened(policy)
    except FileProblems as error:
        if policy is not None and any(problem.file == str(policy) for problem in error.problems):
            raise BadInput("\n".join(str(problem) for problem in error.problems)) from None
        count, first = len(error.problems), error.problems[0]
        raise RuntimeError(
            f"the knowledge pack is broken ({count} problem{'s' * (count > 1)}; first: {first})"
        ) from None


def _choices(reader: str) -> dict[str, Any]:
    """The list of pathways as plain data."""
    return {
        "schema": "cisterna.emergencies/1",
        "audience": reader,
        "pathways": [{"name": name, "choose": pathway(name, reader).choose} for name in NAMES],
        "unsure": [{"text": texts[AUDIENCES.index(reader)], "statements": list(cites)} for texts, cites in CHOICE],
        "digest": DIGEST,
    }


def _data(shown: Pathway, settings: Settings, programmer: str, below: _Below) -> dict[str, Any]:
    """The screen as plain data, and what was worked out, or why not."""
    return {
        "schema": "cisterna.emergency/1",
        "name": shown.name,
        "audience": shown.audience,
        "title": shown.title,
        "choose": shown.choose,
        "steps": [
            {
                "number": number,
                "text": step.text,
                "statements": list(step.cites),
                "programmer": step.programmer,
                "marked": bool(programmer) and step.programmer == programmer,
            }
            for number, step in enumerate(shown.steps, 1)
        ],
        "statements": {
            id: dict(zip(("text", "certainty", "sources", "review"), STATEMENTS[id], strict=True)) for id in shown.cites
        },
        "contacts": dict(zip(Contacts._fields, settings[:4], strict=True)),
        "settings_problems": list(settings.problems),
        "digest": DIGEST,
        "review": shown.review,
        "worked_out": below.data,
        "problem": below.problem,
    }
