"""The pack read from TOML and from its bundle: same documents, same digest."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import cisterna_kb
from cisterna.files.pack import (
    PackError,
    bundle_bytes,
    load_pack,
    open_pack,
    pack_digest,
    pack_folder,
    pack_version,
    read_aside,
    read_bundle,
    read_pack_folder,
)
from cisterna.reasons.canonical import digest_of_bytes

STATEMENT = """
id = "an.example"
says = { up_to = "0.15 mg/day" }
seen = 2026-01-08
moment = 2026-01-08T09:30:00
noon = 12:00:00
checked = false
pages = [1, 2]
name = "e\u0301"
"""


def write(root: Path, name: str, content: str | bytes) -> None:
    """A file in a folder that may not be there yet."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def test_documents_survive_the_bundle(tmp_path: Path) -> None:
    """Dates come back as dates, text in normal form, order of files by name."""
    write(tmp_path, "statements/b/two.toml", STATEMENT)
    write(tmp_path, "sources/one.toml", "year = 2024")
    documents = read_pack_folder(tmp_path)
    assert ["sources/one.toml", "statements/b/two.toml"] == list(documents)
    read = read_bundle(bundle_bytes(documents))
    assert documents == read
    two = read["statements/b/two.toml"]
    assert isinstance(two, dict)
    assert (dt.date(2026, 1, 8), dt.datetime(2026, 1, 8, 9, 30), dt.time(12), "\u00e9") == (
        two["seen"],
        two["moment"],
        two["noon"],
        two["name"],
    )


def test_what_lies_aside_is_no_part_of_the_documents(tmp_path: Path) -> None:
    """It has documents of its own, and does not move the digest of the pack."""
    write(tmp_path, "sources/one.toml", "year = 2024")
    before = pack_digest(read_pack_folder(tmp_path))
    write(tmp_path, "renderings/baclofen.toml", 'x = "y"')
    assert before == pack_digest(read_pack_folder(tmp_path))
    assert {"renderings/baclofen.toml": {"x": "y"}} == read_aside(tmp_path, "renderings")


def test_line_ends_leave_no_mark(tmp_path: Path) -> None:
    """A checkout on another system has the same digest."""
    write(tmp_path, "unix/a.toml", "text = '''\none\ntwo'''\n")
    write(tmp_path, "other/a.toml", "text = '''\r\none\r\ntwo'''\r\n")
    assert pack_digest(read_pack_folder(tmp_path / "unix")) == pack_digest(read_pack_folder(tmp_path / "other"))


def test_the_shipped_pack_has_one_digest() -> None:
    """The digest of the files is the digest of the bundle's bytes, and the bundle reads back equal."""
    documents, digest = open_pack()
    content = bundle_bytes(documents)
    assert digest == pack_digest(documents) == digest_of_bytes(content)
    assert documents == load_pack() == read_bundle(content)


def test_a_bundle_is_preferred_to_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a wheel put its bundle, that is what is read."""
    content = bundle_bytes({"a.toml": {"from": dt.date(2026, 1, 8)}})
    write(tmp_path, "pack.json", content)
    monkeypatch.setattr(cisterna_kb, "__file__", str(tmp_path / "__init__.py"))
    assert ({"a.toml": {"from": dt.date(2026, 1, 8)}}, digest_of_bytes(content)) == open_pack()


def test_the_pack_has_a_version_of_its_own() -> None:
    """Three numbers, from its own file."""
    assert 3 == len(pack_version().split("."))
    assert (pack_folder() / "VERSION").is_file()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff", "a.toml: this file is not UTF-8. Save it as UTF-8."),
        ("a = 1\na = 2", "a.toml: this is not TOML: Cannot overwrite a value"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    """The message begins with the file."""
    write(tmp_path, "a.toml", content)
    with pytest.raises(PackError) as refused:
        read_pack_folder(tmp_path)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("says = { dose = 0.1 }", "a.toml: says.dose = 0.1 is a bare number with a decimal point."),
        ('"$date" = "2026"', "a.toml: the key '$date' begins with '$'. Rename it."),
    ],
)
def test_a_document_that_cannot_be_bundled_is_named(tmp_path: Path, content: str, sentence: str) -> None:
    """The message begins with the file and names the key."""
    write(tmp_path, "a.toml", content)
    with pytest.raises(PackError) as refused:
        bundle_bytes(read_pack_folder(tmp_path))
    assert str(refused.value).startswith(sentence)
