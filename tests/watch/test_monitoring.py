"""What a plan has watched: items, limits with what they trigger, whom to call, what a cut of the opioid does."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cisterna.consult.watch import Monitoring
from cisterna.knowledge.statement import CERTAINTIES
from cisterna.papers.layout import Style
from cisterna.papers.terminal import render_consultation
from consult.cases import EXAMPLES, consulted, knowledge

SEED = consulted("seed.toml")
FOUND: Monitoring = SEED.offers[0].monitoring
WITH_PLANS = [name for name in EXAMPLES if consulted(name).offers]


def screen(*, sheet: bool = False) -> str:
    """The seed's plan as text, without its line ends."""
    return " ".join(render_consultation(SEED, knowledge(), Style(100), sheet=sheet).split())


def test_every_item_of_the_article_and_of_the_reviews_is_charted() -> None:
    """Pain, sedation, breathing, saturation, nausea, itch, retention; and what withdrawal shows in."""
    items = {drug: {item for each in FOUND.items if each.drug == drug for item in each.items} for drug in SEED_DRUGS}
    assert {
        "hydromorphone": {
            "pain NRS",
            "sedation POSS",
            "breathing rate",
            "breathing depth",
            "oxygen saturation",
            "nausea",
            "itch",
            "urinary retention",
        },
        "baclofen": {
            "temperature",
            "heart rate",
            "mental state",
            "tone Ashworth",
            "spasms",
            "itch",
            "systolic pressure",
        },
    } == items


SEED_DRUGS = ("hydromorphone", "baclofen")

LIMITS = {
    "at once": {
        "breathing rate below 8 /min",
        "breathing depth: none",
        "sedation POSS: 4",
        "oxygen saturation below 90 %",
        "temperature 38 C or more",
        "tone change: lower",
        "tone change: higher",
        "mental state: confused or hallucinating or unrousable",
        "seizure",
    },
    "soon": {
        "breathing rate 8 /min to below 10 /min",
        "sedation POSS: 3",
        "urinary retention",
        "breathing depth: shallow",
        "heart rate 100 /min or more",
        "itch: without rash",
        "spasms: more than usual",
    },
}


@pytest.mark.parametrize("urgency", LIMITS)
def test_the_limits(urgency: str) -> None:
    """Each once, under how soon somebody is called."""
    assert LIMITS[urgency] == {each.limit for each in FOUND.thresholds if each.urgency == urgency}


def test_each_limit_rests_on_a_statement_and_shows_its_certainty() -> None:
    """And says what is done."""
    for each in FOUND.thresholds:
        one = knowledge().statement(each.because)
        assert one.certainty == each.certainty
        assert each.certainty in CERTAINTIES
        assert each.actions
        assert each.because in SEED.statements
    assert all(
        f"{each.limit}: call {each.urgency}; {each.actions[0]}" in screen(sheet=True) for each in FOUND.thresholds
    )


def test_who_is_called_is_said_for_every_urgency() -> None:
    """Roles, not names."""
    assert ["at once", "soon"] == [each.urgency for each in FOUND.called]
    assert all(each.roles and each.because for each in FOUND.called)
    assert all(each.roles[0] in screen(sheet=True) for each in FOUND.called)


@pytest.mark.parametrize("name", WITH_PLANS)
def test_a_cut_of_the_opioid_by_rate_is_a_cut_of_baclofen(name: str) -> None:
    """25 % and 50 % of what this pump gives of each, exactly."""
    for offer in consulted(name).offers:
        held = offer.candidate.refill.fill[consulted(name).held[0]] * offer.candidate.flow
        for cut in offer.monitoring.sedation:
            assert (Fraction(1, 4), Fraction(1, 2)) == (cut.cut.low.value, cut.cut.high.value)
            assert (held.value / 2, held.value * 3 / 4) == (cut.held.low.value, cut.held.high.value)
            assert offer.candidate.gives.value / 2 == cut.added.low.value
        assert len(offer.monitoring.sedation) == 1


def test_the_plan_says_it_in_short() -> None:
    """Limits, the cut with its number for this pump, and oxygen, without the sheet."""
    text = screen()
    assert "Call when at once: " in text
    assert "cutting HYDROmorphone by 25 to 50 % by rate, to 0.00495 to 0.007425 mg/day, takes baclofen to " in text
    assert "takes baclofen to 150 to 225 mcg/day" in text
    assert "oxygen not as a routine: it hides that the patient breathes too little" in text


def test_the_sheet_shows_the_house_choice_and_every_stricter_ladder() -> None:
    """Each source's intervals stand there; the looks are the closest of all."""
    text = screen(sheet=True)
    house = "without a break up to 20 min; every 1 h up to 12 h; every 2 h up to 24 h; every 4 h after that"
    assert f"{house} (the house's choice)" in text
    assert "every 1 to 2 h until stable; every 4 h after that" in text
    assert "The looks above are the closest of these at each moment." in text
