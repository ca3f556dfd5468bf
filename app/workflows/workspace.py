"""The matches of a folder: its videos, its projects, and how much of each is reviewed.

The folder is that of the open match, or one a person chose. It is read off the window's thread;
switching between matches saves nothing, because every edit is durable when it is made.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from annotation import is_project
from annotation.errors import ProjectError
from annotation.summary import ProjectSummary, predicted_share, summarise
from app.document import Document
from app.engine_sentences import in_language
from app.file_kinds import VIDEO_SUFFIXES
from app.jobs.task import Task
from app.messages import MessageAction, Messages
from app.reports import CLIP_MARK
from app.reveal import reveal
from app.settings import Settings
from app.translation import translate
from app.workflows.open_match import OpenMatch
from app.workflows.prelabel import Prelabel
from app.workflows.review import Review
from app.workflows.unreadable import SETTLE_MS, Unreadable

LEFT_OUT_TOPIC = "unreadable matches"
Stamps = frozenset[tuple[str, int, int]]
"""Of each file name, size and time of the last change."""
TOLD = 3
"""Of so many matches that cannot be read it is told why."""


@dataclass(frozen=True)
class Entry:
    """A match of the folder."""

    path: Path
    """What to open: the project where there is one, else the video."""
    name: str
    share: float = 0.0
    """Share of the frames that a person answers for, 0..1."""
    predicted: float = 0.0
    """Share of the frames to be answered that a model answers for, 0..1."""
    started: bool = False
    """Whether there is a project."""
    answering: float | None = None
    """Share of the frames that the model has answered, while it is at work on them."""
    place: int = 0
    """Which of those that wait to be pre-labelled it is, from 1; 0: it does not wait."""
    problem: str = ""
    """Why pre-labelling it failed."""
    remembered: str = ""
    """The same, as its project has it from an earlier session."""
    unreadable: str = ""
    """Why its video cannot be opened."""

    @property
    def failed(self) -> bool:
        """Whether pre-labelling it failed and is not tried again by now."""
        return bool(self.problem) and not self.place and self.answering is None


class Workspace(QObject):
    """The list of matches, kept up to date."""

    changed = Signal()

    def __init__(
        self,
        document: Document,
        review: Review,
        open_match: OpenMatch,
        prelabel: Prelabel,
        settings: Settings,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._document = document
        self._review = review
        self._open_match = open_match
        self._prelabel = prelabel
        self._settings = settings
        self._task: Task | None = None
        self._again = False
        self._stamps: Stamps | None = None
        """The files of the folder when it was read last."""
        self._asked = False
        """A person asked for the folder being read, and is to hear of it."""
        self._wanted: Path | None = None
        """The entry asked for last, until a match opens: it is on its way or cannot be opened."""
        self.entries: list[Entry] = []
        self._unreadable = Unreadable(self)
        self._unreadable.changed.connect(self._update)
        self._watcher = QFileSystemWatcher(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MS)
        self._soon.timeout.connect(lambda: self._read(self._stamps))
        self._watcher.directoryChanged.connect(lambda _folder: self._soon.start())
        document.opened.connect(self._match_opened)
        document.closed.connect(self.changed)
        review.queueChanged.connect(self._update)
        prelabel.stateChanged.connect(self._job_moved)
        # What a match that is not open holds now stands in its file.
        prelabel.finished.connect(self._soon.start)
        self.folder: Path | None = None
        if settings.workspace and Path(settings.workspace).is_dir():
            self.show_folder(Path(settings.workspace))

    def open_folder(self, folder: Path) -> None:
        """List the matches of a folder a person chose; where there is but one, open it."""
        self._asked = True
        self.show_folder(folder)

    def show_folder(self, folder: Path) -> None:
        """List the matches of `folder`, now and at the next start."""
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        self.folder = folder
        self.entries, self._stamps = [], None
        self._settings.workspace = str(folder)
        self._watcher.addPath(str(folder))
        self.refresh()

    def refresh(self) -> None:
        """Read the folder again."""
        self._read(None)

    def _read(self, known: Stamps | None) -> None:
        """Read the folder, but not where its files are as ``known``."""
        self._soon.stop()
        if self.folder is None:
            return
        if self._task is not None:
            self._again = True
            return
        folder = self.folder

        def read(_task: Task) -> tuple[Stamps, list[Entry] | None]:
            # First: what changes while they are read is seen the next time.
            stamps = file_stamps(folder)
            return stamps, None if stamps == known else read_folder(folder)

        task = Task(read, self)
        task.succeeded.connect(lambda found: self._take_read(folder, *found))
        task.failed.connect(lambda sentence: self._take(folder, [], sentence))
        task.finished.connect(task.deleteLater)
        self._task = task
        task.start()

    def _take_read(self, folder: Path, stamps: Stamps, entries: list[Entry] | None) -> None:
        if folder == self.folder:
            self._stamps = stamps
        self._take(folder, entries)

    def _take(self, folder: Path, entries: list[Entry] | None, problem: str = "") -> None:
        """Show what was found; None: nothing that is new."""
        self._task = None
        if folder == self.folder and entries is not None:
            self.entries = entries
            self._unreadable.look(entry.path for entry in entries if not entry.started)
            self._update()
            if self._asked:
                self._asked = False
                self._answer(folder, problem)
        if self._again:
            self._again = False
            self.refresh()

    def _answer(self, folder: Path, problem: str) -> None:
        """A list of one match or none is not shown: do or say something else."""
        if problem:
            self._messages.error(problem)
        elif not self.entries:
            self._messages.info(
                self.tr("There is no video and no project in {folder}.").format(folder=folder)
            )
        elif len(self.entries) == 1:
            self.open(0)

    @property
    def current(self) -> int | None:
        """Which entry is the match on screen."""
        project, video = self._document.project, self._document.info
        if project is None or video is None:
            return None
        paths = {project.path.absolute(), video.path.absolute()}
        found = (row for row, entry in enumerate(self.entries) if entry.path in paths)
        return next(found, None)

    def open(self, row: int) -> None:
        """Open a match of the list; the one that is open stays, whatever was on its way."""
        if row == self.current:
            self._wanted = None
            self._open_match.cancel()
        elif 0 <= row < len(self.entries):
            self._wanted = self.entries[row].path
            self._open_match.open(self._wanted)

    def open_entry(self, entry: Entry) -> None:
        """Open a match, if it is on the list still."""
        rows = (row for row, each in enumerate(self.entries) if each.path == entry.path)
        self.open(next(rows, -1))

    def reveal(self, entry: Entry) -> None:
        """Show a match in its folder."""
        reveal(entry.path, self._messages)

    def prelabel(self, entry: Entry) -> None:
        """Let the model answer a match that need not be open, after those that wait."""
        self._prelabel.start_all([(entry.path, entry.name)])

    def step(self, by: int) -> None:
        """Open the match `by` places further on than the last one asked for, around the ends and
        past those that cannot be opened."""
        wanted = (row for row, each in enumerate(self.entries) if each.path == self._wanted)
        at = next(wanted, self.current)
        start = at if at is not None else (-1 if by > 0 else 0)
        for number in range(1, len(self.entries) + 1):
            row = (start + number * by) % len(self.entries)
            if not self.entries[row].unreadable:
                self.open(row)
                return

    def prelabel_all(self) -> None:
        """Let the model answer every match that it has not answered yet and that can be read."""
        readable = [entry for entry in self.entries if not entry.unreadable]
        every = [(entry.path, entry.name) for entry in readable]
        todo = [(entry.path, entry.name) for entry in readable if entry.predicted < 1]
        if todo:
            self._prelabel.start_all(todo)
        elif every:
            again = MessageAction(
                self.tr("Pre-label all again"), lambda: self._prelabel.start_all(every, anew=True)
            )
            self._messages.info(self.tr("Every match of this folder is pre-labelled."), again)
        unread = [entry for entry in self.entries if entry.unreadable]
        if unread:
            self._messages.info(left_out_text(unread), topic=LEFT_OUT_TOPIC)

    def shut_down(self) -> None:
        """Wait for the folder being read: the window closes."""
        task, self._task = self._task, None
        if task is not None:
            task.finish()
        self._unreadable.shut_down()

    def _match_opened(self) -> None:
        self._wanted = None
        info, project = self._document.info, self._document.project
        if info is None or project is None:
            return
        # Videos of a folder of projects may lie elsewhere: the list stays what it is.
        if self.folder in (info.path.absolute().parent, project.path.absolute().parent):
            self.refresh()
        else:
            self.show_folder(info.path.absolute().parent)
        self.changed.emit()

    def _update(self) -> None:
        """The match on screen is further than its file was when the folder was read."""
        self._put_job()
        row = self.current
        if row is not None:
            answered = self._document.track.predicted
            left_out = self._document.segments.excluded_mask(len(answered))
            self.entries[row] = replace(
                self.entries[row],
                share=self._review.reviewed_share,
                predicted=predicted_share(answered, left_out),
                started=True,
            )
        self.changed.emit()

    def _job_moved(self) -> None:
        if self._put_job():
            self.changed.emit()

    def _put_job(self) -> bool:
        """Say which match the model is at work on and which wait; whether that is new."""
        state, before = self._prelabel.state, list(self.entries)
        for at, entry in enumerate(before):
            answering = state.share if state and self._prelabel.works_on(entry.path) else None
            # Another try has taken it away; the folder may not be read again for a while.
            remembered = "" if answering is not None else entry.remembered
            self.entries[at] = replace(
                entry,
                answering=answering,
                place=self._prelabel.place(entry.path),
                problem=self._prelabel.problem(entry.path) or in_language(remembered),
                remembered=remembered,
                unreadable=in_language(self._unreadable.reason(entry.path)),
            )
        return self.entries != before


def left_out_text(unread: Sequence[Entry]) -> str:
    """Which matches are not pre-labelled, and why they cannot be."""
    text = translate("Workspace", "{count} matches are left out, for their videos cannot be read.")
    if len(unread) == 1:
        text = translate("Workspace", "One match is left out, for its video cannot be read.")
    lines = [text.format(count=len(unread))]
    lines += [f"{entry.name}: {entry.unreadable}" for entry in unread[:TOLD]]
    if len(unread) > TOLD:
        more = translate("Workspace", "{count} more; the list says why.")
        lines.append(more.format(count=len(unread) - TOLD))
    return "\n".join(lines)


def file_stamps(folder: Path) -> Stamps:
    """What tells that files of the folder have changed; of one that cannot be read, nothing.

    Reading a project touches the files beside it: as root, SQLite sets the owner of its log again,
    and its index of the log is memory that readers write to. Neither is a change to read again.
    """
    found = set()
    with contextlib.suppress(OSError), os.scandir(folder) as files:
        for file in files:
            if not file.name.endswith("-shm"):
                with contextlib.suppress(OSError):  # Gone meanwhile.
                    status = file.stat(follow_symlinks=False)
                    found.add((file.name, status.st_size, status.st_mtime_ns))
    return frozenset(found)


def read_folder(folder: Path) -> list[Entry]:
    """The matches of a folder by name; files that are neither video nor project are left out.

    Raises:
        ProjectError: the folder cannot be read.
    """
    try:
        files = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise ProjectError(f"The folder {folder} cannot be read: {error.strerror}.") from error
    summaries = [_summary(path) for path in files if is_project(path)]
    entries, shown = [], set()
    for summary in summaries:
        if summary is None:
            continue
        if summary.video is not None:
            shown.add(os.path.realpath(summary.video))
        entries.append(
            Entry(
                summary.path.absolute(),
                summary.path.stem,
                summary.share,
                summary.predicted,
                started=True,
                # What a person has begun to review shows how far that is.
                remembered="" if summary.reviewed or summary.predicted == 1 else summary.problem,
            )
        )
    videos = [path for path in files if path.suffix.lower() in VIDEO_SUFFIXES]
    names = {path.stem for path in videos}
    entries += [
        Entry(path.absolute(), path.stem)
        for path in videos
        # A video may be a link, and Path.resolve gives up on links that lead round in a circle.
        if os.path.realpath(path) not in shown and not _is_clip(path.stem, names)
    ]
    return sorted(entries, key=lambda entry: natural(entry.name))


def _is_clip(name: str, names: set[str]) -> bool:
    """Whether a video is by its name an annotated clip of another one in the folder."""
    source, mark, _frames = name.rpartition(CLIP_MARK)
    return bool(mark) and source in names


def _summary(path: Path) -> ProjectSummary | None:
    """None of what only bears the name of a project, which is left out."""
    try:
        return summarise(path)
    except ProjectError:
        return None


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts "match 2" before "match 10"."""
    parts: list[tuple[int, int, str]] = []
    digits = ""
    for letter in f"{name.casefold()} ":
        if letter.isdecimal():
            digits += letter
            continue
        if digits:
            parts.append((0, int(digits), ""))
            digits = ""
        parts.append((1, 0, letter))
    return parts
