"""The fixed sentences of the page for patients, with places for what was worked out. No number stands in them."""

from __future__ import annotations

__all__ = ["BASES", "FIELDS", "PAGE", "VERDICTS"]

VERDICTS: dict[str, str] = {
    "Clear": "This plan passed every check that is made here.",
    "NeedsOverride": "Your team has to sign for some points first. They stand below.",
    "Refused": "This plan must not be used as it is. The reasons stand below.",
    "CannotSay": "Nobody can say yet if this plan is safe. Some facts are missing.",
}
"""The verdict in plain words, by its name."""

PAGE: dict[str, str] = {
    # the verdict, where somebody set something aside
    "set-aside": "Your team signed for some points. They stand below. This plan passed all other checks made here.",
    # what stays
    "keep": "Your {held} must not stop. It is not cut down to make room for anything.",
    "held": "You will get {dose} of {held}. Now you get {running}.",
    "intended": "The dose meant for you is {dose}.",
    # what is new
    "new": "{added} is new. You will get {dose} of it, all day and all night.",
    "from": "It was worked out from {rate} and rounded down.",
    "basis": "How the dose was chosen: {basis}.",
    "assayed": "The fill was tested. By the test you will get {dose} of {drug}.",
    "fill": "Your pump is filled with a mix of {held} and {added}.",
    "bridge": "The strength of {held} is new as well. A bridge bolus keeps your dose the same.",
    "second-visit": "You come back on {when}. Then the pump is set once more.",
    # when it comes
    "travels": "The new medicine does not work at once. It first has to pass the catheter.",
    "arrival": "It should reach the tip on {when}. That is {since} after the refill.",
    "range": "It may come from {earliest} to {latest}.",
    "arrival-unknown": "Nobody can say yet when it comes. The size of your tubes is missing.",
    # who watches
    "watch-refill": "After the refill you are watched from {start} to {until}.",
    "watch-arrival": "When the new medicine comes, you are watched from {start} to {until}.",
    "watch-change": "You are also watched from {start} to {until}.",
    "look": "Somebody looks at you {stretch}.",
    "no-looks": "How often somebody looks: no source says it for this medicine.",
    "place": "Be there by {when}. Your doctor decides where: the clinic, or a bed with staff.",
    "between": "For the time between, no source says what to do.",
    "staffed": "With a refill on {when}, all of that falls into staffed hours.",
    "not-staffed": "No refill time puts all of that into staffed hours.",
    "risks": "What makes breathing harder for you: {risks}.",
    "no-risks": "Your case names nothing that makes breathing harder.",
    # the other pain medicines
    "none-beside": "Your case lists no other opioid.",
    "beside-not-stated": "Your case does not say if you take opioids. Tell your team about each pain medicine.",
    "beside": "You also take {dose}.",
    "not-all": "This dose may not replace all of it. Up to {rest} may still be needed. So it does not mean: stop the "
    "tablets.",
    "share-unknown": "Nobody can say how much of it this dose replaces. So it is no reason to stop anything.",
    "go-on": "No plan here takes their place. Do not take less or stop them on your own. Ask your doctor.",
    "other-drug": "Your doctor asked for {asked}. There is no plan for it. This plan is for {added}.",
    "reduce-unknown": "Nobody can say yet from when on you may take less. Go on as before.",
    "not-before": "Do not take less before {when}. That is {since} after the refill.",
    "latest": "The new one may come as late as {when}. That is {since} after the refill. What you leave out before "
    "that may be replaced by nothing.",
    # signs and alarms
    "signs": "{drug}: {items}",
    "call": "Call your pump team at once if any of this is new or different. Do not wait for your next visit.",
    "emergency": "Are you hard to wake, or is your breathing slow? Then somebody has to call an ambulance.",
    "alarm": "Your pump may beep. Then call your pump team at once, even if you feel well.",
    "book": "Your next refill has to be by {by}.",
    "book-moved": "Your clinic is closed on {on}, so it is on an earlier day.",
    "no-open-day": "Your next refill is due by {by}. No open day lies before it. Ask your pump team now.",
    "ends": "What ends first is the {what}, on {on}.",
    "alarm-date": "The low-reservoir alarm is due on {on}. The pump works this out. It does not measure it.",
    "alarm-fast": "If the pump runs fast, it is due on {on}.",
    "alarm-boluses": "If it runs fast and you use all extra doses, it is due on {on}.",
    "dates-unknown": "The dates are not known yet. Some facts about the pump are missing.",
    "no-plan": "There is no plan yet.",
    "not-shown": "So its doses and times are not shown here. Nobody should act on them.",
    "more": "Your team has {count} plans to choose from. This is the first of them.",
}
"""Sentences by name; a unit or a date comes in where a name stands in curly brackets."""

BASES: dict[str, str] = {
    "asked": "your doctor asked for it",
    "lowest published start": "the lowest start that was published",
    "low end of the range shown first": "the low end of the range that stands first",
    "conversion chain": "a sum from the opioids you take",
    "conversion chain, held down to the lowest published ceiling": "a sum from the opioids you take, held down to the "
    "lowest top dose",
    "conversion chain, above the lowest published ceiling": "a sum from the opioids you take, above the lowest top "
    "dose",
}
"""How a dose was chosen, in plain words; another basis is shown as it is written."""

FIELDS: dict[str, str] = {
    "anticoagulant": "a blood thinner",
    "carer_taught": "a carer who was taught",
    "consent": "that you agree",
    "device_card": "your pump card",
    "infection": "germs",
    "mri_planned": "a planned MRI scan",
    "naloxone_at_home": "naloxone at home",
    "pregnancy": "a baby on the way",
    "psychological_assessment": "a talk about mind and mood",
    "second_check": "a second person who checks",
    "trial": "a test dose",
}
"""Fields of a case file that may be missing, as a patient knows them."""
