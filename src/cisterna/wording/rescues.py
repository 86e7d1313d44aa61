"""Words for what surgery, a gap, a mistake or a planned end brings: the request, the ways, and what is found."""

from __future__ import annotations

from cisterna.wording.template import Template

__all__ = ["RESCUES"]

RESCUES: dict[str, Template] = {
    # a change that was made
    "asked-rescue": Template(
        "Rescue",
        "Asked for: {count} steps were done, and it was found at {now:h}. What is in the line, what the tip gets, "
        "and what puts it right from then on.",
    ),
    "way-rescue-program": Template(
        "A program from now on",
        "From {now:h} a program holds the dose, stretch by stretch, over what is still in the line.",
    ),
    "way-rescue-left": Template(
        "Left as it is",
        "Nothing more is done: this shows what would come of it. It is here to be compared, not to be chosen.",
    ),
    "rescue-cannot-say": Template(
        "Cannot say what is in the line",
        "What lies in the line and what the tip gets needs facts that the case does not give.",
        "Add them. Until then treat the patient by what you see: cisterna emergency withdrawal, cisterna emergency "
        "overdose-both.",
    ),
    "rescue-tip-now": Template(
        "At the tip now",
        "At {now:h} the tip gives {gives:mcg/day} of {drug}, {part:%} of {dose:mcg/day}.",
    ),
    "rescue-tip-now-new": Template(
        "At the tip now",
        "At {now:h} the tip gives {gives:mcg/day} of {drug}, which did not run before.",
    ),
    "rescue-given": Template(
        "Since the first step",
        "Since {start:h} the tip has given {gave:mcg} of {drug}, where the program before would have given "
        "{would:mcg}.",
    ),
    "rescue-line": Template(
        "In the line",
        "Stretch {number} from the tip: {volume:mL} with {strength:mcg/mL} of {drug}.",
    ),
    "rescue-line-empty": Template("In the line", "Stretch {number} from the tip: {volume:mL} without any drug."),
    "rescue-goes-on": Template(
        "If nothing is done",
        "What is at the tip now goes on for {lasts:h}, until {until:h}.",
    ),
    "rescue-too-much": Template(
        "More than meant",
        "So far the tip has given {apart:mcg} of {drug} more than was meant.",
        "Look for overdose: sleepiness, shallow breathing, limpness. The steps are in cisterna emergency "
        "baclofen-overdose and cisterna emergency overdose-both.",
    ),
    "rescue-too-little": Template(
        "Less than meant",
        "So far the tip has given {apart:mcg} of {drug} less than was meant.",
        "Look for withdrawal: itch, more spasms, fever, confusion. The steps are in cisterna emergency withdrawal.",
    ),
    "rescue-least-bad": Template(
        "Outside the limits whatever is done",
        "No program brings every window of {day} inside the house's limits any more. From when it was found, the "
        "program gives {low:%} to {high:%} of the dose in such a window; left as it is, {least:%} to {most:%}.",
        "Decide with a specialist now. Leaving it as it is is a choice too.",
    ),
    "rescue-stretch": Template(
        "What the stretch asks for",
        "Stretch {number}, {volume:mL} with {strength:mcg/mL} of {drug}, gives the dose at {flow:mL/day}; {lasts:h}.",
    ),
    "rescue-no-catching-up": Template(
        "Nothing is made up for",
        "What was given too much or too little of {drug} is not made up for by the program: it holds the dose from now "
        "on, and the patient is watched.",
    ),
    "rescue-reservoir-without-held": Template(
        "The reservoir holds none",
        "The reservoir holds no {drug}, so no program gives any once the line has cleared.",
        "Refill with {drug} now, give {drug} by another route until it is at the tip, and call a specialist. The steps "
        "are in cisterna emergency wrong-fill.",
    ),
    "rescue-line-without-held": Template(
        "A stretch without the drug",
        "{volume:mL} in the line hold no {drug}. No program closes that gap; a faster one shortens it and gives more "
        "of everything else.",
        "Give {drug} by another route until it is at the tip, and call a specialist. The steps are in cisterna "
        "emergency withdrawal.",
    ),
    "rescue-flow-out-of-range": Template(
        "A flow the pump cannot run",
        "Holding {drug} would need {flow:mL/day}, which the {pump} cannot run.",
        "Refill with another concentration, and call a specialist.",
    ),
    "plan-not-as-done": Template(
        "Not what was done",
        "The steps of this plan before {now:h} are not those that the request says were done.",
        "Start the plan with exactly the steps under [[request.done]].",
    ),
    "judged-from-now": Template(
        "Judged from now on",
        "The verdict looks at every stretch of time that starts at {now:h} or later. What was before has happened "
        "and is told above.",
    ),
    # a restart after a gap
    "asked-restart": Template(
        "Restart",
        "Asked for: the pump has delivered nothing since {stopped:h}, for {gap:h}, and is to run again.",
    ),
    "way-restart": Template(
        "As it ran",
        "The program runs again as it did, so everything in the mixture starts at once ({drugs}).",
    ),
    "restart-gap-is-short": Template(
        "A short gap",
        "The gap of {gap:h} lies within {boundary:h}, which house policy calls short. That is a judgment, not a "
        "published limit.",
    ),
    "restart-gap-too-long": Template(
        "Too long for the dose before",
        "The gap of {gap:h} is longer than {boundary:h}, which house policy calls short: the previous dose of {drug} "
        "is not proposed.",
        "Go to cisterna emergency withdrawal with --pump-off-for: it shows what each source says to a restart and "
        "between what it may lie. Treat withdrawal first.",
    ),
    "source-on-restart": Template("What a source says", "{text} Careful direction: {direction}."),
    "restart-withdrawal-clock": Template(
        "The clock of withdrawal",
        "Withdrawal of {drug} counts from when delivery ended, {gap:h} ago, and not from now.",
        "Look for it before and after the pump runs again.",
    ),
    "restart-opioid-too": Template(
        "The opioid starts too",
        "{dose:mg/day} of {drug} starts with {held}, in a patient who has had none from the pump for {gap:h}. "
        "One mixture has one flow: it cannot be left out.",
        "Watch as after a first dose; ask whether the patient still stands it.",
    ),
    # a planned end
    "asked-end": Template("Planned end", "Asked for: the end of intrathecal {drug}. The reason: {why}."),
    "end-not-planned-here": Template(
        "Not planned here",
        "Ending intrathecal {drug} ({why}) is a specialist's pathway, under cover and planned before the last dose. "
        "No program for it is made here, and it is never a way to make room for another drug.",
        "Call a center that ends intrathecal {drug} regularly before anything is stopped or taken out.",
    ),
    "end-stop-is-at-once": Template(
        "A stop is at once",
        "Where the pump is stopped or taken out, delivery of {drug} ends in that moment, whatever is in the line.",
    ),
    "end-line-lasts": Template(
        "What is in the line",
        "Where the reservoir is emptied and the pump runs on at {flow:mL/day}, the line still gives {drug} for "
        "{lasts} by its volume, and then nothing does.",
    ),
    "source-on-end": Template("What a source says", "{text} Careful direction: {direction}."),
    # surgery
    "asked-new-catheter": Template(
        "Another catheter",
        "Asked for: the same therapy through another catheter. Nothing has reached the tip since {stopped:h}.",
    ),
    "asked-new-pump": Template(
        "Another pump",
        "Asked for: the same therapy from another pump. Nothing has reached the tip since {stopped:h}.",
    ),
    "way-new-system": Template(
        "As it ran, without a prime",
        "The program runs as before ({drugs}). What the new line was left with leaves the tip first.",
    ),
    "way-new-system-primed": Template(
        "As it ran, after a prime",
        "A prime pushes out what the new line was left with; then the program runs as before ({drugs}).",
    ),
    "new-system-cannot-say": Template(
        "Cannot plan the new system",
        "Without the new pump and the volume of the new tubing and catheter nobody can say when drug is at the tip.",
        "Add them as the programmer shows them.",
    ),
    "new-system-stopped": Template(
        "Nothing since",
        "Nothing has reached the tip for {gap:h}. Withdrawal of {drug} counts from there.",
    ),
    "new-system-drug-free": Template(
        "Nothing yet",
        "If the line is as large and the pump as slow as they may be, it takes {lasts:h} from now until {drug} is "
        "at the tip.",
        "Cover it by another route, and watch for withdrawal.",
    ),
    "prime-sized": Template(
        "The size of the prime",
        "The prime is {volume:mL}; the line holds {low:mL} to {high:mL}. What it leaves in the line runs out at the "
        "flow of the program; what is too much gives drug at once.",
        "Have a second person read the volume back. A prime is for an empty line only.",
    ),
    "prime-too-large": Template(
        "A prime that is too large",
        "Each {more:mL} too much would give {amount:mcg} of {drug} at once.",
    ),
    "new-pump-bias-unknown": Template(
        "Two pumps, two errors",
        "Each pump errs in its own way, so the dose of {drug} at the tip may lie anywhere from {low:mcg/day} to "
        "{high:mcg/day}, {least:%} to {most:%} of what the old pump gave.",
        "Watch for both withdrawal and overdose until the new pump's own refills have shown how it errs; draw and "
        "compare early. What the old pump has shown at its refills narrows this: add system.refill_volumes.",
    ),
    "new-pump-bias": Template(
        "Two pumps, two errors",
        "Each pump errs in its own way: from {low:mcg/day} to {high:mcg/day} of {drug}, {least:%} to {most:%} of what "
        "the old pump gave.",
    ),
    "new-pump-accuracy-unknown": Template(
        "How exact the pumps are",
        "How exact the old and the new pump are is not known, so the dose at the tip after the change cannot be said.",
        "Add the accuracy of both.",
    ),
    # a second pump
    "asked-second-pump": Template("A second pump", "Asked for: {drug} from a pump of its own."),
    "way-second-pump": Template(
        "This pump stays as it is",
        "Nothing is done to this pump, so {held} stays as it is. {drug} comes from the other one.",
    ),
    "second-pump-start": Template(
        "Where to start in the other pump",
        "{drug} {dose:mg/day}: {basis}.",
    ),
    "second-pump-own-case": Template(
        "The other pump",
        "The other pump has its own line, its own arrival and its own alarms; both pumps are named on every order, and "
        "{drug} alone can be raised or stopped there without touching this one.",
        "Label both pumps, and check which one the programmer talks to before anything is typed.",
    ),
}
"""By code."""
