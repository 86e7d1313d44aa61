"""What holds for every visit, whatever its numbers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cisterna.consult.ask import Ask
from cisterna.quantities import Concentration, DoseRate, Volume
from cisterna.reasons import Force, Trace
from cisterna.therapy import Mixture, SimpleContinuous
from cisterna.visit import Filled, Visit, VisitCheck, check_visit
from visit.visits import HEAD, SOUND, case, changed, check, found, knowledge, with_pump

LIMITS = {"medtronic-synchromed-ii-20": Fraction(1), "medtronic-synchromed-ii-40": Fraction(2)}
PUMPS = st.sampled_from(sorted(LIMITS))
TENTHS = st.integers(min_value=0, max_value=400).map(lambda n: Fraction(n, 10))
SECTIONS = [f"[{part}" for part in SOUND.split("\n[")[1:]]
NAMES = ("before", "aspirated", "fill", "programmed", "after")


def run(visit: Visit, pump: str = "medtronic-synchromed-ii-40") -> VisitCheck:
    """The checks on values, without a file."""
    trace = Trace()
    opened = with_pump(pump)
    return check_visit(opened, visit, Ask(knowledge(), opened.on, trace), trace, on=opened.on)


def volumes(expected: Fraction, drawn: Fraction) -> Visit:
    """A visit of volumes alone."""
    before = replace(Visit().before, reservoir_volume=Volume(expected))
    return Visit(before=before, aspirated=Volume(drawn))


@given(pump=PUMPS, expected=TENTHS, drawn=TENTHS)
def test_a_difference_beyond_the_limit_is_always_found(pump: str, expected: Fraction, drawn: Fraction) -> None:
    """Whichever its sign, and no difference well within the limit is."""
    codes = found(run(volumes(expected, drawn), pump))
    if abs(drawn - expected) > LIMITS[pump]:
        assert codes == ["drawn-more" if drawn > expected else "drawn-less"]
    if abs(drawn - expected) < LIMITS[pump]:
        assert codes == []


@given(pump=PUMPS, expected=TENTHS, drawn=TENTHS, filled=TENTHS)
def test_the_volume_at_the_last_refill_takes_no_finding_away(
    pump: str, expected: Fraction, drawn: Fraction, filled: Fraction
) -> None:
    """It only adds what the pump delivered."""
    visit = volumes(expected, drawn)
    more = visit._replace(before=replace(visit.before, filled_to=Volume(filled)))
    assert set(found(run(visit, pump))) <= set(found(run(more, pump)))


@given(order=st.permutations(SECTIONS))
@settings(max_examples=25)
def test_the_order_of_sections_does_not_matter(order: list[str]) -> None:
    """A file is a set of sections."""
    assert found(check(HEAD + "\n".join(order))) == found(check(SOUND)) == []


FAULTS = {
    "aspirated": ('volume = "8.4 mL"', 'volume = "4 mL"'),
    "fill": ('baclofen = "2000 mcg/mL", hydromorphone = "1 mg/mL" }\nvolume',
             'baclofen = "500 mcg/mL", hydromorphone = "1 mg/mL" }\nvolume'),
    "programmed": ('reservoir_volume = "38.6 mL"\nlow', 'reservoir_volume = "48.6 mL"\nlow'),
    "after": ('status = "running"\nreservoir_volume = "38.6 mL"', 'status = "stopped"\nreservoir_volume = "38.6 mL"'),
}  # fmt: skip


@given(fault=st.sampled_from(sorted(FAULTS)), left_out=st.sets(st.sampled_from(NAMES)))
@settings(max_examples=60)
def test_facts_that_agree_take_no_finding_away(fault: str, left_out: set[str]) -> None:
    """Whatever is found in a part of the visit is found in the whole of it."""
    whole = changed(*FAULTS[fault])
    sections = [part for part in whole.split("\n[")[1:] if part.partition("]")[0] not in left_out]
    part = HEAD + "".join(f"\n[{each}" for each in sections)
    assert set(found(check(part))) <= set(found(check(whole)))


@given(
    label=st.integers(min_value=1, max_value=60_000),
    entered=st.integers(min_value=1, max_value=60_000),
)
def test_label_and_screen_that_differ_always_stop(label: int, entered: int) -> None:
    """By as little as a label can show: four digits."""
    program = replace(
        case().running.program,
        entered=Mixture({"baclofen": Concentration(entered)}),
        mode=SimpleContinuous(DoseRate(300)),
    )
    visit = Visit(fill=Filled(label=Mixture({"baclofen": Concentration(label)})))
    visit = visit._replace(programmed=visit.programmed._replace(program=program))
    same = Concentration(label).format() == Concentration(entered).format()
    assert same is ("label-not-entered" not in found(run(visit)))


@given(expected=TENTHS, drawn=TENTHS)
def test_every_amount_that_is_shown_is_in_the_trace(expected: Fraction, drawn: Fraction) -> None:
    """Of findings and of the comparison."""
    result = run(volumes(expected, drawn))
    written = [step.result for step in result.trace]
    assert Volume(drawn - expected) in written
    for finding in result.findings:
        assert all(value in written for value in finding.values.values() if isinstance(value, Volume))


@given(left_out=st.sets(st.sampled_from(NAMES), min_size=1))
@settings(max_examples=25)
def test_a_section_that_is_left_out_is_never_clear(left_out: set[str]) -> None:
    """Unknown is never a default: with nothing found, the verdict is that nobody can say."""
    sections = [part for part in SOUND.split("\n[")[1:] if part.partition("]")[0] not in left_out]
    result = check(HEAD + "".join(f"\n[{each}" for each in sections))
    assert 30 == result.verdict.exit_code
    assert any(each.force is Force.UNKNOWN for each in result.findings)
