"""The gap, the restart after it, the opioid that restarts too, and the clocks."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cisterna.emergency.facts import EmergencyFacts
from cisterna.emergency.items import Figure, WorkedOut
from cisterna.quantities import DoseRate, Duration, Range, Volume
from cisterna.reasons import Force
from cisterna.therapy import Clock
from cisterna.wording import say
from emergency.worked_facts import DUAL, FULL, codes, flow, h, knowledge, mix, one, rate, said, worked

RESTARTS = ("withdrawal", "pump-stopped")
PROPOSALS = {
    "restart-previous-schedule": "dose",
    "restart-as-new": "start",
    "restart-low-end-of-new-start": "low",
}
"""Findings that name a dose at which a restart may begin, and under which value."""


def proposed(found: WorkedOut) -> DoseRate | None:
    """The highest dose that anything proposes for a restart."""
    tops = []
    for finding in found.findings:
        if finding.code in PROPOSALS:
            figure = finding.values[PROPOSALS[finding.code]]
            assert isinstance(figure, Figure)
            assert isinstance(figure.high, DoseRate)
            tops.append(figure.high)
    return max(tops, key=lambda top: top.value, default=None)


def test_an_unknown_gap_is_long() -> None:
    """It says so, and asks for it."""
    found = worked("withdrawal", DUAL)
    assert said(found, "gap-not-known") == (
        "How long no drug has left the catheter tip is not known, so the gap counts as long."
    )
    assert "since_delivery" in found.missing
    assert one(found, "restart-previous-refused").force is Force.HARD


def test_the_boundary_is_the_house_policys_and_says_whose_judgement_it_is() -> None:
    """No source gives hours."""
    found = worked("withdrawal", DUAL.with_options(since_delivery=h("2 h")))
    assert said(found, "gap-short") == "Nothing has left the catheter tip for 2 h; up to 6 h counts as short here."
    assert said(found, "gap-boundary-is-judgement") == (
        "That a gap is short up to 6 h is the house policy's engineering judgement; no source gives hours."
    )
    assert knowledge().policy.standing["short_gap"].startswith("engineering judgement; no source gives hours")


def test_a_gap_that_reaches_over_the_boundary_is_long() -> None:
    """4 to 30 h may be short and may be long."""
    found = worked("withdrawal", FULL)
    assert said(found, "gap-may-be-long") == (
        "Nothing has left the catheter tip for 4 h to 30 h. That range reaches beyond 6 h, so it counts as long."
    )
    assert "restart-previous-refused" in codes(found)


def test_after_a_short_gap_the_previous_schedule_and_never_more() -> None:
    """Previous schedule: 0.15 mL/day of 2,000 mcg/mL."""
    found = worked("withdrawal", DUAL.with_options(since_delivery=h("2 h")))
    assert said(found, "restart-previous-schedule") == (
        "After a short gap the previous schedule of baclofen goes on: 300 mcg/day."
    )
    assert "restart-not-higher" in codes(found)
    assert "restart-previous-refused" not in codes(found)


def test_every_source_on_the_restart_is_shown_with_its_direction() -> None:
    """The article upward, the others downward; marked as a dispute."""
    found = worked("withdrawal", DUAL)
    item = found.item("restart")
    assert item is not None
    assert item.disagree
    says = {(f.values["says"], f.values["direction"]) for f in item.findings if f.code == "restart-source-says"}
    assert says == {
        ("previous dose or higher", "larger"),
        ("previous schedule after a short gap only", "smaller"),
        ("caution at reintroduction", "smaller"),
    }


def test_the_overdoses_after_a_drug_holiday_stand_beside_it() -> None:
    """27 and 55 mcg/h are 648 and 1,320 mcg/day."""
    found = worked("withdrawal", EmergencyFacts(doses={"baclofen": rate("800 mcg/day")}))
    assert said(found, "restart-overdoses-reported") == (
        "Restarts of baclofen at 27 to 55 mcg/h (648 to 1,320 mcg/day) after a drug holiday led to overdoses about 6 h "
        "later."
    )
    assert said(found, "restart-previous-is-as-high") == (
        "The previous dose of baclofen, 800 mcg/day, is at least as high as the lower of those two."
    )
    lower = worked("withdrawal", EmergencyFacts(doses={"baclofen": rate("300 mcg/day")}))
    assert "restart-previous-is-as-high" not in codes(lower)


def test_a_start_as_in_a_new_patient_lies_below_the_previous_dose() -> None:
    """Screening boluses of 50 to 100 mcg, once to twice over a day: 50 to 200 mcg/day."""
    found = worked("withdrawal", EmergencyFacts(doses={"baclofen": rate("800 mcg/day")}))
    assert said(found, "restart-as-new") == (
        "A restart of baclofen as in a new patient would be 50 to 200 mcg/day, below the previous 800 mcg/day. No "
        "source says how fast to go up from there."
    )
    assert said(found, "restart-small-may-not-hold") == (
        "A small restart of baclofen is careful about overdose and not about withdrawal: it may not end withdrawal."
    )


def test_a_small_previous_dose_leaves_less_room() -> None:
    """Below 120 mcg/day only the lower end fits; below 30 mcg/day none does."""
    some = worked("withdrawal", EmergencyFacts(doses={"baclofen": rate("120 mcg/day")}))
    assert said(some, "restart-low-end-of-new-start") == (
        "A restart of baclofen lies below 120 mcg/day; 50 mcg/day is the least that a new patient would start with. No "
        "source says where between them."
    )
    none = worked("withdrawal", EmergencyFacts(doses={"baclofen": rate("30 mcg/day")}))
    assert said(none, "restart-below-previous") == (
        "A restart of baclofen lies below 30 mcg/day. No source says by how much."
    )
    assert proposed(none) is None


def test_without_the_previous_dose_nothing_is_proposed() -> None:
    """Nothing can be said to lie below a dose that is not known."""
    found = worked("withdrawal")
    assert proposed(found) is None
    assert one(found, "restart-below-previous-not-known").missing == ("doses",)


def test_a_dual_pump_restarts_the_opioid_too() -> None:
    """0.15 mg/day of hydromorphone, judged as for a naive patient, and what would hold it at a naive start."""
    found = worked("withdrawal", DUAL)
    assert said(found, "opioid-restarts-too") == "The previous program would restart HYDROmorphone at 0.15 mg/day too."
    assert one(found, "opioid-previous-refused").force is Force.HARD
    starts = [str(f.values["start"]) for f in found.findings if f.code == "opioid-naive-start-beside"]
    assert starts == ["0.05 to 0.1 mg/day", "0.02 to 0.5 mg/day", "0.01 to 0.15 mg/day"]
    parts = [str(f.values["part"]) for f in found.findings if f.code == "opioid-naive-start-beside"]
    assert parts == ["150 %", "30 %", "100 %"]
    assert said(found, "opioid-above-naive-start") == (
        "The previous dose of HYDROmorphone lies above 0.1 mg/day, the lowest published upper end for a naive patient."
    )
    assert said(found, "opioid-coupled") == (
        "To keep HYDROmorphone at 0.1 mg/day the same mixture would give no more than 200 mcg/day of baclofen: one "
        "flow drives both."
    )


def test_tolerance_told_does_not_bring_the_old_opioid_dose_back() -> None:
    """After a long gap it may be lost."""
    found = worked("withdrawal", DUAL.with_options(opioid_exposure="tolerant", since_delivery=h("48 h")))
    assert {"opioid-previous-refused", "opioid-tolerance-may-be-lost"} <= codes(found)


def test_tolerance_is_judged_by_itself_after_a_short_gap() -> None:
    """Where it is not told it is asked for."""
    found = worked("withdrawal", DUAL.with_options(since_delivery=h("2 h")))
    assert one(found, "opioid-tolerance-not-told").missing == ("opioid_exposure",)
    assert "opioid-previous-refused" not in codes(found)


def test_the_withdrawal_clock_counts_from_the_last_delivery() -> None:
    """Earliest 12 h, latest 96 h; nothing delivered for 5 to 7 h."""
    found = worked("pump-stopped", DUAL.with_options(since_delivery=h("5 to 7 h")))
    assert said(found, "withdrawal-begins-in") == "Withdrawal from baclofen may begin in 5 h to 91 h from now."
    late = worked("pump-stopped", DUAL.with_options(since_delivery=h("13 h")))
    assert said(late, "withdrawal-may-have-begun") == (
        "Nothing has left the tip for 13 h: withdrawal from baclofen may have begun by the earliest source."
    )


def test_with_a_clock_it_gives_clock_times() -> None:
    """Elapsed times count from the moment of the clock."""
    clock = Clock("America/Denver", datetime(2026, 11, 26, 8), ((Duration(0), -420),))
    found = worked("pump-stopped", DUAL.with_options(since_delivery=h("4 h"), clock=clock))
    sentence = say(one(found, "withdrawal-begins-at"), when=lambda elapsed: f"{clock.wall(elapsed):%a %Y-%m-%d %H:%M}")
    assert sentence == (
        "Withdrawal from baclofen may begin between Thu 2026-11-26 16:00 and Mon 2026-11-30 04:00 "
        "(8 h to 92 h from now)."
    )


def test_an_unknown_clock_may_be_running() -> None:
    """It is never said not to run."""
    assert said(worked("withdrawal"), "withdrawal-clock-not-known") == (
        "When delivery of baclofen ended is not known, so the withdrawal clock may be running already."
    )


def test_the_dilemma_shows_both_clocks_and_the_replacement() -> None:
    """Stop: withdrawal from 12 h on. On: 0.075 mg of hydromorphone by then, 0.15 mg in a day."""
    found = worked("opioid-overdose", DUAL)
    assert said(found, "withdrawal-if-stopped-now") == (
        "If baclofen left the tip until now and the pump is stopped now, withdrawal may begin in 12 h to 96 h from now."
    )
    assert said(found, "dilemma-opioid-keeps-coming") == (
        "If the pump is left on, 0.075 mg of HYDROmorphone leaves the tip in the first 12 h, 0.15 mg in a day."
    )
    assert {"dilemma-replace-at-once", "dilemma-single-drug-refill", "oral-repeated"} <= codes(found)


def test_a_pump_without_baclofen_has_no_such_dilemma() -> None:
    """Morphine alone."""
    facts = EmergencyFacts(contents=mix(morphine="10 mg/mL"), flow=flow("0.3 mL/day"))
    found = worked("opioid-overdose", facts)
    assert said(found, "dilemma-no-held-drug") == "No baclofen is named in the pump: a stop starts no clock of it."
    assert "dilemma-replace-at-once" not in codes(found)


def test_an_overdose_may_be_followed_by_withdrawal() -> None:
    """Both may stand, and the clock runs from the stop."""
    found = worked("baclofen-overdose", DUAL)
    assert said(found, "both-may-stand") == (
        "An overdose of baclofen may be followed by withdrawal, and the signs of both may stand in one patient."
    )
    assert "withdrawal-if-stopped-now" in codes(found)


def test_doses_that_contradict_each_other_are_shown() -> None:
    """Told 350 mcg/day, but concentration and flow make 300."""
    found = worked("withdrawal", DUAL.with_options(doses={"baclofen": rate("350 mcg/day")}))
    assert said(found, "told-doses-differ") == (
        "350 mcg/day of baclofen was entered as the last daily dose, and concentration and flow make 300 mcg/day. What "
        "follows uses the entered dose."
    )


HOURS = st.fractions(min_value=0, max_value=200, max_denominator=60)
DOSES = st.fractions(min_value=1, max_value=3000, max_denominator=10)


def gap(low: Fraction, more: Fraction) -> Range[Duration]:
    """From `low` hours to that and `more`."""
    hour = Duration.parse("1 h")
    return Range(hour * low, hour * (low + more))


@pytest.mark.parametrize("name", RESTARTS)
@given(low=HOURS, width=HOURS, longer=HOURS, dose=DOSES)
def test_more_gap_never_raises_the_restart(
    name: str, low: Fraction, width: Fraction, longer: Fraction, dose: Fraction
) -> None:
    """A longer or a less certain gap leaves the proposal where it was or lowers it."""
    facts = EmergencyFacts(doses={"baclofen": DoseRate(dose)})
    first = proposed(worked(name, facts.with_options(since_delivery=gap(low, width))))
    for later in (gap(low + longer, width), gap(low, width + longer)):
        then = proposed(worked(name, facts.with_options(since_delivery=later)))
        assert then is None or (first is not None and then <= first)
    unknown = proposed(worked(name, facts))
    assert unknown is None or (first is not None and unknown <= first)


@pytest.mark.parametrize("name", RESTARTS)
@given(low=HOURS, width=HOURS, dose=DOSES, told=st.booleans())
def test_after_a_long_or_unknown_gap_nothing_reaches_the_previous_dose(
    name: str, low: Fraction, width: Fraction, dose: Fraction, told: bool
) -> None:
    """For the held drug and for the opioid."""
    facts = EmergencyFacts(doses={"baclofen": DoseRate(dose), "hydromorphone": DoseRate(dose / 10)})
    if told:
        long = gap(low, width)
        if long.high <= knowledge().policy.short_gap:
            return
        facts = facts.with_options(since_delivery=long)
    found = worked(name, facts)
    top = proposed(found)
    assert top is None or top < DoseRate(dose)
    assert {"restart-previous-refused", "opioid-previous-refused"} <= codes(found)


def test_a_surplus_forbids_a_restart_before_a_test() -> None:
    """19 mL found where 2 mL should be."""
    facts = EmergencyFacts(
        reservoir_volume=Volume.parse("19 mL"),
        reservoir_expected=Volume.parse("2 mL"),
        contents=mix(baclofen="500 mcg/mL"),
    )
    found = worked("withdrawal", facts)
    assert said(found, "reservoir-surplus") == (
        "17 mL more is in the reservoir than should be: that much was not delivered."
    )
    assert one(found, "reservoir-surplus").because == ("baclofen.surplus.sgouros-2010",)
    assert said(found, "reservoir-surplus-drug") == "That is 8,500 mcg of baclofen that did not leave the reservoir."


def test_a_deficit_points_outward() -> None:
    """Less left than expected."""
    facts = EmergencyFacts(reservoir_volume=Volume.parse("3 mL"), reservoir_expected=Volume.parse("9 mL"))
    assert said(worked("pocket-fill", facts), "reservoir-deficit") == (
        "6 mL less is in the reservoir than should be: more was delivered, or it lies outside the reservoir."
    )


@pytest.mark.parametrize(
    ("dose", "code"),
    [
        ("49 mcg/day", "restart-below-previous"),
        ("50 mcg/day", "restart-below-previous"),
        ("51 mcg/day", "restart-low-end-of-new-start"),
        ("200 mcg/day", "restart-low-end-of-new-start"),
        ("201 mcg/day", "restart-as-new"),
    ],
)
def test_at_the_edges_a_restart_stays_below_the_previous_dose(dose: str, code: str) -> None:
    """A start equal to the previous dose is not below it."""
    found = worked("withdrawal", EmergencyFacts(doses={"baclofen": rate(dose)}))
    assert code in codes(found)
    top = proposed(found)
    assert top is None or top < rate(dose)


def test_at_the_edges_of_the_gap_and_of_the_clock() -> None:
    """6 h is still short, a minute more is not; at 12 h withdrawal may have begun."""
    assert "gap-short" in codes(worked("pump-stopped", DUAL.with_options(since_delivery=h("6 h"))))
    assert "gap-long" in codes(worked("pump-stopped", DUAL.with_options(since_delivery=h("361 min"))))
    assert "withdrawal-begins-in" in codes(worked("pump-stopped", DUAL.with_options(since_delivery=h("719 min"))))
    assert "withdrawal-may-have-begun" in codes(worked("pump-stopped", DUAL.with_options(since_delivery=h("12 h"))))


def test_a_range_of_flows_is_judged_at_its_worse_end() -> None:
    """0.09 to 0.15 mL/day of 1 mg/mL: 0.15 mg/day is above a naive start, and two thirds of the flow would not be."""
    found = worked("withdrawal", DUAL.with_options(flow=flow("0.09 to 0.15 mL/day")))
    assert said(found, "opioid-restarts-too") == (
        "The previous program would restart HYDROmorphone at 0.09 to 0.15 mg/day too."
    )
    assert said(found, "opioid-coupled") == (
        "To keep HYDROmorphone at 0.1 mg/day the same mixture would give no more than 120 to 200 mcg/day of baclofen: "
        "one flow drives both."
    )
    assert proposed(found) == rate("50 mcg/day")
    kept = worked("opioid-overdose", DUAL.with_options(flow=flow("0.09 to 0.15 mL/day")))
    assert said(kept, "dilemma-opioid-keeps-coming") == (
        "If the pump is left on, 0.045 to 0.075 mg of HYDROmorphone leaves the tip in the first 12 h, 0.09 to 0.15 mg "
        "in a day."
    )
