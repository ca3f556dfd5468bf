"""The strip of the model's confidence, with the threshold that decides what counts as a ball."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.theme import MARKS
from app.widgets.timeline_bins import Binned, Columns
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_strip import PlotStrip, joined, with_alpha


class ConfidenceStrip(PlotStrip):
    """Blue where the frames count as a ball, grey where they do not, the line between in orange."""

    def __init__(self, document: Document, view: TimelineRange, parent: QWidget) -> None:
        super().__init__(document, view, (-0.04, 1.06), parent)
        self._bins = Binned(0)
        self._threshold = document.threshold

    @property
    def threshold(self) -> float:
        """Where the line is drawn; while it is dragged the document may still be behind."""
        return self._threshold

    def show_threshold(self, threshold: float) -> None:
        """Draw the line there."""
        if threshold != self._threshold:
            self._threshold = threshold
            self.redraw()

    def reload(self) -> None:
        count = self._document.track.frame_count
        self._bins = Binned(count)
        self._threshold = self._document.threshold
        self.refresh(0, count - 1)

    def refresh(self, first: int, last: int) -> None:
        self._bins.update(self._document.track.predicted_score, first, last)

    def draw(self, painter: QPainter, columns: Columns) -> None:
        scores = self._bins.over(self._document.track.predicted_score, columns)
        ball = QColor(MARKS.model) if self.dark() else QColor(MARKS.human)
        none = self.palette().color(QPalette.ColorRole.PlaceholderText)
        colours = [with_alpha(c, alpha) for alpha in (55, 90, 255) for c in (none, ball)]
        number = (scores.mean >= self._threshold).astype(np.uint8)
        ground = np.where(np.isnan(scores.mean), np.nan, self.limits[0])
        # Where a column is a frame wide, a step says more than a line to the next one.
        wide = self._view.pixels_per_frame > 3
        line = (scores.mean, scores.mean) if wide else joined(scores.mean)
        areas = (
            (scores.low, scores.high, 1 + number),
            (ground, scores.mean, 3 + number),
            (*line, 5 + number),
        )
        self.draw_areas(painter, columns, areas, colours)

    def paint_over(self, painter: QPainter) -> None:
        y = round(self.y_of(self._threshold)) + 0.5
        orange = QColor(MARKS.low_confidence) if self.dark() else QColor("#b45309")
        painter.setPen(QPen(orange, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
        font = QFont(self.font())
        font.setPixelSize(10)
        font.setBold(True)
        painter.setFont(font)
        width, height = 30.0, 13.0
        # Beside the line, on the side that has room.
        top = y - height if y > height else y
        box = QRectF(self.width() - width, top, width, height)
        painter.fillRect(box, with_alpha(self.palette().color(QPalette.ColorRole.Base), 200))
        painter.setPen(orange)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{self._threshold:.2f}")
