"""The cases the project exists for, with every intermediate value worked out by hand as a sum."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cisterna.consult import Consultation, Offer
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Quantity, Volume
from cisterna.therapy import Bridge
from consult.cases import consulted

F = Fraction
DAY = Duration(1)
FAST, SLOW = F("1.145"), F("0.855")


def value(found: Consultation, name: str) -> Quantity:
    """A value of the trace."""
    result = found.trace[name].result
    assert isinstance(result, Quantity)
    return result


def offer(found: Consultation, id: str) -> Offer:
    """A plan by its id, with its own values checked for consistency."""
    plan = found.offer(id)
    held = found.held[0]
    assert plan.candidate.refill.fill[held] * plan.candidate.flow == found.case.running.held_dose(held)
    return plan


class TestSeedFromPowder:
    """300 mcg/day at 2000 mcg/mL is 300 / 2000 = 0.15 mL/day; 0.14 + 0.172 = 0.312 mL to the tip."""

    found = property(lambda self: consulted("seed.toml"))

    def test_the_concentration_of_the_new_drug(self) -> None:
        """50 / 0.15 = 333.3 mcg/mL, ordered as 333, which gives 333 * 0.15 = 49.95 mcg/day."""
        plan = offer(self.found, "A-powder-hydromorphone-0.05")
        assert value(self.found, f"{plan.id}.old-flow") == FlowRate(F(300, 2000))
        assert value(self.found, f"{plan.id}.exact") == Concentration(F(50) / F("0.15"))
        assert value(self.found, f"{plan.id}.order") == Concentration(333)
        assert plan.candidate.gives == DoseRate(333 * F("0.15"))
        assert value(self.found, f"{plan.id}.lost") == Concentration(F(1, 3))

    def test_arrival(self) -> None:
        """0.312 / 0.15 = 2.08 days; at +14.5 % 2.08 / 1.145, at -14.5 % 2.08 / 0.855."""
        arrival = offer(self.found, "A-powder-hydromorphone-0.05").candidate.arrival
        assert arrival is not None
        nominal = F("0.312") / F("0.15")
        assert (arrival.nominal, arrival.earliest, arrival.latest) == (
            Duration(nominal), Duration(nominal / FAST), Duration(nominal / SLOW),
        )  # fmt: skip

    def test_the_watch_covers_the_arrival_and_a_day_more(self) -> None:
        plan = offer(self.found, "A-powder-hydromorphone-0.05")
        refill, arrival = plan.windows
        assert refill.start == Duration(0)
        assert arrival.start <= Duration(F("2.08") / FAST * F("0.92"))
        assert arrival.until >= Duration(F("2.08") / SLOW + 1)

    def test_baclofen_does_not_move(self) -> None:
        plan = offer(self.found, "A-powder-hydromorphone-0.05")
        assert plan.tip is not None
        assert {rate for _, _, rate in plan.tip.rates("baclofen")} == {DoseRate(300)}

    def test_dates(self) -> None:
        """(38.6 - 2) / 0.15 = 244 days to the alarm; the house limit of 30 days for the mixture comes first, less 7."""
        dates = offer(self.found, "A-powder-hydromorphone-0.05").candidate.dates
        assert dates is not None
        assert dates.alarm == 244 * DAY
        assert dates.alarm_earliest == (F("36.6") / (F("0.15") * FAST)) // 1 * DAY
        assert (dates.governing, dates.governed_by, dates.book_by) == (30 * DAY, "mixture", (30 - 7) * DAY)

    def test_no_more_is_injected_than_surely_fits(self) -> None:
        """40 mL were asked for; 40 - 1.4 = 38.6 mL are sure to fit."""
        plan = offer(self.found, "A-powder-hydromorphone-0.05")
        assert plan.candidate.refill.volume == Volume(F("40") - F("1.4"))
        assert "fill-volume-held-down" in {finding.code for finding in plan.judgement.findings}

    def test_a_risk_factor_puts_the_lowest_published_start_first(self) -> None:
        first = next(doses for doses in self.found.doses if doses.drug == "hydromorphone")
        assert [choice.rate for choice in first.choices] == [DoseRate(10), DoseRate(50)]

    def test_each_source_is_kept_apart(self) -> None:
        ranges = next(doses for doses in self.found.doses if doses.drug == "hydromorphone").ranges
        assert {(each.low.value, each.high.value) for each in ranges} == {(50, 100), (20, 500), (10, 150)}

    def test_morphine_stands_beside_it(self) -> None:
        assert any(each.candidate.dose.drug == "morphine" for each in self.found.offers)

    def test_raising_the_opioid_by_rate_raises_baclofen_alike(self) -> None:
        """67 % more: 300 * 1.67 = 501 mcg/day."""
        coupling = offer(self.found, "A-powder-hydromorphone-0.05").coupling
        assert DoseRate(300 * F("1.67")) in [each.held for each in coupling]

    def test_the_mixture_has_to_be_signed_for(self) -> None:
        plan = offer(self.found, "A-powder-hydromorphone-0.05")
        codes = {finding.code for finding in plan.judgement.findings}
        assert {"mixture-not-labelled", "mixture-no-direct-evidence", "compounded-potency"} <= codes
        assert plan.judgement.acknowledgements.name == "NeedsOverride"


class TestSeedFromVials:
    """Vials of 2000 mcg/mL and 10 mg/mL: 300/2000 + 50/10000 = 0.155 mL/day."""

    found = property(lambda self: consulted("seed-vials.toml"))

    def test_plan_a_is_impossible_by_dilution_and_says_so(self) -> None:
        refused = {each.id: each for each in self.found.not_possible}
        one = refused["A-vials-hydromorphone-0.05"]
        assert one.code == "dilution-forbids-same-concentration"
        assert one.values["taken"].value == 1 + F(333, 10000)

    def test_plan_b(self) -> None:
        """300 / 0.155 = 1935.48 -> 1935; 50 / (300 / 1935) = 322.5 -> 322; gives 322 * 300 / 1935 = 49.92."""
        plan = offer(self.found, "B-vials-hydromorphone-0.05")
        assert plan.candidate.refill.fill["baclofen"] == Concentration(1935)
        assert plan.candidate.refill.fill["hydromorphone"] == Concentration(322)
        assert plan.candidate.flow == FlowRate(F(300, 1935))
        assert plan.candidate.gives == DoseRate(F(322 * 300, 1935))

    def test_the_bridge(self) -> None:
        """0.312 mL at the old 0.15 mL/day is 2.08 days = 2995.2 min, typed as 2995 min and 0.312 mL."""
        bridge = offer(self.found, "B-vials-hydromorphone-0.05").candidate.program.bridge
        assert bridge == Bridge(Volume.parse("0.312 mL"), Duration.parse("2995 min"))

    def test_the_recipe_fills_the_syringe(self) -> None:
        """38.6 * 1935 / 2000 of baclofen, 38.6 * 322 / 10000 of hydromorphone, the rest diluent."""
        recipe = offer(self.found, "B-vials-hydromorphone-0.05").candidate.recipe
        assert recipe is not None
        baclofen, hydromorphone = recipe.parts
        assert baclofen.volume == Volume(F("38.6") * 1935 / 2000)
        assert hydromorphone.volume == Volume(F("38.6") * 322 / 10000)
        assert recipe.diluent == Volume(F("38.6")) - baclofen.volume - hydromorphone.volume

    def test_baclofen_stays_within_half_a_percent(self) -> None:
        plan = offer(self.found, "B-vials-hydromorphone-0.05")
        assert plan.tip is not None
        low, high = plan.tip.window_extremes("baclofen", DAY)
        assert F("0.995") * 300 <= low.dose.value <= high.dose.value <= F("1.005") * 300

    def test_high_potency_stock_in_a_naive_patient_is_pointed_out(self) -> None:
        codes = {finding.code for finding in offer(self.found, "B-vials-hydromorphone-0.05").judgement.findings}
        assert "stock-high-potency" in codes


class TestTolerant:
    def test_the_article_s_chain(self) -> None:
        """300 / 100 / 5 = 0.6 mg/day; the lowest published ceiling is 0.15 mg/day; both are plans."""
        found = consulted("tolerant-morphine-300.toml")
        doses = next(doses for doses in found.doses if doses.drug == "hydromorphone")
        assert [choice.rate for choice in doses.choices] == [DoseRate(150), DoseRate(300_000 // 100 // 5)]
        ids = [each.id for each in found.offers]
        assert ids.index("A-powder-hydromorphone-0.15") < ids.index("A-powder-hydromorphone-0.6")

    def test_oxycodone(self) -> None:
        """40 * 1.5 / 100 / 5 = 0.12 mg/day, link by link."""
        found = consulted("tolerant-oxycodone-40.toml")
        [chain] = next(doses for doses in found.doses if doses.drug == "hydromorphone").chains
        assert [link.result for link in chain.links] == [
            DoseRate.parse("60 mg/day"), DoseRate.parse("0.6 mg/day"), DoseRate.parse("0.12 mg/day"),
        ]  # fmt: skip
        assert "morphine.oral-to-intrathecal.seed" in chain.statements
        assert value(found, "dose.hydromorphone.0.12") == DoseRate(120)


class TestShortRefill:
    def test_the_alarm_governs(self) -> None:
        """20 - 1.4 = 18.6 mL; (18.6 - 2) / 0.6 = 27 days, at +14.5 % 24, booked a week before: 17."""
        dates = offer(consulted("short-refill-500.toml"), "A-powder-hydromorphone-0.05").candidate.dates
        assert dates is not None
        assert (dates.alarm, dates.alarm_earliest) == (27 * DAY, 24 * DAY)
        assert (dates.governing, dates.governed_by, dates.book_by) == (24 * DAY, "low-reservoir alarm", 17 * DAY)


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("unknown-pump.toml", "system.pump"),
        ("no-tubing-volume.toml", "system.tubing_volume"),
        ("no-exposure.toml", "patient.opioid_exposure"),
        ("catheter-from-memory.toml", "system.catheter.volume"),
    ],
)
def test_a_missing_fact_is_named(name: str, missing: str) -> None:
    verdict = consulted(name).verdict
    assert verdict.name == "CannotSay"
    assert missing in verdict.missing


def test_a_pump_that_cannot_be_programmed_is_referred() -> None:
    found = consulted("constant-flow.toml")
    assert found.offers == ()
    assert {"pump-cannot-change-flow", "no-plan-can-be-made"} & {finding.code for finding in found.referral}
    assert found.verdict.name == "CannotSay"


def test_an_unknown_dead_volume_leaves_baclofen_proved() -> None:
    found = consulted("no-tubing-volume.toml")
    for plan in found.offers:
        assert not [f for f in plan.judgement.findings if f.code.startswith("held-")]
        assert plan.candidate.arrival is None


def test_a_volume_from_memory_is_computed_over_its_whole_range() -> None:
    """70 to 85 cm at 0.00196 to 0.0022 mL/cm, and tubing of 0.14 mL."""
    found = consulted("catheter-from-memory.toml")
    assert found.offers[0].candidate.arrival is not None


def test_the_same_case_gives_the_same_consultation() -> None:
    from cisterna.consult import as_data
    from cisterna.desk import run
    from cisterna.reasons.canonical import canonical_bytes
    from consult.cases import case, knowledge

    again = run(case("seed.toml"), knowledge())
    assert canonical_bytes(as_data(again)) == canonical_bytes(as_data(consulted("seed.toml")))
