"""The pasted text of an interrogation: what is understood, and what is refused, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from cisterna.desk import open_knowledge
from cisterna.files.case import read_case
from cisterna.files.importing import import_program
from cisterna.files.interrogation import KEYS, NUMBERED, SET_ASIDE
from cisterna.files.tables import plausible_limits
from cisterna.quantities import Concentration, DoseRate, Volume
from cisterna.therapy.imported import Imported

ROOT = Path(__file__).parents[2]
IMPORTS = ROOT / "examples" / "imports"
KNOWLEDGE = open_knowledge()
PLAUSIBLE = plausible_limits(KNOWLEDGE)


def read(text: str, *, allow: bool = False, into: str | None = None) -> Imported:
    """The text against the shipped catalogue."""
    return import_program(
        text, "pasted", KNOWLEDGE.catalogue, form="text", allow_unknown=allow, into=into, plausible=PLAUSIBLE
    )


def wrong(text: str, *, allow: bool = False, into: str | None = None) -> list[tuple[int | None, str]]:
    """Lines and messages of everything that is wrong."""
    found = read(text, allow=allow, into=into)
    assert found.toml is None
    return [(each.line, each.message) for each in found.wrong]


def test_the_example_is_the_seed_case() -> None:
    """What stands on the programmer's screen gives the [system] and [running] of the case it was copied from."""
    found = read((IMPORTS / "interrogation.txt").read_text("utf-8"))
    seed = read_case((ROOT / "examples" / "seed.toml").read_text("utf-8"))
    assert found.toml is not None
    case = read_case(found.toml, catalogue=KNOWLEDGE.catalogue)
    assert (case.system, case.running, case.clock) == (seed.system, seed.running, seed.clock)
    assert [each.key for each in found.to_ask] == ["running.line"]
    assert [(each.line, each.said) for each in found.set_aside] == [(4, "patient name")]


def test_a_schedule_by_amounts_with_a_label_that_differs() -> None:
    """Amounts over a step become rates, and a label that differs from the program is kept apart and told."""
    found = read((IMPORTS / "two-drugs-at-night.txt").read_text("utf-8"))
    assert found.toml is not None
    running = read_case(found.toml, catalogue=KNOWLEDGE.catalogue).running
    assert running.program.daily_dose == DoseRate(90 + 192 + 30)
    assert running.fill["baclofen"] == Concentration(1950)
    assert running.program.entered["baclofen"] == Concentration(2000)
    assert [(each.line, each.message) for each in found.notes] == [
        (5, "label and program differ: the pump was told other concentrations than the label has")
    ]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """Units that do not fit, numbers without one, lines nobody knows and lines that contradict each other."""
    assert wrong((IMPORTS / "not-understood.txt").read_text("utf-8")) == [
        (6, "Dose per hour: the key says an hour, the value '300 mcg/day'. Correct one of the two."),
        (7, "Flow rate: '0.15' has no unit. A flow rate is written with one, for example '0.15 mL/day'."),
        (8, "'Telemetry quality: good' was not understood. Correct the line, take it out, or give "
            "--allow-unknown-lines to keep it as a comment."),
        (10, "Remaining volume: line 9 says 12.4 mL, this line 14.2 mL. They cannot both be so: find out which is "
             "right, and take the other one out."),
    ]  # fmt: skip


BASE = "Mode: simple continuous\nBaclofen concentration: 2000 mcg/mL\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            BASE + "Dose: 300 mg/day",
            [(3, "running.program.dose.baclofen: '300 mg/day' of baclofen is 300 times the most that is plausible here "
                 "(1,000 mcg/day). Did you mean '300 mcg/day' (mcg, not mg)? Check the number and its unit.")],
        ),
        (
            BASE + "Daily dose: 12.5 mcg/h",
            [(3, "Daily dose: the key says a day, the value '12.5 mcg/h'. Correct one of the two.")],
        ),
        (
            BASE + "Daily dose: 300 mcg/day\nHourly dose: 15 mcg/h",
            [(4, "line 3 says 300 mcg/day, this line 15 mcg/h. They cannot both be so.")],
        ),
        (
            BASE + "Daily dose: 300 mcg/day\nFlow rate: 0.15 mL/h",
            [(4, "running.flow_shown: 2,000 mcg/mL of baclofen at 3.6 mL/day is 7,200 mcg/day, but the program says "
                 "300 mcg/day (which would be 0.15 mL/day). Interrogate the pump again and correct the concentration, "
                 "the dose or the flow.")],
        ),
        (
            BASE + "Flow rate (mL/day): 0.15 mL/h",
            [(3, "Flow rate (mL/day): the key says mL/day, but the value is '0.15 mL/h'. Correct one of the two.")],
        ),
        (
            "Drug 1: baclofen 2000 mcg/mL\nDrug 2: morphine 2 mg/mL\nMode: simple continuous\nDose: 300 mcg/day\n"
            "Morphine dose: 3 mg/day",
            [(5, "3 mg/day of morphine, but with 300 mcg/day of baclofen (line 4) and these concentrations it is "
                 "0.3 mg/day (300 mcg/day). Correct the dose or a concentration.")],
        ),
        (
            "Baclofen concentration: 2000 mcg/mL\nMorphine concentration: 2 mg/mL\nDose: 300 mcg/day",
            [(3, "which drug the dose is of is not said. Write 'Primary drug: NAME'.")],
        ),
        (
            "Dilaudid: 1 mg/mL",
            [(1, "a concentration of what? 'dilaudid' is not a drug in the catalogue. Known: baclofen, bupivacaine, "
                 "buprenorphine, clonidine, codeine, fentanyl, hydrocodone, hydromorphone, methadone, morphine, "
                 "oxycodone, oxymorphone, sufentanil, tapentadol, tramadol, ziconotide.")],
        ),
        (
            "Mode: stopped",
            [(1, "Mode: the pump does not run its program ('stopped'). A case describes one that runs: see 'cisterna "
                 "emergency pump-stopped'.")],
        ),
        (
            "Bridge: 0.312 mL over 49 h",
            [(1, "Bridge: a bridge that is not over: a case describes a pump whose bridge has ended. Write 'bridge: "
                 "none' once it has, or describe it as a step of a plan file.")],
        ),
        (
            "Printed: 11/12/2026",
            [(1, "Printed: '11/12/2026' can be read as more than one day, or as none. Write it as 2026-11-23 08:00.")],
        ),
        (
            "Mode: flex\nDrug: baclofen 2000 mcg/mL\nStep 1: 00:00 to 06:00 10 mcg/h\nStep 2: 07:00 15 mcg/h",
            [(3, "this step ends at 06:00, but the next one starts at 07:00. Correct one of the two.")],
        ),
        (
            "Mode: flex\nDrug: baclofen 2000 mcg/mL\nStep 1: 12:00 AM 10 mcg/h",
            [(3, "Step 1: write times of day from 00:00 to 23:59, without am and pm.")],
        ),
        (
            "Mode: flex\nDrug: baclofen 2000 mcg/mL\nStep 1: 00:00 10 mcg/h\nDaily dose: 300 mcg/day",
            [(4, "the steps come to 240 mcg/day, but this line says 300 mcg/day. Correct the steps or the dose.")],
        ),
        (
            "Pump: SynchroMed II 8637-40\nReservoir size: 20 mL",
            [(2, "the reservoir holds 20 mL, but line 1 names a pump of 40 mL. Correct one of the two.")],
        ),
        (
            "Drug 1: baclofen 2000 mcg/mL\nDrug 2: morphine 2 mg/mL\nLabel baclofen: 2000 mcg/mL",
            [(2, "the pump was told 2 mg/mL of morphine, but no label names morphine. Write 'Label morphine: ...', or "
                 "correct this line.")],
        ),
        ("", [(None, "nothing in this file says anything of a pump. See docs/how-to/import.md for what is read.")]),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_refused_at_its_line(text: str, expected: list[tuple[int | None, str]]) -> None:
    """mcg and mg, hour and day, mL/h and mL/day, two drugs and one dose: each error names the line and what to do."""
    assert wrong(text) == expected


def test_an_unknown_pump_is_an_error_with_near_names() -> None:
    """A model that is not in the catalogue is never taken for one that is."""
    [(line, message)] = wrong("Pump: SynchroMed II 8637")
    assert line == 1
    assert message.startswith(
        "Pump: 'SynchroMed II 8637' is not a pump in the catalogue. Did you mean 'SynchroMed II 8637-40' or "
        "'SynchroMed II 8637-20'? Known: codman-archimedes, "
    )
    assert message.endswith('If it is none of these, write "unknown": nothing is guessed about another pump.')


def test_unknown_lines_become_comments_where_that_is_allowed() -> None:
    """With leave, a line nobody knows is kept in the result as a comment, with its number; names never are."""
    found = read("Patient name: nobody\nReservoir volume: 12.4 mL\nTelemetry quality:\x1b[31m good", allow=True)
    assert found.toml is not None
    assert "# not understood, line 3: Telemetry quality:\\x1b[31m good\n" in found.toml
    assert "nobody" not in found.toml
    assert read_running(found.toml) == {"reservoir_volume": "12.4 mL"}


def test_a_drug_without_a_known_name_is_refused_whatever_is_allowed() -> None:
    """A concentration that is left out would be a drug that nobody sees in the pump."""
    assert len(wrong("Reservoir volume: 12.4 mL\nDilaudid concentration: 1 mg/mL", allow=True)) == 1
    assert [line for line, _ in wrong("Mode: flex\nConcentration (mcg/mL): 2000", allow=True)] == [2]


def test_only_a_label_is_told() -> None:
    """What the pump was told is not known then: the screen says that it is taken to be the label."""
    found = read("Label baclofen: 2000 mcg/mL\nMode: simple continuous\nDose: 300 mcg/day")
    assert [each.message for each in found.notes] == [
        "what the pump was told is not said, so it is taken to be what the label says: compare the two"
    ]


def test_a_unit_in_the_key_in_other_letters() -> None:
    """mL and ml are one unit, in the key and in the value."""
    found = read("Flow rate (ml/day): 0.15 mL/day")
    assert found.toml is not None
    assert read_running(found.toml) == {"flow_shown": "0.15 mL/day"}


def read_running(toml: str) -> object:
    """The [running] of a part of a case."""
    import tomllib

    return tomllib.loads(toml)["running"]


def test_what_is_missing_is_asked_for_and_cannot_be_left_as_it_stands() -> None:
    """Every fact that is not told stands as a comment; whoever only takes the mark away gets an error, not a value."""
    found = read("Reservoir volume: 12.4 mL")
    assert found.toml is not None
    assert [each.key for each in found.to_ask] == [
        "on", "at", "zone", "running.fill", "running.program", "running.flow_shown", "running.line", "system.pump",
        "system.tubing_volume", "system.catheter.model", "system.catheter.implanted_length", "system.catheter.volume",
        "system.low_reservoir_alarm", "system.patient_controller",
    ]  # fmt: skip
    assert all("?" in each.example for each in found.to_ask)
    assert read_running(found.toml) == {"reservoir_volume": "12.4 mL"}


def test_a_mode_that_is_not_said_is_not_guessed() -> None:
    """A dose alone is no program: the mode is asked for, and the dose stands in the question."""
    found = read("Drug: baclofen 2000 mcg/mL\nDaily dose: 300 mcg/day")
    asked = {each.key: each.example for each in found.to_ask}
    assert asked["running.program"] == '{ mode = "?", dose = { baclofen = "300 mcg/day" } }'


SEED = (ROOT / "examples" / "seed.toml").read_text("utf-8")


def test_joined_into_a_case_every_change_is_shown_and_the_rest_stays() -> None:
    """Before and after for each field, what is kept is named, and comments and other sections stay as they are."""
    text = "Mode: simple continuous\nDrug: baclofen 2000 mcg/mL\nDose: 310 mcg/day\nFlow: 0.155 mL/day\n"
    found = read(text, into=SEED)
    assert [(each.key, each.before, each.after) for each in found.changes] == [
        ("running.program", '{ mode = "simple continuous", dose = { baclofen = "300 mcg/day" } }',
         '{ mode = "simple continuous", dose = { baclofen = "310 mcg/day" } }'),
        ("running.flow_shown", '"0.15 mL/day"', '"0.155 mL/day"'),
    ]  # fmt: skip
    assert "running.reservoir_volume" in found.kept
    assert found.toml is not None
    assert SEED.splitlines()[0] in found.toml
    before, after = read_case(SEED), read_case(found.toml, catalogue=KNOWLEDGE.catalogue)
    assert (after.patient, after.system, after.stock, after.request) == (
        before.patient, before.system, before.stock, before.request,
    )  # fmt: skip
    assert after.running.program.daily_dose == DoseRate(310)
    assert after.running.reservoir_volume == Volume.parse("12.4 mL")


def test_joined_twice_nothing_stands_twice() -> None:
    """What was asked for the first time is asked once, and a second import of the same changes nothing."""
    once = read("Reservoir volume: 12.4 mL").toml
    twice = read("Reservoir volume: 12.4 mL", into=once)
    assert twice.changes == ()
    assert twice.toml is not None
    assert once is not None
    assert twice.toml.count("# ask: ") == once.count("# ask: ")


def test_a_contradiction_with_the_case_is_an_error() -> None:
    """The case says that nobody holds a controller, the interrogation that boluses are given."""
    assert wrong("Patient bolus: 20 mcg\nBoluses used per day: 2", into=SEED) == [
        (None, "case.toml: system.patient_controller: patient_controller is 'none', but running has patient boluses. "
               "Correct one of the two.")
    ]  # fmt: skip


def test_a_case_in_a_form_that_cannot_be_changed_in_place_is_left_alone() -> None:
    """Dotted keys at the top would have to be rewritten: that is said, and nothing is written."""
    assert wrong("Reservoir volume: 12.4 mL", into='system.pump = "unknown"\n') == [
        (None, "case.toml writes [system] or [running] in a way that cannot be replaced in place. Write them as "
               "sections, [system] and [running], and import again.")
    ]  # fmt: skip


def test_the_reference_lists_every_key() -> None:
    """The page on the grammar has every way to write a key, and every key that is set aside."""
    page = (ROOT / "docs" / "reference" / "import-files.md").read_text("utf-8")
    listed = [*(word for words in KEYS.values() for word in words), *SET_ASIDE]
    assert [word for word in listed if f"`{word}`" not in page] == []
    assert [pattern for pattern in NUMBERED if f"`{pattern}`" not in page] == []
