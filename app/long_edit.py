"""Edits of many frames: written, and followed by the path, in a thread, one at a time.

Meanwhile the match may be looked at, but not changed: another edit is refused, all else waits.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QTimer, Signal

from annotation.errors import ChangedElsewhereError, EditError
from annotation.joint_edit import Edit, marks_of
from annotation.mark_columns import MarkColumns
from annotation.project import Project
from annotation.track import BallTrack, Outcome
from app.jobs.task import Task

AT_ONCE = 200
"""An edit that reaches over no more frames is made in less time than anybody notices."""
WRITING = 0.3
"""So much of the time goes by until the edit is in the project."""

Make = Callable[[BallTrack], Edit]
Done = Callable[[Edit, Outcome | None], object]
_Refusal = EditError | ChangedElsewhereError


class LongEdit(QObject):
    """At most one edit under way. It is written whole or not at all, whatever happens."""

    begun = Signal(str)
    """The name of the edit that is being written; it can still be cancelled."""
    written = Signal()
    """It is in the project; the path follows."""
    progressed = Signal(float)
    ended = Signal()
    """However it went."""
    refused = Signal(str)
    """Why there is nothing to edit, or that it was cancelled."""
    overtaken = Signal(str)
    """Another window has changed what was to be edited."""
    failed = Signal(str)
    """Why it could not be written."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._cancellable = False
        self._cancelled, self._left = threading.Event(), threading.Event()
        self._waiting: deque[Callable[[], object]] = deque()

    @property
    def busy(self) -> bool:
        """Whether an edit is under way."""
        return self._task is not None

    @property
    def cancellable(self) -> bool:
        """Whether an edit is under way that is not in the project yet."""
        return self._cancellable

    def start(self, path: Path, track: BallTrack, make: Make, done: Done) -> None:
        """Make an edit of the track, which is settled, and write it to the project at `path`.

        `done` is given the edit, and what the track has to become (None: what it is), in the
        window's thread.
        """
        self.check_free()
        cancelled, left = self._cancelled, self._left = threading.Event(), threading.Event()
        given_up = self.tr("Cancelled: nothing was changed.")

        def work(task: Task) -> tuple[Edit, Outcome | None] | _Refusal | None:
            def watch(share: float) -> None:
                if cancelled.is_set():
                    raise EditError(given_up)
                task.report(WRITING * share)

            try:
                edit = make(track)
                task.tell(edit.label)
                with Project.open(path, check=False) as project:
                    project.refuse_grown(len(track))
                    project.apply(edit, watch)
            except (EditError, ChangedElsewhereError) as error:
                return error
            task.tell(None)
            if left.is_set():
                return None
            marks = marks_of(edit)
            if marks is None:
                return edit, None
            return edit, track.outcome(
                MarkColumns.of(marks.after),
                lambda share: task.report(WRITING + (1 - WRITING) * share),
            )

        task = Task(work, self)
        task.told.connect(lambda name: self._told(task, name))
        task.progressed.connect(self.progressed)
        task.succeeded.connect(lambda result: self._succeeded(task, result, done))
        task.failed.connect(lambda sentence: self._failed(task, sentence))
        task.finished.connect(task.deleteLater)
        self._task = task
        task.start()

    def check_free(self) -> None:
        """Raises EditError while an edit is under way."""
        if self.busy:
            raise EditError(
                self.tr(
                    "Many frames are being edited. Wait for it, or cancel it in the status bar."
                )
            )

    def cancel(self) -> None:
        """Take the edit back, as long as it is not in the project."""
        self._cancelled.set()

    def finish(self) -> None:
        """Wait until it is in the project: the match is closed; nothing a person did is lost."""
        task = self._task
        if task is not None:
            self._left.set()  # Nobody will see the path.
            task.wait()
            self._end()

    def when_free(self, act: Callable[[], object]) -> None:
        """Do something now, or once no edit is under way, in the order in which it was wanted."""
        self._waiting.append(act)
        if len(self._waiting) == 1:
            self._go_on()

    def _go_on(self) -> None:
        """One at a time: the window has other things to do in between."""
        if self._waiting and not self.busy:
            act = self._waiting.popleft()
            if self._waiting:
                QTimer.singleShot(0, self, self._go_on)
            act()

    def _told(self, task: Task, name: object) -> None:
        if task is self._task:
            self._cancellable = name is not None
            if name is None:
                self.written.emit()
            else:
                self.begun.emit(cast(str, name))

    def _succeeded(self, task: Task, result: object, done: Done) -> None:
        if task is not self._task:
            if isinstance(result, ChangedElsewhereError):
                self.failed.emit(str(result))  # The match is closed, and not to be read again.
            return
        self._task = None
        try:
            if isinstance(result, EditError):
                self.refused.emit(str(result))
            elif isinstance(result, ChangedElsewhereError):
                self.overtaken.emit(str(result))
            else:
                done(*cast(tuple[Edit, Outcome | None], result))
        finally:
            self._end()

    def _failed(self, task: Task, sentence: str) -> None:
        if task is self._task:
            self._end()
        self.failed.emit(sentence)

    def _end(self) -> None:
        self._task, self._cancellable = None, False
        self.ended.emit()
        self._go_on()
