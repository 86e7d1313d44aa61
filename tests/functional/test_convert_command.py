"""`cisterna convert` as a person at a terminal meets it."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cisterna.cli.convert import convert
from cisterna.desk import open_knowledge
from cisterna.quantities.text import UNITS, shown_text

EXAMPLES = Path(__file__).parents[2] / "examples"
TOLERANT = str(EXAMPLES / "tolerant-morphine-300.toml")
ON = ("--on", "2026-11-23")


def run(*arguments: str) -> tuple[int, str]:
    """Exit status, and everything that was printed on one line."""
    result = CliRunner().invoke(convert, [*arguments, *ON])
    return result.exit_code, " ".join(result.output.split())


def data(*arguments: str) -> dict[str, Any]:
    """The plain data."""
    found: dict[str, Any] = json.loads(CliRunner().invoke(convert, [*arguments, *ON, "--json"]).output)
    return found


def test_without_an_option_equivalents_and_intrathecal_hydromorphone() -> None:
    """40 * 1.5 = 60; / 100 = 0.6; / 5 = 0.12 mg/day. Exposure is not told, so the start is the floor: status 30."""
    status, output = run("oxycodone 40 mg/day oral")
    assert status == 30
    for text in (
        "oxyCODONE 40 mg/day oral: times 1.5 = 60 mg/day [1]",
        "Total 60 mg/day",
        "Start 0.01 mg/day: lowest published start (risk factors are not told)",
        "what the patient is used to (--exposure naive, below-tolerance, tolerant or interrupted)",
        "times 1.5 = 60 mg/day morphine oral divided by 100 = 0.6 mg/day morphine intrathecal divided by 5 = 0.12 "
        "mg/day HYDROmorphone intrathecal",
        "0.02 mg/day to 0.4 mg/day by ratios that are published as a rule or were used in a cohort",
        "0.048 mg/day to 3 mg/day by ratios found in single patients once their dose had settled, shown apart",
        "for side effects of lower doses: 300:1 gives 0.04 mg/day",
        "Purpose The CDC says that its factors are not for switching drugs, and that a new opioid has to start "
        "substantially lower. An intrathecal dose that is worked out with them is outside their purpose.",
    ):
        assert text in output, text


def test_a_capped_start_says_what_it_stands_for() -> None:
    """0.15 of 0.6 mg/day is 25 %; the tablets go on treating the rest."""
    status, output = run("morphine 300 mg/day oral", "--exposure", "tolerant")
    assert status == 0
    for text in (
        "Start 0.15 mg/day: conversion chain, held down to the lowest published ceiling",
        "0.6 mg/day: conversion chain, above the lowest published ceiling; in 'cisterna plan' that takes a named "
        "override with a reason",
        "0.15 mg/day stands for 25 % of what is counted by the chain above, 7.5 % to 150 % by the others that are "
        "rules",
        "what it does not stand for is still being treated by the present opioids: this is no reason to stop them",
        "the chain less 25 to 50 % would be 0.3 mg/day to 0.45 mg/day: shown, not applied",
        "300:1 0.5 0.25 0.2 0.1667 0.1",
    ):
        assert text in output, text


def test_the_case_file_gives_the_same() -> None:
    """Opioids, exposure and date come from the case; only the count of statements asked above them differs."""
    _, typed = run("morphine 300 mg/day oral", "--exposure", "tolerant")
    status, from_case = run("--case", TOLERANT)
    assert typed.partition("Taken, and")[2]
    assert (0, typed.partition("Taken, and")[2]) == (status, from_case.partition("Taken, and")[2])


def test_a_patch_among_others_is_named_beside_the_total() -> None:
    """What the rest adds up to, and what is not in it."""
    status, output = run(
        "oxycodone 40 mg/day oral",
        "morphine 10 mg oral every 4 h as needed",
        "fentanyl 25 mcg/h transdermal",
        "--exposure", "tolerant",
    )  # fmt: skip
    assert status == 30
    for text in (
        "Total cannot say: the others come to 60 mg/day, and at most 120 mg/day with every dose that is taken as "
        "needed; not in it: fentaNYL 25 mcg/h transdermal",
        "Start cannot say: not everything that is taken is converted",
        "fentaNYL 25 mcg/h transdermal: in no total here; where risk is judged it is counted as 60 mg/day",
        "A fentaNYL patch counts as still running and is not converted. Drug goes on entering for 12 to 36 h after the "
        "patch is taken off.",
    ):
        assert text in output, text


def test_out_of_the_pump_is_refused_with_the_direction() -> None:
    """The published wrong page: 0.5 mg/day intrathecally is not 50 mg/day intravenously."""
    status, output = run("hydromorphone 0.5 mg/day intrathecal", "--to", "hydromorphone intravenous")
    assert status == 30
    assert (
        "HYDROmorphone intrathecal is not converted to HYDROmorphone intravenous: the ratios are stated for the way "
        "into the pump. There a larger ratio gives less drug and is the careful one; turned round, the same ratio "
        "gives more and is the boldest."
    ) in output
    assert "Chain none: see below what is not converted" in output
    assert "Every chain" not in output


def test_equivalents_alone() -> None:
    """--to MME: no start, no band, status 0."""
    status, output = run("tramadol 200 mg/day oral", "codeine 60 mg/day oral", "--to", "MME")
    assert (status, "To HYDROmorphone" in output, "Start" in output) == (0, False, False)
    assert "Total 49 mg/day" in output  # 200 * 0.2 + 60 * 0.15


def test_one_target_named_twice_is_one() -> None:
    """And two routes of one drug do not get into each other's way."""
    once = run("morphine 75 mg/day oral", "--to", "hydromorphone intrathecal")
    assert once == run("morphine 75 mg/day oral", *["--to", "hydromorphone intrathecal"] * 2)
    status, output = run("hydromorphone 5 mg/day IV", "--to", "hydromorphone oral", "--to", "hydromorphone intrathecal")
    assert status == 30
    assert "HYDROmorphone 5 mg/day intravenous times 2.5 = 12.5 mg/day HYDROmorphone oral" in output


def test_two_targets() -> None:
    """Each has its own section; the sources are listed once."""
    _, output = run("morphine 75 mg/day oral", "--to", "morphine intrathecal", "--to", "hydromorphone intrathecal",
                    "--exposure", "tolerant")  # fmt: skip
    assert output.count("To morphine intrathecal") == output.count("To HYDROmorphone intrathecal") == 1
    assert output.count("Sources What each says in words: --sources") == 1


ERRORS = {
    ("morphine 350/day oral",): (
        65, "'morphine 350/day oral' has no unit. Write, for example, '350 mg/day' or '350 mcg/day'."),
    ("oxycodone 40 mcg/day oral",): (
        65, "'oxycodone 40 mcg/day oral' comes to 0.06 mg/day of oral morphine, below everything plausible (1 mg/day "
        "to 10,000 mg/day). Did you mean 'oxycodone 40 mg/day oral' (mg, not mcg)? Check the number and its unit."),
    ("fentanyl 25 mg/h patch",): (
        65, "'fentanyl 25 mg/h patch' comes to 60,000 mg/day of oral morphine, above everything plausible (1 mg/day "
        "to 10,000 mg/day). Did you mean 'fentanyl 25 mcg/h patch' (mcg, not mg)? Check the number and its unit."),
    ("hydromorphone 500 mg/day intrathecal", "--to", "hydromorphone oral"): (
        65, "'hydromorphone 500 mg/day intrathecal' is many times the most that any source gives intrathecally "
        "(25 mg/day). Check the number and its unit."),
    ("oxycodone 40 mg/day oral", "--exposure", "naive"): (
        65, "The exposure is 'naive', but opioids are given (oxycodone). Correct one of the two."),
    ("oxycodone 40 mg/day oral", "--to", "hydromorphone"): (
        65, "'hydromorphone' does not say by which route. Write, for example, 'hydromorphone intrathecal'."),
    ("--case", str(EXAMPLES / "seed.toml")): (
        65, "The case lists no systemic opioid. Add a [[systemic_opioid]] section for each."),
    ("oxycodone 40 oral", "morphine oral"): (
        65, "'oxycodone 40 oral' has no unit. Write, for example, '40 mg/day' or '40 mcg/day'. 'morphine oral' has no "
        "amount. Write a number and its unit, for example 'oxycodone 40 mg/day oral' or 'morphine 10 mg oral every 4 h "
        "as needed'."),
}  # fmt: skip


@pytest.mark.parametrize("arguments", ERRORS, ids=lambda arguments: arguments[0])
def test_a_mistake_says_what_to_do(arguments: tuple[str, ...]) -> None:
    """Word for word, status 65, and nothing worked out."""
    assert ERRORS[arguments] == run(*arguments)


def test_a_date_that_is_none() -> None:
    """The form that is wanted."""
    result = CliRunner().invoke(convert, ["oxycodone 40 mg/day oral", "--on", "23.11.2026"])
    assert (65, "--on: '23.11.2026' is not a date. Write year, month and day: 2026-01-08.\n") == (
        result.exit_code,
        result.output,
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), 'Give opioids, for example "oxycodone 40 mg/day oral", or --case FILE: one of the two.'),
        (("oxycodone 40 mg/day oral", "--case", TOLERANT), "or --case FILE: one of the two."),
        (("--case", TOLERANT, "--exposure", "tolerant"), "--exposure does not go with --case: the case says it"),
        (("oxycodone 40 mg/day oral", "--because", "cost"), "'cost' is not one of 'switch', 'high-dose',"),
    ],
)  # fmt: skip
def test_wrong_usage(arguments: tuple[str, ...], message: str) -> None:
    """Status 2."""
    status, output = run(*arguments)
    assert status == 2
    assert message in output


def test_plain_data() -> None:
    """The documented keys; the refusal with its type; every quantity exact."""
    found = data("oxycodone 40 mg/day oral", "methadone 20.5 mg/day oral", "--exposure", "tolerant")
    assert {"schema", "conversions", "disagreements", "statements", "trace", "on", "pack", "policy"} == set(found)
    assert (found["schema"], found["on"]) == ("cisterna.conversion/1", "2026-11-23")
    one = found["conversions"][0]
    assert one["band"]["first"]["result"] == {"exact": "120", "unit": "mcg/day", "shown": "120 mcg/day"}
    assert ["RefusedFixedRatio"] == [each["is"] for each in one["band"]["refused"]]
    assert (one["verdict"]["is"], one["verdict"]["missing"]) == ("CannotSay", ["systemic_opioid 2"])


NUMBER = re.compile(r"(?<![A-Za-z0-9.,-])[0-9][0-9,]*(?:\.[0-9]+)?")


def numbers(text: str) -> set[str]:
    """Every number in a text, as it is written."""
    return {found.rstrip(".,") for found in NUMBER.findall(text)}


def written(part: Any) -> set[str]:
    """All ways in which the exact values of plain data may be written."""
    if isinstance(part, list):
        return {text for each in part for text in written(each)}
    if not isinstance(part, dict):
        return set()
    texts = {text for each in part.values() for text in written(each)}
    if {"exact", "unit"} <= part.keys():
        for units in UNITS.values():
            if part["unit"] in units:
                texts |= {shown_text(Fraction(part["exact"]) / factor) for factor in units.values()}
    return texts


@pytest.mark.parametrize(
    "arguments",
    [
        ("oxycodone 40 mg/day oral", "morphine 10 mg oral every 4 h as needed", "fentanyl 25 mcg/h transdermal"),
        ("hydromorphone 20 mg/day oral", "hydromorphone 5 mg/day intravenous", "--exposure", "tolerant"),
        ("morphine 300 mg/day oral", "--exposure", "tolerant", "--because", "side-effects"),
        ("methadone 20.5 mg/day oral", "tramadol 200 mg/day oral", "morphine 40 mg/day", "heroin 1 mg/day oral"),
    ],
)
def test_every_number_is_in_the_data_or_in_a_statement(arguments: tuple[str, ...]) -> None:
    """Nothing on the screen was worked out on the way to it."""
    found, known = data(*arguments), open_knowledge()
    allowed = written(found) | {str(count) for count in range(len(found["statements"]) + 1)}
    for id in found["statements"]:
        one = known.statement(id)
        allowed |= numbers(f"{one.text} {one.says.format()} {one.population}")
        for cite in one.cites:
            allowed |= numbers(f"{known.source(cite.source).title} {cite.at}")
    _, output = run(*arguments)
    shown = re.sub(r"\[\d+\]|\d{4}-\d\d-\d\d|Cisterna [0-9.]+, pack [0-9.]+ \(\w+\), policy \S+ \(\w+\)", "", output)
    shown = re.sub(r"(\d):1\b", r"\1", shown)
    assert not numbers(shown) - allowed
