"""Charts and emergency facts that were written to hide a danger. Each did, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from cisterna.cli.common import style_here
from cisterna.cli.emergency import emergency
from cisterna.consult.charted import Surveillance
from cisterna.desk import open_case, open_knowledge, open_plan
from cisterna.desk.emergency import gather
from cisterna.desk.watching import watch
from cisterna.emergency.facts import EmergencyFacts
from cisterna.emergency.worked import work_out
from cisterna.papers.watch import render_surveillance
from cisterna.quantities import DoseRate, Duration, FlowRate, Range, Volume
from watch.charts import HEADER, NOW, both_drugs, quiet, raised, said, seen, watch_text

EXAMPLES = Path(__file__).parents[2] / "examples"

UNROUSABLE = "2026-11-23 22:10,POSS,4,,RN"


def charted(*rows: str, header: str = HEADER) -> Surveillance:
    """The rows after those of a quiet night."""
    return watch_text("\n".join((header, *quiet(), *rows)) + "\n")


def said_of(found: Surveillance, code: str) -> list[str]:
    """The sentences of the findings with this code."""
    return [said(each) for each in found.findings if each.code == code]


# Charts


def test_quotes_left_open_in_the_last_column_hide_no_row_behind_them() -> None:
    """A row that a stray quote takes up is judged as a sign; once the chart said that nothing was found."""
    found = charted('2026-11-23 22:05,nausea,no,,"RN', UNROUSABLE, '2026-11-23 22:12,nausea,no,,RN"')
    assert raised(found) == {"opioid over-sedation": "grave sign", "baclofen overdose": "sign"}
    assert said_of(found, "watch-within-quotes")[0] == (
        "Line 18 (POSS '4') stands within quotes that begin on an earlier line, so it may be a row or a part of a "
        "text. Close the quotes on the line where they begin. It is judged as a sign, and does not count as how the "
        "patient is now."
    )


def test_quotes_in_a_column_that_is_not_read_hide_no_row_behind_them() -> None:
    """Nobody looks at a column of notes, so a quote left open there is the best hiding place."""
    rows = [row.replace(",RN", ",RN,") for row in quiet()]
    text = "\n".join((HEADER + ",note", *rows, '2026-11-23 22:05,nausea,no,,RN,"', UNROUSABLE, '"')) + "\n"
    assert raised(watch_text(text)) == {"opioid over-sedation": "grave sign", "baclofen overdose": "sign"}


def test_a_text_over_two_lines_is_told_of() -> None:
    """A line of text within quotes is no row, and is not dropped in silence either."""
    found = charted('2026-11-23 22:05,nausea,no,,"RN', 'night shift"')
    assert (found.exit_code, said_of(found, "watch-text-over-lines")) == (
        30,
        [
            "Line 18 ('night shift') belongs to a quoted text that begins on an earlier line; it was not judged. "
            "Close the quotes on the line where they begin."
        ],
    )


def test_ten_thousand_rows_are_compared_once_each_and_not_with_each_other() -> None:
    """A long chart once took longer than the patient had; the sign in its middle is found, with what came later."""
    times = [f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}" for second in range(10_000)]
    rows = [f"2026-11-23 {time},tone Ashworth,2,,RN" for time in times]
    rows[5_000] = rows[5_000].replace(",2,,", ",4,,")
    found = watch_text("\n".join((HEADER, *rows)) + "\n")
    (first, *_) = (spoken for each in found.raised for spoken in each.speaks)
    assert raised(found)["baclofen withdrawal"] == "late sign"
    assert first.observation is not None
    assert first.later is not None
    assert (first.observation.row, first.later.row) == (5_002, 10_001)
    assert first.observation.text == "4, higher than 2 before"


@pytest.mark.parametrize(
    ("row", "drug", "said"),
    [
        (
            "seizure,yes,",
            "hydromorphone",
            "Row 17: seizure yes would speak for baclofen overdose or baclofen withdrawal",
        ),
        ("temperature,39,C", "hydromorphone", "Row 17: temperature 39 C would speak for baclofen withdrawal"),
        ("breathing rate,10,/min", "baclofen", "Row 17: breathing rate 10 /min would speak for opioid over-sedation"),
    ],
)
def test_a_sign_of_a_drug_that_nobody_named_is_not_nothing_found(row: str, drug: str, said: str) -> None:
    """A pump filled with the wrong drug has a case that names the right one; once a seizure was 'nothing found'."""
    fill = both_drugs().running.fill
    case = replace(both_drugs(), running=replace(both_drugs().running, fill=type(fill)({drug: fill[drug]})))
    found = seen(*quiet(), f"2026-11-23 22:10,{row},RN", case=case)
    assert found.exit_code == 30
    assert said_of(found, "watch-sign-of-other-drug") == [
        f"{said}, which was not looked for because the case and the plan name no drug that brings it. Judge it "
        "yourself; make sure what is in the pump."
    ]


# Facts of an emergency


def below(*words: str) -> tuple[int, str]:
    """The exit status, and what stands below the first screen as one line."""
    result = CliRunner().invoke(emergency, words)
    return result.exit_code, " ".join(result.output.partition("Who says each step: --sources")[2].split())


def test_a_dose_of_baclofen_alone_does_not_say_that_there_is_no_opioid() -> None:
    """Who enters only baclofen has said nothing of an opioid, and a restart would restart one too."""
    _, text = below("pump-stopped", "--baclofen", "300 mcg/day", "--pump-off-for", "18 h")
    assert "No opioid is named in the pump." not in text
    assert "Whether the pump holds an opioid is not known; a restart would restart it too." in text


def test_none_and_an_opioid_in_the_contents_is_said_to_be_a_contradiction() -> None:
    """Once the opioid of the contents won without a word, or lost without one."""
    mixture = "morphine 20 mg/mL + baclofen 2000 mcg/mL"
    _, text = below("pump-stopped", "--opioid", "none", "--contents", mixture)
    assert (
        "That there is no opioid was entered, and morphine is named in the pump. morphine counts as on board." in text
    )
    assert "With an opioid on board a benzodiazepine carries a boxed warning" in text


def test_no_opioid_in_the_pump_leaves_the_opioids_of_the_case_on_board() -> None:
    """'--opioid none' is said of the pump; once it took the boxed warning from a patient on oral morphine."""
    case = str(EXAMPLES / "tolerant-morphine-300.toml")
    _, text = below("withdrawal", "--case", case, "--opioid", "none")
    assert "With an opioid on board a benzodiazepine carries a boxed warning" in text


def test_no_opioid_still_says_that_any_opioid_counts_beside_a_benzodiazepine() -> None:
    """Without a case nobody has asked for tablets and patches."""
    _, text = below("withdrawal", "--opioid", "none")
    assert (
        "No opioid was entered. One by mouth, patch or injection counts too: with it a benzodiazepine carries a boxed "
        "warning."
    ) in text


def test_drugs_that_the_contents_do_not_name_are_said_to_be_missing_there() -> None:
    """A wrong label is an emergency of its own."""
    words = ("--opioid", "hydromorphone", "--contents", "morphine 20 mg/mL", "--baclofen", "300 mcg/day")
    _, text = below("pump-stopped", *words)
    for drug in ("baclofen", "HYDROmorphone"):
        assert f"{drug} was named, and the contents that were entered hold none of it." in text


def test_a_last_dose_of_nothing_is_no_schedule_to_go_back_to() -> None:
    """Once '0 mcg/day' was the previous schedule that goes on."""
    assert below("pump-stopped", "--baclofen", "0 mcg/day", "--pump-off-for", "2 h") == (
        65,
        "What would be worked out from what you entered is not available: a last daily dose of 0 mcg/day of baclofen "
        "is none. Give the dose that ran before, and since when nothing is delivered; or leave it out.",
    )


def test_oral_baclofen_above_the_label_is_not_called_reached() -> None:
    """100 mg a day is above 80, not at it."""
    _, text = below("withdrawal", "--oral-baclofen", "100 mg/day")
    assert "100 mg/day of baclofen is given by mouth already: that is above 80 mg/day." in text
    assert "80 mg/day is reached" not in text


def test_the_time_of_a_case_is_never_taken_for_now_without_a_word() -> None:
    """A case of last month once said when withdrawal may begin, last month, as 'from now'."""
    _, text = below("withdrawal", "--case", str(EXAMPLES / "seed.toml"), "--pump-off-for", "3 h")
    assert text.split("Worked out from what you entered")[1].startswith(
        " - Now is taken to be 2026-11-23 08:00, the time of the case; this machine's clock says "
    )


def test_the_night_in_which_the_clocks_go_back_makes_a_gap_no_shorter_than_it_was() -> None:
    """From 00:30 to 06:30 are seven hours in that night, which is not a short gap; by the wall it was six."""
    case = (
        (EXAMPLES / "seed.toml")
        .read_text("utf-8")
        .replace('"2026-11-23"', '"2026-11-01"')
        .replace('"08:00"', '"06:30"')
    )
    assert "2026-11-01" in case
    given = {"last-dose": "2026-11-01 00:30"}
    facts = gather(given, open_knowledge(), clock=datetime(2026, 11, 1, 6, 30), case_text=case).facts
    assert facts.since_delivery == Range.parse(Duration, "7 h")


def test_a_last_dose_in_the_repeated_hour_is_a_range() -> None:
    """01:30 comes twice: the gap is told as both."""
    case = (
        (EXAMPLES / "seed.toml")
        .read_text("utf-8")
        .replace('"2026-11-23"', '"2026-11-01"')
        .replace('"08:00"', '"06:30"')
    )
    given = {"last-dose": "2026-11-01 01:30"}
    facts = gather(given, open_knowledge(), clock=datetime(2026, 11, 1, 6, 30), case_text=case).facts
    assert facts.since_delivery == Range.parse(Duration, "5 to 6 h")


def test_a_text_that_steers_the_terminal_cannot_clear_the_first_screen() -> None:
    """What was typed is quoted in an error, and its control characters are written out."""
    result = CliRunner().invoke(emergency, ["withdrawal", "--pump-off-for", "\x1b[2J\x07"], color=True)
    assert ("\x1b" in result.output, "\\x1b[2J" in result.output) == (False, True)


def test_two_names_are_two_pages() -> None:
    """The second name was once called not understood, beside a list that had it."""
    result = CliRunner().invoke(emergency, ["withdrawal", "opioid-overdose"])
    assert result.output.splitlines()[-1] == (
        "'opioid-overdose' is a page of its own: read it too, with cisterna emergency opioid-overdose."
    )


def test_a_pump_without_baclofen_is_not_parted_from_it() -> None:
    """Where the pump holds an opioid alone, nothing is said of parting it from baclofen."""
    _, text = below("pump-stopped", "--contents", "hydromorphone 10 mg/mL", "--flow", "0.15 mL/day")
    assert "parts HYDROmorphone from baclofen" not in text


def test_what_the_line_held_before_a_wrong_fill_is_not_counted_as_nothing() -> None:
    """Half an hour after the fill 0.0625 mg of it lies in the line; the mixture before it was once left out."""
    _, text = below(
        *("wrong-fill", "--contents", "hydromorphone 20 mg/mL + baclofen 2000 mcg/mL", "--flow", "0.15 mL/day"),
        *("--entered", "hydromorphone 1 mg/mL + baclofen 2000 mcg/mL", "--filled-before", "30 min"),
        *("--tubing-volume", "0.14 mL", "--catheter-volume", "0.17 mL"),
    )
    assert (
        "After a refill with baclofen alone what lies in the line leaves the tip for another 49 h 36 min: 0.0625 mg of "
        "HYDROmorphone from the last fill, and on top of it what the mixture before it holds, which is not told."
    ) in text
    assert (
        "Behind it 0.14 mL from the tubing leaves the tip over 22 h 24 min: 0.0625 mg of HYDROmorphone from the last "
        "fill, and on top of it what the mixture before it holds, which is not told."
    ) in text


def test_a_prime_is_never_named_without_saying_when_not() -> None:
    """The screen says 'no prime' in a wrong fill; below it a prime once stood without that."""
    _, text = below("wrong-fill", "--catheter-volume", "0.17 mL", "--tubing-volume", "0.14 mL")
    assert (
        "A prime of 0.17 mL, the catheter alone, closes that gap and brings the tubing's mixture. No prime while there "
        "is too much of a drug that the tubing holds."
    ) in text


def test_the_article_is_no_source_for_going_on_unchanged_after_a_short_gap() -> None:
    """It says 'previous dose or higher' and was once cited for 'not above the previous one'."""
    facts = EmergencyFacts(
        since_delivery=Range.parse(Duration, "2 h"), doses={"baclofen": DoseRate.parse("300 mcg/day")}
    )
    found = work_out("pump-stopped", facts, open_knowledge(), on=date(2026, 11, 26)).findings
    cited = {each.code: each.because for each in found}
    for code in ("restart-previous-schedule", "restart-not-higher"):
        assert cited[code] == ("baclofen.restart.troubleshooting-2016", "baclofen.restart.label-flags")


def test_volumes_of_fluid_name_no_age_either() -> None:
    """30 to 40 mL are not for a child of 12 kg without a second thought."""
    _, text = below("baclofen-overdose", "--age", "4 y", "--weight", "12 kg")
    assert "At 4 y the patient is a child, and the doses and volumes below name no age." in text


def test_three_times_the_baclofen_at_the_tip_is_not_nothing_found() -> None:
    """A plan without a bridge that triples the dose for hours was once 'reaches the tip', in green."""
    case = open_case((EXAMPLES / "seed.toml").read_text("utf-8"), "case.toml", open_knowledge())
    plan = open_plan(
        (EXAMPLES / "plans" / "no-bridge-500.toml").read_text("utf-8"), "plan.toml", case, open_knowledge()
    )
    found = watch(case, "\n".join((HEADER, *quiet())) + "\n", "chart.csv", open_knowledge(), now=NOW, plan=plan)
    assert (found.exit_code, found.deliveries[0].state) == (30, "raised")
    assert said_of(found, "watch-delivery-raised") == [
        "324.6 % of what the running program gives of baclofen came to the tip in the last day, so signs of too much "
        "may come that nobody has charted yet. Look at the patient now; if it was not meant, see cisterna emergency "
        "wrong-fill."
    ]


def test_a_normal_value_after_the_red_flag_takes_nothing_back() -> None:
    """POSS 4, then S: the 4 stays, with what came later beside it."""
    found = charted(UNROUSABLE, "2026-11-23 22:20,POSS,S,,RN")
    (sign,) = (each for one in found.raised for each in one.speaks if one.state == "opioid over-sedation")
    assert sign.later is not None
    assert (sign.observation and sign.observation.text, sign.later.text) == ("4", "S")


@pytest.mark.parametrize("value", ["<8", "six", "1e1", "6-8", "~6", "\uff16", "6 (L)"])
def test_a_rate_that_cannot_be_read_is_never_nothing_found(value: str) -> None:
    """What is not a plain number is told of, and the verdict is not 'nothing found'."""
    assert charted(f"2026-11-23 22:10,breathing rate,{value},/min,RN").exit_code == 30


@pytest.mark.parametrize(
    ("dose", "now", "how"),
    [
        ("0 mcg/day", "2026-11-23 22:30", "the case has the pump stopped; since when is not told"),
        ("0 mcg/day", "2026-11-23 08:00", "the case has the pump stopped; since when is not told"),
        ("96 mcg/day", "2026-11-23 22:30", "the case has the pump at its slowest flow, which is no therapy"),
    ],
)
def test_a_pump_that_the_case_has_stopped_is_a_withdrawal_to_expect(dose: str, now: str, how: str) -> None:
    """A pump at 0 mcg/day was 'has not reached the tip yet' and nothing found; at its slowest flow it 'delivered'."""
    text = (EXAMPLES / "charts" / "quiet-night" / "case.toml").read_text("utf-8")
    case = open_case(text.replace('"300 mcg/day"', f'"{dose}"'), "case.toml", open_knowledge())
    found = watch(case, "\n".join((HEADER, *quiet())) + "\n", "chart.csv", open_knowledge(), now=now)
    assert raised(found)["baclofen withdrawal"] == "expected"
    assert (found.exit_code, found.deliveries[0].state, found.deliveries[0].how) == (10, "ended", how)
    assert f"NO LONGER REACHES THE TIP ({how})" in " ".join(
        render_surveillance(found, open_knowledge(), style_here(no_color=True)).split()
    )


def test_a_pocket_fill_of_a_pump_without_baclofen_says_what_runs_out() -> None:
    """With an opioid alone it is the opioid that is missing from the reservoir."""
    _, text = below("pocket-fill", "--contents", "hydromorphone 10 mg/mL", "--injected", "18 mL")
    assert "What lies in the pocket is not in the reservoir: HYDROmorphone may run out." in text
    assert "baclofen may run out" not in text


def test_an_overdose_from_a_pump_with_baclofen_alone_is_not_answered_with_baclofen() -> None:
    """Too much of a pump that holds only baclofen is too much baclofen; once lorazepam and baclofen were listed."""
    _, text = below("opioid-overdose", "--contents", "baclofen 2000 mcg/mL", "--opioid", "none")
    assert (
        "The pump is told to hold baclofen and no opioid: an overdose from it is of baclofen, unless the fill was "
        "wrong. See the page of a baclofen overdose too; naloxone for an opioid from elsewhere."
    ) in text
    for word in ("lorazepam", "baclofen 10 to 20 mg by mouth", "replacement of baclofen is begun"):
        assert word not in text


def test_a_bridge_in_an_overdose_of_two_drugs_waits_until_baclofen_is_ruled_out() -> None:
    """The bridge stands ready, and says when it is not given."""
    _, text = below("opioid-overdose", "--contents", "baclofen 2000 mcg/mL + hydromorphone 1 mg/mL")
    warning = (
        "Neither baclofen nor a benzodiazepine is given while too much baclofen may act. Still floppy or asleep after "
        "naloxone: see the page of a baclofen overdose first."
    )
    assert warning in text
    assert text.index(warning) < text.index("lorazepam")


def test_a_reservoir_volume_that_is_told_goes_before_the_one_of_the_alarm() -> None:
    """9 mL drawn out are 9 mL, wherever the alarm is set; without them the alarm's 2 mL count."""
    lasts = {}
    for volume in (None, Volume.parse("9 mL")):
        facts = EmergencyFacts(
            alarm="low reservoir",
            low_reservoir_alarm=Volume.parse("2 mL"),
            reservoir_volume=volume,
            flow=Range.parse(FlowRate, "0.5 mL/day"),
        )
        (found,) = (
            each
            for each in work_out("alarm", facts, open_knowledge(), on=date(2026, 11, 26)).findings
            if each.code == "alarm-lasts-at-most"
        )
        lasts[volume] = (str(found.values["volume"]), str(found.values["hours"]))
    assert list(lasts.values()) == [("2 mL", "96 h"), ("9 mL", "18 days")]
