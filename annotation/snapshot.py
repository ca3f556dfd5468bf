"""A project for those who only read it: nothing at its place is touched.

Neither the right to write nor a folder that takes a log is needed, and nobody who has the project
open is in the way. What SQLite's log beside it holds, be it that the project is open or that a
program ended before its time, is read along.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from annotation import schema


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The project file at ``path`` and its log, to be read at once.

    ``sqlite3.Error`` or ``OSError`` where that cannot be.
    """
    log = schema.log_of(path)
    with ExitStack() as open_until_read:
        # A reader that looks for the log of a closed project would leave an empty one beside it.
        db = open_until_read.enter_context(
            _connected(path, "mode=ro" if log.exists() else "mode=ro&immutable=1")
        )
        if log.exists() and not _finds_log(db):
            place = open_until_read.enter_context(
                tempfile.TemporaryDirectory(prefix="rallymark-", ignore_cleanup_errors=True)
            )
            copy = Path(place) / "project"
            shutil.copyfile(path, copy)
            shutil.copyfile(log, schema.log_of(copy))
            db = open_until_read.enter_context(_connected(copy, "mode=rw"))
        yield db


def snapshot(path: Path) -> sqlite3.Connection:
    """A copy of the project in memory, checked whole and brought up to date, that cannot be written
    to; ``ProjectError`` as for ``schema.connect``."""
    schema.refuse_unreadable(path)
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        with reading(path) as file:
            schema.check_ours(file, path)
            schema.check_version(file, path)
            file.backup(db)
        schema.check_whole(db, path)
        schema.upgrade(db, path)
        # What is written here would be lost.
        db.execute("PRAGMA query_only = ON")
    except sqlite3.Error as error:
        db.close()
        raise schema.translate(error, path) from error
    except BaseException:
        db.close()
        raise
    return db


def _connected(path: Path, how: str) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(schema.uri(path, how), uri=True, timeout=schema.BUSY_SECONDS))


def _finds_log(db: sqlite3.Connection) -> bool:
    """Whether SQLite can read the log: for one that nobody has open it needs an index, which it
    cannot make in a folder that may not be written to."""
    try:
        db.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        return False
    return True
