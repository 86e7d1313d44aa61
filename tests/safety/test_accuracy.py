"""How accurate a pump is: as catalogued, as the case states it, or as its own refills have shown."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cisterna.desk import open_case, open_knowledge, run
from cisterna.files.toml import FileProblems
from cisterna.knowledge import Knowledge
from cisterna.quantities import Range, Ratio, Volume
from cisterna.therapy import LEAST_MEASURED, Measured, System, accuracy_of, residual_of

EXAMPLES = Path(__file__).parents[2] / "examples"
LABEL = Range(Ratio(Fraction(855, 1000)), Ratio(Fraction(1145, 1000)))
tenths = st.integers(1, 400).map(lambda each: Volume(Fraction(each, 10)))
measured = st.builds(Measured, tenths, tenths, tenths)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The installed pack."""
    return open_knowledge()


def text(name: str) -> str:
    """An example."""
    return (EXAMPLES / f"{name}.toml").read_text("utf-8")


def notes(case_text: str, knowledge: Knowledge) -> tuple[dict[str, object], Range[Ratio] | None, str]:
    """What is noted on accuracy, the accuracy of the box, and the verdict on the physics of the best plan."""
    offer = run(open_case(case_text, "case.toml", knowledge), knowledge).offers[0]
    found = {f.code: dict(f.values) for f in offer.judgement.findings if f.code.startswith("accuracy")}
    box = offer.verification.box if offer.verification else None
    return found, None if box is None else box.accuracy, offer.judgement.physics.name


@given(st.lists(measured, min_size=LEAST_MEASURED, max_size=6))
def test_nothing_a_refill_allows_is_left_out(refills: list[Measured]) -> None:
    """Every interval lies inside the band, and the band ends where some interval does; the label no longer counts."""
    band = accuracy_of(System(measured=tuple(refills)), LABEL)
    assert band is not None
    for each in refills:
        low = (each.delivered.value - each.error.value) / each.commanded.value
        high = (each.delivered.value + each.error.value) / each.commanded.value
        assert band.low.value <= low <= high <= band.high.value
    assert band.low in [each.accuracy.low for each in refills]
    assert band.high in [each.accuracy.high for each in refills]


@given(st.lists(measured, max_size=LEAST_MEASURED - 1))
def test_too_few_refills_change_nothing(refills: list[Measured]) -> None:
    """The label's band stays, and where there is none, none is made up."""
    assert LABEL == accuracy_of(System(measured=tuple(refills)), LABEL)
    assert accuracy_of(System(measured=tuple(refills)), None) is None


def test_case_and_catalogue_together() -> None:
    """All of both bands counts, and the larger residual volume."""
    stated = Range(Ratio(Fraction(9, 10)), Ratio(Fraction(12, 10)))
    assert Range(LABEL.low, stated.high) == accuracy_of(System(accuracy=stated), LABEL)
    assert stated == accuracy_of(System(accuracy=stated), None)
    assert Volume(3) == residual_of(System(residual_volume=Volume(3)), Volume(1))
    assert Volume(3) == residual_of(System(residual_volume=Volume(1)), Volume(3))
    assert Volume(1) == residual_of(System(residual_volume=Volume(1)), None)
    assert residual_of(System(), None) is None


def test_what_the_catalogue_does_not_know_the_case_may_state(knowledge: Knowledge) -> None:
    """Then plans can be proved for a pump that could not be judged, and the plan says what they rest on."""
    found, accuracy, physics = notes(text("stated-accuracy"), knowledge)
    assert ["accuracy-as-stated"] == list(found)
    assert LABEL == accuracy
    assert "Clear" == physics
    silent = text("stated-accuracy").replace('accuracy = "85.5 to 114.5 %"\n', "")
    assert "CannotSay" == notes(silent, knowledge)[2]


def test_refills_narrow_the_box(knowledge: Knowledge) -> None:
    """15.5 of 16.2 mL is the least, 14.5 to 15.9 the most: the band is theirs, and so is the note."""
    found, accuracy, physics = notes(text("measured-accuracy"), knowledge)
    intervals = [(158, 162), (156, 158), (142, 147)]
    low = min(Fraction(delivered - 3, commanded) for delivered, commanded in intervals)
    high = max(Fraction(delivered + 3, commanded) for delivered, commanded in intervals)
    assert Range(Ratio(low), Ratio(high)) == accuracy
    assert {"accuracy-measured": {"pump": "SynchroMed II 8637-40", "count": 3, "least": LEAST_MEASURED,
                                  "low": Ratio(low), "high": Ratio(high)}} == found  # fmt: skip
    assert "Clear" == physics


def test_two_refills_are_too_few(knowledge: Knowledge) -> None:
    """The label's band stands, from memory as it is, and that is said beside it."""
    whole = text("measured-accuracy")
    at = whole.rindex("[[system.refill_volumes]]")
    fewer = whole[:at] + whole[whole.index("[running]") :]
    found, accuracy, _ = notes(fewer, knowledge)
    assert {"accuracy-measured-too-seldom", "accuracy-from-memory"} == set(found)
    assert LABEL == accuracy


def test_refills_that_no_accuracy_fits(knowledge: Knowledge) -> None:
    """They are used, widest to widest, and the drift is said."""
    drifting = text("measured-accuracy").replace('delivered = "14.2 mL"', 'delivered = "16.9 mL"')
    found, accuracy, _ = notes(drifting, knowledge)
    assert ["accuracy-drifts"] == list(found)
    assert accuracy is not None
    assert Ratio(Fraction(172, 147)) == accuracy.high


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            "stated-accuracy",
            '"85.5 to 114.5 %"',
            '"10 to 14.5 %"',
            "system.accuracy: '10 to 14.5 %' is no accuracy of a pump: write what it delivers as a part of what it is "
            'told, lowest and highest, 100 % among them, such as "85.5 to 114.5 %".',
        ),
        (
            "measured-accuracy",
            'delivered = "14.2 mL"',
            'delivered = "1.42 mL"',
            "system.refill_volumes[2].delivered: 1.42 mL delivered of 14.7 mL commanded is no accuracy of a pump that "
            "works: check the volumes, and the pump.",
        ),
        (
            "measured-accuracy",
            'commanded = "16.2 mL"',
            'commanded = "0 mL"',
            "system.refill_volumes[0].error: the commanded volume is above zero and the error at least 0.1 mL: "
            "syringes are read to tenths of a milliliter at best. Write both.",
        ),
        (
            "measured-accuracy",
            'delivered = "15.8 mL"\nerror = "0.3 mL"',
            'delivered = "15.8 mL"\nerror = "0.001 mL"',
            "system.refill_volumes[0].error: the commanded volume is above zero and the error at least 0.1 mL: "
            "syringes are read to tenths of a milliliter at best. Write both.",
        ),
        (
            "stated-accuracy",
            '"85.5 to 114.5 %"',
            '"100 %"',
            "system.accuracy: '100 %' is a single value, and no pump is exact: the arrival would be watched for at one "
            'moment. Write lowest and highest, such as "85.5 to 114.5 %".',
        ),
        ("measured-accuracy", 'on = "2026-05-04"', 'on = "4 May"', "system.refill_volumes[0].on: "),
    ],
)
def test_a_slip_of_the_pen_is_named(knowledge: Knowledge, name: str, old: str, new: str, message: str) -> None:
    """With the line, what was written, and what to write."""
    assert old in text(name)
    with pytest.raises(FileProblems) as caught:
        open_case(text(name).replace(old, new), "case.toml", knowledge)
    assert message in str(caught.value.problems[0])
