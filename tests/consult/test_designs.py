"""Plans of random cases: every one within all limits, and the volume beside a full fill; ladders as fills."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from cisterna.admixture import Bound, shares
from cisterna.consult import Climb, Offer, consult
from cisterna.consult.climb import Line, Pace, climb
from cisterna.papers.design import render_design
from cisterna.papers.layout import Style
from cisterna.papers.words import Words
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Ratio, Volume
from cisterna.therapy import Case, FillWish, Mixture, Program, Request, SimpleContinuous, Stock
from cisterna.transition import Candidate, Fill, Fills, Reach
from consult.cases import case, consulted, knowledge

BROKEN = {
    "flow-below-lowest",
    "flow-above-highest",
    "overfilled",
    "may-be-overfilled",
    "concentration-above-maximum",
    "held-dose-cleared-low",
    "held-dose-cleared-high",
    "held-drug-left-out",
    "entered-differs-from-fill",
    "arrival-not-watched",
    "refill-not-watched",
    "runs-dry",
    "two-computations-disagree",
}
"""What no plan of the planner may be found to have, whatever else somebody has to sign for."""
LIMITS = {"baclofen": 2000, "hydromorphone": 15_000, "morphine": 20_000, "fentanyl": 2000}
STOCKS = (Stock("baclofen", Concentration(2000)), Stock("hydromorphone", Concentration(10_000)),
          Stock("morphine", Concentration(25_000)), Stock("fentanyl", Concentration(50)))  # fmt: skip


def random_case(seed: int) -> Case:
    """The patient of the seed with another dose, strength, pump program, fill and request."""
    rng = Random(seed)
    base = case("seed.toml")
    strength = rng.choice((500, 1000, 1500, 2000))
    dose = rng.randint(max(50, strength // 15), 700)
    fill = {"baclofen": Concentration(strength)}
    start = rng.choice(("hydromorphone", "hydromorphone", "morphine", "fentanyl"))
    if rng.random() < 0.3:
        other = "morphine" if start != "morphine" else "hydromorphone"
        fill[other] = Concentration(10 * rng.randint(5, 200))
    running = replace(
        base.running,
        fill=Mixture(fill),
        program=Program("baclofen", Mixture(fill), SimpleContinuous(DoseRate(dose))),
        flow_shown=None,
    )
    wish = FillWish(
        rng.choice((None, Volume(40), Volume(20))), rng.choice((None, "commercial vials", "compounded from powder"))
    )
    wanted = None if rng.random() < 0.6 else DoseRate(rng.choice((20, 75, 300, 1500)))
    tolerant = replace(base.patient, opioid_exposure="below tolerance")
    return replace(base, patient=tolerant, running=running, stock=STOCKS, fill=wish, request=Request(start, wanted))


@pytest.mark.parametrize("seed", range(40))
def test_every_plan_is_within_all_limits(seed: int) -> None:
    """Held exactly, the added drug not above what is wanted, nothing stronger than published, in the pump's range."""
    one = random_case(seed)
    assert one.request is not None
    found = consult(one, one.request, knowledge(), on=one.on)
    assert found.offers or found.not_possible
    for offer in found.offers:
        within(one, offer)


def within(one: Case, offer: Offer) -> None:
    candidate, running = offer.candidate, one.running
    fill, flow, added = candidate.refill.fill, candidate.flow, candidate.dose.drug
    assert running.daily_dose("baclofen") == fill["baclofen"] * flow
    assert candidate.gives == fill[added] * flow <= candidate.dose.rate
    for drug, strength in fill.items():
        if drug not in ("baclofen", added):
            assert abs((strength * flow).value - running.daily_dose(drug).value) <= 10 * flow.value
        assert strength.value <= LIMITS[drug]
    assert FlowRate(Fraction(48, 1000)) <= flow <= FlowRate(24)
    assert candidate.refill.volume <= Volume(40) - Volume(Fraction(14, 10))
    if candidate.made_from == "commercial vials":
        assert shares(fill, {stock.drug: stock.strength for stock in STOCKS}) <= Ratio(1)
    codes = {finding.code for finding in offer.judgement.findings}
    assert not BROKEN & codes
    # A fill that lasts less than the booking margin has no day to be booked on: that somebody has to answer for.
    assert "refill-not-booked" not in codes or (offer.booking is not None and offer.booking.at is None)
    if candidate.kind == "A":
        assert running.flow == flow
        assert all(strength == fill[drug] for drug, strength in running.fill.items())
    binding = candidate.binding
    assert binding is not None
    assert binding.here.flow == flow
    assert all(later.flow <= sooner.flow for sooner, later in zip(binding.bounds, binding.bounds[1:], strict=False))
    assert candidate.kind == "A" or flow >= binding.bounds[0].flow * Fraction(9, 10)
    volumes(one, offer)


def volumes(one: Case, offer: Offer) -> None:
    """The least volume lasts until its day, with the pump running fast; a milliliter less does not, or thins more."""
    candidate = offer.candidate
    fills = candidate.fills
    assert fills is not None
    assert fills.each[0].volume == candidate.refill.volume
    assert one.fill.volume is not None or fills.each[0].name in ("least", "full")
    for each in fills.each:
        if each.name == "least" and fills.until is not None:
            reach = (each.volume - Volume(2)).value / (candidate.flow.value * Fraction(1145, 1000))
            assert reach >= fills.until.value
            if fills.set_by.startswith("mixture") and candidate.kind == "A":
                assert reach - 1 / (candidate.flow.value * Fraction(1145, 1000)) < fills.until.value


def test_the_least_volume_of_the_seed_by_hand() -> None:
    """
    The mixture ends a fill on day 30; with the margin of 7 days 37.

    The pump may run 14.5 % fast: 0.15 * 1.145 * 37 = 6.355 mL, on top of the 2 mL at which the alarm sounds: 8.355,
    ordered as 9 mL. What is left on day 30 is 9 - 0.15 * 30 = 4.5 mL.
    """
    base = case("seed.toml")
    one = replace(base, fill=FillWish(None, "compounded from powder"))
    assert one.request is not None
    least, full = consult(one, one.request, knowledge(), on=one.on).offers[0].candidate.fills.each  # type: ignore[union-attr]
    assert ("least", Volume(9), Volume(Fraction(9, 2))) == (least.name, least.volume, least.left)
    assert dict(least.whole)["baclofen"].value == 9 * 2000
    assert least.residual == Ratio(Fraction(14, 104))
    assert ("full", Volume(Fraction(386, 10))) == (full.name, full.volume)


def test_a_fill_that_would_be_thinned_too_far_is_larger() -> None:
    """
    From 500 to 2,000 mcg/mL: 1.4 mL of the old mixture take (2000 - 500) / 2000 = 75 % off their part of the fill.

    No more than 2 % may be lost: (1.4 + V) * 2 % = 1.4 * 75 %, so V = 51.1 mL; a 40 mL pump is filled up.
    """
    base = case("seed.toml")
    fill = Mixture({"baclofen": Concentration(500)})
    running = replace(base.running, fill=fill, flow_shown=None,
                      program=Program("baclofen", fill, SimpleContinuous(DoseRate(300))))  # fmt: skip
    one = replace(base, running=running, fill=FillWish(None, "commercial vials"), stock=STOCKS)
    assert one.request is not None
    offers = consult(one, one.request, knowledge(), on=one.on).offers
    stronger = next(offer.candidate for offer in offers if offer.candidate.kind == "B")
    assert stronger.refill.volume == Volume(Fraction(386, 10))


def shown(candidate: Candidate) -> str:
    """The page's words on why a plan of the seed is as it is, on one line."""
    found = consulted("seed.toml")
    offer = found.offers[0]._replace(candidate=candidate)
    words = Words(knowledge().catalogue, found.case.clock)
    return " ".join(" ".join(render_design(found, offer, words, Style(100))).split())


def test_the_page_says_how_the_kept_flow_stands_to_the_limits() -> None:
    """Above the lowest, at it, or below what a limit asks for: each in its own sentence."""
    candidate = consulted("seed.toml").offers[0].candidate
    binding = candidate.binding
    assert binding is not None

    def at(flow: str) -> str:
        bounds = (Bound("the concentration limit of baclofen", FlowRate.parse(flow)), *binding.bounds[1:])
        return shown(candidate._replace(binding=binding._replace(bounds=bounds)))

    assert "it is the lowest that the limits allow: the concentration limit of baclofen" in at("0.15 mL/day")
    assert "the limits would allow 0.12 mL/day; what then binds is the concentration limit of baclofen" in at(
        "0.12 mL/day"
    )
    assert "it lies below 0.2 mL/day, which the concentration limit of baclofen asks for" in at("0.2 mL/day")


def test_what_is_not_known_is_said() -> None:
    """Without the line no delay, without the alarm no date; nothing is shown in their place."""
    candidate = consulted("seed.toml").offers[0].candidate
    binding, fills = candidate.binding, candidate.fills
    assert binding is not None
    assert fills is not None
    blind = Reach(binding.here.flow, None, None, "")
    bare = replace_fill(fills.each[0])
    text = shown(candidate._replace(binding=binding._replace(here=blind, without=None), fills=Fills((bare,), None, "")))
    assert "at this flow how long a fill lasts and how long a change takes is not known" in text
    assert "left and wasted" not in text
    assert "the least volume" not in text


def replace_fill(fill: Fill) -> Fill:
    """A fill of which only the volume is known."""
    return fill._replace(residual=None, left=None, wasted=(), dates=None)


def fewest(levels: list[Fraction], widest: Fraction) -> int:
    """The fewest groups of neighbors, by trying every last group."""
    if not levels:
        return 0
    cuts = [cut for cut in range(len(levels)) if levels[-1] <= levels[cut] * widest]
    return min(fewest(levels[:cut], widest) + 1 for cut in cuts)


@pytest.mark.parametrize("seed", range(60))
def test_a_ladder_takes_no_more_fills_than_any_search(seed: int) -> None:
    """And the held drug never falls below its dose, never rises above the band, and steps keep their distance."""
    rng = Random(seed)
    levels = [Fraction(rng.randint(10, 100))]
    for _ in range(rng.randint(1, 6)):
        levels.append(levels[-1] * (1 + Fraction(rng.randint(1, 40), 100)))
    band, wait = Fraction(rng.choice((0, 5, 15, 30)), 100), Duration(1)
    line = Line(Volume(Fraction(3, 10)), Fraction(9, 10), Duration(3))
    found = climb([DoseRate(level) for level in levels], Ratio(band), flow=FlowRate(Fraction(15, 100)),
                  held=DoseRate(300), before=DoseRate(300), line=line, pace=Pace(wait, Duration(7)))  # fmt: skip
    assert found.fills == fewest(levels, 1 + band)
    assert [rise.added.value for rise in found.rises] == levels[1:]
    apart(found, wait)
    for rise in found.rises:
        assert 300 <= rise.held.value <= 300 * (1 + band)
        assert rise.held_change.value == rise.held.value / 300 - 1


def apart(found: Climb, wait: Duration) -> None:
    """No step before the one before it is at the tip at the latest, and the wait after that."""
    ready = Duration(3) + wait
    for rise in found.rises:
        assert rise.not_before is not None
        assert rise.delay is not None
        assert rise.not_before.low == ready
        ready = rise.not_before.low + rise.delay + wait
