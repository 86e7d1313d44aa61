"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cisterna.files.whole import write_together, write_whole


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """UTF-8 and line feeds, whatever the machine prefers."""
    write_whole(tmp_path / "plan.toml", "µg\nzwei\n")
    assert (tmp_path / "plan.toml").read_bytes() == "µg\nzwei\n".encode()


def test_an_older_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    """What others may read, they may still read."""
    file = tmp_path / "plan.toml"
    file.write_text("old")
    file.chmod(0o640)
    write_whole(file, "new")
    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    """Not those of a temporary one, which nobody else may read."""
    (tmp_path / "other").write_text("")
    write_whole(tmp_path / "plan.toml", "new")
    assert (tmp_path / "plan.toml").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_link_is_written_through(tmp_path: Path) -> None:
    """The link stays a link."""
    (tmp_path / "real.toml").write_text("old")
    (tmp_path / "link.toml").symlink_to(tmp_path / "real.toml")
    write_whole(tmp_path / "link.toml", "new")
    assert (tmp_path / "link.toml").is_symlink()
    assert (tmp_path / "real.toml").read_text() == "new"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_nothing_is_left_where_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """The older file is whole and there is nothing beside it."""
    file = tmp_path / "plan.toml"
    file.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, "new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_text_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    """Half a surrogate is not text."""
    with pytest.raises(UnicodeEncodeError):
        write_whole(tmp_path / "plan.toml", "good\ud800")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """The error is the system's own: whoever calls says it in words."""
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "no" / "plan.toml", "new")


def test_files_that_belong_together_are_written_together(tmp_path: Path) -> None:
    """All of them, into a folder that is made; what lies there besides stays."""
    folder = tmp_path / "new" / "folder"
    write_together(folder, {"a.pdf": b"one", "b.pdf": b"two"})
    write_together(folder, {"b.pdf": b"three"})
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {"a.pdf": b"one", "b.pdf": b"three"}


def test_files_that_cannot_all_be_written_are_not_written(tmp_path: Path) -> None:
    """The second name is a folder: the first is not left behind, and the error names the folder."""
    (tmp_path / "b.pdf").mkdir()
    with pytest.raises(OSError) as wrong:
        write_together(tmp_path, {"a.pdf": b"one", "b.pdf": b"two"})
    assert wrong.value.filename == str(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["b.pdf"]


def test_a_folder_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    """A file stands in the way."""
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(OSError):
        write_together(tmp_path / "file" / "folder", {"a.pdf": b"one"})
    assert (tmp_path / "file").read_bytes() == b"mine"
