"""Locks by which windows know of each other."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QLockFile

log = logging.getLogger(__name__)


def window_lock(path: Path) -> QLockFile:
    """A lock, not yet taken, that one window at a time can hold; one left by a crash is free.

    Where its folder cannot be made, it cannot be taken either.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        log.info("windows do not know of each other: %s", error)
    lock = QLockFile(str(path))
    # A lock is stale when its process is gone, however old it is.
    lock.setStaleLockTime(0)
    return lock
