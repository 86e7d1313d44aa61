"""
What is typed into the programmer, line by line, and what its display should then say.

Made from a case and a plan alone, ours or typed in: how the plan came about is not asked.
It judges nothing; whether the plan may be carried out is for the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from cisterna.consult.ask import Ask
from cisterna.consult.assess import held_drugs
from cisterna.knowledge import Knowledge
from cisterna.quantities import DoseRate, Duration, FlowRate, Quantity, Range, Volume
from cisterna.reasons import Trace
from cisterna.therapy import Case, Mixture, Plan, Program, Refill, Reprogram, SimpleContinuous, UsedBoluses, is_done

__all__ = ["ITEMS", "Card", "Line", "NothingToType", "Sheet", "Shows", "card_of"]

DAY = Duration(1)

ITEMS = (
    "pump", "tubing volume", "catheter volume", "primary drug", "concentration", "mode", "dose", "schedule step",
    "single bolus", "patient bolus", "patient bolus time", "patient bolus lockout", "patient boluses a day",
    "bridge old concentration", "bridge volume", "bridge time", "bridge flow", "bridge dose", "reservoir volume",
    "low-reservoir alarm",
)  # fmt: skip
"""What a line of a card can be about, in the order in which a clinic types."""


class NothingToType(ValueError):
    """A plan with neither a refill nor a program: there is nothing to type."""


class Shows(NamedTuple):
    """
    What the display should say of `what`: `value`, worked out as `how` says, or up to `most` where it is a range.

    `step` is the unit of the last digit that this display has; None: nobody has said how many digits it has.
    """

    what: str
    value: Quantity
    how: str
    drug: str = ""
    step: Quantity | None = None
    most: Quantity | None = None

    def accepts(self, shown: Quantity, step: Quantity) -> bool:
        """
        True where `shown`, whose last digit counts `step`, may stand for the value: rounded, or cut off.

        >>> flow = Shows("flow", FlowRate.parse("0.157 mL/day"), "dose divided by concentration")
        >>> hundredth = FlowRate.parse("0.01 mL/day")
        >>> [flow.accepts(FlowRate.parse(f"{shown} mL/day"), hundredth) for shown in ("0.14", "0.15", "0.16", "0.17")]
        [False, True, True, False]
        """
        return shown in self.readings(step)

    def readings(self, step: Quantity) -> tuple[Quantity, ...]:
        """How a display whose last digit counts `step` may write the value: cut off, and rounded; one if alike."""
        parts = self.value.value / step.value
        low = parts.numerator // parts.denominator
        kind, rest = type(self.value), parts - low
        numbers = [low] if rest < Fraction(1, 2) else [low, low + 1]
        return tuple(kind(step.value * number) for number in numbers)


class Line(NamedTuple):
    """
    One line of a card: `item` is one of `ITEMS`, `typed` what is typed, chosen or compared.

    `typed` is None where the case or the plan does not say it; `missing` names the facts then. A schedule step runs
    from `start` until `until` on the pump's own clock.
    """

    item: str
    typed: Quantity | Range[Volume] | str | int | None
    drug: str = ""
    shows: tuple[Shows, ...] = ()
    missing: tuple[str, ...] = ()
    start: Duration | None = None
    until: Duration | None = None
    note: str = ""


class Sheet(NamedTuple):
    """
    One session at the programmer: when, what is typed, and whether this program has a bridge and a prime.

    `unchanged`: the program runs on as it is, so it is compared and not typed; the reservoir volume is typed all the
    same, because the pump counts down from it.
    """

    at: Duration
    lines: tuple[Line, ...]
    bridge: bool
    prime: tuple[Volume, Duration] | None
    unchanged: bool = False

    def of(self, item: str) -> tuple[Line, ...]:
        """The lines about one thing."""
        return tuple(line for line in self.lines if line.item == item)


class Card(NamedTuple):
    """Every session of a plan, in order; `held` are the drugs that must not be interrupted."""

    sheets: tuple[Sheet, ...]
    held: tuple[str, ...]


class _Before(NamedTuple):
    """
    What was there before a session: `entered` and `line` as they were before the last refill, which may still be in the
    line; `inside` the reservoir, and the refill of this session.
    """

    entered: Mixture
    line: Mixture
    inside: Mixture
    refill: Refill | None

    def filled(self, refill: Refill, runs: Program) -> _Before:
        """The same after this refill."""
        return _Before(runs.entered, self.inside, refill.fill, refill)


def card_of(case: Case, plan: Plan, knowledge: Knowledge) -> Card:
    """
    What is typed for `plan`, session by session, with what should then be displayed; nothing that was done already.

    Raises `NothingToType` where the plan holds neither a refill nor a program.
    """
    sheets: list[Sheet] = []
    runs = case.running.program
    before = _Before(runs.entered, case.running.fill, case.running.fill, None)
    for step in plan.steps:
        if isinstance(step, Refill):
            if before.refill is not None and not is_done(case, before.refill):
                sheets.append(_unchanged(case, runs, before, before.refill, knowledge))
            before = before.filled(step, runs)
        elif isinstance(step, Reprogram):
            prime = step.program.prime
            typed = None if prime is None else (prime.volume, prime.over)
            if not is_done(case, step):
                lines = tuple(_lines(case, step, before, knowledge))
                sheets.append(Sheet(step.at, lines, step.program.bridge is not None, typed))
            runs = replace(step.program, bridge=None, prime=None, bolus=None)
            before = before._replace(refill=None)
    if before.refill is not None and not is_done(case, before.refill):
        sheets.append(_unchanged(case, runs, before, before.refill, knowledge))
    if not sheets:
        raise NothingToType("The plan has neither a refill nor a program, so there is nothing to type into the pump.")
    return Card(tuple(sheets), held_drugs(case, Ask(knowledge, case.on, Trace())))


def _unchanged(case: Case, runs: Program, before: _Before, refill: Refill, knowledge: Knowledge) -> Sheet:
    """A refill after which the program runs on: everything is compared, the reservoir volume is typed."""
    boluses = case.running.boluses if runs == case.running.program else None
    lines = tuple(_lines(case, Reprogram(refill.at, runs), before, knowledge, used=boluses))
    return Sheet(refill.at, lines, False, None, unchanged=True)


def _lines(
    case: Case, step: Reprogram, before: _Before, knowledge: Knowledge, *, used: UsedBoluses | None = None
) -> Iterator[Line]:
    """Every line of a session; `used` are patient boluses that go on as they are."""
    program, system = step.program, case.system
    pump = None if system.pump is None else knowledge.catalogue.pump(system.pump)
    yield Line("pump", None if pump is None else pump.name, missing=() if pump else ("system.pump",))
    yield _fact("tubing volume", system.tubing_volume, "system.tubing_volume")
    yield _fact("catheter volume", system.catheter.volume, "system.catheter.volume")
    yield Line("primary drug", program.primary)
    for drug in (program.primary, *(drug for drug in program.entered if drug != program.primary)):
        strength = program.entered[drug]
        yield Line("concentration", strength, drug, note="" if strength == before.inside[drug] else "label differs")
    yield from _running(case, program)
    if program.bolus is not None:
        bolus = program.bolus
        amounts = tuple(_amounts(program, program.bolus_volume(bolus.dose)))
        yield Line("single bolus", bolus.dose, program.primary, (*amounts, Shows("time", bolus.over, "as typed")))
    yield from _patient_bolus(program, used)
    yield from _bridge(program, before)
    yield from _reservoir(case, step, before, used)


def _fact(item: str, known: Range[Volume] | None, name: str) -> Line:
    if known is None:
        return Line(item, None, missing=(name,))
    return Line(item, known.low if known.is_exact else known)


def _running(case: Case, program: Program) -> Iterator[Line]:
    """Mode and dose or schedule, with the flow and the doses that follow from it."""
    flow = program.flow_for(program.daily_dose)
    doses = tuple(
        Shows("daily dose", strength * flow, "entered concentration times flow", drug)
        for drug, strength in program.entered.items()
        if drug != program.primary
    )
    means = Shows("flow", flow, "dose divided by entered concentration", step=_digits(case))
    if isinstance(program.mode, SimpleContinuous):
        yield Line("mode", "simple continuous")
        yield Line("dose", program.mode.dose, program.primary, (means, *doses))
        return
    yield Line("mode", "flex")
    steps = program.mode.steps
    for number, each in enumerate(steps):
        until = steps[number + 1].start if number + 1 < len(steps) else DAY
        amount = each.dose * (until - each.start)
        gives = Shows("amount of this step", amount, "dose rate times length of the step", program.primary)
        runs = Shows("flow", program.flow_for(each.dose), "dose divided by entered concentration", step=_digits(case))
        yield Line("schedule step", each.dose, program.primary, (gives, runs), start=each.start, until=until)
    total = Shows("daily dose", program.daily_dose, "the sum of all steps", program.primary)
    yield Line("dose", None, program.primary, (total, means._replace(what="flow over a day"), *doses), note="sum")


def _digits(case: Case) -> FlowRate | None:
    """The last digit of the flow display, where the case quotes that display."""
    shown = case.running.flow_shown
    if shown is None or shown.is_exact:
        return None
    step = shown.high.value - shown.low.value
    middle = (shown.high.value + shown.low.value) / 2
    decimal = step < 1 and step.numerator == 1 and set(str(step.denominator)) == {"0", "1"}
    decimal = decimal and str(step.denominator).count("1") == 1
    return FlowRate(step) if decimal and (middle / step).denominator == 1 else None


def _amounts(program: Program, volume: Volume) -> Iterator[Shows]:
    """What the pump counts for this volume: every drug at the concentration it was told."""
    yield Shows("volume", volume, "amount divided by entered concentration")
    for drug, strength in program.entered.items():
        yield Shows("amount", strength * volume, "volume times entered concentration", drug)


def _patient_bolus(program: Program, used: UsedBoluses | None) -> Iterator[Line]:
    bolus = program.patient_bolus
    if bolus is None and used is not None:
        amounts = tuple(_amounts(program, program.bolus_volume(used.dose)))
        yield Line("patient bolus", used.dose, program.primary, amounts, note="goes on")
        return
    if bolus is None:
        yield Line("patient bolus", "off")
        return
    yield Line("patient bolus", bolus.dose, program.primary, tuple(_amounts(program, program.bolus_volume(bolus.dose))))
    yield Line("patient bolus time", bolus.over, note="" if bolus.over else "not in the plan")
    yield Line("patient bolus lockout", bolus.lockout, note="" if bolus.lockout else "not in the plan")
    yield Line("patient boluses a day", bolus.per_day)


def _bridge(program: Program, before: _Before) -> Iterator[Line]:
    """The inputs of the bridge, and the amount and time it is displayed with, in units of the new concentration."""
    bridge, primary = program.bridge, program.primary
    if bridge is None:
        yield Line("bridge volume", "no bridge")
        return
    old, inside = before.entered[primary], before.line[primary]
    yield Line("bridge old concentration", old, primary, note="" if old == inside else "line holds another")
    amounts = [
        Shows("amount in units of the new concentration", strength * bridge.volume,
              "bridge volume times entered concentration", drug)
        for drug, strength in sorted(program.entered.items(), key=lambda part: (part[0] != primary, part[0]))
    ]  # fmt: skip
    yield Line("bridge volume", bridge.volume, shows=tuple(amounts))
    yield Line("bridge time", bridge.over)
    yield Line("bridge flow", bridge.flow)
    gives: DoseRate = inside * bridge.flow
    yield Line("bridge dose", gives, primary, note="old mixture")


def _reservoir(case: Case, step: Reprogram, before: _Before, used: UsedBoluses | None) -> Iterator[Line]:
    """The volume that is typed in after the fill, the alarm volume, and the date the pump works out from both."""
    alarm, refill = case.system.low_reservoir_alarm, before.refill
    typed: Volume | None = None
    if refill is None:
        yield Line("reservoir volume", "not changed", note="no refill")
    elif refill.withdraw_to == "residual":
        typed = refill.volume
        yield Line("reservoir volume", typed, note="residual not counted")
    elif refill.withdraw_to is None:
        yield Line("reservoir volume", None, shows=(Shows("volume injected", refill.volume, "as the plan has it"),),
                   note="not emptied")  # fmt: skip
    else:
        typed = refill.withdraw_to + refill.volume
        yield Line("reservoir volume", typed, note="partly emptied")
    if alarm is None:
        yield Line("low-reservoir alarm", None, missing=("system.low_reservoir_alarm",))
    else:
        shows = () if typed is None else tuple(_alarm_date(step, typed, alarm, used))
        note = "alarm at once" if typed is not None and typed <= alarm else ""
        yield Line("low-reservoir alarm", alarm, shows=shows, note=note)


def _alarm_date(step: Reprogram, typed: Volume, alarm: Volume, used: UsedBoluses | None) -> Iterator[Shows]:
    """From the moment of programming on: prime, bridge, then the program; with all patient boluses, and with none."""
    program = step.program
    spent_in, spent = Duration(0), Volume(0)
    for part in (program.prime, program.bridge):
        if part is not None:
            spent_in, spent = spent_in + part.over, spent + part.volume
    if program.bolus is not None:
        spent = spent + program.bolus_volume(program.bolus.dose)
    left = typed - alarm - spent
    flow = program.flow_for(program.daily_dose)
    if left.value <= 0 or not flow:
        return
    how = "volume typed in, less the alarm volume, divided by flow"
    last = step.at + spent_in + left / flow
    first = last
    bolus = program.patient_bolus
    if bolus is not None:
        carried = FlowRate(program.bolus_volume(bolus.dose).value * bolus.per_day)
        first = step.at + spent_in + left / (flow + carried)
    elif used is not None:
        carried = FlowRate(program.bolus_volume(used.dose).value * used.used_per_day)
        first = step.at + spent_in + left / (flow + carried)
    yield Shows("alarm date", first, how, most=None if first == last else last)
