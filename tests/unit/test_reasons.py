"""Findings, verdicts and the trace: a hard finding stays hard, a missing fact is named, no step from nowhere."""

from __future__ import annotations

import itertools

import pytest

from cisterna.reasons import (
    Axis,
    CannotSay,
    Citation,
    Clear,
    Finding,
    Force,
    Judgement,
    NeedsOverride,
    NotFired,
    Refused,
    Sourced,
    Trace,
    verdict_of,
    worst,
)

HARD = Finding("too-much", Force.HARD)
SOFT = Finding("above-start", Force.SOFT)
OTHER_SOFT = Finding("unlabelled", Force.SOFT, Axis.ACKNOWLEDGEMENT)
UNKNOWN = Finding("no-volume", Force.UNKNOWN, missing=("system.tubing_volume",))
NOTE = Finding("recheck", Force.NOTE)


@pytest.mark.parametrize(
    ("findings", "verdict"),
    [
        ([], Clear()),
        ([NOTE], Clear()),
        ([SOFT, NOTE], NeedsOverride((SOFT,))),
        ([SOFT, UNKNOWN], CannotSay(("system.tubing_volume",), (UNKNOWN,))),
        ([SOFT, UNKNOWN, HARD], Refused((HARD,))),
    ],
)
def test_the_worst_finding_decides(findings: list[Finding], verdict: object) -> None:
    """Refused before CannotSay before NeedsOverride before Clear."""
    assert verdict == verdict_of(findings)


def test_only_a_soft_finding_can_be_lifted() -> None:
    """Naming a hard or an unknown finding in an override changes nothing."""
    named = ["too-much", "above-start", "no-volume"]
    assert Clear() == verdict_of([SOFT], overridden=named)
    assert Refused((HARD,)) == verdict_of([HARD, SOFT], overridden=named)
    assert CannotSay(("system.tubing_volume",), (UNKNOWN,)) == verdict_of([UNKNOWN, SOFT], overridden=named)


def test_a_missing_fact_is_named_once() -> None:
    """Two findings that lack the same fact ask for it once, in the order in which it was missed."""
    twice = Finding("no-arrival", Force.UNKNOWN, missing=("system.catheter.volume", "system.tubing_volume"))
    answer = verdict_of([UNKNOWN, twice])
    assert isinstance(answer, CannotSay)
    assert ("system.tubing_volume", "system.catheter.volume") == answer.missing


@pytest.mark.parametrize("force", [force for force in Force if force is not Force.UNKNOWN])
def test_missing_facts_and_force_go_together(force: Force) -> None:
    """A finding names missing facts exactly when its force is unknown."""
    sentence = "missing facts are named exactly when its force is unknown"
    with pytest.raises(ValueError, match=sentence):
        Finding("a", force, missing=("patient.age",))
    with pytest.raises(ValueError, match=sentence):
        Finding("a", Force.UNKNOWN)


def test_the_values_of_a_finding_cannot_be_changed() -> None:
    """Neither through the finding nor through the mapping it was made from."""
    given = {"drug": "baclofen"}
    finding = Finding("a", Force.NOTE, values=given)
    given["drug"] = "morphine"
    assert {"drug": "baclofen"} == dict(finding.values)
    with pytest.raises(TypeError):
        finding.values["drug"] = "morphine"  # type: ignore[index]


def test_worst_does_not_depend_on_order() -> None:
    """Any order of verdicts gives the same worst one."""
    verdicts = [Clear(), NeedsOverride((SOFT,)), CannotSay(("a",), (UNKNOWN,)), Refused((HARD,))]
    for size in range(1, 5):
        for some in itertools.permutations(verdicts, size):
            assert max(some, key=verdicts.index) == worst(*some)


def test_acknowledgements_never_touch_physics() -> None:
    """An override of the unlabelled mixture leaves a refused physics refused."""
    judged = Judgement.of([HARD, OTHER_SOFT], overridden=["unlabelled"])
    assert (Refused((HARD,)), Clear(), Refused((HARD,))) == (judged.physics, judged.acknowledgements, judged.verdict)
    judged = Judgement.of([SOFT, OTHER_SOFT], overridden=["above-start"])
    assert (Clear(), NeedsOverride((OTHER_SOFT,))) == (judged.physics, judged.acknowledgements)
    assert NeedsOverride((OTHER_SOFT,)) == judged.verdict


def test_exit_codes_never_change() -> None:
    """They are part of the command line's contract."""
    assert [0, 10, 30, 20] == [kind.exit_code for kind in (Clear, NeedsOverride, CannotSay, Refused)]
    assert ["Clear", "NeedsOverride", "CannotSay", "Refused"] == [
        kind.name for kind in (Clear, NeedsOverride, CannotSay, Refused)
    ]


def test_only_what_was_read_counts_as_checked() -> None:
    """Recalled and derived values are not."""
    cites = Citation("a-manual", "page 3")
    assert [True, False, False] == [Sourced(1, cites, mark).checked for mark in ("V", "R", "D")]


def test_a_trace_keeps_its_steps_in_order() -> None:
    """Each under its own name, made of earlier ones."""
    trace = Trace()
    trace.add("dose", "as the case gives it", 300)
    skipped = NotFired("a.statement", "another drug")
    assert trace.add("flow", "dose over concentration", 2, of=["dose"], cites=["a"], not_fired=[skipped]) == 2
    assert ["dose", "flow"] == [step.name for step in trace]
    assert (("dose",), ("a",), (skipped,)) == (trace["flow"].of, trace["flow"].cites, trace["flow"].not_fired)
    assert ("flow" in trace, "rate" in trace, len(trace)) == (True, False, 2)


def test_a_trace_refuses_a_step_from_nowhere_and_a_second_of_the_same_name() -> None:
    """So that an explanation always ends in what was given."""
    trace = Trace()
    trace.add("dose", "given", 300)
    with pytest.raises(ValueError, match="already has a step called 'dose'"):
        trace.add("dose", "again", 301)
    with pytest.raises(ValueError, match="made of 'rate', which is not in the trace"):
        trace.add("flow", "dose over rate", 2, of=["rate"])
