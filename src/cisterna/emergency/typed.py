"""
A fact as people type it: a name of `facts.FIELDS`, and text. One reader for each fact, each with an example.

Nothing here guesses: text that is not the fact raises `ValueError`, which says what was given and what to write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from cisterna.catalogue import Catalogue
from cisterna.emergency.facts import ALARMS, ANSWERS, EXPOSURES, FIELDS
from cisterna.quantities import (
    Age,
    BodyWeight,
    Concentration,
    DoseRate,
    Duration,
    FlowRate,
    Quantity,
    Range,
    Volume,
)
from cisterna.therapy import Mixture

__all__ = ["EXAMPLES", "read_fact"]

Q = TypeVar("Q", bound=Quantity)

EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "pump": "medtronic-synchromed-ii-40",
        "tubing_volume": "0.14 mL",
        "catheter_volume": "0.16 to 0.18 mL",
        "contents": "baclofen 2000 mcg/mL + morphine 5 mg/mL",
        "entered": "baclofen 2000 mcg/mL + morphine 5 mg/mL",
        "flow": "0.15 mL/day",
        "doses": "baclofen 300 mcg/day + morphine 0.75 mg/day",
        "named": "baclofen + morphine",
        "since_delivery": "12 to 20 h",
        "since_fill": "3 h",
        "reservoir_volume": "12.4 mL",
        "reservoir_expected": "3 mL",
        "low_reservoir_alarm": "2 mL",
        "injected": "18 mL",
        "recovered": "5 mL",
        "alarm": "low reservoir",
        "weight": "78 kg",
        "age": "54 y",
        "opioid_on_board": "yes",
        "opioid_exposure": "tolerant",
        "airway_available": "yes",
        "apnea": "no",
        "oral_baclofen": "60 mg/day",
    }
)
"""What each fact that can be typed looks like."""

_VOLUMES = ("reservoir_volume", "reservoir_expected", "low_reservoir_alarm", "injected", "recovered")
_SPANS: Mapping[str, type[Quantity]] = MappingProxyType(
    {
        "tubing_volume": Volume,
        "catheter_volume": Volume,
        "flow": FlowRate,
        "since_delivery": Duration,
        "since_fill": Duration,
    }
)
_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "alarm": ALARMS,
        "opioid_on_board": ANSWERS,
        "airway_available": ANSWERS,
        "apnea": ANSWERS,
        "opioid_exposure": (*EXPOSURES, "unknown"),
    }
)


def read_fact(name: str, text: str, catalogue: Catalogue) -> tuple[str, Any]:
    """
    The name of a fact as `EmergencyFacts` has it, and its value.

    >>> read_fact("reservoir-volume", "12.4 mL", Catalogue())
    ('reservoir_volume', Volume.parse('62/5 mL'))
    """
    field = name.strip().lower().replace("-", "_").replace(" ", "_")
    if field not in EXAMPLES:
        raise ValueError(f"'{name.strip()}' is not a fact. Write one of: {', '.join(map(_typed, EXAMPLES))}.")
    try:
        return field, _value(field, text.strip(), catalogue)
    except ValueError as error:
        raise ValueError(f"{_typed(field)}, {FIELDS[field]}: {error}") from None


def _typed(field: str) -> str:
    return field.replace("_", "-")


def _value(field: str, text: str, catalogue: Catalogue) -> Any:
    if field in _VOLUMES:
        return Volume.parse(text)
    if field in _SPANS:
        return Range.parse(_SPANS[field], text)
    if field in _WORDS:
        return _word(text, _WORDS[field])
    others: Mapping[str, Callable[[], Any]] = {
        "pump": lambda: _word(text, tuple(pump.id for pump in catalogue.pumps)),
        "weight": lambda: BodyWeight.parse(text),
        "age": lambda: Age.parse(text),
        "oral_baclofen": lambda: DoseRate.parse(text),
        "doses": lambda: _by_drug(text, DoseRate, catalogue),
        "contents": lambda: Mixture(_by_drug(text, Concentration, catalogue)),
        "entered": lambda: Mixture(_by_drug(text, Concentration, catalogue)),
        "named": lambda: tuple(_drug(part, catalogue) for part in text.split("+")),
    }
    return others[field]()


def _word(text: str, known: tuple[str, ...]) -> str:
    if text.lower() not in known:
        raise ValueError(f"'{text}' is not known here. Write one of: {', '.join(known)}.")
    return text.lower()


def _drug(text: str, catalogue: Catalogue) -> str:
    return _word(text.strip(), tuple(drug.id for drug in catalogue.drugs))


def _by_drug(text: str, kind: type[Q], catalogue: Catalogue) -> dict[str, Q]:
    """'baclofen 2000 mcg/mL + morphine 5 mg/mL': each drug once, each with its value."""
    found: dict[str, Q] = {}
    for part in text.split("+"):
        name, _, value = part.strip().partition(" ")
        drug = _drug(name, catalogue)
        if drug in found:
            raise ValueError(f"{drug} is named twice. Name each drug once.")
        found[drug] = kind.parse(value.strip())
    return found
