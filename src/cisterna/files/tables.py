"""
What cases and plans are read with: strict tables, mixtures, and names that are known.

It decides nothing about therapy, and holds no limit of any medicine: plausible limits come from whoever calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cisterna.files.toml import TomlFile, parse_toml
from cisterna.quantities import Concentration, DoseRate, Duration, Quantity, QuantityError, Range, parse_number
from cisterna.reasons.document import Path, Problem, Reader
from cisterna.therapy import Flex, FlexStep, Mixture

if TYPE_CHECKING:
    from cisterna.catalogue import Catalogue
    from cisterna.knowledge import Knowledge
    from cisterna.therapy import Clock, Running

__all__ = [
    "WANTED",
    "Around",
    "Facts",
    "Names",
    "Table",
    "attempt",
    "count",
    "flex",
    "last_digit",
    "mixture",
    "nearest",
    "open_table",
    "plausible_limits",
    "sound",
]

T = TypeVar("T")

UNKNOWN = "unknown"
LIKE_A_SLIP = 0.87
"""From this likeness on an unknown opioid is a slip of a known one; below it, another one, as diamorphine is."""

WANTED = (
    "refill",
    "change_dose",
    "mode",
    "concentration",
    "remove",
    "rescue",
    "restart",
    "end",
    "catheter",
    "replace_pump",
    "second_pump",
)
"""What else than the start of a drug `[request]` may ask for; each key is read in `cisterna.files.change`."""

_NUMBER = re.compile(r"\s*([0-9,]*[0-9](?:\.([0-9]+))?)\s*([^0-9\s].*)")
TIMES_THE_MOST = 10
"""A value this many times the largest plausible one is a slip of the pen and not a daring prescription."""


class Table(Reader):
    """As `Reader`; a key nobody knows is answered with the nearest one that is known."""

    __slots__ = ()

    def close(self) -> None:
        """Refuse the keys that nobody asked for."""
        for key in self.table:
            if key not in self._asked:
                known = sorted(self._asked)
                self.problem(key, f"'{key[:40]}' is not a key here. {nearest(key, known)}Known: {', '.join(known)}.")

    def needed(self, key: str, example: str) -> Table | None:
        """The table under `key`; None after saying that it is not there, so that its own keys are not asked for too."""
        self._asked.add(key)
        value = self.table.get(key)
        if isinstance(value, dict):
            return self._reader((key,), value)
        said = "is not a table" if key in self.table else "is missing"
        self.problem(key if key in self.table else None, f"'{key}' {said}. Write, for example, {example}.")
        return None

    def _reader(self, at: Path, value: object) -> Table:
        table: dict[str, object] = value if isinstance(value, dict) else {}
        return type(self)(self.document, table, self._problems, (*self.path, *at))


class Facts(Table):
    """As `Table`, where "unknown" is an answer: a fact that may be left out may say so, and is read as left out."""

    __slots__ = ()

    def has(self, key: str) -> bool:
        """True where the key is there and its answer is not "unknown"."""
        return super().has(key) and self.table[key] != UNKNOWN


def open_table(text: str, name: str, kind: type[Table] = Table) -> tuple[TomlFile, Table]:
    """A text as a table of that kind, and the file that keeps its problems. `FileProblems` where it is not TOML."""
    file = parse_toml(text, name=name)
    file.problems += _absurd_numbers(file.name, file.table)
    file.raise_problems()
    return file, kind(file.name, file.table, file.problems)


def _absurd_numbers(document: str, table: dict[str, object]) -> Iterable[Problem]:
    """Whole numbers beyond 64 bits: TOML has none, and Python cannot always print the ones it reads."""
    left: list[tuple[Path, object]] = [((), table)]
    while left:
        path, value = left.pop()
        if isinstance(value, int) and value.bit_length() > 63:
            yield Problem(document, path, "this whole number is larger than TOML allows. Write the value as text.")
        parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        left += [((*path, key), part) for key, part in parts]


def sound(file: TomlFile, thing: T | None) -> T:
    """`thing`, unless something was wrong: then `FileProblems` with all of it."""
    file.raise_problems()
    if thing is None:
        raise RuntimeError(f"{file.name} was read to nothing, and no problem was found in it")
    return thing


def nearest(word: str, known: Iterable[str], *, likeness: float = 0.6) -> str:
    """'Did you mean ...? ' with the nearest known word, or nothing where none is as alike as `likeness`."""
    from difflib import get_close_matches

    by_name = {name.casefold(): name for name in known}
    found = get_close_matches(word.strip().casefold().replace(" ", "_"), by_name, n=2, cutoff=likeness)
    return f"Did you mean '{' or '.join(by_name[name] for name in found)}'? ".replace(" or ", "' or '") if found else ""


def attempt(table: Reader, key: str | int | None, kind: Callable[..., T], /, *parts: Any, **named: Any) -> T | None:
    """`kind(*parts, **named)`, or None after noting at `key` why that cannot be."""
    try:
        return kind(*parts, **named)
    except ValueError as error:
        table.problem(key, str(error))
        return None


class Names:
    """
    The drugs, pumps, catheters and products that are known, and the largest plausible values of each drug.

    Without a catalogue every name is taken; without limits every value is.
    """

    __slots__ = ("_catalogue", "_plausible")

    def __init__(
        self, catalogue: Catalogue | None = None, plausible: Mapping[str, tuple[Concentration, DoseRate]] | None = None
    ) -> None:
        self._catalogue = catalogue
        self._plausible = plausible or {}

    def drug(self, table: Reader, key: str | None, name: str) -> str:
        """A drug that somebody put, or would put, into a pump; whether it belongs there is not asked here."""
        held = self._catalogue.drugs if self._catalogue else None
        _check(table, key, name, "drug", held, "If it is right, the knowledge pack has to learn it first")
        return name

    def opioid(self, table: Reader, key: str) -> str:
        """An opioid taken outside the pump; only what looks like a slip is refused, for patients take many."""
        name = table.text(key, example="oxycodone")
        known = [entry.id for entry in self._catalogue.drugs if "opioid" in entry.kind] if self._catalogue else [name]
        hint = nearest(name, known, likeness=LIKE_A_SLIP) if name not in known else ""
        if hint:
            table.problem(key, f"'{name[:40]}' is not an opioid in the catalogue. {hint}Correct the name.")
        return name

    def pump(self, table: Reader, key: str) -> str | None:
        """A pump model, or None."""
        held = self._catalogue.pumps if self._catalogue else None
        other = f'If the pump is none of these, write {key} = "unknown": nothing is guessed about another model'
        return _check(table, key, table.maybe_text(key), "pump", held, other)

    def catheter(self, table: Reader, key: str) -> str | None:
        """A catheter model, or None."""
        held = self._catalogue.catheters if self._catalogue else None
        other = f'If it is none of these, write {key} = "unknown" and give the volume that the programmer shows'
        return _check(table, key, table.maybe_text(key), "catheter", held, other)

    def formulation(self, table: Reader, key: str) -> str | None:
        """A product, or None."""
        held = self._catalogue.formulations if self._catalogue else None
        other = "If it is none of these, leave this line out: drug and strength are enough"
        return _check(table, key, table.maybe_text(key), "product", held, other)

    def concentration(self, table: Reader, key: str, drug: str) -> Concentration:
        """A concentration of `drug` that is no slip of the pen."""
        value = table.quantity(key, Concentration)
        most = self._plausible.get(drug)
        if most is not None:
            _refuse_slip(table, key, value, most[0], drug)
        return value

    def concentrations(self, table: Reader, key: str, drug: str) -> Range[Concentration]:
        """A concentration of `drug`, or a range of them, that is no slip of the pen."""
        value = table.span(key, Concentration)
        most = self._plausible.get(drug)
        if most is not None:
            _refuse_slip(table, key, value.high, most[0], drug)
        return value

    def dose_rate(self, table: Reader, key: str, drug: str) -> DoseRate:
        """A dose rate of `drug` that is no slip of the pen."""
        value = table.quantity(key, DoseRate)
        most = self._plausible.get(drug)
        if most is not None:
            _refuse_slip(table, key, value, most[1], drug)
        return value


class Around(NamedTuple):
    """What a request is read against: known names, the case's clock, and what runs; None where that was not sound."""

    names: Names
    clock: Clock | None
    running: Running | None


def _check(table: Reader, key: str | None, name: str | None, kind: str, held: Any, other: str) -> str | None:
    """`name`; what is wrong with it is noted at `key`."""
    if name and held is not None:
        known = [entry.id for entry in held]
        if name not in known:
            table.problem(
                key,
                f"'{name[:40]}' is not a {kind} in the catalogue. {nearest(name, known)}"
                f"Known: {', '.join(known) or 'none'}. {other}.",
            )
    return name


def _refuse_slip(table: Reader, key: str, value: Quantity, most: Quantity, drug: str) -> None:
    if value.value <= most.value * TIMES_THE_MOST:
        return
    times = value.value / most.value
    written = str(table.table[key])
    milli = re.sub(r"\bmg\b", "mcg", written)
    meant = ""
    if milli != written and value.value <= most.value * 1000:
        meant = f" Did you mean '{milli}' (mcg, not mg)?"
    table.problem(
        key,
        f"'{written}' of {drug} is {int(times):,} times the most that is plausible here ({most}).{meant} "
        f"Check the number and its unit.",
    )


def plausible_limits(knowledge: Knowledge) -> dict[str, tuple[Concentration, DoseRate]]:
    """The largest concentration and daily dose that any statement names, for each drug of which both are said."""
    concentrations = _largest(knowledge, "concentration maximum")
    doses = _largest(knowledge, "daily dose maximum")
    return {
        drug: (Concentration(concentrations[drug]), DoseRate(doses[drug])) for drug in concentrations if drug in doses
    }


def _largest(knowledge: Knowledge, question: str) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for statement in knowledge.asking(question):
        high = getattr(statement.says, "high", None)
        if high is not None:
            drugs = [drug for one in statement.when if one.fact == "drug" for drug in getattr(one, "values", ())]
            found |= {drug: max(high.value, found.get(drug, high.value)) for drug in drugs}
    return found


def mixture(table: Reader, names: Names, *, beside: Iterable[str] = ()) -> Mixture | None:
    """The drugs of a table as a mixture; keys in `beside` are not drugs. None after a problem."""
    parts = {}
    for key in table.names():
        if key not in beside:
            parts[names.drug(table, key, key)] = names.concentration(table, key, key)
    return Mixture(parts) if table.sound else None


def count(table: Reader, key: str) -> Fraction:
    """How often: text such as "4" or "2.5", or a whole number."""
    value = table.table[key] if table.has(key) else None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Fraction(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        table.problem(key, f'{value!r} does not say how often. Write it as text, for example {key} = "2.5".')
        return Fraction(0)
    try:
        return parse_number(table.text(key, example="4") or "0")
    except QuantityError as error:
        table.problem(key, str(error))
        return Fraction(0)


def last_digit(text: str, shown: Quantity) -> Fraction | None:
    """
    What the last digit of `text` is worth, in the unit in which `shown` (which was read from it) counts.

    None where that cannot be told: a fraction, a range, a zero.

    >>> from cisterna.quantities import DoseRate
    >>> last_digit("0.05 mg/day", DoseRate.parse("0.05 mg/day"))
    Fraction(10, 1)
    """
    digits = _NUMBER.fullmatch(text)
    if digits is None or not shown:
        return None
    places = len(digits[2] or "")
    return Fraction(shown.value / Fraction(digits[1].replace(",", "")) / Fraction(10**places))


def flex(table: Reader, names: Names, drug: str) -> Flex | None:
    """The steps of a schedule of the primary drug: [{ from = "00:00", dose = "12 mcg/h" }, ...]."""
    if not table.has("steps"):
        table.problem(
            None, '\'steps\' is missing. Write, for example, steps = [{ from = "00:00", dose = "12 mcg/h" }].'
        )
        return None
    steps = []
    for step in table.each("steps"):
        start = step.clock("from")
        dose = names.dose_rate(step, "dose", drug)
        steps.append(step.finish(FlexStep, start=Duration(1) * (start.hour * 60 + start.minute) / 1440, dose=dose))
    whole = [step for step in steps if step is not None]
    return attempt(table, "steps", Flex, tuple(whole)) if steps and len(whole) == len(steps) else None
