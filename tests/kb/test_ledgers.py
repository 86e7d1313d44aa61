"""
Ledgers: every mistake in one is named with file and line, the shipped ones are whole, and the register has no gap.

Each file in `ledgers_bad/` begins with the place it takes in the sound pack, and the messages it must give.
"""

from __future__ import annotations

import json
import runpy
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cisterna.cli.kb import kb
from cisterna.files.knowledge import lint_folder, load_knowledge
from cisterna.files.ledgers import UnknownLedger, find_ledger, open_ledgers
from cisterna.knowledge import Disagree, Holds, Knowledge, resolve
from cisterna.knowledge.ledger import Ledger

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BROKEN = sorted((HERE / "ledgers_bad").glob("*.toml"))
ON = date(2026, 11, 23)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the sound pack with one sound ledger, to be broken."""
    copy = Path(shutil.copytree(HERE / "good", tmp_path / "pack"))
    shutil.copytree(HERE / "ledgers_good", copy / "ledgers")
    return copy


@pytest.fixture(scope="module")
def ledgers() -> dict[str, Ledger]:
    """The shipped ledgers."""
    return open_ledgers()


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped pack."""
    return load_knowledge()


def test_the_sound_ledger_is_sound(pack: Path) -> None:
    """It has every state and every key, and nothing is wrong with it."""
    assert () == lint_folder(pack)


def test_there_are_many_broken_ledgers() -> None:
    """At least 25, and each says what it expects."""
    assert len(BROKEN) >= 25
    assert [] == [file.name for file in BROKEN if not header(file.read_text("utf-8"), "expect")]


def header(text: str, key: str) -> list[str]:
    """The values of the comment lines `# key: value` at the top of a file."""
    mark = f"# {key}: "
    return [line.removeprefix(mark) for line in text.splitlines() if line.startswith(mark)]


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_mistake_in_a_ledger_is_named(file: Path, pack: Path) -> None:
    """Every message that is expected, word for word, and none besides."""
    text = file.read_text("utf-8")
    (place,) = header(text, "file")
    (pack / place).write_text(text, "utf-8")
    assert header(text, "expect") == [str(problem) for problem in lint_folder(pack)]


def test_a_ledger_knows_what_an_unreadable_statement_declares(pack: Path) -> None:
    """One mistake, one message: a statement that is no TOML is there all the same."""
    (pack / "statements/beta/start.any.toml").write_text("id = \n", "utf-8")
    assert ["statements/beta/start.any.toml"] == [problem.file for problem in lint_folder(pack)]


# The shipped ledgers


def test_every_source_has_a_ledger(knowledge: Knowledge, ledgers: dict[str, Ledger]) -> None:
    """And no ledger is of anything else."""
    assert sorted(ledgers) == sorted(knowledge.sources)


def test_the_seed_is_whole(ledgers: dict[str, Ledger]) -> None:
    """Every claim about medicine is encoded; what is not says that it is not one, and why."""
    seed = find_ledger("seed", ledgers)
    assert seed.source == "droracle-699127"
    assert len(seed.entries) >= 50
    assert [] == [
        entry.says
        for entry in seed.entries
        if entry.state != "encoded" and not entry.because.startswith("not a claim about medicine: ")
    ]
    assert seed.count("encoded") >= 45


def test_every_statement_of_the_seed_stands_in_its_ledger(knowledge: Knowledge, ledgers: dict[str, Ledger]) -> None:
    """None is left out."""
    seed = find_ledger("seed", ledgers)
    entered = {id for entry in seed.entries for id in entry.statements}
    assert {one.id for one in knowledge.statements if seed.source in one.sources} <= entered


DISPUTED = {
    "naive 0.05-0.1 mg/d, called extremely low": "Opioid-naive patients start at 0.05 to 0.1 mg/day",
    "100:1 for all": "About 100 parts of oral morphine",
    "5:1": "Five parts of morphine",
    "no cut for cross-tolerance": "For patients on systemic opioids an equianalgesic dose",
    "54 %, 67 % in all": "54 % of patients need a higher dose",
    "avoid underdosing": "Hydromorphone is not underdosed",
    "96 % stop opioids at once": "96 % of patients can discontinue",
    ">=24 h, 1-2-hourly": "That is done every 1 to 2 hours",
    'pump can deliver both, "safest"': "This is the safest approach",
    "continue same dose and rate": "Baclofen goes on at its current dose and rate",
    "never taper": "Intrathecal baclofen is never tapered",
    "restart at previous dose or higher": "If withdrawal occurs, the infusion is restarted",
    "oral baclofen to 120 mg/d": "Oral baclofen up to 120 mg/day",
    "IV baclofen: 80 %": "Oral bioavailability of baclofen is 80 %",
}


@pytest.mark.parametrize("row", DISPUTED)
def test_a_dispute_of_the_seed_is_shown(row: str, ledgers: dict[str, Ledger]) -> None:
    """The register has the row, and the ledger of the seed names whoever says otherwise."""
    assert row in [entry.says for entry in ledgers["fact-base"].entries if entry.at == "7.1"]
    (entry,) = [one for one in find_ledger("seed", ledgers).entries if one.says.startswith(DISPUTED[row])]
    assert entry.state == "encoded"
    assert entry.disputed_by


def test_the_register_has_no_row_without_statement_or_reason(ledgers: dict[str, Ledger]) -> None:
    """Every row of the fact base is said by a statement or held as data; the one that is not is no fact of medicine."""
    rows = runpy.run_path(str(ROOT / "tools/rows.py"))
    bare = rows["without_statement"](ledgers["fact-base"])
    assert [line for line in bare if "no fact of medicine" not in line and "not a fact of medicine" not in line] == []
    assert len(bare) == 1
    assert len(ledgers["fact-base"].entries) >= 200


FACTS = """# Facts

## 1. Doses

### 1.1 Start

| Drug | Dose |
|---|---|
| **Morphine** | 1 |
| Other | 2 |

## 6. Sums

| Not | compared |
|---|---|
| a | b |
"""


def test_a_fact_file_is_compared_with_the_register(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By section and first cell, in both directions."""
    rows = runpy.run_path(str(ROOT / "tools/rows.py"))
    file = tmp_path / "facts.md"
    file.write_text(FACTS, "utf-8")
    assert [("1.1", "Morphine"), ("1.1", "Other")] == [tuple(row) for row in rows["rows_of"](FACTS)]
    assert rows["main"]([str(file)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "not in the register: 1.1  Other" in lines
    assert "not in the file: 1.1  Hydromorphone" in lines
    assert not [line for line in lines if line.endswith("1.1  Morphine")]


# Disputes as `resolve` gives them: every row of the seed against other sources

SIDES: dict[str, tuple[str, dict[str, str], set[str]]] = {
    "start of a naive patient": (
        "daily dose start range",
        {"drug": "hydromorphone", "opioid_exposure": "naive"},
        {"hydromorphone.start.naive-seed", "hydromorphone.start.pacc-2017"},
    ),
    "called extremely low": (
        "low start",
        {"drug": "hydromorphone"},
        {"hydromorphone.low-start.seed", "hydromorphone.low-start.worked-out"},
    ),
    "oral to intrathecal morphine": (
        "conversion ratio",
        {"from_drug": "morphine", "from_route": "oral", "to_drug": "morphine", "to_route": "intrathecal"},
        {"morphine.oral-to-intrathecal.seed", "morphine.oral-to-intrathecal.mascc-low-dose"},
    ),
    "morphine to hydromorphone": (
        "conversion ratio",
        {"from_drug": "morphine", "from_route": "intrathecal", "to_drug": "hydromorphone", "to_route": "intrathecal"},
        {"morphine.intrathecal-to-hydromorphone.seed", "morphine.intrathecal-to-hydromorphone.trials"},
    ),
    "cross-tolerance": (
        "dose reduction at a change of opioid",
        {},
        {"opioids.cross-tolerance.seed", "opioids.cross-tolerance.references"},
    ),
    "escalation": ("expected escalation", {}, {"opioids.escalation.seed", "opioids.escalation.sindt-2021"}),
    "rare harm": (
        "serious harm after the start",
        {},
        {"opioids.serious-harm.seed", "opioids.serious-harm.coffey-2009"},
    ),
    "how often to look": (
        "observation interval",
        {"drug": "hydromorphone"},
        {"hydromorphone.interval.seed", "opioids.interval.asa-2016-infusion"},
    ),
    "from when to watch": (
        "start of the watch",
        {},
        {"hydromorphone.watch-start.seed", "hydromorphone.watch-start.worked-out"},
    ),
    "the safest": ("safety of one pump for both", {}, {"mixtures.safety.seed", "mixtures.safety.worked-out"}),
    "two drugs": ("two drugs from one pump", {}, {"devices.two-drugs.seed", "devices.two-drugs.worked-out"}),
    "dose and rate": (
        "same dose and same rate",
        {"drug": "baclofen"},
        {"baclofen.same-dose-and-rate.seed", "baclofen.same-dose-and-rate.worked-out"},
    ),
    "no risk of withdrawal": (
        "withdrawal when a drug is added",
        {"drug": "baclofen"},
        {"baclofen.withdrawal-when-adding.seed", "baclofen.withdrawal-when-adding.worked-out"},
    ),
    "never taper": (
        "weaning for its own sake",
        {"drug": "baclofen"},
        {"baclofen.weaning.seed", "baclofen.weaning.worked-out"},
    ),
    "restart": (
        "restart after an interruption",
        {"drug": "baclofen"},
        {"baclofen.restart.seed", "baclofen.restart.troubleshooting-2016"},
    ),
    "oral baclofen": (
        "oral baclofen daily maximum",
        {"drug": "baclofen"},
        {"baclofen.oral-maximum.seed", "baclofen.oral-maximum.label"},
    ),
    "oral bioavailability": (
        "oral bioavailability",
        {"drug": "baclofen"},
        {"baclofen.oral-bioavailability.seed", "baclofen.oral-bioavailability.agarwal-2015"},
    ),
    "underdosing": ("advice against a low start", {}, {"pitfalls.low-start.seed", "pitfalls.low-start.cancer-only"}),
    # Disputes between other sources
    "highest dose against a textbook": (
        "daily dose maximum",
        {"drug": "clonidine"},
        {"clonidine.maximum.pacc-2017", "clonidine.maximum.textbook"},
    ),
    "highest dose of ziconotide": (
        "daily dose maximum",
        {"drug": "ziconotide"},
        {"ziconotide.maximum.pacc", "ziconotide.maximum.label-eu"},
    ),
    "time after compounding": (
        "beyond-use time at room temperature",
        {},
        {"mixtures.beyond-use-room.usp-before-2023", "mixtures.beyond-use-room.usp-2023"},
    ),
    "time in the refrigerator": (
        "beyond-use time in the refrigerator",
        {},
        {"mixtures.beyond-use-cold.usp-before-2023", "mixtures.beyond-use-cold.usp-2023"},
    ),
    "residual volume": (
        "residual volume",
        {"pump": "medtronic-synchromed-ii-20"},
        {"devices.residual.rudich-2004", "devices.residual.synchromed-ii-data-sheet"},
    ),
    "what granuloma goes with": (
        "what granuloma goes with",
        {},
        {"opioids.granuloma-cause.duarte-2012", "opioids.granuloma-cause.pittsburgh"},
    ),
    "granuloma with baclofen": (
        "granuloma with baclofen alone",
        {},
        {"baclofen.granuloma.murphy-2006", "baclofen.granuloma.disputed"},
    ),
    "watch after a trial dose": (
        "observation after a trial dose",
        {"drug": "morphine"},
        {"opioids.trial-observation.pacc-2018", "morphine.trial-observation.label"},
    ),
}


@pytest.mark.parametrize("name", SIDES)
def test_a_dispute_resolves_with_both_sides(name: str, knowledge: Knowledge) -> None:
    """As a disagreement, or side by side where answers add up; never one side alone."""
    question, facts, ids = SIDES[name]
    outcome = resolve(knowledge, question, facts, on=ON)
    assert isinstance(outcome, Disagree) or (isinstance(outcome, Holds) and knowledge.question(question).adds_up)
    assert len(outcome.sides) > 1
    assert ids <= {one.id for one in outcome.statements}
    sides = [{one.id for one in side.statements} & ids for side in outcome.sides]
    assert sum(bool(side) for side in sides) == len(ids)


def test_the_same_figure_stands_with_its_cohort(knowledge: Knowledge) -> None:
    """96 % is no dispute of numbers: the article gives it for all, the paper names the patients."""
    outcome = resolve(knowledge, "stopping systemic opioids", {}, on=ON)
    assert {one.id: bool(one.population) for one in outcome.statements} == {
        "opioids.stopping-systemic.seed": False,
        "opioids.stopping-systemic.sindt-2021": True,
    }


# The command


def run(*arguments: str) -> tuple[int, str]:
    """Exit status and everything that was printed."""
    result = CliRunner().invoke(kb, list(arguments))
    return result.exit_code, result.output


def test_the_seed_is_printed_with_both_sides_of_a_dispute() -> None:
    """The claim, what encodes it, and what stands against it, each with its value, id and source."""
    status, output = run("ledger", "seed", "--no-color")
    assert status == 0
    words = " ".join(output.split())
    assert "Transitioning from Intrathecal Baclofen to Intrathecal Hydromorphone" in words
    assert (
        "claim Opioid-naive patients start at 0.05 to 0.1 mg/day of intrathecal HYDROmorphone. "
        "encoded as 0.05 to 0.1 mg/day (hydromorphone.start.naive-seed; droracle-699127) "
        "disputed by 0.02 to 0.5 mg/day (hydromorphone.start.pacc-2012; pacc-2012) "
        "0.01 to 0.15 mg/day (hydromorphone.start.pacc-2017; pacc-2017)"
    ) in words
    assert "because not a claim about medicine" in words


def test_alias_and_id_give_the_same() -> None:
    """`seed` is a second name of the source."""
    assert run("ledger", "seed") == run("ledger", "droracle-699127")


def test_the_counts_are_the_same_everywhere(ledgers: dict[str, Ledger]) -> None:
    """In the table, in the data, and in the ledger itself."""
    data: list[dict[str, Any]] = json.loads(run("ledger", "--json")[1])
    seed = find_ledger("seed", ledgers)
    assert {
        "source": seed.source,
        "claims": len(seed.entries),
        "encoded": seed.count("encoded"),
        "partly": seed.count("partly"),
        "not": seed.count("not"),
        "disputed": seed.disputed,
    } in data
    assert len(data) == len(ledgers)
    table = run("ledger")[1].splitlines()
    (line,) = [each.split() for each in table if each.startswith(seed.source)]
    assert line[1:] == [
        str(len(seed.entries)), *(str(seed.count(state)) for state in ("encoded", "partly", "not")), str(seed.disputed),
    ]  # fmt: skip
    assert len(json.loads(run("ledger", "seed", "--json")[1])["entries"]) == len(seed.entries)


def test_a_source_without_a_ledger(ledgers: dict[str, Ledger]) -> None:
    """Bad input, and where to look."""
    assert run("ledger", "nowhere") == (
        65,
        "there is no ledger of a source 'nowhere'. `cisterna kb ledger` lists all.\n",
    )
    with pytest.raises(UnknownLedger):
        find_ledger("nowhere", ledgers)
