"""The lowest flow that holds every dose, and the fewest fills up a ladder, against plain search."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cisterna.admixture import Hold, NoFlow, Wanted, fewest_fills, hold
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Ratio, Volume

whole = st.integers(1, 4000)


def fits(drugs: list[Wanted], flow: Fraction, lowest: Fraction, delay: Fraction | None, dead: Fraction) -> bool:
    """Whether every drug fits at this flow, checked limit by limit."""
    strengths = [(each, each.dose.value / flow) for each in drugs]
    inside = all(each.limit is None or strength <= each.limit.value for each, strength in strengths)
    parts = sum((strength / each.stock.value for each, strength in strengths if each.stock), start=Fraction(0))
    return inside and parts <= 1 and flow >= lowest and (delay is None or dead / flow <= delay)


@given(
    doses=st.lists(whole, min_size=1, max_size=3),
    limits=st.lists(st.none() | whole, min_size=3, max_size=3),
    stocks=st.lists(st.none() | whole, min_size=3, max_size=3),
    delay=st.none() | st.integers(1, 20),
)
def test_no_lower_flow_holds_every_dose(
    doses: list[int], limits: list[int | None], stocks: list[int | None], delay: int | None
) -> None:
    """At the flow found everything fits and every dose is exact; a thousandth below it something does not."""
    drugs = [
        Wanted(f"drug-{at}", DoseRate(dose), limit and Concentration(limit), stock and Concentration(stock))
        for at, (dose, limit, stock) in enumerate(zip(doses, limits, stocks, strict=False))
    ]
    found = hold(drugs, lowest=FlowRate(Fraction(48, 1000)), highest=FlowRate(10**9), usable=Volume(18),
                 dead_volume=Volume(Fraction(1, 2)), longest_delay=delay and Duration(delay))  # fmt: skip
    assert isinstance(found, Hold)
    least, most = Fraction(48, 1000), None if delay is None else Fraction(delay)
    assert fits(drugs, found.flow.value, least, most, Fraction(1, 2))
    assert not fits(drugs, found.flow.value * Fraction(999, 1000), least, most, Fraction(1, 2))
    assert [each.dose for each in drugs] == [found.mixture[each.drug] * found.flow for each in drugs]
    assert found.relaxed <= found.flow


def test_what_binds_is_named_and_what_relaxing_it_buys() -> None:
    """300 mcg/day from 2,000 mcg/mL with 0.05 mg/day from 10 mg/mL: the stocks bind; without them the limit would."""
    found = hold(
        [
            Wanted("baclofen", DoseRate(300), Concentration(2000), Concentration(2000)),
            Wanted("hydromorphone", DoseRate(50), Concentration(15_000), Concentration(10_000)),
        ],
        lowest=FlowRate(Fraction(48, 1000)), highest=FlowRate(24), usable=Volume(18),
        dead_volume=Volume(Fraction(1, 2)), lasts=Duration(30),
    )  # fmt: skip
    assert isinstance(found, Hold)
    assert ("the stocks of baclofen and hydromorphone", FlowRate(Fraction(300, 2000) + Fraction(50, 10_000))) == (
        found.binds,
        found.flow,
    )
    assert FlowRate(Fraction(300, 2000)) == found.relaxed
    assert (Duration(30), "stability") == (found.interval, found.ends_by)
    assert Volume(18) / Volume(Fraction(1, 2)) == (Volume(18) / found.flow) / found.delay


def test_a_dose_beyond_the_pump_is_a_result() -> None:
    """It says what asks for more, and what the pump can give."""
    found = hold([Wanted("baclofen", DoseRate(3000), Concentration(500))], lowest=FlowRate(0), highest=FlowRate(4),
                 usable=Volume(18), dead_volume=Volume(1))  # fmt: skip
    assert isinstance(found, NoFlow)
    assert ("the concentration limit of baclofen", FlowRate(6), FlowRate(4)) == (*found.bound, found.highest)


def fewest_by_search(levels: list[Fraction], widest: Fraction) -> int:
    """The fewest groups of neighbors, by trying every last group."""
    if not levels:
        return 0
    cuts = [cut for cut in range(len(levels)) if levels[-1] <= levels[cut] * widest]
    return min(fewest_by_search(levels[:cut], widest) + 1 for cut in cuts)


@settings(max_examples=500)
@given(steps=st.lists(st.integers(1, 60), max_size=6), first=st.integers(10, 200), band=st.integers(0, 40))
def test_no_search_needs_fewer_fills(steps: list[int], first: int, band: int) -> None:
    """Exhaustive search on small ladders never beats it, and each group spans no more than the band allows."""
    levels = [Fraction(first)]
    for step in steps:
        levels.append(levels[-1] * (1 + Fraction(step, 100)))
    groups = fewest_fills(map(DoseRate, levels), Ratio(Fraction(band, 100)))
    widest = (1 + Fraction(band, 100)) / (1 - Fraction(band, 100))
    assert fewest_by_search(levels, widest) == len(groups)
    assert levels == [level.value for group in groups for level in group]
    assert all(group[-1].value <= group[0].value * widest for group in groups)


def test_levels_that_do_not_rise_are_refused() -> None:
    """And so is a band that is none."""
    with pytest.raises(ValueError, match="the levels of a ladder rise"):
        fewest_fills([DoseRate(2), DoseRate(2)], Ratio(Fraction(1, 10)))
    with pytest.raises(ValueError, match="a band of 100 % is not one"):
        fewest_fills([DoseRate(2)], Ratio(1))
    assert [] == [pair for pair in pairwise(fewest_fills([], Ratio(0)))]
