"""A change that was made already: what is in the line, what has reached the tip, and the program that puts it right."""

from fractions import Fraction
from pathlib import Path

import pytest

from cisterna.delivery import Setting
from cisterna.desk import open_case, open_knowledge
from cisterna.knowledge import Knowledge
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Mass, Volume
from cisterna.therapy import Case, Mixture, Program, Refill, Reprogram, SimpleContinuous, Step
from cisterna.transition.rescue import CannotRepair, Found, Repair, found_at, repair

SEED = Path(__file__).parents[2] / "examples" / "seed.toml"
WEAKER = Mixture({"baclofen": Concentration(500), "hydromorphone": Concentration(17)})
NO_RESIDUAL = Setting(Volume.parse("0.312 mL"), (Volume(0),))
HOUR = Duration.parse("1 h")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return open_knowledge()


@pytest.fixture(scope="module")
def case(knowledge: Knowledge) -> Case:
    return open_case(SEED.read_text("utf-8"), "seed", knowledge)


def _typed(fill: Mixture, dose: str = "300 mcg/day") -> Program:
    return Program("baclofen", fill, SimpleContinuous(DoseRate.parse(dose)))


def _without_a_bridge(fill: Mixture) -> list[Step]:
    at = 2 * HOUR
    return [Refill(at, Volume(38), fill), Reprogram(at, _typed(fill))]


def _repair(case: Case, found: Found, knowledge: Knowledge, fill: Mixture) -> Repair | CannotRepair:
    return repair(case, found, "baclofen", knowledge.catalogue.pump("medtronic-synchromed-ii-40"), fill)


def test_a_weaker_fill_without_a_bridge_gives_four_times_the_dose(case: Case) -> None:
    """500 after 2000 mcg/mL at 300 mcg/day is 0.6 mL/day of the old drug: 1200 mcg/day, 300 mcg in 6 h for 75."""
    found = found_at(case, _without_a_bridge(WEAKER), 8 * HOUR, NO_RESIDUAL)
    assert DoseRate(1200) == found.gives["baclofen"]
    assert Mass(300) == found.gave["baclofen"]
    assert Mass(75) == found.would["baclofen"]
    assert [(Volume.parse("0.162 mL"), Concentration(2000)), (Volume.parse("0.15 mL"), Concentration(500))] == [
        (slug.volume, slug.mixture["baclofen"]) for slug in found.line
    ]


def test_the_repair_runs_what_is_left_of_the_old_drug_at_the_old_flow(case: Case, knowledge: Knowledge) -> None:
    """0.162 mL of 2000 mcg/mL at 0.15 mL/day last 25 h 55.2 min; then 300 mcg/day of the new fill."""
    found = found_at(case, _without_a_bridge(WEAKER), 8 * HOUR, NO_RESIDUAL)
    put_right = _repair(case, found, knowledge, WEAKER)
    assert isinstance(put_right, Repair)
    (step,) = put_right.steps
    assert isinstance(step, Reprogram)
    assert 8 * HOUR == step.at
    assert step.program.bridge is not None
    assert ("0.162 mL", "25 h 55 min") == (
        step.program.bridge.volume.format(),
        step.program.bridge.over.hours_and_minutes(),
    )
    assert SimpleContinuous(DoseRate(300)) == step.program.mode


def test_a_line_that_has_cleared_needs_no_bridge(case: Case, knowledge: Knowledge) -> None:
    """At 0.6 mL/day the old 0.312 mL are out after 12 h 29 min: a program without a bridge is right again."""
    found = found_at(case, _without_a_bridge(WEAKER), 15 * HOUR, NO_RESIDUAL)
    put_right = _repair(case, found, knowledge, WEAKER)
    assert isinstance(put_right, Repair)
    assert (Reprogram(15 * HOUR, _typed(WEAKER)),) == put_right.steps


def test_what_stayed_behind_is_no_stretch_of_its_own(case: Case, knowledge: Knowledge) -> None:
    """With 1.4 mL of the old drug under the fill the reservoir is a little stronger; only the line is bridged."""
    setting = Setting(Volume.parse("0.312 mL"), (Volume.parse("1.4 mL"),))
    found = found_at(case, _without_a_bridge(WEAKER), 8 * HOUR, setting)
    put_right = _repair(case, found, knowledge, WEAKER)
    assert isinstance(put_right, Repair)
    assert [Concentration(2000)] == [slug.mixture["baclofen"] for slug, _, _ in put_right.stretches]


def test_two_changes_in_a_row_take_two_programs(case: Case, knowledge: Knowledge) -> None:
    """Filled with 500, found weak, filled with 1000 mcg/mL: two old stretches, each at its own flow."""
    stronger = Mixture({"baclofen": Concentration(1000)})
    done = [
        *_without_a_bridge(WEAKER),
        Refill(6 * HOUR, Volume(38), stronger),
        Reprogram(6 * HOUR, _typed(stronger)),
    ]
    found = found_at(case, done, 8 * HOUR, Setting(Volume.parse("0.312 mL"), (Volume(0), Volume(0))))
    # 0.1 mL of 500 went in by 6 h, then 0.025 mL of 1000 (0.3 mL/day for 2 h): 0.187 mL of 2000 are still ahead.
    assert ["0.187 mL", "0.1 mL", "0.025 mL"] == [slug.volume.format() for slug in found.line]
    put_right = _repair(case, found, knowledge, stronger)
    assert isinstance(put_right, Repair)
    first, second = put_right.steps
    assert isinstance(first, Reprogram)
    assert isinstance(second, Reprogram)
    assert [FlowRate.parse("0.15 mL/day"), FlowRate.parse("0.6 mL/day")] == [flow for _, flow, _ in put_right.stretches]
    assert SimpleContinuous(DoseRate(600)) == first.program.mode
    assert SimpleContinuous(DoseRate(300)) == second.program.mode
    # 0.187 mL at 0.15 mL/day are 29 h 55 min, then 0.1 mL at 0.6 mL/day are 4 h.
    assert Duration(Fraction(8 * 60 + 29 * 60 + 55 + 4 * 60, 1440)) == second.at


def test_a_fill_without_the_held_drug_is_not_put_right_by_a_program(case: Case, knowledge: Knowledge) -> None:
    """Only hydromorphone was filled: no flow gives baclofen, so a program is no answer."""
    alone = Mixture({"hydromorphone": Concentration(17)})
    done = [Refill(2 * HOUR, Volume(38), alone)]
    found = found_at(case, done, 8 * HOUR, NO_RESIDUAL)
    assert CannotRepair("rescue-reservoir-without-held", {"drug": "baclofen"}) == _repair(case, found, knowledge, alone)


def test_a_stretch_without_the_held_drug_is_a_gap_no_program_closes(case: Case, knowledge: Knowledge) -> None:
    """Filled without baclofen, noticed, filled again with it: 0.025 mL in between carry none."""
    alone = Mixture({"hydromorphone": Concentration(17)})
    done = [Refill(2 * HOUR, Volume(38), alone), Refill(6 * HOUR, Volume(38), WEAKER)]
    found = found_at(case, done, 8 * HOUR, Setting(Volume.parse("0.312 mL"), (Volume(0), Volume(0))))
    values = {"drug": "baclofen", "volume": Volume.parse("0.025 mL")}
    assert CannotRepair("rescue-line-without-held", values) == _repair(case, found, knowledge, WEAKER)


def test_a_flow_the_pump_cannot_run_is_said(case: Case, knowledge: Knowledge) -> None:
    """A fill of 10 mg/mL wants 0.03 mL/day, below the lowest flow of this pump: no program holds the dose."""
    strong = Mixture({"baclofen": Concentration(10_000)})
    found = found_at(case, _without_a_bridge(strong), 8 * HOUR, NO_RESIDUAL)
    values = {"drug": "baclofen", "flow": FlowRate.parse("0.03 mL/day"), "pump": "SynchroMed II 8637-40"}
    assert CannotRepair("rescue-flow-out-of-range", values) == _repair(case, found, knowledge, strong)


def test_nothing_done_is_nothing_to_put_right(case: Case) -> None:
    """Without a step before `now` there is nothing to find."""
    with pytest.raises(ValueError, match="a change that was made has at least one step, and none after"):
        found_at(case, [], 8 * HOUR, NO_RESIDUAL)
