"""The design on orderable steps, against plain search through everything that can be ordered."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cisterna.admixture import Bound, FlowLimits, NoFlow, OnSteps, TooDilute, Wanted, fits, hold_on_steps
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Ratio, Volume

NAMES = ("held", "other", "added")
STEPS = st.sampled_from([1, 2, 5, 10])


def by_search(
    drugs: list[Wanted], flows: FlowLimits, steps: dict[str, Concentration], most: int
) -> list[tuple[Fraction, dict[str, Fraction]]]:
    """Every orderable strength of the first drug at which all limits hold, with its flow, by trying each of them."""
    found = []
    for many in range(1, most + 1):
        strength = many * steps[drugs[0].drug].value
        flow = drugs[0].dose.value / strength
        parts = {drugs[0].drug: strength}
        for each in drugs[1:]:
            step = steps[each.drug].value
            exact = each.dose.value / flow / step
            down, up = exact.numerator // exact.denominator, ceil(exact)
            nearest = down if exact - down <= Fraction(1, 2) else up
            parts[each.drug] = step * (down if each.down else nearest)
        over = any(each.limit is not None and parts[each.drug] > each.limit.value for each in drugs)
        taken = sum((parts[each.drug] / each.stock.value for each in drugs if each.stock), start=Fraction(0))
        late = flows.longest_delay is not None and flows.path.value / flow > flows.longest_delay.value
        if not over and taken <= 1 and not late and flow >= flows.lowest.value:
            found.append((flow, parts))
    return found


@settings(max_examples=500, deadline=None)
@given(
    doses=st.lists(st.integers(20, 400), min_size=2, max_size=3),
    limits=st.lists(st.none() | st.integers(50, 2000), min_size=3, max_size=3),
    stocks=st.none() | st.lists(st.integers(100, 3000), min_size=3, max_size=3),
    sizes=st.lists(STEPS, min_size=3, max_size=3),
    delay=st.none() | st.integers(1, 10),
    days=st.integers(10, 400),
    lasts=st.none() | st.integers(10, 90),
)
def test_no_search_needs_fewer_fills(
    doses: list[int],
    limits: list[int | None],
    stocks: list[int] | None,
    sizes: list[int],
    delay: int | None,
    days: int,
    lasts: int | None,
) -> None:
    """Whatever else can be ordered runs no slower, so no search needs fewer fills for a number of days."""
    drugs = [
        Wanted(
            name,
            DoseRate(dose),
            Concentration(limit) if limit else None,
            Concentration(stocks[at]) if stocks else None,
            down=at == len(doses) - 1,
        )
        for at, (name, dose, limit) in enumerate(zip(NAMES, doses, limits, strict=False))
    ]
    steps = {name: Concentration(size) for name, size in zip(NAMES, sizes, strict=True)}
    flows = FlowLimits(FlowRate(Fraction(1, 10)), None, None, Volume(Fraction(3, 10)), delay and Duration(delay))
    most = int(drugs[0].dose.value * 10 // steps["held"].value)
    possible = by_search(drugs, flows, steps, most)
    found = hold_on_steps(drugs, flows, steps)
    if not possible:
        assert isinstance(found, TooDilute)
        return
    assert isinstance(found, OnSteps)

    def fills(flow: Fraction) -> int:
        lasting = min(Fraction(18) / flow, Fraction(lasts)) if lasts else Fraction(18) / flow
        return max(1, ceil(days / lasting))

    slowest, parts = min(possible, key=lambda each: each[0])
    parts = {drug: part for drug, part in parts.items() if part}
    assert (slowest, parts) == (found.flow.value, {drug: each.value for drug, each in found.mixture.items()})
    assert min(fills(flow) for flow, _ in possible) == fills(found.flow.value)
    assert drugs[0].dose == found.dose("held")
    assert found.dose(drugs[-1].drug) <= drugs[-1].dose
    assert fits(found.mixture, found.flow, drugs, flows)
    assert max(bound.flow for bound in found.bounds) == found.bounds[0].flow


@settings(max_examples=200, deadline=None)
@given(dose=st.integers(50, 800), added=st.integers(5, 500), grid=st.integers(1, 20))
def test_on_a_grid_of_rates_the_dose_is_held_within_what_is_allowed(dose: int, added: int, grid: int) -> None:
    """The flow is a whole number of the pump's steps, and the first dose is within 2 % of what is wanted."""
    drugs = [Wanted("held", DoseRate(dose), Concentration(2000)), Wanted("added", DoseRate(added), down=True)]
    step = FlowRate(Fraction(grid, 1000))
    flows = FlowLimits(FlowRate(Fraction(48, 1000)), FlowRate(24), step, within=Ratio.parse("2 %"))
    found = hold_on_steps(drugs, flows, {"held": Concentration(1), "added": Concentration(1)})
    assert isinstance(found, OnSteps)
    assert (found.flow.value / step.value).denominator == 1
    assert abs(found.dose("held").value - dose) <= Fraction(2, 100) * dose
    assert found.dose("added") <= DoseRate(added)


def test_three_drugs_share_one_milliliter() -> None:
    """300/2000 + 150/25000 + 50/10000 = 0.15 + 0.006 + 0.005 = 0.161 mL/day; 300 / 0.161 = 1863.4 -> 1863."""
    drugs = [
        Wanted("baclofen", DoseRate(300), Concentration(2000), Concentration(2000)),
        Wanted("morphine", DoseRate(150), Concentration(20_000), Concentration(25_000), down=True),
        Wanted("hydromorphone", DoseRate(50), Concentration(15_000), Concentration(10_000), down=True),
    ]
    steps = {"baclofen": Concentration(1), "morphine": Concentration(10), "hydromorphone": Concentration(1)}
    found = hold_on_steps(drugs, FlowLimits(FlowRate(Fraction(48, 1000))), steps)
    assert isinstance(found, OnSteps)
    assert (
        Bound("the stocks of baclofen and morphine and hydromorphone", FlowRate(Fraction(161, 1000)))
        == (found.bounds[0])
    )
    # 1863: morphine 150 * 1863 / 300 = 931.5 -> 930; hydromorphone 310.5 -> 310; 0.9315 + 0.0372 + 0.031 = 0.9997.
    # 1864 would need 0.932 + 0.0372 + 0.031 = 1.0002 of a fill.
    assert [1863, 930, 310] == [int(each.value) for _, each in sorted(found.mixture.items(), key=lambda m: -m[1].value)]


def test_what_cannot_be_held_says_which_limit_forbids_it() -> None:
    """3 mg/day at 500 mcg/mL needs 6 mL/day from a pump that runs 4; 1 mcg/day below 0.048 mL/day needs 20.8 mcg/mL."""
    strong = [Wanted("baclofen", DoseRate(3000), Concentration(500))]
    assert NoFlow(Bound("the concentration limit of baclofen", FlowRate(6)), FlowRate(4)) == hold_on_steps(
        strong, FlowLimits(FlowRate(1), FlowRate(4)), {"baclofen": Concentration(1)}
    )
    weak = hold_on_steps(
        [Wanted("baclofen", DoseRate(1))],
        FlowLimits(FlowRate(Fraction(48, 1000))),
        {"baclofen": Concentration(50)},
    )
    assert TooDilute("baclofen", Bound("the lowest flow of the pump", FlowRate(Fraction(48, 1000)))) == weak


def test_without_any_limit_there_is_nothing_to_solve() -> None:
    """A wrong call: it says what to give."""
    with pytest.raises(ValueError, match="nothing limits baclofen: give a lowest flow, a concentration limit or a"):
        hold_on_steps([Wanted("baclofen", DoseRate(3))], FlowLimits(FlowRate(0)), {"baclofen": Concentration(1)})
