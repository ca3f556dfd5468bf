"""Small pictures that are painted once and then copied: each call from Python into Qt costs."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap


def new_stamp(width: float, height: float, ratio: float) -> tuple[QPixmap, QPainter]:
    """A transparent picture of this size, and who paints it, smoothly, until its `end`.

    Args:
        width: in the widget's pixels, as is `height`.
        ratio: pixels of the screen for each of these.
    """
    stamp = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
    stamp.setDevicePixelRatio(ratio)
    stamp.fill(Qt.GlobalColor.transparent)
    painter = QPainter(stamp)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return stamp, painter
