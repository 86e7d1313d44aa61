"""
The figures of a sentence: every number with its unit, however the unit is spelled, and what bounds them.

Two sentences that say one thing in different words have the same figures: "0.05 mg/day" is "0.05 milligrams a day",
"100:1" is "100 to 1". Nothing is converted: 24 hours are not 1 day here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

__all__ = ["UNIT_WORDS", "Figure", "bounds_above", "bounds_below", "figures", "negated", "spell_units"]


class Figure(NamedTuple):
    """A number as it is written, without thousands separators, and its unit in the short form; empty: none."""

    number: str
    unit: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}".rstrip()


UNIT_WORDS: dict[str, tuple[str, ...]] = {
    "mcg": ("micrograms", "microgram"),
    "mg": ("milligrams", "milligram"),
    "ng": ("nanograms", "nanogram"),
    "kg": ("kilograms", "kilogram"),
    "g": ("grams", "gram"),
    "mL": ("milliliters", "milliliter"),
    "L": ("liters", "liter"),
    "%": ("percent",),
    "h": ("hours", "hour"),
    "min": ("minutes", "minute"),
    "s": ("seconds",),
    "day": ("days", "day"),
    "week": ("weeks", "week"),
    "month": ("months", "month"),
    "y": ("years", "year"),
    "degrees Celsius": ("degrees Celsius", "degree Celsius", "C"),
    "degrees Fahrenheit": ("degrees Fahrenheit", "degree Fahrenheit", "F"),
    "mmHg": ("millimeters of mercury",),
    "cm": ("centimeters", "centimeter"),
    "mm": ("millimeters", "millimeter"),
    "T": ("tesla",),
    "times": ("times", "time"),
}
"""Units in the short form of screens, and the words they may be spelled out with. Closed: no other word is a unit."""

_NUMBER_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_PER = r"(?:\s*/\s*|\s+(?:a|an|per|each|in\s+each|in\s+every|for\s+each|for\s+every|in\s+a|in\s+an)\s+)"


@cache
def _short() -> dict[str, str]:
    found = {word.lower(): unit for unit, words in UNIT_WORDS.items() for word in words}
    return found | {unit.lower(): unit for unit in UNIT_WORDS}


@cache
def _token() -> re.Pattern[str]:
    spelled = sorted({word for words in UNIT_WORDS.values() for word in words} | set(UNIT_WORDS), key=len, reverse=True)
    unit = "|".join(
        re.escape(word) if not word[-1].isalpha() else re.escape(word) + r"(?![A-Za-z])" for word in spelled
    )
    number = rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?:{'|'.join(_NUMBER_WORDS)})(?![A-Za-z])"
    return re.compile(
        rf"(?<![\w.])(?<![A-Za-z]-)(?P<number>{number})(?![A-Za-z0-9])"
        rf"(?::(?P<to>\d[\d,.]*\d|\d)(?![A-Za-z0-9]))?"
        rf"(?:[\s-]*(?P<unit>(?:{unit})(?:{_PER}(?:{unit}))*))?",
        re.IGNORECASE,
    )


_BETWEEN = re.compile(r"\s*(?:,|-|/|,?\s*(?:to|and|or|up to|and then))\s*", re.IGNORECASE)
_TO_ONE = re.compile(r"\s+to\s+", re.IGNORECASE)


def figures(text: str) -> tuple[Figure, ...]:
    """
    Every number of `text` with its unit, each once, in the order in which they are first said.

    In a list or a range the last unit counts for all: "1, 2 or 4 mg/mL". Words from two to twelve are numbers, and one
    is not, because it is also a pronoun. A year has no unit.

    >>> [str(each) for each in figures("10 to 30 % every 24 hours, at most 1,000 mcg/day")]
    ['10 %', '30 %', '24 h', '1000 mcg/day']
    >>> figures("100 to 1") == figures("100:1")
    True
    >>> figures("0.05 milligrams a day") == figures("0.05 mg/day")
    True
    """
    found: list[tuple[str, str, int, int]] = []
    for match in _token().finditer(text):
        number = _digits(match["number"])
        if match["to"]:
            found.append((f"{number}:{match['to'].replace(',', '')}", "", match.start(), match.end()))
        else:
            found.append((number, _unit(match["unit"]), match.start(), match.end()))
    return tuple(dict.fromkeys(reversed(_gathered(found, text))))


def _gathered(found: list[tuple[str, str, int, int]], text: str) -> list[Figure]:
    """From the last to the first: a number without a unit takes that of the number it is listed with."""
    kept: list[Figure] = []
    carried, start = "", len(text)
    for number, unit, begins, ends in reversed(found):
        own = unit
        if not own and not _is_year(number) and ":" not in number:
            between = text[ends:start]
            if kept and kept[-1] == Figure("1", "") and _TO_ONE.fullmatch(between):
                kept[-1] = Figure(f"{number}:1", "")
                carried, start = "", begins
                continue
            if carried and _BETWEEN.fullmatch(between):
                own = carried
        kept.append(Figure(number, own))
        carried, start = own, begins
    return kept


def _digits(word: str) -> str:
    lower = word.lower()
    return str(_NUMBER_WORDS.index(lower) + 2) if lower in _NUMBER_WORDS else word.replace(",", "")


def _is_year(number: str) -> bool:
    return len(number) == len("2026") and number[:2] in ("19", "20")


def _unit(written: str | None) -> str:
    if not written:
        return ""
    return "/".join(_short()[" ".join(part.split()).lower()] for part in re.split(_PER, written, flags=re.IGNORECASE))


# What bounds a figure, and what is denied.

_ABOVE = (
    "at most", "no more than", "not more than", "no higher than", "not higher than", "up to", "or less", "or fewer",
    "or below", "nothing above", "not above", "no longer than", "no later than", "never above", "never more than",
    "not go above", "not go higher", "not raised more often than", "not more often than",
    "no more often than",
)  # fmt: skip
_BELOW = (
    "at least", "or more", "and more", "or longer", "no less than", "not less than", "or above", "and above",
    "or older", "not before", "no earlier than", "not earlier than", "not below", "no lower than",
)  # fmt: skip
_DENIES = (
    r"not?|never|none|nor|neither|without|cannot|nothing|nobody|[a-z]+n't|avoid(?:s|ed|ing)?|rules? out|ruled out|"
    r"forb[ia]d(?:s|den)?|refuse[sd]?|contraindicated|warn(?:s|ed|ing)?|blocked|unapproved|unlabell?ed|free of|lacks?|"
    r"fails?|preservative-free"
)


@cache
def _phrases(which: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, which))})\b(?!\s+than)", re.IGNORECASE)


def bounds_above(text: str) -> bool:
    """True where the sentence says that something is at most so much."""
    return _phrases(_ABOVE).search(text) is not None


def bounds_below(text: str) -> bool:
    """True where the sentence says that something is at least so much."""
    return _phrases(_BELOW).search(text) is not None


def negated(text: str) -> bool:
    """
    True where the sentence denies, forbids or warns; "no more than" and its like bound a figure and deny nothing.

    >>> negated("Your pump must not stop."), negated("It holds no more than 20 mL.")
    (True, False)
    """
    rest = _phrases(_BELOW).sub(" ", _phrases(_ABOVE).sub(" ", text))
    return re.search(rf"\b(?:{_DENIES})\b", rest, re.IGNORECASE) is not None


def spell_units(text: str) -> str:
    """
    `text` with every unit after a number spelled out, the numbers untouched.

    >>> spell_units("baclofen 300 mcg/day in 38.6 mL, 1 mg, 0.1 %")
    'baclofen 300 micrograms a day in 38.6 milliliters, 1 milligram, 0.1 percent'
    """
    return _token().sub(_spelled, text)


_EACH = {"h": "an", "mL": "in each", "L": "in each", "kg": "for each"}


def _one(unit: str) -> str:
    """The word for one of a unit."""
    words = UNIT_WORDS[unit]
    return words[1] if len(words) > 1 else words[0]


def _spelled(match: re.Match[str]) -> str:
    unit = _unit(match["unit"])
    if not unit:
        return match[0]
    head = match[0][: match.start("unit") - match.start()]
    first, *rest = unit.split("/")
    words = _one(first) if match["number"] == "1" else UNIT_WORDS[first][0]
    per = "".join(f" {_EACH.get(part, 'a')} {_one(part)}" for part in rest)
    return f"{head.replace('-', ' ')}{words}{per}" if head.strip() else match[0]
