"""The judge: what a plan gives at the tip anywhere in the box, and what stands against it."""

from cisterna.safety.replay import Point, Run, replay
from cisterna.safety.verify import Verification, verify
from cisterna.safety.vertices import Box

__all__ = ["Box", "Point", "Run", "Verification", "replay", "verify"]
