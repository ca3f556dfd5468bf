"""The lane under the ruler: what stretches of time are, such as a replay or the loop."""

from __future__ import annotations

from collections.abc import Set

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QWidget

from annotation.events import Events
from annotation.rallies import Rallies
from annotation.segments import Segment, SegmentKind, SegmentSource
from app.document import Document
from app.playhead import Playhead
from app.theme import MARKS
from app.translation import QT_TRANSLATE_NOOP, translate
from app.widgets.timeline_bins import Columns
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_strip import Strip, with_alpha
from app.widgets.timeline_ticks import (
    EVENT_WIDTH,
    in_sight,
    paint_dashes,
    paint_events,
    paint_spots,
)

LANE_HEIGHT = 17
_BAND = 13
"""Height of what stretches have; the rest is for the spots worth a look."""
NAMES = {
    SegmentKind.PLAY: QT_TRANSLATE_NOOP("Segments", "play"),
    SegmentKind.REPLAY: QT_TRANSLATE_NOOP("Segments", "replay"),
    SegmentKind.CLOSE_UP: QT_TRANSLATE_NOOP("Segments", "close-up"),
    SegmentKind.BREAK: QT_TRANSLATE_NOOP("Segments", "break"),
}
"""What a person reads for each kind of stretch, in English."""


class Lane(Strip):
    """Rallies, tinted; named stretches, dashed where only guessed; hits and bounces; the loop
    between two flags; below them a dash for every spot that is worth a look."""

    def __init__(
        self, document: Document, playhead: Playhead, view: TimelineRange, parent: QWidget
    ) -> None:
        super().__init__(document, view, parent)
        self._playhead = playhead
        self._events = Events(np.empty(0, np.int64), np.empty(0, np.int8))
        self._decided: Set[int] = frozenset()
        self._spots = np.empty(0, np.int64)
        self._cuts = np.empty(0, np.int64)
        self._rallies = Rallies.none()
        self.setFixedHeight(LANE_HEIGHT)
        playhead.loopChanged.connect(self.redraw)

    @property
    def events(self) -> Events:
        """The hits and bounces that are shown."""
        return self._events

    @property
    def rallies(self) -> Rallies:
        """The rallies that are shown."""
        return self._rallies

    def show_findings(
        self, events: Events, decided: Set[int], spots: npt.NDArray[np.int64]
    ) -> None:
        """Show events, filled where a person decided, and frames worth a look (ascending)."""
        self._events, self._decided, self._spots = events, decided, spots
        self.redraw()

    def show_cuts(self, cuts: npt.NDArray[np.int64]) -> None:
        """Show cuts before these frames (ascending)."""
        self._cuts = cuts
        self.redraw()

    def show_rallies(self, rallies: Rallies) -> None:
        """Show where the ball is in play."""
        self._rallies = rallies
        self.redraw()

    def reload(self) -> None:
        self.redraw()

    def draw(self, painter: QPainter, columns: Columns) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(9)
        painter.setFont(font)
        muted = self.palette().color(QPalette.ColorRole.PlaceholderText)
        cuts = self._cuts[in_sight(self._cuts, self._view)]
        whole = QRectF(0, 0, self.width(), LANE_HEIGHT)
        paint_dashes(painter, self._view, self.x_of, cuts, whole, muted)
        self._paint_rallies(painter)
        painted = 0.0
        for segment in self._document.segments:
            left, right = self.x_of(segment.first), self.x_of(segment.last + 1)
            # Of many in one pixel the first stands for all.
            if right > painted + 0.5 and left < self.width():
                self._paint_segment(painter, segment, max(0.0, left), min(self.width(), right))
                painted = right
        self._paint_loop(painter)
        text = self.palette().color(QPalette.ColorRole.WindowText)
        band = QRectF(0, 0, self.width(), _BAND)
        paint_events(painter, self._view, self.x_of, self._events, self._decided, band, text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        below = QRectF(0, LANE_HEIGHT - 3, self.width(), 3)
        orange = QColor(MARKS.low_confidence)
        paint_spots(painter, self._view, self.x_of, self._spots, below, orange)

    def veil_excluded(self, painter: QPainter) -> None:
        """They are named here, not veiled."""

    def _paint_rallies(self, painter: QPainter) -> None:
        tint = with_alpha(self.palette().color(QPalette.ColorRole.Link), 55)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painted = 0.0
        for first, last in zip(self._rallies.first, self._rallies.last, strict=True):
            left, right = max(0.0, self.x_of(first)), min(self.width(), self.x_of(last + 1))
            if right > max(left, painted + 0.5):
                painter.drawRoundedRect(QRectF(left, 1, right - left, _BAND - 2), 2.5, 2.5)
                painted = right

    def _paint_segment(
        self, painter: QPainter, segment: Segment, left: float, right: float
    ) -> None:
        colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
        box = QRectF(left + 0.5, 1, max(1.0, right - left - 1), _BAND - 2)
        guessed = segment.source is SegmentSource.GUESS
        style = Qt.PenStyle.DashLine if guessed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(with_alpha(colour, 150), 1, style))
        filled = segment.kind.is_excluded and not guessed
        painter.setBrush(with_alpha(colour, 50) if filled else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 2.5, 2.5)
        name = translate("Segments", NAMES[segment.kind])
        width = QFontMetricsF(painter.font()).horizontalAdvance(name) + 6
        if width <= box.width():
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            place = QRectF(self._name_left(box, width), box.top(), width, box.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)

    def _name_left(self, box: QRectF, width: float) -> float:
        """Where in `box` a name so wide begins: as near to the middle as no event covers it, and in
        the middle where they leave no gap."""
        frames = self._events.frames[in_sight(self._events.frames, self._view)]
        at = self.x_of(0.5) + frames * self._view.pixels_per_frame
        at = at[(at > box.left()) & (at < box.right())]
        starts = np.concatenate(([box.left()], at + EVENT_WIDTH / 2))
        ends = np.concatenate((at - EVENT_WIDTH / 2, [box.right()])) - width
        middle = box.center().x() - width / 2
        lefts = np.clip(middle, starts, np.maximum(starts, ends))[ends >= starts]
        return float(lefts[np.abs(lefts - middle).argmin()]) if len(lefts) else middle

    def _paint_loop(self, painter: QPainter) -> None:
        loop = self._playhead.loop
        if loop is None:
            return
        left, right = self.x_of(loop[0]), self.x_of(loop[1] + 1)
        dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
        colour = QColor("#c6a0ff") if dark else QColor("#6d3fc0")
        low, high = max(0.0, left), min(float(self.width()), right)
        middle = _BAND / 2
        if low < high:
            painter.fillRect(QRectF(low, middle - 1.5, high - low, 3), with_alpha(colour, 150))
        for x, into in ((left, 1), (right, -1)):
            flag = QPainterPath(QPointF(x, 1))
            flag.lineTo(x + 7 * into, middle)
            flag.lineTo(x, _BAND - 1)
            flag.closeSubpath()
            painter.fillPath(flag, colour)
