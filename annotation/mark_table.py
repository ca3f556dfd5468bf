"""How marks are kept in a project."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

import numpy as np

from annotation.arrays import Int64
from annotation.mark_columns import MARK_DTYPE, MarkColumns, Records, empty_records, in_parts
from annotation.marks import SOURCES

_AT_ONCE = 4096
"""So many marks are written before it is told how far that is."""

# NULL becomes infinity on the way out, because numpy takes no None; no stored number is infinite.
_SELECT = (
    "SELECT frame, visibility, COALESCE(x, 9e999), COALESCE(y, 9e999), COALESCE(score, 9e999), "
    "CASE source "
    + " ".join(f"WHEN '{source.value}' THEN {source.code}" for source in SOURCES)
    + " END, time FROM mark"
)


def read(db: sqlite3.Connection) -> MarkColumns:
    """All marks, by frame. ``ValueError`` where they make no sense."""
    return MarkColumns(_records(db.execute(f"{_SELECT} ORDER BY frame")))


def holds(db: sqlite3.Connection, marks: MarkColumns) -> bool:
    """Whether the file says of the frames exactly this."""
    return all(
        _records_of(db, part["frame"]).tobytes() == part.tobytes()
        for part in in_parts(marks.records, _AT_ONCE)
    )


def _records_of(db: sqlite3.Connection, frames: Int64) -> Records:
    wanted = json.dumps(frames.tolist())
    found = _records(
        db.execute(
            f"{_SELECT} WHERE frame IN (SELECT value FROM json_each(?)) ORDER BY frame", (wanted,)
        )
    )
    records = empty_records(frames)
    records[np.searchsorted(frames, found["frame"])] = found
    return records


def write(db: sqlite3.Connection, marks: MarkColumns, watch: Callable[[float], object]) -> None:
    """Store these marks; where one says "no mark", take the mark away.

    ``watch`` is told again and again which share of them is stored.
    """
    for part in in_parts(marks.records, _AT_ONCE, watch):
        _write(db, part)


def _write(db: sqlite3.Connection, records: Records) -> None:
    gone = records["visibility"] < 0
    kept = records[~gone]
    names = np.array([source.value for source in SOURCES])[kept["source"]]
    db.executemany(
        "DELETE FROM mark WHERE frame = ?", zip(records["frame"][gone].tolist(), strict=True)
    )
    db.executemany(  # SQLite stores NaN as NULL
        "INSERT OR REPLACE INTO mark (frame, visibility, x, y, score, source, time) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        zip(
            *(kept[name].tolist() for name in ("frame", "visibility", "x", "y", "score")),
            names.tolist(),
            kept["time"].tolist(),
            strict=True,
        ),
    )


def _records(rows: sqlite3.Cursor) -> Records:
    records = np.fromiter(rows, MARK_DTYPE)
    for name in ("x", "y", "score"):
        records[name][np.isinf(records[name])] = np.nan
    return records
