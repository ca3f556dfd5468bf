"""Review: walk through the frames worth a look; the queue follows every edit and every answer."""

from __future__ import annotations

from typing import cast

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from annotation.review import ReviewQueue, review_queue
from annotation.track import BallTrack
from app.document import Document
from app.jobs.task import Task
from app.messages import Messages
from app.playhead import Playhead
from app.settings import Settings

SETTLE_MS = 120
"""The queue is ranked again so long after a change; changes in between come along."""


class Review(QObject):
    """The queue of the open match and the way through it."""

    queueChanged = Signal()

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        settings: Settings,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self._settings = settings
        self._messages = messages
        self._queue = review_queue(BallTrack(0))
        self._arrived: int | None = None
        self._task: Task | None = None
        self._stale = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._rank)
        document.opened.connect(self._match_changed)
        document.closed.connect(self._match_changed)
        document.changed.connect(self._touch)
        document.predictionsChanged.connect(self._touch)
        document.thresholdChanged.connect(self._touch)
        playhead.frameChanged.connect(self._moved)

    @property
    def queue(self) -> ReviewQueue:
        """The frames worth a look, worst first, as last ranked."""
        return self._queue

    @property
    def reviewed_share(self) -> float:
        """Share of the frames that a person answers for, 0..1."""
        track = self._document.track
        return float(np.mean(track.persons)) if len(track) else 0.0

    def next(self) -> None:
        """Go to the next frame worth a look; after the last one, the first."""
        item = self._queue.next_after(self._playhead.frame)
        if item is None and len(self._queue):
            item = self._queue.next_after(-1)
            self._messages.info(self.tr("That was the last one; on from the first."))
        if item is not None:
            self.go_to(item.frame)

    def next_doubt(self, frame: int) -> int | None:
        """The first frame worth a look after this one in time; None after the last."""
        item = self._queue.next_after(frame)
        return None if item is None else item.frame

    def previous(self) -> None:
        """Go to the previous frame worth a look; before the first one, the last."""
        item = self._queue.previous_before(self._playhead.frame)
        if item is None and len(self._queue):
            item = self._queue.previous_before(self._document.frame_count)
            self._messages.info(self.tr("That was the first one; on from the last."))
        if item is not None:
            self.go_to(item.frame)

    def worst(self) -> None:
        """Go to the most suspicious frame of all."""
        if len(self._queue):
            self.go_to(self._queue[0].frame)

    def go_to(self, frame: int) -> None:
        """Stand on a frame of the queue."""
        self._playhead.pause()
        self._playhead.seek(frame)
        self._arrived = frame

    def decided(self, frame: int) -> None:
        """A decision was made: go on to the next one, where this one was reached by the queue."""
        if frame == self._arrived and self._settings.advance_after_decision:
            item = self._queue.next_after(frame)
            if item is not None:
                self.go_to(item.frame)

    def shut_down(self) -> None:
        """Wait for the thread: the window closes."""
        self._settle.stop()
        task, self._task = self._task, None
        if task is not None:
            task.finish()

    def _moved(self, frame: int) -> None:
        if frame != self._arrived:
            self._arrived = None

    def _match_changed(self) -> None:
        """Nothing of the other match's queue may stay on screen."""
        self._queue = review_queue(BallTrack(0))
        self.queueChanged.emit()
        self._touch()

    def _touch(self) -> None:
        # Not restarted: while answers stream in, the queue grows several times a second.
        if not self._settle.isActive():
            self._settle.start()

    def _rank(self) -> None:
        if self._task is not None:
            self._stale = True
            return
        self._stale = False
        track = self._document.track
        snapshot = track.snapshot()
        task = Task(lambda _task: review_queue(snapshot), self)
        task.succeeded.connect(lambda queue: self._ranked(task, track, cast(ReviewQueue, queue)))
        task.finished.connect(task.deleteLater)
        self._task = task
        task.start()

    def _ranked(self, task: Task, track: BallTrack, queue: ReviewQueue) -> None:
        if task is not self._task:
            return
        self._task = None
        if track is self._document.track:
            self._queue = queue
            self.queueChanged.emit()
        if self._stale:
            self._settle.start()
