"""The shots of a video, as the tracker found them while decoding, and which look like play.

A match is mostly filmed from one place, so that the view most time is spent on is that of the
rallies; shots that look otherwise are close-ups, replays from elsewhere or the audience. This is a
guess: a replay from the main camera is taken for play, and a person corrects it
(``annotation.segments``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotation.arrays import Float32, Mask
from annotation.segments import Segment, SegmentKind, SegmentSource

VIEW_SHAPE = (9, 16, 3)
_SAME_VIEW = 16.0
"""Two shots whose mean pictures differ by less (grey levels) are filmed from one place."""
_LEAST_MAIN = 0.4
"""Share of the frames that the main view must have for a guess to be made."""

View = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class ShotPiece:
    """Consecutive frames of one shot: whether the first begins it, and ``view`` uint8 [9, 16, 3],
    the mean of their pictures."""

    begins_shot: bool
    view: View


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """Frames ``first`` to ``last`` between two cuts. ``view`` float32 [9, 16, 3] in 0..255 is their
    mean picture, NaN where no frame of the shot has been seen."""

    first: int
    last: int
    view: Float32

    @property
    def length(self) -> int:
        """How many frames."""
        return self.last - self.first + 1


def guess_segments(shots: Sequence[Shot]) -> list[Segment]:
    """The shots that do not show the main view, as close-ups; none where that is unclear."""
    seen = [shot for shot in shots if not np.isnan(shot.view).any()]
    if len(seen) < 2:
        return []
    views = np.stack([shot.view for shot in seen]).reshape(len(seen), -1)
    lengths = np.array([shot.length for shot in seen])
    support = np.array([lengths[_alike(view, views)].sum() for view in views])
    main = int(support.argmax())
    if support[main] < _LEAST_MAIN * lengths.sum():
        return []
    other = ~_alike(views[main], views)
    return [
        Segment(shot.first, shot.last, SegmentKind.CLOSE_UP, SegmentSource.GUESS)
        for shot, is_other in zip(seen, other, strict=True)
        if is_other
    ]


def _alike(view: Float32, views: Float32) -> Mask:
    alike: Mask = np.abs(views - view).mean(axis=1) < _SAME_VIEW
    return alike


# -- in a project --------------------------------------------------------------------------------


def write(db: sqlite3.Connection, first: int, last: int, piece: ShotPiece) -> None:
    """Store what was seen of frames ``first`` to ``last`` in place of what was known of them."""
    view = np.asarray(piece.view, np.uint8)
    if view.shape != VIEW_SHAPE:
        raise ValueError(f"a view is {VIEW_SHAPE}, not {view.shape}")
    db.execute("DELETE FROM cut WHERE frame BETWEEN ? AND ?", (first, last))
    if piece.begins_shot and first > 0:
        db.execute("INSERT INTO cut VALUES (?)", (first,))
    db.execute(
        "DELETE FROM shot_view WHERE first_frame BETWEEN ? AND ? AND last_frame <= ?",
        (first, last, last),
    )
    db.execute("INSERT OR REPLACE INTO shot_view VALUES (?, ?, ?)", (first, last, view.tobytes()))


def read(db: sqlite3.Connection, frame_count: int) -> list[Shot]:
    """The shots, ascending, without a gap. ``ValueError`` where the file makes no sense."""
    cuts = [frame for (frame,) in db.execute("SELECT frame FROM cut ORDER BY frame")]
    if cuts and cuts[-1] >= frame_count:
        raise ValueError(f"a cut at frame {cuts[-1]} is not in a video of {frame_count} frames")
    starts = np.array([0, *cuts], np.int64)
    total = np.zeros((len(starts), *VIEW_SHAPE))
    frames = np.zeros(len(starts))
    for first, last, picture in db.execute(
        "SELECT first_frame, last_frame, picture FROM shot_view"
    ):
        # A piece lies in one shot; its middle tells which, should cuts have changed since.
        shot = int(np.searchsorted(starts, (first + last) // 2, side="right")) - 1
        view = np.frombuffer(picture, np.uint8).reshape(VIEW_SHAPE)
        total[shot] += view.astype(np.float64) * (last - first + 1)
        frames[shot] += last - first + 1
    with np.errstate(invalid="ignore"):
        views = (total / frames[:, None, None, None]).astype(np.float32)
    ends = [*(starts[1:] - 1).tolist(), frame_count - 1]
    return [
        Shot(first, last, view)
        for first, last, view in zip(starts.tolist(), ends, views, strict=True)
    ]
