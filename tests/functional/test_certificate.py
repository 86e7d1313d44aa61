"""Certificates: worked out again from the file alone, and whatever is changed in one is found out."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cisterna.cli import cli
from cisterna.consult.certificate import INPUTS, claims
from cisterna.desk import open_knowledge
from cisterna.desk.certificates import CertificateError, check_certificate, not_as_claimed
from cisterna.files.toml import FileProblems
from cisterna.knowledge import Knowledge
from cisterna.reasons.canonical import canonical_bytes, digest

ROOT = Path(__file__).parents[2]
SEED = ROOT / "examples" / "seed.toml"
Leaf = tuple[Any, ...]


def run(*arguments: object) -> Result:
    """Run the command as a user would."""
    return CliRunner().invoke(cli, [str(each) for each in arguments])


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate of the seed's best plan."""
    file = tmp_path_factory.mktemp("certificate") / "certificate.json"
    result = run("plan", SEED, "--certificate", file)
    assert result.exit_code == 10, result.stderr
    return file


@pytest.fixture(scope="module")
def data(file: Path) -> dict[str, Any]:
    """What is in it."""
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def installed() -> Knowledge:
    """The installed pack."""
    return open_knowledge()


def leaves(value: Any, path: Leaf = ()) -> Iterator[Leaf]:
    """The way to every text, number, true, false and null in plain data."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, (*path, key))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from leaves(part, (*path, at))
    else:
        yield path


def change(value: Any) -> Any:
    """Something else of the same kind."""
    return (not value) if isinstance(value, bool) else value + 1 if isinstance(value, int) else f"{value or ''}9"


def edited(data: dict[str, Any], path: Leaf, *, sealed: bool) -> str:
    """The certificate with one leaf changed; `sealed`: under a digest that fits."""
    changed = copy.deepcopy(data)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = change(place[path[-1]])
    if sealed:
        changed["digest"] = digest({key: value for key, value in changed.items() if key != "digest"})
    return canonical_bytes(changed).decode()


def test_it_is_worked_out_again(file: Path) -> None:
    """The verdict of `plan`, from the file alone: same exit status, every claim the same."""
    result = run("check", file)
    assert 10 == result.exit_code
    assert "- every claim is what the inputs give" in result.output
    assert "- the installed pack and policy hold the same limits" in result.output


def test_what_is_not_in_the_box_stands_first(file: Path, data: dict[str, Any]) -> None:
    """With the dose at 90 and 110 % of 300 mcg/day."""
    assert file.read_text("utf-8").startswith('{"_not_in_the_box":[')
    first = data["_not_in_the_box"][0]
    assert ("the potency of a compounded fill", f"{300 * 90 // 100} mcg/day", f"{300 * 110 // 100} mcg/day") == (
        first["what"],
        first["at -10 %"]["shown"],
        first["at +10 %"]["shown"],
    )


def test_the_same_plan_gives_the_same_bytes(file: Path, tmp_path: Path) -> None:
    """Twice."""
    run("plan", SEED, "--certificate", tmp_path / "again.json")
    assert file.read_bytes() == (tmp_path / "again.json").read_bytes()


def test_every_limit_stands_with_its_statement(data: dict[str, Any], installed: Knowledge) -> None:
    """Id, question and digest of each; the maximum, the start range and the prohibition are among them."""
    limits = {limit["statement"]: limit for limit in data["claims"]["limits"]}
    assert {id: installed.digest_of(id) for id in limits} == {id: limit["digest"] for id, limit in limits.items()}
    assert {"baclofen.interruption.seed", "hydromorphone.maximum.pacc", "hydromorphone.start.pacc-2017"} <= set(limits)


def test_any_leaf_edited_breaks_the_seal(data: dict[str, Any], installed: Knowledge) -> None:
    """Each leaf of the file, one at a time; of the many in its pack one in ten, and some in each document."""
    every = [path for path in leaves(data) if path != ("schema",)]
    pack = [path for path in every if path[0] == "pack"]
    first = {path[1]: path for path in reversed(pack)}
    paths = [*(path for path in every if path[0] != "pack"), *pack[::10], *first.values()]
    assert len(paths) > 1000
    for path in paths:
        place = changed = copy.copy(data)
        for step in path[:-1]:
            place[step] = copy.copy(place[step])
            place = place[step]
        place[path[-1]] = change(place[path[-1]])
        with pytest.raises(CertificateError, match="was changed after it was written"):
            check_certificate(json.dumps(changed), "it", installed)


def test_any_claim_edited_and_sealed_anew_is_found_out(data: dict[str, Any], installed: Knowledge) -> None:
    """Each leaf of the claims, one at a time: it is not what the inputs give."""
    paths = [path for path in leaves(data) if path[0] in ("claims", "_not_in_the_box")]
    assert len(paths) > 200
    whole = check_certificate(canonical_bytes(data).decode(), "it", installed)
    claimed = claims(whole.case, whole.plan, whole.found, whole.knowledge)
    assert [] == list(not_as_claimed(data, claimed))
    for path in paths:
        assert list(not_as_claimed(json.loads(edited(data, path, sealed=True)), claimed)), path
    found = check_certificate(edited(data, paths[-1], sealed=True), "it", installed)
    assert 1 == len(found.differences)


def test_any_input_edited_and_sealed_anew_is_judged_as_what_it_now_is(
    data: dict[str, Any], installed: Knowledge
) -> None:
    """A sample of the leaves: it cannot be read, or its claims no longer fit, or nothing claimed hangs on it."""
    paths = [path for path in leaves(data) if path[0] in INPUTS]
    limits = {f"statements/{limit['statement'].replace('.', '/', 1)}.toml" for limit in data["claims"]["limits"]}
    outcomes = set()
    for path in [*paths[::29], ("case",), ("plan",), ("policy",)]:
        text = edited(data, path, sealed=True)
        try:
            found = check_certificate(text, "it", installed)
        except (FileProblems, CertificateError):
            outcomes.add("cannot be read")
            continue
        outcomes.add("claims differ" if found.differences else "nothing hangs on it")
        if path[1:2] and path[1] in limits and "review" not in path:
            assert found.differences, path
    assert {"cannot be read", "claims differ"} <= outcomes


@pytest.mark.parametrize(
    ("part", "old", "new", "verdict"),
    [
        ("plan", 'dose = "300 mcg/day"', 'dose = "150 mcg/day"', "Refused"),
        ("case", 'tubing_volume = "0.140 mL"', "", "CannotSay"),
        ("plan", 'baclofen = "2000 mcg/mL", hydromorphone', 'baclofen = "1000 mcg/mL", hydromorphone', "Refused"),
    ],
)
def test_another_plan_under_the_old_claims(
    data: dict[str, Any], installed: Knowledge, part: str, old: str, new: str, verdict: str
) -> None:
    """A dangerous input under an old verdict: judged as the case it now is, and the claims are not believed."""
    assert old in data[part], data[part]
    changed = {**data, part: data[part].replace(old, new)}
    changed["digest"] = digest({key: value for key, value in changed.items() if key != "digest"})
    found = check_certificate(canonical_bytes(changed).decode(), "it", installed)
    assert verdict == found.found.judgement.verdict.name
    assert any(each.startswith("claims.verdict: ") for each in found.differences)


def test_another_pack_here_is_said_and_judged_by_too(
    data: dict[str, Any], tmp_path: Path, installed: Knowledge
) -> None:
    """A certificate made under a start range that reads otherwise: the statement is named, both verdicts are given."""
    changed = copy.deepcopy(data)
    name = "statements/hydromorphone/start.pacc-2017.toml"
    changed["pack"][name]["says"]["high"] = "0.2 mg/day"
    changed["digest"] = digest({key: value for key, value in changed.items() if key != "digest"})
    found = check_certificate(canonical_bytes(changed).decode(), "it", installed)
    assert ["hydromorphone.start.pacc-2017"] == [each.statement for each in found.changed]
    assert found.here is not None
    (tmp_path / "c.json").write_bytes(canonical_bytes(changed))
    result = run("check", tmp_path / "c.json")
    assert 65 == result.exit_code
    assert "! hydromorphone.start.pacc-2017 reads otherwise in the installed pack" in result.output
    assert "of its claims are not what its inputs give. Do not rely on it" in result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "it: this is not a certificate: it is not JSON ("),
        ("{}", "it: this is not a certificate (no schema 'cisterna.certificate/1'). Give a file that --certificate"),
        ('{"schema": "cisterna.certificate/1"}', "it: '_not_in_the_box' is missing from a certificate."),
        ('{"schema": "a", "schema": "b"}', "it: this is not a certificate: it is not JSON (a key stands twice"),
    ],
)
def test_what_is_no_certificate(installed: Knowledge, text: str, message: str) -> None:
    """It is said what is wrong with it."""
    with pytest.raises(CertificateError) as caught:
        check_certificate(text, "it", installed)
    assert str(caught.value).startswith(message)


def test_a_case_without_a_plan_is_asked_for_one() -> None:
    """Wrong usage, not a crash."""
    result = run("check", SEED)
    assert 2 == result.exit_code
    assert "Give the plan too: --plan FILE." in result.stderr


def test_nothing_is_written_where_there_is_no_plan(tmp_path: Path) -> None:
    """The file is not there afterwards."""
    result = run("plan", ROOT / "examples" / "unknown-pump.toml", "--certificate", tmp_path / "c.json")
    assert 65 == result.exit_code
    assert not (tmp_path / "c.json").exists()
