"""The renderings of a pack from where they lie: the installed ones, or a folder's; and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cisterna.files.pack import open_aside
from cisterna.files.toml import FileProblem, FileProblems, TomlFile, read_toml
from cisterna.knowledge import Knowledge
from cisterna.reasons.document import Problem
from cisterna.wording.renderings import Renderings, problems_of, read_renderings

__all__ = ["FOLDER", "lint_renderings", "load_renderings"]

FOLDER = "renderings"
"""The folder of a pack in which they lie; one of `cisterna.files.pack.ASIDE`."""


def load_renderings(knowledge: Knowledge) -> Renderings:
    """
    The installed renderings. Raises `FileProblems` if anything is wrong with their form.

    Those of a statement that this pack no longer has are left out: `kb lint` names them, and nobody is shown them.
    """
    statements = {one.id: one for one in knowledge.statements}
    documents, _ = open_aside(FOLDER)
    kept: dict[str, object] = {
        name: {id: entry for id, entry in table.items() if id in statements} if isinstance(table, dict) else table
        for name, table in documents.items()
    }
    found, problems = read_renderings(kept, statements)
    if problems:
        raise FileProblems(FileProblem(each.document, None, each.path, each.message) for each in problems)
    return found


def lint_renderings(root: Path, knowledge: Knowledge) -> tuple[FileProblem, ...]:
    """Everything that is wrong with the renderings in the pack `root`, with line. One that is missing is no mistake."""
    files: dict[str, TomlFile] = {}
    found: list[FileProblem] = []
    for path in sorted((root / FOLDER).rglob("*.toml")):
        name = path.relative_to(root).as_posix()
        try:
            files[name] = read_toml(path, name=name)
        except FileProblems as wrong:
            found += wrong.problems
    documents: dict[str, object] = {name: file.table for name, file in files.items()}
    statements = {one.id: one for one in knowledge.statements}
    renderings, problems = read_renderings(documents, statements)
    all_problems = list(problems)
    for id in renderings:
        all_problems += problems_of(statements[id], renderings[id], _home(id, files))
    return FileProblems([*found, *_located(all_problems, files)]).problems


def _home(id: str, files: Mapping[str, TomlFile]) -> str:
    return next(name for name, file in files.items() if id in file.table)


def _located(problems: list[Problem], files: Mapping[str, TomlFile]) -> list[FileProblem]:
    return [place for problem in problems for place in files[problem.document].located([problem])]
