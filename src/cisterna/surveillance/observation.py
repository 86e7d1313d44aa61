"""
Charted values: what a row of a chart says, in every reading in which it can be so, and what is wrong with it.

Nothing is converted in silence and nothing is dropped: a row that cannot be used is a finding that says why, and a
value that can be read in two units is kept in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cisterna.knowledge import Fact
from cisterna.quantities import Duration, Quantity, QuantityError, parse_number
from cisterna.quantities.text import UNITS
from cisterna.reasons import Finding, Force

__all__ = ["Chart", "Charted", "Observation", "Reading", "item_name", "read_chart"]

Value = str | Quantity
Possible = Callable[[str, Quantity], bool]
"""Whether a value of an item can be so at all; which can is knowledge."""

FIRST, SECOND = "[1]", "[2]"
_SAME = {"y": "yes", "true": "yes", "n": "no", "false": "no", "absent": "none", "nil": "none"}
_OTHER_WORDS = {"yes": "present", "present": "yes", "no": "none", "none": "no"}
_LONGEST = 40
_LONGEST_NUMBER = 20
_DECIMALS = (1, 2)
"""So many digits behind a comma make it a decimal comma; three could be thousands."""


class Charted(NamedTuple):
    """
    One row as it stands in the file: its number, its time (None: it could not be read), and its texts.

    `shown` is the time as charted; `wrong` is the code of what is wrong with the row as such, empty where nothing is,
    and `why` the values that go with that code. A row that is not `usable` is told of and not judged.
    """

    row: int
    at: Duration | None
    shown: str
    item: str
    value: str
    unit: str = ""
    by: str = ""
    wrong: str = ""
    why: Mapping[str, str] = {}
    usable: bool = True


class Reading(NamedTuple):
    """One way to read a charted value; `unit` is the unit it is read in, empty for a word."""

    value: Value
    unit: str = ""


class Observation(NamedTuple):
    """
    A charted value that can be judged: `item` is the id of the fact, `text` the value as charted.

    `sure` is False where it is not certain that the value means what it says, or when it was taken: then it still
    counts as a sign, and never as the state of things now.
    """

    row: int
    at: Duration | None
    shown: str
    item: str
    text: str
    readings: tuple[Reading, ...]
    sure: bool = True
    by: str = ""

    @property
    def values(self) -> tuple[Value, ...]:
        """What it can mean, whatever the unit it was written in."""
        return tuple(reading.value for reading in self.readings)


class Chart(NamedTuple):
    """Every value that can be judged, in order of time, and everything that is to be said about the rows."""

    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...]

    def of(self, item: str) -> tuple[Observation, ...]:
        """The observations of one item, oldest first; those without a time in front."""
        return tuple(each for each in self.observations if each.item == item)


def item_name(fact: Fact) -> str:
    """How an item is called on screens: the first name that charts use."""
    return fact.charted[0]


def read_chart(rows: Sequence[Charted], facts: Mapping[str, Fact], possible: Possible, *, now: Duration) -> Chart:
    """
    The rows of a chart as observations. `facts` are those of the pack; `now` is when the question is asked.

    The order of the rows does not matter.
    """
    items = {id: fact for id, fact in facts.items() if fact.charted}
    observations: list[Observation] = []
    findings: list[Finding] = []
    for row in rows:
        found, said = _read_row(row, items, possible, now)
        observations += found
        findings += said
    kept, doubled = _without_doubles(observations)
    findings += [*doubled, *_contradictions(kept, items), *_out_of_order(rows)]
    return Chart(tuple(sorted(kept, key=_moment)), tuple(sorted(findings, key=_by_row)))


def _moment(each: Observation) -> tuple[bool, object, int, str]:
    return (each.at is not None, 0 if each.at is None else each.at.value, each.row, each.item)


def _by_row(finding: Finding) -> tuple[int, str]:
    return int(finding.values.get("row", 0)), finding.code


def _unusable(code: str, row: Charted, **values: object) -> Finding:
    """A row, or a part of it, that cannot be judged."""
    return Finding(
        code,
        Force.UNKNOWN,
        values={"row": row.row, "item": _clip(row.item), "value": _clip(row.value), **values},
        missing=(f"observations, row {row.row}",),
    )


def _worth_saying(code: str, row: Charted, **values: object) -> Finding:
    return Finding(
        code, Force.NOTE, values={"row": row.row, "item": _clip(row.item), "value": _clip(row.value), **values}
    )


def _clip(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()


def _read_row(
    row: Charted, items: Mapping[str, Fact], possible: Possible, now: Duration
) -> tuple[list[Observation], list[Finding]]:
    """The observations in a row (two for a blood pressure) and what is to be said about it."""
    findings: list[Finding] = []
    at, sure = row.at, True
    if row.wrong:
        findings.append(_unusable(row.wrong, row, shown=_clip(row.shown), **row.why))
        sure = False
        if not row.usable:
            return [], findings
    elif at is not None and at > now:
        findings.append(_unusable("watch-future", row, shown=row.shown, ahead=at - now))
        sure = False
    parts = tuple(_parts(row, items))
    if not parts:
        findings.append(_which_item(row, items))
        return [], findings
    observations = []
    for fact, text in parts:
        readings, said, certain = _read_value(row, fact, text, possible)
        findings += said
        if readings:
            shown = f"{text} {row.unit}".strip()
            observations.append(
                Observation(row.row, at, row.shown, fact.name, shown, readings, sure and certain, row.by)
            )
    if len(observations) == 2 and _upside_down(observations):
        findings.append(_unusable("watch-pressure-upside-down", row))
        observations = [each._replace(sure=False) for each in observations]
    return observations, findings


def _parts(row: Charted, items: Mapping[str, Fact]) -> Iterator[tuple[Fact, str]]:
    """The item a row is about with its value; both items of a value that is written as two."""
    asked = _plain(row.item)
    whole = [fact for fact in items.values() if asked in (_plain(name) for name in (fact.name, *fact.charted))]
    if whole:
        yield whole[0], row.value.strip()
        return
    halves = [row.value.strip(), ""]
    if row.value.count("/") == 1:
        halves = [part.strip() for part in row.value.split("/")]
    for at, part in enumerate((FIRST, SECOND)):
        for fact in items.values():
            if asked + part in (_plain(name) for name in fact.charted):
                yield fact, halves[at]


def _which_item(row: Charted, items: Mapping[str, Fact]) -> Finding:
    if not row.item.strip():
        return _unusable("watch-item-missing", row)
    asked = set(_plain(row.item).split())
    near = [
        item_name(fact)
        for fact in items.values()
        if asked & {word for name in fact.charted for word in _plain(name).split()}
    ]
    known = near or [item_name(fact) for fact in items.values()]
    return _unusable("watch-item-unknown", row, known=", ".join(sorted(known)))


def _upside_down(pair: list[Observation]) -> bool:
    first, second = (each.readings[0].value for each in pair)
    return isinstance(first, Quantity) and type(first) is type(second) and first < second


# Values


def _read_value(
    row: Charted, fact: Fact, text: str, possible: Possible
) -> tuple[tuple[Reading, ...], list[Finding], bool]:
    """Every reading of a value, what is to be said about it, and whether it is certain."""
    if not text:
        code = (
            "watch-pressure-one-value"
            if any(name.endswith((FIRST, SECOND)) for name in fact.charted)
            else "watch-value-missing"
        )
        return (), [_unusable(code if row.value.strip() else "watch-value-missing", row)], False
    if fact.dimension is None:
        return _read_word(row, fact, text)
    if not row.unit.strip():
        row, text = _unit_beside(row, text)
    number, said = _number(row, text)
    if number is None:
        return (), said, False
    readings, more, certain = _read_number(row, fact, number, possible)
    return readings, [*said, *more], certain


def _read_word(row: Charted, fact: Fact, text: str) -> tuple[tuple[Reading, ...], list[Finding], bool]:
    by_name = {_plain(value): value for value in fact.values}
    asked = _plain(text)
    for word in (asked, _SAME.get(asked, asked), _OTHER_WORDS.get(_SAME.get(asked, asked), asked)):
        if word in by_name:
            said = [_worth_saying("watch-unit-not-needed", row, unit=_clip(row.unit))] if row.unit.strip() else []
            return (Reading(by_name[word]),), said, True
    values = {"known": ", ".join(fact.values), "scale": item_name(fact)}
    code = "watch-not-on-the-scale" if any(value.isdecimal() for value in fact.values) else "watch-word-unknown"
    return (), [_unusable(code, row, **values)], False


def _unit_beside(row: Charted, text: str) -> tuple[Charted, str]:
    """A value with its unit in one field, taken apart."""
    number = text.rstrip(" ")
    while number and not number[-1].isdigit():
        number = number[:-1]
    unit = text[len(number) :].strip()
    return (row._replace(unit=unit), number) if number and unit else (row, text)


def _number(row: Charted, text: str) -> tuple[str | None, list[Finding]]:
    """The number in a value as text that `parse_number` reads, and what had to be said about how it was written."""
    tidy = text.strip()
    if tidy[:1] in "<>~=":
        return None, [_unusable("watch-not-one-value", row)]
    if tidy[:1] in ("-", "\u2212", "\u2013"):
        return None, [_unusable("watch-negative", row)]
    whole, comma, rest = tidy.partition(",")
    said = []
    if comma and len(rest) in _DECIMALS and (whole + rest).isdecimal():
        tidy = f"{whole}.{rest}"
        said = [_worth_saying("watch-decimal-comma", row, read=tidy)]
    try:
        parse_number(tidy)
    except QuantityError:
        return None, [_unusable("watch-not-a-number", row)]
    if len(tidy) > _LONGEST_NUMBER:
        return None, [_unusable("watch-not-a-number", row)]
    if "/" in tidy:
        return None, [_unusable("watch-not-one-value", row)]
    return tidy, said


def _read_number(
    row: Charted, fact: Fact, number: str, possible: Possible
) -> tuple[tuple[Reading, ...], list[Finding], bool]:
    """A number in the unit beside it; where that cannot be, or none is there, in every unit in which it can be."""
    kind = fact.kind
    assert kind is not None
    units = tuple(UNITS[kind.dimension])
    in_each = {unit: kind.parse(f"{number} {unit}") for unit in units}
    can_be = {unit: value for unit, value in in_each.items() if possible(fact.name, value)}
    if not row.unit.strip():
        if not can_be:
            return (), [_unusable("watch-out-of-range", row, unit="any unit of it")], False
        said = _unusable if len(can_be) > 1 else _worth_saying
        finding = said("watch-unit-missing", row, unit=" or ".join(can_be), known=", ".join(units))
        return tuple(Reading(value, unit) for unit, value in can_be.items()), [finding], len(can_be) == 1
    try:
        written = kind.parse(f"{number} {row.unit.strip()}")
    except QuantityError:
        return (), [_unusable("watch-unit-unknown", row, unit=_clip(row.unit), known=", ".join(units))], False
    if possible(fact.name, written):
        return (Reading(written, row.unit.strip()),), [], True
    others = {unit: value for unit, value in can_be.items() if value != written}
    if not others:
        return (), [_unusable("watch-out-of-range", row, unit=row.unit.strip())], False
    likely = ", ".join(_likely(number, unit, value) for unit, value in others.items())
    finding = _unusable("watch-unit-slip", row, unit=row.unit.strip(), likely=likely)
    readings = (Reading(written, row.unit.strip()), *(Reading(value, unit) for unit, value in others.items()))
    return readings, [finding], False


def _likely(number: str, unit: str, value: Quantity) -> str:
    return f"it could be {value}" if f"{number} {unit}" == str(value) else f"{number} {unit} is {value}"


# Rows against each other


def _without_doubles(observations: Iterable[Observation]) -> tuple[list[Observation], list[Finding]]:
    """Each observation once; a row that says the same again is said to."""
    kept: dict[object, Observation] = {}
    findings = []
    for each in sorted(observations, key=lambda one: one.row):
        key = (each.at, each.shown if each.at is None else "", each.item, each.readings)
        if key in kept:
            values = {"row": each.row, "first": kept[key].row, "value": each.text}
            findings.append(Finding("watch-duplicate", Force.NOTE, values=values))
        else:
            kept[key] = each
    return list(kept.values()), findings


def _contradictions(observations: Iterable[Observation], items: Mapping[str, Fact]) -> Iterator[Finding]:
    """Different values of one item at one time: both count, and neither is taken for what is so."""
    together: dict[object, list[Observation]] = {}
    for each in observations:
        if each.at is not None:
            together.setdefault((each.at, each.item), []).append(each)
    for same in together.values():
        if len({each.values for each in same}) > 1:
            rows = ", ".join(str(each.row) for each in same)
            yield Finding(
                "watch-contradictory",
                Force.UNKNOWN,
                values={
                    "row": same[0].row,
                    "rows": rows,
                    "item": item_name(items[same[0].item]),
                    "values": " and ".join(each.text for each in same),
                    "shown": same[0].shown,
                },
                missing=(f"observations, rows {rows}",),
            )


def _out_of_order(rows: Sequence[Charted]) -> Iterator[Finding]:
    times = [row.at.value for row in rows if row.at is not None]
    if times != sorted(times):
        yield Finding("watch-not-in-order", Force.NOTE, values={"row": 0})
