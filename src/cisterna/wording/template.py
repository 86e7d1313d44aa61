"""One template for each code: a title, a sentence with places for the finding's values, and what to do."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Template"]


class Template(NamedTuple):
    """
    Words for one code. Places are format fields, a unit after the colon: `{dose:mg/day}`.

    `do` is what the reader should do about it; empty where there is nothing to do.
    """

    title: str
    sentence: str
    do: str = ""
