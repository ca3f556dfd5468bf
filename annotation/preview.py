"""What an edit would change along the path, found out without making it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotation.answers import differ
from annotation.arrays import Float64, Int64, unbroken
from annotation.edits import TrackEdit
from annotation.mark_columns import MarkColumns
from annotation.track import BallTrack

AROUND_SECONDS = 6.0
"""What lies farther from an edit has no say in what it changes."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The frames an edit would change and where the ball would be there: ``frames`` int64 [n]
    ascending, ``x`` and ``y`` float64 [n] in source pixels, NaN for no ball."""

    frames: Int64
    x: Float64
    y: Float64


def preview(track: BallTrack, edit: TrackEdit) -> Preview:
    """What the edit would change of the track."""
    return ask(track, edit)()


def ask(track: BallTrack, edit: TrackEdit) -> Callable[[], Preview]:
    """Copies what is needed to find out what the edit would change.

    Finding out is what takes the time: what is returned may be called in another thread, while the
    track changes.
    """
    after = MarkColumns.of(edit.after)
    around = 0 if track.path is None else round(AROUND_SECONDS * track.path.fps)
    first = max(0, int(after.frames[0]) - around)
    stretch = _stretch(track, first, min(len(track), int(after.frames[-1]) + 1 + around))
    path = track.path

    def answer() -> Preview:
        if path is not None:
            stretch.follow_path(path.size, path.fps)
        x, y, visibility = stretch.x.copy(), stretch.y.copy(), stretch.visibility.copy()
        stretch.put_marks(_moved(after, -first))
        differs = differ(stretch.x, x) | differ(stretch.y, y) | (stretch.visibility != visibility)
        changed = np.flatnonzero(differs)
        return Preview(changed + first, stretch.x[changed], stretch.y[changed])

    return answer


def _stretch(track: BallTrack, first: int, stop: int) -> BallTrack:
    """A copy of the frames ``first`` .. ``stop - 1``, which follows no path."""
    copy = BallTrack(stop - first)
    copy.set_threshold(track.threshold)
    answered = np.flatnonzero(track.predicted[first:stop]) + first
    for run in (answered[part] for part in unbroken(answered)):
        copy.set_predictions(
            int(run[0]) - first,
            track.predicted_x[run],
            track.predicted_y[run],
            track.predicted_score[run],
            track.candidates[run],
            track.candidate_motion[run],
            track.disagreement[run],
            track.predicted_repeats[run],
            track.camera[run],
        )
    copy.set_cuts(np.flatnonzero(track.cuts[first:stop]))
    marks = track.marks_in(np.flatnonzero(track.marked[first:stop]) + first)
    if len(marks):
        copy.put_marks(_moved(marks, -first))
    return copy


def _moved(marks: MarkColumns, frames: int) -> MarkColumns:
    """The same marks, so many frames later."""
    records = marks.records.copy()
    records["frame"] += frames
    return MarkColumns(records)
