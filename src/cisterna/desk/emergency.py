"""
The facts of an emergency from what was typed or from a case, and what is worked out from them.

Every mistake in them is collected with the option it came from. None of this is needed for the first screen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from cisterna.desk import open_case, open_knowledge
from cisterna.emergency.facts import ALARMS, ANSWERS, EXPOSURES, EmergencyFacts
from cisterna.emergency.items import WorkedOut
from cisterna.emergency.worked import work_out
from cisterna.files.toml import FileProblems
from cisterna.files.zones import moments
from cisterna.knowledge import Knowledge
from cisterna.quantities import (
    Age,
    BodyWeight,
    Concentration,
    DoseRate,
    Duration,
    FlowRate,
    QuantityError,
    Range,
    Volume,
)
from cisterna.therapy import Mixture

__all__ = ["OPTIONS", "FactProblems", "Gathered", "gather", "open_knowledge", "read_moment", "work_out_from"]

MOMENT = "%Y-%m-%d %H:%M"
MINUTE = timedelta(minutes=1)


OPTIONS = {
    "pump-off-for": "since_delivery", "last-dose": "since_delivery", "pump": "pump", "tubing-volume": "tubing_volume",
    "catheter-volume": "catheter_volume", "contents": "contents", "entered": "entered", "flow": "flow",
    "reservoir-volume": "reservoir_volume",
    "expected-volume": "reservoir_expected", "filled-before": "since_fill", "injected": "injected",
    "recovered": "recovered", "which-alarm": "alarm", "weight": "weight", "age": "age", "exposure": "opioid_exposure",
    "airway": "airway_available", "apnea": "apnea", "oral-baclofen": "oral_baclofen",
}  # fmt: skip
"""Each option that carries one fact, and the fact. Doses and the opioid have their own rules."""

READERS: dict[str, Callable[[str], object]] = {
    "pump-off-for": lambda text: Range.parse(Duration, text),
    "tubing-volume": lambda text: Range.parse(Volume, text),
    "catheter-volume": lambda text: Range.parse(Volume, text),
    "flow": lambda text: Range.parse(FlowRate, text),
    "reservoir-volume": Volume.parse,
    "expected-volume": Volume.parse,
    "filled-before": lambda text: Range.parse(Duration, text),
    "injected": Volume.parse,
    "recovered": Volume.parse,
    "which-alarm": lambda text: _one_of(text, ALARMS, "alarm"),
    "weight": BodyWeight.parse,
    "age": Age.parse,
    "exposure": lambda text: _one_of(text, (*EXPOSURES, "unknown"), "exposure"),
    "airway": lambda text: _one_of(text, ANSWERS, "answer"),
    "apnea": lambda text: _one_of(text, ANSWERS, "answer"),
    "oral-baclofen": DoseRate.parse,
}


class FactProblems(ValueError):
    """Everything that is wrong with the facts that were given, one line each."""


class Gathered(NamedTuple):
    """The facts, and the moment from which times of day were counted."""

    facts: EmergencyFacts
    now: datetime


def gather(
    given: Mapping[str, str],
    knowledge: Knowledge,
    *,
    clock: datetime,
    case_text: str | None = None,
    case_name: str = "",
) -> Gathered:
    """
    The facts in `given` (an option's name and what was typed) laid over those of a case.

    Now is what "at" says, else the moment of the case, else `clock`. Raises `FactProblems` with every mistake.
    """
    problems: list[str] = []
    facts = EmergencyFacts()
    if case_text is not None:
        try:
            facts = EmergencyFacts.from_case(open_case(case_text, case_name, knowledge), knowledge.catalogue)
        except FileProblems as error:
            problems += map(str, error.problems)
    now = _now(given.get("at"), facts, clock, problems)
    told: dict[str, Any] = {}
    readers: dict[str, Callable[[str], object]] = {
        **READERS,
        "last-dose": lambda text: _since(text, now, facts),
        "pump": lambda text: _one_of(text, [pump.id for pump in knowledge.catalogue.pumps], "pump of this pack"),
        "contents": lambda text: _mixture(text, knowledge),
        "entered": lambda text: _mixture(text, knowledge),
    }
    for option, read in readers.items():
        _put(told, problems, option, given, read, OPTIONS[option])
    if "pump-off-for" in given and "last-dose" in given:
        problems.append("--last-dose: --pump-off-for says the same in another way. Give one of them.")
    told |= _doses(given, knowledge, facts, problems)
    if problems:
        raise FactProblems("\n".join(problems))
    try:
        return Gathered(facts.with_options(**told), now)
    except ValueError as error:
        raise FactProblems(str(error)) from None


def _now(at: str | None, facts: EmergencyFacts, clock: datetime, problems: list[str]) -> datetime:
    begins = None if facts.clock is None else facts.clock.start
    if at is None:
        return clock if begins is None else begins
    try:
        now = read_moment(at)
    except ValueError as error:
        problems.append(f"--at: {error}")
        return clock
    if begins is not None and begins != now:
        problems.append(f"--at: the case says that it is {begins:{MOMENT}}. Leave --at out, or correct the case.")
    return now


def work_out_from(name: str, facts: EmergencyFacts, knowledge: Knowledge, *, on: date) -> WorkedOut:
    """What is worked out for the pathway `name`."""
    return work_out(name, facts, knowledge, on=on)


def read_moment(text: str) -> datetime:
    """A date and a time of day, "2026-11-26 04:00"; raises `ValueError` with what to write."""
    try:
        return datetime.strptime(text.strip(), MOMENT)
    except ValueError:
        raise ValueError(f"'{text}' is not a date and a time. Write, for example, \"2026-11-26 04:00\".") from None


def _put(
    told: dict[str, Any],
    problems: list[str],
    option: str,
    given: Mapping[str, str],
    read: Callable[[str], object],
    name: str,
) -> None:
    if option not in given:
        return
    try:
        told[name] = read(given[option])
    except (QuantityError, ValueError) as error:
        problems.append(f"--{option}: {error}")


def _one_of(text: str, known: Iterable[str], what: str) -> str:
    found, words = text.strip().lower(), tuple(known)
    if found not in words:
        article = "an" if what[0] in "aeiou" else "a"
        raise ValueError(f"'{text}' is not {article} {what}. Write one of: {', '.join(words)}.")
    return found


def _mixture(text: str, knowledge: Knowledge) -> Mixture:
    """'baclofen 2000 mcg/mL + hydromorphone 1 mg/mL'."""
    parts = {}
    for part in re.split(r"\s*(?:[+;]|,(?=\s*[A-Za-z]))\s*", text.strip()):
        name, _, strength = part.partition(" ")
        drug = _one_of(name, [each.id for each in knowledge.catalogue.drugs], "drug of this pack")
        if drug in parts:
            raise ValueError(f"'{name}' stands twice. Write each drug once.")
        parts[drug] = Concentration.parse(strength)
    return Mixture(parts)


def _since(text: str, now: datetime, facts: EmergencyFacts) -> Range[Duration]:
    """How long ago that was: both ways where the clocks went back over one of the two moments."""
    last = read_moment(text)
    gone = [end - start for start in _moments(last, facts) for end in _moments(now, facts)]
    passed = sorted(each // MINUTE for each in gone if each >= timedelta(0))
    if not passed:
        case = " That is the time of the case: correct it there, or leave --case out."
        raise ValueError(
            f"{last:{MOMENT}} lies after now ({now:{MOMENT}}). Correct it, or say what time it is with --at."
            if facts.clock is None
            else f"{last:{MOMENT}} lies after now ({now:{MOMENT}}).{case}"
        )
    return Range(Duration.parse(f"{passed[0]} min"), Duration.parse(f"{passed[-1]} min"))


def _moments(wall: datetime, facts: EmergencyFacts) -> tuple[datetime, ...]:
    """What that time of day can be: in the zone of the case, else by this machine's clock."""
    found = moments(wall, facts.clock.zone) if facts.clock is not None else ()
    try:
        return found or tuple({wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)})
    except (OverflowError, OSError):
        raise ValueError(f"{wall:{MOMENT}} is too far away. Correct the year.") from None


def _doses(
    given: Mapping[str, str], knowledge: Knowledge, facts: EmergencyFacts, problems: list[str]
) -> dict[str, Any]:
    """The last daily doses, and that an opioid is on board where one is named."""
    doses: dict[str, Any] = {}
    told: dict[str, Any] = {}
    _put(doses, problems, "baclofen", given, DoseRate.parse, "baclofen")
    opioid = given.get("opioid", "").strip().lower()
    if opioid == "none":
        if facts.opioid_on_board != "yes":
            told["opioid_on_board"] = "no"
        if "opioid-dose" in given:
            problems.append("--opioid-dose: --opioid says that there is none. Correct one of them.")
    elif opioid:
        known = sorted(each.id for each in knowledge.catalogue.drugs if each.kind == "opioid")
        if opioid not in known:
            problems.append(
                f"--opioid: '{given['opioid']}' is not an opioid of this pack. Write one of: none, {', '.join(known)}."
            )
        else:
            told |= {"opioid_on_board": "yes", "named": (opioid,)}
        _put(doses, problems, "opioid-dose", given, DoseRate.parse, opioid)
    elif "opioid-dose" in given:
        problems.append("--opioid-dose: which opioid? Name it with --opioid.")
    if doses:
        told["doses"] = {**facts.doses, **doses}
    return told
