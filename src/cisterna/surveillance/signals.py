"""
Findings from charted values: which state each value speaks for or against, what it can be taken for, what is not known.

No score and no probability: a state is found where any charted value speaks for it, and stays found whatever speaks
against it. Which value speaks for what, and from where on, is knowledge; this module compares and sorts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from cisterna.knowledge import Disagree, Holds, Items, Knowledge, NeedsFact, Outcome, Side, Span, Word, resolve
from cisterna.quantities import Duration, Quantity, Ratio
from cisterna.reasons import Finding, Force
from cisterna.surveillance.observation import Chart, Observation, Reading, item_name

__all__ = [
    "LOOKED_FOR",
    "SIGN",
    "Asked",
    "Course",
    "Delivery",
    "Instead",
    "Raised",
    "Says",
    "Spoken",
    "judge_items",
    "raise_states",
    "signs_of",
    "with_changes",
]

LOOKED_FOR = "state to look for"
"""The question that says which states concern a drug."""
SIGN = "charted sign"
"""The question that says what a charted value speaks for."""
TAKEN_FOR = "looks like"
AFTER_END = "after delivery ends"
COURSE = "withdrawal onset"
HIDES = "what a charted value hides"
FOR = ("grave sign", "late sign", "early sign", "sign")
AGAINST, NEITHER = "against", "neither"


class Delivery(NamedTuple):
    """
    What is known of a drug's delivery at the tip when the question is asked.

    `state` is 'running', 'reduced', 'raised', 'ended', 'not yet' or 'not known'; `last` is when it last reached the
    tip, and `since` how long ago that is; `how` is how that is known. `part` is how much of what the running program
    gives came in the last day, where that can be worked out.
    """

    drug: str
    state: str
    how: str
    last: Duration | None = None
    since: Duration | None = None
    part: Ratio | None = None


class Spoken(NamedTuple):
    """
    What one charted value says of one state, and the statements by which it does.

    `only_as` names the reading in which it does, where the value can be read in several; `later` is the newest value of
    the same item that was charted after it. A fact of the case speaks too: then `observation` is None.
    """

    word: str
    observation: Observation | None
    because: tuple[str, ...]
    only_as: str = ""
    later: Observation | None = None
    fact: str = ""


class Course(NamedTuple):
    """Over which time a state develops, as one side has it, and the statements that say so."""

    says: str
    because: tuple[str, ...]


class Instead(NamedTuple):
    """A state that this one can be taken for, what would tell the two apart, and what speaks for and against it."""

    state: str
    apart: tuple[str, ...]
    because: tuple[str, ...]
    speaks: tuple[Spoken, ...]
    against: tuple[Spoken, ...]


class Raised(NamedTuple):
    """
    A state that cannot be set aside: what speaks for it, what against it, and what else it could be, likeliest first.

    `stage` is 'grave sign', 'late sign', 'early sign', 'sign', or, where nothing charted speaks for it yet,
    'expected': delivery ended, or far less is delivered.
    """

    state: str
    drugs: tuple[str, ...]
    stage: str
    speaks: tuple[Spoken, ...]
    against: tuple[Spoken, ...]
    neither: tuple[Spoken, ...]
    ended: tuple[Delivery, ...]
    course: tuple[Course, ...]
    instead: tuple[Instead, ...]
    because: tuple[str, ...]


class Asked(NamedTuple):
    """Items that are to be charted, why, and how old a value of them may be (None: no source says)."""

    item: str
    because: tuple[str, ...]
    no_older_than: Duration | None


class Says:
    """What the pack says to a question on one day; each question with the same facts is asked once."""

    __slots__ = ("_answers", "_used", "knowledge", "on")

    def __init__(self, knowledge: Knowledge, on: date) -> None:
        self.knowledge = knowledge
        self.on = on
        self._answers: dict[object, tuple[Side, ...]] = {}
        self._used: dict[str, None] = {}

    def __call__(self, question: str, **facts: str | Quantity) -> tuple[Side, ...]:
        """The sides that hold, whatever other facts are not known."""
        key = (question, tuple(sorted(facts.items(), key=lambda pair: pair[0])))
        if key not in self._answers:
            self._answers[key] = _sides(resolve(self.knowledge, question, facts, on=self.on))
            self._used.update((id, None) for side in self._answers[key] for id in side.ids)
        return self._answers[key]

    @property
    def used(self) -> tuple[str, ...]:
        """Ids of every statement that answered, in the order in which they did."""
        return tuple(self._used)


def _sides(outcome: Outcome) -> tuple[Side, ...]:
    match outcome:
        case Holds() | Disagree():
            return outcome.sides
        case NeedsFact():
            return outcome.known
    return ()


def with_changes(chart: Chart, *, of: str, as_item: str, order: tuple[str, ...], words: tuple[str, str]) -> Chart:
    """
    The chart with an observation more for each value of the scale `of` that lies above or below an earlier one.

    `order` is the scale, lowest first; `words` are what the item `as_item` calls higher and lower.
    A higher value is compared with the lowest before it, a lower one with the highest, so that no value that is added
    later takes a change away.
    """
    made: list[Observation] = []
    before: tuple[int, ...] = ()
    steps = [(each, order.index(str(each.readings[0].value))) for each in chart.of(of) if each.at is not None]
    for _, together in groupby(steps, key=lambda pair: pair[0].at):
        same = list(together)
        for each, step in same:
            for word, changed, than in (
                (words[0], before and step > before[0], before[:1]),
                (words[1], before and step < before[-1], before[-1:]),
            ):
                if changed:
                    text = f"{each.text}, {word} than {order[than[0]]} before"
                    made.append(each._replace(item=as_item, text=text, readings=(Reading(word),)))
        ends = sorted({*before, *(step for _, step in same)})
        before = (ends[0], ends[-1])
    return chart._replace(observations=(*chart.observations, *made))


# Which states are found


def raise_states(
    chart: Chart,
    drugs: Iterable[str],
    deliveries: Iterable[Delivery],
    says: Says,
    *,
    patient: Mapping[str, str],
) -> tuple[Raised, ...]:
    """
    Every state that any charted value speaks for, or that is expected because of what is delivered; the gravest first.

    `patient` are facts of the case that bear on what a state can be taken for, by the name of the fact.
    """
    ended = {each.drug: each for each in deliveries if each.state in ("ended", "reduced")}
    order = says.knowledge.facts["condition"].values
    speaks = _Speaks(chart, says, tuple(drugs), patient)
    found = []
    for state in order:
        concerned = {drug: side.ids for drug in speaks.drugs for side in says(LOOKED_FOR, condition=state, drug=drug)}
        if concerned:
            one = _state(state, tuple(concerned), speaks, ended, says)
            if one is not None:
                found.append(one)
    return tuple(sorted(found, key=lambda one: _gravity(one, order)))


def signs_of(chart: Chart, state: str, drugs: tuple[str, ...], says: Says) -> tuple[Spoken, ...]:
    """Everything charted that speaks for `state`, whether or not one of the `drugs` that bring it is in the pump."""
    return tuple(each for each in _Speaks(chart, says, drugs, {}).of(state, drugs) if each.word in FOR)


def _gravity(one: Raised, order: tuple[str, ...]) -> tuple[int, bool, int]:
    stages = (*FOR, "expected")
    return stages.index(one.stage), bool(one.against), order.index(one.state)


def _state(
    state: str, drugs: tuple[str, ...], speaks: _Speaks, ended: Mapping[str, Delivery], says: Says
) -> Raised | None:
    spoken = speaks.of(state, drugs)
    fors = tuple(each for each in spoken if each.word in FOR)
    after = [(ended[drug], side) for drug in drugs if drug in ended
             for side in says(AFTER_END, condition=state, drug=drug)]  # fmt: skip
    if not fors and not after:
        return None
    stages = {each.word for each in fors}
    return Raised(
        state=state,
        drugs=drugs,
        stage=next((stage for stage in FOR if stage in stages), "expected"),
        speaks=tuple(sorted(fors, key=lambda each: FOR.index(each.word))),
        against=tuple(each for each in spoken if each.word == AGAINST),
        neither=tuple(each for each in spoken if each.word == NEITHER),
        ended=tuple(delivery for delivery, _ in after),
        course=tuple(_course(state, drugs, says)),
        instead=tuple(_instead(state, speaks, says)),
        because=tuple(id for _, side in after for id in side.ids),
    )


def _course(state: str, drugs: tuple[str, ...], says: Says) -> Iterator[Course]:
    """How a state that follows the end of delivery develops, side by side where sources differ."""
    for drug in drugs:
        if says(AFTER_END, condition=state, drug=drug):
            for side in sorted(says(COURSE, drug=drug), key=_earliest):
                yield Course(side.answer.format("h"), side.ids)


def _earliest(side: Side) -> Fraction:
    low = side.answer.low if isinstance(side.answer, Span) else None
    return Fraction(0) if low is None else low.value


def _instead(state: str, speaks: _Speaks, says: Says) -> list[Instead]:
    """What the state can be taken for: what something charted speaks for first, what only speaks against last."""
    found = []
    for other in says.knowledge.facts["instead"].values:
        sides = says(TAKEN_FOR, condition=state, instead=other)
        if sides:
            spoken = speaks.of(other, speaks.drugs)
            apart = tuple(item for side in sides if isinstance(side.answer, Items) for item in side.answer.items)
            fors = tuple(each for each in spoken if each.word in FOR)
            against = tuple(each for each in spoken if each.word == AGAINST)
            found.append(Instead(other, apart, tuple(id for side in sides for id in side.ids), fors, against))
    return sorted(found, key=lambda each: bool(each.against) - bool(each.speaks))


class _Speaks:
    """What each charted value says of each state, worked out once."""

    def __init__(self, chart: Chart, says: Says, drugs: tuple[str, ...], patient: Mapping[str, str]) -> None:
        self.chart = chart
        self.says = says
        self.drugs = drugs
        self.patient = patient
        self._newest = {each.item: each for each in chart.observations if each.at is not None and each.sure}
        self._told = {
            (value, condition.fact)
            for statement in says.knowledge.asking(SIGN)
            for condition in statement.when
            for state in statement.when
            if state.fact == "condition"
            for value in getattr(state, "values", ())
        }

    def of(self, state: str, drugs: tuple[str, ...]) -> tuple[Spoken, ...]:
        """Everything that is charted, or said in the case, about this state, newest last."""
        found = [
            Spoken(word, None, ids, fact=f"{name.replace('_', ' ')} {value}")
            for name, value in self.patient.items()
            if (state, name) in self._told
            for word, ids in self._words(state, drugs, name, value)
        ]
        for each in self.chart.observations:
            if (state, each.item) in self._told:
                found += self._spoken(each, state, drugs)
        return tuple(found)

    def _spoken(self, each: Observation, state: str, drugs: tuple[str, ...]) -> Iterator[Spoken]:
        by_word: dict[str, tuple[list[str], tuple[str, ...]]] = {}
        for reading in each.readings:
            for word, ids in self._words(state, drugs, each.item, reading.value):
                by_word.setdefault(word, ([], ids))[0].append(reading.unit)
        for word, (units, ids) in by_word.items():
            only = " or ".join(units) if len(units) < len(each.readings) else ""
            yield Spoken(word, each, ids, only, self._later(each))

    def _words(
        self, state: str, drugs: tuple[str, ...], item: str, value: str | Quantity
    ) -> list[tuple[str, tuple[str, ...]]]:
        """The words that statements have for this value, each once, whichever of the drugs they are about."""
        found: dict[str, dict[str, None]] = {}
        for drug in drugs or ("",):
            about = {"drug": drug} if drug else {}
            for side in self.says(SIGN, condition=state, **about, **{item: value}):
                if isinstance(side.answer, Word):
                    found.setdefault(side.answer.value, {}).update(dict.fromkeys(side.ids))
        return [(word, tuple(ids)) for word, ids in found.items()]

    def _later(self, each: Observation) -> Observation | None:
        newest = self._newest.get(each.item)
        if each.at is None or newest is None or newest.at is None or newest.at <= each.at:
            return None
        return newest


# What could not be judged


def judge_items(chart: Chart, asked: Iterable[Asked], says: Says, *, now: Duration) -> Iterator[Finding]:
    """For each item that is to be charted: whether its newest value says how it is now, and if not, why."""
    facts = says.knowledge.facts
    hidden = {item: by for each in _newest_of_all(chart, now) for item, by in _hides(each, says)}
    for one in asked:
        name = item_name(facts[one.item])
        values: dict[str, object] = {"item": name}
        timed = [each for each in chart.of(one.item) if each.at is not None and each.at <= now]
        newest = [each for each in timed if each.at == timed[-1].at] if timed else []
        missing = (f"observations: {name}",)
        if not chart.of(one.item):
            yield Finding("watch-not-charted", Force.UNKNOWN, values=values, because=one.because, missing=missing)
        elif not newest:
            yield Finding("watch-no-time", Force.UNKNOWN, values=values, because=one.because, missing=missing)
        elif len({each.values for each in newest}) > 1 or not all(each.sure for each in newest):
            values |= {"shown": newest[-1].shown, "value": newest[-1].text}
            yield Finding("watch-newest-in-doubt", Force.UNKNOWN, values=values, missing=missing)
        else:
            yield from _too_old(newest[-1], one, values, missing, now)
        if one.item in hidden and newest:
            by = hidden[one.item]
            values = {"item": name, "by": item_name(facts[by[0].item]), "value": by[0].text}
            yield Finding("watch-hidden", Force.UNKNOWN, values=values, because=by[1], missing=missing)


def _too_old(
    newest: Observation, one: Asked, values: dict[str, object], missing: tuple[str, ...], now: Duration
) -> Iterator[Finding]:
    if newest.at is None or one.no_older_than is None:
        return
    age = now - newest.at
    if age > one.no_older_than:
        values |= {"shown": newest.shown, "value": newest.text, "age": age, "limit": one.no_older_than}
        yield Finding("watch-stale", Force.UNKNOWN, values=values, missing=missing)


def _newest_of_all(chart: Chart, now: Duration) -> Iterator[Observation]:
    items = {each.item for each in chart.observations}
    for item in sorted(items):
        timed = [each for each in chart.of(item) if each.at is not None and each.at <= now]
        if timed:
            yield timed[-1]


def _hides(each: Observation, says: Says) -> Iterator[tuple[str, tuple[Observation, tuple[str, ...]]]]:
    """Items that this value makes worthless, as ids."""
    ids = {name: id for id, fact in says.knowledge.facts.items() for name in fact.charted}
    for reading in each.readings:
        for side in says(HIDES, **{each.item: reading.value}):
            if isinstance(side.answer, Items):
                for name in side.answer.items:
                    yield ids[name], (each, side.ids)
