"""What persons answer for frames, as a path has to meet it: by picture, in picture pixels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from annotation.arrays import Int64, Mask
from annotation.repeats import Repeats


class Pins:
    """The pins of as many frames as ``repeats`` has; ``scale`` are source pixels per picture pixel.

    - ``there``  bool [n], where a person answers
    - ``ball``   bool [n], where that is a ball
    - ``place``  float32 [n, 2], where that ball is, picture pixels

    Of frames with the same picture only the first is pinned, by the first pin to any of them.
    """

    def __init__(self, repeats: Repeats, scale: float) -> None:
        n = len(repeats.passed)
        self.there, self.ball = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
        self.place = np.zeros((n, 2), np.float32)
        self._repeats, self._scale = repeats, np.float32(scale)
        self._said = np.full(n, -1, np.int8)
        self._said_at = np.zeros((n, 2), np.float32)

    def put(self, frames: Int64, has_ball: Mask, x: npt.ArrayLike, y: npt.ArrayLike) -> None:
        """A person answers for the frames; positions in source pixels count where a ball is."""
        self._said[frames] = has_ball
        self._said_at[frames] = np.nan_to_num(np.stack((x, y), axis=-1)) / self._scale
        self.follow(frames)

    def remove(self, frames: Int64) -> None:
        """Nobody answers for the frames any more."""
        self._said[frames] = -1
        self.follow(frames)

    def follow(self, frames: Int64) -> None:
        """Find out again by what the frames are pinned: which of them repeat a picture changed."""
        if self._repeats:
            self.there[frames] = self.ball[frames] = False
            frames = np.unique(self._repeats.origins(frames))
        speakers = self.speakers(frames)
        self.there[frames] = self._said[speakers] >= 0
        self.ball[frames] = self._said[speakers] > 0
        self.place[frames] = self._said_at[speakers]

    def speakers(self, frames: Int64) -> Int64:
        """The frames by whose pins these are pinned, which repeat no picture."""
        return self._repeats.speakers(frames, self._said)

    def say_none(self, frames: Int64) -> Mask:
        """Where a pin says that there is no ball."""
        says: Mask = self.there[frames] & ~self.ball[frames]
        return says

    def say_none_alone(self, frames: Int64) -> Mask:
        """Where a pin says so of none of the two pictures beside."""
        last = len(self.there) - 1
        before = self._repeats.origins(np.maximum(frames - 1, 0))
        after = np.minimum(self._repeats.onward(frames + 1), last)
        beside = (self.say_none(before) & (before < frames)) | (
            self.say_none(after) & (after > frames)
        )
        return self.say_none(frames) & ~beside
