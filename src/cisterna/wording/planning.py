"""Words for what the planner, the admixture and the consultation find. One template for each code."""

from __future__ import annotations

from cisterna.wording.template import Template

__all__ = ["PLANNING"]

PLANNING: dict[str, Template] = {
    # what stands in the way of a dose
    "opioid-exposure-not-stated": Template(
        "Opioid exposure not stated",
        "The case does not say whether the patient takes opioids, so {drug} is worked out as for one who takes none.",
        "Add patient.opioid_exposure: naive, below tolerance, tolerant or interrupted.",
    ),
    "systemic-opioids-not-stated": Template(
        "Systemic opioids not stated",
        "The patient is said to be opioid-tolerant, but no systemic opioid is listed: {drug} cannot be worked out.",
        "Add a [[systemic_opioid]] section for each, or give request.dose.",
    ),
    "opioids-only-as-needed": Template(
        "Opioids only as needed",
        "Every opioid that is listed is taken as needed, so what a day comes to is not known: {drug} cannot be worked "
        "out.",
        "List what is really taken in a day, or give request.dose.",
    ),
    "equivalents-not-for-switching": Template(
        "Equivalents are not for switching",
        "The conversion chain starts from a factor for oral morphine equivalents. Those are published for judging "
        "risk, not for switching drugs: working out an intrathecal dose with them is outside their purpose.",
        "Take the chain as a place to titrate from.",
    ),
    "no-automatic-conversion": Template(
        "No automatic conversion",
        "{opioid} ({route}) is not converted to intrathecal {drug} automatically.",
        "Let a specialist set the dose and give it as request.dose.",
    ),
    "tolerance-not-borne-out": Template(
        "Tolerance is not borne out",
        "The patient is said to be opioid-tolerant, but what is listed adds up to {taken:mg/day} of oral morphine; the "
        "published threshold is {least:mg/day}.",
        "Correct patient.opioid_exposure, or list what is missing.",
    ),
    "approval-required": Template(
        "Approval is required",
        "The house policy asks for approved statements, and this plan rests on {count} that nobody has approved.",
        "Have them reviewed first; cisterna kb show ID says what each rests on.",
    ),
    "naive-with-opioid-in-pump": Template(
        "Naive, with an opioid in the pump",
        "The patient is said to be opioid-naive, but the pump gives {running}.",
        "Correct patient.opioid_exposure or running.fill.",
    ),
    # why a plan could not be made
    "too-dilute-to-order": Template(
        "Too dilute to order",
        "The concentration of {drug} would be below the smallest step that can be ordered ({step}).",
        "Ask for a higher dose, or have the house policy's step reviewed with the pharmacy.",
    ),
    "already-in-the-pump": Template(
        "Already in the pump",
        "{drug} runs already, so it is not started. A change of its dose is another request.",
        "Ask for another drug, or refer to a specialist in implanted pumps.",
    ),
    "pump-delivers-nothing": Template(
        "The pump delivers nothing",
        "The running program gives no {held}, so there is no dose to keep and nothing that would carry another drug.",
        "If that is so, this is an emergency: {held} may be interrupted. Else correct the program in the case.",
    ),
    "runs-too-slowly": Template(
        "Too slow to carry a plan",
        "The running program asks for {flow:mL/day}, which the {pump} does not run or which would not clear the line "
        "within a year.",
        "Interrogate the pump again: the dose, the concentration and the flow have to agree.",
    ),
    "no-orderable-step": Template(
        "No step to order in",
        "The house policy gives no concentration step of {drug}, so no fill of it can be ordered.",
        "Refer to a specialist in implanted pumps, or have the pharmacy enter the step into the house policy.",
    ),
    "no-bridge-on-this-pump": Template(
        "No bridge known on this pump",
        "The concentration of {held} would change, and the catalogue knows of no bridge bolus on the {pump}.",
        "A pharmacy that compounds from powder could keep the concentration.",
    ),
    "stock-too-dilute": Template(
        "Stock too dilute",
        "The stocks are too dilute to hold the dose of {held} and to add {drug}.",
        "Add a stronger stock.",
    ),
    "no-stock": Template(
        "No stock",
        "The case lists no stock of {drugs}, so no fill can be made from commercial vials.",
        "Add a [[stock]] section, or have the fill compounded from powder.",
    ),
    "dilution-forbids-same-concentration": Template(
        "Vials cannot keep the concentration",
        "{held} would have to stay at {kept}, but the strongest stock is {stock}: with {drug} added the stocks would "
        "need {taken} of the volume of the fill.",
        "A pharmacy that compounds from powder could make it; from vials the concentration changes, over a bridge.",
    ),
    "concentration-limit-forbids-same-flow": Template(
        "Too strong at the running flow",
        "At the running flow of {flow:mL/day} {drug} would stand at {concentration}; sources go no higher than "
        "{limit}.",
        "Another concentration of {held} lets the flow rise; such a plan is looked for as well.",
    ),
    "delay-limit-forbids-same-flow": Template(
        "Too slow for the house's limit on the delay",
        "At the running flow of {flow:mL/day} a change by refill takes up to {delay:h} to the tip; the house policy "
        "wants it there within {limit:h}.",
        "A higher flow at lower concentrations is looked for as well; the first arrival still takes as long as this.",
    ),
    "limits-too-low": Template(
        "The limits are too low",
        "No orderable concentration of {held} holds its dose together with {drug}: {bound} forbids it.",
        "Ask for a smaller dose, or refer to a specialist in implanted pumps.",
    ),
    "flow-beyond-the-pump": Template(
        "The pump is too slow",
        "To keep {bound} the flow would have to be {flow:mL/day}; the pump runs at most {highest:mL/day}.",
        "Refer to a specialist in implanted pumps.",
    ),
    "no-published-start": Template(
        "No published dose to start at",
        "No source of the pack says at which daily dose intrathecal {drug} is started.",
        "Let a specialist set the dose and give it as request.dose.",
    ),
    "pump-size-unknown": Template(
        "Size of the pump not known",
        "How much the {pump} holds is not in the catalogue, so no fill can be sized.",
        "Refer to a specialist in implanted pumps, or add the size to the catalogue with its source.",
    ),
    "lowest-flow-unknown": Template(
        "Lowest flow not known",
        "The slowest rate of the {pump} is not in the catalogue, so no flow can be chosen.",
        "Refer to a specialist in implanted pumps, or add the rate to the catalogue with its source.",
    ),
    "bridge-needs-dead-volume": Template(
        "A bridge needs the dead volume",
        "The concentration of {held} would change; without the volume of tubing and catheter no bridge can be sized.",
        "Read both volumes from the programmer and add system.tubing_volume and system.catheter.volume.",
    ),
    # referral
    "pump-unknown": Template(
        "Pump not known",
        "The pump is not known, so no plan through it can be made. Intrathecal baclofen must go on meanwhile.",
        "Refer urgently to a specialist in implanted pumps. With system.pump, plans could be made.",
    ),
    "pump-cannot-change-flow": Template(
        "Pump cannot be programmed",
        "The flow of the {pump} cannot be programmed, so no plan that rests on its flow is made here.",
        "Refer to a specialist in implanted pumps; do not stop the running drug. A second pump is an option.",
    ),
    "nothing-held": Template(
        "Nothing to hold",
        "The pack holds no statement that any of the running drugs ({drugs}) must not be interrupted.",
        "Refer to a specialist in implanted pumps.",
    ),
    "more-than-one-held": Template(
        "More than one drug to hold",
        "More than one running drug must not be interrupted ({drugs}); that is not planned here yet.",
        "Refer to a specialist in implanted pumps.",
    ),
    "every-drug-held": Template(
        "Nothing that must not be interrupted",
        "The pack holds no statement that any of the running drugs ({drugs}) must not be interrupted. Nothing is asked "
        "of them either, so a plan holds each of them at its dose.",
        "Have a specialist in implanted pumps confirm that.",
    ),
    "added-must-not-be-interrupted": Template(
        "Once it runs it must not be interrupted",
        "{drug} is a drug that must not be interrupted: from the day it reaches the tip, every refill and every stop "
        "of this pump is judged by it.",
        "See that the patient and the team can keep it up before it is started.",
    ),
    "no-plan-can-be-made": Template(
        "No plan can be made",
        "No plan through this pump can be made from what the case gives. Do not stop the running drug.",
        "Refer urgently to a specialist in implanted pumps; what would make each plan possible stands beside it.",
    ),
    "every-plan-refused": Template(
        "Every plan is refused",
        "Every plan that can be made from what the case gives is refused. Do not stop the running drug.",
        "Refer urgently to a specialist in implanted pumps; a second pump is an option.",
    ),
    "two-computations-disagree": Template(
        "Two computations disagree",
        "The planner's simulation and the verifier's own replay do not agree, so nothing can be said about this plan.",
        "Do not use the plan. Report this as a fault of Cisterna, with the case file.",
    ),
    "alternatives-to-mixing": Template(
        "Other ways than one mixture",
        "Instead of mixing both drugs in one reservoir, sources name: {items}.",
    ),
    "fill-volume-held-down": Template(
        "Less than was asked for",
        "{asked} was asked for. Up to {residual} may stay behind in the {pump}, so only {volume} is sure to fit.",
    ),
    "clock-change": Template(
        "The clocks change",
        "In {zone} the clocks change at {at}; the hours on this sheet follow the wall, the pump's hours go on.",
    ),
    "clock-change-with-flex": Template(
        "The clocks change under a flex schedule",
        "In {zone} the clocks change at {at}. The pump's own clock does not follow: its steps then fall an hour off.",
        "Decide whether the pump's clock is changed, and tell the patient.",
    ),
    "accuracy-from-memory": Template(
        "Accuracy from memory",
        "That the {pump} delivers no less or more than {side} of what it is told is from memory, not checked; the "
        "verdict rests on it.",
        "Check it against the manual.",
    ),
    "accuracy-measured": Template(
        "Accuracy from this pump's own refills",
        "The {pump} has delivered {low} to {high} of what it was told, by {count} refills and what the syringes can "
        "tell; this stands in place of its labeling.",
        "Enter every refill, not a choice of them.",
    ),
    "accuracy-drifts": Template(
        "This pump's accuracy is not constant",
        "By {count} refills the {pump} has delivered {low} to {high} of what it was told, and no single accuracy fits "
        "all of them; the verdict takes it to be constant somewhere between.",
        "Check the volumes that were entered. If they are right, have the pump and the catheter examined.",
    ),
    "accuracy-measured-too-seldom": Template(
        "Too few refills to judge accuracy by",
        "{count} of the refills of this {pump} are entered; from {least} on they can stand in place of its labeling.",
    ),
    "accuracy-as-stated": Template(
        "Accuracy as the case states it",
        "The verdict rests on {low} to {high} of what the {pump} is told, as the case states it.",
        "Check it against the pump's manual.",
    ),
    # the mixture
    "mixture-not-labelled": Template(
        "Mixture is not labelled",
        "{held} and {added} together are not labelled for this pump.",
        "Needs the patient's consent to unlabelled use and a named override.",
    ),
    "mixture-no-direct-evidence": Template(
        "No direct stability evidence",
        "No study of {held} with {added} alone was found. The refill interval is held to {lasts:day} by house policy.",
        "Needs a pharmacist's sign-off as a named override.",
    ),
    "mixture-of-several-drugs": Template(
        "More than two drugs together",
        "The fill holds {drugs}. Evidence on pairs does not carry over to all of them together.",
        "Needs a pharmacist's sign-off as a named override.",
    ),
    "mixture-outside-tested-range": Template(
        "Outside the tested concentrations",
        "{drug} at {planned} lies above what was tested ({tested}).",
        "Ask the pharmacist whether the evidence carries over.",
    ),
    "fill-form-not-stated": Template(
        "How the fill is made is not stated",
        "The case does not say whether the fill is made from commercial vials or compounded from powder.",
        "Add fill.form.",
    ),
    "stock-preserved": Template(
        "Preserved stock",
        "{name} holds a preservative or is a multidose vial. It must not be given intrathecally.",
        "Use a preservative-free, single-dose product.",
    ),
    "stock-preservative-not-stated": Template(
        "Preservative-free not confirmed",
        "The case does not name the product of the {drug} stock at {strength}, so nobody has confirmed that it is "
        "preservative-free.",
        "Name the product as stock.formulation; the pharmacist confirms it.",
    ),
    "stock-high-potency": Template(
        "High-potency stock",
        "{drug} at {strength} is a high-potency product, and the patient does not take opioids regularly.",
        "A stock of {alternative} would need {volume} of the fill instead of {instead}.",
    ),
    "compounded-potency": Template(
        "A compounded fill is not exact",
        "Changing to a compounded {held} can itself move the dose: at potency limits of {limit} either way it would be "
        "{low} to {high}. This lies outside what the verdict covers.",
        "Ask for an assay of the fill.",
    ),
    # dates
    "no-open-day-for-refill": Template(
        "No open day for the next refill",
        "The next refill is due {due:day} after this one, and the house policy has no open day between the two.",
        "Agree on a day with the clinic before this plan is carried out, or correct the holidays of the policy.",
    ),
    "fill-assayed": Template(
        "The fill was assayed",
        "{drug} in the fill was found at {low} to {high}; {ordered} was ordered. The verdict is worked out with what "
        "was found.",
        "Check that the assay is of this fill.",
    ),
    "assay-of-another-drug": Template(
        "Assay of another fill",
        "The assay found {drug} at {low} to {high}, and this plan orders none of it: it is the assay of another fill, "
        "or something is in this one that must not be.",
        "Do not inject it. Clear it up with the pharmacy, then correct the assay or make the fill anew.",
    ),
    "assay-far-from-order": Template(
        "Assay far from the order",
        "{drug} was found at {low} to {high}, and {ordered} was ordered: more than {limit} off. What the pump shows "
        "as dose of {drug} is not what it gives.",
        "Find out why with the pharmacy. Have the fill made anew, or sign for giving it as it is.",
    ),
    "fill-not-above-alarm": Template(
        "Alarm from the start",
        "{volume} would be injected, and the low-reservoir alarm is set to {alarm}: it sounds at once, and no day can "
        "be worked out by which to refill.",
        "Inject more, or enter a lower alarm volume.",
    ),
    "alarm-only-when-empty": Template(
        "Alarm only when empty",
        "The low-reservoir alarm is set to {alarm}, and up to {residual} in the {pump} may not be delivered: the pump "
        "may be empty before the alarm sounds.",
        "Enter a higher alarm volume. Nobody is to wait for the alarm.",
    ),
    # the record
    "statements-not-approved": Template(
        "Nothing here is approved",
        "{count} of the {of} statements used have not been approved by anybody.",
        "Check each against its source before you rely on it.",
    ),
    "recheck-overdue": Template(
        "Due to be read again",
        "{count} of the statements used were due to be checked against their sources before this date.",
        "Read them again, or tell whoever keeps the pack.",
    ),
}
"""Templates by code."""
