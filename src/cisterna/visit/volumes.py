"""
The volume drawn against the volume expected: two questions with a limit each.

Is the difference so large that a fill went beside the pump, or that drug did not leave it? And did the pump deliver
more or less of what it was told than its accuracy allows? Neither answers for the other, so both are asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cisterna.conversion.asking import sides_of
from cisterna.knowledge import Span
from cisterna.quantities import Volume
from cisterna.reasons import Finding
from cisterna.therapy import accuracy_of
from cisterna.visit.scene import Scene, act, ask_for, stop, worth_knowing

__all__ = ["Limit", "Volumes", "check_volumes", "expected_volume", "limits", "volumes_of"]

POCKET, FOUND = "volume difference at a refill", "reservoir difference"


class Limit(NamedTuple):
    """A difference that counts: beyond `volume`, or from it on where it is `included`; and who says so."""

    volume: Volume
    included: bool
    ids: tuple[str, ...]

    def passed(self, difference: Volume) -> bool:
        """True where a difference of that size, whatever its sign, counts."""
        size = difference if difference.value >= 0 else -difference
        return size > self.volume or (self.included and size == self.volume)


class Volumes(NamedTuple):
    """
    What should have been there, what was drawn, and the difference (above zero: more than expected was drawn).

    `commanded` and `delivered` are what left the pump since the refill before, as told and as found; None where the
    volume at that refill is not told. `from_case`: expected was worked out from the case and not read from the pump.
    """

    expected: Volume
    drawn: Volume
    difference: Volume
    from_case: bool = False
    commanded: Volume | None = None
    delivered: Volume | None = None


def expected_volume(scene: Scene) -> tuple[Volume, bool] | None:
    """The volume that should be there, and whether it was worked out from the case; None where nothing says."""
    before, running = scene.visit.before, scene.case.running
    if before.reservoir_volume is not None:
        return before.reservoir_volume, False
    if before.at is None or running.reservoir_volume is None:
        return None
    left = running.reservoir_volume - running.flow * before.at
    return (left if left.value > 0 else Volume(0)), True


def volumes_of(scene: Scene) -> Volumes | None:
    """The volumes of this visit; None where what was drawn or what was expected is not told."""
    found, drawn = expected_volume(scene), scene.visit.aspirated
    if found is None or drawn is None:
        return None
    expected, from_case = found
    filled = scene.visit.before.filled_to
    if filled is None:
        return Volumes(expected, drawn, drawn - expected, from_case)
    return Volumes(expected, drawn, drawn - expected, from_case, filled - expected, filled - drawn)


def limits(scene: Scene) -> tuple[Limit, ...]:
    """The differences that count in this pump, the smallest first; those of no model where the model is not told."""
    found = [
        Limit(side.answer.low, True, side.ids)
        for side in sides_of(scene.ask(FOUND))
        if isinstance(side.answer, Span) and isinstance(side.answer.low, Volume)
    ]
    if scene.pump is not None:
        found += [
            Limit(side.answer.high, False, side.ids)
            for side in sides_of(scene.ask(POCKET, pump=scene.pump.id))
            if isinstance(side.answer, Span) and isinstance(side.answer.high, Volume)
        ]
    return tuple(sorted(found, key=lambda limit: limit.volume.value))


def check_volumes(scene: Scene) -> Iterator[Finding]:
    """Everything that the volumes say, and what is missing to say more."""
    if scene.visit.aspirated is None:
        yield ask_for("aspirated.volume", "the volume drawn against the volume expected")
    if expected_volume(scene) is None:
        yield ask_for("before.reservoir_volume", "the volume drawn against the volume expected")
    found = volumes_of(scene)
    if found is not None:
        yield from _differences(scene, found)
        yield from _deliveries(scene, found)


def _differences(scene: Scene, found: Volumes) -> Iterator[Finding]:
    """A fill beside the pump, a leak, a pump that gave too much or too little: by the size of the difference."""
    known = limits(scene)
    passed = [limit for limit in known if limit.passed(found.difference)]
    if not passed:
        yield from _without_a_model(scene, found)
        if scene.pump is not None and not scene.ids(POCKET, pump=scene.pump.id):
            yield worth_knowing("no-limit-for-this-pump", [id for limit in known for id in limit.ids])
        return
    drugs = tuple(scene.case.running.fill)
    because = [id for limit in passed for id in limit.ids] + list(scene.ids("volume at a refill"))
    values = {"expected": found.expected, "drawn": found.drawn, "limit": passed[0].volume,
              "beyond": "at least" if passed[0].included else "more than"}  # fmt: skip
    if found.difference.value > 0:
        because += (*scene.for_drugs("surplus in the reservoir", drugs),
                    *scene.for_drugs("restart after an interruption", drugs))  # fmt: skip
        yield stop("drawn-more", because, difference=found.difference, **values)
        return
    missing = -found.difference
    because += scene.ids("observation after a refill that misfits")
    yield stop("drawn-less", because, difference=missing, **values)
    for drug, strength in scene.case.running.fill.items():
        yield worth_knowing(
            "amount-not-accounted-for", scene.ids("most that a fill can put in the wrong place"),
            drug=drug, amount=strength * missing, difference=missing, strength=strength,
        )  # fmt: skip


def _without_a_model(scene: Scene, found: Volumes) -> Iterator[Finding]:
    """Where the model is not told, a difference that counts in some model is neither fine nor found."""
    if scene.pump is not None:
        return
    some = [
        (statement.says.high, statement.id)
        for statement in scene.ask.knowledge.asking(POCKET)
        if isinstance(statement.says, Span) and isinstance(statement.says.high, Volume)
    ]
    size = found.difference if found.difference.value >= 0 else -found.difference
    counts = [id for limit, id in some if size > limit]
    if counts:
        yield ask_for("system.pump", "the limit of this pump", code="limit-not-known", because=counts,
                      difference=size)  # fmt: skip


def _deliveries(scene: Scene, found: Volumes) -> Iterator[Finding]:
    """What left the pump since the refill before, against what it was told and how exact it is."""
    if found.commanded is None or found.delivered is None:
        yield ask_for("before.filled_to", "what the pump delivered against its accuracy")
        return
    values = {"commanded": found.commanded, "delivered": found.delivered}
    if found.commanded.value <= 0:
        yield stop("nothing-commanded", scene.ids("volume at a refill"), expected=found.expected,
                   filled=found.expected + found.commanded)  # fmt: skip
        return
    if found.delivered.value <= 0:
        because = [*scene.ids("volume at a refill"),
                   *scene.for_drugs("surplus in the reservoir", scene.case.running.fill)]  # fmt: skip
        yield stop("no-delivery", because, drawn=found.drawn, commanded=found.commanded,
                   filled=found.drawn + found.delivered)  # fmt: skip
        return
    band = accuracy_of(scene.case.system, scene.pump.accuracy if scene.pump else None)
    if band is None:
        yield ask_for("system.accuracy", "what the pump delivered against its accuracy")
        return
    least, most = found.commanded * band.low.value, found.commanded * band.high.value
    notices = scene.ids("device notice", pump=scene.pump.id) if scene.pump else ()
    if found.delivered > most:
        yield act("over-infusion", [*notices, *scene.ids("what goes with over-infusion")], most=most, **values)
    elif found.delivered < least:
        yield act("under-delivery", scene.ids("volume at a refill"), least=least, **values)
