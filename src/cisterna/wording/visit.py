"""Words for a refill visit: what does not fit, and what to do before the patient leaves."""

from __future__ import annotations

from cisterna.wording.template import Template

__all__ = ["VISIT"]

_FIND_OUT = "Nothing is corrected here: find out which of the two is right."
_COVER = (
    "Withdrawal is treated meanwhile ('cisterna emergency withdrawal'); tolerance to an opioid counts as lost, and "
    "sources disagree on the dose of baclofen to restart with."
)
_BEFORE = "Stop before the injection or the commit: "

VISIT: dict[str, Template] = {
    "visit-not-told": Template(
        "Not told", "The visit does not say {fact}, so this was not checked: {check}.", "Write it down and check again."
    ),
    # volumes
    "visit-drawn-more": Template(
        "More in the pump than expected",
        "{drawn} was drawn where {expected} was expected, {difference} more; {beyond} {limit} counts.",
        "That drug did not reach the patient: a stalled pump, a blocked or broken catheter, or a wrong volume typed "
        "last time. Do not restart or raise the dose before pump and catheter are tested. " + _COVER,
    ),
    "visit-drawn-less": Template(
        "Less in the pump than expected",
        "{drawn} was drawn where {expected} was expected, {difference} less; {beyond} {limit} counts.",
        "Draw again with the needle checked, before anything is injected. It may have gone beside the pump at the "
        "last refill, or too fast into the patient, or still be in the pump. Do not let the patient leave: watch, and "
        "open 'cisterna emergency pocket-fill'.",
    ),
    "visit-amount-not-accounted-for": Template(
        "Drug not accounted for",
        "{difference} of {drug} at {strength} is {amount:mg}: that much may be beside the pump or in the patient.",
    ),
    "visit-no-limit-for-this-pump": Template(
        "No limit for this pump",
        "No source gives a limit for the difference in this model; the one that holds for any pump was used.",
    ),
    "visit-limit-not-known": Template(
        "Limit not known",
        "The volumes differ by {difference}, which counts in some pumps and not in others; {fact} is not told.",
        "Name the pump. Until then treat the difference as one that counts.",
    ),
    "visit-nothing-commanded": Template(
        "Volumes do not fit",
        "{filled} was typed in at the refill before, and {expected} is expected now: nothing would have left the pump.",
        "Read both again from the programmer, and find out whether the pump was stopped.",
    ),
    "visit-no-delivery": Template(
        "Nothing left the pump",
        "{drawn} was drawn of the {filled} typed in at the refill before, though {commanded} should have gone.",
        "The patient has had none of it. Do not restart the dose before pump and catheter are tested. " + _COVER,
    ),
    "visit-over-infusion": Template(
        "More than its accuracy allows",
        "The pump was told to deliver {commanded} and gave {delivered}; its accuracy allows at most {most}.",
        "Look for signs of overdose, report the pump, and book the next refill earlier: the alarm does not see it.",
    ),
    "visit-under-delivery": Template(
        "Less than its accuracy allows",
        "The pump was told to deliver {commanded} and gave {delivered}; its accuracy allows no less than {least}.",
        "Look for signs of withdrawal, and have pump and catheter tested before the dose is raised.",
    ),
    # the fill
    "visit-most-at-risk": Template(
        "Most that can go wrong with this fill",
        "{volume} of {drug} at {strength} is {amount:mg}: that much would be beside the pump if the needle were.",
    ),
    "visit-overfilled": Template(
        "Reservoir overfilled",
        "{volume} was injected into a reservoir that holds {size}.",
        "Draw out what is too much at once: an overfilled pump can deliver too much. Do not leave the patient.",
    ),
    "visit-may-be-overfilled": Template(
        "Reservoir may be overfilled",
        "{volume} on top of up to {residual} that cannot be drawn is {filled}; the reservoir holds {size}.",
        "Inject less, or know what stayed behind.",
    ),
    "visit-fill-volume-not-planned": Template(
        "Another fill volume than planned",
        "{volume} was injected where the plan has {planned}.",
        "Type in what was injected, and work out the refill and alarm dates again.",
    ),
    "visit-form-not-planned": Template(
        "Another form than the case says",
        "The fill is '{form}' where the case says '{planned}'.",
        "Ask the pharmacy which it is; concentrations and stability were judged for the other.",
    ),
    "visit-label-not-entered": Template(
        "Label and screen differ",
        "{drug}: the label says {found}, the screen {meant}.",
        _BEFORE + "two people read label and screen aloud. The dose is wrong by the same factor.",
    ),
    "visit-label-not-planned": Template(
        "Label and plan differ",
        "{drug}: the label says {found}, the plan {meant}.",
        "Stop before the injection: call the pharmacy. This may be a wrong syringe.",
    ),
    "visit-entered-not-planned": Template(
        "Screen and plan differ",
        "{drug}: the screen says {found}, the plan {meant}.",
        "Stop before the commit: correct the screen, or have the plan made again.",
    ),
    "visit-typed-volume-low": Template(
        "Reservoir volume typed too low",
        "{typed} is typed in, less than the {volume} that was injected.",
        "Type in the fill (with what stayed under it, where that is the custom). As it is, the alarm comes early and "
        "the next visit will find too much.",
    ),
    "visit-typed-volume-high": Template(
        "Reservoir volume typed too high",
        "{typed} is typed in, more than {most}, the {volume} that was injected and all that may have stayed under it.",
        "Type in the fill. As it is, the pump runs dry before its alarm, and the next visit will find too little.",
    ),
    "visit-alarm-volume-differs": Template(
        "Another alarm volume",
        "The low-reservoir alarm is set to {alarm}; the case has {before}.",
        "Set it, or change the case: the dates rest on it.",
    ),
    # programs
    "visit-dose-changes-as-planned": Template(
        "Dose changes as planned", "{drug}: from {old} to {new}, as the plan has it."
    ),
    "visit-new-drug": Template(
        "New drug",
        "{drug} has not run before; the program gives {new}.",
        "Have the plan checked ('cisterna plan', 'cisterna check'): it arrives hours or days later.",
    ),
    "visit-drug-left-out": Template(
        "A drug is left out",
        "{drug} ran at {old}; after this visit there would be none.",
        "Stop: its sudden end can kill. Do not let the patient leave without it, or without a plan for its end.",
    ),
    "visit-raise-beyond-step": Template(
        "Raised by more than one step",
        "{drug}: from {old} to {new}, {change} more, where the largest step that a source allows is {step}.",
        "Stop before the commit: read dose, unit and concentration again.",
    ),
    "visit-dose-raised": Template(
        "Dose raised",
        "{drug}: from {old} to {new}, {change} more.",
        "Is that meant? One flow carries every drug: changing one by the rate changes all.",
    ),
    "visit-dose-lowered": Template(
        "Dose lowered",
        "{drug}: from {old} to {new}, {change} less.",
        "Is that meant? One flow carries every drug: changing one by the rate changes all. Look for withdrawal.",
    ),
    "visit-primary-not-planned": Template(
        "Another primary drug than planned",
        "{drug} is the primary drug on the screen, {planned} in the plan.",
        "Stop before the commit: the pump works its flow out from the primary drug.",
    ),
    "visit-dose-not-planned": Template(
        "Another dose than planned",
        "{drug}: the screen gives {found}, the plan {meant}.",
        "Stop before the commit: read dose and unit again.",
    ),
    "visit-schedule-not-planned": Template(
        "Another schedule than planned",
        "The day's dose is {found} as planned, but it is spread over the day in another way.",
        "Stop before the commit: read each step again with its time.",
    ),
    "visit-part-not-planned": Template(
        "Another bolus than planned",
        "The {part} on the screen is {found}, in the plan {meant}.",
        "Stop before the commit: correct it, or have the plan made again.",
    ),
    "visit-no-bridge": Template(
        "No bridge bolus",
        "{drug} goes from {old} to {new} on the screen, and no bridge bolus is programmed.",
        "Stop before the commit: until the line has cleared, the old mixture would run at the new flow.",
    ),
    "visit-bridge-not-told": Template(
        "Bridge bolus not told",
        "{drug} goes from {old} to {new} on the screen, and nobody wrote down whether a bridge bolus is programmed.",
        'Write bridge = "none", or its volume and its time.',
    ),
    # the pump's own account
    "visit-found-not-running": Template(
        "The pump was not running",
        "At the start of the visit the pump was found as: {status}.",
        "The patient has had no drug since it stopped. Open 'cisterna emergency pump-stopped' before it is started "
        "again. " + _COVER,
    ),
    "visit-before-dose-differs": Template(
        "The pump does not run what the case says",
        "{drug}: the pump shows {shown}, the case works out to {meant}.",
        "Correct the case, or find out who changed the program: every plan rests on what runs.",
    ),
    "visit-before-flow-differs": Template(
        "The pump does not run as the case says",
        "The pump shows a flow of {shown}, the case works out to {meant}.",
        "Correct the case, or find out who changed the program: every plan rests on what runs.",
    ),
    "visit-software-card-differs": Template(
        "Another software card",
        "The programmer has '{card}', the case '{before}'.",
        "Read the tubing volume again from this programmer: a bridge worked out with another one is wrong.",
    ),
    "visit-tubing-volume-differs": Template(
        "Another tubing volume",
        "The programmer shows {shown} of tubing, the case has {stated}.",
        "Find out which software the programmer has, and work out bridge and arrival again.",
    ),
    "visit-left-not-running": Template(
        "The pump does not run",
        "After the session the pump says: {status}.",
        "Do not let the patient leave: start it, and interrogate it again.",
    ),
    "visit-left-at-minimum": Template(
        "The pump runs at its lowest rate",
        "After the session the pump shows {flow}; its lowest rate is {least}, which is no treatment.",
        "Do not let the patient leave: commit the program, and interrogate it again.",
    ),
    "visit-after-dose-differs": Template(
        "The pump shows another dose than programmed",
        "{drug}: the pump shows {shown}, the program works out to {meant}.",
        "Do not let the patient leave: read the program again, line by line, with a second person.",
    ),
    "visit-after-flow-differs": Template(
        "The pump shows another flow than programmed",
        "The pump shows {shown}, the program works out to {meant}.",
        "Do not let the patient leave: read the program again, line by line, with a second person.",
    ),
    "visit-after-volume-differs": Template(
        "The pump shows another reservoir volume than typed",
        "The pump shows {shown}, typed in was {meant}.",
        "Type it in again: alarm and refill dates rest on it.",
    ),
    # slips
    "visit-looks-like-hour-and-day": Template(
        "Looks like an hour for a day",
        "{drug}: {found} ({what}) is {times} times {way} than {meant} ({against}), as many as a day has hours.",
        _FIND_OUT,
    ),
    "visit-looks-like-mcg-and-mg": Template(
        "Looks like mg for mcg",
        "{drug}: {found} ({what}) is {times:,} times {way} than {meant} ({against}), as many as a mg has mcg.",
        _FIND_OUT,
    ),
    "visit-looks-like-decimal-point": Template(
        "Looks like a decimal point",
        "{drug}: {found} ({what}) is {times} times {way} than {meant} ({against}).",
        _FIND_OUT,
    ),
    "visit-looks-like-a-wrong-syringe": Template(
        "Looks like a published mix-up",
        "{drug}: {found} ({what}) is {times} times {way} than {meant} ({against}), as in a mix-up of pharmacy syringes "
        "that was reported.",
        _FIND_OUT,
    ),
}
"""Templates for the findings of `visit`, by code."""
