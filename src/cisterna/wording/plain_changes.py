"""What is found about other changes than the start of a drug, in a patient's words: the same places as in `changes`."""

from __future__ import annotations

from cisterna.wording.template import Template

__all__ = ["PLAIN_CHANGES"]

PLAIN_CHANGES: dict[str, Template] = {
    "asked-plain-refill": Template(
        "A new fill",
        "You get a new fill of what is in your pump now. The pump keeps running as it does.",
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
