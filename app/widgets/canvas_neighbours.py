"""The ball's surroundings at t−1, t and t+1 side by side: for blurred or hidden balls.

These are three pictures: a frame that shows one of them again is passed over.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from annotation.track import BallTrack
from app.numerals import grouped
from app.playback.frame_cache import Image
from app.widgets.lettering import lettering
from app.widgets.picture_scale import PictureScale
from app.widgets.stamps import new_stamp

_REACH = 40
"""Source pixels shown above and below the middle."""
_SIDE = 184.0
_TALLEST = 0.28
"""Share of the canvas' height that one picture takes at most."""
_BELOW_FACTS = 52.0
_ROOM_FOR_BALL = 32.0
"""Left free between the two places of the strip, in a low window too: what it is about."""
_GAP = 6
_HEAD = 20
_MARGIN = 10.0
_PAPER = QColor(12, 14, 18, 225)
_NOTHING = QColor("#0d0f12")
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
    """The picture before, the frame and the picture after; None beyond the ends of the shot."""
    before, first, after = track.around(frame)

    def place(number: int) -> Neighbour:
        x, y = float(track.x[number]), float(track.y[number])
        return Neighbour(number, picture(number), None if math.isnan(x) else (x, y))

    return [
        place(before) if before != first else None,
        place(frame),
        place(after) if after != first else None,
    ]


def middle_of(three: list[Neighbour | None]) -> tuple[float, float] | None:
    """Where to look: at the ball of the frame, else between those beside it, else at the one."""
    before, now, after = (place.ball if place is not None else None for place in three)
    if now is not None:
        return now
    if before is not None and after is not None:
        return (before[0] + after[0]) / 2, (before[1] + after[1]) / 2
    return before or after


def lies_at_top(area: QRectF, ball: float) -> bool:
    """Whether the strip is further from a ball at this height of `area` when it lies at the top."""
    return ball > (area.top() + _BELOW_FACTS + area.bottom() - _MARGIN) / 2


def paint_neighbours(
    painter: QPainter,
    area: QRectF,
    three: list[Neighbour | None],
    middle: tuple[float, float],
    at_top: bool,
    aspect: float = 1.0,
) -> QRectF:
    """Paint the three side by side, all around `middle` (source pixels); returns where.

    They lie at the lower edge of `area`, or `at_top` below its line of facts. `aspect` is width :
    height of a source pixel.
    """
    clear = (area.height() - _BELOW_FACTS - _MARGIN - _ROOM_FOR_BALL) / 2 - _HEAD - _GAP
    wide = (area.width() - 2 * _MARGIN - 4 * _GAP) / 3
    side = max(1, math.floor(min(_SIDE, wide, area.height() * _TALLEST, clear)))
    width, height = _size(side)
    top = area.top() + _BELOW_FACTS if at_top else area.bottom() - _MARGIN - height
    box = QRectF(math.floor(area.center().x() - width / 2), math.floor(top), width, height)
    ratio = painter.device().devicePixelRatioF()
    scale = PictureScale.of(side / (2 * _REACH), aspect)
    painter.drawPixmap(box.topLeft(), _paper(side, ratio))
    for place, neighbour in enumerate(three):
        pane = QRectF(box.left() + _left(place, side), box.top() + _HEAD, side, side)
        if neighbour is not None:
            _write_number(painter, pane, neighbour.frame, bold=place == 1)
            if neighbour.image is not None:
                _paint_one(painter, pane, neighbour.image, neighbour.ball, middle, scale, ratio)
    painter.drawPixmap(box.topLeft(), _rims(side, ratio))
    return box


def _size(side: int) -> tuple[int, int]:
    """Width and height of the strip."""
    return 3 * side + 4 * _GAP, side + _HEAD + _GAP


def _left(place: int, side: int) -> int:
    """Where in the strip the picture begins."""
    return _GAP + place * (side + _GAP)


@lru_cache(maxsize=4)
def _paper(side: int, ratio: float) -> QPixmap:
    """What lies below the pictures, drawn once: the paper and the names of the places."""
    sheet, painter = new_stamp(*_size(side), ratio)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PAPER)
    painter.drawRoundedRect(QRectF(0, 0, *_size(side)), 8, 8)
    for place, text in enumerate(("t−1", "t", "t+1")):
        left = _left(place, side)
        painter.setFont(lettering(painter.font().family(), 11, place == 1)[0])
        painter.setPen(_TEXT)
        box = QRectF(left + 2, 0, side - 4, _HEAD)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.fillRect(QRectF(left, _HEAD, side, side), _NOTHING)
    painter.end()
    return sheet


@lru_cache(maxsize=4)
def _rims(side: int, ratio: float) -> QPixmap:
    """What lies over the pictures, drawn once: their edges, and the paper around round corners."""
    sheet, painter = new_stamp(*_size(side), ratio)
    for place in range(3):
        pane = QRectF(_left(place, side), _HEAD, side, side)
        outline, corners = QPainterPath(), QPainterPath()
        outline.addRoundedRect(pane, 5, 5)
        corners.addRect(pane)
        painter.fillPath(corners.subtracted(outline), QColor(_PAPER.rgb()))
        painter.setPen(QPen(_RIM, 1))
        painter.drawPath(outline)
    painter.end()
    return sheet


def _write_number(painter: QPainter, pane: QRectF, frame: int, bold: bool) -> None:
    painter.setFont(lettering(painter.font().family(), 11, bold)[0])
    painter.setPen(_MUTED)
    box = QRectF(pane.left() + 2, pane.top() - _HEAD, pane.width() - 4, _HEAD)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
    painter.drawText(box, flags, grouped(frame))


def _paint_one(
    painter: QPainter,
    pane: QRectF,
    image: Image,
    ball: tuple[float, float] | None,
    middle: tuple[float, float],
    scale: PictureScale,
    ratio: float,
) -> None:
    """Draw the part of `image` that is in sight, and its ball."""
    height, width, _ = image.shape
    across = math.ceil(_REACH * scale.y / scale.x)
    left = max(0, math.floor(middle[0]) - across - 1)
    top = max(0, math.floor(middle[1]) - _REACH - 1)
    right = min(width, math.ceil(middle[0]) + across + 2)
    bottom = min(height, math.ceil(middle[1]) + _REACH + 2)
    if right <= left or bottom <= top:
        return
    corner = pane.center() - scale.way(middle[0] + 0.5, middle[1] + 0.5)
    size = round((right - left) * scale.x * ratio), round((bottom - top) * scale.y * ratio)
    # Qt takes several times as long to enlarge it.
    pixels = np.asarray(cv2.resize(image[top:bottom, left:right], size), np.uint8)
    picture = QImage(pixels.data, *size, 3 * size[0], QImage.Format.Format_RGB888)
    picture.setDevicePixelRatio(ratio)
    painter.setClipRect(pane)
    painter.drawImage(corner + scale.way(left, top), picture)
    if ball is not None:
        _paint_ball(painter, corner + scale.way(ball[0] + 0.5, ball[1] + 0.5))
    painter.setClipping(False)


def _paint_ball(painter: QPainter, ball: QPointF) -> None:
    """Four short strokes around the ball: it must stay in sight."""
    strokes = [
        QLineF(ball + QPointF(dx, dy) * 14, ball + QPointF(dx, dy) * 24)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))
    ]
    for pen in (QPen(QColor(0, 0, 0, 170), 3.2), QPen(QColor("white"), 1.4)):
        painter.setPen(pen)
        painter.drawLines(strokes)
