"""The sheet over the timeline: the selection, the playhead's line, and the mouse above them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
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

from app.numerals import grouped
from app.playhead import Playhead
from app.selection import Selection
from app.widgets.follower import Follower
from app.widgets.timeline_mouse import Hold, TimelineMouse
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_ruler import RULER_HEIGHT

_SHAPES = {
    Hold.THRESHOLD: Qt.CursorShape.SplitVCursor,
    Hold.POINT: Qt.CursorShape.SizeVerCursor,
    Hold.RANGE: Qt.CursorShape.IBeamCursor,
    Hold.RANGE_FIRST: Qt.CursorShape.SplitHCursor,
    Hold.RANGE_LAST: Qt.CursorShape.SplitHCursor,
    Hold.PAPER: Qt.CursorShape.ClosedHandCursor,
}


LINE_INTERVAL_MS = 33
"""In play the line moves so often: each move repaints all strips under it."""


class TimelineCursor(QWidget):
    """Transparent, on top of the strips; a moving playhead repaints its thin line only."""

    menuWanted = Signal(object)
    """The context menu was asked for, at this QPoint of the screen."""

    def __init__(
        self,
        playhead: Playhead,
        view: TimelineRange,
        selection: Selection,
        mouse: TimelineMouse,
        describe: Callable[[QPointF], str],
        parent: QWidget,
    ) -> None:
        """Args: describe: the text of the tooltip for a point of the sheet."""
        super().__init__(parent)
        self._playhead = playhead
        self._view = view
        self._selection = selection
        self._mouse = mouse
        self._describe = describe
        # What a repaint paints, whoever asked for it: were it where the playhead has just gone, a
        # repaint of a part of the sheet would leave the line standing on the rest of it, too.
        self._line_frame = playhead.frame
        self.setMouseTracking(True)
        # A field of a panel gives the keys back with a click here.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        Follower(playhead, self._moved, self, LINE_INTERVAL_MS)
        selection.changed.connect(self.update)

    # -- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._view.frame_count == 0:
            return
        painter = QPainter(self)
        self._paint_selection(painter)
        self._paint_playhead(painter)
        painter.end()

    def _paint_selection(self, painter: QPainter) -> None:
        chosen, mouse = self._selection.range, self._mouse
        if chosen is None:
            return
        left, right = self._view.x_of(chosen[0]), self._view.x_of(chosen[1] + 1)
        low, high = max(left, mouse.left), min(max(right, left + 2), float(self.width()))
        if high < mouse.left or low > self.width():
            return
        accent = self.palette().color(QPalette.ColorRole.Link)
        shade = QColor(accent)
        shade.setAlpha(46)
        painter.fillRect(QRectF(low, 0, high - low, self.height()), shade)
        painter.fillRect(QRectF(low, RULER_HEIGHT - 3, high - low, 3), accent)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, into in ((left, 1), (right, -1)):
            if mouse.left - 1 <= x <= self.width() + 1:
                painter.fillRect(QRectF(x - 0.75, 4, 1.5, self.height() - 4), accent)
                painter.fillPath(_bracket(x, into), accent)

    def _paint_playhead(self, painter: QPainter) -> None:
        x, below = self._line_x(), RULER_HEIGHT
        if not self._mouse.left - 1 <= x <= self.width() + 1:
            return
        dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
        colour = QColor("#ffffff") if dark else QColor("#14171c")
        # Zoomed in, the frame's own width is shown: it is a stretch of time, not a moment.
        width = self._view.pixels_per_frame
        if width >= 4:
            shade = QColor(colour)
            shade.setAlpha(36)
            painter.fillRect(QRectF(x - width / 2, below, width, self.height() - below), shade)
        halo = QColor(0, 0, 0, 90) if dark else QColor(255, 255, 255, 160)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(x - 1.5, below, 3, self.height() - below), halo)
        painter.fillRect(QRectF(x - 0.7, below - 2, 1.4, self.height() - below + 2), colour)
        text = grouped(self._line_frame)
        self._paint_flag(painter, x, text, colour, dark)

    def _paint_flag(
        self, painter: QPainter, x: float, text: str, colour: QColor, dark: bool
    ) -> None:
        """The frame number at the head of the line, kept inside the widget."""
        font = QFont(self.font())
        font.setPixelSize(10)
        font.setBold(True)
        painter.setFont(font)
        width = QFontMetricsF(font).horizontalAdvance(text) + 10
        left = min(max(self._mouse.left, x - width / 2), self.width() - width)
        box = QRectF(left, 1, width, RULER_HEIGHT - 4)
        flag = QPainterPath()
        flag.addRoundedRect(box, 4, 4)
        painter.fillPath(flag, colour)
        painter.setPen(QPen(QColor("#14171c") if dark else QColor("#ffffff")))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _line_x(self) -> float:
        return self._view.x_of(self._line_frame + 0.5)

    def _moved(self) -> None:
        """Repaint where the line was and where it is; nothing else."""
        frame = int(self._view.pixels_per_frame / 2) + 4
        reach, half = max(46, frame), min(max(46, frame), max(4, frame))
        before, self._line_frame = self._line_x(), self._playhead.frame
        for x in (before, self._line_x()):
            self.update(int(x) - reach, 0, 2 * reach, RULER_HEIGHT)
            self.update(int(x) - half, RULER_HEIGHT, 2 * half + 1, self.height())

    # -- the mouse -------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move(event)
        self._point_out(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._mouse.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._mouse.wheel(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            self._mouse.stand_under_menu(QPointF(event.pos()))
        self.menuWanted.emit(event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        QToolTip.hideText()

    def _point_out(self, event: QMouseEvent) -> None:
        """Cursor shape and tooltip for what is under the mouse."""
        held = self._mouse.held
        under = self._mouse.hold_at(event.position()) if held is Hold.NOTHING else held
        if under in _SHAPES:
            self.setCursor(_SHAPES[under])
        else:
            self.unsetCursor()
        text = self._describe(event.position())
        if text:
            QToolTip.showText(event.globalPosition().toPoint(), text, self)
        else:
            QToolTip.hideText()


def _bracket(x: float, into: int) -> QPainterPath:
    """The handle at an end of the selection; `into` is 1 where the selection lies at its right."""
    path = QPainterPath()
    left = x if into > 0 else x - 6
    path.addRoundedRect(QRectF(left, 4, 6, RULER_HEIGHT - 7), 2, 2)
    return path
