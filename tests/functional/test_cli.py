"""
What the command line promises: exit statuses that never change their meaning, messages that teach, plain data that is
exact, records that replay to the byte, files written whole or not at all.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cisterna import __version__
from cisterna.cli import cli, main
from functional.command import BRIDGE, EXAMPLES, ROOT, SEED, Done, cisterna

CODES = {"Clear": 0, "NeedsOverride": 10, "Refused": 20, "CannotSay": 30}
WORST = ["Clear", "NeedsOverride", "CannotSay", "Refused"]
BROKEN = EXAMPLES / "contradiction.toml"
CASES = sorted(path for path in EXAMPLES.glob("*.toml") if path != BROKEN)
REFERRED = ("constant-flow", "unknown-pump")
HARM = sorted(EXAMPLES.glob("harm/*/expect.toml"))
SIGNED = [part for code in ("mixture-not-labelled", "mixture-no-direct-evidence") for part in ("--override", code)]
NAMED = ["--by", "A. Example", "--because", "consented"]


def here(*arguments: str | Path) -> tuple[int, str]:
    """Status and output of a command run inside this process: quicker where nothing of the process is in question."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        result = CliRunner().invoke(cli, [str(part) for part in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@cache
def data(*arguments: str | Path) -> tuple[int, Any]:
    """Status and data of a command with `--json`; a number with a decimal point in it is a failure."""
    status, output = here(*arguments, "--json")
    return status, json.loads(output, parse_float=pytest.fail)


def verdict_in(judgement: dict[str, Any]) -> str:
    """The worst of both axes of a judgement in plain data."""
    return max((judgement["physics"]["is"], judgement["acknowledgements"]["is"]), key=WORST.index)


def name_of(path: Path) -> str:
    """Test ids without the machine's folders."""
    return path.relative_to(EXAMPLES).as_posix()


# Exit statuses.


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_plan_ends_with_the_status_of_the_plan_it_shows(case: Path) -> None:
    """Or, where there is no plan, with that of what is missing."""
    status, found = data("plan", case)
    if found["offers"]:
        assert status == CODES[verdict_in(found["offers"][0]["judgement"])]
    else:
        assert status == CODES["CannotSay"]
        assert found["referral"]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_text_says_the_verdict_of_the_status(case: Path) -> None:
    """Text and data are two forms of one consultation."""
    status, found = data("plan", case)
    shown, text = here("plan", case)
    assert shown == status
    for number, offer in enumerate(found["offers"], start=1):
        words = {"Clear": "CLEAR", "NeedsOverride": "NEEDS OVERRIDE", "Refused": "REFUSED", "CannotSay": "CANNOT SAY"}
        ending = re.escape(words[verdict_in(offer["judgement"])])
        assert re.search(rf"^{number} {re.escape(offer['candidate']['id'])} +{ending}$", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("seed", "NeedsOverride"),
        ("seed-vials", "NeedsOverride"),
        ("constant-flow", "CannotSay"),
        ("unknown-pump", "CannotSay"),
        ("no-tubing-volume", "CannotSay"),
        ("catheter-from-memory", "CannotSay"),
    ],
)
def test_examples_end_as_they_are_meant_to(name: str, status: str) -> None:
    """What the examples are shipped to show."""
    assert data("plan", EXAMPLES / f"{name}.toml")[0] == CODES[status]


@pytest.mark.parametrize("expect", HARM, ids=name_of)
def test_check_refuses_every_harm_plan(expect: Path) -> None:
    """With the verdict and for the reason that stand beside the plan."""
    wanted = tomllib.loads(expect.read_text("utf-8"))
    case, plan = expect.with_name("case.toml"), expect.with_name("plan.toml")
    status, output = here("check", case, "--plan", plan)
    if wanted["verdict"] == "bad input":
        assert status == 65
        return
    assert (status, data("check", case, "--plan", plan)[0]) == (CODES[wanted["verdict"]],) * 2
    assert f"({wanted['code']})" in " ".join(output.split())


@pytest.mark.parametrize("plan", sorted((EXAMPLES / "plans").glob("*.toml")), ids=name_of)
def test_check_and_simulate_take_the_shipped_plans(plan: Path) -> None:
    """Each says in its first line to which case it belongs; `simulate` has no verdict, so its status is 0."""
    (case,) = re.findall(r"^# Belongs to \.\./([\w-]+\.toml)", plan.read_text("utf-8")) or ["seed.toml"]
    status, found = data("check", EXAMPLES / case, "--plan", plan)
    assert status == CODES[verdict_in(found["judgement"])]
    assert data("simulate", EXAMPLES / case, "--plan", plan)[0] == 0
    assert here("simulate", EXAMPLES / case, "--plan", plan)[1].count("at the tip") >= 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan",),
        ("plan", SEED, "--no-such-option"),
        ("no-such-command",),
        ("check", SEED),
        ("simulate", SEED),
        ("kb", "no-such-command"),
        ("plan", SEED, "--override", "mixture-not-labelled"),
        ("plan", SEED, "--override", "mixture-not-labelled", "--by", "A. Example"),
        ("plan", SEED, "--override", "mixture-not-labelled", "--by", " ", "--because", "consented"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2(arguments: tuple[str, ...]) -> None:
    """And says how the command is used."""
    status, output = here(*arguments)
    assert status == 2
    assert "Usage: " in output


@pytest.mark.parametrize("command", ["plan", "explain", "replay"])
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.toml", None, "there is no such file. Check the name and the folder you are in."),
        ("folder", b"", "this is a folder. Give the name of a file."),
        ("latin.toml", b'schema = "caf\xe9"', "this file is not UTF-8 text. Save it as UTF-8."),
    ],
)
def test_a_file_that_cannot_be_read_is_65(
    command: str, name: str, content: bytes | None, says: str, tmp_path: Path
) -> None:
    """Every command that takes a file says it in the same words."""
    file = tmp_path / name
    if name == "folder":
        file.mkdir()
    elif content is not None:
        file.write_bytes(content)
    done = cisterna(command, file)
    assert (done.returncode, done.stdout, done.stderr) == (65, "", f"{file}: {says}\n")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("schema = ", 1, "this is not TOML"),
        ('schema = "cisterna.case/1"\nsurprise = "yes"\n', 2, "surprise"),
        ('schema = "cisterna.case/1"\nschema = "cisterna.case/1"\n', 2, "stands here for the second time"),
        ('schema = "cisterna.case/99"\n', 1, "schema"),
    ],
    ids=["broken TOML", "unknown key", "key twice", "unknown schema"],
)
def test_something_wrong_in_a_case_is_65(text: str, line: int, says: str, tmp_path: Path) -> None:
    """File and line in front, nothing on standard output, no verdict."""
    file = tmp_path / "case.toml"
    file.write_text(text, "utf-8")
    done = cisterna("plan", file)
    assert (done.returncode, done.stdout) == (65, "")
    assert any(each.startswith(f"{file}:{line}") and says in each for each in done.stderr.splitlines()), done.stderr


@pytest.mark.parametrize("arguments", [("plan",), ("check", "--plan", BRIDGE), ("simulate", "--plan", BRIDGE)])
def test_a_contradiction_is_65_whatever_is_asked(arguments: tuple[str, ...]) -> None:
    """Concentration, flow and dose that do not belong together are named, all three."""
    command, *rest = arguments
    status, output = here(command, BROKEN, *rest)
    assert status == 65
    assert "2,000 mcg/mL of baclofen at 0.2 mL/day is 400 mcg/day, but the program says 300 mcg/day" in output


def test_a_plan_with_an_unknown_key_is_65(tmp_path: Path) -> None:
    """Plans are read as strictly as cases."""
    file = tmp_path / "plan.toml"
    file.write_text((ROOT / BRIDGE).read_text("utf-8") + "\nsurprise = 1\n", "utf-8")
    for command in ("check", "simulate"):
        status, output = here(command, SEED, "--plan", file)
        assert status == 65
        assert "surprise" in output


def test_a_case_without_a_request_is_65(tmp_path: Path) -> None:
    """There is nothing to plan, and the message shows what to write."""
    text = (ROOT / SEED).read_text("utf-8")
    file = tmp_path / "case.toml"
    file.write_text(re.sub(r"^\[request\]\n(?:[^\[].*\n|\n)*", "", text, flags=re.MULTILINE), "utf-8")
    status, output = here("plan", file)
    assert (status, '[request]\nstart = "hydromorphone"' in output) == (65, True), output


def test_a_plan_that_is_not_there_cannot_be_shown() -> None:
    """The message lists those there are."""
    status, output = here("plan", SEED, "--show", "Z-9")
    ids = [offer["candidate"]["id"] for offer in data("plan", SEED)[1]["offers"]]
    assert (status, output) == (65, f"no plan is called 'Z-9'; there are {', '.join(ids)}\n")
    status, text = here("plan", SEED, "--show", ids[-1])
    assert status == 10
    assert f"\nPlan {ids[-1]} " in text


@pytest.mark.parametrize("fault", [KeyError("limit"), ValueError("ours"), RuntimeError("ours")], ids=repr)
def test_our_own_fault_is_70(
    fault: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No verdict, no traceback, and no blame on what was given."""

    def broken(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("gc.disable", lambda: None)  # what is good for a short process is not for this one
    monkeypatch.setattr("cisterna.desk.consult", broken)
    monkeypatch.setattr("sys.argv", ["cisterna", "plan", str(ROOT / SEED)])
    monkeypatch.delenv("CISTERNA_TRACEBACK", raising=False)
    with pytest.raises(SystemExit) as left:
        main()
    out, err = capsys.readouterr()
    assert (left.value.code, out) == (70, "")
    assert err.startswith("This is a fault in Cisterna, not in your input")
    assert "Traceback" not in err
    assert not any(word in err for word in ("CLEAR", "OVERRIDE", "REFUSED"))
    monkeypatch.setenv("CISTERNA_TRACEBACK", "1")
    with pytest.raises(SystemExit) as left:
        main()
    assert (left.value.code, "Traceback" in capsys.readouterr().err) == (70, True)


# Plain data.


def documented(title: str) -> list[str]:
    """The keys that the page about the command line lists in the table under this heading cell."""
    page = (ROOT / "docs" / "reference" / "command-line.md").read_text("utf-8")
    (table,) = re.findall(rf"^\| {re.escape(title)} \| Holds \|\n\|---\|---\|\n((?:\|.*\n)+)", page, re.MULTILINE)
    return [key for row in table.splitlines() for key in re.findall(r"`([^`]+)`", row.split("|")[1])]


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside plain data."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(part)


PRINTED = {
    "Key of a consultation": ("cisterna.consultation/1", ("plan", SEED)),
    "Key of an assessment": ("cisterna.assessment/1", ("check", SEED, "--plan", BRIDGE)),
    "Key of an emergency": ("cisterna.emergency/1", ("emergency", "alarm", "--airway", "yes")),
    "Key of the list of emergencies": ("cisterna.emergencies/1", ("emergency",)),
    "Key of a tip": ("cisterna.tip/1", ("simulate", SEED, "--plan", BRIDGE)),
}


@pytest.mark.parametrize("title", PRINTED)
def test_the_page_lists_exactly_the_keys(title: str) -> None:
    """Not one more, not one less."""
    schema, arguments = PRINTED[title]
    found = data(*arguments)[1]
    assert found["schema"] == schema
    assert sorted(documented(title)) == sorted(found.keys() - {"schema", "is"})


def test_the_page_lists_exactly_the_keys_of_an_offer() -> None:
    """The plans are what most readers of the data want."""
    found = data("plan", SEED)[1]["offers"][0]
    assert sorted(documented("Key of an offer")) == sorted(found.keys() - {"is"})


@pytest.mark.parametrize(
    ("title", "key"), [("Key of an escalation", "escalation"), ("Key of a systemic plan", "systemic")]
)
def test_the_page_lists_exactly_the_keys_inside_an_offer(title: str, key: str) -> None:
    """What comes after the start, and the opioids beside the pump."""
    found = data("plan", SEED)[1]["offers"][0][key]
    assert sorted(documented(title)) == sorted(found.keys() - {"is"})


@pytest.mark.parametrize("title", PRINTED)
def test_every_quantity_is_exact_and_has_its_unit(title: str) -> None:
    """A fraction in lowest terms as text, the unit, and what a person reads; nothing is a float (see `data`)."""
    from fractions import Fraction

    quantities = [each for each in objects(data(*PRINTED[title][1])[1]) if "exact" in each]
    assert quantities or title in ("Key of a tip", "Key of the list of emergencies")
    for each in quantities:
        assert set(each) == {"exact", "unit", "shown"}
        assert str(Fraction(each["exact"])) == each["exact"]
        assert each["unit"]
        assert each["shown"]


def test_every_object_names_its_kind() -> None:
    """Except quantities, ranges, clocks and tables whose keys are names of drugs or values."""
    found = data("plan", SEED)[1]
    kinds = {each["is"] for each in objects(found) if "is" in each}
    assert kinds >= {"Consultation", "Offer", "Candidate", "Plan", "Refill", "Finding", "Judgement", "Step", "Tip"}


def test_keys_are_the_same_for_every_case() -> None:
    """Also where there is no plan."""
    keys = {case.name: set(data("plan", case)[1]) for case in CASES}
    assert set(map(frozenset, keys.values())) == {frozenset(data("plan", SEED)[1])}


# Overrides.


def test_overrides_make_it_clear() -> None:
    """Each soft finding set aside by name, with a reason; the findings stay in sight."""
    status, found = data("plan", SEED, *SIGNED, *NAMED)
    best = found["offers"][0]
    assert (status, verdict_in(best["judgement"])) == (0, "Clear")
    assert {"mixture-not-labelled", "mixture-no-direct-evidence"} <= {
        finding["code"] for finding in best["judgement"]["findings"]
    }
    kept = found["case"]["request"]["overrides"]
    assert {(each["by"], each["because"]) for each in kept} == {("A. Example", "consented")}


def test_one_override_of_two_is_not_enough() -> None:
    """What was not named still stands."""
    status, found = data("plan", SEED, *SIGNED[:2], *NAMED)
    assert status == CODES["NeedsOverride"]
    left = found["offers"][0]["judgement"]["acknowledgements"]["findings"]
    assert [finding["code"] for finding in left] == ["mixture-no-direct-evidence"]


def test_an_override_of_what_did_not_fire_is_65() -> None:
    """A code that was mistyped is found out."""
    status, output = here("plan", SEED, "--override", "mixture-not-labeled", *NAMED)
    assert (status, output) == (65, "There is nothing to override under 'mixture-not-labeled': no plan has such a "
                                    "finding. Remove the override.\n")  # fmt: skip


def test_a_hard_finding_has_no_override() -> None:
    """Nor has a missing fact; the message says which of the two it is."""
    seen = set()
    for case in CASES:
        for offer in data("plan", case)[1]["offers"]:
            for finding in offer["judgement"]["findings"]:
                if finding["force"] in ("hard", "unknown") and finding["force"] not in seen:
                    seen.add(finding["force"])
                    status, output = here("plan", case, "--override", finding["code"], *NAMED)
                    assert (status, output) == (65, f"'{finding['code']}' has no override: it is {finding['force']}. "
                                                    "Change the plan or add the missing fact.\n")  # fmt: skip
    assert seen == {"hard", "unknown"}


# Plans and records in files.


@pytest.mark.parametrize("case", [each for each in CASES if each.stem not in REFERRED], ids=name_of)
def test_a_saved_plan_is_judged_the_same(case: Path, tmp_path: Path) -> None:
    """The verifier gets the same plan back, from a file, that it judged when it was made: every axis, every code."""
    file = tmp_path / "plan.toml"
    status, _ = here("plan", case, "--save-plan", file)
    planned, (checked, assessed) = data("plan", case)[1]["offers"][0], data("check", case, "--plan", file)
    assert checked == status
    ours = {f["code"] for f in planned["judgement"]["findings"]} - {"fill-volume-held-down"}  # said of the order
    assert {f["code"] for f in assessed["judgement"]["findings"]} == ours
    assert assessed["tip"] == planned["tip"]


def test_nothing_to_save_is_65(tmp_path: Path) -> None:
    """And no file appears."""
    file = tmp_path / "plan.toml"
    status, output = here("plan", EXAMPLES / "constant-flow.toml", "--save-plan", file)
    assert (status, output) == (65, "There is no plan to save. Run without --save-plan to see why.\n")
    assert not file.exists()


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of the seed's consultation, with overrides."""
    file = tmp_path_factory.mktemp("record") / "seed.record"
    assert here("plan", SEED, "--record", file, *SIGNED, *NAMED)[0] == 0
    return file


def test_a_record_replays_the_same(record: Path) -> None:
    """From the file alone, in another process and another folder's clock."""
    done = cisterna("replay", record, TZ="Pacific/Kiritimati")
    assert (done.returncode, done.stderr) == (0, "")
    first, second = done.stdout.splitlines()
    assert first == f"recorded with cisterna {__version__}, run again with {__version__}"
    assert second == "the same, value by value"


@pytest.mark.parametrize(
    "changed",
    [
        {"PYTHONHASHSEED": "0", "TZ": "UTC"},
        {"PYTHONHASHSEED": "1", "TZ": "America/New_York", "LANG": "C"},
        {"PYTHONHASHSEED": "4242", "TZ": "Asia/Kathmandu", "COLUMNS": "60"},
    ],
    ids=str,
)
def test_records_are_the_same_to_the_byte(changed: dict[str, str], record: Path, tmp_path: Path) -> None:
    """Whatever the process, its hash seed, its time zone and its terminal."""
    file = tmp_path / "again.record"
    done = cisterna("plan", SEED, "--record", file, *SIGNED, *NAMED, **changed)
    assert (done.returncode, done.stderr) == (0, "")
    assert file.read_bytes() == record.read_bytes()


@pytest.mark.parametrize("key", ["case", "policy", "pack"])
def test_a_text_changed_in_a_record_is_found(key: str, record: Path, tmp_path: Path) -> None:
    """One character is enough."""
    content = json.loads(record.read_text("utf-8"))
    content["texts"][content[key]] += " "
    file = tmp_path / "changed.record"
    file.write_text(json.dumps(content), "utf-8")
    status, output = here("replay", file)
    assert status == 65
    assert "a text in this record was changed after it was written" in output


def test_a_value_changed_in_a_record_is_found(record: Path, tmp_path: Path) -> None:
    """One leaf of the result: the digest no longer fits. With the digest made to fit, running it again finds it."""
    from cisterna.reasons.canonical import digest

    content = json.loads(record.read_text("utf-8"))
    refill = next(step for step in content["result"]["offers"][0]["plan"]["steps"] if step["is"] == "Refill")
    before = refill["fill"]["hydromorphone"]["exact"]
    refill["fill"]["hydromorphone"]["exact"] = "660"
    file = tmp_path / "changed.record"
    file.write_text(json.dumps(content), "utf-8")
    status, output = here("replay", file)
    assert (status, output) == (65, f"{file}: the result in this record was changed after it was written.\n")
    content["digest"] = digest(content["result"])
    file.write_text(json.dumps(content), "utf-8")
    status, output = here("replay", file)
    assert status == 1
    assert f".fill.hydromorphone.exact: 660 -> {before}\n" in output


@pytest.mark.parametrize("drop", ["texts", "case", "policy", "pack", "overrides", "result", "digest", "program"])
def test_a_record_that_lacks_a_part_is_65(drop: str, record: Path, tmp_path: Path) -> None:
    """It is said to be no record; nothing is run."""
    content = json.loads(record.read_text("utf-8"))
    del content[drop]
    file = tmp_path / "short.record"
    file.write_text(json.dumps(content), "utf-8")
    status, output = here("replay", file)
    assert status == 65
    assert drop in output


@pytest.mark.parametrize("text", ["", "[]", "not JSON", '{"schema": "other"}'])
def test_what_is_no_record_is_65(text: str, tmp_path: Path) -> None:
    """And says what to give instead."""
    file = tmp_path / "no.record"
    file.write_text(text, "utf-8")
    status, output = here("replay", file)
    assert status == 65
    assert output.startswith(f"{file}: this is not a record")
    assert "Give a file that --record wrote." in output


@pytest.mark.parametrize("option", ["--save-plan", "--record"])
def test_files_are_written_whole_or_not_at_all(option: str, tmp_path: Path) -> None:
    """A folder that is not there, a folder in the file's place: 65, and nothing is left behind; no verdict."""
    for target in (tmp_path / "nowhere" / "file", tmp_path):
        done = cisterna("plan", SEED, option, target)
        assert (done.returncode, done.stdout) == (65, "")
        assert "It is as it was." in done.stderr
        assert str(target) in done.stderr
        assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("option", ["--save-plan", "--record"])
def test_a_folder_without_permission_is_65(option: str, tmp_path: Path) -> None:
    """As above, where writing is forbidden."""
    tmp_path.chmod(0o500)
    done = cisterna("plan", SEED, option, tmp_path / "file")
    tmp_path.chmod(0o700)
    assert (done.returncode, done.stdout) == (65, "")
    assert "It is as it was." in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_in_one_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last move fails, the older file is whole and no other is there."""
    file = tmp_path / "plan.toml"
    file.write_text("older", "utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(file))

    monkeypatch.setattr("os.replace", full)
    status, output = here("plan", SEED, "--save-plan", file)
    assert status == 65
    assert output == f"{file}: cannot be read or written (No space left on device). It is as it was.\n"
    assert file.read_text("utf-8") == "older"
    assert list(tmp_path.iterdir()) == [file]


# Reading: explain, kb, versions, help.


def test_explain_prints_every_step() -> None:
    """Every name of the trace gives its tree; a statement is named wherever one is cited."""
    steps = data("plan", SEED)[1]["trace"]
    _, listed = here("explain", SEED)
    heads = " ".join(listed.split())
    assert steps
    assert all(f"{step['name']} = " in heads for step in steps)


def test_explain_takes_every_name() -> None:
    """Down to the statements it rests on; of the plans, which write the same names, the first stands for all."""
    found = data("plan", SEED)[1]
    others = tuple(f"{offer['candidate']['id']}." for offer in found["offers"][1:])
    assert others
    for step in [each for each in found["trace"] if not each["name"].startswith(others)]:
        status, output = here("explain", SEED, step["name"])
        words = " ".join(output.split())
        assert status == 0
        assert words.startswith(f"{step['name']} = ")
        assert all(f"({id}; " in words for id in step["cites"])
        assert all(f" {part} = " in words for part in step["of"])


def test_explain_of_an_unknown_name_is_65() -> None:
    """The message says where the names are listed."""
    status, output = here("explain", SEED, "no such step")
    assert status == 65
    assert output.startswith(f"No step is called 'no such step'. Run 'cisterna explain {SEED}' for the names of all ")


def test_kb_shows_and_lints() -> None:
    """The shipped pack is sound, and every statement in it can be read."""
    assert here("kb", "lint") == (0, "nothing is wrong\n")
    listed = data("kb", "show")[1]
    assert listed
    first = listed[0]["id"]
    status, output = here("kb", "show", first)
    assert status == 0
    assert output.startswith(first)
    status, output = here("kb", "show", "no.such.statement")
    assert status == 65
    assert "no.such.statement" in output


def test_versions_name_program_pack_and_policy() -> None:
    """Each with what identifies its content."""
    done = cisterna("--version")
    program, pack, policy = done.stdout.splitlines()
    assert (done.returncode, program) == (0, f"cisterna {__version__}")
    assert re.fullmatch(r"pack     \d+\.\d+\.\d+  sha256:[0-9a-f]{64}", pack)
    assert re.fullmatch(r"policy   \S.* \S+  sha256:[0-9a-f]{64}", policy)


COMMANDS = [(), ("plan",), ("check",), ("simulate",), ("watch",), ("explain",), ("replay",), ("vectors", "run"),
            ("kb", "lint"), ("kb", "show"), ("emergency",)]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command: tuple[str, ...]) -> None:
    """With an example of what it is for, not only its options."""
    status, output = here(*command, "--help")
    assert status == 0
    assert output.startswith("Usage: ")
    page = (ROOT / "docs" / "reference" / "command-line.md").read_text("utf-8")
    assert f"`cisterna {' '.join(command)}".rstrip() in page


@pytest.mark.parametrize("name", ["plan", "emergency"])
def test_the_page_lists_every_option(name: str) -> None:
    """And none that is not there."""
    page = (ROOT / "docs" / "reference" / "command-line.md").read_text("utf-8")
    section = page.partition(f"## Options of `{name}`")[2].partition("\n## ")[0]
    options = set(re.findall(r"--[a-z]+(?:-[a-z]+)*", section))
    command = cli.get_command(None, name)  # type: ignore[arg-type]  # the lazy group needs no context
    assert command is not None
    assert options == {name for each in command.params for name in each.opts if name.startswith("--")}


def test_standard_input_is_a_case() -> None:
    """'-' reads it."""
    done: Done = cisterna("plan", "-", given=(ROOT / SEED).read_text("utf-8"))
    assert done.returncode == data("plan", SEED)[0]
    assert done.stdout == cisterna("plan", SEED).stdout
