"""The low-reservoir alarm against the fill and against what cannot be drawn out: whether it can warn at all."""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.knowledge import Knowledge
from cisterna.reasons import Axis, Finding, Force
from cisterna.therapy import Case, Plan, Refill, residual_of

__all__ = ["alarm_findings"]


def alarm_findings(case: Case, plan: Plan, knowledge: Knowledge) -> Iterator[Finding]:
    """A fill that is not above the alarm volume, and an alarm that comes only when the pump may be empty."""
    alarm, refills = case.system.low_reservoir_alarm, plan.of(Refill)
    if alarm is None or case.system.pump is None or not refills:
        return
    least = min((refill.volume for refill in refills), key=lambda volume: volume.value)
    if least <= alarm:
        yield Finding(
            "fill-not-above-alarm", Force.SOFT, Axis.ACKNOWLEDGEMENT, values={"volume": least, "alarm": alarm}
        )
    pump = knowledge.catalogue.pump(case.system.pump)
    residual = residual_of(case.system, None if pump.residual_bound is None else pump.residual_bound.value)
    if residual is not None and alarm <= residual:
        values = {"alarm": alarm, "residual": residual, "pump": pump.name}
        yield Finding("alarm-only-when-empty", Force.SOFT, Axis.ACKNOWLEDGEMENT, values=values)
