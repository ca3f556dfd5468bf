"""Shots: the stretches between the cuts that pre-labelling found."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from annotation.errors import AnnotationError
from annotation.shots import Shot
from app.document import Document
from app.messages import Messages
from app.playhead import Playhead
from app.selection import Selection
from app.workflows.prelabel import Prelabel


class Shots(QObject):
    """Read from the project when a match is opened, and again whenever a run has ended."""

    changed = Signal()

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        selection: Selection,
        prelabel: Prelabel,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self._selection = selection
        self._messages = messages
        self._shots: list[Shot] = []
        document.opened.connect(self._read)
        document.closed.connect(self._read)
        prelabel.finished.connect(self._read)

    @property
    def cuts(self) -> npt.NDArray[np.int64]:
        """int64 [k]: the frames that begin a shot, without the first."""
        return np.array([shot.first for shot in self._shots[1:]], np.int64)

    def select_shot(self) -> None:
        """Select the shot around the frame in view."""
        at = int(np.searchsorted(self.cuts, self._playhead.frame, side="right"))
        if self._shots:
            self._selection.set(self._shots[at].first, self._shots[at].last)

    def _read(self) -> None:
        project = self._document.project
        self._shots = []
        if project is not None:
            try:
                self._shots = project.shots()
            except AnnotationError as error:
                self._messages.error(str(error))
        self.changed.emit()
