"""
The house policy: what a hospital decides and no source settles. A small file that it can replace.

It alone holds the limits of promise P1, which side of a disagreement goes first, whether unapproved statements may
carry a verdict, orderable steps, margins and staffed hours.
Every value stands beside a note on whose judgement it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType
from typing import TypeVar

from cisterna.quantities import Concentration, Duration, Mass, Quantity, Ratio
from cisterna.quantities.value import dataclass
from cisterna.reasons.document import FieldError, Reader

__all__ = ["Policy", "read_policy"]

Q = TypeVar("Q", bound=Quantity)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Policy:
    """
    All values of the policy, each with a note in `standing` under its own name.

    Falls and rises are parts of the held drug's dose: `day_fall_refused` 10 % means that a plan in which any sliding
    24 h lies more than 10 % below is refused.
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

    def __post_init__(self) -> None:
        for name in ("largest_single_bolus", "concentration_step", "first", "standing"):
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
        for drug, step in self.concentration_step.items():
            if step.value <= 0:
                raise FieldError(
                    "concentration_step", f"the step of {drug} is zero. Give the step in which it is ordered."
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
        standing=standing,
    )


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
