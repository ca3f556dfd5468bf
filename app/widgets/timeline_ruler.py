"""The ruler of the timeline, and the names of its strips."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.theme import MARKS
from app.widgets.timeline_range import TimelineRange

if TYPE_CHECKING:
    from tracker.video import Video

RULER_HEIGHT = 20
LABEL_ROOM = 78
"""Pixels that a tick and its label take at most."""
_STEPS = (
    0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
)  # fmt: skip


GAP_WIDTH, GAP_HEIGHT = 3, 4
"""Pixels of the mark of a frame that does not follow the one before at the usual time."""


class Ruler(QWidget):
    """Ticks at round times, every one labelled, as many as there is room for, and marks where
    frames are missing or repeat a time."""

    def __init__(self, document: Document, view: TimelineRange, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._view = view
        self._sight: tuple[object, ...] = ()
        self._ticks: list[tuple[float, str]] = []
        """Of what is in sight: a playhead that passes by finds them ready."""
        self._uneven: list[float] = []
        """Where marks begin, of what is in sight."""
        self.setFixedHeight(RULER_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        view, video = self._view, self._document.video
        # While another match opens it may be painted before the view knows of it.
        if video is None or not 0 < view.frame_count <= len(video.index):
            return
        sight = (view.first, view.last, view.frame_count, self.width(), video)
        if sight != self._sight:
            self._sight, self._ticks = sight, self._find_ticks()
            self._uneven = self._find_uneven(video)
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(10)
        painter.setFont(font)
        seen, metrics = event.rect(), painter.fontMetrics()
        ticks = [t for t in self._ticks if seen.left() - LABEL_ROOM <= t[0] <= seen.right() + 1]
        marks = [x for x in self._uneven if seen.left() - GAP_WIDTH <= x <= seen.right() + 1]
        top, colour = RULER_HEIGHT - GAP_HEIGHT, QColor(MARKS.low_confidence)
        for x in marks:
            painter.fillRect(QRectF(x, top, GAP_WIDTH, GAP_HEIGHT), colour)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawLines([QLineF(x, RULER_HEIGHT - 6, x, RULER_HEIGHT) for x, _ in ticks])
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        for x, label in ticks:
            room = self.width() - x
            if room >= LABEL_ROOM or room >= 4 + metrics.horizontalAdvance(label):
                painter.drawText(QPointF(x + 4, RULER_HEIGHT - 6), label)
        painter.end()

    def _find_ticks(self) -> list[tuple[float, str]]:
        """Where the ticks are in this widget, and what they say."""
        video, last = self._document.video, self._view.frame_count - 1
        assert video is not None
        left = self._view.x_of(self._view.first)
        start = video.index.time(min(last, int(self._view.first)))
        stop = video.index.time(min(last, int(self._view.last)))
        step = next(
            (s for s in _STEPS if (stop - start) / s * LABEL_ROOM <= self.width() - left), 7200
        )
        ticks = []
        for number in range(int(start // step), int(stop // step) + 2):
            seconds = number * step
            x = self._view.x_of(self._position(seconds)) - self.x()
            if x >= left - self.x() - 0.5 and seconds <= stop + step:
                ticks.append((x, _clock(seconds, step)))
        return ticks

    def _find_uneven(self, video: Video) -> list[float]:
        """Where marks of uneven times begin, one for all that would touch."""
        frames = video.timing.irregular
        first, stop = np.searchsorted(frames, (int(self._view.first), self._view.last + 1))
        left = self._view.x_of(0.0) - self.x() - GAP_WIDTH / 2
        places = left + frames[first:stop] * self._view.pixels_per_frame
        found: list[float] = (np.unique(places // GAP_WIDTH) * GAP_WIDTH).tolist()
        return found

    def _position(self, seconds: float) -> float:
        """Where a time lies between frames: the file's own times, so variable rates show."""
        video = self._document.video
        assert video is not None
        frame = video.index.frame_at(seconds)
        begin = video.index.time(frame)
        if frame + 1 >= self._view.frame_count:
            per_frame = video.info.duration / self._view.frame_count
            return frame + (seconds - begin) / per_frame
        length = video.index.time(frame + 1) - begin
        return frame + ((seconds - begin) / length if length > 0 else 0.0)


def _clock(seconds: float, step: float) -> str:
    minutes, rest = divmod(round(seconds, 3), 60)
    hours, minutes = divmod(int(minutes), 60)
    digits = f"{rest:05.2f}" if step < 1 else f"{int(rest):02d}"
    return f"{hours}:{minutes:02d}:{digits}" if hours else f"{minutes}:{digits}"


def paint_label(painter: QPainter, box: QRectF, text: str, colour: QColor) -> None:
    """Name a strip in the gutter beside it."""
    font = QFont(painter.font())
    font.setPixelSize(10)
    painter.setFont(font)
    painter.setPen(QPen(colour))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
    painter.drawText(box, flags, text)
