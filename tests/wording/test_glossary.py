"""Glosses: in brackets, at the first use on a screen, for whom they are meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from cisterna.files.knowledge import load_knowledge
from cisterna.wording.glossary import GLOSSARY, INSTEAD, MEDICINES, Glosser, jargon
from cisterna.wording.readability import HARDEST_SENTENCE, grade
from cisterna.wording.readers import Audience
from cisterna.wording.renderings import given_words

ROOT = Path(__file__).parents[2]
LINE = "Fill the reservoir through the catheter: intrathecal opioids."


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (Audience.PHYSICIAN, LINE),
        (Audience.PHARMACIST, LINE),
        (
            Audience.NURSE,
            "Fill the reservoir (the chamber of the pump that holds the mixture) through the catheter (the tube from "
            "the pump to the spinal fluid): intrathecal opioids.",
        ),
        (
            Audience.PATIENT,
            "Fill the reservoir (the tank in the pump) through the catheter (the thin tube from the pump): intrathecal "
            "(into the fluid around the spine) opioids (strong pain medicines).",
        ),
    ],
)
def test_who_reads_which_gloss(audience: Audience, expected: str) -> None:
    """Terms of the device for a nurse, all for a patient, none for physician and pharmacist; and only once."""
    gloss = Glosser(audience)
    assert expected == gloss(LINE)
    assert LINE == gloss(LINE)


def test_the_longer_term_is_found_first() -> None:
    """A bridge bolus is not a bridge and then a bolus."""
    assert "A bridge bolus (a slow stretch while old medicine is in the tube) runs." == Glosser(Audience.PATIENT)(
        "A bridge bolus runs."
    )


def test_what_is_explained_already_is_not_explained_twice() -> None:
    """A term that somebody glossed by hand stays as it is."""
    assert "The tip (its end) is clear." == Glosser(Audience.PATIENT)("The tip (its end) is clear.")


def test_ids_are_not_glossed() -> None:
    """`tip-volume` and `baclofen.start` are names."""
    assert "low-tip tip-volume" == Glosser(Audience.PATIENT)("low-tip tip-volume")


@pytest.mark.parametrize("term", GLOSSARY, ids=lambda term: term.term)
def test_a_plain_gloss_is_plain(term: object) -> None:
    """A gloss holds no word that needs one, and is easy to read."""
    plain: str = getattr(term, "plain")  # noqa: B009
    assert () == jargon(plain)
    assert grade(plain, given=given_words()) <= HARDEST_SENTENCE


def test_the_glossary_of_the_project_leads_to_the_readers_words() -> None:
    """Every term stands in the generated page, and GLOSSARY.md links to it."""
    page = (ROOT / "docs" / "generated" / "words-for-readers.md").read_text("utf-8")
    assert [] == [term.term for term in GLOSSARY if f"| **{term.term}** | {term.plain} |" not in page]
    assert "docs/generated/words-for-readers.md" in (ROOT / "GLOSSARY.md").read_text("utf-8")


def test_terms_of_the_device_are_words_of_the_project() -> None:
    """What a nurse is told about is called on screens what GLOSSARY.md calls it."""
    known = (ROOT / "GLOSSARY.md").read_text("utf-8").lower()
    strange = [term.term for term in GLOSSARY if term.device and term.term.lower() not in known]
    assert [] == strange


def test_no_word_is_both_shown_and_not_shown() -> None:
    """A term that carries a gloss may be used; a word to avoid has none."""
    assert set() == {term.term.lower() for term in GLOSSARY} & set(INSTEAD)


def test_every_drug_of_the_catalogue_is_a_name_to_keep() -> None:
    """A rendering that names another drug is found only if the drug is known to be one."""
    assert [] == [drug.name for drug in load_knowledge().catalogue.drugs if drug.name not in MEDICINES]
