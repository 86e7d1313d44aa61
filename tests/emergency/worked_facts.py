"""Facts for the tests of what is worked out, and the short ways to ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from cisterna.emergency.facts import EmergencyFacts
from cisterna.emergency.items import Figure, WorkedOut
from cisterna.emergency.worked import work_out
from cisterna.files.knowledge import load_knowledge
from cisterna.knowledge import Figures, Knowledge, Span
from cisterna.quantities import (
    BodyWeight,
    Concentration,
    DoseRate,
    Duration,
    FlowRate,
    Quantity,
    Range,
    Volume,
)
from cisterna.reasons import Finding
from cisterna.therapy import Mixture
from cisterna.wording import say

ON = date(2026, 11, 26)


@cache
def knowledge() -> Knowledge:
    """The shipped pack under the shipped policy."""
    return load_knowledge()


def mix(**parts: str) -> Mixture:
    """A mixture from text."""
    return Mixture({drug: Concentration.parse(text) for drug, text in parts.items()})


def ml(text: str) -> Range[Volume]:
    """A volume, or a range of one."""
    return Range.parse(Volume, text)


def h(text: str) -> Range[Duration]:
    """A time, or a range of one."""
    return Range.parse(Duration, text)


def flow(text: str) -> Range[FlowRate]:
    """A flow, or a range of one."""
    return Range.parse(FlowRate, text)


def rate(text: str) -> DoseRate:
    """A dose rate."""
    return DoseRate.parse(text)


LINE: dict[str, Any] = {"tubing_volume": ml("0.140 mL"), "catheter_volume": ml("0.172 mL")}
DUAL = EmergencyFacts(
    pump="medtronic-synchromed-ii-40",
    contents=mix(baclofen="2000 mcg/mL", hydromorphone="1 mg/mL"),
    flow=flow("0.15 mL/day"),
    **LINE,
)
FULL = DUAL.with_options(
    entered=mix(baclofen="2000 mcg/mL", hydromorphone="1 mg/mL"),
    since_delivery=h("4 to 30 h"),
    reservoir_volume=Volume.parse("12.4 mL"),
    reservoir_expected=Volume.parse("10 mL"),
    low_reservoir_alarm=Volume.parse("2 mL"),
    injected=Volume.parse("18 mL"),
    recovered=Volume.parse("3 mL"),
    weight=BodyWeight.parse("30 kg"),
    oral_baclofen=rate("60 mg/day"),
    opioid_on_board="yes",
    airway_available="yes",
    apnea="no",
    alarm="low reservoir",
)


def worked(name: str, facts: EmergencyFacts = EmergencyFacts()) -> WorkedOut:  # noqa: B008
    """The pathway `name` on the day of the tests."""
    return work_out(name, facts, knowledge(), on=ON)


def codes(found: WorkedOut) -> set[str]:
    """Codes of all findings."""
    return {finding.code for finding in found.findings}


def one(found: WorkedOut, code: str, **values: str) -> Finding:
    """The only finding of that code (and of that drug, or whatever else is named)."""
    fits = [f for f in found.findings if f.code == code and all(f.values[k] == v for k, v in values.items())]
    assert len(fits) == 1, (code, values, [dict(f.values) for f in fits])
    return fits[0]


def said(found: WorkedOut, code: str, **values: str) -> str:
    """Its sentence."""
    names = {drug.id: drug.shown for drug in knowledge().catalogue.drugs}
    return say(one(found, code, **values), lambda drug: names.get(drug, drug))


def quantities(value: object) -> Iterator[Quantity | int]:
    """Every quantity, and every count, in a value."""
    match value:
        case bool() | str() | None:
            return
        case Quantity() | int():
            yield value
        case Range() | Figure():
            yield from (value.low, value.high)
        case Mixture():
            yield from (strength for _, strength in value.items())
        case Mapping():
            for part in value.values():
                yield from quantities(part)
        case Figures():
            for _, part in value.values:
                yield part
        case Span():
            for end in (value.low, value.high, value.typical):
                if end is not None:
                    yield end
