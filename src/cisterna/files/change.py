"""
Reads what else than the start of a drug `[request]` asks for: one key, one kind of change.

Whether the change may be made is not asked here; that what it names runs at all is.
"""

from __future__ import annotations

from collections.abc import Callable

from cisterna.files.tables import WANTED, Around, Table, flex, mixture
from cisterna.quantities import Concentration, DoseRate, Duration
from cisterna.reasons.document import Reader
from cisterna.therapy import (
    DOSE_REASONS,
    END_REASONS,
    Change,
    Clock,
    End,
    Flex,
    Mixture,
    NewConcentration,
    NewDose,
    NewMode,
    NewSystem,
    PlainRefill,
    Remove,
    Rescue,
    Restart,
    SecondPump,
    SimpleContinuous,
)

__all__ = ["read_change"]

PROPOSED = "proposed"
MODES = ("simple continuous", "flex")
DOSE = 'change_dose = { baclofen = "330 mcg/day" }, or "proposed" in place of the dose'
MODE = (
    'mode = { mode = "flex", steps = [{ from = "00:00", dose = "15 mcg/h" }, { from = "06:00", dose = "12 mcg/h" }] }'
)
CONCENTRATION = 'concentration = { baclofen = "500 mcg/mL" }'


def read_change(table: Reader, key: str, around: Around) -> Change | None:
    """The change that stands under `key` of `[request]`; None after a problem."""
    change = READERS[key](table, around)
    return change if table.sound else None


def _refill(table: Reader, around: Around) -> Change:
    table.text("refill", one_of=("same",))
    return PlainRefill()


def _dose(table: Reader, around: Around) -> Change | None:
    why = table.text("why", one_of=DOSE_REASONS)
    inner = _table(table, "change_dose", DOSE)
    drug = None if inner is None else _one_drug(inner, around, DOSE)
    if inner is None or drug is None:
        return None
    dose: DoseRate | None = None
    if inner.table[drug] != PROPOSED:
        dose = around.names.dose_rate(inner, drug, drug)
        if inner.sound and not dose:
            inner.problem(
                drug,
                f"a daily dose of {drug} is above zero: ending it is another request, with its own pathway. "
                "Correct the dose.",
            )
    inner.close()
    return NewDose(drug, dose, why)


def _mode(table: Reader, around: Around) -> Change | None:
    inner = _table(table, "mode", MODE)
    if inner is None or around.running is None:
        return None
    primary = around.running.program.primary
    mode: SimpleContinuous | Flex | None = None
    named = inner.text("mode", one_of=MODES)
    if named == "flex":
        mode = flex(inner, around.names, primary)
    elif named:
        dose = _table(inner, "dose", f'dose = {{ {primary} = "300 mcg/day" }}')
        drug = None if dose is None else _one_drug(dose, around, f'dose = {{ {primary} = "300 mcg/day" }}')
        if dose is not None and drug is not None:
            if drug != primary:
                dose.problem(drug, f"the primary drug of this pump is {primary}, so the dose is that of {primary}.")
            mode = SimpleContinuous(around.names.dose_rate(dose, drug, drug))
            dose.close()
    else:
        inner.names()  # which keys belong here depends on the mode
    inner.close()
    return None if mode is None else NewMode(mode)


def _concentration(table: Reader, around: Around) -> Change | None:
    inner = _table(table, "concentration", CONCENTRATION)
    drug = None if inner is None else _one_drug(inner, around, CONCENTRATION)
    if inner is None or drug is None:
        return None
    strength = around.names.concentration(inner, drug, drug)
    if inner.sound and not strength:
        inner.problem(drug, f"a concentration of {drug} is above zero: {drug} is never left out of a fill. Correct it.")
    inner.close()
    return NewConcentration(drug, strength if inner.sound else Concentration(1))


def _remove(table: Reader, around: Around) -> Change | None:
    drug = around.names.drug(table, "remove", table.text("remove", example="hydromorphone"))
    _runs(table, "remove", drug, around)
    return Remove(drug)


def _table(table: Reader, key: str, example: str) -> Reader | None:
    if isinstance(table.table.get(key), dict):
        return table.inner(key)
    said = "is not a table" if table.has(key) else "is missing"
    table.problem(key if table.has(key) else None, f"'{key}' {said}. Write, for example, {example}.")
    return None


def _one_drug(table: Reader, around: Around, example: str) -> str | None:
    """The one drug that a table names, which has to run."""
    drugs = table.names()
    if len(drugs) != 1:
        table.problem(None, f"one drug is changed at a time, not {len(drugs)}. Write, for example, {example}.")
        return None
    drug = around.names.drug(table, drugs[0], drugs[0])
    _runs(table, drugs[0], drug, around)
    return drug


def _runs(table: Reader, key: str, drug: str, around: Around) -> None:
    if around.running is not None and drug and drug not in around.running.fill:
        held = ", ".join(around.running.fill) or "no drug"
        table.problem(
            key,
            f"{drug} is not in the pump, which holds {held}: what does not run cannot be changed. "
            f'Correct the drug, or ask for its start: start = "{drug}".',
        )


def _rescue(table: Reader, around: Around) -> Change | None:
    """When it was found, and what was done until then: steps as in a plan file, under `[[request.done]]`."""
    from cisterna.files.plan import read_steps  # it builds on this module's neighbors

    if around.clock is None or not isinstance(table, Table):
        return None
    now = _moment(table, "rescue", around.clock)
    done = read_steps(table, "done", around.clock, around.names)
    if now is None or not table.sound:
        return None
    if not done:
        table.problem(None, "there is no [[request.done]]: write each step that was made, as in a plan file.")
    elif done[-1].at > now or now.value <= 0:
        table.problem(
            "rescue",
            "this is when it was found: after the moment that the case describes, and not before the last step that "
            "was made. Correct the time.",
        )
    return Rescue(done, now) if table.sound else None


def _restart(table: Reader, around: Around) -> Change | None:
    stopped = _before(table, "restart", around)
    return None if stopped is None else Restart(stopped)


def _end(table: Reader, around: Around) -> Change:
    drug = around.names.drug(table, "end", table.text("end", example="baclofen"))
    _runs(table, "end", drug, around)
    return End(drug, table.text("why", one_of=END_REASONS))


def _catheter(table: Reader, around: Around) -> Change | None:
    return _new_system(table, "catheter", around)


def _replace_pump(table: Reader, around: Around) -> Change | None:
    return _new_system(table, "replace_pump", around)


def _new_system(table: Reader, key: str, around: Around) -> Change | None:
    """The new system as in [system]; what the surgeon left in the line, and since when nothing reaches the tip."""
    from cisterna.files.case import read_system  # it calls this module

    inner = _table(table, key, NEW_PUMP if key == "replace_pump" else NEW_CATHETER)
    stopped = _before(table, "stopped", around)
    over = table.maybe_quantity("prime_over", Duration)  # None: the pump's prime is not told, so none is planned
    if over is not None and not over:
        table.problem("prime_over", "a prime takes a time above zero. Correct it, or leave it out.")
    line: Mixture | None = Mixture({})
    if isinstance(table.table.get("line"), dict):
        filled = table.inner("line")
        line = mixture(filled, around.names) if isinstance(filled, Table) else line
    elif table.text("line", one_of=("drug-free",)) != "drug-free":
        return None
    if not isinstance(inner, Table):
        return None
    system = read_system(inner, around.names)
    if system is None or stopped is None or not table.sound:
        return None
    if key == "replace_pump" and system.pump is None:
        inner.problem(None, f"the new pump is not named. Write, for example, {NEW_PUMP}.")
    return NewSystem("pump" if key == "replace_pump" else "catheter", system, line or Mixture({}), stopped, over)


def _second_pump(table: Reader, around: Around) -> Change:
    drug = around.names.drug(table, "second_pump", table.text("second_pump", example="hydromorphone"))
    if around.running is not None and drug and drug in around.running.fill:
        table.problem("second_pump", f"{drug} runs in this pump already. To take it out of it, write remove.")
    return SecondPump(drug)


def _moment(table: Reader, key: str, clock: Clock) -> Duration | None:
    """A time on the wall, as elapsed time."""
    from cisterna.files.plan import elapsed_at

    said = table.text(key, example="2026-11-23 16:00")
    return elapsed_at(table, key, clock) if said else None


def _before(table: Reader, key: str, around: Around) -> Duration | None:
    """A moment at or before the one that the case describes: zero or below it."""
    if around.clock is None:
        return None
    at = _moment(table, key, around.clock)
    if at is not None and at.value > 0:
        table.problem(key, "this lies after the moment that the case describes. Correct one of the two times.")
        return None
    return at


NEW_CATHETER = 'catheter = { tubing_volume = "0.140 mL", catheter = { volume = "0.172 mL" } }'
NEW_PUMP = 'replace_pump = { pump = "medtronic-synchromed-ii-40", tubing_volume = "0.140 mL" }'

READERS: dict[str, Callable[[Reader, Around], Change | None]] = {
    "refill": _refill,
    "change_dose": _dose,
    "mode": _mode,
    "concentration": _concentration,
    "remove": _remove,
    "rescue": _rescue,
    "restart": _restart,
    "end": _end,
    "catheter": _catheter,
    "replace_pump": _replace_pump,
    "second_pump": _second_pump,
}
"""By the key of `[request]` under which each kind stands."""
assert tuple(READERS) == WANTED
