"""The programming card: what is typed and what should then be shown, worked out here as sums."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cisterna.consult import as_data
from cisterna.consult.card import ITEMS, Card, NothingToType, Sheet, Shows, card_of
from cisterna.papers.card import answers, card_rows, digits_rule
from cisterna.papers.words import Words
from cisterna.quantities import Concentration, DoseRate, Duration, FlowRate, Mass, Range, Volume
from cisterna.therapy import (
    Bolus,
    Bridge,
    Call,
    Flex,
    FlexStep,
    Mixture,
    PatientBolus,
    Plan,
    Prime,
    Program,
    Refill,
    Reprogram,
    SimpleContinuous,
)
from consult.cases import case, consulted, knowledge

BACLOFEN, ADDED = "baclofen", "hydromorphone"
FILL = Mixture({BACLOFEN: Concentration.parse("1600 mcg/mL"), ADDED: Concentration.parse("0.4 mg/mL")})
HOUR = Duration(Fraction(1, 24))


def card(name: str) -> Card:
    """The card of the best plan of an example."""
    return card_of(case(name), consulted(name).offers[0].plan, knowledge())


def of(program: Program, *, refill: Refill | None = None, name: str = "seed-vials.toml") -> Sheet:
    """The only session of a plan that somebody typed in."""
    steps = (*((refill,) if refill else ()), Reprogram(Duration(0), program))
    return card_of(case(name), Plan(steps), knowledge()).sheets[0]


def shown(sheet: Sheet, item: str) -> dict[tuple[str, str], object]:
    """What the display should say at the first line about `item`, by what and drug."""
    return {(each.what, each.drug): each.value for each in sheet.of(item)[0].shows}


def words() -> Words:
    """The words of the shipped examples."""
    return Words(knowledge().catalogue, case("seed.toml").clock)


def test_the_card_of_the_seed() -> None:
    """The concentration of baclofen stays: no bridge, and the flow is 300 over 2000."""
    sheet = card("seed.toml").sheets[0]
    assert [(line.item, line.typed) for line in sheet.lines] == [
        ("pump", "SynchroMed II 8637-40"),
        ("tubing volume", Volume.parse("0.140 mL")),
        ("catheter volume", Volume.parse("0.172 mL")),
        ("primary drug", BACLOFEN),
        ("concentration", Concentration(2000)),
        ("concentration", Concentration(66)),
        ("mode", "simple continuous"),
        ("dose", DoseRate(300)),
        ("patient bolus", "off"),
        ("bridge volume", "no bridge"),
        ("reservoir volume", Volume.parse("38.6 mL")),
        ("low-reservoir alarm", Volume(2)),
    ]
    flow = FlowRate(Fraction(300, 2000))
    assert shown(sheet, "dose") == {("flow", ""): flow, ("daily dose", ADDED): DoseRate(66 * Fraction(300, 2000))}
    assert shown(sheet, "low-reservoir alarm") == {("alarm date", ""): Duration((Fraction("38.6") - 2) / flow.value)}


def test_the_card_of_a_bridge() -> None:
    """The old concentration, the volume and the time go in; the amount is counted at the new concentration."""
    sheet = card("seed-vials.toml").sheets[0]
    new = sheet.of("concentration")[0].typed
    assert new == Concentration(1986)
    volume, over = Volume.parse("0.312 mL"), Duration.parse("49 h 55 min")
    typed = {line.item: line.typed for line in sheet.lines if line.item.startswith("bridge")}
    assert typed == {
        "bridge old concentration": Concentration(2000),
        "bridge volume": volume,
        "bridge time": over,
        "bridge flow": volume / over,
        "bridge dose": DoseRate(2000 * (volume / over).value),
    }
    counted = "amount in units of the new concentration"
    assert shown(sheet, "bridge volume") == {
        (counted, BACLOFEN): Mass(1986 * Fraction("0.312")),
        (counted, ADDED): Mass(66 * Fraction("0.312")),
    }
    alarm = over.value + (Fraction("38.6") - 2 - Fraction("0.312")) / Fraction(300, 1986)
    assert shown(sheet, "low-reservoir alarm") == {("alarm date", ""): Duration(alarm)}


@pytest.mark.parametrize("name", ["seed.toml", "seed-vials.toml", "short-refill-500.toml", "measured-accuracy.toml"])
def test_the_card_says_what_the_plan_says(name: str) -> None:
    """Flow, doses, bridge and fill are those of the planner, though the card was made without it."""
    for offer in consulted(name).offers:
        sheet = card_of(case(name), offer.plan, knowledge()).sheets[0]
        candidate = offer.candidate
        said = shown(sheet, "dose")
        assert (said["flow", ""], said["daily dose", candidate.dose.drug]) == (candidate.flow, candidate.gives)
        assert sheet.of("reservoir volume")[0].typed == candidate.refill.volume
        assert sheet.bridge == (candidate.program.bridge is not None)
        assert candidate.dates is not None
        alarm = shown(sheet, "low-reservoir alarm")["alarm date", ""]
        assert isinstance(alarm, Duration)
        assert -Duration(1) < alarm - candidate.dates.alarm < 2 * Duration(1)


def test_a_schedule_is_typed_step_by_step() -> None:
    """Each step with its hours, its amount and its flow; then the sum of the day and the second drug."""
    steps = (FlexStep(Duration(0), DoseRate(360)), FlexStep(6 * HOUR, DoseRate(240)))
    sheet = of(Program(BACLOFEN, FILL, Flex(steps)))
    lines = sheet.of("schedule step")
    assert [(line.start, line.until, line.typed) for line in lines] == [
        (Duration(0), 6 * HOUR, DoseRate(360)),
        (6 * HOUR, Duration(1), DoseRate(240)),
    ]
    assert [line.shows[0].value for line in lines] == [Mass(360 // 4), Mass(240 * 3 // 4)]
    assert shown(sheet, "dose") == {
        ("daily dose", BACLOFEN): DoseRate(90 + 180),
        ("flow over a day", ""): FlowRate(Fraction(270, 1600)),
        ("daily dose", ADDED): DoseRate(400 * Fraction(270, 1600)),
    }


def test_a_patient_bolus_carries_every_drug() -> None:
    """The amount of the second drug in each bolus stands beside it; what the plan does not say is asked for."""
    bolus = PatientBolus(Mass(20), 4, over=Duration.parse("10 min"))
    refill = Refill(Duration(0), Volume(18), FILL)
    sheet = of(Program(BACLOFEN, FILL, SimpleContinuous(DoseRate(400)), patient_bolus=bolus), refill=refill)
    volume = Fraction(20, 1600)
    assert shown(sheet, "patient bolus") == {
        ("volume", ""): Volume(volume),
        ("amount", BACLOFEN): Mass(20),
        ("amount", ADDED): Mass(400 * volume),
    }
    assert (sheet.of("patient bolus lockout")[0].typed, sheet.of("patient bolus lockout")[0].note) == (
        None,
        "not in the plan",
    )
    assert sheet.of("patient boluses a day")[0].typed == 4
    alarm = sheet.of("low-reservoir alarm")[0].shows[0]
    left, flow = Fraction(18 - 2), Fraction(400, 1600)
    assert (alarm.value, alarm.most) == (Duration(left / (flow + 4 * volume)), Duration(left / flow))


def test_a_prime_and_a_bolus_are_typed_where_the_plan_has_them() -> None:
    """They count toward the alarm date; a prime is answered with the one of the plan."""
    prime, bolus = Prime(Volume.parse("0.1 mL"), HOUR), Bolus(Mass(80), HOUR)
    program = Program(BACLOFEN, FILL, SimpleContinuous(DoseRate(400)), prime=prime, bolus=bolus)
    sheet = of(program, refill=Refill(Duration(0), Volume(18), FILL))
    assert shown(sheet, "single bolus")["volume", ""] == Volume(Fraction(80, 1600))
    left = 18 - 2 - Fraction("0.1") - Fraction(80, 1600)
    assert shown(sheet, "low-reservoir alarm") == {("alarm date", ""): Duration(HOUR.value + left / Fraction(1, 4))}
    assert answers(sheet) == [
        "If it offers a bridge bolus: no. The plan has none; if it insists, stop and call.",
        "Priming bolus: only 0.1 mL over 1 h, as this plan has it.",
    ]


def test_what_to_answer_at_a_refill() -> None:
    """Only the bridge of the card, and no prime."""
    assert answers(card("seed-vials.toml").sheets[0]) == [
        "Bridge bolus: only the one on this card. If it works out another one, stop and call.",
        "If it offers a priming bolus: no. There is none at a refill.",
    ]


def test_the_second_session_begins_with_what_the_first_typed() -> None:
    """The old concentration of a later bridge is the one that was entered before it."""
    again = Mixture({BACLOFEN: Concentration(800)})
    bridge = Bridge(Volume.parse("0.3 mL"), 40 * HOUR)
    plan = Plan(
        (
            Refill(Duration(0), Volume(18), FILL),
            Reprogram(Duration(0), Program(BACLOFEN, FILL, SimpleContinuous(DoseRate(400)))),
            Refill(Duration(30), Volume(18), again),
            Reprogram(Duration(30), Program(BACLOFEN, again, SimpleContinuous(DoseRate(400)), bridge)),
        )
    )
    first, second = card_of(case("seed.toml"), plan, knowledge()).sheets
    assert (first.bridge, second.bridge) == (False, True)
    old = second.of("bridge old concentration")[0]
    assert (old.typed, old.note) == (Concentration(1600), "")
    assert second.of("bridge dose")[0].typed == DoseRate(1600 * (bridge.volume / bridge.over).value)


def test_a_second_visit_bridges_what_is_still_in_the_line() -> None:
    """Without a refill between them, the second bridge has the old concentration of the first."""
    seed = case("seed.toml")
    first, again = (Bridge(Volume.parse(volume), 20 * HOUR) for volume in ("0.12 mL", "0.1 mL"))
    plan = Plan(
        (
            Refill(Duration(0), Volume(18), FILL),
            Reprogram(Duration(0), Program(BACLOFEN, FILL, SimpleContinuous(DoseRate(300)), first)),
            Reprogram(20 * HOUR, Program(BACLOFEN, FILL, SimpleContinuous(DoseRate(300)), again)),
        )
    )
    for sheet in card_of(seed, plan, knowledge()).sheets:
        old = sheet.of("bridge old concentration")[0]
        assert (old.typed, old.note) == (Concentration(2000), "")
    assert sheet.of("reservoir volume")[0].typed == "not changed"


@pytest.mark.parametrize(
    ("withdraw_to", "typed", "note"),
    [
        ("residual", Volume(18), "residual not counted"),
        (Volume(3), Volume(21), "partly emptied"),
        (None, None, "not emptied"),
    ],
)
def test_the_reservoir_volume_that_is_typed(withdraw_to: object, typed: Volume | None, note: str) -> None:
    """What was injected, with what was left on purpose; where nothing was drawn out only the pump knows."""
    refill = Refill(Duration(0), Volume(18), FILL, withdraw_to)  # type: ignore[arg-type]
    line = of(Program(BACLOFEN, FILL, SimpleContinuous(DoseRate(400))), refill=refill).of("reservoir volume")[0]
    assert (line.typed, line.note) == (typed, note)


def test_without_a_refill_the_volume_is_left_alone() -> None:
    """Nothing was filled: the volume stays as the pump has it, and no alarm date is worked out."""
    sheet = of(Program(BACLOFEN, FILL, SimpleContinuous(DoseRate(400))))
    assert (sheet.of("reservoir volume")[0].typed, sheet.of("low-reservoir alarm")[0].shows) == ("not changed", ())


def test_an_alarm_volume_that_the_fill_does_not_reach() -> None:
    """A fill no larger than the alarm volume sounds the alarm at once: that is said, and no date is given."""
    refill = Refill(Duration(0), Volume(2), FILL)
    line = of(Program(BACLOFEN, FILL, SimpleContinuous(DoseRate(400))), refill=refill).of("low-reservoir alarm")[0]
    assert (line.note, line.shows) == ("alarm at once", ())


def test_what_the_case_does_not_say_is_asked_for() -> None:
    """No pump, no volumes, no alarm: each line names the fact, and nothing stands in its place."""
    bare = replace(case("seed.toml"), system=type(case("seed.toml").system)())
    sheet = card_of(bare, consulted("seed.toml").offers[0].plan, knowledge()).sheets[0]
    assert {line.item: (line.typed, line.missing) for line in sheet.lines if line.missing} == {
        "pump": (None, ("system.pump",)),
        "tubing volume": (None, ("system.tubing_volume",)),
        "catheter volume": (None, ("system.catheter.volume",)),
        "low-reservoir alarm": (None, ("system.low_reservoir_alarm",)),
    }
    row = card_rows(sheet, words())[1]
    assert row.typed == "not known (system.tubing_volume): read it, and call before you go on"


def test_a_label_that_says_something_else_is_pointed_out() -> None:
    """The concentration that is typed is not the one of the fill: the line says so."""
    entered = Mixture({BACLOFEN: Concentration(2000), ADDED: Concentration(400)})
    program = Program(BACLOFEN, entered, SimpleContinuous(DoseRate(400)))
    lines = of(program, refill=Refill(Duration(0), Volume(18), FILL)).of("concentration")
    assert [(line.drug, line.note) for line in lines] == [(BACLOFEN, "label differs"), (ADDED, "")]


def test_a_refill_alone_is_typed_too() -> None:
    """The program is compared and not typed; the reservoir volume is typed, because the pump counts down from it."""
    running = case("seed.toml").running
    plan = Plan((Refill(Duration(0), Volume(30), running.fill),))
    (sheet,) = card_of(case("seed.toml"), plan, knowledge()).sheets
    assert (sheet.unchanged, sheet.of("dose")[0].typed) == (True, DoseRate(300))
    assert shown(sheet, "low-reservoir alarm") == {("alarm date", ""): Duration(28 / Fraction(15, 100))}
    done = {row.label: row.do for row in card_rows(sheet, words())}
    assert {label for label, do in done.items() if do == "type"} == {
        "Reservoir volume, after the fill",
        "Low-reservoir alarm volume",
    }
    assert answers(sheet) == [
        "The program runs on as it is. Bridge or priming bolus, if it offers one: no; if it insists, stop and call."
    ]


def test_boluses_that_go_on_are_not_called_off() -> None:
    """A refill alone in a patient who gives boluses: their amount is compared, and they move the alarm date."""
    flex = case("flex-night.toml")
    plan = Plan((Refill(Duration(0), Volume(30), flex.running.fill),))
    (sheet,) = card_of(flex, plan, knowledge()).sheets
    (line,) = sheet.of("patient bolus")
    assert (line.typed, line.note) == (Mass(20), "goes on")
    alarm = sheet.of("low-reservoir alarm")[0].shows[0]
    daily = Fraction(312, 2000)
    assert (alarm.value, alarm.most) == (
        Duration(28 / (daily + Fraction(3, 2) * Fraction(20, 2000))),
        Duration(28 / daily),
    )


def test_every_refill_has_its_session() -> None:
    """Two refills and one program between them: what is not typed at the second is compared."""
    program = Program(BACLOFEN, FILL, SimpleContinuous(DoseRate(400)), Bridge(Volume.parse("0.3 mL"), 40 * HOUR))
    refills = (Refill(Duration(0), Volume(18), FILL), Refill(Duration(40), Volume(19), FILL))
    plan = Plan((refills[0], Reprogram(Duration(0), program), refills[1]))
    first, second = card_of(case("seed.toml"), plan, knowledge()).sheets
    assert (first.bridge, first.unchanged, second.bridge, second.unchanged) == (True, False, False, True)
    assert [sheet.of("reservoir volume")[0].typed for sheet in (first, second)] == [Volume(18), Volume(19)]
    again = Plan((refills[0], refills[1]))
    assert [sheet.unchanged for sheet in card_of(case("seed.toml"), again, knowledge()).sheets] == [True, True]


def test_a_plan_without_refill_and_program_has_no_card() -> None:
    """A call alone: nothing is typed, and that is an error with a sentence."""
    with pytest.raises(NothingToType) as wrong:
        card_of(case("seed.toml"), Plan((Call(Duration(0), "a review"),)), knowledge())
    assert str(wrong.value) == "The plan has neither a refill nor a program, so there is nothing to type into the pump."


def test_digits_are_known_only_where_the_case_quotes_the_display() -> None:
    """0.15 mL/day as shown: two decimals. No other display is taken to have any number of digits."""
    steps = {
        (each.what, each.step) for sheet in card("seed.toml").sheets for line in sheet.lines for each in line.shows
    }
    assert {what for what, step in steps if step is not None} == {"flow"}
    assert digits_rule(card("seed.toml")).startswith(
        "How many digits a display has is not known, but for the flow, which the case quotes in steps of 0.01 mL/day."
    )
    seed = case("seed.toml")
    for flow in (None, Range(FlowRate.parse("0.14 mL/day"), FlowRate.parse("0.17 mL/day"))):
        silent = replace(seed, running=replace(seed.running, flow_shown=flow))
        found = card_of(silent, consulted("seed.toml").offers[0].plan, knowledge())
        assert digits_rule(found).startswith("How many digits a display has is not known. ")


@given(st.fractions(0, 50, max_denominator=10_000), st.integers(0, 5), st.integers(-3, 3))
def test_a_display_that_rounds_or_cuts_off_is_accepted_and_no_other(value: Fraction, decimals: int, off: int) -> None:
    """Whatever the digits: the number cut off, the number rounded, and nothing a unit further away."""
    step = Fraction(1, 10**decimals)
    shows = Shows("flow", FlowRate(value), "given")
    cut = value // step * step
    near = round(value / step) * step
    candidate = cut + off * step
    fine = candidate in (cut, near) or (candidate - value == value - cut == step / 2)
    assert shows.accepts(FlowRate(candidate), FlowRate(step)) == fine


def test_every_item_stands_in_the_list() -> None:
    """Lines are about what `ITEMS` names, in that order."""
    for name in ("seed.toml", "seed-vials.toml", "flex-night.toml"):
        for sheet in card(name).sheets:
            order = [ITEMS.index(line.item) for line in sheet.lines if line.note != "sum"]
            assert order == sorted(order)


def test_the_card_as_data_holds_every_exact_number() -> None:
    """Plain data, exact: the flow is a fraction."""
    data = as_data(card("seed-vials.toml"))
    dose = next(line for line in data["sheets"][0]["lines"] if line["item"] == "dose")
    assert dose["shows"][0]["value"] == {"exact": "50/331", "unit": "mL/day", "shown": "0.1511 mL/day"}
