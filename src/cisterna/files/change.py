"""
Reads what else than the start of a drug `[request]` asks for: one key, one kind of change.

Whether the change may be made is not asked here; that what it names runs at all is.
"""

from __future__ import annotations

from collections.abc import Callable

from cisterna.files.tables import WANTED, Around, flex
from cisterna.quantities import Concentration, DoseRate
from cisterna.reasons.document import Reader
from cisterna.therapy import (
    DOSE_REASONS,
    Change,
    Flex,
    NewConcentration,
    NewDose,
    NewMode,
    PlainRefill,
    Remove,
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


READERS: dict[str, Callable[[Reader, Around], Change | None]] = dict(
    zip(WANTED, (_refill, _dose, _mode, _concentration, _remove), strict=True)
)
"""By the key of `[request]` under which each kind stands."""
