"""Plans that were written to get past the verifier. Each did, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cisterna.consult import check_plan
from cisterna.desk import open_case, open_plan
from cisterna.files.toml import FileProblems
from cisterna.reasons import Judgement
from consult.cases import knowledge

EXAMPLES = Path(__file__).parents[2] / "examples"
BOTH = 'baclofen = "2000 mcg/mL", hydromorphone = "333 mcg/mL"'


def refill(mixture: str, *, after: str = "0 h", volume: str = "38.6 mL") -> str:
    """A refill that draws out all that can be drawn."""
    return (
        f'[[step]]\ndo = "refill"\nafter = "{after}"\nwithdraw_to = "residual"\n'
        f'fill = {{ volume = "{volume}", {mixture} }}\n'
    )


def program(
    entered: str, *, after: str = "0 h", dose: str = "300 mcg/day", also: str = 'patient_bolus = "none"'
) -> str:
    """A simple continuous program of baclofen."""
    return (
        f'[[step]]\ndo = "program"\nafter = "{after}"\nprimary = "baclofen"\nentered = {{ {entered} }}\n'
        f'mode = "simple continuous"\ndose = "{dose}"\n{also}\n'
    )


def watch(hours: int, *, after: str = "0 h") -> str:
    """Somebody watches, for that many hours."""
    return f'[[step]]\ndo = "observe"\nafter = "{after}"\nfor = "{hours} h"\n'


def judged(*steps: str, changes: dict[str, str] | None = None) -> Judgement:
    """The judgement on these steps in the seed's case, with pieces of the case's text exchanged."""
    text = (EXAMPLES / "seed.toml").read_text("utf-8")
    for old, new in (changes or {}).items():
        assert old in text
        text = text.replace(old, new)
    case = open_case(text, "case.toml", knowledge())
    plan = open_plan("\n".join(('schema = "cisterna.plan/1"', *steps)), "plan.toml", case, knowledge())
    return check_plan(case, plan, knowledge(), on=case.on).judgement


def codes(judgement: Judgement) -> set[str]:
    """What stands against it."""
    return {finding.code for finding in judgement.findings if finding.force.value != "note"}


def test_a_plan_that_nothing_is_wrong_with_is_clear() -> None:
    assert judged(refill(BOTH), watch(120), program(BOTH)).physics.name == "Clear"


def test_a_drug_that_is_misspelled_in_a_plan_is_not_let_by_unjudged() -> None:
    mixture = 'baclofen = "2000 mcg/mL", hydromorphon = "10 mg/mL"'
    with pytest.raises(FileProblems, match="'hydromorphon' is not a drug in the catalogue"):
        judged(refill(mixture), watch(120), program(mixture))


@pytest.mark.parametrize("drug", ["clonidine", "bupivacaine", "ziconotide"])
def test_a_drug_that_no_check_looks_at_does_not_pass(drug: str) -> None:
    mixture = f'baclofen = "2000 mcg/mL", {drug} = "1 mcg/mL"'
    found = judged(refill(mixture), watch(120), program(mixture))
    assert found.physics.name == "CannotSay"
    assert "drug-not-judged" in codes(found)


@pytest.mark.parametrize("drug", ["clonidine", "bupivacaine", "ziconotide"])
def test_above_a_published_limit_a_drug_is_refused_whether_or_not_it_is_judged(drug: str) -> None:
    mixture = f'baclofen = "2000 mcg/mL", {drug} = "100 mg/mL"'
    found = judged(refill(mixture), watch(120), program(mixture))
    assert found.physics.name == "Refused"
    assert {"drug-not-judged", "concentration-above-maximum"} <= codes(found)


def test_a_drug_that_no_check_looks_at_may_run_on_as_it_runs() -> None:
    mixture = 'baclofen = "2000 mcg/mL", bupivacaine = "5 mg/mL"'
    changes = {'fill = { baclofen = "2000 mcg/mL" }': f"fill = {{ {mixture} }}"}
    assert judged(refill(mixture), watch(120), program(mixture), changes=changes).physics.name == "Clear"


def test_an_intended_dose_below_the_running_one_is_no_way_to_taper() -> None:
    changes = {"reservoir_volume": 'intended = { baclofen = "100 mcg/day" }\nreservoir_volume'}
    found = judged(refill(BOTH), watch(200), program(BOTH, dose="100 mcg/day"), changes=changes)
    assert found.physics.name == "CannotSay"
    assert "intended-below-running" in codes(found)


BOLUS = 'patient_bolus = { dose = "%s", per_day = "%s" }'
IN_USE = {
    "reservoir_volume": 'patient_boluses = { dose = "5 mcg", used_per_day = "2" }\nreservoir_volume',
    'patient_controller = "none"': 'patient_controller = "present"',
}


def test_new_patient_boluses_of_the_held_drug_alone_count_at_their_largest_use() -> None:
    found = judged(program('baclofen = "2000 mcg/mL"', also=BOLUS % ("1000 mcg", "20")))
    assert found.physics.name == "Refused"
    assert {"held-dose-high-by-boluses", "patient-bolus-too-large"} <= codes(found)


def test_boluses_in_use_may_not_be_allowed_five_hundred_times_a_day() -> None:
    """300 + 500 * 5 = 2,800 mcg/day, where 310 are held."""
    found = judged(program('baclofen = "2000 mcg/mL"', also=BOLUS % ("5 mcg", "500")), changes=IN_USE)
    assert found.physics.name == "Refused"
    assert "held-dose-high-by-boluses" in codes(found)


def test_boluses_in_use_may_go_on_as_often_as_they_are_used() -> None:
    found = judged(program('baclofen = "2000 mcg/mL"', also=BOLUS % ("5 mcg", "2")), changes=IN_USE)
    assert found.physics.name == "Clear"


SLOW = {"300 mcg/day": "60 mcg/day", "0.15 mL/day": "0.03 mL/day"}


def test_a_flow_that_the_pump_cannot_run_is_not_cleared() -> None:
    """60 / 2000 = 0.03 mL/day; the pump's slowest is 0.048 mL/day."""
    found = judged(refill(BOTH), watch(300), program(BOTH, dose="60 mcg/day"), changes=SLOW)
    assert found.physics.name == "Refused"
    assert codes(found) >= {"flow-below-lowest"}


def test_a_step_of_zero_in_a_schedule_is_a_pause_and_no_flow_too_low() -> None:
    steps = 'steps = [{ from = "00:00", dose = "0 mcg/h" }, { from = "12:00", dose = "25 mcg/h" }]'
    flex = program(BOTH).replace('"simple continuous"', '"flex"').replace('dose = "300 mcg/day"', steps)
    assert "flow-below-lowest" not in codes(judged(refill(BOTH), watch(200), flex))


def test_a_full_fill_on_top_of_what_may_have_stayed_behind_does_not_surely_fit() -> None:
    """40 mL on top of up to 1.4 mL."""
    found = judged(refill(BOTH, volume="40 mL"), watch(120), program(BOTH))
    assert found.physics.name == "NeedsOverride"
    assert codes(found) >= {"may-be-overfilled"}


def test_nothing_drawn_out_and_a_slow_pump_may_overfill() -> None:
    """12.4 mL less 2 days of 0.15 mL/day at 85.5 % leaves 12.1435 mL, at 100 % only 12.1 mL; 27.87 mL are added."""
    later = refill(BOTH, after="48 h", volume="27.87 mL").replace('withdraw_to = "residual"\n', "")
    found = judged(later, watch(150, after="48 h"), program(BOTH, after="48 h"))
    assert codes(found) >= {"may-be-overfilled"}


def test_a_high_start_that_is_lowered_later_is_a_high_start() -> None:
    """5 mg/mL at 0.15 mL/day is 0.75 mg/day for 20 days; sources start at 0.1 mg/day."""
    high, low = BOTH.replace("333 mcg", "5,000 mcg"), BOTH.replace("333 mcg", "66 mcg")
    later = "480 h"
    found = judged(
        refill(high),
        watch(120),
        program(high),
        refill(low, after=later),
        watch(8, after=later),
        program(low, after=later),
    )
    assert codes(found) >= {"opioid-above-start-range", "opioid-above-every-start"}
    assert found.physics.name == "Refused"


DILUTED = BOTH.replace("2000 mcg", "1700 mcg")
BRIDGED = 'bridge = { volume = "0.312 mL", over = "49 h 55 min" }'
BOTH_RUN = {'fill = { baclofen = "2000 mcg/mL" }': f"fill = {{ {BOTH} }}"}


def test_a_raise_that_waits_for_the_end_of_a_bridge_is_watched_there() -> None:
    """The flow goes from 0.15 to 300 / 1700 mL/day once the bridge is over: 17.6 % more opioid, 50 hours later."""
    found = judged(refill(DILUTED), watch(30), program(DILUTED, also=BRIDGED), changes=BOTH_RUN)
    assert found.physics.name == "Refused"
    assert codes(found) >= {"raise-not-watched"}
    found = judged(refill(DILUTED), watch(100), program(DILUTED, also=BRIDGED), changes=BOTH_RUN)
    assert "raise-not-watched" not in codes(found)


def test_a_new_opioid_that_is_raised_by_rate_weeks_later_is_watched_again() -> None:
    first = (refill(BOTH), watch(120), program(BOTH))
    again = (refill(DILUTED, after="480 h"), watch(8, after="480 h"), program(DILUTED, after="480 h", also=BRIDGED))
    assert codes(judged(*first, *again)) >= {"raise-not-watched"}


def test_a_running_opioid_is_not_raised_tenfold_without_a_word() -> None:
    """333 to 3,330 mcg/mL at the same flow: 49.95 to 499.5 mcg/day, where the smallest published step is 30 %."""
    tenfold = BOTH.replace("333 mcg", "3330 mcg")
    found = judged(refill(tenfold), watch(120), program(tenfold), changes=BOTH_RUN)
    assert found.physics.name == "NeedsOverride"
    assert "opioid-raise-above-step" in codes(found)


def test_an_opioid_that_comes_in_with_a_rinse_is_an_opioid() -> None:
    """1.4 mL of a rinse at 15 mg/mL stays behind under 5 mL: up to 0.49 mg/day, in a fill that holds none."""
    plain = 'baclofen = "2000 mcg/mL"'
    rinse = f'rinse = {{ times = 1, volume = "10 mL", {plain}, hydromorphone = "15 mg/mL" }}\nfill ='
    found = judged(refill(plain, volume="5 mL").replace("fill =", rinse), watch(8), program(plain))
    assert found.physics.name == "Refused"
    assert codes(found) >= {"arrival-not-watched", "opioid-above-start-range"}


def test_a_small_fill_that_nobody_is_called_about() -> None:
    """(2.5 - 1.4) mL at 0.15 mL/day and 14.5 % more is gone after 1.1 / (0.15 * 1.145) = 6.4 days."""
    small = refill(BOTH, volume="2.5 mL")
    assert "refill-not-booked" in codes(judged(small, watch(120), program(BOTH)))
    call = '[[step]]\ndo = "call"\nafter = "130 h"\nwhy = "refill appointment"\n'
    assert "refill-not-booked" not in codes(judged(small, watch(120), program(BOTH), call))


def test_a_reservoir_that_may_be_empty_already() -> None:
    """1 mL is no more than the 1.4 mL that may not be drawn: whether the line is full is not known."""
    found = judged(refill(BOTH), watch(120), program(BOTH), changes={'"12.4 mL"': '"1 mL"'})
    assert found.physics.name == "CannotSay"
    assert "may-have-run-dry" in codes(found)


def test_far_above_every_published_start_in_a_patient_without_tolerance() -> None:
    """4 mg/mL at 0.15 mL/day is 0.6 mg/day; the widest published start ends at 0.5 mg/day."""
    high = BOTH.replace("333 mcg", "4,000 mcg")
    found = judged(refill(high), watch(120), program(high))
    assert found.physics.name == "Refused"
    assert "opioid-above-every-start" in codes(found)
    tolerant = judged(refill(high), watch(120), program(high), changes={'"naive"': '"tolerant"'})
    assert "opioid-above-every-start" not in codes(tolerant)


def test_two_opioids_are_each_judged_alone_and_that_is_said() -> None:
    three = BOTH + ', morphine = "600 mcg/mL"'
    assert "two-opioids" in codes(judged(refill(three), watch(120), program(three)))


def test_a_running_opioid_that_is_left_out_is_told() -> None:
    running = {'fill = { baclofen = "2000 mcg/mL" }': 'fill = { baclofen = "2000 mcg/mL", morphine = "2 mg/mL" }'}
    assert "running-opioid-left-out" in codes(judged(refill(BOTH), watch(120), program(BOTH), changes=running))


def test_a_naive_patient_does_not_take_opioids() -> None:
    opioid = '[[systemic_opioid]]\ndrug = "morphine"\nroute = "oral"\ndose = "600 mg/day"\n\n[fill]'
    with pytest.raises(FileProblems, match="is 'naive', but systemic opioids are listed"):
        judged(refill(BOTH), watch(120), program(BOTH), changes={"[fill]": opioid})


def test_a_child_is_not_started_on_an_adult_s_range() -> None:
    found = judged(refill(BOTH), watch(120), program(BOTH), changes={'age = "54 y"': 'age = "3 y"'})
    assert found.physics.name == "Refused"
    assert "opioid-in-a-child" in codes(found)


def test_an_age_that_is_not_stated_is_a_missing_fact() -> None:
    found = judged(refill(BOTH), watch(120), program(BOTH), changes={'age = "54 y"\n': ""})
    assert found.physics.name == "CannotSay"
    assert "patient.age" in {name for finding in found.findings for name in finding.missing}


def test_an_opioid_that_lies_in_the_line_is_watched_when_it_comes() -> None:
    """Behind 0.1 mL of baclofen: at the tip after 0.1 / 0.15 days = 16 h, 14 h at the fastest; then a day of watch."""
    line = (
        'line = [ { volume = "0.1 mL", baclofen = "2000 mcg/mL" }, '
        '{ volume = "0.212 mL", baclofen = "2000 mcg/mL", hydromorphone = "1 mg/mL" } ]\n'
    )
    shown = 'flow_shown = "0.15 mL/day"\n'
    only = program('baclofen = "2000 mcg/mL"')
    unwatched = judged(only, changes={shown: shown + line})
    assert unwatched.physics.name == "Refused"
    assert "arrival-not-watched" in codes(unwatched)
    assert "arrival-not-watched" in codes(judged(watch(24), only, changes={shown: shown + line}))
    assert "arrival-not-watched" not in codes(judged(watch(48), only, changes={shown: shown + line}))
