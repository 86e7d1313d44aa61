"""Systemic opioids in a plan: the band beside the plans, what each dose stands for, and what is not converted."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from cisterna.consult import Consultation, Doses
from cisterna.desk import run
from cisterna.papers.layout import Style
from cisterna.papers.terminal import render_consultation
from cisterna.quantities import DoseRate
from cisterna.therapy import SystemicOpioid
from cisterna.therapy.case import RISKS
from consult.cases import case, consulted, knowledge

CAPPED = "tolerant-morphine-300.toml"


def hydromorphone(found: Consultation) -> Doses:
    """What was worked out for the drug that is asked for."""
    return next(each for each in found.doses if each.drug == "hydromorphone")


def screen(found: Consultation) -> str:
    """The text on one line."""
    return " ".join(render_consultation(found, knowledge(), Style(100)).split())


@cache
def with_opioids(*opioids: SystemicOpioid, risks: str = "no", exposure: str | None = "tolerant") -> Consultation:
    """The capped example with other opioids, with every risk answered alike and no lesion of the cord."""
    given, answers = case(CAPPED), dict.fromkeys(RISKS, risks)
    patient = replace(given.patient, opioid_exposure=exposure, risks=answers, cord_level="none")
    return run(replace(given, systemic_opioids=opioids, patient=patient), knowledge())


MORPHINE = SystemicOpioid("morphine", "oral", DoseRate.parse("300 mg/day"))
METHADONE = SystemicOpioid("methadone", "oral", DoseRate.parse("20.5 mg/day"))


def test_the_band_stands_in_what_each_source_says() -> None:
    """0.1 to 2 mg/day; single patients apart; both reasons for the switch, because it is not told."""
    text = screen(consulted(CAPPED))
    for part in (
        "by every chain of published ratios 0.1 mg/day to 2 mg/day; by ratios found in single patients 0.24 mg/day to "
        "15 mg/day",
        "for high systemic doses the chain gives 0.6 mg/day; why the patient is switched is not told",
        "for side effects of lower doses the chain gives 0.2 mg/day; why the patient is switched is not told",
    ):
        assert part in text, part


def test_a_capped_plan_says_what_its_dose_stands_for() -> None:
    """0.15 of 0.6 mg/day is 25 %; it never reads as if the tablets could be stopped."""
    found = consulted(CAPPED)
    assert [(DoseRate(150), Fraction(1, 4)), (DoseRate(600), Fraction(1))] == [
        (each.dose, each.first.value) for each in hydromorphone(found).stands
    ]
    assert (
        "HYDROmorphone 0.15 mg/day: conversion chain, held down to the lowest published ceiling; it stands for 25 % of "
        "the systemic dose by the chain shown first"
    ) in screen(found)


def test_a_dose_above_the_ceiling_is_marked() -> None:
    """In the list of plans, and as a finding that takes an override."""
    found = consulted(CAPPED)
    above = next(offer for offer in found.offers if offer.candidate.dose.rate == DoseRate(600))
    assert above.candidate.dose.basis == "conversion chain, above the lowest published ceiling"
    assert "opioid-above-start-range" in {finding.code for finding in above.judgement.findings}


def test_the_ends_of_the_band_are_in_the_trace() -> None:
    """With the chain that gives them and the statements it rests on."""
    found = consulted(CAPPED)
    lowest, highest = (found.trace[f"dose.hydromorphone.band.{end}"] for end in ("lowest", "highest"))
    assert (DoseRate(100), DoseRate(15000)) == (lowest.result, highest.result)
    assert lowest.says == "lowest of 65 chains of published ratios: 300:1, 10:1"
    assert "morphine.oral-to-intrathecal.classical" in lowest.cites


def test_an_opioid_that_is_not_converted_stops_the_start_and_not_the_others() -> None:
    """No dose is proposed; the rest of the band, and what is not in it, are shown."""
    found = with_opioids(MORPHINE, METHADONE)
    doses = hydromorphone(found)
    assert ((), (), ["no-automatic-conversion"]) == (
        doses.choices,
        doses.chains,
        [finding.code for finding in doses.findings],
    )
    assert doses.findings[0].because == ("methadone.automatic-conversion.cdc-2022",)
    assert doses.band is not None
    assert doses.band.first is not None
    assert (DoseRate(600), 1) == (doses.band.first.result, len(doses.band.refused))
    assert "methadone is not converted by a fixed ratio, whatever the dose." in screen(found)


@pytest.mark.parametrize("exposure", ["tolerant", "below tolerance", "interrupted", None])
def test_a_risk_never_raises_what_is_proposed_first(exposure: str | None) -> None:
    """Every risk absent, unknown, present: the first dose does not go up."""
    opioid = SystemicOpioid("oxycodone", "oral", DoseRate.parse("40 mg/day"))
    first = [
        hydromorphone(with_opioids(opioid, risks=answer, exposure=exposure)).choices[0].rate
        for answer in ("no", "unknown", "yes")
    ]
    assert sorted(first, reverse=True) == first


def test_the_floor_names_the_risk_that_put_it_there() -> None:
    """The example's patient has weak breathing muscles and a high lesion of the cord."""
    choice = hydromorphone(consulted("seed.toml")).choices[0]
    assert (DoseRate(10), "lowest published start (risk: weak breathing muscles, cord lesion at T4)") == (
        choice.rate,
        choice.basis,
    )


def test_exposure_that_is_not_told_puts_the_floor_first() -> None:
    """Even where every risk is known to be absent."""
    choice = hydromorphone(with_opioids(exposure=None)).choices[0]
    assert (DoseRate(10), "lowest published start (opioid exposure is not told)") == (choice.rate, choice.basis)


def test_without_systemic_opioids_there_is_no_band() -> None:
    """Nothing is listed, so nothing is converted."""
    doses = hydromorphone(consulted("seed.toml"))
    assert (None, ()) == (doses.band, doses.stands)


NEEDED = SystemicOpioid("morphine", "oral", DoseRate.parse("60 mg/day"), "as needed")


def test_what_is_taken_as_needed_is_named_and_in_no_dose() -> None:
    """60 / 100 / 5 = 0.12 mg/day more if every dose is taken."""
    found = with_opioids(MORPHINE, NEEDED)
    assert hydromorphone(with_opioids(MORPHINE)).choices == hydromorphone(found).choices
    assert (
        "morphine 60 mg/day oral, as needed, is in no chain; if every dose is taken the chain gives 0.12 mg/day more"
    ) in screen(found)


def test_only_what_is_taken_as_needed_is_no_dose() -> None:
    """What a day comes to is a missing fact."""
    found = with_opioids(NEEDED)
    assert ((), ["opioids-only-as-needed"], "CannotSay") == (
        hydromorphone(found).choices,
        [finding.code for finding in hydromorphone(found).findings],
        found.verdict.name,
    )


@pytest.mark.parametrize(("name", "said"), [(CAPPED, False), ("tolerant-oxycodone-40.toml", True)])
def test_a_chain_from_an_equivalent_says_what_equivalents_are_for(name: str, said: bool) -> None:
    """Oxycodone is counted as oral morphine first; morphine is not."""
    codes = {finding.code for finding in hydromorphone(consulted(name)).findings}
    assert said == ("equivalents-not-for-switching" in codes)
