"""
The core is pure and exact: what an import contract cannot show, shown on the syntax tree.

No files, no clock, no floating point, nothing that differs between two runs, no class made anew at every call.
Each rule has a planted fault below that it must catch.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "cisterna"

CORE = (
    "quantities",
    "reasons",
    "catalogue",
    "knowledge",
    "therapy",
    "conversion",
    "admixture",
    "delivery",
    "transition",
    "surveillance",
    "safety",
    "inspection",
    "emergency",
    "visit",
    "consult",
)
"""Every package that the import contract lists from `consult` downward (test_import_contract.py compares the two)."""

STANDARD = {
    "__future__", "abc", "bisect", "cisterna", "collections", "dataclasses", "datetime", "decimal", "enum", "fractions",
    "functools", "graphlib", "hashlib", "heapq", "itertools", "json", "math", "operator", "re", "string", "textwrap",
    "types", "typing", "unicodedata",
}  # fmt: skip
"""What the core may import: ours, and those parts of the standard library that see no machine."""

EXACT_MATH = {"gcd", "lcm", "isqrt"}
MACHINE_CALLS = {"open", "input", "print", "eval", "exec", "compile", "__import__", "breakpoint", "id"}
CLOCK = {"today", "now", "utcnow", "fromtimestamp", "utcfromtimestamp"}
FLOATING = {"total_seconds": "the seconds of a timedelta as a float", "timestamp": "a float of seconds"}

Fault = tuple[int, str]


def faults_in(source: str) -> list[Fault]:
    """Every breach of purity in a module's source, as (line, what is wrong)."""
    tree = ast.parse(source)
    found = [(line, text) for node in ast.walk(tree) for line, text in _faults_of(node)]
    found += _classes_in_functions(tree)
    found += _hashes_outside_hash(tree)
    return sorted(set(found))


def _faults_of(node: ast.AST) -> Iterator[Fault]:
    match node:
        case ast.Import(names=names, lineno=line):
            for name in names:
                if name.name.partition(".")[0] not in STANDARD:
                    yield line, f"import of {name.name}"
        case ast.ImportFrom(module=str(module), level=0, names=names, lineno=line):
            if module.partition(".")[0] not in STANDARD:
                yield line, f"import from {module}"
            if module == "math":
                for name in names:
                    if name.name not in EXACT_MATH:
                        yield line, f"math.{name.name} is not exact"
        case ast.Attribute(value=ast.Name(id="math"), attr=attr, lineno=line) if attr not in EXACT_MATH:
            yield line, f"math.{attr} is not exact"
        case ast.Attribute(attr=attr, lineno=line) if attr in CLOCK:
            yield line, f".{attr} asks the machine's clock; dates come in as on="
        case ast.Constant(value=float() | complex() as value, lineno=line):
            yield line, f"float literal {value!r}"
        case ast.Call(func=ast.Name(id=("float" | "complex") as name), lineno=line):
            yield line, f"{name}( makes a float"
        case ast.Call(func=ast.Name(id=name), lineno=line) if name in MACHINE_CALLS:
            yield line, f"{name}( touches the machine"
        case ast.Call(func=ast.Attribute(attr=attr), lineno=line) if attr in FLOATING:
            yield line, f".{attr}( gives {FLOATING[attr]}"
        case ast.Call(func=ast.Name(id="round"), args=[ast.BinOp(op=ast.Div()) as division, *_], lineno=line):
            if not _is_fraction(division.left) and not _is_fraction(division.right):
                yield line, "round( of a division, which two ints make a float: name the Fraction"
        case ast.BinOp(op=ast.Div(), left=left, right=right, lineno=line) if _is_int(left) and _is_int(right):
            yield line, "a division of two int literals is a float: write Fraction(1, 3)"
        case ast.BinOp(op=ast.Pow(), right=power, lineno=line) if not _is_whole_power(power):
            yield line, "a power that is negative or not whole gives a float"
        case ast.For(iter=walked, lineno=line) if _is_unordered(walked):
            yield line, "a walk over a set has another order in another process: sort it"
        case ast.comprehension(iter=walked) if _is_unordered(walked):
            yield walked.lineno, "a walk over a set has another order in another process: sort it"
        case ast.Call(func=ast.Name(id="list" | "tuple"), args=[walked], lineno=line) if _is_unordered(walked):
            yield line, "a list made from a set has another order in another process: sort it"
        case ast.Call(func=ast.Attribute(attr="join"), args=[walked], lineno=line) if _is_unordered(walked):
            yield line, "text joined from a set has another order in another process: sort it"


def _is_int(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_int(node.operand)
    return isinstance(node, ast.Constant) and type(node.value) is int


def _is_fraction(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fraction"


def _is_whole_power(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return False
    division = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
    return (
        not division and not _is_fraction(node) and not (isinstance(node, ast.Constant) and type(node.value) is not int)
    )


def _is_unordered(node: ast.expr) -> bool:
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("set", "frozenset")
    return called or isinstance(node, (ast.Set, ast.SetComp))


def _classes_in_functions(tree: ast.AST) -> list[Fault]:
    return [
        (inner.lineno, f"class {inner.name} is defined inside a function: it is made anew at every call")
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for inner in ast.walk(function)
        if isinstance(inner, ast.ClassDef)
    ]


def _hashes_outside_hash(tree: ast.AST) -> list[Fault]:
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name == "__hash__"
        for node in ast.walk(function)
    }
    return [
        (node.lineno, "hash( differs from one process to the next")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "hash"
        if id(node) not in inside
    ]


CORE_FILES = [file for package in CORE for file in sorted((SOURCE / package).rglob("*.py"))]


@pytest.mark.parametrize("file", CORE_FILES, ids=lambda file: file.relative_to(SOURCE).as_posix())
def test_the_core_is_pure(file: Path) -> None:
    """No module of the core breaks a rule."""
    assert [] == [f"{file.name}:{line} {text}" for line, text in faults_in(file.read_text("utf-8"))]


PLANTED = {
    "open('case.toml')": "open( touches",
    "print('done')": "print( touches",
    "import os": "import of os",
    "import os.path as p": "import of os.path",
    "from pathlib import Path": "import from pathlib",
    "from msgspec.json import decode": "import from msgspec.json",
    "import random": "import of random",
    "date.today()": ".today asks",
    "stamp = datetime.now": ".now asks",
    "datetime.datetime.utcnow()": ".utcnow asks",
    "limit = 0.1": "float literal 0.1",
    "limit = 1e3": "float literal 1000.0",
    "limit = 2j": "float literal 2j",
    "float(dose)": "float( makes",
    "elapsed.total_seconds()": ".total_seconds( gives",
    "moment.timestamp()": ".timestamp( gives",
    "round(volume / days)": "round( of a division",
    "round(volume / days, 2)": "round( of a division",
    "root = x ** 0.5": "float literal 0.5",
    "root = x ** Fraction(1, 2)": "a power that is",
    "tenth = 10 ** -1": "a power that is",
    "root = x ** (1 / n)": "a power that is",
    "third = 1 / 3": "a division of two int literals",
    "third = -1 / 3": "a division of two int literals",
    "from math import sqrt": "math.sqrt is not exact",
    "import math\nmath.ceil(x)": "math.ceil is not exact",
    "def f():\n    class A: ...": "class A is defined inside a function",
    "def f():\n    def g():\n        class B: ...": "class B is defined inside a function",
    "key = hash(name)": "hash( differs",
    "id(name)": "id( touches",
    "for name in {a, b}: ...": "a walk over a set",
    "names = [n for n in set(many)]": "a walk over a set",
    "names = tuple(frozenset(many))": "a list made from a set",
    "text = ', '.join({a, b})": "text joined from a set",
}


@pytest.mark.parametrize(("source", "fault"), PLANTED.items())
def test_a_planted_fault_is_caught(source: str, fault: str) -> None:
    """Each rule catches the fault it is for."""
    assert any(fault in text for _, text in faults_in(source)), faults_in(source)


ALLOWED = [
    "from math import gcd, isqrt, lcm",
    "import math\nmath.isqrt(x)",
    "half = Fraction(1, 2)",
    "half = Fraction(1) / 2",
    "round(value * 10**places)",
    "round(Fraction(volume) / days)",
    "isinstance(given, (int, float))",
    "if x in {a, b}: ...",
    "names = sorted(set(many))",
    "def f():\n    return A",
    "class A:\n    class B: ...\n    def __hash__(self):\n        return hash(self.x)",
    "from cisterna.quantities import Mass",
    "import datetime as dt\ndt.date.fromisoformat(text)",
]


@pytest.mark.parametrize("source", ALLOWED)
def test_what_is_lawful_passes(source: str) -> None:
    """The rules do not stand in the way of exact code."""
    assert [] == faults_in(source)
