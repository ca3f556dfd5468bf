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


class ProjectFile:
    """An open project file; it belongs to the thread that opened it."""

    def __init__(self, path: Path, *, check: bool = True) -> None:
        """Open the file, checked whole unless ``check`` is false; errors as ``schema.connect``."""
        self._db = schema.connect(path, check=check)
        self.path = path
        self._log = schema.log_identity(path)

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._db.close()

    @contextlib.contextmanager
    def loading(self) -> Iterator[sqlite3.Connection]:
        """Reading, where content that makes no sense means that the file is damaged."""
        with self._reading() as db:
            try:
                yield db
            except (ValueError, TypeError, LookupError, zlib.error) as error:
                raise schema.corrupt(self.path) from error

    @contextlib.contextmanager
    def transaction(self, *, lasting: bool = True) -> Iterator[sqlite3.Connection]:
        """Writing; on the disk once the block is left, or not at all where an error leaves it.

        What is not ``lasting`` need not be there before the next power cut: nobody waits for the
        disk, which may be busy for a quarter of a second.
        """
        self._hold_on()
        with self._reading() as db, self._patience(db, lasting):
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    @staticmethod
    @contextlib.contextmanager
    def _patience(db: sqlite3.Connection, lasting: bool) -> Iterator[None]:
        if lasting:
            yield
            return
        db.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            db.execute("PRAGMA synchronous = FULL")

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
        # All that was in the log is in the file: the other process has put it there.
        self._db.close()
        self._db = schema.connect(self.path, check=False)
        self._log = schema.log_identity(self.path)
