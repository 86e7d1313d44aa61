"""
The tables of the consensus of 2012 and 2017, cell by cell, as they were transcribed; nobody has compared them yet.

A cell that is changed in one place only, or that answers for another edition, turns this red.
"""

from __future__ import annotations

import pytest

from cisterna.files.knowledge import load_knowledge
from cisterna.knowledge import Knowledge, OneOf

START, SINGLE = "daily dose start range", "single dose maximum"
STRENGTH, DAILY = "concentration maximum", "daily dose maximum"

CELLS = {
    # drug: question: what 2012 says, what 2017 says
    ("morphine", START): ("0.1 to 0.5 mg/day", "0.1 to 0.5 mg/day"),
    ("hydromorphone", START): ("0.02 to 0.5 mg/day", "0.01 to 0.15 mg/day"),
    ("fentanyl", START): ("25 to 75 mcg/day", "25 to 75 mcg/day"),
    ("sufentanil", START): ("10 to 20 mcg/day", "10 to 20 mcg/day"),
    ("bupivacaine", START): ("1 to 4 mg/day", "0.01 to 4 mg/day"),
    ("clonidine", START): ("40 to 100 mcg/day", "20 to 100 mcg/day"),
    ("ziconotide", START): ("0.5 to 2.4 mcg/day", "0.5 to 1.2 mcg/day"),
    ("morphine", SINGLE): ("0.2 to 1 mg", "0.1 to 0.5 mg"),
    ("hydromorphone", SINGLE): ("0.04 to 0.2 mg", "0.025 to 0.1 mg"),
    ("fentanyl", SINGLE): ("25 to 75 mcg", "15 to 75 mcg"),
    ("sufentanil", SINGLE): ("5 to 20 mcg", "5 to 20 mcg"),
    ("bupivacaine", SINGLE): ("0.5 to 2.5 mg", "0.5 to 2.5 mg"),
    ("clonidine", SINGLE): ("5 to 20 mcg", "5 to 20 mcg"),
    ("ziconotide", SINGLE): ("1 to 5 mcg", "1 to 5 mcg"),
    ("morphine", STRENGTH): ("at most 20 mg/mL", "at most 20 mg/mL"),
    ("hydromorphone", STRENGTH): ("at most 15 mg/mL", "at most 15 mg/mL"),
    ("fentanyl", STRENGTH): ("at most 2,000 mcg/mL", "at most 10,000 mcg/mL"),
    ("sufentanil", STRENGTH): ("at most 50 mcg/mL", "at most 5,000 mcg/mL"),
    ("bupivacaine", STRENGTH): ("at most 40 mg/mL", "at most 30 mg/mL"),
    ("clonidine", STRENGTH): ("at most 2,000 mcg/mL", "at most 1,000 mcg/mL"),
    ("ziconotide", STRENGTH): ("at most 100 mcg/mL", "at most 100 mcg/mL"),
    ("morphine", DAILY): ("at most 15 mg/day", "at most 15 mg/day"),
    ("hydromorphone", DAILY): ("at most 10 mg/day", "at most 10 mg/day"),
    ("fentanyl", DAILY): ("", "at most 1,000 mcg/day"),
    ("sufentanil", DAILY): ("", "at most 500 mcg/day"),
    ("bupivacaine", DAILY): ("at most 10 mg/day", "15 to 20 mg/day"),
    ("clonidine", DAILY): ("at most 1,000 mcg/day", "at most 600 mcg/day"),
    ("ziconotide", DAILY): ("at most 19.2 mcg/day", "at most 19.2 mcg/day"),
}  # fmt: skip


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped pack."""
    return load_knowledge()


def cell(knowledge: Knowledge, drug: str, question: str, edition: str) -> str:
    """What the statements of one edition say; nothing where it has none."""
    found = {
        one.says.format(knowledge.unit_of(question, drug))
        for one in knowledge.asking(question)
        if edition in one.sources
        for part in one.when
        if isinstance(part, OneOf) and part.fact == "drug" and drug in part.values
    }
    return " | ".join(sorted(found))


@pytest.mark.parametrize(("drug", "question"), CELLS)
def test_a_cell(knowledge: Knowledge, drug: str, question: str) -> None:
    """Both editions."""
    assert CELLS[drug, question] == (
        cell(knowledge, drug, question, "pacc-2012"),
        cell(knowledge, drug, question, "pacc-2017"),
    )


def test_no_other_drug_has_a_cell(knowledge: Knowledge) -> None:
    """Baclofen is in none of these tables, and what 2012 does not limit says so."""
    for question in (START, SINGLE, STRENGTH, DAILY):
        drugs = {
            value
            for one in knowledge.asking(question)
            if {"pacc-2012", "pacc-2017"} & set(one.sources)
            for part in one.when
            if isinstance(part, OneOf) and part.fact == "drug"
            for value in part.values
        }
        assert drugs == {drug for drug, asked in CELLS if asked == question}
    assert {one.id for one in knowledge.asking("daily dose limit not stated")} == {
        "fentanyl.maximum-not-stated.pacc-2012",
        "sufentanil.maximum-not-stated.pacc-2012",
    }
