"""
Reads what was written down at a refill visit, as a person types it in TOML.

Every section may be left out, and so may every line but those of a program, which is written whole or not at all.
Values are taken as they stand, however unlikely: a slip is what the checks look for, so it is not refused here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from cisterna.files.case import FORMS
from cisterna.files.observations import MomentError, read_moment
from cisterna.files.plan import read_program
from cisterna.files.tables import Facts, Names, Table, last_digit, mixture, open_table, sound
from cisterna.quantities import DoseRate, Duration, FlowRate, Quantity, Volume
from cisterna.reasons.document import Reader
from cisterna.therapy import Case, Clock
from cisterna.visit import STATUSES, After, Before, Filled, Programmed, Shown, Visit

if TYPE_CHECKING:
    from cisterna.catalogue import Catalogue

__all__ = ["SCHEMA", "SECTIONS", "read_visit"]

Q = TypeVar("Q", bound=Quantity)

SCHEMA = "cisterna.visit/1"
"""The first line of every visit file."""

SECTIONS = ("before", "aspirated", "fill", "programmed", "after")
"""The sections of a visit file, in the order of a visit; they may stand in any."""

_PROGRAM = ("primary", "entered", "mode", "dose", "steps", "bridge", "prime", "bolus", "patient_bolus")


def read_visit(text: str, name: str, case: Case, *, catalogue: Catalogue | None = None) -> Visit:
    """
    The visit in `text`; problems call the file `name`. Times are in the zone of `case`.

    Raises `FileProblems` with everything that is wrong, each with its line.
    """
    file, table = open_table(text, name, Facts)
    _schema(table)
    names = Names(catalogue)
    visit = table.finish(
        Visit,
        before=_before(table.maybe_inner("before"), names, case.clock),
        aspirated=_aspirated(table.maybe_inner("aspirated")),
        fill=_fill(table.maybe_inner("fill"), names),
        programmed=_programmed(table.maybe_inner("programmed"), names),
        after=_after(table.maybe_inner("after"), names),
    )
    return sound(file, visit)


def _schema(table: Reader) -> None:
    found = table.table.get("schema")
    if not table.has("schema"):
        table.problem(None, f'a visit begins with schema = "{SCHEMA}". Add that line, if this file is one.')
    elif found != SCHEMA:
        table.problem(
            "schema", f"this file is '{str(found)[:40]}', not a visit. A visit begins with schema = \"{SCHEMA}\"."
        )


def _before(table: Reader | None, names: Names, clock: Clock) -> Before | None:
    if table is None:
        return Before()
    return table.finish(
        Before,
        at=_at(table, clock),
        reservoir_volume=table.maybe_quantity("reservoir_volume", Volume),
        filled_to=table.maybe_quantity("filled_to", Volume),
        status=table.maybe_text("status", one_of=STATUSES),
        doses=_doses(table.maybe_inner("doses"), names),
        flow=_shown(table, "flow", FlowRate),
        software_card=table.maybe_text("software_card"),
        tubing_volume=_shown(table, "tubing_volume", Volume),
    )


def _at(table: Reader, clock: Clock) -> Duration | None:
    text = table.maybe_text("at")
    if not text:
        return None
    try:
        return read_moment(text, clock, "at")
    except MomentError as error:
        table.problem("at", str(error).removeprefix("at: "))
        return None


def _aspirated(table: Reader | None) -> Volume | None:
    if table is None:
        return None
    found = table.maybe_quantity("volume", Volume)
    table.close()
    return found


def _fill(table: Reader | None, names: Names) -> Filled | None:
    if table is None:
        return Filled()
    label = table.maybe_inner("label")
    return table.finish(
        Filled,
        label=None if label is None else mixture(label, names),
        volume=table.maybe_quantity("volume", Volume),
        form=table.maybe_text("form", one_of=FORMS),
    )


def _programmed(table: Reader | None, names: Names) -> Programmed | None:
    if not isinstance(table, Table):
        return Programmed()
    typed = table.maybe_quantity("reservoir_volume", Volume)
    alarm = table.maybe_quantity("low_reservoir_alarm", Volume)
    program = None
    if any([table.has(key) for key in _PROGRAM]):  # a list: each of them is a key here, whichever comes first
        program = read_program(table, names)
    return table.finish(
        Programmed,
        program=program,
        told=tuple(sorted(table.table)),
        reservoir_volume=typed,
        low_reservoir_alarm=alarm,
    )


def _after(table: Reader | None, names: Names) -> After | None:
    if table is None:
        return After()
    return table.finish(
        After,
        status=table.maybe_text("status", one_of=STATUSES),
        reservoir_volume=_shown(table, "reservoir_volume", Volume),
        flow=_shown(table, "flow", FlowRate),
        doses=_doses(table.maybe_inner("doses"), names),
    )


def _doses(table: Reader | None, names: Names) -> Mapping[str, Shown[DoseRate]]:
    if table is None:
        return {}
    found = {names.drug(table, drug, drug): _shown(table, drug, DoseRate) for drug in table.names()}
    return {drug: shown for drug, shown in found.items() if shown is not None}


def _shown(table: Reader, key: str, kind: type[Q]) -> Shown[Q] | None:
    """A value with what its last digit leaves open."""
    value = table.maybe_quantity(key, kind)
    if value is None:
        return None
    step = last_digit(str(table.table[key]), value)
    return Shown(value, kind(0 if step is None else step / 2))
