"""
What the installed pack holds word for word as another pack does, so that it need not be read a second time.

Texts are compared whole, each from its own file. What differs in one character is left to be read as what it says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from json.encoder import encode_basestring

from cisterna.files.pack import open_pack, written_out
from cisterna.knowledge import Knowledge, Known

__all__ = ["NotInstalled", "excerpt_text", "installed_text", "is_installed", "known_in", "known_of", "object_text"]

_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_KINDS = {"questions.toml": "questions", "facts.toml": "facts"}
_TABLES = ("questions", "sources", "drugs", "pumps", "catheters", "formulations")


class NotInstalled(ValueError):
    """Knowledge that is not the installed pack as it is written, where that was wanted."""


def is_installed(knowledge: Knowledge) -> bool:
    """Whether `knowledge` is the installed pack as it is written, under whatever policy."""
    return knowledge.as_written and knowledge.digests.pack == open_pack()[1]


def known_in(excerpt: Mapping[str, object], installed: Knowledge) -> Known:
    """All that stands in documents taken out of the installed pack. Raises `NotInstalled`."""
    if not is_installed(installed):
        raise NotInstalled("A certificate is made under the installed pack as it is written. Open it without reviews.")
    same: dict[str, list[str]] = {}
    for name, document in excerpt.items():
        assert isinstance(document, dict)
        kind = _kind(name)
        same.setdefault(kind, []).extend([document["id"]] if kind == "statements" else document)
    return Known(installed, {kind: frozenset(ids) for kind, ids in same.items()})


def excerpt_text(excerpt: Mapping[str, object]) -> str:
    """
    The canonical text of documents of the installed pack, each whole or some of its entries: those named in `excerpt`.

    Their contents are the installed pack's, whatever stands in `excerpt`. Empty where it has no such document or entry.
    """
    pack = open_pack()[0]
    parts = {name: _taken(name, document, pack.get(name)) for name, document in sorted(excerpt.items())}
    return object_text(parts) if all(parts.values()) else ""


def _taken(name: str, document: object, whole: object) -> str:
    if not isinstance(document, dict) or not isinstance(whole, dict):
        return ""
    if _kind(name) == "statements" or len(document) == len(whole):
        return installed_text(name) or ""
    entries = {id: installed_text(name, id) or "" for id in sorted(document)}
    return object_text(entries) if all(entries.values()) else ""


def object_text(parts: Mapping[str, str]) -> str:
    """
    The text of an object, from the texts of its parts.

    >>> object_text({"a": "1", "b": "[]"})
    '{"a":1,"b":[]}'
    """
    return "{" + ",".join(f"{encode_basestring(key)}:{text}" for key, text in parts.items()) + "}"


def _kind(name: str) -> str:
    return _KINDS.get(name, name.partition("/")[0])


@cache
def installed_text(name: str, id: str | None = None) -> str | None:
    """A document of the installed pack, or the entry `id` of one, as it stands in a bundle; None where it has none."""
    document = open_pack()[0].get(name)
    if id is None or not isinstance(document, dict):
        return None if document is None else written_out(document)
    return written_out(document[id]) if id in document else None


def known_of(
    documents: Mapping[str, object], installed: Knowledge, *, whole: bool
) -> tuple[Known | None, frozenset[str]]:
    """
    What of `documents`, plain as JSON has them, reads in the installed pack as it reads here.

    And the names of the documents that have nothing else. None where `installed` is not the installed pack as written.
    `whole` says that their text was found to be the `excerpt_text` of their names already.
    """
    if not is_installed(installed):
        return None, frozenset()
    if whole:
        return known_in(documents, installed), frozenset(documents)
    same: dict[str, list[str]] = {}
    alone = set()
    for name, document in documents.items():
        kind = _kind(name)
        if not isinstance(document, dict) or kind not in ("facts", "statements", *_TABLES):
            continue
        if _PLAIN.encode(document) == installed_text(name):
            alone.add(name)
            same.setdefault(kind, []).extend([document["id"]] if kind == "statements" else document)
        elif kind != "statements":
            alike = [id for id, entry in document.items() if _PLAIN.encode(entry) == installed_text(name, id)]
            same.setdefault(kind, []).extend(alike)
            if len(alike) == len(document):
                alone.add(name)
    return Known(installed, {kind: frozenset(ids) for kind, ids in same.items()}), frozenset(alone)
