"""The files opened lately, and which of them are still there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs.task import Task
from app.paths import match_name
from app.settings import Settings


@dataclass(frozen=True)
class RecentFile:
    """A video or project opened lately."""

    path: Path
    missing: bool = False
    folder: str = ""
    """What tells it from others of its name."""


class RecentFiles(QObject):
    """The list, newest first. Whether files are there is found out off the window's thread."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._task: Task | None = None
        self._again = False
        self._missing: set[Path] = set()
        settings.changed.connect(self._setting_changed)

    def files(self) -> list[RecentFile]:
        """The files as far as is known."""
        paths = [Path(entry) for entry in self._settings.recent]
        alike = Counter(match_name(path) for path in paths)
        alike_there = Counter((match_name(path), path.parent.name) for path in paths)

        def folder(path: Path) -> str:
            if alike[match_name(path)] == 1:
                return ""
            known = alike_there[match_name(path), path.parent.name] == 1
            return path.parent.name if known else str(path.parent)

        return [RecentFile(path, path in self._missing, folder(path)) for path in paths]

    def look(self) -> None:
        """Find out again which files are there; `changed` follows where that is news."""
        if self._task is not None:
            self._again = True
            return
        self._again = False
        paths = [Path(entry) for entry in self._settings.recent]
        task = Task(lambda _task: {path for path in paths if not path.exists()}, self)
        task.succeeded.connect(self._take)
        task.failed.connect(lambda _sentence: self._take(set(self._missing)))
        task.finished.connect(task.deleteLater)
        self._task = task
        task.start()

    def _take(self, missing: set[Path]) -> None:
        self._task = None
        if missing != self._missing:
            self._missing = missing
            self.changed.emit()
        if self._again:
            self.look()

    def forget(self, path: Path) -> None:
        """Take a file off the list."""
        self._settings.forget_file(path)

    def clear(self) -> None:
        """Empty the list."""
        self._settings.recent = []

    def shut_down(self) -> None:
        """Wait for a look that is under way: the window closes."""
        task, self._task = self._task, None
        if task is not None:
            task.finish()

    def _setting_changed(self, name: str) -> None:
        if name == "recent":
            self.changed.emit()
            self.look()
