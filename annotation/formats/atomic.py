"""Write a text file so that its place holds the old content or the whole new one, never a part."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from annotation.errors import FormatError
from annotation.unfinished import unfinished


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write the lines, each ended by a line feed, by way of a temporary file beside the target.

    A pipe or a device gets them as they come: it must not be replaced. ``FormatError`` where
    writing fails; a file that was there before is then untouched.
    """
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
                file.writelines(f"{line}\n" for line in lines)
            return
        # A page names files, whose names may hold bytes that are no text: "?" stands for them.
        with (
            unfinished(path) as new,
            new.open("x", encoding="utf-8", errors="replace", newline="") as file,
        ):
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.resolve().parent)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise FormatError(f"The disk is full, so {path} cannot be written.") from error
        raise FormatError(
            f"{path} cannot be written ({error.strerror or error}); choose a folder you may write "
            "to."
        ) from error


def _sync_folder(folder: Path) -> None:
    """Make the new name durable as well, where the system lets a folder be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
