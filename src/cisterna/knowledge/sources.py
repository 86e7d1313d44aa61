"""The register of sources: papers, labels, notices, pages. What they say stands in statements, not here."""

from __future__ import annotations

from cisterna.reasons import Source
from cisterna.reasons.document import Reader

__all__ = ["read_source"]

KINDS_OF_SOURCE = (
    "article", "guideline", "consensus", "label", "study", "case report", "review", "notice", "manual", "textbook",
    "page", "survey", "derivation",
)  # fmt: skip


def read_source(id: str, entry: Reader) -> Source | None:
    """A source from its table in the pack."""
    return entry.finish(
        Source,
        id=id,
        title=entry.text("title"),
        kind=entry.text("kind", one_of=KINDS_OF_SOURCE),
        where=entry.text("where"),
        read=entry.text("read"),
        year=entry.whole("year") if entry.has("year") else None,
    )
