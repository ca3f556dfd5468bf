"""What is known of the ball, frame by frame, to be read: predictions underneath, marks on top."""

from __future__ import annotations

import operator

import numpy as np
import numpy.typing as npt

from annotation.answers import Answers, read_only
from annotation.arrays import Float32, Float64, Int8, Int64, Mask
from annotation.camera_steps import seen_from
from annotation.former_answers import FormerAnswers
from annotation.mark_columns import MarkColumns, by_persons, empty_records, record_to_mark
from annotation.marks import BallMark, Visibility
from annotation.model_columns import ModelColumns
from annotation.path_answers import PathAnswers
from annotation.repeats import LONGEST, repeated

DEFAULT_THRESHOLD = 0.5
"""The score from which a prediction counts as a ball (TrackNet's 0.5)."""


class TrackColumns:
    """What a ``BallTrack`` of ``frame_count`` frames says; only that changes it.

    The columns are read-only views that follow every change. The effective ones:

    - ``visibility``  int8 [n], a ``Visibility``, or -1 where nobody has looked
    - ``x``, ``y``    float64 [n], pixels of the source video, NaN where there is no position
    - ``score``       float32 [n], the model's confidence, NaN where there is none
    - ``source``      int8 [n], code of ``Source``, or -1
    - ``predicted``   bool [n], whether the model has answered the frame
    """

    def __init__(self, frame_count: int, peaks: int = 0) -> None:
        if frame_count < 0:
            raise ValueError(f"a track cannot have {frame_count} frames")
        self._frame_count = frame_count
        self._threshold = DEFAULT_THRESHOLD
        self._marks = empty_records(np.arange(frame_count))
        self._model = ModelColumns(frame_count, peaks)
        self._path: PathAnswers | None = None
        self._now = Answers.none(frame_count)
        self._former_reach = np.inf

    def __len__(self) -> int:
        return self._frame_count

    @property
    def frame_count(self) -> int:
        return self._frame_count

    @property
    def threshold(self) -> float:
        """The score from which a prediction counts as a ball."""
        return self._threshold

    @property
    def visibility(self) -> Int8:
        return read_only(self._now.visibility)

    @property
    def x(self) -> Float64:
        return read_only(self._now.x)

    @property
    def y(self) -> Float64:
        return read_only(self._now.y)

    @property
    def score(self) -> Float32:
        return read_only(self._now.score)

    @property
    def source(self) -> Int8:
        return read_only(self._now.source)

    @property
    def predicted(self) -> Mask:
        return read_only(self._model.answered)

    @property
    def predicted_score(self) -> Float32:
        """float32 [n]: the model's best score per frame, marks and threshold disregarded."""
        return read_only(self._model.score)

    @property
    def predicted_x(self) -> Float64:
        """float64 [n]: x of the model's best peak, marks and threshold disregarded."""
        return read_only(self._model.x)

    @property
    def predicted_y(self) -> Float64:
        """float64 [n]: y of the model's best peak, marks and threshold disregarded."""
        return read_only(self._model.y)

    @property
    def candidates(self) -> Float32:
        """float32 [n, K, 3]: x, y, score of the model's peaks, best first, padded with NaN."""
        return read_only(self._model.candidates)

    @property
    def candidate_motion(self) -> Float32:
        """float32 [n, K, 2]: how surely something arrived at each candidate since the frame before,
        and leaves it until the frame after, in 0..1; NaN where that is not known."""
        return read_only(self._model.motion)

    @property
    def disagreement(self) -> Float32:
        """float32 [n]: how far the model's looks at a frame were from one another, in 0..1; NaN
        where it looked once."""
        return read_only(self._model.disagreement)

    @property
    def predicted_repeats(self) -> Mask:
        """bool [n]: whether the frame shows the picture of the frame before, for a run."""
        return read_only(self._model.repeats)

    @property
    def camera(self) -> Float32:
        """float32 [n, 2, 3]: the camera's step to each frame from the picture before, in source
        pixels (see ``annotation.camera_steps``)."""
        return read_only(self._model.camera)

    def seen_from(self, frame: int, where: slice) -> tuple[Float64, Float64]:
        """``x`` and ``y`` of the frames ``where``, as ``frame``, one of them, shows the places:
        elsewhere where the camera moves in between. ``where`` has a start, and no step."""
        return seen_from(self.x[where], self.y[where], self.camera[where], frame - where.start)

    @property
    def repeats(self) -> Mask:
        """bool [n]: whether the frame shows the picture of the frame before and has its answer:
        never the first of the video or of a shot, nor one after a frame that nobody answered."""
        return self.repeats_in(slice(None))

    def repeats_in(self, where: slice) -> Mask:
        """``repeats`` of some frames that follow each other, as if nothing lay before them."""
        model = self._model
        return repeated(model.repeats[where], model.answered[where], model.cuts[where])

    def same_picture(self, frame: int) -> tuple[int, int]:
        """First and last of the frames that show the picture of this one, itself among them."""
        first = last = self._checked(frame)
        # What is said of a frame depends on the LONGEST before it, and on whether the one before
        # those is answered.
        low = max(0, frame - 2 * LONGEST - 1)
        repeats = self.repeats_in(slice(low, frame + LONGEST + 1))
        while repeats[first - low]:
            first -= 1
        while last + 1 - low < len(repeats) and repeats[last + 1 - low]:
            last += 1
        return first, last

    def around(self, frame: int) -> tuple[int, int, int]:
        """The frames that first show the picture before, the one of this frame, and the one after;
        the one of this frame again where its shot has no other."""
        first, last = self.same_picture(frame)
        before, after = first, last + 1
        if first and not self._model.cuts[first]:
            before = self.same_picture(first - 1)[0]
        if after == self._frame_count or self._model.cuts[after]:
            after = first
        return before, first, after

    def pictures(self) -> tuple[TrackColumns, Int64]:
        """The same as if every picture were shown once, and the number of each frame's picture.

        Of a picture that a person answers for in any of its frames the first such answer counts.
        """
        repeats = self.repeats
        if not repeats.any():
            return self, np.arange(len(self))
        number: Int64 = np.cumsum(~repeats) - 1
        frames = np.flatnonzero(~repeats)
        spoken = self._spoken_first(number)
        frames[number[spoken]] = spoken
        found = TrackColumns(len(frames))
        found._threshold, found._path = self._threshold, self._path
        found._marks, found._now = self._marks[frames], self._now.part(frames)
        found._former_reach = self._former_reach
        found._model = self._model.of(frames)
        found._model.cuts = self._model.cuts[~repeats]
        found._model.camera = self._model.camera[~repeats]
        found._model.repeats[:] = False
        return found, number

    @property
    def overruled(self) -> Mask:
        """bool [n]: whether only later frames speak for the path's answer, those before against."""
        return read_only(self._now.overruled)

    @property
    def former_differs(self) -> Mask:
        """bool [n]: whether the model said something else of the frame before its latest run than
        a machine says now; never where a person answers."""
        return self._former_differs_in(slice(None))

    def former_at(self, frame: int) -> tuple[float, float] | None:
        """What the model said of the frame before its latest run, where that ``former_differs``: x
        and y, NaN for "no ball"; None where it does not."""
        one = slice(self._checked(frame), frame + 1)
        if not self._former_differs_in(one)[0]:
            return None
        return float(self._model.former_x[frame]), float(self._model.former_y[frame])

    def _former_differs_in(self, where: slice) -> Mask:
        model = self._model
        known, x, y = model.former_known[where], model.former_x[where], model.former_y[where]
        former = FormerAnswers(known, x, y)
        differs = former.differ(self.x[where], self.y[where], self._former_reach)
        return differs & ~self.persons_in(where)

    @property
    def cuts(self) -> Mask:
        """bool [n]: whether a shot begins at the frame, as far as a run has seen."""
        return read_only(self._model.cuts)

    @property
    def marked(self) -> Mask:
        """bool [n]: whether a mark stands on the frame, whoever made it."""
        marked: Mask = self._marks["visibility"] >= 0
        return marked

    @property
    def persons(self) -> Mask:
        """bool [n]: whether a person answers for the frame (human or verified)."""
        return self.persons_in(slice(None))

    def persons_in(self, where: slice) -> Mask:
        """``persons`` of some frames that follow each other."""
        return by_persons(self._marks["source"][where])

    @property
    def has_ball(self) -> Mask:
        """bool [n]: whether the effective answer gives a position."""
        return self._now.visibility > Visibility.NO_BALL

    def mark_at(self, frame: int) -> BallMark | None:
        """The effective answer for the frame, or None where nobody has looked.

        A machine's answer comes as a mark with time 0.0: of ``Source.MODEL``, or, where the path
        fills a hidden stretch, ``Source.INTERPOLATED``. "No ball" keeps the score of the best peak.
        ``IndexError`` outside the video.
        """
        mark = self.human_mark_at(frame)
        if mark is not None or not self._model.answered[frame]:
            return mark
        return self._now.mark(frame)

    def path_differs(self, frame: int) -> bool:
        """Whether the path's answer for the frame is not what its best peak alone would say: no
        ball though that scores enough, another peak, or a ball though it scores too little.

        Never of a mark, nor of a ball the path itself puts where no peak is.
        """
        if self._path is None or not self._model.answered[frame] or self.human_mark_at(frame):
            return False
        best, score = self._model.score[self.same_picture(frame)[0]], self._now.score[frame]
        if self._now.visibility[frame] == Visibility.NO_BALL:
            return bool(best >= self._threshold)
        return bool(score < best or score < self._threshold)

    def human_mark_at(self, frame: int) -> BallMark | None:
        """The mark that stands on the frame, predictions disregarded; None where none does.

        ``IndexError`` outside the video.
        """
        return record_to_mark(self._marks[self._checked(frame)])

    def marks_in(self, frames: npt.ArrayLike) -> MarkColumns:
        """The marks (or "no mark") of the given ascending frames, as columns."""
        return MarkColumns(self._marks[np.asarray(frames, np.int64)])

    def candidates_at(self, frame: int) -> Float32:
        """float32 [k, 3]: x, y, score of the peaks the model saw in the frame, best first."""
        peaks = self._model.candidates[self._checked(frame)]
        found: Float32 = peaks[~np.isnan(peaks).any(axis=1)]
        return found

    def next_mark(self, frame: int) -> int | None:
        """The nearest frame after this one for which a person answers; of a picture the first."""
        spoken = self._spoken_first(np.cumsum(~self.repeats))
        later = spoken[spoken > frame]
        return int(later[0]) if len(later) else None

    def previous_mark(self, frame: int) -> int | None:
        """The nearest frame before this one's picture for which a person answers; of a picture the
        first."""
        spoken = self._spoken_first(np.cumsum(~self.repeats))
        earlier = spoken[spoken < self.same_picture(frame)[0]]
        return int(earlier[-1]) if len(earlier) else None

    def _spoken_first(self, number: Int64) -> Int64:
        """Of each picture that a person answers for in any of its frames, the first of those.

        ``number`` int64 [n] is that of each frame's picture, ascending from 0 or 1.
        """
        spoken = np.flatnonzero(self.persons)
        first: Int64 = spoken[np.diff(number[spoken], prepend=-1) > 0]
        return first

    @property
    def follows_path(self) -> bool:
        """Whether the path decides what the model's peaks mean, not each frame for itself."""
        return self._path is not None

    @property
    def path(self) -> PathAnswers | None:
        """The path that is followed, to be read only; None where none is."""
        return self._path

    def _checked(self, frame: int) -> int:
        frame = operator.index(frame)
        if not 0 <= frame < self._frame_count:
            raise IndexError(f"frame {frame} is not in a video of {self._frame_count} frames")
        return frame
