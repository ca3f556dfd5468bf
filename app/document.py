"""The open match: a project, its video and the truth about the ball, with undo.

Every edit passes through the document: SQLite first (durable), then the track in memory, then the
undo stack, then `changed` (or `segmentsChanged`). Nothing else writes marks or segments. An edit of
many frames does so in a thread (`app.long_edit`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from annotation.errors import AnnotationError, ChangedElsewhereError, EditError
from annotation.event_edits import EventEdit
from annotation.events import Event
from annotation.joint_edit import Edit, EditT, marks_of, onto, parts_of
from annotation.project import THRESHOLD_STATE, Project
from annotation.segments import SegmentEdit, Segments
from annotation.track import BallTrack, Outcome
from app.edit_command import EditCommand
from app.history import put
from app.long_edit import AT_ONCE, LongEdit
from app.near_events import NearEvents
from app.paths import match_name
from app.reviewed_frames import ReviewedFrames

if TYPE_CHECKING:
    from tracker.video import Video, VideoInfo


SHOWN_FIRST = 2
"""An edit of no more frames is shown before the path around it is found again ..."""
SETTLE_AFTER_PAINT_MS, SETTLE_MS = 10, 200
"""... which happens so long after the window was painted, at most so long after the edit."""


@dataclass(frozen=True)
class Match:
    """What an opened match consists of, validated, ready to be swapped in."""

    project: Project
    video: Video
    track: BallTrack
    segments: Segments = field(default_factory=Segments)
    decided_events: Mapping[int, Event] = field(default_factory=dict)


class Document(QObject):
    """The match on screen. It lives as long as the window; matches come and go in it."""

    leaving = Signal()
    """The match that is open is about to be closed: what there was to undo is still there."""
    opened = Signal()
    """Another match was swapped in: everything is new."""
    closed = Signal()
    """The match was closed: there is no video, the track is empty."""
    changed = Signal(int, int)
    """Marks of the frames first..last (inclusive) changed."""
    predictionsChanged = Signal(int, int)
    """Predictions of the frames first..last (inclusive) changed."""
    thresholdChanged = Signal(float)
    eventsChanged = Signal(int, int)
    """A person decided about an event in the frames first..last (inclusive)."""
    segmentsChanged = Signal(int, int)
    """What is play, and what a replay or a close-up, changed within the frames first..last."""
    savedStateChanged = Signal()
    """The undo depth or the time of the last durable edit changed."""
    stepped = Signal(int, int)
    """An undo or redo changed marks or segments of the frames first..last (inclusive)."""
    failed = Signal(str)
    """An edit, an undo, a redo or a threshold could not be written; the sentence says why."""
    overtaken = Signal(str)
    """Another window has changed the project: an edit could not be written, or a file lacks it."""
    refused = Signal(str)
    """An edit makes no sense, or not now; the sentence says why."""
    saved = Signal()
    """What a person said is in the project."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._match: Match | None = None
        self._track = BallTrack(0)
        self._segments = Segments()
        self._decided: Mapping[int, Event] = {}
        self._near_events = NearEvents()
        for changed in (self.opened, self.closed, self.changed, self.predictionsChanged):
            changed.connect(self._near_events.forget)
        self.thresholdChanged.connect(self._near_events.forget)
        self.eventsChanged.connect(self._near_events.forget)
        self.segmentsChanged.connect(self._near_events.forget)
        self._reviewed = ReviewedFrames(self._track)
        self._settle_soon = QTimer(self)
        self._settle_soon.setSingleShot(True)
        self._settle_soon.timeout.connect(self.settle)
        self.long_edit = LongEdit(self)
        self.long_edit.refused.connect(self.refused)
        self.long_edit.overtaken.connect(self.overtaken)
        self.long_edit.failed.connect(self.failed)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.indexChanged.connect(lambda _index: self.savedStateChanged.emit())

    # -- what is open ---------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether a match is open."""
        return self._match is not None

    @property
    def project(self) -> Project | None:
        """The project file of the match; belongs to the window's thread."""
        return self._match.project if self._match else None

    @property
    def video(self) -> Video | None:
        """The video with its frame index, or None."""
        return self._match.video if self._match else None

    @property
    def info(self) -> VideoInfo | None:
        """Size, rate and length of the video, or None."""
        return self._match.video.info if self._match else None

    @property
    def track(self) -> BallTrack:
        """The truth per frame: predictions with the marks on top. Empty (0 frames) where closed."""
        return self._track

    @property
    def reviewed(self) -> int:
        """For how many frames a person answers."""
        return self._reviewed.count

    @property
    def segments(self) -> Segments:
        """What stretches show: play, replays, close-ups. Edit them with `annotation.segments`."""
        return self._segments

    @property
    def decided_events(self) -> Mapping[int, Event]:
        """What persons decided of events, by frame. Edit it with `annotation.event_edits`."""
        return self._decided

    def event_at(self, frame: int) -> Event:
        """What happens to the ball in the picture of `frame`; does not look at the whole match."""
        frame = self.event_frame(frame)
        return self._near_events.at(self._track, self._decided, self._segments, frame)

    def event_is_decided(self, frame: int) -> bool:
        """Whether a person said what happens in the picture of `frame`, or that nothing does."""
        return self.event_frame(frame) in self._decided

    def event_frame(self, frame: int) -> int:
        """The frame that an event in the picture of `frame` is said of: the first that shows it,
        but this one where a person has said so already."""
        return frame if frame in self._decided else self._track.same_picture(frame)[0]

    @property
    def frame_count(self) -> int:
        """Number of frames of the video, 0 where closed."""
        return self._match.video.info.frame_count if self._match else 0

    @property
    def frame_size(self) -> tuple[int, int]:
        """(width, height) of the video as displayed, in pixels; (0, 0) where closed."""
        info = self.info
        return (info.width, info.height) if info else (0, 0)

    @property
    def shown_size(self) -> tuple[int, int]:
        """(width, height) of its pictures in their true shape; (0, 0) where closed."""
        info = self.info
        return info.shown_size if info else (0, 0)

    @property
    def pixel_aspect(self) -> Fraction:
        """Width : height of a pixel of the video as displayed; 1 where closed."""
        info = self.info
        return info.pixel_aspect if info else Fraction(1)

    @property
    def threshold(self) -> float:
        """Predictions scoring below this count as "no ball"."""
        return self._track.threshold

    def name(self) -> str:
        """What to call the match in titles, '' where closed."""
        return match_name(Path(self._match.project.path)) if self._match else ""

    # -- opening and closing --------------------------------------------------------------------

    def swap(self, match: Match) -> None:
        """Show another match; the one that was open is closed. `match` must be validated before."""
        self.long_edit.finish()
        self._settle_soon.stop()
        previous = self._match
        if previous is not None:
            self.leaving.emit()
        self.undo_stack.clear()
        self._match = match
        self._track = match.track
        self._reviewed = ReviewedFrames(match.track)
        self._segments = match.segments
        self._decided = match.decided_events
        if previous is not None and previous.project is not match.project:
            with self._telling():
                previous.project.close()
        self.opened.emit()
        self.savedStateChanged.emit()

    def close(self) -> None:
        """Close the match. Nothing is left to save: every edit was durable when it was made."""
        if self._match is None:
            return
        self.long_edit.finish()
        self._settle_soon.stop()
        self.leaving.emit()
        match, self._match = self._match, None
        self._track = BallTrack(0)
        self._reviewed = ReviewedFrames(self._track)
        self._segments = Segments()
        self._decided = {}
        self.undo_stack.clear()
        with self._telling():
            match.project.close()
        self.closed.emit()
        self.savedStateChanged.emit()

    # -- marks ----------------------------------------------------------------------------------

    def apply(self, edit: Edit) -> None:
        """Make an edit of few frames durable, show it, and put it on the undo stack.

        Raises:
            EditError: an edit of many frames is under way.
            AnnotationError: the project could not be written; nothing has changed.
            RuntimeError: no match is open.
        """
        self.write(edit)
        self._push(edit)

    def try_apply(self, edit: Edit) -> bool:
        """As `apply`, but where that is not possible, `refused`, `overtaken` or `failed` tell why.

        Returns whether the edit was made.
        """
        made = False
        with self._telling():
            self.apply(edit)
            made = True
        return made

    def edit(
        self,
        make: Callable[[BallTrack], EditT],
        most: int = 1,
        then: Callable[[EditT], object] = lambda _edit: None,
    ) -> None:
        """Apply what is made of the track, in a thread where its marks reach over many frames.

        Where that is not possible, `refused`, `overtaken` or `failed` tell why.

        Args:
            make: the edit of a track, to be made in whichever thread; may raise EditError.
            most: over how many frames it reaches, as far as that is known before.
            then: done with the edit once it is shown.
        """

        def push(edit: EditT) -> None:
            self._push(edit)
            then(edit)

        self.settle()
        with self._telling():
            self.long_edit.check_free()
            edit = make(self._track) if most <= AT_ONCE else None
            marks = None if edit is None else marks_of(edit)
            if edit is None or (marks is not None and marks.reach > AT_ONCE):
                self._edit_long(make, push)
            else:
                self.write(edit)
                push(edit)

    def _push(self, edit: Edit) -> None:
        put(self.undo_stack, EditCommand(self, edit))
        self.saved.emit()

    def _edit_long(
        self, make: Callable[[BallTrack], EditT], then: Callable[[EditT], object]
    ) -> None:
        if self._match is None:
            raise RuntimeError("no match is open")

        def done(edit: Edit, outcome: Outcome | None) -> None:
            if outcome is not None:
                self._show(*self._track.become(outcome))
            self._show_beside_marks(edit)
            then(cast(EditT, edit))

        self.long_edit.start(self._match.project.path, self._track, make, done)

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except EditError as error:
            self.refused.emit(str(error))
        except AnnotationError as error:
            self.tell(error)

    def tell(self, error: AnnotationError) -> None:
        """Say why something could not be written."""
        overtaken = isinstance(error, ChangedElsewhereError)
        (self.overtaken if overtaken else self.failed).emit(str(error))

    def write(self, edit: Edit) -> None:
        """As `apply`, but for the undo stack: it knows of the edit, or a machine made it."""
        if self._match is None:
            raise RuntimeError("no match is open")
        self.long_edit.check_free()
        self._match.project.apply(edit)
        marks = marks_of(edit)
        if marks is not None:
            self.settle()
            changed = self._track.put_marks(marks.after, solve=len(marks.after) > SHOWN_FIRST)
            self._settle_soon.start(SETTLE_MS)
            self._show(*changed)
        self._show_beside_marks(edit)

    def _show_beside_marks(self, edit: Edit) -> None:
        for part in parts_of(edit):
            if isinstance(part, SegmentEdit):
                self._segments = part.after
                self.segmentsChanged.emit(part.first, part.last)
            elif isinstance(part, EventEdit):
                self._decided = part.applied(self._decided)
                self.eventsChanged.emit(part.first, part.last)

    def _show(self, first: int, last: int) -> None:
        self._reviewed.update(self._track, first, last)
        self.changed.emit(first, last)

    @property
    def settled(self) -> bool:
        """Whether the path has followed the last edit, and no long one is under way."""
        return not (self._settle_soon.isActive() or self.long_edit.busy)

    def shown(self) -> None:
        """The picture is painted with the last edit: after the rest of the window, the path around
        it is next."""
        if self._settle_soon.isActive():
            QTimer.singleShot(0, self, self._window_painted)

    def _window_painted(self) -> None:
        if self._settle_soon.isActive():
            self._settle_soon.start(SETTLE_AFTER_PAINT_MS)

    def settle(self) -> None:
        """Let the path follow the last edit now: whoever asks the track about other frames than
        those that were edited calls this first."""
        self._settle_soon.stop()
        changed = self._track.settle_path()
        if changed is not None:
            self.changed.emit(*changed)

    def undo(self) -> None:
        """Take the last edit back, durably."""
        self._step(self.undo_stack.index() - 1, lambda edit: edit.inverse(), self.undo_stack.undo)

    def redo(self) -> None:
        """Make the edit that was taken back again, durably."""
        self._step(self.undo_stack.index(), lambda edit: edit, self.undo_stack.redo)

    def _step(self, number: int, wanted: Callable[[Edit], Edit], step: Callable[[], None]) -> None:
        """Let the stack do a step; one that reaches over many frames, once it is written."""
        self.settle()
        command = self.undo_stack.command(number)
        with self._telling():
            self.long_edit.check_free()
            if isinstance(command, EditCommand) and (edit := command.long_edit):
                follow, edit = partial(command.follow, step), onto(wanted(edit), self._segments)
                self._edit_long(lambda _track: edit, lambda _edit: follow())
            else:
                step()

    # -- predictions ----------------------------------------------------------------------------

    def show_predictions(
        self,
        first: int,
        x: np.ndarray,
        y: np.ndarray,
        score: np.ndarray,
        candidates: np.ndarray,
        motion: np.ndarray | None = None,
        disagreement: np.ndarray | None = None,
        repeats: np.ndarray | None = None,
        camera: np.ndarray | None = None,
        *,
        begins_shot: bool | None = None,
    ) -> None:
        """Show predictions that the worker has already committed to the project file.

        Args:
            first: frame of element 0.
            x, y: float [n], pixels of the source video (NaN: no peak at all).
            score: float [n] in 0..1.
            candidates: float32 [n, K, 3] of (x, y, score), best first, NaN padded.
            motion: float32 [n, K, 2], arrival at and departure from each candidate.
            disagreement: float32 [n], between the windows that hold a frame.
            repeats: bool [n], whether a frame shows the picture of the frame before.
            camera: float32 [n, 2, 3], the camera's step to each frame; None: it rests.
            begins_shot: whether a cut lies before `first` (and none later), None: not known.
        """
        if len(x) == 0:
            return
        columns = (x, y, score, candidates, motion, disagreement, repeats, camera)
        changed = self._track.set_predictions(first, *columns, begins_shot=begins_shot)
        self.predictionsChanged.emit(*changed)

    def recall_former(self) -> int:
        """Take what the model said before its latest run, which has just ended, from the project
        file; returns in how many frames it was something else."""
        with self._telling():
            if self._match is not None:
                differed = self._track.former_differs
                self._match.project.recall_former(self._track)
                differs = self._track.former_differs
                if (differs != differed).any():
                    self.predictionsChanged.emit(0, self.frame_count - 1)
                return int(differs.sum())
        return 0

    def candidates(self, frame: int) -> np.ndarray:
        """Peaks of `frame`: float32 [k, 3] of (x, y, score), source pixels, best first."""
        if not 0 <= frame < self.frame_count:
            return np.empty((0, 3), np.float32)
        return self._track.candidates_at(frame)

    def try_threshold(self, threshold: float) -> None:
        """Decide every frame by a threshold that nobody has chosen yet; nothing is written."""
        threshold = min(max(0.0, float(threshold)), 1.0)
        if self._match is not None and threshold != self._track.threshold:
            self._track.set_threshold(threshold)
            self.thresholdChanged.emit(threshold)

    def keep_threshold(self, threshold: float | None) -> bool:
        """Remember in the project that a person chose this threshold, None: they chose none.

        Returns whether that is written; it is told where it could not be.
        """
        with self._telling():
            if self._match is not None:
                self._match.project.set_state(THRESHOLD_STATE, threshold)
                self.saved.emit()
                return True
        return False

    def take_decided(self, track: BallTrack) -> None:
        """Show a copy of the track that was decided by another threshold, in place of the track."""
        self._track = track
        self.thresholdChanged.emit(track.threshold)
