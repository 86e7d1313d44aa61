"""
Reads the pasted text of an interrogation: one fact a line, "Key: value", in any order.

The grammar is small and written down (docs/reference/import-files.md). A line that is not in it is reported and never
guessed; two lines that cannot both be so are an error, each with its number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from cisterna.files.importing import Found, Names, NameUnknown, known_unit, printable, with_unit
from cisterna.files.tables import last_digit, nearest
from cisterna.quantities import (
    Concentration,
    DoseRate,
    Duration,
    FlowRate,
    Length,
    Mass,
    Quantity,
    QuantityError,
    Range,
    Ratio,
    Volume,
    floor_to_step,
    parse_number,
)
from cisterna.quantities.text import exact_text
from cisterna.therapy.imported import Ask, Understood

if TYPE_CHECKING:
    from cisterna.catalogue import Catalogue

__all__ = ["KEYS", "NUMBERED", "SET_ASIDE", "read_interrogation"]

KEYS: dict[str, tuple[str, ...]] = {
    "pump": ("pump", "pump model", "device", "device model", "implanted pump"),
    "reservoir size": ("reservoir size", "reservoir capacity", "pump size"),
    "tubing volume": ("tubing volume", "pump tubing volume", "internal tubing volume"),
    "catheter": ("catheter", "catheter model"),
    "catheter length": ("catheter length", "implanted length", "implanted catheter length", "length after trimming"),
    "catheter volume": ("catheter volume", "calculated catheter volume", "implanted catheter volume"),
    "alarm volume": (
        "low reservoir alarm", "low reservoir alarm volume", "alarm volume", "low reservoir volume", "reservoir alarm",
    ),
    "alarm date": ("low reservoir alarm date", "alarm date", "refill alarm date", "estimated alarm date"),
    "controller": ("patient controller", "patient programmer", "patient handset", "personal controller"),
    "software card": ("software card", "application card", "programmer software"),
    "accuracy": ("accuracy", "flow accuracy"),
    "residual volume": ("residual volume", "unusable volume"),
    "time": ("interrogated", "interrogation date", "interrogation time", "interrogated at", "session date", "printed"),
    "zone": ("time zone", "zone"),
    "mode": ("mode", "infusion mode", "infusion pattern", "therapy mode"),
    "dose": ("dose", "daily dose", "total daily dose", "24 hour dose", "dose per day", "primary dose"),
    "hourly dose": ("hourly dose", "dose per hour", "dose rate"),
    "flow": ("flow", "flow rate", "infusion rate", "pump rate", "basal flow", "daily flow", "volume per day"),
    "reservoir volume": (
        "reservoir volume", "current reservoir volume", "calculated reservoir volume", "volume in reservoir",
        "remaining volume", "estimated reservoir volume",
    ),
    "patient bolus": ("patient bolus", "patient bolus dose", "patient activated bolus", "patient activated dose"),
    "boluses used": ("boluses used per day", "patient boluses used per day", "boluses per day", "boluses a day"),
    "bridge": ("bridge", "bridge bolus", "bridge status"),
    "prime": ("prime", "priming bolus"),
    "status": ("status", "pump status", "infusion status"),
    "line": ("line", "catheter contents"),
}  # fmt: skip
"""What is known, each with every way to write its key. Letters, hyphens and spaces do not matter."""

NUMBERED: dict[str, str] = {
    "drug N": r"(?:drug|medication) ([0-9]{1,3})(?: name)?",
    "primary drug": r"(primary) (?:drug|medication)(?: name)?",
    "second drug": r"(second|secondary|other|third) (?:drug|medication)(?: name)?",
    "drug": r"(drug|medication|drug name)",
    "drug N concentration": r"(?:drug|medication) ([0-9]{1,3}) concentration",
    "drug N dose": r"(?:drug|medication) ([0-9]{1,3}) (?:daily )?dose",
    "step N": r"step ([0-9]{1,3})",
    "line N": r"line ([0-9]{1,3})",
    "label NAME": r"(?:syringe )?label(?: concentration)?(?: of)? (.+)",
    "intended dose of NAME": r"(?:last )?intended (?:daily )?dose(?: of)? (.+)",
    "dose of NAME a year ago": r"(?:daily )?dose of (.+) (?:a|one) year ago",
    "NAME concentration": r"concentration (?:of )?(.+)|(.+) concentration",
    "NAME dose": r"(?:daily )?dose of (.+)|(.+?) (?:daily |24 hour )?dose",
}
"""Keys that hold a number or the name of a drug, as patterns; the first that fits holds."""

SET_ASIDE = (
    "patient", "patient name", "name", "patient id", "patient number", "mrn", "date of birth", "birth date", "sex",
    "serial number", "pump serial number", "device serial number", "implant date", "pump implant date", "clinic",
    "clinician", "physician", "hospital", "battery", "battery status", "elective replacement indicator", "eri",
    "replace by", "replacement date", "lockout", "lockout interval", "bolus lockout", "bolus duration",
    "maximum boluses per day", "boluses allowed per day", "alarms", "active alarms", "last refill", "last refill date",
    "last programmed", "comment", "comments", "note", "notes", "indication", "programmer serial number", "page",
)  # fmt: skip
"""Keys that are understood and have no place in a case. What they say is never copied."""

MODES = {
    "simple continuous": "simple continuous",
    "continuous": "simple continuous",
    "simple": "simple continuous",
    "flex": "flex",
    "flex dosing": "flex",
    "flex schedule": "flex",
}
NOT_RUNNING = ("stopped", "stopped pump", "off", "minimum rate", "minimum rate mode", "motor stall", "suspended")
NOTHING = ("none", "no", "off", "not programmed", "not active", "completed", "ended", "disabled")
CONTROLLERS = {"none": "none", "no": "none", "present": "present", "yes": "present"}
DAY = Duration(1)
PER_DAY, PER_HOUR = ("daily", "24 hour", "per day"), ("hourly", "per hour")

_RULE = re.compile(r"[\s\-=_*~.#|+]*")
_SEPARATOR = re.compile(r"\s*[:=\t]\s*")
_UNIT = re.compile(r"(.*?)\s*[(\[]([^()\[\]]+)[)\]]\s*")
_STEP = re.compile(r"([0-9]{1,2}:[0-9]{2})\s*(?:(?:to|until|-|–)\s*([0-9]{1,2}:[0-9]{2}))?\s*[,:]?\s+(\S.*)")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2})(?::00)?)?")
_HALF_DAY = re.compile(r"(?i)\b[ap]\.?m\b")


class Line(NamedTuple):
    """A line that has been taken apart: number, key as it is known, what stands in place of N or NAME, value, text."""

    number: int
    key: str
    part: str
    value: str
    said: str


class _Given(NamedTuple):
    """A value with the line it comes from."""

    line: int
    text: str
    value: Any


_BY_SYNONYM = {synonym: key for key, synonyms in KEYS.items() for synonym in synonyms}


def normal(key: str) -> str:
    """
    A key without what does not matter.

    >>> normal("  - Low-Reservoir   alarm ")
    'low reservoir alarm'
    """
    return " ".join(re.sub(r"[\s_\-]+", " ", key.strip(" \t-*•.")).casefold().split())


def read_interrogation(text: str, names: Names, catalogue: Catalogue) -> Found:
    """What the lines of `text` say. Whatever is wrong or not understood stands in what comes back."""
    reading = _Reading(names, catalogue)
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), start=1):
        if _RULE.fullmatch(raw) or raw.lstrip().startswith("#"):
            continue
        reading.take(number, raw)
    reading.conclude()
    return reading.found


class _Reading:
    """The facts as they come in, line by line, and what they come to together."""

    def __init__(self, names: Names, catalogue: Catalogue) -> None:
        self.found = Found.nothing()
        self.names = names
        self.catalogue = catalogue
        self.given: dict[tuple[str, str], _Given] = {}

    # One line

    def take(self, number: int, raw: str) -> None:
        said = printable(raw)
        parts = _SEPARATOR.split(raw.strip(), maxsplit=1)
        if len(parts) < 2 or not parts[0].strip():
            self.found.unknown.append(Understood(number, said, " (it is no line 'Key: value')"))
            return
        line, unit = self._line(number, parts[0], parts[1], said)
        if line is None:
            return
        if not line.value:
            self.found.refuse(number, f"'{said[:60]}' has no value. Write it, or take the line out.")
        elif line.value.casefold() == "unknown":
            self._understood(line, "asked, and not known")
        else:
            self._value(line, unit)

    def _line(self, number: int, key: str, value: str, said: str) -> tuple[Line | None, str]:
        unit = ""
        within = _UNIT.fullmatch(key)
        if within and known_unit(within[2]):
            key, unit = within[1], within[2].strip()
        elif within:  # Concentration (baclofen)
            key = f"{within[1]} {within[2]}"
        name = normal(key)
        if name in SET_ASIDE:
            self.found.set_aside.append(Understood(number, name, "has no place in a case"))
            return None, ""
        if name in _BY_SYNONYM:
            return Line(number, _BY_SYNONYM[name], name, printable(value), said), unit
        for pattern, regex in NUMBERED.items():
            match = re.fullmatch(regex, name)
            if match is None:
                continue
            part = next((group for group in match.groups() if group), "")
            if "NAME" in pattern and self._no_drug(part):
                self._not_understood(number, name, f"{value} {unit}", said, part)
                return None, ""
            return Line(number, pattern, part, printable(value), said), unit
        if self._no_drug(name):
            self._not_understood(number, name, f"{value} {unit}", said, name)
            return None, ""
        return Line(number, "NAME concentration", name, printable(value), said), unit

    def _no_drug(self, name: str) -> str:
        """Why `name` is no drug; empty where it is one."""
        try:
            self.names.find("drug", name)
        except NameUnknown as error:
            return str(error)
        return ""

    def _not_understood(self, number: int, name: str, value: str, said: str, drug: str) -> None:
        """A line that is not in the grammar. One with a concentration is an error: a drug would be left out."""
        try:
            Concentration.parse(value)
        except QuantityError:
            hint = nearest(name, (*_BY_SYNONYM, *SET_ASIDE), likeness=0.75)
            self.found.unknown.append(Understood(number, said, f". {hint.strip()}" if hint else ""))
            return
        self.found.refuse(number, f"a concentration of what? {self._no_drug(drug)}")

    def _value(self, line: Line, unit: str) -> None:
        try:
            value = with_unit(line.value, unit, "the key") if unit else line.value
            _READERS[line.key](self, line._replace(value=value))
        except (QuantityError, NameUnknown, _Refused) as error:
            self.found.refuse(line.number, f"{_SEPARATOR.split(line.said, maxsplit=1)[0][:40]}: {error}")

    def _understood(self, line: Line, means: str) -> None:
        self.found.understood.append(Understood(line.number, line.said, means))

    def keep(self, line: Line, key: str, part: str, value: Any, text: str, means: str = "") -> None:
        """One fact; said again it has to be the same."""
        before = self.given.get((key, part))
        if before is not None and before.value != value:
            raise _Refused(
                f"line {before.line} says {before.text}, this line {text}. They cannot both be so: find out which is "
                "right, and take the other one out."
            )
        if before is None:
            self.given[key, part] = _Given(line.number, text, value)
        self._understood(line, means or f"{key}{f' {part}' if part else ''}: {text}")

    def drug(self, name: str) -> str:
        """A drug by its name."""
        return self.names.find("drug", name)

    # All of them

    def conclude(self) -> None:
        """What follows from several lines together."""
        if self.found.wrong:
            return
        for key, path in _PLAIN.items():
            one = self.given.get((key, ""))
            if one is not None:
                self.found.put(path, one.text, one.line)
        self._moment()
        self._pump_size()
        told = self._told()
        fill = self._fill(told)
        self._program(told, fill)
        self._boluses()
        self._by_drug("intended dose of NAME", "intended")
        self._by_drug("dose of NAME a year ago", "year_ago")
        self._line_contents()
        self._alarm_date()

    def _get(self, key: str, part: str = "") -> _Given | None:
        return self.given.get((key, part))

    def _parts(self, key: str) -> dict[str, _Given]:
        return {part: one for (name, part), one in self.given.items() if name == key}

    def _moment(self) -> None:
        at, zone = self._get("time"), self._get("zone")
        if at is not None:
            day, clock = at.value
            self.found.put(("on",), day.isoformat(), at.line)
            if clock is not None:
                self.found.put(("at",), f"{clock:%H:%M}", at.line)
        if zone is not None:
            self.found.put(("zone",), zone.text, zone.line)

    def _pump_size(self) -> None:
        pump, size = self._get("pump"), self._get("reservoir size")
        if pump is None or size is None:
            return
        held = self.catalogue.pump(pump.text).reservoir
        if held is not None and held.value != size.value:
            self.found.refuse(
                size.line,
                f"the reservoir holds {size.text}, but line {pump.line} names a pump of {held.value}. "
                "Correct one of the two.",
            )

    def _numbered(self) -> dict[str, str]:
        """Drugs by their number, 'primary' and 'second'."""
        return {part: one.value for part, one in self._parts("drug N").items()}

    def _told(self) -> dict[str, _Given]:
        """The concentrations that the pump was told, by drug."""
        told = dict(self._parts("NAME concentration"))
        numbered = self._numbered()
        for number, one in self._parts("drug N concentration").items():
            drug = numbered.get(number)
            if drug is None:
                self.found.refuse(one.line, f"no line says which drug is drug {number}. Write 'Drug {number}: NAME'.")
            elif drug in told and told[drug].value != one.value:
                self.found.refuse(one.line, f"line {told[drug].line} says {told[drug].text} of {drug}, this line "
                                            f"{one.text}. They cannot both be so.")  # fmt: skip
            else:
                told[drug] = one
        named = [(one.value, one.line) for one in self._parts("drug N").values()]
        for drug, at in named:
            if drug not in told and not self._parts("label NAME"):
                self.found.asks.append(Ask(f"running.fill.{drug}", '"? mcg/mL"', f"the concentration of {drug}"))
                self.found.notes.append(_note(at, f"the concentration of {drug} is not said, so no fill is written"))
        untold = [drug for drug, _ in named if drug not in told]
        self._half_told(told, untold)
        return {} if untold else told

    def _half_told(self, told: dict[str, _Given], untold: list[str]) -> None:
        """Where the pump was told another concentration than a label has, it has to be known what else it was told."""
        labels = self._parts("label NAME")
        for drug, one in told.items() if untold else ():
            if drug in labels and labels[drug].value != one.value:
                self.found.refuse(one.line, f"the pump was told {one.text} of {drug}, but the label (line "
                                            f"{labels[drug].line}) says {labels[drug].text}, and no line says what it "
                                            f"was told of {' and '.join(untold)}. Write that too.")  # fmt: skip

    def _fill(self, told: dict[str, _Given]) -> dict[str, _Given]:
        labels = self._parts("label NAME")
        fill = labels or told
        if fill:
            first = min(one.line for one in fill.values())
            self.found.put(("running", "fill"), {drug: fill[drug].text for drug in sorted(fill)}, first)
            for drug, one in fill.items():
                self.found.lines["running", "fill", drug] = one.line
        if told and not labels:
            text = "the fill is what the pump was told: compare it with the label of the syringe that was injected"
            self.found.notes.append(_note(min(one.line for one in told.values()), text))
        if labels and not told:
            text = "what the pump was told is not said, so it is taken to be what the label says: compare the two"
            self.found.notes.append(_note(min(one.line for one in labels.values()), text))
        for drug in sorted(set(told) - set(labels)) if labels else ():
            self.found.refuse(told[drug].line, f"the pump was told {told[drug].text} of {drug}, but no label names "
                                               f"{drug}. Write 'Label {drug}: ...', or correct this line.")  # fmt: skip
        return fill

    def _primary(self, told: dict[str, _Given]) -> str | None:
        numbered = self._numbered()
        primary = numbered.get("1") or numbered.get("primary")
        if primary is None and len(told) == 1:
            primary = next(iter(told))
        return primary

    def _program(self, told: dict[str, _Given], fill: dict[str, _Given]) -> None:
        mode, steps = self._get("mode"), sorted(self._parts("step N").items(), key=lambda each: int(each[0]))
        drugs = told or fill
        primary = self._primary(drugs)
        dose = self._dose(primary)
        first = min((one.line for one in (mode, dose, *(one for _, one in steps)) if one is not None), default=None)
        if first is None:
            return
        if primary is None:
            self.found.refuse(first, "which drug the dose is of is not said. Write 'Primary drug: NAME'.")
            return
        if drugs and primary not in drugs:
            self.found.refuse(first, f"the primary drug is {primary}, but its concentration is not among "
                                     f"{', '.join(sorted(drugs))}. Correct one of the two.")  # fmt: skip
            return
        entered = {drug: told[drug].text for drug in sorted(told)}
        program: dict[str, Any] = {}
        if mode is None:
            question = "the mode: simple continuous, or flex with its steps"
            self.found.asks.append(Ask("running.program", _like(primary, dose, steps), question))
            self.found.notes.append(_note(first, "the mode is not said, so no program is written"))
            return
        program["mode"] = mode.value
        if mode.value == "flex":
            schedule = self._schedule(steps, dose, mode)
            if schedule is None:
                return
            program |= {"primary": primary, "steps": schedule}
        elif steps:
            self.found.refuse(steps[0][1].line, f"a step of a schedule, but line {mode.line} says {mode.value}. "
                                                "Correct one of the two.")  # fmt: skip
            return
        elif dose is None:
            self.found.asks.append(Ask("running.program", _like(primary, dose, steps), f"the dose of {primary}"))
            self.found.notes.append(_note(mode.line, f"the dose of {primary} is not said, so no program is written"))
            return
        else:
            program["dose"] = {primary: dose.text}
        if entered and {d: one.value for d, one in told.items()} != {d: one.value for d, one in fill.items()}:
            program["entered"] = entered
            at = min(one.line for one in told.values())
            self.found.notes.append(_note(at, "label and program differ: the pump was told other concentrations than "
                                              "the label has"))  # fmt: skip
        self.found.put(("running", "program"), program, first)
        if dose is not None:
            self.found.lines["running", "program", "dose"] = dose.line
        self._others(primary, drugs, dose)

    def _dose(self, primary: str | None) -> _Given | None:
        """The daily dose of the primary drug; every line that gives it has to agree."""
        dose, hourly = self._get("dose"), self._get("hourly dose")
        named = self._doses_by_name().get(primary or "")
        if named is not None:
            if dose is not None and dose.value != named.value:
                self.found.refuse(named.line, f"line {dose.line} says {dose.text}, this line {named.text}. They cannot "
                                              "both be so.")  # fmt: skip
            dose = dose or named
        if dose is not None and hourly is not None and not _agree(hourly, dose):
            self.found.refuse(hourly.line, f"line {dose.line} says {dose.text}, this line {hourly.text}. They cannot "
                                           "both be so.")  # fmt: skip
        if dose is None and hourly is not None:
            self.found.notes.append(_note(hourly.line, "the daily dose is 24 times this value as it is displayed"))
        return dose or hourly

    def _doses_by_name(self) -> dict[str, _Given]:
        found = dict(self._parts("NAME dose"))
        numbered = self._numbered()
        for number, one in self._parts("drug N dose").items():
            if number not in numbered:
                self.found.refuse(one.line, f"no line says which drug is drug {number}. Write 'Drug {number}: NAME'.")
                continue
            named = found.setdefault(numbered[number], one)
            if named.value != one.value:
                self.found.refuse(one.line, f"line {named.line} says {named.text}, this line {one.text}. They cannot "
                                            "both be so.")  # fmt: skip
        return found

    def _schedule(
        self, steps: list[tuple[str, _Given]], dose: _Given | None, mode: _Given
    ) -> list[dict[str, str]] | None:
        """The steps in order; their ends and their sum have to fit."""
        if not steps:
            self.found.refuse(mode.line, "the mode is flex, but there is no step. Write 'Step 1: 00:00 12 mcg/h'.")
            return None
        total = Fraction(0)
        for position, (_, one) in enumerate(steps):
            start, end, rate, _ = one.value
            following = steps[position + 1][1].value[0] if position + 1 < len(steps) else 1440
            if end is not None and end != following:
                self.found.refuse(one.line, f"this step ends at {_clock(end)}, but the next one starts at "
                                            f"{_clock(following)}. Correct one of the two.")  # fmt: skip
            total += rate.value * Fraction(max(following - start, 0), 1440)
        if dose is not None:
            shown = last_digit(dose.text, dose.value)
            if abs(dose.value.value - total) > (shown or Fraction(0)) / 2:
                self.found.refuse(dose.line, f"the steps come to {DoseRate(total)}, but this line says {dose.text}. "
                                             "Correct the steps or the dose.")  # fmt: skip
        return [{"from": _clock(one.value[0]), "dose": one.value[3]} for _, one in steps]

    def _others(self, primary: str, drugs: dict[str, _Given], dose: _Given | None) -> None:
        """The doses of the other drugs follow from the flow: what was printed for them has to agree."""
        for drug, one in self._doses_by_name().items():
            if drug == primary or dose is None:
                continue
            if drug not in drugs or not drugs[primary].value:
                self.found.refuse(one.line, f"a dose of {drug}, but no concentration of {drug}. Write it.")
                continue
            comes = DoseRate(dose.value.value / drugs[primary].value.value * drugs[drug].value.value)
            if abs(comes.value - one.value.value) > (last_digit(one.text, one.value) or Fraction(0)) / 2:
                self.found.refuse(one.line, f"{one.text} of {drug}, but with {dose.text} of {primary} (line "
                                            f"{dose.line}) and these concentrations it is {comes:mg/day} "
                                            f"({comes:mcg/day}). Correct the dose or a concentration.")  # fmt: skip

    def _boluses(self) -> None:
        bolus, used = self._get("patient bolus"), self._get("boluses used")
        if bolus is None or bolus.value is None:
            if used is not None and used.value:
                self.found.refuse(used.line, "boluses are used, but no line gives the dose of a patient bolus. "
                                             "Write 'Patient bolus: 20 mcg'.")  # fmt: skip
            return
        value = {"dose": bolus.text, "used_per_day": "unknown" if used is None else used.text}
        self.found.put(("running", "patient_boluses"), value, bolus.line)
        if used is None:
            question = "how many boluses are used a day, from the pump's log"
            self.found.asks.append(Ask("running.patient_boluses.used_per_day", '"?"', question))

    def _by_drug(self, key: str, field: str) -> None:
        doses = self._parts(key)
        if doses:
            self.found.put(("running", field), {d: doses[d].text for d in sorted(doses)},
                           min(one.line for one in doses.values()))  # fmt: skip

    def _line_contents(self) -> None:
        parts = sorted(self._parts("line N").items(), key=lambda each: int(each[0]))
        if parts:
            self.found.put(("running", "line"), [one.value for _, one in parts], parts[0][1].line)

    def _alarm_date(self) -> None:
        """The printed date of the alarm has no place in a case; what it tells of the other values has one on screen."""
        said, at, left = self._get("alarm date"), self._get("time"), self._get("reservoir volume")
        alarm, flow = self._get("alarm volume"), self._get("flow")
        if said is None or at is None or left is None or alarm is None or flow is None or not flow.value:
            return
        days = floor_to_step((left.value - alarm.value) / flow.value, DAY)[0].value.numerator
        there = (said.value - at.value[0]).days
        if abs(there - days) > 1:
            text = f"the alarm is printed for {there:,} days from then; volume, alarm and flow come to {days:,} days"
            self.found.notes.append(
                _note(said.line, text + ". Boluses make it earlier; otherwise one of them is wrong")
            )


class _Refused(ValueError):
    """What is wrong with a value, where no quantity and no name is."""


def _note(line: int, text: str) -> Any:
    from cisterna.therapy.imported import Wrong

    return Wrong(line, text)


def _agree(hourly: _Given, daily: _Given) -> bool:
    """Whether a dose shown by the hour is the daily one, as far as its last digit tells."""
    step = last_digit(hourly.text, hourly.value)
    return bool(abs(hourly.value.value - daily.value.value) <= (step or Fraction(0)) / 2)


def _like(primary: str, dose: _Given | None, steps: list[tuple[str, _Given]]) -> str:
    if steps:
        listed = ", ".join(f'{{ from = "{_clock(one.value[0])}", dose = "{one.value[3]}" }}' for _, one in steps)
        return f'{{ mode = "?", primary = "{primary}", steps = [{listed}] }}'
    shown = dose.text if dose is not None else "? mcg/day"
    return f'{{ mode = "?", dose = {{ {primary} = "{shown}" }} }}'


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


# How the value of each key is read


def _quantity(kind: type[Quantity]) -> Callable[[_Reading, Line], None]:
    def read(reading: _Reading, line: Line) -> None:
        _times_agree(line)
        reading.keep(line, line.key, "", kind.parse(line.value), line.value)

    return read


def _span(kind: type[Quantity]) -> Callable[[_Reading, Line], None]:
    def read(reading: _Reading, line: Line) -> None:
        reading.keep(line, line.key, "", Range.parse(kind, line.value), line.value)

    return read


def _named(kind: str) -> Callable[[_Reading, Line], None]:
    def read(reading: _Reading, line: Line) -> None:
        found = reading.names.find(kind, line.value)
        reading.keep(line, line.key, "", found, found)

    return read


def _times_agree(line: Line) -> None:
    """A key that says 'daily' and a value by the hour, or the other way round."""
    by = line.value.rpartition("/")[2].strip().casefold()
    said = normal(line.said.partition(":")[0].partition("=")[0])
    if any(word in said for word in PER_DAY) and by in ("h", "hr", "hrs", "hour", "min"):
        raise _Refused(f"the key says a day, the value '{line.value}'. Correct one of the two.")
    if any(word in said for word in PER_HOUR) and by in ("d", "day", "days", "min"):
        raise _Refused(f"the key says an hour, the value '{line.value}'. Correct one of the two.")


def _dose(reading: _Reading, line: Line) -> None:
    _times_agree(line)
    reading.keep(line, line.key, "", DoseRate.parse(line.value), line.value)


def _dose_of(reading: _Reading, line: Line) -> None:
    _times_agree(line)
    drug = reading.drug(line.part)
    reading.keep(line, line.key, drug, DoseRate.parse(line.value), line.value, f"dose of {drug}: {line.value}")


def _concentration_of(reading: _Reading, line: Line) -> None:
    drug = reading.drug(line.part)
    means = f"concentration of {drug}{' on the label' if line.key == 'label NAME' else ''}: {line.value}"
    reading.keep(line, line.key, drug, Concentration.parse(line.value), line.value, means)


def _drug_numbered(reading: _Reading, line: Line) -> None:
    """A drug, perhaps with its concentration: 'Primary drug: baclofen 2000 mcg/mL'."""
    number = {"primary": "1", "second": "2", "secondary": "2", "other": "2", "third": "3"}.get(line.part, line.part)
    match = re.fullmatch(r"(.*?)[,\s]+([0-9][0-9.,/]*\s*\S+)", line.value)
    name, strength = (match[1], match[2]) if match else (line.value, "")
    if strength:
        Concentration.parse(strength)
    drug = reading.drug(name)
    if line.key == "drug":  # without a number: one of those in the pump
        number = drug
    for other, one in reading._parts("drug N").items():
        if one.value == drug and other != number and drug not in (other, number):
            raise _Refused(f"{drug} stands in line {one.line} already, as another drug of this pump. Correct one.")
    reading.keep(line, "drug N", number, drug, drug, f"{_which(number, drug)}: {drug}{', ' * bool(strength)}{strength}")
    if strength:
        before = reading._get("NAME concentration", drug)
        value = Concentration.parse(strength)
        if before is not None and before.value != value:
            raise _Refused(f"line {before.line} says {before.text} of {drug}, this line {strength}. They cannot both "
                           "be so.")  # fmt: skip
        reading.given["NAME concentration", drug] = before or _Given(line.number, strength, value)


def _which(number: str, drug: str) -> str:
    return "primary drug" if number == "1" else "drug in the pump" if number == drug else f"drug {number}"


def _of_numbered(kind: type[Quantity]) -> Callable[[_Reading, Line], None]:
    def read(reading: _Reading, line: Line) -> None:
        _times_agree(line)
        reading.keep(line, line.key, line.part, kind.parse(line.value), line.value)

    return read


def _mode(reading: _Reading, line: Line) -> None:
    said = normal(line.value)
    if said in NOT_RUNNING:
        raise _Refused(_NOT_RUNNING.format(line.value))
    if said not in MODES:
        raise _Refused(f"'{line.value[:40]}' is not a mode that a case can hold. Known: {', '.join(MODES)}.")
    reading.keep(line, "mode", "", MODES[said], MODES[said])


_NOT_RUNNING = (
    "the pump does not run its program ('{}'). A case describes one that runs: see 'cisterna emergency pump-stopped'."
)


def _status(reading: _Reading, line: Line) -> None:
    said = normal(line.value)
    if said in NOT_RUNNING:
        raise _Refused(_NOT_RUNNING.format(line.value))
    if said not in ("running", "infusing", "delivering", "active", "on"):
        raise _Refused(f"'{line.value[:40]}' is not a status that is known. Write running or stopped.")
    reading.keep(line, "status", "", "running", "running")


def _over_with(what: str) -> Callable[[_Reading, Line], None]:
    def read(reading: _Reading, line: Line) -> None:
        if normal(line.value) not in NOTHING:
            raise _Refused(
                f"a {what} that is not over: a case describes a pump whose {what} has ended. Write '{what}: none' once "
                "it has, or describe it as a step of a plan file."
            )
        reading.keep(line, what, "", None, "none")

    return read


def _step(reading: _Reading, line: Line) -> None:
    match = _STEP.fullmatch(line.value)
    if _HALF_DAY.search(line.value):
        raise _Refused("write times of day from 00:00 to 23:59, without am and pm.")
    if match is None:
        raise _Refused("write the start and the dose rate, for example 'Step 1: 00:00 12 mcg/h', or start, end and "
                       "rate, 'Step 1: 00:00 to 06:00 12 mcg/h'.")  # fmt: skip
    start, end = _minutes(match[1]), _minutes(match[2]) if match[2] else None
    if end == 0:
        end = 1440
    text = match[3].strip()
    try:
        rate = DoseRate.parse(text)
    except QuantityError:
        amount = Mass.parse(text) if end is not None else None  # the amount of the whole step
        if amount is None or end is None:
            raise
        if end <= start:
            raise _Refused(f"this step ends at {match[2]}, before it starts. Correct one of the two.") from None
        rate = DoseRate(amount.value * 1440 / (end - start))
        text = f"{exact_text(rate.value)} mcg/day"
    if reading.given.get(("step N", line.part)) is None and any(
        one.value[0] == start for one in reading._parts("step N").values()
    ):
        raise _Refused(f"two steps start at {_clock(start)}. Take one out.")
    reading.keep(line, "step N", line.part, (start, end, rate, text), line.value, f"from {_clock(start)}: {text}")


def _minutes(text: str) -> int:
    hours, minutes = map(int, text.split(":"))
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        raise _Refused(f"'{text}' is not a time of day. Write 00:00 to 23:59.")
    return hours * 60 + minutes


def _controller(reading: _Reading, line: Line) -> None:
    found = CONTROLLERS.get(normal(line.value))
    if found is None:
        raise _Refused(f"'{line.value[:40]}' is no answer. Write none or present.")
    reading.keep(line, "controller", "", found, found)


def _patient_bolus(reading: _Reading, line: Line) -> None:
    none = normal(line.value) in NOTHING
    reading.keep(line, "patient bolus", "", None if none else Mass.parse(line.value), "none" if none else line.value)


def _boluses_used(reading: _Reading, line: Line) -> None:
    text = re.sub(r"\s*(/|per |a )\s*day$", "", line.value)
    reading.keep(line, "boluses used", "", parse_number(text), text)


def _text(reading: _Reading, line: Line) -> None:
    reading.keep(line, line.key, "", line.value, line.value)


def _moment(reading: _Reading, line: Line) -> None:
    match = _MOMENT.fullmatch(line.value)
    try:
        day = date.fromisoformat(match[1]) if match else None
        clock = time.fromisoformat(match[2]) if match and match[2] else None
    except ValueError:
        day = None
    if day is None:
        raise _Refused(f"'{line.value[:40]}' can be read as more than one day, or as none. Write it as 2026-11-23 "
                       "08:00.")  # fmt: skip
    reading.keep(line, line.key, "", (day, clock) if line.key == "time" else day, line.value)


def _line_part(reading: _Reading, line: Line) -> None:
    """A stretch of the line: '0.05 mL of baclofen 1000 mcg/mL, hydromorphone 1 mg/mL', or '0.05 mL of saline'."""
    volume, _, inside = line.value.partition(" of ")
    Volume.parse(volume)
    held: dict[str, str] = {"volume": volume.strip()}
    if normal(inside) not in ("saline", "drug free fluid"):
        for each in inside.split(", "):
            match = re.fullmatch(r"\s*(.*?)\s+([0-9][0-9.,/]*\s*\S+)\s*", each)
            if match is None:
                raise _Refused("write volume, drugs and concentrations, tip first: 'Line 1: 0.05 mL of baclofen 1000 "
                               "mcg/mL'.")  # fmt: skip
            Concentration.parse(match[2])
            held[reading.drug(match[1])] = match[2]
    reading.keep(line, "line N", line.part, held, line.value)


def _line_cleared(reading: _Reading, line: Line) -> None:
    if normal(line.value) not in ("cleared", "running fill"):
        raise _Refused("write 'Line: cleared', or each stretch from the tip on: 'Line 1: 0.05 mL of baclofen 1000 "
                       "mcg/mL'.")  # fmt: skip
    reading.keep(line, "line", "", "cleared", "cleared")


_READERS: dict[str, Callable[[_Reading, Line], None]] = {
    "pump": _named("pump"),
    "reservoir size": _quantity(Volume),
    "tubing volume": _span(Volume),
    "catheter": _named("catheter"),
    "catheter length": _span(Length),
    "catheter volume": _span(Volume),
    "alarm volume": _quantity(Volume),
    "alarm date": _moment,
    "controller": _controller,
    "software card": _text,
    "accuracy": _span(Ratio),
    "residual volume": _quantity(Volume),
    "time": _moment,
    "zone": _text,
    "mode": _mode,
    "dose": _dose,
    "hourly dose": _dose,
    "flow": _quantity(FlowRate),
    "reservoir volume": _quantity(Volume),
    "patient bolus": _patient_bolus,
    "boluses used": _boluses_used,
    "bridge": _over_with("bridge"),
    "prime": _over_with("prime"),
    "status": _status,
    "line": _line_cleared,
    "drug N": _drug_numbered,
    "primary drug": _drug_numbered,
    "second drug": _drug_numbered,
    "drug": _drug_numbered,
    "drug N concentration": _of_numbered(Concentration),
    "drug N dose": _of_numbered(DoseRate),
    "step N": _step,
    "line N": _line_part,
    "label NAME": _concentration_of,
    "intended dose of NAME": _dose_of,
    "dose of NAME a year ago": _dose_of,
    "NAME concentration": _concentration_of,
    "NAME dose": _dose_of,
}

_PLAIN = {
    "pump": ("system", "pump"),
    "tubing volume": ("system", "tubing_volume"),
    "catheter": ("system", "catheter", "model"),
    "catheter length": ("system", "catheter", "implanted_length"),
    "catheter volume": ("system", "catheter", "volume"),
    "alarm volume": ("system", "low_reservoir_alarm"),
    "controller": ("system", "patient_controller"),
    "software card": ("system", "software_card"),
    "accuracy": ("system", "accuracy"),
    "residual volume": ("system", "residual_volume"),
    "flow": ("running", "flow_shown"),
    "reservoir volume": ("running", "reservoir_volume"),
}
