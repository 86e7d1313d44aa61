"""How far each input may be off: thresholds worked by hand, nothing flipping before them, and what they become."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from cisterna.consult.sensitivity import ONE_WAY, Sensitivity, Threshold, _Moved, _moves, sensitivity
from cisterna.desk import open_knowledge
from cisterna.inspection import verify
from cisterna.knowledge import Knowledge
from cisterna.quantities import Concentration, DoseRate, Duration, Quantity, Range, Ratio, Volume
from cisterna.therapy import Bridge, Call, Case, CatheterImplant, FillWish, Measured, Mixture, Plan, Reprogram, Stop
from consult.cases import case as example
from consult.cases import consulted
from safety.plans import case, h, ml, plan, program, refill, watch

EXACT = (Measured(Volume(1), Volume(1), Volume(0)),) * 3
"""A pump that delivers what it is told, so that the front moves with the dead volume alone."""


@cache
def knowledge() -> Knowledge:
    return open_knowledge()


def exact_case(**changes: Any) -> Case:
    """0.3 mL from reservoir to tip at 0.15 mL/day: two days, whatever else; 300 mcg/day at 2,000 mcg/mL."""
    volume = CatheterImplant("medtronic-8780", None, Range(ml("0.16"), ml("0.16")))
    made = case(catheter=volume, **changes)
    return replace(made, system=replace(made.system, measured=EXACT))


def diluted(strength: int, *, late: int = 0) -> Plan:
    """A fill at that strength, and the old flow for two days more, from so many hours after the refill on."""
    fill = Mixture({"baclofen": Concentration(strength)})
    runs = program("300 mcg/day", fill, bridge=Bridge(ml("0.3"), h(48)))
    called = Call(Duration(25), "refill appointment")
    return plan(refill(fill), Reprogram(h(late), runs), watch(0, 400), called)


def of(found: Sensitivity, input: str, direction: str, drug: str = "", group: str = "what is given") -> Threshold:
    """The one threshold of an input."""
    wanted = (input, direction, drug, group)
    (one,) = [each for each in found.thresholds if (each.input, each.direction, each.drug, each.group) == wanted]
    return one


def told(one: Threshold) -> tuple[Quantity, Quantity | None, str, list[str]]:
    """The last value that holds, the first that does not, the verdict then, and what breaks."""
    return one.holds, one.breaks, one.becomes, [finding.code for finding in one.findings]


@cache
def mild() -> Sensitivity:
    """From 2,000 to 1,700 mcg/mL: parts of 0.85, within the band of 4 h however long, so that 24 h limit it."""
    return sensitivity(exact_case(), diluted(1700), knowledge())


@cache
def strong() -> Sensitivity:
    """From 2,000 to 1,400 mcg/mL: parts of 0.7, beyond the band of 4 h."""
    return sensitivity(exact_case(), diluted(1400), knowledge())


def test_the_bridge_holds_as_it_stands() -> None:
    """Both are Clear, so there is something to break."""
    assert ("Clear", "Clear") == (mild().physics.name, strong().physics.name)


def test_a_dead_volume_that_is_smaller_until_24_h_are_too_low() -> None:
    """
    The front is early by x / 0.15 day, and 0.85 is given from then to the switch: 24 - 0.15 t >= 0.9 x 24 to t = 16 h.

    16 h of 0.15 mL/day are 0.1 mL, so 0.3 - 0.1 holds and the next thousandth does not.
    """
    assert told(of(mild(), "dead volume", "lower")) == (
        ml("0.3") - ml("0.15") * Fraction(16, 24),
        ml("0.199"),
        "Refused",
        ["held-dose-24h-low"],
    )


def test_a_dead_volume_that_is_larger_until_24_h_are_too_high() -> None:
    """
    From the switch to the front 1 / 0.85 of the flow pushes x of the old mixture, which takes 0.85 x / 0.15 days.

    1.4 mL that stayed behind make the rest 1,710.5 of 1,700: t (1 / 0.85 - 1) + (24 h - t) 10.5 / 1,700 <= 2.4 h.
    """
    over, rest = 1 / Fraction(85, 100) - 1, Fraction(1700 * 386 + 2000 * 14, 400) / 1700 - 1
    hours = (Fraction(24, 10) - 24 * rest) / (over - rest)
    assert Fraction(97, 1000) < hours / 24 * Fraction(15, 100) / Fraction(85, 100) < Fraction(98, 1000)
    assert told(of(mild(), "dead volume", "higher")) == (
        ml("0.397"),
        ml("0.398"),
        "NeedsOverride",
        ["held-dose-24h-high"],
    )


def test_a_dead_volume_that_is_smaller_until_4_h_are_too_low() -> None:
    """0.7 is given for t hours: 4 - 0.3 t >= 0.75 x 4 to t = 3 h 20 min, 0.0208 mL: 0.020 holds and 0.021 does not."""
    assert 4 - Fraction(3, 10) * Fraction(10, 3) == 3
    assert Fraction(20, 1000) < Fraction(15, 100) * Fraction(10, 3) / 24 < Fraction(21, 1000)
    assert told(of(strong(), "dead volume", "lower")) == (ml("0.28"), ml("0.279"), "Refused", ["held-dose-4h-low"])


def test_a_program_that_is_started_late() -> None:
    """Each minute late is a minute of 0.85: 16 h are 960 minutes, and 961 are too many."""
    late = of(mild(), "late program", "later")
    assert told(late) == (
        Duration(Fraction(960, 1440)),
        Duration(Fraction(961, 1440)),
        "Refused",
        ["held-dose-24h-low"],
    )
    assert "looked for on a grid of 24: between its values nothing is proved" == late.how
    assert Ratio(Fraction(961, 1440) / 2) == late.margin


def test_a_late_program_counts_from_the_planned_minute_and_ends_before_the_next_thing_done() -> None:
    """Planned an hour after the refill, and stopped at hour 11: ten hours are left, less a minute."""
    late = plan(*diluted(2000, late=1).steps, Stop(h(11)), Reprogram(h(12), program("300 mcg/day")))
    found = of(sensitivity(exact_case(), late, knowledge()), "late program", "later")
    assert (h(1), h(1) + Duration(Fraction(10 * 60 - 1, 1440))) == (found.stated, found.holds)


def test_another_concentration_or_dose_than_the_record_says() -> None:
    """
    300 mcg/day are 2 % too low or too high of what really runs: 1 / 1.02 and 1 / 0.98 are within, and steps are 0.1 %.

    Up: 1 / (1 + x) >= 0.98 to x = 2.04 %. Down: 1 / (1 - x) <= 1.02 to x = 1.96 %.
    """
    assert 1 / Fraction(1021, 1000) < Fraction(98, 100) <= 1 / Fraction(1020, 1000)
    assert 1 / Fraction(980, 1000) > Fraction(102, 100) >= 1 / Fraction(981, 1000)
    found = sensitivity(exact_case(), diluted(2000), knowledge())
    low, high = ["held-dose-cleared-low"], ["held-dose-cleared-high"]
    for input, kind, stated in (("running concentration", Concentration, 2000), ("running dose", DoseRate, 300)):
        up, down = (of(found, input, direction, "baclofen") for direction in ("higher", "lower"))
        part = Fraction(stated, 1000)
        assert told(up) == (kind(1020 * part), kind(1021 * part), "Refused", low)
        assert told(down) == (kind(981 * part), kind(980 * part), "NeedsOverride", high)
        assert (Ratio(Fraction(21, 1000)), Ratio(Fraction(20, 1000))) == (up.margin, down.margin)


def test_another_concentration_in_the_syringe() -> None:
    """The daily dose follows it once the line has cleared: 2 % are within, 2.1 % are not."""
    found = sensitivity(exact_case(), diluted(2000), knowledge())
    up, down = (of(found, "syringe", direction, "baclofen") for direction in ("higher", "lower"))
    assert told(up) == (Ratio.parse("102 %"), Ratio.parse("102.1 %"), "NeedsOverride", ["held-dose-cleared-high"])
    assert told(down) == (Ratio.parse("98 %"), Ratio.parse("97.9 %"), "Refused", ["held-dose-cleared-low"])


def test_an_assay_moves_in_place_of_what_was_ordered() -> None:
    """Found at 99 to 101 %: 1.01 times 1.01 is too much by 0.01 %, so 0.9 % more holds and 1 % does not."""
    assert Fraction(101, 100) * Fraction(1009, 1000) <= Fraction(102, 100) < Fraction(101, 100) * Fraction(1010, 1000)
    found = Range(Concentration(1980), Concentration(2020))
    made = replace(exact_case(), fill=FillWish(assay={"baclofen": found}))
    up = of(sensitivity(made, diluted(2000), knowledge()), "syringe", "higher", "baclofen")
    assert told(up) == (Ratio.parse("100.9 %"), Ratio.parse("101 %"), "NeedsOverride", ["held-dose-cleared-high"])


def test_more_left_in_the_reservoir_than_it_has_room_for() -> None:
    """38.6 mL into 40 mL leave room for 1.4 mL, and a tenth more may be too much."""
    left = of(mild(), "residual volume", "higher")
    assert told(left) == (ml("1.4"), ml("1.5"), "NeedsOverride", ["may-be-overfilled"])


def test_less_in_the_reservoir_than_stays_behind() -> None:
    """12.4 mL are told; at 1.4 mL it may have been empty already."""
    less = of(mild(), "reservoir volume", "lower")
    assert told(less) == (ml("1.5"), ml("1.4"), "CannotSay", ["may-have-run-dry"])
    more = of(mild(), "reservoir volume", "higher")
    assert told(more) == (ml("40"), None, "", [])


def test_an_arrival_outside_the_watch() -> None:
    """It arrives at 48 h and is watched from 40 to 80: 40 h are 0.25 mL, and 80 h less the 24 that follow 0.35 mL."""
    fill = Mixture({"baclofen": Concentration(2000), "hydromorphone": Concentration(100)})
    steps = (refill(fill), Reprogram(h(0), program("300 mcg/day", fill)), watch(0, 8), watch(40, 80))
    found = sensitivity(exact_case(), plan(*steps, Call(Duration(25), "refill")), knowledge())
    watched = {"group": "the watch"}
    assert told(of(found, "dead volume", "lower", **watched)) == (
        ml("0.15") * Fraction(40, 24), ml("0.249"), "Refused", ["arrival-not-watched"]
    )  # fmt: skip
    assert told(of(found, "dead volume", "higher", **watched)) == (
        ml("0.15") * Fraction(80 - 24, 24), ml("0.351"), "Refused", ["arrival-not-watched"]
    )  # fmt: skip
    assert told(of(found, "dead volume", "lower")) == (ml("0"), None, "", [])


def test_the_nearest_stands_first_and_what_nothing_breaks_last() -> None:
    """By margin; none of them follows one that is larger."""
    margins = [each.margin for each in mild().thresholds]
    broken = [margin.value for margin in margins if margin is not None]
    assert broken == sorted(broken)
    assert [None] * (len(margins) - len(broken)) == margins[len(broken) :]


@pytest.mark.parametrize("input", ["dead volume", "accuracy", "running concentration", "running dose", "syringe"])
def test_nothing_flips_before_a_threshold_that_is_called_proved(input: str) -> None:
    """On the way to it the finding is never there, and beyond it always."""
    given, made = exact_case(), diluted(1700)
    broken = [one for one in mild().thresholds if one.input == input and one.breaks is not None]
    assert {ONE_WAY} == {one.how for one in broken}
    for one in broken:
        moved = next(
            each
            for each in _moves(given, made, knowledge(), verify(given, made, knowledge()))
            if (each.input, each.drug, each.direction) == (input, one.drug, one.direction)
        )
        first = next(steps for steps in range(moved.most + 1) if moved.value(steps) == one.breaks)
        for part in range(7):
            before, beyond = (first - 1) * part // 6, first + (moved.most - first) * part // 6
            assert (False, True) == (broken_at(moved, before, one), broken_at(moved, beyond, one)), part


def broken_at(moved: _Moved, steps: int, one: Threshold) -> bool:
    """Whether what breaks at the threshold is there after so many steps."""
    found = verify(*moved.at(steps), knowledge()).judgement.findings
    return {finding.code for finding in one.findings} <= {finding.code for finding in found}


def test_what_is_refused_or_not_known_has_no_margin() -> None:
    """Nothing is left to break; the verdict says why."""
    dangerous = plan(refill(Mixture({"hydromorphone": Concentration(100)})), watch(0, 100))
    refused = sensitivity(exact_case(), dangerous, knowledge())
    assert ("Refused", ()) == (refused.physics.name, refused.thresholds)
    unknown = replace(exact_case(), system=replace(exact_case().system, tubing_volume=None))
    cannot_say = sensitivity(unknown, diluted(1700), knowledge())
    assert ("CannotSay", ()) == (cannot_say.physics.name, cannot_say.thresholds)


def test_every_value_is_in_the_trace() -> None:
    """Stated, held, broken, off and margin of each, under its own name."""
    found = sensitivity(example("seed-vials.toml"), consulted("seed-vials.toml").offers[0].plan, knowledge())
    results = [step.result for step in found.trace]
    for one in found.thresholds:
        for value in (one.stated, one.holds, one.breaks, one.off, one.margin):
            assert value is None or value in results
