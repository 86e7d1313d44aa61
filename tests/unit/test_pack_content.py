"""The shipped pack: sound, honest about what was seen, and holding both sides of every dispute the plans touch."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cisterna.files.knowledge import lint_folder, load_knowledge
from cisterna.files.pack import pack_folder
from cisterna.knowledge import Disagree, Evidence, Holds, Knowledge, NeedsFact, Silent, Span, Word, resolve
from cisterna.knowledge.statement import UNCHECKED
from cisterna.quantities import Age, Concentration, DoseRate, Duration, Quantity, Ratio

ON = date(2026, 11, 23)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped pack."""
    return load_knowledge()


def ask(knowledge: Knowledge, question: str, **facts: str | Quantity) -> object:
    """What it says on the day of the seed's case."""
    return resolve(knowledge, question, facts, on=ON)


def answers(knowledge: Knowledge, outcome: object, drug: str = "") -> set[str]:
    """The answers of every side, as they are shown."""
    assert isinstance(outcome, (Holds, Disagree))
    unit = knowledge.unit_of(outcome.question, drug)
    return {answer.format(unit) for answer in outcome.answers}


def test_nothing_is_wrong_with_it() -> None:
    """No problem of any kind."""
    assert [] == [str(problem) for problem in lint_folder(pack_folder())]


def test_nobody_has_reviewed_anything(knowledge: Knowledge) -> None:
    """Every statement is submitted; no reviewer is named."""
    assert {(one.review.state, one.review.by, one.review.on) for one in knowledge.statements} == {
        ("submitted", "", None)
    }


def test_what_is_from_memory_is_never_called_checked(knowledge: Knowledge) -> None:
    """And carries the words that say so."""
    recalled = [one for one in knowledge.statements if one.certainty in ("M+", "M-")]
    assert len(recalled) > 15
    assert [one.id for one in recalled if one.checked_against_source or UNCHECKED not in one.standing] == []
    consensus = [one for one in knowledge.statements if {"pacc-2012", "pacc-2017"} & set(one.sources)]
    assert {one.certainty for one in consensus} <= {"M+", "M-"}


def test_every_source_and_every_question_is_used(knowledge: Knowledge) -> None:
    """Nothing lies about unused: a question without a statement would always be silent."""
    assert [] == [question for question in knowledge.questions if not knowledge.asking(question)]
    assert [] == [
        fact
        for fact in knowledge.facts
        if not any(condition.fact == fact for one in knowledge.statements for condition in one.when)
    ]


def test_sentences_are_fit_for_a_screen(knowledge: Knowledge) -> None:
    """One sentence; no signs that are misread, no trailing zero, no abbreviation of intrathecal."""
    for one in knowledge.statements:
        assert one.text.endswith("."), one.id
        assert not re.search(r"[<>µ]|\bug\b|\d\.\d*0\b(?! ?mL/h)|(?<![\d.])\.\d|\bIT\b", one.text), one.id


def test_baclofen_is_not_interrupted(knowledge: Knowledge) -> None:
    """Label and article agree."""
    outcome = ask(knowledge, "interruption", drug="baclofen")
    assert isinstance(outcome, Holds)
    assert outcome.answer == Word("prohibited")
    assert {one.force.value for one in outcome.statements} == {"hard"}


def test_start_of_hydromorphone(knowledge: Knowledge) -> None:
    """The article first; both consensus papers beside it. Without the exposure the consensus is what is known."""
    naive = ask(knowledge, "daily dose start range", drug="hydromorphone", opioid_exposure="naive")
    assert isinstance(naive, Disagree)
    assert naive.sides[0].answer == Span(DoseRate.parse("0.05 mg/day"), DoseRate.parse("0.1 mg/day"))
    assert answers(knowledge, naive, "hydromorphone") == {
        "0.05 to 0.1 mg/day",
        "0.02 to 0.5 mg/day",
        "0.01 to 0.15 mg/day",
    }
    untold = ask(knowledge, "daily dose start range", drug="hydromorphone")
    assert isinstance(untold, NeedsFact)
    assert untold.fields == ("patient.opioid_exposure",)
    assert {id for side in untold.known for id in side.ids} == {
        "hydromorphone.start.pacc-2012",
        "hydromorphone.start.pacc-2017",
    }


def test_the_conversion_chain(knowledge: Knowledge) -> None:
    """The article's ratios first, all others kept, each with its cautious direction."""
    first = ask(
        knowledge,
        "conversion ratio",
        from_drug="morphine",
        from_route="oral",
        to_drug="morphine",
        to_route="intrathecal",
    )
    assert isinstance(first, Disagree)
    assert first.sides[0].answer == Span(Ratio.parse("100:1"), Ratio.parse("100:1"))
    assert answers(knowledge, first) == {"100:1", "300:1", "75 to 150:1", "10 to 125:1", "90:1"}
    assert first.most_cautious is not None
    assert first.most_cautious.answer == Span(Ratio.parse("300:1"), Ratio.parse("300:1"))
    second = ask(
        knowledge,
        "conversion ratio",
        from_drug="morphine",
        from_route="intrathecal",
        to_drug="hydromorphone",
        to_route="intrathecal",
    )
    assert isinstance(second, Disagree)
    assert second.sides[0].answer == Span(Ratio.parse("5:1"), Ratio.parse("5:1"))
    assert {"2:1", "4:1", "5:1", "6:1", "10:1"} == answers(knowledge, second)
    assert {one.cautious for one in (*first.statements, *second.statements)} == {"larger"}


def test_the_articles_chain_is_its_own_arithmetic(knowledge: Knowledge) -> None:
    """300 mg/day of oral morphine by 100:1 and 5:1 is 0.6 mg/day, above the consensus ceiling of 0.15."""
    ratios = [
        knowledge.statement(id).says
        for id in ("morphine.oral-to-intrathecal.seed", "morphine.intrathecal-to-hydromorphone.seed")
    ]
    dose = DoseRate.parse("300 mg/day")
    for ratio in ratios:
        assert isinstance(ratio, Span)
        assert ratio.low is not None
        dose = DoseRate(dose.value / ratio.low.value)
    assert dose == DoseRate.parse("0.6 mg/day")
    ceiling = knowledge.statement("hydromorphone.start.pacc-2017").says
    assert isinstance(ceiling, Span)
    assert ceiling.high == DoseRate.parse("0.15 mg/day")


@pytest.mark.parametrize("opioid", ["methadone", "buprenorphine", "fentanyl"])
def test_what_is_not_converted(knowledge: Knowledge, opioid: str) -> None:
    """A typed refusal, whether or not the route is told."""
    for facts in ({"from_drug": opioid}, {"from_drug": opioid, "from_route": "transdermal"}):
        outcome = ask(knowledge, "automatic conversion", **facts)
        assert isinstance(outcome, Holds)
        assert outcome.answer == Word("prohibited")


def test_oral_equivalents(knowledge: Knowledge) -> None:
    """Oxycodone has one factor; oral hydromorphone has two, and the smaller gives less intrathecal drug."""
    oxycodone = ask(knowledge, "oral morphine equivalent", from_drug="oxycodone", from_route="oral")
    assert answers(knowledge, oxycodone) == {"1.5:1"}
    hydromorphone = ask(knowledge, "oral morphine equivalent", from_drug="hydromorphone", from_route="oral")
    assert isinstance(hydromorphone, Disagree)
    assert answers(knowledge, hydromorphone) == {"4:1", "5:1"}
    assert hydromorphone.first_by == "caution"
    assert hydromorphone.sides[0].ids == ("hydromorphone.oral-morphine-equivalent.older",)


@pytest.mark.parametrize(
    ("facts", "range_"),
    [
        ({"spasticity": "spinal", "age": Age.parse("54 y")}, "10 to 30 %"),
        ({"spasticity": "cerebral", "age": Age.parse("18 y")}, "5 to 15 %"),
        ({"spasticity": "spinal", "age": Age.parse("12 y")}, "5 to 15 %"),
    ],
)
def test_the_daily_step_of_baclofen(knowledge: Knowledge, facts: dict[str, str | Quantity], range_: str) -> None:
    """By origin of the spasticity and by age."""
    assert answers(knowledge, ask(knowledge, "daily dose step", drug="baclofen", **facts)) == {range_}


def test_the_daily_step_turns_on_the_spasticity(knowledge: Knowledge) -> None:
    """An adult of unknown origin gets no step; a child under 4 years gets silence."""
    outcome = ask(knowledge, "daily dose step", drug="baclofen", spasticity="unknown", age=Age.parse("54 y"))
    assert isinstance(outcome, NeedsFact)
    assert outcome.fields == ("patient.spasticity",)
    assert isinstance(ask(knowledge, "daily dose step", drug="baclofen", age=Age.parse("3 y")), Silent)


def test_the_mixture(knowledge: Knowledge) -> None:
    """Not labeled by anybody; direct evidence for morphine only."""
    for added in ("hydromorphone", "morphine"):
        assert answers(knowledge, ask(knowledge, "mixture labelled", drug="baclofen", added_drug=added)) == {"no"}
    found = ask(knowledge, "mixture evidence", drug="baclofen", added_drug="hydromorphone")
    assert isinstance(found, Holds)
    assert {a.finding for a in found.answers if isinstance(a, Evidence)} == {"none found", "unclear"}
    assert isinstance(ask(knowledge, "mixture interval", drug="baclofen", added_drug="hydromorphone"), Silent)
    interval = ask(knowledge, "mixture interval", drug="baclofen", added_drug="morphine")
    assert isinstance(interval, Holds)
    assert interval.answer == Span(high=Duration.parse("30 day"))


def test_high_potency_for_a_naive_patient(knowledge: Knowledge) -> None:
    """From 10 mg/mL on; not below, and not for a tolerant patient."""
    question = "formulation for a naive patient"
    strong = Concentration.parse("10 mg/mL")
    found = ask(knowledge, question, drug="hydromorphone", opioid_exposure="naive", strength=strong)
    assert answers(knowledge, found) == {"not advised"}
    for exposure, strength in (("tolerant", strong), ("naive", Concentration.parse("4 mg/mL"))):
        outcome = ask(knowledge, question, drug="hydromorphone", opioid_exposure=exposure, strength=strength)
        assert isinstance(outcome, Silent)


def test_quotes_are_the_words_of_the_article(knowledge: Knowledge) -> None:
    """Only the article is quoted, because only its whole text was at hand."""
    quoted = {cite.source for one in knowledge.statements for cite in one.cites if cite.quote}
    assert quoted == {"droracle-699127"}


def test_every_source_says_what_was_read_of_it(knowledge: Knowledge) -> None:
    """Sources that were not read back nothing that is called checked."""
    unread = {source.id for source in knowledge.sources.values() if source.read.startswith("not read")}
    assert "pacc-2017" in unread
    checked = [one for one in knowledge.statements if one.checked_against_source]
    assert [one.id for one in checked if set(one.sources) <= unread] == []
