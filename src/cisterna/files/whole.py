"""Writing files whole or not at all: whoever reads one never sees half of it, also if the machine stops."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

__all__ = ["write_together", "write_whole"]


def write_whole(path: Path, text: str) -> None:
    """
    Put `text` at `path` as UTF-8 with line feeds, in one move; an older file there stays whole until then.

    Raises `OSError` that names `path`, and leaves nothing behind, where it cannot be written.
    """
    try:
        _write(path.resolve(), text)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _write(target: Path, text: str) -> None:
    import tempfile  # only who writes a file pays for it

    handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, else those that any new file gets here."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """
    Put every one of `files` into `folder`, which is made where it is missing: all of them, or none.

    Raises `OSError` that names the folder, and leaves nothing new behind, where they cannot be written.
    """
    import tempfile

    made = not folder.exists()
    waiting: list[tuple[str, Path]] = []
    placed: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            handle, temporary = tempfile.mkstemp(prefix=".paper.", dir=folder)
            waiting.append((temporary, folder / name))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, _mode(folder / name))
        for temporary, target in waiting:
            new = not target.exists()
            os.replace(temporary, target)
            if new:
                placed.append(target)
    except OSError as error:
        for path in (*(Path(temporary) for temporary, _ in waiting), *placed):
            path.unlink(missing_ok=True)
        if made and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        raise OSError(error.errno, error.strerror, str(folder)) from None
