"""
The command line: `cisterna`. Thin: it opens files, calls the desk, prints, and turns verdicts into exit codes.

Exit codes never change: 0 clear, 10 needs override, 20 refused, 30 cannot say, 2 wrong usage, 65 bad input, 70 our own
fault (then no verdict is printed).
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from cisterna import __version__

__all__ = ["BAD_INPUT", "OUR_FAULT", "BadInput", "cli", "main"]

BAD_INPUT, OUR_FAULT = 65, 70
"""Exit codes, beside those of the verdicts: something in a file is wrong; something in Cisterna is."""

# One line a command: its module is imported only when it runs, because every import is paid for at each start.
_COMMANDS = {
    "plan": ("cisterna.cli.plan", "Plans that start a second drug under a running one, proved at the catheter tip."),
    "card": ("cisterna.cli.card", "What is typed into the programmer, line by line, and what it should then show."),
    "order": ("cisterna.cli.order", "What the pharmacy is asked for: prescription, recipe, label, dates, checks."),
    "check": ("cisterna.cli.check", "Verify any plan, ours or typed in."),
    "sensitivity": ("cisterna.cli.sensitivity", "Which input, if wrong by how much, would break a plan."),
    "simulate": ("cisterna.cli.simulate", "What a plan gives at the catheter tip; no verdict."),
    "watch": ("cisterna.cli.watch", "What charted values say: withdrawal, overdose, over-sedation; what is not known."),
    "visit": ("cisterna.cli.visit", "A refill visit: volumes, labels and programs against what they should be."),
    "import": (
        "cisterna.cli.importing",
        "A program as clinics have it, made into the part of a case that tells of it.",
    ),
    "convert": ("cisterna.cli.convert", "What systemic opioids come to by every published ratio, with the refusals."),
    "explain": ("cisterna.cli.explain", "Why this number: how a value of a plan was worked out, with its sources."),
    "replay": ("cisterna.cli.replay", "Run a recorded consultation again and compare it byte by byte."),
    "vectors": ("cisterna.cli.vectors", "Run files of test vectors."),
    "emergency": (
        "cisterna.cli.emergency",
        "Withdrawal, overdose, alarm and more: first actions first, no fact needed.",
    ),
    "kb": ("cisterna.cli.kb", "The knowledge pack: check it, read it."),
}


class BadInput(click.ClickException):
    """Something in a file is wrong; the message says what, where, and what to do. Exit status 65."""

    exit_code = BAD_INPUT

    def show(self, file: Any = None) -> None:
        """Print the message alone, to standard error."""
        click.echo(self.format_message(), err=True, file=file)


class _Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        attribute = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(_COMMANDS[cmd_name][0]), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in _COMMANDS.items()])


def _versions(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from cisterna.desk import open_knowledge

    knowledge = open_knowledge()
    click.echo(f"cisterna {__version__}")
    click.echo(f"pack     {knowledge.version}  {knowledge.digests.pack}")
    click.echo(f"policy   {knowledge.policy.name} {knowledge.policy.version}  {knowledge.digests.policy}")
    ctx.exit()


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_versions,
              help="Program, pack and policy, with their digests.")  # fmt: skip
def cli() -> None:
    """
    Decision support for implanted intrathecal drug pumps, proved at the catheter tip.

    Start with: cisterna plan examples/seed.toml
    """


def main() -> None:
    """Run the command line; a fault of ours is said to be one, and gives no verdict."""
    gc.disable()  # a short life with little garbage: looking for cycles costs a tenth of it and finds nothing
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        cli.main(prog_name="cisterna", standalone_mode=True)
    except Exception as fault:
        if os.environ.get("CISTERNA_TRACEBACK"):
            import traceback

            traceback.print_exc()
        click.echo(
            f"This is a fault in Cisterna, not in your input ({type(fault).__name__}: {fault}). "
            f"No verdict is given; rely on nothing that was printed. "
            f"Set CISTERNA_TRACEBACK=1 and run it again for the details to report.",
            err=True,
        )
        sys.exit(OUR_FAULT)
