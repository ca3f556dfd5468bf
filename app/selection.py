"""The stretch of frames a person has selected: what bulk actions are about."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.document import Document


class Selection(QObject):
    """First and last frame of a stretch, both included, or nothing. Another match empties it."""

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._range: tuple[int, int] | None = None
        document.opened.connect(self.clear)
        document.closed.connect(self.clear)

    @property
    def range(self) -> tuple[int, int] | None:
        """(first, last), both included; None where nothing is selected."""
        return self._range

    def __len__(self) -> int:
        """Number of frames selected."""
        return self._range[1] - self._range[0] + 1 if self._range else 0

    def set(self, first: int, last: int) -> None:
        """Select the frames between the two, in either order, as far as the video has them."""
        count = self._document.frame_count
        if count == 0:
            return
        low, high = sorted(min(max(0, int(frame)), count - 1) for frame in (first, last))
        if (low, high) != self._range:
            self._range = (low, high)
            self.changed.emit()

    def mark_in(self, frame: int) -> None:
        """Let the selection begin here; it ends where it did, unless that lies before."""
        last = self._range[1] if self._range else frame
        self.set(frame, max(frame, last))

    def mark_out(self, frame: int) -> None:
        """Let the selection end here; it begins where it did, unless that lies behind."""
        first = self._range[0] if self._range else frame
        self.set(min(frame, first), frame)

    def clear(self) -> None:
        """Select nothing."""
        if self._range is not None:
            self._range = None
            self.changed.emit()
