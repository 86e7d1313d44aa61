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
        "{drug} goes from {old:mcg/mL} to {concentration:mcg/mL}. A bridge keeps the old flow until the new mixture is "
        "at the tip, so every dose stays.",
    ),
    "way-new-concentration-rinsed": Template(
        "Another concentration, after a rinse",
        "{drug} goes from {old:mcg/mL} to {concentration:mcg/mL} with a bridge. The reservoir is first rinsed {times} "
        "times with {volume:mL} of the new mixture, so that less of the old one stays behind.",
    ),
    # concentrations
    "step-of-concentration": Template(
        "A step",
        "Step {number} of {count}: {drug} from {before:mcg/mL} to {after:mcg/mL}. In steps of this size the house's "
        "limits for hours hold even if the bridge ends early or late.",
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
