"""For how many frames a person answers, counted along with every edit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from annotation.marks import Source
from annotation.track import BallTrack

Mask = npt.NDArray[np.bool_]


class ReviewedFrames:
    """Adds what changed to what was counted: a match of hours is not counted anew at every key."""

    def __init__(self, track: BallTrack) -> None:
        self._persons = _persons(track, 0, len(track))
        self.count = int(np.count_nonzero(self._persons))
        """Frames that are human or verified."""

    def update(self, track: BallTrack, first: int, last: int) -> None:
        """The frames first..last (inclusive) of `track` changed."""
        now = _persons(track, first, last + 1)
        self.count += int(np.count_nonzero(now))
        self.count -= int(np.count_nonzero(self._persons[first : last + 1]))
        self._persons[first : last + 1] = now


def _persons(track: BallTrack, first: int, stop: int) -> Mask:
    source = track.source[first:stop]
    persons: Mask = (source == Source.HUMAN.code) | (source == Source.VERIFIED.code)
    return persons
