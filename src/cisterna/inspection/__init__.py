"""The verdict on a plan: limits and facts gathered, the judge asked, and everything else that stands against it."""

from cisterna.inspection.reading import Run, replay
from cisterna.inspection.verify import Verification, verify

__all__ = ["Run", "Verification", "replay", "verify"]
