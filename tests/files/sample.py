"""A small sound case, a small sound plan, and a catalogue of a few things: what the tests of files break."""

from __future__ import annotations

from cisterna.catalogue import Catalogue, Catheter, Drug, Formulation, Pump
from cisterna.quantities import Concentration, DoseRate
from cisterna.reasons import Citation

CASE = """\
on = "2026-11-23"
at = "08:00"
zone = "America/Denver"

[patient]
age = "54 y"
weight = "78 kg"
spasticity = "spinal"
opioid_exposure = "tolerant"
cord_level = "T4"
oral_baclofen = "none"
risks = { sleep_apnoea = "no", benzodiazepine = "yes" }

[system]
pump = "medtronic-synchromed-ii-40"
tubing_volume = "0.140 mL"
catheter = { model = "medtronic-8780", implanted_length = "70 to 85 cm", volume = "0.172 mL" }
low_reservoir_alarm = "2 mL"
patient_controller = "none"

[running]
fill = { baclofen = "2000 mcg/mL" }
program = { mode = "simple continuous", dose = { baclofen = "300 mcg/day" } }
reservoir_volume = "12.4 mL"
flow_shown = "0.15 mL/day"

[[systemic_opioid]]
drug = "oxycodone"
route = "oral"
dose = "40 mg/day"

[[stock]]
drug = "hydromorphone"
strength = "10 mg/mL"

[fill]
volume = "40 mL"
form = "commercial vials"

[request]
start = "hydromorphone"
dose = "0.05 mg/day"
"""

PLAN = """\
schema = "cisterna.plan/1"

[[step]]
do = "refill"
at = "2026-11-23 08:00"
withdraw_to = "residual"
fill = { volume = "38.6 mL", baclofen = "1935 mcg/mL", hydromorphone = "322 mcg/mL" }

[[step]]
do = "program"
at = "2026-11-23 08:10"
primary = "baclofen"
entered = { baclofen = "1935 mcg/mL", hydromorphone = "322 mcg/mL" }
mode = "simple continuous"
dose = "300 mcg/day"
bridge = { volume = "0.312 mL", over = "49 h 55 min" }
patient_bolus = "none"

[[step]]
do = "observe"
from = "2026-11-25 03:30"
until = "2026-11-26 19:30"

[[step]]
do = "call"
after = "2000 h"
why = "refill appointment"
"""


def _drug(id: str, kind: str) -> Drug:
    return Drug(id, id, id, kind, "mcg/day", "mcg/mL", "mcg")


CATALOGUE = Catalogue(
    drugs=[
        _drug("baclofen", "muscle relaxant"),
        _drug("hydromorphone", "opioid"),
        _drug("morphine", "opioid"),
        _drug("oxycodone", "systemic opioid"),
    ],
    pumps=[Pump(f"medtronic-synchromed-ii-{size}", "SynchroMed II", "Medtronic", "programmable") for size in (20, 40)],
    catheters=[Catheter("medtronic-8780", "Ascenda", "Medtronic")],
    formulations=[Formulation("baclofen-powder", "baclofen", "powder", "powder", Citation("none", "none"), "V")],
)

PLAUSIBLE = {
    "baclofen": (Concentration.parse("2000 mcg/mL"), DoseRate.parse("2000 mcg/day")),
    "hydromorphone": (Concentration.parse("15 mg/mL"), DoseRate.parse("4 mg/day")),
}
"""Limits for the tests, chosen for their size and not for their truth."""
