"""Findings in a patient's words: a template for every code, with the same places, and easy to read."""

from __future__ import annotations

import re

import pytest

from cisterna.wording import Template, templates
from cisterna.wording.changes import CHANGES
from cisterna.wording.findings import FINDINGS
from cisterna.wording.glossary import jargon
from cisterna.wording.patient import PAGE, VERDICTS
from cisterna.wording.pitfalls import PITFALLS
from cisterna.wording.plain import NURSE_DOES, PLAIN
from cisterna.wording.planning import PLANNING
from cisterna.wording.readability import (
    HARDEST_MEAN,
    HARDEST_SENTENCE,
    LONGEST_SENTENCE,
    grade,
    read_sentence,
    sentences,
)
from cisterna.wording.renderings import given_words

PLACE = re.compile(r"\{([^}]*)\}")


def places(template: Template) -> set[str]:
    """Every place of a template with its unit."""
    return set(PLACE.findall(" ".join(template)))


def hard(text: str) -> list[str]:
    """Sentences that are too long or too hard, each place read as one short word; and words patients do not know."""
    plain = PLACE.sub("X", text)
    read = [read_sentence(each, given=given_words()) for each in sentences(plain)]
    return [*(r.text for r in read if r.words > LONGEST_SENTENCE or r.grade > HARDEST_SENTENCE), *jargon(plain)]


def test_every_code_has_words_for_patients() -> None:
    """Complete for what a plan can show: what is listed is a code that somebody added without them."""
    shown = {**FINDINGS, **PLANNING, **PITFALLS, **CHANGES}
    assert ([], []) == (sorted(set(shown) - set(PLAIN)), sorted(set(PLAIN) - set(templates())))


@pytest.mark.parametrize("code", PLAIN)
def test_the_places_are_the_same(code: str) -> None:
    """So the same values with the same units are printed for everybody."""
    assert places(templates()[code]) == places(PLAIN[code])


@pytest.mark.parametrize("code", PLAIN)
def test_a_template_is_easy_to_read(code: str) -> None:
    """15 words and grade 8 a sentence."""
    assert [] == hard(f"{PLAIN[code].sentence} {PLAIN[code].do}")


def test_no_template_holds_a_number() -> None:
    """Numbers come from the finding alone."""
    assert [] == [code for code, template in PLAIN.items() if re.search(r"\d", PLACE.sub("", " ".join(template)))]


@pytest.mark.parametrize("name", [*PAGE, *VERDICTS])
def test_a_fixed_sentence_is_easy_to_read(name: str) -> None:
    """And holds no number of its own."""
    text = {**PAGE, **VERDICTS}[name]
    assert [] == hard(text)
    assert None is re.search(r"\d", PLACE.sub("", text))


def test_the_texts_are_easy_on_the_whole() -> None:
    """The mean grade of all templates, and of all fixed sentences, is at most 6."""
    found = PLACE.sub("X", " ".join(f"{each.sentence} {each.do}" for each in PLAIN.values()))
    fixed = PLACE.sub("X", " ".join([*PAGE.values(), *VERDICTS.values()]))
    assert grade(found, given=given_words()) <= HARDEST_MEAN
    assert grade(fixed, given=given_words()) <= HARDEST_MEAN


def test_what_a_nurse_does_is_a_known_code() -> None:
    """Each code that is left to the nurse is one there is."""
    assert set() == NURSE_DOES - set(templates())
