"""The threshold: another one decides every frame anew, in a thread where that takes a while."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

import numpy as np
from PySide6.QtCore import QObject, Signal

from annotation.errors import AnnotationError
from annotation.project import THRESHOLD_STATE, Project
from annotation.track import BallTrack
from app.document import Document
from app.history import Remake, Step, put
from app.jobs.task import Task
from app.long_edit import AT_ONCE
from app.translation import translate

STEP = 0.01
"""So much a key raises or lowers it."""


def threshold_text(threshold: float) -> str:
    """What a step to that threshold is called."""
    return translate("Threshold", "Threshold {value}").format(value=f"{threshold:.2f}")


def _possible(threshold: float) -> float:
    """The threshold nearest to it that a score can reach."""
    return min(max(0.0, float(threshold)), 1.0)


class Threshold(QObject):
    """Tries thresholds out, the latest wish first; what was chosen is remembered in the project."""

    busyChanged = Signal(bool)
    """Whether frames are being decided anew."""
    restored = Signal(str)
    """A sentence: undo or redo brought a threshold back, which the frame in view may not show."""
    handMoved = Signal(object)
    """`in_hand` is another."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._wanted: float | None = None
        self._latest: float | None = None
        """What was wanted last of this match."""
        self._in_hand: float | None = None
        self._task: Task | None = None
        self._room = BallTrack(0)
        """A track to decide in, which becomes the document's."""
        self._missed: list[tuple[int, int, bool]] = []
        """first, last, whether marks (or else predictions): changed since the copy was made."""
        document.opened.connect(self._forget)
        document.closed.connect(self._forget)
        document.changed.connect(lambda first, last: self._missed.append((first, last, True)))
        document.predictionsChanged.connect(
            lambda first, last: self._missed.append((first, last, False))
        )

    @property
    def busy(self) -> bool:
        """Whether frames are being decided anew, or soon will be."""
        return self._task is not None or self._wanted is not None

    def try_out(self, threshold: float) -> None:
        """Show what the threshold would mean, as soon as that is known; nothing is written."""
        self._wanted = self._latest = _possible(threshold)
        self._document.long_edit.when_free(self._begin)

    def adopt(self, threshold: float) -> None:
        """Use the model's own threshold, unless a person has chosen one for this match.

        Raises:
            AnnotationError: the project cannot be read.
        """
        project = self._document.project
        if project is not None and project.state(THRESHOLD_STATE) is None:
            self.try_out(threshold)

    def choose(self, threshold: float) -> None:
        """Take the threshold, and remember it in the project: a step that can be undone."""
        threshold = _possible(threshold)
        self.try_out(threshold)
        project = self._document.project
        if project is not None:
            self._document.long_edit.when_free(partial(self._keep, project, threshold))

    @property
    def in_hand(self) -> float | None:
        """Where keys have moved it that were not let go yet; None where none moves it."""
        return self._in_hand

    def step(self, steps: int) -> None:
        """Take it into the hand and try it that many steps higher (negative: lower)."""
        if not self._document.is_open:
            return
        # Of a long video the document shows what was wanted a moment ago.
        known = self._latest if self.busy else None
        before = self._document.threshold if known is None else known
        self._in_hand = _possible(round(before + steps * STEP, 2))
        self.try_out(self._in_hand)
        self.handMoved.emit(self._in_hand)

    def let_go(self) -> None:
        """Choose what is in the hand, if anything is."""
        threshold, self._in_hand = self._in_hand, None
        if threshold is not None:
            self.choose(threshold)
            self.handMoved.emit(None)

    def _keep(self, project: Project, threshold: float) -> None:
        if project is not self._document.project:
            return
        try:
            before, now = project.state(THRESHOLD_STATE), project.threshold()
        except AnnotationError as error:
            self._document.failed.emit(str(error))
            return
        if threshold != now and self._document.keep_threshold(threshold):
            put(self._document.undo_stack, _ThresholdStep(self, before, threshold))

    def put(self, chosen: float | None) -> bool:
        """Let `chosen` be what a person chose, None: they chose none; whether it is written."""
        project = self._document.project
        if project is None or not self._document.keep_threshold(chosen):
            return False
        threshold = project.threshold()
        self.try_out(threshold)
        sentence = self.tr("The threshold is {value} again.")
        self.restored.emit(sentence.format(value=f"{threshold:.2f}"))
        return True

    def shut_down(self) -> None:
        """Wait for the thread: the window closes."""
        self._forget()
        if self._task is not None:
            self._task.finish()

    def _forget(self) -> None:
        """What was wanted of another match is not wanted of this one."""
        self._wanted = self._latest = None
        if self._in_hand is not None:
            self._in_hand = None
            self.handMoved.emit(None)

    def _begin(self) -> None:
        if self._task is None:
            self._decide()

    def _decide(self) -> None:
        track, wanted = self._document.track, self._wanted
        if wanted is None or not self._document.is_open or wanted == track.threshold:
            self._wanted = None
        elif not track.follows_path or len(track) <= AT_ONCE:
            self._wanted = None
            self._document.try_threshold(wanted)
        elif not track.fits(self._room):
            self._start(track.room, self._take_room)
        else:
            copy = track.snapshot(self._room)
            self._wanted, self._room = None, BallTrack(0)
            self._missed.clear()

            def decide() -> BallTrack:
                copy.set_threshold(wanted)
                return copy

            self._start(decide, partial(self._take, track))

    def _start(self, work: Callable[[], BallTrack], take: Callable[[BallTrack], None]) -> None:
        task = Task(lambda _task: work(), self)
        wait = self._document.long_edit.when_free
        task.succeeded.connect(lambda track: wait(partial(take, cast(BallTrack, track))))
        task.failed.connect(lambda _sentence: self._forget())
        task.finished.connect(lambda: wait(self._end))
        was_busy, self._task = self._task is not None, task
        if not was_busy:
            self.busyChanged.emit(True)
        task.start()

    def _take_room(self, room: BallTrack) -> None:
        self._room = room

    def _take(self, track: BallTrack, decided: BallTrack) -> None:
        """Swap the decided copy in, with what was edited or answered meanwhile."""
        if track is not self._document.track:
            return
        if any(marks and last - first >= AT_ONCE for first, last, marks in self._missed):
            # Put here, they would hold the window up: a copy that has them is decided anew.
            self._wanted = decided.threshold if self._wanted is None else self._wanted
            return
        decided.succeed(track)
        for first, last, marks in self._missed:
            if marks:
                decided.put_marks(track.marks_in(np.arange(first, last + 1)))
            else:
                _copy_predictions(track, decided, first, last)
        self._document.take_decided(decided)

    def _end(self) -> None:
        task = self._task
        assert task is not None
        task.deleteLater()
        self._decide()
        if self._task is task:
            self._task = None
            self.busyChanged.emit(False)


class _ThresholdStep(Step):
    """A threshold on the undo stack."""

    def __init__(self, threshold: Threshold, before: float | None, after: float) -> None:
        super().__init__(threshold_text(after))
        self._threshold = threshold
        self._before, self._after = before, after

    def repeat(self) -> None:
        self._attempt(self._after)

    def take_back(self) -> None:
        self._attempt(self._before)

    def remake(self) -> Remake:
        before, after = self._before, self._after
        return lambda _document, threshold: _ThresholdStep(threshold, before, after)

    def _attempt(self, chosen: float | None) -> None:
        if not self._threshold.put(chosen):
            self.setObsolete(True)


def _copy_predictions(source: BallTrack, target: BallTrack, first: int, last: int) -> None:
    """Put what the model said of the frames first..last into another track of the same video."""
    frames = np.flatnonzero(source.predicted[first : last + 1]) + first
    breaks = (np.diff(frames) != 1) | source.cuts[frames[1:]]
    for part in np.split(frames, np.flatnonzero(breaks) + 1):
        if len(part):
            where = slice(int(part[0]), int(part[-1]) + 1)
            target.set_predictions(
                where.start,
                source.predicted_x[where],
                source.predicted_y[where],
                source.predicted_score[where],
                source.candidates[where],
                source.candidate_motion[where],
                source.disagreement[where],
                source.predicted_repeats[where],
                source.camera[where],
                begins_shot=bool(source.cuts[where.start]),
            )
