"""The shipped house policy: the figures of promise P1, and whose judgement each value is."""

from __future__ import annotations

from dataclasses import fields
from datetime import time
from pathlib import Path

import pytest

from cisterna.files.knowledge import load_knowledge
from cisterna.files.pack import pack_folder
from cisterna.files.toml import FileProblems
from cisterna.knowledge import SHIPPED_POLICY, Policy
from cisterna.quantities import Concentration, Duration, Mass, Ratio


@pytest.fixture(scope="module")
def policy() -> Policy:
    """The policy in force without --policy."""
    return load_knowledge().policy


def test_the_figures_of_p1(policy: Policy) -> None:
    """As SAFETY.md promises them."""
    percent = {
        "cleared_fall_refused": 2,
        "cleared_rise_needs_override": 2,
        "day_fall_refused": 10,
        "day_rise_needs_override": 10,
        "hours_fall_refused": 25,
        "hours_rise_needs_override": 25,
        "hours_rise_refused": 50,
        "tie_band": 1,
    }
    assert {name: getattr(policy, name) for name in percent} == {
        name: Ratio.parse(f"{value} %") for name, value in percent.items()
    }
    assert (policy.day_window, policy.hours_window) == (Duration.parse("24 h"), Duration.parse("4 h"))
    assert dict(policy.largest_single_bolus) == {"baclofen": Mass.parse("50 mcg")}


def test_the_other_values(policy: Policy) -> None:
    """Steps, watching, dates, hours."""
    assert policy.concentration_step["hydromorphone"] == Concentration.parse("1 mcg/mL")
    assert policy.arrival_margin == Ratio.parse("8 %")
    assert policy.observation_after_arrival == Duration.parse("24 h")
    assert policy.observation_at_refill == Duration.parse("8 h")
    assert policy.mixture_interval_without_evidence == Duration.parse("30 day")
    assert (policy.staffed_days, policy.staffed_from, policy.staffed_until) == ((0, 1, 2, 3, 4), time(7, 30), time(17))
    assert policy.require_approved is False
    assert policy.first["conversion ratio"][0] == "morphine.oral-to-intrathecal.seed"


def test_every_value_says_whose_judgement_it_is(policy: Policy) -> None:
    """No value stands without its note."""
    values = {field.name for field in fields(policy)} - {"name", "version", "standing"}
    assert set(policy.standing) == values
    assert [name for name, note in policy.standing.items() if len(note) < 15] == []
    for name in ("cleared_fall_refused", "day_fall_refused", "hours_rise_refused"):
        assert "no published threshold known" in policy.standing[name]


def test_a_hospital_brings_its_own(tmp_path: Path, policy: Policy) -> None:
    """Another file gives other values and another digest, and leaves the pack's digest alone."""
    shipped = (pack_folder() / SHIPPED_POLICY).read_text("utf-8")
    own = tmp_path / "own.toml"
    own.write_text(shipped.replace('name = "shipped"', 'name = "ours"').replace('"7 day"', '"10 day"'), "utf-8")
    before, after = load_knowledge(), load_knowledge(policy=own)
    assert (after.policy.name, after.policy.booking_margin) == ("ours", Duration.parse("10 day"))
    assert before.digests.policy != after.digests.policy
    assert before.digests.pack == after.digests.pack
    same = tmp_path / "same.toml"
    same.write_text("# a comment changes nothing\n" + shipped, "utf-8")
    assert load_knowledge(policy=same).digests.policy == before.digests.policy


def test_a_broken_policy_is_refused_with_its_line(tmp_path: Path) -> None:
    """The file is named as it was given."""
    own = tmp_path / "own.toml"
    shipped = (pack_folder() / SHIPPED_POLICY).read_text("utf-8")
    own.write_text(shipped.replace('value = "7 day"', "value = 7"), "utf-8")
    line = shipped[: shipped.index('value = "7 day"')].count("\n") + 1
    with pytest.raises(FileProblems) as wrong:
        load_knowledge(policy=own)
    assert str(wrong.value) == (
        f"{own}:{line}  booking_margin.value: 7 is a bare number where a duration belongs. "
        "Write text with its unit, for example '18 h' or '49 h 55 min'."
    )
