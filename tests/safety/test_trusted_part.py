"""The trusted part is small and stands on little: lines of code and imports of `cisterna.safety`, counted."""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

SAFETY = Path(__file__).parents[2] / "src" / "cisterna" / "safety"
MOST_LINES, MOST_WIDE = 400, 120
ALLOWED = {"quantities", "reasons", "catalogue", "knowledge", "therapy", "safety"}
NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip


def code_lines(source: str) -> set[int]:
    """The numbers of the lines that hold code: no blank ones, no comments, no docstrings."""
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NO_CODE:
            found |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return found


def test_lines_are_counted_as_a_reader_would() -> None:
    """A docstring, a comment and a blank line are none; a statement over two lines is two."""
    source = '"""Says\nwhat."""\n\n# why\nx = (1 +\n     2)  # so\ny = """a\nb"""\n'
    assert {5, 6, 7, 8} == code_lines(source)


def test_the_trusted_part_has_at_most_400_lines_of_code() -> None:
    """All of its files together."""
    sizes = {file.name: len(code_lines(file.read_text("utf-8"))) for file in sorted(SAFETY.glob("**/*.py"))}
    assert sizes
    assert sum(sizes.values()) <= MOST_LINES, sizes


def test_no_line_is_hidden_in_another() -> None:
    """Not wider than anywhere else, and one statement a line."""
    for file in sorted(SAFETY.glob("**/*.py")):
        source = file.read_text("utf-8")
        assert [] == [line for line in source.splitlines() if len(line) > MOST_WIDE], file.name
        starts = [node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
        assert sorted(set(starts)) == sorted(starts), file.name


def test_it_imports_only_what_stands_below_it() -> None:
    """Exact numbers, reasons, and plain descriptions of devices, statements and therapy; else the standard library."""
    named = set()
    for file in SAFETY.glob("**/*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            modules = [node.module] if isinstance(node, ast.ImportFrom) else []
            modules += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            named |= {str(module).split(".")[1] for module in modules if str(module).startswith("cisterna.")}
    assert {"quantities", "therapy"} <= named <= ALLOWED
