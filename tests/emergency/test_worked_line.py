"""What is in the line, and for how long it leaves the tip after each manoeuvre."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cisterna.emergency.facts import EmergencyFacts
from cisterna.quantities import Concentration, Duration, FlowRate, Mass, Range, Volume
from cisterna.reasons import Force
from cisterna.therapy import Mixture, Slug
from emergency.worked_facts import DUAL, LINE, codes, flow, h, mix, ml, one, rate, said, worked


def test_the_amount_of_each_drug() -> None:
    """2,000 mcg/mL and 1 mg/mL in 0.312 mL."""
    found = worked("opioid-overdose", DUAL)
    assert said(found, "line-holds-if-cleared", drug="baclofen") == (
        "If the line holds what the reservoir holds, 624 mcg of baclofen lies in the 0.312 mL of tubing and catheter."
    )
    assert said(found, "line-holds-if-cleared", drug="hydromorphone") == (
        "If the line holds what the reservoir holds, 0.312 mg of HYDROmorphone lies in the 0.312 mL of tubing and "
        "catheter."
    )


def test_a_line_that_is_told_is_added_up() -> None:
    """0.1 mL of an old mixture ahead of 0.212 mL of the new one: 200 + 0 mcg of baclofen."""
    slugs = (
        Slug(Volume.parse("0.1 mL"), mix(baclofen="2000 mcg/mL")),
        Slug(Volume.parse("0.212 mL"), mix(morphine="5 mg/mL")),
    )
    found = worked("opioid-overdose", DUAL.with_options(line=slugs))
    assert said(found, "line-holds", drug="baclofen") == (
        "200 mcg of baclofen lies in the 0.312 mL of tubing and catheter."
    )
    assert said(found, "line-holds", drug="morphine") == (
        "1.06 mg of morphine lies in the 0.312 mL of tubing and catheter."
    )
    assert said(found, "line-tubing-follows-with", drug="morphine") == (
        "Behind it 0.14 mL of old mixture from the tubing leaves the tip over 22 h 24 min, 0.7 mg of morphine with it."
    )


def test_slowest_flow_counts_as_stopped_for_withdrawal_and_as_running_for_an_overdose() -> None:
    """0.312 mL at 0.048 mL/day is 6.5 days; and that flow gives 96 mcg/day of baclofen."""
    found = worked("opioid-overdose", DUAL)
    assert said(found, "line-slowest-counts-as-stopped") == (
        "At its slowest the SynchroMed II 8637-40 runs 0.048 mL/day: for withdrawal that counts as stopped."
    )
    assert said(found, "line-slowest-time") == (
        "For an overdose it counts as delivering: at 0.048 mL/day the line empties over 156 h."
    )
    assert said(found, "line-slowest-dose", drug="baclofen") == (
        "With what the reservoir holds that is 96 mcg/day of baclofen."
    )


def test_an_emptied_pump_is_judged_twice() -> None:
    """Delivering for an overdose, stopped for withdrawal, and never left so."""
    found = worked("opioid-overdose", DUAL)
    assert said(found, "line-emptied-may-run") == (
        "If the reservoir is emptied and the pump runs on, what lies in the line may leave the tip for 49 h 55 min "
        "more."
    )
    assert said(found, "line-emptied-has-ended") == "For withdrawal an emptied pump counts as stopped from that moment."
    assert one(found, "line-never-empty-and-running").force is Force.HARD


def test_a_refill_with_baclofen_alone_is_the_way_out_of_the_reservoir_only() -> None:
    """The opioid in the line still comes, and how much."""
    assert said(worked("opioid-overdose", DUAL), "line-refill") == (
        "After a refill with baclofen alone the old mixture leaves the tip for another 49 h 55 min, 0.312 mg of "
        "HYDROmorphone with it."
    )


def test_port_aspiration_makes_a_gap_and_a_prime_closes_it() -> None:
    """0.172 mL at 0.15 mL/day: 27 h 31 min without any drug."""
    found = worked("opioid-overdose", DUAL)
    assert said(found, "line-aspirate") == (
        "Aspiration through the access port clears 0.172 mL of catheter: then no drug leaves the tip for 27 h 31 min "
        "at the running flow."
    )
    assert said(found, "line-prime-catheter") == (
        "A prime of 0.172 mL, the catheter alone, closes that gap and brings the tubing's mixture."
    )
    assert said(found, "line-tubing-follows-with", drug="hydromorphone") == (
        "Behind it 0.14 mL of old mixture from the tubing leaves the tip over 22 h 24 min, 0.14 mg of HYDROmorphone "
        "with it."
    )


def test_the_pumps_accuracy_widens_the_time() -> None:
    """0.312 mL at 0.15 mL/day times 114.5 % and 85.5 %."""
    assert said(worked("opioid-overdose", DUAL), "line-within-accuracy") == (
        "At 85.5 % to 114.5 % of the flow it is told, this pump clears the line in 43 h 35 min to 58 h 24 min."
    )


def test_a_range_of_volumes_gives_a_range_of_times() -> None:
    """Early end rounded down, late end up."""
    facts = DUAL.with_options(catheter_volume=ml("0.160 to 0.184 mL"))
    assert said(worked("opioid-overdose", facts), "line-emptied-may-run") == (
        "If the reservoir is emptied and the pump runs on, what lies in the line may leave the tip for 48 h to "
        "51 h 51 min more."
    )


@pytest.mark.parametrize(
    ("without", "code", "missing"),
    [
        ("catheter_volume", "line-aspirate-not-known", ("catheter_volume",)),
        ("tubing_volume", "line-not-known", ("tubing_volume",)),
        ("contents", "line-not-known", ("contents",)),
        ("flow", "line-emptied-not-known", ("flow",)),
        ("pump", "line-slowest-not-known", ("pump",)),
    ],
)
def test_a_missing_fact_is_named(without: str, code: str, missing: tuple[str, ...]) -> None:
    """What cannot be said names the fact that would change it."""
    told = {name: getattr(DUAL, name) for name in DUAL.known if name != without}
    found = worked("opioid-overdose", EmergencyFacts(**told))
    assert one(found, code).missing == missing
    assert set(missing) <= set(found.missing)


def test_a_pump_that_is_not_in_the_catalogue_lends_nothing() -> None:
    """No slowest flow, no accuracy; and it is said."""
    found = worked("opioid-overdose", DUAL.with_options(pump="some-other-pump"))
    assert said(found, "pump-not-in-catalogue") == (
        "'some-other-pump' is not in the catalogue, so neither its slowest flow nor its accuracy is used."
    )
    assert "line-slowest-time" not in codes(found)
    assert "line-within-accuracy" not in codes(found)


def test_a_pump_without_a_slowest_flow_says_so() -> None:
    """SynchroMed III: not found in any source."""
    found = worked("opioid-overdose", DUAL.with_options(pump="medtronic-synchromed-iii-40"))
    assert "is not in the catalogue." in said(found, "line-slowest-not-in-catalogue")
    assert "line-slowest-time" not in codes(found)


def test_a_fresh_fill_does_not_fill_the_line_at_once() -> None:
    """Filled 4 h ago at 0.15 mL/day: 0.025 mL of it lies in the line, 50 mcg of baclofen."""
    found = worked("baclofen-overdose", DUAL.with_options(since_fill=h("4 h"), entered=DUAL.contents))
    assert said(found, "line-holds-of-new-fill", drug="baclofen") == (
        "Of what the reservoir holds, 50 mcg of baclofen lies in the 0.312 mL of tubing and catheter; ahead of it lies "
        "the old mixture."
    )


VOLUMES = st.fractions(min_value=Fraction(1, 100), max_value=2, max_denominator=1000)
STRENGTHS = st.fractions(min_value=1, max_value=50_000, max_denominator=100)


@given(tubing=VOLUMES, catheter=VOLUMES, strength=STRENGTHS, rate=VOLUMES)
def test_amount_is_volume_times_concentration(
    tubing: Fraction, catheter: Fraction, strength: Fraction, rate: Fraction
) -> None:
    """And time is volume divided by flow, exactly."""
    facts = EmergencyFacts(
        tubing_volume=Range(Volume(tubing), Volume(tubing)),
        catheter_volume=Range(Volume(catheter), Volume(catheter)),
        contents=Mixture({"baclofen": Concentration(strength)}),
        flow=Range(FlowRate(rate), FlowRate(rate)),
    )
    trace = worked("baclofen-overdose", facts).trace
    amount = Mass((tubing + catheter) * strength)
    assert trace["baclofen in the line"].result == Range(amount, amount)
    gap = Duration(catheter / rate)
    assert trace["drug-free gap"].result == Range(gap, gap)


def test_only_baclofen_needs_no_refill_of_one_drug() -> None:
    """With one drug in the pump there is nothing to part."""
    facts = EmergencyFacts(contents=mix(baclofen="2000 mcg/mL"), flow=flow("0.15 mL/day"), **LINE)
    assert not {"line-refill", "line-refill-time", "line-refill-not-known"} & codes(worked("baclofen-overdose", facts))


def test_dose_and_flow_tell_as_much_as_a_concentration() -> None:
    """300 mcg/day at 0.15 mL/day is 2,000 mcg/mL: the same amounts, exactly."""
    told = EmergencyFacts(
        doses={"baclofen": rate("300 mcg/day"), "hydromorphone": rate("0.15 mg/day")}, flow=flow("0.15 mL/day"), **LINE
    )
    by_dose, by_strength = worked("opioid-overdose", told).trace, worked("opioid-overdose", DUAL).trace
    for name in ("baclofen in the line", "hydromorphone in the line", "hydromorphone in the tubing"):
        assert by_dose[name].result == by_strength[name].result
    assert one(worked("opioid-overdose", told), "line-refill").values["drug"] == "hydromorphone"


def test_a_dose_says_nothing_about_a_line_that_was_filled_lately() -> None:
    """What lies in it is then not told by the dose that ran."""
    facts = EmergencyFacts(
        doses={"baclofen": rate("300 mcg/day")}, flow=flow("0.15 mL/day"), since_fill=h("2 h"), **LINE
    )
    found = worked("baclofen-overdose", facts)
    assert "baclofen in the line" not in found.trace
    assert one(found, "line-not-known").missing == ("contents",)
