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
