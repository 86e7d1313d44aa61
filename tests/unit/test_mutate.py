"""The mutator in tools/: what it changes, what it leaves alone, and that a mutant is what gets imported."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "mutate.py"
TEXT = '''"""Says nothing."""
from __future__ import annotations

__all__ = ["least"]


def least(values: list[int] | None) -> int:
    """The least, not below one."""
    if not values:
        raise ValueError("no 1 value")
    return max(1, min(values) - 2)
'''


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutate", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutate"] = module
    spec.loader.exec_module(module)
    return module


def test_every_fault_of_a_small_module(tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One a place and way; annotations, docstrings, names that are offered and words of errors stay."""
    file = tmp_path / "few" / "small.py"
    file.parent.mkdir()
    file.write_text(TEXT, "utf-8")
    monkeypatch.setattr(tool, "SOURCE", tmp_path)
    found = list(tool.mutants(file, 7))
    assert [(one.number, one.module) for one in found] == [(7 + at, "few.small") for at in range(len(found))]
    last = "return max(1, min(values) - 2)"
    assert sorted((one.was.splitlines()[0], one.now.splitlines()[0]) for one in found) == sorted(
        [
            ("if not values:", "if not not values:"),
            ("if not values:", "if values:"),
            ("raise ValueError('no 1 value')", "pass"),
            (last, "return None"),
            (last, "return min(1, min(values) - 2)"),
            (last, "return max(2, min(values) - 2)"),
            (last, "return max(1, min(values) + 2)"),
            (last, "return max(1, max(values) - 2)"),
            (last, "return max(1, min(values) - 3)"),
        ]
    )


def test_a_mutant_is_imported_in_place_of_its_module(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its text runs under the module's own name, and the file stays as it is."""
    file = tmp_path / "small_for_a_hook.py"
    file.write_text(TEXT, "utf-8")
    monkeypatch.setattr(tool, "SOURCE", tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    mutant = next(one for one in tool.mutants(file, 0) if one.now == "return max(1, min(values) + 2)")
    monkeypatch.setattr(sys, "meta_path", [tool.Hook(mutant), *sys.meta_path])
    module = importlib.import_module("small_for_a_hook")
    assert 5 == module.least([3, 4])
    assert TEXT == file.read_text("utf-8")


def test_a_process_of_its_own_says_whether_a_test_fails(tool: ModuleType, tmp_path: Path) -> None:
    """A failing test is noticed, one that passes is not, and nothing of it is left here."""
    for name, holds in (("test_right.py", True), ("test_wrong.py", False)):
        (tmp_path / name).write_text(f"def test_it():\n    assert {holds}\n", "utf-8")
        assert holds != tool.noticed(None, (str(tmp_path / name),), ["-c", "/dev/null", "--rootdir", str(tmp_path)])


def test_every_operator_has_another(tool: ModuleType) -> None:
    """No fault is the thing itself."""
    for one, others in {**tool.COMPARED, **tool.COMPUTED}.items():
        assert others
        assert one not in others
