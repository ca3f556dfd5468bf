"""The effective truth about the ball, frame by frame: predictions underneath, marks on top.

Everything is columnar, so that a match of half a million frames costs milliseconds. A mark always
wins over a prediction; dropping the mark lets the prediction show again. The two never share an
array, so a run of the model cannot touch a mark. What the model's peaks mean is decided frame by
frame, best peak against the threshold, or by the path through all of them (``follow_path``), which
passes through the marks that people made and never changes one. A track belongs to one thread;
``snapshot`` gives another thread a copy of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotation.answers import Answers
from annotation.arrays import Int64, Mask
from annotation.former_answers import FormerAnswers
from annotation.mark_columns import MARK_DTYPE, MarkColumns, Records, as_bytes, in_parts
from annotation.marks import BallMark
from annotation.model_columns import ModelColumns
from annotation.path_answers import PathAnswers
from annotation.track_columns import TrackColumns

_USUAL_PEAKS = 5
"""A path has room for so many candidates a frame, or for as many as there are."""
_FOLLOWED_AT_ONCE = 16384
"""The path follows so many marks before it is told how far that is."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a track says once some marks are put: ``marks`` and ``answers`` of its frames from
    ``first`` on, of which ``changed`` (first, last) say something else or are given."""

    first: int
    marks: Records
    answers: Answers
    changed: tuple[int, int]


class BallTrack(TrackColumns):
    """Frame -> what is known of the ball, for a video of ``frame_count`` frames.

    Frames have room for ``peaks`` candidates each, or more once such are put.
    """

    def __init__(self, frame_count: int, peaks: int = 0) -> None:
        super().__init__(frame_count, peaks)
        self._path_is_anothers = False
        self._lent = False
        self._unsolved: Int64 | None = None
        self._settled: tuple[int, int] | None = None

    def room(self) -> BallTrack:
        """An empty track of the same size, as ``former`` for a ``snapshot``.

        Any thread may ask for it: new memory takes longer than what is then written into it.
        """
        return BallTrack(self._frame_count, self._model.peaks)

    def fits(self, former: BallTrack) -> bool:
        """Whether a ``snapshot`` into that track takes no new memory."""
        return (len(former), former._model.peaks) == (len(self), self._model.peaks)

    def snapshot(
        self, former: BallTrack | None = None, changed: tuple[int, int] | None = None
    ) -> BallTrack:
        """An independent copy, for an export or a computation in another thread.

        ``former``, a track as long that is not needed any more, is brought up to date and returned
        where it is given: only the frames ``changed`` (first, last) may differ since it was a
        snapshot of this track, or all. Where it ``fits``, that takes a fraction of the time.
        """
        self._settle()
        copy = BallTrack(0) if former is None else former
        copy._own()
        own = (np.ndarray, Answers, ModelColumns)
        for name, value in vars(self).items():
            if not isinstance(value, own):
                setattr(copy, name, value)
        if former is None:
            copy._marks, copy._now = self._marks.copy(), self._now.copy()
            # What the model said is lent: only its next answer changes it, in a copy.
            copy._model, self._lent = self._model, True
        else:
            where = slice(None) if changed is None else slice(changed[0], changed[1] + 1)
            as_bytes(copy._marks[where])[:] = as_bytes(self._marks[where])
            copy._now.part(where).take(self._now.part(where))
            copy._model.take(self._model, where)
        copy._lent = former is None
        # The path is large. The copy has its answers, and may try other thresholds; should what
        # leads to them change, it finds its own.
        copy._path_is_anothers = True
        return copy

    # -- changing --------------------------------------------------------------------------------

    def set_predictions(
        self,
        first: int,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        score: npt.ArrayLike,
        candidates: npt.ArrayLike | None = None,
        motion: npt.ArrayLike | None = None,
        disagreement: npt.ArrayLike | None = None,
        repeats: npt.ArrayLike | None = None,
        camera: npt.ArrayLike | None = None,
        *,
        begins_shot: bool | None = None,
    ) -> tuple[int, int]:
        """Put the model's answers for frames ``first`` .. ``first + n - 1`` underneath the marks.

        ``x``, ``y``, ``score`` are [n] (NaN position where it saw nothing), ``candidates``
        [n, K, 3] as in ``candidates``, ``motion`` [n, K, 2] as in ``candidate_motion``,
        ``disagreement`` [n], ``repeats`` [n] as in ``predicted_repeats``, ``camera`` [n, 2, 3].
        ``begins_shot`` tells whether a cut lies before the first of them, and that none lies among
        them; None tells nothing of cuts. Returns the first and the last frame changed.
        ``ValueError`` where shapes disagree or frames lie outside the video.
        """
        more = (candidates, motion, disagreement, repeats, camera)
        given = ModelColumns.checked(self._frame_count, first, (x, y, score), *more)
        self._settle()
        self._own()
        self._model.put(first, given)
        where = slice(first, first + len(given))
        if begins_shot is not None:
            self._model.cuts[where] = False
            self._model.cuts[first] = begins_shot
            if self._path is not None:
                self._path.trajectory.graph.cut_at(np.flatnonzero(self._model.cuts))
        if self._path is None:
            self._refresh(where)
            return first, where.stop - 1
        if self._path_is_anothers or self._path.peaks < self._model.peaks:
            self.follow_path(self._path.size, self._path.fps)
            return 0, self._frame_count - 1
        maybe = self._path.put_candidates(
            first,
            self._model.candidates[where],
            self._model.repeats[where],
            self._model.camera[where],
        )
        return self._refresh_along_path(maybe, (first, where.stop - 1))

    def set_cuts(self, frames: npt.ArrayLike) -> None:
        """Shots begin at these frames, [k], and nowhere else: no path flies from one into the
        next."""
        self._settle()
        self._own()
        self._model.cuts[:] = False
        self._model.cuts[np.asarray(frames, np.int64)] = True
        if self._path is not None:
            self.follow_path(self._path.size, self._path.fps)

    def set_former(self, former: FormerAnswers, reach: float) -> None:
        """What the model said before its latest run; places closer than ``reach`` pixels are one
        (see ``former_differs``)."""
        self._own()
        model = self._model
        model.former_known, model.former_x, model.former_y = former.known, former.x, former.y
        self._former_reach = reach

    def set_threshold(self, threshold: float) -> None:
        """Let predictions of at least this score count as a ball, without re-running the model."""
        self._settle()
        if not 0.0 <= threshold <= 1.0:
            raise ValueError(f"a threshold lies between 0 and 1, not at {threshold}")
        self._threshold = float(threshold)
        if self._path is not None:
            self._path = self._path.with_threshold(self._threshold)
        self._refresh(slice(0, self._frame_count))

    def succeed(self, former: BallTrack) -> None:
        """Take the place of the track this is a snapshot of, which must not be changed any more.

        Its path becomes this track's, by this track's threshold. What else was changed since the
        snapshot, marks and predictions, is to be put into this track afterwards.
        """
        if self._path is None or former._path is None or not self._path_is_anothers:
            return
        changed = self._path.succeed(former._path)
        if changed is None:
            self.follow_path(self._path.size, self._path.fps)
            return
        self._path_is_anothers = False
        for first, last in changed:
            self._refresh(slice(first, last + 1))

    def follow_path(self, size: tuple[int, int], fps: float) -> None:
        """Let the path decide from now on; ``size`` is (width, height) of the video in pixels."""
        self._settle()
        if self._model.peaks < _USUAL_PEAKS:
            self._own()
        if not self._model.peaks:
            self._model.offer_best()
        # Later, room for the first answers would have to be made while somebody waits.
        self._model.make_room(_USUAL_PEAKS)
        peaks = self._model.peaks
        path = PathAnswers(self._frame_count, peaks, size, fps, self._threshold)
        path.trajectory.graph.cut_at(np.flatnonzero(self._model.cuts))
        frames = np.flatnonzero(self._model.answered)
        model = self._model
        path.begin(
            frames,
            model.candidates[frames],
            model.repeats[frames],
            model.camera[frames],
            self._marks,
        )
        self._path, self._path_is_anothers = path, False
        self._refresh(slice(0, self._frame_count))

    def leave_path(self) -> None:
        """Let every frame's best peak decide from now on, against the threshold."""
        self._settle()
        self._path = None
        self._refresh(slice(0, self._frame_count))

    def put_marks(
        self, marks: Mapping[int, BallMark | None], *, solve: bool = True
    ) -> tuple[int, int]:
        """Set the mark of each frame given; None takes the mark away.

        Returns the first and the last frame changed: those given or, along a path that is
        followed, more. With ``solve`` false the frames around them may follow later: call
        ``settle_path`` then, as every other change and ``snapshot`` do by themselves.
        ``ValueError`` where the mapping is empty, ``IndexError`` where a frame lies outside the
        video; nothing is changed then.
        """
        columns = MarkColumns.of(marks)
        if not len(columns):
            raise ValueError("no marks were given")
        first, last = int(columns.frames[0]), int(columns.frames[-1])
        self._checked(first)
        self._checked(last)
        self._settle()
        if self._path is not None and self._path_is_anothers:
            self._marks[columns.frames] = columns.records
            self.follow_path(self._path.size, self._path.fps)
            return 0, self._frame_count - 1
        if self._path is not None and not solve and (columns.records["visibility"] >= 0).all():
            # Where a mark stands, it is the answer, whatever the path will be.
            self._marks[columns.frames] = columns.records
            self._refresh(columns.frames)
            self._unsolved = columns.frames
            return first, last
        return self.become(self.outcome(columns))

    def outcome(
        self, marks: MarkColumns, watch: Callable[[float], object] = lambda _share: None
    ) -> Outcome:
        """Find out what the track says once these marks are put, which ``become`` does.

        Another thread may do so, while this track is looked at but not changed: the path goes by
        the marks already. ``watch`` is told again and again which share is found. Not for a copy
        that follows another's path, nor before ``settle_path``.
        """
        first, last = int(marks.frames[0]), int(marks.frames[-1])
        low, high = first, last
        if self._path is not None:
            for records in in_parts(marks.records, _FOLLOWED_AT_ONCE, watch):
                maybe = self._path.put_marks(records["frame"], records)
                low, high = min(low, maybe[0]), max(high, maybe[1])
        where = slice(low, high + 1)
        now_marks = as_bytes(self._marks[where]).copy().view(MARK_DTYPE)
        for records in in_parts(marks.records, _FOLLOWED_AT_ONCE):
            now_marks[records["frame"] - low] = records
        answers = self._now.part(where).copy()
        differs = answers.put(
            slice(None), now_marks, self._answers(where), self._model.answered[where]
        )
        changed = np.flatnonzero(differs) + low
        if len(changed):
            first, last = min(first, int(changed[0])), max(last, int(changed[-1]))
        return Outcome(low, now_marks, answers, (first, last))

    def become(self, outcome: Outcome) -> tuple[int, int]:
        """Put the marks of whose ``outcome`` was found; returns as ``put_marks``."""
        where = slice(outcome.first, outcome.first + len(outcome.marks))
        as_bytes(self._marks[where])[:] = as_bytes(outcome.marks)
        self._now.part(where).take(outcome.answers)
        return outcome.changed

    def settle_path(self) -> tuple[int, int] | None:
        """Let the path follow marks that were put without solving it.

        Returns the first and the last frame that changed since then, None where nothing was left.
        """
        self._settle()
        settled, self._settled = self._settled, None
        return settled

    # -- inside ----------------------------------------------------------------------------------

    def _own(self) -> None:
        """What the model said is about to change: copies of this track keep what they have."""
        if self._lent:
            self._model, self._lent = self._model.copy(), False

    def _settle(self) -> None:
        frames, self._unsolved = self._unsolved, None
        if frames is None or self._path is None:
            return
        maybe = self._path.put_marks(frames, self._marks[frames])
        changed = self._refresh_along_path(maybe, (int(frames[0]), int(frames[-1])))
        known = self._settled or changed
        self._settled = (min(known[0], changed[0]), max(known[1], changed[1]))

    def _refresh(self, where: slice | Int64) -> Mask:
        """Recompute the answers of some frames from what lies underneath; which have changed."""
        machine, asked = self._answers(where), self._model.answered[where]
        return self._now.put(where, self._marks[where], machine, asked)

    def _refresh_along_path(
        self, maybe: tuple[int, int], given: tuple[int, int]
    ) -> tuple[int, int]:
        """Recompute the frames that may have changed; returns the range that did, or was given."""
        where = slice(min(maybe[0], given[0]), max(maybe[1], given[1]) + 1)
        changed = np.flatnonzero(self._refresh(where)) + where.start
        if not len(changed):
            return given
        return min(given[0], int(changed[0])), max(given[1], int(changed[-1]))

    def _answers(self, where: slice | Int64) -> Answers:
        """What the machine says of some frames, whether or not it was asked."""
        model = self._model
        if self._path is not None and isinstance(where, slice):
            return self._path.answers(where.start, where.stop, model.candidates, model.best)
        x, y, score = model.x[where], model.y[where], model.score[where]
        return Answers.of_best_peaks(x, y, score, self._threshold)
