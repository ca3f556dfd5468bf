"""Which videos of a folder cannot be opened, and why, found out before somebody tries.

Files are opened, not decoded, off the window's thread, and again only once they have changed: a
video that is still being copied becomes readable by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from app.jobs.task import Task

Stamp = tuple[int, int]
"""Size and time of the last change."""
Found = dict[Path, tuple[Stamp, str]]
"""Why each file cannot be opened, '' where it can, and how the file was then."""

SETTLE_MS = 400
"""A file or a folder is looked at again so long after a change in it."""


class Unreadable(QObject):
    """Remembers of videos whether they open."""

    changed = Signal()
    """Other files than before cannot be opened."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: Found = {}
        self._videos: list[Path] = []
        self._task: Task | None = None
        self._again = False
        self._watcher = QFileSystemWatcher(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MS)
        self._soon.timeout.connect(lambda: self.look(self._videos))
        self._watcher.fileChanged.connect(lambda _path: self._soon.start())

    def reason(self, path: Path) -> str:
        """Why the video cannot be opened, in English; '' where it can or nobody looked yet."""
        return self._found[path][1] if path in self._found else ""

    def look(self, videos: Iterable[Path]) -> None:
        """Find out about these videos, as far as they are new or have changed."""
        self._videos = list(videos)
        if self._task is not None:
            self._again = True
            self._task.cancel()
            return
        wanted, known = self._videos, dict(self._found)
        task = Task(lambda task: _look(wanted, known, task), self)
        # What was found until then is kept where the task is stopped, too.
        task.told.connect(self._take)
        task.finished.connect(self._done)
        task.finished.connect(task.deleteLater)
        self._task = task
        task.start()

    def shut_down(self) -> None:
        """Wait for the thread: the window closes."""
        self._again = False
        self._soon.stop()
        if self._task is not None:
            self._task.finish()

    def _take(self, found: Found) -> None:
        before = {path for path in self._found if self.reason(path)}
        self._found |= found
        refused = {path for path in self._found if self.reason(path)}
        if refused != before:
            self.changed.emit()

    def _done(self) -> None:
        self._task = None
        watched = self._watcher.files()
        if watched:
            self._watcher.removePaths(watched)
        refused = [str(path) for path in self._videos if self.reason(path)]
        if refused:
            self._watcher.addPaths(refused)
        if self._again:
            self._again = False
            self.look(self._videos)


def _look(videos: Iterable[Path], known: Mapping[Path, tuple[Stamp, str]], task: Task) -> None:
    """In the thread: tell of every video that is new or has changed."""
    for path in videos:
        if task.stop.is_set():
            return
        stamp = _stamp(path)
        if path not in known or known[path][0] != stamp:
            task.tell({path: (stamp, _obstacle(path))})


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return (-1, 0)  # gone, or a link that leads nowhere: opening it tells
    return (found.st_size, found.st_mtime_ns)


def _obstacle(path: Path) -> str:
    from tracker.errors import VideoError
    from tracker.video.container import open_container

    try:
        container, _stream = open_container(path)
    except VideoError as error:
        return str(error)
    container.close()
    return ""
