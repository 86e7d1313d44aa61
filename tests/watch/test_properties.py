"""What holds for every chart, whatever stands in it."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cisterna.consult.charted import Surveillance
from cisterna.files.toml import FileProblems
from cisterna.knowledge import OneOf
from watch.charts import NOW, chart, knowledge, quiet, raised, seen, watch_text

STAGES = ("expected", "sign", "early sign", "late sign", "grave sign")
WITHDRAWAL = "baclofen withdrawal"
START = datetime(2026, 11, 22, 8)

NUMBERS = {
    "temperature": ("30 85", "C F K"),
    "breathing rate": ("0 40", "/min"),
    "oxygen saturation": ("60 100", "%"),
    "heart rate": ("20 200", "/min bpm"),
    "systolic pressure": ("40 240", "mmHg kPa"),
    "reservoir volume": ("0 40", "mL"),
}
WORDS = {fact.charted[0]: fact.values for fact in knowledge().facts.values() if fact.charted and fact.values}


@st.composite
def times(draw: st.DrawFn) -> str:
    """Mostly in the day before, sometimes in the future, sometimes nothing that can be read."""
    at = START + timedelta(minutes=draw(st.integers(0, 2800)))
    return draw(st.sampled_from([f"{at:%Y-%m-%d %H:%M}"] * 6 + ["2026-11-25 08:00", "", "noon"]))


@st.composite
def rows(draw: st.DrawFn) -> str:
    """One row: any item, any value, now and then one that cannot be."""
    if draw(st.booleans()):
        item = draw(st.sampled_from(sorted(NUMBERS)))
        (low, high), units = map(int, NUMBERS[item][0].split()), NUMBERS[item][1].split()
        return f"{draw(times())},{item},{draw(st.integers(low, high))},{draw(st.sampled_from([*units, '']))},RN"
    item = draw(st.sampled_from(sorted(WORDS)))
    return f"{draw(times())},{item},{draw(st.sampled_from([*WORDS[item], 'odd']))},,RN"


charts = st.lists(rows(), max_size=8)


def not_less(before: Surveillance, after: Surveillance) -> list[str]:
    """The states that `after` has lost, or has gone back on."""
    now = raised(after)
    return [
        state
        for state, stage in raised(before).items()
        if state not in now or STAGES.index(now[state]) < STAGES.index(stage)
    ]


def said_of(found: Surveillance) -> dict[str, object]:
    """What is found, whatever the numbers of the rows."""
    return {
        each.state: (
            each.stage,
            Counter((one.word, one.observation.text, one.observation.at) for one in each.speaks if one.observation),
            Counter((one.word, one.observation.text, one.observation.at) for one in each.against if one.observation),
            [one.state for one in each.instead],
        )
        for each in found.raised
    }


@settings(max_examples=80)
@given(charts, rows())
def test_no_row_takes_a_finding_away(before: list[str], row: str) -> None:
    """Whatever is added, in whatever place: every state that was found stays found, no less far than before."""
    first = seen(*before)
    assert [] == not_less(first, seen(*before, row))
    assert [] == not_less(first, seen(row, *before))


SIGNS = [
    (word, f"2026-11-23 22:00,{item},{value},,RN")
    for word, item, value in (
        ("early sign", "itch", "without rash"),
        ("early sign", "spasms", "more than usual"),
        ("early sign", "tingling", "yes"),
        ("early sign", "goose flesh", "yes"),
        ("early sign", "heart rate", "120"),
        ("early sign", "mental state", "anxious"),
        ("late sign", "temperature", "39"),
        ("late sign", "mental state", "hallucinating"),
        ("late sign", "seizure", "yes"),
        ("late sign", "tone change", "higher"),
        ("late sign", "creatine kinase", "raised"),
    )
]


@settings(max_examples=60)
@given(st.sampled_from(SIGNS), charts)
def test_a_sign_of_withdrawal_never_lowers_it(added: tuple[str, str], before: list[str]) -> None:
    """With it, withdrawal is found at least as far as that sign goes, and no less far than without."""
    word, sign = added
    after = seen(*before, sign)
    assert STAGES.index(raised(after)[WITHDRAWAL]) >= STAGES.index(word)
    assert [] == not_less(seen(*before), after)


AGAINST = [
    f"2026-11-23 22:00,{item},{value},,RN"
    for item, value in (
        ("temperature", "34"),
        ("tone change", "lower"),
        ("heart rate", "45"),
        ("itch", "with rash"),
        ("spasms", "none"),
        ("systolic pressure", "70"),
        ("systolic pressure", "210"),
    )
]


@settings(max_examples=40)
@given(st.sampled_from(AGAINST), charts)
def test_a_sign_against_never_removes_withdrawal(row: str, before: list[str]) -> None:
    """Neither where a sign speaks for it nor where delivery ended."""
    ended = seen(*before, row, last_delivery="2026-11-23 12:00")
    assert WITHDRAWAL in raised(ended)
    assert [] == not_less(seen(*before), seen(*before, row))


@settings(max_examples=60)
@given(charts.flatmap(lambda each: st.tuples(st.just(each), st.permutations(each))))
def test_the_order_of_rows_does_not_matter(both: tuple[list[str], list[str]]) -> None:
    """Neither to what is found nor to what could not be judged."""
    first, second = (seen(*each) for each in both)
    assert said_of(first) == said_of(second)
    assert Counter(each.code for each in first.not_judged) == Counter(each.code for each in second.not_judged)
    assert first.exit_code == second.exit_code


@settings(max_examples=60)
@given(charts.filter(bool), st.data())
def test_a_duplicate_changes_nothing(before: list[str], data: st.DataObject) -> None:
    """A row that is there twice counts once."""
    twice = [*before, data.draw(st.sampled_from(before))]
    assert said_of(seen(*before)) == said_of(seen(*twice))
    assert seen(*before).exit_code == seen(*twice).exit_code


@settings(max_examples=80)
@given(charts)
def test_every_row_is_answered_for(before: list[str]) -> None:
    """Each is an observation, or a finding says why it is none."""
    found = seen(*before)
    answered = {each.row for each in found.chart.observations} | {each.values.get("row") for each in found.findings}
    assert set(range(2, len(before) + 2)) <= answered


@settings(max_examples=60)
@given(charts)
def test_nothing_found_and_something_not_judged_is_never_status_0(before: list[str]) -> None:
    """0 is for a chart in which everything that is asked for is there, fresh and certain."""
    found = seen(*before)
    expected = 10 if found.raised else 30 if found.not_judged else 0
    assert expected == found.exit_code
    assert found.exit_code != 0, "eight rows never hold all that is asked for"


@settings(max_examples=40)
@given(st.integers(250, 449))
def test_a_temperature_means_the_same_in_both_units(tenths: int) -> None:
    """38 C and 100.4 F are one value: nothing is lost between them."""
    hundredths = tenths * 18 + 3200
    fahrenheit = f"{hundredths // 100}.{hundredths % 100:02d}"
    row = "2026-11-23 22:00,temperature,{},{},RN"
    first = seen(row.format(f"{tenths // 10}.{tenths % 10}", "C"))
    assert raised(first) == raised(seen(row.format(fahrenheit, "F")))


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_any_text_is_a_chart_or_is_refused(text: str) -> None:
    """With a message, and never with anything else."""
    with suppress(FileProblems):
        watch_text(text)


@settings(max_examples=100)
@given(st.lists(st.tuples(*[st.text(st.characters(exclude_characters='"\r\n,;\t'), max_size=20)] * 5), max_size=4))
def test_any_cells_are_judged_or_told(cells: list[tuple[str, ...]]) -> None:
    """Whatever stands in them."""
    found = watch_text(chart(*(",".join(each) for each in cells)))
    filled = [at for at, each in enumerate(cells, start=2) if any(cell.strip() for cell in each)]
    answered = {each.row for each in found.chart.observations} | {each.values.get("row") for each in found.findings}
    assert set(filled) <= answered


def test_overdose_and_withdrawal_may_both_stand() -> None:
    """Published patients had one after the other."""
    found = raised(
        seen(
            "2026-11-23 12:00,mental state,unrousable,,RN",
            "2026-11-23 12:00,temperature,35,C,RN",
            "2026-11-23 22:00,temperature,39.5,C,RN",
            "2026-11-23 22:00,tone change,higher,,RN",
        )
    )
    assert ("grave sign", "late sign") == (found["baclofen overdose"], found[WITHDRAWAL])


def test_blood_pressure_neither_makes_nor_excludes_withdrawal() -> None:
    """In no direction: it is shown as what decides nothing."""
    for pressure in ("60/40", "120/80", "220/120"):
        row = f"2026-11-23 22:00,blood pressure,{pressure},mmHg,RN"
        assert WITHDRAWAL not in raised(seen(row))
        with_itch = seen(row, "2026-11-23 22:00,itch,without rash,,RN")
        (one,) = [each for each in with_itch.raised if each.state == WITHDRAWAL]
        assert ["neither"] == [each.word for each in one.neither]
        assert not one.against


def test_what_speaks_for_another_cause_only_changes_its_place() -> None:
    """A rash puts withdrawal below what has nothing against it, and leaves it there."""
    itch = "2026-11-23 21:00,itch,without rash,,RN"
    yawning = "2026-11-23 22:00,yawning,yes,,RN"
    rash = "2026-11-23 22:00,itch,with rash,,RN"
    assert [WITHDRAWAL, "opioid withdrawal"] == list(raised(seen(itch, yawning)))
    assert ["opioid withdrawal", WITHDRAWAL] == list(raised(seen(itch, yawning, rash)))


def test_an_earlier_red_flag_is_shown_with_what_came_later() -> None:
    """Seven breaths at two, fourteen at four: both are on the screen."""
    found = seen("2026-11-23 14:00,breathing rate,7,/min,RN", "2026-11-23 16:00,breathing rate,14,/min,RN")
    (one,) = [each for each in found.raised if each.state == "opioid over-sedation"]
    assert [("7 /min", "14 /min")] == [
        (each.observation.text, each.later.text) for each in one.speaks if each.observation and each.later
    ]


def test_a_quiet_night_is_quiet() -> None:
    """And every item that is asked for was judged."""
    assert 0 == seen(*quiet(), now=NOW).exit_code


def test_every_item_asked_for_is_an_item() -> None:
    """What statements want charted can be charted under that very name, and so can what hides it."""
    names = {name for fact in knowledge().facts.values() for name in fact.charted}
    for question in ("items to chart", "what a charted value hides"):
        for one in knowledge().asking(question):
            assert set(one.says.items) <= names  # type: ignore[union-attr]


def test_every_opioid_and_baclofen_is_looked_for() -> None:
    """By pump or otherwise: an opioid that the pack knows and nobody looks for would be silence."""
    looked_for = {
        value
        for one in knowledge().asking("state to look for")
        for each in one.when
        if isinstance(each, OneOf) and each.fact == "drug"
        for value in each.values
    }
    known = {each.id for each in knowledge().catalogue.drugs if "opioid" in each.kind} | {"baclofen"}
    assert known == looked_for


def test_every_sign_is_one_charted_value_of_one_state() -> None:
    """A sign that needed two values at once could be taken away by a third."""
    facts = knowledge().facts
    for one in knowledge().asking("charted sign"):
        items = [each for each in one.when if facts[each.fact].charted or each.fact == "cord_level"]
        states = [each for each in one.when if isinstance(each, OneOf) and each.fact == "condition"]
        assert (1, 1) == (len(items), len(states)), one.id
