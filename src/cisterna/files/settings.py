"""
The settings of a house that no consultation rests on: whom to ring in an emergency.

They come from the environment first, then from a settings file. What is wrong with them is said and stops nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

__all__ = ["KEYS", "Settings", "read_settings", "settings_file"]

KEYS = ("pump_service", "maker_line", "source")
"""The keys of the section [emergency]; `source` says where the numbers come from."""

VARIABLES = {"pump_service": "CISTERNA_PUMP_SERVICE", "maker_line": "CISTERNA_MAKER_LINE"}


class Settings(NamedTuple):
    """Telephone numbers as text, each with where it comes from; None: not entered. `problems`: what is wrong."""

    pump_service: str | None = None
    maker_line: str | None = None
    pump_service_from: str = ""
    maker_line_from: str = ""
    problems: tuple[str, ...] = ()


def settings_file(environ: Mapping[str, str]) -> Path:
    """The file named by CISTERNA_SETTINGS, else settings.toml in the user's configuration folder."""
    named = environ.get("CISTERNA_SETTINGS")
    if named:
        return Path(named)
    folder = environ.get("XDG_CONFIG_HOME") or f"{environ.get('HOME', '.')}/.config"
    return Path(folder, "cisterna", "settings.toml")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The numbers to ring. Never raises: whatever cannot be read is a problem, and the number is not entered."""
    file = settings_file(environ)
    table, problems = _table(file, wanted="CISTERNA_SETTINGS" in environ)
    said: dict[str, str] = {}
    origin: dict[str, str] = {}
    source = str(table.get("source", "")).strip()
    for key in VARIABLES:
        value = table.get(key)
        if isinstance(value, str) and _clean(value):
            said[key], origin[key] = _clean(value), f"{file.name}: {source or 'no source given'}"
        elif value is not None:
            problems.append(f"{file}: emergency.{key}: a telephone number is text in quotes. It is not shown.")
    for key, variable in VARIABLES.items():
        value = environ.get(variable, "")
        if _clean(value):
            said[key], origin[key] = _clean(value), f"environment variable {variable}"
    return Settings(
        said.get("pump_service"),
        said.get("maker_line"),
        origin.get("pump_service", ""),
        origin.get("maker_line", ""),
        tuple(problems),
    )


def _clean(value: str) -> str:
    """One line without signs that move a terminal's cursor."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())


def _table(file: Path, *, wanted: bool) -> tuple[dict[str, object], list[str]]:
    """The section [emergency] of the file; empty where there is none, with what is wrong."""
    try:
        if not file.is_file():  # not there, or a pipe that nobody writes to: an emergency waits for neither
            return {}, [f"{file}: there is no such settings file."] if wanted else []
        raw = file.read_bytes()
    except OSError as error:
        return {}, [f"{file}: the settings cannot be read ({error.strerror})."]
    import tomllib

    try:
        document = tomllib.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        return {}, [f"{file}: the settings are not TOML: {error}."]
    section = document.get("emergency", {})
    if not isinstance(section, dict):
        return {}, [f"{file}: write the section [emergency] with the keys {', '.join(KEYS)}."]
    problems = [
        f"{file}: emergency.{key}: unknown key. Known: {', '.join(KEYS)}." for key in section if key not in KEYS
    ]
    return section, problems
