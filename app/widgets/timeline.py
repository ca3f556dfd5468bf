"""The timeline: the whole match at a glance, and the way to any frame of it.

From top to bottom: time, states by provenance with the analysed band, the model's confidence with
the threshold, x(t) and y(t). Nothing in it is one item per mark: see `timeline_bins`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.actions import Actions
from app.document import Document
from app.playhead import Playhead
from app.selection import Selection
from app.widgets.overlays_hud import describe, timecode
from app.widgets.overlays_marks import kind_of
from app.widgets.timeline_cursor import TimelineCursor
from app.widgets.timeline_header import HEADER_HEIGHT, TimelineHeader
from app.widgets.timeline_mouse import WHEEL_STEP, Hold, TimelineMouse
from app.widgets.timeline_plots import ConfidencePlot, PathPlot
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_strips import Ruler, StateStrip, paint_label

GUTTER = 52
"""Pixels at the left for the names of the strips."""
_RIGHT = 8
_CATCH_UP_MS = 50
"""Results of a running model, and a dragged threshold, are taken in this often."""
THRESHOLD_REACH = 5.0
"""A press this close to the threshold line (pixels) takes hold of it."""


class Timeline(QWidget):
    """Click or drag to seek, Shift and drag to select, wheel to zoom, middle-drag to move along.

    A double click selects the stretch around; in the gutter it shows the whole match again.
    """

    stretchWanted = Signal(int)
    """Select what is answered alike around this frame."""

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        selection: Selection,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self._selection = selection
        self._actions = actions
        self.view = TimelineRange(self)
        self.header = TimelineHeader(document, selection, actions, GUTTER, self)
        self.ruler = Ruler(document, self.view, self)
        self.states = StateStrip(document, self.view, self)
        self.confidence = ConfidencePlot(document, self.view, self)
        self.path = PathPlot(document, self.view, self)
        self.mouse = TimelineMouse(
            playhead, self.view, selection, self._threshold_under, self._score_at, self
        )
        self.mouse.left = GUTTER
        self.cursor_sheet = TimelineCursor(
            playhead, self.view, selection, self.mouse, self._describe_point, self
        )
        self.setAccessibleName(self.tr("Timeline"))
        self._arrange()
        self._stale: tuple[int, int] | None = None
        self._catch_up = QTimer(self)
        self._catch_up.setSingleShot(True)
        self._catch_up.setInterval(_CATCH_UP_MS)
        self._catch_up.timeout.connect(self.catch_up)
        self._redraw_soon = QTimer(self)
        self._redraw_soon.setSingleShot(True)
        self._redraw_soon.timeout.connect(self.redraw)
        # Children get the new palette after their parent: colours are taken a moment later.
        self._dress_soon = QTimer(self)
        self._dress_soon.setSingleShot(True)
        self._dress_soon.timeout.connect(self._dress)
        self._dragged_threshold: float | None = None
        self._connect()
        self._reload()

    def _arrange(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        layout = QVBoxLayout()
        layout.setContentsMargins(GUTTER, 0, _RIGHT, 4)
        layout.setSpacing(4)
        layout.addWidget(self.ruler)
        layout.addWidget(self.states)
        layout.addWidget(self.confidence, 3)
        layout.addWidget(self.path, 3)
        outer.addLayout(layout, 1)
        self.cursor_sheet.raise_()

    def _connect(self) -> None:
        document = self._document
        document.opened.connect(self._reload)
        document.closed.connect(self._reload)
        document.changed.connect(self._marks_changed)
        document.predictionsChanged.connect(self._predictions_changed)
        document.thresholdChanged.connect(self._threshold_changed)
        self._playhead.frameChanged.connect(self.view.reveal)
        self.view.changed.connect(self._view_changed)
        self.mouse.thresholdDragged.connect(self._threshold_dragged)
        self.mouse.thresholdReleased.connect(self._threshold_released)
        self.mouse.stretchWanted.connect(self.stretchWanted)
        self.cursor_sheet.menuWanted.connect(self._show_menu)

    # -- zoom ------------------------------------------------------------------------------------

    def zoom_in(self) -> None:
        """Show fewer frames; the playhead stays where it is."""
        self.view.zoom_at(self.view.x_of(self._playhead.frame + 0.5), WHEEL_STEP)

    def zoom_out(self) -> None:
        """Show more frames; the playhead stays where it is."""
        self.view.zoom_at(self.view.x_of(self._playhead.frame + 0.5), 1 / WHEEL_STEP)

    def show_selection(self) -> None:
        """Show the selection, with a little room around it."""
        if self._selection.range is not None:
            self.view.show_frames(*self._selection.range)

    def _show_menu(self, where: QPoint) -> None:
        """What can be done with the selection, and how to make one."""
        if self._document.is_open:
            self._actions.popup("Range", where, self)

    # -- what comes in ---------------------------------------------------------------------------

    def _reload(self) -> None:
        self._stale = None
        self.view.set_frame_count(self._document.track.frame_count)
        self.states.reload()
        self.confidence.reload()
        self.path.reload()
        self.redraw()

    def _marks_changed(self, first: int, last: int) -> None:
        """An edit is shown at once."""
        self._take_in(first, last)

    def _predictions_changed(self, first: int, last: int) -> None:
        """A model's results come thick and fast: they are collected for a moment."""
        known = self._stale or (first, last)
        self._stale = (min(known[0], first), max(known[1], last))
        if not self._catch_up.isActive():
            self._catch_up.start()

    def _threshold_changed(self) -> None:
        """What the model said stays as it is; what counts as a ball changes everywhere."""
        self.confidence.show_threshold()
        self._predictions_changed(0, max(0, self._document.track.frame_count - 1))

    def _threshold_dragged(self, threshold: float) -> None:
        """The line follows the mouse at once; what it means for every frame, a moment later."""
        self.confidence.threshold_line.setValue(threshold)
        self._dragged_threshold = threshold
        if not self._catch_up.isActive():
            self._catch_up.start()

    def _threshold_released(self, threshold: float) -> None:
        self._dragged_threshold = None
        self._document.set_threshold(threshold)
        self.confidence.show_threshold()

    def catch_up(self) -> None:
        """Take in what was collected."""
        threshold, self._dragged_threshold = self._dragged_threshold, None
        if threshold is not None:
            self._document.set_threshold(threshold)
        stale, self._stale = self._stale, None
        if stale is not None:
            self._take_in(*stale)

    def _take_in(self, first: int, last: int) -> None:
        last = min(last, self._document.track.frame_count - 1)
        if last < first:
            return
        self.states.refresh(first, last)
        self.confidence.refresh(first, last)
        self.path.refresh(first, last)
        self.redraw()

    def _view_changed(self) -> None:
        self._redraw_soon.start(0)

    def redraw(self) -> None:
        """Draw the range in sight from the bins."""
        self._redraw_soon.stop()
        self.ruler.update()
        self.states.redraw()
        self.confidence.redraw()
        self.path.redraw()
        self.cursor_sheet.update()

    def _dress(self) -> None:
        self.confidence.dress()
        self.path.dress()
        self.redraw()

    def _describe_point(self, point: QPointF) -> str:
        """The tooltip for a point of the sheet over the strips."""
        held = self.mouse.held
        if held is Hold.THRESHOLD or (
            held is Hold.NOTHING and self._threshold_under(point) is not None
        ):
            value = float(self.confidence.threshold_line.value())
            return self.tr("Threshold {0}").format(f"{value:.2f}")
        if self.view.frame_count == 0 or point.x() < GUTTER:
            return ""
        return self.describe(self.view.frame_at(point.x()))

    def _on_confidence(self, point: QPointF) -> float:
        """Height of a point of the sheet on the plot of scores, in its pixels."""
        sheet, plot = self.cursor_sheet, self.confidence
        return float(point.y() + sheet.y() - plot.mapTo(self, QPoint(0, 0)).y())

    def _threshold_under(self, point: QPointF) -> float | None:
        """The threshold, where its line lies under a point of the sheet."""
        value = float(self.confidence.threshold_line.value())
        off = abs(self._on_confidence(point) - float(self.confidence.y_of(value)))
        return value if point.x() >= GUTTER and off <= THRESHOLD_REACH else None

    def _score_at(self, point: QPointF) -> float:
        """The score that a point of the sheet stands for."""
        value = float(self.confidence.value_at(self._on_confidence(point)))
        return round(min(max(0.0, value), 1.0), 2)

    def describe(self, frame: int) -> str:
        """What is known of a frame, for the tooltip."""
        document = self._document
        if document.video is None or not 0 <= frame < document.track.frame_count:
            return ""
        mark = document.track.mark_at(frame)
        lines = [
            self.tr("Frame {0} · {1}").format(frame, timecode(document.video.index.time(frame))),
            describe(kind_of(mark, document.threshold), mark),
        ]
        if mark is not None and mark.position is not None:
            lines.append("x {:.1f}   y {:.1f}".format(*mark.position))
        return "\n".join(lines)

    # -- Qt's events -----------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(960, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 150)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.cursor_sheet.setGeometry(self.rect().adjusted(0, HEADER_HEIGHT, 0, 0))
        self.view.set_pixels(GUTTER, self.width() - GUTTER - _RIGHT)
        self._redraw_soon.start(0)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._dress_soon.start(0)
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The names of the strips and the paper under the plots."""
        painter = QPainter(self)
        muted = self.palette().color(QPalette.ColorRole.PlaceholderText)
        paper = self.palette().color(QPalette.ColorRole.Base)
        for plot in (self.confidence, self.path):
            painter.fillRect(plot.geometry(), paper)
        x_colour, y_colour = self.path.colours()
        path = self.path.geometry()
        upper, lower = path.adjusted(0, 0, 0, -path.height() // 2), path
        for strip, text, colour in (
            (self.ruler.geometry(), self.tr("time"), muted),
            (self.states.geometry(), self.tr("state"), muted),
            (self.confidence.geometry(), self.tr("score"), muted),
            (upper, "x", x_colour),
            (lower.adjusted(0, path.height() // 2, 0, 0), "y", y_colour),
        ):
            box = QRectF(0, strip.top(), GUTTER - 8, strip.height())
            paint_label(painter, box, text, colour)
        painter.end()
