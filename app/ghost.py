"""What a correction would change, shown before it is made.

While the button is down on the picture, and where the cursor rests on it, the path is solved with
a mark there and put back; the canvas paints the difference.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from annotation import edits
from annotation.preview import Preview, preview
from app.document import Document

HELD_MS = 30
REST_MS = 350
"""A cursor that stays in place for so long is asking."""


class Ghost(QObject):
    """The difference that a mark would make along the path; found a moment after it is asked."""

    arrived = Signal()
    """A difference was found that was asked for before."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._aim: tuple[int, float, float] | None = None
        self._found: Preview | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._find)
        for changed in (document.changed, document.predictionsChanged, document.thresholdChanged):
            changed.connect(self.forget)
        document.opened.connect(self.forget)
        document.closed.connect(self.forget)

    def at(
        self, frame: int | None, position: tuple[float, float] | None, held: bool
    ) -> Preview | None:
        """The difference a ball at `position` (source pixels) of `frame` would make, once known.

        `held`: the button is down, and the answer for where it was a moment ago will do meanwhile.
        """
        if frame is None or position is None or not self._document.track.follows_path:
            self.forget()
            return None
        aim = (frame, *position)
        if aim != self._aim:
            if self._aim is None or self._aim[0] != frame or not held:
                self._found = None
            self._aim = aim
            if not (held and self._timer.isActive()):
                self._timer.start(HELD_MS if held else REST_MS)
        return self._found

    def forget(self, *_whatever: object) -> None:
        """Nothing is asked, or what was found no longer holds."""
        self._aim = self._found = None
        self._timer.stop()

    def _find(self) -> None:
        # Where that changes something, nothing is asked any more; the repaint asks again.
        self._document.settle()
        if self._aim is None or not 0 <= self._aim[0] < self._document.frame_count:
            return
        track = self._document.track
        self._found = preview(track, edits.place(track, *self._aim))
        self.arrived.emit()
