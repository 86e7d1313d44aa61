"""
How hard a text is to read: the grade of Flesch and Kincaid, worked out with syllables counted by rule and exception.

Exact fractions and the same answer everywhere: no library, no dictionary. A number counts as one word of one syllable.
The grade is 0.39 times the words of a sentence, plus 11.8 times the syllables of a word, less 15.59.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction
from typing import NamedTuple

__all__ = [
    "HARDEST_MEAN",
    "HARDEST_SENTENCE",
    "LONGEST_SENTENCE",
    "Read",
    "grade",
    "read_sentence",
    "sentences",
    "syllables",
    "words",
]

HARDEST_SENTENCE = Fraction(8)
"""The highest grade that a sentence for patients may have."""

HARDEST_MEAN = Fraction(6)
"""The highest mean grade that a text for patients may have."""

LONGEST_SENTENCE = 15
"""The most words that a sentence for patients may have."""

_PER_WORD, _PER_SYLLABLE, _LESS = Fraction("0.39"), Fraction("11.8"), Fraction("15.59")
_GIVEN = 2

_EXCEPTIONS = {
    "every": 2, "everything": 3, "everyone": 3, "everybody": 4, "area": 3, "idea": 3, "being": 2, "doing": 2,
    "going": 2, "seeing": 2, "seen": 1, "science": 2, "quiet": 2, "diet": 2, "fluid": 2, "fluids": 2, "ruin": 2,
    "hour": 1, "hours": 1, "our": 1, "ours": 1, "your": 1, "yours": 1, "people": 2, "evening": 2, "something": 2,
    "sometimes": 2, "someone": 2, "someones": 2, "somebody": 3, "medicine": 3, "medicines": 3, "business": 2,
    "different": 2, "several": 2, "camera": 2, "naive": 2, "spasticity": 4, "baclofen": 3, "intrathecal": 4,
    "hydromorphone": 4, "reservoir": 3, "reservoirs": 3, "catheter": 3, "milligrams": 3, "micrograms": 3,
    "hydrocodone": 4, "oxycodone": 4, "oxymorphone": 4, "methadone": 3, "codeine": 2, "morphine": 2, "fentanyl": 3,
    "sufentanil": 4, "clonidine": 3, "bupivacaine": 5, "ziconotide": 4, "buprenorphine": 4, "tapentadol": 4,
    "tramadol": 3, "naloxone": 3, "lorazepam": 4, "diazepam": 4, "midazolam": 4, "cyproheptadine": 5, "dantrolene": 3,
    "tizanidine": 4, "apnea": 3, "asthma": 2, "breathed": 1, "closed": 1, "used": 1, "changed": 1, "raised": 1,
    "watched": 1, "stopped": 1, "caused": 1, "named": 1, "called": 1, "filled": 1, "refilled": 2, "missed": 1,
    "diarrhea": 4, "reuse": 2, "create": 2, "created": 3, "react": 2, "reacts": 2, "real": 1, "really": 2, "trial": 2,
    "trials": 2, "dial": 2, "vial": 2, "vials": 2, "via": 2, "maybe": 2, "awake": 2, "safely": 2, "closely": 2,
    "likely": 2, "unlikely": 3, "rarely": 2, "surely": 2, "likewise": 2, "lifetime": 2, "therefore": 2, "whole": 1,
    "homes": 1, "poem": 2, "sleepiness": 3, "sleepy": 2, "drowsy": 2, "usual": 3, "usually": 4, "gradual": 3,
    "individual": 5, "actual": 3, "actually": 4, "manual": 3, "continue": 3, "continues": 3, "value": 2, "values": 2,
    "tissue": 2, "issue": 2, "rescue": 2, "queue": 1, "does": 1, "goes": 1, "shoes": 1, "oversleep": 3, "undergo": 3,
    "patient": 2, "patients": 2, "mixture": 2, "mixtures": 2, "measured": 2, "surgery": 3, "emergency": 4,
    "interest": 2, "temperature": 4, "saturation": 4, "oxygen": 3, "software": 2, "somewhat": 2, "safety": 2,
    "sometime": 2, "ninety": 2, "movement": 2, "movements": 2, "statement": 2, "statements": 2, "basement": 2,
    "infuse": 2, "pocket": 2, "cdc": 3, "fda": 3, "mri": 3, "ph": 2, "iv": 2, "mr": 2, "us": 1, "mg": 3, "mcg": 3,
    "ml": 4, "h": 1, "asa": 3, "nausea": 3, "poss": 1, "id": 2, "ii": 1, "mme": 3, "csf": 3,
}  # fmt: skip

_WORD = re.compile(r"\d[\d,.:]*\d|\d|[A-Za-z]+(?:['’][A-Za-z]+)?")
_BRACKETS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_END = re.compile(r"(?<=[.!?;:])\s+(?=[\"“(]?[A-Z0-9])")


def syllables(word: str) -> int:
    """
    How many syllables a word has: by exception, else by groups of vowels less a silent ending.

    >>> [syllables(word) for word in ("fever", "catheter", "hydromorphone", "table", "jumped", "0.05")]
    [2, 3, 4, 2, 1, 1]
    """
    plain = re.sub(r"[^a-z]", "", word.lower().replace("'s", "").replace("’s", ""))
    if not plain:
        return 1
    if plain in _EXCEPTIONS:
        return _EXCEPTIONS[plain]
    count = len(re.findall(r"[aeiouy]+", plain))
    count += len(re.findall(r"ia(?!n$|l$)|io(?!n|u)|[^aeiouqg]ua|[^aeiou]eo(?!u)|ying|iu", plain))
    if re.search(r"[aeiouy].*(?:[^aeiouylrtdsxzcg]es|[rt]es|[aeiouy]les|[^aeioutdy]ed|[^aeiouyl]e|[aeiouy]le)$", plain):
        count -= 1
    return max(count, 1)


def words(text: str) -> list[str]:
    """The words of a text, a number being one; what stands in brackets explains and is not counted."""
    return _WORD.findall(_BRACKETS.sub("", text))


def sentences(text: str) -> list[str]:
    """
    The sentences of a text. A colon or semicolon before a capital letter ends one too.

    >>> sentences("Take 0.5 mg. Then wait (a day). Call us!")
    ['Take 0.5 mg.', 'Then wait.', 'Call us!']
    """
    return [part for part in _END.split(_BRACKETS.sub("", text).strip()) if words(part)]


class Read(NamedTuple):
    """One sentence: its words, its syllables, and its grade."""

    text: str
    words: int
    syllables: int
    grade: Fraction


def read_sentence(sentence: str, *, given: Collection[str] = ()) -> Read:
    """
    Words, syllables and grade of one sentence.

    `given` are words for which there is no other, names of medicines and units (in lower case); each counts as a word
    of at most two syllables, as a reader who has met the name takes it.

    >>> read_sentence("The pump must not stop.").grade == 5 * Fraction("0.39") + Fraction("11.8") - Fraction("15.59")
    True
    """
    parts = words(sentence)
    count = sum(min(syllables(part), _GIVEN) if part.lower() in given else syllables(part) for part in parts)
    total = max(len(parts), 1)
    return Read(sentence, len(parts), count, _PER_WORD * total + _PER_SYLLABLE * Fraction(count, total) - _LESS)


def grade(text: str, *, given: Collection[str] = ()) -> Fraction:
    """The mean grade of the sentences of a text."""
    read = [read_sentence(each, given=given).grade for each in sentences(text)]
    return sum(read, Fraction(0)) / max(len(read), 1)
