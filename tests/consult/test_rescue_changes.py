"""What surgery, a gap, a mistake or a planned end brings: what is offered, what is refused, and why."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from cisterna.consult.after import case_after
from cisterna.consult.assess import check_plan
from cisterna.consult.change import Changed, consult_change
from cisterna.desk import open_case, open_knowledge, open_plan
from cisterna.files.plan import write_plan
from cisterna.files.toml import FileProblems
from cisterna.knowledge import Knowledge
from cisterna.quantities import DoseRate, Duration, Mass, Ratio, Volume
from cisterna.reasons import Force
from cisterna.therapy import Case, Plan, Reprogram, Slug

CHANGES = Path(__file__).parents[2] / "examples" / "changes"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return open_knowledge()


def swapped(name: str, knowledge: Knowledge, *pairs: tuple[str, str]) -> Case:
    text = (CHANGES / f"{name}.toml").read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return open_case(text, name, knowledge)


def answer(case: Case, knowledge: Knowledge) -> Changed:
    assert case.request is not None
    return consult_change(case, case.request, knowledge, on=case.on)


def codes(found: Changed) -> set[str]:
    return {one.code for one in found.findings}


def test_a_rescue_says_what_is_at_the_tip_and_what_was_given(knowledge: Knowledge) -> None:
    """500 after 2000 mcg/mL without a bridge: four times the dose for 6 h, 225 mcg too much."""
    found = answer(swapped("rescue-no-bridge", knowledge), knowledge)
    notes = {(one.code, one.values.get("drug")): one.values for one in found.way("rescue-program").notes}
    assert DoseRate(1200) == notes["rescue-tip-now", "baclofen"]["gives"]
    assert Mass(225) == notes["rescue-too-much", "baclofen"]["apart"]


def test_the_rescue_strays_less_than_leaving_it(knowledge: Knowledge) -> None:
    """Neither is inside the limits, which the page says; the program comes first."""
    found = answer(swapped("rescue-no-bridge", knowledge), knowledge)
    assert ["rescue-program", "rescue-as-it-is"] == [way.id for way in found.ways]
    least_bad = next(one for one in found.findings if one.code == "rescue-least-bad")
    assert least_bad.values["high"] < least_bad.values["most"]


def test_a_rescue_in_time_is_clear(knowledge: Knowledge) -> None:
    """1935 after 2000 mcg/mL without a bridge is a small step: put right after 6 h, nothing leaves the band."""
    near = ('baclofen = "500 mcg/mL"', 'baclofen = "1935 mcg/mL"')
    found = answer(swapped("rescue-no-bridge", knowledge, near), knowledge)
    assert "Clear" == found.way("rescue-program").assessed.judgement.physics.name


def test_what_happened_before_it_was_found_is_no_verdict(knowledge: Knowledge) -> None:
    """Found when the old drug has left: the hours of overdose are told, and only what stayed behind is signed for."""
    late = ('rescue = "2026-11-23 16:00"', 'rescue = "2026-11-24 12:00"')
    found = answer(swapped("rescue-no-bridge", knowledge, late), knowledge)
    way = found.way("rescue-program")
    # 1.4 mL of 2000 under 38 mL of 500 mcg/mL: 553.3 mcg/mL, 10.66 % above.
    assert {"held-dose-24h-high"} == {one.code for one in way.assessed.judgement.physics.findings}
    assert "NeedsOverride" == way.assessed.judgement.physics.name
    assert "judged-from-now" in {one.code for one in way.assessed.judgement.findings}
    notes = {(one.code, one.values.get("drug")): one.values for one in way.notes}
    assert notes["rescue-given", "baclofen"]["gave"] > notes["rescue-given", "baclofen"]["would"]


def test_a_typed_rescue_begins_with_what_was_done(knowledge: Knowledge) -> None:
    """A plan that says another dose ran until now is no plan for this patient."""
    case = swapped("rescue-no-bridge", knowledge)
    text = write_plan(answer(case, knowledge).way("rescue-program").plan, case)
    other = text.replace('dose = "300 mcg/day"', 'dose = "301 mcg/day"', 1)
    assert other != text
    said = check_plan(case, open_plan(other, "plan", case, knowledge), knowledge, on=case.on).judgement.findings
    assert [Force.HARD] == [one.force for one in said if one.code == "plan-not-as-done"]
    said = check_plan(case, open_plan(text, "plan", case, knowledge), knowledge, on=case.on).judgement.findings
    assert [] == [one for one in said if one.code == "plan-not-as-done"]


def test_a_fill_without_baclofen_is_not_rescued_by_a_program(knowledge: Knowledge) -> None:
    """No way is offered but leaving it, and the reason stands beside it."""
    without = (
        ('baclofen = "500 mcg/mL", hydromorphone', "hydromorphone"),
        ('entered = { hydromorphone = "17 mcg/mL" }', 'entered = { baclofen = "500 mcg/mL" }'),
    )
    found = answer(swapped("rescue-no-bridge", knowledge, *without), knowledge)
    assert ["rescue-reservoir-without-held"] == [each.why.code for each in found.not_possible]
    assert ["rescue-as-it-is"] == [way.id for way in found.ways]
    assert "Refused" == found.verdict.name


def test_a_short_gap_restarts_as_before(knowledge: Knowledge) -> None:
    """Six hours: every drug starts with the program, and the withdrawal clock counts from the stop."""
    found = answer(swapped("restart-short", knowledge), knowledge)
    (step,) = found.way("restart-as-before").plan.of(Reprogram)
    assert DoseRate(300) == step.program.daily_dose
    assert "restart-withdrawal-clock" in codes(found)


def test_a_long_gap_restarts_nothing(knowledge: Knowledge) -> None:
    """60 h: no program is proposed, and one that is typed in at the dose before is refused."""
    case = swapped("restart-long", knowledge)
    found = answer(case, knowledge)
    assert ((), ["restart-gap-too-long"]) == (found.ways, [each.why.code for each in found.not_possible])
    typed = Plan((Reprogram(Duration(0), case.running.program),))
    said = check_plan(case, typed, knowledge, on=case.on).judgement
    assert "Refused" == said.physics.name
    assert [Force.HARD] == [one.force for one in said.findings if one.code == "restart-gap-too-long"]


def test_an_opioid_in_the_pump_starts_with_the_restart(knowledge: Knowledge) -> None:
    """One mixture has one flow, so the page says at which dose the opioid starts again."""
    dual = ('fill = { baclofen = "2000 mcg/mL" }', 'fill = { baclofen = "2000 mcg/mL", hydromorphone = "333 mcg/mL" }')
    naive = ('opioid_exposure = "naive"', 'opioid_exposure = "tolerant"')
    found = answer(swapped("restart-short", knowledge, dual, naive), knowledge)
    told = [one for one in found.way("restart-as-before").notes if one.code == "restart-opioid-too"]
    assert [("hydromorphone", DoseRate.parse("49.95 mcg/day"))] == [
        (one.values["drug"], one.values["dose"]) for one in told
    ]


def test_a_planned_end_makes_no_program(knowledge: Knowledge) -> None:
    """What sources say, and never a way; making room cannot even be written as a reason."""
    found = answer(swapped("end-infection", knowledge), knowledge)
    assert ((), ["end-not-planned-here"]) == (found.ways, [each.why.code for each in found.not_possible])
    assert {"end-stop-is-at-once", "end-line-lasts", "source-on-end"} <= codes(found)
    with pytest.raises(FileProblems, match="infection, explant, wish"):
        swapped("end-infection", knowledge, ('why = "infection"', 'why = "making room"'))


def test_a_new_catheter_is_judged_as_the_surgeon_left_it(knowledge: Knowledge) -> None:
    """A plan that is typed in meets the drug-free line too: running on without a prime is a gap."""
    case = swapped("catheter-revision", knowledge)
    assert (Slug(Volume.parse("0.3 mL"), case.request.change.line),) == case_after(case, knowledge).running.line  # type: ignore[union-attr]
    again = case_after(case_after(case, knowledge), knowledge)
    assert again == case_after(case, knowledge)
    said = check_plan(case, Plan((Reprogram(Duration(0), case.running.program),)), knowledge, on=case.on)
    assert "held-dose-4h-low" in {one.code for one in said.judgement.findings}
    assert "Refused" == said.judgement.physics.name


def test_a_prime_is_shown_with_what_too_much_of_it_gives(knowledge: Knowledge) -> None:
    """0.01 mL of 2000 mcg/mL are 20 mcg at once; the short prime fits the fastest pump and the shortest line."""
    found = answer(swapped("catheter-revision", knowledge), knowledge)
    short = found.way("new-catheter-primed-short")
    (step,) = short.plan.of(Reprogram)
    assert step.program.prime is not None
    # 0.29 mL over 1.145 is 0.25327...: down to thousandths.
    assert Volume.parse("0.253 mL") == step.program.prime.volume
    assert [Mass(20)] == [one.values["amount"] for one in short.notes if one.code == "prime-too-large"]


def test_two_pumps_err_each_in_its_own_way(knowledge: Knowledge) -> None:
    """85.5 to 114.5 % both: 300 mcg/day may become 224.017... to 401.75...; without measurements no verdict."""
    found = answer(swapped("pump-replacement", knowledge), knowledge)
    (way,) = found.ways
    assert "CannotSay" == way.assessed.judgement.physics.name
    (bias,) = [one for one in way.assessed.judgement.findings if one.code == "new-pump-bias-unknown"]
    assert (Ratio(Fraction(855, 1145)), Ratio(Fraction(1145, 855))) == (bias.values["least"], bias.values["most"])
    assert DoseRate(300) * Fraction(855, 1145) == bias.values["low"]


def test_what_the_old_pump_has_shown_narrows_the_new_dose(knowledge: Knowledge) -> None:
    """Three refills of 20 mL told and 20 mL gone, read to 0.1 mL: 0.995 to 1.005 of the old dose is the reference."""
    shown = "".join(
        f'\n[[system.refill_volumes]]\non = "2026-0{month}-08"\n'
        'commanded = "20 mL"\ndelivered = "20 mL"\nerror = "0.1 mL"\n'
        for month in (1, 3, 5)
    )
    found = answer(swapped("pump-replacement", knowledge, ("[running]", f"{shown}\n[running]")), knowledge)
    (bias,) = [one for one in found.ways[0].assessed.judgement.findings if one.code == "new-pump-bias-unknown"]
    assert (Fraction("0.855") / Fraction("1.005"), Fraction("1.145") / Fraction("0.995")) == (
        bias.values["least"].value,
        bias.values["most"].value,
    )


def test_a_second_pump_leaves_this_one_alone(knowledge: Knowledge) -> None:
    """No step, a clear verdict, and the published starts for the other."""
    found = answer(swapped("second-pump", knowledge), knowledge)
    (way,) = found.ways
    assert ("Clear", ()) == (way.verdict.name, way.plan.acts)
    assert {"second-pump-start", "second-pump-own-case"} <= {one.code for one in way.notes}


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("rescue-no-bridge", 'rescue = "2026-11-23 16:00"', 'rescue = "2026-11-23 09:00"', "when it was found"),
        ("restart-short", 'restart = "2026-11-23 02:00"', 'restart = "2026-11-23 12:00"', "lies after the moment"),
        ("restart-short", 'restart = "2026-11-23 02:00"', 'restart = "yesterday"', "not a date and a time"),
        ("catheter-revision", 'line = "drug-free"', 'line = "full"', "drug-free"),
        ("second-pump", 'second_pump = "hydromorphone"', 'second_pump = "baclofen"', "runs in this pump already"),
        ("pump-replacement", 'pump = "medtronic-synchromed-ii-40", tubing', "tubing", "the new pump is not named"),
    ],
)
def test_what_cannot_be_is_said(name: str, old: str, new: str, said: str, knowledge: Knowledge) -> None:
    """Each at its place, with what to do."""
    with pytest.raises(FileProblems, match=said):
        swapped(name, knowledge, (old, new))
