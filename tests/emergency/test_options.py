"""Facts from what was typed: every option feeds its fact, and every mistake is named with its option."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from cisterna.cli.emergency import emergency
from cisterna.desk import open_knowledge
from cisterna.desk.emergency import OPTIONS, FactProblems, gather
from cisterna.emergency.facts import FIELDS, EmergencyFacts
from cisterna.knowledge import Knowledge
from cisterna.papers.worked import _ask
from cisterna.quantities import Age, BodyWeight, Concentration, DoseRate, Duration, FlowRate, Range, Volume
from cisterna.therapy import Mixture

NOW = datetime(2026, 11, 26, 22, 0)
NAMES = {name for each in emergency.params for name in each.opts}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped pack."""
    return open_knowledge()


def told(knowledge: Knowledge, **given: str) -> EmergencyFacts:
    """The facts from these options, at ten in the evening."""
    return gather({key.replace("_", "-"): text for key, text in given.items()}, knowledge, clock=NOW).facts


def hours(text: str) -> Range[Duration]:
    """A length of time as a fact holds it."""
    return Range.parse(Duration, text)


TOLD = [
    ("pump-off-for", "12 to 20 h", "since_delivery", hours("12 to 20 h")),
    ("last-dose", "2026-11-26 04:00", "since_delivery", hours("18 h")),
    ("pump", "medtronic-synchromed-ii-20", "pump", "medtronic-synchromed-ii-20"),
    ("tubing-volume", "0.14 mL", "tubing_volume", Range.parse(Volume, "0.14 mL")),
    ("catheter-volume", "0.15 to 0.18 mL", "catheter_volume", Range.parse(Volume, "0.15 to 0.18 mL")),
    ("contents", "baclofen 2,000 mcg/mL + HYDROmorphone 1 mg/mL", "contents",
     Mixture({"baclofen": Concentration.parse("2000 mcg/mL"), "hydromorphone": Concentration.parse("1 mg/mL")})),
    ("entered", "baclofen 500 mcg/mL, morphine 1 mg/mL", "entered",
     Mixture({"baclofen": Concentration.parse("500 mcg/mL"), "morphine": Concentration.parse("1 mg/mL")})),
    ("contents", "baclofen 500 mcg/mL, morphine 1 mg/mL", "contents",
     Mixture({"baclofen": Concentration.parse("500 mcg/mL"), "morphine": Concentration.parse("1 mg/mL")})),
    ("flow", "0.15 mL/day", "flow", Range.parse(FlowRate, "0.15 mL/day")),
    ("reservoir-volume", "3 mL", "reservoir_volume", Volume.parse("3 mL")),
    ("expected-volume", "12.4 mL", "reservoir_expected", Volume.parse("12.4 mL")),
    ("filled-before", "30 min", "since_fill", hours("30 min")),
    ("injected", "20 mL", "injected", Volume.parse("20 mL")),
    ("recovered", "3 mL", "recovered", Volume.parse("3 mL")),
    ("which-alarm", "Low Reservoir", "alarm", "low reservoir"),
    ("weight", "78 kg", "weight", BodyWeight.parse("78 kg")),
    ("age", "54 y", "age", Age.parse("54 y")),
    ("exposure", "below tolerance", "opioid_exposure", "below tolerance"),
    ("airway", "YES", "airway_available", "yes"),
    ("apnea", "no", "apnea", "no"),
    ("oral-baclofen", "60 mg/day", "oral_baclofen", DoseRate.parse("60 mg/day")),
]  # fmt: skip


@pytest.mark.parametrize(("option", "text", "fact", "value"), TOLD, ids=[f"{each[0]} {each[1]}" for each in TOLD])
def test_an_option_is_a_fact(option: str, text: str, fact: str, value: object, knowledge: Knowledge) -> None:
    """Exactly this fact, and no other."""
    facts = gather({option: text}, knowledge, clock=NOW).facts
    assert getattr(facts, fact) == value
    assert facts.known == (fact,)
    assert OPTIONS[option] == fact


def test_every_option_is_tried_above() -> None:
    """And stands on the command."""
    assert set(OPTIONS) == {option for option, *_ in TOLD}
    assert {f"--{option}" for option in OPTIONS} <= NAMES


@pytest.mark.parametrize("fact", FIELDS)
def test_every_fact_that_may_be_missing_is_asked_for_by_an_option_that_is_there(fact: str) -> None:
    """What is listed under 'Sharper with' can be given."""
    words, _, options = _ask(fact).rpartition(": ")
    assert words == FIELDS[fact]
    assert set(re.findall(r"--[a-z-]+", options)) <= NAMES
    assert options.startswith("--")


def test_doses_join_those_of_both_drugs(knowledge: Knowledge) -> None:
    """The opioid by its name, in any letters."""
    facts = told(knowledge, baclofen="300 mcg/day", opioid="HYDROmorphone", opioid_dose="0.6 mg/day")
    assert dict(facts.doses) == {
        "baclofen": DoseRate.parse("300 mcg/day"),
        "hydromorphone": DoseRate.parse("0.6 mg/day"),
    }
    assert facts.opioid_on_board == "yes"


def test_an_opioid_without_a_dose_is_in_the_pump_all_the_same(knowledge: Knowledge) -> None:
    """It is named, and it is on board."""
    facts = told(knowledge, opioid="morphine")
    assert facts.opioids(knowledge.catalogue) == ("morphine",)
    assert (facts.opioid_on_board, dict(facts.doses)) == ("yes", {})


def test_no_opioid_is_a_fact(knowledge: Knowledge) -> None:
    """Said, not assumed: without the option nothing is told."""
    assert told(knowledge, opioid="none").opioid_on_board == "no"
    assert told(knowledge, weight="78 kg").opioid_on_board is None


WRONG = [
    ({"contents": "baclofen 2000"}, "--contents: '2000' has no unit. A concentration is written with one, for example "
     "'2,000 mcg/mL'."),
    ({"contents": "baclofen 2000 mcg/mL + baclofen 500 mcg/mL"}, "--contents: 'baclofen' stands twice. Write each drug "
     "once."),
    ({"age": "54"}, "--age: '54' has no unit. An age is written with one, for example '54 y'."),
    ({"exposure": "used to it"}, "--exposure: 'used to it' is not an exposure. Write one of: naive, below tolerance, "
     "tolerant, interrupted, unknown."),
    ({"flow": "0 mL/day"}, "a flow of 0 mL/day does not run. Give the flow that ran last, and since when nothing is "
     "delivered."),
    ({"injected": "3 mL", "recovered": "20 mL"}, "20 mL came back of 3 mL that was injected: that cannot be. Correct "
     "one of them."),
    ({"pump-off-for": "20 to 12 h"}, "--pump-off-for: A range runs upward: 20 h is more than 12 h. Write the smaller "
     "value first."),
]  # fmt: skip


@pytest.mark.parametrize(("given", "message"), WRONG, ids=[str(each[0]) for each in WRONG])
def test_a_mistake_is_named(given: dict[str, str], message: str, knowledge: Knowledge) -> None:
    """Word for word."""
    with pytest.raises(FactProblems) as error:
        gather(given, knowledge, clock=NOW)
    assert str(error.value) == message


def test_an_unknown_drug_and_pump_say_what_there_is(knowledge: Knowledge) -> None:
    """Both at once."""
    with pytest.raises(FactProblems) as error:
        gather({"pump": "pacemaker", "contents": "water 1 mg/mL"}, knowledge, clock=NOW)
    first, second = str(error.value).splitlines()
    assert first.startswith("--pump: 'pacemaker' is not a pump of this pack. Write one of: codman-archimedes, ")
    assert second.startswith("--contents: 'water' is not a drug of this pack. Write one of: baclofen, ")
