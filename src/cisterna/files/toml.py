"""
One TOML file, read strictly: what is wrong is named with its file and its line.

The standard library reads the values and refuses duplicate keys; a short scan of our own finds the line of each key,
which the standard library does not tell. What the values mean is not decided here.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cisterna.reasons.document import Path as KeyPath
from cisterna.reasons.document import Problem, Reader, path_text

__all__ = ["FileProblem", "FileProblems", "TomlFile", "lines_of_keys", "parse_toml", "read_toml"]

_LARGEST = 4_000_000
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)| \(at end of document\)")


class FileProblem(NamedTuple):
    """One thing that is wrong in a file. `line` is None where the file as a whole is meant."""

    file: str
    line: int | None
    path: KeyPath
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        key = path_text(self.path)
        return f"{place}  {key}: {self.message}" if key else f"{place}  {self.message}"


class FileProblems(ValueError):
    """Everything that is wrong in the files that were read. `problems` has them in order of file and line."""

    def __init__(self, problems: Iterable[FileProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line or 0)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class TomlFile:
    """
    The values of one file, the line of each key, and the problems found so far.

    >>> file = parse_toml('[patient]\\nage = 54\\n', name="case.toml")
    >>> from cisterna.quantities import Age
    >>> age = file.reader().inner("patient").quantity("age", Age)
    >>> file.raise_problems()
    Traceback (most recent call last):
    ...
    cisterna.files.toml.FileProblems: case.toml:2  patient.age: 54 is a bare number where an age belongs. \
Write text with its unit, for example '54 y'.
    """

    __slots__ = ("name", "problems", "table", "text")

    def __init__(self, name: str, text: str, table: dict[str, object]) -> None:
        self.name = name
        self.text = text
        self.table = table
        self.problems: list[Problem] = []

    def reader(self) -> Reader:
        """A strict reader of the whole file; what it finds wrong is kept in `problems`."""
        return Reader(self.name, self.table, self.problems)

    def located(self, problems: Iterable[Problem]) -> tuple[FileProblem, ...]:
        """Problems with the line of the key they are about, or of the nearest table around it."""
        kept = tuple(problems)
        lines = lines_of_keys(self.text) if kept else {}
        return tuple(FileProblem(self.name, _nearest(lines, p.path), p.path, p.message) for p in kept)

    def raise_problems(self) -> None:
        """Raise `FileProblems` if anything was wrong."""
        if self.problems:
            raise FileProblems(self.located(self.problems))


def read_toml(file: Path, *, name: str | None = None) -> TomlFile:
    """Read a file; `name` is how problems call it. Raises `FileProblems`."""
    called = name or str(file)
    try:
        if file.stat().st_size > _LARGEST:
            raise FileProblems([FileProblem(called, None, (), "this file is too large to be one of ours.")])
        content = file.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise FileProblems([FileProblem(called, None, (), f"this file cannot be read: {reason}.")]) from None
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileProblems([FileProblem(called, line, (), "this file is not UTF-8. Save it as UTF-8.")]) from None
    return parse_toml(text, name=called)


def parse_toml(text: str, *, name: str) -> TomlFile:
    """The values of `text`, which problems call `name`. Raises `FileProblems` where it is not TOML."""
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff")).replace("\r\n", "\n")
    try:
        return TomlFile(name, text, tomllib.loads(text))
    except RecursionError:
        message, line = "tables or lists lie too deep inside each other.", None
    except ValueError as error:
        message, line = _teach(str(error), text)
    raise FileProblems([FileProblem(name, line, (), message)])


def _teach(error: str, text: str) -> tuple[str, int | None]:
    """What the standard library says, with what to do about it, and the line."""
    match = _AT_LINE.search(error)
    line = int(match[1]) if match and match[1] else (text.count("\n") + 1 if match else None)
    said = _AT_LINE.sub("", error).strip()
    if said.startswith(("Cannot overwrite", "Cannot declare", "Duplicate inline table key", "Cannot mutate")):
        return f"a key or table stands here for the second time ({said}). Keep one of them.", line
    return f"this is not TOML: {said}. Text stands in quotes, dates do not need them.", line


def _nearest(lines: dict[KeyPath, int], path: KeyPath) -> int | None:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def lines_of_keys(text: str) -> dict[KeyPath, int]:
    """
    The line on which each key, table and element of a list begins. `text` must be TOML that has been read already.

    >>> lines_of_keys('a = 1\\n[[b]]\\nc = [\\n  { d = 2 },\\n]\\n')[("b", 0, "c", 0, "d")]
    4
    """
    try:
        return _Scan(text).lines
    except (RecursionError, IndexError):
        return {}


class _Scan:
    """One walk through TOML that is known to be sound, so that anything unexpected cannot be there."""

    def __init__(self, text: str) -> None:
        self.text = text + "\n"
        self.at = 0
        self.lines: dict[KeyPath, int] = {}
        self._counted = (0, 1)
        self._lists: dict[KeyPath, int] = {}
        self._document()

    def _line(self) -> int:
        before, line = self._counted
        line += self.text.count("\n", before, self.at)
        self._counted = (self.at, line)
        return line

    def _note(self, path: KeyPath) -> None:
        self.lines.setdefault(path, self._line())

    def _blank(self, also: str = "") -> None:
        """Skip spaces and, where `also` has a line end, empty lines and comments."""
        while self.at < len(self.text):
            here = self.text[self.at]
            if here in " \t" or here in also:
                self.at += 1
            elif here == "#" and also:
                self.at = self.text.index("\n", self.at)
            else:
                return

    def _document(self) -> None:
        table: KeyPath = ()
        self._blank("\n")
        self._note(table)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self.at = self.text.index("\n", self.at)
            self._blank("\n")

    def _header(self) -> KeyPath:
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        keys = self._keys()
        path: KeyPath = ()
        for position, key in enumerate(keys):
            path = (*path, key)
            if many and position == len(keys) - 1:
                self._lists[path] = self._lists.get(path, -1) + 1
                self._note(path)
            if path in self._lists:
                path = (*path, self._lists[path])
        self._note(path)
        return path

    def _pair(self, table: KeyPath) -> None:
        self._note(table)
        line = self._line()
        path = table
        for key in self._keys():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.at += 1
        self._value(path)

    def _keys(self) -> list[str]:
        """A dotted key, up to the '=' or ']' after it."""
        keys = []
        while True:
            self._blank()
            if self.text[self.at] in "\"'":
                keys.append(self._string())
            else:
                start = self.at
                while self.text[self.at].isalnum() or self.text[self.at] in "_-":
                    self.at += 1
                keys.append(self.text[start : self.at])
            self._blank()
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def _string(self) -> str:
        """A string of any of the four kinds; its text matters only where it is a key."""
        quote = self.text[self.at]
        fence = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        start = self.at = self.at + len(fence)
        while not self.text.startswith(fence, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        while len(fence) == 3 and self.text.startswith(quote, self.at + 3):
            self.at += 1
        found = self.text[start : self.at]
        self.at += len(fence)
        return str(tomllib.loads(f'k = "{found}"')["k"]) if fence == '"' and "\\" in found else found

    def _value(self, path: KeyPath) -> None:
        self._blank()
        here = self.text[self.at]
        if here in "\"'":
            self._string()
        elif here == "[":
            self._list(path)
        elif here == "{":
            self._inline(path)
        else:
            while self.text[self.at] not in ",]}#\n":
                self.at += 1

    def _list(self, path: KeyPath) -> None:
        self.at += 1
        position = 0
        while True:
            self._blank(",\n")
            if self.text[self.at] == "]":
                self.at += 1
                return
            self._note((*path, position))
            self._value((*path, position))
            position += 1

    def _inline(self, path: KeyPath) -> None:
        self.at += 1
        while True:
            self._blank(",\n")
            if self.text[self.at] == "}":
                self.at += 1
                return
            self._pair(path)
