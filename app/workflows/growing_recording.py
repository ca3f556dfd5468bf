"""A recording that goes on: the person is told where she comes to its end, and of what came in."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject

from app.document import Document
from app.jobs.task import RunningTasks, Task
from app.messages import MessageAction, Messages
from app.numerals import grouped
from app.playhead import Playhead
from app.workflows.open_match import TOPIC, OpenMatch
from app.workflows.prelabel import Prelabel

log = logging.getLogger(__name__)


class GrowingRecording(QObject):
    """Looks whether there is more of the video than when it was opened: at its last frame, and when
    a run has answered it. Tells, where it is opened again, how much has come in."""

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        open_match: OpenMatch,
        prelabel: Prelabel,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self._open_match = open_match
        self._prelabel = prelabel
        self._messages = messages
        self._running = RunningTasks()
        self._told_of = 0
        playhead.frameChanged.connect(self._moved)
        prelabel.finished.connect(self.look)
        document.opened.connect(self._forget)
        open_match.grew.connect(self._tell_growth)

    def _forget(self) -> None:
        self._told_of = 0

    def _moved(self, frame: int) -> None:
        if frame == self._playhead.last_frame:
            self.look()

    def look(self) -> None:
        """Tell of it where the file has grown since this was last told of it."""
        project, info = self._document.project, self._document.info
        if project is None or info is None or self._open_match.busy:
            return
        then, path = max(project.identity.size_bytes, self._told_of), info.path

        def looked(size: object) -> None:
            if isinstance(size, int) and size > then and self._document.project is project:
                self._told_of = size
                self._tell(path, project.path)

        # In a thread: a drive may take its time, or be away.
        task = Task(lambda _task: _size(path), self)
        task.succeeded.connect(looked)
        self._running.start(task)

    def _tell(self, video: Path, project: Path) -> None:
        self._messages.info(
            self.tr("{name} goes on: there is more of it than when it was opened.").format(
                name=video.name
            ),
            MessageAction(self.tr("Read on"), lambda: self._open_match.read_again(project)),
            topic=TOPIC,
        )

    def _tell_growth(self, frames: int) -> None:
        info = self._document.info
        assert info is not None
        text = self.tr(
            "{name} has grown by {count} frames since it was open last; the labels stay."
        ).format(name=info.path.name, count=grouped(frames))
        go_on = MessageAction(self.tr("Pre-label them"), self._prelabel.start)
        # A run under way goes on by itself.
        self._messages.info(text, *([] if self._prelabel.here else [go_on]), topic=TOPIC)

    def shut_down(self) -> None:
        """Wait for a look that is under way: the window closes."""
        self._running.wait()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        log.info("%s is away", path, exc_info=True)
        return 0
