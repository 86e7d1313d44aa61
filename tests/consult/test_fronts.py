"""How sharp fronts are, and what a pump's own refills change: shown beside a verdict, and never part of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from cisterna.consult import check_plan
from cisterna.consult.assess import Assessment
from cisterna.consult.certificate import claims
from cisterna.quantities import Duration, Volume
from cisterna.therapy import Bolus, Case, CatheterImplant, Measured, Plan, Prime, Reprogram
from consult.cases import knowledge
from safety.plans import OLD, case, h, mix, ml, plan, program, refill, watch

NEW = mix(baclofen="2000 mcg/mL", hydromorphone="66 mcg/mL")
STEPS = plan(refill(NEW), Reprogram(h(0), program("300 mcg/day", NEW)), watch(0, 120))


def found(given: Case, steps: Plan = STEPS) -> Assessment:
    return check_plan(given, steps, knowledge(), on=given.on)


def test_the_bracket_of_the_seed() -> None:
    """0.312 mL at 0.15 mL/day and up to 114.5 %: as a plug after 416/229 days, without diffusion after half of that."""
    (front,) = found(case()).fronts
    assert front.drugs == ("hydromorphone",)
    assert front.plug == Duration(Fraction(312, 150) / Fraction(1145, 1000))
    assert front.unmixed == Duration(front.plug.value / 2)
    assert front.pushed is False


def test_the_spread_bounds_the_slowest_and_the_fastest_flow() -> None:
    """
    Three standard deviations of 0.312 mL at 85.5 % of 0.15 mL/day; sooner by that at the slowest flow.

    Two fifths of a standard deviation times 66 mcg/mL is what may come too early or too late.
    """
    from cisterna.delivery.spread import front_margin
    from cisterna.quantities import FlowRate, Length

    (front,) = found(case()).fronts
    ends = [
        front_margin(
            FlowRate(Fraction(15, 100) * Fraction(part, 1000)),
            inner_diameter=Length(front_bore()),
            diffusion_mm2_per_s=Fraction("7.5e-4"),
            catheter=ml("0.312"),
        )
        for part in (855, 1145)
    ]
    assert front.spread == max(ends)
    assert front.early == Duration(front.spread.value / (Fraction(15, 100) * Fraction(855, 1000)))
    assert front.ahead["hydromorphone"].value == front.spread.value / 3 * Fraction(2, 5) * 66
    assert front.ahead_unmixed["hydromorphone"].value == Fraction(312, 1000) / 4 * 66


def front_bore() -> Fraction:
    """The bore that the catalogue has for the catheter of the case, in cm."""
    bore = knowledge().catalogue.catheter("medtronic-8780").inner_diameter
    assert bore is not None
    return bore.value.value


def test_without_a_catheter_model_the_spread_is_not_known_and_the_bracket_is() -> None:
    given = case()
    implant = CatheterImplant(None, None, given.system.catheter.volume)
    (front,) = found(replace(given, system=replace(given.system, catheter=implant))).fronts
    assert (front.spread, front.early, front.missing) == (None, None, ("system.catheter.model",))
    assert front.unmixed.value == front.plug.value / 2


def test_a_prime_and_a_bolus_are_told() -> None:
    """Whatever pushes the line while the front is in it."""
    for extra in ({"prime": Prime(ml("0.1"), h(1))}, {"bolus": Bolus(OLD["baclofen"] * ml("0.01"), h(1))}):
        steps = plan(refill(NEW), Reprogram(h(0), program("300 mcg/day", NEW, **extra)), watch(0, 120))
        assert [front.pushed for front in found(case(), steps).fronts] == [True]


def test_the_same_mixture_again_sends_no_front() -> None:
    assert found(case(), plan(refill(OLD), watch(0, 8))).fronts == ()


def test_no_verdict_reads_a_front() -> None:
    """With and without the model of the catheter, the findings are the same."""
    given = case()
    implant = CatheterImplant(None, None, given.system.catheter.volume)
    other = replace(given, system=replace(given.system, catheter=implant))
    assert found(given).verification == found(other).verification


def measured(*delivered: str) -> tuple[Measured, ...]:
    return tuple(Measured(ml("16"), ml(each), ml("0.2")) for each in delivered)


def test_own_refills_are_shown_beside_the_label() -> None:
    """15.8 to 16.2 of 16 mL each: 98.75 % less 1.25 to 101.25 % plus 1.25; the label's band gives the wider figures."""
    given = case()
    own = replace(given, system=replace(given.system, measured=measured("15.9", "16.1", "16")))
    narrowed = found(own).narrowed
    assert narrowed is not None
    assert (narrowed.own.low.value, narrowed.own.high.value) == (Fraction(157, 160), Fraction(163, 160))
    assert narrowed.by_label.figures == found(given).verification.figures
    here = found(own).verification.figures["hydromorphone arrival"]
    there = narrowed.by_label.figures["hydromorphone arrival"]
    assert there.low < here.low < here.high < there.high


def test_two_refills_narrow_nothing() -> None:
    given = case()
    own = replace(given, system=replace(given.system, measured=measured("15.9", "16.1")))
    assert found(own).narrowed is None


def test_the_certificate_names_both() -> None:
    """Under `fronts` and `narrowed`; and an assayed drug stands in the box and not outside it."""
    given = case()
    own = replace(given, system=replace(given.system, measured=measured("15.9", "16.1", "16")))
    claimed = claims(own, STEPS, found(own), knowledge())
    assert claimed["fronts"][0]["plug"]["exact"] == "1664/815"  # 0.312 mL at 101.875 % of 0.15 mL/day
    assert claimed["narrowed"]["intervals"] == 3
    assert claimed["narrowed"]["in_place_of"]["from"]["shown"] == "85.5 %"
    assert {each["what"] for each in claimed["not_in_the_box"]} > {"the potency of a compounded fill"}


def test_an_assayed_drug_is_in_the_box_of_the_certificate() -> None:
    from cisterna.quantities import Concentration, Range
    from cisterna.therapy import FillWish

    assay = {"baclofen": Range.parse(Concentration, "1970 to 1990 mcg/mL")}
    given = replace(case(), fill=FillWish(volume=Volume(20), assay=assay))
    claimed = claims(given, STEPS, found(given), knowledge())
    assert claimed["assay"]["baclofen"]["from"]["shown"] == "1,970 mcg/mL"
    assert "the potency of a compounded fill" not in {each["what"] for each in claimed["not_in_the_box"]}


def test_what_a_page_shows_is_in_the_trace() -> None:
    """Plug, bracket, spread and how much sooner, each with how it was worked out and by which statement."""
    looked = found(case())
    (front,) = looked.fronts
    names = ("plug", "unmixed", "spread", "early")
    assert [looked.trace[f"plan.front.1.{name}"].result for name in names] == [getattr(front, name) for name in names]
    assert looked.trace["plan.front.1.spread"].cites == ("devices.diffusion.recalled",)
