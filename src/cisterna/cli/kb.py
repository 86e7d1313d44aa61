"""`cisterna kb`: check a knowledge pack, and read what it says. It prints; what is said is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from cisterna.cli import BAD_INPUT, BadInput
from cisterna.cli.common import as_json, color_option, json_option, policy_option, put, style_here
from cisterna.desk import open_knowledge
from cisterna.files.knowledge import lint_folder, read_knowledge_folder
from cisterna.files.pack import pack_folder
from cisterna.files.toml import FileProblem, FileProblems
from cisterna.knowledge import Knowledge, OneOf, Statement, UnknownStatement
from cisterna.papers.layout import Style, field, heading
from cisterna.papers.words import shown_names

__all__ = ["kb"]


@click.group()
def kb() -> None:
    """The knowledge pack: check it, read it."""


@kb.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@json_option
@click.pass_context
def lint(ctx: click.Context, folder: Path | None, as_data_wanted: bool) -> None:
    """
    Check the pack in FOLDER (else the installed one): every problem with file, line and what to do.

    Exit status: 0 nothing is wrong, 65 something is.
    """
    root = pack_folder() if folder is None else folder
    if not root.is_dir():
        raise BadInput(f"{root}: there is no such folder. Name the folder of a pack, or leave it out.")
    problems = _lint(root)
    if as_data_wanted:
        put(as_json([_problem_data(problem) for problem in problems]))
    else:
        for problem in problems:
            put(str(problem))
        count = len(problems)
        put(f"{count} problem{'' if count == 1 else 's'}" if count else "nothing is wrong")
    ctx.exit(BAD_INPUT if problems else 0)


def _lint(root: Path) -> tuple[FileProblem, ...]:
    """Problems of a folder of TOML; of an installed pack, which is one compiled file, those of its documents."""
    if any(root.glob("statements/*/*.toml")) or root != pack_folder():
        return lint_folder(root) or _lint_renderings(root)
    try:
        open_knowledge()
    except FileProblems as wrong:
        return wrong.problems
    return ()


def _lint_renderings(root: Path) -> tuple[FileProblem, ...]:
    """Those of the words for other readers, which only a sound pack can be compared with."""
    from cisterna.files.renderings import lint_renderings  # only here: reading a pack needs none of it

    return lint_renderings(root, read_knowledge_folder(root))


def _problem_data(problem: FileProblem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "path": list(problem.path), "message": problem.message}


@kb.command()
@click.argument("statement_id", metavar="ID", required=False)
@policy_option
@color_option
@json_option
def show(statement_id: str | None, policy: Path | None, no_color: bool, as_data_wanted: bool) -> None:
    """Show the statement ID: what it says, its sources, how sure it is, who has reviewed it. Without ID: list all."""
    try:
        knowledge = open_knowledge(policy)
        found = None if statement_id is None else knowledge.statement(statement_id)
    except (FileProblems, UnknownStatement) as wrong:
        raise BadInput(str(wrong)) from None
    if found is None:
        put(as_json(_list_data(knowledge)) if as_data_wanted else "\n".join(_list(knowledge)))
    elif as_data_wanted:
        put(as_json(_statement_data(found, knowledge)))
    else:
        put("\n".join(_card(found, knowledge, style_here(no_color=no_color))))


def _list(knowledge: Knowledge) -> Iterator[str]:
    for question in knowledge.questions.values():
        yield f"{question.id}: {question.text}"
        for one in knowledge.asking(question.id):
            yield f"  {one.id}  ({one.review.state})"


def _list_data(knowledge: Knowledge) -> list[dict[str, Any]]:
    return [{"id": one.id, "asks": one.asks, "state": one.review.state} for one in knowledge.statements]


def _statement_data(one: Statement, knowledge: Knowledge) -> dict[str, Any]:
    from cisterna.consult.data import as_data  # only here: the text needs nothing of a consultation

    return {
        "statement": as_data(one),
        "standing": one.standing,
        "review": one.review.format(),
        "digest": knowledge.digest_of(one.id),
        "sources": [as_data(knowledge.source(id)) for id in one.sources],
        "others": [other.id for other in _others(one, knowledge)],
    }


def _others(one: Statement, knowledge: Knowledge) -> tuple[Statement, ...]:
    """Statements that answer the same question about the same thing."""
    about = {(c.fact, c.values) for c in _subject(one, knowledge)}
    return tuple(
        other
        for other in knowledge.asking(one.asks)
        if other is not one and all(_touch(c, about) for c in _subject(other, knowledge))
    )


def _subject(one: Statement, knowledge: Knowledge) -> list[OneOf]:
    facts = knowledge.question(one.asks).facts
    return [condition for condition in one.when if isinstance(condition, OneOf) and condition.fact in facts]


def _touch(condition: OneOf, about: set[tuple[str, tuple[str, ...]]]) -> bool:
    return any(fact == condition.fact and set(values) & set(condition.values) for fact, values in about)


def _card(one: Statement, knowledge: Knowledge, style: Style) -> Iterator[str]:
    unit = _unit(one, knowledge)
    yield heading(one.id, style, right=one.force.value)
    yield ""
    for label, texts in (
        ("says", [shown_names(one.text, knowledge.catalogue)]),
        ("answers", [knowledge.question(one.asks).text, one.says.format(unit)]),
        ("when", [condition.format() for condition in one.when] or ["always"]),
        ("exception to", list(one.exception_to)),
        ("patients", [one.population] if one.population else []),
        ("cautious", [f"a {one.cautious} value is the careful one"] if one.cautious else []),
        ("silent on", list(one.silent_on)),
        ("certainty", [f"{one.certainty}: {one.standing}"]),
        ("review", [one.review.format()]),
        ("in force", [f"from {one.validity.start}" + (f" until {one.validity.until}" if one.validity.until else "")]),
        ("last checked", [f"{one.validity.last_checked}, to be read again by {one.validity.recheck_by}"]),
        ("sources", [text for cite in one.cites for text in _source_text(cite.source, cite.at, cite.quote, knowledge)]),
        ("others say", [f"{other.id}: {other.says.format(unit)}" for other in _others(one, knowledge)]),
        ("digest", [knowledge.digest_of(one.id)]),
    ):
        yield from field(label, texts, style)


def _unit(one: Statement, knowledge: Knowledge) -> str | None:
    drugs = next((c.values for c in one.when if isinstance(c, OneOf) and c.fact == "drug"), ())
    return knowledge.unit_of(one.asks, drugs[0] if len(drugs) == 1 else None)


def _source_text(id: str, at: str, quote: str, knowledge: Knowledge) -> Iterator[str]:
    source = knowledge.source(id)
    yield f"{source.title}. {source.where}. At: {at}."
    if quote:
        yield f'"{quote}"'
    yield f"What was read of it: {source.read}."


@kb.command()
@click.argument("source", required=False)
@color_option
@json_option
def ledger(source: str | None, no_color: bool, as_data_wanted: bool) -> None:
    """
    Show the ledger of SOURCE: each of its claims, what encodes it, and what disputes it. Without SOURCE: list all.

    SOURCE is the id of a source; the article the project starts from is also called 'seed'.
    """
    from cisterna.files.ledgers import UnknownLedger, find_ledger, open_ledgers
    from cisterna.papers.ledger import ledger_data, ledger_lines, ledgers_data, ledgers_lines

    try:
        knowledge, ledgers = open_knowledge(), open_ledgers()
        found = None if source is None else find_ledger(source, ledgers)
    except (FileProblems, UnknownLedger) as wrong:
        raise BadInput(str(wrong)) from None
    style = style_here(no_color=no_color)
    if found is None:
        put(as_json(ledgers_data(ledgers)) if as_data_wanted else "\n".join(ledgers_lines(ledgers, knowledge, style)))
    else:
        put(
            as_json(ledger_data(found, knowledge))
            if as_data_wanted
            else "\n".join(ledger_lines(found, knowledge, style))
        )
