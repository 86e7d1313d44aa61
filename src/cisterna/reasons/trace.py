"""
How each value came about: asked, read, fired, not fired, result.

Computations write their steps as they go; explanations are read from here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

__all__ = ["NotFired", "Step", "Trace"]


class NotFired(NamedTuple):
    """A statement that was considered and did not apply, and why."""

    statement: str
    why: str


class Step(NamedTuple):
    """
    One value: its stable name, what was done, and what it was made of.

    `of` names earlier steps; `cites` are statement ids that fired; `not_fired` those that did not, with the reason.
    """

    name: str
    says: str
    result: Any
    of: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    not_fired: tuple[NotFired, ...] = ()


class Trace:
    """
    The steps of one run, in order, each under a name of its own.

    >>> trace = Trace()
    >>> trace.add("flow", "dose divided by concentration", 3, of=())
    3
    >>> trace["flow"].says
    'dose divided by concentration'
    """

    __slots__ = ("_steps",)

    def __init__(self) -> None:
        self._steps: dict[str, Step] = {}

    def add(
        self,
        name: str,
        says: str,
        result: Any,
        *,
        of: Sequence[str] = (),
        cites: Sequence[str] = (),
        not_fired: Sequence[NotFired] = (),
    ) -> Any:
        """Write down a step and hand back its result, so that a computation reads as one line."""
        if name in self._steps:
            raise ValueError(f"the trace already has a step called '{name}'")
        for part in of:
            if part not in self._steps:
                raise ValueError(f"step '{name}' is made of '{part}', which is not in the trace")
        self._steps[name] = Step(name, says, result, tuple(of), tuple(cites), tuple(not_fired))
        return result

    def __getitem__(self, name: str) -> Step:
        return self._steps[name]

    def __contains__(self, name: object) -> bool:
        return name in self._steps

    def __iter__(self) -> Iterator[Step]:
        return iter(self._steps.values())

    def __len__(self) -> int:
        return len(self._steps)
