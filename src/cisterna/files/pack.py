"""
The knowledge pack as data: read from its TOML files, or from the one canonical JSON bundle that a wheel carries.

Both ways give the same documents and the same digest.
This module judges nothing: what the documents say is the business of `cisterna.knowledge`.
It uses the standard library alone, because the build runs it before anything is installed.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cisterna.reasons.canonical import CanonicalError, canonical_bytes, digest_of_bytes

__all__ = [
    "ASIDE",
    "BUNDLE",
    "PROOF",
    "PackError",
    "Unread",
    "bundle_bytes",
    "load_pack",
    "open_aside",
    "open_pack",
    "open_proof",
    "pack_digest",
    "pack_folder",
    "pack_version",
    "plain_documents",
    "prove",
    "read_aside",
    "read_bundle",
    "read_pack_folder",
    "tagged",
    "written_out",
]

BUNDLE = "pack.json"
"""The name of the compiled pack inside `cisterna_kb`. A source checkout does not have it."""

PROOF = "proof.json"
"""Beside the bundle: that the pack in it was found sound when it was bundled, with its digests."""

ASIDE = ("renderings", "ledgers", "pathways")
"""Folders of a pack that no consultation is worked out from: each has its own bundle, opened only when wanted."""

STATEMENTS = "statements/"

_TAGS = {"$date": dt.date.fromisoformat, "$datetime": dt.datetime.fromisoformat, "$time": dt.time.fromisoformat}


def _tag(value: object) -> dict[str, str]:
    """A date or a time as a bundle has it."""
    for tag, kind in (("$datetime", dt.datetime), ("$date", dt.date), ("$time", dt.time)):
        if isinstance(value, kind):
            return {tag: value.isoformat()}
    raise TypeError(f"{value!r} has no place in a pack.")


_TAGGING = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_tag)


class PackError(ValueError):
    """A pack that cannot be read. The message names the file and what to do."""


def read_pack_folder(root: Path) -> dict[str, object]:
    """
    Every TOML file under `root`, by its path from there: {"statements/baclofen/continuity.toml": {...}, ...}.

    What lies in the folders of `ASIDE` is not read.
    Text is brought to normal form C before it is parsed, so that both ways of loading give equal documents.
    """
    return _read(root, (file for file in root.rglob("*.toml") if file.relative_to(root).parts[0] not in ASIDE))


def read_aside(root: Path, folder: str) -> dict[str, object]:
    """The documents of one folder of `ASIDE` in the pack under `root`, by their path from there; none: empty."""
    return _read(root, (root / folder).rglob("*.toml"))


def _read(root: Path, files: Iterable[Path]) -> dict[str, object]:
    documents: dict[str, object] = {}
    for file in sorted(files):
        name = unicodedata.normalize("NFC", file.relative_to(root).as_posix())
        try:
            documents[name] = tomllib.loads(unicodedata.normalize("NFC", file.read_bytes().decode()))
        except UnicodeDecodeError:
            raise PackError(f"{name}: this file is not UTF-8. Save it as UTF-8.") from None
        except tomllib.TOMLDecodeError as error:
            raise PackError(f"{name}: this is not TOML: {error}.") from None
    return documents


def bundle_bytes(documents: dict[str, object]) -> bytes:
    """
    The documents as canonical JSON; a TOML date becomes {"$date": "2026-01-08"}, and times likewise.

    A statement is a text of canonical JSON in it, so that it can be left unread.

    >>> bundle_bytes({"a.toml": {"from": dt.date(2026, 1, 8)}})
    b'{"a.toml":{"from":{"$date":"2026-01-08"}}}'
    """
    encoded = plain_documents(documents)
    try:
        for name in encoded:
            if name.startswith(STATEMENTS):
                encoded[name] = canonical_bytes(encoded[name]).decode()
        return canonical_bytes(encoded)
    except CanonicalError as error:
        raise PackError(str(error)) from None


def plain_documents(documents: Mapping[str, object]) -> dict[str, object]:
    """The documents as plain data for JSON, dates with a tag: what `read_bundle` reads as well."""
    encoded: dict[str, object] = {}
    for name, document in documents.items():
        try:
            encoded[name] = _encode(document, ())
        except CanonicalError as error:
            raise PackError(f"{name}: {error}") from None
    return encoded


def read_bundle(content: bytes) -> dict[str, object]:
    """The documents that `bundle_bytes` wrote."""
    return dict(Unread(content))


class Unread(Mapping[str, object]):
    """The documents of a bundle by name; a statement is decoded when it is wanted."""

    def __init__(self, content: bytes) -> None:
        self._documents: dict[str, object] = json.loads(content, object_hook=_decode_tagged)

    def __getitem__(self, name: str) -> object:
        found = self._documents[name]
        if isinstance(found, str):
            found = self._documents[name] = json.loads(found, object_hook=_decode_tagged)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)


def pack_digest(documents: dict[str, object]) -> str:
    """The digest of a whole pack: the digest of its bundle, whether or not it was ever written."""
    return digest_of_bytes(bundle_bytes(documents))


def pack_folder() -> Path:
    """Where the installed `cisterna_kb` lies."""
    import cisterna_kb

    return Path(cisterna_kb.__file__).parent


def pack_version() -> str:
    """The version of the installed pack, which is not the version of the program."""
    return (pack_folder() / "VERSION").read_text("utf-8").strip()


def open_pack() -> tuple[Mapping[str, object], str]:
    """The installed pack's documents and their digest, from the bundle where there is one, else from the TOML files."""
    return _opened(pack_folder())


@cache
def _opened(folder: Path) -> tuple[Mapping[str, object], str]:
    """Opened once in a run: an installed pack does not change under a program that uses it."""
    bundle = folder / BUNDLE
    if bundle.is_file():
        content = bundle.read_bytes()
        return Unread(content), digest_of_bytes(content)
    documents = read_pack_folder(folder)
    return documents, pack_digest(documents)


def prove(documents: dict[str, object]) -> bytes:
    """What goes into `PROOF` for these documents. Raises `PackError` with everything that is wrong with them."""
    from cisterna.knowledge import build

    digest = pack_digest(documents)
    built = build(documents, pack_digest=digest)
    if built.knowledge is None or built.problems:
        raise PackError("\n".join(f"{each.document}: {each.message}" for each in built.problems))
    asks = {one.id: one.asks for one in built.knowledge.statements}
    return canonical_bytes({"pack": digest, "reviews": built.knowledge.digests.reviews, "asks": asks})


def open_proof() -> dict[str, Any]:
    """What the installed pack was found to be when it was bundled; empty where nobody proved it."""
    file = pack_folder() / PROOF
    try:
        found: dict[str, Any] = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and {"asks", "pack", "reviews"} == set(found) else {}


def open_aside(folder: str) -> tuple[dict[str, object], str]:
    """The installed documents of one folder of `ASIDE` and their digest, from its own bundle or from the TOML files."""
    root = pack_folder()
    bundle = root / f"{folder}.json"
    if bundle.is_file():
        content = bundle.read_bytes()
        return read_bundle(content), digest_of_bytes(content)
    documents = read_aside(root, folder)
    return documents, pack_digest(documents)


def load_pack() -> dict[str, object]:
    """The installed pack's documents."""
    return dict(open_pack()[0])


def written_out(document: object) -> str:
    """
    A document of a pack, or an entry of one, as it stands in a bundle.

    >>> written_out({"from": dt.date(2026, 1, 8), "at": "table 2"})
    '{"at":"table 2","from":{"$date":"2026-01-08"}}'
    """
    text = _TAGGING.encode(document)
    return text if text.isascii() else canonical_bytes(_encode(document, ())).decode()


def tagged(found: dict[str, object]) -> object:
    """A mapping as JSON has it; a date or a time where it is the tag of one."""
    return _decode_tagged(found)


def _encode(value: object, path: tuple[object, ...]) -> object:
    match value:
        case dict():
            for key in value:
                if key.startswith("$"):
                    raise CanonicalError(f"the key '{'.'.join(map(str, (*path, key)))}' begins with '$'. Rename it.")
            return {key: _encode(part, (*path, key)) for key, part in value.items()}
        case list():
            return [_encode(part, (*path, at)) for at, part in enumerate(value)]
        case dt.datetime():
            return {"$datetime": value.isoformat()}
        case dt.date():
            return {"$date": value.isoformat()}
        case dt.time():
            return {"$time": value.isoformat()}
        case float():
            raise CanonicalError(
                f"{'.'.join(map(str, path))} = {value!r} is a bare number with a decimal point. "
                'Write a quantity as text with its unit, for example "0.1 mg/day".'
            )
    return value


def _decode_tagged(found: dict[str, object]) -> object:
    if len(found) == 1:
        ((tag, text),) = found.items()
        if tag in _TAGS and isinstance(text, str):
            return _TAGS[tag](text)
    return found
