"""The generator of the screens, which lies in tools/ and belongs to no package."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

TOOL = Path(__file__).parents[2] / "tools" / "generate_screens.py"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_screens", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["generate_screens"] = module
    spec.loader.exec_module(module)
    return module


tool = _load()
figures = tool.figures
