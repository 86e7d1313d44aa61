"""P8: nothing is shown as approved that nobody approved."""

from __future__ import annotations

import pytest

from cisterna.papers.layout import Style
from cisterna.papers.terminal import render_consultation
from consult.cases import EXAMPLES, consulted, knowledge


def test_the_shipped_pack_is_submitted_and_nothing_more() -> None:
    assert {statement.review.state for statement in knowledge().statements} == {"submitted"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_screen_says_so_at_the_top_and_at_every_source(name: str) -> None:
    found = consulted(name)
    text = render_consultation(found, knowledge(), Style(100))
    top = " ".join(text.splitlines()[:4])
    assert f"{len(found.statements)} of the {len(found.statements)} statements used have not been approved" in top
    assert text.count("submitted; nobody has reviewed it") >= 1
    assert "approved by" not in text.replace("have not been approved by anybody", "")


def test_what_is_from_memory_is_never_shown_as_checked() -> None:
    for statement in knowledge().statements:
        if statement.certainty in ("M+", "M-"):
            assert not statement.checked_against_source
