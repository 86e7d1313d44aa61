"""What surgery, a gap, a mistake or a planned end brings, in a patient's words: the same places as in `rescues`."""

from __future__ import annotations

from cisterna.wording.template import Template

__all__ = ["PLAIN_RESCUES"]

PLAIN_RESCUES: dict[str, Template] = {
    "asked-rescue": Template(
        "Something has to be put right",
        "At {now:h} your team saw that the change of your pump was not right. {count} steps had been done.",
    ),
    "way-rescue-program": Template("A new setting", "From {now:h} on, a new setting gives you the right dose."),
    "way-rescue-left": Template("If nothing is done", "This only shows what comes if nothing is done."),
    "rescue-cannot-say": Template(
        "Some facts are missing",
        "Nobody can say yet what your pump gives you now.",
        "Your team looks at you and not at the numbers. Tell them how you feel.",
    ),
    "rescue-tip-now": Template(
        "What you get now",
        "At {now:h} you get {gives:mcg/day} of {drug}. That is {part:%} of {dose:mcg/day}.",
    ),
    "rescue-tip-now-new": Template("What you get now", "At {now:h} you get {gives:mcg/day} of {drug}. It is new."),
    "rescue-given": Template(
        "What you got so far",
        "Since {start:h} you got {gave:mcg} of {drug}. Before, it would have been {would:mcg}.",
    ),
    "rescue-line": Template(
        "What is in the tube", "Part {number} of the tube: {volume:mL} with {strength:mcg/mL} of {drug}."
    ),
    "rescue-line-empty": Template("What is in the tube", "Part {number} of the tube: {volume:mL} with no drug."),
    "rescue-goes-on": Template("If nothing is done", "This would go on for {lasts:h}, until {until:h}."),
    "rescue-too-much": Template(
        "You got too much",
        "You got {apart:mcg} of {drug} too much so far.",
        "Tell your team at once if you feel sleepy or limp, or breathe slowly.",
    ),
    "rescue-too-little": Template(
        "You got too little",
        "You got {apart:mcg} of {drug} too little so far.",
        "Tell your team at once if you itch, feel hot, or have more spasms.",
    ),
    "rescue-least-bad": Template(
        "No way is quite right",
        "In {day} the new setting gives {low:%} to {high:%} of your dose. Left alone it is {least:%} to {most:%}.",
        "Your team asks a pump expert now.",
    ),
    "rescue-stretch": Template(
        "How the pump runs",
        "For part {number}, {volume:mL} with {strength:mcg/mL} of {drug}, the pump runs at {flow:mL/day} for "
        "{lasts:h}.",
    ),
    "rescue-no-catching-up": Template(
        "Nothing is made up for", "From now on you get the right dose of {drug}. Your team watches you."
    ),
    "rescue-reservoir-without-held": Template(
        "The drug is not in the pump",
        "Your pump holds no {drug} now.",
        "Your team fills it again at once. Until then you get {drug} in another way.",
    ),
    "rescue-line-without-held": Template(
        "A part without the drug",
        "A part of the tube, {volume:mL}, holds no {drug}.",
        "Until it is through, you get {drug} in another way.",
    ),
    "rescue-flow-out-of-range": Template(
        "The pump cannot run so",
        "For {drug} your {pump} would have to run at {flow:mL/day}. It cannot.",
        "Your team fills it with another strength.",
    ),
    "plan-not-as-done": Template(
        "The plan does not fit",
        "What the plan says was done before {now:h} is not what was done.",
        "Your team corrects it.",
    ),
    "judged-from-now": Template("From now on", "The check looks at the time from {now:h} on."),
    "asked-restart": Template(
        "The pump starts again", "Your pump has given nothing since {stopped:h}, for {gap:h}. It is to start again."
    ),
    "way-restart": Template("As before", "Your pump runs again as it did, with all that is in it ({drugs})."),
    "restart-gap-is-short": Template(
        "A short break", "The break of {gap:h} is within {boundary:h}. Your clinic calls that short."
    ),
    "restart-gap-too-long": Template(
        "A long break",
        "The break of {gap:h} is more than {boundary:h}. So the old dose of {drug} is not used.",
        "Your team sees to you first and then finds a safe dose.",
    ),
    "source-on-restart": Template("What a source says", "{text} Side of care: {direction}."),
    "restart-withdrawal-clock": Template(
        "Since when",
        "Your body has been without new {drug} for {gap:h}.",
        "Tell your team how you feel, also when the pump runs.",
    ),
    "restart-opioid-too": Template(
        "Both drugs start",
        "{dose:mg/day} of {drug} starts with {held}. You had none from the pump for {gap:h}.",
        "Your team watches how you breathe.",
    ),
    "asked-end": Template("The drug is to end", "You are to stop having {drug} from the pump. Why: {why}."),
    "end-not-planned-here": Template(
        "Pump experts do this",
        "Only experts may end {drug} ({why}). It must not stop at once.",
        "Your team asks a pump center about {drug} first.",
    ),
    "end-stop-is-at-once": Template("A stop is at once", "If the pump stops, you get no more {drug} from that moment."),
    "end-line-lasts": Template(
        "What is in the tube",
        "The pump may run on, empty, at {flow:mL/day}. Then the tube gives {drug} for {lasts}.",
    ),
    "source-on-end": Template("What a source says", "{text} Side of care: {direction}."),
    "asked-new-catheter": Template("A new tube", "You have a new tube. Nothing has come through since {stopped:h}."),
    "asked-new-pump": Template("A new pump", "You have a new pump. Nothing has come through since {stopped:h}."),
    "way-new-system": Template("As before", "The pump runs as before ({drugs}). The new tube has to fill first."),
    "way-new-system-primed": Template(
        "As before", "The new tube is filled fast. Then the pump runs as before ({drugs})."
    ),
    "new-system-cannot-say": Template(
        "Some facts are missing",
        "Nobody can say yet when the drug comes through.",
        "Your team looks up the size of the new parts.",
    ),
    "new-system-stopped": Template("Since when", "Nothing has come through for {gap:h}. {drug} was missed from then."),
    "new-system-drug-free": Template(
        "Not yet",
        "It may take {lasts:h} until {drug} comes through.",
        "Until then you get it in another way.",
    ),
    "prime-sized": Template(
        "Filling the tube",
        "The tube is filled with {volume:mL}. It holds {low:mL} to {high:mL}.",
        "Two people check this number.",
    ),
    "prime-too-large": Template("If it were too much", "Each {more:mL} too much gives {amount:mcg} of {drug} at once."),
    "new-pump-bias-unknown": Template(
        "No two pumps are the same",
        "Your dose of {drug} may be {low:mcg/day} to {high:mcg/day} now. That is {least:%} to {most:%} of before.",
        "Your team watches you until it knows the new pump.",
    ),
    "new-pump-bias": Template(
        "No two pumps are the same",
        "Your dose of {drug} may be {low:mcg/day} to {high:mcg/day} now. That is {least:%} to {most:%} of before.",
    ),
    "new-pump-accuracy-unknown": Template(
        "How the pumps run",
        "Nobody knows yet how the old and the new pump run.",
        "Your team finds out.",
    ),
    "asked-second-pump": Template("A second pump", "You are to get {drug} from a second pump."),
    "way-second-pump": Template("This pump stays", "This pump and its {held} stay the same. {drug} has its own pump."),
    "second-pump-start": Template("The first dose", "{drug} {dose:mg/day}: {basis}."),
    "second-pump-own-case": Template(
        "The other pump",
        "The other pump has its own tube and its own alarms. {drug} can be changed there alone.",
        "Keep the cards of both pumps with you.",
    ),
}
"""By code."""
