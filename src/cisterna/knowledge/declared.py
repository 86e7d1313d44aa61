"""
Which ids the documents of a pack declare, whether or not what stands under them is sound.

With it one mistake gives one message: whoever names an entry that is there but broken has made no mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["TABLES", "Declared", "document_of"]

TABLES = ("sources", "drugs", "pumps", "catheters", "formulations")
"""The folders of a pack whose files hold entries by id."""


def document_of(id: str) -> str:
    """
    Where the statement `id` lies in the pack.

    >>> document_of("baclofen.interruption.seed")
    'statements/baclofen/interruption.seed.toml'
    """
    first, _, rest = id.partition(".")
    return f"statements/{first}/{rest}.toml"


class Declared:
    """Ids by kind: one of `TABLES`, or statements, questions, facts. A kind with an unreadable file has every id."""

    __slots__ = ("_blind", "_places", "_sorted", "unreadable")

    def __init__(self, documents: Mapping[str, object], unreadable: Iterable[str] = ()) -> None:
        self.unreadable = frozenset(unreadable)
        self._blind = {_kind(name) for name in self.unreadable} - {"statements"}
        self._places: dict[str, dict[str, str]] = {"statements": {}}
        self._sorted: dict[str, tuple[str, ...]] = {}
        for name in (*documents, *self.unreadable):
            if _kind(name) == "statements":
                self._places["statements"][_statement_id(name)] = name
            elif isinstance(document := documents.get(name), dict):
                self._places.setdefault(_kind(name), {}).update(dict.fromkeys(document, name))

    def has(self, kind: str, id: str) -> bool:
        """True where something stands under `id`, or where that cannot be told."""
        return kind in self._blind or id in self._places.get(kind, {})

    def names(self, kind: str) -> tuple[str, ...]:
        """Every id of that kind that can be told, in order."""
        if kind not in self._sorted:
            self._sorted[kind] = tuple(sorted(self._places.get(kind, {})))
        return self._sorted[kind]

    def place(self, kind: str, id: str) -> str:
        """The document in which `id` stands."""
        return self._places.get(kind, {}).get(id, f"{kind}/")


def _kind(name: str) -> str:
    return name.partition("/")[0].removesuffix(".toml")


def _statement_id(name: str) -> str:
    return name.removeprefix("statements/").removesuffix(".toml").replace("/", ".")
