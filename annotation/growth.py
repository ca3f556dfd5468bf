"""A project of a recording that has grown: brought up to the frames that the video has now.

Numbers of frames stay, all but those of the last few, where pictures have come in that are shown
before others. What persons said moves with its pictures. What the model said near the old end, not
knowing what follows, is dropped and asked for again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from annotation import event_edits, former_answers, segments
from annotation.arrays import Int64
from annotation.events import Event
from annotation.segments import Segments
from annotation.video_identity import VideoIdentity

REACH = 96
"""An answer depends on fewer frames after it, however often pictures are repeated; and no more of
the last ones ever move."""


def grow(db: sqlite3.Connection, known: VideoIdentity, video: VideoIdentity, places: Int64) -> None:
    """Bring the tables up from the video as it was ``known`` to what it is; ``places`` [n] are the
    numbers that the frames of then have now, ascending."""
    db.execute(
        "INSERT OR IGNORE INTO meta VALUES ('begun_as', ?)", (json.dumps(known.sha256_of_samples),)
    )
    name(db, video)
    if video.frame_count == known.frame_count:
        return  # no picture came in
    settled = _settled(places)
    moved = np.arange(settled, known.frame_count)
    _forget_answers(db, known.frame_count, settled)
    # From the end on, so that no two marks ever meet.
    for frame in moved[::-1].tolist():
        db.execute("UPDATE mark SET frame = ? WHERE frame = ?", (int(places[frame]), frame))
    decided = event_edits.read(db, known.frame_count)
    if decided:
        event_edits.write(db, moved_events(decided, places))
    segments.write(db, moved_segments(segments.read(db, known.frame_count), places))
    db.execute("UPDATE run SET frame_count = ?", (video.frame_count,))


def replace_where_nothing_is_said(db: sqlite3.Connection, video: VideoIdentity) -> bool:
    """Have the project go with another ``video``, where it says nothing of the one it is of and
    never did; whether that is so."""
    said = any(
        db.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0]
        for table in ("mark", "journal", "prediction", "segment")
    )
    if said or event_edits.read(db, video.frame_count):
        return False
    db.execute("DELETE FROM run")
    name(db, video)
    return True


def name(db: sqlite3.Connection, video: VideoIdentity) -> None:
    """Write down which video the project is of."""
    db.execute("UPDATE meta SET value = ? WHERE key = 'video'", (json.dumps(video.to_dict()),))


def moved_events(decided: Mapping[int, Event], places: Int64) -> dict[int, Event]:
    """What persons decided of events, by the ``places`` [n] that the frames have now."""
    return {int(places[frame]): event for frame, event in decided.items()}


def moved_segments(stretches: Segments, places: Int64) -> Segments:
    """The stretches, by the ``places`` [n] that the frames have now."""
    return Segments(
        replace(each, first=int(places[each.first]), last=int(places[each.last]))
        for each in stretches
    )


def first_unsure(places: Int64) -> int:
    """The first frame of which the model says something else, once it knows what follows."""
    return max(0, _settled(places) - REACH)


def _settled(places: Int64) -> int:
    """How many frames have kept their numbers."""
    moved = np.flatnonzero(places != np.arange(len(places)))
    return int(moved[0]) if len(moved) else len(places)


def _forget_answers(db: sqlite3.Connection, frame_count: int, settled: int) -> None:
    """Drop what a run would say otherwise now; ``settled`` frames have kept their numbers."""
    unsure = settled - REACH
    db.execute("DELETE FROM prediction WHERE first_frame + frame_count > ?", (unsure,))
    db.execute("DELETE FROM shot_view WHERE last_frame >= ?", (unsure,))
    db.execute("DELETE FROM cut WHERE frame >= ?", (settled,))
    former = former_answers.read(db, frame_count)
    former.known[settled:] = False
    former_answers.write(db, former)
