"""`cisterna replay`: a recorded consultation, run again and compared."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cisterna import __version__
from cisterna.cli.common import put, read_text, teaching
from cisterna.desk import replay_record

__all__ = ["replay"]


@click.command()
@click.argument("record", type=click.Path(path_type=Path))
def replay(record: Path) -> None:
    """
    Run RECORD again from the texts inside it and compare every value.

    Exit status 0: the same; 1: something differs, and each difference is listed.
    """
    with teaching():
        again = replay_record(read_text(record), str(record))
    same_program = again.program == __version__
    put(f"recorded with cisterna {again.program}, run again with {__version__}")
    if not again.differences:
        put("the same, value by value")
        return
    for difference in again.differences:
        put(difference)
    if same_program:
        put("The same program gives another result: do not rely on this record, and report it as a fault of Cisterna.")
    sys.exit(1)
