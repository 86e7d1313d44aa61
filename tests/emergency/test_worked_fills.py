"""A wrong fill, a pocket fill, an alarm, and a pump that has to come out."""

from __future__ import annotations

from datetime import datetime

import pytest

from cisterna.emergency.facts import EmergencyFacts
from cisterna.quantities import Duration, Volume
from cisterna.reasons import Force
from cisterna.therapy import Clock
from cisterna.wording import say
from emergency.worked_facts import DUAL, LINE, codes, flow, h, mix, one, rate, said, worked

TWENTY = EmergencyFacts(
    pump="medtronic-synchromed-ii-20",
    entered=mix(morphine="1 mg/mL"),
    contents=mix(morphine="20 mg/mL"),
    flow=flow("0.5 mL/day"),
    reservoir_volume=Volume.parse("18 mL"),
    **LINE,
)


def test_the_factor_and_what_it_gives() -> None:
    """20 mg/mL where 1 was entered: 20 times, 10 mg/day instead of 0.5."""
    found = worked("wrong-fill", TWENTY)
    assert said(found, "fill-stronger") == (
        "morphine was filled at 20 mg/mL and entered as 1 mg/mL: 20 times the dose once it arrives."
    )
    assert one(found, "fill-stronger").force is Force.HARD
    assert said(found, "fill-gives") == "At the running flow the fill gives 10 mg/day of morphine (0.4167 mg/h)."


def test_when_it_reaches_the_tip() -> None:
    """0.312 mL at 0.5 mL/day: 14 h 59 min; filled 3 h ago; at the earliest 8 % less volume, 14.5 % faster."""
    found = worked("wrong-fill", TWENTY.with_options(since_fill=h("3 h")))
    assert said(found, "fill-reaches-tip") == (
        "A fill reaches the tip 14 h 59 min after it was made, at the flow the pump is told."
    )
    assert said(found, "fill-time-left") == "Filled 3 h ago: 11 h 59 min are left at the flow the pump is told."
    assert said(found, "fill-earliest") == (
        "With the front spread out and the pump as fast as its accuracy allows, some may arrive in 9 h 1 min from now."
    )


def test_that_it_may_have_arrived_and_that_it_has() -> None:
    """13 h ago: the earliest has passed, the latest has not; 30 h ago: it is there."""
    may = worked("wrong-fill", TWENTY.with_options(since_fill=h("13 h")))
    assert said(may, "fill-may-have-arrived") == (
        "Filled 13 h ago: it may be at the tip already, and is within 1 h 59 min."
    )
    has = worked("wrong-fill", TWENTY.with_options(since_fill=h("30 h")))
    assert said(has, "fill-has-arrived") == (
        "Filled 30 h ago, with 14 h 59 min through the line at the flow the pump is told: count it as at the tip."
    )


def test_what_is_left_to_draw_out() -> None:
    """18 mL of 20 mg/mL."""
    assert said(worked("wrong-fill", TWENTY), "fill-left") == (
        "18 mL is to be drawn out of the reservoir: 360 mg of morphine."
    )
    assert one(worked("wrong-fill"), "fill-left-not-known").missing == ("reservoir_volume",)


def test_a_drug_that_is_missing_and_one_that_is_not_meant() -> None:
    """Morphine in the pump of a patient on baclofen."""
    facts = EmergencyFacts(entered=mix(baclofen="2000 mcg/mL"), contents=mix(morphine="10 mg/mL"))
    found = worked("wrong-fill", facts)
    assert said(found, "fill-lacks-drug") == (
        "The fill holds no baclofen: once the line has cleared, none of it leaves the tip."
    )
    assert said(found, "fill-holds-other-drug") == (
        "The fill holds 10 mg/mL of morphine, and the pump was told of none."
    )


def test_a_weaker_fill_and_one_as_entered() -> None:
    """500 where 2,000 was entered: 0.25 times."""
    facts = EmergencyFacts(
        entered=mix(baclofen="2000 mcg/mL", morphine="5 mg/mL"), contents=mix(baclofen="500 mcg/mL", morphine="5 mg/mL")
    )
    found = worked("wrong-fill", facts)
    assert said(found, "fill-weaker") == (
        "baclofen was filled at 500 mcg/mL and entered as 2,000 mcg/mL: 0.25 times the dose once it arrives."
    )
    assert said(found, "fill-as-entered") == "morphine was filled as entered: 5 mg/mL."


def test_the_flow_is_never_worked_out_from_the_wrong_fill() -> None:
    """The pump works its flow out from what it was told: 300 mcg/day by 2,000 mcg/mL is 0.15 mL/day."""
    facts = EmergencyFacts(
        entered=mix(baclofen="2000 mcg/mL"),
        contents=mix(baclofen="500 mcg/mL"),
        doses={"baclofen": rate("300 mcg/day")},
    )
    assert worked("wrong-fill", facts).trace["flow"].result == flow("0.15 mL/day")
    alone = EmergencyFacts(contents=mix(baclofen="500 mcg/mL"), doses={"baclofen": rate("300 mcg/day")})
    assert "flow" not in worked("wrong-fill", alone).trace


def test_the_opioid_of_a_wrong_fill_counts_once_it_arrives() -> None:
    """5 mg in the 12 h before withdrawal could begin."""
    found = worked("wrong-fill", TWENTY.with_options(doses={"baclofen": rate("100 mcg/day")}))
    assert said(found, "dilemma-opioid-once-arrived") == (
        "Once this fill is at the tip, 5 mg of morphine leaves it in 12 h, 10 mg in a day, if the pump is left on."
    )


def test_the_most_in_the_pocket() -> None:
    """13 mL of 1 mg/mL, and in days of the pump's dose."""
    facts = EmergencyFacts(
        contents=mix(hydromorphone="1 mg/mL"),
        injected=Volume.parse("13 mL"),
        doses={"hydromorphone": rate("0.5 mg/day")},
    )
    found = worked("pocket-fill", facts)
    assert said(found, "pocket-most") == "At most 13 mg of HYDROmorphone lies in the pocket (13 mL)."
    assert said(found, "pocket-days") == ("That is 26 days of the pump's 0.5 mg/day of HYDROmorphone, all at once.")
    assert one(found, "pocket-recovered-not-known").missing == ("recovered",)


def test_what_came_back_from_the_pocket_is_taken_off() -> None:
    """13 less 5 mL."""
    facts = EmergencyFacts(
        contents=mix(hydromorphone="1 mg/mL"), injected=Volume.parse("13 mL"), recovered=Volume.parse("5 mL")
    )
    assert said(worked("pocket-fill", facts), "pocket-most") == (
        "At most 8 mg of HYDROmorphone lies in the pocket (8 mL)."
    )


def test_a_pocket_fill_draws_no_fluid() -> None:
    """And naloxone goes on for hours."""
    found = worked("pocket-fill")
    assert {str(f.values["item"]) for f in found.findings if f.code == "pocket-treatment"} == {
        "no cerebrospinal fluid is withdrawn",
        "aspirate the pocket",
        "naloxone for hours",
    }
    assert not any(code.startswith("fluid-") for code in codes(found))
    assert said(found, "naloxone-for-hours") == "After 540 mg of opioid in a pocket naloxone was infused for 12 h."


@pytest.mark.parametrize(
    ("alarm", "code"),
    [
        ("low reservoir", "alarm-low"),
        ("empty reservoir", "alarm-empty"),
        ("stopped", "alarm-stopped"),
        (None, "alarm-not-known"),
    ],
)
def test_which_alarm(alarm: str | None, code: str) -> None:
    """One that is not known counts as an interruption."""
    assert code in codes(worked("alarm", EmergencyFacts(alarm=alarm)))


def test_how_long_the_reservoir_lasts() -> None:
    """2 mL at 0.15 mL/day at most; 1.4 mL may stay behind and the pump may run 14.5 % fast."""
    facts = DUAL.with_options(alarm="low reservoir", low_reservoir_alarm=Volume.parse("2 mL"))
    found = worked("alarm", facts)
    assert said(found, "alarm-lasts-at-most") == "2 mL last at most 13 days 8 h at the flow the pump is told."
    assert said(found, "alarm-earliest-in") == (
        "It may be empty in 83 h 50 min, if the pump runs fast and leaves 1.4 mL."
    )


def test_it_may_be_empty_now() -> None:
    """1 mL is less than what the pump may not draw."""
    assert said(worked("alarm", DUAL.with_options(reservoir_volume=Volume.parse("1 mL"))), "alarm-may-be-empty") == (
        "1 mL is no more than the 1.4 mL that the pump may not be able to draw."
    )


def test_with_a_clock_the_earliest_is_a_clock_time() -> None:
    """3 days 11 h 50 min after Thursday 08:00."""
    clock = Clock("America/Denver", datetime(2026, 11, 26, 8), ((Duration(0), -420),))
    found = worked("alarm", DUAL.with_options(reservoir_volume=Volume.parse("2 mL"), clock=clock))
    sentence = say(one(found, "alarm-earliest-at"), when=lambda elapsed: f"{clock.wall(elapsed):%a %Y-%m-%d %H:%M}")
    assert sentence == "It may be empty from Sun 2026-11-29 19:50 on, if the pump runs fast and leaves 1.4 mL."


def test_before_a_pump_comes_out() -> None:
    """The last dose, the plan first, and that the opioid ends too."""
    found = worked("infection", DUAL)
    assert one(found, "explant-plan-first").because == ("baclofen.replacement.hansen-2007",)
    assert said(found, "explant-last-dose") == "The last daily dose of baclofen is 300 mcg/day."
    assert said(found, "explant-opioid-ends") == (
        "HYDROmorphone, 0.15 mg/day, ends with it: that can cause withdrawal too."
    )
    assert said(found, "explant-withdrawal") == (
        "Withdrawal from baclofen may begin 12 h to 96 h after the pump is stopped."
    )
