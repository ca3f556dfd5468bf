"""What the model said of the frames before a newer run took its place.

Where two networks say different things, one of them is wrong, or both: of 11,829 frames of training
clips `v5-small` and `v5` part in 171 along the path, and two in three of their answers there are
wrong, one in 23 elsewhere. So the review asks about them.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Self

import numpy as np

from annotation.arrays import Float32, Float64, Mask, unbroken


@dataclass(frozen=True, slots=True)
class FormerAnswers:
    """In columns: ``known`` bool [n], whether there was an answer; ``x`` and ``y`` float32 [n] in
    pixels of the source video, NaN where it was "no ball" and where none is known."""

    known: Mask
    x: Float32
    y: Float32

    @classmethod
    def none(cls, frame_count: int) -> Self:
        """Nothing was said before."""
        nowhere = np.full(frame_count, np.nan, np.float32)
        return cls(np.zeros(frame_count, np.bool_), nowhere, nowhere.copy())

    def differ(self, x: Float64, y: Float64, reach: float) -> Mask:
        """bool [n]: where something else was said than ``x`` and ``y`` (NaN: no ball) do: of
        whether there is a ball, or of a place at least ``reach`` pixels away."""
        here, there = ~np.isnan(x), ~np.isnan(self.x)
        far = np.hypot(x - self.x, y - self.y) >= reach
        differs: Mask = self.known & ((here != there) | far)
        return differs


def write(db: sqlite3.Connection, former: FormerAnswers) -> None:
    """Keep these, in the place of what was kept."""
    db.execute("DELETE FROM former_answer")
    frames = np.flatnonzero(former.known)
    for part in (frames[part] for part in unbroken(frames)):
        x, y = (column[part].astype("<f4").tobytes() for column in (former.x, former.y))
        db.execute("INSERT INTO former_answer VALUES (?, ?, ?, ?)", (int(part[0]), len(part), x, y))


def read(db: sqlite3.Connection, frame_count: int) -> FormerAnswers:
    """What is kept. ``ValueError`` where it is damaged."""
    former = FormerAnswers.none(frame_count)
    for first, count, x, y in db.execute(
        "SELECT first_frame, frame_count, x, y FROM former_answer"
    ):
        if first < 0 or first + count > frame_count:
            raise ValueError(f"former answers reach from frame {first} to {first + count - 1}")
        where = slice(first, first + count)
        former.known[where] = True
        former.x[where] = np.frombuffer(x, "<f4").reshape(count)
        former.y[where] = np.frombuffer(y, "<f4").reshape(count)
    return former
