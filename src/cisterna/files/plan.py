"""
Reads and writes plans: dated steps, programs among them, as a person types them in TOML.

What is written here is read here to the same plan, exactly.
Whether a plan is safe is not asked: a plan that does harm is read like any other, and `safety` refuses it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from cisterna.files.case import MODES
from cisterna.files.tables import Names, Table, attempt, count, flex, mixture, open_table, sound
from cisterna.files.zones import DAYS, elapsed
from cisterna.quantities import DoseRate, Duration, Mass, Quantity, Volume, exact_text
from cisterna.reasons.document import Reader
from cisterna.therapy import (
    AspiratePort,
    Bolus,
    Bridge,
    Call,
    Case,
    Clock,
    ClockError,
    Flex,
    Mixture,
    Observe,
    PatientBolus,
    Plan,
    Prime,
    Program,
    Refill,
    Reprogram,
    Rinse,
    SimpleContinuous,
    Step,
    Stop,
)

if TYPE_CHECKING:
    from cisterna.catalogue import Catalogue

__all__ = ["SCHEMA", "STEPS", "elapsed_at", "read_plan", "read_program", "read_steps", "write_plan"]

SCHEMA = "cisterna.plan/1"
"""The first line of every plan file."""

_WALL = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::00)?")
_AS_HERE = 'Write, for example, "2026-11-23 08:00".'
_MINUTES = 1440
_LONGEST_NUMBER = 50
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


class _Times:
    """The moments of a plan as it is read: on the case's clock, none before the last."""

    def __init__(self, clock: Clock, *, controller: bool, names: Names) -> None:
        self.clock = clock
        self.controller = controller
        self.names = names
        self.first: Duration | None = None
        self._last: Duration | None = None
        self._lost = False  # the first step has no sound time, so nothing can count from it

    def moment(self, step: Reader, wall_key: str = "at", after_key: str = "after") -> Duration | None:
        """When a step is, as elapsed time; None after a problem."""
        has_wall, has_after = step.has(wall_key), step.has(after_key)
        if has_wall == has_after:
            said = (
                f"both '{wall_key}' and '{after_key}' say"
                if has_wall
                else f"neither '{wall_key}' nor '{after_key}' says"
            )
            step.problem(
                wall_key if has_wall else None,
                f'{said} when this step is. Write one of them: {wall_key} = "2026-11-23 08:00", '
                f'or {after_key} = "48 h" (elapsed since the first step).',
            )
            self._lost = self._lost or self.first is None
            return None
        key = wall_key if has_wall else after_key
        elapsed = self._elapsed(step, wall_key) if has_wall else self._after(step, after_key)
        if elapsed is not None and step.sound:
            elapsed = self._in_order(step, key, elapsed)
        self._lost = self._lost or self.first is None
        return elapsed if step.sound else None

    def _after(self, step: Reader, key: str) -> Duration | None:
        """Elapsed since the first step; in the first step itself, since the moment of the case."""
        length = step.quantity(key, Duration)
        return None if self._lost else length + (self.first or Duration(0))

    def until(self, step: Reader, start: Duration | None) -> Duration | None:
        """When a watch ends: `until` on the clock, or `for` a time."""
        has_until, has_for = step.has("until"), step.has("for")
        if has_until == has_for:
            step.problem(
                "until" if has_until else None,
                'a watch says when it ends, once: write until = "2026-11-24 08:00" or for = "24 h".',
            )
            return None
        end = self._elapsed(step, "until") if has_until else self._for(step, start)
        if end is not None and start is not None and end <= start:
            step.problem(
                "until" if has_until else "for", "this watch ends before it starts. Correct one of the two times."
            )
        elif end is not None and end.value > DAYS:
            step.problem("until" if has_until else "for", f"this is more than {DAYS} days after the case. Correct it.")
        return end if step.sound else None

    def _for(self, step: Reader, start: Duration | None) -> Duration | None:
        length = step.quantity("for", Duration)
        return None if start is None else start + length

    def _elapsed(self, step: Reader, key: str) -> Duration | None:
        wall = _wall(step, key)
        if wall is None:
            return None
        try:
            return self.clock.elapsed(wall)
        except ClockError as error:
            step.problem(key, str(error))
        return None

    def _in_order(self, step: Reader, key: str, elapsed: Duration) -> Duration | None:
        if elapsed.value < 0:
            step.problem(
                key,
                f"this is before {self.clock.start:%Y-%m-%d %H:%M}, the moment that the case describes. "
                f"A plan starts there or later; correct the time here, or 'on' and 'at' in the case.",
            )
            return None
        if elapsed.value > DAYS:
            step.problem(key, f"this is more than {DAYS} days after the case. Correct the date.")
            return None
        if self._last is not None and elapsed < self._last:
            step.problem(
                key,
                f"this is {(self._last - elapsed).hours_and_minutes()} before the step above it. "
                f"Steps stand in order of time; move it up, or correct the time.",
            )
            return None
        if self.first is None:
            self.first = elapsed
        self._last = elapsed
        return elapsed


def _wall(step: Reader, key: str) -> datetime | None:
    """A time on the wall, to the minute."""
    value = step.table.get(key)
    if isinstance(value, str) and _WALL.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError as error:
            step.problem(key, f"'{value}' is not a date and time: {error}.")
            return None
    if isinstance(value, datetime) and value.tzinfo is None and not value.second and not value.microsecond:
        return value
    if isinstance(value, datetime) and value.tzinfo is not None:
        step.problem(key, f"{value} has an offset of its own; times here are in the zone of the case. {_AS_HERE}")
    else:
        shown = f"'{value}'"[:40] if isinstance(value, (str, datetime)) else "this"
        step.problem(key, f"{shown} is not a date and a time to the minute. {_AS_HERE}")
    return None


def read_plan(text: str, name: str, case: Case, *, catalogue: Catalogue | None = None) -> Plan:
    """
    The plan in `text`, its times in the zone of `case`; problems call the file `name`.

    Raises `FileProblems` with everything that is wrong, each with its line.
    """
    file, table = open_table(text, name)
    _schema(table)
    asks = case.system.patient_controller == "present" or case.running.boluses is not None
    times = _Times(case.clock, controller=asks, names=Names(catalogue))
    steps = [_step(entry, times) for entry in table.each("step") if isinstance(entry, Table)]
    if table.sound and not steps:
        table.problem(None, "there is no step. Write a [[step]] section for each thing that is done.")
    return sound(file, table.finish(Plan, steps=tuple(steps)))


def read_steps(table: Reader, key: str, clock: Clock, names: Names) -> tuple[Step, ...]:
    """The steps under `key`, written as in a plan file, on `clock`; what is wrong with one is said at its place."""
    times = _Times(clock, controller=False, names=names)
    steps = [_step(entry, times) for entry in table.each(key) if isinstance(entry, Table)]
    return tuple(step for step in steps if step is not None)


def elapsed_at(table: Reader, key: str, clock: Clock) -> Duration | None:
    """A time on the wall under `key`, as elapsed time on `clock`, before it or after; None after a problem."""
    wall = _wall(table, key)
    if wall is None:
        return None
    try:
        return elapsed(clock, wall)
    except ClockError as error:
        table.problem(key, str(error))
    return None


def _schema(table: Reader) -> None:
    found = table.table.get("schema")
    if table.has("schema") and found != SCHEMA:
        table.problem(
            "schema", f"this file is '{str(found)[:40]}', not a plan. A plan begins with schema = \"{SCHEMA}\"."
        )
    elif not table.has("schema"):
        table.problem(None, f'a plan begins with schema = "{SCHEMA}". Add that line, if this file is one.')


def _step(step: Table, times: _Times) -> Step | None:
    what = step.text("do", one_of=tuple(STEPS))
    if not what:
        return None
    return STEPS[what](step, times, times.moment(step, "from" if what == "observe" else "at"))


def _refill(step: Table, times: _Times, at: Duration | None) -> Refill | None:
    fill = step.needed("fill", 'fill = { volume = "38.6 mL", baclofen = "2000 mcg/mL" }')
    volume = None if fill is None else fill.quantity("volume", Volume)
    held = None if fill is None else mixture(fill, times.names, beside=("volume",))
    return step.finish(
        Refill, at=at, volume=volume, fill=held, withdraw_to=_withdraw_to(step), rinse=_rinse(step, times)
    )


def _withdraw_to(step: Reader) -> Literal["residual"] | Volume | None:
    if not step.has("withdraw_to"):
        return None
    value = step.table["withdraw_to"]
    if value == "residual":
        return "residual"
    if isinstance(value, str) and not re.search(r"[0-9]", value):
        step.problem(
            "withdraw_to",
            f"'{value[:40]}' does not say what stays behind. Write \"residual\" where all that can be drawn is, "
            f'a volume such as "2 mL", or leave the line out where nothing is withdrawn.',
        )
        return None
    return step.quantity("withdraw_to", Volume)


def _rinse(step: Reader, times: _Times) -> Rinse | None:
    table = step.maybe_inner("rinse")
    if not isinstance(table, Table):
        return None
    rounds = _whole(table, "times")
    volume = table.quantity("volume", Volume)
    held = mixture(table, times.names, beside=("volume", "times"))
    return table.finish(Rinse, times=rounds, volume=volume, mixture=held)


def _whole(table: Reader, key: str) -> int:
    """How many: a whole number, in quotes or without."""
    found = count(table, key)
    if found.denominator != 1:
        table.problem(key, f"'{table.table[key]}' is not a whole number. Write, for example, {key} = 4.")
        return 0
    return found.numerator


def _reprogram(step: Table, times: _Times, at: Duration | None) -> Reprogram | None:
    program = read_program(step, times.names, controller=times.controller)
    return None if program is None or at is None else Reprogram(at, program)


def read_program(step: Table, names: Names, *, controller: bool = False) -> Program | None:
    """
    The program in a table, every key that is not of it asked for before; None after a problem.

    With `controller` the table has to say whether the patient may give boluses.
    """
    primary = names.drug(step, "primary", step.text("primary", example="baclofen"))
    told = step.needed("entered", 'entered = { baclofen = "2000 mcg/mL" }')
    entered = None if told is None else mixture(told, names)
    parts = {
        "mode": _mode(step, names, primary),
        "bridge": _over(step, "bridge", Bridge),
        "prime": _over(step, "prime", Prime),
        "bolus": _bolus(step),
        "patient_bolus": _patient_bolus(step, controller=controller),
    }
    step.close()
    if entered is None or not step.sound:
        return None
    if not entered[primary]:
        step.problem(
            "entered",
            f"the primary drug is {primary}, but no concentration of {primary} is entered: the pump could not work out "
            f"a flow. Add it, or correct 'primary'.",
        )
        return None
    return attempt(step, None, Program, primary, entered, **parts)


def _mode(step: Reader, names: Names, primary: str) -> SimpleContinuous | Flex | None:
    mode = step.text("mode", one_of=MODES)
    if mode == "flex":
        return flex(step, names, primary)
    if mode == "simple continuous":
        return SimpleContinuous(step.quantity("dose", DoseRate))
    for key in ("dose", "steps"):  # which of them belongs here depends on the mode
        step.has(key)
    return None


def _over(step: Reader, key: str, kind: Callable[..., Bridge | Prime]) -> Bridge | Prime | None:
    """A volume over a time, or "none"."""
    table = _table_or_none(step, key)
    if table is None:
        return None
    return table.finish(kind, volume=table.quantity("volume", Volume), over=table.quantity("over", Duration))


def _bolus(step: Reader) -> Bolus | None:
    table = _table_or_none(step, "bolus")
    if table is None:
        return None
    return table.finish(Bolus, dose=table.quantity("dose", Mass), over=table.quantity("over", Duration))


def _patient_bolus(step: Reader, *, controller: bool) -> PatientBolus | None:
    if controller and "patient_bolus" not in step.table:
        step.problem(
            None,
            "the patient has a controller, and this program does not say whether it may give boluses. Write "
            'patient_bolus = "none", or { dose = "20 mcg", per_day = 4 }.',
        )
    table = _table_or_none(step, "patient_bolus")
    if table is None:
        return None
    return table.finish(
        PatientBolus,
        dose=table.quantity("dose", Mass),
        per_day=_whole(table, "per_day"),
        over=table.maybe_quantity("over", Duration),
        lockout=table.maybe_quantity("lockout", Duration),
    )


def _table_or_none(step: Reader, key: str) -> Reader | None:
    """A table, or None where the key is left out or says "none"; "unknown" is no answer in a plan."""
    value = step.table.get(key)
    step.has(key)
    if value is None or value == "none":
        return None
    if not isinstance(value, dict):
        shown = f"'{value}'"[:40] if isinstance(value, str) else "this"
        step.problem(key, f'{shown} is not a table. Write {key} = {_EXAMPLES[key]}, or {key} = "none".')
        return None
    return step.inner(key)


_EXAMPLES = {
    "bridge": '{ volume = "0.312 mL", over = "49 h 55 min" }',
    "prime": '{ volume = "0.172 mL", over = "10 min" }',
    "bolus": '{ dose = "50 mcg", over = "5 min" }',
    "patient_bolus": '{ dose = "20 mcg", per_day = 4 }',
}


def _aspirate(step: Table, times: _Times, at: Duration | None) -> AspiratePort | None:
    return step.finish(AspiratePort, at=at, volume=step.quantity("volume", Volume))


def _stop(step: Table, times: _Times, at: Duration | None) -> Stop | None:
    return step.finish(Stop, at=at)


def _observe(step: Table, times: _Times, start: Duration | None) -> Observe | None:
    until = times.until(step, start)
    return step.finish(Observe, at=start, until=until, place=step.maybe_text("place") or "")


def _call(step: Table, times: _Times, at: Duration | None) -> Call | None:
    return step.finish(Call, at=at, why=step.text("why", example="refill appointment"))


STEPS: Mapping[str, Callable[[Table, _Times, Duration | None], Step | None]] = {
    "refill": _refill,
    "program": _reprogram,
    "aspirate port": _aspirate,
    "stop": _stop,
    "observe": _observe,
    "call": _call,
}
"""What a plan can ask for, by the word that stands after `do`."""


def write_plan(plan: Plan, case: Case) -> str:
    """
    `plan` as a TOML file that people can read, correct and hand on; `read_plan` gives back an equal plan.

    Raises `ValueError` for a plan that no such file can hold: numbers too long to type, or steps beyond the clock.
    """
    start = f"{case.clock.start:%Y-%m-%d %H:%M}"
    lines = [f'schema = "{SCHEMA}"', f"# Times are those of {case.clock.zone}; the case describes {start}.", ""]
    first = plan.steps[0].at if plan.steps else Duration(0)
    for position, step in enumerate(plan.steps):
        base = first if position else Duration(0)
        lines += ["[[step]]", *_LINES[type(step)](step, _Writer(case.clock, base)), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


class _Writer:
    """Writes moments: on the wall where the wall shows them exactly and once, else as elapsed time."""

    def __init__(self, clock: Clock, base: Duration) -> None:
        self.clock = clock
        self.base = base

    def moment(self, at: Duration, wall_key: str = "at") -> str:
        shown = self._shown(at)
        if shown is not None:
            return f'{wall_key} = "{shown}"'
        return f'after = "{_duration(at - self.base)}"  # about {self.clock.wall(at):%Y-%m-%d %H:%M}'

    def until(self, start: Duration, until: Duration) -> str:
        shown = self._shown(until)
        return f'until = "{shown}"' if shown is not None else f'for = "{_duration(until - start)}"'

    def _shown(self, at: Duration) -> str | None:
        if at.value > DAYS:
            raise ValueError(f"a step of this plan lies more than {DAYS} days after the case")
        wall = self.clock.wall(at)
        try:
            exact = self.clock.elapsed(wall) == at
        except ClockError:
            exact = False
        return f"{wall:%Y-%m-%d %H:%M}" if exact else None


def _refill_lines(step: Refill, write: _Writer) -> list[str]:
    lines = ['do = "refill"', write.moment(step.at)]
    if step.withdraw_to is not None:
        kept = step.withdraw_to if isinstance(step.withdraw_to, str) else _exact(step.withdraw_to)
        lines.append(f'withdraw_to = "{kept}"')
    if step.rinse is not None:
        inside = _mixture_pairs(step.rinse.mixture)
        lines.append(
            _inline("rinse", [f"times = {step.rinse.times}", f'volume = "{_exact(step.rinse.volume)}"', *inside])
        )
    lines.append(_inline("fill", [f'volume = "{_exact(step.volume)}"', *_mixture_pairs(step.fill)]))
    return lines


def _program_lines(step: Reprogram, write: _Writer) -> list[str]:
    program = step.program
    lines = ['do = "program"', write.moment(step.at), f"primary = {_text(program.primary)}"]
    lines.append(_inline("entered", _mixture_pairs(program.entered)))
    match program.mode:
        case SimpleContinuous(dose):
            lines += ['mode = "simple continuous"', f'dose = "{_exact(dose)}"']
        case Flex(steps):
            lines += ['mode = "flex"', "steps = ["]
            lines += [f'  {{ from = "{_time_of_day(each.start)}", dose = "{_exact(each.dose)}" }},' for each in steps]
            lines.append("]")
    for key, part in (("prime", program.prime), ("bridge", program.bridge)):
        if part is not None:
            lines.append(_inline(key, [f'volume = "{_exact(part.volume)}"', f'over = "{_duration(part.over)}"']))
    if program.bolus is not None:
        parts = [f'dose = "{_exact(program.bolus.dose)}"', f'over = "{_duration(program.bolus.over)}"']
        lines.append(_inline("bolus", parts))
    lines.append(_patient_bolus_line(program.patient_bolus))
    return lines


def _patient_bolus_line(bolus: PatientBolus | None) -> str:
    if bolus is None:
        return 'patient_bolus = "none"'
    parts = [f'dose = "{_exact(bolus.dose)}"', f"per_day = {bolus.per_day}"]
    parts += [
        f'{key} = "{_duration(time)}"'
        for key, time in (("over", bolus.over), ("lockout", bolus.lockout))
        if time is not None
    ]
    return _inline("patient_bolus", parts)


def _aspirate_lines(step: AspiratePort, write: _Writer) -> list[str]:
    return ['do = "aspirate port"', write.moment(step.at), f'volume = "{_exact(step.volume)}"']


def _stop_lines(step: Stop, write: _Writer) -> list[str]:
    return ['do = "stop"', write.moment(step.at)]


def _observe_lines(step: Observe, write: _Writer) -> list[str]:
    lines = ['do = "observe"', write.moment(step.at, "from"), write.until(step.at, step.until)]
    return [*lines, f"place = {_text(step.place)}"] if step.place else lines


def _call_lines(step: Call, write: _Writer) -> list[str]:
    return ['do = "call"', write.moment(step.at), f"why = {_text(step.why)}"]


_LINES: Mapping[type, Callable[..., list[str]]] = {
    Refill: _refill_lines,
    Reprogram: _program_lines,
    AspiratePort: _aspirate_lines,
    Stop: _stop_lines,
    Observe: _observe_lines,
    Call: _call_lines,
}


def _mixture_pairs(held: Mixture) -> list[str]:
    return [f'{_key(drug)} = "{_exact(concentration)}"' for drug, concentration in held.items()]


def _inline(key: str, parts: list[str]) -> str:
    return f"{key} = {{ {', '.join(parts)} }}" if parts else f"{key} = {{}}"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(text: str) -> str:
    return text if _BARE_KEY.fullmatch(text) else _text(text)


def _number(value: Fraction) -> str:
    """Digits and a decimal point where that ends, else 'p/q': exact either way."""
    scaled, places = value, 0
    while scaled.denominator != 1 and places < 9:
        scaled, places = scaled * 10, places + 1
    digits = str(scaled.numerator).rjust(places + 1, "0") if scaled.denominator == 1 else ""
    text = (f"{digits[:-places]}.{digits[-places:]}" if places else digits) if digits else exact_text(value)
    if len(text) > _LONGEST_NUMBER:
        raise ValueError(f"{text[:20]}... is a number too long to type; round it before it goes into a plan")
    return text


def _exact(quantity: Quantity) -> str:
    return f"{_number(quantity.value)} {quantity.unit}"


def _duration(duration: Duration) -> str:
    minutes = duration.value * _MINUTES
    if minutes.denominator != 1:
        return f"{_number(minutes)} min"
    hours, rest = divmod(minutes.numerator, 60)
    return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours or not rest else f"{rest} min"


def _time_of_day(start: Duration) -> str:
    minutes = start.value * _MINUTES
    if minutes.denominator != 1:
        raise ValueError(f"a schedule changes on the minute, not at {exact_text(minutes)} minutes past midnight")
    return f"{minutes.numerator // 60:02}:{minutes.numerator % 60:02}"
