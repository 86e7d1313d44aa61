"""
P9: `cisterna emergency` in a process of its own, with nothing given, with everything broken, with everything wrong.

Whatever is done to the pack, the policy, the case or the options: the first screen is there, whole, and comes first.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cisterna.emergency import AUDIENCES, NAMES, Contacts, pathway
from cisterna.papers.emergency import NOT_ENTERED, choice, first_screen
from cisterna.papers.layout import Style
from functional.command import ROOT, SEED, Done, cisterna, environment

FACTS = ("--pump-off-for", "18 h", "--baclofen", "300 mcg/day", "--opioid", "hydromorphone", "--opioid-dose",
         "0.6 mg/day", "--airway", "yes")  # fmt: skip
GONE = "What would be worked out from what you entered is not available: "


def wanted(name: str, audience: str = "physician", *, programmer: str = "") -> str:
    """The first screen as it is printed."""
    lines = first_screen(pathway(name, audience), Style(80), Contacts(), programmer=programmer)
    return "\n".join(lines) + "\n"


def here(*arguments: str | Path, **changed: str) -> Done:
    """The command, in an empty home, so that nobody's settings are read."""
    return cisterna("emergency", *arguments, **{"HOME": "/nowhere", "XDG_CONFIG_HOME": "/nowhere", **changed})


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_enough(name: str) -> None:
    """The first screen, nothing else, status 0."""
    done = here(name)
    assert (done.returncode, done.stdout, done.stderr) == (0, wanted(name), "")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_in_the_words_of_each_reader(audience: str) -> None:
    """The same pathway in four wordings."""
    done = here("withdrawal", "--audience", audience)
    assert (done.returncode, done.stdout) == (0, wanted("withdrawal", audience))


@pytest.mark.parametrize("words", [("pump", "stopped"), ("PUMP-STOPPED",), ("pump_stopped",), ("pump stopped",)])
def test_a_name_may_be_written_in_several_ways(words: tuple[str, ...]) -> None:
    """Nobody looks for a hyphen at three in the morning."""
    assert here(*words).stdout == wanted("pump-stopped")


def test_without_a_name_all_are_listed() -> None:
    """With which to choose when unsure."""
    done = here()
    assert (done.returncode, done.stdout) == (0, "\n".join(choice(Style(80), "physician")) + "\n")


def test_an_unknown_name_lists_all_and_says_so() -> None:
    """Status 2; the list is there all the same."""
    done = here("sepsis")
    assert (done.returncode, done.stdout) == (2, "\n".join(choice(Style(80), "physician")) + "\n")
    assert done.stderr == (
        "'sepsis' was not understood. Names: withdrawal, opioid-overdose, baclofen-overdose, alarm, pump-stopped, "
        "wrong-fill, pocket-fill, infection.\n"
    )


# What is given is worked out below the first screen, set apart.


@pytest.mark.parametrize("name", NAMES)
def test_facts_are_worked_out_below(name: str) -> None:
    """The first screen does not change by a letter; what follows is set apart and says where it comes from."""
    done = here(name, *FACTS)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(wanted(name) + "-" * 80 + "\nWorked out from what you entered\n")
    assert "Statements behind it" in done.stdout


def test_a_case_is_a_heap_of_facts() -> None:
    """Its moment is taken to be now."""
    done = here("pump-stopped", "--case", SEED)
    assert done.returncode == 0
    assert done.stdout.startswith(wanted("pump-stopped") + "-" * 80 + "\nWorked out from what you entered\n")


def test_the_last_dose_is_the_same_as_how_long_ago_it_was() -> None:
    """Counted to the moment that is given, 18 hours later."""
    ago = here("withdrawal", "--pump-off-for", "18 h")
    moment = here("withdrawal", "--last-dose", "2026-11-26 04:00", "--at", "2026-11-26 22:00")
    assert (moment.returncode, moment.stdout) == (0, ago.stdout)


def test_the_machines_clock_is_named_where_it_counts() -> None:
    """A wrong clock would give a wrong gap."""
    done = here("withdrawal", "--last-dose", "2026-01-01 04:00")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].endswith("by this machine's clock; --at says another time.")


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_programmer_marks_the_steps(answer: str) -> None:
    """Nothing else changes, and nothing is opened for it."""
    done = here("opioid-overdose", "--programmer", answer)
    assert (done.returncode, done.stdout) == (0, wanted("opioid-overdose", programmer=answer))
    assert "\n>" in done.stdout


# Wrong options never take the screen away.

WRONG = [
    (("--pump-off-for", "soon"), 65, GONE + "--pump-off-for: 'soon' is not a duration. Write a number and its unit, "
     "for example '18 h' or '49 h 55 min'."),
    (("--weight", "heavy"), 65, GONE + "--weight: 'heavy' is not a body weight. Write a number and its unit, for "
     "example '78 kg'."),
    (("--airway", "perhaps"), 65, GONE + "--airway: 'perhaps' is not an answer. Write one of: yes, no, unknown."),
    (("--opioid", "aspirin"), 65, GONE + "--opioid: 'aspirin' is not an opioid of this pack."),
    (("--opioid-dose", "0.6 mg/day"), 65, GONE + "--opioid-dose: which opioid? Name it with --opioid."),
    (("--opioid", "none", "--opioid-dose", "0.6 mg/day"), 65, GONE + "--opioid-dose: --opioid says that there is none. "
     "Correct one of them."),
    (("--last-dose", "yesterday"), 65, GONE + "--last-dose: 'yesterday' is not a date and a time. Write, for example, "
     '"2026-11-26 04:00".'),
    (("--last-dose", "2026-11-26 04:00", "--at", "2026-11-26 03:00"), 65, GONE + "--last-dose: 2026-11-26 04:00 lies "
     "after now (2026-11-26 03:00). Correct it, or say what time it is with --at."),
    (("--last-dose", "2026-11-26 04:00", "--at", "2026-11-26 05:00", "--pump-off-for", "1 h"), 65, GONE
     + "--last-dose: --pump-off-for says the same in another way. Give one of them."),
    (("--pump-off-for", "18 h", "--at", "now"), 65, GONE + "--at: 'now' is not a date and a time. Write, for example, "
     '"2026-11-26 04:00".'),
    (("--case", SEED, "--at", "2026-11-26 05:00"), 65, GONE + "--at: the case says that it is 2026-11-23 08:00. "
     "Leave --at out, or correct the case."),
    (("--case", "nowhere.toml"), 65, GONE + "nowhere.toml: there is no such file. Check the name and the folder you "
     "are in."),
    (("--case", "src"), 65, GONE + "src: this is a folder. Give the name of a file."),
    (("--case", "README.md"), 65, GONE + "README.md:"),
    (("--policy", "nowhere.toml"), 65, GONE + "nowhere.toml"),
    (("--policy", "README.md", "--weight", "78 kg"), 65, GONE + "README.md:"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "status", "message"), WRONG, ids=[" ".join(each[0]) for each in WRONG])
def test_a_wrong_value_never_takes_the_screen_away(options: tuple[str, ...], status: int, message: str) -> None:
    """The whole first screen, then what is wrong."""
    done = here("withdrawal", *options)
    assert done.returncode == status
    assert done.stdout.startswith(wanted("withdrawal"))
    assert done.stdout.removeprefix(wanted("withdrawal")).startswith(message)
    assert "Traceback" not in done.stderr


def test_every_mistake_is_named_at_once() -> None:
    """One line each."""
    done = here("withdrawal", "--weight", "heavy", "--airway", "perhaps", "--opioid-dose", "1 mg/day")
    assert [line.removeprefix(GONE).split(":")[0] for line in done.stdout.splitlines()[-3:]] == [
        "--weight",
        "--airway",
        "--opioid-dose",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--pump-of", "18 h"), "No such option '--pump-of'"),
        (("--weight",), "Option '--weight' requires an argument."),
        (("--audience", "surgeon"), "--audience: 'surgeon' is not a reader. Write one of: physician, pharmacist, "
         "nurse, patient."),
        (("--programmer", "perhaps"), "--programmer: 'perhaps' is not an answer. Write yes or no."),
        (("now",), "'now' was not understood."),
    ],
)  # fmt: skip
def test_wrong_usage_never_takes_the_screen_away(options: tuple[str, ...], message: str) -> None:
    """Status 2, the physician's screen, and what is wrong."""
    done = here("baclofen-overdose", *options)
    assert done.returncode == 2
    assert done.stdout == wanted("baclofen-overdose")
    assert message in done.stderr


def test_wrong_usage_without_a_name_lists_all() -> None:
    """The same where the name is missing too."""
    done = here("--weigh", "78 kg")
    assert (done.returncode, done.stdout) == (2, "\n".join(choice(Style(80), "physician")) + "\n")


# A broken pack, policy, program.


def delete_pack(source: Path) -> None:
    """No pack at all, here or wherever else one may be installed."""
    shutil.rmtree(source / "cisterna_kb")
    (source / "cisterna_kb").mkdir()
    (source / "cisterna_kb" / "__init__.py").write_text("raise ModuleNotFoundError('cisterna_kb')\n", "utf-8")


def empty_pack(source: Path) -> None:
    """Every file of the pack gone."""
    for file in (source / "cisterna_kb").rglob("*.toml"):
        file.unlink()


def corrupt_questions(source: Path) -> None:
    """Bytes that are no text."""
    (source / "cisterna_kb" / "questions.toml").write_bytes(b"\xff\xfe\x00")


def corrupt_statement(source: Path) -> None:
    """One statement cut in the middle."""
    file = source / "cisterna_kb" / "statements" / "baclofen" / "lorazepam.seed.toml"
    file.write_text(file.read_text("utf-8")[:60], "utf-8")


def invented_statement(source: Path) -> None:
    """A statement whose dose has no unit."""
    file = source / "cisterna_kb" / "statements" / "baclofen" / "lorazepam.seed.toml"
    file.write_text(file.read_text("utf-8").replace('"2 mg"', '"2"'), "utf-8")


def corrupt_policy(source: Path) -> None:
    """The shipped policy, cut."""
    (source / "cisterna_kb" / "policy" / "shipped.toml").write_text("[tie_band\n", "utf-8")


def delete_policy(source: Path) -> None:
    """No policy."""
    shutil.rmtree(source / "cisterna_kb" / "policy")


def corrupt_pathways(source: Path) -> None:
    """The pathways in the pack, which the program does not read."""
    (source / "cisterna_kb" / "pathways" / "withdrawal.toml").write_text("= [", "utf-8")


def broken_bundle(source: Path) -> None:
    """A compiled pack that is half there, as a bad download leaves it."""
    (source / "cisterna_kb" / "pack.json").write_text('{"statements/', "utf-8")


def broken_core(source: Path) -> None:
    """A module of the core that cannot be imported."""
    (source / "cisterna" / "therapy" / "case.py").write_text("raise RuntimeError('no therapy today')\n", "utf-8")


def broken_work(source: Path) -> None:
    """What works things out fails."""
    (source / "cisterna" / "emergency" / "worked.py").write_text(
        "def work_out(*a, **b):\n    raise ZeroDivisionError('no')\n", "utf-8"
    )


def worked_out_gone(source: Path) -> None:
    """What works things out is not there."""
    (source / "cisterna" / "emergency" / "worked.py").unlink()


BROKEN: list[Callable[[Path], None]] = [
    delete_pack, empty_pack, corrupt_questions, corrupt_statement, invented_statement, corrupt_policy, delete_policy,
    broken_bundle, broken_core, broken_work, worked_out_gone,
]  # fmt: skip


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the program with its pack, to be broken."""
    return Path(shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__")))


def run(source: Path, *arguments: str) -> Done:
    """The command from that copy."""
    env = environment(PYTHONPATH=str(source), HOME="/nowhere", XDG_CONFIG_HOME="/nowhere")
    return subprocess.run(
        [sys.executable, "-m", "cisterna", "emergency", *arguments],
        cwd=source,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("breaks", BROKEN, ids=[each.__name__ for each in BROKEN])
def test_whatever_is_broken_the_first_screen_stands(breaks: Callable[[Path], None], copied: Path) -> None:
    """Without facts there is nothing else to say; with facts one line says why what follows is not available."""
    breaks(copied)
    alone = run(copied, "withdrawal")
    assert (alone.returncode, alone.stdout, alone.stderr) == (0, wanted("withdrawal"), "")
    done = run(copied, "withdrawal", *FACTS)
    assert done.returncode == 70
    assert done.stdout.startswith(wanted("withdrawal"))
    (line,) = done.stdout.removeprefix(wanted("withdrawal")).splitlines()
    assert line.startswith(GONE)
    assert len(line) > len(GONE)
    assert done.stderr == ""


def test_the_pathways_of_the_pack_are_not_read(copied: Path) -> None:
    """Broken, they change nothing: the program has its own copy."""
    corrupt_pathways(copied)
    done = run(copied, "withdrawal", *FACTS)
    assert done.returncode == 0
    assert done.stdout.startswith(wanted("withdrawal") + "-" * 80)


@pytest.mark.parametrize("name", NAMES)
def test_every_pathway_stands_without_a_pack(name: str, copied: Path) -> None:
    """For every reader, with the sources of every step."""
    delete_pack(copied)
    for audience in AUDIENCES:
        done = run(copied, name, "--audience", audience, "--sources")
        assert done.returncode == 0
        assert done.stdout.startswith(wanted(name, audience) + "What each step rests on\n")


NO_NETWORK = """
import runpy, socket, sys
def refuse(*a, **b):
    raise OSError("no network")
socket.socket = socket.create_connection = socket.getaddrinfo = refuse
sys.argv = ["cisterna", "emergency", "alarm", "--airway", "yes"]
runpy.run_module("cisterna", run_name="__main__")
"""


def test_no_network_is_needed() -> None:
    """With every socket refused, the screen and what follows are the same."""
    done = subprocess.run(
        [sys.executable, "-c", NO_NETWORK],
        cwd=ROOT,
        env=environment(HOME="/nowhere", XDG_CONFIG_HOME="/nowhere"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, here("alarm", "--airway", "yes").stdout)


LOADED = """
import sys
sys.argv = ["cisterna", "emergency", "withdrawal"]
from cisterna.cli import main
try:
    main()
except SystemExit:
    pass
print(" ".join(sorted(sys.modules)))
"""


def test_the_first_screen_imports_almost_nothing() -> None:
    """Of ours the command line, the fixed text and the layout; nothing that reads the pack or works something out."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        env=environment(HOME="/nowhere", XDG_CONFIG_HOME="/nowhere"),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert {name for name in loaded if name.startswith("cisterna")} == {
        "cisterna", "cisterna.cli", "cisterna.cli.common", "cisterna.cli.emergency", "cisterna.emergency",
        "cisterna.emergency.pathway", "cisterna.emergency.screens", "cisterna.files", "cisterna.files.settings",
        "cisterna.papers", "cisterna.papers.emergency", "cisterna.papers.layout",
    }  # fmt: skip
    assert not {"msgspec", "tomllib", "json", "fractions", "sqlite3", "socket", "cisterna_kb"} & loaded


# Whom to ring.


def test_numbers_from_the_environment(tmp_path: Path) -> None:
    """Before those of the settings file; --sources says where they come from."""
    done = here("alarm", "--sources", CISTERNA_PUMP_SERVICE="extension 4711", CISTERNA_MAKER_LINE=" on the\x1b card ")
    assert "\nRing  Pump service: extension 4711\n      Maker's technical line: on the card\n" in done.stdout
    assert " pump service: environment variable CISTERNA_PUMP_SERVICE\n" in done.stdout


def test_numbers_from_a_settings_file(tmp_path: Path) -> None:
    """With the source that stands beside them."""
    file = tmp_path / "settings.toml"
    file.write_text('[emergency]\nmaker_line = "0800 0000"\nsource = "clinic list"\n', "utf-8")
    done = here("alarm", "--sources", CISTERNA_SETTINGS=str(file))
    assert done.returncode == 0
    assert f"\nRing  Pump service: {NOT_ENTERED}\n      Maker's technical line: 0800 0000\n" in done.stdout
    assert " maker's line: settings.toml: clinic list\n" in done.stdout


SETTINGS = [
    ("[emergency\n", "the settings are not TOML: "),
    ("emergency = 3\n", "write the section [emergency] with the keys pump_service, maker_line, source."),
    ("[emergency]\nmaker_line = 112\n", "emergency.maker_line: a telephone number is text in quotes. It is not shown."),
    ('[emergency]\nphone = "112"\n', "emergency.phone: unknown key. Known: pump_service, maker_line, source."),
]


@pytest.mark.parametrize(("text", "message"), SETTINGS)
def test_broken_settings_stop_nothing(text: str, message: str, tmp_path: Path) -> None:
    """The screen as shipped, then what is wrong with the file."""
    file = tmp_path / "settings.toml"
    file.write_text(text, "utf-8")
    done = here("alarm", CISTERNA_SETTINGS=str(file))
    assert done.returncode == 0
    (line,) = done.stdout.removeprefix(wanted("alarm")).splitlines()
    assert line.startswith(f"{file}: {message}")


def test_a_settings_file_that_is_not_there(tmp_path: Path) -> None:
    """It was asked for, so it is said; the one in the home folder is not asked for."""
    done = here("alarm", CISTERNA_SETTINGS=str(tmp_path / "none.toml"))
    assert done.stdout == wanted("alarm") + f"{tmp_path / 'none.toml'}: there is no such settings file.\n"


def test_settings_that_nobody_writes_are_not_waited_for(tmp_path: Path) -> None:
    """A pipe without a writer would block for ever."""
    os.mkfifo(tmp_path / "pipe")
    done = here("alarm", CISTERNA_SETTINGS=str(tmp_path / "pipe"))
    assert done.stdout == wanted("alarm") + f"{tmp_path / 'pipe'}: there is no such settings file.\n"


# Plain data.


def data(*arguments: str) -> Any:
    """What --json prints."""
    return json.loads(here(*arguments, "--json").stdout)


def test_plain_data_holds_the_same_text() -> None:
    """Steps, statements, digest; nothing worked out where nothing was asked."""
    found, shown = data("pocket-fill", "--audience", "nurse"), pathway("pocket-fill", "nurse")
    assert [step["text"] for step in found["steps"]] == [step.text for step in shown.steps]
    assert [tuple(step["statements"]) for step in found["steps"]] == [step.cites for step in shown.steps]
    assert (found["worked_out"], found["problem"]) == (None, "")
    assert sorted(found["statements"]) == sorted(shown.cites)


def test_plain_data_holds_what_was_worked_out() -> None:
    """Every statement of it is in the pack, every finding has its sentence."""
    found = data("withdrawal", *FACTS)["worked_out"]
    assert found["items"]
    assert all(finding["sentence"] for item in found["items"] for finding in item["findings"])
    assert found["trace"]


def test_plain_data_of_a_broken_pack_still_has_the_steps(copied: Path) -> None:
    """And says why the rest is missing."""
    delete_pack(copied)
    done = run(copied, "withdrawal", *FACTS, "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 70
    assert len(found["steps"]) == len(pathway("withdrawal").steps)
    assert found["worked_out"] is None
    assert found["problem"]


def test_an_opioid_without_its_dose_is_not_forgotten() -> None:
    """It restarts too, dose or no dose."""
    done = here("withdrawal", "--opioid", "hydromorphone")
    assert " - A restart restarts HYDROmorphone too; its last daily dose is not known." in done.stdout
