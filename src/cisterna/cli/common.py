"""What commands share: options, reading a file named on the command line, the style of this terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cisterna.cli import BadInput
from cisterna.papers.layout import Style

if TYPE_CHECKING:
    from cisterna.reasons import Verdict

__all__ = [
    "as_json",
    "audience_option",
    "color_option",
    "json_option",
    "leave",
    "policy_option",
    "put",
    "read_text",
    "sources_option",
    "style_here",
    "teaching",
]

F = TypeVar("F", bound=Callable[..., Any])

json_option = click.option(
    "--json", "as_data_wanted", is_flag=True, help="Print plain data (documented keys) instead of text."
)
"""`--json`."""

color_option = click.option("--no-color", is_flag=True, help="No colors, whatever the terminal can do.")
"""`--no-color`."""

sources_option = click.option("--sources", is_flag=True, help="Print what each source says, in words.")
"""`--sources`."""

audience_option = click.option(
    "--audience",
    type=click.Choice(["physician", "pharmacist", "nurse", "patient"]),
    default="physician",
    help="In whose words: the same numbers and sources for every reader.",
)
"""`--audience READER`."""

policy_option = click.option(
    "--policy", type=click.Path(path_type=Path), default=None, help="A house policy to use in place of the shipped one."
)
"""`--policy FILE`."""


def read_text(path: Path) -> str:
    """The text of a file, or a clear error; '-' is standard input."""
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except FileNotFoundError:
        raise BadInput(f"{path}: there is no such file. Check the name and the folder you are in.") from None
    except IsADirectoryError:
        raise BadInput(f"{path}: this is a folder. Give the name of a file.") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}).") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{path}: this file is not UTF-8 text. Save it as UTF-8.") from None


def style_here(*, no_color: bool, sources: bool = False) -> Style:
    """Width of this terminal, colors where it is one and nobody objects, ASCII where it cannot show more."""
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    width = _columns()
    color = sys.stdout.isatty() and not no_color and "NO_COLOR" not in os.environ
    return Style(min(max(width, 60), 100), color, not encoding.startswith("utf"), sources)


def _columns() -> int:
    """As `shutil.get_terminal_size` has it, which costs several modules at every start."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 80
    except (OSError, ValueError):  # no terminal, or closed
        return 80


def as_json(data: Any) -> str:
    """Indented JSON with sorted keys, so that two runs can be compared line by line."""
    import json

    return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False)


def put(text: str) -> None:
    """
    Print `text` and a line feed where it has none. Where nobody reads on (`| head`), the rest is dropped in silence.

    The exit status is still that of what was found: who stops reading has not changed it.
    """
    try:
        click.echo(text, nl=not text.endswith("\n"))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def leave(verdict: Verdict) -> None:
    """End with the exit code of a verdict: 0 clear, 10 needs override, 20 refused, 30 cannot say."""
    sys.exit(verdict.exit_code)


@contextmanager
def teaching() -> Iterator[None]:
    """Turn everything that is wrong with what was given into `BadInput`: exit status 65, one message a line."""
    from cisterna.catalogue import UnknownEntry
    from cisterna.consult import OverrideError
    from cisterna.desk import NothingAsked, RecordError
    from cisterna.files.toml import FileProblems

    try:
        yield
    except FileProblems as error:
        raise BadInput("\n".join(str(problem) for problem in error.problems)) from None
    except (NothingAsked, OverrideError, RecordError, UnknownEntry) as error:
        raise BadInput(str(error)) from None
    except OSError as error:
        raise BadInput(f"{error.filename}: cannot be read or written ({error.strerror}). It is as it was.") from None
