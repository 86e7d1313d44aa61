"""What holds for every pathway and any facts."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cisterna.emergency.facts import FIELDS, EmergencyFacts
from cisterna.emergency.items import Figure, WorkedOut
from cisterna.emergency.worked import PATHWAYS, UnknownPathway, work_out
from cisterna.knowledge import Figures
from cisterna.quantities import Age, BodyWeight, Quantity, Volume
from cisterna.reasons import Force
from cisterna.wording import do_about, say, templates, title
from emergency.worked_facts import (
    DUAL,
    FULL,
    LINE,
    ON,
    codes,
    flow,
    h,
    knowledge,
    mix,
    ml,
    quantities,
    rate,
    worked,
)

EXAMPLES = {
    "nothing": EmergencyFacts(),
    "dual": DUAL,
    "full": FULL,
    "fresh": FULL.with_options(since_fill=h("3 to 5 h")),
}
NAMES = sorted(PATHWAYS)

# One value for each fact, none of them at odds with another.
TOLD = {
    "pump": "medtronic-synchromed-ii-20",
    **LINE,
    "contents": mix(baclofen="2000 mcg/mL", morphine="5 mg/mL"),
    "entered": mix(baclofen="2000 mcg/mL", morphine="5 mg/mL"),
    "flow": flow("0.2 mL/day"),
    "doses": {"baclofen": rate("400 mcg/day"), "morphine": rate("1 mg/day")},
    "since_delivery": h("9 h"),
    "since_fill": h("100 h"),
    "reservoir_volume": Volume.parse("9 mL"),
    "reservoir_expected": Volume.parse("8 mL"),
    "low_reservoir_alarm": Volume.parse("2 mL"),
    "injected": Volume.parse("18 mL"),
    "recovered": Volume.parse("2 mL"),
    "alarm": "low reservoir",
    "weight": BodyWeight.parse("30 kg"),
    "age": Age.parse("11 y"),
    "opioid_on_board": "yes",
    "opioid_exposure": "naive",
    "airway_available": "no",
    "apnea": "no",
    "oral_baclofen": rate("60 mg/day"),
}
SHARPENS = {
    "recovered": "what came back is taken off the most that can lie in the pocket",
    "oral_baclofen": "the dose that is given takes the place of a source's example",
    "since_fill": "the line is not simply full of what the reservoir holds",
    "doses": "a dose that is told goes before one that is worked out",
    "reservoir_volume": "the volume that is told goes before the one at which the alarm is set",
}
"""Facts that replace a number instead of adding one; each has a test of its own."""

ASKED = {step.name.partition(" (")[0] for name in NAMES for step in worked(name, FULL).trace}
"""Every question that is asked, among the names of the steps."""

subsets = st.sets(st.sampled_from(sorted(TOLD)))


@pytest.mark.parametrize("name", NAMES)
def test_it_works_with_nothing_and_says_what_would_help(name: str) -> None:
    """No fact is needed; what is missing is named in words that a screen can show."""
    found = worked(name)
    assert found.items
    assert found.missing
    assert set(found.missing) <= set(FIELDS)
    assert found.statements


@settings(max_examples=60)
@pytest.mark.parametrize("name", NAMES)
@given(told=subsets)
def test_no_missing_fact_raises(name: str, told: set[str]) -> None:
    """Any subset of the facts; and what is told is never called missing."""
    found = worked(name, EmergencyFacts(**{fact: TOLD[fact] for fact in told}))
    never = {"doses", "contents"} if "doses" in told or "contents" in told else set()
    assert not (set(found.missing) - never) & (told - {"flow", "entered"})


def figures(found: WorkedOut) -> dict[tuple[str, ...], set[tuple[Quantity, Quantity]]]:
    """Every figure shown, by code, drug and name."""
    shown: dict[tuple[str, ...], set[tuple[Quantity, Quantity]]] = {}
    for finding in found.findings:
        for key, value in finding.values.items():
            if isinstance(value, Figure):
                where = (finding.code, str(finding.values.get("drug", "")), *finding.because, key)
                shown.setdefault(where, set()).add((value.low, value.high))
    return shown


@settings(max_examples=60)
@pytest.mark.parametrize("name", NAMES)
@given(told=subsets, more=st.sampled_from(sorted(set(TOLD) - set(SHARPENS))))
def test_fewer_facts_never_show_a_number_that_more_contradict(name: str, told: set[str], more: str) -> None:
    """With one fact more every figure that is still shown is the same one, or lies within what was shown before."""
    few = figures(worked(name, EmergencyFacts(**{fact: TOLD[fact] for fact in told - set(SHARPENS)})))
    facts = {fact: TOLD[fact] for fact in (told - set(SHARPENS)) | {more}}
    many = figures(worked(name, EmergencyFacts(**facts)))
    for where in few.keys() & many.keys():
        for low, high in many[where]:
            if where[0] == "line-holds-of-new-fill" or "tubing" in where[0]:
                assert any(was_low <= low and high <= was_high for was_low, was_high in few[where]), where  # type: ignore[operator]
            else:
                assert (low, high) in few[where], where


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("facts", EXAMPLES.values(), ids=EXAMPLES)
def test_every_number_is_in_the_trace_or_in_a_statement(name: str, facts: EmergencyFacts) -> None:
    """Each value of each finding stands in a step, or in the answer of a statement it cites."""
    found = worked(name, facts)
    traced = {each for step in found.trace for each in quantities(step.result)}
    for finding in found.findings:
        known = traced | {q for id in finding.because for q in quantities(knowledge().statement(id).says)}
        for key, value in finding.values.items():
            for each in quantities(value):
                assert each in known, (finding.code, key, each)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("facts", EXAMPLES.values(), ids=EXAMPLES)
def test_every_finding_can_be_said(name: str, facts: EmergencyFacts) -> None:
    """A whole sentence, no place left open, no drug name of ours where the screen's belongs."""
    found = worked(name, facts)
    for finding in found.findings:
        for text in (title(finding), say(finding, str.upper), do_about(finding, str.upper)):
            assert not re.search(r"[{}]|\bbaclofen\b(?! therapy)", text) or "intrathecal baclofen" in text, text
        assert re.fullmatch(r".+[.:]", say(finding))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("facts", EXAMPLES.values(), ids=EXAMPLES)
def test_what_an_item_rests_on_is_there(name: str, facts: EmergencyFacts) -> None:
    """Its steps are in the trace, its statements are known and counted as used."""
    found = worked(name, facts)
    for item in found.items:
        assert set(item.steps) <= {step.name for step in found.trace}
        for id in item.because:
            assert knowledge().statement(id).id == id
            assert id in found.statements
    assert [finding for finding in found.findings if bool(finding.missing) != (finding.force is Force.UNKNOWN)] == []


def test_every_template_is_used_and_every_code_has_one() -> None:
    """Codes in the package and templates in the words are the same."""
    from cisterna.wording.emergency import EMERGENCY

    package = Path(worked.__code__.co_filename).parents[2] / "src" / "cisterna" / "emergency"
    source = "".join(path.read_text("utf-8") for path in package.glob("*.py"))
    unused = [code for code in EMERGENCY if f'"{code}"' not in source and code.rpartition("-")[0] != "fluid"]
    assert [code for code in unused if code not in ("reservoir-opioid", "reservoir-baclofen")] == []
    assert set(EMERGENCY) <= set(templates())
    for name in NAMES:
        for facts in EXAMPLES.values():
            assert codes(worked(name, facts)) <= set(EMERGENCY)


def test_an_unknown_pathway_is_an_error_that_names_them() -> None:
    """It says what to write."""
    with pytest.raises(UnknownPathway) as error:
        work_out("fever", EmergencyFacts(), knowledge(), on=ON)
    assert str(error.value) == (
        "'fever' is not an emergency pathway. Write one of: withdrawal, opioid-overdose, baclofen-overdose, alarm, "
        "pump-stopped, wrong-fill, pocket-fill, infection."
    )


def test_two_runs_are_the_same() -> None:
    """Same facts, same findings, same trace."""
    for name in NAMES:
        first, second = worked(name, FULL), worked(name, FULL)
        assert first.items == second.items
        assert list(first.trace) == list(second.trace)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            {"airway_available": "maybe"},
            "'maybe' is no answer to whether somebody who can secure an airway, and a ventilator, are at hand. Write "
            "one of: yes, no, unknown.",
        ),
        (
            {"alarm": "beep"},
            "'beep' is no answer to which alarm sounds. Write one of: low reservoir, empty reservoir, stopped, "
            "unknown.",
        ),
        (
            {"opioid_exposure": "some"},
            "'some' is no answer to what the patient's body is used to. Write one of: naive, below tolerance, "
            "tolerant, interrupted, unknown.",
        ),
        (
            {"flow": flow("0 mL/day")},
            "a flow of 0 mL/day does not run. Give the flow that ran last, and since when nothing is delivered.",
        ),
        (
            {"injected": Volume.parse("3 mL"), "recovered": Volume.parse("5 mL")},
            "5 mL came back of 3 mL that was injected: that cannot be. Correct one of them.",
        ),
        ({"line": ()}, "the line is told as no stretch of fluid at all. Leave it out if it is not known."),
    ],
)
def test_a_fact_that_cannot_be_is_refused(facts: dict[str, object], message: str) -> None:
    """What was given, what was expected, what to do."""
    with pytest.raises(ValueError) as error:
        EmergencyFacts(**facts)  # type: ignore[arg-type]
    assert str(error.value) == message


def test_unknown_counts_as_not_told() -> None:
    """The word is an answer, and tells nothing."""
    facts = EmergencyFacts(airway_available="unknown", alarm="unknown", opioid_on_board="unknown", apnea="unknown")
    assert facts == EmergencyFacts()
    assert facts.known == ()


def test_options_are_laid_over_a_case() -> None:
    """What is not given stays as the case has it."""
    facts = DUAL.with_options(flow=None, catheter_volume=ml("0.2 mL"))
    assert facts.flow == DUAL.flow
    assert facts.catheter_volume == ml("0.2 mL")


def test_facts_from_a_case() -> None:
    """The seed's case: pump, volumes, contents, flow and dose; the moment of the case is now."""
    from consult.cases import case

    facts = EmergencyFacts.from_case(case("seed.toml"), knowledge().catalogue)
    assert facts.pump == "medtronic-synchromed-ii-40"
    assert facts.path_volume == ml("0.312 mL")
    assert facts.contents == mix(baclofen="2000 mcg/mL")
    assert facts.flow == flow("0.15 mL/day")
    assert facts.doses == {"baclofen": rate("300 mcg/day")}
    assert facts.opioid_exposure == "naive"
    assert facts.clock is not None
    assert "withdrawal-begins-at" in codes(worked("pump-stopped", facts.with_options(since_delivery=h("1 h"))))


@pytest.mark.parametrize("name", NAMES)
def test_a_day_before_any_source_is_in_force_raises_nothing(name: str) -> None:
    """Silence is a result: what facts alone give is still worked out."""
    found = work_out(name, FULL, knowledge(), on=date(1999, 1, 1))
    assert found.statements == ()
    assert found.item("line") is not None


@pytest.mark.parametrize("name", ["pump-stopped", "alarm", "infection", "opioid-overdose"])
def test_a_pump_told_to_hold_no_baclofen_gets_nothing_about_baclofen(name: str) -> None:
    """And it is said that it was left out; in the withdrawal pathway nothing is left out."""
    facts = EmergencyFacts(contents=mix(morphine="10 mg/mL"), flow=flow("0.3 mL/day"))
    found = worked(name, facts)
    assert "no-held-drug" in codes(found)
    assert not {"restart-source-says", "oral-repeated", "withdrawal-onset", "weaning-published"} & codes(found)
    assert {"restart-source-says", "oral-repeated", "withdrawal-onset"} <= codes(worked("withdrawal", facts))


def test_a_wrong_fill_without_baclofen_is_no_reason_to_leave_baclofen_out() -> None:
    """What the pump was told is not known, so the baclofen may be what was replaced."""
    found = worked("wrong-fill", EmergencyFacts(contents=mix(morphine="10 mg/mL")))
    assert "no-held-drug" not in codes(found)
    assert {"dilemma-stop", "withdrawal-if-stopped-now"} <= codes(found)


def test_half_of_a_statements_figures_is_not_worked_with() -> None:
    """Every statement that is worked with gives all figures its question asks for."""
    for question in knowledge().questions.values():
        if question.shape != "figures" or question.id not in ASKED:
            continue
        for one in knowledge().asking(question.id):
            assert isinstance(one.says, Figures)
            assert {name for name, _ in one.says.values} == {name for name, _ in question.figures}, one.id
