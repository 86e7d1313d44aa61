"""The errand of `cisterna import`: a file of the clinic read, joined into a case where one is named, and written."""

from __future__ import annotations

from pathlib import Path

from cisterna.files.importing import import_program
from cisterna.files.tables import plausible_limits
from cisterna.files.whole import write_whole
from cisterna.knowledge import Knowledge
from cisterna.therapy.imported import Imported

__all__ = ["form_of", "read_import", "save_import"]


def form_of(path: Path) -> str:
    """'csv' for a file whose name ends so, else 'text'."""
    return "csv" if path.suffix.casefold() == ".csv" else "text"


def read_import(
    text: str,
    name: str,
    knowledge: Knowledge,
    *,
    form: str,
    into: str | None = None,
    into_name: str = "case.toml",
    allow_unknown: bool = False,
) -> Imported:
    """
    What `text` says of a program, checked against the catalogue and the largest plausible values.

    `into` is the text of the case to join it into. Raises `FileProblems` where that is not TOML.
    """
    return import_program(
        text,
        name,
        knowledge.catalogue,
        form=form,
        into=into,
        into_name=into_name,
        allow_unknown=allow_unknown,
        plausible=plausible_limits(knowledge),
    )


def save_import(path: Path, found: Imported) -> None:
    """Write the case, whole or not at all. Raises `ValueError` where something is wrong with what was read."""
    if found.toml is None:
        raise ValueError("nothing is written of a file in which something is wrong")
    write_whole(path, found.toml)
