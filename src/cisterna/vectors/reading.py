"""
Reading documents of vectors, and comparing what was worked out with what is expected. Nothing is computed here.

Numbers come as text or as exact fractions, never as floats: whoever parses the file sees to that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from cisterna.quantities import Concentration
from cisterna.quantities.value import dataclass
from cisterna.therapy import Mixture

__all__ = [
    "Inputs",
    "Kind",
    "Measure",
    "NotSupported",
    "Number",
    "Report",
    "Result",
    "VectorsError",
    "compare",
    "exact_number",
    "list_of",
    "need",
    "run",
    "table_of",
    "text_of",
]

SCHEMA = "delivery_vectors/1"
"""What the first line of a file of vectors has to say."""

Number = Fraction | None
"""None stands for what never happens: a drug that does not arrive, a reservoir that does not run empty."""

Measure = Callable[[str], Number]
"""From the name of a metric to what was worked out for it."""

Kind = Callable[["Inputs", Mapping[str, object], str], Measure]
"""From the inputs of a case, the whole case and its name to what measures its metrics."""


class VectorsError(ValueError):
    """The document is not one of test vectors; the message says where and what is expected there."""


class NotSupported(Exception):
    """This part of a case is beyond what the runner knows; it is counted, not guessed at."""


@dataclass(frozen=True, slots=True)
class Result:
    """One metric of one case: what was expected and what came out, as text, and whether they agree."""

    case: str
    metric: str
    expected: str
    got: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Report:
    """
    All results, in the order of the document, and how many cases or metrics of each kind could not be run.

    `out_of_scope`: kinds that are left out on purpose, with the reason.
    """

    results: tuple[Result, ...]
    not_supported: tuple[tuple[str, int], ...]
    out_of_scope: tuple[tuple[str, str], ...] = ()

    @property
    def passed(self) -> int:
        """How many metrics agree."""
        return sum(result.passed for result in self.results)

    @property
    def failed(self) -> int:
        """How many metrics do not."""
        return len(self.results) - self.passed


def run(document: object, kinds: Mapping[str, Kind]) -> Report:
    """
    Run every case and compare every metric.

    A metric with an `exact` value must equal it exactly; every metric must lie within its tolerance. Kinds, inputs and
    metrics that are not known are counted in `not_supported`. Raises `VectorsError` where the document is not in order.

    >>> from cisterna.vectors.tip import simulated
    >>> steady = {"drugs": ["baclofen"], "dead_volume_mL": "0.5", "reservoir_mL": "20", "horizon_day": "2",
    ...           "reservoir_conc": {"baclofen": "500"}, "refills": [],
    ...           "base": [{"t0": "0", "t1": "2", "rate_mL_per_day": "0.3"}]}
    >>> expected = {"dose.baclofen[0,1]": {"value": 150, "tol": 0, "exact": "150"}}
    >>> case = {"id": "steady", "kind": "simulate", "inputs": steady, "expected": expected}
    >>> run({"schema": "delivery_vectors/1", "cases": [case]}, {"simulate": simulated}).results
    (Result(case='steady', metric='dose.baclofen[0,1]', expected='150', got='150', passed=True),)
    """
    whole = table_of(document, "the document")
    if whole.get("schema") != SCHEMA:
        raise VectorsError(f"schema: expected {SCHEMA!r}, found {whole.get('schema')!r}")
    cases = list_of(need(whole, "cases", "the document"), "cases")
    if not cases:
        raise VectorsError("cases: expected at least one case, found none")
    results: list[Result] = []
    beyond: dict[str, int] = {}
    for number, entry in enumerate(cases):
        found, unknown = _run_case(table_of(entry, f"cases[{number}]"), f"cases[{number}]", kinds)
        results += found
        for kind in unknown:
            beyond[kind] = beyond.get(kind, 0) + 1
    return Report(tuple(results), tuple(sorted(beyond.items())))


def _run_case(case: Mapping[str, object], where: str, kinds: Mapping[str, Kind]) -> tuple[list[Result], list[str]]:
    name = text_of(need(case, "id", where), f"{where}.id")
    kind = text_of(need(case, "kind", name), f"{name}.kind")
    inputs = table_of(need(case, "inputs", name), f"{name}.inputs")
    expected = table_of(need(case, "expected", name), f"{name}.expected")
    if not expected:
        raise VectorsError(f"{name}.expected: expected at least one metric, found none")
    if kind not in kinds:
        return [], [kind]
    try:
        measure = kinds[kind](Inputs(inputs, f"{name}.inputs"), case, name)
    except NotSupported as beyond:
        return [], [f"{kind} with {beyond}"]
    except (ValueError, TypeError) as wrong:
        raise wrong if isinstance(wrong, VectorsError) else VectorsError(f"{name}: {wrong}") from None
    results: list[Result] = []
    unknown: list[str] = []
    for metric, entry in expected.items():
        try:
            results.append(compare(name, metric, table_of(entry, f"{name}.expected.{metric}"), measure(metric)))
        except NotSupported as beyond:
            unknown.append(f"metric {beyond} of {kind}")
    return results, unknown


def compare(case: str, metric: str, entry: Mapping[str, object], got: Number) -> Result:
    """What came out beside what an expected `value`, its `tol` and, where there is one, its `exact` say."""
    where = f"{case}.expected.{metric}"
    value = need(entry, "value", where)
    if value is None:
        return Result(case, metric, "never", _shown(got, exact=False), got is None)
    wanted = exact_number(value, f"{where}.value")
    within = exact_number(need(entry, "tol", where), f"{where}.tol") * max(Fraction(1), abs(wanted))
    agrees = got is not None and abs(got - wanted) <= within
    if "exact" not in entry:
        return Result(case, metric, _shown(wanted, exact=False), _shown(got, exact=False), agrees)
    exact = exact_number(entry["exact"], f"{where}.exact")
    return Result(case, metric, _shown(exact, exact=True), _shown(got, exact=True), agrees and got == exact)


_SHOWN = Context(prec=17, rounding=ROUND_HALF_EVEN)


def _shown(value: Number, *, exact: bool) -> str:
    if value is None:
        return "never"
    if exact or value.denominator == 1:
        return str(value)
    return format(_SHOWN.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(_SHOWN), "")


# Short on purpose: a number of a million digits, or an exponent of a billion, is an accident or an attack.
_DECIMAL = re.compile(r"[+-]?[0-9]{1,60}(\.[0-9]{1,60})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_QUOTIENT = re.compile(r"[+-]?[0-9]{1,400}(/[0-9]{1,400})?", re.ASCII)


def exact_number(value: object, where: str) -> Fraction:
    """
    The number that `value` stands for, exactly: decimal text, p/q, or a number that was never a float.

    >>> exact_number("7.5e-4", "D")
    Fraction(3, 4000)
    """
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str) and (_DECIMAL.fullmatch(value) or _QUOTIENT.fullmatch(value)):
        top, _, bottom = value.partition("/")
        if bottom and int(bottom) == 0:
            raise VectorsError(f"{where}: {value!r} divides by zero")
        return Fraction(top) / Fraction(bottom or "1")
    raise VectorsError(
        f"{where}: {value!r} is not an exact number; write a decimal or a quotient, such as '0.5' or '5/2'"
    )


def need(table: Mapping[str, object], key: str, where: str) -> object:
    """The value under `key`, which must be there."""
    if key not in table:
        raise VectorsError(f"{where}: {key!r} is missing")
    return table[key]


def table_of(value: object, where: str) -> Mapping[str, object]:
    """An object."""
    if not isinstance(value, dict):
        raise VectorsError(f"{where}: expected an object, found {value!r}"[:200])
    return value


def list_of(value: object, where: str) -> list[object]:
    """A list."""
    if not isinstance(value, list):
        raise VectorsError(f"{where}: expected a list, found {value!r}"[:200])
    return value


def text_of(value: object, where: str) -> str:
    """Text that is not empty."""
    if not isinstance(value, str) or not value:
        raise VectorsError(f"{where}: expected text, found {value!r}"[:200])
    return value


class Inputs:
    """One object of inputs: each key is taken once, and what nobody took is not supported."""

    def __init__(self, table: Mapping[str, object], where: str) -> None:
        self.where = where
        self._table = table
        self._left = dict.fromkeys(table)

    def has(self, key: str) -> bool:
        """Whether there is such a key."""
        return key in self._table

    def take(self, key: str) -> object:
        """The value under `key`; it counts as used."""
        self._left.pop(key, None)
        return need(self._table, key, self.where)

    def number(self, key: str, default: str | None = None) -> Fraction:
        """An exact number, or the default where there is one and the key is missing."""
        if default is not None and not self.has(key):
            return Fraction(default)
        return exact_number(self.take(key), f"{self.where}.{key}")

    def numbers(self, key: str) -> list[Fraction]:
        """Every number of a list."""
        where = f"{self.where}.{key}"
        return [exact_number(each, f"{where}[{at}]") for at, each in enumerate(list_of(self.take(key), where))]

    def mixture(self, key: str) -> Mixture:
        """Concentrations by drug, in mcg/mL."""
        where = f"{self.where}.{key}"
        parts = table_of(self.take(key), where)
        return Mixture({drug: Concentration(exact_number(c, f"{where}.{drug}")) for drug, c in parts.items()})

    def each(self, key: str) -> list[Inputs]:
        """The objects of a list, none where the key is missing."""
        if not self.has(key):
            return []
        entries = list_of(self.take(key), f"{self.where}.{key}")
        places = [f"{self.where}.{key}[{index}]" for index in range(len(entries))]
        return [Inputs(table_of(entry, place), place) for entry, place in zip(entries, places, strict=True)]

    def done(self) -> None:
        """Raises `NotSupported` if a key was left unused."""
        if self._left:
            raise NotSupported(f"input {next(iter(self._left))}")
