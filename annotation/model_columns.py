"""What the model said of a video, frame by frame, in columns; marks and thresholds apart."""

from __future__ import annotations

import copy

import numpy as np
import numpy.typing as npt

from annotation.arrays import Float32, Float64, Int64, Mask
from annotation.camera_steps import at_rest


class ModelColumns:
    """The model's answers for a video of ``frame_count`` frames.

    - ``answered``      bool [n]
    - ``x``, ``y``      float64 [n] of the best peak, pixels of the source video, NaN without one
    - ``score``         float32 [n] of the best peak
    - ``candidates``    float32 [n, K, 3]: x, y, score of the peaks, best first, padded with NaN
    - ``motion``        float32 [n, K, 2]: how surely something arrived at each candidate since the
      frame before, and leaves it until the frame after, in 0..1; NaN where that is not known
    - ``disagreement``  float32 [n]: how far the looks at a frame were from one another, in 0..1;
      NaN where there was one
    - ``repeats``       bool [n]: whether the frame shows the picture of the frame before, as far as
      a run has seen
    - ``camera``        float32 [n, 2, 3]: the camera's step to the frame from the picture before,
      in source pixels (see ``annotation.camera_steps``)
    - ``cuts``          bool [n]: whether a shot begins at the frame, as far as a run has seen
    - ``former_known``  bool [n], ``former_x`` and ``former_y`` float32 [n]: what was said of the
      frame before the latest run (``annotation.former_answers``)
    """

    def __init__(self, frame_count: int, peaks: int = 0) -> None:
        n = frame_count
        self.answered: Mask = np.zeros(n, np.bool_)
        self.x: Float64 = np.full(n, np.nan)
        self.y: Float64 = np.full(n, np.nan)
        self.score: Float32 = np.full(n, np.nan, np.float32)
        self.candidates: Float32 = np.full((n, peaks, 3), np.nan, np.float32)
        self.motion: Float32 = np.full((n, peaks, 2), np.nan, np.float32)
        self.disagreement: Float32 = np.full(n, np.nan, np.float32)
        self.repeats: Mask = np.zeros(n, np.bool_)
        self.camera: Float32 = at_rest(n)
        self.cuts: Mask = np.zeros(n, np.bool_)
        self.former_known: Mask = np.zeros(n, np.bool_)
        self.former_x: Float32 = np.full(n, np.nan, np.float32)
        self.former_y: Float32 = np.full(n, np.nan, np.float32)

    def __len__(self) -> int:
        return len(self.answered)

    @property
    def peaks(self) -> int:
        """How many candidates a frame may have."""
        return int(self.candidates.shape[1])

    @property
    def best(self) -> tuple[Float64, Float64, Float32]:
        """x, y and score of the best peaks."""
        return self.x, self.y, self.score

    def copy(self) -> ModelColumns:
        """The same in memory of its own."""
        return copy.deepcopy(self)

    def of(self, frames: Int64) -> ModelColumns:
        """The answers for some frames, in memory of their own."""
        found = ModelColumns(0)
        for name, column in vars(self).items():
            setattr(found, name, column[frames])
        return found

    def take(self, other: ModelColumns, where: slice) -> None:
        """Say of some frames what ``other``, of the same video, says; and have room for as many
        candidates. Only there may the two differ."""
        if other.peaks != self.peaks:
            self.candidates, self.motion = other.candidates.copy(), other.motion.copy()
        for name, column in vars(self).items():
            column[where] = getattr(other, name)[where]

    @classmethod
    def checked(
        cls,
        frame_count: int,
        first: int,
        best: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
        candidates: npt.ArrayLike | None = None,
        motion: npt.ArrayLike | None = None,
        disagreement: npt.ArrayLike | None = None,
        repeats: npt.ArrayLike | None = None,
        camera: npt.ArrayLike | None = None,
    ) -> ModelColumns:
        """Answers as they may be ``put`` at frame ``first`` of a video of ``frame_count`` frames.

        ``best`` are x, y and score, [m] each, the others as the columns, with m frames and any K;
        None stands for "not known". ``ValueError`` where shapes disagree or frames lie outside the
        video.
        """
        columns = [np.asarray(column, np.float64) for column in best]
        count = len(columns[0])
        if any(column.shape != (count,) for column in columns):
            raise ValueError("x, y and score must be one-dimensional and equally long")
        given = cls(count)
        given.answered[:] = True
        given.x, given.y = columns[0], columns[1]
        given.score = columns[2].astype(np.float32)
        if candidates is not None:
            given.candidates = np.asarray(candidates, np.float32)
        if given.candidates.ndim != 3 or given.candidates.shape[::2] != (count, 3):
            raise ValueError(f"candidates must be [{count}, K, 3], not {given.candidates.shape}")
        moves = (count, given.peaks, 2)
        given.motion = np.full(moves, np.nan, np.float32)
        if motion is not None:
            given.motion = np.asarray(motion, np.float32)
        if given.motion.shape != moves:
            raise ValueError(f"motion must be {[*moves]}, not {given.motion.shape}")
        if disagreement is not None:
            given.disagreement = np.asarray(disagreement, np.float32)
        if given.disagreement.shape != (count,):
            raise ValueError(f"disagreement must be {[count]}, not {given.disagreement.shape}")
        if repeats is not None:
            given.repeats = np.asarray(repeats, np.bool_)
        if given.repeats.shape != (count,):
            raise ValueError(f"repeats must be {[count]}, not {given.repeats.shape}")
        if camera is not None:
            given.camera = np.asarray(camera, np.float32)
        if given.camera.shape != (count, 2, 3):
            raise ValueError(f"camera must be {[count, 2, 3]}, not {given.camera.shape}")
        if not count or first < 0 or first + count > frame_count:
            raise ValueError(f"frames {first}..{first + count - 1} are not all in the video")
        return given

    def put(self, first: int, given: ModelColumns) -> None:
        """Take over answers (``checked``) for the frames from ``first`` on; cuts stay."""
        self.make_room(given.peaks)
        where = slice(first, first + len(given))
        self.answered[where] = True
        self.x[where], self.y[where], self.score[where] = given.best
        for mine, new in ((self.candidates, given.candidates), (self.motion, given.motion)):
            mine[where] = np.nan
            mine[where, : given.peaks] = new
        self.disagreement[where] = given.disagreement
        self.repeats[where] = given.repeats
        self.camera[where] = given.camera

    def make_room(self, peaks: int) -> None:
        """Let each frame have so many candidates, or as many as it may have already."""
        if peaks > self.peaks:
            self.candidates = _widened(self.candidates, peaks)
            self.motion = _widened(self.motion, peaks)

    def offer_best(self) -> None:
        """Answers that came without candidates have their best peak for one."""
        self.candidates = np.stack(self.best, axis=-1).astype(np.float32)[:, None]
        self.motion = np.full((len(self), 1, 2), np.nan, np.float32)


def _widened(columns: Float32, peaks: int) -> Float32:
    """The columns [n, K, c] with room for more peaks, padded with NaN."""
    wider = np.full((len(columns), peaks, columns.shape[2]), np.nan, np.float32)
    wider[:, : columns.shape[1]] = columns
    return wider
