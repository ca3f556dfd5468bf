"""Where a ball that nobody found may be: between those that are known before and after it."""

from __future__ import annotations

import numpy as np

from annotation.track_columns import TrackColumns


def likely_place(track: TrackColumns, frame: int) -> tuple[float, float] | None:
    """The ball of the frame or, without one, the place on the straight line between the nearest
    balls before and after in its shot, or of the only one of them; source pixels. Where the camera
    moves, the line is one through the hall.

    None where the shot has no ball.
    """
    ball, cuts = track.has_ball, np.flatnonzero(track.cuts)
    shot = int(np.searchsorted(cuts, frame, side="right"))
    first = int(cuts[shot - 1]) if shot else 0
    end = int(cuts[shot]) if shot < len(cuts) else len(ball)
    known = first + np.flatnonzero(ball[first:end])
    if not len(known):
        return None
    after = int(np.searchsorted(known, frame))
    nearest = known[max(0, after - 1) : after + 1]
    low, high = min(frame, int(nearest[0])), max(frame, int(nearest[-1]))
    seen = track.seen_from(frame, slice(low, high + 1))
    x, y = (float(np.interp(frame, nearest, at[nearest - low])) for at in seen)
    return x, y
