"""The ghost: the path as a mark at the cursor would make it, over the path as it is."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from annotation.camera_steps import seen_from
from annotation.preview import Preview
from annotation.track import BallTrack
from app.numerals import grouped
from app.theme import MARKS
from app.translation import translate
from app.widgets.canvas_view import CanvasView

REACH = 45
"""So many frames before and after the one on screen are painted."""
_SHADOW = QColor(0, 0, 0, 150)
_OLD = QColor(255, 255, 255, 150)


def paint_ghost(
    painter: QPainter, view: CanvasView, track: BallTrack, ghost: Preview, frame: int
) -> None:
    """Paint where the ball would go (dotted line, knots) and where it would no longer be (crosses).

    A tag says how many other frames change; where none does, nothing is painted. Frames that show
    the same picture go with this one, and are none of them.
    """
    same = track.same_picture(frame)
    others = ghost.frames[(ghost.frames < same[0]) | (ghost.frames > same[1])]
    if not len(others):
        return
    first, last = max(0, frame - REACH), min(len(track) - 1, frame + REACH)
    span = slice(first, last + 1)
    near = (ghost.frames >= first) & (ghost.frames <= last)
    at = ghost.frames[near] - first
    x, y = track.x[span].copy(), track.y[span].copy()
    x[at], y[at] = ghost.x[near], ghost.y[near]
    # All of it where it lies in the hall that this frame shows.
    old_x, old_y = track.seen_from(frame, span)
    new_x, new_y = seen_from(x, y, track.camera[span], frame - first)
    moved = np.zeros(len(x), np.bool_)
    moved[at] = True
    _cross_out(painter, view, old_x[at], old_y[at], new_x[at], new_y[at])
    points = [
        None if np.isnan(x) else view.to_widget(float(x), float(y))
        for x, y in zip(new_x, new_y, strict=True)
    ]
    colour = QColor(MARKS.human).lighter(135)
    dotted = QPen(colour, 2.0)
    dotted.setDashPattern([1.0, 2.0])
    dotted.setCapStyle(Qt.PenCapStyle.RoundCap)
    steps = itertools.pairwise(zip(points, moved.tolist(), strict=True))
    for (start, before), (end, after) in steps:
        if start is not None and end is not None and (before or after):
            for pen in (QPen(_SHADOW, 3.5), dotted):
                painter.setPen(pen)
                painter.drawLine(start, end)
    painter.setPen(QPen(_SHADOW, 1.0))
    painter.setBrush(colour)
    for index in np.flatnonzero(moved).tolist():
        point = points[index]
        if point is not None and index + first != frame:
            painter.drawEllipse(point, 3.0, 3.0)
    here = points[frame - first]
    if here is not None:
        text = (
            translate("Ghost", "changes 1 more frame")
            if len(others) == 1
            else translate("Ghost", "changes {count} more frames").format(
                count=grouped(len(others))
            )
        )
        paint_tag(painter, here, text)


def _cross_out(
    painter: QPainter,
    view: CanvasView,
    old_x: np.ndarray,
    old_y: np.ndarray,
    new_x: np.ndarray,
    new_y: np.ndarray,
) -> None:
    gone = ~np.isnan(old_x) & ~((np.abs(old_x - new_x) < 1.0) & (np.abs(old_y - new_y) < 1.0))
    for x, y in zip(old_x[gone].tolist(), old_y[gone].tolist(), strict=True):
        point = view.to_widget(x, y)
        for pen in (QPen(_SHADOW, 3.0), QPen(_OLD, 1.4)):
            painter.setPen(pen)
            painter.drawLine(point + QPointF(-3, -3), point + QPointF(3, 3))
            painter.drawLine(point + QPointF(-3, 3), point + QPointF(3, -3))


def paint_tag(painter: QPainter, point: QPointF, text: str) -> None:
    """Say something beside `point` (of the widget), where there is room."""
    font = QFont(painter.font())
    font.setPixelSize(11)
    painter.setFont(font)
    width = painter.fontMetrics().horizontalAdvance(text) + 14
    box = QRectF(point.x() + 16, point.y() + 12, width, 18)
    seen = painter.viewport()
    if box.right() > seen.right():
        box.moveRight(point.x() - 16)
    if box.bottom() > seen.bottom():
        box.moveBottom(point.y() - 12)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(12, 14, 18, 215))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor("#e7eaef"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
