"""What an edit would change along the path, found out without making it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotation.edits import TrackEdit
from annotation.track import BallTrack


@dataclass(frozen=True, slots=True)
class Preview:
    """The frames an edit would change and where the ball would be there: ``frames`` int64 [n]
    ascending, ``x`` and ``y`` float64 [n] in source pixels, NaN for no ball."""

    frames: npt.NDArray[np.int64]
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]


def preview(track: BallTrack, edit: TrackEdit) -> Preview:
    """What the edit would change. The track is as it was when this returns, to the bit."""
    first, last = track.put_marks(edit.after)
    where = slice(first, last + 1)
    x, y, visibility = track.x[where].copy(), track.y[where].copy(), track.visibility[where].copy()
    track.put_marks(edit.before)
    differs = _differ(track.x[where], x) | _differ(track.y[where], y)
    differs |= track.visibility[where] != visibility
    changed = np.flatnonzero(differs)
    return Preview(changed + first, x[changed], y[changed])


def _differ(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    differ: npt.NDArray[np.bool_] = (a != b) & ~(np.isnan(a) & np.isnan(b))
    return differ
