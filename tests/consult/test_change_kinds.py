"""Each kind of change, worked out by hand: dose, mode, concentration, an opioid that leaves."""

from __future__ import annotations

from fractions import Fraction

from cisterna.consult.change import Changed
from cisterna.quantities import Concentration, DoseRate, Duration, Mass, Ratio, Volume
from cisterna.reasons import Clear, Finding, NeedsOverride
from cisterna.therapy import Bridge, Flex, Mixture, Refill, Reprogram, SimpleContinuous
from consult.test_change import planned, ways

DOSE, HOUR, DAY = DoseRate.parse, Duration(1) / 24, Duration(1)
SAME = 'refill = "same"'
TWO = "refill-two-drugs.toml"


def notes(found: Changed, way: str, code: str) -> list[Finding]:
    """What was worked out for a way under this code."""
    return [note for note in ways(found)[way].notes if note.code == code]


def refused(found: Changed) -> list[str]:
    """Codes of the reasons why there is no way."""
    assert found.ways == ()
    return [each.why.code for each in found.not_possible]


class TestDose:
    def test_by_rate(self) -> None:
        """330 mcg/day at 2,000 mcg/mL is 0.165 mL/day, at once; alone in the pump there is no way by refill."""
        found = planned("dose-up.toml")
        (way,) = found.ways
        (step,) = way.plan.of(Reprogram)
        assert (way.id, way.verdict) == ("dose-by-rate-330", Clear())
        assert step.program.mode == SimpleContinuous(DOSE("330 mcg/day"))
        assert way.flow.format() == "0.165 mL/day"
        assert (way.drugs[0].old_until, way.drugs[0].new_from) == (Duration(0), Duration(0))
        assert way.drugs[0].part == Ratio(Fraction(11, 10))
        assert not found.keeps

    def test_both_move_by_rate(self) -> None:
        """333 x 0.165 = 54.945 mcg/day of hydromorphone, 110 % of 49.95; watched for a day from now."""
        found = planned("dose-up-two-drugs.toml")
        way = ways(found)["dose-by-rate-330"]
        assert [each.after for each in way.drugs] == [DOSE("330 mcg/day"), DOSE("54.945 mcg/day")]
        assert [(w.kind, w.start, w.until) for w in way.windows] == [("arrival", Duration(0), DAY)]
        (moved,) = notes(found, way.id, "moves-with-the-rate")
        assert (moved.values["old"], moved.values["new"]) == (DOSE("49.95 mcg/day"), DOSE("54.945 mcg/day"))

    def test_by_refill_nothing_else_moves(self) -> None:
        """
        330 / 0.15 = 2,200 mcg/mL at the same flow: no bridge, hydromorphone as before.

        At the tip from 0.312 / (0.15 x 1.145) = 43.6 h to 0.312 / (0.15 x 0.855) = 58.4 h.
        """
        way = ways(planned("dose-up-two-drugs.toml"))["dose-by-refill-330"]
        (refill,), (step,) = way.plan.of(Refill), way.plan.of(Reprogram)
        assert refill.fill == Mixture({"baclofen": Concentration(2200), "hydromorphone": Concentration(333)})
        assert step.program.bridge is None
        assert [each.after for each in way.drugs] == [DOSE("330 mcg/day"), DOSE("49.95 mcg/day")]
        path = Fraction("0.312")
        baclofen = way.drugs[0]
        assert baclofen.old_until == Duration(path / (Fraction("0.15") * Fraction("1.145")))
        assert baclofen.new_from == Duration(path / (Fraction("0.15") * Fraction("0.855")))
        assert way.drugs[1].old_until is None

    def test_the_steps_that_sources_allow(self) -> None:
        """10 to 20 % down: 270 and 240 mcg/day, the smaller step first, both to be signed for."""
        found = planned("dose-down.toml")
        assert ["dose-by-rate-270", "dose-by-rate-240"] == [way.id for way in found.ways]
        for way in found.ways:
            assert isinstance(way.verdict, NeedsOverride)
            assert ["held-dose-lowered-as-asked"] == [each.code for each in way.verdict.findings]

    def test_the_steps_up(self) -> None:
        """Spinal, adult: 10 to 30 % up: 330 and 390."""
        found = planned("dose-down.toml", ('why = "weakness"', 'why = "spasticity"'))
        assert ["dose-by-rate-330", "dose-by-rate-390"] == sorted(way.id for way in found.ways)

    def test_more_than_a_step_is_refused(self) -> None:
        """210 of 300 is 30 % down, and sources go to 20 %."""
        found = planned("dose-down.toml", ('"proposed"', '"210 mcg/day"'))
        (way,) = found.ways
        assert "dose-falls-beyond-step" in [each.code for each in way.verdict.findings]  # type: ignore[union-attr]
        assert way.verdict.name == "Refused"

    def test_reason_and_direction_have_to_agree(self) -> None:
        """More because of weakness, less because of spasticity: no way."""
        up = planned("dose-up.toml", ('why = "spasticity"', 'why = "weakness"'))
        down = planned("dose-up.toml", ("330 mcg/day", "270 mcg/day"))
        assert (["dose-up-against-its-reason"], ["dose-down-against-its-reason"]) == (refused(up), refused(down))

    def test_the_dose_that_runs(self) -> None:
        """300 asked for where 300 runs."""
        assert ["dose-runs-already"] == refused(planned("dose-up.toml", ("330 mcg/day", "300 mcg/day")))

    def test_an_opioid_is_not_changed_like_this(self) -> None:
        """Its ladder stands with every plan that starts it."""
        change = ('baclofen = "330 mcg/day"', 'hydromorphone = "0.06 mg/day"')
        assert ["dose-of-another-drug"] == refused(planned("dose-up-two-drugs.toml", change))

    def test_back_to_what_was_intended(self) -> None:
        """270 run, 300 are intended: 300 again is no rise against what is held."""
        changes = (("330 mcg/day", "300 mcg/day"), ('dose = { baclofen = "300 mcg/day" } }',
                   'dose = { baclofen = "270 mcg/day" } }\nintended = { baclofen = "300 mcg/day" }'),
                   ('flow_shown = "0.15 mL/day"\n', ""))  # fmt: skip
        (way,) = planned("dose-up.toml", *changes[1:], changes[0]).ways
        assert way.verdict == Clear()


class TestMode:
    def test_a_schedule(self) -> None:
        """6 x 14 + 18 x 12 = 300 mcg/day; between 96 and 112 % of 12.5 mcg/h, inside the band."""
        found = planned("flex.toml")
        (way,) = found.ways
        (step,) = way.plan.of(Reprogram)
        assert isinstance(step.program.mode, Flex)
        assert (way.verdict, step.program.daily_dose) == (Clear(), DOSE("300 mcg/day"))
        (shape,) = notes(found, "mode", "schedule-of-a-drug")
        assert [shape.values[name] for name in ("least", "most", "low", "high")] == [
            DOSE("12 mcg/h"), DOSE("14 mcg/h"), Ratio(Fraction(96, 100)), Ratio(Fraction(112, 100)),
        ]  # fmt: skip

    def test_a_night_that_is_signed_for(self) -> None:
        """17 / 12.5 = 136 %, beyond the 25 % that pass without a name."""
        (way,) = planned("flex-night.toml").ways
        assert isinstance(way.verdict, NeedsOverride)
        (shift,) = way.verdict.findings
        assert (shift.code, shift.values["part"]) == ("schedule-shifts-hours", Ratio(Fraction(136, 100)))

    def test_back_to_one_rate(self) -> None:
        """12.5 / 17 = 73.53 % at night."""
        (way,) = planned("simple-continuous.toml").ways
        (shift,) = way.verdict.findings  # type: ignore[union-attr]
        assert (shift.code, shift.values["part"]) == ("schedule-shifts-hours", Ratio(Fraction(125, 170)))

    def test_another_daily_dose_is_another_request(self) -> None:
        """6 x 14 + 18 x 13 = 318."""
        assert ["mode-changes-daily-dose"] == refused(planned("flex.toml", ('"12 mcg/h"', '"13 mcg/h"')))

    def test_steps_that_do_not_come_out_even(self) -> None:
        """6 x 14 + 18 x 12.1 = 301.8: less than 1 % more, said."""
        found = planned("flex.toml", ('"12 mcg/h"', '"12.1 mcg/h"'))
        (rounded,) = notes(found, "mode", "mode-rounds-daily-dose")
        assert (rounded.values["old"], rounded.values["new"]) == (DOSE("300 mcg/day"), DOSE("301.8 mcg/day"))

    def test_the_mode_that_runs(self) -> None:
        """Simple continuous asked for where it runs."""
        flex = (
            '{ mode = "flex", steps = [{ from = "00:00", dose = "14 mcg/h" }, { from = "06:00", dose = "12 mcg/h" }] }'
        )
        simple = '{ mode = "simple continuous", dose = { baclofen = "300 mcg/day" } }'
        assert ["mode-runs-already"] == refused(planned("flex.toml", (flex, simple)))

    def test_an_opioid_in_the_pump_follows_and_is_watched(self) -> None:
        """One schedule moves both."""
        steps = '[{ from = "00:00", dose = "14 mcg/h" }, { from = "06:00", dose = "12 mcg/h" }]'
        asked = f'mode = {{ mode = "flex", steps = {steps} }}'
        found = planned(TWO, (SAME, asked))
        (way,) = found.ways
        assert ["baclofen", "hydromorphone"] == [n.values["drug"] for n in notes(found, "mode", "schedule-of-a-drug")]
        assert ["arrival"] == [window.kind for window in way.windows]


class TestConcentration:
    def test_down_in_one_step_is_refused(self) -> None:
        """
        2,000 to 500 mcg/mL: 0.6 mL/day behind 0.312 mL over 49 h 55 min, and a second visit within staffed hours.

        Without the bridge 2,000 x 0.6 = 1,200 mcg/day, 400 %, for 0.312 / 0.6 = 0.52 days.
        """
        found = planned("concentration-down.toml")
        way = ways(found)["concentration-bridged"]
        first, second = way.plan.of(Reprogram)
        assert (way.verdict.name, way.flow.format()) == ("Refused", "0.6 mL/day")
        assert first.program.bridge == Bridge(Volume.parse("0.312 mL"), Duration.parse("2995 min"))
        assert f"{way.case.clock.wall(second.at):%a %H:%M}" == "Wed 07:30"
        (danger,) = notes(found, way.id, "without-a-bridge")
        assert (danger.values["dose"], danger.values["part"], danger.values["lasts"]) == (
            DOSE("1200 mcg/day"), Ratio(4), Duration(Fraction("0.52")),
        )  # fmt: skip

    def test_the_first_of_several_steps(self) -> None:
        """Five fills, each the fifth root of 500 / 2,000 (75.79 %) of the one before, down to whole mcg/mL."""
        found = planned("concentration-down.toml")
        assert (found.ways[0].id, found.ways[0].verdict) == ("concentration-first-of-5", Clear())
        steps = notes(found, "concentration-first-of-5", "step-of-concentration")
        assert [1515, 1148, 870, 659, 500] == [step.values["after"].value for step in steps]

    def test_a_bridge_with_a_flow_of_its_own_strays_at_once(self) -> None:
        """0.345 mL over 51 h 54 min is 0.1595 mL/day where 0.15 ran: the dose turns now, and not with the front."""
        way = ways(planned("concentration-down.toml"))["concentration-first-of-5"]
        assert way.drugs[0].old_until == Duration(0)

    def test_up(self) -> None:
        """
        500 to 2,000 without a bridge: 500 x 0.15 = 75 mcg/day, a quarter, for 0.312 / 0.15 = 2.08 days.

        Four fills, each the fourth root of 4, which is the root of 2.
        """
        found = planned("concentration-up.toml")
        (danger,) = notes(found, "concentration-bridged", "without-a-bridge")
        assert (danger.values["dose"], danger.values["part"], danger.values["lasts"]) == (
            DOSE("75 mcg/day"), Ratio(Fraction(1, 4)), Duration(Fraction("2.08")),
        )  # fmt: skip
        steps = notes(found, "concentration-first-of-4", "step-of-concentration")
        assert [707, 1000, 1414, 2000] == [step.values["after"].value for step in steps]

    def test_what_stays_behind(self) -> None:
        """(38.6 x 1,515 + 1.4 x 2,000) / 40 = 1,531.975 mcg/mL at 300 / 1,515 mL/day; less after a rinse."""
        found = planned("concentration-down.toml")
        (first,) = notes(found, "concentration-first-of-5", "first-fill-with-residual")
        assert first.values["dose"] == DoseRate(Fraction("1531.975") * Fraction(300, 1515))
        assert [] == notes(found, "concentration-first-of-5-rinsed", "first-fill-with-residual")

    def test_a_small_change_is_one_step(self) -> None:
        """2,000 to 1,800 mcg/mL needs no stairs."""
        found = planned("concentration-down.toml", ('"500 mcg/mL"', '"1800 mcg/mL"'))
        assert {"concentration-bridged", "concentration-bridged-rinsed"} == {way.id for way in found.ways}
        assert {"Clear"} == {way.verdict.name for way in found.ways}

    def test_every_other_drug_keeps_its_share(self) -> None:
        """1,800 / 2,000 x 333 = 299.7, down to 299 mcg/mL; at 300 / 1,800 mL/day that is 49.83 mcg/day, said."""
        found = planned(TWO, (SAME, 'concentration = { baclofen = "1800 mcg/mL" }'))
        way = ways(found)["concentration-bridged"]
        assert way.plan.of(Refill)[0].fill["hydromorphone"] == Concentration(299)
        (rounded,) = notes(found, way.id, "rounded-to-order")
        assert rounded.values["new"] == DoseRate(Fraction(299 * 300, 1800))

    def test_a_flow_that_the_pump_does_not_run(self) -> None:
        """300 mcg/day at 20,000 mcg/mL is 0.015 mL/day, and the pump runs no less than 0.048."""
        found = planned("concentration-down.toml", ('"500 mcg/mL"', '"20000 mcg/mL"'))
        assert ["flow-below-lowest"] == refused(found)

    def test_the_concentration_that_runs(self) -> None:
        """2,000 asked for where 2,000 is in the pump."""
        assert ["concentration-runs-already"] == refused(
            planned("concentration-down.toml", ('"500 mcg/mL" }\n', '"2000 mcg/mL" }\n'))
        )

    def test_without_the_dead_volume_there_is_no_bridge(self) -> None:
        """And so no plan."""
        assert ["bridge-needs-dead-volume"] == refused(
            planned("concentration-down.toml", ('tubing_volume = "0.140 mL"\n', ""))
        )


class TestRemove:
    def test_at_once(self) -> None:
        """
        The fill goes without it, the baclofen is untouched, and 0.312 x 333 = 103.896 mcg still lie in the line.

        It goes on at the tip until 0.312 / (0.15 x 1.145) = 43.6 h at the earliest; watched until a day after the end.
        """
        found = planned("remove.toml")
        way = ways(found)["remove-at-once"]
        (refill,), (step,) = way.plan.of(Refill), way.plan.of(Reprogram)
        assert refill.fill == Mixture({"baclofen": Concentration(2000)})
        assert (step.program.bridge, step.program.daily_dose) == (None, DOSE("300 mcg/day"))
        assert way.assessed.verification.held_extremes == (1, 1)
        (line,) = notes(found, way.id, "opioid-in-the-line")
        assert (line.values["low"], line.values["high"]) == (Mass(Fraction("103.896")), Mass(Fraction("103.896")))
        (window,) = [each for each in way.windows if each.kind == "withdrawal"]
        latest = Duration(Fraction("0.312") / (Fraction("0.15") * Fraction("0.855")))
        assert line.values["end"] == latest
        assert latest + DAY <= window.until < latest + DAY + HOUR
        assert ["running-opioid-left-out"] == [each.code for each in way.verdict.findings]  # type: ignore[union-attr]

    def test_a_little_stays_in_the_first_fill(self) -> None:
        """1.4 x 333 / 40 = 11.655 mcg/mL at 0.15 mL/day: 1.74825 mcg/day."""
        (left,) = notes(planned("remove.toml"), "remove-at-once", "opioid-still-in-the-first-fill")
        assert left.values["dose"] == DoseRate(Fraction("1.74825"))

    def test_in_steps(self) -> None:
        """No more than a tenth of 333 at a time, up to whole mcg/mL: 300, 267, 234, ... and the last without it."""
        found = planned("remove.toml")
        way = ways(found)["remove-by-10-percent"]
        assert way.plan.of(Refill)[0].fill["hydromorphone"] == Concentration(300)
        steps = notes(found, way.id, "step-of-taper")
        levels = [step.values["concentration"].value for step in steps]
        assert levels[:3] == [300, 267, 234]
        assert levels[-1] == 0
        assert all(before - after <= Fraction("33.3") for before, after in zip([333, *levels], levels, strict=False))
        assert [step.values["after"] for step in steps[:2]] == [Duration(0), 30 * DAY]

    def test_a_pump_that_stands(self) -> None:
        """Nothing flows, so nothing can be said of a front, and no fill without a program is planned for it."""
        change = ('dose = { baclofen = "300 mcg/day" } }', 'dose = { baclofen = "0 mcg/day" } }')
        found = planned("refill.toml", change, ('flow_shown = "0.15 mL/day"\n', ""))
        (way,) = found.ways
        assert (way.arrivals, way.verdict.name) == ((None,), "Refused")

    def test_the_held_drug_is_not_removed(self) -> None:
        """Not by this request."""
        assert ["held-is-not-removed"] == refused(
            planned("remove.toml", ('remove = "hydromorphone"', 'remove = "baclofen"'))
        )
