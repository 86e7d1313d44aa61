"""The pitfalls that a case meets, as a short section: a line each, grouped; what was not told in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cisterna.papers.layout import Style, bullet, hanging, heading
from cisterna.papers.words import Words
from cisterna.reasons import Finding, Force
from cisterna.wording import say

__all__ = ["GROUPS", "render_pitfalls"]

GROUPS = {
    "The drug that runs": ("making-room", "oral-substitute", "weaning-is-another-request", "by-mouth-as-well"),
    "The opioid that comes": (
        "stopping-early",
        "dose-below-every-ratio",
        "low-start",
        "one-ratio",
        "studied-partner",
        "tolerance-lost",
    ),
    "The patient": (
        "high-lesion",
        "breathing",
        "sedation-adds-up",
        "sedatives",
        "anticoagulant",
        "infection",
        "pregnancy",
        "older",
        "before-start",
        "going-home",
    ),
    "One pump for two drugs": (
        "naloxone",
        "stall",
        "bolus",
        "pharmacist",
        "volume",
        "volume-without-limit",
        "whole-fill",
        "second-check",
        "granuloma-strength",
        "granuloma-rise",
        "device-notices",
        "scanner",
    ),
}
"""Under which heading a pitfall stands, by its code without the word in front."""

_MARKS = {Force.SOFT: "!", Force.NOTE: "-"}


def render_pitfalls(
    found: Iterable[Finding], words: Words, cited: Callable[[Iterable[str]], str], style: Style
) -> Iterator[str]:
    """The section with its heading; nothing where no pitfall is met."""
    pitfalls = tuple(found)
    if not pitfalls:
        return
    yield heading("Pitfalls that this case meets", style)
    for group, codes in GROUPS.items():
        met = [each for each in pitfalls if each.code.removeprefix("pitfall-") in codes and each.force in _MARKS]
        if met:
            yield from hanging(group, style, indent=3)
        for each in met:
            text = f"{say(each, words.name, words.when)}{cited(each.because)} ({each.code})"
            yield from bullet(text, style, mark=_MARKS[each.force], indent=5)
    missing = tuple(dict.fromkeys(name for each in pitfalls for name in each.missing))
    if missing:
        yield from hanging("Not told, so not judged", style, indent=3)
        yield from bullet(", ".join(missing), style, mark="?", indent=5)
