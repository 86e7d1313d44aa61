"""Digests: the same on every run, blind to reviews where they should be, and never blind to a changed word."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from cisterna.files.knowledge import load_knowledge
from cisterna.files.pack import PackError, load_pack, open_pack, pack_digest, prove, read_pack_folder
from cisterna.knowledge import Proof, Review, build, statement_digest

ROOT = Path(__file__).parents[2]
GOOD = ROOT / "tests" / "kb" / "good"

PRINT = """
from datetime import date
from cisterna.files.knowledge import load_knowledge
from cisterna.knowledge import resolve
k = load_knowledge()
print(k.digests, [k.digest_of(one.id) for one in k.statements])
print(resolve(k, "conversion ratio", dict(from_drug="morphine", from_route="oral", to_drug="morphine",
                                          to_route="intrathecal"), on=date(2026, 11, 23)))
print(resolve(k, "daily dose start range", dict(drug="hydromorphone"), on=date(2026, 11, 23)))
"""


def test_the_same_in_every_process() -> None:
    """Whatever the hash seed is, digests and outcomes are the same, in the same order."""
    runs = {
        subprocess.run(
            [sys.executable, "-c", PRINT],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"), ("4711", "America/Denver"))
    }
    assert len(runs) == 1
    assert "sha256:" in runs.pop()


def test_the_pack_digest_is_that_of_the_pack() -> None:
    """Not a second one with another value."""
    assert load_knowledge().digests.pack == open_pack()[1]


def test_a_review_changes_the_review_digest_alone() -> None:
    """The statement's own digest stays, so that the approval stays valid."""
    documents = read_pack_folder(GOOD)
    before = build(documents).knowledge
    assert before is not None
    digest = before.digest_of("alpha.stop.label")
    review = Review("approved", by="A. Person", on=date(2026, 2, 1), of=digest)
    after = build(documents, reviews={"alpha.stop.label": review}).knowledge
    assert after is not None
    assert after.digest_of("alpha.stop.label") == digest
    assert after.digests.pack == before.digests.pack
    assert after.digests.policy == before.digests.policy
    assert after.digests.reviews != before.digests.reviews


def test_the_review_section_is_left_out_and_nothing_else() -> None:
    """Every other key counts."""
    document = read_pack_folder(GOOD)["statements/beta/start.naive.toml"]
    assert isinstance(document, dict)
    digest = statement_digest(document)
    assert statement_digest({**document, "review": {"state": "withdrawn"}}) == digest
    for key in document:
        if key != "review":
            assert statement_digest({**document, key: "other"}) != digest, key


def bundled() -> tuple[dict[str, object], str, Proof]:
    """The installed pack with a proof such as a wheel carries."""
    documents = load_pack()
    return documents, pack_digest(documents), Proof(**json.loads(prove(documents)))


def test_a_proved_pack_says_what_the_same_pack_says_unproved() -> None:
    """Every statement, every question, every digest; the proof only spares the proving."""
    documents, digest, proof = bundled()
    quick = build(documents, pack_digest=digest, proof=proof)
    slow = build(documents, pack_digest=digest)
    assert quick.knowledge is not None
    assert slow.knowledge is not None
    assert ((), ()) == (quick.problems, slow.problems)
    assert slow.knowledge.statements == quick.knowledge.statements
    assert slow.knowledge.digests == quick.knowledge.digests
    for question in slow.knowledge.questions:
        assert slow.knowledge.asking(question) == quick.knowledge.asking(question)
    for one in slow.knowledge.statements:
        assert slow.knowledge.digest_of(one.id) == quick.knowledge.digest_of(one.id)


def test_a_proof_of_other_documents_counts_for_nothing() -> None:
    """A pack that was changed after it was proved is proved again, and its mistake is found."""
    documents, _, proof = bundled()
    changed = {**documents, "statements/baclofen/interruption.seed.toml": {"id": "baclofen.interruption.seed"}}
    built = build(changed, pack_digest=pack_digest(changed), proof=proof)
    assert "statements/baclofen/interruption.seed.toml" in {problem.document for problem in built.problems}


def test_reviews_laid_over_a_proved_pack_are_read() -> None:
    """An approval recorded outside reaches the statement, proof or no proof."""
    documents, digest, proof = bundled()
    plain = build(documents, pack_digest=digest, proof=proof).knowledge
    assert plain is not None
    of = plain.digest_of("baclofen.interruption.seed")
    review = Review("approved", by="A. Person", on=date(2026, 2, 1), of=of)
    built = build(documents, pack_digest=digest, proof=proof, reviews={"baclofen.interruption.seed": review})
    assert built.knowledge is not None
    assert review == built.knowledge.review("baclofen.interruption.seed")


def test_a_policy_is_held_against_a_proved_pack() -> None:
    """A house policy that names what is not there is found wrong, proof or no proof."""
    documents, digest, proof = bundled()
    policy = tomllib.loads((ROOT / "src/cisterna_kb/policy/shipped.toml").read_text("utf-8"))
    policy["first"]["value"]["daily dose maximum"] = ["hydromorphone.start.pacc-2017"]
    built = build(documents, pack_digest=digest, proof=proof, policy=policy, policy_name="house.toml")
    assert ["'hydromorphone.start.pacc-2017' answers 'daily dose start range', not 'daily dose maximum'."] == [
        problem.message for problem in built.problems
    ]


def test_an_unsound_pack_is_not_proved() -> None:
    """So no wheel is built from one."""
    documents = load_pack()
    documents["statements/baclofen/interruption.seed.toml"] = {"id": "baclofen.interruption.seed"}
    with pytest.raises(PackError, match=r"statements/baclofen/interruption\.seed\.toml: 'asks' is missing"):
        prove(documents)
