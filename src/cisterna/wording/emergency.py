"""Words for what an emergency works out from what was entered. One template for each code."""

from __future__ import annotations

from cisterna.wording.template import Template

__all__ = ["EMERGENCY"]

EMERGENCY: dict[str, Template] = {
    # what was told
    "told-doses-differ": Template(
        "Two doses were told",
        "{dose} of {drug} was entered as the last daily dose, and concentration and flow make {worked}. What follows "
        "uses the entered dose.",
        "Interrogate the pump again; correct the concentration, the flow or the dose.",
    ),
    "told-opioid-and-none": Template(
        "An opioid and none were told",
        "That there is no opioid was entered, and {drug} is named in the pump. {drug} counts as on board.",
        "Interrogate the pump; read the label and the last refill record.",
    ),
    "told-drug-not-in-contents": Template(
        "A drug that the contents do not name",
        "{drug} was named, and the contents that were entered hold none of it. All that is named counts as in the "
        "pump.",
        "Interrogate the pump; read the label and the last refill record.",
    ),
    "pump-not-in-catalogue": Template(
        "Pump not known",
        "'{pump}' is not in the catalogue, so neither its slowest flow nor its accuracy is used.",
        "Read the model from the implant card.",
    ),
    "age-not-told": Template(
        "Age not told", "The doses and volumes below name no age; whether this is a child is not told."
    ),
    "patient-is-a-child": Template(
        "A child",
        "At {age} the patient is a child, and the doses and volumes below name no age.",
        "A specialist center for children sets them.",
    ),
    "overdose-of-held-likely": Template(
        "Too much of which drug?",
        "The pump is told to hold {drug} and no opioid: an overdose from it is of {drug}, unless the fill was wrong.",
        "See the page of a {drug} overdose too; naloxone for an opioid from elsewhere.",
    ),
    "bridge-not-in-overdose": Template(
        "No bridge while there is too much",
        "Neither {drug} nor a benzodiazepine is given while too much {drug} may act.",
        "Still floppy or asleep after naloxone: see the page of a {drug} overdose first.",
    ),
    "bridge-in-withdrawal-alone": Template(
        "Bridging is for withdrawal",
        "What replaces {drug} is given for withdrawal, never while too much of it acts: see the pathway 'withdrawal'.",
    ),
    "no-held-drug": Template(
        "No such drug in the pump", "No {drug} is named in the pump: what is about {drug} alone is left out here."
    ),
    "guideline-asks": Template("Expert panel", "The panel asks for: {item}."),
    "check-status-first": Template(
        "Interrogate the pump",
        "A programming error can stop a pump: its status and program are read first.",
    ),
    # the gap
    "gap-not-known": Template(
        "Gap not known",
        "How long no drug has left the catheter tip is not known, so the gap counts as long.",
        "Find out when the pump last delivered: interrogate it, compare the volume drawn with what it should hold.",
    ),
    "gap-short": Template(
        "Short gap", "Nothing has left the catheter tip for {gap}; up to {boundary} counts as short here."
    ),
    "gap-long": Template(
        "Long gap", "Nothing has left the catheter tip for {gap}; above {boundary} counts as long here."
    ),
    "gap-may-be-long": Template(
        "Gap counts as long",
        "Nothing has left the catheter tip for {gap}. That range reaches beyond {boundary}, so it counts as long.",
        "Narrow it down: interrogate the pump, compare the volumes.",
    ),
    "gap-boundary-is-judgement": Template(
        "Where short ends",
        "That a gap is short up to {boundary} is the house policy's engineering judgement; no source gives hours.",
    ),
    # the restart
    "restart-source-says": Template("A source on the restart", "{text} (cautious: {direction})."),
    "restart-short-dose-not-known": Template(
        "Last dose not known",
        "After a short gap the previous schedule of {drug} goes on, but the last daily dose is not known.",
        "Interrogate the pump.",
    ),
    "restart-previous-schedule": Template(
        "Previous schedule", "After a short gap the previous schedule of {drug} goes on: {dose}."
    ),
    "restart-not-higher": Template(
        "Not higher", "A dose of {drug} above the previous one is not proposed: a gap is no reason for more."
    ),
    "restart-previous-refused": Template(
        "Previous dose refused",
        "After a long gap, or one that is not known, 'previous dose or higher' is refused as a proposal for {drug}.",
        "Agree the dose with a physician experienced with intrathecal baclofen; restart where breathing is watched.",
    ),
    "restart-overdoses-reported": Template(
        "Overdoses after a restart",
        "Restarts of {drug} at {low} ({daily}) after a drug holiday led to overdoses about {after} later.",
    ),
    "restart-previous-is-as-high": Template(
        "Previous dose as high",
        "The previous dose of {drug}, {dose}, is at least as high as the lower of those two.",
    ),
    "restart-below-previous-not-known": Template(
        "No restart dose",
        "Without the last daily dose of {drug} nothing can be said to lie below it: no dose is proposed.",
    ),
    "restart-below-previous": Template(
        "Below the previous dose",
        "A restart of {drug} lies below {dose}. No source says by how much.",
    ),
    "restart-low-end-of-new-start": Template(
        "From a new start to below the previous dose",
        "A restart of {drug} lies below {dose}; {low} is the least that a new patient would start with. No source says "
        "where between them.",
    ),
    "restart-as-new": Template(
        "As in a new patient",
        "A restart of {drug} as in a new patient would be {start}, below the previous {dose}. No source says how fast "
        "to go up from there.",
    ),
    "restart-small-may-not-hold": Template(
        "A small restart may not hold",
        "A small restart of {drug} is careful about overdose and not about withdrawal: it may not end withdrawal.",
        "Go on bridging and watching until an experienced physician says otherwise.",
    ),
    # the opioid that restarts too
    "opioid-in-pump-not-known": Template(
        "Opioid in the pump?", "Whether the pump holds an opioid is not known; a restart would restart it too."
    ),
    "opioid-none-in-pump": Template("No opioid named", "No opioid is named in the pump."),
    "opioid-restart-dose-not-known": Template(
        "Opioid restarts too", "A restart restarts {drug} too; its last daily dose is not known."
    ),
    "opioid-restarts-too": Template("Opioid restarts too", "The previous program would restart {drug} at {dose} too."),
    "opioid-previous-refused": Template(
        "Previous opioid dose refused",
        "After a long gap, or one that is not known, the patient counts as opioid-naive: the previous dose of {drug} "
        "is refused as a proposal.",
    ),
    "opioid-tolerance-may-be-lost": Template(
        "Tolerance may be lost",
        "Tolerance that was there before the gap may be lost: {drug} is judged as for a naive patient.",
    ),
    "opioid-tolerance-not-told": Template(
        "Tolerance not told",
        "Tolerance to {drug} is judged by itself, whatever the gap, and the exposure to opioids is not told.",
    ),
    "opioid-naive-start": Template(
        "Naive start", "For a patient judged as naive one source starts intrathecal {drug} at {start}."
    ),
    "opioid-naive-start-beside": Template(
        "Naive start",
        "For a patient judged as naive one source starts intrathecal {drug} at {start}; the previous dose is {part:%} "
        "of the upper end.",
    ),
    "opioid-above-naive-start": Template(
        "Above a naive start",
        "The previous dose of {drug} lies above {most}, the lowest published upper end for a naive patient.",
    ),
    "opioid-coupled": Template(
        "One flow for both",
        "To keep {drug} at {most} the same mixture would give no more than {kept} of {held}: one flow drives both.",
    ),
    "opioid-parted-by-refill": Template(
        "A refill parts them",
        "Only a refill with another mixture parts {drug} from {held}; what lies in the line still comes first.",
    ),
    # clocks
    "withdrawal-no-source-says": Template("Onset not known", "No source in force says when withdrawal begins."),
    "withdrawal-onset": Template(
        "Onset of withdrawal", "Withdrawal from {drug} is said to begin {hours} after delivery ended, over all sources."
    ),
    "withdrawal-onset-source": Template("One source on the onset", "{text}."),
    "withdrawal-clock-not-known": Template(
        "Clock not known",
        "When delivery of {drug} ended is not known, so the withdrawal clock may be running already.",
        "Treat it as running.",
    ),
    "withdrawal-may-have-begun": Template(
        "Withdrawal may have begun",
        "Nothing has left the tip for {gap}: withdrawal from {drug} may have begun by the earliest source.",
    ),
    "withdrawal-begins-at": Template(
        "Withdrawal clock", "Withdrawal from {drug} may begin between {start:h} and {end:h} ({hours} from now)."
    ),
    "withdrawal-begins-in": Template("Withdrawal clock", "Withdrawal from {drug} may begin in {hours} from now."),
    "withdrawal-if-stopped-now": Template(
        "Withdrawal clock",
        "If {drug} left the tip until now and the pump is stopped now, withdrawal may begin in {hours} from now.",
    ),
    "withdrawal-if-stopped-now-at": Template(
        "Withdrawal clock",
        "If {drug} left the tip until now and the pump is stopped now, withdrawal may begin between {start:h} and "
        "{end:h} ({hours} from now).",
    ),
    "withdrawal-advances": Template("How it advances", "The severe form advances over {hours}."),
    "withdrawal-small-dose": Template(
        "A small dose excludes nothing",
        "Withdrawal was reported from {dose} of {drug}: a small dose does not exclude it.",
    ),
    "both-may-stand": Template(
        "Both may stand",
        "An overdose of {drug} may be followed by withdrawal, and the signs of both may stand in one patient.",
        "Watch for withdrawal as the overdose clears; find out whether the catheter is whole.",
    ),
    "dilemma-stop": Template(
        "Stopping starts a clock",
        "If the pump is stopped, {drug} stops at the tip at once, and its withdrawal clock starts then:",
    ),
    "dilemma-replace-at-once": Template(
        "Replace at the same moment",
        "The replacement of {drug} is begun together with the stop, not after signs appear.",
        "Airway and naloxone first; then stop, and start the replacement.",
    ),
    "dilemma-single-drug-refill": Template(
        "A refill is the way out of the reservoir only",
        "A refill with {drug} alone clears the reservoir, not the line: what lies in the line leaves the tip first.",
    ),
    "dilemma-opioid-not-known": Template(
        "Opioid left running", "How much opioid goes on coming if the pump is left on is not known."
    ),
    "dilemma-opioid-dose-not-known": Template(
        "Opioid left running", "How much {drug} goes on coming if the pump is left on is not known."
    ),
    "dilemma-opioid-keeps-coming": Template(
        "Opioid left running",
        "If the pump is left on, {amount} of {drug} leaves the tip in the first {hours}, {day} in a day.",
    ),
    "dilemma-opioid-once-arrived": Template(
        "Opioid left running",
        "Once this fill is at the tip, {amount} of {drug} leaves it in {hours}, {day} in a day, "
        "if the pump is left on.",
    ),
    "dilemma-no-held-drug": Template("No such clock", "No {drug} is named in the pump: a stop starts no clock of it."),
    # volumes that do not fit
    "reservoir-surplus": Template(
        "More left than expected",
        "{volume} more is in the reservoir than should be: that much was not delivered.",
        "Do not restart before catheter and pump are tested.",
    ),
    "reservoir-surplus-drug": Template("Not delivered", "That is {amount} of {drug} that did not leave the reservoir."),
    "reservoir-deficit": Template(
        "Less left than expected",
        "{volume} less is in the reservoir than should be: more was delivered, or it lies outside the reservoir.",
        "Look for a pocket fill and for over-infusion.",
    ),
    # the line
    "line-not-known": Template(
        "Line not known", "What lies between reservoir and catheter tip cannot be worked out from what was entered."
    ),
    "line-volume": Template("The line", "The line holds {volume}."),
    "line-holds": Template("In the line", "{amount} of {drug} lies in the {volume} of tubing and catheter."),
    "line-holds-if-cleared": Template(
        "In the line",
        "If the line holds what the reservoir holds, {amount} of {drug} lies in the {volume} of tubing and catheter.",
    ),
    "line-holds-of-new-fill": Template(
        "In the line",
        "Of what the reservoir holds, {amount} of {drug} lies in the {volume} of tubing and catheter; ahead of it lies "
        "the old mixture.",
    ),
    "line-stop-ends": Template("Stop, for withdrawal", "If the pump is stopped nothing moves: delivery ends at once."),
    "line-stop-overdose": Template(
        "Stop, for an overdose",
        "After a stop no more leaves the tip by the program; what has left it already is in the cerebrospinal fluid.",
    ),
    "line-slowest-not-known": Template(
        "Slowest flow", "How long the line takes at the slowest flow cannot be said without the pump model."
    ),
    "line-slowest-not-in-catalogue": Template(
        "Slowest flow", "The slowest flow of the {pump} is not in the catalogue.", "Ask the maker's technical line."
    ),
    "line-slowest-counts-as-stopped": Template(
        "Slowest flow", "At its slowest the {pump} runs {flow}: for withdrawal that counts as stopped."
    ),
    "line-slowest-time": Template(
        "Slowest flow, for an overdose",
        "For an overdose it counts as delivering: at {flow} the line empties over {hours}.",
    ),
    "line-slowest-dose": Template("Slowest flow", "With what the reservoir holds that is {rate} of {drug}."),
    "line-emptied-not-known": Template(
        "Emptied and running",
        "For how long an emptied pump that runs may still push out the line cannot be worked out.",
        "Count it as delivering while an overdose is treated.",
    ),
    "line-emptied-may-run": Template(
        "Emptied and running, for an overdose",
        "If the reservoir is emptied and the pump runs on, what lies in the line may leave the tip for {hours} more.",
    ),
    "line-emptied-has-ended": Template(
        "Emptied and running, for withdrawal", "For withdrawal an emptied pump counts as stopped from that moment."
    ),
    "line-never-empty-and-running": Template(
        "Never empty and running", "An emptied pump is never left running.", "Stop it, or fill it."
    ),
    "line-refill-not-known": Template(
        "Refill with another mixture",
        "After a refill with {filled} the line still gives {drug}; for how long cannot be worked out.",
    ),
    "line-refill-time": Template(
        "Refill with another mixture",
        "After a refill with {filled} the old mixture, {drug} with it, leaves the tip for another {hours}.",
    ),
    "line-refill": Template(
        "Refill with another mixture",
        "After a refill with {filled} the old mixture leaves the tip for another {hours}, {amount} of {drug} with it.",
    ),
    "line-refill-of-new-fill": Template(
        "Refill with another mixture",
        "After a refill with {filled} what lies in the line leaves the tip for another {hours}: {amount} of {drug} "
        "from the last fill, and on top of it what the mixture before it holds, which is not told.",
    ),
    "line-aspirate-not-known": Template(
        "Access port", "What aspiration through the access port clears cannot be said without the catheter volume."
    ),
    "line-aspirate-gap-not-known": Template(
        "Access port",
        "Aspiration through the access port clears {volume} of catheter; how long the drug-free gap lasts "
        "needs the flow.",
    ),
    "line-aspirate": Template(
        "Access port",
        "Aspiration through the access port clears {volume} of catheter: then no drug leaves the tip for {hours} "
        "at the running flow.",
    ),
    "line-prime-catheter": Template(
        "Prime of the catheter alone",
        "A prime of {volume}, the catheter alone, closes that gap and brings the tubing's mixture.",
        "No prime while there is too much of a drug that the tubing holds.",
    ),
    "line-tubing-follows": Template(
        "Tubing follows", "Behind it {volume} of old mixture from the tubing leaves the tip over {hours}."
    ),
    "line-tubing-follows-with": Template(
        "Tubing follows",
        "Behind it {volume} of old mixture from the tubing leaves the tip over {hours}, {amount} of {drug} with it.",
    ),
    "line-tubing-follows-of-new-fill": Template(
        "Tubing follows",
        "Behind it {volume} from the tubing leaves the tip over {hours}: {amount} of {drug} from the last fill, and on "
        "top of it what the mixture before it holds, which is not told.",
    ),
    "line-within-accuracy": Template(
        "Within the pump's accuracy",
        "At {low:%} to {high:%} of the flow it is told, this pump clears the line in {hours}.",
    ),
    # what bridges withdrawal
    "benzodiazepine-with-opioid": Template(
        "Opioid on board",
        "With an opioid on board a benzodiazepine carries a boxed warning: profound sedation, respiratory depression, "
        "death.",
        "Give it only where breathing is watched without a break and an airway can be secured.",
    ),
    "benzodiazepine-opioid-not-known": Template(
        "Opioid on board?",
        "Whether an opioid is on board is not told; with one, a benzodiazepine carries a boxed warning.",
        "Find out before the first dose; if it cannot be found out, act as if there were one.",
    ),
    "benzodiazepine-other-opioids": Template(
        "Any opioid counts",
        "No opioid was entered. One by mouth, patch or injection counts too: with it a benzodiazepine carries a boxed "
        "warning.",
    ),
    "benzodiazepine-airway-at-hand": Template(
        "Airway at hand", "Somebody who can secure an airway is at hand: a benzodiazepine is given under their eyes."
    ),
    "benzodiazepine-no-airway": Template(
        "No airway at hand",
        "Nobody who can secure an airway is at hand: with an opioid on board no benzodiazepine is given here. "
        "The doses below are for when somebody is.",
        "Call for that help first, or move the patient to it.",
    ),
    "benzodiazepine-airway-not-known": Template(
        "Airway?", "Whether somebody who can secure an airway is at hand is not told."
    ),
    "benzodiazepine-intravenous": Template(
        "Benzodiazepine, intravenous", "{agent} {each} intravenously every {every}: {day} in all."
    ),
    "benzodiazepine-oral": Template("Benzodiazepine, by mouth", "{agent} {each} by mouth every {every}: {day} in all."),
    "midazolam-without-dose": Template(
        "midazolam, intravenous", "A midazolam infusion is named, and no source here gives its dose."
    ),
    "oral-does-not-protect": Template(
        "Not a substitute", "{drug} by mouth does not protect: severe withdrawal came in spite of it."
    ),
    "oral-repeated": Template("By mouth", "{agent} {each} by mouth or tube every {every}: {day} in all."),
    "oral-maximum": Template("Daily maximum by mouth", "{text}."),
    "oral-above-maximum": Template("Above a maximum", "{day} lies above that {most}."),
    "oral-maximum-reached": Template(
        "Maximum reached", "{given} of {drug} is given by mouth already: {most} is reached."
    ),
    "oral-maximum-passed": Template(
        "Maximum passed", "{given} of {drug} is given by mouth already: that is above {most}."
    ),
    "oral-left": Template("Left by mouth", "{given} of {drug} is given by mouth already: {left} is left up to {most}."),
    "intravenous-investigational": Template(
        "Investigational",
        "Intravenous {drug} is investigational and not marketed: what follows is arithmetic, not an offer.",
    ),
    "intravenous-cut": Template("From mouth to vein", "With {part:%} absorbed the dose by vein is {cut:%} lower."),
    "intravenous-from-oral": Template(
        "From mouth to vein",
        "{oral} of {drug} by mouth with {part:%} absorbed is {vein} by vein, {cut:%} lower.",
    ),
    "intravenous-studied": Template("Studied doses", "Studied single intravenous doses of {drug}: {each}."),
    "adjuncts-are-weak": Template("Weak evidence", "What follows rests on single reports and lists."),
    "adjunct-repeated": Template("Adjunct", "{agent} {each} by mouth every {every}: {day} in all, in few patients."),
    "adjunct-rate": Template("Adjunct", "{agent} up to {most} in one report."),
    "adjunct-listed": Template("Listed", "{item}."),
    "temporary-route": Template(
        "Another intrathecal route", "An external intrathecal catheter can carry {drug} on for a time."
    ),
    "weaning-published": Template(
        "Weaning, as published",
        "Weaned through an external catheter by {fall} a day over {over}, from {start} of {drug} on average; "
        "none withdrew.",
    ),
    "weaning-dose-not-known": Template(
        "Weaning here", "The last daily dose of {drug} is needed to work this out here."
    ),
    "weaning-first-day": Template("Weaning here", "From {dose} of {drug} the first such step leads to {after}."),
    # naloxone
    "naloxone-titrate-first": Template(
        "In small steps first", "The patient breathes: naloxone is given in small steps first."
    ),
    "naloxone-titrate-unless": Template(
        "In small steps first",
        "Naloxone is given in small steps first, unless the patient does not breathe or is in arrest.",
    ),
    "naloxone-card-first": Template(
        "Full doses first", "The patient does not breathe or is in arrest: the card's doses come first."
    ),
    "naloxone-titrated": Template(
        "In small steps", "{amount} made up to {volume}, {each} over {over} at a time: {step} a step."
    ),
    "naloxone-steps": Template(
        "How long steps take",
        "It takes {steps} such steps, {time}, to the median need of {median}: ventilate meanwhile.",
    ),
    "naloxone-card": Template(
        "The card's doses", "{each} intravenously, repeated every {every}; after {most} the diagnosis is questioned."
    ),
    "naloxone-observed": Template(
        "What was needed",
        "In published errors the median need was {median} (middle half {half}, all {every}); {responded:%} responded.",
    ),
    "naloxone-outlasted": Template(
        "It wears off first", "The intrathecal opioid outlasts naloxone: repeat it, or infuse it, and watch on."
    ),
    "naloxone-for-hours": Template(
        "For hours", "After {opioid} of opioid in a pocket naloxone was infused for {hours}."
    ),
    "naloxone-not-for-baclofen": Template("Not for every drug", "Naloxone does nothing against {drug}."),
    # fluid, reservoir, physostigmine
    "fluid-opioid": Template(
        "Cerebrospinal fluid",
        "Withdraw {volume} of cerebrospinal fluid through the catheter access port or by lumbar puncture.",
    ),
    "fluid-baclofen": Template(
        "Cerebrospinal fluid", "Where a lumbar puncture is safe, {volume} of cerebrospinal fluid may be withdrawn."
    ),
    "reservoir-opioid": Template(
        "Reservoir", "Then empty the reservoir and record the volume.", "Stop the pump first."
    ),
    "reservoir-baclofen": Template(
        "Reservoir", "Stop the pump and empty the reservoir; support breathing.", "Record the volume."
    ),
    "physostigmine-standing": Template("Physostigmine", "Against physostigmine: {says}."),
    "physostigmine-older-label": Template(
        "Physostigmine, older label", "An older label gave {adult}, at most {rate} a minute. It is not offered here."
    ),
    "physostigmine-child": Template(
        "Physostigmine, older label, child", "For a child {each} for each kg, at most {rate} a minute, {total} in all."
    ),
    "physostigmine-weight-not-known": Template(
        "Weight", "What the older label gave for a child here needs the weight."
    ),
    "physostigmine-by-weight": Template(
        "Physostigmine, older label, this weight", "At {weight} the older label's dose for a child is {dose}."
    ),
    "overdose-lowest": Template("A small dose can do it", "An overdose was reported from a bolus of {dose} of {drug}."),
    "opioid-onset": Template(
        "When signs began", "After published errors signs began at a median of {median} (range {every})."
    ),
    "opioid-tolerant-fared-better": Template(
        "Tolerance changes it",
        "Two tolerant patients had few signs from very high doses: the dose alone does not tell.",
    ),
    # a wrong fill
    "fill-factor-not-known": Template(
        "Factor not known", "By how much the fill differs needs both the concentration filled and the one entered."
    ),
    "fill-lacks-drug": Template(
        "A drug is missing from the fill",
        "The fill holds no {drug}: once the line has cleared, none of it leaves the tip.",
        "Its interruption is an emergency of its own if it is baclofen.",
    ),
    "fill-holds-other-drug": Template(
        "A drug that was not entered", "The fill holds {strength} of {drug}, and the pump was told of none."
    ),
    "fill-as-entered": Template("As entered", "{drug} was filled as entered: {strength}."),
    "fill-stronger": Template(
        "Too strong",
        "{drug} was filled at {filled} and entered as {entered}: {times} the dose once it arrives.",
    ),
    "fill-weaker": Template(
        "Too weak",
        "{drug} was filled at {filled} and entered as {entered}: {times} the dose once it arrives.",
    ),
    "fill-gives": Template("At the tip", "At the running flow the fill gives {rate} of {drug} ({hour})."),
    "fill-gives-not-known": Template("At the tip", "How much {drug} the fill gives needs the running flow."),
    "fill-arrival-not-known": Template("Arrival not known", "When the fill reaches the tip cannot be worked out."),
    "fill-reaches-tip": Template(
        "Arrival", "A fill reaches the tip {hours} after it was made, at the flow the pump is told."
    ),
    "fill-since-not-known": Template("Time of the fill", "How much of that is left needs the time of the fill."),
    "fill-has-arrived": Template(
        "It has arrived",
        "Filled {since} ago, with {hours} through the line at the flow the pump is told: count it as at the tip.",
    ),
    "fill-may-have-arrived": Template(
        "It may have arrived",
        "Filled {since} ago: it may be at the tip already, and is within {hours}.",
    ),
    "fill-time-left": Template("Time left", "Filled {since} ago: {hours} are left at the flow the pump is told."),
    "fill-earliest": Template(
        "Earliest arrival",
        "With the front spread out and the pump as fast as its accuracy allows, some may arrive in {hours} from now.",
    ),
    "fill-left-not-known": Template("To draw out", "How much is left to draw out needs the volume in the reservoir."),
    "fill-left-volume": Template("To draw out", "{volume} is to be drawn out of the reservoir."),
    "fill-left": Template("To draw out", "{volume} is to be drawn out of the reservoir: {amount} of {drug}."),
    "fill-published-factor": Template(
        "As published",
        "{times} the concentration reached {patients} patients; {serious} had serious events, within {hours}.",
    ),
    "fill-typed-for-an-hour": Template(
        "Typed for an hour", "{meant} of {drug} was meant and typed for an hour: {given}, {times} the dose."
    ),
    "fill-hour-slip-here": Template(
        "The same slip here", "If {dose} of {drug} had been typed for an hour here, it would be {slipped}."
    ),
    # a pocket fill
    "pocket-dose-not-known": Template(
        "Dose in the pocket", "The most that can lie in the pocket needs the volume injected and the concentrations."
    ),
    "pocket-most": Template("Dose in the pocket", "At most {amount} of {drug} lies in the pocket ({volume})."),
    "pocket-days": Template("In days", "That is {days} of the pump's {dose} of {drug}, all at once."),
    "pocket-recovered-not-known": Template("Drawn back", "How much came back from the pocket is not told."),
    "pocket-treatment": Template("Pocket fill", "{item}."),
    "pocket-not-sent-home": Template(
        "Not sent home", "A patient whose volumes did not fit was sent home and died: watch, whatever the signs."
    ),
    "pocket-reservoir-not-filled": Template(
        "The reservoir is short", "What lies in the pocket is not in the reservoir: {drug} may run out."
    ),
    # an alarm
    "alarm-low": Template(
        "Low reservoir", "The pump still runs, and it counts down by its program: it does not measure."
    ),
    "alarm-empty": Template("Empty reservoir", "For withdrawal delivery of {drug} counts as ended."),
    "alarm-stopped": Template("Stopped", "The pump stands still: delivery of {drug} has ended."),
    "alarm-not-known": Template(
        "Which alarm?", "Which alarm sounds is not told: count {drug} as interrupted until the pump has been read."
    ),
    "alarm-lasts-not-known": Template("How long it lasts", "How long the reservoir lasts cannot be worked out."),
    "alarm-lasts-at-most": Template("How long it lasts", "{volume} last at most {hours} at the flow the pump is told."),
    "alarm-earliest-not-known": Template("Earliest", "When it may be empty at the earliest needs the pump model."),
    "alarm-earliest-not-in-catalogue": Template(
        "Earliest",
        "What the {pump} cannot draw, or its accuracy, is not in the catalogue: expect it to be empty earlier.",
    ),
    "alarm-may-be-empty": Template(
        "May be empty now", "{volume} is no more than the {rest} that the pump may not be able to draw."
    ),
    "alarm-earliest-at": Template(
        "Earliest", "It may be empty from {start:h} on, if the pump runs fast and leaves {rest}."
    ),
    "alarm-earliest-in": Template("Earliest", "It may be empty in {hours}, if the pump runs fast and leaves {rest}."),
    # a pump that has to come out
    "explant-plan-first": Template(
        "Plan first",
        "The replacement of {drug} stands before the pump comes out: without one a child was ill for weeks.",
    ),
    "explant-dose-not-known": Template(
        "Last dose", "The last daily dose of {drug} is not known.", "Read the pump before it comes out."
    ),
    "explant-last-dose": Template("Last dose", "The last daily dose of {drug} is {dose}."),
    "explant-opioid-ends": Template("Opioid ends", "{drug}, {dose}, ends with it: that can cause withdrawal too."),
    "explant-withdrawal": Template("When", "Withdrawal from {drug} may begin {hours} after the pump is stopped."),
}
"""Templates by code."""
