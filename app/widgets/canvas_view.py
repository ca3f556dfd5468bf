"""The map between the picture and the widget: zoom, pan, fit. Plain arithmetic."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSizeF

from app.widgets.picture_scale import PictureScale

Floats = npt.NDArray[np.floating]
MAX_ZOOM = 32.0
_SNAP_FROM = 0.97
"""A fitted picture may be smaller by this share for whole pixels."""
WHEEL_STEP = 1.25
"""Zoom per notch of the wheel."""


def is_whole(box: QRectF, ratio: float) -> bool:
    """Whether all edges of `box` fall between pixels of the screen, `ratio` for each of its own."""
    edges = (box.left(), box.top(), box.right(), box.bottom())
    return all(abs(edge * ratio - round(edge * ratio)) < 1e-3 for edge in edges)


class CanvasView:
    """Where the picture lies in the widget.

    Picture coordinates are float pixels of the source video, the centre of pixel (0, 0) at (0, 0);
    the picture therefore covers -0.5 .. width - 0.5. Widget coordinates are Qt's logical pixels.
    `zoom` is widget pixels per picture pixel, down the picture: the rows of anamorphic video are as
    they were filmed, its columns were squeezed. Across, that is times `aspect`, width : height of a
    pixel.
    """

    def __init__(self) -> None:
        self.zoom = 1.0
        self.aspect = Fraction(1)
        self.origin = QPointF()
        """Widget position of the picture's outer top-left corner."""
        self.fitted = True
        """Whether the picture keeps filling the widget when the widget changes size."""
        self._widget = QSizeF(1, 1)
        self._picture = QSizeF(1, 1)

    @property
    def scale(self) -> PictureScale:
        """Widget pixels per picture pixel, across and down."""
        return PictureScale.of(self.zoom, float(self.aspect))

    @property
    def unscaled(self) -> bool:
        """Whether each pixel of the picture is one of the widget."""
        return self.zoom == self.aspect == 1.0

    @property
    def picture_rect(self) -> QRectF:
        """The picture's outline in the widget."""
        return QRectF(self.origin, self._size())

    def _size(self) -> QSizeF:
        return self.scale.size(self._picture.width(), self._picture.height())

    def to_widget(self, x: float, y: float) -> QPointF:
        """Picture → widget."""
        return self.origin + self.scale.way(x + 0.5, y + 0.5)

    def to_widget_all(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """The same for many positions at once."""
        scale = self.scale
        return (
            self.origin.x() + (x + 0.5) * scale.x,
            self.origin.y() + (y + 0.5) * scale.y,
        )

    def to_picture(self, point: QPointF) -> tuple[float, float]:
        """Widget → picture; may lie outside the picture."""
        scale = self.scale
        return (
            (point.x() - self.origin.x()) / scale.x - 0.5,
            (point.y() - self.origin.y()) / scale.y - 0.5,
        )

    def contains(self, point: QPointF) -> bool:
        """Whether a widget position lies on the picture."""
        return self.picture_rect.contains(point)

    def clamp(self, x: float, y: float) -> tuple[float, float]:
        """The nearest position whose pixel is in the picture."""
        return (
            min(max(0.0, x), self._picture.width() - 1.0),
            min(max(0.0, y), self._picture.height() - 1.0),
        )

    def fitted_size(self, ratio: float) -> tuple[int, int] | None:
        """(width, height) of the fitted picture in pixels of the screen, `ratio` for each of the
        widget's; None where it is not scaled as a whole to whole pixels."""
        box = self.picture_rect
        if not self.fitted or self.unscaled or not is_whole(box, ratio):
            return None
        return round(box.width() * ratio), round(box.height() * ratio)

    @property
    def fit_zoom(self) -> float:
        """The zoom at which the whole picture just fits."""
        return min(
            MAX_ZOOM,
            self._widget.width() / (self._picture.width() * float(self.aspect)),
            self._widget.height() / self._picture.height(),
        )

    def set_picture(self, width: int, height: int, aspect: Fraction = Fraction(1)) -> None:
        """Show pictures of another size, of pixels that are `aspect` times as wide as high; the
        whole picture is fitted."""
        self._picture = QSizeF(max(1, width), max(1, height))
        self.aspect = aspect
        self.fit()

    def resize(self, width: int, height: int) -> None:
        """The widget has another size: stay fitted, or keep what is in the middle there."""
        middle = self.to_picture(QPointF(self._widget.width() / 2, self._widget.height() / 2))
        self._widget = QSizeF(max(1, width), max(1, height))
        if self.fitted:
            self.fit()
        else:
            self.centre_on(*middle)

    def fit(self) -> None:
        """Show the whole picture, as large as it fits, in the middle.

        A size at which both sides are whole pixels is taken where one is near: the picture is then
        scaled several times as fast, and no more blurred than it must be.
        """
        self.fitted = True
        self.zoom = self.fit_zoom
        wide = self.aspect
        width, height = round(self._picture.width()), round(self._picture.height())
        common = math.gcd(width * wide.numerator, height * wide.denominator) / wide.denominator
        parts = math.floor(self.zoom * common + 1e-9)
        if parts and parts / common >= _SNAP_FROM * self.zoom:
            self.zoom = parts / common
        size = self._size()
        self.origin = QPointF(
            math.floor((self._widget.width() - size.width()) / 2),
            math.floor((self._widget.height() - size.height()) / 2),
        )

    def zoom_at(self, point: QPointF, zoom: float) -> None:
        """Zoom so that what is under the widget position `point` stays there."""
        # Zooming out ends a little below the fitted size, so that "all of it" is always reachable.
        lowest = min(self.fit_zoom, 1.0) * 0.8
        x, y = self.to_picture(point)
        self.zoom = min(max(lowest, zoom), MAX_ZOOM)
        self.fitted = False
        self.origin = point - self.scale.way(x + 0.5, y + 0.5)
        self._keep_in_sight()

    def centre_on(self, x: float, y: float) -> None:
        """Bring a picture position to the middle of the widget."""
        self.fitted = False
        middle = QPointF(self._widget.width() / 2, self._widget.height() / 2)
        self.origin = middle - self.scale.way(x + 0.5, y + 0.5)
        self._keep_in_sight()

    def pan(self, by: QPointF) -> None:
        """Move the picture by so many widget pixels."""
        self.fitted = False
        self.origin += by
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        """The middle of the widget stays on the picture: nobody loses it off the edge."""
        size = self._size()
        half_width, half_height = self._widget.width() / 2, self._widget.height() / 2
        self.origin = QPointF(
            min(max(half_width - size.width(), self.origin.x()), half_width),
            min(max(half_height - size.height(), self.origin.y()), half_height),
        )
