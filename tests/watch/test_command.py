"""`cisterna watch`: status, data, plan and times as the command line promises them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cisterna.cli import cli
from cisterna.papers.layout import Style
from cisterna.papers.watch import render_surveillance
from cisterna.wording.watching import STATES
from watch.charts import FOLDER, NOW, chart, knowledge, quiet, seen
from watch.test_scenarios import SCENARIOS, found, name_of

ROOT = Path(__file__).parents[2]
QUIET = FOLDER / "quiet-night"
LEFT_OUT = ROOT / "examples" / "harm" / "baclofen-left-out"
PAGE = (ROOT / "docs" / "reference" / "command-line.md").read_text("utf-8")


def run(*arguments: str | Path, given: str | None = None) -> tuple[int, str, str]:
    """Status, output and errors of the command in this process."""
    result = CliRunner().invoke(cli, ["watch", *map(str, arguments)], input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def write(folder: Path, *rows: str) -> Path:
    """A chart in a file."""
    path = folder / "chart.csv"
    path.write_text(chart(*rows), "utf-8")
    return path


STATUS = {
    0: quiet(),
    10: [*quiet(), "2026-11-23 22:00,itch,without rash,,RN"],
    30: quiet()[:-1],
}


@pytest.mark.parametrize("status", STATUS)
def test_status(status: int, tmp_path: Path) -> None:
    """0 nothing found and all judged, 10 found, 30 not found and not all judged; in data the same."""
    arguments = (QUIET / "case.toml", write(tmp_path, *STATUS[status]), "--now", NOW)
    assert status == run(*arguments)[0]
    code, text, _ = run(*arguments, "--json")
    data: dict[str, Any] = json.loads(text, parse_float=pytest.fail)
    assert (status, status, "cisterna.surveillance/1") == (code, data["exit_status"], data["schema"])


def test_a_finding_outweighs_what_is_missing(tmp_path: Path) -> None:
    """One red flag and nothing else charted: 10, with everything that is missing named."""
    path = write(tmp_path, "2026-11-23 22:00,breathing rate,6,/min,RN")
    code, text, _ = run(QUIET / "case.toml", path, "--now", NOW)
    assert 10 == code
    missing = len(seen("2026-11-23 22:00,breathing rate,6,/min,RN").not_judged)
    assert f"Could not be judged ({missing})" in text
    assert missing > 1


def test_the_page_lists_exactly_the_keys() -> None:
    """Not one more, not one less."""
    table = re.search(r"\| Key of a surveillance \| Holds \|\n\|---\|---\|\n((?:\|.*\n)+)", PAGE)
    assert table is not None
    named = [key for row in table[1].splitlines() for key in re.findall(r"`([a-z_]+)`", row.split("|")[1])]
    data = json.loads(run(QUIET / "case.toml", QUIET / "observations.csv", "--now", NOW, "--json")[1])
    assert sorted(data.keys() - {"schema", "is"}) == sorted(named)


def test_the_page_lists_every_option() -> None:
    """And none that is not there."""
    part = PAGE.partition("## Options of `watch`")[2].partition("\n## ")[0]
    command = cli.get_command(None, "watch")  # type: ignore[arg-type]
    assert command is not None
    options = {name for each in command.params for name in each.opts if name.startswith("--")}
    assert options == set(re.findall(r"`(--[a-z]+(?:-[a-z]+)*)", part))


def test_a_plan_says_when_the_held_drug_ends() -> None:
    """Baclofen left out of a refill: withdrawal is expected once the line has cleared, before anything is charted."""
    chart_file = QUIET / "observations.csv"
    plan = ("--plan", LEFT_OUT / "plan.toml")
    before = run(LEFT_OUT / "case.toml", chart_file, *plan, "--now", "2026-11-24 08:00")
    after = run(LEFT_OUT / "case.toml", chart_file, *plan, "--now", "2026-11-25 20:00")
    assert "Possible baclofen withdrawal                                            EXPECTED" not in before[1]
    assert "Possible baclofen withdrawal                                            EXPECTED" in after[1]
    flat = " ".join(after[1].split())
    assert (
        "LAST REACHED THE TIP Wed 2026-11-25 03:36, 16 h 24 min ago (worked out from the plan, at the earliest" in flat
    )
    assert "baclofen no longer reaches the tip" in flat


def test_a_plan_says_whether_the_new_drug_has_come(tmp_path: Path) -> None:
    """Hydromorphone is on its way for two days; with it come the states to look for."""
    arguments = (LEFT_OUT / "case.toml", QUIET / "observations.csv", "--plan", LEFT_OUT / "plan.toml", "--now")
    assert "has not reached the tip yet" in " ".join(run(*arguments, "2026-11-24 08:00")[1].split())
    without = run(LEFT_OUT / "case.toml", QUIET / "observations.csv", "--now", "2026-11-24 08:00")[1]
    assert "Not looked for, because the case and the plan name no drug that brings it: Too much opioid" in " ".join(
        without.split()
    )


def test_half_the_dose_is_not_the_dose(tmp_path: Path) -> None:
    """A pump that was told a quarter of the dose: far less reaches the tip, and withdrawal is expected."""
    plan = tmp_path / "plan.toml"
    plan.write_text(
        'schema = "cisterna.plan/1"\n[[step]]\ndo = "program"\nat = "2026-11-23 08:10"\nprimary = "baclofen"\n'
        'entered = { baclofen = "2000 mcg/mL", hydromorphone = "1 mg/mL" }\nmode = "simple continuous"\n'
        'dose = "75 mcg/day"\npatient_bolus = "none"\n',
        "utf-8",
    )
    code, text, _ = run(QUIET / "case.toml", QUIET / "observations.csv", "--plan", plan, "--now", "2026-11-25 08:10")
    flat = " ".join(text.split())
    assert 10 == code
    assert "baclofen ONLY 25 % of what the running program gives came in the last day" in flat
    assert "baclofen reaches the tip far less than before" in flat


def test_standard_input_is_a_chart() -> None:
    """'-' reads it."""
    code, text, _ = run(QUIET / "case.toml", "-", "--now", NOW, given=chart(*quiet()))
    assert (0, True) == (code, "NOTHING FOUND" in text)


MISTAKES = [
    (("--now", "noon"), "--now: 'noon' is not a time near that of the case. Write, for example, 2026-11-26 08:00.\n"),
    (
        ("--now", NOW, "--last-delivery", "2026-11-24 08:00"),
        "--last-delivery: 2026-11-24 08:00 is after the time of the question (2026-11-23 22:30). "
        "Correct one of them.\n",
    ),
]


@pytest.mark.parametrize(("options", "message"), MISTAKES)
def test_a_time_that_cannot_be_read_is_65(options: tuple[str, ...], message: str) -> None:
    """And nothing is judged."""
    assert (65, "", message) == run(QUIET / "case.toml", QUIET / "observations.csv", *options)


def test_a_file_that_is_no_chart_is_65(tmp_path: Path) -> None:
    """With its name and line."""
    path = tmp_path / "chart.csv"
    path.write_text("time;what\n", "utf-8")
    code, output, errors = run(QUIET / "case.toml", path, "--now", NOW)
    assert (65, "") == (code, output)
    assert errors.startswith(f"{path}:1  the first line names the columns, and it has no at and no item and no value")


def test_without_now_it_is_the_time_of_this_machine() -> None:
    """The chart of another year is then far from now, and the case with it."""
    code, _, errors = run(QUIET / "case.toml", QUIET / "observations.csv")
    assert code in (0, 10, 30) or "--now: " in errors


NUMBER = re.compile(r"(?<![A-Za-z0-9.,-])[0-9][0-9,]*(?:\.[0-9]+)?")


def numbers(text: str) -> set[str]:
    """Every number in a text, as it is written."""
    return {each.rstrip(".,") for each in NUMBER.findall(text)}


@pytest.mark.parametrize("folder", SCENARIOS, ids=name_of)
def test_every_number_is_charted_or_in_a_statement(folder: Path) -> None:
    """None is made up on the way to the screen; times since delivery and ages of values are checked by their sums."""
    one = found(folder)
    text = re.sub(r"\[\d+\]", "", " ".join(render_surveillance(one, knowledge(), Style(100)).split()))
    text = re.sub(r"\d{4}-\d\d-\d\d|\d\d:\d\d|\d+ h \d+ min ago|[0-9.]+ h ago|judged \(\d+\)", "", text)
    known: set[str] = set()
    for id in one.statements:
        statement = knowledge().statement(id)
        known |= numbers(f"{statement.text} {statement.says.format()}")
        known |= {n for cite in statement.cites for n in numbers(f"{knowledge().source(cite.source).title} {cite.at}")}
    for each in one.chart.observations:
        known |= numbers(f"{each.text} {each.row}")
    for finding in one.findings:
        known |= numbers(" ".join(map(str, finding.values.values())))
    known |= {n for each in one.raised for course in each.course for n in numbers(course.says)}
    known |= {n for each in one.deliveries if each.part is not None for n in numbers(str(each.part))}
    assert set() == numbers(text) - known


def test_one_red_flag_among_many_rows_is_on_the_screen() -> None:
    """The gravest state stands first, under the deliveries."""
    rows = [f"2026-11-23 {hour:02d}:00,breathing rate,14,/min,RN" for hour in range(9, 22)]
    one = seen(*rows, "2026-11-23 03:00,breathing rate,6,/min,RN")
    text = render_surveillance(one, knowledge(), Style(80))
    headings = [line for line in text.splitlines() if line.endswith("SIGN")]
    assert headings[0].startswith("Too much opioid: sedation or weak breathing")
    assert "grave sign: breathing rate 6 /min (2026-11-23 03:00, row 15)" in " ".join(text.split())


def test_what_to_do_first_is_a_command_that_is_there() -> None:
    """Each state leads to a pathway that answers without a fact, and each state that is looked for has words."""
    assert set(STATES) == {
        value
        for one in knowledge().asking("state to look for")
        for condition in one.when
        if condition.fact == "condition"
        for value in condition.values  # type: ignore[union-attr]
    }
    for state in STATES.values():
        program, *arguments = state.first.split()
        assert "cisterna" == program
        result = CliRunner().invoke(cli, arguments)
        assert (0, True) == (result.exit_code, result.stdout.startswith("EMERGENCY"))
