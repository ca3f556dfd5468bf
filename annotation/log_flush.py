"""Brings what was written into a project to the disk, while nobody waits for it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from annotation import schema

_LONG_LOG = 4 * 2**20
"""A log of so many bytes is folded into the project: SQLite's own habit, off the writer's way."""


class LogFlush:
    """A thread that flushes the log of one project, once for all that was written meanwhile.

    What is committed survives the end of the program in any case; a flush makes it survive a power
    cut. A disk that is busy takes a quarter of a second for one, far too long for a window to wait.
    """

    def __init__(self, path: Path) -> None:
        """For the project at ``path``; the thread begins with the first flush."""
        self._path = path
        self._log = schema.log_of(path)
        self._thread = ThreadPoolExecutor(1, "project log")
        self._asked = threading.Event()
        self._failure: OSError | sqlite3.Error | None = None

    def ask(self) -> None:
        """Something was written; returns at once."""
        if not self._asked.is_set():
            self._asked.set()
            self._thread.submit(self._flush)

    def check(self) -> None:
        """Raises the ``OSError`` or ``sqlite3.Error`` of a flush that failed, once."""
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def close(self) -> None:
        """Wait for what was asked for; a second call does nothing."""
        self._thread.shutdown()

    def _flush(self) -> None:
        self._asked.clear()  # what is written from here on asks again
        try:
            if self._log_onto_disk() > _LONG_LOG:
                self._fold()
        except (OSError, sqlite3.Error) as error:
            self._failure = error

    def _log_onto_disk(self) -> int:
        """The size of the log in bytes, all of it on the disk."""
        try:
            handle = os.open(self._log, os.O_RDWR)
        except FileNotFoundError:
            return 0  # another process has folded it in and deleted it
        try:
            onto_disk(handle)
            return os.fstat(handle).st_size
        finally:
            os.close(handle)

    def _fold(self) -> None:
        where = schema.uri(self._path, "mode=rw")
        with contextlib.closing(sqlite3.connect(where, uri=True)) as db:
            db.execute("PRAGMA checkpoint_fullfsync = ON")
            db.execute("PRAGMA wal_checkpoint(PASSIVE)")


def onto_disk(handle: int) -> None:
    """Wait until what was written through any handle of the file is on the disk; ``OSError``."""
    if sys.platform == "darwin":  # whose fsync leaves it to the disk when to write
        import fcntl

        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    else:
        os.fsync(handle)
