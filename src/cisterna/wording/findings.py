"""Words for what the verifier finds. One template for each code; every number in a sentence comes from the "
"finding."""

from __future__ import annotations

from cisterna.wording.template import Template

__all__ = ["FINDINGS"]

FINDINGS: dict[str, Template] = {
    # the held drug
    "held-dose-cleared-low": Template(
        "Held drug falls",
        "Once the line has cleared, {drug} at the tip would be {gives:mcg/day}, {part:%} of the {held:mcg/day} "
        "that is held.",
        "Keep {held:mcg/day} of {drug}: enter the concentration that is in the reservoir and the dose that runs now. "
        "A reduction that is wanted for its own sake is another request.",
    ),
    "held-dose-cleared-high": Template(
        "Held drug rises",
        "Once the line has cleared, {drug} at the tip would be {gives:mcg/day}, {part:%} of the {held:mcg/day} "
        "that is held; "
        "the smallest published step for this patient goes up by {step:%}.",
        "Keep {held:mcg/day} of {drug}. Name the origin of the spasticity in the case if it is missing.",
    ),
    "held-dose-lowered-as-asked": Template(
        "The held drug is lowered",
        "{drug} goes from the {held:mcg/day} that is held to {dose:mcg/day}, {part:%}, because of {why}.",
        "The prescriber signs for it by a named override. It is never done to make room for another drug. Watch for "
        "withdrawal.",
    ),
    "dose-up-against-its-reason": Template(
        "Dose and reason disagree",
        "{dose:mcg/day} of {drug} is more than the {runs:mcg/day} that is held, and {why} is a reason to lower it.",
        "Correct the dose or the reason.",
    ),
    "dose-down-against-its-reason": Template(
        "Dose and reason disagree",
        "{dose:mcg/day} of {drug} is less than the {runs:mcg/day} that is held, and {why} is a reason to raise it.",
        "Correct the dose or the reason. It is never lowered to make room for another drug.",
    ),
    "dose-rises-beyond-step": Template(
        "Too large a step up",
        "{dose:mcg/day} of {drug} is {part:%} of the {held:mcg/day} that is held; the smallest published step for this "
        "patient goes up by {step:%}.",
        "Ask for a smaller step. Name the origin of the spasticity and the age in the case if they are missing.",
    ),
    "dose-falls-beyond-step": Template(
        "Too large a step down",
        "{dose:mcg/day} of {drug} is {part:%} of the {held:mcg/day} that is held; the smallest published step goes "
        "down by {step:%}.",
        "Ask for a smaller step, or have a specialist plan the way down.",
    ),
    "no-step-for-this-dose": Template(
        "No step is published",
        "{dose:mcg/day} of {drug} is {part:%} of the {held:mcg/day} that is held, and no source in the pack gives a "
        "step for it.",
        "Ask a specialist in implanted pumps.",
    ),
    "asked-dose-not-reached": Template(
        "Not the dose that was asked for",
        "{dose:mcg/day} of {drug} was asked for; in the end the plan gives {gives:mcg/day}.",
        "Correct the plan, or the request.",
    ),
    "schedule-shifts-hours": Template(
        "The schedule shifts the hours",
        "From {start:h} to {end:h} {drug} at the tip would be {part:%} of what the old program gives in the same "
        "hours. That is the schedule that is asked for; the day gives as much as before.",
        "Say by name that it is wanted, and see the patient at the hours with least of it.",
    ),
    "intended-below-running": Template(
        "Intended below what runs",
        "{held:mcg/day} of {drug} is given as intended, and {runs:mcg/day} runs: that is a reduction, and no "
        "start of "
        "another drug leads to one.",
        "Correct running.intended. A reduction that is wanted for its own sake is another request.",
    ),
    "running-entered-differs": Template(
        "The pump was told another concentration",
        "The pump was told {entered:mcg/mL} of {primary} and holds {fill:mcg/mL}, so {runs:mcg/day} of {drug} runs, "
        "and not what the programmer shows.",
        "Say in running.intended how much {drug} the patient was meant to have.",
    ),
    "held-dose-24h-low": Template(
        "Held drug falls in a day",
        "From {start:h} to {end:h} {drug} at the tip would be as low as {part:%} of what the old program gives in "
        "the same hours.",
        "Close the gap: size the bridge for the whole range of the dead volume, or keep the concentration of {drug}.",
    ),
    "held-dose-24h-high": Template(
        "Held drug rises in a day",
        "From {start:h} to {end:h} {drug} at the tip would be as high as {part:%} of what the old program gives "
        "in the same "
        "hours; the smallest published step for this patient goes up by {step:%}.",
        "Keep the old rate until the old mixture has left the line (a bridge), or keep the concentration of {drug}.",
    ),
    "held-dose-4h-low": Template(
        "Held drug falls for hours",
        "From {start:h} to {end:h} {drug} at the tip would be as low as {part:%} of what the old program gives in "
        "the same hours.",
        "Close the gap. What is given before or after it does not make up for it.",
    ),
    "held-dose-4h-high": Template(
        "Held drug rises for hours",
        "From {start:h} to {end:h} {drug} at the tip would be as high as {part:%} of what the old program gives "
        "in the same hours.",
        "Change the concentration of {drug} by less, or keep it.",
    ),
    "held-bolus-too-large": Template(
        "Bolus of the held drug too large",
        "From {start:h} to {end:h} the tip would give {amount:mcg} of {drug} more than the old program; the "
        "house's largest "
        "single bolus is {limit:mcg}.",
        "Do not push a line that is full of {drug}: leave the prime or the bolus out, or spread it.",
    ),
    "held-drug-left-out": Template(
        "Held drug left out",
        "The refill at {at:h} holds no {drug}. What is in the line runs on for a while without a warning sign; "
        "then it stops.",
        "Put {drug} into the refill. It is never stopped to make room for another drug.",
    ),
    "pump-left-stopped": Template(
        "Pump left stopped",
        "After {at:h} the pump stands still, and so does every drug in it.",
        "End the plan with a program that gives the held dose.",
    ),
    "runs-dry": Template(
        "Reservoir runs dry",
        "At the earliest the reservoir is down to what it cannot deliver at {at:h}, before the plan ends at {until:h}.",
        "Refill earlier, or put more into the reservoir.",
    ),
    "overfilled": Template(
        "Reservoir overfilled",
        "After the refill at {at:h} there would be at least {filled:mL} in a reservoir that holds {holds:mL}.",
        "Fill less, or draw out first.",
    ),
    "may-be-overfilled": Template(
        "Reservoir may be overfilled",
        "With all that can stay behind, the refill at {at:h} would put {filled:mL} into a reservoir that holds "
        "{holds:mL}.",
        "Fill less.",
    ),
    "refill-not-booked": Template(
        "No refill booked",
        "With the pump running as fast as its accuracy allows the reservoir runs dry at {at:h}, and the plan calls for "
        "nothing before that.",
        "Add a step that books the refill before it.",
    ),
    "may-have-run-dry": Template(
        "May have run dry already",
        "The reservoir holds {left:mL}, no more than what the pump may not be able to draw: what runs now may have "
        "stopped, and whether the line is full is not known.",
        "Look for withdrawal first. Find out what is in the line and write it as running.line.",
    ),
    "opioid-above-every-start": Template(
        "Above every published start",
        "{drug} would be set to {gives:mg/day}; no published range for a patient who is not opioid-tolerant goes above "
        "{limit:mg/day}.",
        "Start lower.",
    ),
    "date-before-the-pack": Template(
        "Earlier than what is known",
        "On the date of this case {count} of the limits that bear on it were not in force yet, so it was judged "
        "without them.",
        "Correct the date of the case, its year first of all.",
    ),
    "age-not-stated": Template(
        "Age not stated",
        "The case does not say how old the patient is, and the published starts of {drugs} are not for children.",
        "Add patient.age.",
    ),
    "opioid-in-a-child": Template(
        "Opioid in a child",
        "At {age} no source of this pack gives a start of intrathecal {drugs}.",
        "Refer to a specialist center for children; nothing is planned here.",
    ),
    "two-opioids": Template(
        "More than one opioid",
        "{drugs} reach the tip together; each is judged alone, and what they do together is not judged.",
        "A prescriber judges the sum.",
    ),
    "running-opioid-left-out": Template(
        "Running opioid left out",
        "{drug} runs now, and the refill at {at:h} holds none: it ends when the line has cleared.",
        "Say so on purpose: an opioid that ends can cause withdrawal.",
    ),
    "flow-below-lowest": Template(
        "Flow below what the pump can run",
        "From {at:h} on the program asks for {flow:mL/day}; the slowest that this pump runs is {limit:mL/day}.",
        "Lower the concentration, so that the same dose needs a faster flow. A slower flow counts as a stopped pump.",
    ),
    "flow-above-highest": Template(
        "Flow above what the pump can run",
        "From {at:h} on the program asks for {flow:mL/day}; the fastest that this pump runs is {limit:mL/day}.",
        "Raise the concentration. Check that the dose is per day and the concentration is what is in the syringe.",
    ),
    "boluses-switched-off": Template(
        "Patient boluses switched off",
        "The patient's boluses gave {lost:mcg/day} of {drug}; the last program of the plan gives none.",
        "Put {lost:mcg/day} into the program, or let the boluses go on.",
    ),
    "patient-boluses-unknown": Template(
        "Use of patient boluses not stated",
        "The case does not say how many boluses the patient takes, so the running dose is not known.",
        "Read the pump's log and add running.patient_boluses; without a controller write "
        "system.patient_controller = 'none'.",
    ),
    "held-dose-high-by-boluses": Template(
        "Held drug rises by patient boluses",
        "From {at:h} on, with every patient bolus that the program allows, {drug} would be {gives:mcg/day}, {part:%} "
        "of the {held:mcg/day} that is held; the smallest published step for this patient goes up by {step:%}.",
        "Allow fewer or smaller boluses. Name the origin of the spasticity in the case if it is missing.",
    ),
    "patient-bolus-too-large": Template(
        "Patient bolus of the held drug too large",
        "From {at:h} on each patient bolus would give {amount:mcg} of {drug}; the house's largest single bolus is "
        "{limit:mcg}.",
        "Allow a smaller bolus, or none.",
    ),
    "dual-patient-bolus": Template(
        "New patient bolus from a mixture",
        "From {at:h} on each patient bolus would carry {carries:mcg} of {drug} along.",
        "Allow no new patient boluses from a pump that holds two drugs.",
    ),
    # the opioid
    "opioid-24h-above-maximum": Template(
        "Opioid above the highest daily dose",
        "In the worst case {amount:mcg} of {drug} would reach the tip within {window:h}; the lowest published "
        "maximum is {limit:mcg/day}.",
        "Lower the dose or the concentration.",
    ),
    "opioid-1h-above-single-dose": Template(
        "Opioid above a single dose",
        "From {start:h} to {end:h} up to {amount:mcg} of {drug} would reach the tip; the published single dose "
        "goes up to {limit:mcg}.",
        "Leave out the bolus or the prime, or lower the concentration.",
    ),
    "opioid-above-start-range": Template(
        "Opioid above the range to start in",
        "{drug} would be set to {gives:mcg/day}; the lowest published ceiling to start at is {limit:mcg/day}.",
        "Start lower, or have the prescriber override this by name with a reason. If opioid exposure is missing, "
        "add it.",
    ),
    "opioid-raise-above-step": Template(
        "Opioid raised by more than a step",
        "At {at:h} {drug} would go from {before:mcg/day} to {gives:mcg/day}, {part:%} of it; the smallest published "
        "step goes up by {step:%}.",
        "Raise by less, or have the prescriber override this by name with a reason.",
    ),
    "opioid-maximum-unknown": Template(
        "No highest dose known",
        "No statement in the pack gives a highest daily dose of {drug}; in the worst case {amount:mcg} would "
        "reach the tip in a day.",
        "Have a specialist set the limit and enter it into the pack with its source.",
    ),
    "drug-not-judged": Template(
        "Drug that nothing is held against",
        "{drug} would go from {runs:mcg/day} to {gives:mcg/day}, and this program has no check for it: only held "
        "drugs "
        "and opioids are judged.",
        "Have a specialist judge it, or leave it as it runs.",
    ),
    "concentration-above-maximum": Template(
        "Concentration above the highest one",
        "The refill at {at:h} holds {concentration:mcg/mL} of {drug}; the lowest published maximum is {limit:mcg/mL}.",
        "Lower the concentration. Check that mcg was not written for mg, or mg for mcg.",
    ),
    # watching
    "refill-not-watched": Template(
        "Refill not watched",
        "The patient is to be watched from {start:h} to {end:h} after the refill; from {open:h} on nobody watches.",
        "Add an observation that covers {start:h} to {end:h}.",
    ),
    "arrival-not-watched": Template(
        "Arrival not watched",
        "{drug} may come to the tip from {start:h} on, and the watch on it lasts until {end:h}; from {open:h} on "
        "nobody watches.",
        "Add an observation that covers {start:h} to {end:h}, counted from the arrival and not from the refill.",
    ),
    "raise-not-watched": Template(
        "Raise not watched",
        "More {drug} comes to the tip from {start:h} on, when the raised program runs and its bridge is over; the "
        "watch lasts until {end:h}, and from {open:h} on nobody watches.",
        "Add an observation that covers {start:h} to {end:h}.",
    ),
    "raise-before-arrival": Template(
        "Raise before arrival",
        "The raise at {at:h} comes before {drug} has arrived and has been watched (until {end:h}), so nobody has "
        "seen what it does.",
        "Raise after {end:h} at the earliest.",
    ),
    # what is written
    "entered-differs-from-fill": Template(
        "Entered concentration differs from the syringe",
        "At {at:h} the pump is told {written:mcg/mL} of {drug}; the syringe holds {expected:mcg/mL}.",
        "Enter what is in the syringe, unless the difference is meant and the prescriber says so by name.",
    ),
    "thousandfold-slip": Template(
        "Milligram and microgram mixed up",
        "{written} of {drug} stands where {expected} is expected: they are nearly a whole unit apart.",
        "Check mcg against mg, and an hour's dose against a day's.",
    ),
    "per-hour-for-per-day": Template(
        "Dose of an hour and of a day mixed up",
        "{written} of {drug} stands where {expected} is expected: nearly the hours of a day apart.",
        "Check whether the dose was meant for an hour or for a day.",
    ),
    # how far the computation reaches
    "worst-case-sampled": Template(
        "Worst case sampled, not proved",
        "In this plan more than the delay of the line turns on what is not known exactly (a port aspiration, a "
        "line that "
        "is not of one mixture, a refill that leaves more than the residual, a rinse with something other than "
        "the fill), "
        "or it is too long to look everywhere. The worst case is taken at sampled points and not proved between "
        "them.",
        "Leave out what makes it so, shorten the plan, or have somebody answer for it by name.",
    ),
    # what is missing
    "reservoir-volume-unknown": Template(
        "Reservoir volume not stated",
        "The case does not say how much is in the reservoir, so whether it lasts is not known.",
        "Add running.reservoir_volume as the pump shows it before the refill.",
    ),
    "path-volume-unknown": Template(
        "Dead volume not known",
        "The volume of tubing and catheter is not known, so neither is when a new mixture comes to the tip.",
        "Read both volumes from the programmer and add system.tubing_volume and system.catheter.volume.",
    ),
    "path-volume-from-memory": Template(
        "Dead volume from memory",
        "The dead volume, {low:mL} to {high:mL}, rests on a volume per length that is from memory and not checked.",
        "Read the catheter volume from the programmer and add system.catheter.volume.",
    ),
    "pump-constants-unknown": Template(
        "Pump constants not known",
        "How accurate the pump is, or what stays in its reservoir, is not known, so the worst case is not either.",
        "Add what is named as missing; without a known pump refer to a specialist in implanted pumps.",
    ),
}
"""Templates by code."""
