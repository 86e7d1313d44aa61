"""Words for opioids that are not converted: what stands in the way, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from cisterna.conversion.refusals import (
    Refusal,
    RefusedDirection,
    RefusedDrug,
    RefusedEpidural,
    RefusedFixedRatio,
    RefusedNoRatio,
    RefusedPatch,
    RefusedRoute,
    RefusedTime,
)
from cisterna.conversion.taken import INTRATHECAL, Taken

__all__ = ["say_refusal", "say_taken"]


def say_taken(one: Taken, name: Callable[[str], str] = str) -> str:
    """
    An opioid as it is taken, in one line.

    >>> from cisterna.quantities import DoseRate
    >>> say_taken(Taken("morphine", "oral", DoseRate.parse("60 mg/day"), "as needed"))
    'morphine 60 mg/day oral, as needed'
    """
    if one.dose is None:
        dose = "at a dose without a time"
    elif one.route == "transdermal":
        dose = f"{one.dose:mcg/h}"
    else:
        dose = f"{one.dose:mg/day}"
    form = f", {one.form}" if one.form else ""
    return f"{name(one.drug)} {dose} {one.route or '(route not told)'}{form}"


def say_refusal(refusal: Refusal, name: Callable[[str], str] = str) -> tuple[str, str]:
    """
    What stands in the way of converting this opioid, and what to do.

    >>> say_refusal(RefusedTime(Taken("morphine", "oral")))[1]
    "Say how often: '40 mg/day', or '10 mg every 6 h'."
    """
    drug = name(refusal.taken.drug)
    match refusal:
        case RefusedFixedRatio():
            return (
                f"{drug} is not converted by a fixed ratio, whatever the dose.",
                "Let a specialist who knows this drug set the dose, and give it to 'cisterna plan' as request.dose.",
            )
        case RefusedPatch(left_for=left):
            after = f" Drug goes on entering for {left} after the patch is taken off." if left is not None else ""
            return (
                f"A {drug} patch counts as still running and is not converted.{after}",
                "While it is on, plan with the prescriber when it comes off; until all of it is gone it adds to "
                "whatever arrives.",
            )
        case RefusedDirection(to=to):
            return _direction(refusal, name, drug, f"{name(to.drug)} {to.route}")
        case RefusedEpidural():
            return (
                f"Epidural {drug} is not a systemic opioid; the ratios that are quoted for it are not used.",
                "Let a specialist set the dose, and give it to 'cisterna plan' as request.dose.",
            )
        case RefusedNoRatio(to=to):
            return (
                f"No source in the pack gives a ratio from {drug} {refusal.taken.route} to {name(to.drug)} {to.route}.",
                "Let a specialist set the dose, and give it to 'cisterna plan' as request.dose.",
            )
        case RefusedDrug(known=known):
            return (
                f"'{refusal.taken.drug}' is not an opioid that the pack knows.",
                f"Known: {', '.join(map(name, known))}. Check the name; any other opioid is for a specialist.",
            )
        case RefusedRoute():
            return (
                f"By which route {drug} is taken is not told, and none is assumed.",
                "Say the route: oral, intravenous, transdermal and so on.",
            )
        case RefusedTime():
            return (
                f"An amount of {drug} without a time is no daily dose.",
                "Say how often: '40 mg/day', or '10 mg every 6 h'.",
            )
    assert_never(refusal)


def _direction(refusal: RefusedDirection, name: Callable[[str], str], drug: str, to: str) -> tuple[str, str]:
    start = f"{drug} {refusal.taken.route}"
    if refusal.taken.route == INTRATHECAL and refusal.to.route != INTRATHECAL:
        what = (
            f"{start} is not converted to {to}: the ratios are stated for the way into the pump. There a larger ratio "
            f"gives less drug and is the careful one; turned round, the same ratio gives more and is the boldest."
        )
    else:
        what = (
            f"{start} is not converted to {to}: sources state the ratio from {to} to {start} only. A ratio that is "
            f"careful in one direction is bold in the other, so it is not turned round."
        )
    return what, "Start the other drug low by its own label, and let a specialist titrate it."
