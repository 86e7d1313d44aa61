"""The fixed first screens: they fit, they say what must be said, and every number in them stands in a statement."""

from __future__ import annotations

import re
from itertools import pairwise, product

import pytest

from cisterna.emergency import AUDIENCES, NAMES, Contacts, Pathway, UnknownPathway, UnknownReader, pathway
from cisterna.emergency.screens import CHOICE, DIGEST, RING, STATEMENTS
from cisterna.papers.emergency import NOT_ENTERED, choice, first_screen, sources
from cisterna.papers.layout import Style
from cisterna.wording.readability import (
    HARDEST_MEAN,
    HARDEST_SENTENCE,
    LONGEST_SENTENCE,
    grade,
    read_sentence,
    sentences,
)
from cisterna.wording.renderings import given_words
from emergency.generator import figures

EVERY = list(product(NAMES, AUDIENCES))
LONGEST = "x" * 44


def screen(name: str, audience: str = "physician", contacts: Contacts | None = None, **how: str) -> list[str]:
    """The first screen as 80 columns show it."""
    return first_screen(pathway(name, audience), Style(80), contacts or Contacts(), **how)


def running(name: str, audience: str = "physician") -> str:
    """The steps of a screen as one line of text."""
    return " ".join(step.text for step in pathway(name, audience).steps)


@pytest.mark.parametrize("contacts", [Contacts(), Contacts(LONGEST, LONGEST, "a", "b")], ids=["shipped", "entered"])
@pytest.mark.parametrize(("name", "audience"), EVERY)
def test_it_fits_a_terminal(name: str, audience: str, contacts: Contacts) -> None:
    """80 by 24, with a line to spare for the prompt below it, title and last line included."""
    lines = screen(name, audience, contacts)
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("EMERGENCY: ")
    assert lines[0].endswith(f" {audience}")


@pytest.mark.parametrize(("name", "audience"), EVERY)
def test_any_terminal_can_show_it(name: str, audience: str) -> None:
    """Plain characters only, and no line that ends in a space."""
    lines = screen(name, audience)
    assert [] == [line for line in lines if not line.isascii() or line != line.rstrip()]


@pytest.mark.parametrize("name", NAMES)
def test_a_narrow_terminal_shows_all_of_it(name: str) -> None:
    """Nothing is cut; it only gets longer."""
    wide, narrow = (first_screen(pathway(name), Style(width), Contacts()) for width in (80, 60))
    assert " ".join(wide).split() == " ".join(narrow).split()
    assert max(map(len, narrow)) <= 60


@pytest.mark.parametrize(("name", "audience"), EVERY)
def test_it_ends_with_how_to_go_on_and_who_has_looked_at_it(name: str, audience: str) -> None:
    """Whom to ring, how to add facts, that nobody has approved it, and the digits it is known by."""
    service, maker, facts, last = screen(name, audience)[-4:]
    assert service == f"Ring  Pump service: {NOT_ENTERED}"
    assert maker == f"      Maker's technical line: {NOT_ENTERED}"
    assert facts.startswith("Add facts: --")
    digits = DIGEST.removeprefix("sha256:")[:12]
    assert last == f"Nobody has approved this text. Text {digits}. Who says each step: --sources"


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize(("name", "audience"), EVERY)
def test_no_line_ends_between_a_number_and_its_unit(name: str, audience: str, width: int) -> None:
    """A dose is read whole."""
    lines = first_screen(pathway(name, audience), Style(width), Contacts())[1:-4]
    split = [
        (line, following)
        for line, following in pairwise(lines)
        if re.search(r"\d$", line) and re.match(r" +(?:mg|mcg|mL|%|h|min|hours?|days?)\b", following)
    ]
    assert split == []


def test_numbers_that_were_entered_are_shown() -> None:
    """In the place of the words that say that there is none."""
    lines = screen("alarm", contacts=Contacts("extension 4711", None, "settings.toml: clinic list", ""))
    assert "Ring  Pump service: extension 4711" in lines
    assert f"      Maker's technical line: {NOT_ENTERED}" in lines


@pytest.mark.parametrize(("name", "audience"), EVERY)
def test_every_number_stands_in_a_statement_of_its_step(name: str, audience: str) -> None:
    """With the same unit."""
    for step in pathway(name, audience).steps:
        held = {figure for id in step.cites for figure in figures(STATEMENTS[id][0])}
        assert [] == [figure for figure in figures(step.text) if figure not in held], step.text


@pytest.mark.parametrize("name", NAMES)
def test_all_readers_get_the_same_numbers_from_the_same_statements(name: str) -> None:
    """Step by step, units included."""
    physician = pathway(name)
    for audience in AUDIENCES[1:]:
        other = pathway(name, audience)
        assert [figures(step.text) for step in other.steps] == [figures(step.text) for step in physician.steps]
        assert [step.cites for step in other.steps] == [step.cites for step in physician.steps]


@pytest.mark.parametrize(("name", "audience"), EVERY)
def test_every_step_rests_on_statements_that_are_there(name: str, audience: str) -> None:
    """At least one a step, and nobody has approved any of them."""
    shown = pathway(name, audience)
    assert [] == [step.text for step in shown.steps if not step.cites]
    assert {STATEMENTS[id][3] for id in shown.cites} == {"submitted; nobody has reviewed it"}
    assert shown.review == "submitted; nobody has reviewed it"


MUST = [
    "magnet is not a switch",
    "central port",
    "not the side ",
    "non-coring needle",
    "never leave a running pump empty",
]
"""What every pathway says to every reader who stands at a pump without a programmer."""


@pytest.mark.parametrize(("name", "audience"), EVERY)
def test_what_every_screen_says_about_the_pump(name: str, audience: str) -> None:
    """A magnet is not a switch, central and not side port, non-coring needle, no running pump left empty."""
    text = running(name, audience)
    assert [] == [words for words in MUST if words not in text.lower()]


@pytest.mark.parametrize("name", NAMES)
def test_a_programmer_is_asked_for_only_in_steps_that_say_so(name: str) -> None:
    """The steps for those who have none are marked; with one, the others are."""
    without = [line for line in screen(name, programmer="no") if line.startswith(">")]
    assert without
    assert all("magnet is not a switch" in line or "No programmer" in line for line in without)
    assert not any(line.startswith(">") for line in screen(name))


SAYS = [
    ("withdrawal", ["sources differ", "wait for no imaging or laboratory result", "It may not protect",
                    "boxed warning", "restarting restarts it too", "creatine kinase", "specialist"]),
    ("opioid-overdose", ["Naloxone does nothing for baclofen", "repeat or infuse", "at least 24 h",
                         "stopped, baclofen withdrawal begins 12 h to 3 days later", "left on, the opioid keeps coming",
                         "Restarting later restarts the opioid too", "Not after a pocket fill"]),
    ("baclofen-overdose", ["naloxone does nothing for baclofen", "30 to 40 mL", "brain death", "Withdrawal may follow",
                           "restarting restarts it too"]),
    ("alarm", ["interrogated", "Critical or unknown: treat as stopped", "Treat first", "Silence proves nothing"]),
    ("pump-stopped", ["replacement plan now", "12 h to 3 days", "restarting restarts it too", "refer and transfer"]),
    ("wrong-fill", ["side (catheter access) port", "No bolus, no prime", "two people checking",
                    "naloxone does nothing for baclofen"]),
    ("pocket-fill", ["Aspirate the pocket", "No lumbar puncture, no cerebrospinal fluid step", "12 h after 540 mg"]),
    ("infection", ["Do not just explant", "replacement first", "external intrathecal catheter", "refer to a center",
                   "may not protect"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "words"), SAYS, ids=[name for name, _ in SAYS])
def test_what_a_pathway_must_say(name: str, words: list[str]) -> None:
    """The points on which the pathway turns."""
    text = running(name).lower()
    assert [] == [each for each in words if each.lower() not in text]


def test_no_fluid_is_withdrawn_after_a_pocket_fill() -> None:
    """The drug is in the tissue: no volume of cerebrospinal fluid stands on that screen."""
    assert [] == [audience for audience in AUDIENCES if "30 to 40 mL" in running("pocket-fill", audience)]


def place(shown: Pathway, words: str) -> int:
    """The number of the first step that says so."""
    return next(number for number, step in enumerate(shown.steps, 1) if words.lower() in step.text.lower())


ORDER = [
    ("withdrawal", ["airway", "treat now", "lorazepam", "baclofen oral", "restore intrathecal", "interrogate"]),
    ("opioid-overdose", ["open the airway", "naloxone iv", "stop the pump", "withdraw 30", "empty the reservoir"]),
    ("baclofen-overdose", ["airway", "stop the pump", "withdraw 30", "withdrawal may follow"]),
    ("wrong-fill", ["airway", "critical care", "stop the pump", "empty the reservoir", "refill at once"]),
    ("pocket-fill", ["airway", "naloxone iv", "aspirate the pocket", "compare reservoir"]),
    ("infection", ["airway", "do not just explant", "ring the implanting team", "external intrathecal"]),
    ("pump-stopped", ["airway", "replacement plan now", "bridge", "restart: "]),
    ("alarm", ["the patient first", "interrogated", "low reservoir"]),
]


@pytest.mark.parametrize(("name", "order"), ORDER, ids=[name for name, _ in ORDER])
def test_the_order_is_breathing_call_treat_restore(name: str, order: list[str]) -> None:
    """Each comes after the one before it, and the first of them is the first step."""
    found = [place(pathway(name), words) for words in order]
    assert found[0] == 1
    assert found == sorted(found)


@pytest.mark.parametrize("name", NAMES)
def test_the_patient_calls_the_emergency_number_first(name: str) -> None:
    """These are the first words of the first step."""
    assert pathway(name, "patient").steps[0].text.startswith("Call your emergency number now")


JARGON = ["CSF", "lumbar", "interrogate the", "IV ", "apnea", "bolus", "catheter access", "aspirat", "creatine"]


@pytest.mark.parametrize("name", NAMES)
def test_the_patient_is_spoken_to_in_plain_words(name: str) -> None:
    """No term of the trade without a plain word beside it."""
    assert [] == [word for word in JARGON if word.lower() in running(name, "patient").lower()]


@pytest.mark.parametrize("name", NAMES)
def test_the_patients_words_are_easy_to_read(name: str) -> None:
    """The bars of every text for patients; what is said to the staff beside them is measured in the mean alone."""
    steps = [step.text for step in pathway(name, "patient").steps]
    assert grade(" ".join(steps), given=given_words()) <= HARDEST_MEAN
    own = [each for text in steps for each in sentences(text.partition("Staff")[0]) if not text.startswith("Staff")]
    read = [read_sentence(each, given=given_words()) for each in own]
    assert [] == [each.text for each in read if each.grade > HARDEST_SENTENCE or each.words > LONGEST_SENTENCE]


def test_blood_pressure_is_no_splitter_and_both_sides_are_cited() -> None:
    """The page that says high and those that say low stand behind the same step."""
    step = pathway("withdrawal").steps[1]
    assert "Blood pressure does not decide: sources differ." in step.text
    assert {id for id in step.cites if "pressure" in id} == {
        "baclofen.withdrawal-pressure.emergency-card",
        "baclofen.withdrawal-pressure.family-practice",
        "baclofen.withdrawal-pressure.rehabilitation",
    }


@pytest.mark.parametrize("audience", AUDIENCES)
def test_without_a_name_all_eight_are_listed_and_the_unsure_are_told(audience: str) -> None:
    """One entry each, and which signs lead to which; it fits as well."""
    lines = choice(Style(80), audience)
    assert [line.split()[0] for line in lines if re.match(r"  [a-z]", line)] == list(NAMES)
    assert "When unsure:" in lines
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert all(cites and set(cites) <= set(STATEMENTS) for _, cites in CHOICE)


@pytest.mark.parametrize("name", NAMES)
def test_the_foot_names_every_statement_under_its_step(name: str) -> None:
    """With certainty and review state, and whether a telephone number was entered."""
    shown = pathway(name)
    text = " ".join(" ".join(sources(shown, Style(80), Contacts())).split())
    assert [] == [id for id in (*shown.cites, *RING) if f"({id}; " not in text]
    assert "pump service: not entered" in text
    assert DIGEST in text


def test_the_foot_says_where_a_number_to_ring_comes_from() -> None:
    """The source that was entered with it."""
    text = "\n".join(sources(pathway("alarm"), Style(80), Contacts("4711", None, "settings.toml: clinic list", "")))
    assert " pump service: settings.toml: clinic list" in text
    assert " maker's line: not entered" in text


def test_a_name_that_no_pathway_has() -> None:
    """The message lists those there are."""
    with pytest.raises(UnknownPathway) as error:
        pathway("sepsis")
    assert str(error.value) == (
        "'sepsis' is not a pathway. Write one of: withdrawal, opioid-overdose, baclofen-overdose, alarm, pump-stopped, "
        "wrong-fill, pocket-fill, infection."
    )


def test_a_reader_nobody_wrote_for() -> None:
    """The message lists the four."""
    with pytest.raises(UnknownReader) as error:
        pathway("alarm", "surgeon")
    assert str(error.value) == "'surgeon' is not a reader. Write one of: physician, pharmacist, nurse, patient."
