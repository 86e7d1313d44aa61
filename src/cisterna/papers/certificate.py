"""A certificate that was worked out again, as text for a terminal: what it does not cover first, then what came out."""

from __future__ import annotations

from collections.abc import Iterator

from cisterna.consult.certificate import Certified
from cisterna.papers.layout import Style, bullet, heading
from cisterna.papers.terminal import render_assessment, verdict_text

__all__ = ["render_certified"]


def render_certified(found: Certified, style: Style) -> str:
    """What is not covered, whether the claims are what the inputs give, which limits differ here, and the verdict."""
    lines = [heading("Certificate: not covered", style)]
    for side in found.not_in_the_box:
        lines += bullet(_not_covered(side), style)
    lines += ["", heading("Claims", style)]
    if found.differences:
        lines += bullet(f"{len(found.differences)} differ from what the inputs give: do not rely on this file.", style)
        for each in found.differences:
            lines += bullet(each, style, mark="x")
    else:
        lines += bullet("every claim is what the inputs give", style)
    lines += ["", heading("Limits here", style), *_here(found, style), ""]
    said = "\n".join(line.rstrip() for line in lines) + "\n"
    return said + render_assessment(found.case, found.plan, found.found, found.knowledge, style)


def _not_covered(each: dict[str, object]) -> str:
    said = [f"{key}: {value['shown']}" for key, value in each.items() if isinstance(value, dict)]
    drug = f" ({each['drug']})" if "drug" in each else ""
    return f"{each['what']}{drug}" + (f": {'; '.join(said)}" if said else "")


def _here(found: Certified, style: Style) -> Iterator[str]:
    """What the installed pack says otherwise, and its verdict on the same plan."""
    if found.here is None:
        yield from bullet("the installed pack and policy hold the same limits", style)
        return
    for each in found.changed:
        what = "reads otherwise in the installed pack" if each.after else "is not in the installed pack"
        yield from bullet(f"{each.statement} {what}", style, mark="!")
    if found.other_policy and not found.changed:
        yield from bullet("the house policy in force here is another", style, mark="!")
    elif not found.changed:
        what = "the installed pack holds statements that this file does not, or a pump or catheter otherwise"
        yield from bullet(what, style, mark="!")
    yield from bullet(f"by what is installed here the verdict is {verdict_text(found.here.judgement.verdict, style)}",
                      style)  # fmt: skip
