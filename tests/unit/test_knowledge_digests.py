"""Digests: the same on every run, blind to reviews where they should be, and never blind to a changed word."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from cisterna.files.knowledge import load_knowledge
from cisterna.files.pack import open_pack, read_pack_folder
from cisterna.knowledge import Review, build, statement_digest

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
    from datetime import date

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
