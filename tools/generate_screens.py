"""
Write src/cisterna/emergency/screens.py: the fixed text of the emergency pathways, made from the pack.

The text stands in src/cisterna_kb/pathways, the numbers in it come from the statements each step cites. What is wrong
(a number that no cited statement holds, four wordings that do not hold the same numbers, a statement that is not there)
stops it. `--check` only compares.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cisterna.files.pack import PackError, bundle_bytes, read_aside, read_pack_folder
from cisterna.knowledge.declared import document_of
from cisterna.knowledge.review import Review, statement_digest
from cisterna.reasons.canonical import digest_of_bytes

HERE = Path(__file__).parents[1]
PACK = HERE / "src" / "cisterna_kb"
MODULE = HERE / "src" / "cisterna" / "emergency" / "screens.py"

AUDIENCES = ("physician", "pharmacist", "nurse", "patient")
NAMES = ("withdrawal", "opioid-overdose", "baclofen-overdose", "alarm", "pump-stopped", "wrong-fill", "pocket-fill",
         "infection")  # fmt: skip
SHARED, CHOICE = "pathways/shared.toml", "pathways/choice.toml"

UNITS = {
    "mg": "mg", "mcg": "mcg", "mL": "mL", "%": "%", "mg/day": "mg/day", "mcg/day": "mcg/day", "mcg/h": "mcg/h",
    "h": "h", "hour": "h", "hours": "h", "day": "day", "days": "day", "min": "min", "minute": "min", "minutes": "min",
    "month": "month", "months": "month",
}  # fmt: skip
UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
NUMBER = r"\d[\d,]*(?:\.\d+)?"
FIGURE = re.compile(rf"({NUMBER})(?:(?: to | and |-)({NUMBER}))?(?: ?({UNIT})(?![\w/]))?")
UNFIT = re.compile(r"[<>µ]|\bug\b|\bIT\b|\bCSF\b|\bq\d|\d\.\d*0\b|(?<![\d.])\.\d|\bU\b|\bcc\b")

Documents = Mapping[str, Any]


class Wrong(ValueError):
    """Everything that is wrong with the pathways, a line each."""


def figures(text: str) -> list[tuple[str, str]]:
    """
    Numbers with their units, in order of size as text; a unit behind a range belongs to both ends.

    >>> figures("4 to 6 hours")
    [('4', 'h'), ('6', 'h')]
    """
    found = []
    for low, high, unit in FIGURE.findall(text):
        found += [(number.replace(",", ""), UNITS.get(unit, "")) for number in (low, high) if number]
    return sorted(found)


def problems(pathways: Documents, statements: Documents) -> Iterator[str]:
    """Everything that is wrong, with the file and the step."""
    expected = {SHARED, CHOICE, *(f"pathways/{name}.toml" for name in NAMES)}
    if set(pathways) != expected:
        yield f"pathways: these files are missing or too many: {', '.join(sorted(set(pathways) ^ expected))}"
        return
    if [document["name"] for document in ordered(pathways)] != list(NAMES):
        yield f"pathways: 'name' and 'order' must give: {', '.join(NAMES)}"
    used = {step.get("use") for document in ordered(pathways) for step in document["step"]}
    for name in sorted(set(pathways[SHARED]) - used):
        yield f"{SHARED}: '{name}' is used by no pathway"
    for place, step in all_steps(pathways):
        yield from (f"{place}: {text}" for text in wrong_with(step, statements))
    for id in pathways[CHOICE]["ring"]["cites"]:
        if document_of(id) not in statements:
            yield f"{CHOICE}: ring: '{id}' is not a statement of this pack"
    for document in ordered(pathways):
        place = f"pathways/{document['name']}.toml"
        for step in document["step"]:
            if "use" in step and step["use"] not in pathways[SHARED]:
                yield f"{place}: '{step['use']}' is not a shared step"
        for id in document["rests_on"]:
            if document_of(id) not in statements:
                yield f"{place}: rests_on: '{id}' is not a statement of this pack"
        if sorted(document["title"]) != sorted(AUDIENCES):
            yield f"{place}: title: write all four: {', '.join(AUDIENCES)}"
        elif any(figures(title) for title in document["title"].values()) or figures(document["choose"]):
            yield f"{place}: title and 'choose' hold no number"
        yield from (f"{place}: {text}" for text in wrong_with_review(document))


def all_steps(pathways: Documents) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every step that has words, with its place."""
    for name, step in pathways[SHARED].items():
        yield f"{SHARED}: {name}", step
    for at, step in enumerate(pathways[CHOICE]["step"], 1):
        yield f"{CHOICE}: step {at}", step
    for document in ordered(pathways):
        for at, step in enumerate(document["step"], 1):
            if "use" not in step:
                yield f"pathways/{document['name']}.toml: step {at}", step


def wrong_with(step: Mapping[str, Any], statements: Documents) -> Iterator[str]:
    """What is wrong with one step: wordings, numbers, statements, unfit signs."""
    absent = [audience for audience in AUDIENCES if not str(step.get(audience, "")).strip()]
    if absent:
        yield f"no words for: {', '.join(absent)}"
        return
    if not step.get("cites"):
        yield "it cites no statement"
        return
    unknown = [id for id in step["cites"] if document_of(id) not in statements]
    if unknown:
        yield f"not a statement of this pack: {', '.join(unknown)}"
        return
    withdrawn = [id for id in step["cites"] if statements[document_of(id)]["review"]["state"] == "withdrawn"]
    if withdrawn:
        yield f"cites what was withdrawn: {', '.join(withdrawn)}"
    first = figures(step[AUDIENCES[0]])
    held = {figure for id in step["cites"] for figure in figures(statements[document_of(id)]["text"])}
    for figure in dict.fromkeys(first):
        if figure not in held:
            yield f"no cited statement says '{' '.join(figure).strip()}'"
    for audience in AUDIENCES:
        if figures(step[audience]) != first:
            yield f"the words for {audience} hold other numbers than those for {AUDIENCES[0]}"
        if UNFIT.search(step[audience]):
            yield f"the words for {audience} hold '{UNFIT.search(step[audience]).group()}'"  # type: ignore[union-attr]
    if step.get("programmer", "") not in ("", "yes", "no"):
        yield "'programmer' is yes or no"


def wrong_with_review(document: Mapping[str, Any]) -> Iterator[str]:
    """A review that cannot be, or an approval of another text."""
    said = dict(document["review"])
    review = Review(said["state"], said.get("by", ""), said.get("on"), said.get("note", ""), said.get("of", ""))
    if review.approved and review.of != statement_digest(document):
        yield "review: the approval was given to another text. Set the state back to 'submitted'."


def ordered(pathways: Documents) -> list[Any]:
    """The pathways in the order in which they are listed."""
    return sorted(
        (document for name, document in pathways.items() if name not in (SHARED, CHOICE)),
        key=lambda document: (document["order"], document["name"]),
    )


def module(pathways: Documents, statements: Documents, sources: Mapping[str, Any]) -> str:
    """The text of the generated module. Raises `Wrong` with everything that is wrong."""
    wrong = list(problems(pathways, statements))
    if wrong:
        raise Wrong("\n".join(wrong))
    cited = sorted(
        {id for _, step in all_steps(pathways) for id in step["cites"]}
        | {id for document in ordered(pathways) for id in document["rests_on"]}
        | set(pathways[CHOICE]["ring"]["cites"])
    )
    parts = {document_of(id): statements[document_of(id)] for id in cited}
    digest = digest_of_bytes(bundle_bytes({**pathways, **parts}))
    return "\n".join(
        [
            '"""',
            "The fixed text of the emergency pathways. Made by tools/generate_screens.py from the pack; do not edit.",
            "",
            "Nobody has to open the pack to show it.",
            '"""',
            "",
            "# fmt: off",
            "# ruff: noqa: E501",
            "",
            "from __future__ import annotations",
            "",
            '__all__ = ["AUDIENCES", "CHOICE", "DIGEST", "PATHWAYS", "RING", "STATEMENTS"]',
            "",
            f"DIGEST = {text(digest)}",
            '"""What the text is known by: the pathways of the pack and every statement they cite."""',
            "",
            f"AUDIENCES = {literal(AUDIENCES)}",
            '"""The readers, in the order in which each text has its four wordings."""',
            "",
            *choice(pathways),
            "",
            f"RING: tuple[str, ...] = {literal(pathways[CHOICE]['ring']['cites'])}",
            '"""The statements on whom to ring."""',
            "",
            *paths(pathways),
            "",
            "STATEMENTS: dict[str, tuple[str, str, str, str]] = {",
            *(f"    {text(id)}: {literal(standing(statements[document_of(id)], sources))}," for id in cited),
            "}",
            '"""Each statement that is cited: its sentence, its certainty, its sources, its review state."""',
            "",
        ]
    )


def choice(pathways: Documents) -> Iterator[str]:
    """How to choose when unsure."""
    yield "CHOICE: tuple[tuple[tuple[str, str, str, str], tuple[str, ...]], ...] = ("
    for step in pathways[CHOICE]["step"]:
        yield f"    ({wordings(step)}, {literal(step['cites'])}),"
    yield ")"
    yield '"""How to choose a pathway when unsure: four wordings and the statements they rest on."""'


def paths(pathways: Documents) -> Iterator[str]:
    """Every pathway with its steps."""
    yield "_Words = tuple[str, str, str, str]"
    yield "_Step = tuple[_Words, tuple[str, ...], str]"
    yield ""
    yield "PATHWAYS: dict[str, tuple[str, tuple[str, ...], str, _Words, tuple[_Step, ...]]] = {"
    for document in ordered(pathways):
        said = dict(document["review"])
        review = Review(said["state"], said.get("by", ""), said.get("on"), said.get("note", ""), said.get("of", ""))
        yield f"    {text(document['name'])}: ("
        yield f"        {text(document['choose'])},"
        yield f"        {literal(document['facts'].split())},"
        yield f"        {text(review.format())},"
        yield f"        {wordings(document['title'])},"
        yield "        ("
        for step in document["step"]:
            shown = pathways[SHARED][step["use"]] if "use" in step else step
            cites = literal(shown["cites"])
            yield f"            ({wordings(shown)}, {cites}, {text(shown.get('programmer', ''))}),"
        yield "        ),"
        yield "    ),"
    yield "}"
    yield '"""Each pathway: when to choose it, which options sharpen it, its review state, titles, steps."""'


def standing(statement: Mapping[str, Any], sources: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Sentence, certainty, sources and review state of a statement."""
    said = statement["review"]
    review = Review(said["state"], said.get("by", ""), said.get("on"))
    named = [(sources[cite["source"]], cite["at"]) for cite in statement["cites"]]
    cites = "; ".join(f"{source['title']} ({source['where']}), {at}" for source, at in named)
    return statement["text"], statement["certainty"], cites, review.format()


def wordings(step: Mapping[str, Any]) -> str:
    """The four wordings as a tuple."""
    return tuple_of(text(step[audience]) for audience in AUDIENCES)


def text(value: str) -> str:
    """A literal with double quotes, as the house writes them."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def literal(values: Iterable[str]) -> str:
    """A tuple of texts."""
    return tuple_of(map(text, values))


def tuple_of(parts: Iterable[str]) -> str:
    """A tuple of literals."""
    each = list(parts)
    return f"({', '.join(each)}{',' if len(each) == 1 else ''})"


def generate(root: Path = PACK) -> str:
    """The module's text from the pack in `root`."""
    documents = read_pack_folder(root)
    pathways: Any = read_aside(root, "pathways")
    sources: dict[str, Any] = {}
    for name, document in documents.items():
        if name.startswith("sources/"):
            sources.update(document)  # type: ignore[call-overload]
    statements: Any = {name: document for name, document in documents.items() if name.startswith("statements/")}
    return module(pathways, statements, sources)


def main() -> int:
    """Write the module, or with --check say that it is stale."""
    try:
        wanted = generate()
    except (PackError, Wrong) as error:
        print(textwrap.indent(str(error), "  "))
        return 1
    if "--check" in sys.argv:
        if not MODULE.exists() or MODULE.read_text("utf-8") != wanted:
            print(f"{MODULE.relative_to(HERE)} is stale: run python tools/generate_screens.py")
            return 1
        return 0
    MODULE.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
