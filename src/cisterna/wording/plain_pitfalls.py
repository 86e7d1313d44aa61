"""Words for patients for the pitfalls that a case meets: one template for each code, with the same places."""

from __future__ import annotations

from cisterna.wording.template import Template

__all__ = ["PLAIN_PITFALLS"]

PLAIN_PITFALLS: dict[str, Template] = {
    # the drug that runs
    "pitfall-making-room": Template(
        "{held} is not cut down",
        "{held} is not lowered to make room for another medicine. That is the mistake that kills.",
        "Ask your team to keep {held} as it runs.",
    ),
    "pitfall-oral-substitute": Template(
        "Pills do not replace the pump",
        "{held} by mouth does not stand in for the pump. Withdrawal came in spite of it.",
        "Your team has to keep the pump's dose.",
    ),
    "pitfall-weaning-is-another-request": Template(
        "Less of it is another plan",
        "You may want less {held} for its own sake. That is a plan of its own, not a part of this one.",
        "Ask a pump expert for it.",
    ),
    "pitfall-by-mouth-as-well": Template(
        "What you take by mouth goes on",
        "You also take {held} by mouth ({dose:mg/day}). It goes on as it is. It does not stand in for the pump.",
        "Both go on.",
    ),
    "pitfall-high-lesion": Template(
        "A high injury of the spine",
        "Your injury ({level}) is high. Then a storm of the nerves can look like withdrawal. You also have less "
        "strength to breathe.",
        "Your team looks for what set it off, and for withdrawal too.",
    ),
    # the opioid that comes
    "pitfall-stopping-early": Template(
        "Do not stop your pain medicine early",
        "Go on with {taken}. {drug} gets to you between {start} and {end}. That is {early} to {late} from now. In one "
        "group {share} stopped at once. They had cancer and, it seems, new pumps.",
        "Do not take less before the new one has come. Your doctor decides if and when you take less.",
    ),
    "pitfall-dose-below-every-ratio": Template(
        "A very low dose",
        "{drug} at {dose:mg/day} is less than even careful sums give ({least:mg/day}).",
        "In cancer and near the end, extra doses and an early raise are planned.",
    ),
    "pitfall-low-start": Template(
        "A low start is kept",
        "One study of cancer says not to start low. Here the start stays low. It is raised by how it works.",
        "Raise it on what is seen when it has come.",
    ),
    "pitfall-one-ratio": Template(
        "One sum does not fit all",
        "A sum gives a start, not an answer. {share} needed more. Half of them needed {low} to {high} more. Most of "
        "these were: {who}.",
        "Your team has to judge you, and plan the first raise.",
    ),
    "pitfall-studied-partner": Template(
        "Another mix was studied",
        "{drug} with {held} is not the mix that was studied. That was {partner}. A second pump would mix nothing.",
        "Your team has to say why it is not used, or use it.",
    ),
    "pitfall-tolerance-lost": Template(
        "You may be less used to opioids",
        "You had a break from opioids. So {drug} starts as if you never had one.",
        "Your team has to start low.",
    ),
    # the patient
    "pitfall-breathing": Template(
        "What makes breathing harder",
        "Your breathing is at more risk at the start and at each raise: {named}.",
        "Your team chooses the place of the watch by it, each time.",
    ),
    "pitfall-sedation-adds-up": Template(
        "Both make you sleepy",
        "{held} and {drug} both make you sleepy. If it is too much, other sleepy drugs go first. Then comes a refill "
        "with less {drug}. A slower pump would take {held} away too.",
        "Ask who decides this.",
    ),
    "pitfall-sedatives": Template(
        "Other drugs that make you sleepy",
        "These make you sleepy too. They are left out or cut first: {named}.",
        "Do not stop them on your own. What you took for long is cut slowly.",
    ),
    "pitfall-anticoagulant": Template(
        "A blood thinner",
        "You take a blood thinner. A test dose or a needle in the back has to be planned around it.",
        "Tell your team before any needle in the back.",
    ),
    "pitfall-infection": Template(
        "Germs",
        "You have germs in you that make you ill. A change that can wait has to wait. The pump does not stop.",
        "Your team treats that first, or signs for it.",
    ),
    "pitfall-pregnancy": Template(
        "A baby on the way",
        "No source here says how to start this when you are with child. That is for experts.",
        "Your team has to call one, or sign for it.",
    ),
    "pitfall-older": Template(
        "Older age",
        "You are {age}. No study looked just at older people. So the start is at the low end.",
        "Your team has to take the low end.",
    ),
    "pitfall-before-start": Template(
        "Before the start",
        "Not done so far: {named}.",
        "Your team has to do it first, or write down why not.",
    ),
    "pitfall-going-home": Template(
        "Going home",
        "Not ready for home so far: {named}.",
        "Ask for it before you leave.",
    ),
    # one pump for two drugs
    "pitfall-naloxone": Template(
        "What naloxone can do",
        "If you get too much of both, naloxone helps against {drug}. It does not help against {held}. Somebody helps "
        "you breathe, come what may.",
        "Help for breathing has to be near in both watches.",
    ),
    "pitfall-stall": Template(
        "A stop takes both",
        "If the pump stops, {held} and {drug} both end. When it starts again, {drug} may be too much for you.",
        "Never let it start at the old dose before somebody asks how long it stood.",
    ),
    "pitfall-bolus": Template(
        "An extra dose carries both",
        "An extra dose of {bolus:mg} of {drug} would carry {carries:mcg} of {held}.",
        "No new extra doses from a pump with two medicines.",
    ),
    "pitfall-pharmacist": Template(
        "The pharmacist decides",
        "The pharmacist answers for this mix. It is free of preservative and filtered. The pharmacist says how long it "
        "may stay.",
        "Your team asks before they order it.",
    ),
    "pitfall-volume": Template(
        "What is left at the refill",
        "Your team draws out what is left. It should be {expected}. More than {limit} off is a fault till it is clear "
        "why.",
        "The pump is not filled before that is clear.",
    ),
    "pitfall-volume-without-limit": Template(
        "What is left at the refill",
        "Your team draws out what is left and compares it. For the {pump} no limit is published.",
        "Your team has to ask the maker.",
    ),
    "pitfall-whole-fill": Template(
        "The whole fill is at risk",
        "All {amount:mg} of {drug} in the fill can go next to the pump. This program would give that in {days:day}.",
        "A smaller fill puts less at risk. You are watched after the fill.",
    ),
    "pitfall-second-check": Template(
        "A second pair of eyes",
        "New strengths are typed in. One person types, and another reads it back.",
        "Your team has to plan for two people.",
    ),
    "pitfall-granuloma-strength": Template(
        "A lump at the tube: strong mix",
        "{drug} at {strength:mg/mL} is strong. From {least:mg/mL} on, a lump can form at the tip. New weakness needs a "
        "scan.",
        "Tell your team of any new weakness or numb skin.",
    ),
    "pitfall-granuloma-rise": Template(
        "A lump at the tube: rising dose",
        "{drug} rose by {rise} in a year ({before:mg/day} to {now:mg/day}). Your team looks for a lump at the tip.",
        "Tell your team of any new weakness or numb skin.",
    ),
    "pitfall-device-notices": Template(
        "Notes on your pump",
        "There are safety notes on the {pump}.",
        "They stand below, under the same numbers.",
    ),
    "pitfall-scanner": Template(
        "A scan is planned",
        "A scan with a strong magnet stops the {pump}, and both medicines with it. The pump is read after the scan.",
        "Ask who comes to read the pump after the scan.",
    ),
}
"""Templates by code."""
