"""The grade of a sentence, against words counted by hand and the formula written out."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cisterna.wording.readability import grade, read_sentence, sentences, syllables, words

BY_HAND = {
    "fever": 2, "catheter": 3, "reservoir": 3, "milligrams": 3, "micrograms": 3, "baclofen": 3, "intrathecal": 4,
    "hydromorphone": 4, "spasticity": 4, "pump": 1, "refill": 2, "tube": 1, "table": 2, "little": 2, "medicine": 3,
    "watched": 1, "needed": 2, "started": 2, "stopped": 1, "raised": 1, "hours": 1, "patient": 2, "patients": 2,
    "doses": 2, "changes": 2, "nurses": 2, "breathing": 2, "breathe": 1, "opioid": 3, "naloxone": 3, "morphine": 2,
    "withdrawal": 3, "confusion": 3, "quickly": 2, "people": 2, "area": 3, "radio": 3, "onion": 2, "million": 2,
    "anxious": 2, "violent": 3, "sleepy": 2, "twice": 1, "there": 1, "where": 1, "hospital": 3, "family": 3,
    "doctor": 2, "alarm": 2, "empty": 2, "itch": 1, "muscles": 2, "percent": 2, "program": 2, "surgery": 3, "liver": 2,
    "kidney": 2, "urine": 2, "tingling": 2, "pharmacy": 3, "strength": 1, "mixture": 2, "battery": 3, "MRI": 3,
}  # fmt: skip


@pytest.mark.parametrize(("word", "expected"), BY_HAND.items())
def test_syllables_as_counted_by_hand(word: str, expected: int) -> None:
    """By rule, or by the list of exceptions; capitals make no difference."""
    assert expected == syllables(word) == syllables(word.upper())


@pytest.mark.parametrize("number", ["7", "0.05", "2,000", "100:1"])
def test_a_number_is_one_word_of_one_syllable(number: str) -> None:
    """However many digits it has."""
    assert ([number], 1) == (words(number), syllables(number))


def test_the_formula() -> None:
    """5 words, 5 syllables: 0.39 * 5 + 11.8 * 5 / 5 - 15.59."""
    read = read_sentence("The pump must not stop.")
    assert (5, 5) == (read.words, read.syllables)
    assert Fraction("0.39") * 5 + Fraction("11.8") - Fraction("15.59") == read.grade


def test_the_mean_is_taken_over_sentences() -> None:
    """Not over words: a long sentence does not hide among short ones by its length."""
    first, second = "Call us.", "Intrathecal baclofen continues uninterrupted."
    expected = (read_sentence(first).grade + read_sentence(second).grade) / 2
    assert expected == grade(f"{first} {second}")


def test_what_stands_in_brackets_explains_and_is_not_counted() -> None:
    """A gloss makes a sentence easier, so it may not make it longer."""
    assert words("The catheter (the thin tube from the pump) is full.") == ["The", "catheter", "is", "full"]


def test_a_given_word_counts_two_syllables_at_most() -> None:
    """HYDROmorphone has four; a name that a reader takes whole counts two, and a shorter one stays as it is."""
    plain = read_sentence("HYDROmorphone is on.")
    given = read_sentence("HYDROmorphone is on.", given={"hydromorphone", "on"})
    assert (6, 4) == (plain.syllables, given.syllables)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Take 0.5 mg. Then wait.", ["Take 0.5 mg.", "Then wait."]),
        ("Call us! Why? Because.", ["Call us!", "Why?", "Because."]),
        ("The label warns: it must not stop.", ["The label warns: it must not stop."]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    """A point inside a number ends nothing."""
    assert expected == sentences(text)


def test_no_text_has_no_grade() -> None:
    """Nothing is divided by nothing."""
    assert grade("") == 0
