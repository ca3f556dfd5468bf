"""The SQLite file of a project: what is read from it, and written in one go or not at all.

Errors of SQLite come as ``ProjectError``s that say what happened to the file.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

from annotation import schema
from annotation.log_flush import LogFlush
from annotation.snapshot import snapshot

_NO_FILE = -1, -1
"""The identity of no log."""


class ProjectFile:
    """An open project file; it belongs to the thread that opened it."""

    def __init__(self, path: Path, *, check: bool = True, to_read: bool = False) -> None:
        """Open the file, checked whole unless ``check`` is false; errors as ``schema.connect``.

        ``to_read`` takes a ``snapshot`` of it, always checked, and leaves the file alone.
        """
        self._db = snapshot(path) if to_read else schema.connect(path, check=check)
        self.path = path
        self._log = None if to_read else schema.log_identity(path)
        self._flush = LogFlush(path)

    def close(self) -> None:
        """Close the file, all of it on the disk; a second call does nothing."""
        self._flush.close()
        self._db.close()
        self._check_flush()

    @contextlib.contextmanager
    def loading(self) -> Iterator[sqlite3.Connection]:
        """Reading, where content that makes no sense means that the file is damaged."""
        with self._reading() as db:
            try:
                yield db
            except (ValueError, TypeError, LookupError, zlib.error) as error:
                raise schema.corrupt(self.path) from error

    @contextlib.contextmanager
    def transaction(self, *, flush: bool = True) -> Iterator[sqlite3.Connection]:
        """Writing; in the file once the block is left, or not at all where an error leaves it.

        There it outlasts the program, however that ends. Without ``flush`` it may wait for the next
        transaction, or for the file to be closed, to outlast a power cut; otherwise it is on the
        disk a moment later, which nobody waits for. ``ProjectError`` also where an earlier
        transaction did not get that far.
        """
        self._check_flush()
        self._hold_on()
        with self._reading() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
        if flush:
            self._flush.ask()

    def _check_flush(self) -> None:
        try:
            self._flush.check()
        except OSError as error:
            raise schema.not_on_disk(self.path, error) from error
        except sqlite3.Error as error:
            raise schema.translate(error, self.path) from error

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._db
        except sqlite3.Error as error:
            raise schema.translate(error, self.path) from error

    def _hold_on(self) -> None:
        """Open the file anew where its log was deleted: what went there would be lost.

        Whatever else in this process opens and closes the file (a file dialog that looks into it)
        drops SQLite's locks (POSIX); another process then takes itself for the last user.
        """
        if self._log is None or schema.log_identity(self.path) == self._log:
            return
        # A drive that is away may come back: until then this connection stays.
        schema.refuse_unreadable(self.path)
        # All that was in the log is in the file: the other process has put it there.
        self._db.close()
        self._log = _NO_FILE  # should the next line fail, the next transaction tries again
        self._db = schema.connect(self.path, check=False)
        self._log = schema.log_identity(self.path)
