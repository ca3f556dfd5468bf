"""For how many frames a person answers, counted along with every edit."""

from __future__ import annotations

import numpy as np

from annotation.mark_columns import by_persons
from annotation.track import BallTrack


class ReviewedFrames:
    """Adds what changed to what was counted: a match of hours is not counted anew at every key."""

    def __init__(self, track: BallTrack) -> None:
        self._persons = by_persons(track.source)
        self.count = int(np.count_nonzero(self._persons))
        """Frames that are human or verified."""

    def update(self, track: BallTrack, first: int, last: int) -> None:
        """The frames first..last (inclusive) of `track` changed."""
        now = by_persons(track.source[first : last + 1])
        self.count += int(np.count_nonzero(now))
        self.count -= int(np.count_nonzero(self._persons[first : last + 1]))
        self._persons[first : last + 1] = now
