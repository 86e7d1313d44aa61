"""What each source says to a question, as findings: the sentence, and the direction in which it is careful."""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.consult.changes.making import Making
from cisterna.consult.doses import sides_of
from cisterna.reasons import Finding, Force

__all__ = ["said"]


def said(making: Making, question: str, drug: str, code: str, *, kind: type | None = None) -> Iterator[Finding]:
    """A finding `code` for every side of the answer, with the sentence of its first statement."""
    for side in sides_of(making.ask(question, drug=drug)):
        if kind is None or isinstance(side.answer, kind):
            text = next(one.text for one in making.knowledge.statements if one.id == side.ids[0])
            values = {"text": text, "direction": side.cautious or "not stated"}
            yield Finding(code, Force.NOTE, values=values, because=side.ids)
