"""
Renderings: what a statement says, in the words of a pharmacist, a nurse and a patient. The physician reads its `text`.

They are data and lie beside the pack, apart from what a consultation is worked out from. What is checked here is that
none of them says another thing than the text: the same figures in the same order, bounds, drugs and routes, and no
prohibition lost or invented; and that a patient can read it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from cisterna.knowledge import Statement, Word
from cisterna.reasons.document import Problem, Reader
from cisterna.wording.figures import UNIT_WORDS, bounds_above, bounds_below, figures, negated
from cisterna.wording.glossary import GLOSSARY, INSTEAD, MEDICINES, jargon
from cisterna.wording.readability import (
    HARDEST_MEAN,
    HARDEST_SENTENCE,
    LONGEST_SENTENCE,
    grade,
    read_sentence,
    sentences,
)
from cisterna.wording.readers import RENDERED, Audience

__all__ = ["PROHIBITS", "Rendering", "Renderings", "given_words", "problems_of", "read_renderings"]

PROHIBITS = frozenset(
    {"prohibited", "contraindicated", "no", "not for switching", "blocked by default", "specialist only",
     "minimize or avoid", "prohibited at pH 3 or below"}
)  # fmt: skip
"""Answers by which a statement forbids something or advises against it."""

_SHOWN = 5
_REQUIRES = frozenset({"required"})
_MUST = re.compile(r"\b(?:must|has to|have to|need(?:s|ed)?|required?|is to be|always)\b", re.IGNORECASE)
_FORBIDS = re.compile(r"\b(?:must not|never|do not|don't|may not|should not)\b", re.IGNORECASE)
_ROUTES: dict[str, tuple[str, str]] = {
    "by mouth": (r"oral(?:ly)?", r"oral(?:ly)?|by mouth|tablets?|pills?|swallow(?:ed|s)?"),
    "intrathecal": (r"intrathecal(?:ly)?", r"intrathecal(?:ly)?|spin(?:e|al)|pumps?"),
    "into a vein": (r"intravenous(?:ly)?|IV", r"intravenous(?:ly)?|IV|veins?|drip"),
    "epidural": (r"epidural(?:ly)?", r"epidural(?:ly)?|(?:beside|outside) the spinal? fluid"),
    "through the skin": (r"transdermal(?:ly)?|patch(?:es)?", r"transdermal(?:ly)?|patch(?:es)?|skin"),
}  # fmt: skip


class Rendering(NamedTuple):
    """The sentences of one statement for three readers."""

    pharmacist: str
    nurse: str
    patient: str


class Renderings:
    """What each statement says to each reader. A statement without a rendering is shown in the physician's words."""

    __slots__ = ("_by_id",)

    def __init__(self, by_id: Mapping[str, Rendering]) -> None:
        self._by_id = dict(by_id)

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __getitem__(self, id: str) -> Rendering:
        return self._by_id[id]

    def say(self, statement: Statement, audience: Audience) -> str:
        """The sentence for this reader; the physician's, and said to be it, where there is no other."""
        if audience is Audience.PHYSICIAN:
            return statement.text
        found = self._by_id.get(statement.id)
        if found is None:
            return f"In the physician's words: {statement.text}"
        text: str = getattr(found, audience.value)
        return text


def read_renderings(
    documents: Mapping[str, object], statements: Mapping[str, Statement]
) -> tuple[Renderings, tuple[Problem, ...]]:
    """
    Renderings from their documents, by name and statement id, with everything that is wrong with their form.

    What they say is checked by `problems_of`.
    """
    problems: list[Problem] = []
    found: dict[str, Rendering] = {}
    places: dict[str, str] = {}
    for name in sorted(documents):
        table = documents[name]
        document = Reader(name, table if isinstance(table, dict) else {}, problems)
        for id in document.names():
            entry = document.inner(id)
            if id not in statements:
                document.problem(id, f"'{id}' is not a statement of this pack. Correct the id, or remove this section.")
                continue
            if id in found:
                document.problem(id, f"'{id}' is rendered in {places[id]} already. Keep one of the two.")
                continue
            made = entry.finish(Rendering, **{reader: entry.text(reader) for reader in RENDERED})
            if made is not None:
                found[id], places[id] = made, name
    return Renderings(found), tuple(problems)


def problems_of(statement: Statement, rendering: Rendering, document: str) -> tuple[Problem, ...]:
    """Everything in which a rendering departs from the statement, or is too hard for a patient."""
    problems: list[Problem] = []
    for reader in RENDERED:
        said: str = getattr(rendering, reader)

        def note(message: str, at: str = reader) -> None:
            problems.append(Problem(document, (statement.id, at), message))

        _same_figures(statement.text, said, note)
        _same_names(statement.text, said, note)
        _same_routes(statement.text, said, note)
        _same_stance(statement, said, note)
    _readable(rendering.patient, lambda message: problems.append(Problem(document, (statement.id, "patient"), message)))
    return tuple(problems)


def _same_figures(text: str, said: str, note: Callable[[str], None]) -> None:
    wanted, found = figures(text), figures(said)
    lost = [str(each) for each in wanted if each not in found]
    added = [str(each) for each in found if each not in wanted]
    if lost:
        note(f"the text says {_list(lost)}, and this does not. Say every number of the text, with its unit.")
    if added:
        note(f"this says {_list(added)}, and the text does not. Take it out, or correct the number and its unit.")
    if not lost and not added and wanted != found:
        note(
            f"this says its numbers in another order ({_list(map(str, found))}) than the text "
            f"({_list(map(str, wanted))}). Keep the order, so that no number changes its owner."
        )
    for bounds, called in ((bounds_above, "at most"), (bounds_below, "at least")):
        if wanted and bounds(text) and not bounds(said):
            note(f"the text bounds a number ('{called}' or its like), and this does not. Keep the bound.")
        elif wanted and bounds(said) and not bounds(text):
            note(f"this bounds a number ('{called}' or its like), and the text does not. Leave the bound out.")


def _list(items: Iterable[str]) -> str:
    return ", ".join(items)


@cache
def _names() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(MEDICINES))})\b", re.IGNORECASE)


def _medicines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.lower() for name in _names().findall(text)))


def _same_names(text: str, said: str, note: Callable[[str], None]) -> None:
    wanted, found = _medicines(text), _medicines(said)
    if sorted(wanted) != sorted(found):
        note(
            f"the text names {_list(wanted) or 'no medicine'}, and this names {_list(found) or 'none'}. "
            "Name the same medicines."
        )
    elif wanted != found and figures(text):
        note(
            f"the text names {_list(wanted)} in this order, and this names {_list(found)}. Keep the order, so that no "
            "number changes its owner."
        )


def _same_routes(text: str, said: str, note: Callable[[str], None]) -> None:
    for route, (names, phrases) in _ROUTES.items():
        if _has(names if route == "intrathecal" else phrases, text) and not _has(phrases, said):
            note(f"the text says '{route}', and this does not. Name the route.")
        elif route != "intrathecal" and _has(phrases, said) and not _has(phrases, text):
            note(f"this says '{route}' or its like, and the text does not. Leave the route out.")


def _has(phrases: str, text: str) -> bool:
    return re.search(rf"\b(?:{phrases})\b", text, re.IGNORECASE) is not None


def _same_stance(statement: Statement, said: str, note: Callable[[str], None]) -> None:
    word = statement.says.value if isinstance(statement.says, Word) else ""
    if word in PROHIBITS and not negated(said):
        note(f"the statement says '{word}', and this forbids and warns of nothing. Say that it must not be done.")
    elif word in _REQUIRES and not _MUST.search(said):
        note(f"the statement says '{word}', and this does not. Say that it has to be done.")
    elif negated(statement.text) and not negated(said):
        note("the text denies or warns of something, and this does not. Keep the denial.")
    elif _FORBIDS.search(said) and not (negated(statement.text) or bounds_above(statement.text) or word in PROHIBITS):
        note("this forbids something, and the text does not. Say no more than the text.")


@cache
def given_words() -> frozenset[str]:
    """Words for which patients have no other: medicines, units, and terms that carry a gloss; in lower case."""
    units = {part for words in UNIT_WORDS.values() for word in words for part in word.lower().split()}
    return MEDICINES | units | {unit.lower() for unit in UNIT_WORDS} | {each.term.lower() for each in GLOSSARY}


def _readable(said: str, note: Callable[[str], None]) -> None:
    for sentence in sentences(said):
        read = read_sentence(sentence, given=given_words())
        if read.words > LONGEST_SENTENCE:
            note(
                f"'{_start(sentence)}' has {read.words} words; at most {LONGEST_SENTENCE} are read. "
                "Make it two sentences."
            )
        if read.grade > HARDEST_SENTENCE:
            note(
                f"'{_start(sentence)}' has grade {_tenth(read.grade)}; at most {_tenth(HARDEST_SENTENCE)} is readable. "
                "Use shorter words, or fewer."
            )
    mean = grade(said, given=given_words())
    if mean > HARDEST_MEAN:
        note(f"the mean grade is {_tenth(mean)}; at most {_tenth(HARDEST_MEAN)} is readable. Use shorter sentences.")
    for word in dict.fromkeys(each.lower() for each in jargon(said)):
        note(f"'{word}' is not a patient's word. Write, for example, '{INSTEAD[word]}'.")


def _start(sentence: str) -> str:
    parts = sentence.split()
    return " ".join(parts[:_SHOWN]) + ("..." if len(parts) > _SHOWN else "")


def _tenth(grade: Fraction) -> str:
    """To one decimal place, upward: a text is never called easier than it is."""
    whole, tenths = divmod(-(-grade.numerator * 10 // grade.denominator), 10)
    return f"{whole}.{tenths}" if tenths else str(whole)
