"""
Whether the tests of the judge would notice: small faults are put into it one at a time, and its tests are run.

    python tools/mutate.py --sample 200 --seed 1
    python tools/mutate.py --only 417            one mutant again, with its difference and what the tests say

Nothing is written: each mutant lives in a forked process, behind an import hook. The score is the part of the sample
that some test notices (a failure, an error, or no end within the time). Survivors are printed, to be explained or
killed. Exit status 1 below the bar.
"""

from __future__ import annotations

import argparse
import ast
import copy
import difflib
import importlib.abc
import importlib.util
import os
import resource
import sys
import tempfile
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from random import Random
from time import monotonic
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
PACKAGES = ("cisterna/safety",)
FIRST = [f"tests/safety/test_{name}.py" for name in ("exact_limits", "replay", "vertices", "trusted_part")]
TESTS = (*FIRST, "tests/safety")
THEN = ("tests/harm/test_harm_plans.py", "tests/harm")
"""What finds most, first; the plans that do harm take longest, so they are asked last and only about what is left."""
WARNED = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
"""What is imported once, before the tests are looked for, is none of their making."""
BAR = 95
MOST_SECONDS, MOST_BYTES = 180, 4 * 2**30
"""Of processor time and memory for one mutant; a loop without an end has been noticed."""

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
COMPUTED: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.FloorDiv,), ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,), ast.Mod: (ast.Mult,), ast.BitOr: (ast.BitAnd,),
}  # fmt: skip
SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any", "bisect_right": "bisect_left"}


class Mutant(NamedTuple):
    """One fault: in which module, at which line, what it was and what it is, and the text of the whole module."""

    number: int
    module: str
    path: Path
    line: int
    was: str
    now: str
    text: str


def mutants(path: Path, first: int) -> Iterator[Mutant]:
    """Every fault that can be put into a file, in order."""
    tree = ast.parse(path.read_text("utf-8"))
    module = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
    number = first
    for place, node in enumerate(list(ast.walk(tree))):
        if not counts(node, tree):
            continue
        for variant in range(variants(node)):
            changed = copy.deepcopy(tree)
            target = list(ast.walk(changed))[place]
            was = ast.unparse(statement_of(changed, target))
            put_in(changed, target, variant)
            ast.fix_missing_locations(changed)
            now = ast.unparse(statement_at(changed, tree, node))
            line = getattr(node, "lineno", 0)
            yield Mutant(number, module, path, line, was, now, ast.unparse(changed))
            number += 1


def counts(node: ast.AST, tree: ast.Module) -> bool:
    """Whether a fault here could change what is computed: not in an annotation, a docstring or a list of names."""
    return variants(node) > 0 and id(node) not in _left_out(tree)


_known: dict[int, set[int]] = {}


def _left_out(tree: ast.Module) -> set[int]:
    if id(tree) in _known:
        return _known[id(tree)]
    found: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.arg | ast.AnnAssign):
            parts.append(node.annotation)
        if isinstance(node, ast.FunctionDef):
            parts += [node.returns, *node.decorator_list]
        if isinstance(node, ast.ClassDef):
            parts += [*node.bases, *node.decorator_list]
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            parts.append(node)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp) and isinstance(node.value.op, ast.BitOr):
            parts.append(node)  # a union of types
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            parts.append(node)
        if isinstance(node, ast.Raise) and node.exc is not None:
            parts += list(ast.walk(node.exc))  # words of an error
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts.append(node)
        for part in parts:
            found |= {id(each) for each in ast.walk(part)} if part is not None else set()
    _known[id(tree)] = found
    return found


def variants(node: ast.AST) -> int:
    """In how many ways a node can be wrong."""
    match node:
        case ast.Compare(ops=[op]):
            return len(COMPARED[type(op)])
        case ast.Compare(ops=[_, _]):
            return 2
        case ast.BinOp(op=op) | ast.AugAssign(op=op):
            return len(COMPUTED.get(type(op), ())) + isinstance(node, ast.AugAssign)
        case ast.BoolOp() | ast.UnaryOp(op=ast.Not()) | ast.IfExp() | ast.If() | ast.While():
            return 1
        case ast.Constant(value=bool()) | ast.Constant(value=int()):
            return 1
        case ast.Name(id=name):
            return int(name in SWAPPED)
        case ast.Return(value=ast.AST()) if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            return 1
        case ast.Expr(value=ast.Call()) | ast.Raise() | ast.Continue() | ast.Break() | ast.Yield():
            return 1
        case ast.comprehension(ifs=[_, *_]):
            return 1
        case ast.UnaryOp(op=ast.USub()):
            return 1
    return 0


def put_in(tree: ast.Module, node: ast.AST, variant: int) -> None:
    """Make `node` wrong in that way, in place."""
    match node:
        case ast.Compare(ops=[op]):
            node.ops = [COMPARED[type(op)][variant]()]
        case ast.Compare(ops=[_, _]):
            node.ops[variant] = COMPARED[type(node.ops[variant])][0]()
        case ast.BinOp(op=op):
            node.op = COMPUTED[type(op)][variant]()
        case ast.AugAssign(op=op):
            if variant < len(COMPUTED.get(type(op), ())):
                node.op = COMPUTED[type(op)][variant]()
            else:
                replaced(tree, node, ast.Pass())
        case ast.BoolOp(op=op):
            node.op = ast.Or() if isinstance(op, ast.And) else ast.And()
        case ast.UnaryOp():
            replaced(tree, node, node.operand)
        case ast.IfExp() | ast.If():
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case ast.While():
            node.test = ast.Constant(value=False)
        case ast.Constant(value=bool()):
            node.value = not node.value
        case ast.Constant(value=int()):
            node.value = node.value + 1  # type: ignore[operator]
        case ast.Name(id=name):
            node.id = SWAPPED[name]
        case ast.Return():
            node.value = ast.Constant(value=None)
        case ast.comprehension():
            node.ifs = node.ifs[1:]
        case ast.Yield():
            replaced(tree, node, ast.Constant(value=None))
        case ast.Expr() | ast.Raise() | ast.Continue() | ast.Break():
            replaced(tree, node, ast.Pass())


def replaced(tree: ast.Module, node: ast.AST, other: ast.AST) -> None:
    """Put `other` where `node` stands."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is node:
                setattr(parent, name, other)
                return
            if isinstance(value, list) and any(each is node for each in value):
                value[next(at for at, each in enumerate(value) if each is node)] = other
                return


def statement_of(tree: ast.Module, node: ast.AST) -> ast.AST:
    """The statement in which `node` stands; of one that holds others, its head alone."""
    found: ast.AST = node
    for parent in ast.walk(tree):
        if isinstance(parent, ast.stmt) and any(each is node for each in ast.walk(parent)):
            found = parent
    if isinstance(found, ast.If | ast.While | ast.For | ast.FunctionDef | ast.ClassDef | ast.With | ast.Match):
        found = copy.copy(found)
        if isinstance(found, ast.Match):
            found = found.subject
        else:
            found.body = [ast.Pass()]
            if hasattr(found, "orelse"):
                found.orelse = []
    return ast.fix_missing_locations(found)


def statement_at(changed: ast.Module, tree: ast.Module, node: ast.AST) -> ast.AST:
    """The statement of the changed tree at the place of the one in which `node` stands."""
    place = next(at for at, each in enumerate(ast.walk(tree)) if each is node)
    innermost = None
    for at, each in enumerate(ast.walk(tree)):
        if isinstance(each, ast.stmt) and any(inner is node for inner in ast.walk(each)):
            innermost, place = each, at
    walked = list(ast.walk(changed))
    line = getattr(innermost, "lineno", 0)
    same = [each for each in walked if isinstance(each, ast.stmt) and getattr(each, "lineno", -1) == line]
    found = same[-1] if same else walked[place]
    return statement_of(changed, found)


class Hook(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the mutant's text where its module is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        """The mutant's module; every other is left to the usual finders."""
        if name != self.mutant.module:
            return None
        inside = [str(self.mutant.path.parent)] if self.mutant.path.name == "__init__.py" else None
        spec = importlib.util.spec_from_file_location(
            name, self.mutant.path, loader=self, submodule_search_locations=inside
        )
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As usual."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutant's text."""
        exec(compile(self.mutant.text, str(self.mutant.path), "exec"), module.__dict__)


def noticed(mutant: Mutant | None, tests: tuple[str, ...], extra: list[str], *, loud: bool = False) -> bool:
    """Whether any test fails, in a process of its own."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
            if not loud:
                hole = os.open(os.devnull, os.O_WRONLY)
                os.dup2(hole, 1)
                os.dup2(hole, 2)
            if mutant is not None:
                sys.meta_path.insert(0, Hook(mutant))
            import pytest

            given = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", *WARNED, *extra]
            for part in tests:
                done = [f"--ignore={each}" for each in tests[: tests.index(part)] if each.startswith(f"{part}/")]
                code = int(pytest.main([*given, *done, part]))
                if code:
                    break
        except BaseException as fault:
            print(f"{type(fault).__name__}: {fault}")
            code = 1
        finally:
            sys.stdout.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0


def main() -> None:
    """Draw, try, print."""
    parser = argparse.ArgumentParser(description="Faults in the judge, and whether its tests notice.")
    parser.add_argument("--sample", type=int, default=200, help="how many of all mutants (default: 200)")
    parser.add_argument("--seed", type=int, default=1, help="which of them (default: 1)")
    parser.add_argument("--only", type=int, help="one mutant by its number")
    parser.add_argument("--package", action="append", help="a folder under src (default: cisterna/safety)")
    parser.add_argument("--sure", action="store_true", help="the tests are known to pass: do not run them first")
    parser.add_argument("--deselect", action="append", default=[], help="a test to leave out")
    asked = parser.parse_args()
    every = all_mutants(tuple(asked.package or PACKAGES))
    extra = [f"--deselect={each}" for each in asked.deselect]
    prepare()
    if asked.only is not None:
        one = every[asked.only]
        before = ast.unparse(ast.parse(one.path.read_text("utf-8"))).splitlines()
        print("\n".join(difflib.unified_diff(before, one.text.splitlines(), lineterm="", n=2)))
        sys.exit(not noticed(one, (*TESTS, *THEN), extra, loud=True))
    if not asked.sure and noticed(None, (*TESTS, *THEN), extra):
        sys.exit("The tests fail without any fault put in, so nothing can be said. Make them pass first.")
    drawn = sorted(Random(asked.seed).sample(range(len(every)), min(asked.sample, len(every))))
    sys.exit(tried([every[at] for at in drawn], len(every), extra))


def all_mutants(packages: tuple[str, ...]) -> list[Mutant]:
    """Of every module, numbered through."""
    found: list[Mutant] = []
    for package in packages:
        for path in sorted((SOURCE / package).glob("*.py")):
            found += mutants(path, len(found))
    return found


def prepare() -> None:
    """What every test needs and no mutant touches, imported once."""
    os.chdir(ROOT)
    sys.path[:0] = [str(SOURCE), str(ROOT / "tests")]
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = tempfile.mkdtemp()
    for name in ("pytest", "hypothesis", "cisterna.knowledge", "cisterna.therapy", "cisterna.files.pack"):
        importlib.import_module(name)


def tried(sample: list[Mutant], of: int, extra: list[str]) -> int:
    """Each in turn, those that are left in turn again; the score, and every survivor."""
    left = list(unnoticed(sample, TESTS, extra, "not noticed by the tests of the judge"))
    survivors = list(unnoticed(left, THEN, extra, "survives"))
    score = 100 * (len(sample) - len(survivors)) / max(len(sample), 1)
    print(f"{len(sample)} of {of} mutants, {len(left)} left to the plans that do harm, {len(survivors)} survive: "
          f"score {score:.1f} % (bar: {BAR} %)")  # fmt: skip
    return int(score < BAR)


def unnoticed(sample: list[Mutant], tests: tuple[str, ...], extra: list[str], what: str) -> Iterator[Mutant]:
    """Those that no test of these notices, told as they are found."""
    started = monotonic()
    for count, one in enumerate(sample, 1):
        if not noticed(one, tests, extra):
            print(f"{what}: {told(one)}", flush=True)
            yield one
        if not count % 10:
            print(f"{count} of {len(sample)} tried, {monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def told(one: Mutant) -> str:
    """Where, what it was, what it is."""
    where = f"--only {one.number}  {one.path.relative_to(ROOT)}:{one.line}"
    return f"{where}\n    was: {one.was.splitlines()[0]}\n    now: {one.now.splitlines()[0]}"


if __name__ == "__main__":
    main()
