"""What was going on, for the start after a crash: which match was open, and that it was not closed.

The frame in view is kept in the project, the layout in the settings. Of several windows at once the
first one owns the session; a lock file tells them apart, and one left by a crash counts as free.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from app.document import Document
from app.settings import Settings
from app.window_lock import window_lock


class Session(QObject):
    """Writes down which match is open, and knows what the last window left open."""

    def __init__(
        self, document: Document, settings: Settings, lock: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._settings = settings
        self._lock = window_lock(lock)
        self.owner = self._lock.tryLock(0)
        document.opened.connect(self._note)
        document.closed.connect(self._note)

    def take_interrupted(self) -> Path | None:
        """The project that was open when the last window ended without closing it; asked once.

        It is forgotten at once: a match that brings the window down must not do so at every start.
        """
        if not self.owner or not self._settings.open_match:
            return None
        path = Path(self._settings.open_match)
        self._write("")
        return path if path.exists() else None

    def close(self) -> None:
        """The window ends as it should."""
        if self.owner:
            self._lock.unlock()

    def _note(self) -> None:
        project = self._document.project
        if self.owner:
            self._write(str(project.path) if project is not None else "")

    def _write(self, path: str) -> None:
        self._settings.open_match = path
        # Now, not when Qt finds the time: after a crash it would be too late.
        self._settings.store.sync()
