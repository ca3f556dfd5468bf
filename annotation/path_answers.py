"""What the path through the candidates says of each frame, kept up to date.

Nothing of the path is stored. A project holds what the model saw (candidates) and what people
said (marks); the path follows from these two, the threshold and the cuts, to the bit. So another
threshold, a pin, its undo, a re-run and a project opened again can never contradict each other, no
run can touch a mark, and a better way of finding paths improves old projects at once. A stretch
of the path becomes lasting when a person accepts it: then it is marks like any others. A frame that
repeats a picture has the answer of the frame that showed it first.
"""

from __future__ import annotations

import copy

import numpy as np
import numpy.typing as npt

from annotation.answers import Answers
from annotation.arcs import fill_leaps, refined
from annotation.arrays import Float32, Float64, Int64, Mask, unbroken
from annotation.candidate_graph import REACH
from annotation.mark_columns import Records, by_persons
from annotation.marks import NOT_LOOKED, Source, Visibility
from annotation.trajectory import LEAPT, Range, Trajectory

_SPEED_NEEDS = 3 * REACH
"""What is filled of a leap depends on the path so far around it, ..."""

_REPEATS_NEED = 8 * REACH
"""... and where pictures are repeated on that which holds as many of them."""


class PathAnswers:
    """The path's answers for a video; ``size`` is (width, height) in source pixels."""

    def __init__(
        self, frame_count: int, peaks: int, size: tuple[int, int], fps: float, threshold: float
    ) -> None:
        self.size, self.fps = size, fps
        self.trajectory = Trajectory(frame_count, peaks, size, fps, threshold)
        self._pinned = np.full((frame_count, 2), np.nan)
        self._visibility = np.full(frame_count, NOT_LOOKED, np.int8)

    @property
    def peaks(self) -> int:
        """How many candidates a frame may have."""
        return self.trajectory.graph.peaks

    def begin(
        self,
        frames: Int64,
        candidates: npt.ArrayLike,
        repeats: Mask,
        camera: Float32,
        marks: Records,
    ) -> None:
        """Take all candidates ([m, k, 3], of the ascending ``frames``), which of those repeat a
        picture, the camera's steps to them ([m, 2, 3]), and the marks of all frames at once, and
        find the path."""
        peaks = np.asarray(candidates)
        for part in unbroken(frames):
            self.trajectory.graph.put(
                int(frames[part.start]), peaks[part], repeats[part], camera[part]
            )
        state, x, y = self._pin(np.arange(len(marks)), marks)
        pins = np.flatnonzero(state >= 0)
        self.trajectory.graph.pins.put(pins, state[pins] > 0, x[pins], y[pins])
        for first, stop in self.trajectory.known_stretches():
            self.trajectory.solve(first, stop)

    def with_threshold(self, threshold: float) -> PathAnswers:
        """The path by another threshold; see ``Trajectory.with_threshold``."""
        other = copy.copy(self)
        other.trajectory = self.trajectory.with_threshold(threshold)
        other._pinned, other._visibility = self._pinned.copy(), self._visibility.copy()
        return other

    def succeed(self, former: PathAnswers) -> list[Range] | None:
        """Take the place of the path that this one was made from, whatever changed there since.

        Returns the ranges of frames that may have changed; None where it is not possible, because
        the former has begun anew.
        """
        if self.trajectory.graph is not former.trajectory.graph:
            return None
        self._pinned, self._visibility = former._pinned, former._visibility
        return [self._widened(changed) for changed in self.trajectory.catch_up()]

    def put_candidates(
        self,
        first: int,
        candidates: npt.ArrayLike,
        repeats: Mask,
        camera: Float32,
    ) -> Range:
        """New answers of the model for frames from ``first`` on: ``candidates`` [m, k, 3],
        ``repeats`` bool [m], ``camera`` [m, 2, 3], as for ``begin``.

        Returns the first and the last frame that may have changed.
        """
        return self._widened(self.trajectory.put_candidates(first, candidates, repeats, camera))

    def put_marks(self, frames: Int64, marks: Records) -> Range:
        """The marks [m] of the ascending frames [m] as they are now; returns as
        ``put_candidates``."""
        return self._widened(self.trajectory.put_pins(frames, *self._pin(frames, marks)))

    def answers(
        self,
        first: int,
        stop: int,
        candidates: Float32,
        best: tuple[Float64, Float64, Float32],
    ) -> Answers:
        """What the path says of frames ``first`` .. ``stop - 1``.

        ``candidates`` [n, K, 3] are those of all frames, in source pixels, ``best`` x, y and score
        [n] of the best ones in full precision.
        """
        graph, scale = self.trajectory.graph, self.trajectory.graph.scale
        begin = max(0, first - self._needs)
        end = min(len(self.trajectory), stop + self._needs)
        # What follows is of pictures, which lie evenly in time, not of frames.
        where = graph.repeats.distinct(begin, end)
        chosen = self.trajectory.chosen[where]
        frames = np.arange(begin, end) if isinstance(where, slice) else where
        taken = candidates[frames, np.clip(chosen, 0, candidates.shape[1] - 1)]
        x, y = taken[:, 0].astype(np.float64), taken[:, 1].astype(np.float64)
        x, y = np.where(chosen == 0, best[0][where], x), np.where(chosen == 0, best[1][where], y)
        held = graph.held[where] & (chosen == graph.peaks - 1)
        x[held], y[held] = (p[where][held, -1] * np.float64(scale) for p in (graph.x, graph.y))
        pinned = graph.pins.ball[where]
        said = graph.pins.speakers(frames[pinned])
        x[pinned], y[pinned] = self._pinned[said].T
        score = np.where(chosen > 0, taken[:, 2], best[2][where])
        score[(chosen == LEAPT) | pinned | held] = np.nan
        begins = self.trajectory.begins(begin, end)[frames - begin]
        x[chosen < 0] = y[chosen < 0] = np.nan
        x, y = refined(x, y, (chosen >= 0) & ~pinned & ~held, begins, scale)
        at, fill_x, fill_y = fill_leaps(chosen, begins, x, y, scale)
        width, height = self.size
        inside = (np.minimum(fill_x, fill_y) > -0.5) & (fill_x < width - 0.5)
        inside &= fill_y < height - 0.5
        # Where a person says "no ball", what lies there is hidden.
        inside &= ~graph.moment[frames[at]]
        at = at[inside]
        x[at], y[at] = fill_x[inside], fill_y[inside]
        # Peaks of older projects may lie beyond the border, and where a flight leaves the picture
        # its curve does. To the middle of the outermost pixel: its outer edge is rounded outwards.
        for places, side in ((x, width), (y, height)):
            np.clip(places, 0, side - 1, out=places, where=~pinned)
        visibility = np.where(chosen >= 0, int(Visibility.VISIBLE), int(Visibility.NO_BALL))
        at = np.union1d(at, np.flatnonzero(held))
        visibility[at] = Visibility.OCCLUDED
        visibility[pinned] = self._visibility[said]
        source = np.full(len(frames), Source.MODEL.code)
        source[at] = Source.INTERPOLATED.code
        nowhere = visibility == Visibility.NO_BALL
        x[nowhere] = y[nowhere] = np.nan
        part: slice | Int64 = slice(first - begin, stop - begin)
        if len(frames) < end - begin:
            part = np.searchsorted(frames, np.arange(first, stop), side="right") - 1
        return Answers(
            visibility[part].astype(np.int8),
            x[part],
            y[part],
            score[part],
            source[part].astype(np.int8),
            self.trajectory.overruled(first, stop),
        )

    def _pin(self, frames: Int64, marks: Records) -> tuple[Int64, Float64, Float64]:
        """What persons answer for the frames, as ``Trajectory.put_pins`` takes it."""
        state = np.where(by_persons(marks["source"]), marks["visibility"], NOT_LOOKED).astype(
            np.int64
        )
        x, y = marks["x"].copy(), marks["y"].copy()
        self._pinned[frames] = np.stack((x, y), axis=-1)
        self._visibility[frames] = state
        return state, x, y

    @property
    def _needs(self) -> int:
        return _REPEATS_NEED if self.trajectory.graph.repeats else _SPEED_NEEDS

    def _widened(self, changed: Range) -> Range:
        last = len(self.trajectory) - 1
        return max(0, changed[0] - self._needs), min(last, changed[1] + self._needs)
