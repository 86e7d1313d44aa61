"""
Who has looked at a statement: submitted, under review, approved or withdrawn.

An approval belongs to a text: it names the digest of the statement it was given to, and lapses when that text changes.
The shipped pack holds submitted statements only, because nobody has reviewed them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from cisterna.quantities.value import dataclass
from cisterna.reasons.canonical import digest
from cisterna.reasons.document import FieldError, Reader

__all__ = [
    "NOT_REVIEWED",
    "STATES",
    "Review",
    "document_digest",
    "read_review",
    "review_digest",
    "statement_digest",
]

STATES = ("submitted", "under review", "approved", "withdrawn")
"""The review states, in the order in which a statement goes through them."""

NOT_REVIEWED = "submitted; nobody has reviewed it"
"""How the state of every statement that nobody has looked at is shown."""


@dataclass(frozen=True, slots=True)
class Review:
    """The state, and for every state but submitted who set it and when. `of` is the digest of the text approved."""

    state: str = "submitted"
    by: str = ""
    on: date | None = None
    note: str = ""
    of: str = ""

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise FieldError("state", f"'{self.state}' is not a review state. Write one of: {', '.join(STATES)}.")
        if self.state != "submitted" and not (self.by.strip() and self.on):
            raise FieldError(
                "state",
                f"'{self.state}' needs a person and a date. Write 'by' and 'on', or leave the state 'submitted'.",
            )
        if self.state == "submitted" and (self.by or self.on):
            raise FieldError("state", "a statement that is only submitted has no reviewer. Remove 'by' and 'on'.")

    @property
    def approved(self) -> bool:
        """True where a named person has approved it."""
        return self.state == "approved"

    def format(self) -> str:
        """The state in words, with the person and the date where there are any."""
        if self.state == "submitted":
            return NOT_REVIEWED
        return f"{self.state} ({self.by}, {self.on})"


def read_review(entry: Reader) -> Review | None:
    """The `[review]` section of a statement; `checked_against_source` is read by the statement itself."""
    return entry.finish(
        Review,
        state=entry.text("state", one_of=STATES),
        by=entry.maybe_text("by") or "",
        on=entry.maybe_day("on"),
        note=entry.maybe_text("note") or "",
        of=entry.maybe_text("of") or "",
    )


def statement_digest(document: Mapping[str, object]) -> str:
    """
    The digest of a statement as written, leaving its review section out: an approval survives being recorded.

    >>> one = {"id": "a.b", "review": {"state": "submitted"}}
    >>> statement_digest(one) == statement_digest({**one, "review": {"state": "approved"}})
    True
    """
    return document_digest({key: value for key, value in document.items() if key != "review"})


def document_digest(document: Mapping[str, object]) -> str:
    """The digest of a parsed document; its dates count as text."""
    return digest(_plain(document))


def review_digest(reviews: Mapping[str, Review]) -> str:
    """The digest of all review states. What is only submitted does not count: nobody has said anything about it."""
    said = {
        id: [review.state, review.by, review.on.isoformat() if review.on else "", review.of]
        for id, review in reviews.items()
        if review.state != "submitted"
    }
    return digest(said)


def _plain(value: object) -> object:
    if type(value) is str:  # by far the most, and quickest told
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, (date, time)):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else value
