"""The picture alone, while a key is held or in turn with what is laid over it: the eye compares."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.document import Document

FLICKER_MS = 170
"""So long with the overlays, so long without: just under three flashes a second, the most that is
safe to look at."""


class RawPicture(QObject):
    """Whether the canvas shows the picture alone now."""

    changed = Signal()
    """To be painted anew."""
    flickerChanged = Signal(bool)
    """The flicker began or ended."""

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._held = self._bare = False
        self._timer = QTimer(self)
        self._timer.setInterval(FLICKER_MS)
        self._timer.timeout.connect(lambda: self._show_bare(not self._bare))
        # An edit has to be seen, and another match is another look.
        for ending in (document.changed, document.opened, document.closed):
            ending.connect(lambda *_: self.flicker(False))

    def hold(self, held: bool) -> None:
        """Show the picture alone for as long as it is held."""
        self._held = held
        self.changed.emit()

    @property
    def flickering(self) -> bool:
        """Whether the overlays come and go."""
        return self._timer.isActive()

    def flicker(self, wanted: bool) -> None:
        """Let the overlays come and go, or stay."""
        if wanted == self.flickering:
            return
        if wanted:
            self._timer.start()
        else:
            self._timer.stop()
        self._show_bare(wanted)
        self.flickerChanged.emit(wanted)

    def shown(self, dragging: bool) -> bool:
        """Whether the picture is alone now; a ball being dragged does not come and go."""
        return self._held or (self._bare and not dragging)

    def show_overlays(self) -> None:
        """Begin the turn of the overlays now."""
        if self.flickering:
            self._timer.start()
            self._show_bare(False)

    def _show_bare(self, bare: bool) -> None:
        self._bare = bare
        self.changed.emit()
