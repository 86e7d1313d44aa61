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
from cisterna.consult import check_plan
from cisterna.consult.certificate import claims
from cisterna.consult.data import as_data
from cisterna.desk import open_case, open_desk, open_knowledge
from cisterna.desk import run as consulted
from cisterna.desk.certificates import CertificateError, certify, check_certificate, not_as_claimed
from cisterna.files.knowledge import load_knowledge
from cisterna.files.same import NotInstalled, known_of
from cisterna.files.toml import FileProblems
from cisterna.knowledge import Knowledge, Review
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


def with_one_changed(data: dict[str, Any], path: Leaf) -> dict[str, Any]:
    """The data with one leaf changed; what does not lead to it is shared."""
    place = changed = copy.copy(data)
    for step in path[:-1]:
        place[step] = copy.copy(place[step])
        place = place[step]
    place[path[-1]] = change(place[path[-1]])
    return changed


def sealed_anew(data: dict[str, Any]) -> str:
    """As whoever changes a certificate would write it: under a digest that fits."""
    return canonical_bytes({**data, "digest": digest({k: v for k, v in data.items() if k != "digest"})}).decode()


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
    """Each leaf of the file, one at a time: its part has another digest; and so the whole file is refused."""
    paths = [path for path in leaves(data) if path not in (("schema",), ("digest",))]
    assert len(paths) > 5000
    parts: dict[tuple[Any, ...], list[Leaf]] = {}
    for path in paths:
        parts.setdefault(path[:2] if path[0] == "pack" else path[:1], []).append(path)
    for part, within in parts.items():
        whole = {"part": data["pack"][part[1]] if part[0] == "pack" else data[part[0]]}
        known = digest(whole)
        for path in within:
            assert known != digest(with_one_changed(whole, ("part", *path[len(part) :]))), path
    every_part = [("digest",), *(within[len(within) // 2] for within in parts.values())]
    assert len(every_part) > 150
    for path in every_part:
        with pytest.raises(CertificateError, match="was changed after it was written"):
            check_certificate(json.dumps(with_one_changed(data, path)), "it", installed)


def test_any_claim_edited_and_sealed_anew_is_found_out(data: dict[str, Any], installed: Knowledge) -> None:
    """Each leaf of the claims, one at a time: it is not what the inputs give."""
    paths = [path for path in leaves(data) if path[0] in ("claims", "_not_in_the_box")]
    assert len(paths) > 200
    whole = check_certificate(canonical_bytes(data).decode(), "it", installed)
    claimed = claims(whole.case, whole.plan, whole.found, whole.knowledge)
    assert [] == list(not_as_claimed(data, claimed))
    for path in paths:
        assert 1 == len(list(not_as_claimed(with_one_changed(data, path), claimed))), path
    for path in paths[::50]:
        found = check_certificate(sealed_anew(with_one_changed(data, path)), "it", installed)
        assert 1 == len(found.differences)
        assert whole.found.judgement == found.found.judgement


def test_a_claim_of_another_kind_is_found_out() -> None:
    """1 in the place of true, which Python holds for equal."""
    data = {"_not_in_the_box": [], "claims": {"one": 1, "other": True}}
    claimed = {"not_in_the_box": [], "one": True, "other": True}
    assert ["claims.one: 1 -> True"] == list(not_as_claimed(data, claimed))


def test_any_leaf_of_the_pack_edited_is_read_as_what_it_says(data: dict[str, Any], installed: Knowledge) -> None:
    """Each leaf, one at a time: its statement or entry is not taken from the installed pack, and all others are."""
    whole, alike = known_of(data["pack"], installed, whole=False)
    assert whole is not None
    assert set(data["pack"]) == alike
    assert known_of(data["pack"], installed, whole=True) == (whole, alike)
    count = 0
    for name, document in data["pack"].items():
        for path in leaves(document):
            changed = with_one_changed({name: document}, (name, *path))
            known, alike = known_of(changed, installed, whole=False)
            assert known is not None
            taken = {id for ids in known.same.values() for id in ids}
            entries = {document["id"]} if name.startswith("statements/") else set(document)
            edited = entries if name.startswith("statements/") else {path[0]}
            assert (entries - edited, frozenset()) == (taken, alike), (name, path)
            count += 1
    assert count > 4000


def test_1_is_not_true_in_a_pack(data: dict[str, Any], installed: Knowledge) -> None:
    """What Python holds for equal is read again as well."""
    name = "statements/hydromorphone/start.pacc-2017.toml"
    document = data["pack"][name]
    review = {**document["review"], "checked_against_source": int(document["review"]["checked_against_source"])}
    changed = {name: {**document, "review": review}}
    assert changed == {name: document}
    known, alike = known_of(changed, installed, whole=False)
    assert known is not None
    assert ({}, frozenset()) == (dict(known.same), alike)


def test_a_statement_under_an_edited_question_is_read_again(data: dict[str, Any], installed: Knowledge) -> None:
    """The question of a limit asks for a list: the statement that answers it no longer fits, and that is said."""
    changed = copy.deepcopy(data)
    asked = next(limit["question"] for limit in data["claims"]["limits"]
                 if limit["statement"] == "hydromorphone.maximum.pacc")  # fmt: skip
    place = next(document for name, document in changed["pack"].items()
                 if name.startswith("questions") and asked in document)  # fmt: skip
    assert "span" == place[asked]["shape"]
    place[asked] = {key: part for key, part in place[asked].items() if key not in ("dimension", "ends", "unit")}
    place[asked] |= {"shape": "items"}
    with pytest.raises(FileProblems, match=r"statements/hydromorphone/maximum\.pacc\.toml"):
        check_certificate(sealed_anew(changed), "it", installed)


def outcome(text: str, knowledge: Knowledge) -> object:
    """What `check` says of a certificate; of one that cannot be read, why."""
    try:
        found = check_certificate(text, "it", knowledge)
    except (FileProblems, CertificateError) as wrong:
        return str(wrong)
    return as_data(found.found), found.differences, found.changed, found.not_in_the_box


def test_any_input_edited_and_sealed_anew_is_judged_as_what_it_now_is(
    data: dict[str, Any], installed: Knowledge
) -> None:
    """A leaf of every document: read in full or not, it comes to the same; a limit that changed is never passed."""
    alone = load_knowledge()
    alone.as_written = False  # so nothing of it is taken over, and every text of the certificate is read
    limits = {f"statements/{limit['statement'].replace('.', '/', 1)}.toml" for limit in data["claims"]["limits"]}
    parts: dict[str, list[Leaf]] = {}
    for path in leaves(data["pack"], ("pack",)):
        parts.setdefault(path[1], []).append(path)
    outcomes = set()
    for at, within in enumerate(parts.values()):
        path = within[at * 7 % len(within)]
        text = sealed_anew(with_one_changed(data, path))
        found = outcome(text, installed)
        assert outcome(text, alone) == found, path
        differs = isinstance(found, str) or bool(found[1])  # type: ignore[index]
        outcomes.add("cannot be read" if isinstance(found, str) else "claims differ" if differs else "nothing hangs")
        assert differs or path[1] not in limits or "review" in path, path
    assert {"cannot be read", "claims differ"} <= outcomes


@pytest.mark.parametrize("part", ["case", "plan", "policy"])
def test_any_line_edited_and_sealed_anew_is_judged_as_the_case_it_now_is(
    data: dict[str, Any], installed: Knowledge, part: str
) -> None:
    """Every amount, day, time and word in the texts, one at a time: the verdict is that of the edited inputs."""
    lines = data[part].splitlines()
    places = [at for at, line in enumerate(lines) if "=" in line.partition("#")[0]]
    outcomes = []
    for at in places if part != "policy" else places[::3]:
        line, _, rest = lines[at].partition("=")
        last = max((i for i, sign in enumerate(rest) if sign.isdigit()), default=None)
        new = rest.replace('"', '"x', 1)
        if last is not None:
            new = f"{rest[:last]}{(int(rest[last]) + 1) % 10}{rest[last + 1 :]}"
        edited = "\n".join([*lines[:at], f"{line}={new}", *lines[at + 1 :]])
        try:
            found = check_certificate(sealed_anew({**data, part: edited}), "it", installed)
        except (FileProblems, CertificateError):
            outcomes.append("cannot be read")
            continue
        judged = check_plan(found.case, found.plan, found.knowledge, on=found.case.on)
        assert judged.judgement == found.found.judgement, lines[at]
        old = data["claims"]["verdict"]
        outcomes.append("claims differ" if found.differences else "nothing hangs on it")
        assert found.found.judgement.verdict.name == old or found.differences, lines[at]
    assert "claims differ" in outcomes
    assert len(outcomes) > 10


@pytest.mark.parametrize("name", ["seed", "flex-night", "tolerant-morphine-300"])
def test_the_excerpt_gives_what_the_pack_gives(name: str, installed: Knowledge) -> None:
    """Every figure and finding of the best plan, from the statements in the certificate alone and from all."""
    text = (ROOT / "examples" / f"{name}.toml").read_text("utf-8")
    case = open_case(text, name, installed)
    plan = consulted(case, installed).offers[0].plan
    made = certify(text, name, plan, case, open_desk().policy_text, installed).decode()
    found = check_certificate(made, name, installed)
    by_pack = check_plan(case, plan, installed, on=case.on)
    assert () == found.differences
    assert len(found.knowledge.statements) < len(installed.statements)
    assert (by_pack.judgement, by_pack.verification, by_pack.fronts, by_pack.pitfalls) == (
        found.found.judgement,
        found.found.verification,
        found.found.fronts,
        found.found.pitfalls,
    )


def test_a_file_without_one_of_its_statements_is_judged_here_too(data: dict[str, Any], installed: Knowledge) -> None:
    """One in six statements, taken out in turn: where that changes the verdict, that of the pack is given too."""
    whole = check_certificate(sealed_anew(data), "it", installed)
    assert whole.here is None
    names = [name for name in data["pack"] if name.startswith("statements/")]
    seen = set()
    for name in names[::6]:
        less = {**data, "pack": {each: text for each, text in data["pack"].items() if each != name}}
        try:
            found = check_certificate(sealed_anew(less), "it", installed)
        except (FileProblems, CertificateError):
            seen.add("cannot be read")
            continue
        same = as_data(found.found.judgement) == as_data(whole.found.judgement)
        assert (found.here is None) == same or found.changed, name
        seen.add("as before" if same else "judged here too")
    assert "as before" in seen


def test_nothing_is_certified_under_another_pack(installed: Knowledge) -> None:
    """Review states laid over the pack are not in it: no certificate would hold them."""
    text = SEED.read_text("utf-8")
    case = open_case(text, "seed", installed)
    plan = consulted(case, installed).offers[0].plan
    other = load_knowledge(reviews={"hydromorphone.start.pacc-2017": Review("under review", "N. N.", case.on)})
    with pytest.raises(NotInstalled) as caught:
        certify(text, "seed", plan, case, open_desk().policy_text, other)
    assert "A certificate is made under the installed pack as it is written. Open it without reviews." == str(
        caught.value
    )


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
