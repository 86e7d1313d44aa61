"""
One way to write a value down as bytes, so that the same value has the same digest on every machine.

JSON with sorted keys, no spaces, UTF-8 in normal form C; numbers are whole and small, every other number is text.
The record, the pack, certificates and the audit chain all use it.
It is not for screens and not for other people's JSON.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata

__all__ = ["CanonicalError", "canonical_bytes", "digest", "digest_of_bytes"]

_LARGEST = 2**53 - 1
"""Beyond this some JSON readers lose digits, so a larger whole number is written as text."""


class CanonicalError(TypeError):
    """A value that has no canonical bytes. The message says where it stands and what to write instead."""


def canonical_bytes(value: object) -> bytes:
    """
    The bytes of `value`, made of mappings with text keys, lists, text, whole numbers, true, false and null.

    >>> canonical_bytes({"unit": "mcg/mL", "exact": "60000/31"})
    b'{"exact":"60000/31","unit":"mcg/mL"}'
    """
    plain = _plain(value, ())
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: object) -> str:
    """
    What `value` is known by: 'sha256:' and 64 hexadecimal digits.

    >>> digest({})[:15]
    'sha256:44136fa3'
    """
    return digest_of_bytes(canonical_bytes(value))


def digest_of_bytes(content: bytes) -> str:
    """The digest of bytes that are canonical already, as a compiled pack is."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


Way = tuple["Way", object] | tuple[()]
"""The way to a value: the way to what holds it, and its key or place there."""


def _plain(value: object, path: Way) -> object:
    if type(value) is str and value.isascii():  # by far the most, and quickest told
        return value
    match value:
        case None | bool():
            return value
        case str():
            return _text(value, path)
        case int():
            if abs(value) > _LARGEST:
                raise CanonicalError(f"{_place(path)}{value} is too large for a JSON number. Write it as text.")
            return int(value)
        case list() | tuple():
            return [_plain(part, (path, at)) for at, part in enumerate(value)]
        case dict():
            return _mapping(value, path)
    raise CanonicalError(
        f"{_place(path)}{value!r} is of type {type(value).__name__}, which has no canonical form. "
        "Write exact numbers and dates as text, for example '60000/31' or '2026-01-08'."
    )


def _mapping(value: dict[object, object], path: Way) -> dict[str, object]:
    plain: dict[str, object] = {}
    for key, part in value.items():
        if not isinstance(key, str):
            raise CanonicalError(f"{_place(path)}the key {key!r} is not text.")
        name = key if key.isascii() else _text(key, path)
        if name in plain:
            raise CanonicalError(f"{_place(path)}two keys are written '{name}' once accents are in normal form.")
        plain[name] = part if type(part) is str and part.isascii() else _plain(part, (path, key))
    return plain


def _text(text: str, path: Way) -> str:
    if text.isascii():
        return str(text)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise CanonicalError(f"{_place(path)}{text!r} holds half a character (a lone surrogate).") from None
    return unicodedata.normalize("NFC", text)


def _place(path: Way) -> str:
    parts: list[str] = []
    while path:
        path, part = path
        parts.append(str(part))
    return f"at {'.'.join(reversed(parts))}: " if parts else ""
