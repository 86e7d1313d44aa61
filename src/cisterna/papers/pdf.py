"""
The four papers as PDF: tagged, with fonts that the compiler brings along, and the same bytes every time.

Nothing of the machine goes in: no clock, no font, no name.
"""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from cisterna.consult import Consultation, Offer
from cisterna.knowledge import Knowledge
from cisterna.papers.extra import library
from cisterna.papers.printed import printed
from cisterna.wording.renderings import Renderings

__all__ = ["FOLDER", "MOST_PAGES", "compiled", "pdfs"]

FOLDER = Path(__file__).parent / "typst"
"""Where the templates lie."""

MOST_PAGES = {"clinician": 2, "pharmacy": 1, "ward": 1, "patient": 1}
"""How long each paper may be; one that would be longer says less, as far as it can."""

LEVELS = 4


def pdfs(found: Consultation, offer: Offer | None, knowledge: Knowledge, renderings: Renderings) -> dict[str, bytes]:
    """
    The papers of a plan by name; of one that may not be carried out, the clinician's alone.

    Raises `NotInstalled` where the compiler is not there.
    """
    made: dict[str, bytes] = {}
    for level in range(LEVELS):
        papers = printed(found, offer, knowledge, renderings, level=level)
        for name, paper in papers.items():
            if name not in made:
                pages, content = compiled(name, paper, found)
                if pages <= MOST_PAGES[name] or level == LEVELS - 1:
                    made[name] = content
        if len(made) == len(papers):
            break
    return {name: made[name] for name in MOST_PAGES if name in made}


def compiled(name: str, paper: dict[str, Any], found: Consultation) -> tuple[int, bytes]:
    """How many pages a paper has, and its bytes."""
    typst = library("typst", "A PDF")
    on = found.on
    data = json.dumps({**paper, "lang": "en", "date": [on.year, on.month, on.day]}, sort_keys=True)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    compiler = typst.Compiler(
        input=str(FOLDER / f"{name}.typ"), root=str(FOLDER), font_paths=fonts, ignore_system_fonts=True,
        sys_inputs={"data": data},
    )  # fmt: skip
    pages: int = json.loads(compiler.query("<pages>", field="value", one=True))
    moment = found.case.clock.start - timedelta(minutes=found.case.clock.offsets[0][1])
    content: bytes = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=moment.replace(tzinfo=UTC))
    return pages, content
