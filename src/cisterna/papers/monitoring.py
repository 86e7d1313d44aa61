"""What is charted during the watch of a plan, and at which values who is called. Words and layout only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cisterna.consult.watch import Monitoring, SedationCut
from cisterna.papers.layout import Style, bullet, field, heading
from cisterna.papers.words import Words
from cisterna.quantities import DoseRate, Range

__all__ = ["call_when", "render_monitoring"]

Cite = Callable[[Iterable[str]], str]


def call_when(found: Monitoring, words: Words, held: str, added: str, cited: Cite) -> list[str]:
    """The limits in short, the most urgent first, and what cutting the opioid by rate does in this pump."""
    lines = []
    for urgency in dict.fromkeys(each.urgency for each in found.thresholds):
        limits = [f"{each.limit}{cited([each.because])}" for each in found.thresholds if each.urgency == urgency]
        lines.append(f"{urgency}: {'; '.join(limits)}")
    lines += [_cut(each, words, held, added, cited) for each in found.sedation]
    if found.oxygen:
        lines.append(f"oxygen not as a routine: it hides that the patient breathes too little{cited(found.oxygen)}")
    return lines


def _cut(each: SedationCut, words: Words, held: str, added: str, cited: Cite) -> str:
    return (
        f"cutting {words.name(added)} by {each.cut} by rate, to {_doses(words, added, each.added)}, takes "
        f"{words.name(held)} to {_doses(words, held, each.held)}; first: {'; '.join(each.instead)}{cited(each.because)}"
    )


def _doses(words: Words, drug: str, doses: Range[DoseRate]) -> str:
    return doses.format(words.dose_unit(drug))


def render_monitoring(found: Monitoring, words: Words, cited: Cite, style: Style) -> Iterator[str]:
    """The full table: items, intervals as each source has them, each limit with what is done, who is called."""
    yield heading("Chart at every look", style)
    for each in found.items:
        yield from field(words.name(each.drug), [f"{', '.join(each.items)}{cited(each.because)}"], style)
    for number, ladder in enumerate(found.ladders):
        first = " (the house's choice)" if not number and len(found.ladders) > 1 else ""
        yield from bullet(f"{ladder.says}{first}{cited(ladder.because)}", style)
    yield from bullet("The looks above are the closest of these at each moment.", style)
    yield ""
    yield heading("Limits, and what they trigger", style)
    for limit in found.thresholds:
        done = f"call {limit.urgency}; {'; '.join(limit.actions)}"
        text = f"{limit.limit}: {done}{cited([limit.because])} ({limit.certainty})"
        yield from bullet(text, style)
    yield ""
    yield heading("Who is called", style)
    for one in found.called:
        yield from field(one.urgency, [f"{'; '.join(one.roles)}{cited(one.because)}"], style)
