"""
Whatever the terminal and the machine are like, the same is said: no traceback, no lost character, no line too long.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from functional.command import BRIDGE, ROOT, SEED, cisterna, environment

PRINTING = {
    "plan": ("plan", SEED),
    "plan from vials": ("plan", "examples/seed-vials.toml"),
    "plan without a path volume": ("plan", "examples/no-tubing-volume.toml"),
    "plan that refers": ("plan", "examples/constant-flow.toml"),
    "check": ("check", SEED, "--plan", BRIDGE),
    "simulate": ("simulate", SEED, "--plan", BRIDGE),
    "explain": ("explain", SEED),
    "explain one": ("explain", SEED, "A-"),
    "card": ("card", "examples/seed-vials.toml"),
    "statement": ("kb", "show", "hydromorphone.start.pacc-2017"),
}


@pytest.mark.parametrize("name", PRINTING)
def test_sixty_columns_are_enough(name: str) -> None:
    """No line is longer, but for one that is a single word, such as the id of a statement or a digest."""
    done = cisterna(*PRINTING[name], COLUMNS="60")
    lines = done.stdout.splitlines()
    assert (len(lines) > 5, done.stderr) == (True, "")
    assert [] == [line for line in lines if len(line) > 60 and len(line.split()) > 1]


@pytest.mark.parametrize("name", PRINTING)
def test_a_terminal_that_knows_ascii_alone(name: str) -> None:
    """The picture is drawn with ASCII, and no other character is lost: question marks are as many as they were."""
    full, plain = cisterna(*PRINTING[name]), cisterna(*PRINTING[name], LANG="C", PYTHONIOENCODING="ascii")
    assert (plain.returncode, plain.stderr) == (full.returncode, "")
    assert plain.stdout.isascii()
    assert plain.stdout.count("?") == full.stdout.count("?")
    assert len(plain.stdout.splitlines()) == len(full.stdout.splitlines())


@pytest.mark.parametrize("name", ["plan", "check", "statement"])
@pytest.mark.parametrize(
    ("flags", "changed"),
    [
        (("-O",), {}),
        (("-OO",), {}),
        ((), {"LANG": "C", "LC_ALL": "C"}),
        ((), {"HOME": "/nonexistent"}),
        (("-B",), {"HOME": "/proc"}),
        (("-X", "utf8=0"), {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"}),
        ((), {"TERM": "dumb", "TZ": "Australia/Lord_Howe"}),
    ],
    ids=str,
)
def test_the_same_everywhere(name: str, flags: tuple[str, ...], changed: dict[str, str]) -> None:
    """Optimized, without a home that can be written to, in the C locale, with warnings as they come."""
    there, here = cisterna(*PRINTING[name], flags=flags, **changed), cisterna(*PRINTING[name])
    assert (there.returncode, there.stdout, there.stderr) == (here.returncode, here.stdout, "")


@pytest.mark.parametrize("name", ["plan", "simulate", "explain one", "statement"])
def test_a_pipe_that_is_closed_early(name: str) -> None:
    """Nobody reads: no traceback, and the status is still that of what was found."""
    wanted = cisterna(*PRINTING[name]).returncode
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "cisterna", *PRINTING[name]],
        cwd=ROOT,
        env=environment(),
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (wanted, b"")


def test_the_first_line_alone() -> None:
    """As people do it, through a shell."""
    command = f"set -o pipefail; '{sys.executable}' -m cisterna explain {SEED} A- | head -1"
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 1)


def test_a_full_disk_behind_standard_output_is_said() -> None:
    """What could not be printed was not printed: our own fault, not a verdict."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cisterna", "plan", SEED],
            cwd=ROOT,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 70
    assert b"Traceback" not in done.stderr
    assert b"No space left on device" in done.stderr


def on_a_terminal(*arguments: str, **changed: str) -> str:
    """What a command prints where standard output is a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "cisterna", *arguments], cwd=ROOT, env=environment(**changed), stdout=theirs
    )
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        parts.append(part)
    os.close(ours)
    process.wait()
    return b"".join(parts).decode("utf-8")


def test_colors_only_where_nobody_objects() -> None:
    """A terminal gets them; a file, NO_COLOR and --no-color do not."""
    assert "\x1b[" in on_a_terminal(*PRINTING["plan"])
    assert "\x1b[" not in on_a_terminal(*PRINTING["plan"], "--no-color")
    assert "\x1b[" not in on_a_terminal(*PRINTING["plan"], NO_COLOR="1")
    assert "\x1b[" not in cisterna(*PRINTING["plan"]).stdout


def test_our_own_fault_shows_its_place_when_asked(tmp_path: Path) -> None:
    """CISTERNA_TRACEBACK=1 gives a person what a report needs; without it there is a sentence."""
    broken = tmp_path / "sitecustomize.py"
    broken.write_text(
        "import cisterna.consult as c\ndef fault(*a, **k): raise RuntimeError('x')\nc.consult = fault\n", "utf-8"
    )
    path = f"{tmp_path}{os.pathsep}{ROOT / 'src'}"
    short = cisterna("plan", SEED, PYTHONPATH=path)
    assert (short.returncode, short.stdout, "Traceback" in short.stderr) == (70, "", False)
    full = cisterna("plan", SEED, PYTHONPATH=path, CISTERNA_TRACEBACK="1")
    assert (full.returncode, full.stdout, "Traceback" in full.stderr) == (70, "", True)
