"""The loupe: the pixels under the cursor, large, with their grid."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

MAGNIFICATION = 6
_SIZE = 186.0
_DISTANCE = 28.0
_GRID = QColor(255, 255, 255, 34)
_RIM = QColor(231, 234, 239, 210)


def magnification(zoom: float) -> int:
    """Widget pixels per source pixel: 6, and never less than twice what the canvas shows."""
    return max(MAGNIFICATION, 2 * math.ceil(zoom))


def place(cursor: QPointF, area: QRectF) -> QRectF:
    """Where the loupe goes: beside the cursor, on the side where there is room."""
    left = cursor.x() + _DISTANCE
    if left + _SIZE > area.right() - 4:
        left = cursor.x() - _DISTANCE - _SIZE
    top = cursor.y() - _DISTANCE - _SIZE
    if top < area.top() + 4:
        top = cursor.y() + _DISTANCE
    left = min(max(area.left() + 4, left), max(area.left() + 4, area.right() - _SIZE - 4))
    top = min(max(area.top() + 4, top), max(area.top() + 4, area.bottom() - _SIZE - 4))
    return QRectF(QPointF(left, top), QSizeF(_SIZE, _SIZE))


def paint_loupe(
    painter: QPainter,
    box: QRectF,
    image: QImage,
    centre: tuple[float, float],
    zoom: float,
    marker: tuple[float, float] | None,
    marker_colour: QColor,
) -> None:
    """Paint the surroundings of `centre` (source pixels) into `box`, the marker included."""
    scale = magnification(zoom)
    origin = QPointF(
        box.center().x() - (centre[0] + 0.5) * scale, box.center().y() - (centre[1] + 0.5) * scale
    )
    painter.save()
    outline = QPainterPath()
    outline.addRoundedRect(box, 10, 10)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 90))
    painter.drawRoundedRect(box.adjusted(-3, -2, 3, 4), 12, 12)
    painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    painter.fillRect(box, QColor("#0d0f12"))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    _draw_pixels(painter, box, image, origin, scale)
    _draw_grid(painter, box, origin, scale)
    _draw_centre_pixel(painter, centre, origin, scale)
    if marker is not None:
        point = origin + QPointF((marker[0] + 0.5) * scale, (marker[1] + 0.5) * scale)
        for pen in (QPen(QColor(0, 0, 0, 170), 3.4), QPen(marker_colour, 1.6)):
            painter.setPen(pen)
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(point + QPointF(dx * 5, dy * 5), point + QPointF(dx * 14, dy * 14))
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_RIM, 1.4))
    painter.drawRoundedRect(box, 10, 10)


def _draw_pixels(
    painter: QPainter, box: QRectF, image: QImage, origin: QPointF, scale: int
) -> None:
    left = max(0, math.floor((box.left() - origin.x()) / scale))
    top = max(0, math.floor((box.top() - origin.y()) / scale))
    right = min(image.width(), math.ceil((box.right() - origin.x()) / scale))
    bottom = min(image.height(), math.ceil((box.bottom() - origin.y()) / scale))
    if right <= left or bottom <= top:
        return
    source = QRectF(left, top, right - left, bottom - top)
    target = QRectF(
        origin + QPointF(left * scale, top * scale), QSizeF(source.size()) * float(scale)
    )
    painter.drawImage(target, image, source)


def _draw_grid(painter: QPainter, box: QRectF, origin: QPointF, scale: int) -> None:
    lines = []
    x = origin.x() + math.ceil((box.left() - origin.x()) / scale) * scale
    while x < box.right():
        lines.append(QLineF(x, box.top(), x, box.bottom()))
        x += scale
    y = origin.y() + math.ceil((box.top() - origin.y()) / scale) * scale
    while y < box.bottom():
        lines.append(QLineF(box.left(), y, box.right(), y))
        y += scale
    # Hairlines need no smoothing, and all of them at once cost what two did.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(_GRID, 0))
    painter.drawLines(lines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _draw_centre_pixel(
    painter: QPainter, centre: tuple[float, float], origin: QPointF, scale: int
) -> None:
    """Outline the pixel that the cursor is on."""
    corner = origin + QPointF(
        math.floor(centre[0] + 0.5) * scale, math.floor(centre[1] + 0.5) * scale
    )
    pixel = QRectF(corner, QSizeF(scale, scale))
    for pen in (QPen(QColor(0, 0, 0, 180), 2.6), QPen(QColor("white"), 1.0)):
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(pixel)
