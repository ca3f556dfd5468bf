"""The tables of a project file, and how such a file is built, opened and refused.

Marks and predictions live in separate tables: nothing that writes predictions names the table of
marks, so a run of the model cannot overwrite a person.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotation.errors import (
    LongNameError,
    NewerProjectError,
    ProjectError,
    UnwritableProjectError,
)
from annotation.unfinished import unfinished

SCHEMA_VERSION = 5
APPLICATION_ID = 0x52414C59  # "RALY", at byte 68 of the file
BUSY_SECONDS = 30.0
"""An edit of a whole match holds the file for some seconds."""

# The tables of version 1. What later versions changed stands in _UPGRADES, and a new file goes
# through them as an old one does, so that both end up the same.
_SCHEMA = """
CREATE TABLE meta (
    key TEXT PRIMARY KEY, value TEXT NOT NULL            -- value: JSON
) WITHOUT ROWID;
CREATE TABLE state (
    key TEXT PRIMARY KEY, value TEXT NOT NULL            -- value: JSON
) WITHOUT ROWID;
CREATE TABLE mark (
    frame INTEGER PRIMARY KEY CHECK (frame >= 0),
    visibility INTEGER NOT NULL CHECK (visibility BETWEEN 0 AND 3),
    x REAL, y REAL, score REAL,                          -- x, y: pixels of the source video
    source TEXT NOT NULL CHECK (source IN ('model', 'interpolated', 'human', 'verified')),
    time REAL NOT NULL,                                  -- unix seconds of the edit
    CHECK ((visibility = 0) = (x IS NULL) AND (visibility = 0) = (y IS NULL))
);
CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time REAL NOT NULL, label TEXT NOT NULL,
    before BLOB NOT NULL, after BLOB NOT NULL            -- zlib of mark records
);
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    model_name TEXT NOT NULL, weights_hash TEXT NOT NULL,
    threshold REAL NOT NULL, frame_count INTEGER NOT NULL,
    settings TEXT NOT NULL,                              -- JSON, keys sorted
    started REAL NOT NULL, finished REAL                 -- unix seconds
);
CREATE TABLE prediction (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES run (id),
    first_frame INTEGER NOT NULL, frame_count INTEGER NOT NULL, peaks INTEGER NOT NULL,
    x BLOB NOT NULL, y BLOB NOT NULL,                    -- float64, little endian
    score BLOB NOT NULL, candidates BLOB NOT NULL        -- float32, little endian
);
CREATE INDEX prediction_of_run ON prediction (run_id, first_frame);
"""

_UPGRADES = {
    2: (
        # of each peak, float32 [frame_count, peaks, 2], little endian; NULL: not measured
        "ALTER TABLE prediction ADD COLUMN motion BLOB",
        # float32 [frame_count], little endian; NULL: no windows overlapped
        "ALTER TABLE prediction ADD COLUMN disagreement BLOB",
        # The only way runs were made before there was a choice.
        """UPDATE run SET settings = '{"stride":3}' WHERE settings = '{}'""",
        # The frames that begin a new shot.
        "CREATE TABLE cut (frame INTEGER PRIMARY KEY CHECK (frame > 0))",
        # What stretches of a shot look like: picture is uint8 [9, 16, 3].
        (
            "CREATE TABLE shot_view (first_frame INTEGER PRIMARY KEY, last_frame INTEGER NOT NULL, "
            "picture BLOB NOT NULL, CHECK (first_frame BETWEEN 0 AND last_frame))"
        ),
        # What a person or a guess says that stretches show: play, replays, close-ups.
        (
            "CREATE TABLE segment (first_frame INTEGER PRIMARY KEY, last_frame INTEGER NOT NULL, "
            "kind TEXT NOT NULL, source TEXT NOT NULL, "
            "CHECK (first_frame BETWEEN 0 AND last_frame))"
        ),
    ),
    3: (
        # of each frame, one byte (0 or 1); NULL: none shows the picture of the frame before
        "ALTER TABLE prediction ADD COLUMN repeats BLOB",
    ),
    4: (
        # float32 [frame_count, 2, 3], little endian; NULL: the camera rests
        "ALTER TABLE prediction ADD COLUMN camera BLOB",
    ),
    5: (
        # What the model said before the latest run: float32 [frame_count], little endian, pixels
        # of the source video, NaN: no ball.
        (
            "CREATE TABLE former_answer (first_frame INTEGER PRIMARY KEY, "
            "frame_count INTEGER NOT NULL, x BLOB NOT NULL, y BLOB NOT NULL)"
        ),
    ),
}
"""The statements that lead from the version before to each later one."""


def translate(error: sqlite3.Error, path: Path) -> ProjectError:
    """The sentence for what SQLite could not do with the project."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return unwritable(path)
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return corrupt(path)
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ProjectError(
            f"The project {path} is in use by another program; close that and try again."
        )
    # A full disk also leaves no room for the file by which a project is shared while it is open.
    if primary == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_SHMSIZE:
        return ProjectError(f"The disk is full, so the project {path} cannot be saved.")
    return ProjectError(f"The project {path} could not be read or written ({error}).")


def unwritable(path: Path) -> UnwritableProjectError:
    """The sentence for a project that may not be written where it is."""
    log = log_of(path)
    sentence = f"The project {path} cannot be written; copy it to a folder you may write to."
    with contextlib.suppress(OSError):  # no log, or a drive that has just gone
        if log.stat().st_size:  # without it the last edits would be lost
            sentence = (
                f"The project {path} cannot be written; copy it, and {log.name} with it, to a "
                "folder you may write to."
            )
    return UnwritableProjectError(sentence, path)


def not_on_disk(path: Path, error: OSError) -> ProjectError:
    """The sentence for a disk that did not take what was written."""
    return ProjectError(
        f"The disk did not take the last edits of {path} ({error.strerror or error}); "
        "copy it to another disk."
    )


def corrupt(path: Path) -> ProjectError:
    """The sentence for a project whose content is damaged."""
    return ProjectError(
        f"The project {path} is damaged; restore it from a backup or start a new project."
    )


def refuse_unwritable(path: Path, error: OSError) -> ProjectError:
    """The sentence for a place where no project can be written."""
    return ProjectError(
        f"No project can be written at {path} ({error.strerror or error}); choose a folder you may "
        "write to."
    )


def build(path: Path, meta: dict[str, str]) -> None:
    """Create a project file with the ``meta`` rows; it appears complete or not at all."""
    with new_file(path) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA synchronous = FULL")
        db.executescript(f"BEGIN;{_SCHEMA}COMMIT;")
        db.execute("BEGIN")
        db.execute("INSERT INTO meta VALUES ('schema_version', '1')")
        upgrade(db, path)
        db.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        db.execute("COMMIT")


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[sqlite3.Connection]:
    """An empty database to be filled, which at the end of the block is the project at ``path``.

    Where the block raises, nothing is there. ``ProjectError`` where a file stands there, or none
    can be written.
    """
    _refuse_long_name(path)
    taken = f"There is already a file at {path}; open it or choose another name."
    if path.exists():
        raise ProjectError(taken)
    try:
        with unfinished(path, replaces=False) as new:
            # Made by Python first: its errors name the cause, SQLite's only "unable to open".
            new.touch(exist_ok=False)
            with contextlib.closing(sqlite3.connect(new, isolation_level=None)) as db:
                yield db
            # A log left behind by a deleted project of this name would be replayed into the new
            # one.
            # That of a project made here meanwhile holds what its program has written.
            for suffix in () if path.exists() else ("-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
    except sqlite3.Error as error:
        raise translate(error, path) from error
    except FileExistsError as error:
        raise ProjectError(taken) from error
    except OSError as error:
        raise refuse_unwritable(path, error) from error


def _refuse_long_name(path: Path) -> None:
    """``LongNameError`` where SQLite could not name its files after the project at ``path``.

    It would say no more than that it is unable to open a file, and leave an empty project.
    """
    try:
        # How long names may be, the file system alone knows.
        os.lstat(path.with_name(f"{path.name}-journal"))
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise LongNameError(
                f"The name {path.name} is too long for a project, whose other files have longer "
                "ones; choose a shorter name."
            ) from error


def uri(path: Path, how: str) -> str:
    """What SQLite calls the project at ``path``, to be opened in a way such as ``mode=ro``."""
    return f"{path.absolute().as_uri()}?{how}"


def connect(path: Path, *, check: bool = True) -> sqlite3.Connection:
    """Open a project file for reading and writing; ``ProjectError`` says why not.

    ``check`` reads all of it to see whether it is damaged.
    """
    refuse_unreadable(path)
    db: sqlite3.Connection | None = None
    try:
        db = sqlite3.connect(
            uri(path, "mode=rw"), uri=True, timeout=BUSY_SECONDS, isolation_level=None
        )
        check_ours(db, path)
        db.execute("PRAGMA foreign_keys = ON")
        check_version(db, path)
        if check:
            check_whole(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        # A commit outlasts the program but does not wait for the disk, nor for the log to be folded
        # into the file: ``LogFlush`` sees to both. What closing folds in does, on macOS as well.
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("PRAGMA checkpoint_fullfsync = ON")
        # Ask for the right to write now, not at the first edit. Of a file that may only be read the
        # first statement would go through, the second is refused, which changes nothing anywhere.
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM meta WHERE 0")
        # Only now can no other program be upgrading the file at the same time.
        upgrade(db, path)
        db.execute("COMMIT")
    except sqlite3.Error as error:
        if db is not None:
            db.close()
        raise translate(error, path) from error
    except ProjectError:
        if db is not None:
            db.close()
        raise
    return db


def log_of(path: Path) -> Path:
    """Where SQLite keeps what was written to the project at ``path`` while that is open."""
    return path.with_name(f"{path.name}-wal")


def log_identity(path: Path) -> tuple[int, int] | None:
    """Which file the log of the project at ``path`` is (device, number); None without one."""
    try:
        found = log_of(path).stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def refuse_unreadable(path: Path) -> None:
    """``ProjectError`` where there is no file at ``path`` that may be read."""
    if not path.exists():
        raise ProjectError(f"There is no project at {path}.")
    if not path.is_file() or not os.access(path, os.R_OK):
        raise ProjectError(f"The project {path} cannot be read; it is a folder or not yours.")


def check_ours(db: sqlite3.Connection, path: Path) -> None:
    """Refuse what is not ours before anything is changed.

    The header is read by SQLite, never by opening the file beside it: closing a second descriptor
    drops all of this process's locks on the file (POSIX), and another process would then take
    itself for the last user of the log and delete it under an open project.
    """
    try:
        (application_id,) = db.execute("PRAGMA application_id").fetchone()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_NOTADB:
            raise
        application_id = None
    if application_id != APPLICATION_ID:
        raise ProjectError(f"{path} is not a Rallymark project.")


def check_version(db: sqlite3.Connection, path: Path) -> None:
    """Refuse what a newer program has made."""
    if _version(db, path) > SCHEMA_VERSION:
        raise NewerProjectError(
            f"The project {path} was made by a newer version of Rallymark; update to open it."
        )


def check_whole(db: sqlite3.Connection, path: Path) -> None:
    """Refuse what is damaged anywhere; reads all of it."""
    if _row(db, path, "PRAGMA quick_check(1)") != ("ok",):
        raise corrupt(path)


def _row(db: sqlite3.Connection, path: Path, query: str) -> Any:
    try:
        return db.execute(query).fetchone()
    except UnicodeDecodeError as error:  # what SQLite says of a damaged name
        raise corrupt(path) from error


def _version(db: sqlite3.Connection, path: Path) -> int:
    row = _row(db, path, "SELECT value FROM meta WHERE key = 'schema_version'")
    if row is None or not str(row[0]).isdecimal():
        raise corrupt(path)
    return int(row[0])


def upgrade(db: sqlite3.Connection, path: Path) -> None:
    """Bring the tables up to date within the caller's transaction; all of it happens or nothing."""
    for later in range(_version(db, path) + 1, SCHEMA_VERSION + 1):
        for statement in _UPGRADES[later]:
            db.execute(statement)
        db.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(later),))
