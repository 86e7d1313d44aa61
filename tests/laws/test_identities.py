"""What must hold of delivery whatever the numbers: closed forms and conservation, on values hypothesis chooses."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cisterna.delivery import Aspiration, Course, Fill, Flow, MassBalanceError, Tip, simulate
from cisterna.quantities import Concentration, Duration, FlowRate, Volume
from cisterna.therapy import Mixture, Slug
from laws.programs import DRUGS, course, mixture, random_program
from laws.slug_queue import run

few = settings(max_examples=60, deadline=None)
seeds = st.integers(min_value=10_000, max_value=1_000_000)
"""Programs outside the corpus of test_two_ways_agree.py."""


def fractions(low: str, high: str) -> st.SearchStrategy[Fraction]:
    """Fractions with small denominators, so that a failure can be read."""
    return st.fractions(Fraction(low), Fraction(high), max_denominator=60)


rates = fractions("1/20", "2")
volumes = fractions("1/20", "1")
concs = fractions("100", "2000")
accuracies = fractions("4/5", "6/5")


def baclofen(conc: Fraction) -> Mixture:
    """Baclofen alone."""
    return Mixture({"baclofen": Concentration(conc)})


def changed(
    *,
    old: Fraction,
    new: Fraction,
    dead: Fraction,
    flows: list[tuple[Fraction, Fraction]],
    accuracy: Fraction = Fraction(1),
    keep: Fraction = Fraction(0),
) -> Tip:
    """Empty the reservoir to `keep` at zero, fill with `new`, then let `flows` (days, rate) follow one another."""
    made, clock = [], Fraction(0)
    for days, rate in flows:
        made.append(Flow(Duration(clock), Duration(clock + days), FlowRate(rate)))
        clock += days
    return simulate(
        Course(
            dead_volume=Volume(dead),
            reservoir_volume=Volume(20),
            reservoir=baclofen(old),
            line=(Slug(Volume(dead), baclofen(old)),),
            flows=tuple(made),
            horizon=Duration(clock),
            # More than any of these programs uses up: 30 days at 2 mL/day times 2000 over 100 are 1200 mL.
            refills=(Fill(Duration(0), Volume(10_000), baclofen(new), Volume(keep)),),
            accuracy=accuracy,
        )
    )


def total(tip: Tip, drug: str = "baclofen") -> Fraction:
    """All that was delivered of a drug, in mcg."""
    return tip.mass(drug, tip.horizon).value


@few
@given(seed=seeds)
def test_mass_balance(seed: int) -> None:
    """Put in = delivered + withdrawn + left in the reservoir + left in the line. The last two are the queue's."""
    program = random_program(seed)
    plain, tip = run(program), simulate(course(program))
    for drug in DRUGS:
        delivered = total(tip, drug) if drug in tip.drugs else Fraction(0)
        left = (tip.reservoir_mixture[drug] * tip.reservoir_final).value
        line = sum((volume * conc.get(drug, 0) for volume, conc in plain.line), start=Fraction(0))
        assert plain.put_in[drug] == delivered + plain.withdrawn[drug] + left + line


def test_a_broken_mass_balance_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """The books are closed on every run: a mixture that mixes wrongly is found out."""

    def strong(self: Mixture, volume: Volume, other: Mixture, other_volume: Volume) -> Mixture:
        return self

    monkeypatch.setattr(Mixture, "blend", strong)
    with pytest.raises(MassBalanceError, match=r"baclofen: -?[0-9/]+ mcg are unaccounted for"):
        changed(old=Fraction(500), new=Fraction(2000), dead=Fraction(1, 2), flows=[(Fraction(4), Fraction(1))],
                keep=Fraction(1))  # fmt: skip


@few
@given(old=concs, new=concs, rate=rates, dead=volumes, accuracy=accuracies)
def test_a_drug_is_held_when_the_rate_changes_as_the_front_arrives(
    old: Fraction, new: Fraction, rate: Fraction, dead: Fraction, accuracy: Fraction
) -> None:
    """Continuity: the old rate for one dead volume, then dose over new concentration. Then nothing ever changes."""
    clear = dead / (accuracy * rate)
    tip = changed(
        old=old, new=new, dead=dead, accuracy=accuracy, flows=[(clear, rate), (Fraction(3), rate * old / new)]
    )
    low, high = tip.rate_extremes("baclofen")
    assert low.value == high.value == accuracy * rate * old


@few
@given(old=concs, new=concs, rate=rates, dead=volumes, off=fractions("-9/10", "2"))
def test_a_drug_is_held_only_then(old: Fraction, new: Fraction, rate: Fraction, dead: Fraction, off: Fraction) -> None:
    """A bridge that is too short or too long by any amount is seen at the tip: by the ratio of the concentrations."""
    if old == new or not off:
        return
    bridge = dead * (1 + off) / rate
    tip = changed(old=old, new=new, dead=dead, flows=[(bridge, rate), (Fraction(30), rate * old / new)])
    low, high = (extreme.value for extreme in tip.rate_extremes("baclofen"))
    wrong = old / new if off < 0 else new / old
    assert {low, high} == {rate * old, rate * old * wrong}


@few
@given(old=concs, new=concs, rate=rates, dead=volumes)
def test_the_error_of_a_missing_bridge(old: Fraction, new: Fraction, rate: Fraction, dead: Fraction) -> None:
    """The new rate at once: dose times C_o / C_n for Vd / q_n, in all Vd (C_o - C_n), whatever the rates are."""
    slow = rate * old / new
    days = dead / slow + 3
    tip = changed(old=old, new=new, dead=dead, flows=[(days, slow)])
    assert total(tip) - rate * old * days == dead * (old - new)
    assert next(tip.rates("baclofen"))[2].value == rate * old * old / new
    if old != new:
        assert next(tip.rates("baclofen"))[1].value == dead / slow


@few
@given(old=concs, new=concs, rate=rates, dead=volumes, believed=volumes, accuracy=accuracies)
def test_the_error_of_a_wrong_dead_volume(
    old: Fraction, new: Fraction, rate: Fraction, dead: Fraction, believed: Fraction, accuracy: Fraction
) -> None:
    """A bridge for V', a line of V, a pump of accuracy a: against a times the dose, (V - a V')(C_o - C_n)."""
    slow = rate * old / new
    days = (dead / accuracy + believed) / min(slow, rate) + 1
    tip = changed(old=old, new=new, dead=dead, accuracy=accuracy, flows=[(believed / rate, rate), (days, slow)])
    baseline = accuracy * rate * old * tip.horizon.value
    assert total(tip) - baseline == (dead - accuracy * believed) * (old - new)


@few
@given(rate=rates, dead=volumes, accuracy=accuracies)
def test_a_new_drug_arrives_one_dead_volume_later(rate: Fraction, dead: Fraction, accuracy: Fraction) -> None:
    """Arrival is Vd / (a q) after the refill; not a moment earlier, and never within a shorter run."""
    both = Mixture({"baclofen": Concentration(1000), "hydromorphone": Concentration(100)})
    late = dead / (accuracy * rate)
    made = Course(
        dead_volume=Volume(dead),
        reservoir_volume=Volume(1),
        reservoir=baclofen(Fraction(1000)),
        line=(Slug(Volume(dead), baclofen(Fraction(1000))),),
        flows=(Flow(Duration(0), Duration(late + 1), FlowRate(rate)),),
        horizon=Duration(late + 1),
        refills=(Fill(Duration(0), Volume(100), both, Volume(0)),),
        accuracy=accuracy,
    )
    assert simulate(made).arrival("hydromorphone") == Duration(late)
    assert simulate(replace(made, horizon=Duration(late))).arrival("hydromorphone") is None


@pytest.mark.parametrize("conc", ["1/1000", "1", "1000"])
def test_a_trace_of_a_drug_arrives_as_much_of_it_does(conc: str) -> None:
    """A thousandth of a microgram is more than nothing: 0.5 mL at 0.5 mL/day, then the rate is what it is."""
    tip = changed(old=Fraction(0), new=Fraction(conc), dead=Fraction(1, 2), flows=[(Fraction(3), Fraction(1, 2))])
    assert tip.arrival("baclofen") == Duration(Fraction(1, 2) / Fraction(1, 2))
    assert [rate.value for rate in tip.rate_extremes("baclofen")] == [0, Fraction(conc) / 2]


@few
@given(old=concs, new=concs, keep=fractions("0", "3"), fill=fractions("1", "40"), times=st.integers(1, 4))
def test_the_error_of_a_residual(old: Fraction, new: Fraction, keep: Fraction, fill: Fraction, times: int) -> None:
    """After n refills onto `keep`: relative error (C_o - C_n) / C_n * (keep / (keep + F)) ** n."""
    refills = tuple(Fill(Duration(day), Volume(fill), baclofen(new), Volume(keep)) for day in range(times))
    dead, rate = Volume(Fraction(1, 10)), FlowRate(Fraction(1, 10))
    tip = simulate(
        Course(
            dead_volume=dead,
            reservoir_volume=Volume(keep),
            reservoir=baclofen(old),
            line=(Slug(dead, baclofen(old)),),
            # The pump runs only after the last refill, so that every refill finds `keep` and nothing else.
            flows=(Flow(Duration(times), Duration(times + 3), rate),),
            horizon=Duration(times + 3),
            refills=refills,
        )
    )
    got = tip.dose("baclofen", Duration(times + 1), Duration(times + 2)) / (rate * Duration(1))
    assert got.value / new - 1 == (old - new) / new * (keep / (keep + fill)) ** times


@few
@given(seed=seeds, share=fractions("1/60", "59/60"))
def test_cutting_a_flow_in_two_changes_nothing(seed: int, share: Fraction) -> None:
    """A segment and its two halves are the same command."""
    whole = course(random_program(seed))
    halves: list[Flow] = []
    for flow in whole.flows:
        cut = flow.start + share * (flow.end - flow.start)
        halves += [Flow(flow.start, cut, flow.rate), Flow(cut, flow.end, flow.rate)]
    one, two = simulate(whole), simulate(replace(whole, flows=tuple(halves)))
    assert [one.mass(drug, knot) for drug in one.drugs for knot in times(two)] == [
        two.mass(drug, knot) for drug in two.drugs for knot in times(two)
    ]
    assert one.reservoir_final == two.reservoir_final


def times(tip: Tip) -> list[Duration]:
    """The knots of a tip."""
    return [Duration(knot.time) for knot in tip.knots]


@few
@given(seed=seeds, share=fractions("1/10", "9/10"))
def test_one_run_is_two_runs(seed: int, share: Fraction) -> None:
    """Stop at any moment, start again from what the line and the reservoir then hold: the same doses follow."""
    program = random_program(seed)
    moment = program.horizon * share
    whole = course(program)
    before = replace(whole, horizon=Duration(moment))
    program.horizon = moment
    held = run(program)
    first = simulate(before)
    second = simulate(
        replace(
            whole,
            reservoir_volume=first.reservoir_final,
            reservoir=first.reservoir_mixture,
            line=tuple(Slug(Volume(volume), mixture(conc)) for volume, conc in held.line if volume),
            flows=tuple(
                Flow(Duration(max(f.start.value - moment, Fraction(0))), f.end - Duration(moment), f.rate)
                for f in whole.flows
                if f.end.value > moment
            ),
            refills=tuple(replace(f, at=f.at - Duration(moment)) for f in whole.refills if f.at.value >= moment),
            aspirations=tuple(
                Aspiration(a.at - Duration(moment), a.volume) for a in whole.aspirations if a.at.value >= moment
            ),
            horizon=whole.horizon - Duration(moment),
        )
    )
    tip = simulate(whole)
    for drug in tip.drugs:
        for later in times(second):
            split = first.mass(drug, first.horizon) + second.mass(drug, later)
            assert tip.mass(drug, Duration(moment) + later) == split


@few
@given(seed=seeds, shift=fractions("0", "5"))
def test_a_later_start_is_the_same_curve_later(seed: int, shift: Fraction) -> None:
    """Nothing depends on the hour: move every event by the same time and the tip moves with them."""
    whole, by = course(random_program(seed)), Duration(shift)
    moved = replace(
        whole,
        flows=tuple(Flow(flow.start + by, flow.end + by, flow.rate) for flow in whole.flows),
        refills=tuple(replace(fill, at=fill.at + by) for fill in whole.refills),
        aspirations=tuple(Aspiration(a.at + by, a.volume) for a in whole.aspirations),
        horizon=whole.horizon + by,
    )
    one, two = simulate(whole), simulate(moved)
    for drug in one.drugs:
        assert two.mass(drug, by).value == 0
        assert [one.mass(drug, at) for at in times(one)] == [two.mass(drug, at + by) for at in times(one)]


@few
@given(seed=seeds, accuracy=accuracies)
def test_only_dead_volume_over_accuracy_counts(seed: int, accuracy: Fraction) -> None:
    """M(t; a, Vd) = a M(t; 1, Vd / a) while the reservoir neither runs dry nor holds less than what is left in it."""
    made = course(random_program(seed))
    full = replace(made, reservoir_volume=Volume(1000), reservoir_min=Volume(0), aspirations=(), accuracy=accuracy)
    full = replace(full, refills=tuple(replace(f, volume=Volume(900), keep=f.keep or Volume(0)) for f in made.refills))
    scaled = replace(
        full,
        accuracy=Fraction(1),
        dead_volume=full.dead_volume / accuracy,
        line=tuple(Slug(slug.volume / accuracy, slug.mixture) for slug in full.line),
    )
    one, two = simulate(full), simulate(scaled)
    for drug in one.drugs:
        assert [one.mass(drug, at) for at in times(one)] == [accuracy * two.mass(drug, at) for at in times(one)]
