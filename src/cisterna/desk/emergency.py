"""
The facts of an emergency from what was typed or from a case, and what is worked out from them.

Every mistake in them is collected with the option it came from. None of this is needed for the first screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from cisterna.desk import open_case, open_knowledge
from cisterna.emergency.facts import ANSWERS, EmergencyFacts
from cisterna.emergency.items import WorkedOut
from cisterna.emergency.typed import read_fact
from cisterna.emergency.worked import work_out
from cisterna.files.toml import FileProblems
from cisterna.knowledge import Knowledge
from cisterna.quantities import BodyWeight, DoseRate, Duration, FlowRate, QuantityError, Range

__all__ = ["FactProblems", "Gathered", "gather", "open_knowledge", "read_moment", "work_out_from"]

MOMENT = "%Y-%m-%d %H:%M"
MINUTE = timedelta(minutes=1)


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
    more: Iterable[str] = (),
) -> Gathered:
    """
    The facts in `given` (an option's name and what was typed) laid over those of a case.

    `more` are facts written as "name=value", with the names of `emergency.facts.FIELDS`. Now is what "at" says, else
    the moment of the case, else `clock`. Raises `FactProblems` with every mistake.
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
    readers: dict[str, tuple[str, Callable[[str], object]]] = {
        "weight": ("weight", BodyWeight.parse),
        "flow": ("flow", lambda text: Range.parse(FlowRate, text)),
        "airway": ("airway_available", _answer),
        "pump-off-for": ("since_delivery", lambda text: Range.parse(Duration, text)),
        "last-dose": ("since_delivery", lambda text: _since(text, now)),
    }
    for option, (name, read) in readers.items():
        _put(told, problems, option, given, read, name)
    if "pump-off-for" in given and "last-dose" in given:
        problems.append("--last-dose: --pump-off-for says the same in another way. Give one of them.")
    told |= _doses(given, knowledge, facts, problems)
    _more(told, problems, more, knowledge)
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


def _more(told: dict[str, Any], problems: list[str], more: Iterable[str], knowledge: Knowledge) -> None:
    """Facts written as name=value; none may say again what an option has said."""
    for each in more:
        name, equals, text = each.partition("=")
        if not equals:
            problems.append(f"--fact: '{each}' is not a fact. Write NAME=VALUE, for example \"since-fill=3 h\".")
            continue
        try:
            field, value = read_fact(name, text, knowledge.catalogue)
        except ValueError as error:
            problems.append(f"--fact: {error}")
            continue
        if field in told:
            problems.append(f"--fact: {name.strip()} is given twice, here or by another option. Give it once.")
        told[field] = value


def _answer(text: str) -> str:
    if text.strip().lower() not in ANSWERS:
        raise ValueError(f"'{text}' is not an answer. Write one of: {', '.join(ANSWERS)}.")
    return text.strip().lower()


def _since(text: str, now: datetime) -> Range[Duration]:
    last = read_moment(text)
    if last > now:
        raise ValueError(
            f"{last:{MOMENT}} lies after now ({now:{MOMENT}}). Correct it, or say what time it is with --at."
        )
    gone = Duration.parse(f"{(now - last) // MINUTE} min")
    return Range(gone, gone)


def _doses(
    given: Mapping[str, str], knowledge: Knowledge, facts: EmergencyFacts, problems: list[str]
) -> dict[str, Any]:
    """The last daily doses, and that an opioid is on board where one is named."""
    doses: dict[str, Any] = {}
    told: dict[str, Any] = {}
    _put(doses, problems, "baclofen", given, DoseRate.parse, "baclofen")
    opioid = given.get("opioid", "").strip().lower()
    if opioid == "none":
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
            told["named"] = (opioid,)
        told["opioid_on_board"] = "yes"
        _put(doses, problems, "opioid-dose", given, DoseRate.parse, opioid)
    elif "opioid-dose" in given:
        problems.append("--opioid-dose: which opioid? Name it with --opioid.")
    if doses:
        told["doses"] = {**facts.doses, **doses}
    return told
