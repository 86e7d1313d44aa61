"""
Published ratios as roads from one drug and route to another, each in the direction in which its source states it.

A road is never driven backward: turning a ratio round is another claim, careful in the other direction.
Only questions about ratios are read; a limit, such as a range to start in, never becomes one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cisterna.conversion.asking import Asks, sides_of
from cisterna.conversion.chain import Factor
from cisterna.conversion.taken import EPIDURAL, INTRATHECAL, Place
from cisterna.knowledge import Figures, Knowledge, NeedsFact, Outcome, Side, Span, Word
from cisterna.knowledge.statement import OneOf, Statement
from cisterna.quantities import Ratio

__all__ = ["MORPHINE_ORAL", "QUESTIONS", "Option", "Ratios", "Road", "prohibited"]

MORPHINE_ORAL = Place("morphine", "oral")
"""What equivalents are counted in."""

RATIO = "conversion ratio"
FACTOR = "conversion factor"
EQUIVALENT = "oral morphine equivalent"
SINGLE = "ratios in single patients"
REASON = "conversion ratio for a reason"
AUTOMATIC = "automatic conversion"

QUESTIONS = (RATIO, FACTOR, EQUIVALENT, SINGLE, REASON)
"""The questions whose answers may become a factor; no other ever does."""


class Road(NamedTuple):
    """One published direction. `divides`: sources say so many of the first to one of the second."""

    start: Place
    end: Place
    divides: bool
    question: str

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"


class Option(NamedTuple):
    """One published ratio on a road, the statements that give it, and whether only single patients stand behind it."""

    ratio: Ratio
    statements: tuple[str, ...]
    single: bool


def prohibited(found: Outcome) -> tuple[str, ...]:
    """The statements that prohibit; where it turns on a fact that is not told, those that wait for it."""
    if isinstance(found, NeedsFact):
        return tuple(one.id for one in found.open)
    return tuple(id for side in sides_of(found) if side.answer == Word("prohibited") for id in side.ids)


class Ratios:
    """The roads of a pack, read once; ratios are asked for one by one, so that each is in the trace."""

    __slots__ = ("_ask", "_first", "_options", "roads")

    def __init__(self, ask: Asks) -> None:
        self._ask = ask
        self._options: dict[Road, tuple[Option, ...]] = {}
        self._first: dict[Road, Factor] = {}
        self.roads: tuple[Road, ...] = tuple(dict.fromkeys(_roads(ask.knowledge)))

    def paths(self, start: Place, end: Place) -> tuple[tuple[Road, ...], ...]:
        """Every way from `start` to `end` that passes no place twice and no pump on the way out; shortest first."""
        found: list[tuple[Road, ...]] = []
        ahead: list[tuple[Road, ...]] = [(road,) for road in self._from(start)]
        while ahead:
            path = ahead.pop()
            if path[-1].end == end:
                found.append(path)
                continue
            passed = {road.start for road in path}
            ahead += [(*path, road) for road in self._from(path[-1].end) if road.end not in passed]
        return tuple(sorted(found, key=lambda path: (len(path), str(path))))

    def _from(self, place: Place) -> Iterator[Road]:
        for road in self.roads:
            outward = road.start.route == INTRATHECAL and road.end.route != INTRATHECAL
            epidural = EPIDURAL in (road.start.route, road.end.route)
            if road.start == place and not outward and not epidural and self.options(road):
                yield road

    def first(self, road: Road) -> Factor:
        """The ratio that the house policy shows first; of a range without a middle, its careful end."""
        if not self.options(road):
            raise ValueError(f"no source in force gives a ratio for {road}: it is no road")
        return self._first[road]

    def options(self, road: Road) -> tuple[Option, ...]:
        """Every published ratio on a road: both ends and the middle of a range, single patients apart."""
        if road not in self._options:
            sides = sides_of(self._ask(road.question, **_facts(road)))
            singles = self._singles(road)
            self._options[road] = tuple(_options(sides, singles))
            if self._options[road]:
                self._first[road] = _first(road, sides, self._ask.knowledge.policy.first.get(road.question, ()))
        return self._options[road]

    def for_reason(self, road: Road, reason: str) -> Factor | None:
        """The ratio that a source chooses for this reason for the switch; None where no source chooses one."""
        if road.question != RATIO or REASON not in self._ask.knowledge.questions:
            return None
        for side in sides_of(self._ask(REASON, **_facts(road), switch_reason=reason)):
            if isinstance(side.answer, Span) and isinstance(side.answer.low, Ratio):
                return Factor(str(road.start), str(road.end), side.answer.low, road.divides, side.ids[0])
        return None

    def reasons(self, road: Road) -> tuple[str, ...]:
        """The reasons for a switch on which a source makes its ratio turn."""
        found = [
            value
            for one in _asking(self._ask.knowledge, REASON)
            if road in _of(one, RATIO)
            for condition in one.when
            if isinstance(condition, OneOf) and condition.fact == "switch_reason"
            for value in condition.values
        ]
        return tuple(dict.fromkeys(found))

    def _singles(self, road: Road) -> Iterable[tuple[Statement, tuple[Ratio, ...]]]:
        if road.question != RATIO or SINGLE not in self._ask.knowledge.questions:
            return
        for side in sides_of(self._ask(SINGLE, **_facts(road))):
            if isinstance(side.answer, Figures):
                values = tuple(value for _, value in side.answer.values if isinstance(value, Ratio))
                for one in side.statements:
                    yield one, values


def _facts(road: Road) -> dict[str, str]:
    told = {"from_drug": road.start.drug, "from_route": road.start.route}
    if road.question == EQUIVALENT:
        return told
    return {**told, "to_drug": road.end.drug, "to_route": road.end.route}


def _asking(knowledge: Knowledge, question: str) -> tuple[Statement, ...]:
    """The statements to a question; none where the pack does not have it."""
    return knowledge.asking(question) if question in knowledge.questions else ()


def _roads(knowledge: Knowledge) -> Iterator[Road]:
    for question in (RATIO, FACTOR, EQUIVALENT):
        for one in _asking(knowledge, question):
            yield from _of(one, question)


def _of(one: Statement, question: str) -> Iterator[Road]:
    """The roads that a statement names in its conditions."""
    named = {each.fact: each.values for each in one.when if isinstance(each, OneOf)}
    ends = (
        [MORPHINE_ORAL]
        if question == EQUIVALENT
        else [Place(drug, route) for drug in named.get("to_drug", ()) for route in named.get("to_route", ())]
    )
    for drug in named.get("from_drug", ()):
        for route in named.get("from_route", ()):
            for end in ends:
                if Place(drug, route) != end:
                    yield Road(Place(drug, route), end, question == RATIO, question)


def _options(sides: tuple[Side, ...], singles: Iterable[tuple[Statement, tuple[Ratio, ...]]]) -> Iterator[Option]:
    """One option a ratio, in order of size. What a source found in single patients is set apart from rules."""
    named: dict[Ratio, list[str]] = {}
    rules: dict[Ratio, None] = {}
    apart: dict[str, None] = {}
    for one, values in singles:
        apart.update(dict.fromkeys(one.sources))
        for ratio in values:
            named.setdefault(ratio, []).append(one.id)
    for side in sides:
        single = all(source in apart for one in side.statements for source in one.sources)
        for ratio in _points(side.answer):
            named.setdefault(ratio, []).extend(side.ids)
            if not single:
                rules[ratio] = None
    for ratio in sorted(named, key=lambda each: each.value):
        yield Option(ratio, tuple(dict.fromkeys(named[ratio])), ratio not in rules)


def _points(answer: object) -> tuple[Ratio, ...]:
    if not isinstance(answer, Span):
        return ()
    ends = (answer.low, answer.typical, answer.high)
    return tuple(dict.fromkeys(end for end in ends if isinstance(end, Ratio)))


def _first(road: Road, sides: tuple[Side, ...], named: tuple[str, ...]) -> Factor:
    """The first side's ratio, cited by the statement that the house policy names (else the side's first)."""
    for side in sides:
        points = _points(side.answer)
        if points:
            careful = max if road.divides else min
            middle = side.answer.typical if isinstance(side.answer, Span) else None
            ratio = middle if isinstance(middle, Ratio) else careful(points, key=lambda each: each.value)
            cited = next((id for id in named if id in side.ids), side.ids[0])
            return Factor(str(road.start), str(road.end), ratio, road.divides, cited)
    raise ValueError(f"the answers on {road} hold no ratio")
