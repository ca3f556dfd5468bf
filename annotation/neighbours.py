"""The balls of the frames beside each frame, as that frame shows them: how far a ball lies off the
line through them, and how fast it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotation.arrays import Float64, Mask
from annotation.camera_steps import seen_beside
from annotation.track_columns import TrackColumns


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Of n frames the ``places`` of the ball, and of the balls ``before`` and ``after`` as the
    frame shows them: float64 [2, n] of x and y in source pixels, NaN where there is none.

    ``one_shot`` bool [n]: whether there is a frame before and one after, and no cut between them.
    """

    places: Float64
    before: Float64
    after: Float64
    one_shot: Mask

    @classmethod
    def of(cls, track: TrackColumns) -> Neighbours:
        """Those of all frames of a track."""
        before, after = seen_beside(track.x, track.y, track.camera)
        one_shot = np.zeros(len(track), np.bool_)
        one_shot[1:-1] = ~(track.cuts[1:-1] | track.cuts[2:])
        return cls(np.stack((track.x, track.y)), before, after, one_shot)

    def off_line(self, unit: float = 1.0) -> Float64:
        """float64 [n]: how far the ball lies off the middle of its neighbours, in units of so many
        source pixels; NaN where one of the three has no ball or is of another shot."""
        middle = (self.before / unit + self.after / unit) / 2
        return np.where(self.one_shot, np.hypot(*(self.places / unit - middle)), np.nan)

    def speed(self, unit: float = 1.0) -> Float64:
        """float64 [n]: how far the ball goes in a frame, in units of so many source pixels; NaN
        where a neighbour has no ball or is of another shot."""
        moved = np.hypot(*(self.after / unit - self.before / unit)) / 2
        return np.where(self.one_shot, moved, np.nan)
