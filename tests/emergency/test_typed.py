"""Facts as they are typed: each example is read, each mistake is answered with what to write."""

from __future__ import annotations

import pytest

from cisterna.emergency.facts import FIELDS, EmergencyFacts
from cisterna.emergency.typed import EXAMPLES, read_fact
from cisterna.quantities import Age, BodyWeight, Volume
from emergency.worked_facts import codes, flow, h, knowledge, mix, ml, rate, worked


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_every_example_is_a_fact(name: str) -> None:
    """With hyphens as people type it; and the facts take it."""
    field, value = read_fact(name.replace("_", "-"), EXAMPLES[name], knowledge().catalogue)
    assert field == name
    assert getattr(EmergencyFacts(**{field: value}), field) == value


def test_every_fact_but_the_clock_can_be_typed() -> None:
    """What a result may call missing can be told."""
    assert set(FIELDS) - set(EXAMPLES) == {"clock"}


def test_what_is_read() -> None:
    """Quantities, ranges, mixtures, doses and words."""
    read = {name: read_fact(name, text, knowledge().catalogue)[1] for name, text in EXAMPLES.items()}
    assert read["contents"] == mix(baclofen="2000 mcg/mL", morphine="5 mg/mL")
    assert read["doses"] == {"baclofen": rate("300 mcg/day"), "morphine": rate("0.75 mg/day")}
    assert read["since_delivery"] == h("12 to 20 h")
    assert read["catheter_volume"] == ml("0.16 to 0.18 mL")
    assert read["flow"] == flow("0.15 mL/day")
    assert read["injected"] == Volume.parse("18 mL")
    assert (read["weight"], read["age"]) == (BodyWeight.parse("78 kg"), Age.parse("54 y"))
    assert read["named"] == ("baclofen", "morphine")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "apnoea",
            "yes",
            "'apnoea' is not a fact. Write one of: pump, tubing-volume, catheter-volume, contents, entered, flow, "
            "doses, named, since-delivery, since-fill, reservoir-volume, reservoir-expected, low-reservoir-alarm, "
            "injected, recovered, alarm, weight, age, opioid-on-board, opioid-exposure, airway-available, apnea, "
            "oral-baclofen.",
        ),
        (
            "injected",
            "18",
            "injected, how much was injected at the refill: '18' has no unit. A volume is written with one, for "
            "example '12.4 mL'.",
        ),
        (
            "alarm",
            "beeping",
            "alarm, which alarm sounds: 'beeping' is not known here. Write one of: low reservoir, empty reservoir, "
            "stopped, unknown.",
        ),
        (
            "doses",
            "baclofen 300 mcg",
            "doses, the last daily dose of each drug in the pump: '300 mcg' is not a dose rate: it has no time. Write "
            "a rate, for example '300 mcg/day'.",
        ),
        (
            "doses",
            "baclofen 300 mcg/day + baclofen 1 mg/day",
            "doses, the last daily dose of each drug in the pump: baclofen is named twice. Name each drug once.",
        ),
        (
            "since-fill",
            "20 to 3 h",
            "since-fill, how long ago the reservoir was filled: A range runs upward: 20 h is more than 3 h. Write the "
            "smaller value first.",
        ),
    ],
)
def test_a_mistake_is_answered_with_what_to_write(name: str, text: str, message: str) -> None:
    """What was given, what was expected, for which fact."""
    with pytest.raises(ValueError) as error:
        read_fact(name, text, knowledge().catalogue)
    assert str(error.value) == message


def test_a_drug_that_is_not_in_the_catalogue_is_not_taken() -> None:
    """The known ones are named."""
    with pytest.raises(ValueError, match=r"^named, .*: 'baclofn' is not known here\. Write one of: baclofen, "):
        read_fact("named", "baclofn", knowledge().catalogue)


def test_an_opioid_that_is_only_named_counts() -> None:
    """It restarts too, it lies in the line, and it brings the warning."""
    found = worked("withdrawal", EmergencyFacts(named=("hydromorphone",)))
    assert {"opioid-restart-dose-not-known", "opioid-previous-refused", "benzodiazepine-with-opioid"} <= codes(found)
    assert "dilemma-opioid-dose-not-known" in codes(worked("opioid-overdose", EmergencyFacts(named=("morphine",))))
