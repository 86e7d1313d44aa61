"""Nothing undocumented ships: public names, package folders, examples in docstrings."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import pkgutil
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

import cisterna

SOURCE = Path(cisterna.__file__).parent
MODULES = [
    name
    for name in ("cisterna", *(found.name for found in pkgutil.walk_packages([str(SOURCE)], "cisterna.")))
    if not name.endswith("__main__")
]
FOLDERS = sorted(file.parent for file in SOURCE.rglob("__init__.py") if file.parent != SOURCE)
HEADINGS = [
    "What this is for",
    "What it is not for",
    "The types you will meet",
    "How data flows",
    "Promises it keeps",
    "Where its tests are",
    "Read next",
]


def explained_constants(module: ModuleType) -> set[str]:
    """Names assigned at the top of a module and followed by a text that explains them."""
    body = ast.parse(inspect.getsource(module)).body
    explained = set()
    for statement, following in pairwise(body):
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
            explained |= {
                name.id for target in targets if target for name in ast.walk(target) if isinstance(name, ast.Name)
            }
    return explained


def home_of(name: str, module: ModuleType) -> ModuleType:
    """The module in which a name that `module` offers is assigned."""
    for statement in ast.parse(inspect.getsource(module)).body:
        if isinstance(statement, ast.ImportFrom) and statement.module:
            for alias in statement.names:
                if (alias.asname or alias.name) == name:
                    return home_of(alias.name, importlib.import_module(statement.module))
    return module


def undocumented(module: ModuleType) -> list[str]:
    """Public names of a module that nobody has explained, methods included."""
    missing = []
    for name in getattr(module, "__all__", ()):
        thing = getattr(module, name)
        text = getattr(thing, "help", None) if not inspect.isclass(thing) else thing.__doc__  # `help`: a command
        if inspect.isroutine(thing):
            text = thing.__doc__
        written_anew = not text or text.startswith(f"{name}(")  # a dataclass without a docstring gets its signature
        if written_anew and name not in explained_constants(home_of(name, module)):
            missing.append(name)
        if inspect.isclass(thing):
            missing += [
                f"{name}.{part}"
                for part, member in vars(thing).items()
                if not part.startswith("_")
                if inspect.isroutine(member) or isinstance(member, (property, classmethod, staticmethod))
                if not inspect.getdoc(getattr(thing, part))
            ]
    return missing


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_is_for(name: str) -> None:
    """A module begins with a docstring."""
    assert importlib.import_module(name).__doc__


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_is_explained(name: str) -> None:
    """Classes, functions and methods have a docstring; a constant or alias has a text below it."""
    assert undocumented(importlib.import_module(name)) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(SOURCE).as_posix())
def test_every_package_offers_names(folder: Path) -> None:
    """A package lists its public names in the order of the alphabet, and each of them is there."""
    package = importlib.import_module("cisterna." + ".".join(folder.relative_to(SOURCE).parts))
    names = list(getattr(package, "__all__", ()))
    assert len(names) == len(set(names))
    assert [] == [name for name in names if not hasattr(package, name)]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(SOURCE).as_posix())
def test_every_package_folder_has_a_page(folder: Path) -> None:
    """README.md, one screen, under the seven headings of STYLE.md."""
    page = folder / "README.md"
    assert page.is_file(), f"{page.relative_to(SOURCE)} is missing; STYLE.md says what stands in it"
    lines = page.read_text("utf-8").splitlines()
    assert HEADINGS == [line[3:] for line in lines if line.startswith("## ")]
    assert len(lines) <= 70, "longer than one screen"


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name: str) -> None:
    """Every example in a docstring gives what it says."""
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0, "run python -m doctest -v on the module to see it"
