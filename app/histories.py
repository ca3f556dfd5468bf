"""What can be undone in each match of the session: it waits until the match is opened again."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject

from app.document import Document
from app.history import History
from app.workflows.threshold import Threshold

MOST = 16
"""Of so many matches, those left last, it is kept."""


@dataclass(frozen=True)
class Kept:
    """The steps in a match, and what they led to."""

    history: History
    marks: int
    """A checksum of what persons said."""


class Histories(QObject):
    """Takes the steps of a match that is left, and gives them back when it is there again.

    Where its marks are others by then, because another window edited it, they fit no longer.
    """

    def __init__(
        self, document: Document, threshold: Threshold, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._threshold = threshold
        self.kept: dict[Path, Kept] = {}
        """By project, that of the match left last at the end. Outlasts the window."""
        document.leaving.connect(self.keep)
        document.opened.connect(self._give)

    def keep(self) -> None:
        """Keep the steps in the match that is open."""
        history = History.of(self._document)
        if history is None:
            return
        self.kept.pop(history.project, None)
        if history.steps:
            self.kept[history.project] = Kept(history, self._marks())
        for path in list(self.kept)[:-MOST]:
            del self.kept[path]

    def _give(self) -> None:
        project = self._document.project
        kept = self.kept.pop(project.path, None) if project is not None else None
        if kept is not None and kept.marks == self._marks():
            kept.history.give(self._document, self._threshold)

    def _marks(self) -> int:
        track = self._document.track
        return zlib.crc32(track.marks_in(np.flatnonzero(track.marked)).records.tobytes())
