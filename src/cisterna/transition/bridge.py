"""
The bridge: while old drug lies in the line the old flow goes on; when the new front is at the tip, the flow changes.

That holds every drug of the old mixture at its old dose (the continuity condition). Sized here in digits to type.
"""

from __future__ import annotations

from cisterna.quantities import Duration, FlowRate, Volume, nearest_to_step
from cisterna.therapy import Bridge

__all__ = ["clearing_time", "size_bridge"]

MINUTE = Duration(1) / 1440
VOLUME_DIGIT = Volume(1) / 1000


def clearing_time(dead_volume: Volume, flow: FlowRate) -> Duration:
    """How long a front takes from the reservoir to the tip at an even flow."""
    return dead_volume / flow


def size_bridge(dead_volume: Volume, old_flow: FlowRate, *, already_run: Duration) -> Bridge | None:
    """
    The bridge that keeps `old_flow` until the front is at the tip, in whole minutes and thousandths of a milliliter.

    `already_run` is how long the old flow has pushed the new fill before the bridge starts. None: the front is there.

    >>> bridge = size_bridge(Volume.parse("0.312 mL"), FlowRate.parse("0.15 mL/day"), already_run=Duration(0))
    >>> bridge.volume.format(), bridge.over.hours_and_minutes()
    ('0.312 mL', '49 h 55 min')
    """
    left = clearing_time(dead_volume, old_flow) - already_run
    over, _ = nearest_to_step(left, MINUTE)
    volume, _ = nearest_to_step(old_flow * over, VOLUME_DIGIT)
    if over.value <= 0 or volume.value <= 0:
        return None
    return Bridge(volume, over)
