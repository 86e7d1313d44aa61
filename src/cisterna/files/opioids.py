"""
Reads an opioid as people write it on one line: "morphine 10 mg oral every 4 h as needed".

One amount, one time, one route, one drug, in any order. Nothing is guessed: a line without a unit is refused with what
to write; a line without a route or a time is read as one that does not tell it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from cisterna.conversion.taken import Place, Taken
from cisterna.files.tables import LIKE_A_SLIP, nearest
from cisterna.quantities import DoseRate, Mass, QuantityError

__all__ = ["OpioidError", "no_such_rate", "read_opioid", "read_target"]

EXAMPLE = "'oxycodone 40 mg/day oral' or 'morphine 10 mg oral every 4 h as needed'"
LONGEST = 120

_ROUTES = {
    "oral": r"by mouth|orally|oral|po",
    "transdermal": r"transdermal(?:ly)?|patch(?:es)?",
    "intravenous": r"intravenous(?:ly)?|iv",
    "subcutaneous": r"subcutaneous(?:ly)?|subcut|sc",
    "intramuscular": r"intramuscular(?:ly)?|im",
    "sublingual": r"sublingual(?:ly)?|sl",
    "buccal": r"buccal(?:ly)?",
    "nasal": r"intranasal(?:ly)?|nasal(?:ly)?",
    "rectal": r"rectal(?:ly)?",
    "epidural": r"epidural(?:ly)?",
    "intrathecal": r"intrathecal(?:ly)?",
}
_FORMS = {
    "extended release": r"(?:extended|sustained|controlled|modified)[- ]release|long[- ]acting|er|xr|sr|cr",
    "immediate release": r"(?:immediate)[- ]release|short[- ]acting|ir",
    "as needed": r"(?:as|if|when) (?:needed|required)|prn",
}
_TIMES = {"once": 1, "twice": 2, "bid": 2, "tid": 3, "qid": 4, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
          "six": 6}  # fmt: skip
_IN_A_DAY = r"(?:an?|per|each|every|in)\s*(?:day|24\s*h(?:ours?)?)|daily"
_OFTEN = (
    r"every\s+(?P<hours>[0-9]+)\s*(?P<other>(?:to|-)\s*[0-9]+\s*)?(?P<unit>hours?|hrs?|h|days?|d)",
    r"q\s?(?P<hours>[0-9]+)\s*(?P<unit>h)",
    rf"(?P<times>[0-9]+)\s*(?:x|times?)\s*(?:{_IN_A_DAY}|/\s*day)",
    rf"(?P<times>{'|'.join(_TIMES)})\s*(?:x|times?)?\s*(?:{_IN_A_DAY})",
    r"(?P<times>bid|tid|qid)",
    rf"(?P<once>{_IN_A_DAY}|nightly|at night|at bedtime|every (?:morning|evening|night))",
)
_AMOUNT = re.compile(
    r"(?<![\w.,])(?P<number>[0-9.,]*[0-9])\s*(?P<unit>(?:mg|mcg|[µμ]g|ug|g)\b)?(?P<rate>\s*/\s*[a-z0-9]+)?"
)
_TWO_STRENGTHS = re.compile(r"[0-9]\s*(?:mg|mcg)?\s*/\s*[0-9.,]+\s*(?:mg|mcg|g)\b")
_TRAILING_ZERO = re.compile(r"[0-9]\.[0-9]*0(?![0-9])")
_IN_DOSES = ("oral", "sublingual", "buccal", "rectal", "nasal", "intramuscular")
"""Routes by which one dose follows another: nothing is given by them at a rate an hour."""

_RANGE = re.compile(r"[0-9]\s*(?:mg|mcg)?\s*(?:-|–|to|or)\s*[0-9.,]+\s*(?:mg|mcg|g)\b")
_MISREAD = re.compile(r"\b(qd|qod|od|hs)\b")
_FILLERS = re.compile(
    r"\b(?:of|the|taken|takes?|tablets?|tabs?|pills?|capsules?|hydrochloride|sulfate|hcl|changed|at)\b"
)


class OpioidError(ValueError):
    """A line that is not an opioid with its dose. The message says what was given and what to write."""


def read_opioid(text: str, known: Iterable[str] = ()) -> Taken:
    """
    The opioid that a line describes; `known` are ids, of which the nearest is named where a drug looks like a slip.

    >>> read_opioid("morphine 10 mg oral every 4 h as needed")
    Taken(drug='morphine', route='oral', dose=DoseRate.parse('60000 mcg/day'), form='as needed')
    >>> read_opioid("120 mg oral morphine a day").dose
    DoseRate.parse('120000 mcg/day')
    """
    rest = re.sub(r"/\s*24\s*h(?:ours?|r)?\b", "/day", " ".join(text.lower().split()))
    if not rest:
        raise OpioidError(f"An empty text is no opioid. Write, for example, {EXAMPLE}.")
    if len(rest) > LONGEST:
        raise OpioidError(f"'{text[:30]}...' is too long for one opioid. Write each on its own, for example {EXAMPLE}.")
    _refuse_misread(text, rest)
    forms, rest = _forms(rest)
    routes, rest = _routes(rest)
    if "patch" in text.lower():
        forms = ["patch", *forms]
    per_day, rest = _per_day(text, rest, patch=routes == ["transdermal"])
    for route in routes:
        wrong = no_such_rate(rest, route)
        if wrong:
            raise OpioidError(f"'{text}' {wrong}")
    dose, rest = _dose(text, rest, per_day)
    return Taken(_drug(text, rest, known), routes[0] if routes else "", dose, ", ".join(forms))


def read_target(text: str, known: Iterable[str] = ()) -> Place:
    """
    A drug by a route, as what is converted to.

    >>> read_target("hydromorphone intrathecal")
    Place(drug='hydromorphone', route='intrathecal')
    """
    routes, rest = _routes(" ".join(text.lower().split()))
    if not routes:
        raise OpioidError(f"'{text}' does not say by which route. Write, for example, 'hydromorphone intrathecal'.")
    drug = _drug(text, rest, known)
    held = tuple(known)
    if held and drug not in held:
        raise OpioidError(f"'{drug}' is not an opioid in the catalogue. {nearest(drug, held)}Known: {', '.join(held)}.")
    return Place(drug, routes[0])


def no_such_rate(written: str, route: str) -> str:
    """
    What is wrong with a rate by this route, as the rest of a sentence; empty where nothing is.

    >>> no_such_rate("60 mg/h", "oral")
    "is a rate an hour, and by this route doses are taken. Write what a day comes to, for example '60 mg/day'."
    """
    rate = re.search(r"([0-9][0-9.,]*)\s*(mg|mcg|[µμ]g|ug|g)\s*/\s*([a-z]+)", written.lower())
    if rate is None:
        return ""
    number, unit, per = rate.groups()
    if route in _IN_DOSES and per in ("h", "hr", "hour", "min"):
        each = "an hour" if per != "min" else "a minute"
        return (
            f"is a rate {each}, and by this route doses are taken. Write what a day comes to, for example "
            f"'{number} {unit}/day'."
        )
    if route == "transdermal" and per not in ("h", "hr", "hour"):
        return f"is not the rate of a patch, which is printed on it an hour. Write, for example, '{number} mcg/h'."
    return ""


def _refuse_misread(text: str, rest: str) -> None:
    found = _MISREAD.search(rest)
    if found:
        raise OpioidError(
            f"'{text}': '{found[1]}' is misread too often to be accepted. Write 'a day', or 'every 24 h'."
        )
    if _TWO_STRENGTHS.search(rest):
        raise OpioidError(
            f"'{text}' has two numbers with a slash: a product of two drugs, or a fraction. Write the amount of the "
            f"opioid alone, for example 'oxycodone 5 mg oral every 6 h' for 5/325 mg."
        )
    if _TRAILING_ZERO.search(rest):
        raise OpioidError(
            f"'{text}' has a zero at the end of a decimal, which is misread by ten or a thousand. Write '1 mg' for one "
            f"and '1,000 mg' for a thousand."
        )
    if _RANGE.search(rest):
        raise OpioidError(
            f"'{text}' has a range where one amount belongs. Write what is really taken, for example {EXAMPLE}."
        )


def _take(pattern: str, rest: str) -> tuple[re.Match[str] | None, str]:
    """The first match of whole words, and the text without it."""
    found = re.search(rf"(?<![\w/])(?:{pattern})(?!\w)", rest)
    return found, rest if found is None else f"{rest[: found.start()]} {rest[found.end() :]}"


def _forms(rest: str) -> tuple[list[str], str]:
    named = []
    for form, pattern in _FORMS.items():
        found, rest = _take(pattern, rest)
        if found:
            named.append(form)
    return named, rest


def _routes(rest: str) -> tuple[list[str], str]:
    named: list[str] = []
    for route, pattern in _ROUTES.items():
        found, rest = _take(pattern, rest)
        while found:
            named += [route] if route not in named else []
            found, rest = _take(pattern, rest)
    if len(named) > 1:
        raise OpioidError(f"Two routes are named: {' and '.join(named)}. Write one line for each.")
    return named, rest


def _per_day(text: str, rest: str, *, patch: bool) -> tuple[Fraction | None, str]:
    """How often a day; None where the text does not say it, or says how often a patch is changed."""
    told: list[Fraction] = []
    for pattern in _OFTEN:
        found, left = _take(pattern, rest)
        if found is None:
            continue
        rest, told = left, [*told, _times(text, found.groupdict())]
    if len(told) > 1:
        raise OpioidError(f"'{text}' says twice how often. Write it once, for example {EXAMPLE}.")
    return (None if patch or not told else told[0]), rest


def _times(text: str, found: dict[str, str | None]) -> Fraction:
    if found.get("other"):
        raise OpioidError(
            f"'{text}' has a range where one interval belongs. Write the shorter one, for example 'every 4 h'."
        )
    if found.get("hours"):
        each = Fraction(found["hours"] or "0") * (24 if (found.get("unit") or "h").startswith("d") else 1)
        if not each:
            raise OpioidError(f"'{text}': every 0 h is no interval. Write, for example, 'every 4 h'.")
        return Fraction(24) / each
    word = found.get("times")
    times = Fraction(1) if word is None else Fraction(_TIMES.get(word, 0)) or Fraction(word)
    if not times:
        raise OpioidError(f"'{text}': 0 times a day is no dose. Leave the line out if the opioid is not taken.")
    return times


def _dose(text: str, rest: str, per_day: Fraction | None) -> tuple[DoseRate | None, str]:
    amounts = list(_AMOUNT.finditer(rest))
    if not amounts:
        raise OpioidError(f"'{text}' has no amount. Write a number and its unit, for example {EXAMPLE}.")
    if len(amounts) > 1:
        raise OpioidError(f"'{text}' has more than one number. Write the amount of one dose, for example {EXAMPLE}.")
    found = amounts[0]
    number, unit, rate = found["number"], found["unit"], (found["rate"] or "").replace(" ", "")
    if unit is None and re.search(r"patch|transdermal", text.lower()):
        raise OpioidError(f"'{text}' has no unit. A patch is written with its rate, for example '{number} mcg/h'.")
    if unit is None and (rate not in ("", "/day", "/h") or re.match(r"\w", rest[found.end("number") :])):
        raise OpioidError(
            f"'{text}' has no amount with a unit that is known here. Write mg or mcg, for example {EXAMPLE}."
        )
    if unit is None:
        written = f"{number} mg{rate or '/day'}", f"{number} mcg{rate or '/day'}"
        raise OpioidError(f"'{text}' has no unit. Write, for example, '{written[0]}' or '{written[1]}'.")
    if rate and per_day is not None:
        raise OpioidError(
            f"'{text}' is a rate and says how often as well. Write one of them: '10 mg every 4 h' or '60 mg/day'."
        )
    dose = _quantity(text, f"{number} {unit}", rate, per_day)
    if dose is not None and not dose:
        raise OpioidError(f"'{text}': a dose of 0 is no dose. Leave the line out if the opioid is not taken.")
    return dose, f"{rest[: found.start()]} {rest[found.end() :]}"


def _quantity(text: str, amount: str, rate: str, per_day: Fraction | None) -> DoseRate | None:
    try:
        if rate:
            return DoseRate.parse(f"{amount}{rate}")
        mass = Mass.parse(amount)
    except QuantityError as error:
        raise OpioidError(f"'{text}': {error}") from None
    if not mass:
        return DoseRate(0)
    return None if per_day is None else DoseRate(mass.value * per_day)


def _drug(text: str, rest: str, known: Iterable[str]) -> str:
    left = " ".join(
        _FILLERS.sub(" ", rest).replace(",", " ").replace(";", " ").replace("(", " ").replace(")", " ").split()
    )
    if not left:
        raise OpioidError(f"'{text}' names no drug. Write, for example, {EXAMPLE}.")
    held = tuple(known)
    inside = [name for name in held if re.search(rf"\b{re.escape(name)}\b", left)]
    if left not in held and len(inside) == 1:
        extra = " ".join(left.replace(inside[0], " ").split())
        raise OpioidError(
            f"'{text}': '{extra}' is not understood, and it may change the dose. "
            f"Say it with words that are known, for example {EXAMPLE}."
        )
    hint = nearest(left, held, likeness=LIKE_A_SLIP) if held and left not in held else ""
    if hint:
        raise OpioidError(f"'{text}': '{left}' is not an opioid in the catalogue. {hint}Correct the name.")
    return left
