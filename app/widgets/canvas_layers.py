"""Pictures at the size of the screen, scaled once and kept until the view or the picture changes.

Qt's own smooth scaling takes several times as long, and again at every move of the cursor.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

_CHANNELS = {
    QImage.Format.Format_RGB888: 3,
    QImage.Format.Format_ARGB32_Premultiplied: 4,
}
_HALVE_BELOW = 0.6
"""Below this scale, bilinear sampling would pass pixels over: the picture is halved first."""


class Layer:
    """One picture spread over a rectangle of the widget, bilinear."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._pixels: npt.NDArray[np.uint8] | None = None
        self._image = QImage()
        self._corner = QPointF()

    def draw(self, painter: QPainter, picture: QImage, target: QRectF, area: QRectF) -> None:
        """Draw what lies in `area` of `picture` spread over `target`, both widget coordinates.

        Args:
            picture: RGB888 or premultiplied ARGB32.
        """
        ratio = painter.device().devicePixelRatio()
        key = (picture.cacheKey(), target.getRect(), area.getRect(), ratio)
        if key != self._key:
            self._key = key
            self._scale(picture, target, target.intersected(area), ratio)
        if not self._image.isNull():
            painter.drawImage(self._corner, self._image)

    def _scale(self, picture: QImage, target: QRectF, seen: QRectF, ratio: float) -> None:
        left, top = math.floor(seen.left() * ratio), math.floor(seen.top() * ratio)
        width = math.ceil(seen.right() * ratio) - left
        height = math.ceil(seen.bottom() * ratio) - top
        self._corner = QPointF(left / ratio, top / ratio)
        if width <= 0 or height <= 0:
            self._image = QImage()
            return
        source = _as_array(picture)
        while target.width() * ratio / source.shape[1] < _HALVE_BELOW and min(source.shape[:2]) > 1:
            half = (source.shape[1] // 2, source.shape[0] // 2)
            source = np.asarray(cv2.resize(source, half, interpolation=cv2.INTER_AREA), np.uint8)
        # Where the middle of each screen pixel lies in the source; pixel 0 has its middle at 0.
        x_scale = source.shape[1] / (target.width() * ratio)
        y_scale = source.shape[0] / (target.height() * ratio)
        matrix = np.array(
            [
                [x_scale, 0.0, (left + 0.5 - target.left() * ratio) * x_scale - 0.5],
                [0.0, y_scale, (top + 0.5 - target.top() * ratio) * y_scale - 0.5],
            ]
        )
        scaled = cv2.warpAffine(
            source,
            matrix,
            (width, height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        self._pixels = np.ascontiguousarray(scaled, np.uint8)
        self._image = QImage(
            self._pixels.data, width, height, self._pixels.strides[0], picture.format()
        )
        self._image.setDevicePixelRatio(ratio)


def _as_array(picture: QImage) -> npt.NDArray[np.uint8]:
    """The pixels of `picture`, without a copy: uint8 [H, W, channels]."""
    channels = _CHANNELS[picture.format()]
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(
        picture.height(), picture.bytesPerLine()
    )
    return rows[:, : picture.width() * channels].reshape(
        picture.height(), picture.width(), channels
    )
