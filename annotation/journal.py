"""Every edit that was ever applied to a project, as a record of what persons did."""

from __future__ import annotations

import sqlite3
import time
import zlib
from dataclasses import dataclass

import numpy as np

from annotation.edits import TrackEdit
from annotation.mark_columns import MARK_DTYPE, MarkColumns


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One edit as it was applied; ``time`` in unix seconds. Undone edits appear as new entries."""

    id: int
    time: float
    edit: TrackEdit


def write(db: sqlite3.Connection, before: MarkColumns, after: MarkColumns, label: str) -> None:
    """Add an edit that is applied now."""
    db.execute(
        "INSERT INTO journal (time, label, before, after) VALUES (?, ?, ?, ?)",
        (time.time(), label, _pack(before), _pack(after)),
    )


def read(db: sqlite3.Connection) -> list[JournalEntry]:
    """All of them, oldest first. ``ValueError`` or ``zlib.error`` where they are damaged."""
    rows = db.execute("SELECT id, time, label, before, after FROM journal ORDER BY id")
    return [
        JournalEntry(id_, at, TrackEdit(_unpack(before), _unpack(after), label))
        for id_, at, label, before, after in rows
    ]


def _pack(marks: MarkColumns) -> bytes:
    return zlib.compress(marks.records.tobytes(), 1)


def _unpack(blob: bytes) -> MarkColumns:
    return MarkColumns(np.frombuffer(zlib.decompress(blob), MARK_DTYPE))
