"""The vocabulary of why: sources, findings, verdicts and the trace of a computation."""

from cisterna.reasons.finding import Axis, Finding, Force
from cisterna.reasons.source import Citation, Mark, Source, Sourced
from cisterna.reasons.trace import NotFired, Step, Trace
from cisterna.reasons.verdict import (
    CannotSay,
    Clear,
    Judgement,
    NeedsOverride,
    Refused,
    Verdict,
    verdict_of,
    worst,
)

__all__ = [
    "Axis",
    "CannotSay",
    "Citation",
    "Clear",
    "Finding",
    "Force",
    "Judgement",
    "Mark",
    "NeedsOverride",
    "NotFired",
    "Refused",
    "Source",
    "Sourced",
    "Step",
    "Trace",
    "Verdict",
    "verdict_of",
    "worst",
]
