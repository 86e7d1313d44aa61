"""
The record of a consultation: everything that went in, by content, and everything that came out.

The texts of the case, the policy and the pack are kept whole under their digests, so that years later the same program
gives the same bytes and another program can be compared with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cisterna.consult.data import as_data
from cisterna.consult.result import Consultation
from cisterna.reasons.canonical import canonical_bytes, digest

if TYPE_CHECKING:
    from cisterna.consult.change import Changed

__all__ = ["PARTS", "SCHEMA", "differences", "record", "record_bytes"]

SCHEMA = "cisterna.record/1"
"""The form of a record."""

PARTS = ("schema", "program", "on", "case", "policy", "pack", "overrides", "texts", "result", "digest")
"""What a record holds."""


def record(
    consultation: Consultation | Changed, *, case: str, policy: str, pack: str, overrides: list[dict[str, str]]
) -> dict[str, Any]:
    """
    The record as plain data. `case`, `policy` and `pack` are the texts that were read; `overrides` came from
    outside them.
    """
    texts = {digest(text): text for text in (case, policy, pack)}
    result = as_data(consultation)
    return {
        "schema": SCHEMA,
        "program": consultation.program,
        "on": consultation.on.isoformat(),
        "case": digest(case),
        "policy": digest(policy),
        "pack": digest(pack),
        "overrides": overrides,
        "texts": texts,
        "result": result,
        "digest": digest(result),
    }


def record_bytes(data: Mapping[str, Any]) -> bytes:
    """The canonical bytes of a record: what is written to a file."""
    return canonical_bytes(dict(data))


def differences(before: Any, after: Any, *, path: str = "result") -> Iterator[str]:
    """Every place in which two results differ, as 'where: before -> after'."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            if key not in before:
                yield f"{path}.{key}: was not there"
            elif key not in after:
                yield f"{path}.{key}: is gone"
            elif not (
                type(before[key]) is str is type(after[key]) and before[key] == after[key]
            ):  # by far the most are
                yield from differences(before[key], after[key], path=f"{path}.{key}")
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield f"{path}: {len(before)} entries, now {len(after)}"
        for number, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from differences(one, other, path=f"{path}[{number}]")
    elif before != after or isinstance(before, bool) is not isinstance(after, bool):  # 1 is not true
        yield f"{path}: {before} -> {after}"
