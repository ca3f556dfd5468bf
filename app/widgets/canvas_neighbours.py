"""The ball's surroundings at t−1, t and t+1 side by side: for blurred or hidden balls."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen

from annotation.track import BallTrack
from app.numerals import grouped
from app.playback.frame_cache import Image

_REACH = 40
"""Source pixels shown on either side of the middle."""
_SIDE = 184.0
_TALLEST = 0.28
"""Share of the canvas' height that one picture takes at most."""
_BELOW_FACTS = 52.0
_GAP = 6.0
_MARGIN = 10.0
_PAPER = QColor(12, 14, 18, 225)
_RIM = QColor(231, 234, 239, 120)
_TEXT = QColor("#e7eaef")
_MUTED = QColor("#9aa5b4")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One of the pictures: its frame, its pixels where they are at hand, its ball where known."""

    frame: int
    image: Image | None
    ball: tuple[float, float] | None


def neighbours(
    frame: int, track: BallTrack, picture: Callable[[int], Image | None]
) -> list[Neighbour | None]:
    """The frame before, the frame and the frame after; None beyond the ends of the video."""
    three: list[Neighbour | None] = []
    for number in (frame - 1, frame, frame + 1):
        if 0 <= number < track.frame_count:
            mark = track.mark_at(number)
            three.append(Neighbour(number, picture(number), mark.position if mark else None))
        else:
            three.append(None)
    return three


def middle_of(three: list[Neighbour | None]) -> tuple[float, float] | None:
    """Where to look: at the ball of the frame, else between those beside it, else at the one."""
    before, now, after = (place.ball if place is not None else None for place in three)
    if now is not None:
        return now
    if before is not None and after is not None:
        return (before[0] + after[0]) / 2, (before[1] + after[1]) / 2
    return before or after


def paint_neighbours(
    painter: QPainter,
    area: QRectF,
    three: list[Neighbour | None],
    middle: tuple[float, float],
    at_top: bool,
) -> QRectF:
    """Paint the three side by side, all around `middle` (source pixels); returns where.

    They lie at the lower edge of `area`, or `at_top` below its line of facts.
    """
    side = min(_SIDE, (area.width() - 2 * _MARGIN - 4 * _GAP) / 3, area.height() * _TALLEST)
    total = 3 * side + 4 * _GAP
    head = 20.0
    box = QRectF(
        area.center().x() - total / 2,
        area.top() + _BELOW_FACTS if at_top else area.bottom() - _MARGIN - side - head - _GAP,
        total,
        side + head + _GAP,
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PAPER)
    painter.drawRoundedRect(box, 8, 8)
    for place, (offset, neighbour) in enumerate(zip((-1, 0, 1), three, strict=True)):
        left = box.left() + _GAP + place * (side + _GAP)
        _write_head(painter, QRectF(left + 2, box.top(), side - 4, head), offset, neighbour)
        _paint_one(painter, QRectF(left, box.top() + head, side, side), neighbour, middle)
    return box


def _write_head(painter: QPainter, box: QRectF, offset: int, neighbour: Neighbour | None) -> None:
    font = QFont(painter.font())
    font.setPixelSize(11)
    font.setBold(offset == 0)
    painter.setFont(font)
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.setPen(_TEXT)
    painter.drawText(
        box, middle | Qt.AlignmentFlag.AlignLeft, {-1: "t−1", 0: "t", 1: "t+1"}[offset]
    )
    if neighbour is not None:
        painter.setPen(_MUTED)
        number = grouped(neighbour.frame)
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, number)


def _paint_one(
    painter: QPainter, box: QRectF, neighbour: Neighbour | None, middle: tuple[float, float]
) -> None:
    outline = QPainterPath()
    outline.addRoundedRect(box, 5, 5)
    painter.fillPath(outline, QColor("#0d0f12"))
    painter.save()
    painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    if neighbour is not None and neighbour.image is not None:
        scale = box.width() / (2 * _REACH)
        corner = box.center() - QPointF(middle[0] + 0.5, middle[1] + 0.5) * scale
        _paint_pixels(painter, neighbour.image, corner, scale, middle)
        if neighbour.ball is not None:
            ball = corner + QPointF(neighbour.ball[0] + 0.5, neighbour.ball[1] + 0.5) * scale
            _paint_ball(painter, ball)
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_RIM, 1))
    painter.drawPath(outline)


def _paint_pixels(
    painter: QPainter, image: Image, corner: QPointF, scale: float, middle: tuple[float, float]
) -> None:
    """Draw the part of `image` that is in sight; its outer corner lies at `corner`."""
    height, width, _ = image.shape
    left = max(0, math.floor(middle[0]) - _REACH - 1)
    top = max(0, math.floor(middle[1]) - _REACH - 1)
    right = min(width, math.ceil(middle[0]) + _REACH + 2)
    bottom = min(height, math.ceil(middle[1]) + _REACH + 2)
    if right <= left or bottom <= top:
        return
    part = np.ascontiguousarray(image[top:bottom, left:right])
    picture = QImage(
        part.data, right - left, bottom - top, part.strides[0], QImage.Format.Format_RGB888
    )
    target = QRectF(corner + QPointF(left, top) * scale, QSizeF(right - left, bottom - top) * scale)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
    painter.drawImage(target, picture)


def _paint_ball(painter: QPainter, ball: QPointF) -> None:
    """Four short strokes around the ball: it must stay in sight."""
    for pen in (QPen(QColor(0, 0, 0, 170), 3.2), QPen(QColor("white"), 1.4)):
        painter.setPen(pen)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(ball + QPointF(dx, dy) * 14, ball + QPointF(dx, dy) * 24)
