"""
Reads a case: one patient, one pump, what runs now and what is wanted, as a person writes it in TOML.

Nothing is filled in: a fact that is left out, or answered "unknown", is None in the `Case`.
A case that contradicts itself is refused here, with everything else that is wrong with it, all at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from cisterna.files.tables import (
    WANTED,
    Around,
    Facts,
    Names,
    Table,
    count,
    flex,
    last_digit,
    mixture,
    open_table,
    sound,
)
from cisterna.files.zones import UnknownZone, UnlikelyDate, clock, elapsed
from cisterna.quantities import (
    Age,
    BodyWeight,
    Concentration,
    DoseRate,
    Duration,
    FlowRate,
    Length,
    Mass,
    QuantityError,
    Range,
    Ratio,
    Volume,
)
from cisterna.reasons.document import Reader
from cisterna.therapy import (
    Case,
    CatheterImplant,
    Clock,
    ClockError,
    FillWish,
    Flex,
    Measured,
    Mixture,
    Override,
    Patient,
    Program,
    Request,
    Running,
    SimpleContinuous,
    Slug,
    Stock,
    System,
    SystemicOpioid,
    UsedBoluses,
)
from cisterna.therapy.case import ANSWERS, CONDITIONS, EXPOSURES, OPIOID_FORMS, PAIN_ORIGINS, PREPARED, RISKS

if TYPE_CHECKING:
    from cisterna.catalogue import Catalogue

__all__ = ["CONTROLLERS", "FORMS", "MODES", "ROUTES", "SPASTICITY", "read_case", "read_system"]

SPASTICITY = ("spinal", "cerebral")
"""Where spasticity comes from."""

CONTROLLERS = ("none", "present")
"""Whether the patient holds a controller that can ask the pump for a bolus."""

FORMS = ("commercial vials", "compounded from powder")
"""How the fill is made."""

MODES = ("simple continuous", "flex")
"""How a pump runs."""

ROUTES = (
    "oral",
    "transdermal",
    "intravenous",
    "subcutaneous",
    "intramuscular",
    "sublingual",
    "buccal",
    "nasal",
    "rectal",
    "epidural",
)
"""How an opioid is taken that does not come from the pump."""

EXAMPLES = {
    "running": "a [running] section with fill and program",
    "fill": 'fill = { baclofen = "2000 mcg/mL" }',
    "program": 'program = { mode = "simple continuous", dose = { baclofen = "300 mcg/day" } }',
    "dose": 'dose = { baclofen = "300 mcg/day" }',
}
"""What is shown to whoever left it out."""

MOST_IN_A_LINE = Volume(5)
"""More than this in tubing or catheter is a slip of the pen: it would not fit into any."""

LEAST_ERROR = Volume(Fraction(1, 10))
"""Two syringe readings together are no closer than this."""

LEAST_ACCURACY = Fraction(1, 2)
"""A pump that delivers less than this part of what it is told is not inaccurate but broken, or a slip of the pen."""
LONGEST_INTERVAL, FARTHEST_BACK = Duration(14), Duration(60)
"""A longer time between two doses, or a dose further back, is a slip of the pen."""

LEAST_FOR_DAY_AND_TIME = len("2026-11-23 07:00")
"""Shorter text names a day without a time, or a time without a day."""

_CORD_LEVEL = re.compile(r"C[1-8]|T(?:[1-9]|1[0-2])|L[1-5]|S[1-5]|none")


def read_case(
    text: str,
    name: str = "case.toml",
    catalogue: Catalogue | None = None,
    *,
    plausible: Mapping[str, tuple[Concentration, DoseRate]] | None = None,
) -> Case:
    """
    The case in `text`; problems call the file `name`.

    With a `catalogue`, ids of drugs, pumps, catheters and products are checked against it.
    With `plausible` limits by drug (largest concentration and dose rate), values many times above them are refused as
    slips of the pen.

    Raises `FileProblems` with everything that is wrong, each with its line.
    """
    file, table = open_table(text, name, Facts)
    names = Names(catalogue, plausible)
    moment = _clock(table)
    running = _running(table.needed("running", EXAMPLES["running"]), names)
    case = table.finish(
        Case,
        clock=moment,
        patient=_patient(table.maybe_inner("patient")),
        system=read_system(table.maybe_inner("system"), names),
        running=running,
        request=_request(table.maybe_inner("request"), names, moment, running),
        systemic_opioids=_systemic_opioids(table, names, moment),
        stock=_stock(table, names),
        fill=_fill(table.maybe_inner("fill"), names),
        prepared=_answers(table.maybe_inner("prepared"), PREPARED),
    )
    if case is not None:
        _contradictions(table, case)
    return sound(file, case)


def _clock(table: Reader) -> Clock | None:
    on, at, zone = table.day("on"), table.clock("at"), table.text("zone", example="America/Denver")
    if not table.sound:
        return None
    try:
        return clock(on, f"{at:%H:%M}", zone)
    except UnknownZone as error:
        table.problem("zone", str(error))
    except ClockError as error:
        table.problem("on" if isinstance(error, UnlikelyDate) else "at", str(error))
    return None


def _patient(table: Reader | None) -> Patient | None:
    if table is None:
        return Patient()
    return table.finish(
        Patient,
        age=table.maybe_quantity("age", Age),
        weight=table.maybe_quantity("weight", BodyWeight),
        spasticity=table.maybe_text("spasticity", one_of=SPASTICITY),
        opioid_exposure=table.maybe_text("opioid_exposure", one_of=EXPOSURES),
        cord_level=_cord_level(table),
        oral_baclofen=_oral_baclofen(table),
        risks=_answers(table.maybe_inner("risks"), RISKS),
        pain_origin=table.maybe_text("pain_origin", one_of=PAIN_ORIGINS),
        conditions=_answers(table.maybe_inner("conditions"), CONDITIONS),
    )


def _cord_level(table: Reader) -> str | None:
    level = table.maybe_text("cord_level")
    if level and not _CORD_LEVEL.fullmatch(level):
        table.problem(
            "cord_level",
            f"'{level[:20]}' is not a level of the cord. Write C1 to C8, T1 to T12, L1 to L5, S1 to S5, or none.",
        )
    return level


def _oral_baclofen(table: Reader) -> str | None:
    dose = table.maybe_text("oral_baclofen")
    if dose and dose != "none":
        try:
            DoseRate.parse(dose)
        except QuantityError as error:
            table.problem("oral_baclofen", f'{error} If the patient takes none, write oral_baclofen = "none".')
    return dose


def _answers(table: Reader | None, asked: tuple[str, ...]) -> dict[str, str]:
    if table is None:
        return {}
    # Here "unknown" is kept: it was asked and could not be answered, which a sheet may say.
    found = {name: table.text(name, one_of=ANSWERS) for name in asked if Reader.has(table, name)}
    table.close()
    return found


def read_system(table: Reader | None, names: Names) -> System | None:
    """A pump and its line, as in [system]; None after a problem."""
    if table is None:
        return System()
    return table.finish(
        System,
        pump=names.pump(table, "pump"),
        tubing_volume=_line_volume(table, "tubing_volume"),
        catheter=_catheter(table.maybe_inner("catheter"), names),
        low_reservoir_alarm=table.maybe_quantity("low_reservoir_alarm", Volume),
        patient_controller=table.maybe_text("patient_controller", one_of=CONTROLLERS),
        software_card=table.maybe_text("software_card"),
        accuracy=_accuracy(table),
        residual_volume=table.maybe_quantity("residual_volume", Volume),
        measured=_measured(table),
    )


def _accuracy(table: Reader) -> Range[Ratio] | None:
    """Delivered as a part of commanded volume: near 100 %."""
    span = table.maybe_span("accuracy", Ratio)
    if span is None or not table.sound:
        return span
    if span.low == span.high:
        table.problem(
            "accuracy",
            f"'{table.table['accuracy']}' is a single value, and no pump is exact: the arrival would be watched for at "
            'one moment. Write lowest and highest, such as "85.5 to 114.5 %".',
        )
    elif not LEAST_ACCURACY <= span.low.value <= 1 <= span.high.value <= 2:
        table.problem(
            "accuracy",
            f"'{table.table['accuracy']}' is no accuracy of a pump: write what it delivers as a part of what it is "
            'told, lowest and highest, 100 % among them, such as "85.5 to 114.5 %".',
        )
    return span


def _measured(table: Reader) -> tuple[Measured, ...]:
    """What went out of the pump between refills: commanded, and found by syringe."""
    found = []
    for entry in table.each("refill_volumes"):
        entry.day("on")
        one = entry.finish(
            Measured,
            commanded=entry.quantity("commanded", Volume),
            delivered=entry.quantity("delivered", Volume),
            error=entry.quantity("error", Volume),
        )
        if one is None:
            continue
        if not one.commanded or one.error < LEAST_ERROR:
            text = (
                f"the commanded volume is above zero and the error at least {LEAST_ERROR}: syringes are read to tenths "
                "of a milliliter at best. Write both."
            )
            entry.problem("error", text)
        elif not LEAST_ACCURACY <= one.delivered / one.commanded <= 2:
            entry.problem("delivered", f"{one.delivered} delivered of {one.commanded} commanded is no accuracy of a "
                                       f"pump that works: check the volumes, and the pump.")  # fmt: skip
        else:
            found.append(one)
    return tuple(found)


def _catheter(table: Reader | None, names: Names) -> CatheterImplant | None:
    if table is None:
        return CatheterImplant()
    return table.finish(
        CatheterImplant,
        model=names.catheter(table, "model"),
        implanted_length=table.maybe_span("implanted_length", Length),
        volume=_line_volume(table, "volume"),
    )


def _line_volume(table: Reader, key: str) -> Range[Volume] | None:
    """The volume of tubing or catheter: above zero, and tenths of a milliliter."""
    span = table.maybe_span(key, Volume)
    if span is not None and table.sound and not Volume(0) < span.high <= MOST_IN_A_LINE:
        table.problem(
            key,
            f"'{table.table[key]}' is no volume of tubing or catheter: those hold tenths of a milliliter, none more "
            f"than {MOST_IN_A_LINE}. Read it from the programmer again.",
        )
    return span


def _running(table: Table | None, names: Names) -> Running | None:
    if table is None:
        return None
    held = table.needed("fill", EXAMPLES["fill"])
    fill = None if held is None else mixture(held, names)
    return table.finish(
        Running,
        fill=fill,
        program=_program(table.needed("program", EXAMPLES["program"]), fill, names),
        reservoir_volume=table.maybe_quantity("reservoir_volume", Volume),
        flow_shown=_flow_shown(table),
        intended=_doses(table.maybe_inner("intended"), names),
        boluses=_boluses(table.maybe_inner("patient_boluses")),
        line=_line(table, names),
        year_ago=_doses(table.maybe_inner("year_ago"), names),
    )


def _program(table: Table | None, fill: Mixture | None, names: Names) -> Program | None:
    """The running program. The pump was told what the fill is, unless `entered` says otherwise."""
    if table is None:
        return None
    entered = mixture(table.inner("entered"), names) if table.has("entered") else fill
    mode = table.text("mode", one_of=MODES)
    run: SimpleContinuous | Flex | None = None
    primary = ""
    if mode == "flex":
        primary = _primary(table, entered)
        run = flex(table, names, primary)
    elif mode:
        primary, run = _one_drug(table.needed("dose", EXAMPLES["dose"]), names)
    else:
        table.names()  # which keys belong here depends on the mode
    if entered is None:
        table.close()
        return None
    if table.sound and not entered[primary]:
        table.problem(
            None,
            f"the primary drug is {primary}, but the pump was told no concentration of {primary}: "
            f"it holds {', '.join(entered) or 'no drug'}. Correct the drug, or say in 'entered' what was typed in.",
        )
    return table.finish(Program, primary=primary, entered=entered, mode=run)


def _primary(table: Reader, entered: Mixture | None) -> str:
    """The drug whose dose the steps give; with one drug in the pump there is no choice."""
    only = list(entered or ())
    if table.has("primary") or len(only) != 1:
        return table.text("primary", example=only[0] if only else "baclofen")
    return only[0]


def _one_drug(dose: Reader | None, names: Names) -> tuple[str, SimpleContinuous | None]:
    if dose is None:
        return "", None
    drugs = dose.names()
    if len(drugs) == 1:
        drug = names.drug(dose, drugs[0], drugs[0])
        return drug, SimpleContinuous(names.dose_rate(dose, drug, drug))
    dose.problem(
        None,
        f"a pump is told the dose of one drug, the primary one, not of {len(drugs)}: "
        f"every other drug follows from the flow. Write, for example, {EXAMPLES['dose']}.",
    )
    return "", None


def _flow_shown(table: Reader) -> Range[FlowRate] | None:
    """The flow as displayed: every flow that would be shown with these digits."""
    if not table.has("flow_shown"):
        return None
    shown = table.span("flow_shown", FlowRate)
    step = last_digit(str(table.table["flow_shown"]), shown.high)
    if step is None or not shown.is_exact:
        return shown
    return Range(FlowRate(max(shown.low.value - step / 2, Fraction(0))), FlowRate(shown.high.value + step / 2))


def _doses(table: Reader | None, names: Names) -> dict[str, DoseRate]:
    if table is None:
        return {}
    return {drug: names.dose_rate(table, names.drug(table, drug, drug), drug) for drug in table.names()}


def _boluses(table: Reader | None) -> UsedBoluses | None:
    if table is None:
        return None
    dose = table.quantity("dose", Mass)
    if not table.has("used_per_day") and "used_per_day" in table.table:
        # Asked, and not known: whoever judges sees the controller and asks for the pump's log.
        table.close()
        return None
    return table.finish(UsedBoluses, dose=dose, used_per_day=count(table, "used_per_day"))


def _line(table: Reader, names: Names) -> tuple[Slug, ...] | None:
    """What lies in the line, tip first; None where the case does not say."""
    if not table.has("line"):
        return None
    slugs = []
    for entry in table.each("line"):
        volume = entry.quantity("volume", Volume)
        held = mixture(entry, names, beside=("volume",))
        slug = entry.finish(Slug, volume=volume, mixture=held)
        if slug is not None:
            slugs.append(slug)
    return tuple(slugs)


def _systemic_opioids(table: Reader, names: Names, moment: Clock | None) -> tuple[SystemicOpioid, ...]:
    found: list[SystemicOpioid] = []
    for entry in table.each("systemic_opioid"):
        opioid = _systemic_opioid(entry, names, moment)
        if opioid is not None and opioid in found:
            entry.problem(
                "drug",
                f"this {opioid.drug} stands here twice, alike in everything, and would count twice. Take one of the "
                f"two out; if both are taken, write one with what they come to in a day.",
            )
        if opioid is not None:
            found.append(opioid)
    return tuple(found)


def _systemic_opioid(entry: Reader, names: Names, moment: Clock | None) -> SystemicOpioid | None:
    """One opioid; whether it is a patch decides which times belong to it."""
    drug, route = names.opioid(entry, "drug"), entry.text("route", one_of=ROUTES)
    form = entry.maybe_text("form", one_of=OPIOID_FORMS) or ""
    if form and route in ROUTES and (form == "patch") != (route == "transdermal"):
        entry.problem(
            "form",
            f"'{form}' does not go with the route '{route}': a patch is transdermal, and what is transdermal is a "
            f"patch. Correct one of the two.",
        )
    every = entry.maybe_quantity("every", Duration)
    if every is not None and entry.sound and not Duration(0) < every <= LONGEST_INTERVAL:
        entry.problem(
            "every",
            f"'{entry.table['every']}' is no time between two doses, which is above zero and no more than "
            f'{LONGEST_INTERVAL:day}. Write, for example, "12 h".',
        )
    patch = form == "patch" or route == "transdermal"
    written = entry.table.get("dose")
    if isinstance(written, str) and route in ROUTES:
        from cisterna.files.opioids import no_such_rate  # only who has systemic opioids pays for it

        wrong = no_such_rate(written, route)
        if wrong:
            entry.problem("dose", f"'{written[:40]}' {wrong}")
    times = {key: _before(entry, key, moment) for key in ("last_taken", "patch_on", "patch_off")}
    for key in ("patch_on", "patch_off") if not patch else ("last_taken",):
        if times[key] is not None:
            other = "last_taken" if not patch else "patch_on and patch_off"
            entry.problem(key, f"'{key}' does not belong to {'a patch' if patch else 'what is no patch'}: use {other}.")
    on, off = times["patch_on"], times["patch_off"]
    if on is not None and off is not None and off < on:
        entry.problem("patch_off", "the patch comes off before it was put on. Correct one of the two times.")
    return entry.finish(
        SystemicOpioid,
        drug=drug,
        route=route,
        dose=entry.quantity("dose", DoseRate),
        form=form,
        every=every,
        **times,
    )


def _before(entry: Reader, key: str, moment: Clock | None) -> Duration | None:
    """A date and time of day at or before the moment of the case, as elapsed time; None where it is not said."""
    if not entry.has(key):
        return None
    value = entry.table[key]
    if isinstance(value, str):
        try:
            value = None if len(value) < LEAST_FOR_DAY_AND_TIME else datetime.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, datetime) or value.tzinfo is not None or value.second or value.microsecond:
        shown = entry.table[key]
        shown = f"{shown:%H:%M}" if hasattr(shown, "hour") and not isinstance(shown, date) else str(shown)
        entry.problem(
            key, f"'{shown[:40]}' is not a date and a time to the minute. Write, for example, \"2026-11-23 07:00\"."
        )
        return None
    if moment is None:
        return None  # the clock is wrong, and that has been said
    try:
        since = elapsed(moment, value)
    except ClockError as error:
        entry.problem(key, str(error))
        return None
    if since > Duration(0):
        entry.problem(
            key,
            f"{value:%Y-%m-%d %H:%M} lies after the moment of the case, {moment.start:%Y-%m-%d %H:%M}. Write what has "
            f"been, not what is planned: when an opioid may be reduced is what the plan says.",
        )
    elif since < -FARTHEST_BACK:
        entry.problem(
            key,
            f"{value:%Y-%m-%d %H:%M} lies more than {FARTHEST_BACK:day} before the moment of the case. Correct the "
            f"date, or leave the opioid out if it is no longer taken.",
        )
    return since


def _stock(table: Reader, names: Names) -> tuple[Stock, ...]:
    found = []
    for entry in table.each("stock"):
        drug = names.drug(entry, "drug", entry.text("drug", example="baclofen"))
        strength = names.concentration(entry, "strength", drug)
        formulation = names.formulation(entry, "formulation")
        if entry.sound and not strength:
            entry.problem("strength", f"a stock of {drug} holds some {drug}: the strength is above zero. Correct it.")
        found.append(entry.finish(Stock, drug=drug, strength=strength, formulation=formulation))
    return tuple(stock for stock in found if stock is not None)


def _fill(table: Reader | None, names: Names) -> FillWish | None:
    if table is None:
        return FillWish()
    volume = table.maybe_quantity("volume", Volume)
    if volume is not None and not volume:
        table.problem(
            "volume", "a fill has a volume above zero. Correct it, or leave the line out to have it proposed."
        )
    return table.finish(
        FillWish,
        volume=volume,
        form=table.maybe_text("form", one_of=FORMS),
        assay=_assay(table.maybe_inner("assay"), names),
    )


def _assay(table: Reader | None, names: Names) -> dict[str, Range[Concentration]]:
    """What a laboratory found in the fill: a concentration or a range for each drug that was assayed."""
    found: dict[str, Range[Concentration]] = {}
    for key in table.names() if table is not None else ():
        assert table is not None
        drug = names.drug(table, key, key)
        strength = names.concentrations(table, key, drug)
        if table.sound and strength.low.value <= 0:
            table.problem(key, f"an assay that finds no {drug} is no result. Correct it, or leave the drug out.")
        found[drug] = strength
    return found


def _request(table: Reader | None, names: Names, moment: Clock | None, running: Running | None) -> Request | None:
    if table is None:
        return None
    asked = [key for key in ("start", *WANTED) if table.has(key)]
    if len(asked) != 1:
        said = f"{len(asked)} things are asked for at once ({', '.join(asked)})" if asked else "nothing is asked for"
        table.problem(
            asked[1] if asked else None,
            f"{said}: write exactly one of {', '.join(('start', *WANTED))}. "
            f'For example start = "hydromorphone", or refill = "same".',
        )
        table.names()  # which keys belong here depends on what is asked for
    elif table.has("dose") and not table.has("start"):
        table.problem(
            "dose", "'dose' belongs to 'start'. Another dose of a drug that runs is asked for by change_dose."
        )
    start, dose, change = "", None, None
    if table.has("start"):
        start = names.drug(table, "start", table.text("start", example="hydromorphone"))
        dose = names.dose_rate(table, "dose", start) if table.has("dose") else None
    elif len(asked) == 1:
        from cisterna.files.change import read_change  # only who asks for a change pays for it

        change = read_change(table, asked[0], Around(names, moment, running))
        if change is None and table.sound:
            return None  # what runs was not read, and that has been said
    overrides = (
        entry.finish(
            Override,
            code=entry.text("code"),
            by=entry.text("by", example="name of the person"),
            because=entry.text("because", example="the reason"),
            on=entry.day("on"),
        )
        for entry in table.each("override")
    )
    lifted = tuple(override for override in overrides if override is not None)
    return table.finish(Request, start=start, dose=dose, overrides=lifted, change=change)


def _contradictions(table: Table, case: Case) -> None:
    """What the case says twice and not alike, each at the key that is most likely wrong."""
    running, controller = table.inner("running"), case.system.patient_controller
    if running.has("patient_boluses") and case.running.boluses is None and controller != "present":
        # How many are used is not known, so the `Case` cannot say that there are boluses: the controller has to.
        said = "not said" if controller is None else f"'{controller}'"
        running.problem(
            "patient_boluses",
            f"the patient gives boluses, but system.patient_controller is {said}. "
            f'Write patient_controller = "present" there, or leave this line out.',
        )
    for sentence in case.contradictions():
        inner = table.inner("running" if sentence.startswith("running: ") else "system")
        if sentence.startswith("running: "):
            inner.problem("flow_shown", sentence.removeprefix("running: "))
        else:
            inner.problem("patient_controller", sentence.removeprefix("system."))
