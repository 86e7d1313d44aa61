"""A CSV of program changes: what it ends with, and rows that are impossible or contradict each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from cisterna.desk import open_knowledge
from cisterna.files.case import read_case
from cisterna.files.history import COLUMNS, EVENTS
from cisterna.files.importing import import_program
from cisterna.files.tables import plausible_limits
from cisterna.quantities import Concentration, DoseRate, Volume
from cisterna.therapy.imported import Imported

ROOT = Path(__file__).parents[2]
IMPORTS = ROOT / "examples" / "imports"
KNOWLEDGE = open_knowledge()
HEAD = "time,zone,event,primary,baclofen concentration,mode,dose,steps,bridge,bolus,reservoir volume,flow\n"
START = (
    "2026-09-14 09:00,America/Denver,refill and program,baclofen,2000 mcg/mL,simple continuous,300 mcg/day,,,,20 mL,"
)


def read(text: str, *, into: str | None = None, allow: bool = False) -> Imported:
    """The table against the shipped catalogue."""
    return import_program(
        text, "history.csv", KNOWLEDGE.catalogue, form="csv", into=into, allow_unknown=allow,
        plausible=plausible_limits(KNOWLEDGE),
    )  # fmt: skip


def wrong(text: str, **more: str) -> list[tuple[int | None, str]]:
    """Lines and messages of everything that is wrong."""
    found = read(text, **more)  # type: ignore[arg-type]
    assert found.toml is None
    return [(each.line, each.message) for each in found.wrong]


def test_a_history_ends_with_what_runs() -> None:
    """The last fill, program and reading are the case; what lies in the line is asked for, because the fill changed."""
    found = read((IMPORTS / "history.csv").read_text("utf-8"))
    assert found.toml is not None
    case = read_case(found.toml, catalogue=KNOWLEDGE.catalogue)
    assert f"{case.clock.start:%Y-%m-%d %H:%M} {case.clock.zone}" == "2026-11-23 08:00 America/Denver"
    assert case.running.fill["baclofen"] == Concentration(1935)
    assert case.running.program.entered == case.running.fill
    assert case.running.program.daily_dose == DoseRate(300)
    assert case.running.reservoir_volume == Volume.parse("18.1 mL")
    assert (found.to_ask[0].key, found.to_ask[0].question) == (
        "running.line",
        "the last refill, 71 h before the moment of the case, changed the mixture: what still lies in the line? "
        "Without an answer the line is taken to hold the new one",
    )
    assert [(each.line, each.at, each.says) for each in found.events][1:3] == [
        (3, "2026-10-05 10:30 America/Denver",
         "program simple continuous of baclofen: 300 mcg/day, concentrations as before"),
        (4, "2026-10-05 10:40 America/Denver", "bolus of 25 mcg over 5 min"),
    ]  # fmt: skip


def test_every_row_that_cannot_be_is_told_at_once() -> None:
    """One message a mistake, each with its line."""
    assert wrong((IMPORTS / "contradictions.csv").read_text("utf-8")) == [
        (3, "baclofen: the head of the column says mcg/mL, but the value is '2 mg/mL'. Correct one of the two."),
        (4, "dose: '280' has no unit. A dose rate is written with one, for example '0.1 mg/day'."),
        (5, "the reservoir holds 26 mL, but 20 mL before, and no refill lies between. Correct one, or add the refill."),
        (7, "the pump stands still since line 6, so it gives no bolus. Correct one."),
        (8, "this time lies before that of line 7. Put the rows in order of time."),
        (9, "2026-11-01 01:30 comes twice in America/Denver: the clocks go back over it. Write it with its offset, for "
            "example 2026-11-01 01:30-06:00."),
        (10, "'refil' is not an event. Did you mean 'refill'? Known: refill, program, refill and program, bolus, stop, "
             "reading."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("2026-03-08 02:30,America/Denver,stop,,,,,,,,,",
         [(2, "2026-03-08 02:30 does not exist in America/Denver: the clocks go forward over it. Write another.")]),
        ("2026-03-09 02:30,,stop,,,,,,,,,",
         [(2, "there is no time zone: write it in a column 'zone', for example America/Denver, or give a case with "
              "--into.")]),
        ("2026-03-09 02:30,America/Denver,refill,,,,,,,,20 mL,",
         [(2, "a refill says what is in the syringe: fill a column '<drug> concentration' for each drug.")]),
        ("2026-03-09 02:30,America/Denver,refill,,2000 mcg/mL,,300 mcg/day,,,,20 mL,",
         [(2, "a row of event 'refill' has no dose: leave the cell empty, or correct the event.")]),
        ("2026-03-09 02:30,America/Denver,program,baclofen,,simple continuous,300 mcg/day,,,,,",
         [(2, "no row says which concentrations the pump was told. Fill a column '<drug> concentration'.")]),
        ("2026-03-09 02:30,America/Denver,program,morphine,2000 mcg/mL,simple continuous,300 mcg/day,,,,,",
         [(2, "the primary drug is morphine, but the pump was told baclofen 2000 mcg/mL. Correct one of the two.")]),
        ("2026-03-09 02:30,America/Denver,program,baclofen,2000 mcg/mL,flex,,06:00 5 mcg/h; 00:00 5 mcg/h,,,,",
         [(2, "running.program.steps: a flex schedule starts with a step from 00:00")]),
        (f"{START}\n{START}", [(3, "this row stands in line 2 already, alike in everything. Take one out.")]),
        (f"{START}\n2026-09-15 09:00,America/Denver,stop,,,,,,,,,",
         [(3, "the history ends with a pump that stands still. A case describes one that runs: see 'cisterna emergency "
              "pump-stopped'.")]),
        (f"{START}\n2026-09-15 09:00,America/Denver,program,baclofen,1000 mcg/mL,simple continuous,300 mcg/day,,"
         "0.3 mL over 9 h,,,",
         [(3, "the bridge of the last program is not over at the moment of the case. A case describes a pump whose "
              "bridge has ended: take a later moment.")]),
        (START.replace("300 mcg/day", "300 mg/day"),
         [(2, "running.program.dose.baclofen: '300 mg/day' of baclofen is 300 times the most that is plausible here "
              "(1,000 mcg/day). Did you mean '300 mcg/day' (mcg, not mg)? Check the number and its unit.")]),
        (f"{START}0.15 mL/h",
         [(2, "running.flow_shown: 2,000 mcg/mL of baclofen at 3.6 mL/day is 7,200 mcg/day, but the program says 300 "
              "mcg/day (which would be 0.15 mL/day). Interrogate the pump again and correct the concentration, the "
              "dose or the flow.")]),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused(rows: str, expected: list[tuple[int | None, str]]) -> None:
    """Hours that do not exist, missing facts, contradictions, slips of units: each at its line."""
    assert wrong(HEAD + rows) == expected


def test_the_pump_was_told_another_concentration_than_it_holds() -> None:
    """A refill with another mixture and no new program: that is kept apart, and said."""
    found = read(f"{HEAD}{START}\n2026-11-20 09:00,America/Denver,refill,,1935 mcg/mL,,,,,,18 mL,")
    assert found.toml is not None
    running = read_case(found.toml).running
    assert (running.fill["baclofen"], running.program.entered["baclofen"]) == (Concentration(1935), Concentration(2000))
    assert [each.message for each in found.notes] == [
        "the pump was told baclofen 2000 mcg/mL, but the fill holds baclofen 1935 mcg/mL"
    ]


CASE = 'on = "2026-11-23"\nat = "08:00"\nzone = "America/Denver"\n[system]\npump = "medtronic-synchromed-ii-20"\n'


def test_a_case_gives_zone_moment_and_pump() -> None:
    """Times are in the zone of the case, lie before its moment, and volumes fit into its reservoir."""
    row = START.replace("America/Denver", "")
    found = read(HEAD + row, into=CASE)
    assert found.toml is not None
    assert [each.key for each in found.changes] == ["running.fill", "running.program"]
    assert [each.message for each in found.notes] == [
        "the reservoir volume of 20 mL is older than the moment of the case, and is not taken"
    ]
    assert wrong(HEAD + row.replace("20 mL", "38 mL"), into=CASE) == [
        (2, "38 mL is more than the reservoir holds (20 mL). Correct the volume.")
    ]
    assert wrong(HEAD + row.replace("2026-09-14", "2026-12-14"), into=CASE) == [
        (2, "this time lies after the moment of the case. A history holds what has been.")
    ]


def test_a_column_nobody_knows_is_reported() -> None:
    """A column is not dropped in silence; with leave it is a comment, but a drug never is."""
    head = HEAD.replace("\n", ",pain score\n")
    assert wrong(f"{head}{START},4")[0] == (
        1, "'column pain score' was not understood. Correct the line, take it out, or give --allow-unknown-lines to "
           "keep it as a comment.",
    )  # fmt: skip
    assert read(f"{head}{START},4", allow=True).toml is not None
    assert read(f"{HEAD.replace('baclofen', 'dilaudid')}{START}", allow=True).toml is None


def test_the_reference_lists_columns_and_events() -> None:
    """The page on the table has every column and every event."""
    page = (ROOT / "docs" / "reference" / "import-files.md").read_text("utf-8")
    assert [word for word in (*COLUMNS, *EVENTS, "<drug> concentration") if f"`{word}`" not in page] == []
