"""What leaves the window to be looked at: annotated clips, pictures of the view, label reports."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter

from annotation.errors import AnnotationError, FormatError
from annotation.formats.atomic import write_lines
from annotation.rallies import Rallies
from annotation.rally_table import rally_lines
from annotation.unfinished import unfinished
from app.document import Document
from app.jobs.task import RunningTasks, Task
from app.messages import MessageAction, Messages
from app.numerals import grouped
from app.reports.clip import ClipOrder, write_clip
from app.reports.label_report import MatchFacts, numbers_of, write_label_report
from app.reveal import open_file, reveal
from app.translation import translate
from app.workflows.outputs import obstacle


class Reports(QObject):
    """Writes files in threads, from snapshots; one clip at a time."""

    clipChanged = Signal(str)
    """Name of the clip being written, '' once there is none."""
    clipProgressed = Signal(float)
    """Share of the clip that is written, 0..1."""
    written = Signal(object)
    """The Path of a file that is complete."""

    def __init__(
        self, document: Document, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._messages = messages
        self._clip: Task | None = None
        self._running = RunningTasks()

    @property
    def writing_clip(self) -> bool:
        """Whether a clip is being written."""
        return self._clip is not None

    # -- clips -----------------------------------------------------------------------------------

    def export_clip(self, order: ClipOrder) -> None:
        """Write an annotated clip in the background; the one that is being written comes first."""
        video = self._document.video
        if video is None:
            return
        if self._clip is not None:
            self._messages.info(
                self.tr("A clip is being written. Wait for it, or cancel it in the status bar.")
            )
            return
        if not self._may_write(order.path):
            return
        track = self._document.track.snapshot()
        task = Task(lambda task: write_clip(video, track, order, task.report, task.stop), self)
        task.progressed.connect(self.clipProgressed)
        task.succeeded.connect(lambda frames: self._clip_written(order.path, frames))
        task.failed.connect(self._messages.error)
        task.stopped.connect(lambda: self._messages.info(self.tr("The clip was cancelled.")))
        task.finished.connect(self._clip_ended)
        self._clip = task
        self.clipChanged.emit(order.path.name)
        self._running.start(task)

    def cancel_clip(self) -> None:
        """Give the clip up; nothing of it is left behind."""
        if self._clip is not None:
            self._clip.cancel()

    def _clip_written(self, path: Path, frames: int) -> None:
        self._wrote(
            self.tr("{file} is written: {count} frames.").format(
                file=path.name, count=grouped(frames)
            ),
            path,
        )

    def _clip_ended(self) -> None:
        self._clip = None
        self.clipChanged.emit("")

    # -- pictures --------------------------------------------------------------------------------

    def copy_view(self, image: QImage) -> None:
        """Put a picture on the clipboard."""
        QGuiApplication.clipboard().setImage(image)
        self._messages.success(self.tr("The picture is on the clipboard."))

    def save_view(self, image: QImage, path: Path) -> None:
        """Write a picture in the format of the path's suffix."""
        if not self._may_write(path):
            return
        unwritable = self.tr(
            "{path} cannot be written; choose a folder you may write to and a name ending in .png."
        ).format(path=path)

        def write(_task: Task) -> None:
            try:
                with unfinished(path) as new:
                    if not QImageWriter(str(new), path.suffix[1:].encode()).write(image):
                        raise FormatError(unwritable)
            except OSError as error:
                raise FormatError(unwritable) from error

        task = Task(write, self)
        task.succeeded.connect(
            lambda _none: self._wrote(self.tr("{file} is written.").format(file=path.name), path)
        )
        task.failed.connect(self._messages.error)
        self._running.start(task)

    # -- rallies ---------------------------------------------------------------------------------

    def export_rallies(self, path: Path, rallies: Rallies) -> None:
        """Write the rallies of the open match as CSV."""
        video = self._document.video
        if video is None or not self._may_write(path):
            return
        persons = self._document.track.persons.copy()

        def write(_task: Task) -> None:
            write_lines(path, rally_lines(rallies, video.index.times(), persons))

        task = Task(write, self)
        task.succeeded.connect(
            lambda _none: self._wrote(
                self.tr("{file} is written: {count} rallies.").format(
                    file=path.name, count=grouped(len(rallies))
                ),
                path,
            )
        )
        task.failed.connect(self._messages.error)
        self._running.start(task)

    # -- label reports ---------------------------------------------------------------------------

    def report(self, path: Path) -> None:
        """Write the label report of the open match."""
        project, video = self._document.project, self._document.video
        if project is None or not self._may_write(path):
            return
        try:
            known = () if video is None else (video.index.times(), video.info.pixel_aspect)
            facts = MatchFacts.of(project, *known)
        except AnnotationError as error:
            self._messages.error(str(error))
            return
        track = self._document.track.snapshot()
        said = self._document.segments, self._document.decided_events

        def write(_task: Task) -> None:
            write_label_report(path, facts, numbers_of(facts, track, *said), translate)

        task = Task(write, self)
        task.succeeded.connect(
            lambda _none: self._wrote(self.tr("{file} is written.").format(file=path.name), path)
        )
        task.failed.connect(self._messages.error)
        self._running.start(task)

    # -- inside ----------------------------------------------------------------------------------

    def _may_write(self, path: Path) -> bool:
        """Whether nothing is destroyed by that; tells what would be."""
        problem = obstacle(path, self._document)
        if problem:
            self._messages.error(problem)
        return not problem

    def _wrote(self, sentence: str, path: Path) -> None:
        self._messages.success(
            sentence,
            MessageAction(self.tr("Open"), lambda: open_file(path, self._messages)),
            MessageAction(self.tr("Show in folder"), lambda: reveal(path, self._messages)),
        )
        self.written.emit(path)

    def shut_down(self) -> None:
        """Give up a clip and wait for the small files: the window closes."""
        self.cancel_clip()
        self._running.wait()
