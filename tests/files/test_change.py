"""What else than a start a case asks for is read as it stands; what cannot be meant is answered with what to write."""

from __future__ import annotations

import pytest

from cisterna.files.case import read_case
from cisterna.files.tables import WANTED
from cisterna.files.toml import FileProblems
from cisterna.quantities import Concentration, DoseRate, Duration
from cisterna.therapy import (
    Change,
    Flex,
    FlexStep,
    NewConcentration,
    NewDose,
    NewMode,
    PlainRefill,
    Remove,
    SimpleContinuous,
)
from files import sample

BEFORE = """on = 2026-11-23
at = 08:00:00
zone = "America/Denver"

[running]
fill = { baclofen = "2000 mcg/mL", hydromorphone = "333 mcg/mL" }
program = { mode = "simple continuous", dose = { baclofen = "300 mcg/day" } }

[request]
"""
DOSE = DoseRate.parse
HOUR = Duration(1) / 24


def change(request: str) -> Change | None:
    """What a case with these lines under [request] asks for."""
    case = read_case(BEFORE + request, catalogue=sample.CATALOGUE)
    assert case.request is not None
    assert case.request.start == ""
    return case.request.change


def problems(request: str) -> list[str]:
    """What is wrong with these lines under [request]."""
    with pytest.raises(FileProblems) as caught:
        read_case(BEFORE + request, catalogue=sample.CATALOGUE)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        ('refill = "same"', PlainRefill()),
        (
            'change_dose = { baclofen = "330 mcg/day" }\nwhy = "spasticity"',
            NewDose("baclofen", DOSE("330 mcg/day"), "spasticity"),
        ),
        ('change_dose = { baclofen = "proposed" }\nwhy = "weakness"', NewDose("baclofen", None, "weakness")),
        (
            'mode = { mode = "simple continuous", dose = { baclofen = "300 mcg/day" } }',
            NewMode(SimpleContinuous(DOSE("300 mcg/day"))),
        ),
        (
            'mode = { mode = "flex", steps = [{ from = "00:00", dose = "15 mcg/h" }, { from = "06:00", dose = '
            '"11.5 mcg/h" }] }',
            NewMode(Flex((FlexStep(HOUR * 0, DOSE("15 mcg/h")), FlexStep(HOUR * 6, DOSE("11.5 mcg/h"))))),
        ),
        (
            'concentration = { baclofen = "500 mcg/mL" }',
            NewConcentration("baclofen", Concentration.parse("500 mcg/mL")),
        ),
        ('remove = "hydromorphone"', Remove("hydromorphone")),
    ],
)
def test_each_kind_is_read(request_: str, wanted: Change) -> None:
    """One key, one kind."""
    assert wanted == change(request_)


def test_overrides_stand_beside_a_change() -> None:
    """As beside a start."""
    text = 'refill = "same"\n[[request.override]]\ncode = "x"\nby = "N"\nbecause = "y"\non = 2026-11-23\n'
    request = read_case(BEFORE + text, catalogue=sample.CATALOGUE).request
    assert request is not None
    assert ["x"] == [override.code for override in request.overrides]


ALL = ", ".join(("start", *WANTED))
ASK = 'For example start = "hydromorphone", or refill = "same".'


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        ("", f"case.toml:9  request: nothing is asked for: write exactly one of {ALL}. {ASK}"),
        (
            'start = "hydromorphone"\nrefill = "same"',
            "case.toml:11  request.refill: 2 things are asked for at once (start, refill): write exactly one of "
            f"{ALL}. {ASK}",
        ),
        (
            'refill = "same"\ndose = "330 mcg/day"',
            "case.toml:11  request.dose: 'dose' belongs to 'start'. Another dose of a drug that runs is asked for by "
            "change_dose.",
        ),
        ('refill = "another"', "case.toml:10  request.refill: 'another' is not known here. Write one of: same."),
        (
            'change_dose = "330 mcg/day"\nwhy = "spasticity"',
            "case.toml:10  request.change_dose: 'change_dose' is not a table. Write, for example, "
            'change_dose = { baclofen = "330 mcg/day" }, or "proposed" in place of the dose.',
        ),
        (
            'change_dose = { baclofen = "330 mcg/day", hydromorphone = "0.1 mg/day" }\nwhy = "spasticity"',
            "case.toml:10  request.change_dose: one drug is changed at a time, not 2. Write, for example, "
            'change_dose = { baclofen = "330 mcg/day" }, or "proposed" in place of the dose.',
        ),
        (
            'change_dose = { baclofen = "0 mcg/day" }\nwhy = "weakness"',
            "case.toml:10  request.change_dose.baclofen: a daily dose of baclofen is above zero: ending it is another "
            "request, with its own pathway. Correct the dose.",
        ),
        (
            'change_dose = { morphine = "1 mg/day" }\nwhy = "spasticity"',
            "case.toml:10  request.change_dose.morphine: morphine is not in the pump, which holds baclofen, "
            "hydromorphone: what does not run cannot be changed. Correct the drug, or ask for its start: "
            'start = "morphine".',
        ),
        (
            'change_dose = { baclofen = "250 mcg/day" }\nwhy = "room"',
            "case.toml:11  request.why: 'room' is not known here. Write one of: spasticity, weakness, sedation, "
            "toxicity.",
        ),
        (
            'mode = { mode = "simple continuous", dose = { hydromorphone = "0.05 mg/day" } }',
            "case.toml:10  request.mode.dose.hydromorphone: the primary drug of this pump is baclofen, so the dose is "
            "that of baclofen.",
        ),
        (
            'concentration = { baclofen = "0 mcg/mL" }',
            "case.toml:10  request.concentration.baclofen: a concentration of baclofen is above zero: baclofen is "
            "never left out of a fill. Correct it.",
        ),
        (
            'remove = "morphine"',
            "case.toml:10  request.remove: morphine is not in the pump, which holds baclofen, hydromorphone: what "
            'does not run cannot be changed. Correct the drug, or ask for its start: start = "morphine".',
        ),
    ],
)
def test_what_cannot_be_meant_is_answered(request_: str, says: str) -> None:
    """Where, what was given, what to write."""
    assert [says] == problems(request_)
