"""The timeline: the whole match at a glance, and the way to any frame of it.

From top to bottom: time, states by provenance with the analysed band, the model's confidence with
the threshold, x(t) and y(t). Nothing in it is one item per mark: see `timeline_bins`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.document import Document
from app.playhead import Playhead
from app.widgets.overlays_hud import describe, timecode
from app.widgets.overlays_marks import kind_of
from app.widgets.timeline_cursor import TimelineCursor
from app.widgets.timeline_plots import ConfidencePlot, PathPlot
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_strips import Ruler, StateStrip, paint_label

GUTTER = 52
"""Pixels at the left for the names of the strips."""
_RIGHT = 8
_CATCH_UP_MS = 50
"""Results of a running model, and a dragged threshold, are taken in this often."""


class Timeline(QWidget):
    """Click or drag to seek, wheel to zoom, middle-drag or Shift+wheel to move along.

    Double-click in the gutter, or with the middle button, shows the whole match again.
    """

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self.view = TimelineRange(self)
        self.ruler = Ruler(document, self.view, self)
        self.states = StateStrip(document, self.view, self)
        self.confidence = ConfidencePlot(document, self.view, self)
        self.path = PathPlot(document, self.view, self)
        self.cursor_sheet = TimelineCursor(
            playhead, self.view, self.confidence, self.describe, self
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GUTTER, 4, _RIGHT, 4)
        layout.setSpacing(4)
        layout.addWidget(self.ruler)
        layout.addWidget(self.states)
        layout.addWidget(self.confidence, 3)
        layout.addWidget(self.path, 3)
        self.cursor_sheet.left = GUTTER
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
        self.cursor_sheet.thresholdDragged.connect(self._threshold_dragged)
        self.cursor_sheet.thresholdReleased.connect(self._threshold_released)

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
        return QSize(960, 190)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.cursor_sheet.setGeometry(self.rect())
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
