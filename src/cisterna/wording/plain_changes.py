"""What is found about other changes than the start of a drug, in a patient's words: the same places as in `changes`."""

from __future__ import annotations

from cisterna.wording.template import Template

__all__ = ["PLAIN_CHANGES"]

PLAIN_CHANGES: dict[str, Template] = {
    "asked-plain-refill": Template(
        "A new fill",
        "You get a new fill of what is in your pump now. The pump keeps running as it does.",
    ),
    "asked-new-concentration": Template(
        "A new strength",
        "Your {drug} comes in a new strength, {concentration:mcg/mL}. Each dose stays as it is.",
    ),
    "way-new-concentration": Template(
        "A new strength",
        "The strength of {drug} goes from {old:mcg/mL} to {concentration:mcg/mL}. The pump runs as before until the "
        "new mix is there. So each dose stays.",
    ),
    "way-new-concentration-rinsed": Template(
        "A new strength",
        "The strength of {drug} goes from {old:mcg/mL} to {concentration:mcg/mL}. Your pump is first washed {times} "
        "times with {volume:mL} of the new mix. Each dose stays.",
    ),
    "steps-of-concentration": Template(
        "In steps",
        "This change takes {count} steps. So each of them is small.",
    ),
    "step-of-concentration": Template(
        "One step of several",
        "This is step {number} of {count}. The strength of {drug} goes from {before:mcg/mL} to {after:mcg/mL}.",
    ),
    "first-fill-with-residual": Template(
        "The first fill",
        "Up to {residual:mL} of the old mix may stay. Then you get {dose:mcg/day} of {drug} at first. That is {part:%} "
        "of what is meant.",
    ),
    "without-a-bridge": Template(
        "The pump has to be told",
        "If the pump were not told, you would get {dose:mcg/day} of {drug}. That is {part:%} of now, for {lasts:h}.",
        "So two people check what is typed in.",
    ),
    "rounded-to-order": Template(
        "Rounded a little",
        "Your {drug} goes from {old:mcg/day} to {new:mcg/day}. This is because the pharmacy makes whole steps.",
    ),
    "concentration-runs-already": Template(
        "You have this strength now",
        "Your pump holds {concentration:mcg/mL} of {drug} now.",
        "Your clinic corrects the request.",
    ),
    "asked-flex": Template("A day plan", "Your pump gets a plan for day and night. The dose of a day stays."),
    "asked-simple-continuous": Template("One even rate", "Your pump runs at one even rate. The dose of a day stays."),
    "asked-new-dose": Template("A new dose", "You get {dose:mcg/day} of {drug}, because of {why}."),
    "asked-dose-steps": Template("A new dose", "Your dose of {drug} is changed, because of {why}."),
    "asked-remove": Template("One medicine less", "You stop getting {drug} from your pump. All else stays."),
    "way-flex": Template(
        "A day plan", "Your pump gives {dose:mcg/day} of {drug} in all. It gives more at some hours than at others."
    ),
    "way-simple-continuous": Template(
        "One even rate", "Your pump gives {dose:mcg/day} of {drug}, all day and all night."
    ),
    "way-dose-by-rate": Template(
        "The pump is set anew",
        "Your {drug} goes from {runs:mcg/day} to {dose:mcg/day}. That is {part:%} of now. It changes at once. All that "
        "is in the pump changes with it.",
    ),
    "way-dose-by-refill": Template(
        "With the next fill",
        "Your {drug} goes from {runs:mcg/day} to {dose:mcg/day}. That is {part:%} of now. It changes when the new fill "
        "gets to the tip.",
    ),
    "way-remove": Template(
        "Out at once",
        "The next fill is without {drug}. You get {runs:mg/day} of it now. What is in the tubes comes first. Then it "
        "ends.",
    ),
    "way-remove-in-steps": Template(
        "Out in steps",
        "The next fill holds less {drug}. You get {dose:mg/day} of it then. Now you get {runs:mg/day}. More steps "
        "follow, each with a refill.",
    ),
    "schedule-of-a-drug": Template(
        "More at some hours",
        "You get {least:mcg/h} to {most:mcg/h} of {drug}. That is {low:%} to {high:%} of an even rate.",
    ),
    "mode-runs-already": Template("Your pump runs so now", "Your pump runs like this now.", "Your clinic corrects it."),
    "mode-changes-daily-dose": Template(
        "The dose of a day would change",
        "This would give you {new:mcg/day} of {drug}. Now you get {old:mcg/day}.",
        "Your clinic corrects it.",
    ),
    "mode-rounds-daily-dose": Template(
        "Rounded a little", "You get {new:mcg/day} of {drug} in all. Now you get {old:mcg/day}."
    ),
    "moves-with-the-rate": Template(
        "It changes too",
        "Your {drug} changes with your {held}. It goes from {old:mg/day} to {new:mg/day}. That is {part:%} of now.",
        "If that is not wanted, {held} is changed with a refill.",
    ),
    "felt-later": Template(
        "You feel it later",
        "You feel a new rate after {first_effect_from:h} to {first_effect_to:h}. You feel all of it after "
        "{full_effect_from:h} to {full_effect_to:h}.",
        "So it is not changed again before.",
    ),
    "dose-runs-already": Template(
        "You get this now", "You get {dose:mcg/day} of {drug} now.", "Your clinic corrects it."
    ),
    "dose-of-another-drug": Template(
        "Not this one",
        "The dose of {drug} is not changed this way. This way is for {held}.",
        "Your doctor can also take {drug} out of the pump.",
    ),
    "no-step-published": Template(
        "No step is known", "No source says how big a step of {drug} may be for you.", "Your doctor sets the dose."
    ),
    "held-is-not-removed": Template(
        "This one must not stop", "Your {drug} must not stop. It is not taken out like this.", "Ask your doctor."
    ),
    "only-opioids-are-removed": Template(
        "Not planned here", "How {drug} is ended is not known here.", "Your doctor asks a pump expert."
    ),
    "opioid-in-the-line": Template(
        "Still in the tubes",
        "{low:mg} to {high:mg} of {drug} are still in the tubes. You get it until {start:h} at least. It may last "
        "until {end:h}.",
        "Nothing takes its place before that.",
    ),
    "look-for-opioid-withdrawal": Template(
        "Signs that you miss it",
        "From then on you get less {drug}. You may feel that it is missing.",
        "Call your pump team at once if you feel ill.",
    ),
    "opioid-still-in-the-first-fill": Template(
        "Some is left",
        "Up to {residual:mL} of the old mix may stay. Then you still get {dose:mg/day} of {drug} until the next fill.",
    ),
    "opioid-by-another-route": Template(
        "What takes its place",
        "What takes the place of {drug} is not worked out here.",
        "Your doctor tells you. Do not start it on your own.",
    ),
    "step-of-taper": Template(
        "One step of several",
        "Fill {number} of {count}, {after:day} after the first: {dose:mg/day} of {drug} ({concentration:mcg/mL}).",
    ),
    "change-not-planned": Template(
        "There is no plan for this here",
        "This cannot be planned here.",
        "Your doctor plans it with a pump expert.",
    ),
    "way-plain-refill": Template(
        "The same again",
        "Your pump is filled with the same medicine again ({drugs}). You should notice no change.",
    ),
    "residual-is-the-same": Template(
        "What stays in the pump",
        "Up to {residual:mL} may stay in the pump when it is emptied. It is the same medicine, so it changes nothing.",
        "The clinic looks at how much comes out. This shows how the pump worked.",
    ),
    "fill-form-open": Template(
        "How the medicine is made",
        "It is not yet said how the medicine is made.",
        "Your clinic asks the pharmacy.",
    ),
    "fill-stronger-than-stock": Template(
        "The medicine cannot be made this way",
        "The medicine that the pharmacy has would take up {taken:%} of the fill. So this fill cannot be made from it.",
        "Your clinic asks the pharmacy.",
    ),
}
"""Templates by code."""
