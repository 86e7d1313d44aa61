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
    # the ways
    "way-plain-refill": Template(
        "The same again",
        "The mixture that runs is filled anew ({drugs}). The program runs on, and nothing changes at the tip.",
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
