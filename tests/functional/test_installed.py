"""
Installed from a built wheel, away from the checkout, Cisterna is whole: program, data and dependencies.

The wheel is built from the source distribution, as a release is.
Nothing is downloaded: the declared dependencies, and only those, are copied from the environment that runs this test,
so one that is missing from pyproject.toml is found out.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from cisterna import __version__
from cisterna.files.pack import (
    ASIDE,
    bundle_bytes,
    load_pack,
    open_aside,
    open_pack,
    pack_folder,
    pack_version,
    prove,
)

ROOT = Path(__file__).parents[2]
VERDICTS = (0, 10, 20, 30)
Run = Callable[..., subprocess.CompletedProcess[str]]


def jobs() -> list[list[str]]:
    """What the README asks of `cisterna`, its version, and a ledger, which lies in a bundle of its own."""
    if not (ROOT / "src" / "cisterna" / "cli" / "plan.py").is_file():
        return []
    asked = re.findall(r"\.venv/bin/cisterna (.+)$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    return [
        ["--version"],
        ["kb", "ledger", "seed"],
        ["emergency", "withdrawal", "--airway", "yes"],
        *(shlex.split(arguments) for arguments in asked),
    ]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    result = subprocess.run(build, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a command of an environment that holds the wheel and its dependencies, from an empty folder."""
    home = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home / "env")], check=True)
    python = home / "env" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True)
    (site,) = (home / "env" / "lib").glob("python*/site-packages")
    for name in dependencies("cisterna", wheel):
        copy_distribution(name, site)
    work = home / "work"
    work.mkdir()
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COVERAGE"))}

    def run(command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        program = str(home / "env" / "bin" / command)
        return subprocess.run([program, *arguments], cwd=work, env=env, capture_output=True, text=True, check=False)

    return run


def dependencies(name: str, wheel: Path) -> Iterator[str]:
    """The names of what the wheel needs, and of what that needs."""
    with zipfile.ZipFile(wheel) as archive:
        (about,) = (entry for entry in archive.namelist() if entry.endswith(".dist-info/METADATA"))
        lines = archive.read(about).decode().splitlines()
    waiting = [line.partition(": ")[2] for line in lines if line.startswith("Requires-Dist: ")]
    seen = {name}
    while waiting:
        requirement = Requirement(waiting.pop())
        if requirement.name in seen or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        seen.add(requirement.name)
        waiting += metadata.requires(requirement.name) or []
        yield requirement.name


def copy_distribution(name: str, site: Path) -> None:
    """Copy what is installed here under `name` into another environment."""
    for file in metadata.files(name) or []:
        if ".." not in file.parts and "__pycache__" not in file.parts:
            (site / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(file.locate()), site / file)


def test_the_wheel_carries_the_pack_as_one_bundle(wheel: Path) -> None:
    """No TOML but the house policy, which is there to be copied; the bundle's bytes are those of this checkout."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert bundle_bytes(load_pack()) == archive.read("cisterna_kb/pack.json")
        assert prove(load_pack()) == archive.read("cisterna_kb/proof.json")
        for folder in ASIDE:
            assert bundle_bytes(open_aside(folder)[0]) == archive.read(f"cisterna_kb/{folder}.json")
    toml = [name for name in names if name.endswith(".toml")]
    assert toml == [name for name in toml if name.startswith("cisterna_kb/policy/")]
    assert "cisterna_kb/VERSION" in names
    assert "cisterna/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith("tests/")]


def test_the_installed_pack_has_the_digest_of_the_checkout(installed: Run) -> None:
    """Bundle and TOML files are the same pack."""
    assert not (pack_folder() / "pack.json").exists(), "this test must run on the TOML files"
    code = (
        "import cisterna; from cisterna.files.pack import *; print(cisterna.__file__, open_pack()[1], pack_version())"
    )
    result = installed("python", "-c", code)
    assert result.returncode == 0, result.stderr
    place, digest, version = result.stdout.split()
    assert str(ROOT) not in place
    assert (open_pack()[1], pack_version()) == (digest, version)


def test_every_module_can_be_imported(installed: Run) -> None:
    """Nothing that is imported is missing from the declared dependencies."""
    code = (
        "import importlib, pkgutil, cisterna, sys\n"
        "for module in pkgutil.walk_packages(cisterna.__path__, 'cisterna.'):\n"
        "    if not module.name.endswith('__main__'): importlib.import_module(module.name)\n"
        "print(cisterna.__version__)"
    )
    result = installed("python", "-c", code)
    assert (result.returncode, result.stdout.strip(), result.stderr) == (0, __version__, "")


@pytest.mark.parametrize("job", jobs(), ids=" ".join)
def test_the_installed_program_says_what_the_checkout_says(installed: Run, job: list[str]) -> None:
    """The main job, run on the shipped example from another folder: same bytes, same exit code, nothing on stderr."""
    absolute = [str(ROOT / part) if (ROOT / part).is_file() else part for part in job]
    here = subprocess.run(
        [sys.executable, "-m", "cisterna", *absolute],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    there = installed("cisterna", *absolute)
    assert here.returncode in VERDICTS, here.stderr
    assert (here.returncode, here.stdout, here.stderr) == (there.returncode, there.stdout, there.stderr)
    assert there.stdout


def test_the_templates_of_the_papers_are_in_the_wheel(wheel: Path) -> None:
    """Every template that the checkout has."""
    with zipfile.ZipFile(wheel) as opened:
        shipped = {name for name in opened.namelist() if name.endswith(".typ")}
    folder = ROOT / "src" / "cisterna" / "papers" / "typst"
    assert shipped == {f"cisterna/papers/typst/{file.name}" for file in folder.glob("*.typ")}
    assert len(shipped) == 5
