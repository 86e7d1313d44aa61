"""Every slip of a certain kind, planted in every rendering, is found: another number, unit, drug, or a lost denial."""

from __future__ import annotations

import re
from functools import cache

import pytest

from cisterna.files.knowledge import load_knowledge
from cisterna.files.renderings import load_renderings
from cisterna.knowledge import Knowledge, Statement, Word
from cisterna.wording.figures import figures, negated
from cisterna.wording.glossary import MEDICINES
from cisterna.wording.readers import RENDERED
from cisterna.wording.renderings import PROHIBITS, Renderings, problems_of

UNITS = {"mg": "mcg", "mcg": "mg", "milligrams": "micrograms", "micrograms": "milligrams", "hours": "days",
         "mg/day": "mg/h", "mcg/day": "mcg/h", "percent": "hours"}  # fmt: skip
NUMBER = re.compile(r"(?<![\w.,:-])(\d+(?:\.\d+)?)(?![\w,:]|\.\d)")
DENIALS = re.compile(r"\b(?:not|never|nobody|no|none|cannot|without|neither|nor)\b", re.IGNORECASE)


@cache
def pack() -> tuple[Knowledge, Renderings]:
    """The installed pack and its renderings."""
    knowledge = load_knowledge()
    return knowledge, load_renderings(knowledge)


def sentences() -> list[tuple[Statement, str, str]]:
    """Every rendering: statement, reader, text."""
    knowledge, renderings = pack()
    return [(one, reader, getattr(renderings[one.id], reader)) for one in knowledge.statements for reader in RENDERED]


def found(one: Statement, reader: str, said: str) -> bool:
    """True where something is said about this rendering."""
    _, renderings = pack()
    return bool(problems_of(one, renderings[one.id]._replace(**{reader: said}), "x.toml"))


def missed(planted: list[tuple[Statement, str, str]]) -> list[str]:
    """Slips about which nothing is said."""
    return [f"{one.id} {reader}: {said}" for one, reader, said in planted if not found(one, reader, said)]


@pytest.mark.parametrize("factor", [10, 1000])
def test_another_number_is_found(factor: int) -> None:
    """Each number by itself, ten and a thousand times as large."""
    planted = [
        (one, reader, said[: match.start()] + str(factor) + match[0] + said[match.end() :])
        for one, reader, said in sentences()
        for match in NUMBER.finditer(said)
    ]
    assert len(planted) > 1000
    assert [] == missed(planted)


def test_another_unit_is_found() -> None:
    """Milligrams for micrograms, hours for days, an hour for a day: every unit of the text taken for another."""
    planted = []
    for one, reader, said in sentences():
        for unit, other in UNITS.items():
            pattern = rf"(?<=\d )(?:{re.escape(unit)})(?![\w/])"
            if re.search(pattern, said):
                planted.append((one, reader, re.sub(pattern, other, said)))
    assert len(planted) > 500
    assert [] == missed(planted)


def test_another_drug_is_found() -> None:
    """Every drug of a sentence taken for another one."""
    planted = []
    for one, reader, said in sentences():
        for name in sorted(MEDICINES):
            other = "ketamine" if name != "ketamine" else "morphine"
            if re.search(rf"\b{name}\b", said, re.IGNORECASE):
                planted.append((one, reader, re.sub(rf"\b{name}\b", other, said, flags=re.IGNORECASE)))
    assert len(planted) > 1000
    assert [] == missed(planted)


def test_two_numbers_that_change_places_are_found() -> None:
    """The first and the last number of a sentence, where they differ."""
    planted = []
    for one, reader, said in sentences():
        numbers = list(NUMBER.finditer(said))
        if len(numbers) < 2 or numbers[0][0] == numbers[-1][0]:
            continue
        first, last = numbers[0], numbers[-1]
        swapped = said[: first.start()] + last[0] + said[first.end() : last.start()] + first[0] + said[last.end() :]
        if figures(swapped) != figures(said):
            planted.append((one, reader, swapped))
    assert len(planted) > 300
    assert [] == missed(planted)


def test_a_lost_denial_is_found() -> None:
    """Where a statement denies or forbids, a rendering without any of its denials is found."""
    planted = []
    for one, reader, said in sentences():
        prohibits = isinstance(one.says, Word) and one.says.value in PROHIBITS
        bare = DENIALS.sub("", said)
        if (prohibits or negated(one.text)) and not negated(bare):
            planted.append((one, reader, bare))
    assert len(planted) > 200
    assert [] == missed(planted)
