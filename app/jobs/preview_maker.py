"""Has the small pictures for scrubbing made in the background, where a video is worth it.

They are made by the command line's `previews` in a process of its own, which lets everybody else at
the machine go first, and are used from the first one on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from app import preview_cache
from app.document import Document
from app.jobs.finetune_process import program
from app.playback.frame_server import FrameServer
from app.settings import Settings

if TYPE_CHECKING:
    from tracker.video.proxy import ProxyReader

log = logging.getLogger(__name__)

START_AFTER_MS = 3000
"""Opening a match has other things to do first."""
LOOK_EVERY_MS = 1000
END_WITHIN_MS = 3000

Command = Callable[[Path], Sequence[str]]
"""Video → the command that makes its previews."""


def _own_command(video: Path) -> list[str]:
    return [*program(), "previews", "--no-progress", "--", str(video)]


class PreviewMaker(QObject):
    """Follows the document: serves the previews of its video and has missing ones made."""

    progressed = Signal(float)
    """The share (0..1) of the video that has previews."""
    runningChanged = Signal(bool)

    def __init__(
        self,
        document: Document,
        frame_server: FrameServer,
        settings: Settings,
        parent: QObject | None = None,
        *,
        command: Command = _own_command,
        start_after_ms: int = START_AFTER_MS,
    ) -> None:
        """Args: command: what to start in place of our own command line (tests)."""
        super().__init__(parent)
        self._document = document
        self._frame_server = frame_server
        self._settings = settings
        self._command = command
        self._reader: ProxyReader | None = None
        self._process: QProcess | None = None
        self._dying: list[QProcess] = []
        self._begin = QTimer(self)
        self._begin.setSingleShot(True)
        self._begin.setInterval(start_after_ms)
        self._begin.timeout.connect(self._start)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_EVERY_MS)
        self._look.timeout.connect(self._refresh)

    @property
    def running(self) -> bool:
        """Whether previews are being made."""
        return self._process is not None

    @property
    def share(self) -> float:
        """The share (0..1) of the video that has previews; 0 where none are used."""
        count = self._document.frame_count
        return len(self._reader) / count if self._reader is not None and count else 0.0

    def serve(self) -> None:
        """Use the previews of the document's video; begin making them where it pays.

        Call after `frame_server.open`, which forgets those of the video before.
        """
        self.cancel()
        self._reader = None
        video, project = self._document.video, self._document.project
        from tracker.video.proxy import ProxyReader, pays_off

        if video is None or project is None or not self._settings.previews or not pays_off(video):
            return
        folder = preview_cache.folder_for(project.identity)
        preview_cache.mark_used(folder)
        self._reader = ProxyReader(folder)
        self._reader.refresh()
        self._frame_server.use_previews(self._reader)
        if self.share < 1.0:
            self._begin.start()

    def cancel(self) -> None:
        """Make no more for now; what is there stays in use."""
        self._begin.stop()
        self._look.stop()
        process, self._process = self._process, None
        if process is not None:
            # What is being written may break off anywhere; nobody has to wait for a good end.
            process.kill()
            self._dying.append(process)
            self.runningChanged.emit(False)

    def shut_down(self) -> None:
        """Make no more, and wait for the process to be gone."""
        self.cancel()
        for process in self._dying:
            process.waitForFinished(END_WITHIN_MS)
        self._dying.clear()

    def _start(self) -> None:
        video = self._document.video
        if video is None:
            return
        program_path, *arguments = self._command(video.info.path)
        self._process = QProcess(self)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)
        self._process.start(program_path, arguments)
        self._look.start()
        self.runningChanged.emit(True)

    def _refresh(self) -> None:
        if self._reader is not None:
            self._reader.refresh()
            self.progressed.emit(self.share)
            if self.share >= 1.0:
                self._look.stop()

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._finished(-1)

    def _finished(self, status: int) -> None:
        process = self.sender()
        if process is not self._process:
            # One that was stopped has come to its end.
            self._dying = [other for other in self._dying if other is not process]
            return
        if self._process is not None:
            if status:
                # Exact frames are there without previews: the log is enough.
                said = self._process.readAllStandardError().toStdString()
                log.warning("previews were not made (%d): %s", status, said.strip())
            self._process.deleteLater()
            self._process = None
            self.runningChanged.emit(False)
        self._refresh()
        self.cancel()
