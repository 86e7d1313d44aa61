"""Write docs/generated: pages made from the code, so that they cannot drift from it. `--check` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

from cisterna.wording import templates
from cisterna.wording.glossary import GLOSSARY, INSTEAD

HERE = Path(__file__).parents[1]
FOLDER = HERE / "docs" / "generated"


def findings_page() -> str:
    """Every finding by its code: what it says and what to do. Codes never change."""
    lines = [
        "# Findings",
        "",
        "Made by `tools/generate_docs.py` from the templates in `cisterna.wording`; do not edit.",
        "A code never changes its meaning; words in braces are filled with the values of the case at hand.",
        "",
    ]
    for code, template in sorted(templates().items()):
        lines += [f"## {code}", "", f"**{template.title}.** {template.sentence}", ""]
        if template.do:
            lines += [f"What to do: {template.do}", ""]
    return "\n".join(lines)


def words_page() -> str:
    """Every term with its glosses, and the words that patients are not shown."""
    lines = [
        "# Words for readers",
        "",
        "Made by `tools/generate_docs.py` from `cisterna.wording.glossary`; do not edit.",
        "A gloss stands in brackets behind the first use of a term on a screen: terms of the device for a nurse, all",
        "for a patient, none for a physician or a pharmacist.",
        "",
        "| Term | For a patient | For a nurse | Of the device |",
        "|---|---|---|---|",
        *(
            f"| **{each.term}** | {each.plain} | {each.professional} | {'yes' if each.device else 'no'} |"
            for each in GLOSSARY
        ),
        "",
        "## Words that patients are not shown",
        "",
        "| Word | Instead, for example |",
        "|---|---|",
        *(f"| {word} | {instead} |" for word, instead in INSTEAD.items()),
        "",
    ]
    return "\n".join(lines)


PAGES = {"findings.md": findings_page, "words-for-readers.md": words_page}


def main() -> int:
    """Write the pages, or with --check say which are stale."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale = 0
    for name, make in PAGES.items():
        page, wanted = FOLDER / name, make()
        if page.exists() and page.read_text("utf-8") == wanted:
            continue
        if "--check" in sys.argv:
            print(f"{page.relative_to(HERE)} is stale: run python tools/generate_docs.py")
            stale = 1
        else:
            page.write_text(wanted, "utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main())
