"""Systemic opioids by every published ratio: the table of chains cell by cell, refusals, totals, shares, starts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cisterna.consult.ask import Ask
from cisterna.conversion import published_ranges, starts
from cisterna.conversion.band import Band, band, shares, stand
from cisterna.conversion.convert import Conversion, convert
from cisterna.conversion.plausible import slip_of
from cisterna.conversion.ratios import MORPHINE_ORAL, QUESTIONS, Ratios
from cisterna.conversion.refusals import (
    RefusedDirection,
    RefusedDrug,
    RefusedEpidural,
    RefusedFixedRatio,
    RefusedNoRatio,
    RefusedPatch,
    RefusedRoute,
    RefusedTime,
)
from cisterna.conversion.start import cross_tolerance
from cisterna.conversion.taken import Place, Taken
from cisterna.desk import open_knowledge
from cisterna.knowledge import Knowledge
from cisterna.quantities import DoseRate, Duration, Range, Ratio
from cisterna.reasons import Trace

F = Fraction
ON = date(2026, 11, 23)
HYDROMORPHONE = Place("hydromorphone", "intrathecal")
MG = 1000


@cache
def knowledge() -> Knowledge:
    """The shipped pack under the shipped policy."""
    return open_knowledge()


@cache
def ask() -> Ask:
    """Asked once for all tests: answers do not change."""
    return Ask(knowledge(), ON, Trace())


def oral(drug: str, dose: str, form: str = "") -> Taken:
    """An opioid by mouth."""
    return Taken(drug, "oral", DoseRate.parse(dose), form)


def to_hydromorphone(*taken: Taken, reason: str | None = None) -> Band:
    """The band to intrathecal hydromorphone."""
    return band(taken, HYDROMORPHONE, ask(), reason=reason)


def result(found: Band, *ratios: str) -> DoseRate:
    """What the chain with these ratios gives."""
    wanted = tuple(Ratio.parse(ratio) for ratio in ratios)
    return next(each.result for each in found.outcomes if each.ratios == wanted)


def converted(*taken: Taken, exposure: str | None = "tolerant", reason: str | None = None) -> Conversion:
    """All of a conversion to intrathecal hydromorphone."""
    return convert(taken, HYDROMORPHONE, ask(), exposure=exposure, reason=reason)


COLUMNS = (("100:1", "5:1"), ("300:1", "5:1"), ("300:1", "10:1"), ("100:1", "2:1"))
TABLE = {  # mg/day of oral morphine: mg/day of intrathecal hydromorphone, one value a column
    30: (F("0.06"), F("0.02"), F("0.01"), F("0.15")),
    60: (F("0.12"), F("0.04"), F("0.02"), F("0.3")),
    75: (F("0.15"), F("0.05"), F("0.025"), F("0.375")),
    90: (F("0.18"), F("0.06"), F("0.03"), F("0.45")),
    150: (F("0.3"), F("0.1"), F("0.05"), F("0.75")),
    300: (F("0.6"), F("0.2"), F("0.1"), F("1.5")),
    1000: (F(2), F(2, 3), F(1, 3), F(5)),
}


@pytest.mark.parametrize("morphine", TABLE)
@pytest.mark.parametrize("column", range(len(COLUMNS)), ids=[" ".join(each) for each in COLUMNS])
def test_the_table_of_chains_cell_by_cell(morphine: int, column: int) -> None:
    """Oral morphine divided by both ratios, exactly: 1,000 / 300 / 5 = 2/3."""
    found = to_hydromorphone(oral("morphine", f"{morphine} mg/day"))
    assert DoseRate(TABLE[morphine][column] * MG) == result(found, *COLUMNS[column])


def test_every_published_ratio_is_in_the_band() -> None:
    """Thirteen ratios of oral to intrathecal morphine, five to hydromorphone; single patients apart."""
    found = to_hydromorphone(oral("morphine", "300 mg/day"))
    first, second = ({option.ratio.format(":1") for option in options} for options in found.options)
    patients = {"10:1", "35:1", "44.6:1", "50:1", "62.5:1", "114.6:1", "125:1"}
    assert patients | {"75:1", "90:1", "100:1", "105.5:1", "150:1", "300:1"} == first
    assert {"2:1", "4:1", "5:1", "6:1", "10:1"} == second
    assert patients == {each.ratios[0].format(":1") for each in found.outcomes if each.single}
    assert 13 * 5 == len(found.outcomes)


def test_the_ends_of_the_band() -> None:
    """300 mg/day: rules 300/300/10 = 0.1 to 300/75/2 = 2 mg/day; with single patients up to 300/10/2 = 15."""
    found = to_hydromorphone(oral("morphine", "300 mg/day"))
    assert (DoseRate(F(300, 300) / 10 * MG), DoseRate(F(300, 75) / 2 * MG)) == (
        found.rules[0].result,
        found.rules[-1].result,
    )
    assert (DoseRate(F("0.1") * MG), DoseRate(15 * MG)) == (found.low, found.high)


def test_the_governing_chain_is_the_house_policys() -> None:
    """40 mg/day of oxycodone * 1.5 / 100 / 5 = 0.12 mg/day, each link with its statement."""
    found = to_hydromorphone(oral("oxycodone", "40 mg/day"))
    assert found.first is not None
    assert DoseRate(F(40) * F("1.5") / 100 / 5 * MG) == found.first.result
    assert (
        "oxycodone.oral-morphine-equivalent.cdc-2022",
        "morphine.oral-to-intrathecal.seed",
        "morphine.intrathecal-to-hydromorphone.seed",
    ) == found.first_because


def test_oral_hydromorphone_is_counted_by_four_and_by_five() -> None:
    """20 mg/day is 80 or 100 mg/day of oral morphine; the chain takes the smaller, which is careful here."""
    equivalents = band([oral("hydromorphone", "20 mg/day")], MORPHINE_ORAL, ask())
    assert [DoseRate(20 * 4 * MG), DoseRate(20 * 5 * MG)] == [each.result for each in equivalents.outcomes]
    found = to_hydromorphone(oral("hydromorphone", "20 mg/day"))
    assert found.first is not None
    assert DoseRate(F(20 * 4, 100 * 5) * MG) == found.first.result


def test_intravenous_hydromorphone_has_three_ways() -> None:
    """Straight by 25:1, over oral hydromorphone, over oral morphine; the least is shown first, the others kept."""
    found = to_hydromorphone(Taken("hydromorphone", "intravenous", DoseRate.parse("10 mg/day")))
    one = found.counted[0]
    assert DoseRate(F(10) * F("2.5") * 4 / 100 / 5 * MG) == one.chain.result
    assert {1, 3} == {len(way.roads) for way in one.others}
    straight = next(way for way in one.others if len(way.roads) == 1)
    assert (DoseRate(F(10, 25) * MG), ("hydromorphone.intravenous-to-intrathecal.teaching-page",)) == (
        straight.high,
        straight.statements,
    )


@pytest.mark.parametrize(
    ("reason", "ratio", "first"),
    [("high dose", 100, "morphine.oral-to-intrathecal.seed"),
     ("side effects", 300, "morphine.ratio-for-a-reason.mascc-side-effects"),
     ("switch", 100, "morphine.oral-to-intrathecal.seed"),
     (None, 100, "morphine.oral-to-intrathecal.seed")],
)  # fmt: skip
def test_the_reason_for_the_switch_chooses_a_ratio(reason: str | None, ratio: int, first: str) -> None:
    """One source takes 300:1 for side effects on lower doses; a reason that is not told leaves both in sight."""
    found = to_hydromorphone(oral("morphine", "300 mg/day"), reason=reason)
    assert found.first is not None
    assert (DoseRate(F(300, ratio) / 5 * MG), first) == (found.first.result, found.first_because[0])
    assert {("high dose", F("0.6") * MG), ("side effects", F("0.2") * MG)} == {
        (each.reason, each.result.value) for each in found.by_reason
    }


METHADONE = ["0.5", "1", "19.9", "20", "20.5", "21", "40", "40.5", "41", "60", "60.5", "61", "100", "1000"]


@pytest.mark.parametrize("dose", METHADONE)
def test_methadone_is_refused_at_every_dose(dose: str) -> None:
    """On and between all edges of the older tables: never 0, never a number."""
    taken = oral("methadone", f"{dose} mg/day")
    for found in (to_hydromorphone(taken), band([taken], MORPHINE_ORAL, ask())):
        assert (RefusedFixedRatio(taken, ("methadone.automatic-conversion.cdc-2022",)),) == found.refused
        assert (None, None, None, ()) == (found.low, found.high, found.first, found.outcomes)


def test_a_refused_opioid_is_shown_as_it_is_counted_for_risk_and_is_in_no_total() -> None:
    """20.5 mg/day of methadone is 82 to 246 mg/day by 4:1 to 12:1; the total holds the oxycodone alone."""
    found = converted(oral("methadone", "20.5 mg/day"), oral("oxycodone", "40 mg/day"))
    assert DoseRate(60 * MG) == found.equivalents.low == found.equivalents.high
    assert [(DoseRate(F("20.5") * 4 * MG), DoseRate(F("20.5") * 12 * MG))] == [
        (each.low, each.high) for each in found.for_risk
    ]
    assert ((), "CannotSay", ("systemic_opioid 1",)) == (
        found.starts,
        found.verdict.name,
        getattr(found.verdict, "missing", ()),
    )


PATCH = Taken("fentanyl", "transdermal", DoseRate.parse("25 mcg/h"), "patch")
PUMP = Taken("hydromorphone", "intrathecal", DoseRate.parse("0.5 mg/day"))


def test_a_patch_counts_as_still_running() -> None:
    """12 to 36 h of drug after it is off, with the statements that say so."""
    refusal = to_hydromorphone(PATCH).refused[0]
    assert isinstance(refusal, RefusedPatch)
    assert Range(Duration(F(1, 2)), Duration(F(3, 2))) == refusal.left_for
    assert ("fentanyl.automatic-conversion.patch", "fentanyl.patch-tail.cdc-2022") == refusal.because


@pytest.mark.parametrize("to", [Place("hydromorphone", "intravenous"), Place("hydromorphone", "oral"), MORPHINE_ORAL])
def test_nothing_is_converted_out_of_a_pump(to: Place) -> None:
    """0.5 mg/day intrathecally is not 50 mg/day intravenously: a ratio into the pump is not turned round."""
    found = band([PUMP], to, ask())
    refusal = found.refused[0]
    assert isinstance(refusal, RefusedDirection)
    assert (to, ()) == (refusal.to, found.outcomes)


def test_the_page_that_turned_a_ratio_round_is_shown_and_not_used() -> None:
    """What is stated for the way out stands beside the ratio that is stated for the way in."""
    refusal = band([PUMP], Place("hydromorphone", "intravenous"), ask()).refused[0]
    assert isinstance(refusal, RefusedDirection)
    assert ("hydromorphone.intravenous-to-intrathecal.teaching-page",) == refusal.because
    assert ("hydromorphone.intrathecal-to-intravenous.sibling-page",) == refusal.stated


@pytest.mark.parametrize(
    ("taken", "to"),
    [(PUMP, Place("morphine", "intrathecal")), (oral("morphine", "60 mg/day"), Place("oxycodone", "oral"))],
)
def test_no_ratio_is_turned_round(taken: Taken, to: Place) -> None:
    """Morphine to hydromorphone says nothing of the way back, oxycodone to morphine neither."""
    assert [RefusedDirection] == [type(each) for each in band([taken], to, ask()).refused]


@pytest.mark.parametrize(
    ("taken", "kind"),
    [
        (oral("buprenorphine", "8 mg/day"), RefusedFixedRatio),
        (Taken("fentanyl", "intravenous", DoseRate.parse("1 mg/day")), RefusedFixedRatio),
        (Taken("buprenorphine", "transdermal", DoseRate.parse("10 mcg/h")), RefusedPatch),
        (Taken("morphine", "transdermal", DoseRate.parse("1 mg/h")), RefusedPatch),
        (Taken("morphine", "epidural", DoseRate.parse("5 mg/day")), RefusedEpidural),
        (Taken("morphine", "rectal", DoseRate.parse("60 mg/day")), RefusedNoRatio),
        (Taken("oxycodone", "intravenous", DoseRate.parse("60 mg/day")), RefusedNoRatio),
        (oral("heroin", "60 mg/day"), RefusedDrug),
        (oral("baclofen", "60 mg/day"), RefusedDrug),
        (Taken("morphine", "", DoseRate.parse("60 mg/day")), RefusedRoute),
        (Taken("morphine", "oral"), RefusedTime),
    ],
)
def test_a_refusal_has_a_type(taken: Taken, kind: type) -> None:
    """A closed set: never 0, never a default, and the others are still added up."""
    alone, beside = to_hydromorphone(taken), to_hydromorphone(taken, oral("morphine", "75 mg/day"))
    assert ([kind], None, False) == ([type(each) for each in alone.refused], alone.first, alone.complete)
    assert beside.first is not None
    assert (DoseRate(F(75, 500) * MG), [kind]) == (beside.first.result, [type(each) for each in beside.refused])


def test_what_is_taken_as_needed_is_in_the_highest_figure_and_in_no_chain() -> None:
    """40 * 1.5 = 60 every day; with 60 mg/day of morphine as needed at most 120."""
    taken = (oral("oxycodone", "40 mg/day"), oral("morphine", "60 mg/day", "as needed"))
    found = band(taken, MORPHINE_ORAL, ask())
    assert (DoseRate(60 * MG), DoseRate(120 * MG)) == (found.low, found.high)
    assert to_hydromorphone(taken[0]).first == to_hydromorphone(*taken).first


def test_what_is_taken_as_needed_alone_is_no_number() -> None:
    """Nobody knows how much it comes to, so no chain is made of it."""
    found = converted(oral("morphine", "60 mg/day", "as needed"))
    assert (None, DoseRate(60 * MG)) == (found.equivalents.low, found.equivalents.high)
    assert ((), "CannotSay") == (found.starts, found.verdict.name)


def test_shares_by_each_chain() -> None:
    """0.15 of 300/100/5 = 0.6 mg/day is 25 %; of 300/300/10 = 0.1 it is 150 %, of 300/75/2 = 2 it is 7.5 %."""
    found = to_hydromorphone(oral("morphine", "300 mg/day"))
    capped = DoseRate(150)
    by_ratio = {each.outcome.ratios: each.share for each in shares(found, capped)}
    assert F(15, 60) == by_ratio[(Ratio(100), Ratio(5))].value
    short = stand(found, capped)
    assert short is not None
    assert (F("0.075"), F("0.25"), F("1.5")) == (short.least.value, short.first.value, short.most.value)
    every = [each.share.value for each in shares(found, capped)]
    assert (sorted(every), 65) == (every, len(every))


def test_shares_of_nothing_are_none() -> None:
    """A refused opioid is in no share."""
    found = to_hydromorphone(oral("methadone", "20.5 mg/day"))
    assert ((), None) == (shares(found, DoseRate(150)), stand(found, DoseRate(150)))


def test_a_chain_above_the_ceiling_is_held_down_and_both_are_kept() -> None:
    """0.6 mg/day lies above the lower consensus ceiling of 0.15; the capped dose comes first and says so."""
    found = converted(oral("morphine", "300 mg/day"))
    assert [
        (DoseRate(150), "conversion chain, held down to the lowest published ceiling", "ceiling"),
        (DoseRate(600), "conversion chain, above the lowest published ceiling", ""),
    ] == [(each.dose, each.basis, each.held_by) for each in found.starts]
    assert "hydromorphone.start.pacc-2017" in found.starts[0].because
    assert F(1, 4) == found.stands[0].first.value


def test_exactly_at_the_ceiling_nothing_is_held_down() -> None:
    """75 / 100 / 5 = 0.15 mg/day."""
    found = converted(oral("morphine", "75 mg/day"))
    assert [(DoseRate(150), "conversion chain")] == [(each.dose, each.basis) for each in found.starts]


def test_naive_starts_at_the_articles_lower_end_and_a_risk_moves_it_to_the_floor() -> None:
    """0.05 mg/day without a risk; with one, or where exposure is not told, 0.01 mg/day with the reason named."""
    ranges = published_ranges("hydromorphone", "naive", ask())
    assert DoseRate(50) == starts(ranges, None, "naive")[0].dose
    floor = starts(ranges, None, "naive", risk="risk: sleep apnoea")[0]
    assert (DoseRate(10), "lowest published start (risk: sleep apnoea)", "risk: sleep apnoea") == (
        floor.dose,
        floor.basis,
        floor.held_by,
    )
    untold = starts(published_ranges("hydromorphone", None, ask()), None, None)[0]
    assert (DoseRate(10), "opioid exposure is not told") == (untold.dose, untold.held_by)


def test_a_start_never_exceeds_what_the_little_that_is_taken_comes_to() -> None:
    """3 / 100 / 5 = 0.006 mg/day lies below the consensus floor of 0.01, so it comes first."""
    found = converted(oral("morphine", "3 mg/day"), exposure="below tolerance")
    assert (DoseRate(6), "chain") == (found.starts[0].dose, found.starts[0].held_by)


@pytest.mark.parametrize(
    ("taken", "reached"),
    [
        ((oral("morphine", "59 mg/day"),), False),
        ((oral("morphine", "60 mg/day"),), True),
        ((oral("hydromorphone", "8 mg/day"),), True),
        ((oral("oxycodone", "30 mg/day"),), True),
        ((PATCH, oral("morphine", "5 mg/day")), True),
        ((oral("morphine", "30 mg/day"), oral("oxycodone", "20 mg/day")), True),
        ((oral("morphine", "5 mg/day"), oral("methadone", "20 mg/day")), None),
    ],
)
def test_tolerance_is_borne_out_or_not(taken: tuple[Taken, ...], reached: bool | None) -> None:
    """An opioid reaches its own threshold, or all reach morphine's; with one refused, not reaching says nothing."""
    found = converted(*taken).threshold
    assert reached == (None if found is None else found.reached)


def test_tolerance_that_is_not_borne_out_cannot_be_answered() -> None:
    """Said to be tolerant on 30 mg/day."""
    verdict = converted(oral("morphine", "30 mg/day")).verdict
    assert ["tolerance-not-borne-out"] == [each.code for each in getattr(verdict, "findings", ())]


def test_incomplete_cross_tolerance_is_shown_and_not_applied() -> None:
    """0.6 mg/day less 25 to 50 % is 0.3 to 0.45 mg/day; the start does not change."""
    found = cross_tolerance(DoseRate(600), ask())
    assert found is not None
    assert (DoseRate(300), DoseRate(450)) == (found.low, found.high)
    assert DoseRate(600) in [each.dose for each in converted(oral("morphine", "300 mg/day")).starts]


@pytest.mark.parametrize(
    ("taken", "comes_to", "too_much"),
    [
        (oral("oxycodone", "40 mcg/day"), F("0.06"), False),
        (oral("morphine", "10001 mg/day"), F(10001), True),
        (Taken("fentanyl", "transdermal", DoseRate.parse("25 mg/h")), F(25 * 24 * 100), True),
        (Taken("oxymorphone", "rectal", DoseRate.parse("20000 mg/day")), F(20000), True),
    ],
)
def test_a_dose_that_nobody_means_is_a_slip(taken: Taken, comes_to: Fraction, too_much: bool) -> None:
    """Below 1 or above 10,000 mg/day of oral morphine."""
    found = slip_of(taken, ask())
    assert found is not None
    assert (DoseRate(comes_to * MG), too_much) == (found.comes_to, found.too_much)


@pytest.mark.parametrize(
    "taken",
    [oral("morphine", "1 mg/day"), oral("morphine", "10000 mg/day"), oral("tramadol", "50 mg/day"), PATCH, PUMP,
     Taken("morphine", "oral")],
)  # fmt: skip
def test_a_dose_that_somebody_may_mean_is_none(taken: Taken) -> None:
    """Both limits belong to what is plausible; what is in a pump is not judged here."""
    assert slip_of(taken, ask()) is None


def statements_of(found: Band) -> Iterable[str]:
    """Everything a band rests on."""
    for options in found.options:
        for option in options:
            yield from option.statements
    yield from (id for one in found.counted for way in one.others for id in way.statements)


def test_no_ratio_is_derived_from_a_limit() -> None:
    """Every statement behind a band answers a question about ratios; no range to start in is among them."""
    found = to_hydromorphone(
        oral("oxycodone", "40 mg/day"), Taken("hydromorphone", "intravenous", DoseRate.parse("5 mg/day"))
    )
    asked = {knowledge().statement(id).asks for id in statements_of(found)}
    assert asked <= set(QUESTIONS)
    assert not {"daily dose start range", "daily dose maximum"} & set(QUESTIONS)


def test_every_road_is_stated_in_its_own_direction() -> None:
    """No road is there only because one leads the other way."""
    ratios = Ratios(ask())
    for road in ratios.roads:
        for option in ratios.options(road):
            for id in option.statements:
                named = {each.fact: each.values for each in knowledge().statement(id).when if hasattr(each, "values")}
                assert road.start.drug in named["from_drug"]
                assert road.start.route in named["from_route"]


# Properties

ORAL = st.sampled_from(
    ["morphine", "oxycodone", "hydrocodone", "hydromorphone", "codeine", "oxymorphone", "tapentadol", "tramadol"]
)
DOSES = st.fractions(min_value=F(1, 10), max_value=2000, max_denominator=100).map(lambda mg: DoseRate(mg * MG))
COUNTED = st.builds(Taken, ORAL, st.just("oral"), DOSES, st.sampled_from(["", "extended release", "as needed"]))
ANY = st.one_of(
    COUNTED,
    st.builds(Taken, st.sampled_from(["methadone", "buprenorphine", "heroin"]), st.just("oral"), DOSES),
    st.builds(Taken, st.just("fentanyl"), st.just("transdermal"), DOSES),
    st.builds(Taken, st.just("hydromorphone"), st.just("intravenous"), DOSES),
    st.builds(Taken, st.just("morphine"), st.just("")),
)
EXPOSURES = st.sampled_from([None, "below tolerance", "tolerant", "interrupted"])
RISKS = st.sampled_from(["risk: sleep apnoea", "risk not known: obesity", "risk: lung disease, obesity"])


def at_least(more: DoseRate | None, less: DoseRate | None) -> bool:
    """True where nothing got smaller, and no number was lost."""
    return less is None or (more is not None and more >= less)


@given(st.lists(ANY, max_size=3), ANY)
def test_another_opioid_never_lowers_a_total(taken: list[Taken], another: Taken) -> None:
    """Neither end, nor the first chain, nor any total of oral morphine; a refusal takes no number away."""
    for place in (HYDROMORPHONE, MORPHINE_ORAL):
        before, after = band(taken, place, ask()), band([*taken, another], place, ask())
        assert at_least(after.low, before.low)
        assert at_least(after.high, before.high)
        if before.first is not None:
            assert after.first is not None
            assert after.first.result >= before.first.result
        assert len(taken) + 1 == len(after.counted) + len(after.as_needed) + len(after.refused)


@given(st.lists(COUNTED, min_size=1, max_size=3), EXPOSURES, RISKS)
def test_a_risk_never_raises_a_start(taken: list[Taken], exposure: str | None, risk: str) -> None:
    """The dose in front with the risk is at most the one without."""
    found = to_hydromorphone(*taken)
    ranges = published_ranges("hydromorphone", exposure, ask())
    without, with_it = starts(ranges, found, exposure), starts(ranges, found, exposure, risk=risk)
    assert len(without) == len(with_it)
    for one, other in zip(without[:1], with_it[:1], strict=True):
        assert other.dose <= one.dose


@given(st.lists(COUNTED, min_size=1, max_size=3), EXPOSURES, st.sampled_from([None, "high dose", "side effects"]))
def test_a_start_is_inside_the_band_or_below_it_with_the_reason_named(
    taken: list[Taken], exposure: str | None, reason: str | None
) -> None:
    """Never above the band, nor above what the most potent published ratio gives."""
    found = to_hydromorphone(*taken, reason=reason)
    ranges = published_ranges("hydromorphone", exposure, ask())
    for one in starts(ranges, found, exposure)[:1]:
        if found.first is not None:
            assert found.high is not None
            assert found.low is not None
            assert one.dose <= found.first.result <= found.outcomes[-1].result
            assert one.dose >= found.low or one.held_by


@given(st.lists(COUNTED, min_size=1, max_size=3), st.sampled_from(["high dose", "side effects", "switch"]))
def test_naming_a_reason_never_raises_the_first_chain(taken: list[Taken], reason: str) -> None:
    """A source's choice for a reason is used only where it gives no more than the house's own."""
    without, with_it = to_hydromorphone(*taken).first, to_hydromorphone(*taken, reason=reason).first
    assert (without is None) == (with_it is None)
    if without is not None and with_it is not None:
        assert with_it.result <= without.result


@given(st.lists(COUNTED, min_size=1, max_size=3))
def test_a_capped_start_states_its_share(taken: list[Taken]) -> None:
    """Where the ceiling holds a dose down, the share by the first chain is less than all."""
    found = converted(*taken)
    for one, part in zip(found.starts[:1], found.stands[:1], strict=True):
        assert one.dose == part.dose
        assert (one.held_by == "ceiling") == (part.first.value < 1)
        assert part.least <= part.first <= part.most


@given(st.lists(COUNTED, min_size=1, max_size=3))
def test_the_same_by_plain_arithmetic(taken: list[Taken]) -> None:
    """Worked out a second way: factors and ratios as numbers, no chains, no roads."""
    factors = {"morphine": F(1), "oxycodone": F("1.5"), "hydrocodone": F(1), "hydromorphone": F(4),
               "codeine": F("0.15"), "oxymorphone": F(3), "tapentadol": F("0.4"), "tramadol": F("0.2")}  # fmt: skip
    daily = [each for each in taken if each.form != "as needed" and each.dose is not None]
    total = sum((each.dose.value * factors[each.drug] for each in daily if each.dose is not None), start=F(0))
    found = to_hydromorphone(*taken)
    assert (total / 500 if daily else None) == (None if found.first is None else found.first.result.value)
