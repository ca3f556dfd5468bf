"""The sheet over the timeline: the playhead's line, and everything the mouse does there."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.playhead import Playhead
from app.widgets.timeline_plots import ConfidencePlot
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_strips import RULER_HEIGHT

THRESHOLD_REACH = 5.0
"""A press this close to the threshold line (pixels) takes hold of it."""
WHEEL_STEP = 1.3


class _Drag(Enum):
    NONE = auto()
    SEEK = auto()
    THRESHOLD = auto()
    PAN = auto()


class TimelineCursor(QWidget):
    """Transparent, on top of the strips; a moving playhead repaints its thin line only."""

    thresholdDragged = Signal(float)
    thresholdReleased = Signal(float)

    def __init__(
        self,
        playhead: Playhead,
        view: TimelineRange,
        confidence: ConfidencePlot,
        describe: Callable[[int], str],
        parent: QWidget,
    ) -> None:
        """Args: describe: the text of the tooltip for a frame."""
        super().__init__(parent)
        self._playhead = playhead
        self._view = view
        self._confidence = confidence
        self._describe = describe
        self._drag = _Drag.NONE
        self._pan_from = 0.0
        self._painted_x = 0.0
        self.left = 0.0
        """Where the strips begin; the gutter before it is not for seeking."""
        self.setMouseTracking(True)
        playhead.frameChanged.connect(self._moved)

    def paintEvent(self, event: QPaintEvent) -> None:
        view, playhead = self._view, self._playhead
        if view.frame_count == 0:
            return
        x = self._playhead_x()
        self._painted_x = x
        if not self.left - 1 <= x <= self.width() + 1:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
        colour = QColor("#ffffff") if dark else QColor("#14171c")
        # Zoomed in, the frame's own width is shown: it is a stretch of time, not a moment.
        width = view.pixels_per_frame
        if width >= 4:
            shade = QColor(colour)
            shade.setAlpha(36)
            painter.fillRect(
                QRectF(x - width / 2, RULER_HEIGHT, width, self.height() - RULER_HEIGHT), shade
            )
        painter.setPen(QPen(QColor(0, 0, 0, 90) if dark else QColor(255, 255, 255, 160), 3))
        painter.drawLine(QPointF(x, RULER_HEIGHT), QPointF(x, self.height()))
        painter.setPen(QPen(colour, 1.4))
        painter.drawLine(QPointF(x, RULER_HEIGHT - 2), QPointF(x, self.height()))
        self._paint_flag(painter, x, f"{playhead.frame:,}".replace(",", "\u2009"), colour, dark)
        painter.end()

    def _paint_flag(
        self, painter: QPainter, x: float, text: str, colour: QColor, dark: bool
    ) -> None:
        """The frame number at the head of the line, kept inside the widget."""
        font = QFont(self.font())
        font.setPixelSize(10)
        font.setBold(True)
        painter.setFont(font)
        width = QFontMetricsF(font).horizontalAdvance(text) + 10
        left = min(max(self.left, x - width / 2), self.width() - width)
        flag = QPainterPath()
        flag.addRoundedRect(QRectF(left, 1, width, RULER_HEIGHT - 4), 4, 4)
        painter.fillPath(flag, colour)
        painter.setPen(QColor("#14171c") if dark else QColor("#ffffff"))
        painter.drawText(
            QRectF(left, 1, width, RULER_HEIGHT - 4), Qt.AlignmentFlag.AlignCenter, text
        )

    def _playhead_x(self) -> float:
        return self._view.x_of(self._playhead.frame + 0.5)

    def _moved(self) -> None:
        """Repaint where the line was and where it is; nothing else."""
        reach = max(46, int(self._view.pixels_per_frame / 2) + 4)
        for x in (self._painted_x, self._playhead_x()):
            self.update(int(x) - reach, 0, 2 * reach, RULER_HEIGHT)
            half = min(reach, max(4, int(self._view.pixels_per_frame / 2) + 4))
            self.update(int(x) - half, RULER_HEIGHT, 2 * half + 1, self.height() - RULER_HEIGHT)

    # -- the mouse -------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._view.frame_count == 0:
            return
        if event.button() == Qt.MouseButton.MiddleButton:
            self._drag, self._pan_from = _Drag.PAN, point.x()
        elif event.button() == Qt.MouseButton.LeftButton:
            if self._over_threshold(point):
                self._drag = _Drag.THRESHOLD
            elif point.x() >= self.left:
                self._drag = _Drag.SEEK
                self._playhead.pause()
                self._playhead.seek(self._view.frame_at(point.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._drag is _Drag.SEEK:
            self._playhead.seek(self._view.frame_at(point.x()))
        elif self._drag is _Drag.THRESHOLD:
            self.thresholdDragged.emit(self._threshold_at(point))
        elif self._drag is _Drag.PAN:
            self._view.pan((self._pan_from - point.x()) / self._view.pixels_per_frame)
            self._pan_from = point.x()
        self._point_out(point, event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is _Drag.THRESHOLD:
            self.thresholdReleased.emit(self._threshold_at(event.position()))
        self._drag = _Drag.NONE

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton or event.position().x() < self.left:
            self._view.fit()
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        sideways = turn.x() or (turn.y() if event.modifiers() & _SHIFT else 0)
        if sideways:
            self._view.pan(-sideways / 120 * 0.1 * (self._view.last - self._view.first))
        elif turn.y():
            self._view.zoom_at(event.position().x(), WHEEL_STEP ** (turn.y() / 120))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        QToolTip.hideText()

    def _over_threshold(self, point: QPointF) -> bool:
        plot = self._confidence
        top = plot.mapTo(self.parentWidget(), QPoint(0, 0)).y()
        line = top + plot.y_of(float(plot.threshold_line.value()))
        return point.x() >= self.left and abs(point.y() - line) <= THRESHOLD_REACH

    def _threshold_at(self, point: QPointF) -> float:
        top = self._confidence.mapTo(self.parentWidget(), QPoint(0, 0)).y()
        value = self._confidence.value_at(point.y() - top)
        return round(min(max(0.0, value), 1.0), 2)

    def _point_out(self, point: QPointF, where: QPoint) -> None:
        """Cursor shape and tooltip for what is under the mouse."""
        if self._drag is _Drag.THRESHOLD or (
            self._drag is _Drag.NONE and self._over_threshold(point)
        ):
            self.setCursor(Qt.CursorShape.SplitVCursor)
            value = float(self._confidence.threshold_line.value())
            QToolTip.showText(where, self.tr("Threshold {0}").format(f"{value:.2f}"), self)
            return
        self.unsetCursor()
        if self._view.frame_count and point.x() >= self.left:
            QToolTip.showText(where, self._describe(self._view.frame_at(point.x())), self)
        else:
            QToolTip.hideText()


_SHIFT = Qt.KeyboardModifier.ShiftModifier
