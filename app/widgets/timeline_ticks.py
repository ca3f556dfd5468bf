"""What happens in single frames, for the lane: hits and bounces, and where a look is worth it."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from annotation.events import Event, Events
from app.widgets.stamps import new_stamp
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_strip import Strip, premultiplied, with_alpha

GLYPH_ROOM = 9.0
"""Events are drawn with their shapes where most are so many pixels from the next, else as faint
ticks: they stand close together in rallies, whose tint is to be seen through them."""
TICK_ALPHA = 140
EVENT_WIDTH = 11
"""Of the shape of one event, in pixels; it is as high."""

Frames = npt.NDArray[np.int64]
Place = Callable[[float], float]


def in_sight(frames: Frames, view: TimelineRange) -> slice:
    """Which of ascending frames the timeline shows."""
    begin, end = np.searchsorted(frames, (int(view.first), int(view.last) + 1))
    return slice(int(begin), int(end))


def paint_dashes(
    painter: QPainter,
    view: TimelineRange,
    x_of: Place,
    frames: Frames,
    box: QRectF,
    colour: QColor,
    width: int = 1,
) -> None:
    """A dash of so many pixels for each of the frames; thousands may share one pixel.

    Painted as one picture of a single row, which costs the same for any number of them.
    """
    if not len(frames):
        return
    count = max(1, int(box.width()))
    # With room at both ends for what is out of sight.
    row = np.zeros(count + 2 * width, np.uint32)
    pixels = np.rint(x_of(0) + frames * view.pixels_per_frame).astype(np.int64)
    at = np.clip(pixels, -width, count) + width
    row[at[:, None] + np.arange(width)] = premultiplied(colour)
    shown = row[None, width : width + count]
    Strip.paint_pixels(painter, QRectF(0, box.top(), count, box.height()), shown)


def paint_events(
    painter: QPainter,
    view: TimelineRange,
    x_of: Place,
    events: Events,
    decided: Set[int],
    box: QRectF,
    colour: QColor,
) -> None:
    """A hit points up, a bounce down, the net is a cross; where most would overlap, all are ticks.

    Proposed ones are hollow, `decided` ones filled.
    """
    where = in_sight(events.frames, view)
    gaps = np.diff(events.frames[where]) * view.pixels_per_frame
    if len(gaps) and np.median(gaps) < GLYPH_ROOM:
        ticks, faint = box.adjusted(0, 3, 0, -3), with_alpha(colour, TICK_ALPHA)
        paint_dashes(painter, view, x_of, events.frames[where], ticks, faint)
        return
    shade, ratio = colour.rgba(), painter.device().devicePixelRatioF()
    top = box.center().y() - EVENT_WIDTH / 2
    frames, kinds = events.frames[where], events.kinds[where]
    left = x_of(0.5) + frames * view.pixels_per_frame - EVENT_WIDTH / 2
    for frame, kind, x in zip(frames.tolist(), kinds.tolist(), left.tolist(), strict=True):
        painter.drawPixmap(QPointF(x, top), event_sign(kind, shade, frame in decided, ratio))


@lru_cache(maxsize=32)
def event_sign(kind: int, colour: int, filled: bool, ratio: float) -> QPixmap:
    """The sign of an `Event`, `EVENT_WIDTH` wide and high, painted once."""
    shade = QColor.fromRgba(colour)
    stamp, painter = new_stamp(EVENT_WIDTH, EVENT_WIDTH, ratio)
    painter.translate(EVENT_WIDTH / 2, EVENT_WIDTH / 2)
    if kind == Event.NET:
        painter.setPen(QPen(shade, 2.2 if filled else 1.2))
        painter.drawLine(QPointF(-3, -3), QPointF(3, 3))
        painter.drawLine(QPointF(-3, 3), QPointF(3, -3))
    else:
        up = 1 if kind == Event.HIT else -1
        painter.setPen(QPen(shade, 1.2))
        painter.setBrush(shade if filled else Qt.BrushStyle.NoBrush)
        corners = [QPointF(0, -4 * up), QPointF(3.6, 3 * up), QPointF(-3.6, 3 * up)]
        painter.drawPolygon(corners)
    painter.end()
    return stamp


def paint_spots(
    painter: QPainter, view: TimelineRange, x_of: Place, frames: Frames, box: QRectF, colour: QColor
) -> None:
    """A dash under every frame worth a look, of the frame's width and at least two pixels."""
    width = max(2, round(view.pixels_per_frame))
    paint_dashes(painter, view, x_of, frames[in_sight(frames, view)], box, colour, width)
