"""
Terms of the field with a plain gloss and a professional one, and the words that patients are not shown.

A gloss is put in brackets behind a term where a screen first uses it: for a nurse the terms of the device, for a
patient all of them; for physician and pharmacist none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from cisterna.wording.readers import Audience

__all__ = ["GLOSSARY", "INSTEAD", "MEDICINES", "Glosser", "Term", "jargon"]


class Term(NamedTuple):
    """A term: what it means in plain words and in the words of the field, and whether it belongs to the device."""

    term: str
    plain: str
    professional: str
    device: bool = False


GLOSSARY: tuple[Term, ...] = (
    # the device
    Term("access port", "the opening that leads to the thin tube", "leads to the catheter, not to the reservoir", True),
    Term("beyond-use date", "the day after which a mixture is not used", "last day a compounded mixture is used", True),
    Term(
        "bridge bolus",
        "a slow stretch while old medicine is in the tube",
        "a program that runs while the old mixture is still in the line",
        True,
    ),
    Term(
        "bridge",
        "a slow stretch while old medicine is in the tube",
        "a program that runs while the old mixture is still in the line",
        True,
    ),
    Term("catheter", "the thin tube from the pump", "the tube from the pump to the spinal fluid", True),
    Term("dead volume", "what the tubes hold", "tubing and catheter together, from reservoir to tip", True),
    Term("flex schedule", "doses that change with the time of day", "dose rates that repeat every pump day", True),
    Term(
        "low-reservoir alarm",
        "the pump beeps when little is left",
        "sounds at a computed volume; nothing is measured",
        True,
    ),
    Term("patient bolus", "an extra dose you start yourself", "a dose the patient may trigger", True),
    Term("pocket", "the space under the skin around the pump", "the space under the skin around the pump", True),
    Term("primary drug", "the medicine the pump is set by", "the drug whose dose is typed in", True),
    Term("priming bolus", "a fast fill of the empty tube", "fills an empty line at high flow", True),
    Term("programmer", "the device that sets your pump", "the handheld device that reads and sets the pump", True),
    Term("reservoir", "the tank in the pump", "the chamber of the pump that holds the mixture", True),
    Term("residual volume", "the bit that stays in the pump", "what cannot be drawn out at a refill", True),
    Term("simple continuous", "the same dose all day", "one dose rate round the clock", True),
    Term("tip", "the end of the thin tube", "where drug leaves the catheter", True),
    Term("tubing", "the tube inside the pump", "the part of the line inside the pump", True),
    # the body and the drugs
    Term("apnea", "pauses in breathing", "breathing stops for seconds at a time"),
    Term("baclofen", "the medicine that loosens stiff muscles", "a GABA-B agonist"),
    Term("benzodiazepine", "a medicine that calms you", "a GABA-A modulator such as lorazepam"),
    Term("benzodiazepines", "medicines that calm you", "GABA-A modulators such as lorazepam"),
    Term("CDC", "a US health agency", "Centers for Disease Control and Prevention"),
    Term("epidural", "just outside the spinal fluid", "into the space outside the dura"),
    Term("FDA", "the US agency for medicines", "Food and Drug Administration"),
    Term("goose flesh", "tiny bumps on the skin", "piloerection"),
    Term("intrathecal", "into the fluid around the spine", "into the cerebrospinal fluid"),
    Term("meningitis", "an infection around the brain and spine", "infection of the meninges"),
    Term("MRI", "a scan with a strong magnet", "magnetic resonance imaging"),
    Term("naloxone", "the medicine that works against opioids", "an opioid antagonist"),
    Term("opioid", "a strong pain medicine", "an agonist at opioid receptors"),
    Term("opioids", "strong pain medicines", "agonists at opioid receptors"),
    Term("oxygen saturation", "how much oxygen is in the blood", "SpO2"),
    Term("respiratory depression", "breathing that is too slow or shallow", "low rate or depth of breathing"),
    Term("sedation", "being too sleepy", "lowered level of consciousness"),
    Term("sepsis", "germs in the blood", "organ failure from infection"),
    Term("spasticity", "stiff, tight muscles", "velocity-dependent rise of muscle tone"),
    Term("spasms", "sudden tight muscles", "involuntary contractions"),
    Term("urinary retention", "not being able to pass urine", "the bladder does not empty"),
    Term("withdrawal", "illness when a medicine stops", "signs that follow the loss of a drug"),
    Term("altered mental state", "confusion, or not acting like yourself", "change of alertness or thought"),
)
"""By kind and alphabet. Where one term lies inside another, the longer is found first."""

INSTEAD: dict[str, str] = {
    "adjunct": "another medicine beside it",
    "administered": "given",
    "administration": "giving",
    "adverse": "bad",
    "analgesic": "pain medicine",
    "aspirate": "draw out",
    "aspirated": "drawn out",
    "bolus": "extra dose",
    "cerebral": "from the brain",
    "cohort": "group of patients",
    "compounded": "mixed by a pharmacy",
    "concentration": "strength",
    "contraindicated": "must not be used",
    "conversion": "working out the new dose",
    "cumulative": "in all",
    "depression": "slow or shallow breathing",
    "differential": "other causes",
    "discontinue": "stop",
    "dyspnea": "short breath",
    "efficacy": "how well it works",
    "exacerbation": "flare",
    "extended-release": "slow-release",
    "fatal": "deadly",
    "formulation": "product",
    "hepatic": "liver",
    "hydrophilic": "that spreads far in the fluid",
    "hyperthermia": "high fever",
    "hypotension": "low blood pressure",
    "hypoventilation": "slow or shallow breathing",
    "implantation": "when the pump is put in",
    "infusion": "steady flow",
    "infuse": "give",
    "initiation": "start",
    "interval": "time between",
    "intravenous": "into a vein",
    "median": "in the middle",
    "monitor": "watch",
    "monitored": "watched",
    "monitoring": "watching",
    "naive": "not used to opioids",
    "neuraxial": "near the spine",
    "oral": "by mouth",
    "orally": "by mouth",
    "paresthesia": "tingling",
    "piloerection": "goose flesh",
    "potency": "strength",
    "preservative-free": "with no preservative",
    "protocol": "plan",
    "pruritus": "itch",
    "renal": "kidney",
    "respiratory": "breathing",
    "sedative": "medicine that makes you sleepy",
    "sedatives": "medicines that make you sleepy",
    "somnolence": "being very sleepy",
    "stability": "how long it keeps",
    "subcutaneous": "under the skin",
    "systemic": "from tablets, patches or shots",
    "tachycardia": "fast heartbeat",
    "titrate": "change step by step",
    "titrated": "changed step by step",
    "titration": "step-by-step change",
    "tolerance": "being used to it",
    "transdermal": "through the skin",
    "viscosity": "thickness",
}
"""Words that patients are not shown, and what to write instead."""

MEDICINES = frozenset(
    {
        "baclofen", "buprenorphine", "bupivacaine", "clonidine", "codeine", "cyproheptadine", "dantrolene",
        "dexmedetomidine", "diazepam", "fentanyl", "flumazenil", "gabapentin", "hydrocodone", "hydromorphone",
        "ketamine", "levorphanol", "lorazepam", "meperidine", "methadone", "midazolam", "morphine", "nalmefene",
        "naloxone", "naltrexone", "ondansetron", "oxycodone", "oxymorphone", "phenobarbital", "physostigmine",
        "pregabalin", "propofol", "ropivacaine", "sufentanil", "tapentadol", "tizanidine", "tramadol", "vecuronium",
        "ziconotide",
    }
)  # fmt: skip
"""Names of medicines that a sentence must keep, whoever reads it."""


@cache
def _terms() -> re.Pattern[str]:
    longest = sorted((each.term for each in GLOSSARY), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])", re.IGNORECASE)


@cache
def _by_term() -> dict[str, Term]:
    return {each.term.lower(): each for each in GLOSSARY}


@cache
def _not_for_patients() -> re.Pattern[str]:
    longest = sorted(INSTEAD, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])", re.IGNORECASE)


def jargon(text: str) -> tuple[str, ...]:
    """
    Words of `text` that patients are not shown, in order; terms of the glossary are none of them.

    >>> jargon("The systemic dose is titrated; watch for respiratory depression.")
    ('systemic', 'titrated')
    """
    return tuple(match[0] for match in _not_for_patients().finditer(_terms().sub(" ", text)))


class Glosser:
    """
    Puts a gloss behind the first use of each term on one screen.

    >>> gloss = Glosser(Audience.PATIENT)
    >>> gloss("The catheter is full."), gloss("The catheter is empty.")
    ('The catheter (the thin tube from the pump) is full.', 'The catheter is empty.')
    >>> Glosser(Audience.PHYSICIAN)("The catheter is full.")
    'The catheter is full.'
    """

    __slots__ = ("_audience", "_seen")

    def __init__(self, audience: Audience) -> None:
        self._audience = audience
        self._seen: set[str] = set()

    def __call__(self, text: str) -> str:
        """`text` with a gloss behind each term that this screen has not used before."""
        if self._audience in (Audience.PHYSICIAN, Audience.PHARMACIST):
            return text
        return _terms().sub(self._glossed, text)

    def _glossed(self, match: re.Match[str]) -> str:
        term = _by_term()[match[0].lower()]
        if term.term in self._seen or (self._audience is Audience.NURSE and not term.device):
            return match[0]
        self._seen.add(term.term)
        if match.string[match.end() :].startswith(" ("):
            return match[0]
        return f"{match[0]} ({term.plain if self._audience is Audience.PATIENT else term.professional})"
