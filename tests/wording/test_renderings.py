"""A rendering that departs from its statement is named, with what to do; and so is one that is hard to read."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from cisterna.files.knowledge import load_knowledge, read_knowledge_folder
from cisterna.files.pack import pack_folder
from cisterna.files.renderings import lint_renderings, load_renderings
from cisterna.knowledge import Knowledge, Statement
from cisterna.wording.readers import RENDERED, Audience
from cisterna.wording.renderings import Rendering, Renderings, problems_of, read_renderings
from functional.command import cisterna

GOOD = Path(__file__).parents[1] / "kb" / "good"
NAIVE, KEEP, LABEL, BRIDGE = (
    "hydromorphone.start.naive-seed",
    "baclofen.interruption.seed",
    "baclofen.mixture-labelled.gablofen-monograph",
    "baclofen.bridge.best-practices-2016",
)


@cache
def knowledge() -> Knowledge:
    """The installed pack."""
    return load_knowledge()


@cache
def renderings() -> Renderings:
    """The installed renderings."""
    return load_renderings(knowledge())


def statements() -> dict[str, Statement]:
    """By id."""
    return {one.id: one for one in knowledge().statements}


def wrong(id: str, reader: str, said: str) -> list[str]:
    """What is said about `said` in place of the real rendering of this reader."""
    rendering = renderings()[id]._replace(**{reader: said})
    return [problem.message for problem in problems_of(statements()[id], rendering, "x.toml")]


def test_every_statement_has_words_for_every_reader() -> None:
    """Complete: what is listed here is a statement that somebody added without its renderings."""
    assert [] == [one.id for one in knowledge().statements if one.id not in renderings()]


def test_the_installed_renderings_are_sound() -> None:
    """Figures, bounds, names, routes, stance and readability of all of them."""
    assert () == lint_renderings(pack_folder(), knowledge())


@pytest.mark.parametrize("reader", RENDERED)
def test_no_rendering_is_the_text_itself(reader: str) -> None:
    """Other words: a rendering that repeats the physician's sentence says nothing to anybody else."""
    same = [
        one.id for one in knowledge().statements
        if one.id in renderings() and getattr(renderings()[one.id], reader) == one.text
    ]  # fmt: skip
    assert [] == same


DEPARTURES = [
    (
        NAIVE, "nurse", "In an opioid-naive patient intrathecal hydromorphone starts at 0.05 mg/day.",
        ["the text says 0.1 mg/day, and this does not. Say every number of the text, with its unit."],
    ),
    (
        NAIVE, "nurse", "In an opioid-naive patient intrathecal hydromorphone starts at 0.05 to 1 mg/day.",
        ["the text says 0.1 mg/day, and this does not. Say every number of the text, with its unit.",
         "this says 1 mg/day, and the text does not. Take it out, or correct the number and its unit."],
    ),
    (
        NAIVE, "nurse", "In an opioid-naive patient intrathecal hydromorphone starts at 0.05 to 0.1 mcg/day.",
        ["the text says 0.05 mg/day, 0.1 mg/day, and this does not. Say every number of the text, with its unit.",
         "this says 0.05 mcg/day, 0.1 mcg/day, and the text does not. Take it out, or correct the number and its "
         "unit."],
    ),
    (
        NAIVE, "pharmacist", "Intrathecal hydromorphone starts at 0.1 down to 0.05 mg/day.",
        ["the text says 0.1 mg/day, and this does not. Say every number of the text, with its unit.",
         "this says 0.1, and the text does not. Take it out, or correct the number and its unit."],
    ),
    (
        NAIVE, "pharmacist", "Intrathecal hydromorphone starts at 0.1 to 0.05 mg/day.",
        ["this says its numbers in another order (0.1 mg/day, 0.05 mg/day) than the text (0.05 mg/day, 0.1 mg/day). "
         "Keep the order, so that no number changes its owner."],
    ),
    (
        NAIVE, "pharmacist", "Intrathecal hydromorphone starts at no more than 0.05 to 0.1 mg/day.",
        ["this bounds a number ('at most' or its like), and the text does not. Leave the bound out."],
    ),
    (
        NAIVE, "pharmacist", "Intrathecal morphine starts at 0.05 to 0.1 mg/day.",
        ["the text names hydromorphone, and this names morphine. Name the same medicines."],
    ),
    (
        NAIVE, "pharmacist", "Hydromorphone starts at 0.05 to 0.1 mg/day.",
        ["the text says 'intrathecal', and this does not. Name the route."],
    ),
    (
        NAIVE, "pharmacist", "Intrathecal or oral hydromorphone starts at 0.05 to 0.1 mg/day.",
        ["this says 'by mouth' or its like, and the text does not. Leave the route out."],
    ),
    (
        NAIVE, "pharmacist", "Intrathecal hydromorphone must not start at 0.05 to 0.1 mg/day.",
        ["this forbids something, and the text does not. Say no more than the text."],
    ),
    (
        "hydromorphone.oral-morphine-equivalent.cdc-2022", "nurse",
        "1 mg of oral morphine counts as 5 mg of oral hydromorphone.",
        ["the text names hydromorphone, morphine in this order, and this names morphine, hydromorphone. Keep the "
         "order, so that no number changes its owner."],
    ),
    (
        "hydromorphone.observation.seed", "nurse",
        "Watch the patient in hospital for 24 hours after intrathecal hydromorphone is started.",
        ["the text bounds a number ('at least' or its like), and this does not. Keep the bound."],
    ),
    (
        KEEP, "nurse", "Intrathecal baclofen is stopped to make room for hydromorphone.",
        ["the statement says 'prohibited', and this forbids and warns of nothing. Say that it must not be done."],
    ),
    (
        LABEL, "pharmacist", "The monograph says to mix intrathecal baclofen with other drugs in pump or catheter.",
        ["the statement says 'no', and this forbids and warns of nothing. Say that it must not be done."],
    ),
    (
        BRIDGE, "nurse", "When the baclofen concentration changes at a refill, a bridge bolus is an option.",
        ["the statement says 'required', and this does not. Say that it has to be done."],
    ),
    (
        "baclofen.first-increase.summary", "nurse", "In the first 24 hours after the start the dose is raised.",
        ["the text denies or warns of something, and this does not. Keep the denial."],
    ),
    (
        KEEP, "patient",
        "The baclofen in your pump is never, at any time and for any reason, stopped to make room for hydromorphone.",
        ["'The baclofen in your pump...' has 20 words; at most 15 are read. Make it two sentences.",
         "the mean grade is 7.6; at most 6 is readable. Use shorter sentences."],
    ),
    (
        KEEP, "patient", "The pump's baclofen infusion is never stopped to start hydromorphone.",
        ["the mean grade is 6.1; at most 6 is readable. Use shorter sentences.",
         "'infusion' is not a patient's word. Write, for example, 'steady flow'."],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("id", "reader", "said", "expected"), DEPARTURES)
def test_a_departure_is_named(id: str, reader: str, said: str, expected: list[str]) -> None:
    """What the text says, what the rendering says, and what to do."""
    assert expected == wrong(id, reader, said)


FORMS: list[tuple[dict[str, object], list[str]]] = [
    (
        {"renderings/a.toml": {"no.such": {"pharmacist": "x", "nurse": "x", "patient": "x"}}},
        ["renderings/a.toml  \"no.such\": 'no.such' is not a statement of this pack. Correct the id, or remove this "
         "section."],
    ),
    (
        {"renderings/a.toml": {KEEP: {"pharmacist": "x", "patient": "x"}}},
        [f"renderings/a.toml  \"{KEEP}\": 'nurse' is missing. Write, for example, nurse = \"...\"."],
    ),
    (
        {"renderings/a.toml": {KEEP: {"pharmacist": "x", "nurse": "x", "patient": "x", "doctor": "x"}}},
        [f"renderings/a.toml  \"{KEEP}\".doctor: 'doctor' is not a key that is known here (known: nurse, patient, "
         "pharmacist). Correct it or remove it."],
    ),
    (
        {"renderings/a.toml": {KEEP: {"pharmacist": " ", "nurse": 5, "patient": "x"}}},
        [f"renderings/a.toml  \"{KEEP}\".pharmacist: the text is empty. Write it, or leave the line out where it may "
         "be left out.",
         f"renderings/a.toml  \"{KEEP}\".nurse: 5 is not text. Write it in quotes."],
    ),
    (
        {"renderings/a.toml": {KEEP: {"pharmacist": "x", "nurse": "x", "patient": "x"}},
         "renderings/b.toml": {KEEP: {"pharmacist": "y", "nurse": "y", "patient": "y"}}},
        [f"renderings/b.toml  \"{KEEP}\": '{KEEP}' is rendered in renderings/a.toml already. Keep one of the two."],
    ),
    (
        {"renderings/a.toml": {KEEP: "x"}},
        [f"renderings/a.toml  \"{KEEP}\": 'x' is not a table. Write {KEEP} = {{ ... }} or a [{KEEP}] section."],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("documents", "expected"), FORMS)
def test_a_mistake_of_form_is_named(documents: dict[str, object], expected: list[str]) -> None:
    """An unknown statement, a reader left out, a key that nobody asked for, two sections for one statement."""
    _, problems = read_renderings(documents, statements())
    assert expected == [str(problem) for problem in problems]


def test_a_statement_without_a_rendering_is_shown_in_the_physicians_words() -> None:
    """And it is said that they are: an unknown is never filled in."""
    one = knowledge().statement(KEEP)
    assert f"In the physician's words: {one.text}" == Renderings({}).say(one, Audience.PATIENT)
    assert one.text == Renderings({}).say(one, Audience.PHYSICIAN)


def test_each_reader_gets_his_own_sentence() -> None:
    """One statement, four readers."""
    one = knowledge().statement(KEEP)
    made = Renderings({KEEP: Rendering("for the pharmacist", "for the nurse", "for the patient")})
    assert [one.text, "for the pharmacist", "for the nurse", "for the patient"] == [
        made.say(one, audience) for audience in Audience
    ]


def test_lint_names_file_and_line(tmp_path: Path) -> None:
    """`kb lint FOLDER` of a sound pack with one rendering that departs, one broken file, and one that is fine."""
    root = Path(shutil.copytree(GOOD, tmp_path / "pack"))
    folder = root / "renderings"
    folder.mkdir()
    fine = (
        'pharmacist = "Raise by at most 20 %."\nnurse = "At most 20 % more."\n'
        'patient = "It is raised by at most 20 percent."\n'
    )
    (folder / "alpha.toml").write_text(f'["alpha.step.adults"]\n{fine}\n["alpha.step.children"]\n{fine}', "utf-8")
    (folder / "broken.toml").write_text("[x\n", "utf-8")
    found = [str(problem) for problem in lint_renderings(root, read_knowledge_folder(root))]
    rest = "the text says 10 %, and this does not. Say every number of the text, with its unit."
    added = "this says 20 %, and the text does not. Take it out, or correct the number and its unit."
    expected = [
        f'renderings/alpha.toml:{line}  "alpha.step.children".{reader}: {message}'
        for line, reader in ((7, "pharmacist"), (8, "nurse"), (9, "patient"))
        for message in (rest, added)
    ]
    assert expected == found[:-1]
    assert found[-1].startswith("renderings/broken.toml:1  ")


def test_the_command_lints_renderings(tmp_path: Path) -> None:
    """Exit status 65 and the message, in the terminal."""
    root = Path(shutil.copytree(GOOD, tmp_path / "pack"))
    (root / "renderings").mkdir()
    (root / "renderings" / "a.toml").write_text('["no.such"]\n', "utf-8")
    done = cisterna("kb", "lint", root)
    assert 65 == done.returncode
    assert (
        "renderings/a.toml:1  \"no.such\": 'no.such' is not a statement of this pack. Correct the id, or remove this "
        "section.\n1 problem\n"
    ) == done.stdout
