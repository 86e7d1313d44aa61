"""Words for other changes than the start of a drug: what is asked for, each way to it, and what makers find."""

from __future__ import annotations

from cisterna.wording.template import Template

__all__ = ["CHANGES"]

CHANGES: dict[str, Template] = {
    # what is asked for
    "asked-plain-refill": Template(
        "A plain refill",
        "Asked for: a new fill of the mixture that runs, the program unchanged.",
    ),
    "asked-new-concentration": Template(
        "Another concentration",
        "Asked for: {concentration:mcg/mL} of {drug} in the pump, every dose as it is.",
    ),
    "asked-flex": Template("A flex schedule", "Asked for: a flex schedule, the daily dose as it is."),
    "asked-simple-continuous": Template("Simple continuous", "Asked for: one even rate, the daily dose as it is."),
    "asked-new-dose": Template("Another dose", "Asked for: {dose:mcg/day} of {drug}, because of {why}."),
    "asked-dose-steps": Template(
        "Another dose", "Asked for: which other dose of {drug} sources allow as one step, because of {why}."
    ),
    "asked-remove": Template("An opioid leaves", "Asked for: {drug} leaves the pump; everything else stays as it is."),
    "change-not-planned": Template(
        "Not planned here",
        "This kind of change can be asked for, but nothing here plans it.",
        "Plan it with a specialist in implanted pumps, and have the plan judged: cisterna check CASE --plan PLAN.",
    ),
    # the ways
    "way-plain-refill": Template(
        "The same again",
        "The mixture that runs is filled anew ({drugs}). The program runs on, and nothing changes at the tip.",
    ),
    "way-new-concentration": Template(
        "Another concentration, with a bridge",
        "{drug} goes from {old:mcg/mL} to {concentration:mcg/mL}. A bridge leads over until the new mixture is at the "
        "tip; every dose is to stay.",
    ),
    "way-flex": Template(
        "A flex schedule",
        "The pump follows the asked schedule, {dose:mcg/day} of {drug} in all; nothing else changes.",
    ),
    "way-simple-continuous": Template(
        "Simple continuous",
        "The pump runs evenly at {dose:mcg/day} of {drug}; nothing else changes.",
    ),
    "way-dose-by-rate": Template(
        "By rate",
        "{drug} goes from {runs:mcg/day} to {dose:mcg/day}, {part:%}, by the program alone: at once, and every drug in "
        "the pump with it.",
    ),
    "way-dose-by-refill": Template(
        "By refill",
        "{drug} goes from {runs:mcg/day} to {dose:mcg/day}, {part:%}, by another concentration at the same flow: when "
        "the new fill is at the tip, and nothing else moves.",
    ),
    "way-remove": Template(
        "Out at once",
        "The next fill goes without {drug}. What is in the line runs out first; then {runs:mg/day} of it end at once.",
    ),
    "way-remove-in-steps": Template(
        "Out in steps",
        "The next fill holds less {drug}: {dose:mg/day} after {runs:mg/day}. Each further step is another refill, and "
        "the last is without it.",
    ),
    "way-new-concentration-rinsed": Template(
        "Another concentration, after a rinse",
        "{drug} goes from {old:mcg/mL} to {concentration:mcg/mL} with a bridge. The reservoir is first rinsed {times} "
        "times with {volume:mL} of the new mixture, so that less of the old one stays behind.",
    ),
    # concentrations
    "steps-of-concentration": Template(
        "In steps",
        "No bridge keeps all of this change inside the house's limits, as far as pump and line are known. In {count} "
        "even steps the first one is; each of the others is planned anew when it is due.",
        "Volumes of earlier refills, or both volumes of the line, make the steps larger.",
    ),
    "step-of-concentration": Template(
        "A step", "Fill {number} of {count}: {drug} from {before:mcg/mL} to {after:mcg/mL}."
    ),
    "first-fill-with-residual": Template(
        "The first fill",
        "If all of {residual:mL} stays behind, the first fill gives {dose:mcg/day} of {drug}, {part:%} of what is "
        "meant, until the next one.",
    ),
    "without-a-bridge": Template(
        "Without the bridge",
        "DANGER: programmed without a bridge, the tip would give {dose:mcg/day} of {drug}, {part:%} of what runs, for "
        "{lasts:h}.",
        "Have a second person read the bridge back before the pump is told to go.",
    ),
    "rounded-to-order": Template(
        "Rounded to what can be ordered",
        "{drug} goes from {old:mcg/day} to {new:mcg/day}, because its concentration is rounded to a step that can be "
        "ordered.",
    ),
    "concentration-runs-already": Template(
        "Runs already",
        "{concentration:mcg/mL} of {drug} is what the pump holds now.",
        'Ask for refill = "same", or for another concentration.',
    ),
    # modes
    "schedule-of-a-drug": Template(
        "What the schedule does",
        "{drug} then runs between {least:mcg/h} and {most:mcg/h}, {low:%} to {high:%} of its even rate: one schedule "
        "moves every drug in the pump.",
    ),
    "mode-runs-already": Template(
        "Runs already", "The pump runs in this mode with these doses now.", "Correct the request."
    ),
    "mode-changes-daily-dose": Template(
        "Another daily dose",
        "The asked mode gives {new:mcg/day} of {drug}, and {old:mcg/day} runs. Another mode and another dose are two "
        "requests.",
        "Correct the doses of the steps, or ask for change_dose first.",
    ),
    "mode-rounds-daily-dose": Template(
        "Rounded steps",
        "The steps come to {new:mcg/day} of {drug} in all; {old:mcg/day} runs now.",
    ),
    # doses
    "moves-with-the-rate": Template(
        "Moves with the rate",
        "{drug} moves with {held}: from {old:mg/day} to {new:mg/day}, {part:%}, at once.",
        "If that is not wanted, change {held} by refill.",
    ),
    "felt-later": Template(
        "Felt later",
        "A new rate is first felt after {first_effect_from:h} to {first_effect_to:h}, and in full after "
        "{full_effect_from:h} to {full_effect_to:h}.",
        "Do not change it again before that.",
    ),
    "dose-runs-already": Template("Runs already", "{dose:mcg/day} of {drug} runs now.", "Correct the request."),
    "dose-of-another-drug": Template(
        "Not the held drug",
        "The dose of {drug} is not changed by this request: it is for {held}. How an opioid is raised stands with "
        "every plan that starts one.",
        "To take {drug} out of the pump, ask for remove.",
    ),
    "no-step-published": Template(
        "No step is published",
        "No source in the pack gives a step for {drug} in this patient.",
        "Name spasticity and age in the case, or ask for a dose.",
    ),
    # an opioid that leaves
    "held-is-not-removed": Template(
        "Never removed like this",
        "{drug} is the drug that must not stop. This request is for an opioid.",
        "Ending it for its own reason is another request, with a pathway of its own.",
    ),
    "only-opioids-are-removed": Template(
        "Not an opioid",
        "{drug} is no opioid, and nothing in the pack says how it is ended.",
        "Ask a specialist in implanted pumps.",
    ),
    "opioid-in-the-line": Template(
        "Still in the line",
        "{low:mg} to {high:mg} of {drug} lie in the line. At the tip the old dose goes on until {start:h} at the "
        "earliest and {end:h} at the latest.",
        "Nothing takes its place before that, or the patient has both.",
    ),
    "look-for-opioid-withdrawal": Template(
        "Look for opioid withdrawal",
        "From then on less or none of {drug} comes. Opioid withdrawal looks like baclofen withdrawal in its first "
        "signs.",
        "Look for it, and look at the pump first if it comes.",
    ),
    "opioid-still-in-the-first-fill": Template(
        "Still in the first fill",
        "If all of {residual:mL} stays behind, the first fill still gives {dose:mg/day} of {drug}, until the next one.",
    ),
    "opioid-by-another-route": Template(
        "By another route",
        "What takes the place of {drug} by another route is not worked out here: no ratio in the pack is meant for the "
        "way out of a pump.",
        "Let the prescriber set it, from a low dose, and begin it when less comes from the pump, not before.",
    ),
    "step-of-taper": Template(
        "A step",
        "Fill {number} of {count}, {after:day} after the first: {dose:mg/day} of {drug} ({concentration:mcg/mL}).",
    ),
    # fills
    "residual-is-the-same": Template(
        "What stays behind is the same",
        "Up to {residual:mL} may stay behind in the reservoir. It holds the same mixture, so it changes nothing.",
        "Look at the volume that is drawn out all the same: it shows whether the pump delivered what it was told.",
    ),
    "fill-form-open": Template(
        "How the fill is made is open",
        "The case does not say whether the fill comes from vials or is compounded.",
        "Add fill.form; a compounded lot differs in strength from the one before it.",
    ),
    "fill-stronger-than-stock": Template(
        "Stronger than the stock allows",
        "The stocks of the case would take up {taken:%} of the fill, so this mixture cannot be made from them.",
        'Write form = "compounded from powder" in [fill] if it is, or list the stock it is made from.',
    ),
}
"""Templates by code."""
