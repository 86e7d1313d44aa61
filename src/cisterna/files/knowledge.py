"""
The knowledge pack from where it lies: the installed one, or a folder; and what is wrong with it, with file and line.

What the documents mean is decided in `cisterna.knowledge`; here they are only found, read and named.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from cisterna.files.pack import ASIDE, BUNDLE, PackError, open_pack, open_proof, pack_digest, pack_folder, pack_version
from cisterna.files.toml import FileProblem, FileProblems, TomlFile, parse_toml, read_toml
from cisterna.knowledge import SHIPPED_POLICY, Built, Knowledge, Known, Proof, Review, build
from cisterna.reasons.document import Problem

__all__ = ["knowledge_from", "lint_folder", "load_knowledge", "read_knowledge_folder"]


def load_knowledge(*, policy: Path | None = None, reviews: Mapping[str, Review] | None = None) -> Knowledge:
    """
    The installed pack under the shipped policy, or under the one in the file `policy`.

    Raises `FileProblems` if anything at all is wrong: half a knowledge base is not used.
    """
    documents, digest = open_pack()
    proof = open_proof()
    house = None if policy is None else read_toml(policy)
    built = build(
        documents,
        policy=None if house is None else house.table,
        policy_name=SHIPPED_POLICY if house is None else house.name,
        reviews=reviews,
        pack_digest=digest,
        version=pack_version(),
        proof=Proof(**proof) if proof else None,
    )
    folder = pack_folder()
    files = {} if (folder / BUNDLE).is_file() or not built.problems else _read_all(folder)[0]
    if house is not None:
        files[house.name] = house
    return _sound(built, files)


def read_knowledge_folder(
    root: Path, *, policy: Path | None = None, reviews: Mapping[str, Review] | None = None
) -> Knowledge:
    """The pack in the folder `root`. Raises `FileProblems` if anything is wrong with it."""
    files, unreadable = _read_all(root)
    if unreadable:
        raise FileProblems(unreadable)
    house = None if policy is None else read_toml(policy)
    documents: dict[str, object] = {name: file.table for name, file in files.items()}
    try:
        digest = pack_digest(documents)
    except PackError:
        digest = ""  # a bare number somewhere: `build` says where, with what to write
    built = build(
        documents,
        policy=None if house is None else house.table,
        policy_name=SHIPPED_POLICY if house is None else house.name,
        reviews=reviews,
        pack_digest=digest,
    )
    if house is not None:
        files[house.name] = house
    return _sound(built, files)


def lint_folder(root: Path) -> tuple[FileProblem, ...]:
    """Everything that is wrong with the pack in `root` and its ledgers, by file and line; empty: it is sound."""
    from cisterna.files.ledgers import lint_ledgers  # only here: no consultation opens a ledger

    files, unreadable = _read_all(root)
    documents: dict[str, object] = {name: file.table for name, file in files.items()}
    broken = [problem.file for problem in unreadable]
    built = build(documents, unreadable=broken)
    ledgers = lint_ledgers(root, documents, broken)
    return FileProblems([*unreadable, *_located(built.problems, files), *ledgers]).problems


def _read_all(root: Path) -> tuple[dict[str, TomlFile], list[FileProblem]]:
    files: dict[str, TomlFile] = {}
    unreadable: list[FileProblem] = []
    for path in sorted(root.rglob("*.toml")):
        name = unicodedata.normalize("NFC", path.relative_to(root).as_posix())
        if name.partition("/")[0] in ASIDE:
            continue
        try:
            files[name] = read_toml(path, name=name)
        except FileProblems as error:
            unreadable += error.problems
    if not files and not unreadable:
        unreadable.append(FileProblem(str(root), None, (), "there is no TOML file here. Name the folder of a pack."))
    return files, unreadable


def _located(problems: Iterable[Problem], files: Mapping[str, TomlFile]) -> list[FileProblem]:
    found: list[FileProblem] = []
    for problem in problems:
        file = files.get(problem.document)
        if file is None:
            found.append(FileProblem(problem.document, None, problem.path, problem.message))
        else:
            found += file.located([problem])
    return found


def _sound(built: Built, files: Mapping[str, TomlFile]) -> Knowledge:
    if built.problems or built.knowledge is None:
        raise FileProblems(_located(built.problems, files))
    return built.knowledge


@lru_cache(maxsize=4)
def _house(text: str) -> TomlFile:
    """The text of a policy, read; whoever works out several things under one policy reads it once."""
    return parse_toml(text, name="policy")


def knowledge_from(
    documents: Mapping[str, object],
    *,
    policy: str,
    version: str = "",
    digest: str | None = None,
    known: Known | None = None,
) -> Knowledge:
    """
    Knowledge from the documents of a pack and the text of a policy, as a record holds them.

    `digest` is what the documents are known by, where that is worked out already; `known` what need not be read again.
    """
    named = pack_digest(dict(documents)) if digest is None else digest
    house = _house(policy)
    built = build(
        documents, policy=house.table, policy_name=house.name, pack_digest=named, version=version, known=known
    )
    return _sound(built, {house.name: house})
