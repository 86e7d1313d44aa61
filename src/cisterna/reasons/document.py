"""
A parsed document, read key by key: what is wrong with it is collected, each with the path of its key.

Nothing is coerced and nothing guessed: a quantity is text with its unit, a date is a date, and a key that nobody asked
for is a problem.
It knows no files and no lines; `cisterna.files.toml` adds those.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import NamedTuple, TypeVar

from cisterna.quantities import Quantity, QuantityError, Range
from cisterna.quantities.text import EXAMPLES

__all__ = ["FieldError", "Path", "Problem", "Reader", "path_text"]

Path = tuple[str | int, ...]
"""Where a value stands in a document: keys, and places in lists."""

Q = TypeVar("Q", bound=Quantity)
T = TypeVar("T")

_EARLY = date(1, 1, 1)
_LONGEST_SHOWN = 60


class Problem(NamedTuple):
    """One thing that is wrong: in which document, at which key, and a sentence that says what to do."""

    document: str
    path: Path
    message: str

    def __str__(self) -> str:
        place = f"{self.document}  {path_text(self.path)}" if self.path else f"{self.document} "
        return f"{place}: {self.message}"


class FieldError(ValueError):
    """Raised by a value that will not be made: `at` says which of its fields is wrong, as a document writes it."""

    def __init__(self, at: str, message: str) -> None:
        self.at: Path = tuple(at.split("."))
        super().__init__(message)


def path_text(path: Path) -> str:
    """
    A key path as people write it.

    >>> path_text(("cites", 0, "source"))
    'cites[0].source'
    """
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            name = part if part.replace("-", "").replace("_", "").isalnum() else f'"{part}"'
            text += f".{name}" if text else name
    return text


class Reader:
    """
    One table of a document. Every method takes a key and returns its value, or a stand-in after noting a problem.

    A stand-in never gets out: `finish` makes the thing only if the table was sound, and refuses keys nobody asked for.

    >>> problems: list[Problem] = []
    >>> pump = Reader("pumps.toml", {"id": "a", "flow": "0.15"}, problems)
    >>> from cisterna.quantities import FlowRate
    >>> pump.finish(dict, id=pump.text("id"), flow=pump.quantity("flow", FlowRate)) is None
    True
    >>> print(problems[0])
    pumps.toml  flow: '0.15' has no unit. A flow rate is written with one, for example '0.15 mL/day'.
    """

    __slots__ = ("_asked", "_before", "_problems", "document", "path", "table")

    def __init__(self, document: str, table: Mapping[str, object], problems: list[Problem], path: Path = ()) -> None:
        self.document = document
        self.path = path
        self.table = table
        self._problems = problems
        self._before = len(problems)
        self._asked: set[str] = set()

    @property
    def sound(self) -> bool:
        """True while nothing is wrong with this table or with those inside it."""
        deep = len(self.path)
        return not any(
            problem.path[:deep] == self.path and problem.document == self.document
            for problem in self._problems[self._before :]
        )

    def has(self, key: str) -> bool:
        """True where the key is there."""
        self._asked.add(key)
        return key in self.table

    def names(self) -> tuple[str, ...]:
        """
        All keys, counted as asked for: the table names its entries itself.

        By the alphabet: the order of a table means nothing, and a compiled pack does not keep it.
        """
        self._asked.update(self.table)
        return tuple(sorted(self.table))

    def problem(self, key: str | int | None, message: str) -> None:
        """Note what is wrong at `key` (None: with the table as a whole)."""
        at = self.path if key is None else (*self.path, key)
        self._problems.append(Problem(self.document, at, message))

    def _value(self, key: str, instead: str) -> object:
        self._asked.add(key)
        if key not in self.table:
            self.problem(None, f"'{key}' is missing. Write, for example, {key} = {instead}.")
            return None
        return self.table[key]

    # Text and words

    def text(self, key: str, *, one_of: Sequence[str] = (), example: str = "") -> str:
        """Text that is not empty, one of `one_of` where that is given."""
        value = self._value(key, f'"{example or (one_of[0] if one_of else "...")}"')
        return "" if value is None else self._as_text((key,), value, one_of)

    def maybe_text(self, key: str, *, one_of: Sequence[str] = ()) -> str | None:
        """As `text`, or None where the key is not there."""
        return self.text(key, one_of=one_of) if self.has(key) else None

    def texts(self, key: str, *, one_of: Sequence[str] = ()) -> tuple[str, ...]:
        """A list of texts; empty where the key is not there."""
        if not self.has(key):
            return ()
        value = self.table[key]
        if not isinstance(value, list):
            self.problem(key, f'{_clip(value)} is not a list of texts. Write them in brackets, for example ["..."].')
            return ()
        return tuple(self._as_text((key, at), part, one_of) for at, part in enumerate(value))

    def _as_text(self, at: Path, value: object, one_of: Sequence[str]) -> str:
        wrong = ""
        if not isinstance(value, str):
            wrong = f"{_clip(value)} is not text. Write it in quotes."
        elif not value.strip():
            wrong = "the text is empty. Write it, or leave the line out where it may be left out."
        elif one_of and value not in one_of:
            wrong = f"'{_clip(value, quoted=False)}' is not known here. Write one of: {', '.join(one_of)}."
        if wrong or not isinstance(value, str):
            self._problems.append(Problem(self.document, (*self.path, *at), wrong))
            return ""
        return value

    # Numbers with a dimension

    def quantity(self, key: str, kind: type[Q]) -> Q:
        """Text with its unit."""
        value = self._value(key, EXAMPLES[kind.dimension])
        return kind(0) if value is None else self._as_quantity(key, value, kind)

    def maybe_quantity(self, key: str, kind: type[Q]) -> Q | None:
        """As `quantity`, or None where the key is not there."""
        return self.quantity(key, kind) if self.has(key) else None

    def _as_quantity(self, key: str, value: object, kind: type[Q]) -> Q:
        return self._as_span(key, value, kind, kind.parse) or kind(0)

    def _as_span(self, key: str, value: object, kind: type[Q], parse: Callable[[object], T]) -> T | None:
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            self.problem(
                key, f"{_clip(value)} is not text with a unit. Write, for example, {EXAMPLES[kind.dimension]}."
            )
            return None
        try:
            return parse(value)
        except QuantityError as error:
            self.problem(key, str(error))
            return None

    def span(self, key: str, kind: type[Q]) -> Range[Q]:
        """A single value or '70 to 85 cm'."""
        value = self._value(key, EXAMPLES[kind.dimension])
        found = None if value is None else self._as_span(key, value, kind, lambda text: Range.parse(kind, text))
        return found or Range(kind(0), kind(0))

    def maybe_span(self, key: str, kind: type[Q]) -> Range[Q] | None:
        """As `span`, or None where the key is not there."""
        return self.span(key, kind) if self.has(key) else None

    def whole(self, key: str) -> int:
        """A whole number that counts things."""
        value = self._value(key, "1")
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool):
            self.problem(key, f"{_clip(value)} is not a whole number. Write digits without quotes, for example 13.")
            return 0
        return value

    def flag(self, key: str) -> bool:
        """`true` or `false`, without quotes."""
        value = self._value(key, "false")
        if value is None:
            return False
        if not isinstance(value, bool):
            self.problem(key, f"{_clip(value)} is neither true nor false. Write one of them, without quotes.")
            return False
        return value

    # Dates

    def day(self, key: str) -> date:
        """A date, as TOML has it or in quotes: 2026-01-08."""
        value = self._value(key, "2026-01-08")
        return _EARLY if value is None else self._as_day((key,), value)

    def maybe_day(self, key: str) -> date | None:
        """As `day`, or None where the key is not there."""
        return self.day(key) if self.has(key) else None

    def days(self, key: str) -> tuple[date, ...]:
        """A list of dates; empty where the key is not there."""
        if not self.has(key):
            return ()
        value = self.table[key]
        if not isinstance(value, list):
            self.problem(key, f"{_clip(value)} is not a list of dates. Write, for example, [2026-12-25].")
            return ()
        return tuple(self._as_day((key, at), part) for at, part in enumerate(value))

    def _as_day(self, at: Path, value: object) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        message = f"{_clip(value)} is not a date. Write year, month and day: 2026-01-08."
        self._problems.append(Problem(self.document, (*self.path, *at), message))
        return _EARLY

    def clock(self, key: str) -> time:
        """A time of day to the minute, as TOML has it (07:30:00) or in quotes ("07:30")."""
        value = self._value(key, '"07:30"')
        if value is None:
            return time(0)
        if isinstance(value, str):
            value = _clock(value)
        if not isinstance(value, time) or value.tzinfo is not None or value.second or value.microsecond:
            self.problem(key, f'{_clip(value)} is not a time of day to the minute. Write, for example, "07:30".')
            return time(0)
        return value

    # Tables

    def inner(self, key: str) -> Reader:
        """The table under `key`."""
        value = self._value(key, "{ ... }")
        if value is not None and not isinstance(value, dict):
            self.problem(key, f"{_clip(value)} is not a table. Write {key} = {{ ... }} or a [{key}] section.")
        if not isinstance(value, dict):
            # One mistake, one message: what is missing inside a table that is not there is nobody's business.
            return Reader(self.document, {}, [], (*self.path, key))
        return self._reader((key,), value)

    def maybe_inner(self, key: str) -> Reader | None:
        """As `inner`, or None where the key is not there."""
        return self.inner(key) if self.has(key) else None

    def each(self, key: str) -> tuple[Reader, ...]:
        """The tables in the list under `key`; empty where the key is not there."""
        if not self.has(key):
            return ()
        value = self.table[key]
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            self.problem(key, f"this is not a list of tables. Write a [[{key}]] section for each.")
            return ()
        return tuple(self._reader((key, at), part) for at, part in enumerate(value))

    def _reader(self, at: Path, table: dict[str, object]) -> Reader:
        return Reader(self.document, table, self._problems, (*self.path, *at))

    # The end

    def close(self) -> None:
        """Refuse the keys that nobody asked for."""
        for key in self.table:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                self.problem(key, f"'{key}' is not a key that is known here (known: {known}). Correct it or remove it.")

    def finish(self, kind: Callable[..., T], /, **values: object) -> T | None:
        """`kind(**values)` if the table was sound and all its keys were asked for; else None."""
        self.close()
        if not self.sound:
            return None
        try:
            return kind(**values)
        except FieldError as error:
            self._problems.append(Problem(self.document, (*self.path, *error.at), str(error)))
        except ValueError as error:
            self.problem(None, str(error))
        return None


def _clock(text: str) -> object:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return text


def _clip(value: object, *, quoted: bool = True) -> str:
    """A value as the file has it, not as Python does."""
    match value:
        case bool():
            text = str(value).lower()
        case date() | time():
            text = value.isoformat()
        case dict() | list():
            text = "a table" if isinstance(value, dict) else "a list"
        case _:
            text = repr(value) if quoted else str(value)
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "..."
