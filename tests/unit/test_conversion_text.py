"""One opioid on one line: what is read, what stays untold, and every message word for word."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cisterna.conversion.refusals import RefusedTime
from cisterna.conversion.taken import Place, Taken
from cisterna.files.opioids import OpioidError, read_opioid, read_target
from cisterna.quantities import DoseRate
from cisterna.wording.conversion import say_refusal, say_taken

KNOWN = ("buprenorphine", "fentanyl", "hydromorphone", "methadone", "morphine", "oxycodone", "tramadol")
EXAMPLE = "'oxycodone 40 mg/day oral' or 'morphine 10 mg oral every 4 h as needed'"


@pytest.mark.parametrize(
    ("text", "drug", "route", "dose", "form"),
    [
        ("oxycodone 40 mg/day oral", "oxycodone", "oral", "40 mg/day", ""),
        ("120 mg oral morphine a day", "morphine", "oral", "120 mg/day", ""),
        ("morphine 60 mg twice a day by mouth", "morphine", "oral", "120 mg/day", ""),
        ("Morphine sulfate ER 60 mg bid PO", "morphine", "oral", "120 mg/day", "extended release"),
        ("morphine 10 mg oral every 4 h as needed", "morphine", "oral", "60 mg/day", "as needed"),
        ("morphine 10 mg po q4h prn", "morphine", "oral", "60 mg/day", "as needed"),
        ("morphine 30 mg extended-release three times daily by mouth", "morphine", "oral", "90 mg/day",
         "extended release"),
        ("1,200 mg morphine oral daily", "morphine", "oral", "1200 mg/day", ""),
        ("hydromorphone 8 mg/24 h oral", "hydromorphone", "oral", "8 mg/day", ""),
        ("morphine 10 mg 4x/day oral", "morphine", "oral", "40 mg/day", ""),
        ("morphine 10 mg orally every 2 days", "morphine", "oral", "5 mg/day", ""),
        ("morphine 2.5 mg/h IV", "morphine", "intravenous", "60 mg/day", ""),
        ("fentanyl 25 mcg/h transdermal", "fentanyl", "transdermal", "600 mcg/day", ""),
        ("25 mcg/h fentanyl patch, changed every 72 h", "fentanyl", "transdermal", "600 mcg/day", "patch"),
        ("fentanyl 25 µg/h patch", "fentanyl", "transdermal", "600 mcg/day", "patch"),
        ("hydromorphone 0.5 mg/day intrathecal", "hydromorphone", "intrathecal", "0.5 mg/day", ""),
        ("heroin 5 mg/day intravenous", "heroin", "intravenous", "5 mg/day", ""),
    ],
)  # fmt: skip
def test_as_people_write_it(text: str, drug: str, route: str, dose: str, form: str) -> None:
    """Drug, route, amount and time in any order."""
    assert Taken(drug, route, DoseRate.parse(dose), form) == read_opioid(text, KNOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("morphine 40 mg/day", Taken("morphine", "", DoseRate.parse("40 mg/day"))),
        ("morphine 40 mg oral", Taken("morphine", "oral", None)),
        ("fentanyl 25 mcg patch every 72 h", Taken("fentanyl", "transdermal", None, "patch")),
    ],
)
def test_what_is_not_told_stays_untold(text: str, expected: Taken) -> None:
    """No route and no time is assumed; what is done about it is for the conversion to say."""
    assert expected == read_opioid(text, KNOWN)


MESSAGES = {
    "": f"An empty text is no opioid. Write, for example, {EXAMPLE}.",
    "x" * 121: f"'{'x' * 30}...' is too long for one opioid. Write each on its own, for example {EXAMPLE}.",
    "morphine 350/day oral": "'morphine 350/day oral' has no unit. Write, for example, '350 mg/day' or '350 mcg/day'.",
    "morphine 40 oral": "'morphine 40 oral' has no unit. Write, for example, '40 mg/day' or '40 mcg/day'.",
    "morphine 40 daily oral": "'morphine 40 daily oral' has no unit. Write, for example, '40 mg/day' or '40 mcg/day'.",
    "fentanyl 25 patch": "'fentanyl 25 patch' has no unit. A patch is written with its rate, for example '25 mcg/h'.",
    "morphine oral": f"'morphine oral' has no amount. Write a number and its unit, for example {EXAMPLE}.",
    "40 mg/day oral": f"'40 mg/day oral' names no drug. Write, for example, {EXAMPLE}.",
    "oxycodon 40 mg/day oral": "'oxycodon 40 mg/day oral': 'oxycodon' is not an opioid in the catalogue. "
    "Did you mean 'oxycodone'? Correct the name.",
    "morphine 10 mg qd oral": "'morphine 10 mg qd oral': 'qd' is misread too often to be accepted. "
    "Write 'a day', or 'every 24 h'.",
    "morphine 10-20 mg oral every 4 h": "'morphine 10-20 mg oral every 4 h' has a range where one amount belongs. "
    f"Write what is really taken, for example {EXAMPLE}.",
    "morphine 10 mg oral every 4 to 6 h": "'morphine 10 mg oral every 4 to 6 h' has a range where one interval "
    "belongs. Write the shorter one, for example 'every 4 h'.",
    "morphine 10 mg oral every 0 h": "'morphine 10 mg oral every 0 h': every 0 h is no interval. "
    "Write, for example, 'every 4 h'.",
    "morphine 10 mg oral 0 times a day": "'morphine 10 mg oral 0 times a day': 0 times a day is no dose. "
    "Leave the line out if the opioid is not taken.",
    "morphine 0 mg/day oral": "'morphine 0 mg/day oral': a dose of 0 is no dose. "
    "Leave the line out if the opioid is not taken.",
    "morphine 60 mg/day oral every 4 h": "'morphine 60 mg/day oral every 4 h' is a rate and says how often as well. "
    "Write one of them: '10 mg every 4 h' or '60 mg/day'.",
    "morphine 10 mg oral every 4 h daily": "'morphine 10 mg oral every 4 h daily' says twice how often. "
    f"Write it once, for example {EXAMPLE}.",
    "morphine 2 tablets of 10 mg oral daily": "'morphine 2 tablets of 10 mg oral daily' has more than one number. "
    f"Write the amount of one dose, for example {EXAMPLE}.",
    "morphine oral intravenous 5 mg/day": "Two routes are named: oral and intravenous. Write one line for each.",
    "morphine 10 mg/day oral with food": "'morphine 10 mg/day oral with food': 'with food' is not understood, "
    f"and it may change the dose. Say it with words that are known, for example {EXAMPLE}.",
    "morphine 10 mg/kg oral": "'morphine 10 mg/kg oral': 'mg/kg' is not a unit of dose rate that is known here "
    "(known: mcg/day, mcg/h, mcg/min, mg/day, mg/h, mg/min). Write, for example, '0.1 mg/day'.",
    "morphine 0,5 mg/day oral": "'morphine 0,5 mg/day oral': '0,5 mg/day' has a decimal comma. Write a decimal point; "
    "commas only separate thousands, as in '2,000 mcg/mL'. For example '0.1 mg/day'.",
    "morphine .5 mg/day oral": "'morphine .5 mg/day oral': '.5 mg/day' has no digit before the decimal point. "
    "Write the leading zero, for example '0.5 mg/day'.",
}


@pytest.mark.parametrize("text", MESSAGES)
def test_a_mistake_says_what_to_write(text: str) -> None:
    """Word for word."""
    with pytest.raises(OpioidError) as raised:
        read_opioid(text, KNOWN)
    assert MESSAGES[text] == str(raised.value)


@pytest.mark.parametrize("sign", ["-", "<", "~", "ca. "])
def test_a_number_with_a_sign_is_not_read_as_without_it(sign: str) -> None:
    """Neither a negative nor an uncertain amount becomes a plain one."""
    with pytest.raises(OpioidError):
        read_opioid(f"morphine {sign}40 mg/day oral", KNOWN)


def test_targets() -> None:
    """A drug and a route; the rest says what is wrong."""
    assert Place("hydromorphone", "intrathecal") == read_target("hydromorphone intrathecal", KNOWN)
    assert Place("morphine", "oral") == read_target("oral morphine", KNOWN)
    with pytest.raises(OpioidError) as raised:
        read_target("hydromorphone", KNOWN)
    assert str(raised.value) == (
        "'hydromorphone' does not say by which route. Write, for example, 'hydromorphone intrathecal'."
    )
    with pytest.raises(OpioidError) as raised:
        read_target("heroin intrathecal", ("fentanyl", "morphine"))
    assert str(raised.value) == "'heroin' is not an opioid in the catalogue. Known: fentanyl, morphine."


DAILY = st.fractions(min_value=Fraction(1, 100), max_value=5000, max_denominator=100)


@given(st.sampled_from(KNOWN), st.sampled_from(["oral", "intravenous", "rectal", "nasal"]), DAILY)
def test_what_is_said_is_read_again_as_the_same(drug: str, route: str, milligrams: Fraction) -> None:
    """What a screen shows of an opioid can be typed in, where its number is shown in full."""
    taken = Taken(drug, route, DoseRate(round(milligrams * 100) * 10))
    text = say_taken(taken)
    if DoseRate.parse(text.split(" ")[1] + " mg/day") == taken.dose:
        assert taken == read_opioid(text, KNOWN)


def read_or_why(text: str) -> Taken | str:
    """The opioid, or the message."""
    try:
        return read_opioid(text, KNOWN)
    except OpioidError as error:
        return str(error)


@given(st.text(alphabet="morphine 0123456789.,/mgcdayhx-qpatchoral", max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    """Nothing else than an opioid or an `OpioidError` that ends with a full stop; never a dose of 0."""
    found = read_or_why(text)
    if isinstance(found, str):
        assert found.endswith(".")
    else:
        assert found.drug
        assert found.dose is None or found.dose.value > 0


def test_a_refusal_in_words_names_no_dose_that_is_not_told() -> None:
    """A line without a time."""
    taken = read_opioid("morphine 40 mg oral", KNOWN)
    assert say_taken(taken, str.upper) == "MORPHINE at a dose without a time oral"
    assert say_refusal(RefusedTime(taken), str.upper) == (
        "An amount of MORPHINE without a time is no daily dose.",
        "Say how often: '40 mg/day', or '10 mg every 6 h'.",
    )
