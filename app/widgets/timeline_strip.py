"""What the strips of the timeline have in common: a picture kept until it is out of date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.widgets.timeline_bins import Columns
from app.widgets.timeline_range import TimelineRange

Floats = npt.NDArray[np.floating]
Area = tuple[Floats, Floats, int | npt.NDArray[np.uint8]]
"""Lower and upper value per column, NaN for none, and the number of the colour between: one, or one
per column."""


class Strip(QWidget):
    """Draws its frames once into a pixmap; the playhead that passes over it costs a copy.

    Subclasses keep bins (`reload`) and draw the range in sight from them (`draw`).
    """

    def __init__(self, document: Document, view: TimelineRange, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._view = view
        self._picture = QPixmap()
        self._drawn = False
        """Whether the picture shows what is in sight, but for what is out of date."""
        self._outdated: tuple[int, int] | None = None
        """The frames, first and last, whose part of the picture is out of date."""
        self.awaited = False
        """Its `reload` is still to come: nothing is painted of the match before."""

    def reload(self) -> None:
        """Another video."""
        raise NotImplementedError

    def draw(self, painter: QPainter, columns: Columns) -> None:
        """Draw some of the columns in sight."""
        raise NotImplementedError

    def rescale(self) -> bool:
        """Take the scale from what is in sight; whether it is another one than before."""
        return False

    def redraw(self) -> None:
        """What is in sight changed."""
        self._drawn = False
        self.update()

    def redraw_frames(self, first: int, last: int) -> None:
        """What is known of the frames first..last (inclusive) changed, and nothing else."""
        if not self._drawn or self.rescale():
            self.redraw()
            return
        known = self._outdated or (first, last)
        self._outdated = (min(known[0], first), max(known[1], last))
        self.update(self._part(first, last)[1])

    def columns(self) -> Columns:
        """One column per pixel of the screen, or per frame where there are fewer of those."""
        view = self._view
        pixels = max(1, round(self.width() * self.devicePixelRatioF()))
        return Columns.over(view.first, view.last, view.frame_count, pixels)

    def x_of(self, frame: float) -> float:
        """Pixel, in this widget, of a position in frames."""
        return self._view.x_of(frame) - self.x()

    def dark(self) -> bool:
        """Whether the theme is a dark one."""
        # Children get another palette later than the widget they stand in.
        palette = (self.parentWidget() or self).palette()
        return bool(palette.color(QPalette.ColorRole.Window).lightness() < 128)

    def paint_columns(
        self, painter: QPainter, columns: Columns, pixels: npt.NDArray[np.uint32], height: float
    ) -> None:
        """Paint premultiplied 0xAARRGGBB, uint32 [rows, columns], over the height from the top."""
        whole = self.columns()
        flat = pixels
        if len(columns) < len(whole):
            flat = np.zeros((len(pixels), len(whole)), np.uint32)
            at = int(np.searchsorted(whole.edges, columns.edges[0]))
            flat[:, at : at + len(columns)] = pixels
        # Stretched here, to whole pixels of the screen: how Qt rounds depends on what is clipped.
        ratio = self.devicePixelRatioF()
        left, right = (round(self.x_of(float(whole.edges[end])) * ratio) for end in (0, -1))
        if len(whole) != right - left:
            places = (2 * np.arange(right - left) + 1) * len(whole) // (2 * (right - left))
            flat = flat[:, places]
        self.paint_pixels(painter, QRectF(left / ratio, 0, (right - left) / ratio, height), flat)

    @staticmethod
    def paint_pixels(painter: QPainter, box: QRectF, pixels: npt.NDArray[np.uint32]) -> None:
        """Stretch premultiplied 0xAARRGGBB, uint32 [rows, columns], over a box of this widget."""
        if pixels.size:
            flat = np.ascontiguousarray(pixels)
            rows, count = flat.shape
            kind = QImage.Format.Format_ARGB32_Premultiplied
            painter.drawImage(box, QImage(flat.data, count, rows, 4 * count, kind))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._view.frame_count and self.in_step():
            if not self._drawn:
                self._fit_picture()
                self.rescale()
                self._draw_anew(self.columns(), self.rect())
            elif self._outdated is not None:
                self._draw_anew(*self._part(*self._outdated))
            self._drawn, self._outdated = True, None
            painter.drawPixmap(0, 0, self._picture)
            self.paint_over(painter)
        painter.end()

    def in_step(self) -> bool:
        """Whether what is painted and the view are of one match.

        While one closes or another opens, something else may ask for a paint before all know.
        """
        return self._document.is_open and not self.awaited

    def paint_over(self, painter: QPainter) -> None:
        """Paint what changes too often for the picture."""

    def _fit_picture(self) -> None:
        ratio = self.devicePixelRatioF()
        if self._picture.size() != self.size() * ratio:
            self._picture = QPixmap(self.size() * ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
        self._picture.setDevicePixelRatio(ratio)

    def _draw_anew(self, columns: Columns, box: QRect) -> None:
        """Draw the columns, and of them what lies in the box."""
        painter = QPainter(self._picture)
        painter.setClipRect(box)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(box, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        self.draw(painter, columns)
        painter.resetTransform()
        self.veil_excluded(painter)
        painter.end()

    def _part(self, first: int, last: int) -> tuple[Columns, QRect]:
        """The columns that show what has to do with the frames first..last, and where that is: what
        stands in a column reaches into the next ones, and depends on them."""
        whole = self.columns()
        edges = whole.edges
        low, high = np.searchsorted(edges, (first, last), side="right").tolist()
        shown = edges[max(0, low - 2) : high + 2]
        left, right = (self.x_of(float(edge)) for edge in (shown[0], shown[-1]))
        box = QRectF(left, 0, right - left, self.height()).toAlignedRect()
        # Columns of many frames are spread evenly, and so lie up to a pixel beside their edges.
        drawn = Columns(edges[max(0, low - 8) : high + 8], whole.block)
        return drawn, box.adjusted(-1, 0, 1, 0)

    def veil_excluded(self, painter: QPainter) -> None:
        """Stretches that are left out step back, and are hatched."""
        excluded = self._document.segments.excluded()
        if not excluded:
            return
        palette = self.palette()
        veil = with_alpha(palette.color(QPalette.ColorRole.Window), 170)
        lines = with_alpha(palette.color(QPalette.ColorRole.PlaceholderText), 110)
        painted = 0.0
        for first, last in excluded:
            left, right = max(0.0, self.x_of(first)), min(float(self.width()), self.x_of(last + 1))
            if right - left > 0 and right > painted + 0.5:
                box = QRectF(left, 0, max(1.0, right - left), self.height())
                painter.fillRect(box, veil)
                painter.fillRect(box, QBrush(lines, Qt.BrushStyle.BDiagPattern))
                painted = right

    def resizeEvent(self, event: Any) -> None:
        self._drawn = False


class PlotStrip(Strip):
    """A strip whose height stands for values from `limits[0]` (bottom) to `limits[1]` (top)."""

    def in_step(self) -> bool:
        """Also whether the track, which is summed up in columns, is as long as the view."""
        return super().in_step() and self._view.frame_count == self._document.track.frame_count

    def __init__(
        self,
        document: Document,
        view: TimelineRange,
        limits: tuple[float, float],
        parent: QWidget,
    ) -> None:
        super().__init__(document, view, parent)
        self.limits = limits

    def refresh(self, first: int, last: int) -> None:
        """The frames first..last (inclusive) changed."""
        raise NotImplementedError

    def y_of(self, value: float) -> float:
        """Pixel, in this widget, of a value."""
        low, high = self.limits
        return float(self.height() * (1.0 - (value - low) / (high - low)))

    def value_at(self, y: float) -> float:
        """Value at a pixel of this widget."""
        low, high = self.limits
        return float(low + (high - low) * (1.0 - y / max(1, self.height())))

    def draw_areas(
        self,
        painter: QPainter,
        columns: Columns,
        areas: Sequence[Area],
        colours: Sequence[QColor],
    ) -> None:
        """Fill the areas, each at least a pixel high; where they overlap the highest number shows.

        A picture of one pixel per column: a polygon of as many corners takes Qt ten times as long.

        Args:
            colours: of the numbers from 1 on, 0 is transparent.
        """
        rows = max(1, round(self.height() * self.devicePixelRatioF()))
        low, high = self.limits
        kind = np.min_scalar_type(rows)
        edges = np.array([(upper, lower) for lower, upper, _ in areas])
        # Rows count downwards, values upwards; without a value 0 to 0, which holds no row.
        bounds = np.rint((high - edges) / (high - low) * rows - 0.5)
        bounds[:, 1] += 1
        bounds = np.fmin(np.fmax(bounds, 0), rows).astype(kind)
        levels = np.arange(rows, dtype=kind)[:, None]
        numbers = np.zeros((rows, len(columns)), np.uint8)
        for (top, stop), (_, _, number) in zip(bounds, areas, strict=True):
            inside = (levels >= top) & (levels < stop)
            # To copy where a mask says so would take ten times as long.
            np.maximum(numbers, inside.view(np.uint8) * np.uint8(number), out=numbers)
        if len(columns):
            palette = np.array([0, *map(premultiplied, colours)], np.uint32)
            pixels = palette.take(numbers, mode="clip")
            self.paint_columns(painter, columns, pixels, self.height())


def joined(values: Floats) -> tuple[Floats, Floats]:
    """Lower and upper end, per column, of a line through the values: no step leaves a hole."""
    lower, upper = values.copy(), values.copy()
    middle = (values[1:] + values[:-1]) / 2
    lower[1:], upper[1:] = np.fmin(lower[1:], middle), np.fmax(upper[1:], middle)
    lower[:-1], upper[:-1] = np.fmin(lower[:-1], middle), np.fmax(upper[:-1], middle)
    # Next to a gap there is no middle, but where the column itself has nothing, nothing is drawn.
    nothing = np.isnan(values)
    lower[nothing], upper[nothing] = np.nan, np.nan
    return lower, upper


def premultiplied(colour: QColor) -> int:
    """The colour as a pixel of Format_ARGB32_Premultiplied."""
    alpha = colour.alpha()
    red, green, blue = (c * alpha // 255 for c in (colour.red(), colour.green(), colour.blue()))
    return (alpha << 24) | (red << 16) | (green << 8) | blue


def with_alpha(colour: QColor, alpha: int) -> QColor:
    """The colour, so opaque (0..255)."""
    thinner = QColor(colour)
    thinner.setAlpha(alpha)
    return thinner
