"""Says that a match is open in another window, before edits of the two collide."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject

from app.document import Document
from app.messages import Messages
from app.window_lock import window_lock
from app.workflows.open_match import TOPIC


class Claim(QObject):
    """Holds a lock in `folder` for the project that is open; one left by a crash counts as free.

    Both windows may go on: an edit of what the other has changed is refused by the project.
    """

    def __init__(
        self, document: Document, messages: Messages, folder: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._messages = messages
        self._folder = folder
        self._lock: QLockFile | None = None
        document.opened.connect(self._take)
        document.closed.connect(self._release)

    def _take(self) -> None:
        self._release()
        project = self._document.project
        if project is None:
            return
        name = hashlib.sha256(os.fsencode(os.path.realpath(project.path))).hexdigest()[:16]
        lock = window_lock(self._folder / f"{name}.lock")
        if lock.tryLock(0):
            self._lock = lock
        elif lock.error() == QLockFile.LockError.LockFailedError:
            text = self.tr(
                "{name} is open in another window as well. Work in one of them: "
                "neither sees what the other changes."
            )
            self._messages.warning(text.format(name=self._document.name()), topic=TOPIC)

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None
