"""Libraries that only papers need: asked for when they are wanted, with a sentence where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["NotInstalled", "library"]


class NotInstalled(RuntimeError):
    """A library of the extra `papers` that is not installed. The message says what to do."""


def library(name: str, what: str) -> Any:
    """The module `name`, which makes `what`; raises `NotInstalled` where it is not there."""
    try:
        return import_module(name)
    except ImportError:
        raise NotInstalled(
            f"{what} needs the package '{name}', which is not installed. Install it: pip install 'cisterna[papers]'"
        ) from None
