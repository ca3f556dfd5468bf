"""What happens in single frames, for the lane: hits and bounces, and where a look is worth it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from annotation.events import Event
from app.translation import QT_TRANSLATE_NOOP
from app.widgets.timeline_range import TimelineRange

GLYPH_ROOM = 9.0
"""Events are drawn with their shapes where each has so many pixels, else as ticks."""
EVENT_NAMES = {
    Event.HIT: QT_TRANSLATE_NOOP("Events", "hit"),
    Event.BOUNCE: QT_TRANSLATE_NOOP("Events", "bounce"),
    Event.NET: QT_TRANSLATE_NOOP("Events", "net"),
}
"""What a person reads for each event, in English."""

Frames = npt.NDArray[np.int64]
Place = Callable[[float], float]


def in_sight(frames: Frames, view: TimelineRange) -> slice:
    """Which of ascending frames the timeline shows."""
    begin, end = np.searchsorted(frames, (int(view.first), int(view.last) + 1))
    return slice(int(begin), int(end))


def paint_events(
    painter: QPainter,
    view: TimelineRange,
    x_of: Place,
    frames: Frames,
    kinds: npt.NDArray[np.int8],
    box: QRectF,
    colour: QColor,
) -> None:
    """A hit points up, a bounce down, the net is a cross; too many at once are plain ticks."""
    where = in_sight(frames, view)
    shown, sorts = frames[where].tolist(), kinds[where].tolist()
    if not shown:
        return
    painter.setPen(QPen(colour, 1))
    if len(shown) * GLYPH_ROOM > box.width():
        for x in dict.fromkeys(round(x_of(frame + 0.5)) for frame in shown):
            painter.drawLine(QPointF(x + 0.5, box.top() + 3), QPointF(x + 0.5, box.bottom() - 3))
        return
    for frame, kind in zip(shown, sorts, strict=True):
        paint_event(painter, Event(kind), QPointF(x_of(frame + 0.5), box.center().y()), colour)


def paint_event(painter: QPainter, kind: Event, centre: QPointF, colour: QColor) -> None:
    """The shape of one event, seven pixels wide."""
    if kind is Event.NET:
        painter.setPen(QPen(colour, 1.4))
        for dy in (3, -3):
            painter.drawLine(centre + QPointF(-3, dy), centre + QPointF(3, -dy))
        return
    up = 1 if kind is Event.HIT else -1
    path = QPainterPath(centre + QPointF(0, -4 * up))
    path.lineTo(centre + QPointF(3.6, 3 * up))
    path.lineTo(centre + QPointF(-3.6, 3 * up))
    path.closeSubpath()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPath(path)


def paint_spots(
    painter: QPainter, view: TimelineRange, x_of: Place, frames: Frames, box: QRectF, colour: QColor
) -> None:
    """A dash under every frame worth a look, of the frame's width and at least two pixels."""
    width = max(2.0, view.pixels_per_frame)
    painted = -1.0
    for frame in frames[in_sight(frames, view)].tolist():
        x = x_of(frame)
        if x > painted:
            painter.fillRect(QRectF(x, box.top(), width, box.height()), colour)
            painted = x + width - 1
