"""Words for what a chart says: rows that cannot be judged, items that are missing, states that are found."""

from __future__ import annotations

from typing import NamedTuple

from cisterna.wording.template import Template

__all__ = ["STATES", "WATCHING", "StateWords"]


class StateWords(NamedTuple):
    """How a state is headed on a screen, and the command that says what to do first."""

    title: str
    first: str


STATES: dict[str, StateWords] = {
    "opioid over-sedation": StateWords(
        "Too much opioid: sedation or weak breathing", "cisterna emergency opioid-overdose"
    ),
    "baclofen overdose": StateWords("Possible baclofen overdose", "cisterna emergency baclofen-overdose"),
    "baclofen withdrawal": StateWords("Possible baclofen withdrawal", "cisterna emergency withdrawal"),
    "opioid withdrawal": StateWords("Possible opioid withdrawal", "cisterna emergency pump-stopped"),
    "interrupted delivery": StateWords("Delivery in doubt", "cisterna emergency pump-stopped"),
}
"""Words for each state that is looked for, by its name in the pack."""

_STILL_JUDGED = "It is judged as a sign, and does not count as how the patient is now."

WATCHING: dict[str, Template] = {
    # the rows
    "watch-item-missing": Template(
        "Item missing", "Row {row} does not say what was charted (value '{value}').", "Write the item beside the value."
    ),
    "watch-item-unknown": Template(
        "Item not known",
        "Row {row}: '{item}' is no item that is known here, so its value '{value}' was not judged.",
        "Write one of: {known}.",
    ),
    "watch-value-missing": Template(
        "Value missing", "Row {row}: {item} has no value.", "Chart the value, or leave the row out if it was not taken."
    ),
    "watch-pressure-one-value": Template(
        "One value of two",
        "Row {row}: {item} '{value}' is written as one value where there are two.",
        "Write both, as in 120/80, or name the item 'systolic pressure' or 'diastolic pressure'.",
    ),
    "watch-pressure-upside-down": Template(
        "Pressure upside down",
        "Row {row}: {item} '{value}' has the lower value first.",
        "Correct the row. " + _STILL_JUDGED,
    ),
    "watch-word-unknown": Template(
        "Word not known", "Row {row}: {item} '{value}' was not judged.", "Write one of: {known}."
    ),
    "watch-not-on-the-scale": Template(
        "Not on the scale",
        "Row {row}: {item} '{value}' is not a step of {scale}, whose steps are {known}; it was not judged.",
        "Find out which scale was used, and chart it on this one.",
    ),
    "watch-unit-not-needed": Template(
        "Unit where none belongs", "Row {row}: {item} '{value}' is a word; its unit '{unit}' was not used."
    ),
    "watch-not-one-value": Template(
        "Not one value",
        "Row {row}: {item} '{value}' is not one value, so it was not judged.",
        "Chart what was counted or measured, a plain number.",
    ),
    "watch-negative": Template(
        "Below zero", "Row {row}: {item} '{value}' is below zero, so it was not judged.", "Correct the row."
    ),
    "watch-decimal-comma": Template(
        "Decimal comma", "Row {row}: {item} '{value}' has a decimal comma and was read as {read}."
    ),
    "watch-not-a-number": Template(
        "Not a number",
        "Row {row}: {item} '{value}' is not a number, so it was not judged.",
        "Write digits, as in 38.5.",
    ),
    "watch-unit-missing": Template(
        "Unit missing",
        "Row {row}: {item} '{value}' has no unit; it can only be so in {unit}, and was judged so.",
        "Write the unit: {known}.",
    ),
    "watch-unit-unknown": Template(
        "Unit not known",
        "Row {row}: {item} '{value}' has the unit '{unit}', which is none of this item; it was not judged.",
        "Write one of: {known}.",
    ),
    "watch-unit-slip": Template(
        "Unit may be wrong",
        "Row {row}: {item} '{value}' cannot be so in '{unit}'; {likely}. It was judged both as written and so.",
        "Correct the unit. " + _STILL_JUDGED,
    ),
    "watch-out-of-range": Template(
        "Cannot be so", "Row {row}: {item} '{value}' cannot be so in {unit}; it was not judged.", "Correct the row."
    ),
    "watch-duplicate": Template("Charted twice", "Row {row} says the same as row {first} ({value}); it counts once."),
    "watch-contradictory": Template(
        "Contradictory",
        "Rows {rows} give {item} at {shown} as {values}. Each is judged as a sign; which of them is so is not known.",
        "Look at the patient, and correct the rows.",
    ),
    "watch-not-in-order": Template(
        "Rows not in order of time", "The rows are not in order of time; they were judged by their times."
    ),
    "watch-column-not-read": Template("Column not read", "The column '{column}' is not read."),
    "watch-row-too-long": Template(
        "Row too long",
        "Row {row} ({item} '{value}') has more cells than the header, so which of them is the value is not known; it "
        "was not judged.",
        "Put a text that holds the separator, or a decimal comma, into quotes.",
    ),
    "watch-within-quotes": Template(
        "Row within quotes",
        "Line {row} ({item} '{value}') stands within quotes that begin on an earlier line, so it may be a row or a "
        "part of a text.",
        "Close the quotes on the line where they begin. " + _STILL_JUDGED,
    ),
    "watch-text-over-lines": Template(
        "Text over several lines",
        "Line {row} ('{value}') belongs to a quoted text that begins on an earlier line; it was not judged.",
        "Close the quotes on the line where they begin.",
    ),
    "watch-key-twice": Template(
        "Key twice",
        "Entry {row} has a key twice, so which value is meant is not known; it was not judged.",
        "Keep one.",
    ),
    "watch-value-nested": Template(
        "Value is a list",
        "Entry {row} ({item}) holds a list or an object where one value belongs; it was not judged.",
        "Write one entry for each value.",
    ),
    # times
    "watch-time-missing": Template(
        "Time missing", "Row {row} ({item} '{value}') has no time.", "Write when it was taken. " + _STILL_JUDGED
    ),
    "watch-time-unreadable": Template(
        "Time not readable",
        "Row {row} ({item} '{value}'): '{shown}' is not a time that can be read in one way only.",
        "Write it as in 2026-11-26 08:00. " + _STILL_JUDGED,
    ),
    "watch-time-far": Template(
        "Time far away",
        "Row {row} ({item} '{value}'): {shown} is more than a year from the time of the case.",
        "Correct the year. " + _STILL_JUDGED,
    ),
    "watch-time-skipped": Template(
        "Time that does not exist",
        "Row {row} ({item} '{value}'): {shown} does not exist in {zone}, where the clocks go forward over it.",
        "Correct the time. " + _STILL_JUDGED,
    ),
    "watch-time-twice": Template(
        "Time that comes twice",
        "Row {row} ({item} '{value}'): {shown} comes twice in {zone}, where the clocks go back; the earlier was taken.",
        "Write it with its offset, as in 2026-11-01 01:30-07:00. " + _STILL_JUDGED,
    ),
    "watch-future": Template(
        "Dated in the future",
        "Row {row} ({item} '{value}') is dated {shown}, which has not come yet.",
        "Correct the time, or give --now. " + _STILL_JUDGED,
    ),
    # items that are asked for
    "watch-not-charted": Template(
        "Not charted", "'{item}' is not charted, so nothing can be said from it.", "Look, and chart it."
    ),
    "watch-no-time": Template(
        "No usable time",
        "'{item}' is charted only at times that cannot be used, so how it is now is not known.",
        "Look again, and chart it with its time.",
    ),
    "watch-newest-in-doubt": Template(
        "Newest value in doubt",
        "The newest value of '{item}' ({value}, {shown}) is in doubt, so how it is now is not known.",
        "Look again, and chart it.",
    ),
    "watch-stale": Template(
        "Too old",
        "The newest value of '{item}' ({value}) is of {shown}, {age:h} ago; it is asked for every {limit:h}. How it is "
        "now is not known.",
        "Look again, and chart it.",
    ),
    "watch-hidden": Template(
        "Hidden",
        "'{by}' is charted as '{value}', so a good {item} says little.",
        "Go by the items that it does not hide.",
    ),
    "watch-charted-once": Template(
        "Charted once",
        "'{item}' is charted once ({value}), so whether it has changed is not known.",
        "Chart it again, or chart 'tone change' as higher, lower or same.",
    ),
    # the case
    "watch-drug-without-signs": Template(
        "No signs known for this drug",
        "The pack has no signs to look for with {drug}, so nothing here is about it.",
        "A specialist says what to watch for.",
    ),
    "watch-sign-of-other-drug": Template(
        "Sign of a drug that is not named",
        "Row {row}: {item} {value} would speak for {states}, which was not looked for because the case and the plan "
        "name no drug that brings it.",
        "Judge it yourself; make sure what is in the pump.",
    ),
    "watch-delivery-raised": Template(
        "More than before",
        "{part} of what the running program gives of {drug} came to the tip in the last day, so signs of too much may "
        "come that nobody has charted yet.",
        "Look at the patient now; if it was not meant, see cisterna emergency wrong-fill.",
    ),
    "watch-delivery-not-known": Template(
        "Delivery not known",
        "When {drug} last reached the tip cannot be worked out from this case.",
        "Add what is missing, or give --last-delivery.",
    ),
    "watch-statements-not-in-force": Template(
        "Knowledge of another time",
        "{count} of the {of} statements on signs are not in force on {on}, so what they would find was not looked for.",
        "Ask at a date at which they hold, or judge this chart without this program.",
    ),
    "watch-age-not-stated": Template(
        "Age not stated",
        "The case does not say how old the patient is, and the limits here are those of adults.",
        "Add patient.age.",
    ),
    "watch-child": Template(
        "Limits of adults",
        "At {age} the limits for breathing, heart rate and blood pressure in this pack do not hold: a value that seems "
        "normal here may not be.",
        "Judge them by the limits for this age.",
    ),
}
"""The templates by code."""
