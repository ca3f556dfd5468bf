"""Pictures at the size of the screen, scaled once and kept until the view or the picture changes.

Qt's own smooth scaling takes several times as long, and again at every move of the cursor.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from app.playback.fitting import Pixels, fit, halved
from app.widgets.canvas_view import is_whole

_CHANNELS = {
    QImage.Format.Format_RGB888: 3,
    QImage.Format.Format_ARGB32_Premultiplied: 4,
}


class Layer:
    """One picture spread over a rectangle of the widget, bilinear."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._pixels: Pixels | None = None
        self._image = QImage()
        self._corner = QPointF()

    def draw(
        self,
        painter: QPainter,
        picture: QImage,
        target: QRectF,
        area: QRectF,
        fitted: Pixels | None = None,
    ) -> None:
        """Draw what lies in `area` of `picture` spread over `target`, both widget coordinates.

        Args:
            picture: RGB888 or premultiplied ARGB32.
            fitted: the picture as `fit` makes it, taken where it has the size that is needed.
        """
        ratio = painter.device().devicePixelRatio()
        key = (picture.cacheKey(), target.getRect(), area.getRect(), ratio)
        if key != self._key:
            self._key = key
            self._scale(picture, target, target.intersected(area), ratio, fitted)
        if not self._image.isNull():
            painter.drawImage(self._corner, self._image)

    def _scale(
        self,
        picture: QImage,
        target: QRectF,
        seen: QRectF,
        ratio: float,
        fitted: Pixels | None,
    ) -> None:
        left, top = math.floor(seen.left() * ratio + 1e-3), math.floor(seen.top() * ratio + 1e-3)
        # What differs from a whole number by rounding alone is one.
        width = math.ceil(seen.right() * ratio - 1e-3) - left
        height = math.ceil(seen.bottom() * ratio - 1e-3) - top
        self._corner = QPointF(left / ratio, top / ratio)
        if width <= 0 or height <= 0:
            self._image = QImage()
            return
        if is_whole(target, ratio) and seen == target:
            # Several times as fast as the general way, with the same result.
            ready = fitted is not None and fitted.shape[:2] == (height, width)
            self._pixels = fitted if ready else fit(_as_array(picture), width, height)
        else:
            self._pixels = _warp(_as_array(picture), target, (left, top), (width, height), ratio)
        assert self._pixels is not None
        self._image = QImage(
            self._pixels.data, width, height, self._pixels.strides[0], picture.format()
        )
        self._image.setDevicePixelRatio(ratio)


def _warp(
    source: Pixels,
    target: QRectF,
    corner: tuple[int, int],
    size: tuple[int, int],
    ratio: float,
) -> Pixels:
    """The part of `source`, spread over `target`, that lies in the screen pixels of `size` from
    `corner` on."""
    height, width = source.shape[:2]
    source = halved(source, target.width() * ratio / width, target.height() * ratio / height)
    # Where the middle of each screen pixel lies in the source; pixel 0 has its middle at 0.
    x_scale = source.shape[1] / (target.width() * ratio)
    y_scale = source.shape[0] / (target.height() * ratio)
    matrix = np.array(
        [
            [x_scale, 0.0, (corner[0] + 0.5 - target.left() * ratio) * x_scale - 0.5],
            [0.0, y_scale, (corner[1] + 0.5 - target.top() * ratio) * y_scale - 0.5],
        ]
    )
    scaled = cv2.warpAffine(
        source,
        matrix,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.ascontiguousarray(scaled, np.uint8)


def _as_array(picture: QImage) -> Pixels:
    """The pixels of `picture`, without a copy: uint8 [H, W, channels]."""
    channels = _CHANNELS[picture.format()]
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(
        picture.height(), picture.bytesPerLine()
    )
    return rows[:, : picture.width() * channels].reshape(
        picture.height(), picture.width(), channels
    )
