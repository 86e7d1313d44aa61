"""
One broken document per mistake: what is said about it, with file, key and line.

Each file in `bad/` begins with the place it takes in the sound pack `good/`, and the messages it must give: all of
them, and no others.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cisterna.files.knowledge import lint_folder, read_knowledge_folder
from cisterna.files.toml import FileProblems

HERE = Path(__file__).parent
GOOD, BAD = HERE / "good", HERE / "bad"
BROKEN = sorted(BAD.glob("*.toml"))


def header(text: str, key: str) -> list[str]:
    """The values of the comment lines `# key: value` at the top of a file."""
    mark = f"# {key}: "
    return [line.removeprefix(mark) for line in text.splitlines() if line.startswith(mark)]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the sound pack, to be broken."""
    return Path(shutil.copytree(GOOD, tmp_path / "pack"))


def test_the_sound_pack_is_sound() -> None:
    """It has every shape of answer, and nothing is wrong with it."""
    assert () == lint_folder(GOOD)
    knowledge = read_knowledge_folder(GOOD)
    assert {"word", "span", "ladder", "items", "figures", "evidence"} == {
        knowledge.question(one.asks).shape for one in knowledge.statements
    }


def test_there_are_many_broken_documents() -> None:
    """At least 35, and each says what it expects."""
    assert len(BROKEN) >= 35
    assert [] == [file.name for file in BROKEN if not header(file.read_text("utf-8"), "expect")]


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_mistake_is_named(file: Path, pack: Path) -> None:
    """Every message that is expected, word for word, and none besides."""
    text = file.read_text("utf-8")
    (place,) = header(text, "file")
    (pack / place).parent.mkdir(exist_ok=True)
    (pack / place).write_text(text, "utf-8")
    assert header(text, "expect") == [str(problem) for problem in lint_folder(pack)]
    with pytest.raises(FileProblems):
        read_knowledge_folder(pack)


@pytest.mark.parametrize("missing", ["facts.toml", "questions.toml", "policy/shipped.toml"])
def test_a_missing_file_is_named(pack: Path, missing: str) -> None:
    """What the pack cannot do without."""
    (pack / missing).unlink()
    messages = [str(problem) for problem in lint_folder(pack)]
    assert f"{missing}  this file is missing. The pack cannot be read without it." in messages


def test_bytes_that_are_not_text(pack: Path) -> None:
    """The line on which they stand is named."""
    (pack / "statements/beta/bytes.toml").write_bytes(b'id = "beta.bytes"\ntext = "\xff"\n')
    assert ["statements/beta/bytes.toml:2  this file is not UTF-8. Save it as UTF-8."] == [
        str(problem) for problem in lint_folder(pack)
    ]


def test_an_empty_folder(tmp_path: Path) -> None:
    """It is not a sound pack."""
    assert str(lint_folder(tmp_path)[0]).endswith("there is no TOML file here. Name the folder of a pack.")
