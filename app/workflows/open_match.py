"""Open a match: probe and fingerprint off the window's thread, validate, then swap.

A failure at any point leaves the match that was open on screen.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from annotation import is_project
from annotation.errors import AnnotationError, UnwritableProjectError
from annotation.project import Project
from annotation.track import BallTrack
from app.document import Document, Match
from app.jobs.task import RunningTasks, Task
from app.messages import UNSAVED_TOPIC, MessageAction, Messages
from app.numerals import grouped
from app.playhead import Playhead
from app.settings import Settings
from app.workflows.match_files import (
    CopyNeededError,
    MatchFiles,
    NameTakenError,
    VideoMissingError,
    copy_match,
    copy_needed,
    find_match,
)

if TYPE_CHECKING:
    from tracker.video import Video

log = logging.getLogger(__name__)

FRAME_STATE = "frame"
"""Key of the project state that remembers the frame in view."""
LONG_BYTES = 32 * 1024 * 1024
"""From this size on, counting frames may take long enough to show the first one meanwhile."""
MANY_FRAMES = 20_000
"""From so many frames on, finding the path may take long enough to show the one in view first."""
TOPIC = "open"
REMEMBER_AFTER_MS = 1500


@dataclass(frozen=True)
class Found:
    """What the thread found out about a match, all of it validated."""

    files: MatchFiles
    track: BallTrack
    frame: int
    copy_of: Path | None
    """The project that it was just copied from."""


Refusal = VideoMissingError | NameTakenError | CopyNeededError
"""What a person may have an answer to."""


class OpenMatch(QObject):
    """Opens videos and projects, one at a time; the last one asked for wins."""

    busyChanged = Signal(str)
    """What is being opened, '' when done."""
    progressed = Signal(float)
    glimpsed = Signal(object)
    """The first picture of a long video, a `tracker.video.Glimpse`, while its frames are still
    counted. It is to be looked at only: labels need the match, which is there when all frames have
    their numbers."""
    grew = Signal(int)
    """The match that was just opened is a recording, by so many frames longer than it was."""
    videoMissing = Signal(object)
    """A VideoMissingError: the window asks where the video went and calls `open` with it."""
    copyNeeded = Signal(object)
    """A CopyNeededError: the window offers to copy the project and calls `open` with the place."""

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
        self._task: Task | None = None
        self._then: list[Callable[[], object]] = []
        """What is to be done once what is being opened is open."""
        self._running = RunningTasks()
        self._unsaved = ""
        """Why the position could not be stored, which was told."""
        self._remember = QTimer(self)
        self._remember.setSingleShot(True)
        self._remember.setInterval(REMEMBER_AFTER_MS)
        self._remember.timeout.connect(self.remember_position)
        playhead.frameChanged.connect(self._moved)

    @property
    def busy(self) -> bool:
        """Whether something is being opened."""
        return self._task is not None

    def open(
        self,
        path: Path,
        video: Path | None = None,
        *,
        apart: bool = False,
        copy_to: Path | None = None,
        then: Callable[[], object] | None = None,
    ) -> None:
        """Open a video or a project.

        Args:
            path: the video or the `.rally` file.
            video: where the video of the project is, in place of where it was last seen.
            apart: start a project in the user's folder where the one beside the video belongs to
                another video; that is an error otherwise, which offers this.
            copy_to: copy the project there and open the copy; nothing is written over.
            then: what to do once this match is open; never done where it does not open.
        """
        path = path.absolute()
        self._messages.withdraw(TOPIC)
        self.cancel()
        if video is None and not apart and copy_to is None and self.is_open(path):
            # Read while it is edited, it would come back without the last edits.
            self._messages.info(
                self.tr("{name} is open already.").format(name=path.name),
                MessageAction(self.tr("Read it again"), lambda: self.read_again(path)),
                topic=TOPIC,
            )
            if then is not None:
                then()
            return
        task = Task(lambda task: _find(path, video, task, apart, copy_to), self)
        task.progressed.connect(lambda share: self._progress(task, share))
        task.told.connect(lambda glimpse: self._glimpsed(task, glimpse))
        task.succeeded.connect(
            lambda found: self._document.long_edit.when_free(lambda: self._found(task, found))
        )
        task.failed.connect(lambda sentence: self._failed(task, path, sentence))
        self._task = task
        self._then = [] if then is None else [then]
        self.busyChanged.emit(path.name)
        self._running.start(task)

    def when_open(self, do: Callable[[], object]) -> None:
        """Do something with the match on screen, or with the one that is being opened in its place,
        once it is open; never, where that does not open."""
        if self._task is None:
            do()
        else:
            self._then.append(do)

    def cancel(self) -> None:
        """Stop what is being opened; the match on screen stays."""
        task, self._task = self._task, None
        self._then = []
        if task is not None:
            # Nobody waits for it: what it finds is no longer wanted.
            task.cancel()
            self.busyChanged.emit("")

    def close(self) -> None:
        """Close the match, its position remembered."""
        self.cancel()
        self.remember_position()
        self._document.close()
        self._playhead.set_range(0)

    def shut_down(self) -> None:
        """Close the match and wait for the thread: the window closes."""
        self.close()
        self._running.wait()

    def is_open(self, path: Path) -> bool:
        """Whether the video or project at `path` is the match on screen."""
        project, info = self._document.project, self._document.info
        if project is None or info is None:
            return False
        return os.path.realpath(path) in map(os.path.realpath, (project.path, info.path))

    def read_again(self, path: Path) -> None:
        """Close what is open, and open a file that may be the same."""
        self.close()
        self.open(path)

    def remember_position(self) -> None:
        """Store the frame in view in the project."""
        self._remember.stop()
        project = self._document.project
        if project is None:
            return
        if self._document.long_edit.busy:
            self._remember.start()
            return
        try:
            if project.state(FRAME_STATE, 0) != self._playhead.frame:
                project.set_state(FRAME_STATE, self._playhead.frame, flush=False)
        except AnnotationError as error:
            # Once: it is tried again with every step, and who has read it puts it away.
            if str(error) != self._unsaved:
                self._messages.warning(str(error), topic=UNSAVED_TOPIC)
            self._unsaved = str(error)
        else:
            self._unsaved = ""
            self._messages.withdraw(UNSAVED_TOPIC)

    def _moved(self, _frame: int) -> None:
        # Not started anew by every frame: while playing it would never come to an end.
        if self._document.is_open and not self._remember.isActive():
            self._remember.start()

    def _progress(self, task: Task, share: float) -> None:
        if task is self._task:
            self.progressed.emit(share)

    def _glimpsed(self, task: Task, glimpse: object) -> None:
        if task is self._task:
            self.glimpsed.emit(glimpse)

    def _failed(self, task: Task, path: Path, sentence: str) -> None:
        if task is not self._task:
            return
        self._task, self._then = None, []
        self.busyChanged.emit("")
        actions = []
        if not path.exists() and str(path.resolve()) in self._settings.recent:
            forget = MessageAction(self.tr("Forget it"), lambda: self._settings.forget_file(path))
            actions.append(forget)
        self._messages.error(sentence, *actions, topic=TOPIC)

    def _found(self, task: Task, found: Found | Refusal) -> None:
        if task is not self._task:
            return
        waiting, self._task, self._then = self._then, None, []

        def then() -> None:
            for do in waiting:
                do()

        self._take(found, then)
        # Only now: before, nothing would be open nor on its way for the moment this takes.
        if self._task is None:
            self.busyChanged.emit("")

    def _take(self, found: Found | Refusal, then: Callable[[], object]) -> None:
        if isinstance(found, VideoMissingError):
            found.then = then
            self.videoMissing.emit(found)
            return
        if isinstance(found, CopyNeededError):
            found.then = then
            self.copyNeeded.emit(found)
            return
        if isinstance(found, NameTakenError):
            video_path = found.video_path
            self._messages.error(
                str(found),
                MessageAction(
                    self.tr("Start a new project"),
                    lambda: self.open(video_path, apart=True, then=then),
                ),
                topic=TOPIC,
            )
            return
        self.remember_position()
        files, info = found.files, found.files.video.info
        try:
            # The thread has just checked it, which may take longer than the window can wait.
            project = Project.open(files.project_path, files.identity, check=False)
        except AnnotationError as error:
            self._messages.error(str(error), topic=TOPIC)
            return
        try:
            project.set_video_path(info.path)
            segments = project.segments()
            decided = project.event_decisions()
        except AnnotationError as error:
            project.close()
            self._messages.error(str(error), topic=TOPIC)
            return
        self._document.swap(Match(project, files.video, found.track, segments, decided))
        self._playhead.set_range(info.frame_count, found.frame)
        self._remember.stop()
        self._unsaved = ""
        self._settings.remember_file(files.project_path)
        if files.elsewhere:
            self._messages.warning(
                self.tr("{reason}, so the project is kept in {folder}.").format(
                    reason=files.elsewhere, folder=files.project_path.parent
                ),
                topic=TOPIC,
            )
        if found.copy_of is not None:
            self._messages.success(
                self.tr("You work on a copy in {folder}; {original} stays as it is.").format(
                    folder=files.project_path.parent, original=found.copy_of
                ),
                topic=TOPIC,
            )
        if files.grown:
            self.grew.emit(files.grown)
        elif files.video.index.table.damaged:
            self._messages.warning(
                self.tr(
                    "{name} is damaged or cut off; it has {count} frames that can be read."
                ).format(name=info.path.name, count=grouped(info.frame_count))
            )
        then()


def _find(
    path: Path, video_path: Path | None, task: Task, apart: bool, copy_to: Path | None
) -> Found | Refusal:
    """In the thread: everything that can be known, and refused, before the swap."""
    try:
        if copy_to is not None:
            copy_match(path, copy_to, video_path, stop=task.stop, progress=task.report)
        files = find_match(
            path if copy_to is None else copy_to,
            video_path,
            stop=task.stop,
            apart=apart,
            progress=task.report,
            meanwhile=lambda path: _glimpse(path, task),
        )
    except UnwritableProjectError as error:
        # Where a video was asked for, it is the project that goes with that.
        return copy_needed(error.path, video_path if is_project(path) else path)
    except (VideoMissingError, NameTakenError, CopyNeededError) as refusal:
        return refusal
    video = files.video
    # Found out here once and kept, so that the window need not.
    _ = video.timing
    with Project.open(files.project_path, files.identity) as project:
        stored = project.state(FRAME_STATE, 0)
        last = video.info.frame_count - 1
        frame = min(max(stored if isinstance(stored, int) else 0, 0), last)
        if video.info.frame_count >= MANY_FRAMES:
            task.report(1.0)
            _show_frame(video, frame, task)
        track = project.load_track(by_path=project.follows_path)
    return Found(files, track, frame, None if copy_to is None else path)


def _show_frame(video: Video, frame: int, task: Task) -> None:
    """In the thread: hand out the frame in view, where finding the path takes a while."""
    from tracker.errors import TrackerError
    from tracker.video import FrameReader, Glimpse

    try:
        with FrameReader(video) as reader:
            picture = reader.read(frame, task.stop.is_set)
        task.tell(Glimpse(picture, video.info.pixel_aspect))
    except TrackerError:
        # The match opens all the same; the canvas tells what cannot be decoded.
        log.info("no picture of frame %d to show while the match opens", frame, exc_info=True)


def _glimpse(path: Path, task: Task) -> None:
    """In the thread: hand out the first picture, where counting the frames takes a while."""
    from tracker.video import first_picture

    if path.is_file() and path.stat().st_size >= LONG_BYTES:
        glimpse = first_picture(path)
        if glimpse is not None:
            task.tell(glimpse)
