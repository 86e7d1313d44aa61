"""
Dangerous plans built by hand: each is refused with the code that names its harm, and the same plan made right is not.

The verifier is told nothing but the case and the plan. Files with the same harms are in `examples/harm`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from cisterna.inspection import verify
from cisterna.quantities import Concentration, DoseRate, Duration, Mass
from cisterna.reasons import Force
from cisterna.therapy import (
    AspiratePort,
    Bridge,
    Case,
    Mixture,
    Plan,
    Prime,
    Program,
    Reprogram,
    Request,
    SimpleContinuous,
    Step,
    UsedBoluses,
)
from consult.cases import knowledge
from safety.plans import OLD, case, h, mix, ml, plan, program, refill, watch

Pair = tuple[Case, Plan]
PATH = Fraction("0.312")
SEED = case(exposure="naive")
DOSED = case(exposure="naive", request=Request("hydromorphone", DoseRate(60)))
"""The seed's patient: 300 mcg/day of baclofen at 2000 mcg/mL and 0.15 mL/day, 0.312 mL from reservoir to tip."""


def hard(pair: Pair) -> set[str]:
    """Codes of the hard findings; the verdict of the physics is Refused exactly where there is one."""
    judgement = verify(*pair, knowledge()).judgement
    codes = {finding.code for finding in judgement.findings if finding.force is Force.HARD}
    assert (judgement.physics.name == "Refused") == bool(codes)
    return codes


def dilution(new: int, *, bridged: bool, opioid: int = 100, watched: bool = True, old: int = 2000) -> Pair:
    """Baclofen goes from `old` to `new` mcg/mL at 300 mcg/day, with hydromorphone, with or without its bridge."""
    before = Mixture({"baclofen": Concentration(old)})
    fill = Mixture({"baclofen": Concentration(new), "hydromorphone": Concentration(opioid)})
    flow = Fraction(300, old)
    bridge = Bridge(ml(PATH), Duration(PATH / flow)) if bridged else None
    steps: list[Step] = [refill(fill), Reprogram(h(0), program("300 mcg/day", fill, bridge=bridge)), watch(0, 24)]
    given = case(fill=before, program=program("300 mcg/day", before), exposure="naive")
    return given, plan(*steps, *([watch(0, 480)] if watched else []))


def same_concentration(*, opioid: str = "0.4 mg/mL", steps: tuple[Step, ...] = (), given: Case = SEED) -> Pair:
    """Plan A: baclofen and rate unchanged, hydromorphone new; it arrives after 0.312 / 0.15 = 49.92 h, +- 14.5 %."""
    fill = mix(baclofen="2000 mcg/mL", hydromorphone=opioid)
    start = Reprogram(h(0), program("300 mcg/day", fill))
    return given, plan(refill(fill), start, *(steps or (watch(0, 8), watch(43, 83))))


def no_bridge(new: int) -> tuple[Pair, Pair]:
    return dilution(new, bridged=False), dilution(new, bridged=True)


def no_bridge_at_four_times(old: int, new: int) -> tuple[Pair, Pair]:
    """
    Made right, the concentration stays: with an accuracy of 85.5 to 114.5 % no bridge holds a change this large.

    The front comes up to 7 h before or after its time, at a quarter or four times the dose.
    """
    return dilution(new, bridged=False, old=old), dilution(old, bridged=False, old=old)


def rate_kept() -> tuple[Pair, Pair]:
    """The mix is thinner and the pump is not told: 0.15 mL/day of 1500 mcg/mL is 225 mcg/day."""
    fill = mix(baclofen="1500 mcg/mL", hydromorphone="0.1 mg/mL")
    kept = plan(refill(fill), Reprogram(h(0), program("300 mcg/day", OLD)), watch(0, 90))
    return (SEED, kept), dilution(1500, bridged=True)


def rate_lowered() -> tuple[Pair, Pair]:
    """The mix is thinner and the rate goes down with it, truthfully entered: 225 mcg/day."""
    fill = mix(baclofen="1500 mcg/mL", hydromorphone="0.1 mg/mL")
    lowered = plan(refill(fill), Reprogram(h(0), program("225 mcg/day", fill)), watch(0, 90))
    return (SEED, lowered), dilution(1500, bridged=True)


def raise_before_arrival() -> tuple[Pair, Pair]:
    """Nothing is felt after a day, because nothing has arrived; the dose is raised a little at 24 h, or at 84 h."""

    def raised(at: int) -> Pair:
        fill = mix(baclofen="2000 mcg/mL", hydromorphone="0.4 mg/mL")
        later = Reprogram(h(at), program("305 mcg/day", fill))
        return same_concentration(steps=(watch(0, 8), later, watch(41, 120)))

    return raised(24), raised(84)


def boluses_switched_off() -> tuple[Pair, Pair]:
    """Five boluses of 10 mcg a day are a sixth of the dose; the new program gives none, or replaces them."""
    fill = mix(baclofen="2000 mcg/mL", hydromorphone="0.4 mg/mL")
    given = case(boluses=UsedBoluses(Mass(10), Fraction(5)), controller="myPTM", exposure="naive")

    def then(dose: str) -> Pair:
        return given, plan(refill(fill), Reprogram(h(0), program(dose, fill)), watch(0, 90))

    return then("300 mcg/day"), then("350 mcg/day")


def prime_forgotten() -> tuple[Pair, Pair]:
    """
    The catheter is drawn empty through the access port: a day and more of nothing, unless it is primed again.

    A prime is pumped, so it too is 85.5 to 114.5 % of what it should be: only a small one is right to a tenth of a day.
    """
    forgotten = plan(AspiratePort(h(0), ml("0.172")), Reprogram(h(0), program("300 mcg/day")))
    primed = program("300 mcg/day", prime=Prime(ml("0.05"), h(Fraction(1, 3))))
    return (SEED, forgotten), (SEED, plan(AspiratePort(h(0), ml("0.05")), Reprogram(h(0), primed)))


def gap_and_catch_up() -> tuple[Pair, Pair]:
    """12 h of nothing and 12 h of twice the dose: the 24 h from midnight to midnight are right, no other ones are."""
    off = Program("baclofen", OLD, SimpleContinuous(DoseRate(0)))
    bad = plan(Reprogram(h(0), off), Reprogram(h(12), program("600 mcg/day")), Reprogram(h(24), program("300 mcg/day")))
    return (SEED, bad), (SEED, plan(Reprogram(h(0), program("300 mcg/day"))))


def five_small_steps() -> tuple[Pair, Pair]:
    """Five times 2 % down, two days apart: no single day falls by a tenth, and the last dose is 271 of 300 mcg/day."""
    down = [Reprogram(h(48 * n), program(f"{300 - 6 * n} mcg/day")) for n in range(1, 6)]
    level = [Reprogram(h(48 * n), program("300 mcg/day")) for n in range(1, 6)]
    return (SEED, plan(*down)), (SEED, plan(*level))


def a_dip_that_ends() -> tuple[Pair, Pair]:
    """5 % less for twenty days and back again: the last dose is right, and no day falls by a tenth."""
    back = Reprogram(h(480), program("300 mcg/day"))
    dip = plan(Reprogram(h(0), program("285 mcg/day")), back)
    return (SEED, dip), (SEED, plan(Reprogram(h(0), program("296 mcg/day")), back))


def baclofen_left_out() -> tuple[Pair, Pair]:
    fill = mix(hydromorphone="0.4 mg/mL")
    start = Program("hydromorphone", fill, SimpleContinuous(DoseRate(60)))
    return (SEED, plan(refill(fill), Reprogram(h(0), start), watch(0, 90))), same_concentration()


def prime_into_a_full_line() -> tuple[Pair, Pair]:
    """0.312 mL of a line that is full of 2000 mcg/mL: 624 mcg of baclofen in twenty minutes."""
    fill = mix(baclofen="2000 mcg/mL", hydromorphone="0.4 mg/mL")
    primed = program("300 mcg/day", fill, prime=Prime(ml(PATH), h(Fraction(1, 3))))
    return (SEED, plan(refill(fill), Reprogram(h(0), primed), watch(0, 90))), same_concentration()


def watch_from_the_refill() -> tuple[Pair, Pair]:
    """The watch of a day ends before any hydromorphone is there."""
    return same_concentration(steps=(watch(0, 24),)), same_concentration(steps=(watch(0, 24), watch(43, 83)))


def per_hour_for_per_day() -> tuple[Pair, Pair]:
    """60 mcg of hydromorphone an hour for 60 a day."""
    fill = mix(baclofen="2000 mcg/mL", hydromorphone="0.4 mg/mL")

    def at(dose: str) -> Pair:
        start = Program("hydromorphone", fill, SimpleContinuous(DoseRate.parse(dose)))
        return DOSED, plan(refill(fill), Reprogram(h(0), start), watch(0, 90))

    return at("60 mcg/h"), at("60 mcg/day")


def baclofen_per_hour() -> tuple[Pair, Pair]:
    """12.5 mcg/day typed where 12.5 mcg/h is meant: a 24th of the dose."""
    return (SEED, plan(Reprogram(h(0), program("12.5 mcg/day")))), (SEED, plan(Reprogram(h(0), program("12.5 mcg/h"))))


def mg_for_mcg_in_the_syringe() -> tuple[Pair, Pair]:
    """400 mg/mL of hydromorphone for 400 mcg/mL, entered as it was written."""
    return same_concentration(opioid="400 mg/mL"), same_concentration()


def mg_for_mcg_in_the_dose() -> tuple[Pair, Pair]:
    """0.3 mcg/day for 0.3 mg/day."""
    return (SEED, plan(Reprogram(h(0), program("0.3 mcg/day")))), (SEED, plan(Reprogram(h(0), program("0.3 mg/day"))))


def mg_for_mcg_at_the_pump() -> tuple[Pair, Pair]:
    """The pump is told 2 mcg/mL where 2 mg/mL is in the syringe."""
    fill = mix(baclofen="2000 mcg/mL", hydromorphone="0.4 mg/mL")
    told = mix(baclofen="2 mcg/mL", hydromorphone="0.4 mg/mL")
    return (SEED, plan(refill(fill), Reprogram(h(0), program("0.3 mcg/day", told)), watch(0, 90))), same_concentration()


HARMS: dict[str, tuple[Callable[[], tuple[Pair, Pair]], str]] = {
    "no bridge, 2000 to 1429": (lambda: no_bridge(1429), "held-dose-24h-high"),
    "no bridge, 2000 to 500": (lambda: no_bridge_at_four_times(2000, 500), "held-dose-4h-high"),
    "no bridge, 500 to 2000": (lambda: no_bridge_at_four_times(500, 2000), "held-dose-24h-low"),
    "rate kept after a diluting mix": (rate_kept, "held-dose-cleared-low"),
    "rate lowered with the mix": (rate_lowered, "held-dose-cleared-low"),
    "raise before arrival": (raise_before_arrival, "raise-before-arrival"),
    "existing boluses switched off": (boluses_switched_off, "boluses-switched-off"),
    "prime after an aspiration forgotten": (prime_forgotten, "held-dose-24h-low"),
    "12 h gap hidden by a catch-up": (gap_and_catch_up, "held-dose-4h-low"),
    "five small steps down": (five_small_steps, "held-dose-cleared-low"),
    "a dip that ends": (a_dip_that_ends, "held-dose-cleared-low"),
    "baclofen left out of the refill": (baclofen_left_out, "held-drug-left-out"),
    "prime into a line full of baclofen": (prime_into_a_full_line, "held-bolus-too-large"),
    "watch counted from the refill": (watch_from_the_refill, "arrival-not-watched"),
    "hydromorphone per hour for per day": (per_hour_for_per_day, "per-hour-for-per-day"),
    "baclofen per day for per hour": (baclofen_per_hour, "per-hour-for-per-day"),
    "mg for mcg in the syringe": (mg_for_mcg_in_the_syringe, "concentration-above-maximum"),
    "mg for mcg in the dose": (mg_for_mcg_in_the_dose, "thousandfold-slip"),
    "mg for mcg at the pump": (mg_for_mcg_at_the_pump, "thousandfold-slip"),
}


@pytest.mark.parametrize("name", HARMS)
def test_it_is_refused_and_the_same_plan_made_right_is_not(name: str) -> None:
    """The harm has its code; the plan made right does not have it."""
    pairs, code = HARMS[name]
    harmful, right = pairs()
    assert code in hard(harmful)
    assert code not in hard(right)


# What is refused for another reason even when it is made right, and why.
STILL_REFUSED = {
    "no bridge, 2000 to 1429": {"held-dose-4h-low"},  # 28.6 % less for the hours by which the front comes early
    "prime after an aspiration forgotten": {"held-dose-4h-low"},  # the prime falls short by up to 14.5 %
}


@pytest.mark.parametrize("name", HARMS)
def test_made_right_nothing_hard_is_left(name: str) -> None:
    """Beside its own code the plan made right has no other hard finding, but for those that are known and explained."""
    _, right = HARMS[name][0]()
    assert hard(right) == STILL_REFUSED.get(name, set())


def test_a_small_change_is_no_harm() -> None:
    """1 % less and a concentration 3 % lower without a bridge stay inside the bands."""
    assert hard((SEED, plan(Reprogram(h(0), program("297 mcg/day"))))) == set()
    assert hard(dilution(1940, bridged=False)) == set()


def test_the_right_reason_of_the_seed_without_its_bridge() -> None:
    """2000 to 1500 at once: 400 mcg/day, a third more, for 0.312 mL / 0.2 mL/day = 37.4 h."""
    found = {f.code: f for f in verify(*dilution(1500, bridged=False), knowledge()).judgement.findings}
    finding = found["held-dose-24h-high"]
    assert finding.values["part"].value == Fraction(400, 300)
    assert finding.values["start"] == h(0)
    assert "baclofen.interruption.boxed-warning" in finding.because
    assert "baclofen.step.adult-spinal" in finding.because


def test_a_gap_is_not_hidden_by_the_moment_at_which_the_case_begins() -> None:
    """2 h of nothing from zero on: the 4 h that begin 2 h before zero hold half, the 4 h after zero no less."""
    off = Program("baclofen", OLD, SimpleContinuous(DoseRate(0)))
    found = verify(SEED, plan(Reprogram(h(0), off), Reprogram(h(2), program("300 mcg/day"))), knowledge())
    low = found.figures["baclofen 4 h low"]
    assert low.value.value == Fraction(1, 2)
    assert low.start == h(-2)
    assert "held-dose-4h-low" in {finding.code for finding in found.judgement.findings}
