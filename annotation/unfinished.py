"""A file that appears whole or not at all: written beside its place, then put into it.

What a process that was killed leaves behind is taken away by the next one that writes to the same
folder. The name of an unfinished file says whose it is: this machine's, and which process's.
"""

from __future__ import annotations

import errno
import itertools
import logging
import os
import platform
import re
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_log = logging.getLogger(__name__)

_NAME = re.compile(r"\.rallymark-([0-9a-f]{8})-(\d+)-\d+\.new(-journal)?")
"""Never a user's file. The journal is SQLite's."""
_ABANDONED_SECONDS = 24 * 3600
"""What has not changed for so long is nobody's, even where its process cannot be asked after."""

_numbers = itertools.count()
_own: set[str] = set()
"""Names of the files this process is writing now."""


@contextmanager
def unfinished(target: Path, *, replaces: bool = True) -> Iterator[Path]:
    """Where to write what is to become `target`: a free name in its folder.

    At the end of the block it takes the place of `target`, through a symbolic link, which would
    else be replaced itself. Where the block raises, `target` is untouched and nothing is left.
    ``OSError`` where it cannot be put there; unless it ``replaces``, ``FileExistsError`` where
    something stands there by then.
    """
    target = target.resolve()
    _remove_abandoned(target.parent)
    # Without the name of the target, which may be as long as names can be.
    name = f".rallymark-{_machine()}-{os.getpid()}-{next(_numbers)}.new"
    partial = target.with_name(name)
    _own.add(name)
    try:
        try:
            yield partial
            if replaces:
                partial.replace(target)
            else:
                _put_new(partial, target)
        finally:
            partial.unlink(missing_ok=True)
    finally:
        _own.discard(name)


def _put_new(partial: Path, target: Path) -> None:
    """Give a file the name of `target`, too; ``FileExistsError`` where that is taken."""
    try:
        target.hardlink_to(partial)
    except FileExistsError:
        raise
    except OSError:  # a file system that knows one name for a file
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target) from None
        partial.replace(target)


def _remove_abandoned(folder: Path) -> None:
    """Take away what processes that live no longer left unfinished."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                found = _NAME.fullmatch(entry.name)
                if found is None or not entry.is_file(follow_symlinks=False):
                    continue
                here, process = found[1] == _machine(), int(found[2])
                age = time.time() - entry.stat(follow_symlinks=False).st_mtime
                if age > _ABANDONED_SECONDS or (here and _is_gone(process, entry.name)):
                    Path(entry.path).unlink(missing_ok=True)
    except OSError as error:  # a folder that may not be listed, or a file of somebody else
        _log.info("unfinished files stay in %s: %s", folder, error)


def _is_gone(process: int, name: str) -> bool:
    """Whether the process that writes a file of that name lives no longer."""
    if process == os.getpid():  # or of a former process with our number
        return name.removesuffix("-journal") not in _own
    if sys.platform == "win32":
        return False  # asking after a process by a signal would end it there
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):  # somebody else's; no number of a process
        return False
    return False


def _machine() -> str:
    """What the numbers of processes count in: this machine, or a container on it."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = ""  # no Linux
    return f"{zlib.crc32(f'{platform.node()} {space}'.encode()):08x}"
