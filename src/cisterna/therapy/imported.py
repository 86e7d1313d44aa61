"""
What was understood of a file that a clinic had anyway: line by line, with what is wrong, missing and changed.

Values only. `cisterna.files` makes them, `cisterna.papers` shows them; nothing here decides what a line means.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Ask", "Changed", "Event", "Imported", "Understood", "Wrong"]


class Understood(NamedTuple):
    """One line of the source: its number, what it says, and what that was taken to mean."""

    line: int
    said: str
    means: str


class Wrong(NamedTuple):
    """One thing that is wrong: the line of the source (None: the whole of it) and what to do."""

    line: int | None
    message: str


class Ask(NamedTuple):
    """A fact that was not there: its key in a case file, how it would be written, and what to ask."""

    key: str
    example: str
    question: str


class Changed(NamedTuple):
    """A field of the case that was joined into: before and after, as a case file writes them; None: not there."""

    key: str
    before: str | None
    after: str


class Event(NamedTuple):
    """One event of a history: line of the source, time on the wall with its zone, and what happened."""

    line: int
    at: str
    says: str


class Imported(NamedTuple):
    """
    Everything that came of a file. `toml` is what may be written: None where anything is wrong.

    `unknown` are lines nobody understood, `set_aside` those that have no place in a case (names and serial numbers
    among them: they are never copied). `kept` are keys of the case that was joined into which the file says nothing of.
    """

    source: str
    form: str
    understood: tuple[Understood, ...] = ()
    set_aside: tuple[Understood, ...] = ()
    unknown: tuple[Understood, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    to_ask: tuple[Ask, ...] = ()
    notes: tuple[Wrong, ...] = ()
    events: tuple[Event, ...] = ()
    changes: tuple[Changed, ...] = ()
    kept: tuple[str, ...] = ()
    toml: str | None = None
