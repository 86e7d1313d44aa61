"""
Who reads a screen: physician, pharmacist, nurse or patient.

All see the same numbers, stance and sources, in other words.
"""

from __future__ import annotations

from enum import Enum

__all__ = ["RENDERED", "Audience"]


class Audience(Enum):
    """The four readers. The physician reads a statement's own `text`; the other three have renderings of it."""

    PHYSICIAN = "physician"
    PHARMACIST = "pharmacist"
    NURSE = "nurse"
    PATIENT = "patient"


RENDERED = ("pharmacist", "nurse", "patient")
"""The readers for whom a statement has a sentence of its own."""
