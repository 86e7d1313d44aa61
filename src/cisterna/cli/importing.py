"""`cisterna import`: a program as clinics have it, made into the part of a case that describes it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cisterna.cli import BAD_INPUT
from cisterna.cli.common import as_json, color_option, json_option, put, read_text, style_here, teaching
from cisterna.consult import as_data
from cisterna.desk import open_knowledge
from cisterna.desk.importing import form_of, read_import, save_import
from cisterna.papers.importing import render_import

__all__ = ["import_"]

NOT_WITHOUT_FORCE = 10


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--into", type=click.Path(path_type=Path), default=None,
              help="The case to write: a new one, or one that is there already, to be joined into.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["csv", "text"]), default=None,
              help="What FILE is: a CSV of program changes, or the text of an interrogation.")  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a case that is there already.")
@click.option("--allow-unknown-lines", is_flag=True,
              help="Go on where lines are not understood; they become comments.")  # fmt: skip
@json_option
@color_option
def import_(
    file: Path,
    into: Path | None,
    form: str | None,
    force: bool,
    allow_unknown_lines: bool,
    as_data_wanted: bool,
    no_color: bool,
) -> None:
    """
    A program as clinics have it, made into the [system] and [running] of a case file.

    FILE is a CSV of program changes or the pasted text of an interrogation ('-' is standard input). Nothing is
    guessed: a line that is not understood is reported, two that cannot both be so are an error, and nothing is written
    where anything is wrong. What is missing becomes a comment that says what to ask.

    Exit status: 65 something is wrong, nothing was written; 10 the case is there already and was not written over
    (--force); 0 shown, or written.
    """
    with teaching():
        there = into is not None and into.exists()
        found = read_import(
            read_text(file),
            str(file),
            open_knowledge(),
            form=form or form_of(file),
            into=read_text(into) if into is not None and there else None,
            into_name=str(into or "case.toml"),
            allow_unknown=allow_unknown_lines,
        )
        held_back = there and not force
        ending = ""
        if found.toml is None:
            ending = "Nothing was written."
        elif into is None:
            ending = "Nothing was written: name a case with --into. It would hold:"
        elif held_back:
            ending = f"Nothing was written: {into} is there already. Look at the changes, then give --force."
        else:
            save_import(into, found)
            ending = f"Written: {into}"
    if as_data_wanted:
        put(as_json({"schema": "cisterna.import/1", "written": str(into) if ending.startswith("Written") else None,
                     **as_data(found)}))  # fmt: skip
    else:
        shown = render_import(found, style_here(no_color=no_color), ending=ending)
        put(shown if found.toml is None or into is not None else f"{shown}\n{found.toml}")
    sys.exit(BAD_INPUT if found.toml is None else NOT_WITHOUT_FORCE if held_back else 0)
