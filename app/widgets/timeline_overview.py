"""The whole match in one thin line, with a window on the part that the strips show."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.playhead import Playhead
from app.widgets.follower import Follower
from app.widgets.timeline_bins import Columns
from app.widgets.timeline_mouse import WHEEL_STEP
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_states import StateStrip
from app.widgets.timeline_strip import Strip, with_alpha

OVERVIEW_HEIGHT = 14


class Overview(Strip):
    """Drag the window to move along, click beside it to go there, wheel to zoom."""

    zoomed = Signal(float)
    """The wheel asks for so many times fewer frames."""

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        view: TimelineRange,
        states: StateStrip,
        parent: QWidget,
    ) -> None:
        """Args: states: the strip that keeps the states, drawn here in small."""
        super().__init__(document, view, parent)
        self._playhead = playhead
        self._states = states
        self._grabbed_at: float | None = None
        self.setFixedHeight(OVERVIEW_HEIGHT)
        self.setToolTip(self.tr("The whole match; drag the window to move along"))
        Follower(playhead, self.update, self)
        view.changed.connect(self.update)

    def reload(self) -> None:
        self.redraw()

    def in_step(self) -> bool:
        return super().in_step() and not self._states.awaited

    def x_of(self, frame: float) -> float:
        """Pixel of a position in frames: the whole match over the whole width."""
        return frame / max(1, self._view.frame_count) * self.width()

    def columns(self) -> Columns:
        pixels = max(1, round(self.width() * self.devicePixelRatioF()))
        count = self._view.frame_count
        return Columns.over(0, count, count, pixels)

    def draw(self, painter: QPainter, columns: Columns) -> None:
        if len(columns):
            painter.translate(0, 3)
            pixels = self._states.pixels(columns, marks=2, states=OVERVIEW_HEIGHT - 8)
            self.paint_columns(painter, columns, pixels, self.height() - 6)

    def paint_over(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        left, right = self.x_of(self._view.first), self.x_of(self._view.last)
        if not self._view.complete:
            veil = with_alpha(palette.color(palette.ColorRole.Window), 165)
            painter.fillRect(QRectF(0, 0, left, self.height()), veil)
            painter.fillRect(QRectF(right, 0, self.width() - right, self.height()), veil)
            painter.setPen(QPen(palette.color(palette.ColorRole.Link), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = QRectF(left, 0.75, max(4.0, right - left), self.height() - 1.5)
            painter.drawRoundedRect(box, 3, 3)
        colour = QColor("#ffffff") if self.dark() else QColor("#14171c")
        x = self.x_of(self._playhead.frame + 0.5)
        painter.fillRect(QRectF(x - 0.75, 0, 1.5, self.height()), colour)

    # -- the mouse -------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self._view.frame_count:
            return
        frame = self._frame_at(event)
        if self._view.complete:
            self._playhead.pause()
            self._playhead.seek(int(frame))
            return
        if not self._view.first <= frame <= self._view.last:
            self._view.centre_on(frame)
        self._grabbed_at = frame - self._view.first

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed_at is not None:
            self._view.pan(self._frame_at(event) - self._grabbed_at - self._view.first)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed_at = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self.zoomed.emit(WHEEL_STEP ** (event.angleDelta().y() / 120))
        event.accept()

    def _frame_at(self, event: QMouseEvent) -> float:
        return event.position().x() / max(1, self.width()) * self._view.frame_count
