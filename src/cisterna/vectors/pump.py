"""
Kinds of pump vectors: the small sums of a pump clinic, as makers, notices and programs have published them.

Every quantity comes with its unit and is brought to mL, mcg, day and cm; a kind gives its answers in those, and they
are compared in the unit in which they are expected. What drug, device or unit is not ours is out of scope, by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from math import floor

from cisterna.delivery.column import Course, Fill, Flow, simulate
from cisterna.delivery.spread import taylor_aris
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Length, Volume
from cisterna.therapy import Mixture, Rinse, Slug
from cisterna.transition.bridge import clearing_time
from cisterna.vectors.reading import (
    Number,
    Report,
    Result,
    VectorsError,
    compare,
    exact_number,
    list_of,
    need,
    table_of,
    text_of,
)

__all__ = ["OUT_OF_SCOPE", "is_pump_document", "run_pump"]

Given = Mapping[str, Fraction]
Answers = Mapping[str, Fraction]

HOUR, MINUTE, SECOND = Fraction(1, 24), Fraction(1, 1440), Fraction(1, 86_400)
UNITS: dict[str, int | Fraction] = {
    "mL": 1, "mL/day": 1, "mL/h": 24, "mcg": 1, "mg": 1000, "mcg/day": 1, "mg/day": 1000, "mcg/h": 24,
    "mg/h": 24_000, "mcg/mL": 1, "mg/mL": 1000, "day": 1, "h": HOUR, "min": MINUTE, "s": SECOND, "cm": 1,
    "mm": Fraction(1, 10), "mL/cm": 1, "1": 1, "1/day": 1, "1/h": 24, "%": Fraction(1, 100), "bool": 1, "g": 1,
    "m2/s": 1,
}  # fmt: skip
"""Each unit in ours. One gram of water is one milliliter; diffusion stays in m2/s."""

OUT_OF_SCOPE = {
    "exponential_remaining": "what a drug does in the body: no screen predicts it",
    "percent_of": "a share in a study: a statement, not a sum of ours",
    "units_to_volume": "insulin, in units: not an intrathecal drug",
    "altitude_excess": "an insulin cartridge in an airplane: not an implanted intrathecal pump",
    "constant_flow_backpressure": "an external pump driven by gas, whose formula no implanted pump shares",
    "clinician_bolus_rate": "an external pump for patient-controlled analgesia, with a rule of its own",
}
"""Kinds that are held out of scope, with the reason."""


def is_pump_document(document: object) -> bool:
    """Whether a document is a list of pump vectors and not one of delivery vectors."""
    return isinstance(document, list)


def run_pump(document: object) -> Report:
    """Run every case of a list of pump vectors and compare every answer. Raises `VectorsError` where it is not one."""
    cases = list_of(document, "the document")
    if not cases:
        raise VectorsError("the document: expected at least one case, found none")
    results: list[Result] = []
    beyond: dict[str, int] = {}
    left_out: dict[str, str] = {}
    for number, entry in enumerate(cases):
        where = f"[{number}]"
        case = table_of(entry, where)
        name = text_of(need(case, "id", where), f"{where}.id")
        kind = text_of(need(case, "kind", name), f"{name}.kind")
        if kind in OUT_OF_SCOPE:
            left_out[kind] = OUT_OF_SCOPE[kind]
        elif kind not in _KINDS:
            beyond[kind] = beyond.get(kind, 0) + 1
        else:
            results += _compared(case, name, kind)
    return Report(tuple(results), tuple(sorted(beyond.items())), tuple(sorted(left_out.items())))


def _compared(case: Mapping[str, object], name: str, kind: str) -> list[Result]:
    inputs = table_of(need(case, "inputs", name), f"{name}.inputs")
    try:
        answers = _KINDS[kind]({key: _in_ours(entry, f"{name}.inputs.{key}")[0] for key, entry in inputs.items()})
    except KeyError as missing:
        raise VectorsError(f"{name}.inputs: {missing} is missing") from None
    except ZeroDivisionError:
        raise VectorsError(f"{name}.inputs: an input of 0 is divided by. Correct it.") from None
    except ValueError as wrong:
        raise wrong if isinstance(wrong, VectorsError) else VectorsError(f"{name}: {wrong}") from None
    results = []
    for metric, entry in table_of(need(case, "expected", name), f"{name}.expected").items():
        where = f"{name}.expected.{metric}"
        wanted, unit = _in_ours(entry, where)
        within = exact_number(need(table_of(entry, where), "tolerance", where), f"{where}.tolerance")
        got: Number = answers[metric] / unit if metric in answers else None
        # A tolerance here is absolute, in the unit of the answer; `compare` takes one relative to what is above 1.
        wanted = wanted / unit
        relative = within / max(Fraction(1), abs(wanted))
        results.append(compare(name, metric, {"value": wanted, "tol": relative}, got))
    return results


def _in_ours(entry: object, where: str) -> tuple[Fraction, Fraction]:
    """A value in our unit, and what one of its own unit is in ours."""
    table = table_of(entry, where)
    unit = text_of(need(table, "unit", where), f"{where}.unit")
    if unit not in UNITS:
        raise VectorsError(f"{where}: the unit {unit!r} is not known here. Known: {', '.join(UNITS)}")
    factor = Fraction(UNITS[unit])
    return exact_number(need(table, "value", where), f"{where}.value") * factor, factor


def _flow(given: Given) -> Answers:
    return {"flow": (DoseRate(given["dose"]) / Concentration(given["concentration"])).value}


def _refill_interval(given: Given) -> Answers:
    return {"interval": (Volume(given["reservoir_volume"]) / FlowRate(given["flow"])).value}


def _microboluses(given: Given) -> Answers:
    count = _flow(given)["flow"] / given["microbolus"]
    return {"count": count, "interval": 1 / count}


def _periodic_set(given: Given) -> Answers:
    volume = given["microboluses_per_set"] * given["microbolus"]
    return {"set_volume": volume, "day_volume": volume * given["sets_per_day"]}


def _clicks(given: Given) -> Answers:
    """A pump that delivers click by click, and whole days until its volume is used up."""
    click = Volume(given["accumulator"])
    dose = click * Concentration(given["concentration"])
    clicks = given["dose"] / dose.value
    days = floor(given["pump_volume"] / (clicks * click.value))
    return {"dose_per_click": dose.value, "interval": 1 / clicks, "days_to_refill": Fraction(days)}


def _clicks_in_boluses(given: Given) -> Answers:
    click = given["accumulator"]
    clicks = given["dose_per_bolus"] / (click * given["concentration"])
    daily = given["dose_per_bolus"] * given["boluses_per_day"]
    days = floor(given["pump_volume"] / (clicks * click * given["boluses_per_day"]))
    return {"clicks": clicks, "click_interval": given["duration"] / clicks, "total_dose": daily,
            "days_to_refill": Fraction(days)}  # fmt: skip


def _amount(given: Given) -> Answers:
    return {"dose": (Volume(given["volume"]) * Concentration(given["concentration"])).value}


def _trimmed(given: Given) -> Answers:
    length = given["total_length"] - given["trimmed"]
    return {"implanted_length": length, "volume": length * given["volume_per_cm"]}


def _from_diameter(given: Given) -> Answers:
    """Of a round bore. The area comes from the bore's velocity at one mm3/s, which is where pi is kept."""
    per_cm = _area_mm2(given["inner_diameter"]) / 100
    return {"volume_per_cm": per_cm, "volume": per_cm * given["length"]}


def _implied_diameter(given: Given) -> Answers:
    """The diameter whose bore has this volume for each centimeter, found by halving."""
    low, high = Fraction(0), Fraction(10)
    while high - low > Fraction(1, 10**13):
        middle = Fraction(round((low + high) / 2 * 10**14), 10**14)
        low, high = (middle, high) if _area_mm2(middle) / 100 < given["volume_per_cm"] else (low, middle)
    return {"inner_diameter": low}


def _area_mm2(diameter_cm: Fraction) -> Fraction:
    """The area of a round bore, in mm2: what flows through it in a second, over how fast it moves."""
    one = FlowRate(Fraction(86_400, 1000))  # 1 mm3/s
    spread = taylor_aris(one, inner_diameter=Length(diameter_cm), diffusion_mm2_per_s=Fraction(1), catheter=Volume(1))
    return 1 / Fraction(spread.velocity_mm_per_s)


def _constant_flow(given: Given) -> Answers:
    time = Volume(given["capacity"]) / FlowRate(given["flow"])
    drug = DoseRate(given["daily_dose"]) * time
    volume = drug / Concentration(given["stock"])
    saline = Volume(given["capacity"]) - volume
    return {"running_time": time.value, "drug_amount": drug.value, "drug_volume": volume.value, "saline": saline.value}


def _to_threshold(given: Given) -> Answers:
    flow = given["basal"] + given["boluses"] * given["bolus_volume"]
    return {"interval": (given["volume_now"] - given["threshold"]) / flow}


def _alarm(given: Given) -> Answers:
    days = (given["volume"] - given["alarm"]) / given["flow"]
    return {"days_to_alarm": days, "refill_by": min(Fraction(floor(days)), given["stability_cap"])}


def _discrepancy(given: Given) -> Answers:
    missing = given["expected_residual"] - given["actual_residual"]
    error = missing / given["programmed_delivered"]
    return {"discrepancy": missing, "delivery_error": error, "over_infusion": Fraction(error > given["spec"])}


def _rinsed(given: Given) -> Answers:
    """By the delivery simulation: old drug at strength 1, rinsed and filled with none."""
    rinses, left = int(given["rinses"]), given["residual"]
    plain = Mixture({"old": Concentration(0)})
    rinse = Rinse(rinses, Volume(given["rinse_volume"]), plain) if rinses else None
    after = _filled(left, given["fill_volume"], Fraction(1), Fraction(0), rinse)
    return {"old_fraction_in_residual": after * (left + given["fill_volume"]) / left, "old_fraction_after_fill": after}


def _mixed(given: Given) -> Answers:
    return {"c_mixed": _filled(given["residual"], given["fill"], given["c_old"], given["c_new"], None)}


def _filled(residual: Fraction, fill: Fraction, old: Fraction, new: Fraction, rinse: Rinse | None) -> Fraction:
    """The concentration in the reservoir after one refill, as the delivery simulation has it."""
    was, put = Mixture({"old": Concentration(old)}), Mixture({"old": Concentration(new)})
    course = Course(Volume(1), Volume(residual), was, (Slug(Volume(1), was),), (), Duration(1),
                    (Fill(Duration(0), Volume(fill), put, Volume(residual), rinse),))  # fmt: skip
    return simulate(course).reservoir_mixture["old"].value


def _bridge(given: Given) -> Answers:
    line = Volume(given["tubing"] + given["catheter"])
    old, new, dose = Concentration(given["c_old"]), Concentration(given["c_new"]), DoseRate(given["daily_dose"])
    flow, fast = dose / old, dose / new
    return {
        "volume": line.value,
        "programmed_amount_new_units": (line * new).value,
        "old_drug_delivered": (line * old).value,
        "duration": clearing_time(line, flow).value,
        "bridge_flow": flow.value,
        "unbridged_rate": (old * fast).value,
        "unbridged_duration": clearing_time(line, fast).value,
    }


def _overlong(given: Given) -> Answers:
    """New drug at the old flow, from when the front is there until the bridge ends."""
    late = Volume(given["assumed_volume"] - given["true_volume"])
    old, new, dose = Concentration(given["c_old"]), Concentration(given["c_new"]), DoseRate(given["daily_dose"])
    flow = dose / old
    time = late / flow
    return {
        "excess_dose": (late * new - dose * time).value,
        "excess_rate": (new * flow).value,
        "excess_duration": time.value,
    }


def _admixture(given: Given) -> Answers:
    flow = DoseRate(given["primary_dose"]) / Concentration(given["primary_conc"])
    return {"flow": flow.value, "secondary_dose": (Concentration(given["secondary_conc"]) * flow).value}


def _arrival(given: Given) -> Answers:
    """By the delivery simulation, through one flow after another; the last goes on."""
    flows, end = [], Duration(0)
    for number in sorted(key.removeprefix("flow_") for key in given if key.startswith("flow_")):
        flow, start = FlowRate(given[f"flow_{number}"]), end
        lasts = given.get(f"hours_{number}") or given["volume"] / flow.value + 1
        end = start + Duration(lasts)
        flows.append(Flow(start, end, flow))
    old, new = Mixture({"new": Concentration(0)}), Mixture({"new": Concentration(1)})
    dead, plenty = Volume(given["volume"]), Volume(10_000)
    tip = simulate(Course(dead, plenty, new, (Slug(dead, old),), tuple(flows), end))
    arrival = tip.arrival("new")
    return {} if arrival is None else {"arrival": arrival.value}


def _laminar(given: Given) -> Answers:
    """Without diffusion: 1 - (path / 2 infused)^2 of what leaves is new, once half the path has been infused."""
    path, infused = given["path_volume"], given["infused_volume"]
    if infused <= path / 2:
        return {"outlet_fraction": Fraction(0), "delivered_equivalent_volume": Fraction(0)}
    return {
        "outlet_fraction": 1 - (path / (2 * infused)) ** 2,
        "delivered_equivalent_volume": infused - path + path**2 / (4 * infused),
    }


def _taylor(given: Given) -> Answers:
    area = _area_mm2(given["inner_diameter"])
    volume = area / 100 * given["length"]
    diffusion = given["diffusivity"] * 10**6
    spread = taylor_aris(FlowRate(given["flow"]), inner_diameter=Length(given["inner_diameter"]),
                         diffusion_mm2_per_s=diffusion, catheter=Volume(volume))  # fmt: skip
    sigma = Fraction(spread.sigma_volume_ml)
    radius = given["inner_diameter"] * 10 / 2
    return {
        "peclet": Fraction(spread.peclet),
        "dispersion": Fraction(spread.dispersion_mm2_per_s) / 10**6,
        "transit": spread.transit_time.value,
        "front_sd": sigma / (area / 100),
        "front_sd_volume": sigma,
        "regime_number": diffusion * spread.transit_time.value / SECOND / radius**2,
    }


def _rolling(given: Given) -> Answers:
    total = given["basal"] * given["window"] + given["boluses_in_window"] * given["bolus_dose"]
    return {"total": total, "allowed": Fraction(total <= given["limit"])}


def _over(top: str, bottom: str, answer: str, given: Given) -> Answers:
    return {answer: given[top] / given[bottom]}


_KINDS: Mapping[str, Callable[[Given], Answers]] = {
    "refill_interval_simple": _refill_interval,
    "flow_from_dose": _flow,
    "flow_from_dose_hourly": _flow,
    "microbolus_constant": _microboluses,
    "periodic_set_volume": _periodic_set,
    "microbolus_app_constant": _clicks,
    "microbolus_app_periodic": _clicks_in_boluses,
    "volume_times_concentration": _amount,
    "residual_dilution_capacity_basis": lambda given: {"fraction_new": 1 - given["residual"] / given["capacity"]},
    "per_day_to_per_hour": lambda given: {"dose": given["dose"]},
    "difference": lambda given: {"delivered": given["a"] - given["b"]},
    "accuracy_error_percent": lambda given: {"error": given["delivered"] / given["intended"] - 1},
    "stroke_timing": lambda given: {
        "activations": given["rate"] / given["stroke"],
        "interval": given["stroke"] / given["rate"],
    },
    "catheter_volume_trimmed": _trimmed,
    "catheter_volume_from_id": _from_diameter,
    "implied_id": _implied_diameter,
    "priming_volume": lambda given: {"volume": given["tubing"] + given["catheter"]},
    "constant_flow_fill": _constant_flow,
    "refill_to_threshold": _to_threshold,
    "alarm_interval_capped": _alarm,
    "within_band": lambda given: {"inside": Fraction(given["lo"] <= given["ratio"] <= given["hi"])},
    "refill_discrepancy": _discrepancy,
    "threshold_exceeded": lambda given: {"exceeded": Fraction(given["discrepancy"] > given["threshold"])},
    "interval_unit_error": partial(_over, "intended", "typed", "dose_rate_factor"),
    "rinse_then_fill": _rinsed,
    "refill_mix": _mixed,
    "bridge_bolus": _bridge,
    "overlong_bridge": _overlong,
    "admixture_dose": _admixture,
    "front_arrival": _arrival,
    "laminar_washin": _laminar,
    "taylor_front": _taylor,
    "rolling_window_dose": _rolling,
}
"""From the inputs of a case, in our units, to its answers. To add a kind, add a line."""
