"""
The house policy: what a hospital decides and no source settles. A small file that it can replace.

It alone holds the limits of promise P1, which side of a disagreement goes first, whether unapproved statements may
carry a verdict, orderable steps, syringes and balance, margins and staffed hours.
Every value stands beside a note on whose judgement it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType
from typing import TypeVar

from cisterna.quantities import Concentration, Duration, Mass, Quantity, QuantityError, Ratio, Volume
from cisterna.quantities.value import dataclass
from cisterna.reasons.document import FieldError, Reader

__all__ = ["Policy", "Syringe", "read_policy"]

Q = TypeVar("Q", bound=Quantity)

NO_LIMIT = "none"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Syringe:
    """A syringe of the pharmacy: how much it holds, and how much lies between two of its marks."""

    name: str
    volume: Volume
    graduation: Volume

    def __post_init__(self) -> None:
        if self.graduation.value <= 0:
            raise FieldError("graduation", "it is zero. Give the volume between two marks of the syringe.")
        if self.volume.value <= 0 or (self.volume / self.graduation).denominator != 1:
            raise FieldError(
                "volume",
                f"{self.volume} is not a whole number of graduations of {self.graduation}. Correct one of the two.",
            )


@dataclass(frozen=True, slots=True)
class Policy:
    """
    All values of the policy, each with a note in `standing` under its own name.

    `fill_volume_step` is the volume in which fills are ordered and `longest_delay` the longest that a change by refill
    may take to the tip; None: the house has no such limit. Files of earlier versions do not hold these two.
    Falls and rises are parts of the held drug's dose: `day_fall_refused` 10 % means that a plan in which any sliding
    24 h lies more than 10 % below is refused.
    `counted_as` names, drug by drug, what the amounts in orders are amounts of: the salt, or the drug without it.
    """

    name: str
    version: str
    cleared_fall_refused: Ratio
    cleared_rise_needs_override: Ratio
    day_fall_refused: Ratio
    day_rise_needs_override: Ratio
    hours_fall_refused: Ratio
    hours_rise_needs_override: Ratio
    hours_rise_refused: Ratio
    day_window: Duration
    hours_window: Duration
    tie_band: Ratio
    largest_single_bolus: Mapping[str, Mass]
    concentration_step: Mapping[str, Concentration]
    counted_as: Mapping[str, str]
    syringes: tuple[Syringe, ...]
    balance_step: Mass
    balance_least: Mass
    refill_kit_overage: Volume
    order_lead_time: Duration
    appointment_moves: tuple[Duration, ...]
    arrival_margin: Ratio
    observation_after_arrival: Duration
    observation_at_refill: Duration
    observation_until_stable: Duration
    mixture_interval_without_evidence: Duration
    booking_margin: Duration
    short_gap: Duration
    staffed_days: tuple[int, ...]
    staffed_from: time
    staffed_until: time
    holidays: tuple[date, ...]
    first: Mapping[str, tuple[str, ...]]
    require_approved: bool
    shows_exploratory: bool
    standing: Mapping[str, str]
    fill_volume_step: Volume | None = None
    longest_delay: Duration | None = None

    def __post_init__(self) -> None:
        for name in ("largest_single_bolus", "concentration_step", "counted_as", "first", "standing"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        if self.hours_rise_refused < self.hours_rise_needs_override:
            raise FieldError(
                "hours_rise_refused",
                "it is below hours_rise_needs_override, and a smaller rise cannot be refused. Raise it.",
            )
        if self.staffed_from >= self.staffed_until:
            raise FieldError("staffed_until", f"it is not after staffed_from ({self.staffed_from:%H:%M}). Correct one.")
        if self.hours_window >= self.day_window:
            raise FieldError("hours_window", f"it is not shorter than day_window ({self.day_window}). Shorten it.")
        _check_syringes(self.syringes)
        if self.balance_step.value <= 0:
            raise FieldError("balance_step", "it is zero. Give the smallest step of the balance.")
        if self.order_lead_time.value.denominator != 1:
            raise FieldError("order_lead_time", f"{self.order_lead_time} is not whole days. Give staffed days.")
        for name in ("fill_volume_step", "longest_delay"):
            value = getattr(self, name)
            if value is not None and value.value <= 0:
                raise FieldError(name, f'{value} is not above zero. Give a larger one, or "none".')
        for drug, step in self.concentration_step.items():
            if step.value <= 0:
                raise FieldError(
                    "concentration_step", f"the step of {drug} is zero. Give the step in which it is ordered."
                )


def _check_syringes(syringes: tuple[Syringe, ...]) -> None:
    """Every volume that can be read off one of them has to be one that several of them can add up to."""
    if not syringes:
        raise FieldError("syringe", "no syringe is named. Write a [[syringe]] section for each that the pharmacy uses.")
    names = [each.name for each in syringes]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise FieldError("syringe", f"'{twice}' is named twice. Give each syringe a name of its own.")
    finest = min((each.graduation for each in syringes), key=lambda graduation: graduation.value)
    for each in syringes:
        if (each.graduation / finest).denominator != 1:
            raise FieldError(
                "syringe",
                f"the graduation of '{each.name}' ({each.graduation}) is not a whole number of the finest one "
                f"({finest}). Correct it, or leave the syringe out.",
            )


def read_policy(document: Reader, *, questions: tuple[str, ...] = ()) -> Policy | None:
    """A policy from its document: every key needed, none unknown, every value with its standing."""
    standing: dict[str, str] = {}

    def entry(name: str) -> Reader:
        table = document.inner(name)
        standing[name] = table.text("standing", example="engineering judgement, no published threshold known")
        return table

    def amount(name: str, kind: type[Q]) -> Q:
        table = entry(name)
        value = table.quantity("value", kind)
        table.close()
        return value

    def by_drug(name: str, kind: type[Q]) -> dict[str, Q]:
        table = entry(name)
        values = table.inner("value")
        table.close()
        return {drug: values.quantity(drug, kind) for drug in values.names()}

    def maybe(name: str, kind: type[Q]) -> Q | None:
        if not document.has(name):
            return None
        table = entry(name)
        none = table.table.get("value") == NO_LIMIT
        value = None if table.has("value") and none else table.quantity("value", kind)
        table.close()
        return value

    def flag(name: str) -> bool:
        table = entry(name)
        value = table.flag("value")
        table.close()
        return value

    def clock(name: str) -> time:
        table = entry(name)
        value = table.clock("value")
        table.close()
        return value

    return document.finish(
        Policy,
        name=document.text("name"),
        version=document.text("version"),
        cleared_fall_refused=amount("cleared_fall_refused", Ratio),
        cleared_rise_needs_override=amount("cleared_rise_needs_override", Ratio),
        day_fall_refused=amount("day_fall_refused", Ratio),
        day_rise_needs_override=amount("day_rise_needs_override", Ratio),
        hours_fall_refused=amount("hours_fall_refused", Ratio),
        hours_rise_needs_override=amount("hours_rise_needs_override", Ratio),
        hours_rise_refused=amount("hours_rise_refused", Ratio),
        day_window=amount("day_window", Duration),
        hours_window=amount("hours_window", Duration),
        tie_band=amount("tie_band", Ratio),
        largest_single_bolus=by_drug("largest_single_bolus", Mass),
        concentration_step=by_drug("concentration_step", Concentration),
        counted_as=_counted_as(entry("counted_as")),
        syringes=_syringes(document.each("syringe"), standing),
        balance_step=amount("balance_step", Mass),
        balance_least=amount("balance_least", Mass),
        refill_kit_overage=amount("refill_kit_overage", Volume),
        order_lead_time=amount("order_lead_time", Duration),
        appointment_moves=_moves(entry("appointment_moves")),
        arrival_margin=amount("arrival_margin", Ratio),
        observation_after_arrival=amount("observation_after_arrival", Duration),
        observation_at_refill=amount("observation_at_refill", Duration),
        observation_until_stable=amount("observation_until_stable", Duration),
        mixture_interval_without_evidence=amount("mixture_interval_without_evidence", Duration),
        booking_margin=amount("booking_margin", Duration),
        short_gap=amount("short_gap", Duration),
        staffed_days=_days(entry("staffed_days")),
        staffed_from=clock("staffed_from"),
        staffed_until=clock("staffed_until"),
        holidays=_holidays(entry("holidays")),
        first=_first(entry("first"), questions),
        require_approved=flag("require_approved"),
        shows_exploratory=flag("shows_exploratory"),
        fill_volume_step=maybe("fill_volume_step", Volume),
        longest_delay=maybe("longest_delay", Duration),
        standing=standing,
    )


def _counted_as(entry: Reader) -> dict[str, str]:
    values = entry.inner("value")
    entry.close()
    return {drug: values.text(drug) for drug in values.names()}


def _syringes(entries: tuple[Reader, ...], standing: dict[str, str]) -> tuple[Syringe, ...]:
    notes: dict[str, None] = {}
    found: list[Syringe] = []
    for entry in entries:
        notes[entry.text("standing", example="the syringes of our pharmacy")] = None
        name = entry.text("name", example="10 mL syringe")
        volume, graduation = entry.quantity("volume", Volume), entry.quantity("graduation", Volume)
        syringe = entry.finish(Syringe, name=name, volume=volume, graduation=graduation)
        found += [] if syringe is None else [syringe]
    standing["syringes"] = "; ".join(notes)
    return tuple(found)


def _moves(entry: Reader) -> tuple[Duration, ...]:
    found = []
    for text in entry.texts("value"):
        try:
            found.append(Duration.parse(text))
        except QuantityError as error:
            entry.problem("value", str(error))
    entry.close()
    return tuple(sorted(set(found), key=lambda move: move.value))


def _days(entry: Reader) -> tuple[int, ...]:
    names = entry.texts("value", one_of=WEEKDAYS)
    entry.close()
    if not names and entry.sound:
        entry.problem("value", 'at least one staffed day is needed. Write, for example, ["monday", "tuesday"].')
    return tuple(sorted({WEEKDAYS.index(name) for name in names if name in WEEKDAYS}))


def _holidays(entry: Reader) -> tuple[date, ...]:
    days = entry.days("value")
    entry.close()
    return tuple(sorted(set(days)))


def _first(entry: Reader, questions: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    values = entry.inner("value")
    entry.close()
    found = {}
    for question in values.names():
        if questions and question not in questions:
            values.problem(question, f"'{question}' is not a question of the pack. Correct it or remove it.")
        found[question] = values.texts(question)
    return found
