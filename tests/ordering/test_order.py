"""Orders from a case and a plan: what is asked for, how it is made, when, and what stands in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from cisterna.admixture.prepare import DrawnRecipe, Vials, WeighedRecipe
from cisterna.consult import as_data
from cisterna.consult.ask import Ask
from cisterna.consult.order import moved_by, order_of, staffed_day_after, staffed_day_before
from cisterna.desk import run
from cisterna.knowledge import Syringe
from cisterna.quantities import Concentration, Duration, Mass, Ratio, Volume
from cisterna.reasons import Finding, Force, Trace
from cisterna.therapy import Mixture, PatientBolus, Plan, Reprogram, Rinse, Stock
from cisterna.wording import do_about, say
from ordering.orders import (
    BOTH,
    POWDER,
    THIN,
    VIALS,
    checks,
    codes,
    first,
    house,
    knowledge,
    made,
    mixture,
    order,
    plan,
    refill,
    seed,
    typed,
    words,
)

ML = Volume.parse
BACLOFEN = Stock("baclofen", Concentration(2000), "baclofen-intrathecal-2000")
HYDROMORPHONE = Stock("hydromorphone", Concentration(10_000), "hydromorphone-injection-10")
WEAK = Stock("hydromorphone", Concentration(4000))


def the(findings: tuple[Finding, ...], code: str) -> Finding:
    """The one finding with this code."""
    (found,) = [each for each in findings if each.code == f"order-{code}"]
    return found


def said(finding: Finding) -> str:
    """Sentence and what to do, as screens have them."""
    name, when = words().name, words().when
    return f"{say(finding, name, when)} {do_about(finding, name, when)}".strip()


# What is asked for


def test_fill_overage_and_all_of_it() -> None:
    """38.6 mL to inject and 2 mL for the kit are 40.6 mL: 81.2 mg of baclofen and 2.6796 mg of hydromorphone."""
    fill = first(plan(BOTH))
    assert (ML("38.6 mL"), ML("2 mL"), ML("40.6 mL")) == (fill.fill, fill.overage, fill.total)
    assert [Mass.parse("81.2 mg"), Mass.parse("2.6796 mg")] == [each.in_all for each in fill.drugs]
    assert [Mass.parse("77.2 mg"), Mass.parse("2.5476 mg")] == [each.in_fill for each in fill.drugs]


def test_salt_and_controlled_drug_as_the_pack_has_them() -> None:
    """Baclofen has no salt and no statement that it is controlled; hydromorphone has both."""
    baclofen, added = first(plan(BOTH)).drugs
    assert ("baclofen", "baclofen", "", True) == (
        baclofen.substance, baclofen.counted, baclofen.controlled, baclofen.held
    )  # fmt: skip
    assert ("hydromorphone hydrochloride", None, "schedule II in the United States", False) == (
        added.substance, added.counted, added.controlled, added.held
    )  # fmt: skip


def test_a_drug_of_which_the_pack_names_no_product() -> None:
    """Clonidine in a house without a step for it: no salt, no diluent, no step to order in. All three are said."""
    steps = {drug: step for drug, step in knowledge().policy.concentration_step.items() if drug != "clonidine"}
    fill = first(plan({"baclofen": "2000 mcg/mL", "clonidine": "150 mcg/mL"}), known=house(concentration_step=steps))
    assert [None] == [each.substance for each in fill.drugs if each.drug == "clonidine"]
    assert {"step-not-told", "substance-not-told", "diluent-not-told", "powder-not-known"} <= set(codes(fill.findings))
    assert (
        "The house policy gives no concentration step of cloNIDine, so whether this concentration can be ordered is "
        "not known. Ask the pharmacy, and enter it under concentration_step."
    ) == said(the(fill.findings, "step-not-told"))


def test_a_concentration_between_two_steps() -> None:
    """Never rounded on the way: 66.5 mcg/mL where whole mcg/mL are ordered."""
    fill = first(plan(BOTH | {"hydromorphone": "66.5 mcg/mL"}))
    assert (
        "66.5 mcg/mL of HYDROmorphone lies between two steps of 1 mcg/mL, in which the house orders. "
        "Round it in the plan and check the plan again; never round it on the way to the pharmacy."
    ) == said(the(fill.findings, "not-on-a-step"))


def test_one_order_for_each_refill() -> None:
    """Two refills, in order of time, each with its own mixture and its own appointment."""
    both = Plan((refill(BOTH), typed(BOTH), refill(THIN, day=30), typed(THIN, day=30)))
    fills = order(both).fills
    assert [(1, mixture(BOTH)), (2, mixture(THIN))] == [(fill.number, fill.mixture) for fill in fills]
    assert [date(2026, 11, 23), date(2026, 12, 23)] == [fill.appointment.on for fill in fills]


def test_a_plan_without_a_refill() -> None:
    """A change of the program needs no pharmacy, and that is said."""
    found = order(Plan((typed({"baclofen": "2000 mcg/mL"}),)))
    assert ((), ["nothing-to-order"], "Clear") == (
        found.fills,
        codes(found.judgement.findings),
        found.judgement.verdict.name,
    )


def test_an_order_needs_no_candidate() -> None:
    """The planner's own plan gives the same order as the same steps written down by hand, request or not."""
    best = run(seed(), knowledge()).offers[0].plan
    alone = replace(seed(), request=None)
    assert as_data(order(best).fills) == as_data(order(best, alone).fills)


def test_the_same_plan_twice_in_one_run() -> None:
    """Whoever asks twice gets the same orders, and the trace holds both."""
    ask = Ask(knowledge(), seed().on, Trace())
    once, again = (order_of(seed(), plan(BOTH), knowledge(), ask) for _ in range(2))
    assert as_data(once.fills) == as_data(again.fills)
    assert ML("40.6 mL") == ask.trace["order.1.total+"].result


# From powder


def powder(fill_of: dict[str, str] = BOTH, **changed: object) -> tuple[WeighedRecipe, tuple[Finding, ...]]:
    """The recipe from powder, and what is found."""
    fill = first(plan(fill_of), made(POWDER), house(**changed) if changed else None)
    (route,) = fill.routes
    assert isinstance(route.recipe, WeighedRecipe)
    return route.recipe, fill.findings


def test_what_a_salt_weighs_is_never_guessed() -> None:
    """The powder is a hydrochloride; nobody said whether the order counts it: no mass, and nobody can say."""
    recipe, findings = powder()
    assert [Mass.parse("81.2 mg"), None] == [part.mass for part in recipe.parts]
    found = the(findings, "salt-not-told")
    assert (Force.UNKNOWN, ("counted_as.hydromorphone (house policy)",)) == (found.force, found.missing)
    assert (
        "The order counts 2.6796 mg of HYDROmorphone, and the powder is hydromorphone hydrochloride: whether the order "
        "counts the salt or the drug without it is not told, so no mass to weigh is given. A salt weighs more than the "
        "drug in it, and no factor stands in the pack. Ask the pharmacist what orders of HYDROmorphone count, and "
        "enter it under counted_as in the house policy; where that is not hydromorphone hydrochloride, the pharmacist "
        "works out the mass."
    ) == said(found)
    assert "CannotSay" == order(plan(BOTH)).judgement.verdict.name


def test_a_house_that_counts_the_salt() -> None:
    """Then the powder is what the order counts: 2.6796 mg, which this house does not weigh alone."""
    recipe, findings = powder(counted_as={"hydromorphone": "hydromorphone hydrochloride"})
    assert [(Mass.parse("81.2 mg"), False), (None, True)] == [(part.mass, part.too_little) for part in recipe.parts]
    assert ["baclofen"] == [each.drug for each in recipe.made]
    assert "salt-not-told" not in codes(findings)
    assert (
        "2.6796 mg of HYDROmorphone is less than the 20 mg that the house weighs on a balance with steps of 0.1 mg. "
        "The pharmacy makes a stock solution of it first, by its own procedure."
    ) == said(the(findings, "too-little-to-weigh"))


def test_a_house_that_counts_the_drug_without_its_salt() -> None:
    """The factor stands nowhere: no mass."""
    recipe, findings = powder(counted_as={"hydromorphone": "hydromorphone"})
    assert (None, True) == (recipe.parts[1].mass, "salt-not-told" in codes(findings))


# From vials


def vials(*stock: Stock, fill_of: dict[str, str] = THIN, **changed: object) -> tuple[DrawnRecipe, tuple[Finding, ...]]:
    """The recipe from vials, and what is found."""
    fill = first(plan(fill_of), made(VIALS, *stock), house(**changed) if changed else None)
    (route,) = fill.routes
    assert isinstance(route.recipe, DrawnRecipe)
    return route.recipe, fill.findings


def test_from_vials_by_hand() -> None:
    """
    On paper, 40.6 mL of baclofen 1,500 and hydromorphone 66 mcg/mL.

    40.6 x 1500/2000 = 30.45 mL; 40.6 x 66/10000 = 0.26796, down 0.26 mL; 40.6 - 30.45 - 0.26 = 9.89 mL of diluent.
    """
    recipe, _ = vials(BACLOFEN, HYDROMORPHONE)
    assert [ML("30.45 mL"), ML("0.26 mL")] == [part.volume for part in recipe.parts]
    assert ML("9.89 mL") == recipe.diluent
    assert [Ratio(0), Ratio(Fraction(-199, 6699))] == [each.error for each in recipe.made]


def test_the_strongest_stock_is_taken_as_the_planner_takes_it() -> None:
    """Of 4,000 and 10,000 mcg/mL the second."""
    recipe, _ = vials(BACLOFEN, WEAK, HYDROMORPHONE)
    assert [Concentration(2000), Concentration(10_000)] == [part.strength for part in recipe.parts]


def test_vials_needed() -> None:
    """30.45 mL of vials of 20 mL are 2, and 9.55 mL stay; 0.26 mL of 50 mL is 1. Both sizes are from memory."""
    fill = first(plan(THIN), made(VIALS, BACLOFEN, HYDROMORPHONE))
    needs = fill.routes[0].vials
    assert [Vials(ML("20 mL"), 2, ML("9.55 mL")), Vials(ML("50 mL"), 1, ML("49.74 mL"))] == [n.vials for n in needs]
    assert [False, False] == [need.checked for need in needs]


def test_vials_of_a_size_that_nobody_told() -> None:
    """A strength alone is sold in several sizes: none is taken, and the product to name is said."""
    fill = first(plan(THIN), made(VIALS))
    assert [None, None] == [need.vials for need in fill.routes[0].vials]
    found = [each for each in fill.findings if each.code == "order-vial-size-not-told"]
    assert (
        "30.45 mL of baclofen 2,000 mcg/mL is needed; how many vials that is depends on their size, which nobody said. "
        "Name the product as stock.formulation in the case. In the catalogue at this strength: "
        "baclofen-intrathecal-2000."
    ) == said(found[0])


def test_stocks_that_do_not_fit_are_refused() -> None:
    """2,000 of 2,000 and 66 of 10,000 mcg/mL take 100.66 %: the plan cannot be made so."""
    found = order(plan(BOTH), made(VIALS))
    assert (None, "Refused") == (found.fills[0].routes[0].recipe, found.judgement.verdict.name)
    assert (
        "The stocks would take up 100.66 % of the fill: it cannot be made from them. "
        "Have it compounded from powder, or make a plan for these stocks: cisterna plan."
    ) == said(the(found.judgement.findings, "stock-too-dilute"))


def test_no_stock_of_a_drug() -> None:
    """Which one is named, and nobody can say."""
    found = order(plan(THIN), made(VIALS, BACLOFEN))
    assert (
        "The case lists no stock of HYDROmorphone, so no recipe from commercial vials can be worked out. "
        "Add a [[stock]] section for each, or have the fill compounded from powder."
    ) == said(the(found.judgement.findings, "no-stock"))
    assert "CannotSay" == found.judgement.verdict.name


def test_a_house_that_counts_something_else_than_the_label() -> None:
    """No recipe from vials either: the pharmacist works it out."""
    fill = first(plan(THIN), made(VIALS), house(counted_as={"hydromorphone": "hydromorphone"}))
    assert None is fill.routes[0].recipe
    assert (
        "The house counts hydromorphone in its orders of HYDROmorphone, and the stock is hydromorphone hydrochloride: "
        "how much of the stock that is, stands nowhere in the pack, so no recipe is given. The pharmacist works it out."
    ).replace("counts hydromorphone in", "counts HYDROmorphone in") == said(the(fill.findings, "counts-otherwise"))


def test_the_order_is_taken_as_the_label_of_the_stock_counts() -> None:
    """Where nobody said, that is named, with the statement on what the label counts."""
    found = the(first(plan(THIN), made(VIALS)).findings, "taken-as-labeled")
    assert ("hydromorphone hydrochloride", ("hydromorphone.strength.label",)) == (
        found.values["substance"],
        found.because,
    )


def test_a_preserved_stock_is_refused() -> None:
    """The judge of stocks is asked: a multiple-dose vial does not go into a pump."""
    preserved = Stock("hydromorphone", Concentration(2000), "hydromorphone-injection-2-multidose")
    assert "Refused" == order(plan(THIN), made(VIALS, BACLOFEN, preserved)).judgement.verdict.name


@pytest.mark.parametrize(
    ("ordered", "expected"),
    [("1000 mcg/mL", []), ("1030 mcg/mL", ["rounding-lowers-held"]), ("980 mcg/mL", ["rounding-raises-held"])],
)
def test_graduations_too_coarse_for_the_held_drug(ordered: str, expected: list[str]) -> None:
    """
    With one syringe of 60 mL, its marks 2 mL apart, 40.6 mL would become 42 mL.

    So that the volume itself is on a mark, the fill is 38 mL, with 2 mL for the kit 40 mL.
    1,000 of 2,000 mcg/mL: 20 mL, exact; 1,030: 20.6, nearest 20, 2.91 % less; 980: 19.6, nearest 20, 2.04 % more.
    """
    known = house(syringes=(Syringe("60 mL syringe", ML("60 mL"), ML("2 mL")),))
    found = codes(first(plan({"baclofen": ordered}, volume="38 mL"), made(VIALS, BACLOFEN), known).findings)
    assert expected == [code for code in found if code.startswith("rounding")]


# The form is not told


def test_both_routes_where_the_form_is_not_told() -> None:
    """Each is shown as far as it goes; none stands in the way, but nobody can say which it is."""
    fill = first(plan(BOTH), made(None))
    assert [VIALS, POWDER] == [route.form for route in fill.routes]
    assert ["stock-too-dilute"] == codes(fill.routes[0].findings)
    assert ["fill-form-not-stated"] == [each.code for each in fill.findings if each.force is Force.UNKNOWN]


# When


def test_the_day_to_order_by() -> None:
    """Three staffed days before Monday: Friday, Thursday, Wednesday. That has passed; three days on it is Thursday."""
    due = first(plan(BOTH)).appointment
    assert (date(2026, 11, 23), 3, date(2026, 11, 18)) == (due.on, due.lead, due.order_by)
    assert (True, date(2026, 11, 26)) == (due.too_late, due.earliest)


def test_a_holiday_is_not_a_staffed_day() -> None:
    """With Thanksgiving on Thursday the order of Monday is there on Friday, and for Monday it goes out on Tuesday."""
    policy = replace(knowledge().policy, holidays=(date(2026, 11, 26),))
    assert date(2026, 11, 27) == staffed_day_after(date(2026, 11, 23), 3, policy)
    assert date(2026, 11, 24) == staffed_day_before(date(2026, 11, 30), 3, policy)


def test_an_appointment_far_enough_away() -> None:
    """Thirty days on, Wednesday 2026-12-23: by Friday the 18th, and nothing is said about it."""
    fills = order(Plan((refill(BOTH, day=30), typed(BOTH, day=30)))).fills
    assert (date(2026, 12, 18), False) == (fills[0].appointment.order_by, fills[0].appointment.too_late)
    assert "too-late" not in codes(fills[0].findings)


def test_the_day_passed_word_for_word() -> None:
    """What to do stands with it."""
    assert (
        "For the appointment of Mon 2026-11-23 08:00 the order has to be there by Wed 2026-11-18, 3 staffed days "
        "before it. Ordered on the day of the case, a fill is there on Thu 2026-11-26 at the earliest. "
        "Ask the pharmacy whether it can be sooner, or move the appointment and write its date into the case."
    ) == said(the(first(plan(BOTH)).findings, "too-late"))


def test_until_when_what_is_in_the_pump_lasts() -> None:
    """(12.4 - 1.4 mL) at 0.15 mL/day and 114.5 % is 64.04 days: 64."""
    assert Duration(64) == first(plan(BOTH)).appointment.empty_by


def test_a_faster_program_before_the_refill_empties_it_sooner() -> None:
    """600 mcg/day from day 0 on: 11 mL at 0.3 mL/day and 114.5 % is 32.02 days; the refill of day 40 comes too late."""
    fast = Plan((typed({"baclofen": "2000 mcg/mL"}, dose="600 mcg/day"), refill(BOTH, day=40), typed(BOTH, day=40)))
    fill = first(fast)
    assert Duration(32) == fill.appointment.empty_by
    assert (
        "With the pump running as fast as its accuracy allows, what is in it is used up by Fri 2026-12-25 08:00; the "
        "appointment is at Sat 2027-01-02 08:00. Refill sooner. An empty reservoir stops every drug in it."
    ) == said(the(fill.findings, "after-empty"))


def test_the_second_fill_counts_from_the_first() -> None:
    """38.6 - 1.4 = 37.2 mL from day 0 at 0.15 mL/day and 114.5 %: 216.6 days, so 216."""
    both = Plan((refill(BOTH), typed(BOTH), refill(BOTH, day=30), typed(BOTH, day=30)))
    assert Duration(216) == order(both).fills[1].appointment.empty_by


def test_boluses_count_as_if_all_were_taken() -> None:
    """With 3 boluses of 50 mcg a day 450 mcg/day are possible: 37.2 mL at 0.225 mL/day and 114.5 % is 144.4 days."""
    bolus = PatientBolus(Mass.parse("50 mcg"), 3)
    step = typed(BOTH)
    allowed = Reprogram(step.at, replace(step.program, patient_bolus=bolus))
    both = Plan((refill(BOTH), allowed, refill(BOTH, day=30), typed(BOTH, day=30)))
    assert Duration(144) == order(both).fills[1].appointment.empty_by


@pytest.mark.parametrize("missing", ["pump", "volume"])
def test_what_is_not_told_is_not_worked_out(missing: str) -> None:
    """Without the pump's accuracy, or without what is in it, nobody knows when it is empty."""
    case = seed()
    if missing == "pump":
        case = replace(case, system=replace(case.system, pump=None))
    else:
        case = replace(case, running=replace(case.running, reservoir_volume=None))
    fill = first(plan(BOTH), case)
    assert (None, [None, None]) == (fill.appointment.empty_by, [each.pump_lasts for each in fill.moves])


def test_a_new_pump_has_nothing_to_use_up() -> None:
    """An empty reservoir at the first fill is no reason to hurry."""
    case = replace(seed(), running=replace(seed().running, reservoir_volume=Volume(0)))
    fill = first(plan(BOTH), case)
    assert (None, False) == (fill.appointment.empty_by, "after-empty" in codes(fill.findings))


# How long it may wait


def test_the_times_of_every_source_by_hand() -> None:
    """12 h before Monday 08:00 is Sunday 20:00; the older edition's shortest, 24 h, Sunday 08:00."""
    room = [each for each in first(plan(BOTH)).beyond_use if each.where == "room temperature"]
    assert [("12 h", "12 h"), ("24 h", "48 h")] == [(str(each.shortest), str(each.longest)) for each in room]
    assert ["Sun 2026-11-22 20:00", "Sun 2026-11-22 08:00"] == [words().when(each.made_from) for each in room]


def test_baclofen_is_not_kept_cold() -> None:
    """A statement is against it, so the longer times of the refrigerator are not for this mixture."""
    cold = [each for each in first(plan(BOTH)).beyond_use if each.where == "refrigerator"]
    assert [False, False] == [each.allowed for each in cold]


def test_a_fill_without_baclofen_in_the_cold() -> None:
    """No source says whether it may: that is not the same as yes."""
    alone = Plan((refill({"hydromorphone": "66 mcg/mL"}),))
    cold = [each for each in first(alone).beyond_use if each.where == "refrigerator"]
    assert [None, None] == [each.allowed for each in cold]


def test_an_appointment_a_day_later() -> None:
    """Longer than every source lets it wait: made anew, ordered three staffed days before Tuesday, which has passed."""
    day, week = first(plan(BOTH)).moves
    assert (True, date(2026, 11, 19), True) == (day.made_anew, day.order_by, day.too_late)
    assert (True, date(2026, 11, 25), False) == (week.made_anew, week.order_by, week.too_late)
    assert (True, True) == (day.pump_lasts, week.pump_lasts)


def test_an_appointment_six_hours_later() -> None:
    """
    At 14:00, by the shortest time of each source.

    12 h: made after 02:00 of that day; 24 h: after Sunday 14:00.
    """
    fill = first(plan(BOTH))
    moved = moved_by(fill, Duration.parse("6 h"), seed(), knowledge().policy)
    assert ["Mon 2026-11-23 02:00", "Sun 2026-11-22 14:00"] == [
        words().when(each.made_from) for each in moved.usable if each.made_from is not None
    ]
    assert (False, date(2026, 11, 18)) == (moved.made_anew, moved.order_by)


def test_an_appointment_after_the_pump_is_empty() -> None:
    """70 days later lies beyond the 64 for which the pump surely lasts."""
    moved = moved_by(first(plan(BOTH)), Duration(70), seed(), knowledge().policy)
    assert False is moved.pump_lasts


# What is typed in, and what stays behind


def test_label_and_program_that_differ() -> None:
    """A corrected order is told from a slip by nobody but who wrote it: both values stand there."""
    corrected = BOTH | {"hydromorphone": "68 mcg/mL"}
    fill = first(plan(corrected, entered=BOTH))
    assert (
        "The order says 68 mcg/mL of HYDROmorphone, and the pump is told 66 mcg/mL. If it is meant to make up "
        "for what stays in the reservoir, say so on the label; else correct the plan."
    ) == said(the(fill.findings, "differs-from-program"))
    assert mixture(corrected) == fill.corrected
    assert [] == [line for line in checks(fill) if "not corrected" in line]


def test_an_order_that_is_not_corrected() -> None:
    """66 x (38.6 + 1.4)/38.6 = 68.39..., down 68 mcg/mL: named, so that nobody mixes the two up."""
    fill = first(plan(BOTH))
    assert (ML("1.4 mL"), mixture(BOTH | {"hydromorphone": "68 mcg/mL"})) == (fill.left_behind, fill.corrected)
    assert (
        "HYDROmorphone: 66 mcg/mL is not corrected for 1.4 mL that can stay behind; 68 mcg/mL would be, and is not "
        "ordered here"
    ) in checks(fill)


def test_the_program_of_this_fill_and_not_of_the_next() -> None:
    """Without a program of its own it is compared with the one that runs on, which knows of no hydromorphone."""
    later = Plan((refill(BOTH), refill(THIN, day=30), typed(THIN, day=30)))
    one, two = order(later).fills
    assert (mixture({"baclofen": "2000 mcg/mL"}), mixture(THIN)) == (one.entered, two.entered)
    assert (
        "The order says 66 mcg/mL of HYDROmorphone, and the pump is told 0 mcg/mL. If it is meant to make up for what "
        "stays in the reservoir, say so on the label; else correct the plan."
    ) == said(the(one.findings, "differs-from-program"))


def test_a_program_that_runs_on_over_two_fills() -> None:
    """The same mixture again needs no program of its own: what was typed for the first holds for the second."""
    again = Plan((refill(BOTH), typed(BOTH), refill(BOTH, day=30)))
    assert [mixture(BOTH), mixture(BOTH)] == [fill.entered for fill in order(again).fills]


def test_a_rinse_with_the_same_mixture_is_ordered_with_it() -> None:
    """3 times 2 mL more: 38.6 + 2 + 6 = 46.6 mL."""
    rinse = Rinse(3, ML("2 mL"), mixture(BOTH))
    fill = first(Plan((refill(BOTH, rinse=rinse), typed(BOTH))))
    assert (ML("46.6 mL"), True, ML("6 mL")) == (
        fill.total,
        fill.rinse and fill.rinse.same,
        fill.rinse and fill.rinse.total,
    )


def test_a_rinse_with_something_else_is_not_part_of_the_fill() -> None:
    """3 times 2 mL of drug-free fluid stand beside it."""
    rinse = Rinse(3, ML("2 mL"), Mixture({}))
    fill = first(Plan((refill(BOTH, rinse=rinse), typed(BOTH))))
    assert (ML("40.6 mL"), False) == (fill.total, fill.rinse and fill.rinse.same)


# What a second person reads back


def test_every_line_of_a_fill_from_vials() -> None:
    """Each drug, concentration, volume and syringe, the high-potency stock, what comes out, what is typed in."""
    assert [
        "baclofen: ordered at 1,500 mcg/mL (1.5 mg/mL), 60.9 mg in 40.6 mL",
        "HYDROmorphone: ordered at 66 mcg/mL (0.066 mg/mL), 2.6796 mg in 40.6 mL",
        "HYDROmorphone: the salt is hydromorphone hydrochloride, on the order, the stock and the label",
        "30 mL of baclofen 2,000 mcg/mL, in the 60 mL syringe",
        "0.45 mL of baclofen 2,000 mcg/mL, in the 1 mL syringe",
        "HYDROmorphone 10 mg/mL is a HIGH-POTENCY stock: read the strength aloud from the vial",
        "0.26 mL of HYDROmorphone 10,000 mcg/mL, in the 1 mL syringe",
        "9.8 mL of preservative-free diluent, in the 10 mL syringe",
        "0.09 mL of preservative-free diluent, in the 1 mL syringe",
        "baclofen is then 1,500 mcg/mL, as ordered",
        "HYDROmorphone is then 64.04 mcg/mL, 2.971 % below the order",
        "every vial, powder and the diluent are free of preservative",
        "40.6 mL delivered, 38.6 mL injected; 2 mL stays in the refill kit and is not injected",
        "38 mL to inject, in the 60 mL syringe",
        "0.6 mL to inject, in the 1 mL syringe",
        "baclofen: label 1,500 mcg/mL, told to the pump 1,500 mcg/mL",
        "HYDROmorphone: label 66 mcg/mL, told to the pump 66 mcg/mL",
        "baclofen: 1,500 mcg/mL is not corrected for 1.4 mL that can stay behind; 1,482 mcg/mL would be, and is not "
        "ordered here",
        "HYDROmorphone: 66 mcg/mL is not corrected for 1.4 mL that can stay behind; 68 mcg/mL would be, and is not "
        "ordered here",
    ] == checks(first(plan(THIN), made(VIALS, BACLOFEN, HYDROMORPHONE)))


def test_a_mass_that_is_too_little_is_not_read_back_as_weighed() -> None:
    """The stock solution is the pharmacy's; nobody reads 2.6796 mg off a balance."""
    known = house(counted_as={"hydromorphone": "hydromorphone hydrochloride"})
    lines = checks(first(plan(BOTH), made(POWDER), known))
    assert ["81.2 mg of baclofen on the balance, printed or read by two"] == [one for one in lines if "balance" in one]


def test_every_figure_of_a_recipe_is_in_the_trace() -> None:
    """Exact and rounded volume, diluent, concentration made and error, each in a step of its own."""
    found = order(plan(THIN), made(VIALS, BACLOFEN, HYDROMORPHONE))
    results = [step.result for step in found.trace]
    recipe = found.fills[0].routes[0].recipe
    assert isinstance(recipe, DrawnRecipe)
    wanted = [recipe.diluent, recipe.total]
    wanted += [value for part in recipe.parts for value in (part.exact, part.volume)]
    assert [] == [value for value in wanted if value not in results]
    assert [] == [each for each in recipe.made if each.made not in results or each.error not in results]
