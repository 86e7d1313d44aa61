"""`cisterna vectors`: run files of test vectors. It reads the file, prints the results, sets the status."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import click

from cisterna.cli import BadInput
from cisterna.cli.common import put
from cisterna.vectors import Report, VectorsError, exact_number, run

__all__ = ["vectors"]

FAILED, NOT_SUPPORTED = 1, 3


@click.group()
def vectors() -> None:
    """Run files of test vectors: of delivery at the tip, and of the sums of a pump clinic."""


@vectors.command("run")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def run_file(ctx: click.Context, file: Path) -> None:
    """
    Run FILE (delivery_vectors/1, or a list of pump vectors): a line a metric, what is left out, then the count.

    Exit status: 0 all passed, 1 something failed, 3 nothing failed but something is not supported, 65 not such a file.
    """
    try:
        report = run(_read(file))
    except VectorsError as wrong:
        raise BadInput(f"{file}: {wrong}") from None
    put("\n".join(_lines(report)))
    ctx.exit(FAILED if report.failed else NOT_SUPPORTED if report.not_supported else 0)


def _lines(report: Report) -> list[str]:
    lines = [f"{r.case} {r.metric} {r.expected} {r.got} {'ok' if r.passed else 'FAIL'}" for r in report.results]
    lines += [f"out of scope: {kind}: {reason}" for kind, reason in report.out_of_scope]
    if report.not_supported:
        lines.append("not supported: " + ", ".join(f"{kind} x{count}" for kind, count in report.not_supported))
    return [*lines, f"{report.passed} passed, {report.failed} failed"]


def _read(file: Path) -> object:
    """The JSON document in `file`, its numbers exact, its keys without repeats."""
    try:
        text = file.read_bytes().decode("utf-8")
    except OSError as wrong:
        raise VectorsError(f"cannot be read: {wrong.strerror}") from None
    except UnicodeDecodeError as wrong:
        raise VectorsError(f"not UTF-8 text (byte {wrong.start})") from None
    try:
        return json.loads(
            text,
            parse_float=lambda number: exact_number(number, "a number"),
            parse_int=lambda number: exact_number(number, "a number"),
            parse_constant=_no_number,
            object_pairs_hook=_no_repeats,
        )
    except json.JSONDecodeError as wrong:
        raise VectorsError(f"not JSON: {wrong.msg} (line {wrong.lineno}, column {wrong.colno})") from None
    except RecursionError:
        raise VectorsError("not JSON this program reads: nested too deeply") from None


def _no_number(name: str) -> Fraction:
    raise VectorsError(f"{name} is not a number; write a decimal or a quotient")


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table: dict[str, object] = {}
    for key, value in pairs:
        if key in table:
            raise VectorsError(f"the key {key!r} stands twice in one object")
        table[key] = value
    return table
