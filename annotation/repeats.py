"""Frames that show the picture of the frame before, as footage brought to a higher rate has them.

Such a frame tells nothing new, and nothing moves until it. Whoever follows the ball passes over it:
time is counted in pictures, and what is found in the frame that showed the picture first holds for
those that show it again.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from annotation.arrays import Int32, Int64, Mask

LONGEST = 3
"""At most so many frames in a row repeat a picture: no run says so of more, since a picture that
stands for longer may be a ball that rests. Where a file does, the others are pictures of their own.
"""

Spans = npt.NDArray[np.integer]


def repeated(said: Mask, answered: Mask, cuts: Mask) -> Mask:
    """bool [n]: the frames said to show the picture of the frame before, where that has an answer
    and is of the same shot; the first ``LONGEST`` of each run of them."""
    if not said.any():
        return np.zeros(len(said), np.bool_)
    repeats: Mask = said & answered & ~cuts
    repeats[:1] = False
    repeats[1:] &= answered[:-1]
    beyond = repeats.copy()
    beyond[:LONGEST] = False
    for back in range(1, LONGEST + 1):
        beyond[back:] &= repeats[:-back]
    return repeats & ~beyond


class Repeats:
    """Which frames of ``frame_count`` are passed over; ``passed`` bool [n], never the first.

    Another thread may look while this one puts: what is put replaces the columns, it never writes
    into them.
    """

    def __init__(self, frame_count: int) -> None:
        self._said = np.zeros(frame_count, np.bool_)
        self.passed = np.zeros(frame_count, np.bool_)
        self._clock: Int32 | None = None

    def __bool__(self) -> bool:
        """Whether any frame is passed over."""
        return self._clock is not None

    def put(self, first: int, said: Mask, answered: Mask, cuts: Mask) -> Int64:
        """What a run says of frames from ``first`` on; ``answered`` and ``cuts`` are of all frames.

        Returns the frames that are passed over from now on, or no longer.
        """
        if not self._said.any() and not said.any():
            return np.empty(0, np.int64)
        self._said[first : first + len(said)] = said
        passed = repeated(self._said, answered, cuts)
        changed = np.flatnonzero(passed != self.passed)
        if len(changed):
            self.passed = passed
            clock = np.arange(len(passed), dtype=np.int32) - np.cumsum(passed, dtype=np.int32)
            self._clock = clock if passed.any() else None
        return changed

    def clock(self, where: slice) -> Int32:
        """How many pictures there were before each of some frames."""
        if self._clock is None:
            return np.arange(where.start, where.stop, dtype=np.int32)
        return self._clock[where]

    def times(self, frames: Int64, spans: Spans) -> Spans:
        """The time, in pictures, that links take which reach ``spans`` frames back from ``frames``;
        at least 1. The two must broadcast."""
        clock = self._clock
        if clock is None:
            return spans
        times: Spans = np.maximum(clock[frames] - clock[np.maximum(frames - spans, 0)], 1)
        return times

    def origins(self, frames: Int64) -> Int64:
        """The frames that showed the pictures of these first."""
        if self:
            for _ in range(LONGEST):
                frames = frames - self.passed[frames]
        return frames

    def onward(self, frames: Int64) -> Int64:
        """The frames themselves, or the next ones that are not passed over; ``frame_count`` where
        there is none."""
        if self:
            count = len(self.passed)
            for _ in range(LONGEST):
                inside = np.minimum(frames, count - 1)
                frames = frames + (self.passed[inside] & (frames < count))
        return frames

    def distinct(self, first: int, stop: int) -> slice | Int64:
        """Those of the frames ``first`` .. ``stop - 1`` that are not passed over."""
        if not self:
            return slice(first, stop)
        found: Int64 = np.flatnonzero(~self.passed[first:stop]) + first
        return found

    def speakers(self, origins: Int64, said: npt.NDArray[np.integer]) -> Int64:
        """Of each picture the first frame of which something is said (``said`` [n] is not
        negative), or else the first frame."""
        if not self:
            return origins
        found, at, silent = origins.copy(), origins, said[origins] < 0
        for _ in range(LONGEST):
            at = np.minimum(at + 1, len(self.passed) - 1)
            silent &= self.passed[at]
            speaks = silent & (said[at] >= 0)
            found[speaks] = at[speaks]
            silent &= ~speaks
        return found
