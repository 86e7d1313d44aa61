"""Amounts that grow evenly between knots: against sums written out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cisterna.quantities.curve import Curve, Flow, whole


def test_an_amount_is_the_sum_of_its_pieces() -> None:
    """Ticks of half a day: 3 a tick from -1 day on, 5 from zero on; 4 of it are one."""
    curve = Curve(2, [-2, 0], [3, 5], 4)
    assert [0, 2 * 3, 2 * 3 + 3 * 5] == list(curve.amounts([-2, 0, 3]))
    assert Fraction(2 * 3 + 3 * 5, 4) == curve.amount(Fraction(3, 2))
    assert Fraction(3, 4) == curve.amount(Fraction(-1, 2))
    assert [0, 6] == curve.sums


def test_a_finer_grid_changes_no_amount() -> None:
    """And a scale changes all of them alike."""
    curve = Curve(2, [0, 3], [3, 5], 4)
    finer, twice = curve.finer(6, 12), curve.finer(6, 24, Fraction(2))
    for at in (Fraction(0), Fraction(1, 3), Fraction(3, 2), Fraction(7)):
        assert curve.amount(at) == finer.amount(at) == twice.amount(at) / 2


def test_a_flow_keeps_its_rate_over_a_cut() -> None:
    """0.1 mL/day, cut on day 1; from day 2 on 0.25: the edges are fractions, the rest whole numbers."""
    flow = Flow({Fraction(0): Fraction("0.1"), Fraction(2): Fraction("0.25")}, [Fraction(1)], Fraction(4))
    assert [0, 1, 2, 4] == flow.edges
    assert [0, Fraction("0.1"), Fraction("0.2"), Fraction("0.7")] == [flow.amount(edge) for edge in flow.edges]
    assert all(type(part) is int for part in (*flow.times, *flow.ends, *flow.rates, flow.unit, flow.ticks))


def test_when_an_amount_is_reached() -> None:
    """On the way, at an edge, before a pause and not after it, beyond the end as on the last day; and never."""
    flow = Flow(
        {Fraction(0): Fraction(0), Fraction(1): Fraction(1), Fraction(2): Fraction(0), Fraction(3): Fraction(2)},
        [],
        Fraction(4),
    )
    reached = {"0": 1, "1/2": Fraction(3, 2), "1": 2, "2": Fraction(7, 2), "3": 4, "5": 5}
    assert reached == {amount: flow.reaches(Fraction(amount)) for amount in reached}
    assert None is Flow({Fraction(0): Fraction(0)}, [], Fraction(2)).reaches(Fraction(0))


@pytest.mark.parametrize(("value", "scale", "expected"), [(3, 4, 12), (Fraction(2, 3), 6, 4)])
def test_a_whole_number_of_parts(value: int | Fraction, scale: int, expected: int) -> None:
    """3 is 12 quarters, 2/3 are 4 sixths."""
    assert expected == whole(value, scale)
