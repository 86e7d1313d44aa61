"""Cases and plans made by hand or by chance, for the tests of the verifier: objects only, no files, no planner."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from random import Random
from typing import Any

from cisterna.quantities import Age, Concentration, DoseRate, Duration, Mass, Range, Volume
from cisterna.therapy import (
    Bolus,
    Bridge,
    Case,
    CatheterImplant,
    Clock,
    Flex,
    FlexStep,
    Mixture,
    Observe,
    Patient,
    Plan,
    Program,
    Refill,
    Reprogram,
    Request,
    Running,
    SimpleContinuous,
    Step,
    Stop,
    System,
)

OLD = Mixture({"baclofen": Concentration(2000)})


def mix(**parts: str) -> Mixture:
    """A mixture from drug and concentration."""
    return Mixture({drug: Concentration.parse(text) for drug, text in parts.items()})


def h(hours: int | str | Fraction) -> Duration:
    """Hours from zero."""
    return Duration(Fraction(hours) / 24)


def ml(text: str | Fraction) -> Volume:
    """A volume in mL."""
    return Volume(Fraction(text))


def program(dose: str, entered: Mixture = OLD, **extras: Any) -> Program:
    """A simple continuous program of baclofen."""
    return Program("baclofen", entered, SimpleContinuous(DoseRate.parse(dose)), **extras)


def case(**changes: Any) -> Case:
    """
    A tolerant adult with spinal spasticity on 300 mcg/day of baclofen at 2000 mcg/mL, 0.312 mL from reservoir to tip.
    """
    given: dict[str, Any] = {
        "fill": OLD,
        "program": program("300 mcg/day"),
        "reservoir": ml("12.4"),
        "pump": "medtronic-synchromed-ii-40",
        "tubing": Range(ml("0.14"), ml("0.14")),
        "catheter": CatheterImplant("medtronic-8780", None, Range(ml("0.172"), ml("0.172"))),
        "controller": "none",
        "spasticity": "spinal",
        "exposure": "tolerant",
        "request": None,
        "line": None,
        "boluses": None,
        "intended": {},
    } | changes
    return Case(
        Clock("America/Denver", datetime(2026, 11, 23, 8), ((Duration(0), -420),)),
        Patient(age=Age(54), spasticity=given["spasticity"], opioid_exposure=given["exposure"]),
        System(given["pump"], given["tubing"], given["catheter"], ml(2), given["controller"]),
        Running(
            given["fill"],
            given["program"],
            given["reservoir"],
            intended=given["intended"],
            boluses=given["boluses"],
            line=given["line"],
        ),
        given["request"] or Request("hydromorphone"),
    )


def plan(*steps: Step) -> Plan:
    """The steps in order of time; those at one time as they stand."""
    return Plan(tuple(sorted(steps, key=lambda step: step.at.value)))


def refill(fill: Mixture, *, at: Duration | None = None, volume: str = "38.6") -> Refill:
    """A refill at zero that draws out what can be drawn."""
    return Refill(at or h(0), ml(volume), fill)


def watch(start: int | str, until: int | str) -> Observe:
    """Somebody watches between these hours."""
    return Observe(h(start), h(until))


def random_plan(seed: int) -> tuple[Case, Plan]:
    """One or two refills, each with a program: bridge, bolus, flex and stop by chance, and times that meet."""
    rng = Random(seed)
    fills = [mix(baclofen=f"{rng.choice((500, 1000, 1500, 2000))} mcg/mL") for _ in range(1 + (seed % 3 == 0))]
    steps: list[Step] = []
    for number, fill in enumerate(fills):
        at = Fraction(number * rng.randint(8, 40) + rng.choice((0, 0, 6)), 24)
        steps.append(Refill(Duration(at), ml(18), fill))
        bridge = Bridge(ml(Fraction(rng.randint(10, 40), 100)), h(rng.randint(12, 60))) if rng.random() < 0.6 else None
        bolus = Bolus(Mass(rng.randint(5, 60)), h(rng.randint(1, 3))) if rng.random() < 0.4 else None
        mode: Any = SimpleContinuous(DoseRate(rng.randint(150, 500)))
        if rng.random() < 0.3:
            mode = Flex(
                (FlexStep(h(0), DoseRate(rng.randint(100, 300))), FlexStep(h(9), DoseRate(rng.randint(200, 600))))
            )
        after = Duration(at) + h(Fraction(rng.randint(0, 3), 6))
        steps.append(Reprogram(after, Program("baclofen", fill, mode, bridge=bridge, bolus=bolus)))
        if rng.random() < 0.2:
            steps += [Stop(after + h(20)), Reprogram(after + h(26), Program("baclofen", fill, mode))]
    night = Flex((FlexStep(h(0), DoseRate(400)), FlexStep(h(7), DoseRate(200))))
    running = Program("baclofen", OLD, night) if rng.random() < 0.3 else program("300 mcg/day")
    return case(program=running), plan(*steps)
