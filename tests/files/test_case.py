"""What a case file says is what the case holds; what it leaves open stays open."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from cisterna.files.case import ROUTES, read_case
from cisterna.files.knowledge import load_knowledge
from cisterna.files.tables import plausible_limits
from cisterna.files.toml import FileProblems
from cisterna.knowledge import Knowledge
from cisterna.quantities import Concentration, DoseRate, FlowRate, Length, Mass, Range, Volume
from cisterna.therapy import (
    Case,
    CatheterImplant,
    Flex,
    Mixture,
    Override,
    Patient,
    Request,
    SimpleContinuous,
    Slug,
    System,
    UsedBoluses,
)
from files import sample

RUNNING = """
[running]
fill = { baclofen = "2000 mcg/mL" }
program = { mode = "simple continuous", dose = { baclofen = "300 mcg/day" } }
"""
SHORTEST = 'on = 2026-11-23\nat = 08:00:00\nzone = "America/Denver"\n' + RUNNING


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped pack."""
    return load_knowledge()


def changed(*pairs: tuple[str, str]) -> Case:
    """The sample case with some of its text replaced."""
    text = sample.CASE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return read_case(text, catalogue=sample.CATALOGUE)


class TestWhatIsSaid:
    def test_the_moment(self) -> None:
        """Date and time are taken as TOML has them and in quotes."""
        assert read_case(SHORTEST).clock == read_case(sample.CASE).clock
        assert read_case(SHORTEST).clock.start == datetime(2026, 11, 23, 8, 0)

    def test_the_system(self) -> None:
        """A single value is a range whose ends are equal."""
        system = read_case(sample.CASE).system
        tubing = Volume.parse("0.14 mL")
        assert system.tubing_volume == Range(tubing, tubing)
        assert system.catheter.implanted_length == Range(Length(70), Length(85))
        assert system.patient_controller == "none"

    def test_a_range_of_volumes(self) -> None:
        """The unit may stand once."""
        tubing = changed(('"0.140 mL"', '"0.13 to 0.15 mL"')).system.tubing_volume
        assert tubing == Range(Volume.parse("0.13 mL"), Volume.parse("0.15 mL"))

    def test_the_program(self) -> None:
        """The pump was told what the fill is, where nothing else is said."""
        program = read_case(sample.CASE).running.program
        assert program.primary == "baclofen"
        assert program.mode == SimpleContinuous(DoseRate(300))
        assert program.entered == Mixture({"baclofen": Concentration(2000)})

    def test_a_pump_that_was_told_something_else(self) -> None:
        """`entered` is what was typed in."""
        running = changed(("mode = ", 'entered = { baclofen = "1000 mcg/mL" }, mode = '), ("0.15 mL", "0.3 mL")).running
        assert running.program.entered["baclofen"] == Concentration(1000)
        assert running.fill["baclofen"] == Concentration(2000)

    def test_a_schedule(self) -> None:
        """The one drug in the pump is the primary drug; 6 h x 15 + 16 h x 12 + 2 h x 15 mcg."""
        program = changed(
            (
                'mode = "simple continuous", dose = { baclofen = "300 mcg/day" }',
                'mode = "flex", steps = [{ from = "00:00", dose = "15 mcg/h" }, '
                '{ from = 06:00:00, dose = "12 mcg/h" }, { from = "22:00", dose = "15 mcg/h" }]',
            ),
            ("0.15 mL/day", "0.156 mL/day"),
        ).running.program
        assert isinstance(program.mode, Flex)
        assert program.primary == "baclofen"
        assert program.daily_dose == DoseRate(6 * 15 + 16 * 12 + 2 * 15)

    def test_boluses_in_use(self) -> None:
        """How many a day is a number from the pump's log, not a whole one."""
        running = changed(
            ('patient_controller = "none"', 'patient_controller = "present"'),
            ("flow_shown", 'patient_boluses = { dose = "20 mcg", used_per_day = "2.5" }\nflow_shown'),
        ).running
        assert running.boluses == UsedBoluses(Mass(20), Fraction(5, 2))
        assert running.daily_dose("baclofen") == DoseRate(300 + 50)

    def test_the_line_and_what_was_intended(self) -> None:
        """Slugs stand tip first; drug-free fluid is a slug without a drug."""
        running = changed(
            (
                "flow_shown",
                'line = [{ volume = "0.05 mL" }, { volume = "0.1 mL", baclofen = "500 mcg/mL" }]\n'
                'intended = { baclofen = "350 mcg/day" }\nflow_shown',
            )
        ).running
        assert running.line == (
            Slug(Volume(Fraction(1, 20)), Mixture({})),
            Slug(Volume(Fraction(1, 10)), Mixture({"baclofen": Concentration(500)})),
        )
        assert running.held_dose("baclofen") == DoseRate(350)

    def test_stock_request_and_overrides(self) -> None:
        """An override says which, by whom, why and when."""
        case = changed(
            (
                'dose = "0.05 mg/day"',
                'dose = "0.05 mg/day"\n[[request.override]]\ncode = "a"\nby = "b"\nbecause = "c"\non = "2026-11-20"',
            )
        )
        assert case.request == Request("hydromorphone", DoseRate(50), (Override("a", "b", "c", date(2026, 11, 20)),))
        assert case.stock[0].strength == Concentration(10_000)
        assert case.systemic_opioids[0].dose == DoseRate(40_000)
        assert case.fill.volume == Volume(40)


class TestDisplayedFlow:
    @pytest.mark.parametrize(
        ("shown", "low", "high"),
        [
            ("0.15 mL/day", "0.145", "0.155"),
            ("0.150 mL/day", "0.1495", "0.1505"),
            ("1 mL/day", "0.5", "1.5"),
            ("6.25 uL/h", "0.14988", "0.15012"),
            ("0.14 to 0.16 mL/day", "0.14", "0.16"),
        ],
    )
    def test_the_digits_stand_for_an_interval(self, shown: str, low: str, high: str) -> None:
        """Half a unit of the last digit to either side, in the unit in which it is shown."""
        text = SHORTEST + f'flow_shown = "{shown}"\n'
        if shown == "1 mL/day":
            text = text.replace("300 mcg", "2000 mcg")
        assert read_case(text).running.flow_shown == Range(FlowRate(Fraction(low)), FlowRate(Fraction(high)))

    @pytest.mark.parametrize("shown", ["0.145 mL/day", "0.16 mL/day", "0.1 mL/day"])
    def test_a_flow_that_would_be_shown_otherwise_contradicts(self, shown: str) -> None:
        """300 mcg/day of 2000 mcg/mL is 0.15 mL/day; 0.1 mL/day would be shown only up to 0.15, exclusively."""
        with pytest.raises(FileProblems, match="but the program says 300 mcg/day"):
            read_case(SHORTEST + f'flow_shown = "{shown}"\n')


class TestWhatIsNotSaid:
    def test_a_fact_that_is_left_out_is_none(self) -> None:
        """Sections may be left out as well."""
        case = read_case(SHORTEST)
        assert case.patient == Patient()
        assert case.system == System()
        assert case.request is None
        assert case.stock == ()
        assert case.running.line is None

    @pytest.mark.parametrize(
        ("section", "keys"),
        [
            (
                "patient",
                [
                    "age",
                    "weight",
                    "spasticity",
                    "opioid_exposure",
                    "cord_level",
                    "oral_baclofen",
                    "risks",
                    "conditions",
                    "pain_origin",
                ],
            ),
            (
                "system",
                ["pump", "tubing_volume", "catheter", "low_reservoir_alarm", "patient_controller", "software_card"],
            ),
            ("system.catheter", ["model", "implanted_length", "volume"]),
            ("fill", ["volume", "form", "assay"]),
        ],
    )
    def test_unknown_is_an_answer(self, section: str, keys: list[str]) -> None:
        """Every fact that may be left out may be answered so; both read alike."""
        lines = "".join(f'{key} = "unknown"\n' for key in keys)
        assert read_case(f"{SHORTEST}[{section}]\n{lines}", catalogue=sample.CATALOGUE) == read_case(SHORTEST)

    def test_running_facts_may_be_unknown(self) -> None:
        """Reservoir volume, displayed flow, what was intended, the line, boluses."""
        keys = ("reservoir_volume", "flow_shown", "intended", "line", "patient_boluses")
        lines = "".join(f'{key} = "unknown"\n' for key in keys)
        assert read_case(SHORTEST + lines) == read_case(SHORTEST)

    def test_the_number_of_boluses_may_be_unknown(self) -> None:
        """Then the case holds a controller and no boluses: whoever judges asks for the pump's log."""
        text = SHORTEST + 'patient_boluses = { dose = "20 mcg", used_per_day = "unknown" }\n'
        case = read_case(text + '[system]\npatient_controller = "present"\n')
        assert case.running.boluses is None
        assert case.system == System(catheter=CatheterImplant(), patient_controller="present")

    def test_boluses_without_a_controller_contradict_also_where_their_number_is_unknown(self) -> None:
        """Not knowing how many does not make the contradiction go away."""
        text = SHORTEST + 'patient_boluses = { dose = "20 mcg", used_per_day = "unknown" }\n'
        with pytest.raises(FileProblems, match=r"running\.patient_boluses: .*patient_controller is 'none'"):
            read_case(text + '[system]\npatient_controller = "none"\n')
        with pytest.raises(FileProblems, match=r"running\.patient_boluses: .*patient_controller is not said"):
            read_case(text)

    def test_a_risk_that_was_asked_and_not_known_is_kept(self) -> None:
        """It counts as one that was not asked; a sheet may tell them apart."""
        patient = read_case(SHORTEST + '[patient.risks]\nobesity = "unknown"\n').patient
        assert patient.risk("obesity") == patient.risk("lung_disease") == "unknown"
        assert dict(patient.risks) == {"obesity": "unknown"}

    @pytest.mark.parametrize("key", ["on", "at", "zone"])
    def test_what_is_needed_may_not_be_unknown(self, key: str) -> None:
        """A clock has no default."""
        lines = [line if not line.startswith(f"{key} =") else f'{key} = "unknown"' for line in SHORTEST.splitlines()]
        with pytest.raises(FileProblems) as caught:
            read_case("\n".join(lines))
        assert [problem.path for problem in caught.value.problems] == [(key,)]


class TestSlipsOfThePen:
    @pytest.mark.parametrize(
        ("old", "new", "hint"),
        [
            ('baclofen = "2000 mcg/mL"', 'baclofen = "2 g/L"', "not a unit of concentration"),
            ('baclofen = "2000 mcg/mL"', 'baclofen = "2000 mg/mL"', "Did you mean '2000 mcg/mL' (mcg, not mg)?"),
            ('strength = "10 mg/mL"', 'strength = "10000 mg/mL"', "Did you mean '10000 mcg/mL' (mcg, not mg)?"),
            ('dose = "0.05 mg/day"', 'dose = "50 mg/day"', "Did you mean '50 mcg/day' (mcg, not mg)?"),
            (
                'dose = "0.05 mg/day"',
                'dose = "2000 mcg/h"',
                "12 times the most that is plausible here (4,000 mcg/day). C",
            ),
        ],
    )
    def test_far_beyond_the_plausible(self, old: str, new: str, hint: str) -> None:
        """More than ten times the most that is plausible is not read as it stands."""
        with pytest.raises(FileProblems) as caught:
            read_case(sample.CASE.replace(old, new, 1), plausible=sample.PLAUSIBLE)
        assert hint in str(caught.value)

    def test_daring_is_not_a_slip(self) -> None:
        """Ten times the most is read: whether it may be is for the verifier to say."""
        text = SHORTEST.replace("2000 mcg/mL", "20 mg/mL")
        assert read_case(text, plausible=sample.PLAUSIBLE).running.fill["baclofen"] == Concentration(20_000)

    def test_without_limits_nothing_is_implausible(self) -> None:
        """No limit of any medicine is in the code."""
        assert read_case(SHORTEST.replace("2000 mcg/mL", "2000 mg/mL")).running.fill["baclofen"] == Concentration(
            2_000_000
        )

    def test_limits_are_what_the_pack_says(self, knowledge: Knowledge) -> None:
        """The largest figure of any source: hydromorphone 15 mg/mL, and 25 mg/day by the source that allows most."""
        limits = plausible_limits(knowledge)
        assert limits["baclofen"] == (Concentration(2000), DoseRate(1000))
        assert limits["hydromorphone"] == (Concentration(15_000), DoseRate(25_000))

    @pytest.mark.parametrize("text", ["0,140 mL", "0,5 mL", "00,140 mL"])
    def test_a_decimal_comma_is_never_read_as_thousands(self, text: str) -> None:
        """'0,140 mL' meant 0.14 mL; as thousands it would be 140."""
        with pytest.raises(FileProblems, match=r"system\.tubing_volume: "):
            read_case(SHORTEST + f'[system]\ntubing_volume = "{text}"\n')


class TestWhatIsKnown:
    def test_routes_are_those_of_the_pack(self, knowledge: Knowledge) -> None:
        """What a case may say and what statements turn on are the same words; the pump's own route stands apart."""
        assert {*ROUTES, "intrathecal"} == set(knowledge.facts["from_route"].values)

    def test_an_opioid_nobody_listed_is_taken(self) -> None:
        """Patients take many; what cannot be converted is said later. Only what looks like a slip is refused."""
        assert changed(('"oxycodone"', '"levorphanol"')).systemic_opioids[0].drug == "levorphanol"
        with pytest.raises(FileProblems, match="Did you mean 'oxycodone'"):
            changed(('"oxycodone"', '"oxycodon"'))

    def test_what_does_not_belong_into_a_pump_is_read_all_the_same(self) -> None:
        """What is known is read; the verifier says what it thinks of it."""
        request = changed(('start = "hydromorphone"', 'start = "oxycodone"')).request
        assert request is not None
        assert request.start == "oxycodone"
