"""The generator of the fixed text: its output is not stale, and it refuses what may not stand on a screen."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cisterna.files.pack import pack_folder, read_aside, read_pack_folder
from cisterna.knowledge.review import statement_digest
from emergency.generator import TOOL, tool

Documents = dict[str, Any]


@pytest.fixture(scope="module")
def pack() -> tuple[Documents, Documents, Documents]:
    """Pathways, statements and sources as shipped."""
    documents: Documents = read_pack_folder(pack_folder())
    sources: Documents = {}
    for name, document in documents.items():
        if name.startswith("sources/"):
            sources |= document
    statements = {name: document for name, document in documents.items() if name.startswith("statements/")}
    pathways: Documents = read_aside(pack_folder(), "pathways")
    return pathways, statements, sources


def test_the_text_in_the_program_is_that_of_the_pack() -> None:
    """Stale: run python tools/generate_screens.py."""
    done = subprocess.run(
        [sys.executable, str(TOOL), "--check"],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(TOOL.parents[1] / "src")},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_nothing_is_wrong_with_what_is_shipped(pack: tuple[Documents, Documents, Documents]) -> None:
    """The shipped pathways give no problem, so each planted one below is caught for what it is."""
    assert [] == list(tool.problems(pack[0], pack[1]))


def step(pathways: Documents, at: int = 2) -> Any:
    """A step of the withdrawal pathway; by default the one on benzodiazepines."""
    return pathways["pathways/withdrawal.toml"]["step"][at]


def other_number(pathways: Documents, statements: Documents) -> None:
    """A nurse who would read another dose."""
    step(pathways)["nurse"] = step(pathways)["nurse"].replace("2 to 4 mg", "2 to 40 mg")


def number_from_nowhere(pathways: Documents, statements: Documents) -> None:
    """The same invented dose for all four."""
    for audience in tool.AUDIENCES:
        step(pathways)[audience] = step(pathways)[audience].replace("2 to 4 mg", "2 to 40 mg")


def other_unit(pathways: Documents, statements: Documents) -> None:
    """A thousand times the dose, for all four."""
    for audience in tool.AUDIENCES:
        step(pathways, 3)[audience] = step(pathways, 3)[audience].replace("10 to 20 mg", "10 to 20 mcg")


def no_words(pathways: Documents, statements: Documents) -> None:
    """Nothing for the patient."""
    step(pathways)["patient"] = " "


def no_cites(pathways: Documents, statements: Documents) -> None:
    """Nobody says so."""
    step(pathways)["cites"] = []


def unknown_statement(pathways: Documents, statements: Documents) -> None:
    """A statement that is not there."""
    step(pathways)["cites"].append("baclofen.magic.nobody")


def withdrawn(pathways: Documents, statements: Documents) -> None:
    """A statement that somebody took back."""
    statements["statements/baclofen/lorazepam.seed.toml"]["review"]["state"] = "withdrawn"


def number_changed(pathways: Documents, statements: Documents) -> None:
    """The pack corrects a dose and the screen still has the old one."""
    one = statements["statements/baclofen/lorazepam.seed.toml"]
    one["text"] = one["text"].replace("2 to 4 mg", "1 to 2 mg")


def trailing_zero(pathways: Documents, statements: Documents) -> None:
    """A dose that can be read as ten times as much."""
    for audience in tool.AUDIENCES:
        step(pathways)[audience] += " 2.0"


def abbreviation(pathways: Documents, statements: Documents) -> None:
    """Not spelled out."""
    step(pathways)["physician"] += " IT pump."


def no_such_shared(pathways: Documents, statements: Documents) -> None:
    """A shared step that nobody wrote."""
    pathways["pathways/withdrawal.toml"]["step"].append({"use": "pray"})


def unused_shared(pathways: Documents, statements: Documents) -> None:
    """A shared step that nobody shows."""
    pathways["pathways/shared.toml"]["spare"] = copy.deepcopy(step(pathways))


def missing_file(pathways: Documents, statements: Documents) -> None:
    """Seven pathways."""
    del pathways["pathways/alarm.toml"]


def misnamed(pathways: Documents, statements: Documents) -> None:
    """Two of a name."""
    pathways["pathways/alarm.toml"]["name"] = "withdrawal"


def programmer_maybe(pathways: Documents, statements: Documents) -> None:
    """Neither yes nor no."""
    step(pathways)["programmer"] = "maybe"


def another_approved(pathways: Documents, statements: Documents) -> None:
    """An approval of a text that was changed since."""
    pathways["pathways/alarm.toml"]["review"] = {
        "state": "approved", "by": "a named person", "on": date(2026, 11, 1), "of": "sha256:" + "0" * 64,
    }  # fmt: skip


def rests_on_nothing(pathways: Documents, statements: Documents) -> None:
    """How to choose it is said by nobody."""
    pathways["pathways/withdrawal.toml"]["rests_on"] = ["baclofen.magic.nobody"]


def number_in_title(pathways: Documents, statements: Documents) -> None:
    """A title cites nothing."""
    pathways["pathways/alarm.toml"]["choose"] = "the pump beeps 2 times"


def title_for_three(pathways: Documents, statements: Documents) -> None:
    """No title for the nurse."""
    del pathways["pathways/alarm.toml"]["title"]["nurse"]


def nobody_to_ring(pathways: Documents, statements: Documents) -> None:
    """Whom to ring is said by nobody."""
    pathways["pathways/choice.toml"]["ring"]["cites"] = ["baclofen.magic.nobody"]


AT = "pathways/withdrawal.toml: step 3: "
PLANTED: list[tuple[Callable[[Documents, Documents], None], list[str]]] = [
    (other_number, [AT + "the words for nurse hold other numbers than those for physician"]),
    (number_from_nowhere, [AT + "no cited statement says '40 mg'"]),
    (other_unit, ["pathways/withdrawal.toml: step 4: no cited statement says '10 mcg'",
                  "pathways/withdrawal.toml: step 4: no cited statement says '20 mcg'"]),
    (no_words, [AT + "no words for: patient"]),
    (no_cites, [AT + "it cites no statement"]),
    (unknown_statement, [AT + "not a statement of this pack: baclofen.magic.nobody"]),
    (withdrawn, [AT + "cites what was withdrawn: baclofen.lorazepam.seed"]),
    (number_changed, [AT + "no cited statement says '4 mg'"]),
    (trailing_zero, [AT + "no cited statement says '2.0'"]
                    + [AT + f"the words for {audience} hold '2.0'" for audience in tool.AUDIENCES]),
    (abbreviation, [AT + "the words for physician hold 'IT'"]),
    (no_such_shared, ["pathways/withdrawal.toml: 'pray' is not a shared step"]),
    (unused_shared, ["pathways/shared.toml: 'spare' is used by no pathway"]),
    (missing_file, ["pathways: these files are missing or too many: pathways/alarm.toml"]),
    (misnamed, ["pathways: 'name' and 'order' must give: " + ", ".join(tool.NAMES)]),
    (programmer_maybe, [AT + "'programmer' is yes or no"]),
    (another_approved, ["pathways/alarm.toml: review: the approval was given to another text. "
                        "Set the state back to 'submitted'."]),
    (rests_on_nothing, ["pathways/withdrawal.toml: rests_on: 'baclofen.magic.nobody' is not a statement of this pack"]),
    (number_in_title, ["pathways/alarm.toml: title and 'choose' hold no number"]),
    (title_for_three, ["pathways/alarm.toml: title: write all four: physician, pharmacist, nurse, patient"]),
    (nobody_to_ring, ["pathways/choice.toml: ring: 'baclofen.magic.nobody' is not a statement of this pack"]),
]  # fmt: skip


@pytest.mark.parametrize(("plant", "messages"), PLANTED, ids=[plant.__name__ for plant, _ in PLANTED])
def test_a_planted_fault_is_refused(
    plant: Callable[[Documents, Documents], None],
    messages: list[str],
    pack: tuple[Documents, Documents, Documents],
) -> None:
    """With exactly these messages, and nothing is written."""
    pathways, statements, sources = copy.deepcopy(pack)
    plant(pathways, statements)
    assert messages == list(tool.problems(pathways, statements))
    with pytest.raises(tool.Wrong):
        tool.module(pathways, statements, sources)


def test_another_word_is_another_digest(pack: tuple[Documents, Documents, Documents]) -> None:
    """In a pathway, or in a statement it cites; a statement that no pathway cites changes nothing."""
    shipped = tool.module(*pack)
    pathways, statements, sources = copy.deepcopy(pack)
    step(pathways)["nurse"] += " Now."
    assert tool.module(pathways, statements, sources) != shipped
    pathways, statements, sources = copy.deepcopy(pack)
    statements["statements/baclofen/lorazepam.seed.toml"]["population"] = "nobody knows"
    assert tool.module(pathways, statements, sources) != shipped
    pathways, statements, sources = copy.deepcopy(pack)
    statements["statements/hydromorphone/maximum.textbook.toml"]["text"] = "Another sentence."
    assert tool.module(pathways, statements, sources) == shipped


def test_an_approval_of_this_very_text_is_kept(pack: tuple[Documents, Documents, Documents]) -> None:
    """By a named person, on a day; the text then says so."""
    pathways, statements, sources = copy.deepcopy(pack)
    alarm = pathways["pathways/alarm.toml"]
    alarm["review"] = {
        "state": "approved",
        "by": "a named person",
        "on": date(2026, 11, 1),
        "of": statement_digest(alarm),
    }
    assert "approved (a named person, 2026-11-01)" in tool.module(pathways, statements, sources)


def test_figures_are_read_with_their_units() -> None:
    """A unit behind a range belongs to both ends; words of time are one unit with their letters."""
    assert tool.figures("2 to 4 mg every 4 to 6 hours") == [("2", "mg"), ("4", "h"), ("4", "mg"), ("6", "h")]
    assert tool.figures("1,188.8 mcg/day, 0.9 % and 27 and 55 mcg/h") == [
        ("0.9", "%"), ("1188.8", "mcg/day"), ("27", "mcg/h"), ("55", "mcg/h"),
    ]  # fmt: skip
    assert tool.figures("in 5 patients, one of them") == [("5", "")]
