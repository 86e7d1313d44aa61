"""P7: no number on the screen that is not in the trace, in the consultation, or in a statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from cisterna.consult import Consultation, as_data
from cisterna.knowledge import Knowledge
from cisterna.papers.layout import Style
from cisterna.papers.terminal import render_consultation
from cisterna.quantities.text import UNITS, shown_text
from consult.cases import EXAMPLES, consulted, knowledge

NUMBER = re.compile(r"(?<![A-Za-z0-9.,-])[0-9][0-9,]*(?:\.[0-9]+)?")


def numbers(text: str) -> set[str]:
    """Every number in a text, as it is written."""
    return {found.rstrip(".,") for found in NUMBER.findall(text)}


def exact_values(data: Any) -> Iterator[tuple[Fraction, str]]:
    """Every quantity in plain data, with its unit."""
    if isinstance(data, dict):
        if {"exact", "unit"} <= data.keys():
            yield Fraction(data["exact"]), data["unit"]
        for part in data.values():
            yield from exact_values(part)
    elif isinstance(data, list):
        for part in data:
            yield from exact_values(part)


def allowed(found: Consultation, known: Knowledge) -> set[str]:
    """All ways in which the values of a consultation, and what its statements say, may be written."""
    data = as_data(found)
    texts: set[str] = set()
    for value, unit in exact_values(data):
        for units in UNITS.values():
            if unit in units:
                texts |= {shown_text(value / factor) for factor in units.values()}
        if unit == "day":
            minutes = round(value * 1440)
            texts |= {str(minutes // 60), f"{minutes // 60:,}", str(minutes % 60)}
            wall = found.case.clock.wall
            from cisterna.quantities import Duration

            texts |= numbers(f"{wall(Duration(value)):%Y-%m-%d %H:%M %Y %m %d %H %M}")
    texts |= {number for entry in known.catalogue.pumps for number in numbers(entry.name)}
    for id in found.statements:
        statement = known.statement(id)
        texts |= numbers(statement.text + statement.says.format())
        for cite in statement.cites:
            texts |= numbers(f"{known.source(cite.source).title} {cite.at}")
    return texts


def screen(text: str) -> str:
    """What is left of a screen once its furniture is gone: picture axes, footnote marks, digests, versions."""
    kept = []
    for line in text.splitlines():
        if re.search(r"[┬▬│=+]|^ +(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d\d:\d\d", line):
            continue
        kept.append(line)
    joined = " ".join(" ".join(kept).split())
    joined = re.sub(r"\[\d+\]", "", joined)
    joined = re.sub(r"Cisterna [0-9.]+, pack [0-9.]+ \([0-9a-f]+\), policy \S+ \([0-9a-f]+\)", "", joined)
    return re.sub(r"[A-Z]-(vials|powder)-\S+|\d{4}-\d\d-\d\d|\d\d:\d\d", "", joined)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_number_is_in_the_trace_or_in_a_statement(name: str) -> None:
    found = consulted(name)
    known = knowledge()
    text = screen(render_consultation(found, known, Style(100)))
    count = {str(n) for n in range(len(found.statements) + len(found.offers) + 2)}
    looks = {str(len(offer.rows)) for offer in found.offers}
    missing = numbers(text) - allowed(found, known) - count - looks
    assert not missing, f"numbers without a source: {sorted(missing)}"


def test_a_number_nobody_computed_is_caught() -> None:
    found = consulted(EXAMPLES[0])
    assert "7.7777" not in allowed(found, knowledge())
    assert numbers("give 7.7777 mg") == {"7.7777"}
