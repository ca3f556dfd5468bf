"""What happens in single frames, for the lane: hits and bounces, and where a look is worth it."""

from __future__ import annotations

from collections.abc import Callable, Set

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from annotation.events import Event, Events
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
    events: Events,
    decided: Set[int],
    box: QRectF,
    colour: QColor,
) -> None:
    """A hit points up, a bounce down, the net is a cross; too many at once are plain ticks.

    Proposed ones are hollow, `decided` ones filled.
    """
    where = in_sight(events.frames, view)
    shown, sorts = events.frames[where].tolist(), events.kinds[where].tolist()
    if not shown:
        return
    painter.setPen(QPen(colour, 1))
    if len(shown) * GLYPH_ROOM > box.width():
        for x in dict.fromkeys(round(x_of(frame + 0.5)) for frame in shown):
            painter.drawLine(QPointF(x + 0.5, box.top() + 3), QPointF(x + 0.5, box.bottom() - 3))
        return
    for frame, kind in zip(shown, sorts, strict=True):
        centre = QPointF(x_of(frame + 0.5), box.center().y())
        paint_event(painter, Event(kind), centre, colour, frame in decided)


def paint_event(
    painter: QPainter, kind: Event, centre: QPointF, colour: QColor, filled: bool
) -> None:
    """The shape of one event, seven pixels wide."""
    if kind is Event.NET:
        painter.setPen(QPen(colour, 2.2 if filled else 1.2))
        for dy in (3, -3):
            painter.drawLine(centre + QPointF(-3, dy), centre + QPointF(3, -dy))
        return
    up = 1 if kind is Event.HIT else -1
    path = QPainterPath(centre + QPointF(0, -4 * up))
    path.lineTo(centre + QPointF(3.6, 3 * up))
    path.lineTo(centre + QPointF(-3.6, 3 * up))
    path.closeSubpath()
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def paint_cuts(
    painter: QPainter, view: TimelineRange, x_of: Place, cuts: Frames, height: float, colour: QColor
) -> None:
    """A line before every frame that begins a shot; one for all that fall on a pixel."""
    painter.setPen(QPen(colour, 1))
    for x in dict.fromkeys(round(x_of(frame)) for frame in cuts[in_sight(cuts, view)].tolist()):
        painter.drawLine(QPointF(x + 0.5, 0), QPointF(x + 0.5, height))


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
