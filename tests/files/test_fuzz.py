"""Whatever lies in a file: either it is read, or everything that is wrong with it is said. Nothing else comes out."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cisterna.files.case import read_case
from cisterna.files.plan import read_plan
from cisterna.files.toml import FileProblems, read_toml
from files import sample

CASE = read_case(sample.CASE)
NASTY = [
    "", "0", "-1", "1e400", "nan", "inf", "true", "''", '""', '"unknown"', '"none"', '"residual"',
    "{}", "[]", "[{}]", "[[1]]", "{ a = 1 }", "[1, 2]", '["a", { b = 1 }]',
    "0x" + "f" * 5000, "9" * 400, '"' + "9" * 59 + '"', '"99999999999999 day"', '"1e5 mL"', '"٣ mL"', '"\\u0000"',
    "1979-05-27", "07:32:00", "1979-05-27T07:32:00Z", "9999-12-31T23:59:00", "0001-01-01", '"9999-12-31"',
    '"0/0 mL"', '"1/0 mcg/mL"', '"1 to 2 to 3 mL"', '" to "', '"0 mcg/mL"', '"0 h"', '"-5 mL"',
]  # fmt: skip


def read_both(text: str) -> list[str]:
    """What is said about a text, read as a case and as a plan."""
    said: list[str] = []
    for read in (
        lambda: read_case(text, catalogue=sample.CATALOGUE, plausible=sample.PLAUSIBLE),
        lambda: read_plan(text, "plan.toml", CASE, catalogue=sample.CATALOGUE),
    ):
        try:
            read()
        except FileProblems as error:
            said += [str(problem) for problem in error.problems] or ["a complaint about nothing"]
    assert "a complaint about nothing" not in said
    return said


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    """Almost never a case, never a crash."""
    assert read_both(text)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    """From a file, as they lie there."""
    file = tmp_path / "case.toml"
    file.write_bytes(content)
    with suppress(FileProblems):
        read_both(read_toml(file).text)
    read_both(content.decode("utf-8", "replace"))


def values_of(text: str) -> list[tuple[int, int]]:
    """Where the values of a TOML text stand: what follows a '=', up to a comma, a brace or the end of the line."""
    found = []
    for at, letter in enumerate(text):
        if letter == "=":
            end = min((text.find(stop, at) for stop in (",", " }", "\n") if text.find(stop, at) > 0), default=len(text))
            found.append((at + 1, end))
    return found


@settings(max_examples=400)
@given(st.sampled_from([sample.CASE, sample.PLAN]), st.data())
def test_any_value_in_any_place(text: str, data: st.DataObject) -> None:
    """A sound file with one or two values replaced by nasty ones."""
    for _ in range(data.draw(st.integers(1, 2))):
        start, end = data.draw(st.sampled_from(values_of(text)))
        text = text[:start] + " " + data.draw(st.sampled_from(NASTY)) + text[end:]
    read_both(text)


@settings(max_examples=300)
@given(st.sampled_from([sample.CASE, sample.PLAN]), st.integers(0, 2**32))
def test_any_damage(text: str, seed: int) -> None:
    """A sound file with letters, lines and stretches deleted, doubled, swapped or strange."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 6)):
        a, b = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        match chance.randrange(6):
            case 0:
                text = text[:a] + text[min(b, a + 8) :]
            case 1:
                text = text[:a] + chance.choice("\"'[]{}=.,#\n\\\x00é﷽0") + text[a:]
            case 2:
                text = text[:b] + text[a : min(b, a + 60)] + text[b:]
            case 3:
                lines = text.split("\n")
                chance.shuffle(lines)
                text = "\n".join(lines)
            case 4:
                text = text[:a] + text[a:b].swapcase() + text[b:]
            case _:
                text = text[:a] + chance.choice(NASTY)[:100] + text[a:]
        text = text or "x"
    read_both(text)


@pytest.mark.parametrize("text", ["[" * 5000, "a = " + "[" * 5000, "a = " + "{ a = " * 3000, "a." * 3000 + "a = 1"])
def test_depth(text: str) -> None:
    """Tables without end are refused like anything else."""
    assert read_both(text)
