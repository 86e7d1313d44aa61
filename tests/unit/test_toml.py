"""One TOML file read strictly: the line of every key, and no input that ends in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cisterna.files.toml import FileProblems, lines_of_keys, parse_toml, read_toml
from cisterna.quantities import Age, FlowRate, Length, Volume
from cisterna.reasons.document import Problem, Reader, path_text

TEXT = '''# a comment with [brackets] and a = sign
on = 2026-11-23   # a date
"quoted key" = """
several
lines ] } """ # not the end of anything
[system]
pump = "one"
catheter = { model = "a", length = "78 cm" }
a.b."c d" = 1

[[stock]]
drug = "x"

[[stock]]
drug = "y # not a comment"
parts = [
  [1, 2], # two
  { at = "3", deep = [ { x = 'lit\\' } ] },
]
raw = \'\'\'
[not.a.table]
\'\'\'
[stock.more]
z = true
'''


def test_every_key_has_its_line() -> None:
    """Tables, lists of tables, lists over several lines, dotted and quoted keys, strings that look like syntax."""
    assert {
        ("on",): 2,
        ("quoted key",): 3,
        ("system",): 6,
        ("system", "catheter", "length"): 8,
        ("system", "a", "b", "c d"): 9,
        ("stock", 0): 11,
        ("stock", 0, "drug"): 12,
        ("stock", 1): 14,
        ("stock", 1, "drug"): 15,
        ("stock", 1, "parts", 0): 17,
        ("stock", 1, "parts", 0, 1): 17,
        ("stock", 1, "parts", 1, "at"): 18,
        ("stock", 1, "parts", 1, "deep", 0, "x"): 18,
        ("stock", 1, "raw"): 20,
        ("stock", 1, "more", "z"): 24,
    }.items() <= lines_of_keys(TEXT).items()
    assert parse_toml(TEXT, name="x").table["quoted key"] == "several\nlines ] } "


def paths(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every key path of a parsed document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in inner for found in paths(part, (*path, key)))]


PACK = sorted((Path(__file__).parents[2] / "src" / "cisterna_kb").rglob("*.toml"))


@pytest.mark.parametrize("file", PACK[::7], ids=lambda file: file.stem)
def test_every_key_of_the_pack_has_its_line(file: Path) -> None:
    """The last part of each path stands on the line that is named."""
    text = file.read_text("utf-8")
    lines = lines_of_keys(text)
    for path in paths(parse_toml(text, name=file.name).table)[1:]:
        if isinstance(path[-1], str):
            assert path[-1] in text.splitlines()[lines[path] - 1], path


def test_problems_are_collected_and_placed() -> None:
    """Every mistake of a file at once, in order of line."""
    text = '[system]\ntubing_volume = 0.14\ncatheter = { length = "70 to 60 cm" }\nspeed = "1"\n[patient]\nage = "54"\n'
    file = parse_toml(text, name="case.toml")
    case = file.reader()
    system, patient = case.inner("system"), case.inner("patient")
    system.quantity("tubing_volume", Volume)
    catheter = system.inner("catheter")
    catheter.span("length", Length)
    catheter.close()
    system.close()
    patient.quantity("age", Age)
    case.text("zone")
    case.close()
    with pytest.raises(FileProblems) as wrong:
        file.raise_problems()
    assert [
        "case.toml:1  'zone' is missing. Write, for example, zone = \"...\".",
        "case.toml:2  system.tubing_volume: 0.14 is a bare number where a volume belongs. "
        "Write text with its unit, for example '12.4 mL'.",
        "case.toml:3  system.catheter.length: A range runs upward: 70 cm is more than 60 cm. "
        "Write the smaller value first.",
        "case.toml:4  system.speed: 'speed' is not a key that is known here (known: catheter, tubing_volume). "
        "Correct it or remove it.",
        "case.toml:6  patient.age: '54' has no unit. An age is written with one, for example '54 y'.",
    ] == str(wrong.value).splitlines()


def test_a_sound_file_raises_nothing() -> None:
    """And gives its values."""
    file = parse_toml('flow = "0.15 mL/day"', name="case.toml")
    case = file.reader()
    assert FlowRate.parse("0.15 mL/day") == case.quantity("flow", FlowRate)
    case.close()
    file.raise_problems()


def test_what_is_wrong_in_one_table_spoils_no_other() -> None:
    """`sound` is about a table and those inside it."""
    problems: list[Problem] = []
    outer = Reader("x.toml", {"a": {"n": 1}, "b": {"n": "1 mL"}}, problems)
    a, b = outer.inner("a"), outer.inner("b")
    a.quantity("n", Volume)
    b.quantity("n", Volume)
    assert (a.sound, b.sound, outer.sound) == (False, True, False)


def test_a_path_is_written_as_in_the_file() -> None:
    """Keys with spaces stand in quotes."""
    assert path_text(("first", "start range", 0)) == 'first."start range"[0]'


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    """The operating system's reason, and no line."""
    with pytest.raises(FileProblems, match="this file cannot be read: "):
        read_toml(tmp_path / name)


def test_a_byte_order_mark_and_other_line_ends(tmp_path: Path) -> None:
    """Files of other systems are read."""
    (tmp_path / "a.toml").write_bytes(b'\xef\xbb\xbfa = "1"\r\nb = 2\r\n')
    file = read_toml(tmp_path / "a.toml")
    assert {"a": "1", "b": 2} == file.table
    assert lines_of_keys(file.text)[("b",)] == 2


def test_a_header_names_the_tables_around_it() -> None:
    """[[a.b]] is where 'a' begins, too."""
    assert lines_of_keys("x = 1\n[[a.b]]\nc = 1\n")[("a",)] == 2


HOSTILE = [
    "a = " + "9" * 5000,
    "a" * 100_000,
    "[" * 5000,
    "a = " + "{b=" * 3000,
    "a = 1979-99-99",
    'a = "\\uD800"',
    "a.a = 1\na = 2",
    "[[a]]\n[a]",
    "\x00",
    'a = "' + "x" * 10,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_refused(text: str) -> None:
    """With a message, not with a traceback."""
    with pytest.raises(FileProblems):
        parse_toml(text, name="x.toml")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(TEXT)), st.integers(0, 12), st.text(alphabet="[]{}=\"'\n#.,a1 \\", max_size=6))
def test_damaged_text_is_read_or_refused(start: int, cut: int, put: str) -> None:
    """Whatever is cut out and put in: the file is read, with a line for every key, or it is refused."""
    text = TEXT[:start] + put + TEXT[start + cut :]
    try:
        file = parse_toml(text, name="x.toml")
    except FileProblems:
        return
    lines = lines_of_keys(file.text)
    assert [] == [path for path in paths(file.table)[1:] if path not in lines]
