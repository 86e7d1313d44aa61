"""The volume drawn against the volume expected, with both limits, and what the pump delivered."""

from __future__ import annotations

import pytest

from cisterna.quantities import Mass, Volume
from visit.visits import HEAD, case, check, drawn, found, not_told, said, the, with_pump

SMALL, LARGE = "medtronic-synchromed-ii-20", "medtronic-synchromed-ii-40"
MAINO = "pitfalls.volume-difference.maino-2017"

AT_THE_LIMIT = [
    (SMALL, "9 mL", []),
    (SMALL, "8.9 mL", ["drawn-less"]),
    (SMALL, "11 mL", []),
    (SMALL, "11.1 mL", ["drawn-more"]),
    (LARGE, "8.1 mL", []),
    (LARGE, "8 mL", ["drawn-less"]),
    (LARGE, "11.9 mL", []),
    (LARGE, "12 mL", ["drawn-more"]),
]


@pytest.mark.parametrize(("pump", "aspirated", "codes"), AT_THE_LIMIT)
def test_the_limit_of_each_pump(pump: str, aspirated: str, codes: list[str]) -> None:
    """More than 1 mL in a pump of 20 mL; in one of 40 mL 2 mL and more, where two limits meet."""
    assert codes == found(drawn("10 mL", aspirated, with_pump(pump)))


@pytest.mark.parametrize(("pump", "number"), [(SMALL, "20"), (LARGE, "40")])
def test_a_difference_rests_on_the_limit_of_its_pump(pump: str, number: str) -> None:
    """The statement on this size of pump is cited, and not the other."""
    because = the(drawn("10 mL", "4 mL", with_pump(pump)), "drawn-less").because
    assert [f"{MAINO}-{number}"] == [id for id in because if id.startswith(MAINO)]


def test_less_than_expected_word_for_word() -> None:
    """What was drawn, what was expected, the limit, and that the patient stays."""
    assert (
        "4 mL was drawn where 13 mL was expected, 9 mL less; more than 1 mL counts. Draw again with the needle "
        "checked, before anything is injected. It may have gone beside the pump at the last refill, or too fast into "
        "the patient, or still be in the pump. Do not let the patient leave: watch, and open 'cisterna emergency "
        "pocket-fill'."
    ) == said(the(drawn("13 mL", "4 mL", case("visits/cases/small-pump")), "drawn-less"))


def test_how_much_drug_is_not_accounted_for() -> None:
    """9 mL of 1 mg/mL: 9 times 1 mg."""
    finding = the(drawn("13 mL", "4 mL", case("visits/cases/small-pump")), "amount-not-accounted-for")
    assert Mass(9 * 1000) == finding.values["amount"]


def test_more_than_expected_asks_for_a_test_before_a_restart() -> None:
    """The published case is cited: 19 mL still there, restarted, near-lethal."""
    result = drawn("10.9 mL", "19 mL", case("visits/cases/child"), filled_to="19 mL")
    assert (["drawn-more", "no-delivery"], 20) == (found(result), result.verdict.exit_code)
    assert "baclofen.surplus.sgouros-2010" in the(result, "drawn-more").because
    assert "Do not restart or raise the dose before pump and catheter are tested." in said(the(result, "drawn-more"))


ACCURACY = [
    ("7.72 mL", ["over-infusion"]),  # 6 mL told, 114.5 % of it is 6.87 mL: more than that is over-infusion
    ("7.73 mL", []),
    ("9.47 mL", []),  # 85.5 % of 6 mL is 5.13 mL
    ("9.48 mL", ["under-delivery"]),
]


@pytest.mark.parametrize(("aspirated", "codes"), ACCURACY)
def test_what_was_delivered_against_the_accuracy(aspirated: str, codes: list[str]) -> None:
    """A difference too small for a pocket fill can still be more than the pump's accuracy allows."""
    assert codes == found(drawn("8.6 mL", aspirated, filled_to="14.6 mL"))


def test_over_infusion_word_for_word() -> None:
    """Told, given, allowed."""
    assert (
        "The pump was told to deliver 6 mL and gave 7.5 mL; its accuracy allows at most 6.87 mL. Look for signs of "
        "overdose, report the pump, and book the next refill earlier: the alarm does not see it."
    ) == said(the(drawn("8.6 mL", "7.1 mL", filled_to="14.6 mL"), "over-infusion"))


def test_without_the_volume_at_the_last_refill_delivery_is_not_judged() -> None:
    """It is asked for, by name."""
    assert "before.filled_to" in not_told(drawn("8.6 mL", "8.4 mL"))


def test_a_pump_that_was_told_nothing() -> None:
    """As much expected as was typed in: the pump was stopped, or one of the numbers is wrong."""
    assert ["nothing-commanded"] == found(drawn("38.6 mL", "38.6 mL", filled_to="38.6 mL"))


def test_an_unknown_pump_is_neither_fine_nor_found() -> None:
    """1.5 mL count in a pump of 20 mL and not in one of 40 mL: cannot say, with the model asked for."""
    result = drawn("10 mL", "8.5 mL", with_pump(None))
    assert [] == found(result)
    assert "system.pump" in the(result, "limit-not-known").missing
    assert Volume.parse("1.5 mL") == the(result, "limit-not-known").values["difference"]


def test_an_unknown_pump_and_a_difference_that_counts_in_any() -> None:
    """2 mL count whatever the model."""
    assert ["drawn-less"] == found(drawn("10 mL", "8 mL", with_pump(None)))


def test_a_pump_without_a_limit_of_its_own() -> None:
    """The limit for any pump is used, and it is said that it is not this one's."""
    result = drawn("10 mL", "8.5 mL", with_pump("medtronic-synchromed-el-18"))
    assert [] == found(result)
    assert the(result, "no-limit-for-this-pump").because


def test_expected_is_worked_out_from_the_case_and_the_time() -> None:
    """8.6 mL two days before, at 0.15 mL/day: 8.6 - 2 x 0.15."""
    result = check(f'{HEAD}[before]\nat = "2026-11-25 08:00"\n[aspirated]\nvolume = "8.3 mL"\n')
    assert result.volumes is not None
    assert (Volume.parse("8.3 mL"), True) == (result.volumes.expected, result.volumes.from_case)


@pytest.mark.parametrize("section", ['[before]\nreservoir_volume = "8 mL"\n', '[aspirated]\nvolume = "8 mL"\n', ""])
def test_half_of_a_comparison_is_asked_for(section: str) -> None:
    """What was drawn and what was expected, both or the one that is missing."""
    wanted = {"aspirated.volume", "before.reservoir_volume"}
    wanted -= {"before.reservoir_volume" if "reservoir" in section else "aspirated.volume"} if section else set()
    result = check(HEAD + section)
    assert wanted == not_told(result) & {"aspirated.volume", "before.reservoir_volume"}
    assert result.volumes is None
