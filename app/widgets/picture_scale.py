"""How large stored pixels are on the screen; in anamorphic video, wider than high or narrower."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QSizeF


class PictureScale(NamedTuple):
    """Widget pixels per picture pixel, across and down."""

    x: float
    y: float

    @classmethod
    def of(cls, down: float, aspect: float) -> PictureScale:
        """For so many widget pixels down, and `aspect`, width : height of a picture pixel."""
        return cls(down * aspect, down)

    def way(self, x: float, y: float) -> QPointF:
        """A way in the picture as one in the widget."""
        return QPointF(x * self.x, y * self.y)

    def size(self, width: float, height: float) -> QSizeF:
        """A size in the picture as one in the widget."""
        return QSizeF(width * self.x, height * self.y)
