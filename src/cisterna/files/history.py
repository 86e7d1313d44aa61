"""
Reads a history of one pump from a CSV: a row an event, in order of time. What it ends with is what runs.

Every quantity carries its unit, in the cell or in the head of its column. A row that is impossible, or that the rows
before it contradict, is refused; all of them at once, each with its line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from cisterna.files.importing import Found, Names, NameUnknown, known_unit, printable, with_unit
from cisterna.files.tables import nearest
from cisterna.files.zones import UnknownZone, moments
from cisterna.quantities import (
    Concentration,
    DoseRate,
    Duration,
    FlowRate,
    Mass,
    QuantityError,
    Volume,
)
from cisterna.therapy.imported import Ask, Event, Understood, Wrong

if TYPE_CHECKING:
    from cisterna.catalogue import Catalogue

__all__ = ["COLUMNS", "EVENTS", "read_history"]

COLUMNS = (
    "time", "zone", "event", "primary", "mode", "dose", "steps", "bridge", "bolus", "reservoir volume", "flow", "by",
    "note",
)  # fmt: skip
"""The columns, beside one '<drug> concentration' for each drug. Only time and event are needed."""

EVENTS: dict[str, tuple[str, ...]] = {
    "refill": ("concentration", "reservoir volume"),
    "program": ("primary", "concentration", "mode", "dose", "steps", "bridge", "reservoir volume", "flow"),
    "refill and program": (
        "primary", "concentration", "mode", "dose", "steps", "bridge", "reservoir volume", "flow",
    ),
    "bolus": ("bolus",),
    "stop": (),
    "reading": ("reservoir volume", "flow"),
}  # fmt: skip
"""What may happen, and which columns a row of that kind may fill beside time, zone, by and note."""

ALWAYS = ("time", "zone", "event", "by", "note")
YEARS = range(1990, 2200)
SECONDS = 86400
LONGEST = 400 * SECONDS
KINDS = {"dose": DoseRate, "reservoir volume": Volume, "flow": FlowRate}
MODES = ("simple continuous", "flex")
EXAMPLE = (
    "time,zone,event,primary,baclofen concentration,mode,dose,reservoir volume\n"
    "2026-11-20 09:00,America/Denver,refill and program,baclofen,2000 mcg/mL,simple continuous,300 mcg/day,20 mL"
)

_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2})(?::00)? ?(Z|[+-][0-9]{2}:[0-9]{2})?")
_HEAD = re.compile(r"(.*?)\s*[(\[]([^()\[\]]+)[)\]]\s*")
_OVER = re.compile(r"(.+?) over (.+)")
_STEP = re.compile(r"\s*([0-9]{2}:[0-9]{2})\s+(\S.*)")


class _Bad(ValueError):
    """What is wrong with a row."""


class _Column(NamedTuple):
    """A column: its name, the unit in its head, and the drug whose concentration it holds."""

    name: str
    unit: str
    drug: str


class _Pump:
    """What the rows so far come to. None: not told yet. `broken`: a row was refused, so what follows is not judged."""

    def __init__(self) -> None:
        self.fill: dict[str, str] | None = None
        self.filled_at: int | None = None
        self.refilled: datetime | None = None
        self.changed: bool = False
        self.told: dict[str, str] | None = None
        self.program: dict[str, Any] | None = None
        self.bridge_until: datetime | None = None
        self.stopped_at: int | None = None
        self.volume: str | None = None
        self.volume_at: datetime | None = None
        self.flow: str | None = None
        self.flow_at: datetime | None = None
        self.broken = False


def read_history(text: str, names: Names, catalogue: Catalogue, base: Mapping[str, Any]) -> Found:
    """What the rows of `text` come to; `base` is the case that is joined into, for its zone, moment and pump."""
    found = Found.nothing()
    reading = _History(found, names, catalogue, base)
    try:
        reading.rows(text)
    except csv.Error as error:
        found.refuse(None, f"this cannot be read as CSV ({error}). Close the quotes, or leave them out.")
    if not found.wrong:
        reading.conclude()
    return found


class _History:
    def __init__(self, found: Found, names: Names, catalogue: Catalogue, base: Mapping[str, Any]) -> None:
        self.found = found
        self.names = names
        self.zone = str(base.get("zone", ""))
        self.until = _moment_of(base)
        self.size = _size(base, catalogue)
        self.pump = _Pump()
        self.last: datetime | None = None
        self.last_line = 0
        self.last_wall = ("", "", "")
        self.seen: dict[tuple[tuple[str, str], ...], int] = {}

    # The table

    def rows(self, text: str) -> None:
        """Every row, judged after those above it."""
        text = text.removeprefix("\ufeff")
        between = max(",;\t", key=re.split(r"[\r\n]", text.lstrip())[0].count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True, skipinitialspace=True)
        columns: list[_Column] | None = None
        line = 1
        for cells in reader:
            row, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith("#"):
                continue
            if columns is None:
                columns = self._columns(cells, row)
                if columns is None:
                    return
                continue
            if any("\n" in cell or "\r" in cell for cell in cells):
                self._refuse(row, "a quoted text runs over several lines and may have taken up rows. Close the quotes.")
            elif len(cells) > len(columns):
                self._refuse(row, f"this row has {len(cells)} cells for {len(columns)} columns. Put quotes around a "
                                  "text that holds the separator.")  # fmt: skip
            else:
                self._row(row, columns, [cell.strip() for cell in cells])

    def _refuse(self, line: int, message: str) -> None:
        self.found.refuse(line, message)
        self.pump.broken = True

    def _columns(self, cells: list[str], line: int) -> list[_Column] | None:
        columns, wrong = [], len(self.found.wrong)
        for cell in cells:
            name, unit = " ".join(cell.replace("_", " ").casefold().split()), ""
            within = _HEAD.fullmatch(" ".join(cell.replace("_", " ").split()))
            if within and known_unit(within[2]):
                name, unit = within[1].casefold(), within[2].strip()
            drug = ""
            if name.endswith(" concentration"):
                try:
                    drug = self.names.find("drug", name.removesuffix(" concentration"))
                except NameUnknown as error:
                    self.found.refuse(line, str(error))
            elif name not in COLUMNS:
                hint = nearest(name, COLUMNS).strip()
                shown = printable(cell)
                self.found.unknown.append(Understood(line, f"column {shown}", f". {hint}" if hint else ""))
            columns.append(_Column("concentration" if drug else name, unit, drug))
        listed = [(each.name, each.drug) for each in columns]
        for each in sorted({one for one in listed if listed.count(one) > 1}):
            self.found.refuse(line, f"the column '{each[1] or ''}{' ' * bool(each[1])}{each[0]}' stands there twice.")
        missing = [name for name in ("time", "event") if name not in {each.name for each in columns}]
        if missing:
            self.found.refuse(line, f"the first line names the columns, and there is no {' and no '.join(missing)}. "
                                    f"Write, for example:\n{EXAMPLE}")  # fmt: skip
        return columns if len(self.found.wrong) == wrong else None

    # One row

    def _row(self, line: int, columns: list[_Column], cells: list[str]) -> None:
        given, strengths, problems = self._cells(columns, cells)
        event = " ".join(given.get("event", "").casefold().split())
        if event not in EVENTS:
            near = nearest(event, EVENTS) if event else ""
            problems.append(f"'{printable(event)[:40]}' is not an event. {near}Known: {', '.join(EVENTS)}.")
        at = self._time(line, given, problems)
        if event in EVENTS:
            allowed = (*ALWAYS, *EVENTS[event])
            filled = [*given, *(["concentration"] if strengths else [])]
            for name in filled:
                if name in (*COLUMNS, "concentration") and name not in allowed:
                    problems.append(f"a row of event '{event}' has no {name}: leave the cell empty, or correct the "
                                    "event.")  # fmt: skip
            key = (*sorted(given.items()), *sorted(strengths.items()))
            if key in self.seen:
                problems.append(f"this row stands in line {self.seen[key]} already, alike in everything. Take one out.")
            self.seen.setdefault(key, line)
        if not problems and at is not None:
            try:
                says = self._happens(line, event, given, strengths, at)
            except (_Bad, QuantityError, NameUnknown) as error:
                problems.append(str(error))
            else:
                self._tell(line, given, says)
        for each in problems:
            self._refuse(line, each)

    def _cells(self, columns: list[_Column], cells: list[str]) -> tuple[dict[str, str], dict[str, str], list[str]]:
        given: dict[str, str] = {}
        strengths: dict[str, str] = {}
        problems: list[str] = []
        for column, cell in zip(columns, cells, strict=False):
            if not cell:
                continue
            try:
                value = with_unit(cell, column.unit, "the head of the column") if column.unit else printable(cell)
                if column.drug:
                    if Concentration.parse(value):  # a zero says that the drug is not in it
                        strengths[column.drug] = value
                else:
                    if column.name in KINDS:
                        KINDS[column.name].parse(value)
                    given[column.name] = value
            except QuantityError as error:
                problems.append(f"{column.drug or column.name}: {error}")
        return given, strengths, problems

    def _time(self, line: int, given: Mapping[str, str], problems: list[str]) -> datetime | None:
        text, zone = given.get("time", ""), given.get("zone", "") or self.zone
        match = _TIME.fullmatch(text)
        if match is None:
            problems.append(f"'{text[:40]}' is not a time. Write, for example, 2026-11-20 09:00.")
            return None
        if not zone:
            problems.append("there is no time zone: write it in a column 'zone', for example America/Denver, or give "
                            "a case with --into.")  # fmt: skip
            return None
        try:
            wall = datetime.fromisoformat(f"{match[1]} {match[2]}")
            found = moments(wall, zone)
            if match[3]:
                told = datetime.fromisoformat(f"{match[1]} {match[2]}{match[3]}").astimezone(UTC)
                if told not in found:
                    problems.append(f"{text} is not a time in {zone}: its offset is another one. Correct one of them.")
                    return None
                found = (told,)
        except UnknownZone as error:
            problems.append(str(error))
            return None
        except (ValueError, OverflowError):
            problems.append(f"'{text[:40]}' is not a time. Write, for example, 2026-11-20 09:00.")
            return None
        if len(found) != 1:
            if found:
                says = f"comes twice in {zone}: the clocks go back over it. Write it with its offset, for example "
                says += f"{text[:16]}-06:00."
            else:
                says = f"does not exist in {zone}: the clocks go forward over it. Write another."
            problems.append(f"{text} {says}")
            return None
        at = found[0]
        if wall.year not in YEARS:
            problems.append(f"{match[1]} is not a date at which a pump of today can have run. Correct the year.")
            return None
        if self.last is not None and at < self.last:
            problems.append(f"this time lies before that of line {self.last_line}. Put the rows in order of time.")
            return None
        if self.until is not None and at > self.until:
            problems.append("this time lies after the moment of the case. A history holds what has been.")
            return None
        self.last, self.last_line, self.last_wall = at, line, (match[1], match[2], zone)
        return at

    def _tell(self, line: int, given: Mapping[str, str], says: str) -> None:
        day, clock, zone = self.last_wall
        self.found.events.append(Event(line, f"{day} {clock} {zone}", says))
        self.found.understood.append(Understood(line, f"{day} {clock} {given['event']}", says))

    # What happens

    def _happens(self, line: int, event: str, given: Mapping[str, str], strengths: dict[str, str], at: datetime) -> str:
        """Carries the event out; what it came to, in words. Raises `_Bad` where it cannot be."""
        says: list[str] = []
        if event.startswith("refill"):
            says.append(self._refill(line, given, strengths, at))
        if event.endswith("program"):
            says.append(self._program(given, strengths, at))
        if event == "bolus":
            says.append(self._bolus(given))
        if event == "stop":
            if self.pump.stopped_at is not None:
                raise _Bad(f"the pump stands still already, since line {self.pump.stopped_at}. Take this row out, or "
                           "say what started it again.")  # fmt: skip
            self.pump.stopped_at = line
            says.append("the pump is stopped")
        says += self._readings(event, given, at)
        return "; ".join(says)

    def _refill(self, line: int, given: Mapping[str, str], strengths: dict[str, str], at: datetime) -> str:
        if not strengths:
            raise _Bad("a refill says what is in the syringe: fill a column '<drug> concentration' for each drug.")
        pump = self.pump
        pump.changed = pump.fill is not None and not _same(pump.fill, strengths)
        pump.fill, pump.filled_at, pump.refilled = dict(strengths), line, at
        pump.volume = pump.volume_at = None
        held = given.get("reservoir volume")
        return f"refill with {_mixture(strengths)}{f', {held} in the reservoir' if held else ''}"

    def _program(self, given: Mapping[str, str], strengths: dict[str, str], at: datetime) -> str:
        pump = self.pump
        told = strengths or pump.told or pump.fill
        mode, primary, dose, steps = (given.get(key, "") for key in ("mode", "primary", "dose", "steps"))
        if mode not in MODES:
            raise _Bad(f"'{mode[:40]}' is not a mode. Write one of: {', '.join(MODES)}." if mode else
                       f"a program has a mode. Write one of: {', '.join(MODES)}.")  # fmt: skip
        if told is None:
            if pump.broken:
                return "program"
            raise _Bad("no row says which concentrations the pump was told. Fill a column '<drug> concentration'.")
        drug = self.names.find("drug", primary) if primary else next(iter(told)) if len(told) == 1 else ""
        if not drug:
            raise _Bad(f"which of {', '.join(sorted(told))} the dose is of is not said. Fill the column 'primary'.")
        if drug not in told:
            raise _Bad(f"the primary drug is {drug}, but the pump was told {_mixture(told)}. Correct one of the two.")
        program: dict[str, Any] = {"mode": mode}
        if mode == "flex":
            if dose:
                raise _Bad("a schedule has steps and no single dose. Empty one of the two cells.")
            program |= {"primary": drug, "steps": _steps(steps)}
            shown = "; ".join(f"{each['from']} {each['dose']}" for each in program["steps"])
        else:
            if steps or not dose:
                raise _Bad("a simple continuous program has a dose and no steps. Correct the row.")
            program["dose"] = {drug: dose}
            shown = dose
        if not _same(told, pump.told or {}) and strengths:
            said = f", told {_mixture(told)}"
        else:
            said = "" if strengths else ", concentrations as before"
        pump.program, pump.told, pump.stopped_at = program, dict(told), None
        pump.bridge_until = None
        bridge = given.get("bridge", "")
        if bridge and bridge.casefold() not in ("none", "no"):
            pump.bridge_until = at + _length(_over(bridge, Volume, "0.312 mL over 49 h 55 min"))
            said += f", bridge {bridge}"
        return f"program {mode} of {drug}: {shown}{said}"

    def _bolus(self, given: Mapping[str, str]) -> str:
        if "bolus" not in given:
            raise _Bad("a bolus has an amount. Write, for example, 50 mcg over 5 min in the column 'bolus'.")
        _over(given["bolus"], Mass, "50 mcg over 5 min")
        if self.pump.stopped_at is not None:
            raise _Bad(f"the pump stands still since line {self.pump.stopped_at}, so it gives no bolus. Correct one.")
        if self.pump.program is None and not self.pump.broken:
            raise _Bad("no program stands above this row, so how much the pump moves for a bolus is not known.")
        return f"bolus of {given['bolus']}"

    def _readings(self, event: str, given: Mapping[str, str], at: datetime) -> Iterator[str]:
        pump = self.pump
        volume, flow = given.get("reservoir volume"), given.get("flow")
        if event == "reading" and volume is None and flow is None:
            raise _Bad("a reading has a reservoir volume or a flow. Fill one of the columns.")
        if volume is not None:
            now = Volume.parse(volume)
            if self.size is not None and now > self.size:
                raise _Bad(f"{volume} is more than the reservoir holds ({self.size}). Correct the volume.")
            if pump.volume is not None and now > Volume.parse(pump.volume):
                raise _Bad(f"the reservoir holds {volume}, but {pump.volume} before, and no refill lies between. "
                           "Correct one, or add the refill.")  # fmt: skip
            pump.volume, pump.volume_at = volume, at
            if not event.startswith("refill"):
                yield f"reservoir volume {volume}"
        if flow is not None:
            pump.flow, pump.flow_at = flow, at
            yield f"flow {flow}"

    # The end

    def conclude(self) -> None:
        """What runs when the history ends, as a case has it."""
        pump, found = self.pump, self.found
        if self.last is None:
            if not found.unknown:
                found.refuse(None, f"there is no row below the first line. Write, for example:\n{EXAMPLE}")
            return
        if pump.stopped_at is not None:
            found.refuse(pump.stopped_at, "the history ends with a pump that stands still. A case describes one that "
                                          "runs: see 'cisterna emergency pump-stopped'.")  # fmt: skip
            return
        now = self.until or self.last
        if pump.bridge_until is not None and pump.bridge_until > now:
            found.refuse(self.last_line, "the bridge of the last program is not over at the moment of the case. A case "
                                         "describes a pump whose bridge has ended: take a later moment.")  # fmt: skip
            return
        if self.until is None:
            day, clock, zone = self.last_wall
            for key, value in (("on", day), ("at", clock), ("zone", zone)):
                found.put((key,), value, self.last_line)
        self._running(now)

    def _running(self, now: datetime) -> None:
        pump, found = self.pump, self.found
        fill = pump.fill or pump.told
        if fill is not None:
            found.put(("running", "fill"), dict(sorted(fill.items())), pump.filled_at or self.last_line)
        if pump.fill is None and pump.told is not None:
            text = "no refill stands in this history: the fill is what the pump was told. Compare it with the label"
            found.notes.append(Wrong(self.last_line, text))
        if pump.program is not None:
            program = dict(pump.program)
            if pump.told is not None and fill is not None and not _same(pump.told, fill):
                program["entered"] = dict(sorted(pump.told.items()))
                text = f"the pump was told {_mixture(pump.told)}, but the fill holds {_mixture(fill)}"
                found.notes.append(Wrong(self.last_line, text))
            found.put(("running", "program"), program, self.last_line)
        for key, value, at in (
            ("reservoir_volume", pump.volume, pump.volume_at),
            ("flow_shown", pump.flow, pump.flow_at),
        ):
            if value is not None and at == now:
                found.put(("running", key), value, self.last_line)
            elif value is not None:
                text = f"the {key.replace('_', ' ')} of {value} is older than the moment of the case, and is not taken"
                found.notes.append(Wrong(self.last_line, text))
        if pump.changed and pump.refilled is not None:
            hours = (now - pump.refilled) // timedelta(hours=1)
            question = (
                f"the last refill, {hours:,} h before the moment of the case, changed the mixture: what still lies in "
                "the line? Without an answer the line is taken to hold the new one"
            )
            found.asks.insert(0, Ask("running.line", '[{ volume = "? mL", baclofen = "? mcg/mL" }]', question))


def _moment_of(base: Mapping[str, Any]) -> datetime | None:
    """The moment of the case that is joined into, or None."""
    try:
        wall = datetime.fromisoformat(f"{base['on']} {str(base['at'])[:5]}")
        found = moments(wall, str(base["zone"]))
    except (KeyError, ValueError, OverflowError):
        return None
    return found[0] if len(found) == 1 else None


def _size(base: Mapping[str, Any], catalogue: Catalogue) -> Volume | None:
    model = base.get("system", {}).get("pump")
    pump = next((each for each in catalogue.pumps if each.id == model), None)
    return None if pump is None or pump.reservoir is None else pump.reservoir.value


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return {drug: Concentration.parse(text) for drug, text in one.items()} == {
        drug: Concentration.parse(text) for drug, text in other.items()
    }


def _mixture(parts: Mapping[str, str]) -> str:
    return " and ".join(f"{drug} {text}" for drug, text in sorted(parts.items()))


def _over(text: str, kind: type[Volume] | type[Mass], example: str) -> Duration:
    match = _OVER.fullmatch(text)
    if match is None:
        raise _Bad(f"'{text[:40]}' does not say over which time. Write, for example, {example}.")
    if not kind.parse(match[1]):
        raise _Bad(f"'{text[:40]}' is an amount of zero. Correct it.")
    over = Duration.parse(match[2])
    if not over:
        raise _Bad(f"'{text[:40]}' is over no time. Correct it.")
    return over


def _length(over: Duration) -> timedelta:
    return timedelta(seconds=min(int(over.value * SECONDS) + 1, LONGEST))


def _steps(text: str) -> list[dict[str, str]]:
    if not text:
        raise _Bad("a schedule has steps. Write, for example, 00:00 12 mcg/h; 06:00 15 mcg/h.")
    steps = []
    for each in text.split(";"):
        match = _STEP.fullmatch(each)
        if match is None:
            raise _Bad(f"'{each.strip()[:40]}' is not a step. Write start and dose rate, for example 06:00 15 mcg/h.")
        DoseRate.parse(match[2].strip())
        steps.append({"from": match[1], "dose": match[2].strip()})
    return steps
