"""The timeline: the whole match at a glance, and the way to any frame of it.

From top to bottom: time, states by provenance with the analysed band, the model's confidence with
the threshold, x(t) and y(t). Nothing in it is one item per mark: see `timeline_bins`.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.actions import Actions
from app.document import Document
from app.numerals import grouped
from app.playhead import Playhead
from app.selection import Selection
from app.widgets.overlays_hud import describe, event_text, timecode
from app.widgets.overlays_marks import kind_of
from app.widgets.stamps import new_stamp
from app.widgets.timeline_confidence import ConfidenceStrip
from app.widgets.timeline_cursor import TimelineCursor
from app.widgets.timeline_header import HEADER_HEIGHT, TimelineHeader
from app.widgets.timeline_lane import Lane
from app.widgets.timeline_mouse import WHEEL_STEP, Hold, TimelineMouse
from app.widgets.timeline_overview import OVERVIEW_HEIGHT, Overview
from app.widgets.timeline_path import LEAST_WITH_PATH, PathStrip
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_ruler import Ruler, paint_label
from app.widgets.timeline_states import StateStrip
from app.widgets.timeline_strip import PlotStrip
from app.widgets.timeline_targets import StripTargets

GUTTER = 52
"""Pixels at the left for the names of the strips."""
_RIGHT = 8
_LEAST = 146
_CATCH_UP_MS = 50
"""Results of a running model, and a dragged threshold, are taken in this often."""
_AFTER_PICTURE_MS = 10
"""An edit is shown so long after the path around it was found: after the picture."""


class Timeline(QWidget):
    """Click or drag to seek, Shift and drag to select, wheel to zoom, middle-drag to move along.

    A double click selects the stretch around; in the gutter it shows the whole match again.
    """

    thresholdTried = Signal(float)
    """The threshold's line is being dragged over this value."""
    thresholdChosen = Signal(float)
    """The threshold's line was let go at this value."""
    pointDragged = Signal(object)
    """The PathPoint in hand, as it would be put; None: none is held any more."""
    pointReleased = Signal(object)
    """A PathPoint that is to be put there."""
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
        self.lane = Lane(document, playhead, self.view, self)
        self.states = StateStrip(document, self.view, self)
        self.confidence = ConfidenceStrip(document, self.view, self)
        self.path = PathStrip(document, self.view, self)
        self.overview = Overview(document, playhead, self.view, self.states, self)
        self.strips = (self.lane, self.states, self.confidence, self.path, self.overview)
        targets = StripTargets(HEADER_HEIGHT, self.confidence, self.path)
        self.mouse = TimelineMouse(playhead, self.view, selection, targets, self)
        self.mouse.left = GUTTER
        self.cursor_sheet = TimelineCursor(
            playhead, self.view, selection, self.mouse, self._describe_point, self
        )
        self.setAccessibleName(self.tr("Timeline"))
        self._arrange()
        self._stale: tuple[int, int] | None = None
        self._edited: tuple[int, int] | None = None
        self._decided_anew = False
        self._outliers: Set[int] = frozenset()
        self._catch_up = QTimer(self)
        self._catch_up.setSingleShot(True)
        self._catch_up.timeout.connect(self.catch_up)
        self._redraw_soon = QTimer(self)
        self._redraw_soon.setSingleShot(True)
        self._redraw_soon.timeout.connect(self.redraw)
        self._load_soon = QTimer(self)
        self._load_soon.setSingleShot(True)
        self._load_soon.timeout.connect(self._load_next)
        # Children get the new palette after their parent: colours are taken a moment later.
        self._dress_soon = QTimer(self)
        self._dress_soon.setSingleShot(True)
        self._dress_soon.timeout.connect(self._dress)
        self._dragged_threshold: float | None = None
        self._threshold_held = False
        self._gutter: QPixmap | None = None
        self._connect()
        self._reload()

    def _arrange(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        layout = QVBoxLayout()
        layout.setContentsMargins(GUTTER, 0, _RIGHT, 5)
        layout.setSpacing(4)
        layout.addWidget(self.ruler)
        layout.addWidget(self.lane)
        layout.addWidget(self.states)
        layout.addWidget(self.confidence, 2)
        layout.addWidget(self.path, 3)
        layout.addWidget(self.overview)
        outer.addLayout(layout, 1)
        self.cursor_sheet.raise_()

    def _connect(self) -> None:
        document = self._document
        document.opened.connect(self._reload)
        document.closed.connect(self._reload)
        document.changed.connect(self._marks_changed)
        document.predictionsChanged.connect(self._predictions_changed)
        document.thresholdChanged.connect(self._threshold_changed)
        document.segmentsChanged.connect(self._segments_changed)
        self._playhead.frameChanged.connect(self.view.reveal)
        self.view.changed.connect(self._view_changed)
        self.mouse.thresholdDragged.connect(self._threshold_dragged)
        self.mouse.thresholdReleased.connect(self._threshold_released)
        self.mouse.pointDragged.connect(self.path.hold)
        self.mouse.pointDragged.connect(self.pointDragged)
        self.mouse.pointReleased.connect(self.pointReleased)
        self.mouse.stretchWanted.connect(self.stretchWanted)
        self.overview.zoomed.connect(self._zoom)
        self.cursor_sheet.menuWanted.connect(self._show_menu)

    # -- zoom ------------------------------------------------------------------------------------

    def zoom_in(self) -> None:
        """Show fewer frames; the playhead stays where it is."""
        self._zoom(WHEEL_STEP)

    def zoom_out(self) -> None:
        """Show more frames; the playhead stays where it is."""
        self._zoom(1 / WHEEL_STEP)

    def _zoom(self, factor: float) -> None:
        self.view.zoom_at(self.view.x_of(self._playhead.frame + 0.5), factor)

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
        self.mouse.forget()
        self._stale, self._edited, self._decided_anew = None, None, False
        self._dragged_threshold = None
        self.view.set_frame_count(self._document.track.frame_count)
        # Summed up and painted one after the other: opening a match does not hold up the window.
        for strip in self.strips:
            strip.awaited = True
        self._load_soon.start(0)
        self.redraw()

    def _load_next(self) -> None:
        strip = next((strip for strip in self.strips if strip.awaited), None)
        if strip is not None:
            strip.awaited = False
            strip.reload()
            strip.redraw()
            self._load_soon.start(0)

    def _load_rest(self) -> None:
        """Sum up what is not yet, all at once: something is to be changed in it."""
        self._load_soon.stop()
        for strip in self.strips:
            if strip.awaited:
                strip.awaited = False
                strip.reload()
                # What changed may be in another strip, or nowhere: a timer of the match before.
                strip.redraw()

    def _marks_changed(self, first: int, last: int) -> None:
        """The picture shows an edit first, and the path around it; then it is shown here."""
        known = self._edited or (first, last)
        self._edited = (min(known[0], first), max(known[1], last))
        if self._document.settled:
            self._catch_up.start(_AFTER_PICTURE_MS)
        else:
            self._catch_up_soon()

    def _predictions_changed(self, first: int, last: int) -> None:
        """A model's results come thick and fast: they are collected for a moment."""
        known = self._stale or (first, last)
        self._stale = (min(known[0], first), max(known[1], last))
        self._catch_up_soon()

    def _threshold_changed(self) -> None:
        """What the model said stays as it is; what counts as a ball changes everywhere."""
        if self.mouse.held is not Hold.THRESHOLD and not self._threshold_held:
            self.confidence.show_threshold(self._document.threshold)
        self._decided_anew = True
        self._catch_up_soon()

    def _segments_changed(self) -> None:
        self.overview.redraw()
        self.redraw()

    def _threshold_dragged(self, threshold: float) -> None:
        """The line follows the mouse at once; what it means for every frame, a moment later."""
        self.confidence.show_threshold(threshold)
        self._dragged_threshold = threshold
        self._catch_up_soon()

    def hold_threshold(self, threshold: float | None) -> None:
        """Draw the line where a key has moved it; None: the document's again."""
        self._threshold_held = threshold is not None
        if threshold is not None:
            self.confidence.show_threshold(threshold)

    def _threshold_released(self, threshold: float) -> None:
        self._dragged_threshold = None
        self.thresholdChosen.emit(threshold)

    def _catch_up_soon(self) -> None:
        if not self._catch_up.isActive():
            self._catch_up.start(_CATCH_UP_MS)

    @property
    def caught_up(self) -> bool:
        """Whether all that came in is shown; else it is within 50 milliseconds."""
        return not self._catch_up.isActive() and not any(strip.awaited for strip in self.strips)

    def catch_up(self) -> None:
        """Take in what was collected."""
        self._load_rest()
        threshold, self._dragged_threshold = self._dragged_threshold, None
        if threshold is not None:
            self.thresholdTried.emit(threshold)
        edited, self._edited = self._edited, None
        if edited is not None:
            # The model's scores and the events are what they were.
            self._take_in(*edited, (self.states, self.path))
        stale, self._stale = self._stale, None
        if stale is not None:
            self._take_in(*stale, (self.states, self.confidence, self.path))
        if self._decided_anew:
            # The model's scores are what they were.
            self._decided_anew = False
            everything = (0, self._document.track.frame_count - 1)
            self._take_in(*everything, (self.states, self.path))

    def _take_in(self, first: int, last: int, strips: Sequence[StateStrip | PlotStrip]) -> None:
        last = min(last, self._document.track.frame_count - 1)
        if last < first:
            return
        for strip in strips:
            strip.refresh(first, last)
            strip.redraw_frames(first, last)
        self.overview.redraw()

    def _view_changed(self) -> None:
        self._redraw_soon.start(0)

    def redraw(self) -> None:
        """Draw the range in sight from the bins."""
        self._redraw_soon.stop()
        self.ruler.update()
        self.lane.redraw()
        for strip in (self.states, self.confidence, self.path):
            strip.redraw()
        self.overview.update()
        self.cursor_sheet.update()

    def _dress(self) -> None:
        self.overview.redraw()
        self.redraw()

    def _describe_point(self, point: QPointF) -> str:
        """The tooltip for a point of the sheet over the strips."""
        held = self.mouse.held
        under = self.mouse.hold_at(point) if held is Hold.NOTHING else held
        if under is Hold.THRESHOLD:
            return self.tr("Threshold {0}").format(f"{self.confidence.threshold:.2f}")
        if held is Hold.POINT:
            return ""  # The strip shows the value beside the point.
        if self.view.frame_count == 0 or point.x() < GUTTER:
            return ""
        return self.describe(self.view.frame_at(point.x()))

    def show_outliers(self, frames: Set[int]) -> None:
        """Name the balls of these frames as jumping off their path."""
        self._outliers = frames

    def describe(self, frame: int) -> str:
        """What is known of a frame, for the tooltip."""
        document = self._document
        if document.video is None or not 0 <= frame < document.track.frame_count:
            return ""
        mark = document.track.mark_at(frame)
        kind = kind_of(mark, document.threshold, frame in self._outliers)
        lines = [
            self.tr("Frame {0} · {1}").format(
                grouped(frame), timecode(document.video.index.time(frame))
            ),
            describe(kind, mark, document.track.path_differs(frame)),
        ]
        if mark is not None and mark.position is not None:
            lines.append("x {:.1f}   y {:.1f}".format(*mark.position))
        happens = event_text(document.event_at(frame), document.event_is_decided(frame))
        return "\n".join([*lines, happens] if happens else lines)

    # -- Qt's events -----------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(960, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, _LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.path.setVisible(self.height() >= LEAST_WITH_PATH)
        self.cursor_sheet.setGeometry(
            self.rect().adjusted(0, HEADER_HEIGHT, 0, -OVERVIEW_HEIGHT - 7)
        )
        self.view.set_pixels(GUTTER, self.width() - GUTTER - _RIGHT)
        self._redraw_soon.start(0)
        self._gutter = None

    def changeEvent(self, event: QEvent) -> None:
        self._gutter = None
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._dress_soon.start(0)
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The names of the strips and the paper under the plots."""
        painter = QPainter(self)
        paper = self.palette().color(QPalette.ColorRole.Base)
        for plot in (self.confidence, self.path):
            if not plot.isHidden():
                painter.fillRect(plot.geometry(), paper)
        if event.rect().left() < GUTTER:
            if self._gutter is None:
                self._gutter = self._new_gutter()
            painter.drawPixmap(0, 0, self._gutter)
        painter.end()

    def _new_gutter(self) -> QPixmap:
        picture, painter = new_stamp(GUTTER, self.height(), self.devicePixelRatioF())
        painter.setFont(self.font())
        muted = self.palette().color(QPalette.ColorRole.PlaceholderText)
        names = [
            (self.ruler.geometry(), self.tr("time"), muted),
            (self.lane.geometry(), self.tr("events"), muted),
            (self.states.geometry(), self.tr("state"), muted),
            (self.confidence.geometry(), self.tr("score"), muted),
        ]
        if not self.path.isHidden():
            x_colour, y_colour = self.path.colours()
            path, half = self.path.geometry(), self.path.height() // 2
            names += [
                (path.adjusted(0, 0, 0, -half), "x ○", x_colour),
                (path.adjusted(0, half, 0, 0), "y □", y_colour),
            ]
        for strip, text, colour in names:
            box = QRectF(0, strip.top(), GUTTER - 8, strip.height())
            paint_label(painter, box, text, colour)
        painter.end()
        return picture
