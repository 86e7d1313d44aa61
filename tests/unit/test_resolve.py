"""What statements add up to: agreement, disagreement, silence, a missing fact, exceptions, dates and reviews."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cisterna.files.knowledge import read_knowledge_folder
from cisterna.files.pack import read_pack_folder
from cisterna.knowledge import (
    Disagree,
    Figures,
    Holds,
    Knowledge,
    Ladder,
    NeedsFact,
    Review,
    Silent,
    Span,
    UnknownStatement,
    Word,
    build,
    resolve,
)
from cisterna.quantities import Age, DoseRate, Quantity, Ratio
from cisterna.reasons import Trace

GOOD = Path(__file__).parents[1] / "kb" / "good"
ON = date(2026, 11, 23)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The small sound pack of tests/kb/good."""
    return read_knowledge_folder(GOOD)


def build_with(changes: dict[str, dict[str, object]], **options: object) -> Knowledge:
    """The small pack with top-level keys of some statements changed or added; nothing may be wrong with it."""
    documents = read_pack_folder(GOOD)
    for name, keys in changes.items():
        document = documents.get(name, {})
        assert isinstance(document, dict)
        documents[name] = {**document, **keys}
    built = build(documents, **options)  # type: ignore[arg-type]
    assert () == built.problems
    assert built.knowledge is not None
    return built.knowledge


def ids(outcome: object) -> list[str]:
    """Ids of the statements that fired."""
    return [one.id for one in outcome.statements]  # type: ignore[attr-defined]


def why(outcome: object) -> dict[str, str]:
    """Why the others did not."""
    return {entry.statement: entry.why for entry in outcome.not_fired}  # type: ignore[attr-defined]


def test_one_statement_holds(knowledge: Knowledge) -> None:
    """Its answer and nothing else."""
    outcome = resolve(knowledge, "may it stop", {"drug": "alpha"}, on=ON)
    assert isinstance(outcome, Holds)
    assert outcome.answer == Word("no")
    assert ids(outcome) == ["alpha.stop.label"]


def test_statements_that_disagree_are_all_kept(knowledge: Knowledge) -> None:
    """The side that the policy names goes first; the most cautious one is pointed out."""
    facts: dict[str, str | Quantity] = {"drug": "beta", "exposure": "naive", "age": Age.parse("54 y")}
    outcome = resolve(knowledge, "start range", facts, on=ON)
    assert isinstance(outcome, Disagree)
    assert [side.ids for side in outcome.sides] == [("beta.start.any",), ("beta.start.naive",)]
    assert outcome.first_by == "policy"
    assert outcome.most_cautious is not None
    assert outcome.most_cautious.ids == ("beta.start.naive",)
    assert outcome.format("mg/day") == "sources disagree: 0.02 to 0.5 mg/day | 0.01 to 0.1 mg/day"
    assert outcome.sides[0].cautious == "smaller"
    assert why(outcome) == {"beta.start.naive-child": "needs that age below 18 y; here it is 54 y"}


def test_without_policy_the_cautious_side_goes_first(knowledge: Knowledge) -> None:
    """And it says so."""
    policy = read_pack_folder(GOOD)["policy/shipped.toml"]
    assert isinstance(policy, dict)
    changed = build_with({}, policy={**policy, "first": {"value": {}, "standing": "for tests"}})
    facts: dict[str, str | Quantity] = {"drug": "beta", "exposure": "naive", "age": Age.parse("54 y")}
    outcome = resolve(changed, "start range", facts, on=ON)
    assert isinstance(outcome, Disagree)
    assert (outcome.first_by, outcome.sides[0].ids) == ("caution", ("beta.start.naive",))


@pytest.mark.parametrize(
    ("directions", "first", "first_by"),
    [
        (("larger", "larger"), "beta.start.any", "caution"),
        (("smaller", "smaller"), "beta.start.naive", "caution"),
        (("smaller", "larger"), "beta.start.any", "order"),
    ],
)
def test_caution_has_a_direction(directions: tuple[str, str], first: str, first_by: str) -> None:
    """Where the sides do not agree on the direction, nothing is called cautious."""
    policy = read_pack_folder(GOOD)["policy/shipped.toml"]
    assert isinstance(policy, dict)
    changed = build_with(
        {
            "statements/beta/start.any.toml": {"cautious": directions[0]},
            "statements/beta/start.naive.toml": {"cautious": directions[1]},
        },
        policy={**policy, "first": {"value": {}, "standing": "for tests"}},
    )
    facts: dict[str, str | Quantity] = {"drug": "beta", "exposure": "naive", "age": Age.parse("54 y")}
    outcome = resolve(changed, "start range", facts, on=ON)
    assert isinstance(outcome, Disagree)
    assert (outcome.sides[0].ids, outcome.first_by) == ((first,), first_by)
    assert (outcome.most_cautious is None) == (first_by == "order")


def test_statements_that_say_the_same_do_not_conflict() -> None:
    """They are one side."""
    same = build_with({"statements/beta/start.any.toml": {"says": {"low": "10 mcg/day", "high": "0.1 mg/day"}}})
    facts: dict[str, str | Quantity] = {"drug": "beta", "exposure": "naive", "age": Age.parse("54 y")}
    outcome = resolve(same, "start range", facts, on=ON)
    assert isinstance(outcome, Holds)
    assert ids(outcome) == ["beta.start.any", "beta.start.naive"]


def test_a_missing_fact_is_named_and_what_is_known_is_kept(knowledge: Knowledge) -> None:
    """By its name, and as a case file writes it."""
    outcome = resolve(knowledge, "start range", {"drug": "beta"}, on=ON)
    assert isinstance(outcome, NeedsFact)
    assert outcome.missing == ("age", "exposure")
    assert outcome.fields == ("patient.age", "patient.exposure")
    assert [side.ids for side in outcome.known] == [("beta.start.any",)]
    assert [one.id for one in outcome.open] == ["beta.start.naive", "beta.start.naive-child"]
    assert outcome.format() == "not told: patient.age, patient.exposure"


def test_unknown_counts_as_not_told(knowledge: Knowledge) -> None:
    """A case that says 'unknown' says nothing."""
    outcome = resolve(knowledge, "start range", {"drug": "beta", "exposure": "unknown"}, on=ON)
    assert isinstance(outcome, NeedsFact)
    assert "exposure" in outcome.missing


def test_a_fact_that_settles_nothing_is_not_asked_for(knowledge: Knowledge) -> None:
    """A tolerant patient's age matters to no statement that is left."""
    outcome = resolve(knowledge, "start range", {"drug": "beta", "exposure": "tolerant"}, on=ON)
    assert isinstance(outcome, Holds)
    assert why(outcome) == {
        "beta.start.naive": "needs that exposure is naive; here it is tolerant",
        "beta.start.naive-child": "needs that exposure is naive; here it is tolerant",
    }


def test_a_fact_is_not_asked_for_where_the_answer_is_the_same_anyway() -> None:
    """Both the statement that fires and the one that waits say the same."""
    same = build_with({"statements/alpha/step.adults.toml": {"when": {"drug": "alpha"}, "says": {"high": "10 %"}}})
    outcome = resolve(same, "step", {"drug": "alpha"}, on=ON)
    assert isinstance(outcome, Holds)
    assert ids(outcome) == ["alpha.step.adults"]


def test_brackets_are_half_open(knowledge: Knowledge) -> None:
    """At 18 years a patient is in the upper one, and in no other."""
    for age, wanted in (("17 y", "alpha.step.children"), ("18 y", "alpha.step.adults"), ("19 y", "alpha.step.adults")):
        outcome = resolve(knowledge, "step", {"drug": "alpha", "age": Age.parse(age)}, on=ON)
        assert ids(outcome) == [wanted]


def test_an_exception_beats_its_base(knowledge: Knowledge) -> None:
    """And the base is kept as not fired."""
    facts: dict[str, str | Quantity] = {"drug": "beta", "exposure": "naive", "age": Age.parse("8 y")}
    outcome = resolve(knowledge, "start range", facts, on=ON)
    assert ids(outcome) == ["beta.start.any", "beta.start.naive-child"]
    assert why(outcome) == {"beta.start.naive": "the exception beta.start.naive-child applies"}


def test_while_an_exception_waits_its_base_waits(knowledge: Knowledge) -> None:
    """The age decides which of the two speaks."""
    outcome = resolve(knowledge, "start range", {"drug": "beta", "exposure": "naive"}, on=ON)
    assert isinstance(outcome, NeedsFact)
    assert outcome.missing == ("age",)
    assert {one.id for one in outcome.open} == {"beta.start.naive", "beta.start.naive-child"}


def test_an_exception_to_an_exception_beats_both() -> None:
    """Through any number of steps, also where the one between does not apply."""
    changed = build_with(
        {
            "statements/beta/start.any.toml": {"exception_to": ["beta.start.naive-child"], "when": {"drug": "beta"}},
        }
    )
    for age in ("8 y", "54 y"):
        facts: dict[str, str | Quantity] = {"drug": "beta", "exposure": "naive", "age": Age.parse(age)}
        assert ids(resolve(changed, "start range", facts, on=ON))[0] == "beta.start.any"
    child: dict[str, str | Quantity] = {"drug": "beta", "exposure": "naive", "age": Age.parse("8 y")}
    outcome = resolve(changed, "start range", child, on=ON)
    assert ids(outcome) == ["beta.start.any"]
    assert set(why(outcome)) == {"beta.start.naive", "beta.start.naive-child"}


def test_nobody_says_anything(knowledge: Knowledge) -> None:
    """Silence is an answer; statements about another drug are not listed as reasons."""
    outcome = resolve(knowledge, "may it stop", {"drug": "beta"}, on=ON)
    assert isinstance(outcome, Silent)
    assert outcome.not_fired == ()
    assert outcome.format() == "no source says"


def test_answers_that_add_up_never_conflict() -> None:
    """Each stands for itself; there is no single answer."""
    escalation = read_pack_folder(GOOD)["statements/beta/escalation.paper.toml"]
    assert isinstance(escalation, dict)
    more = {**escalation, "id": "beta.escalation.second", "says": {"share": "60 %"}}
    changed = build_with({"statements/beta/escalation.second.toml": more})
    outcome = resolve(changed, "escalation", {}, on=ON)
    assert isinstance(outcome, Holds)
    assert len(outcome.answers) == 2
    with pytest.raises(ValueError, match="add up"):
        _ = outcome.answer
    first = outcome.answers[0]
    assert isinstance(first, Figures)
    assert first["raise"] == Ratio.parse("66.7 %")
    assert first.get("part") is None
    with pytest.raises(KeyError, match="no figure is called 'part'"):
        _ = first["part"]


@pytest.mark.parametrize(
    ("day", "fires", "reason"),
    [
        (date(2019, 12, 31), False, "not in force before 2020-01-01"),
        (date(2020, 1, 1), True, ""),
        (date(2029, 12, 31), True, ""),
        (date(2030, 1, 1), False, "no longer in force since 2030-01-01"),
    ],
)
def test_dates(knowledge: Knowledge, day: date, fires: bool, reason: str) -> None:
    """From its first day on, until the day before its last."""
    outcome = resolve(knowledge, "start range", {"drug": "beta", "exposure": "tolerant"}, on=day)
    assert ("beta.start.any" in ids(outcome)) == fires
    assert why(outcome).get("beta.start.any", "") == reason
    assert ("beta.start.any" in [one.id for one in knowledge.on(day)]) == fires


def test_a_withdrawn_statement_never_fires() -> None:
    """Whatever the facts and the date are."""
    withdrawn = Review("withdrawn", by="A. Person", on=date(2026, 2, 1))
    changed = build_with({}, reviews={"alpha.stop.label": withdrawn})
    outcome = resolve(changed, "may it stop", {"drug": "alpha"}, on=ON)
    assert isinstance(outcome, Silent)
    assert why(outcome) == {"alpha.stop.label": "withdrawn"}
    assert "alpha.stop.label" not in [one.id for one in changed.on(ON)]


def test_an_approval_belongs_to_a_text(knowledge: Knowledge) -> None:
    """It counts for the text it was given to, and lapses with it."""
    digest = knowledge.digest_of("alpha.stop.label")
    approved = Review("approved", by="A. Person", on=date(2026, 2, 1), of=digest)
    changed = build_with({}, reviews={"alpha.stop.label": approved})
    assert changed.statement("alpha.stop.label").review.approved
    assert changed.lapsed == ()
    assert [one.id for one in changed.not_approved(["alpha.stop.label", "beta.start.any"])] == ["beta.start.any"]
    reworded = {"statements/alpha/stop.label.toml": {"text": "Alpha is never stopped."}}
    lapsed = build_with(reworded, reviews={"alpha.stop.label": approved})
    assert lapsed.statement("alpha.stop.label").review == Review()
    assert lapsed.lapsed == ("alpha.stop.label",)


def test_statements_due_to_be_read_again(knowledge: Knowledge) -> None:
    """From the day after the date on."""
    ids_ = ["alpha.stop.label", "alpha.stop.label"]
    assert knowledge.recheck_passed(ids_, on=date(2027, 1, 1)) == ()
    assert [one.id for one in knowledge.recheck_passed(ids_, on=date(2027, 1, 2))] == ["alpha.stop.label"]


def test_the_trace_keeps_what_fired_and_what_did_not(knowledge: Knowledge) -> None:
    """One step under the name that was given, its values in the drug's own unit."""
    trace = Trace()
    facts: dict[str, str | Quantity] = {"drug": "beta", "exposure": "naive", "age": Age.parse("54 y")}
    resolve(knowledge, "start range", facts, on=ON, trace=trace, name="start")
    step = trace["start"]
    assert step.says == "Between which daily doses may it start?"
    assert step.result == "sources disagree: 0.02 to 0.5 mg/day | 0.01 to 0.1 mg/day"
    assert step.cites == ("beta.start.any", "beta.start.naive")
    assert [entry.statement for entry in step.not_fired] == ["beta.start.naive-child"]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"drugs": "beta"}, "'drugs' is not a fact of this pack. Known: age, drug, exposure, pump."),
        ({"drug": "beta", "exposure": "new"}, "'new' is not a value of 'exposure'. Write one of: naive, tolerant."),
        ({"drug": "beta", "age": "54 y"}, "the fact 'age' is of type Age, not '54 y'"),
        ({"drug": Age.parse("54 y")}, "the fact 'drug' is text, not Age.parse('54 y')"),
    ],
)
def test_wrong_facts_are_a_mistake_of_the_caller(knowledge: Knowledge, facts: dict[str, str], sentence: str) -> None:
    """They never pass for a fact that is not told."""
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        resolve(knowledge, "start range", facts, on=ON)


def test_what_the_pack_does_not_hold_is_said(knowledge: Knowledge) -> None:
    """With what is near it."""
    with pytest.raises(UnknownStatement, match=r"'start' is not a question of this pack\. Known: escalation, looks,"):
        resolve(knowledge, "start", {}, on=ON)
    with pytest.raises(
        UnknownStatement, match=r"Near it: alpha\.stop\.label, alpha\.step.* `cisterna kb show` lists all"
    ):
        knowledge.statement("alpha.stop")
    with pytest.raises(UnknownStatement, match="`cisterna kb show` lists all"):
        knowledge.statement("omega")
    with pytest.raises(UnknownStatement, match="'nobody' is not a source"):
        knowledge.source("nobody")


def test_answers_are_exact_and_shown_in_words(knowledge: Knowledge) -> None:
    """Each shape says itself in one line."""
    shown = {one.id: one.says.format() for one in knowledge.statements}
    assert (
        shown["beta.looks.paper"] == "without a break up to 20 min; every 1 h until stable; every 2 to 4 h after that"
    )
    assert shown["beta.escalation.paper"] == "raise 66.7 %; share 54 %"
    assert shown["gamma.stability.paper"] == "stable for 30 days in 3 samples, in glass"
    assert shown["alpha.step.adults"] == "at most 20 %"
    assert Span(low=DoseRate(10)).format("mcg/day") == "at least 10 mcg/day"
    assert Span(typical=DoseRate(10)).format("mcg/day") == "about 10 mcg/day"
    ladder = knowledge.statement("beta.looks.paper").says
    assert isinstance(ladder, Ladder)
    assert ladder.rungs[0].every is None


def test_statements_cannot_be_made_wrong(knowledge: Knowledge) -> None:
    """Valid or not at all, also when made in code."""
    one = knowledge.statement("alpha.stop.label")
    with pytest.raises(ValueError, match="cites at least one source"):
        replace(one, cites=())
    with pytest.raises(ValueError, match="nobody can have checked"):
        replace(one, certainty="M-")
    with pytest.raises(ValueError, match="needs an end"):
        Span()
    with pytest.raises(ValueError, match="one dimension"):
        Span(DoseRate(1), Ratio(1))
