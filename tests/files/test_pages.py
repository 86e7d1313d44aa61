"""The pages about case and plan files: their examples are read, and no key is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cisterna.files.case import CONTROLLERS, FORMS, MODES, ROUTES, SPASTICITY, read_case
from cisterna.files.plan import STEPS, read_plan
from cisterna.files.tables import Table
from cisterna.files.zones import DAYS
from cisterna.therapy.case import EXPOSURES, OPIOID_FORMS, RISKS
from consult.cases import knowledge
from files import sample

ROOT = Path(__file__).parents[2]
CASE_PAGE = (ROOT / "docs/reference/case-files.md").read_text("utf-8")
PLAN_PAGE = (ROOT / "docs/reference/plan-files.md").read_text("utf-8")


def blocks(page: str) -> list[str]:
    """Its examples."""
    return re.findall(r"^```toml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("text", blocks(CASE_PAGE))
def test_the_cases_are_read(text: str) -> None:
    """With the shipped catalogue."""
    assert read_case(text, catalogue=knowledge().catalogue)


def test_the_plan_is_read() -> None:
    """With the first case of the other page."""
    [text] = blocks(PLAN_PAGE)
    case = read_case(blocks(CASE_PAGE)[0])
    assert len(read_plan(text, "plan.toml", case, catalogue=knowledge().catalogue).steps) == 4


def keys_of(monkeypatch: pytest.MonkeyPatch, texts: list[str], *, plans: bool) -> set[str]:
    """Every key that reading asks for."""
    asked: set[str] = set()

    def note(table: Table) -> None:
        asked.update(table._asked)

    case = read_case(sample.CASE)
    monkeypatch.setattr(Table, "close", note)
    for text in texts:
        read_plan(text, "plan.toml", case) if plans else read_case(text)
    return asked - {"baclofen", "hydromorphone", "morphine"}


def test_every_key_of_a_case_is_on_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the sample, and of the example that has what the others do not."""
    texts = [sample.CASE, (ROOT / "examples/flex-night.toml").read_text("utf-8"), *blocks(CASE_PAGE)]
    keys = keys_of(monkeypatch, texts, plans=False)
    assert {"on", "used_per_day", "software_card", "code", "steps"} <= keys
    assert [] == sorted(key for key in keys if not re.search(rf"\b{key}\b", CASE_PAGE))


def test_every_key_of_a_plan_is_on_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the sample, with every part a program may have."""
    more = 'rinse = { times = 2, volume = "10 mL" }\nfill = {'
    parts = 'prime = { volume = "0.1 mL", over = "1 h" }\nbolus = { dose = "1 mcg", over = "1 h" }\n'
    bolus = 'patient_bolus = { dose = "20 mcg", per_day = 4 }'
    text = sample.PLAN.replace("fill = {", more).replace("bridge =", parts + "bridge =")
    text = text.replace('patient_bolus = "none"', bolus)
    keys = keys_of(monkeypatch, [text], plans=True)
    assert {"withdraw_to", "lockout", "place", "why", "times", "for"} <= keys
    assert [] == sorted(key for key in keys if not re.search(rf"\b{key}\b", PLAN_PAGE))


@pytest.mark.parametrize("word", [*SPASTICITY, *EXPOSURES, *CONTROLLERS, *FORMS, *MODES, *ROUTES, *OPIOID_FORMS])
def test_every_word_of_a_case_is_on_its_page(word: str) -> None:
    """In quotes, as it is written."""
    assert f'"{word}"' in CASE_PAGE


def test_risks_steps_and_the_reach_of_the_clock_are_on_the_pages() -> None:
    """As the code has them."""
    assert [] == [risk for risk in RISKS if f"`{risk}`" not in CASE_PAGE]
    assert [] == [step for step in STEPS if f'do = "{step}"' not in PLAN_PAGE]
    assert f"{DAYS} days" in PLAN_PAGE


def test_the_slip_on_the_page_is_what_is_said() -> None:
    """Word for word."""
    from cisterna.desk import open_case
    from cisterna.files.toml import FileProblems

    with pytest.raises(FileProblems) as caught:
        open_case(blocks(CASE_PAGE)[1].replace("300 mcg", "300 mg"), "case.toml", knowledge())
    [said] = caught.value.problems
    assert said.message.removesuffix(" Check the number and its unit.") in CASE_PAGE
