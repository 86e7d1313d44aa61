"""`cisterna vectors run`: the known answers come out, a wrong answer is seen, a bad file is told what is wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cisterna.cli import cli

FILE = Path(__file__).with_name("delivery_vectors.json")
WHOLE: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
DUE = {"simulate", "interval", "design", "dispersion", "taylor_aris"}


def vectors_run(file: Path) -> Result:
    """Run the command as a user would."""
    return CliRunner().invoke(cli, ["vectors", "run", str(file)])


def only(*kinds: str) -> dict[str, Any]:
    """A copy of the shipped document with the cases of some kinds."""
    whole = copy.deepcopy(WHOLE)
    whole["cases"] = [case for case in whole["cases"] if case["kind"] in kinds]
    return whole


def ran(tmp_path: Path, document: object) -> Result:
    """Write a document and run it."""
    file = tmp_path / "vectors.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return vectors_run(file)


def test_every_metric_of_every_kind_that_is_due_passes() -> None:
    """One line a metric, all of them ok; what is not due yet is named; the count stands last."""
    lines = vectors_run(FILE).output.splitlines()
    due = [(case["id"], metric) for case in WHOLE["cases"] if case["kind"] in DUE for metric in case["expected"]]
    assert len(due) == 498 + 28 + 35 + 11 + 24
    assert lines[-1] == f"{len(due)} passed, 0 failed"
    assert [tuple(line.split()[:2]) for line in lines[: len(due)]] == due
    assert all(line.split()[4:] == ["ok"] for line in lines[: len(due)])


def test_what_is_not_supported_is_said_and_gives_its_own_status(tmp_path: Path) -> None:
    """A kind that is not known is counted before the last line; where nothing failed it gives status 3."""
    whole = only("design")
    whole["cases"][0]["kind"] = "tides"
    result = ran(tmp_path, whole)
    assert "not supported: tides x1" == result.output.splitlines()[-2]
    assert 3 == result.exit_code


def test_a_file_of_which_all_is_supported_and_passes_gives_zero() -> None:
    """Nothing failed, nothing left out: status 0 and no line about what is not supported."""
    assert {case["kind"] for case in WHOLE["cases"]} == DUE
    result = vectors_run(FILE)
    assert result.exit_code == 0
    assert "not supported" not in result.output


def test_an_unknown_kind_alone_gives_three(tmp_path: Path) -> None:
    """Nothing passed and nothing failed is not success."""
    document = only("taylor_aris")
    for case in document["cases"]:
        case["kind"] = "tea_leaves"
    result = ran(tmp_path, document)
    assert result.output == "not supported: tea_leaves x3\n0 passed, 0 failed\n"
    assert result.exit_code == 3


def tamper(case: str, metric: str, key: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Change one expected number."""

    def change(document: dict[str, Any]) -> None:
        next(c for c in document["cases"] if c["id"] == case)["expected"][metric][key] = value

    return change


TAMPERED = {
    "exact, by one part in a million million": tamper(
        "conc_up_no_bridge", "dose.baclofen[0,10]", "exact", "1750000000001/1000000000"
    ),
    "value, while exact stays": tamper("conc_up_no_bridge", "dose.baclofen[0,10]", "value", 1750.01),
    "arrival": tamper("bolus_front_crosses", "arrival.hydromorphone", "exact", "46/44"),
    "never, which is not so": tamper("bolus_front_crosses", "arrival.hydromorphone", "value", None),
    "first empty": tamper("reservoir_empty", "first_empty", "exact", "501/100"),
    "sliding window": tamper("flex_schedule_admix", "dose24_min.baclofen", "exact", "1"),
    "spread fraction": tamper("dispersion_inverse_gaussian", "fraction_new[t=1.2]", "value", 0.0211101),
    "spread dose": tamper("dispersion_inverse_gaussian", "dose.baclofen[1,2]", "value", 350.00001),
    "Peclet number": tamper("taylor_aris_q1", "peclet_radius", "value", 18.5366),
    "transit time": tamper("taylor_aris_q1", "transit_time", "value", 17281),
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED)
def test_a_wrong_expectation_fails(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Exactly the metric that was tampered with says FAIL, and the status is 1 although some kinds are missing."""
    document = copy.deepcopy(WHOLE)
    change(document)
    result = ran(tmp_path, document)
    assert result.output.splitlines()[-1].endswith(" passed, 1 failed")
    assert sum(line.endswith(" FAIL") for line in result.output.splitlines()) == 1
    assert result.exit_code == 1


def test_a_wrong_input_fails(tmp_path: Path) -> None:
    """The numbers are worked out from the inputs: another dead volume, other answers."""
    document = only("simulate")
    document["cases"][0]["inputs"]["dead_volume_mL"] = "0.6"
    result = ran(tmp_path, document)
    assert "conc_up_no_bridge dose.baclofen[0,10] 1750 1600 FAIL" in result.output.splitlines()
    assert result.exit_code == 1


def steady(**change: object) -> dict[str, Any]:
    """A small case of its own; what is set to None is left out."""
    inputs = {
        "drugs": ["baclofen"],
        "dead_volume_mL": "0.5",
        "reservoir_mL": "20",
        "reservoir_conc": {"baclofen": "500"},
        "base": [{"t0": "0", "t1": "4", "rate_mL_per_day": "1/4"}],
        "refills": [],
        "horizon_day": "4",
    }
    expected: dict[str, Any] = {"dose.baclofen[0,4]": {"value": 500, "tol": 0, "exact": "500"}}
    case: dict[str, Any] = {"id": "steady", "kind": "simulate", "inputs": inputs, "expected": expected}
    for key, value in change.items():
        (inputs if key not in case else case)[key] = value
    case["inputs"] = {key: value for key, value in case["inputs"].items() if value is not None}
    return {"schema": "delivery_vectors/1", "cases": [{key: v for key, v in case.items() if v is not None}]}


def test_slugs_in_the_line_come_out_tip_first(tmp_path: Path) -> None:
    """0.125 mL of 1000 and 0.375 mL of nothing, then the reservoir: half a day of 250 mcg/day, 1.5 days of none."""
    slugs = [{"volume_mL": "0.125", "conc": {"baclofen": "1000"}}, {"volume_mL": "0.375", "conc": {}}]
    expected = {
        "dose.baclofen[0,0.5]": {"value": 125, "tol": 0, "exact": "125"},
        "dose.baclofen[0.5,2]": {"value": 0, "tol": 0, "exact": "0"},
        "dose.baclofen[0,4]": {"value": 375, "tol": 0, "exact": "375"},
        "arrival.hydromorphone": {"value": None},
    }
    result = ran(tmp_path, steady(line_slugs=slugs, expected=expected))
    assert result.output.splitlines() == [
        "steady dose.baclofen[0,0.5] 125 125 ok",
        "steady dose.baclofen[0.5,2] 0 0 ok",
        "steady dose.baclofen[0,4] 375 375 ok",
        "steady arrival.hydromorphone never never ok",
        "4 passed, 0 failed",
    ]
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (steady(leak_mL_per_day="0.1"), "not supported: simulate with input leak_mL_per_day x1"),
        (
            steady(boluses=[{"t": "0", "volume_mL": "0.1", "duration_day": "1", "mode": "multiply"}]),
            "not supported: simulate with bolus mode multiply x1",
        ),
        (steady(expected={"mood.baclofen": {"value": 1, "tol": 0}}), "not supported: metric mood of simulate x1"),
    ],
)
def test_what_is_not_understood_is_not_guessed_at(tmp_path: Path, document: object, line: str) -> None:
    """An input, a mode or a metric that nobody knows is counted, not passed over."""
    result = ran(tmp_path, document)
    assert result.output.splitlines() == [line, "0 passed, 0 failed"]
    assert result.exit_code == 3


def broken(text: str, by: str) -> str:
    """The small document as text, with one piece of it replaced."""
    whole = json.dumps(steady())
    assert text in whole
    return whole.replace(text, by)


BAD = {
    "not JSON": ("{", "not JSON: Expecting property name"),
    "empty": ("", "not JSON: Expecting value (line 1, column 1)"),
    "an empty list": ("[]", "the document: expected at least one case, found none"),
    "a number": ("1", "the document: expected an object, found Fraction(1, 1)"),
    "no schema": ("{}", "schema: expected 'delivery_vectors/1', found None"),
    "another schema": ('{"schema": "plan/1"}', "schema: expected 'delivery_vectors/1', found 'plan/1'"),
    "no cases": ('{"schema": "delivery_vectors/1"}', "the document: 'cases' is missing"),
    "cases are empty": ('{"schema": "delivery_vectors/1", "cases": []}', "expected at least one case, found none"),
    "a case that is none": ('{"schema": "delivery_vectors/1", "cases": [1]}', "cases[0]: expected an object"),
    "no id": (steady(id=None), "cases[0]: 'id' is missing"),
    "no kind": (steady(kind=None), "steady: 'kind' is missing"),
    "no metric": (steady(expected={}), "steady.expected: expected at least one metric, found none"),
    "no value": (steady(expected={"volume_delivered": {"tol": 0}}), "steady.expected.volume_delivered: 'value' is mi"),
    "no tolerance": (steady(expected={"volume_delivered": {"value": 1}}), "volume_delivered: 'tol' is missing"),
    "no horizon": (steady(horizon_day=None), "steady.inputs: 'horizon_day' is missing"),
    "no number": (steady(reservoir_mL="a lot"), "reservoir_mL: 'a lot' is not an exact number; write a decimal"),
    "a comma": (steady(reservoir_mL="0,5"), "reservoir_mL: '0,5' is not an exact number"),
    "true": (steady(reservoir_mL=True), "reservoir_mL: True is not an exact number"),
    "divided by zero": (steady(reservoir_mL="1/0"), "reservoir_mL: '1/0' divides by zero"),
    "an endless exponent": (steady(reservoir_mL="1e999999999"), "'1e999999999' is not an exact number"),
    "an endless exponent, bare": (broken('"20"', "1e999999999"), "'1e999999999' is not an exact number"),
    "NaN": (broken('"20"', "NaN"), "NaN is not a number"),
    "a key twice": (broken('"kind"', '"id": "x", "kind"'), "the key 'id' stands twice in one object"),
    "rate below zero": (
        steady(base=[{"t0": "0", "t1": "4", "rate_mL_per_day": "-1"}]),
        "steady: a segment has a rate, or a schedule of rates, of zero or more",
    ),
    "base is no list": (steady(base={}), "steady.inputs.base: expected a list, found {}"),
    "a schedule out of order": (
        steady(
            base=[
                {
                    "t0": "0",
                    "t1": "4",
                    "schedule": [
                        {"clock_day": "0.5", "rate_mL_per_day": "1"},
                        {"clock_day": "0.25", "rate_mL_per_day": "1"},
                    ],
                }
            ]
        ),
        "steady: the clock times of a schedule rise and lie within one day",
    ),
    "an empty schedule": (steady(base=[{"t0": "0", "t1": "4", "schedule": []}]), "steady: a segment has a rate"),
    "a bolus that takes no time": (
        steady(boluses=[{"t": "0", "volume_mL": "0.1", "duration_day": "0", "mode": "add"}]),
        "steady: a bolus is at zero or later, has a volume of zero or more and takes time",
    ),
    "slugs that do not fill the line": (
        steady(line_slugs=[{"volume_mL": "0.4", "conc": {}}]),
        "steady: the slugs of the line add up to the dead volume",
    ),
    "concentration below zero": (steady(reservoir_conc={"baclofen": "-1"}), "steady: baclofen cannot have a concentr"),
    "dose outside the run": (
        steady(expected={"dose.baclofen[0,5]": {"value": 1, "tol": 0}}),
        "steady.expected.dose.baclofen[0,5]: 120 h lies outside the simulation, which ends at 96 h",
    ),
    "window longer than the run": (
        steady(horizon_day="0.5", expected={"dose24_min.baclofen": {"value": 1, "tol": 0}}),
        "a window of 24 h is longer than the simulation (12 h)",
    ),
    "no baseline": (
        steady(expected={"error_vs_baseline.baclofen[0,1]": {"value": 1, "tol": 0}}),
        "baseline_ug_per_day of baclofen is missing",
    ),
    "a pump that runs backward": (steady(accuracy="-1"), "steady: the horizon and the accuracy are above zero"),
    "no time at all": (steady(horizon_day="0", base=[]), "steady: the horizon and the accuracy are above zero"),
    "a reservoir below zero": (steady(reservoir_mL="-1"), "steady: the reservoir holds zero or more"),
    "unusable below zero": (steady(reservoir_min_mL="-1"), "steady: the reservoir holds zero or more"),
    "a line below zero": (steady(dead_volume_mL="-1"), "steady: a slug has a volume above zero"),
    "a refill before zero": (
        steady(refills=[{"t": "-1", "fill_mL": "1", "fill_conc": {}}]),
        "steady: a refill or an aspiration is at zero or later and moves zero or more",
    ),
    "a refill that takes away": (
        steady(refills=[{"t": "1", "fill_mL": "-1", "fill_conc": {}}]),
        "steady: a refill or an aspiration is at zero or later and moves zero or more",
    ),
    "drawn below zero": (
        steady(refills=[{"t": "1", "withdraw_to_mL": "-1", "fill_mL": "1", "fill_conc": {}}]),
        "steady: a refill or an aspiration is at zero or later and moves zero or more",
    ),
    "an aspiration below zero": (
        steady(cap_aspirations=[{"t": "1", "volume_mL": "-1"}]),
        "steady: a refill or an aspiration is at zero or later and moves zero or more",
    ),
    "too deep": ("[" * 100_000, "nested too deeply"),
}


@pytest.mark.parametrize(("document", "message"), BAD.values(), ids=BAD)
def test_a_bad_file_is_told_what_is_wrong(tmp_path: Path, document: object, message: str) -> None:
    """Status 65, the file and the place named, nothing counted, no traceback."""
    result = ran(tmp_path, document)
    assert message in result.stderr
    assert result.stderr.startswith(str(tmp_path / "vectors.json"))
    assert result.stdout == ""
    assert result.exit_code == 65


def test_text_that_is_not_utf8(tmp_path: Path) -> None:
    """A file in another encoding is refused by name of the first byte that shows it."""
    file = tmp_path / "vectors.json"
    file.write_bytes(b'{"schema": "\xff"}')
    result = vectors_run(file)
    assert "not UTF-8 text (byte 12)" in result.stderr
    assert result.exit_code == 65


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    """Click says so, with status 2."""
    assert vectors_run(tmp_path / "nowhere.json").exit_code == 2
