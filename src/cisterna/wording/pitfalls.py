"""Words for pitfalls: one sentence each, short enough to be read among twenty. One template for each code."""

from __future__ import annotations

from cisterna.wording.template import Template

__all__ = ["PITFALLS"]

PITFALLS: dict[str, Template] = {
    # the drug that runs
    "pitfall-making-room": Template(
        "Making room",
        "{held} is not lowered to make room for another drug: that is the error that kills.",
        "Keep {held} as it runs; choose a plan that holds it.",
    ),
    "pitfall-oral-substitute": Template(
        "By mouth is no substitute",
        "{held} by mouth does not stand in for what the pump gave; withdrawal came in spite of it.",
        "Keep the pump's dose.",
    ),
    "pitfall-weaning-is-another-request": Template(
        "Weaning is another request",
        "If less {held} is wanted for its own sake, that is a planned weaning with its own order, not part of a start.",
        "Ask for it as such, with a specialist in implanted pumps.",
    ),
    "pitfall-by-mouth-as-well": Template(
        "Also taken by mouth",
        "{held} by mouth ({dose:mg/day}) goes on unchanged beside the pump, and does not stand in for it.",
        "Write it on the sheet: both go on.",
    ),
    "pitfall-high-lesion": Template(
        "High lesion of the cord",
        "Lesion ({level}): autonomic dysreflexia looks like withdrawal, and there is less reserve for breathing.",
        "Look for its trigger (bladder, bowel, skin) and for withdrawal at the same time.",
    ),
    # the opioid that comes
    "pitfall-stopping-early": Template(
        "Stopping systemic opioids early",
        "Go on with {taken}: in this plan {drug} reaches the tip between {start} and {end}, {early} to {late} from "
        "now; the {share} who stopped at once were one cancer cohort, with newly implanted, primed pumps as is "
        "inferred.",
        "Reduce nothing before the arrival; whether, when and by how much then is for the prescriber.",
    ),
    "pitfall-dose-below-every-ratio": Template(
        "Below every ratio",
        "{drug} {dose:mg/day} lies below what even the most cautious published ratios give ({least:mg/day}).",
        "In cancer and at the end of life plan rescue and an early raise.",
    ),
    "pitfall-low-start": Template(
        "A low start is kept",
        "The advice not to start low comes from one cancer cohort; here a low start is kept, and raised by effect.",
        "Start low; raise on what is seen after the arrival.",
    ),
    "pitfall-one-ratio": Template(
        "One ratio does not fit all",
        "A ratio is a start, not an answer: {share} needed more, half of them {low} to {high} more; most in: {who}.",
        "Judge this patient, and plan the first raise.",
    ),
    "pitfall-studied-partner": Template(
        "The studied partner",
        "{drug} with {held} is not the mixture that was studied: {partner} is. A second pump would mix nothing.",
        "Say why it is not used, or use it.",
    ),
    "pitfall-tolerance-lost": Template(
        "Tolerance may be lost",
        "Opioids were interrupted: {drug} starts as in a patient who never had one.",
        "Take the start range of a naive patient.",
    ),
    # the patient
    "pitfall-breathing": Template(
        "Risks for breathing",
        "Risk for breathing at the start and at every raise: {named}.",
        "Weigh the place of the watch by it, at each change of dose again.",
    ),
    "pitfall-sedation-adds-up": Template(
        "Sedation adds up",
        "{held} and {drug} sedate together. Too sleepy: sedatives outside the pump first, then a refill with less "
        "{drug}; a lower rate takes {held} away as well.",
        "Agree beforehand who decides.",
    ),
    "pitfall-sedatives": Template(
        "Sedatives beside the pump",
        "Also sedating, to be avoided or reduced first: {named}.",
        "Reduce it before the arrival, slowly where it has been taken for long.",
    ),
    "pitfall-anticoagulant": Template(
        "Anticoagulant",
        "An anticoagulant is taken: a trial, a catheter study or a puncture has to be planned round it.",
        "Settle it before any puncture of the spine.",
    ),
    "pitfall-infection": Template(
        "Infection",
        "An infection is there: an elective change waits until it is dealt with; the running drug does not stop.",
        "Treat it first, or set this aside by name.",
    ),
    "pitfall-pregnancy": Template(
        "Pregnancy",
        "Pregnancy: no source of the pack gives a start here. A matter for specialists.",
        "Refer, or set this aside by name.",
    ),
    "pitfall-older": Template(
        "Older patient",
        "{age}: no study looked at older patients apart; the low end of the range is the start.",
        "Take the low end.",
    ),
    "pitfall-before-start": Template(
        "Before the start",
        "Not done before the start: {named}.",
        "Do it first, or write down why not.",
    ),
    "pitfall-going-home": Template(
        "Going home",
        "Not prepared for home: {named}.",
        "Prepare it before the patient leaves.",
    ),
    # one pump for two drugs
    "pitfall-naloxone": Template(
        "Naloxone and baclofen",
        "Overdose of both: naloxone answers {drug}, not {held}; the breathing is supported whatever it does.",
        "Have airway help at hand during both watches.",
    ),
    "pitfall-stall": Template(
        "A stop takes both drugs",
        "If the pump stops, {held} and {drug} end together, with withdrawal of both; a restart meets a patient who may "
        "no longer stand {drug}.",
        "Never restart it at the old dose without asking how long it stood.",
    ),
    "pitfall-bolus": Template(
        "A bolus carries both drugs",
        "Here a patient bolus of {bolus:mg} of {drug} would carry {carries:mcg} of {held}.",
        "Give no new patient boluses from a pump with two drugs.",
    ),
    "pitfall-pharmacist": Template(
        "The pharmacist decides",
        "The pharmacist answers for this mixture: free of preservative, filtered, and for how long it may stay.",
        "Ask before the order.",
    ),
    "pitfall-volume": Template(
        "Volume at the refill",
        "Draw and compare: {expected} should come back; more than {limit} away is a fault until explained.",
        "Do not fill before it is explained.",
    ),
    "pitfall-volume-without-limit": Template(
        "Volume at the refill",
        "Draw and compare at every refill; from which difference on is not published for the {pump}.",
        "Ask the maker.",
    ),
    "pitfall-whole-fill": Template(
        "The whole fill is at risk",
        "All {amount:mg} of {drug} in the fill can go beside the pump: what this program would give in {days:day}.",
        "A smaller fill, for a shorter interval, puts less at risk; watch at the fill as planned.",
    ),
    "pitfall-second-check": Template(
        "A second pair of eyes",
        "New concentrations are typed in: one person types, another reads back.",
        "Arrange it, with template, needle and drawn volume.",
    ),
    "pitfall-granuloma-strength": Template(
        "Granuloma: strong mixture",
        "{drug} at {strength:mg/mL}: granulomas are mostly seen from {least:mg/mL} on; new weakness means imaging.",
        "Examine for new neurology at each refill.",
    ),
    "pitfall-granuloma-rise": Template(
        "Granuloma: rising dose",
        "{drug} rose by {rise} over the year ({before:mg/day} to {now:mg/day}): look for a granuloma.",
        "Examine for new neurology at each refill.",
    ),
    "pitfall-device-notices": Template(
        "Safety notices",
        "Safety notices concern the {pump}.",
        "Read them under the numbers beside this line.",
    ),
    "pitfall-scanner": Template(
        "Magnetic resonance imaging",
        "A scan is planned: it stops the {pump}, and with it both drugs; the pump is read afterwards.",
        "Book somebody with a programmer for the hour after the scan.",
    ),
}
"""Templates by code; every code begins with `pitfall-`."""
