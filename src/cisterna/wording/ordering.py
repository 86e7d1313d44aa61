"""Words for what an order to the pharmacy finds, and for the lines that a second person reads back."""

from __future__ import annotations

from cisterna.wording.template import Template

__all__ = ["ORDERING"]

ORDERING: dict[str, Template] = {
    # what stands in the way of an order
    "order-nothing-to-order": Template(
        "Nothing to order",
        "The plan has no refill, so there is nothing to order.",
        "A change of the program alone needs no pharmacy.",
    ),
    "order-no-stock": Template(
        "No stock",
        "The case lists no stock of {drugs}, so no recipe from commercial vials can be worked out.",
        "Add a [[stock]] section for each, or have the fill compounded from powder.",
    ),
    "order-stock-too-dilute": Template(
        "The stocks do not fit",
        "The stocks would take up {taken:%} of the fill: it cannot be made from them.",
        "Have it compounded from powder, or make a plan for these stocks: cisterna plan.",
    ),
    "order-step-not-told": Template(
        "No step to order in",
        "The house policy gives no concentration step of {drug}, so whether this concentration can be ordered is not "
        "known.",
        "Ask the pharmacy, and enter it under concentration_step.",
    ),
    "order-not-on-a-step": Template(
        "Not a concentration that is ordered",
        "{ordered:mcg/mL} of {drug} lies between two steps of {step:mcg/mL}, in which the house orders.",
        "Round it in the plan and check the plan again; never round it on the way to the pharmacy.",
    ),
    "order-salt-not-told": Template(
        "What is weighed is not known",
        "The order counts {mass:mg} of {drug}, and the powder is {substance}: whether the order counts the salt or the "
        "drug without it is not told, so no mass to weigh is given. A salt weighs more than the drug in it, and no "
        "factor stands in the pack.",
        "Ask the pharmacist what orders of {drug} count, and enter it under counted_as in the house policy; where that "
        "is not {substance}, the pharmacist works out the mass.",
    ),
    "order-powder-not-known": Template(
        "The powder is not known",
        "The order counts {mass:mg} of {drug}, and the catalogue does not say of which salt the powder is: no mass to "
        "weigh is given.",
        "Ask the pharmacist.",
    ),
    "order-counts-otherwise": Template(
        "Order and stock count differently",
        "The house counts {counted} in its orders of {drug}, and the stock is {substance}: how much of the stock that "
        "is, stands nowhere in the pack, so no recipe is given.",
        "The pharmacist works it out.",
    ),
    "order-differs-from-program": Template(
        "Label and program differ",
        "The order says {ordered:mcg/mL} of {drug}, and the pump is told {entered:mcg/mL}.",
        "If it is meant to make up for what stays in the reservoir, say so on the label; else correct the plan.",
    ),
    "order-rounding-lowers-held": Template(
        "Rounding lowers the held drug",
        "On these graduations {drug} comes out at {made:mcg/mL} and not at {ordered:mcg/mL}, less than the house "
        "policy lets it fall.",
        "Name a finer syringe or balance in the house policy.",
    ),
    "order-rounding-raises-held": Template(
        "Rounding raises the held drug",
        "On these graduations {drug} comes out at {made:mcg/mL} and not at {ordered:mcg/mL}, more than the house "
        "policy lets it rise without an override.",
        "Name a finer syringe or balance in the house policy.",
    ),
    # what to know about it
    "order-too-late": Template(
        "The day to order has passed",
        "For the appointment of {at:h} the order has to be there by {order_by:%a %Y-%m-%d}, {lead} staffed days before "
        "it. Ordered on the day of the case, a fill is there on {earliest:%a %Y-%m-%d} at the earliest.",
        "Ask the pharmacy whether it can be sooner, or move the appointment and write its date into the case.",
    ),
    "order-after-empty": Template(
        "The pump may be empty by then",
        "With the pump running as fast as its accuracy allows, what is in it is used up by {open:h}; the appointment "
        "is at {at:h}.",
        "Refill sooner. An empty reservoir stops every drug in it.",
    ),
    "order-vial-size-not-told": Template(
        "Size of the vials not told",
        "{volume:mL} of {drug} {strength:mcg/mL} is needed; how many vials that is depends on their size, which nobody "
        "said.",
        "Name the product as stock.formulation in the case. In the catalogue at this strength: {products}.",
    ),
    "order-taken-as-labeled": Template(
        "Counted as on the label of the stock",
        "Nobody said what orders of {drug} count. The recipe takes them to count {substance}, as the strength of the "
        "stock does.",
        "Ask the pharmacist, and enter it under counted_as in the house policy.",
    ),
    "order-too-little-to-weigh": Template(
        "Too little to weigh",
        "{mass:mg} of {drug} is less than the {least:mg} that the house weighs on a balance with steps of {step:mg}.",
        "The pharmacy makes a stock solution of it first, by its own procedure.",
    ),
    "order-substance-not-told": Template(
        "Salt not named",
        "The pack does not name one salt of {drug} for this order.",
        "Ask the pharmacist, and write it on the order.",
    ),
    "order-diluent-not-told": Template(
        "Diluent not named",
        "No source in the pack says with what {drug} is diluted.",
        "The pharmacist decides.",
    ),
    # what a second person reads back
    "order-check-drug": Template(
        "Concentration", "{drug}: ordered at {concentration:mcg/mL} ({concentration:mg/mL}), {amount:mg} in {total:mL}"
    ),
    "order-check-substance": Template("Salt", "{drug}: the salt is {substance}, on the order, the stock and the label"),
    "order-check-high-potency": Template(
        "High potency", "{drug} {strength:mg/mL} is a HIGH-POTENCY stock: read the strength aloud from the vial"
    ),
    "order-check-draw": Template("Stock", "{volume:mL} of {drug} {strength:mcg/mL}, in the {syringe}"),
    "order-check-diluent": Template("Diluent", "{volume:mL} of preservative-free diluent, in the {syringe}"),
    "order-check-weigh": Template("Weighed", "{mass:mg} of {drug} on the balance, printed or read by two"),
    "order-check-made-up": Template("Made up", "made up with preservative-free diluent to {total:mL}"),
    "order-check-made-exact": Template("Result", "{drug} is then {made:mcg/mL}, as ordered"),
    "order-check-made-lower": Template("Result", "{drug} is then {made:mcg/mL}, {size:%} below the order"),
    "order-check-made-higher": Template("Result", "{drug} is then {made:mcg/mL}, {size:%} above the order"),
    "order-check-preservative-free": Template(
        "Preservative", "every vial, powder and the diluent are free of preservative"
    ),
    "order-check-volume": Template(
        "Volume", "{total:mL} delivered, {volume:mL} injected; {overage:mL} stays in the refill kit and is not injected"
    ),
    "order-check-fill-draw": Template("Injection", "{volume:mL} to inject, in the {syringe}"),
    "order-check-program": Template("Program", "{drug}: label {ordered:mcg/mL}, told to the pump {entered:mcg/mL}"),
    "order-check-corrected": Template(
        "Not corrected",
        "{drug}: {ordered:mcg/mL} is not corrected for {left:mL} that can stay behind; {corrected:mcg/mL} would be, "
        "and is not ordered here",
    ),
}
"""Templates by code; those that begin with order-check are lines of what is read back."""
