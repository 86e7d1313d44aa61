"""
Reads charted observations, from CSV or JSON: one row a value, with when, what, how much, in which unit, by whom.

A row that cannot be read is kept as a row that says why; only a file that is no chart at all is refused.
What a value means is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from cisterna.files.toml import FileProblem, FileProblems
from cisterna.files.zones import moments
from cisterna.quantities import Duration
from cisterna.reasons import Finding, Force
from cisterna.surveillance.observation import Charted
from cisterna.therapy import Clock

__all__ = ["COLUMNS", "ChartFile", "MomentError", "read_moment", "read_observations", "wall_of"]

COLUMNS = ("at", "item", "value", "unit", "by")
"""The columns of a chart; `unit` and `by` may be left out."""

NEEDED = COLUMNS[:3]
HEADER = "at,item,value,unit,by"
EXAMPLE = f"{HEADER}\n2026-11-26 08:00,breathing rate,14,/min,RN"
FARTHEST = timedelta(days=400)

_LARGEST = 4_000_000
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2})?) ?(Z|[+-]\d{2}:\d{2})?")
_SECOND = timedelta(seconds=1)


class MomentError(ValueError):
    """A time on the command line that cannot be read. The message says what to write."""


class ChartFile(NamedTuple):
    """The rows of a file, and what is to be said of the file as such."""

    rows: tuple[Charted, ...]
    findings: tuple[Finding, ...]


def read_observations(text: str, name: str, clock: Clock) -> ChartFile:
    """
    The rows in `text`, their times on the clock of the case; problems call the file `name`.

    A list of objects is JSON; anything else is CSV with commas, semicolons or tabs between its columns.
    Raises `FileProblems` where the file is no chart: empty, too large, without a column that is needed, broken.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > _LARGEST:
        raise _no_chart(
            name, None, f"this file has more than {_LARGEST:,} characters. Give the part that is in question."
        )
    if not text.strip():
        raise _no_chart(name, None, f"this file is empty. Write a header and a row for each value:\n{EXAMPLE}")
    raw = _from_json(text, name) if text.lstrip()[0] in "[{" else _from_csv(text, name)
    start = moments(clock.start, clock.zone)[0]
    rows, unread = [], set()
    for number, cells, wrong in raw:
        unread |= {_printable(column)[:40] for column in cells.keys() - set(COLUMNS)}
        rows.append(_charted(number, cells, wrong, start, clock.zone))
    findings = [
        Finding("watch-column-not-read", Force.NOTE, values={"row": 0, "column": column}) for column in sorted(unread)
    ]
    return ChartFile(tuple(rows), tuple(findings))


def read_moment(text: str, clock: Clock, option: str) -> Duration:
    """
    A time given on the command line, as elapsed time of the case; `option` is what it was given for.

    Raises `MomentError`.
    """
    start = moments(clock.start, clock.zone)[0]
    at, wrong = _when(text.strip(), start, clock.zone)
    if wrong in ("watch-time-twice", "watch-time-skipped"):
        twice = wrong == "watch-time-twice"
        raise MomentError(
            f"{option}: {text} {'comes twice' if twice else 'does not exist'} in {clock.zone}: the clocks "
            f"{'go back' if twice else 'go forward'} over it. Write it with its offset, for example {text[:16]}-07:00."
        )
    if at is None or wrong:
        raise MomentError(
            f"{option}: '{text[:40]}' is not a time near that of the case. Write, for example, 2026-11-26 08:00."
        )
    return at


def wall_of(moment: datetime) -> str:
    """A moment (with its zone) as a time that `read_moment` reads."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")


def _no_chart(name: str, line: int | None, message: str) -> FileProblems:
    return FileProblems([FileProblem(name, line, (), message)])


Raw = tuple[int, Mapping[str, str], str]
"""Number of a row, its cells by column, and the code of what is wrong with it."""


# CSV


def _from_csv(text: str, name: str) -> Iterator[Raw]:
    import csv
    import io

    between = max(",;\t", key=re.split(r"[\r\n]", text.lstrip())[0].count)
    # Not `splitlines`, which ends a line at a form feed within a text, too.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True, skipinitialspace=True)
    header: list[str] | None = None
    number = 1
    try:
        for cells in reader:
            row, number = number, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells, name, row)
                continue
            found = dict(zip(header, cells, strict=False))
            yield row, found, "watch-row-too-long" if len(cells) > len(header) else ""
            if any("\n" in cell or "\r" in cell for cell in cells):
                yield from _within_quotes(cells, row, header, between)
    except csv.Error as error:
        raise _no_chart(
            name, reader.line_num, f"this line cannot be read as CSV ({error}). Close the quotes, or leave them out."
        ) from None


def _within_quotes(cells: Sequence[str], row: int, header: Sequence[str], between: str) -> Iterator[Raw]:
    """
    The further lines of a row whose quoted text runs over several: a quote left open may have taken up rows.

    A line that looks like a row is judged as a sign; every other one is told of.
    """
    lines = [line for cell in cells for line in re.split(r"\r\n|\r|\n", cell)[1:]]
    for number, line in enumerate(lines, start=row + 1):
        parts = [part.strip() for part in line.replace('"', "").split(between)]
        if not any(parts):
            continue
        if len(parts) >= len(NEEDED):
            yield number, dict(zip(header, parts, strict=False)), "watch-within-quotes"
        else:
            yield number, {"value": line}, "watch-text-over-lines"


def _header(cells: Sequence[str], name: str, line: int) -> list[str]:
    header = [_printable(cell).casefold() for cell in cells]
    missing = [column for column in NEEDED if column not in header]
    if missing:
        raise _no_chart(
            name,
            line,
            f"the first line names the columns, and it has no {' and no '.join(missing)} "
            f"(it has: {', '.join(header)[:60]}). Write, for example:\n{EXAMPLE}",
        )
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise _no_chart(name, line, f"the column '{twice[0]}' stands there twice. Keep one.")
    return header


# JSON


def _from_json(text: str, name: str) -> Iterator[Raw]:
    import json

    try:
        data = json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=_pairs)
    except ValueError as error:
        line = getattr(error, "lineno", None)
        raise _no_chart(
            name, line, f"this is not JSON ({getattr(error, 'msg', error)}). Correct it, or give CSV."
        ) from None
    except RecursionError:
        raise _no_chart(name, None, "this JSON is nested too deeply to be a chart. Give a list of objects.") from None
    if not isinstance(data, list) or not all(isinstance(each, _Pairs) for each in data):
        raise _no_chart(
            name, None, f"a chart in JSON is a list of objects with the keys {', '.join(COLUMNS)}. For example:\n"
            '[{"at": "2026-11-26 08:00", "item": "breathing rate", "value": "14", "unit": "/min", "by": "RN"}]'
        )  # fmt: skip
    for number, entry in enumerate(data, start=1):
        cells: dict[str, str] = {}
        wrong = ""
        for key, value in entry.pairs:
            if key in cells:
                wrong = "watch-key-twice"
            if isinstance(value, (list, _Pairs)):
                wrong = wrong or "watch-value-nested"
            cells[key] = _cell(value)
        yield number, cells, wrong


class _Pairs:
    """An object of the file with its keys as they stand there, doubles included."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self.pairs = [(key.strip().casefold(), value) for key, value in pairs]


def _pairs(pairs: list[tuple[str, Any]]) -> _Pairs:
    return _Pairs(pairs)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str():
            return value
        case float():  # only NaN and Infinity get here
            return str(value)
    return "a list or an object"


# Rows and times


def _charted(number: int, cells: Mapping[str, str], wrong: str, start: datetime, zone: str) -> Charted:
    cells = {column: _printable(cell) for column, cell in cells.items()}
    shown = cells.get("at", "")
    at, about_time = _when(shown, start, zone)
    return Charted(
        row=number,
        at=at,
        shown=shown[:40],
        item=cells.get("item", ""),
        value=cells.get("value", ""),
        unit=cells.get("unit", ""),
        by=cells.get("by", ""),
        wrong=wrong or about_time,
        why={"zone": zone},
        usable=not wrong or wrong == "watch-within-quotes",
    )


def _printable(text: str) -> str:
    """A text that a terminal can be given: spaces of every kind alike, characters that steer it written out."""
    plain = " ".join(text.split())
    return plain if plain.isprintable() else "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in plain)


def _when(text: str, start: datetime, zone: str) -> tuple[Duration | None, str]:
    """Elapsed time of the case at the time in `text`, and the code of what is wrong with it."""
    if not text:
        return None, "watch-time-missing"
    match = _TIME.fullmatch(text)
    try:
        wall = datetime.fromisoformat(f"{match[1]} {match[2]}") if match else None
        offset = datetime.fromisoformat(f"{match[1]} {match[2]}{match[3]}") if match and match[3] else None
    except ValueError:
        wall, offset = None, None
    if wall is None:
        return None, "watch-time-unreadable"
    try:
        found = (offset.astimezone(UTC),) if offset is not None else moments(wall, zone)
    except OverflowError:
        return None, "watch-time-far"
    if not found:
        return None, "watch-time-skipped"
    if abs(found[0] - start) > FARTHEST:
        return None, "watch-time-far"
    at = Duration(Fraction((found[0] - start) // _SECOND, 86400))
    return at, "watch-time-twice" if len(found) > 1 else ""
