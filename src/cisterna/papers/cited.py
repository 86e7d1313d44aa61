"""Numbers for the statements on a screen or paper, and the list of sources at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cisterna.knowledge import Knowledge, Statement
from cisterna.papers.layout import Style, bullet, hanging, paragraph
from cisterna.papers.words import shown_names

__all__ = ["Cited"]

_STANDING = {"S2": "second-hand", "M+": "from memory", "M-": "from memory, unsure", "D": "worked out here"}


class Cited:
    """
    Numbers for statements, given in the order in which they are first cited.

    `say` turns a statement into the sentence that this reader sees; without it the physician's is shown.
    """

    __slots__ = ("_knowledge", "_numbers", "_say")

    def __init__(self, knowledge: Knowledge, say: Callable[[Statement], str] | None = None) -> None:
        self._knowledge = knowledge
        self._say = say or (lambda one: one.text)
        self._numbers: dict[str, int] = {}

    def statement(self, id: str) -> Statement:
        """The statement itself, for whoever shows its sentence."""
        return self._knowledge.statement(id)

    def words(self, one: Statement) -> str:
        """What a statement says to this reader, with the names of drugs as screens have them."""
        return shown_names(self._say(one), self._knowledge.catalogue)

    def standing(self, ids: Iterable[str]) -> str:
        """How the least sure of these statements is known, after a comma; nothing where all were seen in the source."""
        found = [self._knowledge.statement(id).certainty for id in ids]
        least = max((each for each in found if each in _STANDING), key=list(_STANDING).index, default="")
        return f", {_STANDING[least]}" if least else ""

    def sentence(self, id: str) -> str:
        """The statement's own sentence, in whom it was seen and how it is known in brackets, and its mark."""
        one = self._knowledge.statement(id)
        beside = ", ".join(part for part in (one.population, _STANDING.get(one.certainty, "")) if part)
        return f"{self.words(one)}{f' ({beside})' if beside else ''}{self((id,))}"

    def __call__(self, ids: Iterable[str]) -> str:
        """The marks of these statements, after a space; nothing where there are none."""
        marks = "".join(f"[{self._numbers.setdefault(id, len(self._numbers) + 1)}]" for id in ids)
        return f" {marks}" if marks else ""

    @property
    def numbered(self) -> tuple[tuple[int, str], ...]:
        """Mark and id of every statement cited so far, in that order."""
        return tuple((number, id) for id, number in self._numbers.items())

    def listing(self, style: Style, *, full: bool = True) -> Iterator[str]:
        """
        Where each statement stands: source by source with the places in it, the ids, and what was checked.

        `full`: one entry a statement, with its sentence and its review state.
        """
        yield from self._in_full(style) if full else self._in_short(style)

    def _in_full(self, style: Style) -> Iterator[str]:
        for id, number in self._numbers.items():
            one = self._knowledge.statement(id)
            places = "; ".join(f"{self._knowledge.source(cite.source).title}, {cite.at}" for cite in one.cites)
            checked = "checked against the source" if one.checked_against_source else "not checked against the source"
            yield from bullet(
                f"{self.words(one)} {places}. {id}: {one.review.format()}; {checked}.", style, mark=f"[{number}]"
            )

    def _in_short(self, style: Style) -> Iterator[str]:
        states = {self._knowledge.statement(id).review.format() for id in self._numbers}
        said = f" Review state of each: {states.pop()}." if len(states) == 1 else ""
        how = "What each says in words: --sources, or cisterna kb show ID. * not checked against the source."
        yield from paragraph(f"{how}{said}", style, indent=3)
        groups: dict[str, list[tuple[int, str]]] = {}
        for id, number in self._numbers.items():
            one = self._knowledge.statement(id)
            first, *others = one.cites
            also = "".join(f"; also {self._knowledge.source(cite.source).title}, {cite.at}" for cite in others)
            state = "" if said else f", {one.review.format()}"
            mark = "" if one.checked_against_source else "*"
            groups.setdefault(first.source, []).append((number, f"[{number}]{mark} {first.at}: {id}{also}{state}"))
        for source, entries in groups.items():
            yield from paragraph(self._knowledge.source(source).title, style, indent=3)
            for _, text in entries:
                yield from hanging(text, style, indent=5)
