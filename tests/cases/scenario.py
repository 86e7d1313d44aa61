"""A scenario: files, a command, and what a correct tool says. The README beside this file explains how to write one."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cisterna.cli import cli

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILES = sorted(HERE.glob("*.toml"))
KEYS = {"about", "source", "command", "exit", "files", "says", "never_says", "fires", "silent", "values"}
NEEDED = {"about", "source", "command", "exit"}
CODES_AT = ("referral", "notes", "doses", "pitfalls", "judgement")


@dataclass(frozen=True)
class Scenario:
    """One scenario as it stands in its file."""

    name: str
    data: dict[str, Any]

    @property
    def looks_into_data(self) -> bool:
        """True where it says something of codes or values, which only `--json` shows."""
        return bool(self.data.keys() & {"fires", "silent", "values"})


class Wrong(ValueError):
    """A scenario file that cannot be run: what is wrong with it, and what to write."""


def read(file: Path) -> Scenario:
    """The scenario in a file; raises `Wrong` where it cannot be run or would prove nothing."""
    data = tomllib.loads(file.read_text("utf-8"))
    unknown = sorted(data.keys() - KEYS)
    if unknown:
        raise Wrong(f"{file.name}: '{unknown[0]}' is not a key of a scenario. Known: {', '.join(sorted(KEYS))}.")
    missing = sorted(NEEDED - data.keys())
    if missing:
        raise Wrong(f"{file.name}: '{missing[0]}' is missing.")
    if not data.get("says"):
        raise Wrong(f"{file.name}: 'says' is missing: name at least one sentence that has to be on the screen.")
    return Scenario(file.stem, data)


def written(scenario: Scenario, folder: Path) -> None:
    """Put the scenario's files into `folder`: texts as they stand, others taken from this project and changed."""
    for name, given in scenario.data.get("files", {}).items():
        if isinstance(given, str):
            text = given
        else:
            text = (ROOT / given["from"]).read_text("utf-8")
            for old, new in given.get("change", []):
                if text.count(old) != 1:
                    raise Wrong(
                        f"{scenario.name}: {old!r} stands {text.count(old)} times in {given['from']}, not once."
                    )
                text = text.replace(old, new)
        (folder / name).write_text(text, "utf-8")


def ran(scenario: Scenario, folder: Path, *more: str) -> tuple[int, str]:
    """Status and output of its command, run in `folder` inside this process, on a screen of 100 columns."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("COLUMNS", "100")
        result = CliRunner().invoke(cli, [*scenario.data["command"], *more])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def folded(text: str) -> str:
    """One line, one space between words: how a sentence is broken on the screen does not matter."""
    return " ".join(text.split())


def codes_in(data: Any) -> set[str]:
    """Codes of findings in plain data: where there are plans those of the plan shown and of the whole, else all."""
    if isinstance(data, dict) and "offers" in data:
        parts = [data.get(key) for key in CODES_AT] + data["offers"][:1]
        return {code for part in parts for code in _codes(part)}
    if isinstance(data, dict) and "ways" in data:
        parts = [data["findings"], data["notes"], *(each["why"] for each in data["not_possible"]), data["ways"][:1]]
        return {code for part in parts for code in _codes(part)}
    return set(_codes(data))


def _codes(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if data.get("is") == "Finding":
            yield data["code"]
        for part in data.values():
            yield from _codes(part)
    elif isinstance(data, list):
        for part in data:
            yield from _codes(part)


def value_at(data: Any, path: str) -> Any:
    """What stands at `offers.0.candidate.gives`; a quantity as it is shown."""
    for part in path.split("."):
        data = data[int(part)] if isinstance(data, list) else data[part]
    return data.get("shown", data) if isinstance(data, dict) else data


def shown(scenario: Scenario, folder: Path) -> tuple[int, str, Any]:
    """Status, screen, and plain data where the scenario looks into it."""
    written(scenario, folder)
    status, output = ran(scenario, folder)
    if not scenario.looks_into_data:
        return status, output, None
    again, text = ran(scenario, folder, "--json")
    assert status == again, "the status does not depend on how the answer is printed"
    return status, output, json.loads(text)


if __name__ == "__main__":  # what a scenario prints now, to be read against what it should say
    import sys
    import tempfile

    for argument in sys.argv[1:]:
        one = read(Path(argument))
        with tempfile.TemporaryDirectory() as place:
            state, screen, found = shown(one, Path(place))
        print(f"--- {one.name}: status {state}{os.linesep}{screen}")
        if found is not None:
            print(f"--- codes: {', '.join(sorted(codes_in(found)))}")
