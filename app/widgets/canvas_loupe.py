"""The loupe: the pixels under the cursor, large, with their grid."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap, QTransform

from app.widgets.picture_scale import PictureScale

MAGNIFICATION = 6
_SIDE = 186.0
_TALLEST = 0.45
"""Share of the canvas' height that it takes at most."""
_DISTANCE = 28.0
_GRID = QColor(255, 255, 255, 34)
_RIM = QColor(231, 234, 239, 210)


def magnification(zoom: float) -> int:
    """Widget pixels per source pixel, down the picture: 6, and never less than twice what the
    canvas shows."""
    return max(MAGNIFICATION, 2 * math.ceil(zoom))


def place(cursor: QPointF, area: QRectF, taken: QRectF) -> QRectF:
    """Where the loupe goes: beside the cursor, in the `area`, if possible off what is `taken`.

    In a low area it is smaller: it must not hide what it magnifies.
    """
    side = min(_SIDE, area.height() * _TALLEST)
    room = area.adjusted(4, 4, -4, -4)
    above, below = cursor.y() - _DISTANCE - side, cursor.y() + _DISTANCE
    tops = [
        max(room.top(), min(top, room.bottom() - side))
        for top in (above, below, taken.top() - 8 - side, taken.bottom() + 8)
    ]
    left, right = cursor.x() - _DISTANCE - side, cursor.x() + _DISTANCE
    boxes = [QRectF(x, y, side, side) for y in tops for x in (right, left)]
    inside = [box for box in boxes if room.contains(box)]
    free = [box for box in inside if not box.intersects(taken)]
    for box in (*free, *inside):
        return box
    return QRectF(max(room.left(), min(right, room.right() - side)), tops[0], side, side)


def paint_loupe(
    painter: QPainter,
    box: QRectF,
    image: QImage,
    centre: tuple[float, float],
    zoom: float,
    marker: tuple[float, float] | None,
    marker_colour: QColor,
    aspect: float = 1.0,
) -> None:
    """Paint the surroundings of `centre` (source pixels) into `box`, the marker included.

    `aspect` is width : height of a source pixel.
    """
    scale = PictureScale.of(magnification(zoom), aspect)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 90))
    painter.drawRoundedRect(box.adjusted(-3, -2, 3, 4), 12, 12)
    # Painted aside without the round corners, which make every stroke several times as slow.
    ratio = painter.device().devicePixelRatioF()
    glass = QImage((box.size() * ratio).toSize(), QImage.Format.Format_RGB32)
    glass.setDevicePixelRatio(ratio)
    glass.fill(QColor("#0d0f12"))
    onto = QPainter(glass)
    _paint_glass(onto, QRectF(QPointF(), box.size()), image, centre, scale, marker, marker_colour)
    onto.end()
    # A brush heeds the ratio of its picture as well: left on it, the glass would be half as large,
    # and repeated.
    glass.setDevicePixelRatio(1.0)
    brush = QBrush(glass)
    brush.setTransform(QTransform.fromTranslate(box.left(), box.top()).scale(1 / ratio, 1 / ratio))
    painter.setBrush(brush)
    painter.setPen(QPen(_RIM, 1.4))
    painter.drawRoundedRect(box, 10, 10)


def _paint_glass(
    painter: QPainter,
    box: QRectF,
    image: QImage,
    centre: tuple[float, float],
    scale: PictureScale,
    marker: tuple[float, float] | None,
    marker_colour: QColor,
) -> None:
    origin = box.center() - scale.way(centre[0] + 0.5, centre[1] + 0.5)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    _draw_pixels(painter, box, image, origin, scale)
    _draw_grid(painter, box, origin, scale)
    _draw_centre_pixel(painter, centre, origin, scale)
    if marker is not None:
        point = origin + scale.way(marker[0] + 0.5, marker[1] + 0.5)
        for pen in (QPen(QColor(0, 0, 0, 170), 3.4), QPen(marker_colour, 1.6)):
            painter.setPen(pen)
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(point + QPointF(dx * 5, dy * 5), point + QPointF(dx * 14, dy * 14))


def _draw_pixels(
    painter: QPainter, box: QRectF, image: QImage, origin: QPointF, scale: PictureScale
) -> None:
    left = max(0, math.floor((box.left() - origin.x()) / scale.x))
    top = max(0, math.floor((box.top() - origin.y()) / scale.y))
    right = min(image.width(), math.ceil((box.right() - origin.x()) / scale.x))
    bottom = min(image.height(), math.ceil((box.bottom() - origin.y()) / scale.y))
    if right <= left or bottom <= top:
        return
    # Of Qt's ways to enlarge, the one for this format is several times as fast.
    part = image.copy(left, top, right - left, bottom - top)
    part = part.convertToFormat(QImage.Format.Format_RGB32)
    corner, size = origin + scale.way(left, top), scale.size(right - left, bottom - top)
    painter.drawImage(QRectF(corner, size), part)


def _draw_grid(painter: QPainter, box: QRectF, origin: QPointF, scale: PictureScale) -> None:
    """Lines between the pixels, moved to where these begin."""
    ratio = painter.device().devicePixelRatioF()
    corner = box.topLeft() + QPointF(
        (origin.x() - box.left()) % scale.x - scale.x,
        (origin.y() - box.top()) % scale.y - scale.y,
    )
    painter.drawPixmap(corner, _grid(scale, ratio))


@lru_cache(maxsize=8)
def _grid(scale: PictureScale, ratio: float) -> QPixmap:
    """The grid, a pixel of the picture larger than the loupe: dozens of lines, drawn once."""
    width, height = (math.ceil(_SIDE + 2 * step) for step in scale)
    grid = QPixmap(round(width * ratio), round(height * ratio))
    grid.setDevicePixelRatio(ratio)
    grid.fill(Qt.GlobalColor.transparent)
    painter = QPainter(grid)
    painter.setPen(QPen(_GRID, 0))
    for column in range(math.ceil(width / scale.x)):
        painter.drawLine(QLineF(column * scale.x, 0, column * scale.x, height))
    for row in range(math.ceil(height / scale.y)):
        painter.drawLine(QLineF(0, row * scale.y, width, row * scale.y))
    painter.end()
    return grid


def _draw_centre_pixel(
    painter: QPainter, centre: tuple[float, float], origin: QPointF, scale: PictureScale
) -> None:
    """Outline the pixel that the cursor is on."""
    corner = origin + scale.way(math.floor(centre[0] + 0.5), math.floor(centre[1] + 0.5))
    pixel = QRectF(corner, scale.size(1, 1))
    for pen in (QPen(QColor(0, 0, 0, 180), 2.6), QPen(QColor("white"), 1.0)):
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(pixel)
