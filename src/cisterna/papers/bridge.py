"""The bridge on a page: what is typed at which visit, why this one, its worst case, and the maker's rule beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from cisterna.consult import Offer
from cisterna.papers.words import Words
from cisterna.quantities import Ratio
from cisterna.therapy import Bridge, Mixture

if TYPE_CHECKING:
    from cisterna.delivery.held import Strays
    from cisterna.transition.candidate import Limits
    from cisterna.transition.minimax import Way, Ways

__all__ = ["bridge_lines", "compared_lines"]

_WHY = {
    "middle": "why this one: the old flow until the middle of the range; no other is better by more than {band}",
    "moved": "why this one: the minute at which too little and too much are alike, at the old flow",
    "middle flow": "why this one: a switch at any minute would break a limit of the house; one flow between the old "
    "and the new strays from the start, and less far",
    "second visit": "why this one: a second visit with a flow between the old and the new is better by more than "
    "{band} than any single switch",
}


def bridge_lines(offer: Offer, words: Words, held: str, cited: Callable[[Iterable[str]], str]) -> list[str]:
    """The lines under "Bridge"; a single one where none is needed."""
    candidate = offer.candidate
    program = candidate.program
    if program.bridge is None:
        return [f"none needed: the {words.name(held)} concentration does not change"]
    lines = [_typed(program.bridge, program.entered, words, held)]
    if candidate.ways is not None:
        lines += _second_visit(offer, words, held)
        lines += compared_lines(candidate.ways, words, held, cited(candidate.ways.because))
    return lines


def _typed(bridge: Bridge, entered: Mixture, words: Words, held: str) -> str:
    return (
        f"{bridge.volume} over {bridge.over.hours_and_minutes()} ({bridge.flow}); the pump shows it as "
        f"{words.amount(held, entered[held] * bridge.volume)} of {words.name(held)}, counted at the new concentration"
    )


def _second_visit(offer: Offer, words: Words, held: str) -> Iterator[str]:
    second = offer.candidate.second_visit
    if second is not None and second.program.bridge is not None:
        yield (
            f"second visit {words.when(second.at)}, to program only: the same program again with a bridge of "
            f"{_typed(second.program.bridge, second.program.entered, words, held)}"
        )
        yield "rather earlier than later; if nobody comes, the first program goes on as the maker's rule has it"


def compared_lines(ways: Ways, words: Words, held: str, cited: str) -> Iterator[str]:
    """Why this bridge, what the others would do at worst, and the maker's rule."""
    limits = ways.limits
    yield f"{_WHY[ways.why].format(band=limits.tie_band)}; at worst {_worst(ways.taken.worst, limits)}"
    if ways.taken.if_off:
        yield f"the second visit half an hour earlier or later: at worst {_worst(ways.taken.if_off, limits)}"
    if ways.why in ("middle flow", "second visit"):
        yield "see beforehand that the programmer takes a bridge at a flow that is not the old one"
    if ways.why != "middle":
        yield f"{_way(ways.middle)} (the middle of the range): at worst {_worst(ways.middle.worst, limits)}"
    which, moves = ("smallest", "rises") if ways.rises else ("largest", "falls")
    rule = (
        f"the maker's rule as the {words.name(held)} concentration {moves}: the {which} volume, which errs to less drug"
    )
    if ways.makers.first == ways.taken.first and ways.taken.middle is None:
        yield f"{rule}; here that is the same bridge{cited}"
    else:
        yield f"{rule}; {_way(ways.makers)}: at worst {_worst(ways.makers.worst, limits)}{cited}"


def _way(way: Way) -> str:
    return f"{way.first.volume} over {way.first.over.hours_and_minutes()}"


def _worst(worst: Iterable[Strays], limits: Limits) -> str:
    parts = [
        f"{Ratio(each.low)} to {Ratio(each.high)} in any {window:h}"
        for window, each in zip(limits.windows, worst, strict=True)
    ]
    return " and ".join(parts)
