"""
Test vectors of delivery, schema `delivery_vectors/1`: a parsed document in, one result for each expected metric out.

For anyone who wants to hold this program, or another, to known answers. Not for cases and plans: units here are fixed
(day, mL, mcg), nothing is resolved, nothing is judged. Numbers come as text or as exact fractions, never as floats:
whoever parses the file sees to that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from cisterna.delivery.column import Aspiration, Course, Fill, simulate
from cisterna.delivery.flows import Bolus, Segment, overlay
from cisterna.delivery.spread import fraction_new, taylor_aris, volume_new
from cisterna.delivery.tip import Tip
from cisterna.quantities import Concentration, Duration, FlowRate, Length, Volume
from cisterna.therapy import Mixture, Slug

__all__ = ["Report", "Result", "VectorsError", "exact_number", "run"]

SCHEMA = "delivery_vectors/1"
"""What the first line of a file of vectors has to say."""

DAY = Duration(1)

Number = Fraction | None
"""None stands for what never happens: a drug that does not arrive, a reservoir that does not run empty."""


class VectorsError(ValueError):
    """The document is not one of test vectors; the message says where and what is expected there."""


class _NotSupported(Exception):
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
    """All results, in the order of the document, and how many cases or metrics of each kind could not be run."""

    results: tuple[Result, ...]
    not_supported: tuple[tuple[str, int], ...]

    @property
    def passed(self) -> int:
        """How many metrics agree."""
        return sum(result.passed for result in self.results)

    @property
    def failed(self) -> int:
        """How many metrics do not."""
        return len(self.results) - self.passed


def run(document: object) -> Report:
    """
    Run every case and compare every metric.

    A metric with an `exact` value must equal it exactly; every metric must lie within its tolerance. Kinds, inputs and
    metrics that are not known are counted in `not_supported`. Raises `VectorsError` where the document is not in order.

    >>> steady = {"drugs": ["baclofen"], "dead_volume_mL": "0.5", "reservoir_mL": "20", "horizon_day": "2",
    ...           "reservoir_conc": {"baclofen": "500"}, "refills": [],
    ...           "base": [{"t0": "0", "t1": "2", "rate_mL_per_day": "0.3"}]}
    >>> expected = {"dose.baclofen[0,1]": {"value": 150, "tol": 0, "exact": "150"}}
    >>> case = {"id": "steady", "kind": "simulate", "inputs": steady, "expected": expected}
    >>> run({"schema": "delivery_vectors/1", "cases": [case]}).results
    (Result(case='steady', metric='dose.baclofen[0,1]', expected='150', got='150', passed=True),)
    """
    whole = _table(document, "the document")
    if whole.get("schema") != SCHEMA:
        raise VectorsError(f"schema: expected {SCHEMA!r}, found {whole.get('schema')!r}")
    cases = _list(_need(whole, "cases", "the document"), "cases")
    if not cases:
        raise VectorsError("cases: expected at least one case, found none")
    results: list[Result] = []
    beyond: dict[str, int] = {}
    for number, entry in enumerate(cases):
        found, unknown = _run_case(_table(entry, f"cases[{number}]"), f"cases[{number}]")
        results += found
        for kind in unknown:
            beyond[kind] = beyond.get(kind, 0) + 1
    return Report(tuple(results), tuple(sorted(beyond.items())))


def _run_case(case: Mapping[str, object], where: str) -> tuple[list[Result], list[str]]:
    name = _text(_need(case, "id", where), f"{where}.id")
    kind = _text(_need(case, "kind", name), f"{name}.kind")
    inputs = _table(_need(case, "inputs", name), f"{name}.inputs")
    expected = _table(_need(case, "expected", name), f"{name}.expected")
    if not expected:
        raise VectorsError(f"{name}.expected: expected at least one metric, found none")
    if kind not in _KINDS:
        return [], [kind]
    try:
        measure = _KINDS[kind](_Inputs(inputs, f"{name}.inputs"), case, name)
    except _NotSupported as beyond:
        return [], [f"{kind} with {beyond}"]
    except (ValueError, TypeError) as wrong:
        raise wrong if isinstance(wrong, VectorsError) else VectorsError(f"{name}: {wrong}") from None
    results: list[Result] = []
    unknown: list[str] = []
    for metric, entry in expected.items():
        try:
            results.append(_compare(name, metric, _table(entry, f"{name}.expected.{metric}"), measure(metric)))
        except _NotSupported as beyond:
            unknown.append(f"metric {beyond} of {kind}")
    return results, unknown


def _compare(case: str, metric: str, entry: Mapping[str, object], got: Number) -> Result:
    where = f"{case}.expected.{metric}"
    value = _need(entry, "value", where)
    if value is None:
        return Result(case, metric, "never", _shown(got, exact=False), got is None)
    wanted = exact_number(value, f"{where}.value")
    within = exact_number(_need(entry, "tol", where), f"{where}.tol") * max(Fraction(1), abs(wanted))
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


# --- Reading ----------------------------------------------------------------------------------------------------------

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


def _need(table: Mapping[str, object], key: str, where: str) -> object:
    if key not in table:
        raise VectorsError(f"{where}: {key!r} is missing")
    return table[key]


def _table(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise VectorsError(f"{where}: expected an object, found {value!r}"[:200])
    return value


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise VectorsError(f"{where}: expected a list, found {value!r}"[:200])
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise VectorsError(f"{where}: expected text, found {value!r}"[:200])
    return value


class _Inputs:
    """One object of inputs: each key is taken once, and what nobody took is not supported."""

    def __init__(self, table: Mapping[str, object], where: str) -> None:
        self.where = where
        self._table = table
        self._left = dict.fromkeys(table)

    def has(self, key: str) -> bool:
        return key in self._table

    def take(self, key: str) -> object:
        self._left.pop(key, None)
        return _need(self._table, key, self.where)

    def number(self, key: str, default: str | None = None) -> Fraction:
        if default is not None and not self.has(key):
            return Fraction(default)
        return exact_number(self.take(key), f"{self.where}.{key}")

    def mixture(self, key: str) -> Mixture:
        where = f"{self.where}.{key}"
        parts = _table(self.take(key), where)
        return Mixture({drug: Concentration(exact_number(c, f"{where}.{drug}")) for drug, c in parts.items()})

    def each(self, key: str) -> list[_Inputs]:
        if not self.has(key):
            return []
        entries = _list(self.take(key), f"{self.where}.{key}")
        places = [f"{self.where}.{key}[{index}]" for index in range(len(entries))]
        return [_Inputs(_table(entry, place), place) for entry, place in zip(entries, places, strict=True)]

    def done(self) -> None:
        if self._left:
            raise _NotSupported(f"input {next(iter(self._left))}")


# --- Simulate ---------------------------------------------------------------------------------------------------------

_METRIC = re.compile(r"(?P<name>\w+)(?:\.(?P<drug>[^\[\]]+))?(?:\[(?P<span>[^\[\]]*)\])?")


def _metric(metric: str) -> tuple[str, str, list[Fraction]]:
    """Name, drug ("" where there is none) and the numbers in brackets."""
    match = _METRIC.fullmatch(metric)
    if match is None:
        raise _NotSupported(metric)
    span = match["span"].removeprefix("t=").split(",") if match["span"] else []
    return match["name"], match["drug"] or "", [exact_number(text.strip(), metric) for text in span]


def _simulate(inputs: _Inputs, case: Mapping[str, object], name: str) -> Callable[[str], Number]:
    inputs.take("drugs")
    course = _course(inputs)
    tip = simulate(course)
    given = _table(case.get("baseline_ug_per_day", {}), f"{name}.baseline_ug_per_day")
    baseline = {drug: exact_number(rate, f"{name}.baseline_ug_per_day.{drug}") for drug, rate in given.items()}

    def measure(metric: str) -> Number:
        what, drug, span = _metric(metric)
        try:
            return _of_tip(tip, what, drug, span, baseline)
        except ValueError as wrong:
            raise VectorsError(f"{name}.expected.{metric}: {wrong}") from None

    return measure


def _course(inputs: _Inputs) -> Course:
    horizon = Duration(inputs.number("horizon_day"))
    reservoir = inputs.mixture("reservoir_conc")
    dead = Volume(inputs.number("dead_volume_mL"))
    course = Course(
        dead_volume=dead,
        reservoir_volume=Volume(inputs.number("reservoir_mL")),
        reservoir=reservoir,
        line=_line(inputs, dead, reservoir),
        flows=overlay(
            [_segment(entry) for entry in inputs.each("base")],
            [_bolus(entry) for entry in inputs.each("boluses")],
            [_stop(entry) for entry in inputs.each("stops")],
            horizon=horizon,
        ),
        horizon=horizon,
        refills=tuple(_fill(entry) for entry in inputs.each("refills")),
        aspirations=tuple(_aspiration(entry) for entry in inputs.each("cap_aspirations")),
        accuracy=inputs.number("accuracy", "1"),
        reservoir_min=Volume(inputs.number("reservoir_min_mL", "0")),
    )
    inputs.done()
    return course


def _line(inputs: _Inputs, dead: Volume, reservoir: Mixture) -> tuple[Slug, ...]:
    slugs: list[Slug] = []
    for entry in inputs.each("line_slugs"):
        slugs.append(Slug(Volume(entry.number("volume_mL")), entry.mixture("conc")))
        entry.done()
    if slugs:
        return tuple(slugs)
    full = inputs.mixture("line_conc") if inputs.has("line_conc") else reservoir
    return (Slug(dead, full),) if dead else ()


def _segment(entry: _Inputs) -> Segment:
    start, end = Duration(entry.number("t0")), Duration(entry.number("t1"))
    steps = []
    for step in entry.each("schedule"):
        steps.append((Duration(step.number("clock_day")), FlowRate(step.number("rate_mL_per_day"))))
        step.done()
    rate = tuple(steps) if entry.has("schedule") else FlowRate(entry.number("rate_mL_per_day"))
    entry.done()
    return Segment(start, end, rate)


def _bolus(entry: _Inputs) -> Bolus:
    mode = entry.take("mode")
    if mode not in ("add", "replace"):
        raise _NotSupported(f"bolus mode {mode}")
    at, volume = Duration(entry.number("t")), Volume(entry.number("volume_mL"))
    bolus = Bolus(at, volume, Duration(entry.number("duration_day")), replaces=mode == "replace")
    entry.done()
    return bolus


def _stop(entry: _Inputs) -> tuple[Duration, Duration]:
    stop = Duration(entry.number("t0")), Duration(entry.number("t1"))
    entry.done()
    return stop


def _fill(entry: _Inputs) -> Fill:
    keep = Volume(entry.number("withdraw_to_mL")) if entry.has("withdraw_to_mL") else None
    at, volume = Duration(entry.number("t")), Volume(entry.number("fill_mL"))
    fill = Fill(at, volume, entry.mixture("fill_conc"), keep)
    entry.done()
    return fill


def _aspiration(entry: _Inputs) -> Aspiration:
    aspiration = Aspiration(Duration(entry.number("t")), Volume(entry.number("volume_mL")))
    entry.done()
    return aspiration


def _of_tip(tip: Tip, what: str, drug: str, span: list[Fraction], baseline: Mapping[str, Fraction]) -> Number:
    match what, span:
        case (("dose" | "error_vs_baseline"), [start, end]):
            dose = tip.dose(drug, Duration(start), Duration(end)).value
            return dose if what == "dose" else dose - _base(baseline, drug) * (end - start)
        case (("dose24_min" | "dose24_max"), []):
            return tip.window_extremes(drug, DAY)[what == "dose24_max"].dose.value
        case (("dose24_min_ratio" | "dose24_max_ratio"), []):
            return tip.window_extremes(drug, DAY)[what == "dose24_max_ratio"].dose.value / _base(baseline, drug)
        case (("rate_min" | "rate_max"), []):
            return tip.rate_extremes(drug)[what == "rate_max"].value
        case "arrival", []:
            return _days(tip.arrival(drug))
        case "last_delivery", []:
            return _days(max((end for _, end, rate in tip.rates(drug) if rate), key=lambda t: t.value, default=None))
        case "volume_delivered", []:
            return tip.volume.value
        case "reservoir_final", []:
            return tip.reservoir_final.value
        case "reservoir_conc", []:
            return tip.reservoir_mixture[drug].value
        case "first_empty", []:
            return _days(tip.empty_from)
    raise _NotSupported(what)


def _days(duration: Duration | None) -> Number:
    return None if duration is None else duration.value


def _base(baseline: Mapping[str, Fraction], drug: str) -> Fraction:
    if not baseline.get(drug):
        raise ValueError(f"baseline_ug_per_day of {drug} is missing")
    return baseline[drug]


# --- Spread -----------------------------------------------------------------------------------------------------------


def _dispersion(inputs: _Inputs, case: Mapping[str, object], name: str) -> Callable[[str], Number]:
    flow = inputs.number("q_mL_per_day")
    dead, sigma = Volume(inputs.number("dead_volume_mL")), Volume(inputs.number("sigma_mL"))
    old, new = inputs.mixture("old"), inputs.mixture("new")
    inputs.done()

    def new_by(time: Fraction) -> Fraction:
        return Fraction(volume_new(Volume(flow * time), dead_volume=dead, sigma=sigma))

    def measure(metric: str) -> Number:
        match _metric(metric):
            case "fraction_new", _, [time]:
                return Fraction(fraction_new(Volume(flow * time), dead_volume=dead, sigma=sigma))
            case "dose", drug, [start, end]:
                step = new[drug].value - old[drug].value
                return old[drug].value * flow * (end - start) + step * (new_by(end) - new_by(start))
            case what, _, _:
                raise _NotSupported(what)

    return measure


def _taylor_aris(inputs: _Inputs, case: Mapping[str, object], name: str) -> Callable[[str], Number]:
    spread = taylor_aris(
        FlowRate(inputs.number("q_mL_per_day")),
        inner_diameter=Length(inputs.number("id_mm") / 10),
        diffusion_mm2_per_s=inputs.number("D_mm2_per_s"),
        catheter=Volume(inputs.number("catheter_mL")),
    )
    inputs.done()
    known = {
        "velocity": Fraction(spread.velocity_mm_per_s),
        "peclet_radius": Fraction(spread.peclet),
        "D_eff": Fraction(spread.dispersion_mm2_per_s),
        "length": Fraction(spread.length_mm),
        "sigma_volume": Fraction(spread.sigma_volume_ml) * 1000,
        "sigma_time": Fraction(spread.sigma_time_h),
        "radial_time_r2_over_D": spread.radial_time.value * 86_400,
        "transit_time": spread.transit_time.value * 86_400,
    }

    def measure(metric: str) -> Number:
        if metric not in known:
            raise _NotSupported(metric)
        return known[metric]

    return measure


_KINDS: Mapping[str, Callable[[_Inputs, Mapping[str, object], str], Callable[[str], Number]]] = {
    "simulate": _simulate,
    "dispersion": _dispersion,
    "taylor_aris": _taylor_aris,
}
"""Kind to what makes, from its inputs, the function that measures a metric. To add a kind, add a line."""
