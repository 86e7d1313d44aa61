"""
Words for patients for what a plan can find: one template for each code, with the places of the physician's template.

The stance is the same; what is to be done is said as what the team does, and what the patient can do.
"""

from __future__ import annotations

from cisterna.wording.plain_changes import PLAIN_CHANGES
from cisterna.wording.plain_pitfalls import PLAIN_PITFALLS
from cisterna.wording.plain_rescues import PLAIN_RESCUES
from cisterna.wording.template import Template

__all__ = ["NURSE_DOES", "PLAIN"]

NURSE_DOES = frozenset(
    {
        "arrival-not-watched", "clock-change", "clock-change-with-flex", "may-have-run-dry", "no-open-day-for-refill",
        "patient-boluses-unknown",
        "raise-not-watched", "refill-not-booked", "refill-not-watched", "reservoir-volume-unknown", "runs-dry",
        "path-volume-unknown", "entered-differs-from-fill", "thousandfold-slip", "per-hour-for-per-day",
    }
)  # fmt: skip
"""Codes of which the nurse does what is to be done; for all others it is the prescriber's or the pharmacist's."""

PLAIN: dict[str, Template] = {
    # the drug that must not stop
    "held-dose-cleared-low": Template(
        "Too little {drug}",
        "When the tube has cleared, you would get {gives:mcg/day} of {drug}. That is {part:%} of the "
        "{held:mcg/day} you need.",
        "This must not be. Your team has to keep {held:mcg/day} of {drug}.",
    ),
    "held-dose-cleared-high": Template(
        "Too much {drug}",
        "When the tube has cleared, you would get {gives:mcg/day} of {drug}. That is {part:%} of the "
        "{held:mcg/day} you need. The smallest step up for you is {step:%}.",
        "Your team has to keep {held:mcg/day} of {drug}.",
    ),
    "held-dose-lowered-as-asked": Template(
        "Your {drug} goes down",
        "Your {drug} goes from {held:mcg/day} to {dose:mcg/day}. That is {part:%}. The reason is {why}.",
        "Your doctor signs for it. Call at once if you feel ill.",
    ),
    "dose-up-against-its-reason": Template(
        "Dose and reason do not fit",
        "{dose:mcg/day} of {drug} is more than the {runs:mcg/day} you need. But {why} asks for less.",
        "Your clinic corrects it.",
    ),
    "dose-down-against-its-reason": Template(
        "Dose and reason do not fit",
        "{dose:mcg/day} of {drug} is less than the {runs:mcg/day} you need. But {why} asks for more.",
        "Your clinic corrects it.",
    ),
    "dose-rises-beyond-step": Template(
        "Too big a step up",
        "{dose:mcg/day} of {drug} is {part:%} of the {held:mcg/day} you need. A step goes up by {step:%} at most.",
        "Your doctor takes a smaller step.",
    ),
    "dose-falls-beyond-step": Template(
        "Too big a step down",
        "{dose:mcg/day} of {drug} is {part:%} of the {held:mcg/day} you need. A step goes down by {step:%} at most.",
        "Your doctor takes a smaller step.",
    ),
    "no-step-for-this-dose": Template(
        "No step is known",
        "{dose:mcg/day} of {drug} is {part:%} of the {held:mcg/day} you need. No source says if that is safe.",
        "Your doctor asks a pump expert.",
    ),
    "asked-dose-not-reached": Template(
        "Not the dose that was asked for",
        "Your doctor asked for {dose:mcg/day} of {drug}. This plan gives {gives:mcg/day}.",
        "Your team corrects it.",
    ),
    "schedule-shifts-hours": Template(
        "More at some hours, less at others",
        "From {start:h} to {end:h} you get {part:%} of your {drug}. The dose of the day stays.",
        "Your doctor signs for it. Tell your team how you feel at these hours.",
    ),
    "intended-below-running": Template(
        "Less {drug} than now",
        "Your case asks for {held:mcg/day} of {drug}. Now {runs:mcg/day} runs, so this would be less.",
        "A new medicine is no reason to cut it. Your team has to correct the case.",
    ),
    "running-entered-differs": Template(
        "The pump was told another strength",
        "The pump was told {entered:mcg/mL} of {primary}. It holds {fill:mcg/mL}. So you get {runs:mcg/day} of {drug}, "
        "not what the screen shows.",
        "Your team has to find out how much {drug} you were meant to get.",
    ),
    "held-dose-24h-low": Template(
        "{drug} dips for a day",
        "From {start:h} to {end:h} you could get just {part:%} of the {drug} of now.",
        "This must not be. Your team has to close this gap.",
    ),
    "held-dose-24h-high": Template(
        "{drug} rises for a day",
        "From {start:h} to {end:h} you could get up to {part:%} of the {drug} of now. The smallest step up "
        "for you is {step:%}.",
        "Your team has to keep your {drug} as it is.",
    ),
    "held-dose-4h-low": Template(
        "{drug} dips for hours",
        "From {start:h} to {end:h} you could get just {part:%} of the {drug} of now.",
        "This must not be. More of it before or after does not make up for it.",
    ),
    "held-dose-4h-high": Template(
        "{drug} rises for hours",
        "From {start:h} to {end:h} you could get up to {part:%} of the {drug} of now.",
        "Your team has to change the strength of {drug} less, or keep it.",
    ),
    "held-bolus-too-large": Template(
        "Too much {drug} at once",
        "From {start:h} to {end:h} you would get {amount:mcg} more {drug} than now. The most at once is {limit:mcg}.",
        "Your team must not push a tube that is full of {drug}.",
    ),
    "held-drug-left-out": Template(
        "{drug} is left out",
        "The refill at {at:h} holds no {drug}. You would not notice at first. Then it stops.",
        "This must not be. {drug} has to be in the refill.",
    ),
    "pump-left-stopped": Template(
        "The pump stands still",
        "After {at:h} the pump stands still. Then every medicine in it stops.",
        "This must not be. The plan has to end with a pump that runs.",
    ),
    "runs-dry": Template(
        "The pump runs out",
        "The pump may run out at {at:h}. The plan ends later, at {until:h}.",
        "You need a refill before that, or a larger one.",
    ),
    "overfilled": Template(
        "Too full",
        "After the refill at {at:h} the pump would hold {filled:mL}. There is room for {holds:mL}.",
        "Your team has to fill in less, or draw some out first.",
    ),
    "may-be-overfilled": Template(
        "It may get too full",
        "After the refill at {at:h} the pump could hold {filled:mL}. There is room for {holds:mL}.",
        "Your team has to fill in less.",
    ),
    "refill-not-booked": Template(
        "No refill is booked",
        "If the pump runs fast, it is empty at {at:h}. No visit is booked before that.",
        "Your team has to book a refill. Ask for the date.",
    ),
    "no-open-day-for-refill": Template(
        "No day for your next refill",
        "Your next refill is due in {due:day}. Your clinic is closed until then.",
        "Your team has to find a day for it now. Ask for the date.",
    ),
    "may-have-run-dry": Template(
        "The pump may be empty now",
        "The pump holds just {left:mL}. It may not be able to draw more. It may have stopped.",
        "Tell your team how you feel. They look for signs of too little medicine first.",
    ),
    "opioid-above-every-start": Template(
        "A start that is too high",
        "{drug} would start at {gives:mg/day}. No source starts above {limit:mg/day} in people not used to opioids.",
        "Your team has to start lower.",
    ),
    "date-before-the-pack": Template(
        "The date may be wrong",
        "On this date {count} of the rules used here were not in force.",
        "Your team checks the date.",
    ),
    "age-not-stated": Template(
        "Your age is missing",
        "The case does not say how old you are. The starts of {drugs} are not for children.",
        "Tell your team your age.",
    ),
    "opioid-in-a-child": Template(
        "An opioid in a child",
        "At {age} no source here says how to start {drugs} in the pump.",
        "A center for children has to decide. Nothing is planned here.",
    ),
    "two-opioids": Template(
        "More than one opioid",
        "{drugs} reach the tip at the same time. Each was checked alone, not both as one.",
        "Your doctor has to judge the sum.",
    ),
    "running-opioid-left-out": Template(
        "An opioid ends",
        "{drug} runs now. The refill at {at:h} holds none of it. It ends when the tube is clear.",
        "When an opioid ends, you can fall ill. Your team has to want it on purpose.",
    ),
    "flow-below-lowest": Template(
        "Too slow for the pump",
        "From {at:h} on the pump should run {flow:mL/day}. The slowest it can do is {limit:mL/day}.",
        "Your team has to use a weaker mix. A slower pump counts as a stopped one.",
    ),
    "flow-above-highest": Template(
        "Too fast for the pump",
        "From {at:h} on the pump should run {flow:mL/day}. The fastest it can do is {limit:mL/day}.",
        "Your team has to use a stronger mix, and check what was typed.",
    ),
    "boluses-switched-off": Template(
        "Your extra doses end",
        "Your extra doses gave {lost:mcg/day} of {drug}. The new program has none.",
        "Your team has to put {lost:mcg/day} into the program, or let them go on.",
    ),
    "patient-boluses-unknown": Template(
        "Your extra doses are not known",
        "Nobody wrote down how many extra doses you take. So your dose is not known.",
        "Tell your team. They can read it from the pump.",
    ),
    "held-dose-high-by-boluses": Template(
        "Extra doses give too much {drug}",
        "From {at:h} on, all extra doses would bring {gives:mcg/day} of {drug}. That is {part:%} of the "
        "{held:mcg/day} you need. The smallest step up for you is {step:%}.",
        "Your team has to allow fewer or smaller extra doses.",
    ),
    "patient-bolus-too-large": Template(
        "An extra dose is too large",
        "From {at:h} on each extra dose would give {amount:mcg} of {drug}. The most at once is {limit:mcg}.",
        "Your team has to allow a smaller one, or none.",
    ),
    "dual-patient-bolus": Template(
        "An extra dose holds both medicines",
        "From {at:h} on each extra dose would also carry {carries:mcg} of {drug}.",
        "No new extra doses from a pump with two medicines.",
    ),
    # the opioid
    "opioid-24h-above-maximum": Template(
        "Too much opioid in a day",
        "At worst {amount:mcg} of {drug} would come out in {window:h}. The top dose is {limit:mcg/day}.",
        "This must not be. Your team has to lower the dose.",
    ),
    "opioid-1h-above-single-dose": Template(
        "Too much opioid at once",
        "From {start:h} to {end:h} up to {amount:mcg} of {drug} would come out. One dose goes up to {limit:mcg}.",
        "Your team has to slow this down.",
    ),
    "opioid-above-start-range": Template(
        "A start above the range",
        "{drug} would be set to {gives:mcg/day}. The lowest top for a start is {limit:mcg/day}.",
        "Your team has to start lower, or your doctor signs for it.",
    ),
    "opioid-raise-above-step": Template(
        "A raise that is large",
        "At {at:h} {drug} would go from {before:mcg/day} to {gives:mcg/day}. That is {part:%} of it. The smallest "
        "step up is {step:%}.",
        "Your team has to raise it by less, or your doctor signs for it.",
    ),
    "opioid-maximum-unknown": Template(
        "No top dose is known",
        "No source here gives a top dose of {drug}. At worst {amount:mcg} would come out in a day.",
        "An expert has to set the limit.",
    ),
    "drug-not-judged": Template(
        "A medicine that was not checked",
        "{drug} would go from {runs:mcg/day} to {gives:mcg/day}. This program has no check for it.",
        "An expert has to judge it, or it stays as it is.",
    ),
    "concentration-above-maximum": Template(
        "The mix is too strong",
        "The refill at {at:h} holds {concentration:mcg/mL} of {drug}. The lowest top strength is {limit:mcg/mL}.",
        "Your team has to use a weaker mix, and check what was written.",
    ),
    # watching
    "refill-not-watched": Template(
        "Nobody watches after the refill",
        "You should be watched from {start:h} to {end:h}. From {open:h} on nobody does.",
        "Ask your team who watches from {start:h} to {end:h}.",
    ),
    "arrival-not-watched": Template(
        "Nobody watches when it comes",
        "{drug} may reach you from {start:h} on. You should be watched until {end:h}. From {open:h} on nobody does.",
        "Ask your team who watches from {start:h} to {end:h}.",
    ),
    "raise-not-watched": Template(
        "Nobody watches the raise",
        "More {drug} comes from {start:h} on. You should be watched until {end:h}. From {open:h} on nobody does.",
        "Ask your team who watches from {start:h} to {end:h}.",
    ),
    "raise-before-arrival": Template(
        "Raised too early",
        "The raise at {at:h} comes too early. The watch on {drug} lasts until {end:h}.",
        "Your team has to wait until {end:h} with it.",
    ),
    # what is written
    "entered-differs-from-fill": Template(
        "The pump is told another strength",
        "At {at:h} the pump is told {written:mcg/mL} of {drug}. The syringe holds {expected:mcg/mL}.",
        "Your team has to type in what is in the syringe.",
    ),
    "thousandfold-slip": Template(
        "A unit may be wrong",
        "{written} of {drug} is written. It should be near {expected}. A unit may be mixed up.",
        "Your team has to check it.",
    ),
    "per-hour-for-per-day": Template(
        "An hour and a day may be mixed up",
        "{written} of {drug} is written. It should be near {expected}. An hour may stand for a day.",
        "Your team has to check it.",
    ),
    # how far the computation reaches
    "worst-case-sampled": Template(
        "The worst case is not proved",
        "Too much in this plan is not known. So the worst case was tried out, not proved.",
        "Your team has to make the plan simpler, or somebody signs for it.",
    ),
    # what is missing
    "reservoir-volume-unknown": Template(
        "What is left is not known",
        "Nobody wrote down how much is in the pump. So nobody knows how long it lasts.",
        "Your team has to read it from the pump.",
    ),
    "path-volume-unknown": Template(
        "The size of your tubes is missing",
        "Nobody wrote down what your tubes hold. So nobody knows when the new mix comes.",
        "Your team has to read it from the pump.",
    ),
    "path-volume-from-memory": Template(
        "The size of your tubes was not checked",
        "Your tubes hold {low:mL} to {high:mL}. That is from memory and was not checked.",
        "Your team has to read it from the pump.",
    ),
    "pump-constants-unknown": Template(
        "Facts about your pump are missing",
        "How exact your pump is, is not known. So the worst case is not known.",
        "Your team has to add what is missing, or ask a pump expert.",
    ),
    # what stands in the way of a dose
    "opioid-exposure-not-stated": Template(
        "Do you take opioids?",
        "The case does not say if you take opioids. So {drug} was worked out as if you take none.",
        "Tell your team about every pain medicine that you take.",
    ),
    "systemic-opioids-not-stated": Template(
        "Your opioids are not listed",
        "The case says you are used to opioids. It lists none, so {drug} cannot be worked out.",
        "Tell your team about every pain medicine that you take.",
    ),
    "no-automatic-conversion": Template(
        "An expert has to set the dose",
        "There is no fixed way to go from {opioid} ({route}) to {drug} in the pump.",
        "A pump expert has to set the dose.",
    ),
    "tolerance-not-borne-out": Template(
        "You may be less used to opioids",
        "The case says you are used to opioids. What it lists adds up to {taken:mg/day} of morphine by mouth. The "
        "line is {least:mg/day}.",
        "Tell your team about every pain medicine that you take.",
    ),
    "approval-required": Template(
        "Not approved yet",
        "Your clinic wants each fact to be approved. This plan uses {count} that nobody approved.",
        "Your team has to plan in another way till then.",
    ),
    "naive-with-opioid-in-pump": Template(
        "Your pump gives an opioid already",
        "The case says that you are new to opioids. But your pump gives {running}.",
        "Your team has to find out which is right.",
    ),
    "equivalents-not-for-switching": Template(
        "A sum with a number not made for it",
        "The sum starts from how much morphine by mouth your opioid counts as. That number is for judging risk. It is "
        "not for a switch of drugs.",
        "The dose is just a place to start from.",
    ),
    "opioids-only-as-needed": Template(
        "How much you take is not known",
        "You take each opioid only when you need it. What a day adds up to is not known. So {drug} cannot be worked "
        "out.",
        "Tell your team what you take in a day.",
    ),
    # why a plan could not be made
    "too-dilute-to-order": Template(
        "Too weak to make",
        "So little {drug} cannot be mixed. The smallest step is {step}.",
        "Your team has to choose another dose.",
    ),
    "already-in-the-pump": Template(
        "It runs already",
        "{drug} runs in your pump already. So it is not started.",
        "A change of its dose is another plan.",
    ),
    "pump-delivers-nothing": Template(
        "The pump gives nothing",
        "The pump gives no {held} now. So nothing can carry a new medicine.",
        "If that is true, you need help right now. {held} may have stopped. Else the case is wrong.",
    ),
    "runs-too-slowly": Template(
        "Too slow for a plan",
        "The program asks for {flow:mL/day}. The {pump} does not run that, or needs a year to clear the tube.",
        "Your team has to read the pump again.",
    ),
    "no-orderable-step": Template(
        "Cannot be ordered here",
        "The rules of this house give no step for {drug}. So no fill can be ordered.",
        "Your team has to ask a pump expert or the pharmacy.",
    ),
    "no-bridge-on-this-pump": Template(
        "No bridge on this pump",
        "The strength of {held} would change. The {pump} has no known bridge bolus.",
        "A pharmacy that mixes from powder could keep the strength.",
    ),
    "stock-too-dilute": Template(
        "The vials are too weak",
        "The vials are too weak to keep your {held} and to add {drug}.",
        "Your team needs stronger vials.",
    ),
    "no-stock": Template(
        "No vials are listed",
        "The case lists no vials of {drugs}. So no fill can be made from vials.",
        "Your team has to list them, or have the fill mixed from powder.",
    ),
    "dilution-forbids-same-concentration": Template(
        "Vials cannot keep the strength",
        "{held} has to stay at {kept}. The strongest vial is {stock}. With {drug} added the vials would need {taken} "
        "of the fill.",
        "A pharmacy that mixes from powder could make it.",
    ),
    "concentration-limit-forbids-same-flow": Template(
        "The new medicine would be too strong",
        "Your pump runs at {flow:mL/day}. There {drug} would have to be {concentration}. Experts go no higher than "
        "{limit}.",
        "Your team can look at a plan with less {held} in each drop. Then the pump runs faster.",
    ),
    "delay-limit-forbids-same-flow": Template(
        "The way to your spine takes too long",
        "Your pump runs at {flow:mL/day}. A new dose takes up to {delay:h} to reach you. Your clinic wants it there "
        "within {limit:h}.",
        "Your team can look at a plan that runs a little faster.",
    ),
    "limits-too-low": Template(
        "No mix fits",
        "No mix keeps your {held} and adds {drug}. What stands in the way: {bound}.",
        "A pump expert has to help.",
    ),
    "flow-beyond-the-pump": Template(
        "The pump is too slow for this",
        "The pump would have to run at {flow:mL/day}. It runs at most at {highest:mL/day}. What asks for it: {bound}.",
        "A pump expert has to help.",
    ),
    "no-published-start": Template(
        "No first dose is known",
        "No source here says with how much {drug} to start.",
        "A pump expert has to set the dose.",
    ),
    "pump-size-unknown": Template(
        "The size of the pump is missing",
        "Nobody here knows how much the {pump} holds. So no fill can be planned.",
        "A pump expert has to decide.",
    ),
    "lowest-flow-unknown": Template(
        "The slowest flow is missing",
        "Nobody here knows how slow the {pump} can run. So no flow can be chosen.",
        "A pump expert has to decide.",
    ),
    "bridge-needs-dead-volume": Template(
        "The size of your tubes is missing",
        "The strength of {held} would change. To plan that, your team must know what the tubes hold.",
        "Your team has to read it from the pump.",
    ),
    # referral
    "pump-unknown": Template(
        "Your pump is not known",
        "Nobody wrote down which pump you have. So there is no plan. Your baclofen must go on.",
        "Your team has to call a pump expert right away. Show them your pump card.",
    ),
    "pump-cannot-change-flow": Template(
        "The pump cannot be set",
        "The flow of the {pump} cannot be changed. So no plan is made here.",
        "A pump expert has to help. The medicine must not stop. A second pump is one way.",
    ),
    "nothing-held": Template(
        "Nothing to keep",
        "No source here says that {drugs} must not stop.",
        "A pump expert has to decide.",
    ),
    "more-than-one-held": Template(
        "Two medicines must not stop",
        "More than one of your medicines must not stop ({drugs}). That is not planned here.",
        "A pump expert has to decide.",
    ),
    "every-drug-held": Template(
        "Nothing that must not stop",
        "No source here says that {drugs} must not stop. The plan keeps the dose all the same.",
        "A pump expert has to look at it.",
    ),
    "added-must-not-be-interrupted": Template(
        "This medicine must not stop once it runs",
        "Once {drug} runs, it must not stop. No refill may be late.",
        "Ask your team what to do if a visit falls out.",
    ),
    "no-plan-can-be-made": Template(
        "There is no plan yet",
        "No plan can be made from what is known. The medicine in your pump must not stop.",
        "Your team has to call a pump expert right away.",
    ),
    "every-plan-refused": Template(
        "No plan is safe enough",
        "Every plan was refused. The medicine in your pump must not stop.",
        "Your team has to call a pump expert right away. A second pump is one way.",
    ),
    "two-computations-disagree": Template(
        "This program found a fault in itself",
        "It worked the plan out two ways. The two do not agree, so nothing can be said.",
        "This plan must not be used. Your team has to report it.",
    ),
    "alternatives-to-mixing": Template(
        "Other ways",
        "There are ways without a mix of both. Sources name: {items}.",
    ),
    "fill-volume-held-down": Template(
        "Less than was asked for",
        "{asked} was asked for. Up to {residual} may stay in the {pump}. So just {volume} is sure to fit.",
    ),
    "clock-change": Template(
        "The clocks change",
        "In {zone} the clocks change at {at}. The times here follow the clock on the wall.",
    ),
    "clock-change-with-flex": Template(
        "The clocks change",
        "In {zone} the clocks change at {at}. The clock in your pump does not. Your doses then shift by an hour.",
        "Ask your team if the pump's clock is changed.",
    ),
    "accuracy-from-memory": Template(
        "How exact the pump is was not checked",
        "The {pump} gives no less or more than {side} of its set dose. That is from memory, not checked.",
        "Your team has to check it in the manual.",
    ),
    "accuracy-as-stated": Template(
        "How exact the pump is, as your case says",
        "The checks rest on {low} to {high} of what the {pump} is told. Your case says so.",
        "Your team has to check it in the manual.",
    ),
    "accuracy-measured": Template(
        "How exact your own pump is",
        "By {count} refills the {pump} gave {low} to {high} of what it was told. This stands in place of its label.",
        "Your team has to enter each refill, not some of them.",
    ),
    "accuracy-drifts": Template(
        "Your pump is not always the same",
        "By {count} refills the {pump} gave {low} to {high} of what it was told. No one number fits all of them.",
        "Your team has to check what was typed. If it is right, the pump and the tube have to be looked at.",
    ),
    "accuracy-measured-too-seldom": Template(
        "Too few refills to judge by",
        "{count} of the refills of this {pump} are entered. From {least} on they can stand in place of its label.",
    ),
    # the mixture
    "mixture-not-labelled": Template(
        "This mix is not on the label",
        "{held} with {added} is not on the label of this pump.",
        "You have to agree to it. Your doctor has to sign for it.",
    ),
    "mixture-no-direct-evidence": Template(
        "No test of this mix was found",
        "No study of just {held} with {added} was found. So the fill is used for {lasts:day} at most.",
        "A pharmacist has to sign for it.",
    ),
    "mixture-of-several-drugs": Template(
        "More than two medicines in one mix",
        "The mix holds {drugs}. Tests of two of them do not tell how all of them keep.",
        "Your pharmacist has to sign for it.",
    ),
    "mixture-outside-tested-range": Template(
        "Stronger than what was tested",
        "{drug} at {planned} is above what was tested ({tested}).",
        "Your team has to ask the pharmacist.",
    ),
    "fill-form-not-stated": Template(
        "How the fill is made is missing",
        "The case does not say if the fill comes from vials or from powder.",
        "Your team has to add it.",
    ),
    "stock-preserved": Template(
        "Not for the spine",
        "{name} holds a preservative, or is made for many doses. It must not go into the pump.",
        "Your team has to use another product.",
    ),
    "stock-preservative-not-stated": Template(
        "A vial has to be checked",
        "The product of {drug} at {strength} is not named. So nobody knows that it has no preservative.",
        "The pharmacist has to check it.",
    ),
    "stock-high-potency": Template(
        "A strong vial",
        "{drug} at {strength} is very strong. You do not take opioids all the time.",
        "A vial of {alternative} would need {volume} of the fill instead of {instead}.",
    ),
    "compounded-potency": Template(
        "A mixed fill is not exact",
        "A new {held} from a pharmacy can shift the dose. With {limit} either way it would be {low} to {high}. The "
        "checks here do not cover that.",
        "Your team can ask for a test of the fill.",
    ),
    "fill-assayed": Template(
        "The fill was tested",
        "A test found {low} to {high} of {drug} in the fill. It was ordered at {ordered}. The checks use the test.",
        "Your team makes sure that the test is of this fill.",
    ),
    "assay-of-another-drug": Template(
        "The test is not of your fill",
        "A test found {low} to {high} of {drug}. None of it was ordered for you.",
        "This fill must not go into your pump. Your team has to find out why.",
    ),
    "assay-far-from-order": Template(
        "The test is far from what was ordered",
        "A test found {low} to {high} of {drug} in the fill. It was ordered at {ordered}. "
        "That is more than {limit} off.",
        "Your team has to find out why. Then somebody signs for it, or the fill is made anew.",
    ),
    "fill-not-above-alarm": Template(
        "The alarm would sound from the start",
        "Your fill is {volume}. The alarm is set to {alarm}. So the pump would beep at once.",
        "Your team fills in more, or sets the alarm lower.",
    ),
    "alarm-only-when-empty": Template(
        "The alarm would come too late",
        "The alarm is set to {alarm}. Up to {residual} in the {pump} may never come out. So the pump may be empty "
        "before it beeps.",
        "Your team sets the alarm higher. Do not wait for a beep. Come on the day of your refill.",
    ),
    # the record
    "statements-not-approved": Template(
        "Nobody has approved this",
        "{count} of the {of} facts used here were not approved by anybody.",
        "Your team has to check each one.",
    ),
    "recheck-overdue": Template(
        "Due to be read again",
        "{count} of the facts used here should have been checked again by now.",
        "Your team has to read them again.",
    ),
    **PLAIN_PITFALLS,
    **PLAIN_CHANGES,
    **PLAIN_RESCUES,
}
"""Templates by code."""
