"""Write docs/generated: pages made from the code, so that they cannot drift from it. `--check` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

from cisterna.wording import templates

HERE = Path(__file__).parents[1]
PAGE = HERE / "docs" / "generated" / "findings.md"


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


def main() -> int:
    """Write the pages, or with --check say which are stale."""
    wanted = findings_page()
    if "--check" in sys.argv:
        if not PAGE.exists() or PAGE.read_text("utf-8") != wanted:
            print(f"{PAGE.relative_to(HERE)} is stale: run python tools/generate_docs.py")
            return 1
        return 0
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
