"""
Candidate plans that start a second drug under a held one: every maker for every dose, in one list.

Nothing here judges a plan; `cisterna.safety` does, without knowing how it was made.
"""

from __future__ import annotations

from collections.abc import Iterable

from cisterna.reasons import Trace
from cisterna.therapy import Case
from cisterna.transition.candidate import Candidate, DoseChoice, Means, NotPossible
from cisterna.transition.makers import obstacle, other_concentration, same_concentration

__all__ = ["propose"]


def propose(
    case: Case, doses: Iterable[DoseChoice], means: Means, trace: Trace
) -> tuple[tuple[Candidate, ...], tuple[NotPossible, ...]]:
    """Every candidate for every dose, and what was considered and could not be made. Nothing is ranked here."""
    made: list[Candidate] = []
    not_made: list[NotPossible] = []
    if means.pump.reservoir is None:
        values = {"pump": means.pump.name}
        return (), tuple(NotPossible(f"A-{dose.drug}", "A", dose, "pump-size-unknown", values) for dose in doses)
    for dose in doses:
        hindrance = obstacle(case, dose, means)
        if hindrance is not None:
            not_made.append(hindrance)
            continue
        for maker in (same_concentration, other_concentration):
            for outcome in maker(case, dose, means, trace):
                (made if isinstance(outcome, Candidate) else not_made).append(outcome)  # type: ignore[arg-type]
    return tuple(made), tuple(not_made)
