"""The opioids beside the pump on the clock of the tip: nothing less before the arrival, and what a dose stands for."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cisterna.consult import Offer, SystemicPlan
from cisterna.consult.ask import Ask
from cisterna.consult.doses import dose_choices
from cisterna.consult.systemic import systemic_plan
from cisterna.desk import run
from cisterna.papers.layout import Style
from cisterna.papers.terminal import render_consultation
from cisterna.quantities import DoseRate, Duration, Ratio
from cisterna.reasons import Trace
from cisterna.therapy import Case, SystemicOpioid
from consult.cases import case, consulted, knowledge

BOTH, LONG, OXYCODONE = "extended-release-and-patch.toml", "extended-release-60.toml", "tolerant-oxycodone-40.toml"
ACTING = ("as now", "still acting", "may still act", "as needed")
some = settings(max_examples=120, deadline=None)


def hours(text: str) -> Duration:
    """So many hours."""
    return Duration.parse(f"{text} h")


def offer() -> Offer:
    """The plan that the opioids of a property stand beside."""
    return consulted(OXYCODONE).offers[0]


def planned(*opioids: SystemicOpioid, gives: DoseRate | None = None, exposure: str = "tolerant") -> SystemicPlan:
    """These opioids beside that plan."""
    base = case(OXYCODONE)
    patient = replace(base.patient, opioid_exposure=exposure)
    given_case = replace(base, systemic_opioids=opioids, patient=patient)
    candidate = offer().candidate if gives is None else offer().candidate._replace(gives=gives)
    trace = Trace()
    trace.add(f"{candidate.id}.gives", "given", candidate.gives)
    ask = Ask(knowledge(), given_case.on, trace)
    return systemic_plan(given_case, candidate, offer().windows, dose_choices(given_case, "hydromorphone", ask), ask)


def said(name: str, *changes: tuple[str, str]) -> str:
    """The whole screen of an example, in one line; its text may be changed before it is read."""
    from cisterna.desk import open_case
    from consult.cases import FOLDER

    text = (FOLDER / name).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    found = run(open_case(text, name, knowledge()), knowledge())
    return " ".join(render_consultation(found, knowledge(), Style(100)).split())


elapsed_before = st.integers(0, 40 * 60).map(lambda minutes: -Duration(1) * minutes / 1440)
intervals = st.integers(2, 72).map(lambda h: Duration(1) * h / 24)
tablets = st.builds(
    SystemicOpioid,
    drug=st.sampled_from(["morphine", "oxycodone", "hydromorphone", "codeine", "methadone"]),
    route=st.just("oral"),
    dose=st.integers(1, 400).map(lambda mg: DoseRate(1000 * mg)),
    form=st.sampled_from(["", "immediate release", "extended release", "as needed"]),
    every=st.none() | intervals,
    last_taken=st.none() | elapsed_before,
)
patches = st.builds(
    SystemicOpioid,
    drug=st.sampled_from(["fentanyl", "buprenorphine"]),
    route=st.just("transdermal"),
    dose=st.integers(1, 100).map(lambda mcg: DoseRate(24 * mcg)),
    form=st.sampled_from(["", "patch"]),
    every=st.none() | intervals,
    patch_on=st.just(-Duration(3)),
    patch_off=st.none() | elapsed_before,
)
opioids = st.lists(tablets | patches, max_size=3)


@some
@given(opioids)
def test_nothing_is_less_before_the_earliest_arrival(taken: list[SystemicOpioid]) -> None:
    """No step reduces anything, and no hour shows less than now, before that moment."""
    plan = planned(*taken)
    earliest = offer().candidate.arrival.earliest  # type: ignore[union-attr]
    for step in plan.steps:
        assert step.what != "may be reduced from here on" or step.start >= earliest
    for each in plan.opioids:
        assert each.reduce_from is None or each.reduce_from >= earliest
        assert each.last_dose is None or each.last_dose.low + (each.opioid.every or Duration(0)) >= earliest
    for hour in plan.hours:
        for each, state in zip(plan.opioids, hour.systemic, strict=True):
            assert each.kind == "patch that is off" or hour.start >= earliest or state == "as now"


@some
@given(opioids, tablets | patches)
def test_one_more_opioid_never_shrinks_the_overlap(taken: list[SystemicOpioid], more: SystemicOpioid) -> None:
    """Every hour in which something acted stays one, and what stood there stands there still."""
    before, after = planned(*taken), planned(*taken, more)
    assert [step for step in after.steps if step in before.steps] == list(before.steps)
    assert after.past_the_watch >= before.past_the_watch
    for hour, later in zip(before.hours, after.hours, strict=False):
        assert later.systemic[:-1] == hour.systemic
        assert any(state in ACTING for state in later.systemic) >= any(state in ACTING for state in hour.systemic)
    assert not taken or len(before.hours) == len(after.hours)


@some
@given(opioids, st.integers(1, 2_000))
def test_the_share_lies_among_the_chains(taken: list[SystemicOpioid], micrograms: int) -> None:
    """Sorted, the shown one between the ends, share and whole give the dose, and nothing is said of what has none."""
    plan = planned(*taken, gives=DoseRate(micrograms))
    refused = {each.drug for each in taken} & {"methadone", "fentanyl", "buprenorphine"}
    assert set(plan.no_share) == refused
    assert bool(plan.shares) == (any(each.form != "as needed" for each in taken) and not refused)
    parts = [each.share for each in plan.shares]
    assert parts == sorted(parts, key=lambda part: part.value)
    for each in plan.shares:
        assert each.whole * each.share.value == DoseRate(micrograms)
        assert each.remainder == Ratio(max(1 - each.share.value, Fraction(0)))
    if plan.first_share is not None:
        assert parts[0] <= plan.first_share.share <= parts[-1]


def test_the_same_opioid_twice_counts_twice() -> None:
    """Two entries that read alike are two: the share of one dose halves."""
    one = SystemicOpioid("morphine", "oral", DoseRate(30_000))
    once, twice = planned(one), planned(one, one)
    assert once.first_share
    assert twice.first_share
    assert twice.first_share.share.value * 2 == once.first_share.share.value
    assert [each.share.value * 2 for each in twice.shares] == [each.share.value for each in once.shares]


def test_the_first_dose_left_out_is_the_first_after_the_earliest_arrival() -> None:
    """07:00 and every 12 h: due at 47 h, and 43.6 h is the earliest arrival; the dose before is due at 35 h."""
    [found] = planned(
        SystemicOpioid("oxycodone", "oral", DoseRate(60_000), "extended release", hours("12"), -hours("1"))
    ).opioids
    assert found.next_due == hours("11")
    assert found.last_dose is not None
    assert (found.last_dose.low, found.last_dose.high) == (hours("35"), hours("47"))
    assert found.reduce_from == found.at_most_until == hours("47")
    assert found.missing == ()


def test_without_the_last_dose_it_may_act_for_one_interval_more() -> None:
    """The dose before the arrival may have been taken at the arrival itself."""
    arrival = offer().candidate.arrival
    assert arrival
    [found] = planned(SystemicOpioid("oxycodone", "oral", DoseRate(60_000), "extended release", hours("12"))).opioids
    assert (found.surely_until, found.at_most_until) == (arrival.earliest, arrival.earliest + hours("12"))
    assert found.missing == ("systemic_opioid.last_taken",)


@pytest.mark.parametrize("drug", ["methadone", "buprenorphine"])
def test_how_long_these_act_cannot_be_said(drug: str) -> None:
    """Their interval says nothing, so they count as acting to the end."""
    plan = planned(SystemicOpioid(drug, "oral", DoseRate(10_000), "immediate release", hours("8"), -hours("1")))
    assert (plan.opioids[0].at_most_until, plan.past_the_watch) == (None, True)
    assert plan.hours[-1].systemic == ("may still act",)
    assert plan.opioids[0].statements[0].startswith(f"{drug}.acts-for.")


def test_a_patch_goes_on_entering_for_12_to_36_hours() -> None:
    """From the earliest arrival where it is on; from when it was taken off where it is off."""
    arrival = offer().candidate.arrival
    assert arrival
    on = SystemicOpioid("fentanyl", "transdermal", DoseRate(600), "patch")
    off = on._replace(patch_off=-hours("2"))
    first, second = planned(on, off).opioids
    assert (first.surely_until, first.at_most_until) == (arrival.earliest + hours("12"), arrival.earliest + hours("36"))
    assert (second.reduce_from, second.surely_until, second.at_most_until) == (None, hours("10"), hours("34"))
    assert {hour.systemic[1] for hour in planned(on, off).hours} == {"no longer entering"}


def test_a_patch_without_a_published_tail_may_act_to_the_end() -> None:
    """No source of the pack says it for buprenorphine."""
    plan = planned(SystemicOpioid("buprenorphine", "transdermal", DoseRate(480), "patch"))
    assert (plan.opioids[0].at_most_until, plan.hours[-1].systemic) == (None, ("may still act",))


@pytest.mark.parametrize(
    ("exposure", "applies", "missing"),
    [
        ("naive", "nothing to reduce", ()),
        ("interrupted", "nothing to reduce", ()),
        ("tolerant", "not stated", ("systemic_opioid",)),
        ("below tolerance", "not stated", ("systemic_opioid",)),
    ],
)
def test_nothing_to_reduce_is_not_the_same_as_not_stated(exposure: str, applies: str, missing: tuple[str, ...]) -> None:
    """Whoever is said to take opioids and lists none is asked for them."""
    plan = planned(exposure=exposure)
    assert (plan.applies, plan.missing, plan.steps, plan.hours) == (applies, missing, (), ())


def test_exposure_that_is_not_told_is_asked_for() -> None:
    """Both facts are named."""
    assert consulted("no-exposure.toml").offers[0].systemic.missing == ("patient.opioid_exposure", "systemic_opioid")


def test_without_an_arrival_no_moment_is_named() -> None:
    """The line's volume is missing, so nothing can be said to be over."""
    text = said("extended-release-60.toml", ('tubing_volume = "0.140 mL"', ""))
    assert "so no moment can be named from which anything may be reduced (missing: system.tubing_volume" in text
    assert "Overlap" not in text


def test_the_overlap_covers_the_arrival_watch_in_whole_hours() -> None:
    """Without a gap, from its start to its end or a part of an hour beyond."""
    plan = consulted(BOTH).offers[0].systemic
    watch = next(window for window in consulted(BOTH).offers[0].windows if window.kind == "arrival")
    assert plan.hours[0].start == watch.start
    assert plan.hours[-1].end >= watch.until > plan.hours[-1].start
    assert all(one.end == two.start for one, two in zip(plan.hours, plan.hours[1:], strict=False))
    assert all(hour.end - hour.start == hours("1") for hour in plan.hours)


def test_a_dose_that_was_held_down_never_reads_as_stop_the_tablets() -> None:
    """60 mg of oxycodone are 90 mg of morphine, 0.18 mg/day by the chain shown first; 0.15 mg/day is 5/6 of it."""
    found = consulted(LONG)
    capped = next(each for each in found.offers if "held down" in each.candidate.dose.basis)
    assert capped.systemic.first_share
    assert capped.systemic.first_share.share == Ratio(Fraction(5, 6))
    text = said(LONG)
    assert "it stands for 83.33 % of the systemic dose by the chain shown first" in text
    assert "stands for 83.33 % of the systemic dose by 100:1, then 5:1 (the chain shown first): 16.67 % of it" in text
    assert "may remain to be covered, so it does not mean 'stop the tablets'" in text


def test_what_is_taken_as_needed_is_in_no_share() -> None:
    """Nobody knows how much of it is taken, so the shares are those of the rest, and the screen says so."""
    by_the_clock = SystemicOpioid("oxycodone", "oral", DoseRate(60_000), "extended release", hours("12"))
    cover = SystemicOpioid("oxycodone", "oral", DoseRate(10_000), "as needed")
    assert planned(by_the_clock, cover).shares == planned(by_the_clock).shares
    assert planned(cover).shares == ()
    more = (
        '[[systemic_opioid]]\ndrug = "oxycodone"\nroute = "oral"\ndose = "10 mg/day"\nform = "as needed"\n\n[[stock]]'
        '\ndrug = "baclofen"'
    )
    assert "what is taken as needed is in none of these" in said(LONG, ('[[stock]]\ndrug = "baclofen"', more))


def test_ratios_of_single_patients_stand_apart() -> None:
    """The chain that makes least or most of a dose is one that was published as a rule or used in a cohort."""
    plan = consulted(LONG).offers[0].systemic
    rules, single = ([each for each in plan.shares if each.single is kind] for kind in (False, True))
    assert rules
    assert single
    text = said(LONG)
    assert f"by {rules[0].chain} (the chain that makes least of it)" in text
    assert f"by {rules[-1].chain} (the chain that makes most of it)" in text
    assert f"by ratios found in single patients {single[0].share} to {single[-1].share}" in text


def test_where_no_ratio_converts_it_no_share_is_said() -> None:
    """The patch has none, so neither has the sum."""
    text = said(BOTH)
    assert (
        "what share of the systemic dose HYDROmorphone 0.04995 mg/day stands for cannot be said: fentaNYL is not "
        "converted by any ratio of the pack" in text
    )
    assert "so this dose is no reason to stop anything" in text
    assert "as-needed cover stays: it is what pain is treated with until the dose is found" in text


def test_the_96_percent_stand_with_cohort_inference_and_the_hours_here() -> None:
    """Never alone."""
    text = said(LONG)
    assert "In one cancer cohort 96 % stopped their systemic opioids at once. (cancer, one center, n = 275)" in text
    assert "newly implanted and primed, so that drug was at the tip within hours, is inferred here" in text
    assert (
        "here the pump runs another drug, and nothing of the new one arrives for 43 h 36 min to 58 h 23 min after the "
        "refill: that figure does not carry over" in text
    )


def test_a_naive_patient_is_told_of_naloxone_and_of_nothing_to_stop() -> None:
    """Going home concerns every patient with an intrathecal opioid."""
    text = said("seed.toml")
    assert "none is listed, and opioid exposure is 'naive': there is nothing to reduce" in text
    assert "Naloxone is offered with opioids" in text
    assert "are taught home care of the device and how an overdose is recognized and treated" in text
    assert "Stopped at once" not in text


def test_sedatives_that_are_not_told_are_named() -> None:
    """Unknown is not none."""
    assert "in this case: benzodiazepine (unknown)" in said("seed.toml", ('benzodiazepine = "no"', ""))


def test_the_steps_are_in_the_trace() -> None:
    """Times and shares, each with what it was made of."""
    found = consulted(LONG)
    plan = found.offers[0].id
    names = {step.name for step in found.trace}
    assert {f"{plan}.systemic.1.{part}" for part in ("last-from", "last-until", "reduce-from")} <= names
    assert found.trace[f"{plan}.share.first"].of == (f"{plan}.gives", f"{plan}.share.first.whole")


def test_a_given_dose_answers_the_question_for_it() -> None:
    """A patch is not converted, so a dose was asked for and given: nothing is missing any more."""
    assert consulted(BOTH).offers[0].verdict.name == "NeedsOverride"


def test_a_dose_that_is_overdue_is_asked_about() -> None:
    """07:00 the day before, every 12 h: 19:00 was due; whoever stopped days ago is not tolerant any more."""
    text = said(LONG, ('last_taken = "2026-11-23 07:00"', 'last_taken = "2026-11-22 07:00"'))
    assert (
        "by the clock a dose was due Sun 2026-11-22 19:00, and the case does not say that it was: ask whether this "
        "opioid is still taken; until that is known it counts as taken" in text
    )
    assert "was due" not in said(LONG)


def test_the_sheet_has_every_hour_of_the_overlap() -> None:
    """One line each, beside the looks."""
    found = consulted(LONG)
    text = render_consultation(found, knowledge(), Style(100), sheet=True)
    table = text.partition("Overlap, hour by hour")[2]
    states = ("its front at most", "may be arriving", "full rate")
    shown = [line for line in table.splitlines() if any(f"HYDROmorphone {state};" in line for state in states)]
    assert len(shown) == len(found.offers[0].systemic.hours)
    assert "Wed 2026-11-25 04:00  HYDROmorphone may be arriving; oxyCODONE still acting" in table


def test_clocks_that_change_do_not_move_the_hours() -> None:
    """A dose taken before the clocks went back is one hour further away than the wall says."""
    text = said(
        LONG,
        ('on = "2026-11-23"', 'on = "2026-11-01"'),
        ('last_taken = "2026-11-23 07:00"', 'last_taken = "2026-10-31 20:00"'),
    )
    assert "next dose by the clock Sun 2026-11-01 19:00" in text


def test_it_is_a_case() -> None:
    """The examples are read with what they say."""
    read: Case = case(BOTH)
    assert [each.form for each in read.systemic_opioids] == ["extended release", "patch", "as needed"]
    assert read.systemic_opioids[0].last_taken == -hours("1")
    assert read.systemic_opioids[1].patch_on == -hours("12")
