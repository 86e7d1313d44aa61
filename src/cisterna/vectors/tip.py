"""Kinds of vectors about the catheter tip: one course, the spread of its front, and extremes over a box."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from cisterna.delivery.column import Aspiration, Course, Fill, simulate
from cisterna.delivery.flows import Bolus, Segment, overlay
from cisterna.delivery.interval import Box, arrival_extremes, dose_extremes
from cisterna.delivery.spread import fraction_new, taylor_aris, volume_new
from cisterna.delivery.tip import Tip
from cisterna.quantities import Duration, FlowRate, Length, Range, Ratio, Volume
from cisterna.therapy import Mixture, Slug
from cisterna.vectors.reading import Inputs, Measure, NotSupported, Number, VectorsError, exact_number, table_of

__all__ = ["course_of", "dispersion", "front_spread", "interval", "metric_of", "simulated"]

DAY = Duration(1)

_METRIC = re.compile(r"(?P<name>\w+)(?:\.(?P<drug>[^\[\]]+))?(?:\[(?P<span>[^\[\]]*)\])?")


def metric_of(metric: str) -> tuple[str, str, list[Fraction]]:
    """Name, drug ("" where there is none) and the numbers in brackets."""
    match = _METRIC.fullmatch(metric)
    if match is None:
        raise NotSupported(metric)
    span = match["span"].removeprefix("t=").split(",") if match["span"] else []
    return match["name"], match["drug"] or "", [exact_number(text.strip(), metric) for text in span]


def simulated(inputs: Inputs, case: Mapping[str, object], name: str) -> Measure:
    """What one course gives."""
    inputs.take("drugs")
    dead, accuracy = Volume(inputs.number("dead_volume_mL")), inputs.number("accuracy", "1")
    tip = simulate(course_of(inputs, dead, accuracy))
    given = table_of(case.get("baseline_ug_per_day", {}), f"{name}.baseline_ug_per_day")
    baseline = {drug: exact_number(rate, f"{name}.baseline_ug_per_day.{drug}") for drug, rate in given.items()}

    def measure(metric: str) -> Number:
        what, drug, span = metric_of(metric)
        try:
            return _of_tip(tip, what, drug, span, baseline)
        except ValueError as wrong:
            raise VectorsError(f"{name}.expected.{metric}: {wrong}") from None

    return measure


def interval(inputs: Inputs, case: Mapping[str, object], name: str) -> Measure:
    """The least and the most over a box: dead volume and accuracy are [least, most], constant in time."""
    volumes = [Volume(each) for each in inputs.numbers("dead_volume_mL")]
    accuracies = [Ratio(each) for each in inputs.numbers("accuracy")]
    inputs.take("drugs")
    box = Box(Range(*volumes), Range(*accuracies))
    first = course_of(inputs, box.dead_volume.high, Fraction(1))

    def course_at(volume: Volume, accuracy: Fraction) -> Course:
        line = (Slug(volume, first.line[0].mixture),)
        return replace(first, dead_volume=volume, accuracy=accuracy, line=line)

    def measure(metric: str) -> Number:
        match metric_of(metric):
            case (("dose_min" | "dose_max") as what, drug, [start, end]):
                found = dose_extremes(course_at, box, drug, Duration(start), Duration(end))
                return (found.low if what == "dose_min" else found.high).value
            case (("arrival_min" | "arrival_max") as what, drug, []):
                return _days(arrival_extremes(course_at, box, drug)[what == "arrival_max"])
            case what, _, _:
                raise NotSupported(what)

    return measure


def course_of(inputs: Inputs, dead: Volume, accuracy: Fraction) -> Course:
    """The course that one object of inputs describes."""
    horizon = Duration(inputs.number("horizon_day"))
    reservoir = inputs.mixture("reservoir_conc")
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
        accuracy=accuracy,
        reservoir_min=Volume(inputs.number("reservoir_min_mL", "0")),
    )
    inputs.done()
    return course


def _line(inputs: Inputs, dead: Volume, reservoir: Mixture) -> tuple[Slug, ...]:
    slugs: list[Slug] = []
    for entry in inputs.each("line_slugs"):
        slugs.append(Slug(Volume(entry.number("volume_mL")), entry.mixture("conc")))
        entry.done()
    if slugs:
        return tuple(slugs)
    full = inputs.mixture("line_conc") if inputs.has("line_conc") else reservoir
    return (Slug(dead, full),) if dead else ()


def _segment(entry: Inputs) -> Segment:
    start, end = Duration(entry.number("t0")), Duration(entry.number("t1"))
    steps = []
    for step in entry.each("schedule"):
        steps.append((Duration(step.number("clock_day")), FlowRate(step.number("rate_mL_per_day"))))
        step.done()
    rate = tuple(steps) if entry.has("schedule") else FlowRate(entry.number("rate_mL_per_day"))
    entry.done()
    return Segment(start, end, rate)


def _bolus(entry: Inputs) -> Bolus:
    mode = entry.take("mode")
    if mode not in ("add", "replace"):
        raise NotSupported(f"bolus mode {mode}")
    at, volume = Duration(entry.number("t")), Volume(entry.number("volume_mL"))
    bolus = Bolus(at, volume, Duration(entry.number("duration_day")), replaces=mode == "replace")
    entry.done()
    return bolus


def _stop(entry: Inputs) -> tuple[Duration, Duration]:
    stop = Duration(entry.number("t0")), Duration(entry.number("t1"))
    entry.done()
    return stop


def _fill(entry: Inputs) -> Fill:
    keep = Volume(entry.number("withdraw_to_mL")) if entry.has("withdraw_to_mL") else None
    at, volume = Duration(entry.number("t")), Volume(entry.number("fill_mL"))
    fill = Fill(at, volume, entry.mixture("fill_conc"), keep)
    entry.done()
    return fill


def _aspiration(entry: Inputs) -> Aspiration:
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
    raise NotSupported(what)


def _days(duration: Duration | None) -> Number:
    return None if duration is None else duration.value


def _base(baseline: Mapping[str, Fraction], drug: str) -> Fraction:
    if not baseline.get(drug):
        raise ValueError(f"baseline_ug_per_day of {drug} is missing")
    return baseline[drug]


def dispersion(inputs: Inputs, case: Mapping[str, object], name: str) -> Measure:
    """How much of what leaves the tip is new, with a front that is spread."""
    flow = inputs.number("q_mL_per_day")
    dead, sigma = Volume(inputs.number("dead_volume_mL")), Volume(inputs.number("sigma_mL"))
    old, new = inputs.mixture("old"), inputs.mixture("new")
    inputs.done()

    def new_by(time: Fraction) -> Fraction:
        return Fraction(volume_new(Volume(flow * time), dead_volume=dead, sigma=sigma))

    def measure(metric: str) -> Number:
        match metric_of(metric):
            case "fraction_new", _, [time]:
                return Fraction(fraction_new(Volume(flow * time), dead_volume=dead, sigma=sigma))
            case "dose", drug, [start, end]:
                step = new[drug].value - old[drug].value
                return old[drug].value * flow * (end - start) + step * (new_by(end) - new_by(start))
            case what, _, _:
                raise NotSupported(what)

    return measure


def front_spread(inputs: Inputs, case: Mapping[str, object], name: str) -> Measure:
    """How far a front spreads on its way."""
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
            raise NotSupported(metric)
        return known[metric]

    return measure
