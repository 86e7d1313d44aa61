"""The judge: what a plan gives at the tip anywhere in the box, held against plain limits."""

from cisterna.safety.replay import Point
from cisterna.safety.trial import Extreme, Limit, Trial, horizon
from cisterna.safety.vertices import Box

__all__ = ["Box", "Extreme", "Limit", "Point", "Trial", "horizon"]
