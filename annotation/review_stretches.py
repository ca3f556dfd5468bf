"""The review queue in stretches: neighbouring doubtful frames are one thing to look at, not many.

A weak model is unsure of most frames. A list of all of them helps nobody; a list of stretches does:
each is short enough to be settled at once, and stands where the worst of its frames would.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import overload

import numpy as np

from annotation.arrays import Int64, Mask
from annotation.marks import Source, Visibility
from annotation.review import REASONS, ReviewQueue
from annotation.track import BallTrack

LONGEST = 60
"""A stretch has no more frames than this; longer ones are cut into equal parts."""
BRIDGED = 15
"""Doubtful frames no farther apart than this are of one stretch: whoever plays it sees them all."""


class Answer(StrEnum):
    """What the doubtful frames say now."""

    BALL = "ball"
    NO_BALL = "no ball"
    INTERPOLATED = "interpolated"


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which doubtful frames to show: of one reason, with one answer."""

    reason: str | None = None
    """One of ``annotation.review.REASONS``, None for all."""
    answer: Answer | None = None

    @property
    def shows_all(self) -> bool:
        """Whether nothing is held back."""
        return self == ReviewFilter()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames ``first`` to ``last`` (both included), of which ``count`` are doubtful."""

    first: int
    last: int
    count: int
    worst: int
    """The frame most worth a look."""
    suspicion: float
    """That frame's, 0..1."""
    reasons: tuple[str, ...]
    """What speaks against its frames, the strongest first."""

    @property
    def length(self) -> int:
        """Number of frames from the first to the last."""
        return self.last - self.first + 1

    def takes_in(self, frame: int) -> bool:
        """Whether it covers the frame, or would if that were doubtful."""
        return self.first - BRIDGED <= frame <= self.last + BRIDGED


class ReviewStretches(Sequence[Stretch]):
    """The stretches of a queue, the most rewarding first; each is made as it is asked for.

    A queue may name one frame of several that stand or fall together; the stretch has all of them.
    """

    def __init__(self, queue: ReviewQueue, shown: Mask | None = None) -> None:
        """Args: shown: bool [n], the frames of the video that a filter lets through."""
        self._queue = queue
        named = np.zeros(len(queue.suspicion), np.bool_)
        named[queue.frames] = True
        doubtful = queue.suspicion >= queue.bar
        if shown is not None:
            doubtful &= shown
        self._doubtful: Int64 = np.flatnonzero(doubtful)
        starts = _starts(self._doubtful)
        ends = np.append(starts[1:], len(self._doubtful))
        self._count = ends - starts
        self._first = self._doubtful[starts]
        self._last = self._doubtful[ends - 1] if len(starts) else starts
        # What the queue does not name ranks by its suspicion, after all that it names.
        value = queue.worth[self._doubtful] + 1e-9 * queue.suspicion[self._doubtful]
        best = np.maximum.reduceat(value, starts) if len(starts) else value
        holders = np.flatnonzero(value == np.repeat(best, self._count))
        self._worst: Int64 = self._doubtful[holders[np.searchsorted(holders, starts)]]
        self._order = np.argsort(-best, kind="stable")
        self._row = np.empty_like(self._order)
        self._row[self._order] = np.arange(len(self._order))
        spots = self._doubtful[named[self._doubtful]]
        self.frames: Int64 = np.union1d(spots, self._worst)
        """int64 [k]: the frames to look at, ascending; at least one of every stretch."""

    @property
    def doubtful(self) -> int:
        """Number of doubtful frames in all stretches."""
        return len(self._doubtful)

    def at(self, frame: int) -> int | None:
        """The row of the stretch that covers the frame, doubtful itself or not."""
        at = int(np.searchsorted(self._first, frame, side="right")) - 1
        return int(self._row[at]) if at >= 0 and frame <= self._last[at] else None

    def after(self, frame: int) -> Stretch | None:
        """The nearest stretch whose worst frame lies after this one in time."""
        at = int(np.searchsorted(self._worst, frame, side="right"))
        return self._make(at) if at < len(self) else None

    def before(self, frame: int) -> Stretch | None:
        """The nearest stretch whose worst frame lies before this one in time."""
        at = int(np.searchsorted(self._worst, frame, side="left")) - 1
        return self._make(at) if at >= 0 else None

    def next_frame(self, frame: int) -> int | None:
        """The next frame to look at after this one in time."""
        at = int(np.searchsorted(self.frames, frame, side="right"))
        return int(self.frames[at]) if at < len(self.frames) else None

    def _make(self, at: int) -> Stretch:
        """The stretch number ``at`` in time."""
        first, last = int(self._first[at]), int(self._last[at])
        begin = int(np.searchsorted(self._doubtful, first))
        frames = self._doubtful[begin : begin + int(self._count[at])]
        weight = self._queue.doubts[:, frames].sum(axis=1)
        strongest = np.argsort(-weight, kind="stable")
        return Stretch(
            first=first,
            last=last,
            count=len(frames),
            worst=int(self._worst[at]),
            suspicion=float(self._queue.suspicion[self._worst[at]]),
            reasons=tuple(REASONS[reason] for reason in strongest if weight[reason] > 0),
        )

    def __len__(self) -> int:
        return len(self._first)

    @overload
    def __getitem__(self, index: int) -> Stretch: ...
    @overload
    def __getitem__(self, index: slice) -> list[Stretch]: ...
    def __getitem__(self, index: int | slice) -> Stretch | list[Stretch]:
        if isinstance(index, slice):
            return [self._make(int(at)) for at in self._order[index]]
        return self._make(int(self._order[index]))


def shown_frames(queue: ReviewQueue, track: BallTrack, wanted: ReviewFilter) -> Mask:
    """bool [n]: the frames of the video that a filter lets through. ``track`` has been ranked."""
    shown = np.ones(len(track), np.bool_)
    if wanted.reason is not None:
        shown &= queue.doubts[REASONS.index(wanted.reason)] > 0
    if wanted.answer is not None:
        interpolated = track.source == Source.INTERPOLATED.code
        shown &= {
            Answer.BALL: track.has_ball & ~interpolated,
            Answer.NO_BALL: track.visibility == Visibility.NO_BALL,
            Answer.INTERPOLATED: interpolated,
        }[wanted.answer]
    return shown


def _starts(frames: Int64) -> Int64:
    """Where, among ascending frames, each stretch begins."""
    if not len(frames):
        return np.empty(0, np.int64)
    new = np.diff(frames, prepend=frames[0] - BRIDGED - 1) > BRIDGED
    begins = np.flatnonzero(new)
    count = np.diff(begins, append=len(frames))
    first = np.repeat(frames[begins], count)
    length = np.repeat(frames[begins + count - 1], count) - first + 1
    # Parts equally long in time, none longer than the longest.
    part = (frames - first) * -(-length // LONGEST) // length
    starts: Int64 = np.flatnonzero(new | (np.diff(part, prepend=-1) != 0))
    return starts
