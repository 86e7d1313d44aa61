"""The errand of `cisterna watch`: a chart read, its times put on the clock of the case, and judged."""

from __future__ import annotations

from datetime import UTC, datetime

from cisterna.consult.charted import Surveillance, watch_chart
from cisterna.files.observations import MomentError, read_moment, read_observations, wall_of
from cisterna.knowledge import Knowledge
from cisterna.therapy import Case, Plan

__all__ = ["MomentError", "watch"]


def watch(
    case: Case,
    text: str,
    name: str,
    knowledge: Knowledge,
    *,
    now: str | None = None,
    last_delivery: str | None = None,
    plan: Plan | None = None,
) -> Surveillance:
    """
    What the chart in `text` says; `now` and `last_delivery` are times as a person writes them.

    Without `now` it is the time of this machine. Raises `FileProblems` and `MomentError`.
    """
    chart = read_observations(text, name, case.clock)
    asked = now if now is not None else wall_of(datetime.now(UTC))
    at = read_moment(asked, case.clock, "--now")
    ended = None if last_delivery is None else read_moment(last_delivery, case.clock, "--last-delivery")
    if ended is not None and ended > at:
        raise MomentError(
            f"--last-delivery: {last_delivery} is after the time of the question ({asked}). Correct one of them."
        )
    return watch_chart(
        case,
        chart.rows,
        knowledge,
        on=case.clock.wall(at).date(),
        now=at,
        now_shown=asked,
        last_delivery=ended,
        plan=plan,
        also=chart.findings,
    )
