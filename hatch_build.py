"""
Build hook: compiles the knowledge pack into canonical JSON bundles inside the wheel.

The wheel carries `cisterna_kb/pack.json` (and one bundle for each folder that is kept aside) in place of the pack's
TOML files (the shipped house policy stays readable beside them). An editable install and the source distribution carry
the TOML itself.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompilePack(BuildHookInterface):
    """Called by hatchling (`[tool.hatch.build.targets.wheel.hooks.custom]`)."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the bundle to a standard wheel; an editable one reads the TOML."""
        if version == "editable":
            return
        source = Path(self.root, "src")
        self._folder = tempfile.TemporaryDirectory()
        for name, content in _bundles(source).items():
            bundle = Path(self._folder.name, name)
            bundle.write_bytes(content)
            build_data["force_include"][str(bundle)] = f"cisterna_kb/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Drop the temporary bundle."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()


def _bundles(source: Path) -> dict[str, bytes]:
    """Every bundle and the proof that the pack is sound, by name. A pack with anything wrong in it is not built."""
    sys.path.insert(0, str(source))
    try:
        pack = _load(source / "cisterna" / "files" / "pack.py")
        root = source / "cisterna_kb"
        documents = pack.read_pack_folder(root)
        bundles: dict[str, bytes] = {pack.BUNDLE: pack.bundle_bytes(documents), pack.PROOF: pack.prove(documents)}
        for folder in pack.ASIDE:
            bundles[f"{folder}.json"] = pack.bundle_bytes(pack.read_aside(root, folder))
        return bundles
    finally:
        sys.path.remove(str(source))


def _load(file: Path) -> Any:
    """The module in `file` by itself: importing its package could need what is not installed yet."""
    spec = importlib.util.spec_from_file_location("_cisterna_pack", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
