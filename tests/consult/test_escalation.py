"""After the start: expected raises, the next steps, and what each does to the held drug in this pump."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cisterna.consult import Escalation, Ladder
from cisterna.consult.ask import Ask
from cisterna.consult.escalation import escalation
from cisterna.papers.layout import Style
from cisterna.papers.terminal import render_consultation
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Range, Ratio, Volume
from cisterna.reasons import Trace
from cisterna.therapy import Mixture, Refill
from cisterna.therapy.plan import Plan
from cisterna.transition import Means
from consult.cases import EXAMPLES, case, consulted, knowledge

SEED = "seed.toml"


def panel(name: str = SEED, place: int = 0) -> Escalation:
    """Of one plan of an example."""
    return consulted(name).offers[place].escalation


def made(strength: int, flow: Fraction, held: int = 2000, **facts: object) -> Escalation:
    """The panel of a plan with this much hydromorphone (mcg/mL) at this flow, in the patient of the seed."""
    offer, base = consulted(SEED).offers[0], case(SEED)
    mixture = Mixture({"baclofen": Concentration(held), "hydromorphone": Concentration(strength)})
    gives = mixture["hydromorphone"] * FlowRate(flow)
    refill = Refill(Duration(0), offer.candidate.refill.volume, mixture)
    rest = [step for step in offer.candidate.plan.steps if not isinstance(step, Refill)]
    candidate = offer.candidate._replace(plan=Plan((refill, *rest)), gives=gives, flow=FlowRate(flow))
    pump = knowledge().catalogue.pump("medtronic-synchromed-ii-40")
    means = Means("baclofen", pump, Range(Volume(Fraction("0.3")), Volume(Fraction("0.4"))), pump.accuracy, None,
                  knowledge().policy.concentration_step, None, Duration(7), Duration(0), {})  # fmt: skip
    trace = Trace()
    trace.add(f"{candidate.id}.gives", "given", gives)
    trace.add(f"{candidate.id}.flow", "given", FlowRate(flow))
    told = replace(base, patient=replace(base.patient, **facts))  # type: ignore[arg-type]
    return escalation(told, candidate, means, Ask(knowledge(), base.on, trace))


strengths, flows = st.integers(1, 20_000), st.fractions(Fraction(1, 20), Fraction(2), max_denominator=400)


@settings(max_examples=150, deadline=None)
@given(strengths, flows)
def test_no_step_goes_above_the_maximum(strength: int, flow: Fraction) -> None:
    """A ladder ends before it and names the step that was not taken; no dose of any step lies above it."""
    found = made(strength, flow)
    [limit] = [each.dose for each in found.limits if each.drug == "hydromorphone"]
    for ladder in found.ladders:
        assert all(step.dose <= limit for step in ladder.steps)
        if ladder.ends == "above the highest published daily dose":
            assert ladder.beyond is not None
            assert ladder.beyond > limit
        elif ladder.ends == "the next few only":
            assert (len(ladder.steps), ladder.beyond) == (3, None)


@settings(max_examples=150, deadline=None)
@given(strengths, flows, st.integers(50, 4000))
def test_by_rate_everything_moves_alike(strength: int, flow: Fraction, held: int) -> None:
    """The held drug after a raise, a cut or a step by rate is its dose times what the opioid is multiplied by."""
    found = made(strength, flow, held)
    gives, runs = strength * flow, held * flow
    for each in (part for one in found.expected for part in one.raises):
        assert each.held.value * gives == runs * each.added.value
        assert each.added.value == gives * (1 + each.change.value)
    for cut in found.cuts:
        assert cut.held.value * gives == runs * cut.added.value
        assert cut.added.value == gives * (1 - cut.change.value)
    for step in (step for ladder in found.ladders for step in ladder.steps):
        assert step.held_by_rate.value * gives == runs * step.dose.value
        assert step.held_change.value == step.dose.value / gives - 1


@settings(max_examples=150, deadline=None)
@given(strengths, flows)
def test_every_step_can_be_ordered_and_is_never_more_than_published(strength: int, flow: Fraction) -> None:
    """The concentration is whole steps, the dose is worked out from it, and the rise is the step or less."""
    found = made(strength, flow)
    orderable = knowledge().policy.concentration_step["hydromorphone"]
    for ladder in found.ladders:
        before = strength * flow
        for step in ladder.steps:
            assert (step.concentration / orderable).denominator == 1
            assert step.dose == step.concentration * FlowRate(flow)
            assert step.change <= ladder.step
            assert step.change.value == step.dose.value / before - 1
            before = step.dose.value


def test_the_maximum_ends_a_ladder_and_the_step_is_named() -> None:
    """9 mg/day times 1.3 is 11.7 mg/day, above 10 mg/day."""
    first, second = made(9_000, Fraction(1)).ladders
    assert (first.steps, first.beyond, first.ends) == ((), DoseRate(11_700), "above the highest published daily dose")
    assert second.beyond == DoseRate(13_500)


def test_the_highest_concentration_ends_a_ladder_too() -> None:
    """12 mg/mL times 1.3 is 15.6 mg/mL, above 15 mg/mL, at a dose that is below its own maximum."""
    first: Ladder = made(12_000, Fraction(1, 10)).ladders[0]
    assert (first.ends, first.beyond) == ("above the highest published concentration", DoseRate(1_560))


def test_a_step_too_small_to_order_is_no_step() -> None:
    """2 mcg/mL times 1.3 is 2.6 mcg/mL, and only 2 or 3 can be ordered."""
    first, second = made(2, Fraction(1)).ladders
    assert (first.steps, first.ends) == ((), "the step is smaller than what can be ordered")
    assert [step.concentration for step in second.steps] == [Concentration(3), Concentration(4), Concentration(6)]


def test_the_steps_of_the_article() -> None:
    """66 mcg/mL: times 1.3 is 85.8, down to 85; times 0.15 mL/day is 12.75 mcg/day, and 300 x 85/66 of baclofen."""
    other, cancer = panel().ladders
    assert (other.step, other.population) == (Ratio.parse("30 %"), "pain not from cancer")
    assert (cancer.step, cancer.population) == (Ratio.parse("50 %"), "pain from cancer")
    first = other.steps[0]
    assert (first.concentration, first.dose) == (Concentration(85), DoseRate(Fraction("12.75")))
    assert first.held_by_rate == DoseRate(Fraction(300 * 85, 66))
    assert (first.by_rate, first.together) == ("inside the published step", "inside the published step")
    assert (other.steps[1].by_rate, other.steps[1].together) == (
        "inside the published step",
        "above the published step",
    )
    assert cancer.steps[0].by_rate == "above the published step"


def test_the_raises_of_the_cohort_in_this_pump() -> None:
    """300 mcg/day of baclofen: 5 % is 315, 33 % is 399, 66.7 % is 500.1, 150 % is 750, 1,150 % is 3,750."""
    [cohort] = [each for each in panel().expected if each.population]
    assert [(each.change.format(), each.held) for each in cohort.raises] == [
        ("5 %", DoseRate(315)),
        ("33 %", DoseRate(399)),
        ("66.7 %", DoseRate(Fraction("500.1"))),
        ("150 %", DoseRate(750)),
        ("1,150 %", DoseRate(3750)),
    ]
    assert [each.by_rate.split()[0] for each in cohort.raises] == ["inside", "above", "above", "above", "above"]
    assert cohort.raises[-1].over == ("baclofen",)


@pytest.mark.parametrize(("spasticity", "high"), [("spinal", "30 %"), ("cerebral", "15 %")])
def test_the_step_is_that_of_this_spasticity(spasticity: str, high: str) -> None:
    """A raise by 20 % is inside the one and above the other."""
    found = made(100, Fraction(1, 10), spasticity=spasticity)
    assert found.held_step
    assert (found.held_step.high.format(), found.held_step.missing) == (high, ())


def test_without_the_origin_the_smallest_step_counts() -> None:
    """And the field that would tell is named."""
    found = made(100, Fraction(1, 10), spasticity=None)
    assert found.held_step
    assert (found.held_step.high.format(), found.held_step.missing) == ("15 %", ("patient.spasticity",))


@pytest.mark.parametrize(("origin", "step"), [("cancer", "50 %"), ("non-cancer", "30 %")])
def test_the_ladder_is_that_of_this_pain(origin: str, step: str) -> None:
    """One ladder where the case says where the pain comes from."""
    [ladder] = made(100, Fraction(1, 10), pain_origin=origin).ladders
    assert (ladder.step.format(), ladder.missing) == (step, ())


def test_without_the_origin_of_the_pain_both_ladders_stand_and_it_is_asked_for() -> None:
    """Neither is taken for this patient's."""
    ladders = made(100, Fraction(1, 10), pain_origin=None).ladders
    assert [ladder.step.format() for ladder in ladders] == ["30 %", "50 %"]
    assert {ladder.missing for ladder in ladders} == {("patient.pain_origin",)}
    text = " ".join(render_consultation(consulted(SEED), knowledge(), Style(100)).split())
    assert "whether that is this patient's step turns on patient.pain_origin, which is not told" in text


def test_a_child_of_two_has_no_published_step() -> None:
    """Nothing is said to be inside a step that no source gives."""
    from cisterna.quantities import Age

    found = made(100, Fraction(1, 10), age=Age(2))
    assert found.held_step is None
    assert {each.by_rate for one in found.expected for each in one.raises} == {"no published step is known"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_later_refill_arrives_as_the_first_one_does(name: str) -> None:
    """Same line, same flow, no bridge and no schedule: the simulated arrival is the quotient, and a day later comes."""
    for offer in consulted(name).offers:
        first, later = offer.candidate.arrival, offer.escalation.arrival
        assert (first is None) == (later is None)
        if first is None or later is None:
            continue
        assert offer.escalation.wait == later.latest + Duration(1)
        if offer.candidate.kind == "A" and name != "flex-night.toml":
            assert later == first


def test_vials_that_cannot_make_a_step_are_named() -> None:
    """1,986/2,000 and 85/10,000 of the fill are 0.993 + 0.0085 = 100.15 %: no step fits beside the baclofen."""
    step = consulted("seed-vials.toml").offers[0].escalation.ladders[0].steps[0]
    assert step.vials_needed == Ratio(Fraction(1986, 2000) + Fraction(85, 10_000))
    text = " ".join(render_consultation(consulted("seed-vials.toml"), knowledge(), Style(100)).split())
    assert "the vials in the case cannot make it: they would need 100.15 % of the fill" in text
    assert all(step.vials_needed is None for ladder in panel().ladders for step in ladder.steps)


def test_what_is_said_on_the_screen() -> None:
    """The article's words beside the cohort's, whom it looked at, the cut, and when the next raise is."""
    text = " ".join(render_consultation(consulted(SEED), knowledge(), Style(100)).split())
    for part in (
        "54 % of patients need more within the first days, in the middle 67 % more.",
        "54 % raised, 42 % adequate, 4 % reduced; the raise in the middle: 66.7 % (cancer, one center, n = 275",
        "The quarter with the largest raises (70 % and more) was younger",
        "upper quartile raise 150 %: HYDROmorphone 0.02475 mg/day, baclofen 750 mcg/day: above its published step: "
        "not by rate",
        "a cut by 25 % by rate: HYDROmorphone 0.007425 mg/day, but baclofen falls to 225 mcg/day as well",
        "so the next raise is not before 82 h 23 min after that refill",
        "Sedation of POSS 3 or 4 is not acceptable, so nothing is raised while it lasts.",
        "by refill: HYDROmorphone 85 mcg/mL (0.085 mg/mL) beside baclofen 2,000 mcg/mL",
    ):
        assert part in text


def test_every_step_is_in_the_trace() -> None:
    """Order, dose, rise and what the held drug becomes."""
    found = consulted(SEED)
    plan = found.offers[0].id
    for part in ("order", "gives", "change", "by-rate", "by-rate.rise"):
        assert f"{plan}.ladder.30.1.{part}" in found.trace
    assert found.trace[f"{plan}.ladder.wait"].cites == ("opioids.raise-after-arrival.practice",)
