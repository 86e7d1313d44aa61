"""
`cisterna emergency`: first actions first, from fixed text; then, set apart, what follows from the facts given.

The first screen is printed before anything else is opened or read. Nothing that goes wrong later takes it back.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cisterna.cli import BAD_INPUT, OUR_FAULT
from cisterna.cli.common import as_json, color_option, json_option, policy_option, put, read_text, style_here
from cisterna.emergency import AUDIENCES, NAMES, Contacts, Pathway, UnknownReader, pathway
from cisterna.emergency.screens import DIGEST, STATEMENTS
from cisterna.files.settings import Settings, read_settings
from cisterna.papers.emergency import choice, first_screen, sources

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["emergency"]

FACTS = ("pump-off-for", "last-dose", "baclofen", "opioid", "opioid-dose", "weight", "flow", "airway")
NOT_WORKED_OUT = "What would be worked out from what you entered is not available"


class _FirstScreenAlways(click.Command):
    """A command that prints the first screen even where its options cannot be understood."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError:
            name = _named([word for word in given if not word.startswith("-")])
            if name:
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
    at: str | None,
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
    name = _named(words)
    if name is None:
        put("\n".join(choice(style_here(no_color=no_color), reader)))
        sys.stdout.flush()
        if words:
            wrong.insert(0, f"'{' '.join(words)}' is not one of them. Choose one of the names above.")
        _leave_if(wrong)
        return
    settings = read_settings(os.environ)
    given = {key.replace("_", "-"): value for key, value in options.items() if value is not None}
    asked = bool(given) or case is not None or policy is not None
    shown = pathway(name, reader)
    mark = programmer.strip().lower() if programmer else ""
    if not as_data_wanted:
        put("\n".join(_screen(shown, no_color=no_color, settings=settings, programmer=mark)))
        sys.stdout.flush()
    below, problem, status = _below(shown.name, given, case, policy, at) if asked else (None, "", 0)
    if as_data_wanted:
        put(as_json(_data(shown, settings, mark, below, problem)))
    else:
        _print_below(below, problem, shown, settings, with_sources=with_sources, no_color=no_color)
    _leave_if(wrong)
    sys.exit(status)


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


def _leave_if(wrong: list[str]) -> None:
    if wrong:
        for line in wrong:
            click.echo(line, err=True)
        sys.exit(2)


def _named(words: list[str] | tuple[str, ...]) -> str | None:
    """The pathway that is meant: 'pump stopped', 'Pump-Stopped' and 'pump_stopped' are one."""
    joined = "-".join(words).lower().replace("_", "-").replace(" ", "-")
    if joined in NAMES:
        return joined
    return next((word.lower() for word in words if word.lower() in NAMES), None) if len(words) > 1 else None


def _screen(
    shown: Pathway, *, no_color: bool, settings: Settings | None = None, programmer: str = ""
) -> list[str]:
    found = read_settings(os.environ) if settings is None else settings
    contacts = Contacts(*found[:4])
    return first_screen(shown, style_here(no_color=no_color), contacts, programmer=programmer)


def _below(
    name: str, given: dict[str, str], case: str | None, policy: Path | None, at: str | None
) -> tuple[Any, str, int]:
    """What is worked out, or why not, and the exit status. Never raises: the first screen has been printed."""
    try:
        return _worked_out(name, given, case, policy, at), "", 0
    except click.ClickException as error:
        return None, error.format_message(), BAD_INPUT
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:
        if os.environ.get("CISTERNA_TRACEBACK"):
            import traceback

            traceback.print_exc()
        return None, f"{type(fault).__name__}: {' '.join(str(fault).split())}", OUR_FAULT


def _worked_out(name: str, given: dict[str, str], case: str | None, policy: Path | None, at: str | None) -> Any:
    """The parts of the worked-out answer. Everything that could be broken is imported here and not before."""
    from cisterna.cli import BadInput
    from cisterna.desk.emergency import FactProblems, gather, open_knowledge, work_out_from

    now = _now(at)
    text = None if case is None else read_text(Path(case))
    knowledge = _knowledge(policy, open_knowledge)
    try:
        facts = gather(given, knowledge, now=now, case_text=text, case_name=case or "")
    except FactProblems as error:
        raise BadInput(str(error)) from None
    return work_out_from(name, facts, knowledge, on=now.date()), facts, knowledge


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
        raise RuntimeError(f"the knowledge pack is broken ({count} problem{'s' * (count > 1)}; first: {first})") from None


def _now(at: str | None) -> datetime:
    from datetime import datetime

    from cisterna.cli import BadInput
    from cisterna.desk.emergency import read_moment

    if at is None:
        return datetime.now().replace(second=0, microsecond=0)
    try:
        return read_moment(at)
    except ValueError as error:
        raise BadInput(f"--at: {error}") from None


def _print_below(
    below: Any, problem: str, shown: Pathway, settings: Settings, *, with_sources: bool, no_color: bool
) -> None:
    style = style_here(no_color=no_color)
    if below is not None:
        from cisterna.papers.worked import render_worked_out

        put("\n".join(render_worked_out(*below, style)))
    elif problem:
        first, *rest = problem.splitlines()
        put(f"{NOT_WORKED_OUT}: {first}")
        for line in rest:
            put(line)
    for each in settings.problems:
        put(each)
    if with_sources:
        put("\n".join(sources(shown, style, Contacts(*settings[:4]))))


def _data(shown: Pathway, settings: Settings, programmer: str, below: Any, problem: str) -> dict[str, Any]:
    """The screen as plain data, and what was worked out, or why not."""
    worked = None
    if below is not None:
        from cisterna.papers.worked import worked_data

        worked = worked_data(*below)
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
        "worked_out": worked,
        "problem": problem,
    }
